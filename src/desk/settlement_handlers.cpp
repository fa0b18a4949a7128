// Settlement: claims, runs, their export, the report of cards (STL).
#include <algorithm>
#include <functional>
#include <initializer_list>
#include <limits>
#include <map>

#include "dealerkit/checks.hpp"
#include "desk/cards.hpp"
#include "desk/handlers.hpp"
#include "exchange/sepa.hpp"
#include "exchange/table.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {

namespace {

namespace collections = projections::collections;
namespace indexes = projections::indexes;

using cards::euros;

bool is_headquarters(const work& job) { return holds(*job.by, role::headquarters); }

claim_view view_of(work& job, const claim& known) {
  claim_view shown;
  shown.id = known.id;
  shown.use = known.use;
  shown.amount = euros(known.amount);
  shown.status = known.status;
  shown.due_on = known.due_on;
  shown.outlet = known.outlet;
  shown.operation = known.operation;
  if (!known.run.empty()) shown.run = known.run;
  if (!known.reason.empty()) shown.reason = known.reason;
  if (!known.reverses.empty()) shown.reverses = known.reverses;
  if (known.status == claim_status::pending) {
    const auto place = projections::load<outlet>(job.unit, collections::outlets, known.outlet);
    shown.waits_for_bank_account = !place.has_value() || place->iban.empty();
  }
  return shown;
}

// Who may see a claim: the entity that gave the discount, and headquarters of the entity that pays.
std::optional<claim> find_claim(work& job, std::string_view id, bool to_pay) {
  auto known = projections::load<claim>(job.unit, collections::claims, id);
  if (known.has_value()) {
    const auto from = projections::load<operation>(job.unit, collections::operations, known->operation);
    const bool pays = from.has_value() && from->entity == job.entity() && is_headquarters(job);
    if (pays || (!to_pay && known->entity == job.entity())) return known;
  }
  job.refuse(rule::record_not_found, "id");
  return std::nullopt;
}

std::optional<payment_run> find_run(work& job, std::string_view id) {
  auto known = projections::load<payment_run>(job.unit, collections::payment_runs, id);
  if (known.has_value() && known->entity == job.entity() && is_headquarters(job)) return known;
  job.refuse(rule::record_not_found, "run");
  return std::nullopt;
}

run_view view_of(const payment_run& known) {
  return {known.id, euros(known.total), known.claims, known.status, known.on};
}

bool only_headquarters(work& job) { return is_headquarters(job) || job.refuse(rule::headquarters_only, "actor.user"); }

// The payments of a run: of every outlet that has a bank account and something coming to it.
std::vector<run_payment> payments_due(work& job, std::chrono::year_month_day on) {
  std::vector<run_payment> payments;
  named<std::size_t> places;
  std::string last_day;
  append_date(last_day, on);
  const std::string of_payer = projections::joined(job.entity(), {});
  const std::string until = projections::joined(job.entity(), last_day);
  job.unit.scan_ordered(indexes::claim_due, of_payer, of_payer, [&](std::string_view key, std::string_view id) {
    if (key.substr(0, until.size()) > until) return false;
    const auto known = projections::load<claim>(job.unit, collections::claims, id);
    if (!known.has_value() || known->status != claim_status::pending) return true;
    const auto* at = places.find(known->outlet);
    if (at == nullptr) {
      const auto place = projections::load<outlet>(job.unit, collections::outlets, known->outlet);
      run_payment made;
      made.outlet = known->outlet;
      if (place.has_value()) {
        made.name = place->name;
        made.iban = place->iban;
        made.bic = place->bic;
      }
      places.set(known->outlet, payments.size());
      payments.push_back(std::move(made));
      at = places.find(known->outlet);
    }
    auto& payment = payments[*at];
    payment.amount += known->amount;
    payment.claims.push_back(known->id);
    return true;
  });
  // Without bank details claims wait (STL-03), and so do those of an outlet that owes more than it is owed.
  std::erase_if(payments, [](const run_payment& one) { return one.iban.empty() || one.amount <= 0; });
  return payments;
}

}  // namespace

namespace cards {

void reverse_claim(work& job, std::string_view id) {
  const auto known = projections::load<claim>(job.unit, collections::claims, id);
  if (!known.has_value() || known->status == claim_status::rejected || known->status == claim_status::cancelled) return;
  if (known->status == claim_status::pending) {
    job.record(known->id, {}, claim_closed_event{claim_status::cancelled, {}});
    return;
  }
  // In a run or paid: the next run takes it back.
  claim back = *known;
  back.id = job.new_identifier();
  back.amount = -known->amount;
  back.status = claim_status::pending;
  back.run.clear();
  back.reason.clear();
  back.reverses = known->id;
  back.used_on = time_zones::day_of(job.place->time_zone, job.context.at);
  back.due_on = back.used_on;
  job.record(back.id, {}, claim_raised{back});
}

}  // namespace cards

namespace handlers {

bool handle(work& job, const list_claims& command, list_claims::reply_type& reply) {
  const std::size_t limit = job.list_limit(command.limit);
  if (!job.ok()) return false;
  const auto which = is_headquarters(job) ? indexes::claim_payer : indexes::claim_entity;
  const std::string& entity = job.entity();
  job.unit.scan_ordered(
      which, entity, entity,
      [&](std::string_view key, std::string_view id) {
        if (key != entity) return true;
        const auto known = projections::load<claim>(job.unit, collections::claims, id);
        if (!known.has_value() || (command.status.has_value() && known->status != *command.status)) return true;
        if (reply.claims.size() == limit) {
          reply.next = reply.claims.back().id;
          return false;
        }
        reply.claims.push_back(view_of(job, *known));
        return true;
      },
      command.after);
  return true;
}

bool handle(work& job, const reject_claim& command, reject_claim::reply_type& reply) {
  if (!only_headquarters(job)) return false;
  const auto known = find_claim(job, command.id, true);
  if (!known.has_value()) return false;
  if (const auto fine = decide_rejection(*known, command.reason); !fine.ok()) return job.refuse(fine.refusal());
  if (!job.in_order(known->last)) return false;
  job.record(known->id, {}, claim_closed_event{claim_status::rejected, command.reason});
  const auto after = projections::load<claim>(job.unit, collections::claims, known->id);
  if (!after.has_value()) return false;
  reply.claim = view_of(job, *after);
  return true;
}

bool handle(work& job, const create_payment_run& command, run_reply& reply) {
  if (!only_headquarters(job)) return false;
  payment_run made;
  made.payments = payments_due(job, *command.on);
  if (made.payments.empty()) return job.refuse(rule::payment_run_empty, "on");
  made.id = job.new_identifier();
  made.entity = job.entity();
  made.on = *command.on;
  for (const auto& payment : made.payments) {
    if (__builtin_add_overflow(made.total, payment.amount, &made.total))
      return job.refuse(rule::money_out_of_range, "on");
    made.claims += static_cast<std::int64_t>(payment.claims.size());
  }
  job.record(made.id, {}, payment_run_created{made});
  reply.run = view_of(made);
  return true;
}

bool handle(work& job, const mark_run_paid& command, run_reply& reply) {
  if (!only_headquarters(job)) return false;
  auto known = find_run(job, command.run);
  if (!known.has_value()) return false;
  if (known->status == run_status::open) {
    if (!job.in_order(known->last)) return false;
    job.record(known->id, {}, payment_run_paid{known->total});
    known->status = run_status::paid;
  }
  reply.run = view_of(*known);  // paid before: the same answer
  return true;
}

bool handle(work& job, const export_run& command, export_run::reply_type& reply) {
  if (!only_headquarters(job)) return false;
  const auto known = find_run(job, command.run);
  if (!known.has_value()) return false;
  const auto& terms = job.terms->settlement;
  const checked account = check_iban(terms.payer_iban);
  if (terms.payer_name.empty() || !account.valid()) return job.refuse(rule::payer_missing, "run");
  exchange::credit_transfers file;
  file.message = known->id;
  file.created = known->created;
  file.on = known->on;
  file.payer = {terms.payer_name, std::string(account.normalized()), terms.payer_bic};
  for (const auto& payment : known->payments)
    file.transfers.push_back({{payment.name, payment.iban, payment.bic},
                              payment.outlet,
                              payment.amount,
                              std::to_string(payment.claims.size()) + " claims " + known->id});
  reply.xml = exchange::pain_001(file);
  return true;
}

bool handle(work& job, const report_cards& command, report_cards::reply_type& reply) {
  const bool as_table = command.format == report_format::csv;
  const std::size_t page = job.list_limit(command.limit);
  if (!job.ok()) return false;
  // A table is for a spreadsheet, which nobody wants in pieces.
  const std::size_t limit = as_table && !command.limit.has_value() ? std::numeric_limits<std::size_t>::max() : page;
  struct owed {
    std::int64_t claimed = 0;
    std::int64_t paid = 0;
  };
  // Claims by card and by outlet, in one pass: those that the entity's outlets have, or that headquarters pays.
  std::map<std::string, owed, std::less<>> by_card;
  std::map<std::string, owed, std::less<>> by_outlet;
  const std::string& entity = job.entity();
  const bool pays = is_headquarters(job);
  const auto add = [](owed& sum, const claim& one) {
    sum.claimed += one.amount;
    if (one.status == claim_status::paid) sum.paid += one.amount;
  };
  const auto which = pays ? indexes::claim_payer : indexes::claim_entity;
  job.unit.scan_ordered(which, entity, entity, [&](std::string_view key, std::string_view id) {
    const auto known = key == entity ? projections::load<claim>(job.unit, collections::claims, id) : std::nullopt;
    if (!known.has_value() || known->status == claim_status::rejected || known->status == claim_status::cancelled)
      return true;
    add(by_card[known->card], *known);
    add(by_outlet[known->outlet], *known);
    return true;
  });
  owed all;
  for (const auto& [outlet, sum] : by_outlet) {
    all.claimed += sum.claimed;
    all.paid += sum.paid;
    reply.outlets.push_back({outlet, euros(sum.claimed - sum.paid), euros(sum.paid)});
  }

  std::int64_t amount = 0;
  std::int64_t used = 0;
  std::int64_t forfeited = 0;
  std::int64_t balance = 0;
  std::int64_t in_lines = 0;
  std::string last;
  job.unit.scan_ordered(indexes::card_entity, entity, entity, [&](std::string_view key, std::string_view id) {
    const auto known = key == entity ? projections::load<card>(job.unit, collections::cards, id) : std::nullopt;
    if (!known.has_value() || known->simulated != job.host.options.simulation) return true;
    // The index also has the cards that the entity pays a share of: those are headquarters' to see.
    if (known->entity != entity && !pays) return true;
    const auto found = by_card.find(id);
    const owed of_card = found == by_card.end() ? owed{} : found->second;
    ++reply.totals.cards;
    amount += known->amount;
    used += known->used;
    forfeited += known->forfeited;
    balance += known->balance;
    in_lines += of_card.claimed;
    reply.totals.reminders_sent += known->reminders_mailed;
    if (id <= command.after) return true;
    if (reply.cards.size() == limit) {
      reply.next = last;
      return true;  // the totals are over all cards
    }
    last = std::string(id);
    reply.cards.push_back({known->code, known->operation, known->outlet, euros(known->amount), euros(known->used),
                           euros(known->forfeited), euros(known->balance), euros(of_card.claimed), euros(of_card.paid),
                           known->reminders_mailed});
    return true;
  });
  reply.totals.amount = euros(amount);
  reply.totals.used = euros(used);
  reply.totals.forfeited = euros(forfeited);
  reply.totals.balance = euros(balance);
  reply.totals.claimed = euros(all.claimed);
  reply.totals.waiting = euros(all.claimed - all.paid);
  reply.totals.paid = euros(all.paid);
  reply.totals.claimed_elsewhere = euros(all.claimed - in_lines);
  if (!as_table) return true;

  // The same lines as tables, for a spreadsheet.
  const auto line_of = [](std::string& table, std::initializer_list<std::string_view> cells) {
    std::size_t left = cells.size();
    for (const auto cell : cells) exchange::append_cell(table, cell, --left == 0);
  };
  std::string& table = reply.csv.emplace();
  line_of(table, {"code", "operation", "outlet", "amount", "used", "forfeited", "balance", "claimed", "paid",
                  "reminders_sent"});
  for (const auto& line : reply.cards)
    line_of(table, {line.code, line.operation, line.outlet, line.amount, line.used, line.forfeited, line.balance,
                    line.claimed, line.paid, std::to_string(line.reminders_sent)});
  std::string& outlets = reply.outlets_csv.emplace();
  line_of(outlets, {"outlet", "waiting", "paid"});
  for (const auto& line : reply.outlets) line_of(outlets, {line.outlet, line.waiting, line.paid});
  return true;
}

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
