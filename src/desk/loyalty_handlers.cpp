// Loyalty: programmes defined and ended, cards, transactions, what is given and taken back, balances (LOY).
#include <algorithm>

#include "dealerkit/checks.hpp"
#include "dealerkit/core/allocation.hpp"
#include "desk/cards.hpp"
#include "desk/handlers.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {

namespace {

namespace collections = projections::collections;
namespace indexes = projections::indexes;

using std::chrono::sys_days;
using std::chrono::year_month_day;

std::string units_text(std::int64_t units, loyalty_unit unit) {
  return unit == loyalty_unit::eur ? cards::euros(units) : std::to_string(units);
}

std::string day_text(year_month_day day) {
  std::string text;
  append_date(text, day);
  return text;
}

// The programmes of an outlet, the earliest first; there are few.
std::vector<programme> programmes_of(work& job, std::string_view outlet) {
  std::vector<programme> all;
  const std::string prefix = projections::joined(outlet, {});
  job.unit.scan_ordered(indexes::programme_outlet, prefix, prefix, [&](std::string_view, std::string_view id) {
    if (auto known = projections::load<programme>(job.unit, collections::programmes, id); known.has_value())
      all.push_back(std::move(*known));
    return true;
  });
  return all;
}

std::optional<programme> programme_on(work& job, std::string_view outlet, year_month_day day) {
  for (auto& known : programmes_of(job, outlet))
    if (runs_on(known, day)) return std::move(known);
  return std::nullopt;
}

year_month_day today_of(const work& job) { return time_zones::day_of(job.place->time_zone, job.context.at); }

// The loyalty card of a code. It is its entity's, and works in its outlet only (LOY-01).
std::optional<loyalty_card> find_loyalty(work& job, std::string_view code, bool works_here) {
  std::string id;
  const std::string normal = cards::normal_code(code);
  std::optional<loyalty_card> known;
  if (!normal.empty() && job.unit.find_unique(indexes::loyalty_code, normal, id))
    known = projections::load<loyalty_card>(job.unit, collections::loyalty_cards, id);
  if (!known.has_value() || known->entity != job.entity()) {
    job.refuse(rule::record_not_found, "code");
    return std::nullopt;
  }
  if (works_here && known->outlet != job.place_name) {
    job.refuse(rule::loyalty_card_not_here, "code");
    return std::nullopt;
  }
  job.subject = uuid_bytes(known->customer);
  return known;
}

// Spending, or points earned, over the tiers' window that ends on a day.
std::int64_t spending_in_window(const loyalty_card& known, const programme_terms& terms, year_month_day day) {
  std::int64_t sum = 0;
  const sys_days last{day};
  const sys_days first = last - std::chrono::days{terms.tier_window_days};
  for (const auto& one : window_of(known, terms.tier_by))
    if (sys_days{one.day} > first && sys_days{one.day} <= last) sum += one.amount;
  return sum;
}

// The tier that a card has reached by its spending before (LOY-17); nobody has to be downgraded, since it is derived.
const loyalty_tier* tier_of(const loyalty_card& known, const programme_terms& terms, year_month_day day) {
  const loyalty_tier* reached = nullptr;
  const std::int64_t spent = terms.tiers.empty() ? 0 : spending_in_window(known, terms, day);
  for (const auto& tier : terms.tiers)
    if (spent >= units_of(tier.threshold, tier_unit(terms.tier_by)).value()) reached = &tier;
  return reached;
}

loyalty_card_view view_of(work& job, const loyalty_card& known) {
  loyalty_card_view shown;
  shown.code = known.code;
  shown.balance = units_text(balance_at(known.account, job.context.at), known.unit);
  shown.debt = units_text(known.account.debt, known.unit);
  shown.unit = known.unit;
  shown.created = known.created;
  shown.creator = known.creator;
  shown.outlet = known.outlet;
  shown.simulated = known.simulated;
  const auto day = time_zones::day_of(known.time_zone, job.context.at);
  if (const auto running = programme_on(job, known.outlet, day); running.has_value())
    if (const auto* tier = tier_of(known, running->terms, day); tier != nullptr) shown.tier = tier->name;
  if (auto holder = cards::holder_of(job, known.id); holder.has_value()) {
    shown.name = holder->first_name + " " + holder->last_name;
    shown.holder = std::move(*holder);
  }
  return shown;
}

programme_reply shown_of(const programme& known) { return {{known.id, known.start, known.end, known.terms}}; }

// --- What an invoice earns on

// How many times a category counts on a day, in ten-thousandths (LOY-17).
std::int64_t multiplier_of(const programme_terms& terms, std::string_view category, year_month_day day,
                           const loyalty_tier* tier) {
  constexpr std::int64_t one = 10'000;
  const auto scaled = [](decimal factor) {
    return factor.units() * detail::powers_of_ten[static_cast<std::size_t>(4 - factor.scale())];
  };
  std::int64_t stacked = one;
  std::int64_t best = one;
  bool any = false;
  for (const auto& rule : terms.rules) {
    if (!rule.category.empty() && rule.category != category) continue;
    if (rule.from.has_value() && sys_days{day} < sys_days{*rule.from}) continue;
    if (rule.until.has_value() && sys_days{*rule.until} < sys_days{day}) continue;
    if (rule.stacks) {
      stacked = scale_by(stacked, scaled(rule.multiplier), one, rounding::half_up).ok()
                    ? scale_by(stacked, scaled(rule.multiplier), one, rounding::half_up).value()
                    : stacked;
    } else {
      best = any ? std::max(best, scaled(rule.multiplier)) : scaled(rule.multiplier);
      any = true;
    }
  }
  const auto product = scale_by(stacked, best, one, rounding::half_up);
  const std::int64_t base = product.ok() ? product.value() : one;
  if (tier == nullptr) return base;
  const auto with_tier = scale_by(base, scaled(tier->multiplier), one, rounding::half_up);
  return with_tier.ok() ? with_tier.value() : base;
}

struct earning_base {
  std::optional<std::int64_t> base;  ///< absent: the plain one
  bool fine = true;
};

// The base of an invoice with lines, exclusions, multipliers: each line less its share of the deduction, times what it
// counts, rounded once a line.
earning_base base_of(work& job, const programme_terms& terms, const loyalty_invoice& invoice, std::int64_t amount,
                     std::int64_t deducted_cents, year_month_day day, const loyalty_tier* tier) {
  const bool plain = terms.rules.empty() && tier == nullptr && invoice.lines.empty();
  if (plain) return {};
  std::vector<std::int64_t> amounts;
  std::vector<std::string_view> categories;
  std::int64_t sum = 0;
  for (const auto& line : invoice.lines) {
    const auto cents = cards::cents_of(job, *line.amount, "invoice.lines");
    if (!cents.has_value()) return {{}, false};
    if (*cents < 0 || *cents > amount - sum) {
      job.refuse(rule::loyalty_lines_exceed_invoice, "invoice.lines");
      return {{}, false};
    }
    sum += *cents;
    amounts.push_back(*cents);
    categories.push_back(line.category);
  }
  if (sum != amount && !invoice.lines.empty()) {
    job.refuse(rule::loyalty_lines_exceed_invoice, "invoice.lines");
    return {{}, false};
  }
  if (invoice.lines.empty()) {
    amounts.push_back(amount);
    categories.emplace_back();
  }
  // What was deducted lessens the lines that may earn in proportion, to the cent (ALL-01).
  std::vector<std::int64_t> eligible = amounts;
  for (std::size_t i = 0; i < eligible.size(); ++i)
    for (const auto& excluded : terms.excluded_categories)
      if (excluded == categories[i]) eligible[i] = 0;
  std::vector<std::int64_t> shares(eligible.size(), 0);
  std::vector<detail::allocation_remainder> room(eligible.size());
  std::int64_t eligible_sum = 0;
  for (const auto one : eligible) eligible_sum += one;
  if (deducted_cents > 0 && eligible_sum > 0)
    if (const auto split = allocate(std::min(deducted_cents, eligible_sum), eligible, shares, room); !split.ok()) {
      job.refuse(split.refusal());
      return {{}, false};
    }
  std::int64_t base = 0;
  for (std::size_t i = 0; i < eligible.size(); ++i) {
    const auto counted = scale_by(eligible[i] - shares[i], multiplier_of(terms, categories[i], day, tier), 10'000,
                                  rounding::half_up);
    if (!counted.ok() || __builtin_add_overflow(base, counted.value(), &base)) {
      job.refuse(rule::money_out_of_range, "invoice.amount");
      return {{}, false};
    }
  }
  return {base, true};
}

// --- Transactions

struct wanted_transaction {
  std::string number;
  std::int64_t amount = 0;
  std::string repair_type;
  std::optional<std::int64_t> odometer_km;
  bool earn = true;
  std::int64_t deduct = 0;
  std::string card_use;
  const loyalty_invoice* invoice = nullptr;  ///< with its lines, where there are any
};

std::optional<loyalty_transaction> transaction_of_invoice(work& job, const loyalty_card& known,
                                                          std::string_view number) {
  std::string id;
  if (!job.unit.find_unique(indexes::loyalty_invoice, projections::joined(known.id, number), id)) return std::nullopt;
  return projections::load<loyalty_transaction>(job.unit, collections::loyalty_transactions, id);
}

void tell_loyalty_wallets(work& job, const loyalty_card& known, std::string_view movement);

// Decides, records and tells the wallets that have the card; the transaction as it was recorded, or the earlier one of
// the same request.
std::optional<loyalty_transaction> transact_now(work& job, const loyalty_card& known,
                                                const wanted_transaction& wanted) {
  if (auto earlier = transaction_of_invoice(job, known, wanted.number); earlier.has_value()) {
    const bool same = earlier->amount == wanted.amount && earlier->deducted == wanted.deduct &&
                      earlier->earns == wanted.earn && earlier->repair_type == wanted.repair_type &&
                      earlier->odometer_km == wanted.odometer_km && earlier->card_use == wanted.card_use;
    if (same) {
      job.explain("LOY-10", "the same invoice with the same values: the same answer, and nothing moves again");
      return earlier;
    }
    job.refuse(rule::loyalty_invoice_already_used, "invoice.number");
    return std::nullopt;
  }
  const auto day = time_zones::day_of(known.time_zone, job.context.at);
  const auto running = programme_on(job, known.outlet, day);
  if (!running.has_value()) {
    job.refuse(rule::programme_missing, "code");
    return std::nullopt;
  }
  earning_terms terms = earning_of(running->terms);
  const auto year = year_start(running->start, day);
  const loyalty_facts facts{balance_at(known.account, job.context.at), known.account.debt,
                            cumulated_in(known, year)};
  const auto* tier = tier_of(known, running->terms, day);
  loyalty_purchase purchase{.amount_minor = wanted.amount, .base_minor = {}, .earn = wanted.earn,
                            .deduct = wanted.deduct};
  const loyalty_invoice no_lines;
  const auto base = base_of(job, running->terms, wanted.invoice == nullptr ? no_lines : *wanted.invoice, wanted.amount,
                            terms.unit == loyalty_unit::eur ? wanted.deduct : 0, day, tier);
  if (!base.fine) return std::nullopt;
  purchase.base_minor = base.base;
  const auto decided = decide(facts, terms, purchase);
  if (!decided.ok()) {
    work::arguments args;
    if (decided.refusal().broken == rule::loyalty_deduction_exceeds_balance)
      args.emplace_back("balance", units_text(facts.balance, terms.unit));
    if (decided.refusal().broken == rule::loyalty_deduction_exceeds_invoice)
      args.emplace_back("amount", cards::euros(wanted.amount));
    job.refuse(decided.refusal(), std::move(args));
    return std::nullopt;
  }
  if (!cards::in_order(job, known.last)) return std::nullopt;

  loyalty_transaction done;  // from here on nothing refuses
  done.id = job.new_identifier();
  done.card = known.id;
  done.invoice = wanted.number;
  done.amount = wanted.amount;
  done.base = decided.value().base_minor;
  done.earned = decided.value().earned;
  done.credit = done.earned > 0 ? known.account.next_credit : 0;
  done.deducted = decided.value().deducted;
  loyalty_account preview = known.account;
  done.parts = take_out(preview, done.deducted, job.context.at);
  done.year = year;
  done.repair_type = wanted.repair_type;
  done.odometer_km = wanted.odometer_km;
  done.programme = running->id;
  done.card_use = wanted.card_use;
  done.earns = wanted.earn;
  if (done.earned > 0) done.expires = expiry_of(terms, known.created, job.context.at);
  done.at = job.context.at;
  done.day = day;
  done.granted = done.earned;
  done.balance = decided.value().balance;
  done.debt = decided.value().debt;
  done.tier_by = running->terms.tier_by;
  if (!running->terms.tiers.empty()) done.spent = done.tier_by == tier_basis::points ? done.earned : done.amount;
  if (!job.unit.claim_unique(indexes::loyalty_invoice, projections::joined(known.id, done.invoice), done.id)) {
    job.refuse(rule::loyalty_invoice_already_used, "invoice.number");
    return std::nullopt;
  }
  const loyalty_moved_event event{done};
  job.record(known.id, uuid_bytes(known.customer), event);
  if (job.context.explain) {
    named<std::string> numbers;
    numbers.set("base", cards::euros(done.base));
    numbers.set("earned", units_text(done.earned, terms.unit));
    numbers.set("debt_filled", units_text(decided.value().debt_filled, terms.unit));
    job.explain("LOY-10", "first what is deducted, then what is earned", std::move(numbers));
  }
  // What the card has become is known without reading it again.
  if (known.apple_wallet || known.google_wallet)
    tell_loyalty_wallets(job, evolve(known, event, job.context.at), "transaction");
  return done;
}

transaction_view view_of_transaction(const loyalty_transaction& done, loyalty_unit unit) {
  transaction_view shown;
  shown.id = done.id;
  shown.deducted = units_text(done.deducted, unit);
  shown.earned = units_text(done.granted, unit);
  shown.balance = units_text(done.balance, unit);
  shown.debt = units_text(done.debt, unit);
  shown.expires = done.expires;
  return shown;
}

void tell_loyalty_wallets(work& job, const loyalty_card& known, std::string_view movement) {
  if (job.host.options.simulation) return;
  const auto tell = [&](std::string_view kind, std::string_view wallet) {
    effect told;
    told.kind = std::string(kind);
    told.template_name = "card_movement";
    told.data.set("code", known.code);
    told.data.set("movement", std::string(movement));
    told.data.set("balance", units_text(balance_at(known.account, job.context.at), known.unit));
    told.data.set("wallet", std::string(wallet));
    job.post(uuid_bytes(known.customer), std::move(told));
  };
  if (known.apple_wallet) {
    tell("wallet_update", "apple");
    tell("push", "apple");
  }
  if (known.google_wallet) {
    tell("wallet_update", "google");
    tell("push", "google");
  }
}

std::optional<loyalty_card> reload(work& job, std::string_view id) {
  return projections::load<loyalty_card>(job.unit, collections::loyalty_cards, id);
}

// A transaction with its card, as the actor may see it.
struct found_transaction {
  loyalty_transaction done;
  loyalty_card known;
};
std::optional<found_transaction> find_transaction(work& job, std::string_view id) {
  auto done = projections::load<loyalty_transaction>(job.unit, collections::loyalty_transactions, id);
  std::optional<loyalty_card> known;
  if (done.has_value()) known = reload(job, done->card);
  if (!known.has_value() || known->entity != job.entity()) {
    job.refuse(rule::record_not_found, "transaction");
    return std::nullopt;
  }
  job.subject = uuid_bytes(known->customer);
  return found_transaction{std::move(*done), std::move(*known)};
}

std::optional<earning_terms> terms_of(work& job, std::string_view programme_id) {
  const auto known = projections::load<programme>(job.unit, collections::programmes, programme_id);
  if (!known.has_value()) return std::nullopt;
  return earning_of(known->terms);
}

// Takes back what is left of a transaction (LOY-13). What it deducted is given back by the event itself.
bool cancel_now(work& job, const loyalty_transaction& done, const loyalty_card& known) {
  if (!cards::in_order(job, known.last)) return false;
  const auto terms = terms_of(job, done.programme);
  if (!terms.has_value()) return job.refuse(rule::programme_missing, "transaction");
  loyalty_taken_back event;
  event.transaction = done.id;
  event.cancelled = true;
  event.returned = done.amount - done.returned;
  event.taken_back = done.earned;
  if (event.returned > 0) {
    const auto decided = decide_return(done, *terms, cumulated_in(known, done.year), event.returned);
    if (!decided.ok()) return job.refuse(decided.refusal());
    event.base = decided.value().base;
    // Tranches that other purchases still cover stay; those that nothing covers any more go, whoever passed them.
    if (terms->earning == earning_kind::tranche) event.taken_back = decided.value().units;
  }
  job.record(known.id, uuid_bytes(known.customer), event);
  return true;
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::optional<std::int64_t> units_typed(work& job, decimal typed, loyalty_unit unit, std::string_view field) {
  const auto units = units_of(typed, unit);
  if (units.ok()) return units.value();
  job.refuse(units.refusal().broken, field);
  return std::nullopt;
}

bool issue_loyalty(work& job, const programme& running, card_holder holder, std::string code, loyalty_card& made) {
  const auto customer = cards::customer_of(job, holder, job.place_name);
  if (!customer.has_value()) return false;
  // One card an address and outlet: the second would split what one person earns.
  bool taken = false;
  job.unit.find_exact(indexes::card_email, projections::email_value(job.entity(), holder.email),
                      [&](std::string_view id) {
                        const auto other = reload(job, id);
                        taken = other.has_value() && other->outlet == job.place_name;
                        return !taken;
                      });
  if (taken) return job.refuse(rule::loyalty_email_has_card, "customer.email");
  made = {};
  made.id = job.new_identifier();
  made.code = std::move(code);
  made.entity = job.entity();
  made.outlet = job.place_name;
  made.customer = *customer;
  made.time_zone = job.place->time_zone;
  made.creator = job.by->id;
  made.unit = *running.terms.unit;
  made.simulated = job.host.options.simulation;
  if (!job.unit.claim_unique(indexes::loyalty_code, made.code, made.id))
    return job.refuse(rule::card_code_taken, "code");
  job.record(made.id, uuid_bytes(made.customer), loyalty_card_created{made, holder});
  effect mail;
  mail.kind = "email";
  mail.template_name = "loyalty_card_delivered";
  mail.to = holder.email;
  mail.language = job.by->language.empty() ? std::string("fr") : job.by->language;
  if (!holder.civility.empty()) mail.data.set("civility", holder.civility);
  mail.data.set("name", holder.first_name + " " + holder.last_name);
  mail.data.set("outlet", job.place->name);
  mail.data.set("code", made.code);
  mail.data.set("link", job.terms->card.card_url + made.code);
  const auto& terms = running.terms;
  mail.data.set("earning", std::string(name_of(*terms.earning)));
  mail.data.set("unit", std::string(name_of(*terms.unit)));
  if (terms.rate.has_value()) mail.data.set("rate", to_string(*terms.rate));
  if (terms.tranche.has_value()) mail.data.set("tranche", to_string(*terms.tranche));
  if (terms.advantage.has_value()) mail.data.set("advantage", to_string(*terms.advantage));
  if (terms.minimum_invoice.has_value()) mail.data.set("minimum_invoice", to_string(*terms.minimum_invoice));
  mail.data.set("validity_days", std::to_string(terms.validity_days));
  if (!terms.applies_to.empty()) mail.data.set("applies_to", terms.applies_to);
  if (!terms.text.empty()) mail.data.set("text", terms.text);
  job.post(uuid_bytes(made.customer), std::move(mail));
  return true;
}

}  // namespace

namespace cards {

bool credit_loyalty(work& job, const card& known, card_use_record& use, std::string_view number, std::int64_t amount,
                    std::string_view repair_type, const std::optional<std::int64_t>& odometer_km) {
  const auto holder = holder_of(job, known.id);
  std::optional<loyalty_card> found;
  if (holder.has_value())
    job.unit.find_exact(indexes::card_email, projections::email_value(job.entity(), holder->email),
                        [&](std::string_view id) {
                          auto one = reload(job, id);
                          if (!one.has_value() || one->outlet != job.place_name) return true;
                          found = std::move(one);
                          return false;
                        });
  if (!found.has_value()) return job.refuse(rule::loyalty_card_missing, "credit_loyalty");
  wanted_transaction wanted;
  wanted.number = std::string(number);
  wanted.amount = amount;
  wanted.repair_type = std::string(repair_type);
  wanted.odometer_km = odometer_km;
  wanted.card_use = use.id;
  const auto done = transact_now(job, *found, wanted);
  if (!done.has_value()) return false;
  use.loyalty_transaction = done->id;
  return true;
}

bool take_back_loyalty(work& job, std::string_view transaction) {
  const auto done = projections::load<loyalty_transaction>(job.unit, collections::loyalty_transactions, transaction);
  if (!done.has_value() || done->cancelled) return true;
  const auto known = reload(job, done->card);
  return !known.has_value() || cancel_now(job, *done, *known);
}

}  // namespace cards

namespace handlers {

bool handle(work& job, const define_programme& command, programme_reply& reply) {
  for (auto& one : check_programme(command.terms, job.terms->loyalty)) job.refused.push_back(std::move(one));
  const auto today = today_of(job);
  const auto start = command.terms.start.value_or(today);
  if (sys_days{start} < sys_days{today}) job.refuse(rule::programme_value_out_of_range, "programme.start");
  if (!job.ok()) return false;
  if (const auto may = decide(*job.by, permission::define_programme); !may.ok()) return job.refuse(may.refusal());
  // Another one may start only when the present one has ended (LOY-02).
  for (const auto& known : programmes_of(job, job.place_name)) {
    const bool over = known.end.has_value() && sys_days{*known.end} <= sys_days{start};
    if (over) continue;
    work::arguments args;
    if (known.end.has_value()) args.emplace_back("from", day_text(*known.end));
    return job.refuse(rule::programme_already_runs, "programme", std::move(args));
  }
  programme made;
  made.id = job.new_identifier();
  made.entity = job.entity();
  made.outlet = job.place_name;
  made.time_zone = job.place->time_zone;
  made.terms = command.terms;
  made.start = start;
  job.record(made.id, {}, programme_defined{made});
  reply = shown_of(made);
  return true;
}

bool handle(work& job, const end_programme&, programme_reply& reply) {
  if (const auto may = decide(*job.by, permission::define_programme); !may.ok()) return job.refuse(may.refusal());
  const auto today = today_of(job);
  auto running = programme_on(job, job.place_name, today);
  if (!running.has_value()) return job.refuse(rule::programme_missing);
  if (running->end.has_value()) {
    reply = shown_of(*running);  // ended before: the same answer
    return true;
  }
  if (!cards::in_order(job, running->last)) return false;
  const auto began = year_start(running->start, today);
  auto end = began + std::chrono::years{1};
  if (!end.ok()) end = year_month_day{end.year(), std::chrono::month{3}, std::chrono::day{1}};
  end = year_start(running->start, end);
  job.record(running->id, {}, programme_ended{end});
  running->end = end;
  reply = shown_of(*running);
  return true;
}

bool handle(work& job, const create_loyalty_card& command, loyalty_card_reply& reply) {
  card_holder holder = cards::check_holder(job, command.customer, {"customer.", rule::card_holder_incomplete, true});
  if (!command.vin.empty()) {
    const checked vin = check_vin(command.vin);
    if (vin.valid())
      holder.vin = std::string(vin.normalized());
    else
      job.refuse(vin.broken, "vin");
  }
  holder.share_with_brand = command.share_with_brand;
  if (!command.share_with_brand.has_value()) job.refuse(rule::share_answer_missing, "share_with_brand");
  if (!job.ok()) return false;
  const auto running = programme_on(job, job.place_name, today_of(job));
  if (!running.has_value()) return job.refuse(rule::programme_missing);
  loyalty_card made;
  std::string code = command.code.empty() ? cards::new_code(job) : cards::normal_code(command.code);
  if (!issue_loyalty(job, *running, holder, std::move(code), made)) return false;
  job.note(rule::card_mail_read_on_phone, "customer.email");
  const auto known = reload(job, made.id);
  if (!known.has_value()) return false;
  reply.card = view_of(job, *known);
  return true;
}

bool handle(work& job, const create_loyalty_cards& command, create_loyalty_cards::reply_type& reply) {
  const auto holders = cards::check_batch(job, command.rows, command.csv, command.csv_base64);
  if (!job.ok()) return false;
  const auto running = programme_on(job, job.place_name, today_of(job));
  if (!running.has_value()) return job.refuse(rule::programme_missing);
  job.of_many = true;
  for (std::size_t i = 0; i < holders.size(); ++i) {
    loyalty_card made;
    if (!issue_loyalty(job, *running, holders[i], cards::new_code(job), made)) {
      if (!job.refused.empty()) job.refused.back().field = "rows." + std::to_string(i) + ".email";
      return false;
    }
    const auto known = reload(job, made.id);
    if (!known.has_value()) return false;
    auto shown = view_of(job, *known);
    shown.name.clear();
    shown.holder.reset();
    reply.cards.push_back(std::move(shown));
  }
  job.subject = {};
  return true;
}

bool handle(work& job, const transact_loyalty& command, transact_loyalty::reply_type& reply) {
  wanted_transaction wanted;
  wanted.number = trimmed(command.invoice.number);
  if (wanted.number.empty()) job.refuse(rule::invoice_number_missing, "invoice.number");
  if (command.invoice.amount.has_value()) {
    if (command.invoice.amount->negative())
      job.refuse(rule::loyalty_amount_negative, "invoice.amount");
    else
      wanted.amount = cards::cents_of(job, *command.invoice.amount, "invoice.amount").value_or(0);
  }
  if (command.invoice.odometer_km.has_value() && *command.invoice.odometer_km < 0)
    job.refuse(rule::odometer_out_of_range, "invoice.odometer_km");
  if (!job.ok()) return false;
  const auto known = find_loyalty(job, command.code, true);
  if (!known.has_value()) return false;
  if (command.deduct.has_value()) {
    const auto units = units_typed(job, *command.deduct, known->unit, "deduct");
    if (!units.has_value()) return false;
    wanted.deduct = *units;
  }
  if (!command.reward.empty()) {
    const auto running = programme_on(job, known->outlet, today_of(job));
    const loyalty_reward* chosen = nullptr;
    if (running.has_value())
      for (const auto& reward : running->terms.rewards)
        if (reward.name == command.reward) chosen = &reward;
    if (chosen == nullptr) return job.refuse(rule::reward_incomplete, "reward");
    wanted.deduct = chosen->points;
  }
  wanted.repair_type = trimmed(command.invoice.repair_type);
  wanted.odometer_km = command.invoice.odometer_km;
  wanted.earn = *command.earn;
  wanted.invoice = &command.invoice;
  const auto done = transact_now(job, *known, wanted);
  if (!done.has_value()) return false;
  reply.transaction = view_of_transaction(*done, known->unit);
  return true;
}

bool handle(work& job, const look_up_loyalty& command, look_up_loyalty::reply_type& reply) {
  if (command.code.empty() == !command.customer.has_value())
    return job.refuse(rule::loyalty_lookup_incomplete, command.code.empty() ? "code" : "customer");
  if (!command.customer.has_value()) {
    const auto known = find_loyalty(job, command.code, false);
    if (!known.has_value()) return false;
    reply.card = view_of(job, *known);
    return true;
  }
  const auto ids = cards::ids_by_holder(job, *command.customer);
  if (!ids.has_value()) return false;
  for (const auto& id : *ids)
    if (const auto known = reload(job, id); known.has_value() && known->entity == job.entity())
      reply.cards.push_back(view_of(job, *known));
  return true;
}

bool handle(work& job, const correct_loyalty& command, loyalty_card_reply& reply) {
  const auto known = find_loyalty(job, command.code, false);
  if (!known.has_value()) return false;
  const auto before = cards::holder_of(job, known->id);
  if (!before.has_value()) return job.refuse(rule::customer_erased, "code");
  const auto& changes = command.changes;
  holder_input typed{changes.last_name.value_or(before->last_name), changes.first_name.value_or(before->first_name),
                     changes.civility.value_or(before->civility), changes.email.value_or(before->email),
                     changes.mobile.value_or(before->mobile)};
  card_holder after = cards::check_holder(job, typed, {"changes.", rule::card_holder_incomplete, false});
  after.vin = before->vin;
  after.share_with_brand = before->share_with_brand;
  if (changes.vin.has_value()) {
    const checked vin = check_vin(*changes.vin);
    if (vin.valid())
      after.vin = std::string(vin.normalized());
    else
      job.refuse(vin.broken, "changes.vin");
  }
  if (!job.ok()) return false;
  if (!cards::in_order(job, known->last)) return false;
  job.record(known->id, uuid_bytes(known->customer), loyalty_holder_changed{*before, after});
  const auto changed = reload(job, known->id);
  if (!changed.has_value()) return false;
  reply.card = view_of(job, *changed);
  return true;
}

bool handle(work& job, const return_loyalty& command, return_loyalty::reply_type& reply) {
  std::optional<std::int64_t> amount;
  if (command.amount.has_value()) amount = cards::cents_of(job, *command.amount, "amount");
  if (!job.ok() || !amount.has_value()) return false;
  const auto found = find_transaction(job, command.transaction);
  if (!found.has_value()) return false;
  const auto terms = terms_of(job, found->done.programme);
  if (!terms.has_value()) return job.refuse(rule::programme_missing, "transaction");
  const auto decided = decide_return(found->done, *terms, cumulated_in(found->known, found->done.year), *amount);
  if (!decided.ok())
    return job.refuse(decided.refusal(), {{"maximum", cards::euros(found->done.amount - found->done.returned)}});
  if (!cards::in_order(job, found->known.last)) return false;
  job.record(found->known.id, job.subject,
             loyalty_taken_back{found->done.id, false, *amount, decided.value().base, decided.value().units});
  const auto after = reload(job, found->known.id);
  if (!after.has_value()) return false;
  tell_loyalty_wallets(job, *after, "return");
  reply = {units_text(decided.value().units, after->unit),
           units_text(balance_at(after->account, job.context.at), after->unit),
           units_text(after->account.debt, after->unit)};
  return true;
}

bool handle(work& job, const adjust_loyalty& command, loyalty_balance_reply& reply) {
  const std::string reason = trimmed(command.reason);
  if (reason.empty()) job.refuse(rule::adjustment_reason_missing, "reason");
  if (!job.ok()) return false;
  if (const auto may = decide(*job.by, permission::adjust_loyalty); !may.ok()) return job.refuse(may.refusal());
  const auto known = find_loyalty(job, command.code, true);
  if (!known.has_value()) return false;
  const auto units = units_typed(job, *command.amount, known->unit, "amount");
  if (!units.has_value()) return false;
  if (*units == 0) return job.refuse(rule::adjustment_is_zero, "amount");
  const std::int64_t balance = balance_at(known->account, job.context.at);
  if (*units < -balance)
    return job.refuse(rule::adjustment_exceeds_balance, "amount", {{"balance", units_text(balance, known->unit)}});
  if (!cards::in_order(job, known->last)) return false;
  loyalty_adjusted event;
  event.units = *units;
  event.reason = reason;
  if (*units > 0) {
    const auto running = programme_on(job, known->outlet, today_of(job));
    if (!running.has_value()) return job.refuse(rule::programme_missing, "code");
    event.expires = expiry_of(earning_of(running->terms), known->created, job.context.at);
  }
  job.record(known->id, uuid_bytes(known->customer), event);
  const auto after = reload(job, known->id);
  if (!after.has_value()) return false;
  tell_loyalty_wallets(job, *after, "adjustment");
  reply = {units_text(balance_at(after->account, job.context.at), after->unit),
           units_text(after->account.debt, after->unit)};
  return true;
}

bool handle(work& job, const cancel_loyalty& command, loyalty_balance_reply& reply) {
  const auto found = find_transaction(job, command.transaction);
  if (!found.has_value()) return false;
  if (!found->done.cancelled && !cancel_now(job, found->done, found->known)) return false;
  const auto after = reload(job, found->known.id);
  if (!after.has_value()) return false;
  if (!found->done.cancelled) tell_loyalty_wallets(job, *after, "cancel");
  reply = {units_text(balance_at(after->account, job.context.at), after->unit),
           units_text(after->account.debt, after->unit)};
  return true;
}

namespace {

// The card as it stood at an instant, from its events (LOY-14). Empty where it was not there yet.
std::optional<loyalty_card> card_as_of(work& job, std::string_view id, instant at) {
  std::optional<loyalty_card> known;
  std::vector<loyalty_transaction> done;
  std::vector<std::int64_t> sequences;
  job.unit.scan_ordered(indexes::event_record, id, id, [&](std::string_view key, std::string_view sequence) {
    if (key == id) sequences.push_back(projections::sequence_of(sequence));
    return true;
  });
  for (const auto sequence : sequences) {
    store::event_entry event;
    if (!job.unit.find_event(static_cast<std::uint64_t>(sequence), event) || event.at > at) continue;
    const auto facts = [&](auto& into) { return codec::decode(event.facts, into); };
    if (event.kind == loyalty_card_created::kind) {
      loyalty_card_created made;
      if (facts(made)) known = evolve(loyalty_card{}, made, event.at);
    } else if (known.has_value() && event.kind == loyalty_moved_event::kind) {
      loyalty_moved_event moved;
      if (!facts(moved)) continue;
      known = evolve(std::move(*known), moved, event.at);
      done.push_back(moved.transaction);
    } else if (known.has_value() && event.kind == loyalty_taken_back::kind) {
      loyalty_taken_back back;
      if (!facts(back)) continue;
      for (auto& one : done) {
        if (one.id != back.transaction) continue;
        known = evolve(std::move(*known), back, one, event.at);
        one.returned += back.returned;
        one.earned -= back.taken_back;
        one.cancelled = one.cancelled || back.cancelled;
      }
    } else if (known.has_value() && event.kind == loyalty_adjusted::kind) {
      loyalty_adjusted adjusted;
      if (facts(adjusted)) known = evolve(std::move(*known), adjusted, event.at);
    }
  }
  return known;
}

}  // namespace

bool handle(work& job, const show_loyalty_balance& command, show_loyalty_balance::reply_type& reply) {
  const auto present = find_loyalty(job, command.code, false);
  if (!present.has_value()) return false;
  const instant at = command.as_of.value_or(job.context.at);
  const auto known = at >= present->last ? present : card_as_of(job, present->id, at);
  const loyalty_card nothing{};
  const loyalty_card& shown = known.has_value() ? *known : nothing;
  reply.balance = units_text(balance_at(shown.account, at), present->unit);
  reply.debt = units_text(shown.account.debt, present->unit);
  for (const auto& credit : shown.account.credits)
    if (credit.expires > at) reply.credits.push_back({units_text(credit.left, present->unit), credit.expires});
  std::int64_t next = 0;
  std::optional<instant> when;
  for (const auto& credit : shown.account.credits) {
    if (credit.expires <= at) continue;
    if (when.has_value() && credit.expires != *when) break;
    when = credit.expires;
    next += credit.left;
  }
  if (when.has_value()) reply.next_expiry = expiring_units{*when, units_text(next, present->unit)};
  return true;
}

bool handle(work& job, const show_liability& command, show_liability::reply_type& reply) {
  const instant at = command.as_of.value_or(job.context.at);
  const auto all = programmes_of(job, job.place_name);
  const auto day = time_zones::day_of(job.place->time_zone, at);
  const programme* current = nullptr;
  for (const auto& known : all)
    if (sys_days{known.start} <= sys_days{day}) current = &known;
  if (current == nullptr) return job.refuse(rule::programme_missing);
  const auto unit = *current->terms.unit;
  std::int64_t outstanding = 0;
  std::int64_t debt = 0;
  std::int64_t breakage = 0;
  named<std::int64_t> months;
  const std::string& outlet = job.place_name;
  job.unit.scan_ordered(indexes::loyalty_outlet, outlet, outlet, [&](std::string_view key, std::string_view id) {
    if (key != outlet) return true;
    const auto present = reload(job, id);
    if (!present.has_value() || present->created > at) return true;
    const auto known = at >= present->last ? present : card_as_of(job, id, at);
    if (!known.has_value()) return true;
    ++reply.cards;
    debt += known->account.debt;
    for (const auto& credit : known->account.credits) {
      if (credit.expires <= at) {
        breakage += credit.left;
        continue;
      }
      outstanding += credit.left;
      const std::string month = day_text(time_zones::day_of(known->time_zone, credit.expires)).substr(0, 7);
      const auto* so_far = months.find(month);
      months.set(month, (so_far == nullptr ? 0 : *so_far) + credit.left);
    }
    return true;
  });
  // Points at their declared value, rounded once a sum.
  const auto value = [&](std::int64_t units) -> std::string {
    if (unit == loyalty_unit::eur) return cards::euros(units);
    if (!current->terms.point_value.has_value()) return {};
    const auto worth = share(money::minor(units * 100, euro), *current->terms.point_value, rounding::half_up);
    return worth.ok() ? cards::euros(worth.value().minor_units()) : std::string{};
  };
  reply.programme = current->id;
  reply.outstanding = units_text(outstanding, unit);
  reply.euros = value(outstanding);
  reply.debt = units_text(debt, unit);
  reply.breakage = units_text(breakage, unit);
  std::vector<std::pair<std::string, std::int64_t>> ordered(months.begin(), months.end());
  std::sort(ordered.begin(), ordered.end());
  for (const auto& [month, units] : ordered) reply.ageing.push_back({month, units_text(units, unit), value(units)});
  return true;
}

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
