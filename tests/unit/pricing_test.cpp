// The engine of prices: plain numbers in, plain numbers out, the same in every way of being run.
#include <algorithm>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "dealerkit/price.hpp"
#include "dealerkit/pricing.hpp"
#include "support/catch.hpp"

using namespace dealerkit;

static_assert(std::is_trivially_copyable_v<pricing::line> && std::is_trivially_copyable_v<pricing::discount>);
static_assert(std::is_trivially_copyable_v<pricing::step> && std::is_trivially_copyable_v<pricing::totals>);
static_assert(noexcept(pricing::price({}, {}, {}, {}, {}, {})), "pricing throws nothing and allocates nothing");
static_assert(!std::is_convertible_v<money, std::int64_t>);
static_assert(pricing::total_max_of(2) == 999'999'999'999'999);
static_assert(pricing::total_max_of(0) == 9'999'999'999'999);
static_assert(pricing::total_max_of(3) == 9'999'999'999'999'990);
// The example of QUO-07, while compiling: there the long way is taken.
static_assert([] {
  const pricing::line lines[] = {{1'500'000, 1, 0, 1}, {5'000, 1, 0, 2}};
  const pricing::discount less[] = {{.amount = 10'000}};
  pricing::tax taxes[] = {{decimal::whole(17)}, {decimal::whole(0)}};
  std::int64_t numbers[4][2] = {};
  detail::allocation_remainder remainders[2] = {};
  std::uint32_t places[2] = {}, of_discounts[3][1] = {};
  pricing::step steps[1];
  const auto made = pricing::price(lines, less, taxes, {},
                                   {numbers[0], numbers[1], numbers[2], numbers[3], remainders, places, of_discounts[0],
                                    of_discounts[1], of_discounts[2]},
                                   steps);
  return made.ok() && made.value().gross == 1'748'306 && taxes[0].base == 1'490'033 && taxes[1].base == 4'967 &&
         steps[0].amount == 10'000;
}());

namespace {

struct priced {
  std::string refused;
  pricing::totals totals;
  std::vector<pricing::tax> taxes;
  std::vector<pricing::step> steps;
  std::vector<std::int64_t> running;
};

priced price_of(const std::vector<pricing::line>& lines, const std::vector<pricing::discount>& discounts,
                std::vector<pricing::tax> taxes = {{decimal::whole(21)}, {decimal::whole(6)}},
                const pricing::terms& how = {}) {
  priced found;
  found.taxes = std::move(taxes);
  found.steps.resize(discounts.size());
  detail::roomy_workspace<4> scratch(lines.size(), discounts.size());
  const auto view = scratch.view();
  const auto made = pricing::price(lines, discounts, found.taxes, how, view, found.steps);
  if (!made.ok()) {
    found.refused = std::string(code(made.refusal().broken)) + "@" + std::string(made.refusal().field);
    return found;
  }
  found.totals = made.value();
  found.running.assign(view.running.begin(), view.running.end());
  return found;
}

pricing::line line(std::int64_t amount, std::uint64_t taxes = 1, std::uint64_t sections = 0) {
  return {amount, 1, sections, taxes};
}

// Both ways of holding the lines while discounts are taken off.
template <class Lines>
priced taken_by(const std::vector<pricing::line>& lines, const std::vector<pricing::discount>& discounts) {
  priced found;
  found.steps.resize(discounts.size());
  detail::roomy_workspace<4> scratch(lines.size(), discounts.size());
  const auto view = scratch.view();
  std::int64_t listed = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) listed += view.listed[i] = view.running[i] = lines[i].amount;
  pricing::detail::take_discounts(Lines(lines, listed, view), discounts, view, found.totals, found.steps);
  found.running.assign(view.running.begin(), view.running.end());
  return found;
}

}  // namespace

TEST_CASE("pricing: rules in order", "[price][QUO-07][QUO-08][QUO-17]") {
  std::vector<pricing::tax> nine;
  for (int i = 0; i < 9; ++i) nine.push_back({decimal::whole(i)});
  const std::vector<pricing::tax> all(64, pricing::tax{decimal::whole(1)});
  const std::vector<pricing::tax> bad_rate = {{decimal::whole(101)}};
  const std::vector<pricing::tax> fine_rate = {{decimal::of(1, 17).value()}};
  const pricing::discount negative{.amount = -1};
  const pricing::discount too_fine{.percent = decimal::of(1, 17).value(), .by_percent = true};
  const pricing::terms negative_voucher{.voucher = -1};
  struct row {
    std::vector<pricing::line> lines;
    std::vector<pricing::discount> discounts;
    std::vector<pricing::tax> taxes;
    pricing::terms how;
    std::string said;
  };
  const row rows[] = {
      {{}, {negative}, std::vector<pricing::tax>(65), negative_voucher, "price_lines_missing@lines"},
      {{{-1, 0, 0, 0}}, {negative}, std::vector<pricing::tax>(65), negative_voucher, "price_too_many_taxes@lines"},
      {{{-1, 0, 0, 0}}, {negative}, bad_rate, negative_voucher, "price_amount_negative@lines"},
      {{{1, 0, 0, 0}}, {negative}, bad_rate, negative_voucher, "price_quantity_out_of_range@lines"},
      {{{-1, -1, 0, 1}}, {}, bad_rate, {}, "price_amount_negative@lines"},
      {{{1, 1, 0, 0}}, {negative}, bad_rate, negative_voucher, "price_tax_missing@lines"},
      {{{1, 1, 0, 2}}, {negative}, bad_rate, negative_voucher, "price_tax_missing@lines"},  // a tax that is not there
      {{{1, 1, 0, 511}}, {negative}, nine, negative_voucher, "price_too_many_taxes@lines"},
      {{{INT64_MAX, 2, 0, 1}}, {negative}, bad_rate, negative_voucher, "price_total_too_large@lines"},
      {{line(999'999'999'999'999), line(1)}, {negative}, bad_rate, negative_voucher, "price_total_too_large@lines"},
      {{line(1)}, {negative}, fine_rate, negative_voucher, "decimal_out_of_range@lines"},
      {{line(1)}, {negative}, bad_rate, negative_voucher, "price_tax_out_of_range@lines"},
      {{line(1)}, {negative}, {{decimal::whole(-1)}}, {}, "price_tax_out_of_range@lines"},
      {{line(1)}, {negative}, {{decimal::whole(1)}}, negative_voucher, "discount_value_negative@discounts"},
      {{line(1)}, {too_fine}, {{decimal::whole(1)}}, negative_voucher, "decimal_out_of_range@discounts"},
      {{line(1)}, {}, {{decimal::whole(1)}}, negative_voucher, "price_voucher_negative@voucher"},
      {{line(999'999'999'999'999)}, {}, {{decimal::whole(1)}}, {}, "price_total_too_large@lines"},
      {{line(100)}, {}, {{decimal::whole(1)}}, {.largest = 100}, "price_total_too_large@lines"},
      {{line(100)}, {}, {{decimal::whole(1)}}, {.largest = 101}, ""},
      {{{1, 1, 0, 255}}, {}, nine, {}, ""},
      {{{1, 1, 0, std::uint64_t{1} << 63}}, {}, all, {}, ""},
      {{{0, 1, 0, 1}}, {{.amount = INT64_MAX}}, {{decimal::whole(100)}}, {.voucher = INT64_MAX}, ""},
  };
  for (const auto& [lines, discounts, taxes, how, said] : rows)
    CHECK(price_of(lines, discounts, taxes, how).refused == said);
}

TEST_CASE("pricing: what each line has left adds up to the net", "[price][QUO-08][ALL-01]") {
  const auto found = price_of({line(1000), line(2000, 2, 1), line(501, 1, 2)},
                              {{.amount = 100}, {.percent = decimal::whole(50), .by_percent = true, .sections = 1}});
  // 100 over 1000, 2000 and 501: 28.56, 57.12, 14.31: the largest remainder is the first's. Then half of 2000 in the
  // list.
  CHECK(found.running == std::vector<std::int64_t>{971, 943, 487});
  CHECK(found.totals.net == 971 + 943 + 487);
  CHECK(found.totals.list == 3501);
}

TEST_CASE("pricing: sections are bits, and those beyond 32 are no trouble", "[price][QUO-08]") {
  const std::uint64_t high = std::uint64_t{1} << 63;
  const auto found = price_of({line(1000, 1, high), line(1000, 1, 1)},
                              {{.amount = 10, .sections = high}, {.amount = 5, .sections = 1}, {.amount = 2}});
  CHECK(found.running == std::vector<std::int64_t>{989, 994});
  // No line belongs to it, so its base is zero and nothing is cut.
  const auto none = price_of({line(1000, 1, 1)}, {{.amount = 10, .sections = high}});
  CHECK(none.steps[0] == pricing::step{0, false, 0, 0});
  // A line may belong to several.
  const auto both = price_of({line(1000, 1, 3), line(1000, 1, 2)}, {{.amount = 10, .sections = 1}});
  CHECK(both.running == std::vector<std::int64_t>{990, 1000});
}

TEST_CASE("pricing: few lines and any lines come to the same", "[price][QUO-08][ALL-01]") {
  std::mt19937_64 bits(42);
  const auto below = [&](std::uint64_t limit) { return static_cast<std::int64_t>(bits() % limit); };
  std::size_t compared = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<pricing::line> lines(static_cast<std::size_t>(1 + below(16)));
    const std::uint64_t limit = round % 3 == 0 ? 5 : (std::uint64_t{1} << 26) / lines.size();
    std::int64_t sum = 0;
    for (auto& one : lines) {
      one = line(below(limit), 1, static_cast<std::uint64_t>(below(8)) << (round % 2 == 0 ? 0 : 29));
      sum += one.amount;
    }
    if (!pricing::detail::few_lines<>::fit(lines, sum)) continue;
    std::vector<pricing::discount> discounts(static_cast<std::size_t>(below(8)));
    for (auto& one : discounts) {
      one.by_percent = below(2) == 0;
      one.amount = below(round % 5 == 0 ? 4 : limit);
      one.percent = decimal::of(below(100'000), static_cast<int>(below(6))).value();
      one.of_running = below(2) == 0;
      one.applies = below(5) != 0;
      one.group = static_cast<std::uint32_t>(below(4));
      one.priority = below(3);
      if (below(3) == 0) one.sections = static_cast<std::uint64_t>(1 + below(7)) << (round % 2 == 0 ? 0 : 29);
    }
    const auto few = taken_by<pricing::detail::few_lines<>>(lines, discounts);
    const auto any = taken_by<pricing::detail::any_lines<>>(lines, discounts);
    if (few.running == any.running && few.steps == any.steps && few.totals == any.totals) {
      ++compared;
      continue;
    }
    FAIL("round " << round << " of seed 42 differs");
  }
  CHECK(compared > 15'000);
}

TEST_CASE("pricing: where few lines end", "[price][QUO-08]") {
  using few_lines = pricing::detail::few_lines<>;
  const std::vector<pricing::line> sixteen(16, line(1)), seventeen(17, line(1));
  CHECK(few_lines::fit(sixteen, 16));
  CHECK_FALSE(few_lines::fit(seventeen, 17));
  CHECK(few_lines::fit(sixteen, (1 << 26) - 1));
  CHECK_FALSE(few_lines::fit(sixteen, 1 << 26));
  const std::vector<pricing::line> low = {line(1, 1, UINT32_MAX)}, high = {line(1, 1, std::uint64_t{1} << 32)};
  CHECK(few_lines::fit(low, 1));
  CHECK_FALSE(few_lines::fit(high, 1));
}

TEST_CASE("pricing: many discounts stand and are grouped as few do", "[price][QUO-08]") {
  // 300 discounts in 60 groups and alone, of shuffled priorities: the place of each is found by asking all others.
  std::mt19937_64 bits(7);
  std::vector<pricing::discount> discounts(300);
  for (auto& one : discounts) {
    one.amount = static_cast<std::int64_t>(bits() % 1000);
    one.priority = static_cast<std::int64_t>(bits() % 40) - 20;
    one.group = static_cast<std::uint32_t>(bits() % 61);
    one.applies = bits() % 4 != 0;
  }
  const auto found = price_of({line(100'000'000)}, discounts);
  REQUIRE(found.refused.empty());
  const auto before = [&](std::size_t a, std::size_t b) {
    return discounts[a].priority < discounts[b].priority || (discounts[a].priority == discounts[b].priority && a < b);
  };
  std::vector<std::pair<std::size_t, std::size_t>> expected;  // (where it stands, which is taken)
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < discounts.size(); ++i) {
    if (!discounts[i].applies) {
      open.push_back(i);
      continue;
    }
    std::size_t best = i;
    bool first = true;
    for (std::size_t j = 0; j < discounts.size(); ++j) {
      if (discounts[i].group == 0 || discounts[j].group != discounts[i].group || !discounts[j].applies) continue;
      first = first && !before(j, i);
      if (discounts[j].amount > discounts[best].amount ||
          (discounts[j].amount == discounts[best].amount && before(j, best)))
        best = j;
    }
    if (first) expected.emplace_back(i, best);
  }
  std::sort(expected.begin(), expected.end(), [&](auto& a, auto& b) { return before(a.first, b.first); });
  std::sort(open.begin(), open.end(), before);
  REQUIRE(found.totals.applied == expected.size());
  REQUIRE(found.totals.conditional == open.size());
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(found.steps[i].discount == expected[i].second);
  for (std::size_t i = 0; i < open.size(); ++i) CHECK(found.steps[expected.size() + i].discount == open[i]);
}

TEST_CASE("pricing: many lines", "[price][QUO-07][QUO-08][QUO-19]") {
  std::vector<pricing::line> lines;
  for (std::int64_t i = 0; i < 20'000; ++i)
    lines.push_back({i % 997 + 1, 1, std::uint64_t{1} << (i % 3), std::uint64_t{1} << (i % 2)});
  const std::vector<pricing::discount> discounts = {
      {.percent = decimal::whole(7), .by_percent = true},
      {.amount = 12'345, .sections = 2},
      {.percent = decimal::whole(3), .by_percent = true, .of_running = true}};
  for (const bool included : {false, true}) {
    const std::vector<pricing::tax> taxes = {{decimal::whole(21)}, {decimal::whole(6)}};
    const auto found = price_of(lines, discounts, taxes, {.tax_included = included});
    REQUIRE(found.refused.empty());
    std::int64_t left = 0, taken = 0;
    for (const auto one : found.running) left += one;
    for (const auto& step : found.steps) taken += step.amount;
    CHECK(left == found.totals.list - taken);
    CHECK(left == (included ? found.totals.gross : found.totals.net));
    CHECK(found.totals.net + found.taxes[0].amount + found.taxes[1].amount == found.totals.gross);
    CHECK(found.taxes[0].base + found.taxes[1].base == found.totals.net);
    CHECK(*std::min_element(found.running.begin(), found.running.end()) >= 0);
  }
}

TEST_CASE("pricing: as many taxes as may be, all inside", "[price][QUO-07][ALL-01]") {
  // Eight taxes of 100 % with sixteen decimals are the largest sum of rates that there can be.
  std::vector<pricing::tax> taxes(8, pricing::tax{decimal::whole(100)});
  taxes[7].percent = decimal::of(999'999'999'999'999'999, 16).value();
  const auto found = price_of({line(999'999'999'999'999, 255)}, {}, taxes, {.tax_included = true});
  REQUIRE(found.refused.empty());
  CHECK(found.totals.gross == 999'999'999'999'999);
  CHECK(found.totals.net == 111'111'111'111'111);
  std::int64_t inside = 0;
  for (const auto& one : found.taxes) inside += one.amount;
  CHECK(found.totals.net + inside == found.totals.gross);
}
