// Loyalty: one programme an outlet, its cards, and what each transaction earned and used (LOY). What an account is
// worth and what moves it is in loyalty_account.hpp.
//
//   check_programme(kitty_of_five_percent, terms)   // accepted
//   check_programme(tranche_with_a_minimum, terms)  // refused: programme_value_not_of_earning (LOY-04)
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/card.hpp"
#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/instant.hpp"
#include "dealerkit/loyalty_account.hpp"

namespace dealerkit {
inline namespace v1 {

/// What points are exchanged for (LOY-08): a discount in euros, one in percent, or a service by its name.
struct loyalty_reward {
  std::int64_t points = 0;
  std::string name;
  std::optional<decimal> discount_amount;
  std::optional<decimal> discount_percent;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("points", &loyalty_reward::points);
    field("name", &loyalty_reward::name, needed(rule::reward_incomplete));
    field("discount_amount", &loyalty_reward::discount_amount);
    field("discount_percent", &loyalty_reward::discount_percent);
  }
  friend bool operator==(const loyalty_reward&, const loyalty_reward&) = default;
};

/// A further rule of earning (LOY-17): what is earned on a category, in a period, or both is multiplied. Rules that
/// stack multiply each other; of the others the best one counts.
struct earning_rule {
  std::string name;
  std::string category;  ///< of invoice lines; empty: all
  std::optional<std::chrono::year_month_day> from;
  std::optional<std::chrono::year_month_day> until;
  decimal multiplier = decimal::whole(1);
  bool stacks = false;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("name", &earning_rule::name, needed(rule::earning_rule_incomplete));
    field("category", &earning_rule::category);
    field("from", &earning_rule::from);
    field("until", &earning_rule::until);
    field("multiplier", &earning_rule::multiplier, needed(rule::earning_rule_incomplete));
    field("stacks", &earning_rule::stacks);
  }
  friend bool operator==(const earning_rule&, const earning_rule&) = default;
};

/// What tiers are reached by (LOY-17).
enum class tier_basis : std::uint8_t { spending, points };
template <>
struct enum_names<tier_basis> {
  static constexpr enum_name<tier_basis> list[] = {{tier_basis::spending, "spending"}, {tier_basis::points, "points"}};
};

/// A tier (LOY-17): who has spent (or earned) at least `threshold` over the window before a purchase earns `multiplier`
/// times. It is derived at each purchase, so nobody has to downgrade anything.
struct loyalty_tier {
  std::string name;
  decimal threshold;
  decimal multiplier = decimal::whole(1);

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("name", &loyalty_tier::name, needed(rule::tier_incomplete));
    field("threshold", &loyalty_tier::threshold, needed(rule::tier_incomplete));
    field("multiplier", &loyalty_tier::multiplier, needed(rule::tier_incomplete));
  }
  friend bool operator==(const loyalty_tier&, const loyalty_tier&) = default;
};

/// A programme as typed, and as it is kept.
struct programme_terms {
  std::optional<earning_kind> earning;
  std::optional<loyalty_unit> unit;
  std::optional<decimal> rate;
  std::optional<decimal> tranche;
  std::optional<decimal> advantage;
  std::optional<decimal> minimum_invoice;
  std::int64_t validity_days = 900;
  std::vector<std::string> excluded_categories;
  std::string applies_to;
  std::string text;
  std::vector<loyalty_reward> rewards;
  std::optional<decimal> point_value;
  expiry_rule expiry = expiry_rule::per_credit;
  std::optional<std::chrono::year_month_day> start;  ///< absent: today
  std::vector<earning_rule> rules;
  std::vector<loyalty_tier> tiers;
  std::int64_t tier_window_days = 365;
  tier_basis tier_by = tier_basis::spending;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("earning", &programme_terms::earning, needed(rule::programme_incomplete));
    field("unit", &programme_terms::unit, needed(rule::programme_incomplete));
    field("rate", &programme_terms::rate);
    field("tranche", &programme_terms::tranche);
    field("advantage", &programme_terms::advantage);
    field("minimum_invoice", &programme_terms::minimum_invoice);
    field("validity_days", &programme_terms::validity_days);
    field("excluded_categories", &programme_terms::excluded_categories, quiet());
    field("applies_to", &programme_terms::applies_to);
    field("text", &programme_terms::text);
    field("rewards", &programme_terms::rewards, quiet());
    field("point_value", &programme_terms::point_value);
    field("expiry", &programme_terms::expiry, listed(rule::programme_incomplete));
    field("start", &programme_terms::start);
    field("rules", &programme_terms::rules, quiet());
    field("tiers", &programme_terms::tiers, quiet());
    field("tier_window_days", &programme_terms::tier_window_days);
    field("tier_by", &programme_terms::tier_by, listed(rule::tier_incomplete));
  }
  friend bool operator==(const programme_terms&, const programme_terms&) = default;
};

/// A programme of an outlet. It runs in years from its start until a service manager ends it at a year's end (LOY-01).
struct programme {
  std::string id;
  std::string entity;
  std::string outlet;
  std::string time_zone;
  programme_terms terms;
  std::chrono::year_month_day start{};
  std::optional<std::chrono::year_month_day> end;  ///< the first day on which it does not run any more
  instant last{};

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &programme::id);
    field("entity", &programme::entity);
    field("outlet", &programme::outlet);
    field("time_zone", &programme::time_zone);
    field("terms", &programme::terms);
    field("start", &programme::start);
    field("end", &programme::end);
    field("last", &programme::last);
  }
  friend bool operator==(const programme&, const programme&) = default;
};

/// The start of the programme's year that a day lies in. One that starts on 29 February starts on 1 March in other
/// years.
template <class = void>
[[nodiscard]] constexpr std::chrono::year_month_day year_start(std::chrono::year_month_day start,
                                                               std::chrono::year_month_day day) noexcept {
  const auto of_year = [&](std::chrono::year year) -> std::chrono::year_month_day {
    const std::chrono::year_month_day same{year, start.month(), start.day()};
    if (same.ok()) return same;
    return {year, std::chrono::month{3}, std::chrono::day{1}};
  };
  const auto this_year = of_year(day.year());
  const bool reached = std::chrono::sys_days{this_year} <= std::chrono::sys_days{day};
  return reached ? this_year : of_year(day.year() - std::chrono::years{1});
}

/// True where the programme runs on a day.
template <class = void>
[[nodiscard]] constexpr bool runs_on(const programme& known, std::chrono::year_month_day day) noexcept {
  const std::chrono::sys_days asked{day};
  return std::chrono::sys_days{known.start} <= asked &&
         (!known.end.has_value() || asked < std::chrono::sys_days{*known.end});
}

// --- Cards and transactions

/// Spending of one programme year, for tranches, and of one day, for tiers.
struct dated_spending {
  std::chrono::year_month_day day{};
  std::int64_t amount = 0;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("day", &dated_spending::day);
    field("amount", &dated_spending::amount);
  }
  friend bool operator==(const dated_spending&, const dated_spending&) = default;
};

/// A loyalty card as it is kept: nothing of it is personal, the holder is apart.
struct loyalty_card {
  std::string id;
  std::string code;
  std::string entity;
  std::string outlet;
  std::string customer;
  std::string time_zone;
  std::string creator;  ///< the user
  loyalty_unit unit = loyalty_unit::eur;
  loyalty_account account;
  std::vector<dated_spending> years;   ///< cumulated spending by start of the programme's year
  std::vector<dated_spending> window;  ///< spending by day, of the tiers' window
  bool simulated = false;
  bool apple_wallet = false;
  bool google_wallet = false;
  instant created{};
  instant last{};
  std::vector<dated_spending> points_window;  ///< points earned by day, where tiers are reached by them
  /// The latest day of the windows that was put aside.
  std::optional<std::chrono::year_month_day> window_aside;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &loyalty_card::id);
    field("code", &loyalty_card::code);
    field("entity", &loyalty_card::entity);
    field("outlet", &loyalty_card::outlet);
    field("customer", &loyalty_card::customer);
    field("time_zone", &loyalty_card::time_zone);
    field("creator", &loyalty_card::creator);
    field("unit", &loyalty_card::unit);
    field("account", &loyalty_card::account);
    field("years", &loyalty_card::years);
    field("window", &loyalty_card::window);
    field("simulated", &loyalty_card::simulated);
    field("apple_wallet", &loyalty_card::apple_wallet);
    field("google_wallet", &loyalty_card::google_wallet);
    field("created", &loyalty_card::created);
    field("last", &loyalty_card::last);
    field("points_window", &loyalty_card::points_window);
    field("window_aside", &loyalty_card::window_aside);
  }
  friend bool operator==(const loyalty_card&, const loyalty_card&) = default;
};

/// What a card has put aside, so that what every transaction reads and writes does not grow with the card's age:
/// credits that expired, the programme's years before the last one, days before the tiers' window. Returns and cancels
/// reach for them.
struct loyalty_aside {
  std::vector<loyalty_credit> credits;
  std::vector<dated_spending> years;
  std::vector<dated_spending> window;
  std::vector<dated_spending> points_window;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("credits", &loyalty_aside::credits);
    field("years", &loyalty_aside::years);
    field("window", &loyalty_aside::window);
    field("points_window", &loyalty_aside::points_window);
  }
  friend bool operator==(const loyalty_aside&, const loyalty_aside&) = default;
};

/// A line of an invoice as it is kept: what earning was counted on for it, and how much of it came back (LOY-16).
struct earned_line {
  std::string category;
  std::int64_t amount = 0;    ///< cents
  std::int64_t base = 0;      ///< cents; those of all lines are the transaction's
  std::int64_t returned = 0;  ///< cents of the amount, by credit notes that named the category

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("category", &earned_line::category);
    field("amount", &earned_line::amount);
    field("base", &earned_line::base);
    field("returned", &earned_line::returned);
  }
  friend bool operator==(const earned_line&, const earned_line&) = default;
};

/// One transaction as it is kept.
struct loyalty_transaction {
  std::string id;
  std::string card;
  std::string invoice;        ///< number, trimmed
  std::int64_t amount = 0;    ///< cents
  std::int64_t base = 0;      ///< cents that earning was counted on, returns not taken off
  std::int64_t returned = 0;  ///< cents of the amount, by all credit notes
  std::int64_t earned = 0;    ///< units, less what returns and a cancel took back
  std::int64_t credit = 0;    ///< number of the credit that it made; 0: none
  std::int64_t deducted = 0;
  std::vector<credit_part> parts;      ///< where the deduction came from
  std::chrono::year_month_day year{};  ///< start of the programme's year that its spending counts in
  std::string repair_type;
  std::optional<std::int64_t> odometer_km;
  std::string programme;
  std::string card_use;  ///< of the discount card that credited it (CRD-15)
  bool earns = true;
  bool cancelled = false;
  std::optional<instant> expires;
  instant at{};
  std::chrono::year_month_day day{};  ///< in the outlet's time zone
  std::int64_t spent = 0;             ///< that counts for tiers, cents or points; 0 where the programme has none
  tier_basis tier_by = tier_basis::spending;
  // What was answered: the same request gets the same answer again, whatever has moved since (LOY-10).
  std::int64_t granted = 0;
  std::int64_t balance = 0;
  std::int64_t debt = 0;
  std::vector<earned_line> lines;  ///< of an invoice that was given with some
  std::string reward;              ///< by name: what was deducted for (LOY-08)
  // What its cancel answered: a second one gets the same answer (LOY-13).
  std::int64_t cancel_balance = 0;
  std::int64_t cancel_debt = 0;
  std::int64_t window_days = 0;  ///< of the tiers' window; 0 where the programme has no tiers

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &loyalty_transaction::id);
    field("card", &loyalty_transaction::card);
    field("invoice", &loyalty_transaction::invoice);
    field("amount", &loyalty_transaction::amount);
    field("base", &loyalty_transaction::base);
    field("returned", &loyalty_transaction::returned);
    field("earned", &loyalty_transaction::earned);
    field("credit", &loyalty_transaction::credit);
    field("deducted", &loyalty_transaction::deducted);
    field("parts", &loyalty_transaction::parts);
    field("year", &loyalty_transaction::year);
    field("repair_type", &loyalty_transaction::repair_type);
    field("odometer_km", &loyalty_transaction::odometer_km);
    field("programme", &loyalty_transaction::programme);
    field("card_use", &loyalty_transaction::card_use);
    field("earns", &loyalty_transaction::earns);
    field("cancelled", &loyalty_transaction::cancelled);
    field("expires", &loyalty_transaction::expires);
    field("at", &loyalty_transaction::at);
    field("day", &loyalty_transaction::day);
    field("spent", &loyalty_transaction::spent);
    field("tier_by", &loyalty_transaction::tier_by);
    field("granted", &loyalty_transaction::granted);
    field("balance", &loyalty_transaction::balance);
    field("debt", &loyalty_transaction::debt);
    field("lines", &loyalty_transaction::lines);
    field("reward", &loyalty_transaction::reward);
    field("cancel_balance", &loyalty_transaction::cancel_balance);
    field("cancel_debt", &loyalty_transaction::cancel_debt);
    field("window_days", &loyalty_transaction::window_days);
  }
  friend bool operator==(const loyalty_transaction&, const loyalty_transaction&) = default;
};

/// Bounds of programmes, as policy data.
struct loyalty_terms {
  std::int64_t validity_days_max = 3650;
  std::int64_t rewards_max = 50;
  std::int64_t multiplier_max = 100;  ///< of an earning rule, of a tier (LOY-17)

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("validity_days_max", &loyalty_terms::validity_days_max);
    field("rewards_max", &loyalty_terms::rewards_max);
    field("multiplier_max", &loyalty_terms::multiplier_max);
  }
  friend bool operator==(const loyalty_terms&, const loyalty_terms&) = default;
};

/// Refused: policy_value_out_of_range.
template <class = void>
[[nodiscard]] inline result<accepted> check_terms(const loyalty_terms& terms) noexcept {
  if (terms.validity_days_max < 1 || terms.validity_days_max > 36'500)
    return error{rule::policy_value_out_of_range, "loyalty.validity_days_max"};
  if (terms.rewards_max < 0 || terms.rewards_max > 1'000)
    return error{rule::policy_value_out_of_range, "loyalty.rewards_max"};
  if (terms.multiplier_max < 1 || terms.multiplier_max > 1'000)
    return error{rule::policy_value_out_of_range, "loyalty.multiplier_max"};
  return accepted{};
}

/// Whole units of a programme from a decimal: cents, or points. Refused: money_too_many_decimals (also part of a
/// point), money_out_of_range.
template <class = void>
[[nodiscard]] constexpr result<std::int64_t> units_of(decimal typed, loyalty_unit unit) noexcept {
  const int decimals = unit == loyalty_unit::eur ? 2 : 0;
  if (typed.scale() > decimals) return error{rule::money_too_many_decimals};
  std::int64_t units = 0;
  if (__builtin_mul_overflow(typed.units(), detail::powers_of_ten[static_cast<std::size_t>(decimals - typed.scale())],
                             &units))
    return error{rule::money_out_of_range};
  return units;
}

/// What thresholds of tiers are counted in.
[[nodiscard]] constexpr loyalty_unit tier_unit(tier_basis by) noexcept {
  return by == tier_basis::points ? loyalty_unit::points : loyalty_unit::eur;
}

/// What is wrong with a programme's terms. Rules, in order of the fields: programme_incomplete,
/// programme_value_of_other_earning, programme_value_out_of_range (LOY-03), programme_value_not_of_earning (LOY-04),
/// loyalty_validity_out_of_range (LOY-07), reward_incomplete, rewards_are_for_points (LOY-08),
/// earning_rule_incomplete, tier_incomplete (LOY-17).
template <class = void>
[[nodiscard]] inline std::vector<violation> check_programme(const programme_terms& typed, const loyalty_terms& bounds) {
  std::vector<violation> found;
  const auto wrong = [&](rule broken, std::string_view field) {
    found.push_back({broken, "programme." + std::string(field), {}});
  };
  const bool kitty = typed.earning == earning_kind::kitty;
  const auto unit = typed.unit.value_or(loyalty_unit::eur);
  // A rate may be finer than a cent; everything else is whole units.
  if (typed.earning.has_value()) {
    if (kitty && !typed.rate.has_value()) wrong(rule::programme_incomplete, "rate");
    if (!kitty && typed.rate.has_value()) wrong(rule::programme_value_of_other_earning, "rate");
    if (typed.rate.has_value() && (typed.rate->units() <= 0 || typed.rate->scale() > 6))
      wrong(rule::programme_value_out_of_range, "rate");
    if (!kitty && !typed.tranche.has_value()) wrong(rule::programme_incomplete, "tranche");
    if (kitty && typed.tranche.has_value()) wrong(rule::programme_value_of_other_earning, "tranche");
    if (typed.tranche.has_value()) {
      const auto cents = units_of(*typed.tranche, loyalty_unit::eur);
      if (!cents.ok() || cents.value() <= 0) wrong(rule::programme_value_out_of_range, "tranche");
    }
    if (!kitty && !typed.advantage.has_value()) wrong(rule::programme_incomplete, "advantage");
    if (kitty && typed.advantage.has_value()) wrong(rule::programme_value_of_other_earning, "advantage");
    if (typed.advantage.has_value()) {
      const auto units = units_of(*typed.advantage, unit);
      if (!units.ok() || units.value() <= 0) wrong(rule::programme_value_out_of_range, "advantage");
    }
    if (!kitty && typed.minimum_invoice.has_value()) wrong(rule::programme_value_not_of_earning, "minimum_invoice");
    if (typed.minimum_invoice.has_value()) {
      const auto cents = units_of(*typed.minimum_invoice, loyalty_unit::eur);
      if (!cents.ok() || cents.value() < 0) wrong(rule::programme_value_out_of_range, "minimum_invoice");
    }
  }
  if (typed.validity_days < 1 || typed.validity_days > bounds.validity_days_max)
    found.push_back({rule::loyalty_validity_out_of_range,
                     "programme.validity_days",
                     {{"minimum", "1"}, {"maximum", std::to_string(bounds.validity_days_max)}}});
  if (!typed.rewards.empty() && unit != loyalty_unit::points) wrong(rule::rewards_are_for_points, "rewards");
  if (static_cast<std::int64_t>(typed.rewards.size()) > bounds.rewards_max)
    wrong(rule::programme_value_out_of_range, "rewards");
  for (std::size_t i = 0; i < typed.rewards.size(); ++i) {
    const auto& reward = typed.rewards[i];
    const bool two = reward.discount_amount.has_value() && reward.discount_percent.has_value();
    const bool amount_fine = !reward.discount_amount.has_value() ||
                             (reward.discount_amount->units() > 0 && reward.discount_amount->scale() <= 2);
    const bool percent_fine =
        !reward.discount_percent.has_value() ||
        (reward.discount_percent->units() > 0 && units_of(*reward.discount_percent, loyalty_unit::eur).ok() &&
         units_of(*reward.discount_percent, loyalty_unit::eur).value() <= 10000);
    if (reward.points <= 0 || two || !amount_fine || !percent_fine)
      wrong(rule::reward_incomplete, "rewards." + std::to_string(i));
  }
  if (typed.point_value.has_value()) {
    if (unit != loyalty_unit::points)
      wrong(rule::rewards_are_for_points, "point_value");
    else if (typed.point_value->units() <= 0 || typed.point_value->scale() > 6)
      wrong(rule::programme_value_out_of_range, "point_value");
  }
  // Bounded, so that what stacks can be multiplied: in ten-thousandths it stays small.
  const auto beyond = [&](decimal multiplier) {
    if (multiplier.scale() > 4) return true;
    return multiplier.units() >
           bounds.multiplier_max * detail::powers_of_ten[static_cast<std::size_t>(multiplier.scale())];
  };
  const auto wrong_multiplier = [&](rule broken, std::string_view list, std::size_t place) {
    found.push_back({broken,
                     "programme." + std::string(list) + "." + std::to_string(place),
                     {{"maximum", std::to_string(bounds.multiplier_max)}}});
  };
  for (std::size_t i = 0; i < typed.rules.size(); ++i) {
    const auto& one = typed.rules[i];
    const bool backwards = one.from.has_value() && one.until.has_value() &&
                           std::chrono::sys_days{*one.until} < std::chrono::sys_days{*one.from};
    if (one.multiplier.units() < 0 || beyond(one.multiplier) || backwards)
      wrong_multiplier(rule::earning_rule_incomplete, "rules", i);
  }
  std::int64_t last_threshold = -1;
  for (std::size_t i = 0; i < typed.tiers.size(); ++i) {
    const auto threshold = units_of(typed.tiers[i].threshold, tier_unit(typed.tier_by));
    if (!threshold.ok() || threshold.value() <= last_threshold || typed.tiers[i].multiplier.units() <= 0 ||
        beyond(typed.tiers[i].multiplier))
      wrong_multiplier(rule::tier_incomplete, "tiers", i);
    else
      last_threshold = threshold.value();
  }
  if (typed.tier_by == tier_basis::points && unit != loyalty_unit::points) wrong(rule::tier_incomplete, "tier_by");
  if (typed.tier_window_days < 1 || typed.tier_window_days > 3650)
    wrong(rule::programme_value_out_of_range, "tier_window_days");
  return found;
}

/// What deciding about another programme of an outlet needs to know.
struct programme_facts {
  const std::vector<programme>& before;  ///< all that the outlet has had, in any order
  std::chrono::year_month_day today{};   ///< in the outlet's time zone
  bool has_cards = false;
};

/// Decides whether another programme may start on a day (LOY-02): when the last one has ended, and in its unit, since
/// what cards hold goes on and cents are no points. A programme that is over and left no card binds nobody. Rules, in
/// order: programme_already_runs, programme_unit_fixed.
template <class = void>
[[nodiscard]] inline result<accepted> decide(const programme_facts& facts, loyalty_unit unit,
                                             std::chrono::year_month_day start) noexcept {
  const auto over_on = [](const programme& known, std::chrono::year_month_day day) {
    return known.end.has_value() && std::chrono::sys_days{*known.end} <= std::chrono::sys_days{day};
  };
  for (const programme& known : facts.before)
    if (!over_on(known, start)) return error{rule::programme_already_runs, "programme"};
  for (const programme& known : facts.before)
    if (known.terms.unit != unit && (facts.has_cards || !over_on(known, facts.today)))
      return error{rule::programme_unit_fixed, "programme.unit"};
  return accepted{};
}

/// The plain numbers of terms that check_programme() found nothing wrong with.
template <class = void>
[[nodiscard]] inline earning_terms earning_of(const programme_terms& terms) noexcept {
  earning_terms made;
  made.earning = *terms.earning;
  made.unit = *terms.unit;
  if (terms.rate.has_value()) made.rate = *terms.rate;
  if (terms.tranche.has_value()) made.tranche_minor = units_of(*terms.tranche, loyalty_unit::eur).value();
  if (terms.advantage.has_value()) made.advantage = units_of(*terms.advantage, *terms.unit).value();
  if (terms.minimum_invoice.has_value())
    made.minimum_minor = units_of(*terms.minimum_invoice, loyalty_unit::eur).value();
  made.validity_days = terms.validity_days;
  made.expiry = terms.expiry;
  return made;
}

// --- Events

struct programme_defined {
  static constexpr std::string_view kind = "programme_defined";
  programme after;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("after", &programme_defined::after);
  }
};

struct programme_ended {
  static constexpr std::string_view kind = "programme_ended";
  std::chrono::year_month_day end{};

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("end", &programme_ended::end);
  }
};

struct loyalty_card_created {
  static constexpr std::string_view kind = "loyalty_card_created";
  loyalty_card after;
  card_holder holder;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("after", &loyalty_card_created::after);
    field("holder", &loyalty_card_created::holder, sealed());
  }
};

/// Coordinates were corrected at the counter (LOY-11).
struct loyalty_holder_changed {
  static constexpr std::string_view kind = "loyalty_holder_changed";
  card_holder before;
  card_holder after;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("before", &loyalty_holder_changed::before, sealed());
    field("after", &loyalty_holder_changed::after, sealed());
  }
};

struct loyalty_moved_event {
  static constexpr std::string_view kind = "loyalty_moved";
  loyalty_transaction transaction;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("transaction", &loyalty_moved_event::transaction);
  }
};

/// A part of an invoice that came back, of one category.
struct returned_line {
  std::string category;
  std::int64_t amount = 0;  ///< cents

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("category", &returned_line::category);
    field("amount", &returned_line::amount);
  }
  friend bool operator==(const returned_line&, const returned_line&) = default;
};

/// A transaction was cancelled (LOY-13), or a part of its invoice was returned (LOY-16).
struct loyalty_taken_back {
  static constexpr std::string_view kind = "loyalty_taken_back";
  std::string transaction;
  bool cancelled = false;
  std::int64_t returned = 0;         ///< cents of the invoice, this time
  std::int64_t base = 0;             ///< cents of spending that do not count any more
  std::int64_t taken_back = 0;       ///< units
  std::vector<returned_line> lines;  ///< of `returned`, where the credit note named them

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("transaction", &loyalty_taken_back::transaction);
    field("cancelled", &loyalty_taken_back::cancelled);
    field("returned", &loyalty_taken_back::returned);
    field("base", &loyalty_taken_back::base);
    field("taken_back", &loyalty_taken_back::taken_back);
    field("lines", &loyalty_taken_back::lines);
  }
};

struct loyalty_adjusted {
  static constexpr std::string_view kind = "loyalty_adjusted";
  std::int64_t units = 0;
  std::string reason;  ///< free text about a person: gone with it
  std::optional<instant> expires;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("units", &loyalty_adjusted::units);
    field("reason", &loyalty_adjusted::reason, sealed());
    field("expires", &loyalty_adjusted::expires);
  }
};

struct loyalty_wallet_made {
  static constexpr std::string_view kind = "loyalty_wallet_made";
  bool apple = false;
  bool google = false;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("apple", &loyalty_wallet_made::apple);
    field("google", &loyalty_wallet_made::google);
  }
};

// --- What the events do to a card

namespace detail {
template <class = void>
[[nodiscard]] inline dated_spending& spending_on(std::vector<dated_spending>& list, std::chrono::year_month_day day) {
  for (dated_spending& one : list)
    if (one.day == day) return one;
  list.push_back({day, 0});
  return list.back();
}
}  // namespace detail

/// By day, what tiers are reached by.
template <class Card>
[[nodiscard]] constexpr auto& window_of(Card& known, tier_basis by) noexcept {
  return by == tier_basis::points ? known.points_window : known.window;
}

/// Whether the window holds what is added to it: no sum over any of its days is out of range then.
template <class = void>
[[nodiscard]] inline bool window_holds(const std::vector<dated_spending>& window, std::int64_t added) noexcept {
  for (const dated_spending& one : window)
    if (one.amount > 0 && __builtin_add_overflow(added, one.amount, &added)) return false;
  return true;
}

/// Spending of the programme's year that starts on a day, what was put aside not counted.
template <class = void>
[[nodiscard]] inline std::int64_t cumulated_in(const loyalty_card& known, std::chrono::year_month_day year) noexcept {
  for (const dated_spending& one : known.years)
    if (one.day == year) return one.amount;
  return 0;
}

/// The card as it was made.
template <class = void>
[[nodiscard]] inline loyalty_card evolve(loyalty_card, const loyalty_card_created& event, instant at) {
  loyalty_card after = event.after;
  after.created = after.last = at;
  return after;
}
/// Coordinates are kept apart: only the time moves.
template <class = void>
[[nodiscard]] inline loyalty_card evolve(loyalty_card known, const loyalty_holder_changed&, instant at) {
  known.last = at;
  return known;
}
/// First what was deducted, then what was earned.
template <class = void>
[[nodiscard]] inline loyalty_card evolve(loyalty_card known, const loyalty_moved_event& event, instant at) {
  const auto& done = event.transaction;
  take_out(known.account, done.deducted, at);
  if (done.earned > 0 && done.expires.has_value()) put_in(known.account, done.credit, done.earned, *done.expires, at);
  if (done.credit >= known.account.next_credit) known.account.next_credit = done.credit + 1;
  if (done.base > 0) detail::spending_on(known.years, done.year).amount += done.base;
  if (done.spent > 0) detail::spending_on(window_of(known, done.tier_by), done.day).amount += done.spent;
  known.last = at;
  return known;
}
/// `of`: the transaction as it stood before.
template <class = void>
[[nodiscard]] inline loyalty_card evolve(loyalty_card known, const loyalty_taken_back& event,
                                         const loyalty_transaction& of, instant at) {
  if (event.cancelled)
    for (const credit_part& part : of.parts) put_in(known.account, part.credit, part.amount, part.expires, at);
  if (event.taken_back > 0) take_back(known.account, of.credit, event.taken_back, at);
  if (event.base > 0) detail::spending_on(known.years, of.year).amount -= event.base;
  // A tranche may be taken back by the return of an invoice that had passed none.
  const std::int64_t unspent = of.tier_by == tier_basis::points ? event.taken_back : of.spent > 0 ? event.returned : 0;
  if (unspent > 0) detail::spending_on(window_of(known, of.tier_by), of.day).amount -= unspent;
  known.last = at;
  return known;
}
/// Units without a sale; they expire as others do.
template <class = void>
[[nodiscard]] inline loyalty_card evolve(loyalty_card known, const loyalty_adjusted& event, instant at) {
  if (event.units > 0 && event.expires.has_value())
    put_in(known.account, known.account.next_credit++, event.units, *event.expires, at);
  else if (event.units < 0)
    take_out(known.account, -event.units, at);
  known.last = at;
  return known;
}
/// From now on movements are pushed.
template <class = void>
[[nodiscard]] inline loyalty_card evolve(loyalty_card known, const loyalty_wallet_made& event, instant at) {
  known.apple_wallet = known.apple_wallet || event.apple;
  known.google_wallet = known.google_wallet || event.google;
  known.last = at;
  return known;
}

// --- What is put aside

/// The last day that is not in the tiers' window any more after a transaction; empty where its programme has no tiers.
template <class = void>
[[nodiscard]] inline std::optional<std::chrono::year_month_day> outside_window(
    const loyalty_transaction& done) noexcept {
  if (done.window_days <= 0) return std::nullopt;
  return std::chrono::sys_days{done.day} - std::chrono::days{done.window_days};
}

namespace detail {
template <class = void>
[[nodiscard]] inline bool is_outside(const dated_spending& one,
                                     const std::optional<std::chrono::year_month_day>& last_outside) noexcept {
  return last_outside.has_value() && std::chrono::sys_days{one.day} <= std::chrono::sys_days{*last_outside};
}
template <class = void>
[[nodiscard]] inline std::optional<std::chrono::year_month_day> later_of(
    const std::optional<std::chrono::year_month_day>& a, const std::optional<std::chrono::year_month_day>& b) noexcept {
  if (!a.has_value() || !b.has_value()) return a.has_value() ? a : b;
  return std::chrono::sys_days{*a} < std::chrono::sys_days{*b} ? b : a;
}
}  // namespace detail

/// Whether put_aside() would find something.
template <class = void>
[[nodiscard]] inline bool has_to_put_aside(const loyalty_card& known, instant at,
                                           const std::optional<std::chrono::year_month_day>& last_outside) noexcept {
  if (known.years.size() > 1 || (!known.account.credits.empty() && known.account.credits.front().expires <= at))
    return true;
  const auto last = detail::later_of(known.window_aside, last_outside);
  if (!last.has_value()) return false;
  for (const auto* window : {&known.window, &known.points_window})
    for (const auto& one : *window)
      if (detail::is_outside(one, last)) return true;
  return false;
}

/// Takes out of a card what no transaction at the instant or later asks for, and gives it. `last_outside`: as
/// outside_window() says of a transaction. What a return leaves of it later is put aside again, and is to be added.
template <class = void>
[[nodiscard]] inline loyalty_aside put_aside(loyalty_card& known, instant at,
                                             const std::optional<std::chrono::year_month_day>& last_outside = {}) {
  loyalty_aside aside;
  aside.credits = put_expired_aside(known.account, at);
  std::chrono::sys_days newest{};
  for (const auto& one : known.years)
    if (&one == known.years.data() || newest < std::chrono::sys_days{one.day}) newest = one.day;
  std::erase_if(known.years, [&](const dated_spending& one) {
    const bool before = std::chrono::sys_days{one.day} < newest;
    if (before) aside.years.push_back(one);
    return before;
  });
  const auto last = detail::later_of(known.window_aside, last_outside);
  const auto put_days_aside = [&](std::vector<dated_spending>& window, std::vector<dated_spending>& into) {
    std::erase_if(window, [&](const dated_spending& one) {
      if (!detail::is_outside(one, last)) return false;
      into.push_back(one);
      known.window_aside = detail::later_of(known.window_aside, one.day);
      return true;
    });
  };
  put_days_aside(known.window, aside.window);
  put_days_aside(known.points_window, aside.points_window);
  return aside;
}

// --- Returns and cancels (LOY-13, LOY-16)

namespace detail {
// Takes a part of one category out of what its lines have left, the first of them first; false where there is less.
template <class = void>
[[nodiscard]] inline bool return_line(loyalty_transaction& of, const returned_line& line) noexcept {
  std::int64_t rest = line.amount;
  for (earned_line& one : of.lines) {
    if (one.category != line.category) continue;
    const std::int64_t open = one.amount - one.returned;
    const std::int64_t part = rest < open ? rest : open;
    one.returned += part;
    rest -= part;
  }
  return rest == 0;
}
}  // namespace detail

/// The transaction after a return or its cancel; `known` is the card that this left.
template <class = void>
[[nodiscard]] inline loyalty_transaction evolve(loyalty_transaction of, const loyalty_taken_back& event,
                                                const loyalty_card& known, instant at) {
  of.returned += event.returned;
  of.earned -= event.taken_back;
  for (const returned_line& line : event.lines) (void)detail::return_line(of, line);
  if (event.cancelled) {
    of.cancelled = true;
    of.cancel_balance = balance_at(known.account, at);
    of.cancel_debt = known.account.debt;
  }
  return of;
}

/// What a return takes back.
struct loyalty_return_decided {
  std::int64_t base = 0;   ///< cents of spending that do not count any more
  std::int64_t units = 0;  ///< to take back

  friend constexpr bool operator==(const loyalty_return_decided&, const loyalty_return_decided&) = default;
};

/// The part of the base that credit notes have left. A note that names categories takes what these lines earned on; one
/// that names none counts on what the named ones leave, in proportion. Each is rounded once over all notes of its kind,
/// so that their order does not matter.
template <class = void>
[[nodiscard]] inline result<std::int64_t> base_left(const loyalty_transaction& of) noexcept {
  std::int64_t amount = of.amount;
  std::int64_t base = of.base;
  std::int64_t unnamed = of.returned;
  for (const earned_line& line : of.lines) {
    if (line.returned == 0) continue;
    const auto left = scale_by(line.base, line.amount - line.returned, line.amount, rounding::half_up);
    if (!left.ok()) return left;
    base -= line.base - left.value();
    amount -= line.returned;
    unnamed -= line.returned;
  }
  if (amount == 0) return base;
  return scale_by(base, amount - unnamed, amount, rounding::half_up);
}

/// Decides a credit note over `amount` cents of an invoice (LOY-16), or a cancel, which is one over all that is left
/// (LOY-13): a kitty keeps what the rest would have earned, tranches those that the year's spending still covers.
/// `lines`: what came back by category, where it is known. Rules, in order: transaction_cancelled,
/// return_amount_out_of_range, return_lines_not_of_invoice.
template <class = void>
[[nodiscard]] inline result<loyalty_return_decided> decide_return(const loyalty_transaction& of,
                                                                  const earning_terms& terms,
                                                                  std::int64_t cumulated_minor, std::int64_t amount,
                                                                  const std::vector<returned_line>& lines = {}) {
  if (of.cancelled) return error{rule::transaction_cancelled, "transaction"};
  if (amount <= 0 || amount > of.amount - of.returned) return error{rule::return_amount_out_of_range, "amount"};
  loyalty_transaction after = of;
  after.returned += amount;
  std::int64_t unnamed = amount;
  for (const returned_line& line : lines) {
    if (line.amount <= 0 || line.amount > unnamed || !detail::return_line(after, line))
      return error{rule::return_lines_not_of_invoice, "lines"};
    unnamed -= line.amount;
  }
  if (!lines.empty() && unnamed != 0) return error{rule::return_lines_not_of_invoice, "lines"};
  const auto base_before = base_left(of);
  const auto base_after = base_left(after);
  if (!base_before.ok()) return base_before.refusal();
  if (!base_after.ok()) return base_after.refusal();
  loyalty_return_decided decided;
  decided.base = base_before.value() - base_after.value();
  if (terms.earning == earning_kind::tranche) {
    const std::int64_t covered = (cumulated_minor - decided.base) / terms.tranche_minor;
    decided.units = (cumulated_minor / terms.tranche_minor - covered) * terms.advantage;
    return decided;
  }
  const auto rest = earned_on(terms, base_after.value(), 0);
  if (!rest.ok()) return rest.refusal();
  decided.units = of.earned > rest.value() ? of.earned - rest.value() : 0;
  return decided;
}

// --- Commands

struct programme_view {
  std::string id;
  std::chrono::year_month_day start{};
  std::optional<std::chrono::year_month_day> end;
  programme_terms terms;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &programme_view::id);
    field("start", &programme_view::start);
    field("end", &programme_view::end);
    field("terms", &programme_view::terms);
  }
  friend bool operator==(const programme_view&, const programme_view&) = default;
};

struct programme_reply {
  programme_view programme;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("programme", &programme_reply::programme);
  }
  friend bool operator==(const programme_reply&, const programme_reply&) = default;
};

/// Defines the programme of the actor's outlet (LOY-01, LOY-02).
struct define_programme {
  using reply_type = programme_reply;
  programme_terms terms;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("programme", &define_programme::terms, needed(rule::programme_incomplete));
  }
};

/// Ends it at the end of its present year (LOY-01).
struct end_programme {
  using reply_type = programme_reply;

  template <class Visitor>
  static constexpr void fields(Visitor&&) {}
};

/// What expires at one instant.
struct expiring_units {
  instant at{};
  std::string amount;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("at", &expiring_units::at);
    field("amount", &expiring_units::amount);
  }
  friend bool operator==(const expiring_units&, const expiring_units&) = default;
};

struct loyalty_card_view {
  std::string code;
  std::string balance;
  std::string debt;
  loyalty_unit unit = loyalty_unit::eur;
  instant created{};
  std::string creator;
  std::string outlet;
  std::string name;  ///< of the holder
  std::optional<card_holder> holder;
  std::optional<std::string> tier;  ///< at this instant (LOY-17)
  bool simulated = false;
  std::optional<expiring_units> next_expiry;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &loyalty_card_view::code);
    field("balance", &loyalty_card_view::balance);
    field("debt", &loyalty_card_view::debt);
    field("unit", &loyalty_card_view::unit);
    field("created", &loyalty_card_view::created);
    field("creator", &loyalty_card_view::creator);
    field("outlet", &loyalty_card_view::outlet);
    field("name", &loyalty_card_view::name);
    field("holder", &loyalty_card_view::holder);
    field("tier", &loyalty_card_view::tier);
    field("simulated", &loyalty_card_view::simulated);
    field("next_expiry", &loyalty_card_view::next_expiry);
  }
  friend bool operator==(const loyalty_card_view&, const loyalty_card_view&) = default;
};

struct loyalty_card_reply {
  loyalty_card_view card;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("card", &loyalty_card_reply::card);
  }
  friend bool operator==(const loyalty_card_reply&, const loyalty_card_reply&) = default;
};

/// Creates one card of the outlet's programme (LOY-09).
struct create_loyalty_card {
  using reply_type = loyalty_card_reply;
  holder_input customer;
  std::string vin;
  std::optional<bool> share_with_brand;
  std::string code;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("customer", &create_loyalty_card::customer, needed(rule::card_holder_incomplete));
    field("vin", &create_loyalty_card::vin);
    field("share_with_brand", &create_loyalty_card::share_with_brand);
    field("code", &create_loyalty_card::code);
  }
};

/// Creates the cards of a table, all or none (LOY-09, as CRD-08).
struct create_loyalty_cards {
  struct reply_type {
    std::vector<loyalty_card_view> cards;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("cards", &reply_type::cards);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::vector<batch_row> rows;
  std::string csv;
  std::string csv_base64;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("rows", &create_loyalty_cards::rows);
    field("csv", &create_loyalty_cards::csv, lengthy(batch_table_bytes_max));
    field("csv_base64", &create_loyalty_cards::csv_base64, lengthy(batch_table_bytes_max));
  }
};

/// A line of an invoice: its category may be excluded, or count more than once (LOY-06, LOY-17).
struct invoice_line {
  std::string category;
  std::optional<decimal> amount;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("category", &invoice_line::category, needed(rule::loyalty_invoice_incomplete));
    field("amount", &invoice_line::amount, needed(rule::loyalty_invoice_incomplete));
  }
  friend bool operator==(const invoice_line&, const invoice_line&) = default;
};

struct loyalty_invoice {
  std::string number;
  std::optional<decimal> amount;  ///< tax included
  std::string repair_type;
  std::optional<std::int64_t> odometer_km;
  std::vector<invoice_line> lines;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("number", &loyalty_invoice::number, needed(rule::loyalty_invoice_incomplete));
    field("amount", &loyalty_invoice::amount, needed(rule::loyalty_invoice_incomplete));
    field("repair_type", &loyalty_invoice::repair_type);
    field("odometer_km", &loyalty_invoice::odometer_km);
    field("lines", &loyalty_invoice::lines, quiet());
  }
  friend bool operator==(const loyalty_invoice&, const loyalty_invoice&) = default;
};

struct transaction_view {
  std::string id;
  std::string deducted;
  std::string earned;
  std::string balance;
  std::string debt;
  std::optional<instant> expires;  ///< of what was earned

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &transaction_view::id);
    field("deducted", &transaction_view::deducted);
    field("earned", &transaction_view::earned);
    field("balance", &transaction_view::balance);
    field("debt", &transaction_view::debt);
    field("expires", &transaction_view::expires);
  }
  friend bool operator==(const transaction_view&, const transaction_view&) = default;
};

/// Deducts, then earns (LOY-10).
struct transact_loyalty {
  struct reply_type {
    transaction_view transaction;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("transaction", &reply_type::transaction);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string code;
  loyalty_invoice invoice;
  std::optional<bool> earn;
  std::optional<decimal> deduct;
  std::string reward;  ///< by name, in place of `deduct`: its points are deducted (LOY-08)

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &transact_loyalty::code, needed(rule::card_code_missing));
    field("invoice", &transact_loyalty::invoice, needed(rule::loyalty_invoice_incomplete));
    field("earn", &transact_loyalty::earn, needed(rule::loyalty_answer_missing));
    field("deduct", &transact_loyalty::deduct);
    field("reward", &transact_loyalty::reward);
  }
};

/// Looks a card up by its code, or a customer's cards by coordinates (LOY-09).
struct look_up_loyalty {
  struct reply_type {
    std::optional<loyalty_card_view> card;
    std::vector<loyalty_card_view> cards;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("card", &reply_type::card);
      field("cards", &reply_type::cards, quiet());
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string code;
  std::optional<holder_search> customer;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &look_up_loyalty::code);
    field("customer", &look_up_loyalty::customer);
  }
};

/// What a correction changes: only what is given.
struct holder_changes {
  std::optional<std::string> last_name, first_name, civility, email, mobile, vin;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("last_name", &holder_changes::last_name);
    field("first_name", &holder_changes::first_name);
    field("civility", &holder_changes::civility);
    field("email", &holder_changes::email);
    field("mobile", &holder_changes::mobile);
    field("vin", &holder_changes::vin);
  }
};

/// Corrects coordinates at the counter (LOY-11).
struct correct_loyalty {
  using reply_type = loyalty_card_reply;
  std::string code;
  holder_changes changes;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &correct_loyalty::code, needed(rule::card_code_missing));
    field("changes", &correct_loyalty::changes, needed(rule::update_is_empty));
  }
};

struct loyalty_balance_reply {
  std::string balance;
  std::string debt;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("balance", &loyalty_balance_reply::balance);
    field("debt", &loyalty_balance_reply::debt);
  }
  friend bool operator==(const loyalty_balance_reply&, const loyalty_balance_reply&) = default;
};

/// A credit note over part of an invoice (LOY-16).
struct return_loyalty {
  struct reply_type {
    std::string taken_back;
    std::string balance;
    std::string debt;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("taken_back", &reply_type::taken_back);
      field("balance", &reply_type::balance);
      field("debt", &reply_type::debt);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string transaction;
  std::optional<decimal> amount;
  std::vector<invoice_line> lines;  ///< what came back by category; they add up to the amount

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("transaction", &return_loyalty::transaction, needed(rule::record_not_found));
    field("amount", &return_loyalty::amount, needed(rule::return_amount_out_of_range));
    field("lines", &return_loyalty::lines, quiet());
  }
};

/// Adds or takes without a sale, with a reason, by a service manager (LOY-12).
struct adjust_loyalty {
  using reply_type = loyalty_balance_reply;
  std::string code;
  std::optional<decimal> amount;
  std::string reason;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &adjust_loyalty::code, needed(rule::card_code_missing));
    field("amount", &adjust_loyalty::amount, needed(rule::adjustment_is_zero));
    field("reason", &adjust_loyalty::reason, needed(rule::adjustment_reason_missing));
  }
};

/// Cancels a transaction (LOY-13).
struct cancel_loyalty {
  using reply_type = loyalty_balance_reply;
  std::string transaction;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("transaction", &cancel_loyalty::transaction, needed(rule::record_not_found));
  }
};

struct credit_view {
  std::string amount;
  instant expires{};

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("amount", &credit_view::amount);
    field("expires", &credit_view::expires);
  }
  friend bool operator==(const credit_view&, const credit_view&) = default;
};

/// A movement of a card as its history shows it (LOY-14): a transaction as it stood at the instant that was asked for,
/// or an adjustment.
struct loyalty_movement {
  instant at{};
  std::optional<std::string> transaction;  ///< its identifier; an adjustment has none
  std::optional<std::string> invoice;      ///< its number
  std::optional<std::string> amount;       ///< of the invoice
  std::optional<std::string> deducted;
  std::optional<std::string> earned;
  std::optional<std::string> returned;    ///< of the invoice's amount, where something was
  std::optional<std::string> taken_back;  ///< of what was earned
  bool cancelled = false;
  std::optional<std::string> adjusted;  ///< units of an adjustment
  std::optional<std::string> reason;    ///< of an adjustment

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("at", &loyalty_movement::at);
    field("transaction", &loyalty_movement::transaction);
    field("invoice", &loyalty_movement::invoice);
    field("amount", &loyalty_movement::amount);
    field("deducted", &loyalty_movement::deducted);
    field("earned", &loyalty_movement::earned);
    field("returned", &loyalty_movement::returned);
    field("taken_back", &loyalty_movement::taken_back);
    field("cancelled", &loyalty_movement::cancelled);
    field("adjusted", &loyalty_movement::adjusted);
    field("reason", &loyalty_movement::reason);
  }
  friend bool operator==(const loyalty_movement&, const loyalty_movement&) = default;
};

/// The balance at any instant, past ones included (LOY-14).
struct show_loyalty_balance {
  struct reply_type {
    std::string balance;
    std::string debt;
    std::optional<expiring_units> next_expiry;
    std::vector<credit_view> credits;
    std::vector<loyalty_movement> history;  ///< newest first, where it was asked for

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("balance", &reply_type::balance);
      field("debt", &reply_type::debt);
      field("next_expiry", &reply_type::next_expiry);
      field("credits", &reply_type::credits);
      field("history", &reply_type::history, quiet());
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string code;
  std::optional<instant> as_of;
  bool history = false;               ///< with the card's movements up to that instant
  std::optional<std::int64_t> limit;  ///< of the history

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &show_loyalty_balance::code, needed(rule::card_code_missing));
    field("as_of", &show_loyalty_balance::as_of);
    field("history", &show_loyalty_balance::history);
    field("limit", &show_loyalty_balance::limit);
  }
};

/// What expires in one month.
struct liability_month {
  std::string month;  ///< `2024-07`
  std::string units;
  std::string euros;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("month", &liability_month::month);
    field("units", &liability_month::units);
    field("euros", &liability_month::euros);
  }
  friend bool operator==(const liability_month&, const liability_month&) = default;
};

/// What a programme owes its customers (LOY-15).
struct show_liability {
  struct reply_type {
    std::string programme;
    std::string outstanding;  ///< units that can be spent
    std::string euros;        ///< their value, points at their declared one
    std::string debt;         ///< units that cards owe
    std::string breakage;     ///< units that expired unused
    std::int64_t cards = 0;
    std::vector<liability_month> ageing;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("programme", &reply_type::programme);
      field("outstanding", &reply_type::outstanding);
      field("euros", &reply_type::euros);
      field("debt", &reply_type::debt);
      field("breakage", &reply_type::breakage);
      field("cards", &reply_type::cards);
      field("ageing", &reply_type::ageing);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::optional<instant> as_of;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("as_of", &show_liability::as_of);
  }
};

}  // namespace v1
}  // namespace dealerkit
