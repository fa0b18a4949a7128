// Discount cards: issued by an outlet to one customer for an amount in whole euros, used as their mode says until they
// are empty, never recharged (CRD-01). What a use takes is decided in card_use.hpp.
//
//   evolve(card, card_used{…}, place)                    // less on it
//   status_at(card, after_its_last_day)                  // card_status::expired
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/card_use.hpp"
#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/instant.hpp"
#include "dealerkit/customer.hpp"
#include "dealerkit/operation.hpp"
#include "dealerkit/wallet.hpp"

namespace dealerkit {
inline namespace v1 {

/// The state of a card at an instant.
enum class card_status : std::uint8_t { not_yet_valid, active, empty, expired, cancelled };
template <>
struct enum_names<card_status> {
  static constexpr enum_name<card_status> list[] = {{card_status::not_yet_valid, "not_yet_valid"},
                                                    {card_status::active, "active"},
                                                    {card_status::empty, "empty"},
                                                    {card_status::expired, "expired"},
                                                    {card_status::cancelled, "cancelled"}};
};

/// What an invoice was for (CRD-11).
enum class invoice_purpose : std::uint8_t { after_sales, new_vehicle, parts, accessories };
template <>
struct enum_names<invoice_purpose> {
  static constexpr enum_name<invoice_purpose> list[] = {{invoice_purpose::after_sales, "after_sales"},
                                                        {invoice_purpose::new_vehicle, "new_vehicle"},
                                                        {invoice_purpose::parts, "parts"},
                                                        {invoice_purpose::accessories, "accessories"}};
};

// --- Holders

/// A card's customer as typed.
struct holder_input {
  std::string last_name;
  std::string first_name;
  std::string civility;
  std::string email;
  std::string mobile;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("last_name", &holder_input::last_name);
    field("first_name", &holder_input::first_name);
    field("civility", &holder_input::civility);
    field("email", &holder_input::email);
    field("mobile", &holder_input::mobile);
  }
  friend bool operator==(const holder_input&, const holder_input&) = default;
};

/// A holder whose coordinates were checked. Personal data: sealed for the customer's subject.
struct card_holder {
  std::string last_name;
  std::string first_name;
  std::string civility;
  std::string email;
  std::string mobile;  ///< E.164; empty on a batch card until it is completed
  std::string vin;
  std::optional<bool> share_with_brand;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("last_name", &card_holder::last_name);
    field("first_name", &card_holder::first_name);
    field("civility", &card_holder::civility);
    field("email", &card_holder::email);
    field("mobile", &card_holder::mobile);
    field("vin", &card_holder::vin);
    field("share_with_brand", &card_holder::share_with_brand);
  }
  friend bool operator==(const card_holder&, const card_holder&) = default;
};

// --- Cards

/// A reservation of value (CRD-21). It stands until it is captured, released or lapses; lapsing needs no job.
struct card_hold {
  std::string id;
  std::int64_t amount = 0;
  instant expires{};

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &card_hold::id);
    field("amount", &card_hold::amount);
    field("expires", &card_hold::expires);
  }
  friend bool operator==(const card_hold&, const card_hold&) = default;
};

/// A card as it is kept: nothing of it is personal, the holder is apart.
struct card {
  std::string id;
  std::string code;  ///< normal form
  std::string operation;
  std::string entity;     ///< that issued it
  std::string outlet;     ///< that issued it
  std::string customer;   ///< pseudonym of the holder
  std::string time_zone;  ///< of the outlet that issued it: its days are counted there
  consumption_mode mode = consumption_mode::free;
  decimal percent;
  decimal cofunding_percent;
  std::int64_t amount = 0;   ///< cents
  std::int64_t balance = 0;  ///< cents, held value included
  std::chrono::year_month_day valid_from{};
  std::chrono::year_month_day valid_until{};  ///< its last day
  instant usable_from{};                      ///< start of the first day
  instant usable_until{};                     ///< end of the last day, not included
  std::vector<std::string> partners;
  std::vector<std::int64_t> reminders;
  std::vector<card_hold> holds;
  bool cancelled = false;
  bool simulated = false;          ///< not real (CRD-19)
  std::int64_t reminders_due = 0;  ///< that have come up, sent or not
  bool apple_wallet = false;       ///< somebody has asked for the pass: movements are pushed (CRD-17)
  bool google_wallet = false;
  instant created{};
  instant last{};
  bool from_form = false;  ///< given through a public form (CRD-16)
  std::int64_t used = 0;   ///< cents of discount, of uses that stand
  std::int64_t forfeited = 0;
  std::int64_t reminders_mailed = 0;  ///< of those that were due, the ones that were sent

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &card::id);
    field("code", &card::code);
    field("operation", &card::operation);
    field("entity", &card::entity);
    field("outlet", &card::outlet);
    field("customer", &card::customer);
    field("time_zone", &card::time_zone);
    field("mode", &card::mode);
    field("percent", &card::percent);
    field("cofunding_percent", &card::cofunding_percent);
    field("amount", &card::amount);
    field("balance", &card::balance);
    field("valid_from", &card::valid_from);
    field("valid_until", &card::valid_until);
    field("usable_from", &card::usable_from);
    field("usable_until", &card::usable_until);
    field("partners", &card::partners);
    field("reminders", &card::reminders);
    field("holds", &card::holds);
    field("cancelled", &card::cancelled);
    field("simulated", &card::simulated);
    field("reminders_due", &card::reminders_due);
    field("apple_wallet", &card::apple_wallet);
    field("google_wallet", &card::google_wallet);
    field("created", &card::created);
    field("last", &card::last);
    field("from_form", &card::from_form);
    field("used", &card::used);
    field("forfeited", &card::forfeited);
    field("reminders_mailed", &card::reminders_mailed);
  }
  friend bool operator==(const card&, const card&) = default;
};

/// What holds reserve at an instant.
template <class = void>
[[nodiscard]] inline std::int64_t held_at(const card& known, instant now) noexcept {
  std::int64_t sum = 0;
  for (const card_hold& hold : known.holds)
    if (hold.expires > now) sum += hold.amount;
  return sum;
}

/// The state of a card at an instant: cancelled before all, then its days, then its balance.
template <class = void>
[[nodiscard]] inline card_status status_at(const card& known, instant now) noexcept {
  if (known.cancelled) return card_status::cancelled;
  if (now < known.usable_from) return card_status::not_yet_valid;
  if (now >= known.usable_until) return card_status::expired;
  return known.balance == 0 ? card_status::empty : card_status::active;
}

/// The day of one of a card's reminders, counted from 0: so many days after its start (CRD-06).
template <class = void>
[[nodiscard]] inline std::chrono::sys_days reminder_day(const card& known, std::size_t number) noexcept {
  return std::chrono::sys_days{known.valid_from} + std::chrono::days{known.reminders[number]};
}

/// Whether a card works in an outlet: the one that issued it and the partners of its operation (CRD-09).
template <class = void>
[[nodiscard]] inline bool works_at(const card& known, std::string_view outlet) noexcept {
  if (known.outlet == outlet) return true;
  for (const std::string& partner : known.partners)
    if (partner == outlet) return true;
  return false;
}

/// A card as a use at an outlet sees it.
template <class = void>
[[nodiscard]] inline card_facts facts_of(const card& known, std::string_view outlet, leftover_rule leftover,
                                         invoice_trace invoice, instant now) noexcept {
  return {known.balance,      held_at(known, now),     known.mode,      known.percent, leftover, known.usable_from,
          known.usable_until, works_at(known, outlet), known.cancelled, invoice};
}

// --- Uses

/// One use, as it is kept.
struct card_use_record {
  std::string id;
  std::string card;
  std::string outlet;
  std::string entity;
  std::string invoice;      ///< number, trimmed
  std::int64_t amount = 0;  ///< of the invoice
  invoice_purpose purpose = invoice_purpose::after_sales;
  std::string repair_type;
  std::optional<std::int64_t> odometer_km;
  std::int64_t discount = 0;
  std::int64_t forfeited = 0;
  std::int64_t balance = 0;  ///< after it
  std::string hold;          ///< that it captured
  std::string claim;
  std::int64_t claim_amount = 0;
  std::string loyalty_transaction;  ///< that it credited (CRD-15)
  bool cancelled = false;
  instant at{};
  std::int64_t offered = 0;  ///< what the card's mode gave for the invoice; `discount` unless less was asked for
  // What a cancel answered: a second one gets the same answer, whatever has moved since (CRD-14).
  std::optional<instant> cancelled_at;
  std::int64_t balance_restored = 0;
  std::int64_t held_then = 0;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &card_use_record::id);
    field("card", &card_use_record::card);
    field("outlet", &card_use_record::outlet);
    field("entity", &card_use_record::entity);
    field("invoice", &card_use_record::invoice);
    field("amount", &card_use_record::amount);
    field("purpose", &card_use_record::purpose);
    field("repair_type", &card_use_record::repair_type);
    field("odometer_km", &card_use_record::odometer_km);
    field("discount", &card_use_record::discount);
    field("forfeited", &card_use_record::forfeited);
    field("balance", &card_use_record::balance);
    field("hold", &card_use_record::hold);
    field("claim", &card_use_record::claim);
    field("claim_amount", &card_use_record::claim_amount);
    field("loyalty_transaction", &card_use_record::loyalty_transaction);
    field("cancelled", &card_use_record::cancelled);
    field("at", &card_use_record::at);
    field("offered", &card_use_record::offered);
    field("cancelled_at", &card_use_record::cancelled_at);
    field("balance_restored", &card_use_record::balance_restored);
    field("held_then", &card_use_record::held_then);
  }
  friend bool operator==(const card_use_record&, const card_use_record&) = default;
};

// --- Events

/// `holder` is sealed; what the ledger keeps for ever is the card without a name.
struct card_created {
  static constexpr std::string_view kind = "card_created";
  card after;
  card_holder holder;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("after", &card_created::after);
    field("holder", &card_created::holder, sealed());
  }
};

/// Missing coordinates were completed at a use (CRD-11).
struct card_completed {
  static constexpr std::string_view kind = "card_completed";
  std::string mobile;
  std::string vin;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("mobile", &card_completed::mobile, sealed());
    field("vin", &card_completed::vin, sealed());
  }
};

struct card_used {
  static constexpr std::string_view kind = "card_used";
  card_use_record use;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("use", &card_used::use);
  }
};

struct card_use_cancelled {
  static constexpr std::string_view kind = "card_use_cancelled";
  std::string use;
  std::int64_t discount = 0;  ///< restored, as what was forfeited is
  std::int64_t forfeited = 0;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("use", &card_use_cancelled::use);
    field("discount", &card_use_cancelled::discount);
    field("forfeited", &card_use_cancelled::forfeited);
  }
};

struct card_held {
  static constexpr std::string_view kind = "card_held";
  card_hold hold;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("hold", &card_held::hold);
  }
};

struct card_hold_released {
  static constexpr std::string_view kind = "card_hold_released";
  std::string hold;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("hold", &card_hold_released::hold);
  }
};

/// A reminder was due; it was sent unless the card was empty, not valid, or its customer had stopped them (CRD-06).
struct card_reminded {
  static constexpr std::string_view kind = "card_reminded";
  std::int64_t number = 0;  ///< 1 or 2
  bool sent = false;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("number", &card_reminded::number);
    field("sent", &card_reminded::sent);
  }
};

/// A wallet form was made: from now on movements are pushed to it (CRD-17, CRD-18).
struct card_wallet_made {
  static constexpr std::string_view kind = "card_wallet_made";
  bool apple = false;
  bool google = false;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("apple", &card_wallet_made::apple);
    field("google", &card_wallet_made::google);
  }
};

namespace detail {
template <class = void>
inline void drop_hold(card& known, std::string_view id) {
  for (auto hold = known.holds.begin(); hold != known.holds.end(); ++hold)
    if (hold->id == id) {
      known.holds.erase(hold);
      return;
    }
}
}  // namespace detail

/// The card as it was made.
template <class = void>
[[nodiscard]] inline card evolve(card, const card_created& event, instant at) {
  card after = event.after;
  after.created = after.last = at;
  return after;
}
/// Coordinates are kept apart: only the time moves.
template <class = void>
[[nodiscard]] inline card evolve(card known, const card_completed&, instant at) {
  known.last = at;
  return known;
}
/// Less on it; a hold that was captured is gone.
template <class = void>
[[nodiscard]] inline card evolve(card known, const card_used& event, instant at) {
  known.balance -= event.use.discount + event.use.forfeited;
  known.used += event.use.discount;
  known.forfeited += event.use.forfeited;
  detail::drop_hold(known, event.use.hold);
  known.last = at;
  return known;
}
/// What was taken and forfeited is back.
template <class = void>
[[nodiscard]] inline card evolve(card known, const card_use_cancelled& event, instant at) {
  known.balance += event.discount + event.forfeited;
  known.used -= event.discount;
  known.forfeited -= event.forfeited;
  known.last = at;
  return known;
}
/// One more reservation.
template <class = void>
[[nodiscard]] inline card evolve(card known, const card_held& event, instant at) {
  known.holds.push_back(event.hold);
  known.last = at;
  return known;
}
/// One less.
template <class = void>
[[nodiscard]] inline card evolve(card known, const card_hold_released& event, instant at) {
  detail::drop_hold(known, event.hold);
  known.last = at;
  return known;
}
/// A reminder has come up; sent ones are counted.
template <class = void>
[[nodiscard]] inline card evolve(card known, const card_reminded& event, instant at) {
  known.reminders_due = event.number;
  known.reminders_mailed += event.sent ? 1 : 0;
  known.last = at;
  return known;
}
/// From now on movements are pushed.
template <class = void>
[[nodiscard]] inline card evolve(card known, const card_wallet_made& event, instant at) {
  known.apple_wallet = known.apple_wallet || event.apple;
  known.google_wallet = known.google_wallet || event.google;
  known.last = at;
  return known;
}

// --- Commands

/// A card as replies show it. An outlet of another entity sees the card and the holder's name only (ACC-02).
struct card_view {
  std::string code;
  std::string balance;
  std::string amount;
  consumption_mode mode = consumption_mode::free;
  std::optional<decimal> percent;
  std::chrono::year_month_day valid_from{};
  std::chrono::year_month_day valid_until{};
  card_status status = card_status::active;
  std::string held;
  std::string operation;
  std::string operation_name;
  std::string outlet;
  std::string name;  ///< of the holder
  std::optional<card_holder> holder;
  bool simulated = false;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &card_view::code);
    field("balance", &card_view::balance);
    field("amount", &card_view::amount);
    field("mode", &card_view::mode);
    field("percent", &card_view::percent);
    field("valid_from", &card_view::valid_from);
    field("valid_until", &card_view::valid_until);
    field("status", &card_view::status);
    field("held", &card_view::held);
    field("operation", &card_view::operation);
    field("operation_name", &card_view::operation_name);
    field("outlet", &card_view::outlet);
    field("name", &card_view::name);
    field("holder", &card_view::holder);
    field("simulated", &card_view::simulated);
  }
  friend bool operator==(const card_view&, const card_view&) = default;
};

struct card_reply {
  card_view card;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("card", &card_reply::card);
  }
  friend bool operator==(const card_reply&, const card_reply&) = default;
};

struct cards_reply {
  std::vector<card_view> cards;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("cards", &cards_reply::cards);
  }
  friend bool operator==(const cards_reply&, const cards_reply&) = default;
};

/// Creates one card (CRD-07), from a prepared operation or with values of its own (a one-off, by a service manager).
/// `code`: a number of another system that is taken over (CRD-20).
struct create_card {
  using reply_type = card_reply;
  std::string operation;
  std::optional<operation_input> values;
  std::string vin;
  holder_input customer;
  std::optional<bool> share_with_brand;
  std::string code;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("operation", &create_card::operation);
    field("values", &create_card::values);
    field("vin", &create_card::vin, needed(rule::vin_missing));
    field("customer", &create_card::customer, needed(rule::card_holder_incomplete));
    field("share_with_brand", &create_card::share_with_brand);
    field("code", &create_card::code);
  }
};

/// A row of a batch (CRD-08).
struct batch_row {
  std::string last_name;
  std::string first_name;
  std::string email;
  std::string mobile;
  std::string vin;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("last_name", &batch_row::last_name, needed(rule::batch_cell_missing));
    field("first_name", &batch_row::first_name, needed(rule::batch_cell_missing));
    field("email", &batch_row::email, needed(rule::batch_cell_missing));
    field("mobile", &batch_row::mobile);
    field("vin", &batch_row::vin);
  }
  friend bool operator==(const batch_row&, const batch_row&) = default;
};

/// Longest table in a request, in bytes: 250 rows and some room.
inline constexpr std::uint32_t batch_table_bytes_max = 256 * 1024;

/// Creates the cards of a table, all or none (CRD-08): rows, or CSV as text; bytes in another encoding than UTF-8 come
/// as base64.
struct create_cards {
  using reply_type = cards_reply;
  std::string operation;
  std::optional<operation_input> values;
  std::vector<batch_row> rows;
  std::string csv;
  std::string csv_base64;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("operation", &create_cards::operation);
    field("values", &create_cards::values);
    field("rows", &create_cards::rows);
    field("csv", &create_cards::csv, lengthy(batch_table_bytes_max, rule::none));
    field("csv_base64", &create_cards::csv_base64, lengthy(batch_table_bytes_max, rule::none));
  }
};

/// Coordinates that a card is looked up by; everything given must match (CRD-10).
struct holder_search {
  std::string last_name;
  std::string first_name;
  std::string email;
  std::string mobile;
  std::string vin;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("last_name", &holder_search::last_name);
    field("first_name", &holder_search::first_name);
    field("email", &holder_search::email);
    field("mobile", &holder_search::mobile);
    field("vin", &holder_search::vin);
  }
  friend bool operator==(const holder_search&, const holder_search&) = default;
};

/// Looks a card up by its code, or a customer's cards by coordinates; changes nothing (CRD-10). By coordinates only the
/// actor's legal entity's cards are found: whoever is a partner of another one has the code (ACC-02).
struct look_up_card {
  struct reply_type {
    std::optional<card_view> card;          ///< the one that was found
    std::vector<card_view> cards;           ///< by coordinates: all of them
    std::optional<std::string> would_give;  ///< for the invoice that was asked about
    std::optional<std::string> would_forfeit;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("card", &reply_type::card);
      field("cards", &reply_type::cards, quiet());
      field("would_give", &reply_type::would_give);
      field("would_forfeit", &reply_type::would_forfeit);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string code;
  std::optional<holder_search> customer;
  std::optional<decimal> invoice_amount;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &look_up_card::code);
    field("customer", &look_up_card::customer);
    field("invoice_amount", &look_up_card::invoice_amount);
  }
};

/// The invoice of a use (CRD-11).
struct card_invoice {
  std::string number;
  std::optional<decimal> amount;  ///< tax included
  std::optional<invoice_purpose> purpose;
  std::string repair_type;
  std::optional<std::int64_t> odometer_km;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("number", &card_invoice::number, needed(rule::invoice_number_missing));
    field("amount", &card_invoice::amount, needed(rule::invoice_amount_not_positive));
    field("for", &card_invoice::purpose, listed(rule::card_purpose_missing));
    field("repair_type", &card_invoice::repair_type);
    field("odometer_km", &card_invoice::odometer_km);
  }
  friend bool operator==(const card_invoice&, const card_invoice&) = default;
};

/// What a batch card still lacks and is completed with at a use (CRD-11).
struct card_completion {
  std::string mobile;
  std::string vin;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("mobile", &card_completion::mobile);
    field("vin", &card_completion::vin);
  }
  friend bool operator==(const card_completion&, const card_completion&) = default;
};

struct claim_brief {
  std::string id;
  std::string amount;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &claim_brief::id);
    field("amount", &claim_brief::amount);
  }
  friend bool operator==(const claim_brief&, const claim_brief&) = default;
};

struct use_view {
  std::string id;
  std::string discount;
  std::string forfeited;
  std::string balance;
  std::optional<claim_brief> claim;
  std::optional<std::string> loyalty_transaction;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &use_view::id);
    field("discount", &use_view::discount);
    field("forfeited", &use_view::forfeited);
    field("balance", &use_view::balance);
    field("claim", &use_view::claim);
    field("loyalty_transaction", &use_view::loyalty_transaction);
  }
  friend bool operator==(const use_view&, const use_view&) = default;
};

struct use_reply {
  use_view use;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("use", &use_reply::use);
  }
  friend bool operator==(const use_reply&, const use_reply&) = default;
};

/// Uses a card (CRD-11, CRD-12). `credit_loyalty`: the customer's loyalty card of this outlet is credited with what is
/// left to pay (CRD-15).
struct use_card {
  using reply_type = use_reply;
  std::string code;
  card_invoice invoice;
  std::optional<decimal> discount;
  bool credit_loyalty = false;
  std::optional<card_completion> complete;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &use_card::code, needed(rule::card_code_missing));
    field("invoice", &use_card::invoice, needed(rule::invoice_number_missing));
    field("discount", &use_card::discount);
    field("credit_loyalty", &use_card::credit_loyalty);
    field("complete", &use_card::complete);
  }
};

struct cancel_card_use {
  using reply_type = card_reply;
  std::string use;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("use", &cancel_card_use::use, needed(rule::record_not_found));
  }
};

/// Reserves value until an instant (CRD-21).
struct hold_card {
  struct reply_type {
    std::string hold;
    std::string held;  ///< what is reserved on the card now
    std::string balance;
    instant expires{};

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("hold", &reply_type::hold);
      field("held", &reply_type::held);
      field("balance", &reply_type::balance);
      field("expires", &reply_type::expires);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string code;
  std::optional<decimal> amount;
  std::optional<instant> expires;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &hold_card::code, needed(rule::card_code_missing));
    field("amount", &hold_card::amount, needed(rule::hold_amount_out_of_range));
    field("expires", &hold_card::expires, needed(rule::hold_expiry_not_ahead));
  }
};

/// Turns a hold, or part of it, into a use; the rest of it is free again (CRD-21).
struct capture_hold {
  using reply_type = use_reply;
  std::string hold;
  card_invoice invoice;
  std::optional<decimal> discount;  ///< part of the hold; absent: all of it, up to the invoice
  bool credit_loyalty = false;
  std::optional<card_completion> complete;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("hold", &capture_hold::hold, needed(rule::record_not_found));
    field("invoice", &capture_hold::invoice, needed(rule::invoice_number_missing));
    field("discount", &capture_hold::discount);
    field("credit_loyalty", &capture_hold::credit_loyalty);
    field("complete", &capture_hold::complete);
  }
};

struct release_hold {
  using reply_type = card_reply;
  std::string hold;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("hold", &release_hold::hold, needed(rule::record_not_found));
  }
};

/// A prospect fills in a public form, without an actor (CRD-16, ACC-01).
struct submit_form {
  using reply_type = card_reply;
  std::string form;  ///< the form's address or its token
  holder_input person;
  std::optional<bool> share_with_brand;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("form", &submit_form::form, needed(rule::record_not_found));
    field("person", &submit_form::person, needed(rule::card_holder_incomplete));
    field("share_with_brand", &submit_form::share_with_brand);
  }
};

struct reminder_line {
  std::string code;
  std::int64_t number = 0;
  std::string balance;
  std::chrono::year_month_day valid_until{};

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &reminder_line::code);
    field("number", &reminder_line::number);
    field("balance", &reminder_line::balance);
    field("valid_until", &reminder_line::valid_until);
  }
  friend bool operator==(const reminder_line&, const reminder_line&) = default;
};

/// Puts the reminders that are due on a day into the outbox, once each, and lists them (CRD-06). Listed apart are those
/// of customers who stopped them. A first reminder whose second is due as well has come too late: only the second, the
/// one that says the card is about to expire, is sent.
struct send_reminders {
  struct reply_type {
    std::vector<reminder_line> reminders;
    std::vector<reminder_line> stopped;
    bool remaining = false;  ///< more are due: the same request again takes the next ones

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("reminders", &reply_type::reminders);
      field("stopped", &reply_type::stopped, quiet());
      field("remaining", &reply_type::remaining);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::optional<std::chrono::year_month_day> on;
  std::optional<std::int64_t> limit;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("on", &send_reminders::on, needed(rule::date_malformed));
    field("limit", &send_reminders::limit);
  }
};

enum class wallet_kind : std::uint8_t { apple, google };
template <>
struct enum_names<wallet_kind> {
  static constexpr enum_name<wallet_kind> list[] = {{wallet_kind::apple, "apple"}, {wallet_kind::google, "google"}};
};

/// The content of a wallet's pass; signing it is the integrator's (CRD-18).
struct make_wallet {
  struct reply_type {
    wallet_kind kind = wallet_kind::apple;
    std::optional<apple_pass> pass;       ///< the content of `pass.json`
    std::optional<google_object> object;  ///< the loyalty object

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("kind", &reply_type::kind);
      field("pass", &reply_type::pass);
      field("object", &reply_type::object);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string code;
  std::optional<wallet_kind> kind;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &make_wallet::code, needed(rule::card_code_missing));
    field("kind", &make_wallet::kind, needed(rule::wallet_kind_unknown));
  }
};

/// A card's QR code, and its printable page (CRD-18).
struct draw_card {
  struct reply_type {
    std::string svg;
    std::string html;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("svg", &reply_type::svg);
      field("html", &reply_type::html);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string code;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &draw_card::code, needed(rule::card_code_missing));
  }
};

}  // namespace v1
}  // namespace dealerkit
