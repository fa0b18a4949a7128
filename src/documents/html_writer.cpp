// Escaping (documents/html_writer.hpp).
#include "documents/html_writer.hpp"

#include <charconv>

#include "text/formats.hpp"
#include "text/text.hpp"

namespace dealerkit {
inline namespace v1 {
namespace documents {
namespace {

constexpr std::string_view replacement = "\ufffd";

// What stands for a byte of ASCII, or nothing where it stands for itself.
constexpr std::string_view escape_of(char c) noexcept {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    case '\t':
    case '\n':
    case '\r':
    case '\f': return " ";
    default: return static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? replacement : std::string_view{};
  }
}

// The length of a character that a page must not have, where one begins here; 0 otherwise. They are
// the marks, embeddings, overrides and isolates that turn the direction of writing, and the
// controls U+0080 to U+009F.
std::size_t forbidden_at(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u; };
  if (byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) < 0xa0) return 2;
  if (byte(0) == 0xd8 && byte(1) == 0x9c) return 2;  // U+061C
  if (byte(0) != 0xe2) return 0;
  const auto last = byte(2);
  if (byte(1) == 0x80 && (last == 0x8e || last == 0x8f || (last >= 0xaa && last <= 0xae))) return 3;
  if (byte(1) == 0x81 && last >= 0xa6 && last <= 0xa9) return 3;
  return 0;
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0 | c >> 6);
    put(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    put(0xe0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3f));
    put(0x80 | (c & 0x3f));
  } else {
    put(0xf0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3f));
    put(0x80 | (c >> 6 & 0x3f));
    put(0x80 | (c & 0x3f));
  }
}

void append_valid(std::string& out, std::string_view text) {
  std::size_t kept = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    std::size_t size = 1;
    std::string_view instead;
    if (static_cast<unsigned char>(c) < 0x80) {
      instead = escape_of(c);
    } else if (const auto forbidden = forbidden_at(text, at); forbidden != 0) {
      size = forbidden;
      instead = replacement;
    }
    if (!instead.empty()) {
      out += text.substr(kept, at - kept);
      out += instead;
      kept = at + size;
    }
    at += size;
  }
  out += text.substr(kept);
}

}  // namespace

void append_escaped(std::string& out, std::string_view text) {
  if (text::valid_utf8(text)) return append_valid(out, text);
  std::string repaired;
  for (const char32_t c : text::composed(text)) append_utf8(repaired, c);
  append_valid(out, repaired);
}

void html_writer::append_colour(std::uint32_t value) {
  constexpr std::string_view digits = "0123456789abcdef";
  out_.push_back('#');
  for (int shift = 20; shift >= 0; shift -= 4) out_.push_back(digits[value >> shift & 0xf]);
}

void html_writer::append_style_string(std::string_view content) {
  out_.push_back('"');
  for (const char32_t c : text::composed(content)) {
    const bool plain = (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'0' && c <= U'9') || c == U' ';
    if (plain) {
      out_.push_back(static_cast<char>(c));
      continue;
    }
    char hex[8];
    const auto code = static_cast<std::uint32_t>(c == 0 ? 0xfffd : c);
    const auto end = std::to_chars(hex, hex + sizeof hex, code, 16).ptr;
    out_.push_back('\\');
    out_.append(hex, end);
    out_.push_back(' ');
  }
  out_.push_back('"');
}

}  // namespace documents
}  // namespace v1
}  // namespace dealerkit
