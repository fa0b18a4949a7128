// VAT numbers of Belgium, Luxembourg and France (CUS-10), and the placeholder (CUS-11).
#include <array>
#include <cstring>
#include <utility>

#include "checks/clean.hpp"

namespace dealerkit {
inline namespace v1 {
namespace {

using checks::cleaned;
using checks::folding;
using checks::is_digit;
using checks::is_upper;
using checks::passes_luhn;
using checks::refuse;
using checks::to_upper;

constexpr std::string_view placeholder_digits = "0000000097";

// What becomes of a character of a VAT number: itself in upper case, or one of these; the kinds
// have a bit that no ASCII character has.
constexpr unsigned char is_special = 0x80;
constexpr unsigned char is_refused = 0x81;
constexpr unsigned char is_slash = 0x82;
constexpr unsigned char is_colon = 0x84;

struct character_tables {
  std::array<unsigned char, 256> result{};
  std::array<std::uint8_t, 256> kept{};  // 1 where it stays, 0 where it is left out
};

constexpr auto characters = [] {
  character_tables tables;
  for (std::size_t c = 0; c < 256; ++c) {
    const char upper = to_upper(static_cast<char>(c));
    const bool bracket = upper == '(' || upper == ')';
    const bool separator = upper == ' ' || upper == '-' || upper == '.';  // in all three countries
    tables.kept[c] = is_digit(upper) || is_upper(upper) || bracket ? 1 : 0;
    tables.result[c] = tables.kept[c] != 0 ? static_cast<unsigned char>(upper)
                       : separator         ? 0
                       : upper == '/'      ? is_slash
                       : upper == ':'      ? is_colon
                                           : is_refused;
  }
  return tables;
}();

// The number without separators, and which special characters it had.
class compact_text {
 public:
  explicit compact_text(std::string_view text) noexcept {
    writer to{data_};
    special_ = 0;
    for (const char c : text) {
      const unsigned char result = to.put(c);
      if ((result & is_special) != 0) special_ |= result;
    }
    size_ = to.size;
  }
  // Of 8 to 16 bytes, which nearly all VAT numbers have: sixteen steps without a loop, the rest
  // being blanks. No step has a branch: where separators are, nobody can predict. Where there is
  // any special character has_special() is true, and nothing else means anything.
  struct short_tag {};
  compact_text(std::string_view text, short_tag) noexcept {
    char padded[16];
    std::memset(padded, ' ', sizeof padded);
    std::memcpy(padded, text.data(), 8);
    std::memcpy(padded + text.size() - 8, text.data() + text.size() - 8, 8);
    writer to{data_};
    unsigned seen = 0;
    [&]<std::size_t... I>(std::index_sequence<I...>) { ((seen |= to.put(padded[I])), ...); }
    (std::make_index_sequence<sizeof padded>{});
    size_ = to.size;
    special_ = seen & is_special;
  }

  [[nodiscard]] bool has_special() const noexcept { return special_ != 0; }
  [[nodiscard]] bool has(unsigned char kind) const noexcept { return (special_ & kind & ~unsigned{is_special}) != 0; }
  [[nodiscard]] std::string_view view() const noexcept { return {data_, size_}; }

 private:
  // Apart from the members, which for the compiler any char that is written might be a part of.
  struct writer {
    char* data;
    std::size_t size = 0;

    unsigned char put(char c) noexcept {
      const auto index = static_cast<unsigned char>(c);
      const unsigned char result = characters.result[index];
      data[size] = static_cast<char>(result);
      size += characters.kept[index];
      return result;
    }
  };

  std::size_t size_;
  unsigned special_;
  char data_[checked_text_max + 1];
};

// Reads `Count` digits, halves at a time so that no long chain of steps has to wait for each other.
// False, and a value that means nothing, where there is anything else.
template <std::size_t Count>
[[gnu::always_inline]] inline bool read_digits(const char* text, std::uint32_t& value) noexcept {
  static_assert(Count >= 1 && Count <= 9);
  if constexpr (Count == 1) {
    value = static_cast<std::uint32_t>(static_cast<unsigned char>(*text)) - '0';
    return value < 10;
  } else {
    constexpr std::size_t low_count = Count / 2;
    constexpr auto scale = [] {
      std::uint32_t power = 1;
      for (std::size_t i = 0; i < low_count; ++i) power *= 10;
      return power;
    }();
    std::uint32_t high = 0;
    std::uint32_t low = 0;
    const bool high_digits = read_digits<Count - low_count>(text, high);
    const bool low_digits = read_digits<low_count>(text + Count - low_count, low);
    value = high * scale + low;
    return high_digits & low_digits;
  }
}

// Ten digits.
rule check_be_digits(std::string_view digits, checked& answer) noexcept {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  if (!read_digits<8>(digits.data(), first) || !read_digits<2>(digits.data() + 8, last) || digits[0] > '1')
    return rule::vat_malformed;
  if (97 - first % 97 != last) return rule::vat_check_digits_wrong;
  answer.status = first == 0 ? verdict::placeholder : verdict::valid;  // BE0000000097
  answer.text.append("BE");
  answer.text.append(digits);
  return rule::none;
}

rule check_be(std::string_view body, checked& answer) noexcept {
  if (body.size() == 10) return check_be_digits(body, answer);
  // Nine digits are as written before 2005; `(0)` was a way to write both. A zero goes before them.
  const bool bracketed = body.starts_with("(0)");
  if (bracketed) body.remove_prefix(3);
  if (body.size() != 9 && !(bracketed && body.size() == 8)) return rule::vat_malformed;
  char digits[10] = {'0', '0'};
  std::memcpy(digits + 10 - body.size(), body.data(), body.size());
  return check_be_digits({digits, 10}, answer);
}

rule check_lu(std::string_view body, checked& answer) noexcept {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  if (body.size() != 8 || !read_digits<6>(body.data(), first) || !read_digits<2>(body.data() + 6, last))
    return rule::vat_malformed;
  if (first % 89 != last) return rule::vat_check_digits_wrong;
  answer.status = verdict::valid;
  answer.text.append("LU");
  answer.text.append(body);
  return rule::none;
}

// The place of a key character in `0-9A-HJ-NP-Z`; -1 for I, O and all others.
constexpr int key_value(char c) noexcept {
  if (is_digit(c)) return c - '0';
  if (!is_upper(c) || c == 'I' || c == 'O') return -1;
  return c - 'A' + 10 - (c > 'I' ? 1 : 0) - (c > 'O' ? 1 : 0);
}

rule check_fr(std::string_view body, checked& answer) noexcept {
  if (body.size() != 11) return rule::vat_malformed;
  const int first = key_value(body[0]);
  const int second = key_value(body[1]);
  const auto siren_digits = body.substr(2);
  std::uint32_t siren_number = 0;
  if (first < 0 || second < 0 || !read_digits<9>(siren_digits.data(), siren_number)) return rule::vat_malformed;
  // Numbers from Monaco are no SIREN.
  if (siren_number >= 1'000'000 && !passes_luhn(siren_digits)) return rule::vat_check_digits_wrong;
  const std::uint64_t siren = siren_number;
  bool agrees = false;
  if (first < 10 && second < 10) {
    agrees = (siren * 100 + 12) % 97 == static_cast<std::uint64_t>(first * 10 + second);
  } else {
    const auto key = static_cast<std::uint64_t>(first < 10 ? 24 * first + second - 10 : 34 * first + second - 100);
    agrees = (siren + 1 + key / 11) % 11 == key % 11;
  }
  if (!agrees) return rule::vat_check_digits_wrong;
  answer.status = verdict::valid;
  answer.text.append("FR");
  answer.text.append(body);
  return rule::none;
}

enum class vat_country : std::uint8_t { none, be, lu, fr };

// By bytes: the letters were just written one by one, and reading them as one word would have to
// wait.
constexpr vat_country country_of(std::string_view letters) noexcept {
  if (letters.size() < 2) return vat_country::none;
  const auto is = [&](char first, char second) { return letters[0] == first && letters[1] == second; };
  if (is('B', 'E')) return vat_country::be;
  if (is('L', 'U')) return vat_country::lu;
  return is('F', 'R') ? vat_country::fr : vat_country::none;
}

rule check_body(vat_country country, std::string_view body, const compact_text& number, checked& answer) noexcept {
  if (number.has(is_slash) && country != vat_country::be) return rule::vat_malformed;
  if (number.has(is_colon) && country != vat_country::lu) return rule::vat_malformed;
  switch (country) {
    case vat_country::be: return check_be(body, answer);
    case vat_country::lu: return check_lu(body, answer);
    case vat_country::fr: return check_fr(body, answer);
    case vat_country::none: break;
  }
  return rule::vat_country_unsupported;
}

// A number whose own prefix is not that of the country asked for.
rule check_other_prefix(vat_country asked, vat_country own, const compact_text& number, checked& answer) noexcept {
  const auto all = number.view();
  if (own == vat_country::be) {
    checked belgian;
    if (check_body(own, all.substr(2), number, belgian) == rule::none && belgian.status == verdict::placeholder) {
      if (asked == vat_country::fr) return rule::vat_placeholder_only_be_lu;
      answer = belgian;
      return rule::none;
    }
  }
  // The key of a French number may be two letters, which then look like a prefix.
  if (asked == vat_country::fr && all.size() == 11) {
    const rule broken = check_body(asked, all, number, answer);
    if (broken == rule::none || own == vat_country::none) return broken;
  }
  return rule::vat_country_mismatch;
}

rule decide(const compact_text& number, std::string_view country, checked& answer) noexcept {
  const auto asked = country.size() == 2 ? country_of(country) : vat_country::none;
  if (!country.empty() && asked == vat_country::none) return rule::vat_country_unsupported;
  if (number.has(is_refused)) return rule::vat_malformed;
  const auto all = number.view();
  const bool prefixed = all.size() >= 2 && is_upper(all[0]) && is_upper(all[1]);
  if (!prefixed) {
    if (asked == vat_country::none) return rule::vat_prefix_missing;
    // The placeholder is a Belgian number whatever the prefix that the screen shows beside it.
    if (asked == vat_country::lu && (all == placeholder_digits || all == placeholder_digits.substr(1)))
      return check_body(vat_country::be, all, number, answer);
    return check_body(asked, all, number, answer);
  }
  const auto own = country_of(all.substr(0, 2));
  if (asked == vat_country::none) {
    if (own == vat_country::none) return rule::vat_country_unsupported;
    return check_body(own, all.substr(2), number, answer);
  }
  if (own == asked) return check_body(own, all.substr(2), number, answer);
  return check_other_prefix(asked, own, number, answer);
}

}  // namespace

// All in one piece: the calls between the steps above cost a quarter of the time.
[[gnu::flatten]] checked check_vat(std::string_view value, std::string_view country) noexcept {
  checked answer;
  rule broken = rule::none;
  bool decided = false;
  if (value.size() >= 8 && value.size() <= 16) {
    // Nothing special means nothing that cleaning would have to do with.
    const compact_text number(value, compact_text::short_tag{});
    decided = !number.has_special() && !number.view().empty();
    if (decided) broken = decide(number, country, answer);
  }
  if (!decided) {
    const cleaned typed(value, folding::blanks_and_dashes, rule::vat_missing);
    broken = typed.broken != rule::none ? typed.broken : decide(compact_text(typed.text), country, answer);
  }
  if (broken != rule::none) {
    answer.text.clear();
    refuse(answer, broken);
  }
  return answer;
}

}  // namespace v1
}  // namespace dealerkit
