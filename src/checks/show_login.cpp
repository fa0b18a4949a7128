// Logins of show users (NET-08).
#include "checks/clean.hpp"

namespace dealerkit {
inline namespace v1 {
namespace {

constexpr std::string_view login_prefix = "INETPSA\\TA";
constexpr std::size_t login_size = login_prefix.size() + 5;

bool is_login(std::string_view text) noexcept {
  if (text.size() != login_size || !text.starts_with(login_prefix)) return false;
  for (const char c : text.substr(login_prefix.size()))
    if (!checks::is_digit(c) && !checks::is_upper(checks::to_upper(c))) return false;
  return true;
}

}  // namespace

checked check_show_login(std::string_view value) noexcept {
  checked answer;
  const checks::cleaned typed(value, checks::folding::blanks, rule::show_login_malformed);
  if (typed.broken != rule::none) {
    checks::refuse(answer, typed.broken);
  } else if (!is_login(typed.text)) {
    checks::refuse(answer, rule::show_login_malformed);
  } else {
    answer.status = verdict::valid;
    answer.text.append(typed.text);
  }
  return answer;
}

}  // namespace v1
}  // namespace dealerkit
