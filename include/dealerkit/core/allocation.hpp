// Allocation: an amount split in proportion to weights so that no cent is lost or made (ALL-01).
//
//   allocate(100, {1, 1, 1})  // 34, 33, 33: the largest remainder, ties to the lowest index
//   allocate(-100, {1, 1, 1}) // -34, -33, -33
//   allocate(5, {0, 0})       // 3, 2: equal parts where every weight is zero
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "dealerkit/core/lists.hpp"
#include "dealerkit/core/rounding.hpp"

namespace dealerkit {
inline namespace v1 {

namespace detail {
/// The remainder of a part while its share is being decided; the caller's scratch space.
struct allocation_remainder {
  int128 value;
  std::size_t index;
};

// The usual split is a discount over the lines of a basket. Where the parts are few and their total is below 2^26
// (671,088.64 in cents) it is made four parts at a time, without sorting and with one division.

inline constexpr std::size_t small_split_places = 16;
inline constexpr std::int64_t small_split_total = std::int64_t{1} << 26;

/// Four numbers at once; and two products of such, which need twice the room.
using four_numbers = std::int32_t __attribute__((vector_size(16)));
using two_products = std::uint64_t __attribute__((vector_size(16)));

/// Products of the first and third numbers of fours that are not negative.
[[gnu::always_inline]] inline two_products multiply(two_products a, two_products b) noexcept {
#if defined(__SSE2__)
  return reinterpret_cast<two_products>(
      __builtin_ia32_pmuludq128(reinterpret_cast<four_numbers>(a), reinterpret_cast<four_numbers>(b)));
#else
  constexpr std::uint64_t lower = UINT32_MAX;
  return (a & lower) * (b & lower);
#endif
}

/// 2^58 divided by the sum of weights, which is positive and below 2^26. It takes its time, so it is asked for early.
template <class = void>
[[nodiscard]] inline std::uint64_t small_reciprocal(std::int64_t total) noexcept {
  return (std::uint64_t{1} << 58) / static_cast<std::uint64_t>(total);
}

/// A split of `whole` over weights whose sum is `total`: 0 <= whole < total < 2^26, and no weight is negative.
class small_splitter {
 public:
  small_splitter(std::int64_t whole, std::int64_t total, std::uint64_t reciprocal) noexcept
      : units_(static_cast<std::int32_t>(whole)),
        quotient_(both((static_cast<std::uint64_t>(whole) * reciprocal) >> 26)),
        whole_(both(static_cast<std::uint64_t>(whole))),
        total_(both(static_cast<std::uint64_t>(total))) {
    const auto number = static_cast<std::int32_t>(total);
    divisor_ = four_numbers{number, number, number, number};
  }

  /// The parts of `weights`. A weight of 0 gets nothing.
  template <std::size_t... Block>
  [[gnu::always_inline]] void split(const four_numbers* weights, four_numbers* parts,
                                    std::index_sequence<Block...>) const noexcept {
    const share shares[] = {share_of(weights[Block])...};
    const four_numbers ranks[] = {rank_of(shares[Block].remainder, Block)...};
    const four_numbers given = (shares[Block].part + ...);
    const std::int32_t left = units_ - (given[0] + given[1] + given[2] + given[3]);
    four_numbers before[sizeof...(Block)] = {};
    if (left != 0)
      for (std::size_t i = 0; i < sizeof...(Block); ++i) {
        ((before[Block] -= __builtin_shufflevector(ranks[i], ranks[i], 0, 0, 0, 0) > ranks[Block]), ...);
        ((before[Block] -= __builtin_shufflevector(ranks[i], ranks[i], 1, 1, 1, 1) > ranks[Block]), ...);
        ((before[Block] -= __builtin_shufflevector(ranks[i], ranks[i], 2, 2, 2, 2) > ranks[Block]), ...);
        ((before[Block] -= __builtin_shufflevector(ranks[i], ranks[i], 3, 3, 3, 3) > ranks[Block]), ...);
      }
    // The units that are left go to the places that rank highest, one each; what holds is all ones, which is -1.
    ((parts[Block] = shares[Block].part - (before[Block] < left)), ...);
  }

 private:
  struct share {
    four_numbers part;
    four_numbers remainder;
  };

  static two_products both(std::uint64_t value) noexcept { return two_products{value, value}; }

  [[gnu::always_inline]] share share_of(four_numbers weights) const noexcept {
    constexpr std::uint64_t upper = ~std::uint64_t{UINT32_MAX};
    const auto even = reinterpret_cast<two_products>(weights);
    const two_products odd = even >> 32;
    // whole ÷ total is cut after 32 bits, twice: too small by less than 2^-30. So a part, of a weight below 2^26, is
    // right or one too small.
    const two_products even_part = multiply(even, quotient_) >> 32;
    const two_products odd_part = multiply(odd, quotient_);
    const two_products even_rest = multiply(even, whole_) - multiply(even_part, total_);
    const two_products odd_rest = multiply(odd, whole_) - multiply(odd_part >> 32, total_);
    const auto part = reinterpret_cast<four_numbers>(even_part | (odd_part & upper));
    const auto remainder = reinterpret_cast<four_numbers>(even_rest | (odd_rest << 32));
    const four_numbers one_more = remainder > divisor_ - 1;
    return {part - one_more, remainder - (divisor_ & one_more)};
  }

  /// A remainder and, below it, the place counted from the end: no two are equal, and of equal remainders the one at
  /// the lowest index ranks highest.
  [[gnu::always_inline]] static four_numbers rank_of(four_numbers remainder, std::size_t block) noexcept {
    const auto place = static_cast<std::int32_t>(small_split_places - 1 - 4 * block);
    return remainder * static_cast<std::int32_t>(small_split_places) +
           four_numbers{place, place - 1, place - 2, place - 3};
  }

  std::int32_t units_;
  two_products quotient_;
  two_products whole_;
  two_products total_;
  four_numbers divisor_;
};

/// allocate() where nothing is negative and the numbers are small.
template <class = void>
inline void allocate_small(std::int64_t whole, std::span<const std::int64_t> weights, std::int64_t total,
                           std::span<std::int64_t> parts) noexcept {
  std::int32_t numbers[small_split_places] = {};
  for (std::size_t i = 0; i < weights.size(); ++i) numbers[i] = static_cast<std::int32_t>(weights[i]);
  four_numbers fours[small_split_places / 4];
  __builtin_memcpy(fours, numbers, sizeof fours);
  const small_splitter splitter(whole, total, small_reciprocal(total));
  splitter.split(fours, fours, std::make_index_sequence<small_split_places / 4>());
  __builtin_memcpy(numbers, fours, sizeof fours);
  for (std::size_t i = 0; i < weights.size(); ++i) parts[i] = numbers[i];
}

}  // namespace detail

/// Splits `whole` over `weights` into `parts`, which sum to it exactly. `remainders` is scratch; all three spans have
/// the same size. Nothing is allocated. Refused: allocation_without_parts (no weights, or spans of different size),
/// allocation_weight_negative. Source: ALL-01.
template <class = void>
[[nodiscard]] constexpr result<accepted> allocate(std::int64_t whole, std::span<const std::int64_t> weights,
                                                  std::span<std::int64_t> parts,
                                                  std::span<detail::allocation_remainder> remainders) noexcept {
  if (weights.empty() || parts.size() != weights.size() || remainders.size() != weights.size())
    return error{rule::allocation_without_parts};
  detail::int128 total = 0;
  for (const auto weight : weights) {
    if (weight < 0) return error{rule::allocation_weight_negative};
    total += weight;
  }
  const bool negative = whole < 0;
  const detail::int128 magnitude = negative ? -static_cast<detail::int128>(whole) : whole;
  // Vectors of the compiler are no constants, so a constant is found in the long way.
  if (!__builtin_is_constant_evaluated() && magnitude < total && total < detail::small_split_total &&
      weights.size() <= detail::small_split_places) {
    detail::allocate_small(static_cast<std::int64_t>(magnitude), weights, static_cast<std::int64_t>(total), parts);
    if (negative)
      for (auto& part : parts) part = -part;
    return accepted{};
  }
  const bool equal_parts = total == 0;
  if (equal_parts) total = static_cast<detail::int128>(weights.size());

  detail::int128 given = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const detail::int128 product = magnitude * (equal_parts ? 1 : weights[i]);
    const detail::int128 part = product / total;
    given += part;
    parts[i] = static_cast<std::int64_t>(negative ? -part : part);
    remainders[i] = {product % total, i};
  }
  // Fewer units than parts are left; the largest remainders take one each, the lowest index first.
  const auto left = static_cast<std::size_t>(magnitude - given);
  detail::sort(remainders,
               [](const auto& a, const auto& b) { return a.value != b.value ? a.value > b.value : a.index < b.index; });
  for (std::size_t i = 0; i < left; ++i) parts[remainders[i].index] += negative ? -1 : 1;
  return accepted{};
}

}  // namespace v1
}  // namespace dealerkit
