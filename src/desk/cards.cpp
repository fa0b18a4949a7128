// What the handlers of discount cards, loyalty cards and settlement share.
#include "desk/cards.hpp"

#include <sodium.h>

#include <algorithm>

#include "dealerkit/checks.hpp"
#include "desk/customer_forms.hpp"
#include "desk/customers.hpp"
#include "exchange/table.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace cards {

namespace collections = projections::collections;
namespace indexes = projections::indexes;

std::string euros(std::int64_t cents) { return to_string(money::minor(cents, euro)); }

namespace {

bool from_base64(std::string_view text, std::string& bytes) {
  bytes.assign(text.size() / 4 * 3 + 3, '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                                       text.size(), " \r\n", &size, &end, sodium_base64_VARIANT_ORIGINAL);
  bytes.resize(failed == 0 ? size : 0);
  return failed == 0 && end == text.data() + text.size();
}

}  // namespace

std::string normal_code(std::string_view typed) {
  if (const checked code = check_card_code(typed); code.valid()) return std::string(code.normalized());
  std::string normal;
  for (const char c : typed) {
    if (c == ' ' || c == '-') continue;
    normal.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  }
  return normal;
}

std::string code_value(std::string_view entity, std::string_view typed) {
  if (const checked code = check_card_code(typed); code.valid()) return std::string(code.normalized());
  const std::string normal = normal_code(typed);
  return normal.empty() ? normal : projections::code_value(entity, normal);
}

std::string new_code(work& job) {
  const auto code = make_card_code(job.random_bits());
  return {code.data(), code.size()};
}

std::string check_code(work& job, std::string_view typed, std::string_view field) {
  if (typed.empty()) return {};
  constexpr std::size_t code_size_max = 32;
  std::string code = normal_code(typed);
  const auto plain = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  if (code.empty())
    job.refuse(rule::card_code_missing, field);
  else if (code.size() > code_size_max || !std::all_of(code.begin(), code.end(), plain))
    job.refuse(rule::card_code_malformed, field);
  return code;
}

std::optional<std::int64_t> cents_of(work& job, decimal typed, std::string_view field) {
  const auto amount = to_money(typed, euro);
  if (!amount.ok()) {
    job.refuse(amount.refusal().broken, field,
               amount.refusal().broken == rule::money_too_many_decimals ? work::arguments{{"decimals", "2"}}
                                                                        : work::arguments{});
    return std::nullopt;
  }
  return amount.value().minor_units();
}

card_holder check_holder(work& job, const holder_input& typed, const holder_rules& rules) {
  card_holder made;
  const auto at = [&](std::string_view field) { return rules.base + std::string(field); };
  const auto line = [&](std::string_view text, std::string_view field, bool must) {
    const auto before = job.refused.size();
    std::string found = forms::check_line(job, text, at(field));
    if (found.empty() && must && job.refused.size() == before) job.refuse(rules.missing, at(field));
    return found;
  };
  made.last_name = line(typed.last_name, "last_name", true);
  made.first_name = line(typed.first_name, "first_name", true);
  made.civility = line(typed.civility, "civility", false);
  if (typed.email.empty()) {
    job.refuse(rules.missing, at("email"));
  } else if (const checked email = check_email(typed.email); email.valid()) {
    made.email = std::string(email.normalized());
  } else {
    job.refuse(email.broken, at("email"));
  }
  const bool no_mobile = typed.mobile.find_first_not_of(" \t") == std::string::npos;
  if (no_mobile) {
    if (rules.needs_mobile) job.refuse(rules.missing, at("mobile"));
  } else {
    const std::string home = job.place.has_value() ? job.place->address.country : std::string("FR");
    const checked_phone number = check_phone(typed.mobile, home, phone_form::any);
    if (number.valid())
      made.mobile = std::string(number.normalized());
    else
      job.refuse(number.broken, at("mobile"));
  }
  return made;
}

namespace {

std::optional<std::string> customer_with_email(work& job, std::string_view email) {
  std::optional<std::string> found;
  job.unit.find_exact(indexes::customer_email, projections::email_value(job.entity(), email), [&](std::string_view id) {
    const auto known = projections::load_customer(job.unit, id);
    if (!known.has_value() || known->erased_at.has_value()) return true;
    found = std::string(id);
    return false;
  });
  return found;
}

consent_record share_record(const work& job, bool answer, std::string_view outlet) {
  consent_record record;
  record.purpose = "share_with_brand";
  record.answer = answer ? consent_answer::yes : consent_answer::no;
  record.at = job.context.at;
  record.user = job.by.has_value() ? job.by->id : std::string{};
  record.outlet = std::string(outlet);
  record.channel = job.by.has_value() ? job.terms->consent.channel : std::string("form");
  record.text = {job.by.has_value() ? job.by->language : std::string{}, job.terms->consent.text_version};
  return record;
}

}  // namespace

std::optional<std::string> customer_of(work& job, const card_holder& holder, std::string_view outlet) {
  std::optional<consent_record> share;
  if (holder.share_with_brand.has_value()) share = share_record(job, *holder.share_with_brand, outlet);
  if (auto known = customer_with_email(job, holder.email); known.has_value()) {
    const auto subject = uuid_bytes(*known);
    job.subject = subject;
    if (share.has_value()) {
      const auto record = projections::load_customer(job.unit, *known);
      if (!record.has_value()) return std::nullopt;
      // Of a company the contact with this address answers.
      const person* answers = &record->details.holder;
      for (const auto& one : record->details.contacts)
        if (match_emails(one.email, holder.email)) answers = &one;
      // A public form proves nothing about who filled it in: it does not turn a no that stands into a yes.
      const bool from_form = !job.by.has_value();
      if (from_form && share->answer == consent_answer::yes &&
          answer_at(answers->consents, share->purpose, job.context.at) == consent_answer::no) {
        job.explain("CON-06", "the customer's answer stands: a public form does not turn a no into a yes");
        return known;
      }
      const bool contact = answers != &record->details.holder;
      job.record(*known, subject, consent_given{contact ? answers->id : std::string{}, *share});
    }
    return known;
  }
  std::string id = job.new_identifier();
  const auto subject = uuid_bytes(id);
  job.subject = subject;
  job.unit.make_subject(subject);
  customer_created created;
  created.outlet = std::string(outlet);
  created.owner = job.by.has_value() ? job.by->id : std::string{};
  person& one = created.details.holder;
  one.id = id;
  one.first_name = holder.first_name;
  one.last_name = holder.last_name;
  one.civility = holder.civility;
  one.email = holder.email;
  one.mobile = holder.mobile;
  if (share.has_value()) {
    one.consents.push_back(*share);
    created.consents.push_back(*share);
  }
  job.record(id, subject, created);
  return id;
}

std::optional<card> card_of_id(work& job, std::string_view id) {
  auto known = projections::load<card>(job.unit, collections::cards, id);
  if (!known.has_value()) return std::nullopt;
  const bool partner =
      std::find(known->partners.begin(), known->partners.end(), job.place_name) != known->partners.end();
  if (known->entity != job.entity() && !partner) return std::nullopt;
  return known;
}

std::vector<card> cards_of_code(work& job, std::string_view code) {
  std::vector<card> found;
  const std::string value = code_value(job.entity(), code);
  if (value.empty()) return found;
  std::string id;
  if (job.unit.find_unique(indexes::card_code, value, id)) {
    if (auto known = card_of_id(job, id); known.has_value()) found.push_back(std::move(*known));
    return found;
  }
  job.unit.find_exact(indexes::card_number, normal_code(code), [&](std::string_view other) {
    if (auto known = card_of_id(job, other); known.has_value()) found.push_back(std::move(*known));
    return true;
  });
  return found;
}

std::optional<card> find_card(work& job, std::string_view code, std::string_view field) {
  auto found = cards_of_code(job, code);
  if (found.size() == 1) return std::move(found.front());
  job.refuse(found.empty() ? rule::record_not_found : rule::card_code_ambiguous, field);
  return std::nullopt;
}

std::optional<card_holder> holder_of(work& job, std::string_view card_id) {
  return projections::load<card_holder>(job.unit, collections::card_holders, card_id);
}

card_view view_of(work& job, const card& known) {
  card_view shown;
  shown.code = known.code;
  shown.balance = euros(known.balance);
  shown.amount = euros(known.amount);
  shown.mode = known.mode;
  if (known.mode == consumption_mode::percent_of_invoice) shown.percent = known.percent;
  shown.valid_from = known.valid_from;
  shown.valid_until = known.valid_until;
  shown.status = status_at(known, job.context.at);
  shown.held = euros(held_at(known, job.context.at));
  shown.operation = known.operation;
  if (const auto from = projections::load<operation>(job.unit, collections::operations, known.operation);
      from.has_value())
    shown.operation_name = from->name;
  shown.outlet = known.outlet;
  shown.simulated = known.simulated;
  if (auto holder = holder_of(job, known.id); holder.has_value()) {
    shown.name = holder->first_name + " " + holder->last_name;
    // A partner of another entity sees the card and the name, nothing more (ACC-02).
    if (known.entity == job.entity()) shown.holder = std::move(*holder);
  }
  return shown;
}

void tell_wallets(work& job, const wallet_movement& moved) {
  if (job.host.options.simulation) return;  // only mails are real there (CRD-19)
  const auto tell = [&](std::string_view kind, std::string_view wallet) {
    effect told;
    told.kind = std::string(kind);
    told.template_name = "card_movement";
    told.data.set("code", std::string(moved.code));
    told.data.set("movement", std::string(moved.movement));
    told.data.set("balance", moved.balance);
    told.data.set("wallet", std::string(wallet));
    job.post(uuid_bytes(moved.customer), std::move(told));
  };
  if (moved.apple) {
    tell("wallet_update", "apple");
    tell("push", "apple");
  }
  if (moved.google) {
    tell("wallet_update", "google");
    tell("push", "google");
  }
}

void tell_wallets(work& job, const card& known, std::string_view movement) {
  tell_wallets(job,
               {known.code, known.customer, movement, euros(known.balance), known.apple_wallet, known.google_wallet});
}

void write_to_holder(work& job, const card& known, const card_holder& holder, std::string_view template_name) {
  effect mail;
  mail.kind = "email";
  mail.template_name = std::string(template_name);
  mail.to = holder.email;
  const auto issuer = projections::load<outlet>(job.unit, collections::outlets, known.outlet);
  const auto from = projections::load<operation>(job.unit, collections::operations, known.operation);
  mail.language = job.by.has_value() && !job.by->language.empty() ? job.by->language : std::string("fr");
  if (!holder.civility.empty()) mail.data.set("civility", holder.civility);
  mail.data.set("name", holder.first_name + " " + holder.last_name);
  if (issuer.has_value()) {
    mail.data.set("outlet", issuer->name);
    mail.data.set("street", issuer->address.street);
    mail.data.set("postal_code", issuer->address.postal_code);
    mail.data.set("city", issuer->address.city);
  }
  if (from.has_value()) mail.data.set("operation", from->name);
  mail.data.set("code", known.code);
  mail.data.set("amount", euros(known.amount));
  mail.data.set("balance", euros(known.balance));
  std::string day;
  append_date(day, known.valid_until);
  mail.data.set("valid_until", day);
  mail.data.set("link", job.terms->card.card_url + known.code);
  job.post(uuid_bytes(known.customer), std::move(mail));
}

std::vector<card_holder> check_batch(work& job, const std::vector<batch_row>& rows, std::string_view csv,
                                     std::string_view csv_base64) {
  std::vector<batch_row> taken = rows;
  const int sources = (rows.empty() ? 0 : 1) + (csv.empty() ? 0 : 1) + (csv_base64.empty() ? 0 : 1);
  if (sources != 1) {
    job.refuse(rule::batch_source_unclear, "rows");
    return {};
  }
  if (rows.empty()) {
    std::string bytes(csv);
    if (!csv_base64.empty() && !from_base64(csv_base64, bytes)) {
      job.refuse(rule::batch_table_malformed, "csv_base64");
      return {};
    }
    auto table = exchange::read_table(bytes);
    if (!table.fine) {
      job.refuse(rule::batch_table_malformed, csv.empty() ? "csv_base64" : "csv",
                 {{"line", std::to_string(table.broken_line)}});
      return {};
    }
    for (auto& row : exchange::customers_of(std::move(table)))
      taken.push_back({std::move(row.last_name), std::move(row.first_name), std::move(row.email), std::move(row.mobile),
                       std::move(row.vin)});
  }
  const auto& terms = job.terms->card;
  const auto count = static_cast<std::int64_t>(taken.size());
  if (count < terms.batch_min || count > terms.batch_max) {
    job.refuse(rule::batch_size_out_of_range, "rows",
               {{"minimum", std::to_string(terms.batch_min)}, {"maximum", std::to_string(terms.batch_max)}});
    return {};
  }
  std::vector<card_holder> made;
  made.reserve(taken.size());
  for (std::size_t i = 0; i < taken.size(); ++i) {
    const auto& row = taken[i];
    const std::string base = "rows." + std::to_string(i) + ".";
    card_holder holder = check_holder(job, {row.last_name, row.first_name, {}, row.email, row.mobile},
                                      {base, rule::batch_cell_missing, false});
    if (!row.vin.empty()) {
      const checked vin = check_vin(row.vin);
      if (vin.valid())
        holder.vin = std::string(vin.normalized());
      else
        job.refuse(vin.broken, base + "vin");
    }
    made.push_back(std::move(holder));
  }
  // The same address twice is found in n log n steps: by its place in a sorted list of them.
  std::vector<std::pair<std::string, std::size_t>> addresses;
  for (std::size_t i = 0; i < made.size(); ++i) {
    std::string lowered = made[i].email;
    for (char& c : lowered)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (!lowered.empty()) addresses.emplace_back(std::move(lowered), i);
  }
  std::sort(addresses.begin(), addresses.end());
  for (std::size_t i = 1; i < addresses.size(); ++i)
    if (addresses[i].first == addresses[i - 1].first)
      job.refuse(rule::batch_email_given_twice, "rows." + std::to_string(addresses[i].second) + ".email",
                 {{"row", std::to_string(addresses[i - 1].second)}});
  return made;
}

std::optional<std::vector<std::string>> ids_by_holder(work& job, const holder_search& wanted) {
  // The narrowest of what is given; the rest is compared.
  std::string value;
  store::index which = indexes::card_email;
  std::string email;
  std::string mobile;
  std::string vin;
  if (!wanted.email.empty()) {
    const checked found = check_email(wanted.email);
    if (!found.valid()) {
      job.refuse(found.broken, "customer.email");
      return std::nullopt;
    }
    email = std::string(found.normalized());
  }
  if (!wanted.mobile.empty()) {
    const auto found = check_phone(wanted.mobile, job.place->address.country, phone_form::any);
    if (!found.valid()) {
      job.refuse(found.broken, "customer.mobile");
      return std::nullopt;
    }
    mobile = std::string(found.normalized());
  }
  if (!wanted.vin.empty()) {
    const checked found = check_vin(wanted.vin);
    if (!found.valid()) {
      job.refuse(found.broken, "customer.vin");
      return std::nullopt;
    }
    vin = std::string(found.normalized());
  }
  if (!email.empty()) {
    value = projections::email_value(job.entity(), email);
  } else if (!vin.empty()) {
    which = indexes::card_vin;
    value = projections::joined(job.entity(), vin);
  } else if (!mobile.empty()) {
    which = indexes::card_mobile;
    value = projections::phone_value(job.entity(), mobile);
  } else if (!wanted.last_name.empty() && !wanted.first_name.empty()) {
    which = indexes::card_name;
    value = projections::name_value(job.entity(), wanted.first_name, wanted.last_name);
  } else {
    job.refuse(rule::card_lookup_incomplete, "customer");
    return std::nullopt;
  }
  std::vector<std::string> found;
  job.unit.find_exact(which, value, [&](std::string_view id) {
    const auto holder = holder_of(job, id);
    if (!holder.has_value()) return true;
    const bool fits = (email.empty() || match_emails(holder->email, email)) && (vin.empty() || holder->vin == vin) &&
                      (mobile.empty() || holder->mobile == mobile) &&
                      (wanted.last_name.empty() || match_names(holder->last_name, wanted.last_name)) &&
                      (wanted.first_name.empty() || match_names(holder->first_name, wanted.first_name));
    if (fits) found.emplace_back(id);
    return found.size() < static_cast<std::size_t>(list_limit_max);
  });
  return found;
}

std::optional<std::vector<card>> find_by_holder(work& job, const holder_search& wanted) {
  const auto ids = ids_by_holder(job, wanted);
  if (!ids.has_value()) return std::nullopt;
  std::vector<card> found;
  for (const auto& id : *ids) {
    auto known = projections::load<card>(job.unit, collections::cards, id);
    if (known.has_value() && known->entity == job.entity()) found.push_back(std::move(*known));
  }
  return found;
}

}  // namespace cards
}  // namespace v1
}  // namespace dealerkit
