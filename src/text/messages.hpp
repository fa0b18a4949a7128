// What a refusal says to people, in the languages of the shows and dealers.
//
// The sentences are in messages/{en,fr,nl,de}.def, one line a code in the order of rules.def; a
// code without its line in every language does not compile. Sentences never repeat what was typed
// (SEC-01): only the arguments that a line names are shown, and those are numbers, codes and
// identifiers.
//
//   message(rule::field_too_long, language::en, {{"limit", "1024"}})
//       // "The field is too long (1024 bytes at most)."
//   message(rule::field_too_long, language::en, {})  // "The field is too long."
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dealerkit/core/rule.hpp"

namespace dealerkit {
inline namespace v1 {
namespace text {

/// A language that messages are written in.
enum class language : std::uint8_t { en, fr, nl, de };

/// The language of a tag: `fr`, `fr-BE`, `FR_be`. Empty where it is none of ours or no tag at all.
[[nodiscard]] std::optional<language> find_language(std::string_view tag) noexcept;

/// The tag of a language: `fr`.
[[nodiscard]] std::string_view tag(language value) noexcept;

/// The sentence for a refusal. A bracketed part of a line is there only where all its arguments are
/// given and not empty; arguments that the line does not name are left out. Empty for `rule::none`.
[[nodiscard]] std::string message(rule broken, language in,
                                  const std::vector<std::pair<std::string, std::string>>& args);

}  // namespace text
}  // namespace v1
}  // namespace dealerkit
