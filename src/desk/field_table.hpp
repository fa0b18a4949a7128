// The fields of a described type as a table: the code that walks it is there once, not once a type.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include "dealerkit/core/fields.hpp"

namespace dealerkit {
inline namespace v1 {

/// One field without its type: its name, where it is in an object, and what is done with it.
template <class Action>
struct field_entry {
  std::string_view name;
  field_options options;
  std::ptrdiff_t offset = 0;
  Action act{};

  [[nodiscard]] const void* in(const void* object) const noexcept {
    return static_cast<const char*>(object) + offset;
  }
  [[nodiscard]] void* in(void* object) const noexcept { return static_cast<char*>(object) + offset; }
};

/// The table of `T`, in declared order; `Choose::of<Member>()` gives what is done with a member of that type.
template <class T, class Choose>
[[nodiscard]] const auto& field_table() {
  using action = decltype(Choose::template of<bool>());
  static const auto table = [] {
    std::array<field_entry<action>, field_count<T>> made;
    const T probe{};
    std::size_t place = 0;
    for_each_field<T>([&](std::string_view name, auto member, field_options options) {
      using member_type = std::remove_cvref_t<decltype(probe.*member)>;
      const auto* const at = reinterpret_cast<const char*>(&(probe.*member));
      made[place++] = {name, options, at - reinterpret_cast<const char*>(&probe),
                       Choose::template of<member_type>()};
    });
    return made;
  }();
  return table;
}

}  // namespace v1
}  // namespace dealerkit
