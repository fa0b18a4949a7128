// Who sees what of a lead, who gets it, and who is told (ACC-02, ACC-08, LEA-08, NET-09, NET-10).
#include <algorithm>
#include <set>

#include "desk/customers.hpp"
#include "desk/lead_work.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace leads {

namespace {

using projections::load;
namespace collections = projections::collections;
namespace indexes = projections::indexes;

// A campaign's lead that somebody else still requalifies is not the outlet's to see.
bool waits_elsewhere(const lead& known, std::string_view entity) {
  if (known.summary.origin != lead_origin::national || known.summary.transmitted_at.has_value()) return false;
  return std::none_of(known.handovers.begin(), known.handovers.end(),
                      [&](const lead_handover& one) { return one.entity == entity; });
}

std::optional<std::size_t> place_of(const lead& known, std::string_view id) noexcept {
  for (std::size_t i = 0; i < known.handovers.size(); ++i)
    if (known.handovers[i].id == id) return i;
  return std::nullopt;
}

std::optional<lead> lead_under(work& job, const std::string& key) {
  const auto place = load<projections::handover_place>(job.unit, collections::handovers, key);
  if (!place.has_value()) return std::nullopt;
  return load<lead>(job.unit, collections::leads, place->lead);
}

// The users of an outlet, or of the whole entity where none is named, by identifier.
std::vector<user> users_at(work& job, std::string_view entity, std::string_view outlet) {
  std::vector<std::string> ids;
  const std::string key = projections::joined(entity, outlet);
  job.unit.scan_ordered(indexes::user_place, key, key, [&](std::string_view found, std::string_view id) {
    if (found != key) return false;
    ids.emplace_back(id);
    return true;
  });
  std::vector<user> people;
  for (const auto& id : ids)
    if (auto person = load<user>(job.unit, collections::users, id); person.has_value() && assignable(*person))
      people.push_back(std::move(*person));
  return people;
}

// A grant without an outlet is meant for the places where the user works.
bool granted_at(const role_grant& grant, std::string_view outlet) noexcept {
  return grant.outlet.empty() || grant.outlet == outlet;
}

std::vector<user> with_role(std::vector<user> people, std::string_view outlet, std::initializer_list<role> wanted) {
  std::erase_if(people, [&](const user& person) {
    return std::none_of(person.roles.begin(), person.roles.end(), [&](const role_grant& grant) {
      return (outlet.empty() || granted_at(grant, outlet)) &&
             std::find(wanted.begin(), wanted.end(), grant.given) != wanted.end();
    });
  });
  return people;
}

// Who does human resources or after-sales at an outlet; the marketing responsible where nobody is known to (LEA-08).
std::vector<user> contacts_for(work& job, const outlet& place, lead_tab tab) {
  const std::string name = outlet_name(place);
  const auto wanted = tab == lead_tab::human_resources ? request_tab::human_resources : request_tab::after_sales;
  auto here = users_at(job, place.entity, name);
  auto known = here;
  std::erase_if(known, [&](const user& person) {
    return std::none_of(person.roles.begin(), person.roles.end(),
                        [&](const role_grant& grant) { return granted_at(grant, name) && tab_of(grant) == wanted; });
  });
  if (!known.empty()) return known;
  auto marketing = with_role(std::move(here), name, {role::marketing_responsible});
  if (!marketing.empty()) return marketing;
  return with_role(users_at(job, place.entity, {}), {}, {role::marketing_responsible});
}

// The addresses of an outlet's mailbox that are notified: all of up to five, of more only the first (NET-09).
std::vector<std::string> mailbox_of(const outlet& place, lead_activity activity) {
  std::vector<std::string> addresses;
  const int group = mailbox_group(name_of(activity));
  const auto* listed = group == 0 ? nullptr : place.mailboxes.find(std::to_string(group));
  if (listed == nullptr) return addresses;
  detail::any_part(*listed, [&](std::string_view part) {
    if (!part.empty()) addresses.emplace_back(part);
    return false;
  });
  if (addresses.size() > 5) addresses.resize(1);
  return addresses;
}

struct teller {
  work& job;
  const lead& known;
  const std::string& id;
  lead_request request;
  store::subject_id subject;
  std::set<std::string> told;  // nobody is told twice

  void tell(std::string_view kind, const std::string& to, std::string_view recipient, const std::string& language) {
    if (to.empty() || !told.insert(std::string(kind) + " " + to).second) return;
    effect alert;
    alert.kind = std::string(kind);
    alert.template_name = "new_lead";
    alert.to = to;
    alert.language = language;
    alert.data.set("lead", id);
    alert.data.set("recipient", std::string(recipient));
    alert.data.set("brand", known.summary.brand);
    alert.data.set("outlet", known.summary.outlet);
    alert.data.set("activity", std::string(name_of(known.summary.activity)));
    alert.data.set("request", std::string(name_of(request)));
    job.post(subject, std::move(alert));
  }
  void tell_user(const user& person, const std::string& language, bool asked) {
    const auto activity = name_of(known.summary.activity);
    const std::string& reads = person.language.empty() ? language : person.language;
    // Who is the contact of a request that nobody can subscribe to is told of it unless mail is off altogether.
    const bool mailed = asked ? !person.notify.mail_disabled : notified_by_mail(person, activity);
    if (mailed) tell("alert", person.email, "user", reads);
    if (notified_by_push(person, activity)) tell("push", person.id, "user", reads);
  }
};

}  // namespace

std::string owner_at(work& job, const outlet& place, std::string_view brand, lead_tab tab) {
  if (!commercial(tab)) {
    const auto people = contacts_for(job, place, tab);
    if (!people.empty()) return people.front().id;
  }
  return detail::responsible_for(place, brand);
}

void post_alerts(work& job, const lead& known, const std::string& id, lead_request request) {
  const auto place = load<outlet>(job.unit, collections::outlets, known.summary.outlet);
  if (!place.has_value()) return;
  const on_behalf_of owner(job, known.summary.entity);
  teller alerts{job, known, id, request, uuid_bytes(known.summary.subject), {}};
  const std::string& language = known.handovers.back().language;
  for (const auto& address : mailbox_of(*place, known.summary.activity))
    alerts.tell("alert", address, "mailbox", language);
  if (!commercial(known.summary.tab)) {
    for (const auto& person : contacts_for(job, *place, known.summary.tab)) alerts.tell_user(person, language, true);
  } else if (job.terms->lead.alerts_sales_team) {
    const auto team = with_role(users_at(job, place->entity, known.summary.outlet), known.summary.outlet,
                                {role::sales_manager, role::sales_manager_agent, role::salesman, role::salesman_agent});
    for (const auto& person : team) alerts.tell_user(person, language, false);
  }
  if (const auto person = load<user>(job.unit, collections::users, known.summary.owner))
    alerts.tell_user(*person, language, false);
  job.explain("LEA-08", "the outlet's mailbox and the people it goes to are told");
}

std::optional<seen_lead> seen_by(const work& job, const lead& known) {
  const std::string& entity = job.entity();
  seen_lead seen;
  seen.owner_entity = known.summary.entity;
  if (known.summary.entity == entity && !waits_elsewhere(known, entity)) {
    seen.known = known;
    seen.whole = true;
    seen.asked = known.id;
    return seen;
  }
  seen.known = handed_over_by(known, entity);
  if (seen.known.handovers.empty()) return std::nullopt;
  seen.asked = seen.known.handovers.front().id;
  return seen;
}

bool tab_visible(const work& job, const seen_lead& seen) {
  if (!seen.whole || !job.by.has_value() || seen.known.summary.owner == job.by->id) return true;
  return decide_tab(*job.by, seen.known.summary.tab).ok();
}

std::optional<seen_lead> find_lead(work& job, std::string_view id, std::string_view field) {
  std::optional<seen_lead> seen;
  if (const auto own = lead_under(job, projections::joined(job.entity(), id))) {
    seen = seen_by(job, *own);
  } else if (const auto known = load<lead>(job.unit, collections::leads, id)) {
    seen = seen_by(job, *known);
    if (seen.has_value() && !seen->whole) seen.reset();  // a foreign lead goes by the actor's own identifier only
  } else if (const auto received = lead_under(job, projections::received_handover_key(job.entity(), id))) {
    seen = seen_by(job, *received);
    if (seen.has_value() && !seen->whole) seen.reset();
  }
  if (!seen.has_value()) {
    job.refuse(rule::record_not_found, field);
    return std::nullopt;
  }
  // The entity that handed it over and has forgotten it since knows it no more.
  const auto place = place_of(seen->known, id);
  if (!place.has_value() && id != seen->known.id) {
    job.refuse(rule::record_not_found, field);
    return std::nullopt;
  }
  seen->place = place.value_or(0);
  seen->asked = std::string(id);
  if (!tab_visible(job, *seen)) {
    job.refuse(rule::tab_not_visible, field);
    return std::nullopt;
  }
  return seen;
}

namespace {

void show_person(const lead& known, lead_view& shown) {
  const person one = prospect_of(known);
  lead_person_view person;
  person.first_name = one.first_name;
  person.last_name = one.last_name;
  person.civility = one.civility;
  person.email = one.email;
  person.mobile = one.mobile;
  person.phone = one.phone;
  person.country = one.country;
  person.postal_code = one.postal_code;
  for (const auto& record : one.consents) shown.consents.set(record.purpose, record.answer);
  const auto take = [](std::string& into, const std::string& from) {
    if (into.empty()) into = from;
  };
  for (const auto place : in_captured_order(known)) {
    const auto& details = known.details[place];
    take(person.company_name, details.company_name);
    take(shown.outlet_comment, details.outlet_comment);
    take(shown.urgency, details.urgency);
    take(shown.source, details.source);
    take(shown.comment, details.comment);
    for (const auto& [name, text] : details.ticket)
      if (shown.ticket.find(name) == nullptr) shown.ticket.set(name, text);
  }
  shown.person = std::move(person);
}

}  // namespace

lead_view view_of(work& job, const seen_lead& seen) {
  const lead& known = seen.known;
  const auto& summary = known.summary;
  lead_view shown;
  shown.id = seen.asked;
  const std::string& first = seen.whole ? known.id : known.handovers.front().id;
  if (seen.place != 0 && first != seen.asked) shown.attached_to = first;
  shown.origin = summary.origin;
  shown.tab = summary.tab;
  shown.brand = summary.brand;
  shown.market = summary.market;
  shown.kind = summary.kind;
  shown.activity = summary.activity;
  shown.requests = requests_of(known);
  shown.request = shown.requests.front();
  shown.models = models_of(known);
  shown.outlet = summary.outlet;
  if (const auto place = load<outlet>(job.unit, collections::outlets, summary.outlet)) {
    shown.outlet_name = place->name;
    shown.outlet_city = place->address.city;
  }
  shown.tracked_number = summary.tracked_number;
  shown.score = summary.score;
  shown.event = summary.event;
  shown.owner = summary.owner;
  shown.status = summary.status;
  shown.created_at = summary.created_at;
  shown.transmitted_at = summary.transmitted_at;
  shown.deadline = summary.deadline;
  shown.overdue = summary.status != lead_status::treated && overdue(summary.deadline, job.context.at);
  shown.erased_at = known.erased_at;
  const auto order = in_captured_order(known);
  shown.language = known.handovers[order.front()].language;
  shown.captured_at = known.handovers[order.front()].captured_at;
  for (const auto place : order) {
    const auto& one = known.handovers[place];
    shown.handovers.push_back({one.id, one.user, one.outlet, one.device, one.tool, one.reason, one.request,
                               one.received_at, one.captured_at});
    // The customer's record and the quote are of the entity that handed it over; only it can look them up.
    if (place < known.details.size() && one.entity == job.entity()) {
      if (shown.customer.empty()) shown.customer = known.details[place].customer;
      if (shown.quote.empty()) shown.quote = known.details[place].quote;
    }
  }
  if (!known.details.empty()) show_person(known, shown);
  return shown;
}

}  // namespace leads
}  // namespace v1
}  // namespace dealerkit
