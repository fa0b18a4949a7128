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

// Part of the stored form.
constexpr std::int64_t credits_each = 32;      // that have expired, by number
constexpr std::size_t later_each = 16;         // that are used later
constexpr std::size_t credits_left_alone = 8;  // of a card that has too many

using credit_order = std::pair<instant, std::int64_t>;
credit_order order_of(const loyalty_credit& credit) { return {credit.expires, credit.number}; }

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

loyalty_parts::part& loyalty_parts::later_part(std::int64_t number) {
  return part_of("later " + std::to_string(number));
}

void loyalty_parts::bring_first_in(loyalty_account& account) {
  auto& later = *account.later;
  auto& first = later_part(later.first_part);
  if (first.holds.credits.empty()) {  // as in no store that can be read: what cannot has failed already
    account.later.reset();
    return;
  }
  for (const auto& credit : first.holds.credits) {
    later.units -= credit.left;
    if (account.credits.empty() || order_of(account.credits.back()) < order_of(credit))
      account.credits.push_back(credit);  // as nearly always
    else
      v1::detail::add_to_credit(account, credit);
  }
  first.holds.credits.clear();
  first.changed = true;
  if (later.first_part++ == later.last_part) {
    account.later.reset();
    return;
  }
  const auto& next = later_part(later.first_part).holds.credits;
  if (next.empty()) return;  // the next call finds it so
  later.from = next.front().expires;
  later.from_number = next.front().number;
}

void loyalty_parts::bring_in(loyalty_account& account, instant now, std::int64_t units) {
  const auto by_itself = [&] {
    std::int64_t sum = 0;
    for (const auto& credit : account.credits)
      if (credit.expires > now) sum += credit.left;
    return sum;
  };
  while (account.later.has_value() && (account.later->from <= now || by_itself() < units)) bring_first_in(account);
}

void loyalty_parts::bring_all_in(loyalty_account& account) {
  while (account.later.has_value()) bring_first_in(account);
}

// False where the sum would be out of range: then the credit stays with the card.
bool loyalty_parts::append_later(loyalty_account& account, const loyalty_credit& credit) {
  auto later = account.later.value_or(later_credits{0, credit.expires, credit.number, credit.expires, 0, 0});
  if (__builtin_add_overflow(later.units, credit.left, &later.units)) return false;
  if (later_part(later.last_part).holds.credits.size() >= later_each) ++later.last_part;
  later.until = credit.expires;
  auto& into = later_part(later.last_part);
  into.holds.credits.push_back(credit);
  into.changed = true;
  account.later = later;
  return true;
}

bool loyalty_parts::prepend_later(loyalty_account& account, const loyalty_credit& credit) {
  if (!account.later.has_value()) return append_later(account, credit);
  auto later = *account.later;
  if (__builtin_add_overflow(later.units, credit.left, &later.units)) return false;
  if (later_part(later.first_part).holds.credits.size() >= later_each) --later.first_part;
  later.from = credit.expires;
  later.from_number = credit.number;
  auto& into = later_part(later.first_part);
  into.holds.credits.insert(into.holds.credits.begin(), credit);
  into.changed = true;
  account.later = later;
  return true;
}

void loyalty_parts::keep_later(loyalty_account& account) {
  auto& credits = account.credits;
  if (account.later.has_value()) {
    // A new credit mostly expires last. One that belongs between others is seldom: a programme of a shorter validity.
    const credit_order from{account.later->from, account.later->from_number};
    const auto behind =
        std::find_if(credits.begin(), credits.end(), [&](const loyalty_credit& one) { return order_of(one) > from; });
    if (behind != credits.end() && behind->expires < account.later->until) {
      const std::vector<loyalty_credit> between(behind, credits.end());
      credits.erase(behind, credits.end());
      bring_all_in(account);
      for (const auto& one : between) v1::detail::add_to_credit(account, one);
    } else {
      const auto gone =
          std::find_if(behind, credits.end(), [&](const loyalty_credit& one) { return !append_later(account, one); });
      credits.erase(behind, gone);
    }
  }
  if (credits.size() <= credits_max) return;
  while (credits.size() > credits_left_alone && prepend_later(account, credits.back())) credits.pop_back();
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
  const auto found =
      std::find_if(credits.begin(), credits.end(), [&](const loyalty_credit& one) { return one.number == number; });
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

void complete(store::unit& unit, loyalty_card& known) {
  if (known.account.later.has_value()) loyalty_parts(unit, known.id).bring_all_in(known.account);
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
