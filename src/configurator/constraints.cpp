// Formulas as clauses. What is one clause by nature stays one; any other part gets a helper that equals it, so that the
// number of clauses stays linear.
#include "configurator/constraints.hpp"

#include <algorithm>
#include <utility>

namespace dealerkit {
inline namespace v1 {
namespace configurator {

constraint_builder::constraint_builder(std::uint32_t values) noexcept {
  made_.values = values;
  made_.variables = values;
}

void constraint_builder::add_clause(std::vector<literal> clause) {
  std::sort(clause.begin(), clause.end());
  clause.erase(std::unique(clause.begin(), clause.end()), clause.end());
  for (std::size_t i = 1; i < clause.size(); ++i)
    if (clause[i] == !clause[i - 1]) return;  // one of the two is always true
  made_.clauses.push_back(
      {static_cast<std::uint32_t>(made_.literals.size()), static_cast<std::uint32_t>(clause.size()), from_});
  made_.literals.insert(made_.literals.end(), clause.begin(), clause.end());
}

void constraint_builder::add_exclusive(std::vector<literal> set) {
  std::sort(set.begin(), set.end());
  // What stands there twice would be true twice.
  for (std::size_t i = 1; i < set.size(); ++i)
    if (set[i] == set[i - 1]) add_clause({!set[i]});
  set.erase(std::unique(set.begin(), set.end()), set.end());
  if (set.size() < 2) return;
  made_.exclusive.push_back(
      {static_cast<std::uint32_t>(made_.literals.size()), static_cast<std::uint32_t>(set.size()), from_});
  made_.literals.insert(made_.literals.end(), set.begin(), set.end());
}

void constraint_builder::add_group(const group_range& group, origin from) {
  from_ = from;
  made_.groups.push_back(group);
  if (group.choose == group_choice::any) return;
  std::vector<literal> values;
  for (std::uint32_t i = 0; i < group.count; ++i) values.push_back(literal::yes(group.first + i));
  if (group.choose == group_choice::exactly_one) add_clause(values);
  add_exclusive(std::move(values));
}

void constraint_builder::add_inclusion(std::uint32_t pack, std::uint32_t included, origin from) {
  from_ = from;
  add_clause({literal::no(pack), literal::yes(included)});
}

void constraint_builder::add_formula(const formula& rule, origin from) {
  from_ = from;
  hold(rule, rule.root, true);
}

constraint_model constraint_builder::build() && { return std::move(made_); }

// Makes a part true, or false.
void constraint_builder::hold(const formula& rule, std::uint32_t number, bool positive) {
  const formula_part& part = rule.parts[number];
  const auto* const operand = rule.operands.data() + part.first;
  switch (part.what) {
    case operation::negation: return hold(rule, operand[0], !positive);
    case operation::conjunction:
    case operation::disjunction:
      if ((part.what == operation::conjunction) != positive) break;
      for (std::uint32_t i = 0; i < part.count; ++i) hold(rule, operand[i], positive);
      return;
    case operation::implication:
      if (positive) break;
      hold(rule, operand[0], true);
      return hold(rule, operand[1], false);
    case operation::equivalence: {
      const literal a = define(rule, operand[0]);
      const literal b = define(rule, operand[1]);
      add_clause({a, positive ? !b : b});
      return add_clause({!a, positive ? b : !b});
    }
    case operation::at_most_one:
    case operation::exactly_one: {
      if (!positive) break;
      std::vector<literal> set;
      for (std::uint32_t i = 0; i < part.count; ++i) set.push_back(define(rule, operand[i]));
      if (part.what == operation::exactly_one) add_clause(set);
      return add_exclusive(std::move(set));
    }
    case operation::value: break;
  }
  std::vector<literal> clause;
  gather(rule, number, positive, clause);
  add_clause(std::move(clause));
}

// The literals of which one must be true for the part to be true, or false.
void constraint_builder::gather(const formula& rule, std::uint32_t number, bool positive,
                                std::vector<literal>& clause) {
  const formula_part& part = rule.parts[number];
  const auto* const operand = rule.operands.data() + part.first;
  if (part.what == operation::negation) return gather(rule, operand[0], !positive, clause);
  if ((part.what == operation::disjunction && positive) || (part.what == operation::conjunction && !positive)) {
    for (std::uint32_t i = 0; i < part.count; ++i) gather(rule, operand[i], positive, clause);
    return;
  }
  if (part.what == operation::implication && positive) {
    gather(rule, operand[0], false, clause);
    return gather(rule, operand[1], true, clause);
  }
  const literal equal = define(rule, number);
  clause.push_back(positive ? equal : !equal);
}

// A literal that equals the part.
literal constraint_builder::define(const formula& rule, std::uint32_t number) {
  const formula_part& part = rule.parts[number];
  std::vector<literal> operands;
  for (std::uint32_t i = 0; i < part.count; ++i) operands.push_back(define(rule, rule.operands[part.first + i]));
  switch (part.what) {
    case operation::value: return literal::yes(part.value);
    case operation::negation: return !operands[0];
    case operation::conjunction:
      for (auto& one : operands) one = !one;
      return !define_any(std::move(operands));
    case operation::disjunction: return define_any(std::move(operands));
    case operation::implication: return define_any({!operands[0], operands[1]});
    case operation::equivalence: return define_same(operands[0], operands[1]);
    case operation::at_most_one: return define_at_most_one(operands);
    case operation::exactly_one: break;
  }
  const literal one = define_any(operands);
  return !define_any({!one, !define_at_most_one(operands)});
}

literal constraint_builder::define_any(std::vector<literal> operands) {
  const literal any = new_helper();
  for (const literal one : operands) add_clause({any, !one});
  operands.push_back(!any);
  add_clause(std::move(operands));
  return any;
}

literal constraint_builder::define_same(literal a, literal b) {
  const literal same = new_helper();
  add_clause({!same, !a, b});
  add_clause({!same, a, !b});
  add_clause({same, a, b});
  add_clause({same, !a, !b});
  return same;
}

// Counts along: whether one was seen so far, and whether a second one was.
literal constraint_builder::define_at_most_one(const std::vector<literal>& operands) {
  literal seen = operands.front();
  std::vector<literal> second;
  for (std::size_t i = 1; i < operands.size(); ++i) {
    second.push_back(!define_any({!seen, !operands[i]}));
    if (i + 1 < operands.size()) seen = define_any({seen, operands[i]});
  }
  return !define_any(std::move(second));
}

}  // namespace configurator
}  // namespace v1
}  // namespace dealerkit
