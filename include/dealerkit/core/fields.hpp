// Fields: every command, reply, event and policy says once which fields it has. From this list come its JSON form,
// its schema, its stored form and its class in other languages.
//
//   struct withdraw_consent {
//     std::string customer;
//     std::string channel;
//     template <class Visitor>
//     static constexpr void fields(Visitor&& field) {
//       field("customer", &withdraw_consent::customer, needed(rule::consent_record_incomplete));
//       field("channel", &withdraw_consent::channel);
//     }
//   };
//
// The list is a template that nobody instantiates until it is walked, so that including a noun stays cheap.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dealerkit/core/rule.hpp"

namespace dealerkit {
inline namespace v1 {

/// What the protocol and the store must know of a field beside its name and type.
struct field_options {
  rule absent = rule::none;                  ///< refusal of an absent or empty value; rule::none where it may be absent
  rule not_listed = rule::value_not_listed;  ///< refusal of a value outside the field's list
  bool personal = false;                     ///< sealed in the store, gone after an erasure (CUS-21)
  bool quiet = false;                        ///< a list that replies leave out while it is empty
  std::uint32_t longest = 0;                 ///< of a text, in bytes; 0: as long as any other (DAT-01)
  bool may_be_empty = false;                 ///< a list that has to be there, though nothing need be in it
};

/// The field must be there; `asked_by` is refused where it is absent, empty or out of its list.
[[nodiscard]] constexpr field_options needed(rule asked_by) noexcept { return {asked_by, asked_by, false, false}; }

/// The list must be there; `asked_by` is refused where it is not. It may be empty.
[[nodiscard]] constexpr field_options present(rule asked_by) noexcept {
  return {asked_by, asked_by, false, false, 0, true};
}

/// The field may be left out; `asked_by` is refused where its value is out of its list.
[[nodiscard]] constexpr field_options listed(rule asked_by) noexcept { return {rule::none, asked_by, false, false}; }

/// The field is personal data of an event.
[[nodiscard]] constexpr field_options sealed() noexcept { return {rule::none, rule::value_not_listed, true, false}; }

/// The list is left out of replies while it is empty.
[[nodiscard]] constexpr field_options quiet() noexcept { return {rule::none, rule::value_not_listed, false, true}; }

/// The text may be longer than others (DAT-01); `asked_by` is refused where it has to be there and is not.
[[nodiscard]] constexpr field_options lengthy(std::uint32_t bytes, rule asked_by = rule::none) noexcept {
  return {asked_by, rule::value_not_listed, false, false, bytes};
}

namespace detail {
struct any_field {
  template <class Owner, class Member>
  constexpr void operator()(std::string_view, Member Owner::*, field_options = {}) const noexcept {}
};
struct field_counter {
  std::size_t count = 0;
  template <class Owner, class Member>
  constexpr void operator()(std::string_view, Member Owner::*, field_options = {}) noexcept {
    ++count;
  }
};
}  // namespace detail

/// True for types that describe themselves by a list of fields.
template <class T>
concept described = requires {
  T::fields(detail::any_field{});
};

/// Calls `visit(name, member, options)` for each field of `T`, in declared order.
template <described T, class Visitor>
constexpr void for_each_field(Visitor&& visit) {
  T::fields([&](std::string_view name, auto member, field_options options = {}) { visit(name, member, options); });
}

/// How many fields `T` has.
template <described T>
inline constexpr std::size_t field_count = [] {
  detail::field_counter counter;
  T::fields(counter);
  return counter.count;
}();

/// Values under names that the data chooses (`{"contact": "yes"}`), in the order given.
template <class T>
class named {
 public:
  using value_type = std::pair<std::string, T>;

  /// The value of a name, or nullptr.
  [[nodiscard]] const T* find(std::string_view name) const noexcept {
    for (const auto& [known, value] : items_)
      if (known == name) return &value;
    return nullptr;
  }
  /// Sets the value of a name; the first setting decides its place.
  void set(std::string_view name, T value) {
    for (auto& [known, old] : items_)
      if (known == name) {
        old = std::move(value);
        return;
      }
    items_.emplace_back(std::string(name), std::move(value));
  }
  /// Adds a name that is known to be new, at the end; its value, which may be read into.
  T& add(std::string name) { return items_.emplace_back(std::move(name), T{}).second; }
  [[nodiscard]] bool empty() const noexcept { return items_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return items_.size(); }
  [[nodiscard]] auto begin() const noexcept { return items_.begin(); }
  [[nodiscard]] auto end() const noexcept { return items_.end(); }

  friend bool operator==(const named&, const named&) = default;

 private:
  std::vector<value_type> items_;
};

/// One value of an enumeration with its name in the protocol (lower_snake_case).
template <class E>
struct enum_name {
  E value;
  std::string_view name;
};

/// Specialised for each enumeration of the protocol: `static constexpr enum_name<E> list[]`.
template <class E>
struct enum_names;

/// The protocol's name of an enumeration's value; empty for a value without one.
template <class E>
[[nodiscard]] constexpr std::string_view name_of(E value) noexcept {
  for (const auto& known : enum_names<E>::list)
    if (known.value == value) return known.name;
  return {};
}

/// The value of a name, if it has one.
template <class E>
[[nodiscard]] constexpr std::optional<E> value_of(std::string_view name) noexcept {
  for (const auto& known : enum_names<E>::list)
    if (known.name == name) return known.value;
  return std::nullopt;
}

}  // namespace v1
}  // namespace dealerkit
