// Checks: is this text a VAT number, a phone number, an e-mail address …, and how is it written properly?
//
// Every check takes text as a person typed it (at most 320 bytes), cleans it (blanks, dashes, dots as the kind
// allows), decides, and gives the normal form. Nothing is thrown, printed or allocated.
//
//   check_vat("BE 0403.170.701").valid()       // true
//   check_vat("BE 0403.170.701").normalized()  // "BE0403170701"
//   check_vat("BE 0403.170.702").broken        // rule::vat_check_digits_wrong (CUS-10)
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "dealerkit/core/rule.hpp"

namespace dealerkit {
inline namespace v1 {

/// What a check found. `placeholder` and `warning` are valid, with a remark.
enum class verdict : std::uint8_t { valid, placeholder, warning, invalid };

/// Longest text that a check looks at, in bytes; longer ones are refused under DAT-01.
inline constexpr std::size_t checked_text_max = 320;

/// Text of bounded length without an allocation.
template <std::size_t Capacity>
class bounded_text {
 public:
  /// Empty.
  constexpr bounded_text() noexcept : size_(0) { data_[0] = '\0'; }
  [[nodiscard]] std::string_view view() const noexcept { return {data_, size_}; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  void clear() noexcept { size_ = 0; }
  /// Appends a byte; false where it is full.
  bool push(char c) noexcept {
    if (size_ == Capacity) return false;
    data_[size_++] = c;
    return true;
  }
  /// Appends text; false, and nothing appended, where it does not fit.
  bool append(std::string_view text) noexcept {
    if (text.size() > Capacity - size_) return false;
    if (!text.empty()) std::memcpy(data_ + size_, text.data(), text.size());
    size_ += static_cast<std::uint16_t>(text.size());
    return true;
  }

 private:
  std::uint16_t size_;
  char data_[Capacity];  // bytes past size_ mean nothing, so they are not cleared
};

/// The answer of a check: the verdict, what was broken (or remarked on), and the normal form of valid text.
struct checked {
  verdict status = verdict::invalid;
  rule broken = rule::none;  ///< of an invalid text, or the remark of a warning
  bounded_text<checked_text_max> text;

  [[nodiscard]] bool valid() const noexcept { return status != verdict::invalid; }
  [[nodiscard]] std::string_view normalized() const noexcept { return text.view(); }
};

/// The answer of check_phone.
struct checked_phone {
  verdict status = verdict::invalid;
  rule broken = rule::none;
  bounded_text<20> number;       ///< E.164: `+32478123456`
  bounded_text<12> extension;    ///< digits, kept apart from the number; often empty
  std::array<char, 2> region{};  ///< ISO 3166 of the number itself; zeros where unknown (a shared range)
  bool mobile = false;           ///< the number's range is one for mobile phones (or for both kinds)
  bool fixed_line = false;

  [[nodiscard]] bool valid() const noexcept { return status != verdict::invalid; }
  [[nodiscard]] std::string_view normalized() const noexcept { return number.view(); }
};

/// How a phone number is typed (CUS-09): nine national digits at the quote tool, the whole number without blanks
/// in the lead app, anything reasonable elsewhere.
enum class phone_form : std::uint8_t { national_9, international, any };

/// Which registration authority's practice a VIN follows: the check digit is enforced in North America only.
enum class vin_region : std::uint8_t { eu, na };

/// VAT number (CUS-10) with its prefix, or without where `country` (`BE`, `LU`, `FR`) is given. The placeholder
/// `BE0000000097` (CUS-11) gives verdict::placeholder.
[[nodiscard]] checked check_vat(std::string_view value, std::string_view country = {}) noexcept;
/// SIREN (CUS-10): nine digits, Luhn.
[[nodiscard]] checked check_siren(std::string_view value) noexcept;
/// SIRET (CUS-10): fourteen digits, Luhn, and its SIREN part; La Poste's own sum where it is one of La Poste's.
[[nodiscard]] checked check_siret(std::string_view value) noexcept;
/// Phone number (CUS-09); `country` is the ISO 3166 code that a national number belongs to.
[[nodiscard]] checked_phone check_phone(std::string_view value, std::string_view country,
                                        phone_form form = phone_form::any) noexcept;
/// Postal code (CUS-12) of BE, LU, FR or CA; of any other ISO 3166 country it is kept as typed, trimmed (CUS-13).
[[nodiscard]] checked check_postal_code(std::string_view value, std::string_view country) noexcept;
/// E-mail address (CUS-14); the domain in lower case and as A-labels, the local part as typed.
[[nodiscard]] checked check_email(std::string_view value) noexcept;
/// Vehicle identification number (CRD-07).
[[nodiscard]] checked check_vin(std::string_view value, vin_region region = vin_region::eu) noexcept;
/// IBAN (STL-02), with the national check digits of BE and FR.
[[nodiscard]] checked check_iban(std::string_view value) noexcept;
/// BIC (STL-02).
[[nodiscard]] checked check_bic(std::string_view value) noexcept;
/// A person's or company's name (CUS-15): NFC, blanks collapsed.
[[nodiscard]] checked check_name(std::string_view value) noexcept;
/// The code of a card or voucher (CRD-20): any case, blanks and dashes ignored.
[[nodiscard]] checked check_card_code(std::string_view value) noexcept;
/// Makes the code of a card or voucher (CRD-20) from 60 of the 64 bits given: twelve characters of Crockford's
/// base 32 and a check character, in upper case. The bits must come from a cryptographic source.
[[nodiscard]] std::array<char, 13> make_card_code(const std::array<std::uint8_t, 8>& random) noexcept;
/// The login of a show user (NET-08): `INETPSA\` and `TA` + five alphanumerics.
[[nodiscard]] checked check_show_login(std::string_view value) noexcept;

/// True for an ISO 3166-1 alpha-2 code in upper case (`XK` included).
[[nodiscard]] bool is_country(std::string_view code) noexcept;

/// Whether two names are the same person's or company's (CUS-03). Never refuses: format and control characters
/// are dropped.
[[nodiscard]] bool match_names(std::string_view a, std::string_view b) noexcept;
/// Whether two e-mail addresses are the same (CUS-14): equal without regard to case.
[[nodiscard]] bool match_emails(std::string_view a, std::string_view b) noexcept;

}  // namespace v1
}  // namespace dealerkit
