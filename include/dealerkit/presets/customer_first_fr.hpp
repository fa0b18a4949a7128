// A dealer CRM with one identity per user (FR).
#pragma once

#include "dealerkit/policy.hpp"

namespace dealerkit {
inline namespace v1 {
namespace presets {

/// Search by name alone is allowed; a company carries no phone or e-mail of its own (CUS-08); records are local.
template <class = void>
[[nodiscard]] inline policy customer_first_fr() {
  policy made;
  made.name = "customer_first_fr";
  using need = person_field;
  made.customer.search_by_name_alone = true;
  made.customer.person_needs = {need::last_name, need::first_name, need::phone_or_email, need::brand};
  made.customer.company_carries_coordinates = false;
  made.customer.local_records = true;
  made.consent.purposes = {{"contact", false, {}, {}}, {"profiling", false, {}, {}}, {"partners", false, {}, {}}};
  return made;
}

}  // namespace presets
}  // namespace v1
}  // namespace dealerkit
