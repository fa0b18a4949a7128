// How each event changes what is kept for questions; the same code when it happens and when it is replayed.
#include "desk/projections.hpp"

#include <algorithm>
#include <array>

#include "text/text.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace projections {

namespace {

constexpr char separator = '\x1f';  // never part of an entity's code or of a checked value

std::string lower_ascii(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lowered;
}

// Everything a customer is found by: (index, value) pairs, sorted so that two states can be compared.
using index_value = std::pair<store::index, std::string>;
using index_values = std::vector<index_value>;

void add_person(index_values& values, std::string_view entity, const person& one) {
  if (!one.email.empty()) values.emplace_back(indexes::customer_email, email_value(entity, one.email));
  if (!one.mobile.empty()) values.emplace_back(indexes::customer_phone, phone_value(entity, one.mobile));
  if (!one.phone.empty()) values.emplace_back(indexes::customer_phone, phone_value(entity, one.phone));
  if (!one.first_name.empty() && !one.last_name.empty())
    values.emplace_back(indexes::customer_name, name_value(entity, one.first_name, one.last_name));
}

index_values values_of(const customer& known) {
  index_values values;
  const auto& details = known.details;
  if (known.kind == customer_kind::b2c) {
    add_person(values, known.entity, details.holder);
  } else {
    if (!details.business.vat.empty() && !details.business.vat_unknown)
      values.emplace_back(indexes::customer_vat, vat_value(known.entity, details.business.vat));
    for (const auto& contact : details.contacts) add_person(values, known.entity, contact);
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

std::string owner_key(const customer& known) { return joined(known.entity, known.owner); }

// Writes a customer and moves its index entries from the old state's values to the new one's.
void put_customer(store::unit& unit, const place& where, const std::optional<customer>& before, const customer& after) {
  const index_values old_values = before.has_value() ? values_of(*before) : index_values{};
  const index_values new_values = values_of(after);
  const std::string old_line = before.has_value() ? codec::bytes_of(line_of(*before)) : std::string{};
  const std::string new_line = codec::bytes_of(line_of(after));
  const auto is_in = [](const index_values& values, const index_value& value) {
    return std::binary_search(values.begin(), values.end(), value);
  };
  for (const auto& value : old_values)
    if (!is_in(new_values, value)) unit.unindex_exact(value.first, value.second, where.record);
  for (const auto& value : new_values) {
    const bool as_before = is_in(old_values, value);
    if (value.first == indexes::customer_name) {
      if (!as_before || old_line != new_line)
        unit.index_line(value.first, value.second, where.record, new_line, where.subject);
    } else if (!as_before) {
      unit.index_exact(value.first, value.second, where.record);
    }
  }
  if (!before.has_value() || owner_key(*before) != owner_key(after)) {
    if (before.has_value()) unit.unindex_ordered(indexes::customer_owner, owner_key(*before), where.record);
    unit.index_ordered(indexes::customer_owner, owner_key(after), where.record);
  }
  // A tombstone holds nothing personal and must outlive the subject's key.
  save(unit, collections::customers, where.record, after,
       after.erased_at.has_value() ? store::subject_id{} : where.subject);
}

// Every event can be listed by its record.
template <class Event>
void apply_to_customer(store::unit& unit, const place& where, const Event& event) {
  list_event(unit, where);
  // A rebuild meets the events of an erased person without their personal part: only the tombstone remains to be made.
  constexpr bool makes_tombstone = std::is_same_v<Event, customer_erased_event>;
  if (!makes_tombstone && !unit.subject_alive(where.subject)) return;
  const auto before = load_customer(unit, where.record);
  put_customer(
      unit, where, before,
      evolve(before.value_or(customer{}), event, event_place{where.record, where.entity, where.at, where.sequence}));
}

// The day in the time zone of the outlet where it happened.
std::string day_at(store::unit& unit, const place& where) {
  const auto stands = load<outlet>(unit, collections::outlets, where.outlet);
  std::string day;
  append_date(day, time_zones::day_of(stands.has_value() ? stands->time_zone : "UTC", where.at));
  return day;
}

// The counters of a user's day, of the day in the outlet's time zone.
template <class Change>
void count_quality(store::unit& unit, const place& where, Change&& change) {
  if (where.user.empty()) return;
  const std::string day = day_at(unit, where);
  const std::string id = joined(where.entity, joined(day, where.user));
  auto counts = load<quality_counts>(unit, collections::quality, id).value_or(quality_counts{});
  counts.day = day;
  counts.user = std::string(where.user);
  change(counts);
  save(unit, collections::quality, id, counts);
}

void count_answer(quality_counts& counts, const consent_record& record) {
  if (record.answer == consent_answer::not_asked || record.withdrawal) return;
  ++counts.consents_answered;
  const auto* asked = counts.asked.find(record.purpose);
  counts.asked.set(record.purpose, (asked == nullptr ? 0 : *asked) + 1);
  const auto* yes = counts.yes.find(record.purpose);
  const std::int64_t so_far = yes == nullptr ? 0 : *yes;
  counts.yes.set(record.purpose, so_far + (record.answer == consent_answer::yes ? 1 : 0));
}

}  // namespace

void list_event(store::unit& unit, const place& where) {
  unit.index_ordered(indexes::event_record, where.record, sequence_key(where.sequence));
}

std::string joined(std::string_view entity, std::string_view rest) {
  std::string key;
  key.reserve(entity.size() + rest.size() + 1);
  key += entity;
  key += separator;
  key += rest;
  return key;
}

std::string sequence_key(std::int64_t sequence) {
  std::string key(8, '\0');
  auto rest = static_cast<std::uint64_t>(sequence);
  for (std::size_t i = 8; i-- > 0; rest >>= 8) key[i] = static_cast<char>(rest);
  return key;
}

std::int64_t sequence_of(std::string_view key) noexcept {
  std::uint64_t sequence = 0;
  for (const char c : key) sequence = (sequence << 8) | static_cast<std::uint8_t>(c);
  return key.size() == 8 ? static_cast<std::int64_t>(sequence) : 0;
}

std::string email_value(std::string_view entity, std::string_view email) { return joined(entity, lower_ascii(email)); }
std::string vat_value(std::string_view entity, std::string_view vat) { return joined(entity, vat); }
std::string phone_value(std::string_view entity, std::string_view phone) { return joined(entity, phone); }
std::string name_value(std::string_view entity, std::string_view first, std::string_view last) {
  std::string first_key;
  std::string last_key;
  text::name_sort_key(first, first_key);
  text::name_sort_key(last, last_key);
  return joined(entity, std::to_string(first_key.size()) + separator + first_key + last_key);
}

customer_line line_of(const customer& known) {
  return {known.kind, shown_name(known), std::string(shown_email(known)), usable(known)};
}

std::string index_form() { return std::string(text::collation_version()) + "; lines 1; codes 1; accounts 1"; }

std::optional<customer> load_customer(store::unit& unit, std::string_view id) {
  return load<customer>(unit, collections::customers, id);
}

void apply(store::unit& unit, const place& where, const brand_registered& event) {
  list_event(unit, where);
  save(unit, collections::brands, where.record, event.after);
}

void apply(store::unit& unit, const place& where, const entity_loaded& event) {
  list_event(unit, where);
  if (event.before.has_value() && event.before->vat != event.after.vat)
    unit.release_unique(indexes::entity_vat, event.before->vat, where.record);
  // Whether the number is free was decided before; here the promise becomes a constraint of the store.
  if (!unit.claim_unique(indexes::entity_vat, event.after.vat, where.record)) return;
  save(unit, collections::entities, where.record, event.after);
}

void apply(store::unit& unit, const place& where, const outlet_changed& event) {
  list_event(unit, where);
  if (event.before.has_value())
    for (const auto& sold : event.before->brands) unit.unindex_ordered(indexes::outlet_brand, sold, where.record);
  for (const auto& sold : event.after.brands) unit.index_ordered(indexes::outlet_brand, sold, where.record);
  save(unit, collections::outlets, where.record, event.after);
}

void apply(store::unit& unit, const place& where, const user_changed& event) {
  list_event(unit, where);
  if (event.before.has_value())
    for (const auto& key : user_places(*event.before)) unit.unindex_ordered(indexes::user_place, key, where.record);
  for (const auto& key : user_places(event.after)) unit.index_ordered(indexes::user_place, key, where.record);
  save(unit, collections::users, where.record, event.after);
}

void apply(store::unit& unit, const place& where, const portfolio_transferred& event) {
  list_event(unit, where);
  std::vector<std::string> moved;
  const std::string from = joined(where.entity, event.from);
  unit.scan_ordered(indexes::customer_owner, from, from, [&](std::string_view key, std::string_view id) {
    if (key == from) moved.emplace_back(id);
    return key == from;
  });
  for (const auto& id : moved) {
    auto before = load_customer(unit, id);
    if (!before.has_value() || before->erased_at.has_value()) continue;  // a tombstone is nobody's to pass on
    customer after = *before;
    after.owner = event.to;
    place at_customer = where;
    at_customer.record = id;
    at_customer.subject = id_of<customer>::parse(id).bytes();
    put_customer(unit, at_customer, before, after);
  }
}

void apply(store::unit& unit, const place& where, const policy_loaded& event) {
  list_event(unit, where);
  save(unit, collections::policies, "current", event.after);
}

void apply(store::unit& unit, const place& where, const customer_created& event) {
  apply_to_customer(unit, where, event);
  unit.index_ordered(indexes::customer_day, joined(where.entity, day_at(unit, where)), where.record);
  count_quality(unit, where, [&](quality_counts& counts) {
    ++counts.customers_created;
    counts.emails_confirmed += event.emails_confirmed;
    counts.placeholders_used += event.vat_unknown ? 1 : 0;
    for (const auto& record : event.consents) count_answer(counts, record);
  });
}

void apply(store::unit& unit, const place& where, const customer_changed& event) {
  apply_to_customer(unit, where, event);
  if (event.emails_confirmed == 0 && event.placeholders_used == 0) return;
  count_quality(unit, where, [&](quality_counts& counts) {
    counts.emails_confirmed += event.emails_confirmed;
    counts.placeholders_used += event.placeholders_used;
  });
}

void apply(store::unit& unit, const place& where, const effects_acknowledged&) { list_event(unit, where); }

void apply(store::unit& unit, const place& where, const contact_added& event) {
  apply_to_customer(unit, where, event);
  count_quality(unit, where, [&](quality_counts& counts) {
    counts.emails_confirmed += event.emails_confirmed;
    for (const auto& record : event.consents) count_answer(counts, record);
  });
}

void apply(store::unit& unit, const place& where, const customer_selected& event) {
  apply_to_customer(unit, where, event);
}

void apply(store::unit& unit, const place& where, const consent_given& event) {
  apply_to_customer(unit, where, event);
  count_quality(unit, where, [&](quality_counts& counts) { count_answer(counts, event.record); });
}

void apply(store::unit& unit, const place& where, const account_confirmed& event) {
  apply_to_customer(unit, where, event);
}

void apply(store::unit& unit, const place& where, const customer_exported& event) {
  apply_to_customer(unit, where, event);
}

void apply(store::unit& unit, const place& where, const customer_erased_event& event) {
  forget_quotes_of(unit, where.record);
  forget_holders(unit, where.record);
  apply_to_customer(unit, where, event);
}

}  // namespace projections
}  // namespace v1
}  // namespace dealerkit
