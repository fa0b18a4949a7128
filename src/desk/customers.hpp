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

/// What stands for the initials where nobody is linked, or the person is gone (JRN-02, CUS-21).
inline constexpr std::string_view nobody_linked = "…";

/// Whether an erased customer may still be looked at.
enum class tombstones : std::uint8_t { refused, shown };

/// The customer, if the actor's entity knows it (ACC-03). One of another entity is answered like an unknown one
/// (ACC-02). Without an actor the person concerned acts, for the entity that holds the record.
[[nodiscard]] std::optional<customer> find_customer(work& job, std::string_view id, std::string_view field,
                                                    tombstones how);

/// Whether the actor may take this customer (CUS-05): the search had no other candidate, or the candidate's e-mail, or
/// its phone where it has none, is repeated.
struct candidate_facts {
  bool ambiguous = false;
  bool repeated = false;
};
[[nodiscard]] candidate_facts candidate_of(work& job, const customer& known, std::string_view email,
                                           std::string_view phone);

/// Whether the actor selected or created this customer within the time for which a search holds.
[[nodiscard]] bool taken_lately(work& job, const customer& known);

/// Whether a required purpose was never answered by the customer, or by a company's first contact (CON-02).
[[nodiscard]] bool consents_missing(const work& job, const customer& known);

/// The initials of a customer; `…` of an erased one (CUS-19).
[[nodiscard]] std::string initials_of(const customer& known);

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
