// The typed decisions of cards: the same functions as in C++, without an allocation.
#include <cstring>

#include "c_api/guard.hpp"
#include "dealerkit/card_use.hpp"
#include "dealerkit/loyalty_account.hpp"

using dealerkit::instant;
using dealerkit::c_api::guard;

namespace {

static_assert(static_cast<int>(dealerkit::consumption_mode::free) == DK_MODE_FREE);
static_assert(static_cast<int>(dealerkit::consumption_mode::single_use) == DK_MODE_SINGLE_USE);
static_assert(static_cast<int>(dealerkit::consumption_mode::percent_of_invoice) == DK_MODE_PERCENT_OF_INVOICE);
static_assert(static_cast<int>(dealerkit::leftover_rule::forfeit) == DK_LEFTOVER_FORFEIT);
static_assert(static_cast<int>(dealerkit::leftover_rule::refuse) == DK_LEFTOVER_REFUSE);
static_assert(static_cast<int>(dealerkit::invoice_trace::unseen) == DK_INVOICE_UNSEEN);
static_assert(static_cast<int>(dealerkit::invoice_trace::same_values) == DK_INVOICE_SAME_VALUES);
static_assert(static_cast<int>(dealerkit::invoice_trace::other_values) == DK_INVOICE_OTHER_VALUES);
static_assert(static_cast<int>(dealerkit::earning_kind::kitty) == DK_EARNING_KITTY);
static_assert(static_cast<int>(dealerkit::earning_kind::tranche) == DK_EARNING_TRANCHE);
static_assert(static_cast<int>(dealerkit::loyalty_unit::eur) == DK_UNIT_EUR);
static_assert(static_cast<int>(dealerkit::loyalty_unit::points) == DK_UNIT_POINTS);

// The sizes of the first version: a caller's struct is at least that, and what it has beyond ours is zero.
template <class Struct>
bool understood(const Struct* given) noexcept {
  if (given == nullptr || given->struct_size < sizeof(Struct)) return false;
  const auto* bytes = reinterpret_cast<const unsigned char*>(given);
  for (std::size_t i = sizeof(Struct); i < given->struct_size; ++i)
    if (bytes[i] != 0) return false;
  return true;
}

constexpr bool in_range(std::int32_t value, std::int32_t most) noexcept { return value >= 0 && value <= most; }

instant at(std::int64_t microseconds) noexcept { return instant{std::chrono::microseconds{microseconds}}; }

}  // namespace

dk_status dk_card_decide_use(const dk_card_state* state, const dk_card_use* use, dk_card_used* out) {
  return guard(nullptr, [&]() -> dk_status {
    if (!understood(state) || !understood(use) || out == nullptr || out->struct_size < sizeof(dk_card_used))
      return DK_E_ARGUMENT;
    const auto percent = dealerkit::decimal::of(state->percent_units, state->percent_scale);
    if (!in_range(state->mode, DK_MODE_PERCENT_OF_INVOICE) || !in_range(state->leftover, DK_LEFTOVER_REFUSE) ||
        !in_range(state->invoice, DK_INVOICE_OTHER_VALUES) || !percent.ok() || percent.value().negative() ||
        state->balance < 0 || state->held < 0 || state->held > state->balance)
      return DK_E_ARGUMENT;
    dealerkit::card_facts facts;
    facts.balance = state->balance;
    facts.held = state->held;
    facts.mode = static_cast<dealerkit::consumption_mode>(state->mode);
    facts.percent = percent.value();
    facts.leftover = static_cast<dealerkit::leftover_rule>(state->leftover);
    facts.valid_from = at(state->valid_from);
    facts.valid_until = at(state->valid_until);
    facts.works_here = state->works_here != 0;
    facts.cancelled = state->cancelled != 0;
    facts.invoice = static_cast<dealerkit::invoice_trace>(state->invoice);
    const auto decided = use->has_discount != 0 ? dealerkit::decide(facts, {use->invoice, use->discount}, at(use->at))
                                                : dealerkit::decide(facts, {use->invoice, std::nullopt}, at(use->at));
    out->rule = 0;
    out->repeated = 0;
    out->discount = out->forfeited = 0;
    out->balance = state->balance;
    if (!decided.ok()) {
      out->rule = static_cast<std::uint32_t>(decided.refusal().broken);
      return DK_E_REFUSED;
    }
    out->discount = decided.value().discount;
    out->forfeited = decided.value().forfeited;
    out->balance = decided.value().balance;
    out->repeated = decided.value().repeated ? 1 : 0;
    return DK_OK;
  });
}

dk_status dk_loyalty_decide(const dk_loyalty_state* state, const dk_loyalty_terms* terms,
                            const dk_loyalty_purchase* purchase, dk_loyalty_moved* out) {
  return guard(nullptr, [&]() -> dk_status {
    if (!understood(state) || !understood(terms) || !understood(purchase) || out == nullptr ||
        out->struct_size < sizeof(dk_loyalty_moved))
      return DK_E_ARGUMENT;
    const auto rate = dealerkit::decimal::of(terms->rate_units, terms->rate_scale);
    const bool tranches = terms->earning == DK_EARNING_TRANCHE;
    if (!in_range(terms->earning, DK_EARNING_TRANCHE) || !in_range(terms->unit, DK_UNIT_POINTS) || !rate.ok() ||
        rate.value().negative() || (tranches && (terms->tranche <= 0 || terms->advantage < 0)) || state->balance < 0 ||
        state->debt < 0 || state->cumulated < 0)
      return DK_E_ARGUMENT;
    dealerkit::earning_terms earning;
    earning.earning = static_cast<dealerkit::earning_kind>(terms->earning);
    earning.unit = static_cast<dealerkit::loyalty_unit>(terms->unit);
    earning.rate = rate.value();
    earning.tranche_minor = terms->tranche;
    earning.advantage = terms->advantage;
    earning.minimum_minor = terms->minimum;
    dealerkit::loyalty_purchase wanted;
    wanted.amount_minor = purchase->amount;
    if (purchase->has_base != 0) wanted.base_minor = purchase->base;
    wanted.earn = purchase->earn != 0;
    wanted.deduct = purchase->deduct;
    const auto decided = dealerkit::decide({state->balance, state->debt, state->cumulated}, earning, wanted);
    *out = dk_loyalty_moved{out->struct_size, 0, 0, 0, 0, 0, state->balance, state->debt, state->cumulated};
    if (!decided.ok()) {
      out->rule = static_cast<std::uint32_t>(decided.refusal().broken);
      return DK_E_REFUSED;
    }
    const auto& moved = decided.value();
    out->deducted = moved.deducted;
    out->base = moved.base_minor;
    out->earned = moved.earned;
    out->debt_filled = moved.debt_filled;
    out->balance = moved.balance;
    out->debt = moved.debt;
    out->cumulated = moved.cumulated_minor;
    return DK_OK;
  });
}
