// The PDF of an offer, with its limits in reach of its tests.
#pragma once

#include <cstddef>
#include <string>

#include "dealerkit/offer_document.hpp"
#include "documents/pdf_paper.hpp"

namespace dealerkit {
inline namespace v1 {
namespace documents {

/// Pages that an offer has at most.
inline constexpr std::size_t offer_pages_max = 200;

/// offer_pdf() with another limit of memory for the PDF library. Throws std::bad_alloc where ours
/// is out.
[[nodiscard]] result<std::string> render_offer_pdf(const offer_document& offer, std::size_t memory_limit,
                                                   paper_memory* taken = nullptr);

}  // namespace documents
}  // namespace v1
}  // namespace dealerkit
