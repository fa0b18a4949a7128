// The cleaning that all checks share. Most typed text is ASCII and stays where it is; the rest is
// decoded.
#include "checks/clean.hpp"

#include <cstring>

namespace dealerkit {
inline namespace v1 {
namespace checks {
namespace {

struct outline {
  bool ascii;
  bool has_nul;
};

// Eight bytes at a time. The test for a zero byte is exact where all bytes are ASCII.
outline look(std::string_view value) noexcept {
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  constexpr std::uint64_t ones = 0x0101010101010101;
  const char* at = value.data();
  std::size_t left = value.size();
  std::uint64_t high = 0;
  std::uint64_t zero = 0;
  for (; left >= 8; at += 8, left -= 8) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    high |= word;
    zero |= (word - ones) & ~word;
  }
  if (left > 0) {
    std::uint64_t word = ones;
    if (value.size() >= 8) {
      std::memcpy(&word, at + left - 8, 8);  // overlaps what was seen
    } else {
      std::memcpy(&word, at, left);
    }
    high |= word;
    zero |= (word - ones) & ~word;
  }
  return {(high & high_bits) == 0, (zero & high_bits) != 0};
}

std::string_view trim_ascii(std::string_view text) noexcept {
  while (!text.empty() && is_ascii_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_ascii_blank(text.back())) text.remove_suffix(1);
  return text;
}

constexpr char32_t malformed = 0xffffffff;

// Decodes the character at `at` and moves past it; `malformed` where there is no well-formed one
// (table 3-7 of the Unicode standard).
char32_t decode(const char*& at, const char* end) noexcept {
  const auto lead = static_cast<unsigned char>(*at++);
  if (lead < 0x80) return lead;
  if (lead < 0xc2 || lead > 0xf4) return malformed;
  const int more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
  if (end - at < more) return malformed;
  auto character = static_cast<char32_t>(lead & (0x3f >> more));
  for (int i = 0; i < more; ++i) {
    const auto byte = static_cast<unsigned char>(*at++);
    if ((byte & 0xc0) != 0x80) return malformed;
    character = character << 6 | (byte & 0x3f);
  }
  if ((more == 2 && character < 0x800) || (more == 3 && character < 0x10000) || character > 0x10ffff ||
      (character >= 0xd800 && character <= 0xdfff))
    return malformed;
  return character;
}

struct range {
  char32_t first, last;
};

// Format characters (Cf) of Unicode 15.1.
constexpr range format_ranges[] = {{0xad, 0xad},       {0x600, 0x605},     {0x61c, 0x61c},     {0x6dd, 0x6dd},
                                   {0x70f, 0x70f},     {0x890, 0x891},     {0x8e2, 0x8e2},     {0x180e, 0x180e},
                                   {0x200b, 0x200f},   {0x202a, 0x202e},   {0x2060, 0x2064},   {0x2066, 0x206f},
                                   {0xfeff, 0xfeff},   {0xfff9, 0xfffb},   {0x110bd, 0x110bd}, {0x110cd, 0x110cd},
                                   {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0001, 0xe0001},
                                   {0xe0020, 0xe007f}};

// The zeros of the decimal digits (Nd) of Unicode 15.1; nine more digits follow each.
constexpr char32_t zeros[] = {0x660,   0x6f0,   0x7c0,   0x966,   0x9e6,   0xa66,   0xae6,   0xb66,   0xbe6,   0xc66,
                              0xce6,   0xd66,   0xde6,   0xe50,   0xed0,   0xf20,   0x1040,  0x1090,  0x17e0,  0x1810,
                              0x1946,  0x19d0,  0x1a80,  0x1a90,  0x1b50,  0x1bb0,  0x1c40,  0x1c50,  0xa620,  0xa8d0,
                              0xa900,  0xa9d0,  0xa9f0,  0xaa50,  0xabf0,  0xff10,  0x104a0, 0x10d30, 0x11066, 0x110f0,
                              0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950,
                              0x11c50, 0x11d50, 0x11da0, 0x11f50, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2,
                              0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e950, 0x1fbf0};

constexpr bool is_format(char32_t c) noexcept {
  for (const auto& part : format_ranges)
    if (c >= part.first && c <= part.last) return true;
  return false;
}

constexpr bool is_control(char32_t c) noexcept { return c < 0x20 || (c >= 0x7f && c <= 0x9f); }

// Blanks inside a line (Zs).
constexpr bool is_blank(char32_t c) noexcept {
  return c == 0x20 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f ||
         c == 0x3000;
}

// Line ends: trimmed like blanks, refused inside.
constexpr bool is_line_end(char32_t c) noexcept {
  return (c >= 0x09 && c <= 0x0d) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

// The ASCII character that `c` stands for in a text of this kind; 0 where it is dropped.
char fold_character(char32_t c, folding how) noexcept {
  if (c < 0x80) return static_cast<char>(c);
  if (is_blank(c)) return ' ';
  if (is_line_end(c)) return '\n';
  if (how == folding::blanks) return unacceptable;
  if (c >= 0x2010 && c <= 0x2015) return '-';
  if (how != folding::phone) return unacceptable;
  if (is_format(c)) return '\0';
  if (c >= 0xff01 && c <= 0xff5e) return static_cast<char>(c - 0xff01 + '!');
  for (const auto zero : zeros)
    if (c >= zero && c < zero + 10) return static_cast<char>('0' + (c - zero));
  return unacceptable;
}

}  // namespace

cleaned::cleaned(std::string_view value, folding how, rule missing) noexcept {
  if (value.size() > checked_text_max) {
    broken = rule::field_too_long;
    return;
  }
  const auto seen = look(value);
  if (seen.ascii) {
    if (seen.has_nul) {
      broken = rule::text_has_nul;
      return;
    }
    text = trim_ascii(value);
  } else {
    ascii = false;
    broken = fold(value, how);
    if (broken != rule::none) return;
  }
  if (text.empty()) broken = missing;
}

rule cleaned::fold(std::string_view value, folding how) noexcept {
  const char* at = value.data();
  const char* const end = at + value.size();
  std::size_t size = 0;
  bool has_nul = false;
  while (at != end) {
    const char32_t character = decode(at, end);
    if (character == malformed) return rule::text_not_utf8;
    if (character == 0) has_nul = true;
    const char folded = fold_character(character, how);
    if (folded != '\0') buffer_[size++] = folded;
  }
  if (has_nul) return rule::text_has_nul;
  text = trim_ascii({buffer_, size});
  return rule::none;
}

kept_text keep(std::string_view value, rule missing) noexcept {
  kept_text kept;
  if (value.size() > checked_text_max) {
    kept.broken = rule::field_too_long;
    return kept;
  }
  // The text is what lies between the first and the last character that is no blank.
  const char* at = value.data();
  const char* const end = at + value.size();
  const char* first = nullptr;
  const char* last = nullptr;
  bool has_nul = false;
  bool control_so_far = false;
  while (at != end) {
    const char* const start = at;
    const char32_t c = decode(at, end);
    if (c == malformed) {
      kept.broken = rule::text_not_utf8;
      return kept;
    }
    if (c == 0) has_nul = true;
    if (is_blank(c)) continue;
    if (is_line_end(c)) {
      if (first != nullptr) control_so_far = true;  // inside, if anything follows
      continue;
    }
    if (first == nullptr) first = start;
    last = at;
    kept.has_control |= control_so_far || is_control(c);
    kept.has_format |= is_format(c);
  }
  if (has_nul) {
    kept.broken = rule::text_has_nul;
  } else if (first == nullptr) {
    kept.broken = missing;
  } else {
    kept.text = {first, static_cast<std::size_t>(last - first)};
    kept.ascii = look(kept.text).ascii;
  }
  return kept;
}

}  // namespace checks
}  // namespace v1
}  // namespace dealerkit
