// The catalogue of refusals: every way in which dealerkit can say no, as one enumeration.
//
// `rules.def` has one line a refusal. Its snake_case name is the `code` of the protocol, the C constant
// `DK_RULE_NAME` and the Python member `Rule.NAME`; its identifier (`CUS-02`) leads to the rule book.
//
//   code(rule::search_token_expired)        // "search_token_expired"
//   identifier(rule::search_token_expired)  // "CUS-02"
//   find_rule("no_such_code")               // std::nullopt
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace dealerkit {
inline namespace v1 {

/// Whether the same request may be accepted later: `permanent` ones must be changed first.
enum class persistence : std::uint8_t { permanent, transient };

/// Every refusal. The numbers are those of rules.def: they never move and are never used again.
enum class rule : std::uint16_t {
  none = 0,
#define DEALERKIT_RULE(name, number, rule_identifier, how_long) name = number,
#include "dealerkit/rules.def"
#undef DEALERKIT_RULE
};

/// One line of the catalogue.
struct rule_entry {
  rule value;
  std::string_view code;        ///< lower_snake_case, stable
  std::string_view identifier;  ///< of the rule book: `CRD-12`
  persistence kind;
};

namespace detail {

// The lines of rules.def as they are written there. The catalogue is filled from them in one go: to compile, hundreds
// of views that are made one by one take several times as long.
struct rule_line {
  rule value;
  const char* code;
  const char* identifier;
  persistence kind;
};
inline constexpr rule_line rule_lines[] = {
#define DEALERKIT_RULE(name, number, rule_identifier, how_long) \
  {rule::name, #name, rule_identifier, persistence::how_long},
#include "dealerkit/rules.def"
#undef DEALERKIT_RULE
};

using rule_table = std::array<rule_entry, sizeof(rule_lines) / sizeof(rule_lines[0])>;

[[nodiscard]] constexpr rule_table make_rule_table() noexcept {
  rule_table made{};
  for (std::size_t i = 0; i < made.size(); ++i) {
    const rule_line& line = rule_lines[i];
    made[i] = {line.value,
               {line.code, __builtin_strlen(line.code)},
               {line.identifier, __builtin_strlen(line.identifier)},
               line.kind};
  }
  return made;
}

}  // namespace detail

/// The whole catalogue, in the order of rules.def.
inline constexpr detail::rule_table rule_catalogue = detail::make_rule_table();

namespace detail {

[[nodiscard]] constexpr bool numbers_ascend() noexcept {
  for (std::size_t i = 1; i < rule_catalogue.size(); ++i)
    if (rule_catalogue[i - 1].value >= rule_catalogue[i].value) return false;
  return true;
}
static_assert(numbers_ascend(), "the lines of rules.def stand in the order of their numbers");

}  // namespace detail

/// The catalogue line of `value`, or nullptr for `rule::none`.
[[nodiscard]] constexpr const rule_entry* entry(rule value) noexcept {
  std::size_t first = 0;
  std::size_t past = rule_catalogue.size();
  while (first < past) {
    const std::size_t middle = first + (past - first) / 2;
    if (rule_catalogue[middle].value < value)
      first = middle + 1;
    else
      past = middle;
  }
  return first < rule_catalogue.size() && rule_catalogue[first].value == value ? &rule_catalogue[first] : nullptr;
}

/// The stable code of a refusal, as the protocol gives it; empty for `rule::none`.
[[nodiscard]] constexpr std::string_view code(rule value) noexcept {
  const auto* found = entry(value);
  return found == nullptr ? std::string_view{} : found->code;
}

/// The rule book's identifier of a refusal; empty for `rule::none`.
[[nodiscard]] constexpr std::string_view identifier(rule value) noexcept {
  const auto* found = entry(value);
  return found == nullptr ? std::string_view{} : found->identifier;
}

/// True where the same request may be accepted at another time.
[[nodiscard]] constexpr bool transient(rule value) noexcept {
  const auto* found = entry(value);
  return found != nullptr && found->kind == persistence::transient;
}

/// The refusal with this code, if there is one.
template <class = void>
[[nodiscard]] constexpr std::optional<rule> find_rule(std::string_view wanted) noexcept {
  for (const auto& line : rule_catalogue)
    if (line.code == wanted) return line.value;
  return std::nullopt;
}

}  // namespace v1
}  // namespace dealerkit
