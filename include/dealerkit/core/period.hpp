// Periods: half-open spans of instants, closed spans of days.
//
//   period::of(a, b).value().contains(a)   // true: the start belongs to it
//   period::of(a, b).value().contains(b)   // false: at its end it is over
#pragma once

#include "dealerkit/core/instant.hpp"
#include "dealerkit/core/result.hpp"

namespace dealerkit {
inline namespace v1 {

/// From an instant up to, not including, another.
class period {
 public:
  /// Refused (period_ends_before_start) where `until` is before `from`; an empty period is legal.
  [[nodiscard]] static constexpr result<period> of(instant from, instant until) noexcept {
    if (until < from) return error{rule::period_ends_before_start, "until"};
    return period{from, until};
  }
  [[nodiscard]] constexpr instant from() const noexcept { return from_; }
  [[nodiscard]] constexpr instant until() const noexcept { return until_; }
  /// True from the start up to, not including, the end.
  [[nodiscard]] constexpr bool contains(instant at) const noexcept { return from_ <= at && at < until_; }

  friend constexpr bool operator==(period, period) noexcept = default;

 private:
  constexpr period(instant from, instant until) noexcept : from_(from), until_(until) {}
  instant from_;
  instant until_;
};

/// From a civil day to another, both included.
class day_span {
 public:
  /// Refused: date_malformed (a day that does not exist), period_ends_before_start.
  [[nodiscard]] static constexpr result<day_span> of(std::chrono::year_month_day first,
                                                     std::chrono::year_month_day last) noexcept {
    if (!first.ok()) return error{rule::date_malformed, "from"};
    if (!last.ok()) return error{rule::date_malformed, "to"};
    if (std::chrono::sys_days{last} < std::chrono::sys_days{first}) return error{rule::period_ends_before_start, "to"};
    return day_span{first, last};
  }
  [[nodiscard]] constexpr std::chrono::year_month_day first() const noexcept { return first_; }
  [[nodiscard]] constexpr std::chrono::year_month_day last() const noexcept { return last_; }
  /// True on both ends and between.
  [[nodiscard]] constexpr bool contains(std::chrono::year_month_day day) const noexcept {
    const std::chrono::sys_days asked{day};
    return std::chrono::sys_days{first_} <= asked && asked <= std::chrono::sys_days{last_};
  }

  friend constexpr bool operator==(day_span, day_span) noexcept = default;

 private:
  constexpr day_span(std::chrono::year_month_day first, std::chrono::year_month_day last) noexcept
      : first_(first), last_(last) {}
  std::chrono::year_month_day first_;
  std::chrono::year_month_day last_;
};

}  // namespace v1
}  // namespace dealerkit
