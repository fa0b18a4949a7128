// The formats of the four locales: as people write them, and as ICU itself writes them, for
// thousands of values.
#include "text/formats.hpp"

#include <unicode/datefmt.h>
#include <unicode/numberformatter.h>
#include <unicode/timezone.h>

#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "dealerkit/core/money.hpp"
#include "support/catch.hpp"

using namespace dealerkit;
using namespace dealerkit::text;
using namespace std::chrono_literals;

namespace {

constexpr locale locales[] = {locale::fr_be, locale::nl_be, locale::fr_lu, locale::de_lu};

std::string money_text(locale in, std::int64_t minor, std::string_view code = "EUR", int decimals = 2) {
  std::string out;
  formats_of(in).append_money(out, minor, code, decimals);
  return out;
}

std::string percent_text(locale in, decimal value) {
  std::string out;
  formats_of(in).append_percent(out, value);
  return out;
}

std::string date_text(locale in, std::chrono::year_month_day day) {
  std::string out;
  formats_of(in).append_date(out, day);
  return out;
}

icu::Locale icu_locale(locale in) {
  UErrorCode status = U_ZERO_ERROR;
  const auto found = icu::Locale::forLanguageTag(std::string(tag(in)), status);
  REQUIRE(U_SUCCESS(status));
  return found;
}

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

std::string plain_text(std::int64_t units, int scale) {
  return to_string(money::minor(units, scale == 0 ? currency::of("JPY").value() : euro));
}

}  // namespace

TEST_CASE("formats: amounts, percents, numbers and dates of each locale", "[QUO-18]") {
  // U+202F in Belgian French, U+00A0 elsewhere: none of them breaks a line.
  CHECK(money_text(locale::fr_be, 123456789) == "1\u202f234\u202f567,89\u00a0€");
  CHECK(money_text(locale::nl_be, 123456789) == "€\u00a01.234.567,89");
  CHECK(money_text(locale::fr_lu, 123456789) == "1.234.567,89\u00a0€");
  CHECK(money_text(locale::de_lu, 123456789) == "1.234.567,89\u00a0€");
  CHECK(money_text(locale::fr_be, -5) == "-0,05\u00a0€");
  CHECK(money_text(locale::nl_be, -100) == "€\u00a0-1,00");
  CHECK(money_text(locale::de_lu, 0) == "0,00\u00a0€");
  CHECK(money_text(locale::de_lu, 99999) == "999,99\u00a0€");
  CHECK(money_text(locale::de_lu, 100000) == "1.000,00\u00a0€");

  // Another currency has its code, with the decimals that it has.
  CHECK(money_text(locale::fr_be, 123456, "CAD") == "1\u202f234,56\u00a0CAD");
  CHECK(money_text(locale::nl_be, 123456, "JPY", 0) == "JPY\u00a0123.456");
  CHECK(money_text(locale::nl_be, 1234567, "TND", 3) == "TND\u00a01.234,567");

  CHECK(percent_text(locale::fr_be, decimal::whole(21)) == "21\u00a0%");
  CHECK(percent_text(locale::nl_be, decimal::whole(21)) == "21%");
  CHECK(percent_text(locale::fr_lu, decimal::of(-2125, 3).value()) == "-2,125\u00a0%");
  CHECK(percent_text(locale::de_lu, decimal::of(5, 1).value()) == "0,5\u00a0%");

  CHECK(date_text(locale::fr_be, 2026y / 1 / 14) == "14 janvier 2026");
  CHECK(date_text(locale::nl_be, 2026y / 3 / 1) == "1 maart 2026");
  CHECK(date_text(locale::fr_lu, 2028y / 2 / 29) == "29 février 2028");
  CHECK(date_text(locale::de_lu, 2026y / 12 / 31) == "31. Dezember 2026");
  CHECK(date_text(locale::fr_be, 2026y / 2 / 30) == "–");
  CHECK(date_text(locale::fr_be, {}) == "–");

  std::string whole;
  formats_of(locale::de_lu).append_whole(whole, 1234567);
  CHECK(whole == "1.234.567");
}

TEST_CASE("formats: the ends of the range", "[QUO-18]") {
  for (const auto in : locales) {
    CAPTURE(tag(in));
    CHECK(money_text(in, INT64_MAX).find("92") != std::string::npos);
    CHECK(money_text(in, INT64_MIN).find("08") != std::string::npos);
    CHECK(percent_text(in, decimal::of(INT64_MIN, 18).value()).find("9,223372036854775808") != std::string::npos);
    CHECK(percent_text(in, decimal::of(1, 18).value()).find("0,000000000000000001") != std::string::npos);
    CHECK_FALSE(date_text(in, std::chrono::year_month_day{std::chrono::year::max() / 12 / 31}).empty());
    CHECK_FALSE(date_text(in, std::chrono::year_month_day{std::chrono::year::min() / 1 / 1}).empty());
  }
}

TEST_CASE("formats: ICU writes the same", "[QUO-18]") {
  std::mt19937_64 random(20260114);
  int compared = 0;
  for (const auto in : locales) {
    CAPTURE(tag(in));
    UErrorCode status = U_ZERO_ERROR;
    namespace number = icu::number;
    const auto of = number::NumberFormatter::withLocale(icu_locale(in));
    const auto as_money = of.unit(icu::CurrencyUnit(u"EUR", status)).precision(number::Precision::fixedFraction(2));
    const auto as_percent = of.unit(icu::NoUnit::percent()).precision(number::Precision::maxFraction(18));
    for (int i = 0; i < 2000; ++i) {
      const auto units = static_cast<std::int64_t>(random()) >> (random() % 64);
      CAPTURE(units);
      CHECK(money_text(in, units) == utf8(as_money.formatDecimal(plain_text(units, 2), status).toString(status)));
      const auto rate = decimal::of(units, static_cast<int>(random() % 6)).value();
      CHECK(percent_text(in, rate) == utf8(as_percent.formatDecimal(to_string(rate), status).toString(status)));
      std::string whole;
      formats_of(in).append_whole(whole, units);
      CHECK(whole == utf8(of.formatDecimal(plain_text(units, 0), status).toString(status)));
      ++compared;
    }
    const std::unique_ptr<icu::DateFormat> dates(
        icu::DateFormat::createDateInstance(icu::DateFormat::kLong, icu_locale(in)));
    dates->setTimeZone(*icu::TimeZone::getGMT());
    for (int day = 0; day < 800; ++day) {
      const auto when = std::chrono::sys_days{2025y / 1 / 1} + std::chrono::days{day};
      icu::UnicodeString written;
      dates->format(static_cast<UDate>(when.time_since_epoch().count()) * 86400000, written);
      CHECK(date_text(in, std::chrono::year_month_day{when}) == utf8(written));
    }
    REQUIRE(U_SUCCESS(status));
  }
  CHECK(compared == 8000);
}

TEST_CASE("formats: shared between threads from the first call on", "[QUO-18]") {
  std::vector<std::string> found(8);
  std::vector<std::thread> threads;
  for (auto& text : found)
    threads.emplace_back([&text] {
      for (const auto in : locales) text += money_text(in, 123456) + date_text(in, 2026y / 1 / 14);
    });
  for (auto& one : threads) one.join();
  for (const auto& text : found) CHECK(text == found.front());
}

TEST_CASE("letters are composed and taken apart", "[QUO-18]") {
  CHECK(composed(std::string_view("e\u0301")) == U"\u00e9");
  CHECK(composed(std::string_view("Citro\u00ebn")) == U"Citro\u00ebn");
  CHECK(composed(std::string_view("a\xff\x62")) == U"a\ufffdb");
  CHECK(composed(std::string_view("\xed\xa0\x80")) == U"\ufffd\ufffd\ufffd");
  CHECK(composed(std::u32string_view(U"e\u0302\u0323")) == U"\u1ec7");
  CHECK(taken_apart(U'\u1ec7') == U"e\u0323\u0302");
  CHECK(taken_apart(U'\ufb01') == U"fi");
  CHECK(taken_apart(U'a') == U"a");
}
