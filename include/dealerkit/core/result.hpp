// A result is either a value or the first refusal; a refusal is a value too, and nothing is thrown.
//
//   result<int> half(int n) { if (n % 2) return error{rule::amount_malformed, "n"}; return n / 2; }
//   half(4).value()          // 2
//   half(3).refusal().field  // "n"
#pragma once

#include <cassert>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

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

namespace detail {

// The place of a value or a refusal. A variant of the standard library would do, but is several times as much to
// compile, for every type that is decided on.
template <class T, bool = __is_trivially_copyable(T)>  // as std::is_trivially_copyable_v, which is a class a type
struct result_state {
  union {
    T value;
    error refusal;
  };
  bool ok;

  constexpr explicit result_state(T&& taken) noexcept : value(std::move(taken)), ok(true) {}
  constexpr explicit result_state(error broken) noexcept : refusal(broken), ok(false) {}
};

template <class T>
struct result_state<T, false> {
  union {
    T value;
    error refusal;
  };
  bool ok;

  constexpr explicit result_state(T&& taken) noexcept(std::is_nothrow_move_constructible_v<T>)
      : value(std::move(taken)), ok(true) {}
  constexpr explicit result_state(error broken) noexcept : refusal(broken), ok(false) {}
  result_state(const result_state& other) { construct(other); }
  result_state(result_state&& other) noexcept(std::is_nothrow_move_constructible_v<T>) { construct(std::move(other)); }
  result_state& operator=(const result_state& other) { return *this = result_state(other); }
  result_state& operator=(result_state&& other) noexcept {
    static_assert(std::is_nothrow_move_constructible_v<T>, "otherwise an exception would leave neither in its place");
    if (this != &other) {
      this->~result_state();
      construct(std::move(other));
    }
    return *this;
  }
  constexpr ~result_state() {
    if (ok) value.~T();
  }

 private:
  template <class Other>
  void construct(Other&& other) {
    if (other.ok)
      ::new (static_cast<void*>(&value)) T(std::forward<Other>(other).value);
    else
      ::new (static_cast<void*>(&refusal)) error(other.refusal);
    ok = other.ok;
  }
};

}  // namespace detail

/// A `T`, or the refusal that stands in its place. There is no implicit unwrapping.
template <class T>
class [[nodiscard]] result {
 public:
  using value_type = T;

  /// An accepted value; implicit, so that a decision can return it plainly.
  constexpr result(T value) noexcept(std::is_nothrow_move_constructible_v<T>) : state_(std::move(value)) {}
  /// A refusal; implicit for the same reason.
  constexpr result(error refusal) noexcept : state_(refusal) {}

  [[nodiscard]] constexpr bool ok() const noexcept { return state_.ok; }
  constexpr explicit operator bool() const noexcept { return ok(); }

  /// The value. Asking a refused result for it is a mistake of the program, not of its input.
  [[nodiscard]] constexpr const T& value() const& noexcept {
    assert(ok());
    return state_.value;
  }
  [[nodiscard]] constexpr T&& value() && noexcept {
    assert(ok());
    return std::move(state_.value);
  }
  /// The refusal; only where `!ok()`.
  [[nodiscard]] constexpr const error& refusal() const noexcept {
    assert(!ok());
    return state_.refusal;
  }

 private:
  detail::result_state<T> state_;
};

}  // namespace v1
}  // namespace dealerkit
