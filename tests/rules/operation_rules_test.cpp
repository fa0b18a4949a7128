// Operations: what they fix and what they leave open, one refusal a rule, and their form.
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/operation.hpp"
#include "support/card_fixture.hpp"
#include "support/catch.hpp"

using namespace dealerkit;
using namespace card_test;

namespace {

constexpr auto today = std::chrono::year{2024} / 1 / 12;

decimal of_text(std::string_view text) { return parse_decimal(text).value(); }

// A prepared operation that leaves amount, start, validity and reminders open.
operation open_operation() {
  operation made;
  made.id = "o";
  made.name = "Winter";
  made.partners = {antwerp};
  return made;
}

operation fixed_operation() {
  operation made = open_operation();
  made.mode = consumption_mode::percent_of_invoice;
  made.percent = decimal::whole(20);
  made.start = std::chrono::year{2024} / 2 / 1;
  made.validity_days = 365;
  made.amount_minor = 5'000;
  made.reminders = {200, 300};
  return made;
}

}  // namespace

TEST_CASE("operation.prepare: the form, all at once", "[operation][CRD-02][CRD-03][CRD-04][CRD-05][CRD-06][CRD-16]") {
  const card_terms terms;
  CHECK(listed_as(check_operation(garage::winter(), terms, "")) == "");
  CHECK(listed_as(check_operation(operation_input{}, terms, "operation.")) ==
        "operation_incomplete@operation.name, consumption_mode_missing@operation.mode, "
        "operation_partners_missing@operation.partners");
  operation_input all_wrong;
  all_wrong.scope = operation_scope::national;
  all_wrong.mode = consumption_mode::percent_of_invoice;
  all_wrong.percent = of_text("100.01");
  all_wrong.validity_days = 0;
  all_wrong.amount = of_text("0.49");
  all_wrong.cofunding_percent = of_text("100.01");
  all_wrong.reminders = {200, 200};
  all_wrong.prospecting = prospecting_terms{0, std::nullopt, {}};
  CHECK(listed_as(check_operation(all_wrong, terms, "")) ==
        "operation_scope_needs_brand@brand, operation_incomplete@name, operation_percent_out_of_range@percent, "
        "card_validity_out_of_range@validity_days, card_amount_out_of_range@amount, "
        "cofunding_out_of_range@cofunding_percent, reminders_out_of_order@reminders, "
        "prospecting_incomplete@prospecting.max_cards, prospecting_incomplete@prospecting.deadline");

  // One value at a time, at its bounds.
  struct row {
    void (*change)(operation_input&);
    std::string_view wanted;
  };
  const row rows[] = {
      {[](auto& one) { one.validity_days = 1; }, ""},
      {[](auto& one) { one.validity_days = 3650; }, ""},
      {[](auto& one) { one.validity_days = 3651; }, "card_validity_out_of_range@validity_days"},
      {[](auto& one) { one.validity_days = -1; }, "card_validity_out_of_range@validity_days"},
      {[](auto& one) { one.validity_days = INT64_MAX; }, "card_validity_out_of_range@validity_days"},
      {[](auto& one) { one.start = std::chrono::year{9999} / 1 / 1; }, "card_validity_out_of_range@validity_days"},
      {[](auto& one) {
         one.start = std::chrono::year{9999} / 1 / 1;
         one.validity_days = 364;
       },
       ""},
      {[](auto& one) { one.amount = of_text("0.5"); }, ""},
      {[](auto& one) { one.amount = of_text("10000.49"); }, ""},
      {[](auto& one) { one.amount = of_text("10000.50"); }, "card_amount_out_of_range@amount"},
      {[](auto& one) { one.percent = decimal::whole(20); }, "operation_percent_out_of_range@percent"},
      {[](auto& one) { one.mode = consumption_mode::percent_of_invoice; }, "operation_percent_out_of_range@percent"},
      {[](auto& one) {
         one.mode = consumption_mode::percent_of_invoice;
         one.percent = decimal::whole(100);
       },
       ""},
      {[](auto& one) { one.cofunding_percent = decimal{}; }, ""},
      {[](auto& one) { one.cofunding_percent = of_text("0.01"); }, "operation_cofunding_not_own@cofunding_percent"},
      {[](auto& one) { one.cofunding_percent = of_text("-0.01"); }, "cofunding_out_of_range@cofunding_percent"},
      {[](auto& one) {
         one.reminders = {1, 364};
       },
       ""},
      {[](auto& one) {
         one.reminders = {1, 365};
       },
       "reminders_out_of_order@reminders"},
      {[](auto& one) {
         one.reminders = {0, 1};
       },
       "reminders_out_of_order@reminders"},
      {[](auto& one) { one.reminders = {1}; }, "reminders_incomplete@reminders"},
      {[](auto& one) {
         one.reminders = {1, 2, 3};
       },
       "reminders_incomplete@reminders"},
      {[](auto& one) {
         one.prospecting = prospecting_terms{1, today, {}};
         one.amount.reset();
         one.validity_days.reset();
       },
       "prospecting_values_missing@amount, prospecting_values_missing@validity_days"}};
  for (const auto& one : rows) {
    operation_input typed = garage::winter();
    one.change(typed);
    CAPTURE(one.wanted);
    CHECK(listed_as(check_operation(typed, terms, "")) == one.wanted);
  }
}

TEST_CASE("operation: the values of a card, rules in order of precedence", "[operation][CRD-02][CRD-04][CRD-06]") {
  const card_terms terms;
  const auto merged = [&](const operation& from, const operation_input& given) {
    return said(values_of(from, given, terms, today));
  };
  // Every step mends what the step before was refused for; all that follows is still wrong.
  operation from = fixed_operation();
  operation_input given;
  given.mode = consumption_mode::free;
  given.percent = decimal::whole(10);
  given.start = today;
  given.validity_days = 0;
  given.amount = of_text("0.1");
  given.cofunding_percent = decimal::whole(1);
  given.reminders = {300};
  given.partners = {ghent};
  CHECK(merged(from, given) == "operation_value_fixed@values.mode");
  given.mode = from.mode;
  CHECK(merged(from, given) == "operation_value_fixed@values.percent");
  given.percent = from.percent;
  CHECK(merged(from, given) == "operation_value_fixed@values.start");
  from.start.reset();
  CHECK(merged(from, given) == "operation_value_fixed@values.validity_days");
  from.validity_days.reset();
  CHECK(merged(from, given) == "operation_value_fixed@values.amount");
  from.amount_minor.reset();
  CHECK(merged(from, given) == "operation_value_fixed@values.cofunding_percent");
  given.cofunding_percent = decimal{};
  CHECK(merged(from, given) == "operation_value_fixed@values.reminders");
  from.reminders.clear();
  CHECK(merged(from, given) == "operation_value_fixed@values.partners");
  given.partners = {antwerp, antwerp};  // each outlet counts once
  auto missing = given;
  missing.amount.reset();
  missing.validity_days.reset();
  CHECK(merged(from, missing) == "operation_value_missing@values.amount");
  missing.amount = given.amount;
  CHECK(merged(from, missing) == "operation_value_missing@values.validity_days");
  CHECK(merged(from, given) == "card_amount_out_of_range@values.amount");
  given.amount = of_text("49.50");
  CHECK(merged(from, given) == "card_validity_out_of_range@values.validity_days");
  given.validity_days = terms.validity_days_max;
  given.start = std::chrono::year{9999} / 1 / 1;
  CHECK(merged(from, given) == "card_validity_out_of_range@values.validity_days");
  given.start.reset();
  CHECK(merged(from, given) == "reminders_incomplete@values.reminders");
  given.reminders = {300, 200};
  CHECK(merged(from, given) == "reminders_out_of_order@values.reminders");
  given.reminders = {200, 300};
  given.validity_days = 300;
  CHECK(merged(from, given) == "reminders_out_of_order@values.reminders");
  given.validity_days = 301;
  const auto made = values_of(from, given, terms, today);
  CHECK(made.value() == card_values{5'000, today, 301});
  CHECK(reminders_of(from, given) == given.reminders);
}

TEST_CASE("operation: what it fixes holds for its cards", "[operation][CRD-02][CRD-04][CRD-06]") {
  const card_terms terms;
  const operation from = fixed_operation();
  const card_values fixed{5'000, std::chrono::year{2024} / 2 / 1, 365};
  CHECK(values_of(from, {}, terms, today).value() == fixed);
  CHECK(last_day_of(fixed) == std::chrono::year{2025} / 1 / 31);
  CHECK(reminders_of(from, {}) == std::vector<std::int64_t>{200, 300});
  operation_input same;
  same.mode = from.mode;
  same.percent = of_text("20.0");
  same.start = from.start;
  same.validity_days = 365;
  same.amount = of_text("50");
  same.reminders = from.reminders;
  same.partners = from.partners;
  CHECK(values_of(from, same, terms, today).value() == fixed);
  // The operation's reminders need days that the card gives.
  operation open = fixed_operation();
  open.validity_days.reset();
  operation_input days;
  days.validity_days = 300;
  CHECK(said(values_of(open, days, terms, today)) == "reminders_out_of_order@values.validity_days");
  days.validity_days = 301;
  CHECK(said(values_of(open, days, terms, today)) == "ok");
  // What was fixed in range stays, whatever the policy says since.
  card_terms narrow;
  narrow.validity_days_max = 30;
  narrow.amount_max = 10;
  CHECK(values_of(from, {}, narrow, today).value() == fixed);
  CHECK(said(values_of(open, days, narrow, today)) == "card_validity_out_of_range@values.validity_days");
}

TEST_CASE("operation: policy bounds", "[operation][CRD-05][CRD-08]") {
  CHECK(said(check_terms(card_terms{})) == "ok");
  struct row {
    void (*change)(card_terms&);
    std::string_view wanted;
  };
  const row rows[] = {
      {[](auto& one) { one.amount_min = 0; }, "policy_value_out_of_range@card.amount_max"},
      {[](auto& one) { one.amount_max = 0; }, "policy_value_out_of_range@card.amount_max"},
      {[](auto& one) { one.amount_max = 1'000'001; }, "policy_value_out_of_range@card.amount_max"},
      {[](auto& one) { one.validity_days_max = 0; }, "policy_value_out_of_range@card.validity_days_max"},
      {[](auto& one) { one.validity_days_max = 36'501; }, "policy_value_out_of_range@card.validity_days_max"},
      {[](auto& one) { one.batch_min = 0; }, "policy_value_out_of_range@card.batch_max"},
      {[](auto& one) { one.batch_max = 1; }, "policy_value_out_of_range@card.batch_max"},
      {[](auto& one) { one.batch_max = 10'001; }, "policy_value_out_of_range@card.batch_max"}};
  for (const auto& one : rows) {
    card_terms terms;
    one.change(terms);
    CHECK(said(check_terms(terms)) == one.wanted);
  }
  CHECK(whole_euros(of_text("0.5"), {}).value() == 100);
  CHECK(whole_euros(of_text("49.499"), {}).value() == 4'900);
  CHECK(whole_euros(of_text("10000.49"), {}).value() == 1'000'000);
  CHECK(said(whole_euros(of_text("0.499"), {})) == "card_amount_out_of_range@amount");
  CHECK(said(whole_euros(decimal::of(INT64_MAX, 0).value(), {})) == "card_amount_out_of_range@amount");
}

TEST_CASE("operation: its events make it what it is", "[operation][CRD-02][CRD-16]") {
  operation prepared = fixed_operation();
  prepared.prospecting = prospecting_terms{2, today, "fair"};
  operation known = evolve(operation{}, operation_prepared{prepared}, noon);
  prepared.last = noon;
  CHECK(known == prepared);
  for (int i = 1; i <= 3; ++i) {
    known = evolve(known, form_card_given{}, noon + std::chrono::minutes{i});
    CHECK(known.form_cards == i);
    CHECK(known.last == noon + std::chrono::minutes{i});
  }
  const prospecting_terms form{2, today, {}};
  CHECK_FALSE(form_is_over(form, today));
  CHECK(form_is_over(form, std::chrono::sys_days{today} + std::chrono::days{1}));
  CHECK(each_once({antwerp, ghent, antwerp}) == std::vector<std::string>{antwerp, ghent});
}

TEST_CASE("operation.prepare and card.create: form before permission before state", "[operation][CRD-02][CRD-16]") {
  garage shop;
  const auto prepare = [&](const operation_input& input, const std::string& who) {
    return said(
        shop.office.run(prepare_operation{input}, shop.by(who, who == headquarters_user ? head_office : brussels)));
  };
  operation_input input = garage::winter();
  input.partners = {antwerp, "9999999-000"};
  input.prospecting = prospecting_terms{1, std::chrono::year{2024} / 1 / 11, {}};
  CHECK(prepare(input, clerk) ==
        "operation_partner_unknown@operation.partners.1, prospecting_over@operation.prospecting.deadline");
  input.partners = {antwerp};
  input.prospecting->deadline = today;
  CHECK(prepare(input, clerk) == "service_manager_only@actor.user");
  CHECK(prepare(input, workshop_manager) == "ok");
  operation_input national = garage::spring();
  national.brand = "ZZ";
  CHECK(prepare(national, workshop_manager) == "brand_unknown@operation.brand");
  national.brand = "AC";
  CHECK(prepare(national, workshop_manager) == "headquarters_only@actor.user");
  CHECK(prepare(national, headquarters_user) == "ok");

  // card.create
  create_card command = garage::card_of("nothing");
  command.code = " - ";
  command.values.emplace().validity_days = 0;
  CHECK(said(shop.run(command)) == "card_validity_out_of_range@values.validity_days, card_code_missing@code");
  command.code = "100";
  command.values->validity_days = 10;
  CHECK(said(shop.run(command)) == "record_not_found@operation");
  command.operation = shop.prepared(garage::winter(), shop.rival_at_home());
  CHECK(said(shop.run(command)) == "record_not_found@operation");  // of another legal entity
  command.operation = shop.prepared(garage::winter());
  CHECK(said(shop.run(command)) == "operation_value_fixed@values.validity_days");
  command.values.reset();
  CHECK(said(shop.run(command)) == "ok");
  CHECK(said(shop.run(command)) == "card_code_taken@code");
  command.operation.clear();
  CHECK(said(shop.run(command)) == "operation_incomplete@operation");
  command.values = garage::winter();
  CHECK(said(shop.run(command, shop.by(clerk))) == "service_manager_only@actor.user");
  command.code.clear();
  CHECK(said(shop.run(command)) == "ok");
  CHECK(shop.rebuilds_the_same());
}

TEST_CASE("form.submit: rules in order of precedence", "[operation][CRD-16]") {
  garage shop;
  operation_input input = garage::winter();
  input.prospecting = prospecting_terms{2, today, {}};
  const auto made = shop.run(prepare_operation{input});
  REQUIRE(said(made) == "ok");
  const auto submit = [&](const std::string& url, int number, instant at) {
    submit_form command{url, garage::anne(number), false};
    request_context context = shop.by_nobody();
    context.at = at;
    return said(shop.office.run(command, context));
  };
  const std::string url = *made.reply->operation.form_url;
  CHECK(submit("nothing", 1, noon) == "record_not_found@form");
  CHECK(submit(url, 1, noon - 1h) == "instant_before_last_event@at");
  CHECK(submit(url, 1, noon) == "ok");
  CHECK(submit(url, 1, noon) == "prospecting_email_has_card@person.email");
  CHECK(submit(url, 2, noon + 10h) == "ok");
  CHECK(submit(url, 2, noon + 10h) == "prospecting_full@form");
  CHECK(submit(url, 3, noon + 11h) == "prospecting_over@form");  // midnight in Brussels
  CHECK(shop.rebuilds_the_same());
}
