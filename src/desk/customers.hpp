// What the handlers of customers and consents share.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "desk/work.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

/// Whether an erased customer may still be looked at.
enum class tombstones : std::uint8_t { refused, shown };

/// The customer, if the actor's entity knows it (ACC-03). One of another entity is answered like an unknown one
/// (ACC-02). Without an actor the person concerned acts, for the entity that holds the record.
[[nodiscard]] std::optional<customer> find_customer(work& job, std::string_view id, std::string_view field,
                                                    tombstones how);

/// Refuses an instant before the customer's last event (DAT-06).
[[nodiscard]] bool in_order(work& job, const customer& known);

/// A customer as replies show it.
[[nodiscard]] customer_view view_of(const customer& known, const policy& terms);

/// The ledger's lines of one record after a sequence, oldest first, `most` at most.
void list_record(store::unit& unit, std::string_view record, std::int64_t after, std::size_t most,
                 const std::function<void(ledger_line)>& visit);

/// A stored event as a line.
[[nodiscard]] ledger_line line_of(const store::event_entry& event);

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
