// Writing JSON: described types as objects, in the order of their fields.
//
// Texts that are empty and optionals that are absent are left out; lists are there also when empty, unless their field
// says otherwise. Instants are written in the time zone of the actor's outlet.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
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

inline void write_number(std::string& out, std::int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

/// Appends `"name":`, after a comma where the object has begun.
inline void write_name(std::string& out, std::string_view name, bool& begun) {
  if (begun) out.push_back(',');
  begun = true;
  out.push_back('"');
  out += name;
  out += "\":";
}

template <class T>
void write(std::string& out, const T& value, const presentation& how);

template <class T>
[[nodiscard]] bool left_out(const T& value, const field_options& options) noexcept {
  if constexpr (std::is_same_v<T, std::string>)
    return value.empty();
  else if constexpr (codec::is_optional<T>)
    return !value.has_value();
  else if constexpr (codec::is_vector<T>)
    return options.quiet && value.empty();
  else
    return false;
}

template <class T>
[[gnu::noinline]] void write_fields(std::string& out, const T& value, const presentation& how) {
  if constexpr (requires { T::shorthand; }) {
    // A type with a shorthand is shown by it where nothing else is said.
    T plain{};
    plain.*T::shorthand = value.*T::shorthand;
    if (plain == value) return write(out, value.*T::shorthand, how);
  }
  out.push_back('{');
  bool begun = false;
  for_each_field<T>([&](std::string_view name, auto member, field_options options) {
    if (left_out(value.*member, options)) return;
    write_name(out, name, begun);
    write(out, value.*member, how);
  });
  out.push_back('}');
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
    out.push_back('"');
    append_decimal(out, value);
    out.push_back('"');
  } else if constexpr (std::is_same_v<T, money>) {
    out.push_back('"');
    append_money(out, value);
    out.push_back('"');
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
    write_fields(out, value, how);
  }
}

}  // namespace json
}  // namespace v1
}  // namespace dealerkit
