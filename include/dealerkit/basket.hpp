// The basket of a quote: its sections, and what may stand in each (QUO-04, QUO-06, CFG-04).
//
//   check_section(basket_section::trade_in, {.make = "Peugeot", .model = "208"})   // accepted
//   check_section(basket_section::delivery, {.make = "Peugeot"})                   // refused: section_field_unfit
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/configuration.hpp"
#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/result.hpp"

namespace dealerkit {
inline namespace v1 {

/// The sections of the basket, in the order of QUO-04.
enum class basket_section : std::uint8_t {
  vehicle, trade_in, payment_and_driver, accessories_and_services, delivery, personalisation, transformation
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
  static constexpr enum_name<payment_way> list[] = {{payment_way::cash, "cash"},
                                                    {payment_way::finance, "finance"},
                                                    {payment_way::leasing, "leasing"}};
};

/// Something that the outlet adds to the price: an accessory, a delivery charge, a lettering, a conversion. With or
/// without tax as the price list of the vehicle is.
struct basket_line {
  std::string label;
  decimal amount;             ///< of one
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
  std::optional<vehicle_choice> configuration;  ///< vehicle; a stock number only after the hand-over (CFG-04)
  std::optional<std::int64_t> quantity;         ///< vehicle
  std::vector<basket_discount> discounts;       ///< vehicle: granted by the outlet
  std::vector<std::string> conditions_met;      ///< vehicle: of the list's conditional discounts (QUO-05)
  std::string make;                             ///< trade-in
  std::string model;                            ///< trade-in
  std::optional<std::int64_t> year;             ///< trade-in
  std::optional<std::int64_t> odometer_km;      ///< trade-in
  std::optional<decimal> amount;                ///< trade-in: what the outlet gives for it
  std::optional<payment_way> payment;           ///< payment and driver
  std::string driver;                           ///< payment and driver
  std::vector<basket_line> lines;               ///< accessories, delivery, personalisation, transformation
  std::string remark;                           ///< any section

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    using self = section_value;
    field("configuration", &self::configuration);
    field("quantity", &self::quantity);
    field("discounts", &self::discounts, quiet());
    field("conditions_met", &self::conditions_met, quiet());
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

template <class = void>
[[nodiscard]] inline result<accepted> check_basket_lines(const section_value& value) noexcept {
  if (value.lines.size() > section_lines_max) return error{rule::basket_value_out_of_range, "value.lines"};
  for (const auto& line : value.lines)
    if (line.amount.negative() || line.amount.scale() > 2 || line.quantity < 1 || line.quantity > 10'000 ||
        (line.tax_percent.has_value() && line.tax_percent->negative()))
      return error{rule::basket_value_out_of_range, "value.lines"};
  return accepted{};
}

template <class = void>
[[nodiscard]] inline result<accepted> check_basket_discounts(const section_value& value) noexcept {
  if (value.discounts.size() > section_lines_max) return error{rule::basket_value_out_of_range, "value.discounts"};
  for (const auto& one : value.discounts) {
    const bool one_way = one.amount.has_value() != one.percent.has_value();
    const bool fair = (!one.amount.has_value() || (!one.amount->negative() && one.amount->scale() <= 2)) &&
                      (!one.percent.has_value() || !one.percent->negative());
    if (!one_way || !fair) return error{rule::basket_value_out_of_range, "value.discounts"};
  }
  return accepted{};
}

/// The first field of a value that the section does not have; empty where all fit.
template <class = void>
[[nodiscard]] inline std::string_view unfit_field(basket_section section, const section_value& value) noexcept {
  const bool vehicle = section == basket_section::vehicle;
  const bool trade_in = section == basket_section::trade_in;
  const bool payment = section == basket_section::payment_and_driver;
  const bool lines = !vehicle && !trade_in && !payment;
  if (!vehicle && value.configuration.has_value()) return "value.configuration";
  if (!vehicle && value.quantity.has_value()) return "value.quantity";
  if (!vehicle && !value.discounts.empty()) return "value.discounts";
  if (!vehicle && !value.conditions_met.empty()) return "value.conditions_met";
  if (!trade_in && !value.make.empty()) return "value.make";
  if (!trade_in && !value.model.empty()) return "value.model";
  if (!trade_in && value.year.has_value()) return "value.year";
  if (!trade_in && value.odometer_km.has_value()) return "value.odometer_km";
  if (!trade_in && value.amount.has_value()) return "value.amount";
  if (!payment && value.payment.has_value()) return "value.payment";
  if (!payment && !value.driver.empty()) return "value.driver";
  if (!lines && !value.lines.empty()) return "value.lines";
  return {};
}

}  // namespace detail

/// Whether a value can stand in a section. Rules, in order: section_field_unfit, quantity_out_of_range,
/// basket_value_out_of_range. Source: QUO-04.
template <class = void>
[[nodiscard]] inline result<accepted> check_section(basket_section section, const section_value& value) noexcept {
  if (const auto unfit = detail::unfit_field(section, value); !unfit.empty())
    return error{rule::section_field_unfit, unfit};
  if (value.quantity.has_value() && *value.quantity < 1) return error{rule::quantity_out_of_range, "value.quantity"};
  if (value.year.has_value() && (*value.year < 1900 || *value.year > 2100))
    return error{rule::basket_value_out_of_range, "value.year"};
  if (value.odometer_km.has_value() && (*value.odometer_km < 0 || *value.odometer_km > 9'999'999))
    return error{rule::basket_value_out_of_range, "value.odometer_km"};
  if (value.amount.has_value() && (value.amount->negative() || value.amount->scale() > 2))
    return error{rule::basket_value_out_of_range, "value.amount"};
  if (const auto fine = detail::check_basket_discounts(value); !fine.ok()) return fine;
  return detail::check_basket_lines(value);
}

/// The entry of a section, or nullptr.
template <class = void>
[[nodiscard]] inline const basket_entry* find_section(const std::vector<basket_entry>& basket,
                                                      basket_section section) noexcept {
  for (const auto& entry : basket)
    if (entry.section == section) return &entry;
  return nullptr;
}

/// The basket with one section replaced, in the order of QUO-04.
template <class = void>
[[nodiscard]] inline std::vector<basket_entry> with_section(std::vector<basket_entry> basket, basket_entry wanted) {
  for (auto& entry : basket)
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
