// The form phase of customers: each check says all that is wrong before anything is decided.
#include "desk/customer_forms.hpp"

#include "dealerkit/checks.hpp"
#include "dealerkit/network.hpp"
#include "desk/field_path.hpp"

namespace dealerkit {
inline namespace v1 {
namespace forms {

namespace {

// Nine national digits as the quote tool asks for them (CUS-09), whatever the country.
bool nine_digits(std::string_view text) noexcept {
  return text.size() == 9 && text.front() != '0' && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// A field of blanks only is as absent as an empty one, and answered under the rule that asks for it.
person_input without_blanks(person_input typed) {
  for (auto* text : {&typed.email, &typed.email_repeated, &typed.mobile, &typed.phone, &typed.language, &typed.country,
                     &typed.other_country, &typed.postal_code})
    if (text->find_first_not_of(" \t\r\n") == std::string::npos) text->clear();
  return typed;
}

// The country of a person: served directly, or `other` with the real one (CUS-13).
std::string check_country(work& job, const person_input& typed, const person_rules& rules) {
  const auto& served = rules.terms.countries;
  if (typed.country.empty()) {
    if (rules.complete && rules.terms.needs(person_field::country) && rules.default_country.empty())
      job.refuse(rules.missing, rules.base + "country");
    return rules.default_country;
  }
  if (typed.country == "other") {
    if (typed.other_country.empty()) {
      job.refuse(rule::other_country_missing, rules.base + "other_country");
      return {};
    }
    if (!is_country(typed.other_country)) {
      job.refuse(rule::other_country_unknown, rules.base + "other_country");
      return {};
    }
    return typed.other_country;
  }
  bool fine = served.empty() ? is_country(typed.country) : false;
  for (const auto& one : served) fine = fine || one == typed.country;
  if (fine) return typed.country;
  std::string allowed;
  for (const auto& one : served) allowed += one + ", ";
  if (!allowed.empty()) allowed += "other";
  job.refuse(rule::country_not_served, rules.base + "country", {{"allowed", allowed}});
  return {};
}

void check_emails(work& job, const person_input& typed, const person_rules& rules, person& made) {
  const bool must = rules.complete && rules.terms.needs(person_field::email);
  if (typed.email.empty()) {
    if (must) job.refuse(rules.missing, rules.base + "email");
  } else {
    const checked email = check_email(typed.email);
    if (email.valid())
      made.email = std::string(email.normalized());
    else
      job.refuse(email.broken, rules.base + "email");
  }
  if (!rules.complete || !rules.terms.needs(person_field::email_repeated)) {
    if (typed.email_repeated.empty()) return;
  } else if (typed.email_repeated.empty()) {
    job.refuse(rules.missing, rules.base + "email_repeated");
    return;
  }
  if (made.email.empty()) return;
  const checked repeated = check_email(typed.email_repeated);
  if (!repeated.valid() || !match_emails(made.email, repeated.normalized()))
    job.refuse(rule::emails_differ, rules.base + "email_repeated");
}

// One number; at the quote tool only numbers of the countries served are typed as nine digits.
void check_number(work& job, std::string_view typed, std::string_view country, phone_form form,
                  const std::string& field, std::string& number, std::string& extension) {
  if (typed.empty()) return;
  const checked_phone found = check_phone(typed, country, form);
  if (!found.valid()) {
    job.refuse(found.broken, field);
    return;
  }
  number = std::string(found.normalized());
  extension = std::string(found.extension.view());
}

phone_form form_for(const customer_terms& terms, const std::string& country) noexcept {
  bool served = terms.countries.empty();
  for (const auto& one : terms.countries) served = served || one == country;
  if (!served) return phone_form::any;
  switch (terms.mobile_typed_as) {
    case mobile_form::national_9: return phone_form::national_9;
    case mobile_form::international: return phone_form::international;
    case mobile_form::any: break;
  }
  return phone_form::any;
}

}  // namespace

std::string trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

bool language_tag(std::string_view text) noexcept {
  const auto letters = [](std::string_view part, char first, char last) {
    for (const char c : part)
      if (c < first || c > last) return false;
    return true;
  };
  if (text.size() == 2) return letters(text, 'a', 'z');
  return text.size() == 5 && letters(text.substr(0, 2), 'a', 'z') && text[2] == '-' &&
         letters(text.substr(3), 'A', 'Z');
}

std::string check_line(work& job, std::string_view typed, const std::string& field) {
  if (typed.empty()) return {};
  const checked line = check_name(typed);
  if (!line.valid()) {
    if (line.broken != rule::name_missing) job.refuse(line.broken, field);
    return {};  // blanks only: as if nothing had been typed
  }
  return std::string(line.normalized());
}

person check_person(work& job, const person_input& as_typed, const person_rules& rules) {
  const person_input typed = without_blanks(as_typed);
  person made;
  const auto& terms = rules.terms;
  const auto at = [&](std::string_view field) { return rules.base + std::string(field); };
  const auto must = [&](person_field field) { return rules.complete && terms.needs(field); };
  const auto name = [&](std::string_view text, std::string_view field, person_field asked) {
    const std::size_t violations = job.refused.size();
    std::string line = check_line(job, text, at(field));
    if (line.empty() && must(asked) && job.refused.size() == violations) job.refuse(rules.missing, at(field));
    return line;
  };
  made.first_name = name(typed.first_name, "first_name", person_field::first_name);
  made.last_name = name(typed.last_name, "last_name", person_field::last_name);
  made.civility = check_line(job, typed.civility, at("civility"));

  check_emails(job, typed, rules, made);
  made.email_confirmed = typed.email_confirmed && !made.email.empty();

  // The country decides how numbers and postal codes read; its own violation comes in its own place.
  work probe{job.host, job.unit, job.context, job.terms, {}, {}, {}, {}, {}, {}, {}, {}, {}, false};
  const std::string country = check_country(probe, typed, rules);
  made.country = country;
  // Without a country a number can only be read where it needs none; the missing country is said anyway.
  const bool readable = probe.ok() && !country.empty();
  if (typed.mobile.empty()) {
    if (must(person_field::mobile)) job.refuse(rules.missing, at("mobile"));
  } else if (readable || !must(person_field::country)) {
    check_number(job, typed.mobile, country, form_for(terms, country), at("mobile"), made.mobile,
                 made.mobile_extension);
  } else if (terms.mobile_typed_as == mobile_form::national_9 && !nine_digits(typed.mobile)) {
    job.refuse(rule::phone_not_nine_digits, at("mobile"));  // wrong in whatever country
  }
  if (!typed.phone.empty() && (readable || !must(person_field::country)))
    check_number(job, typed.phone, country, phone_form::any, at("phone"), made.phone, made.phone_extension);
  if (must(person_field::phone_or_email) && typed.email.empty() && typed.mobile.empty() && typed.phone.empty())
    job.refuse(rules.missing, at("phone"));
  made.can_text = typed.can_text;

  if (typed.language.empty()) {
    if (must(person_field::language)) job.refuse(rules.missing, at("language"));
  } else if (!language_tag(typed.language)) {
    job.refuse(rule::language_malformed, at("language"));
  }
  made.language = typed.language;

  for (auto& found : probe.refused) job.refused.push_back(std::move(found));
  if (typed.postal_code.empty()) {
    if (must(person_field::postal_code)) job.refuse(rules.missing, at("postal_code"));
  } else if (!country.empty()) {
    const checked code = check_postal_code(typed.postal_code, country);
    if (code.valid())
      made.postal_code = std::string(code.normalized());
    else
      job.refuse(code.broken, at("postal_code"));
  }
  made.street = check_line(job, typed.street, at("street"));
  made.city = check_line(job, typed.city, at("city"));
  return made;
}

std::vector<consent_record> check_answers(work& job, const named<consent_answer>& answers, std::string_view base,
                                          std::string_view language, bool require) {
  const auto& terms = job.terms->consent;
  std::vector<consent_record> records;
  for (const auto& purpose : terms.purposes) {
    const auto* given = answers.find(purpose.code);
    const auto answer = given == nullptr ? consent_answer::not_asked : *given;
    if (answer == consent_answer::not_asked) {
      if (require && purpose.required)
        job.refuse(rule::consent_not_answered, std::string(base) + "." + purpose.code, {{"purpose", purpose.code}});
      continue;
    }
    consent_record record;
    record.purpose = purpose.code;
    record.answer = answer;
    record.at = job.context.at;
    record.user = job.by.has_value() ? job.by->id : std::string{};
    record.outlet = job.place_name;
    record.channel = terms.channel;
    record.text = {std::string(language), terms.text_version};
    records.push_back(std::move(record));
  }
  std::string known;
  for (const auto& purpose : terms.purposes) known += (known.empty() ? "" : ", ") + purpose.code;
  for (const auto& [purpose, answer] : answers)
    if (terms.find(purpose) == nullptr)
      job.refuse(rule::purpose_unknown, std::string(base) + "." + std::string(shown_name(purpose)), {{"known", known}});
  return records;
}

std::string check_company_vat(work& job, std::string_view typed, std::string_view country, const std::string& field,
                              bool& unknown) {
  const bool has_rules = country == "BE" || country == "LU" || country == "FR";
  // The customer does not know: one placeholder serves both countries of the show (CUS-11).
  for (const std::string_view prefix : {"", "BE"})
    if (const checked placeholder = check_vat(typed, prefix); placeholder.status == verdict::placeholder) {
      if (!country.empty() && country != "BE" && country != "LU") {
        job.refuse(rule::vat_placeholder_only_be_lu, field);
        return {};
      }
      if (prefix.empty() || country == "BE" || country == "LU") {
        unknown = true;
        return std::string(placeholder.normalized());
      }
    }
  const checked vat = check_vat(typed, has_rules ? country : std::string_view{});
  if (!vat.valid()) {
    job.refuse(vat.broken, field);
    return {};
  }
  return std::string(vat.normalized());
}

company check_company(work& job, const customer_input& typed, std::string_view base, bool complete) {
  company made;
  const auto& terms = job.terms->customer;
  const auto at = [&](std::string_view field) { return std::string(base) + "." + std::string(field); };
  const std::size_t before = job.refused.size();
  made.name = check_line(job, typed.company_name, at("company_name"));
  if (made.name.empty() && complete && job.refused.size() == before)
    job.refuse(rule::b2b_field_missing, at("company_name"));
  if (!typed.vat.empty())
    made.vat = check_company_vat(job, typed.vat, typed.country == "other" ? typed.other_country : typed.country,
                                 at("vat"), made.vat_unknown);
  else if (complete && terms.company_needs_vat)
    job.refuse(rule::b2b_field_missing, at("vat"));
  if (!typed.siren.empty()) {
    const checked siren = check_siren(typed.siren);
    if (siren.valid())
      made.siren = std::string(siren.normalized());
    else
      job.refuse(siren.broken, at("siren"));
  }
  if (!typed.siret.empty()) {
    const checked siret = check_siret(typed.siret);
    if (siret.valid())
      made.siret = std::string(siret.normalized());
    else
      job.refuse(siret.broken, at("siret"));
  }
  if (!made.siren.empty() && !made.siret.empty() && !made.siret.starts_with(made.siren))
    job.refuse(rule::siren_siret_disagree, at("siret"));
  // The person behind a company's number is its contact: the company itself carries none where the policy says so.
  for (const auto& [field, text] : {std::pair<std::string_view, const std::string&>{"email", typed.email},
                                    {"mobile", typed.mobile},
                                    {"phone", typed.phone}})
    if (!text.empty() && !terms.company_carries_coordinates)
      job.refuse(rule::company_carries_no_coordinates, at(field));
  if (terms.company_carries_coordinates) {
    if (!typed.email.empty()) {
      const checked email = check_email(typed.email);
      if (email.valid())
        made.email = std::string(email.normalized());
      else
        job.refuse(email.broken, at("email"));
    }
    const std::string& number = typed.phone.empty() ? typed.mobile : typed.phone;
    std::string extension;
    check_number(job, number, typed.country == "other" ? typed.other_country : typed.country, phone_form::any,
                 at(typed.phone.empty() ? "mobile" : "phone"), made.phone, extension);
  }
  made.fleet_size = typed.fleet_size;
  if (made.fleet_size.has_value() && *made.fleet_size < 0)
    job.refuse(rule::policy_value_out_of_range, at("fleet_size"), {{"minimum", "0"}});
  made.vocation = check_line(job, typed.vocation, at("vocation"));
  made.service_contracts = typed.service_contracts;
  made.framework_agreements = typed.framework_agreements;
  return made;
}

void check_vehicles(work& job, std::vector<vehicle_relation>& vehicles, std::string_view base) {
  for (std::size_t i = 0; i < vehicles.size(); ++i) {
    const checked vin = check_vin(vehicles[i].vin);
    if (vin.valid())
      vehicles[i].vin = std::string(vin.normalized());
    else
      job.refuse(vin.broken, std::string(base) + "." + std::to_string(i) + ".vin");
  }
}

namespace {

person_input person_of(const customer_input& typed) {
  person_input one;
  one.first_name = typed.first_name;
  one.last_name = typed.last_name;
  one.civility = typed.civility;
  one.email = typed.email;
  one.email_repeated = typed.email_repeated;
  one.email_confirmed = typed.email_confirmed;
  one.mobile = typed.mobile;
  one.phone = typed.phone;
  one.can_text = typed.can_text;
  one.language = typed.language;
  one.country = typed.country;
  one.other_country = typed.other_country;
  one.postal_code = typed.postal_code;
  one.street = typed.street;
  one.city = typed.city;
  return one;
}

// A person has no VAT number and a company no first name: what belongs to the other kind is refused, not dropped.
void refuse_foreign_fields(work& job, const customer_input& typed) {
  const auto refuse_if = [&](bool given, std::string_view field) {
    if (given) job.refuse(rule::kind_has_no_such_field, "customer." + std::string(field));
  };
  if (typed.kind == customer_kind::b2c) {
    refuse_if(!typed.vat.empty(), "vat");
    refuse_if(!typed.siren.empty(), "siren");
    refuse_if(!typed.siret.empty(), "siret");
    refuse_if(typed.fleet_size.has_value(), "fleet_size");
    refuse_if(!typed.vocation.empty(), "vocation");
    refuse_if(!typed.service_contracts.empty(), "service_contracts");
    refuse_if(!typed.framework_agreements.empty(), "framework_agreements");
    refuse_if(!typed.contacts.empty(), "contacts");
  } else {
    refuse_if(!typed.first_name.empty(), "first_name");
    refuse_if(!typed.last_name.empty(), "last_name");
  }
}

void check_b2c(work& job, const create_customer& command, customer_details& made) {
  const auto& typed = command.input;
  const auto& terms = job.terms->customer;
  // Where customers live in the outlet's country as a rule, a number without its prefix is one of that country.
  const std::string home = terms.needs(person_field::country) ? std::string{} : job.place->address.country;
  made.holder = check_person(job, person_of(typed), {terms, "customer.", rule::b2c_field_missing, true, home});
  if (terms.needs(person_field::company_car) && !typed.company_car.has_value())
    job.refuse(rule::company_car_missing, "customer.company_car");
  made.company_car = typed.company_car;
  made.business.name = check_line(job, typed.company_name, "customer.company_name");
  made.holder.consents = check_answers(job, command.consents, "consents", made.holder.language, true);
}

void check_b2b(work& job, const create_customer& command, customer_details& made) {
  const auto& typed = command.input;
  const auto& terms = job.terms->customer;
  made.business = check_company(job, typed, "customer", true);
  made.company_car = typed.company_car.value_or(true);

  person_input where;  // of the company itself only where it is matters
  where.language = typed.language;
  where.country = typed.country;
  where.other_country = typed.other_country;
  where.postal_code = typed.postal_code;
  where.street = typed.street;
  where.city = typed.city;
  std::string home = job.place->address.country;
  if (made.business.vat.size() > 2 && !made.business.vat_unknown && typed.country.empty())
    home = made.business.vat.substr(0, 2);
  made.holder = check_person(job, where, {terms, "customer.", rule::b2b_field_missing, false, home});

  if (typed.contacts.empty()) job.refuse(rule::contact_missing, "customer.contacts");
  for (std::size_t i = 0; i < typed.contacts.size(); ++i) {
    const std::string base = "customer.contacts." + std::to_string(i);
    person contact =
        check_person(job, typed.contacts[i], {terms, base + ".", rule::b2b_field_missing, true, made.holder.country});
    contact.id = job.new_identifier();
    const bool first = i == 0;
    // The answers beside the customer are the first contact's; the others bring their own, or were not asked yet.
    const bool beside = first && !command.consents.empty();
    contact.consents = check_answers(job, beside ? command.consents : typed.contacts[i].consents,
                                     first ? "consents" : base + ".consents", contact.language, first);
    made.contacts.push_back(std::move(contact));
  }
}

}  // namespace

customer_details check_customer(work& job, const create_customer& command) {
  customer_details made;
  const auto& typed = command.input;
  const auto& terms = job.terms->customer;
  refuse_foreign_fields(job, typed);
  if (typed.kind == customer_kind::b2c)
    check_b2c(job, command, made);
  else
    check_b2b(job, command, made);
  if (typed.brand.empty()) {
    if (terms.needs(person_field::brand))
      job.refuse(typed.kind == customer_kind::b2c ? rule::b2c_field_missing : rule::b2b_field_missing,
                 "customer.brand");
  } else if (find_known_brand(typed.brand) == nullptr &&
             !projections::load<brand>(job.unit, projections::collections::brands, typed.brand).has_value()) {
    job.refuse(rule::brand_unknown, "customer.brand");
  }
  made.brand = typed.brand;
  made.vehicles = typed.vehicles;
  check_vehicles(job, made.vehicles, "customer.vehicles");
  if (command.open_account) {
    const bool reachable = typed.kind == customer_kind::b2c
                               ? !typed.email.empty()
                               : !typed.contacts.empty() && !typed.contacts.front().email.empty();
    if (!reachable) job.refuse(rule::account_needs_email, "open_account");
  }
  return made;
}

}  // namespace forms
}  // namespace v1
}  // namespace dealerkit
