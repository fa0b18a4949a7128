// E-mail addresses (CUS-14): a dot-atom, an @, and a domain of at least two labels.
#include <array>
#include <bit>
#include <cstring>
#include <string>

#include "checks/clean.hpp"
#include "text/text.hpp"

namespace dealerkit {
inline namespace v1 {
namespace {

using checks::all_digits;
using checks::cleaned;
using checks::folding;
using checks::is_digit;
using checks::is_upper;
using checks::keep;
using checks::refuse;
using checks::to_lower;
using checks::to_upper;

constexpr std::size_t address_max = 254;
constexpr std::size_t local_max = 64;
constexpr std::size_t label_max = 63;

// 1 for what an atom of the local part may have.
constexpr auto atext = [] {
  std::array<std::uint8_t, 256> table{};
  for (std::size_t c = 0; c < 128; ++c) {
    const char upper = to_upper(static_cast<char>(c));
    table[c] = is_digit(upper) || is_upper(upper) ? 1 : 0;
  }
  for (const char c : std::string_view("!#$%&'*+-/=?^_`{|}~")) table[static_cast<std::size_t>(c)] = 1;
  return table;
}();

// What a label may have, in lower case; 0 for all else.
constexpr auto label_characters = [] {
  std::array<char, 256> table{};
  for (std::size_t c = 0; c < 128; ++c) {
    const char lower = to_lower(static_cast<char>(c));
    if (is_digit(lower) || (lower >= 'a' && lower <= 'z') || lower == '-') table[c] = lower;
  }
  return table;
}();

// A domain in lower case, if it is one: labels of letters, digits and hyphens, two at least, the
// last one not only digits.
struct read_domain {
  bool well_formed = false;
  bool has_a_label = false;  // a label says that it is the ASCII form of another
  std::size_t size = 0;
  char text[address_max];

  explicit read_domain(std::string_view domain) noexcept {
    if (domain.size() > address_max) return;
    std::size_t start = 0;
    std::size_t labels = 0;
    for (std::size_t i = 0;; ++i) {
      if (i < domain.size()) {
        const char c = label_characters[static_cast<unsigned char>(domain[i])];
        text[i] = c;
        if (c != '\0') continue;
        if (domain[i] != '.') return;
        text[i] = '.';
      }
      const std::string_view label(text + start, i - start);
      if (label.empty() || label.size() > label_max || label.front() == '-' || label.back() == '-') return;
      has_a_label |= label.size() >= 4 && label[2] == '-' && label.starts_with("xn--");
      ++labels;
      if (i == domain.size()) {
        well_formed = labels >= 2 && !all_digits(label);
        size = i;
        return;
      }
      start = i + 1;
    }
  }
  [[nodiscard]] std::string_view view() const noexcept { return {text, size}; }
};

// Puts local part and domain together; both are well-formed.
rule finish(std::string_view local, std::string_view domain, checked& answer) noexcept {
  if (local.size() + 1 + domain.size() > address_max) return rule::email_too_long;
  answer.text.append(local);
  answer.text.push('@');
  answer.text.append(domain);
  answer.status = verdict::valid;
  return rule::none;
}

// A domain that is not ASCII, or says that it is the ASCII form of one that is not.
rule finish_international(std::string_view local, std::string_view domain, checked& answer) noexcept {
  std::string ascii;
  if (!text::domain_to_a_label(domain, ascii)) return rule::email_domain_malformed;
  const read_domain read(ascii);
  return read.well_formed ? finish(local, read.view(), answer) : rule::email_domain_malformed;
}

rule decide(std::string_view address, bool ascii, checked& answer) noexcept {
  // The local part: atoms with single dots between them.
  std::size_t size = 0;
  std::size_t atom = 0;  // where the current one starts
  for (; size < address.size(); ++size) {
    const char c = address[size];
    if (atext[static_cast<unsigned char>(c)] != 0) continue;
    if (c != '.' || size == atom) break;
    atom = size + 1;
  }
  if (size == address.size() || address[size] != '@' || size == atom) return rule::email_malformed;
  const auto local = address.substr(0, size);
  const auto domain = address.substr(size + 1);

  const bool too_long = local.size() > local_max || (ascii && address.size() > address_max);
  if (!too_long && ascii) {
    const read_domain read(domain);
    if (read.well_formed)
      return read.has_a_label ? finish_international(local, domain, answer) : finish(local, read.view(), answer);
  }
  if (domain.find('@') != std::string_view::npos) return rule::email_malformed;
  if (too_long) return rule::email_too_long;
  return ascii ? rule::email_domain_malformed : finish_international(local, domain, answer);
}

// --- The common case: an address of 8 to 63 bytes, as bit masks over its characters
// -----------------------
//
// Where dots and the @ are nobody can predict, so the characters are looked at without a branch.
// What is not plainly valid is left to decide(), which also knows the reason.

constexpr std::uint8_t not_in_local = 1;
constexpr std::uint8_t not_in_domain = 2;
constexpr std::uint8_t is_dot = 4;
constexpr std::uint8_t is_at = 8;
constexpr std::uint8_t is_hyphen = 16;
constexpr std::uint8_t is_number = 32;

constexpr auto classes = [] {
  std::array<std::uint8_t, 256> table{};
  for (std::size_t c = 0; c < 256; ++c) {
    const bool dot = c == '.';
    table[c] = static_cast<std::uint8_t>((atext[c] != 0 || dot ? 0 : not_in_local) |
                                         (label_characters[c] != '\0' || dot ? 0 : not_in_domain) | (dot ? is_dot : 0) |
                                         (c == '@' ? is_at : 0) | (c == '-' ? is_hyphen : 0) |
                                         (c >= '0' && c <= '9' ? is_number : 0));
  }
  return table;
}();

constexpr std::uint64_t each_byte = 0x0101010101010101;

// The classes of eight characters, a byte each.
inline std::uint64_t classify(std::uint64_t characters) noexcept {
  const auto at = [characters](int shift) { return std::uint64_t{classes[characters >> shift & 0xff]} << shift; };
  return (at(0) | at(8) | at(16) | at(24)) | (at(32) | at(40) | at(48) | at(56));
}

// One bit a byte: whether it is of the class. The product brings the lowest bits of the bytes
// together on top.
constexpr std::uint64_t bits_of(std::uint64_t found, std::uint8_t kind) noexcept {
  return (found / kind & each_byte) * 0x0102040810204080 >> 56;
}

// Eight ASCII characters in lower case: letters get the bit that tells the cases apart.
constexpr std::uint64_t lower_all(std::uint64_t characters) noexcept {
  const auto from_a = characters + each_byte * (0x80 - 'A');
  const auto beyond_z = characters + each_byte * (0x80 - 'Z' - 1);
  return characters | (from_a & ~beyond_z & each_byte * 0x80) >> 2;
}

bool accept_common(std::string_view address, checked& answer) noexcept {
  const std::size_t size = address.size();
  if (size < 8 || size > 63) return false;
  char lowered[64];
  std::uint64_t bad_local = 0, bad_domain = 0, dots = 0, ats = 0, hyphens = 0, numbers = 0;
  for (std::size_t i = 0; i < size; i += 8) {
    std::uint64_t word;
    if (size - i >= 8) {
      std::memcpy(&word, address.data() + i, 8);
    } else {
      std::memcpy(&word, address.data() + size - 8, 8);
      word >>= 8 * (8 - (size - i));
    }
    const auto lower = lower_all(word);
    std::memcpy(lowered + i, &lower, 8);
    const auto found = classify(word);
    bad_local |= bits_of(found, not_in_local) << i;
    bad_domain |= bits_of(found, not_in_domain) << i;
    dots |= bits_of(found, is_dot) << i;
    ats |= bits_of(found, is_at) << i;
    hyphens |= bits_of(found, is_hyphen) << i;
    numbers |= bits_of(found, is_number) << i;
  }
  const std::uint64_t end = std::uint64_t{1} << size;
  dots &= end - 1;
  ats &= end - 1;
  if (ats == 0 || (ats & (ats - 1)) != 0) return false;
  const std::uint64_t local = ats - 1;
  const std::uint64_t domain = (end - 1) & ~(local | ats);
  const std::uint64_t domain_dots = dots & domain;
  if (domain_dots == 0) return false;
  // Nothing empty between dots, the @ and the ends; no hyphen beside them in the domain. Two
  // hyphens in a row may mean an A-label.
  const std::uint64_t edges = dots | ats | end;
  const std::uint64_t domain_hyphens = hyphens & domain;
  const std::uint64_t last_label = domain & ~((std::uint64_t{2} << (63 - std::countl_zero(domain_dots))) - 1);
  const std::uint64_t wrong = (edges & (edges << 1 | 1)) |
                              (domain_hyphens & (edges << 1 | edges >> 1 | domain_hyphens << 1)) | (bad_local & local) |
                              (bad_domain & domain);
  if (wrong != 0 || (last_label & ~numbers) == 0) return false;
  const auto at = static_cast<std::size_t>(std::countr_zero(ats));
  answer.text.append(address.substr(0, at + 1));
  answer.text.append({lowered + at + 1, size - at - 1});
  answer.status = verdict::valid;
  return true;
}

bool equal_without_case(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (to_lower(a[i]) != to_lower(b[i])) return false;
  return true;
}

}  // namespace

checked check_email(std::string_view value) noexcept {
  checked answer;
  if constexpr (std::endian::native == std::endian::little) {
    if (accept_common(value, answer)) return answer;
  }
  const cleaned typed(value, folding::blanks, rule::email_missing);
  rule broken = typed.broken;
  if (broken == rule::none) {
    if (typed.ascii) {
      broken = decide(typed.text, true, answer);
    } else {
      const auto kept = keep(value, rule::email_missing);
      broken = kept.has_control || kept.has_format ? rule::email_malformed : decide(kept.text, kept.ascii, answer);
    }
  }
  if (broken != rule::none) refuse(answer, broken);
  return answer;
}

bool match_emails(std::string_view a, std::string_view b) noexcept {
  const auto first = check_email(a);
  const auto second = check_email(b);
  if (first.valid() && second.valid()) return equal_without_case(first.normalized(), second.normalized());
  const auto first_text = keep(a, rule::email_missing);
  const auto second_text = keep(b, rule::email_missing);
  return first_text.broken == rule::none && second_text.broken == rule::none &&
         equal_without_case(first_text.text, second_text.text);
}

}  // namespace v1
}  // namespace dealerkit
