// The show: its events, countries, languages, brands and numbers as data, and the report of one of its days (NET-02,
// QUO-02, QUO-11, QUO-12, QUO-15, QUO-16, JRN-07).
//
//   check_terms(presets::motor_show_be().show)      // accepted
//   terms.find_event("BMS2026")->time_zone          // "Europe/Brussels"
//   promotion_of(terms, "DS", "bms-ds")             // the show's promotion code of DS, however it is typed
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/basket.hpp"
#include "dealerkit/consent.hpp"
#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/lists.hpp"
#include "dealerkit/core/result.hpp"
#include "dealerkit/network.hpp"

namespace dealerkit {
inline namespace v1 {

/// One show. Its days are those of its time zone; its code begins the numbers of its offers.
struct show_event {
  std::string code;
  std::string name;
  std::string time_zone;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &show_event::code, needed(rule::policy_value_out_of_range));
    field("name", &show_event::name);
    field("time_zone", &show_event::time_zone, needed(rule::policy_value_out_of_range));
  }
  friend bool operator==(const show_event&, const show_event&) = default;
};

/// A country of the show: the languages of its offers, its price list and the link of its tool (QUO-02, QUO-03).
struct show_country {
  std::string country;  ///< also the market of the price list
  std::vector<std::string> languages;
  std::string tool_link;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("country", &show_country::country, needed(rule::policy_value_out_of_range));
    field("languages", &show_country::languages, needed(rule::policy_value_out_of_range));
    field("tool_link", &show_country::tool_link);
  }
  friend bool operator==(const show_country&, const show_country&) = default;
};

/// What a brand can do at the show (NET-02).
struct show_brand {
  std::string brand;
  std::vector<brand_capability> capabilities;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("brand", &show_brand::brand, needed(rule::policy_value_out_of_range));
    field("capabilities", &show_brand::capabilities, listed(rule::brand_capability_unknown));
  }
  friend bool operator==(const show_brand&, const show_brand&) = default;
};

/// A promotion code that everybody may know: of one brand, used as often as it is typed (QUO-16).
struct promotion {
  std::string brand;
  std::string code;
  decimal amount;  ///< off the amount to pay, tax included
  std::optional<std::chrono::year_month_day> valid_until;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("brand", &promotion::brand, needed(rule::policy_value_out_of_range));
    field("code", &promotion::code, needed(rule::policy_value_out_of_range));
    field("amount", &promotion::amount, needed(rule::policy_value_out_of_range));
    field("valid_until", &promotion::valid_until);
  }
  friend bool operator==(const promotion&, const promotion&) = default;
};

/// What a policy says about a show. Without events there is none, and no session can be started.
struct show_terms {
  std::vector<show_event> events;
  std::vector<show_country> countries;
  std::vector<show_brand> brands;
  std::vector<role> stand_roles;       ///< who may work at the stand
  std::int64_t fleet_limit = 10;       ///< QUO-11: strictly more is a fleet request
  std::int64_t offer_valid_days = 30;  ///< QUO-12
  std::string currency = "EUR";
  decimal voucher_amount;                 ///< QUO-15; zero: the show has no vouchers
  std::int64_t voucher_valid_days = 180;  ///< QUO-15, from the day on which it was earned
  std::vector<promotion> promotions;      ///< QUO-16
  std::vector<basket_entry> defaults;     ///< what stands in a section until somebody completes it (QUO-04)

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("events", &show_terms::events, quiet());
    field("countries", &show_terms::countries, quiet());
    field("brands", &show_terms::brands, quiet());
    field("stand_roles", &show_terms::stand_roles, quiet());
    field("fleet_limit", &show_terms::fleet_limit);
    field("offer_valid_days", &show_terms::offer_valid_days);
    field("currency", &show_terms::currency);
    field("voucher_amount", &show_terms::voucher_amount);
    field("voucher_valid_days", &show_terms::voucher_valid_days);
    field("promotions", &show_terms::promotions, quiet());
    field("defaults", &show_terms::defaults, quiet());
  }

  /// The event of a code, or nullptr.
  template <class = void>
  [[nodiscard]] const show_event* find_event(std::string_view code) const noexcept {
    for (const show_event& event : events)
      if (event.code == code) return &event;
    return nullptr;
  }
  /// The country of a code, or nullptr.
  template <class = void>
  [[nodiscard]] const show_country* find_country(std::string_view code) const noexcept {
    for (const show_country& country : countries)
      if (country.country == code) return &country;
    return nullptr;
  }
  /// What a brand can do here; nothing for one that the show does not have.
  template <class = void>
  [[nodiscard]] bool can(std::string_view brand_code, brand_capability wanted) const noexcept {
    for (const show_brand& one : brands)
      if (one.brand == brand_code) return detail::contains(one.capabilities, wanted);
    return false;
  }
  /// True where the user may work at the stand.
  template <class = void>
  [[nodiscard]] bool works_at_stand(const user& person) const noexcept {
    return detail::any_of(stand_roles, [&](role allowed) { return holds(person, allowed); });
  }
  friend bool operator==(const show_terms&, const show_terms&) = default;
};

/// Whether a language is one of the country's. Source: QUO-02.
template <class = void>
[[nodiscard]] inline bool speaks(const show_country& country, std::string_view language) noexcept {
  return detail::contains(country.languages, language);
}

/// Whether one user may work for `to` after `from` at this show (NET-02): the light-commercial team for every brand,
/// everybody between two brands that both allow it. Refused: brand_switch_not_allowed.
template <class = void>
[[nodiscard]] inline result<accepted> decide_brand_switch(const show_terms& terms, std::string_view from,
                                                          std::string_view to, bool light_commercial_team) noexcept {
  const auto brand_of = [&](std::string_view code) {
    known_brand made{};
    made.code = code;
    made.switch_brand = terms.can(code, brand_capability::switch_brand);
    return made;
  };
  return decide_brand_switch(brand_of(from), brand_of(to), light_commercial_team);
}

namespace detail {

// A code as it is compared: blanks and dashes do not count, nor does the case of ASCII letters.
template <class = void>
[[nodiscard]] inline std::string plain_code(std::string_view typed) {
  std::string plain;
  for (const char c : typed)
    if (c != ' ' && c != '-') plain.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  return plain;
}

template <class = void>
[[nodiscard]] inline bool plain_event_code(std::string_view code) noexcept {
  return !code.empty() && code.size() <= 32 && detail::all_of(code, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

}  // namespace detail

/// The promotion that a typed code means, of whatever brand; nullptr where it is none.
template <class = void>
[[nodiscard]] inline const promotion* find_promotion(const show_terms& terms, std::string_view typed) {
  const std::string wanted = detail::plain_code(typed);
  for (const promotion& one : terms.promotions)
    if (!wanted.empty() && detail::plain_code(one.code) == wanted) return &one;
  return nullptr;
}

/// The first rule that the terms of a show break: policy_value_out_of_range. That a time zone exists is checked where
/// zones are known.
template <class = void>
[[nodiscard]] inline result<accepted> check_terms(const show_terms& terms) {
  constexpr auto wrong = rule::policy_value_out_of_range;
  for (const show_event& event : terms.events)
    if (!detail::plain_event_code(event.code) || terms.find_event(event.code) != &event)
      return error{wrong, "policy.show.events"};
  for (const show_country& country : terms.countries)
    if (terms.find_country(country.country) != &country) return error{wrong, "policy.show.countries"};
  for (std::size_t i = 0; i < terms.brands.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (terms.brands[i].brand == terms.brands[j].brand) return error{wrong, "policy.show.brands"};
  if (terms.fleet_limit < 1) return error{wrong, "policy.show.fleet_limit"};
  if (terms.offer_valid_days < 0 || terms.offer_valid_days > 3650) return error{wrong, "policy.show.offer_valid_days"};
  if (terms.voucher_amount.negative() || terms.voucher_amount.scale() > 2)
    return error{wrong, "policy.show.voucher_amount"};
  if (terms.voucher_valid_days < 0 || terms.voucher_valid_days > 3650)
    return error{wrong, "policy.show.voucher_valid_days"};
  for (const promotion& one : terms.promotions)
    if (one.amount.negative() || one.amount.scale() > 2 || detail::plain_code(one.code).empty())
      return error{wrong, "policy.show.promotions"};
  const auto unit = currency::of(terms.currency);
  for (const basket_entry& entry : terms.defaults)
    if (!check_section(entry.section, entry.value, unit.ok() ? unit.value() : euro).empty())
      return error{wrong, "policy.show.defaults"};
  return accepted{};
}

// --- The report of a day (JRN-07)

/// The offers of one day that were issued and not sent when it ended (QUO-13).
struct unfinished_offer {
  std::string number;
  std::string quote;
  std::string user;
  std::string brand;
  instant issued_at{};

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("number", &unfinished_offer::number);
    field("quote", &unfinished_offer::quote);
    field("user", &unfinished_offer::user);
    field("brand", &unfinished_offer::brand);
    field("issued_at", &unfinished_offer::issued_at);
  }
  friend bool operator==(const unfinished_offer&, const unfinished_offer&) = default;
};

/// A record drawn for review: what it is and which, nothing else.
struct sampled_record {
  std::string kind;  ///< `customer` or `quote`
  std::string id;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("kind", &sampled_record::kind);
    field("id", &sampled_record::id);
  }
  friend bool operator==(const sampled_record&, const sampled_record&) = default;
};

/// How many records are drawn, and the seed that draws the same ones again.
struct sample_wanted {
  std::int64_t size = 0;
  std::int64_t seed = 0;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("size", &sample_wanted::size, needed(rule::sample_out_of_range));
    field("seed", &sample_wanted::seed);
  }
};

/// Most records of one sample.
inline constexpr std::int64_t sample_max = 1000;

/// What a day of the show was like for the actor's legal entity (JRN-07): quotes per prospect, the rate of sent
/// offers, unfinished offers, the data quality of CON-09 per user, and a sample for review. Days are the event's.
struct report_show_day {
  struct reply_type {
    std::string date;
    std::int64_t prospects = 0;  ///< customers with a quote of this day
    std::int64_t quotes = 0;
    std::string quotes_per_prospect;  ///< to 0.01; absent without prospects
    std::int64_t offers_issued = 0;
    std::int64_t offers_sent = 0;   ///< of those issued, by the end of the day
    std::string sent_rate_percent;  ///< to 0.01; absent without offers
    std::vector<unfinished_offer> unfinished;
    std::vector<quality_line> quality;
    std::vector<sampled_record> sample;
    std::optional<std::string> next;  ///< of the unfinished offers

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("date", &reply_type::date);
      field("prospects", &reply_type::prospects);
      field("quotes", &reply_type::quotes);
      field("quotes_per_prospect", &reply_type::quotes_per_prospect);
      field("offers_issued", &reply_type::offers_issued);
      field("offers_sent", &reply_type::offers_sent);
      field("sent_rate_percent", &reply_type::sent_rate_percent);
      field("unfinished", &reply_type::unfinished);
      field("quality", &reply_type::quality);
      field("sample", &reply_type::sample);
      field("next", &reply_type::next);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::chrono::year_month_day date{};
  std::optional<sample_wanted> sample;
  std::string event;  ///< only this one; all where none is named
  std::optional<std::int64_t> limit;
  std::string after;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("date", &report_show_day::date, needed(rule::report_day_missing));
    field("sample", &report_show_day::sample);
    field("event", &report_show_day::event);
    field("limit", &report_show_day::limit);
    field("after", &report_show_day::after);
  }
};

}  // namespace v1
}  // namespace dealerkit
