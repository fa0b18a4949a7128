// Uses of a discount card: the order of refusals, what each mode gives, and what would help where nothing is given.
#include <algorithm>
#include <cstdint>
#include <random>
#include <string_view>

#include "dealerkit/card_use.hpp"
#include "support/catch.hpp"

using namespace dealerkit;

namespace {

constexpr instant first_day = parse_instant("2023-08-29T00:00:00+02:00").value();
constexpr instant day_after_last = parse_instant("2024-08-29T00:00:00+02:00").value();
constexpr instant noon = parse_instant("2024-01-12T12:00:00+01:00").value();
constexpr auto a_microsecond = std::chrono::microseconds{1};

card_facts card_of(std::int64_t balance, consumption_mode mode = consumption_mode::free) {
  card_facts card;
  card.balance = balance;
  card.mode = mode;
  card.percent = mode == consumption_mode::percent_of_invoice ? decimal::whole(20) : decimal{};
  card.valid_from = first_day;
  card.valid_until = day_after_last;
  return card;
}

}  // namespace

TEST_CASE("card use: refusals in order", "[CRD-09][CRD-11][CRD-12][CRD-21][CRD-22]") {
  // Every row breaks its own rule and each later one that it can.
  auto all_wrong = card_of(0, consumption_mode::single_use);
  all_wrong.works_here = false;
  all_wrong.invoice = invoice_trace::other_values;
  all_wrong.cancelled = true;
  all_wrong.valid_from = noon + std::chrono::hours{1};
  const card_purchase nothing{.invoice = 0, .discount = 0};

  auto card = all_wrong;
  CHECK(decide(card, nothing, noon).refusal() == error{rule::card_not_here, "code"});
  card.works_here = true;
  CHECK(decide(card, nothing, noon).refusal() == error{rule::invoice_already_used, "invoice.number"});
  card.invoice = invoice_trace::unseen;
  CHECK(decide(card, nothing, noon).refusal() == error{rule::card_not_yet_valid, "code"});
  card.valid_from = first_day;
  card.valid_until = noon;
  CHECK(decide(card, nothing, noon).refusal() == error{rule::card_expired, "code"});
  card.valid_until = day_after_last;
  CHECK(decide(card, nothing, noon).refusal() == error{rule::card_cancelled, "code"});
  card.cancelled = false;
  CHECK(decide(card, nothing, noon).refusal() == error{rule::card_empty, "code"});
  card.balance = card.held = 5000;
  CHECK(decide(card, nothing, noon).refusal() == error{rule::card_value_held, "code"});
  card.held = 0;
  CHECK(decide(card, nothing, noon).refusal() == error{rule::invoice_amount_not_positive, "invoice.amount"});
  card_purchase wanted{.invoice = 4000, .discount = 1};
  CHECK(decide(card, wanted, noon).refusal() == error{rule::card_discount_not_of_mode, "discount"});
  card.mode = consumption_mode::free;
  wanted.discount = 4001;
  CHECK(decide(card, wanted, noon).refusal() == error{rule::card_discount_out_of_range, "discount"});
  card.mode = consumption_mode::single_use;
  card.leftover = leftover_rule::refuse;
  wanted.discount.reset();
  CHECK(decide(card, wanted, noon).refusal() == error{rule::card_leftover_refused, "invoice.amount"});
  wanted.invoice = 5000;
  CHECK(decide(card, wanted, noon).value() == card_taken{5000, 0, 0, false});
}

TEST_CASE("card use: what each mode gives", "[CRD-03][CRD-11][CRD-22]") {
  CHECK(decide(card_of(5000), {.invoice = 20000}, noon).value() == card_taken{5000, 0, 0, false});
  CHECK(decide(card_of(5000), {.invoice = 1999}, noon).value() == card_taken{1999, 0, 3001, false});
  CHECK(decide(card_of(5000), {.invoice = 20000, .discount = 1}, noon).value() == card_taken{1, 0, 4999, false});
  CHECK(decide(card_of(5000), {.invoice = 20000, .discount = 5000}, noon).value() == card_taken{5000, 0, 0, false});
  CHECK(decide(card_of(5000), {.invoice = 20000, .discount = 5001}, noon).refusal().broken ==
        rule::card_discount_out_of_range);
  CHECK(decide(card_of(5000), {.invoice = 20000, .discount = 0}, noon).refusal().broken ==
        rule::card_discount_out_of_range);

  const auto single = card_of(5000, consumption_mode::single_use);
  CHECK(decide(single, {.invoice = 3210}, noon).value() == card_taken{3210, 1790, 0, false});
  CHECK(decide(single, {.invoice = 3210, .discount = 3210}, noon).value() == card_taken{3210, 1790, 0, false});
  CHECK(decide(single, {.invoice = 5001}, noon).value() == card_taken{5000, 0, 0, false});

  auto share = card_of(5000, consumption_mode::percent_of_invoice);
  CHECK(decide(share, {.invoice = 10000}, noon).value() == card_taken{2000, 0, 3000, false});
  CHECK(decide(share, {.invoice = 10002}, noon).value().discount == 2000);  // 2000.4
  CHECK(decide(share, {.invoice = 10003}, noon).value().discount == 2001);  // 2000.6
  share.percent = decimal::of(125, 1).value();                              // 12.5 %
  CHECK(decide(share, {.invoice = 4}, noon).value().discount == 1);         // half-up: 0.5
  CHECK(decide(share, {.invoice = 3}, noon).refusal() ==
        error{rule::card_discount_out_of_range, "invoice.amount"});  // 0.375 rounds to nothing
  share.percent = decimal::whole(100);
  CHECK(decide(share, {.invoice = 4999}, noon).value().discount == 4999);
}

TEST_CASE("card use: valid from the first instant of the first day to the last of the last", "[CRD-04][CRD-12]") {
  const auto card = card_of(5000);
  const card_purchase wanted{.invoice = 100};
  CHECK(decide(card, wanted, first_day - a_microsecond).refusal().broken == rule::card_not_yet_valid);
  CHECK(decide(card, wanted, first_day).ok());
  CHECK(decide(card, wanted, day_after_last - a_microsecond).ok());
  CHECK(decide(card, wanted, day_after_last).refusal().broken == rule::card_expired);
}

TEST_CASE("card use: the same request takes nothing more, even when the card is empty since", "[CRD-12]") {
  auto card = card_of(0);
  card.invoice = invoice_trace::same_values;
  CHECK(decide(card, {.invoice = 5000}, noon).value() == card_taken{0, 0, 0, true});
  CHECK(decide(card, {.invoice = 5000}, day_after_last).value().repeated);
}

TEST_CASE("card use: held value cannot be used by anyone else", "[CRD-21]") {
  auto card = card_of(5000);
  card.held = 1500;
  CHECK(decide(card, {.invoice = 9000}, noon).value() == card_taken{3500, 0, 1500, false});
  CHECK(decide(card, {.invoice = 9000, .discount = 3501}, noon).refusal().broken == rule::card_discount_out_of_range);
  card.mode = consumption_mode::single_use;
  CHECK(decide(card, {.invoice = 9000}, noon).refusal().broken == rule::card_value_held);
}

TEST_CASE("card use: a refusal knows the smallest change that helps", "[CRD-23]") {
  auto card = card_of(5000, consumption_mode::single_use);
  card.leftover = leftover_rule::refuse;
  CHECK(remedy_of(card, {.invoice = 100}, rule::card_leftover_refused) == card_remedy{.invoice = 5000});
  CHECK(remedy_of(card, {.invoice = 100}, rule::card_not_yet_valid).from == first_day);
  CHECK(remedy_of(card, {.invoice = 0}, rule::invoice_amount_not_positive).invoice == 1);
  CHECK(remedy_of(card, {.invoice = 700, .discount = 900}, rule::card_discount_not_of_mode).discount == 700);
  card.held = 200;
  CHECK(remedy_of(card, {.invoice = 700}, rule::card_value_held).released == 200);
  CHECK(remedy_of(card, {.invoice = 700}, rule::card_expired) == card_remedy{});

  // A percentage that rounds to nothing: the smallest invoice of which it gives a cent.
  auto share = card_of(5000, consumption_mode::percent_of_invoice);
  for (const std::string_view percent : {"20", "1", "33.3", "0.07", "49.9", "0.0000000000000001"}) {
    share.percent = parse_decimal(percent).value();
    CAPTURE(percent);
    const auto least = remedy_of(share, {.invoice = 1}, rule::card_discount_out_of_range).invoice;
    REQUIRE(least.has_value());
    CHECK(decide(share, {.invoice = *least}, noon).value().discount == 1);
    CHECK(decide(share, {.invoice = *least - 1}, noon).refusal() ==
          error{rule::card_discount_out_of_range, "invoice.amount"});
    CHECK(remedy_of(share, {.invoice = 1, .discount = 2}, rule::card_discount_not_of_mode).discount == 1);
  }
  share.percent = decimal::whole(50);  // half a cent is one: there is no smaller invoice
  CHECK(decide(share, {.invoice = 1}, noon).value().discount == 1);
  CHECK_FALSE(remedy_of(share, {.invoice = 0}, rule::card_discount_out_of_range).discount.has_value());
}

TEST_CASE("card use: a remedy makes the refused use pass", "[CRD-23]") {
  std::mt19937_64 random(20240112);
  int helped = 0;
  for (int round = 0; round < 200000; ++round) {
    auto card = card_of(static_cast<std::int64_t>(random() % 300), static_cast<consumption_mode>(random() % 3));
    card.held = card.balance == 0 ? 0 : static_cast<std::int64_t>(random() % 4) * card.balance / 3;
    card.leftover = static_cast<leftover_rule>(random() % 2);
    card_purchase wanted{.invoice = static_cast<std::int64_t>(random() % 400) - 20};
    if (random() % 2 == 0) wanted.discount = static_cast<std::int64_t>(random() % 400) - 20;
    auto now = noon + std::chrono::days{static_cast<int>(random() % 3 - 1) * 400};
    const auto first = decide(card, wanted, now);
    if (first.ok()) {
      REQUIRE(first.value().discount > 0);
      REQUIRE(first.value().discount <= std::min(card.balance - card.held, wanted.invoice));
      REQUIRE(first.value().balance == card.balance - first.value().discount - first.value().forfeited);
      REQUIRE(first.value().balance >= card.held);
      continue;
    }
    const auto helps = remedy_of(card, wanted, first.refusal().broken);
    if (helps == card_remedy{}) continue;
    if (helps.from.has_value()) now = *helps.from;
    if (helps.invoice.has_value()) wanted.invoice = *helps.invoice;
    if (helps.discount.has_value()) wanted.discount = helps.discount;
    if (helps.released.has_value()) card.held -= *helps.released;
    const auto second = decide(card, wanted, now);
    // One obstacle is removed; another one may stand behind it, never the same.
    if (!second.ok()) REQUIRE(second.refusal().broken != first.refusal().broken);
    ++helped;
  }
  CHECK(helped > 1000);
}
