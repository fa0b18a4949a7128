// Consents: asked without a default, kept as history, withdrawn at any instant, never a condition.
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/consent.hpp"
#include "desk/codec.hpp"
#include "desk/projections.hpp"
#include "support/catch.hpp"
#include "support/desk_fixture.hpp"

using namespace dealerkit;
using namespace desk_test;

namespace {

consent_record answered(std::string purpose, consent_answer answer, instant at) {
  consent_record record;
  record.purpose = std::move(purpose);
  record.answer = answer;
  record.at = at;
  return record;
}

consent_terms terms_with(std::vector<purpose_terms> purposes) {
  consent_terms terms;
  terms.purposes = std::move(purposes);
  return terms;
}

// What every kind of message needs, as the rule book says it.
const std::map<message_kind, std::string>& needed_purposes() {
  static const auto* const needs =
      new std::map<message_kind, std::string>{{message_kind::commercial_mail, "contact"},
                                              {message_kind::news, "contact"},
                                              {message_kind::personal_offer, "contact"},
                                              {message_kind::further_offer_mail, "contact"},
                                              {message_kind::follow_up_campaign, "contact"},
                                              {message_kind::offer, ""},
                                              {message_kind::voucher, ""},
                                              {message_kind::account_confirmation, ""},
                                              {message_kind::thank_you, ""},
                                              {message_kind::quality_survey, ""},
                                              {message_kind::card_delivery, ""},
                                              {message_kind::card_movement, ""},
                                              {message_kind::card_reminder, ""},
                                              {message_kind::share_with_brand, "share_with_brand"},
                                              {message_kind::share_with_partners, "partners"},
                                              {message_kind::profiling, "profiling"}};
  return *needs;
}

record_consent record_command(std::string customer, std::string purpose, consent_answer answer) {
  return {std::move(customer), {}, std::move(purpose), answer, "desk", {"fr-BE", "2"}};
}

}  // namespace

// --- Pure

TEST_CASE("answer_at: the latest record not after the instant", "[consent][CON-04][CON-07]") {
  const std::vector<consent_record> history = {
      answered("contact", consent_answer::yes, noon), answered("partners", consent_answer::yes, noon),
      answered("contact", consent_answer::no, noon + 1h), answered("contact", consent_answer::yes, noon + 1h),
      answered("contact", consent_answer::no, noon + 2h)};
  CHECK(answer_at(history, "contact", noon - 1us) == consent_answer::not_asked);
  CHECK(answer_at(history, "contact", noon) == consent_answer::yes);
  CHECK(answer_at(history, "contact", noon + 1h - 1us) == consent_answer::yes);
  CHECK(answer_at(history, "contact", noon + 1h) == consent_answer::yes);  // of equals the last appended
  CHECK(record_at(history, "contact", noon + 1h) == &history[3]);
  CHECK(answer_at(history, "contact", noon + 2h - 1us) == consent_answer::yes);
  CHECK(answer_at(history, "contact", noon + 2h) == consent_answer::no);
  CHECK(answer_at(history, "profiling", noon + 2h) == consent_answer::not_asked);
  CHECK(record_at(history, "profiling", noon + 2h) == nullptr);
  CHECK(answer_at({}, "contact", noon) == consent_answer::not_asked);
}

TEST_CASE("decide_send: every kind of message against every answer", "[consent][CON-05][CON-06]") {
  CHECK(needed_purposes().size() == std::size(enum_names<message_kind>::list));
  for (const auto& known : enum_names<message_kind>::list) {
    CAPTURE(known.name);
    const auto& purpose = needed_purposes().at(known.value);
    CHECK(purpose_needed(known.value) == purpose);
    const bool can_be_stopped =
        known.value == message_kind::quality_survey || known.value == message_kind::card_reminder;
    CHECK(stoppable(known.value) == can_be_stopped);
    // Every other purpose is answered against it: only its own decides.
    for (const auto answer : {consent_answer::not_asked, consent_answer::yes, consent_answer::no}) {
      std::vector<consent_record> history;
      for (const std::string_view other : {"contact", "profiling", "partners", "share_with_brand"})
        if (other != purpose)
          history.push_back(
              answered(std::string(other), purpose.empty() ? consent_answer::no : consent_answer::yes, noon));
      if (!purpose.empty() && answer != consent_answer::not_asked) history.push_back(answered(purpose, answer, noon));
      const bool allowed = purpose.empty() || answer == consent_answer::yes;
      CHECK(said(decide_send(history, known.value, noon)) == (allowed ? "ok" : "consent_not_given@message"));
    }
    if (!can_be_stopped) continue;
    const std::vector<consent_record> objection = {
        answered(std::string(objection_name(known.value)), consent_answer::no, noon)};
    CHECK(said(decide_send(objection, known.value, noon)) == "message_stopped_by_objection@message");
    CHECK(said(decide_send(objection, known.value, noon - 1us)) == "ok");  // before it was made
  }
  // One objection stops one kind of message.
  const std::vector<consent_record> survey = {answered("service:quality_survey", consent_answer::no, noon)};
  CHECK(decide_send(survey, message_kind::card_reminder, noon).ok());
  CHECK(decide_send(survey, message_kind::thank_you, noon).ok());
}

TEST_CASE("decide_send: against the answers of the instant of sending", "[consent][CON-05][CON-07]") {
  const std::vector<consent_record> history = {answered("contact", consent_answer::yes, noon),
                                               answered("contact", consent_answer::no, noon + 1h)};
  CHECK(said(decide_send(history, message_kind::follow_up_campaign, noon - 1us)) == "consent_not_given@message");
  CHECK(said(decide_send(history, message_kind::follow_up_campaign, noon)) == "ok");
  CHECK(said(decide_send(history, message_kind::follow_up_campaign, noon + 1h - 1us)) == "ok");
  CHECK(said(decide_send(history, message_kind::follow_up_campaign, noon + 1h)) == "consent_not_given@message");
}

TEST_CASE("check_terms of consents: rules in order of precedence", "[consent][CON-01][CON-03]") {
  const auto broken = [](std::vector<purpose_terms> purposes) {
    return said(check_terms(terms_with(std::move(purposes))));
  };
  const std::string field = "@policy.consent.purposes";
  using answer = consent_answer;
  CHECK(broken({{"", true, answer::yes, {"quote"}}}) == "purpose_malformed" + field);
  CHECK(broken({{"Contact", true, answer::yes, {"quote"}}}) == "purpose_malformed" + field);
  CHECK(broken({{"con tact", true, answer::yes, {"quote"}}}) == "purpose_malformed" + field);
  CHECK(broken({{std::string(65, 'a'), true, answer::yes, {"quote"}}}) == "purpose_malformed" + field);
  CHECK(broken({{"contact", true, {}, {}}, {"contact", true, answer::yes, {}}}) == "purpose_malformed" + field);
  CHECK(broken({{"contact", true, answer::yes, {"quote"}}}) == "consent_has_default" + field);
  CHECK(broken({{"contact", true, answer::no, {"quote"}}}) == "consent_has_default" + field);
  CHECK(broken({{"contact", true, answer::not_asked, {}}}) == "consent_has_default" + field);
  for (const std::string wish : {"quote", "voucher", "offer_mail", "lead", "card", ""})
    CHECK(broken({{"contact", true, {}, {}}, {"partners", false, {}, {wish}}}) == "consent_made_a_condition" + field);
  CHECK(broken({}) == "ok");
  CHECK(broken({{std::string(64, 'a'), true, {}, {}}}) == "ok");
  CHECK(broken({{"contact", true, {}, {}}, {"profiling", false, {}, {}}, {"brand_2", false, {}, {}}}) == "ok");
}

TEST_CASE("first_unanswered: every required purpose needs a yes or a no", "[consent][CON-02]") {
  const auto terms = terms_with({{"a", true, {}, {}}, {"b", false, {}, {}}, {"c", true, {}, {}}});
  named<consent_answer> given;
  REQUIRE(first_unanswered(terms, given) != nullptr);
  CHECK(first_unanswered(terms, given)->code == "a");
  given.set("a", consent_answer::not_asked);
  CHECK(first_unanswered(terms, given)->code == "a");
  given.set("a", consent_answer::no);
  CHECK(first_unanswered(terms, given)->code == "c");
  given.set("c", consent_answer::yes);
  CHECK(first_unanswered(terms, given) == nullptr);
}

// --- Through the desk

TEST_CASE("consent.record: rules in order of precedence", "[consent][CON-01][CON-04][DAT-06][ACC-02]") {
  shop show;
  const auto one = show.create(shop::someone(1));
  const auto acme = show.create(shop::some_company(1));
  struct row {
    std::string wanted;
    std::function<void(record_consent&)> change;
  };
  const row rows[] = {
      {"consent_record_incomplete@customer, consent_record_incomplete@purpose, consent_record_incomplete@channel, "
       "consent_record_incomplete@text.language, consent_record_incomplete@text.version",
       [](record_consent& to) { to = {}; }},
      {"consent_record_incomplete@channel", [](record_consent& to) { to.channel = ""; }},
      {"consent_record_incomplete@text.version", [](record_consent& to) { to.text.version = ""; }},
      {"consent_answer_not_listed@answer",
       [](record_consent& to) {
         to.answer = consent_answer::not_asked;
         to.customer = "nobody";
       }},
      {"record_not_found@customer",
       [](record_consent& to) {
         to.customer = "nobody";
         to.contact = "x";
       }},
      {"record_not_found@contact",
       [](record_consent& to) {
         to.contact = "nobody";
         to.purpose = "horoscope";
       }},
      {"purpose_unknown@purpose", [](record_consent& to) { to.purpose = "horoscope"; }},
      {"purpose_unknown@purpose", [](record_consent& to) { to.purpose = "service:quality_survey"; }},
      {"ok", [](record_consent&) {}},
      {"ok",
       [](record_consent& to) {
         to.answer = consent_answer::no;
         to.purpose = "partners";
       }},
      {"ok", [&](record_consent& to) { to.customer = acme.id; }},
      {"ok", [&](record_consent& to) {
         to.customer = acme.id;
         to.contact = acme.contacts[0].id;
       }}};
  for (const auto& [wanted, change] : rows) {
    auto command = record_command(one.id, "contact", consent_answer::yes);
    change(command);
    CAPTURE(wanted);
    CHECK(said(show.run(command)) == wanted);
  }
  auto earlier = show.by();
  earlier.at = noon - 1us;
  CHECK(said(show.run(record_command(one.id, "contact", consent_answer::yes), earlier)) ==
        "instant_before_last_event@at");
  const auto refused = show.run(record_command(one.id, "horoscope", consent_answer::yes));
  CHECK(argument(refused.refused.at(0), "known") == "contact, profiling, partners");
}

TEST_CASE("consent.record: what is kept, and the same answer again", "[consent][CON-04]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    const auto one = show.create(shop::someone(1));
    show.now += 1h;
    const auto count = show.records();
    const auto first = show.run(record_command(one.id, "contact", consent_answer::no), show.by(second_seller, antwerp));
    REQUIRE(said(first) == "ok");
    const auto& record = first.reply->record;
    CHECK(first.reply->customer == one.id);
    CHECK(record.purpose == "contact");
    CHECK(record.answer == consent_answer::no);
    CHECK(record.at == show.now);
    CHECK(record.user == second_seller);
    CHECK(record.outlet == antwerp);
    CHECK(record.channel == "desk");
    CHECK(record.text == consent_text{"fr-BE", "2"});
    CHECK_FALSE(record.withdrawal);
    CHECK(record.sequence == count + 1);
    // Said again is another record: history is append-only, and each answer has its own proof.
    const auto second = show.run(record_command(one.id, "contact", consent_answer::no));
    REQUIRE(said(second) == "ok");
    CHECK(second.reply->record.sequence == count + 2);
    const auto out = show.run(export_customer{one.id});
    CHECK(out.reply->consents.size() == 3 + 2);
    CHECK(show.rebuilds_the_same());
  }
}

TEST_CASE("consent.withdraw: by the person, at any instant, for every later decision",
          "[consent][CON-05][CON-06][CON-07][ACC-01]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    const auto one = show.create(shop::someone(1));
    const auto acme = show.create(shop::some_company(1));
    const auto withdraw = [&](std::string customer, std::string contact, std::string purpose) {
      return show.run(withdraw_consent{std::move(customer), std::move(contact), std::move(purpose), {}},
                      show.by_nobody());
    };
    CHECK(said(withdraw("", "", "")) == "consent_record_incomplete@customer, consent_record_incomplete@purpose");
    CHECK(said(withdraw("nobody", "x", "x")) == "record_not_found@customer");
    CHECK(said(withdraw(one.id, "nobody", "x")) == "record_not_found@contact");
    CHECK(said(withdraw(one.id, "", "horoscope")) == "purpose_unknown@purpose");
    auto earlier = show.by_nobody();
    earlier.at = noon - 1us;
    CHECK(said(show.run(withdraw_consent{one.id, {}, "contact", {}}, earlier)) == "instant_before_last_event@at");

    const auto may = [&](message_kind message) {
      const auto asked = show.run(ask_to_send{one.id, {}, message});
      REQUIRE(said(asked) == "ok");
      return asked.reply->because + (asked.reply->allowed ? " +" : " -");
    };
    CHECK(may(message_kind::news) == "consent_given +");
    CHECK(may(message_kind::profiling) == "consent_not_given -");
    CHECK(may(message_kind::offer) == "service_message +");
    CHECK(may(message_kind::quality_survey) == "service_message +");
    show.now += 1h;
    const auto taken_back = withdraw(one.id, "", "contact");
    REQUIRE(said(taken_back) == "ok");
    const auto& record = taken_back.reply->record;
    CHECK(record.answer == consent_answer::no);
    CHECK(record.withdrawal);
    CHECK(record.user.empty());
    CHECK(record.outlet.empty());
    CHECK(record.channel == "self");
    CHECK(record.text == consent_text{"fr-BE", "1"});  // of the text that was agreed to
    CHECK(may(message_kind::news) == "consent_not_given -");
    CHECK(may(message_kind::offer) == "service_message +");
    // The two service messages that a person can stop.
    REQUIRE(said(withdraw(one.id, "", "service:quality_survey")) == "ok");
    CHECK(may(message_kind::quality_survey) == "message_stopped_by_objection -");
    CHECK(may(message_kind::card_reminder) == "service_message +");
    REQUIRE(said(withdraw(one.id, "", "service:card_reminder")) == "ok");
    CHECK(may(message_kind::card_reminder) == "message_stopped_by_objection -");
    // Withdrawn twice, and what was never given.
    CHECK(said(withdraw(one.id, "", "contact")) == "ok");
    CHECK(said(withdraw(one.id, "", "partners")) == "ok");
    const auto by_operator = show.run(withdraw_consent{one.id, {}, "contact", "phone"});
    CHECK(by_operator.reply->record.user == seller);
    CHECK(by_operator.reply->record.channel == "phone");
    // A company's contact withdraws alone.
    REQUIRE(said(withdraw(acme.id, acme.contacts[0].id, "contact")) == "ok");
    CHECK_FALSE(show.run(ask_to_send{acme.id, {}, message_kind::news}).reply->allowed);
    CHECK(show.rebuilds_the_same());
  }
}

TEST_CASE("consent.may_send: rules in order", "[consent][CON-06][CUS-07]") {
  shop show;
  const auto one = show.create(shop::someone(1));
  CHECK(said(show.run(ask_to_send{})) == "consent_record_incomplete@customer");
  CHECK(said(show.run(ask_to_send{"nobody", {}, message_kind::news})) == "record_not_found@customer");
  CHECK(said(show.run(ask_to_send{one.id, "nobody", message_kind::news})) == "record_not_found@contact");
  for (const auto& [message, purpose] : needed_purposes()) {
    const auto asked = show.run(ask_to_send{one.id, {}, message});
    REQUIRE(said(asked) == "ok");
    CAPTURE(name_of(message));
    CHECK(asked.reply->needs == purpose);
    CHECK(asked.reply->allowed == (purpose.empty() || purpose == "contact"));  // the fixture said yes to contact only
  }
}

TEST_CASE("consent.state: what holds now, and what held then", "[consent][CON-02][CON-07]") {
  desk_options options;
  options.preset = "vans_leads_fr";
  shop show(options);
  auto command = show.creation(shop::someone(1));
  command.input.mobile = "+32478100001";
  command.consents = {};
  command.consents.set("contact", consent_answer::yes);
  const auto made = show.run(command);
  REQUIRE(said(made) == "ok");
  const auto id = made.reply->customer.id;
  show.now += 1h;
  REQUIRE(said(show.run(record_command(id, "contact", consent_answer::no))) == "ok");
  const auto state = [&](std::optional<instant> as_of) {
    const auto shown = show.run(show_consents{id, {}, as_of});
    REQUIRE(said(shown) == "ok");
    std::string text;
    for (const auto& [purpose, standing] : *shown.reply) {
      text += purpose + "=" + std::string(name_of(standing.answer)) + (standing.at.has_value() ? "@" : "") + " ";
    }
    return text;
  };
  CHECK(state({}) == "contact=no@ profiling=not_asked partners=not_asked ");
  CHECK(state(noon) == "contact=yes@ profiling=not_asked partners=not_asked ");
  CHECK(state(noon + 1h - 1us) == "contact=yes@ profiling=not_asked partners=not_asked ");
  CHECK(state(noon + 1h) == "contact=no@ profiling=not_asked partners=not_asked ");
  CHECK(state(noon - 1us) == "contact=not_asked profiling=not_asked partners=not_asked ");
  // A purpose that another policy asked for is still shown, and can still be withdrawn.
  REQUIRE(said(show.run(load_policy{"exclusive_card_fr", {}}, show.by_nobody())) == "ok");
  REQUIRE(said(show.run(record_command(id, "share_with_brand", consent_answer::yes))) == "ok");
  REQUIRE(said(show.run(load_policy{"vans_leads_fr", {}}, show.by_nobody())) == "ok");
  CHECK(state({}) == "contact=no@ profiling=not_asked partners=not_asked share_with_brand=yes@ ");
  CHECK(said(show.run(withdraw_consent{id, {}, "share_with_brand", {}}, show.by_nobody())) == "ok");
}

TEST_CASE("consent.receipt: signed by the ledger", "[consent][CON-08][ACC-07]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    const auto one = show.create(shop::someone(1));
    const auto acme = show.create(shop::some_company(1));
    CHECK(said(show.run(issue_receipt{})) == "consent_record_incomplete@customer, consent_record_incomplete@purpose");
    CHECK(said(show.run(issue_receipt{"nobody", {}, "contact"})) == "record_not_found@customer");
    CHECK(said(show.run(issue_receipt{one.id, "nobody", "contact"})) == "record_not_found@contact");
    CHECK(said(show.run(issue_receipt{one.id, {}, "share_with_brand"})) == "consent_never_recorded@purpose");

    const auto check_receipt = [&](const std::string& purpose, std::string_view state, std::string_view by) {
      const auto issued = show.run(issue_receipt{one.id, {}, purpose});
      REQUIRE(said(issued) == "ok");
      const auto& receipt = issued.reply->receipt;
      CHECK(receipt.purpose == purpose);
      CHECK(receipt.event_state == state);
      CHECK(receipt.collected_by == by);
      CHECK(receipt.pii_principal_id == one.id);
      CHECK(receipt.pii_controller == "BE-1");
      CHECK(receipt.schema_version.find("27560") != std::string::npos);
      // The hash is the one that the audit shows for the very event.
      list_audit list;
      list.record = one.id;
      list.limit = 1000;
      const auto audit = show.run(list);
      const ledger_line* line = nullptr;
      for (const auto& candidate : audit.reply->records)
        if (candidate.sequence == receipt.ledger_record) line = &candidate;
      REQUIRE(line != nullptr);
      CHECK(receipt.chain_hash == line->hash);
      CHECK(receipt.event_time == line->at);
      // Nothing of the person beside the pseudonym.
      CHECK(codec::bytes_of(receipt).find("jeanne") == std::string::npos);
    };
    check_receipt("contact", "consent_given", seller);
    check_receipt("profiling", "consent_refused", seller);
    show.now += 1h;
    REQUIRE(said(show.run(withdraw_consent{one.id, {}, "contact", {}}, show.by_nobody())) == "ok");
    check_receipt("contact", "consent_withdrawn", "");
    const auto of_contact = show.run(issue_receipt{acme.id, acme.contacts[0].id, "contact"});
    REQUIRE(said(of_contact) == "ok");
    CHECK(of_contact.reply->receipt.pii_principal_id == acme.contacts[0].id);
    CHECK(show.rebuilds_the_same());
    check_receipt("contact", "consent_withdrawn", "");
  }
}

TEST_CASE("report.data_quality: counts per user and day of the outlet", "[consent][CON-09][CUS-11]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    const auto day = [](unsigned of_month) { return std::chrono::year{2024} / 1 / static_cast<int>(of_month); };
    const auto create = [&](int number, const std::string& who, consent_answer contact, bool confirmed) {
      auto typed = shop::someone(number);
      typed.email_confirmed = confirmed;
      auto command = show.creation(typed, show.by(who));
      command.consents = answers(contact);
      REQUIRE(said(show.run(command, show.by(who))) == "ok");
    };
    // The seller asks three people and hears one yes; the second one asks one and hears yes.
    create(1, seller, consent_answer::yes, true);
    create(2, seller, consent_answer::no, false);
    create(3, seller, consent_answer::no, true);
    create(4, second_seller, consent_answer::yes, false);
    // 23:30 in UTC is the next day in Brussels.
    show.now = noon + 11h + 30min;
    auto company = shop::some_company(1);
    company.vat = "BE0000000097";
    auto command = show.creation(shop::some_company(1));
    search_customers search;
    search.email = company.contacts[0].email;
    command.search_token = show.run(search).reply->token;
    command.input = company;
    const auto made = show.run(command);
    REQUIRE(said(made) == "ok");
    add_contact contact;
    contact.id = made.reply->customer.id;
    contact.contact = shop::somebody(60);
    contact.contact.email_confirmed = true;
    contact.consents = answers(consent_answer::no);
    REQUIRE(said(show.run(contact)) == "ok");
    REQUIRE(said(show.run(record_command(made.reply->customer.id, "contact", consent_answer::no))) == "ok");
    // A withdrawal is not an answer that a user collected.
    REQUIRE(said(show.run(withdraw_consent{made.reply->customer.id, {}, "contact", {}})) == "ok");
    // Another dealer's people are another dealer's business.
    show.create(shop::someone(90), show.by(rival, ghent));

    const auto lines = [&](unsigned from, unsigned to, const std::string& who = manager,
                           const std::string& at = brussels) {
      const auto report = show.run(report_quality{day(from), day(to), {}, {}}, show.by(who, at));
      REQUIRE(said(report) == "ok");
      std::vector<std::string> text;
      for (const auto& line : report.reply->lines) {
        std::string one = line.day + " " + line.user + " " + std::to_string(line.customers_created) + " " +
                          std::to_string(line.consents_answered) + " " + std::to_string(line.emails_confirmed) + " " +
                          std::to_string(line.placeholders_used);
        for (const auto& [purpose, percent] : line.yes_percent) one += " " + purpose + "=" + percent;
        text.push_back(one);
      }
      return text;
    };
    using texts = std::vector<std::string>;
    const std::string busy = "2024-01-12 BE-1.d001 3 9 2 0 contact=33.33 profiling=0.00 partners=0.00";
    // By user, never by rate: the better rate comes second.
    const std::string lucky = "2024-01-12 BE-1.d003 1 3 0 0 contact=100.00 profiling=0.00 partners=0.00";
    const std::string late = "2024-01-13 BE-1.d001 1 7 1 1 contact=33.33 profiling=0.00 partners=0.00";
    CHECK(lines(12, 12) == texts{busy, lucky});
    CHECK(lines(12, 13) == texts{busy, lucky, late});
    CHECK(lines(13, 31) == texts{late});
    CHECK(lines(1, 11).empty());
    CHECK(lines(14, 31).empty());
    CHECK(lines(1, 31, rival, ghent) ==
          texts{"2024-01-13 BE-2.d001 1 3 0 0 contact=100.00 profiling=0.00 partners=0.00"});

    CHECK(said(show.run(report_quality{day(13), day(12), {}, {}})) == "period_ends_before_start@to");
    CHECK(said(show.run(report_quality{{}, day(12), {}, {}})) == "report_period_missing@from");
    CHECK(said(show.run(report_quality{day(12), std::chrono::year{2024} / 2 / 30, {}, {}})) ==
          "report_period_missing@to");
    // Counts stay after an erasure: they name nobody.
    REQUIRE(said(show.run(erase_customer{made.reply->customer.id, "asked"})) == "ok");
    CHECK(lines(13, 13) == texts{late});
    CHECK(show.rebuilds_the_same());
    CHECK(lines(12, 13) == texts{busy, lucky, late});
  }
}

TEST_CASE("report.data_quality: a page at a time, by day, then user", "[consent][CON-09][DAT-05]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    const auto day = [](unsigned of_month) { return std::chrono::year{2024} / 1 / static_cast<int>(of_month); };
    std::vector<std::string> made;
    for (int passed = 0; passed < 3; ++passed) {
      for (const auto* who : {second_seller, seller, manager})
        show.create(shop::someone(10 * passed + static_cast<int>(who[8] - '0')), show.by(who));
      for (const auto* who : {seller, manager, second_seller})
        made.push_back("2024-01-" + std::to_string(12 + passed) + "/" + who);
      show.now += 24h;
    }
    show.create(shop::someone(90), show.by(rival, ghent));  // of the other side of the wall
    const auto ask = [&](std::optional<std::int64_t> limit, const std::string& after, unsigned from = 1) {
      return show.run(report_quality{day(from), day(31), limit, after}, show.by(manager));
    };
    const auto places = [](const answer<report_quality::reply_type>& report) {
      std::vector<std::string> seen;
      for (const auto& line : report.reply->lines) seen.push_back(line.day + "/" + line.user);
      return seen;
    };
    for (const std::int64_t limit : {1, 2, 4, 9, 100}) {
      CAPTURE(limit);
      std::vector<std::string> seen;
      std::string after;
      std::size_t pages = 0;
      for (bool more = true; more; ++pages) {
        const auto page = ask(limit, after);
        REQUIRE(said(page) == "ok");
        for (const auto& one : places(page)) seen.push_back(one);
        more = page.reply->next.has_value();
        if (more) {
          CHECK(page.reply->lines.size() == static_cast<std::size_t>(limit));
          after = *page.reply->next;
        }
      }
      CHECK(seen == made);
      CHECK(pages == (made.size() + static_cast<std::size_t>(limit) - 1) / static_cast<std::size_t>(limit));
    }
    // A place is not a line: it may be of a day before, or of somebody who did nothing.
    CHECK(places(ask(1, "2024-01-02/BE-1.d001", 13)) == std::vector<std::string>{made[3]});
    CHECK(places(ask(1, "2024-01-12/BE-1.d002zz")) == std::vector<std::string>{made[2]});
    CHECK(places(ask(9, "2024-01-14/zz")).empty());
    for (const auto* odd :
         {"x", "BE-1.d001", "2024-01-12", "2024-01-12/", "2024-02-30/BE-1.d001", "2024-01-12 BE-1.d001"})
      CHECK(said(ask({}, odd)) == "list_position_unknown@after");
    CHECK(said(ask(0, "")) == "list_limit_out_of_range@limit");
    CHECK(said(ask(1001, "")) == "list_limit_out_of_range@limit");
    CHECK(said(ask(1000, "")) == "ok");
    CHECK(said(show.run(report_quality{day(13), day(12), 0, "x"})) ==
          "period_ends_before_start@to, list_limit_out_of_range@limit, list_position_unknown@after");
  }
}

TEST_CASE("report.data_quality: what is confirmed or unknown by a later change counts too", "[consent][CON-09]") {
  shop show;
  const auto one = show.create(shop::someone(1));
  const auto acme = show.create(shop::some_company(1));
  customer_changes confirmed, unknown;
  confirmed.email_confirmed = true;
  unknown.vat = "BE0000000097";
  REQUIRE(said(show.run(update_customer{one.id, confirmed})) == "ok");
  REQUIRE(said(show.run(update_customer{acme.id, unknown})) == "ok");
  const auto day = std::chrono::year{2024} / 1 / 12;
  const auto report = show.run(report_quality{day, day, {}, {}});
  REQUIRE(report.reply->lines.size() == 1);
  CHECK(report.reply->lines[0].emails_confirmed == 1);
  CHECK(report.reply->lines[0].placeholders_used == 1);
}
