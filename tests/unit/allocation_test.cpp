// Allocation: an amount split by weights loses no cent.
#include <array>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "dealerkit/core/allocation.hpp"
#include "support/catch.hpp"

using namespace dealerkit;

static_assert(std::is_trivially_copyable_v<detail::allocation_remainder>);
static_assert(noexcept(allocate(1, {}, {}, {})), "splitting throws nothing and allocates nothing");
static_assert(std::is_same_v<decltype(allocate(1, {}, {}, {})), result<accepted>>);
static_assert([] {
  const std::array<std::int64_t, 3> weights = {1, 1, 1};
  std::array<std::int64_t, 3> parts{};
  std::array<detail::allocation_remainder, 3> scratch{};
  return allocate(100, weights, parts, scratch).ok() && parts == std::array<std::int64_t, 3>{34, 33, 33};
}());

namespace {

using numbers = std::vector<std::int64_t>;

result<accepted> split_into(std::int64_t whole, const numbers& weights, numbers& parts) {
  std::vector<detail::allocation_remainder> scratch(weights.size());
  parts.assign(weights.size(), 0);
  return allocate(whole, weights, parts, scratch);
}

numbers split(std::int64_t whole, const numbers& weights) {
  numbers parts;
  REQUIRE(split_into(whole, weights, parts).ok());
  return parts;
}

}  // namespace

TEST_CASE("allocate: largest remainder, ties to the lowest index", "[allocation][ALL-01]") {
  CHECK(split(100, {1, 1, 1}) == numbers{34, 33, 33});
  CHECK(split(101, {1, 1, 1}) == numbers{34, 34, 33});
  CHECK(split(102, {1, 1, 1}) == numbers{34, 34, 34});
  CHECK(split(2, {1, 1, 1}) == numbers{1, 1, 0});
  CHECK(split(10, {1, 2}) == numbers{3, 7});  // 3.33 and 6.67: the greater remainder takes the unit
  CHECK(split(10, {2, 1}) == numbers{7, 3});
  CHECK(split(1, {1, 99}) == numbers{0, 1});
  CHECK(split(1, {50, 50}) == numbers{1, 0});
  CHECK(split(7, {3}) == numbers{7});
  CHECK(split(0, {1, 2, 3}) == numbers{0, 0, 0});
}

TEST_CASE("allocate: a credit is split as a debit", "[allocation][ALL-01]") {
  CHECK(split(-100, {1, 1, 1}) == numbers{-34, -33, -33});
  CHECK(split(-10, {1, 2}) == numbers{-3, -7});
  CHECK(split(-1, {50, 50}) == numbers{-1, 0});
}

TEST_CASE("allocate: zero weights take nothing, unless all are zero", "[allocation][ALL-01]") {
  CHECK(split(5, {0, 0}) == numbers{3, 2});
  CHECK(split(-5, {0, 0, 0}) == numbers{-2, -2, -1});
  CHECK(split(100, {0, 1, 0}) == numbers{0, 100, 0});
  CHECK(split(101, {1, 0, 1}) == numbers{51, 0, 50});
}

TEST_CASE("allocate: the largest numbers", "[allocation][ALL-01]") {
  CHECK(split(INT64_MAX, {INT64_MAX, INT64_MAX}) == numbers{INT64_MAX / 2 + 1, INT64_MAX / 2});
  CHECK(split(INT64_MIN, {1, 1}) == numbers{INT64_MIN / 2, INT64_MIN / 2});
  CHECK(split(INT64_MIN, {INT64_MAX}) == numbers{INT64_MIN});
  CHECK(split(INT64_MIN, {0}) == numbers{INT64_MIN});
  const auto parts = split(INT64_MAX, numbers(1000, INT64_MAX));
  CHECK(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) == INT64_MAX);
}

TEST_CASE("allocate: rules in order", "[allocation][ALL-01]") {
  std::vector<detail::allocation_remainder> scratch(3);
  numbers parts(3, 7);
  const numbers negative = {1, -1, 1};
  const auto broken = [&](std::span<const std::int64_t> weights, std::size_t part_count, std::size_t scratch_count) {
    const auto done =
        allocate(100, weights, std::span(parts).first(part_count), std::span(scratch).first(scratch_count));
    return done.ok() ? std::string("ok") : std::string(code(done.refusal().broken));
  };
  CHECK(broken({}, 0, 0) == "allocation_without_parts");
  CHECK(broken(negative, 2, 3) == "allocation_without_parts");
  CHECK(broken(negative, 3, 2) == "allocation_without_parts");
  CHECK(broken(negative, 3, 3) == "allocation_weight_negative");
  CHECK(parts == numbers{7, 7, 7});  // a refused split leaves the parts alone
  const numbers smallest = {INT64_MIN};
  CHECK(broken(smallest, 1, 1) == "allocation_weight_negative");
}
