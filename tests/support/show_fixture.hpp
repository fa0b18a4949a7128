// A stand at the show: a legal entity of its own beside the dealers, with its product geniuses and specialists.
//
//   stand show;                                     // in memory, the policy of the motor show
//   const auto journey = show.started();            // a session for DS in Belgium, in French
//   const auto anna = show.visitor(1);              // a customer of the stand's
#pragma once

#include <string>

#include "support/desk_fixture.hpp"

namespace show_test {

using namespace desk_test;

inline constexpr const char* stand_place = "0100000-000";  // a record of type `dealer`: nobody's point of sale
inline constexpr const char* training_place = "0000001-000";
inline constexpr const char* luxembourg = "0033000-000";  // of the other dealer
inline constexpr const char* genius = "BS-1.d001";
inline constexpr const char* second_genius = "BS-1.d002";
inline constexpr const char* van_genius = "BS-1.d003";  // of the light-commercial team
inline constexpr const char* fleet_person = "BS-1.d004";
inline constexpr const char* bank_person = "BS-1.d005";
inline constexpr const char* stand_seller = "BS-1.d006";  // a salesman: no role of the stand

/// The stand and what the show needs beside the small network: a training outlet and one in Luxembourg.
inline load_network show_network() {
  load_network all;
  all.legal_entities = {{"BS-1", belgian_vat(10), "Stand Belux"}};
  all.outlets = {
      make_outlet("0100000", "000", "BS-1", "Stand", {}, "1020", "Bruxelles"),
      make_outlet("0000001", "000", "BE-1", "Formation", {"AC", "AP", "DS"}, "1000", "Bruxelles"),
      make_outlet("0033000", "000", "BE-2", "Garage Deux Luxembourg", {"AC", "DS", "FT", "AH"}, "1234", "Luxembourg")};
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

/// A model with a trim to choose and a hook that may be added.
inline vehicle_model make_model(std::string code, std::string brand, std::string name) {
  vehicle_model made;
  made.code = std::move(code);
  made.brand = std::move(brand);
  made.name = std::move(name);
  made.test_drive = true;
  for (const auto* market : {"BE", "LU"}) made.availability.push_back({market, model_status::orderable, {}, {}});
  value_group trim{"trim", group_kind::trim, {}, group_choice::exactly_one, {}};
  value_group options{"options", group_kind::options, {}, group_choice::any, {}};
  trim.label.set("fr", "Finition");
  options.label.set("fr", "Options");
  const auto value = [](std::string value_code, std::string label) {
    group_value one{std::move(value_code), {}};
    one.label.set("fr", std::move(label));
    return one;
  };
  trim.values = {value("base", "Base"), value("top", "Haut de gamme")};
  options.values = {value("hook", "Attelage")};
  made.groups = {trim, options};
  return made;
}

/// One model a brand, in both countries. A `base` costs 20,000, a `top` 25,000, a hook 500; 1,000 go off, and 300 more
/// with a trade-in.
inline load_catalog show_catalog() {
  load_catalog load;
  auto& content = load.content;
  content.code = "show_2024";
  content.models = {make_model("ds_3", "DS", "DS 3"),       make_model("ds_7", "DS", "DS 7"),
                    make_model("c3", "AC", "C3"),           make_model("fiat_500", "FT", "500"),
                    make_model("abarth_500", "AH", "500e"), make_model("leap_t03", "LM", "T03")};
  for (const auto& [market, percent] : {std::pair{"BE", 21}, std::pair{"LU", 17}}) {
    price_list list;
    list.market = market;
    list.currency = "EUR";
    list.from = std::chrono::year{2024} / 1 / 1;
    list.tax_percent = decimal::whole(percent);
    for (const auto& model : content.models)
      for (const auto& [value, amount] :
           {std::pair{"trim.base", 20000}, std::pair{"trim.top", 25000}, std::pair{"options.hook", 500}})
        list.prices.push_back({model.code, value, decimal::whole(amount)});
    list_discount show_offer;
    show_offer.id = "show";
    show_offer.label.set("fr", "Conditions salon");
    show_offer.amount = decimal::whole(1000);
    list_discount trade_in;
    trade_in.id = "trade_in_bonus";
    trade_in.label.set("fr", "Prime de reprise");
    trade_in.amount = decimal::whole(300);
    trade_in.condition = "trade_in";
    list.discounts = {show_offer, trade_in};
    content.price_lists.push_back(std::move(list));
  }
  return load;
}

/// A desk with the stand; requests come from the product genius there.
class stand : public shop {
 public:
  explicit stand(const desk_options& options = {}) : shop(options) {
    request_context day_before;
    day_before.at = noon - 24h;
    REQUIRE(said(office.run(show_network(), day_before)) == "ok");
    REQUIRE(said(office.run(show_catalog(), day_before)) == "ok");
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
  /// A quote to be opened: of a `base` without options.
  [[nodiscard]] static open_new_quote opening(const std::string& session, const std::string& model = "ds_3",
                                              const std::string& outlet_name = brussels, std::int64_t quantity = 1) {
    open_new_quote command;
    command.session = session;
    command.configuration.catalog_code = "show_2024";
    command.configuration.model = model;
    command.configuration.choices = {"trim.base"};
    command.outlet = outlet_name;
    command.quantity = quantity;
    return command;
  }
  /// A quote that is open afterwards.
  std::string opened(const open_new_quote& command, const std::string& user = genius) {
    const auto made = run(command, at_stand(user));
    REQUIRE(said(made) == "ok");
    return made.reply->quote;
  }
  /// The number of an offer that is issued afterwards.
  std::string issued(const std::string& quote_id) {
    const auto made = run(issue_offer{quote_id});
    REQUIRE(said(made) == "ok");
    return made.reply->offer.number;
  }
  /// The voucher's code that the sending earned; empty where it earned none.
  std::string sent(const std::string& quote_id) {
    const auto made = run(send_offer{quote_id, {}, {}, {}, {}});
    REQUIRE(said(made) == "ok");
    return made.reply->voucher.has_value() ? made.reply->voucher->code : std::string{};
  }
  [[nodiscard]] quote_view shown(const std::string& quote_id) { return shown(quote_id, at_stand()); }
  [[nodiscard]] quote_view shown(const std::string& quote_id, const request_context& context) {
    const auto found = run(view_quote{quote_id, {}}, context);
    REQUIRE(said(found) == "ok");
    return found.reply->shown;
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
  for (const auto& one : effects) all += (all.empty() ? "" : ", ") + one.kind + "/" + one.template_name + ">" + one.to;
  return all;
}

}  // namespace show_test
