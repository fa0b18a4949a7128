// Sessions and journeys: one customer at a time, five steps, a way out of each of them.
#include <algorithm>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "dealerkit/session.hpp"
#include "desk/codec.hpp"
#include "desk/projections.hpp"
#include "support/catch.hpp"
#include "support/show_fixture.hpp"

using namespace dealerkit;
using namespace show_test;

// A session can be worked in only after its rules were asked.
static_assert(!std::is_default_constructible_v<open_session> && !std::is_default_constructible_v<linked_session>);
static_assert(!std::is_convertible_v<session, open_session> && !std::is_convertible_v<open_session, linked_session>);

namespace {

const show_terms& terms() {
  static const auto* const made = new show_terms(presets::motor_show_be().show);
  return *made;
}

const std::vector<backup_reason>& reasons() {
  static const auto* const made = new std::vector<backup_reason>(presets::motor_show_be().lead.backup_reasons);
  return *made;
}

session some_session() {
  session made;
  made.id = "s";
  made.entity = "BS-1";
  made.user = "u";
  made.setting = {"BMS2024", "Europe/Brussels", "BE", "fr-BE", "DS"};
  made.step = 2;
  made.started_at = made.last_event_at = noon;
  return made;
}

session with_customer(session made, std::vector<std::string> quotes = {}, bool sent = false) {
  made.current = journey{"j", "c", noon, std::move(quotes), sent, {}};
  made.step = reached_step(made);
  return made;
}

customer some_customer(std::string country = "BE") {
  customer made;
  made.id = "c";
  made.entity = "BS-1";
  made.details.holder.first_name = "Jeanne";
  made.details.holder.last_name = "Dupont";
  made.details.holder.country = std::move(country);
  return made;
}

open_session in(const session& state) { return open_session::of(state, state.user).value(); }

}  // namespace

// --- Pure

TEST_CASE("session.start: rules in order of precedence", "[session][JRN-02][JRN-05][QUO-02][NET-02][NET-06]") {
  const session free_ds = some_session();
  const session busy = with_customer(free_ds);
  session ended_ds = free_ds;
  ended_ds.ended_at = noon;
  session other_event = ended_ds;
  other_event.setting.event = "BMS2025";
  session free_ft = free_ds;
  free_ft.setting.brand = "FT";
  struct row {
    std::string_view event, country, language, brand;
    const session* latest;
    bool at_stand, vans;
    std::string_view wanted;
  };
  const row rows[] = {
      {"EXPO", "FR", "it-IT", "LM", &busy, false, false, "event_unknown@event"},
      {"BMS2024", "FR", "it-IT", "LM", &busy, false, false, "journey_country_not_served@country"},
      {"BMS2024", "BE", "it-IT", "LM", &busy, false, false, "journey_language_not_served@language"},
      {"BMS2024", "BE", "fr-LU", "LM", &busy, false, false, "journey_language_of_other_country@language"},
      {"BMS2024", "BE", "fr-BE", "LM", &busy, false, false, "brand_without_quote_tool@brand"},
      {"BMS2024", "BE", "fr-BE", "AC", &busy, false, false, "stand_role_missing@actor.user"},
      {"BMS2024", "BE", "fr-BE", "AC", &busy, true, false, "session_holds_customer@actor.user"},
      {"BMS2024", "BE", "fr-BE", "AC", &free_ds, true, false, "brand_switch_not_allowed@brand"},
      {"BMS2024", "BE", "fr-BE", "AC", &ended_ds, true, false, "brand_switch_not_allowed@brand"},
      {"BMS2024", "BE", "fr-BE", "AC", &other_event, true, false, "ok"},
      {"BMS2024", "BE", "fr-BE", "AC", &free_ds, true, true, "ok"},  // the light-commercial team
      {"BMS2024", "BE", "fr-BE", "AH", &free_ft, true, false, "ok"},
      {"BMS2024", "BE", "fr-BE", "JE", &free_ft, true, false, "brand_switch_not_allowed@brand"},
      {"BMS2024", "BE", "nl-BE", "DS", &free_ds, true, false, "ok"},
      {"BMS2024", "LU", "de-LU", "DS", &free_ds, true, false, "ok"},
      {"BMS2024", "LU", "nl-BE", "DS", nullptr, true, false, "journey_language_of_other_country@language"},
      {"BMS2024", "BE", "fr-BE", "DS", nullptr, true, false, "ok"}};
  for (const auto& one : rows) {
    CAPTURE(one.event, one.country, one.language, one.brand, one.vans);
    const start_session command{std::string(one.event), std::string(one.country), std::string(one.language),
                                std::string(one.brand)};
    const auto decided = decide(start_facts{one.latest, one.at_stand, one.vans}, command, terms(), "u", "stand");
    CHECK(said(decided) == one.wanted);
    if (!decided.ok()) continue;
    CHECK(decided.value().setting.time_zone == "Europe/Brussels");
    CHECK(decided.value().setting.language == one.language);
    CHECK(decided.value().outlet == "stand");
  }
  // Every brand of the quote tool, and no other (NET-02).
  for (const auto& known : known_brands) {
    CAPTURE(known.code);
    CHECK(check_show_brand(terms(), known.code).ok() == known.quote_tool);
  }
}

TEST_CASE("open_session, linked_session: what can be worked in", "[session][JRN-02]") {
  const session free = some_session();
  session ended = free;
  ended.ended_at = noon;
  CHECK(said(open_session::of(ended, "somebody")) == "session_ended@session");
  CHECK(said(open_session::of(free, "somebody")) == "session_of_another_user@session");
  CHECK(said(open_session::of(free, "u")) == "ok");
  CHECK(said(linked_session::of(in(free))) == "session_without_customer@session");
  const session busy = with_customer(free);
  CHECK(said(linked_session::of(in(busy))) == "ok");
  CHECK(linked_session::of(in(busy)).value().current().customer == "c");
}

TEST_CASE("session.link: rules in order of precedence", "[session][JRN-02][CUS-05][CUS-07][QUO-03]") {
  const session free = some_session();
  const session busy = with_customer(free);
  customer company = some_customer("LU");
  company.kind = customer_kind::b2b;
  customer erased = company;
  erased.erased_at = noon;
  customer company_of_luxembourg = company;
  company_of_luxembourg.details.contacts.emplace_back();
  struct row {
    const session* state;
    const customer* found;
    bool confirmed;
    std::string_view wanted;
  };
  const customer belgian = some_customer();
  const customer french = some_customer("FR");
  const customer unknown = some_customer("");
  const row rows[] = {{&busy, nullptr, false, "session_holds_customer@session"},
                      {&free, nullptr, false, "record_not_found@customer"},
                      {&free, &erased, false, "customer_erased@customer"},
                      {&free, &company, false, "candidate_not_confirmed@email"},
                      {&free, &company, true, "contact_missing@customer"},
                      {&free, &company_of_luxembourg, true, "journey_country_mismatch@customer"},
                      {&free, &belgian, false, "candidate_not_confirmed@email"},
                      {&free, &belgian, true, "ok"},
                      {&free, &french, true, "ok"},  // from elsewhere: the journey's list
                      {&free, &unknown, true, "ok"}};
  for (const auto& one : rows) {
    CAPTURE(one.wanted);
    CHECK(said(decide_link(in(*one.state), one.found, one.confirmed, "j", terms())) == one.wanted);
  }
  // A company without an address of its own comes under its contact's country.
  customer of_contact = company_of_luxembourg;
  of_contact.details.holder.country.clear();
  of_contact.details.contacts[0].country = "BE";
  CHECK(said(decide_link(in(free), &of_contact, true, "j", terms())) == "ok");
}

TEST_CASE("session.back: backwards always, forwards where the earlier steps hold", "[session][JRN-05]") {
  struct row {
    session state;
    std::int64_t reached;
  };
  const row rows[] = {{some_session(), 2},
                      {with_customer(some_session()), 3},
                      {with_customer(some_session(), {"q"}), 4},
                      {with_customer(some_session(), {"q"}, true), 5}};
  for (const auto& one : rows) {
    CHECK(reached_step(one.state) == one.reached);
    for (std::int64_t step = -1; step <= 7; ++step) {
      CAPTURE(one.reached, step);
      const auto wanted = step < 1 || step > 5 ? "step_out_of_range@step"
                          : step > one.reached ? "step_not_reached@step"
                                               : "ok";
      CHECK(said(decide_step(in(one.state), step)) == wanted);
    }
  }
}

TEST_CASE("session.backup: a reason, and the brand's own tool", "[session][JRN-04][NET-02]") {
  for (const auto& known : known_brands) {
    session state = some_session();
    state.setting.brand = std::string(known.code);
    const auto decided = decide_backup(in(state), backup_reason::no_time, reasons(), terms());
    CAPTURE(known.code);
    if (!known.lead_collect && !known.lead_plus) {
      CHECK(said(decided) == "brand_without_backup_tool@session");
      continue;
    }
    REQUIRE(said(decided) == "ok");
    CHECK(decided.value().tool == (known.lead_collect ? backup_tool::collect : backup_tool::plus));
  }
  // A policy may know fewer reasons.
  const std::vector<backup_reason> fewer = {backup_reason::main_tool_down};
  session alfa = some_session();
  alfa.setting.brand = "AR";
  const auto said_of = [&](const session& state, backup_reason reason) {
    return said(decide_backup(in(state), reason, fewer, terms()));
  };
  CHECK(said_of(alfa, backup_reason::none) == "backup_reason_missing@reason");
  CHECK(said_of(alfa, backup_reason::no_time) == "backup_reason_unknown@reason");
  CHECK(said_of(alfa, backup_reason::main_tool_down) == "brand_without_backup_tool@session");
  CHECK(said_of(some_session(), backup_reason::main_tool_down) == "ok");
}

TEST_CASE("kind_of: what a journey has become", "[session][JRN-01][QUO-11]") {
  session state = some_session();
  CHECK(kind_of(state) == journey_kind::undecided);
  state.backup = backup_reason::keep_me_informed;
  CHECK(kind_of(state) == journey_kind::keep_me_informed);
  state.backup = backup_reason::no_time;
  CHECK(kind_of(state) == journey_kind::lead);
  CHECK(kind_of(state, lead_request::test_drive) == journey_kind::lead);
  CHECK(kind_of(state, lead_request::keep_me_informed) == journey_kind::keep_me_informed);
  state = with_customer(state, {"q"});
  CHECK(kind_of(state, lead_request::contact) == journey_kind::offer);
  state.current->referrals = {{referral_target::bank_specialist, noon}};
  CHECK(kind_of(state) == journey_kind::offer);
  state.current->referrals.push_back({referral_target::fleet_responsible, noon});
  CHECK(kind_of(state) == journey_kind::fleet);
  CHECK(decide_release(linked_session::of(in(state)).value()).became == journey_kind::fleet);
}

TEST_CASE("sessions: what is missing, and what may be done next", "[session][JRN-01][JRN-03][JRN-05][QUO-11][CUS-21]") {
  struct row {
    session state;
    session_facts facts;
    std::string_view missing, next;
  };
  const auto quoted = [](quote_state state) {
    session_facts facts;
    facts.quote = state;
    return facts;
  };
  session_facts unanswered, no_contact, fleet, captured, erased = quoted(quote_state::draft),
                                                         codes = quoted(quote_state::draft);
  erased.erased = erased.consents_missing = true;
  captured.captured = lead_request::test_drive;
  unanswered.consents_missing = true;
  no_contact.contacts_missing = true;
  fleet.fleet = true;
  codes.takes_codes = true;
  session ended = some_session();
  ended.ended_at = noon;
  session back_at_customer = with_customer(some_session(), {"q"});
  back_at_customer.step = 2;
  session back_home = some_session();
  back_home.step = 1;
  const session at_3 = with_customer(some_session());
  const session at_4 = with_customer(some_session(), {"q"});
  const session at_5 = with_customer(some_session(), {"q"}, true);
  session handed_at_3 = at_3, handed_at_4 = at_4;
  handed_at_3.current->referrals = handed_at_4.current->referrals = {{referral_target::fleet_responsible, noon}};
  constexpr std::string_view after = "session.refer session.backup lead.capture session.release";
  const row rows[] = {
      {ended, {}, "", ""},
      {some_session(),
       {},
       "customer",
       "session.start customer.search customer.create session.link session.back session.backup lead.capture"},
      {back_home, {}, "", "session.start customer.search customer.create session.link session.backup lead.capture"},
      {at_3, {}, "configuration outlet", "customer.update session.back quote.open *"},
      {at_3, unanswered, "consents configuration outlet", "customer.update session.back consent.record *"},
      {at_3, no_contact, "contacts configuration outlet", "customer.update session.back customer.add_contact *"},
      {at_3, fleet, "", "customer.update session.back *"},  // what is missing could not be done
      {handed_at_3, {}, "", "customer.update session.back *"},
      {handed_at_4, quoted(quote_state::draft), "",
       "customer.update session.back basket.set quote.issue quote.withdraw *"},
      {at_3, erased, "", "session.back session.release"},
      {at_4, erased, "", "session.back session.release"},
      {at_3, captured, "", "customer.update session.back quote.open *"},
      {at_4, quoted(quote_state::draft), "offer sending",
       "customer.update session.back quote.open basket.set quote.issue quote.withdraw *"},
      {at_4, codes, "offer sending",
       "customer.update session.back quote.open basket.set voucher.apply quote.issue quote.withdraw *"},
      {at_4, quoted(quote_state::issued), "sending",
       "customer.update session.back quote.open basket.set quote.issue quote.send quote.rework quote.withdraw *"},
      {at_4, quoted(quote_state::reworked), "offer sending",
       "customer.update session.back quote.open basket.set quote.issue quote.withdraw *"},
      {at_5, quoted(quote_state::sent), "",
       "customer.update session.back quote.open basket.set quote.issue quote.accept quote.rework quote.withdraw *"},
      {at_5, quoted(quote_state::accepted), "", "customer.update session.back quote.open *"},
      {at_4, quoted(quote_state::withdrawn), "", "customer.update session.back quote.open *"},
      {back_at_customer, quoted(quote_state::draft), "",
       "customer.update session.back quote.open basket.set quote.issue quote.withdraw *"}};
  for (const auto& one : rows) {
    std::string next(one.next);
    if (next.ends_with('*')) next.replace(next.size() - 1, 1, after);
    CAPTURE(next);
    CHECK(words(missing_of(one.state, one.facts)) == one.missing);
    CHECK(words(next_of(one.state, one.facts)) == next);
  }
}

TEST_CASE("sessions: their events give their state", "[session][JRN-02][JRN-05]") {
  const event_place first{"s", "BS-1", noon, 1};
  const event_place later{"s", "BS-1", noon + 1h, 2};
  const auto decided = decide(start_facts{nullptr, true, false}, stand::start(), terms(), "u", "stand");
  session state = evolve(session{}, decided.value(), first);
  CHECK(state.id == "s");
  CHECK(state.user == "u");
  CHECK(state.step == 2);
  CHECK(state.started_at == noon);
  state = evolve(state, customer_linked{"j", "c"}, later);
  CHECK(state.step == 3);
  CHECK(state.current->since == noon + 1h);
  state = evolve(state, journey_advanced{"q1", 4}, later);
  state = evolve(state, journey_advanced{"q1", 5}, later);
  CHECK(state.step == 5);
  CHECK(state.current->sent);
  state = evolve(state, journey_advanced{"q2", 4}, later);
  CHECK(state.step == 4);
  CHECK(reached_step(state) == 5);
  CHECK(words(state.current->quotes) == "q1 q2");
  state = evolve(state, step_revisited{3}, later);
  CHECK(state.step == 3);
  state = evolve(state, backup_used{backup_reason::no_time, backup_tool::collect}, later);
  state = evolve(state, customer_referred{referral_target::bank_specialist, {}}, later);
  CHECK(state.current->referrals.size() == 1);
  state = evolve(state, customer_released{"j", "c", journey_kind::offer}, later);
  CHECK_FALSE(state.current.has_value());
  CHECK(state.backup == backup_reason::none);
  CHECK(state.step == 2);
  state = evolve(state, session_replaced{"t"}, later);
  CHECK(state.ended_at == noon + 1h);
}

TEST_CASE("show terms: refused by name", "[session][policy][NET-02][JRN-04]") {
  CHECK(said(check_terms(terms())) == "ok");
  CHECK(said(check_terms(show_terms{})) == "ok");
  const auto refused = [](auto&& change) {
    show_terms made = terms();
    change(made);
    return said(check_terms(made));
  };
  CHECK(refused([](show_terms& one) { one.events[1].code = one.events[0].code; }) ==
        "policy_value_out_of_range@policy.show.events");
  CHECK(refused([](show_terms& one) { one.events[0].code = "a b"; }) == "policy_value_out_of_range@policy.show.events");
  CHECK(refused([](show_terms& one) { one.countries[1].country = "BE"; }) ==
        "policy_value_out_of_range@policy.show.countries");
  CHECK(refused([](show_terms& one) { one.brands[1].brand = one.brands[0].brand; }) ==
        "policy_value_out_of_range@policy.show.brands");
  CHECK(refused([](show_terms& one) { one.fleet_limit = 0; }) == "policy_value_out_of_range@policy.show.fleet_limit");
  CHECK(refused([](show_terms& one) { one.offer_valid_days = -1; }) ==
        "policy_value_out_of_range@policy.show.offer_valid_days");
  CHECK(refused([](show_terms& one) { one.voucher_amount = decimal::of(12345, 3).value(); }) ==
        "policy_value_out_of_range@policy.show.voucher_amount");
  CHECK(refused([](show_terms& one) { one.voucher_valid_days = 4000; }) ==
        "policy_value_out_of_range@policy.show.voucher_valid_days");
  CHECK(refused([](show_terms& one) { one.promotions[0].code = " -"; }) ==
        "policy_value_out_of_range@policy.show.promotions");
  CHECK(refused([](show_terms& one) { one.defaults[0].value.quantity = 1; }) ==
        "policy_value_out_of_range@policy.show.defaults");
  shop show;
  policy own = presets::motor_show_be();
  own.show.fleet_limit = 0;
  CHECK(said(show.run(load_policy{{}, own}, show.by_nobody())) == "policy_value_out_of_range@policy.show.fleet_limit");
  own.show.fleet_limit = 3;
  own.show.events[0].time_zone = "Europe/Bruxelles";
  CHECK(said(show.run(load_policy{{}, own}, show.by_nobody())) ==
        "policy_value_out_of_range@policy.show.events.0.time_zone");
  own.show.events[0].time_zone = "Europe/Luxembourg";
  CHECK(said(show.run(load_policy{{}, own}, show.by_nobody())) == "ok");
}

// --- Through the desk

TEST_CASE("session.start: the form is answered at once", "[session][QUO-02][JRN-05][NET-02][DAT-02]") {
  stand show;
  const auto said_of = [&](start_session command) { return said(show.run(command)); };
  CHECK(said_of({}) ==
        "event_missing@event, journey_not_chosen@country, journey_not_chosen@language, session_brand_missing@brand");
  CHECK(said_of({"EXPO", "FR", "xx-XX", "LM"}) ==
        "event_unknown@event, journey_country_not_served@country, journey_language_not_served@language, "
        "brand_without_quote_tool@brand");
  CHECK(said_of({"", "BE", "de-LU", "DS"}) == "event_missing@event, journey_language_of_other_country@language");
  const auto refused = show.run(start_session{"EXPO", "BE", "fr-BE", "DS"});
  CHECK(argument(refused.refused.at(0), "known") == "BMS2024, BMS2025, BMS2026");
  const auto languages = [&](std::string country, std::string language) {
    const auto wrong = show.run(start_session{"BMS2024", std::move(country), std::move(language), "DS"});
    return argument(wrong.refused.at(wrong.refused.size() - 1), "known");
  };
  CHECK(languages("BE", "fr-LU") == "fr-BE, nl-BE");  // never the one that was refused
  CHECK(languages("LU", "nl-BE") == "fr-LU, de-LU");
  CHECK(languages("BE", "it-IT") == "fr-BE, nl-BE");
  CHECK(languages("FR", "it-IT") == "fr-BE, nl-BE, fr-LU, de-LU");
  CHECK(said(show.run(stand::start(), show.at_stand(stand_seller))) == "stand_role_missing@actor.user");
  CHECK(said(show.run(stand::start(), show.by_nobody())) == "actor_missing@actor");
  CHECK(said(show.run(stand::start(), show.by())) == "stand_role_missing@actor.user");  // a dealer's salesman
}

TEST_CASE("session: one a user, one customer a session", "[session][JRN-01][JRN-02][CUS-19]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    stand show(options_for(kind, place));
    const auto first = show.started();
    auto status = show.status(first);
    CHECK(status.step == 2);
    CHECK(status.initials == "…");
    CHECK(status.country == "BE");
    CHECK(status.tool_link == "https://be.quote.example/");
    CHECK(words(status.missing) == "customer");

    // Creating a customer does not select it.
    const auto anna = show.visitor(1);
    CHECK(show.status(first).initials == "…");
    const auto linked = show.run(link_customer{first, anna.id, {}, {}});
    REQUIRE(said(linked) == "ok");
    CHECK(linked.reply->initials == "JD");
    status = show.status(first);
    CHECK(status.step == 3);
    CHECK(status.customer == anna.id);
    CHECK(words(status.missing) == "configuration outlet");

    // The same customer again is the same answer; another one has to wait for the release.
    const auto before = show.records();
    CHECK(said(show.run(link_customer{first, anna.id, {}, {}})) == "ok");
    CHECK(show.records() == before);
    const auto berta = show.visitor(2);
    CHECK(said(show.run(link_customer{first, berta.id, {}, {}})) == "session_holds_customer@session");
    CHECK(said(show.run(stand::start())) == "session_holds_customer@actor.user");

    show.now += 5min;
    const auto released = show.run(release_customer{first});
    REQUIRE(said(released) == "ok");
    CHECK(effects_as(released.effects) == "email/thank_you>" + anna.email + ", email/quality_survey>" + anna.email);
    CHECK(released.effects[0].language == "fr-BE");
    CHECK(released.reply->became == journey_kind::undecided);
    status = show.status(first);
    CHECK(status.step == 2);
    CHECK(status.initials == "…");
    CHECK(status.customer.empty());
    CHECK(said(show.run(release_customer{first})) == "session_without_customer@session");
    REQUIRE(said(show.run(link_customer{first, berta.id, {}, {}})) == "ok");
    status = show.status(first);
    REQUIRE(status.recent_persons.size() == 2);
    CHECK(status.recent_persons[0].customer == berta.id);
    CHECK(status.recent_persons[1] == recent_person{anna.id, "JD"});
    REQUIRE(said(show.run(release_customer{first})) == "ok");

    // From zero another session takes its place.
    const auto second = show.started(stand::start("DS", "LU", "de-LU"));
    CHECK(show.status(first).ended_at.has_value());
    CHECK(said(show.run(link_customer{first, anna.id, {}, {}})) == "session_ended@session");
    CHECK(show.status(second).tool_link == "https://lu.quote.example/");
    CHECK(show.rebuilds_the_same());
  }
}

TEST_CASE("session: whose it is", "[session][JRN-02][ACC-02]") {
  stand show;
  const auto mine = show.started();
  const auto anna = show.visitor(1);
  CHECK(said(show.run(link_customer{mine, anna.id, {}, {}}, show.at_stand(second_genius))) ==
        "session_of_another_user@session");
  CHECK(said(show.run(show_session{mine}, show.at_stand(second_genius))) == "ok");
  // Another legal entity's session is answered like one that does not exist.
  CHECK(said(show.run(show_session{mine}, show.by())) == "record_not_found@session");
  CHECK(said(show.run(show_session{"nothing"})) == "record_not_found@session");
  CHECK(said(show.run(show_session{})) == "session_missing@session");
  const auto foreign = show.create(shop::someone(7), show.by());
  CHECK(said(show.run(link_customer{mine, foreign.id, {}, {}})) == "record_not_found@customer");
  CHECK(said(show.run(link_customer{mine, "nobody", {}, {}})) == "record_not_found@customer");
  CHECK(said(show.run(link_customer{})) == "session_missing@session, customer_id_missing@customer");
}

TEST_CASE("session.link: one of several candidates is confirmed", "[session][CUS-05]") {
  stand show;
  // Two of the same name: a search by the name of the first finds both.
  auto first = shop::someone(1);
  auto second = shop::someone(1);
  second.email = second.email_repeated = "other@example.be";
  second.mobile = "478200002";
  second.postal_code = "9000";
  const auto anna = show.create(first, show.at_stand());
  auto command = show.creation(second, show.at_stand());
  command.confirm_distinct = true;
  const auto made = show.run(command);
  REQUIRE(said(made) == "ok");
  const auto other = made.reply->customer;

  // Whoever created them knows them; another user, half an hour later, has to look.
  const auto session = show.started(stand::start(), second_genius);
  const auto as_second = [&] { return show.at_stand(second_genius); };
  const auto link = [&](const std::string& id, std::string email = {}) {
    request_context trial = as_second();
    trial.dry_run = true;
    return said(show.run(link_customer{session, id, std::move(email), {}}, trial));
  };
  CHECK(link(anna.id) == "candidate_not_confirmed@email");
  CHECK(link(anna.id, "other@example.be") == "candidate_not_confirmed@email");
  CHECK(link(anna.id, "JEANNE0001@example.be") == "ok");
  // A search that found one only needs no repeating.
  search_customers search;
  search.email = anna.email;
  REQUIRE(said(show.run(search, as_second())) == "ok");
  CHECK(link(anna.id) == "ok");
  CHECK(link(anna.id, "wrong@example.be") == "candidate_not_confirmed@email");
  // Selected with its e-mail: no second time.
  CHECK(link(other.id) == "candidate_not_confirmed@email");
  REQUIRE(said(show.run(select_customer{other.id, "other@example.be", {}}, as_second())) == "ok");
  CHECK(link(other.id) == "ok");
  show.now += 31min;
  CHECK(link(other.id) == "candidate_not_confirmed@email");
}

TEST_CASE("session.link: country, contact, erasure", "[session][QUO-03][CUS-07][CUS-21]") {
  stand show;
  const auto session = show.started();
  auto resident = shop::someone(1);
  resident.country = "LU";
  resident.mobile = "621123456";
  resident.postal_code = "L-1234";
  resident.language = "fr-LU";
  const auto abroad = show.create(resident, show.at_stand());
  const auto refused = show.run(link_customer{session, abroad.id, {}, {}});
  CHECK(said(refused) == "journey_country_mismatch@customer");
  CHECK(argument(refused.refused.at(0), "customer_country") == "LU");
  CHECK(argument(refused.refused.at(0), "journey_country") == "BE");

  const auto gone_one = show.visitor(2);
  REQUIRE(said(show.run(link_customer{session, gone_one.id, {}, {}})) == "ok");
  REQUIRE(said(show.run(erase_customer{gone_one.id, "asked"})) == "ok");
  CHECK(show.status(session).initials == "…");
  CHECK(show.status(session).recent_persons.empty());
  CHECK(show.status(session).missing.empty());
  CHECK(words(show.status(session).next) == "session.back session.release");
  // The journey of somebody who is gone ends without mails.
  const auto released = show.run(release_customer{session});
  REQUIRE(said(released) == "ok");
  CHECK(released.effects.empty());
  CHECK(said(show.run(link_customer{session, gone_one.id, {}, {}})) == "customer_erased@customer");
  CHECK(show.rebuilds_the_same());
}

TEST_CASE("session.release: the survey stops at an objection", "[session][JRN-01][CON-06]") {
  stand show;
  const auto anna = show.visitor(1);
  const auto session = show.linked(anna.id);
  REQUIRE(said(show.run(withdraw_consent{anna.id, {}, "service:quality_survey", {}}, show.by_nobody())) == "ok");
  const auto released = show.run(release_customer{session});
  CHECK(effects_as(released.effects) == "email/thank_you>" + anna.email);
}

TEST_CASE("session.back and session.backup through the desk", "[session][JRN-04][JRN-05]") {
  stand show;
  const auto anna = show.visitor(1);
  const auto session = show.linked(anna.id);
  CHECK(said(show.run(revisit_step{})) == "session_missing@session, step_out_of_range@step");
  CHECK(said(show.run(revisit_step{session, {}})) == "step_out_of_range@step");
  CHECK(said(show.run(revisit_step{session, 6})) == "step_out_of_range@step");
  const auto ahead = show.run(revisit_step{session, 4});
  CHECK(said(ahead) == "step_not_reached@step");
  CHECK(argument(ahead.refused.at(0), "reached") == "3");
  REQUIRE(said(show.run(revisit_step{session, 2})) == "ok");
  CHECK(show.status(session).step == 2);
  REQUIRE(said(show.run(revisit_step{session, 3})) == "ok");
  CHECK(show.status(session).step == 3);

  CHECK(said(show.run(use_backup{session, backup_reason::none})) == "backup_reason_missing@reason");
  const auto used = show.run(use_backup{session, backup_reason::keep_me_informed});
  REQUIRE(said(used) == "ok");
  CHECK(used.reply->tool == backup_tool::collect);
  CHECK(show.status(session).became == journey_kind::keep_me_informed);
  CHECK(show.run(release_customer{session}).reply->became == journey_kind::keep_me_informed);
  CHECK(show.status(session).became == journey_kind::undecided);
}

TEST_CASE("session: a lead instead of an offer", "[session][JRN-01][JRN-06]") {
  stand show;
  const auto anna = show.visitor(1);
  const auto session = show.linked(anna.id);
  capture_lead command;
  auto& typed = command.input;
  typed.brand = "DS";
  typed.market = "BE";
  typed.language = "fr-BE";
  typed.request = lead_request::test_drive;
  typed.models = {"ds_3"};
  typed.outlet = brussels;
  typed.person.first_name = anna.first_name;
  typed.person.last_name = anna.last_name;
  typed.person.email = anna.email;
  typed.person.mobile = anna.mobile;
  typed.person.country = "BE";
  typed.person.postal_code = "1000";
  typed.consents = answers(consent_answer::yes);
  // A lead of before the journey does not make it one.
  CHECK(show.status(session).became == journey_kind::undecided);
  show.now += 1min;
  REQUIRE(said(show.run(command)) == "ok");
  const auto status = show.status(session);
  CHECK(status.became == journey_kind::lead);
  CHECK(status.missing.empty());
  CHECK(show.run(release_customer{session}).reply->became == journey_kind::lead);
  show.now += 1min;
  REQUIRE(said(show.run(link_customer{session, anna.id, {}, {}})) == "ok");
  CHECK(show.status(session).became == journey_kind::undecided);
}

TEST_CASE("session.refer: to the bank, to the fleet responsible", "[session][JRN-01][QUO-10][QUO-11]") {
  stand show;
  const auto anna = show.visitor(1);
  const auto session = show.linked(anna.id);
  CHECK(said(show.run(refer_customer{session, {}})) == "referral_missing@to");
  const auto bank = show.run(refer_customer{session, referral_target::bank_specialist});
  REQUIRE(said(bank) == "ok");
  CHECK(bank.reply->user == bank_person);
  CHECK(effects_as(bank.effects) == "handover/finance_question>BS-1.d005@stand.example");
  CHECK(show.status(session).became == journey_kind::undecided);
  const auto fleet = show.run(refer_customer{session, referral_target::fleet_responsible});
  REQUIRE(said(fleet) == "ok");
  CHECK(effects_as(fleet.effects) == "handover/fleet_request>BS-1.d004@stand.example");
  CHECK(fleet.reply->became == journey_kind::fleet);
  // A second time nobody is handed over twice.
  const auto again = show.run(refer_customer{session, referral_target::fleet_responsible});
  CHECK(again.effects.empty());
  CHECK(again.reply == fleet.reply);
  CHECK(show.status(session).became == journey_kind::fleet);
  CHECK(show.status(session).referrals.size() == 2);
  CHECK(words(show.status(session).next).find("quote.open") == std::string::npos);
  CHECK(show.run(release_customer{session}).reply->became == journey_kind::fleet);
  CHECK(said(show.run(refer_customer{session, referral_target::bank_specialist})) ==
        "session_without_customer@session");

  // Where the stand has nobody of the role the referral is kept, and the answer says so.
  REQUIRE(said(show.run(link_customer{session, anna.id, {}, {}})) == "ok");
  load_network fewer;
  fewer.users = {make_user(bank_person, "BS-1", {role::bank_specialist})};
  fewer.users[0].active = false;
  REQUIRE(said(show.run(fewer, show.by_nobody())) == "ok");
  const auto nobody = show.run(refer_customer{session, referral_target::bank_specialist});
  REQUIRE(said(nobody) == "ok");
  CHECK(listed_as(nobody.notes) == "referral_without_receiver@to");
  CHECK(nobody.reply->user.empty());
  CHECK(show.rebuilds_the_same());
}

TEST_CASE("session: instants go forward, dry runs change nothing, keys repeat", "[session][DAT-04][DAT-06]") {
  stand show;
  const auto anna = show.visitor(1);
  const auto session = show.linked(anna.id);
  const auto events = show.records();
  request_context trial = show.at_stand();
  trial.dry_run = true;
  CHECK(said(show.run(release_customer{session}, trial)) == "ok");
  CHECK(show.status(session).customer == anna.id);
  CHECK(show.records() == events);
  show.now -= 1us;
  CHECK(said(show.run(release_customer{session})) == "instant_before_last_event@at");
  CHECK(said(show.run(revisit_step{session, 2})) == "instant_before_last_event@at");
  CHECK(said(show.run(use_backup{session, backup_reason::no_time})) == "instant_before_last_event@at");
  CHECK(said(show.run(refer_customer{session, referral_target::bank_specialist})) == "instant_before_last_event@at");
  show.now += 1us;
  request_context keyed = show.at_stand();
  keyed.key = "once";
  const auto once = show.run(release_customer{session}, keyed);
  REQUIRE(said(once) == "ok");
  const auto twice = show.run(release_customer{session}, keyed);
  REQUIRE(said(twice) == "ok");
  CHECK(twice.reply == once.reply);
  CHECK(twice.effects == once.effects);
}

TEST_CASE("session: two starts at once leave one open", "[session][JRN-02]") {
  stand show;
  const auto first = show.started();
  // Another brand than the last session's: only who may switch.
  CHECK(said(show.run(stand::start("AC"))) == "brand_switch_not_allowed@brand");
  CHECK_FALSE(show.status(first).ended_at.has_value());
  show.started(stand::start("DS"), van_genius);
  CHECK(said(show.run(stand::start("AC"), show.at_stand(van_genius))) == "ok");
  show.started(stand::start("FT"), second_genius);
  CHECK(said(show.run(stand::start("AH"), show.at_stand(second_genius))) == "ok");
  CHECK(said(show.run(stand::start("JE"), show.at_stand(second_genius))) == "brand_switch_not_allowed@brand");
}
