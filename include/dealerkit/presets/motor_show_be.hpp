// The motor show of a brand group in Brussels: quote tool, hand-over and two lead-backup apps (BE, LU).
#pragma once

#include "dealerkit/policy.hpp"

namespace dealerkit {
inline namespace v1 {
namespace presets {

/// Mobile numbers are typed as nine national digits, every purpose is answered, customers live in BE, LU or `other`.
[[nodiscard]] inline policy motor_show_be() {
  policy made;
  made.name = "motor_show_be";
  using need = person_field;
  made.customer.person_needs = {need::last_name, need::first_name, need::email,
                                need::email_repeated, need::mobile, need::language,
                                need::country, need::postal_code, need::company_car};
  made.customer.mobile_typed_as = mobile_form::national_9;
  made.customer.countries = {"BE", "LU"};
  made.consent.purposes = {{"contact", true, {}, {}}, {"profiling", true, {}, {}}, {"partners", true, {}, {}}};
  made.consent.channel = "stand";
  // Leads: one a prospect and brand, whatever the request (JRN-06).
  made.lead.one_per_brand = true;
  made.lead.backup_reasons = {backup_reason::no_time, backup_reason::main_tool_down, backup_reason::keep_me_informed};
  made.lead.tools = field_lead_tools();
  return made;
}

}  // namespace presets
}  // namespace v1
}  // namespace dealerkit
