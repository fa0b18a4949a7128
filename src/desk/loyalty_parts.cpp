// How what loyalty cards have put aside is kept.
#include "desk/loyalty_parts.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "desk/projections.hpp"

namespace dealerkit {
inline namespace v1 {
namespace projections {

namespace {

using std::chrono::sys_days;
using std::chrono::year_month;
using std::chrono::year_month_day;

constexpr std::int64_t credits_each = 32;  // part of the stored form

std::string key_of_credit(std::int64_t number) { return "credits " + std::to_string(number / credits_each); }

std::string key_of_month(year_month month) {
  std::string day;
  append_date(day, month / std::chrono::day{1});
  return "month " + day.substr(0, 7);
}

bool is_in(const std::vector<dated_spending>& days, year_month_day day) {
  return std::any_of(days.begin(), days.end(), [&](const dated_spending& one) { return one.day == day; });
}

}  // namespace

loyalty_parts::part& loyalty_parts::part_of(std::string key) {
  const auto found = parts_.find(key);
  if (found != parts_.end()) return found->second;
  part read;
  read.holds = load<loyalty_aside>(unit_, collections::loyalty_aside, joined(card_, key)).value_or(loyalty_aside{});
  return parts_.emplace(std::move(key), std::move(read)).first->second;
}

loyalty_parts::part& loyalty_parts::part_of_day(year_month_day day) {
  return part_of(key_of_month({day.year(), day.month()}));
}

void loyalty_parts::add_days(const std::vector<dated_spending>& days,
                             std::vector<dated_spending> loyalty_aside::*list) {
  const auto earlier = [](const dated_spending& one, year_month_day day) { return sys_days{one.day} < sys_days{day}; };
  for (const auto& one : days) {
    auto& into = part_of_day(one.day);
    auto& there = into.holds.*list;
    const auto at = std::lower_bound(there.begin(), there.end(), one.day, earlier);
    if (at != there.end() && at->day == one.day)
      at->amount += one.amount;
    else
      there.insert(at, one);
    into.changed = true;
  }
}

void loyalty_parts::add(const loyalty_aside& more) {
  const auto before = [](const loyalty_credit& one, std::int64_t number) { return one.number < number; };
  for (const auto& credit : more.credits) {
    auto& into = part_of(key_of_credit(credit.number));
    auto& there = into.holds.credits;
    const auto at = std::lower_bound(there.begin(), there.end(), credit.number, before);
    if (at != there.end() && at->number == credit.number)
      at->left += credit.left;
    else
      there.insert(at, credit);
    into.changed = true;
  }
  add_days(more.years, &loyalty_aside::years);
  add_days(more.window, &loyalty_aside::window);
  add_days(more.points_window, &loyalty_aside::points_window);
}

std::optional<loyalty_credit> loyalty_parts::take_credit(std::int64_t number) {
  auto& from = part_of(key_of_credit(number));
  auto& credits = from.holds.credits;
  const auto found = std::find_if(credits.begin(), credits.end(),
                                  [&](const loyalty_credit& one) { return one.number == number; });
  if (found == credits.end()) return std::nullopt;
  const loyalty_credit taken = *found;
  credits.erase(found);
  from.changed = true;
  return taken;
}

std::int64_t loyalty_parts::cumulated_in(year_month_day year) {
  for (const auto& one : part_of_day(year).holds.years)
    if (one.day == year) return one.amount;
  return 0;
}

const std::vector<dated_spending>& loyalty_parts::days_of(year_month month, tier_basis by) {
  return window_of(part_of(key_of_month(month)).holds, by);
}

void loyalty_parts::write() {
  for (auto& [key, one] : parts_) {
    if (!std::exchange(one.changed, false)) continue;
    if (one.holds == loyalty_aside{})
      unit_.remove(collections::loyalty_aside, joined(card_, key));
    else
      save(unit_, collections::loyalty_aside, joined(card_, key), one.holds);
  }
}

std::int64_t cumulated_in(store::unit& unit, const loyalty_card& known, year_month_day year) {
  // The last year stays with the card, so that it alone is asked of every transaction.
  if (is_in(known.years, year) || known.years.empty()) return v1::cumulated_in(known, year);
  return loyalty_parts(unit, known.id).cumulated_in(year);
}

std::int64_t spending_between(store::unit& unit, const loyalty_card& known, tier_basis by, sys_days first,
                              sys_days last) {
  std::int64_t sum = 0;
  const auto add = [&](const std::vector<dated_spending>& days) {
    for (const auto& one : days) {
      if (sys_days{one.day} <= first || sys_days{one.day} > last) continue;
      if (__builtin_add_overflow(sum, one.amount, &sum))  // beyond every threshold
        sum = one.amount > 0 ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
    }
  };
  add(window_of(known, by));
  if (!known.window_aside.has_value() || sys_days{*known.window_aside} <= first) return sum;
  loyalty_parts parts(unit, known.id);
  const year_month_day earliest = first + std::chrono::days{1};
  const year_month newest{known.window_aside->year(), known.window_aside->month()};
  for (year_month month{earliest.year(), earliest.month()}; month <= newest; month += std::chrono::months{1})
    add(parts.days_of(month, by));
  return sum;
}

}  // namespace projections
}  // namespace v1
}  // namespace dealerkit
