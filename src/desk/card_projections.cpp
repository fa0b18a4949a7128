// How the events of cards change what is kept for questions.
#include "dealerkit/checks.hpp"
#include "desk/loyalty_parts.hpp"
#include "desk/projections.hpp"
#include "text/text.hpp"

namespace dealerkit {
inline namespace v1 {
namespace projections {

namespace {

std::string lowered(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

// Calls `use(index, value)` for everything that a holder's card is found by.
template <class Use>
void for_each_value(std::string_view entity, const card_holder& holder, Use&& use) {
  if (!holder.email.empty()) use(indexes::card_email, email_value(entity, holder.email));
  if (!holder.mobile.empty()) use(indexes::card_mobile, phone_value(entity, holder.mobile));
  if (!holder.vin.empty()) use(indexes::card_vin, joined(entity, holder.vin));
  if (!holder.last_name.empty()) use(indexes::card_name, name_value(entity, holder.first_name, holder.last_name));
}

// Writes a holder and moves the index entries from the old values to the new ones. Of an erased person nothing is kept.
void put_holder(store::unit& unit, std::string_view card, std::string_view entity, const store::subject_id& subject,
                const std::optional<card_holder>& before, const card_holder& after) {
  if (!unit.subject_alive(subject)) return;
  if (before.has_value())
    for_each_value(entity, *before,
                   [&](store::index which, const std::string& value) { unit.unindex_exact(which, value, card); });
  for_each_value(entity, after,
                 [&](store::index which, const std::string& value) { unit.index_exact(which, value, card); });
  save(unit, collections::card_holders, card, after, subject);
}

// Where the reminder that comes next stands: after the entity and its day (CRD-06).
std::string reminder_key(const card& known) {
  const auto number = static_cast<std::size_t>(known.reminders_due);
  if (number >= known.reminders.size()) return {};
  std::string day;
  append_date(day, reminder_day(known, number));
  return joined(known.entity, joined(day, known.id));
}

void put_card(store::unit& unit, const std::optional<card>& before, const card& after) {
  const std::string old_key = before.has_value() ? reminder_key(*before) : std::string{};
  const std::string new_key = reminder_key(after);
  if (old_key != new_key) {
    if (!old_key.empty()) unit.unindex_ordered(indexes::card_reminder, old_key, after.id);
    if (!new_key.empty()) unit.index_ordered(indexes::card_reminder, new_key, after.id);
  }
  save(unit, collections::cards, after.id, after);
}

template <class Event>
void apply_to_card(store::unit& unit, const place& where, const Event& event) {
  list_event(unit, where);
  const auto before = load<card>(unit, collections::cards, where.record);
  if (before.has_value()) put_card(unit, before, evolve(*before, event, where.at));
}

std::string invoice_key(const card_use_record& use) { return joined(use.card, joined(use.outlet, use.invoice)); }

}  // namespace

std::string code_value(std::string_view entity, std::string_view code) {
  return check_card_code(code).valid() ? std::string(code) : joined(entity, code);
}

void apply(store::unit& unit, const place& where, const operation_prepared& event) {
  list_event(unit, where);
  const operation known = evolve(operation{}, event, where.at);
  if (!known.form.empty() && !unit.claim_unique(indexes::operation_form, known.form, known.id)) return;
  save(unit, collections::operations, where.record, known);
}

void apply(store::unit& unit, const place& where, const form_card_given& event) {
  list_event(unit, where);
  const auto known = load<operation>(unit, collections::operations, where.record);
  if (known.has_value()) save(unit, collections::operations, where.record, evolve(*known, event, where.at));
}

void apply(store::unit& unit, const place& where, const card_created& event) {
  list_event(unit, where);
  const card after = evolve(card{}, event, where.at);
  const std::string code = code_value(after.entity, after.code);
  if (!unit.claim_unique(indexes::card_code, code, after.id)) return;  // taken: the caller has refused it
  if (code != after.code) unit.index_exact(indexes::card_number, after.code, after.id);
  put_card(unit, std::nullopt, after);
  put_holder(unit, after.id, after.entity, where.subject, std::nullopt, event.holder);
  unit.index_ordered(indexes::card_customer, after.customer, after.id);
  unit.index_ordered(indexes::card_entity, after.entity, after.id);
  if (after.from_form && unit.subject_alive(where.subject))
    (void)unit.claim_unique(indexes::form_email, joined(after.operation, lowered(event.holder.email)), after.id);
  if (auto from = load<operation>(unit, collections::operations, after.operation); from.has_value()) {
    ++from->cards;
    save(unit, collections::operations, after.operation, *from);
    // Headquarters sees the cards that it pays a share of (STL-04, STL-05).
    if (from->entity != after.entity && !after.cofunding_percent.zero())
      unit.index_ordered(indexes::card_entity, from->entity, after.id);
  }
}

void apply(store::unit& unit, const place& where, const card_completed& event) {
  apply_to_card(unit, where, event);
  const auto known = load<card>(unit, collections::cards, where.record);
  const auto before = load<card_holder>(unit, collections::card_holders, where.record);
  if (!known.has_value() || !before.has_value()) return;
  card_holder after = *before;
  if (!event.mobile.empty()) after.mobile = event.mobile;
  if (!event.vin.empty()) after.vin = event.vin;
  put_holder(unit, where.record, known->entity, where.subject, before, after);
}

void apply(store::unit& unit, const place& where, const card_used& event) {
  apply_to_card(unit, where, event);
  (void)unit.claim_unique(indexes::card_invoice, invoice_key(event.use), event.use.id);
  save(unit, collections::card_uses, event.use.id, event.use);
}

void apply(store::unit& unit, const place& where, const card_use_cancelled& event) {
  apply_to_card(unit, where, event);
  auto use = load<card_use_record>(unit, collections::card_uses, event.use);
  if (!use.has_value()) return;
  unit.release_unique(indexes::card_invoice, invoice_key(*use), use->id);
  use->cancelled = true;
  if (const auto known = load<card>(unit, collections::cards, where.record); known.has_value()) {
    use->cancelled_at = where.at;
    use->balance_restored = known->balance;
    use->held_then = held_at(*known, where.at);
  }
  save(unit, collections::card_uses, event.use, *use);
}

void apply(store::unit& unit, const place& where, const card_held& event) {
  apply_to_card(unit, where, event);
  save(unit, collections::card_holds, event.hold.id, hold_owner{std::string(where.record)});
}

void apply(store::unit& unit, const place& where, const card_hold_released& event) {
  apply_to_card(unit, where, event);
}
void apply(store::unit& unit, const place& where, const card_reminded& event) { apply_to_card(unit, where, event); }
void apply(store::unit& unit, const place& where, const card_wallet_made& event) { apply_to_card(unit, where, event); }

void forget_holders(store::unit& unit, std::string_view customer) {
  std::vector<std::string> cards;
  unit.scan_ordered(indexes::card_customer, customer, customer, [&](std::string_view key, std::string_view id) {
    if (key == customer) cards.emplace_back(id);
    return true;
  });
  for (const auto& id : cards) {
    const auto holder = load<card_holder>(unit, collections::card_holders, id);
    if (!holder.has_value()) continue;
    const auto discount = load<card>(unit, collections::cards, id);
    const auto loyal = discount.has_value() ? std::nullopt : load<loyalty_card>(unit, collections::loyalty_cards, id);
    const std::string& entity = discount.has_value() ? discount->entity : loyal.has_value() ? loyal->entity : id;
    for_each_value(entity, *holder,
                   [&](store::index which, const std::string& value) { unit.unindex_exact(which, value, id); });
    if (discount.has_value() && discount->from_form)
      unit.release_unique(indexes::form_email, joined(discount->operation, lowered(holder->email)), id);
    unit.remove(collections::card_holders, id);
  }
}

// --- Loyalty

namespace {

// Writes a card, which puts aside what later events do not ask for: at the same instants when it happens and when it is
// replayed, so that the bytes are the same.
void put_loyalty(store::unit& unit, const place& where, loyalty_parts& parts, loyalty_card known,
                 const std::optional<std::chrono::year_month_day>& last_outside = {}) {
  parts.add(put_aside(known, where.at, last_outside));
  parts.keep_later(known.account);
  parts.write();
  save(unit, collections::loyalty_cards, where.record, known);
}

// `spent`: how many units the change takes out. `last_outside`: as of put_aside().
template <class Change>
void change_loyalty(store::unit& unit, const place& where, std::int64_t spent, Change&& change,
                    const std::optional<std::chrono::year_month_day>& last_outside = {}) {
  list_event(unit, where);
  auto known = load<loyalty_card>(unit, collections::loyalty_cards, where.record);
  if (!known.has_value()) return;
  loyalty_parts parts(unit, where.record);
  parts.bring_in(known->account, where.at, spent);
  put_loyalty(unit, where, parts, change(std::move(*known)), last_outside);
}

void put_transaction(store::unit& unit, const loyalty_transaction& done) {
  (void)unit.claim_unique(indexes::loyalty_invoice, joined(done.card, done.invoice), done.id);
  save(unit, collections::loyalty_transactions, done.id, done);
}

}  // namespace

void apply(store::unit& unit, const place& where, const programme_defined& event) {
  list_event(unit, where);
  programme known = event.after;
  known.last = where.at;
  std::string start;
  append_date(start, known.start);
  unit.index_ordered(indexes::programme_outlet, joined(known.outlet, start), known.id);
  save(unit, collections::programmes, where.record, known);
}

void apply(store::unit& unit, const place& where, const programme_ended& event) {
  list_event(unit, where);
  auto known = load<programme>(unit, collections::programmes, where.record);
  if (!known.has_value()) return;
  known->end = event.end;
  known->last = where.at;
  save(unit, collections::programmes, where.record, *known);
}

void apply(store::unit& unit, const place& where, const loyalty_card_created& event) {
  list_event(unit, where);
  const loyalty_card after = evolve(loyalty_card{}, event, where.at);
  if (!unit.claim_unique(indexes::loyalty_code, code_value(after.entity, after.code), after.id)) return;
  save(unit, collections::loyalty_cards, after.id, after);
  put_holder(unit, after.id, after.entity, where.subject, std::nullopt, event.holder);
  unit.index_ordered(indexes::card_customer, after.customer, after.id);
  unit.index_ordered(indexes::loyalty_outlet, after.outlet, after.id);
}

void apply(store::unit& unit, const place& where, const loyalty_holder_changed& event) {
  change_loyalty(unit, where, 0, [&](loyalty_card known) {
    put_holder(unit, known.id, known.entity, where.subject, event.before, event.after);
    return evolve(std::move(known), event, where.at);
  });
}

void apply(store::unit& unit, const place& where, const loyalty_moved_event& event) {
  const auto change = [&](loyalty_card known) { return evolve(std::move(known), event, where.at); };
  change_loyalty(unit, where, event.transaction.deducted, change, outside_window(event.transaction));
  put_transaction(unit, event.transaction);
}

void apply(store::unit& unit, const place& where, const loyalty_moved_event& event, const loyalty_card& after) {
  const auto last_outside = outside_window(event.transaction);
  list_event(unit, where);
  if (after.account.credits.size() > loyalty_parts::credits_max || has_to_put_aside(after, where.at, last_outside)) {
    loyalty_parts parts(unit, where.record);
    put_loyalty(unit, where, parts, after, last_outside);
  } else {
    save(unit, collections::loyalty_cards, where.record, after);  // as nearly always
  }
  put_transaction(unit, event.transaction);
}

void apply(store::unit& unit, const place& where, const loyalty_taken_back& event) {
  list_event(unit, where);
  const auto of = load<loyalty_transaction>(unit, collections::loyalty_transactions, event.transaction);
  auto known = load<loyalty_card>(unit, collections::loyalty_cards, where.record);
  if (!of.has_value() || !known.has_value()) return;
  loyalty_parts parts(unit, where.record);
  parts.bring_all_in(known->account);
  // What is taken back comes out of the credit itself first, expired or not (LOY-13). What is given back to others that
  // have expired is put aside with them.
  if (event.taken_back > 0 && of->credit > 0 && known->account.expired > 0)
    if (const auto credit = parts.take_credit(of->credit); credit.has_value()) bring_back(known->account, *credit);
  known = evolve(std::move(*known), event, *of, where.at);
  const loyalty_transaction after = evolve(*of, event, *known, where.at);
  put_loyalty(unit, where, parts, std::move(*known));
  if (event.cancelled) unit.release_unique(indexes::loyalty_invoice, joined(of->card, of->invoice), of->id);
  save(unit, collections::loyalty_transactions, of->id, after);
}

void apply(store::unit& unit, const place& where, const loyalty_adjusted& event) {
  change_loyalty(unit, where, event.units < 0 ? -event.units : 0,
                 [&](loyalty_card known) { return evolve(std::move(known), event, where.at); });
}
void apply(store::unit& unit, const place& where, const loyalty_wallet_made& event) {
  change_loyalty(unit, where, 0, [&](loyalty_card known) { return evolve(std::move(known), event, where.at); });
}

// --- Settlement

namespace {

std::string due_key(std::string_view payer, const claim& known) {
  std::string day;
  append_date(day, known.due_on);
  return joined(payer, joined(day, known.id));
}

// The entity that pays: the one that prepared the operation.
std::string payer_of(store::unit& unit, const claim& known) {
  const auto from = load<operation>(unit, collections::operations, known.operation);
  return from.has_value() ? from->entity : std::string{};
}

}  // namespace

void apply(store::unit& unit, const place& where, const claim_raised& event) {
  list_event(unit, where);
  const claim known = evolve(claim{}, event, where.at);
  const std::string payer = payer_of(unit, known);
  unit.index_ordered(indexes::claim_entity, known.entity, known.id);
  unit.index_ordered(indexes::claim_payer, payer, known.id);
  unit.index_ordered(indexes::claim_due, due_key(payer, known), known.id);
  save(unit, collections::claims, where.record, known);
}

void apply(store::unit& unit, const place& where, const claim_closed_event& event) {
  list_event(unit, where);
  const auto known = load<claim>(unit, collections::claims, where.record);
  if (!known.has_value()) return;
  unit.unindex_ordered(indexes::claim_due, due_key(payer_of(unit, *known), *known), known->id);
  save(unit, collections::claims, where.record, evolve(*known, event, where.at));
}

void apply(store::unit& unit, const place& where, const payment_run_created& event) {
  list_event(unit, where);
  const payment_run known = evolve(payment_run{}, event, where.at);
  for (const auto& payment : known.payments)
    for (const auto& id : payment.claims) {
      const auto one = load<claim>(unit, collections::claims, id);
      if (!one.has_value()) continue;
      unit.unindex_ordered(indexes::claim_due, due_key(payer_of(unit, *one), *one), id);
      save(unit, collections::claims, id, evolve(*one, event, where.at));
    }
  save(unit, collections::payment_runs, where.record, known);
}

void apply(store::unit& unit, const place& where, const payment_run_paid& event) {
  list_event(unit, where);
  const auto known = load<payment_run>(unit, collections::payment_runs, where.record);
  if (!known.has_value()) return;
  for (const auto& payment : known->payments)
    for (const auto& id : payment.claims)
      if (const auto one = load<claim>(unit, collections::claims, id); one.has_value())
        save(unit, collections::claims, id, evolve(*one, event, where.at));
  save(unit, collections::payment_runs, where.record, evolve(*known, event, where.at));
}

}  // namespace projections
}  // namespace v1
}  // namespace dealerkit
