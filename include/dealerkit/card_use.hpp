// Uses of a discount card: what an invoice takes from it, or why it takes nothing (CRD-03, CRD-09, CRD-11, CRD-12,
// CRD-21 to CRD-23). Plain numbers, so that a till decides millions a second; card.hpp keeps the cards themselves.
//
//   decide(half_empty, {.invoice = 20000}, now).value().discount   // min(balance, invoice)
//   decide(of_last_year, …)                                        // refused: card_expired (CRD-12)
#pragma once

#include <cstdint>
#include <optional>

#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/instant.hpp"
#include "dealerkit/core/result.hpp"
#include "dealerkit/core/rounding.hpp"

namespace dealerkit {
inline namespace v1 {

/// How a card's value is used (CRD-03).
enum class consumption_mode : std::uint8_t { free, single_use, percent_of_invoice };
template <>
struct enum_names<consumption_mode> {
  static constexpr enum_name<consumption_mode> list[] = {{consumption_mode::free, "free"},
                                                         {consumption_mode::single_use, "single_use"},
                                                         {consumption_mode::percent_of_invoice, "percent_of_invoice"}};
};

/// What happens in the mode `single_use` to what an invoice leaves over (CRD-22).
enum class leftover_rule : std::uint8_t { forfeit, refuse };
template <>
struct enum_names<leftover_rule> {
  static constexpr enum_name<leftover_rule> list[] = {{leftover_rule::forfeit, "forfeit"},
                                                      {leftover_rule::refuse, "refuse"}};
};

/// Whether this card has seen the invoice's number at this outlet, in a use that was not cancelled (CRD-12).
enum class invoice_trace : std::uint8_t { unseen, same_values, other_values };

/// A card as a use sees it. Amounts are minor units of the card's currency.
struct card_facts {
  std::int64_t balance = 0;  ///< what is left, held value included; never negative
  std::int64_t held = 0;     ///< by holds that stand at the instant (CRD-21); at most the balance
  consumption_mode mode = consumption_mode::free;
  decimal percent;  ///< of the invoice, in the mode `percent_of_invoice`
  leftover_rule leftover = leftover_rule::forfeit;
  instant valid_from{};    ///< the first instant of its first day
  instant valid_until{};   ///< the first instant after its last day
  bool works_here = true;  ///< the outlet issued it, or is a partner of its operation (CRD-09)
  bool cancelled = false;
  invoice_trace invoice = invoice_trace::unseen;
};

/// What is asked of it.
struct card_purchase {
  std::int64_t invoice = 0;                ///< tax included
  std::optional<std::int64_t> discount{};  ///< wanted; where it is absent, what the mode gives
};

/// What the use takes. `repeated`: the same request was decided before, and nothing more is taken (CRD-12).
struct card_taken {
  std::int64_t discount = 0;
  std::int64_t forfeited = 0;
  std::int64_t balance = 0;  ///< afterwards
  bool repeated = false;

  friend constexpr bool operator==(const card_taken&, const card_taken&) = default;
};

/// The smallest change that would make a refused use pass (CRD-23); what does not help is left empty.
struct card_remedy {
  std::optional<instant> from{};           ///< not before this instant
  std::optional<std::int64_t> invoice{};   ///< an invoice of at least this amount
  std::optional<std::int64_t> discount{};  ///< this discount instead
  std::optional<std::int64_t> released{};  ///< held value that must be given back first

  friend constexpr bool operator==(const card_remedy&, const card_remedy&) = default;
};

/// What the mode gives for an invoice, of value that nobody holds (CRD-11). Refused: money_out_of_range.
template <class = void>
[[nodiscard]] constexpr result<std::int64_t> discount_of(const card_facts& card, std::int64_t invoice) noexcept;

/// Decides a use. Pure. Rules, in order: card_not_here (CRD-09), invoice_already_used, card_not_yet_valid,
/// card_expired, card_cancelled, card_empty (CRD-12), card_value_held (CRD-21), invoice_amount_not_positive (CRD-12),
/// card_discount_not_of_mode, card_discount_out_of_range (CRD-11), card_leftover_refused (CRD-22).
template <class = void>
[[nodiscard]] constexpr result<card_taken> decide(const card_facts& card, const card_purchase& wanted,
                                                  instant now) noexcept;

/// What would help where `decide` refused.
template <class = void>
[[nodiscard]] constexpr card_remedy remedy_of(const card_facts& card, const card_purchase& wanted,
                                              rule broken) noexcept;

// Implementation

template <class>
constexpr result<std::int64_t> discount_of(const card_facts& card, std::int64_t invoice) noexcept {
  const std::int64_t free_value = card.balance - card.held;
  std::int64_t most = invoice;
  if (card.mode == consumption_mode::percent_of_invoice) {
    if (card.percent.scale() > decimal_scale_max - 2) return error{rule::money_out_of_range, "percent"};
    const auto whole = detail::powers_of_ten[static_cast<std::size_t>(card.percent.scale() + 2)];
    const auto share = scale_by(invoice, card.percent.units(), whole, rounding::half_up);
    if (!share.ok()) return share.refusal();
    most = share.value() < invoice ? share.value() : invoice;
  }
  return free_value < most ? free_value : most;
}

template <class>
constexpr result<card_taken> decide(const card_facts& card, const card_purchase& wanted, instant now) noexcept {
  if (!card.works_here) return error{rule::card_not_here, "code"};
  if (card.invoice == invoice_trace::other_values) return error{rule::invoice_already_used, "invoice.number"};
  if (card.invoice == invoice_trace::same_values) return card_taken{0, 0, card.balance, true};
  if (now < card.valid_from) return error{rule::card_not_yet_valid, "code"};
  if (now >= card.valid_until) return error{rule::card_expired, "code"};
  if (card.cancelled) return error{rule::card_cancelled, "code"};
  if (card.balance == 0) return error{rule::card_empty, "code"};
  const std::int64_t free_value = card.balance - card.held;
  // A single use takes all there is, and what is held is not there.
  if (free_value == 0 || (card.mode == consumption_mode::single_use && card.held > 0))
    return error{rule::card_value_held, "code"};
  if (wanted.invoice <= 0) return error{rule::invoice_amount_not_positive, "invoice.amount"};
  const auto given = discount_of(card, wanted.invoice);
  if (!given.ok()) return given.refusal();
  std::int64_t discount = given.value();
  if (wanted.discount.has_value()) {
    if (card.mode != consumption_mode::free && *wanted.discount != discount)
      return error{rule::card_discount_not_of_mode, "discount"};
    if (*wanted.discount <= 0 || *wanted.discount > discount)
      return error{rule::card_discount_out_of_range, "discount"};
    discount = *wanted.discount;
  }
  // Some cents of an invoice at a small percentage round to nothing: that is no use.
  if (discount == 0) return error{rule::card_discount_out_of_range, "invoice.amount"};
  const std::int64_t forfeited = card.mode == consumption_mode::single_use ? card.balance - discount : 0;
  if (forfeited > 0 && card.leftover == leftover_rule::refuse)
    return error{rule::card_leftover_refused, "invoice.amount"};
  return card_taken{discount, forfeited, card.balance - discount - forfeited, false};
}

template <class>
constexpr card_remedy remedy_of(const card_facts& card, const card_purchase& wanted, rule broken) noexcept {
  card_remedy helps;
  switch (broken) {
    case rule::card_not_yet_valid: helps.from = card.valid_from; break;
    case rule::card_value_held: helps.released = card.mode == consumption_mode::single_use ? card.held : 1; break;
    case rule::invoice_amount_not_positive: helps.invoice = 1; break;
    case rule::card_leftover_refused: helps.invoice = card.balance; break;
    case rule::card_discount_not_of_mode:
    case rule::card_discount_out_of_range: {
      const auto given = discount_of(card, wanted.invoice);
      if (!given.ok()) break;
      if (given.value() > 0) {
        helps.discount = given.value();
      } else if (card.mode == consumption_mode::percent_of_invoice && card.percent.units() > 0) {
        // The smallest invoice whose share is half a cent: that is rounded up to one.
        const auto half = detail::powers_of_ten[static_cast<std::size_t>(card.percent.scale() + 2)] / 2;
        helps.invoice = half / card.percent.units() + (half % card.percent.units() == 0 ? 0 : 1);
        if (wanted.discount.has_value()) helps.discount = 1;
      }
      break;
    }
    default: break;
  }
  return helps;
}

}  // namespace v1
}  // namespace dealerkit
