// Offers: a priced basket put into words once and for all, and its paper.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "desk/show.hpp"

namespace dealerkit {
inline namespace v1 {
namespace offers {

/// The next offer of a quote's event, with its document; the job is refused where the basket has no price.
[[nodiscard]] std::optional<offer_issued> make(work& job, const handlers::found_quote& found);

/// An issued offer as a reply shows it, without its document.
[[nodiscard]] offer_view view_of(const issued_offer& one);

/// Renders the document of an offer into its view; false where it cannot be (the job is refused).
[[nodiscard]] bool show_document(work& job, offer_view& shown);

/// A code that nobody has yet (CRD-20).
[[nodiscard]] std::string new_code(work& job, std::string_view voucher_id);

}  // namespace offers
}  // namespace v1
}  // namespace dealerkit
