// Identifiers: 16 opaque bytes (a UUIDv7, made by the desk), typed by what they name.
//
//   using customer_id = id_of<struct customer_noun>;
//   customer_id::parse("0190163d-8694-739b-aea5-966c26f8ad91")   // a customer, never an outlet
//   customer_id::parse("garbage")                                // nil: answered like an unknown one
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace dealerkit {
inline namespace v1 {

/// The name of one `Noun`. The nil identifier names nothing.
template <class Noun>
class id_of {
 public:
  constexpr id_of() noexcept = default;  // nil is a legal value: it names nothing

  /// The identifier of 16 bytes; all zeros name nothing.
  [[nodiscard]] static constexpr id_of from_bytes(const std::array<std::uint8_t, 16>& bytes) noexcept {
    id_of made;
    made.bytes_ = bytes;
    return made;
  }
  /// Reads the text of to_string; anything else is nil, since a malformed identifier is answered like an unknown one.
  [[nodiscard]] static constexpr id_of parse(std::string_view text) noexcept {
    if (text.size() != 36) return {};
    id_of read;
    std::size_t at = 0;
    for (std::size_t i = 0; i < 16; ++i) {
      if (at == 8 || at == 13 || at == 18 || at == 23)
        if (text[at++] != '-') return {};
      const int high = nibble(text[at]);
      const int low = nibble(text[at + 1]);
      if (high < 0 || low < 0) return {};
      read.bytes_[i] = static_cast<std::uint8_t>(high * 16 + low);
      at += 2;
    }
    return read;
  }

  [[nodiscard]] constexpr const std::array<std::uint8_t, 16>& bytes() const noexcept { return bytes_; }
  [[nodiscard]] constexpr bool nil() const noexcept { return bytes_ == std::array<std::uint8_t, 16>{}; }
  /// The bytes as a key of the store.
  [[nodiscard]] std::string_view view() const noexcept {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }

  friend constexpr bool operator==(const id_of&, const id_of&) noexcept = default;
  friend constexpr auto operator<=>(const id_of&, const id_of&) noexcept = default;

 private:
  static constexpr int nibble(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
  }
  std::array<std::uint8_t, 16> bytes_{};
};

/// The canonical text: 36 characters, lower case.
template <class Noun>
[[nodiscard]] std::string to_string(const id_of<Noun>& id) {
  constexpr char hex[] = "0123456789abcdef";
  std::string text(36, '-');
  std::size_t at = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) ++at;
    text[at++] = hex[id.bytes()[i] >> 4];
    text[at++] = hex[id.bytes()[i] & 15];
  }
  return text;
}

}  // namespace v1
}  // namespace dealerkit
