// The tables of phone_metadata.cpp, and how to walk them.
//
// Numbers: start at the root of a region, take one step a digit; the label of the last node says
// whether the digits match the region's general pattern, and what kind of valid number they are.
// Node 0 is the dead end. A step is two small look-ups: few nodes differ in which digits go the
// same way, so that is kept apart.
#pragma once

#include <cstdint>

namespace dealerkit {
inline namespace v1 {
namespace checks {

struct phone_region {
  char code[3];  // ISO 3166; empty for a calling code of the whole world (`+800`)
  std::uint16_t calling_code;
  std::uint16_t number_root;
  std::uint16_t leading_digits_root;        // 0: this region has no leading digits of its own
  std::uint16_t national_prefix_root;       // 0: none
  std::uint16_t international_prefix_root;  // 0: none
  std::uint32_t lengths;                    // bit n: a number may have n digits
  std::uint32_t local_lengths;              // bit n: n digits are a number without its area code
  char transform[5];                        // digits put before what a transforming prefix keeps
};

struct phone_span {
  std::uint8_t first, count;
};

struct phone_node {
  std::uint16_t row;
  std::uint16_t selector;
  std::uint8_t label;  // bit 0: the general pattern matches; above it: phone_kind
};

struct phone_prefix_node {
  std::uint16_t row;
  std::uint8_t selector;
  std::uint8_t here;    // the action of a match that ends here, 0 for none
  std::uint8_t at_end;  // the same where no digit follows (`$` matches)
};

// What a matched prefix does. One that does not transform is dropped; one that does is replaced by
// the region's digits and the kept group, which starts at digit `keep_from` and ends `keep_back`
// digits before the match does.
struct phone_prefix_action {
  std::uint8_t transforms, keep_from, keep_back;
};

enum class phone_kind : std::uint8_t { unknown, fixed, mobile, fixed_or_mobile, other };

extern const char* const phone_metadata_source;
extern const phone_region phone_regions[];
extern const std::uint8_t
    phone_regions_by_letters[676];  // 26 * first + second letter: position + 1, or 0
extern const std::uint8_t
    phone_regions_listed[];  // positions, grouped by calling code, the main one first
extern const phone_span
    phone_calling_codes[1000];  // calling code: its part of phone_regions_listed
extern const phone_node phone_nodes[];
extern const std::uint64_t phone_selectors[];  // four bits a digit: which target of the row
extern const std::uint16_t phone_targets[];
extern const phone_prefix_node phone_prefix_nodes[];
extern const std::uint64_t phone_prefix_selectors[];
extern const std::uint16_t phone_prefix_targets[];
extern const phone_prefix_action phone_prefix_actions[];

inline std::uint16_t phone_step(std::uint16_t node, unsigned digit) noexcept {
  const auto& from = phone_nodes[node];
  return phone_targets[from.row + ((phone_selectors[from.selector] >> (4 * digit)) & 15)];
}

inline std::uint16_t phone_prefix_step(std::uint16_t node, unsigned digit) noexcept {
  const auto& from = phone_prefix_nodes[node];
  return phone_prefix_targets[from.row +
                              ((phone_prefix_selectors[from.selector] >> (4 * digit)) & 15)];
}

}  // namespace checks
}  // namespace v1
}  // namespace dealerkit
