// Cards in telephones' wallets, and as pictures (CRD-18).
#include "desk/cards.hpp"
#include "desk/handlers.hpp"
#include "documents/card_page.hpp"
#include "documents/qr.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

namespace {

namespace collections = projections::collections;

// A card of either kind, as its wallet form shows it.
struct shown_card {
  std::string id;
  std::string code;
  std::string customer;
  std::string entity;
  std::string title;  ///< of the operation, or of the outlet's programme
  std::string outlet;
  std::string name;  ///< of the holder
  std::string balance;
  std::string unit;  ///< `€`, or empty for points
  std::string valid_until;
  std::optional<instant> ends;
  card_status status = card_status::active;
  bool simulated = false;
  bool loyal = false;
  bool apple = false;
  bool google = false;
  instant last{};
};

std::optional<shown_card> find_shown(work& job, std::string_view code) {
  shown_card shown;
  std::string id;
  std::string outlet_name;
  const auto found = cards::cards_of_code(job, code);
  if (found.size() > 1) {
    job.refuse(rule::card_code_ambiguous, "code");
    return std::nullopt;
  }
  if (!found.empty()) {
    const card& known = found.front();
    shown = {known.id,
             known.code,
             known.customer,
             known.entity,
             {},
             {},
             {},
             cards::euros(known.balance),
             " €",
             {},
             known.usable_until,
             status_at(known, job.context.at),
             known.simulated,
             false,
             known.apple_wallet,
             known.google_wallet,
             known.last};
    append_date(shown.valid_until, known.valid_until);
    outlet_name = known.outlet;
    if (const auto from = projections::load<operation>(job.unit, collections::operations, known.operation);
        from.has_value())
      shown.title = from->name;
  } else if (job.unit.find_unique(projections::indexes::loyalty_code, cards::code_value(job.entity(), code), id)) {
    const auto known = cards::loyalty_card_of(job, id);
    if (known.has_value() && known->entity == job.entity()) {
      const std::int64_t units = balance_at(known->account, job.context.at);
      const bool euros = known->unit == loyalty_unit::eur;
      shown.id = known->id;
      shown.code = known->code;
      shown.customer = known->customer;
      shown.entity = known->entity;
      shown.balance = euros ? cards::euros(units) : std::to_string(units);
      shown.unit = euros ? " €" : "";
      shown.simulated = known->simulated;
      shown.loyal = true;
      shown.apple = known->apple_wallet;
      shown.google = known->google_wallet;
      shown.last = known->last;
      outlet_name = known->outlet;
    }
  }
  const auto holder = shown.id.empty() ? std::nullopt : cards::holder_of(job, shown.id);
  if (!holder.has_value()) {
    job.refuse(rule::record_not_found, "code");
    return std::nullopt;
  }
  shown.name = holder->first_name + " " + holder->last_name;
  if (const auto place = projections::load<outlet>(job.unit, collections::outlets, outlet_name); place.has_value())
    shown.outlet = place->name;
  if (shown.title.empty()) shown.title = shown.outlet;
  return shown;
}

// The words beside a pass's figures, in the actor's language; French where it is none of them.
struct pass_words {
  std::string_view language;
  std::string_view balance;
  std::string_view name;
  std::string_view valid_until;
  std::string_view code;
  std::string_view operation;
  std::string_view programme;
  std::string_view simulated;
};
constexpr pass_words words[] = {
    {"fr", "Solde", "Titulaire", "Valable jusqu’au", "Code", "Opération", "Programme", "Cette carte n’est pas réelle."},
    {"nl", "Saldo", "Houder", "Geldig tot en met", "Code", "Actie", "Programma", "Deze kaart is niet echt."},
    {"de", "Guthaben", "Inhaber", "Gültig bis", "Code", "Aktion", "Programm", "Diese Karte ist nicht echt."},
    {"en", "Balance", "Holder", "Valid until", "Code", "Operation", "Programme", "This card is not real."},
};

const pass_words& words_of(const work& job) {
  const std::string_view language = job.by.has_value() ? std::string_view(job.by->language) : std::string_view{};
  for (const auto& one : words)
    if (language.substr(0, 2) == one.language) return one;
  return words[0];
}

apple_pass apple_pass_of(const shown_card& known, const wallet_terms& terms, const std::string& link,
                         const pass_words& said) {
  apple_pass made;
  made.pass_type_identifier = terms.pass_type_identifier;
  made.serial_number = known.id;
  made.team_identifier = terms.team_identifier;
  made.organization_name = terms.organization;
  made.description = known.title;
  made.logo_text = known.outlet;
  made.foreground_colour = terms.foreground;
  made.background_colour = terms.background;
  if (known.ends.has_value()) append_instant(made.expiration_date, *known.ends, std::chrono::seconds{0});
  made.voided = known.status == card_status::cancelled;
  made.barcodes.push_back({"PKBarcodeFormatQR", link, "iso-8859-1", known.code});
  auto& card = made.store_card;
  const auto field = [](std::string key, std::string_view label, const std::string& value) {
    return apple_field{std::move(key), std::string(label), value};
  };
  card.primary.push_back(field("balance", known.simulated ? "SIMULATION" : said.balance, known.balance + known.unit));
  card.secondary.push_back(field("name", said.name, known.name));
  if (!known.valid_until.empty()) card.header.push_back(field("valid_until", said.valid_until, known.valid_until));
  card.back.push_back(field("code", said.code, known.code));
  card.back.push_back(field("title", known.loyal ? said.programme : said.operation, known.title));
  if (known.simulated) card.back.push_back(field("simulation", "SIMULATION", std::string(said.simulated)));
  return made;
}

google_object google_object_of(const shown_card& known, const wallet_terms& terms, const std::string& link,
                               const pass_words& said) {
  google_object made;
  made.id = terms.google_issuer + "." + known.id;
  made.class_id = terms.google_issuer + "." + terms.google_class;
  switch (known.status) {
    case card_status::active: made.state = "ACTIVE"; break;
    case card_status::empty: made.state = "COMPLETED"; break;
    case card_status::expired: made.state = "EXPIRED"; break;
    case card_status::not_yet_valid:
    case card_status::cancelled: made.state = "INACTIVE"; break;
  }
  made.account_id = known.code;
  made.account_name = known.name;
  made.barcode = {"QR_CODE", link, known.code};
  made.points = {known.title, {known.balance + known.unit}};
  if (known.ends.has_value()) {
    google_date end;
    append_instant(end.date, *known.ends, std::chrono::seconds{0});
    made.valid = google_interval{std::nullopt, end};
  }
  // Nobody shall take it for a real one (CRD-19).
  if (known.simulated) made.texts.push_back({"simulation", "SIMULATION", std::string(said.simulated)});
  return made;
}

}  // namespace

bool handle(work& job, const make_wallet& command, make_wallet::reply_type& reply) {
  const auto known = find_shown(job, command.code);
  if (!known.has_value()) return false;
  if (known->entity != job.entity()) return job.refuse(rule::record_not_found, "code");
  if (!job.in_order(known->last)) return false;
  const std::string link = job.terms->card.card_url + known->code;
  reply.kind = *command.kind;
  const bool apple = *command.kind == wallet_kind::apple;
  if (apple)
    reply.pass = apple_pass_of(*known, job.terms->wallet, link, words_of(job));
  else
    reply.object = google_object_of(*known, job.terms->wallet, link, words_of(job));
  job.subject = uuid_bytes(known->customer);
  if (apple ? known->apple : known->google) return true;
  // From now on movements are pushed to it (CRD-17).
  if (known->loyal)
    job.record(known->id, job.subject, loyalty_wallet_made{apple, !apple});
  else
    job.record(known->id, job.subject, card_wallet_made{apple, !apple});
  return true;
}

bool handle(work& job, const draw_card& command, draw_card::reply_type& reply) {
  const auto known = find_shown(job, command.code);
  if (!known.has_value()) return false;
  const std::string link = job.terms->card.card_url + known->code;
  reply.svg = documents::qr_svg(link);
  documents::card_page page;
  page.outlet = known->outlet;
  page.title = known->title;
  page.name = known->name;
  page.balance = known->balance + known->unit;
  page.valid_until = known->valid_until;
  page.code = known->code;
  page.link = link;
  page.language = job.by.has_value() && !job.by->language.empty() ? job.by->language : std::string_view("fr");
  page.simulated = known->simulated;
  reply.html = documents::card_html(page);
  job.subject = uuid_bytes(known->customer);
  return true;
}

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
