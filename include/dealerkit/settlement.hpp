// Settlement: what a brand owes the outlets that gave its discounts, and how it is paid (STL).
//
// A use of a national, co-funded card makes a claim at once. Claims are paid in runs, a claim waiting some days first,
// and until the outlet has given its bank account.
//
//   claim_of(3210, decimal::whole(50))      // 1605: half of 32.10
//   due_on(used, terms)                     // eight days after the use
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/instant.hpp"
#include "dealerkit/core/money.hpp"
#include "dealerkit/core/rounding.hpp"

namespace dealerkit {
inline namespace v1 {

enum class claim_status : std::uint8_t { pending, in_run, paid, rejected, cancelled };
template <>
struct enum_names<claim_status> {
  static constexpr enum_name<claim_status> list[] = {{claim_status::pending, "pending"},
                                                     {claim_status::in_run, "in_run"},
                                                     {claim_status::paid, "paid"},
                                                     {claim_status::rejected, "rejected"},
                                                     {claim_status::cancelled, "cancelled"}};
};

/// A claim as it is kept. A negative one takes back what was paid for a use that was cancelled since (CRD-14).
struct claim {
  std::string id;
  std::string use;
  std::string card;
  std::string operation;
  std::string brand;
  std::string entity;  ///< of the outlet that gave the discount
  std::string outlet;
  std::int64_t amount = 0;  ///< cents
  claim_status status = claim_status::pending;
  std::chrono::year_month_day used_on{};  ///< in the outlet's time zone
  std::chrono::year_month_day due_on{};
  std::string run;
  std::string reason;    ///< of a rejection
  std::string reverses;  ///< the paid claim that it takes back
  instant last{};

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &claim::id);
    field("use", &claim::use);
    field("card", &claim::card);
    field("operation", &claim::operation);
    field("brand", &claim::brand);
    field("entity", &claim::entity);
    field("outlet", &claim::outlet);
    field("amount", &claim::amount);
    field("status", &claim::status);
    field("used_on", &claim::used_on);
    field("due_on", &claim::due_on);
    field("run", &claim::run);
    field("reason", &claim::reason);
    field("reverses", &claim::reverses);
    field("last", &claim::last);
  }
  friend bool operator==(const claim&, const claim&) = default;
};

/// Who pays, and after how many days (STL-02, STL-06), as policy data.
struct settlement_terms {
  std::int64_t wait_days = 8;
  std::string payer_name;
  std::string payer_iban;
  std::string payer_bic;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("wait_days", &settlement_terms::wait_days);
    field("payer_name", &settlement_terms::payer_name);
    field("payer_iban", &settlement_terms::payer_iban);
    field("payer_bic", &settlement_terms::payer_bic);
  }
  friend bool operator==(const settlement_terms&, const settlement_terms&) = default;
};

/// Refused: policy_value_out_of_range.
template <class = void>
[[nodiscard]] inline result<accepted> check_terms(const settlement_terms& terms) noexcept {
  if (terms.wait_days < 0 || terms.wait_days > 366)
    return error{rule::policy_value_out_of_range, "settlement.wait_days"};
  return accepted{};
}

/// What the brand owes of a discount: its share, rounded half-up to the cent (STL-01). Refused: money_out_of_range.
template <class = void>
[[nodiscard]] constexpr result<std::int64_t> claim_of(std::int64_t discount, decimal cofunding_percent) noexcept {
  if (cofunding_percent.scale() > decimal_scale_max - 2) return error{rule::money_out_of_range};
  return scale_by(discount, cofunding_percent.units(),
                  detail::powers_of_ten[static_cast<std::size_t>(cofunding_percent.scale() + 2)], rounding::half_up);
}

/// The first day on which a run takes the claim of a use (STL-02).
template <class = void>
[[nodiscard]] constexpr std::chrono::year_month_day due_on(std::chrono::year_month_day used_on,
                                                           const settlement_terms& terms) noexcept {
  return std::chrono::sys_days{used_on} + std::chrono::days{terms.wait_days};
}

/// Decides a rejection. Rules, in order: claim_reason_missing, claim_closed.
template <class = void>
[[nodiscard]] inline result<accepted> decide_rejection(const claim& known, std::string_view reason) noexcept {
  if (reason.empty()) return error{rule::claim_reason_missing, "reason"};
  if (known.status != claim_status::pending) return error{rule::claim_closed, "id"};
  return accepted{};
}

// --- Runs

enum class run_status : std::uint8_t { open, paid };
template <>
struct enum_names<run_status> {
  static constexpr enum_name<run_status> list[] = {{run_status::open, "open"}, {run_status::paid, "paid"}};
};

/// What one outlet gets in a run: one credit transfer. Claims that take back are netted; an outlet whose net is not
/// above zero gets none, and its claims wait for the next run.
struct run_payment {
  std::string outlet;
  std::string name;
  std::string iban;
  std::string bic;
  std::int64_t amount = 0;
  std::vector<std::string> claims;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("outlet", &run_payment::outlet);
    field("name", &run_payment::name);
    field("iban", &run_payment::iban);
    field("bic", &run_payment::bic);
    field("amount", &run_payment::amount);
    field("claims", &run_payment::claims);
  }
  friend bool operator==(const run_payment&, const run_payment&) = default;
};

struct payment_run {
  std::string id;
  std::string entity;  ///< of headquarters, which pays
  std::chrono::year_month_day on{};
  std::int64_t total = 0;
  std::int64_t claims = 0;
  run_status status = run_status::open;
  std::vector<run_payment> payments;
  instant created{};
  instant last{};

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &payment_run::id);
    field("entity", &payment_run::entity);
    field("on", &payment_run::on);
    field("total", &payment_run::total);
    field("claims", &payment_run::claims);
    field("status", &payment_run::status);
    field("payments", &payment_run::payments);
    field("created", &payment_run::created);
    field("last", &payment_run::last);
  }
  friend bool operator==(const payment_run&, const payment_run&) = default;
};

// --- Events

struct claim_raised {
  static constexpr std::string_view kind = "claim_raised";
  claim after;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("after", &claim_raised::after);
  }
};

struct claim_closed_event {
  static constexpr std::string_view kind = "claim_closed";
  claim_status status = claim_status::rejected;  ///< or cancelled
  std::string reason;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("status", &claim_closed_event::status);
    field("reason", &claim_closed_event::reason);
  }
};

struct payment_run_created {
  static constexpr std::string_view kind = "payment_run_created";
  payment_run after;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("after", &payment_run_created::after);
  }
};

struct payment_run_paid {
  static constexpr std::string_view kind = "payment_run_paid";
  std::int64_t total = 0;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("total", &payment_run_paid::total);
  }
};

/// The claim as it was raised.
template <class = void>
[[nodiscard]] inline claim evolve(claim, const claim_raised& event, instant at) {
  claim after = event.after;
  after.last = at;
  return after;
}
/// Rejected with its reason, or cancelled.
template <class = void>
[[nodiscard]] inline claim evolve(claim known, const claim_closed_event& event, instant at) {
  known.status = event.status;
  known.reason = event.reason;
  known.last = at;
  return known;
}
/// A claim that the run has taken.
template <class = void>
[[nodiscard]] inline claim evolve(claim known, const payment_run_created& event, instant at) {
  known.status = claim_status::in_run;
  known.run = event.after.id;
  known.last = at;
  return known;
}
/// A claim of the run that was paid.
template <class = void>
[[nodiscard]] inline claim evolve(claim known, const payment_run_paid&, instant at) {
  known.status = claim_status::paid;
  known.last = at;
  return known;
}
/// The run as it was made.
template <class = void>
[[nodiscard]] inline payment_run evolve(payment_run, const payment_run_created& event, instant at) {
  payment_run after = event.after;
  after.created = after.last = at;
  return after;
}
/// Paid, with all its claims.
template <class = void>
[[nodiscard]] inline payment_run evolve(payment_run known, const payment_run_paid&, instant at) {
  known.status = run_status::paid;
  known.last = at;
  return known;
}

// --- Commands

struct claim_view {
  std::string id;
  std::string use;
  std::string amount;
  claim_status status = claim_status::pending;
  std::chrono::year_month_day due_on{};
  std::string outlet;
  std::string operation;
  std::optional<std::string> run;
  std::optional<std::string> reason;
  bool waits_for_bank_account = false;  ///< STL-03
  std::optional<std::string> reverses;  ///< the paid claim that a negative one takes back (CRD-14)

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &claim_view::id);
    field("use", &claim_view::use);
    field("amount", &claim_view::amount);
    field("status", &claim_view::status);
    field("due_on", &claim_view::due_on);
    field("outlet", &claim_view::outlet);
    field("operation", &claim_view::operation);
    field("run", &claim_view::run);
    field("reason", &claim_view::reason);
    field("waits_for_bank_account", &claim_view::waits_for_bank_account);
    field("reverses", &claim_view::reverses);
  }
  friend bool operator==(const claim_view&, const claim_view&) = default;
};

/// Claims of the actor's entity; headquarters sees those of the operations that it prepared (STL-05).
struct list_claims {
  struct reply_type {
    std::vector<claim_view> claims;
    std::string next;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("claims", &reply_type::claims);
      field("next", &reply_type::next);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::optional<claim_status> status;
  std::optional<std::int64_t> limit;
  std::string after;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("status", &list_claims::status, listed(rule::claim_status_unknown));
    field("limit", &list_claims::limit);
    field("after", &list_claims::after);
  }
};

/// Headquarters rejects a claim, with a reason (STL-02).
struct reject_claim {
  struct reply_type {
    claim_view claim;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("claim", &reply_type::claim);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string id;
  std::string reason;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &reject_claim::id, needed(rule::record_not_found));
    field("reason", &reject_claim::reason, needed(rule::claim_reason_missing));
  }
};

struct run_view {
  std::string id;
  std::string total;
  std::int64_t claims = 0;
  run_status status = run_status::open;
  std::chrono::year_month_day on{};

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &run_view::id);
    field("total", &run_view::total);
    field("claims", &run_view::claims);
    field("status", &run_view::status);
    field("on", &run_view::on);
  }
  friend bool operator==(const run_view&, const run_view&) = default;
};

struct run_reply {
  run_view run;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("run", &run_reply::run);
  }
  friend bool operator==(const run_reply&, const run_reply&) = default;
};

/// Takes every claim that is due on a day and can be paid into one run (STL-02, STL-03).
struct create_payment_run {
  using reply_type = run_reply;
  std::optional<std::chrono::year_month_day> on;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("on", &create_payment_run::on, needed(rule::payment_date_missing));
  }
};

struct mark_run_paid {
  using reply_type = run_reply;
  std::string run;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("run", &mark_run_paid::run, needed(rule::record_not_found));
  }
};

/// A run as a SEPA credit transfer, pain.001.001.09 (STL-06).
struct export_run {
  struct reply_type {
    std::string xml;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("xml", &reply_type::xml);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string run;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("run", &export_run::run, needed(rule::record_not_found));
  }
};

// --- The report of cards (STL-04)

enum class report_format : std::uint8_t { json, csv };
template <>
struct enum_names<report_format> {
  static constexpr enum_name<report_format> list[] = {{report_format::json, "json"}, {report_format::csv, "csv"}};
};

struct card_line {
  std::string code;
  std::string operation;
  std::string outlet;
  std::string amount;
  std::string used;
  std::string forfeited;
  std::string balance;
  std::string claimed;
  std::string paid;
  std::int64_t reminders_sent = 0;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &card_line::code);
    field("operation", &card_line::operation);
    field("outlet", &card_line::outlet);
    field("amount", &card_line::amount);
    field("used", &card_line::used);
    field("forfeited", &card_line::forfeited);
    field("balance", &card_line::balance);
    field("claimed", &card_line::claimed);
    field("paid", &card_line::paid);
    field("reminders_sent", &card_line::reminders_sent);
  }
  friend bool operator==(const card_line&, const card_line&) = default;
};

struct outlet_line {
  std::string outlet;
  std::string waiting;  ///< claimed and not yet paid
  std::string paid;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("outlet", &outlet_line::outlet);
    field("waiting", &outlet_line::waiting);
    field("paid", &outlet_line::paid);
  }
  friend bool operator==(const outlet_line&, const outlet_line&) = default;
};

struct card_totals {
  std::int64_t cards = 0;
  std::string amount;
  std::string used;
  std::string forfeited;
  std::string balance;
  std::string claimed;
  std::string waiting;
  std::string paid;
  std::int64_t reminders_sent = 0;
  std::string claimed_elsewhere;  ///< of `claimed`: for cards that another legal entity issued, which no line shows

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("cards", &card_totals::cards);
    field("amount", &card_totals::amount);
    field("used", &card_totals::used);
    field("forfeited", &card_totals::forfeited);
    field("balance", &card_totals::balance);
    field("claimed", &card_totals::claimed);
    field("waiting", &card_totals::waiting);
    field("paid", &card_totals::paid);
    field("reminders_sent", &card_totals::reminders_sent);
    field("claimed_elsewhere", &card_totals::claimed_elsewhere);
  }
  friend bool operator==(const card_totals&, const card_totals&) = default;
};

/// The cards of the actor's entity with what became of them, its outlets' claims, and totals over all of them, whatever
/// the page: amount = used + forfeited + balance, claimed = waiting + paid = the lines' claims + claimed_elsewhere, to
/// the cent (STL-04). Claims are there only where an operation is financed by the brand (STL-05). Headquarters also
/// sees the cards that it pays a share of, and the claims are those that it pays. As CSV without a limit all cards are
/// one page.
struct report_cards {
  struct reply_type {
    std::vector<card_line> cards;
    std::vector<outlet_line> outlets;
    card_totals totals;
    std::optional<std::string> csv;
    std::string next;
    std::optional<std::string> outlets_csv;  ///< beside `csv`: the outlets' lines

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("cards", &reply_type::cards);
      field("outlets", &reply_type::outlets);
      field("totals", &reply_type::totals);
      field("csv", &reply_type::csv);
      field("next", &reply_type::next);
      field("outlets_csv", &reply_type::outlets_csv);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::optional<report_format> format;
  std::optional<std::int64_t> limit;
  std::string after;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("format", &report_cards::format, listed(rule::report_format_unknown));
    field("limit", &report_cards::limit);
    field("after", &report_cards::after);
  }
};

}  // namespace v1
}  // namespace dealerkit
