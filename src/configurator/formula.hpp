// Formulas over the values of a model, as rules state them (CFG-05): read once, then walked.
//
//   equivalence := implication { "<->" implication }
//   implication := disjunction [ "->" implication ]
//   disjunction := conjunction { "|" conjunction }
//   conjunction := negation { "&" negation }
//   negation    := "!" negation | "(" equivalence ")" | function "(" equivalence { "," equivalence } ")" | value
//   function    := "requires" | "excludes" | "exactly_one" | "at_most_one"
//   value       := code "." code
//
// Blanks are free between words and signs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/core/rule.hpp"

namespace dealerkit {
inline namespace v1 {
namespace configurator {

/// How deep a formula may be nested, and how many parts it may have.
inline constexpr std::size_t formula_depth_max = 64;
inline constexpr std::size_t formula_parts_max = 4096;

enum class operation : std::uint8_t {
  value,
  negation,
  conjunction,
  disjunction,
  implication,
  equivalence,
  exactly_one,
  at_most_one
};

/// A part of a formula; its operands are consecutive in formula::operands.
struct formula_part {
  operation what = operation::value;
  std::uint32_t value = 0;  ///< of operation::value
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

/// A formula as read; operands stand before the parts that have them.
struct formula {
  std::vector<formula_part> parts;
  std::vector<std::uint32_t> operands;
  std::uint32_t root = 0;
};

/// What is wrong with a formula; `rule::none` where nothing is.
struct formula_problem {
  rule broken = rule::none;
  std::size_t position = 0;        ///< of the character at fault, from 1
  std::string_view expected = {};  ///< of formula_malformed: what should have stood there
  std::string_view name = {};      ///< of formula_value_unknown: the name in the text
};

inline constexpr std::uint32_t no_value = UINT32_MAX;
/// The number of a value by its name; no_value for an unknown one.
using value_lookup = std::function<std::uint32_t(std::string_view name)>;

/// Reads a formula. Refused: formula_malformed, formula_too_complex, formula_value_unknown. Source: CFG-05.
[[nodiscard]] formula_problem parse_formula(std::string_view text, const value_lookup& find, formula& read);

}  // namespace configurator
}  // namespace v1
}  // namespace dealerkit
