// Postal codes (CUS-12) of Belgium, Luxembourg, France and Canada; those of other countries are
// kept (CUS-13).
#include "checks/clean.hpp"

namespace dealerkit {
inline namespace v1 {
namespace {

using checks::all_digits;
using checks::is_digit;
using checks::keep;
using checks::refuse;
using checks::to_upper;

constexpr std::string_view canadian_first = "ABCEGHJKLMNPRSTVXY";
constexpr std::string_view canadian_other = "ABCEGHJKLMNPRSTVWXYZ";

bool is_one_of(char c, std::string_view letters) noexcept { return letters.find(c) != std::string_view::npos; }

bool four_digits(std::string_view text) noexcept { return text.size() == 4 && all_digits(text); }

// Each writes the normal form to `out` and answers whether there is one. Inside only the plain
// blank counts.
bool read_be(std::string_view text, bounded_text<checked_text_max>& out) noexcept {
  if (!four_digits(text) || text[0] == '0') return false;
  out.append(text);
  return true;
}

bool read_lu(std::string_view text, bounded_text<checked_text_max>& out) noexcept {
  if (text.size() > 2 && to_upper(text[0]) == 'L' && text[1] == '-') text.remove_prefix(2);
  if (!four_digits(text)) return false;
  out.append("L-");
  out.append(text);
  return true;
}

bool read_fr(std::string_view text, bounded_text<checked_text_max>& out) noexcept {
  const bool spaced = text.size() == 6 && text[2] == ' ';
  if (text.size() != 5 && !spaced) return false;
  const auto first = text.substr(0, 2);
  const auto rest = text.substr(spaced ? 3 : 2);
  if (!all_digits(first) || !all_digits(rest)) return false;
  out.append(first);
  out.append(rest);
  return true;
}

bool read_ca(std::string_view text, bounded_text<checked_text_max>& out) noexcept {
  const bool spaced = text.size() == 7 && text[3] == ' ';
  if (text.size() != 6 && !spaced) return false;
  const auto rest = text.substr(spaced ? 4 : 3);
  const char code[7] = {to_upper(text[0]), text[1], to_upper(text[2]), ' ', rest[0], to_upper(rest[1]), rest[2]};
  if (!is_one_of(code[0], canadian_first) || !is_digit(code[1]) || !is_one_of(code[2], canadian_other) ||
      !is_digit(code[4]) || !is_one_of(code[5], canadian_other) || !is_digit(code[6]))
    return false;
  out.append({code, 7});
  return true;
}

// Says whether the country's codes are known, and reads one.
bool read_known(std::string_view country, std::string_view text, checked& answer, bool& fits) noexcept {
  if (country == "BE") {
    fits = read_be(text, answer.text);
  } else if (country == "LU") {
    fits = read_lu(text, answer.text);
  } else if (country == "FR") {
    fits = read_fr(text, answer.text);
  } else if (country == "CA") {
    fits = read_ca(text, answer.text);
  } else {
    return false;
  }
  return true;
}

}  // namespace

checked check_postal_code(std::string_view value, std::string_view country) noexcept {
  checked answer;
  const auto typed = keep(value, rule::postal_code_missing);
  if (typed.broken != rule::none) {
    refuse(answer, typed.broken);
    return answer;
  }
  if (country.empty()) {
    refuse(answer, rule::country_missing);
    return answer;
  }
  if (!is_country(country)) {
    refuse(answer, rule::other_country_unknown);
    return answer;
  }
  bool fits = false;
  if (!read_known(country, typed.text, answer, fits)) {
    fits = !typed.has_control && !typed.has_format;
    if (fits) answer.text.append(typed.text);
  }
  if (fits) {
    answer.status = verdict::valid;
  } else {
    refuse(answer, rule::postal_code_malformed);
  }
  return answer;
}

}  // namespace v1
}  // namespace dealerkit
