// Exact fractions of any size beside the common path, and their edges.
#include "dealerkit/core/wide.hpp"

#include <cstdint>
#include <random>
#include <string>

#include "support/catch.hpp"

using namespace dealerkit;

TEST_CASE("wide: a fraction is rounded once, the same way on both sides of zero", "[ALL-01]") {
  struct row {
    int numerator, denominator;
    int half_up, half_even, up, down;
  };
  const row rows[] = {{0, 1, 0, 0, 0, 0},    {1, 3, 0, 0, 1, 0},      {1, 2, 1, 0, 1, 0},     {2, 3, 1, 1, 1, 0},
                      {3, 2, 2, 2, 2, 1},    {5, 2, 3, 2, 3, 2},      {7, 1, 7, 7, 7, 7},     {-1, 3, 0, 0, -1, 0},
                      {-1, 2, -1, 0, -1, 0}, {-3, 2, -2, -2, -2, -1}, {-5, 2, -3, -2, -3, -2}};
  for (const auto& one : rows) {
    CAPTURE(one.numerator, one.denominator);
    const wide_rational value(one.numerator, one.denominator);
    CHECK(wide_round(value, rounding::half_up) == one.half_up);
    CHECK(wide_round(value, rounding::half_even) == one.half_even);
    CHECK(wide_round(value, rounding::up) == one.up);
    CHECK(wide_round(value, rounding::down) == one.down);
  }
}

TEST_CASE("wide: scaling agrees with the common path, and is refused where that is", "[ALL-01][DAT-03]") {
  std::mt19937_64 random(20240112);
  int refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto units = static_cast<std::int64_t>(random()) >> random() % 64;
    const auto factor = static_cast<std::int64_t>(random() % 40'000);
    constexpr std::int64_t denominator = 10'000;
    for (const auto how : {rounding::half_up, rounding::half_even, rounding::up, rounding::down}) {
      CAPTURE(units, factor, static_cast<int>(how));
      const auto wide = wide_scale(units, wide_rational(factor, denominator), how);
      const auto common = scale_by(units, factor, denominator, how);
      REQUIRE(wide.ok() == common.ok());
      if (wide.ok()) CHECK(wide.value() == common.value());
      refused += wide.ok() ? 0 : 1;
    }
  }
  CHECK(refused > 100);
  CHECK(wide_scale(INT64_MAX, 1, rounding::half_up).value() == INT64_MAX);
  CHECK(wide_scale(INT64_MIN, 1, rounding::half_up).value() == INT64_MIN);
  CHECK(wide_scale(INT64_MAX, wide_rational(INT64_MAX - 1, INT64_MAX) + wide_rational(2, INT64_MAX), rounding::half_up)
            .refusal()
            .broken == rule::money_out_of_range);
  CHECK(wide_scale(INT64_MIN, -1, rounding::half_up).refusal().broken == rule::money_out_of_range);
}

TEST_CASE("wide: a decimal of any length is read, and nothing else is one", "[DAT-03]") {
  CHECK(parse_wide_decimal("0").value() == 0);
  CHECK(parse_wide_decimal("-0.50").value() == wide_rational(-1, 2));
  CHECK(parse_wide_decimal("007.25").value() == wide_rational(29, 4));
  const std::string long_one = std::string(40, '9') + "." + std::string(40, '3');
  CHECK(parse_wide_decimal(long_one).value() * 3 == wide_rational(wide_integer(std::string(40, '9'))) * 3 + 1 -
                                                        wide_rational(1, wide_integer("1" + std::string(40, '0'))));
  for (const char* text : {"", "-", ".5", "5.", "-.5", "1e3", "1.2.3", "+1", " 1", "1 ", "0x1", "--1", "1,5"}) {
    CAPTURE(text);
    CHECK(parse_wide_decimal(text).refusal().broken == rule::decimal_malformed);
  }
}
