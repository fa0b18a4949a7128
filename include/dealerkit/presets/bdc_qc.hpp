// A business development centre of a dealer group (CA-QC).
#pragma once

#include "dealerkit/policy.hpp"

namespace dealerkit {
inline namespace v1 {
namespace presets {

/// Customers are found by number or e-mail and created when unknown.
template <class = void>
[[nodiscard]] inline policy bdc_qc() {
  policy made;
  made.name = "bdc_qc";
  using need = person_field;
  made.customer.person_needs = {need::last_name, need::first_name, need::phone_or_email};
  made.customer.company_needs_vat = false;
  made.consent.purposes = {{"contact", false, {}, {}}, {"profiling", false, {}, {}}, {"partners", false, {}, {}}};
  made.consent.channel = "bdc";
  return made;
}

}  // namespace presets
}  // namespace v1
}  // namespace dealerkit
