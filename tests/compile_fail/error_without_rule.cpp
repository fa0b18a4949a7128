// A refusal names its rule: a sentence alone cannot be looked up, tested or translated.
// expected: cannot convert 'const char
// expected: no viable conversion from returned value of type 'const char
// expected: could not convert
// expected: cannot initialize a member subobject of type 'dealerkit::rule'
// expected: cannot initialize a member subobject of type 'rule'
#include "dealerkit/core/result.hpp"

using namespace dealerkit;

result<int> positive(int number) {
  if (number > 0) return number;
#if DEALERKIT_MUST_FAIL
  return error{"it must be positive"};
#else
  return error{rule::decimal_out_of_range, "number"};
#endif
}
