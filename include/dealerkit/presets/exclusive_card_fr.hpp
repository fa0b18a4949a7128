// A platform of discount and loyalty cards for workshops (FR).
#pragma once

#include "dealerkit/policy.hpp"

namespace dealerkit {
inline namespace v1 {
namespace presets {

/// The card's own consent, `share_with_brand`, is answered yes or no beside the others (CON-06).
template <class = void>
[[nodiscard]] inline policy exclusive_card_fr() {
  policy made;
  made.name = "exclusive_card_fr";
  using need = person_field;
  made.customer.person_needs = {need::last_name, need::first_name, need::email, need::mobile};
  made.consent.purposes = {{"contact", false, {}, {}},
                           {"profiling", false, {}, {}},
                           {"partners", false, {}, {}},
                           {"share_with_brand", true, {}, {}}};
  made.consent.channel = "workshop";
  made.settlement.payer_name = "Example Marque SAS";
  made.settlement.payer_iban = "FR1420041010050500013M02606";
  made.settlement.payer_bic = "PSSTFRPPPAR";
  return made;
}

}  // namespace presets
}  // namespace v1
}  // namespace dealerkit
