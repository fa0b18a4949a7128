// Formulas read by recursive descent; the depth is bounded, so no text can exhaust the stack.
#include "configurator/formula.hpp"

#include <optional>
#include <utility>

namespace dealerkit {
inline namespace v1 {
namespace configurator {
namespace {

constexpr bool blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr bool word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

struct function_name {
  std::string_view name;
  std::size_t least, most;  // operands
};
constexpr function_name functions[] = {{"requires", 2, 2},
                                       {"excludes", 2, 2},
                                       {"exactly_one", 1, formula_parts_max},
                                       {"at_most_one", 1, formula_parts_max}};

class reader {
 public:
  reader(std::string_view text, const value_lookup& find, formula& into) : text_(text), find_(find), into_(into) {}

  formula_problem read() {
    into_ = {};
    into_.root = equivalence();
    skip();
    if (fine() && at_ < text_.size()) fail("the end");
    return problem_;
  }

 private:
  [[nodiscard]] bool fine() const noexcept { return problem_.broken == rule::none; }
  void skip() noexcept {
    while (at_ < text_.size() && blank(text_[at_])) ++at_;
  }
  std::uint32_t fail(std::string_view expected) {
    if (fine()) problem_ = {rule::formula_malformed, at_ + 1, expected, {}};
    return 0;
  }
  bool take(std::string_view sign) noexcept {
    skip();
    if (text_.substr(at_, sign.size()) != sign) return false;
    at_ += sign.size();
    return true;
  }

  std::uint32_t add(operation what, std::uint32_t value, const std::vector<std::uint32_t>& operands) {
    if (into_.parts.size() == formula_parts_max && fine())
      problem_ = {rule::formula_too_complex, at_ == 0 ? 1 : at_, {}, {}};
    if (!fine()) return 0;
    formula_part made{what, value, static_cast<std::uint32_t>(into_.operands.size()),
                      static_cast<std::uint32_t>(operands.size())};
    into_.operands.insert(into_.operands.end(), operands.begin(), operands.end());
    into_.parts.push_back(made);
    return static_cast<std::uint32_t>(into_.parts.size() - 1);
  }

  // Goes one level deeper; nothing is read beyond the bound.
  bool enter() {
    if (depth_ == formula_depth_max && fine()) problem_ = {rule::formula_too_complex, at_ + 1, {}, {}};
    if (!fine()) return false;
    ++depth_;
    return true;
  }

  std::uint32_t equivalence() {
    std::uint32_t left = implication();
    while (fine() && take("<->")) {
      const std::uint32_t right = implication();
      left = add(operation::equivalence, 0, {left, right});
    }
    return left;
  }

  std::uint32_t implication() {
    const std::uint32_t left = joined(false);
    if (!fine() || !take("->")) return left;
    if (!enter()) return 0;
    const std::uint32_t right = implication();
    --depth_;
    return add(operation::implication, 0, {left, right});
  }

  // `a | b | c` of conjunctions, or `a & b & c` of negations: one part with all operands.
  std::uint32_t joined(bool conjunctions) {
    std::vector<std::uint32_t> operands{conjunctions ? negation() : joined(true)};
    while (fine() && take(conjunctions ? "&" : "|")) operands.push_back(conjunctions ? negation() : joined(true));
    if (operands.size() == 1) return operands.front();
    return add(conjunctions ? operation::conjunction : operation::disjunction, 0, operands);
  }

  std::uint32_t negation() {
    if (take("!")) {
      if (!enter()) return 0;
      const std::uint32_t inner = negation();
      --depth_;
      return add(operation::negation, 0, {inner});
    }
    if (take("(")) {
      if (!enter()) return 0;
      const std::uint32_t inner = equivalence();
      --depth_;
      if (fine() && !take(")")) return fail(")");
      return inner;
    }
    return named_part();
  }

  std::uint32_t named_part() {
    skip();
    const std::size_t start = at_;
    while (at_ < text_.size() && word(text_[at_])) ++at_;
    const std::string_view name = text_.substr(start, at_ - start);
    if (name.empty()) return fail("a value");
    if (take("(")) return call(name, start);
    const std::uint32_t value = find_(name);
    if (value != no_value) return add(operation::value, value, {});
    if (fine()) problem_ = {rule::formula_value_unknown, start + 1, {}, name};
    return 0;
  }

  std::uint32_t call(std::string_view name, std::size_t start) {
    const function_name* known = nullptr;
    for (const auto& one : functions)
      if (one.name == name) known = &one;
    if (known == nullptr) {
      at_ = start;
      return fail("requires, excludes, exactly_one, at_most_one");
    }
    if (!enter()) return 0;
    std::vector<std::uint32_t> operands;
    do {
      if (operands.size() == known->most) return fail(")");
      operands.push_back(equivalence());
    } while (fine() && take(","));
    --depth_;
    if (!fine()) return 0;
    if (operands.size() < known->least) return fail(",");
    if (!take(")")) return fail(known->most == operands.size() ? ")" : ", or )");
    if (name == "requires") return add(operation::implication, 0, operands);
    return add(name == "exactly_one" ? operation::exactly_one : operation::at_most_one, 0, operands);
  }

  std::string_view text_;
  const value_lookup& find_;
  formula& into_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  formula_problem problem_;
};

}  // namespace

formula_problem parse_formula(std::string_view text, const value_lookup& find, formula& read) {
  return reader(text, find, read).read();
}

}  // namespace configurator
}  // namespace v1
}  // namespace dealerkit
