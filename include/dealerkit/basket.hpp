// The basket of a quote: its sections, and what may stand in each (QUO-04, QUO-06, CFG-04).
//
//   check_section(basket_section::trade_in, {.make = "Peugeot", .model = "208"}, euro)   // nothing is wrong
//   check_section(basket_section::delivery, {.make = "Peugeot"}, euro)                   // section_field_unfit
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dealerkit/configuration.hpp"
#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/money.hpp"
#include "dealerkit/pricing.hpp"

namespace dealerkit {
inline namespace v1 {

/// The sections of the basket, in the order of QUO-04.
enum class basket_section : std::uint8_t {
  vehicle,
  trade_in,
  payment_and_driver,
  accessories_and_services,
  delivery,
  personalisation,
  transformation
};
/// The first name of each is the one that replies use; the short ones are understood too.
template <>
struct enum_names<basket_section> {
  static constexpr enum_name<basket_section> list[] = {
      {basket_section::vehicle, "vehicle"},
      {basket_section::trade_in, "trade_in"},
      {basket_section::payment_and_driver, "payment_and_driver"},
      {basket_section::accessories_and_services, "accessories_and_services"},
      {basket_section::delivery, "delivery"},
      {basket_section::personalisation, "personalisation"},
      {basket_section::transformation, "transformation"},
      {basket_section::payment_and_driver, "payment"},
      {basket_section::accessories_and_services, "accessories"}};
};

/// True for the sections that only the outlet completes (ACC-05, QUO-06).
[[nodiscard]] constexpr bool completed_by_outlet(basket_section section) noexcept {
  return section != basket_section::vehicle && section != basket_section::payment_and_driver;
}

/// How the customer wants to pay; never a figure (QUO-10).
enum class payment_way : std::uint8_t { cash, finance, leasing };
template <>
struct enum_names<payment_way> {
  static constexpr enum_name<payment_way> list[] = {
      {payment_way::cash, "cash"}, {payment_way::finance, "finance"}, {payment_way::leasing, "leasing"}};
};

/// Something that the outlet adds to the price: an accessory, a delivery charge, a lettering, a conversion. With or
/// without tax as the price list of the vehicle is.
struct basket_line {
  std::string label;
  decimal amount;  ///< of one
  std::int64_t quantity = 1;
  std::optional<decimal> tax_percent;  ///< the list's where it is not given

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("label", &basket_line::label, needed(rule::basket_value_missing));
    field("amount", &basket_line::amount, needed(rule::basket_value_missing));
    field("quantity", &basket_line::quantity);
    field("tax_percent", &basket_line::tax_percent);
  }
  friend bool operator==(const basket_line&, const basket_line&) = default;
};

/// What the outlet takes off beside the list's own discounts: an improved offer (QUO-06). An amount or a rate.
struct basket_discount {
  std::string label;
  std::optional<decimal> amount;
  std::optional<decimal> percent;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("label", &basket_discount::label, needed(rule::basket_value_missing));
    field("amount", &basket_discount::amount);
    field("percent", &basket_discount::percent);
  }
  friend bool operator==(const basket_discount&, const basket_discount&) = default;
};

/// What stands in one section. Each field belongs to one section, or to the four that hold lines.
struct section_value {
  std::optional<vehicle_choice> configuration;            ///< vehicle; a stock number only after the hand-over (CFG-04)
  std::optional<std::int64_t> quantity;                   ///< vehicle
  std::optional<std::vector<basket_discount>> discounts;  ///< vehicle: granted by the outlet; `[]`: none any more
  std::optional<std::vector<std::string>> conditions_met;  ///< vehicle: of the list's conditional discounts (QUO-05)
  std::string make;                                        ///< trade-in
  std::string model;                                       ///< trade-in
  std::optional<std::int64_t> year;                        ///< trade-in
  std::optional<std::int64_t> odometer_km;                 ///< trade-in
  std::optional<decimal> amount;                           ///< trade-in: what the outlet gives for it
  std::optional<payment_way> payment;                      ///< payment and driver
  std::string driver;                                      ///< payment and driver
  std::vector<basket_line> lines;                          ///< accessories, delivery, personalisation, transformation
  std::string remark;                                      ///< any section

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    using self = section_value;
    field("configuration", &self::configuration);
    field("quantity", &self::quantity);
    field("discounts", &self::discounts);
    field("conditions_met", &self::conditions_met);
    field("make", &self::make);
    field("model", &self::model);
    field("year", &self::year);
    field("odometer_km", &self::odometer_km);
    field("amount", &self::amount);
    field("payment", &self::payment, listed(rule::basket_value_out_of_range));
    field("driver", &self::driver);
    field("lines", &self::lines, quiet());
    field("remark", &self::remark);
  }
  friend bool operator==(const section_value&, const section_value&) = default;
};

/// One section with what stands in it; `by_default`: nobody has completed it yet.
struct basket_entry {
  basket_section section = basket_section::vehicle;
  section_value value;
  bool by_default = false;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("section", &basket_entry::section);
    field("value", &basket_entry::value);
    field("by_default", &basket_entry::by_default);
  }
  friend bool operator==(const basket_entry&, const basket_entry&) = default;
};

/// Most lines or discounts of one section.
inline constexpr std::size_t section_lines_max = 100;

namespace detail {

/// Gathers what is wrong with the value of a section, with the path of each field.
template <class Deferred>
class section_check {
 public:
  section_check(basket_section section, const section_value& value, currency unit)
      : section_(section), value_(value), unit_(unit) {}

  [[nodiscard]] std::vector<violation> run() {
    const bool vehicle = section_ == basket_section::vehicle;
    const bool trade_in = section_ == basket_section::trade_in;
    const bool payment = section_ == basket_section::payment_and_driver;
    const bool lines = !vehicle && !trade_in && !payment;
    fits(vehicle, value_.configuration.has_value(), "configuration");
    if (fits(vehicle, value_.quantity.has_value(), "quantity") && *value_.quantity < 1)
      refuse(rule::quantity_out_of_range, "quantity");
    if (fits(vehicle, value_.discounts.has_value(), "discounts")) check_discounts(*value_.discounts);
    fits(vehicle, value_.conditions_met.has_value(), "conditions_met");
    fits(trade_in, !value_.make.empty(), "make");
    fits(trade_in, !value_.model.empty(), "model");
    if (fits(trade_in, value_.year.has_value(), "year")) check_range(*value_.year, 1900, 2100, "year");
    if (fits(trade_in, value_.odometer_km.has_value(), "odometer_km"))
      check_range(*value_.odometer_km, 0, 9'999'999, "odometer_km");
    if (fits(trade_in, value_.amount.has_value(), "amount")) check_amount(*value_.amount, "amount");
    fits(payment, value_.payment.has_value(), "payment");
    fits(payment, !value_.driver.empty(), "driver");
    if (fits(lines, !value_.lines.empty(), "lines")) check_lines();
    return std::move(found_);
  }

 private:
  void refuse(rule broken, std::string field, std::vector<std::pair<std::string, std::string>> args = {}) {
    found_.push_back({broken, "value." + std::move(field), std::move(args)});
  }

  // Whether a field is given and of this section.
  bool fits(bool of_section, bool given, const char* field) {
    if (given && !of_section) refuse(rule::section_field_unfit, field);
    return given && of_section;
  }

  void check_range(std::int64_t number, std::int64_t least, std::int64_t most, std::string field) {
    if (number < least || number > most) refuse(rule::basket_value_out_of_range, std::move(field));
  }

  void check_amount(decimal amount, std::string field) {
    const auto made = to_money(amount, unit_);
    if (!made.ok() && made.refusal().broken == rule::money_too_many_decimals)
      refuse(made.refusal().broken, std::move(field), {{"decimals", std::to_string(unit_.decimals())}});
    else if (!made.ok())
      refuse(made.refusal().broken, std::move(field));
    else if (amount.negative())
      refuse(rule::basket_value_out_of_range, std::move(field));
  }

  void check_discounts(const std::vector<basket_discount>& discounts) {
    check_range(static_cast<std::int64_t>(discounts.size()), 0, section_lines_max, "discounts");
    for (std::size_t i = 0; i < discounts.size(); ++i) {
      const auto& one = discounts[i];
      const std::string at = "discounts." + std::to_string(i);
      if (one.amount.has_value() == one.percent.has_value()) refuse(rule::basket_value_out_of_range, at);
      if (one.amount.has_value()) check_amount(*one.amount, at + ".amount");
      if (!one.percent.has_value()) continue;
      if (one.percent->scale() > pricing::percent_scale_max)
        refuse(rule::decimal_out_of_range, at + ".percent");
      else if (one.percent->negative())
        refuse(rule::basket_value_out_of_range, at + ".percent");
    }
  }

  void check_lines() {
    check_range(static_cast<std::int64_t>(value_.lines.size()), 0, section_lines_max, "lines");
    for (std::size_t i = 0; i < value_.lines.size(); ++i) {
      const auto& line = value_.lines[i];
      const std::string at = "lines." + std::to_string(i);
      check_amount(line.amount, at + ".amount");
      check_range(line.quantity, 1, 10'000, at + ".quantity");
      if (!line.tax_percent.has_value() || pricing::is_tax(*line.tax_percent)) continue;
      const bool too_long = line.tax_percent->scale() > pricing::percent_scale_max;
      refuse(too_long ? rule::decimal_out_of_range : rule::price_tax_out_of_range, at + ".tax_percent");
    }
  }

  basket_section section_;
  const section_value& value_;
  currency unit_;
  std::vector<violation> found_;
};

}  // namespace detail

/// All that is wrong with the value of a section, in the order of its fields; amounts are of the currency. Rules:
/// section_field_unfit, basket_value_out_of_range (QUO-04), quantity_out_of_range (QUO-11), money_too_many_decimals,
/// money_out_of_range, decimal_out_of_range (DAT-03), price_tax_out_of_range (QUO-07).
template <class Deferred = void>
[[nodiscard]] inline std::vector<violation> check_section(basket_section section, const section_value& value,
                                                          currency unit) {
  return detail::section_check<Deferred>(section, value, unit).run();
}

/// What stands in the section of the vehicle after a change: what is not said stays as it is, and an empty list takes
/// all away. Nothing is always kept as nothing said, so that equal sections compare equal. Source: QUO-04, QUO-06.
template <class = void>
[[nodiscard]] inline section_value changed_vehicle(const section_value& before, section_value said) {
  const auto complete = [](auto& field, const auto& earlier) {
    if (!field.has_value()) field = earlier;
  };
  const auto none_if_empty = [](auto& list) {
    if (list.has_value() && list->empty()) list.reset();
  };
  complete(said.configuration, before.configuration);
  complete(said.quantity, before.quantity);
  complete(said.discounts, before.discounts);
  complete(said.conditions_met, before.conditions_met);
  if (said.remark.empty()) said.remark = before.remark;
  none_if_empty(said.discounts);
  none_if_empty(said.conditions_met);
  return said;
}

/// The entry of a section, or nullptr.
template <class = void>
[[nodiscard]] inline const basket_entry* find_section(const std::vector<basket_entry>& basket,
                                                      basket_section section) noexcept {
  for (const basket_entry& entry : basket)
    if (entry.section == section) return &entry;
  return nullptr;
}

/// The basket with one section replaced, in the order of QUO-04.
template <class = void>
[[nodiscard]] inline std::vector<basket_entry> with_section(std::vector<basket_entry> basket, basket_entry wanted) {
  for (basket_entry& entry : basket)
    if (entry.section == wanted.section) {
      entry = std::move(wanted);
      return basket;
    }
  auto after = basket.begin();
  while (after != basket.end() && after->section < wanted.section) ++after;
  basket.insert(after, std::move(wanted));
  return basket;
}

}  // namespace v1
}  // namespace dealerkit
