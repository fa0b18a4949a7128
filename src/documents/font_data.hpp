// The fonts of fonts/, built into the library by cmake/embed_fonts.cmake.
#pragma once

#include <cstddef>

namespace dealerkit {
inline namespace v1 {
namespace documents::font_data {

struct font {
  const unsigned char* data;
  std::size_t size;
};
extern const font light;
extern const font regular;
extern const font semibold;

}  // namespace documents::font_data
}  // namespace v1
}  // namespace dealerkit
