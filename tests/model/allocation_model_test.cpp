// Allocation against a slow one in exact rationals, unit by unit.
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "dealerkit/core/allocation.hpp"
#include "support/catch.hpp"

using namespace dealerkit;

namespace {

using whole_number = boost::multiprecision::cpp_int;
using fraction = boost::multiprecision::cpp_rational;
using numbers = std::vector<std::int64_t>;

// Everybody gets the whole part of what is due; then, one by one, who is owed most gets another unit.
std::vector<whole_number> slow_split(const whole_number& whole, const numbers& weights) {
  fraction total = 0;
  for (const auto weight : weights) total += weight;
  const whole_number magnitude = whole < 0 ? whole_number(-whole) : whole;
  std::vector<fraction> due;
  for (const auto weight : weights)
    due.push_back(total == 0 ? fraction(magnitude) / fraction(weights.size()) : fraction(magnitude) * weight / total);
  std::vector<whole_number> parts;
  whole_number given = 0;
  for (const auto& exact : due) {
    parts.push_back(boost::multiprecision::numerator(exact) / boost::multiprecision::denominator(exact));
    given += parts.back();
  }
  std::vector<bool> served(weights.size(), false);
  for (; given < magnitude; given += 1) {
    std::size_t most = weights.size();
    for (std::size_t i = 0; i < weights.size(); ++i)
      if (!served[i] && (most == weights.size() || due[i] - parts[i] > due[most] - parts[most])) most = i;
    parts[most] += 1;
    served[most] = true;
  }
  if (whole < 0)
    for (auto& part : parts) part = -part;
  return parts;
}

// Compares one split; says what it was where it differs.
bool agrees(std::int64_t whole, const numbers& weights) {
  numbers parts(weights.size());
  std::vector<detail::allocation_remainder> scratch(weights.size());
  if (!allocate(whole, weights, parts, scratch).ok()) return false;
  const auto wanted = slow_split(whole, weights);
  whole_number sum = 0;
  bool same = true;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    sum += parts[i];
    same = same && wanted[i] == parts[i];
  }
  same = same && sum == whole;
  if (!same) {
    std::string said = std::to_string(whole) + " over";
    for (const auto weight : weights) said += " " + std::to_string(weight);
    UNSCOPED_INFO(said);
  }
  return same;
}

}  // namespace

TEST_CASE("model: allocation, every small input", "[model][allocation][ALL-01]") {
  std::int64_t compared = 0;
  bool fine = true;
  numbers weights;
  const auto visit = [&](auto&& self) -> void {
    if (!weights.empty())
      for (std::int64_t whole = -9; whole <= 9; ++whole) {
        fine = fine && agrees(whole, weights);
        ++compared;
      }
    if (weights.size() == 4) return;
    for (std::int64_t weight = 0; weight <= 5; ++weight) {
      weights.push_back(weight);
      self(self);
      weights.pop_back();
    }
  };
  visit(visit);
  CHECK(fine);
  CHECK(compared == 19 * (6 + 36 + 216 + 1296));
}

TEST_CASE("model: allocation, random", "[model][allocation][ALL-01]") {
  const std::uint64_t seed = 20240112;
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  bool fine = true;
  for (int round = 0; fine && round < 3000; ++round) {
    CAPTURE(round);
    numbers weights(1 + random() % 12);
    const auto weight_bits = static_cast<unsigned>(random() % 63);
    for (auto& weight : weights) {
      weight = static_cast<std::int64_t>((random() >> 1) >> (62 - weight_bits));
      if (random() % 5 == 0) weight = 0;
      if (random() % 5 == 0) weight = weights.front() > 0 ? weights.front() : weight;  // ties
    }
    auto whole = static_cast<std::int64_t>(random() >> (random() % 63));
    if (round % 50 == 0) whole = INT64_MIN;
    if (round % 50 == 1) whole = INT64_MAX;
    fine = fine && agrees(whole, weights);
  }
  CHECK(fine);
}

TEST_CASE("model: allocation where small splits end", "[model][allocation][ALL-01]") {
  // Up to sixteen parts of a total below 2^26 are split in a way of their own.
  std::mt19937_64 random(26);
  bool fine = true;
  for (int round = 0; fine && round < 4000; ++round) {
    CAPTURE(round);
    numbers weights(1 + random() % 18);
    const std::int64_t total = (std::int64_t{1} << 26) + static_cast<std::int64_t>(random() % 5) - 3;
    std::int64_t left = round % 2 == 0 ? total : static_cast<std::int64_t>(random() % 100);
    for (auto& weight : weights) {
      weight = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(left + 1));
      if (random() % 4 == 0) weight = left / static_cast<std::int64_t>(weights.size());
      left -= weight;
    }
    weights.front() += left;
    std::int64_t sum = 0;
    for (const auto weight : weights) sum += weight;
    for (const std::int64_t whole : {std::int64_t{1}, sum - 1, sum, sum + 1, sum / 2, -(sum / 3),
                                     static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(sum + 1))})
      fine = fine && agrees(whole, weights);
  }
  CHECK(fine);
}

TEST_CASE("model: allocation over many equal weights", "[model][allocation][ALL-01]") {
  bool fine = true;
  for (const std::int64_t whole : {std::int64_t{0}, std::int64_t{1}, std::int64_t{199}, std::int64_t{200},
                                   std::int64_t{201}, std::int64_t{-200}, std::int64_t{-399}, INT64_MIN, INT64_MAX})
    for (const std::int64_t weight : {std::int64_t{0}, std::int64_t{1}, INT64_MAX})
      fine = fine && agrees(whole, numbers(200, weight));
  CHECK(fine);
}
