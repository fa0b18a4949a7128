// Leads: captured, attached, seen by whom they concern, transmitted, counted, erased.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/lead.hpp"
#include "support/catch.hpp"
#include "support/lead_fixture.hpp"

using namespace dealerkit;
using namespace lead_test;

namespace {

using texts = std::vector<std::string>;

constexpr auto day = std::chrono::days{1};

outlet some_outlet() { return make_outlet("0011960", "000", "BE-1", "Garage Un", {"AC"}, "1000", "Bruxelles"); }

// Facts that refuse nothing.
capture_facts fine_facts() {
  capture_facts facts;
  facts.brand_known = facts.tool_for_brand = facts.outlet_named = true;
  facts.destination = some_outlet();
  facts.models = {{model_standing::on_sale, true}};
  return facts;
}

new_lead wanted_lead(lead_request request = lead_request::test_drive) {
  new_lead wanted;
  wanted.summary.entity = "HQ";
  wanted.summary.brand = "AC";
  wanted.summary.owner = manager;
  wanted.handover.id = "L2";
  wanted.handover.entity = "HQ";
  wanted.handover.request = request;
  wanted.handover.received_at = noon;
  wanted.details.models = {"C3"};
  return wanted;
}

open_lead open_one(instant created_at, std::vector<lead_request> requests = {lead_request::test_drive}) {
  open_lead one;
  one.id = "L1";
  one.created_at = one.last_event_at = created_at;
  one.requests = std::move(requests);
  one.transmitted = one.known_to_actor = one.of_destination = true;
  return one;
}

std::string decided(const capture_facts& facts, const new_lead& wanted, instant now = noon) {
  const auto made = decide(facts, wanted, lead_terms{}, now);
  if (!made.ok()) return said(made);
  CHECK(made.value().captured.has_value() != made.value().attached.has_value());  // one of the two
  return made.value().captured.has_value() ? "captured" : "attached";
}

lead_captured captured(const capture_facts& facts, const new_lead& wanted, instant now = noon) {
  const auto made = decide(facts, wanted, lead_terms{}, now);
  REQUIRE(made.ok());
  REQUIRE(made.value().captured.has_value());
  return *made.value().captured;
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Everything that is on the disk for a store.
std::string bytes_on_disk(const directory& place) {
  return read_file(place.file("desk.db")) + read_file(place.file("desk.db-wal"));
}

}  // namespace

// --- Pure

TEST_CASE("lead tabs: each origin has its own", "[lead][LEA-06]") {
  using activity = lead_activity;
  struct row {
    lead_origin origin;
    activity of;
    lead_tab tab;
  };
  const row rows[] = {{lead_origin::national, activity::new_vehicles, lead_tab::new_vehicles},
                      {lead_origin::national, activity::used_vehicles, lead_tab::used_vehicles},
                      {lead_origin::national, activity::finance, lead_tab::new_vehicles},
                      {lead_origin::local, activity::new_vehicles, lead_tab::commerce},
                      {lead_origin::local, activity::used_vehicles, lead_tab::commerce},
                      {lead_origin::local, activity::finance, lead_tab::commerce},
                      {lead_origin::local, activity::human_resources, lead_tab::human_resources},
                      {lead_origin::local, activity::service, lead_tab::after_sales},
                      {lead_origin::local, activity::parts, lead_tab::after_sales},
                      {lead_origin::local, activity::accessories, lead_tab::after_sales},
                      {lead_origin::local, activity::after_sales, lead_tab::after_sales}};
  for (const auto& [origin, of, tab] : rows) {
    CAPTURE(name_of(origin), name_of(of));
    CHECK(default_tab(origin, of) == tab);
    CHECK(check_tab(origin, tab).ok());
    CHECK(commercial(tab) == (tab != lead_tab::human_resources && tab != lead_tab::after_sales));
  }
  for (const auto& tab : enum_names<lead_tab>::list) {
    const bool national = tab.value == lead_tab::new_vehicles || tab.value == lead_tab::used_vehicles;
    CHECK(said(check_tab(lead_origin::national, tab.value)) == (national ? "ok" : "lead_tab_not_of_origin@tab"));
    CHECK(said(check_tab(lead_origin::local, tab.value)) == (national ? "lead_tab_not_of_origin@tab" : "ok"));
  }
}

TEST_CASE("lead tabs: local ones are seen by their own people", "[lead][ACC-08]") {
  const user seller_of = make_user("x", "E", {role::salesman});
  const user workshop = make_user("y", "E", {role::after_sales_manager});
  CHECK(said(decide_tab(seller_of, lead_tab::commerce)) == "ok");
  CHECK(said(decide_tab(seller_of, lead_tab::after_sales)) == "tab_not_visible@tab");
  CHECK(said(decide_tab(seller_of, lead_tab::human_resources)) == "tab_not_visible@tab");
  CHECK(said(decide_tab(workshop, lead_tab::commerce)) == "tab_not_visible@tab");
  CHECK(said(decide_tab(workshop, lead_tab::after_sales)) == "ok");
  for (const auto national : {lead_tab::new_vehicles, lead_tab::used_vehicles}) {
    CHECK(said(decide_tab(seller_of, national)) == "ok");
    CHECK(said(decide_tab(workshop, national)) == "ok");
  }
}

TEST_CASE("decide capture: rules in order of precedence", "[lead][LEA-02][LEA-05][NET-01][NET-02][NET-04][DAT-06]") {
  using change = std::function<void(capture_facts&, new_lead&)>;
  struct row {
    change made;
    std::string wanted;
  };
  // A row breaks its rule and the later ones, as far as they can be broken together.
  const change later_than_now = [](capture_facts& facts, new_lead&) {
    facts.same_person = {open_one(noon - 1h)};
    facts.same_person[0].last_event_at = noon + 1us;
  };
  const change no_drive = [](capture_facts& facts, new_lead&) { facts.models[0].test_drive = false; };
  const change unknown_model = [](capture_facts& facts, new_lead&) {
    facts.models.push_back({model_standing::unknown, false});
  };
  const change training_outlet = [](capture_facts& facts, new_lead&) { facts.destination->training = true; };
  const change other_brand = [](capture_facts& facts, new_lead&) { facts.destination->brands = {"FT"}; };
  const change in_training = [](capture_facts& facts, new_lead&) { facts.training = true; };
  const change dealer_record = [](capture_facts& facts, new_lead&) {
    facts.destination->record_type = outlet_record::dealer;
  };
  const change no_such_outlet = [](capture_facts& facts, new_lead&) { facts.destination.reset(); };
  const change tool = [](capture_facts& facts, new_lead&) { facts.tool_for_brand = false; };
  const change brand = [](capture_facts& facts, new_lead&) { facts.brand_known = false; };
  const change used = [](capture_facts& facts, new_lead&) { facts.identifier_in_use = true; };
  struct step {
    std::string wanted;
    std::vector<change> changes;
  };
  const step steps[] = {
      {"lead_id_conflict@id", {used, brand, tool, dealer_record, unknown_model, no_drive, later_than_now}},
      {"brand_unknown@brand", {brand, tool, dealer_record, unknown_model, no_drive, later_than_now}},
      {"lead_tool_not_for_brand@tool", {tool, dealer_record, unknown_model, no_drive, later_than_now}},
      {"outlet_unknown@outlet", {no_such_outlet, unknown_model, no_drive, later_than_now}},
      {"outlet_not_a_destination@outlet", {dealer_record, in_training, other_brand, unknown_model, no_drive}},
      {"outlet_not_for_training@outlet", {in_training, other_brand, unknown_model, no_drive}},
      {"outlet_not_for_training@outlet", {training_outlet, other_brand, unknown_model, no_drive}},
      {"outlet_does_not_sell_brand@outlet", {other_brand, unknown_model, no_drive, later_than_now}},
      {"lead_model_unknown@models", {unknown_model, no_drive, later_than_now}},
      {"model_without_test_drive@models", {no_drive, later_than_now}},
      {"instant_before_last_event@at", {later_than_now}},
      {"captured", {}}};
  for (const auto& [wanted, changes] : steps) {
    capture_facts facts = fine_facts();
    new_lead lead_wanted = wanted_lead();
    for (const auto& one : changes) one(facts, lead_wanted);
    CHECK(decided(facts, lead_wanted) == wanted);
  }
  // In training mode the training outlet is a destination like any other.
  capture_facts facts = fine_facts();
  facts.training = facts.destination->training = true;
  CHECK(decided(facts, wanted_lead()) == "captured");
}

TEST_CASE("decide capture: what may be asked for of a model", "[lead][LEA-02]") {
  struct row {
    lead_request request;
    model_standing standing;
    bool test_drive;
    std::string wanted;
  };
  using request = lead_request;
  using standing = model_standing;
  const row rows[] = {{request::test_drive, standing::on_sale, true, "captured"},
                      {request::test_drive, standing::on_sale, false, "model_without_test_drive@models"},
                      {request::test_drive, standing::keep_me_informed, true, "captured"},
                      {request::test_drive, standing::unproved, false, "captured"},
                      {request::test_drive, standing::unknown, true, "lead_model_unknown@models"},
                      {request::keep_me_informed, standing::keep_me_informed, false, "captured"},
                      {request::keep_me_informed, standing::on_sale, true, "model_not_keep_me_informed@models"},
                      {request::keep_me_informed, standing::unavailable, true, "model_not_keep_me_informed@models"},
                      {request::keep_me_informed, standing::unproved, false, "captured"},
                      {request::keep_me_informed, standing::unknown, false, "lead_model_unknown@models"},
                      {request::quote, standing::unavailable, false, "captured"},
                      {request::contact, standing::on_sale, false, "captured"}};
  for (const auto& [asked, standing, test_drive, wanted] : rows) {
    CAPTURE(name_of(asked), static_cast<int>(standing), test_drive);
    capture_facts facts = fine_facts();
    facts.models = {{standing, test_drive}};
    CHECK(decided(facts, wanted_lead(asked)) == wanted);
  }
}

TEST_CASE("decide capture: a keep-me-informed lead goes to no outlet and has no deadline", "[lead][LEA-02][LEA-09]") {
  capture_facts facts = fine_facts();
  facts.models = {{model_standing::keep_me_informed, false}};
  const auto event = captured(facts, wanted_lead(lead_request::keep_me_informed));
  CHECK(event.summary.entity == "HQ");  // of who captured it: it feeds the brand only
  CHECK(event.summary.outlet.empty());
  CHECK(event.summary.owner.empty());
  CHECK_FALSE(event.summary.deadline.has_value());
  CHECK_FALSE(event.summary.transmitted_at.has_value());
}

TEST_CASE("decide capture: the lead is the outlet's entity's, with 48 hours", "[lead][LEA-09][LEA-13][ACC-02]") {
  const auto event = captured(fine_facts(), wanted_lead());
  CHECK(event.summary.entity == "BE-1");
  CHECK(event.summary.outlet == brussels);
  CHECK(event.summary.owner == manager);
  CHECK(event.summary.created_at == noon);
  CHECK(event.summary.transmitted_at == noon);
  CHECK(event.summary.deadline == noon + 48h);
  CHECK(event.handover.owner == manager);
  CHECK(event.handover.deadline == noon + 48h);
  // A national one waits for its requalification.
  new_lead national = wanted_lead();
  national.summary.origin = lead_origin::national;
  const auto waiting = captured(fine_facts(), national);
  CHECK(waiting.summary.entity == "BE-1");
  CHECK(waiting.summary.outlet == brussels);
  CHECK_FALSE(waiting.summary.deadline.has_value());
}

TEST_CASE("deadline: 48 elapsed hours, exactly is in time, whatever the clocks do", "[lead][LEA-09]") {
  const lead_terms terms;
  // Brussels goes to summer time in the night of 2024-03-31: a clock there shows 49 hours later.
  const instant spring = parse_instant("2024-03-30T12:00:00+01:00").value();
  CHECK(deadline_of(spring, terms) == parse_instant("2024-04-01T13:00:00+02:00").value());
  const instant autumn = parse_instant("2024-10-26T12:00:00+02:00").value();
  CHECK(deadline_of(autumn, terms) == parse_instant("2024-10-28T11:00:00+01:00").value());
  const instant at = deadline_of(noon, terms);
  CHECK_FALSE(overdue(at, at - 1us));
  CHECK_FALSE(overdue(at, at));
  CHECK(overdue(at, at + 1us));
  CHECK_FALSE(overdue(std::nullopt, at + day * 365));
  lead_terms quicker;
  quicker.deadline_hours = 1;
  CHECK(deadline_of(noon, quicker) == noon + 1h);
}

TEST_CASE("duplicates: the same request within 30 days of the open lead's creation", "[lead][LEA-16]") {
  const auto find = [&](const open_lead& known, lead_request request, instant now) {
    const std::vector<open_lead> all = {known};
    return find_duplicate(all, wanted_lead(request), lead_terms{}, now) != nullptr;
  };
  const open_lead known = open_one(noon);
  CHECK(find(known, lead_request::test_drive, noon));
  CHECK(find(known, lead_request::test_drive, noon + 30 * day));
  CHECK_FALSE(find(known, lead_request::test_drive, noon + 30 * day + 1us));
  CHECK_FALSE(find(known, lead_request::quote, noon + 1h));
  // Of another entity's leads nothing is known; of those handed over to another entity only the show counts.
  open_lead foreign = known;
  foreign.of_destination = false;
  CHECK_FALSE(find(foreign, lead_request::test_drive, noon + 1h));
  // Walls between tabs are not crossed: human resources would see after-sales, or the other way round (ACC-08).
  open_lead service = known;
  service.tab = lead_tab::after_sales;
  CHECK_FALSE(find(service, lead_request::test_drive, noon + 1h));
  service.tab = lead_tab::new_vehicles;  // a campaign's: the same people see it
  CHECK(find(service, lead_request::test_drive, noon + 1h));
  // A further request is one of the lead's from then on.
  CHECK(find(open_one(noon, {lead_request::contact, lead_request::quote}), lead_request::quote, noon + 1h));
  lead_terms no_window;
  no_window.duplicate_window_days = 0;
  const std::vector<open_lead> all = {known};
  CHECK(find_duplicate(all, wanted_lead(), no_window, noon) != nullptr);
  CHECK(find_duplicate(all, wanted_lead(), no_window, noon + 1us) == nullptr);
}

TEST_CASE("duplicates: the oldest of several, ties by identifier", "[lead][LEA-16][DAT-05]") {
  std::vector<open_lead> all = {open_one(noon - 1h), open_one(noon - 2h), open_one(noon - 2h)};
  all[0].id = "A";
  all[1].id = "C";
  all[2].id = "B";
  const auto* found = find_duplicate(all, wanted_lead(), lead_terms{}, noon);
  REQUIRE(found != nullptr);
  CHECK(found->id == "B");
}

TEST_CASE("duplicates: at a show one lead a prospect and brand, whatever the request", "[lead][JRN-06]") {
  new_lead wanted = wanted_lead(lead_request::quote);
  wanted.summary.at_show = true;
  wanted.summary.event = "BMS2024";
  open_lead known = open_one(noon - 1h, {lead_request::test_drive});
  known.at_show = true;
  known.event = "BMS2024";
  const auto find = [&] { return find_duplicate({known}, wanted, lead_terms{}, noon) != nullptr; };
  CHECK(find());
  known.of_destination = false;  // the first outlet was another one's, but the stand knows it
  CHECK(find());
  known.known_to_actor = false;
  CHECK_FALSE(find());
  known.of_destination = true;
  CHECK(find());
  known.event = "BMS2023";
  CHECK_FALSE(find());
  known.event.clear();  // captured without saying where
  CHECK(find());
  known.at_show = false;
  CHECK_FALSE(find());
  known.at_show = true;
  wanted.summary.at_show = false;
  CHECK_FALSE(find());
}

TEST_CASE("decide capture: a request for an outlet transmits a lead that went to none", "[lead][JRN-06][LEA-09]") {
  capture_facts facts = fine_facts();
  open_lead informed = open_one(noon - 1h, {lead_request::keep_me_informed});
  informed.at_show = true;
  informed.transmitted = false;
  facts.same_person = {informed};
  new_lead wanted = wanted_lead();
  wanted.summary.at_show = true;
  const auto made = decide(facts, wanted, lead_terms{}, noon);
  REQUIRE(made.ok());
  REQUIRE(made.value().attached.has_value());
  const auto& attached = *made.value().attached;
  REQUIRE(attached.transmission.has_value());
  CHECK(attached.transmission->entity == "BE-1");
  CHECK(attached.transmission->outlet == brussels);
  CHECK(attached.transmission->deadline == noon + 48h);
  // One that is on its way already is not sent again: its clock goes on.
  facts.same_person[0].transmitted = true;
  const auto again = decide(facts, wanted, lead_terms{}, noon);
  REQUIRE(again.ok());
  REQUIRE(again.value().attached.has_value());
  CHECK_FALSE(again.value().attached->transmission.has_value());
}

TEST_CASE("decide transmission: rules in order of precedence", "[lead][LEA-06][LEA-09][NET-04]") {
  lead known;
  known.id = "L1";
  known.summary.brand = "AC";
  known.summary.origin = lead_origin::national;
  known.handovers.resize(1);
  known.handovers[0].request = lead_request::keep_me_informed;
  const auto decide_it = [&](const std::optional<outlet>& place, bool training = false) {
    return decide_transmission(known, place, training, lead_terms{}, noon);
  };
  known.erased_at = noon;
  CHECK(said(decide_it(std::nullopt)) == "lead_erased@lead");
  known.erased_at.reset();
  CHECK(said(decide_it(std::nullopt)) == "lead_goes_to_no_outlet@lead");
  known.handovers[0].request = lead_request::quote;
  CHECK(said(decide_it(std::nullopt)) == "outlet_unknown@outlet");
  outlet place = some_outlet();
  place.sales_managers.set("AC", manager);
  CHECK(said(decide_it(place, true)) == "outlet_not_for_training@outlet");
  place.brands = {"FT"};
  CHECK(said(decide_it(place)) == "outlet_does_not_sell_brand@outlet");
  place.brands = {"AC"};
  const auto sent = decide_it(place);
  REQUIRE(sent.ok());
  REQUIRE(sent.value().has_value());
  CHECK(sent.value()->transmission.owner == manager);
  CHECK(sent.value()->transmission.deadline == noon + 48h);
  known.summary.transmitted_at = noon - 1h;
  const auto again = decide_it(place);
  REQUIRE(again.ok());
  CHECK_FALSE(again.value().has_value());
}

TEST_CASE("lead terms: what a policy may say", "[lead][policy][DAT-02]") {
  CHECK(said(check_terms(lead_terms{})) == "ok");
  lead_terms terms;
  terms.backup_reasons = {backup_reason::no_time};
  terms.tools = field_lead_tools();
  CHECK(said(check_terms(terms)) == "ok");
  const auto changed = [&](const std::function<void(lead_terms&)>& change) {
    lead_terms other = terms;
    change(other);
    return said(check_terms(other));
  };
  const std::string hours = "policy_value_out_of_range@policy.lead.deadline_hours";
  CHECK(changed([](lead_terms& t) { t.deadline_hours = 0; }) == hours);
  CHECK(changed([](lead_terms& t) { t.deadline_hours = 1; }) == "ok");
  CHECK(changed([](lead_terms& t) { t.deadline_hours = 366 * 24; }) == "ok");
  CHECK(changed([](lead_terms& t) { t.deadline_hours = 366 * 24 + 1; }) == hours);
  const std::string window = "policy_value_out_of_range@policy.lead.duplicate_window_days";
  CHECK(changed([](lead_terms& t) { t.duplicate_window_days = -1; }) == window);
  CHECK(changed([](lead_terms& t) { t.duplicate_window_days = 0; }) == "ok");
  CHECK(changed([](lead_terms& t) { t.duplicate_window_days = 3661; }) == window);
  CHECK(changed([](lead_terms& t) { t.backup_reasons = {backup_reason::none}; }) ==
        "policy_value_out_of_range@policy.lead.backup_reasons");
  const std::string tools = "policy_value_out_of_range@policy.lead.tools";
  CHECK(changed([](lead_terms& t) { t.tools.push_back(t.tools[1]); }) == tools);
  CHECK(changed([](lead_terms& t) { t.tools[1].requests.clear(); }) == tools);
  CHECK(changed([](lead_terms& t) { t.backup_reasons.clear(); }) == tools);  // a backup tool without any reason
  for (const auto& made : {presets::motor_show_be(), presets::vans_leads_fr()}) {
    CHECK(said(check_policy(made)) == "ok");
    CHECK(made.lead.deadline_hours == 48);
    CHECK(made.lead.duplicate_window_days == 30);
    CHECK(made.lead.tools.size() == 4);
  }
  CHECK(presets::motor_show_be().lead.one_per_brand);
  CHECK(presets::vans_leads_fr().lead.alerts_sales_team);
}

TEST_CASE("lead filters: field, operator, value", "[lead][LEA-07]") {
  lead known;
  known.summary.brand = "AC";
  known.summary.outlet = brussels;
  known.summary.score = 50;
  known.summary.activity = lead_activity::used_vehicles;
  known.summary.kind = customer_kind::b2b;
  known.handovers.resize(2);
  known.handovers[1].request = lead_request::quote;
  using column = lead_column;
  using how = filter_operator;
  struct row {
    lead_filter filter;
    bool met;
  };
  const row rows[] = {{{column::brand, how::equals, "AC"}, true},
                      {{column::brand, how::equals, "DS"}, false},
                      {{column::brand, how::not_equals, "DS"}, true},
                      {{column::brand, how::in, "DS, AC"}, true},
                      {{column::brand, how::in, "DS,FT"}, false},
                      {{column::outlet, how::equals, brussels}, true},
                      {{column::owner, how::equals, ""}, true},
                      {{column::owner, how::not_equals, ""}, false},
                      {{column::status, how::equals, "new"}, true},
                      {{column::status, how::in, "treated,in_progress"}, false},
                      {{column::activity, how::equals, "VO"}, true},
                      {{column::kind, how::equals, "b2b"}, true},
                      {{column::origin, how::equals, "local"}, true},
                      {{column::tab, how::equals, "commerce"}, true},
                      {{column::request, how::equals, "quote"}, true},
                      {{column::request, how::equals, "contact"}, true},
                      {{column::request, how::equals, "test_drive"}, false},
                      {{column::score, how::equals, "50"}, true},
                      {{column::score, how::less, "50"}, false},
                      {{column::score, how::less, "51"}, true},
                      {{column::score, how::at_most, "50"}, true},
                      {{column::score, how::greater, "50"}, false},
                      {{column::score, how::greater, "49"}, true},
                      {{column::score, how::at_least, "50"}, true},
                      {{column::score, how::in, "1, 50"}, true}};
  for (const auto& [filter, met] : rows) {
    CAPTURE(name_of(filter.column), name_of(filter.how), filter.value);
    CHECK(said(check_filter(filter)) == "ok");
    CHECK(meets(known, filter) == met);
  }
  known.summary.score.reset();
  CHECK_FALSE(meets(known, {column::score, how::at_most, "100"}));
  CHECK_FALSE(meets(known, {column::score, how::equals, "0"}));
  CHECK(meets(known, {column::score, how::not_equals, "0"}));
  CHECK(said(check_filter({column::brand, how::less, "AC"})) == "lead_filter_unknown@operator");
  CHECK(said(check_filter({column::score, how::less, "many"})) == "lead_filter_value_unknown@value");
  CHECK(said(check_filter({column::score, how::less, "5x"})) == "lead_filter_value_unknown@value");
  CHECK(said(check_filter({column::status, how::equals, "old"})) == "lead_filter_value_unknown@value");
  CHECK(said(check_filter({column::status, how::in, "new,old"})) == "lead_filter_value_unknown@value");
  // The signs mean the same as the words.
  for (const auto& [sign, word] : {std::pair<std::string_view, filter_operator>{"=", how::equals},
                                   {"eq", how::equals},
                                   {"!=", how::not_equals},
                                   {"<", how::less},
                                   {"<=", how::at_most},
                                   {">", how::greater},
                                   {">=", how::at_least}})
    CHECK(value_of<filter_operator>(sign) == word);
}

TEST_CASE("evolve: replaying the events of a lead gives its state", "[lead][LEA-16][JRN-06][CUS-21]") {
  int step = 0;
  const auto next = [&](const lead& state, const auto& event) {
    ++step;
    auto after = evolve(state, event, {"L2", "BE-1", noon + std::chrono::minutes{step}, 10 + step});
    CHECK(after.id == "L2");
    CHECK(after.last_event_at == noon + std::chrono::minutes{step});
    return after;
  };
  new_lead wanted = wanted_lead();
  wanted.details.prospect.first_name = "Jean";
  wanted.details.prospect.consents = {{"contact", consent_answer::yes, noon, {}, {}, {}, {}, false, 0}};
  wanted.handover.captured_at = noon - 1h;
  lead state = next({}, captured(fine_facts(), wanted));
  CHECK(state.details[0].prospect.consents[0].sequence == 11);
  lead_attached more;
  more.handover = wanted.handover;
  more.handover.id = "L3";
  more.handover.entity = "BE-1";
  more.handover.request = lead_request::quote;
  more.handover.captured_at = noon - 2h;  // a late one: captured before
  more.handover.score = 70;
  more.details.models = {"C4", "C3"};
  more.details.prospect.first_name = "Jean-Marc";
  more.details.prospect.phone = "+3222222222";
  state = next(state, more);
  CHECK(models_of(state) == texts{"C4", "C3"});  // in the order of capture
  CHECK(requests_of(state) == std::vector<lead_request>{lead_request::quote, lead_request::test_drive});
  CHECK(prospect_of(state).first_name == "Jean-Marc");
  CHECK(prospect_of(state).phone == "+3222222222");
  CHECK(state.summary.score == 70);
  CHECK(state.summary.deadline == noon + 48h);  // the clock goes on
  state = next(state, lead_models_added{"L2", "HQ", {"C5", "C3"}});
  CHECK(models_of(state) == texts{"C4", "C3", "C5"});
  // What each entity handed over is its own; another one's identifier of the same name is not meant.
  state = next(state, lead_models_added{"L2", "BE-9", {"C8"}});
  CHECK(models_of(state) == texts{"C4", "C3", "C5"});
  const lead part = handed_over_by(state, "HQ");
  REQUIRE(part.handovers.size() == 1);
  CHECK(models_of(part) == texts{"C3", "C5"});
  CHECK(prospect_of(part).first_name == "Jean");
  CHECK_FALSE(part.summary.score.has_value());
  CHECK(handed_over_by(state, "BE-9").handovers.empty());
  const lead forgotten = next(state, lead_forgotten{"HQ"});
  CHECK(handed_over_by(forgotten, "HQ").handovers.empty());
  CHECK(handed_over_by(forgotten, "BE-1").handovers.size() == 1);
  const lead_erased_event erased{forgotten.summary, forgotten.handovers};
  const lead tombstone = next(forgotten, erased);
  CHECK(tombstone.details.empty());
  CHECK(tombstone.summary == forgotten.summary);
  CHECK_FALSE(open(tombstone));
  // A tombstone is made of its own event alone: a rebuild has nothing else left.
  CHECK(evolve(lead{}, erased, {"L2", "BE-1", noon + std::chrono::minutes{step}, 10 + step}) == tombstone);
}

TEST_CASE("leads: whatever the order of receipt, the content is the same", "[lead][LEA-05][LEA-16]") {
  std::mt19937 random(20240112);
  lead reference;
  std::vector<std::pair<lead_handover, lead_details>> parts;
  for (int i = 0; i < 6; ++i) {
    lead_handover one;
    one.id = numbered("H", i, 2);
    one.captured_at = noon + std::chrono::minutes{i / 2};  // some at the same instant
    one.request = enum_names<lead_request>::list[static_cast<std::size_t>(i % 4)].value;
    lead_details details;
    details.models = {numbered("M", i % 4, 1)};
    details.prospect.first_name = i % 2 == 0 ? std::string{} : numbered("F", i, 1);
    details.prospect.mobile = numbered("+324780000", i, 2);
    parts.emplace_back(one, details);
  }
  const auto joined = [&] {
    lead made;
    for (const auto& [handover, details] : parts) {
      made.handovers.push_back(handover);
      made.details.push_back(details);
    }
    return made;
  };
  reference = joined();
  for (int round = 0; round < 50; ++round) {
    std::shuffle(parts.begin(), parts.end(), random);
    const lead other = joined();
    CAPTURE(round);
    CHECK(models_of(other) == models_of(reference));
    CHECK(requests_of(other) == requests_of(reference));
    CHECK(prospect_of(other) == prospect_of(reference));
  }
}

// --- The form

TEST_CASE("lead.capture: everything that is wrong at once, in the order of the fields",
          "[lead][LEA-01][LEA-02][LEA-03][CUS-09][CUS-12][CUS-13][CUS-14]") {
  lead_shop show;
  CHECK(said(show.run(capture_lead{})) ==
        "lead_incomplete@lead.brand, lead_incomplete@lead.market, lead_incomplete@lead.language, "
        "lead_person_incomplete@lead.person.first_name, lead_person_incomplete@lead.person.last_name, "
        "lead_person_incomplete@lead.person.phone, lead_outlet_missing@lead.outlet, "
        "consent_not_answered@lead.consents.contact");
  using change = std::function<void(lead_input&)>;
  struct row {
    change made;
    std::string wanted;
  };
  const row rows[] = {
      {[](lead_input&) {}, "ok"},
      {[](lead_input& l) { l.market = "Belgium"; }, "lead_market_unknown@lead.market"},
      {[](lead_input& l) { l.language = "French"; }, "language_malformed@lead.language"},
      {[](lead_input& l) { l.person.first_name = "  "; }, "lead_person_incomplete@lead.person.first_name"},
      {[](lead_input& l) { l.person.last_name.clear(); }, "lead_person_incomplete@lead.person.last_name"},
      {[](lead_input& l) { l.person.email = "jean@"; }, "email_domain_malformed@lead.person.email"},
      {[](lead_input& l) { l.person.email.clear(); }, "ok"},  // one way to reach the person is enough
      {[](lead_input& l) { l.person.mobile.clear(); }, "ok"},
      {[](lead_input& l) { l.person.postal_code = "10000"; }, "postal_code_malformed@lead.person.postal_code"},
      {[](lead_input& l) { l.person.country = "other"; }, "other_country_missing@lead.person.other_country"},
      {[](lead_input& l) { l.outlet.clear(); }, "lead_outlet_missing@lead.outlet"},
      {[](lead_input& l) { l.outlet = "other"; }, "outlet_comment_missing@lead.outlet_comment"},
      {[](lead_input& l) { l.outlet = "other", l.outlet_comment = "  "; },
       "outlet_comment_missing@lead.outlet_comment"},
      {[](lead_input& l) { l.outlet = "other", l.outlet_comment = "Garage Lille"; }, "ok"},
      {[](lead_input& l) { l.outlet.clear(), l.outlet_comment = "Garage Lille"; }, "ok"},
      {[](lead_input& l) { l.outlet = "0011960-777"; }, "outlet_unknown@lead.outlet"},
      {[](lead_input& l) { l.outlet = back_office; }, "outlet_not_a_destination@lead.outlet"},
      {[](lead_input& l) { l.outlet = training_place; }, "outlet_not_for_training@lead.outlet"},
      {[](lead_input& l) { l.brand = "FT"; }, "outlet_does_not_sell_brand@lead.outlet"},
      {[](lead_input& l) { l.brand = "ZZ"; }, "brand_unknown@lead.brand"},
      {[](lead_input& l) { l.consents = {}; }, "consent_not_answered@lead.consents.contact"},
      {[](lead_input& l) { l.consents.set("contact", consent_answer::not_asked); },
       "consent_not_answered@lead.consents.contact"},
      {[](lead_input& l) { l.consents.set("contact", consent_answer::no); }, "ok"},
      {[](lead_input& l) { l.consents.set("astrology", consent_answer::no); },
       "purpose_unknown@lead.consents.astrology"},
      {[](lead_input& l) { l.score = -1; }, "lead_score_negative@lead.score"},
      {[](lead_input& l) { l.score = 0; }, "ok"},
      {[](lead_input& l) { l.tracked_number = "12"; }, "phone_not_valid_for_country@lead.tracked_number"},
      {[](lead_input& l) { l.tracked_number = "+3222222222"; }, "ok"},
      {[](lead_input& l) { l.tab = lead_tab::new_vehicles; }, "lead_tab_not_of_origin@lead.tab"},
      {[](lead_input& l) { l.tab = lead_tab::after_sales; }, "ok"},
      {[](lead_input& l) { l.id = "has blanks"; }, "lead_id_malformed@lead.id"},
      {[](lead_input& l) { l.id = std::string(65, 'x'); }, "lead_id_malformed@lead.id"},
      {[](lead_input& l) { l.request = lead_request::keep_me_informed, l.models = {" "}; },
       "lead_models_missing@lead.models"},
      {[](lead_input& l) { l.models.clear(); }, "ok"},
      {[](lead_input& l) { l.reason = backup_reason::no_time; }, "ok"}};
  int number = 100;
  for (const auto& [made, wanted] : rows) {
    lead_input typed = lead_shop::some_lead(++number);
    made(typed);
    const auto before = show.records();
    CHECK(said(show.run(capture_lead{typed})) == wanted);
    CHECK(show.records() == before + (wanted == "ok" ? 1 : 0));  // a refused one has changed nothing
  }
}

TEST_CASE("lead.capture: what each tool asks for", "[lead][LEA-03][CON-02][JRN-04][CUS-09][NET-02]") {
  for (const char* preset : {"motor_show_be", ""}) {  // the vans' policy knows the tools too
    CAPTURE(preset);
    desk_options options;
    options.preset = preset;
    lead_shop show(options);
    using change = std::function<void(lead_input&)>;
    const change full = [](lead_input& l) {
      l.brand = "LM";
      l.tool = lead_tool::plus;
      l.consents = answers(consent_answer::yes);
    };
    struct row {
      change made;
      std::string wanted;
    };
    const row rows[] = {
        {[](lead_input&) {}, "ok"},  // the quick app: only `contact` is answered
        {[](lead_input& l) { l.reason = backup_reason::none; }, "backup_reason_missing@lead.reason"},
        {[](lead_input& l) { l.reason = backup_reason::main_tool_down; }, "ok"},
        {[](lead_input& l) { l.reason = backup_reason::keep_me_informed; }, "ok"},
        {[](lead_input& l) { l.consents = {}; }, "consent_not_answered@lead.consents.contact"},
        {[](lead_input& l) { l.person.email.clear(); }, "lead_person_incomplete@lead.person.email"},
        {[](lead_input& l) { l.person.mobile.clear(); }, "lead_person_incomplete@lead.person.mobile"},
        {[](lead_input& l) { l.person.postal_code.clear(); }, "lead_person_incomplete@lead.person.postal_code"},
        {[](lead_input& l) { l.person.country.clear(); }, "ok"},  // the market's
        {[](lead_input& l) { l.person.mobile = "+32 478 12 34 56"; }, "phone_malformed@lead.person.mobile"},
        {[](lead_input& l) { l.person.mobile = "478123456"; }, "phone_malformed@lead.person.mobile"},
        {[](lead_input& l) { l.person.mobile = "+3222222222"; }, "phone_not_mobile@lead.person.mobile"},
        {[](lead_input& l) { l.person.company_name = "Acme"; }, "ok"},
        {[](lead_input& l) { l.brand = "MB"; }, "lead_tool_not_for_brand@lead.tool"},
        {[](lead_input& l) { l.tool = lead_tool::plus, l.consents = answers(consent_answer::no); },
         "lead_tool_not_for_brand@lead.tool"},
        {full, "ok"},
        {[&](lead_input& l) { full(l), l.consents = {}, l.consents.set("contact", consent_answer::yes); },
         "consent_not_answered@lead.consents.profiling, consent_not_answered@lead.consents.partners"},
        {[&](lead_input& l) { full(l), l.reason = backup_reason::none; }, "backup_reason_missing@lead.reason"},
        {[&](lead_input& l) { full(l), l.tool = lead_tool::collect; }, "lead_tool_not_for_brand@lead.tool"},
        {[](lead_input& l) { l.tool = lead_tool::quote; }, "lead_request_not_of_tool@lead.request"},
        {[](lead_input& l) {
           l.tool = lead_tool::quote, l.request = lead_request::quote, l.reason = backup_reason::none;
         },
         "ok"}};
    int number = 200;
    for (const auto& [made, wanted] : rows) {
      lead_input typed = lead_shop::collected(++number);
      made(typed);
      const auto answered = show.run(capture_lead{typed}, show.on_stand());
      CHECK(said(answered) == wanted);
    }
    lead_input luxembourg = lead_shop::collected(300);
    luxembourg.person.country = "LU";
    luxembourg.person.postal_code = "L-1234";
    luxembourg.person.mobile = "+352621123456";
    CHECK(said(show.run(capture_lead{luxembourg}, show.on_stand())) == "ok");
  }
}

TEST_CASE("lead.capture: a brand's tools are those of the list and of its record", "[lead][NET-02]") {
  lead_shop show;
  load_network more;
  more.brands = {{"ZB", "Zebra", brand_family::none, {brand_capability::lead_collect}}};
  more.outlets = {lead_network().outlets[0]};
  more.outlets[0].brands.push_back("ZB");
  REQUIRE(said(show.run(more, show.by_nobody())) == "ok");
  lead_input typed = lead_shop::collected(1);
  typed.brand = "ZB";
  CHECK(said(show.run(capture_lead{typed})) == "ok");
  typed = lead_shop::collected(2);
  typed.brand = "ZB";
  typed.tool = lead_tool::plus;
  typed.consents = answers(consent_answer::yes);
  CHECK(said(show.run(capture_lead{typed})) == "lead_tool_not_for_brand@lead.tool");
}

TEST_CASE("lead.capture: a policy of one's own offers the tools that it names", "[lead][NET-02][JRN-04]") {
  lead_shop show;
  policy own = presets::motor_show_be();
  own.name = "own";
  own.lead.backup_reasons = {backup_reason::no_time};
  own.lead.tools.erase(own.lead.tools.begin() + 2);
  load_policy command;
  command.own = own;
  REQUIRE(said(show.run(command, show.by_nobody())) == "ok");
  lead_input typed = lead_shop::collected(1);
  typed.reason = backup_reason::main_tool_down;
  CHECK(said(show.run(capture_lead{typed})) == "backup_reason_unknown@lead.reason");
  typed.reason = backup_reason::no_time;
  CHECK(said(show.run(capture_lead{typed})) == "ok");
  typed.tool = lead_tool::plus;
  CHECK(said(show.run(capture_lead{typed})) == "lead_tool_unknown@lead.tool");
  // Without any tools a lead still has a name and a way to reach the person.
  own.lead.tools.clear();
  command.own = own;
  REQUIRE(said(show.run(command, show.by_nobody())) == "ok");
  CHECK(said(show.run(capture_lead{lead_shop::some_lead(2)})) == "ok");
  CHECK(said(show.run(capture_lead{lead_shop::collected(3)})) == "lead_tool_unknown@lead.tool");
}

// --- Captured and seen

TEST_CASE("lead.capture, lead.view: what a lead has", "[lead][LEA-01][LEA-09][LEA-13]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    lead_shop show(options_for(kind, place));
    lead_input typed = lead_shop::some_lead(1, lead_request::test_drive);
    typed.models = {"C3", " C4 ", "C3"};
    typed.person.company_name = "Acme";
    typed.score = 80;
    typed.urgency = "high";
    typed.source = "campaign 7";
    typed.comment = "calls after six\n";
    typed.tracked_number = "+3222222222";
    const auto made = show.run(capture_lead{typed});
    REQUIRE(said(made) == "ok");
    const auto& receipt = made.reply->captured;
    CHECK(receipt.owner == manager);
    CHECK(receipt.deadline == noon + 48h);
    CHECK(receipt.status == lead_status::fresh);
    CHECK_FALSE(receipt.attached_to.has_value());
    CHECK(made.time_zone == "Europe/Brussels");

    const lead_view shown = show.view(receipt.id);
    CHECK(shown.id == receipt.id);
    CHECK(shown.origin == lead_origin::local);
    CHECK(shown.tab == lead_tab::commerce);
    CHECK(shown.brand == "AC");
    CHECK(shown.market == "BE");
    CHECK(shown.language == "fr-BE");
    CHECK(shown.kind == customer_kind::b2b);  // a company is named
    CHECK(shown.activity == lead_activity::new_vehicles);
    CHECK(shown.request == lead_request::test_drive);
    CHECK(shown.models == texts{"C3", "C4"});
    REQUIRE(shown.person.has_value());
    CHECK(shown.person->last_name == "Martin0001");
    CHECK(shown.person->mobile == "+32478100001");
    CHECK(shown.person->company_name == "Acme");
    CHECK(shown.outlet == brussels);
    CHECK(shown.outlet_name == "Garage Un Bruxelles");
    CHECK(shown.outlet_city == "Bruxelles");
    REQUIRE(shown.consents.find("contact") != nullptr);
    CHECK(*shown.consents.find("contact") == consent_answer::yes);
    CHECK(shown.score == 80);
    CHECK(shown.urgency == "high");
    CHECK(shown.source == "campaign 7");
    CHECK(shown.comment == "calls after six");
    CHECK(shown.tracked_number == "+3222222222");
    CHECK(shown.owner == manager);
    CHECK(shown.created_at == noon);
    CHECK(shown.transmitted_at == noon);
    CHECK(shown.deadline == noon + 48h);
    CHECK_FALSE(shown.overdue);
    REQUIRE(shown.handovers.size() == 1);
    CHECK(shown.handovers[0].user == seller);
    show.now = noon + 48h;
    CHECK_FALSE(show.view(receipt.id).overdue);
    show.now = noon + 48h + 1us;
    CHECK(show.view(receipt.id).overdue);
    CHECK(said(show.run(view_lead{})) == "lead_id_missing@lead");
    CHECK(said(show.run(view_lead{"nobody"})) == "record_not_found@lead");
    CHECK(show.rebuilds_the_same());
  }
}

TEST_CASE("lead.capture: the deadline is of elapsed hours across a clock change", "[lead][LEA-09]") {
  lead_shop show;
  show.now = parse_instant("2024-03-30T12:00:00+01:00").value();
  CHECK(show.capture(lead_shop::some_lead(1)).deadline == parse_instant("2024-04-01T13:00:00+02:00").value());
}

TEST_CASE("lead.capture: another outlet, and none", "[lead][LEA-02][CUS-13]") {
  lead_shop show;
  lead_input typed = lead_shop::some_lead(1);
  typed.outlet = "other";
  typed.outlet_comment = "Garage Lille";
  const auto other = show.run(capture_lead{typed});
  REQUIRE(said(other) == "ok");
  CHECK(other.effects.empty());
  CHECK(other.reply->captured.owner.empty());
  CHECK_FALSE(other.reply->captured.deadline.has_value());
  CHECK(show.view(other.reply->captured.id).outlet_comment == "Garage Lille");

  typed = lead_shop::some_lead(2, lead_request::keep_me_informed);
  const auto informed = show.run(capture_lead{typed});
  REQUIRE(said(informed) == "ok");
  CHECK(listed_as(informed.notes) == "lead_outlet_not_used@lead.outlet, lead_model_unproved@lead.models.0");
  CHECK(informed.effects.empty());
  CHECK_FALSE(informed.reply->captured.deadline.has_value());
  CHECK(show.view(informed.reply->captured.id).outlet.empty());
  typed = lead_shop::some_lead(3, lead_request::keep_me_informed);
  typed.outlet.clear();
  CHECK(said(show.run(capture_lead{typed})) == "ok");
}

TEST_CASE("lead.capture: in training only the training outlet, outside never", "[lead][NET-04][LEA-02]") {
  desk_options options;
  options.training = true;
  lead_shop school(options);
  lead_input typed = lead_shop::some_lead(1);
  CHECK(said(school.run(capture_lead{typed})) == "outlet_not_for_training@lead.outlet");
  typed.outlet = training_place;
  CHECK(said(school.run(capture_lead{typed})) == "ok");
}

TEST_CASE("lead.capture: a ticket fills what is empty, with agreement only", "[lead][LEA-04]") {
  const directory place;
  const auto kinds = store_kinds();
  lead_shop show(options_for(kinds.back(), place));
  lead_input typed = lead_shop::collected(1);
  const std::string given_name = typed.person.first_name;
  typed.person.last_name.clear();
  typed.person.email.clear();
  lead_ticket ticket;
  ticket.agreed = true;
  ticket.data.set("last_name", "Vandersteen");
  ticket.data.set("first_name", "Somebody-Else");
  ticket.data.set("email", "ticket.holder@example.be");
  ticket.data.set("hall", "5");
  typed.ticket = ticket;
  const auto filled = show.run(capture_lead{typed});
  REQUIRE(said(filled) == "ok");
  const auto shown = show.view(filled.reply->captured.id);
  CHECK(shown.person->last_name == "Vandersteen");
  CHECK(shown.person->first_name == given_name);  // what was typed stays
  CHECK(shown.person->email == "ticket.holder@example.be");
  REQUIRE(shown.ticket.size() == 1);  // beside the person
  CHECK(*shown.ticket.find("hall") == "5");

  lead_input refused = lead_shop::collected(2);
  refused.id = "T2";
  refused.ticket = ticket;
  refused.ticket->agreed = false;
  refused.ticket->data.set("email", "never.kept@example.be");
  const auto without = show.run(capture_lead{refused});
  REQUIRE(said(without) == "ok");
  CHECK(listed_as(without.notes).find("ticket_not_kept@lead.ticket") != std::string::npos);
  const auto kept = show.view("T2");
  CHECK(kept.person->last_name == "Martin0002");
  CHECK(kept.ticket.empty());
  // Nothing of it tells this lead from itself: the same one without the ticket is the same one.
  refused.ticket.reset();
  CHECK(said(show.run(capture_lead{refused})) == "ok");
  refused.person.last_name.clear();
  refused.ticket = ticket;
  refused.ticket->agreed = false;
  refused.id = "T3";
  CHECK(said(show.run(capture_lead{refused})) == "lead_person_incomplete@lead.person.last_name");
  for (const char* secret : {"never.kept", "Somebody-Else"})
    CHECK(bytes_on_disk(place).find(secret) == std::string::npos);
}

TEST_CASE("lead.capture: the same identifier again", "[lead][LEA-05][DAT-04]") {
  lead_shop show;
  lead_input typed = lead_shop::some_lead(1);
  typed.id = "L-1";
  const auto first = show.run(capture_lead{typed});
  REQUIRE(said(first) == "ok");
  CHECK(first.reply->captured.id == "L-1");
  const auto records = show.records();
  show.now += 1h;
  const auto again = show.run(capture_lead{typed});
  REQUIRE(said(again) == "ok");
  CHECK(*again.reply == *first.reply);
  CHECK(again.effects.empty());
  CHECK(show.records() == records);
  typed.person.postal_code = "1050";
  CHECK(said(show.run(capture_lead{typed})) == "lead_id_conflict@lead.id");
  // Another entity's identifiers are its own (ACC-02).
  lead_input foreign = lead_shop::some_lead(9);
  foreign.id = "L-1";
  foreign.outlet = ghent;
  const auto theirs = show.run(capture_lead{foreign}, show.by(rival, ghent));
  REQUIRE(said(theirs) == "ok");
  CHECK(theirs.reply->captured.id == "L-1");
  CHECK(show.view("L-1", show.by(rival, ghent)).person->last_name == "Martin0009");
  CHECK(show.view("L-1").person->last_name == "Martin0001");
  CHECK(show.rebuilds_the_same());
}

TEST_CASE("lead.capture: a dry run says the same and changes nothing", "[lead][DAT-04]") {
  lead_shop show;
  auto dry = show.by();
  dry.dry_run = true;
  lead_input typed = lead_shop::some_lead(1);
  typed.id = "L-1";
  const auto tried = show.run(capture_lead{typed}, dry);
  REQUIRE(said(tried) == "ok");
  CHECK(tried.reply->captured.deadline == noon + 48h);
  CHECK(said(show.run(view_lead{"L-1"})) == "record_not_found@lead");
  const auto done = show.run(capture_lead{typed});
  CHECK(*done.reply == *tried.reply);
}

TEST_CASE("lead.capture: models are those of the catalogue, by code or by name", "[lead][LEA-02][CFG-03]") {
  lead_shop show;
  catalog cars;
  cars.code = "citroen_2024";
  const auto add_model = [&](std::string code, std::string name, bool test_drive, model_status status) {
    vehicle_model one;
    one.code = std::move(code);
    one.name = std::move(name);
    one.brand = "AC";
    one.test_drive = test_drive;
    one.availability = {{"BE", status, std::nullopt, std::nullopt}};
    cars.models.push_back(one);
  };
  add_model("citroen_c3", "C3", true, model_status::orderable);
  add_model("citroen_jumpy", "Jumpy", false, model_status::orderable);
  add_model("citroen_ami", "Ami", false, model_status::keep_me_informed);
  cars.models[2].availability = {{"BE", model_status::keep_me_informed, std::nullopt, std::chrono::year{2024} / 1 / 31},
                                 {"BE", model_status::orderable, std::chrono::year{2024} / 2 / 1, std::nullopt}};
  load_catalog load;
  load.content = cars;
  REQUIRE(said(show.run(load, show.by_nobody())) == "ok");
  struct row {
    lead_request request;
    texts models;
    std::string wanted;
  };
  using request = lead_request;
  const row rows[] = {{request::test_drive, {"citroen_c3"}, "ok"},
                      {request::test_drive, {"c3"}, "ok"},
                      {request::test_drive, {"C3", "Jumpy"}, "model_without_test_drive@lead.models.1"},
                      {request::quote, {"C3", "Jumpy"}, "ok"},
                      {request::contact, {"C3", "Dyane"}, "lead_model_unknown@lead.models.1"},
                      {request::keep_me_informed, {"Ami"}, "ok"},
                      {request::keep_me_informed, {"Ami", "C3"}, "model_not_keep_me_informed@lead.models.1"}};
  int number = 0;
  for (const auto& [asked, models, wanted] : rows) {
    CAPTURE(name_of(asked), models);
    lead_input typed = lead_shop::some_lead(++number, asked);
    typed.models = models;
    if (asked == request::keep_me_informed) typed.outlet.clear();
    const auto answered = show.run(capture_lead{typed});
    CHECK(said(answered) == wanted);
    CHECK(answered.notes.empty());
  }
  // Captured on a device, it is the day of capture that counts (CFG-03).
  lead_input typed = lead_shop::some_lead(++number, request::keep_me_informed);
  typed.models = {"Ami"};
  typed.outlet.clear();
  show.now = noon + 30 * day;
  CHECK(said(show.run(capture_lead{typed})) == "model_not_keep_me_informed@lead.models.0");
  typed.captured_at = noon;
  CHECK(said(show.run(capture_lead{typed})) == "ok");
  // Where no catalogue has the brand for the market, models are kept as text, and the answer says so.
  for (const bool other_market : {true, false}) {
    typed = lead_shop::some_lead(++number, request::test_drive);
    typed.models = {"Dyane"};
    if (other_market)
      typed.market = "LU";
    else
      typed.brand = "MB";
    const auto kept = show.run(capture_lead{typed});
    REQUIRE(said(kept) == "ok");
    CHECK(listed_as(kept.notes) == "lead_model_unproved@lead.models.0");
  }
  const auto made = show.capture(lead_shop::some_lead(++number, request::test_drive));
  CHECK(said(show.run(add_lead_models{made.id, {"C3", "Jumpy"}})) == "model_without_test_drive@models.1");
  CHECK(said(show.run(add_lead_models{made.id, {"Dyane"}})) == "lead_model_unknown@models.0");
}

// --- Duplicates

TEST_CASE("lead.capture: the same person, brand and request is attached", "[lead][LEA-16][CUS-14]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    lead_shop show(options_for(kind, place));
    const auto first = show.capture(lead_shop::some_lead(1));
    using change = std::function<void(lead_input&)>;
    struct row {
      change made;
      bool attached;
    };
    const row rows[] = {
        {[](lead_input& l) { l.person.email = "JEAN0001@example.be", l.person.mobile.clear(); }, true},
        {[](lead_input& l) { l.person.email = "other@example.be"; }, true},  // the number
        {[](lead_input& l) { l.person.email.clear(), l.person.mobile.clear(), l.person.phone = "0478 10 00 01"; },
         true},
        {[](lead_input& l) { l.person.email = "x@example.be", l.person.mobile = "+32478999999"; }, false},
        {[](lead_input& l) { l.brand = "MB"; }, false},
        {[](lead_input& l) { l.request = lead_request::quote; }, false}};
    show.now = noon + 30 * day;
    for (const auto& [made, attached] : rows) {
      lead_input typed = lead_shop::some_lead(1);
      typed.models = {"C5"};
      made(typed);
      auto dry = show.by();
      dry.dry_run = true;
      const auto answered = show.run(capture_lead{typed}, dry);
      REQUIRE(said(answered) == "ok");
      CHECK((answered.reply->captured.attached_to == first.id) == attached);
      CHECK(answered.effects.empty() == attached);
    }
    const auto second = show.run(capture_lead{lead_shop::some_lead(1)});
    REQUIRE(said(second) == "ok");
    CHECK(second.reply->captured.attached_to == first.id);
    CHECK(second.reply->captured.deadline == first.deadline);  // the clock goes on
    CHECK(second.reply->captured.owner == manager);
    CHECK(show.list(show.by()).size() == 1);
    CHECK(show.view(second.reply->captured.id).attached_to == first.id);
    CHECK(show.view(first.id).handovers.size() == 2);
    // The window is that of the lead's creation, not of what was attached since.
    show.now = noon + 30 * day + 1us;
    CHECK_FALSE(show.capture(lead_shop::some_lead(1)).attached_to.has_value());
    CHECK(show.rebuilds_the_same());
  }
}

TEST_CASE("lead.capture: at the show one lead a prospect and brand", "[lead][JRN-06]") {
  for (const char* preset : {"motor_show_be", ""}) {
    CAPTURE(preset);
    desk_options options;
    options.preset = preset;
    lead_shop show(options);
    const auto stand = show.on_stand();
    const auto first = show.capture(lead_shop::collected(1, lead_request::test_drive), stand);
    lead_input more = lead_shop::collected(1, lead_request::quote);
    more.models = {"C4", "C3"};
    const auto second = show.capture(more, stand);
    CHECK(second.attached_to == first.id);
    lead_input elsewhere = lead_shop::collected(1, lead_request::contact);
    elsewhere.outlet = ghent;  // another wish of the same prospect: the first outlet has the lead
    CHECK(show.capture(elsewhere, stand).attached_to == first.id);
    more.brand = "LM";
    more.tool = lead_tool::plus;
    more.consents = answers(consent_answer::yes);
    CHECK_FALSE(show.capture(more, stand).attached_to.has_value());
    const auto shown = show.view(first.id);
    CHECK(shown.models == texts{"C3", "C4"});
    CHECK(shown.requests ==
          std::vector<lead_request>{lead_request::test_drive, lead_request::quote, lead_request::contact});
    CHECK(shown.deadline == noon + 48h);
    CHECK(said(show.run(view_lead{first.id}, show.by(rival, ghent))) == "record_not_found@lead");
  }
}

TEST_CASE("lead.capture: who was to be informed and now wants a drive goes to the outlet", "[lead][JRN-06][LEA-09]") {
  lead_shop show;
  lead_input informed = lead_shop::collected(1, lead_request::keep_me_informed);
  informed.outlet.clear();
  const auto first = show.capture(informed, show.on_stand());
  CHECK_FALSE(first.deadline.has_value());
  show.now += 1h;
  const auto driven = show.run(capture_lead{lead_shop::collected(1, lead_request::test_drive)}, show.on_stand());
  REQUIRE(said(driven) == "ok");
  CHECK(driven.reply->captured.attached_to == first.id);
  CHECK(driven.reply->captured.deadline == noon + 49h);
  CHECK(driven.reply->captured.owner == manager);
  CHECK_FALSE(driven.effects.empty());
  const auto shown = show.view(first.id);  // the outlet's entity has it now
  CHECK(shown.outlet == brussels);
  CHECK(shown.deadline == noon + 49h);
  CHECK(show.list(show.by()).size() == 1);
  CHECK(show.list(show.on_stand()).size() == 1);
  CHECK(show.rebuilds_the_same());
}

// --- Who sees what

TEST_CASE("leads: another entity's lead is seen as far as it was handed over", "[lead][ACC-02][ACC-03][JRN-06]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    lead_shop show(options_for(kind, place));
    const auto stand = show.on_stand();
    // The outlet knows the person already, from another campaign, with a number of theirs.
    lead_input known = lead_shop::some_lead(1);
    known.person.phone = "022222222";
    known.models = {"Jumpy"};
    known.score = 99;
    known.comment = "bought from us in 2019";
    const auto own = show.capture(known);
    show.now += 1h;
    lead_input handed = lead_shop::some_lead(1);
    handed.id = "stand-1";
    const auto made = show.run(capture_lead{handed}, show.on_stand());
    REQUIRE(said(made) == "ok");
    // It was attached there, and the stand is told what it would be told of a new one.
    CHECK(made.reply->captured.id == "stand-1");
    CHECK_FALSE(made.reply->captured.attached_to.has_value());
    CHECK(made.reply->captured.owner == manager);
    CHECK(made.reply->captured.deadline == show.now + 48h);
    CHECK_FALSE(made.effects.empty());

    const auto theirs = show.view("stand-1", show.on_stand());
    CHECK(theirs.id == "stand-1");
    CHECK(theirs.models == texts{"C3"});
    CHECK(theirs.person->phone.empty());
    CHECK_FALSE(theirs.score.has_value());
    CHECK(theirs.comment.empty());
    CHECK(theirs.created_at == show.now);
    CHECK(theirs.handovers.size() == 1);
    CHECK(said(show.run(view_lead{own.id}, show.on_stand())) == "record_not_found@lead");
    CHECK(said(show.run(view_lead{"stand-1"}, show.by(rival, ghent))) == "record_not_found@lead");
    CHECK(show.list(show.by(rival, ghent)).empty());

    const auto ours = show.view(own.id);
    CHECK(ours.models == texts{"Jumpy", "C3"});
    CHECK(ours.handovers.size() == 2);
    CHECK(ours.deadline == own.deadline);
    // The outlet's people find it by the stand's identifier too.
    CHECK(show.view("stand-1").attached_to == own.id);

    show.now += 1h;
    const auto further = show.run(add_lead_models{"stand-1", {"C5"}}, show.on_stand());
    REQUIRE(said(further) == "ok");
    CHECK(further.reply->shown.models == texts{"C3", "C5"});
    CHECK(show.view(own.id).models == texts{"Jumpy", "C3", "C5"});
    CHECK(said(show.run(add_lead_models{own.id, {"C5"}}, show.on_stand())) == "record_not_found@lead");
    CHECK(said(show.run(add_lead_models{"stand-1", {"C5"}}, show.by(rival, ghent))) == "record_not_found@lead");
    const auto listed = show.list(show.on_stand());
    REQUIRE(listed.size() == 1);
    CHECK(listed[0].id == "stand-1");
    CHECK(listed[0].models == texts{"C3", "C5"});
    // The audit of what happened to the lead is its own entity's (ACC-07).
    list_audit audit;
    audit.record = own.id;
    CHECK(show.run(audit).reply->records.size() == 3);
    CHECK(show.run(audit, stand).reply->records.empty());
    CHECK(show.rebuilds_the_same());
  }
}

TEST_CASE("lead.add_models: each once, refused as it should be", "[lead][JRN-06][LEA-02][DAT-06]") {
  lead_shop show;
  const auto made = show.capture(lead_shop::some_lead(1));
  CHECK(said(show.run(add_lead_models{})) == "lead_id_missing@lead, lead_models_missing@models");
  CHECK(said(show.run(add_lead_models{made.id, {"  "}})) == "lead_models_missing@models");
  CHECK(said(show.run(add_lead_models{"nobody", {"C4"}})) == "record_not_found@lead");
  auto earlier = show.by();
  earlier.at = noon - 1us;
  CHECK(said(show.run(add_lead_models{made.id, {"C4"}}, earlier)) == "instant_before_last_event@at");
  CHECK(show.run(add_lead_models{made.id, {"C4", "C3"}}).reply->shown.models == texts{"C3", "C4"});
  const auto records = show.records();
  CHECK(show.run(add_lead_models{made.id, {"C4"}}).reply->shown.models == texts{"C3", "C4"});
  CHECK(show.records() == records);  // nothing new, nothing recorded
}

TEST_CASE("leads: local requests are seen per tab", "[lead][ACC-08][LEA-06]") {
  lead_shop show;
  lead_input service = lead_shop::some_lead(1);
  service.activity = lead_activity::after_sales;
  service.outlet = antwerp;
  lead_input job = lead_shop::some_lead(2);
  job.activity = lead_activity::human_resources;
  job.outlet = antwerp;
  lead_input national = lead_shop::some_lead(3);
  national.origin = lead_origin::national;
  const auto serviced = show.capture(service);
  const auto hired = show.capture(job);
  const auto car = show.capture(lead_shop::some_lead(4));
  const auto campaign = show.capture(national);
  CHECK(serviced.owner == workshop_chief);
  CHECK(hired.owner == recruiter);
  struct row {
    const char* who;
    std::set<std::string> sees;
  };
  const row rows[] = {{seller, {car.id, campaign.id}},
                      {manager, {car.id, campaign.id}},
                      {workshop_chief, {serviced.id, campaign.id}},
                      {recruiter, {hired.id, campaign.id}}};
  for (const auto& [who, sees] : rows) {
    CAPTURE(who);
    std::set<std::string> listed;
    for (const auto& one : show.list(show.by(who))) listed.insert(one.id);
    CHECK(listed == sees);
    for (const auto& receipt : {serviced, hired, car, campaign})
      CHECK(said(show.run(view_lead{receipt.id}, show.by(who))) ==
            (sees.contains(receipt.id) ? "ok" : "tab_not_visible@lead"));
  }
}

TEST_CASE("leads: each origin in its own space", "[lead][LEA-06][LEA-09]") {
  lead_shop show;
  lead_input typed = lead_shop::some_lead(1);
  typed.origin = lead_origin::national;
  typed.id = "N-1";
  const auto made = show.run(capture_lead{typed}, show.on_stand());
  REQUIRE(said(made) == "ok");
  CHECK(made.effects.empty());
  CHECK_FALSE(made.reply->captured.deadline.has_value());
  // Until it is requalified and transmitted it is not the outlet's to see.
  CHECK(said(show.run(view_lead{"N-1"})) == "record_not_found@lead");
  CHECK(show.list(show.by()).empty());
  CHECK(show.view("N-1", show.on_stand()).tab == lead_tab::new_vehicles);
  show.now += 5h;
  CHECK(said(show.run(transmit_lead{"N-1", {}})) == "record_not_found@lead");
  const auto sent = show.run(transmit_lead{"N-1", {}}, show.on_stand());
  REQUIRE(said(sent) == "ok");
  CHECK(sent.reply->captured.deadline == noon + 53h);
  CHECK(sent.reply->captured.owner == manager);
  CHECK_FALSE(sent.effects.empty());
  const auto shown = show.view("N-1");
  CHECK(shown.deadline == noon + 53h);
  CHECK(shown.created_at == noon);
  CHECK(shown.transmitted_at == noon + 5h);
  // Again: the clock goes on.
  show.now += 5h;
  const auto again = show.run(transmit_lead{"N-1", {}});
  REQUIRE(said(again) == "ok");
  CHECK(again.reply->captured.deadline == noon + 53h);
  CHECK(again.effects.empty());
  CHECK(show.rebuilds_the_same());
}

TEST_CASE("lead.transmit: the outlet may be chosen then, and refused as it should be",
          "[lead][LEA-06][LEA-09][LEA-02]") {
  lead_shop show;
  lead_input typed = lead_shop::some_lead(1);
  typed.origin = lead_origin::national;
  typed.outlet.clear();
  const auto made = show.capture(typed);
  CHECK(made.owner.empty());
  CHECK(said(show.run(transmit_lead{})) == "lead_id_missing@lead");
  CHECK(said(show.run(transmit_lead{made.id, {}})) == "lead_outlet_missing@outlet");
  CHECK(said(show.run(transmit_lead{made.id, "0011960-777"})) == "outlet_unknown@outlet");
  CHECK(said(show.run(transmit_lead{made.id, back_office})) == "outlet_not_a_destination@outlet");
  const auto sent = show.run(transmit_lead{made.id, ghent});
  REQUIRE(said(sent) == "ok");
  CHECK(sent.reply->captured.owner == rival_manager);
  CHECK(show.view(made.id, show.by(rival, ghent)).outlet == ghent);
  lead_input informed = lead_shop::some_lead(2, lead_request::keep_me_informed);
  informed.outlet.clear();
  CHECK(said(show.run(transmit_lead{show.capture(informed).id, brussels})) == "lead_goes_to_no_outlet@lead");
}

// --- Who is told

TEST_CASE("lead alerts: mailbox, assigned user, sales team", "[lead][LEA-08][NET-09][NET-10]") {
  desk_options show_options;
  show_options.preset = "motor_show_be";
  lead_shop show(show_options);
  const auto at_show = show.run(capture_lead{lead_shop::some_lead(1)});
  REQUIRE(said(at_show) == "ok");
  CHECK(told(at_show.effects) == texts{"alert:leads@un.example.be", "alert:sales@un.example.be",
                                       "alert:manager@un.example.be", "push:BE-1.d002"});
  const auto& alert = at_show.effects[0];
  CHECK(alert.template_name == "new_lead");
  CHECK(alert.language == "fr-BE");
  CHECK(*alert.data.find("lead") == at_show.reply->captured.id);
  CHECK(*alert.data.find("outlet") == brussels);
  // In the vans' process a commercial request alerts the sales managers and salesmen too.
  lead_shop vans;
  const auto commercial_one = vans.run(capture_lead{lead_shop::some_lead(1)});
  CHECK(told(commercial_one.effects) == texts{"alert:leads@un.example.be", "alert:sales@un.example.be",
                                              "alert:seller@un.example.be", "alert:manager@un.example.be",
                                              "push:BE-1.d002"});  // mail is disabled for the second seller
  lead_input used = lead_shop::some_lead(2);
  used.activity = lead_activity::used_vehicles;  // the seller has not chosen this activity
  CHECK(told(vans.run(capture_lead{used}).effects) == texts{"alert:leads@un.example.be", "alert:sales@un.example.be",
                                                            "alert:manager@un.example.be", "push:BE-1.d002"});
}

TEST_CASE("lead alerts: of six addresses only the first, of five all", "[lead][NET-09][LEA-08]") {
  desk_options options;
  options.preset = "motor_show_be";
  lead_shop show(options);
  lead_input typed = lead_shop::some_lead(1);
  typed.outlet = ghent;
  CHECK(told(show.run(capture_lead{typed}).effects) == texts{"alert:1@x.be", "alert:manager@deux.example.be"});
  load_network fewer;
  fewer.outlets = {lead_network().outlets[3]};
  fewer.outlets[0].mailboxes.set("1", "1@x.be,2@x.be,3@x.be,4@x.be,5@x.be");
  REQUIRE(said(show.run(fewer, show.by_nobody())) == "ok");
  typed = lead_shop::some_lead(2);
  typed.outlet = ghent;
  CHECK(show.run(capture_lead{typed}).effects.size() == 6);
  // The second group is for parts and accessories.
  typed = lead_shop::some_lead(3);
  typed.activity = lead_activity::parts;
  const auto parts = show.run(capture_lead{typed});
  REQUIRE_FALSE(parts.effects.empty());
  CHECK(parts.effects[0].to == "parts@un.example.be");
}

TEST_CASE("lead alerts: human resources and after-sales without a contact go to the marketing responsible",
          "[lead][LEA-08]") {
  lead_shop show;
  for (const auto activity : {lead_activity::human_resources, lead_activity::after_sales}) {
    lead_input typed = lead_shop::some_lead(activity == lead_activity::after_sales ? 1 : 2);
    typed.activity = activity;
    const auto here = show.run(capture_lead{typed});  // nobody does that in Brussels
    REQUIRE(said(here) == "ok");
    CHECK(here.reply->captured.owner == marketing);
    const auto heard = told(here.effects);
    CHECK(std::count(heard.begin(), heard.end(), "alert:marketing@un.example.be") == 1);
    CHECK(std::count(heard.begin(), heard.end(), "alert:seller@un.example.be") == 0);
    typed.outlet = antwerp;
    typed.person.email = "somebody.else@example.be";
    typed.person.mobile = activity == lead_activity::after_sales ? "+32478555551" : "+32478555552";
    const auto there = show.run(capture_lead{typed});
    REQUIRE(said(there) == "ok");
    const bool workshop = activity == lead_activity::after_sales;
    CHECK(there.reply->captured.owner == (workshop ? workshop_chief : recruiter));
    CHECK(told(there.effects) == texts{workshop ? "alert:workshop@un.example.be" : "alert:people@un.example.be"});
  }
}

TEST_CASE("lead alerts: the outbox is the outlet's entity's", "[lead][LEA-08][ACC-02]") {
  lead_shop show;
  const auto made = show.run(capture_lead{lead_shop::collected(1)}, show.on_stand());
  REQUIRE(said(made) == "ok");
  CHECK(show.run(list_outbox{}).reply->effects.size() == made.effects.size());
  CHECK(show.run(list_outbox{}, show.on_stand()).reply->effects.empty());
}

TEST_CASE("leads: people are told where they are now", "[lead][LEA-08][NET-06]") {
  lead_shop show;
  load_network moved;
  moved.users = {lead_network().users[0]};
  moved.users[0].main_outlet = antwerp;
  REQUIRE(said(show.run(moved, show.by_nobody())) == "ok");
  auto heard = told(show.run(capture_lead{lead_shop::some_lead(1)}).effects);
  CHECK(std::count(heard.begin(), heard.end(), "alert:seller@un.example.be") == 0);
  lead_input typed = lead_shop::some_lead(2);
  typed.outlet = antwerp;
  heard = told(show.run(capture_lead{typed}).effects);
  CHECK(std::count(heard.begin(), heard.end(), "alert:seller@un.example.be") == 1);
  CHECK(show.rebuilds_the_same());
}

// --- Lists and counters

TEST_CASE("lead.list: pages in a total order, filters, limits", "[lead][LEA-07][DAT-05]") {
  lead_shop show;
  texts all;
  for (int i = 0; i < 7; ++i) {
    if (i % 3 == 2) show.now += 1min;  // several at the same instant
    lead_input typed = lead_shop::some_lead(i);
    typed.score = i * 10;
    if (i % 2 == 1) typed.brand = "MB";
    show.capture(typed);
  }
  for (const auto& one : show.list(show.by())) all.push_back(one.id);
  REQUIRE(all.size() == 7);
  for (const std::int64_t limit : {1, 2, 3, 7, 100}) {
    texts paged;
    list_leads page;
    page.limit = limit;
    for (int rounds = 0; rounds < 10; ++rounds) {
      const auto found = show.run(page);
      REQUIRE(said(found) == "ok");
      CHECK(found.reply->leads.size() <= static_cast<std::size_t>(limit));
      for (const auto& one : found.reply->leads) paged.push_back(one.id);
      if (!found.reply->next.has_value()) break;
      page.after = *found.reply->next;
    }
    CHECK(paged == all);
  }
  CHECK(show.list(show.by(), {{lead_column::brand, filter_operator::equals, "MB"}}).size() == 3);
  CHECK(show.list(show.by(), {{lead_column::brand, filter_operator::equals, "MB"},
                              {lead_column::score, filter_operator::at_least, "30"}})
            .size() == 2);
  list_leads bad;
  bad.filters = {{lead_column::brand, filter_operator::less, "A"}, {lead_column::score, filter_operator::equals, "x"}};
  bad.limit = 0;
  bad.after = "nobody";
  CHECK(said(show.run(bad)) ==
        "lead_filter_unknown@filters.0.operator, lead_filter_value_unknown@filters.1.value, "
        "list_limit_out_of_range@limit, list_position_unknown@after");
}

TEST_CASE("lead.counters: untreated = unassigned + assigned, overdue among them", "[lead][LEA-07]") {
  lead_shop show;
  show.capture(lead_shop::some_lead(1));
  lead_input nobody_responsible = lead_shop::some_lead(2);
  nobody_responsible.brand = "DS";
  show.capture(nobody_responsible);
  lead_input service = lead_shop::some_lead(3);
  service.activity = lead_activity::service;
  show.capture(service);
  lead_input national = lead_shop::some_lead(4);
  national.origin = lead_origin::national;
  national.activity = lead_activity::used_vehicles;
  show.capture(national);
  lead_input informed = lead_shop::some_lead(5, lead_request::keep_me_informed);
  informed.outlet.clear();
  show.capture(informed);  // nobody has to treat it
  lead_input elsewhere = lead_shop::some_lead(6);
  elsewhere.outlet = antwerp;
  show.capture(elsewhere);

  CHECK(said(show.run(count_leads{})) == "lead_scope_missing@scope");
  CHECK(said(show.run(count_leads{"BE-2"})) == "record_not_found@scope");
  CHECK(said(show.run(count_leads{ghent})) == "record_not_found@scope");
  show.now = noon + 48h;
  CHECK(show.run(count_leads{"BE-1"}).reply->overdue == 0);
  show.now += 1us;
  const auto counted = show.run(count_leads{"BE-1"});
  REQUIRE(said(counted) == "ok");
  CHECK(counted.reply->untreated == 4);  // the service request is not the seller's to see
  CHECK(counted.reply->assigned == 2);
  CHECK(counted.reply->unassigned == 2);
  CHECK(counted.reply->overdue == 3);  // the national one has no deadline yet
  REQUIRE(counted.reply->spaces.size() == 3);
  CHECK(counted.reply->spaces[1].tab == lead_tab::used_vehicles);
  CHECK(counted.reply->spaces[1].fresh == 1);
  CHECK(counted.reply->spaces[2].tab == lead_tab::commerce);
  CHECK(counted.reply->spaces[2].fresh == 3);
  CHECK(show.run(count_leads{antwerp}).reply->untreated == 1);
  CHECK(show.run(count_leads{"BE-1"}, show.by(workshop_chief)).reply->untreated == 2);
}

// --- Erasure

TEST_CASE("customer.erase: the leads of the person go with it", "[lead][CUS-21][ACC-02]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    lead_shop show(options_for(kind, place));
    const auto anna = show.create(shop::someone(1));
    lead_input mine = lead_shop::some_lead(1);
    mine.id = "mine";
    mine.person.email = "JEANNE0001@example.be";
    mine.person.last_name = "Geheimhouder";
    mine.person.mobile = "+32478777777";
    mine.comment = "verysecretremark";
    REQUIRE(show.capture(mine).id == "mine");
    lead_input namesake = lead_shop::some_lead(2);  // the same number under another name: a family's
    namesake.person.mobile = "+32478100001";
    namesake.person.email.clear();
    const auto other = show.capture(namesake);
    lead_input handed = mine;
    handed.id = "handed";
    handed.outlet = ghent;
    REQUIRE(show.capture(handed).id == "handed");
    REQUIRE(show.list(show.by()).size() == 3);
    const auto waiting = show.run(list_outbox{}).reply->effects.size();
    REQUIRE(waiting > 0);
    const auto exported = show.run(export_customer{anna.id});
    REQUIRE(said(exported) == "ok");
    const auto captured_lines = std::count_if(exported.reply->history.begin(), exported.reply->history.end(),
                                              [](const ledger_line& line) { return line.kind == "lead_captured"; });
    CHECK(captured_lines == 2);

    show.now += 1h;
    REQUIRE(said(show.run(erase_customer{anna.id, "asked for it"})) == "ok");
    const auto tombstone = show.view("mine");
    CHECK(tombstone.erased_at == show.now);
    CHECK_FALSE(tombstone.person.has_value());
    CHECK(tombstone.models.empty());
    CHECK(tombstone.comment.empty());
    CHECK(tombstone.brand == "AC");  // what was asked for, when and where still counts
    CHECK(tombstone.deadline == noon + 48h);
    CHECK(show.view(other.id).person.has_value());
    CHECK(said(show.run(add_lead_models{"mine", {"C5"}})) == "lead_erased@lead");
    CHECK(said(show.run(transmit_lead{"mine", {}})) == "lead_erased@lead");
    CHECK(show.run(list_outbox{}).reply->effects.size() < waiting);
    // What was handed over to the other entity is that one's; here it is forgotten.
    CHECK(said(show.run(view_lead{"handed"})) == "record_not_found@lead");
    CHECK(show.list(show.by()).size() == 2);
    CHECK(show.view("handed", show.by(rival, ghent)).person->last_name == "Geheimhouder");
    // Sent again, it does not come back.
    const auto again = show.run(capture_lead{mine});
    REQUIRE(said(again) == "ok");
    CHECK_FALSE(show.view("mine").person.has_value());
    // The person can be somebody's prospect again: nothing is attached to what is gone.
    mine.id = "new";
    CHECK_FALSE(show.capture(mine).attached_to.has_value());
    CHECK(show.rebuilds_the_same());
    list_audit audit;
    audit.record = "mine";
    const auto lines = show.run(audit);
    REQUIRE(said(lines) == "ok");
    REQUIRE(lines.reply->records.size() == 2);
    CHECK(lines.reply->records[0].erased);
    CHECK(lines.reply->records[0].personal.empty());
    CHECK(lines.reply->records[0].facts.find("Geheimhouder") == std::string::npos);
  }
}

TEST_CASE("customer.erase: nothing of an erased lead is left in the file", "[lead][CUS-21][SEC-01]") {
  const directory place;
  if (store_kinds().size() == 1) return;  // a build without files
  {
    lead_shop show(options_for("file", place));
    const auto anna = show.create(shop::someone(1));
    lead_input mine = lead_shop::some_lead(1);
    mine.person.email = "jeanne0001@example.be";
    mine.person.last_name = "Geheimhouder";
    mine.models = {"secretmodel"};
    show.capture(mine);
    REQUIRE(said(show.run(erase_customer{anna.id, "asked for it"})) == "ok");
  }
  const std::string bytes = bytes_on_disk(place);
  REQUIRE(bytes.size() > 4096);
  for (const char* secret : {"Geheimhouder", "jeanne0001", "secretmodel", "+3247810"})
    CHECK(bytes.find(secret) == std::string::npos);
}

TEST_CASE("leads: found by keyed hashes, never by what they hold", "[lead][SEC-01][LEA-16]") {
  const directory place;
  if (store_kinds().size() == 1) return;
  {
    lead_shop show(options_for("file", place));
    for (int i = 0; i < 20; ++i) show.capture(lead_shop::some_lead(i));
  }
  const std::string bytes = bytes_on_disk(place);
  for (const char* secret : {"Martin0003", "jean0003", "+32478100003"}) CHECK(bytes.find(secret) == std::string::npos);
}
