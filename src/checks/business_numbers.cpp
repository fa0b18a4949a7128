// SIREN and SIRET (CUS-10): the numbers of French companies and of their places of business.
#include "checks/clean.hpp"

namespace dealerkit {
inline namespace v1 {
namespace {

using checks::cleaned;
using checks::folding;
using checks::is_digit;
using checks::passes_luhn;
using checks::refuse;

// Digits without the blanks and dots between them; false where something else, or another count, is
// there.
template <std::size_t Count>
bool compact(std::string_view text, char (&digits)[Count]) noexcept {
  std::size_t size = 0;
  for (const char c : text) {
    if (c == ' ' || c == '.') continue;
    if (!is_digit(c) || size == Count) return false;
    digits[size++] = c;
  }
  return size == Count;
}

// La Poste's many places of business have a sum of their own; its head office is like any other's.
constexpr std::string_view la_poste = "356000000";
constexpr std::string_view la_poste_head_office = "35600000000048";

bool siret_check(std::string_view digits) noexcept {
  if (!passes_luhn(digits.substr(0, 9))) return false;
  if (!digits.starts_with(la_poste) || digits == la_poste_head_office) return passes_luhn(digits);
  int sum = 0;
  for (const char c : digits) sum += c - '0';
  return sum % 5 == 0;
}

}  // namespace

checked check_siren(std::string_view value) noexcept {
  checked answer;
  const cleaned typed(value, folding::blanks, rule::siren_malformed);
  char digits[9];
  if (typed.broken != rule::none) {
    refuse(answer, typed.broken);
  } else if (!compact(typed.text, digits)) {
    refuse(answer, rule::siren_malformed);
  } else if (!passes_luhn({digits, 9})) {
    refuse(answer, rule::siren_check_digit_wrong);
  } else {
    answer.status = verdict::valid;
    answer.text.append({digits, 9});
  }
  return answer;
}

checked check_siret(std::string_view value) noexcept {
  checked answer;
  const cleaned typed(value, folding::blanks, rule::siret_malformed);
  char digits[14];
  if (typed.broken != rule::none) {
    refuse(answer, typed.broken);
  } else if (!compact(typed.text, digits)) {
    refuse(answer, rule::siret_malformed);
  } else if (!siret_check({digits, 14})) {
    refuse(answer, rule::siret_check_digit_wrong);
  } else {
    answer.status = verdict::valid;
    answer.text.append({digits, 14});
  }
  return answer;
}

}  // namespace v1
}  // namespace dealerkit
