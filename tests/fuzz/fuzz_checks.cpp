// Any bytes through every typed check: a valid answer's normal form is valid again and its own normal form.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <initializer_list>

#include "dealerkit.h"

namespace {

template <class Check>
void twice(Check&& check, dk_str value) {
  dk_checked first;
  if (check(&first, value) != DK_OK) std::abort();
  if (first.verdict == DK_VERDICT_INVALID) {
    if (first.rule == 0) std::abort();
    return;
  }
  dk_checked second;
  if (check(&second, {first.text, first.text_size}) != DK_OK || second.verdict == DK_VERDICT_INVALID) std::abort();
  if (second.text_size != first.text_size || std::memcmp(first.text, second.text, first.text_size) != 0) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const dk_str value{reinterpret_cast<const char*>(data), size};
  twice([](dk_checked* out, dk_str text) { return dk_check_vat(out, text, {nullptr, 0}); }, value);
  twice(dk_check_siren, value);
  twice(dk_check_siret, value);
  twice([](dk_checked* out, dk_str text) { return dk_check_postal_code(out, text, dk_str_of("LU")); }, value);
  twice([](dk_checked* out, dk_str text) { return dk_check_postal_code(out, text, dk_str_of("CA")); }, value);
  twice(dk_check_email, value);
  twice([](dk_checked* out, dk_str text) { return dk_check_vin(out, text, DK_VIN_EU); }, value);
  twice(dk_check_iban, value);
  twice(dk_check_bic, value);
  twice(dk_check_name, value);
  twice(dk_check_card_code, value);
  twice(dk_check_show_login, value);
  dk_checked_phone phone;
  for (const char* country : {"BE", "LU", "FR", "CA", "DE", ""})
    if (dk_check_phone(&phone, value, dk_str_of(country), DK_PHONE_ANY) != DK_OK) std::abort();
  if (dk_match_names(value, value) != 1) std::abort();
  return 0;
}
