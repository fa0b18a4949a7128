// Periods and spans of days: where they begin and end.
#include <chrono>
#include <type_traits>

#include "dealerkit/core/period.hpp"
#include "support/catch.hpp"

using namespace dealerkit;
using namespace std::chrono_literals;

static_assert(std::is_trivially_copyable_v<period> && std::is_trivially_copyable_v<day_span>);
static_assert(!std::is_default_constructible_v<period> && !std::is_default_constructible_v<day_span>);
static_assert(!std::is_constructible_v<period, instant, instant>, "only the checked factory makes one");
static_assert(!std::is_constructible_v<day_span, std::chrono::year_month_day, std::chrono::year_month_day>);
template <class T>
concept has_order = requires(T a, T b) {
  a < b;
};
static_assert(!has_order<period> && !has_order<day_span>);

namespace {

constexpr instant start = std::chrono::sys_days{std::chrono::year{2024} / 2 / 28} + 10h;
constexpr instant end_of_it = start + 48h;

constexpr std::chrono::year_month_day day(int year, unsigned month, unsigned of_month) {
  return std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(of_month);
}

}  // namespace

static_assert(period::of(start, end_of_it).value().contains(start));
static_assert(!period::of(start, end_of_it).value().contains(end_of_it));

TEST_CASE("period: the start belongs to it, the end does not", "[period][DAT-06]") {
  const auto two_days = period::of(start, end_of_it).value();
  CHECK(two_days.from() == start);
  CHECK(two_days.until() == end_of_it);
  CHECK(two_days.contains(start));
  CHECK_FALSE(two_days.contains(start - 1us));
  CHECK(two_days.contains(end_of_it - 1us));
  CHECK_FALSE(two_days.contains(end_of_it));
  CHECK(two_days == period::of(start, end_of_it).value());
  CHECK_FALSE(two_days == period::of(start, end_of_it + 1us).value());
}

TEST_CASE("period: an empty one is legal, one that ends before it starts is not", "[period][DAT-06]") {
  const auto empty = period::of(start, start);
  REQUIRE(empty.ok());
  CHECK_FALSE(empty.value().contains(start));
  CHECK(period::of(start, start - 1us).refusal() == error{rule::period_ends_before_start, "until"});
}

TEST_CASE("day_span: both days belong to it", "[period][DAT-06]") {
  const auto span = day_span::of(day(2024, 2, 28), day(2024, 3, 1)).value();
  CHECK(span.first() == day(2024, 2, 28));
  CHECK(span.last() == day(2024, 3, 1));
  CHECK_FALSE(span.contains(day(2024, 2, 27)));
  CHECK(span.contains(day(2024, 2, 28)));
  CHECK(span.contains(day(2024, 2, 29)));
  CHECK(span.contains(day(2024, 3, 1)));
  CHECK_FALSE(span.contains(day(2024, 3, 2)));
  CHECK(day_span::of(day(2024, 2, 29), day(2024, 2, 29)).value().contains(day(2024, 2, 29)));
}

TEST_CASE("day_span: rules in order", "[period][DAT-06]") {
  CHECK(day_span::of(day(2023, 2, 29), day(2023, 2, 30)).refusal() == error{rule::date_malformed, "from"});
  CHECK(day_span::of(day(2024, 2, 29), day(2023, 2, 30)).refusal() == error{rule::date_malformed, "to"});
  CHECK(day_span::of({}, day(2023, 2, 1)).refusal() == error{rule::date_malformed, "from"});
  CHECK(day_span::of(day(2024, 3, 1), day(2024, 2, 29)).refusal() == error{rule::period_ends_before_start, "to"});
}
