// Settlement: what a claim is, when it is due, what its events make of it, and the order of refusals of each command.
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "dealerkit/settlement.hpp"
#include "support/card_fixture.hpp"
#include "support/catch.hpp"

using namespace dealerkit;
using namespace card_test;

namespace {

claim some_claim(claim_status status = claim_status::pending) {
  claim made;
  made.id = "c";
  made.amount = 1'605;
  made.status = status;
  return made;
}

}  // namespace

TEST_CASE("claim: the brand's share, half-up to the cent", "[settlement][STL-01]") {
  struct row {
    std::int64_t discount;
    std::string_view percent;
    std::int64_t share;
  };
  const row rows[] = {{3'210, "50", 1'605}, {3'211, "50", 1'606},         {1, "50", 1},       {1, "49.99", 0},
                      {1'000, "33.3", 333}, {1'000, "33.35", 334},        {1'000, "0.05", 1}, {1'000, "0.0499", 0},
                      {0, "50", 0},         {1'000'000, "100", 1'000'000}};
  for (const auto& one : rows) {
    CAPTURE(one.discount, one.percent);
    CHECK(claim_of(one.discount, parse_decimal(one.percent).value()).value() == one.share);
  }
  CHECK(claim_of(100, decimal::of(1, decimal_scale_max - 1).value()).refusal().broken == rule::money_out_of_range);
  CHECK(claim_of(INT64_MAX, decimal::whole(200)).refusal().broken == rule::money_out_of_range);
}

TEST_CASE("claim: the first day of its run", "[settlement][STL-02]") {
  using std::chrono::year;
  settlement_terms terms;
  CHECK(due_on(year{2024} / 1 / 12, terms) == year{2024} / 1 / 20);
  CHECK(due_on(year{2024} / 2 / 22, terms) == year{2024} / 3 / 1);  // over a leap day
  CHECK(due_on(year{2023} / 12 / 31, terms) == year{2024} / 1 / 8);
  terms.wait_days = 0;
  CHECK(due_on(year{2024} / 1 / 12, terms) == year{2024} / 1 / 12);
  CHECK(said(check_terms(terms)) == "ok");
  terms.wait_days = 366;
  CHECK(said(check_terms(terms)) == "ok");
  for (const std::int64_t days : {-1, 367}) {
    terms.wait_days = days;
    CHECK(said(check_terms(terms)) == "policy_value_out_of_range@settlement.wait_days");
  }
}

TEST_CASE("claim.reject: rules in order of precedence", "[settlement][STL-02]") {
  for (const auto status :
       {claim_status::in_run, claim_status::paid, claim_status::rejected, claim_status::cancelled}) {
    CHECK(said(decide_rejection(some_claim(status), "")) == "claim_reason_missing@reason");
    CHECK(said(decide_rejection(some_claim(status), "late")) == "claim_closed@id");
  }
  CHECK(said(decide_rejection(some_claim(), "")) == "claim_reason_missing@reason");
  CHECK(said(decide_rejection(some_claim(), "late")) == "ok");
}

TEST_CASE("settlement: events make claims and runs what they are", "[settlement][STL-02][CRD-14]") {
  const instant later = noon + 1h;
  claim raised = some_claim();
  claim known = evolve(claim{}, claim_raised{raised}, noon);
  raised.last = noon;
  CHECK(known == raised);

  claim rejected = raised;
  rejected.status = claim_status::rejected;
  rejected.reason = "late";
  rejected.last = later;
  CHECK(evolve(known, claim_closed_event{claim_status::rejected, "late"}, later) == rejected);
  claim cancelled = raised;
  cancelled.status = claim_status::cancelled;
  cancelled.last = later;
  CHECK(evolve(known, claim_closed_event{claim_status::cancelled, {}}, later) == cancelled);

  payment_run made;
  made.id = "r";
  made.total = 1'605;
  made.claims = 1;
  made.payments = {{brussels, "Garage Un", bank_account, "", 1'605, {"c"}}};
  const payment_run_created created{made};
  payment_run run = evolve(payment_run{}, created, noon);
  made.created = made.last = noon;
  CHECK(run == made);
  known = evolve(known, created, noon);
  CHECK(known.status == claim_status::in_run);
  CHECK(known.run == "r");
  run = evolve(run, payment_run_paid{1'605}, later);
  known = evolve(known, payment_run_paid{1'605}, later);
  CHECK(run.status == run_status::paid);
  CHECK(run.created == noon);
  CHECK(run.last == later);
  CHECK(known.status == claim_status::paid);
  CHECK(known.last == later);
  CHECK(known.amount == raised.amount);
}

TEST_CASE("settlement: the order of refusals of its commands", "[settlement][STL-02][STL-03][STL-06][ACC-02][ACC-04]") {
  garage shop;
  const std::string of = shop.prepared(garage::spring(), shop.headquarters());
  const auto hq = [&](const auto& command) { return said(shop.run(command, shop.headquarters())); };
  const auto use = [&](int number, int euros) {
    return shop.used(garage::use_of(shop.issued(garage::card_of(of, number)), "F-1", euros));
  };
  const std::string first = use(1, 40).claim->id;
  const std::string second = use(2, 20).claim->id;
  const auto day = std::chrono::year{2024} / 1 / 20;

  // claim.reject
  CHECK(said(shop.run(reject_claim{"nothing", ""})) == "claim_reason_missing@reason");
  CHECK(said(shop.run(reject_claim{"nothing", "late"})) == "headquarters_only@actor.user");
  CHECK(hq(reject_claim{"nothing", "late"}) == "record_not_found@id");
  shop.now = noon - 1h;
  CHECK(hq(reject_claim{second, "late"}) == "instant_before_last_event@at");
  shop.now = noon;
  CHECK(hq(reject_claim{second, "late"}) == "ok");
  CHECK(hq(reject_claim{second, "late"}) == "claim_closed@id");

  // payment_run.create
  CHECK(said(shop.run(create_payment_run{})) == "payment_date_missing@on");
  CHECK(said(shop.run(create_payment_run{day})) == "headquarters_only@actor.user");
  CHECK(hq(create_payment_run{day}) == "payment_run_empty@on");  // no bank account yet
  REQUIRE(said(shop.run(set_outlet_bank{brussels, bank_account, ""})) == "ok");
  CHECK(hq(create_payment_run{std::chrono::year{2024} / 1 / 19}) == "payment_run_empty@on");
  const auto made = shop.run(create_payment_run{day}, shop.headquarters());
  REQUIRE(said(made) == "ok");
  CHECK(made.reply->run.total == "20.00");
  CHECK(made.reply->run.claims == 1);
  CHECK(hq(create_payment_run{day}) == "payment_run_empty@on");
  CHECK(hq(reject_claim{first, "late"}) == "claim_closed@id");

  // payment_run.export_sepa, payment_run.mark_paid
  const std::string run = made.reply->run.id;
  CHECK(said(shop.run(export_run{run})) == "headquarters_only@actor.user");
  CHECK(hq(export_run{"nothing"}) == "record_not_found@run");
  CHECK(said(shop.run(mark_run_paid{run})) == "headquarters_only@actor.user");
  CHECK(hq(mark_run_paid{"nothing"}) == "record_not_found@run");
  shop.now = noon - 1us;
  CHECK(hq(mark_run_paid{run}) == "instant_before_last_event@at");
  shop.now = noon + 1h;
  CHECK(hq(export_run{run}) == "ok");
  load_policy nobody_pays;
  nobody_pays.own = presets::exclusive_card_fr();
  nobody_pays.own->settlement.payer_name.clear();
  REQUIRE(said(shop.run(nobody_pays, shop.by_nobody())) == "ok");
  CHECK(hq(export_run{run}) == "payer_missing@run");
  CHECK(hq(mark_run_paid{run}) == "ok");
  shop.now = noon;
  CHECK(hq(mark_run_paid{run}) == "ok");  // paid before: the same answer
  CHECK(shop.rebuilds_the_same());
}

TEST_CASE("report.cards: who sees which cards, and what adds up", "[settlement][STL-04][STL-05]") {
  garage shop;
  operation_input shared = garage::spring();
  shared.partners = {ghent};
  const std::string of = shop.prepared(shared, shop.headquarters());
  const std::string own = shop.prepared(garage::winter());
  const std::string code = shop.issued(garage::card_of(of));
  (void)shop.used(garage::use_of(code, "F-1", 10));
  (void)shop.used(garage::use_of(code, "F-1", 20), shop.rival_at_home());
  (void)shop.used(garage::use_of(shop.issued(garage::card_of(own, 2)), "F-1", 5));
  struct row {
    request_context who;
    std::int64_t cards;
    std::string_view used, claimed, elsewhere;
  };
  const row rows[] = {{shop.manager_at(), 2, "35.00", "5.00", "0.00"},
                      {shop.rival_at_home(), 0, "0.00", "10.00", "10.00"},
                      {shop.headquarters(), 1, "30.00", "15.00", "0.00"}};
  for (const auto& one : rows) {
    report_cards command;
    command.format = report_format::csv;
    const auto report = shop.run(command, one.who);
    REQUIRE(said(report) == "ok");
    CAPTURE(one.claimed);
    const auto& totals = report.reply->totals;
    CHECK(totals.cards == one.cards);
    CHECK(totals.used == one.used);
    CHECK(totals.claimed == one.claimed);
    CHECK(totals.claimed_elsewhere == one.elsewhere);
    CHECK(report.reply->cards.size() == static_cast<std::size_t>(one.cards));
    CHECK(report.reply->csv.has_value());
    CHECK(report.reply->outlets_csv.has_value());
  }
  CHECK(shop.rebuilds_the_same());
}
