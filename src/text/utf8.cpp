// Well-formed UTF-8, as table 3-7 of the Unicode standard has it. Most text is ASCII, so eight
// bytes at a time are looked at for that first.
#include <cstdint>
#include <cstring>

#include "text/text.hpp"

namespace dealerkit {
inline namespace v1 {
namespace text {

bool valid_utf8(std::string_view bytes) noexcept {
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  const auto byte = [](const char* p) { return static_cast<unsigned char>(*p); };
  const auto continues = [&](const char* p) { return (byte(p) & 0xc0) == 0x80; };
  while (at != end) {
    if (end - at >= 8) {
      std::uint64_t word;
      std::memcpy(&word, at, 8);
      if ((word & 0x8080808080808080) == 0) {
        at += 8;
        continue;
      }
    }
    const unsigned char lead = byte(at);
    if (lead < 0x80) {
      ++at;
    } else if (lead < 0xc2) {
      return false;  // a continuation without a lead, or a character written longer than it needs
    } else if (lead < 0xe0) {
      if (end - at < 2 || !continues(at + 1)) return false;
      at += 2;
    } else if (lead < 0xf0) {
      if (end - at < 3 || !continues(at + 1) || !continues(at + 2)) return false;
      if (lead == 0xe0 && byte(at + 1) < 0xa0) return false;
      if (lead == 0xed && byte(at + 1) > 0x9f) return false;  // surrogates
      at += 3;
    } else if (lead < 0xf5) {
      if (end - at < 4 || !continues(at + 1) || !continues(at + 2) || !continues(at + 3)) return false;
      if (lead == 0xf0 && byte(at + 1) < 0x90) return false;
      if (lead == 0xf4 && byte(at + 1) > 0x8f) return false;  // beyond U+10FFFF
      at += 4;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace text
}  // namespace v1
}  // namespace dealerkit
