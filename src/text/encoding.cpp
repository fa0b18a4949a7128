// Encodings that files come in, and letters without their accents.
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <memory>

#include "text/text.hpp"

namespace dealerkit {
inline namespace v1 {
namespace text {

namespace {

struct close_converter {
  void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
};

std::string converted(std::string_view bytes, const char* from) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, close_converter> converter(ucnv_open(from, &status));
  if (U_FAILURE(status)) return {};
  const icu::UnicodeString units(bytes.data(), static_cast<std::int32_t>(bytes.size()), converter.get(), status);
  std::string utf8;
  if (U_SUCCESS(status)) units.toUTF8String(utf8);
  return utf8;
}

}  // namespace

std::string to_utf8(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) {
    bytes.remove_prefix(3);
    return valid_utf8(bytes) ? std::string(bytes) : converted(bytes, "windows-1252");
  }
  if (bytes.starts_with("\xff\xfe")) return converted(bytes.substr(2), "UTF-16LE");
  if (bytes.starts_with("\xfe\xff")) return converted(bytes.substr(2), "UTF-16BE");
  // Spreadsheets write UTF-16 without a mark too: every second byte of their Latin letters is zero then.
  if (bytes.size() >= 4 && bytes.size() % 2 == 0) {
    if (bytes[1] == '\0' && bytes[3] == '\0' && bytes[0] != '\0') return converted(bytes, "UTF-16LE");
    if (bytes[0] == '\0' && bytes[2] == '\0' && bytes[1] != '\0') return converted(bytes, "UTF-16BE");
  }
  if (valid_utf8(bytes)) return std::string(bytes);
  return converted(bytes, "windows-1252");
}

std::string without_accents(std::string_view utf8) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKDInstance(status);
  if (U_FAILURE(status)) return std::string(utf8);
  const auto units = icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
  const icu::UnicodeString apart = normalizer->normalize(units, status);
  icu::UnicodeString kept;
  for (std::int32_t at = 0; at < apart.length(); at = apart.moveIndex32(at, 1)) {
    const UChar32 c = apart.char32At(at);
    if (u_charType(c) == U_NON_SPACING_MARK) continue;
    // Letters that are no letter with a mark.
    switch (c) {
      case 0x00df: kept.append(u"ss", 2); break;
      case 0x00e6: kept.append(u"ae", 2); break;
      case 0x00c6: kept.append(u"AE", 2); break;
      case 0x0153: kept.append(u"oe", 2); break;
      case 0x0152: kept.append(u"OE", 2); break;
      case 0x00f8: kept.append(static_cast<UChar>('o')); break;
      case 0x00d8: kept.append(static_cast<UChar>('O')); break;
      case 0x0142: kept.append(static_cast<UChar>('l')); break;
      case 0x0141: kept.append(static_cast<UChar>('L')); break;
      case 0x2019: kept.append(static_cast<UChar>('\'')); break;
      default: kept.append(c);
    }
  }
  std::string plain;
  kept.toUTF8String(plain);
  return plain;
}

}  // namespace text
}  // namespace v1
}  // namespace dealerkit
