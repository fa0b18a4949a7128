// Rounding and the one place where a product is divided: exact up to 128 bits, the rounding named at the call.
//
//   scale_by(1999, 21, 100, rounding::half_up).value()   // 420: 21 % of 19.99 is 4.1979
#pragma once

#include <cstdint>

#include "dealerkit/core/result.hpp"

namespace dealerkit {
inline namespace v1 {

/// How a division ends that does not come out even. `half_up` is away from zero on a tie (commercial rounding).
enum class rounding : std::uint8_t { half_up, half_even, down, up };

namespace detail {
__extension__ using int128 = __int128;
__extension__ using uint128 = unsigned __int128;

// Divides with the sign kept apart, so that every rounding treats a credit as it treats a debit.
[[nodiscard]] constexpr int128 divide(int128 numerator, int128 denominator, rounding how) noexcept {
  const bool negative = (numerator < 0) != (denominator < 0);
  const int128 n = numerator < 0 ? -numerator : numerator;
  const int128 d = denominator < 0 ? -denominator : denominator;
  int128 quotient = n / d;
  const int128 remainder = n % d;
  const int128 other_side = d - remainder;  // twice the remainder could overflow
  switch (how) {
    case rounding::half_up: quotient += remainder >= other_side ? 1 : 0; break;
    case rounding::half_even:
      quotient += remainder > other_side || (remainder == other_side && quotient % 2 != 0) ? 1 : 0;
      break;
    case rounding::up: quotient += remainder != 0 ? 1 : 0; break;
    case rounding::down: break;
  }
  return negative ? -quotient : quotient;
}
}  // namespace detail

/// `units` · `numerator` ÷ `denominator`, rounded once. Refused (money_out_of_range) where the answer does not fit
/// an int64 or the denominator is not positive. Source: DAT-03.
template <class = void>
[[nodiscard]] constexpr result<std::int64_t> scale_by(std::int64_t units, std::int64_t numerator,
                                                      std::int64_t denominator, rounding how) noexcept {
  if (denominator <= 0) return error{rule::money_out_of_range};
  std::int64_t product = 0;
  if (how == rounding::half_up && !__builtin_mul_overflow(units, numerator, &product) && product > INT64_MIN / 4 &&
      product < INT64_MAX / 4 && denominator < INT64_MAX / 4) {
    // The common path: 64 bits and no branch on the data. Adding half away from zero, then cutting, is half-up.
    const std::int64_t half = denominator / 2;
    return (product + (product < 0 ? -half : half)) / denominator;
  }
  const auto wide = detail::divide(static_cast<detail::int128>(units) * numerator, denominator, how);
  if (wide > INT64_MAX || wide < INT64_MIN) return error{rule::money_out_of_range};
  return static_cast<std::int64_t>(wide);
}

}  // namespace v1
}  // namespace dealerkit
