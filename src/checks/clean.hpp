// What all checks do first with text as typed: bound it, refuse what is no text, trim it, and fold
// what stands for an ASCII character to it.
#pragma once

#include <cstdint>
#include <string_view>

#include "dealerkit/checks.hpp"

namespace dealerkit {
inline namespace v1 {
namespace checks {

/// What of the characters beyond ASCII a kind of text accepts; blanks of all kinds it always does.
enum class folding : std::uint8_t {
  blanks,             ///< nothing else
  blanks_and_dashes,  ///< U+2010 to U+2015 too
  phone,              ///< these, full-width characters and all decimal digits; format characters are dropped
};

/// Stands in a cleaned text for a character that no kind accepts, and is accepted by none itself.
inline constexpr char unacceptable = '\x7f';

/// Text after the common cleaning: ASCII, trimmed. `broken` says why there is none: field_too_long,
/// text_not_utf8, text_has_nul (in this order), or `missing` where nothing is left but blanks.
class cleaned {
 public:
  cleaned(std::string_view value, folding how, rule missing) noexcept;
  cleaned(const cleaned&) = delete;
  cleaned& operator=(const cleaned&) = delete;

  rule broken = rule::none;
  std::string_view text;
  bool ascii = true;  ///< the text was ASCII before cleaning too

 private:
  rule fold(std::string_view value, folding how) noexcept;

  char buffer_[checked_text_max];  // where `text` is when it could not be left where it was
};

/// Text that keeps its characters, for what is not only ASCII.
struct kept_text {
  rule broken = rule::none;
  std::string_view text;     ///< trimmed of blanks of all kinds
  bool ascii = true;         ///< the trimmed text is ASCII
  bool has_control = false;  ///< a control character inside
  bool has_format = false;   ///< a format character (zero-width, bidirectional) inside
};

[[nodiscard]] kept_text keep(std::string_view value, rule missing) noexcept;

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
constexpr bool is_ascii_blank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
/// Upper case of ASCII letters only: U+017F must not become an S.
constexpr char to_upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
constexpr char to_lower(char c) noexcept { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

inline bool all_digits(std::string_view text) noexcept {
  for (const char c : text)
    if (!is_digit(c)) return false;
  return !text.empty();
}

/// The number that digits spell; at most 18 of them.
inline std::uint64_t number_of(std::string_view digits) noexcept {
  std::uint64_t value = 0;
  for (const char c : digits) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return value;
}

/// Luhn's sum over digits, ISO/IEC 7812.
inline bool passes_luhn(std::string_view digits) noexcept {
  constexpr std::uint8_t doubled[10] = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
  unsigned sum = 0;
  std::size_t i = digits.size() % 2;
  if (i == 1) sum = static_cast<unsigned>(digits[0] - '0');
  for (; i < digits.size(); i += 2) sum += doubled[digits[i] - '0'] + static_cast<unsigned>(digits[i + 1] - '0');
  return sum % 10 == 0;
}

/// Makes `answer` an invalid one.
inline void refuse(checked& answer, rule broken) noexcept {
  answer.status = verdict::invalid;
  answer.broken = broken;
}

}  // namespace checks
}  // namespace v1
}  // namespace dealerkit
