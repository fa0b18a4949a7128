// A customer's identifier is never compared with an outlet's.
// expected: no match for 'operator=='
// expected: invalid operands to binary expression
#include "dealerkit/core/identifier.hpp"

using namespace dealerkit;

using customer_id = id_of<struct customer_noun>;
using outlet_id = id_of<struct outlet_noun>;

bool same(customer_id customer, outlet_id outlet) {
#if DEALERKIT_MUST_FAIL
  return customer == outlet;
#else
  return customer.view() == outlet.view();
#endif
}
