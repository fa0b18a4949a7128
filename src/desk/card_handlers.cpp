// Operations and cards: prepared, created one by one and in batches, looked up (CRD-02 to CRD-10, CRD-16).
#include <algorithm>

#include "dealerkit/checks.hpp"
#include "desk/cards.hpp"
#include "desk/handlers.hpp"
#include "documents/qr.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {

namespace {

// Over 100, without a product that could overflow: units beyond 100 · 10^scale.
bool above_hundred(decimal percent) {
  return percent.scale() > 16 ||
         percent.units() > 100 * detail::powers_of_ten[static_cast<std::size_t>(percent.scale())];
}

}  // namespace

std::vector<violation> check_given_values(const operation_input& typed, const card_terms& terms,
                                          std::string_view path) {
  std::vector<violation> found;
  const auto wrong = [&](rule broken, std::string_view field, work::arguments args = {}) {
    found.push_back({broken, std::string(path) + std::string(field), std::move(args)});
  };
  const auto between = [](std::int64_t least, std::int64_t most) {
    return work::arguments{{"minimum", std::to_string(least)}, {"maximum", std::to_string(most)}};
  };
  if (typed.percent.has_value() && (typed.percent->units() <= 0 || above_hundred(*typed.percent)))
    wrong(rule::operation_percent_out_of_range, "percent");
  if (typed.validity_days.has_value() && (*typed.validity_days < 1 || *typed.validity_days > terms.validity_days_max))
    wrong(rule::card_validity_out_of_range, "validity_days", between(1, terms.validity_days_max));
  else if (typed.validity_days.has_value() && typed.start.has_value() &&
           last_day_of({0, *typed.start, *typed.validity_days}).year() > std::chrono::year{9999})
    wrong(rule::card_validity_out_of_range, "validity_days");
  if (typed.amount.has_value() && !whole_euros(*typed.amount, terms).ok())
    wrong(rule::card_amount_out_of_range, "amount", between(terms.amount_min, terms.amount_max));
  if (typed.cofunding_percent.has_value() &&
      (typed.cofunding_percent->negative() || above_hundred(*typed.cofunding_percent)))
    wrong(rule::cofunding_out_of_range, "cofunding_percent");
  if (!typed.reminders.empty()) {
    if (typed.reminders.size() != 2)
      wrong(rule::reminders_incomplete, "reminders");
    else if (typed.reminders[0] <= 0 || typed.reminders[1] <= typed.reminders[0] ||
             (typed.validity_days.has_value() && typed.reminders[1] >= *typed.validity_days))
      wrong(rule::reminders_out_of_order, "reminders");
  }
  return found;
}

std::vector<violation> check_operation(const operation_input& typed, const card_terms& terms, std::string_view path) {
  std::vector<violation> found;
  const auto wrong = [&](rule broken, std::string_view field) {
    found.push_back({broken, std::string(path) + std::string(field), {}});
  };
  const bool national = typed.scope == operation_scope::national;
  if (national && typed.brand.empty()) wrong(rule::operation_scope_needs_brand, "brand");
  if (typed.name.empty()) wrong(rule::operation_incomplete, "name");
  if (!typed.mode.has_value()) wrong(rule::consumption_mode_missing, "mode");
  if (typed.mode.has_value() && (*typed.mode == consumption_mode::percent_of_invoice) != typed.percent.has_value())
    wrong(rule::operation_percent_out_of_range, "percent");
  for (auto& one : check_given_values(typed, terms, path)) found.push_back(std::move(one));
  if (typed.cofunding_percent.has_value() && !national && typed.cofunding_percent->units() > 0 &&
      !above_hundred(*typed.cofunding_percent))
    wrong(rule::operation_cofunding_not_own, "cofunding_percent");
  if (!typed.partners.has_value() && !national) wrong(rule::operation_partners_missing, "partners");
  if (typed.prospecting.has_value()) {
    if (!typed.amount.has_value()) wrong(rule::prospecting_values_missing, "amount");
    if (!typed.validity_days.has_value()) wrong(rule::prospecting_values_missing, "validity_days");
    if (!typed.prospecting->max_cards.has_value() || *typed.prospecting->max_cards < 1)
      wrong(rule::prospecting_incomplete, "prospecting.max_cards");
    if (!typed.prospecting->deadline.has_value()) wrong(rule::prospecting_incomplete, "prospecting.deadline");
  }
  return found;
}

namespace handlers {

namespace {

namespace collections = projections::collections;
namespace indexes = projections::indexes;

using cards::euros;

// Says that an amount was rounded to whole euros (CRD-05).
void note_rounding(work& job, const std::optional<decimal>& typed, std::int64_t cents, std::string_view field) {
  if (!typed.has_value()) return;
  if (const auto exact = to_money(*typed, euro); exact.ok() && exact.value().minor_units() == cents) return;
  job.note(rule::card_amount_rounded, field, {{"amount", euros(cents)}});
}

void check_partners(work& job, const std::vector<std::string>& partners, std::string_view path) {
  for (std::size_t i = 0; i < partners.size(); ++i)
    if (!projections::load<outlet>(job.unit, collections::outlets, partners[i]).has_value())
      job.refuse(rule::operation_partner_unknown, std::string(path) + "." + std::to_string(i));
}

operation made_of(work& job, const operation_input& typed) {
  operation made;
  made.id = job.new_identifier();
  made.entity = job.entity();
  made.outlet = job.place_name;
  made.scope = typed.scope;
  made.brand = typed.brand;
  made.name = typed.name;
  made.mode = *typed.mode;
  if (typed.percent.has_value()) made.percent = *typed.percent;
  made.start = typed.start;
  made.validity_days = typed.validity_days;
  if (typed.amount.has_value()) made.amount_minor = whole_euros(*typed.amount, job.terms->card).value();
  if (typed.cofunding_percent.has_value()) made.cofunding_percent = *typed.cofunding_percent;
  made.reminders = typed.reminders;
  if (typed.partners.has_value()) made.partners = each_once(*typed.partners);
  made.prospecting = typed.prospecting;
  if (made.prospecting.has_value()) made.form = cards::new_code(job);
  return made;
}

operation_reply reply_of(const work& job, const operation& known) {
  operation_reply shown;
  shown.id = known.id;
  shown.scope = known.scope;
  shown.brand = known.brand;
  shown.name = known.name;
  shown.mode = known.mode;
  if (known.mode == consumption_mode::percent_of_invoice) shown.percent = known.percent;
  shown.start = known.start;
  shown.validity_days = known.validity_days;
  if (known.amount_minor.has_value()) shown.amount = euros(*known.amount_minor);
  if (!known.cofunding_percent.zero()) shown.cofunding_percent = known.cofunding_percent;
  shown.reminders = known.reminders;
  shown.partners = known.partners;
  shown.cards = known.cards;
  if (known.prospecting.has_value()) {
    shown.form_url = job.terms->card.form_url + known.form;
    shown.form_cards_left = known.prospecting->max_cards.value_or(0) - known.form_cards;
  }
  return shown;
}

// Where an operation can be used to create cards: an own one at its outlet's entity, a national one wherever its brand
// is sold (CRD-02).
bool usable_here(const work& job, const operation& known) {
  if (known.one_off) return false;
  if (known.scope == operation_scope::own) return known.entity == job.entity();
  return sells(*job.place, known.brand);
}

std::optional<operation> find_operation(work& job, std::string_view id) {
  auto known = projections::load<operation>(job.unit, collections::operations, id);
  if (known.has_value() && usable_here(job, *known)) return known;
  job.refuse(rule::record_not_found, "operation");
  return std::nullopt;
}

// The operation of a creation: a prepared one, or the values given, as one of its own (a service manager's act).
std::optional<operation> operation_for(work& job, const std::string& id, const std::optional<operation_input>& values) {
  if (!id.empty()) return find_operation(job, id);
  if (const auto may = decide(*job.by, permission::create_one_off_card); !may.ok()) {
    job.refuse(may.refusal());
    return std::nullopt;
  }
  operation made = made_of(job, *values);
  made.one_off = true;
  made.form.clear();
  made.prospecting.reset();
  return made;
}

// What is wrong with the values of a card. Of a prepared operation they are what it leaves open; without one they are
// all of a one-off, whose name and partners are its own.
void check_values(work& job, const std::optional<operation_input>& values, bool prepared) {
  if (prepared) {
    if (values.has_value())
      for (auto& one : check_given_values(*values, job.terms->card, "values.")) job.refused.push_back(std::move(one));
    return;
  }
  if (!values.has_value()) {
    job.refuse(rule::operation_incomplete, "operation");
    return;
  }
  operation_input complete = *values;
  if (complete.name.empty()) complete.name = "-";
  if (!complete.partners.has_value()) complete.partners.emplace();
  complete.prospecting.reset();
  for (auto& one : check_operation(complete, job.terms->card, "values.")) job.refused.push_back(std::move(one));
  if (complete.scope == operation_scope::national) job.refuse(rule::headquarters_only, "values.scope");
  check_partners(job, *complete.partners, "values.partners");
}

// What a card takes from its operation and what is given with it; refused where they do not fit (CRD-02).
std::optional<card_values> merged(work& job, const operation& from, const operation_input& given) {
  const auto today = time_zones::day_of(job.place->time_zone, job.context.at);
  const auto values = values_of(from, given, job.terms->card, today);
  if (values.ok()) {
    note_rounding(job, given.amount, values.value().amount_minor, "values.amount");
    return values.value();
  }
  work::arguments args;
  if (values.refusal().broken == rule::card_validity_out_of_range)
    args = {{"minimum", "1"}, {"maximum", std::to_string(job.terms->card.validity_days_max)}};
  job.refuse(values.refusal(), std::move(args));
  return std::nullopt;
}

card new_card(work& job, const operation& from, const operation_input& given, const card_values& values,
              const outlet& issuer, std::string_view issuer_name, std::string code) {
  card made;
  made.id = job.new_identifier();
  made.code = std::move(code);
  made.operation = from.id;
  made.entity = issuer.entity;
  made.outlet = std::string(issuer_name);
  made.time_zone = issuer.time_zone;
  made.mode = from.mode;
  made.percent = from.percent;
  made.cofunding_percent = from.cofunding_percent;
  made.amount = made.balance = values.amount_minor;
  made.valid_from = values.start;
  made.valid_until = last_day_of(values);
  // Its last day is included (CRD-04).
  made.usable_from = time_zones::start_of_day(issuer.time_zone, made.valid_from);
  made.usable_until =
      time_zones::start_of_day(issuer.time_zone, std::chrono::sys_days{made.valid_until} + std::chrono::days{1});
  made.partners = from.partners;
  made.reminders = reminders_of(from, given);
  made.simulated = job.host.options.simulation;
  return made;
}

// Records a card and sends it (CRD-07).
bool issue(work& job, card made, card_holder holder) {
  const auto customer = cards::customer_of(job, holder, made.outlet);
  if (!customer.has_value()) return false;
  made.customer = *customer;
  if (!job.unit.claim_unique(indexes::card_code, projections::code_value(made.entity, made.code), made.id))
    return job.refuse(rule::card_code_taken, "code");
  job.record(made.id, uuid_bytes(made.customer), card_created{made, holder});
  cards::write_to_holder(job, made, holder, "card_delivered");
  return true;
}

bool record_one_off(work& job, const operation& from) {
  if (from.one_off) job.record(from.id, {}, operation_prepared{from});
  return true;
}

}  // namespace

bool handle(work& job, const prepare_operation& command, prepare_operation::reply_type& reply) {
  for (auto& one : check_operation(command.input, job.terms->card, "operation.")) job.refused.push_back(std::move(one));
  if (command.input.partners.has_value()) check_partners(job, *command.input.partners, "operation.partners");
  const bool national = command.input.scope == operation_scope::national;
  if (national && !command.input.brand.empty() &&
      !projections::load<brand>(job.unit, collections::brands, command.input.brand).has_value() &&
      find_known_brand(command.input.brand) == nullptr)
    job.refuse(rule::brand_unknown, "operation.brand");
  // A form whose last day has passed would give no card (CRD-16).
  if (command.input.prospecting.has_value() && job.place.has_value() &&
      form_is_over(*command.input.prospecting, time_zones::day_of(job.place->time_zone, job.context.at)))
    job.refuse(rule::prospecting_over, "operation.prospecting.deadline");
  if (!job.ok()) return false;
  const auto may = decide(*job.by, national ? permission::prepare_national_operation : permission::prepare_operation);
  if (!may.ok()) return job.refuse(may.refusal());
  const operation made = made_of(job, command.input);
  note_rounding(job, command.input.amount, made.amount_minor.value_or(0), "operation.amount");
  if (made.start.has_value()) job.note(rule::operation_start_better_open, "operation.start");
  job.record(made.id, {}, operation_prepared{made});
  job.explain("CRD-02", "what the operation fixes cannot be changed when cards are created from it");
  reply.operation = reply_of(job, made);
  if (!made.form.empty()) reply.operation.form_qr_svg = documents::qr_svg(*reply.operation.form_url);
  return true;
}

bool handle(work& job, const list_operations& command, list_operations::reply_type& reply) {
  const std::size_t limit = job.list_limit(command.limit);
  if (!job.ok()) return false;
  job.unit.scan_documents(collections::operations, command.after, [&](std::string_view, std::string_view bytes) {
    operation known{};
    if (!codec::decode(bytes, known) || !usable_here(job, known)) return true;
    if (reply.operations.size() == limit) {
      reply.next = reply.operations.back().id;
      return false;
    }
    reply.operations.push_back(reply_of(job, known));
    return true;
  });
  return true;
}

bool handle(work& job, const create_card& command, card_reply& reply) {
  check_values(job, command.values, !command.operation.empty());
  const operation_input given = command.values.value_or(operation_input{});
  std::string vin;
  if (const checked found = check_vin(command.vin); found.valid())
    vin = std::string(found.normalized());
  else if (!command.vin.empty())
    job.refuse(found.broken, "vin");
  card_holder holder = cards::check_holder(job, command.customer, {"customer.", rule::card_holder_incomplete, true});
  holder.vin = std::move(vin);
  holder.share_with_brand = command.share_with_brand;
  if (!command.share_with_brand.has_value()) job.refuse(rule::share_answer_missing, "share_with_brand");
  std::string code = cards::check_code(job, command.code, "code");
  if (!job.ok()) return false;
  auto from = operation_for(job, command.operation, command.values);
  if (!from.has_value()) return false;
  if (from->one_off && from->name.empty()) from->name = holder.last_name.empty() ? "-" : "one-off";
  const auto values = merged(job, *from, given);
  if (!values.has_value()) return false;
  record_one_off(job, *from);
  if (code.empty()) code = cards::new_code(job);
  const card made = new_card(job, *from, given, *values, *job.place, job.place_name, std::move(code));
  if (!issue(job, made, holder)) return false;
  job.note(rule::card_mail_read_on_phone, "customer.email");
  job.explain("CRD-04", "the last day is the start and the days of validity, included");
  const auto known = projections::load<card>(job.unit, collections::cards, made.id);
  if (!known.has_value()) return false;
  reply.card = cards::view_of(job, *known);
  return true;
}

bool handle(work& job, const create_cards& command, cards_reply& reply) {
  check_values(job, command.values, !command.operation.empty());
  const operation_input given = command.values.value_or(operation_input{});
  const auto holders = cards::check_batch(job, command.rows, command.csv, command.csv_base64);
  if (command.values.has_value() && command.values->cofunding_percent.has_value() &&
      !command.values->cofunding_percent->zero())
    job.refuse(rule::batch_is_not_cofunded, "values.cofunding_percent");
  if (!job.ok()) return false;
  auto from = operation_for(job, command.operation, command.values);
  if (!from.has_value()) return false;
  if (!from->cofunding_percent.zero()) return job.refuse(rule::batch_is_not_cofunded, "operation");
  if (from->one_off && from->name.empty()) from->name = "one-off";
  const auto values = merged(job, *from, given);
  if (!values.has_value()) return false;
  record_one_off(job, *from);
  job.of_many = true;  // so the reply names nobody; its cards are in the order of the rows
  for (const auto& holder : holders) {
    const card made = new_card(job, *from, given, *values, *job.place, job.place_name, cards::new_code(job));
    if (!issue(job, made, holder)) return false;
    const auto known = projections::load<card>(job.unit, collections::cards, made.id);
    if (!known.has_value()) return false;
    auto shown = cards::view_of(job, *known);
    shown.name.clear();
    shown.holder.reset();
    reply.cards.push_back(std::move(shown));
  }
  job.subject = {};
  job.note(rule::card_mail_read_on_phone, "rows");
  return true;
}

bool handle(work& job, const submit_form& command, card_reply& reply) {
  card_holder holder = cards::check_holder(job, command.person, {"person.", rule::card_holder_incomplete, true});
  holder.share_with_brand = command.share_with_brand;
  if (!command.share_with_brand.has_value()) job.refuse(rule::share_answer_missing, "share_with_brand");
  if (!job.ok()) return false;
  // The form is named by its address or by the token at its end.
  std::string_view token = command.form;
  if (const auto slash = token.rfind('/'); slash != std::string_view::npos) token.remove_prefix(slash + 1);
  std::string id;
  std::optional<operation> from;
  if (job.unit.find_unique(indexes::operation_form, cards::normal_code(token), id))
    from = projections::load<operation>(job.unit, collections::operations, id);
  if (!from.has_value() || !from->prospecting.has_value()) return job.refuse(rule::record_not_found, "form");
  const auto issuer = projections::load<outlet>(job.unit, collections::outlets, from->outlet);
  if (!issuer.has_value()) return job.refuse(rule::record_not_found, "form");
  job.acting_entity = from->entity;
  if (!job.place.has_value()) {
    job.place = issuer;
    job.place_name = from->outlet;
  }
  if (!job.in_order(from->last)) return false;
  const auto today = time_zones::day_of(issuer->time_zone, job.context.at);
  if (form_is_over(*from->prospecting, today)) return job.refuse(rule::prospecting_over, "form");
  if (from->form_cards >= *from->prospecting->max_cards) return job.refuse(rule::prospecting_full, "form");
  std::string address = holder.email;
  for (char& c : address)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  const auto values = values_of(*from, {}, job.terms->card, today);
  if (!values.ok()) return job.refuse(values.refusal());
  card made = new_card(job, *from, {}, values.value(), *issuer, from->outlet, cards::new_code(job));
  made.from_form = true;
  if (!job.unit.claim_unique(indexes::form_email, projections::joined(from->id, address), made.id))
    return job.refuse(rule::prospecting_email_has_card, "person.email");
  if (!issue(job, made, holder)) return false;
  job.record(from->id, {}, form_card_given{});
  const auto known = projections::load<card>(job.unit, collections::cards, made.id);
  if (!known.has_value()) return false;
  reply.card = cards::view_of(job, *known);
  return true;
}

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
