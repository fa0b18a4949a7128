// Pricing: how a basket's price is made, over plain whole numbers. No text, no allocation, no clock, no store.
//
// Amounts are minor units of one currency. dealerkit/price.hpp is the same over described values; dk_price() is this
// in C.
//
//   const pricing::line lines[] = {{.amount = 1500000, .taxes = 1}, {.amount = 5000, .taxes = 2}};
//   const pricing::discount less[] = {{.amount = 10000}};
//   pricing::tax taxes[] = {{.percent = decimal::whole(17)}, {.percent = decimal::whole(0)}};
//   pricing::fixed_workspace<2, 1> scratch;
//   pricing::step steps[1];
//   const auto made = pricing::price(lines, less, taxes, {}, scratch.view(), steps);
//   made.value().gross   // 1748306: the bases are 1490033 and 4967, the tax is 253306 (QUO-07)
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "dealerkit/core/allocation.hpp"
#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/lists.hpp"
#include "dealerkit/core/rounding.hpp"

namespace dealerkit {
inline namespace v1 {
namespace pricing {

/// The largest total of a basket, in cents: 9,999,999,999,999.99 (QUO-07).
inline constexpr std::int64_t total_max = 999'999'999'999'999;
/// The same in minor units of a currency with so many decimals, rounded down.
[[nodiscard]] constexpr std::int64_t total_max_of(int decimals) noexcept {
  return decimals >= 2 ? total_max * detail::powers_of_ten[static_cast<std::size_t>(decimals - 2)]
                       : total_max / detail::powers_of_ten[static_cast<std::size_t>(2 - decimals)];
}
/// How many different taxes a basket may have, and one line of it.
inline constexpr std::size_t taxes_max = 64;
inline constexpr int taxes_of_a_line_max = 8;
/// Most decimals of a percentage: the arithmetic is exact in 128 bits up to here.
inline constexpr int percent_scale_max = 16;

/// Whether a percentage is that of a tax: 0 to 100, with decimals that the arithmetic is exact for.
[[nodiscard]] constexpr bool is_tax(decimal percent) noexcept {
  return percent.scale() <= percent_scale_max && !percent.negative() &&
         percent.units() <= 100 * dealerkit::detail::powers_of_ten[static_cast<std::size_t>(percent.scale())];
}

/// One line of a basket.
struct line {
  std::int64_t amount = 0;     ///< of one piece, 0 or more
  std::int64_t quantity = 1;   ///< 1 or more
  std::uint64_t sections = 0;  ///< the sections that it belongs to, a bit each
  std::uint64_t taxes = 0;     ///< the taxes that it bears: a bit for each place in the list of taxes
};

/// One discount. It is an amount, or a percentage where `by_percent` is set.
struct discount {
  std::int64_t amount = 0;  ///< 0 or more
  decimal percent{};        ///< 0 or more
  bool by_percent = false;
  bool of_running = false;     ///< of the running net; otherwise of the list total
  bool applies = true;         ///< false: its condition is not met; it is measured, and not applied (QUO-05)
  std::uint32_t group = 0;     ///< of the discounts with the same number only one applies; 0: none
  std::int64_t priority = 0;   ///< smaller ones come first
  std::uint64_t sections = 0;  ///< limits base and carriers to the lines of these sections; 0: all lines
};

/// One tax: the caller gives the percentage, the price gives base and amount.
struct tax {
  decimal percent{};
  std::int64_t base = 0;
  std::int64_t amount = 0;

  friend constexpr bool operator==(const tax&, const tax&) noexcept = default;
};

/// One discount as it was applied, or measured.
struct step {
  std::uint32_t discount = 0;  ///< its place in the list of discounts
  bool cut = false;            ///< it would have taken more than was left
  std::int64_t base = 0;       ///< what it is of
  std::int64_t amount = 0;     ///< what it takes off, 0 or more; of one that is measured only, what it would give

  friend constexpr bool operator==(const step&, const step&) noexcept = default;
};

/// What holds for the whole basket.
struct terms {
  bool tax_included = false;         ///< amounts and discounts include tax
  std::int64_t voucher = 0;          ///< lowers what is to pay, and nothing else (QUO-17)
  std::int64_t largest = total_max;  ///< a greater total is refused; at most total_max_of(3)
};

/// The price.
struct totals {
  std::int64_t list = 0;     ///< lines before discounts, tax included where the basket is
  std::int64_t net = 0;      ///< after discounts, without tax
  std::int64_t tax = 0;      ///< all taxes
  std::int64_t gross = 0;    ///< net and tax
  std::int64_t voucher = 0;  ///< what the voucher pays: never more than the gross
  std::int64_t to_pay = 0;
  std::size_t applied = 0;      ///< how many steps were applied: the first ones
  std::size_t conditional = 0;  ///< how many were measured only: those after them

  friend constexpr bool operator==(const totals&, const totals&) noexcept = default;
};

/// Scratch of the caller; nothing in it has to be set. The first six spans have room for every line, the other three
/// for every discount.
struct workspace {
  std::span<std::int64_t> listed;   ///< after pricing: each line before discounts
  std::span<std::int64_t> running;  ///< after pricing: each line after discounts
  std::span<std::int64_t> weights;
  std::span<std::int64_t> parts;
  std::span<dealerkit::detail::allocation_remainder> remainders;
  std::span<std::uint32_t> places;
  std::span<std::uint32_t> order;
  std::span<std::uint32_t> members;
  std::span<std::uint32_t> starts;
};

/// A workspace of fixed size, for the stack.
template <std::size_t Lines, std::size_t Discounts>
class fixed_workspace {
 public:
  /// The scratch, for as long as this lives.
  [[nodiscard]] workspace view() noexcept {
    return {listed_, running_, weights_, parts_, remainders_, places_, order_, members_, starts_};
  }

 private:
  std::int64_t listed_[Lines], running_[Lines], weights_[Lines], parts_[Lines];
  dealerkit::detail::allocation_remainder remainders_[Lines];
  std::uint32_t places_[Lines];
  std::uint32_t order_[Discounts], members_[Discounts], starts_[Discounts];
};

/// Prices a basket. Pure; nothing is allocated. `taxes` gets bases and amounts, `steps` first the
/// discounts applied, in their order, then those whose condition is not met. `steps` has room for
/// every discount.
///
/// 1. Discounts stand by priority, then as declared. One that stands in a group is taken at the
/// place of the group's
///    first member: the one worth most there, then the one that stands first.
/// 2. Each is rounded half-up, cut at what its lines have left, and shared over them by their
/// running net: largest
///    remainder, ties to the lowest index (ALL-01).
/// 3. One whose condition is not met is measured after all that applies. In a group it would take
/// the place of the
///    member that applies, so it would give what it is worth more than that one; nothing where it
///    is worth less.
/// 4. Each tax is rounded half-up once, on all its lines. Where tax is included, the lines that
/// bear the same taxes
///    have gross ÷ (1 + their rates), half-up, as their net; the rest is shared over these taxes by
///    their rates (ALL-01), so that an odd cent goes by the order of the taxes.
/// 5. The voucher lowers what is to pay.
///
/// Rules, in order: price_lines_missing, price_too_many_taxes (more than 64 in all); of each line
/// price_amount_negative, price_quantity_out_of_range, price_tax_missing, price_too_many_taxes
/// (more than 8), price_total_too_large (of the list up to there); of each tax
/// decimal_out_of_range, price_tax_out_of_range; of each discount discount_value_negative,
/// decimal_out_of_range; price_voucher_negative; price_total_too_large (the gross).
template <class = void>
[[nodiscard]] constexpr result<totals> price(std::span<const line> lines, std::span<const discount> discounts,
                                             std::span<tax> taxes, const terms& how, const workspace& scratch,
                                             std::span<step> steps) noexcept;

// Implementation

namespace detail {

using dealerkit::detail::int128;
using dealerkit::detail::powers_of_ten;

inline constexpr std::uint32_t nowhere = UINT32_MAX;

/// What is wrong with a line; rule::none where nothing is but that the sum is too large with it. `known` has a bit for
/// every tax.
[[nodiscard]] constexpr rule fault_of(const line& one, std::uint64_t known) noexcept {
  if (one.amount < 0) return rule::price_amount_negative;
  if (one.quantity < 1) return rule::price_quantity_out_of_range;
  if (one.taxes == 0 || (one.taxes & ~known) != 0) return rule::price_tax_missing;
  if (__builtin_popcountll(one.taxes) > taxes_of_a_line_max) return rule::price_too_many_taxes;
  return rule::none;
}

/// Lists the lines: what each comes to, and their sum.
template <class = void>
[[nodiscard]] constexpr result<std::int64_t> list_lines(std::span<const line> lines, std::size_t tax_count,
                                                        std::int64_t largest, const workspace& scratch) noexcept {
  if (lines.empty()) return error{rule::price_lines_missing, "lines"};
  if (tax_count > taxes_max) return error{rule::price_too_many_taxes, "lines"};
  const std::uint64_t known = tax_count == taxes_max ? ~std::uint64_t{0} : (std::uint64_t{1} << tax_count) - 1;
  // A line that looks odd is looked at closely: one whose taxes are beyond this, and all where one may have too many.
  const std::uint64_t plain = tax_count > static_cast<std::size_t>(taxes_of_a_line_max) ? 0 : known;
  // Pointers of our own: the compiler cannot know that nothing written here is a span.
  std::int64_t* const list = scratch.listed.data();
  std::int64_t* const running = scratch.running.data();
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const line& one = lines[i];
    if (one.taxes - 1 >= plain || (one.amount | (one.quantity - 1)) < 0) [[unlikely]]
      if (const rule broken = fault_of(one, known); broken != rule::none) return error{broken, "lines"};
    std::int64_t amount = 0;
    if (__builtin_mul_overflow(one.amount, one.quantity, &amount) || amount > largest - sum) [[unlikely]]
      return error{rule::price_total_too_large, "lines"};
    list[i] = running[i] = amount;
    sum += amount;
  }
  return sum;
}

template <class = void>
[[nodiscard]] constexpr result<accepted> check_rates(std::span<const discount> discounts, std::span<const tax> taxes,
                                                     const terms& how) noexcept {
  for (const tax& one : taxes) {
    if (one.percent.scale() > percent_scale_max) return error{rule::decimal_out_of_range, "lines"};
    if (!is_tax(one.percent)) return error{rule::price_tax_out_of_range, "lines"};
  }
  for (const discount& given : discounts) {
    if (given.amount < 0 || given.percent.negative()) return error{rule::discount_value_negative, "discounts"};
    if (given.percent.scale() > percent_scale_max) return error{rule::decimal_out_of_range, "discounts"};
  }
  if (how.voucher < 0) return error{rule::price_voucher_negative, "voucher"};
  return accepted{};
}

/// `percent` of an amount that is not negative, half-up; INT64_MAX where it is beyond 64 bits. Dividing by a constant
/// is quicker, so the usual numbers of decimals have theirs.
[[nodiscard]] constexpr std::int64_t percentage(std::int64_t amount, decimal percent) noexcept {
  std::int64_t product = 0;
  if (!__builtin_mul_overflow(amount, percent.units(), &product) && product < INT64_MAX / 2) switch (percent.scale()) {
      case 0: return (product + 50) / 100;
      case 1: return (product + 500) / 1'000;
      case 2: return (product + 5'000) / 10'000;
      case 3: return (product + 50'000) / 100'000;
      default: break;
    }
  const auto found = scale_by(amount, percent.units(), powers_of_ten[static_cast<std::size_t>(percent.scale() + 2)],
                              rounding::half_up);
  return found.ok() ? found.value() : INT64_MAX;
}

/// What the carriers of a discount have: in the list, and still.
struct carried {
  std::int64_t listed = 0;
  std::int64_t left = 0;
};

/// The lines while discounts are taken off, for any basket. `Workspace` is always the one above: as an argument it
/// keeps the compiler from looking closer where nobody prices anything.
template <class Workspace = workspace>
class any_lines {
 public:
  constexpr any_lines(std::span<const line> lines, std::int64_t listed, const Workspace& scratch) noexcept
      : lines_(lines), scratch_(scratch), all_{listed, listed} {}

  [[nodiscard]] constexpr carried carried_by(std::uint64_t sections) const noexcept {
    if (sections == 0) return all_;
    carried found;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      // A mask of ones or zeros, since a branch would often be guessed wrong.
      const std::int64_t carries = -static_cast<std::int64_t>((lines_[i].sections & sections) != 0);
      found.listed += scratch_.listed[i] & carries;
      found.left += scratch_.running[i] & carries;
    }
    return found;
  }

  /// Takes an amount off the carriers, who have `left` in all, in proportion to what each has.
  constexpr void take(std::int64_t amount, std::int64_t, std::uint64_t sections) noexcept {
    // Who does not carry it weighs nothing, and a weight of nothing gets nothing.
    const auto weights = scratch_.weights.first(lines_.size());
    const auto parts = scratch_.parts.first(lines_.size());
    for (std::size_t i = 0; i < lines_.size(); ++i)
      weights[i] = sections == 0 || (lines_[i].sections & sections) != 0 ? scratch_.running[i] : 0;
    [[maybe_unused]] const auto shared = allocate(amount, weights, parts, scratch_.remainders.first(lines_.size()));
    assert(shared.ok());
    for (std::size_t i = 0; i < lines_.size(); ++i) scratch_.running[i] -= parts[i];
    all_.left -= amount;
  }

  [[nodiscard]] constexpr std::int64_t running() const noexcept { return all_.left; }
  /// Leaves in the workspace what each line has left; it is there already.
  constexpr void leave() const noexcept {}

 private:
  std::span<const line> lines_;
  const Workspace& scratch_;
  carried all_;
};

/// The lines of the usual basket: few, their sum small, so that four are done at a time.
template <class Workspace = workspace>
class few_lines {
 public:
  /// Whether a basket is one.
  [[nodiscard]] static bool fit(std::span<const line> lines, std::int64_t listed) noexcept {
    if (lines.size() > places || listed >= dealerkit::detail::small_split_total) return false;
    for (const line& one : lines)
      if (one.sections > UINT32_MAX) return false;
    return true;
  }

  few_lines(std::span<const line> lines, std::int64_t listed, const Workspace& scratch) noexcept
      : left_in_(scratch.running.data()),
        count_(lines.size()),
        blocks_((lines.size() + 3) / 4),
        all_{listed, listed},
        reciprocal_(reciprocal_of(listed)) {
    const std::int64_t* const list = scratch.listed.data();
    for (std::size_t i = 0; i < count_; ++i) {
      listed_[i] = running_[i] = static_cast<std::int32_t>(list[i]);
      sections_[i] = static_cast<std::int32_t>(static_cast<std::uint32_t>(lines[i].sections));
    }
    for (std::size_t i = count_; i < 4 * blocks_; ++i) listed_[i] = running_[i] = sections_[i] = 0;
  }

  [[nodiscard]] carried carried_by(std::uint64_t sections) const noexcept {
    if (sections == 0) return all_;
    four_numbers listed{};
    four_numbers left{};
    for (std::size_t i = 0; i < blocks_; ++i) {
      const four_numbers carries = carriers(i, sections);
      listed += four_of(listed_, i) & carries;
      left += four_of(running_, i) & carries;
    }
    return {sum_of(listed), sum_of(left)};
  }

  void take(std::int64_t amount, std::int64_t left, std::uint64_t sections) noexcept {
    const std::uint64_t reciprocal = sections == 0 ? reciprocal_ : reciprocal_of(left);
    all_.left -= amount;
    reciprocal_ = reciprocal_of(all_.left);
    if (amount == left) {
      for (std::size_t i = 0; i < blocks_; ++i) put_four(i, four_of(running_, i) & ~carriers(i, sections));
      return;
    }
    const dealerkit::detail::small_splitter splitter(amount, left, reciprocal);
    switch (blocks_) {
      case 1: return take(splitter, sections, std::make_index_sequence<1>());
      case 2: return take(splitter, sections, std::make_index_sequence<2>());
      case 3: return take(splitter, sections, std::make_index_sequence<3>());
      default: return take(splitter, sections, std::make_index_sequence<4>());
    }
  }

  [[nodiscard]] std::int64_t running() const noexcept { return all_.left; }
  void leave() const noexcept {
    for (std::size_t i = 0; i < count_; ++i) left_in_[i] = running_[i];
  }

 private:
  using four_numbers = dealerkit::detail::four_numbers;
  static constexpr std::size_t places = dealerkit::detail::small_split_places;

  template <std::size_t... Block>
  void take(const dealerkit::detail::small_splitter& splitter, std::uint64_t sections,
            std::index_sequence<Block...> all) noexcept {
    const four_numbers weights[] = {four_of(running_, Block) & carriers(Block, sections)...};
    four_numbers parts[sizeof...(Block)];
    splitter.split(weights, parts, all);
    (put_four(Block, four_of(running_, Block) - parts[Block]), ...);
  }

  /// All ones where a line belongs to one of the sections, or none is asked for. No line has sections beyond 32 bits.
  [[nodiscard]] four_numbers carriers(std::size_t block, std::uint64_t sections) const noexcept {
    if (sections == 0) return four_numbers{-1, -1, -1, -1};
    const auto wanted = static_cast<std::int32_t>(static_cast<std::uint32_t>(sections));
    return (four_of(sections_, block) & wanted) != 0;
  }
  [[nodiscard]] static std::uint64_t reciprocal_of(std::int64_t total) noexcept {
    return total == 0 ? 0 : dealerkit::detail::small_reciprocal(total);
  }
  [[nodiscard]] static std::int64_t sum_of(four_numbers four) noexcept { return four[0] + four[1] + four[2] + four[3]; }
  [[nodiscard]] static four_numbers four_of(const std::int32_t* numbers, std::size_t block) noexcept {
    four_numbers four;
    __builtin_memcpy(&four, numbers + 4 * block, sizeof four);
    return four;
  }
  void put_four(std::size_t block, four_numbers four) noexcept {
    __builtin_memcpy(running_ + 4 * block, &four, sizeof four);
  }

  std::int64_t* left_in_;
  std::size_t count_;
  std::size_t blocks_;
  carried all_;
  std::uint64_t reciprocal_;  ///< of all that is left
  std::int32_t listed_[places];
  std::int32_t running_[places];
  std::int32_t sections_[places];
};

/// What a discount is worth now, and what its carriers have.
struct worth {
  step taken;
  std::int64_t left = 0;
};

template <class Lines>
[[nodiscard]] constexpr worth measure(const Lines& lines, const discount& given, std::uint32_t place) noexcept {
  const carried by = lines.carried_by(given.sections);
  worth found{{place, false, given.of_running ? by.left : by.listed, 0}, by.left};
  if (found.taken.base == 0) return found;  // a step of 0.00, from which nothing was cut
  const std::int64_t wanted = given.by_percent ? percentage(found.taken.base, given.percent) : given.amount;
  found.taken.cut = wanted > by.left;
  found.taken.amount = found.taken.cut ? by.left : wanted;
  return found;
}

inline constexpr std::size_t few_discounts = 32;

/// Fills `order` with the places of the discounts as they stand: by priority, then as declared.
template <class = void>
constexpr void put_in_order(std::span<const discount> discounts, std::span<std::uint32_t> order) noexcept {
  const discount* const given = discounts.data();
  std::uint32_t* const places = order.data();
  if (discounts.size() > few_discounts) {
    for (std::size_t i = 0; i < discounts.size(); ++i) places[i] = static_cast<std::uint32_t>(i);
    dealerkit::detail::sort(order, [given](std::uint32_t a, std::uint32_t b) {
      return given[a].priority != given[b].priority ? given[a].priority < given[b].priority : a < b;
    });
    return;
  }
  for (std::size_t i = 0; i < discounts.size(); ++i) {
    const std::int64_t priority = given[i].priority;
    std::size_t hole = i;
    for (; hole > 0 && given[places[hole - 1]].priority > priority; --hole) places[hole] = places[hole - 1];
    places[hole] = static_cast<std::uint32_t>(i);
  }
}

/// Where the members of the groups are found.
struct group_members {
  std::span<const std::uint32_t> found;  ///< group by group, the members as they stand
  std::span<std::uint32_t> starts;       ///< of each first member where its group begins there, else `nowhere`
};

/// Finds the members of each group. Many groups cost n log n.
template <class = void>
constexpr group_members gather_groups(std::span<const discount> discounts, std::span<const std::uint32_t> order,
                                      const workspace& scratch) noexcept {
  const discount* const given = discounts.data();
  const auto members = scratch.members.first(discounts.size());
  const auto starts = scratch.starts.first(discounts.size());
  std::size_t count = 0;
  for (const std::uint32_t place : order)
    if (given[place].group != 0) {
      starts[place] = nowhere;
      members[count] = place;
      count += given[place].applies ? 1 : 0;
    }
  const auto found = members.first(count);
  if (count == 0) return {found, starts};
  // A stable sort: as they stand, so they stay within their group.
  if (count <= few_discounts)
    for (std::size_t i = 1; i < count; ++i) {
      const std::uint32_t moved = found[i];
      std::size_t hole = i;
      for (; hole > 0 && given[found[hole - 1]].group > given[moved].group; --hole) found[hole] = found[hole - 1];
      found[hole] = moved;
    }
  else
    dealerkit::detail::sort(found, [given](std::uint32_t a, std::uint32_t b) {
      if (given[a].group != given[b].group) return given[a].group < given[b].group;
      return given[a].priority != given[b].priority ? given[a].priority < given[b].priority : a < b;
    });
  for (std::size_t i = 0; i < count; ++i)
    if (i == 0 || given[found[i]].group != given[found[i - 1]].group) starts[found[i]] = static_cast<std::uint32_t>(i);
  return {found, starts};
}

/// The member of a group that is worth most now; of equals the one that stands first.
template <class Lines>
[[nodiscard]] constexpr worth best_of_group(const Lines& lines, std::span<const discount> discounts,
                                            std::span<const std::uint32_t> members, std::size_t start) noexcept {
  worth best = measure(lines, discounts[members[start]], members[start]);
  const std::uint32_t group = discounts[members[start]].group;
  for (std::size_t i = start + 1; i < members.size() && discounts[members[i]].group == group; ++i) {
    const worth other = measure(lines, discounts[members[i]], members[i]);
    if (other.taken.amount > best.taken.amount) best = other;
  }
  return best;
}

/// What the member of a group that applies takes off: 0 where none does. `starts` has the place of
/// its step.
template <class = void>
[[nodiscard]] constexpr std::int64_t taken_by_group(std::span<const discount> discounts, const group_members& groups,
                                                    std::span<const step> steps, std::uint32_t group) noexcept {
  std::size_t first = 0;
  for (std::size_t behind = groups.found.size(); first < behind;) {
    const std::size_t middle = first + (behind - first) / 2;
    if (discounts[groups.found[middle]].group < group)
      first = middle + 1;
    else
      behind = middle;
  }
  if (first == groups.found.size() || discounts[groups.found[first]].group != group) return 0;
  return steps[groups.starts[groups.found[first]]].amount;
}

/// What a discount whose condition is not met would give, after all that applies (QUO-05): it would
/// be the only one of its group, in the place of the member that applies.
template <class Lines>
[[nodiscard]] constexpr step measure_open(const Lines& lines, std::span<const discount> discounts,
                                          const group_members& groups, std::span<const step> steps,
                                          std::uint32_t place) noexcept {
  step found = measure(lines, discounts[place], place).taken;
  if (discounts[place].group == 0 || groups.found.empty()) return found;
  const std::int64_t given = taken_by_group(discounts, groups, steps, discounts[place].group);
  found.amount = found.amount > given ? found.amount - given : 0;
  return found;
}

/// Applies the discounts whose condition is met, then measures the others.
template <class Lines>
constexpr void take_discounts(Lines&& lines, std::span<const discount> discounts, const workspace& scratch,
                              totals& made, std::span<step> steps) noexcept {
  const auto order = scratch.order.first(discounts.size());
  put_in_order(discounts, order);
  const group_members groups = gather_groups(discounts, order, scratch);
  std::size_t count = 0;
  std::size_t open = 0;
  for (const std::uint32_t place : order) {
    const discount& given = discounts[place];
    open += given.applies ? 0 : 1;
    if (!given.applies || (given.group != 0 && groups.starts[place] == nowhere)) continue;
    const worth found = given.group == 0 ? measure(lines, given, place)
                                         : best_of_group(lines, discounts, groups.found, groups.starts[place]);
    if (found.taken.amount != 0) lines.take(found.taken.amount, found.left, discounts[found.taken.discount].sections);
    // From here on the group's first member leads to what the group gives.
    if (given.group != 0) groups.starts[place] = static_cast<std::uint32_t>(count);
    steps[count++] = found.taken;
  }
  made.applied = count;
  made.conditional = open;
  for (std::size_t i = 0; open > 0; ++i)
    if (!discounts[order[i]].applies) {
      steps[count++] = measure_open(lines, discounts, groups, steps, order[i]);
      --open;
    }
  made.net = lines.running();
  lines.leave();
}

/// Taxes on the net: each on the sum of its lines.
template <class = void>
constexpr void add_taxes(std::span<const line> lines, const workspace& scratch, std::span<tax> taxes,
                         totals& made) noexcept {
  for (std::size_t i = 0; i < lines.size();) {
    const std::uint64_t set = lines[i].taxes;
    std::int64_t base = 0;
    for (; i < lines.size() && lines[i].taxes == set; ++i) base += scratch.running[i];
    for (std::uint64_t left = set; left != 0; left &= left - 1)
      taxes[static_cast<std::size_t>(__builtin_ctzll(left))].base += base;
  }
  for (tax& one : taxes) {
    one.amount = percentage(one.base, one.percent);  // at most 100 of a total in range: it cannot overflow
    made.tax += one.amount;
  }
  made.gross = made.net + made.tax;
}

/// The taxes inside `gross` that lines with one set of taxes come to.
template <class = void>
constexpr void split_included(std::int64_t gross, std::uint64_t set, std::span<tax> taxes, totals& made) noexcept {
  int scale = 0;
  for (std::uint64_t left = set; left != 0; left &= left - 1) {
    const int own = taxes[static_cast<std::size_t>(__builtin_ctzll(left))].percent.scale();
    if (own > scale) scale = own;
  }
  std::int64_t rates[taxes_of_a_line_max] = {};
  std::int64_t parts[taxes_of_a_line_max] = {};
  dealerkit::detail::allocation_remainder remainders[taxes_of_a_line_max] = {};
  std::size_t count = 0;
  std::int64_t sum = 0;
  for (std::uint64_t left = set; left != 0; left &= left - 1, ++count) {
    const decimal percent = taxes[static_cast<std::size_t>(__builtin_ctzll(left))].percent;
    rates[count] = percent.units() * powers_of_ten[static_cast<std::size_t>(scale - percent.scale())];
    sum += rates[count];
  }
  // 10^18 and eight times as much are the most that this comes to: it fits.
  const std::int64_t whole = powers_of_ten[static_cast<std::size_t>(scale + 2)];
  const std::int64_t net = scale_by(gross, whole, whole + sum, rounding::half_up).value();
  const std::int64_t inside = gross - net;
  if (sum != 0) {
    [[maybe_unused]] const auto shared =
        allocate(inside, std::span<const std::int64_t>(rates, count), std::span<std::int64_t>(parts, count),
                 std::span<dealerkit::detail::allocation_remainder>(remainders, count));
    assert(shared.ok());
  }
  std::size_t place = 0;
  for (std::uint64_t left = set; left != 0; left &= left - 1, ++place) {
    tax& one = taxes[static_cast<std::size_t>(__builtin_ctzll(left))];
    one.base += net;
    one.amount += parts[place];
  }
  made.net += net;
  made.tax += inside;
}

/// Taxes inside the gross, for each set of taxes that lines have in common.
template <class = void>
constexpr void take_taxes_out(std::span<const line> lines, const workspace& scratch, std::span<tax> taxes,
                              totals& made) noexcept {
  const auto count = lines.size();
  bool in_order = true;
  const auto places = scratch.places.first(count);
  made.gross = made.net;
  made.net = 0;
  for (std::size_t i = 0; i < count; ++i) {
    places[i] = static_cast<std::uint32_t>(i);
    if (i > 0 && lines[i].taxes < lines[i - 1].taxes) in_order = false;
  }
  if (!in_order)
    dealerkit::detail::sort(places, [&](std::uint32_t a, std::uint32_t b) { return lines[a].taxes < lines[b].taxes; });
  for (std::size_t i = 0; i < count;) {
    const std::uint64_t set = lines[places[i]].taxes;
    std::int64_t gross = 0;
    for (; i < count && lines[places[i]].taxes == set; ++i) gross += scratch.running[places[i]];
    split_included(gross, set, taxes, made);
  }
}

}  // namespace detail

template <class>
constexpr result<totals> price(std::span<const line> lines, std::span<const discount> discounts, std::span<tax> taxes,
                               const terms& how, const workspace& scratch, std::span<step> steps) noexcept {
  assert(scratch.listed.size() >= lines.size() && scratch.order.size() >= discounts.size());
  assert(steps.size() >= discounts.size());
  const auto listed = detail::list_lines(lines, taxes.size(), how.largest, scratch);
  if (!listed.ok()) return listed.refusal();
  if (const auto fine = detail::check_rates(discounts, taxes, how); !fine.ok()) return fine.refusal();
  for (tax& one : taxes) one.base = one.amount = 0;

  totals made;
  made.list = listed.value();
  if (!__builtin_is_constant_evaluated() && !discounts.empty() && detail::few_lines<>::fit(lines, made.list))
    detail::take_discounts(detail::few_lines(lines, made.list, scratch), discounts, scratch, made, steps);
  else
    detail::take_discounts(detail::any_lines(lines, made.list, scratch), discounts, scratch, made, steps);
  if (how.tax_included)
    detail::take_taxes_out(lines, scratch, taxes, made);
  else
    detail::add_taxes(lines, scratch, taxes, made);
  if (made.gross > how.largest) return error{rule::price_total_too_large, "lines"};
  made.voucher = how.voucher < made.gross ? how.voucher : made.gross;
  made.to_pay = made.gross - made.voucher;
  return made;
}

}  // namespace pricing
}  // namespace v1
}  // namespace dealerkit
