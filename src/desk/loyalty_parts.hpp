// What loyalty cards have put aside, in parts: documents beside the card's own that returns and cancels reach for.
//
//   loyalty_parts parts(unit, card_id);
//   parts.add(put_aside(known, at));                          // what has expired by now
//   if (const auto credit = parts.take_credit(7)) bring_back(known.account, *credit);
//   parts.write();
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/loyalty.hpp"
#include "store/ledger.hpp"

namespace dealerkit {
inline namespace v1 {
namespace projections {

/// The parts of one card that are asked for; nothing is changed before write(). A part holds the credits of a stretch
/// of numbers, or the days of a month: it stays small however long the card is used.
class loyalty_parts {
 public:
  loyalty_parts(store::unit& unit, std::string_view card) : unit_(unit), card_(card) {}

  /// Adds to what is there.
  void add(const loyalty_aside& more);
  /// Takes a credit out; empty where it was not put aside.
  [[nodiscard]] std::optional<loyalty_credit> take_credit(std::int64_t number);
  /// Spending of the programme's year that starts on a day.
  [[nodiscard]] std::int64_t cumulated_in(std::chrono::year_month_day year);
  /// The days of a month that are there.
  [[nodiscard]] const std::vector<dated_spending>& days_of(std::chrono::year_month month, tier_basis by);
  void write();

 private:
  struct part {
    loyalty_aside holds;
    bool changed = false;
  };
  part& part_of(std::string key);
  part& part_of_day(std::chrono::year_month_day day);
  void add_days(const std::vector<dated_spending>& days, std::vector<dated_spending> loyalty_aside::*list);

  store::unit& unit_;
  std::string_view card_;
  std::map<std::string, part, std::less<>> parts_;
};

/// Spending of the programme's year that starts on a day, put aside or not.
[[nodiscard]] std::int64_t cumulated_in(store::unit& unit, const loyalty_card& known, std::chrono::year_month_day year);

/// What tiers are reached by, over the days after `first` up to `last`, put aside or not: a programme may look back
/// further than the one before it.
[[nodiscard]] std::int64_t spending_between(store::unit& unit, const loyalty_card& known, tier_basis by,
                                            std::chrono::sys_days first, std::chrono::sys_days last);

}  // namespace projections
}  // namespace v1
}  // namespace dealerkit
