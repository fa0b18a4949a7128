// What a configuration engine answers (CFG-06). The direct engine is the first one: exact where it answers, bounded in
// its work, silent where the work does not suffice. A complete engine takes its place behind this interface.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "configurator/constraints.hpp"

namespace dealerkit {
inline namespace v1 {
namespace configurator {

/// What holds of a value in all vehicles that have the chosen ones.
enum class value_state : std::uint8_t {
  open,  ///< in some of them, not in others
  chosen,
  forced,    ///< in all of them, and not chosen
  excluded,  ///< in none of them
};

enum class verdict : std::uint8_t { possible, contradiction, undecided };

struct domains {
  verdict found = verdict::undecided;
  origin culprit;  ///< of a contradiction that was seen directly; else none
  /// Of every value, where it is known of every value; else empty, though the choices may be known to be possible.
  std::vector<value_state> states;
  /// By value: 1 where it is chosen or known to be forced.
  std::vector<std::uint8_t> present;
  /// Whether what is chosen and forced makes a vehicle by itself.
  std::optional<bool> complete;
  origin missing;           ///< where it does not: a constraint that asks for more
  std::uint64_t spent = 0;  ///< of the work
};

/// The work that one question may cost, in literals looked at: some tens of milliseconds at most.
inline constexpr std::uint64_t work_of_a_question = 5'000'000;

/// Answers questions about one constraint model. Immutable for who asks: any thread may.
class engine {
 public:
  engine() = default;
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;
  virtual ~engine() = default;

  /// What holds of every value when these values are chosen. What it says is true of all vehicles there are; what
  /// it cannot find out with the given work it leaves open.
  [[nodiscard]] virtual domains domains_of(std::span<const std::uint32_t> chosen, std::uint64_t work) const = 0;

  /// How many vehicles have the chosen values (CFG-09), as digits; empty where this engine does not count.
  [[nodiscard]] virtual std::optional<std::string> count(std::span<const std::uint32_t> chosen) const = 0;
};

/// The direct engine: unit propagation, and a search that looks for witnesses.
[[nodiscard]] std::unique_ptr<engine> make_direct_engine(constraint_model model);

}  // namespace configurator
}  // namespace v1
}  // namespace dealerkit
