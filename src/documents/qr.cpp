// QR codes as pictures.
#include "documents/qr.hpp"

#include <qrcodegen/qrcodegen.hpp>

#include <cstdint>
#include <vector>

namespace dealerkit {
inline namespace v1 {
namespace documents {

std::string qr_svg(std::string_view text) {
  constexpr std::size_t longest = 2331;  // bytes of version 40 at medium correction
  constexpr int quiet = 4;
  if (text.size() > longest) return {};
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  const auto code = qrcodegen::QrCode::encodeBinary(bytes, qrcodegen::QrCode::Ecc::MEDIUM);
  const int size = code.getSize();
  const std::string edge = std::to_string(size + 2 * quiet);
  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + edge + " " + edge +
                    "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + edge + "v" + edge +
                    "H0z\"/><path d=\"";
  // A run of dark modules is one rectangle.
  for (int y = 0; y < size; ++y)
    for (int x = 0; x < size;) {
      if (!code.getModule(x, y)) {
        ++x;
        continue;
      }
      int run = 1;
      while (x + run < size && code.getModule(x + run, y)) ++run;
      svg += "M" + std::to_string(x + quiet) + " " + std::to_string(y + quiet) + "h" + std::to_string(run) + "v1h-" +
             std::to_string(run) + "z";
      x += run;
    }
  svg += "\"/></svg>";
  return svg;
}

}  // namespace documents
}  // namespace v1
}  // namespace dealerkit
