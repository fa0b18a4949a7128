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
  std::string title;    ///< of the operation, or of the outlet's programme
  std::string outlet;
  std::string name;     ///< of the holder
  std::string balance;
  std::string unit;     ///< `€`, or empty for points
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
  const std::string normal = cards::normal_code(code);
  std::string outlet_name;
  if (job.unit.find_unique(projections::indexes::card_code, normal, id)) {
    const auto known = cards::card_of_id(job, id);
    if (known.has_value()) {
      shown = {known->id, known->code, known->customer, known->entity, {}, {}, {}, cards::euros(known->balance), " €",
               {}, known->usable_until, status_at(*known, job.context.at), known->simulated, false,
               known->apple_wallet, known->google_wallet, known->last};
      append_date(shown.valid_until, known->valid_until);
      outlet_name = known->outlet;
      if (const auto from = projections::load<operation>(job.unit, collections::operations, known->operation);
          from.has_value())
        shown.title = from->name;
    }
  } else if (job.unit.find_unique(projections::indexes::loyalty_code, normal, id)) {
    const auto known = projections::load<loyalty_card>(job.unit, collections::loyalty_cards, id);
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

apple_pass apple_pass_of(const shown_card& known, const wallet_terms& terms, const std::string& link) {
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
  card.primary.push_back({"balance", known.simulated ? "SIMULATION" : "", known.balance + known.unit});
  card.secondary.push_back({"name", "", known.name});
  if (!known.valid_until.empty()) card.header.push_back({"valid_until", "", known.valid_until});
  card.back.push_back({"code", "", known.code});
  card.back.push_back({"title", "", known.title});
  return made;
}

google_object google_object_of(const shown_card& known, const wallet_terms& terms, const std::string& link) {
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
  return made;
}

}  // namespace

bool handle(work& job, const make_wallet& command, make_wallet::reply_type& reply) {
  const auto known = find_shown(job, command.code);
  if (!known.has_value()) return false;
  if (known->entity != job.entity()) return job.refuse(rule::record_not_found, "code");
  if (!cards::in_order(job, known->last)) return false;
  const std::string link = job.terms->card.card_url + known->code;
  reply.kind = *command.kind;
  const bool apple = *command.kind == wallet_kind::apple;
  if (apple)
    reply.pass = apple_pass_of(*known, job.terms->wallet, link);
  else
    reply.object = google_object_of(*known, job.terms->wallet, link);
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
