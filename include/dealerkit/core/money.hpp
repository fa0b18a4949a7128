// Money: whole minor units of a currency, never a binary float.
//
//   parse_money("30.00", euro).value()      // 3000 cents
//   parse_money("30.005", euro).refusal()   // rule::money_too_many_decimals (DAT-03): refused, not rounded
//   add(eur, cad).refusal()                 // rule::money_currency_mismatch: nothing is converted silently
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/rounding.hpp"

namespace dealerkit {
inline namespace v1 {

/// An ISO 4217 currency with the number of its decimals.
class currency {
 public:
  /// The currency of a code in upper case; refused (currency_unknown) where dealerkit does not know it.
  [[nodiscard]] static constexpr result<currency> of(std::string_view code) noexcept;

  [[nodiscard]] constexpr std::string_view code() const noexcept { return {code_, 3}; }
  [[nodiscard]] constexpr int decimals() const noexcept { return decimals_; }

  friend constexpr bool operator==(const currency&, const currency&) noexcept = default;

 private:
  friend struct currency_list;
  constexpr currency(char a, char b, char c, std::int8_t decimals) noexcept : code_{a, b, c}, decimals_(decimals) {}
  char code_[3];
  std::int8_t decimals_;
};

/// The currencies of the markets where cars are sold by our users; others are refused by name.
struct currency_list {
  static constexpr currency all[] = {
      {'E', 'U', 'R', 2}, {'C', 'A', 'D', 2}, {'U', 'S', 'D', 2}, {'G', 'B', 'P', 2},
      {'C', 'H', 'F', 2}, {'S', 'E', 'K', 2}, {'D', 'K', 'K', 2}, {'N', 'O', 'K', 2},
      {'P', 'L', 'N', 2}, {'C', 'Z', 'K', 2}, {'H', 'U', 'F', 2}, {'R', 'O', 'N', 2},
      {'M', 'A', 'D', 2}, {'T', 'R', 'Y', 2}, {'J', 'P', 'Y', 0}, {'T', 'N', 'D', 3},
  };
};

inline constexpr currency euro = currency_list::all[0];

constexpr result<currency> currency::of(std::string_view code) noexcept {
  for (const auto& known : currency_list::all)
    if (known.code() == code) return known;
  return error{rule::currency_unknown, "currency"};
}

/// An amount in minor units of its currency. There is no operator<: comparing two currencies has no answer.
class money {
 public:
  /// An amount in minor units: money::minor(3000, euro) is 30.00 €.
  [[nodiscard]] static constexpr money minor(std::int64_t units, currency unit) noexcept { return {units, unit}; }
  [[nodiscard]] constexpr std::int64_t minor_units() const noexcept { return units_; }
  [[nodiscard]] constexpr currency unit() const noexcept { return currency_; }
  [[nodiscard]] constexpr bool negative() const noexcept { return units_ < 0; }
  [[nodiscard]] constexpr bool zero() const noexcept { return units_ == 0; }

  friend constexpr bool operator==(const money&, const money&) noexcept = default;

 private:
  constexpr money(std::int64_t units, currency unit) noexcept : units_(units), currency_(unit) {}
  std::int64_t units_;
  currency currency_;
};

/// The amount that a decimal says. Refused: money_too_many_decimals, money_out_of_range.
template <class = void>
[[nodiscard]] constexpr result<money> to_money(decimal amount, currency unit) noexcept {
  if (amount.scale() > unit.decimals()) return error{rule::money_too_many_decimals};
  std::int64_t units = 0;
  const auto factor = detail::powers_of_ten[static_cast<std::size_t>(unit.decimals() - amount.scale())];
  if (__builtin_mul_overflow(amount.units(), factor, &units)) return error{rule::money_out_of_range};
  return money::minor(units, unit);
}

/// Reads an amount from text. Refused: money_malformed, money_too_many_decimals, money_out_of_range.
template <class = void>
[[nodiscard]] constexpr result<money> parse_money(std::string_view text, currency unit) noexcept {
  const auto amount = parse_decimal(text);
  if (!amount.ok())
    return error{amount.refusal().broken == rule::decimal_malformed ? rule::money_malformed : rule::money_out_of_range};
  return to_money(amount.value(), unit);
}

/// Sum. Refused: money_currency_mismatch, money_out_of_range.
template <class = void>
[[nodiscard]] constexpr result<money> add(money a, money b) noexcept {
  if (!(a.unit() == b.unit())) return error{rule::money_currency_mismatch, "currency"};
  std::int64_t units = 0;
  if (__builtin_add_overflow(a.minor_units(), b.minor_units(), &units)) return error{rule::money_out_of_range};
  return money::minor(units, a.unit());
}

/// Difference. Refused: money_currency_mismatch, money_out_of_range.
template <class = void>
[[nodiscard]] constexpr result<money> subtract(money a, money b) noexcept {
  if (!(a.unit() == b.unit())) return error{rule::money_currency_mismatch, "currency"};
  std::int64_t units = 0;
  if (__builtin_sub_overflow(a.minor_units(), b.minor_units(), &units)) return error{rule::money_out_of_range};
  return money::minor(units, a.unit());
}

/// `amount` · `rate`, rounded once to the minor unit: share(price, 0.21) is the tax. Refused: money_out_of_range.
template <class = void>
[[nodiscard]] constexpr result<money> share(money amount, decimal rate, rounding how) noexcept {
  const auto denominator = detail::powers_of_ten[static_cast<std::size_t>(rate.scale())];
  const auto units = scale_by(amount.minor_units(), rate.units(), denominator, how);
  if (!units.ok()) return units.refusal();
  return money::minor(units.value(), amount.unit());
}

/// `amount` · `percent` ÷ 100, rounded once: percent_of(price, 21) is the tax. Refused: money_out_of_range.
template <class = void>
[[nodiscard]] constexpr result<money> percent_of(money amount, decimal percent, rounding how) noexcept {
  if (percent.scale() > decimal_scale_max - 2) return error{rule::money_out_of_range};
  const auto denominator = detail::powers_of_ten[static_cast<std::size_t>(percent.scale() + 2)];
  const auto units = scale_by(amount.minor_units(), percent.units(), denominator, how);
  if (!units.ok()) return units.refusal();
  return money::minor(units.value(), amount.unit());
}

/// Appends the text of an amount with all decimals of its currency: `30.00`.
template <class = void>
inline void append_money(std::string& out, money amount) {
  detail::append_scaled(out, amount.minor_units(), amount.unit().decimals());
}

/// The amount as text with all decimals of its currency: `30.00`.
template <class = void>
[[nodiscard]] inline std::string to_string(money amount) {
  std::string text;
  append_money(text, amount);
  return text;
}

}  // namespace v1
}  // namespace dealerkit
