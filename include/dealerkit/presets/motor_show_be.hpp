// The motor show of a brand group in Brussels: quote tool, hand-over and two lead-backup apps (BE, LU).
#pragma once

#include "dealerkit/policy.hpp"

namespace dealerkit {
inline namespace v1 {
namespace presets {

namespace detail {

/// The show of the preset: offers for 30 days, a voucher of 250 euros, at most 10 vehicles a customer.
template <class = void>
[[nodiscard]] inline show_terms brussels_show() {
  show_terms made;
  made.events = {{"BMS2024", "Brussels Motor Show 2024", "Europe/Brussels"},
                 {"BMS2025", "Brussels Motor Show 2025", "Europe/Brussels"},
                 {"BMS2026", "Brussels Motor Show 2026", "Europe/Brussels"}};
  made.countries = {{"BE", {"fr-BE", "nl-BE"}, "https://be.quote.example/"},
                    {"LU", {"fr-LU", "de-LU"}, "https://lu.quote.example/"}};
  for (const auto& known : known_brands) {
    show_brand one{std::string(known.code), {}};
    if (known.quote_tool) one.capabilities.push_back(brand_capability::quote_tool);
    if (known.lead_collect) one.capabilities.push_back(brand_capability::lead_collect);
    if (known.lead_plus) one.capabilities.push_back(brand_capability::lead_plus);
    if (known.promo_code) one.capabilities.push_back(brand_capability::promo_code);
    if (known.switch_brand) one.capabilities.push_back(brand_capability::switch_brand);
    if (!one.capabilities.empty()) made.brands.push_back(std::move(one));
  }
  made.stand_roles = {role::product_genius, role::fleet_responsible, role::bank_specialist};
  made.voucher_amount = decimal::whole(250);
  for (const auto& one : made.brands)
    if (made.can(one.brand, brand_capability::promo_code))
      made.promotions.push_back({one.brand, "BMS-" + one.brand, decimal::whole(250), {}});
  for (const auto section :
       {basket_section::trade_in, basket_section::payment_and_driver, basket_section::accessories_and_services,
        basket_section::delivery, basket_section::personalisation, basket_section::transformation})
    made.defaults.push_back({section, {}, true});
  made.defaults[1].value.payment = payment_way::cash;
  return made;
}

}  // namespace detail

/// Mobile numbers are typed as nine national digits, every purpose is answered, customers live in BE, LU or `other`.
template <class = void>
[[nodiscard]] inline policy motor_show_be() {
  policy made;
  made.name = "motor_show_be";
  using need = person_field;
  made.customer.person_needs = {need::last_name,      need::first_name,  need::email,
                                need::email_repeated, need::mobile,      need::language,
                                need::country,        need::postal_code, need::company_car};
  made.customer.mobile_typed_as = mobile_form::national_9;
  made.customer.countries = {"BE", "LU"};
  made.consent.purposes = {{"contact", true, {}, {}}, {"profiling", true, {}, {}}, {"partners", true, {}, {}}};
  made.consent.channel = "stand";
  // Leads: one a prospect and brand, whatever the request (JRN-06).
  made.lead.one_per_brand = true;
  made.lead.backup_reasons = {backup_reason::no_time, backup_reason::main_tool_down, backup_reason::keep_me_informed};
  made.lead.tools = field_lead_tools();
  made.show = detail::brussels_show();
  return made;
}

}  // namespace presets
}  // namespace v1
}  // namespace dealerkit
