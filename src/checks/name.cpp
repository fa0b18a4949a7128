// Names of people and companies (CUS-15), and whether two are the same (CUS-03). Unicode's part of
// it is in src/text; a name in ASCII is settled here.
#include <string>

#include "checks/clean.hpp"
#include "text/text.hpp"

namespace dealerkit {
inline namespace v1 {
namespace {

using checks::cleaned;
using checks::folding;
using checks::refuse;

// Collapses the blanks of a trimmed ASCII name. A tabulator inside counts as a blank, as it does in
// src/text.
rule collapse(std::string_view name, checked& answer) noexcept {
  bool after_blank = false;
  for (const char c : name) {
    if (c == ' ' || c == '\t') {
      after_blank = true;
      continue;
    }
    if (c < ' ' || c == '\x7f') return rule::name_has_forbidden_character;
    if (after_blank) answer.text.push(' ');
    after_blank = false;
    answer.text.push(c);
  }
  return rule::none;
}

rule normalize(std::string_view value, checked& answer) noexcept {
  std::string normalized;
  switch (text::normalize_name(value, normalized)) {
    case text::name_problem::empty: return rule::name_missing;
    case text::name_problem::forbidden_character: return rule::name_has_forbidden_character;
    case text::name_problem::not_utf8: return rule::text_not_utf8;
    case text::name_problem::none: break;
  }
  return answer.text.append(normalized) ? rule::none : rule::field_too_long;  // NFC may grow
}

}  // namespace

checked check_name(std::string_view value) noexcept {
  checked answer;
  const cleaned typed(value, folding::blanks, rule::name_missing);
  rule broken = typed.broken;
  if (broken == rule::none) broken = typed.ascii ? collapse(typed.text, answer) : normalize(value, answer);
  if (broken == rule::none) {
    answer.status = verdict::valid;
  } else {
    answer.text.clear();
    refuse(answer, broken);
  }
  return answer;
}

bool match_names(std::string_view a, std::string_view b) noexcept { return text::names_equal(a, b); }

}  // namespace v1
}  // namespace dealerkit
