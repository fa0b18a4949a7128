// The code of a configuration (CFG-12): `1~CATALOGUE~MODEL~VALUE~VALUE~…~CRC`.
//
// It holds names, since numbers would change with the catalogue and hashes could not say what no longer exists. All of
// its characters are unreserved in addresses and readable. CRC-16/CCITT finds every error burst of 16 bits, and so
// every wrong character and every exchange of two neighbours.
#include <algorithm>
#include <cstdint>

#include "dealerkit/configuration.hpp"

namespace dealerkit {
inline namespace v1 {
namespace {

constexpr char separator = '~';
constexpr std::string_view form = "1";
constexpr std::size_t check_size = 4;

constexpr std::uint16_t checksum(std::string_view text) noexcept {
  std::uint32_t sum = 0xffff;
  for (const char c : text) {
    sum ^= static_cast<std::uint32_t>(static_cast<unsigned char>(c)) << 8;
    for (int bit = 0; bit < 8; ++bit) sum = (sum << 1) ^ ((sum & 0x8000) != 0 ? 0x1021u : 0u);
    sum &= 0xffff;
  }
  return static_cast<std::uint16_t>(sum);
}
static_assert(checksum("123456789") == 0x29b1);  // the check value of CRC-16/CCITT-FALSE

void append_check(std::string& text) {
  constexpr char digits[] = "0123456789abcdef";
  const std::uint32_t sum = checksum(text);
  text += separator;
  for (int shift = 12; shift >= 0; shift -= 4) text += digits[(sum >> shift) & 15];
}

constexpr bool code_like(std::string_view text, bool with_dot) noexcept {
  std::size_t dots = 0;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (c == '.') ++dots;
    if (!letter && c != '.') return false;
  }
  if (!with_dot) return !text.empty() && dots == 0;
  return dots == 1 && text.front() != '.' && text.back() != '.';
}

std::string_view take(std::string_view& rest) noexcept {
  const auto end = rest.find(separator);
  const auto part = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return part;
}

}  // namespace

std::string write_code(const coded_configuration& configuration) {
  auto choices = configuration.choices;
  std::sort(choices.begin(), choices.end());
  choices.erase(std::unique(choices.begin(), choices.end()), choices.end());
  std::string text(form);
  for (const auto* part : {&configuration.catalog_code, &configuration.model}) (text += separator) += *part;
  for (const auto& choice : choices) (text += separator) += choice;
  append_check(text);
  return text;
}

result<coded_configuration> read_code(std::string_view code) {
  constexpr error malformed{rule::configuration_code_malformed, "code"};
  if (code.empty()) return error{rule::configuration_code_missing, "code"};
  if (code.size() > configuration_code_bytes_max || code.size() < check_size + 1) return malformed;
  const std::string_view text = code.substr(0, code.size() - check_size - 1);
  std::string expected(text);
  append_check(expected);

  coded_configuration read;
  std::string_view rest = text;
  const bool known_form = take(rest) == form;
  read.catalog_code = std::string(take(rest));
  read.model = std::string(take(rest));
  bool fine = known_form && code_like(read.catalog_code, false) && code_like(read.model, false);
  while (fine && !rest.empty()) {
    const auto choice = take(rest);
    fine = code_like(choice, true) && (read.choices.empty() || std::string_view(read.choices.back()) < choice);
    read.choices.emplace_back(choice);
  }
  const std::string_view check = code.substr(text.size());
  const bool check_formed =
      check.front() == separator && check.find_first_not_of("0123456789abcdef", 1) == std::string_view::npos;
  // A wrong character may break the form too; what a checksum was there to find is said first.
  if (check_formed && known_form && expected != code) return error{rule::configuration_code_check_wrong, "code"};
  if (!fine || !check_formed || text.back() == separator) return malformed;
  return read;
}

}  // namespace v1
}  // namespace dealerkit
