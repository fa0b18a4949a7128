// Money: minor units of one currency; nothing is converted, compared or rounded silently.
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>

#include "dealerkit/core/money.hpp"
#include "support/catch.hpp"

using namespace dealerkit;

static_assert(std::is_trivially_copyable_v<money> && std::is_trivially_copyable_v<currency>);
static_assert(!std::is_default_constructible_v<money>, "an amount has a currency");
static_assert(!std::is_default_constructible_v<currency>);
static_assert(!std::is_convertible_v<int, money> && !std::is_constructible_v<money, int>);
static_assert(!std::is_constructible_v<money, std::int64_t, currency>, "money::minor says which units");
static_assert(!std::is_convertible_v<money, std::int64_t> && !std::is_convertible_v<money, double>);
static_assert(!std::is_constructible_v<money, double>);
template <class T>
concept has_order = requires(T a, T b) {
  a < b;
};
template <class A, class B>
concept has_sum = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept has_difference = requires(A a, B b) {
  a - b;
};
template <class A, class B>
concept has_product = requires(A a, B b) {
  a* b;
};
template <class A, class B>
concept has_quotient = requires(A a, B b) {
  a / b;
};
static_assert(!has_order<money>, "two currencies have no order");
static_assert(!has_sum<money, money> && !has_difference<money, money>, "a sum can be refused");
static_assert(!has_product<money, money> && !has_product<money, int> && !has_product<money, decimal>);
static_assert(!has_quotient<money, money> && !has_quotient<money, int>, "a division names its rounding");
static_assert(!has_order<currency>);
static_assert(money::minor(3000, euro) == parse_money("30.00", euro).value());
static_assert(share(money::minor(10000, euro), parse_decimal("0.21").value(), rounding::half_up).value() ==
              money::minor(2100, euro));

namespace {

currency named_currency(std::string_view code) { return currency::of(code).value(); }

std::string read(std::string_view text, currency unit = euro) {
  const auto amount = parse_money(text, unit);
  return amount.ok() ? to_string(amount.value()) : std::string(code(amount.refusal().broken));
}

template <class T>
std::string said(const result<T>& amount) {
  if (!amount.ok()) return std::string(code(amount.refusal().broken));
  return to_string(amount.value()) + " " + std::string(amount.value().unit().code());
}

decimal rate(std::string_view text) { return parse_decimal(text).value(); }

}  // namespace

TEST_CASE("currency: known ones by their code, with the decimals of ISO 4217", "[money][DAT-03]") {
  std::set<std::string_view> codes;
  for (const auto& known : currency_list::all) {
    CAPTURE(known.code());
    CHECK(codes.insert(known.code()).second);
    CHECK(currency::of(known.code()).value() == known);
    CHECK(known.decimals() >= 0);
    CHECK(known.decimals() <= 3);
  }
  CHECK(euro.code() == "EUR");
  CHECK(euro.decimals() == 2);
  CHECK(named_currency("CAD").decimals() == 2);
  CHECK(named_currency("JPY").decimals() == 0);
  CHECK(named_currency("TND").decimals() == 3);
  for (const std::string_view text : {"", "eur", "EU", "EURO", "XXX", "\xe2\x82\xac"}) {
    CAPTURE(text);
    REQUIRE_FALSE(currency::of(text).ok());
    CHECK(currency::of(text).refusal() == error{rule::currency_unknown, "currency"});
  }
}

TEST_CASE("money: read from text, written with all decimals of its currency", "[money][DAT-03]") {
  CHECK(read("30.00") == "30.00");
  CHECK(read("30") == "30.00");
  CHECK(read("30.5") == "30.50");
  CHECK(read("30.500") == "30.50");  // the third decimal says nothing
  CHECK(read("-0.01") == "-0.01");
  CHECK(read("-0") == "0.00");
  CHECK(read("0.99") == "0.99");
  CHECK(read("123", named_currency("JPY")) == "123");
  CHECK(read("-123.0", named_currency("JPY")) == "-123");
  CHECK(read("1.234", named_currency("TND")) == "1.234");
  CHECK(read("92233720368547758.07") == "92233720368547758.07");
  CHECK(read("-92233720368547758.08") == "-92233720368547758.08");
}

TEST_CASE("money: rules of reading, in order", "[money][DAT-03]") {
  CHECK(read("") == "money_malformed");
  CHECK(read("30,00") == "money_malformed");
  CHECK(read("3e1") == "money_malformed");
  CHECK(read("30.00 EUR") == "money_malformed");
  CHECK(read("+30.00") == "money_malformed");
  CHECK(read("9223372036854775808") == "money_out_of_range");
  CHECK(read("30.005") == "money_too_many_decimals");
  CHECK(read("0.001") == "money_too_many_decimals");
  CHECK(read("1.5", named_currency("JPY")) == "money_too_many_decimals");
  CHECK(read("1.2345", named_currency("TND")) == "money_too_many_decimals");
  CHECK(read("92233720368547758.08") == "money_out_of_range");
  CHECK(read("-92233720368547758.09") == "money_out_of_range");
  CHECK(read("9223372036854775807") == "money_out_of_range");
}

TEST_CASE("money: sums and differences in one currency only", "[money][DAT-03]") {
  const auto eur = [](std::int64_t units) { return money::minor(units, euro); };
  const auto cad = money::minor(100, named_currency("CAD"));
  CHECK(said(add(eur(1), eur(2))) == "0.03 EUR");
  CHECK(said(subtract(eur(1), eur(2))) == "-0.01 EUR");
  CHECK(said(add(eur(100), cad)) == "money_currency_mismatch");
  CHECK(said(subtract(eur(100), cad)) == "money_currency_mismatch");
  CHECK(add(eur(100), cad).refusal().field == "currency");
  // Different currencies come before the size: the sum would not mean anything.
  CHECK(said(add(eur(INT64_MAX), money::minor(1, named_currency("CAD")))) == "money_currency_mismatch");
  CHECK(said(add(eur(INT64_MAX), eur(1))) == "money_out_of_range");
  CHECK(said(add(eur(INT64_MIN), eur(-1))) == "money_out_of_range");
  CHECK(said(subtract(eur(INT64_MIN), eur(1))) == "money_out_of_range");
  CHECK(said(subtract(eur(0), eur(INT64_MIN))) == "money_out_of_range");
  CHECK(said(add(eur(INT64_MAX), eur(0))) == "92233720368547758.07 EUR");
  CHECK(said(add(eur(INT64_MIN), eur(INT64_MAX))) == "-0.01 EUR");
  CHECK(eur(100) == eur(100));
  CHECK_FALSE(eur(100) == cad);  // equality has an answer where order has none
}

TEST_CASE("money: shares and percents are rounded once, as the call says", "[money][DAT-03]") {
  const auto price = money::minor(1999, euro);
  CHECK(said(percent_of(price, rate("21"), rounding::half_up)) == "4.20 EUR");
  CHECK(said(percent_of(price, rate("21"), rounding::down)) == "4.19 EUR");
  CHECK(said(percent_of(price, rate("21"), rounding::up)) == "4.20 EUR");
  CHECK(said(share(price, rate("0.21"), rounding::half_up)) == "4.20 EUR");
  CHECK(said(percent_of(price, rate("9.975"), rounding::half_up)) == "1.99 EUR");

  const auto five = money::minor(5, euro);
  const auto fifteen = money::minor(15, euro);
  const auto half = rate("0.1");
  CHECK(said(share(five, half, rounding::half_up)) == "0.01 EUR");
  CHECK(said(share(five, half, rounding::half_even)) == "0.00 EUR");
  CHECK(said(share(fifteen, half, rounding::half_even)) == "0.02 EUR");
  CHECK(said(share(five, half, rounding::down)) == "0.00 EUR");
  CHECK(said(share(five, half, rounding::up)) == "0.01 EUR");
  const auto credit = money::minor(-5, euro);
  CHECK(said(share(credit, half, rounding::half_up)) == "-0.01 EUR");  // a credit as a debit
  CHECK(said(share(credit, half, rounding::half_even)) == "0.00 EUR");
  CHECK(said(share(credit, half, rounding::down)) == "0.00 EUR");
  CHECK(said(share(credit, half, rounding::up)) == "-0.01 EUR");

  const auto all = money::minor(INT64_MAX, euro);
  CHECK(said(percent_of(all, rate("100"), rounding::half_up)) == "92233720368547758.07 EUR");
  CHECK(said(percent_of(all, rate("100.01"), rounding::half_up)) == "money_out_of_range");
  CHECK(said(share(all, rate("2"), rounding::down)) == "money_out_of_range");
  CHECK(said(share(money::minor(INT64_MIN, euro), rate("1"), rounding::half_even)) == "-92233720368547758.08 EUR");
  CHECK(said(percent_of(price, rate("0.00000000000000001"), rounding::up)) == "money_out_of_range");  // 17 decimals
  CHECK(said(percent_of(price, rate("0.0000000000000001"), rounding::up)) == "0.01 EUR");
  CHECK(said(share(price, rate("0.000000000000000001"), rounding::down)) == "0.00 EUR");
}

TEST_CASE("scale_by: a denominator is positive", "[money][DAT-03]") {
  for (const auto how : {rounding::half_up, rounding::half_even, rounding::down, rounding::up}) {
    CHECK(scale_by(1, 1, 0, how).refusal().broken == rule::money_out_of_range);
    CHECK(scale_by(1, 1, -1, how).refusal().broken == rule::money_out_of_range);
    CHECK(scale_by(0, INT64_MIN, INT64_MAX, how).value() == 0);
    CHECK(scale_by(INT64_MIN, 1, 1, how).value() == INT64_MIN);
    CHECK(scale_by(INT64_MIN, -1, 1, how).refusal().broken == rule::money_out_of_range);
    CHECK(scale_by(INT64_MIN, INT64_MIN, 1, how).refusal().broken == rule::money_out_of_range);
    CHECK(scale_by(INT64_MIN, INT64_MAX, INT64_MAX, how).value() == INT64_MIN);
    CHECK(scale_by(INT64_MAX, INT64_MAX, INT64_MAX, how).value() == INT64_MAX);
  }
  CHECK(scale_by(1999, 21, 100, rounding::half_up).value() == 420);
}
