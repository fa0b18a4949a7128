// Bytes as text: how a reply carries a document that is no text.
#pragma once

#include <sodium.h>

#include <string>
#include <string_view>

namespace dealerkit {
inline namespace v1 {

/// The bytes in base 64 (RFC 4648, with padding).
[[nodiscard]] inline std::string to_base64(std::string_view bytes) {
  constexpr int variant = sodium_base64_VARIANT_ORIGINAL;
  std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    variant);
  out.pop_back();  // libsodium ends the text with NUL
  return out;
}

}  // namespace v1
}  // namespace dealerkit
