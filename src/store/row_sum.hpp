// The checksum that the SQLite backend keeps behind every value.
//
// It covers table, key and value, so that a byte that changed on the disk is noticed when its row
// is read. It is no secret and no signature: who means harm can compute it, and meets the hash
// chain.
#pragma once

#include <sodium.h>

#include <array>
#include <cstring>
#include <string_view>

#include "backend.hpp"

namespace dealerkit {
inline namespace v1 {
namespace store {

inline constexpr std::size_t row_sum_bytes = 8;
using row_sum_value = std::array<unsigned char, row_sum_bytes>;

[[nodiscard]] inline row_sum_value row_sum(table where, std::string_view key, std::string_view value) {
  static_assert(crypto_shorthash_BYTES == row_sum_bytes);
  // The sum of the key is half of the value's key, which spares joining the two.
  unsigned char secret[crypto_shorthash_KEYBYTES] = {'d', 'e', 'a', 'l', 'e', 'r', 'k', 'i',
                                                     't', ' ', 'r', 'o', 'w', ' ', 's'};
  secret[15] = static_cast<unsigned char>(where);
  row_sum_value sum;
  crypto_shorthash(sum.data(), reinterpret_cast<const unsigned char*>(key.data()), key.size(), secret);
  std::memcpy(secret, sum.data(), sum.size());
  crypto_shorthash(sum.data(), reinterpret_cast<const unsigned char*>(value.data()), value.size(), secret);
  return sum;
}

}  // namespace store
}  // namespace v1
}  // namespace dealerkit
