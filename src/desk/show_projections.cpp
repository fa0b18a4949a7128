// How the events of sessions, quotes and vouchers change what is kept for questions.
#include <algorithm>

#include "desk/projections.hpp"

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

void apply(store::unit& unit, const place& where, const step_revisited& event) {
  apply_to_session(unit, where, event);
}

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

}  // namespace projections
}  // namespace v1
}  // namespace dealerkit
