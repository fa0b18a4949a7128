// Formulas: how they are read, and where they are wrong. What they mean is tested in model/formula_model_test.cpp.
#include <string>
#include <string_view>
#include <type_traits>

#include "configurator/formula.hpp"
#include "dealerkit/core/rule.hpp"
#include "support/catch.hpp"

using namespace dealerkit;
using namespace dealerkit::configurator;

static_assert(!std::is_convertible_v<int, operation>);
static_assert(std::is_trivially_copyable_v<formula_part>);

namespace {

constexpr std::string_view names[] = {"a.x", "b.x", "c.x", "d.x"};

std::uint32_t look_up(std::string_view name) {
  for (std::uint32_t i = 0; i < std::size(names); ++i)
    if (names[i] == name) return i;
  return no_value;
}

// The formula with every part in parentheses; what is wrong with it otherwise: `formula_malformed@7: a value`.
std::string show(const formula& of, std::uint32_t part);

std::string read(std::string_view text) {
  formula made;
  const auto problem = parse_formula(text, look_up, made);
  if (problem.broken == rule::none) return show(made, made.root);
  std::string said = std::string(code(problem.broken)) + "@" + std::to_string(problem.position);
  if (!problem.expected.empty()) said += ": " + std::string(problem.expected);
  if (!problem.name.empty()) said += ": " + std::string(problem.name);
  return said;
}

std::string show(const formula& of, std::uint32_t number) {
  const formula_part& part = of.parts[number];
  const auto list = [&](std::string_view between) {
    std::string text = "(";
    for (std::uint32_t i = 0; i < part.count; ++i)
      text += (i == 0 ? "" : std::string(between)) + show(of, of.operands[part.first + i]);
    return text + ")";
  };
  switch (part.what) {
    case operation::value: return std::string(names[part.value].substr(0, 1));
    case operation::negation: return "!" + show(of, of.operands[part.first]);
    case operation::conjunction: return list(" & ");
    case operation::disjunction: return list(" | ");
    case operation::implication: return list(" -> ");
    case operation::equivalence: return list(" <-> ");
    case operation::exactly_one: return "one" + list(", ");
    case operation::at_most_one: return "most" + list(", ");
  }
  return "?";
}

}  // namespace

TEST_CASE("parse_formula: what binds tighter", "[configuration][CFG-05]") {
  const struct {
    std::string_view text, read;
  } rows[] = {
      {"a.x", "a"},
      {"((a.x))", "a"},
      {"!a.x", "!a"},
      {"!!a.x", "!!a"},
      {"!a.x & b.x", "(!a & b)"},
      {"!(a.x & b.x)", "!(a & b)"},
      {"a.x & b.x & c.x", "(a & b & c)"},
      {"a.x | b.x & c.x", "(a | (b & c))"},
      {"(a.x | b.x) & c.x", "((a | b) & c)"},
      {"a.x -> b.x | c.x", "(a -> (b | c))"},
      {"a.x -> b.x -> c.x", "(a -> (b -> c))"},
      {"(a.x -> b.x) -> c.x", "((a -> b) -> c)"},
      {"a.x <-> b.x -> c.x", "(a <-> (b -> c))"},
      {"a.x <-> b.x <-> c.x", "((a <-> b) <-> c)"},
      {"requires(a.x, b.x)", "(a -> b)"},
      {"requires(a.x & b.x, c.x | d.x)", "((a & b) -> (c | d))"},
      {"excludes(a.x, b.x)", "most(a, b)"},
      {"exactly_one(a.x, b.x, !c.x)", "one(a, b, !c)"},
      {"at_most_one(a.x)", "most(a)"},
      {"!exactly_one(a.x, b.x) | c.x", "(!one(a, b) | c)"},
      {" \t\r\na.x\n&\nb.x ", "(a & b)"},
      {"a.x&b.x|!c.x->d.x", "(((a & b) | !c) -> d)"},
  };
  for (const auto& row : rows) {
    CAPTURE(std::string(row.text));
    CHECK(read(row.text) == row.read);
  }
}

TEST_CASE("parse_formula: the place of every fault", "[configuration][CFG-05]") {
  const struct {
    std::string_view text, said;
  } rows[] = {
      {"", "formula_malformed@1: a value"},
      {"   ", "formula_malformed@4: a value"},
      {"a.x &", "formula_malformed@6: a value"},
      {"& a.x", "formula_malformed@1: a value"},
      {"a.x b.x", "formula_malformed@5: the end"},
      {"a.x)", "formula_malformed@4: the end"},
      {"(a.x", "formula_malformed@5: )"},
      {"(a.x | b.x", "formula_malformed@11: )"},
      {"()", "formula_malformed@2: a value"},
      {"a.x = b.x", "formula_malformed@5: the end"},
      {"a.x - > b.x", "formula_malformed@5: the end"},
      {"a.x < -> b.x", "formula_malformed@5: the end"},
      {"a.x && b.x", "formula_malformed@6: a value"},
      {"a.x & é", "formula_malformed@7: a value"},
      {"requires(a.x)", "formula_malformed@13: ,"},
      {"requires(a.x, b.x, c.x)", "formula_malformed@19: )"},
      {"excludes(a.x b.x)", "formula_malformed@14: ,"},
      {"exactly_one()", "formula_malformed@13: a value"},
      {"exactly_one(a.x, b.x", "formula_malformed@21: , or )"},
      {"exactly_one(a.x, )", "formula_malformed@18: a value"},
      {"needs(a.x, b.x)", "formula_malformed@1: requires, excludes, exactly_one, at_most_one"},
      {"a.x(b.x)", "formula_malformed@1: requires, excludes, exactly_one, at_most_one"},
      {"e.x", "formula_value_unknown@1: e.x"},
      {"a.x -> !(b.x & e.x)", "formula_value_unknown@16: e.x"},
      {"a", "formula_value_unknown@1: a"},
      {"A.x", "formula_value_unknown@1: A.x"},
      {"requires", "formula_value_unknown@1: requires"},
      {"a.x.y", "formula_value_unknown@1: a.x.y"},
      {"e.x &", "formula_value_unknown@1: e.x"},  // the first fault
  };
  for (const auto& row : rows) {
    CAPTURE(std::string(row.text));
    CHECK(read(row.text) == row.said);
  }
}

TEST_CASE("parse_formula: as deep and as large as it may be, and no more", "[configuration][CFG-05]") {
  const auto repeated = [](std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
  };
  const auto nested = [&](std::size_t depth) { return repeated("(", depth) + "a.x" + repeated(")", depth); };
  CHECK(read(nested(formula_depth_max)) == "a");
  CHECK(read(nested(formula_depth_max + 1)) == "formula_too_complex@66");
  CHECK(read(repeated("!", formula_depth_max) + "a.x") == repeated("!", formula_depth_max) + "a");
  CHECK(read(repeated("!", formula_depth_max + 1) + "a.x") == "formula_too_complex@66");
  CHECK(read(repeated("a.x -> ", formula_depth_max) + "a.x").starts_with("(a -> (a"));
  CHECK(read(repeated("a.x -> ", formula_depth_max + 1) + "a.x").starts_with("formula_too_complex@"));
  CHECK(read(repeated("!(", 100'000)).starts_with("formula_too_complex@"));  // no text exhausts the stack
  // One part a value, and one for the list.
  CHECK(read(repeated("a.x | ", formula_parts_max - 2) + "a.x").starts_with("(a | a"));
  CHECK(read(repeated("a.x | ", formula_parts_max - 1) + "a.x").starts_with("formula_too_complex@"));
}
