// Quotes: a basket for one customer, issued as numbered offers, sent, accepted (QUO).
#pragma once

#include <cstdint>

#include "dealerkit/core/fields.hpp"

namespace dealerkit {
inline namespace v1 {

/// Where a quote stands at an instant (QUO-12). `expired` is never stored: it follows from the instant.
enum class quote_state : std::uint8_t { draft, issued, sent, reworked, accepted, expired, withdrawn };
template <>
struct enum_names<quote_state> {
  static constexpr enum_name<quote_state> list[] = {{quote_state::draft, "draft"},
                                                    {quote_state::issued, "issued"},
                                                    {quote_state::sent, "sent"},
                                                    {quote_state::reworked, "reworked"},
                                                    {quote_state::accepted, "accepted"},
                                                    {quote_state::expired, "expired"},
                                                    {quote_state::withdrawn, "withdrawn"}};
};

}  // namespace v1
}  // namespace dealerkit
