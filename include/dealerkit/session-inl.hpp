// Sessions: the bodies of what session.hpp declares. Included by it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/session.hpp"

namespace dealerkit {
inline namespace v1 {

template <class>
inline journey_kind kind_of(const session& state, std::optional<lead_request> captured) noexcept {
  if (state.current.has_value()) {
    for (const referral& one : state.current->referrals)
      if (one.to == referral_target::fleet_responsible) return journey_kind::fleet;
    if (!state.current->quotes.empty()) return journey_kind::offer;
  }
  if (captured.has_value())
    return *captured == lead_request::keep_me_informed ? journey_kind::keep_me_informed : journey_kind::lead;
  if (state.backup == backup_reason::none) return journey_kind::undecided;
  return state.backup == backup_reason::keep_me_informed ? journey_kind::keep_me_informed : journey_kind::lead;
}

template <class>
inline std::int64_t reached_step(const session& state) noexcept {
  if (!state.current.has_value()) return 2;
  if (state.current->quotes.empty()) return 3;
  return state.current->sent ? 5 : 4;
}

template <class>
inline result<accepted> check_event(const show_terms& terms, std::string_view event) noexcept {
  if (terms.find_event(event) == nullptr) return error{rule::event_unknown, "event"};
  return accepted{};
}

template <class>
inline result<accepted> check_country(const show_terms& terms, std::string_view country) noexcept {
  if (terms.find_country(country) == nullptr) return error{rule::journey_country_not_served, "country"};
  return accepted{};
}

template <class>
inline result<accepted> check_language(const show_terms& terms, std::string_view country,
                                       std::string_view language) noexcept {
  const auto* chosen = terms.find_country(country);
  if (chosen != nullptr && speaks(*chosen, language)) return accepted{};
  for (const show_country& other : terms.countries)
    if (speaks(other, language))
      return chosen == nullptr ? result<accepted>(accepted{})
                               : error{rule::journey_language_of_other_country, "language"};
  return error{rule::journey_language_not_served, "language"};
}

template <class>
inline result<accepted> check_show_brand(const show_terms& terms, std::string_view brand) noexcept {
  if (!terms.can(brand, brand_capability::quote_tool)) return error{rule::brand_without_quote_tool, "brand"};
  return accepted{};
}

template <class>
inline result<session_started> decide(const start_facts& facts, const start_session& wanted, const show_terms& terms,
                                      std::string_view user, std::string_view stand) {
  if (const auto fine = check_event(terms, wanted.event); !fine.ok()) return fine.refusal();
  if (const auto fine = check_country(terms, wanted.country); !fine.ok()) return fine.refusal();
  if (const auto fine = check_language(terms, wanted.country, wanted.language); !fine.ok()) return fine.refusal();
  if (const auto fine = check_show_brand(terms, wanted.brand); !fine.ok()) return fine.refusal();
  if (!facts.works_at_stand) return error{rule::stand_role_missing, "actor.user"};
  const auto* latest = facts.latest;
  if (latest != nullptr && !latest->ended_at.has_value() && latest->current.has_value())
    return error{rule::session_holds_customer, "actor.user"};
  if (latest != nullptr && latest->setting.event == wanted.event)
    if (const auto may = decide_brand_switch(terms, latest->setting.brand, wanted.brand, facts.light_commercial_team);
        !may.ok())
      return may.refusal();
  const std::string zone = terms.find_event(wanted.event)->time_zone;
  return session_started{
      std::string(stand), std::string(user), {wanted.event, zone, wanted.country, wanted.language, wanted.brand}};
}

template <class>
inline std::string_view country_of(const customer& known) noexcept {
  if (!known.details.holder.country.empty() || known.details.contacts.empty()) return known.details.holder.country;
  return known.details.contacts.front().country;
}

template <class>
inline result<accepted> check_journey_country(const show_terms& terms, const customer& known,
                                              std::string_view journey_country) noexcept {
  const auto own = country_of(known);
  if (terms.find_country(own) != nullptr && own != journey_country)
    return error{rule::journey_country_mismatch, "customer"};
  return accepted{};
}

template <class>
inline result<customer_linked> decide_link(open_session in, const customer* found, bool confirmed,
                                           std::string_view journey_id, const show_terms& terms) {
  if (in.state().current.has_value()) return error{rule::session_holds_customer, "session"};
  if (found == nullptr) return error{rule::record_not_found, "customer"};
  if (found->erased_at.has_value()) return error{rule::customer_erased, "customer"};
  if (!confirmed) return error{rule::candidate_not_confirmed, "email"};
  if (!usable(*found)) return error{rule::contact_missing, "customer"};
  if (const auto fine = check_journey_country(terms, *found, in.state().setting.country); !fine.ok())
    return fine.refusal();
  return customer_linked{std::string(journey_id), found->id};
}

template <class>
inline result<step_revisited> decide_step(open_session in, std::int64_t step) noexcept {
  if (step < 1 || step > 5) return error{rule::step_out_of_range, "step"};
  if (step > reached_step(in.state())) return error{rule::step_not_reached, "step"};
  return step_revisited{step};
}

template <class>
inline result<backup_used> decide_backup(open_session in, backup_reason reason, std::span<const backup_reason> reasons,
                                         const show_terms& terms) noexcept {
  if (reason == backup_reason::none) return error{rule::backup_reason_missing, "reason"};
  if (!detail::contains(reasons, reason)) return error{rule::backup_reason_unknown, "reason"};
  const auto& brand = in.state().setting.brand;
  if (terms.can(brand, brand_capability::lead_collect)) return backup_used{reason, backup_tool::collect};
  if (terms.can(brand, brand_capability::lead_plus)) return backup_used{reason, backup_tool::plus};
  return error{rule::brand_without_backup_tool, "session"};
}

template <class>
inline customer_released decide_release(linked_session in, std::optional<lead_request> captured) {
  return {in.current().id, in.current().customer, kind_of(in.state(), captured)};
}

template <class>
inline session evolve(session state, const session_started& event, const event_place& place) {
  state.id = std::string(place.record);
  state.entity = std::string(place.entity);
  state.outlet = event.outlet;
  state.user = event.user;
  state.setting = event.setting;
  state.step = 2;
  state.started_at = state.last_event_at = place.at;
  return state;
}

template <class>
inline session evolve(session state, const session_replaced&, const event_place& place) {
  state.ended_at = state.last_event_at = place.at;
  return state;
}

template <class>
inline session evolve(session state, const customer_linked& event, const event_place& place) {
  state.current = journey{event.journey, event.customer, place.at, {}, false, {}};
  state.step = 3;
  state.last_event_at = place.at;
  return state;
}

template <class>
inline session evolve(session state, const step_revisited& event, const event_place& place) {
  state.step = event.step;
  state.last_event_at = place.at;
  return state;
}

template <class>
inline session evolve(session state, const journey_advanced& event, const event_place& place) {
  if (state.current.has_value()) {
    auto& quotes = state.current->quotes;
    if (!detail::contains(quotes, event.quote)) quotes.push_back(event.quote);
    state.current->sent = state.current->sent || event.step == 5;
  }
  state.step = event.step;
  state.last_event_at = place.at;
  return state;
}

template <class>
inline session evolve(session state, const backup_used& event, const event_place& place) {
  state.backup = event.reason;
  state.last_event_at = place.at;
  return state;
}

template <class>
inline session evolve(session state, const customer_referred& event, const event_place& place) {
  if (state.current.has_value()) state.current->referrals.push_back({event.to, place.at});
  state.last_event_at = place.at;
  return state;
}

template <class>
inline session evolve(session state, const customer_released&, const event_place& place) {
  state.current.reset();
  state.backup = backup_reason::none;
  state.step = 2;
  state.last_event_at = place.at;
  return state;
}

template <class>
inline std::vector<std::string> missing_of(const session& state, const session_facts& facts) {
  std::vector<std::string> missing;
  if (state.ended_at.has_value() || facts.erased) return missing;
  // The fleet responsible goes on; so with a full count, as long as nothing was quoted in this journey.
  const bool with_fleet = kind_of(state) == journey_kind::fleet;
  const bool quotable = !with_fleet && !facts.fleet;
  switch (state.step) {
    case 2:
      if (!state.current.has_value()) missing.emplace_back("customer");
      if (facts.contacts_missing) missing.emplace_back("contacts");
      if (facts.consents_missing) missing.emplace_back("consents");
      break;
    case 3:
      if (facts.contacts_missing) missing.emplace_back("contacts");
      if (facts.consents_missing) missing.emplace_back("consents");
      // A test drive, a contact or news of a model need no configuration: that journey is ready for the release.
      if (!facts.quote.has_value() && !facts.captured.has_value() && quotable) {
        missing.emplace_back("configuration");
        missing.emplace_back("outlet");
      }
      break;
    case 4:
      if (with_fleet) break;
      if (facts.quote == quote_state::draft || facts.quote == quote_state::reworked) missing.emplace_back("offer");
      if (facts.quote == quote_state::draft || facts.quote == quote_state::reworked ||
          facts.quote == quote_state::issued)
        missing.emplace_back("sending");
      break;
    default: break;
  }
  return missing;
}

namespace detail {

template <class = void>
inline void add_quote_verbs(std::vector<std::string>& next, quote_state state, bool takes_codes) {
  if (state == quote_state::accepted || state == quote_state::withdrawn) return;
  next.emplace_back("basket.set");
  if (takes_codes) next.emplace_back("voucher.apply");
  next.emplace_back("quote.issue");
  if (state == quote_state::issued) next.emplace_back("quote.send");
  if (state == quote_state::sent) next.emplace_back("quote.accept");
  if (state != quote_state::draft && state != quote_state::reworked) next.emplace_back("quote.rework");
  next.emplace_back("quote.withdraw");
}

}  // namespace detail

template <class>
inline std::vector<std::string> next_of(const session& state, const session_facts& facts) {
  if (state.ended_at.has_value()) return {};
  std::vector<std::string> next;
  if (!state.current.has_value()) {
    next = {"session.start", "customer.search", "customer.create", "session.link"};
    if (state.step > 1) next.emplace_back("session.back");
    next.insert(next.end(), {"session.backup", "lead.capture"});
    return next;
  }
  if (facts.erased) return {"session.back", "session.release"};
  next = {"customer.update", "session.back"};
  if (facts.contacts_missing) next.emplace_back("customer.add_contact");
  if (facts.consents_missing) next.emplace_back("consent.record");
  if (!facts.contacts_missing && !facts.consents_missing && !facts.fleet && kind_of(state) != journey_kind::fleet)
    next.emplace_back("quote.open");
  if (facts.quote.has_value()) detail::add_quote_verbs(next, *facts.quote, facts.takes_codes);
  next.insert(next.end(), {"session.refer", "session.backup", "lead.capture", "session.release"});
  return next;
}

}  // namespace v1
}  // namespace dealerkit
