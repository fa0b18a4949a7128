// Time zones by their IANA names: what a clock shows at an instant, and when a day starts.
//
// Zones come from the machine's time zone data, are loaded at their first use and kept; every
// function may be called from any thread. A zone that is not known counts as UTC, so who cares asks
// known() first.
//
//   offset_at("Europe/Brussels", noon_of_14_july)  // 7200s
//   known("Europe/Bruxelles")                      // false
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "dealerkit/core/instant.hpp"

namespace dealerkit {
inline namespace v1 {
namespace time_zones {

/// True for a name of the IANA data (NET-04): `Europe/Brussels`, `America/Toronto`, `UTC`. A path,
/// a fixed offset or a name that only this machine knows (`localtime`) is none.
[[nodiscard]] bool known(std::string_view zone) noexcept;

/// What the zone's clocks are ahead of UTC at an instant, in seconds; 0 for an unknown zone.
[[nodiscard]] std::chrono::seconds offset_at(std::string_view zone, instant at) noexcept;

/// The civil day that the zone has at an instant.
[[nodiscard]] std::chrono::year_month_day day_of(std::string_view zone, instant at) noexcept;

/// The first instant of a civil day. Where the clocks skip midnight it is the instant of the
/// change, where they show it twice the first of the two; a day that the zone skipped starts with
/// the next one. The day must be one of the calendar (`day.ok()`).
[[nodiscard]] instant start_of_day(std::string_view zone, std::chrono::year_month_day day) noexcept;

/// The instant as the zone's clocks show it, in RFC 3339: `2024-07-14T12:00:00+02:00`.
[[nodiscard]] std::string format(std::string_view zone, instant at);

}  // namespace time_zones
}  // namespace v1
}  // namespace dealerkit
