// Wide numbers: exact rationals without a bound, for rates of any scale, counts and oracles. Apart from the umbrella,
// since Boost.Multiprecision costs a second or two of compile time; the common path is core/rounding.hpp.
//
//   wide_scale(100, wide_rational(1, 3), rounding::half_up)   // 33
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <string_view>

#include "dealerkit/core/rounding.hpp"

namespace dealerkit {
inline namespace v1 {

using wide_integer = boost::multiprecision::cpp_int;
using wide_rational = boost::multiprecision::cpp_rational;

/// Rounds an exact fraction to a whole number.
[[nodiscard]] inline wide_integer wide_round(const wide_rational& value, rounding how) {
  const wide_integer numerator = boost::multiprecision::numerator(value);
  const wide_integer denominator = boost::multiprecision::denominator(value);
  const bool negative = numerator < 0;
  const wide_integer magnitude = negative ? wide_integer(-numerator) : numerator;
  wide_integer quotient = magnitude / denominator;
  const wide_integer twice = (magnitude % denominator) * 2;
  const bool half = twice == denominator;
  bool one_more = false;
  switch (how) {
    case rounding::half_up: one_more = twice >= denominator; break;
    case rounding::half_even: one_more = twice > denominator || (half && quotient % 2 != 0); break;
    case rounding::up: one_more = twice != 0; break;
    case rounding::down: break;
  }
  if (one_more) quotient += 1;
  return negative ? wide_integer(-quotient) : quotient;
}

/// `units` · `factor`, rounded once. Refused (money_out_of_range) where the answer does not fit an int64.
[[nodiscard]] inline result<std::int64_t> wide_scale(std::int64_t units, const wide_rational& factor, rounding how) {
  const wide_integer scaled = wide_round(wide_rational(units) * factor, how);
  if (scaled > INT64_MAX || scaled < INT64_MIN) return error{rule::money_out_of_range};
  return scaled.convert_to<std::int64_t>();
}

/// Reads a decimal with any number of digits. Refused: decimal_malformed.
[[nodiscard]] inline result<wide_rational> parse_wide_decimal(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  wide_integer units = 0;
  wide_integer denominator = 1;
  bool point = false;
  bool digit_last = false;
  bool digit_before = false;
  for (const char c : text) {
    if (c == '.' && !point && digit_before) {
      point = true;
      digit_last = false;
      continue;
    }
    if (c < '0' || c > '9') return error{rule::decimal_malformed};
    digit_last = digit_before = true;
    units = units * 10 + (c - '0');
    if (point) denominator *= 10;
  }
  if (!digit_last) return error{rule::decimal_malformed};
  return wide_rational(negative ? wide_integer(-units) : units, denominator);
}

}  // namespace v1
}  // namespace dealerkit
