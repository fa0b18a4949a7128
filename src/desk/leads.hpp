// What others may do with leads inside their own unit of work.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/lead.hpp"
#include "desk/work.hpp"

namespace dealerkit {
inline namespace v1 {
namespace leads {

/// A sent offer on its way to the outlet (QUO-13).
struct sent_offer {
  std::string quote;  ///< its identifier
  std::string event;  ///< the show
  std::string brand;
  std::string market;    ///< the journey's country
  std::string language;  ///< the journey's
  std::vector<std::string> models;
  std::string outlet;  ///< `code-site`, or `other` with a comment (CUS-13)
  std::string outlet_comment;
  std::string customer;  ///< of the stand's entity
};

/// Hands a sent offer to its outlet: a new lead, or one more handover of the prospect's open lead of this brand at the
/// show (JRN-06), recorded in the unit that is under way. The person, the company's name and the consents are the
/// customer's; the lead is the outlet's legal entity's from then on. Alerts of a new lead are posted (LEA-08). Refuses
/// through `job` (fields `outlet`, `brand`, `models`, `customer`) and gives nothing.
[[nodiscard]] std::optional<lead_receipt> hand_over_offer(work& job, const sent_offer& offer);

/// Erases the leads of a customer of the acting entity whose record is about to be erased, and forgets what the entity
/// handed over to others (CUS-21). Call it while the customer can still be read.
void erase_leads_of(work& job, const customer& known);

/// What the ledger has of the customer's leads, for an export (CUS-21): of the entity's own ones everything, of those
/// that it handed over to another one what its own people did.
void list_history_of(work& job, const customer& known, const std::function<void(ledger_line)>& visit);

/// What the latest lead that the acting entity handed over for a customer asks for, of those since an instant; nothing
/// where there is none (JRN-01).
[[nodiscard]] std::optional<lead_request> latest_request(work& job, const customer& known, instant since);

}  // namespace leads
}  // namespace v1
}  // namespace dealerkit
