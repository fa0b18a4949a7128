// Writing JSON: described types as objects, in the order of their fields.
//
// Texts that are empty and optionals that are absent are left out; lists are there also when empty, unless their field
// says otherwise. Instants are written in the time zone of the actor's outlet.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/instant.hpp"
#include "dealerkit/core/money.hpp"
#include "dealerkit/customer.hpp"
#include "desk/codec.hpp"
#include "desk/field_table.hpp"
#include "text/messages.hpp"

namespace dealerkit {
inline namespace v1 {
namespace json {

/// How values are shown: whose clock, which language.
struct presentation {
  std::string_view time_zone = "UTC";
  text::language language = text::language::en;
};

/// Appends a JSON string. Bytes that are not UTF-8 never come here: the form refused them.
void write_text(std::string& out, std::string_view text);
void write_instant(std::string& out, instant at, std::string_view time_zone);
void write_violation(std::string& out, const violation& one, const presentation& how);
void write_ledger_line(std::string& out, const ledger_line& line, const presentation& how);
/// Appends `units` · 10^-`scale` as a JSON string with exactly `scale` digits after the point.
void write_scaled(std::string& out, std::int64_t units, int scale);

inline void write_number(std::string& out, std::int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

/// Appends `"name":`, after a comma where the object has begun.
void write_name(std::string& out, std::string_view name, bool& begun);

/// How a field is written.
struct write_action {
  void (*write)(std::string&, const void*, const presentation&) = nullptr;
  bool (*left_out)(const void*, const field_options&) = nullptr;  ///< nullptr: never
};

/// Appends an object's fields by their table.
void write_fields(std::string& out, std::span<const field_entry<write_action>> fields, const void* value,
                  const presentation& how);

template <class T>
void write(std::string& out, const T& value, const presentation& how);

struct choose_writer {
  template <class Member>
  static write_action of() noexcept {
    write_action made;
    made.write = [](std::string& out, const void* value, const presentation& how) {
      write(out, *static_cast<const Member*>(value), how);
    };
    if constexpr (std::is_same_v<Member, std::string>)
      made.left_out = [](const void* value, const field_options&) {
        return static_cast<const Member*>(value)->empty();
      };
    else if constexpr (codec::is_optional<Member>)
      made.left_out = [](const void* value, const field_options&) {
        return !static_cast<const Member*>(value)->has_value();
      };
    else if constexpr (codec::is_vector<Member>)
      made.left_out = [](const void* value, const field_options& options) {
        return options.quiet && static_cast<const Member*>(value)->empty();
      };
    return made;
  }
};

template <class T>
void write_object(std::string& out, const T& value, const presentation& how) {
  if constexpr (requires { T::shorthand; }) {
    // A type with a shorthand is shown by it where nothing else is said.
    T plain{};
    plain.*T::shorthand = value.*T::shorthand;
    if (plain == value) return write(out, value.*T::shorthand, how);
  }
  write_fields(out, field_table<T, choose_writer>(), &value, how);
}

template <class T>
void write(std::string& out, const T& value, const presentation& how) {
  if constexpr (std::is_same_v<T, std::string>) {
    write_text(out, value);
  } else if constexpr (std::is_same_v<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::is_enum_v<T>) {
    write_text(out, name_of(value));
  } else if constexpr (std::is_integral_v<T>) {
    write_number(out, value);
  } else if constexpr (std::is_same_v<T, double>) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out += std::isfinite(value) ? std::string_view(digits, static_cast<std::size_t>(end - digits)) : "null";
  } else if constexpr (std::is_same_v<T, instant>) {
    write_instant(out, value, how.time_zone);
  } else if constexpr (std::is_same_v<T, std::chrono::year_month_day>) {
    out.push_back('"');
    append_date(out, value);
    out.push_back('"');
  } else if constexpr (std::is_same_v<T, decimal>) {
    write_scaled(out, value.units(), value.scale());
  } else if constexpr (std::is_same_v<T, money>) {
    write_scaled(out, value.minor_units(), value.unit().decimals());
  } else if constexpr (std::is_same_v<T, violation>) {
    write_violation(out, value, how);
  } else if constexpr (std::is_same_v<T, ledger_line>) {
    write_ledger_line(out, value, how);
  } else if constexpr (codec::is_optional<T>) {
    write(out, *value, how);
  } else if constexpr (codec::is_vector<T>) {
    out.push_back('[');
    bool begun = false;
    for (const auto& item : value) {
      if (begun) out.push_back(',');
      begun = true;
      write(out, item, how);
    }
    out.push_back(']');
  } else if constexpr (codec::is_named<T>) {
    out.push_back('{');
    bool begun = false;
    for (const auto& [name, item] : value) {
      if (begun) out.push_back(',');
      begun = true;
      write_text(out, name);
      out.push_back(':');
      write(out, item, how);
    }
    out.push_back('}');
  } else {
    write_object(out, value, how);
  }
}

}  // namespace json
}  // namespace v1
}  // namespace dealerkit
