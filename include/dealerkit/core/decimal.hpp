// Decimals: exact numbers with a point, for rates, percents, points and amounts as they arrive in text.
//
//   parse_decimal("9.975").value()   // units 9975, scale 3
//   parse_decimal("1e3").refusal()   // rule::decimal_malformed (DAT-03): no exponent, comma or blank
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "dealerkit/core/result.hpp"

namespace dealerkit {
inline namespace v1 {

/// Largest number of digits after the point; every power of ten up to it fits an int64.
inline constexpr int decimal_scale_max = 18;

namespace detail {
inline constexpr std::array<std::int64_t, 19> powers_of_ten = [] {
  std::array<std::int64_t, 19> powers{};
  std::int64_t power = 1;
  for (auto& p : powers) {
    p = power;
    if (power <= INT64_MAX / 10) power *= 10;
  }
  return powers;
}();
}  // namespace detail

/// `units` · 10^-`scale`, always in lowest terms, so that equal numbers are equal values.
class decimal {
 public:
  constexpr decimal() noexcept = default;  // zero is a legal decimal

  /// A decimal from its parts; refused (decimal_out_of_range) unless 0 <= scale <= 18.
  [[nodiscard]] static constexpr result<decimal> of(std::int64_t units, int scale) noexcept {
    if (scale < 0 || scale > decimal_scale_max) return error{rule::decimal_out_of_range};
    while (scale > 0 && units % 10 == 0) {
      units /= 10;
      --scale;
    }
    return decimal{units, scale};
  }
  /// A whole number.
  [[nodiscard]] static constexpr decimal whole(std::int64_t units) noexcept { return {units, 0}; }

  [[nodiscard]] constexpr std::int64_t units() const noexcept { return units_; }
  [[nodiscard]] constexpr int scale() const noexcept { return scale_; }
  [[nodiscard]] constexpr bool negative() const noexcept { return units_ < 0; }
  [[nodiscard]] constexpr bool zero() const noexcept { return units_ == 0; }

  friend constexpr bool operator==(decimal, decimal) noexcept = default;

 private:
  constexpr decimal(std::int64_t units, int scale) noexcept : units_(units), scale_(scale) {}
  std::int64_t units_ = 0;
  int scale_ = 0;
};

/// Reads `-?digits(.digits)?` and nothing else. Refused: decimal_malformed, decimal_out_of_range (more than
/// 18 digits after the point, or units beyond an int64). Source: DAT-03.
template <class = void>
[[nodiscard]] constexpr result<decimal> parse_decimal(std::string_view text) noexcept {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  std::int64_t units = 0;
  int scale = 0;
  bool point = false;
  bool digit_before = false;
  bool digit_last = false;
  for (const char c : text) {
    if (c == '.') {
      if (point || !digit_before) return error{rule::decimal_malformed};
      point = true;
      digit_last = false;
      continue;
    }
    if (c < '0' || c > '9') return error{rule::decimal_malformed};
    digit_last = true;
    if (!point) digit_before = true;
    if (__builtin_mul_overflow(units, std::int64_t{10}, &units) ||
        __builtin_sub_overflow(units, std::int64_t{c - '0'}, &units))
      return error{rule::decimal_out_of_range};
    if (point && ++scale > decimal_scale_max) return error{rule::decimal_out_of_range};
  }
  if (!digit_last) return error{rule::decimal_malformed};
  // Digits were gathered as a negative number, since INT64_MIN has no positive twin.
  if (!negative && units == INT64_MIN) return error{rule::decimal_out_of_range};
  return decimal::of(negative ? units : -units, scale);
}

namespace detail {
/// Room for any such text: 19 digits, a point and a sign.
inline constexpr std::size_t scaled_text_size = 24;

/// Writes units · 10^-scale with exactly `scale` digits after the point, so that it ends before `end`; where it begins.
template <class = void>
inline char* write_scaled_before(char* end, std::int64_t units, int scale) noexcept {
  char* at = end;
  auto rest = units < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(units) : static_cast<std::uint64_t>(units);
  for (int written = 0; rest > 0 || written <= scale; ++written) {
    if (written == scale && scale > 0) *--at = '.';
    *--at = static_cast<char>('0' + rest % 10);
    rest /= 10;
  }
  if (units < 0) *--at = '-';
  return at;
}

template <class = void>
inline void append_scaled(std::string& out, std::int64_t units, int scale) {
  char text[scaled_text_size];
  char* const end = text + sizeof text;
  out.append(write_scaled_before(end, units, scale), end);
}
}  // namespace detail

/// Appends the shortest text of `value`: `9.975`, `-0.5`, `21`.
template <class = void>
inline void append_decimal(std::string& out, decimal value) {
  detail::append_scaled(out, value.units(), value.scale());
}

/// The shortest text of `value`.
template <class = void>
[[nodiscard]] inline std::string to_string(decimal value) {
  std::string text;
  append_decimal(text, value);
  return text;
}

}  // namespace v1
}  // namespace dealerkit
