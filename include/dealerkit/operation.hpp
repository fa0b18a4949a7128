// Operations: what an outlet or a brand fixes for all the cards that are created from one campaign (CRD-02 to CRD-06,
// CRD-16).
//
//   check_operation(own_with_cofunding, terms, "")     // operation_cofunding_not_own (CRD-02)
//   values_of(prepared, given_with_a_card, terms, today)   // its amount, start and days, or what is wrong with them
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/access.hpp"
#include "dealerkit/card_use.hpp"
#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/instant.hpp"
#include "dealerkit/core/money.hpp"

namespace dealerkit {
inline namespace v1 {

/// Of the outlet that prepares it, or of a brand for every outlet that sells it (CRD-02).
enum class operation_scope : std::uint8_t { own, national };
template <>
struct enum_names<operation_scope> {
  static constexpr enum_name<operation_scope> list[] = {{operation_scope::own, "own"},
                                                        {operation_scope::national, "national"}};
};

/// A public form: cards for whoever fills it in, up to a number and a day (CRD-16).
struct prospecting_terms {
  std::optional<std::int64_t> max_cards;
  std::optional<std::chrono::year_month_day> deadline;  ///< its last day, in the outlet's time zone
  std::string note;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("max_cards", &prospecting_terms::max_cards, needed(rule::prospecting_incomplete));
    field("deadline", &prospecting_terms::deadline, needed(rule::prospecting_incomplete));
    field("note", &prospecting_terms::note);
  }
  friend bool operator==(const prospecting_terms&, const prospecting_terms&) = default;
};

/// An operation as typed; a card without a prepared one brings the same values. What is absent is left open, and
/// given when a card is created.
struct operation_input {
  operation_scope scope = operation_scope::own;
  std::string brand;
  std::string name;
  std::optional<consumption_mode> mode;
  std::optional<decimal> percent;
  std::optional<std::chrono::year_month_day> start;
  std::optional<std::int64_t> validity_days;
  std::optional<decimal> amount;
  std::optional<decimal> cofunding_percent;
  std::vector<std::int64_t> reminders;
  std::optional<std::vector<std::string>> partners;  ///< outlets; an empty list says: none
  std::optional<prospecting_terms> prospecting;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("scope", &operation_input::scope, listed(rule::operation_incomplete));
    field("brand", &operation_input::brand);
    field("name", &operation_input::name);
    field("mode", &operation_input::mode, listed(rule::consumption_mode_missing));
    field("percent", &operation_input::percent);
    field("start", &operation_input::start);
    field("validity_days", &operation_input::validity_days);
    field("amount", &operation_input::amount);
    field("cofunding_percent", &operation_input::cofunding_percent);
    field("reminders", &operation_input::reminders, quiet());
    field("partners", &operation_input::partners);
    field("prospecting", &operation_input::prospecting);
  }
  friend bool operator==(const operation_input&, const operation_input&) = default;
};

/// The bounds of operations and cards, as policy data (CRD-05, CRD-08, CRD-22).
struct card_terms {
  std::int64_t amount_min = 1;       ///< whole euros
  std::int64_t amount_max = 10'000;  ///< whole euros
  std::int64_t validity_days_max = 3650;
  std::int64_t batch_min = 2;
  std::int64_t batch_max = 250;
  leftover_rule leftover = leftover_rule::forfeit;
  std::string form_url = "https://cards.example/form/";  ///< of the host; the form's token is put behind it
  std::string card_url = "https://cards.example/card/";  ///< the link in a card's mail, before its code

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("amount_min", &card_terms::amount_min);
    field("amount_max", &card_terms::amount_max);
    field("validity_days_max", &card_terms::validity_days_max);
    field("batch_min", &card_terms::batch_min);
    field("batch_max", &card_terms::batch_max);
    field("leftover", &card_terms::leftover, listed(rule::value_not_listed));
    field("form_url", &card_terms::form_url);
    field("card_url", &card_terms::card_url);
  }
  friend bool operator==(const card_terms&, const card_terms&) = default;
};

/// The first rule that these terms break: policy_value_out_of_range.
template <class = void>
[[nodiscard]] inline result<accepted> check_terms(const card_terms& terms) noexcept {
  if (terms.amount_min < 1 || terms.amount_max < terms.amount_min || terms.amount_max > 1'000'000)
    return error{rule::policy_value_out_of_range, "card.amount_max"};
  if (terms.validity_days_max < 1 || terms.validity_days_max > 36'500)
    return error{rule::policy_value_out_of_range, "card.validity_days_max"};
  if (terms.batch_min < 1 || terms.batch_max < terms.batch_min || terms.batch_max > 10'000)
    return error{rule::policy_value_out_of_range, "card.batch_max"};
  return accepted{};
}

/// An operation as it is kept. What it fixes is set; what it leaves open is not.
struct operation {
  std::string id;
  std::string entity;  ///< that prepared it
  std::string outlet;  ///< at which it was prepared; an own operation is this outlet's
  operation_scope scope = operation_scope::own;
  std::string brand;
  std::string name;
  consumption_mode mode = consumption_mode::free;
  decimal percent;
  std::optional<std::chrono::year_month_day> start;
  std::optional<std::int64_t> validity_days;
  std::optional<std::int64_t> amount_minor;
  decimal cofunding_percent;
  std::vector<std::int64_t> reminders;
  std::vector<std::string> partners;
  std::optional<prospecting_terms> prospecting;
  std::string form;             ///< token of the public form; empty where there is none
  bool one_off = false;         ///< made for one card, without being prepared (CRD-07)
  std::int64_t cards = 0;       ///< created from it
  std::int64_t form_cards = 0;  ///< of them through the form
  instant last{};

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &operation::id);
    field("entity", &operation::entity);
    field("outlet", &operation::outlet);
    field("scope", &operation::scope);
    field("brand", &operation::brand);
    field("name", &operation::name);
    field("mode", &operation::mode);
    field("percent", &operation::percent);
    field("start", &operation::start);
    field("validity_days", &operation::validity_days);
    field("amount_minor", &operation::amount_minor);
    field("cofunding_percent", &operation::cofunding_percent);
    field("reminders", &operation::reminders);
    field("partners", &operation::partners);
    field("prospecting", &operation::prospecting);
    field("form", &operation::form);
    field("one_off", &operation::one_off);
    field("cards", &operation::cards);
    field("form_cards", &operation::form_cards);
    field("last", &operation::last);
  }
  friend bool operator==(const operation&, const operation&) = default;
};

// --- Whole euros (CRD-05)

/// A card's amount in cents, rounded half-up to whole euros. Refused: card_amount_out_of_range, money_malformed.
template <class = void>
[[nodiscard]] constexpr result<std::int64_t> whole_euros(decimal typed, const card_terms& terms) noexcept {
  const auto euros =
      scale_by(typed.units(), 1, detail::powers_of_ten[static_cast<std::size_t>(typed.scale())], rounding::half_up);
  if (!euros.ok() || euros.value() < terms.amount_min || euros.value() > terms.amount_max)
    return error{rule::card_amount_out_of_range, "amount"};
  return euros.value() * 100;
}

// --- Form

/// What is wrong with an operation, or with the values of a card without one: every violation, in the order of the
/// fields, without looking at anything kept. Source: CRD-02 to CRD-06, CRD-16.
///
/// Rules: operation_incomplete (name), operation_scope_needs_brand, consumption_mode_missing,
/// operation_percent_out_of_range, card_validity_out_of_range, card_amount_out_of_range, cofunding_out_of_range,
/// operation_cofunding_not_own, reminders_incomplete, reminders_out_of_order, operation_partners_missing,
/// prospecting_values_missing, prospecting_incomplete.
[[nodiscard]] std::vector<violation> check_operation(const operation_input& typed, const card_terms& terms,
                                                     std::string_view path);

/// The part of it that holds for values given with a card of a prepared operation: what is there is in its range.
[[nodiscard]] std::vector<violation> check_given_values(const operation_input& typed, const card_terms& terms,
                                                        std::string_view path);

/// Whether the last day of a public form, included, has passed (CRD-16).
template <class = void>
[[nodiscard]] inline bool form_is_over(const prospecting_terms& form, std::chrono::year_month_day today) noexcept {
  return form.deadline.has_value() && std::chrono::sys_days{*form.deadline} < std::chrono::sys_days{today};
}

/// Partners as they are kept: each once, in the order in which they were given.
template <class = void>
[[nodiscard]] inline std::vector<std::string> each_once(const std::vector<std::string>& outlets) {
  std::vector<std::string> kept;
  for (const std::string& one : outlets) {
    bool again = false;
    for (const std::string& before : kept) again = again || before == one;
    if (!again) kept.push_back(one);
  }
  return kept;
}

// --- Preparing

struct operation_reply {
  std::string id;
  operation_scope scope = operation_scope::own;
  std::string brand;
  std::string name;
  consumption_mode mode = consumption_mode::free;
  std::optional<decimal> percent;
  std::optional<std::chrono::year_month_day> start;
  std::optional<std::int64_t> validity_days;
  std::optional<std::string> amount;
  std::optional<decimal> cofunding_percent;
  std::vector<std::int64_t> reminders;
  std::vector<std::string> partners;
  std::optional<std::string> form_url;
  std::optional<std::string> form_qr_svg;
  std::optional<std::int64_t> form_cards_left;
  std::int64_t cards = 0;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &operation_reply::id);
    field("scope", &operation_reply::scope);
    field("brand", &operation_reply::brand);
    field("name", &operation_reply::name);
    field("mode", &operation_reply::mode);
    field("percent", &operation_reply::percent);
    field("start", &operation_reply::start);
    field("validity_days", &operation_reply::validity_days);
    field("amount", &operation_reply::amount);
    field("cofunding_percent", &operation_reply::cofunding_percent);
    field("reminders", &operation_reply::reminders, quiet());
    field("partners", &operation_reply::partners);
    field("form_url", &operation_reply::form_url);
    field("form_qr_svg", &operation_reply::form_qr_svg);
    field("form_cards_left", &operation_reply::form_cards_left);
    field("cards", &operation_reply::cards);
  }
  friend bool operator==(const operation_reply&, const operation_reply&) = default;
};

struct prepare_operation {
  struct reply_type {
    operation_reply operation;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("operation", &reply_type::operation);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  operation_input input;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("operation", &prepare_operation::input, needed(rule::operation_incomplete));
  }
};

struct list_operations {
  struct reply_type {
    std::vector<operation_reply> operations;
    std::string next;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("operations", &reply_type::operations);
      field("next", &reply_type::next);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::optional<std::int64_t> limit;
  std::string after;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("limit", &list_operations::limit);
    field("after", &list_operations::after);
  }
};

struct operation_prepared {
  static constexpr std::string_view kind = "operation_prepared";
  operation after;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("after", &operation_prepared::after);
  }
};

/// A card was given through the public form (CRD-16).
struct form_card_given {
  static constexpr std::string_view kind = "form_card_given";

  template <class Visitor>
  static constexpr void fields(Visitor&&) {}
};

/// The operation as it was prepared.
template <class = void>
[[nodiscard]] inline operation evolve(operation, const operation_prepared& event, instant at) {
  operation after = event.after;
  after.last = at;
  return after;
}
/// One card more of its form's.
template <class = void>
[[nodiscard]] inline operation evolve(operation known, const form_card_given&, instant at) {
  ++known.form_cards;
  known.last = at;
  return known;
}

// --- What a card takes from its operation (CRD-02, CRD-04, CRD-06)

/// The values of one card: the operation's where it fixes them, else those given with the card.
struct card_values {
  std::int64_t amount_minor = 0;
  std::chrono::year_month_day start{};
  std::int64_t validity_days = 0;

  friend bool operator==(const card_values&, const card_values&) = default;
};

/// The last day of a card: its start and the days of validity (CRD-04).
template <class = void>
[[nodiscard]] constexpr std::chrono::year_month_day last_day_of(const card_values& values) noexcept {
  return std::chrono::sys_days{values.start} + std::chrono::days{values.validity_days};
}

/// The reminders of a card: the operation's where it has some, else those given with the card (CRD-02, CRD-06).
template <class = void>
[[nodiscard]] inline const std::vector<std::int64_t>& reminders_of(const operation& from,
                                                                   const operation_input& given) noexcept {
  return from.reminders.empty() ? given.reminders : from.reminders;
}

/// Merges. Rules, in order: operation_value_fixed (a value that the operation fixes is given with another content),
/// operation_value_missing (one that it leaves open is not), card_amount_out_of_range, card_validity_out_of_range
/// (also of a last day after the year 9999), reminders_incomplete, reminders_out_of_order (also where the operation
/// fixes the reminders and the days given end before the second). `today` is the day at the outlet, at which a card
/// starts unless something else is said.
template <class = void>
[[nodiscard]] inline result<card_values> values_of(const operation& from, const operation_input& given,
                                                   const card_terms& terms, std::chrono::year_month_day today) {
  const auto amount = given.amount.has_value() ? whole_euros(*given.amount, terms) : result<std::int64_t>(0);
  const auto fixed = [](bool same, std::string_view field) -> result<accepted> {
    if (same) return accepted{};
    return error{rule::operation_value_fixed, field};
  };
  const auto& days = given.validity_days;
  for (const auto& kept :
       {fixed(!given.mode.has_value() || *given.mode == from.mode, "values.mode"),
        fixed(!given.percent.has_value() || *given.percent == from.percent, "values.percent"),
        fixed(!given.start.has_value() || !from.start.has_value() || *given.start == *from.start, "values.start"),
        fixed(!days.has_value() || !from.validity_days.has_value() || *days == *from.validity_days,
              "values.validity_days"),
        fixed(!given.amount.has_value() || !from.amount_minor.has_value() ||
                  (amount.ok() && amount.value() == *from.amount_minor),
              "values.amount"),
        fixed(!given.cofunding_percent.has_value() || *given.cofunding_percent == from.cofunding_percent,
              "values.cofunding_percent"),
        fixed(given.reminders.empty() || from.reminders.empty() || given.reminders == from.reminders,
              "values.reminders"),
        fixed(!given.partners.has_value() || each_once(*given.partners) == from.partners, "values.partners")})
    if (!kept.ok()) return kept.refusal();
  if (!from.amount_minor.has_value() && !given.amount.has_value())
    return error{rule::operation_value_missing, "values.amount"};
  if (!from.validity_days.has_value() && !days.has_value())
    return error{rule::operation_value_missing, "values.validity_days"};
  if (!amount.ok()) return error{rule::card_amount_out_of_range, "values.amount"};
  // What the operation fixes was in range when it was prepared.
  if (!from.validity_days.has_value() && (*days < 1 || *days > terms.validity_days_max))
    return error{rule::card_validity_out_of_range, "values.validity_days"};
  card_values made;
  made.amount_minor = from.amount_minor.has_value() ? *from.amount_minor : amount.value();
  made.validity_days = from.validity_days.has_value() ? *from.validity_days : *days;
  made.start = from.start.has_value() ? *from.start : given.start.value_or(today);
  if (last_day_of(made).year() > std::chrono::year{9999})
    return error{rule::card_validity_out_of_range, "values.validity_days"};
  const auto& reminders = reminders_of(from, given);
  if (reminders.empty()) return made;
  const std::string_view typed = from.reminders.empty() ? "values.reminders" : "values.validity_days";
  if (reminders.size() != 2) return error{rule::reminders_incomplete, typed};
  if (reminders[0] <= 0 || reminders[1] <= reminders[0] || reminders[1] >= made.validity_days)
    return error{rule::reminders_out_of_order, typed};
  return made;
}

}  // namespace v1
}  // namespace dealerkit
