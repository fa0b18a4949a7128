// Two amounts have no order: of two currencies neither is the greater.
// expected: no match for 'operator<'
// expected: invalid operands to binary expression
#include "dealerkit/core/money.hpp"

using namespace dealerkit;

bool is_cheaper(money a, money b) {
#if DEALERKIT_MUST_FAIL
  return a < b;
#else
  const auto difference = subtract(a, b);
  return difference.ok() && difference.value().negative();
#endif
}
