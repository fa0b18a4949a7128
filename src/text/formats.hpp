// Amounts, percents, numbers and dates as people of a country read them; letters taken apart.
//
// ICU says how; it is asked once for each locale, and what it answers (separators, grouping, where
// the currency stands, names of months) is kept as plain pieces. Formatting puts pieces together:
// it takes some ten nanoseconds, allocates nothing but the text itself, and may be done from any
// thread.
//
//   formats_of(locale::fr_be).append_money(out, 123456, "EUR", 2)  // "1 234,56 €", with blanks
//   that do not break formats_of(locale::nl_be).append_date(out, 2026y/January/14)   // "14 januari
//   2026"
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "dealerkit/core/decimal.hpp"

namespace dealerkit {
inline namespace v1 {
namespace text {

/// The locales that documents are written in.
enum class locale : std::uint8_t { fr_be, nl_be, fr_lu, de_lu };
inline constexpr std::size_t locale_count = 4;

/// The tag of a locale: `fr-BE`.
[[nodiscard]] std::string_view tag(locale value) noexcept;

/// How a locale writes amounts, numbers, percents and dates. Where ICU has no data for it, all of
/// them are written in the plain way of the protocol (`-1234.56 EUR`, `2026-01-14`), which cannot
/// be misread.
class locale_formats {
 public:
  /// Appends `minor` · 10^-`decimals` of a currency: `1.234,56 €`. The euro has its sign, every
  /// other currency its ISO code, which means one currency only.
  void append_money(std::string& out, std::int64_t minor, std::string_view currency_code, int decimals) const;
  /// Appends a percentage with all its decimals: `2,125 %`.
  void append_percent(std::string& out, decimal percent) const;
  /// Appends a whole number: `1 234`.
  void append_whole(std::string& out, std::int64_t value) const;
  /// Appends a day in full: `14 janvier 2026`. A day that does not exist is a dash.
  void append_date(std::string& out, std::chrono::year_month_day day) const;

 private:
  friend const locale_formats& formats_of(locale) noexcept;
  explicit locale_formats(locale which);

  // What stands around a number, for positive ones and negative ones.
  struct affixes {
    std::string prefix, suffix;
  };
  // A month: what stands before the day, between day and year, and after the year.
  struct month_pieces {
    std::string before, between, after;
  };
  void append_number(std::string& out, std::uint64_t units, int scale) const;
  bool load_numbers(std::string_view name);
  bool load_dates(std::string_view name);

  std::string decimal_mark_ = ".";
  std::string group_mark_;
  std::size_t group_size_ = 3;
  std::size_t group_from_ = 5;  // digits that a number has at least when the first group is set apart
  std::array<affixes, 2> money_;
  std::array<affixes, 2> percent_;
  std::array<affixes, 2> plain_;
  std::array<month_pieces, 12> months_;
  bool day_first_ = false;
};

/// The formats of a locale, built at the first call and shared. They live for ever.
[[nodiscard]] const locale_formats& formats_of(locale which) noexcept;

/// The text in normal form C (an accent and its letter as one character, where there is one).
/// Broken UTF-8 becomes U+FFFD.
[[nodiscard]] std::u32string composed(std::string_view utf8);

/// The parts of a character in normal form KD: a letter and its accents, `f` and `i`. The character
/// itself where it has none.
[[nodiscard]] std::u32string taken_apart(char32_t character);

/// Letters put together again in normal form C.
[[nodiscard]] std::u32string composed(std::u32string_view text);

}  // namespace text
}  // namespace v1
}  // namespace dealerkit
