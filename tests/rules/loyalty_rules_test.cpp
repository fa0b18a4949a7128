// Programmes and transactions of loyalty: what terms are refused, what may follow a programme, what a return takes.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "dealerkit/loyalty.hpp"
#include "support/catch.hpp"

using namespace dealerkit;

namespace {

using std::chrono::year_month_day;

constexpr instant now = parse_instant("2024-01-12T10:00:00+01:00").value();

constexpr year_month_day day(int year, unsigned month, unsigned number) {
  return {std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{number}};
}

decimal number(const char* text) { return parse_decimal(text).value(); }

programme_terms kitty_terms(loyalty_unit unit = loyalty_unit::eur) {
  programme_terms terms;
  terms.earning = earning_kind::kitty;
  terms.unit = unit;
  terms.rate = number("0.05");
  return terms;
}

programme_terms tranche_terms() {
  programme_terms terms;
  terms.earning = earning_kind::tranche;
  terms.unit = loyalty_unit::points;
  terms.tranche = number("100");
  terms.advantage = number("8");
  return terms;
}

// What is wrong with terms: nothing, or the one thing.
violation wrong_with(const programme_terms& terms, const loyalty_terms& bounds = {}) {
  const auto found = check_programme(terms, bounds);
  CHECK(found.size() <= 1);
  return found.empty() ? violation{} : found.front();
}

earning_rule rule_of(const char* multiplier) {
  earning_rule made;
  made.name = "oil";
  made.multiplier = number(multiplier);
  return made;
}

loyalty_tier tier(const char* name, const char* threshold, const char* multiplier) {
  return {name, number(threshold), number(multiplier)};
}

// An invoice of 300.00: 200.00 of labour, which earns, and 100.00 of tyres, which do not.
loyalty_transaction with_lines() {
  loyalty_transaction done;
  done.amount = 30000;
  done.base = 20000;
  done.earned = 1000;
  done.granted = 1000;
  done.lines = {{"labour", 20000, 20000}, {"tyres", 10000, 0}};
  return done;
}

}  // namespace

TEST_CASE("programme: what terms lack or have too much", "[LOY-03][LOY-04]") {
  CHECK(wrong_with(kitty_terms()).broken == rule::none);
  CHECK(wrong_with(tranche_terms()).broken == rule::none);
  auto kitty = kitty_terms();
  kitty.rate.reset();
  CHECK(wrong_with(kitty).broken == rule::programme_incomplete);
  kitty = kitty_terms();
  kitty.tranche = number("100");
  CHECK(wrong_with(kitty).broken == rule::programme_value_of_other_earning);
  CHECK(wrong_with(kitty).field == "programme.tranche");
  kitty = kitty_terms();
  kitty.advantage = number("8");
  CHECK(wrong_with(kitty).field == "programme.advantage");
  auto tranche = tranche_terms();
  tranche.rate = number("0.05");
  CHECK(wrong_with(tranche).broken == rule::programme_value_of_other_earning);
  CHECK(identifier(wrong_with(tranche).broken) == "LOY-03");
  tranche = tranche_terms();
  tranche.minimum_invoice = number("150");
  CHECK(wrong_with(tranche).broken == rule::programme_value_not_of_earning);
  CHECK(identifier(wrong_with(tranche).broken) == "LOY-04");
  tranche = tranche_terms();
  tranche.advantage = number("1.5");
  CHECK(wrong_with(tranche).broken == rule::programme_value_out_of_range);
}

TEST_CASE("programme: validity, rewards and the value of a point", "[LOY-07][LOY-08]") {
  auto terms = kitty_terms();
  for (const auto& [days, broken] :
       std::vector<std::pair<std::int64_t, rule>>{{0, rule::loyalty_validity_out_of_range},
                                                  {1, rule::none},
                                                  {3650, rule::none},
                                                  {3651, rule::loyalty_validity_out_of_range}}) {
    CAPTURE(days);
    terms.validity_days = days;
    CHECK(wrong_with(terms).broken == broken);
  }
  terms = kitty_terms();
  terms.point_value = number("0.10");
  CHECK(wrong_with(terms).broken == rule::rewards_are_for_points);
  terms = tranche_terms();
  terms.rewards = {{100, "free service", {}, {}}};
  CHECK(wrong_with(terms).broken == rule::none);
  terms.rewards.front().points = 0;
  CHECK(wrong_with(terms).broken == rule::reward_incomplete);
  terms.rewards.front() = {100, "both", number("5"), number("5")};
  CHECK(wrong_with(terms).broken == rule::reward_incomplete);
}

TEST_CASE("programme: multipliers have a bound", "[LOY-17]") {
  for (const auto& [text, broken] :
       std::vector<std::pair<const char*, rule>>{{"0", rule::none},
                                                 {"100", rule::none},
                                                 {"100.0000", rule::none},
                                                 {"100.0001", rule::earning_rule_incomplete},
                                                 {"-0.1", rule::earning_rule_incomplete},
                                                 {"0.00001", rule::earning_rule_incomplete},
                                                 {"900000000000000000", rule::earning_rule_incomplete}}) {
    CAPTURE(text);
    auto terms = kitty_terms();
    terms.rules = {rule_of(text)};
    const auto found = wrong_with(terms);
    CHECK(found.broken == broken);
    if (broken != rule::none) CHECK(found.args.front().second == "100");
  }
  auto terms = kitty_terms();
  terms.tiers = {tier("gold", "1000", "100"), tier("platinum", "2000", "100.0001")};
  CHECK(wrong_with(terms).broken == rule::tier_incomplete);
  CHECK(wrong_with(terms).field == "programme.tiers.1");
  CHECK(wrong_with(terms, {3650, 50, 101}).broken == rule::none);
  CHECK(check_terms(loyalty_terms{3650, 50, 1000}).ok());
  CHECK(check_terms(loyalty_terms{3650, 50, 1001}).refusal() ==
        error{rule::policy_value_out_of_range, "loyalty.multiplier_max"});
  CHECK_FALSE(check_terms(loyalty_terms{3650, 50, 0}).ok());
}

TEST_CASE("programme: another one follows the end of the last, in its unit", "[LOY-01][LOY-02]") {
  const auto today = day(2024, 6, 1);
  programme first;
  first.terms = kitty_terms();
  first.start = day(2024, 1, 12);
  std::vector<programme> before{first};
  const auto may = [&](loyalty_unit unit, year_month_day start, bool has_cards) {
    return decide(programme_facts{before, today, has_cards}, unit, start);
  };
  CHECK(may(loyalty_unit::eur, today, false).refusal() == error{rule::programme_already_runs, "programme"});
  CHECK(may(loyalty_unit::points, today, true).refusal() == error{rule::programme_already_runs, "programme"});
  before.front().end = day(2025, 1, 12);
  CHECK(may(loyalty_unit::eur, day(2025, 1, 11), true).refusal() == error{rule::programme_already_runs, "programme"});
  CHECK(may(loyalty_unit::eur, day(2025, 1, 12), true).ok());
  CHECK(may(loyalty_unit::points, day(2025, 1, 12), true).refusal() ==
        error{rule::programme_unit_fixed, "programme.unit"});
  // It still runs, so a card may yet be made in its unit.
  CHECK(may(loyalty_unit::points, day(2025, 1, 12), false).refusal() ==
        error{rule::programme_unit_fixed, "programme.unit"});
  before.front().end = today;
  CHECK(may(loyalty_unit::points, today, false).ok());
  CHECK(may(loyalty_unit::points, today, true).refusal() == error{rule::programme_unit_fixed, "programme.unit"});
  before.clear();
  CHECK(may(loyalty_unit::points, today, false).ok());
}

TEST_CASE("programme: its years, of 29 February too", "[LOY-01]") {
  CHECK(year_start(day(2024, 1, 12), day(2024, 1, 12)) == day(2024, 1, 12));
  CHECK(year_start(day(2024, 1, 12), day(2025, 1, 11)) == day(2024, 1, 12));
  CHECK(year_start(day(2024, 1, 12), day(2025, 1, 12)) == day(2025, 1, 12));
  CHECK(year_start(day(2024, 2, 29), day(2025, 2, 28)) == day(2024, 2, 29));
  CHECK(year_start(day(2024, 2, 29), day(2025, 3, 1)) == day(2025, 3, 1));
  CHECK(year_start(day(2024, 2, 29), day(2028, 2, 29)) == day(2028, 2, 29));
  programme known;
  known.start = day(2024, 1, 12);
  CHECK_FALSE(runs_on(known, day(2024, 1, 11)));
  CHECK(runs_on(known, day(2024, 1, 12)));
  known.end = day(2025, 1, 12);
  CHECK(runs_on(known, day(2025, 1, 11)));
  CHECK_FALSE(runs_on(known, day(2025, 1, 12)));
}

TEST_CASE("returns: refusals in order", "[LOY-13][LOY-16]") {
  const auto terms = earning_of(kitty_terms());
  auto done = with_lines();
  const std::vector<returned_line> other{{"paint", 1}};
  done.cancelled = true;
  CHECK(decide_return(done, terms, 0, 0, other).refusal() == error{rule::transaction_cancelled, "transaction"});
  done.cancelled = false;
  CHECK(decide_return(done, terms, 0, 0, other).refusal() == error{rule::return_amount_out_of_range, "amount"});
  CHECK(decide_return(done, terms, 0, 30001).refusal() == error{rule::return_amount_out_of_range, "amount"});
  const error not_of_invoice{rule::return_lines_not_of_invoice, "lines"};
  CHECK(decide_return(done, terms, 0, 1, other).refusal() == not_of_invoice);
  CHECK(decide_return(done, terms, 0, 10001, {{"tyres", 10001}}).refusal() == not_of_invoice);
  CHECK(decide_return(done, terms, 0, 10000, {{"tyres", 9999}}).refusal() == not_of_invoice);
  CHECK(decide_return(done, terms, 0, 9999, {{"tyres", 10000}}).refusal() == not_of_invoice);
  CHECK(decide_return(done, terms, 0, 10000, {{"tyres", 10000}, {"labour", 0}}).refusal() == not_of_invoice);
  CHECK(decide_return(done, terms, 0, 10000, {{"tyres", 5000}, {"tyres", 5000}}).ok());
  done.lines.clear();
  CHECK(decide_return(done, terms, 0, 10000, {{"tyres", 10000}}).refusal() == not_of_invoice);
}

TEST_CASE("returns: what did not earn takes nothing back", "[LOY-16][LOY-06]") {
  const auto terms = earning_of(kitty_terms());
  const auto done = with_lines();
  CHECK(decide_return(done, terms, 0, 10000, {{"tyres", 10000}}).value() == loyalty_return_decided{0, 0});
  CHECK(decide_return(done, terms, 0, 10000, {{"labour", 10000}}).value() == loyalty_return_decided{10000, 500});
  // One that names no category is taken of all in proportion.
  CHECK(decide_return(done, terms, 0, 15000).value() == loyalty_return_decided{10000, 500});
}

TEST_CASE("returns: with and without categories, in any order, what is left is the same", "[LOY-16]") {
  struct part {
    std::int64_t amount;
    std::vector<returned_line> lines;
  };
  const auto terms = earning_of(kitty_terms());
  const std::vector<part> parts{{3333, {}},
                                {7777, {{"labour", 7777}}},
                                {4999, {{"tyres", 4000}, {"labour", 999}}},
                                {5001, {{"tyres", 5001}}},
                                {1, {}}};
  std::vector<std::size_t> order{0, 1, 2, 3, 4};
  std::int64_t expected = -1;
  do {
    auto done = with_lines();
    for (const auto place : order) {
      const auto& [amount, lines] = parts[place];
      const auto decided = decide_return(done, terms, 0, amount, lines);
      REQUIRE(decided.ok());
      REQUIRE(decided.value().base >= 0);
      done = evolve(done, loyalty_taken_back{"", false, amount, decided.value().base, decided.value().units, lines},
                    loyalty_card{}, now);
    }
    if (expected < 0) expected = done.earned;
    REQUIRE(done.earned == expected);
    const auto rest = decide_return(done, terms, 0, done.amount - done.returned);
    REQUIRE(rest.value().units == done.earned);
  } while (std::next_permutation(order.begin(), order.end()));
  CHECK(expected > 0);
}

TEST_CASE("returns: exactly the tranches that nothing covers any more", "[LOY-16][LOY-13]") {
  const auto terms = earning_of(tranche_terms());
  loyalty_transaction first;
  first.amount = first.base = 6000;  // passed no tranche itself
  CHECK(decide_return(first, terms, 12000, 2000).value() == loyalty_return_decided{2000, 0});
  CHECK(decide_return(first, terms, 12000, 2001).value() == loyalty_return_decided{2001, 8});
  CHECK(decide_return(first, terms, 12000, 6000).value() == loyalty_return_decided{6000, 8});
  CHECK(decide_return(first, terms, 6000, 6000).value() == loyalty_return_decided{6000, 0});
}

TEST_CASE("cards: points taken back leave the window of the tiers", "[LOY-17][LOY-16]") {
  loyalty_card known;
  known.points_window = {{day(2024, 1, 12), 8}};
  loyalty_transaction first;  // its return takes the tranche that another purchase had passed
  first.tier_by = tier_basis::points;
  first.day = day(2024, 1, 12);
  const loyalty_taken_back back{"", false, 6000, 6000, 8, {}};
  CHECK(evolve(known, back, first, now).points_window.front().amount == 0);
  // Spending counts where it was counted.
  known.window = {{day(2024, 1, 12), 6000}};
  first.tier_by = tier_basis::spending;
  CHECK(evolve(known, back, first, now).window.front().amount == 6000);
  first.spent = 6000;
  CHECK(evolve(known, back, first, now).window.front().amount == 0);
}

TEST_CASE("cards: a window holds what can be summed", "[LOY-17]") {
  const std::vector<dated_spending> window{{day(2024, 1, 12), INT64_MAX - 10}, {day(2024, 1, 13), -5}};
  CHECK(window_holds(window, 10));
  CHECK_FALSE(window_holds(window, 11));
  CHECK(window_holds({}, INT64_MAX));
}

TEST_CASE("transactions: a cancel keeps what it answered", "[LOY-13]") {
  loyalty_card left;
  left.account.debt = 740;
  left.account.credits = {{1, 260, now + std::chrono::hours{1}}, {2, 5, now}};  // the second one has expired
  const auto after = evolve(with_lines(), loyalty_taken_back{"", true, 30000, 20000, 1000, {}}, left, now);
  CHECK(after.cancelled);
  CHECK(after.returned == 30000);
  CHECK(after.earned == 0);
  CHECK(after.cancel_balance == 260);
  CHECK(after.cancel_debt == 740);
  const auto part = evolve(with_lines(), loyalty_taken_back{"", false, 100, 0, 0, {{"tyres", 100}}}, left, now);
  CHECK_FALSE(part.cancelled);
  CHECK(part.lines[1].returned == 100);
  CHECK(part.cancel_debt == 0);
}
