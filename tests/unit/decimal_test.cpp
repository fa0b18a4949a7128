// Decimals: read, written and kept in lowest terms.
#include <climits>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

#include "dealerkit/core/decimal.hpp"
#include "support/catch.hpp"

using namespace dealerkit;

static_assert(std::is_trivially_copyable_v<decimal>);
static_assert(std::is_nothrow_default_constructible_v<decimal>, "zero is a legal decimal");
static_assert(!std::is_convertible_v<int, decimal> && !std::is_constructible_v<decimal, int>);
static_assert(!std::is_constructible_v<decimal, std::int64_t, int>, "only the checked factories make one");
static_assert(!std::is_constructible_v<decimal, double>);
static_assert(!std::is_convertible_v<decimal, std::int64_t> && !std::is_convertible_v<decimal, double>);
template <class T>
concept has_order = requires(T a, T b) {
  a < b;
};
template <class T>
concept has_sum = requires(T a, T b) {
  a + b;
};
static_assert(!has_order<decimal> && !has_sum<decimal>);
static_assert(decimal{}.zero() && decimal{}.scale() == 0);
static_assert(decimal::whole(21).units() == 21);
static_assert(parse_decimal("9.975").value().units() == 9975 && parse_decimal("9.975").value().scale() == 3);

namespace {

std::string broken(std::string_view text) {
  const auto read = parse_decimal(text);
  return read.ok() ? "ok" : std::string(code(read.refusal().broken));
}

std::string round_trip(std::string_view text) {
  const auto read = parse_decimal(text);
  return read.ok() ? to_string(read.value()) : std::string(code(read.refusal().broken));
}

}  // namespace

TEST_CASE("decimal: accepted texts and their shortest form", "[decimal][DAT-03]") {
  struct row {
    std::string_view text;
    std::int64_t units;
    int scale;
    std::string_view shortest;
  };
  const row rows[] = {
      {"0", 0, 0, "0"},
      {"-0", 0, 0, "0"},
      {"0.0", 0, 0, "0"},
      {"-0.00", 0, 0, "0"},
      {"21", 21, 0, "21"},
      {"007", 7, 0, "7"},
      {"9.975", 9975, 3, "9.975"},
      {"30.00", 30, 0, "30"},
      {"0.05", 5, 2, "0.05"},
      {"-0.5", -5, 1, "-0.5"},
      {"-12.340", -1234, 2, "-12.34"},
      {"100", 100, 0, "100"},
      {"0.000000000000000001", 1, 18, "0.000000000000000001"},
      {"-0.000000000000000001", -1, 18, "-0.000000000000000001"},
      {"9223372036854775807", INT64_MAX, 0, "9223372036854775807"},
      {"-9223372036854775808", INT64_MIN, 0, "-9223372036854775808"},
      {"9.223372036854775807", INT64_MAX, 18, "9.223372036854775807"},
      {"-9.223372036854775808", INT64_MIN, 18, "-9.223372036854775808"},
      {"0.100000000000000000", 1, 1, "0.1"},
  };
  for (const auto& [text, units, scale, shortest] : rows) {
    CAPTURE(text);
    const auto read = parse_decimal(text);
    REQUIRE(read.ok());
    CHECK(read.value().units() == units);
    CHECK(read.value().scale() == scale);
    CHECK(read.value().negative() == (units < 0));
    CHECK(read.value().zero() == (units == 0));
    CHECK(to_string(read.value()) == shortest);
    CHECK(parse_decimal(to_string(read.value())).value() == read.value());
  }
}

TEST_CASE("decimal: equal numbers are equal values", "[decimal][DAT-03]") {
  CHECK(parse_decimal("30.00").value() == decimal::whole(30));
  CHECK(parse_decimal("0.10").value() == parse_decimal("0.1").value());
  CHECK(decimal::of(1000, 3).value() == decimal::whole(1));
  CHECK(decimal::of(0, 18).value() == decimal{});
  CHECK_FALSE(parse_decimal("0.1").value() == parse_decimal("0.01").value());
  CHECK_FALSE(parse_decimal("-1").value() == parse_decimal("1").value());
}

TEST_CASE("decimal: refused texts", "[decimal][DAT-03]") {
  for (const std::string_view text : {"",    "-",   ".",   "-.",   ".5",       "5.",    "-5.", "1..2", "1.2.3", "+1",
                                      "--1", "1-",  "1e3", "1E3",  "1,5",      "1 000", " 1",  "1 ",   "0x10",  "1_000",
                                      "inf", "nan", "NaN", "-inf", "\xd9\xa3", "１",    "1\t", "\n1",  "0.1f"}) {
    CAPTURE(text);
    CHECK(broken(text) == "decimal_malformed");
  }
  CHECK(broken(std::string_view("1\0", 2)) == "decimal_malformed");
  CHECK(broken(std::string_view("\0", 1)) == "decimal_malformed");
}

TEST_CASE("decimal: refused sizes", "[decimal][DAT-03]") {
  CHECK(broken("9223372036854775808") == "decimal_out_of_range");
  CHECK(broken("-9223372036854775809") == "decimal_out_of_range");
  CHECK(broken("10000000000000000000") == "decimal_out_of_range");
  CHECK(broken("9.223372036854775808") == "decimal_out_of_range");
  CHECK(broken("0.0000000000000000001") == "decimal_out_of_range");
  CHECK(broken("0.0000000000000000000") == "decimal_out_of_range");  // nineteen decimals, whatever they are
  CHECK(broken(std::string(400, '9')) == "decimal_out_of_range");
  CHECK(round_trip(std::string(400, '0') + "1") == "1");

  CHECK(decimal::of(1, -1).refusal().broken == rule::decimal_out_of_range);
  CHECK(decimal::of(1, 19).refusal().broken == rule::decimal_out_of_range);
  CHECK(decimal::of(1, INT_MAX).refusal().broken == rule::decimal_out_of_range);
  CHECK(decimal::of(1, INT_MIN).refusal().broken == rule::decimal_out_of_range);
  CHECK(decimal::of(INT64_MIN, 18).ok());
}

TEST_CASE("decimal: appends to what is there", "[decimal]") {
  std::string text = "rate ";
  append_decimal(text, parse_decimal("-0.050").value());
  CHECK(text == "rate -0.05");
}
