// Who may do what: the permissions, the wall between dealers, the audit.
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/access.hpp"
#include "desk/codec.hpp"
#include "support/catch.hpp"
#include "support/desk_fixture.hpp"

using namespace dealerkit;
using namespace desk_test;

namespace {

constexpr permission all_permissions[] = {permission::manage_users,
                                          permission::prepare_operation,
                                          permission::prepare_national_operation,
                                          permission::create_one_off_card,
                                          permission::define_programme,
                                          permission::adjust_loyalty,
                                          permission::complete_outlet_sections,
                                          permission::change_owner,
                                          permission::transfer_portfolio,
                                          permission::change_bank_account};

std::vector<role> all_roles() {
  std::vector<role> roles;
  for (const auto& known : enum_names<role>::list) roles.push_back(known.value);
  return roles;
}

user holder_of(std::vector<role> roles) { return make_user("BE-1.d050", "BE-1", std::move(roles)); }

}  // namespace

TEST_CASE("decide permission: every act and every role", "[access][NET-06][ACC-04][ACC-05][ACC-06][ACC-09][STL-02]") {
  // What a role may do beyond what everybody may; the one act that a role forbids is the show's.
  const auto may = [](role one, permission act) -> std::string {
    const bool admin = one == role::admin;
    const bool workshop = one == role::service_manager || one == role::after_sales_manager;
    const bool sales_chief = one == role::sales_manager || one == role::sales_manager_agent;
    switch (act) {
      case permission::manage_users: return admin ? "ok" : "user_admin_only@actor.user";
      case permission::prepare_operation:
      case permission::create_one_off_card:
      case permission::define_programme:
      case permission::adjust_loyalty: return workshop ? "ok" : "service_manager_only@actor.user";
      case permission::prepare_national_operation:
        return one == role::headquarters ? "ok" : "headquarters_only@actor.user";
      case permission::complete_outlet_sections:
        return one == role::product_genius ? "outlet_completes_section@actor.user" : "ok";
      case permission::change_owner:
        return sales_chief || one == role::lead_manager ? "ok" : "owner_change_not_allowed@actor.user";
      case permission::transfer_portfolio: return sales_chief || admin ? "ok" : "portfolio_needs_manager@actor.user";
      case permission::change_bank_account: return one == role::headquarters ? "ok" : "bank_account_fixed@iban";
    }
    return "?";
  };
  CHECK(all_roles().size() == 23);
  for (const role one : all_roles())
    for (const permission act : all_permissions) {
      CAPTURE(name_of(one), static_cast<int>(act));
      CHECK(said(decide(holder_of({one}), act)) == may(one, act));
      // A deactivated or superseded record may nothing, whatever it once might.
      user inactive = holder_of({one});
      inactive.active = false;
      CHECK(said(decide(inactive, act)) == "actor_inactive@actor.user");
      user old = holder_of({one});
      old.superseded = true;
      CHECK(said(decide(old, act)) == "actor_inactive@actor.user");
    }
  // Rights add up; the show's prohibition stays.
  CHECK(decide(holder_of({role::salesman, role::admin}), permission::manage_users).ok());
  CHECK_FALSE(decide(holder_of({role::salesman, role::product_genius}), permission::complete_outlet_sections).ok());
  CHECK_FALSE(decide(holder_of({}), permission::change_owner).ok());
}

TEST_CASE("decide_tab: each tab is seen by its own people", "[access][ACC-08]") {
  const auto sees = [](role one, work_domain domain) {
    user person = holder_of({});
    person.roles = {{one, {}, domain}};
    std::string tabs;
    for (const auto& known : enum_names<request_tab>::list)
      if (decide_tab(person, known.value).ok()) tabs += std::string(known.name) + " ";
    return tabs;
  };
  for (const role one : all_roles()) {
    CAPTURE(name_of(one));
    CHECK(sees(one, work_domain::sales) == "commerce ");
    CHECK(sees(one, work_domain::service) == "after_sales ");
    CHECK(sees(one, work_domain::parts) == "after_sales ");
    CHECK(sees(one, work_domain::human_resources) == "human_resources ");
    const bool workshop = one == role::after_sales_manager || one == role::service_manager || one == role::collaborator;
    CHECK(sees(one, work_domain::any) == (workshop ? "after_sales " : "commerce "));
  }
  user both = holder_of({});
  both.roles = {{role::salesman, {}, work_domain::any}, {role::secretary, {}, work_domain::human_resources}};
  CHECK(decide_tab(both, request_tab::commerce).ok());
  CHECK(decide_tab(both, request_tab::human_resources).ok());
  CHECK(said(decide_tab(both, request_tab::after_sales)) == "tab_not_visible@tab");
  CHECK(said(decide_tab(holder_of({}), request_tab::commerce)) == "tab_not_visible@tab");
}

TEST_CASE("decide_transfer: rules in order of precedence", "[access][ACC-09]") {
  const user boss = holder_of({role::sales_manager});
  const user from = make_user("BE-1.d001", "BE-1", {});
  const user to = make_user("BE-1.d003", "BE-1", {});
  user foreign = make_user("BE-2.d001", "BE-2", {});
  foreign.active = false;
  user inactive = to;
  inactive.active = false;
  user old = to;
  old.superseded = true;
  user boss_gone = boss;
  boss_gone.active = false;
  CHECK(said(decide_transfer(boss_gone, from, foreign)) == "actor_inactive@actor.user");
  CHECK(said(decide_transfer(holder_of({role::salesman}), from, foreign)) == "portfolio_needs_manager@actor.user");
  CHECK(said(decide_transfer(holder_of({role::lead_manager}), from, to)) == "portfolio_needs_manager@actor.user");
  CHECK(said(decide_transfer(boss, from, foreign)) == "portfolio_target_unfit@to");
  CHECK(said(decide_transfer(boss, from, inactive)) == "portfolio_target_unfit@to");
  CHECK(said(decide_transfer(boss, from, old)) == "portfolio_target_unfit@to");
  CHECK(said(decide_transfer(boss, from, from)) == "portfolio_target_unfit@to");
  CHECK(said(decide_transfer(boss, from, to)) == "ok");
  CHECK(said(decide_transfer(holder_of({role::sales_manager_agent}), from, to)) == "ok");
  CHECK(said(decide_transfer(holder_of({role::admin}), from, to)) == "ok");
  // One who has left still has a portfolio to hand over.
  CHECK(said(decide_transfer(boss, inactive, make_user("BE-1.d004", "BE-1", {}))) == "ok");
}

// --- The actor

TEST_CASE("actor: rules in order of precedence", "[access][ACC-01][ACC-02]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    search_customers ask;
    ask.email = "a@b.be";
    struct row {
      std::string user, outlet, wanted;
    };
    const row rows[] = {{"", "", "actor_missing@actor.user, actor_missing@actor.outlet"},
                        {"", brussels, "actor_missing@actor.user"},
                        {seller, "", "actor_missing@actor.outlet"},
                        {"nobody", "nowhere", "actor_unknown@actor.user"},
                        {gone, "nowhere", "actor_unknown@actor.outlet"},
                        {gone, ghent, "actor_unknown@actor.outlet"},
                        {seller, ghent, "actor_unknown@actor.outlet"},  // another dealer's outlet does not exist
                        {gone, brussels, "actor_inactive@actor.user"},
                        {replaced, brussels, "actor_inactive@actor.user"},
                        {seller, brussels, "ok"},
                        {seller, antwerp, "ok"},  // every outlet of the entity
                        {seller, back_office, "ok"},
                        {rival, ghent, "ok"}};
    for (const auto& [who, at, wanted] : rows) {
      CAPTURE(who, at);
      CHECK(said(show.run(ask, show.by(who, at))) == wanted);
    }
    CHECK(said(show.run(ask, show.by_nobody())) == "actor_missing@actor");
    // A form that is wrong too is told at once, without telling what the store knows.
    search_customers wrong;
    wrong.email = "nonsense";
    CHECK(said(show.run(wrong, show.by_nobody())) == "actor_missing@actor");
    create_customer nothing;
    CHECK(said(show.run(nothing, show.by_nobody())) == "actor_missing@actor, search_token_missing@search_token");
  }
}

TEST_CASE("actor: every verb says whether it needs one", "[access][ACC-01]") {
  shop show;
  std::set<std::string> free, needing;
  // A command of every verb, empty: what a verb without an actor answers is never about the actor.
#define DEALERKIT_VERB(verb, type, who, how)                                                   \
  {                                                                                            \
    const auto answered = show.run(type{}, show.by_nobody());                                  \
    bool about_actor = false;                                                                  \
    for (const auto& one : answered.refused) about_actor |= one.broken == rule::actor_missing; \
    (about_actor ? needing : free).insert(verb);                                               \
    CHECK(about_actor == (std::string_view(#who) == "actor"));                                 \
  }
#include "dealerkit/verbs.def"
#undef DEALERKIT_VERB
  CHECK(free == std::set<std::string>{"account.confirm", "audit.verify",    "catalog.load",      "catalog.models",
                                      "check.bic",       "check.card_code", "check.email",       "check.iban",
                                      "check.name",      "check.phone",     "check.postal_code", "check.show_login",
                                      "check.siren",     "check.siret",     "check.vat",         "check.vin",
                                      "config.code",     "config.read",     "config.state",      "consent.withdraw",
                                      "form.submit",     "match.name",      "network.load",      "policy.load",
                                      "policy.show",     "quote.price"});
  CHECK(needing.size() > 15);
}

// --- The wall between dealers

TEST_CASE("another dealer's customer is answered as one that does not exist", "[access][ACC-02][ACC-03]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    const auto person = show.create(shop::someone(1));
    const auto company = show.create(shop::some_company(1));
    const std::string nobody = "0190163d-8694-739b-aea5-966c26f8ad91";
    const auto same_answer = [&](const auto& of_theirs, const auto& of_nobody) {
      const auto theirs = show.run(of_theirs, show.by(rival, ghent));
      const auto unknown = show.run(of_nobody, show.by(rival, ghent));
      CHECK_FALSE(theirs.ok());
      CHECK(theirs.refused == unknown.refused);  // the rule, the field and the numbers
      CHECK(said(theirs).starts_with("record_not_found@"));
    };
    customer_changes changes;
    changes.city = "Gent";
    add_contact contact;
    contact.contact = shop::somebody(77);
    contact.consents = answers(consent_answer::yes);
    add_contact contact_of_nobody = contact;
    contact.id = company.id;
    contact_of_nobody.id = nobody;
    same_answer(view_customer{person.id}, view_customer{nobody});
    same_answer(select_customer{person.id, person.email, {}}, select_customer{nobody, person.email, {}});
    same_answer(update_customer{person.id, changes}, update_customer{nobody, changes});
    same_answer(contact, contact_of_nobody);
    same_answer(export_customer{person.id}, export_customer{nobody});
    same_answer(erase_customer{person.id, "asked"}, erase_customer{nobody, "asked"});
    same_answer(record_consent{person.id, {}, "contact", consent_answer::yes, "desk", {"fr", "1"}},
                record_consent{nobody, {}, "contact", consent_answer::yes, "desk", {"fr", "1"}});
    same_answer(withdraw_consent{person.id, {}, "contact", {}}, withdraw_consent{nobody, {}, "contact", {}});
    same_answer(show_consents{person.id, {}, {}}, show_consents{nobody, {}, {}});
    same_answer(issue_receipt{person.id, {}, "contact"}, issue_receipt{nobody, {}, "contact"});
    same_answer(ask_to_send{person.id, {}, message_kind::news}, ask_to_send{nobody, {}, message_kind::news});
    // A malformed identifier is no more than unknown.
    for (const std::string id : {"x", "\xc3\xa9", "' or 1=1 --", "0190163D-8694-739B-AEA5-966C26F8AD91"})
      CHECK(said(show.run(view_customer{id}, show.by(rival, ghent))) == "record_not_found@id");

    // Neither finds the other's, both may know the same person, and neither is told.
    search_customers by_email;
    by_email.email = person.email;
    const auto found = show.run(by_email, show.by(rival, ghent));
    REQUIRE(said(found) == "ok");
    CHECK(found.reply->candidates.empty());
    const auto own = show.create(shop::someone(1), show.by(rival, ghent));
    CHECK(own.id != person.id);
    const auto again = show.run(by_email);
    REQUIRE(again.reply->candidates.size() == 1);
    CHECK(again.reply->candidates[0].id == person.id);
    const auto same_vat = show.create(shop::some_company(1), show.by(rival, ghent));
    CHECK(same_vat.id != company.id);
    CHECK(show.rebuilds_the_same());
  }
}

TEST_CASE("audit and outbox show one's own entity only", "[access][ACC-02][ACC-07]") {
  shop show;
  auto ours = show.creation(shop::someone(1));
  ours.open_account = true;
  REQUIRE(said(show.run(ours)) == "ok");
  auto theirs = show.creation(shop::someone(2), show.by(rival, ghent));
  theirs.open_account = true;
  const auto made = show.run(theirs, show.by(rival, ghent));
  REQUIRE(said(made) == "ok");
  const auto their_id = made.reply->customer.id;

  const auto list = show.run(list_audit{});
  REQUIRE(said(list) == "ok");
  // What was loaded for the entity, without an actor, and then the one creation.
  const auto& records = list.reply->records;
  REQUIRE(records.size() > 1);
  for (std::size_t i = 0; i + 1 < records.size(); ++i) CHECK(records[i].user.empty());
  CHECK(records.back().user == seller);
  CHECK(records.back().outlet == brussels);
  CHECK(records.back().kind == "customer_created");
  list_audit of_theirs;
  of_theirs.record = their_id;
  CHECK(show.run(of_theirs).reply->records.empty());
  CHECK(show.run(of_theirs, show.by(rival, ghent)).reply->records.size() == 1);

  const auto waiting = show.run(list_outbox{}, show.by(rival, ghent));
  REQUIRE(said(waiting) == "ok");
  REQUIRE(waiting.reply->effects.size() == 1);
  CHECK(waiting.reply->effects[0].to == "jeanne0002@example.be");
  CHECK(show.run(list_outbox{}).reply->effects.size() == 1);
  acknowledge_outbox done;
  done.ids = {waiting.reply->effects[0].id, "nothing"};
  CHECK(show.run(done).reply->acknowledged == 0);  // not ours
  CHECK(show.run(done, show.by(rival, ghent)).reply->acknowledged == 1);
  CHECK(show.run(done, show.by(rival, ghent)).reply->acknowledged == 0);
  CHECK(show.run(list_outbox{}, show.by(rival, ghent)).reply->effects.empty());
  CHECK(said(show.run(acknowledge_outbox{})) == "field_missing@ids");
}

// --- The audit

TEST_CASE("every accepted command that changes something leaves one record", "[access][ACC-07][DAT-04]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    auto creation = show.creation(shop::someone(1));
    creation.open_account = true;
    auto count = show.records();
    const auto leaves = [&](const auto& command, const request_context& context, std::string_view event) {
      CAPTURE(event);
      REQUIRE(said(show.run(command, context)) == "ok");
      REQUIRE(show.records() == count + 1);
      ++count;
      list_audit list;
      list.limit = 1000;
      const auto audit = show.run(list);
      REQUIRE_FALSE(audit.reply->records.empty());
      const auto& last = audit.reply->records.back();
      CHECK(last.kind == event);
      CHECK(last.sequence == count);
      CHECK(last.at == context.at);
      CHECK(last.user == (context.by.has_value() ? context.by->user : ""));
      CHECK(last.outlet == (context.by.has_value() ? context.by->outlet : ""));
      CHECK(last.hash.size() == 64);
      CHECK(show.run(verify_audit{}).reply->head == last.hash);
    };
    leaves(creation, show.by(), "customer_created");
    const auto waiting = show.run(list_outbox{});
    REQUIRE(waiting.reply->effects.size() == 1);
    const std::string id = *waiting.reply->effects[0].data.find("customer");
    leaves(select_customer{id, {}, {}}, show.by(), "customer_selected");
    customer_changes changes;
    changes.city = "Bruxelles";
    leaves(update_customer{id, changes}, show.by(), "customer_changed");
    leaves(record_consent{id, {}, "contact", consent_answer::no, "desk", {"fr", "1"}}, show.by(), "consent_given");
    leaves(withdraw_consent{id, {}, "profiling", {}}, show.by_nobody(), "consent_given");
    leaves(confirm_account{*waiting.reply->effects[0].data.find("token")}, show.by_nobody(), "account_confirmed");
    leaves(export_customer{id}, show.by(), "customer_exported");
    leaves(transfer_portfolio{seller, second_seller}, show.by(manager), "portfolio_transferred");
    leaves(erase_customer{id, "asked for it"}, show.by(), "customer_erased");
    put_user put;
    put.record = make_user("BE-1.d077", "BE-1", {});
    leaves(put, show.by(chief), "user_changed");
    leaves(deactivate_user{"BE-1.d077"}, show.by(chief), "user_changed");
    leaves(set_outlet_bank{brussels, "BE68539007547034", {}}, show.by(), "outlet_changed");
    // What only asks leaves none.
    CHECK(said(show.run(view_customer{id})) == "ok");
    CHECK(said(show.run(search_customers{}, show.by())) != "ok");
    CHECK(show.records() == count);
  }
}

TEST_CASE("outbox.ack leaves a record as every accepted command does", "[access][ACC-07]") {
  shop show;
  auto creation = show.creation(shop::someone(1));
  creation.open_account = true;
  const auto made = show.run(creation);
  REQUIRE(made.effects.size() == 1);
  const auto before = show.records();
  acknowledge_outbox done;
  done.ids = {made.effects[0].id};
  REQUIRE(show.run(done).reply->acknowledged == 1);
  CHECK(show.records() == before + 1);
}

TEST_CASE("audit.list: pages, limits and positions", "[access][ACC-07][DAT-05]") {
  shop show;
  for (int i = 0; i < 7; ++i) show.create(shop::someone(i));
  std::vector<std::int64_t> seen;
  list_audit list;
  list.limit = 3;
  for (int page = 0; page < 100; ++page) {
    const auto found = show.run(list);
    REQUIRE(said(found) == "ok");
    for (const auto& line : found.reply->records) seen.push_back(line.sequence);
    if (!found.reply->next.has_value()) break;
    CHECK(found.reply->records.size() == 3);
    list.after = *found.reply->next;
  }
  // The records of the entity that were loaded, then seven creations in a row; no line twice, none left out.
  list.after.clear();
  list.limit = 1000;
  REQUIRE(show.run(list).reply->records.size() == seen.size());
  REQUIRE(seen.size() > 7);
  for (std::size_t i = 1; i < seen.size(); ++i) CHECK(seen[i] > seen[i - 1]);
  CHECK(seen.back() == seen[seen.size() - 7] + 6);

  struct row {
    std::optional<std::int64_t> limit;
    std::string after, wanted;
  };
  const row rows[] = {{0, "", "list_limit_out_of_range@limit"},
                      {-5, "x", "list_limit_out_of_range@limit, list_position_unknown@after"},
                      {1001, "", "list_limit_out_of_range@limit"},
                      {INT64_MAX, "", "list_limit_out_of_range@limit"},
                      {INT64_MIN, "", "list_limit_out_of_range@limit"},
                      {1000, "x", "list_position_unknown@after"},
                      {1000, "-1", "list_position_unknown@after"},
                      {1000, "1 ", "list_position_unknown@after"},
                      {1000, "99999999999999999999", "list_position_unknown@after"},
                      {1, "", "ok"},
                      {1000, "", "ok"},
                      {{}, "3", "ok"},
                      {{}, "18446744073709551615", "ok"}};
  for (const auto& [limit, after, wanted] : rows) {
    CAPTURE(after);
    list_audit audit;
    audit.limit = limit;
    audit.after = after;
    CHECK(said(show.run(audit)) == wanted);
    list_outbox outbox;
    outbox.limit = limit;
    outbox.after = after;
    CHECK(said(show.run(outbox)) == wanted);
  }
  const auto refused = show.run([] {
    list_audit audit;
    audit.limit = 1001;
    return audit;
  }());
  CHECK(argument(refused.refused.at(0), "limit") == "1000");
}

TEST_CASE("outbox.list: pages in order of posting", "[access][DAT-05]") {
  shop show;
  std::vector<std::string> posted;
  for (int i = 0; i < 5; ++i) {
    auto creation = show.creation(shop::someone(i));
    creation.open_account = true;
    const auto made = show.run(creation);
    REQUIRE(made.effects.size() == 1);
    posted.push_back(made.effects[0].id);
  }
  std::vector<std::string> listed;
  list_outbox list;
  list.limit = 2;
  for (int page = 0; page < 100; ++page) {
    const auto found = show.run(list);
    for (const auto& one : found.reply->effects) listed.push_back(one.id);
    if (!found.reply->next.has_value()) break;
    list.after = *found.reply->next;
  }
  CHECK(listed == posted);
}

// --- Portfolios

TEST_CASE("portfolio.transfer: rules in order of precedence", "[access][ACC-09][ACC-02]") {
  shop show;
  const auto transfer = [&](std::string from, std::string to, const std::string& who) {
    return said(show.run(transfer_portfolio{std::move(from), std::move(to)}, show.by(who)));
  };
  CHECK(transfer("", "", seller) == "portfolio_incomplete@from, portfolio_incomplete@to");
  CHECK(transfer("BE-1.d777", "", seller) == "portfolio_incomplete@to");
  CHECK(transfer("BE-1.d777", "BE-1.d778", seller) == "user_unknown@from");
  CHECK(transfer(rival, "BE-1.d778", seller) == "user_unknown@from");
  CHECK(transfer(seller, "BE-1.d778", seller) == "user_unknown@to");
  CHECK(transfer(seller, rival, manager) == "user_unknown@to");
  CHECK(transfer(seller, gone, second_seller) == "portfolio_needs_manager@actor.user");
  CHECK(transfer(seller, gone, manager) == "portfolio_target_unfit@to");
  CHECK(transfer(seller, replaced, manager) == "portfolio_target_unfit@to");
  CHECK(transfer(seller, seller, manager) == "portfolio_target_unfit@to");
  CHECK(transfer(seller, second_seller, manager) == "ok");
  CHECK(transfer(gone, second_seller, chief) == "ok");
}

TEST_CASE("portfolio.transfer: all of one user's customers, as one act", "[access][ACC-09]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    std::vector<std::string> ids;
    for (int i = 0; i < 5; ++i) ids.push_back(show.create(shop::someone(i)).id);
    const auto other = show.create(shop::someone(20), show.by(second_seller));
    const auto foreign = show.create(shop::someone(21), show.by(rival, ghent));

    const auto before = show.records();
    show.now += 1h;
    const auto moved = show.run(transfer_portfolio{seller, second_seller}, show.by(manager));
    REQUIRE(said(moved) == "ok");
    CHECK(moved.reply->customers == 5);
    CHECK(show.records() == before + 1);
    for (const auto& id : ids) {
      const auto seen = show.run(view_customer{id});
      REQUIRE(said(seen) == "ok");
      CHECK(seen.reply->customer.owner == second_seller);
      CHECK(seen.reply->customer.email.size() > 0);  // it is still readable under its own key
    }
    CHECK(show.run(view_customer{foreign.id}, show.by(rival, ghent)).reply->customer.owner == rival);
    // Again: there is nothing left to pass on.
    CHECK(show.run(transfer_portfolio{seller, second_seller}, show.by(manager)).reply->customers == 0);
    CHECK(show.run(transfer_portfolio{second_seller, manager}, show.by(chief)).reply->customers == 6);
    CHECK(show.run(view_customer{other.id}).reply->customer.owner == manager);
    CHECK(show.rebuilds_the_same());
    // The giver's record has its own order of instants.
    auto earlier = show.by(manager);
    earlier.at = show.now - 1us;
    CHECK(said(show.run(transfer_portfolio{seller, second_seller}, earlier)) == "instant_before_last_event@at");
  }
}

TEST_CASE("portfolio.transfer: erased customers are nobody's to pass on", "[access][ACC-09][CUS-21]") {
  shop show;
  const auto stays = show.create(shop::someone(1));
  const auto goes = show.create(shop::someone(2));
  REQUIRE(said(show.run(erase_customer{goes.id, "asked for it"})) == "ok");
  const auto moved = show.run(transfer_portfolio{seller, second_seller}, show.by(manager));
  REQUIRE(said(moved) == "ok");
  CHECK(moved.reply->customers == 1);
  CHECK(show.run(view_customer{stays.id}).reply->customer.owner == second_seller);
  CHECK(show.rebuilds_the_same());
}
