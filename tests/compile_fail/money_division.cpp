// An amount is not divided by an operator: the rounding is named at the call.
// expected: no match for 'operator/'
// expected: invalid operands to binary expression
#include "dealerkit/core/money.hpp"

using namespace dealerkit;

result<money> half_of(money whole) {
#if DEALERKIT_MUST_FAIL
  return whole / 2;
#else
  return share(whole, decimal::of(5, 1).value(), rounding::half_even);
#endif
}
