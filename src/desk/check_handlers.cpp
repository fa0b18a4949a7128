// The check verbs: the checks of dealerkit/checks.hpp in the shape of the protocol. They never refuse.
#include "desk/handlers.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

namespace {

violation about_value(rule broken, std::string_view field = "value") { return {broken, std::string(field), {}}; }

check_reply reply_of(const checked& found, std::string_view field = "value") {
  check_reply reply;
  reply.valid = found.valid();
  if (!reply.valid) {
    reply.violations.push_back(about_value(found.broken, field));
    return reply;
  }
  reply.normalized = std::string(found.normalized());
  reply.unknown = found.status == verdict::placeholder;
  if (found.status == verdict::warning) reply.remarks.push_back(about_value(found.broken, field));
  return reply;
}

phone_form form_of(mobile_form typed_as) noexcept {
  switch (typed_as) {
    case mobile_form::national_9: return phone_form::national_9;
    case mobile_form::international: return phone_form::international;
    case mobile_form::any: break;
  }
  return phone_form::any;
}

}  // namespace

check_reply handle(const ask_vat& command) {
  const checked found = check_vat(command.value, command.country);
  const bool about_country = found.broken == rule::vat_country_unsupported && !command.country.empty();
  return reply_of(found, about_country ? "country" : "value");
}

check_reply handle(const ask_siren& command) { return reply_of(check_siren(command.value)); }
check_reply handle(const ask_siret& command) { return reply_of(check_siret(command.value)); }

check_reply handle(const ask_phone& command) {
  const checked_phone found = check_phone(command.value, command.country, form_of(command.form));
  check_reply reply;
  reply.valid = found.valid();
  if (!reply.valid) {
    reply.violations.push_back(
        about_value(found.broken, found.broken == rule::phone_country_unknown ? "country" : "value"));
    return reply;
  }
  reply.normalized = std::string(found.normalized());
  if (!found.extension.empty()) reply.extension = std::string(found.extension.view());
  if (found.region[0] != '\0') reply.region = std::string(found.region.data(), 2);
  reply.unknown = false;
  reply.mobile = found.mobile;
  if (found.status == verdict::warning) reply.remarks.push_back(about_value(found.broken));
  return reply;
}

check_reply handle(const ask_postal_code& command) {
  const checked found = check_postal_code(command.value, command.country);
  const bool about_country = found.broken == rule::country_missing || found.broken == rule::other_country_unknown;
  return reply_of(found, about_country ? "country" : "value");
}

check_reply handle(const ask_email& command) { return reply_of(check_email(command.value)); }

check_reply handle(const ask_vin& command) {
  return reply_of(check_vin(command.value, command.region == vin_practice::na ? vin_region::na : vin_region::eu));
}

check_reply handle(const ask_iban& command) { return reply_of(check_iban(command.value)); }
check_reply handle(const ask_bic& command) { return reply_of(check_bic(command.value)); }
check_reply handle(const ask_name& command) { return reply_of(check_name(command.value)); }
check_reply handle(const ask_card_code& command) { return reply_of(check_card_code(command.value)); }
check_reply handle(const ask_show_login& command) { return reply_of(check_show_login(command.value)); }

ask_names_match::reply_type handle(const ask_names_match& command) { return {match_names(command.a, command.b)}; }

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
