// Loyalty: programmes defined and ended, cards, transactions, what is given and taken back, balances (LOY).
#include <algorithm>

#include "dealerkit/checks.hpp"
#include "dealerkit/core/allocation.hpp"
#include "desk/cards.hpp"
#include "desk/customer_forms.hpp"
#include "desk/handlers.hpp"
#include "desk/loyalty_parts.hpp"
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

using shared_programme = std::shared_ptr<const programme>;

// The programmes of an outlet, the latest first; there are few.
std::vector<std::string> programme_ids(work& job, std::string_view outlet) {
  std::vector<std::string> ids;
  const std::string prefix = projections::joined(outlet, {});
  job.unit.scan_ordered(indexes::programme_outlet, prefix, prefix, [&](std::string_view, std::string_view id) {
    ids.emplace_back(id);
    return true;
  });
  std::reverse(ids.begin(), ids.end());
  return ids;
}

shared_programme programme_of(work& job, std::string_view id) {
  return load_shared(job.unit, collections::programmes, id, job.host.programmes);
}

// The one that runs on a day, as no two do; empty where none does.
shared_programme programme_on(work& job, std::string_view outlet, year_month_day day) {
  shared_programme running;
  const std::string prefix = projections::joined(outlet, {});
  job.unit.scan_ordered(indexes::programme_outlet, prefix, prefix, [&](std::string_view, std::string_view id) {
    auto known = programme_of(job, id);
    if (known != nullptr && runs_on(*known, day)) running = std::move(known);
    return running == nullptr;
  });
  return running;
}

// Which outlet's programme is asked for is said by the actor, and by nothing else.
bool refuse_without_programme(work& job) { return job.refuse(rule::programme_missing, "actor.outlet"); }

year_month_day today_of(const work& job) { return time_zones::day_of(job.place->time_zone, job.context.at); }

// A card as it stood at an instant, and what had moved it, the earliest first (LOY-14).
struct card_then {
  std::optional<loyalty_card> known;  ///< empty where it was not there yet
  struct movement {
    instant at{};
    std::optional<loyalty_transaction> done;
    loyalty_adjusted adjusted;
  };
  std::vector<movement> movements;
};

card_then card_as_of(work& job, std::string_view id, instant at) {
  card_then then;
  auto& known = then.known;
  std::vector<std::int64_t> sequences;
  job.unit.scan_ordered(indexes::event_record, id, id, [&](std::string_view key, std::string_view sequence) {
    if (key == id) sequences.push_back(projections::sequence_of(sequence));
    return true;
  });
  for (const auto sequence : sequences) {
    store::event_entry event;
    if (!job.unit.find_event(static_cast<std::uint64_t>(sequence), event) || event.at > at) continue;
    const auto read = [&](auto& into) {
      return codec::decode(event.facts, into) && codec::decode(event.personal, into);
    };
    if (event.kind == loyalty_card_created::kind) {
      loyalty_card_created made;
      if (read(made)) known = evolve(loyalty_card{}, made, event.at);
    } else if (known.has_value() && event.kind == loyalty_moved_event::kind) {
      loyalty_moved_event moved;
      if (!read(moved)) continue;
      known = evolve(std::move(*known), moved, event.at);
      then.movements.push_back({event.at, std::move(moved.transaction), {}});
    } else if (known.has_value() && event.kind == loyalty_taken_back::kind) {
      loyalty_taken_back back;
      if (!read(back)) continue;
      for (auto& one : then.movements) {
        if (!one.done.has_value() || one.done->id != back.transaction) continue;
        known = evolve(std::move(*known), back, *one.done, event.at);
        one.done = evolve(std::move(*one.done), back, *known, event.at);
      }
    } else if (known.has_value() && event.kind == loyalty_adjusted::kind) {
      loyalty_adjusted adjusted;
      if (!read(adjusted)) continue;
      known = evolve(std::move(*known), adjusted, event.at);
      then.movements.push_back({event.at, std::nullopt, std::move(adjusted)});
    }
  }
  return then;
}

// A card with what its document has: enough to decide a transaction, which brings in what else it needs. Asked for at
// an instant before its last movement it has again all that was put aside, since not all of that had expired then.
std::optional<loyalty_card> load_loyalty(work& job, std::string_view id) {
  auto known = projections::load<loyalty_card>(job.unit, collections::loyalty_cards, id);
  if (!known.has_value() || job.context.at >= known->last) return known;
  if (known->account.expired == 0 && !known->account.later.has_value() && !known->window_aside.has_value())
    return known;
  auto whole = card_as_of(job, id, known->last).known;
  if (!whole.has_value()) return known;
  known->account = std::move(whole->account);
  known->window = std::move(whole->window);
  known->points_window = std::move(whole->points_window);
  known->window_aside.reset();
  return known;
}

// A card with all of its credits.
std::optional<loyalty_card> reload(work& job, std::string_view id) {
  auto known = load_loyalty(job, id);
  if (known.has_value()) projections::complete(job.unit, *known);
  return known;
}

// The loyalty card of a code. It is its entity's, and works in its outlet only (LOY-01). `read`: how much of it.
std::optional<loyalty_card> find_loyalty(work& job, std::string_view code, bool works_here,
                                         decltype(reload)& read = reload) {
  std::string id;
  const std::string value = cards::code_value(job.entity(), code);
  std::optional<loyalty_card> known;
  if (!value.empty() && job.unit.find_unique(indexes::loyalty_code, value, id)) known = read(job, id);
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
std::int64_t spending_in_window(work& job, const loyalty_card& known, const programme_terms& terms,
                                year_month_day day) {
  const sys_days last{day};
  const sys_days first = last - std::chrono::days{terms.tier_window_days};
  return projections::spending_between(job.unit, known, terms.tier_by, first, last);
}

// The tier that a card has reached by its spending before (LOY-17); nobody has to be downgraded, since it is derived.
const loyalty_tier* tier_of(work& job, const loyalty_card& known, const programme_terms& terms, year_month_day day) {
  const loyalty_tier* reached = nullptr;
  const std::int64_t spent = terms.tiers.empty() ? 0 : spending_in_window(job, known, terms, day);
  for (const auto& tier : terms.tiers)
    if (spent >= units_of(tier.threshold, tier_unit(terms.tier_by)).value()) reached = &tier;
  return reached;
}

// What expires next of an account, and when (LOY-09, LOY-14).
std::optional<expiring_units> next_expiry_of(const loyalty_account& account, loyalty_unit unit, instant at) {
  std::int64_t next = 0;
  std::optional<instant> when;
  for (const auto& credit : account.credits) {
    if (credit.expires <= at) continue;
    if (when.has_value() && credit.expires != *when) break;
    when = credit.expires;
    next += credit.left;
  }
  if (!when.has_value()) return std::nullopt;
  return expiring_units{*when, units_text(next, unit)};
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
  shown.next_expiry = next_expiry_of(known.account, known.unit, job.context.at);
  if (const auto running = programme_on(job, known.outlet, day); running != nullptr)
    if (const auto* tier = tier_of(job, known, running->terms, day); tier != nullptr) shown.tier = tier->name;
  if (auto holder = cards::holder_of(job, known.id); holder.has_value()) {
    shown.name = holder->first_name + " " + holder->last_name;
    shown.holder = std::move(*holder);
  }
  return shown;
}

programme_reply shown_of(const programme& known) { return {{known.id, known.start, known.end, known.terms}}; }

// --- What an invoice earns on

// How many times a category counts on a day, in ten-thousandths (LOY-17).
result<std::int64_t> multiplier_of(const programme_terms& terms, std::string_view category, year_month_day day,
                                   const loyalty_tier* tier) {
  constexpr std::int64_t one = 10'000;
  const auto scaled = [](decimal factor) {
    return factor.units() * detail::powers_of_ten[static_cast<std::size_t>(4 - factor.scale())];
  };
  std::int64_t product = one;
  std::int64_t best = one;
  bool any = false;
  for (const auto& rule : terms.rules) {
    if (!rule.category.empty() && rule.category != category) continue;
    if (rule.from.has_value() && sys_days{day} < sys_days{*rule.from}) continue;
    if (rule.until.has_value() && sys_days{*rule.until} < sys_days{day}) continue;
    if (rule.stacks) {
      const auto stacked = scale_by(product, scaled(rule.multiplier), one, rounding::half_up);
      if (!stacked.ok()) return stacked;
      product = stacked.value();
    } else {
      best = any ? std::max(best, scaled(rule.multiplier)) : scaled(rule.multiplier);
      any = true;
    }
  }
  const auto counted = scale_by(product, best, one, rounding::half_up);
  if (!counted.ok() || tier == nullptr) return counted;
  return scale_by(counted.value(), scaled(tier->multiplier), one, rounding::half_up);
}

// The lines of an invoice, or of a return: what they are of and how much, no less than nothing, and together `amount`.
std::optional<std::vector<earned_line>> lines_of(work& job, const std::vector<invoice_line>& typed, std::int64_t amount,
                                                 rule broken, std::string_view field) {
  std::vector<earned_line> lines;
  std::int64_t rest = amount;
  for (const auto& line : typed) {
    if (!line.amount.has_value()) {
      job.refuse(rule::loyalty_invoice_incomplete,
                 std::string(field) + "." + std::to_string(&line - typed.data()) + ".amount");
      return std::nullopt;
    }
    const auto cents = cards::cents_of(job, *line.amount, field);
    if (!cents.has_value()) return std::nullopt;
    if (*cents < 0 || *cents > rest) {
      job.refuse(broken, field);
      return std::nullopt;
    }
    rest -= *cents;
    lines.push_back({line.category, *cents});
  }
  if (rest != 0 && !lines.empty()) {
    job.refuse(broken, field);
    return std::nullopt;
  }
  return lines;
}

// The base of an invoice with lines, exclusions, multipliers: each line less its share of the deduction, times what it
// counts, rounded once a line. Each line keeps its own.
std::optional<std::int64_t> base_of(work& job, const programme_terms& terms, std::vector<earned_line>& lines,
                                    std::int64_t deducted_cents, year_month_day day, const loyalty_tier* tier) {
  // What was deducted lessens the lines that may earn in proportion, to the cent (ALL-01).
  std::vector<std::int64_t> eligible;
  for (const auto& line : lines) {
    const auto& excluded = terms.excluded_categories;
    const bool earns = std::find(excluded.begin(), excluded.end(), line.category) == excluded.end();
    eligible.push_back(earns ? line.amount : 0);
  }
  std::vector<std::int64_t> shares(eligible.size(), 0);
  std::vector<detail::allocation_remainder> room(eligible.size());
  std::int64_t eligible_sum = 0;
  for (const auto one : eligible) eligible_sum += one;
  if (deducted_cents > 0 && eligible_sum > 0)
    if (const auto split = allocate(std::min(deducted_cents, eligible_sum), eligible, shares, room); !split.ok()) {
      job.refuse(split.refusal());
      return std::nullopt;
    }
  std::int64_t base = 0;
  for (std::size_t i = 0; i < eligible.size(); ++i) {
    const auto times = multiplier_of(terms, lines[i].category, day, tier);
    const auto counted =
        times.ok() ? scale_by(eligible[i] - shares[i], times.value(), 10'000, rounding::half_up) : times;
    if (!counted.ok() || __builtin_add_overflow(base, counted.value(), &base)) {
      job.refuse(rule::money_out_of_range, "invoice.amount");
      return std::nullopt;
    }
    lines[i].base = counted.value();
  }
  return base;
}

// --- Transactions

struct wanted_transaction {
  std::string number;
  std::int64_t amount = 0;
  std::string repair_type;
  std::optional<std::int64_t> odometer_km;
  bool earn = true;
  std::int64_t deduct = 0;
  std::string reward;  ///< by name: its points are deducted
  std::string card_use;
  std::vector<earned_line> lines;  ///< without their bases
};

std::optional<loyalty_transaction> transaction_of_invoice(work& job, const loyalty_card& known,
                                                          std::string_view number) {
  std::string id;
  if (!job.unit.find_unique(indexes::loyalty_invoice, projections::joined(known.id, number), id)) return std::nullopt;
  return projections::load<loyalty_transaction>(job.unit, collections::loyalty_transactions, id);
}

// Whether a request asks for what was recorded under the same number (LOY-10).
bool same_request(const loyalty_transaction& earlier, const wanted_transaction& wanted) {
  const auto same_line = [](const earned_line& a, const earned_line& b) {
    return a.category == b.category && a.amount == b.amount;
  };
  return earlier.amount == wanted.amount && earlier.reward == wanted.reward &&
         (!wanted.reward.empty() || earlier.deducted == wanted.deduct) && earlier.earns == wanted.earn &&
         earlier.repair_type == wanted.repair_type && earlier.odometer_km == wanted.odometer_km &&
         earlier.card_use == wanted.card_use &&
         std::equal(earlier.lines.begin(), earlier.lines.end(), wanted.lines.begin(), wanted.lines.end(), same_line);
}

void tell_loyalty_wallets(work& job, const loyalty_card& known, std::string_view movement);

// Decides, records and tells the wallets that have the card, of which load_loyalty() is enough; the transaction as it
// was recorded, or the earlier one of the same request. It runs in the unit of the one writer, so a number that is free
// stays free until it is recorded.
std::optional<loyalty_transaction> transact_now(work& job, loyalty_card known, const store::subject_id& subject,
                                                const wanted_transaction& wanted) {
  if (auto earlier = transaction_of_invoice(job, known, wanted.number); earlier.has_value()) {
    if (same_request(*earlier, wanted)) {
      job.explain("LOY-10", "the same invoice with the same values: the same answer, and nothing moves again");
      return earlier;
    }
    job.refuse(rule::loyalty_invoice_already_used, "invoice.number");
    return std::nullopt;
  }
  const auto day = time_zones::day_of(known.time_zone, job.context.at);
  const auto running = programme_on(job, known.outlet, day);
  if (running == nullptr) {
    job.refuse(rule::programme_missing, "code");
    return std::nullopt;
  }
  const auto& promised = running->terms;
  loyalty_purchase purchase{
      .amount_minor = wanted.amount, .base_minor = {}, .earn = wanted.earn, .deduct = wanted.deduct};
  if (!wanted.reward.empty()) {
    const auto chosen = std::find_if(promised.rewards.begin(), promised.rewards.end(),
                                     [&](const loyalty_reward& one) { return one.name == wanted.reward; });
    if (chosen == promised.rewards.end()) {
      job.refuse(rule::reward_unknown, "reward");
      return std::nullopt;
    }
    purchase.deduct = chosen->points;
  }
  const earning_terms terms = earning_of(promised);
  const auto year = year_start(running->start, day);
  const bool has_later = known.account.later.has_value();
  if (has_later)
    projections::loyalty_parts(job.unit, known.id).bring_in(known.account, job.context.at, purchase.deduct);
  const loyalty_facts facts{balance_at(known.account, job.context.at), known.account.debt,
                            projections::cumulated_in(job.unit, known, year)};
  const auto* tier = tier_of(job, known, promised, day);
  std::vector<earned_line> lines = wanted.lines;
  if (!promised.rules.empty() || tier != nullptr || !lines.empty()) {
    if (lines.empty()) lines.push_back({{}, wanted.amount});
    purchase.base_minor =
        base_of(job, promised, lines, terms.unit == loyalty_unit::eur ? purchase.deduct : 0, day, tier);
    if (!purchase.base_minor.has_value()) return std::nullopt;
    if (wanted.lines.empty()) lines.clear();
  }
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
  loyalty_moved_event event;
  auto& done = event.transaction;
  if (!promised.tiers.empty()) {
    done.tier_by = promised.tier_by;
    done.window_days = promised.tier_window_days;
    done.spent = done.tier_by == tier_basis::points ? decided.value().earned : wanted.amount;
    if (!window_holds(window_of(known, done.tier_by), done.spent)) {
      job.refuse(rule::money_out_of_range, "invoice.amount");
      return std::nullopt;
    }
  }
  if (!job.in_order(known.last)) return std::nullopt;

  done.id = job.new_identifier();  // from here on nothing refuses
  done.card = known.id;
  done.invoice = wanted.number;
  done.amount = wanted.amount;
  done.base = decided.value().base_minor;
  done.earned = decided.value().earned;
  done.credit = done.earned > 0 ? known.account.next_credit : 0;
  done.deducted = decided.value().deducted;
  if (done.deducted > 0) {
    loyalty_account preview = known.account;
    done.parts = take_out(preview, done.deducted, job.context.at);
  }
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
  done.reward = wanted.reward;
  done.lines = std::move(lines);
  if (done.base == 0)
    for (auto& line : done.lines) line.base = 0;  // below the minimum, or not to earn
  known = evolve(std::move(known), event, job.context.at);
  if (has_later)
    job.record(known.id, subject, event);  // which brings in the same
  else
    job.record(known.id, subject, event, known);
  if (job.context.explain) {
    named<std::string> numbers;
    numbers.set("base", cards::euros(done.base));
    numbers.set("earned", units_text(done.earned, terms.unit));
    numbers.set("debt_filled", units_text(decided.value().debt_filled, terms.unit));
    job.explain("LOY-10", "first what is deducted, then what is earned", std::move(numbers));
  }
  if (known.apple_wallet || known.google_wallet) tell_loyalty_wallets(job, known, "transaction");
  return std::move(event.transaction);
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
  cards::tell_wallets(
      job, {known.code, known.customer, movement, units_text(balance_at(known.account, job.context.at), known.unit),
            known.apple_wallet, known.google_wallet});
}

// A transaction with its card, as the actor may see it; cards work in their outlet only (LOY-01).
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
  if (known->outlet != job.place_name) {
    job.refuse(rule::loyalty_card_not_here, "transaction");
    return std::nullopt;
  }
  job.subject = uuid_bytes(known->customer);
  return found_transaction{std::move(*done), std::move(*known)};
}

std::optional<earning_terms> terms_of(work& job, std::string_view programme_id) {
  const auto known = programme_of(job, programme_id);
  if (known == nullptr) return std::nullopt;
  return earning_of(known->terms);
}

// Takes back what is left of a transaction (LOY-13). What it deducted is given back by the event itself.
bool cancel_now(work& job, const loyalty_transaction& done, const loyalty_card& known) {
  if (!job.in_order(known.last)) return false;
  const auto terms = terms_of(job, done.programme);
  if (!terms.has_value()) return job.refuse(rule::programme_missing, "transaction");
  loyalty_taken_back event;
  event.transaction = done.id;
  event.cancelled = true;
  event.returned = done.amount - done.returned;
  // Tranches that other purchases still cover stay; those that nothing covers any more go, whoever passed them. Of an
  // invoice that came back whole nothing is covered, so nothing is left to take.
  const bool tranches = terms->earning == earning_kind::tranche;
  event.taken_back = tranches ? 0 : done.earned;
  if (event.returned > 0) {
    const auto decided =
        decide_return(done, *terms, projections::cumulated_in(job.unit, known, done.year), event.returned);
    if (!decided.ok()) return job.refuse(decided.refusal());
    event.base = decided.value().base;
    if (tranches) event.taken_back = decided.value().units;
  }
  job.record(known.id, uuid_bytes(known.customer), event);
  return true;
}

std::optional<std::int64_t> units_typed(work& job, decimal typed, loyalty_unit unit, std::string_view field) {
  const auto units = units_of(typed, unit);
  if (units.ok()) return units.value();
  job.refuse(units.refusal().broken, field);
  return std::nullopt;
}

// The loyalty card that an address has at the actor's outlet. There is one at most: a second one would split what one
// person earns.
std::optional<loyalty_card> card_of_email(work& job, std::string_view email) {
  std::optional<loyalty_card> found;
  job.unit.find_exact(indexes::card_email, projections::email_value(job.entity(), email), [&](std::string_view id) {
    auto one = load_loyalty(job, id);
    if (one.has_value() && one->outlet == job.place_name) found = std::move(one);
    return !found.has_value();
  });
  return found;
}

bool issue_loyalty(work& job, const programme& running, card_holder holder, std::string code, loyalty_card& made) {
  const auto customer = cards::customer_of(job, holder, job.place_name);
  if (!customer.has_value()) return false;
  if (card_of_email(job, holder.email).has_value()) return job.refuse(rule::loyalty_email_has_card, "customer.email");
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
  if (!job.unit.claim_unique(indexes::loyalty_code, projections::code_value(made.entity, made.code), made.id))
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

std::optional<loyalty_card> loyalty_card_of(work& job, std::string_view id) { return reload(job, id); }

bool credit_loyalty(work& job, const card& known, card_use_record& use, std::string_view number, std::int64_t amount,
                    std::string_view repair_type, const std::optional<std::int64_t>& odometer_km) {
  const auto holder = holder_of(job, known.id);
  auto found = holder.has_value() ? card_of_email(job, holder->email) : std::nullopt;
  if (!found.has_value()) return job.refuse(rule::loyalty_card_missing, "credit_loyalty");
  wanted_transaction wanted;
  wanted.number = std::string(number);
  wanted.amount = amount;
  wanted.repair_type = std::string(repair_type);
  wanted.odometer_km = odometer_km;
  wanted.card_use = use.id;
  const auto subject = uuid_bytes(found->customer);
  const auto done = transact_now(job, std::move(*found), subject, wanted);
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

namespace {

bool outlet_has_cards(work& job) {
  bool any = false;
  job.unit.scan_ordered(indexes::loyalty_outlet, job.place_name, job.place_name,
                        [&](std::string_view key, std::string_view) {
                          any = key == job.place_name;
                          return false;
                        });
  return any;
}

}  // namespace

namespace handlers {

bool handle(work& job, const define_programme& command, programme_reply& reply) {
  if (!command.terms.earning.has_value()) job.refuse(rule::programme_incomplete, "programme.earning");
  if (!command.terms.unit.has_value()) job.refuse(rule::programme_incomplete, "programme.unit");
  for (auto& one : check_programme(command.terms, job.terms->loyalty)) job.refused.push_back(std::move(one));
  const auto today = today_of(job);
  const auto start = command.terms.start.value_or(today);
  if (sys_days{start} < sys_days{today}) job.refuse(rule::programme_value_out_of_range, "programme.start");
  if (!job.ok()) return false;
  if (const auto may = decide(*job.by, permission::define_programme); !may.ok()) return job.refuse(may.refusal());
  std::vector<programme> before;
  for (const auto& id : programme_ids(job, job.place_name))
    if (const auto known = programme_of(job, id); known != nullptr) before.push_back(*known);
  const programme_facts facts{before, today, outlet_has_cards(job)};
  if (const auto may = decide(facts, *command.terms.unit, start); !may.ok()) {
    work::arguments args;
    if (may.refusal().broken == rule::programme_already_runs && before.front().end.has_value())
      args.emplace_back("from", day_text(*before.front().end));
    return job.refuse(may.refusal(), std::move(args));
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
  const auto known = programme_on(job, job.place_name, today);
  if (known == nullptr) return refuse_without_programme(job);
  auto running = *known;
  if (running.end.has_value()) {
    reply = shown_of(running);  // ended before: the same answer
    return true;
  }
  if (!job.in_order(running.last)) return false;
  const auto began = year_start(running.start, today);
  auto end = began + std::chrono::years{1};
  if (!end.ok()) end = year_month_day{end.year(), std::chrono::month{3}, std::chrono::day{1}};
  end = year_start(running.start, end);
  job.record(running.id, {}, programme_ended{end});
  running.end = end;
  reply = shown_of(running);
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
  std::string code = cards::check_code(job, command.code, "code");
  if (!job.ok()) return false;
  const auto running = programme_on(job, job.place_name, today_of(job));
  if (running == nullptr) return refuse_without_programme(job);
  loyalty_card made;
  if (code.empty()) code = cards::new_code(job);
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
  if (running == nullptr) return refuse_without_programme(job);
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
  const auto& invoice = command.invoice;
  wanted_transaction wanted;
  wanted.number = forms::trimmed(invoice.number);
  if (wanted.number.empty()) job.refuse(rule::loyalty_invoice_incomplete, "invoice.number");
  if (!invoice.amount.has_value())
    job.refuse(rule::loyalty_invoice_incomplete, "invoice.amount");
  else if (invoice.amount->negative())
    job.refuse(rule::loyalty_amount_negative, "invoice.amount");
  else if (const auto cents = cards::cents_of(job, *invoice.amount, "invoice.amount"); cents.has_value()) {
    wanted.amount = *cents;
    if (auto lines = lines_of(job, invoice.lines, *cents, rule::loyalty_lines_exceed_invoice, "invoice.lines");
        lines.has_value())
      wanted.lines = std::move(*lines);
  }
  if (invoice.odometer_km.has_value() && (*invoice.odometer_km < 0 || *invoice.odometer_km > cards::odometer_km_max))
    job.refuse(rule::loyalty_odometer_out_of_range, "invoice.odometer_km");
  if (!command.earn.has_value()) job.refuse(rule::loyalty_answer_missing, "earn");
  if (command.deduct.has_value() && !command.reward.empty()) job.refuse(rule::reward_excludes_deduction, "reward");
  if (!job.ok()) return false;
  auto known = find_loyalty(job, command.code, true, load_loyalty);
  if (!known.has_value()) return false;
  const auto unit = known->unit;
  if (command.deduct.has_value()) {
    const auto units = units_typed(job, *command.deduct, unit, "deduct");
    if (!units.has_value()) return false;
    wanted.deduct = *units;
  }
  wanted.reward = command.reward;
  wanted.repair_type = forms::trimmed(invoice.repair_type);
  wanted.odometer_km = invoice.odometer_km;
  wanted.earn = *command.earn;
  const auto done = transact_now(job, std::move(*known), job.subject, wanted);
  if (!done.has_value()) return false;
  reply.transaction = view_of_transaction(*done, unit);
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
  if (reply.cards.size() == 1) reply.card = reply.cards.front();
  return true;
}

bool handle(work& job, const correct_loyalty& command, loyalty_card_reply& reply) {
  const auto known = find_loyalty(job, command.code, true);
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
  if (const auto other = card_of_email(job, after.email); other.has_value() && other->id != known->id)
    return job.refuse(rule::loyalty_email_has_card, "changes.email");
  if (!job.in_order(known->last)) return false;
  job.record(known->id, uuid_bytes(known->customer), loyalty_holder_changed{*before, after});
  const auto changed = reload(job, known->id);
  if (!changed.has_value()) return false;
  reply.card = view_of(job, *changed);
  return true;
}

bool handle(work& job, const return_loyalty& command, return_loyalty::reply_type& reply) {
  std::optional<std::int64_t> amount;
  loyalty_taken_back event;
  if (!command.amount.has_value() || command.amount->negative() || command.amount->zero())
    job.refuse(rule::return_amount_out_of_range, "amount");
  else if (amount = cards::cents_of(job, *command.amount, "amount"); amount.has_value())
    if (const auto lines = lines_of(job, command.lines, *amount, rule::return_lines_not_of_invoice, "lines");
        lines.has_value())
      for (const auto& line : *lines) event.lines.push_back({line.category, line.amount});
  if (!job.ok() || !amount.has_value()) return false;
  const auto found = find_transaction(job, command.transaction);
  if (!found.has_value()) return false;
  const auto terms = terms_of(job, found->done.programme);
  if (!terms.has_value()) return job.refuse(rule::programme_missing, "transaction");
  const auto decided = decide_return(
      found->done, *terms, projections::cumulated_in(job.unit, found->known, found->done.year), *amount, event.lines);
  if (!decided.ok()) {
    work::arguments args;
    if (decided.refusal().broken == rule::return_amount_out_of_range)
      args.emplace_back("maximum", cards::euros(found->done.amount - found->done.returned));
    return job.refuse(decided.refusal(), std::move(args));
  }
  if (!job.in_order(found->known.last)) return false;
  event.transaction = found->done.id;
  event.returned = *amount;
  event.base = decided.value().base;
  event.taken_back = decided.value().units;
  job.record(found->known.id, job.subject, event);
  const auto after = reload(job, found->known.id);
  if (!after.has_value()) return false;
  tell_loyalty_wallets(job, *after, "return");
  reply = {units_text(decided.value().units, after->unit),
           units_text(balance_at(after->account, job.context.at), after->unit),
           units_text(after->account.debt, after->unit)};
  return true;
}

bool handle(work& job, const adjust_loyalty& command, loyalty_balance_reply& reply) {
  const std::string reason = forms::trimmed(command.reason);
  if (reason.empty()) job.refuse(rule::adjustment_reason_missing, "reason");
  if (!command.amount.has_value() || command.amount->zero()) job.refuse(rule::adjustment_is_zero, "amount");
  if (!job.ok()) return false;
  if (const auto may = decide(*job.by, permission::adjust_loyalty); !may.ok()) return job.refuse(may.refusal());
  const auto known = find_loyalty(job, command.code, true);
  if (!known.has_value()) return false;
  const auto units = units_typed(job, *command.amount, known->unit, "amount");
  if (!units.has_value()) return false;
  const std::int64_t balance = balance_at(known->account, job.context.at);
  if (std::int64_t sum = 0; __builtin_add_overflow(balance, *units, &sum))
    return job.refuse(rule::money_out_of_range, "amount");
  if (*units < -balance)
    return job.refuse(rule::adjustment_exceeds_balance, "amount", {{"balance", units_text(balance, known->unit)}});
  if (!job.in_order(known->last)) return false;
  loyalty_adjusted event;
  event.units = *units;
  event.reason = reason;
  if (*units > 0) {
    const auto running = programme_on(job, known->outlet, today_of(job));
    if (running == nullptr) return job.refuse(rule::programme_missing, "code");
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
  if (found->done.cancelled) {
    reply = {units_text(found->done.cancel_balance, found->known.unit),
             units_text(found->done.cancel_debt, found->known.unit)};
    job.explain("LOY-13", "cancelled before: the same answer, and nothing moves again");
    return true;
  }
  if (!cancel_now(job, found->done, found->known)) return false;
  const auto after = reload(job, found->known.id);
  if (!after.has_value()) return false;
  tell_loyalty_wallets(job, *after, "cancel");
  reply = {units_text(balance_at(after->account, job.context.at), after->unit),
           units_text(after->account.debt, after->unit)};
  return true;
}

namespace {

loyalty_movement shown_movement(const card_then::movement& one, loyalty_unit unit) {
  loyalty_movement shown;
  shown.at = one.at;
  if (!one.done.has_value()) {
    shown.adjusted = units_text(one.adjusted.units, unit);
    if (!one.adjusted.reason.empty()) shown.reason = one.adjusted.reason;
    return shown;
  }
  const auto& done = *one.done;
  shown.transaction = done.id;
  shown.invoice = done.invoice;
  shown.amount = cards::euros(done.amount);
  shown.deducted = units_text(done.deducted, unit);
  shown.earned = units_text(done.granted, unit);
  if (done.returned > 0) shown.returned = cards::euros(done.returned);
  if (done.earned != done.granted) shown.taken_back = units_text(done.granted - done.earned, unit);
  shown.cancelled = done.cancelled;
  return shown;
}

}  // namespace

bool handle(work& job, const show_loyalty_balance& command, show_loyalty_balance::reply_type& reply) {
  const std::size_t limit = job.list_limit(command.limit);
  if (!job.ok()) return false;
  auto present = find_loyalty(job, command.code, false);
  if (!present.has_value()) return false;
  const auto unit = present->unit;
  const instant at = command.as_of.value_or(job.context.at);
  card_then then;
  if (command.history || at < present->last)
    then = card_as_of(job, present->id, at);
  else
    then.known = std::move(present);
  const loyalty_account account = then.known.has_value() ? std::move(then.known->account) : loyalty_account{};
  reply.balance = units_text(balance_at(account, at), unit);
  reply.debt = units_text(account.debt, unit);
  for (const auto& credit : account.credits)
    if (credit.expires > at) reply.credits.push_back({units_text(credit.left, unit), credit.expires});
  reply.next_expiry = next_expiry_of(account, unit, at);
  if (command.history)
    for (auto one = then.movements.rbegin(); one != then.movements.rend() && reply.history.size() < limit; ++one)
      reply.history.push_back(shown_movement(*one, unit));
  return true;
}

bool handle(work& job, const show_liability& command, show_liability::reply_type& reply) {
  const instant at = command.as_of.value_or(job.context.at);
  const auto day = time_zones::day_of(job.place->time_zone, at);
  shared_programme current;
  for (const auto& id : programme_ids(job, job.place_name))
    if (auto known = programme_of(job, id);
        current == nullptr && known != nullptr && sys_days{known->start} <= sys_days{day})
      current = std::move(known);
  if (current == nullptr) return refuse_without_programme(job);
  const auto unit = *current->terms.unit;
  std::int64_t outstanding = 0;
  std::int64_t debt = 0;
  std::int64_t breakage = 0;
  bool in_range = true;
  const auto add = [&](std::int64_t& sum, std::int64_t units) {
    in_range = in_range && !__builtin_add_overflow(sum, units, &sum);
  };
  named<std::int64_t> months;
  const std::string& outlet = job.place_name;
  job.unit.scan_ordered(indexes::loyalty_outlet, outlet, outlet, [&](std::string_view key, std::string_view id) {
    if (key != outlet) return true;
    auto known = projections::load<loyalty_card>(job.unit, collections::loyalty_cards, id);
    if (!known.has_value() || known->created > at) return true;
    if (at >= known->last)
      projections::complete(job.unit, *known);
    else
      known = card_as_of(job, id, at).known;
    if (!known.has_value()) return true;
    ++reply.cards;
    add(debt, known->account.debt);
    add(breakage, known->account.expired);
    for (const auto& credit : known->account.credits) {
      if (credit.expires <= at) {
        add(breakage, credit.left);
        continue;
      }
      add(outstanding, credit.left);
      const std::string month = day_text(time_zones::day_of(known->time_zone, credit.expires)).substr(0, 7);
      const auto* so_far = months.find(month);
      std::int64_t sum = so_far == nullptr ? 0 : *so_far;
      add(sum, credit.left);
      months.set(month, sum);
    }
    return in_range;
  });
  if (!in_range) return job.refuse(rule::money_out_of_range, "as_of");
  // Points at their declared value, rounded once a sum.
  const auto value = [&](std::int64_t units) -> std::string {
    if (unit == loyalty_unit::eur) return cards::euros(units);
    if (!current->terms.point_value.has_value()) return {};
    std::int64_t hundredfold = 0;
    if (__builtin_mul_overflow(units, 100, &hundredfold)) return {};
    const auto worth = share(money::minor(hundredfold, euro), *current->terms.point_value, rounding::half_up);
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
