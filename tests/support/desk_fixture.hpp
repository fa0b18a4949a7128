// A desk with a small network: two dealers who must not see each other, and the brand's headquarters.
//
//   shop show;                                            // in memory, the policy of the motor show
//   const auto anna = show.create(show.someone(1));       // searched for and created
//   CHECK(said(show.run(view_customer{anna.id})) == "ok");
#pragma once

#include <stdlib.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dealerkit/desk.hpp"
#include "dealerkit/presets/presets.hpp"
#include "support/catch.hpp"
#include "support/directory.hpp"

namespace desk_test {

using namespace dealerkit;
using namespace std::chrono_literals;

/// A Friday, noon in UTC, 13:00 in Brussels.
inline constexpr instant noon = std::chrono::sys_days{std::chrono::year{2024} / 1 / 12} + 12h;

/// Where a test's desk keeps what it knows.
inline std::vector<std::string> store_kinds() {
#ifdef DEALERKIT_WITH_SQLITE
  return {"memory", "file"};
#else
  return {"memory"};
#endif
}

/// Violations as `code@field, code@field`.
inline std::string listed_as(const std::vector<violation>& violations) {
  std::string text;
  for (const auto& one : violations) {
    if (!text.empty()) text += ", ";
    text += code(one.broken);
    text += "@" + one.field;
  }
  return text;
}

/// An answer as `ok` or its violations; a desk that says neither says `nothing`.
template <class Reply>
std::string said(const answer<Reply>& answered) {
  if (answered.ok()) return answered.refused.empty() ? "ok" : "ok, but " + listed_as(answered.refused);
  return answered.refused.empty() ? "nothing" : listed_as(answered.refused);
}

/// A pure decision as `ok` or `code@field`.
template <class T>
std::string said(const result<T>& decided) {
  if (decided.ok()) return "ok";
  return listed_as({{decided.refusal().broken, std::string(decided.refusal().field), {}}});
}

/// The value of a violation's argument; `-` where it has none.
inline std::string argument(const violation& one, std::string_view name) {
  for (const auto& [known, value] : one.args)
    if (known == name) return value;
  return "-";
}

/// `prefix` and a number of fixed width.
inline std::string numbered(std::string_view prefix, int number, int width) {
  char digits[16];
  std::snprintf(digits, sizeof digits, "%0*d", width, number);
  return std::string(prefix) + digits;
}

/// A Belgian VAT number with true check digits.
inline std::string belgian_vat(int number) {
  const int body = 4'000'000 + number;
  return numbered("BE", body, 8) + numbered("", 97 - body % 97, 2);
}

inline named<consent_answer> answers(consent_answer contact, consent_answer profiling = consent_answer::no,
                                     consent_answer partners = consent_answer::no) {
  named<consent_answer> given;
  given.set("contact", contact);
  given.set("profiling", profiling);
  given.set("partners", partners);
  return given;
}

// The people and places of the network.
inline constexpr const char* brussels = "0011960-000";
inline constexpr const char* antwerp = "0011960-001";
inline constexpr const char* back_office = "0011960-900";  // a record of type `dealer`
inline constexpr const char* ghent = "0022000-000";        // of the other dealer
inline constexpr const char* head_office = "0099999-000";
inline constexpr const char* seller = "BE-1.d001";
inline constexpr const char* manager = "BE-1.d002";
inline constexpr const char* second_seller = "BE-1.d003";
inline constexpr const char* gone = "BE-1.d008";      // deactivated
inline constexpr const char* replaced = "BE-1.d009";  // an "old" record
inline constexpr const char* chief = "BE-1.admin";
inline constexpr const char* rival = "BE-2.d001";
inline constexpr const char* rival_chief = "BE-2.admin";
inline constexpr const char* headquarters_user = "HQ.d001";

inline outlet make_outlet(std::string code, std::string site, std::string entity, std::string name,
                          std::vector<std::string> brands, std::string postal_code, std::string city) {
  outlet made;
  made.code = std::move(code);
  made.site = std::move(site);
  made.entity = std::move(entity);
  made.name = std::move(name);
  made.brands = std::move(brands);
  made.address = {"Rue de la Loi 1", std::move(postal_code), std::move(city), "BE"};
  made.time_zone = "Europe/Brussels";
  return made;
}

inline user make_user(std::string id, std::string entity, std::vector<role> roles) {
  user made;
  made.id = std::move(id);
  made.entity = std::move(entity);
  made.first_name = "Uma";
  made.last_name = "Stone";
  for (const role one : roles) made.roles.push_back({one, {}, work_domain::any});
  return made;
}

/// The whole network as one load.
inline load_network small_network() {
  load_network all;
  all.legal_entities = {{"BE-1", belgian_vat(1), "Garage Un"},
                        {"BE-2", belgian_vat(2), "Garage Deux"},
                        {"HQ", belgian_vat(3), "Brand Belux"}};
  all.outlets = {make_outlet("0011960", "000", "BE-1", "Garage Un Bruxelles", {"AC", "AP", "DS"}, "1000", "Bruxelles"),
                 make_outlet("0011960", "001", "BE-1", "Garage Un Anvers", {"AC"}, "2000", "Antwerpen"),
                 make_outlet("0011960", "900", "BE-1", "Garage Un Holding", {"AC"}, "1000", "Bruxelles"),
                 make_outlet("0022000", "000", "BE-2", "Garage Deux Gand", {"AC", "FT"}, "9000", "Gent"),
                 make_outlet("0099999", "000", "HQ", "Brand Belux", {}, "1000", "Bruxelles")};
  all.outlets[2].record_type = outlet_record::dealer;
  all.outlets[4].record_type = outlet_record::dealer;
  all.users = {make_user(seller, "BE-1", {role::salesman}),
               make_user(manager, "BE-1", {role::sales_manager}),
               make_user(second_seller, "BE-1", {role::salesman}),
               make_user(gone, "BE-1", {role::salesman}),
               make_user(replaced, "BE-1", {role::salesman}),
               make_user(chief, "BE-1", {role::admin}),
               make_user(rival, "BE-2", {role::salesman}),
               make_user(rival_chief, "BE-2", {role::admin}),
               make_user(headquarters_user, "HQ", {role::headquarters})};
  all.users[3].active = false;
  all.users[4].superseded = true;
  return all;
}

/// Options of a desk in memory, or on a file of `place`.
inline desk_options options_for(const std::string& kind, const directory& place, std::string preset = {}) {
  desk_options options;
  if (kind == "file") options.store = place.file("desk.db");
  options.preset = std::move(preset);
  return options;
}

/// A desk, its network and a clock that stands until it is moved.
class shop {
 public:
  explicit shop(const desk_options& options = {}, bool with_network = true) : office(open(options)) {
    if (!with_network) return;
    request_context day_before;
    day_before.at = noon - 24h;
    REQUIRE(said(office.run(small_network(), day_before)) == "ok");
  }

  desk office;
  instant now = noon;

  /// The context of a request; `user` acts at `place`.
  [[nodiscard]] request_context by(const std::string& user = seller, const std::string& place = brussels) const {
    request_context context;
    context.at = now;
    context.by = actor{user, place};
    return context;
  }
  [[nodiscard]] request_context by_nobody() const {
    request_context context;
    context.at = now;
    return context;
  }

  template <class Command>
  [[nodiscard]] answer<typename Command::reply_type> run(const Command& command) {
    return office.run(command, by());
  }
  template <class Command>
  [[nodiscard]] answer<typename Command::reply_type> run(const Command& command, const request_context& context) {
    return office.run(command, context);
  }

  /// A private customer with every field that the strictest preset asks for, different for every number.
  [[nodiscard]] static customer_input someone(int number) {
    customer_input typed;
    typed.first_name = "Jeanne";
    typed.last_name = "Dupont " + std::string(1, static_cast<char>('A' + number / 26 % 26)) +
                      std::string(1, static_cast<char>('a' + number % 26));
    typed.email = typed.email_repeated = numbered("jeanne", number, 4) + "@example.be";
    typed.mobile = numbered("4781", number, 5);
    typed.language = "fr-BE";
    typed.country = "BE";
    typed.postal_code = "1000";
    typed.company_car = false;
    return typed;
  }

  /// A contact person with the fields of a private customer.
  [[nodiscard]] static person_input somebody(int number) {
    const customer_input typed = someone(number);
    person_input one;
    one.first_name = typed.first_name;
    one.last_name = typed.last_name;
    one.email = one.email_repeated = typed.email;
    one.mobile = typed.mobile;
    one.language = typed.language;
    one.country = typed.country;
    one.postal_code = typed.postal_code;
    return one;
  }

  /// A company with one contact.
  [[nodiscard]] static customer_input some_company(int number) {
    customer_input typed;
    typed.kind = customer_kind::b2b;
    typed.company_name = numbered("Société ", number, 4);
    typed.vat = belgian_vat(1000 + number);
    typed.country = "BE";
    typed.contacts = {somebody(5000 + number)};
    return typed;
  }

  /// The token of a search for what the new customer is known by.
  [[nodiscard]] std::string token_for(const customer_input& typed, const request_context& context) {
    search_customers search;
    if (typed.kind == customer_kind::b2c)
      search.email = typed.email;
    else
      search.vat = typed.vat;
    const auto found = office.run(search, context);
    REQUIRE(said(found) == "ok");
    return found.reply->token;
  }

  /// The command that creates `typed`, with the token of a search made for it.
  [[nodiscard]] create_customer creation(const customer_input& typed, const request_context& context) {
    create_customer command;
    command.search_token = token_for(typed, context);
    command.input = typed;
    command.consents = answers(consent_answer::yes);
    return command;
  }
  [[nodiscard]] create_customer creation(const customer_input& typed) { return creation(typed, by()); }

  /// A customer that is there afterwards.
  customer_view create(const customer_input& typed, const request_context& context) {
    const auto made = office.run(creation(typed, context), context);
    REQUIRE(said(made) == "ok");
    return made.reply->customer;
  }
  customer_view create(const customer_input& typed) { return create(typed, by()); }

  /// How many events the ledger has; it must be whole.
  [[nodiscard]] std::int64_t records() {
    const auto report = office.run(verify_audit{}, by_nobody());
    REQUIRE(said(report) == "ok");
    REQUIRE(report.reply->intact);
    return report.reply->records;
  }

  /// Whether the projections are what the events say.
  [[nodiscard]] bool rebuilds_the_same() {
    const auto report = office.rebuild();
    REQUIRE(said(report) == "ok");
    REQUIRE(report.value().events == records());
    return report.value().same;
  }

  [[nodiscard]] static desk open(const desk_options& options) {
    auto opened = desk::open(options);
    REQUIRE(said(opened) == "ok");
    return std::move(opened).value();
  }
};

}  // namespace desk_test
