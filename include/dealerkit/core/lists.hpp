// Questions to a list, for any range. The standard library's <algorithm> answers them too, but takes as long to compile
// as two of our nouns.
//
//   contains(place.brands, "AC")                                   // true where one of them is equal
//   any_of(person.roles, [](auto& grant) { return grant.given == role::admin; })
#pragma once

#include <cstddef>
#include <utility>

namespace dealerkit {
inline namespace v1 {
namespace detail {

template <class Range, class Value>
[[nodiscard]] constexpr bool contains(const Range& range, const Value& wanted) noexcept {
  for (const auto& one : range)
    if (one == wanted) return true;
  return false;
}

template <class Range, class Predicate>
[[nodiscard]] constexpr bool any_of(const Range& range, Predicate&& holds) noexcept {
  for (const auto& one : range)
    if (holds(one)) return true;
  return false;
}

template <class Range, class Predicate>
[[nodiscard]] constexpr bool all_of(const Range& range, Predicate&& holds) noexcept {
  for (const auto& one : range)
    if (!holds(one)) return false;
  return true;
}

/// Sorts in place, in n log n steps; what `before` holds for comes first. Equal ones may change places.
template <class Range, class Before>
constexpr void sort(Range&& range, Before&& before) noexcept {
  const auto sift = [&](std::size_t from, std::size_t size) {
    auto moved = std::move(range[from]);
    std::size_t hole = from;
    for (std::size_t child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && before(range[child], range[child + 1])) ++child;
      if (!before(moved, range[child])) break;
      range[hole] = std::move(range[child]);
      hole = child;
    }
    range[hole] = std::move(moved);
  };
  const std::size_t size = range.size();
  for (std::size_t i = size / 2; i-- > 0;) sift(i, size);
  for (std::size_t last = size; last-- > 1;) {
    auto largest = std::move(range[0]);
    range[0] = std::move(range[last]);
    sift(0, last);
    range[last] = std::move(largest);
  }
}

}  // namespace detail
}  // namespace v1
}  // namespace dealerkit
