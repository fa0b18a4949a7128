// The five systems as values of the policies, by name.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "dealerkit/presets/bdc_qc.hpp"
#include "dealerkit/presets/customer_first_fr.hpp"
#include "dealerkit/presets/exclusive_card_fr.hpp"
#include "dealerkit/presets/motor_show_be.hpp"
#include "dealerkit/presets/vans_leads_fr.hpp"

namespace dealerkit {
inline namespace v1 {
namespace presets {

inline constexpr std::array<std::string_view, 5> names = {"motor_show_be", "customer_first_fr", "bdc_qc",
                                                          "vans_leads_fr", "exclusive_card_fr"};

/// The preset of a name, if there is one.
template <class = void>
[[nodiscard]] inline std::optional<policy> find(std::string_view name) {
  if (name == names[0]) return motor_show_be();
  if (name == names[1]) return customer_first_fr();
  if (name == names[2]) return bdc_qc();
  if (name == names[3]) return vans_leads_fr();
  if (name == names[4]) return exclusive_card_fr();
  return std::nullopt;
}

}  // namespace presets
}  // namespace v1
}  // namespace dealerkit
