// Money against exact rationals: every small input, and larger ones from a seed that a failure prints.
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "dealerkit/core/money.hpp"
#include "support/catch.hpp"

using namespace dealerkit;

namespace {

using whole_number = boost::multiprecision::cpp_int;
using fraction = boost::multiprecision::cpp_rational;

constexpr rounding all_roundings[] = {rounding::half_up, rounding::half_even, rounding::down, rounding::up};

const char* name(rounding how) {
  switch (how) {
    case rounding::half_up: return "half_up";
    case rounding::half_even: return "half_even";
    case rounding::down: return "down";
    case rounding::up: return "up";
  }
  return "?";
}

// The whole number below or at a fraction.
whole_number floor_of(const fraction& exact) {
  const whole_number numerator = boost::multiprecision::numerator(exact);
  const whole_number denominator = boost::multiprecision::denominator(exact);
  whole_number quotient = numerator / denominator;
  if (numerator < 0 && quotient * denominator != numerator) quotient -= 1;
  return quotient;
}

// By the definition: the two whole numbers around it, and which of them is meant.
whole_number rounded(const fraction& exact, rounding how) {
  const whole_number below = floor_of(exact);
  if (fraction(below) == exact) return below;
  const whole_number above = below + 1;
  const whole_number toward_zero = exact < 0 ? above : below;
  const whole_number away_from_zero = exact < 0 ? below : above;
  const fraction to_below = exact - fraction(below);
  const fraction to_above = fraction(above) - exact;
  switch (how) {
    case rounding::down: return toward_zero;
    case rounding::up: return away_from_zero;
    case rounding::half_up:
      if (to_below != to_above) return to_below < to_above ? below : above;
      return away_from_zero;
    case rounding::half_even:
      if (to_below != to_above) return to_below < to_above ? below : above;
      return below % 2 == 0 ? below : above;
  }
  return below;
}

std::optional<std::int64_t> fitting(const whole_number& exact) {
  if (exact > std::numeric_limits<std::int64_t>::max() || exact < std::numeric_limits<std::int64_t>::min())
    return std::nullopt;
  return exact.convert_to<std::int64_t>();
}

bool agrees(std::int64_t units, std::int64_t numerator, std::int64_t denominator, rounding how) {
  const auto wanted = fitting(rounded(fraction(units) * numerator / denominator, how));
  const auto found = scale_by(units, numerator, denominator, how);
  const bool same = found.ok() == wanted.has_value() &&
                    (found.ok() ? found.value() == *wanted : found.refusal().broken == rule::money_out_of_range);
  if (!same) UNSCOPED_INFO(units << " * " << numerator << " / " << denominator << ", " << name(how));
  return same;
}

whole_number power_of_ten(int exponent) {
  whole_number power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

// A random number of a random length, of either sign: small ones are as likely as large ones.
std::int64_t any_number(std::mt19937_64& random) {
  const auto bits = static_cast<unsigned>(random() % 64);
  const auto magnitude = static_cast<std::int64_t>((random() >> 1) >> (63 - bits));
  return random() % 2 == 0 ? magnitude : -magnitude;
}

const std::vector<std::int64_t>& edges() {
  static const auto* const values = new std::vector<std::int64_t>{INT64_MIN,
                                                                  INT64_MIN + 1,
                                                                  INT64_MIN / 2 - 1,
                                                                  INT64_MIN / 2,
                                                                  INT64_MIN / 4 - 1,
                                                                  INT64_MIN / 4,
                                                                  -4294967297,
                                                                  -4294967296,
                                                                  -1000,
                                                                  -3,
                                                                  -2,
                                                                  -1,
                                                                  0,
                                                                  1,
                                                                  2,
                                                                  3,
                                                                  1000,
                                                                  4294967295,
                                                                  4294967296,
                                                                  INT64_MAX / 4,
                                                                  INT64_MAX / 4 + 1,
                                                                  INT64_MAX / 2,
                                                                  INT64_MAX / 2 + 1,
                                                                  INT64_MAX - 1,
                                                                  INT64_MAX};
  return *values;
}

}  // namespace

TEST_CASE("model: the oracle rounds as the rule book says", "[model][money][DAT-03]") {
  CHECK(rounded(fraction(5, 2), rounding::half_up) == 3);
  CHECK(rounded(fraction(-5, 2), rounding::half_up) == -3);
  CHECK(rounded(fraction(5, 2), rounding::half_even) == 2);
  CHECK(rounded(fraction(7, 2), rounding::half_even) == 4);
  CHECK(rounded(fraction(-5, 2), rounding::half_even) == -2);
  CHECK(rounded(fraction(-1, 3), rounding::down) == 0);
  CHECK(rounded(fraction(-1, 3), rounding::up) == -1);
}

TEST_CASE("model: scale_by, every small input", "[model][money][DAT-03]") {
  std::int64_t compared = 0;
  bool fine = true;
  for (std::int64_t units = -40; units <= 40; ++units)
    for (std::int64_t numerator = -12; numerator <= 12; ++numerator)
      for (std::int64_t denominator = 1; denominator <= 12; ++denominator)
        for (const auto how : all_roundings) {
          fine = fine && agrees(units, numerator, denominator, how);
          ++compared;
        }
  CHECK(fine);
  CHECK(compared == 81 * 25 * 12 * 4);
}

TEST_CASE("model: scale_by at the ends of 64 bits", "[model][money][DAT-03]") {
  std::int64_t compared = 0;
  bool fine = true;
  for (const auto units : edges())
    for (const auto numerator : edges())
      for (const auto denominator : edges()) {
        if (denominator <= 0) continue;
        for (const auto how : all_roundings) {
          fine = fine && agrees(units, numerator, denominator, how);
          ++compared;
        }
      }
  CHECK(fine);
  CHECK(compared == 25 * 25 * 12 * 4);
}

TEST_CASE("model: scale_by, random", "[model][money][DAT-03]") {
  const std::uint64_t seed = 20240112;
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  bool fine = true;
  for (int round = 0; fine && round < 20'000; ++round) {
    const auto units = any_number(random);
    const auto numerator = any_number(random);
    auto denominator = any_number(random);
    denominator = denominator == 0 ? 1 : denominator < 0 ? -denominator : denominator;
    // Ties are rare among random numbers, so every second denominator is a power of two or of ten.
    if (round % 4 == 1) denominator = std::int64_t{1} << (random() % 40);
    if (round % 4 == 3) denominator = power_of_ten(static_cast<int>(random() % 18)).convert_to<std::int64_t>();
    for (const auto how : all_roundings) fine = fine && agrees(units, numerator, denominator, how);
  }
  CHECK(fine);
}

TEST_CASE("model: percents and shares of money", "[model][money][DAT-03]") {
  const std::uint64_t seed = 19700101;
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  int refused = 0;
  for (int round = 0; round < 20'000; ++round) {
    const auto amount = money::minor(any_number(random), euro);
    const auto scale = static_cast<int>(random() % 17);
    const auto rate = decimal::of(any_number(random), scale).value();
    const auto exact_rate = fraction(rate.units()) / fraction(power_of_ten(rate.scale()));
    for (const auto how : all_roundings) {
      CAPTURE(round, amount.minor_units(), to_string(rate), name(how));
      const auto share_wanted = fitting(rounded(exact_rate * amount.minor_units(), how));
      const auto share_found = share(amount, rate, how);
      REQUIRE(share_found.ok() == share_wanted.has_value());
      if (share_found.ok()) REQUIRE(share_found.value() == money::minor(*share_wanted, euro));
      const auto percent_wanted = fitting(rounded(exact_rate * amount.minor_units() / 100, how));
      const auto percent_found = percent_of(amount, rate, how);
      REQUIRE(percent_found.ok() == percent_wanted.has_value());
      if (percent_found.ok()) REQUIRE(percent_found.value() == money::minor(*percent_wanted, euro));
      refused += percent_found.ok() ? 0 : 1;
    }
  }
  CHECK(refused > 100);  // both answers came often enough to mean something
  CHECK(refused < 79'000);
}

TEST_CASE("model: percents of a percent, every one of a range", "[model][money][DAT-03]") {
  for (std::int64_t cents = -300; cents <= 300; ++cents)
    for (std::int64_t tenths = 0; tenths <= 1000; tenths += 25) {
      const auto rate = decimal::of(tenths, 1).value();
      for (const auto how : all_roundings) {
        const auto found = percent_of(money::minor(cents, euro), rate, how);
        REQUIRE(found.ok());
        REQUIRE(found.value().minor_units() == rounded(fraction(cents) * tenths / 1000, how));
      }
    }
}

TEST_CASE("model: decimals, every short text", "[model][decimal][DAT-03]") {
  // All texts of up to six characters of these: read by a grammar of its own, one rule at a time.
  const std::string characters = "019.-+ e";
  std::int64_t accepted_texts = 0;
  std::int64_t texts = 0;
  std::string text;
  const auto visit = [&](auto&& self) -> void {
    ++texts;
    std::string body = text;
    const bool negative = !body.empty() && body[0] == '-';
    if (negative) body.erase(0, 1);
    const auto point = body.find('.');
    const std::string before = body.substr(0, point);
    const std::string after = point == std::string::npos ? "" : body.substr(point + 1);
    const auto digits = [](const std::string& part) {
      return part.find_first_not_of("0123456789") == std::string::npos;
    };
    const bool legal =
        !before.empty() && digits(before) && digits(after) && (point == std::string::npos || !after.empty());
    const auto read = parse_decimal(text);
    if (read.ok() != legal) FAIL_CHECK("`" << text << "`");
    if (read.ok() && legal) {
      ++accepted_texts;
      whole_number gathered = 0;
      for (const char c : before + after) gathered = gathered * 10 + (c - '0');
      fraction exact(gathered);
      exact /= power_of_ten(static_cast<int>(after.size()));
      if (negative) exact = -exact;
      if (fraction(read.value().units()) / power_of_ten(read.value().scale()) != exact)
        FAIL_CHECK("`" << text << "` is read as " << to_string(read.value()));
      if (!(parse_decimal(to_string(read.value())).value() == read.value()))
        FAIL_CHECK("`" << text << "` does not come back");
    }
    if (text.size() == 6) return;
    for (const char c : characters) {
      text.push_back(c);
      self(self);
      text.pop_back();
    }
  };
  visit(visit);
  CHECK(texts == 299'593);  // 8^0 + … + 8^6
  CHECK(accepted_texts > 1000);
}

TEST_CASE("model: decimals are written as they were read", "[model][decimal][DAT-03]") {
  const std::uint64_t seed = 42;
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 50'000; ++round) {
    const auto units = round < 25 ? edges()[static_cast<std::size_t>(round)] : any_number(random);
    const auto scale = static_cast<int>(random() % 19);
    const auto made = decimal::of(units, scale).value();
    const std::string text = to_string(made);
    CAPTURE(units, scale, text);
    const auto read = parse_decimal(text);
    REQUIRE(read.ok());
    REQUIRE(read.value() == made);
    // Lowest terms: no zero at the end of what stands behind the point.
    REQUIRE((made.scale() == 0 || made.units() % 10 != 0));
    REQUIRE(fraction(made.units()) / power_of_ten(made.scale()) == fraction(units) / power_of_ten(scale));
  }
}

TEST_CASE("model: amounts in every currency, read and written", "[model][money][DAT-03]") {
  const std::uint64_t seed = 7;
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  for (const auto& unit : currency_list::all)
    for (int round = 0; round < 2000; ++round) {
      const auto units = round < 25 ? edges()[static_cast<std::size_t>(round)] : any_number(random);
      const auto amount = money::minor(units, unit);
      const std::string text = to_string(amount);
      CAPTURE(units, text);
      const auto point = text.find('.');
      REQUIRE((point == std::string::npos ? 0 : text.size() - point - 1) == static_cast<std::size_t>(unit.decimals()));
      REQUIRE(parse_money(text, unit).ok());
      REQUIRE(parse_money(text, unit).value() == amount);
    }
}
