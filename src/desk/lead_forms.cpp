// The form phase of leads: text as typed in, checked values out, every violation at once (LEA-01 to LEA-04, LEA-06).
#include <algorithm>

#include "dealerkit/checks.hpp"
#include "desk/customer_forms.hpp"
#include "desk/lead_work.hpp"

namespace dealerkit {
inline namespace v1 {
namespace leads {

namespace {

template <class E>
std::string names_of(const std::vector<E>& values) {
  std::string names;
  for (const E value : values) names += (names.empty() ? "" : ", ") + std::string(name_of(value));
  return names;
}

// The terms of the tool. A policy without tools has none of the show's, but a lead can come without a tool.
const lead_tool_terms* tool_terms(const lead_terms& terms, lead_tool tool) {
  if (const auto* known = terms.find(tool)) return known;
  static const auto* const field = new std::vector<lead_tool_terms>(field_lead_tools());
  return tool == lead_tool::none ? &field->front() : nullptr;
}

// With the person's agreement the ticket fills what was left empty (LEA-04); what it fills is not kept twice.
lead_person_input prefilled(lead_person_input person, const lead_ticket& ticket, named<std::string>& rest) {
  for (const auto& [name, text] : ticket.data) {
    bool of_person = false;
    for_each_field<lead_person_input>(
        [&, field = std::string_view(name), value = &text](std::string_view known, auto member, field_options) {
          if (known != field) return;
          of_person = true;
          if (forms::trimmed(person.*member).empty()) person.*member = *value;
        });
    if (!of_person) rest.set(name, text);
  }
  return person;
}

person check_prospect(work& job, const lead_person_input& typed, const lead_tool_terms& tool, const lead_input& whole,
                      const std::string& base) {
  customer_terms terms = job.terms->customer;
  terms.person_needs = tool.person_needs;
  terms.mobile_typed_as = tool.mobile_typed_as;
  person_input one;
  one.first_name = typed.first_name;
  one.last_name = typed.last_name;
  one.civility = typed.civility;
  one.email = typed.email;
  one.mobile = typed.mobile;
  one.phone = typed.phone;
  one.country = typed.country;
  one.other_country = typed.other_country;
  one.postal_code = typed.postal_code;
  person made = forms::check_person(job, one,
                                    {terms, base + "person.", rule::lead_person_incomplete, true,
                                     is_country(whole.market) ? whole.market : std::string{}});
  made.language = whole.language;
  return made;
}

// The answers that the tool asks for, and those given beyond (CON-02).
std::vector<consent_record> check_consents(work& job, const lead_input& typed, const lead_tool_terms& tool,
                                           const std::string& base) {
  const std::string field = base + "consents";
  auto records = forms::check_answers(job, typed.consents, field, typed.language, tool.policy_consents);
  for (const auto& purpose : tool.consents) {
    const auto* of_policy = job.terms->consent.find(purpose);
    const auto* given = typed.consents.find(purpose);
    const bool asked_already = tool.policy_consents && of_policy != nullptr && of_policy->required;
    if (of_policy == nullptr || asked_already) continue;
    if (given == nullptr || *given == consent_answer::not_asked)
      job.refuse(rule::consent_not_answered, field + "." + purpose, {{"purpose", purpose}});
  }
  // A consent was given when it was asked for, not when the device was back in reach.
  if (typed.captured_at.has_value() && *typed.captured_at < job.context.at)
    for (auto& record : records) record.at = *typed.captured_at;
  return records;
}

// Where it goes: a named outlet, another one by comment, none (LEA-02, CUS-13).
std::string check_destination(work& job, const lead_input& typed, const std::string& comment, const std::string& base) {
  const std::string named_outlet = forms::trimmed(typed.outlet);
  if (typed.request == lead_request::keep_me_informed) {
    if (!named_outlet.empty()) job.note(rule::lead_outlet_not_used, base + "outlet");
    return {};
  }
  if (!named_outlet.empty() && named_outlet != "other") return named_outlet;
  if (named_outlet == "other") {
    if (comment.empty()) job.refuse(rule::outlet_comment_missing, base + "outlet_comment");
    return {};
  }
  // A campaign's lead gets its outlet when it is requalified, at the latest.
  if (comment.empty() && typed.origin != lead_origin::national) job.refuse(rule::lead_outlet_missing, base + "outlet");
  return {};
}

void check_identifier(work& job, const std::string& id, bool from_device, const std::string& field) {
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-:";
  if (id.empty()) {
    if (from_device) job.refuse(rule::lead_id_not_given, field);
  } else if (id.size() > 64 || id.find_first_not_of(allowed) != std::string::npos) {
    job.refuse(rule::lead_id_malformed, field);
  }
}

void check_tool(work& job, const lead_input& typed, const lead_tool_terms* tool, const std::string& base) {
  const auto& reasons = job.terms->lead.backup_reasons;
  if (tool == nullptr) {
    std::vector<lead_tool> known;
    for (const auto& one : job.terms->lead.tools) known.push_back(one.tool);
    job.refuse(rule::lead_tool_unknown, base + "tool", {{"allowed", names_of(known)}});
    return;
  }
  if (typed.reason == backup_reason::none) {
    if (tool->needs_reason) job.refuse(rule::backup_reason_missing, base + "reason", {{"allowed", names_of(reasons)}});
  } else if (!reasons.empty() && std::find(reasons.begin(), reasons.end(), typed.reason) == reasons.end()) {
    job.refuse(rule::backup_reason_unknown, base + "reason", {{"allowed", names_of(reasons)}});
  }
}

// What tells this content from another under the same identifier. A ticket without agreement is no part of it.
std::string content_mark(const work& job, lead_input typed) {
  typed.id.clear();
  if (typed.ticket.has_value() && !typed.ticket->agreed) typed.ticket.reset();
  return hexadecimal(job.host.ledger->mac("lead-content", codec::bytes_of(typed)));
}

}  // namespace

std::vector<std::string> check_models(work& job, const std::vector<std::string>& typed, const std::string& base) {
  std::vector<std::string> models;
  for (std::size_t i = 0; i < typed.size(); ++i) {
    std::string model = forms::check_line(job, typed[i], base + "models." + std::to_string(i));
    if (!model.empty() && std::find(models.begin(), models.end(), model) == models.end())
      models.push_back(std::move(model));
  }
  return models;
}

new_lead check_lead(work& job, const lead_input& typed, const std::string& base, const handing& by) {
  new_lead made;
  auto& summary = made.summary;
  auto& handover = made.handover;
  auto& details = made.details;
  check_identifier(job, typed.id, by.from_device, base + "id");
  const lead_tool_terms* tool = tool_terms(job.terms->lead, typed.tool);
  check_tool(job, typed, tool, base);
  if (tool == nullptr) return made;  // what it would ask for is not known
  if (!typed.market.empty() && !is_country(typed.market)) job.refuse(rule::lead_market_unknown, base + "market");
  if (!typed.language.empty() && !forms::language_tag(typed.language))
    job.refuse(rule::language_malformed, base + "language");
  if (std::find(tool->requests.begin(), tool->requests.end(), typed.request) == tool->requests.end())
    job.refuse(rule::lead_request_not_of_tool, base + "request", {{"allowed", names_of(tool->requests)}});
  details.models = check_models(job, typed.models, base);
  if (details.models.empty() && typed.request == lead_request::keep_me_informed)
    job.refuse(rule::lead_models_missing, base + "models");
  const bool agreed = typed.ticket.has_value() && typed.ticket->agreed;
  const lead_person_input as_given = agreed ? prefilled(typed.person, *typed.ticket, details.ticket) : typed.person;
  details.prospect = check_prospect(job, as_given, *tool, typed, base);
  details.company_name = forms::check_line(job, as_given.company_name, base + "person.company_name");
  details.outlet_comment = forms::trimmed(typed.outlet_comment);
  handover.destination = check_destination(job, typed, details.outlet_comment, base);
  details.prospect.consents = check_consents(job, typed, *tool, base);
  if (!typed.tracked_number.empty()) {
    const checked_phone number = check_phone(typed.tracked_number, typed.market);
    if (number.valid())
      summary.tracked_number = std::string(number.normalized());
    else
      job.refuse(number.broken, base + "tracked_number");
  }
  if (typed.score.value_or(0) < 0) job.refuse(rule::lead_score_negative, base + "score");
  details.urgency = forms::check_line(job, typed.urgency, base + "urgency");
  summary.tab = typed.tab.value_or(default_tab(typed.origin, typed.activity));
  if (const auto fits = check_tab(typed.origin, summary.tab); !fits.ok())
    job.refuse(fits.refusal().broken, base + "tab");
  if (typed.ticket.has_value() && !agreed) job.note(rule::ticket_not_kept, base + "ticket");
  details.source = forms::check_line(job, typed.source, base + "source");
  details.comment = forms::trimmed(typed.comment);
  if (!job.ok()) return made;

  details.content = content_mark(job, typed);
  summary.origin = typed.origin;
  summary.brand = typed.brand;
  summary.market = typed.market;
  summary.kind = typed.kind.value_or(details.company_name.empty() ? customer_kind::b2c : customer_kind::b2b);
  summary.activity = typed.activity;
  summary.event = typed.event;
  summary.at_show = typed.tool != lead_tool::none || job.terms->lead.one_per_brand;
  summary.score = typed.score;
  handover.id = typed.id;
  handover.entity = job.entity();
  handover.user = by.user;
  handover.outlet = by.outlet;
  handover.device = by.device;
  handover.tool = typed.tool;
  handover.reason = typed.reason;
  handover.request = typed.request;
  handover.language = typed.language;
  handover.received_at = job.context.at;
  handover.captured_at = typed.captured_at;
  return made;
}

}  // namespace leads
}  // namespace v1
}  // namespace dealerkit
