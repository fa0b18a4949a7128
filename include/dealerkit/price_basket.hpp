// A basket and its price as described values: lines with their taxes, discounts, a voucher; and what came of them.
// dealerkit/price.hpp makes the one into the other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/lists.hpp"
#include "dealerkit/core/money.hpp"
#include "dealerkit/customer.hpp"

namespace dealerkit {
inline namespace v1 {

/// Whether a text is the code of a market: a country, such as `BE`, or a part of one, such as
/// `CA-QC` (QUO-07, CFG-03).
template <class = void>
[[nodiscard]] constexpr bool is_market(std::string_view text) noexcept {
  const auto letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (text.size() < 2 || !letter(text[0]) || !letter(text[1])) return false;
  if (text.size() == 2) return true;
  return text[2] == '-' && text.size() >= 4 && text.size() <= 6 &&
         detail::all_of(text.substr(3), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

// --- The basket

/// One of several taxes that a line bears: GST and QST, both on the net (QUO-07).
struct line_tax {
  std::string id;
  decimal percent;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &line_tax::id);
    field("percent", &line_tax::percent, needed(rule::price_tax_missing));
  }
  friend bool operator==(const line_tax&, const line_tax&) = default;
};

/// One line: `quantity` pieces at `amount` each, with one tax or several.
struct price_line {
  std::string id;
  std::string label;
  decimal amount;
  std::int64_t quantity = 1;
  std::string section;  ///< `vehicle`, `accessories` …: what a discount can be limited to
  std::optional<decimal> tax_percent;
  std::vector<line_tax> taxes;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &price_line::id);
    field("label", &price_line::label);
    field("amount", &price_line::amount, needed(rule::price_amount_missing));
    field("quantity", &price_line::quantity);
    field("section", &price_line::section);
    field("tax_percent", &price_line::tax_percent);
    field("taxes", &price_line::taxes, quiet());
  }
  friend bool operator==(const price_line&, const price_line&) = default;
};

/// What a discount is of: the list total, or what the discounts before have left.
enum class discount_base : std::uint8_t { list, running };
template <>
struct enum_names<discount_base> {
  static constexpr enum_name<discount_base> list[] = {{discount_base::list, "list"},
                                                      {discount_base::running, "running"}};
};

/// One discount: an amount or a percentage (QUO-08).
struct price_discount {
  std::string id;
  std::string label;
  std::optional<decimal> amount;
  std::optional<decimal> percent;
  discount_base of = discount_base::list;
  std::string group;                  ///< of one group only the discount worth most applies
  std::int64_t priority = 0;          ///< smaller ones come first
  std::vector<std::string> sections;  ///< limits base and carriers; empty: all lines
  std::string condition;              ///< named: it applies only where `condition_met` is true (QUO-05)
  std::optional<bool> condition_met;
  std::string condition_label;  ///< the condition in words, for whoever reads the price

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &price_discount::id, needed(rule::discount_id_missing));
    field("label", &price_discount::label);
    field("amount", &price_discount::amount);
    field("percent", &price_discount::percent);
    field("of", &price_discount::of, listed(rule::discount_base_unknown));
    field("group", &price_discount::group);
    field("priority", &price_discount::priority);
    field("sections", &price_discount::sections, quiet());
    field("condition", &price_discount::condition);
    field("condition_met", &price_discount::condition_met);
    field("condition_label", &price_discount::condition_label);
  }
  friend bool operator==(const price_discount&, const price_discount&) = default;

  /// True where it is in the price.
  [[nodiscard]] bool applies() const noexcept { return condition.empty() || condition_met.value_or(false); }
};

/// A voucher lowers what is to pay, tax included, and nothing else (QUO-17).
struct price_voucher {
  std::string code;
  decimal amount;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &price_voucher::code);
    field("amount", &price_voucher::amount, needed(rule::price_voucher_missing));
  }
  friend bool operator==(const price_voucher&, const price_voucher&) = default;
};

// --- The price

/// One tax of the price. Where tax is included, `base` is the net of its lines.
struct priced_tax {
  std::string id;
  decimal percent;
  money base = money::minor(0, euro);
  money amount = money::minor(0, euro);

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &priced_tax::id);
    field("percent", &priced_tax::percent);
    field("base", &priced_tax::base);
    field("amount", &priced_tax::amount);
  }
  friend bool operator==(const priced_tax&, const priced_tax&) = default;
};

/// One discount as it was applied. Its amount is 0 or more.
struct price_step {
  std::string id;
  money base = money::minor(0, euro);
  std::optional<decimal> percent;
  money amount = money::minor(0, euro);
  std::string label;
  std::optional<bool> cut;          ///< true where it would have taken more than its lines had left; else absent
  std::optional<discount_base> of;  ///< `running` where the base is what the discounts before left; else absent

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &price_step::id);
    field("base", &price_step::base);
    field("percent", &price_step::percent);
    field("amount", &price_step::amount);
    field("label", &price_step::label);
    field("cut", &price_step::cut);
    field("of", &price_step::of);
  }
  friend bool operator==(const price_step&, const price_step&) = default;
};

/// A discount whose condition is not met: what it would take off after all that applies (QUO-05);
/// of a group, what it would take off more than the member that applies, 0 where that is nothing.
struct conditional_discount {
  std::string id;
  money amount = money::minor(0, euro);
  std::string label;
  std::string condition;
  std::string condition_label;  ///< the condition in words

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &conditional_discount::id);
    field("amount", &conditional_discount::amount);
    field("label", &conditional_discount::label);
    field("condition", &conditional_discount::condition);
    field("condition_label", &conditional_discount::condition_label);
  }
  friend bool operator==(const conditional_discount&, const conditional_discount&) = default;
};

/// Which totals are shown to a customer: a person sees prices with tax, a company without and with (QUO-07).
enum class shown_total : std::uint8_t { net, gross };
template <>
struct enum_names<shown_total> {
  static constexpr enum_name<shown_total> list[] = {{shown_total::net, "net"}, {shown_total::gross, "gross"}};
};

/// The price of a basket. Everything in it is in `currency`; an offer keeps it as it is.
struct priced_basket {
  money list = money::minor(0, euro);             ///< before discounts; tax included where the basket's amounts are
  money net = money::minor(0, euro);              ///< after discounts, without tax
  std::vector<priced_tax> tax;                    ///< in the order in which the lines name them
  money gross = money::minor(0, euro);            ///< net and taxes
  money to_pay = money::minor(0, euro);           ///< the gross less the voucher
  std::vector<price_step> steps;                  ///< the discounts applied, in order
  std::vector<conditional_discount> conditional;  ///< shown apart, not in the price
  std::optional<money> voucher;                   ///< what the voucher pays, never more than the gross
  std::string currency;
  std::vector<shown_total> shown;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("list", &priced_basket::list);
    field("net", &priced_basket::net);
    field("tax", &priced_basket::tax);
    field("gross", &priced_basket::gross);
    field("to_pay", &priced_basket::to_pay);
    field("steps", &priced_basket::steps);
    field("conditional", &priced_basket::conditional);
    field("voucher", &priced_basket::voucher);
    field("currency", &priced_basket::currency);
    field("shown", &priced_basket::shown);
  }
  friend bool operator==(const priced_basket&, const priced_basket&) = default;
};

/// Prices a basket (`quote.price`): no actor, no clock, no store; the same basket gives the same bytes (QUO-19).
struct price_basket {
  using reply_type = priced_basket;

  std::string market;  ///< `BE`, `LU`, `FR`, `CA-QC` …; may be left out: the taxes are those of the lines
  customer_kind kind = customer_kind::b2c;  ///< decides what is shown, and nothing else
  std::vector<price_line> lines;
  bool tax_included = false;  ///< amounts and discounts include tax
  std::string currency;       ///< ISO 4217; empty: EUR
  std::vector<price_discount> discounts;
  std::optional<price_voucher> voucher;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("market", &price_basket::market);
    field("kind", &price_basket::kind, listed(rule::price_kind_unknown));
    field("lines", &price_basket::lines, needed(rule::price_lines_missing));
    field("tax_included", &price_basket::tax_included);
    field("currency", &price_basket::currency);
    field("discounts", &price_basket::discounts, quiet());
    field("voucher", &price_basket::voucher);
  }
  friend bool operator==(const price_basket&, const price_basket&) = default;
};

/// A discount of an amount, of all lines.
template <class = void>
[[nodiscard]] price_discount discount_of_amount(std::string id, decimal amount) {
  price_discount made;
  made.id = std::move(id);
  made.amount = amount;
  return made;
}

/// A discount of a percentage, of all lines.
template <class = void>
[[nodiscard]] price_discount discount_of_percent(std::string id, decimal percent,
                                                 discount_base of = discount_base::list) {
  price_discount made;
  made.id = std::move(id);
  made.percent = percent;
  made.of = of;
  return made;
}

}  // namespace v1
}  // namespace dealerkit
