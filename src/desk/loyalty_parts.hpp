// What loyalty cards keep apart, in parts: documents beside the card's own, which stays small so. Returns, cancels and
// lists reach for them; transactions do so only where they use more than the card has by itself.
//
//   loyalty_parts parts(unit, card_id);
//   parts.bring_in(known.account, at, deducted);              // what is needed of the credits that are used later
//   known = evolve(known, event, at);
//   parts.add(put_aside(known, at));                          // what has expired by now
//   parts.keep_later(known.account);
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
/// of numbers, the days of a month, or some of the credits that are used later: it stays small however long the card is
/// used.
class loyalty_parts {
 public:
  /// A card has so many credits by itself; where there are more, the later ones are kept apart.
  static constexpr std::size_t credits_max = 16;

  loyalty_parts(store::unit& unit, std::string_view card) : unit_(unit), card_(card) {}

  /// Brings in of the later credits what has expired at the instant, and what it takes to spend `units` then.
  void bring_in(loyalty_account& account, instant now, std::int64_t units);
  /// Brings in all of them.
  void bring_all_in(loyalty_account& account);
  /// Puts those apart again that are too many, or belong behind others that are. The same account and the same calls
  /// make the same parts, whether an event happens or is replayed.
  void keep_later(loyalty_account& account);

  /// Adds to what was put aside.
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
  part& later_part(std::int64_t number);
  void bring_first_in(loyalty_account& account);
  [[nodiscard]] bool append_later(loyalty_account& account, const loyalty_credit& credit);
  [[nodiscard]] bool prepend_later(loyalty_account& account, const loyalty_credit& credit);
  void add_days(const std::vector<dated_spending>& days, std::vector<dated_spending> loyalty_aside::*list);

  store::unit& unit_;
  std::string_view card_;
  std::map<std::string, part, std::less<>> parts_;
};

/// The account with all of its credits that have not expired.
void complete(store::unit& unit, loyalty_card& known);

/// Spending of the programme's year that starts on a day, put aside or not.
[[nodiscard]] std::int64_t cumulated_in(store::unit& unit, const loyalty_card& known, std::chrono::year_month_day year);

/// What tiers are reached by, over the days after `first` up to `last`, put aside or not: a programme may look back
/// further than the one before it.
[[nodiscard]] std::int64_t spending_between(store::unit& unit, const loyalty_card& known, tier_basis by,
                                            std::chrono::sys_days first, std::chrono::sys_days last);

}  // namespace projections
}  // namespace v1
}  // namespace dealerkit
