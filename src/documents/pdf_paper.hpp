// Paper: pages of text and rules in absolute places, written as a PDF. The only place that knows
// libharu.
//
// Lengths are hundredths of a point, whole numbers, from the upper left corner; so a page looks the
// same on every machine. Text is set in one of three faces that are built into the library. A
// letter is a character of one of libharu's one-byte encodings: they cost a quarter of the time of
// its UTF-8 encoding, and give smaller files.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dealerkit {
inline namespace v1 {
namespace documents {

/// Hundredths of a point.
using length = std::int32_t;

inline constexpr length paper_width = 59528;  // A4
inline constexpr length paper_height = 84189;

enum class face : std::uint8_t { light, regular, semibold };
inline constexpr std::size_t face_count = 3;

/// A character as the fonts have it: in which encoding, as which byte, how wide in each face
/// (thousandths of the size).
struct letter_form {
  std::uint8_t encoding = 0;
  char byte = 0;
  std::array<std::uint16_t, face_count> advance{};
};

/// The characters that can be written. Made at the first call and shared.
class letter_book {
 public:
  /// Throws std::bad_alloc where memory is out; a later call tries again.
  static const letter_book& shared();
  /// The form of a character, or nullptr.
  [[nodiscard]] const letter_form* find(char32_t character) const noexcept {
    if (character < near_.size()) return near_[character].advance[0] == 0 ? nullptr : &near_[character];
    const auto found = far_.find(character);
    return found == far_.end() ? nullptr : &found->second;
  }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  letter_book();
  void add(char32_t character, letter_form form);
  std::array<letter_form, 0x180> near_{};
  std::unordered_map<char32_t, letter_form> far_;
  std::size_t size_ = 0;
};

/// Letters of one face, size and encoding, on one line.
struct paper_text {
  length x = 0;
  length baseline = 0;
  face in = face::regular;
  length size = 0;
  length spacing = 0;  ///< between letters
  std::uint32_t colour = 0;
  std::uint8_t encoding = 0;
  std::size_t begin = 0;  ///< in the bytes of the page
  std::size_t count = 0;
};

/// A filled rectangle: a rule, a bar, a background.
struct paper_fill {
  length x = 0;
  length top = 0;
  length width = 0;
  length height = 0;
  std::uint32_t colour = 0;
};

struct paper_page {
  std::vector<paper_fill> backgrounds;  ///< below everything
  std::vector<paper_fill> fills;
  std::vector<paper_text> texts;
  std::string bytes;
};

/// What the file says of itself. Characters beyond Latin-1 are left out of it.
struct paper_facts {
  std::string title;
  std::string author;
  std::chrono::year_month_day issued_on{};
};

/// What the file may take while it is made, in bytes.
inline constexpr std::size_t paper_memory_limit = std::size_t{64} << 20;

/// What a file took while it was made: reserved for it, used of that, and taken beyond it.
struct paper_memory {
  std::size_t reserved = 0;
  std::size_t used = 0;
  std::size_t beyond = 0;
};

/// The pages as a PDF; nothing where memory is out, or where it would take more than the limit. The
/// same pages give the same bytes. `taken`, where it is given, is told what it took.
[[nodiscard]] std::optional<std::string> write_paper(const std::vector<paper_page>& pages, const paper_facts& facts,
                                                     std::size_t memory_limit = paper_memory_limit,
                                                     paper_memory* taken = nullptr);

}  // namespace documents
}  // namespace v1
}  // namespace dealerkit
