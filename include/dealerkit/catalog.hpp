// Catalogues: which models a manufacturer offers, what of each can be chosen, under which rules, and for which price in
// which market (CFG-01 to CFG-05, CFG-10, CFG-11).
//
// A value is named everywhere by its group and its code: `trim.active`. What is loaded is text as its source has it;
// check_catalog() says all that is wrong with it, and only a catalogue without fault is kept.
//
//   status_on(*find_model(show, "peugeot_208"), "BE", day)   // model_status::orderable
//   check_catalog(with_a_rule_about_an_unknown_value)        // formula_value_unknown at models.0.rules.0.formula
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/customer.hpp"
#include "dealerkit/price.hpp"

namespace dealerkit {
inline namespace v1 {

/// A text in several languages: language (`fr`, `fr-BE`) → text.
using translations = named<std::string>;

/// The text of a language: its own, that of its base (`fr` for `fr-BE`), the English one, any; empty where there is
/// none at all.
[[nodiscard]] std::string_view text_in(const translations& texts, std::string_view language) noexcept;

// --- Models (CFG-01, CFG-03)

/// Passenger car or light commercial vehicle (CFG-01).
enum class vehicle_kind : std::uint8_t { vp, vu };
template <>
struct enum_names<vehicle_kind> {
  static constexpr enum_name<vehicle_kind> list[] = {{vehicle_kind::vp, "vp"}, {vehicle_kind::vu, "vu"}};
};

/// Whether a model can be ordered in a market on a day (CFG-03). Without a word about market and day it cannot.
enum class model_status : std::uint8_t { unavailable, keep_me_informed, orderable };
template <>
struct enum_names<model_status> {
  static constexpr enum_name<model_status> list[] = {{model_status::unavailable, "unavailable"},
                                                     {model_status::keep_me_informed, "keep_me_informed"},
                                                     {model_status::orderable, "orderable"}};
};

/// The status of a model in one market, from a day to a day, both included; open where a day is not given.
struct market_availability {
  std::string market;
  model_status status = model_status::unavailable;
  std::optional<std::chrono::year_month_day> from;
  std::optional<std::chrono::year_month_day> until;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("market", &market_availability::market, needed(rule::model_incomplete));
    field("status", &market_availability::status, needed(rule::model_status_unknown));
    field("from", &market_availability::from);
    field("until", &market_availability::until);
  }
  friend bool operator==(const market_availability&, const market_availability&) = default;
};

// --- Values (CFG-02)

/// What a group's values are. The order is that in which they are shown, and no more than that (CFG-02).
enum class group_kind : std::uint8_t { trim, engine, exterior_colour, upholstery, wheels, packs, options };
template <>
struct enum_names<group_kind> {
  static constexpr enum_name<group_kind> list[] = {{group_kind::trim, "trim"},
                                                   {group_kind::engine, "engine"},
                                                   {group_kind::exterior_colour, "exterior_colour"},
                                                   {group_kind::upholstery, "upholstery"},
                                                   {group_kind::wheels, "wheels"},
                                                   {group_kind::packs, "packs"},
                                                   {group_kind::options, "options"}};
};

/// How many values of a group a configuration has.
enum class group_choice : std::uint8_t { any, at_most_one, exactly_one };
template <>
struct enum_names<group_choice> {
  static constexpr enum_name<group_choice> list[] = {{group_choice::any, "any"},
                                                     {group_choice::at_most_one, "at_most_one"},
                                                     {group_choice::exactly_one, "exactly_one"}};
};

struct group_value {
  std::string code;
  translations label;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &group_value::code, needed(rule::group_incomplete));
    field("label", &group_value::label);
  }
  friend bool operator==(const group_value&, const group_value&) = default;
};

struct value_group {
  std::string code;
  group_kind kind = group_kind::options;
  translations label;
  group_choice choose = group_choice::any;
  std::vector<group_value> values;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &value_group::code, needed(rule::group_incomplete));
    field("kind", &value_group::kind, needed(rule::group_incomplete));
    field("label", &value_group::label);
    field("choose", &value_group::choose, needed(rule::group_incomplete));
    field("values", &value_group::values);
  }
  friend bool operator==(const value_group&, const value_group&) = default;
};

// --- Rules (CFG-05)

/// Longest formula, in bytes; how deep and how large it may be is said with the parser (configurator/formula.hpp).
inline constexpr std::uint32_t formula_bytes_max = 16 * 1024;

/// A constraint: a formula over values by name, with `!`, `&`, `|`, `->`, `<->`, parentheses, and requires(a, b),
/// excludes(a, b), exactly_one(a, …), at_most_one(a, …). It holds in the markets named (in all where none is) and from
/// a day to a day, both included.
struct catalog_rule {
  std::string code;
  std::string formula;
  std::vector<std::string> markets;
  std::optional<std::chrono::year_month_day> from;
  std::optional<std::chrono::year_month_day> until;
  translations label;  ///< what a person is told when the rule decides

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &catalog_rule::code, needed(rule::catalog_rule_incomplete));
    field("formula", &catalog_rule::formula, lengthy(formula_bytes_max, rule::catalog_rule_incomplete));
    field("markets", &catalog_rule::markets, quiet());
    field("from", &catalog_rule::from);
    field("until", &catalog_rule::until);
    field("label", &catalog_rule::label);
  }
  friend bool operator==(const catalog_rule&, const catalog_rule&) = default;
};

/// A pack's value and what it includes, free and forced (CFG-05).
struct option_pack {
  std::string value;
  std::vector<std::string> includes;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("value", &option_pack::value, needed(rule::pack_incomplete));
    field("includes", &option_pack::includes, needed(rule::pack_incomplete));
  }
  friend bool operator==(const option_pack&, const option_pack&) = default;
};

struct vehicle_model {
  std::string code;
  std::string brand;  ///< NET-01
  std::string name;
  vehicle_kind kind = vehicle_kind::vp;
  std::string length;  ///< sub-categories: filters, each optional (CFG-01)
  std::string height;
  std::string weight;
  bool test_drive = false;
  std::vector<market_availability> availability;
  std::vector<value_group> groups;
  std::vector<catalog_rule> rules;
  std::vector<option_pack> packs;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &vehicle_model::code, needed(rule::model_incomplete));
    field("brand", &vehicle_model::brand, needed(rule::model_incomplete));
    field("name", &vehicle_model::name, needed(rule::model_incomplete));
    field("kind", &vehicle_model::kind, needed(rule::model_incomplete));
    field("length", &vehicle_model::length);
    field("height", &vehicle_model::height);
    field("weight", &vehicle_model::weight);
    field("test_drive", &vehicle_model::test_drive);
    field("availability", &vehicle_model::availability);
    field("groups", &vehicle_model::groups);
    field("rules", &vehicle_model::rules);
    field("packs", &vehicle_model::packs);
  }
  friend bool operator==(const vehicle_model&, const vehicle_model&) = default;
};

// --- Price lists (CFG-11)

struct value_price {
  std::string model;
  std::string value;
  decimal amount;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("model", &value_price::model, needed(rule::price_list_incomplete));
    field("value", &value_price::value, needed(rule::price_list_incomplete));
    field("amount", &value_price::amount, needed(rule::price_list_incomplete));
  }
  friend bool operator==(const value_price&, const value_price&) = default;
};

/// A discount that comes with a list: an amount or a percent, for all that the list is for or only for a brand, a model
/// or a kind of customer. With a condition it is shown apart until the condition is met (QUO-05); `of`, `group`,
/// `priority` and `sections` are those of QUO-08.
struct list_discount {
  std::string id;
  translations label;
  std::string model;
  std::string brand;
  std::optional<customer_kind> kind;
  std::optional<decimal> amount;
  std::optional<decimal> percent;
  std::string condition;
  discount_base of = discount_base::list;
  std::string group;
  std::int64_t priority = 0;
  std::vector<std::string> sections;
  translations condition_label;  ///< the condition in words, as an offer shows it

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &list_discount::id, needed(rule::list_discount_malformed));
    field("label", &list_discount::label);
    field("model", &list_discount::model);
    field("brand", &list_discount::brand);
    field("kind", &list_discount::kind, listed(rule::list_discount_malformed));
    field("amount", &list_discount::amount);
    field("percent", &list_discount::percent);
    field("condition", &list_discount::condition);
    field("of", &list_discount::of, listed(rule::discount_base_unknown));
    field("group", &list_discount::group);
    field("priority", &list_discount::priority);
    field("sections", &list_discount::sections, quiet());
    field("condition_label", &list_discount::condition_label);
  }
  friend bool operator==(const list_discount&, const list_discount&) = default;
};

/// The prices of one market from a day to a day, both included. Of two lists that hold on a day the later one counts.
/// A value without a price costs nothing.
struct price_list {
  std::string market;
  std::string currency;
  std::chrono::year_month_day from{};
  std::optional<std::chrono::year_month_day> until;
  bool tax_included = false;
  std::optional<decimal> tax_percent;  ///< or, where there are several, `taxes`
  std::vector<line_tax> taxes;
  std::vector<value_price> prices;
  std::vector<list_discount> discounts;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("market", &price_list::market, needed(rule::price_list_incomplete));
    field("currency", &price_list::currency, needed(rule::price_list_incomplete));
    field("from", &price_list::from, needed(rule::price_list_incomplete));
    field("until", &price_list::until);
    field("tax_included", &price_list::tax_included);
    field("tax_percent", &price_list::tax_percent);
    field("taxes", &price_list::taxes, quiet());
    field("prices", &price_list::prices);
    field("discounts", &price_list::discounts, quiet());
  }
  friend bool operator==(const price_list&, const price_list&) = default;
};

// --- The catalogue

struct catalog {
  std::string code;
  std::string name;
  std::optional<std::chrono::year_month_day> valid_from;  ///< nothing is configured for an earlier day
  std::vector<vehicle_model> models;
  std::vector<price_list> price_lists;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &catalog::code, needed(rule::catalog_incomplete));
    field("name", &catalog::name);
    field("valid_from", &catalog::valid_from);
    field("models", &catalog::models);
    field("price_lists", &catalog::price_lists);
  }
  friend bool operator==(const catalog&, const catalog&) = default;
};

/// The model of a code, or nullptr.
[[nodiscard]] const vehicle_model* find_model(const catalog& of, std::string_view code) noexcept;

/// Whether a model has a value of this name, as `trim.active`.
[[nodiscard]] bool has_value(const vehicle_model& model, std::string_view name) noexcept;

/// Whether a day lies between two others, both included and each open where it is not given.
[[nodiscard]] bool holds_on(const std::optional<std::chrono::year_month_day>& from,
                            const std::optional<std::chrono::year_month_day>& until,
                            std::chrono::year_month_day day) noexcept;

/// The status of a model in a market on a day (CFG-03); `unavailable` where nothing is said.
[[nodiscard]] model_status status_on(const vehicle_model& model, std::string_view market,
                                     std::chrono::year_month_day day) noexcept;

/// The price list of a market on a day: of those that hold the one with the latest start; nullptr where there is none.
[[nodiscard]] const price_list* list_on(const catalog& of, std::string_view market,
                                        std::chrono::year_month_day day) noexcept;

/// Adds to a catalogue what a later part of it brings: models, groups, values, rules, packs, price lists, prices and
/// discounts behind those that it has. A model, a group or a list of the same code continues where the rest of it is
/// said the same; what stands in both is found by check_catalog as repeated.
void append(catalog& whole, catalog part);

/// What a catalogue's check found: a hundred of each kind at most.
struct catalog_findings {
  std::vector<violation> refused;
  std::vector<violation> warnings;  ///< value_dead, value_falsely_optional
};

/// What is wrong with a catalogue, each at its place (`models.0.groups.1.code`), and, beside it,
/// what is only worth a warning. Rules: catalog_code_malformed, catalog_market_malformed,
/// model_repeated, availability_overlaps, group_repeated, value_repeated, catalog_rule_repeated,
/// formula_malformed, formula_too_complex, formula_value_unknown, pack_value_unknown,
/// pack_repeated, pack_circular, price_list_repeated, currency_unknown, price_unknown,
/// price_repeated, price_negative, money_too_many_decimals, list_tax_missing, price_too_many_taxes,
/// list_discount_malformed, decimal_out_of_range, period_ends_before_start, catalog_too_large,
/// catalog_inconsistent.
[[nodiscard]] catalog_findings check_catalog(const catalog& content);

// --- Commands

/// Where a load stands among several that bring one catalogue, since a request has at most 1 MiB (DAT-01).
struct catalog_part {
  std::int64_t number = 0;  ///< from 1
  std::int64_t of = 0;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("number", &catalog_part::number, needed(rule::catalog_part_out_of_order));
    field("of", &catalog_part::of, needed(rule::catalog_part_out_of_order));
  }
  friend bool operator==(const catalog_part&, const catalog_part&) = default;
};

/// Loads a catalogue: an administrative call that needs no actor. It replaces the one of the same code; with `add` it
/// is added to it. With `part` it is kept aside until the last part has come, and then is in force at once.
struct load_catalog {
  struct reply_type {
    std::string code;
    std::string version;  ///< of the content: the same for the same content
    std::vector<std::string> models;
    std::vector<violation> warnings;
    bool in_force = true;  ///< false while parts are missing

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("catalog", &reply_type::code);
      field("version", &reply_type::version);
      field("models", &reply_type::models);
      field("warnings", &reply_type::warnings);
      field("in_force", &reply_type::in_force);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  catalog content;
  bool add = false;
  std::optional<catalog_part> part;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("catalog", &load_catalog::content, needed(rule::catalog_incomplete));
    field("add", &load_catalog::add);
    field("part", &load_catalog::part);
  }
};

/// A model as a list shows it.
struct model_line {
  std::string code;
  std::string brand;
  std::string name;
  vehicle_kind kind = vehicle_kind::vp;
  std::string length;
  std::string height;
  std::string weight;
  model_status status = model_status::unavailable;
  bool test_drive = false;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &model_line::code);
    field("brand", &model_line::brand);
    field("name", &model_line::name);
    field("kind", &model_line::kind);
    field("length", &model_line::length);
    field("height", &model_line::height);
    field("weight", &model_line::weight);
    field("status", &model_line::status);
    field("test_drive", &model_line::test_drive);
  }
  friend bool operator==(const model_line&, const model_line&) = default;
};

/// The models of a catalogue with their status in a market on a day, in the catalogue's order (CFG-01, CFG-03).
struct list_models {
  struct reply_type {
    std::vector<model_line> models;
    std::string next;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("models", &reply_type::models);
      field("next", &reply_type::next);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string catalog_code;
  std::string market;
  std::optional<std::chrono::year_month_day> date;  ///< that of the instant in UTC where none is given
  std::string brand;
  std::optional<vehicle_kind> kind;
  std::string length;
  std::string height;
  std::string weight;
  std::optional<std::int64_t> limit;
  std::string after;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("catalog", &list_models::catalog_code, needed(rule::catalog_unknown));
    field("market", &list_models::market, needed(rule::market_missing));
    field("date", &list_models::date);
    field("brand", &list_models::brand);
    field("kind", &list_models::kind, listed(rule::model_unknown));
    field("length", &list_models::length);
    field("height", &list_models::height);
    field("weight", &list_models::weight);
    field("limit", &list_models::limit);
    field("after", &list_models::after);
  }
};

// --- Events

/// A load that was accepted; what it brings is in `content`.
struct catalog_loaded {
  static constexpr std::string_view kind = "catalog_loaded";
  catalog content;
  bool add = false;
  std::int64_t number = 1;
  std::int64_t of = 1;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("content", &catalog_loaded::content);
    field("add", &catalog_loaded::add);
    field("number", &catalog_loaded::number);
    field("of", &catalog_loaded::of);
  }
};

}  // namespace v1
}  // namespace dealerkit
