// Text as people write it: is it UTF-8, is it a name, are two names the same, what are its
// initials.
//
// ICU does the work and stays behind this header. What it needs is built at the first call and
// shared: every function may be called from any thread. Nothing throws but an allocation that finds
// no memory. Text that is not UTF-8 is never trusted: each broken sequence counts as U+FFFD unless
// a function says otherwise.
//
//   names_equal("van der Berg", "VANDERBERG")  // true  (CUS-03: case and blanks do not count)
//   names_equal("Müller", "Mueller")           // false (ü and ue are two spellings)
#pragma once

#include <string>
#include <string_view>

namespace dealerkit {
inline namespace v1 {
namespace text {

/// True where `bytes` is well-formed UTF-8 (DAT-01). NUL is well-formed; whoever forbids it looks
/// for it.
[[nodiscard]] bool valid_utf8(std::string_view bytes) noexcept;

/// What keeps a text from being a name.
enum class name_problem {
  none,
  empty,                ///< nothing is left but blanks
  forbidden_character,  ///< control, bidirectional override, zero-width, otherwise invisible
  not_utf8,
};

/// Writes the name as it is kept (CUS-15) to `out`: NFC, trimmed, each run of blanks one blank.
/// Tabulators and the blanks of all scripts are blanks; line ends are trimmed outside and forbidden
/// inside. `out` replaces what it held, is empty where there is a problem, and must not be what
/// `in` looks at.
[[nodiscard]] name_problem normalize_name(std::string_view in, std::string& out) noexcept;

/// True where two names are the same (CUS-03): case, accents, blanks, hyphens, apostrophes and
/// other punctuation do not count; control and format characters are dropped. A text of nothing but
/// those equals the empty name, so callers ask normalize_name first where a name must be there.
[[nodiscard]] bool names_equal(std::string_view a, std::string_view b) noexcept;

/// Replaces `out` by bytes that are equal exactly where names_equal holds, and whose order is that
/// of the root collation at primary strength. They change with collation_version(): a kept key is
/// rebuilt then.
void name_sort_key(std::string_view name, std::string& out);

/// What sort keys depend on, as text: `icu 72.1; collation 153.120; folding 1`. Lives for ever.
[[nodiscard]] std::string_view collation_version() noexcept;

/// Writes the domain in its ASCII form, lower-cased, to `out` (CUS-14; UTS 46 non-transitional,
/// STD3 rules): `Bücher.example` is `xn--bcher-kva.example`. False, with `out` empty, where it is
/// no domain: an empty label, a label beyond 63 or a name beyond 253 bytes, a hyphen at a label's
/// end, a character outside. A single label is one. `out` must not be what `domain` looks at.
[[nodiscard]] bool domain_to_a_label(std::string_view domain, std::string& out) noexcept;

/// The initials of a person (CUS-19): the first letter of each name, upper-case, one grapheme each.
/// `'t` is `T`; a name without letters or digits gives its first grapheme, an empty one nothing.
[[nodiscard]] std::string initials(std::string_view first_name, std::string_view last_name);

/// The initials of a company (CUS-19): the first two graphemes of its name, upper-case; blanks are
/// skipped.
[[nodiscard]] std::string company_initials(std::string_view name);

/// Upper case as a language writes it: `upper("istanbul", "tr")` starts with a dotted İ. The tag
/// may have more parts (`fr-BE`); an unknown or malformed one counts as none.
[[nodiscard]] std::string upper(std::string_view text, std::string_view language);

/// Bytes of a file as UTF-8. A byte order mark says what they are (UTF-8, UTF-16); without one they
/// are UTF-16 where every second byte of the beginning is zero, UTF-8 where they can be, and
/// Windows-1252 else, of which every byte is a character.
[[nodiscard]] std::string to_utf8(std::string_view bytes);

/// The text with its letters' accents taken off: `Liège` is `Liege`, `Strauß` is `Strauss`.
[[nodiscard]] std::string without_accents(std::string_view utf8);

/// The text for word_prefix (NET-05): lower-case, without accents, ligatures opened, every run of
/// blanks and punctuation one blank. `Île-de-France` gives `ile de france`.
[[nodiscard]] std::string search_fold(std::string_view text);

/// True where a word of the text starts with the prefix, or words that follow each other do; both
/// come from search_fold. `ile de france` has `fra` and `de fr` but not `ance`. The empty prefix is
/// in every text.
[[nodiscard]] bool word_prefix(std::string_view folded_text, std::string_view folded_prefix) noexcept;

/// True where two names differ by one slip of the pen: a letter too many, too few, another, or two in
/// the wrong order.
[[nodiscard]] bool one_slip(std::string_view typed, std::string_view known) noexcept;

}  // namespace text
}  // namespace v1
}  // namespace dealerkit
