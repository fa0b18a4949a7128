// Leads captured: what the store knows of the person, the brand, the outlet and the models; the decision; who is told
// (LEA-02, LEA-05, LEA-08, LEA-09, LEA-16, JRN-06).
#include <algorithm>
#include <functional>
#include <set>

#include "dealerkit/checks.hpp"
#include "desk/customers.hpp"
#include "desk/lead_work.hpp"
#include "desk/leads.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace leads {

namespace {

using projections::load;
namespace collections = projections::collections;
namespace indexes = projections::indexes;

brand_capability capability_of(lead_tool tool) noexcept {
  switch (tool) {
    case lead_tool::collect: return brand_capability::lead_collect;
    case lead_tool::plus: return brand_capability::lead_plus;
    default: return brand_capability::quote_tool;
  }
}

bool has_tool(const known_brand& known, lead_tool tool) noexcept {
  switch (tool) {
    case lead_tool::collect: return known.lead_collect;
    case lead_tool::plus: return known.lead_plus;
    default: return known.quote_tool;
  }
}

// A brand has a tool where the field's list says so or an integrator's record of the brand does (NET-02).
void look_up_brand(work& job, std::string_view code, lead_tool tool, capture_facts& facts) {
  const auto* known = find_known_brand(code);
  const auto registered = load<brand>(job.unit, collections::brands, code);
  facts.brand_known = known != nullptr || registered.has_value();
  facts.tool_for_brand = tool == lead_tool::none || (known != nullptr && has_tool(*known, tool));
  if (registered.has_value())
    for (const auto capability : registered->capabilities)
      facts.tool_for_brand = facts.tool_for_brand || capability == capability_of(tool);
}

void find_leads(work& job, const std::string& entity, const person& one, std::set<std::string, std::less<>>& found) {
  const auto add = [&](std::string_view id) {
    found.emplace(id);
    return true;
  };
  if (!one.email.empty()) job.unit.find_exact(indexes::lead_email, projections::email_value(entity, one.email), add);
  for (const auto* number : {&one.mobile, &one.phone})
    if (!number->empty()) job.unit.find_exact(indexes::lead_phone, projections::phone_value(entity, *number), add);
}

// The open leads of the same person and brand: those of the outlet's entity, and those that the actor's own knows.
std::vector<open_lead> same_person(work& job, const new_lead& wanted, const std::string& destination_entity) {
  std::set<std::string, std::less<>> ids;
  find_leads(job, destination_entity, wanted.details.prospect, ids);
  if (destination_entity != job.entity()) find_leads(job, job.entity(), wanted.details.prospect, ids);
  std::vector<open_lead> found;
  for (const auto& id : ids) {
    const auto known = load<lead>(job.unit, collections::leads, id);
    if (!known.has_value() || !open(*known) || known->summary.brand != wanted.summary.brand) continue;
    open_lead one;
    one.id = known->id;
    one.created_at = known->summary.created_at;
    one.last_event_at = known->last_event_at;
    one.requests = requests_of(*known);
    one.event = known->summary.event;
    one.tab = known->summary.tab;
    one.at_show = known->summary.at_show;
    one.transmitted = known->summary.transmitted_at.has_value();
    one.known_to_actor = seen_by(job, *known).has_value();
    one.of_destination = known->summary.entity == destination_entity;
    found.push_back(std::move(one));
  }
  return found;
}

// The handover of an identifier that the entity has used before.
std::optional<lead> handed_over_before(work& job, const std::string& id) {
  if (id.empty()) return std::nullopt;
  const auto place =
      load<projections::handover_place>(job.unit, collections::handovers, projections::joined(job.entity(), id));
  if (!place.has_value()) return std::nullopt;
  auto known = load<lead>(job.unit, collections::leads, place->lead);
  if (!known.has_value()) {
    known.emplace();  // cannot be read: treated as erased, so that nothing comes back
    known->erased_at = job.context.at;
  }
  return known;
}

std::optional<std::size_t> place_of(const lead& known, std::string_view entity, std::string_view id) noexcept {
  for (std::size_t i = 0; i < known.handovers.size(); ++i)
    if (known.handovers[i].entity == entity && known.handovers[i].id == id) return i;
  return std::nullopt;
}

// What was answered to a handover, as far as the actor may know it.
lead_receipt receipt_of(const work& job, const lead& known, std::size_t place) {
  const auto& handover = known.handovers[place];
  const auto seen = seen_by(job, known);
  lead_receipt receipt;
  receipt.id = handover.id;
  if (seen.has_value() && seen->whole) {
    receipt.owner = known.summary.owner;
    receipt.deadline = known.summary.deadline;
    receipt.status = known.summary.status;
    if (place != 0) receipt.attached_to = known.id;
    return receipt;
  }
  receipt.owner = handover.owner;
  receipt.deadline = handover.deadline;
  for (const auto& earlier : known.handovers) {
    if (earlier.entity != handover.entity || earlier.forgotten) continue;
    if (earlier.id != handover.id) receipt.attached_to = earlier.id;
    break;
  }
  return receipt;
}

// The same identifier again: the same answer, or a conflict (LEA-05).
std::optional<captured_lead> answer_again(work& job, const lead& known, const new_lead& wanted,
                                          const std::string& base) {
  captured_lead answered;
  answered.already = true;
  answered.receipt.id = wanted.handover.id;
  if (known.erased_at.has_value()) return answered;  // it was taken, and its person erased since
  const auto place = place_of(known, wanted.handover.entity, wanted.handover.id);
  if (!place.has_value() || *place >= known.details.size() || known.details[*place].content != wanted.details.content) {
    job.refuse(rule::lead_id_conflict, base + "id");
    return std::nullopt;
  }
  answered.receipt = receipt_of(job, known, *place);
  return answered;
}

void complete_handover(new_lead& wanted) {
  auto& handover = wanted.handover;
  const auto& summary = wanted.summary;
  handover.origin = summary.origin;
  handover.tab = summary.tab;
  handover.market = summary.market;
  handover.kind = summary.kind;
  handover.activity = summary.activity;
  handover.event = summary.event;
  handover.tracked_number = summary.tracked_number;
  handover.score = summary.score;
}

std::optional<lead> record_captured(work& job, lead_captured event) {
  std::string id = event.handover.id;
  std::string taken;
  // Another entity's device may have made the same identifier: each keeps its own, the lead gets another (ACC-02).
  if (id.empty() || job.unit.load(collections::leads, id, taken)) id = job.new_identifier();
  if (event.handover.id.empty()) event.handover.id = id;
  event.summary.subject = job.new_identifier();
  const auto subject = uuid_bytes(event.summary.subject);
  job.unit.make_subject(subject);
  const on_behalf_of owner(job, event.summary.entity);
  job.record(id, subject, event);
  return load<lead>(job.unit, collections::leads, id);
}

std::optional<lead> record_attached(work& job, const std::string& id, lead_attached event) {
  auto known = load<lead>(job.unit, collections::leads, id);
  if (!known.has_value()) return std::nullopt;
  if (event.handover.id.empty()) event.handover.id = job.new_identifier();
  // What the actor knows of the lead it is told again; of a foreign one only what it would be told of a new one.
  if (const auto seen = seen_by(job, *known); seen.has_value() && !event.transmission.has_value()) {
    event.handover.owner = seen->known.summary.owner;
    event.handover.deadline = seen->known.summary.deadline;
  }
  const std::string entity = event.transmission.has_value() ? event.transmission->entity : known->summary.entity;
  const on_behalf_of owner(job, entity);
  job.record(id, uuid_bytes(known->summary.subject), event);
  return load<lead>(job.unit, collections::leads, id);
}

}  // namespace

std::optional<captured_lead> capture(work& job, new_lead wanted, const std::string& wanted_outlet,
                                     const std::string& base) {
  if (const auto before = handed_over_before(job, wanted.handover.id)) return answer_again(job, *before, wanted, base);

  capture_facts facts;
  look_up_brand(job, wanted.summary.brand, wanted.handover.tool, facts);
  facts.training = job.host.options.training;
  facts.outlet_named = !wanted_outlet.empty();
  if (facts.outlet_named) facts.destination = load<outlet>(job.unit, collections::outlets, wanted_outlet);
  facts.models = model_facts(job, wanted.summary.brand, wanted.summary.market, happened_at(wanted.handover),
                             wanted.details.models);
  wanted.summary.entity = job.entity();
  if (facts.destination.has_value())
    wanted.summary.owner = owner_at(job, *facts.destination, wanted.summary.brand, wanted.summary.tab);
  facts.same_person =
      same_person(job, wanted, facts.destination.has_value() ? facts.destination->entity : job.entity());
  complete_handover(wanted);

  const auto decided = decide(facts, wanted, job.terms->lead, job.context.at);
  if (!decided.ok()) {
    const auto& refusal = decided.refusal();
    if (refusal.field == "models")
      refuse_model(job, refusal, facts.models, wanted.handover.request, base + "models");
    else if (refusal.field == "at")
      job.refuse(refusal);
    else
      job.refuse(refusal.broken, base + std::string(refusal.field));
    return std::nullopt;
  }
  note_unproved(job, facts.models, base + "models");

  std::optional<lead> after;
  bool tell = false;
  if (const auto& captured = decided.value().captured; captured.has_value()) {
    after = record_captured(job, *captured);
    tell = captured->summary.transmitted_at.has_value();
    job.explain("LEA-13", "the one who is responsible for this at the outlet");
  } else {
    const auto& attached = *decided.value().attached;
    const auto* known = find_duplicate(facts.same_person, wanted, job.terms->lead, job.context.at);
    // Whom the lead is news to: the outlet that gets it now, or that learns of it from another entity.
    tell = attached.transmission.has_value() || (attached.handover.deadline.has_value() && !known->known_to_actor);
    after = record_attached(job, known->id, attached);
    job.explain(wanted.summary.at_show && known->at_show ? "JRN-06" : "LEA-16",
                "attached to the open lead of the same person and brand");
  }
  if (!after.has_value()) return std::nullopt;  // the store has failed; its refusal is given
  job.subject = uuid_bytes(after->summary.subject);
  const std::size_t place = after->handovers.size() - 1;
  if (tell) post_alerts(job, *after, after->handovers[place].id, wanted.handover.request);
  job.explain("LEA-09", "elapsed hours from the transmission to the outlet", [&] {
    named<std::string> numbers;
    numbers.set("deadline_hours", std::to_string(job.terms->lead.deadline_hours));
    return numbers;
  }());
  return captured_lead{receipt_of(job, *after, place), false};
}

std::optional<lead_receipt> hand_over_offer(work& job, const sent_offer& offer) {
  const auto known = handlers::find_customer(job, offer.customer, "customer", handlers::tombstones::refused);
  if (!known.has_value()) return std::nullopt;
  const person* prospect = consenting_person(*known, {});
  if (prospect == nullptr) {
    job.refuse(rule::contact_missing, "customer");
    return std::nullopt;
  }
  new_lead wanted;
  wanted.details.prospect = *prospect;
  wanted.details.prospect.id.clear();
  if (wanted.details.prospect.language.empty()) wanted.details.prospect.language = offer.language;
  wanted.details.company_name = known->details.business.name;
  wanted.details.models = offer.models;
  wanted.details.outlet_comment = offer.outlet_comment;
  wanted.details.customer = known->id;
  wanted.details.quote = offer.quote;
  wanted.summary.brand = offer.brand;
  wanted.summary.market = offer.market;
  wanted.summary.kind = known->kind;
  wanted.summary.event = offer.event;
  wanted.summary.at_show = true;
  auto& handover = wanted.handover;
  handover.entity = job.entity();
  handover.user = job.by.has_value() ? job.by->id : std::string{};
  handover.outlet = job.place_name;
  handover.tool = lead_tool::quote;
  handover.request = lead_request::quote;
  handover.language = offer.language;
  handover.received_at = job.context.at;
  handover.destination = offer.outlet == "other" ? std::string{} : offer.outlet;
  if (handover.destination.empty() && offer.outlet_comment.empty()) {
    job.refuse(rule::lead_outlet_missing, "outlet");
    return std::nullopt;
  }
  const auto subject_of_reply = job.subject;
  const std::string destination = handover.destination;
  auto captured = capture(job, std::move(wanted), destination, {});
  job.subject = subject_of_reply;  // the reply is about the customer, as before
  if (!captured.has_value()) return std::nullopt;
  return std::move(captured->receipt);
}

}  // namespace leads
}  // namespace v1
}  // namespace dealerkit
