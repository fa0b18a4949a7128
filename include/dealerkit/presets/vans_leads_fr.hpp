// The national lead process of a van brand (FR).
#pragma once

#include "dealerkit/policy.hpp"

namespace dealerkit {
inline namespace v1 {
namespace presets {

/// Leads carry whole international numbers; only the principal purpose must be answered.
template <class = void>
[[nodiscard]] inline policy vans_leads_fr() {
  policy made;
  made.name = "vans_leads_fr";
  using need = person_field;
  made.customer.person_needs = {need::last_name, need::first_name, need::phone_or_email};
  made.consent.purposes = {{"contact", true, {}, {}}, {"profiling", false, {}, {}}, {"partners", false, {}, {}}};
  made.consent.channel = "lead";
  // A commercial request alerts the sales managers and salesmen of the outlet (LEA-08).
  made.lead.alerts_sales_team = true;
  made.lead.backup_reasons = {backup_reason::no_time, backup_reason::main_tool_down, backup_reason::keep_me_informed};
  made.lead.tools = field_lead_tools();
  return made;
}

}  // namespace presets
}  // namespace v1
}  // namespace dealerkit
