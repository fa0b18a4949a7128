// Customers: searched for, created, taken, changed, merged with nobody, erased.
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/customer.hpp"
#include "desk/codec.hpp"
#include "desk/projections.hpp"
#include "support/catch.hpp"
#include "support/desk_fixture.hpp"

using namespace dealerkit;
using namespace desk_test;

namespace {

using ids = std::vector<std::string>;

person known_person(std::string first, std::string last, std::string email) {
  person one;
  one.id = "P";
  one.first_name = std::move(first);
  one.last_name = std::move(last);
  one.email = std::move(email);
  return one;
}

consent_record record_of(std::string purpose, consent_answer answer, instant at) {
  consent_record record;
  record.purpose = std::move(purpose);
  record.answer = answer;
  record.at = at;
  return record;
}

creation_facts proved(instant at, std::vector<similar_customer> similar = {}) {
  return {search_proof{true, true, at}, std::move(similar)};
}

ids found_ids(const answer<search_customers::reply_type>& found) {
  REQUIRE(said(found) == "ok");
  ids list;
  for (const auto& one : found.reply->candidates) list.push_back(one.id);
  return list;
}

}  // namespace

// --- Pure

TEST_CASE("decide creation: rules in order of precedence", "[customer][CUS-02][CUS-17]") {
  const std::vector<similar_customer> all = {
      {"a", likeness::same_email}, {"b", likeness::same_vat}, {"c", likeness::same_name_and_phone_or_postal_code}};
  const std::vector<similar_customer> vat_and_name = {all[2], all[1]};
  const std::vector<similar_customer> name_only = {all[2]};
  const instant long_ago = noon - 24h;
  struct row {
    std::optional<search_proof> search;
    std::vector<similar_customer> similar;
    bool confirm_distinct;
    std::string wanted;
  };
  const row rows[] = {{std::nullopt, all, false, "search_token_unknown@search_token"},
                      {search_proof{false, false, long_ago}, all, false, "search_token_unknown@search_token"},
                      {search_proof{true, false, noon + 1us}, all, false, "search_token_unknown@search_token"},
                      {search_proof{true, false, long_ago}, all, false, "search_token_expired@search_token"},
                      {search_proof{true, false, noon}, all, false, "search_did_not_cover@search_token"},
                      {search_proof{true, true, noon}, all, false, "duplicate_email@customer.email"},
                      {search_proof{true, true, noon}, all, true, "duplicate_email@customer.email"},
                      {search_proof{true, true, noon}, vat_and_name, false, "duplicate_vat@customer.vat"},
                      {search_proof{true, true, noon}, vat_and_name, true, "duplicate_vat@customer.vat"},
                      {search_proof{true, true, noon}, name_only, false, "duplicate_not_confirmed@confirm_distinct"},
                      {search_proof{true, true, noon}, name_only, true, "ok"},
                      {search_proof{true, true, noon}, {}, false, "ok"},
                      {search_proof{true, true, noon}, {}, true, "ok"}};
  for (const auto& [search, similar, confirm_distinct, wanted] : rows) {
    new_customer one;
    one.confirm_distinct = confirm_distinct;
    CAPTURE(wanted);
    CHECK(said(decide({search, similar}, one, customer_terms{}, noon)) == wanted);
  }
}

TEST_CASE("decide creation: exactly as old as allowed is in time", "[customer][CUS-02]") {
  for (const std::int64_t minutes : {1, 30, 1440}) {
    customer_terms terms;
    terms.search_valid_minutes = minutes;
    const auto age = std::chrono::minutes{minutes};
    CAPTURE(minutes);
    CHECK(said(decide(proved(noon - age), {}, terms, noon)) == "ok");
    CHECK(said(decide(proved(noon - age - 1us), {}, terms, noon)) == "search_token_expired@search_token");
    CHECK(said(decide(proved(noon), {}, terms, noon)) == "ok");
  }
}

TEST_CASE("decide creation: what the event says", "[customer][CUS-09][CUS-11][CON-09]") {
  new_customer one;
  one.outlet = brussels;
  one.user = seller;
  one.kind = customer_kind::b2b;
  one.open_account = true;
  one.details.business.vat_unknown = true;
  one.details.contacts = {known_person("A", "B", "a@b.be"), known_person("C", "D", "c@d.be")};
  one.details.contacts[0].email_confirmed = true;
  one.details.contacts[0].consents = {record_of("contact", consent_answer::yes, noon)};
  one.details.contacts[1].consents = {record_of("contact", consent_answer::no, noon)};
  const auto decided = decide(proved(noon), one, customer_terms{}, noon);
  REQUIRE(decided.ok());
  const auto& event = decided.value();
  CHECK(event.outlet == brussels);
  CHECK(event.owner == seller);
  CHECK(event.of_kind == customer_kind::b2b);
  CHECK(event.account == account_state::pending);
  CHECK(event.vat_unknown);
  CHECK(event.emails_confirmed == 1);
  CHECK(event.consents.size() == 2);
  CHECK(event.details == one.details);
  one.open_account = false;
  CHECK(decide(proved(noon), one, customer_terms{}, noon).value().account == account_state::none);
}

TEST_CASE("decide_selection: rules in order of precedence", "[customer][CUS-05][CUS-07]") {
  customer erased, empty_company, somebody;
  erased.kind = empty_company.kind = customer_kind::b2b;
  erased.erased_at = noon;
  CHECK(said(decide_selection(erased, true, false)) == "customer_erased@id");
  CHECK(said(decide_selection(empty_company, true, false)) == "candidate_not_confirmed@email");
  CHECK(said(decide_selection(empty_company, true, true)) == "contact_missing@id");
  CHECK(said(decide_selection(empty_company, false, false)) == "contact_missing@id");
  CHECK(said(decide_selection(somebody, true, false)) == "candidate_not_confirmed@email");
  CHECK(said(decide_selection(somebody, true, true)) == "ok");
  CHECK(said(decide_selection(somebody, false, false)) == "ok");
  CHECK(decide_selection(somebody, false, true).value().confirmed);
  CHECK_FALSE(decide_selection(somebody, false, false).value().confirmed);
}

TEST_CASE("evolve: replaying the events of a customer gives its state", "[customer][CUS-21][CON-04]") {
  new_customer wanted;
  wanted.outlet = brussels;
  wanted.user = seller;
  wanted.open_account = true;
  wanted.details.holder = known_person("Anna", "Peeters", "anna@example.be");
  wanted.details.holder.consents = {record_of("contact", consent_answer::yes, noon)};
  const auto created = decide(proved(noon), wanted, customer_terms{}, noon).value();

  int step = 0;
  const auto place = [&] { return event_place{"C1", "BE-1", noon + std::chrono::minutes{step}, 10 + step}; };
  const auto next = [&](const customer& state, const auto& event) {
    ++step;
    auto after = evolve(state, event, place());
    CHECK(after.last_event_at == noon + std::chrono::minutes{step});
    CHECK(after.id == "C1");
    CHECK(after.entity == "BE-1");
    return after;
  };
  customer state = next({}, created);
  CHECK(state.owner == seller);
  CHECK(state.outlet == brussels);
  CHECK(state.account == account_state::pending);
  CHECK(state.created_at == noon + 1min);
  REQUIRE(state.details.holder.consents.size() == 1);
  CHECK(state.details.holder.consents[0].sequence == 11);  // where the ledger signs it
  state = next(state, account_confirmed{});
  CHECK(state.account == account_state::active);
  customer_details changed = state.details;
  changed.holder.city = "Gent";
  state = next(state, customer_changed{state.details, changed});
  CHECK(state.details == changed);
  state = next(state, consent_given{"", record_of("contact", consent_answer::no, noon + 4min)});
  REQUIRE(state.details.holder.consents.size() == 2);  // nothing is overwritten
  CHECK(state.details.holder.consents[0].answer == consent_answer::yes);
  CHECK(state.details.holder.consents[1].sequence == 14);
  const customer before = state;
  state = next(state, customer_selected{true});
  state = next(state, customer_exported{});
  CHECK(state.details == before.details);
  const customer tombstone = next(state, customer_erased_event{"asked", brussels, seller, customer_kind::b2c, noon});
  CHECK(tombstone.details == customer_details{});
  CHECK(tombstone.erased_at == noon + 7min);
  CHECK(tombstone.owner == seller);
  CHECK(tombstone.created_at == noon);
  CHECK(tombstone.account == account_state::none);
  // A tombstone is made of its own event alone: a rebuild has nothing else left.
  CHECK(evolve(customer{}, customer_erased_event{"asked", brussels, seller, customer_kind::b2c, noon}, place()) ==
        tombstone);
}

TEST_CASE("evolve: the contacts of a company", "[customer][CUS-07][CON-02]") {
  customer state;
  state.kind = customer_kind::b2b;
  CHECK_FALSE(usable(state));
  contact_added first, second;
  first.contact = known_person("A", "B", "");
  first.contact.id = "P1";
  first.contact.consents = {record_of("contact", consent_answer::yes, noon)};
  first.contact.mobile = "+32478000001";
  second.contact = known_person("C", "D", "c@d.be");
  second.contact.id = "P2";
  state = evolve(state, first, {"C1", "BE-1", noon, 5});
  CHECK(usable(state));
  state = evolve(state, second, {"C1", "BE-1", noon, 6});
  REQUIRE(state.details.contacts.size() == 2);
  CHECK(state.details.contacts[0].consents[0].sequence == 5);
  CHECK(shown_email(state) == "c@d.be");  // the first that has one
  CHECK(shown_phone(state) == "+32478000001");
  CHECK(consenting_person(state, "")->id == "P1");
  CHECK(consenting_person(state, "P2")->id == "P2");
  CHECK(consenting_person(state, "P3") == nullptr);
  state = evolve(state, consent_given{"P2", record_of("contact", consent_answer::no, noon)}, {"C1", "BE-1", noon, 7});
  CHECK(state.details.contacts[0].consents.size() == 1);
  REQUIRE(state.details.contacts[1].consents.size() == 1);
  CHECK(state.details.contacts[1].consents[0].sequence == 7);
}

// --- Search

TEST_CASE("customer.search: rules in order of the fields", "[customer][CUS-03][CUS-04][CUS-10][CUS-14]") {
  struct row {
    std::string preset, wanted;
    std::function<void(search_customers&)> change;
  };
  const auto names = [](search_customers& one) {
    one.first_name = "Anna";
    one.last_name = "Peeters";
  };
  const row rows[] = {
      {"", "search_criteria_missing@", [](search_customers&) {}},
      {"", "search_criteria_missing@", [](search_customers& one) { one.kind = customer_kind::b2c; }},
      {"", "email_malformed@email", [](search_customers& one) { one.email = "nobody"; }},
      {"", "email_domain_malformed@email", [](search_customers& one) { one.email = "a@-b-.be"; }},
      {"", "vat_malformed@vat", [](search_customers& one) { one.vat = "BE123"; }},
      {"", "vat_check_digits_wrong@vat", [](search_customers& one) { one.vat = "BE0403170702"; }},
      {"", "vat_prefix_missing@vat", [](search_customers& one) { one.vat = "0403170701"; }},
      {"", "search_vat_needs_b2b@vat",
       [](search_customers& one) {
         one.vat = belgian_vat(1);
         one.kind = customer_kind::b2c;
       }},
      {"", "search_name_incomplete@last_name", [](search_customers& one) { one.first_name = "Anna"; }},
      {"", "search_name_incomplete@first_name", [](search_customers& one) { one.last_name = "Peeters"; }},
      {"", "search_name_incomplete@last_name",
       [](search_customers& one) {
         one.first_name = "Anna";
         one.email = "a@b.be";
       }},
      {"", "search_name_needs_email@email", names},
      {"bdc_qc", "search_name_needs_email@email", names},
      {"customer_first_fr", "ok", names},
      {"", "phone_malformed@phone", [](search_customers& one) { one.phone = "call me"; }},
      {"", "list_limit_out_of_range@limit",
       [](search_customers& one) {
         one.email = "a@b.be";
         one.limit = 0;
       }},
      {"", "list_limit_out_of_range@limit",
       [](search_customers& one) {
         one.email = "a@b.be";
         one.limit = 1001;
       }},
      {"",
       "email_malformed@email, vat_prefix_missing@vat, search_name_incomplete@last_name, phone_malformed@phone, "
       "list_limit_out_of_range@limit",
       [](search_customers& one) {
         one.email = "x";
         one.vat = "x";
         one.first_name = "x";
         one.phone = "x";
         one.limit = -1;
       }},
      {"", "ok",
       [](search_customers& one) {
         one.email = "a@b.be";
         one.limit = 1;
       }},
      {"", "ok",
       [](search_customers& one) {
         one.email = "a@b.be";
         one.limit = 1000;
       }},
      {"", "ok",
       [&](search_customers& one) {
         names(one);
         one.email = "a@b.be";
       }},
      {"", "ok",
       [](search_customers& one) {
         one.vat = "BE 0403.170.701";
         one.kind = customer_kind::b2b;
       }},
      {"", "ok", [](search_customers& one) { one.vat = "LU26375245"; }}};
  for (const auto& [preset, wanted, change] : rows) {
    desk_options options;
    options.preset = preset;
    shop show(options);
    search_customers one;
    change(one);
    CAPTURE(preset, wanted);
    const auto found = show.run(one);
    CHECK(said(found) == wanted);
    if (found.ok()) {
      CHECK(found.reply->candidates.empty());  // nobody is not a refusal
      CHECK(found.reply->token.size() > 20);
    }
  }
}

TEST_CASE("customer.search: by e-mail, by name and e-mail, by number", "[customer][CUS-03][CUS-04][CUS-14]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    auto typed = shop::someone(1);
    typed.first_name = "Zoë-Élise";
    typed.last_name = "d’Hondt";
    typed.email = typed.email_repeated = "Zoe.Hondt@Example.BE";
    const auto zoe = show.create(typed);
    CHECK(zoe.email == "Zoe.Hondt@example.be");  // the local part as typed
    const auto acme = show.create(shop::some_company(1));
    const auto search = [&](const std::function<void(search_customers&)>& change) {
      search_customers one;
      change(one);
      return found_ids(show.run(one));
    };
    const auto named = [&](std::string first, std::string last) {
      return search([&](search_customers& one) {
        one.first_name = std::move(first);
        one.last_name = std::move(last);
        one.email = "zoe.hondt@example.be";
      });
    };
    CHECK(search([](search_customers& one) { one.email = "ZOE.HONDT@EXAMPLE.be"; }) == ids{zoe.id});
    CHECK(named("zoe elise", "D'HONDT") == ids{zoe.id});
    CHECK(named("ZOÉELISE", "dʼhondt") == ids{zoe.id});
    CHECK(named("d'hondt", "zoe-elise").empty());  // each with each, no swapping
    CHECK(named("zoe", "d'hondt").empty());
    CHECK(search([](search_customers& one) { one.email = "zoe@example.be"; }).empty());
    CHECK(search([](search_customers& one) {
            one.email = "zoe.hondt@example.be";
            one.kind = customer_kind::b2b;
          }).empty());
    CHECK(search([&](search_customers& one) { one.vat = acme.vat; }) == ids{acme.id});
    CHECK(search([&](search_customers& one) {
            one.vat = acme.vat;
            one.kind = customer_kind::b2b;
          }) == ids{acme.id});
    CHECK(search([&](search_customers& one) { one.email = "jeanne5001@example.be"; }) == ids{acme.id});
    CHECK(search([&](search_customers& one) {
            one.email = "jeanne5001@example.be";
            one.kind = customer_kind::b2b;
          }) == ids{acme.id});
    CHECK(search([&](search_customers& one) {
            one.email = "jeanne5001@example.be";
            one.kind = customer_kind::b2c;
          }).empty());
    CHECK(search([&](search_customers& one) {
            one.vat = acme.vat;
            one.email = "zoe.hondt@example.be";
          }).empty());
    CHECK(search([&](search_customers& one) { one.phone = zoe.mobile; }) == ids{zoe.id});
    CHECK(search([&](search_customers& one) { one.phone = "0478 10 00 01"; }) == ids{zoe.id});

    search_customers ask;
    ask.email = "jeanne5001@example.be";
    const auto found = show.run(ask);
    REQUIRE(found.reply->candidates.size() == 1);
    const auto& candidate = found.reply->candidates[0];
    CHECK(candidate.kind == customer_kind::b2b);
    CHECK(candidate.name == "Société 0001");
    CHECK(candidate.email == "jeanne5001@example.be");
    CHECK(candidate.has_contact);
  }
}

TEST_CASE("customer.search: a page at a time, in a total order", "[customer][CUS-03][DAT-05]") {
  desk_options options;
  options.preset = "customer_first_fr";
  shop show(options);
  std::set<std::string> made;
  for (int i = 0; i < 7; ++i) {
    auto typed = shop::someone(i);
    typed.last_name = "Dupont";
    typed.brand = "AC";
    typed.mobile = numbered("+334781", i, 5);
    typed.mobile = "";
    typed.postal_code = numbered("6", i, 4);
    typed.country = "FR";
    made.insert(show.create(typed).id);
  }
  search_customers ask;
  ask.first_name = "jeanne";
  ask.last_name = "DUPONT";
  const ids all = found_ids(show.run(ask));
  CHECK(std::set<std::string>(all.begin(), all.end()) == made);
  ids paged;
  ask.limit = 2;
  for (int page = 0; page < 10; ++page) {
    const auto found = show.run(ask);
    REQUIRE(said(found) == "ok");
    for (const auto& one : found.reply->candidates) paged.push_back(one.id);
    if (!found.reply->next.has_value()) break;
    ask.after = *found.reply->next;
  }
  CHECK(paged == all);
}

TEST_CASE("customer.search: what a name's candidates show follows the customer", "[customer][CUS-03][CUS-07][CUS-21]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place, "customer_first_fr"));
    const auto french = [](customer_input typed) {
      typed.brand = "AC";
      typed.company_car = std::nullopt;
      return typed;
    };
    const auto by_name = [&](const std::string& first, const std::string& last,
                             std::optional<customer_kind> of = std::nullopt) {
      search_customers one;
      one.first_name = first;
      one.last_name = last;
      one.kind = of;
      const auto found = show.run(one);
      REQUIRE(said(found) == "ok");
      std::string text;
      for (const auto& candidate : found.reply->candidates) {
        text += text.empty() ? "" : "; ";
        text += candidate.name + " <" + candidate.email + "> " + std::string(name_of(candidate.kind)) +
                (candidate.has_contact ? "" : " without contact");
        // A search by e-mail reads the whole record: both say the same.
        search_customers again;
        again.email = candidate.email;
        const auto whole = show.run(again);
        REQUIRE(said(whole) == "ok");
        REQUIRE(whole.reply->candidates.size() == 1);
        CHECK(whole.reply->candidates[0] == candidate);
      }
      return text;
    };
    const auto change = [&](const std::string& id, const std::function<void(customer_changes&)>& to) {
      update_customer command;
      command.id = id;
      to(command.changes);
      REQUIRE(said(show.run(command)) == "ok");
    };

    auto typed = french(shop::someone(1));
    typed.last_name = "Peeters";
    const auto jeanne = show.create(typed);
    show.now += 1s;  // identifiers sort by the instant they were made at
    auto company = french(shop::some_company(1));
    company.contacts[0].last_name = "Peeters";
    const auto acme = show.create(company);
    const std::string person_line = "Jeanne Peeters <jeanne0001@example.be> b2c";
    const std::string company_line = "Société 0001 <jeanne5001@example.be> b2b";
    CHECK(by_name("Jeanne", "PEETERS") == person_line + "; " + company_line);
    CHECK(by_name("jeanne", "peeters", customer_kind::b2c) == person_line);
    CHECK(by_name("jeanne", "peeters", customer_kind::b2b) == company_line);
    CHECK(by_name("jeanne", "peetersen").empty());

    // Another spelling of the same name stays in its place; another name moves it.
    change(jeanne.id, [](customer_changes& to) { to.last_name = "PÉÉTERS"; });
    CHECK(by_name("jeanne", "peeters", customer_kind::b2c) == "Jeanne PÉÉTERS <jeanne0001@example.be> b2c");
    change(jeanne.id, [](customer_changes& to) { to.last_name = "Willems"; });
    CHECK(by_name("jeanne", "peeters", customer_kind::b2c).empty());
    CHECK(by_name("jeanne", "willems") == "Jeanne Willems <jeanne0001@example.be> b2c");

    // What is shown beside the name.
    change(jeanne.id, [](customer_changes& to) { to.email = "new@example.be"; });
    CHECK(by_name("jeanne", "willems") == "Jeanne Willems <new@example.be> b2c");
    change(acme.id, [](customer_changes& to) { to.company_name = "Acme"; });
    CHECK(by_name("jeanne", "peeters") == "Acme <jeanne5001@example.be> b2b");

    // A second contact is found under a name of its own, and shows the company.
    add_contact more;
    more.id = acme.id;
    more.contact = shop::somebody(60);
    more.contact.last_name = "Willems";
    more.consents = answers(consent_answer::yes);
    REQUIRE(said(show.run(more)) == "ok");
    CHECK(by_name("jeanne", "willems") == "Jeanne Willems <new@example.be> b2c; Acme <jeanne5001@example.be> b2b");

    // A passed-on portfolio and a consent change nothing of it.
    CHECK(said(show.run(transfer_portfolio{seller, second_seller}, show.by(chief))) == "ok");
    CHECK(said(show.run(withdraw_consent{jeanne.id, {}, "contact", "telephone"})) == "ok");
    CHECK(by_name("jeanne", "willems", customer_kind::b2c) == "Jeanne Willems <new@example.be> b2c");
    CHECK(show.rebuilds_the_same());
    CHECK(by_name("jeanne", "willems") == "Jeanne Willems <new@example.be> b2c; Acme <jeanne5001@example.be> b2b");

    // Nobody sees over the wall between entities.
    search_customers beyond;
    beyond.first_name = "jeanne";
    beyond.last_name = "willems";
    CHECK(found_ids(show.run(beyond, show.by(rival, ghent))).empty());

    erase_customer erase;
    erase.id = jeanne.id;
    erase.reason = "asked for it";
    REQUIRE(said(show.run(erase, show.by(chief))) == "ok");
    CHECK(by_name("jeanne", "willems") == "Acme <jeanne5001@example.be> b2b");
    CHECK(show.rebuilds_the_same());
    CHECK(by_name("jeanne", "willems") == "Acme <jeanne5001@example.be> b2b");
  }
}

#ifdef DEALERKIT_WITH_SQLITE
TEST_CASE("desk::open: indexes that were made otherwise are made anew", "[customer][CUS-03]") {
  const directory place;
  const auto options = options_for("file", place, "customer_first_fr");
  std::string id;
  {
    shop show(options);
    auto typed = shop::someone(1);
    typed.brand = "AC";
    id = show.create(typed).id;
  }
  const auto name = projections::name_value("BE-1", "Jeanne", "Dupont Ab");
  const auto behind_its_back = [&](const std::function<void(store::unit&)>& change) {
    auto tables = store::open_sqlite(options.store);
    REQUIRE(tables.ok());
    auto ledger = store::ledger::open(std::move(tables).value());
    REQUIRE(ledger.ok());
    auto unit = ledger.value()->write();
    change(unit);
    REQUIRE(unit.commit().ok());
  };
  const auto search = [&] {
    shop show(options, false);
    search_customers one;
    one.first_name = "jeanne";
    one.last_name = "dupont ab";
    return found_ids(show.run(one));
  };
  CHECK(search() == ids{id});
  behind_its_back([&](store::unit& unit) { unit.unindex_exact(projections::indexes::customer_name, name, id); });
  CHECK(search().empty());  // so far nobody says that it must be made anew
  behind_its_back([&](store::unit& unit) { unit.set_meta("index form", "of another library"); });
  CHECK(search() == ids{id});
  behind_its_back([&](store::unit& unit) {
    std::string form;
    CHECK(unit.get_meta("index form", form));
    CHECK(form == projections::index_form());
  });
}
#endif

// --- Creation: the search before it

TEST_CASE("customer.create: the token of a search that asked for the customer", "[customer][CUS-02]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    const auto attempt = [&](const std::function<void(create_customer&)>& change, const request_context& context) {
      auto trial = context;
      trial.dry_run = true;  // the same answer, and the next row finds the same shop
      auto command = show.creation(shop::someone(1));
      change(command);
      return said(show.run(command, trial));
    };
    const auto as_it_is = [](create_customer&) {};
    CHECK(attempt([](create_customer& one) { one.search_token = ""; }, show.by()) ==
          "search_token_missing@search_token");
    CHECK(attempt([](create_customer& one) { one.search_token = "x"; }, show.by()) ==
          "search_token_unknown@search_token");
    CHECK(attempt([](create_customer& one) { one.search_token.back() ^= 1; }, show.by()) ==
          "search_token_unknown@search_token");
    CHECK(attempt([](create_customer& one) { one.search_token[2] ^= 1; }, show.by()) ==
          "search_token_unknown@search_token");
    CHECK(attempt([](create_customer& one) { one.search_token += "A"; }, show.by()) ==
          "search_token_unknown@search_token");
    CHECK(attempt(as_it_is, show.by(second_seller)) == "search_token_unknown@search_token");  // another's search
    CHECK(attempt(as_it_is, show.by(rival, ghent)) == "search_token_unknown@search_token");
    CHECK(attempt(as_it_is, show.by(seller, antwerp)) == "ok");  // the same actor at another outlet
    CHECK(attempt([](create_customer& one) { one.input.email = one.input.email_repeated = "other@example.be"; },
                  show.by()) == "search_did_not_cover@search_token");
    CHECK(attempt([](create_customer& one) { one.input.email = one.input.email_repeated = "JEANNE0001@EXAMPLE.BE"; },
                  show.by()) == "ok");
    auto later = show.by();
    later.at = noon + 30min;
    CHECK(attempt(as_it_is, later) == "ok");
    later.at = noon + 30min + 1us;
    CHECK(attempt(as_it_is, later) == "search_token_expired@search_token");
    later.at = noon - 1us;
    CHECK(attempt(as_it_is, later) == "search_token_unknown@search_token");  // a search that is still to come
    CHECK(attempt(as_it_is, show.by()) == "ok");

    // A search by both names covers too; one that asked for other things does not.
    search_customers by_name;
    by_name.first_name = "JEANNE";
    by_name.last_name = "dupont ab";
    by_name.email = "somebody@else.be";
    auto command = show.creation(shop::someone(1));
    command.search_token = show.run(by_name).reply->token;
    CHECK(said(show.run(command)) == "ok");
    search_customers by_phone;
    by_phone.phone = "+32478100002";
    command = show.creation(shop::someone(2));
    command.search_token = show.run(by_phone).reply->token;
    CHECK(said(show.run(command)) == "search_did_not_cover@search_token");
  }
}

TEST_CASE("customer.create: a company is covered by its number or a contact's address", "[customer][CUS-02]") {
  shop show;
  const auto with_search = [&](int number, const std::function<void(search_customers&)>& ask) {
    auto typed = shop::some_company(number);
    typed.contacts.push_back(shop::somebody(7000 + number));
    auto command = show.creation(typed);
    search_customers search;
    ask(search);
    command.search_token = show.run(search).reply->token;
    return said(show.run(command));
  };
  CHECK(with_search(1, [](search_customers& one) { one.vat = belgian_vat(1001); }) == "ok");
  CHECK(with_search(2, [](search_customers& one) { one.email = "jeanne5002@example.be"; }) == "ok");
  CHECK(with_search(3, [](search_customers& one) { one.email = "jeanne7003@example.be"; }) == "ok");
  CHECK(with_search(4, [](search_customers& one) { one.email = "jeanne7003@example.be"; }) ==
        "search_did_not_cover@search_token");
  CHECK(with_search(5, [](search_customers& one) { one.vat = belgian_vat(1004); }) ==
        "search_did_not_cover@search_token");
}

TEST_CASE("customer.create: the search outlives the desk that made it", "[customer][CUS-02]") {
  if (store_kinds().size() < 2) return;
  const directory place;
  create_customer command;
  {
    shop show(options_for("file", place));
    command = show.creation(shop::someone(1));
  }
  shop again(options_for("file", place), false);
  CHECK(said(again.run(command)) == "ok");
  shop elsewhere;
  CHECK(said(elsewhere.run(command)) == "search_token_unknown@search_token");  // another store's seal
}

// --- Creation: the form

namespace {
struct form_row {
  std::string wanted;
  std::function<void(create_customer&)> change;
};

void check_forms(const std::string& preset, const customer_input& typed, const std::vector<form_row>& rows) {
  desk_options options;
  options.preset = preset;
  shop show(options);
  for (const auto& [wanted, change] : rows) {
    auto command = show.creation(typed);
    if (preset == "exclusive_card_fr") command.consents.set("share_with_brand", consent_answer::no);
    change(command);
    auto trial = show.by();
    trial.dry_run = true;
    CAPTURE(preset, wanted);
    CHECK(said(show.run(command, trial)) == wanted);
  }
}
}  // namespace

TEST_CASE("customer.create: the form of a person at the show",
          "[customer][CUS-01][CUS-06][CUS-09][CUS-12][CUS-13][CUS-14][CUS-15][CUS-16][CON-02]") {
  check_forms(
      "motor_show_be", shop::someone(1),
      {{"ok", [](create_customer&) {}},
       {"b2c_field_missing@customer.first_name", [](create_customer& one) { one.input.first_name = ""; }},
       {"b2c_field_missing@customer.first_name", [](create_customer& one) { one.input.first_name = " \t "; }},
       {"b2c_field_missing@customer.last_name", [](create_customer& one) { one.input.last_name = ""; }},
       {"b2c_field_missing@customer.email", [](create_customer& one) { one.input.email = ""; }},
       {"b2c_field_missing@customer.email_repeated", [](create_customer& one) { one.input.email_repeated = ""; }},
       {"b2c_field_missing@customer.mobile", [](create_customer& one) { one.input.mobile = ""; }},
       {"b2c_field_missing@customer.language", [](create_customer& one) { one.input.language = ""; }},
       {"b2c_field_missing@customer.country", [](create_customer& one) { one.input.country = ""; }},
       {"b2c_field_missing@customer.postal_code", [](create_customer& one) { one.input.postal_code = ""; }},
       {"company_car_missing@customer.company_car", [](create_customer& one) { one.input.company_car.reset(); }},
       {"consent_not_answered@consents.contact, consent_not_answered@consents.profiling, "
        "consent_not_answered@consents.partners",
        [](create_customer& one) { one.consents = {}; }},
       {"consent_not_answered@consents.profiling",
        [](create_customer& one) { one.consents.set("profiling", consent_answer::not_asked); }},
       {"purpose_unknown@consents.horoscope",
        [](create_customer& one) { one.consents.set("horoscope", consent_answer::yes); }},
       // All of it, in the order of the fields.
       {"search_token_missing@search_token, b2c_field_missing@customer.first_name, "
        "b2c_field_missing@customer.last_name, b2c_field_missing@customer.email, "
        "b2c_field_missing@customer.email_repeated, b2c_field_missing@customer.mobile, "
        "b2c_field_missing@customer.language, b2c_field_missing@customer.country, "
        "b2c_field_missing@customer.postal_code, company_car_missing@customer.company_car, "
        "consent_not_answered@consents.contact, consent_not_answered@consents.profiling, "
        "consent_not_answered@consents.partners",
        [](create_customer& one) { one = {}; }},
       {"emails_differ@customer.email_repeated", [](create_customer& one) { one.input.email_repeated = "x@y.be"; }},
       {"emails_differ@customer.email_repeated", [](create_customer& one) { one.input.email_repeated = "x"; }},
       {"ok", [](create_customer& one) { one.input.email_repeated = "JEANNE0001@EXAMPLE.BE"; }},
       {"email_malformed@customer.email", [](create_customer& one) { one.input.email = "jeanne"; }},
       {"email_too_long@customer.email",
        [](create_customer& one) {
          one.input.email = std::string(60, 'a') + "@" + std::string(63, 'b') + "." + std::string(63, 'c') + "." +
                            std::string(63, 'd') + ".be";
        }},
       {"email_domain_malformed@customer.email", [](create_customer& one) { one.input.email = "a@b_c.be"; }},
       {"name_has_forbidden_character@customer.last_name",
        [](create_customer& one) { one.input.last_name = "Du\xe2\x80\xaepont"; }},
       {"name_has_forbidden_character@customer.first_name",
        [](create_customer& one) {
          one.input.first_name =
              "Je\x07"
              "anne";
        }},
       {"name_has_forbidden_character@customer.city",
        [](create_customer& one) {
          one.input.city =
              "Brux\xe2\x80\x8b"
              "elles";
        }},
       {"text_not_utf8@customer.last_name", [](create_customer& one) { one.input.last_name = "Du\xffpont"; }},
       {"text_has_nul@customer.city", [](create_customer& one) { one.input.city = std::string("a\0b", 3); }},
       {"field_too_long@customer.street", [](create_customer& one) { one.input.street = std::string(1025, 'a'); }},
       {"phone_not_nine_digits@customer.mobile", [](create_customer& one) { one.input.mobile = "47810000"; }},
       {"phone_not_nine_digits@customer.mobile", [](create_customer& one) { one.input.mobile = "0478100001"; }},
       {"phone_not_nine_digits@customer.mobile", [](create_customer& one) { one.input.mobile = "+32478100001"; }},
       {"phone_not_mobile@customer.mobile", [](create_customer& one) { one.input.mobile = "278100001"; }},
       {"phone_malformed@customer.phone", [](create_customer& one) { one.input.phone = "none"; }},
       {"language_malformed@customer.language", [](create_customer& one) { one.input.language = "French"; }},
       {"language_malformed@customer.language", [](create_customer& one) { one.input.language = "fr_BE"; }},
       {"ok", [](create_customer& one) { one.input.language = "fr"; }},
       {"country_not_served@customer.country", [](create_customer& one) { one.input.country = "FR"; }},
       {"country_not_served@customer.country", [](create_customer& one) { one.input.country = "be"; }},
       {"other_country_missing@customer.other_country", [](create_customer& one) { one.input.country = "other"; }},
       {"other_country_unknown@customer.other_country",
        [](create_customer& one) {
          one.input.country = "other";
          one.input.other_country = "QQ";
        }},
       {"ok",
        [](create_customer& one) {
          one.input.country = "other";
          one.input.other_country = "DE";
          one.input.postal_code = " 10115 ";
          one.input.mobile = "+49 1512 3456789";
        }},
       {"postal_code_malformed@customer.postal_code", [](create_customer& one) { one.input.postal_code = "999"; }},
       {"postal_code_malformed@customer.postal_code", [](create_customer& one) { one.input.postal_code = "0999"; }},
       {"ok",
        [](create_customer& one) {
          one.input.country = "LU";
          one.input.postal_code = "1234";
          one.input.mobile = "621123456";
        }},
       {"brand_unknown@customer.brand", [](create_customer& one) { one.input.brand = "QQ"; }},
       {"vin_malformed@customer.vehicles.1.vin",
        [](create_customer& one) {
          one.input.vehicles = {{"VF7SA5FS8BW500001", "", ""}, {"VF7", "", ""}};
        }},
       {"vin_missing@customer.vehicles.0.vin",
        [](create_customer& one) {
          one.input.vehicles = {{"", "owner", ""}};
        }},
       {"b2c_field_missing@customer.email, account_needs_email@open_account",
        [](create_customer& one) {
          one.input.email = "";
          one.open_account = true;
        }},
       // What belongs to a company is not dropped.
       {"kind_has_no_such_field@customer.vat, kind_has_no_such_field@customer.siren, "
        "kind_has_no_such_field@customer.siret, kind_has_no_such_field@customer.fleet_size, "
        "kind_has_no_such_field@customer.vocation, kind_has_no_such_field@customer.service_contracts, "
        "kind_has_no_such_field@customer.framework_agreements, kind_has_no_such_field@customer.contacts",
        [](create_customer& one) {
          one.input.vat = belgian_vat(1);
          one.input.siren = "732829320";
          one.input.siret = "73282932000074";
          one.input.fleet_size = 1;
          one.input.vocation = "x";
          one.input.service_contracts = {"x"};
          one.input.framework_agreements = {"x"};
          one.input.contacts = {shop::somebody(2)};
        }},
       {"ok", [](create_customer& one) {
          one.input.company_name = "Ma Société";
          one.input.company_car = true;
        }}});
}

TEST_CASE("customer.create: the form of a company", "[customer][CUS-07][CUS-08][CUS-10][CUS-11][CUS-17]") {
  check_forms(
      "motor_show_be", shop::some_company(1),
      {{"ok", [](create_customer&) {}},
       {"b2b_field_missing@customer.company_name", [](create_customer& one) { one.input.company_name = ""; }},
       {"b2b_field_missing@customer.vat", [](create_customer& one) { one.input.vat = ""; }},
       {"contact_missing@customer.contacts",
        [](create_customer& one) {
          one.input.contacts = {};
          one.consents = {};
        }},
       {"b2b_field_missing@customer.contacts.0.email, b2b_field_missing@customer.contacts.0.mobile",
        [](create_customer& one) { one.input.contacts[0].email = one.input.contacts[0].mobile = ""; }},
       {"consent_not_answered@consents.contact, consent_not_answered@consents.profiling, "
        "consent_not_answered@consents.partners",
        [](create_customer& one) { one.consents = {}; }},
       {"vat_check_digits_wrong@customer.vat", [](create_customer& one) { one.input.vat = "BE0403170702"; }},
       {"vat_country_mismatch@customer.vat", [](create_customer& one) { one.input.vat = "FR40303265045"; }},
       {"siren_check_digit_wrong@customer.siren", [](create_customer& one) { one.input.siren = "732829321"; }},
       {"siren_malformed@customer.siren", [](create_customer& one) { one.input.siren = "73"; }},
       {"siret_malformed@customer.siret", [](create_customer& one) { one.input.siret = "73"; }},
       {"siret_check_digit_wrong@customer.siret", [](create_customer& one) { one.input.siret = "73282932000075"; }},
       {"siren_siret_disagree@customer.siret",
        [](create_customer& one) {
          one.input.siren = "552100554";
          one.input.siret = "73282932000074";
        }},
       {"ok",
        [](create_customer& one) {
          one.input.siren = "732829320";
          one.input.siret = "73282932000074";
        }},
       {"ok",
        [](create_customer& one) {
          one.input.email = "info@acme.be";
          one.input.phone = "+32 2 513 12 34";
        }},
       {"policy_value_out_of_range@customer.fleet_size", [](create_customer& one) { one.input.fleet_size = -1; }},
       {"kind_has_no_such_field@customer.first_name, kind_has_no_such_field@customer.last_name",
        [](create_customer& one) {
          one.input.first_name = "A";
          one.input.last_name = "B";
        }},
       {"vat_placeholder_only_be_lu@customer.vat", [](create_customer& one) {
          one.input.vat = "BE0000000097";
          one.input.country = "other";
          one.input.other_country = "FR";
        }}});
  // The people behind a company carry its coordinates, not the company itself.
  auto french = shop::some_company(1);
  french.country = "FR";
  french.vat = "FR40303265045";
  french.brand = "AC";
  french.contacts[0].country = "FR";
  french.contacts[0].postal_code = "75001";
  french.contacts[0].mobile = "";
  check_forms("customer_first_fr", french,
              {{"ok", [](create_customer&) {}},
               {"company_carries_no_coordinates@customer.email",
                [](create_customer& one) { one.input.email = "info@acme.fr"; }},
               {"company_carries_no_coordinates@customer.email, company_carries_no_coordinates@customer.mobile, "
                "company_carries_no_coordinates@customer.phone",
                [](create_customer& one) {
                  one.input.email = "info@acme.fr";
                  one.input.mobile = "+33612345678";
                  one.input.phone = "+33112345678";
                }},
               {"b2b_field_missing@customer.brand", [](create_customer& one) { one.input.brand = ""; }},
               {"ok", [](create_customer& one) { one.input.siren = "303265045"; }}});
}

TEST_CASE("customer.create: what each preset asks of a person", "[customer][CUS-06][CON-02]") {
  struct row {
    std::string preset, nothing_given;
  };
  const row rows[] = {
      {"customer_first_fr",
       "search_token_missing@search_token, b2c_field_missing@customer.first_name, "
       "b2c_field_missing@customer.last_name, b2c_field_missing@customer.phone, b2c_field_missing@customer.brand"},
      {"bdc_qc",
       "search_token_missing@search_token, b2c_field_missing@customer.first_name, "
       "b2c_field_missing@customer.last_name, b2c_field_missing@customer.phone"},
      {"vans_leads_fr",
       "search_token_missing@search_token, b2c_field_missing@customer.first_name, "
       "b2c_field_missing@customer.last_name, b2c_field_missing@customer.phone, consent_not_answered@consents.contact"},
      {"exclusive_card_fr",
       "search_token_missing@search_token, b2c_field_missing@customer.first_name, "
       "b2c_field_missing@customer.last_name, b2c_field_missing@customer.email, b2c_field_missing@customer.mobile, "
       "consent_not_answered@consents.share_with_brand"}};
  for (const auto& [preset, nothing_given] : rows) {
    desk_options options;
    options.preset = preset;
    shop show(options);
    CAPTURE(preset);
    CHECK(said(show.run(create_customer{})) == nothing_given);
    customer_input typed;
    typed.first_name = "Anna";
    typed.last_name = "Peeters";
    typed.email = "anna@example.fr";
    typed.brand = "AC";
    typed.mobile = "+33612345678";
    auto command = show.creation(typed);
    command.consents = {};
    command.consents.set("contact", consent_answer::no);
    if (preset == "exclusive_card_fr") command.consents.set("share_with_brand", consent_answer::no);
    const auto made = show.run(command);
    REQUIRE(said(made) == "ok");
    CHECK(made.reply->customer.mobile == "+33612345678");
    CHECK(made.reply->customer.country == "BE");  // nothing said: the outlet's
    CHECK(made.reply->customer.record_type == (preset == "customer_first_fr" ? "local" : ""));
    // Phone or e-mail: one of them is enough where the policy says so.
    if (preset == "exclusive_card_fr") continue;
    customer_input by_phone = typed;
    by_phone.email = "";
    by_phone.first_name = "Berta";
    by_phone.mobile = "";
    by_phone.phone = "+33112345678";
    create_customer other;
    search_customers search;
    search.first_name = "Berta";
    search.last_name = "Peeters";
    search.email = "unknown@example.fr";
    other.search_token = show.run(search).reply->token;
    other.input = by_phone;
    other.consents.set("contact", consent_answer::yes);
    CHECK(said(show.run(other)) == "ok");
  }
}

TEST_CASE("customer.create: what is kept", "[customer][CUS-09][CUS-11][CUS-12][CUS-13][CUS-15][CUS-16]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    auto typed = shop::someone(1);
    typed.first_name = "  Jean \t Paul ";
    typed.last_name = "Le\xcc\x81onard";  // decomposed
    typed.email_confirmed = true;
    typed.can_text = false;
    typed.phone = "02 / 513.12.34 ext 12";
    typed.civility = "M.";
    const auto made = show.create(typed);
    CHECK(made.first_name == "Jean Paul");
    CHECK(made.last_name == "L\xc3\xa9onard");
    CHECK(made.name == "Jean Paul L\xc3\xa9onard");
    CHECK(made.mobile == "+32478100001");
    CHECK(made.phone == "+3225131234");
    CHECK(made.email_confirmed);
    CHECK(made.can_text == false);
    CHECK(made.company_car == false);
    CHECK(made.owner == seller);
    CHECK(made.outlet == brussels);
    CHECK(made.account == account_state::none);
    CHECK(made.created_at == noon);
    CHECK(made.missing.empty());
    CHECK(show.run(view_customer{made.id}).reply->customer == made);

    auto far = shop::someone(2);
    far.country = "other";
    far.other_country = "DE";
    far.postal_code = " 10115 ";
    far.mobile = "+49 1512 3456789";
    const auto german = show.create(far);
    CHECK(german.country == "DE");
    CHECK(german.postal_code == "10115");
    CHECK(german.mobile == "+4915123456789");
    auto luxembourg = shop::someone(3);
    luxembourg.country = "LU";
    luxembourg.postal_code = "1234";
    luxembourg.mobile = "621123456";
    const auto here = show.create(luxembourg);
    CHECK(here.postal_code == "L-1234");
    CHECK(here.mobile == "+352621123456");

    auto unknown_vat = shop::some_company(1);
    unknown_vat.vat = "BE 0000.000.097";
    auto command = show.creation(shop::some_company(2));  // covered by a contact's address instead
    search_customers search;
    search.email = unknown_vat.contacts[0].email;
    command.search_token = show.run(search).reply->token;
    command.input = unknown_vat;
    const auto company = show.run(command);
    REQUIRE(said(company) == "ok");
    CHECK(company.reply->customer.vat == "BE0000000097");
    CHECK(company.reply->customer.vat_unknown);
    CHECK(company.reply->customer.missing == ids{"vat"});
    CHECK(company.reply->customer.contacts.size() == 1);
    // The placeholder never matches: neither a search nor a duplicate.
    search_customers by_placeholder;
    by_placeholder.vat = "BE0000000097";
    CHECK(found_ids(show.run(by_placeholder)).empty());
    auto second = shop::some_company(3);
    second.vat = "BE0000000097";
    search.email = second.contacts[0].email;
    command.search_token = show.run(search).reply->token;
    command.input = second;
    CHECK(said(show.run(command)) == "ok");
  }
}

// --- Duplicates

TEST_CASE("duplicates: each likeness", "[customer][CUS-17][ACC-03]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    auto typed = shop::someone(1);
    typed.phone = "+3225131234";
    const auto first = show.create(typed);
    const auto acme = show.create(shop::some_company(1));
    const auto attempt = [&](const customer_input& other, bool distinct = false) {
      auto command = show.creation(other);
      command.confirm_distinct = distinct;
      auto context = show.by();
      context.dry_run = true;
      const auto answered = show.run(command, context);
      std::string text = said(answered);
      if (!answered.ok()) text += " " + argument(answered.refused[0], "existing");
      return text;
    };
    auto same_email = shop::someone(2);
    same_email.email = same_email.email_repeated = "JEANNE0001@example.be";
    CHECK(attempt(same_email) == "duplicate_email@customer.email " + first.id);
    CHECK(attempt(same_email, true) == "duplicate_email@customer.email " + first.id);
    auto same_vat = shop::some_company(2);
    same_vat.vat = acme.vat;
    CHECK(attempt(same_vat) == "duplicate_vat@customer.vat " + acme.id);
    CHECK(attempt(same_vat, true) == "duplicate_vat@customer.vat " + acme.id);
    // The contacts' addresses count, in both directions.
    auto contact_is_known = shop::some_company(3);
    contact_is_known.contacts[0].email = contact_is_known.contacts[0].email_repeated = first.email;
    CHECK(attempt(contact_is_known) == "duplicate_email@customer.contacts " + first.id);
    auto person_is_contact = shop::someone(4);
    person_is_contact.email = person_is_contact.email_repeated = "jeanne5001@example.be";
    CHECK(attempt(person_is_contact) == "duplicate_email@customer.email " + acme.id);

    // The same first and last name, and the same phone or postal code.
    auto namesake = shop::someone(5);
    namesake.first_name = "JEANNE";
    namesake.last_name = "dupont-ab";
    namesake.postal_code = "2000";
    CHECK(attempt(namesake) == "ok");
    namesake.mobile = shop::someone(1).mobile;
    CHECK(attempt(namesake) == "duplicate_not_confirmed@confirm_distinct " + first.id);
    CHECK(attempt(namesake, true) == "ok");
    namesake.mobile = "478109999";
    namesake.phone = "02 513 12 34";
    CHECK(attempt(namesake) == "duplicate_not_confirmed@confirm_distinct " + first.id);
    namesake.phone = "";
    namesake.postal_code = "1000";
    CHECK(attempt(namesake) == "duplicate_not_confirmed@confirm_distinct " + first.id);
    CHECK(attempt(namesake, true) == "ok");
    namesake.last_name = "Dupond AB";
    CHECK(attempt(namesake) == "ok");
    // Of a company's contacts only the addresses count.
    auto employer = shop::some_company(6);
    employer.contacts[0] = shop::somebody(1);
    employer.contacts[0].email = employer.contacts[0].email_repeated = "at.work@example.be";
    CHECK(attempt(employer) == "ok");
    // A namesake in another country's same postal code is somebody else.
    namesake.last_name = "Dupont Ab";
    namesake.country = "LU";
    namesake.mobile = "621123456";
    CHECK(attempt(namesake) == "ok");
    // Of the three the strongest is said.
    auto everything = shop::someone(1);
    CHECK(attempt(everything, true) == "duplicate_email@customer.email " + first.id);
  }
}

TEST_CASE("duplicates: a change does not make two records the same", "[customer][CUS-17]") {
  shop show;
  const auto one = show.create(shop::someone(1));
  const auto other = show.create(shop::someone(2));
  const auto acme = show.create(shop::some_company(1));
  const auto beta = show.create(shop::some_company(2));
  customer_changes changes;
  changes.email = "JEANNE0001@example.be";
  const auto refused = show.run(update_customer{other.id, changes});
  CHECK(said(refused) == "duplicate_email@changes.email");
  CHECK(argument(refused.refused[0], "existing") == one.id);
  customer_changes number;
  number.vat = acme.vat;
  CHECK(said(show.run(update_customer{beta.id, number})) == "duplicate_vat@changes.vat");
  add_contact contact;
  contact.id = beta.id;
  contact.contact = shop::somebody(1);
  contact.consents = answers(consent_answer::no);
  CHECK(said(show.run(contact)) == "duplicate_email@contact.email");
  // After the erasure the address is free again.
  REQUIRE(said(show.run(erase_customer{one.id, "asked for it"})) == "ok");
  CHECK(said(show.run(update_customer{other.id, changes})) == "ok");
  CHECK(show.rebuilds_the_same());
}

// --- Selection

TEST_CASE("customer.select: one of several is confirmed by its e-mail or phone", "[customer][CUS-05]") {
  desk_options options;
  options.preset = "customer_first_fr";
  shop show(options);
  const auto create = [&](std::string email, std::string phone, std::string postal_code) {
    create_customer command;
    command.input.first_name = "Anna";
    command.input.last_name = "Peeters";
    command.input.email = std::move(email);
    command.input.phone = std::move(phone);
    command.input.postal_code = std::move(postal_code);
    command.input.brand = "AC";
    search_customers search;
    search.first_name = "Anna";
    search.last_name = "Peeters";
    command.search_token = show.run(search).reply->token;
    const auto made = show.run(command);
    REQUIRE(said(made) == "ok");
    return made.reply->customer.id;
  };
  const auto with_email = create("anna@example.be", "+3225131111", "1000");
  CHECK(said(show.run(select_customer{with_email, {}, {}})) == "ok");  // the only one
  const auto with_phone = create("", "+3225132222", "2000");
  const auto search = [&] {
    search_customers ask;
    ask.first_name = "anna";
    ask.last_name = "peeters";
    return show.run(ask).reply->candidates.size();
  };
  CHECK(search() == 2);
  const auto select = [&](const std::string& id, std::string email, std::string phone) {
    auto trial = show.by();
    trial.dry_run = true;
    return said(show.run(select_customer{id, std::move(email), std::move(phone)}, trial));
  };
  CHECK(select(with_email, "", "") == "candidate_not_confirmed@email");
  CHECK(select(with_email, "other@example.be", "") == "candidate_not_confirmed@email");
  CHECK(select(with_email, "", "+3225131111") == "candidate_not_confirmed@email");  // it has an e-mail
  CHECK(select(with_email, "ANNA@example.be", "") == "ok");
  CHECK(select(with_phone, "anna@example.be", "") == "candidate_not_confirmed@email");
  CHECK(select(with_phone, "", "+3225131111") == "candidate_not_confirmed@email");
  CHECK(select(with_phone, "", "02 513 22 22") == "ok");
  // Whoever has not searched lately is asked where there is a namesake; the latest search of the actor counts.
  CHECK(said(show.run(select_customer{with_email, {}, {}}, show.by(second_seller))) == "candidate_not_confirmed@email");
  search_customers alone;
  alone.email = "anna@example.be";
  REQUIRE(show.run(alone).reply->candidates.size() == 1);
  CHECK(select(with_email, "", "") == "ok");
  CHECK(select(with_phone, "", "") == "candidate_not_confirmed@email");
}

TEST_CASE("customer.select: a page of a search with several candidates is still several", "[customer][CUS-05]") {
  desk_options options;
  options.preset = "customer_first_fr";
  shop show(options);
  for (int i = 0; i < 2; ++i) {
    auto typed = shop::someone(i);
    typed.last_name = "Dupont";
    typed.brand = "AC";
    typed.postal_code = numbered("10", i, 2);
    show.create(typed);
  }
  search_customers ask;
  ask.first_name = "Jeanne";
  ask.last_name = "Dupont";
  ask.limit = 1;
  const auto first = show.run(ask);
  REQUIRE(first.reply->next.has_value());
  CHECK(said(show.run(select_customer{first.reply->candidates[0].id, {}, {}})) == "candidate_not_confirmed@email");
  ask.after = *first.reply->next;
  const auto second = show.run(ask);
  REQUIRE(second.reply->candidates.size() == 1);
  CHECK(said(show.run(select_customer{second.reply->candidates[0].id, {}, {}})) == "candidate_not_confirmed@email");
}

TEST_CASE("customer.select: after a restart namesakes are compared all the same", "[customer][CUS-05]") {
  if (store_kinds().size() < 2) return;
  const directory place;
  std::string namesake, only_one;
  {
    shop show(options_for("file", place, "customer_first_fr"));
    for (int i = 0; i < 2; ++i) {
      auto typed = shop::someone(i);
      typed.last_name = "Dupont";
      typed.brand = "AC";
      typed.postal_code = numbered("10", i, 2);
      namesake = show.create(typed).id;
    }
    auto typed = shop::someone(9);
    typed.brand = "AC";
    only_one = show.create(typed).id;
  }
  shop show(options_for("file", place, "customer_first_fr"), false);
  CHECK(said(show.run(select_customer{namesake, {}, {}})) == "candidate_not_confirmed@email");
  CHECK(said(show.run(select_customer{namesake, "jeanne0001@example.be", {}})) == "ok");
  CHECK(said(show.run(select_customer{only_one, {}, {}})) == "ok");
}

TEST_CASE("customer.select: many searches later the candidate is still one of several", "[customer][CUS-05]") {
  desk_options options;
  options.preset = "customer_first_fr";
  shop show(options);
  std::string id;
  for (int i = 0; i < 2; ++i) {
    auto typed = shop::someone(i);
    typed.last_name = "Dupont";
    typed.brand = "AC";
    typed.postal_code = numbered("10", i, 2);
    id = show.create(typed).id;
  }
  search_customers ask;
  ask.first_name = "Jeanne";
  ask.last_name = "Dupont";
  REQUIRE(show.run(ask).reply->candidates.size() == 2);
  search_customers other;
  other.email = "nobody@example.be";
  for (int i = 0; i < 9; ++i) REQUIRE(said(show.run(other)) == "ok");
  CHECK(said(show.run(select_customer{id, {}, {}})) == "candidate_not_confirmed@email");
}

TEST_CASE("customer.select: rules in order, and again", "[customer][CUS-05][CUS-19][DAT-06]") {
  shop show;
  const auto one = show.create(shop::someone(1));
  CHECK(said(show.run(select_customer{})) == "customer_id_missing@id");
  CHECK(said(show.run(select_customer{"nobody", {}, {}})) == "record_not_found@id");
  auto earlier = show.by();
  earlier.at = noon - 1us;
  CHECK(said(show.run(select_customer{one.id, {}, {}}, earlier)) == "instant_before_last_event@at");
  const auto taken = show.run(select_customer{one.id, {}, {}});
  REQUIRE(said(taken) == "ok");
  CHECK(taken.reply->customer == one);
  const auto count = show.records();
  CHECK(said(show.run(select_customer{one.id, {}, {}})) == "ok");  // taken once more: said once more
  CHECK(show.records() == count + 1);
}

TEST_CASE("initials: one grapheme of each name", "[customer][CUS-19]") {
  shop show;
  struct row {
    std::string first, last, wanted;
  };
  const row rows[] = {{"jean", "dupont", "JD"},
                      {"élise", "øster", "ÉØ"},
                      {"ñandu", "ßen", "ÑS"},
                      {"e\xcc\x81va", "z", "ÉZ"},
                      {"Ján", "Čapek", "JČ"}};
  int number = 10;
  for (const auto& [first, last, wanted] : rows) {
    auto typed = shop::someone(number++);
    typed.first_name = first;
    typed.last_name = last;
    CAPTURE(first, last);
    CHECK(show.create(typed).initials == wanted);
  }
  auto company = shop::some_company(1);
  company.company_name = "école du midi";
  CHECK(show.create(company).initials == "ÉC");
}

// --- Changes

TEST_CASE("customer.update: rules in order of precedence", "[customer][CUS-06][CUS-08][DAT-02][DAT-06]") {
  shop show;
  show.now = noon;
  const auto one = show.create(shop::someone(1));
  const auto acme = show.create(shop::some_company(1));
  show.now += 1h;
  struct row {
    std::string id, wanted;
    std::function<void(customer_changes&)> change;
  };
  const row rows[] = {
      {"", "customer_id_missing@id", [](customer_changes&) {}},
      {"nobody", "record_not_found@id", [](customer_changes& to) { to.vat = "x"; }},
      {one.id, "update_is_empty@changes", [](customer_changes&) {}},
      {one.id, "update_is_empty@changes", [](customer_changes& to) { to.first_name = "Jeanne"; }},
      {one.id, "update_is_empty@changes", [](customer_changes& to) { to.mobile = "478100001"; }},
      {one.id, "record_not_found@changes.contact",
       [](customer_changes& to) {
         to.contact = "nobody";
         to.vat = "x";
       }},
      {one.id, "b2c_field_missing@changes.first_name", [](customer_changes& to) { to.first_name = ""; }},
      {one.id, "b2c_field_missing@changes.last_name", [](customer_changes& to) { to.last_name = " "; }},
      {one.id, "b2c_field_missing@changes.email", [](customer_changes& to) { to.email = ""; }},
      {one.id, "b2c_field_missing@changes.mobile", [](customer_changes& to) { to.mobile = ""; }},
      {one.id, "b2c_field_missing@changes.language", [](customer_changes& to) { to.language = ""; }},
      {one.id, "b2c_field_missing@changes.postal_code", [](customer_changes& to) { to.postal_code = ""; }},
      {one.id, "email_malformed@changes.email", [](customer_changes& to) { to.email = "x"; }},
      {one.id, "phone_not_mobile@changes.mobile", [](customer_changes& to) { to.mobile = "212345678"; }},
      {one.id, "country_not_served@changes.country", [](customer_changes& to) { to.country = "FR"; }},
      {one.id, "postal_code_malformed@changes.postal_code", [](customer_changes& to) { to.postal_code = "1"; }},
      {one.id, "language_malformed@changes.language", [](customer_changes& to) { to.language = "x"; }},
      {one.id, "brand_unknown@changes.brand", [](customer_changes& to) { to.brand = "QQ"; }},
      {one.id, "name_has_forbidden_character@changes.company_name",
       [](customer_changes& to) { to.company_name = "a\x01"; }},
      {one.id, "vin_malformed@changes.vehicles.0.vin",
       [](customer_changes& to) {
         to.vehicles = std::vector<vehicle_relation>{{"x", "", ""}};
       }},
      {one.id,
       "kind_has_no_such_field@changes.vat, kind_has_no_such_field@changes.siren, "
       "kind_has_no_such_field@changes.siret, kind_has_no_such_field@changes.fleet_size, "
       "kind_has_no_such_field@changes.vocation",
       [](customer_changes& to) {
         to.vat = "x";
         to.siren = "x";
         to.siret = "x";
         to.fleet_size = 1;
         to.vocation = "x";
       }},
      {acme.id, "kind_has_no_such_field@changes.first_name, kind_has_no_such_field@changes.last_name",
       [](customer_changes& to) {
         to.first_name = "x";
         to.last_name = "x";
       }},
      {acme.id, "b2b_field_missing@changes.company_name", [](customer_changes& to) { to.company_name = ""; }},
      {acme.id, "b2b_field_missing@changes.vat", [](customer_changes& to) { to.vat = ""; }},
      {acme.id, "vat_malformed@changes.vat", [](customer_changes& to) { to.vat = "BE1"; }},
      {acme.id, "siren_siret_disagree@changes.siret",
       [](customer_changes& to) {
         to.siren = "552100554";
         to.siret = "73282932000074";
       }},
      {acme.id, "b2b_field_missing@changes.email",
       [&](customer_changes& to) {
         to.contact = acme.contacts[0].id;
         to.email = "";
       }},
      {acme.id, "ok",
       [&](customer_changes& to) {
         to.contact = acme.contacts[0].id;
         to.first_name = "Julie";
       }},
      {acme.id, "ok",
       [](customer_changes& to) {
         to.fleet_size = 12;
         to.city = "Gent";
       }},
      {one.id, "ok",
       [](customer_changes& to) {
         to.city = "Gent";
         to.email_confirmed = true;
       }},
      {one.id, "ok", [](customer_changes& to) {
         to.company_name = "Ma Société";
         to.company_car = true;
       }}};
  for (const auto& [id, wanted, change] : rows) {
    customer_changes to;
    change(to);
    CAPTURE(wanted);
    CHECK(said(show.run(update_customer{id, to})) == wanted);
  }
  customer_changes to;
  to.city = "Oostende";
  auto earlier = show.by();
  earlier.at = show.now - 1us;
  CHECK(said(show.run(update_customer{one.id, to}, earlier)) == "instant_before_last_event@at");
  CHECK(said(show.run(update_customer{one.id, to})) == "ok");                       // equal is allowed
  CHECK(said(show.run(update_customer{one.id, to})) == "update_is_empty@changes");  // said twice, changed once
  CHECK(show.rebuilds_the_same());
}

TEST_CASE("customer.update: found by the new values, not by the old", "[customer][CUS-03][CUS-14]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    auto typed = shop::someone(1);
    typed.email_confirmed = true;
    const auto one = show.create(typed);
    customer_changes to;
    to.email = "new@example.be";
    to.mobile = "478999999";
    to.last_name = "Nieuw";
    const auto changed = show.run(update_customer{one.id, to});
    REQUIRE(said(changed) == "ok");
    CHECK_FALSE(changed.reply->customer.email_confirmed);  // it was the other address that was confirmed
    search_customers old_email, new_email, old_phone;
    old_email.email = one.email;
    new_email.email = "NEW@example.be";
    new_email.first_name = "jeanne";
    new_email.last_name = "nieuw";
    old_phone.phone = one.mobile;
    CHECK(found_ids(show.run(old_email)).empty());
    CHECK(found_ids(show.run(new_email)) == ids{one.id});
    CHECK(found_ids(show.run(old_phone)).empty());
    CHECK(show.rebuilds_the_same());
    CHECK(found_ids(show.run(new_email)) == ids{one.id});
  }
}

TEST_CASE("customer.update: a person gets no contracts of a company", "[customer][CUS-07]") {
  shop show;
  const auto one = show.create(shop::someone(1));
  customer_changes to;
  to.service_contracts = std::vector<std::string>{"maintenance"};
  to.framework_agreements = std::vector<std::string>{"fleet 2024"};
  CHECK(said(show.run(update_customer{one.id, to})) ==
        "kind_has_no_such_field@changes.service_contracts, kind_has_no_such_field@changes.framework_agreements");
}

TEST_CASE("customer.update: the only phone or e-mail is not taken away", "[customer][CUS-06]") {
  desk_options options;
  options.preset = "customer_first_fr";
  shop show(options);
  customer_input typed;
  typed.first_name = "Anna";
  typed.last_name = "Peeters";
  typed.email = "anna@example.be";
  typed.brand = "AC";
  const auto one = show.create(typed);
  customer_changes to;
  to.email = "";
  CHECK_FALSE(show.run(update_customer{one.id, to}).ok());
  to.phone = "+3225131234";
  CHECK(said(show.run(update_customer{one.id, to})) == "ok");  // something else in its place
}

TEST_CASE("customer.add_contact: rules in order of precedence", "[customer][CUS-07][CON-02][DAT-06]") {
  shop show;
  const auto person_there = show.create(shop::someone(1));
  const auto acme = show.create(shop::some_company(1));
  const auto command = [&](std::string id, const std::function<void(add_contact&)>& change) {
    add_contact one;
    one.id = std::move(id);
    one.contact = shop::somebody(50);
    one.consents = answers(consent_answer::yes);
    change(one);
    return one;
  };
  const auto as_it_is = [](add_contact&) {};
  CHECK(said(show.run(command("", as_it_is))) == "customer_id_missing@id");
  CHECK(said(show.run(command("nobody", as_it_is))) == "record_not_found@id");
  CHECK(said(show.run(command(person_there.id, as_it_is))) == "kind_has_no_such_field@contact");
  CHECK(said(show.run(command(acme.id,
                              [](add_contact& one) {
                                one.contact.first_name = "";
                                one.consents = {};
                              }))) ==
        "b2b_field_missing@contact.first_name, consent_not_answered@consents.contact, "
        "consent_not_answered@consents.profiling, consent_not_answered@consents.partners");
  CHECK(said(show.run(command(acme.id, [](add_contact& one) { one.contact.email_repeated = "x@y.be"; }))) ==
        "emails_differ@contact.email_repeated");
  auto earlier = show.by();
  earlier.at = noon - 1us;
  CHECK(said(show.run(command(acme.id, as_it_is), earlier)) == "instant_before_last_event@at");
  const auto added = show.run(command(acme.id, as_it_is));
  REQUIRE(said(added) == "ok");
  REQUIRE(added.reply->customer.contacts.size() == 2);
  CHECK(added.reply->customer.contacts[1].email == "jeanne0050@example.be");
  CHECK(added.reply->customer.contacts[1].id != added.reply->customer.contacts[0].id);
  search_customers by_contact;
  by_contact.email = "jeanne0050@example.be";
  CHECK(found_ids(show.run(by_contact)) == ids{acme.id});
  CHECK(show.rebuilds_the_same());
}

// --- Accounts

TEST_CASE("account: pending until the link is followed, then active", "[customer][CUS-18][ACC-01]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    auto command = show.creation(shop::someone(1));
    command.open_account = true;
    const auto made = show.run(command);
    REQUIRE(said(made) == "ok");
    CHECK(made.reply->customer.account == account_state::pending);
    REQUIRE(made.effects.size() == 1);
    const auto& mail = made.effects[0];
    CHECK(mail.kind == "email");
    CHECK(mail.template_name == "account_confirmation");
    CHECK(mail.to == "jeanne0001@example.be");
    CHECK(mail.language == "fr-BE");
    REQUIRE(mail.data.find("token") != nullptr);
    const std::string token = *mail.data.find("token");

    const auto confirm = [&](std::string text) {
      return said(show.run(confirm_account{std::move(text)}, show.by_nobody()));
    };
    CHECK(confirm("") == "account_token_unknown@token");
    CHECK(confirm("x") == "account_token_unknown@token");
    CHECK(confirm(made.reply->customer.id) == "account_token_unknown@token");
    CHECK(confirm(token + "x") == "account_token_unknown@token");
    CHECK(confirm(token.substr(0, token.size() - 1)) == "account_token_unknown@token");
    auto earlier = show.by_nobody();
    earlier.at = noon - 1us;
    CHECK(said(show.run(confirm_account{token}, earlier)) == "instant_before_last_event@at");
    const auto count = show.records();
    show.now += 24h;
    const auto confirmed = show.run(confirm_account{token}, show.by_nobody());
    REQUIRE(said(confirmed) == "ok");
    CHECK(confirmed.reply->customer == made.reply->customer.id);
    CHECK(confirmed.reply->account == account_state::active);
    CHECK(show.run(view_customer{made.reply->customer.id}).reply->customer.account == account_state::active);
    CHECK(show.records() == count + 1);
    CHECK(confirm(token) == "ok");  // the link followed twice
    CHECK(show.records() == count + 1);
    CHECK(show.rebuilds_the_same());
    // No account, no link; erased, no account.
    const auto plain = show.create(shop::someone(2));
    CHECK(plain.account == account_state::none);
    REQUIRE(said(show.run(erase_customer{made.reply->customer.id, "asked"})) == "ok");
    CHECK(confirm(token) == "account_token_unknown@token");
  }
}

TEST_CASE("account: of a company it is the first contact's", "[customer][CUS-18]") {
  shop show;
  auto command = show.creation(shop::some_company(1));
  command.open_account = true;
  const auto made = show.run(command);
  REQUIRE(made.effects.size() == 1);
  CHECK(made.effects[0].to == "jeanne5001@example.be");
  // In simulation everything works, and the host can see that it is one.
  desk_options options;
  options.simulation = true;
  shop pretending(options);
  command = pretending.creation(shop::someone(1));
  command.open_account = true;
  const auto pretended = pretending.run(command);
  REQUIRE(pretended.effects.size() == 1);
  REQUIRE(pretended.effects[0].data.find("simulation") != nullptr);
}

// --- Export and erasure

TEST_CASE("customer.export: everything held about one person", "[customer][CUS-21]") {
  shop show;
  auto command = show.creation(shop::someone(1));
  command.open_account = true;
  const auto made = show.run(command);
  const auto id = made.reply->customer.id;
  REQUIRE(said(show.run(record_consent{id, {}, "contact", consent_answer::no, "desk", {"fr-BE", "2"}})) == "ok");
  CHECK(said(show.run(export_customer{})) == "customer_id_missing@id");
  CHECK(said(show.run(export_customer{"nobody"})) == "record_not_found@id");
  const auto out = show.run(export_customer{id});
  REQUIRE(said(out) == "ok");
  CHECK(out.reply->customer.email == "jeanne0001@example.be");
  CHECK(out.reply->consents.size() == 4);
  REQUIRE(out.reply->history.size() == 2);
  CHECK(out.reply->history[0].kind == "customer_created");
  CHECK_FALSE(out.reply->history[0].personal.empty());
  CHECK(out.reply->history[1].kind == "consent_given");
  REQUIRE(out.reply->pending.size() == 1);
  CHECK(out.reply->pending[0].to == "jeanne0001@example.be");
  // That it was exported is part of what is held.
  CHECK(show.run(export_customer{id}).reply->history.size() == 3);
}

TEST_CASE("customer.erase: then every verb", "[customer][CUS-21][CON-05]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    auto command = show.creation(shop::someone(1));
    command.open_account = true;
    const auto made = show.run(command);
    REQUIRE(said(made) == "ok");
    const auto id = made.reply->customer.id;
    const std::string token = *made.effects[0].data.find("token");
    const auto acme = show.create(shop::some_company(1));
    CHECK(said(show.run(erase_customer{})) == "customer_id_missing@id, erasure_reason_missing@reason");
    CHECK(said(show.run(erase_customer{id, ""})) == "erasure_reason_missing@reason");
    CHECK(said(show.run(erase_customer{"nobody", "asked"})) == "record_not_found@id");
    auto earlier = show.by();
    earlier.at = noon - 1us;
    CHECK(said(show.run(erase_customer{id, "asked"}, earlier)) == "instant_before_last_event@at");

    show.now += 1h;
    const auto erased = show.run(erase_customer{id, "asked for it"});
    REQUIRE(said(erased) == "ok");
    CHECK(erased.notes.empty());
    CHECK(erased.reply->id == id);
    CHECK(erased.reply->erased_at == show.now);
    REQUIRE(said(show.run(erase_customer{acme.id, "asked for it"})) == "ok");

    customer_changes changes;
    changes.city = "Gent";
    add_contact contact;
    contact.id = acme.id;
    contact.contact = shop::somebody(9);
    contact.consents = answers(consent_answer::no);
    CHECK(said(show.run(erase_customer{id, "again"})) == "customer_erased@id");
    CHECK(said(show.run(select_customer{id, {}, {}})) == "customer_erased@id");
    CHECK(said(show.run(update_customer{id, changes})) == "customer_erased@id");
    CHECK(said(show.run(contact)) == "customer_erased@id");
    CHECK(said(show.run(export_customer{id})) == "customer_erased@id");
    CHECK(said(show.run(confirm_account{token}, show.by_nobody())) == "account_token_unknown@token");
    CHECK(said(show.run(record_consent{id, {}, "contact", consent_answer::yes, "desk", {"fr", "1"}})) ==
          "customer_erased@customer");
    CHECK(said(show.run(withdraw_consent{id, {}, "contact", {}}, show.by_nobody())) == "customer_erased@customer");
    CHECK(said(show.run(show_consents{id, {}, {}})) == "customer_erased@customer");
    CHECK(said(show.run(issue_receipt{id, {}, "contact"})) == "customer_erased@customer");
    CHECK(said(show.run(ask_to_send{id, {}, message_kind::offer})) == "customer_erased@customer");

    // The tombstone: whose it was and when, nothing of the person.
    const auto tombstone = show.run(view_customer{id});
    REQUIRE(said(tombstone) == "ok");
    const auto& seen = tombstone.reply->customer;
    CHECK(seen.erased_at == show.now);
    CHECK(seen.created_at == noon);
    CHECK(seen.owner == seller);
    CHECK(seen.name.empty());
    CHECK(seen.initials.empty());
    CHECK(seen.email.empty());
    CHECK(seen.mobile.empty());
    CHECK(seen.postal_code.empty());
    CHECK(seen.contacts.empty());
    CHECK(seen.account == account_state::none);
    // To another dealer it is as unknown as it ever was.
    CHECK(said(show.run(view_customer{id}, show.by(rival, ghent))) == "record_not_found@id");

    // Not found, not in the outbox, and nothing personal in the audit, whose chain still holds.
    search_customers search;
    search.email = "jeanne0001@example.be";
    CHECK(found_ids(show.run(search)).empty());
    CHECK(show.run(list_outbox{}).reply->effects.empty());
    list_audit list;
    list.record = id;
    const auto audit = show.run(list);
    REQUIRE(audit.reply->records.size() == 2);
    for (const auto& line : audit.reply->records) {
      CHECK(line.erased);
      CHECK(line.personal.empty());
      CHECK(line.facts.find("jeanne") == std::string::npos);
    }
    CHECK(show.records() > 0);
    CHECK(show.rebuilds_the_same());
    CHECK(show.run(view_customer{id}).reply->customer == seen);
    // The same person may come again, as somebody new.
    show.now += 1min;
    CHECK(show.create(shop::someone(1)).id != id);
  }
}

TEST_CASE("customer.view: an identifier and nothing else", "[customer][CUS-21][ACC-02]") {
  shop show;
  CHECK(said(show.run(view_customer{})) == "customer_id_missing@id");
  CHECK(said(show.run(view_customer{"0190163d-8694-739b-aea5-966c26f8ad91"})) == "record_not_found@id");
  CHECK(said(show.run(view_customer{std::string(1025, 'x')})) == "field_too_long@id");
}
