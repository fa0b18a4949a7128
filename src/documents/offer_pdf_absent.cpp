// What stands in for offer_pdf.cpp in a library that is built without PDF (DEALERKIT_PDF=OFF).
#include "dealerkit/offer_document.hpp"

namespace dealerkit {
inline namespace v1 {

result<std::string> offer_pdf(const offer_document&) { return error{rule::offer_pdf_not_built}; }

}  // namespace v1
}  // namespace dealerkit
