// What types are made of, as data. Whatever walks a value - its stored form, its JSON, its schema, the check of its
// form - is one piece of code that reads its type's shape, not one a type.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/instant.hpp"
#include "dealerkit/core/money.hpp"
#include "dealerkit/customer.hpp"

namespace dealerkit {
inline namespace v1 {
namespace shapes {

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_named = false;
template <class T>
inline constexpr bool is_named<named<T>> = true;

// A value to read into. An amount has no default of its own, so it begins as nothing in euros.
template <class T>
[[nodiscard]] constexpr T blank() {
  if constexpr (std::is_same_v<T, money>)
    return money::minor(0, euro);
  else
    return T{};
}

enum class kind : std::uint8_t {
  // What has no parts.
  text,
  boolean,
  enumeration,
  integer,
  number,
  instant,
  date,
  decimal,
  money,
  violation,
  ledger_line,
  // What has.
  optional,
  list,
  named,
  object
};

/// The shape of a type; its kind says which of the structures below it is.
struct shape {
  kind what;
};

/// The names of an enumeration in the protocol and, place by place, their values.
struct enumeration_shape : shape {
  std::span<const std::string_view> names;
  std::span<const std::uint8_t> values;

  /// The place of a value among the names; that of no name where it has none.
  [[nodiscard]] std::size_t place_of(std::uint64_t value) const noexcept {
    std::size_t place = 0;
    while (place < values.size() && values[place] != value) ++place;
    return place;
  }
};

struct optional_shape : shape {
  const shape* value;
  const void* (*get)(const void* from) noexcept;  ///< nullptr where there is none
  void* (*set)(void* in);                         ///< makes a new blank value
  void (*reset)(void* in) noexcept;
};

/// Where the items of a list lie, one every `stride` bytes.
struct items {
  const char* first;
  std::size_t count;
};

struct list_shape : shape {
  const shape* value;
  std::size_t stride;
  items (*get)(const void* from) noexcept;
  char* (*resize)(void* in, std::size_t count);  ///< that many blank items, whatever was there; the first one
};

/// Where named values lie: pairs that begin with the name, each value `offset` bytes behind its pair's beginning.
struct named_items {
  const char* first;
  std::size_t count;
  std::size_t offset;
};

struct named_shape : shape {
  const shape* value;
  std::size_t stride;
  named_items (*get)(const void* from) noexcept;
  void* (*add)(void* in, std::string name);  ///< a blank value under a new name
};

/// One field of a described type.
struct field {
  std::string_view name;
  field_options options;
  const shape* of;
  std::int64_t by_default;  ///< of what has no parts, texts apart: the value that may be left out, as scalar() has it
  std::uint32_t offset;
  kind what;  ///< of->what

  [[nodiscard]] const void* in(const void* object) const noexcept { return static_cast<const char*>(object) + offset; }
  [[nodiscard]] void* in(void* object) const noexcept { return static_cast<char*>(object) + offset; }
};

class field_list;

struct object_shape : shape {
  std::uint16_t count;     ///< of fields
  std::int16_t shorthand;  ///< the place of the field that may stand for the whole object; -1 for most
  void (*describe)(field_list& into) noexcept;
  std::atomic<bool>* described;  ///< whether `room` holds the fields already
  std::byte* room;

  [[nodiscard]] std::span<const field> fields() const noexcept {
    if (!described->load(std::memory_order_acquire)) lay_out();
    return {std::launder(reinterpret_cast<const field*>(room)), count};
  }

 private:
  void lay_out() const noexcept;
};

// Of a field that is never left out: its default cannot be said in one number.
inline constexpr std::int64_t never_left_out = INT64_MIN;

// A default as one number.
template <class T>
[[nodiscard]] constexpr std::int64_t scalar(const T& value) noexcept {
  if constexpr (std::is_same_v<T, double>)
    return std::bit_cast<std::int64_t>(value);
  else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>)
    return static_cast<std::int64_t>(value);
  else if constexpr (std::is_same_v<T, instant>)
    return value.time_since_epoch().count();
  else if constexpr (std::is_same_v<T, decimal>)
    return value.scale() == 0 ? value.units() : never_left_out;
  else if constexpr (std::is_same_v<T, money>)
    return value.unit() == euro ? value.minor_units() : never_left_out;
  else if constexpr (std::is_same_v<T, std::chrono::year_month_day>)
    return value == T{} ? 0 : never_left_out;
  else
    return 0;
}

/// Puts the fields of a type into their table, one after the other.
class field_list {
 public:
  explicit field_list(std::byte* room) noexcept : at_(room) {}
  /// The values of the fields where nothing is said, in their order.
  void begin(const std::int64_t* defaults) noexcept { defaults_ = defaults; }
  void add(std::string_view name, field_options options, const shape& of, std::size_t offset) noexcept;

 private:
  std::byte* at_;
  const std::int64_t* defaults_ = nullptr;
};

template <class T>
constexpr auto make_shape() noexcept;

template <class T>
inline constexpr auto shape_of = make_shape<T>();

// The values of a type's fields where nothing is said.
template <class T>
[[nodiscard]] constexpr auto find_defaults() {
  std::array<std::int64_t, field_count<T>> made{};
  T plain{};  // not const: g++ 12 would have its texts keep out of it
  std::size_t place = 0;
  for_each_field<T>(
      [&](std::string_view, auto member, const field_options&) { made[place++] = scalar(plain.*member); });
  return made;
}

// Never made into an object: only asked where its parts would be.
template <class T>
union probe {
  probe() noexcept {}
  ~probe() {}
  char nothing;
  T object;
};

template <class T>
struct adder {
  field_list& list;

  template <class Owner, class Member>
  [[gnu::always_inline]] void operator()(std::string_view name, Member Owner::*member,
                                         field_options options = {}) const noexcept {
    const probe<T> one;
    const auto* const at = reinterpret_cast<const char*>(std::addressof(one.object.*member));
    list.add(name, options, shape_of<Member>, static_cast<std::size_t>(at - reinterpret_cast<const char*>(&one)));
  }
};

template <class T>
void describe(field_list& into) noexcept {
  // Found by g++ when it compiles; clang 14 has no texts then, and finds them at the first use.
  static const auto defaults = find_defaults<T>();
  into.begin(defaults.data());
  T::fields(adder<T>{into});
}

// Where the fields of a type are laid out; the store of zeros costs nothing until then.
template <class T>
inline constinit std::atomic<bool> is_described{false};
template <class T>
alignas(field) inline constinit std::byte field_room[field_count<T> * sizeof(field) + 1]{};

template <class T>
constexpr std::int16_t shorthand_of() noexcept {
  std::int16_t found = -1;
  if constexpr (requires { T::shorthand; }) {
    std::int16_t place = 0;
    for_each_field<T>([&](std::string_view, auto member, const field_options&) {
      if constexpr (std::is_same_v<decltype(member), std::remove_cv_t<decltype(T::shorthand)>>)
        if (member == T::shorthand) found = place;
      ++place;
    });
  }
  return found;
}

template <class E>
inline constexpr auto names_of = [] {
  std::array<std::string_view, std::size(enum_names<E>::list)> all;
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = enum_names<E>::list[i].name;
  return all;
}();
template <class E>
inline constexpr auto values_of = [] {
  std::array<std::uint8_t, std::size(enum_names<E>::list)> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint8_t>(enum_names<E>::list[i].value);
  return all;
}();

template <class T>
constexpr auto make_shape() noexcept {
  if constexpr (std::is_same_v<T, std::string>) {
    return shape{kind::text};
  } else if constexpr (std::is_same_v<T, bool>) {
    return shape{kind::boolean};
  } else if constexpr (std::is_enum_v<T>) {
    static_assert(sizeof(T) == 1);
    return enumeration_shape{{kind::enumeration}, names_of<T>, values_of<T>};
  } else if constexpr (std::is_integral_v<T>) {
    static_assert(std::is_same_v<T, std::int64_t>);
    return shape{kind::integer};
  } else if constexpr (std::is_same_v<T, double>) {
    return shape{kind::number};
  } else if constexpr (std::is_same_v<T, instant>) {
    return shape{kind::instant};
  } else if constexpr (std::is_same_v<T, std::chrono::year_month_day>) {
    return shape{kind::date};
  } else if constexpr (std::is_same_v<T, decimal>) {
    return shape{kind::decimal};
  } else if constexpr (std::is_same_v<T, money>) {
    return shape{kind::money};
  } else if constexpr (std::is_same_v<T, violation>) {
    return shape{kind::violation};
  } else if constexpr (std::is_same_v<T, ledger_line>) {
    return shape{kind::ledger_line};
  } else if constexpr (is_optional<T>) {
    using value = typename T::value_type;
    return optional_shape{
        {kind::optional},
        &shape_of<value>,
        [](const void* from) noexcept -> const void* {
          const auto& it = *static_cast<const T*>(from);
          return it.has_value() ? std::addressof(*it) : nullptr;
        },
        [](void* in) -> void* { return std::addressof(static_cast<T*>(in)->emplace(blank<value>())); },
        [](void* in) noexcept { static_cast<T*>(in)->reset(); }};
  } else if constexpr (is_vector<T>) {
    using value = typename T::value_type;
    static_assert(!std::is_same_v<value, bool>);
    return list_shape{{kind::list},
                      &shape_of<value>,
                      sizeof(value),
                      [](const void* from) noexcept {
                        const auto& it = *static_cast<const T*>(from);
                        return items{reinterpret_cast<const char*>(it.data()), it.size()};
                      },
                      [](void* in, std::size_t count) {
                        auto& it = *static_cast<T*>(in);
                        if constexpr (std::is_default_constructible_v<value>)
                          it = T(count);
                        else
                          it = T(count, blank<value>());
                        return reinterpret_cast<char*>(it.data());
                      }};
  } else if constexpr (is_named<T>) {
    using pair = typename T::value_type;
    using value = typename pair::second_type;
    return named_shape{
        {kind::named},
        &shape_of<value>,
        sizeof(pair),
        [](const void* from) noexcept {
          const auto& it = *static_cast<const T*>(from);
          if (it.empty()) return named_items{nullptr, 0, 0};
          const auto* const first = reinterpret_cast<const char*>(std::addressof(*it.begin()));
          const auto* const behind = reinterpret_cast<const char*>(std::addressof(it.begin()->second));
          return named_items{first, it.size(), static_cast<std::size_t>(behind - first)};
        },
        [](void* in, std::string name) -> void* { return std::addressof(static_cast<T*>(in)->add(std::move(name))); }};
  } else {
    static_assert(described<T>);
    return object_shape{{kind::object}, field_count<T>,   shorthand_of<T>(),
                        &describe<T>,   &is_described<T>, field_room<T>};
  }
}

/// The structure that a shape's kind says.
template <class Shape>
[[nodiscard]] const Shape& as(const shape& of) noexcept {
  return static_cast<const Shape&>(of);
}
template <class T>
[[nodiscard]] const T& value_at(const void* at) noexcept {
  return *static_cast<const T*>(at);
}
template <class T>
[[nodiscard]] T& value_at(void* at) noexcept {
  return *static_cast<T*>(at);
}

/// Whether a field may be left out: it reads as the type's own default. What stands in a field of an object never is.
[[nodiscard]] bool omitted(const field& one, const void* at) noexcept;
/// Whether every field beside the one that may stand for the whole may be left out.
[[nodiscard]] bool shorthand_says_all(const object_shape& of, const void* object);

}  // namespace shapes
}  // namespace v1
}  // namespace dealerkit
