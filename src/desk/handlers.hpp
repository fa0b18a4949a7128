// The handlers: one overload a command. Each fills the reply and returns true, or refuses through `work` and returns
// false; then nothing is committed. Commands of mode `pure` take no work: those that are never refused give their
// reply, the others fill their answer.
#pragma once

#include "desk/work.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

check_reply handle(const ask_vat& command);
check_reply handle(const ask_siren& command);
check_reply handle(const ask_siret& command);
check_reply handle(const ask_phone& command);
check_reply handle(const ask_postal_code& command);
check_reply handle(const ask_email& command);
check_reply handle(const ask_vin& command);
check_reply handle(const ask_iban& command);
check_reply handle(const ask_bic& command);
check_reply handle(const ask_name& command);
check_reply handle(const ask_card_code& command);
check_reply handle(const ask_show_login& command);
ask_names_match::reply_type handle(const ask_names_match& command);

bool handle(work& job, const load_network& command, load_network::reply_type& reply);
bool handle(work& job, const put_user& command, put_user::reply_type& reply);
bool handle(work& job, const deactivate_user& command, deactivate_user::reply_type& reply);
bool handle(work& job, const transfer_portfolio& command, transfer_portfolio::reply_type& reply);
bool handle(work& job, const set_outlet_bank& command, set_outlet_bank::reply_type& reply);
bool handle(work& job, const search_outlets& command, search_outlets::reply_type& reply);
bool handle(work& job, const load_policy& command, load_policy::reply_type& reply);
bool handle(work& job, const show_policy& command, show_policy::reply_type& reply);

bool handle(work& job, const search_customers& command, search_customers::reply_type& reply);
bool handle(work& job, const create_customer& command, customer_reply& reply);
bool handle(work& job, const select_customer& command, customer_reply& reply);
bool handle(work& job, const update_customer& command, customer_reply& reply);
bool handle(work& job, const add_contact& command, customer_reply& reply);
bool handle(work& job, const view_customer& command, customer_reply& reply);
bool handle(work& job, const export_customer& command, export_customer::reply_type& reply);
bool handle(work& job, const erase_customer& command, erase_customer::reply_type& reply);
bool handle(work& job, const confirm_account& command, confirm_account::reply_type& reply);

bool handle(work& job, const record_consent& command, record_consent::reply_type& reply);
bool handle(work& job, const withdraw_consent& command, withdraw_consent::reply_type& reply);
bool handle(work& job, const show_consents& command, show_consents::reply_type& reply);
bool handle(work& job, const issue_receipt& command, issue_receipt::reply_type& reply);
bool handle(work& job, const ask_to_send& command, ask_to_send::reply_type& reply);
bool handle(work& job, const report_quality& command, report_quality::reply_type& reply);

// Catalogues and configurations.
bool handle(work& job, const load_catalog& command, load_catalog::reply_type& reply);
bool handle(work& job, const list_models& command, list_models::reply_type& reply);
bool handle(work& job, const show_configuration& command, configuration_state& reply);
bool handle(work& job, const code_configuration& command, code_configuration::reply_type& reply);
bool handle(work& job, const read_configuration& command, read_configuration::reply_type& reply);

// Prices.
void handle(const price_basket& command, const request_context& context, answer<priced_basket>& said);

// Sessions.
bool handle(work& job, const start_session& command, start_session::reply_type& reply);
bool handle(work& job, const link_customer& command, link_customer::reply_type& reply);
bool handle(work& job, const show_session& command, show_session::reply_type& reply);
bool handle(work& job, const release_customer& command, release_customer::reply_type& reply);
bool handle(work& job, const revisit_step& command, revisit_step::reply_type& reply);
bool handle(work& job, const use_backup& command, use_backup::reply_type& reply);
bool handle(work& job, const refer_customer& command, refer_customer::reply_type& reply);

// Quotes and the basket.
bool handle(work& job, const open_new_quote& command, quote_reply& reply);
bool handle(work& job, const view_quote& command, view_quote::reply_type& reply);
bool handle(work& job, const set_section& command, quote_reply& reply);
bool handle(work& job, const issue_offer& command, issue_offer::reply_type& reply);
bool handle(work& job, const send_offer& command, send_offer::reply_type& reply);
bool handle(work& job, const accept_quote& command, quote_state_reply& reply);
bool handle(work& job, const rework_quote& command, quote_state_reply& reply);
bool handle(work& job, const withdraw_quote& command, quote_state_reply& reply);

// Vouchers.
bool handle(work& job, const check_code& command, code_reply& reply);
bool handle(work& job, const apply_code& command, quote_reply& reply);
bool handle(work& job, const redeem_voucher& command, code_reply& reply);

// The day's report.
bool handle(work& job, const report_show_day& command, report_show_day::reply_type& reply);

// Leads.
bool handle(work& job, const capture_lead& command, capture_lead::reply_type& reply);
bool handle(work& job, const view_lead& command, lead_reply& reply);
bool handle(work& job, const list_leads& command, list_leads::reply_type& reply);
bool handle(work& job, const add_lead_models& command, lead_reply& reply);
bool handle(work& job, const transmit_lead& command, transmit_lead::reply_type& reply);
bool handle(work& job, const count_leads& command, count_leads::reply_type& reply);

// Devices.
bool handle(work& job, const enrol_device& command, enrol_device::reply_type& reply);
bool handle(work& job, const sync_leads& command, sync_leads::reply_type& reply);

// Discount cards, loyalty, settlement.
bool handle(work& job, const prepare_operation& command, prepare_operation::reply_type& reply);
bool handle(work& job, const list_operations& command, list_operations::reply_type& reply);
bool handle(work& job, const create_card& command, card_reply& reply);
bool handle(work& job, const create_cards& command, cards_reply& reply);
bool handle(work& job, const look_up_card& command, look_up_card::reply_type& reply);
bool handle(work& job, const use_card& command, use_reply& reply);
bool handle(work& job, const cancel_card_use& command, card_reply& reply);
bool handle(work& job, const hold_card& command, hold_card::reply_type& reply);
bool handle(work& job, const capture_hold& command, use_reply& reply);
bool handle(work& job, const release_hold& command, card_reply& reply);
bool handle(work& job, const submit_form& command, card_reply& reply);
bool handle(work& job, const send_reminders& command, send_reminders::reply_type& reply);
bool handle(work& job, const make_wallet& command, make_wallet::reply_type& reply);
bool handle(work& job, const draw_card& command, draw_card::reply_type& reply);
bool handle(work& job, const define_programme& command, programme_reply& reply);
bool handle(work& job, const end_programme& command, programme_reply& reply);
bool handle(work& job, const show_liability& command, show_liability::reply_type& reply);
bool handle(work& job, const create_loyalty_card& command, loyalty_card_reply& reply);
bool handle(work& job, const create_loyalty_cards& command, create_loyalty_cards::reply_type& reply);
bool handle(work& job, const transact_loyalty& command, transact_loyalty::reply_type& reply);
bool handle(work& job, const look_up_loyalty& command, look_up_loyalty::reply_type& reply);
bool handle(work& job, const correct_loyalty& command, loyalty_card_reply& reply);
bool handle(work& job, const return_loyalty& command, return_loyalty::reply_type& reply);
bool handle(work& job, const adjust_loyalty& command, loyalty_balance_reply& reply);
bool handle(work& job, const cancel_loyalty& command, loyalty_balance_reply& reply);
bool handle(work& job, const show_loyalty_balance& command, show_loyalty_balance::reply_type& reply);
bool handle(work& job, const list_claims& command, list_claims::reply_type& reply);
bool handle(work& job, const reject_claim& command, reject_claim::reply_type& reply);
bool handle(work& job, const create_payment_run& command, run_reply& reply);
bool handle(work& job, const mark_run_paid& command, run_reply& reply);
bool handle(work& job, const report_cards& command, report_cards::reply_type& reply);
bool handle(work& job, const export_run& command, export_run::reply_type& reply);

/// A chain's report as the protocol shows it.
[[nodiscard]] verify_audit::reply_type reply_of(const store::chain_report& report);
bool handle(work& job, const verify_audit& command, verify_audit::reply_type& reply);
bool handle(work& job, const list_audit& command, list_audit::reply_type& reply);
bool handle(work& job, const list_outbox& command, list_outbox::reply_type& reply);
bool handle(work& job, const acknowledge_outbox& command, acknowledge_outbox::reply_type& reply);

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
