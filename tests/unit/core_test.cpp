// Results and the catalogue of refusals.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "dealerkit/core/lists.hpp"
#include "dealerkit/core/result.hpp"
#include "dealerkit/core/rule.hpp"
#include "support/catch.hpp"

using namespace dealerkit;

static_assert(std::is_trivially_copyable_v<error>);
static_assert(std::is_trivially_copyable_v<accepted>);
static_assert(std::is_trivially_copyable_v<rule_entry>);
static_assert(std::is_same_v<std::underlying_type_t<rule>, std::uint16_t>);
static_assert(!std::is_default_constructible_v<result<int>>, "a result is one or the other");
static_assert(std::is_convertible_v<int, result<int>>);
static_assert(std::is_convertible_v<error, result<int>>);
static_assert(!std::is_convertible_v<result<int>, int>, "no implicit unwrapping");
static_assert(!std::is_convertible_v<result<int>, bool>, "only an explicit question");
static_assert(std::is_constructible_v<bool, result<int>>);
static_assert(!std::is_convertible_v<rule, int> && !std::is_convertible_v<int, rule>);
static_assert(!std::is_constructible_v<result<int>, rule>,
              "a refusal names its field, or leaves it empty, as an error");
static_assert(std::is_nothrow_move_constructible_v<result<std::string>>);
static_assert(std::is_nothrow_move_assignable_v<result<std::string>>);
static_assert(std::is_trivially_copyable_v<result<int>> && std::is_trivially_destructible_v<result<int>>);
static_assert(!std::is_trivially_copyable_v<result<std::string>>);

namespace {

constexpr result<int> half(int number) {
  if (number % 2 != 0) return error{rule::decimal_malformed, "number"};
  return number / 2;
}

// `AAA-n` or `AAA-nn`, as the rule book numbers its rules.
bool well_formed_identifier(std::string_view text) {
  if (text.size() < 6 || text.size() > 7 || text[3] != '-') return false;
  for (const char c : text.substr(0, 3))
    if (c < 'A' || c > 'Z') return false;
  for (const char c : text.substr(4))
    if (c < '0' || c > '9') return false;
  return true;
}

bool well_formed_code(std::string_view text) {
  if (text.empty() || text.front() < 'a' || text.front() > 'z' || text.back() == '_') return false;
  for (const char c : text)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
  return text.find("__") == std::string_view::npos;
}

}  // namespace

static_assert(half(4).ok() && half(4).value() == 2);
static_assert(!half(3).ok() && half(3).refusal() == error{rule::decimal_malformed, "number"});

TEST_CASE("result: a value or the refusal in its place", "[core][DAT-04]") {
  CHECK(half(8).value() == 4);
  CHECK(static_cast<bool>(half(8)));
  CHECK_FALSE(static_cast<bool>(half(9)));
  CHECK(half(9).refusal().broken == rule::decimal_malformed);
  CHECK(half(9).refusal().field == "number");
  CHECK(error{rule::brand_unknown}.field.empty());
  CHECK_FALSE(error{rule::brand_unknown} == error{rule::brand_unknown, "brand"});

  result<std::string> text = std::string(100, 'x');
  const std::string taken = std::move(text).value();
  CHECK(taken == std::string(100, 'x'));
}

TEST_CASE("result: a copy and an assignment keep which of the two it is", "[core][DAT-04]") {
  const std::string_view long_text = "longer than what a string keeps inside itself";
  const result<std::string> value = std::string(long_text);
  const result<std::string> refused = error{rule::brand_unknown, "brand"};

  result<std::string> copy = value;
  CHECK(copy.value() == long_text);
  copy = refused;
  REQUIRE_FALSE(copy.ok());
  CHECK(copy.refusal() == error{rule::brand_unknown, "brand"});
  copy = value;
  REQUIRE(copy.ok());
  CHECK(copy.value() == long_text);
  copy = std::string("short");
  CHECK(copy.value() == "short");
  const auto& itself = copy;
  copy = itself;
  CHECK(copy.value() == "short");

  result<std::string> moved = std::move(copy);
  CHECK(moved.value() == "short");
  moved = result<std::string>(error{rule::user_unknown});
  CHECK(moved.refusal().broken == rule::user_unknown);
  CHECK(value.value() == long_text);
}

TEST_CASE("lists: asked and sorted as the standard library does it", "[core]") {
  const std::vector<std::string> brands = {"AC", "DS"};
  CHECK(detail::contains(brands, "DS"));
  CHECK_FALSE(detail::contains(brands, "AP"));
  CHECK(detail::any_of(brands, [](const auto& one) { return one == "AC"; }));
  CHECK_FALSE(detail::any_of(brands, [](const auto& one) { return one.empty(); }));
  CHECK(detail::all_of(brands, [](const auto& one) { return one.size() == 2; }));
  CHECK_FALSE(detail::all_of(brands, [](const auto& one) { return one == "AC"; }));
  CHECK(detail::all_of(std::vector<int>{}, [](int) { return false; }));

  std::uint32_t state = 20240112;
  for (std::size_t size = 0; size <= 200; ++size) {
    std::vector<std::uint32_t> numbers(size);
    for (auto& number : numbers) number = (state = state * 1664525 + 1013904223) >> 25;  // 0 to 127: many are equal
    auto expected = numbers;
    std::sort(expected.begin(), expected.end());
    detail::sort(numbers, [](auto a, auto b) { return a < b; });
    CHECK(numbers == expected);
  }
}

TEST_CASE("catalogue: numbers are unique and ascend, codes and identifiers are well formed", "[core]") {
  REQUIRE(rule_catalogue.size() > 100);
  std::set<std::string_view> codes;
  std::uint16_t last = 1000;
  for (const auto& line : rule_catalogue) {
    CAPTURE(line.code);
    const auto number = static_cast<std::uint16_t>(line.value);
    CHECK(number > last);
    CHECK(number < 8192);
    last = number;
    CHECK(codes.insert(line.code).second);
    CHECK(well_formed_code(line.code));
    CHECK(well_formed_identifier(line.identifier));
  }
}

TEST_CASE("catalogue: every entry is found by its number and by its code", "[core]") {
  for (const auto& line : rule_catalogue) {
    CAPTURE(line.code);
    REQUIRE(entry(line.value) == &line);
    CHECK(code(line.value) == line.code);
    CHECK(identifier(line.value) == line.identifier);
    CHECK(transient(line.value) == (line.kind == persistence::transient));
    REQUIRE(find_rule(line.code).has_value());
    CHECK(*find_rule(line.code) == line.value);
  }
}

TEST_CASE("catalogue: what is not in it has no code", "[core]") {
  CHECK(entry(rule::none) == nullptr);
  CHECK(code(rule::none).empty());
  CHECK(identifier(rule::none).empty());
  CHECK_FALSE(transient(rule::none));
  for (const std::uint32_t number : {1u, 999u, 1005u, 8191u, 8192u, 65535u}) {
    CAPTURE(number);
    CHECK(entry(static_cast<rule>(number)) == nullptr);
    CHECK(code(static_cast<rule>(number)).empty());
  }
  CHECK_FALSE(find_rule("").has_value());
  CHECK_FALSE(find_rule("none").has_value());
  CHECK_FALSE(find_rule("no_such_code").has_value());
  CHECK_FALSE(find_rule("Brand_unknown").has_value());
  CHECK_FALSE(find_rule("brand_unknown ").has_value());
}

TEST_CASE("catalogue: numbers that clients have learnt stay where they are", "[core]") {
  // One of each range: a number that moves breaks every client that stored it.
  CHECK(static_cast<int>(rule::text_not_utf8) == 1001);
  CHECK(static_cast<int>(rule::key_reused) == 1030);
  CHECK(static_cast<int>(rule::chain_broken) == 1070);
  CHECK(static_cast<int>(rule::allocation_weight_negative) == 1081);
  CHECK(static_cast<int>(rule::brand_unknown) == 1200);
  CHECK(static_cast<int>(rule::bank_account_fixed) == 1286);
  CHECK(static_cast<int>(rule::actor_missing) == 1300);
  CHECK(static_cast<int>(rule::user_admin_only) == 1345);
  CHECK(static_cast<int>(rule::customer_kind_missing) == 1400);
  CHECK(static_cast<int>(rule::duplicate_not_confirmed) == 1522);
  CHECK(static_cast<int>(rule::purpose_unknown) == 1600);
  CHECK(static_cast<int>(rule::policy_value_out_of_range) == 1672);
  CHECK(static_cast<int>(rule::vin_malformed) == 1700);
  CHECK(static_cast<int>(rule::card_code_check_wrong) == 1722);
}

TEST_CASE("catalogue: what another moment can change is transient", "[core]") {
  for (const rule one : {rule::store_busy, rule::store_write_failed, rule::store_cannot_open,
                         rule::erasure_not_yet_checkpointed, rule::consent_not_given}) {
    CAPTURE(code(one));
    CHECK(transient(one));
  }
  CHECK_FALSE(transient(rule::text_not_utf8));
  CHECK_FALSE(transient(rule::duplicate_email));
}
