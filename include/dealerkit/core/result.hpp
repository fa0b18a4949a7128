// A result is either a value or the first refusal; a refusal is a value too, and nothing is thrown.
//
//   result<int> half(int n) { if (n % 2) return error{rule::amount_malformed, "n"}; return n / 2; }
//   half(4).value()          // 2
//   half(3).refusal().field  // "n"
#pragma once

#include <cassert>
#include <string_view>
#include <utility>
#include <variant>

#include "dealerkit/core/rule.hpp"

namespace dealerkit {
inline namespace v1 {

/// What was broken and which input broke it. Cheap: the message is looked up by whoever shows it.
struct error {
  rule broken;
  std::string_view field = {};  ///< a path with dots, of static storage; empty where no input is to blame

  friend constexpr bool operator==(const error&, const error&) = default;
};

/// Success without a value.
struct accepted {
  friend constexpr bool operator==(accepted, accepted) = default;
};

/// A `T`, or the refusal that stands in its place. There is no implicit unwrapping.
template <class T>
class [[nodiscard]] result {
 public:
  using value_type = T;

  /// An accepted value; implicit, so that a decision can return it plainly.
  constexpr result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  /// A refusal; implicit for the same reason.
  constexpr result(error refusal) noexcept : state_(std::in_place_index<1>, refusal) {}

  [[nodiscard]] constexpr bool ok() const noexcept { return state_.index() == 0; }
  constexpr explicit operator bool() const noexcept { return ok(); }

  /// The value. Asking a refused result for it is a mistake of the program, not of its input.
  [[nodiscard]] constexpr const T& value() const& noexcept {
    assert(ok());
    return std::get<0>(state_);
  }
  [[nodiscard]] constexpr T&& value() && noexcept {
    assert(ok());
    return std::get<0>(std::move(state_));
  }
  /// The refusal; only where `!ok()`.
  [[nodiscard]] constexpr const error& refusal() const noexcept {
    assert(!ok());
    return std::get<1>(state_);
  }

 private:
  std::variant<T, error> state_;
};

}  // namespace v1
}  // namespace dealerkit
