// Projections: what can be derived from the events and is kept so that questions are fast. A rebuild clears them and
// applies every event again; the bytes must come out the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/audit.hpp"
#include "dealerkit/card.hpp"
#include "dealerkit/catalog.hpp"
#include "dealerkit/core/identifier.hpp"
#include "dealerkit/customer.hpp"
#include "dealerkit/device.hpp"
#include "dealerkit/lead.hpp"
#include "dealerkit/loyalty.hpp"
#include "dealerkit/network.hpp"
#include "dealerkit/operation.hpp"
#include "dealerkit/policy.hpp"
#include "dealerkit/session.hpp"
#include "dealerkit/settlement.hpp"
#include "desk/codec.hpp"
#include "store/ledger.hpp"

namespace dealerkit {
inline namespace v1 {
namespace projections {

/// The numbers of the collections and indexes: part of the file format, never used for anything else.
namespace collections {
inline constexpr auto policies = store::collection{1};
inline constexpr auto brands = store::collection{2};
inline constexpr auto entities = store::collection{3};
inline constexpr auto outlets = store::collection{4};
inline constexpr auto users = store::collection{5};
inline constexpr auto customers = store::collection{6};
inline constexpr auto quality = store::collection{7};
// Catalogues: 10-14.
inline constexpr auto catalog_heads = store::collection{10};
inline constexpr auto catalogs = store::collection{11};       ///< those in force, whole
inline constexpr auto catalog_parts = store::collection{12};  ///< those that came before the last one

// Sessions: 15-19.
inline constexpr auto sessions = store::collection{15};
inline constexpr auto users_at_stand = store::collection{16};

// Quotes, offers, vouchers: 20-29.
inline constexpr auto quotes = store::collection{20};
inline constexpr auto quote_contents = store::collection{21};
inline constexpr auto offers = store::collection{22};  ///< documents by number
inline constexpr auto vouchers = store::collection{23};
inline constexpr auto voucher_codes = store::collection{24};
inline constexpr auto offer_counters = store::collection{25};  ///< event → offers so far

// Leads and devices: 30-39.
inline constexpr auto leads = store::collection{30};
inline constexpr auto handovers = store::collection{31};  ///< whose and which identifier → the lead
inline constexpr auto devices = store::collection{32};

// Discount cards: 40-44.
inline constexpr auto operations = store::collection{40};
inline constexpr auto cards = store::collection{41};
inline constexpr auto card_holders = store::collection{42};  ///< of loyalty cards too
inline constexpr auto card_uses = store::collection{43};
inline constexpr auto card_holds = store::collection{44};

// Loyalty: 45-49.
inline constexpr auto programmes = store::collection{45};
inline constexpr auto loyalty_cards = store::collection{46};
inline constexpr auto loyalty_transactions = store::collection{47};
inline constexpr auto loyalty_aside = store::collection{48};  ///< what cards keep apart, in parts

// Settlement: 50-54.
inline constexpr auto claims = store::collection{50};
inline constexpr auto payment_runs = store::collection{51};
}  // namespace collections

namespace indexes {
inline constexpr auto customer_email = store::index{1};
inline constexpr auto customer_vat = store::index{2};
inline constexpr auto customer_name = store::index{3};
inline constexpr auto customer_phone = store::index{4};
inline constexpr auto customer_owner = store::index{5};  ///< ordered
inline constexpr auto outlet_brand = store::index{6};    ///< ordered
inline constexpr auto entity_vat = store::index{7};
inline constexpr auto event_record = store::index{8};  ///< ordered: record → sequence
// Catalogues: 10-14.
inline constexpr auto catalog_model = store::index{10};  ///< ordered: model → catalogue

// Sessions: 15-19.

// Quotes, offers, vouchers: 20-29.
inline constexpr auto quote_customer = store::index{20};    ///< ordered
inline constexpr auto quote_day = store::index{21};         ///< ordered: entity and day → quotes opened or issued
inline constexpr auto voucher_code = store::index{22};      ///< unique
inline constexpr auto voucher_holder = store::index{23};    ///< unique: event and customer → voucher
inline constexpr auto voucher_use = store::index{24};       ///< unique: voucher → the order it was used on
inline constexpr auto voucher_customer = store::index{25};  ///< ordered
inline constexpr auto customer_day = store::index{26};      ///< ordered: entity and day → customers created

// Leads and devices: 30-39.
inline constexpr auto lead_email = store::index{30};
inline constexpr auto lead_phone = store::index{31};
inline constexpr auto lead_list = store::index{32};   ///< ordered: entity, instant → lead
inline constexpr auto user_place = store::index{33};  ///< ordered: entity, outlet (or none: all) → user

// Discount cards: 40-49.
inline constexpr auto card_code = store::index{40};       ///< unique: code_value()
inline constexpr auto card_invoice = store::index{41};    ///< unique: card, outlet, number
inline constexpr auto operation_form = store::index{42};  ///< unique
inline constexpr auto form_email = store::index{43};      ///< unique: operation, address
inline constexpr auto card_email = store::index{44};
inline constexpr auto card_mobile = store::index{45};
inline constexpr auto card_vin = store::index{46};
inline constexpr auto card_name = store::index{47};
inline constexpr auto card_reminder = store::index{48};  ///< ordered: entity, day, card
inline constexpr auto card_customer = store::index{49};  ///< ordered: customer → card, of both kinds

// Loyalty: 50-54.
inline constexpr auto loyalty_code = store::index{50};      ///< unique: code_value()
inline constexpr auto loyalty_invoice = store::index{51};   ///< unique: card, number
inline constexpr auto loyalty_outlet = store::index{52};    ///< ordered: outlet → card
inline constexpr auto programme_outlet = store::index{53};  ///< ordered: outlet, start → programme

// Settlement: 55-59.
inline constexpr auto claim_entity = store::index{55};  ///< ordered: entity that gave the discount → claim
inline constexpr auto claim_payer = store::index{56};   ///< ordered: entity of the operation → claim
inline constexpr auto claim_due = store::index{57};     ///< ordered: payer, due day, claim; pending ones only
inline constexpr auto card_entity = store::index{58};   ///< ordered: entity, or the one that pays a share → card
inline constexpr auto card_number = store::index{59};   ///< number of another system → card

}  // namespace indexes

/// Where an event stands and who made it.
struct place {
  std::string_view record;
  std::string_view entity;
  std::string_view user;
  std::string_view outlet;
  instant at{};
  std::int64_t sequence = 0;
  store::subject_id subject{};
};

/// Data quality of one user on one day (CON-09), as it is kept.
struct quality_counts {
  std::string day;
  std::string user;
  std::int64_t customers_created = 0;
  std::int64_t consents_answered = 0;
  named<std::int64_t> asked;  ///< purpose → answers
  named<std::int64_t> yes;    ///< purpose → answers that were yes
  std::int64_t emails_confirmed = 0;
  std::int64_t placeholders_used = 0;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("day", &quality_counts::day);
    field("user", &quality_counts::user);
    field("customers_created", &quality_counts::customers_created);
    field("consents_answered", &quality_counts::consents_answered);
    field("asked", &quality_counts::asked);
    field("yes", &quality_counts::yes);
    field("emails_confirmed", &quality_counts::emails_confirmed);
    field("placeholders_used", &quality_counts::placeholders_used);
  }
  friend bool operator==(const quality_counts&, const quality_counts&) = default;
};

/// What one user has in hand at the stand (JRN-02): the latest session, and what was handled recently, newest first.
struct user_at_stand {
  std::string session;
  std::vector<std::string> customers;
  std::vector<std::string> quotes;

  static constexpr std::size_t recent_max = 10;
  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("session", &user_at_stand::session);
    field("customers", &user_at_stand::customers);
    field("quotes", &user_at_stand::quotes);
  }
  friend bool operator==(const user_at_stand&, const user_at_stand&) = default;
};

/// What is known of a catalogue without reading it: which content is in force, and which parts wait for others.
struct catalog_head {
  std::int64_t sequence = 0;  ///< of the event that put the content in force; 0: none is
  std::string version;        ///< of that content
  instant changed_at{};       ///< of the last load
  std::int64_t parts = 0;     ///< that wait
  std::int64_t parts_of = 0;
  bool adding = false;  ///< they will be added to what is in force

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("sequence", &catalog_head::sequence);
    field("version", &catalog_head::version);
    field("changed_at", &catalog_head::changed_at);
    field("parts", &catalog_head::parts);
    field("parts_of", &catalog_head::parts_of);
    field("adding", &catalog_head::adding);
  }
  friend bool operator==(const catalog_head&, const catalog_head&) = default;
};

/// What a list of candidates shows of a customer: kept beside the entries of the index of names, since a name has many
/// bearers and opening each one's document takes several times as long as the rest of a search.
struct customer_line {
  customer_kind kind = customer_kind::b2c;
  std::string name;
  std::string email;
  bool has_contact = false;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("kind", &customer_line::kind);
    field("name", &customer_line::name);
    field("email", &customer_line::email);
    field("has_contact", &customer_line::has_contact);
  }
  friend bool operator==(const customer_line&, const customer_line&) = default;
};

[[nodiscard]] customer_line line_of(const customer& known);

/// What the entries of the indexes depend on beside the events. A store whose entries were made otherwise is rebuilt as
/// it is opened.
[[nodiscard]] std::string index_form();

/// How many offers an event has issued: the last number given.
struct offer_counter {
  std::int64_t offers = 0;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("offers", &offer_counter::offers);
  }
  friend bool operator==(const offer_counter&, const offer_counter&) = default;
};

/// The card that a hold is of.
struct hold_owner {
  std::string card;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("card", &hold_owner::card);
  }
  friend bool operator==(const hold_owner&, const hold_owner&) = default;
};

/// Loads a document; empty where there is none, or it cannot be read (then the unit has failed).
template <class State>
[[nodiscard]] std::optional<State> load(store::unit& unit, store::collection where, std::string_view id) {
  std::string room;
  std::string_view bytes;
  State state{};
  if (id.empty() || !unit.view(where, id, room, bytes) || !codec::decode(bytes, state)) return std::nullopt;
  return state;
}

/// Calls `visit` with the identifier and the line of each bearer of a name, ascending, after one of them where one is
/// given; until it says false.
template <class Visitor>
void find_namesakes(store::unit& unit, std::string_view value, std::string_view after, Visitor&& visit) {
  unit.find_lines(
      indexes::customer_name, value,
      [&](std::string_view id, std::string_view bytes) {
        customer_line line;
        return !codec::decode(bytes, line) || visit(id, line);
      },
      after);
}

/// Writes a document, sealed for the subject where there is one.
template <class State>
void save(store::unit& unit, store::collection where, std::string_view id, const State& state,
          const store::subject_id& subject = {}) {
  unit.save(where, id, codec::bytes_of(state), subject);
}

/// Puts the event on the list of its record's events; every apply() does this first.
void list_event(store::unit& unit, const place& where);

[[nodiscard]] std::optional<customer> load_customer(store::unit& unit, std::string_view id);

/// The content that a catalogue will have with this load, the last of its parts: what came before it, then the load.
[[nodiscard]] catalog whole_catalog(store::unit& unit, const catalog_loaded& event);
/// The version of a content, from its stored form.
[[nodiscard]] std::string catalog_version(std::string_view bytes);

// The values that customers are found by; each begins with the legal entity, since nobody sees over that wall.
[[nodiscard]] std::string email_value(std::string_view entity, std::string_view email);
[[nodiscard]] std::string vat_value(std::string_view entity, std::string_view vat);
[[nodiscard]] std::string phone_value(std::string_view entity, std::string_view phone);
[[nodiscard]] std::string name_value(std::string_view entity, std::string_view first, std::string_view last);
/// What a card's code is unique by: a checked code among all, a number of another system in its legal entity (CRD-20).
[[nodiscard]] std::string code_value(std::string_view entity, std::string_view code);
/// `entity`, a separator and `rest`: a key of an ordered index.
[[nodiscard]] std::string joined(std::string_view entity, std::string_view rest);
/// A sequence as a key that sorts as it counts.
[[nodiscard]] std::string sequence_key(std::int64_t sequence);
[[nodiscard]] std::int64_t sequence_of(std::string_view key) noexcept;

// One overload an event: brings every projection that it touches up to date.
void apply(store::unit&, const place&, const brand_registered&);
void apply(store::unit&, const place&, const entity_loaded&);
void apply(store::unit&, const place&, const outlet_changed&);
void apply(store::unit&, const place&, const user_changed&);
void apply(store::unit&, const place&, const portfolio_transferred&);
void apply(store::unit&, const place&, const policy_loaded&);
void apply(store::unit&, const place&, const customer_created&);
void apply(store::unit&, const place&, const customer_changed&);
void apply(store::unit&, const place&, const contact_added&);
void apply(store::unit&, const place&, const customer_selected&);
void apply(store::unit&, const place&, const consent_given&);
void apply(store::unit&, const place&, const account_confirmed&);
void apply(store::unit&, const place&, const customer_exported&);
void apply(store::unit&, const place&, const customer_erased_event&);
void apply(store::unit&, const place&, const effects_acknowledged&);
// Catalogues.
void apply(store::unit&, const place&, const catalog_loaded&);

// Sessions.
void apply(store::unit&, const place&, const session_started&);
void apply(store::unit&, const place&, const session_replaced&);
void apply(store::unit&, const place&, const customer_linked&);
void apply(store::unit&, const place&, const step_revisited&);
void apply(store::unit&, const place&, const journey_advanced&);
void apply(store::unit&, const place&, const backup_used&);
void apply(store::unit&, const place&, const customer_referred&);
void apply(store::unit&, const place&, const customer_released&);

// Quotes, offers, vouchers.
void apply(store::unit&, const place&, const quote_opened&);
void apply(store::unit&, const place&, const basket_changed&);
void apply(store::unit&, const place&, const code_applied&);
void apply(store::unit&, const place&, const offer_issued&);
void apply(store::unit&, const place&, const offer_sent&);
void apply(store::unit&, const place&, const quote_accepted&);
void apply(store::unit&, const place&, const rework_asked&);
void apply(store::unit&, const place&, const quote_withdrawn&);
void apply(store::unit&, const place&, const voucher_issued&);
void apply(store::unit&, const place&, const voucher_redeemed&);
/// Removes what the quotes and vouchers of a customer say of the person; amounts and dates stay (CUS-21).
void forget_quotes_of(store::unit& unit, std::string_view customer);

// Leads and devices.
void apply(store::unit&, const place&, const lead_captured&);
void apply(store::unit&, const place&, const lead_attached&);
void apply(store::unit&, const place&, const lead_models_added&);
void apply(store::unit&, const place&, const lead_transmitted&);
void apply(store::unit&, const place&, const lead_erased_event&);
void apply(store::unit&, const place&, const lead_forgotten&);
void apply(store::unit&, const place&, const device_enrolled&);

/// Which lead an entity knows under an identifier. It is not sealed: a lead that was erased must not come back when a
/// device sends it again.
struct handover_place {
  std::string lead;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("lead", &handover_place::lead);
  }
  friend bool operator==(const handover_place&, const handover_place&) = default;
};

/// What a lead made from a customer's offer is found by, beside the e-mail addresses.
[[nodiscard]] std::string lead_customer_value(std::string_view entity, std::string_view customer);

/// The key of a handover that an entity received from another one.
[[nodiscard]] std::string received_handover_key(std::string_view entity, std::string_view id);

/// The key of a lead in an entity's list: the instant from which the entity knows it.
[[nodiscard]] std::string lead_list_key(const lead& known, std::string_view entity);

/// Where a user can be found: once at each outlet of the record, and once at the entity itself.
[[nodiscard]] std::vector<std::string> user_places(const user& person);

// Cards, loyalty, settlement.
void apply(store::unit&, const place&, const operation_prepared&);
void apply(store::unit&, const place&, const form_card_given&);
void apply(store::unit&, const place&, const card_created&);
void apply(store::unit&, const place&, const card_completed&);
void apply(store::unit&, const place&, const card_used&);
void apply(store::unit&, const place&, const card_use_cancelled&);
void apply(store::unit&, const place&, const card_held&);
void apply(store::unit&, const place&, const card_hold_released&);
void apply(store::unit&, const place&, const card_reminded&);
void apply(store::unit&, const place&, const card_wallet_made&);
void apply(store::unit&, const place&, const programme_defined&);
void apply(store::unit&, const place&, const programme_ended&);
void apply(store::unit&, const place&, const loyalty_card_created&);
void apply(store::unit&, const place&, const loyalty_holder_changed&);
void apply(store::unit&, const place&, const loyalty_moved_event&);
/// The same where what the card becomes is known: of a card that had no credits apart.
void apply(store::unit&, const place&, const loyalty_moved_event&, const loyalty_card& after);
void apply(store::unit&, const place&, const loyalty_taken_back&);
void apply(store::unit&, const place&, const loyalty_adjusted&);
void apply(store::unit&, const place&, const loyalty_wallet_made&);
void apply(store::unit&, const place&, const claim_raised&);
void apply(store::unit&, const place&, const claim_closed_event&);
void apply(store::unit&, const place&, const payment_run_created&);
void apply(store::unit&, const place&, const payment_run_paid&);
/// Takes the holders of a customer's cards out of everything that is kept, before the customer is erased.
void forget_holders(store::unit& unit, std::string_view customer);

}  // namespace projections
}  // namespace v1
}  // namespace dealerkit
