// The kinds of events: THE list of the types that are stored under them.
#pragma once

#include <functional>
#include <string_view>

#include "desk/projections.hpp"
#include "desk/shape.hpp"

namespace dealerkit {
inline namespace v1 {
namespace projections {

template <class... Events>
struct event_list {};  // types only: what walks them says what it makes of each

using every_event = event_list<
    // Network, customers, consents.
    customer_created, consent_given, customer_selected, customer_changed, contact_added, account_confirmed,
    customer_exported, customer_erased_event, user_changed, outlet_changed, entity_loaded, brand_registered,
    portfolio_transferred, policy_loaded, effects_acknowledged,
    // Catalogues.
    catalog_loaded,
    // Sessions.
    session_started, session_replaced, customer_linked, step_revisited, journey_advanced, backup_used,
    customer_referred, customer_released,
    // Quotes, offers, vouchers.
    quote_opened, basket_changed, code_applied, offer_issued, offer_sent, quote_accepted, rework_asked, quote_withdrawn,
    voucher_issued, voucher_redeemed,
    // Leads and devices.
    lead_captured, lead_attached, lead_models_added, lead_transmitted, lead_erased_event, lead_forgotten,
    device_enrolled,
    // Cards, loyalty, settlement.
    operation_prepared, form_card_given, card_created, card_completed, card_used, card_use_cancelled, card_held,
    card_hold_released, card_reminded, card_wallet_made, programme_defined, programme_ended, loyalty_card_created,
    loyalty_holder_changed, loyalty_moved_event, loyalty_taken_back, loyalty_adjusted, loyalty_wallet_made,
    claim_raised, claim_closed_event, payment_run_created, payment_run_paid>;

/// Reads a stored event and shows it with its shape; false where the kind is not known or the bytes say nothing of it.
bool with_event(std::string_view kind, std::string_view facts, std::string_view personal,
                const std::function<void(const shapes::object_shape&, const void* event)>& show);

/// Applies a stored event to the projections; false where it cannot be read.
[[nodiscard]] bool replay(store::unit& unit, const store::event_entry& event);

}  // namespace projections
}  // namespace v1
}  // namespace dealerkit
