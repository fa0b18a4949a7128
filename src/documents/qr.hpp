// QR codes as pictures.
#pragma once

#include <string>
#include <string_view>

namespace dealerkit {
inline namespace v1 {
namespace documents {

/// The text as a QR code (medium error correction), one SVG with a quiet zone of four modules and a view box in
/// modules, so that it can be drawn at any size. Empty where the text is too long for one (2,331 bytes).
[[nodiscard]] std::string qr_svg(std::string_view text);

}  // namespace documents
}  // namespace v1
}  // namespace dealerkit
