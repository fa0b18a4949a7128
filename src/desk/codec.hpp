// The stored form of described types: each field that is not empty as number, length, bytes.
//
// A field's number is its place in fields(): new fields go to the end and none is ever moved or taken out, so that
// every ledger stays readable. Unknown numbers are passed over. Reading is bounds-checked: damaged bytes are refused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "desk/shape.hpp"

namespace dealerkit {
inline namespace v1 {
namespace codec {

/// Which part of an event is written: what everybody may keep, what is sealed, or (of documents) all.
enum class part : std::uint8_t { all, facts, personal };

inline void put_number(std::string& out, std::uint64_t value) {
  char bytes[10];
  std::size_t size = 0;
  for (; value >= 0x80; value >>= 7) bytes[size++] = static_cast<char>(value | 0x80);
  bytes[size++] = static_cast<char>(value);
  out.append(bytes, size);
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

/// Appends a value of a shape.
void encode(std::string& out, const shapes::shape& of, const void* value, part wanted = part::all);
/// Reads what encode() wrote into a blank value; false where the bytes say nothing of that shape.
[[nodiscard]] bool decode(std::string_view in, const shapes::shape& of, void* value);

/// A value as a length and its bytes.
void put_value(std::string& out, const shapes::shape& of, const void* value);

template <class T>
[[nodiscard]] bool decode(std::string_view in, T& value) {
  return decode(in, shapes::shape_of<T>, &value);
}

/// The whole value as bytes.
[[nodiscard]] std::string bytes_of(const shapes::shape& of, const void* value, part wanted = part::all);
template <class T>
[[nodiscard]] std::string bytes_of(const T& value, part wanted = part::all) {
  return bytes_of(shapes::shape_of<T>, &value, wanted);
}

}  // namespace codec
}  // namespace v1
}  // namespace dealerkit
