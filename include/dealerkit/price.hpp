// Prices: what a basket costs, step by step, so that anybody can recompute it by hand.
//
// A basket is lines with their taxes, discounts in an order of their own, and perhaps a voucher. Its price is made by
// dealerkit/pricing.hpp in whole minor units; here are the described values around it.
//
//   price_basket basket;
//   basket.lines = {{"car", "Car", decimal::whole(15000), 1, "vehicle", decimal::whole(17), {}},
//                   {"plate", "Number plate", decimal::whole(50), 1, "delivery", decimal::whole(0), {}}};
//   basket.discounts = {discount_of_amount("show", decimal::whole(100))};
//   price(basket).value().gross       // 17483.06
//   basket.lines.clear();
//   price(basket).refusal().broken    // rule::price_lines_missing (QUO-07)
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/lists.hpp"
#include "dealerkit/core/money.hpp"
#include "dealerkit/core/result.hpp"
#include "dealerkit/price_basket.hpp"
#include "dealerkit/pricing.hpp"

namespace dealerkit {
inline namespace v1 {

// The three below are templates for the sake of compile time only: there is nothing to choose.

/// Everything that is wrong with a basket's form, in the order of its fields.
///
/// Per field, in order: price_market_malformed; price_lines_missing; of a line decimal_out_of_range,
/// money_too_many_decimals, money_out_of_range, price_amount_negative, price_quantity_out_of_range, price_tax_missing,
/// price_tax_given_twice, price_too_many_taxes, price_tax_out_of_range; currency_unknown; of a discount
/// discount_id_missing, discount_value_missing, discount_value_given_twice, discount_value_negative,
/// discount_too_many_sections, discount_condition_missing; price_voucher_negative.
template <class Deferred = void>
[[nodiscard]] std::vector<violation> check_basket(const price_basket& basket);

/// Prices a basket. Pure. Rules, in order: those of check_basket, then price_total_too_large. The refusal names the
/// top field only; check_basket has all of them with their paths.
template <class Deferred = void>
[[nodiscard]] result<priced_basket> price(const price_basket& basket);

/// How a price was made, one reason a step, tax and voucher, with base, rate and amount (`"explain": true`).
template <class Deferred = void>
[[nodiscard]] std::vector<reason> reasons_of(const price_basket& basket, const priced_basket& made);

// Implementation

namespace detail {

/// Room for a number of values: on the stack while they are few, else on the heap. The last argument says nothing: with
/// one that depends on a template, nothing of it is compiled before that is called.
template <class T, std::size_t Few, class = void>
class roomy {
 public:
  explicit roomy(std::size_t count) : count_(count) {
    if (count > Few) many_.resize(count);
  }
  [[nodiscard]] std::span<T> span() noexcept { return count_ > Few ? std::span<T>(many_) : std::span<T>(few_, count_); }

 private:
  std::size_t count_;
  T few_[Few];
  std::vector<T> many_;
};

/// A workspace that is on the stack while lines and discounts are few.
template <std::size_t Few, class = void>
class roomy_workspace {
 public:
  roomy_workspace(std::size_t lines, std::size_t discounts)
      : lines_(lines), discounts_(discounts), numbers_(4 * lines), remainders_(lines), places_(lines + 3 * discounts) {}
  [[nodiscard]] pricing::workspace view() noexcept {
    const auto numbers = numbers_.span();
    const auto places = places_.span();
    return {numbers.subspan(0, lines_),
            numbers.subspan(lines_, lines_),
            numbers.subspan(2 * lines_, lines_),
            numbers.subspan(3 * lines_, lines_),
            remainders_.span(),
            places.subspan(0, lines_),
            places.subspan(lines_, discounts_),
            places.subspan(lines_ + discounts_, discounts_),
            places.subspan(lines_ + 2 * discounts_, discounts_)};
  }

 private:
  std::size_t lines_;
  std::size_t discounts_;
  roomy<std::int64_t, 4 * Few> numbers_;
  roomy<allocation_remainder, Few> remainders_;
  roomy<std::uint32_t, 4 * Few> places_;
};

/// The different taxes of a basket, in the order in which its lines name them.
template <class>
struct tax_table {
  std::vector<std::string_view> ids;
  std::vector<pricing::tax> rows;

  /// The place of a tax; a new one is added.
  std::size_t place_of(std::string_view id, decimal percent) {
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (rows[i].percent == percent && ids[i] == id) return i;
    ids.push_back(id);
    rows.push_back({percent, 0, 0});
    return rows.size() - 1;
  }
};

/// The different names that a few fields carry (sections, groups), as numbers.
template <class>
struct name_table {
  std::vector<std::string_view> names;

  std::size_t place_of(std::string_view name) {
    const auto known = find(name);
    if (known < names.size()) return known;
    names.push_back(name);
    return names.size() - 1;
  }
  /// The place of a known name; names.size() for any other.
  [[nodiscard]] std::size_t find(std::string_view name) const noexcept {
    std::size_t place = 0;
    while (place < names.size() && names[place] != name) ++place;
    return place;
  }
};

/// How many different sections the discounts of a basket may name: a bit each.
inline constexpr std::size_t sections_max = 64;

/// Gathers what is wrong with a basket, with the path of each field.
template <class Deferred>
class basket_check {
 public:
  explicit basket_check(const price_basket& basket) : basket_(basket) {}

  [[nodiscard]] std::vector<violation> run() {
    if (!basket_.market.empty() && !is_market(basket_.market)) refuse(rule::price_market_malformed, "market");
    if (basket_.lines.empty()) refuse(rule::price_lines_missing, "lines");
    unit_ = basket_.currency.empty() ? result<currency>(euro) : currency::of(basket_.currency);
    for (std::size_t i = 0; i < basket_.lines.size(); ++i) check_line(i, basket_.lines[i]);
    if (!unit_.ok()) refuse(rule::currency_unknown, "currency");
    for (std::size_t i = 0; i < basket_.discounts.size(); ++i) check_discount(i, basket_.discounts[i]);
    if (basket_.voucher.has_value())
      check_amount(basket_.voucher->amount, rule::price_voucher_negative, [] { return std::string("voucher.amount"); });
    return std::move(found_);
  }

 private:
  void refuse(rule broken, std::string field, std::vector<std::pair<std::string, std::string>> args = {}) {
    found_.push_back({broken, std::move(field), std::move(args)});
  }

  template <class Path>
  void check_amount(decimal amount, rule negative, Path&& path) {
    if (unit_.ok()) {
      const auto made = to_money(amount, unit_.value());
      if (!made.ok()) {
        const bool decimals = made.refusal().broken == rule::money_too_many_decimals;
        return refuse(made.refusal().broken, path(),
                      decimals ? arguments{{"decimals", std::to_string(unit_.value().decimals())}} : arguments{});
      }
    }
    if (amount.negative()) refuse(negative, path());
  }

  template <class Path>
  void check_tax(std::string_view id, decimal percent, Path&& path) {
    if (percent.scale() > pricing::percent_scale_max) return refuse(rule::decimal_out_of_range, path());
    if (!pricing::is_tax(percent)) return refuse(rule::price_tax_out_of_range, path());
    if (taxes_.place_of(id, percent) == pricing::taxes_max)
      refuse(rule::price_too_many_taxes, path(), {{"limit", std::to_string(pricing::taxes_max)}});
  }

  void check_line(std::size_t index, const price_line& line) {
    const auto at = [&](std::string_view field) { return "lines." + std::to_string(index) + "." + std::string(field); };
    check_amount(line.amount, rule::price_amount_negative, [&] { return at("amount"); });
    if (line.quantity < 1) refuse(rule::price_quantity_out_of_range, at("quantity"));
    if (!line.tax_percent.has_value() && line.taxes.empty()) return refuse(rule::price_tax_missing, at("tax_percent"));
    if (line.tax_percent.has_value()) check_tax({}, *line.tax_percent, [&] { return at("tax_percent"); });
    if (line.taxes.empty()) return;
    if (line.tax_percent.has_value()) return refuse(rule::price_tax_given_twice, at("taxes"));
    if (line.taxes.size() > static_cast<std::size_t>(pricing::taxes_of_a_line_max))
      return refuse(rule::price_too_many_taxes, at("taxes"), {{"limit", std::to_string(pricing::taxes_of_a_line_max)}});
    for (std::size_t i = 0; i < line.taxes.size(); ++i) {
      const line_tax& one = line.taxes[i];
      if (contains(std::span(line.taxes).first(i), one))
        refuse(rule::price_tax_given_twice, at("taxes." + std::to_string(i)));
      else
        check_tax(one.id, one.percent, [&] { return at("taxes." + std::to_string(i) + ".percent"); });
    }
  }

  void check_discount(std::size_t index, const price_discount& given) {
    const auto at = [&](std::string_view field) {
      return "discounts." + std::to_string(index) + "." + std::string(field);
    };
    if (given.id.empty()) refuse(rule::discount_id_missing, at("id"));
    if (!given.amount.has_value() && !given.percent.has_value()) refuse(rule::discount_value_missing, at("amount"));
    if (given.amount.has_value())
      check_amount(*given.amount, rule::discount_value_negative, [&] { return at("amount"); });
    if (given.percent.has_value()) {
      if (given.amount.has_value())
        refuse(rule::discount_value_given_twice, at("percent"));
      else if (given.percent->scale() > pricing::percent_scale_max)
        refuse(rule::decimal_out_of_range, at("percent"));
      else if (given.percent->negative())
        refuse(rule::discount_value_negative, at("percent"));
    }
    for (const std::string& section : given.sections)
      if (sections_.place_of(section) >= sections_max) {
        refuse(rule::discount_too_many_sections, at("sections"), {{"limit", std::to_string(sections_max)}});
        break;
      }
    if (given.condition.empty() && given.condition_met.has_value() && !*given.condition_met)
      refuse(rule::discount_condition_missing, at("condition"));
  }

  using arguments = std::vector<std::pair<std::string, std::string>>;

  const price_basket& basket_;
  result<currency> unit_ = euro;
  tax_table<Deferred> taxes_;
  name_table<Deferred> sections_;
  std::vector<violation> found_;
};

/// Prices a basket whose form has been checked: only its total can still be refused.
template <class Deferred = void>
[[nodiscard]] result<priced_basket> price_checked(const price_basket& basket) {
  constexpr std::size_t few = 32;
  const currency unit = basket.currency.empty() ? euro : currency::of(basket.currency).value();
  tax_table<Deferred> taxes;
  name_table<Deferred> sections;
  name_table<Deferred> groups;

  roomy<pricing::discount, few, Deferred> discount_room(basket.discounts.size());
  const auto discounts = discount_room.span();
  for (std::size_t i = 0; i < discounts.size(); ++i) {
    const price_discount& given = basket.discounts[i];
    pricing::discount& made = discounts[i];
    made = {};
    made.by_percent = given.percent.has_value();
    if (made.by_percent)
      made.percent = *given.percent;
    else
      made.amount = to_money(*given.amount, unit).value().minor_units();
    made.of_running = given.of == discount_base::running;
    made.applies = given.applies();
    if (!given.group.empty()) made.group = static_cast<std::uint32_t>(groups.place_of(given.group) + 1);
    made.priority = given.priority;
    for (const std::string& section : given.sections) made.sections |= std::uint64_t{1} << sections.place_of(section);
  }

  roomy<pricing::line, few, Deferred> line_room(basket.lines.size());
  const auto lines = line_room.span();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const price_line& given = basket.lines[i];
    pricing::line& made = lines[i];
    made = {to_money(given.amount, unit).value().minor_units(), given.quantity, 0, 0};
    // Sections that no discount names make no difference.
    const auto section = sections.find(given.section);
    if (section < sections.names.size()) made.sections = std::uint64_t{1} << section;
    if (given.tax_percent.has_value()) made.taxes |= std::uint64_t{1} << taxes.place_of({}, *given.tax_percent);
    for (const line_tax& one : given.taxes) made.taxes |= std::uint64_t{1} << taxes.place_of(one.id, one.percent);
  }

  pricing::terms how;
  how.tax_included = basket.tax_included;
  how.largest = pricing::total_max_of(unit.decimals());
  if (basket.voucher.has_value()) how.voucher = to_money(basket.voucher->amount, unit).value().minor_units();

  roomy<pricing::step, few, Deferred> step_room(discounts.size());
  const auto steps = step_room.span();
  roomy_workspace<few, Deferred> scratch(lines.size(), discounts.size());
  const auto totals = pricing::price(lines, discounts, taxes.rows, how, scratch.view(), steps);
  if (!totals.ok()) return totals.refusal();

  const auto amount = [&](std::int64_t units) { return money::minor(units, unit); };
  const pricing::totals& sums = totals.value();
  priced_basket made;
  made.list = amount(sums.list);
  made.net = amount(sums.net);
  made.tax.reserve(taxes.rows.size());
  for (std::size_t i = 0; i < taxes.rows.size(); ++i)
    made.tax.push_back(
        {std::string(taxes.ids[i]), taxes.rows[i].percent, amount(taxes.rows[i].base), amount(taxes.rows[i].amount)});
  made.gross = amount(sums.gross);
  made.to_pay = amount(sums.to_pay);
  made.steps.reserve(sums.applied);
  for (const pricing::step& taken : steps.first(sums.applied)) {
    const price_discount& given = basket.discounts[taken.discount];
    made.steps.push_back({given.id, amount(taken.base), given.percent, amount(taken.amount), given.label,
                          taken.cut ? std::optional<bool>(true) : std::nullopt,
                          given.of == discount_base::running ? std::optional(given.of) : std::nullopt});
  }
  made.conditional.reserve(sums.conditional);
  for (const pricing::step& apart : steps.subspan(sums.applied, sums.conditional)) {
    const price_discount& given = basket.discounts[apart.discount];
    made.conditional.push_back({given.id, amount(apart.amount), given.label, given.condition, given.condition_label});
  }
  if (basket.voucher.has_value()) made.voucher = amount(sums.voucher);
  made.currency = std::string(unit.code());
  if (basket.kind == customer_kind::b2b) made.shown.push_back(shown_total::net);
  made.shown.push_back(shown_total::gross);
  return made;
}

/// The top field of a path, with static storage.
template <class = void>
[[nodiscard]] inline std::string_view top_field(std::string_view path) noexcept {
  for (const std::string_view known : {"market", "lines", "currency", "discounts", "voucher"})
    if (path.starts_with(known)) return known;
  return {};
}

}  // namespace detail

template <class Deferred>
std::vector<violation> check_basket(const price_basket& basket) {
  return detail::basket_check<Deferred>(basket).run();
}

template <class Deferred>
result<priced_basket> price(const price_basket& basket) {
  const auto found = check_basket<Deferred>(basket);
  if (!found.empty()) return error{found.front().broken, detail::top_field(found.front().field)};
  return detail::price_checked<Deferred>(basket);
}

template <class Deferred>
std::vector<reason> reasons_of(const price_basket& basket, const priced_basket& made) {
  std::vector<reason> because;
  const auto add = [&](std::string_view identifier, std::string_view text,
                       std::initializer_list<std::pair<std::string_view, std::string>> numbers) {
    reason one{std::string(identifier), std::string(text), {}};
    for (const auto& [name, value] : numbers) one.numbers.set(name, value);
    because.push_back(std::move(one));
  };
  add("QUO-07",
      basket.tax_included ? "the list is the sum of the lines, tax included" : "the list is the sum of the lines",
      {{"lines", std::to_string(basket.lines.size())}, {"amount", to_string(made.list)}});
  for (const price_step& taken : made.steps) {
    std::string text = taken.of == discount_base::running ? "a discount of what is left" : "a discount of the list";
    if (taken.cut.value_or(false)) text += ", cut at what its lines have left";
    if (taken.percent.has_value())
      add("QUO-08", text,
          {{"id", taken.id},
           {"base", to_string(taken.base)},
           {"percent", to_string(*taken.percent)},
           {"amount", to_string(taken.amount)}});
    else
      add("QUO-08", text, {{"id", taken.id}, {"base", to_string(taken.base)}, {"amount", to_string(taken.amount)}});
  }
  std::size_t applying = 0;
  for (const price_discount& given : basket.discounts) applying += given.applies() ? 1 : 0;
  // Identifiers may be repeated: of those that apply as many were taken as there are steps of that
  // name.
  for (std::size_t i = 0; applying > made.steps.size() && i < basket.discounts.size(); ++i) {
    const price_discount& given = basket.discounts[i];
    if (!given.applies()) continue;
    std::ptrdiff_t without_step = 0;
    for (const auto& one : std::span(basket.discounts).first(i + 1))
      without_step += one.applies() && one.id == given.id ? 1 : 0;
    for (const price_step& step : made.steps) without_step -= step.id == given.id ? 1 : 0;
    if (without_step > 0) add("QUO-08", "another discount of its group applies", {{"id", given.id}});
  }
  for (const conditional_discount& apart : made.conditional)
    add("QUO-05", "its condition is not met: not in the price",
        {{"id", apart.id}, {"amount", to_string(apart.amount)}});
  for (const priced_tax& one : made.tax)
    add("QUO-07", basket.tax_included ? "the tax inside the gross of its lines" : "the tax on the net of its lines",
        {{"id", one.id},
         {"percent", to_string(one.percent)},
         {"base", to_string(one.base)},
         {"amount", to_string(one.amount)}});
  if (made.voucher.has_value())
    add("QUO-17", "the voucher lowers what is to pay, neither net nor tax",
        {{"amount", to_string(*made.voucher)}, {"to_pay", to_string(made.to_pay)}});
  return because;
}

}  // namespace v1
}  // namespace dealerkit
