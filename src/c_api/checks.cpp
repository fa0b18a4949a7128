// The typed checks: the same functions as in C++, without an allocation.
#include "dealerkit/checks.hpp"

#include <cstring>

#include "c_api/guard.hpp"

using dealerkit::c_api::guard;
using dealerkit::c_api::readable;
using dealerkit::c_api::view;

namespace {

static_assert(static_cast<int>(dealerkit::verdict::valid) == DK_VERDICT_VALID);
static_assert(static_cast<int>(dealerkit::verdict::placeholder) == DK_VERDICT_PLACEHOLDER);
static_assert(static_cast<int>(dealerkit::verdict::warning) == DK_VERDICT_WARNING);
static_assert(static_cast<int>(dealerkit::verdict::invalid) == DK_VERDICT_INVALID);
static_assert(static_cast<int>(dealerkit::phone_form::national_9) == DK_PHONE_NATIONAL_9);
static_assert(static_cast<int>(dealerkit::phone_form::international) == DK_PHONE_INTERNATIONAL);
static_assert(static_cast<int>(dealerkit::phone_form::any) == DK_PHONE_ANY);
static_assert(sizeof(dk_checked::text) >= dealerkit::checked_text_max);

template <class Check>
dk_status run(dk_checked* out, dk_str value, Check&& check) noexcept {
  return guard(nullptr, [&]() -> dk_status {
    if (out == nullptr || !readable(value)) return DK_E_ARGUMENT;
    const dealerkit::checked found = check(view(value));
    out->verdict = static_cast<int32_t>(found.status);
    out->rule = static_cast<uint32_t>(found.broken);
    const auto text = found.valid() ? found.normalized() : std::string_view{};
    out->text_size = static_cast<uint32_t>(text.size());
    if (!text.empty()) std::memcpy(out->text, text.data(), text.size());
    return DK_OK;
  });
}

}  // namespace

dk_status dk_check_vat(dk_checked* out, dk_str value, dk_str country) {
  if (!readable(country)) return DK_E_ARGUMENT;
  return run(out, value, [&](std::string_view text) { return dealerkit::check_vat(text, view(country)); });
}
dk_status dk_check_siren(dk_checked* out, dk_str value) { return run(out, value, dealerkit::check_siren); }
dk_status dk_check_siret(dk_checked* out, dk_str value) { return run(out, value, dealerkit::check_siret); }
dk_status dk_check_postal_code(dk_checked* out, dk_str value, dk_str country) {
  if (!readable(country)) return DK_E_ARGUMENT;
  return run(out, value, [&](std::string_view text) { return dealerkit::check_postal_code(text, view(country)); });
}
dk_status dk_check_email(dk_checked* out, dk_str value) { return run(out, value, dealerkit::check_email); }
dk_status dk_check_vin(dk_checked* out, dk_str value, int32_t region) {
  if (region != DK_VIN_EU && region != DK_VIN_NA) return DK_E_ARGUMENT;
  const auto practice = region == DK_VIN_NA ? dealerkit::vin_region::na : dealerkit::vin_region::eu;
  return run(out, value, [&](std::string_view text) { return dealerkit::check_vin(text, practice); });
}
dk_status dk_check_iban(dk_checked* out, dk_str value) { return run(out, value, dealerkit::check_iban); }
dk_status dk_check_bic(dk_checked* out, dk_str value) { return run(out, value, dealerkit::check_bic); }
dk_status dk_check_name(dk_checked* out, dk_str value) { return run(out, value, dealerkit::check_name); }
dk_status dk_check_card_code(dk_checked* out, dk_str value) { return run(out, value, dealerkit::check_card_code); }
dk_status dk_check_show_login(dk_checked* out, dk_str value) { return run(out, value, dealerkit::check_show_login); }

dk_status dk_check_phone(dk_checked_phone* out, dk_str value, dk_str country, int32_t form) {
  return guard(nullptr, [&]() -> dk_status {
    if (out == nullptr || !readable(value) || !readable(country) || form < DK_PHONE_NATIONAL_9 || form > DK_PHONE_ANY)
      return DK_E_ARGUMENT;
    const auto found = dealerkit::check_phone(view(value), view(country), static_cast<dealerkit::phone_form>(form));
    *out = {};
    out->verdict = static_cast<int32_t>(found.status);
    out->rule = static_cast<uint32_t>(found.broken);
    if (!found.valid()) return DK_OK;
    const auto number = found.normalized();
    const auto extension = found.extension.view();
    out->number_size = static_cast<uint32_t>(number.size());
    std::memcpy(out->number, number.data(), number.size());
    out->extension_size = static_cast<uint32_t>(extension.size());
    if (!extension.empty()) std::memcpy(out->extension, extension.data(), extension.size());
    std::memcpy(out->region, found.region.data(), sizeof out->region);
    out->mobile = found.mobile ? 1 : 0;
    out->fixed_line = found.fixed_line ? 1 : 0;
    return DK_OK;
  });
}

int32_t dk_match_names(dk_str a, dk_str b) {
  int32_t same = 0;
  guard(nullptr, [&]() -> dk_status {
    if (readable(a) && readable(b)) same = dealerkit::match_names(view(a), view(b)) ? 1 : 0;
    return DK_OK;
  });
  return same;
}
