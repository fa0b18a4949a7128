// Customers: searched, created, selected, changed, exported, erased (CUS).
#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "dealerkit/checks.hpp"
#include "desk/customer_forms.hpp"
#include "desk/customers.hpp"
#include "desk/handlers.hpp"
#include "desk/leads.hpp"
#include "desk/show.hpp"
#include "text/text.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

namespace indexes = projections::indexes;
namespace collections = projections::collections;

std::optional<customer> find_customer(work& job, std::string_view id, std::string_view field, tombstones how) {
  auto known = projections::load_customer(job.unit, id);
  const bool visible = known.has_value() && (job.acting_entity.empty() || known->entity == job.acting_entity);
  if (!visible) {
    if (job.ok()) job.refuse(rule::record_not_found, field);  // a faulty form is answered before any question
    return std::nullopt;
  }
  if (known->erased_at.has_value() && how == tombstones::refused) {
    job.refuse(rule::customer_erased, field);
    return std::nullopt;
  }
  if (job.acting_entity.empty()) job.acting_entity = known->entity;
  job.subject = uuid_bytes(known->id);
  return known;
}

std::string initials_of(const customer& known) {
  if (known.erased_at.has_value()) return std::string(nobody_linked);
  const auto& details = known.details;
  return known.kind == customer_kind::b2c ? text::initials(details.holder.first_name, details.holder.last_name)
                                          : text::company_initials(details.business.name);
}

bool consents_missing(const work& job, const customer& known) {
  const auto* one = consenting_person(known, {});
  if (one == nullptr) return false;
  named<consent_answer> given;
  for (const auto& purpose : job.terms->consent.purposes)
    given.set(purpose.code, answer_at(one->consents, purpose.code, job.context.at));
  return first_unanswered(job.terms->consent, given) != nullptr;
}

customer_view view_of(const customer& known, const policy& terms) {
  customer_view shown;
  const auto& details = known.details;
  const auto& holder = details.holder;
  const auto& business = details.business;
  shown.id = known.id;
  shown.kind = known.kind;
  shown.erased_at = known.erased_at;
  shown.owner = known.owner;
  shown.outlet = known.outlet;
  shown.account = known.account;
  shown.created_at = known.created_at;
  if (terms.customer.local_records) shown.record_type = "local";
  if (known.erased_at.has_value()) return shown;
  shown.name = shown_name(known);
  shown.initials = initials_of(known);
  shown.first_name = holder.first_name;
  shown.last_name = holder.last_name;
  shown.civility = holder.civility;
  shown.company_name = business.name;
  shown.vat = business.vat;
  shown.vat_unknown = business.vat_unknown;
  shown.siren = business.siren;
  shown.siret = business.siret;
  shown.email = known.kind == customer_kind::b2c ? holder.email : business.email;
  shown.email_confirmed = holder.email_confirmed;
  shown.mobile = holder.mobile;
  shown.phone = known.kind == customer_kind::b2c ? holder.phone : business.phone;
  shown.can_text = holder.can_text;
  shown.language = holder.language;
  shown.country = holder.country;
  shown.postal_code = holder.postal_code;
  shown.street = holder.street;
  shown.city = holder.city;
  shown.company_car = details.company_car;
  shown.brand = details.brand;
  shown.fleet_size = business.fleet_size;
  shown.vocation = business.vocation;
  shown.vehicles = details.vehicles;
  shown.service_contracts = business.service_contracts;
  shown.framework_agreements = business.framework_agreements;
  shown.contacts = details.contacts;
  if (business.vat_unknown) shown.missing.emplace_back("vat");
  if (!usable(known)) shown.missing.emplace_back("contacts");
  return shown;
}

namespace {

// --- Search tokens: what was asked for, by whom and when, under the store's own seal. They need no memory, so that
// every desk on the same store knows them.

constexpr std::size_t mac_size = 16;
constexpr std::size_t token_size = 1 + 8 + 4 * mac_size + mac_size;

std::string base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.resize(std::strlen(text.c_str()));
  return text;
}

std::string from_base64(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr,
                        &size, nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
    return {};
  bytes.resize(size);
  return bytes;
}

bool same_bytes(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

// The marks of what a search asked for; zeros for what it did not.
struct search_marks {
  std::string email, vat, name;
};

std::string mark(const work& job, std::string_view kind, std::string_view value) {
  if (value.empty()) return std::string(mac_size, '\0');
  return job.host.ledger->mac(kind, value);
}

std::string email_mark(const work& job, std::string_view email) {
  return mark(job, "search-email", email.empty() ? std::string{} : projections::email_value(job.entity(), email));
}
std::string vat_mark(const work& job, std::string_view vat) {
  return mark(job, "search-vat", vat.empty() ? std::string{} : projections::vat_value(job.entity(), vat));
}
std::string name_mark(const work& job, std::string_view first, std::string_view last) {
  return mark(job, "search-name",
              first.empty() || last.empty() ? std::string{} : projections::name_value(job.entity(), first, last));
}

std::string actor_mark(const work& job) {
  return mark(job, "search-actor", projections::joined(job.entity(), job.by->id));
}

std::string make_token(const work& job, const search_marks& asked) {
  std::string bytes(1, '\1');
  bytes += projections::sequence_key(job.context.at.time_since_epoch().count());
  bytes += actor_mark(job);
  bytes += asked.email;
  bytes += asked.vat;
  bytes += asked.name;
  bytes += job.host.ledger->mac("search-token", bytes);
  return base64(bytes);
}

bool covers(std::string_view mark_in_token, const std::string& wanted) noexcept {
  const std::string none(mac_size, '\0');
  return !same_bytes(wanted, none) && same_bytes(mark_in_token, wanted);
}

// What the token proves for this customer; nothing where it is not one of ours.
std::optional<search_proof> read_token(const work& job, const std::string& token, const customer_details& wanted,
                                       customer_kind kind) {
  const std::string bytes = from_base64(token);
  if (bytes.size() != token_size || bytes[0] != '\1') return std::nullopt;
  const std::string_view all = bytes;
  const auto signed_part = all.substr(0, token_size - mac_size);
  if (!same_bytes(all.substr(token_size - mac_size), job.host.ledger->mac("search-token", signed_part)))
    return std::nullopt;
  search_proof proof;
  proof.at = instant{std::chrono::microseconds{projections::sequence_of(all.substr(1, 8))}};
  proof.by_this_actor = same_bytes(all.substr(9, mac_size), actor_mark(job));
  const auto email = all.substr(9 + mac_size, mac_size);
  const auto vat = all.substr(9 + 2 * mac_size, mac_size);
  const auto name = all.substr(9 + 3 * mac_size, mac_size);
  if (kind == customer_kind::b2c) {
    proof.covers_customer = covers(email, email_mark(job, wanted.holder.email)) ||
                            covers(name, name_mark(job, wanted.holder.first_name, wanted.holder.last_name));
  } else {
    proof.covers_customer = covers(vat, vat_mark(job, wanted.business.vat));
    for (const auto& contact : wanted.contacts)
      proof.covers_customer = proof.covers_customer || covers(email, email_mark(job, contact.email));
  }
  return proof;
}

// --- Search

struct criteria {
  std::optional<customer_kind> kind;
  std::string email, vat, phone, first_name, last_name;
};

bool person_matches(const person& one, const criteria& wanted) {
  if (!wanted.email.empty() && !match_emails(one.email, wanted.email)) return false;
  if (!wanted.phone.empty() && one.mobile != wanted.phone && one.phone != wanted.phone) return false;
  return wanted.first_name.empty() ||
         (match_names(one.first_name, wanted.first_name) && match_names(one.last_name, wanted.last_name));
}

bool matches(const customer& known, const criteria& wanted) {
  if (known.erased_at.has_value() || (wanted.kind.has_value() && known.kind != *wanted.kind)) return false;
  if (!wanted.vat.empty() && known.details.business.vat != wanted.vat) return false;
  if (known.kind == customer_kind::b2c) return person_matches(known.details.holder, wanted);
  if (wanted.email.empty() && wanted.phone.empty() && wanted.first_name.empty()) return true;
  return std::any_of(known.details.contacts.begin(), known.details.contacts.end(),
                     [&](const person& contact) { return person_matches(contact, wanted); });
}

criteria check_criteria(work& job, const search_customers& command) {
  criteria wanted;
  wanted.kind = command.kind;
  const bool some_name = !command.first_name.empty() || !command.last_name.empty();
  const bool whole_name = !command.first_name.empty() && !command.last_name.empty();
  if (!command.email.empty()) {
    const checked email = check_email(command.email);
    if (email.valid())
      wanted.email = std::string(email.normalized());
    else
      job.refuse(email.broken, "email");
  }
  if (!command.vat.empty()) {
    const checked vat = check_vat(command.vat);
    if (!vat.valid())
      job.refuse(vat.broken, "vat");
    else if (command.kind == customer_kind::b2c)
      job.refuse(rule::search_vat_needs_b2b, "vat");
    else
      wanted.vat = std::string(vat.normalized());
  }
  if (some_name && !whole_name)
    job.refuse(rule::search_name_incomplete, command.first_name.empty() ? "first_name" : "last_name");
  if (whole_name) {
    wanted.first_name = command.first_name;
    wanted.last_name = command.last_name;
  }
  if (!command.phone.empty()) {
    const checked_phone phone = check_phone(command.phone, job.place->address.country);
    if (phone.valid())
      wanted.phone = std::string(phone.normalized());
    else
      job.refuse(phone.broken, "phone");
  }
  if (!job.ok()) return wanted;
  const bool something = !wanted.email.empty() || !wanted.vat.empty() || !wanted.phone.empty();
  if (!something && !whole_name)
    job.refuse(rule::search_criteria_missing, "");
  else if (!something && !job.terms->customer.search_by_name_alone)
    job.refuse(rule::search_name_needs_email, "email");
  return wanted;
}

// Walks the candidates in the order of their identifiers, until `visit` says false. The most telling thing that was
// asked for decides which index is walked; the rest is compared. Under a name there is nothing left to compare but the
// kind, since all that are found there have names that are the same (CUS-03).
template <class Visitor>
void find_candidates(work& job, const criteria& wanted, std::string_view after, Visitor&& visit) {
  store::index which = indexes::customer_email;
  std::string value;
  if (!wanted.email.empty()) {
    value = projections::email_value(job.entity(), wanted.email);
  } else if (!wanted.vat.empty()) {
    which = indexes::customer_vat;
    value = projections::vat_value(job.entity(), wanted.vat);
  } else if (!wanted.phone.empty()) {
    which = indexes::customer_phone;
    value = projections::phone_value(job.entity(), wanted.phone);
  } else {
    value = projections::name_value(job.entity(), wanted.first_name, wanted.last_name);
    projections::find_namesakes(job.unit, value, after, [&](std::string_view id, projections::customer_line& line) {
      return (wanted.kind.has_value() && line.kind != *wanted.kind) || visit(id, line);
    });
    return;
  }
  job.unit.find_exact(
      which, value,
      [&](std::string_view id) {
        const auto known = projections::load_customer(job.unit, id);
        if (!known.has_value() || known->entity != job.entity() || !matches(*known, wanted)) return true;
        auto line = projections::line_of(*known);
        return visit(id, line);
      },
      after);
}

// --- Creation

void add_similar(std::vector<similar_customer>& similar, std::string_view id, likeness how) {
  for (const auto& known : similar)
    if (known.id == id && known.how == how) return;
  similar.push_back({std::string(id), how});
}

void find_same_email(work& job, const person& wanted, std::string_view except, std::vector<similar_customer>& similar) {
  if (wanted.email.empty()) return;
  job.unit.find_exact(indexes::customer_email, projections::email_value(job.entity(), wanted.email),
                      [&](std::string_view id) {
                        if (id != except) add_similar(similar, id, likeness::same_email);
                        return true;
                      });
}

// A namesake with the same phone or postal code. Among persons only: of a company's contacts the e-mails count.
void find_same_name(work& job, const person& wanted, std::string_view except, std::vector<similar_customer>& similar) {
  if (wanted.first_name.empty() || wanted.last_name.empty()) return;
  std::vector<std::string> namesakes;
  job.unit.find_exact(indexes::customer_name,
                      projections::name_value(job.entity(), wanted.first_name, wanted.last_name),
                      [&](std::string_view id) {
                        if (id != except) namesakes.emplace_back(id);
                        return true;
                      });
  const auto alike = [&](const person& one) {
    const bool same_phone = (!wanted.mobile.empty() && (one.mobile == wanted.mobile || one.phone == wanted.mobile)) ||
                            (!wanted.phone.empty() && (one.mobile == wanted.phone || one.phone == wanted.phone));
    return match_names(one.first_name, wanted.first_name) && match_names(one.last_name, wanted.last_name) &&
           (same_phone ||
            (!wanted.postal_code.empty() && one.postal_code == wanted.postal_code && one.country == wanted.country));
  };
  for (const auto& id : namesakes) {
    const auto known = projections::load_customer(job.unit, id);
    if (known.has_value() && known->kind == customer_kind::b2c && alike(known->details.holder))
      add_similar(similar, id, likeness::same_name_and_phone_or_postal_code);
  }
}

std::vector<similar_customer> find_similar(work& job, const customer_details& wanted, customer_kind kind,
                                           std::string_view except) {
  std::vector<similar_customer> similar;
  if (kind == customer_kind::b2c) {
    find_same_email(job, wanted.holder, except, similar);
    find_same_name(job, wanted.holder, except, similar);
  } else {
    if (!wanted.business.vat.empty() && !wanted.business.vat_unknown)
      job.unit.find_exact(indexes::customer_vat, projections::vat_value(job.entity(), wanted.business.vat),
                          [&](std::string_view id) {
                            if (id != except) add_similar(similar, id, likeness::same_vat);
                            return true;
                          });
    for (const auto& contact : wanted.contacts) find_same_email(job, contact, except, similar);
  }
  std::stable_sort(similar.begin(), similar.end(),
                   [](const similar_customer& a, const similar_customer& b) { return a.how < b.how; });
  return similar;
}

// Whether a search by name would find somebody else too.
bool has_namesake(work& job, const customer& known) {
  const auto shared = [&](const person& one) {
    bool found = false;
    if (one.first_name.empty() || one.last_name.empty()) return false;
    job.unit.find_exact(indexes::customer_name, projections::name_value(job.entity(), one.first_name, one.last_name),
                        [&](std::string_view id) {
                          found = found || id != known.id;
                          return !found;
                        });
    return found;
  };
  const auto& contacts = known.details.contacts;
  return shared(known.details.holder) || std::any_of(contacts.begin(), contacts.end(), shared);
}

std::string account_token(const work& job, std::string_view id) {
  return std::string(id) + "." + base64(job.host.ledger->mac("account", id));
}

const person& account_person(const customer_details& details, customer_kind kind) {
  return kind == customer_kind::b2c ? details.holder : details.contacts.front();
}

}  // namespace

candidate_facts candidate_of(work& job, const customer& known, std::string_view email, std::string_view phone) {
  const auto searched =
      job.host.searches.ambiguous(projections::joined(job.entity(), job.by->id), known.id,
                                  job.context.at - std::chrono::minutes{job.terms->customer.search_valid_minutes});
  // Where this desk has not seen the search (another process made it), namesakes are reason enough to compare.
  candidate_facts facts{searched.has_value() ? *searched : has_namesake(job, known), false};
  const auto repeats = [&](const person& one) {
    const checked_phone number = check_phone(phone, one.country);
    return (!email.empty() && match_emails(one.email, email)) ||
           (one.email.empty() && number.valid() &&
            (one.mobile == number.normalized() || one.phone == number.normalized()));
  };
  if (known.kind == customer_kind::b2c) facts.repeated = repeats(known.details.holder);
  for (const auto& contact : known.details.contacts) facts.repeated = facts.repeated || repeats(contact);
  return facts;
}

bool taken_lately(work& job, const customer& known) {
  const instant since = job.context.at - std::chrono::minutes{job.terms->customer.search_valid_minutes};
  bool taken = false;
  list_record(job.unit, known.id, 0, static_cast<std::size_t>(-1), [&](ledger_line line) {
    taken = taken || (line.user == job.by->id && line.at >= since &&
                      (line.kind == customer_selected::kind || line.kind == customer_created::kind));
  });
  return taken;
}

bool handle(work& job, const search_customers& command, search_customers::reply_type& reply) {
  const std::size_t limit = job.list_limit(command.limit);
  const criteria wanted = check_criteria(job, command);
  if (!command.after.empty() && id_of<customer>::parse(command.after).nil())
    job.refuse(rule::list_position_unknown, "after");
  if (!job.ok()) return false;

  const std::string& after = command.after;
  recent_searches::search found{job.context.at, {}};
  bool more = false;
  // An unknown company's number is a placeholder: it is nobody's, so nobody is found by it (CUS-11).
  const bool placeholder = !wanted.vat.empty() && check_vat(wanted.vat).status == verdict::placeholder;
  if (!placeholder)
    find_candidates(job, wanted, after, [&](std::string_view id, projections::customer_line& line) {
      if (reply.candidates.size() == limit) {
        more = true;
        return false;
      }
      reply.candidates.push_back(
          {std::string(id), line.kind, std::move(line.name), std::move(line.email), line.has_contact});
      found.candidates.push_back(uuid_bytes(id));
      return true;
    });
  if (more) reply.next = reply.candidates.back().id;
  // More than one was found, whatever is on this page: a page before it, or one after it.
  if ((more || !after.empty()) && found.candidates.size() == 1) found.candidates.push_back(found.candidates.back());
  reply.token = make_token(job, {email_mark(job, wanted.email), vat_mark(job, wanted.vat),
                                 name_mark(job, wanted.first_name, wanted.last_name)});
  job.host.searches.remember(projections::joined(job.entity(), job.by->id), std::move(found));
  job.explain("CUS-03", "everything given matches; names are compared each with each");
  return true;
}

bool handle(work& job, const create_customer& command, customer_reply& reply) {
  new_customer wanted;
  wanted.details = forms::check_customer(job, command);
  const bool token_of_ours = command.search_token.empty() ||
                             read_token(job, command.search_token, wanted.details, command.input.kind).has_value();
  if (!token_of_ours) job.refuse(rule::search_token_unknown, "search_token");
  if (!job.ok()) return false;
  wanted.id = job.new_identifier();
  wanted.entity = job.entity();
  wanted.outlet = job.place_name;
  wanted.user = job.by->id;
  wanted.kind = command.input.kind;
  wanted.open_account = command.open_account;
  wanted.confirm_distinct = command.confirm_distinct;
  if (wanted.kind == customer_kind::b2c) wanted.details.holder.id = wanted.id;

  creation_facts facts;
  facts.search = read_token(job, command.search_token, wanted.details, wanted.kind);
  facts.similar = find_similar(job, wanted.details, wanted.kind, {});
  const auto decided = decide(facts, wanted, job.terms->customer, job.context.at);
  if (!decided.ok()) {
    work::arguments args;
    if (identifier(decided.refusal().broken) == "CUS-17") args.emplace_back("existing", facts.similar.front().id);
    if (decided.refusal().broken == rule::search_token_expired)
      args.emplace_back("minutes", std::to_string(job.terms->customer.search_valid_minutes));
    error refusal = decided.refusal();
    // A company's address is its contact's.
    if (refusal.broken == rule::duplicate_email && wanted.kind == customer_kind::b2b)
      refusal.field = "customer.contacts";
    return job.refuse(refusal, std::move(args));
  }

  const auto subject = uuid_bytes(wanted.id);
  job.subject = subject;
  job.unit.make_subject(subject);
  job.record(wanted.id, subject, decided.value());
  if (wanted.open_account) {
    const person& reader = account_person(wanted.details, wanted.kind);
    effect mail;
    mail.kind = "email";
    mail.template_name = "account_confirmation";
    mail.to = reader.email;
    mail.language = reader.language;
    mail.data.set("customer", wanted.id);
    mail.data.set("token", account_token(job, wanted.id));
    job.post(subject, std::move(mail));
  }
  job.explain("CUS-02", "the search of this actor asked for the customer", [&] {
    named<std::string> numbers;
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(job.context.at - facts.search->at);
    numbers.set("age_seconds", std::to_string(age.count()));
    numbers.set("valid_minutes", std::to_string(job.terms->customer.search_valid_minutes));
    return numbers;
  }());
  if (!facts.similar.empty()) job.explain("CUS-17", "said to be another person than the one of the same name");
  const auto created = projections::load_customer(job.unit, wanted.id);
  if (!created.has_value()) return false;  // the store has failed; its refusal is given
  reply.customer = view_of(*created, *job.terms);
  return true;
}

bool handle(work& job, const select_customer& command, customer_reply& reply) {
  const auto known = find_customer(job, command.id, "id", tombstones::refused);
  if (!known.has_value() || !job.in_order(known->last_event_at)) return false;
  const auto [ambiguous, repeated] = candidate_of(job, *known, command.email, command.phone);
  const bool tried = !command.email.empty() || !command.phone.empty();
  const auto decided = decide_selection(*known, ambiguous || tried, repeated);
  if (!decided.ok()) return job.refuse(decided.refusal());
  job.record(known->id, job.subject, decided.value());
  reply.customer = view_of(*known, *job.terms);
  job.explain("CUS-05", ambiguous ? "several candidates were possible; this one's details were repeated"
                                  : "the search had one candidate only");
  return true;
}

namespace {

// A change of a text: absent leaves the old one, empty takes it away.
void change(const std::optional<std::string>& given, std::string& kept, std::string_view checked_value) {
  if (given.has_value()) kept = std::string(checked_value);
}

person_input changed_person(const customer_changes& changes) {
  person_input typed;
  const auto take = [](const std::optional<std::string>& given, std::string& into) {
    if (given.has_value()) into = *given;
  };
  take(changes.first_name, typed.first_name);
  take(changes.last_name, typed.last_name);
  take(changes.civility, typed.civility);
  take(changes.email, typed.email);
  take(changes.mobile, typed.mobile);
  take(changes.phone, typed.phone);
  take(changes.language, typed.language);
  take(changes.country, typed.country);
  take(changes.other_country, typed.other_country);
  take(changes.postal_code, typed.postal_code);
  take(changes.street, typed.street);
  take(changes.city, typed.city);
  return typed;
}

// What a policy asks for at creation cannot be taken away later.
void keep_required(work& job, const customer_changes& changes, rule missing) {
  const auto& terms = job.terms->customer;
  const auto taken_away = [](const std::optional<std::string>& given) {
    return given.has_value() && given->find_first_not_of(" \t") == std::string::npos;
  };
  const auto keep = [&](const std::optional<std::string>& given, person_field asked, std::string_view field) {
    if (taken_away(given) && terms.needs(asked)) job.refuse(missing, "changes." + std::string(field));
  };
  keep(changes.first_name, person_field::first_name, "first_name");
  keep(changes.last_name, person_field::last_name, "last_name");
  keep(changes.email, person_field::email, "email");
  keep(changes.mobile, person_field::mobile, "mobile");
  keep(changes.language, person_field::language, "language");
  keep(changes.postal_code, person_field::postal_code, "postal_code");
}

void change_person(work& job, const customer_changes& changes, person& kept, rule missing) {
  keep_required(job, changes, missing);
  const person made = forms::check_person(job, changed_person(changes),
                                          {job.terms->customer, "changes.", missing, false, kept.country});
  if (changes.country.has_value() && !changes.postal_code.has_value() && !kept.postal_code.empty() &&
      !made.country.empty())
    if (const checked code = check_postal_code(kept.postal_code, made.country); !code.valid())
      job.refuse(code.broken, "changes.postal_code");
  change(changes.first_name, kept.first_name, made.first_name);
  change(changes.last_name, kept.last_name, made.last_name);
  change(changes.civility, kept.civility, made.civility);
  if (changes.email.has_value() && !match_emails(kept.email, made.email)) kept.email_confirmed = false;
  change(changes.email, kept.email, made.email);
  if (changes.email_confirmed.has_value()) kept.email_confirmed = *changes.email_confirmed && !kept.email.empty();
  change(changes.mobile, kept.mobile, made.mobile);
  change(changes.mobile, kept.mobile_extension, made.mobile_extension);
  change(changes.phone, kept.phone, made.phone);
  change(changes.phone, kept.phone_extension, made.phone_extension);
  if (changes.can_text.has_value()) kept.can_text = changes.can_text;
  change(changes.language, kept.language, made.language);
  if (changes.country.has_value()) kept.country = made.country;
  change(changes.postal_code, kept.postal_code, made.postal_code);
  change(changes.street, kept.street, made.street);
  change(changes.city, kept.city, made.city);
}

// Where a policy asks for a phone or an e-mail, the last one of them stays.
void keep_reachable(work& job, const customer_changes& changes, const person& kept, rule missing) {
  const bool touched = changes.email.has_value() || changes.mobile.has_value() || changes.phone.has_value();
  if (!touched || !job.terms->customer.needs(person_field::phone_or_email) || !job.ok()) return;
  if (!kept.email.empty() || !kept.mobile.empty() || !kept.phone.empty()) return;
  job.refuse(missing, changes.email.has_value() ? "changes.email" : "changes.phone");
}

void change_company(work& job, const customer_changes& changes, customer_details& kept) {
  customer_input typed;
  typed.kind = customer_kind::b2b;
  const auto take = [](const std::optional<std::string>& given, std::string& into) {
    if (given.has_value()) into = *given;
  };
  take(changes.company_name, typed.company_name);
  take(changes.vat, typed.vat);
  take(changes.siren, typed.siren);
  take(changes.siret, typed.siret);
  take(changes.email, typed.email);
  take(changes.phone, typed.phone);
  take(changes.mobile, typed.mobile);
  take(changes.vocation, typed.vocation);
  typed.country = changes.country.value_or(kept.holder.country);
  take(changes.other_country, typed.other_country);
  typed.fleet_size = changes.fleet_size;
  if (changes.company_name.has_value() && changes.company_name->empty())
    job.refuse(rule::b2b_field_missing, "changes.company_name");
  if (changes.vat.has_value() && changes.vat->empty() && job.terms->customer.company_needs_vat)
    job.refuse(rule::b2b_field_missing, "changes.vat");
  const company made = forms::check_company(job, typed, "changes", false);
  change(changes.company_name, kept.business.name, made.name);
  if (changes.vat.has_value()) {
    kept.business.vat = made.vat;
    kept.business.vat_unknown = made.vat_unknown;
  }
  change(changes.siren, kept.business.siren, made.siren);
  change(changes.siret, kept.business.siret, made.siret);
  if (!kept.business.siren.empty() && !kept.business.siret.empty() &&
      !kept.business.siret.starts_with(kept.business.siren) && job.ok())
    job.refuse(rule::siren_siret_disagree, "changes.siret");
  change(changes.email, kept.business.email, made.email);
  if (changes.phone.has_value() || changes.mobile.has_value()) kept.business.phone = made.phone;
  change(changes.vocation, kept.business.vocation, made.vocation);
  if (changes.fleet_size.has_value()) kept.business.fleet_size = changes.fleet_size;

  customer_changes where;  // the company's own place
  where.language = changes.language;
  where.country = changes.country;
  where.other_country = changes.other_country;
  where.postal_code = changes.postal_code;
  where.street = changes.street;
  where.city = changes.city;
  change_person(job, where, kept.holder, rule::b2b_field_missing);
}

void refuse_person_fields_of_company(work& job, const customer_changes& changes) {
  if (changes.first_name.has_value()) job.refuse(rule::kind_has_no_such_field, "changes.first_name");
  if (changes.last_name.has_value()) job.refuse(rule::kind_has_no_such_field, "changes.last_name");
}

void refuse_company_fields_of_person(work& job, const customer_changes& changes) {
  if (changes.vat.has_value()) job.refuse(rule::kind_has_no_such_field, "changes.vat");
  if (changes.siren.has_value()) job.refuse(rule::kind_has_no_such_field, "changes.siren");
  if (changes.siret.has_value()) job.refuse(rule::kind_has_no_such_field, "changes.siret");
  if (changes.fleet_size.has_value()) job.refuse(rule::kind_has_no_such_field, "changes.fleet_size");
  if (changes.vocation.has_value()) job.refuse(rule::kind_has_no_such_field, "changes.vocation");
  if (changes.service_contracts.has_value()) job.refuse(rule::kind_has_no_such_field, "changes.service_contracts");
  if (changes.framework_agreements.has_value())
    job.refuse(rule::kind_has_no_such_field, "changes.framework_agreements");
}

void change_customer(work& job, const customer_changes& changes, customer_kind kind, customer_details& kept) {
  if (changes.contact.has_value()) {
    for (auto& contact : kept.contacts)
      if (contact.id == *changes.contact) {
        change_person(job, changes, contact, rule::b2b_field_missing);
        return keep_reachable(job, changes, contact, rule::b2b_field_missing);
      }
    job.refuse(rule::record_not_found, "changes.contact");
    return;
  }
  if (kind == customer_kind::b2b) {
    refuse_person_fields_of_company(job, changes);
    change_company(job, changes, kept);
  } else {
    refuse_company_fields_of_person(job, changes);
    change_person(job, changes, kept.holder, rule::b2c_field_missing);
    keep_reachable(job, changes, kept.holder, rule::b2c_field_missing);
    if (changes.company_name.has_value())
      kept.business.name = forms::check_line(job, *changes.company_name, "changes.company_name");
  }
  if (changes.company_car.has_value()) kept.company_car = changes.company_car;
  if (changes.brand.has_value()) {
    if (find_known_brand(*changes.brand) == nullptr &&
        !projections::load<brand>(job.unit, collections::brands, *changes.brand).has_value())
      job.refuse(rule::brand_unknown, "changes.brand");
    kept.brand = *changes.brand;
  }
  if (changes.vehicles.has_value()) {
    kept.vehicles = *changes.vehicles;
    forms::check_vehicles(job, kept.vehicles, "changes.vehicles");
  }
  if (changes.service_contracts.has_value()) kept.business.service_contracts = *changes.service_contracts;
  if (changes.framework_agreements.has_value()) kept.business.framework_agreements = *changes.framework_agreements;
}

// The event of a change, with what data quality counts of it (CON-09).
customer_changed change_event(const customer_details& before, const customer_details& after) {
  customer_changed event{before, after, 0, 0};
  const auto count = [&](const person& old, const person& now) {
    event.emails_confirmed += now.email_confirmed && !old.email_confirmed ? 1 : 0;
  };
  count(before.holder, after.holder);
  for (std::size_t i = 0; i < after.contacts.size(); ++i) count(before.contacts[i], after.contacts[i]);
  event.placeholders_used = after.business.vat_unknown && !before.business.vat_unknown ? 1 : 0;
  return event;
}

// A change must not make two records the same: e-mail and VAT number stay one record's (CUS-17).
bool still_distinct(work& job, const customer& known, const customer_details& wanted) {
  for (const auto& similar : find_similar(job, wanted, known.kind, known.id)) {
    if (similar.how == likeness::same_name_and_phone_or_postal_code) continue;
    const bool email = similar.how == likeness::same_email;
    return job.refuse(email ? rule::duplicate_email : rule::duplicate_vat, email ? "changes.email" : "changes.vat",
                      {{"existing", similar.id}});
  }
  return true;
}

}  // namespace

bool handle(work& job, const update_customer& command, customer_reply& reply) {
  const auto known = find_customer(job, command.id, "id", tombstones::refused);
  if (!known.has_value()) return false;
  customer_details wanted = known->details;
  change_customer(job, command.changes, known->kind, wanted);
  if (!job.ok()) return false;
  if (wanted == known->details) return job.refuse(rule::update_is_empty, "changes");
  if (!job.in_order(known->last_event_at) || !still_distinct(job, *known, wanted)) return false;
  job.record(known->id, job.subject, change_event(known->details, wanted));
  job.explain("CUS-17", "no other record has this e-mail or VAT number");
  const auto changed = projections::load_customer(job.unit, known->id);
  if (!changed.has_value()) return false;
  reply.customer = view_of(*changed, *job.terms);
  return true;
}

bool handle(work& job, const add_contact& command, customer_reply& reply) {
  const auto known = find_customer(job, command.id, "id", tombstones::refused);
  if (!known.has_value()) return false;
  if (known->kind != customer_kind::b2b) return job.refuse(rule::kind_has_no_such_field, "contact");
  contact_added event;
  event.contact = forms::check_person(
      job, command.contact,
      {job.terms->customer, "contact.", rule::b2b_field_missing, true, known->details.holder.country});
  event.contact.consents =
      forms::check_answers(job, command.consents.empty() ? command.contact.consents : command.consents, "consents",
                           event.contact.language, true);
  if (!job.ok() || !job.in_order(known->last_event_at)) return false;
  customer_details wanted;
  wanted.contacts = {event.contact};
  for (const auto& similar : find_similar(job, wanted, customer_kind::b2b, known->id))
    if (similar.how == likeness::same_email)
      return job.refuse(rule::duplicate_email, "contact.email", {{"existing", similar.id}});
  event.contact.id = job.new_identifier();
  event.emails_confirmed = event.contact.email_confirmed ? 1 : 0;
  event.consents = event.contact.consents;
  job.record(known->id, job.subject, event);
  job.explain("CUS-07", "the company can be used: it has a contact person");
  const auto changed = projections::load_customer(job.unit, known->id);
  if (!changed.has_value()) return false;
  reply.customer = view_of(*changed, *job.terms);
  return true;
}

bool handle(work& job, const view_customer& command, customer_reply& reply) {
  const auto known = find_customer(job, command.id, "id", tombstones::shown);
  if (!known.has_value()) return false;
  reply.customer = view_of(*known, *job.terms);
  return true;
}

bool handle(work& job, const export_customer& command, export_customer::reply_type& reply) {
  const auto known = find_customer(job, command.id, "id", tombstones::refused);
  if (!known.has_value() || !job.in_order(known->last_event_at)) return false;
  reply.customer = view_of(*known, *job.terms);
  const auto gather = [&](const person& one) {
    reply.consents.insert(reply.consents.end(), one.consents.begin(), one.consents.end());
  };
  gather(known->details.holder);
  for (const auto& contact : known->details.contacts) gather(contact);
  list_record(job.unit, known->id, 0, static_cast<std::size_t>(-1),
              [&](ledger_line line) { reply.history.push_back(std::move(line)); });
  leads::list_history_of(job, *known, [&](ledger_line line) { reply.history.push_back(std::move(line)); });
  for (auto& line : history_of_quotes(job, known->id)) reply.history.push_back(std::move(line));
  std::sort(reply.history.begin(), reply.history.end(),
            [](const ledger_line& a, const ledger_line& b) { return a.sequence < b.sequence; });
  job.unit.list_effects(0, [&](const store::effect_entry& waiting) {
    effect shown{};
    if (waiting.subject == job.subject && codec::decode(waiting.body, shown)) reply.pending.push_back(std::move(shown));
    return true;
  });
  job.record(known->id, job.subject, customer_exported{});
  job.explain("CUS-21", "everything held about one person; the export itself is audited");
  return true;
}

bool handle(work& job, const erase_customer& command, erase_customer::reply_type& reply) {
  const auto known = find_customer(job, command.id, "id", tombstones::refused);
  if (!known.has_value() || !job.in_order(known->last_event_at)) return false;
  leads::erase_leads_of(job, *known);
  if (!job.ok()) return false;
  const auto subject = job.subject;
  job.record(known->id, subject,
             customer_erased_event{command.reason, known->outlet, known->owner, known->kind, known->created_at});
  job.unit.erase_subject(subject);
  job.scrub = true;
  job.subject = {};
  reply.id = known->id;
  reply.erased_at = job.context.at;
  job.explain("CUS-21", "a tombstone stays; the key of everything sealed for the person is gone");
  return true;
}

bool handle(work& job, const confirm_account& command, confirm_account::reply_type& reply) {
  const std::string id = command.token.substr(0, command.token.find('.'));
  const auto known = projections::load_customer(job.unit, id);
  if (!known.has_value() || known->erased_at.has_value() || known->account == account_state::none ||
      !same_bytes(command.token, account_token(job, id)))
    return job.refuse(rule::account_token_unknown, "token");
  job.acting_entity = known->entity;
  job.subject = uuid_bytes(known->id);
  reply.customer = known->id;
  reply.account = account_state::active;
  if (known->account == account_state::active) return true;  // the link was followed twice: the same answer again
  if (!job.in_order(known->last_event_at)) return false;
  job.record(known->id, job.subject, account_confirmed{});
  job.explain("CUS-18", "the link of the mail was followed");
  return true;
}

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
