// Instants and dates as the protocol writes them: RFC 3339 with an offset, and plain calendar
// dates.
//
// No clock is read here and no time zone is known: an offset is a number of seconds that somebody
// else found.
//
//   parse_instant("2024-01-12T10:00:00+01:00").value()  // 2024-01-12 09:00:00 UTC
//   parse_instant("2024-01-12T10:00:00").refusal()      // rule::instant_malformed: no offset
//   parse_date("2023-02-29").refusal()                  // rule::date_malformed
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "dealerkit/core/result.hpp"

namespace dealerkit {
inline namespace v1 {

/// A point in time, in microseconds: as fine as anything here is kept.
using instant = std::chrono::sys_time<std::chrono::microseconds>;

/// Reads an RFC 3339 instant: `2024-01-12T10:00:00+01:00`, `2024-01-12T09:00:00.25Z`. The offset
/// must be there; up to nine decimals of a second are read and cut to microseconds; a leap second
/// is refused, since the count of seconds has none; the years are 0001 to 9999, in UTC too.
/// Refuses: instant_malformed.
template <class = void>
[[nodiscard]] constexpr result<instant> parse_instant(std::string_view rfc3339) noexcept;

/// Reads a date: `2024-01-12`, the years 0001 to 9999. Refuses: date_malformed.
template <class = void>
[[nodiscard]] constexpr result<std::chrono::year_month_day> parse_date(std::string_view text) noexcept;

/// Appends an instant as clocks `offset` ahead of UTC show it, in RFC 3339: without decimals where
/// they are zero, else with three or six; `Z` for no offset. RFC 3339 has no seconds in an offset,
/// so an offset (of the days before standard time) is cut to whole minutes, and the instant stays
/// the same.
template <class = void>
inline void append_instant(std::string& out, instant at, std::chrono::seconds offset);

/// Appends a date as `2024-01-12`; it must be one of the calendar (`day.ok()`).
template <class = void>
inline void append_date(std::string& out, std::chrono::year_month_day day);

// Implementation

namespace detail {

// `count` decimal digits from `at`; -1 where one of them is none. The caller has looked at the
// length.
constexpr int read_digits(std::string_view text, std::size_t at, std::size_t count) noexcept {
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    const char c = text[i];
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

// The date in the first ten bytes; not ok() where there is none.
template <class = void>
constexpr std::chrono::year_month_day read_date(std::string_view text) noexcept {
  constexpr std::chrono::year_month_day none{std::chrono::year{0}, std::chrono::month{0}, std::chrono::day{0}};
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return none;
  const int year = read_digits(text, 0, 4);
  const int month = read_digits(text, 5, 2);
  const int day = read_digits(text, 8, 2);
  if (year < 1 || month < 1 || day < 1) return none;
  return {std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
          std::chrono::day{static_cast<unsigned>(day)}};
}

template <class = void>
inline void append_digits(std::string& out, std::int64_t value, std::size_t count) {
  char digits[20];
  for (std::size_t i = count; i-- > 0; value /= 10) digits[i] = static_cast<char>('0' + value % 10);
  out.append(digits, count);
}

}  // namespace detail

template <class>
constexpr result<std::chrono::year_month_day> parse_date(std::string_view text) noexcept {
  const auto day = detail::read_date(text);
  if (text.size() != 10 || !day.ok()) return error{rule::date_malformed};
  return day;
}

template <class>
constexpr result<instant> parse_instant(std::string_view rfc3339) noexcept {
  using namespace std::chrono;
  constexpr error malformed{rule::instant_malformed};
  const std::string_view text = rfc3339;
  if (text.size() < 20) return malformed;  // 2024-01-12T10:00:00Z
  const year_month_day day = detail::read_date(text);
  if (!day.ok() || text[10] != 'T' || text[13] != ':' || text[16] != ':') return malformed;
  const int hour = detail::read_digits(text, 11, 2);
  const int minute = detail::read_digits(text, 14, 2);
  const int second = detail::read_digits(text, 17, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return malformed;

  std::size_t next = 19;
  std::int64_t fraction = 0;
  if (text[next] == '.') {
    std::size_t count = 0;
    for (++next; next < text.size() && text[next] >= '0' && text[next] <= '9'; ++next, ++count)
      if (count < 6) fraction = fraction * 10 + (text[next] - '0');
    if (count == 0 || count > 9) return malformed;
    for (; count < 6; ++count) fraction *= 10;
  }

  std::int64_t offset_minutes = 0;
  const std::size_t left = text.size() - next;
  if (left == 6 && (text[next] == '+' || text[next] == '-') && text[next + 3] == ':') {
    const int hours = detail::read_digits(text, next + 1, 2);
    const int minutes = detail::read_digits(text, next + 4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return malformed;
    offset_minutes = hours * 60 + minutes;
    if (text[next] == '-') offset_minutes = -offset_minutes;
  } else if (left != 1 || text[next] != 'Z') {
    return malformed;
  }

  // In numbers: each kind of duration that is added to another one takes its time to compile.
  constexpr std::int64_t first = -62'135'596'800;  // 0001-01-01
  constexpr std::int64_t end = 253'402'300'800;    // 10000-01-01
  const std::int64_t days = sys_days{day}.time_since_epoch().count();
  const std::int64_t at = ((days * 24 + hour) * 60 + minute - offset_minutes) * 60 + second;
  if (at < first || at >= end) return malformed;
  return instant{microseconds{at * 1'000'000 + fraction}};
}

template <class>
inline void append_date(std::string& out, std::chrono::year_month_day day) {
  std::int64_t year = int{day.year()};
  if (year < 0) {
    out += '-';
    year = -year;
  }
  detail::append_digits(out, year, year > 9999 ? 5 : 4);
  out += '-';
  detail::append_digits(out, unsigned{day.month()}, 2);
  out += '-';
  detail::append_digits(out, unsigned{day.day()}, 2);
}

template <class>
inline void append_instant(std::string& out, instant at, std::chrono::seconds offset) {
  using namespace std::chrono;
  const auto offset_minutes = duration_cast<minutes>(offset).count();
  const auto local = at + minutes{offset_minutes};
  const auto day = floor<days>(local);
  const std::int64_t of_day = (local - day).count();
  append_date(out, year_month_day{day});
  const std::int64_t second_of_day = of_day / 1'000'000;
  out += 'T';
  detail::append_digits(out, second_of_day / 3600, 2);
  out += ':';
  detail::append_digits(out, second_of_day / 60 % 60, 2);
  out += ':';
  detail::append_digits(out, second_of_day % 60, 2);
  if (const std::int64_t fraction = of_day % 1'000'000; fraction != 0) {
    out += '.';
    if (fraction % 1000 == 0)
      detail::append_digits(out, fraction / 1000, 3);
    else
      detail::append_digits(out, fraction, 6);
  }
  if (offset_minutes == 0) {
    out += 'Z';
    return;
  }
  const auto size = offset_minutes < 0 ? -offset_minutes : offset_minutes;
  out += offset_minutes < 0 ? '-' : '+';
  detail::append_digits(out, size / 60, 2);
  out += ':';
  detail::append_digits(out, size % 60, 2);
}

}  // namespace v1
}  // namespace dealerkit
