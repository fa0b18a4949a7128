// Implementation of dealerkit/quote.hpp; include that one.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "dealerkit/quote.hpp"

namespace dealerkit {
inline namespace v1 {

template <class>
inline result<accepted> decide_customer(const opening_facts& facts) noexcept {
  if (!facts.usable) return error{rule::contact_missing, "session"};
  if (facts.consents_missing) return error{rule::consent_not_answered, "session"};
  if (!facts.country_fits) return error{rule::journey_country_mismatch, "session"};
  if (facts.fleet_journey) return error{rule::fleet_request, "session"};
  return accepted{};
}

template <class>
inline result<accepted> decide_opening(const opening_facts& facts, std::string_view brand, std::int64_t quantity,
                                       bool another_offer, const show_terms& terms) {
  if (const auto fine = decide_customer(facts); !fine.ok()) return fine;
  if (const auto fine = decide_quantity(facts.vehicles, quantity, terms); !fine.ok()) return fine;
  constexpr std::string_view model = "configuration.model";
  if (!terms.can(brand, brand_capability::quote_tool)) return error{rule::brand_without_quote_tool, model};
  if (const auto may = decide_brand_switch(terms, facts.session_brand, brand, facts.light_commercial_team); !may.ok())
    return error{may.refusal().broken, model};
  if (!facts.elsewhere) {
    if (facts.destination == nullptr) return error{rule::outlet_unknown, "outlet"};
    // What was chosen is the outlet: it is to blame, also for a brand that it does not sell.
    if (const auto fine = decide_destination(*facts.destination, brand, facts.training); !fine.ok())
      return error{fine.refusal().broken, "outlet"};
  }
  if (facts.another_open && !another_offer) return error{rule::another_quote_open, "another_offer"};
  return accepted{};
}

template <class>
inline result<accepted> decide_side(const user& person, quote_side side, const show_terms& terms) noexcept {
  if (!assignable(person)) return error{rule::actor_inactive, "actor.user"};
  if (side == quote_side::outlet) return decide(person, permission::complete_outlet_sections);
  if (!terms.works_at_stand(person)) return error{rule::stand_role_missing, "actor.user"};
  return accepted{};
}

template <class>
inline result<accepted> decide_section(open_quote, quote_side side, basket_section section,
                                       const section_value& value) noexcept {
  if (side == quote_side::stand) {
    if (completed_by_outlet(section)) return error{rule::outlet_completes_section, "section"};
    if (value.discounts.has_value()) return error{rule::outlet_completes_section, "value.discounts"};
    if (value.conditions_met.has_value()) return error{rule::outlet_completes_section, "value.conditions_met"};
  }
  return accepted{};
}

template <class>
inline bool needs_issue(const quote& known, std::chrono::year_month_day day) noexcept {
  return known.offers.empty() || known.phase == quote_state::reworked || expired_on(known.offers.back(), day);
}

template <class>
inline result<accepted> decide_sending(open_quote in, const sending_facts& facts,
                                       std::chrono::year_month_day day) noexcept {
  const quote& known = in.state();
  if (known.offers.empty()) return error{rule::quote_not_issued, "quote"};
  if (facts.chosen == nullptr) return error{rule::offer_unknown, "offer"};
  if (known.phase == quote_state::reworked && !facts.named) return error{rule::quote_reworked, "quote"};
  if (expired_on(*facts.chosen, day)) return error{rule::offer_expired, "offer"};
  if (facts.language_differs) return error{rule::sending_language_differs, "language"};
  if (facts.brand_differs) return error{rule::sending_brand_differs, "brand"};
  if (!facts.email_known) return error{rule::email_missing, "email"};
  if (facts.chosen->sent_at.has_value() && !facts.email_corrected) return error{rule::offer_already_sent, "offer"};
  return accepted{};
}

template <class>
inline result<rework_asked> decide_rework(open_quote in) noexcept {
  if (in.state().offers.empty()) return error{rule::quote_not_issued, "quote"};
  return rework_asked{};
}

template <class>
inline std::string offer_number(std::string_view event, std::int64_t place) {
  std::string digits = std::to_string(place);
  if (digits.size() < 6) digits.insert(0, 6 - digits.size(), '0');
  return std::string(event) + "-" + digits;
}

namespace detail {

// The taxes of a line: the one that was said, or those of the vehicle's list, which has some.
template <class = void>
inline void put_taxes(price_line& line, const configured_vehicle& vehicle, std::optional<decimal> said) {
  if (said.has_value())
    line.tax_percent = said;
  else if (vehicle.taxes.size() == 1 && vehicle.taxes.front().id.empty())
    line.tax_percent = vehicle.taxes.front().percent;
  else
    line.taxes = vehicle.taxes;
}

template <class = void>
inline void add_vehicle_lines(price_basket& basket, const quote& known, const quote_content& content) {
  for (const configured_value& value : content.vehicle.values) {
    // What costs nothing is equipment, not a line; the first value stands for the vehicle whatever it costs.
    if (value.amount.zero() && !basket.lines.empty()) continue;
    price_line line;
    line.id = value.value;
    line.label = value.label;
    line.amount = value.amount;
    line.quantity = known.quantity;
    line.section = std::string(name_of(basket_section::vehicle));
    put_taxes(line, content.vehicle, {});
    basket.lines.push_back(std::move(line));
  }
}

template <class = void>
inline void add_section_lines(price_basket& basket, const quote_content& content) {
  for (const basket_entry& entry : content.basket)
    for (std::size_t i = 0; i < entry.value.lines.size(); ++i) {
      const auto& added = entry.value.lines[i];
      price_line line;
      line.section = std::string(name_of(entry.section));
      line.id = line.section + "." + std::to_string(i + 1);
      line.label = added.label;
      line.amount = added.amount;
      line.quantity = added.quantity;
      put_taxes(line, content.vehicle, added.tax_percent);
      basket.lines.push_back(std::move(line));
    }
}

// An amount of the list is of one vehicle.
template <class = void>
[[nodiscard]] inline decimal times(decimal amount, std::int64_t quantity) noexcept {
  std::int64_t units = 0;
  if (__builtin_mul_overflow(amount.units(), quantity, &units)) units = INT64_MAX;
  return decimal::of(units, amount.scale()).value();
}

// The label in a language: its own, that of its base, the English one, any.
template <class = void>
[[nodiscard]] inline std::string label_in(const translations& texts, std::string_view language) {
  const auto base = language.substr(0, language.find('-'));
  for (const std::string_view wanted : {language, base, std::string_view("en")})
    if (const auto* text = texts.find(wanted)) return *text;
  return texts.empty() ? std::string{} : texts.begin()->second;
}

template <class = void>
inline void add_discounts(price_basket& basket, const quote& known, const quote_content& content) {
  const auto* entry = find_section(content.basket, basket_section::vehicle);
  const section_value none;
  const section_value& vehicle = entry == nullptr ? none : entry->value;
  std::int64_t last = 0;
  for (const list_discount& listed_one : content.vehicle.discounts) {
    price_discount one;
    one.id = listed_one.id;
    one.label = label_in(listed_one.label, known.language);
    if (listed_one.amount.has_value()) one.amount = times(*listed_one.amount, known.quantity);
    one.percent = listed_one.percent;
    one.of = listed_one.of;
    one.group = listed_one.group;
    one.priority = listed_one.priority;
    one.sections = listed_one.sections;
    one.condition = listed_one.condition;
    if (!one.condition.empty()) {
      one.condition_met = vehicle.conditions_met.has_value() && contains(*vehicle.conditions_met, one.condition);
      one.condition_label = label_in(listed_one.condition_label, known.language);
    }
    if (last < one.priority) last = one.priority;
    basket.discounts.push_back(std::move(one));
  }
  if (!vehicle.discounts.has_value()) return;
  for (std::size_t i = 0; i < vehicle.discounts->size(); ++i) {
    const basket_discount& granted = (*vehicle.discounts)[i];
    price_discount one;
    one.id = "outlet." + std::to_string(i + 1);
    one.label = granted.label;
    one.amount = granted.amount;
    one.percent = granted.percent;
    one.priority = last;  // after those of the list, which stand before it
    basket.discounts.push_back(std::move(one));
  }
}

}  // namespace detail

template <class>
inline price_basket basket_of(const quote& known, const quote_content& content) {
  price_basket basket;
  basket.market = known.country;
  basket.kind = known.kind;
  basket.tax_included = content.vehicle.tax_included;
  basket.currency = content.vehicle.currency;
  detail::add_vehicle_lines(basket, known, content);
  detail::add_section_lines(basket, content);
  detail::add_discounts(basket, known, content);
  if (known.code != code_kind::none) {
    const auto& amount = content.code_amount;
    basket.voucher = price_voucher{content.code, decimal::of(amount.minor_units(), amount.unit().decimals()).value()};
  }
  return basket;
}

namespace detail {
template <class = void>
[[nodiscard]] inline quote changed(quote known, const event_place& place) {
  if (known.phase == quote_state::issued || known.phase == quote_state::sent) known.phase = quote_state::reworked;
  known.last_event_at = place.at;
  return known;
}
}  // namespace detail

template <class>
inline quote evolve(quote, const quote_opened& event, const event_place& place) {
  quote known = event.opened;
  known.id = std::string(place.record);
  known.entity = std::string(place.entity);
  known.opened_at = known.last_event_at = place.at;
  return known;
}

template <class>
inline quote evolve(quote known, const basket_changed& event, const event_place& place) {
  known.quantity = event.quantity;
  known.model = event.model;
  return detail::changed(std::move(known), place);
}

template <class>
inline quote evolve(quote known, const code_applied& event, const event_place& place) {
  known.code = event.what;
  known.voucher = event.voucher;
  return detail::changed(std::move(known), place);
}

template <class>
inline quote evolve(quote known, const offer_issued& event, const event_place& place) {
  known.offers.push_back(event.offer);
  known.phase = quote_state::issued;
  known.last_event_at = place.at;
  return known;
}

template <class>
inline quote evolve(quote known, const offer_sent& event, const event_place& place) {
  for (issued_offer& one : known.offers) {
    if (one.number != event.number) continue;
    if (!one.sent_at.has_value()) one.sent_at = place.at;
    ++one.times_sent;
  }
  const bool latest = !known.offers.empty() && known.offers.back().number == event.number;
  if (latest && known.phase == quote_state::issued) known.phase = quote_state::sent;
  if (!event.lead.empty()) known.lead = event.lead;
  known.last_event_at = place.at;
  return known;
}

template <class>
inline quote evolve(quote known, const quote_accepted&, const event_place& place) {
  known.phase = quote_state::accepted;
  known.last_event_at = place.at;
  return known;
}

template <class>
inline quote evolve(quote known, const rework_asked&, const event_place& place) {
  return detail::changed(std::move(known), place);
}

template <class>
inline quote evolve(quote known, const quote_withdrawn&, const event_place& place) {
  known.phase = quote_state::withdrawn;
  known.last_event_at = place.at;
  return known;
}

template <class>
inline quote_content evolve(quote_content, const quote_opened& event) {
  return event.content;
}

template <class>
inline quote_content evolve(quote_content content, const basket_changed& event) {
  if (event.vehicle.has_value()) content.vehicle = *event.vehicle;
  content.basket = with_section(std::move(content.basket), event.entry);
  content.issued_price.reset();
  return content;
}

template <class>
inline quote_content evolve(quote_content content, const code_applied& event) {
  content.code = event.code;
  content.code_amount = event.amount;
  content.issued_price.reset();
  return content;
}

template <class>
inline quote_content evolve(quote_content content, const offer_issued& event) {
  content.issued_price = event.price;
  return content;
}

template <class>
inline quote_content evolve(quote_content content, const rework_asked&) {
  content.issued_price.reset();
  return content;
}

template <class>
inline quote_content evolve(quote_content content, const offer_sent& event) {
  content.sent_to = event.email;
  content.sent_addresses.set(event.number, event.email);
  return content;
}

}  // namespace v1
}  // namespace dealerkit
