// A result that nobody looks at hides a refusal.
// expected: ignoring return value
// expected: ignoring returned value
#include "dealerkit/core/money.hpp"

using namespace dealerkit;

bool pay(money& total, money amount) {
#if DEALERKIT_MUST_FAIL
  add(total, amount);
  return true;
#else
  const auto sum = add(total, amount);
  if (!sum.ok()) return false;
  total = sum.value();
  return true;
#endif
}
