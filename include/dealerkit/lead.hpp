// Leads: a person who wants a test drive, a quote, a call or news of a model, handed to the outlet that must answer
// (LEA, JRN-04, JRN-06).
//
// One lead may have been handed over several times: each handover keeps its own identifier, who made it and what they
// typed. The outlet's legal entity sees them all as one lead; another entity that handed one over sees its own only.
//
//   decide(facts, new_lead, terms, now)          // lead_captured: the outlet has 48 hours (LEA-09)
//   decide(facts_with_open_lead, …)              // lead_attached: the same person, brand and request (LEA-16)
//   decide(facts_of_a_model_without_drive, …)    // refused: model_without_test_drive (LEA-02)
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/access.hpp"
#include "dealerkit/consent.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/instant.hpp"
#include "dealerkit/core/lists.hpp"
#include "dealerkit/core/result.hpp"
#include "dealerkit/customer.hpp"
#include "dealerkit/network.hpp"

namespace dealerkit {
inline namespace v1 {

// --- Words (LEA-01, LEA-02, LEA-06)

/// Where a lead comes from (LEA-06): the outlet's own site or stand, or a campaign that a call centre requalifies.
enum class lead_origin : std::uint8_t { local, national };
template <>
struct enum_names<lead_origin> {
  static constexpr enum_name<lead_origin> list[] = {{lead_origin::local, "local"}, {lead_origin::national, "national"}};
};

/// The space within an origin: the first two are national, the others local (LEA-06).
enum class lead_tab : std::uint8_t { commerce, human_resources, after_sales, new_vehicles, used_vehicles };
template <>
struct enum_names<lead_tab> {
  static constexpr enum_name<lead_tab> list[] = {{lead_tab::commerce, "commerce"},
                                                 {lead_tab::human_resources, "human_resources"},
                                                 {lead_tab::after_sales, "after_sales"},
                                                 {lead_tab::new_vehicles, "new_vehicles"},
                                                 {lead_tab::used_vehicles, "used_vehicles"}};
};

/// The show's tool that captured it; `none` outside a show. `collect` and `plus` are the backup apps.
enum class lead_tool : std::uint8_t { none, collect, plus, quote };
template <>
struct enum_names<lead_tool> {
  static constexpr enum_name<lead_tool> list[] = {{lead_tool::none, "none"},
                                                  {lead_tool::collect, "collect"},
                                                  {lead_tool::plus, "plus"},
                                                  {lead_tool::quote, "quote"}};
};

/// Why the backup tool is used (JRN-04); `none` where it is not.
enum class backup_reason : std::uint8_t { none, no_time, main_tool_down, keep_me_informed };
template <>
struct enum_names<backup_reason> {
  static constexpr enum_name<backup_reason> list[] = {{backup_reason::none, "none"},
                                                      {backup_reason::no_time, "no_time"},
                                                      {backup_reason::main_tool_down, "main_tool_down"},
                                                      {backup_reason::keep_me_informed, "keep_me_informed"}};
};

/// What the person wants (LEA-02).
enum class lead_request : std::uint8_t { contact, test_drive, quote, keep_me_informed };
template <>
struct enum_names<lead_request> {
  static constexpr enum_name<lead_request> list[] = {{lead_request::contact, "contact"},
                                                     {lead_request::test_drive, "test_drive"},
                                                     {lead_request::quote, "quote"},
                                                     {lead_request::keep_me_informed, "keep_me_informed"}};
};

/// The part of the outlet's business that it concerns (LEA-01), by the field's codes.
enum class lead_activity : std::uint8_t {
  new_vehicles,
  used_vehicles,
  parts,
  service,
  finance,
  accessories,
  after_sales,
  human_resources
};
template <>
struct enum_names<lead_activity> {
  static constexpr enum_name<lead_activity> list[] = {
      {lead_activity::new_vehicles, "VN"}, {lead_activity::used_vehicles, "VO"},  {lead_activity::parts, "PR"},
      {lead_activity::service, "SE"},      {lead_activity::finance, "FI"},        {lead_activity::accessories, "ACC"},
      {lead_activity::after_sales, "APV"}, {lead_activity::human_resources, "RH"}};
};

/// How far the outlet is with it (LEA-07).
enum class lead_status : std::uint8_t { fresh, to_treat, in_progress, treated };
template <>
struct enum_names<lead_status> {
  static constexpr enum_name<lead_status> list[] = {{lead_status::fresh, "new"},
                                                    {lead_status::to_treat, "to_treat"},
                                                    {lead_status::in_progress, "in_progress"},
                                                    {lead_status::treated, "treated"}};
};

/// The tab that a lead falls into where none is said (LEA-06): a national one by new or used vehicles; a local one by
/// its activity, spare parts and accessories counting as after-sales.
template <class = void>
[[nodiscard]] constexpr lead_tab default_tab(lead_origin origin, lead_activity activity) noexcept {
  if (origin == lead_origin::national)
    return activity == lead_activity::used_vehicles ? lead_tab::used_vehicles : lead_tab::new_vehicles;
  switch (activity) {
    case lead_activity::human_resources: return lead_tab::human_resources;
    case lead_activity::parts:
    case lead_activity::service:
    case lead_activity::accessories:
    case lead_activity::after_sales: return lead_tab::after_sales;
    default: return lead_tab::commerce;
  }
}

/// Whether a tab is one of the origin's. Refused: lead_tab_not_of_origin. Source: LEA-06.
template <class = void>
[[nodiscard]] constexpr result<accepted> check_tab(lead_origin origin, lead_tab tab) noexcept {
  const bool national = tab == lead_tab::new_vehicles || tab == lead_tab::used_vehicles;
  if (national != (origin == lead_origin::national)) return error{rule::lead_tab_not_of_origin, "tab"};
  return accepted{};
}

/// True for a request to the sales team, as against human resources and after-sales.
[[nodiscard]] constexpr bool commercial(lead_tab tab) noexcept {
  return tab != lead_tab::human_resources && tab != lead_tab::after_sales;
}

/// Whether a user sees the leads of a tab. National ones are everybody's of the entity; of the local ones each sees
/// the own tab. Refused: tab_not_visible. Source: ACC-08.
template <class = void>
[[nodiscard]] inline result<accepted> decide_tab(const user& person, lead_tab tab) noexcept {
  switch (tab) {
    case lead_tab::commerce: return decide_tab(person, request_tab::commerce);
    case lead_tab::human_resources: return decide_tab(person, request_tab::human_resources);
    case lead_tab::after_sales: return decide_tab(person, request_tab::after_sales);
    default: return accepted{};
  }
}

// --- Policy

/// What one tool asks for (LEA-03, CON-02).
struct lead_tool_terms {
  lead_tool tool = lead_tool::none;
  std::vector<person_field> person_needs;
  mobile_form mobile_typed_as = mobile_form::any;  ///< CUS-09
  std::vector<std::string> consents;               ///< the purposes that must be answered
  bool policy_consents = false;                    ///< and those that the policy of consents requires
  bool needs_reason = false;                       ///< a backup tool (JRN-04)
  std::vector<lead_request> requests;              ///< what can be asked for with it

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("tool", &lead_tool_terms::tool, needed(rule::policy_value_out_of_range));
    field("person_needs", &lead_tool_terms::person_needs, listed(rule::policy_value_out_of_range));
    field("mobile_typed_as", &lead_tool_terms::mobile_typed_as, listed(rule::policy_value_out_of_range));
    field("consents", &lead_tool_terms::consents);
    field("policy_consents", &lead_tool_terms::policy_consents);
    field("needs_reason", &lead_tool_terms::needs_reason);
    field("requests", &lead_tool_terms::requests, listed(rule::policy_value_out_of_range));
  }
  friend bool operator==(const lead_tool_terms&, const lead_tool_terms&) = default;
};

struct lead_terms {
  std::int64_t deadline_hours = 48;           ///< elapsed hours to recontact; exactly that is in time (LEA-09)
  std::int64_t duplicate_window_days = 30;    ///< LEA-16; exactly that is within
  bool one_per_brand = false;                 ///< a show: one lead a prospect and brand, whatever the request (JRN-06)
  bool alerts_sales_team = false;             ///< commercial requests alert the outlet's sales people (LEA-08)
  std::vector<backup_reason> backup_reasons;  ///< JRN-04
  std::vector<lead_tool_terms> tools;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("deadline_hours", &lead_terms::deadline_hours);
    field("duplicate_window_days", &lead_terms::duplicate_window_days);
    field("one_per_brand", &lead_terms::one_per_brand);
    field("alerts_sales_team", &lead_terms::alerts_sales_team);
    field("backup_reasons", &lead_terms::backup_reasons, listed(rule::policy_value_out_of_range));
    field("tools", &lead_terms::tools);
  }
  /// The terms of a tool, or nullptr where the policy does not have it.
  template <class = void>
  [[nodiscard]] const lead_tool_terms* find(lead_tool tool) const noexcept {
    for (const lead_tool_terms& one : tools)
      if (one.tool == tool) return &one;
    return nullptr;
  }
  friend bool operator==(const lead_terms&, const lead_terms&) = default;
};

/// The first rule that a policy of leads breaks: policy_value_out_of_range. The deadline is an hour to a year, the
/// window at most ten years; a tool is there once, with something that can be asked for; a backup tool has reasons.
template <class = void>
[[nodiscard]] inline result<accepted> check_terms(const lead_terms& terms) noexcept {
  constexpr auto out_of_range = rule::policy_value_out_of_range;
  if (terms.deadline_hours < 1 || terms.deadline_hours > 366 * 24)
    return error{out_of_range, "policy.lead.deadline_hours"};
  if (terms.duplicate_window_days < 0 || terms.duplicate_window_days > 3660)
    return error{out_of_range, "policy.lead.duplicate_window_days"};
  for (const backup_reason reason : terms.backup_reasons)
    if (reason == backup_reason::none) return error{out_of_range, "policy.lead.backup_reasons"};
  for (const lead_tool_terms& one : terms.tools)
    if (terms.find(one.tool) != &one || one.requests.empty() || (one.needs_reason && terms.backup_reasons.empty()))
      return error{out_of_range, "policy.lead.tools"};
  return accepted{};
}

/// What the field's tools ask for, for the presets: the quick app only `contact`, the full one everything, the quote
/// tool what a customer has anyway, and a lead without a tool a name and one way to reach the person.
template <class = void>
[[nodiscard]] inline std::vector<lead_tool_terms> field_lead_tools() {
  using need = person_field;
  const std::vector<lead_request> all = {lead_request::contact, lead_request::test_drive, lead_request::quote,
                                         lead_request::keep_me_informed};
  const std::vector<person_field> app = {need::last_name, need::first_name, need::email,
                                         need::mobile,    need::country,    need::postal_code};
  std::vector<lead_tool_terms> tools(4);
  tools[0] = {lead_tool::none,
              {need::last_name, need::first_name, need::phone_or_email},
              mobile_form::any,
              {"contact"},
              false,
              false,
              all};
  tools[1] = {lead_tool::collect, app, mobile_form::international, {"contact"}, false, true, all};
  tools[2] = {lead_tool::plus, app, mobile_form::international, {"contact", "profiling", "partners"}, true, true, all};
  tools[3] = {lead_tool::quote,
              {need::last_name, need::first_name, need::phone_or_email},
              mobile_form::any,
              {"contact"},
              false,
              false,
              {lead_request::quote}};
  return tools;
}

// --- Input: text as it was typed

/// The person as typed into a lead's form (LEA-03).
struct lead_person_input {
  std::string first_name;
  std::string last_name;
  std::string civility;
  std::string email;
  std::string mobile;
  std::string phone;
  std::string country;
  std::string other_country;  ///< ISO 3166, where country is `other` (CUS-13)
  std::string postal_code;
  std::string company_name;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("first_name", &lead_person_input::first_name);
    field("last_name", &lead_person_input::last_name);
    field("civility", &lead_person_input::civility);
    field("email", &lead_person_input::email);
    field("mobile", &lead_person_input::mobile);
    field("phone", &lead_person_input::phone);
    field("country", &lead_person_input::country);
    field("other_country", &lead_person_input::other_country);
    field("postal_code", &lead_person_input::postal_code);
    field("company_name", &lead_person_input::company_name);
  }
  friend bool operator==(const lead_person_input&, const lead_person_input&) = default;
};

/// A scanned show ticket (LEA-04). With the person's agreement it fills what was left empty; without, none of it is
/// kept.
struct lead_ticket {
  bool agreed = false;
  named<std::string> data;  ///< fields of the person by their names, and whatever else the ticket has

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("agreed", &lead_ticket::agreed, needed(rule::ticket_agreement_missing));
    field("data", &lead_ticket::data);
  }
  friend bool operator==(const lead_ticket&, const lead_ticket&) = default;
};

/// A lead as typed, or as it comes from a device.
struct lead_input {
  std::string id;  ///< made on the device (LEA-05); the desk makes one where there is none
  lead_origin origin = lead_origin::local;
  lead_tool tool = lead_tool::none;
  backup_reason reason = backup_reason::none;
  std::string brand;
  std::string market;    ///< ISO 3166
  std::string language;  ///< `fr-BE`
  lead_activity activity = lead_activity::new_vehicles;
  lead_request request = lead_request::contact;
  std::vector<std::string> models;
  lead_person_input person;
  std::string outlet;          ///< `code-site`, or `other` with a comment
  std::string outlet_comment;  ///< names the outlet that is none of the network's (CUS-13)
  named<consent_answer> consents;
  std::string tracked_number;  ///< that calls are counted by (LEA-10)
  std::optional<std::int64_t> score;
  std::string urgency;
  std::optional<lead_tab> tab;
  std::optional<lead_ticket> ticket;
  std::optional<instant> captured_at;  ///< on the device
  std::optional<customer_kind> kind;   ///< absent: a company where one is named
  std::string source;                  ///< the campaign or site that it came from
  std::string event;                   ///< the show
  std::string comment;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &lead_input::id);
    field("origin", &lead_input::origin, listed(rule::lead_origin_unknown));
    field("tool", &lead_input::tool, listed(rule::lead_tool_unknown));
    field("reason", &lead_input::reason, listed(rule::backup_reason_unknown));
    field("brand", &lead_input::brand, needed(rule::lead_incomplete));
    field("market", &lead_input::market, needed(rule::lead_incomplete));
    field("language", &lead_input::language, needed(rule::lead_incomplete));
    field("activity", &lead_input::activity, listed(rule::lead_activity_unknown));
    field("request", &lead_input::request, needed(rule::lead_request_missing));
    field("models", &lead_input::models);
    field("person", &lead_input::person, needed(rule::lead_person_incomplete));
    field("outlet", &lead_input::outlet);
    field("outlet_comment", &lead_input::outlet_comment);
    field("consents", &lead_input::consents, listed(rule::consent_answer_not_listed));
    field("tracked_number", &lead_input::tracked_number);
    field("score", &lead_input::score);
    field("urgency", &lead_input::urgency);
    field("tab", &lead_input::tab, listed(rule::lead_tab_unknown));
    field("ticket", &lead_input::ticket);
    field("captured_at", &lead_input::captured_at);
    field("kind", &lead_input::kind, listed(rule::customer_kind_missing));
    field("source", &lead_input::source);
    field("event", &lead_input::event);
    field("comment", &lead_input::comment);
  }
  friend bool operator==(const lead_input&, const lead_input&) = default;
};

// --- State

/// What everybody may keep of one handover.
struct lead_handover {
  std::string id;      ///< as the one who handed it over knows the lead
  std::string entity;  ///< of who handed it over
  std::string user;
  std::string outlet;  ///< where they stood
  std::string device;  ///< empty where it was captured at the desk
  lead_tool tool = lead_tool::none;
  backup_reason reason = backup_reason::none;
  lead_request request = lead_request::contact;
  std::string language;
  instant received_at{};
  std::optional<instant> captured_at;  ///< on the device, where it was captured there
  std::string destination;             ///< the outlet that was named; empty: none, or another than the network's
  std::string owner;                   ///< as it was answered
  std::optional<instant> deadline;     ///< as it was answered
  bool forgotten = false;              ///< the entity that handed it over has erased the person (CUS-21)
  lead_origin origin = lead_origin::local;
  lead_tab tab = lead_tab::commerce;
  std::string market;
  customer_kind kind = customer_kind::b2c;
  lead_activity activity = lead_activity::new_vehicles;
  std::string event;
  std::string tracked_number;
  std::optional<std::int64_t> score;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &lead_handover::id);
    field("entity", &lead_handover::entity);
    field("user", &lead_handover::user);
    field("outlet", &lead_handover::outlet);
    field("device", &lead_handover::device);
    field("tool", &lead_handover::tool);
    field("reason", &lead_handover::reason);
    field("request", &lead_handover::request);
    field("language", &lead_handover::language);
    field("received_at", &lead_handover::received_at);
    field("captured_at", &lead_handover::captured_at);
    field("destination", &lead_handover::destination);
    field("owner", &lead_handover::owner);
    field("deadline", &lead_handover::deadline);
    field("forgotten", &lead_handover::forgotten);
    field("origin", &lead_handover::origin);
    field("tab", &lead_handover::tab);
    field("market", &lead_handover::market);
    field("kind", &lead_handover::kind);
    field("activity", &lead_handover::activity);
    field("event", &lead_handover::event);
    field("tracked_number", &lead_handover::tracked_number);
    field("score", &lead_handover::score);
  }
  friend bool operator==(const lead_handover&, const lead_handover&) = default;
};

/// The personal part of one handover: what was typed, checked.
struct lead_details {
  std::string content;  ///< keyed hash of the whole content: tells the same lead from another of its name (LEA-05)
  person prospect;      ///< with the consents as they were answered
  std::string company_name;
  std::vector<std::string> models;
  std::string outlet_comment;
  std::string urgency;
  std::string source;
  std::string comment;
  named<std::string> ticket;
  std::string customer;  ///< the customer of the handing entity that it is, where it is one
  std::string quote;     ///< the quote that was sent, where one was

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("content", &lead_details::content);
    field("prospect", &lead_details::prospect);
    field("company_name", &lead_details::company_name);
    field("models", &lead_details::models);
    field("outlet_comment", &lead_details::outlet_comment);
    field("urgency", &lead_details::urgency);
    field("source", &lead_details::source);
    field("comment", &lead_details::comment);
    field("ticket", &lead_details::ticket);
    field("customer", &lead_details::customer);
    field("quote", &lead_details::quote);
  }
  friend bool operator==(const lead_details&, const lead_details&) = default;
};

/// To whom a lead goes, and until when they must have called back (LEA-09).
struct lead_transmission {
  std::string entity;  ///< of the outlet: the lead is its own from here on
  std::string outlet;
  std::string owner;  ///< empty: nobody is responsible
  instant at{};
  instant deadline{};

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("entity", &lead_transmission::entity);
    field("outlet", &lead_transmission::outlet);
    field("owner", &lead_transmission::owner);
    field("at", &lead_transmission::at);
    field("deadline", &lead_transmission::deadline);
  }
  friend bool operator==(const lead_transmission&, const lead_transmission&) = default;
};

/// What everybody may keep of a lead; of an erased one it is all that is left.
struct lead_summary {
  std::string entity;   ///< whose lead it is
  std::string subject;  ///< under which its personal part is sealed
  lead_origin origin = lead_origin::local;
  lead_tab tab = lead_tab::commerce;
  std::string brand;
  std::string market;
  customer_kind kind = customer_kind::b2c;
  lead_activity activity = lead_activity::new_vehicles;
  std::string event;
  bool at_show = false;  ///< one a prospect and brand (JRN-06)
  std::string outlet;    ///< empty: it goes to none of the network's
  std::string owner;
  std::string tracked_number;
  std::optional<std::int64_t> score;
  lead_status status = lead_status::fresh;
  instant created_at{};
  std::optional<instant> transmitted_at;
  std::optional<instant> deadline;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("entity", &lead_summary::entity);
    field("subject", &lead_summary::subject);
    field("origin", &lead_summary::origin);
    field("tab", &lead_summary::tab);
    field("brand", &lead_summary::brand);
    field("market", &lead_summary::market);
    field("kind", &lead_summary::kind);
    field("activity", &lead_summary::activity);
    field("event", &lead_summary::event);
    field("at_show", &lead_summary::at_show);
    field("outlet", &lead_summary::outlet);
    field("owner", &lead_summary::owner);
    field("tracked_number", &lead_summary::tracked_number);
    field("score", &lead_summary::score);
    field("status", &lead_summary::status);
    field("created_at", &lead_summary::created_at);
    field("transmitted_at", &lead_summary::transmitted_at);
    field("deadline", &lead_summary::deadline);
  }
  friend bool operator==(const lead_summary&, const lead_summary&) = default;
};

/// A lead. `details` is as long as `handovers`, or empty where the person was erased.
struct lead {
  std::string id;
  lead_summary summary;
  std::vector<lead_handover> handovers;  ///< in the order of their receipt
  std::vector<lead_details> details;
  instant last_event_at{};
  std::optional<instant> erased_at;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &lead::id);
    field("summary", &lead::summary);
    field("handovers", &lead::handovers);
    field("details", &lead::details);
    field("last_event_at", &lead::last_event_at);
    field("erased_at", &lead::erased_at);
  }
  friend bool operator==(const lead&, const lead&) = default;
};

/// True where further handovers can still be attached to it.
template <class = void>
[[nodiscard]] inline bool open(const lead& known) noexcept {
  return !known.erased_at.has_value() && known.summary.status != lead_status::treated;
}

/// When a handover happened at the prospect's: on the device, or at its receipt.
template <class = void>
[[nodiscard]] inline instant happened_at(const lead_handover& one) noexcept {
  return one.captured_at.value_or(one.received_at);
}

/// A lead as the entity that handed it over sees it: its own handovers, as they were answered (ACC-02). Without any of
/// its own it has no handovers.
template <class = void>
[[nodiscard]] lead handed_over_by(const lead& known, std::string_view entity);

/// The person of a lead: as the earliest capture has it, with what only later ones know.
template <class = void>
[[nodiscard]] person prospect_of(const lead& known);

/// The places of the handovers, the earliest captured first. Of the same instant those of the desk come in the order of
/// their receipt, then those of devices by identifier: the same whatever order they were received in (LEA-05).
template <class = void>
[[nodiscard]] inline std::vector<std::size_t> in_captured_order(const lead& known) {
  std::vector<std::size_t> order(known.handovers.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  detail::sort(order, [&](std::size_t a, std::size_t b) {
    const auto& one = known.handovers[a];
    const auto& other = known.handovers[b];
    if (happened_at(one) != happened_at(other)) return happened_at(one) < happened_at(other);
    const bool of_device = one.captured_at.has_value() || !one.device.empty();
    const bool other_of_device = other.captured_at.has_value() || !other.device.empty();
    if (of_device != other_of_device) return other_of_device;
    return of_device && one.id != other.id ? one.id < other.id : a < b;
  });
  return order;
}

/// Every request of a lead, in the order of capture.
template <class = void>
[[nodiscard]] inline std::vector<lead_request> requests_of(const lead& known) {
  std::vector<lead_request> requests;
  for (const std::size_t place : in_captured_order(known)) {
    const auto wanted = known.handovers[place].request;
    if (!detail::contains(requests, wanted)) requests.push_back(wanted);
  }
  return requests;
}

/// Every model of a lead once, in the order of capture (JRN-06).
template <class = void>
[[nodiscard]] inline std::vector<std::string> models_of(const lead& known) {
  std::vector<std::string> models;
  for (const std::size_t place : in_captured_order(known)) {
    if (place >= known.details.size()) continue;
    for (const std::string& model : known.details[place].models)
      if (!detail::contains(models, model)) models.push_back(model);
  }
  return models;
}

// --- Events

/// A lead is new. What is personal is sealed for the lead's own subject.
struct lead_captured {
  static constexpr std::string_view kind = "lead_captured";
  lead_summary summary;
  lead_handover handover;
  lead_details details;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("summary", &lead_captured::summary);
    field("handover", &lead_captured::handover);
    field("details", &lead_captured::details, sealed());
  }
};

/// A further handover of the same prospect (LEA-16, JRN-06). One that names an outlet transmits a lead that went to
/// none before.
struct lead_attached {
  static constexpr std::string_view kind = "lead_attached";
  lead_handover handover;
  std::optional<lead_transmission> transmission;
  lead_details details;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("handover", &lead_attached::handover);
    field("transmission", &lead_attached::transmission);
    field("details", &lead_attached::details, sealed());
  }
};

/// Further models of a handover (JRN-06).
struct lead_models_added {
  static constexpr std::string_view kind = "lead_models_added";
  std::string handover;
  std::string entity;  ///< of the handover
  std::vector<std::string> models;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("handover", &lead_models_added::handover);
    field("entity", &lead_models_added::entity);
    field("models", &lead_models_added::models, sealed());
  }
};

/// A requalified lead is given to its outlet; the clock starts (LEA-09).
struct lead_transmitted {
  static constexpr std::string_view kind = "lead_transmitted";
  lead_transmission transmission;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("transmission", &lead_transmitted::transmission);
  }
};

/// What stays of a lead whose person was erased is in the event itself, so that a rebuild needs nothing that is gone.
struct lead_erased_event {
  static constexpr std::string_view kind = "lead_erased";
  lead_summary summary;
  std::vector<lead_handover> handovers;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("summary", &lead_erased_event::summary);
    field("handovers", &lead_erased_event::handovers);
  }
};

/// The entity that handed leads over to another one has erased the person: it no longer sees them (CUS-21).
struct lead_forgotten {
  static constexpr std::string_view kind = "lead_forgotten";
  std::string entity;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("entity", &lead_forgotten::entity);
  }
};

// --- Deciding

/// What a catalogue says of a model in a market on a date (CFG-03).
enum class model_standing : std::uint8_t {
  unproved,  ///< no catalogue of the brand is loaded for the market: the model is kept as text
  unknown,   ///< a catalogue is loaded and does not have it
  on_sale,
  keep_me_informed,  ///< not yet on sale
  unavailable
};

struct model_fact {
  model_standing standing = model_standing::unproved;
  bool test_drive = false;  ///< the model allows it
};

/// An open lead of the same person and brand.
struct open_lead {
  std::string id;
  instant created_at{};
  instant last_event_at{};
  std::vector<lead_request> requests;
  std::string event;
  lead_tab tab = lead_tab::commerce;
  bool at_show = false;
  bool transmitted = false;     ///< to an outlet
  bool known_to_actor = false;  ///< the actor's entity owns it or has handed it over
  bool of_destination = false;  ///< it is of the entity of the outlet that is named
};

/// What the store knows that matters to a capture.
struct capture_facts {
  bool identifier_in_use = false;  ///< by a lead of other content
  bool brand_known = false;
  bool tool_for_brand = false;  ///< the brand has the tool's capability (NET-02)
  bool outlet_named = false;
  std::optional<outlet> destination;  ///< the outlet of that name
  bool training = false;              ///< training mode
  std::vector<model_fact> models;     ///< of the lead's models, in their order
  std::vector<open_lead> same_person;
};

/// A lead that has passed the checks of its form.
struct new_lead {
  lead_summary summary;  ///< without status, deadline and what follows from a transmission
  lead_handover handover;
  lead_details details;
};

/// The instant until which an outlet must have called back: elapsed hours, whatever the clocks do in between (LEA-09).
template <class = void>
[[nodiscard]] inline instant deadline_of(instant transmitted_at, const lead_terms& terms) noexcept {
  return transmitted_at + std::chrono::hours{terms.deadline_hours};
}

/// Whether the deadline has passed without being met; exactly at it is in time (LEA-09).
template <class = void>
[[nodiscard]] constexpr bool overdue(std::optional<instant> deadline, instant at) noexcept {
  return deadline.has_value() && at > *deadline;
}

/// The open lead that a new one is attached to, or nullptr: the same person, brand and request within the window of
/// its creation (LEA-16); at a show whatever the request (JRN-06). Never across the walls between the sales team, human
/// resources and after-sales (ACC-08). The oldest, ties by identifier.
template <class = void>
[[nodiscard]] const open_lead* find_duplicate(const std::vector<open_lead>& same_person, const new_lead& wanted,
                                              const lead_terms& terms, instant now) noexcept;

/// The outlet and the models of a request. Rules, in order: outlet_unknown, outlet_not_a_destination,
/// outlet_not_for_training, outlet_does_not_sell_brand (NET-04), lead_model_unknown, model_without_test_drive,
/// model_not_keep_me_informed (LEA-02).
template <class = void>
[[nodiscard]] result<accepted> decide_request(const capture_facts& facts, const new_lead& wanted) noexcept;

/// A new lead, or one more handover of a lead that is open: one of the two is there.
struct capture_decision {
  std::optional<lead_captured> captured;
  std::optional<lead_attached> attached;
};

/// Decides a capture. Pure. Rules, in order: lead_id_conflict (LEA-05), brand_unknown (NET-01), lead_tool_not_for_brand
/// (NET-02), those of decide_request (NET-04, LEA-02), instant_before_last_event (DAT-06, of the lead that it is
/// attached to). The responsible sales manager of the outlet and brand gets it (LEA-13's last step), and a local lead
/// is transmitted at once (LEA-09); a national one waits for its requalification (LEA-06).
template <class = void>
[[nodiscard]] result<capture_decision> decide(const capture_facts& facts, const new_lead& wanted,
                                              const lead_terms& terms, instant now);

/// Decides a transmission after requalification; nothing to do (no event) where it was transmitted before. Rules, in
/// order: lead_erased, lead_goes_to_no_outlet (LEA-02), those of the destination (NET-04).
template <class = void>
[[nodiscard]] result<std::optional<lead_transmitted>> decide_transmission(const lead& known,
                                                                          const std::optional<outlet>& destination,
                                                                          bool training, const lead_terms& terms,
                                                                          instant now);

// --- Evolving

/// The lead as it was first handed over.
template <class = void>
[[nodiscard]] lead evolve(lead known, const lead_captured& event, const event_place& place);
/// One handover more.
template <class = void>
[[nodiscard]] lead evolve(lead known, const lead_attached& event, const event_place& place);
/// The handover with its further models, each once.
template <class = void>
[[nodiscard]] lead evolve(lead known, const lead_models_added& event, const event_place& place);
/// The lead is the outlet's, with a deadline.
template <class = void>
[[nodiscard]] lead evolve(lead known, const lead_transmitted& event, const event_place& place);
/// The tombstone: what, when and where, and nothing of the person (CUS-21).
template <class = void>
[[nodiscard]] lead evolve(lead known, const lead_erased_event& event, const event_place& place);
/// The entity's handovers are hidden from it.
template <class = void>
[[nodiscard]] lead evolve(lead known, const lead_forgotten& event, const event_place& place);

// --- Commands

/// What a capture answers.
struct lead_receipt {
  std::string id;
  std::string owner;
  std::optional<instant> deadline;  ///< absent where it goes to no outlet, or is not yet transmitted
  lead_status status = lead_status::fresh;
  std::optional<std::string> attached_to;  ///< the lead that it was added to (LEA-16, JRN-06)

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &lead_receipt::id);
    field("owner", &lead_receipt::owner);
    field("deadline", &lead_receipt::deadline);
    field("status", &lead_receipt::status);
    field("attached_to", &lead_receipt::attached_to);
  }
  friend bool operator==(const lead_receipt&, const lead_receipt&) = default;
};

/// Captures a lead. The same identifier with the same content again gets the same answer.
struct capture_lead {
  struct reply_type {
    lead_receipt captured;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("lead", &reply_type::captured);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  lead_input input;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("lead", &capture_lead::input, needed(rule::lead_incomplete));
  }
};

/// A handover as the lead's own entity sees it.
struct handover_view {
  std::string id;
  std::string user;
  std::string outlet;
  std::string device;
  lead_tool tool = lead_tool::none;
  backup_reason reason = backup_reason::none;
  lead_request request = lead_request::contact;
  instant received_at{};
  std::optional<instant> captured_at;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &handover_view::id);
    field("user", &handover_view::user);
    field("outlet", &handover_view::outlet);
    field("device", &handover_view::device);
    field("tool", &handover_view::tool);
    field("reason", &handover_view::reason);
    field("request", &handover_view::request);
    field("received_at", &handover_view::received_at);
    field("captured_at", &handover_view::captured_at);
  }
  friend bool operator==(const handover_view&, const handover_view&) = default;
};

/// The person of a lead as a reply shows it.
struct lead_person_view {
  std::string first_name;
  std::string last_name;
  std::string civility;
  std::string email;
  std::string mobile;
  std::string phone;
  std::string country;
  std::string postal_code;
  std::string company_name;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("first_name", &lead_person_view::first_name);
    field("last_name", &lead_person_view::last_name);
    field("civility", &lead_person_view::civility);
    field("email", &lead_person_view::email);
    field("mobile", &lead_person_view::mobile);
    field("phone", &lead_person_view::phone);
    field("country", &lead_person_view::country);
    field("postal_code", &lead_person_view::postal_code);
    field("company_name", &lead_person_view::company_name);
  }
  friend bool operator==(const lead_person_view&, const lead_person_view&) = default;
};

/// A lead as a reply shows it (LEA-01): whole to the entity whose it is; to another one what that one handed over.
struct lead_view {
  std::string id;
  std::optional<std::string> attached_to;
  lead_origin origin = lead_origin::local;
  lead_tab tab = lead_tab::commerce;
  std::string brand;
  std::string market;
  std::string language;
  customer_kind kind = customer_kind::b2c;
  lead_activity activity = lead_activity::new_vehicles;
  lead_request request = lead_request::contact;  ///< the first one
  std::vector<lead_request> requests;            ///< all of them
  std::vector<std::string> models;
  std::optional<lead_person_view> person;  ///< absent where it was erased
  std::string outlet;
  std::string outlet_name;
  std::string outlet_city;
  std::string outlet_comment;
  named<consent_answer> consents;
  std::string tracked_number;
  std::optional<std::int64_t> score;
  std::string urgency;
  std::string source;
  std::string event;
  std::string comment;
  named<std::string> ticket;
  std::string customer;
  std::string quote;
  std::string owner;
  lead_status status = lead_status::fresh;
  instant created_at{};
  std::optional<instant> captured_at;
  std::optional<instant> transmitted_at;
  std::optional<instant> deadline;
  bool overdue = false;
  std::vector<handover_view> handovers;
  std::optional<instant> erased_at;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &lead_view::id);
    field("attached_to", &lead_view::attached_to);
    field("origin", &lead_view::origin);
    field("tab", &lead_view::tab);
    field("brand", &lead_view::brand);
    field("market", &lead_view::market);
    field("language", &lead_view::language);
    field("kind", &lead_view::kind);
    field("activity", &lead_view::activity);
    field("request", &lead_view::request);
    field("requests", &lead_view::requests);
    field("models", &lead_view::models);
    field("person", &lead_view::person);
    field("outlet", &lead_view::outlet);
    field("outlet_name", &lead_view::outlet_name);
    field("outlet_city", &lead_view::outlet_city);
    field("outlet_comment", &lead_view::outlet_comment);
    field("consents", &lead_view::consents);
    field("tracked_number", &lead_view::tracked_number);
    field("score", &lead_view::score);
    field("urgency", &lead_view::urgency);
    field("source", &lead_view::source);
    field("event", &lead_view::event);
    field("comment", &lead_view::comment);
    field("ticket", &lead_view::ticket, quiet());
    field("customer", &lead_view::customer);
    field("quote", &lead_view::quote);
    field("owner", &lead_view::owner);
    field("status", &lead_view::status);
    field("created_at", &lead_view::created_at);
    field("captured_at", &lead_view::captured_at);
    field("transmitted_at", &lead_view::transmitted_at);
    field("deadline", &lead_view::deadline);
    field("overdue", &lead_view::overdue);
    field("handovers", &lead_view::handovers);
    field("erased_at", &lead_view::erased_at);
  }
  friend bool operator==(const lead_view&, const lead_view&) = default;
};

/// The reply of every command that ends with a lead.
struct lead_reply {
  lead_view shown;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("lead", &lead_reply::shown);
  }
  friend bool operator==(const lead_reply&, const lead_reply&) = default;
};

struct view_lead {
  using reply_type = lead_reply;
  std::string id;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("lead", &view_lead::id, needed(rule::lead_id_missing));
  }
};

/// What a filter looks at (LEA-07).
enum class lead_column : std::uint8_t { brand, outlet, owner, status, activity, kind, score, origin, tab, request };
template <>
struct enum_names<lead_column> {
  static constexpr enum_name<lead_column> list[] = {
      {lead_column::brand, "brand"},    {lead_column::outlet, "outlet"},     {lead_column::owner, "owner"},
      {lead_column::status, "status"},  {lead_column::activity, "activity"}, {lead_column::kind, "kind"},
      {lead_column::score, "score"},    {lead_column::origin, "origin"},     {lead_column::tab, "tab"},
      {lead_column::request, "request"}};
};

/// How a filter compares; the signs mean the same as the words. Order is asked of the score only.
enum class filter_operator : std::uint8_t { equals, not_equals, less, at_most, greater, at_least, in };
template <>
struct enum_names<filter_operator> {
  static constexpr enum_name<filter_operator> list[] = {{filter_operator::equals, "equals"},
                                                        {filter_operator::equals, "eq"},
                                                        {filter_operator::equals, "="},
                                                        {filter_operator::not_equals, "not_equals"},
                                                        {filter_operator::not_equals, "ne"},
                                                        {filter_operator::not_equals, "!="},
                                                        {filter_operator::less, "less"},
                                                        {filter_operator::less, "lt"},
                                                        {filter_operator::less, "<"},
                                                        {filter_operator::at_most, "at_most"},
                                                        {filter_operator::at_most, "le"},
                                                        {filter_operator::at_most, "<="},
                                                        {filter_operator::greater, "greater"},
                                                        {filter_operator::greater, "gt"},
                                                        {filter_operator::greater, ">"},
                                                        {filter_operator::at_least, "at_least"},
                                                        {filter_operator::at_least, "ge"},
                                                        {filter_operator::at_least, ">="},
                                                        {filter_operator::in, "in"}};
};

/// One condition: a field, an operator, a value; of `in` the values stand between commas. An empty value is nobody's:
/// `owner equals ""` finds what nobody owns.
struct lead_filter {
  lead_column column = lead_column::brand;
  filter_operator how = filter_operator::equals;
  std::string value;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("field", &lead_filter::column, needed(rule::lead_filter_unknown));
    field("operator", &lead_filter::how, needed(rule::lead_filter_unknown));
    field("value", &lead_filter::value);
  }
  friend bool operator==(const lead_filter&, const lead_filter&) = default;
};

/// Whether a value can be compared with the field: a number for the score (and only its order can be asked for), a
/// name of its list for the others. Refused: lead_filter_unknown, lead_filter_value_unknown. Source: LEA-07.
template <class = void>
[[nodiscard]] result<accepted> check_filter(const lead_filter& filter) noexcept;

/// Whether a lead meets a condition. A lead without a score meets no condition on it but `not_equals`.
template <class = void>
[[nodiscard]] bool meets(const lead& known, const lead_filter& filter);

/// Lists the leads that the actor sees, the oldest first; all conditions must be met (LEA-07).
struct list_leads {
  struct reply_type {
    std::vector<lead_view> leads;
    std::optional<std::string> next;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("leads", &reply_type::leads);
      field("next", &reply_type::next);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::vector<lead_filter> filters;
  std::optional<std::int64_t> limit;
  std::string after;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("filters", &list_leads::filters);
    field("limit", &list_leads::limit);
    field("after", &list_leads::after);
  }
};

/// Adds models to a lead (JRN-06), by the entity whose it is or by one that handed it over.
struct add_lead_models {
  using reply_type = lead_reply;
  std::string id;
  std::vector<std::string> models;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("lead", &add_lead_models::id, needed(rule::lead_id_missing));
    field("models", &add_lead_models::models, needed(rule::lead_models_missing));
  }
};

/// Gives a requalified lead to its outlet (LEA-06, LEA-09). The outlet may be chosen now.
struct transmit_lead {
  using reply_type = capture_lead::reply_type;
  std::string id;
  std::string outlet;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("lead", &transmit_lead::id, needed(rule::lead_id_missing));
    field("outlet", &transmit_lead::outlet);
  }
};

/// How many leads of one space are how far.
struct lead_space {
  lead_origin space = lead_origin::local;
  lead_tab tab = lead_tab::commerce;
  std::int64_t fresh = 0;
  std::int64_t to_treat = 0;
  std::int64_t in_progress = 0;
  std::int64_t treated = 0;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("space", &lead_space::space);
    field("tab", &lead_space::tab);
    field("new", &lead_space::fresh);
    field("to_treat", &lead_space::to_treat);
    field("in_progress", &lead_space::in_progress);
    field("treated", &lead_space::treated);
  }
  friend bool operator==(const lead_space&, const lead_space&) = default;
};

/// Counts the leads of the entity, or of one of its outlets (LEA-07): untreated = unassigned + assigned, and the
/// overdue ones are among the untreated. Leads that go to no outlet are not counted: nobody has to treat them.
struct count_leads {
  struct reply_type {
    std::int64_t untreated = 0;
    std::int64_t unassigned = 0;
    std::int64_t assigned = 0;
    std::int64_t overdue = 0;
    std::vector<lead_space> spaces;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("untreated", &reply_type::untreated);
      field("unassigned", &reply_type::unassigned);
      field("assigned", &reply_type::assigned);
      field("overdue", &reply_type::overdue);
      field("spaces", &reply_type::spaces);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string scope;  ///< the legal entity or an outlet of it

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("scope", &count_leads::scope, needed(rule::lead_scope_missing));
  }
};

}  // namespace v1
}  // namespace dealerkit

#include "dealerkit/lead-inl.hpp"
