// Uses of cards, holds, cancels, reminders, wallets (CRD-06, CRD-09 to CRD-15, CRD-17, CRD-18, CRD-21).
#include <algorithm>

#include "dealerkit/checks.hpp"
#include "desk/cards.hpp"
#include "desk/customer_forms.hpp"
#include "desk/handlers.hpp"
#include "text/text.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

namespace {

namespace collections = projections::collections;
namespace indexes = projections::indexes;

using cards::euros;

// An invoice whose form is in order.
struct checked_invoice {
  std::string number;
  std::int64_t amount = 0;
  invoice_purpose purpose = invoice_purpose::after_sales;
  std::string repair_type;
  std::optional<std::int64_t> odometer_km;
};

checked_invoice check_invoice(work& job, const card_invoice& typed) {
  checked_invoice made;
  made.number = forms::trimmed(typed.number);
  if (made.number.empty()) job.refuse(rule::invoice_number_missing, "invoice.number");
  if (typed.amount.has_value())
    made.amount = cards::cents_of(job, *typed.amount, "invoice.amount").value_or(0);
  else
    job.refuse(rule::invoice_amount_not_positive, "invoice.amount");
  made.purpose = typed.purpose.value_or(invoice_purpose::after_sales);
  made.repair_type = forms::trimmed(typed.repair_type);
  made.odometer_km = typed.odometer_km;
  if (typed.odometer_km.has_value() && (*typed.odometer_km < 0 || *typed.odometer_km > cards::odometer_km_max))
    job.refuse(rule::odometer_out_of_range, "invoice.odometer_km");
  return made;
}

// What completes a holder (CRD-11): only what was missing is taken.
card_completed check_completion(work& job, const std::optional<card_completion>& typed) {
  card_completed made;
  if (!typed.has_value()) return made;
  if (!typed->mobile.empty()) {
    const auto number = check_phone(typed->mobile, job.place->address.country, phone_form::any);
    if (number.valid())
      made.mobile = std::string(number.normalized());
    else
      job.refuse(number.broken, "complete.mobile");
  }
  if (!typed->vin.empty()) {
    const checked vin = check_vin(typed->vin);
    if (vin.valid())
      made.vin = std::string(vin.normalized());
    else
      job.refuse(vin.broken, "complete.vin");
  }
  return made;
}

std::string invoice_key(std::string_view card, std::string_view outlet, std::string_view number) {
  return projections::joined(card, projections::joined(outlet, number));
}

// The use of this invoice at this outlet that stands, if there is one (CRD-12).
std::optional<card_use_record> use_of_invoice(work& job, const card& known, std::string_view number) {
  std::string id;
  if (!job.unit.find_unique(indexes::card_invoice, invoice_key(known.id, job.place_name, number), id))
    return std::nullopt;
  return projections::load<card_use_record>(job.unit, collections::card_uses, id);
}

// Whether a request asks for what an earlier one got. Without a discount it asks for all that the card's mode gave.
bool same_values(const card_use_record& earlier, const checked_invoice& invoice,
                 const std::optional<std::int64_t>& discount, bool credit_loyalty, std::string_view hold) {
  return earlier.amount == invoice.amount && earlier.purpose == invoice.purpose &&
         earlier.repair_type == invoice.repair_type && earlier.odometer_km == invoice.odometer_km &&
         earlier.hold == hold && discount.value_or(earlier.offered) == earlier.discount &&
         credit_loyalty == !earlier.loyalty_transaction.empty();
}

use_view view_of_use(const card_use_record& use) {
  use_view shown;
  shown.id = use.id;
  shown.discount = euros(use.discount);
  shown.forfeited = euros(use.forfeited);
  shown.balance = euros(use.balance);
  if (!use.claim.empty()) shown.claim = claim_brief{use.claim, euros(use.claim_amount)};
  if (!use.loyalty_transaction.empty()) shown.loyalty_transaction = use.loyalty_transaction;
  return shown;
}

// A refusal with the smallest change that would make it pass (CRD-23).
bool refuse_use(work& job, const error& refusal, const card& known, const card_facts& facts,
                const card_purchase& wanted) {
  const auto helps = remedy_of(facts, wanted, refusal.broken);
  work::arguments args;
  const auto day = [](std::chrono::year_month_day date) {
    std::string text;
    append_date(text, date);
    return text;
  };
  if (helps.from.has_value()) args.emplace_back("from", day(known.valid_from));
  if (helps.invoice.has_value()) args.emplace_back("invoice", euros(*helps.invoice));
  if (helps.discount.has_value()) args.emplace_back("discount", euros(*helps.discount));
  if (helps.released.has_value()) args.emplace_back("released", euros(*helps.released));
  if (refusal.broken == rule::card_expired) args.emplace_back("until", day(known.valid_until));
  if (refusal.broken == rule::card_leftover_refused)
    args.emplace_back("missing", euros(known.balance - wanted.invoice));
  return job.refuse(refusal, std::move(args));
}

// The claim of a use (STL-01): of a national, co-funded card that is real.
void raise_claim(work& job, const card& known, card_use_record& use) {
  if (known.cofunding_percent.zero() || known.simulated) return;
  const auto amount = claim_of(use.discount, known.cofunding_percent);
  if (!amount.ok() || amount.value() == 0) return;
  const auto from = projections::load<operation>(job.unit, collections::operations, known.operation);
  claim made;
  made.id = job.new_identifier();
  made.use = use.id;
  made.card = known.id;
  made.operation = known.operation;
  made.brand = from.has_value() ? from->brand : std::string{};
  made.entity = job.entity();
  made.outlet = job.place_name;
  made.amount = amount.value();
  made.used_on = time_zones::day_of(job.place->time_zone, job.context.at);
  made.due_on = due_on(made.used_on, job.terms->settlement);
  use.claim = made.id;
  use.claim_amount = made.amount;
  if (job.place->iban.empty()) job.note(rule::claim_waits_for_bank_account, "code");
  job.record(made.id, {}, claim_raised{made});
  job.explain("STL-01", "the brand's share of the discount is claimed", [&] {
    named<std::string> numbers;
    numbers.set("discount", euros(use.discount));
    numbers.set("amount", euros(made.amount));
    return numbers;
  }());
}

// Decides and records a use; with `hold` only what it reserved can be taken. It runs in the unit of the one writer that
// there is, across threads and processes: two uses at once never take more than there is (CRD-13).
bool use_now(work& job, const card& known, const card_hold* hold, const checked_invoice& invoice,
             std::optional<std::int64_t> discount, bool credit_loyalty, const card_completed& completion,
             use_reply& reply) {
  const auto earlier = use_of_invoice(job, known, invoice.number);
  const std::string_view hold_id = hold == nullptr ? std::string_view{} : std::string_view(hold->id);
  invoice_trace trace = invoice_trace::unseen;
  if (earlier.has_value())
    trace = same_values(*earlier, invoice, discount, credit_loyalty, hold_id) ? invoice_trace::same_values
                                                                              : invoice_trace::other_values;
  card_facts facts = facts_of(known, job.place_name, job.terms->card.leftover, trace, job.context.at);
  card_purchase wanted{.invoice = invoice.amount, .discount = discount};
  if (hold != nullptr) {
    // A capture is decided as a use of a card that holds what was reserved, and nothing else.
    facts.balance = hold->amount;
    facts.held = 0;
    if (wanted.discount.has_value() && *wanted.discount > hold->amount)
      return job.refuse(rule::hold_amount_out_of_range, "discount", {{"available", euros(hold->amount)}});
  }
  const auto decided = decide(facts, wanted, job.context.at);
  if (!decided.ok()) return refuse_use(job, decided.refusal(), known, facts, wanted);
  job.subject = uuid_bytes(known.customer);
  if (decided.value().repeated) {
    reply.use = view_of_use(*earlier);
    job.explain("CRD-12", "the same invoice with the same values: the same answer, and nothing more is taken");
    return true;
  }
  if (!job.in_order(known.last)) return false;

  card_use_record use;  // from here on nothing refuses, but the loyalty card that may be missing
  use.id = job.new_identifier();
  use.card = known.id;
  use.outlet = job.place_name;
  use.entity = job.entity();
  use.invoice = invoice.number;
  use.amount = invoice.amount;
  use.purpose = invoice.purpose;
  use.repair_type = invoice.repair_type;
  use.odometer_km = invoice.odometer_km;
  use.discount = decided.value().discount;
  use.forfeited = decided.value().forfeited;
  use.balance = known.balance - use.discount - use.forfeited;
  use.hold = std::string(hold_id);
  use.at = job.context.at;
  use.offered = discount_of(facts, invoice.amount).value();  // the decision has asked for it already
  if (credit_loyalty && !cards::credit_loyalty(job, known, use, invoice.number, invoice.amount - use.discount,
                                               invoice.repair_type, invoice.odometer_km))
    return false;
  raise_claim(job, known, use);
  const auto holder = cards::holder_of(job, known.id);
  card_completed filled;
  if (holder.has_value() && holder->mobile.empty()) filled.mobile = completion.mobile;
  if (holder.has_value() && holder->vin.empty()) filled.vin = completion.vin;
  if (!filled.mobile.empty() || !filled.vin.empty()) job.record(known.id, job.subject, filled);
  job.record(known.id, job.subject, card_used{use});
  job.explain("CRD-11", "what the card's mode gives for the invoice", [&] {
    named<std::string> numbers;
    numbers.set("balance", euros(known.balance));
    numbers.set("invoice", euros(invoice.amount));
    numbers.set("discount", euros(use.discount));
    numbers.set("forfeited", euros(use.forfeited));
    return numbers;
  }());
  if (const auto after = projections::load<card>(job.unit, collections::cards, known.id); after.has_value())
    cards::tell_wallets(job, *after, "use");
  reply.use = view_of_use(use);
  return true;
}

// The hold of an identifier with its card, if the actor sees it and it stands (CRD-21).
struct found_hold {
  card known;
  card_hold hold;
};
std::optional<found_hold> find_hold(work& job, std::string_view id) {
  const auto owner = projections::load<projections::hold_owner>(job.unit, collections::card_holds, id);
  const auto known = owner.has_value() ? cards::card_of_id(job, owner->card) : std::nullopt;
  if (!known.has_value()) {
    job.refuse(rule::record_not_found, "hold");
    return std::nullopt;
  }
  for (const auto& hold : known->holds) {
    if (hold.id != id) continue;
    if (hold.expires > job.context.at) return found_hold{*known, hold};
    job.refuse(rule::hold_lapsed, "hold");
    return std::nullopt;
  }
  job.refuse(rule::hold_closed, "hold");
  return std::nullopt;
}

}  // namespace

bool handle(work& job, const look_up_card& command, look_up_card::reply_type& reply) {
  if (command.code.empty() == !command.customer.has_value())
    return job.refuse(rule::card_lookup_incomplete, command.code.empty() ? "code" : "customer");
  std::optional<std::int64_t> invoice;
  if (command.invoice_amount.has_value()) invoice = cards::cents_of(job, *command.invoice_amount, "invoice_amount");
  std::optional<card> known;
  if (command.customer.has_value()) {
    auto found = cards::find_by_holder(job, *command.customer);
    if (!found.has_value() || !job.ok()) return false;
    for (const auto& one : *found) reply.cards.push_back(cards::view_of(job, one));
    if (found->size() == 1) known = std::move(found->front());
  } else {
    if (!job.ok()) return false;
    known = cards::find_card(job, command.code, "code");
    if (!known.has_value()) return false;
  }
  if (!known.has_value()) return true;  // none, or several to choose from
  reply.card = cards::view_of(job, *known);
  if (!invoice.has_value()) return true;
  const auto facts = facts_of(*known, job.place_name, job.terms->card.leftover, invoice_trace::unseen, job.context.at);
  const auto decided = decide(facts, {.invoice = *invoice}, job.context.at);
  reply.would_give = euros(decided.ok() ? decided.value().discount : 0);
  reply.would_forfeit = euros(decided.ok() ? decided.value().forfeited : 0);
  if (decided.ok()) return true;
  const bool of_card = decided.refusal().field == "code";
  job.note(decided.refusal().broken, !of_card ? "invoice_amount" : command.code.empty() ? "customer" : "code");
  return true;
}

bool handle(work& job, const use_card& command, use_reply& reply) {
  const auto invoice = check_invoice(job, command.invoice);
  std::optional<std::int64_t> discount;
  if (command.discount.has_value()) discount = cards::cents_of(job, *command.discount, "discount");
  const auto completion = check_completion(job, command.complete);
  if (!job.ok()) return false;
  const auto known = cards::find_card(job, command.code, "code");
  if (!known.has_value()) return false;
  return use_now(job, *known, nullptr, invoice, discount, command.credit_loyalty, completion, reply);
}

bool handle(work& job, const cancel_card_use& command, card_reply& reply) {
  const auto use = projections::load<card_use_record>(job.unit, collections::card_uses, command.use);
  if (!use.has_value() || use->entity != job.entity()) return job.refuse(rule::record_not_found, "use");
  const auto known = cards::card_of_id(job, use->card);
  if (!known.has_value()) return job.refuse(rule::record_not_found, "use");
  job.subject = uuid_bytes(known->customer);
  if (use->cancelled) {
    job.explain("CRD-14", "cancelled before: the same answer");
    // The card as the cancel left it; who holds it is said as it is known now.
    reply.card = cards::view_of(job, *known);
    card then = *known;
    then.balance = use->balance_restored;
    reply.card.balance = euros(use->balance_restored);
    reply.card.held = euros(use->held_then);
    if (use->cancelled_at.has_value()) reply.card.status = status_at(then, *use->cancelled_at);
    return true;
  }
  if (!job.in_order(known->last)) return false;
  if (!use->loyalty_transaction.empty() && !cards::take_back_loyalty(job, use->loyalty_transaction)) return false;
  if (!use->claim.empty()) cards::reverse_claim(job, use->claim);
  job.unit.release_unique(indexes::card_invoice, invoice_key(use->card, use->outlet, use->invoice), use->id);
  job.record(known->id, job.subject, card_use_cancelled{use->id, use->discount, use->forfeited});
  const auto after = projections::load<card>(job.unit, collections::cards, known->id);
  if (!after.has_value()) return false;
  job.explain("CRD-14", "the balance is restored with what was forfeited; an expired card stays expired");
  cards::tell_wallets(job, *after, "cancel");
  reply.card = cards::view_of(job, *after);
  return true;
}

bool handle(work& job, const hold_card& command, hold_card::reply_type& reply) {
  std::optional<std::int64_t> amount;
  if (command.amount.has_value()) amount = cards::cents_of(job, *command.amount, "amount");
  if (command.expires.has_value() && *command.expires <= job.context.at)
    job.refuse(rule::hold_expiry_not_ahead, "expires");
  if (!job.ok()) return false;
  const auto known = cards::find_card(job, command.code, "code");
  if (!known.has_value()) return false;
  auto facts = facts_of(*known, job.place_name, job.terms->card.leftover, invoice_trace::unseen, job.context.at);
  // A hold is decided as a use of its amount would be; the mode decides when it is captured.
  facts.mode = consumption_mode::free;
  const std::int64_t free_value = facts.balance - facts.held;
  const card_purchase wanted{.invoice = std::max<std::int64_t>(*amount, 1), .discount = {}};
  const auto decided = decide(facts, wanted, job.context.at);
  if (!decided.ok()) return refuse_use(job, decided.refusal(), *known, facts, wanted);
  // A single use takes all there is, so all of it is held, or nothing.
  const bool part = known->mode == consumption_mode::single_use && *amount != free_value;
  if (*amount <= 0 || *amount > free_value || part)
    return job.refuse(rule::hold_amount_out_of_range, "amount", {{"available", euros(free_value)}});
  if (!job.in_order(known->last)) return false;
  const card_hold made{job.new_identifier(), *amount, *command.expires};
  job.subject = uuid_bytes(known->customer);
  job.record(known->id, job.subject, card_held{made});
  reply = {made.id, euros(facts.held + made.amount), euros(known->balance), made.expires};
  return true;
}

bool handle(work& job, const capture_hold& command, use_reply& reply) {
  const auto invoice = check_invoice(job, command.invoice);
  std::optional<std::int64_t> discount;
  if (command.discount.has_value()) discount = cards::cents_of(job, *command.discount, "discount");
  const auto completion = check_completion(job, command.complete);
  if (!job.ok()) return false;
  // The same capture again finds its hold gone, and its use there.
  if (const auto owner = projections::load<projections::hold_owner>(job.unit, collections::card_holds, command.hold);
      owner.has_value())
    if (const auto known = cards::card_of_id(job, owner->card); known.has_value()) {
      const auto earlier = use_of_invoice(job, *known, invoice.number);
      if (earlier.has_value() && earlier->hold == command.hold &&
          same_values(*earlier, invoice, discount, command.credit_loyalty, command.hold)) {
        job.subject = uuid_bytes(known->customer);
        reply.use = view_of_use(*earlier);
        return true;
      }
    }
  const auto found = find_hold(job, command.hold);
  if (!found.has_value()) return false;
  return use_now(job, found->known, &found->hold, invoice, discount, command.credit_loyalty, completion, reply);
}

bool handle(work& job, const release_hold& command, card_reply& reply) {
  const auto found = find_hold(job, command.hold);
  if (!found.has_value()) return false;
  if (!job.in_order(found->known.last)) return false;
  job.subject = uuid_bytes(found->known.customer);
  job.record(found->known.id, job.subject, card_hold_released{found->hold.id});
  const auto after = projections::load<card>(job.unit, collections::cards, found->known.id);
  if (!after.has_value()) return false;
  reply.card = cards::view_of(job, *after);
  return true;
}

bool handle(work& job, const send_reminders& command, send_reminders::reply_type& reply) {
  const std::size_t limit = job.list_limit(command.limit);
  if (!job.ok()) return false;
  job.of_many = true;
  std::string day;
  append_date(day, *command.on);
  // Reminders stand in an index by entity, day and card, so that a day costs what it has.
  std::vector<std::string> due;
  const std::string until = projections::joined(job.entity(), day);
  const std::string of_entity = projections::joined(job.entity(), {});
  job.unit.scan_ordered(indexes::card_reminder, of_entity, of_entity, [&](std::string_view key, std::string_view id) {
    if (key.substr(0, until.size()) > until) return false;
    reply.remaining = due.size() == limit;
    if (!reply.remaining) due.emplace_back(id);
    return !reply.remaining;
  });
  for (const auto& id : due) {
    auto known = projections::load<card>(job.unit, collections::cards, id);
    if (!known.has_value() || job.context.at < known->last) continue;
    // Nobody asked while only the first was due: it is left out, and the second says all there is to say.
    if (known->reminders_due == 0 && reminder_day(*known, 1) <= std::chrono::sys_days{*command.on}) {
      job.record(known->id, uuid_bytes(known->customer), card_reminded{1, false});
      known = projections::load<card>(job.unit, collections::cards, id);
      if (!known.has_value()) return false;
    }
    const std::int64_t number = known->reminders_due + 1;
    // Sent only while there is something left and time to use it (CRD-06); decided as of now (CON-07).
    reminder_line line{known->code, number, euros(known->balance), known->valid_until};
    const bool worth = status_at(*known, job.context.at) == card_status::active;
    const auto customer = projections::load_customer(job.unit, known->customer);
    const auto holder = cards::holder_of(job, id);
    const bool stopped =
        !customer.has_value() || !holder.has_value() ||
        !decide_send(customer->details.holder.consents, message_kind::card_reminder, job.context.at).ok();
    job.record(known->id, uuid_bytes(known->customer), card_reminded{number, worth && !stopped});
    if (!worth) continue;
    if (stopped) {
      reply.stopped.push_back(std::move(line));
      continue;
    }
    cards::write_to_holder(job, *known, *holder, number == 1 ? "card_reminder" : "card_about_to_expire");
    reply.reminders.push_back(std::move(line));
  }
  return true;
}

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
