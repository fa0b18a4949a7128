// The offer as a document: what it says, and its rendering as HTML and PDF (QUO-12, QUO-18).
//
// An `offer_document` holds everything that the paper says, already decided: names, rows, amounts,
// dates. Nothing is looked up or computed when it is rendered, so that an issued offer can be shown
// again years later, whatever became of the catalogue, the price list and the outlet. It is
// personal data: whoever keeps it seals it.
//
//   offer_document offer;                       // filled by the quote
//   offer.number = "DS-2026-000042";
//   const std::string page = offer_html(offer); // one file, no script, nothing loaded from
//   elsewhere const auto paper = offer_pdf(offer);        // bytes that begin with %PDF-
//
// Both renderings are functions of the document alone: the same document gives the same bytes. They
// take any content: an empty document, a row without a label, a name in a script that the paper's
// fonts do not have.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/result.hpp"
#include "dealerkit/customer.hpp"
#include "dealerkit/network.hpp"

namespace dealerkit {
inline namespace v1 {

/// The languages that an offer is written in (QUO-02), each with the formats of its country.
enum class offer_language : std::uint8_t { fr_be, nl_be, fr_lu, de_lu };
template <>
struct enum_names<offer_language> {
  static constexpr enum_name<offer_language> list[] = {{offer_language::fr_be, "fr-BE"},
                                                       {offer_language::nl_be, "nl-BE"},
                                                       {offer_language::fr_lu, "fr-LU"},
                                                       {offer_language::de_lu, "de-LU"}};
};

/// What a group of choices is about, in the order of CFG-02; the document has a word for each in
/// its language.
enum class offer_group_kind : std::uint8_t { trim, engine, colour, upholstery, wheels, packs, options, other };
template <>
struct enum_names<offer_group_kind> {
  static constexpr enum_name<offer_group_kind> list[] = {
      {offer_group_kind::trim, "trim"},       {offer_group_kind::engine, "engine"},
      {offer_group_kind::colour, "colour"},   {offer_group_kind::upholstery, "upholstery"},
      {offer_group_kind::wheels, "wheels"},   {offer_group_kind::packs, "packs"},
      {offer_group_kind::options, "options"}, {offer_group_kind::other, "other"}};
};

/// The sections of the basket (QUO-04) as headings of the price; the document has a word for each.
enum class offer_section : std::uint8_t {
  vehicle,
  trade_in,
  payment_and_driver,
  accessories_and_services,
  delivery,
  personalisation,
  transformation
};
template <>
struct enum_names<offer_section> {
  static constexpr enum_name<offer_section> list[] = {
      {offer_section::vehicle, "vehicle"},
      {offer_section::trade_in, "trade_in"},
      {offer_section::payment_and_driver, "payment_and_driver"},
      {offer_section::accessories_and_services, "accessories_and_services"},
      {offer_section::delivery, "delivery"},
      {offer_section::personalisation, "personalisation"},
      {offer_section::transformation, "transformation"}};
};

/// What the rate of a discount is applied to (QUO-08).
enum class offer_discount_base : std::uint8_t { list, running };
template <>
struct enum_names<offer_discount_base> {
  static constexpr enum_name<offer_discount_base> list[] = {{offer_discount_base::list, "list"},
                                                            {offer_discount_base::running, "running"}};
};

/// Where a voucher can be used (QUO-16): at the outlet only, or also as a code in the basket.
enum class offer_voucher_place : std::uint8_t { outlet, basket };
template <>
struct enum_names<offer_voucher_place> {
  static constexpr enum_name<offer_voucher_place> list[] = {{offer_voucher_place::outlet, "outlet"},
                                                            {offer_voucher_place::basket, "basket"}};
};

/// The brand as the document shows it.
struct offer_brand {
  std::string code;
  std::string name;
  std::string accent;  ///< `#1f3a5f`; the brand's usual one (offer_accent) where it is empty or no colour

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &offer_brand::code);
    field("name", &offer_brand::name);
    field("accent", &offer_brand::accent);
  }
  friend bool operator==(const offer_brand&, const offer_brand&) = default;
};

/// Whom the offer is for.
struct offer_customer {
  std::string name;     ///< of the person, or of the company
  std::string contact;  ///< the person at the company
  postal_address address;
  std::string email;
  std::string phone;
  std::string vat_number;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("name", &offer_customer::name);
    field("contact", &offer_customer::contact);
    field("address", &offer_customer::address);
    field("email", &offer_customer::email);
    field("phone", &offer_customer::phone);
    field("vat_number", &offer_customer::vat_number);
  }
  friend bool operator==(const offer_customer&, const offer_customer&) = default;
};

/// The point of sale (QUO-09).
struct offer_outlet {
  std::string name;
  postal_address address;
  std::string phone;
  std::string privacy_url;  ///< a link where it begins with https:// or http://, plain text otherwise

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("name", &offer_outlet::name);
    field("address", &offer_outlet::address);
    field("phone", &offer_outlet::phone);
    field("privacy_url", &offer_outlet::privacy_url);
  }
  friend bool operator==(const offer_outlet&, const offer_outlet&) = default;
};

/// One chosen value: a trim, an engine, a pack.
struct offer_item {
  std::string label;
  std::string code;
  std::vector<std::string> includes;         ///< what comes with it: the equipment of a trim, the content of a pack
  std::optional<std::int64_t> amount_minor;  ///< shown beside the label where it is there

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("label", &offer_item::label);
    field("code", &offer_item::code);
    field("includes", &offer_item::includes);
    field("amount_minor", &offer_item::amount_minor);
  }
  friend bool operator==(const offer_item&, const offer_item&) = default;
};

/// The values chosen in one group. Equipment that a trim includes is not shown again as content of
/// a pack.
struct offer_group {
  offer_group_kind kind = offer_group_kind::other;
  std::string title;  ///< the catalogue's own, in the offer's language; the word for the kind where
                      ///< it is empty
  std::vector<offer_item> items;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("kind", &offer_group::kind);
    field("title", &offer_group::title);
    field("items", &offer_group::items);
  }
  friend bool operator==(const offer_group&, const offer_group&) = default;
};

/// The vehicle as configured.
struct offer_vehicle {
  std::string model;
  std::string version;             ///< a second line under the model, if any
  std::string configuration_code;  ///< CFG-12
  std::int64_t quantity = 1;
  std::vector<offer_group> groups;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("model", &offer_vehicle::model);
    field("version", &offer_vehicle::version);
    field("configuration_code", &offer_vehicle::configuration_code);
    field("quantity", &offer_vehicle::quantity);
    field("groups", &offer_vehicle::groups);
  }
  friend bool operator==(const offer_vehicle&, const offer_vehicle&) = default;
};

/// One line of the price before discounts: the list price, an option, an accessory.
struct offer_line {
  std::string label;
  offer_section section = offer_section::vehicle;
  std::int64_t quantity = 1;
  std::int64_t amount_minor = 0;  ///< of the whole line

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("label", &offer_line::label);
    field("section", &offer_line::section);
    field("quantity", &offer_line::quantity);
    field("amount_minor", &offer_line::amount_minor);
  }
  friend bool operator==(const offer_line&, const offer_line&) = default;
};

/// One discount that was applied, in the order of application: whoever reads it can compute it
/// again (QUO-08).
struct offer_discount {
  std::string id;  ///< the rule of the price policy that gave it
  std::string label;
  offer_discount_base of = offer_discount_base::list;
  std::int64_t base_minor = 0;
  std::optional<decimal> percent;  ///< of the base; absent where the discount is an amount
  std::int64_t amount_minor = 0;   ///< what it takes off; shown with a minus sign
  bool cut = false;                ///< less than its rule says, since the price is never below zero

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &offer_discount::id);
    field("label", &offer_discount::label);
    field("of", &offer_discount::of);
    field("base_minor", &offer_discount::base_minor);
    field("percent", &offer_discount::percent);
    field("amount_minor", &offer_discount::amount_minor);
    field("cut", &offer_discount::cut);
  }
  friend bool operator==(const offer_discount&, const offer_discount&) = default;
};

/// One tax on the sum of its lines after discounts (QUO-07).
struct offer_tax {
  std::string name;  ///< `GST`; the language's word for VAT where it is empty
  decimal percent;
  std::int64_t base_minor = 0;
  std::int64_t amount_minor = 0;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("name", &offer_tax::name);
    field("percent", &offer_tax::percent);
    field("base_minor", &offer_tax::base_minor);
    field("amount_minor", &offer_tax::amount_minor);
  }
  friend bool operator==(const offer_tax&, const offer_tax&) = default;
};

/// A discount whose condition is not met: shown apart, never in the price (QUO-05).
struct offer_conditional {
  std::string label;
  std::string condition;          ///< in words, in the offer's language; nothing stands where it is empty
  std::int64_t amount_minor = 0;  ///< what it would take off

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("label", &offer_conditional::label);
    field("condition", &offer_conditional::condition);
    field("amount_minor", &offer_conditional::amount_minor);
  }
  friend bool operator==(const offer_conditional&, const offer_conditional&) = default;
};

/// A voucher or promotion code that lowers the amount to pay, and neither net nor tax (QUO-17).
struct offer_deduction {
  std::string code;
  std::int64_t amount_minor = 0;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &offer_deduction::code);
    field("amount_minor", &offer_deduction::amount_minor);
  }
  friend bool operator==(const offer_deduction&, const offer_deduction&) = default;
};

/// The notice about the voucher that the customer earned (QUO-15).
struct offer_voucher {
  std::string code;  ///< empty where it is told later
  std::int64_t amount_minor = 0;
  std::optional<std::chrono::year_month_day> valid_until;
  offer_voucher_place place = offer_voucher_place::outlet;
  std::string country;  ///< ISO 3166, where it is honoured

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &offer_voucher::code);
    field("amount_minor", &offer_voucher::amount_minor);
    field("valid_until", &offer_voucher::valid_until);
    field("place", &offer_voucher::place);
    field("country", &offer_voucher::country);
  }
  friend bool operator==(const offer_voucher&, const offer_voucher&) = default;
};

/// The design that offers are rendered in now. An offer keeps the one it was issued in (QUO-12).
inline constexpr std::int64_t offer_layout_newest = 1;

/// All that an offer says. Amounts are minor units of its one currency.
struct offer_document {
  std::int64_t layout = offer_layout_newest;
  std::string number;
  std::chrono::year_month_day issued_on{};
  std::chrono::year_month_day valid_until{};
  offer_language language = offer_language::fr_be;
  customer_kind kind = customer_kind::b2c;  ///< prices with tax, or without and with (QUO-07)
  std::string occasion;                     ///< `Brussels Motor Show 2026`, if any
  offer_brand brand;
  offer_customer customer;
  offer_outlet outlet;
  offer_vehicle vehicle;
  std::string currency = "EUR";
  bool tax_included = false;  ///< whether lines and discounts have their tax in them
  std::vector<offer_line> lines;
  std::vector<offer_discount> discounts;
  std::vector<offer_tax> taxes;
  std::int64_t list_minor = 0;  ///< sum of the lines
  std::int64_t net_minor = 0;
  std::int64_t gross_minor = 0;
  std::optional<offer_deduction> deduction;
  std::int64_t to_pay_minor = 0;
  std::vector<offer_conditional> conditionals;
  std::optional<offer_voucher> voucher;
  bool finance_referral = false;         ///< the bank specialist answers; never a figure (QUO-10)
  std::vector<std::string> small_print;  ///< of the brand or the market, after the usual sentences

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("layout", &offer_document::layout);
    field("number", &offer_document::number);
    field("issued_on", &offer_document::issued_on);
    field("valid_until", &offer_document::valid_until);
    field("language", &offer_document::language);
    field("kind", &offer_document::kind);
    field("occasion", &offer_document::occasion);
    field("brand", &offer_document::brand);
    field("customer", &offer_document::customer);
    field("outlet", &offer_document::outlet);
    field("vehicle", &offer_document::vehicle);
    field("currency", &offer_document::currency);
    field("tax_included", &offer_document::tax_included);
    field("lines", &offer_document::lines);
    field("discounts", &offer_document::discounts);
    field("taxes", &offer_document::taxes);
    field("list_minor", &offer_document::list_minor);
    field("net_minor", &offer_document::net_minor);
    field("gross_minor", &offer_document::gross_minor);
    field("deduction", &offer_document::deduction);
    field("to_pay_minor", &offer_document::to_pay_minor);
    field("conditionals", &offer_document::conditionals);
    field("voucher", &offer_document::voucher);
    field("finance_referral", &offer_document::finance_referral);
    field("small_print", &offer_document::small_print);
  }
  friend bool operator==(const offer_document&, const offer_document&) = default;
};

/// The accent of a brand in its documents, `#rrggbb`; a quiet blue-grey for a brand that is not
/// known. Our choice: whoever has the brand's own guide sets `offer_brand::accent`.
template <class = void>
[[nodiscard]] constexpr std::string_view offer_accent(std::string_view brand_code) noexcept {
  struct accent {
    std::string_view brand, colour;
  };
  constexpr accent accents[] = {
      {"AC", "#c8102e"}, {"AH", "#a6192e"}, {"AP", "#1b5fd0"}, {"AR", "#8a1538"}, {"DS", "#9a7b4f"},
      {"FO", "#7b1e2b"}, {"FT", "#a50034"}, {"JE", "#556b2f"}, {"LA", "#0b4f8a"}, {"LM", "#0f8f7e"},
      {"MB", "#00677f"}, {"OP", "#f0c800"}, {"SP", "#d9540b"},
  };
  for (const auto& known : accents)
    if (known.brand == brand_code) return known.colour;
  return "#3f5566";
}

/// The offer as one HTML page: every text escaped, no script, nothing loaded from elsewhere, made
/// for a phone, a screen and A4 paper. Broken UTF-8 is shown as U+FFFD. Pure; any thread. Source:
/// QUO-18.
[[nodiscard]] std::string offer_html(const offer_document& offer);

/// The offer as a PDF of A4 pages, each with its number. Refused: offer_pdf_not_built where the
/// library was built without PDF, offer_too_long beyond 200 pages, offer_pdf_failed where memory is
/// out. Pure; any thread. Source: QUO-18.
[[nodiscard]] result<std::string> offer_pdf(const offer_document& offer);

}  // namespace v1
}  // namespace dealerkit
