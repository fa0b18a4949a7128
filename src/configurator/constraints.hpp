// The constraints of one model in one market on one day, as every engine takes them: clauses, sets of which at most one
// is true, and the groups that the values stand in.
//
// The first variables are the model's values; behind them are helpers, each defined by an equivalence, so that the
// values alone decide them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "configurator/formula.hpp"
#include "dealerkit/catalog.hpp"

namespace dealerkit {
inline namespace v1 {
namespace configurator {

/// A variable or its negation.
struct literal {
  std::uint32_t code = 0;  ///< twice the variable, and one where it is negated

  [[nodiscard]] static constexpr literal yes(std::uint32_t variable) noexcept { return {2 * variable}; }
  [[nodiscard]] static constexpr literal no(std::uint32_t variable) noexcept { return {2 * variable + 1}; }
  [[nodiscard]] constexpr std::uint32_t variable() const noexcept { return code / 2; }
  [[nodiscard]] constexpr bool negated() const noexcept { return (code & 1) != 0; }
  [[nodiscard]] constexpr literal operator!() const noexcept { return {code ^ 1}; }
  friend constexpr bool operator==(literal, literal) noexcept = default;
  friend constexpr auto operator<=>(literal, literal) noexcept = default;
};

/// What a constraint comes from: a group, a rule or a pack of the model, by its place there.
enum class origin_kind : std::uint8_t { none, group, rule, pack };
struct origin {
  origin_kind kind = origin_kind::none;
  std::uint32_t index = 0;
  friend constexpr bool operator==(origin, origin) noexcept = default;
};

/// Literals of constraint_model::literals that belong together.
struct literal_set {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  origin from;
};

struct group_range {
  std::uint32_t first = 0;  ///< value
  std::uint32_t count = 0;
  group_choice choose = group_choice::any;
};

struct constraint_model {
  std::uint32_t values = 0;     ///< the first variables
  std::uint32_t variables = 0;  ///< with the helpers
  std::vector<group_range> groups;
  std::vector<literal> literals;
  std::vector<literal_set> clauses;    ///< at least one is true
  std::vector<literal_set> exclusive;  ///< at most one is true
};

/// Puts a model's constraints together.
class constraint_builder {
 public:
  explicit constraint_builder(std::uint32_t values) noexcept;

  /// A group of consecutive values.
  void add_group(const group_range& group, origin from);
  /// A pack forces what it includes (CFG-05).
  void add_inclusion(std::uint32_t pack, std::uint32_t included, origin from);
  /// A formula holds.
  void add_formula(const formula& rule, origin from);

  [[nodiscard]] constraint_model build() &&;

 private:
  void hold(const formula& rule, std::uint32_t part, bool positive);
  void gather(const formula& rule, std::uint32_t part, bool positive, std::vector<literal>& clause);
  [[nodiscard]] literal define(const formula& rule, std::uint32_t part);
  [[nodiscard]] literal define_any(std::vector<literal> operands);
  [[nodiscard]] literal define_same(literal a, literal b);
  [[nodiscard]] literal define_at_most_one(const std::vector<literal>& operands);
  [[nodiscard]] literal new_helper() noexcept { return literal::yes(made_.variables++); }
  void add_clause(std::vector<literal> clause);
  void add_exclusive(std::vector<literal> set);

  constraint_model made_;
  origin from_;
};

}  // namespace configurator
}  // namespace v1
}  // namespace dealerkit
