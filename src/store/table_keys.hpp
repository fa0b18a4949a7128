// What both backends and the ledger say alike about keys.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "backend.hpp"

namespace dealerkit {
inline namespace v1 {
namespace store {

/// A number as 8 bytes that sort as it does.
[[nodiscard]] inline std::string number_key(std::uint64_t number) {
  std::string key(8, '\0');
  for (int i = 7; i >= 0; --i, number >>= 8) key[static_cast<std::size_t>(i)] = static_cast<char>(number & 0xff);
  return key;
}

/// The number of up to 8 bytes; missing ones count as zero.
[[nodiscard]] inline std::uint64_t key_number(std::string_view key) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0U);
  return number;
}

/// Whether a table can hold the key: those of `events` are numbers below 2^63.
[[nodiscard]] inline bool key_is_fit(table where, std::string_view key) {
  return where != table::events || (key.size() == 8 && static_cast<unsigned char>(key[0]) < 0x80);
}

/// The lowest key above all that start with `prefix`; false where there is none.
[[nodiscard]] inline bool prefix_end(std::string_view prefix, std::string& end) {
  while (!prefix.empty() && prefix.back() == '\xff') prefix.remove_suffix(1);
  if (prefix.empty()) return false;
  end.assign(prefix);
  end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return true;
}

}  // namespace store
}  // namespace v1
}  // namespace dealerkit
