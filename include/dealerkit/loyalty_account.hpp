// A loyalty account: credits that expire one by one, a debt where what was given back had been spent already, and the
// spending that tranches are counted on (LOY-03 to LOY-07, LOY-10, LOY-12, LOY-13, LOY-16, LOY-18).
//
// Pure and in whole units: cents of a programme in euros, points of one in points. loyalty.hpp keeps programmes, cards
// and transactions.
//
//   decide(account, terms, {.amount_minor = 20000}).value().earned   // 5 % of 200.00: 1000
//   decide(account, terms, {.amount_minor = 0, .deduct = 1})         // refused: loyalty_deduction_exceeds_balance
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/instant.hpp"
#include "dealerkit/core/result.hpp"
#include "dealerkit/core/rounding.hpp"

namespace dealerkit {
inline namespace v1 {

/// By the euro, or each time the cumulated spending passes a multiple (LOY-03).
enum class earning_kind : std::uint8_t { kitty, tranche };
template <>
struct enum_names<earning_kind> {
  static constexpr enum_name<earning_kind> list[] = {{earning_kind::kitty, "kitty"},
                                                     {earning_kind::tranche, "tranche"}};
};

/// What is earned (LOY-08).
enum class loyalty_unit : std::uint8_t { eur, points };
template <>
struct enum_names<loyalty_unit> {
  static constexpr enum_name<loyalty_unit> list[] = {{loyalty_unit::eur, "eur"}, {loyalty_unit::points, "points"}};
};

/// Each credit by itself, or all of a card at once (LOY-07).
enum class expiry_rule : std::uint8_t { per_credit, whole_balance };
template <>
struct enum_names<expiry_rule> {
  static constexpr enum_name<expiry_rule> list[] = {{expiry_rule::per_credit, "per_credit"},
                                                    {expiry_rule::whole_balance, "whole_balance"}};
};

/// How a programme earns, in plain numbers.
struct earning_terms {
  earning_kind earning = earning_kind::kitty;
  loyalty_unit unit = loyalty_unit::eur;
  decimal rate;                      ///< kitty: units for each euro
  std::int64_t tranche_minor = 0;    ///< tranche: the multiple, in cents
  std::int64_t advantage = 0;        ///< tranche: units for each multiple passed
  std::int64_t minimum_minor = 0;    ///< kitty: smallest invoice that earns, tax included (LOY-04)
  std::int64_t validity_days = 900;  ///< of 24 hours each (LOY-07)
  expiry_rule expiry = expiry_rule::per_credit;
};

/// What a decision needs to know of an account at its instant.
struct loyalty_facts {
  std::int64_t balance = 0;          ///< of credits that have not expired; never negative
  std::int64_t debt = 0;             ///< LOY-13
  std::int64_t cumulated_minor = 0;  ///< spending of the programme's year, for tranches (LOY-05)
};

/// A purchase.
struct loyalty_purchase {
  std::int64_t amount_minor = 0;  ///< of the invoice, tax included
  /// What earning is counted on where categories are excluded or count more than once (LOY-06, LOY-17), the deduction
  /// taken off; absent: the amount, less a deduction in euros.
  std::optional<std::int64_t> base_minor{};
  bool earn = true;
  std::int64_t deduct = 0;  ///< units of advantage to use
};

/// What a purchase moves.
struct loyalty_moved {
  std::int64_t deducted = 0;
  std::int64_t base_minor = 0;  ///< what earning was counted on
  std::int64_t earned = 0;      ///< all that was earned; a debt is filled out of it first
  std::int64_t debt_filled = 0;
  std::int64_t balance = 0;          ///< afterwards
  std::int64_t debt = 0;             ///< afterwards
  std::int64_t cumulated_minor = 0;  ///< afterwards

  friend constexpr bool operator==(const loyalty_moved&, const loyalty_moved&) = default;
};

/// What a base earns: kitty in euros rounded half-up to the cent, in points down to whole points; tranches passed
/// between `cumulated` and `cumulated` + base. The minimum is not looked at. Refused:
/// money_out_of_range. Source: LOY-05.
template <class = void>
[[nodiscard]] constexpr result<std::int64_t> earned_on(const earning_terms& terms, std::int64_t base_minor,
                                                       std::int64_t cumulated_minor) noexcept;

/// Decides a transaction: deduct first, then earn (LOY-10). Pure, without an allocation. Rules, in order:
/// loyalty_amount_negative, loyalty_deduction_negative, loyalty_deduction_exceeds_balance,
/// loyalty_deduction_exceeds_invoice (euros only), money_out_of_range.
template <class = void>
[[nodiscard]] constexpr result<loyalty_moved> decide(const loyalty_facts& account, const earning_terms& terms,
                                                     const loyalty_purchase& purchase) noexcept;

/// When a credit of this instant expires: at the end of its own validity, or with the whole balance of a card that was
/// made at `created`. At the instant itself it is expired. Source: LOY-07.
template <class = void>
[[nodiscard]] constexpr instant expiry_of(const earning_terms& terms, instant created, instant credited) noexcept;

// --- Credits

/// Where a part of a deduction came from: it is given back with its own expiry (LOY-13).
struct credit_part {
  std::int64_t credit = 0;
  std::int64_t amount = 0;
  instant expires{};

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("credit", &credit_part::credit);
    field("amount", &credit_part::amount);
    field("expires", &credit_part::expires);
  }
  friend bool operator==(const credit_part&, const credit_part&) = default;
};

/// A credit that still has something in it.
struct loyalty_credit {
  std::int64_t number = 0;  ///< within its card, in order of granting
  std::int64_t left = 0;
  instant expires{};

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("number", &loyalty_credit::number);
    field("left", &loyalty_credit::left);
    field("expires", &loyalty_credit::expires);
  }
  friend bool operator==(const loyalty_credit&, const loyalty_credit&) = default;
};

/// What is known of credits that are used after all others and are kept apart, in numbered parts.
struct later_credits {
  std::int64_t units = 0;
  instant from{};                ///< the expiry of the first of them
  std::int64_t from_number = 0;  ///< and its number
  instant until{};               ///< the expiry of the last one
  std::int64_t first_part = 0;
  std::int64_t last_part = 0;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("units", &later_credits::units);
    field("from", &later_credits::from);
    field("from_number", &later_credits::from_number);
    field("until", &later_credits::until);
    field("first_part", &later_credits::first_part);
    field("last_part", &later_credits::last_part);
  }
  friend bool operator==(const later_credits&, const later_credits&) = default;
};

/// The credits of a card, next to expire first, then in order of granting. Expired ones may still be in it: they count
/// for nothing at an instant from their expiry on, whether or not anything ever removed them (LOY-18). Who keeps an
/// account keeps most of them apart, so that what each transaction reads and writes stays small: those that have
/// expired, and those that are used last. What a function here is to move must be in it, and what expires up to its
/// instant.
struct loyalty_account {
  std::vector<loyalty_credit> credits;
  std::int64_t debt = 0;
  std::int64_t next_credit = 1;
  std::int64_t expired = 0;  ///< left in the credits that were put aside: part of the breakage (LOY-15)
  std::optional<later_credits> later;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("credits", &loyalty_account::credits);
    field("debt", &loyalty_account::debt);
    field("next_credit", &loyalty_account::next_credit);
    field("expired", &loyalty_account::expired);
    field("later", &loyalty_account::later);
  }
  friend bool operator==(const loyalty_account&, const loyalty_account&) = default;
};

/// What can be spent at an instant.
template <class = void>
[[nodiscard]] inline std::int64_t balance_at(const loyalty_account& account, instant now) noexcept {
  std::int64_t sum = account.later.has_value() ? account.later->units : 0;
  for (const loyalty_credit& credit : account.credits)
    if (credit.expires > now) sum += credit.left;
  return sum;
}

namespace detail {
// Adds to the credit of a number, which is made where it is not there.
template <class = void>
inline void add_to_credit(loyalty_account& account, const loyalty_credit& added) {
  auto at = account.credits.begin();
  for (; at != account.credits.end(); ++at) {
    if (at->number == added.number) {
      at->left += added.left;
      return;
    }
    if (at->expires > added.expires || (at->expires == added.expires && at->number > added.number)) break;
  }
  account.credits.insert(at, added);
}
}  // namespace detail

/// Puts units into the account: what is owed is filled first, the rest becomes (or goes back to) the credit `number`.
/// What comes back expired fills nothing: it can no longer be spent (LOY-18). Gives what filled the debt.
template <class = void>
inline std::int64_t put_in(loyalty_account& account, std::int64_t number, std::int64_t units, instant expires,
                           instant now) {
  const std::int64_t due = expires > now ? account.debt : 0;
  const std::int64_t filled = units < due ? units : due;
  account.debt -= filled;
  if (units > filled) detail::add_to_credit(account, {number, units - filled, expires});
  return filled;
}

/// Takes units that can be spent, oldest expiry first. There must be enough of them. Gives where they came from.
template <class = void>
inline std::vector<credit_part> take_out(loyalty_account& account, std::int64_t units, instant now) {
  std::vector<credit_part> parts;
  for (loyalty_credit& credit : account.credits) {
    if (units == 0) break;
    if (credit.expires <= now || credit.left == 0) continue;
    const std::int64_t part = credit.left < units ? credit.left : units;
    credit.left -= part;
    units -= part;
    parts.push_back({credit.number, part, credit.expires});
  }
  std::erase_if(account.credits, [](const loyalty_credit& credit) { return credit.left == 0; });
  return parts;
}

/// Takes back what a credit had given, whatever became of it: out of the credit itself, expired or not, then out of the
/// others that can be spent, oldest expiry first; what is missing is owed (LOY-13, LOY-16). Gives what became debt.
template <class = void>
inline std::int64_t take_back(loyalty_account& account, std::int64_t number, std::int64_t units, instant now) {
  for (loyalty_credit& credit : account.credits) {
    if (credit.number != number) continue;
    const std::int64_t part = credit.left < units ? credit.left : units;
    credit.left -= part;
    units -= part;
  }
  std::erase_if(account.credits, [](const loyalty_credit& credit) { return credit.left == 0; });
  const std::int64_t there = balance_at(account, now);
  const std::int64_t part = there < units ? there : units;
  take_out(account, part, now);
  account.debt += units - part;
  return units - part;
}

/// Takes the credits out that have expired and gives them: they are never spent again, so that only what takes back or
/// gives back one of them asks for it (LOY-13, LOY-16). Their sum stays. What would not fit in it stays, too.
template <class = void>
[[nodiscard]] inline std::vector<loyalty_credit> put_expired_aside(loyalty_account& account, instant now) {
  std::vector<loyalty_credit> aside;
  std::erase_if(account.credits, [&](const loyalty_credit& credit) {
    std::int64_t sum = 0;
    if (credit.expires > now || __builtin_add_overflow(account.expired, credit.left, &sum)) return false;
    account.expired = sum;
    aside.push_back(credit);
    return true;
  });
  return aside;
}

/// Puts a credit that was put aside among the others again: what takes it back finds it as if it had never gone.
template <class = void>
inline void bring_back(loyalty_account& account, const loyalty_credit& credit) {
  account.expired -= credit.left;
  detail::add_to_credit(account, credit);
}

// Implementation

template <class>
constexpr result<std::int64_t> earned_on(const earning_terms& terms, std::int64_t base_minor,
                                         std::int64_t cumulated_minor) noexcept {
  if (base_minor <= 0) return std::int64_t{0};
  if (terms.earning == earning_kind::tranche) {
    std::int64_t after = 0;
    std::int64_t units = 0;
    if (__builtin_add_overflow(cumulated_minor, base_minor, &after) ||
        __builtin_mul_overflow(after / terms.tranche_minor - cumulated_minor / terms.tranche_minor, terms.advantage,
                               &units))
      return error{rule::money_out_of_range, "invoice.amount"};
    return units;
  }
  // The base is in cents: points are counted on euros, a hundredth of it.
  const int shift = terms.unit == loyalty_unit::points ? 2 : 0;
  if (terms.rate.scale() > decimal_scale_max - shift) return error{rule::money_out_of_range, "rate"};
  const auto whole = detail::powers_of_ten[static_cast<std::size_t>(terms.rate.scale() + shift)];
  return scale_by(base_minor, terms.rate.units(), whole,
                  terms.unit == loyalty_unit::points ? rounding::down : rounding::half_up);
}

template <class>
constexpr result<loyalty_moved> decide(const loyalty_facts& account, const earning_terms& terms,
                                       const loyalty_purchase& purchase) noexcept {
  const bool euros = terms.unit == loyalty_unit::eur;
  if (purchase.amount_minor < 0) return error{rule::loyalty_amount_negative, "invoice.amount"};
  if (purchase.deduct < 0) return error{rule::loyalty_deduction_negative, "deduct"};
  if (purchase.deduct > account.balance) return error{rule::loyalty_deduction_exceeds_balance, "deduct"};
  if (euros && purchase.deduct > purchase.amount_minor) return error{rule::loyalty_deduction_exceeds_invoice, "deduct"};
  loyalty_moved moved;
  moved.deducted = purchase.deduct;
  moved.cumulated_minor = account.cumulated_minor;
  // Points have no price: only euros that were deducted lessen what is earned on.
  const std::int64_t net = purchase.amount_minor - (euros ? purchase.deduct : 0);
  const std::int64_t base = purchase.base_minor.has_value() ? *purchase.base_minor : net;
  const bool reached = terms.earning == earning_kind::tranche || purchase.amount_minor >= terms.minimum_minor;
  if (purchase.earn && reached && base > 0) {
    const auto earned = earned_on(terms, base, account.cumulated_minor);
    if (!earned.ok()) return earned.refusal();
    moved.base_minor = base;
    moved.earned = earned.value();
    if (__builtin_add_overflow(account.cumulated_minor, base, &moved.cumulated_minor))
      return error{rule::money_out_of_range, "invoice.amount"};
  }
  moved.debt_filled = moved.earned < account.debt ? moved.earned : account.debt;
  moved.debt = account.debt - moved.debt_filled;
  if (__builtin_add_overflow(account.balance - moved.deducted, moved.earned - moved.debt_filled, &moved.balance))
    return error{rule::money_out_of_range, "invoice.amount"};
  return moved;
}

template <class>
constexpr instant expiry_of(const earning_terms& terms, instant created, instant credited) noexcept {
  const auto length = std::chrono::hours{24} * terms.validity_days;
  if (terms.expiry == expiry_rule::per_credit) return credited + length;
  const auto past = credited - created;
  const auto periods = past.count() < 0 ? 0 : past / std::chrono::duration_cast<instant::duration>(length);
  return created + (periods + 1) * std::chrono::duration_cast<instant::duration>(length);
}

}  // namespace v1
}  // namespace dealerkit
