// Upper case, initials (CUS-19) and the words of a search (NET-05).
#include <unicode/brkiter.h>
#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <memory>

#include "text/text.hpp"

namespace dealerkit {
inline namespace v1 {
namespace text {
namespace {

bool is_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

constexpr bool is_ascii_letter_or_digit(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

constexpr char ascii_upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

constexpr char ascii_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

icu::UnicodeString decode(std::string_view utf8) {
  return icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
}

// The start of a text, cut between characters: initials need no more, however much was typed.
std::string_view start_of(std::string_view text) noexcept {
  constexpr std::size_t enough = 320;
  if (text.size() <= enough) return text;
  std::size_t size = enough;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
  return text.substr(0, size);
}

enum class wanted { first_letter, visible };

// Appends up to `count` graphemes of the text, upper-case. `first_letter`: what stands before the
// first letter or digit is skipped (if there is one at all); `visible`: blanks are.
void append_graphemes(std::string& out, std::string_view whole, int count, wanted which) {
  const std::string_view text = start_of(whole);
  if (is_ascii(text)) {
    const bool any = std::any_of(text.begin(), text.end(), is_ascii_letter_or_digit);
    const bool skip_marks = which == wanted::first_letter && any;
    for (const char c : text) {
      if (count == 0) return;
      if (skip_marks ? !is_ascii_letter_or_digit(c) : (c <= ' ' || c == 0x7f)) continue;
      out += ascii_upper(c);
      --count;
    }
    return;
  }

  static const icu::BreakIterator* const prototype = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> made(
        icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
    return U_SUCCESS(status) ? made.release() : nullptr;
  }();
  if (prototype == nullptr) return;  // no data: no initials rather than half a letter
  const std::unique_ptr<icu::BreakIterator> graphemes(prototype->clone());
  if (graphemes == nullptr) return;

  // Upper-casing first, so that a letter that becomes two (ß) still gives one grapheme.
  icu::UnicodeString upper_case = decode(text);
  upper_case.toUpper(icu::Locale::getRoot());
  UErrorCode status = U_ZERO_ERROR;
  if (const auto* const nfc = icu::Normalizer2::getNFCInstance(status); U_SUCCESS(status)) {
    const icu::UnicodeString composed = nfc->normalize(upper_case, status);
    if (U_SUCCESS(status)) upper_case = composed;
  }
  graphemes->setText(upper_case);
  const auto counts = [&](std::int32_t at, bool letters_only) {
    const UChar32 c = upper_case.char32At(at);
    return letters_only ? u_isalnum(c) != 0 : u_isgraph(c) != 0;
  };
  const auto append_matching = [&](bool letters_only) {
    bool any = false;
    std::int32_t start = graphemes->first();
    for (std::int32_t end = graphemes->next(); end != icu::BreakIterator::DONE && count > 0;
         start = end, end = graphemes->next()) {
      if (!counts(start, letters_only)) continue;
      upper_case.tempSubStringBetween(start, end).toUTF8String(out);
      any = true;
      --count;
    }
    return any;
  };
  if (which == wanted::first_letter && append_matching(true)) return;
  append_matching(false);
}

// Letters that no normalisation takes apart, as they are typed by who does not have them.
const char* plain_letters(UChar32 c) noexcept {
  switch (c) {
    case 0x00e6: return "ae";
    case 0x0153: return "oe";
    case 0x00f8: return "o";
    case 0x0142: return "l";
    case 0x0111:
    case 0x00f0: return "d";
    case 0x00fe: return "th";
    case 0x0127: return "h";
    case 0x0131: return "i";
    default: return nullptr;
  }
}

// Puts words together with one blank between them.
class word_list {
 public:
  explicit word_list(std::string& out) : out_(out) {}
  void blank() noexcept { blank_before_ = !out_.empty(); }
  std::string& next() {
    if (blank_before_) out_ += ' ';
    blank_before_ = false;
    return out_;
  }

 private:
  std::string& out_;
  bool blank_before_ = false;
};

void append_code_point(std::string& out, UChar32 c) {
  char bytes[U8_MAX_LENGTH];
  std::int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, c);
  out.append(bytes, static_cast<std::size_t>(size));
}

}  // namespace

std::string upper(std::string_view text, std::string_view language) {
  // ICU wants a locale that ends with NUL, and only the language decides about case.
  char locale[9] = "";
  std::size_t size = 0;
  while (size < language.size() && is_ascii_letter_or_digit(language[size])) {
    if (size + 1 == sizeof locale) {
      size = 0;
      break;
    }
    locale[size] = ascii_lower(language[size]);
    ++size;
  }
  locale[size] = '\0';
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(text.size()));
  UErrorCode status = U_ZERO_ERROR;
  icu::CaseMap::utf8ToUpper(locale, 0, {text.data(), static_cast<std::int32_t>(text.size())}, sink, nullptr, status);
  if (U_FAILURE(status)) out.assign(text);
  return out;
}

std::string initials(std::string_view first_name, std::string_view last_name) {
  std::string out;
  append_graphemes(out, first_name, 1, wanted::first_letter);
  append_graphemes(out, last_name, 1, wanted::first_letter);
  return out;
}

std::string company_initials(std::string_view name) {
  std::string out;
  append_graphemes(out, name, 2, wanted::visible);
  return out;
}

std::string search_fold(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  word_list words(out);
  if (is_ascii(text)) {
    for (const char c : text) {
      if (is_ascii_letter_or_digit(c))
        words.next() += ascii_lower(c);
      else
        words.blank();
    }
    return out;
  }

  UErrorCode status = U_ZERO_ERROR;
  const auto* const case_folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
  const auto* const decomposition = icu::Normalizer2::getNFDInstance(status);
  icu::UnicodeString folded = decode(text);
  if (U_SUCCESS(status)) folded = decomposition->normalize(case_folding->normalize(folded, status), status);
  for (std::int32_t i = 0; i < folded.length();) {
    const UChar32 c = folded.char32At(i);
    i += U16_LENGTH(c);
    const auto type = u_charType(c);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK) continue;  // accents
    if (const char* const plain = plain_letters(c); plain != nullptr)
      words.next() += plain;
    else if (u_isalnum(c) || type == U_COMBINING_SPACING_MARK)
      append_code_point(words.next(), c);
    else
      words.blank();
  }
  return out;
}

bool word_prefix(std::string_view folded_text, std::string_view folded_prefix) noexcept {
  if (folded_prefix.empty()) return true;
  for (std::size_t at = folded_text.find(folded_prefix); at != std::string_view::npos;
       at = folded_text.find(folded_prefix, at + 1))
    if (at == 0 || folded_text[at - 1] == ' ') return true;
  return false;
}

bool one_slip(std::string_view typed, std::string_view known) noexcept {
  std::size_t start = 0;
  while (start < typed.size() && start < known.size() && typed[start] == known[start]) ++start;
  typed.remove_prefix(start);
  known.remove_prefix(start);
  while (!typed.empty() && !known.empty() && typed.back() == known.back()) {
    typed.remove_suffix(1);
    known.remove_suffix(1);
  }
  if (typed.size() + known.size() <= 1) return true;
  if (typed.size() == 1 && known.size() == 1) return true;
  return typed.size() == 2 && known.size() == 2 && typed[0] == known[1] && typed[1] == known[0];
}

}  // namespace text
}  // namespace v1
}  // namespace dealerkit
