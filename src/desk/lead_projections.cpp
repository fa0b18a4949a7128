// What is kept of leads and devices so that questions are fast.
#include <algorithm>
#include <utility>

#include "desk/projections.hpp"

namespace dealerkit {
inline namespace v1 {
namespace projections {

namespace {

using index_values = std::vector<std::pair<store::index, std::string>>;

template <class Value>
void sort_unique(std::vector<Value>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

void add_ways_to_reach(index_values& values, std::string_view entity, const person& one) {
  if (!one.email.empty()) values.emplace_back(indexes::lead_email, email_value(entity, one.email));
  if (!one.mobile.empty()) values.emplace_back(indexes::lead_phone, phone_value(entity, one.mobile));
  if (!one.phone.empty()) values.emplace_back(indexes::lead_phone, phone_value(entity, one.phone));
}

// What a lead is found by: by its own entity through everything that is known of the person, by one that handed it
// over through what that one gave.
index_values values_of(const lead& known) {
  index_values values;
  for (std::size_t i = 0; i < known.details.size() && i < known.handovers.size(); ++i) {
    add_ways_to_reach(values, known.summary.entity, known.details[i].prospect);
    if (known.handovers[i].forgotten) continue;
    add_ways_to_reach(values, known.handovers[i].entity, known.details[i].prospect);
    // Whose addresses change later is still found by the customer that the lead was made from.
    if (!known.details[i].customer.empty())
      values.emplace_back(indexes::lead_email,
                          lead_customer_value(known.handovers[i].entity, known.details[i].customer));
  }
  sort_unique(values);
  return values;
}

std::vector<std::string> list_keys_of(const lead& known) {
  std::vector<std::string> keys{lead_list_key(known, known.summary.entity)};
  for (const auto& one : known.handovers)
    if (!one.forgotten) keys.push_back(lead_list_key(known, one.entity));
  sort_unique(keys);
  return keys;
}

void put_lead(store::unit& unit, const place& where, const std::optional<lead>& before, const lead& after) {
  const auto old_values = before.has_value() ? values_of(*before) : index_values{};
  const auto new_values = values_of(after);
  for (const auto& value : old_values)
    if (!std::binary_search(new_values.begin(), new_values.end(), value))
      unit.unindex_exact(value.first, value.second, where.record);
  for (const auto& value : new_values)
    if (!std::binary_search(old_values.begin(), old_values.end(), value))
      unit.index_exact(value.first, value.second, where.record);
  const auto old_keys = before.has_value() ? list_keys_of(*before) : std::vector<std::string>{};
  const auto new_keys = list_keys_of(after);
  for (const auto& key : old_keys)
    if (!std::binary_search(new_keys.begin(), new_keys.end(), key))
      unit.unindex_ordered(indexes::lead_list, key, where.record);
  for (const auto& key : new_keys)
    if (!std::binary_search(old_keys.begin(), old_keys.end(), key))
      unit.index_ordered(indexes::lead_list, key, where.record);
  // A tombstone holds nothing personal and must outlive the subject's key.
  save(unit, collections::leads, where.record, after,
       after.erased_at.has_value() ? store::subject_id{} : where.subject);
}

template <class Event>
void apply_to_lead(store::unit& unit, const place& where, const Event& event) {
  list_event(unit, where);
  // A rebuild meets the events of an erased person without their personal part: only the tombstone remains to be made.
  constexpr bool makes_tombstone = std::is_same_v<Event, lead_erased_event>;
  if (!makes_tombstone && !unit.subject_alive(where.subject)) return;
  const auto before = load<lead>(unit, collections::leads, where.record);
  put_lead(unit, where, before,
           evolve(before.value_or(lead{}), event, event_place{where.record, where.entity, where.at, where.sequence}));
}

// Kept whatever becomes of the person. The lead's own entity can ask for it by the identifier of who handed it over,
// apart from its own identifiers; of two equal ones the first.
void keep_handover(store::unit& unit, const place& where, const lead_handover& one) {
  const handover_place here{std::string(where.record)};
  save(unit, collections::handovers, joined(one.entity, one.id), here);
  if (where.entity == one.entity) return;
  const std::string received = received_handover_key(where.entity, one.id);
  if (!load<handover_place>(unit, collections::handovers, received).has_value())
    save(unit, collections::handovers, received, here);
}

}  // namespace

std::string lead_customer_value(std::string_view entity, std::string_view customer) {
  return joined(entity, "<" + std::string(customer));  // no e-mail address begins so
}

std::string received_handover_key(std::string_view entity, std::string_view id) {
  return joined(entity, "<" + std::string(id));  // no identifier begins so
}

std::string lead_list_key(const lead& known, std::string_view entity) {
  instant since = known.summary.created_at;
  if (known.summary.entity != entity)
    for (const auto& one : known.handovers)
      if (one.entity == entity && !one.forgotten) {
        since = one.received_at;
        break;
      }
  return joined(entity, sequence_key(since.time_since_epoch().count()));
}

std::vector<std::string> user_places(const user& person) {
  std::vector<std::string> keys{joined(person.entity, {})};
  const auto add = [&](const std::string& outlet) {
    if (!outlet.empty()) keys.push_back(joined(person.entity, outlet));
  };
  add(person.main_outlet);
  for (const auto& grant : person.roles) add(grant.outlet);
  for (const auto& share : person.shares) add(share.outlet);
  sort_unique(keys);
  return keys;
}

void apply(store::unit& unit, const place& where, const lead_captured& event) {
  keep_handover(unit, where, event.handover);
  apply_to_lead(unit, where, event);
}

void apply(store::unit& unit, const place& where, const lead_attached& event) {
  keep_handover(unit, where, event.handover);
  apply_to_lead(unit, where, event);
}

void apply(store::unit& unit, const place& where, const lead_models_added& event) { apply_to_lead(unit, where, event); }

void apply(store::unit& unit, const place& where, const lead_transmitted& event) { apply_to_lead(unit, where, event); }

void apply(store::unit& unit, const place& where, const lead_erased_event& event) { apply_to_lead(unit, where, event); }

void apply(store::unit& unit, const place& where, const lead_forgotten& event) { apply_to_lead(unit, where, event); }

void apply(store::unit& unit, const place& where, const device_enrolled& event) {
  list_event(unit, where);
  const std::string id = joined(where.entity, event.id);
  save(unit, collections::devices, id,
       evolve(device{}, event, event_place{where.record, where.entity, where.at, where.sequence}));
}

}  // namespace projections
}  // namespace v1
}  // namespace dealerkit
