// Bank accounts (STL-02): IBAN (ISO 13616) and BIC (ISO 9362).
#include <array>

#include "checks/clean.hpp"

namespace dealerkit {
inline namespace v1 {
namespace {

using checks::cleaned;
using checks::folding;
using checks::is_digit;
using checks::is_upper;
using checks::number_of;
using checks::refuse;
using checks::to_upper;

constexpr std::size_t bban_max = 30;

// Of the IBAN registry, release 101: what follows the country code and the check digits. `n`
// digits, `a` letters, `c` both.
struct registry_line {
  std::string_view country, structure;
};

constexpr registry_line registry[] = {
    {"AD", "n8c12"},   {"AE", "n19"},    {"AL", "n8c16"},    {"AT", "n16"},      {"AZ", "a4c20"},    {"BA", "n16"},
    {"BE", "n12"},     {"BG", "a4n6c8"}, {"BH", "a4c14"},    {"BI", "n23"},      {"BR", "n23a1c1"},  {"BY", "c4n4c16"},
    {"CH", "n5c12"},   {"CR", "n18"},    {"CY", "n8c16"},    {"CZ", "n20"},      {"DE", "n18"},      {"DJ", "n23"},
    {"DK", "n14"},     {"DO", "c4n20"},  {"EE", "n16"},      {"EG", "n25"},      {"ES", "n20"},      {"FI", "n14"},
    {"FK", "a2n12"},   {"FO", "n14"},    {"FR", "n10c11n2"}, {"GB", "a4n14"},    {"GE", "a2n16"},    {"GI", "a4c15"},
    {"GL", "n14"},     {"GR", "n7c16"},  {"GT", "c24"},      {"HN", "a4n20"},    {"HR", "n17"},      {"HU", "n24"},
    {"IE", "a4n14"},   {"IL", "n19"},    {"IQ", "a4n15"},    {"IS", "n22"},      {"IT", "a1n10c12"}, {"JO", "a4n4c18"},
    {"KW", "a4c22"},   {"KZ", "n3c13"},  {"LB", "n4c20"},    {"LC", "a4c24"},    {"LI", "n5c12"},    {"LT", "n16"},
    {"LU", "n3c13"},   {"LV", "a4c13"},  {"LY", "n21"},      {"MC", "n10c11n2"}, {"MD", "c20"},      {"ME", "n18"},
    {"MK", "n3c10n2"}, {"MN", "n16"},    {"MR", "n23"},      {"MT", "a4n5c18"},  {"MU", "a4n19a3"},  {"NI", "a4n20"},
    {"NL", "a4n10"},   {"NO", "n11"},    {"OM", "n3c16"},    {"PK", "a4c16"},    {"PL", "n24"},      {"PS", "a4c21"},
    {"PT", "n21"},     {"QA", "a4c21"},  {"RO", "a4c16"},    {"RS", "n18"},      {"RU", "n14c15"},   {"SA", "n2c18"},
    {"SC", "a4n20a3"}, {"SD", "n14"},    {"SE", "n20"},      {"SI", "n15"},      {"SK", "n20"},      {"SM", "a1n10c12"},
    {"SO", "n19"},     {"ST", "n21"},    {"SV", "a4n20"},    {"TL", "n19"},      {"TN", "n20"},      {"TR", "n6c16"},
    {"UA", "n6c19"},   {"VA", "n18"},    {"VG", "a4n16"},    {"XK", "n16"},      {"YE", "a4n4c18"},
};

constexpr std::uint8_t is_number = 1;
constexpr std::uint8_t is_letter = 2;

struct account_format {
  std::uint8_t size = 0;  // of the part after the check digits
  std::uint8_t accepted[bban_max] = {};
};

constexpr account_format expand(std::string_view structure) {
  account_format format;
  for (std::size_t i = 0; i < structure.size();) {
    const char kind = structure[i++];
    unsigned count = 0;
    for (; i < structure.size() && is_digit(structure[i]); ++i)
      count = count * 10 + static_cast<unsigned>(structure[i] - '0');
    for (; count > 0; --count)
      format.accepted[format.size++] = kind == 'n' ? is_number : kind == 'a' ? is_letter : is_number | is_letter;
  }
  return format;
}

constexpr auto formats = [] {
  std::array<account_format, std::size(registry)> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = expand(registry[i].structure);
  return all;
}();

// Position + 1 in the registry of two letters, 0 where the country is not in it.
constexpr auto positions = [] {
  std::array<std::uint8_t, 26 * 26> table{};
  for (std::size_t i = 0; i < std::size(registry); ++i) {
    const auto country = registry[i].country;
    table[static_cast<std::size_t>((country[0] - 'A') * 26 + country[1] - 'A')] = static_cast<std::uint8_t>(i + 1);
  }
  return table;
}();

static_assert(formats[positions[1 * 26 + 4] - 1u].size == 12);   // BE
static_assert(formats[positions[11 * 26 + 2] - 1u].size == 28);  // LC

struct character_tables {
  std::array<char, 256> upper{};
  std::array<std::uint8_t, 256> kind{};  // of the character in upper case; 0 for what an IBAN never has
  std::array<std::uint8_t, 256> kept{};  // 0 for a blank and a dash
};

constexpr auto characters = [] {
  character_tables tables;
  for (std::size_t c = 0; c < 256; ++c) {
    const char upper = to_upper(static_cast<char>(c));
    const bool separator = upper == ' ' || upper == '-';
    tables.upper[c] = upper;
    tables.kind[c] = is_digit(upper) ? is_number : is_upper(upper) ? is_letter : 0;
    tables.kept[c] = separator ? 0 : 1;
  }
  return tables;
}();

constexpr std::uint8_t kind_of(char c) noexcept { return characters.kind[static_cast<unsigned char>(c)]; }

// Continues a remainder modulo 97 over digits, and letters as 10 ... 35. Eight characters are
// sixteen digits at most, so that many fit before a remainder is taken.
std::uint64_t continue_mod_97(std::uint64_t rest, std::string_view text) noexcept {
  while (!text.empty()) {
    const auto part = text.substr(0, 8);
    for (const char c : part) {
      const auto value = static_cast<std::uint64_t>(c - (c <= '9' ? '0' : 'A' - 10));
      rest = rest * (c <= '9' ? 10 : 100) + value;
    }
    rest %= 97;
    text.remove_prefix(part.size());
  }
  return rest;
}

bool belgian_check(std::string_view account) noexcept {
  const std::uint64_t rest = number_of(account.substr(0, 10)) % 97;
  return number_of(account.substr(10)) == (rest == 0 ? 97 : rest);
}

// The RIB key: 97 less the rest of bank, branch and account, letters replaced, and two zeros.
bool french_check(std::string_view account) noexcept {
  constexpr std::string_view replaced = "12345678912345678923456789";  // A-I 1-9, J-R 1-9, S-Z 2-9
  std::uint64_t rest = 0;
  for (const char c : account.substr(0, 21)) {
    const char digit = is_digit(c) ? c : replaced[static_cast<std::size_t>(c - 'A')];
    rest = (rest * 10 + static_cast<std::uint64_t>(digit - '0')) % 97;
  }
  return number_of(account.substr(21)) == 97 - rest * 100 % 97;
}

rule check_account(std::string_view iban) noexcept {
  if (iban.size() < 4 || !is_upper(iban[0]) || !is_upper(iban[1]) || !is_digit(iban[2]) || !is_digit(iban[3]))
    return rule::iban_malformed;
  const auto position = positions[static_cast<std::size_t>((iban[0] - 'A') * 26 + iban[1] - 'A')];
  if (position == 0) return rule::iban_country_unknown;
  const auto& format = formats[position - 1u];
  const auto account = iban.substr(4);
  if (account.size() != format.size) return rule::iban_malformed;
  bool fits = true;
  for (std::size_t i = 0; i < account.size(); ++i) fits &= (kind_of(account[i]) & format.accepted[i]) != 0;
  if (!fits) return rule::iban_malformed;
  const auto check = number_of(iban.substr(2, 2));
  if (check < 2 || check > 98 || continue_mod_97(continue_mod_97(0, account), iban.substr(0, 4)) != 1)
    return rule::iban_check_digits_wrong;
  const auto country = iban.substr(0, 2);
  if ((country == "BE" && !belgian_check(account)) || (country == "FR" && !french_check(account)))
    return rule::iban_national_check_wrong;
  return rule::none;
}

bool is_bic(std::string_view bic) noexcept {
  if (bic.size() != 8 && bic.size() != 11) return false;
  for (std::size_t i = 0; i < bic.size(); ++i)
    if (!is_upper(bic[i]) && (i < 6 || !is_digit(bic[i]))) return false;
  return is_country(bic.substr(4, 2));
}

}  // namespace

checked check_iban(std::string_view value) noexcept {
  checked answer;
  const cleaned typed(value, folding::blanks, rule::iban_missing);
  rule broken = typed.broken;
  if (broken == rule::none) {
    // Without branches, as nobody can predict where blanks are.
    char iban[checked_text_max + 1];
    std::size_t size = 0;
    unsigned unacceptable_kept = 0;
    for (const char c : typed.text) {
      const auto index = static_cast<unsigned char>(c);
      iban[size] = characters.upper[index];
      size += characters.kept[index];
      unacceptable_kept |= characters.kept[index] & (characters.kind[index] == 0);
    }
    broken = unacceptable_kept == 0 ? check_account({iban, size}) : rule::iban_malformed;
    if (broken == rule::none) answer.text.append({iban, size});
  }
  if (broken == rule::none) {
    answer.status = verdict::valid;
  } else {
    refuse(answer, broken);
  }
  return answer;
}

checked check_bic(std::string_view value) noexcept {
  checked answer;
  const cleaned typed(value, folding::blanks, rule::bic_missing);
  if (typed.broken != rule::none) {
    refuse(answer, typed.broken);
    return answer;
  }
  for (const char c : typed.text.substr(0, 12)) answer.text.push(to_upper(c));
  if (is_bic(answer.normalized())) {
    answer.status = verdict::valid;
  } else {
    answer.text.clear();
    refuse(answer, rule::bic_malformed);
  }
  return answer;
}

}  // namespace v1
}  // namespace dealerkit
