// Leads: captured, seen, listed, completed, transmitted, counted, erased (LEA, JRN-06, CUS-21).
#include <algorithm>
#include <set>

#include "dealerkit/checks.hpp"
#include "desk/customers.hpp"
#include "desk/handlers.hpp"
#include "desk/lead_work.hpp"
#include "desk/leads.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

namespace collections = projections::collections;
namespace indexes = projections::indexes;

namespace {

// The leads of the actor's entity with what it handed over to others, the first known first, from a position on.
template <class Visitor>
void scan_leads(work& job, const std::string& from, const std::string& after_id, Visitor&& visit) {
  const std::string wall = projections::joined(job.entity(), {});
  job.unit.scan_ordered(
      indexes::lead_list, from.empty() ? wall : from, wall,
      [&](std::string_view, std::string_view id) {
        const auto known = projections::load<lead>(job.unit, collections::leads, id);
        if (!known.has_value()) return true;
        const auto seen = leads::seen_by(job, *known);
        return !seen.has_value() || !leads::tab_visible(job, *seen) || visit(*seen);
      },
      after_id);
}

// Where a page begins: after the lead that the page before ended with.
bool read_position(work& job, const std::string& after, std::string& from, std::string& after_id) {
  if (after.empty()) return true;
  work probe{job.host, job.unit, job.context, job.terms, job.by, job.place, job.place_name, job.acting_entity,
             {},       {},       {},          {},        {},     false,     false};
  const auto seen = leads::find_lead(probe, after, "after");
  if (!seen.has_value()) return job.refuse(rule::list_position_unknown, "after");
  after_id = seen->known.id;
  const auto known = projections::load<lead>(job.unit, collections::leads, after_id);
  if (!known.has_value()) return job.refuse(rule::list_position_unknown, "after");
  from = projections::lead_list_key(*known, job.entity());
  return true;
}

}  // namespace

bool handle(work& job, const capture_lead& command, capture_lead::reply_type& reply) {
  const std::string base = "lead.";
  auto wanted = leads::check_lead(job, command.input, base, {job.by->id, job.place_name, {}, false});
  if (!job.ok()) return false;
  const std::string destination = wanted.handover.destination;
  auto captured = leads::capture(job, std::move(wanted), destination, base);
  if (!captured.has_value()) return false;
  if (captured->already) job.explain("LEA-05", "the same lead was taken before: the same answer");
  reply.captured = std::move(captured->receipt);
  return true;
}

bool handle(work& job, const view_lead& command, lead_reply& reply) {
  const auto seen = leads::find_lead(job, command.id, "lead");
  if (!seen.has_value()) return false;
  reply.shown = leads::view_of(job, *seen);
  job.explain("ACC-02", seen->whole ? "the lead is of the actor's legal entity"
                                    : "another entity's lead: what the actor's own handed over");
  return true;
}

bool handle(work& job, const list_leads& command, list_leads::reply_type& reply) {
  const std::size_t limit = job.list_limit(command.limit);
  for (std::size_t i = 0; i < command.filters.size(); ++i)
    if (const auto fine = check_filter(command.filters[i]); !fine.ok())
      job.refuse(fine.refusal().broken, "filters." + std::to_string(i) + "." + std::string(fine.refusal().field));
  std::string from;
  std::string after_id;
  read_position(job, command.after, from, after_id);
  if (!job.ok()) return false;
  std::string last;
  scan_leads(job, from, after_id, [&](const leads::seen_lead& seen) {
    const bool wanted = std::all_of(command.filters.begin(), command.filters.end(),
                                    [&](const lead_filter& filter) { return meets(seen.known, filter); });
    if (!wanted) return true;
    if (reply.leads.size() == limit) {
      reply.next = last;
      return false;
    }
    reply.leads.push_back(leads::view_of(job, seen));
    last = reply.leads.back().id;
    return true;
  });
  job.explain("ACC-08", "of the local requests each sees the own tab");
  return true;
}

bool handle(work& job, const add_lead_models& command, lead_reply& reply) {
  const auto models = leads::check_models(job, command.models, {});
  if (models.empty() && job.ok()) job.refuse(rule::lead_models_missing, "models");
  if (!job.ok()) return false;
  const auto seen = leads::find_lead(job, command.id, "lead");
  if (!seen.has_value()) return false;
  if (seen->known.erased_at.has_value()) return job.refuse(rule::lead_erased, "lead");
  const auto& handover = seen->known.handovers[seen->place];
  new_lead wanted;
  wanted.summary = seen->known.summary;
  wanted.handover.request = handover.request;
  capture_facts facts;
  facts.models = leads::model_facts(job, wanted.summary.brand, wanted.summary.market, job.context.at, models);
  if (const auto fine = decide_request(facts, wanted); !fine.ok()) {
    leads::refuse_model(job, fine.refusal(), facts.models, handover.request, "models");
    return false;
  }
  leads::note_unproved(job, facts.models, "models");
  job.subject = uuid_bytes(seen->known.summary.subject);
  const auto& has = seen->known.details[seen->place].models;
  const bool news = std::any_of(models.begin(), models.end(), [&](const std::string& model) {
    return std::find(has.begin(), has.end(), model) == has.end();
  });
  if (news) {
    if (!job.in_order(seen->known.last_event_at)) return false;
    const leads::on_behalf_of owner(job, seen->owner_entity);
    job.record(seen->known.id, job.subject, lead_models_added{handover.id, handover.entity, models});
  }
  job.explain("JRN-06", "further models are added to the one lead");
  const auto after = leads::find_lead(job, command.id, "lead");
  if (!after.has_value()) return false;
  reply.shown = leads::view_of(job, *after);
  return true;
}

bool handle(work& job, const transmit_lead& command, transmit_lead::reply_type& reply) {
  const auto seen = leads::find_lead(job, command.id, "lead");
  if (!seen.has_value()) return false;
  const auto known = projections::load<lead>(job.unit, collections::leads, seen->known.id);
  if (!known.has_value()) return false;
  std::string wanted = command.outlet.empty() ? known->summary.outlet : command.outlet;
  for (const auto& one : known->handovers)
    if (wanted.empty()) wanted = one.destination;
  const auto destination = projections::load<outlet>(job.unit, collections::outlets, wanted);
  if (wanted.empty() && !known->erased_at.has_value() && !known->summary.transmitted_at.has_value()) {
    const auto requests = requests_of(*known);
    const bool needed = std::any_of(requests.begin(), requests.end(), detail::needs_outlet<>);
    if (needed) return job.refuse(rule::lead_outlet_missing, "outlet");
  }
  const auto decided =
      decide_transmission(*known, destination, job.host.options.training, job.terms->lead, job.context.at);
  if (!decided.ok()) return job.refuse(decided.refusal());
  job.subject = uuid_bytes(known->summary.subject);
  if (decided.value().has_value()) {
    if (!job.in_order(known->last_event_at)) return false;
    const auto& event = *decided.value();
    {
      const leads::on_behalf_of owner(job, event.transmission.entity);
      job.record(known->id, job.subject, event);
    }
    const auto after = projections::load<lead>(job.unit, collections::leads, known->id);
    if (!after.has_value()) return false;
    leads::post_alerts(job, *after, after->id, requests_of(*after).front());
    job.explain("LEA-09", "the clock starts at the transmission");
    // Who requalified it knows to whom it went, and no more afterwards.
    reply.captured = {seen->asked, event.transmission.owner, event.transmission.deadline, after->summary.status, {}};
    return true;
  }
  job.explain("LEA-09", "it was transmitted before: the clock goes on");
  const auto& summary = seen->known.summary;
  reply.captured = {seen->asked, summary.owner, summary.deadline, summary.status, {}};
  return true;
}

bool handle(work& job, const count_leads& command, count_leads::reply_type& reply) {
  const bool whole_entity = command.scope == job.entity();
  if (!whole_entity) {
    const auto place = projections::load<outlet>(job.unit, collections::outlets, command.scope);
    if (!place.has_value() || place->entity != job.entity()) return job.refuse(rule::record_not_found, "scope");
  }
  constexpr std::pair<lead_origin, lead_tab> spaces[] = {{lead_origin::national, lead_tab::new_vehicles},
                                                         {lead_origin::national, lead_tab::used_vehicles},
                                                         {lead_origin::local, lead_tab::commerce},
                                                         {lead_origin::local, lead_tab::human_resources},
                                                         {lead_origin::local, lead_tab::after_sales}};
  for (const auto& [space, tab] : spaces)
    if (decide_tab(*job.by, tab).ok()) reply.spaces.push_back({space, tab, 0, 0, 0, 0});
  scan_leads(job, {}, {}, [&](const leads::seen_lead& seen) {
    const auto& summary = seen.known.summary;
    if (!seen.whole || summary.outlet.empty() || (!whole_entity && summary.outlet != command.scope)) return true;
    if (summary.status != lead_status::treated) {
      ++reply.untreated;
      ++(summary.owner.empty() ? reply.unassigned : reply.assigned);
      reply.overdue += overdue(summary.deadline, job.context.at) ? 1 : 0;
    }
    for (auto& line : reply.spaces) {
      if (line.space != summary.origin || line.tab != summary.tab) continue;
      switch (summary.status) {
        case lead_status::fresh: ++line.fresh; break;
        case lead_status::to_treat: ++line.to_treat; break;
        case lead_status::in_progress: ++line.in_progress; break;
        case lead_status::treated: ++line.treated; break;
      }
    }
    return true;
  });
  job.explain("LEA-07", "untreated = unassigned + assigned; the overdue ones are among them");
  return true;
}

}  // namespace handlers

namespace leads {

namespace {

namespace indexes = projections::indexes;

// The same person: the lead names the customer, or has the e-mail address, or a phone number under the same name. A
// number alone may be a family's.
bool is_person(const lead_details& details, const customer& known, const person& one) {
  const auto& prospect = details.prospect;
  if (!known.id.empty() && details.customer == known.id) return true;
  if (!one.email.empty() && match_emails(prospect.email, one.email)) return true;
  const auto has = [&](const std::string& number) {
    return !number.empty() && (number == prospect.mobile || number == prospect.phone);
  };
  return (has(one.mobile) || has(one.phone)) && match_names(prospect.first_name, one.first_name) &&
         match_names(prospect.last_name, one.last_name);
}

std::vector<const person*> persons_of(const customer& known) {
  std::vector<const person*> persons;
  if (known.kind == customer_kind::b2c) persons.push_back(&known.details.holder);
  for (const auto& contact : known.details.contacts) persons.push_back(&contact);
  return persons;
}

// The leads that the acting entity holds or handed over of a customer's persons.
std::vector<std::string> leads_of(work& job, const customer& known) {
  std::set<std::string, std::less<>> candidates;
  const auto add = [&](std::string_view id) {
    candidates.emplace(id);
    return true;
  };
  const auto persons = persons_of(known);
  job.unit.find_exact(indexes::lead_email, projections::lead_customer_value(job.entity(), known.id), add);
  for (const auto* one : persons) {
    if (!one->email.empty())
      job.unit.find_exact(indexes::lead_email, projections::email_value(job.entity(), one->email), add);
    for (const auto* number : {&one->mobile, &one->phone})
      if (!number->empty())
        job.unit.find_exact(indexes::lead_phone, projections::phone_value(job.entity(), *number), add);
  }
  std::vector<std::string> found;
  for (const auto& id : candidates) {
    const auto whole = projections::load<lead>(job.unit, projections::collections::leads, id);
    if (!whole.has_value() || whole->erased_at.has_value()) continue;
    const auto seen = seen_by(job, *whole);
    if (!seen.has_value()) continue;
    const auto& details = seen->known.details;
    const bool his = std::any_of(details.begin(), details.end(), [&](const lead_details& one) {
      return std::any_of(persons.begin(), persons.end(),
                         [&](const person* who) { return is_person(one, known, *who); });
    });
    if (his) found.push_back(id);
  }
  return found;
}

}  // namespace

void list_history_of(work& job, const customer& known, const std::function<void(ledger_line)>& visit) {
  for (const auto& id : leads_of(job, known)) {
    const auto whole = projections::load<lead>(job.unit, projections::collections::leads, id);
    if (!whole.has_value()) return;
    const bool own = whole->summary.entity == job.entity();
    handlers::list_record(job.unit, id, 0, static_cast<std::size_t>(-1), [&](ledger_line line) {
      const auto stood = projections::load<outlet>(job.unit, projections::collections::outlets, line.outlet);
      if (own || (stood.has_value() && stood->entity == job.entity())) visit(std::move(line));
    });
  }
}

std::optional<lead_request> latest_request(work& job, const customer& known, instant since) {
  std::optional<lead_request> wanted;
  instant latest = since;
  for (const auto& id : leads_of(job, known)) {
    const auto whole = projections::load<lead>(job.unit, projections::collections::leads, id);
    if (!whole.has_value()) continue;
    for (const auto& one : whole->handovers) {
      if (one.entity != job.entity() || one.received_at < latest) continue;
      latest = one.received_at;
      wanted = one.request;
    }
  }
  return wanted;
}

void erase_leads_of(work& job, const customer& known) {
  for (const auto& id : leads_of(job, known)) {
    const auto whole = projections::load<lead>(job.unit, projections::collections::leads, id);
    if (!whole.has_value()) return;
    const auto subject = uuid_bytes(whole->summary.subject);
    if (whole->summary.entity == job.entity()) {
      if (!job.in_order(whole->last_event_at)) return;
      job.record(id, subject, lead_erased_event{whole->summary, whole->handovers});
      job.unit.erase_subject(subject);
      job.scrub = true;
      job.explain("CUS-21", "a lead of the person is erased with it");
    } else {
      // The outlet's entity holds the lead in its own right: the person asks there. Here it is forgotten.
      job.record(id, subject, lead_forgotten{job.entity()});
      job.explain("CUS-21", "what was handed over to another entity is forgotten here");
    }
  }
}

}  // namespace leads
}  // namespace v1
}  // namespace dealerkit
