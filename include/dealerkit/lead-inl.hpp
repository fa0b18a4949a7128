// Leads: the bodies of what lead.hpp declares. Included by it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dealerkit/lead.hpp"

namespace dealerkit {
inline namespace v1 {

namespace detail {

template <class = void>
[[nodiscard]] inline bool needs_outlet(lead_request request) noexcept {
  return request != lead_request::keep_me_informed;
}

template <class = void>
[[nodiscard]] inline bool has_request(const open_lead& known, lead_request wanted) noexcept {
  return contains(known.requests, wanted);
}

template <class = void>
[[nodiscard]] inline bool same_event(std::string_view a, std::string_view b) noexcept {
  return a.empty() || b.empty() || a == b;
}

template <class = void>
inline void add_models(std::vector<std::string>& known, const std::vector<std::string>& further) {
  for (const std::string& model : further)
    if (!contains(known, model)) known.push_back(model);
}

template <class = void>
inline void raise_score(std::optional<std::int64_t>& known, const std::optional<std::int64_t>& further) noexcept {
  if (further.has_value() && (!known.has_value() || *known < *further)) known = further;
}

template <class = void>
inline void transmit(lead_summary& summary, const lead_transmission& sent) {
  summary.entity = sent.entity;
  summary.outlet = sent.outlet;
  summary.owner = sent.owner;
  summary.transmitted_at = sent.at;
  summary.deadline = sent.deadline;
}

template <class = void>
[[nodiscard]] inline std::string responsible_for(const outlet& place, std::string_view brand) {
  const auto* manager = place.sales_managers.find(brand);
  return manager == nullptr ? std::string{} : *manager;
}

template <class = void>
[[nodiscard]] inline lead_transmission transmission_to(const outlet& place, std::string owner, const lead_terms& terms,
                                                       instant now) {
  return {place.entity, outlet_name(place), std::move(owner), now, deadline_of(now, terms)};
}

/// The destination of a lead. Rules, in order: outlet_unknown, those of decide_destination. Source: NET-04.
template <class = void>
[[nodiscard]] inline result<accepted> decide_lead_outlet(const std::optional<outlet>& place, std::string_view brand,
                                                         bool training) noexcept {
  if (!place.has_value()) return error{rule::outlet_unknown, "outlet"};
  if (const auto fine = decide_destination(*place, brand, training); !fine.ok())
    return error{fine.refusal().broken, "outlet"};
  return accepted{};
}

}  // namespace detail

/// A lead of the person may be met by what it asks for (LEA-16) or by where it was captured (JRN-06).
template <class>
inline const open_lead* find_duplicate(const std::vector<open_lead>& same_person, const new_lead& wanted,
                                       const lead_terms& terms, instant now) noexcept {
  const open_lead* found = nullptr;
  for (const open_lead& known : same_person) {
    if (now - known.created_at > std::chrono::days{terms.duplicate_window_days}) continue;
    const lead_tab tab = wanted.summary.tab;
    if (commercial(known.tab) != commercial(tab) || (!commercial(tab) && known.tab != tab)) continue;
    const bool same_show = wanted.summary.at_show && known.at_show && (known.of_destination || known.known_to_actor) &&
                           detail::same_event(wanted.summary.event, known.event);
    const bool same_request = known.of_destination && detail::has_request(known, wanted.handover.request);
    if (!same_show && !same_request) continue;
    if (found == nullptr || known.created_at < found->created_at ||
        (known.created_at == found->created_at && known.id < found->id))
      found = &known;
  }
  return found;
}

/// The outlet first: a model is only asked about where somebody can answer.
template <class>
inline result<accepted> decide_request(const capture_facts& facts, const new_lead& wanted) noexcept {
  const auto request = wanted.handover.request;
  if (facts.outlet_named && detail::needs_outlet(request))
    if (const auto fine = detail::decide_lead_outlet(facts.destination, wanted.summary.brand, facts.training);
        !fine.ok())
      return fine;
  for (const model_fact& model : facts.models)
    if (model.standing == model_standing::unknown) return error{rule::lead_model_unknown, "models"};
  for (const model_fact& model : facts.models) {
    if (model.standing == model_standing::unproved) continue;
    if (request == lead_request::test_drive && !model.test_drive)
      return error{rule::model_without_test_drive, "models"};
    if (request == lead_request::keep_me_informed && model.standing != model_standing::keep_me_informed)
      return error{rule::model_not_keep_me_informed, "models"};
  }
  return accepted{};
}

/// Refusals first, then one of two events.
template <class>
inline result<capture_decision> decide(const capture_facts& facts, const new_lead& wanted, const lead_terms& terms,
                                       instant now) {
  if (facts.identifier_in_use) return error{rule::lead_id_conflict, "id"};
  if (!facts.brand_known) return error{rule::brand_unknown, "brand"};
  if (!facts.tool_for_brand) return error{rule::lead_tool_not_for_brand, "tool"};
  if (const auto fine = decide_request(facts, wanted); !fine.ok()) return fine.refusal();
  const open_lead* known = find_duplicate(facts.same_person, wanted, terms, now);
  if (known != nullptr && now < known->last_event_at) return error{rule::instant_before_last_event, "at"};

  // From here on nothing refuses.
  const bool to_outlet = facts.destination.has_value() && detail::needs_outlet(wanted.handover.request);
  const bool at_once = to_outlet && wanted.summary.origin == lead_origin::local;
  std::optional<lead_transmission> sent;
  if (to_outlet) sent = detail::transmission_to(*facts.destination, wanted.summary.owner, terms, now);

  if (known != nullptr) {
    lead_attached attached{wanted.handover, std::nullopt, wanted.details};
    if (at_once && !known->transmitted) attached.transmission = sent;
    // What a stand is told of a lead that it does not know is what it would be told of a new one (ACC-02).
    if (sent.has_value()) {
      attached.handover.owner = sent->owner;
      if (at_once) attached.handover.deadline = sent->deadline;
    }
    return {{std::nullopt, std::move(attached)}};
  }
  lead_captured captured{wanted.summary, wanted.handover, wanted.details};
  auto& summary = captured.summary;
  summary.status = lead_status::fresh;
  summary.created_at = now;
  summary.transmitted_at.reset();
  summary.deadline.reset();
  if (at_once) {
    detail::transmit(summary, *sent);
  } else if (to_outlet) {
    summary.entity = sent->entity;
    summary.outlet = sent->outlet;
  } else {
    summary.outlet.clear();
    summary.owner.clear();
  }
  captured.handover.owner = summary.owner;
  captured.handover.deadline = summary.deadline;
  return {{std::move(captured), std::nullopt}};
}

/// Refusals first; a second transmission changes nothing.
template <class>
inline result<std::optional<lead_transmitted>> decide_transmission(const lead& known,
                                                                   const std::optional<outlet>& destination,
                                                                   bool training, const lead_terms& terms,
                                                                   instant now) {
  if (known.erased_at.has_value()) return error{rule::lead_erased, "lead"};
  if (known.summary.transmitted_at.has_value()) return std::optional<lead_transmitted>{};
  const auto requests = requests_of(known);
  if (!detail::any_of(requests, detail::needs_outlet<>)) return error{rule::lead_goes_to_no_outlet, "lead"};
  if (const auto fine = detail::decide_lead_outlet(destination, known.summary.brand, training); !fine.ok())
    return fine.refusal();
  return std::optional<lead_transmitted>{lead_transmitted{
      detail::transmission_to(*destination, detail::responsible_for(*destination, known.summary.brand), terms, now)}};
}

/// The summary is rebuilt from what was handed over, so that nothing that was added elsewhere shows.
template <class>
inline lead handed_over_by(const lead& known, std::string_view entity) {
  lead part;
  part.id = known.id;
  part.last_event_at = known.last_event_at;
  part.erased_at = known.erased_at;
  for (std::size_t i = 0; i < known.handovers.size(); ++i) {
    if (known.handovers[i].entity != entity || known.handovers[i].forgotten) continue;
    part.handovers.push_back(known.handovers[i]);
    if (i < known.details.size()) part.details.push_back(known.details[i]);
  }
  if (part.handovers.empty()) return part;
  const auto& first = part.handovers.front();
  auto& summary = part.summary;
  summary.entity = std::string(entity);
  summary.subject = known.summary.subject;
  summary.origin = first.origin;
  summary.tab = first.tab;
  summary.brand = known.summary.brand;
  summary.market = first.market;
  summary.kind = first.kind;
  summary.activity = first.activity;
  summary.event = first.event;
  summary.at_show = known.summary.at_show;
  summary.tracked_number = first.tracked_number;
  summary.created_at = first.received_at;
  for (const lead_handover& one : part.handovers) {
    detail::raise_score(summary.score, one.score);
    if (summary.outlet.empty()) summary.outlet = one.destination;
    if (summary.owner.empty()) summary.owner = one.owner;
    if (!summary.deadline.has_value() && one.deadline.has_value()) {
      summary.deadline = one.deadline;
      summary.transmitted_at = one.received_at;
    }
  }
  return part;
}

/// What the earliest capture has not is taken from the next.
template <class>
inline person prospect_of(const lead& known) {
  person found;
  bool first = true;
  for (const std::size_t place : in_captured_order(known)) {
    if (place >= known.details.size()) continue;
    const person& one = known.details[place].prospect;
    if (first) {
      found = one;
      first = false;
      continue;
    }
    for (const auto text : {&person::first_name, &person::last_name, &person::civility, &person::email, &person::mobile,
                            &person::phone, &person::language, &person::postal_code, &person::street, &person::city})
      if ((found.*text).empty()) found.*text = one.*text;
    found.consents.insert(found.consents.end(), one.consents.begin(), one.consents.end());
  }
  // By instant; answers of the same one stay in the order of capture, so that the later one holds.
  auto& consents = found.consents;
  for (std::size_t i = 1; i < consents.size(); ++i)
    for (std::size_t j = i; j > 0 && consents[j].at < consents[j - 1].at; --j) std::swap(consents[j], consents[j - 1]);
  return found;
}

// --- Evolving

/// Total: an event that decide() made always applies.
template <class>
inline lead evolve(lead known, const lead_captured& event, const event_place& place) {
  known.id = std::string(place.record);
  known.summary = event.summary;
  known.handovers = {event.handover};
  known.details = {event.details};
  detail::stamp(known.details.front().prospect, place.sequence);
  known.last_event_at = place.at;
  return known;
}

template <class>
inline lead evolve(lead known, const lead_attached& event, const event_place& place) {
  known.handovers.push_back(event.handover);
  known.details.push_back(event.details);
  detail::stamp(known.details.back().prospect, place.sequence);
  detail::raise_score(known.summary.score, event.handover.score);
  if (event.transmission.has_value()) detail::transmit(known.summary, *event.transmission);
  known.last_event_at = place.at;
  return known;
}

template <class>
inline lead evolve(lead known, const lead_models_added& event, const event_place& place) {
  for (std::size_t i = 0; i < known.handovers.size() && i < known.details.size(); ++i)
    if (known.handovers[i].id == event.handover && known.handovers[i].entity == event.entity)
      detail::add_models(known.details[i].models, event.models);
  known.last_event_at = place.at;
  return known;
}

template <class>
inline lead evolve(lead known, const lead_transmitted& event, const event_place& place) {
  detail::transmit(known.summary, event.transmission);
  known.last_event_at = place.at;
  return known;
}

template <class>
inline lead evolve(lead known, const lead_erased_event& event, const event_place& place) {
  known.id = std::string(place.record);
  known.summary = event.summary;
  known.handovers = event.handovers;
  known.details.clear();
  known.last_event_at = place.at;
  known.erased_at = place.at;
  return known;
}

template <class>
inline lead evolve(lead known, const lead_forgotten& event, const event_place& place) {
  for (lead_handover& one : known.handovers)
    if (one.entity == event.entity) one.forgotten = true;
  known.last_event_at = place.at;
  return known;
}

// --- Filters (LEA-07)

namespace detail {

// The parts of a list between commas, without blanks around them; one part where there is no comma.
template <class Visitor>
bool any_part(std::string_view list, Visitor&& fits) {
  while (true) {
    const auto comma = list.find(',');
    auto part = list.substr(0, comma);
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    if (fits(part)) return true;
    if (comma == std::string_view::npos) return false;
    list.remove_prefix(comma + 1);
  }
}

template <class = void>
[[nodiscard]] inline std::optional<std::int64_t> read_score(std::string_view text) noexcept {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 18) return std::nullopt;
  std::int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return negative ? -number : number;
}

template <class E>
[[nodiscard]] constexpr bool is_name_of(std::string_view text) noexcept {
  return any_of(enum_names<E>::list, [text](const auto& known) { return known.name == text; });
}

template <class = void>
[[nodiscard]] inline bool filter_value_known(lead_column column, std::string_view value) noexcept {
  switch (column) {
    case lead_column::status: return is_name_of<lead_status>(value);
    case lead_column::activity: return is_name_of<lead_activity>(value);
    case lead_column::kind: return is_name_of<customer_kind>(value);
    case lead_column::origin: return is_name_of<lead_origin>(value);
    case lead_column::tab: return is_name_of<lead_tab>(value);
    case lead_column::request: return is_name_of<lead_request>(value);
    case lead_column::score: return read_score(value).has_value();
    default: return true;
  }
}

template <class = void>
[[nodiscard]] inline bool column_is(const lead& known, lead_column column, std::string_view value) {
  const auto& summary = known.summary;
  switch (column) {
    case lead_column::brand: return summary.brand == value;
    case lead_column::outlet: return summary.outlet == value;
    case lead_column::owner: return summary.owner == value;
    case lead_column::status: return name_of(summary.status) == value;
    case lead_column::activity: return name_of(summary.activity) == value;
    case lead_column::kind: return name_of(summary.kind) == value;
    case lead_column::origin: return name_of(summary.origin) == value;
    case lead_column::tab: return name_of(summary.tab) == value;
    case lead_column::score: return summary.score.has_value() && summary.score == read_score(value);
    case lead_column::request: break;
  }
  const auto requests = requests_of(known);
  return any_of(requests, [&](lead_request one) { return name_of(one) == value; });
}

[[nodiscard]] constexpr bool asks_order(filter_operator how) noexcept {
  return how == filter_operator::less || how == filter_operator::at_most || how == filter_operator::greater ||
         how == filter_operator::at_least;
}

}  // namespace detail

/// Each part of a list is looked at.
template <class>
inline result<accepted> check_filter(const lead_filter& filter) noexcept {
  if (detail::asks_order(filter.how) && filter.column != lead_column::score)
    return error{rule::lead_filter_unknown, "operator"};
  const auto unknown = [&](std::string_view part) { return !detail::filter_value_known(filter.column, part); };
  const bool bad = filter.how == filter_operator::in ? detail::any_part(filter.value, unknown) : unknown(filter.value);
  if (bad) return error{rule::lead_filter_value_unknown, "value"};
  return accepted{};
}

/// The order of scores is that of numbers.
template <class>
inline bool meets(const lead& known, const lead_filter& filter) {
  switch (filter.how) {
    case filter_operator::equals: return detail::column_is(known, filter.column, filter.value);
    case filter_operator::not_equals: return !detail::column_is(known, filter.column, filter.value);
    case filter_operator::in:
      return detail::any_part(filter.value,
                              [&](std::string_view part) { return detail::column_is(known, filter.column, part); });
    default: break;
  }
  const auto bound = detail::read_score(filter.value);
  if (!known.summary.score.has_value() || !bound.has_value()) return false;
  const auto score = *known.summary.score;
  switch (filter.how) {
    case filter_operator::less: return score < *bound;
    case filter_operator::at_most: return score <= *bound;
    case filter_operator::greater: return score > *bound;
    default: return score >= *bound;
  }
}

}  // namespace v1
}  // namespace dealerkit
