// Loyalty accounts: what is earned, deducted, given back and taken back, to the cent and to the instant.
#include <cstdint>
#include <map>
#include <random>

#include "dealerkit/loyalty_account.hpp"
#include "support/catch.hpp"

using namespace dealerkit;

namespace {

constexpr instant start = parse_instant("2024-01-12T10:00:00+01:00").value();
constexpr auto a_microsecond = std::chrono::microseconds{1};
constexpr auto a_day = std::chrono::hours{24};

earning_terms kitty(const char* rate, loyalty_unit unit = loyalty_unit::eur, std::int64_t minimum = 0) {
  earning_terms terms;
  terms.unit = unit;
  terms.rate = parse_decimal(rate).value();
  terms.minimum_minor = minimum;
  return terms;
}

earning_terms tranches(std::int64_t tranche, std::int64_t advantage, loyalty_unit unit = loyalty_unit::points) {
  earning_terms terms;
  terms.earning = earning_kind::tranche;
  terms.unit = unit;
  terms.tranche_minor = tranche;
  terms.advantage = advantage;
  return terms;
}

loyalty_moved moved(const loyalty_facts& facts, const earning_terms& terms, const loyalty_purchase& purchase) {
  const auto decided = decide(facts, terms, purchase);
  REQUIRE(decided.ok());
  return decided.value();
}

}  // namespace

TEST_CASE("loyalty: refusals in order", "[LOY-10]") {
  const auto terms = kitty("0.05");
  loyalty_purchase wrong{.amount_minor = -1, .deduct = -1};
  CHECK(decide({}, terms, wrong).refusal() == error{rule::loyalty_amount_negative, "invoice.amount"});
  wrong.amount_minor = 100;
  CHECK(decide({}, terms, wrong).refusal() == error{rule::loyalty_deduction_negative, "deduct"});
  wrong.deduct = 101;
  CHECK(decide({.balance = 100, .debt = 0, .cumulated_minor = 0}, terms, wrong).refusal() ==
        error{rule::loyalty_deduction_exceeds_balance, "deduct"});
  CHECK(decide({.balance = 101, .debt = 0, .cumulated_minor = 0}, terms, wrong).refusal() ==
        error{rule::loyalty_deduction_exceeds_invoice, "deduct"});
  wrong.deduct = 100;
  CHECK(decide({.balance = 100, .debt = 0, .cumulated_minor = 0}, terms, wrong).ok());
}

TEST_CASE("loyalty: a kitty in euros is rounded half-up, in points down", "[LOY-03][LOY-05]") {
  const auto euros = kitty("0.05");
  CHECK(moved({}, euros, {.amount_minor = 10000}).earned == 500);
  CHECK(moved({}, euros, {.amount_minor = 10}).earned == 1);  // half a cent
  CHECK(moved({}, euros, {.amount_minor = 9}).earned == 0);
  const auto points = kitty("2", loyalty_unit::points);
  CHECK(moved({}, points, {.amount_minor = 9999}).earned == 199);
  CHECK(moved({}, points, {.amount_minor = 49}).earned == 0);
  CHECK(moved({}, points, {.amount_minor = 50}).earned == 1);
}

TEST_CASE("loyalty: the minimum is tested on the invoice before the deduction", "[LOY-04][LOY-10]") {
  const auto terms = kitty("0.05", loyalty_unit::eur, 15000);
  CHECK(moved({}, terms, {.amount_minor = 14999}).earned == 0);
  CHECK(moved({}, terms, {.amount_minor = 15000}).earned == 750);
  const loyalty_facts rich{.balance = 10000, .debt = 0, .cumulated_minor = 0};
  const auto with_deduction = moved(rich, terms, {.amount_minor = 15000, .deduct = 10000});
  CHECK(with_deduction.base_minor == 5000);
  CHECK(with_deduction.earned == 250);
  CHECK(with_deduction.balance == 250);
}

TEST_CASE("loyalty: points have no price and do not lessen the base", "[LOY-10]") {
  const auto terms = kitty("1", loyalty_unit::points);
  const auto done =
      moved({.balance = 500, .debt = 0, .cumulated_minor = 0}, terms, {.amount_minor = 10000, .deduct = 500});
  CHECK(done.base_minor == 10000);
  CHECK(done.balance == 100);
  CHECK(moved({.balance = 500, .debt = 0, .cumulated_minor = 0}, terms, {.amount_minor = 0, .deduct = 500}).balance ==
        0);
}

TEST_CASE("loyalty: tranches count what is cumulated, the remainder stays", "[LOY-03][LOY-05]") {
  const auto terms = tranches(10000, 8);
  auto facts = loyalty_facts{};
  const auto first = moved(facts, terms, {.amount_minor = 9999});
  CHECK(first.earned == 0);
  facts = {.balance = first.balance, .debt = 0, .cumulated_minor = first.cumulated_minor};
  const auto second = moved(facts, terms, {.amount_minor = 1});
  CHECK(second.earned == 8);
  facts = {.balance = second.balance, .debt = 0, .cumulated_minor = second.cumulated_minor};
  const auto third = moved(facts, terms, {.amount_minor = 25000});
  CHECK(third.earned == 16);
  CHECK(third.cumulated_minor == 35000);
  CHECK(moved(facts, terms, {.amount_minor = 25000, .earn = false}).cumulated_minor == 10000);
}

TEST_CASE("loyalty: excluded categories earn nothing", "[LOY-06]") {
  CHECK(moved({}, kitty("0.1"), {.amount_minor = 10000, .base_minor = 6000}).earned == 600);
  CHECK(moved({}, kitty("0.1"), {.amount_minor = 10000, .base_minor = 0}).earned == 0);
}

TEST_CASE("loyalty: validity is elapsed time, and at its instant a credit is expired", "[LOY-07][LOY-18]") {
  // The field's screen: 900 days of 24 hours from summer time in Paris end in winter time, an hour earlier on the clock.
  const auto made = parse_instant("2017-07-20T16:52:00+02:00").value();
  const auto ends = parse_instant("2020-01-06T15:52:00+01:00").value();
  auto terms = kitty("0.05");
  CHECK(expiry_of(terms, made, made) == ends);
  loyalty_account account;
  put_in(account, 1, 1000, ends, made);
  CHECK(balance_at(account, ends - a_microsecond) == 1000);
  CHECK(balance_at(account, ends) == 0);
  CHECK(take_out(account, 0, ends).empty());

  terms.expiry = expiry_rule::whole_balance;
  CHECK(expiry_of(terms, made, made + a_day * 899) == ends);
  CHECK(expiry_of(terms, made, ends - a_microsecond) == ends);
  CHECK(expiry_of(terms, made, ends) == ends + a_day * 900);
}

TEST_CASE("loyalty: the next to expire is used first", "[LOY-07]") {
  loyalty_account account;
  put_in(account, 1, 500, start + a_day * 30, start);
  put_in(account, 2, 300, start + a_day * 10, start);
  put_in(account, 3, 200, start + a_day * 10, start);
  const auto parts = take_out(account, 600, start);
  CHECK(parts == std::vector<credit_part>{
                     {2, 300, start + a_day * 10}, {3, 200, start + a_day * 10}, {1, 100, start + a_day * 30}});
  CHECK(balance_at(account, start) == 400);
}

TEST_CASE("loyalty: a cancelled earning that was spent is owed, and the next credits fill it", "[LOY-13]") {
  loyalty_account account;
  const auto far = start + a_day * 900;
  put_in(account, 1, 1000, far, start);              // A earns 10.00
  const auto used = take_out(account, 800, start);   // B deducts 8.00
  put_in(account, 2, 60, far + a_day, start);        // and earns 0.60
  CHECK(take_back(account, 1, 1000, start) == 740);  // A is cancelled
  CHECK(balance_at(account, start) == 0);
  CHECK(account.debt == 740);
  CHECK(put_in(account, 3, 1000, far + a_day * 2, start) == 740);  // C earns 10.00
  CHECK(balance_at(account, start) == 260);
  CHECK(account.debt == 0);

  // B is cancelled too: it gives back the 8.00 with their own expiry and takes back its 0.60.
  for (const auto& part : used) put_in(account, part.credit, part.amount, part.expires, start);
  CHECK(take_back(account, 2, 60, start) == 0);
  CHECK(balance_at(account, start) == 1000);
}

TEST_CASE("loyalty: what was given back after its expiry cannot be spent", "[LOY-13][LOY-18]") {
  loyalty_account account;
  put_in(account, 1, 1000, start + a_day, start);
  const auto used = take_out(account, 1000, start);
  for (const auto& part : used) put_in(account, part.credit, part.amount, part.expires, start);
  CHECK(balance_at(account, start) == 1000);
  CHECK(balance_at(account, start + a_day) == 0);

  // Nor does it pay what is owed.
  loyalty_account owing;
  put_in(owing, 1, 1000, start + a_day, start);
  put_in(owing, 2, 500, start + a_day * 9, start);
  const auto spent = take_out(owing, 1500, start);
  CHECK(take_back(owing, 2, 500, start) == 500);
  for (const auto& part : spent) put_in(owing, part.credit, part.amount, part.expires, start + a_day);
  CHECK(owing.debt == 0);  // the second part, which still stands, paid it
  CHECK(balance_at(owing, start + a_day) == 0);
  CHECK(balance_at(owing, start) == 1000);
}

TEST_CASE("loyalty: amounts that do not fit are refused", "[LOY-05]") {
  CHECK(decide({}, kitty("1000000000"), {.amount_minor = INT64_MAX}).refusal().broken == rule::money_out_of_range);
  CHECK(decide({.balance = 0, .debt = 0, .cumulated_minor = INT64_MAX}, tranches(100, 1), {.amount_minor = 1})
            .refusal()
            .broken == rule::money_out_of_range);
  CHECK(decide({.balance = 0, .debt = 0, .cumulated_minor = INT64_MAX}, kitty("0.05"), {.amount_minor = 1})
            .refusal()
            .broken == rule::money_out_of_range);
}

TEST_CASE("loyalty: credits, debts and what moved always add up", "[LOY-13][LOY-16]") {
  // Independent bookkeeping: all that was ever granted, less used, less taken back, is what is left, expired or not,
  // less what is owed.
  std::mt19937_64 random(7);
  for (int run = 0; run < 300; ++run) {
    loyalty_account account;
    std::map<std::int64_t, std::int64_t> granted;
    std::int64_t sum = 0;
    auto now = start;
    for (int step = 0; step < 60; ++step) {
      now += std::chrono::hours{static_cast<int>(random() % 200)};
      const auto choice = random() % 3;
      if (choice == 0) {
        const auto units = static_cast<std::int64_t>(random() % 1000 + 1);
        const auto number = account.next_credit++;
        put_in(account, number, units, now + a_day * (1 + static_cast<int>(random() % 60)), now);
        granted[number] = units;
        sum += units;
      } else if (choice == 1) {
        const auto there = balance_at(account, now);
        if (there == 0) continue;
        const auto units = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(there) + 1);
        std::int64_t taken = 0;
        for (const auto& part : take_out(account, units, now)) {
          REQUIRE(part.expires > now);
          taken += part.amount;
        }
        REQUIRE(taken == units);
        sum -= units;
      } else if (!granted.empty()) {
        auto one = granted.begin();
        std::advance(one, static_cast<std::ptrdiff_t>(random() % granted.size()));
        take_back(account, one->first, one->second, now);
        sum -= one->second;
        granted.erase(one);
      }
      std::int64_t left = 0;
      for (std::size_t i = 0; i < account.credits.size(); ++i) {
        REQUIRE(account.credits[i].left > 0);
        if (i > 0) REQUIRE(account.credits[i - 1].expires <= account.credits[i].expires);
        left += account.credits[i].left;
      }
      REQUIRE(left - account.debt == sum);
      REQUIRE(account.debt >= 0);
    }
  }
}
