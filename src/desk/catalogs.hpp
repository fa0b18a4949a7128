// Catalogues as the desk keeps them: found by code, decoded and prepared once, shared by all that ask.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dealerkit/configuration.hpp"
#include "desk/work.hpp"

namespace dealerkit {
inline namespace v1 {
namespace catalogs {

/// The catalogue in force under a code, prepared; nullptr where there is none. What is kept in memory is of the event
/// that the snapshot has, so that an answer is never older than the store.
[[nodiscard]] std::shared_ptr<const prepared_catalog> find(work& job, std::string_view code);

/// What is known of a model without knowing its catalogue.
struct known_model {
  std::string catalog_code;
  std::string code;
  std::string name;
  std::string brand;
  vehicle_kind kind = vehicle_kind::vp;
  bool test_drive = false;
  model_status status = model_status::unavailable;
};

/// The model of a code in a market on a day (CFG-03): of the catalogues that have it and are valid by then the one
/// with the latest valid_from, the first by code of equals. Empty where no catalogue has it.
[[nodiscard]] std::optional<known_model> find_model(work& job, std::string_view code, std::string_view market,
                                                    std::chrono::year_month_day date);

/// The vehicle that a choice or a code names, with its values, prices and code, in the language of the terms. Where
/// there is none the job is refused, at places below `field` (`configuration.choices.2`; what market and date forbid
/// at `field` itself), and nothing is answered.
/// Rules, in order: stock_vehicle_on_stand, configuration_code_malformed, configuration_code_check_wrong,
/// catalog_unknown, and those of resolve().
[[nodiscard]] std::optional<configured_vehicle> resolve_vehicle(work& job, const vehicle_choice& wanted,
                                                                const sale_terms& terms, std::string_view field);

}  // namespace catalogs
}  // namespace v1
}  // namespace dealerkit
