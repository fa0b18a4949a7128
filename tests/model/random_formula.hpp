// Random formulas with their meaning: a tree that says itself what it is worth, and how it is written. It shares nothing
// with the reader or the engine.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace formula_oracle {

using assignment = std::uint32_t;  // a bit a value

class tree {
 public:
  enum class kind { value, negated, all, any, implies, same, requires_call, excludes_call, one_call, most_call };
  kind what = kind::value;
  unsigned value = 0;
  std::vector<tree> parts;

  [[nodiscard]] bool holds(assignment given) const {
    const auto part = [&](std::size_t i) { return parts[i].holds(given); };
    std::size_t count = 0;
    for (const auto& one : parts) count += one.holds(given) ? 1 : 0;
    switch (what) {
      case kind::value: return (given >> value & 1) != 0;
      case kind::negated: return !part(0);
      case kind::all: return count == parts.size();
      case kind::any: return count > 0;
      case kind::implies:
      case kind::requires_call: return !part(0) || part(1);
      case kind::same: return part(0) == part(1);
      case kind::excludes_call: return !(part(0) && part(1));
      case kind::one_call: return count == 1;
      case kind::most_call: return count <= 1;
    }
    return false;
  }

  /// The text, with parentheses around every part that is more than a value, and blanks here and there.
  [[nodiscard]] std::string text(const std::vector<std::string>& names, std::mt19937& random) const {
    const auto blank = [&] { return std::string(random() % 3 == 0 ? " " : ""); };
    const auto part = [&](std::size_t i) {
      const tree& one = parts[i];
      const bool plain = one.what == kind::value || one.what >= kind::requires_call;
      const std::string inner = one.text(names, random);
      return blank() + (plain && random() % 4 != 0 ? inner : "(" + inner + ")") + blank();
    };
    const auto list = [&](const std::string& between) {
      std::string all;
      for (std::size_t i = 0; i < parts.size(); ++i) all += (i == 0 ? "" : between) + part(i);
      return all;
    };
    switch (what) {
      case kind::value: return names[value];
      case kind::negated: return "!" + part(0);
      case kind::all: return list("&");
      case kind::any: return list("|");
      case kind::implies: return list("->");
      case kind::same: return list("<->");
      case kind::requires_call: return "requires(" + list(",") + ")";
      case kind::excludes_call: return "excludes(" + list(",") + ")";
      case kind::one_call: return "exactly_one(" + list(",") + ")";
      case kind::most_call: return "at_most_one(" + list(",") + ")";
    }
    return {};
  }
};

inline tree random_tree(std::mt19937& random, unsigned values, unsigned depth) {
  tree made;
  if (depth == 0 || random() % 4 == 0) {
    made.value = random() % values;
    return made;
  }
  made.what = static_cast<tree::kind>(1 + random() % 9);
  std::size_t count = 2;
  if (made.what == tree::kind::negated) count = 1;
  if (made.what == tree::kind::all || made.what == tree::kind::any) count = 2 + random() % 3;
  if (made.what == tree::kind::one_call || made.what == tree::kind::most_call) count = 1 + random() % 4;
  for (std::size_t i = 0; i < count; ++i) made.parts.push_back(random_tree(random, values, depth - 1));
  return made;
}

}  // namespace formula_oracle
