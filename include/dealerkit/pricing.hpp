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

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "dealerkit/core/allocation.hpp"
#include "dealerkit/core/decimal.hpp"
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

/// One line of a basket.
struct line {
  std::int64_t amount = 0;    ///< of one piece, 0 or more
  std::int64_t quantity = 1;  ///< 1 or more
  std::uint64_t sections = 0; ///< the sections that it belongs to, a bit each
  std::uint64_t taxes = 0;    ///< the taxes that it bears: a bit for each place in the list of taxes
};

/// One discount. It is an amount, or a percentage where `by_percent` is set.
struct discount {
  std::int64_t amount = 0;     ///< 0 or more
  decimal percent;             ///< 0 or more
  bool by_percent = false;
  bool of_running = false;     ///< of the running net; otherwise of the list total
  bool applies = true;         ///< false: its condition is not met; it is measured, and not applied (QUO-05)
  std::uint32_t group = 0;     ///< of the discounts with the same number only one applies; 0: none
  std::int64_t priority = 0;   ///< smaller ones come first
  std::uint64_t sections = 0;  ///< limits base and carriers to the lines of these sections; 0: all lines
};

/// One tax: the caller gives the percentage, the price gives base and amount.
struct tax {
  decimal percent;
  std::int64_t base = 0;
  std::int64_t amount = 0;

  friend constexpr bool operator==(const tax&, const tax&) noexcept = default;
};

/// One discount as it was applied, or measured.
struct step {
  std::uint32_t discount = 0;  ///< its place in the list of discounts
  bool cut = false;            ///< it would have taken more than was left
  std::int64_t base = 0;       ///< what it is of
  std::int64_t amount = 0;     ///< what it takes off, 0 or more

  friend constexpr bool operator==(const step&, const step&) noexcept = default;
};

/// What holds for the whole basket.
struct terms {
  bool tax_included = false;           ///< amounts and discounts include tax
  std::int64_t voucher = 0;            ///< lowers what is to pay, and nothing else (QUO-17)
  std::int64_t largest = total_max;    ///< a greater total is refused; at most total_max_of(3)
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
  static constexpr std::size_t lines = Lines;
  static constexpr std::size_t discounts = Discounts;
  [[nodiscard]] workspace view() noexcept {
    return {listed_, running_, weights_, parts_, remainders_, places_, order_, members_, starts_};
  }

 private:
  std::array<std::int64_t, Lines> listed_, running_, weights_, parts_;
  std::array<dealerkit::detail::allocation_remainder, Lines> remainders_;
  std::array<std::uint32_t, Lines> places_;
  std::array<std::uint32_t, Discounts> order_, members_, starts_;
};

/// A workspace that grows with the basket and can be used again. The only thing here that allocates.
class growing_workspace {
 public:
  [[nodiscard]] workspace view(std::size_t lines, std::size_t discounts) {
    if (numbers_.size() < 4 * lines) numbers_.resize(4 * lines);
    if (remainders_.size() < lines) remainders_.resize(lines);
    if (places_.size() < lines + 3 * discounts) places_.resize(lines + 3 * discounts);
    const std::span<std::int64_t> numbers(numbers_);
    const std::span<std::uint32_t> places(places_);
    return {numbers.subspan(0, lines),
            numbers.subspan(lines, lines),
            numbers.subspan(2 * lines, lines),
            numbers.subspan(3 * lines, lines),
            std::span(remainders_).first(lines),
            places.subspan(0, lines),
            places.subspan(lines, discounts),
            places.subspan(lines + discounts, discounts),
            places.subspan(lines + 2 * discounts, discounts)};
  }

 private:
  std::vector<std::int64_t> numbers_;
  std::vector<dealerkit::detail::allocation_remainder> remainders_;
  std::vector<std::uint32_t> places_;
};

/// Prices a basket. Pure; nothing is allocated. `taxes` gets bases and amounts, `steps` first the discounts applied,
/// in their order, then those whose condition is not met. `steps` has room for every discount.
///
/// 1. Discounts stand by priority, then as declared. One that stands in a group is taken at the place of the group's
///    first member: the one worth most there, then the one that stands first.
/// 2. Each is rounded half-up, cut at what its lines have left, and shared over them by their running net: largest
///    remainder, ties to the lowest index (ALL-01).
/// 3. Each tax is rounded half-up once, on all its lines. Where tax is included, the lines that bear the same taxes
///    have gross ÷ (1 + their rates), half-up, as their net; the rest is shared over these taxes by their rates
///    (ALL-01), so that an odd cent goes by the order of the taxes.
/// 4. The voucher lowers what is to pay.
///
/// Rules, in order: price_lines_missing, price_amount_negative, price_quantity_out_of_range, price_tax_missing,
/// price_too_many_taxes, price_tax_out_of_range, discount_value_negative, decimal_out_of_range,
/// price_voucher_negative, price_total_too_large.
[[nodiscard]] constexpr result<totals> price(std::span<const line> lines, std::span<const discount> discounts,
                                             std::span<tax> taxes, const terms& how, const workspace& scratch,
                                             std::span<step> steps) noexcept;

// Implementation

namespace detail {

using dealerkit::detail::int128;
using dealerkit::detail::powers_of_ten;

inline constexpr std::uint32_t nowhere = UINT32_MAX;

/// What is known while the discounts are taken off.
struct progress {
  std::span<const line> lines;
  std::span<const discount> discounts;
  const workspace& scratch;
  std::int64_t listed = 0;
  std::int64_t running = 0;
};

[[nodiscard]] constexpr bool carries(const line& one, const discount& given) noexcept {
  return given.sections == 0 || (one.sections & given.sections) != 0;
}

[[nodiscard]] constexpr result<accepted> check_input(std::span<const line> lines,
                                                     std::span<const discount> discounts,
                                                     std::span<const tax> taxes, const terms& how) noexcept {
  if (lines.empty()) return error{rule::price_lines_missing, "lines"};
  const std::uint64_t known = taxes.size() >= taxes_max ? ~std::uint64_t{0}
                                                        : (std::uint64_t{1} << taxes.size()) - 1;
  for (const line& one : lines) {
    if (one.amount < 0) return error{rule::price_amount_negative, "lines"};
    if (one.quantity < 1) return error{rule::price_quantity_out_of_range, "lines"};
    if (one.taxes == 0 || (one.taxes & ~known) != 0) return error{rule::price_tax_missing, "lines"};
    if (std::popcount(one.taxes) > taxes_of_a_line_max) return error{rule::price_too_many_taxes, "lines"};
  }
  if (taxes.size() > taxes_max) return error{rule::price_too_many_taxes, "lines"};
  for (const tax& one : taxes) {
    if (one.percent.scale() > percent_scale_max) return error{rule::decimal_out_of_range, "lines"};
    if (one.percent.negative() ||
        one.percent.units() > 100 * powers_of_ten[static_cast<std::size_t>(one.percent.scale())])
      return error{rule::price_tax_out_of_range, "lines"};
  }
  for (const discount& given : discounts) {
    if (given.amount < 0 || given.percent.negative()) return error{rule::discount_value_negative, "discounts"};
    if (given.percent.scale() > percent_scale_max) return error{rule::decimal_out_of_range, "discounts"};
  }
  if (how.voucher < 0) return error{rule::price_voucher_negative, "voucher"};
  return accepted{};
}

/// What a discount is worth now.
[[nodiscard]] constexpr step measure(const progress& now, std::uint32_t place) noexcept {
  const discount& given = now.discounts[place];
  std::int64_t listed = now.listed;
  std::int64_t left = now.running;
  if (given.sections != 0) {
    listed = left = 0;
    for (std::size_t i = 0; i < now.lines.size(); ++i) {
      if (!carries(now.lines[i], given)) continue;
      listed += now.scratch.listed[i];
      left += now.scratch.running[i];
    }
  }
  step taken{place, false, given.of_running ? left : listed, 0};
  if (taken.base == 0) return taken;  // a step of 0.00, from which nothing was cut
  std::int64_t wanted = given.amount;
  if (given.by_percent) {
    const auto share = scale_by(taken.base, given.percent.units(),
                                powers_of_ten[static_cast<std::size_t>(given.percent.scale() + 2)],
                                rounding::half_up);
    wanted = share.ok() ? share.value() : INT64_MAX;  // beyond 64 bits it is beyond what is left
  }
  taken.cut = wanted > left;
  taken.amount = taken.cut ? left : wanted;
  return taken;
}

/// Takes a measured discount off its lines, in proportion to their running net.
constexpr void take_off(progress& now, const step& taken) noexcept {
  if (taken.amount == 0) return;
  const discount& given = now.discounts[taken.discount];
  const auto running = now.scratch.running.first(now.lines.size());
  now.running -= taken.amount;
  if (given.sections == 0) {
    const auto parts = now.scratch.parts.first(running.size());
    [[maybe_unused]] const auto shared =
        allocate(taken.amount, running, parts, now.scratch.remainders.first(running.size()));
    assert(shared.ok());
    for (std::size_t i = 0; i < running.size(); ++i) running[i] -= parts[i];
    return;
  }
  std::size_t carriers = 0;
  for (std::size_t i = 0; i < running.size(); ++i)
    if (carries(now.lines[i], given)) now.scratch.weights[carriers++] = running[i];
  const auto parts = now.scratch.parts.first(carriers);
  [[maybe_unused]] const auto shared = allocate(taken.amount, now.scratch.weights.first(carriers), parts,
                                                now.scratch.remainders.first(carriers));
  assert(shared.ok());
  for (std::size_t i = 0, carrier = 0; i < running.size(); ++i)
    if (carries(now.lines[i], given)) running[i] -= parts[carrier++];
}

/// Fills `order` with the places of the discounts as they stand.
constexpr void put_in_order(std::span<const discount> discounts, std::span<std::uint32_t> order) noexcept {
  bool in_order = true;
  for (std::size_t i = 0; i < discounts.size(); ++i) {
    order[i] = static_cast<std::uint32_t>(i);
    if (i > 0 && discounts[i].priority < discounts[i - 1].priority) in_order = false;
  }
  if (in_order) return;
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (discounts[a].priority != discounts[b].priority) return discounts[a].priority < discounts[b].priority;
    return a < b;
  });
}

/// Finds the members of each group. `members` gets them group by group, as they stand; `starts` says of each first
/// member where its group begins in `members`, and `nowhere` of every other discount. Many groups cost n log n.
constexpr std::span<const std::uint32_t> gather_groups(std::span<const discount> discounts,
                                                       std::span<const std::uint32_t> order,
                                                       std::span<std::uint32_t> members,
                                                       std::span<std::uint32_t> starts) noexcept {
  std::size_t count = 0;
  for (const std::uint32_t place : order) {
    starts[place] = nowhere;
    if (discounts[place].group != 0 && discounts[place].applies) members[count++] = place;
  }
  const auto found = members.first(count);
  std::sort(found.begin(), found.end(), [&](std::uint32_t a, std::uint32_t b) {
    const discount &one = discounts[a], &other = discounts[b];
    if (one.group != other.group) return one.group < other.group;
    if (one.priority != other.priority) return one.priority < other.priority;
    return a < b;
  });
  for (std::size_t i = 0; i < count; ++i)
    if (i == 0 || discounts[found[i]].group != discounts[found[i - 1]].group)
      starts[found[i]] = static_cast<std::uint32_t>(i);
  return found;
}

/// The member of a group that is worth most now; of equals the one that stands first.
[[nodiscard]] constexpr step best_of_group(const progress& now, std::span<const std::uint32_t> members,
                                           std::size_t start) noexcept {
  step best = measure(now, members[start]);
  const std::uint32_t group = now.discounts[members[start]].group;
  for (std::size_t i = start + 1; i < members.size() && now.discounts[members[i]].group == group; ++i) {
    const step other = measure(now, members[i]);
    if (other.amount > best.amount) best = other;
  }
  return best;
}

/// Applies the discounts whose condition is met, then measures the others.
constexpr void take_discounts(progress& now, totals& made, std::span<step> steps) noexcept {
  const auto count = now.discounts.size();
  const auto order = now.scratch.order.first(count);
  const auto starts = now.scratch.starts.first(count);
  put_in_order(now.discounts, order);
  const auto members = gather_groups(now.discounts, order, now.scratch.members.first(count), starts);
  for (const std::uint32_t place : order) {
    const discount& given = now.discounts[place];
    if (!given.applies || (given.group != 0 && starts[place] == nowhere)) continue;
    const step taken = given.group == 0 ? measure(now, place) : best_of_group(now, members, starts[place]);
    take_off(now, taken);
    steps[made.applied++] = taken;
  }
  for (const std::uint32_t place : order)
    if (!now.discounts[place].applies) steps[made.applied + made.conditional++] = measure(now, place);
}

/// Taxes on the net: each on the sum of its lines.
constexpr void add_taxes(const progress& now, std::span<tax> taxes, totals& made) noexcept {
  for (std::size_t i = 0; i < now.lines.size(); ++i)
    for (std::uint64_t left = now.lines[i].taxes; left != 0; left &= left - 1)
      taxes[static_cast<std::size_t>(std::countr_zero(left))].base += now.scratch.running[i];
  for (tax& one : taxes) {
    // A percentage of at most 100 of a total in range cannot overflow.
    one.amount = scale_by(one.base, one.percent.units(),
                          powers_of_ten[static_cast<std::size_t>(one.percent.scale() + 2)], rounding::half_up)
                     .value();
    made.tax += one.amount;
  }
  made.net = now.running;
  made.gross = made.net + made.tax;
}

/// The taxes inside `gross` that lines with one set of taxes come to.
constexpr void split_included(std::int64_t gross, std::uint64_t set, std::span<tax> taxes, totals& made) noexcept {
  int scale = 0;
  for (std::uint64_t left = set; left != 0; left &= left - 1)
    scale = std::max(scale, taxes[static_cast<std::size_t>(std::countr_zero(left))].percent.scale());
  std::array<std::int64_t, taxes_of_a_line_max> rates{};
  std::array<std::int64_t, taxes_of_a_line_max> parts{};
  std::array<dealerkit::detail::allocation_remainder, taxes_of_a_line_max> remainders{};
  std::size_t count = 0;
  std::int64_t sum = 0;
  for (std::uint64_t left = set; left != 0; left &= left - 1, ++count) {
    const decimal percent = taxes[static_cast<std::size_t>(std::countr_zero(left))].percent;
    rates[count] = percent.units() * powers_of_ten[static_cast<std::size_t>(scale - percent.scale())];
    sum += rates[count];
  }
  // 10^18 and eight times as much are the most that this comes to: it fits.
  const std::int64_t whole = powers_of_ten[static_cast<std::size_t>(scale + 2)];
  const std::int64_t net = scale_by(gross, whole, whole + sum, rounding::half_up).value();
  const std::int64_t inside = gross - net;
  if (sum != 0) {
    [[maybe_unused]] const auto shared =
        allocate(inside, std::span(rates).first(count), std::span(parts).first(count),
                 std::span(remainders).first(count));
    assert(shared.ok());
  }
  std::size_t place = 0;
  for (std::uint64_t left = set; left != 0; left &= left - 1, ++place) {
    tax& one = taxes[static_cast<std::size_t>(std::countr_zero(left))];
    one.base += net;
    one.amount += parts[place];
  }
  made.net += net;
  made.tax += inside;
}

/// Taxes inside the gross, for each set of taxes that lines have in common.
constexpr void take_taxes_out(const progress& now, std::span<tax> taxes, totals& made) noexcept {
  const auto count = now.lines.size();
  bool in_order = true;
  const auto places = now.scratch.places.first(count);
  for (std::size_t i = 0; i < count; ++i) {
    places[i] = static_cast<std::uint32_t>(i);
    if (i > 0 && now.lines[i].taxes < now.lines[i - 1].taxes) in_order = false;
  }
  if (!in_order)
    std::sort(places.begin(), places.end(),
              [&](std::uint32_t a, std::uint32_t b) { return now.lines[a].taxes < now.lines[b].taxes; });
  for (std::size_t i = 0; i < count;) {
    const std::uint64_t set = now.lines[places[i]].taxes;
    std::int64_t gross = 0;
    for (; i < count && now.lines[places[i]].taxes == set; ++i) gross += now.scratch.running[places[i]];
    split_included(gross, set, taxes, made);
  }
  made.gross = now.running;
}

}  // namespace detail

constexpr result<totals> price(std::span<const line> lines, std::span<const discount> discounts,
                               std::span<tax> taxes, const terms& how, const workspace& scratch,
                               std::span<step> steps) noexcept {
  assert(scratch.listed.size() >= lines.size() && scratch.order.size() >= discounts.size());
  assert(steps.size() >= discounts.size());
  if (const auto fine = detail::check_input(lines, discounts, taxes, how); !fine.ok()) return fine.refusal();
  detail::progress now{lines, discounts, scratch};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::int64_t amount = 0;
    if (__builtin_mul_overflow(lines[i].amount, lines[i].quantity, &amount) || amount > how.largest - now.listed)
      return error{rule::price_total_too_large, "lines"};
    scratch.listed[i] = scratch.running[i] = amount;
    now.listed += amount;
  }
  now.running = now.listed;
  for (tax& one : taxes) one.base = one.amount = 0;

  totals made;
  made.list = now.listed;
  detail::take_discounts(now, made, steps);
  if (how.tax_included)
    detail::take_taxes_out(now, taxes, made);
  else
    detail::add_taxes(now, taxes, made);
  if (made.gross > how.largest) return error{rule::price_total_too_large, "lines"};
  made.voucher = std::min(how.voucher, made.gross);
  made.to_pay = made.gross - made.voucher;
  return made;
}

}  // namespace pricing
}  // namespace v1
}  // namespace dealerkit
