// Customers: persons and companies, found before they are created (CUS).
//
// What arrives (`person_input`, `customer_input`) is text; what is kept (`person`, `customer`) has passed the checks.
// decide() sees only checked values and facts, so it is pure.
//
//   decide(facts, new_customer, terms, now)  // customer_created
//   decide(facts_without_search, …)          // refused: search_token_unknown (CUS-02)
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/consent.hpp"
#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/instant.hpp"

namespace dealerkit {
inline namespace v1 {

enum class customer_kind : std::uint8_t { b2c, b2b };
template <>
struct enum_names<customer_kind> {
  static constexpr enum_name<customer_kind> list[] = {{customer_kind::b2c, "b2c"}, {customer_kind::b2b, "b2b"}};
};

/// The online account of a customer (CUS-18).
enum class account_state : std::uint8_t { none, pending, active };
template <>
struct enum_names<account_state> {
  static constexpr enum_name<account_state> list[] = {
      {account_state::none, "none"}, {account_state::pending, "pending"}, {account_state::active, "active"}};
};

/// How a mobile number is typed (CUS-09), as a policy says it.
enum class mobile_form : std::uint8_t { national_9, international, any };
template <>
struct enum_names<mobile_form> {
  static constexpr enum_name<mobile_form> list[] = {{mobile_form::national_9, "national_9"},
                                                    {mobile_form::international, "international"},
                                                    {mobile_form::any, "any"}};
};

// --- Input: text as it was typed

/// A person as typed: a B2C customer, or the contact of a company.
struct person_input {
  std::string first_name;
  std::string last_name;
  std::string civility;
  std::string email;
  std::string email_repeated;
  bool email_confirmed = false;  ///< the person confirmed it on the screen (CUS-14)
  std::string mobile;
  std::string phone;
  std::optional<bool> can_text;
  std::string language;
  std::string country;
  std::string other_country;  ///< ISO 3166, where country is `other` (CUS-13)
  std::string postal_code;
  std::string street;
  std::string city;
  named<consent_answer> consents;  ///< of a further contact; the first one's are beside the customer

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("first_name", &person_input::first_name);
    field("last_name", &person_input::last_name);
    field("civility", &person_input::civility);
    field("email", &person_input::email);
    field("email_repeated", &person_input::email_repeated);
    field("email_confirmed", &person_input::email_confirmed);
    field("mobile", &person_input::mobile);
    field("phone", &person_input::phone);
    field("can_text", &person_input::can_text);
    field("language", &person_input::language);
    field("country", &person_input::country);
    field("other_country", &person_input::other_country);
    field("postal_code", &person_input::postal_code);
    field("street", &person_input::street);
    field("city", &person_input::city);
    field("consents", &person_input::consents, listed(rule::consent_answer_not_listed));
  }
};

/// A vehicle that a customer drives or owns.
struct vehicle_relation {
  std::string vin;
  std::string relation;  ///< `owner`, `driver`, `lessee`
  std::string label;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("vin", &vehicle_relation::vin, needed(rule::vin_missing));
    field("relation", &vehicle_relation::relation);
    field("label", &vehicle_relation::label);
  }
  friend bool operator==(const vehicle_relation&, const vehicle_relation&) = default;
};

/// A customer as typed.
struct customer_input {
  customer_kind kind = customer_kind::b2c;
  std::string first_name;
  std::string last_name;
  std::string civility;
  std::string company_name;
  std::string vat;
  std::string siren;
  std::string siret;
  std::string email;
  std::string email_repeated;
  bool email_confirmed = false;
  std::string mobile;
  std::string phone;
  std::optional<bool> can_text;
  std::string language;
  std::string country;
  std::string other_country;
  std::string postal_code;
  std::string street;
  std::string city;
  std::optional<bool> company_car;
  std::string brand;
  std::optional<std::int64_t> fleet_size;
  std::string vocation;
  std::vector<vehicle_relation> vehicles;
  std::vector<std::string> service_contracts;
  std::vector<std::string> framework_agreements;
  std::vector<person_input> contacts;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("kind", &customer_input::kind, needed(rule::customer_kind_missing));
    field("first_name", &customer_input::first_name);
    field("last_name", &customer_input::last_name);
    field("civility", &customer_input::civility);
    field("company_name", &customer_input::company_name);
    field("vat", &customer_input::vat);
    field("siren", &customer_input::siren);
    field("siret", &customer_input::siret);
    field("email", &customer_input::email);
    field("email_repeated", &customer_input::email_repeated);
    field("email_confirmed", &customer_input::email_confirmed);
    field("mobile", &customer_input::mobile);
    field("phone", &customer_input::phone);
    field("can_text", &customer_input::can_text);
    field("language", &customer_input::language);
    field("country", &customer_input::country);
    field("other_country", &customer_input::other_country);
    field("postal_code", &customer_input::postal_code);
    field("street", &customer_input::street);
    field("city", &customer_input::city);
    field("company_car", &customer_input::company_car);
    field("brand", &customer_input::brand);
    field("fleet_size", &customer_input::fleet_size);
    field("vocation", &customer_input::vocation);
    field("vehicles", &customer_input::vehicles);
    field("service_contracts", &customer_input::service_contracts);
    field("framework_agreements", &customer_input::framework_agreements);
    field("contacts", &customer_input::contacts);
  }
};

// --- State: what has passed the checks

/// A person as kept. Everything but the identifier and the consents is personal data.
struct person {
  std::string id;
  std::string first_name;
  std::string last_name;
  std::string civility;
  std::string email;
  bool email_confirmed = false;
  std::string mobile;  ///< E.164
  std::string mobile_extension;
  std::string phone;  ///< E.164
  std::string phone_extension;
  std::optional<bool> can_text;
  std::string language;
  std::string country;  ///< ISO 3166
  std::string postal_code;
  std::string street;
  std::string city;
  std::vector<consent_record> consents;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &person::id);
    field("first_name", &person::first_name);
    field("last_name", &person::last_name);
    field("civility", &person::civility);
    field("email", &person::email);
    field("email_confirmed", &person::email_confirmed);
    field("mobile", &person::mobile);
    field("mobile_extension", &person::mobile_extension);
    field("phone", &person::phone);
    field("phone_extension", &person::phone_extension);
    field("can_text", &person::can_text);
    field("language", &person::language);
    field("country", &person::country);
    field("postal_code", &person::postal_code);
    field("street", &person::street);
    field("city", &person::city);
    field("consents", &person::consents);
  }
  friend bool operator==(const person&, const person&) = default;
};

/// What is known of a company beside its contacts.
struct company {
  std::string name;
  std::string vat;
  bool vat_unknown = false;  ///< the placeholder of CUS-11 was given
  std::string siren;
  std::string siret;
  std::string email;
  std::string phone;
  std::optional<std::int64_t> fleet_size;
  std::string vocation;
  std::vector<std::string> service_contracts;
  std::vector<std::string> framework_agreements;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("name", &company::name);
    field("vat", &company::vat);
    field("vat_unknown", &company::vat_unknown);
    field("siren", &company::siren);
    field("siret", &company::siret);
    field("email", &company::email);
    field("phone", &company::phone);
    field("fleet_size", &company::fleet_size);
    field("vocation", &company::vocation);
    field("service_contracts", &company::service_contracts);
    field("framework_agreements", &company::framework_agreements);
  }
  friend bool operator==(const company&, const company&) = default;
};

/// What a person typed and an operator may change: the personal part of a customer.
struct customer_details {
  person holder;                 ///< of a B2C customer; of a company only country, language and address mean something
  company business;              ///< of a company; of a person the name only, where the project is for a company car
  std::vector<person> contacts;  ///< of a company
  std::optional<bool> company_car;
  std::string brand;
  std::vector<vehicle_relation> vehicles;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("holder", &customer_details::holder);
    field("business", &customer_details::business);
    field("contacts", &customer_details::contacts);
    field("company_car", &customer_details::company_car);
    field("brand", &customer_details::brand);
    field("vehicles", &customer_details::vehicles);
  }
  friend bool operator==(const customer_details&, const customer_details&) = default;
};

/// A customer of one legal entity.
struct customer {
  std::string id;
  std::string entity;
  std::string outlet;
  std::string owner;
  customer_kind kind = customer_kind::b2c;
  customer_details details;
  account_state account = account_state::none;
  instant created_at{};
  instant last_event_at{};
  std::optional<instant> erased_at;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &customer::id);
    field("entity", &customer::entity);
    field("outlet", &customer::outlet);
    field("owner", &customer::owner);
    field("kind", &customer::kind);
    field("details", &customer::details);
    field("account", &customer::account);
    field("created_at", &customer::created_at);
    field("last_event_at", &customer::last_event_at);
    field("erased_at", &customer::erased_at);
  }
  friend bool operator==(const customer&, const customer&) = default;
};

/// True where the customer can be worked with: a person, or a company that has a contact (CUS-07).
template <class = void>
[[nodiscard]] inline bool usable(const customer& known) noexcept {
  return known.kind == customer_kind::b2c || !known.details.contacts.empty();
}

/// The e-mail that a list shows: the person's, or the first contact's that has one.
template <class = void>
[[nodiscard]] inline std::string_view shown_email(const customer& known) noexcept {
  if (known.kind == customer_kind::b2c) return known.details.holder.email;
  for (const person& contact : known.details.contacts)
    if (!contact.email.empty()) return contact.email;
  return {};
}

/// The phone that a list shows, mobile first.
template <class = void>
[[nodiscard]] inline std::string_view shown_phone(const customer& known) noexcept {
  const auto of = [](const person& one) -> std::string_view { return one.mobile.empty() ? one.phone : one.mobile; };
  if (known.kind == customer_kind::b2c) return of(known.details.holder);
  for (const person& contact : known.details.contacts)
    if (!of(contact).empty()) return of(contact);
  return known.details.business.phone;
}

/// The name that a list shows.
template <class = void>
[[nodiscard]] inline std::string shown_name(const customer& known) {
  if (known.kind == customer_kind::b2b) return known.details.business.name;
  return known.details.holder.first_name + " " + known.details.holder.last_name;
}

/// The person whose consents count: the customer, or the named contact of a company, the first where none is named.
template <class = void>
[[nodiscard]] inline const person* consenting_person(const customer& known, std::string_view contact) noexcept {
  if (known.kind == customer_kind::b2c)
    return contact.empty() || contact == known.details.holder.id ? &known.details.holder : nullptr;
  for (const person& one : known.details.contacts)
    if (contact.empty() || one.id == contact) return &one;
  return nullptr;
}

// --- Policy

/// A field that a policy can ask for when a person is created (CUS-06).
enum class person_field : std::uint8_t {
  last_name,
  first_name,
  email,
  email_repeated,
  mobile,
  phone_or_email,
  language,
  country,
  postal_code,
  company_car,
  brand
};
template <>
struct enum_names<person_field> {
  static constexpr enum_name<person_field> list[] = {{person_field::last_name, "last_name"},
                                                     {person_field::first_name, "first_name"},
                                                     {person_field::email, "email"},
                                                     {person_field::email_repeated, "email_repeated"},
                                                     {person_field::mobile, "mobile"},
                                                     {person_field::phone_or_email, "phone_or_email"},
                                                     {person_field::language, "language"},
                                                     {person_field::country, "country"},
                                                     {person_field::postal_code, "postal_code"},
                                                     {person_field::company_car, "company_car"},
                                                     {person_field::brand, "brand"}};
};

struct customer_terms {
  std::int64_t search_valid_minutes = 30;          ///< CUS-02; at exactly that age a search is still in time
  bool search_by_name_alone = false;               ///< CUS-03
  std::vector<person_field> person_needs;          ///< CUS-06
  mobile_form mobile_typed_as = mobile_form::any;  ///< CUS-09
  std::vector<std::string> countries;              ///< served directly; `other` names the rest (CUS-13); none: all
  bool company_carries_coordinates = true;         ///< CUS-08 forbids it
  bool local_records = false;                      ///< records are of type `local` (CUS-06)
  bool company_needs_vat = true;                   ///< CUS-07; where there is no such number a policy says so

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("search_valid_minutes", &customer_terms::search_valid_minutes);
    field("search_by_name_alone", &customer_terms::search_by_name_alone);
    field("person_needs", &customer_terms::person_needs, listed(rule::policy_value_out_of_range));
    field("mobile_typed_as", &customer_terms::mobile_typed_as, listed(rule::policy_value_out_of_range));
    field("countries", &customer_terms::countries);
    field("company_carries_coordinates", &customer_terms::company_carries_coordinates);
    field("local_records", &customer_terms::local_records);
    field("company_needs_vat", &customer_terms::company_needs_vat);
  }
  /// True where a person's form must have the field.
  template <class = void>
  [[nodiscard]] bool needs(person_field wanted) const noexcept {
    for (const person_field asked : person_needs)
      if (asked == wanted) return true;
    return false;
  }
  friend bool operator==(const customer_terms&, const customer_terms&) = default;
};

/// The first rule that a policy of customers breaks: policy_value_out_of_range.
template <class = void>
[[nodiscard]] inline result<accepted> check_terms(const customer_terms& terms) noexcept {
  if (terms.search_valid_minutes < 1 || terms.search_valid_minutes > 24 * 60)
    return error{rule::policy_value_out_of_range, "policy.customer.search_valid_minutes"};
  return accepted{};
}

// --- Creation

/// What a search token proves (CUS-02): who searched, when, and whether it asked for the new customer.
struct search_proof {
  bool by_this_actor = false;
  bool covers_customer = false;
  instant at{};
};

/// How an existing record resembles the new one (CUS-17), the strongest first.
enum class likeness : std::uint8_t { same_email, same_vat, same_name_and_phone_or_postal_code };

struct similar_customer {
  std::string id;
  likeness how = likeness::same_email;
};

/// What the store knows that matters to a creation.
struct creation_facts {
  std::optional<search_proof> search;
  std::vector<similar_customer> similar;  ///< of the same legal entity
};

/// A customer that has passed the checks of its form.
struct new_customer {
  std::string id;
  std::string entity;
  std::string outlet;
  std::string user;
  customer_kind kind = customer_kind::b2c;
  customer_details details;
  bool open_account = false;
  bool confirm_distinct = false;
};

struct customer_created {
  static constexpr std::string_view kind = "customer_created";
  std::string outlet;
  std::string owner;
  customer_kind of_kind = customer_kind::b2c;
  account_state account = account_state::none;
  bool vat_unknown = false;
  std::int64_t emails_confirmed = 0;
  std::vector<consent_record> consents;  ///< all answers given with it, of all persons: what CON-09 counts
  customer_details details;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("outlet", &customer_created::outlet);
    field("owner", &customer_created::owner);
    field("kind", &customer_created::of_kind);
    field("account", &customer_created::account);
    field("vat_unknown", &customer_created::vat_unknown);
    field("emails_confirmed", &customer_created::emails_confirmed);
    field("consents", &customer_created::consents);
    field("details", &customer_created::details, sealed());
  }
};

struct customer_changed {
  static constexpr std::string_view kind = "customer_changed";
  customer_details before;
  customer_details after;
  std::int64_t emails_confirmed = 0;   ///< newly confirmed on the screen by this change
  std::int64_t placeholders_used = 0;  ///< 1 where this change made the VAT number an unknown one

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("before", &customer_changed::before, sealed());
    field("after", &customer_changed::after, sealed());
    field("emails_confirmed", &customer_changed::emails_confirmed);
    field("placeholders_used", &customer_changed::placeholders_used);
  }
};

struct contact_added {
  static constexpr std::string_view kind = "contact_added";
  std::int64_t emails_confirmed = 0;
  std::vector<consent_record> consents;
  person contact;
  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("emails_confirmed", &contact_added::emails_confirmed);
    field("consents", &contact_added::consents);
    field("contact", &contact_added::contact, sealed());
  }
};

struct customer_selected {
  static constexpr std::string_view kind = "customer_selected";
  bool confirmed = false;  ///< the candidate's e-mail or phone was repeated (CUS-05)
  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("confirmed", &customer_selected::confirmed);
  }
};

struct consent_given {
  static constexpr std::string_view kind = "consent_given";
  std::string contact;
  consent_record record;
  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("contact", &consent_given::contact);
    field("record", &consent_given::record);
  }
};

struct account_confirmed {
  static constexpr std::string_view kind = "account_confirmed";
  template <class Visitor>
  static constexpr void fields(Visitor&&) {}
};

struct customer_exported {
  static constexpr std::string_view kind = "customer_exported";
  template <class Visitor>
  static constexpr void fields(Visitor&&) {}
};

/// What stays of an erased customer is in the event itself, so that a rebuild needs nothing that is gone.
struct customer_erased_event {
  static constexpr std::string_view kind = "customer_erased";
  std::string reason;  ///< of the operator; it must not name the person, since it stays
  std::string outlet;
  std::string owner;
  customer_kind of_kind = customer_kind::b2c;
  instant created_at{};

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("reason", &customer_erased_event::reason);
    field("outlet", &customer_erased_event::outlet);
    field("owner", &customer_erased_event::owner);
    field("kind", &customer_erased_event::of_kind);
    field("created_at", &customer_erased_event::created_at);
  }
};

/// Decides a creation. Pure. Rules, in order: search_token_unknown (none, or another actor's), search_token_expired,
/// search_did_not_cover (CUS-02), duplicate_email, duplicate_vat, duplicate_not_confirmed (CUS-17).
template <class = void>
[[nodiscard]] inline result<customer_created> decide(const creation_facts& facts, const new_customer& wanted,
                                                     const customer_terms& terms, instant now) {
  constexpr std::string_view token = "search_token";
  if (!facts.search.has_value() || !facts.search->by_this_actor || facts.search->at > now)
    return error{rule::search_token_unknown, token};
  if (now - facts.search->at > std::chrono::minutes{terms.search_valid_minutes})
    return error{rule::search_token_expired, token};
  if (!facts.search->covers_customer) return error{rule::search_did_not_cover, token};
  for (const similar_customer& existing : facts.similar)
    if (existing.how == likeness::same_email) return error{rule::duplicate_email, "customer.email"};
  for (const similar_customer& existing : facts.similar)
    if (existing.how == likeness::same_vat) return error{rule::duplicate_vat, "customer.vat"};
  if (!facts.similar.empty() && !wanted.confirm_distinct)
    return error{rule::duplicate_not_confirmed, "confirm_distinct"};

  customer_created created;  // from here on nothing refuses
  created.outlet = wanted.outlet;
  created.owner = wanted.user;
  created.of_kind = wanted.kind;
  created.account = wanted.open_account ? account_state::pending : account_state::none;
  created.vat_unknown = wanted.details.business.vat_unknown;
  created.details = wanted.details;
  const auto count = [&](const person& one) {
    created.emails_confirmed += one.email_confirmed ? 1 : 0;
    created.consents.insert(created.consents.end(), one.consents.begin(), one.consents.end());
  };
  count(wanted.details.holder);
  for (const person& contact : wanted.details.contacts) count(contact);
  return created;
}

/// Where an event stands in the ledger: what evolve() needs beside the event itself.
struct event_place {
  std::string_view record;
  std::string_view entity;
  instant at{};
  std::int64_t sequence = 0;
};

namespace detail {
// A consent record learns where it stands in the ledger only when its event has been written.
template <class = void>
inline void stamp(person& one, std::int64_t sequence) noexcept {
  for (consent_record& record : one.consents)
    if (record.sequence == 0) record.sequence = sequence;
}
}  // namespace detail

/// Decides a selection. Pure. `ambiguous`: the search that found it had more than one candidate; `repeated`: the
/// candidate's e-mail, or its phone where it has none, was repeated. Rules, in order: customer_erased,
/// candidate_not_confirmed (CUS-05), contact_missing (CUS-07).
template <class = void>
[[nodiscard]] inline result<customer_selected> decide_selection(const customer& found, bool ambiguous,
                                                                bool repeated) noexcept {
  if (found.erased_at.has_value()) return error{rule::customer_erased, "id"};
  if (ambiguous && !repeated) return error{rule::candidate_not_confirmed, "email"};
  if (!usable(found)) return error{rule::contact_missing, "id"};
  return customer_selected{repeated};
}

/// The customer as it was created.
template <class = void>
[[nodiscard]] inline customer evolve(customer known, const customer_created& event, const event_place& place) {
  known.id = std::string(place.record);
  known.entity = std::string(place.entity);
  known.outlet = event.outlet;
  known.owner = event.owner;
  known.kind = event.of_kind;
  known.account = event.account;
  known.details = event.details;
  detail::stamp(known.details.holder, place.sequence);
  for (person& contact : known.details.contacts) detail::stamp(contact, place.sequence);
  known.created_at = known.last_event_at = place.at;
  return known;
}

/// The customer with its details replaced.
template <class = void>
[[nodiscard]] inline customer evolve(customer known, const customer_changed& event, const event_place& place) {
  known.details = event.after;
  known.last_event_at = place.at;
  return known;
}

/// The company with one contact more.
template <class = void>
[[nodiscard]] inline customer evolve(customer known, const contact_added& event, const event_place& place) {
  known.details.contacts.push_back(event.contact);
  detail::stamp(known.details.contacts.back(), place.sequence);
  known.last_event_at = place.at;
  return known;
}

/// Only the instant of the last event moves.
template <class = void>
[[nodiscard]] inline customer evolve(customer known, const customer_selected&, const event_place& place) {
  known.last_event_at = place.at;
  return known;
}

/// The answer is appended; nothing that was answered before changes (CON-04).
template <class = void>
[[nodiscard]] inline customer evolve(customer known, const consent_given& event, const event_place& place) {
  known.last_event_at = place.at;
  const auto append = [&](person& one) {
    one.consents.push_back(event.record);
    detail::stamp(one, place.sequence);
  };
  if (known.kind == customer_kind::b2c) {
    append(known.details.holder);
    return known;
  }
  for (person& contact : known.details.contacts)
    if (contact.id == event.contact) append(contact);
  return known;
}

/// The account is active (CUS-18).
template <class = void>
[[nodiscard]] inline customer evolve(customer known, const account_confirmed&, const event_place& place) {
  known.account = account_state::active;
  known.last_event_at = place.at;
  return known;
}

/// Only the instant of the last event moves.
template <class = void>
[[nodiscard]] inline customer evolve(customer known, const customer_exported&, const event_place& place) {
  known.last_event_at = place.at;
  return known;
}

/// The tombstone: whose it was, when, and nothing of the person (CUS-21).
template <class = void>
[[nodiscard]] inline customer evolve(const customer&, const customer_erased_event& event, const event_place& place) {
  customer tombstone;
  tombstone.id = std::string(place.record);
  tombstone.entity = std::string(place.entity);
  tombstone.outlet = event.outlet;
  tombstone.owner = event.owner;
  tombstone.kind = event.of_kind;
  tombstone.created_at = event.created_at;
  tombstone.last_event_at = place.at;
  tombstone.erased_at = place.at;
  return tombstone;
}

// --- Commands

struct customer_candidate {
  std::string id;
  customer_kind kind = customer_kind::b2c;
  std::string name;
  std::string email;
  bool has_contact = false;  ///< a company has a contact person; always true of a person

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &customer_candidate::id);
    field("kind", &customer_candidate::kind);
    field("name", &customer_candidate::name);
    field("email", &customer_candidate::email);
    field("has_contact", &customer_candidate::has_contact);
  }
  friend bool operator==(const customer_candidate&, const customer_candidate&) = default;
};

/// Searches customers of the actor's legal entity (CUS-03, CUS-04). Everything given must match.
struct search_customers {
  struct reply_type {
    std::string token;  ///< what customer.create asks for (CUS-02)
    std::vector<customer_candidate> candidates;
    std::optional<std::string> next;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("token", &reply_type::token);
      field("candidates", &reply_type::candidates);
      field("next", &reply_type::next);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::optional<customer_kind> kind;
  std::string email;
  std::string vat;
  std::string first_name;
  std::string last_name;
  std::string phone;
  std::optional<std::int64_t> limit;
  std::string after;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("kind", &search_customers::kind, listed(rule::customer_kind_missing));
    field("email", &search_customers::email);
    field("vat", &search_customers::vat);
    field("first_name", &search_customers::first_name);
    field("last_name", &search_customers::last_name);
    field("phone", &search_customers::phone);
    field("limit", &search_customers::limit);
    field("after", &search_customers::after);
  }
};

/// A customer as a reply shows it.
struct customer_view {
  std::string id;
  customer_kind kind = customer_kind::b2c;
  std::string name;
  std::string initials;
  std::string first_name;
  std::string last_name;
  std::string civility;
  std::string company_name;
  std::string vat;
  bool vat_unknown = false;
  std::string siren;
  std::string siret;
  std::string email;
  bool email_confirmed = false;
  std::string mobile;
  std::string phone;
  std::optional<bool> can_text;
  std::string language;
  std::string country;
  std::string postal_code;
  std::string street;
  std::string city;
  std::optional<bool> company_car;
  std::string brand;
  std::optional<std::int64_t> fleet_size;
  std::string vocation;
  std::vector<vehicle_relation> vehicles;
  std::vector<std::string> service_contracts;
  std::vector<std::string> framework_agreements;
  std::vector<person> contacts;
  account_state account = account_state::none;
  std::string record_type;  ///< `local` where the policy says so
  std::string owner;
  std::string outlet;
  std::vector<std::string> missing;  ///< what data quality still asks for (CUS-11)
  instant created_at{};
  std::optional<instant> erased_at;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &customer_view::id);
    field("kind", &customer_view::kind);
    field("name", &customer_view::name);
    field("initials", &customer_view::initials);
    field("first_name", &customer_view::first_name);
    field("last_name", &customer_view::last_name);
    field("civility", &customer_view::civility);
    field("company_name", &customer_view::company_name);
    field("vat", &customer_view::vat);
    field("vat_unknown", &customer_view::vat_unknown);
    field("siren", &customer_view::siren);
    field("siret", &customer_view::siret);
    field("email", &customer_view::email);
    field("email_confirmed", &customer_view::email_confirmed);
    field("mobile", &customer_view::mobile);
    field("phone", &customer_view::phone);
    field("can_text", &customer_view::can_text);
    field("language", &customer_view::language);
    field("country", &customer_view::country);
    field("postal_code", &customer_view::postal_code);
    field("street", &customer_view::street);
    field("city", &customer_view::city);
    field("company_car", &customer_view::company_car);
    field("brand", &customer_view::brand);
    field("fleet_size", &customer_view::fleet_size);
    field("vocation", &customer_view::vocation);
    field("vehicles", &customer_view::vehicles, quiet());
    field("service_contracts", &customer_view::service_contracts, quiet());
    field("framework_agreements", &customer_view::framework_agreements, quiet());
    field("contacts", &customer_view::contacts, quiet());
    field("account", &customer_view::account);
    field("record_type", &customer_view::record_type);
    field("owner", &customer_view::owner);
    field("outlet", &customer_view::outlet);
    field("missing", &customer_view::missing, quiet());
    field("created_at", &customer_view::created_at);
    field("erased_at", &customer_view::erased_at);
  }
  friend bool operator==(const customer_view&, const customer_view&) = default;
};

/// The reply of every command that ends with a customer.
struct customer_reply {
  customer_view customer;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("customer", &customer_reply::customer);
  }
  friend bool operator==(const customer_reply&, const customer_reply&) = default;
};

struct create_customer {
  using reply_type = customer_reply;
  std::string search_token;
  customer_input input;
  named<consent_answer> consents;
  bool open_account = false;
  bool confirm_distinct = false;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("search_token", &create_customer::search_token, needed(rule::search_token_missing));
    field("customer", &create_customer::input, needed(rule::customer_kind_missing));
    field("consents", &create_customer::consents, listed(rule::consent_answer_not_listed));
    field("open_account", &create_customer::open_account);
    field("confirm_distinct", &create_customer::confirm_distinct);
  }
};

/// Takes a candidate; where the search had several, its e-mail (or phone) is repeated (CUS-05).
struct select_customer {
  using reply_type = customer_reply;
  std::string id;
  std::string email;
  std::string phone;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &select_customer::id, needed(rule::customer_id_missing));
    field("email", &select_customer::email);
    field("phone", &select_customer::phone);
  }
};

/// What an update changes: only what is given. A company's contacts are changed one by one, by identifier.
struct customer_changes {
  std::optional<std::string> first_name, last_name, civility, company_name, vat, siren, siret, email, mobile, phone,
      language, country, other_country, postal_code, street, city, brand, vocation;
  std::optional<bool> email_confirmed, can_text, company_car;
  std::optional<std::int64_t> fleet_size;
  std::optional<std::vector<vehicle_relation>> vehicles;
  std::optional<std::vector<std::string>> service_contracts, framework_agreements;
  std::optional<std::string> contact;  ///< whose fields they are, of a company

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    using self = customer_changes;
    field("contact", &self::contact);
    field("first_name", &self::first_name);
    field("last_name", &self::last_name);
    field("civility", &self::civility);
    field("company_name", &self::company_name);
    field("vat", &self::vat);
    field("siren", &self::siren);
    field("siret", &self::siret);
    field("email", &self::email);
    field("email_confirmed", &self::email_confirmed);
    field("mobile", &self::mobile);
    field("phone", &self::phone);
    field("can_text", &self::can_text);
    field("language", &self::language);
    field("country", &self::country);
    field("other_country", &self::other_country);
    field("postal_code", &self::postal_code);
    field("street", &self::street);
    field("city", &self::city);
    field("company_car", &self::company_car);
    field("brand", &self::brand);
    field("fleet_size", &self::fleet_size);
    field("vocation", &self::vocation);
    field("vehicles", &self::vehicles);
    field("service_contracts", &self::service_contracts);
    field("framework_agreements", &self::framework_agreements);
  }
};

struct update_customer {
  using reply_type = customer_reply;
  std::string id;
  customer_changes changes;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &update_customer::id, needed(rule::customer_id_missing));
    field("changes", &update_customer::changes, needed(rule::update_is_empty));
  }
};

struct add_contact {
  using reply_type = customer_reply;
  std::string id;
  person_input contact;
  named<consent_answer> consents;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &add_contact::id, needed(rule::customer_id_missing));
    field("contact", &add_contact::contact, needed(rule::contact_missing));
    field("consents", &add_contact::consents, listed(rule::consent_answer_not_listed));
  }
};

struct view_customer {
  using reply_type = customer_reply;
  std::string id;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &view_customer::id, needed(rule::customer_id_missing));
  }
};

/// An event of the ledger as an export or an audit shows it; `data` is JSON in the protocol.
struct ledger_line {
  std::int64_t sequence = 0;
  instant at{};
  std::string user;
  std::string outlet;
  std::string kind;
  std::string record;
  std::string hash;
  bool erased = false;  ///< its personal part is gone (CUS-21)
  std::string facts;    ///< stored form; the protocol shows it as `data`
  std::string personal;

  friend bool operator==(const ledger_line&, const ledger_line&) = default;
};

/// Everything held about one person (CUS-21).
struct export_customer {
  struct reply_type {
    customer_view customer;
    std::vector<consent_record> consents;
    std::vector<ledger_line> history;
    std::vector<effect> pending;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("customer", &reply_type::customer);
      field("consents", &reply_type::consents);
      field("history", &reply_type::history);
      field("pending", &reply_type::pending);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string id;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &export_customer::id, needed(rule::customer_id_missing));
  }
};

/// Removes a person's data; what stays is a tombstone and a pseudonym (CUS-21).
struct erase_customer {
  struct reply_type {
    std::string id;
    instant erased_at{};

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("id", &reply_type::id);
      field("erased_at", &reply_type::erased_at);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string id;
  std::string reason;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &erase_customer::id, needed(rule::customer_id_missing));
    field("reason", &erase_customer::reason, needed(rule::erasure_reason_missing));
  }
};

/// The customer follows the link of the e-mail: the account becomes active (CUS-18). Needs no actor.
struct confirm_account {
  struct reply_type {
    std::string customer;
    account_state account = account_state::none;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("customer", &reply_type::customer);
      field("account", &reply_type::account);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string token;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("token", &confirm_account::token, needed(rule::account_token_unknown));
  }
};

}  // namespace v1
}  // namespace dealerkit
