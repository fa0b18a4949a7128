// The sentences of messages/*.def, checked against the catalogue when this file is compiled.
#include "text/messages.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace dealerkit {
inline namespace v1 {
namespace text {
namespace {

struct line {
  rule broken;
  std::string_view sentence;
};

// Not deduced: clang folds over at most 256 elements.
#define DEALERKIT_MESSAGE(code, sentence) line{rule::code, sentence},
constexpr auto english_lines = std::to_array<line>({
#include "text/messages/en.def"
});
constexpr auto french_lines = std::to_array<line>({
#include "text/messages/fr.def"
});
constexpr auto dutch_lines = std::to_array<line>({
#include "text/messages/nl.def"
});
constexpr auto german_lines = std::to_array<line>({
#include "text/messages/de.def"
});
#undef DEALERKIT_MESSAGE

// Dead lines of the catalogue (`reserved_3007`) are never refused, so they say nothing.
constexpr bool is_spoken(const rule_entry& rule_line) noexcept { return !rule_line.code.starts_with("reserved_"); }

// The first code of the catalogue whose line is missing or misplaced, or that has a line too many;
// `rule::none` where a file is right.
template <std::size_t Size>
constexpr rule first_misplaced(const std::array<line, Size>& lines) noexcept {
  std::size_t next = 0;
  for (const auto& rule_line : rule_catalogue) {
    if (!is_spoken(rule_line)) continue;
    if (next == Size || lines[next].broken != rule_line.value) return rule_line.value;
    ++next;
  }
  return next == Size ? rule::none : lines[next].broken;
}

// Compilers name the code in their complaint, since it is a template argument.
template <rule Misplaced>
constexpr bool has_every_line() {
  static_assert(Misplaced == rule::none, "this code has no line, or not where the catalogue has it");
  return true;
}

static_assert(has_every_line<first_misplaced(english_lines)>(), "en.def");
static_assert(has_every_line<first_misplaced(french_lines)>(), "fr.def");
static_assert(has_every_line<first_misplaced(dutch_lines)>(), "nl.def");
static_assert(has_every_line<first_misplaced(german_lines)>(), "de.def");

constexpr bool is_name_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// A sentence ends with a full stop; each bracketed part has an argument, each argument a bracketed
// part.
constexpr bool is_sentence(std::string_view sentence) noexcept {
  if (sentence.size() < 2 || sentence.back() != '.') return false;
  bool in_part = false;
  bool in_name = false;
  bool part_has_argument = false;
  std::size_t name_size = 0;
  for (const char c : sentence) {
    if (in_name) {
      if (c == '}') {
        if (name_size == 0) return false;
        in_name = false;
        part_has_argument = true;
      } else if (is_name_character(c)) {
        ++name_size;
      } else {
        return false;
      }
    } else if (c == '[') {
      if (in_part) return false;
      in_part = true;
      part_has_argument = false;
    } else if (c == ']') {
      if (!in_part || !part_has_argument) return false;
      in_part = false;
    } else if (c == '{') {
      if (!in_part) return false;
      in_name = true;
      name_size = 0;
    } else if (c == '}') {
      return false;
    }
  }
  return !in_part && !in_name;
}

template <std::size_t Size>
constexpr rule first_malformed(const std::array<line, Size>& lines) noexcept {
  for (const auto& [broken, sentence] : lines)
    if (!is_sentence(sentence)) return broken;
  return rule::none;
}

template <rule Malformed>
constexpr bool has_only_sentences() {
  static_assert(Malformed == rule::none, "this code's line has no full stop, or a part in disorder");
  return true;
}

static_assert(has_only_sentences<first_malformed(english_lines)>(), "en.def");
static_assert(has_only_sentences<first_malformed(french_lines)>(), "fr.def");
static_assert(has_only_sentences<first_malformed(dutch_lines)>(), "nl.def");
static_assert(has_only_sentences<first_malformed(german_lines)>(), "de.def");

template <std::size_t Size>
constexpr std::size_t total_size(const std::array<line, Size>& lines) noexcept {
  std::size_t size = 0;
  for (const auto& one : lines) size += one.sentence.size();
  return size;
}

// The sentences of a language, one behind the other, and by place in the catalogue where each begins: a table of
// pointers would be three times as large, and be written anew by every process.
template <std::size_t Size>
struct sentence_text {
  std::array<char, Size> text{};
  std::array<std::uint32_t, rule_catalogue.size() + 1> begins{};
};

template <std::size_t TextSize, std::size_t Size>
constexpr sentence_text<TextSize> place(const std::array<line, Size>& lines) noexcept {
  sentence_text<TextSize> placed;
  std::size_t next = 0;
  std::size_t end = 0;
  for (std::size_t i = 0; i < rule_catalogue.size(); ++i) {
    if (is_spoken(rule_catalogue[i]) && next < Size)
      for (const char c : lines[next++].sentence) placed.text[end++] = c;
    placed.begins[i + 1] = static_cast<std::uint32_t>(end);
  }
  return placed;
}

constexpr auto english = place<total_size(english_lines)>(english_lines);
constexpr auto french = place<total_size(french_lines)>(french_lines);
constexpr auto dutch = place<total_size(dutch_lines)>(dutch_lines);
constexpr auto german = place<total_size(german_lines)>(german_lines);

struct sentence_list {
  const char* text;
  const std::uint32_t* begins;
};
constexpr std::array<sentence_list, 4> sentences = {{{english.text.data(), english.begins.data()},
                                                     {french.text.data(), french.begins.data()},
                                                     {dutch.text.data(), dutch.begins.data()},
                                                     {german.text.data(), german.begins.data()}}};
constexpr std::array<std::string_view, 4> tags = {"en", "fr", "nl", "de"};

std::string_view find_sentence(rule broken, language in) noexcept {
  const auto* const found = entry(broken);
  const auto which = static_cast<std::size_t>(in);
  if (found == nullptr || which >= sentences.size()) return {};
  const auto at = static_cast<std::size_t>(found - rule_catalogue.data());
  const auto& [text, begins] = sentences[which];
  return {text + begins[at], begins[at + 1] - begins[at]};
}

using arguments = std::vector<std::pair<std::string, std::string>>;

std::string_view find_argument(const arguments& args, std::string_view name) noexcept {
  for (const auto& [key, value] : args)
    if (key == name) return value;
  return {};
}

// Appends a bracketed part with its arguments, or nothing where one of them is not given.
void append_part(std::string& out, std::string_view part, const arguments& args) {
  const std::size_t before = out.size();
  for (;;) {
    const auto open = part.find('{');
    out += part.substr(0, open);
    if (open == std::string_view::npos) return;
    const auto close = part.find('}', open);
    const auto value = find_argument(args, part.substr(open + 1, close - open - 1));
    if (value.empty()) {
      out.resize(before);
      return;
    }
    out += value;
    part.remove_prefix(close + 1);
  }
}

}  // namespace

std::optional<language> find_language(std::string_view tag) noexcept {
  if (tag.size() < 2 || (tag.size() > 2 && tag[2] != '-' && tag[2] != '_')) return std::nullopt;
  constexpr std::size_t longest = 35;  // what RFC 5646 asks everybody to take
  if (tag.size() == 3 || tag.size() > longest) return std::nullopt;
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  for (const char c : tag.substr(2))
    if (c != '-' && c != '_' && !is_name_character(lower(c))) return std::nullopt;
  for (std::size_t i = 0; i < tags.size(); ++i)
    if (tags[i][0] == lower(tag[0]) && tags[i][1] == lower(tag[1])) return static_cast<language>(i);
  return std::nullopt;
}

std::string_view tag(language value) noexcept {
  const auto which = static_cast<std::size_t>(value);
  return which < tags.size() ? tags[which] : std::string_view{};
}

std::string message(rule broken, language in, const arguments& args) {
  std::string_view sentence = find_sentence(broken, in);
  std::string out;
  out.reserve(sentence.size() + 16);
  for (;;) {
    const auto open = sentence.find('[');
    out += sentence.substr(0, open);
    if (open == std::string_view::npos) return out;
    const auto close = sentence.find(']', open);
    append_part(out, sentence.substr(open + 1, close - open - 1), args);
    sentence.remove_prefix(close + 1);
  }
}

}  // namespace text
}  // namespace v1
}  // namespace dealerkit
