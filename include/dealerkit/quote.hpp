// Quotes: a basket for one customer, issued as numbered offers, sent, accepted (QUO).
//
// A quote is opened in a journey, for one brand and one outlet. Issuing makes an offer: a numbered, dated document that
// never changes. Only sending has effects; from then on the outlet sees the quote too and goes on with it. What was
// decided is kept in two parts: `quote` has nothing of the person and stays for ever, `quote_content` is sealed.
//
// The states that differ in rules differ in type: an `open_quote` takes changes, a `valid_offer` can be accepted.
//
//   open_quote::of(accepted)                            // refused: quote_closed (QUO-12)
//   decide_section(opened, quote_side::stand, basket_section::delivery, {}, person)  // refused: ACC-05
//   state_on(sent, valid_until)                         // quote_state::sent: the last day is included
//   state_on(sent, day_after)                           // quote_state::expired
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/access.hpp"
#include "dealerkit/basket.hpp"
#include "dealerkit/configuration.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/instant.hpp"
#include "dealerkit/core/lists.hpp"
#include "dealerkit/core/money.hpp"
#include "dealerkit/core/result.hpp"
#include "dealerkit/customer.hpp"
#include "dealerkit/lead.hpp"
#include "dealerkit/network.hpp"
#include "dealerkit/offer_document.hpp"
#include "dealerkit/price.hpp"
#include "dealerkit/show.hpp"
#include "dealerkit/voucher.hpp"

namespace dealerkit {
inline namespace v1 {

/// Where a quote stands at an instant (QUO-12). `expired` is never stored: it follows from the day.
enum class quote_state : std::uint8_t { draft, issued, sent, reworked, accepted, expired, withdrawn };
template <>
struct enum_names<quote_state> {
  static constexpr enum_name<quote_state> list[] = {
      {quote_state::draft, "draft"},        {quote_state::issued, "issued"},     {quote_state::sent, "sent"},
      {quote_state::reworked, "reworked"},  {quote_state::accepted, "accepted"}, {quote_state::expired, "expired"},
      {quote_state::withdrawn, "withdrawn"}};
};

/// Who works on a quote: the stand, or after the hand-over the outlet (QUO-06).
enum class quote_side : std::uint8_t { stand, outlet };

// --- State

/// The totals of an offer: what stays of its price when the customer is erased.
struct offer_amounts {
  money list = money::minor(0, euro);
  money net = money::minor(0, euro);
  money gross = money::minor(0, euro);
  money to_pay = money::minor(0, euro);

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("list", &offer_amounts::list);
    field("net", &offer_amounts::net);
    field("gross", &offer_amounts::gross);
    field("to_pay", &offer_amounts::to_pay);
  }
  friend bool operator==(const offer_amounts&, const offer_amounts&) = default;
};

/// One issued offer without what it says.
struct issued_offer {
  std::string number;
  instant issued_at{};
  std::chrono::year_month_day issued_on{};    ///< in the event's time zone
  std::chrono::year_month_day valid_until{};  ///< included
  offer_amounts amounts;
  std::optional<instant> sent_at;  ///< the first time
  std::int64_t times_sent = 0;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("number", &issued_offer::number);
    field("issued_at", &issued_offer::issued_at);
    field("issued_on", &issued_offer::issued_on);
    field("valid_until", &issued_offer::valid_until);
    field("amounts", &issued_offer::amounts);
    field("sent_at", &issued_offer::sent_at);
    field("times_sent", &issued_offer::times_sent);
  }
  friend bool operator==(const issued_offer&, const issued_offer&) = default;
};

/// A quote without anything of the person: identifiers, dates, amounts.
struct quote {
  std::string id;
  std::string entity;         ///< the stand's
  std::string outlet;         ///< `code-site`, or `other` (CUS-13)
  std::string outlet_entity;  ///< empty where the outlet is `other`
  std::string session;
  std::string journey;
  std::string event;
  std::string time_zone;
  std::string customer;
  std::string user;
  std::string country;
  std::string language;
  std::string brand;
  std::string model;
  customer_kind kind = customer_kind::b2c;
  std::int64_t quantity = 1;
  quote_state phase = quote_state::draft;  ///< never `expired`
  std::vector<issued_offer> offers;        ///< the latest last
  code_kind code = code_kind::none;        ///< what was applied in the basket or at the outlet
  std::string voucher;                     ///< its identifier, where it was a customer's voucher
  std::string lead;
  instant opened_at{};
  instant last_event_at{};
  std::chrono::year_month_day priced_on{};  ///< the journey's day: its price list holds (CFG-11)

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &quote::id);
    field("entity", &quote::entity);
    field("outlet", &quote::outlet);
    field("outlet_entity", &quote::outlet_entity);
    field("session", &quote::session);
    field("journey", &quote::journey);
    field("event", &quote::event);
    field("time_zone", &quote::time_zone);
    field("customer", &quote::customer);
    field("user", &quote::user);
    field("country", &quote::country);
    field("language", &quote::language);
    field("brand", &quote::brand);
    field("model", &quote::model);
    field("kind", &quote::kind);
    field("quantity", &quote::quantity);
    field("phase", &quote::phase);
    field("offers", &quote::offers);
    field("code", &quote::code);
    field("voucher", &quote::voucher);
    field("lead", &quote::lead);
    field("opened_at", &quote::opened_at);
    field("last_event_at", &quote::last_event_at);
    field("priced_on", &quote::priced_on);
  }
  friend bool operator==(const quote&, const quote&) = default;
};

/// What is in the basket, and where the offer was sent: the person's part, sealed.
struct quote_content {
  configured_vehicle vehicle;  ///< as it was configured, at the prices of the journey's day
  std::vector<basket_entry> basket;
  std::string outlet_comment;
  std::string code;
  money code_amount = money::minor(0, euro);
  std::string sent_to;                        ///< the e-mail of the latest sending
  std::optional<priced_basket> issued_price;  ///< of the latest offer, while the basket is as it was then
  named<std::string> sent_addresses;  ///< the e-mail of the latest sending of each offer, by its number (QUO-14)

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("vehicle", &quote_content::vehicle);
    field("basket", &quote_content::basket);
    field("outlet_comment", &quote_content::outlet_comment);
    field("code", &quote_content::code);
    field("code_amount", &quote_content::code_amount);
    field("sent_to", &quote_content::sent_to);
    field("issued_price", &quote_content::issued_price);
    field("sent_addresses", &quote_content::sent_addresses);
  }
  friend bool operator==(const quote_content&, const quote_content&) = default;
};

/// True once an offer was sent: the outlet knows the quote (QUO-13).
template <class = void>
[[nodiscard]] inline bool handed_over(const quote& known) noexcept {
  return detail::any_of(known.offers, [](const issued_offer& one) { return one.sent_at.has_value(); });
}

/// True where an offer is no longer valid on a day: its last day is included.
template <class = void>
[[nodiscard]] inline bool expired_on(const issued_offer& one, std::chrono::year_month_day day) noexcept {
  return std::chrono::sys_days{day} > std::chrono::sys_days{one.valid_until};
}

/// Where a quote stands on a day of its event. Source: QUO-12.
template <class = void>
[[nodiscard]] inline quote_state state_on(const quote& known, std::chrono::year_month_day day) noexcept {
  const bool valid_by_day = known.phase == quote_state::issued || known.phase == quote_state::sent;
  return valid_by_day && !known.offers.empty() && expired_on(known.offers.back(), day) ? quote_state::expired
                                                                                       : known.phase;
}

/// Which side an actor is on, by where it acts: the outlet's after the hand-over, at the outlet itself or from another
/// one of its legal entity. Source: QUO-06, NET-03.
template <class = void>
[[nodiscard]] inline quote_side side_of(const quote& known, std::string_view entity, std::string_view place) noexcept {
  const bool at_outlet = place == known.outlet || (entity == known.outlet_entity && entity != known.entity);
  return handed_over(known) && at_outlet ? quote_side::outlet : quote_side::stand;
}

/// Whether a legal entity sees a quote: the stand's always, the outlet's from the sending on. Source: ACC-02, QUO-13.
template <class = void>
[[nodiscard]] inline bool visible_to(const quote& known, std::string_view entity) noexcept {
  return known.entity == entity || (known.outlet_entity == entity && handed_over(known));
}

/// A quote that takes changes.
class open_quote {
 public:
  /// Refused: quote_closed (accepted or withdrawn). Source: QUO-12.
  template <class = void>
  [[nodiscard]] static result<open_quote> of(const quote& state) noexcept {
    if (state.phase == quote_state::accepted || state.phase == quote_state::withdrawn)
      return error{rule::quote_closed, "quote"};
    return open_quote{&state};
  }
  [[nodiscard]] const quote& state() const noexcept { return *state_; }

 private:
  explicit open_quote(const quote* state) noexcept : state_(state) {}
  const quote* state_;  // of the caller, who keeps it
};

/// An offer that stands: issued from the basket as it is, sent, and not expired.
class valid_offer {
 public:
  /// Rules, in order: quote_not_issued, quote_reworked (QUO-12), quote_not_sent (QUO-13), offer_expired (QUO-12).
  template <class = void>
  [[nodiscard]] static result<valid_offer> of(open_quote opened, std::chrono::year_month_day day) noexcept {
    const quote& state = opened.state();
    if (state.offers.empty()) return error{rule::quote_not_issued, "quote"};
    if (state.phase == quote_state::reworked) return error{rule::quote_reworked, "quote"};
    if (state.phase != quote_state::sent) return error{rule::quote_not_sent, "quote"};
    if (expired_on(state.offers.back(), day)) return error{rule::offer_expired, "quote"};
    return valid_offer{&state.offers.back()};
  }
  [[nodiscard]] const issued_offer& state() const noexcept { return *state_; }

 private:
  explicit valid_offer(const issued_offer* state) noexcept : state_(state) {}
  const issued_offer* state_;
};

// --- Events

struct quote_opened {
  static constexpr std::string_view kind = "quote_opened";
  quote opened;  ///< a draft: who, where, for whom
  quote_content content;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("opened", &quote_opened::opened);
    field("content", &quote_opened::content, sealed());
  }
};

struct basket_changed {
  static constexpr std::string_view kind = "basket_changed";
  basket_section section = basket_section::vehicle;
  std::int64_t quantity = 1;  ///< of the quote afterwards
  std::string model;
  basket_entry entry;
  std::optional<configured_vehicle> vehicle;  ///< where another one was configured

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("section", &basket_changed::section);
    field("quantity", &basket_changed::quantity);
    field("model", &basket_changed::model);
    field("entry", &basket_changed::entry, sealed());
    field("vehicle", &basket_changed::vehicle, sealed());
  }
};

struct code_applied {
  static constexpr std::string_view kind = "code_applied";
  code_kind what = code_kind::none;
  std::string voucher;
  money amount = money::minor(0, euro);
  std::string code;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("what", &code_applied::what);
    field("voucher", &code_applied::voucher);
    field("amount", &code_applied::amount);
    field("code", &code_applied::code, sealed());
  }
};

struct offer_issued {
  static constexpr std::string_view kind = "offer_issued";
  issued_offer offer;
  std::int64_t place = 0;  ///< in the event's numbering
  std::string event;
  offer_document document;
  priced_basket price;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("offer", &offer_issued::offer);
    field("place", &offer_issued::place);
    field("event", &offer_issued::event);
    field("document", &offer_issued::document, sealed());
    field("price", &offer_issued::price, sealed());
  }
};

struct offer_sent {
  static constexpr std::string_view kind = "offer_sent";
  std::string number;
  std::string lead;
  std::string voucher;  ///< the one that this sending earned
  std::string email;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("number", &offer_sent::number);
    field("lead", &offer_sent::lead);
    field("voucher", &offer_sent::voucher);
    field("email", &offer_sent::email, sealed());
  }
};

struct quote_accepted {
  static constexpr std::string_view kind = "quote_accepted";
  std::string number;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("number", &quote_accepted::number);
  }
};

struct rework_asked {
  static constexpr std::string_view kind = "rework_asked";
  template <class Visitor>
  static constexpr void fields(Visitor&&) {}
};

struct quote_withdrawn {
  static constexpr std::string_view kind = "quote_withdrawn";
  template <class Visitor>
  static constexpr void fields(Visitor&&) {}
};

// --- Decisions

/// What matters to a quote that is about to be opened, beside its configuration.
struct opening_facts {
  bool usable = true;  ///< of a company: it has a contact
  bool consents_missing = false;
  bool country_fits = true;    ///< the customer's with the journey's
  bool fleet_journey = false;  ///< the customer was referred to the fleet responsible
  std::string_view session_brand;
  bool light_commercial_team = false;
  const outlet* destination = nullptr;  ///< nullptr: no such outlet
  bool elsewhere = false;               ///< the outlet is `other` (CUS-13)
  bool training = false;
  std::int64_t vehicles = 0;  ///< quoted to the customer at the show already
  bool another_open = false;  ///< a second quote of the brand in this journey
};

/// Whether the customer of a journey can be quoted to at all. Pure. Rules, in order: contact_missing (CUS-07),
/// consent_not_answered (CON-02), journey_country_mismatch (QUO-03), fleet_request (QUO-11).
template <class = void>
[[nodiscard]] result<accepted> decide_customer(const opening_facts& facts) noexcept;

/// Decides to open a quote for a configured vehicle. Pure. Rules, in order: those of decide_customer, then
/// quantity_out_of_range, fleet_request (QUO-11), brand_without_quote_tool, brand_switch_not_allowed (NET-02),
/// outlet_unknown, outlet_not_a_destination, outlet_not_for_training, outlet_does_not_sell_brand (NET-04),
/// another_quote_open (QUO-01). What is wrong with a brand is the model's that was configured.
template <class = void>
[[nodiscard]] result<accepted> decide_opening(const opening_facts& facts, std::string_view brand, std::int64_t quantity,
                                              bool another_offer, const show_terms& terms);

/// Whether so many vehicles are still a quote: strictly more than the limit are a fleet request. Rules, in order:
/// quantity_out_of_range, fleet_request. Source: QUO-11.
template <class = void>
[[nodiscard]] constexpr result<accepted> decide_quantity(std::int64_t others, std::int64_t quantity,
                                                         const show_terms& terms) noexcept {
  if (quantity < 1) return error{rule::quantity_out_of_range, "quantity"};
  if (others > terms.fleet_limit || quantity > terms.fleet_limit - others)
    return error{rule::fleet_request, "quantity"};
  return accepted{};
}

/// Whether a user may work on a quote from a side. Pure. Rules, in order: actor_inactive, stand_role_missing (at the
/// stand, NET-06), outlet_completes_section (a product genius at the outlet, ACC-05).
template <class = void>
[[nodiscard]] result<accepted> decide_side(const user& person, quote_side side, const show_terms& terms) noexcept;

/// Whether a section may be changed from a side; its form is check_section's. Pure. Refused: outlet_completes_section
/// (ACC-05, QUO-06: at the stand only vehicle and payment, and neither discounts nor met conditions).
template <class = void>
[[nodiscard]] result<accepted> decide_section(open_quote in, quote_side side, basket_section section,
                                              const section_value& value) noexcept;

/// True where issuing makes a new document: there is none yet, the basket has changed since, or the last one expired.
template <class = void>
[[nodiscard]] bool needs_issue(const quote& known, std::chrono::year_month_day day) noexcept;

/// How an offer is to be sent.
struct sending_facts {
  const issued_offer* chosen = nullptr;  ///< nullptr: no such offer
  bool named = false;                    ///< it was named; else it is the latest
  bool language_differs = false;
  bool brand_differs = false;
  bool email_known = true;
  bool email_corrected = false;  ///< another one than that of the latest sending of this offer
};

/// Decides to send an offer. Pure. Rules, in order: quote_not_issued (QUO-12), offer_unknown (QUO-14), quote_reworked
/// (QUO-12; not where an offer is named), offer_expired (QUO-12), sending_language_differs, sending_brand_differs
/// (QUO-14), email_missing (CUS-14), offer_already_sent (QUO-14: unless the e-mail was corrected since).
template <class = void>
[[nodiscard]] result<accepted> decide_sending(open_quote in, const sending_facts& facts,
                                              std::chrono::year_month_day day) noexcept;

/// Decides to ask for a rework. Pure. Refused: quote_not_issued. Source: QUO-12.
template <class = void>
[[nodiscard]] result<rework_asked> decide_rework(open_quote in) noexcept;

/// The number of an offer: the event, and its place among the event's offers in six digits or more.
template <class = void>
[[nodiscard]] std::string offer_number(std::string_view event, std::int64_t place);

/// What the basket costs: the vehicle's values as many times as there are vehicles, what the outlet added, the list's
/// discounts (an amount is of one vehicle), the outlet's own, the applied code. Source: QUO-05 to QUO-08, QUO-17.
template <class = void>
[[nodiscard]] price_basket basket_of(const quote& known, const quote_content& content);

// --- Evolution: of the part that stays, and of the sealed one

/// A draft.
template <class = void>
[[nodiscard]] quote evolve(quote known, const quote_opened& event, const event_place& place);
/// A changed basket asks for a new offer (QUO-12).
template <class = void>
[[nodiscard]] quote evolve(quote known, const basket_changed& event, const event_place& place);
/// So does a code.
template <class = void>
[[nodiscard]] quote evolve(quote known, const code_applied& event, const event_place& place);
/// One offer more.
template <class = void>
[[nodiscard]] quote evolve(quote known, const offer_issued& event, const event_place& place);
/// Sent; where it is the latest offer and the basket is unchanged, so is the quote.
template <class = void>
[[nodiscard]] quote evolve(quote known, const offer_sent& event, const event_place& place);
/// Closed.
template <class = void>
[[nodiscard]] quote evolve(quote known, const quote_accepted& event, const event_place& place);
/// A new offer is wanted.
template <class = void>
[[nodiscard]] quote evolve(quote known, const rework_asked& event, const event_place& place);
/// Closed.
template <class = void>
[[nodiscard]] quote evolve(quote known, const quote_withdrawn& event, const event_place& place);

/// The basket as it was opened.
template <class = void>
[[nodiscard]] quote_content evolve(quote_content content, const quote_opened& event);
/// One section replaced.
template <class = void>
[[nodiscard]] quote_content evolve(quote_content content, const basket_changed& event);
/// The code that is applied now; an earlier one is replaced.
template <class = void>
[[nodiscard]] quote_content evolve(quote_content content, const code_applied& event);
/// The price that the document shows.
template <class = void>
[[nodiscard]] quote_content evolve(quote_content content, const offer_issued& event);
/// Where the offer went: the latest of all, and this one.
template <class = void>
[[nodiscard]] quote_content evolve(quote_content content, const offer_sent& event);
/// A new offer is wanted: the price is made anew.
template <class = void>
[[nodiscard]] quote_content evolve(quote_content content, const rework_asked& event);

// --- Commands

/// A quote with its price, as the reply of what changes it.
struct quote_reply {
  std::string quote;
  quote_state state = quote_state::draft;
  priced_basket price;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("quote", &quote_reply::quote);
    field("state", &quote_reply::state);
    field("price", &quote_reply::price);
  }
  friend bool operator==(const quote_reply&, const quote_reply&) = default;
};

/// A quote where only its state matters.
struct quote_state_reply {
  std::string quote;
  quote_state state = quote_state::draft;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("quote", &quote_state_reply::quote);
    field("state", &quote_state_reply::state);
  }
  friend bool operator==(const quote_state_reply&, const quote_state_reply&) = default;
};

/// Opens a quote for the customer of a session (QUO-01, QUO-09, QUO-11).
struct open_new_quote {
  using reply_type = quote_reply;
  std::string session;
  vehicle_choice configuration;
  std::string outlet;          ///< `code-site`, or `other`
  std::string outlet_comment;  ///< names the outlet where it is `other` (CUS-13)
  std::int64_t quantity = 1;
  bool another_offer = false;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("session", &open_new_quote::session, needed(rule::session_missing));
    field("configuration", &open_new_quote::configuration, needed(rule::quote_without_configuration));
    field("outlet", &open_new_quote::outlet, needed(rule::quote_outlet_missing));
    field("outlet_comment", &open_new_quote::outlet_comment);
    field("quantity", &open_new_quote::quantity);
    field("another_offer", &open_new_quote::another_offer);
  }
};

/// Completes or changes one section of the basket (QUO-04, QUO-06).
struct set_section {
  using reply_type = quote_reply;
  std::string quote;
  std::optional<basket_section> section;
  section_value value;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("quote", &set_section::quote, needed(rule::quote_missing));
    field("section", &set_section::section, needed(rule::basket_section_missing));
    field("value", &set_section::value, needed(rule::basket_section_missing));
  }
};

/// Applies a promotion code or a voucher to a quote: in the basket at the stand, or at the outlet after the offer
/// (QUO-16). It replaces the one that was applied before.
struct apply_code {
  using reply_type = quote_reply;
  std::string quote;
  std::string code;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("quote", &apply_code::quote, needed(rule::quote_missing));
    field("code", &apply_code::code, needed(rule::voucher_code_missing));
  }
};

/// An offer as paper: one HTML page, and a PDF in base64.
struct rendered_offer {
  std::string html;
  std::string pdf_base64;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("html", &rendered_offer::html);
    field("pdf_base64", &rendered_offer::pdf_base64);
  }
  friend bool operator==(const rendered_offer&, const rendered_offer&) = default;
};

/// An issued offer with its document.
struct offer_view {
  std::string number;
  instant issued_at{};
  std::chrono::year_month_day valid_until{};
  std::optional<instant> sent_at;
  std::int64_t times_sent = 0;
  offer_amounts amounts;
  std::optional<rendered_offer> document;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("number", &offer_view::number);
    field("issued_at", &offer_view::issued_at);
    field("valid_until", &offer_view::valid_until);
    field("sent_at", &offer_view::sent_at);
    field("times_sent", &offer_view::times_sent);
    field("amounts", &offer_view::amounts);
    field("document", &offer_view::document);
  }
  friend bool operator==(const offer_view&, const offer_view&) = default;
};

/// Issues the offer: a new document where the basket has changed, else the same one again (QUO-12). A code that is not
/// good any more is taken off first (QUO-17).
struct issue_offer {
  struct reply_type {
    std::string quote;
    quote_state state = quote_state::issued;
    offer_view offer;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("quote", &reply_type::quote);
      field("state", &reply_type::state);
      field("offer", &reply_type::offer);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string quote;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("quote", &issue_offer::quote, needed(rule::quote_missing));
  }
};

/// Sends an offer: the latest, unless another is named (QUO-13, QUO-14, QUO-15).
struct send_offer {
  struct reply_type {
    std::string quote;
    quote_state state = quote_state::sent;
    offer_view offer;
    std::optional<code_view> voucher;  ///< the one that this sending earned
    std::optional<lead_receipt> lead;  ///< the outlet's (JRN-06)

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("quote", &reply_type::quote);
      field("state", &reply_type::state);
      field("offer", &reply_type::offer);
      field("voucher", &reply_type::voucher);
      field("lead", &reply_type::lead);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string quote;
  std::string offer;  ///< its number
  std::string email;
  std::string language;
  std::string brand;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("quote", &send_offer::quote, needed(rule::quote_missing));
    field("offer", &send_offer::offer);
    field("email", &send_offer::email);
    field("language", &send_offer::language);
    field("brand", &send_offer::brand);
  }
};

/// A quote as a reply shows it: the customer to the stand only (ACC-02).
struct quote_view {
  std::string id;
  quote_state state = quote_state::draft;
  std::string session;
  std::string customer;
  std::string event;
  std::string country;
  std::string language;
  std::string brand;
  std::string outlet;
  std::string outlet_comment;
  std::int64_t quantity = 1;
  std::string model;
  std::string configuration_code;
  std::vector<basket_entry> basket;
  std::string code;
  std::optional<priced_basket> price;  ///< of the basket as it is; absent of an erased customer's
  std::vector<offer_view> offers;      ///< the latest last, with its document
  std::string lead;
  std::string sent_to;
  std::optional<std::string> erased;  ///< the customer is: amounts and dates are left (CUS-21)
  instant opened_at{};

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &quote_view::id);
    field("state", &quote_view::state);
    field("session", &quote_view::session);
    field("customer", &quote_view::customer);
    field("event", &quote_view::event);
    field("country", &quote_view::country);
    field("language", &quote_view::language);
    field("brand", &quote_view::brand);
    field("outlet", &quote_view::outlet);
    field("outlet_comment", &quote_view::outlet_comment);
    field("quantity", &quote_view::quantity);
    field("model", &quote_view::model);
    field("configuration_code", &quote_view::configuration_code);
    field("basket", &quote_view::basket, quiet());
    field("code", &quote_view::code);
    field("price", &quote_view::price);
    field("offers", &quote_view::offers);
    field("lead", &quote_view::lead);
    field("sent_to", &quote_view::sent_to);
    field("erased", &quote_view::erased);
    field("opened_at", &quote_view::opened_at);
  }
  friend bool operator==(const quote_view&, const quote_view&) = default;
};

/// Shows a quote with its basket, price and offers; an earlier document where its number is given.
struct view_quote {
  struct reply_type {
    quote_view shown;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("quote", &reply_type::shown);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string quote;
  std::string offer;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("quote", &view_quote::quote, needed(rule::quote_missing));
    field("offer", &view_quote::offer);
  }
};

/// The customer takes the offer: the quote is closed (QUO-12), and the voucher in it used, on this order (QUO-17).
struct accept_quote {
  using reply_type = quote_state_reply;
  std::string quote;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("quote", &accept_quote::quote, needed(rule::quote_missing));
  }
};

/// The customer wants another offer of this quote (QUO-12, CUS-18).
struct rework_quote {
  using reply_type = quote_state_reply;
  std::string quote;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("quote", &rework_quote::quote, needed(rule::quote_missing));
  }
};

/// The quote is taken back: it is closed (QUO-12).
struct withdraw_quote {
  using reply_type = quote_state_reply;
  std::string quote;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("quote", &withdraw_quote::quote, needed(rule::quote_missing));
  }
};

}  // namespace v1
}  // namespace dealerkit

#include "dealerkit/quote-inl.hpp"
