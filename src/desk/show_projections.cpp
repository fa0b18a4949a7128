// How the events of sessions, quotes and vouchers change what is kept for questions.
#include <algorithm>

#include "desk/projections.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace projections {

namespace {

template <class Event>
void apply_to_session(store::unit& unit, const place& where, const Event& event) {
  list_event(unit, where);
  const auto before = load<session>(unit, collections::sessions, where.record);
  save(unit, collections::sessions, where.record,
       evolve(before.value_or(session{}), event, event_place{where.record, where.entity, where.at, where.sequence}));
}

template <class Change>
void change_hands(store::unit& unit, const place& where, Change&& change) {
  if (where.user.empty()) return;
  const std::string id = joined(where.entity, where.user);
  auto hands = load<user_at_stand>(unit, collections::users_at_stand, id).value_or(user_at_stand{});
  change(hands);
  save(unit, collections::users_at_stand, id, hands);
}

// The newest first, each once, and not too many.
void put_first(std::vector<std::string>& recent, std::string_view id) {
  recent.erase(std::remove(recent.begin(), recent.end(), id), recent.end());
  recent.insert(recent.begin(), std::string(id));
  if (recent.size() > user_at_stand::recent_max) recent.resize(user_at_stand::recent_max);
}

}  // namespace

void apply(store::unit& unit, const place& where, const session_started& event) {
  apply_to_session(unit, where, event);
  change_hands(unit, where, [&](user_at_stand& hands) { hands.session = std::string(where.record); });
}

void apply(store::unit& unit, const place& where, const session_replaced& event) {
  apply_to_session(unit, where, event);
}

void apply(store::unit& unit, const place& where, const customer_linked& event) {
  apply_to_session(unit, where, event);
  change_hands(unit, where, [&](user_at_stand& hands) { put_first(hands.customers, event.customer); });
}

void apply(store::unit& unit, const place& where, const step_revisited& event) { apply_to_session(unit, where, event); }

void apply(store::unit& unit, const place& where, const journey_advanced& event) {
  apply_to_session(unit, where, event);
  if (event.step == 4) change_hands(unit, where, [&](user_at_stand& hands) { put_first(hands.quotes, event.quote); });
}

void apply(store::unit& unit, const place& where, const backup_used& event) { apply_to_session(unit, where, event); }

void apply(store::unit& unit, const place& where, const customer_referred& event) {
  apply_to_session(unit, where, event);
}

void apply(store::unit& unit, const place& where, const customer_released& event) {
  apply_to_session(unit, where, event);
}

// --- Quotes

namespace {

std::string day_text(std::string_view zone, instant at) {
  std::string text;
  append_date(text, time_zones::day_of(zone, at));
  return text;
}

// The part that stays; the events of an erased customer change it all the same.
template <class Event>
quote apply_to_quote(store::unit& unit, const place& where, const Event& event) {
  list_event(unit, where);
  const auto before = load<quote>(unit, collections::quotes, where.record);
  quote after =
      evolve(before.value_or(quote{}), event, event_place{where.record, where.entity, where.at, where.sequence});
  save(unit, collections::quotes, where.record, after);
  return after;
}

// The sealed part; of an erased customer nothing is kept.
template <class Event>
void apply_to_content(store::unit& unit, const place& where, const Event& event) {
  if (!unit.subject_alive(where.subject)) return;
  const auto before = load<quote_content>(unit, collections::quote_contents, where.record);
  save(unit, collections::quote_contents, where.record, evolve(before.value_or(quote_content{}), event), where.subject);
}

}  // namespace

void apply(store::unit& unit, const place& where, const quote_opened& event) {
  const quote after = apply_to_quote(unit, where, event);
  apply_to_content(unit, where, event);
  unit.index_ordered(indexes::quote_customer, after.customer, where.record);
  unit.index_ordered(indexes::quote_day, joined(after.entity, day_text(after.time_zone, where.at)), where.record);
}

void apply(store::unit& unit, const place& where, const basket_changed& event) {
  apply_to_quote(unit, where, event);
  apply_to_content(unit, where, event);
}

void apply(store::unit& unit, const place& where, const code_applied& event) {
  apply_to_quote(unit, where, event);
  apply_to_content(unit, where, event);
}

void apply(store::unit& unit, const place& where, const offer_issued& event) {
  const quote after = apply_to_quote(unit, where, event);
  apply_to_content(unit, where, event);
  if (unit.subject_alive(where.subject))
    save(unit, collections::offers, event.offer.number, event.document, where.subject);
  save(unit, collections::offer_counters, event.event, offer_counter{event.place});
  unit.index_ordered(indexes::quote_day, joined(after.entity, day_text(after.time_zone, where.at)), where.record);
}

void apply(store::unit& unit, const place& where, const offer_sent& event) {
  apply_to_quote(unit, where, event);
  apply_to_content(unit, where, event);
}

void apply(store::unit& unit, const place& where, const quote_accepted& event) { apply_to_quote(unit, where, event); }

void apply(store::unit& unit, const place& where, const rework_asked& event) {
  apply_to_quote(unit, where, event);
  apply_to_content(unit, where, event);
}

void apply(store::unit& unit, const place& where, const quote_withdrawn& event) { apply_to_quote(unit, where, event); }

// --- Vouchers

void apply(store::unit& unit, const place& where, const voucher_issued& event) {
  list_event(unit, where);
  // One a customer and show: decided before, and here a constraint of the store (QUO-15).
  if (!unit.claim_unique(indexes::voucher_holder, joined(event.event, event.customer), where.record)) return;
  save(unit, collections::vouchers, where.record,
       evolve(voucher{}, event, event_place{where.record, where.entity, where.at, where.sequence}));
  unit.index_ordered(indexes::voucher_customer, event.customer, where.record);
  if (!unit.subject_alive(where.subject)) return;
  if (!unit.claim_unique(indexes::voucher_code, event.code, where.record)) return;
  unit.save(collections::voucher_codes, where.record, event.code, where.subject);
}

void apply(store::unit& unit, const place& where, const voucher_redeemed& event) {
  list_event(unit, where);
  // Used once, on one order (QUO-17).
  if (!unit.claim_unique(indexes::voucher_use, where.record, joined(where.entity, event.use.order))) return;
  const auto before = load<voucher>(unit, collections::vouchers, where.record);
  save(unit, collections::vouchers, where.record,
       evolve(before.value_or(voucher{}), event, event_place{where.record, where.entity, where.at, where.sequence}));
}

void forget_quotes_of(store::unit& unit, std::string_view customer) {
  const auto listed = [&](store::index which) {
    std::vector<std::string> ids;
    unit.scan_ordered(which, customer, customer, [&](std::string_view key, std::string_view id) {
      if (key == customer) ids.emplace_back(id);
      return key == customer;
    });
    return ids;
  };
  for (const auto& id : listed(indexes::quote_customer)) {
    unit.remove(collections::quote_contents, id);
    const auto known = load<quote>(unit, collections::quotes, id);
    if (!known.has_value()) continue;
    for (const auto& one : known->offers) unit.remove(collections::offers, one.number);
  }
  for (const auto& id : listed(indexes::voucher_customer)) {
    std::string code;
    if (unit.load(collections::voucher_codes, id, code)) unit.release_unique(indexes::voucher_code, code, id);
    unit.remove(collections::voucher_codes, id);
  }
}

}  // namespace projections
}  // namespace v1
}  // namespace dealerkit
