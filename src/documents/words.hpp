// The fixed words of documents, in words/*.def: one line a text in each language, in the same
// order.
//
// A text that is missing in a language, or that lacks an argument which the others have, does not
// compile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "text/formats.hpp"

namespace dealerkit {
inline namespace v1 {
namespace documents {

/// A fixed text, by its name in words/*.def.
enum class word : std::uint8_t {
#define DEALERKIT_WORD(name, text) name,
#include "documents/words/fr_be.def"
#undef DEALERKIT_WORD
};

/// How many fixed texts there are.
inline constexpr std::size_t word_count = 0
#define DEALERKIT_WORD(name, text) +1
#include "documents/words/fr_be.def"
#undef DEALERKIT_WORD
    ;

/// The text in a language, with its `{arguments}` still in it. Lives for ever.
[[nodiscard]] std::string_view word_in(text::locale language, word which) noexcept;

/// The text with its arguments put in; what they hold is taken as it is.
[[nodiscard]] std::string filled(std::string_view text,
                                 std::initializer_list<std::pair<std::string_view, std::string_view>> arguments);

}  // namespace documents
}  // namespace v1
}  // namespace dealerkit
