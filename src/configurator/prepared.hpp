// The inside of prepared_catalog: models with numbered values, formulas read, and, made when first asked for, what
// holds in one market between two days on which something changes.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "configurator/constraints.hpp"
#include "configurator/engine.hpp"
#include "configurator/formula.hpp"
#include "dealerkit/configuration.hpp"
#include "dealerkit/core/money.hpp"

namespace dealerkit {
inline namespace v1 {
namespace configurator {

/// What holds for a model in one market, and does not change between two days.
struct market_phase {
  model_status status = model_status::unavailable;
  const price_list* list = nullptr;
  std::optional<currency> unit;       ///< of the list
  std::vector<std::int64_t> amounts;  ///< by value, in minor units
  std::shared_ptr<const engine> answers;
};

/// A model whose values have numbers: 0, 1, … in the order of CFG-02.
class prepared_model {
 public:
  /// The prices of the lists of a catalogue, by list and model.
  using price_index = std::vector<std::unordered_map<std::string_view, std::vector<const value_price*>>>;
  prepared_model(const catalog& of, const price_index& prices, const vehicle_model& model);

  const vehicle_model& source;
  std::vector<const value_group*> groups;            ///< in the order of CFG-02
  std::vector<group_range> ranges;                   ///< of each group
  std::vector<std::string> names;                    ///< of each value: `trim.active`
  std::vector<std::uint32_t> group_of;               ///< of each value
  std::vector<formula> rules;                        ///< of each rule of the source; empty for one that cannot be read
  std::vector<std::vector<std::uint32_t>> included;  ///< of each value: what it includes, directly or by other packs

  [[nodiscard]] const group_value& value_at(std::uint32_t value) const noexcept {
    return groups[group_of[value]]->values[value - ranges[group_of[value]].first];
  }
  /// The number of a value; no_value where there is none.
  [[nodiscard]] std::uint32_t find(std::string_view name) const noexcept;
  /// A value whose name is one slip away; empty where there is none.
  [[nodiscard]] std::string_view nearest(std::string_view name) const noexcept;

  /// What holds in a market on a day.
  [[nodiscard]] const market_phase& on(std::string_view market, std::chrono::year_month_day day) const;
  /// The engine of the rules that hold there; markets and days under the same rules share one.
  [[nodiscard]] std::shared_ptr<const engine> engine_on(std::string_view market, std::chrono::year_month_day day) const;
  /// A day of every phase, in order: the first one stands for all days before something changes.
  [[nodiscard]] std::vector<std::chrono::year_month_day> phases() const;

 private:
  void number_values();
  void read_rules();
  void close_packs();
  void find_changes();
  [[nodiscard]] std::unique_ptr<const market_phase> make_phase(std::string_view market,
                                                               std::chrono::year_month_day day) const;
  [[nodiscard]] std::shared_ptr<const engine> engine_for(std::string_view market,
                                                         std::chrono::year_month_day day) const;

  const catalog& catalog_;
  const price_index& prices_;
  std::unordered_map<std::string_view, std::uint32_t> by_name_;
  std::vector<std::string_view> markets_;       // every market that something is said of
  std::vector<std::chrono::sys_days> changes_;  // days from which something is different
  market_phase nowhere_;                        // in markets of which nothing is said

  mutable std::mutex making_;
  mutable std::vector<std::unique_ptr<const market_phase>> made_;
  mutable std::unique_ptr<std::atomic<const market_phase*>[]> phases_;  // by market, then by phase
  mutable std::vector<std::pair<std::vector<bool>, std::shared_ptr<const engine>>> engines_;  // by rules in force
};

}  // namespace configurator

struct prepared_catalog::implementation {
  implementation(catalog whole, std::string its_version);

  catalog content;
  std::string version;
  configurator::prepared_model::price_index prices;
  std::vector<std::unique_ptr<configurator::prepared_model>> models;  ///< in the catalogue's order
  std::unordered_map<std::string_view, const configurator::prepared_model*> by_code;

  [[nodiscard]] const configurator::prepared_model* find(std::string_view code) const noexcept {
    const auto found = by_code.find(code);
    return found == by_code.end() ? nullptr : found->second;
  }
};

}  // namespace v1
}  // namespace dealerkit
