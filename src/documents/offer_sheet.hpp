// An offer in the words and formats of its language: what HTML and PDF both show, decided once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/offer_document.hpp"
#include "documents/words.hpp"

namespace dealerkit {
inline namespace v1 {
namespace documents {

/// A colour as 0xrrggbb.
using colour = std::uint32_t;

/// The colour of `#rrggbb`, if it is one.
[[nodiscard]] std::optional<colour> parse_colour(std::string_view text) noexcept;

/// The colour, darkened until small text in it can be read on white (a contrast of 4.5 at least).
[[nodiscard]] colour readable_on_white(colour value) noexcept;

/// A label with its amount, and a finer line below.
struct sheet_row {
  enum class kind : std::uint8_t { heading, line, sum, discount, quiet, strong };
  kind what = kind::line;
  std::string label;
  std::string note;
  std::string amount;
};

struct sheet_item {
  std::string label;
  std::string code;
  std::string amount;
  std::string includes;  ///< `Comprend`; empty where it includes nothing
  std::string included;  ///< all of it, as one text
};

struct sheet_group {
  std::string title;
  std::vector<sheet_item> items;
};

struct sheet_party {
  std::string title;
  std::string name;
  std::vector<std::string> lines;
};

struct sheet_voucher {
  std::string title;
  std::string amount;
  std::string code_label;  ///< empty where there is no code yet
  std::string code;
  std::string valid;
  std::string text;
};

/// A document in the order in which it is read.
struct offer_sheet {
  text::locale language = text::locale::fr_be;
  colour accent = 0;
  colour ink = 0;  ///< the accent, or a darker one that text can have
  std::string brand;
  std::string occasion;
  std::string title;
  std::string number;  ///< `N° DS-2026-000042`
  std::string issued;
  std::string valid;
  std::string model;
  std::string version;
  std::vector<std::string> facts;     ///< how many, which code
  std::vector<sheet_row> highlights;  ///< the price at a glance; the first one is the one to look at
  sheet_party customer;
  sheet_party outlet;
  std::string privacy_label;
  std::string privacy_url;
  std::string configuration;
  std::vector<sheet_group> groups;
  std::string price;
  std::string price_note;
  std::vector<sheet_row> rows;
  std::string conditionals;
  std::string conditionals_note;
  std::vector<sheet_row> conditional_rows;
  std::optional<sheet_voucher> voucher;
  std::string finance;  ///< empty where there is no referral
  std::string finance_text;
  std::string thanks;
  std::vector<std::string> small_print;

  [[nodiscard]] std::string_view say(word which) const noexcept { return word_in(language, which); }
};

/// The sheet of an offer. Total: takes any content.
[[nodiscard]] offer_sheet sheet_of(const offer_document& offer);

}  // namespace documents
}  // namespace v1
}  // namespace dealerkit
