// Sessions at the stand: started, linked, revisited, referred, released (JRN).
#include <algorithm>

#include "desk/handlers.hpp"
#include "desk/leads.hpp"
#include "desk/show.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

namespace {

namespace collections = projections::collections;

open_session opened(const work& job, const session& found) { return open_session::of(found, job.by->id).value(); }

std::string tool_link(const work& job, std::string_view country) {
  const auto* served = job.terms->show.find_country(country);
  return served == nullptr ? std::string{} : served->tool_link;
}

// The languages that may be chosen: of the country, or of all where it is none of the show's.
std::string languages_of(const show_terms& terms, std::string_view country) {
  const auto languages = [](const show_country& one) {
    return list_of(one.languages, [](const std::string& language) { return language; });
  };
  const auto* chosen = terms.find_country(country);
  return chosen != nullptr ? languages(*chosen) : list_of(terms.countries, languages);
}

void check_start(work& job, const start_session& command) {
  const auto terms = terms_for(job, command.brand);
  const auto check = [&](const std::string& given, const result<accepted>& fine) {
    if (!given.empty() && !fine.ok()) refuse_at_show(job, fine.refusal(), nullptr, nullptr);
  };
  check(command.event, check_event(terms, command.event));
  check(command.country, check_country(terms, command.country));
  if (const auto speaks = check_language(terms, command.country, command.language);
      !command.language.empty() && !speaks.ok())
    job.refuse(speaks.refusal(), {{"known", languages_of(terms, command.country)}});
  check(command.brand, check_show_brand(terms, command.brand));
}

session_facts facts_of(work& job, const session& found, const std::optional<customer>& known) {
  session_facts facts;
  if (known.has_value() && !known->erased_at.has_value()) {
    facts.contacts_missing = !usable(*known);
    facts.consents_missing = consents_missing(job, *known);
    if (found.current.has_value()) facts.captured = leads::latest_request(job, *known, found.current->since);
  }
  if (!found.current.has_value()) return facts;
  facts.erased = !known.has_value() || known->erased_at.has_value();
  const auto& terms = job.terms->show;
  facts.fleet = vehicles_of(job, found.setting.event, found.current->customer, {}) >= terms.fleet_limit;
  if (found.current->quotes.empty()) return facts;
  const auto latest = projections::load<quote>(job.unit, collections::quotes, found.current->quotes.back());
  if (!latest.has_value()) return facts;
  facts.quote = state_on(*latest, time_zones::day_of(latest->time_zone, job.context.at));
  facts.takes_codes = terms_for(job, latest->brand).can(latest->brand, brand_capability::promo_code);
  return facts;
}

// A mail to the customer of a journey; nobody is written to where there is no address.
void write_to(work& job, const customer& known, const session& found, std::string_view template_name,
              journey_kind became) {
  effect mail;
  mail.kind = "email";
  mail.template_name = std::string(template_name);
  mail.to = std::string(shown_email(known));
  if (mail.to.empty()) return;
  mail.language = found.setting.language;
  mail.data.set("customer", known.id);
  mail.data.set("event", found.setting.event);
  mail.data.set("brand", found.setting.brand);
  mail.data.set("journey", std::string(name_of(became)));
  job.post(uuid_bytes(known.id), std::move(mail));
}

// Who of the stand takes over: of the outlet where the session is before others of the legal entity, then by
// identifier.
std::optional<user> receiver_of(work& job, role wanted, std::string_view stand) {
  std::optional<user> chosen;
  bool chosen_is_here = false;
  job.unit.scan_documents(collections::users, {}, [&](std::string_view, std::string_view bytes) {
    user one{};
    if (!codec::decode(bytes, one) || one.entity != job.entity() || !assignable(one) || !holds(one, wanted))
      return true;
    const bool here =
        one.main_outlet == stand || std::any_of(one.roles.begin(), one.roles.end(), [&](const role_grant& grant) {
          return grant.given == wanted && grant.outlet == stand;
        });
    if (chosen.has_value() && (chosen_is_here || !here)) return true;
    chosen = std::move(one);
    chosen_is_here = here;
    return true;
  });
  return chosen;
}

void hand_over(work& job, const session& found, referral_target to, const std::optional<user>& receiver) {
  effect handover;
  handover.kind = "handover";
  handover.template_name = to == referral_target::fleet_responsible ? "fleet_request" : "finance_question";
  handover.data.set("session", found.id);
  handover.data.set("customer", found.current->customer);
  handover.data.set("event", found.setting.event);
  handover.data.set("brand", found.setting.brand);
  handover.data.set("role", std::string(name_of(role_of(to))));
  if (receiver.has_value()) {
    handover.to = receiver->email;
    handover.language = receiver->language;
    handover.data.set("user", receiver->id);
  }
  job.post(job.subject, std::move(handover));
}

}  // namespace

bool handle(work& job, const start_session& command, start_session::reply_type& reply) {
  check_start(job, command);
  if (!job.ok()) return false;
  const auto latest = projections::load<session>(job.unit, collections::sessions, hands_of(job, job.by->id).session);
  start_facts facts;
  facts.latest = latest.has_value() ? &*latest : nullptr;
  facts.works_at_stand = job.terms->show.works_at_stand(*job.by);
  facts.light_commercial_team = job.by->light_commercial;
  const auto decided = decide(facts, command, terms_for(job, command.brand), job.by->id, job.place_name);
  if (!decided.ok()) return refuse_at_show(job, decided.refusal(), nullptr, facts.latest);
  reply.session = job.new_identifier();
  reply.tool_link = tool_link(job, command.country);
  if (latest.has_value() && !latest->ended_at.has_value()) {
    if (!job.in_order(latest->last_event_at)) return false;
    job.record(latest->id, {}, session_replaced{reply.session});
    job.explain("JRN-02", "the user's earlier session, with nobody linked, is over");
  }
  job.record(reply.session, {}, decided.value());
  job.explain("QUO-02", "country and language are fixed for this journey");
  return true;
}

bool handle(work& job, const link_customer& command, link_customer::reply_type& reply) {
  const auto found = find_open_session(job, command.session);
  if (!found.has_value()) return false;
  const auto known = customer_of_journey(job, command.customer);
  const bool same = found->current.has_value() && found->current->customer == command.customer;
  if (!same) {
    bool confirmed = false;
    if (known.has_value() && !known->erased_at.has_value()) {
      const auto [ambiguous, repeated] = candidate_of(job, *known, command.email, command.phone);
      const bool tried = !command.email.empty() || !command.phone.empty();
      confirmed = repeated || (!tried && (!ambiguous || taken_lately(job, *known)));
    }
    const auto decided = decide_link(opened(job, *found), known.has_value() ? &*known : nullptr, confirmed,
                                     job.new_identifier(), job.terms->show);
    if (!decided.ok()) return refuse_at_show(job, decided.refusal(), known.has_value() ? &*known : nullptr, &*found);
    if (!job.in_order(found->last_event_at)) return false;
    job.record(found->id, {}, decided.value());
    job.explain("CUS-05", "the only candidate, or its details were repeated");
  }
  reply.session = found->id;
  reply.customer = command.customer;
  if (known.has_value()) reply.initials = initials_of(*known);
  return true;
}

bool handle(work& job, const show_session& command, show_session::reply_type& reply) {
  const auto found = find_session(job, command.session);
  if (!found.has_value()) return false;
  std::optional<customer> known;
  reply.initials = std::string(nobody_linked);
  if (found->current.has_value()) {
    known = customer_of_journey(job, found->current->customer);
    if (known.has_value()) reply.initials = initials_of(*known);
    reply.customer = found->current->customer;
    reply.quotes = found->current->quotes;
    reply.referrals = found->current->referrals;
  }
  const session_facts facts = facts_of(job, *found, known);
  reply.session = found->id;
  reply.step = found->step;
  reply.missing = missing_of(*found, facts);
  reply.next = next_of(*found, facts);
  reply.became = kind_of(*found, facts.captured);
  reply.event = found->setting.event;
  reply.country = found->setting.country;
  reply.language = found->setting.language;
  reply.brand = found->setting.brand;
  reply.tool_link = tool_link(job, found->setting.country);
  reply.backup = found->backup;
  reply.ended_at = found->ended_at;
  const auto hands = hands_of(job, found->user);
  for (const auto& id : hands.quotes) {
    const auto one = projections::load<quote>(job.unit, collections::quotes, id);
    const auto content = projections::load<quote_content>(job.unit, collections::quote_contents, id);
    if (one.has_value() && content.has_value())
      reply.recent_configurations.push_back({id, one->brand, one->model, content->vehicle.code});
  }
  if (found->current.has_value()) reply.vehicles = vehicles_of(job, found->setting.event, found->current->customer, {});
  for (const auto& id : hands.customers) {
    const auto one = projections::load_customer(job.unit, id);
    if (one.has_value() && !one->erased_at.has_value()) reply.recent_persons.push_back({id, initials_of(*one)});
  }
  job.explain("JRN-05", "a step is open where the earlier ones hold");
  return true;
}

bool handle(work& job, const release_customer& command, release_customer::reply_type& reply) {
  const auto found = find_linked_session(job, command.session);
  if (!found.has_value() || !job.in_order(found->last_event_at)) return false;
  const auto known = customer_of_journey(job, found->current->customer);
  std::optional<lead_request> captured;
  if (known.has_value() && !known->erased_at.has_value())
    captured = leads::latest_request(job, *known, found->current->since);
  const auto released = decide_release(linked_session::of(opened(job, *found)).value(), captured);
  job.record(found->id, {}, released);
  if (known.has_value() && !known->erased_at.has_value()) {
    write_to(job, *known, *found, "thank_you", released.became);
    job.explain("JRN-01", "every journey ends with a thank-you mail");
    const auto* one = consenting_person(*known, {});
    if (one != nullptr && decide_send(one->consents, message_kind::quality_survey, job.context.at).ok())
      write_to(job, *known, *found, "quality_survey", released.became);
    else
      job.explain("CON-06", "the customer objected to the quality survey");
  }
  reply.session = found->id;
  reply.customer = released.customer;
  reply.became = released.became;
  return true;
}

bool handle(work& job, const revisit_step& command, revisit_step::reply_type& reply) {
  if (!command.step.has_value()) return job.refuse(rule::step_out_of_range, "step");
  const auto found = find_open_session(job, command.session);
  if (!found.has_value()) return false;
  const auto decided = decide_step(opened(job, *found), *command.step);
  if (!decided.ok()) return refuse_at_show(job, decided.refusal(), nullptr, &*found);
  if (!job.in_order(found->last_event_at)) return false;
  if (found->step != *command.step) job.record(found->id, {}, decided.value());
  reply = {found->id, *command.step};
  return true;
}

bool handle(work& job, const use_backup& command, use_backup::reply_type& reply) {
  const auto found = find_open_session(job, command.session);
  if (!found.has_value()) return false;
  const auto decided = decide_backup(opened(job, *found), command.reason, job.terms->lead.backup_reasons,
                                     terms_for(job, found->setting.brand));
  if (!decided.ok()) return refuse_at_show(job, decided.refusal(), nullptr, &*found);
  if (!job.in_order(found->last_event_at)) return false;
  job.record(found->id, {}, decided.value());
  job.explain("NET-02", "the backup tool of the session's brand");
  reply = {found->id, decided.value().tool, command.reason};
  return true;
}

bool handle(work& job, const refer_customer& command, refer_customer::reply_type& reply) {
  if (!command.to.has_value())
    return job.refuse(
        rule::referral_missing, "to",
        {{"known", list_of(enum_names<referral_target>::list, [](const auto& one) { return std::string(one.name); })}});
  auto found = find_linked_session(job, command.session);
  if (!found.has_value() || !job.in_order(found->last_event_at)) return false;
  static_cast<void>(customer_of_journey(job, found->current->customer));
  const auto& earlier = found->current->referrals;
  const bool again =
      std::any_of(earlier.begin(), earlier.end(), [&](const referral& one) { return one.to == *command.to; });
  const auto receiver = receiver_of(job, role_of(*command.to), found->outlet);
  if (!again) {
    if (!receiver.has_value()) job.note(rule::referral_without_receiver, "to");
    job.record(found->id, {}, customer_referred{*command.to, receiver.has_value() ? receiver->id : std::string{}});
    hand_over(job, *found, *command.to, receiver);
    job.explain(*command.to == referral_target::bank_specialist ? "QUO-10" : "QUO-11",
                "the stand hands the customer over; no figure, no quote");
    found = projections::load<session>(job.unit, collections::sessions, found->id);
    if (!found.has_value()) return false;  // the store has failed; its refusal is given
  }
  reply = {found->id, *command.to, receiver.has_value() ? receiver->id : std::string{}, kind_of(*found)};
  return true;
}

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
