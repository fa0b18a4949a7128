// A card as a page to print (CRD-18): a printed one is as good as one on a telephone.
#pragma once

#include <string>
#include <string_view>

namespace dealerkit {
inline namespace v1 {
namespace documents {

/// What the page says, already decided and written.
struct card_page {
  std::string outlet;
  std::string title;        ///< of the operation or the programme
  std::string name;         ///< of the holder
  std::string balance;      ///< with its unit
  std::string valid_until;  ///< empty where there is no last day
  std::string code;
  std::string link;  ///< what the QR code leads to
  std::string_view language;
  bool simulated = false;
};

/// One file of HTML without script, font or anything loaded from elsewhere, in the language (French, Dutch, German;
/// else English). All texts are escaped.
[[nodiscard]] std::string card_html(const card_page& card);

}  // namespace documents
}  // namespace v1
}  // namespace dealerkit
