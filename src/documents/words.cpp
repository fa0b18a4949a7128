// The texts of words/*.def, checked against each other when this file is compiled.
#include "documents/words.hpp"

#include <array>

namespace dealerkit {
inline namespace v1 {
namespace documents {
namespace {

struct line {
  word name;
  std::string_view text;
};
using table = std::array<line, word_count>;

#define DEALERKIT_WORD(name, text) line{word::name, text},
constexpr std::array french_of_belgium = {
#include "documents/words/fr_be.def"
};
constexpr std::array dutch_of_belgium = {
#include "documents/words/nl_be.def"
};
constexpr std::array french_of_luxembourg = {
#include "documents/words/fr_lu.def"
};
constexpr std::array german_of_luxembourg = {
#include "documents/words/de_lu.def"
};
#undef DEALERKIT_WORD

// The arguments of a text as one number, whatever their order: sum of a hash of each name. A brace
// that is not closed counts as an argument of its own, so that it is found too.
constexpr std::uint64_t arguments_of(std::string_view text) noexcept {
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '}') return 1;
    if (text[at] != '{') continue;
    std::uint64_t hash = 1469598103934665603u;
    for (++at; at < text.size() && text[at] != '}'; ++at)
      hash = (hash ^ static_cast<unsigned char>(text[at])) * 1099511628211u;
    if (at == text.size()) return 2;
    sum += hash;
  }
  return sum;
}

// The place of the first line that is missing, misplaced, empty or has other arguments; the size
// where all is right.
template <std::size_t Size>
constexpr std::size_t first_wrong(const std::array<line, Size>& lines) noexcept {
  for (std::size_t i = 0; i < Size && i < word_count; ++i) {
    const auto& model = french_of_belgium[i];
    if (lines[i].name != model.name || lines[i].text.empty()) return i;
    if (arguments_of(lines[i].text) != arguments_of(model.text)) return i;
  }
  return Size == word_count ? word_count : 0;
}

// Compilers name the line in their complaint, since it is a template argument.
template <word Wrong, bool Right>
constexpr bool all_lines() {
  static_assert(Right, "this text is missing, misplaced, empty or lacks an argument of fr_be.def");
  return true;
}
template <const auto& Lines>
constexpr bool is_whole() {
  constexpr std::size_t wrong = first_wrong(Lines);
  return all_lines<static_cast<word>(wrong), wrong == word_count>();
}
static_assert(is_whole<french_of_belgium>(), "fr_be.def");
static_assert(is_whole<dutch_of_belgium>(), "nl_be.def");
static_assert(is_whole<french_of_luxembourg>(), "fr_lu.def");
static_assert(is_whole<german_of_luxembourg>(), "de_lu.def");

constexpr std::array<const table*, text::locale_count> tables = {&french_of_belgium, &dutch_of_belgium,
                                                                 &french_of_luxembourg, &german_of_luxembourg};

}  // namespace

std::string_view word_in(text::locale language, word which) noexcept {
  const auto row = static_cast<std::size_t>(language);
  const auto column = static_cast<std::size_t>(which);
  if (row >= tables.size() || column >= word_count) return {};
  return (*tables[row])[column].text;
}

std::string filled(std::string_view text,
                   std::initializer_list<std::pair<std::string_view, std::string_view>> arguments) {
  std::string out;
  std::size_t size = text.size();
  for (const auto& argument : arguments) size += argument.second.size();
  out.reserve(size);
  for (;;) {
    const auto open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    const auto close = text.find('}', open);
    const auto name = text.substr(open + 1, close - open - 1);
    for (const auto& [known, value] : arguments)
      if (known == name) out += value;
    text.remove_prefix(close + 1);
  }
}

}  // namespace documents
}  // namespace v1
}  // namespace dealerkit
