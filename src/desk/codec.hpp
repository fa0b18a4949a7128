// The stored form of described types: each field that is not empty as number, length, bytes.
//
// A field's number is its place in fields(): new fields go to the end and none is ever moved or taken out, so that
// every ledger stays readable. Unknown numbers are passed over. Reading is bounds-checked: damaged bytes are refused.
#pragma once

#include <bit>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/instant.hpp"
#include "dealerkit/core/money.hpp"
#include "dealerkit/customer.hpp"

namespace dealerkit {
inline namespace v1 {
namespace codec {

/// Which part of an event is written: what everybody may keep, what is sealed, or (of documents) all.
enum class part : std::uint8_t { all, facts, personal };

inline void put_number(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

inline bool take_number(std::string_view& in, std::uint64_t& value) noexcept {
  value = 0;
  for (unsigned shift = 0; shift < 64 && !in.empty(); shift += 7) {
    const auto byte = static_cast<std::uint8_t>(in.front());
    in.remove_prefix(1);
    if (shift == 63 && byte > 1) return false;  // beyond 64 bits
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

inline bool take_bytes(std::string_view& in, std::string_view& bytes) noexcept {
  std::uint64_t size = 0;
  if (!take_number(in, size) || size > in.size()) return false;
  bytes = in.substr(0, size);
  in.remove_prefix(size);
  return true;
}

// Signed numbers, small ones of either sign in one byte.
inline std::uint64_t zigzag(std::int64_t value) noexcept {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
inline std::int64_t unzigzag(std::uint64_t value) noexcept {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

inline bool take_signed(std::string_view& in, std::int64_t& value) noexcept {
  std::uint64_t raw = 0;
  if (!take_number(in, raw)) return false;
  value = unzigzag(raw);
  return true;
}

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
[[nodiscard]] T blank() {
  if constexpr (std::is_same_v<T, money>)
    return money::minor(0, euro);
  else
    return T{};
}

template <class T>
void encode(std::string& out, const T& value, part wanted = part::all);
template <class T>
[[nodiscard]] bool decode(std::string_view in, T& value);

// A value as a length and its bytes, written in place: most lengths fit one byte, others make room afterwards.
template <class T>
void put_value(std::string& out, const T& value) {
  const std::size_t start = out.size();
  out.push_back('\0');
  encode(out, value);
  const std::size_t size = out.size() - start - 1;
  if (size < 0x80) {
    out[start] = static_cast<char>(size);
    return;
  }
  std::string length;
  put_number(length, size);
  out.replace(start, 1, length);
}

template <class T>
[[nodiscard]] bool take_value(std::string_view& in, T& value) {
  std::string_view bytes;
  return take_bytes(in, bytes) && decode(bytes, value);
}

// Whether a field may be left out: it reads as the type's own default.
template <class M>
[[nodiscard]] bool omitted(const M& value, const M& by_default) noexcept {
  if constexpr (is_vector<M> || is_named<M>)
    return value.empty();
  else if constexpr (is_optional<M>)
    return !value.has_value();
  else if constexpr (described<M>)
    return false;
  else
    return value == by_default;
}

template <described T>
[[gnu::noinline]] void encode_fields(std::string& out, const T& value, part wanted) {
  [[maybe_unused]] static const T empty{};
  std::uint64_t number = 0;
  for_each_field<T>([&](std::string_view, auto member, field_options options) {
    ++number;
    if (wanted != part::all && options.personal != (wanted == part::personal)) return;
    if (omitted(value.*member, empty.*member)) return;
    put_number(out, number);
    put_value(out, value.*member);
  });
}

template <described T>
[[gnu::noinline]] [[nodiscard]] bool decode_fields(std::string_view in, T& value) {
  while (!in.empty()) {
    std::uint64_t number = 0;
    std::string_view bytes;
    if (!take_number(in, number) || !take_bytes(in, bytes)) return false;
    std::uint64_t place = 0;
    bool fine = true;
    for_each_field<T>([&](std::string_view, auto member, field_options) {
      if (++place == number) fine = decode(bytes, value.*member);
    });
    if (!fine) return false;
  }
  return true;
}

template <class T>
void encode(std::string& out, const T& value, part wanted) {
  if constexpr (std::is_same_v<T, std::string>) {
    out += value;
  } else if constexpr (std::is_same_v<T, bool>) {
    out.push_back(value ? '\1' : '\0');
  } else if constexpr (std::is_enum_v<T>) {
    put_number(out, static_cast<std::uint64_t>(value));
  } else if constexpr (std::is_integral_v<T>) {
    put_number(out, zigzag(value));
  } else if constexpr (std::is_same_v<T, double>) {
    auto bits = std::bit_cast<std::uint64_t>(value);
    for (int i = 0; i < 8; ++i, bits >>= 8) out.push_back(static_cast<char>(bits));
  } else if constexpr (std::is_same_v<T, instant>) {
    put_number(out, zigzag(value.time_since_epoch().count()));
  } else if constexpr (std::is_same_v<T, std::chrono::year_month_day>) {
    put_number(out, zigzag(value.ok() ? std::chrono::sys_days{value}.time_since_epoch().count() : 0));
  } else if constexpr (std::is_same_v<T, decimal>) {
    put_number(out, zigzag(value.units()));
    put_number(out, static_cast<std::uint64_t>(value.scale()));
  } else if constexpr (std::is_same_v<T, money>) {
    put_number(out, zigzag(value.minor_units()));
    out += value.unit().code();
  } else if constexpr (is_optional<T>) {
    if (!value.has_value()) return;
    out.push_back('\1');
    encode(out, *value);
  } else if constexpr (is_vector<T>) {
    for (const auto& item : value) put_value(out, item);
  } else if constexpr (is_named<T>) {
    for (const auto& [name, item] : value) {
      put_value(out, name);
      put_value(out, item);
    }
  } else if constexpr (std::is_same_v<T, violation>) {
    put_value(out, std::string(code(value.broken)));
    put_value(out, value.field);
    for (const auto& [name, text] : value.args) {
      put_value(out, name);
      put_value(out, text);
    }
  } else if constexpr (std::is_same_v<T, ledger_line>) {
    // An export's history is of the ledger itself: it is read again, never stored a second time.
  } else {
    encode_fields(out, value, wanted);
  }
}

template <class T>
[[nodiscard]] bool decode(std::string_view in, T& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    value.assign(in);
    return true;
  } else if constexpr (std::is_same_v<T, bool>) {
    if (in.size() != 1 || (in[0] != '\0' && in[0] != '\1')) return false;
    value = in[0] == '\1';
    return true;
  } else if constexpr (std::is_enum_v<T>) {
    std::uint64_t raw = 0;
    if (!take_number(in, raw) || !in.empty() || raw > 0xff) return false;
    value = static_cast<T>(raw);
    return !name_of(value).empty();
  } else if constexpr (std::is_integral_v<T>) {
    return take_signed(in, value) && in.empty();
  } else if constexpr (std::is_same_v<T, double>) {
    if (in.size() != 8) return false;
    std::uint64_t bits = 0;
    for (int i = 7; i >= 0; --i) bits = (bits << 8) | static_cast<std::uint8_t>(in[static_cast<std::size_t>(i)]);
    value = std::bit_cast<double>(bits);
    return true;
  } else if constexpr (std::is_same_v<T, instant>) {
    std::int64_t ticks = 0;
    if (!take_signed(in, ticks) || !in.empty()) return false;
    value = instant{std::chrono::microseconds{ticks}};
    return true;
  } else if constexpr (std::is_same_v<T, std::chrono::year_month_day>) {
    std::int64_t day = 0;
    if (!take_signed(in, day) || !in.empty() || day < -4'000'000 || day > 4'000'000) return false;
    value = std::chrono::sys_days{std::chrono::days{day}};
    return true;
  } else if constexpr (std::is_same_v<T, decimal>) {
    std::int64_t units = 0;
    std::uint64_t scale = 0;
    if (!take_signed(in, units) || !take_number(in, scale) || !in.empty() || scale > 18) return false;
    value = decimal::of(units, static_cast<int>(scale)).value();
    return true;
  } else if constexpr (std::is_same_v<T, money>) {
    std::int64_t units = 0;
    if (!take_signed(in, units)) return false;
    const auto unit = currency::of(in);
    if (!unit.ok()) return false;
    value = money::minor(units, unit.value());
    return true;
  } else if constexpr (is_optional<T>) {
    value.reset();
    if (in.empty()) return true;
    if (in[0] != '\1') return false;
    in.remove_prefix(1);
    return decode(in, value.emplace(blank<typename T::value_type>()));
  } else if constexpr (is_vector<T>) {
    value.clear();
    while (!in.empty())
      if (!take_value(in, value.emplace_back(blank<typename T::value_type>()))) return false;
    return true;
  } else if constexpr (is_named<T>) {
    while (!in.empty()) {
      std::string name;
      auto item = blank<typename T::value_type::second_type>();
      if (!take_value(in, name) || !take_value(in, item)) return false;
      value.set(name, std::move(item));
    }
    return true;
  } else if constexpr (std::is_same_v<T, violation>) {
    std::string broken;
    if (!take_value(in, broken) || !take_value(in, value.field)) return false;
    value.broken = find_rule(broken).value_or(rule::none);
    while (!in.empty()) {
      auto& [name, text] = value.args.emplace_back();
      if (!take_value(in, name) || !take_value(in, text)) return false;
    }
    return true;
  } else if constexpr (std::is_same_v<T, ledger_line>) {
    return in.empty();
  } else {
    return decode_fields(in, value);
  }
}

/// The whole value as bytes.
template <class T>
[[nodiscard]] std::string bytes_of(const T& value, part wanted = part::all) {
  std::string out;
  if (wanted != part::personal) out.reserve(256);  // few are longer, and most have nothing personal
  encode(out, value, wanted);
  return out;
}

}  // namespace codec
}  // namespace v1
}  // namespace dealerkit
