// Allocation: an amount split in proportion to weights so that no cent is lost or made (ALL-01).
//
//   allocate(100, {1, 1, 1})  // 34, 33, 33: the largest remainder, ties to the lowest index
//   allocate(-100, {1, 1, 1}) // -34, -33, -33
//   allocate(5, {0, 0})       // 3, 2: equal parts where every weight is zero
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

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
}  // namespace detail

/// Splits `whole` over `weights` into `parts`, which sum to it exactly. `remainders` is scratch; all three spans have
/// the same size. Nothing is allocated. Refused: allocation_without_parts (no weights, or spans of different size),
/// allocation_weight_negative. Source: ALL-01.
[[nodiscard]] constexpr result<accepted> allocate(
    std::int64_t whole, std::span<const std::int64_t> weights, std::span<std::int64_t> parts,
    std::span<detail::allocation_remainder> remainders) noexcept {
  if (weights.empty() || parts.size() != weights.size() || remainders.size() != weights.size())
    return error{rule::allocation_without_parts};
  detail::int128 total = 0;
  for (const auto weight : weights) {
    if (weight < 0) return error{rule::allocation_weight_negative};
    total += weight;
  }
  const bool equal_parts = total == 0;
  if (equal_parts) total = static_cast<detail::int128>(weights.size());
  const bool negative = whole < 0;
  const detail::int128 magnitude = negative ? -static_cast<detail::int128>(whole) : whole;

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
  detail::sort(remainders, [](const auto& a, const auto& b) {
    return a.value != b.value ? a.value > b.value : a.index < b.index;
  });
  for (std::size_t i = 0; i < left; ++i) parts[remainders[i].index] += negative ? -1 : 1;
  return accepted{};
}

}  // namespace v1
}  // namespace dealerkit
