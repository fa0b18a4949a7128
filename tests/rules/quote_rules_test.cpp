// Quotes: opened in a journey, issued as documents that never change, sent once, completed by the outlet.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "dealerkit/quote.hpp"
#include "desk/codec.hpp"
#include "desk/projections.hpp"
#include "support/catch.hpp"
#include "support/show_fixture.hpp"

using namespace dealerkit;
using namespace show_test;

// A quote takes changes, and an offer is accepted, only after its rules were asked.
static_assert(!std::is_default_constructible_v<open_quote> && !std::is_default_constructible_v<valid_offer>);
static_assert(!std::is_convertible_v<quote, open_quote> && !std::is_convertible_v<open_quote, valid_offer>);

namespace {

constexpr auto day_of_issue = std::chrono::year{2024} / 1 / 12;
constexpr auto last_day = std::chrono::year{2024} / 2 / 11;
constexpr auto day_after = std::chrono::year{2024} / 2 / 12;

const show_terms& terms() {
  static const auto* const made = new show_terms(presets::motor_show_be().show);
  return *made;
}

issued_offer some_offer(std::string number, bool was_sent) {
  issued_offer made;
  made.number = std::move(number);
  made.issued_on = day_of_issue;
  made.valid_until = last_day;
  if (was_sent) made.sent_at = noon;
  return made;
}

quote some_quote(quote_state phase, std::vector<issued_offer> offers = {}) {
  quote made;
  made.id = "q";
  made.entity = "BS-1";
  made.outlet = brussels;
  made.outlet_entity = "BE-1";
  made.customer = "c";
  made.country = "BE";
  made.language = "fr-BE";
  made.brand = "DS";
  made.phase = phase;
  made.offers = std::move(offers);
  return made;
}

user person_with(role one) { return make_user("BS-1.d001", "BS-1", {one}); }

open_quote in(const quote& state) { return open_quote::of(state).value(); }

set_section section_of(const std::string& quote_id, basket_section section, section_value value = {}) {
  return {quote_id, section, std::move(value)};
}

section_value one_line(std::string label, std::int64_t amount, std::int64_t quantity = 1) {
  section_value value;
  value.lines = {{std::move(label), decimal::whole(amount), quantity, {}}};
  return value;
}

std::string numbers_of(const std::vector<offer_view>& offers) {
  std::string text;
  for (const auto& one : offers) text += (text.empty() ? "" : " ") + one.number;
  return text;
}

// Everything that a folder's files hold.
std::string all_bytes(const std::string& file) {
  std::string bytes;
  for (const auto* suffix : {"", "-wal", "-shm"}) {
    std::ifstream in_file(file + suffix, std::ios::binary);
    std::stringstream whole;
    whole << in_file.rdbuf();
    bytes += whole.str();
  }
  return bytes;
}

}  // namespace

// --- Pure

TEST_CASE("quote.open: rules in order of precedence",
          "[quote][QUO-01][QUO-03][QUO-09][QUO-11][NET-02][NET-04][CON-02]") {
  outlet sells_ds = make_outlet("0011960", "000", "BE-1", "A", {"DS", "FT", "AH"}, "1000", "Bruxelles");
  outlet sells_nothing = make_outlet("0011960", "001", "BE-1", "A", {}, "1000", "Bruxelles");
  outlet holding = sells_nothing;
  holding.record_type = outlet_record::dealer;
  outlet school = sells_ds;
  school.training = true;
  struct row {
    opening_facts facts;
    std::string_view brand;
    std::int64_t quantity;
    bool another;
    std::string_view wanted;
  };
  // Each row repairs what the row before was refused for, and leaves the later ones broken.
  opening_facts facts{false, true, false, true, "AC", false, nullptr, false, false, 10, true};
  std::vector<row> rows = {{facts, "LM", 0, false, "contact_missing@session"}};
  facts.usable = true;
  rows.push_back({facts, "LM", 0, false, "consent_not_answered@session"});
  facts.consents_missing = false;
  rows.push_back({facts, "LM", 0, false, "journey_country_mismatch@session"});
  facts.country_fits = true;
  rows.push_back({facts, "LM", 0, false, "fleet_request@session"});
  facts.fleet_journey = false;
  rows.push_back({facts, "LM", 0, false, "quantity_out_of_range@quantity"});
  rows.push_back({facts, "LM", 1, false, "fleet_request@quantity"});
  facts.vehicles = 9;
  rows.push_back({facts, "LM", 1, false, "brand_without_quote_tool@configuration.model"});
  rows.push_back({facts, "DS", 1, false, "brand_switch_not_allowed@configuration.model"});
  facts.session_brand = "DS";
  rows.push_back({facts, "DS", 1, false, "outlet_unknown@outlet"});
  facts.destination = &holding;
  rows.push_back({facts, "DS", 1, false, "outlet_not_a_destination@outlet"});
  facts.destination = &school;
  rows.push_back({facts, "DS", 1, false, "outlet_not_for_training@outlet"});
  facts.destination = &sells_nothing;
  rows.push_back({facts, "DS", 1, false, "outlet_does_not_sell_brand@outlet"});
  facts.destination = &sells_ds;
  rows.push_back({facts, "DS", 1, false, "another_quote_open@another_offer"});
  rows.push_back({facts, "DS", 1, true, "ok"});
  facts.another_open = false;
  rows.push_back({facts, "DS", 1, false, "ok"});
  opening_facts vans = facts;
  vans.light_commercial_team = true;
  rows.push_back({vans, "FT", 1, false, "ok"});
  opening_facts fiat = facts;
  fiat.session_brand = "FT";
  rows.push_back({fiat, "AH", 1, false, "ok"});
  opening_facts abroad = facts;
  abroad.destination = nullptr;
  abroad.elsewhere = true;
  rows.push_back({abroad, "DS", 1, false, "ok"});
  opening_facts class_room = facts;
  class_room.training = true;
  rows.push_back({class_room, "DS", 1, false, "outlet_not_for_training@outlet"});
  class_room.destination = &school;
  rows.push_back({class_room, "DS", 1, false, "ok"});
  for (const auto& one : rows) {
    CAPTURE(one.wanted, one.brand);
    CHECK(said(decide_opening(one.facts, one.brand, one.quantity, one.another, terms())) == one.wanted);
  }
}

TEST_CASE("decide_quantity: ten are a quote, eleven a fleet request", "[quote][QUO-11]") {
  show_terms few = terms();
  for (const std::int64_t limit : {1, 3, 10}) {
    few.fleet_limit = limit;
    for (std::int64_t others = 0; others <= limit + 2; ++others)
      for (std::int64_t quantity = -1; quantity <= limit + 2; ++quantity) {
        CAPTURE(limit, others, quantity);
        const auto wanted = quantity < 1                ? "quantity_out_of_range@quantity"
                            : others + quantity > limit ? "fleet_request@quantity"
                                                        : "ok";
        CHECK(said(decide_quantity(others, quantity, few)) == wanted);
      }
  }
  CHECK(said(decide_quantity(0, INT64_MAX, terms())) == "fleet_request@quantity");
  CHECK(said(decide_quantity(INT64_MAX, 1, terms())) == "fleet_request@quantity");
}

TEST_CASE("state_on: where a quote stands", "[quote][QUO-12]") {
  struct row {
    quote_state phase;
    bool offered;
    quote_state on_last_day, on_day_after;
  };
  const row rows[] = {{quote_state::draft, false, quote_state::draft, quote_state::draft},
                      {quote_state::issued, true, quote_state::issued, quote_state::expired},
                      {quote_state::sent, true, quote_state::sent, quote_state::expired},
                      {quote_state::reworked, true, quote_state::reworked, quote_state::reworked},
                      {quote_state::accepted, true, quote_state::accepted, quote_state::accepted},
                      {quote_state::withdrawn, true, quote_state::withdrawn, quote_state::withdrawn}};
  for (const auto& one : rows) {
    const auto known =
        some_quote(one.phase, one.offered ? std::vector{some_offer("a", true)} : std::vector<issued_offer>{});
    CAPTURE(name_of(one.phase));
    CHECK(state_on(known, last_day) == one.on_last_day);
    CHECK(state_on(known, day_after) == one.on_day_after);
    CHECK(said(open_quote::of(known)) ==
          (one.phase == quote_state::accepted || one.phase == quote_state::withdrawn ? "quote_closed@quote" : "ok"));
  }
}

TEST_CASE("valid_offer: rules in order of precedence", "[quote][QUO-12][QUO-13]") {
  const quote draft = some_quote(quote_state::draft);
  const quote reworked = some_quote(quote_state::reworked, {some_offer("a", true)});
  const quote issued = some_quote(quote_state::issued, {some_offer("a", false)});
  const quote sent = some_quote(quote_state::sent, {some_offer("a", true)});
  CHECK(said(valid_offer::of(in(draft), day_after)) == "quote_not_issued@quote");
  CHECK(said(valid_offer::of(in(reworked), day_after)) == "quote_reworked@quote");
  CHECK(said(valid_offer::of(in(issued), day_after)) == "quote_not_sent@quote");
  CHECK(said(valid_offer::of(in(sent), day_after)) == "offer_expired@quote");
  CHECK(said(valid_offer::of(in(sent), last_day)) == "ok");
  CHECK(said(decide_rework(in(draft))) == "quote_not_issued@quote");
  CHECK(said(decide_rework(in(issued))) == "ok");
}

TEST_CASE("side_of, visible_to: the outlet comes in with the sending", "[quote][QUO-06][QUO-13][ACC-02]") {
  const quote unsent = some_quote(quote_state::issued, {some_offer("a", false)});
  const quote sent = some_quote(quote_state::sent, {some_offer("a", true)});
  CHECK_FALSE(visible_to(unsent, "BE-1"));
  CHECK(visible_to(sent, "BE-1"));
  CHECK(visible_to(unsent, "BS-1"));
  CHECK_FALSE(visible_to(sent, "BE-2"));
  CHECK(side_of(unsent, "BE-1", brussels) == quote_side::stand);
  CHECK(side_of(sent, "BE-1", brussels) == quote_side::outlet);
  CHECK(side_of(sent, "BE-1", antwerp) == quote_side::outlet);  // another outlet of the legal entity
  CHECK(side_of(sent, "BS-1", stand_place) == quote_side::stand);
  // Stand and outlet of one legal entity: where the actor acts decides.
  quote within = sent;
  within.entity = within.outlet_entity = "BE-1";
  CHECK(side_of(within, "BE-1", brussels) == quote_side::outlet);
  CHECK(side_of(within, "BE-1", antwerp) == quote_side::stand);
}

TEST_CASE("decide_side, decide_section: who completes what", "[quote][ACC-05][QUO-04][QUO-06][NET-06]") {
  user inactive = person_with(role::product_genius);
  inactive.active = false;
  CHECK(said(decide_side(inactive, quote_side::stand, terms())) == "actor_inactive@actor.user");
  CHECK(said(decide_side(person_with(role::salesman), quote_side::stand, terms())) == "stand_role_missing@actor.user");
  for (const role one : {role::product_genius, role::fleet_responsible, role::bank_specialist})
    CHECK(said(decide_side(person_with(one), quote_side::stand, terms())) == "ok");
  CHECK(said(decide_side(person_with(role::product_genius), quote_side::outlet, terms())) ==
        "outlet_completes_section@actor.user");
  CHECK(said(decide_side(person_with(role::salesman), quote_side::outlet, terms())) == "ok");

  const quote draft = some_quote(quote_state::draft);
  for (const auto& known : enum_names<basket_section>::list) {
    CAPTURE(known.name);
    const bool at_show = known.value == basket_section::vehicle || known.value == basket_section::payment_and_driver;
    CHECK(said(decide_section(in(draft), quote_side::stand, known.value, {})) ==
          (at_show ? "ok" : "outlet_completes_section@section"));
    CHECK(said(decide_section(in(draft), quote_side::outlet, known.value, {})) == "ok");
  }
  // Who may, before what fits; an empty list takes away as well.
  section_value bad;
  bad.discounts = {{{"more", decimal::whole(100), decimal::whole(5)}}};
  bad.conditions_met = {{"trade_in"}};
  const auto of_vehicle = [&](quote_side side) {
    return said(decide_section(in(draft), side, basket_section::vehicle, bad));
  };
  CHECK(of_vehicle(quote_side::stand) == "outlet_completes_section@value.discounts");
  bad.discounts.emplace();
  CHECK(of_vehicle(quote_side::stand) == "outlet_completes_section@value.discounts");
  bad.discounts.reset();
  CHECK(of_vehicle(quote_side::stand) == "outlet_completes_section@value.conditions_met");
  CHECK(of_vehicle(quote_side::outlet) == "ok");
}

TEST_CASE("check_section: every field has its section, every number its range",
          "[quote][QUO-04][QUO-07][QUO-11][DAT-03]") {
  struct field_row {
    std::string_view field;
    std::vector<basket_section> fits;
    section_value value;
  };
  const auto with = [](auto change) {
    section_value value;
    change(value);
    return value;
  };
  const std::vector<basket_section> with_lines = {basket_section::accessories_and_services, basket_section::delivery,
                                                  basket_section::personalisation, basket_section::transformation};
  const std::vector<basket_section> vehicle = {basket_section::vehicle};
  const std::vector<basket_section> trade_in = {basket_section::trade_in};
  const std::vector<basket_section> payment = {basket_section::payment_and_driver};
  const field_row rows[] = {
      {"value.configuration", vehicle, with([](section_value& one) { one.configuration.emplace(); })},
      {"value.quantity", vehicle, with([](section_value& one) { one.quantity = 2; })},
      {"value.discounts", vehicle, with([](section_value& one) {
         one.discounts = {{{"a", decimal::whole(1), {}}}};
       })},
      {"value.conditions_met", vehicle, with([](section_value& one) { one.conditions_met = {{"a"}}; })},
      {"value.make", trade_in, with([](section_value& one) { one.make = "a"; })},
      {"value.model", trade_in, with([](section_value& one) { one.model = "a"; })},
      {"value.year", trade_in, with([](section_value& one) { one.year = 2018; })},
      {"value.odometer_km", trade_in, with([](section_value& one) { one.odometer_km = 1; })},
      {"value.amount", trade_in, with([](section_value& one) { one.amount = decimal::whole(1); })},
      {"value.payment", payment, with([](section_value& one) { one.payment = payment_way::cash; })},
      {"value.driver", payment, with([](section_value& one) { one.driver = "a"; })},
      {"value.lines", with_lines, one_line("a", 1)}};
  for (const auto& row : rows)
    for (std::size_t i = 0; i < 7; ++i) {
      const auto section = static_cast<basket_section>(i);
      const bool fits = std::find(row.fits.begin(), row.fits.end(), section) != row.fits.end();
      CAPTURE(row.field, name_of(section));
      CHECK(listed_as(check_section(section, row.value, euro)) ==
            (fits ? "" : "section_field_unfit@" + std::string(row.field)));
    }
  const auto range = [&](basket_section section, auto change) {
    return listed_as(check_section(section, with(change), euro));
  };
  const auto trade = basket_section::trade_in;
  const auto bonus = basket_section::vehicle;
  const auto fitting = basket_section::delivery;
  const auto exactly = [](std::int64_t units, int scale) { return decimal::of(units, scale).value(); };
  CHECK(range(trade, [](section_value& one) { one.year = 1899; }) == "basket_value_out_of_range@value.year");
  CHECK(range(trade, [](section_value& one) { one.odometer_km = -1; }) ==
        "basket_value_out_of_range@value.odometer_km");
  CHECK(range(trade, [](section_value& one) { one.amount = decimal::whole(-1); }) ==
        "basket_value_out_of_range@value.amount");
  CHECK(range(trade, [&](section_value& one) { one.amount = exactly(1001, 3); }) ==
        "money_too_many_decimals@value.amount");
  CHECK(range(trade, [&](section_value& one) { one.amount = exactly(101, 2); }).empty());
  CHECK(range(trade, [](section_value& one) { one.amount = decimal::whole(INT64_MAX); }) ==
        "money_out_of_range@value.amount");
  CHECK(range(bonus, [](section_value& one) { one.quantity = 0; }) == "quantity_out_of_range@value.quantity");
  CHECK(range(bonus, [](section_value& one) {
          one.discounts = {{{"a", {}, {}}}};
        }) == "basket_value_out_of_range@value.discounts.0");
  CHECK(range(bonus, [](section_value& one) {
          one.discounts = {{{"a", decimal::whole(1), decimal::whole(1)}}};
        }) == "basket_value_out_of_range@value.discounts.0");
  // Every field is named, all of them at once, in their order.
  CHECK(range(bonus,
              [&](section_value& one) {
                one.quantity = 0;
                one.discounts = {{{"a", decimal::whole(1), {}},
                                  {"b", exactly(1, 3), {}},
                                  {"c", {}, decimal::whole(-1)},
                                  {"d", {}, exactly(1, 17)}}};
                one.make = "a";
              }) ==
        "quantity_out_of_range@value.quantity, money_too_many_decimals@value.discounts.1.amount, "
        "basket_value_out_of_range@value.discounts.2.percent, decimal_out_of_range@value.discounts.3.percent, "
        "section_field_unfit@value.make");
  CHECK(range(fitting,
              [&](section_value& one) {
                one.lines = {{"a", decimal::whole(1), 1, {}},
                             {"b", decimal::whole(-1), 0, {}},
                             {"c", exactly(1001, 3), 10'001, decimal::whole(-1)},
                             {"d", decimal::whole(1), 10'000, exactly(10001, 2)},
                             {"e", decimal::whole(1), 1, exactly(1, 17)},
                             {"f", decimal::whole(1), 1, decimal::whole(100)}};
              }) ==
        "basket_value_out_of_range@value.lines.1.amount, basket_value_out_of_range@value.lines.1.quantity, "
        "money_too_many_decimals@value.lines.2.amount, basket_value_out_of_range@value.lines.2.quantity, "
        "price_tax_out_of_range@value.lines.2.tax_percent, price_tax_out_of_range@value.lines.3.tax_percent, "
        "decimal_out_of_range@value.lines.4.tax_percent");
  CHECK(range(fitting, [](section_value& one) {
          one.lines.assign(101, {"a", {}, 1, {}});
        }) == "basket_value_out_of_range@value.lines");
  CHECK(range(fitting, [](section_value& one) { one.lines.assign(100, {"a", {}, 1, {}}); }).empty());
  // The decimals are those of the price list's currency, and the sentence says how many.
  const auto yen = currency::of("JPY").value();
  section_value half = one_line("a", 1);
  half.lines[0].amount = exactly(15, 1);
  const auto refused = check_section(fitting, half, yen);
  REQUIRE(listed_as(refused) == "money_too_many_decimals@value.lines.0.amount");
  CHECK(argument(refused[0], "decimals") == "0");
  CHECK(check_section(fitting, half, euro).empty());
}

TEST_CASE("changed_vehicle: what is not said stays as it is", "[quote][QUO-04][QUO-05][QUO-06]") {
  section_value before;
  before.configuration.emplace().model = "ds_3";
  before.quantity = 2;
  before.discounts = {{{"Geste", decimal::whole(200), {}}}};
  before.conditions_met = {{"trade_in"}};
  before.remark = "before noon";
  CHECK(changed_vehicle(before, {}) == before);
  section_value said_now;
  said_now.quantity = 3;
  section_value wanted = before;
  wanted.quantity = 3;
  CHECK(changed_vehicle(before, said_now) == wanted);
  said_now = {};
  said_now.discounts.emplace();
  said_now.remark = "after noon";
  wanted = before;
  wanted.discounts.reset();  // none, kept as nothing said
  wanted.remark = "after noon";
  CHECK(changed_vehicle(before, said_now) == wanted);
  said_now = {};
  said_now.conditions_met.emplace();
  wanted = before;
  wanted.conditions_met.reset();
  CHECK(changed_vehicle(before, said_now) == wanted);
  CHECK(changed_vehicle({}, said_now) == section_value{});
}

TEST_CASE("quote.send: rules in order of precedence", "[quote][QUO-12][QUO-14][CUS-14]") {
  const quote draft = some_quote(quote_state::draft);
  const quote reworked = some_quote(quote_state::reworked, {some_offer("a", true)});
  const quote sent = some_quote(quote_state::sent, {some_offer("a", true)});
  const quote issued = some_quote(quote_state::issued, {some_offer("a", false)});
  sending_facts facts{nullptr, false, true, true, false, false};
  const auto decide_on = [&](const quote& known, std::chrono::year_month_day day) {
    return said(decide_sending(in(known), facts, day));
  };
  CHECK(decide_on(draft, day_after) == "quote_not_issued@quote");
  CHECK(decide_on(reworked, day_after) == "offer_unknown@offer");
  facts.chosen = &sent.offers[0];
  CHECK(decide_on(reworked, day_after) == "quote_reworked@quote");
  facts.named = true;
  CHECK(decide_on(reworked, day_after) == "offer_expired@offer");
  CHECK(decide_on(reworked, last_day) == "sending_language_differs@language");
  facts.language_differs = false;
  CHECK(decide_on(sent, last_day) == "sending_brand_differs@brand");
  facts.brand_differs = false;
  CHECK(decide_on(sent, last_day) == "email_missing@email");
  facts.email_known = true;
  CHECK(decide_on(sent, last_day) == "offer_already_sent@offer");
  facts.email_corrected = true;
  CHECK(decide_on(sent, last_day) == "ok");
  facts.email_corrected = false;
  facts.chosen = &issued.offers[0];
  CHECK(decide_on(issued, last_day) == "ok");
  CHECK(needs_issue(draft, day_of_issue));
  CHECK(needs_issue(reworked, day_of_issue));
  CHECK_FALSE(needs_issue(issued, last_day));
  CHECK(needs_issue(issued, day_after));
}

TEST_CASE("quotes: their events give their state", "[quote][QUO-12]") {
  const event_place first{"q", "BS-1", noon, 1};
  const event_place later{"q", "BE-1", noon + 1h, 2};
  quote_opened event;
  event.opened = some_quote(quote_state::draft);
  event.opened.entity.clear();
  quote known = evolve(quote{}, event, first);
  CHECK(known.id == "q");
  CHECK(known.entity == "BS-1");
  CHECK(known.opened_at == noon);
  basket_changed changed;
  changed.quantity = 3;
  changed.model = "m";
  known = evolve(known, changed, first);
  CHECK(known.phase == quote_state::draft);
  CHECK(known.quantity == 3);
  known = evolve(known, offer_issued{some_offer("a", false), 1, "BMS2024", {}, {}}, first);
  CHECK(known.phase == quote_state::issued);
  known = evolve(known, offer_sent{"a", "lead", {}, {}}, later);
  CHECK(known.phase == quote_state::sent);
  CHECK(known.lead == "lead");
  CHECK(known.entity == "BS-1");  // the outlet's acts do not make it the outlet's
  CHECK(known.offers[0].sent_at == noon + 1h);
  known = evolve(known, offer_sent{"a", {}, {}, {}}, event_place{"q", "BS-1", noon + 2h, 3});
  CHECK(known.offers[0].times_sent == 2);
  CHECK(known.offers[0].sent_at == noon + 1h);
  known = evolve(known, code_applied{code_kind::promotion, {}, money::minor(1, euro), {}}, later);
  CHECK(known.phase == quote_state::reworked);
  // An earlier document may still be sent; the basket stays reworked.
  known = evolve(known, offer_sent{"a", {}, {}, {}}, later);
  CHECK(known.phase == quote_state::reworked);
  known = evolve(known, offer_issued{some_offer("b", false), 2, "BMS2024", {}, {}}, later);
  known = evolve(known, offer_sent{"a", {}, {}, {}}, later);
  CHECK(known.phase == quote_state::issued);
  known = evolve(known, offer_sent{"b", {}, {}, {}}, later);
  known = evolve(known, rework_asked{}, later);
  CHECK(known.phase == quote_state::reworked);
  CHECK(evolve(known, quote_withdrawn{}, later).phase == quote_state::withdrawn);
  CHECK(evolve(known, quote_accepted{"b"}, later).phase == quote_state::accepted);
}

TEST_CASE("offer_number: six digits or more", "[quote][QUO-12]") {
  CHECK(offer_number("BMS2024", 1) == "BMS2024-000001");
  CHECK(offer_number("BMS2024", 999'999) == "BMS2024-999999");
  CHECK(offer_number("BMS2024", 1'000'000) == "BMS2024-1000000");
}

TEST_CASE("basket_of: what a basket costs", "[quote][QUO-05][QUO-07][QUO-08][QUO-17]") {
  quote known = some_quote(quote_state::draft);
  known.quantity = 2;
  quote_content content;
  auto& vehicle = content.vehicle;
  vehicle.currency = "EUR";
  const auto value = [](std::string code, std::int64_t amount) {
    configured_value one;
    one.value = one.label = std::move(code);
    one.amount = decimal::whole(amount);
    return one;
  };
  vehicle.values = {value("trim.base", 20000), value("wheels.16", 0), value("options.hook", 500)};
  list_discount per_vehicle, conditional;
  per_vehicle.id = "show";
  per_vehicle.amount = decimal::whole(1000);
  per_vehicle.priority = 5;
  conditional.id = "bonus";
  conditional.percent = decimal::whole(1);
  conditional.condition = "trade_in";
  vehicle.discounts = {per_vehicle, conditional};
  vehicle.taxes = {{{}, decimal::whole(21)}};

  auto basket = basket_of(known, content);
  REQUIRE(basket.lines.size() == 2);  // what costs nothing is equipment
  CHECK(basket.lines[0].quantity == 2);
  CHECK(basket.lines[1].tax_percent == decimal::whole(21));
  CHECK(basket.discounts[0].amount == decimal::whole(2000));  // of each vehicle
  CHECK(basket.discounts[1].condition_met == false);
  auto made = price(basket);
  REQUIRE(made.ok());
  CHECK(to_string(made.value().net) == "39000.00");
  CHECK(to_string(made.value().gross) == "47190.00");
  CHECK(made.value().conditional.size() == 1);

  // The outlet: a line with a tax of its own, a met condition, a discount after those of the list, a voucher.
  content.basket = {{basket_section::vehicle, {}, false}, {basket_section::delivery, one_line("Plaque", 50), false}};
  content.basket[0].value.conditions_met = {{"trade_in"}};
  content.basket[0].value.discounts = {{{"Geste", {}, decimal::whole(10)}}};
  content.basket[1].value.lines[0].tax_percent = decimal::whole(0);
  content.code = "X";
  content.code_amount = money::minor(25'000, euro);
  known.code = code_kind::voucher;
  basket = basket_of(known, content);
  REQUIRE(basket.lines.size() == 3);
  CHECK(basket.lines[2].section == "delivery");
  CHECK(basket.lines[2].tax_percent == decimal::whole(0));
  CHECK(basket.discounts[2].id == "outlet.1");
  CHECK(basket.discounts[2].priority == 5);
  made = price(basket);
  REQUIRE(made.ok());
  REQUIRE(made.value().steps.size() == 3);
  CHECK(made.value().steps[0].id == "bonus");
  CHECK(made.value().steps[2].id == "outlet.1");
  CHECK(made.value().gross.minor_units() - made.value().to_pay.minor_units() == 25'000);

  // Several taxes: the list's.
  vehicle.taxes = {{"GST", decimal::whole(5)}, {"QST", decimal::of(9975, 3).value()}};
  CHECK(basket_of(known, content).lines[0].taxes.size() == 2);
}

// --- Through the desk

TEST_CASE("quote.open: a quote of the journey", "[quote][QUO-01][QUO-04][QUO-09][JRN-03][JRN-05]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    stand show(options_for(kind, place));
    const auto anna = show.visitor(1);
    const auto session = show.started();
    CHECK(said(show.run(stand::opening(session))) == "session_without_customer@session");
    REQUIRE(said(show.run(link_customer{session, anna.id, {}, {}})) == "ok");

    open_new_quote empty;
    CHECK(said(show.run(empty)) == "session_missing@session, quote_outlet_missing@outlet");
    auto command = stand::opening(session);
    command.outlet.clear();
    CHECK(said(show.run(command)) == "quote_outlet_missing@outlet");
    command = stand::opening(session);
    command.configuration = {};
    command.quantity = 0;
    CHECK(said(show.run(command)) == "quote_without_configuration@configuration, quantity_out_of_range@quantity");
    command = stand::opening(session);
    command.configuration.choices = {"trim.none"};
    CHECK(said(show.run(command)) == "choice_unknown@configuration.choices.0");
    command.configuration.choices = {};
    CHECK(said(show.run(command)).find("configuration_incomplete") == 0);
    CHECK(said(show.run(stand::opening(session, "ds_3", "9999999-000"))) == "outlet_unknown@outlet");
    CHECK(said(show.run(stand::opening(session, "ds_3", back_office))) == "outlet_not_a_destination@outlet");
    CHECK(said(show.run(stand::opening(session, "ds_3", training_place))) == "outlet_not_for_training@outlet");
    CHECK(said(show.run(stand::opening(session, "ds_3", antwerp))) == "outlet_does_not_sell_brand@outlet");
    CHECK(said(show.run(stand::opening(session, "c3"))) == "brand_switch_not_allowed@configuration.model");
    CHECK(said(show.run(stand::opening(session, "leap_t03"))) == "brand_without_quote_tool@configuration.model");
    CHECK(said(show.run(stand::opening(session, "ds_3", brussels), show.at_stand(second_genius))) ==
          "session_of_another_user@session");

    const auto opened = show.run(stand::opening(session));
    REQUIRE(said(opened) == "ok");
    CHECK(opened.reply->state == quote_state::draft);
    CHECK(to_string(opened.reply->price.net) == "19000.00");
    CHECK(to_string(opened.reply->price.gross) == "22990.00");
    const auto status = show.status(session);
    CHECK(status.step == 4);
    CHECK(words(status.missing) == "offer sending");
    CHECK(status.vehicles == 1);
    CHECK(status.became == journey_kind::offer);
    REQUIRE(status.recent_configurations.size() == 1);
    CHECK(status.recent_configurations[0].model == "ds_3");
    CHECK(status.recent_configurations[0].code.find("show_2024") != std::string::npos);

    const auto shown = show.shown(opened.reply->quote);
    CHECK(shown.customer == anna.id);
    CHECK(shown.basket.size() == 7);
    CHECK_FALSE(shown.basket[0].by_default);
    CHECK(std::all_of(shown.basket.begin() + 1, shown.basket.end(),
                      [](const basket_entry& one) { return one.by_default; }));
    CHECK(shown.price->conditional.size() == 1);  // shown apart

    // A second one of the brand in this journey has to be asked for.
    const auto second = show.run(stand::opening(session, "ds_7"));
    CHECK(said(second) == "another_quote_open@another_offer");
    CHECK(argument(second.refused.at(0), "quote") == opened.reply->quote);
    command = stand::opening(session, "ds_7");
    command.another_offer = true;
    CHECK(said(show.run(command)) == "ok");
    CHECK(show.status(session).quotes.size() == 2);
    // In another journey it is another matter.
    REQUIRE(said(show.run(release_customer{session})) == "ok");
    REQUIRE(said(show.run(link_customer{session, anna.id, {}, {}})) == "ok");
    CHECK(said(show.run(stand::opening(session))) == "ok");
    CHECK(show.rebuilds_the_same());
  }
}

TEST_CASE("quote.open: a second open quote, state by state", "[quote][QUO-01]") {
  stand show;
  const auto anna = show.visitor(1);
  const auto session = show.linked(anna.id);
  const auto first = show.opened(stand::opening(session));
  const auto second = [&] { return said(show.run(stand::opening(session, "ds_7"))); };
  CHECK(second() == "another_quote_open@another_offer");
  show.issued(first);
  CHECK(second() == "another_quote_open@another_offer");
  show.sent(first);
  CHECK(second() == "another_quote_open@another_offer");
  request_context trial = show.at_stand();
  trial.dry_run = true;
  trial.at = noon + 31 * 24h;  // the offer has expired, so the prospect has none that stands
  CHECK(said(show.run(stand::opening(session, "ds_7"), trial)) == "ok");
  REQUIRE(said(show.run(rework_quote{first})) == "ok");
  CHECK(second() == "another_quote_open@another_offer");
  REQUIRE(said(show.run(withdraw_quote{first})) == "ok");
  CHECK(second() == "ok");
}

TEST_CASE("quote.open: consents and country of the customer", "[quote][CON-02][QUO-03][CUS-21]") {
  policy lenient = presets::motor_show_be();
  for (auto& purpose : lenient.consent.purposes) purpose.required = false;
  stand show;
  REQUIRE(said(show.run(load_policy{{}, lenient}, show.by_nobody())) == "ok");
  auto command = show.creation(shop::someone(1), show.at_stand());
  command.consents = {};
  command.consents.set("contact", consent_answer::no);
  const auto made = show.run(command);
  REQUIRE(said(made) == "ok");
  REQUIRE(said(show.run(load_policy{"motor_show_be", {}}, show.by_nobody())) == "ok");
  const auto id = made.reply->customer.id;
  const auto session = show.linked(id);
  CHECK(words(show.status(session).missing) == "consents configuration outlet");
  CHECK(said(show.run(stand::opening(session))) == "consent_not_answered@session");
  for (const auto* purpose : {"profiling", "partners"})
    REQUIRE(said(show.run(record_consent{id, {}, purpose, consent_answer::no, "stand", {"fr", "1"}})) == "ok");
  CHECK(said(show.run(stand::opening(session))) == "ok");  // a no is an answer

  // The customer moves to Luxembourg: this journey's list is not theirs any more.
  customer_changes moved;
  moved.country = "LU";
  moved.postal_code = "L-1234";
  moved.mobile = "621123456";
  REQUIRE(said(show.run(update_customer{id, moved})) == "ok");
  auto another = stand::opening(session);
  another.another_offer = true;
  CHECK(said(show.run(another)) == "journey_country_mismatch@session");
  REQUIRE(said(show.run(erase_customer{id, "asked"})) == "ok");
  CHECK(said(show.run(another)) == "customer_erased@session");
}

TEST_CASE("quote.open: the price list of the journey's country", "[quote][QUO-02][QUO-03][QUO-07][CUS-13]") {
  stand show;
  auto typed = shop::someone(1);
  typed.country = "LU";
  typed.postal_code = "L-1234";
  typed.mobile = "621123456";
  const auto resident = show.create(typed, show.at_stand());
  const auto session = show.linked(resident.id, stand::start("DS", "LU", "de-LU"));
  const auto opened = show.run(stand::opening(session, "ds_3", luxembourg));
  REQUIRE(said(opened) == "ok");
  CHECK(to_string(opened.reply->price.gross) == "22230.00");  // 17 %
  CHECK(show.shown(opened.reply->quote).language == "de-LU");
  // An outlet elsewhere is named by a comment.
  auto command = stand::opening(session, "ds_7", "other");
  command.another_offer = true;
  CHECK(said(show.run(command)) == "outlet_comment_missing@outlet_comment");
  command.outlet_comment = "DS Store Metz";
  const auto abroad = show.run(command);
  REQUIRE(said(abroad) == "ok");
  CHECK(show.shown(abroad.reply->quote).outlet_comment == "DS Store Metz");
  show.issued(abroad.reply->quote);
  const auto sent = show.run(send_offer{abroad.reply->quote, {}, {}, {}, {}});
  REQUIRE(said(sent) == "ok");
  CHECK(sent.reply->lead.has_value());
  CHECK(sent.reply->voucher->country == "LU");  // of the journey, since the outlet has none here
}

TEST_CASE("quote.open: ten vehicles, and not eleven", "[quote][QUO-11]") {
  stand show;
  const auto anna = show.visitor(1);
  const auto session = show.linked(anna.id);
  const auto refused = show.run(stand::opening(session, "ds_3", brussels, 11));
  CHECK(said(refused) == "fleet_request@quantity");
  CHECK(argument(refused.refused.at(0), "limit") == "10");
  const auto six = show.opened(stand::opening(session, "ds_3", brussels, 6));
  auto more = stand::opening(session, "ds_7", brussels, 5);
  more.another_offer = true;
  CHECK(said(show.run(more)) == "fleet_request@quantity");
  more.quantity = 4;
  const auto four = show.opened(more);
  CHECK(show.status(session).vehicles == 10);
  CHECK(words(show.status(session).next).find("quote.open") == std::string::npos);
  more.quantity = 1;
  CHECK(said(show.run(more)) == "fleet_request@quantity");
  // The basket is no way around it, nor is another journey.
  section_value seven;
  seven.quantity = 7;
  CHECK(said(show.run(section_of(six, basket_section::vehicle, seven))) == "fleet_request@value.quantity");
  REQUIRE(said(show.run(release_customer{session})) == "ok");
  REQUIRE(said(show.run(link_customer{session, anna.id, {}, {}})) == "ok");
  CHECK(said(show.run(more)) == "fleet_request@quantity");
  // The stand hands over.
  const auto handed = show.run(refer_customer{session, referral_target::fleet_responsible});
  CHECK(effects_as(handed.effects) == "handover/fleet_request>BS-1.d004@stand.example");
  CHECK(show.status(session).became == journey_kind::fleet);
  // From then on nothing is quoted in this journey, however few the vehicles are.
  REQUIRE(said(show.run(withdraw_quote{four})) == "ok");
  const auto in_fleet = show.run(more);
  CHECK(said(in_fleet) == "fleet_request@session");
  CHECK(argument(in_fleet.refused.at(0), "limit") == "-");
  CHECK(words(show.status(session).next).find("quote.open") == std::string::npos);
  CHECK(show.status(session).missing.empty());
  REQUIRE(said(show.run(release_customer{session})) == "ok");
  // What is withdrawn does not count; another show has its own count.
  REQUIRE(said(show.run(link_customer{session, anna.id, {}, {}})) == "ok");
  CHECK(said(show.run(more)) == "ok");
  REQUIRE(said(show.run(release_customer{session})) == "ok");
  start_session next_year = stand::start();
  next_year.event = "BMS2025";
  const auto later = show.linked(anna.id, next_year);
  CHECK(show.status(later).vehicles == 0);
  CHECK(said(show.run(stand::opening(later, "ds_3", brussels, 10))) == "ok");
}

TEST_CASE("basket.set: at the stand vehicle and payment only", "[quote][QUO-04][QUO-06][QUO-10][ACC-05][CFG-04]") {
  stand show;
  const auto anna = show.visitor(1);
  const auto session = show.linked(anna.id);
  const auto id = show.opened(stand::opening(session));
  CHECK(said(show.run(set_section{})) == "quote_missing@quote, basket_section_missing@section");
  CHECK(said(show.run(set_section{id, {}, {}})) == "basket_section_missing@section");
  for (const auto section : {basket_section::trade_in, basket_section::accessories_and_services,
                             basket_section::delivery, basket_section::personalisation, basket_section::transformation})
    CHECK(said(show.run(section_of(id, section))) == "outlet_completes_section@section");
  CHECK(said(show.run(section_of("nothing", basket_section::vehicle))) == "record_not_found@quote");
  CHECK(said(show.run(section_of(id, basket_section::vehicle), show.by())) == "record_not_found@quote");
  CHECK(said(show.run(section_of(id, basket_section::vehicle), show.at_stand(stand_seller))) ==
        "stand_role_missing@actor.user");
  // A colleague of the stand may go on with it.
  section_value finance;
  finance.payment = payment_way::finance;
  finance.driver = "Paul";
  CHECK(said(show.run(section_of(id, basket_section::payment_and_driver, finance), show.at_stand(second_genius))) ==
        "ok");
  CHECK(show.shown(id).basket[2].value == finance);
  CHECK_FALSE(show.shown(id).basket[2].by_default);

  section_value vehicle;
  vehicle.configuration.emplace();
  vehicle.configuration->catalog_code = "show_2024";
  vehicle.configuration->model = "ds_7";
  vehicle.configuration->choices = {"trim.top", "options.hook"};
  vehicle.quantity = 2;
  auto changed = show.run(section_of(id, basket_section::vehicle, vehicle));
  REQUIRE(said(changed) == "ok");
  CHECK(to_string(changed.reply->price.net) == "49000.00");
  CHECK(show.shown(id).model == "ds_7");
  // The same again changes nothing.
  const auto events = show.records();
  CHECK(said(show.run(section_of(id, basket_section::vehicle, vehicle))) == "ok");
  CHECK(show.records() == events);
  // By its code.
  const auto code = show.shown(id).configuration_code;
  section_value coded;
  coded.configuration.emplace();
  coded.configuration->code = code;
  changed = show.run(section_of(id, basket_section::vehicle, coded));
  REQUIRE(said(changed) == "ok");
  CHECK(show.shown(id).quantity == 2);  // what is not said stays
  CHECK(to_string(changed.reply->price.net) == "49000.00");
  vehicle.configuration->stock_number = "S-1";
  CHECK(said(show.run(section_of(id, basket_section::vehicle, vehicle))) ==
        "stock_vehicle_on_stand@value.configuration.stock_number");
  vehicle.configuration->stock_number.clear();
  vehicle.configuration->model = "c3";
  const auto other_brand = show.run(section_of(id, basket_section::vehicle, vehicle));
  CHECK(said(other_brand) == "quote_of_other_brand@value.configuration.model");
  CHECK(argument(other_brand.refused.at(0), "brand") == "DS");
  CHECK(show.rebuilds_the_same());
}

TEST_CASE("quote.issue: conditions in words, and nothing that would give nothing", "[quote][QUO-05][QUO-08][QUO-18]") {
  stand show;
  auto load = show_catalog();
  const auto on_condition = [](std::string id, std::string label, std::int64_t amount) {
    list_discount one;
    one.id = std::move(id);
    one.label.set("fr", std::move(label));
    one.amount = decimal::whole(amount);
    one.condition = "owner_of_the_brand";
    return one;
  };
  for (auto& list : load.content.price_lists) {
    list.discounts[0].group = "welcome";  // 1,000 that apply
    list.discounts[1].condition_label.set("fr", "À la reprise de votre voiture");
    list.discounts[1].condition_label.set("de", "Bei Inzahlungnahme");
    auto less = on_condition("less", "Prime petite", 900);
    auto more = on_condition("more", "Prime grande", 1250);
    less.group = more.group = "welcome";
    more.condition_label.set("fr", "Si vous avez <déjà> une voiture");
    list.discounts.insert(list.discounts.end(), {less, more, on_condition("loyalty", "Prime muette", 77)});
  }
  request_context day_before;
  day_before.at = noon - 1h;
  REQUIRE(said(show.run(load, day_before)) == "ok");

  const auto id = show.opened(stand::opening(show.linked(show.visitor(1).id)));
  const auto conditional = show.shown(id).price->conditional;
  REQUIRE(conditional.size() == 4);
  CHECK(conditional[1].id == "less");
  CHECK(to_string(conditional[1].amount) == "0.00");  // said to whoever asks for the price
  CHECK(to_string(conditional[2].amount) == "250.00");
  const auto issued = show.run(issue_offer{id});
  REQUIRE(said(issued) == "ok");
  const std::string& paper = issued.reply->offer.document->html;
  const auto stands = [&](std::string_view text) { return paper.find(text) != std::string::npos; };
  CHECK(stands("À la reprise de votre voiture"));
  CHECK_FALSE(stands("Inzahlungnahme"));
  CHECK(stands("Prime grande"));
  CHECK(stands("Si vous avez &lt;déjà&gt; une voiture"));
  CHECK_FALSE(stands("Prime petite"));
  // No words, no second line; never the code.
  CHECK(stands("Prime muette"));
  CHECK_FALSE(stands("owner_of_the_brand"));
  CHECK_FALSE(stands("trade_in"));
  CHECK(show.rebuilds_the_same());
}

TEST_CASE("quote.issue: a numbered document that never changes", "[quote][QUO-10][QUO-12][QUO-18]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    stand show(options_for(kind, place));
    const auto anna = show.visitor(1);
    const auto session = show.linked(anna.id);
    const auto id = show.opened(stand::opening(session));
    request_context trial = show.at_stand();
    trial.dry_run = true;
    CHECK(show.run(issue_offer{id}, trial).reply->offer.number == "BMS2024-000001");
    const auto issued = show.run(issue_offer{id});
    REQUIRE(said(issued) == "ok");
    const auto& offer = issued.reply->offer;
    CHECK(offer.number == "BMS2024-000001");  // the dry run took none
    CHECK(issued.reply->state == quote_state::issued);
    CHECK(offer.valid_until == last_day);
    CHECK(to_string(offer.amounts.gross) == "22990.00");
    CHECK(offer.document->html.find("BMS2024-000001") != std::string::npos);
    CHECK(offer.document->html.find("Jeanne") != std::string::npos);
    CHECK(offer.document->pdf_base64.starts_with("JVBERi"));  // %PDF-
    CHECK(issued.effects.empty());                            // downloaded is not sent
    CHECK(words(show.status(session).missing) == "sending");

    // Nothing has changed: the same document again.
    const auto again = show.run(issue_offer{id});
    CHECK(again.reply == issued.reply);
    // A changed basket asks for a new one; the issued one is as it was.
    section_value two;
    two.quantity = 2;
    REQUIRE(said(show.run(section_of(id, basket_section::vehicle, two))) == "ok");
    auto shown = show.shown(id);
    CHECK(shown.state == quote_state::reworked);
    CHECK(to_string(shown.price->gross) == "45980.00");
    CHECK(to_string(shown.offers[0].amounts.gross) == "22990.00");
    CHECK(shown.offers[0].document->html == offer.document->html);
    const auto next = show.run(issue_offer{id});
    CHECK(next.reply->offer.number == "BMS2024-000002");
    shown = show.shown(id);
    CHECK(shown.state == quote_state::issued);
    CHECK(numbers_of(shown.offers) == "BMS2024-000001 BMS2024-000002");
    CHECK_FALSE(shown.offers[0].document.has_value());
    CHECK(shown.offers[1].document.has_value());
    const auto earlier = show.run(view_quote{id, "BMS2024-000001"});
    CHECK(earlier.reply->shown.offers[0].document->html == offer.document->html);
    CHECK(said(show.run(view_quote{id, "BMS2024-000009"})) == "offer_unknown@offer");
    // Numbers are the event's, whoever's quote it is.
    const auto other = show.linked(show.visitor(2, second_genius).id, stand::start(), second_genius);
    CHECK(show.issued(show.opened(stand::opening(other), second_genius)) == "BMS2024-000003");
    CHECK(show.rebuilds_the_same());
    CHECK(show.shown(id).offers[1].document->html == next.reply->offer.document->html);
  }
}

TEST_CASE("an issued quote shows its document's price", "[quote][QUO-12]") {
  stand show;
  const auto id = show.opened(stand::opening(show.linked(show.visitor(1).id)));
  const auto drafted = show.shown(id).price;
  show.issued(id);
  const auto issued = show.shown(id);
  CHECK(issued.price == drafted);
  CHECK(issued.price->gross == issued.offers[0].amounts.gross);
  // A new price list comes too late for it, and for this journey.
  load_catalog dearer = show_catalog();
  for (auto& list : dearer.content.price_lists)
    for (auto& one : list.prices) one.amount = decimal::whole(90'000);
  REQUIRE(said(show.run(dearer, show.by_nobody())) == "ok");
  CHECK(show.shown(id).price == issued.price);
  // With reasons where they are asked for, from the opening on.
  request_context explained = show.at_stand();
  explained.explain = true;
  const auto shown = show.run(view_quote{id, {}}, explained);
  REQUIRE(said(shown) == "ok");
  CHECK(
      std::any_of(shown.because.begin(), shown.because.end(), [](const reason& one) { return one.rule == "QUO-08"; }));
  section_value two;
  two.quantity = 2;
  const auto changed = show.run(section_of(id, basket_section::vehicle, two), explained);
  REQUIRE(said(changed) == "ok");
  CHECK(std::any_of(changed.because.begin(), changed.because.end(),
                    [](const reason& one) { return one.rule == "QUO-12"; }));
}

TEST_CASE("offers expire after their last day in Brussels", "[quote][QUO-12]") {
  stand show;
  const auto anna = show.visitor(1);
  const auto session = show.linked(anna.id);
  const auto id = show.opened(stand::opening(session));
  show.issued(id);
  show.sent(id);
  // 11 February is the last day: until midnight in Brussels, an hour before midnight in UTC.
  const instant midnight = std::chrono::sys_days{day_after} - 1h;
  request_context last = show.at_stand();
  last.at = midnight - 1us;
  last.dry_run = true;
  request_context late = last;
  late.at = midnight;
  CHECK(said(show.run(accept_quote{id}, last)) == "ok");
  const auto refused = show.run(accept_quote{id}, late);
  CHECK(said(refused) == "offer_expired@quote");
  CHECK(argument(refused.refused.at(0), "valid_until") == "2024-02-11");
  CHECK(show.run(view_quote{id, {}}, last).reply->shown.state == quote_state::sent);
  CHECK(show.run(view_quote{id, {}}, late).reply->shown.state == quote_state::expired);
  CHECK(said(show.run(send_offer{id, {}, {}, {}, {}}, late)) == "offer_expired@offer");
  // Issued again it has a new number and a new validity.
  const auto renewed = show.run(issue_offer{id}, late);
  REQUIRE(said(renewed) == "ok");
  CHECK(renewed.reply->offer.number == "BMS2024-000002");
  CHECK(renewed.reply->offer.valid_until == std::chrono::year{2024} / 3 / 13);
  // An offer issued at a quarter to midnight in UTC is of the next day in Brussels.
  show.now = noon + 11h + 45min;
  const auto other = show.linked(show.visitor(2, second_genius).id, stand::start(), second_genius);
  const auto night = show.run(issue_offer{show.opened(stand::opening(other), second_genius)});
  CHECK(night.reply->offer.valid_until == day_after);
}

TEST_CASE("quote.send: once, with its effects", "[quote][QUO-13][QUO-14][QUO-15][JRN-06][CUS-14]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    stand show(options_for(kind, place));
    const auto anna = show.visitor(1);
    const auto session = show.linked(anna.id);
    const auto id = show.opened(stand::opening(session));
    const auto send = [&](std::string email = {}, std::string offer = {}) {
      return show.run(send_offer{id, std::move(offer), std::move(email), {}, {}});
    };
    CHECK(said(send()) == "quote_not_issued@quote");
    show.issued(id);
    CHECK(said(show.run(accept_quote{id})) == "quote_not_sent@quote");
    CHECK(said(send({}, "BMS2024-000009")) == "offer_unknown@offer");
    CHECK(said(show.run(send_offer{id, {}, {}, "nl-BE", {}})) == "sending_language_differs@language");
    CHECK(said(show.run(send_offer{id, {}, {}, {}, "AC"})) == "sending_brand_differs@brand");
    CHECK(said(send("not an address")) == "email_malformed@email");
    CHECK(said(show.run(view_quote{id, {}}, show.by())) == "record_not_found@quote");  // the outlet knows nothing yet

    const auto sent = show.run(send_offer{id, {}, {}, "fr-BE", "DS"});
    REQUIRE(said(sent) == "ok");
    CHECK(sent.reply->state == quote_state::sent);
    REQUIRE(sent.reply->lead.has_value());
    REQUIRE(sent.reply->voucher.has_value());
    CHECK(to_string(sent.reply->voucher->amount) == "250.00");
    CHECK(sent.reply->voucher->brand == "DS");
    CHECK(sent.reply->voucher->country == "BE");
    const auto mails = effects_as(sent.effects);
    CHECK(mails.find("email/offer>" + anna.email) != std::string::npos);
    CHECK(mails.find("email/voucher>" + anna.email) != std::string::npos);
    CHECK(show.status(session).step == 5);
    CHECK(show.shown(id).offers[0].sent_at == noon);
    CHECK(said(show.run(view_quote{id, {}}, show.by())) == "ok");

    // Needless a second time, unless the address was wrong.
    CHECK(said(send()) == "offer_already_sent@offer");
    CHECK(said(send("JEANNE0001@example.be")) == "offer_already_sent@offer");
    const auto corrected = send("jeanne.dupont@example.be");
    REQUIRE(said(corrected) == "ok");
    CHECK(effects_as(corrected.effects) ==
          "email/offer>jeanne.dupont@example.be, email/voucher>jeanne.dupont@example.be");
    CHECK(corrected.reply->voucher->code == sent.reply->voucher->code);  // the same one
    CHECK_FALSE(corrected.reply->lead.has_value());
    CHECK(show.run(view_customer{anna.id}).reply->customer.email == "jeanne.dupont@example.be");
    CHECK(said(send()) == "offer_already_sent@offer");
    // Corrected in the customer's record: also another address than before.
    customer_changes change;
    change.email = "j.dupont@example.be";
    REQUIRE(said(show.run(update_customer{anna.id, change})) == "ok");
    CHECK(said(send()) == "ok");
    CHECK(show.shown(id).offers[0].times_sent == 3);
    // Another customer's address is not this one's.
    const auto berta = show.visitor(2);
    CHECK(said(send(berta.email)) == "duplicate_email@email");

    REQUIRE(said(show.run(accept_quote{id})) == "ok");
    for (const auto& closed : {said(send()), said(show.run(accept_quote{id})), said(show.run(rework_quote{id})),
                               said(show.run(withdraw_quote{id})), said(show.run(issue_offer{id})),
                               said(show.run(section_of(id, basket_section::vehicle)))})
      CHECK(closed == "quote_closed@quote");
    CHECK(show.rebuilds_the_same());
  }
}

TEST_CASE("quote.send: one lead a prospect and brand", "[quote][JRN-06][QUO-13]") {
  stand show;
  const auto anna = show.visitor(1);
  const auto session = show.linked(anna.id, stand::start("DS"), van_genius);
  const auto send_one = [&](const std::string& model) {
    auto command = stand::opening(session, model);
    command.another_offer = true;
    const auto opened = show.run(command, show.at_stand(van_genius));
    REQUIRE(said(opened) == "ok");
    REQUIRE(said(show.run(issue_offer{opened.reply->quote}, show.at_stand(van_genius))) == "ok");
    const auto sent = show.run(send_offer{opened.reply->quote, {}, {}, {}, {}}, show.at_stand(van_genius));
    REQUIRE(said(sent) == "ok");
    REQUIRE(sent.reply->lead.has_value());
    CHECK(show.shown(opened.reply->quote, show.at_stand(van_genius)).lead ==
          sent.reply->lead->attached_to.value_or(sent.reply->lead->id));
    return *sent.reply->lead;
  };
  const auto first = send_one("ds_3");
  CHECK_FALSE(first.attached_to.has_value());
  const auto second = send_one("ds_7");
  CHECK(second.attached_to == first.id);  // another model of the brand: the same lead
  const auto other_brand = send_one("c3");
  CHECK_FALSE(other_brand.attached_to.has_value());
  CHECK(other_brand.id != first.id);
  CHECK(show.rebuilds_the_same());
}

TEST_CASE("quote.send: a reworked quote, an earlier document", "[quote][QUO-12][QUO-14]") {
  stand show;
  const auto anna = show.visitor(1);
  const auto session = show.linked(anna.id);
  const auto id = show.opened(stand::opening(session));
  CHECK(said(show.run(rework_quote{id})) == "quote_not_issued@quote");
  const auto first = show.issued(id);
  REQUIRE(said(show.run(rework_quote{id})) == "ok");
  const auto events = show.records();
  CHECK(said(show.run(rework_quote{id})) == "ok");  // asked twice: the same answer
  CHECK(show.records() == events);
  CHECK(said(show.run(send_offer{id, {}, {}, {}, {}})) == "quote_reworked@quote");
  CHECK(said(show.run(accept_quote{id})) == "quote_reworked@quote");
  const auto named_one = show.run(send_offer{id, first, {}, {}, {}});
  REQUIRE(said(named_one) == "ok");
  CHECK(named_one.reply->state == quote_state::reworked);
  CHECK(named_one.reply->offer.number == first);
  const auto second = show.issued(id);
  CHECK(second != first);
  const auto latest = show.run(send_offer{id, {}, {}, {}, {}});
  REQUIRE(said(latest) == "ok");
  CHECK(latest.reply->offer.number == second);
  CHECK_FALSE(latest.reply->voucher.has_value());  // once a customer and show
}

TEST_CASE("the outlet goes on after the hand-over", "[quote][QUO-05][QUO-06][QUO-16][ACC-02][ACC-05][CFG-04]") {
  stand show;
  const auto anna = show.visitor(1);
  const auto session = show.linked(anna.id);
  const auto id = show.opened(stand::opening(session));
  show.issued(id);
  const auto code = show.sent(id);
  REQUIRE_FALSE(code.empty());
  show.now += 24h;
  const auto at_outlet = show.by();  // a salesman of the outlet's legal entity

  // It sees the quote, and nothing of the stand's own records.
  auto shown = show.shown(id, at_outlet);
  CHECK(shown.customer.empty());
  CHECK(shown.session.empty());
  CHECK(shown.offers[0].document->html.find("Jeanne") != std::string::npos);
  CHECK(said(show.run(view_customer{anna.id}, at_outlet)) == "record_not_found@id");
  CHECK(said(show.run(view_quote{id, {}}, show.by(rival, ghent))) == "record_not_found@quote");
  // The stand does not complete what is the outlet's, not even now.
  CHECK(said(show.run(section_of(id, basket_section::delivery, one_line("Plaque", 50)))) ==
        "outlet_completes_section@section");

  section_value nameless = one_line("", 50);
  CHECK(said(show.run(section_of(id, basket_section::delivery, nameless), at_outlet)) ==
        "basket_value_missing@value.lines.0.label");
  section_value trade_in;
  trade_in.make = "Peugeot";
  trade_in.model = "208";
  trade_in.year = 2018;
  trade_in.odometer_km = 90'000;
  trade_in.amount = decimal::whole(5000);
  REQUIRE(said(show.run(section_of(id, basket_section::trade_in, trade_in), at_outlet)) == "ok");
  REQUIRE(said(show.run(section_of(id, basket_section::delivery, one_line("Plaque", 50)), at_outlet)) == "ok");
  section_value improved;
  improved.conditions_met = {{"trade_in"}};
  improved.discounts = {{{"Geste commercial", decimal::whole(200), {}}}};
  const auto better = show.run(section_of(id, basket_section::vehicle, improved), at_outlet);
  REQUIRE(said(better) == "ok");
  CHECK(better.reply->state == quote_state::reworked);
  CHECK(to_string(better.reply->price.net) == "18550.00");  // 20000 + 50 - 1000 - 300 - 200
  CHECK(better.reply->price.conditional.empty());
  // A price that cannot be: refused, nothing changed.
  section_value too_much = one_line("Conversion", 9'999'999'999'999);
  CHECK(said(show.run(section_of(id, basket_section::transformation, too_much), at_outlet)) ==
        "price_total_too_large@value");

  // The voucher is honoured at the outlet, also by the offer that earned it.
  const auto applied = show.run(apply_code{id, code}, at_outlet);
  REQUIRE(said(applied) == "ok");
  CHECK(applied.reply->price.gross.minor_units() - applied.reply->price.to_pay.minor_units() == 25'000);

  const auto issued = show.run(issue_offer{id}, at_outlet);
  REQUIRE(said(issued) == "ok");
  CHECK(issued.reply->offer.number == "BMS2024-000002");
  CHECK(issued.reply->offer.document->html.find("Jeanne") != std::string::npos);
  const auto sent = show.run(send_offer{id, {}, {}, {}, {}}, at_outlet);
  REQUIRE(said(sent) == "ok");
  CHECK(effects_as(sent.effects) == "email/offer>" + anna.email);  // no second voucher, no second lead
  CHECK_FALSE(sent.reply->lead.has_value());
  CHECK(said(show.run(accept_quote{id}, at_outlet)) == "ok");
  // The stand sees what became of it.
  CHECK(show.shown(id).state == quote_state::accepted);
  CHECK(show.shown(id).customer == anna.id);
  CHECK(show.rebuilds_the_same());
}

TEST_CASE("basket.set: of the vehicle what is not said stays as it is", "[quote][QUO-04][QUO-05][QUO-06]") {
  stand show;
  const auto id = show.opened(stand::opening(show.linked(show.visitor(1).id)));
  show.issued(id);
  show.sent(id);
  show.now += 24h;
  const auto at_outlet = show.by();
  const auto set = [&](const section_value& value, const request_context& context) {
    return show.run(section_of(id, basket_section::vehicle, value), context);
  };
  const auto steps = [](const auto& answered) {
    REQUIRE(said(answered) == "ok");
    std::string all;
    for (const auto& one : answered.reply->price.steps) all += (all.empty() ? "" : " ") + one.id;
    return all;
  };
  section_value improved;
  improved.discounts = {{{"Geste", {}, decimal::whole(1)}}};
  improved.conditions_met = {{"trade_in"}};
  CHECK(steps(set(improved, at_outlet)) == "show trade_in_bonus outlet.1");
  section_value two;
  two.quantity = 2;
  CHECK(steps(set(two, at_outlet)) == "show trade_in_bonus outlet.1");
  // The stand changes what is its own, and takes nothing of the outlet's away.
  section_value other;
  other.configuration.emplace();
  other.configuration->catalog_code = "show_2024";
  other.configuration->model = "ds_7";
  other.configuration->choices = {"trim.base"};
  CHECK(steps(set(other, show.at_stand())) == "show trade_in_bonus outlet.1");
  section_value none;
  none.discounts.emplace();
  CHECK(said(set(none, show.at_stand())) == "outlet_completes_section@value.discounts");
  CHECK(show.shown(id).quantity == 2);
  // Each is taken away by an empty list; taking away what is not there is no change.
  CHECK(steps(set(none, at_outlet)) == "show trade_in_bonus");
  const auto events = show.records();
  CHECK(steps(set(none, at_outlet)) == "show trade_in_bonus");
  CHECK(show.records() == events);
  section_value unmet;
  unmet.conditions_met.emplace();
  CHECK(steps(set(unmet, at_outlet)) == "show");
  CHECK(show.rebuilds_the_same());
}

TEST_CASE("basket.set: only conditions that a discount has", "[quote][QUO-05]") {
  stand show;
  const auto id = show.opened(stand::opening(show.linked(show.visitor(1).id)));
  show.issued(id);
  show.sent(id);
  section_value typed;
  typed.conditions_met = {{"trade_in", "tradein"}};
  const auto refused = show.run(section_of(id, basket_section::vehicle, typed), show.by());
  CHECK(said(refused) == "condition_unknown@value.conditions_met.1");
  CHECK(argument(refused.refused.at(0), "known") == "trade_in");
  CHECK(show.shown(id).price->conditional.size() == 1);
}

TEST_CASE("basket.set: a fleet is one of the show", "[quote][QUO-11]") {
  stand show;
  const auto id = show.opened(stand::opening(show.linked(show.visitor(1).id)));
  show.issued(id);
  show.sent(id);
  section_value twelve;
  twelve.quantity = 12;
  CHECK(said(show.run(section_of(id, basket_section::vehicle, twelve))) == "fleet_request@value.quantity");
  CHECK(said(show.run(section_of(id, basket_section::vehicle, twelve), show.by())) == "ok");
  CHECK(show.shown(id).quantity == 12);
}

TEST_CASE("a quote is of one brand, also for those who may switch", "[quote][QUO-01][NET-02]") {
  stand show;
  const auto session = show.linked(show.visitor(1).id, stand::start("DS"), van_genius);
  const auto at_stand = show.at_stand(van_genius);
  const auto opened = show.run(stand::opening(session), at_stand);
  REQUIRE(said(opened) == "ok");
  CHECK(said(show.run(stand::opening(session, "c3"), at_stand)) == "ok");  // a quote of its own
  // However the model is said, it is what is to blame.
  section_value other;
  other.configuration = stand::opening(session, "c3").configuration;
  CHECK(said(show.run(section_of(opened.reply->quote, basket_section::vehicle, other), at_stand)) ==
        "quote_of_other_brand@value.configuration.model");
  const auto citroen = show.run(view_quote{show.status(session, van_genius).quotes.back(), {}}, at_stand);
  REQUIRE(said(citroen) == "ok");
  section_value coded;
  coded.configuration.emplace().code = citroen.reply->shown.configuration_code;
  CHECK(said(show.run(section_of(opened.reply->quote, basket_section::vehicle, coded), at_stand)) ==
        "quote_of_other_brand@value.configuration.code");
  const auto ds = show.linked(show.visitor(2).id);
  auto by_code = stand::opening(ds);
  by_code.configuration = *coded.configuration;
  CHECK(said(show.run(by_code)) == "brand_switch_not_allowed@configuration.code");
}

TEST_CASE("quote.send: an earlier document to an address that was corrected since", "[quote][QUO-14]") {
  stand show;
  const auto id = show.opened(stand::opening(show.linked(show.visitor(1).id)));
  const auto send = [&](std::string offer, std::string email = {}) {
    return said(show.run(send_offer{id, std::move(offer), std::move(email), {}, {}}));
  };
  const auto first = show.issued(id);
  CHECK(send({}) == "ok");
  REQUIRE(said(show.run(rework_quote{id})) == "ok");
  const auto second = show.issued(id);
  CHECK(send({}, "corrected@example.be") == "ok");
  CHECK(send(first) == "ok");  // corrected since this one was sent
  CHECK(send(first) == "offer_already_sent@offer");
  CHECK(send(second) == "offer_already_sent@offer");
  CHECK(show.shown(id).sent_to == "corrected@example.be");
  CHECK(show.rebuilds_the_same());
  CHECK(send(first) == "offer_already_sent@offer");
}

TEST_CASE("the outlet may propose stock, the stand may not", "[quote][CFG-04][QUO-06]") {
  stand show;
  const auto anna = show.visitor(1);
  const auto id = show.opened(stand::opening(show.linked(anna.id)));
  show.issued(id);
  show.sent(id);
  section_value stock;
  stock.configuration.emplace();
  stock.configuration->catalog_code = "show_2024";
  stock.configuration->model = "ds_3";
  stock.configuration->choices = {"trim.top"};
  stock.configuration->stock_number = "S-4711";
  CHECK(said(show.run(section_of(id, basket_section::vehicle, stock))) ==
        "stock_vehicle_on_stand@value.configuration.stock_number");
  CHECK(said(show.run(section_of(id, basket_section::vehicle, stock), show.by())) == "ok");
  CHECK(show.shown(id).basket[0].value.configuration->stock_number == "S-4711");
  // A product genius who visits the outlet is still none of its salesmen.
  load_network visit;
  visit.users = {make_user("BE-1.d020", "BE-1", {role::product_genius})};
  REQUIRE(said(show.run(visit, show.by_nobody())) == "ok");
  CHECK(said(show.run(section_of(id, basket_section::delivery, one_line("Plaque", 50)), show.by("BE-1.d020"))) ==
        "outlet_completes_section@actor.user");
}

TEST_CASE("a stand within the outlet's legal entity", "[quote][ACC-05][QUO-06]") {
  // One legal entity for both: the product genius stands at one outlet, the salesman works at another.
  stand show;
  load_network within;
  within.users = {make_user("BE-1.d030", "BE-1", {role::product_genius})};
  REQUIRE(said(show.run(within, show.by_nobody())) == "ok");
  const auto at_stand = show.by("BE-1.d030", antwerp);
  const auto anna = show.create(shop::someone(1), at_stand);
  const auto started = show.run(stand::start(), at_stand);
  REQUIRE(said(started) == "ok");
  REQUIRE(said(show.run(link_customer{started.reply->session, anna.id, {}, {}}, at_stand)) == "ok");
  const auto opened = show.run(stand::opening(started.reply->session), at_stand);
  REQUIRE(said(opened) == "ok");
  const auto id = opened.reply->quote;
  const auto delivery = section_of(id, basket_section::delivery, one_line("Plaque", 50));
  // Before the hand-over nobody completes it, whoever acts wherever.
  CHECK(said(show.run(delivery, at_stand)) == "outlet_completes_section@section");
  CHECK(said(show.run(delivery, show.by())) == "stand_role_missing@actor.user");
  REQUIRE(said(show.run(issue_offer{id}, at_stand)) == "ok");
  REQUIRE(said(show.run(send_offer{id, {}, {}, {}, {}}, at_stand)) == "ok");
  CHECK(said(show.run(delivery, at_stand)) == "outlet_completes_section@section");
  CHECK(said(show.run(delivery, show.by("BE-1.d030", brussels))) == "outlet_completes_section@actor.user");
  CHECK(said(show.run(delivery, show.by())) == "ok");
}

TEST_CASE("training: only the training outlet", "[quote][NET-04]") {
  desk_options options;
  options.training = true;
  stand school(options);
  const auto anna = school.visitor(1);
  const auto session = school.linked(anna.id);
  CHECK(said(school.run(stand::opening(session))) == "outlet_not_for_training@outlet");
  CHECK(said(school.run(stand::opening(session, "ds_3", training_place))) == "ok");
}

TEST_CASE("an erased customer: amounts and dates stay, the person is gone", "[quote][CUS-21][QUO-12][QUO-15]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    const auto options = options_for(kind, place);
    std::string id;
    std::string code;
    {
      stand show(options);
      auto typed = shop::someone(1);
      typed.first_name = "Zébulon";
      typed.last_name = "Quatremère";
      const auto anna = show.create(typed, show.at_stand());
      const auto session = show.linked(anna.id);
      id = show.opened(stand::opening(session));
      section_value driver;
      driver.driver = "Ignatius Vandermolen";
      REQUIRE(said(show.run(section_of(id, basket_section::payment_and_driver, driver))) == "ok");
      show.issued(id);
      code = show.sent(id);
      REQUIRE_FALSE(code.empty());
      // An export tells of the quote too.
      const auto exported = show.run(export_customer{anna.id});
      REQUIRE(said(exported) == "ok");
      const auto tells_of = [&](std::string_view kind_of_event) {
        return std::any_of(exported.reply->history.begin(), exported.reply->history.end(),
                           [&](const ledger_line& line) { return line.kind == kind_of_event; });
      };
      CHECK(tells_of("quote_opened"));
      CHECK(tells_of("offer_issued"));
      CHECK(tells_of("voucher_issued"));

      REQUIRE(said(show.run(erase_customer{anna.id, "asked"})) == "ok");
      const auto shown = show.shown(id);
      CHECK(shown.state == quote_state::sent);
      CHECK(shown.erased == "customer");
      CHECK(shown.basket.empty());
      CHECK(shown.sent_to.empty());
      CHECK_FALSE(shown.price.has_value());
      REQUIRE(shown.offers.size() == 1);
      CHECK(to_string(shown.offers[0].amounts.gross) == "22990.00");
      CHECK(shown.offers[0].sent_at == noon);
      CHECK_FALSE(shown.offers[0].document.has_value());
      for (const auto& refused : {said(show.run(send_offer{id, {}, {}, {}, {}})), said(show.run(accept_quote{id})),
                                  said(show.run(issue_offer{id})), said(show.run(withdraw_quote{id}))})
        CHECK(refused == "customer_erased@quote");
      CHECK(said(show.run(check_code{code, "DS", code_place::outlet})) == "voucher_unknown@code");
      CHECK(said(show.run(redeem_voucher{code, "B-1", {}}, show.by())) == "voucher_unknown@code");
      // The next offer has the next number all the same.
      const auto berta = show.linked(show.visitor(2, second_genius).id, stand::start(), second_genius);
      CHECK(show.issued(show.opened(stand::opening(berta), second_genius)) == "BMS2024-000002");
      CHECK(show.rebuilds_the_same());
      CHECK(show.shown(id).offers.size() == 1);
    }
    if (kind != "file") continue;
    const std::string bytes = all_bytes(options.store);
    CHECK(bytes.size() > 10'000);
    for (const std::string_view gone : {std::string_view("Quatremère"), std::string_view("Zébulon"),
                                        std::string_view("Vandermolen"), std::string_view(code)})
      CHECK(bytes.find(gone) == std::string::npos);
  }
}

TEST_CASE("quotes: instants go forward, keys repeat", "[quote][DAT-04][DAT-06]") {
  stand show;
  const auto anna = show.visitor(1);
  const auto session = show.linked(anna.id);
  request_context keyed = show.at_stand();
  keyed.key = "open";
  const auto opened = show.run(stand::opening(session), keyed);
  REQUIRE(said(opened) == "ok");
  CHECK(show.run(stand::opening(session), keyed).reply == opened.reply);
  const auto id = opened.reply->quote;
  keyed.key = "issue";
  const auto issued = show.run(issue_offer{id}, keyed);
  REQUIRE(said(issued) == "ok");
  CHECK(show.run(issue_offer{id}, keyed).reply == issued.reply);
  keyed.key = "send";
  const auto sent = show.run(send_offer{id, {}, {}, {}, {}}, keyed);
  REQUIRE(said(sent) == "ok");
  const auto repeated = show.run(send_offer{id, {}, {}, {}, {}}, keyed);
  REQUIRE(said(repeated) == "ok");  // the same request again, not a second send
  CHECK(repeated.reply == sent.reply);
  request_context early = show.at_stand();
  early.at = noon - 1us;
  for (const auto& refused : {said(show.run(issue_offer{id}, early)), said(show.run(accept_quote{id}, early)),
                              said(show.run(rework_quote{id}, early)), said(show.run(withdraw_quote{id}, early)),
                              said(show.run(section_of(id, basket_section::vehicle), early))})
    CHECK(refused == "instant_before_last_event@at");
}
