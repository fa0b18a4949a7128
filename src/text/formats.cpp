// What ICU says of a locale, kept in pieces (text/formats.hpp).
#include "text/formats.hpp"

#include <unicode/calendar.h>
#include <unicode/datefmt.h>
#include <unicode/normalizer2.h>
#include <unicode/numberformatter.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include <charconv>
#include <memory>

namespace dealerkit {
inline namespace v1 {
namespace text {
namespace {

constexpr std::array<std::string_view, locale_count> tags = {"fr-BE", "nl-BE", "fr-LU", "de-LU"};

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::string to_utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

icu::Locale find_locale(std::string_view name) {
  UErrorCode status = U_ZERO_ERROR;
  auto found = icu::Locale::forLanguageTag({name.data(), static_cast<std::int32_t>(name.size())}, status);
  return U_SUCCESS(status) ? found : icu::Locale::getRoot();
}

// A number that ICU has written, or nothing.
std::string sample(const icu::number::LocalizedNumberFormatter& formatter, const char* number) {
  UErrorCode status = U_ZERO_ERROR;
  const auto formatted = formatter.formatDecimal(number, status);
  const auto text = formatted.toString(status);
  return U_SUCCESS(status) ? to_utf8(text) : std::string{};
}

struct frame {
  std::string prefix, digits, suffix;
};

// What stands before the first digit, from there to the last digit, and after it.
frame frame_of(const std::string& text) {
  std::size_t first = 0;
  while (first < text.size() && !is_digit(text[first])) ++first;
  std::size_t last = text.size();
  while (last > first && !is_digit(text[last - 1])) --last;
  return {text.substr(0, first), text.substr(first, last - first), text.substr(last)};
}

icu::UnicodeString decode(std::string_view utf8) {
  return icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
}

std::u32string to_code_points(const icu::UnicodeString& text) {
  std::u32string out;
  out.reserve(static_cast<std::size_t>(text.length()));
  for (std::int32_t i = 0; i < text.length();) {
    const UChar32 c = text.char32At(i);
    i += U16_LENGTH(c);
    out.push_back(U_IS_SURROGATE(c) ? U'\ufffd' : static_cast<char32_t>(c));
  }
  return out;
}

std::u32string normalized(const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* const nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) return to_code_points(text);
  const auto out = nfc->normalize(text, status);
  return to_code_points(U_SUCCESS(status) ? out : text);
}

constexpr std::string_view euro_sign = "\u20ac";
constexpr std::string_view iso_mark = "EUR";

}  // namespace

std::string_view tag(locale value) noexcept {
  const auto which = static_cast<std::size_t>(value);
  return which < tags.size() ? tags[which] : std::string_view{};
}

locale_formats::locale_formats(locale which) {
  const auto name = tag(which);
  if (!load_numbers(name)) {
    decimal_mark_ = ".";
    group_mark_.clear();
    money_ = {affixes{"", " EUR"}, affixes{"-", " EUR"}};
    percent_ = {affixes{"", "%"}, affixes{"-", "%"}};
    plain_ = {affixes{}, affixes{"-", ""}};
  }
  day_first_ = load_dates(name);
}

bool locale_formats::load_numbers(std::string_view name) {
  namespace number = icu::number;
  UErrorCode status = U_ZERO_ERROR;
  const auto of = number::NumberFormatter::withLocale(find_locale(name));
  const auto money = of.unit(icu::CurrencyUnit(u"EUR", status)).precision(number::Precision::fixedFraction(2));
  const auto percent = of.unit(icu::NoUnit::percent()).precision(number::Precision::maxFraction(decimal_scale_max));
  if (U_FAILURE(status)) return false;

  const auto both = [](const auto& formatter, std::array<affixes, 2>& out) {
    const auto positive = frame_of(sample(formatter, "7"));
    const auto negative = frame_of(sample(formatter, "-7"));
    out = {affixes{positive.prefix, positive.suffix}, affixes{negative.prefix, negative.suffix}};
    return !positive.digits.empty() && !negative.digits.empty();
  };
  if (!both(money, money_) || !both(percent, percent_) || !both(of, plain_)) return false;

  // 1 234 567,89: the mark before the last two digits, and the one after the first.
  const auto digits = frame_of(sample(money, "1234567.89")).digits;
  if (digits.size() < 10 || !is_digit(digits.back())) return false;
  std::size_t at = digits.size() - 2;
  std::size_t mark = at;
  while (mark > 0 && !is_digit(digits[mark - 1])) --mark;
  decimal_mark_ = digits.substr(mark, at - mark);
  at = 1;
  while (at < digits.size() && !is_digit(digits[at])) ++at;
  group_mark_ = digits.substr(1, at - 1);
  group_size_ = 3;
  group_from_ = frame_of(sample(money, "1234.00")).digits.find(group_mark_) == 1 ? 4 : 5;
  return !decimal_mark_.empty() && frame_of(sample(money, "12345.00")).digits.starts_with("12" + group_mark_ + "345");
}

bool locale_formats::load_dates(std::string_view name) {
  UErrorCode status = U_ZERO_ERROR;
  const auto where = find_locale(name);
  const std::unique_ptr<icu::DateFormat> format(icu::DateFormat::createDateInstance(icu::DateFormat::kLong, where));
  if (format == nullptr) return false;
  format->setTimeZone(*icu::TimeZone::getGMT());
  for (unsigned month = 1; month <= 12; ++month) {
    // Day and year are told apart in the text by having no digit in common.
    using namespace std::chrono;
    const auto day = sys_days{year{2222} / std::chrono::month{month} / 14};
    const auto at = static_cast<UDate>(day.time_since_epoch().count()) * 86'400'000;
    icu::UnicodeString written;
    format->format(at, written, nullptr, status);
    const auto text = to_utf8(written);
    const auto day_at = text.find("14");
    const auto year_at = text.find("2222");
    if (U_FAILURE(status) || day_at == std::string::npos || year_at == std::string::npos || year_at < day_at)
      return false;
    months_[month - 1] = {text.substr(0, day_at), text.substr(day_at + 2, year_at - day_at - 2),
                          text.substr(year_at + 4)};
  }
  return true;
}

void locale_formats::append_number(std::string& out, std::uint64_t units, int scale) const {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, units).ptr;
  std::string_view all(digits, static_cast<std::size_t>(end - digits));
  const auto after = static_cast<std::size_t>(scale);
  if (all.size() <= after) {
    out.push_back('0');
    if (after == 0) return;
    out += decimal_mark_;
    out.append(after - all.size(), '0');
    out += all;
    return;
  }
  const auto whole = all.substr(0, all.size() - after);
  if (group_mark_.empty() || whole.size() < group_from_) {
    out += whole;
  } else {
    std::size_t at = whole.size() % group_size_;
    out += whole.substr(0, at);
    for (; at < whole.size(); at += group_size_) {
      if (at > 0) out += group_mark_;
      out += whole.substr(at, group_size_);
    }
  }
  if (after == 0) return;
  out += decimal_mark_;
  out += all.substr(all.size() - after);
}

namespace {
std::uint64_t size_of(std::int64_t value) noexcept {
  return value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

// Appends an affix, with another currency's code in the place of the euro.
void append_affix(std::string& out, std::string_view affix, std::string_view currency_code) {
  if (currency_code == iso_mark) {
    out += affix;
    return;
  }
  for (const auto mark : {euro_sign, iso_mark})
    if (const auto at = affix.find(mark); at != std::string_view::npos) {
      out += affix.substr(0, at);
      out += currency_code;
      out += affix.substr(at + mark.size());
      return;
    }
  out += affix;
}
}  // namespace

void locale_formats::append_money(std::string& out, std::int64_t minor, std::string_view currency_code,
                                  int decimals) const {
  const auto& around = money_[minor < 0 ? 1 : 0];
  append_affix(out, around.prefix, currency_code);
  append_number(out, size_of(minor), decimals < 0 ? 0 : decimals);
  append_affix(out, around.suffix, currency_code);
}

void locale_formats::append_percent(std::string& out, decimal percent) const {
  const auto& around = percent_[percent.negative() ? 1 : 0];
  out += around.prefix;
  append_number(out, size_of(percent.units()), percent.scale());
  out += around.suffix;
}

void locale_formats::append_whole(std::string& out, std::int64_t value) const {
  const auto& around = plain_[value < 0 ? 1 : 0];
  out += around.prefix;
  append_number(out, size_of(value), 0);
  out += around.suffix;
}

void locale_formats::append_date(std::string& out, std::chrono::year_month_day day) const {
  if (!day.ok()) {
    out += "\u2013";
    return;
  }
  const auto append_int = [&](int value, int digits_min) {
    char digits[16];
    const auto end = std::to_chars(digits, digits + sizeof digits, value < 0 ? -value : value).ptr;
    if (value < 0) out.push_back('-');
    for (auto size = end - digits; size < digits_min; ++size) out.push_back('0');
    out.append(digits, end);
  };
  const auto day_number = static_cast<int>(static_cast<unsigned>(day.day()));
  if (!day_first_) {
    append_int(static_cast<int>(day.year()), 4);
    out.push_back('-');
    append_int(static_cast<int>(static_cast<unsigned>(day.month())), 2);
    out.push_back('-');
    append_int(day_number, 2);
    return;
  }
  const auto& pieces = months_[static_cast<unsigned>(day.month()) - 1];
  out += pieces.before;
  append_int(day_number, 1);
  out += pieces.between;
  append_int(static_cast<int>(day.year()), 1);
  out += pieces.after;
}

const locale_formats& formats_of(locale which) noexcept {
  static const auto& all =
      *new std::array<locale_formats, locale_count>{locale_formats(locale::fr_be), locale_formats(locale::nl_be),
                                                    locale_formats(locale::fr_lu), locale_formats(locale::de_lu)};
  const auto at = static_cast<std::size_t>(which);
  return all[at < all.size() ? at : 0];
}

std::u32string composed(std::string_view utf8) { return normalized(decode(utf8)); }

std::u32string composed(std::u32string_view text) {
  icu::UnicodeString out;
  for (const auto c : text) out.append(static_cast<UChar32>(c));
  return normalized(out);
}

std::u32string taken_apart(char32_t character) {
  icu::UnicodeString text(static_cast<UChar32>(character));
  UErrorCode status = U_ZERO_ERROR;
  const auto* const nfkd = icu::Normalizer2::getNFKDInstance(status);
  if (U_SUCCESS(status)) {
    const auto apart = nfkd->normalize(text, status);
    if (U_SUCCESS(status)) text = apart;
  }
  return to_code_points(text);
}

}  // namespace text
}  // namespace v1
}  // namespace dealerkit
