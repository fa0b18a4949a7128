// Two amounts have no operator+: their currencies may differ, and the sum may not fit, so add() can refuse.
// expected: no match for 'operator+'
// expected: invalid operands to binary expression
#include "dealerkit/core/money.hpp"

using namespace dealerkit;

bool sum_is_positive(money a, money b) {
#if DEALERKIT_MUST_FAIL
  return !(a + b).negative();
#else
  const auto sum = add(a, b);
  return sum.ok() && !sum.value().negative();
#endif
}
