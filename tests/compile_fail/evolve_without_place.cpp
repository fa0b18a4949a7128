// An event does not say whose it is or where it stands in the ledger: evolve() must be told.
// expected: no matching function for call to 'evolve
#include "dealerkit/customer.hpp"

using namespace dealerkit;

customer confirmed(const customer& known, const event_place& place) {
#if DEALERKIT_MUST_FAIL
  return evolve(known, account_confirmed{}, place.at);
#else
  return evolve(known, account_confirmed{}, place);
#endif
}
