// The desk itself: what it promises of every command, whatever the noun.
#include <atomic>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "dealerkit/desk.hpp"
#include "desk/codec.hpp"
#include "desk/projections.hpp"
#include "store/ledger.hpp"
#include "support/catch.hpp"
#include "support/desk_fixture.hpp"

using namespace dealerkit;
using namespace desk_test;

namespace {

request_context with_key(request_context context, std::string key) {
  context.key = std::move(key);
  return context;
}

request_context dry(request_context context) {
  context.dry_run = true;
  return context;
}

request_context explained(request_context context) {
  context.explain = true;
  return context;
}

record_consent consent_command(std::string id, consent_answer answer) {
  return {std::move(id), {}, "contact", answer, "desk", {"fr-BE", "2"}};
}

// A history that touches every kind of event, with transfers, erasures and changes of users between them.
struct busy_history {
  std::vector<std::string> alive;
  std::vector<std::string> erased;
};

busy_history fill(shop& show) {
  busy_history made;
  load_network brands;
  brands.brands = {{"ZZ", "Zed", brand_family::none, {brand_capability::quote_tool}}};
  REQUIRE(said(show.run(brands, show.by_nobody())) == "ok");
  for (int i = 0; i < 6; ++i) {
    show.now += 1min;
    auto command = show.creation(shop::someone(i), show.by(i % 2 == 0 ? seller : second_seller));
    command.open_account = i % 3 == 0;
    const auto created = show.run(command, show.by(i % 2 == 0 ? seller : second_seller));
    REQUIRE(said(created) == "ok");
    made.alive.push_back(created.reply->customer.id);
    if (command.open_account && i == 3)
      REQUIRE(said(show.run(confirm_account{*created.effects.at(0).data.find("token")}, show.by_nobody())) == "ok");
  }
  const auto company = show.create(shop::some_company(1));
  made.alive.push_back(company.id);
  add_contact contact;
  contact.id = company.id;
  contact.contact = shop::somebody(40);
  contact.consents = answers(consent_answer::no);
  REQUIRE(said(show.run(contact)) == "ok");
  show.create(shop::someone(1), show.by(rival, ghent));

  show.now += 1min;
  customer_changes changes;
  changes.email = "changed@example.be";
  changes.city = "Namur";
  REQUIRE(said(show.run(update_customer{made.alive[1], changes})) == "ok");
  REQUIRE(said(show.run(consent_command(made.alive[0], consent_answer::no))) == "ok");
  REQUIRE(said(show.run(withdraw_consent{made.alive[2], {}, "contact", {}}, show.by_nobody())) == "ok");
  REQUIRE(said(show.run(select_customer{made.alive[2], {}, {}})) == "ok");
  REQUIRE(said(show.run(export_customer{made.alive[2]})) == "ok");

  const auto erase = [&](std::size_t which) {
    show.now += 1min;
    REQUIRE(said(show.run(erase_customer{made.alive[which], "asked for it"})) == "ok");
    made.erased.push_back(made.alive[which]);
    made.alive.erase(made.alive.begin() + static_cast<std::ptrdiff_t>(which));
  };
  erase(2);
  REQUIRE(said(show.run(transfer_portfolio{seller, second_seller}, show.by(manager))) == "ok");
  erase(3);  // handed over, then erased
  show.now += 1min;
  REQUIRE(said(show.run(transfer_portfolio{second_seller, seller}, show.by(chief))) == "ok");
  put_user put;
  put.record = make_user(second_seller, "BE-1", {role::salesman, role::secretary});
  put.record.language = "nl-BE";
  REQUIRE(said(show.run(put, show.by(chief))) == "ok");
  REQUIRE(said(show.run(deactivate_user{second_seller}, show.by(chief))) == "ok");
  REQUIRE(said(show.run(set_outlet_bank{brussels, "BE68539007547034", "GEBABEBB"})) == "ok");
  load_network moved;
  moved.outlets = {small_network().outlets[1]};
  moved.outlets[0].brands = {"AP", "ZZ"};  // no longer of its old brand
  moved.outlets[0].time_zone = "America/Toronto";
  REQUIRE(said(show.run(moved, show.by_nobody())) == "ok");
  REQUIRE(said(show.run(load_policy{"motor_show_be", {}}, show.by_nobody())) == "ok");
  show.now += 1min;
  show.create(shop::someone(30), show.by(seller, antwerp));
  return made;
}

// Everything that questions can see, as text.
std::string seen_by_everybody(shop& show, const busy_history& history) {
  std::string text;
  const auto add = [&](const auto& answered) {
    REQUIRE(said(answered) == "ok");
    text += codec::bytes_of(*answered.reply);
    text += '|';
  };
  for (const auto& id : history.alive) {
    add(show.run(view_customer{id}));
    add(show.run(show_consents{id, {}, {}}));
  }
  for (const auto& id : history.erased) add(show.run(view_customer{id}));
  for (const std::string email : {"jeanne0000@example.be", "changed@example.be", "jeanne0001@example.be",
                                  "jeanne0002@example.be", "jeanne0040@example.be"}) {
    search_customers search;
    search.email = email;
    const auto found = show.run(search);
    for (const auto& one : found.reply->candidates) text += one.id + ",";
  }
  search_customers by_number;
  by_number.vat = belgian_vat(1001);
  const auto companies = show.run(by_number);
  for (const auto& one : companies.reply->candidates) text += one.id + ",";
  for (const std::string code : {"AC", "AP", "ZZ"}) {
    search_outlets outlets;
    outlets.brand = code;
    add(show.run(outlets));
  }
  const auto day = std::chrono::year{2024} / 1 / 12;
  add(show.run(report_quality{day, day, {}, {}}));
  add(show.run(show_policy{}, show.by_nobody()));
  list_audit audit;
  audit.record = history.erased.front();
  const auto lines = show.run(audit);
  for (const auto& line : lines.reply->records) text += line.hash;
  return text;
}

}  // namespace

// --- Keys

TEST_CASE("key: the same request again has the same answer and changes nothing", "[desk][DAT-04]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    std::string customer;
    create_customer command;
    {
      shop show(options_for(kind, place));
      command = show.creation(shop::someone(1));
      command.open_account = true;
      const auto first = show.run(command, explained(with_key(show.by(), "k1")));
      REQUIRE(said(first) == "ok");
      customer = first.reply->customer.id;
      const auto count = show.records();
      show.now += 48h;  // long after the token has gone stale
      const auto again = show.run(command, with_key(show.by(), "k1"));
      REQUIRE(said(again) == "ok");
      CHECK(again.reply == first.reply);
      CHECK(again.notes == first.notes);
      CHECK(again.effects == first.effects);
      CHECK(again.because == first.because);
      CHECK(again.time_zone == first.time_zone);
      CHECK(show.records() == count);
      CHECK(show.run(list_outbox{}).reply->effects.size() == 1);
      CHECK(said(show.run(command)) == "search_token_expired@search_token");  // without the key it is another request

      // Another request with the key is refused, and so is the same one from elsewhere.
      auto other = command;
      other.confirm_distinct = true;
      CHECK(said(show.run(other, with_key(show.by(), "k1"))) == "key_reused@key");
      CHECK(said(show.run(command, with_key(show.by(seller, antwerp), "k1"))) == "key_reused@key");
      CHECK(said(show.run(view_customer{customer}, with_key(show.by(), "k1"))) == "ok");  // a question has no key
      CHECK(said(show.run(export_customer{customer}, with_key(show.by(), "k1"))) == "key_reused@key");
      // Another actor's keys are another actor's.
      CHECK(said(show.run(consent_command(customer, consent_answer::no), with_key(show.by(second_seller), "k1"))) ==
            "ok");
      // Without an actor the keys are those of nobody.
      CHECK(said(show.run(load_policy{"motor_show_be", {}}, with_key(show.by_nobody(), "k1"))) == "ok");
      CHECK(said(show.run(load_policy{"bdc_qc", {}}, with_key(show.by_nobody(), "k1"))) == "key_reused@key");
    }
    if (kind != "file") continue;
    shop show(options_for(kind, place), false);
    show.now += 72h;
    const auto after_restart = show.run(command, with_key(show.by(), "k1"));
    REQUIRE(said(after_restart) == "ok");
    CHECK(after_restart.reply->customer.id == customer);
  }
}

TEST_CASE("key: neither a refusal nor a dry run uses it up", "[desk][DAT-04]") {
  shop show;
  auto command = show.creation(shop::someone(1));
  auto wrong = command;
  wrong.input.first_name = "";
  CHECK(said(show.run(wrong, with_key(show.by(), "k"))) == "b2c_field_missing@customer.first_name");
  CHECK(said(show.run(command, dry(with_key(show.by(), "k")))) == "ok");
  const auto count = show.records();
  CHECK(said(show.run(command, with_key(show.by(), "k"))) == "ok");
  CHECK(show.records() == count + 1);
}

TEST_CASE("key: an erasure takes the remembered answers of the person with it", "[desk][DAT-04][CUS-21]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    const auto one = show.create(shop::someone(1));
    const auto export_once = [&] { return show.run(export_customer{one.id}, with_key(show.by(), "export")); };
    REQUIRE(said(export_once()) == "ok");
    const auto erasure = show.run(erase_customer{one.id, "asked"}, with_key(show.by(), "erase"));
    REQUIRE(said(erasure) == "ok");
    CHECK(said(export_once()) == "customer_erased@id");
    const auto again = show.run(erase_customer{one.id, "asked"}, with_key(show.by(), "erase"));
    CHECK(said(again) == "ok");  // the erasure itself is remembered: it holds nothing of the person
    CHECK(again.reply == erasure.reply);
  }
}

TEST_CASE("key: a request that is malformed is refused, whatever its key remembers", "[desk][DAT-02][DAT-04]") {
  shop show;
  const auto command = show.creation(shop::someone(1));
  REQUIRE(said(show.run(command, with_key(show.by(), "k"))) == "ok");
  auto context = with_key(show.by(), "k");
  context.found = {{rule::unknown_field, "custommer", {}}};  // a reader has found a typo
  CHECK_FALSE(show.run(command, context).ok());
}

TEST_CASE("key: it is text as every other field is", "[desk][DAT-01]") {
  shop show;
  const auto one = show.create(shop::someone(1));
  const auto said_with = [&](std::string key) {
    return said(show.run(export_customer{one.id}, with_key(show.by(), std::move(key))));
  };
  CHECK(said_with(std::string(1025, 'k')) == "field_too_long@key");
  CHECK(said_with(std::string(1024, 'k')) == "ok");
  CHECK(said_with(std::string("a\0b", 3)) == "text_has_nul@key");
  CHECK(said_with("\xff") == "text_not_utf8@key");
  // The actor's texts too; who that is, is then nobody.
  CHECK(said(show.run(export_customer{one.id}, show.by(std::string("BE\0", 3), brussels))) ==
        "text_has_nul@actor.user");
  CHECK(said(show.run(export_customer{one.id}, show.by(seller, std::string(1025, 'o')))) ==
        "field_too_long@actor.outlet");
}

// --- Dry runs and reasons

TEST_CASE("dry_run: the same answer, nothing changed", "[desk][DAT-04]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    const auto history = fill(show);
    show.now += 1h;
    const auto count = show.records();
    const auto digest = show.office.rebuild().value().digest;
    const auto waiting = show.run(list_outbox{}).reply->effects.size();
    const auto try_it = [&](const auto& command, const request_context& context) {
      const auto answered = show.run(command, dry(context));
      CHECK(said(answered) == "ok");
      for (const auto& one : answered.effects) CHECK(one.id.empty());
      return answered;
    };
    auto creation = show.creation(shop::someone(70));
    creation.open_account = true;
    const auto created = try_it(creation, show.by());
    CHECK(created.reply->customer.account == account_state::pending);
    CHECK(created.effects.size() == 1);
    customer_changes changes;
    changes.city = "Bastogne";
    CHECK(try_it(update_customer{history.alive[0], changes}, show.by()).reply->customer.city == "Bastogne");
    add_contact contact;
    contact.id = history.alive.back();
    contact.contact = shop::somebody(71);
    contact.consents = answers(consent_answer::yes);
    (void)try_it(contact, show.by());
    (void)try_it(select_customer{history.alive[0], {}, {}}, show.by());
    (void)try_it(export_customer{history.alive[0]}, show.by());
    (void)try_it(erase_customer{history.alive[0], "asked"}, show.by());
    (void)try_it(consent_command(history.alive[0], consent_answer::yes), show.by());
    (void)try_it(withdraw_consent{history.alive[0], {}, "contact", {}}, show.by_nobody());
    (void)try_it(transfer_portfolio{seller, manager}, show.by(manager));
    (void)try_it(deactivate_user{seller}, show.by(chief));
    put_user put;
    put.record = make_user("BE-1.d099", "BE-1", {});
    (void)try_it(put, show.by(chief));
    (void)try_it(set_outlet_bank{antwerp, "BE68539007547034", {}}, show.by());
    (void)try_it(load_policy{"bdc_qc", {}}, show.by_nobody());
    auto network = small_network();
    network.outlets[0].name = "Autre nom";
    (void)try_it(network, show.by_nobody());
    acknowledge_outbox done;
    const auto outbox = show.run(list_outbox{});
    for (const auto& one : outbox.reply->effects) done.ids.push_back(one.id);
    CHECK(try_it(done, show.by()).reply->acknowledged == static_cast<std::int64_t>(done.ids.size()));

    CHECK(show.records() == count);
    const auto after = show.office.rebuild().value();
    CHECK(after.same);
    CHECK(after.digest == digest);
    CHECK(show.run(list_outbox{}).reply->effects.size() == waiting);
    CHECK(show.run(view_customer{history.alive[0]}).reply->customer.city != "Bastogne");
    // A refusal is the same too.
    CHECK(said(show.run(view_customer{"nobody"}, dry(show.by()))) == "record_not_found@id");
    CHECK(said(show.run(erase_customer{"nobody", "x"}, dry(show.by()))) == "record_not_found@id");
  }
}

TEST_CASE("explain: reasons by rule, only where they are asked for", "[desk][ACC-01]") {
  shop show;
  auto creation = show.creation(shop::someone(1));
  show.now += 5min;
  CHECK(show.run(creation, dry(show.by())).because.empty());
  const auto created = show.run(creation, explained(show.by()));
  REQUIRE(said(created) == "ok");
  const reason* search = nullptr;
  for (const auto& one : created.because)
    if (one.rule == "CUS-02") search = &one;
  REQUIRE(search != nullptr);
  CHECK_FALSE(search->text.empty());
  REQUIRE(search->numbers.find("age_seconds") != nullptr);
  CHECK(*search->numbers.find("age_seconds") == "300");
  CHECK(*search->numbers.find("valid_minutes") == "30");

  const auto id = created.reply->customer.id;
  const auto rules = [](const auto& answered) {
    CHECK(answered.ok());
    std::set<std::string> named;
    for (const auto& one : answered.because) {
      CHECK_FALSE(one.text.empty());
      CHECK(one.rule.size() == 6);
      CHECK(one.rule[3] == '-');
      named.insert(one.rule);
    }
    return named;
  };
  search_customers ask;
  ask.email = "a@b.be";
  CHECK(rules(show.run(ask, explained(show.by()))).contains("CUS-03"));
  CHECK(rules(show.run(ask_to_send{id, {}, message_kind::news}, explained(show.by()))).contains("CON-07"));
  CHECK(rules(show.run(withdraw_consent{id, {}, "contact", {}}, explained(show.by_nobody()))).contains("CON-05"));
  put_user put;
  put.record = make_user("BE-1.d099", "BE-1", {});
  CHECK(rules(show.run(put, explained(show.by(chief)))).contains("NET-06"));
  CHECK(rules(show.run(erase_customer{id, "asked"}, explained(show.by()))).contains("CUS-21"));
  CHECK(show.run(ask, show.by()).because.empty());
}

// --- The form of every request

TEST_CASE("form: what a reader found wrong is said with the rest, in field order", "[desk][DAT-02]") {
  shop show;
  auto context = show.by();
  context.found = {{rule::unknown_field, "custommer", {}},
                   {rule::wrong_type, "customer.email", {}},
                   {rule::duplicate_field, "search_token", {}},
                   {rule::value_not_listed, "customer.kind", {}}};
  create_customer command = show.creation(shop::someone(1));
  command.input.first_name = "";
  CHECK(said(show.run(command, context)) ==
        "duplicate_field@search_token, value_not_listed@customer.kind, b2c_field_missing@customer.first_name, "
        "wrong_type@customer.email, unknown_field@custommer");
  CHECK(said(show.run(view_customer{"nobody"}, [&] {
          auto other = show.by();
          other.found = {{rule::unknown_field, "idd", {}}};
          return other;
        }())) == "unknown_field@idd");
}

TEST_CASE("form: texts of every depth are looked at", "[desk][DAT-01]") {
  shop show;
  struct row {
    std::string wanted;
    std::function<void(load_network&)> change;
  };
  const row rows[] = {
      {"text_not_utf8@outlets.1.name", [](load_network& all) { all.outlets[1].name = "\xc3\x28"; }},
      {"text_not_utf8@outlets.1.address.city", [](load_network& all) { all.outlets[1].address.city = "\xed\xa0\x80"; }},
      {"text_has_nul@users.0.roles.0.outlet",
       [](load_network& all) { all.users[0].roles[0].outlet = std::string("a\0", 2); }},
      {"text_has_nul@users.2.legacy_logins.0.login",
       [](load_network& all) {
         all.users[2].legacy_logins = {{"x", std::string(1, '\0')}};
       }},
      {"field_too_long@legal_entities.0.name",
       [](load_network& all) { all.legal_entities[0].name = std::string(1025, 'n'); }},
      {"ok", [](load_network& all) { all.legal_entities[0].name = std::string(1024, 'n'); }}};
  for (const auto& [wanted, change] : rows) {
    auto all = small_network();
    change(all);
    CAPTURE(wanted);
    const auto answered = show.run(all, dry(show.by_nobody()));
    CHECK(said(answered) == wanted);
    if (wanted.starts_with("field_too_long")) CHECK(argument(answered.refused.at(0), "limit") == "1024");
  }
}

TEST_CASE("form: the rule that asks for a field is named where its value is none of the list", "[desk][DAT-02]") {
  struct asked {
    rule absent = rule::none, not_listed = rule::none;
  };
  const auto of = []<class T>(const T&, std::string_view wanted) {
    asked found;
    for_each_field<T>([&](std::string_view name, auto, field_options options) {
      if (name == wanted) found = {options.absent, options.not_listed};
    });
    return found;
  };
  CHECK(of(brand{}, "capabilities").not_listed == rule::brand_capability_unknown);
  CHECK(of(brand{}, "family").not_listed == rule::brand_incomplete);
  CHECK(of(outlet{}, "record_type").not_listed == rule::outlet_incomplete);
  CHECK(of(user{}, "roles").not_listed == rule::user_role_unknown);
  CHECK(of(role_grant{}, "role").not_listed == rule::user_role_unknown);
  CHECK(of(role_grant{}, "domain").not_listed == rule::user_role_unknown);
  CHECK(of(user{}, "tracked_phone").not_listed == rule::tracked_phone_missing);
  CHECK(of(customer_input{}, "kind").absent == rule::customer_kind_missing);
  CHECK(of(customer_input{}, "kind").not_listed == rule::customer_kind_missing);
  CHECK(of(search_customers{}, "kind").not_listed == rule::customer_kind_missing);
  CHECK(of(create_customer{}, "consents").not_listed == rule::consent_answer_not_listed);
  CHECK(of(ask_to_send{}, "message").absent == rule::message_kind_unknown);
  CHECK(of(report_quality{}, "from").absent == rule::report_period_missing);
  CHECK(of(report_quality{}, "to").absent == rule::report_period_missing);
  CHECK(of(ask_phone{}, "form").not_listed == rule::phone_form_unknown);
  CHECK(of(ask_vin{}, "region").not_listed == rule::vin_region_unknown);
  CHECK(of(purpose_terms{}, "default_answer").not_listed == rule::consent_has_default);
  CHECK(of(customer_terms{}, "mobile_typed_as").not_listed == rule::policy_value_out_of_range);
}

// --- Instants

TEST_CASE("instants: of one customer they do not go back, of others they may", "[desk][DAT-06]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    const auto early = show.create(shop::someone(1));
    show.now = noon + 2h;
    const auto late = show.create(shop::someone(2));
    REQUIRE(said(show.run(consent_command(late.id, consent_answer::no))) == "ok");
    const auto at = [&](instant when) {
      auto context = show.by();
      context.at = when;
      return context;
    };
    customer_changes changes;
    changes.city = "Gent";
    const auto every_command = [&](const std::string& id, const request_context& context) {
      std::set<std::string> answers_given;
      auto nobody = context;
      nobody.by.reset();
      answers_given.insert(said(show.run(consent_command(id, consent_answer::no), dry(context))));
      answers_given.insert(said(show.run(withdraw_consent{id, {}, "contact", {}}, dry(nobody))));
      answers_given.insert(said(show.run(update_customer{id, changes}, dry(context))));
      answers_given.insert(said(show.run(select_customer{id, {}, {}}, dry(context))));
      answers_given.insert(said(show.run(export_customer{id}, dry(context))));
      answers_given.insert(said(show.run(erase_customer{id, "asked"}, dry(context))));
      return answers_given;
    };
    using one_answer = std::set<std::string>;
    CHECK(every_command(late.id, at(noon + 2h - 1us)) == one_answer{"instant_before_last_event@at"});
    CHECK(every_command(late.id, at(noon + 2h)) == one_answer{"ok"});
    CHECK(every_command(early.id, at(noon + 1h)) == one_answer{"ok"});
    CHECK(every_command(early.id, at(noon - 1us)) == one_answer{"instant_before_last_event@at"});
    // A creation has no earlier event: it only needs its own search.
    show.now = noon - 2h;
    show.create(shop::someone(3));
    const auto refused = show.run(export_customer{late.id}, at(noon));
    CHECK(argument(refused.refused.at(0), "earliest") ==
          "2024-01-12T15:00:00+01:00");  // as the outlet's clocks show it
    CHECK(show.rebuilds_the_same());
  }
}

// --- Rebuilding

TEST_CASE("rebuild: after a busy history the projections are the same, and say the same", "[desk][ACC-07][CUS-21]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    const auto history = fill(show);
    const auto before = seen_by_everybody(show, history);
    CHECK(show.rebuilds_the_same());
    CHECK(seen_by_everybody(show, history) == before);
    const auto first = show.office.rebuild();
    const auto second = show.office.rebuild();
    CHECK(first.value().digest == second.value().digest);
    CHECK(first.value().digest.size() == 64);
  }
}

TEST_CASE("rebuild: of nothing is nothing", "[desk]") {
  shop show({}, false);
  const auto report = show.office.rebuild();
  REQUIRE(report.ok());
  CHECK(report.value().events == 0);
  CHECK(report.value().same);
}

#ifdef DEALERKIT_WITH_SQLITE
TEST_CASE("rebuild: puts right what somebody has changed behind the desk's back", "[desk][ACC-07]") {
  using change = std::function<void(store::unit&, const busy_history&)>;
  namespace collections = projections::collections;
  namespace indexes = projections::indexes;
  const change changes[] = {
      [](store::unit& unit, const busy_history& history) {
        auto one = projections::load_customer(unit, history.alive[0]).value();
        one.details.holder.city = "Atlantis";
        one.owner = rival;
        unit.save(collections::customers, one.id, codec::bytes_of(one), id_of<customer>::parse(one.id).bytes());
      },
      [](store::unit& unit, const busy_history& history) { unit.remove(collections::customers, history.alive[1]); },
      [](store::unit& unit, const busy_history& history) {
        unit.save(collections::customers, history.erased[0], "garbage", {});
      },
      [](store::unit& unit, const busy_history&) { unit.remove(collections::users, seller); },
      [](store::unit& unit, const busy_history&) { unit.remove(collections::outlets, antwerp); },
      [](store::unit& unit, const busy_history&) { unit.remove(collections::policies, "current"); },
      [](store::unit& unit, const busy_history& history) {
        unit.unindex_exact(indexes::customer_email, projections::email_value("BE-1", "jeanne0000@example.be"),
                           history.alive[0]);
      },
      [](store::unit& unit, const busy_history& history) {
        unit.index_exact(indexes::customer_email, projections::email_value("BE-1", "jeanne0002@example.be"),
                         history.alive[0]);
      },
      [](store::unit& unit, const busy_history& history) {
        unit.unindex_ordered(indexes::customer_owner, projections::joined("BE-1", seller), history.alive[0]);
      },
      [](store::unit& unit, const busy_history&) {
        unit.save(collections::quality,
                  projections::joined("BE-1",
                                      "2024-01-12\x1f"
                                      "BE-1.d777"),
                  "garbage", {});
      },
  };
  for (std::size_t i = 0; i < std::size(changes); ++i) {
    CAPTURE(i);
    const directory place;
    const auto options = options_for("file", place);
    shop show(options);
    const auto history = fill(show);
    const auto before = seen_by_everybody(show, history);
    {
      auto tables = store::open_sqlite(options.store);
      REQUIRE(tables.ok());
      auto ledger = store::ledger::open(std::move(tables).value());
      REQUIRE(ledger.ok());
      auto unit = ledger.value()->write();
      changes[i](unit, history);
      REQUIRE(unit.commit().ok());
    }
    const auto found = show.office.rebuild();
    REQUIRE(said(found) == "ok");
    CHECK_FALSE(found.value().same);  // it says that they were not what the events say
    CHECK(show.rebuilds_the_same());
    CHECK(seen_by_everybody(show, history) == before);
  }
}

// --- Opening

TEST_CASE("desk::open: what is not ours is refused, and a whole store is verified", "[desk][SEC-02][ACC-07]") {
  const directory place;
  desk_options options;
  options.store = place.file("no/such/directory/desk.db");
  CHECK(said(desk::open(options)).starts_with("store_cannot_open@"));
  options.store = "postgresql://nowhere/desk";
  CHECK(said(desk::open(options)) == "store_cannot_open@store");
  options.store = place.file("letter.txt");
  {
    std::FILE* letter = std::fopen(options.store.c_str(), "wb");
    REQUIRE(letter != nullptr);
    std::fputs("Dear customer, thank you for your letter of the 12th of January.", letter);
    std::fclose(letter);
  }
  CHECK(said(desk::open(options)).starts_with("store_foreign@"));
  CHECK(said(verify_store(options.store)).starts_with("store_foreign@"));

  options.store = place.file("desk.db");
  std::string head;
  {
    shop show(options);
    show.create(shop::someone(1));
    head = show.run(verify_audit{}, show.by_nobody()).reply->head;
  }
  const auto report = verify_store(options.store);
  REQUIRE(said(report) == "ok");
  CHECK(report.value().intact);
  CHECK(report.value().records == 3 + 5 + 9 + 1);
  CHECK(report.value().head == head);
  CHECK_FALSE(report.value().first_broken.has_value());
}

TEST_CASE("desk: where another holds the pen for too long the answer is that the store is busy", "[desk][DAT-04]") {
  const directory place;
  const auto options = options_for("file", place);
  shop show(options);
  const auto one = show.create(shop::someone(1));
  auto tables = store::open_sqlite(options.store);
  REQUIRE(tables.ok());
  auto ledger = store::ledger::open(std::move(tables).value());
  REQUIRE(ledger.ok());
  {
    auto holding = ledger.value()->write();
    REQUIRE(holding.failure().broken == rule::none);
    const auto waiting = show.run(export_customer{one.id});
    CHECK(said(waiting).starts_with("store_busy@"));
    CHECK(transient(waiting.refused.at(0).broken));
    CHECK(said(show.run(view_customer{one.id})) == "ok");  // questions wait for nobody
  }
  CHECK(said(show.run(export_customer{one.id})) == "ok");
}
#endif

#ifdef DEALERKIT_WITH_SQLITE
TEST_CASE("erasure: where somebody still reads, what is left to do is said", "[desk][CUS-21]") {
  const directory place;
  const auto options = options_for("file", place);
  shop show(options);
  const auto one = show.create(shop::someone(1));
  auto tables = store::open_sqlite(options.store);
  REQUIRE(tables.ok());
  auto ledger = store::ledger::open(std::move(tables).value());
  REQUIRE(ledger.ok());
  const auto reading = ledger.value()->read();
  const auto erased = show.run(erase_customer{one.id, "asked"});
  REQUIRE(said(erased) == "ok");
  CHECK(listed_as(erased.notes) == "erasure_not_yet_checkpointed@id");
  CHECK(transient(erased.notes.at(0).broken));
  CHECK(said(show.run(export_customer{one.id})) == "customer_erased@id");
}
#endif

// --- Threads

TEST_CASE("threads: eight of them create customers, and no e-mail is there twice", "[desk][CUS-17][DAT-04]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    constexpr int threads = 8;
    constexpr int people = 12;
    const auto before = show.records();
    std::atomic<int> created{0}, duplicates{0}, others{0};
    std::vector<std::thread> crowd;
    for (int t = 0; t < threads; ++t)
      crowd.emplace_back([&, t] {
        for (int i = 0; i < people; ++i) {
          // Each begins elsewhere, so that two are rarely at the same person, but all meet everybody.
          const auto typed = shop::someone((i + t * 5) % people);
          search_customers search;
          search.email = typed.email;
          const auto found = show.office.run(search, show.by());
          if (!found.ok()) {
            ++others;
            continue;
          }
          create_customer command;
          command.search_token = found.reply->token;
          command.input = typed;
          command.consents = answers(consent_answer::yes);
          const auto made = show.office.run(command, show.by());
          if (made.ok())
            ++created;
          else if (made.refused.size() == 1 && made.refused[0].broken == rule::duplicate_email)
            ++duplicates;
          else
            ++others;
        }
      });
    for (auto& one : crowd) one.join();
    CHECK(created == people);
    CHECK(duplicates == threads * people - people);
    CHECK(others == 0);
    CHECK(show.records() == before + people);
    for (int i = 0; i < people; ++i) {
      search_customers search;
      search.email = shop::someone(i).email;
      CHECK(show.run(search).reply->candidates.size() == 1);
    }
    CHECK(show.rebuilds_the_same());
  }
}

TEST_CASE("threads: readers see whole customers while others change them", "[desk][DAT-04]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    const auto one = show.create(shop::someone(1));
    std::atomic<bool> stop{false};
    std::atomic<int> torn{0}, read{0};
    std::vector<std::thread> readers;
    for (int t = 0; t < 3; ++t)
      readers.emplace_back([&] {
        while (!stop) {
          const auto seen = show.office.run(view_customer{one.id}, show.by());
          ++read;
          if (!seen.ok() || seen.reply->customer.city != seen.reply->customer.street) ++torn;
        }
      });
    while (read < 3) std::this_thread::yield();  // on a busy machine all could be changed before the first one reads
    for (int i = 0; i < 40; ++i) {
      customer_changes changes;
      changes.city = changes.street = "Version " + std::to_string(i);
      CHECK(said(show.office.run(update_customer{one.id, changes}, show.by())) == "ok");
    }
    stop = true;
    for (auto& reader : readers) reader.join();
    CHECK(torn == 0);
  }
}

// --- Checks as verbs

TEST_CASE("check verbs: they answer and never refuse",
          "[desk][CUS-09][CUS-10][CUS-11][CUS-12][CUS-14][CUS-15][CRD-07][CRD-20][STL-02][NET-08]") {
  shop show({}, false);
  const auto answer_of = [&](const auto& command) {
    const auto answered = show.run(command, show.by_nobody());
    REQUIRE(said(answered) == "ok");
    const check_reply& reply = *answered.reply;
    if (!reply.valid) return listed_as(reply.violations);
    std::string text = reply.normalized.value_or("?");
    if (!reply.remarks.empty()) text += " (" + listed_as(reply.remarks) + ")";
    return text;
  };
  CHECK(answer_of(ask_vat{"BE 0403.170.701", ""}) == "BE0403170701");
  CHECK(answer_of(ask_vat{"0403170701", "BE"}) == "BE0403170701");
  CHECK(answer_of(ask_vat{"", ""}) == "vat_missing@value");
  CHECK(answer_of(ask_vat{"DE123456789", ""}) == "vat_country_unsupported@value");
  CHECK(answer_of(ask_vat{"123456789", "DE"}) == "vat_country_unsupported@country");
  CHECK(show.run(ask_vat{"BE0000000097", ""}, show.by_nobody()).reply->unknown == true);
  CHECK(answer_of(ask_siren{"732829320"}) == "732829320");
  CHECK(answer_of(ask_siret{"732 829 320 00074"}) == "73282932000074");
  CHECK(answer_of(ask_phone{"", "BE", mobile_form::any}) == "phone_missing@value");
  CHECK(answer_of(ask_phone{"0478123456", "", mobile_form::any}) == "phone_country_unknown@country");
  CHECK(answer_of(ask_phone{"478123456", "BE", mobile_form::national_9}) == "+32478123456");
  CHECK(answer_of(ask_phone{"+32 2 111 11 11", "BE", mobile_form::any}) == "phone_not_valid_for_country@value");
  CHECK(answer_of(ask_phone{"+32478123456", "BE", mobile_form::international}) == "+32478123456");
  CHECK(answer_of(ask_postal_code{"", "BE"}) == "postal_code_missing@value");
  CHECK(answer_of(ask_postal_code{"1000", ""}) == "country_missing@country");
  CHECK(answer_of(ask_postal_code{"1000", "QQ"}) == "other_country_unknown@country");
  CHECK(answer_of(ask_postal_code{"1234", "LU"}) == "L-1234");
  CHECK(answer_of(ask_email{""}) == "email_missing@value");
  CHECK(answer_of(ask_name{"  "}) == "name_missing@value");
  CHECK(answer_of(ask_name{"a\xe2\x80\x8b"}) == "name_has_forbidden_character@value");
  CHECK(answer_of(ask_vin{"", vin_practice::eu}) == "vin_missing@value");
  CHECK(answer_of(ask_vin{"VF7", vin_practice::eu}) == "vin_malformed@value");
  CHECK(answer_of(ask_vin{"1M8GDM9AXKP042788", vin_practice::na}) == "1M8GDM9AXKP042788");
  CHECK(answer_of(ask_vin{"1M8GDM9A1KP042788", vin_practice::na}) == "vin_check_digit_wrong@value");
  CHECK(answer_of(ask_iban{""}) == "iban_missing@value");
  CHECK(answer_of(ask_iban{"BE68539007547034"}) == "BE68539007547034");
  CHECK(answer_of(ask_bic{""}) == "bic_missing@value");
  CHECK(answer_of(ask_bic{"GEBABEBB"}) == "GEBABEBB");
  CHECK(answer_of(ask_card_code{""}) == "card_code_missing@value");
  CHECK(answer_of(ask_card_code{"x"}) == "card_code_malformed@value");
  const auto code = make_card_code({1, 2, 3, 4, 5, 6, 7, 8});
  std::string card(code.begin(), code.end());
  CHECK(answer_of(ask_card_code{card}) == card);
  card[0] = card[0] == 'A' ? 'B' : 'A';
  CHECK(answer_of(ask_card_code{card}) == "card_code_check_wrong@value");
  CHECK(answer_of(ask_show_login{"TA12345"}) == "show_login_malformed@value");
  CHECK(answer_of(ask_show_login{"INETPSA\\TA12345"}) == "INETPSA\\TA12345");
  CHECK(show.run(ask_names_match{"Zoë", "ZOE"}, show.by_nobody()).reply->match);
  CHECK_FALSE(show.run(ask_names_match{"Zoë", "Zo"}, show.by_nobody()).reply->match);
  CHECK(show.records() == 0);
}
