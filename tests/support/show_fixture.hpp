// A stand at the show: a legal entity of its own beside the dealers, with its product geniuses and specialists.
//
//   stand show;                                     // in memory, the policy of the motor show
//   const auto journey = show.started();            // a session for DS in Belgium, in French
//   const auto anna = show.visitor(1);              // a customer of the stand's
#pragma once

#include <string>

#include "support/desk_fixture.hpp"

namespace desk_test {

inline constexpr const char* stand_place = "0100000-000";  // a record of type `dealer`: nobody's point of sale
inline constexpr const char* training_place = "0000001-000";
inline constexpr const char* luxembourg = "0033000-000";   // of the other dealer
inline constexpr const char* genius = "BS-1.d001";
inline constexpr const char* second_genius = "BS-1.d002";
inline constexpr const char* van_genius = "BS-1.d003";     // of the light-commercial team
inline constexpr const char* fleet_person = "BS-1.d004";
inline constexpr const char* bank_person = "BS-1.d005";
inline constexpr const char* stand_seller = "BS-1.d006";   // a salesman: no role of the stand

/// The stand and what the show needs beside the small network: a training outlet and one in Luxembourg.
inline load_network show_network() {
  load_network all;
  all.legal_entities = {{"BS-1", belgian_vat(10), "Stand Belux"}};
  all.outlets = {make_outlet("0100000", "000", "BS-1", "Stand", {}, "1020", "Bruxelles"),
                 make_outlet("0000001", "000", "BE-1", "Formation", {"AC", "AP", "DS"}, "1000", "Bruxelles"),
                 make_outlet("0033000", "000", "BE-2", "Garage Deux Luxembourg", {"AC", "DS", "FT", "AH"}, "1234",
                             "Luxembourg")};
  all.outlets[0].record_type = outlet_record::dealer;
  all.outlets[1].training = true;
  all.outlets[2].address.country = "LU";
  all.outlets[2].time_zone = "Europe/Luxembourg";
  all.users = {make_user(genius, "BS-1", {role::product_genius}),
               make_user(second_genius, "BS-1", {role::product_genius}),
               make_user(van_genius, "BS-1", {role::product_genius}),
               make_user(fleet_person, "BS-1", {role::fleet_responsible}),
               make_user(bank_person, "BS-1", {role::bank_specialist}),
               make_user(stand_seller, "BS-1", {role::salesman})};
  all.users[2].light_commercial = true;
  for (auto& one : all.users) one.email = one.id + "@stand.example";
  return all;
}

/// A desk with the stand; requests come from the product genius there.
class stand : public shop {
 public:
  explicit stand(const desk_options& options = {}) : shop(options) {
    request_context day_before;
    day_before.at = noon - 24h;
    REQUIRE(said(office.run(show_network(), day_before)) == "ok");
  }

  [[nodiscard]] request_context at_stand(const std::string& user = genius) const { return by(user, stand_place); }
  template <class Command>
  [[nodiscard]] answer<typename Command::reply_type> run(const Command& command) {
    return office.run(command, at_stand());
  }
  template <class Command>
  [[nodiscard]] answer<typename Command::reply_type> run(const Command& command, const request_context& context) {
    return office.run(command, context);
  }

  [[nodiscard]] static start_session start(std::string brand = "DS", std::string country = "BE",
                                           std::string language = "fr-BE") {
    return {"BMS2024", std::move(country), std::move(language), std::move(brand)};
  }
  /// A session that is open afterwards.
  std::string started(const start_session& command = start(), const std::string& user = genius) {
    const auto made = run(command, at_stand(user));
    REQUIRE(said(made) == "ok");
    return made.reply->session;
  }
  /// A private customer of the stand.
  customer_view visitor(int number, const std::string& user = genius) {
    return create(someone(number), at_stand(user));
  }
  /// A session with a customer.
  std::string linked(const std::string& customer, const start_session& command = start(),
                     const std::string& user = genius) {
    const auto session = started(command, user);
    REQUIRE(said(run(link_customer{session, customer, {}, {}}, at_stand(user))) == "ok");
    return session;
  }
  [[nodiscard]] show_session::reply_type status(const std::string& session, const std::string& user = genius) {
    const auto shown = run(show_session{session}, at_stand(user));
    REQUIRE(said(shown) == "ok");
    return *shown.reply;
  }
};

/// Texts as one line.
inline std::string words(const std::vector<std::string>& list) {
  std::string all;
  for (const auto& one : list) all += (all.empty() ? "" : " ") + one;
  return all;
}

/// Effects as `kind/template>receiver`.
inline std::string effects_as(const std::vector<effect>& effects) {
  std::string all;
  for (const auto& one : effects)
    all += (all.empty() ? "" : ", ") + one.kind + "/" + one.template_name + ">" + one.to;
  return all;
}

}  // namespace desk_test
