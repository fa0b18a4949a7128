// Names (CUS-03, CUS-15): how they are kept, and when two are the same.
#include <unicode/bytestream.h>
#include <unicode/coll.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <unicode/uvernum.h>
#include <unicode/uversion.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>

#include "text/text.hpp"

namespace dealerkit {
inline namespace v1 {
namespace text {
namespace {

// Changes whenever fold() does: kept sort keys are then rebuilt (CUS-03).
constexpr std::string_view folding_version = "1";

bool is_ascii(std::string_view text) noexcept {
  const char* at = text.data();
  std::size_t left = text.size();
  for (; left >= 8; at += 8, left -= 8) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    if ((word & 0x8080808080808080) != 0) return false;
  }
  unsigned char all = 0;
  for (; left > 0; ++at, --left) all |= static_cast<unsigned char>(*at);
  return all < 0x80;
}

constexpr bool is_apostrophe(UChar32 c) noexcept {
  switch (c) {
    case 0x0027:
    case 0x0060:
    case 0x00b4:
    case 0x02bc:
    case 0x2019:
    case 0x1fef:
    case 0x1ffd:  // canonical doubles of 0060 and 00B4
    case 0xff07:
    case 0xff40:  // full-width
      return true;
    default: return false;
  }
}

bool is_dash(UChar32 c) noexcept { return c == 0x2212 || u_charType(c) == U_DASH_PUNCTUATION; }

bool is_blank(UChar32 c) noexcept { return c == 0x09 || u_charType(c) == U_SPACE_SEPARATOR; }

// Line ends and page ends: they stand around pasted text, and never inside a name.
constexpr bool is_line_end(UChar32 c) noexcept {
  return (c >= 0x0a && c <= 0x0d) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

// Control, format (bidirectional overrides and isolates, zero-width) and other characters that show
// nothing.
bool is_invisible(UChar32 c) noexcept {
  const auto type = u_charType(c);
  return type == U_CONTROL_CHAR || type == U_FORMAT_CHAR || u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

// A name as UTF-16, folded as CUS-03 says. Names are short: longer ones alone go to the heap.
class folded_name {
 public:
  explicit folded_name(std::string_view name) {
    if (name.size() > short_size) {
      long_ = std::make_unique<char16_t[]>(name.size());  // one unit a byte is always enough
      units_ = long_.get();
    }
    fold(name);
  }
  folded_name(const folded_name&) = delete;
  folded_name& operator=(const folded_name&) = delete;

  [[nodiscard]] const char16_t* data() const noexcept { return units_; }
  [[nodiscard]] std::int32_t size() const noexcept { return size_; }

 private:
  static constexpr std::size_t short_size = 256;

  void fold(std::string_view name) noexcept {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(name.data());
    const auto size = static_cast<std::int32_t>(name.size());
    for (std::int32_t i = 0; i < size;) {
      UChar32 c;
      U8_NEXT_OR_FFFD(bytes, i, size, c);
      // Latin letters are most of what comes by, and the range holds nothing that is folded.
      if (c < 0xc0 || c > 0x24f) {
        if (is_apostrophe(c)) {
          c = '\'';
        } else if (c >= 0x21 && c <= 0x7e) {
          // the rest of ASCII stands for itself
        } else if (is_blank(c)) {
          c = ' ';
        } else if (is_dash(c)) {
          c = '-';
        } else if (is_invisible(c)) {
          continue;
        }
      }
      if (c < 0x10000) {
        units_[size_++] = static_cast<char16_t>(c);
      } else {
        units_[size_++] = U16_LEAD(c);
        units_[size_++] = U16_TRAIL(c);
      }
    }
  }

  char16_t short_[short_size];
  std::unique_ptr<char16_t[]> long_;
  char16_t* units_ = short_;
  std::int32_t size_ = 0;
};

// The collator of CUS-03 and what is derived from it. ICU's collators may be shared for comparing.
struct name_collation {
  static constexpr std::uint16_t unweighted = 0x100;

  std::unique_ptr<icu::Collator> collator;  // null where ICU has no data: names are then compared as folded
  // Of each ASCII character its one primary weight, 0 where it does not count, `unweighted` where
  // ICU must be asked. Found by asking ICU, so that it is right for whatever version there is.
  std::array<std::uint16_t, 128> weights;
  std::string version;

  name_collation() {
    weights.fill(unweighted);
    UErrorCode status = U_ZERO_ERROR;
    collator.reset(icu::Collator::createInstance(icu::Locale::getRoot(), status));
    if (collator != nullptr && U_SUCCESS(status)) {
      collator->setStrength(icu::Collator::PRIMARY);
      collator->setAttribute(UCOL_ALTERNATE_HANDLING, UCOL_SHIFTED, status);
      collator->setAttribute(UCOL_NORMALIZATION_MODE, UCOL_ON, status);
    }
    if (U_FAILURE(status)) collator.reset();
    if (collator != nullptr) find_weights();
    describe();
  }

  // Appends the key of `name`, by ICU.
  void append_key(std::string_view name, std::string& out) const {
    const folded_name folded(name);
    const std::size_t before = out.size();
    if (collator == nullptr) {
      out.append(reinterpret_cast<const char*>(folded.data()),
                 static_cast<std::size_t>(folded.size()) * sizeof(char16_t));
      return;
    }
    // A key is seldom longer than its text: one call does for nearly all.
    const std::size_t guess = static_cast<std::size_t>(folded.size()) * 2 + 16;
    out.resize(before + guess);
    auto* bytes = reinterpret_cast<std::uint8_t*>(out.data() + before);
    std::int32_t size = collator->getSortKey(folded.data(), folded.size(), bytes, static_cast<std::int32_t>(guess));
    if (size > static_cast<std::int32_t>(guess)) {
      out.resize(before + static_cast<std::size_t>(size));
      bytes = reinterpret_cast<std::uint8_t*>(out.data() + before);
      size = collator->getSortKey(folded.data(), folded.size(), bytes, size);
    }
    out.resize(before + static_cast<std::size_t>(size > 0 ? size - 1 : 0));  // without ICU's closing 0
  }

 private:
  void find_weights() {
    std::array<std::uint16_t, 128> found{};
    std::string all;
    std::string all_weights;
    for (int c = 0; c < 128; ++c) {
      const char one = static_cast<char>(c);
      std::string key;
      append_key({&one, 1}, key);
      if (key.size() > 1) {
        found[static_cast<std::size_t>(c)] = unweighted;
      } else {
        found[static_cast<std::size_t>(c)] = key.empty() ? std::uint16_t{0} : static_cast<unsigned char>(key[0]);
        all += one;
        all_weights += key;
      }
    }
    // Weights may only be put together by hand where ICU does no more than that.
    std::string key;
    append_key(all, key);
    if (key == all_weights) weights = found;
  }

  void describe() {
    char icu_version[U_MAX_VERSION_STRING_LENGTH] = "";
    char collation[U_MAX_VERSION_STRING_LENGTH] = "none";
    UVersionInfo numbers;
    u_getVersion(numbers);
    u_versionToString(numbers, icu_version);
    if (collator != nullptr) {
      collator->getVersion(numbers);
      u_versionToString(numbers, collation);
    }
    version.append("icu ").append(icu_version);
    version.append("; collation ").append(collation);
    version.append("; folding ").append(folding_version);
  }
};

const name_collation& collation() {
  // Leaked on purpose: threads may still compare while the program ends.
  static const auto* const shared = new name_collation;
  return *shared;
}

}  // namespace

name_problem normalize_name(std::string_view in, std::string& out) noexcept {
  out.clear();
  if (!valid_utf8(in)) return name_problem::not_utf8;
  const auto refuse = [&out](name_problem problem) {
    out.clear();
    return problem;
  };

  const auto* bytes = reinterpret_cast<const std::uint8_t*>(in.data());
  const std::size_t size = in.size();
  bool blank_before = false;
  bool line_end_before = false;
  bool ascii = true;
  out.reserve(size);
  for (std::size_t i = 0; i < size;) {
    const std::size_t start = i;
    UChar32 c = bytes[i];
    bool blank;
    bool line_end;
    if (c < 0x80) {
      ++i;
      blank = c == ' ' || c == '\t';
      line_end = is_line_end(c);
      if (!blank && !line_end && (c < 0x20 || c == 0x7f)) return refuse(name_problem::forbidden_character);
    } else {
      U8_NEXT_UNSAFE(bytes, i, c);
      blank = is_blank(c);
      line_end = is_line_end(c);
      if (!blank && !line_end && is_invisible(c)) return refuse(name_problem::forbidden_character);
    }
    if (blank || line_end) {
      blank_before = true;
      line_end_before = line_end_before || line_end;
      continue;
    }
    if (blank_before && !out.empty()) {
      if (line_end_before) return refuse(name_problem::forbidden_character);
      out += ' ';
    }
    blank_before = line_end_before = false;
    ascii = ascii && c < 0x80;
    out.append(in.data() + start, i - start);
  }
  if (out.empty()) return name_problem::empty;
  if (ascii) return name_problem::none;

  UErrorCode status = U_ZERO_ERROR;
  const auto* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) return name_problem::none;  // no data: the spelling stays as it came
  const icu::StringPiece spelled(out.data(), static_cast<std::int32_t>(out.size()));
  if (nfc->isNormalizedUTF8(spelled, status)) return name_problem::none;
  std::string composed;
  icu::StringByteSink<std::string> sink(&composed, static_cast<std::int32_t>(out.size()));
  nfc->normalizeUTF8(0, spelled, sink, nullptr, status);
  if (U_SUCCESS(status)) out.swap(composed);
  return name_problem::none;
}

bool names_equal(std::string_view a, std::string_view b) noexcept {
  if (a == b) return true;
  const auto& shared = collation();
  if (is_ascii(a) && is_ascii(b)) {
    const auto& weights = shared.weights;
    std::size_t i = 0;
    std::size_t j = 0;
    for (;;) {
      unsigned left = 0;
      unsigned right = 0;
      while (i < a.size() && left == 0) left = weights[static_cast<unsigned char>(a[i++])];
      while (j < b.size() && right == 0) right = weights[static_cast<unsigned char>(b[j++])];
      if (left == name_collation::unweighted || right == name_collation::unweighted) break;
      if (left != right) {
        // ICU has the last word where a character further on has more than a weight.
        const auto weighted = [&](std::string_view rest) {
          for (const char c : rest)
            if (weights[static_cast<unsigned char>(c)] == name_collation::unweighted) return false;
          return true;
        };
        if (weighted(a.substr(i)) && weighted(b.substr(j))) return false;
        break;
      }
      if (left == 0) return true;
    }
  }
  const folded_name left(a);
  const folded_name right(b);
  if (shared.collator == nullptr)
    return std::u16string_view(left.data(), static_cast<std::size_t>(left.size())) ==
           std::u16string_view(right.data(), static_cast<std::size_t>(right.size()));
  UErrorCode status = U_ZERO_ERROR;
  const auto order = shared.collator->compare(left.data(), left.size(), right.data(), right.size(), status);
  return U_SUCCESS(status) && order == UCOL_EQUAL;
}

void name_sort_key(std::string_view name, std::string& out) {
  const auto& shared = collation();
  out.resize(name.size());
  char* at = out.data();
  for (const char c : name) {
    const auto unit = static_cast<unsigned char>(c);
    const unsigned weight = unit < 0x80 ? shared.weights[unit] : name_collation::unweighted;
    if (weight == name_collation::unweighted) {
      out.clear();
      shared.append_key(name, out);
      return;
    }
    *at = static_cast<char>(weight);
    at += weight != 0 ? 1 : 0;
  }
  out.resize(static_cast<std::size_t>(at - out.data()));
}

std::string_view collation_version() noexcept { return collation().version; }

}  // namespace text
}  // namespace v1
}  // namespace dealerkit
