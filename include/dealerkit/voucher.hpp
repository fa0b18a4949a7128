// Vouchers and promotion codes: earned by a sent offer, honoured once, on one order (QUO-15, QUO-16, QUO-17).
//
// A voucher belongs to one customer of one show; a promotion code is the brand's and everybody may know it. Neither
// changes net or tax: they lower what is to pay.
//
//   decide_code(found, code_place::outlet, "AC", day, terms)   // accepted: honoured at the outlet, after the offer
//   decide_code(found, code_place::basket, "AC", day, terms)   // refused: code_not_in_basket, whatever the code is
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/instant.hpp"
#include "dealerkit/core/money.hpp"
#include "dealerkit/core/result.hpp"
#include "dealerkit/customer.hpp"
#include "dealerkit/show.hpp"

namespace dealerkit {
inline namespace v1 {

/// Where a code is used (QUO-16).
enum class code_place : std::uint8_t { none, basket, outlet };
template <>
struct enum_names<code_place> {
  static constexpr enum_name<code_place> list[] = {{code_place::basket, "basket"}, {code_place::outlet, "outlet"}};
};

/// What a code is.
enum class code_kind : std::uint8_t { none, voucher, promotion };
template <>
struct enum_names<code_kind> {
  static constexpr enum_name<code_kind> list[] = {
      {code_kind::none, "none"}, {code_kind::voucher, "voucher"}, {code_kind::promotion, "promotion"}};
};

/// Where a voucher stands on a day. `expired` is never stored: it follows from the day.
enum class voucher_state : std::uint8_t { issued, used, expired };
template <>
struct enum_names<voucher_state> {
  static constexpr enum_name<voucher_state> list[] = {
      {voucher_state::issued, "issued"}, {voucher_state::used, "used"}, {voucher_state::expired, "expired"}};
};

/// The one order that a voucher was used on.
struct voucher_use {
  std::string order;
  instant at{};
  std::string outlet;
  std::string user;
  money amount = money::minor(0, euro);  ///< never more than the price

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("order", &voucher_use::order);
    field("at", &voucher_use::at);
    field("outlet", &voucher_use::outlet);
    field("user", &voucher_use::user);
    field("amount", &voucher_use::amount);
  }
  friend bool operator==(const voucher_use&, const voucher_use&) = default;
};

/// A voucher without its code, which is kept apart, sealed: what stays when its customer is erased (CUS-21).
struct voucher {
  std::string id;
  std::string entity;         ///< the stand's
  std::string outlet_entity;  ///< of the outlet that the offer went to: it knows the voucher too
  std::string event;
  std::string time_zone;
  std::string brand;
  std::string country;  ///< of the outlet
  std::string customer;
  std::string quote;  ///< whose offer earned it
  money amount = money::minor(0, euro);
  instant issued_at{};
  std::chrono::year_month_day valid_until{};  ///< included, in the event's time zone
  std::optional<voucher_use> used;
  instant last_event_at{};

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &voucher::id);
    field("entity", &voucher::entity);
    field("outlet_entity", &voucher::outlet_entity);
    field("event", &voucher::event);
    field("time_zone", &voucher::time_zone);
    field("brand", &voucher::brand);
    field("country", &voucher::country);
    field("customer", &voucher::customer);
    field("quote", &voucher::quote);
    field("amount", &voucher::amount);
    field("issued_at", &voucher::issued_at);
    field("valid_until", &voucher::valid_until);
    field("used", &voucher::used);
    field("last_event_at", &voucher::last_event_at);
  }
  friend bool operator==(const voucher&, const voucher&) = default;
};

/// The state of a voucher on a day of its event: used for ever, else expired after its last day. Source: QUO-17.
template <class = void>
[[nodiscard]] inline voucher_state state_on(const voucher& one, std::chrono::year_month_day day) noexcept {
  if (one.used.has_value()) return voucher_state::used;
  return std::chrono::sys_days{day} > std::chrono::sys_days{one.valid_until} ? voucher_state::expired
                                                                             : voucher_state::issued;
}

// --- Events

struct voucher_issued {
  static constexpr std::string_view kind = "voucher_issued";
  std::string outlet_entity;
  std::string event;
  std::string time_zone;
  std::string brand;
  std::string country;
  std::string customer;
  std::string quote;
  money amount = money::minor(0, euro);
  std::chrono::year_month_day valid_until{};
  std::string code;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("outlet_entity", &voucher_issued::outlet_entity);
    field("event", &voucher_issued::event);
    field("time_zone", &voucher_issued::time_zone);
    field("brand", &voucher_issued::brand);
    field("country", &voucher_issued::country);
    field("customer", &voucher_issued::customer);
    field("quote", &voucher_issued::quote);
    field("amount", &voucher_issued::amount);
    field("valid_until", &voucher_issued::valid_until);
    field("code", &voucher_issued::code, sealed());
  }
};

struct voucher_redeemed {
  static constexpr std::string_view kind = "voucher_redeemed";
  voucher_use use;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("use", &voucher_redeemed::use);
  }
};

// --- Decisions

/// What a typed code turned out to be: at most one of the two.
struct code_found {
  const voucher* of_customer = nullptr;
  const promotion* of_brand = nullptr;
};

/// Whether a code can be used for a brand at a place on a day. Pure. `day`: of the voucher's event; of the show for a
/// promotion. Rules, in order: code_not_in_basket (QUO-16: the brand's baskets take none, whatever the code is), then
/// voucher_unknown, voucher_expired, voucher_used, voucher_of_other_brand (QUO-17).
template <class = void>
[[nodiscard]] inline result<accepted> decide_code(const code_found& found, code_place where, std::string_view brand,
                                                  std::chrono::year_month_day day, const show_terms& terms) noexcept {
  if (where == code_place::basket && !terms.can(brand, brand_capability::promo_code))
    return error{rule::code_not_in_basket, "code"};
  if (found.of_customer != nullptr) {
    const auto state = state_on(*found.of_customer, day);
    if (state == voucher_state::expired) return error{rule::voucher_expired, "code"};
    if (state == voucher_state::used) return error{rule::voucher_used, "code"};
    if (found.of_customer->brand != brand) return error{rule::voucher_of_other_brand, "code"};
    return accepted{};
  }
  if (found.of_brand == nullptr) return error{rule::voucher_unknown, "code"};
  const auto& until = found.of_brand->valid_until;
  if (until.has_value() && std::chrono::sys_days{day} > std::chrono::sys_days{*until})
    return error{rule::voucher_expired, "code"};
  if (found.of_brand->brand != brand) return error{rule::voucher_of_other_brand, "code"};
  return accepted{};
}

/// Whose basket a code is typed into, and in which currency its amounts are.
struct code_use {
  std::string_view customer;
  std::string_view quote;
  std::string_view currency;
};

/// Whether a code can be used in one quote. Pure. Rules, in order: those of decide_code, then voucher_not_allowed_here:
/// an amount of another currency than the basket's, another customer's voucher, or in the basket the one that this very
/// quote earned (QUO-16: an earlier offer's).
template <class = void>
[[nodiscard]] inline result<accepted> decide_code_in(const code_found& found, code_place where, std::string_view brand,
                                                     std::chrono::year_month_day day, const code_use& in,
                                                     const show_terms& terms) noexcept {
  if (const auto fine = decide_code(found, where, brand, day, terms); !fine.ok()) return fine;
  const bool same_currency = found.of_customer != nullptr ? found.of_customer->amount.unit().code() == in.currency
                                                          : terms.currency == in.currency;
  if (!same_currency) return error{rule::voucher_not_allowed_here, "code"};
  if (found.of_customer == nullptr) return accepted{};
  const bool own = found.of_customer->customer == in.customer;
  if (!own || (where == code_place::basket && found.of_customer->quote == in.quote))
    return error{rule::voucher_not_allowed_here, "code"};
  return accepted{};
}

/// Decides to use a voucher on an order. Pure. `found`: nullptr where the code is not known here. `price`: what the
/// order costs, where it is said. Rules, in order: voucher_unknown, voucher_expired, voucher_used (QUO-17).
template <class = void>
[[nodiscard]] inline result<voucher_redeemed> decide_redemption(const voucher* found, const voucher_use& wanted,
                                                                std::optional<money> price,
                                                                std::chrono::year_month_day day) {
  if (found == nullptr) return error{rule::voucher_unknown, "code"};
  const auto state = state_on(*found, day);
  if (state == voucher_state::expired) return error{rule::voucher_expired, "code"};
  if (state == voucher_state::used) return error{rule::voucher_used, "code"};
  voucher_redeemed used{wanted};
  used.use.amount = found->amount;
  if (price.has_value() && price->minor_units() < found->amount.minor_units()) used.use.amount = *price;
  return used;
}

/// The voucher as it was issued.
template <class = void>
[[nodiscard]] inline voucher evolve(voucher one, const voucher_issued& event, const event_place& place) {
  one.id = std::string(place.record);
  one.entity = std::string(place.entity);
  one.outlet_entity = event.outlet_entity;
  one.event = event.event;
  one.time_zone = event.time_zone;
  one.brand = event.brand;
  one.country = event.country;
  one.customer = event.customer;
  one.quote = event.quote;
  one.amount = event.amount;
  one.valid_until = event.valid_until;
  one.issued_at = one.last_event_at = place.at;
  return one;
}

/// Used, once and for all.
template <class = void>
[[nodiscard]] inline voucher evolve(voucher one, const voucher_redeemed& event, const event_place& place) {
  one.used = event.use;
  one.last_event_at = place.at;
  return one;
}

// --- Commands

/// What a code is worth, as a reply shows it.
struct code_view {
  std::string code;
  code_kind kind = code_kind::none;
  std::optional<voucher_state> state;  ///< of a voucher
  std::string brand;
  std::string country;
  money amount = money::minor(0, euro);
  std::string currency;
  std::optional<std::chrono::year_month_day> valid_until;
  std::optional<voucher_use> used;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &code_view::code);
    field("kind", &code_view::kind);
    field("state", &code_view::state);
    field("brand", &code_view::brand);
    field("country", &code_view::country);
    field("amount", &code_view::amount);
    field("currency", &code_view::currency);
    field("valid_until", &code_view::valid_until);
    field("used", &code_view::used);
  }
  friend bool operator==(const code_view&, const code_view&) = default;
};

/// The reply of every verb that ends with a code.
struct code_reply {
  code_view voucher;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("voucher", &code_reply::voucher);
  }
  friend bool operator==(const code_reply&, const code_reply&) = default;
};

/// Asks whether a code can be used for a brand, in a basket or at the outlet. Refused where not, with the reason.
struct check_code {
  using reply_type = code_reply;
  std::string code;
  std::string brand;
  code_place place = code_place::none;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &check_code::code, needed(rule::voucher_code_missing));
    field("brand", &check_code::brand, needed(rule::voucher_brand_missing));
    field("place", &check_code::place, needed(rule::voucher_place_missing));
  }
};

/// Uses a voucher on an order, once; the same order again gives the same answer.
struct redeem_voucher {
  using reply_type = code_reply;
  std::string code;
  std::string order;
  std::optional<decimal> price;  ///< of the order, tax included: no more than this is taken

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &redeem_voucher::code, needed(rule::voucher_code_missing));
    field("order", &redeem_voucher::order, needed(rule::voucher_order_missing));
    field("price", &redeem_voucher::price);
  }
};

}  // namespace v1
}  // namespace dealerkit
