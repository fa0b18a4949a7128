// Sessions: one user at the stand, one customer at a time, and the journey of that customer (JRN).
//
// A session is started for an event, a country, a language and a brand; a customer is linked to it, goes through the
// five steps and is released. The states that differ in rules differ in type: a `session` may be anything, an
// `open_session` can be worked in by its user, a `linked_session` has a customer.
//
//   open_session::of(state, "BE-1.d001")           // refused where it has ended or is another user's (JRN-02)
//   linked_session::of(opened.value())             // refused: session_without_customer
//   decide_step(linked.value(), 4)                 // refused: step_not_reached, unless a quote was opened (JRN-05)
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/instant.hpp"
#include "dealerkit/core/lists.hpp"
#include "dealerkit/core/result.hpp"
#include "dealerkit/customer.hpp"
#include "dealerkit/lead.hpp"
#include "dealerkit/quote.hpp"
#include "dealerkit/show.hpp"

namespace dealerkit {
inline namespace v1 {

/// What a journey has become (JRN-01); fleet requests leave the three others.
enum class journey_kind : std::uint8_t { undecided, offer, lead, keep_me_informed, fleet };
template <>
struct enum_names<journey_kind> {
  static constexpr enum_name<journey_kind> list[] = {{journey_kind::undecided, "undecided"},
                                                     {journey_kind::offer, "offer"},
                                                     {journey_kind::lead, "lead"},
                                                     {journey_kind::keep_me_informed, "keep_me_informed"},
                                                     {journey_kind::fleet, "fleet"}};
};

/// Whom a customer is handed to (QUO-10, QUO-11).
enum class referral_target : std::uint8_t { bank_specialist, fleet_responsible };
template <>
struct enum_names<referral_target> {
  static constexpr enum_name<referral_target> list[] = {{referral_target::bank_specialist, "bank_specialist"},
                                                        {referral_target::fleet_responsible, "fleet_responsible"}};
};

/// The role that takes over from the stand.
[[nodiscard]] constexpr role role_of(referral_target to) noexcept {
  return to == referral_target::bank_specialist ? role::bank_specialist : role::fleet_responsible;
}

/// Which backup app a brand's leads go into (NET-02).
enum class backup_tool : std::uint8_t { none, collect, plus };
template <>
struct enum_names<backup_tool> {
  static constexpr enum_name<backup_tool> list[] = {
      {backup_tool::none, "none"}, {backup_tool::collect, "collect"}, {backup_tool::plus, "plus"}};
};

// --- State

/// What a session was started for. It never changes (QUO-02).
struct session_setting {
  std::string event;
  std::string time_zone;  ///< of the event
  std::string country;
  std::string language;
  std::string brand;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("event", &session_setting::event);
    field("time_zone", &session_setting::time_zone);
    field("country", &session_setting::country);
    field("language", &session_setting::language);
    field("brand", &session_setting::brand);
  }
  friend bool operator==(const session_setting&, const session_setting&) = default;
};

/// A customer was handed to somebody else.
struct referral {
  referral_target to = referral_target::bank_specialist;
  instant at{};

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("to", &referral::to);
    field("at", &referral::at);
  }
  friend bool operator==(const referral&, const referral&) = default;
};

/// One customer's way through the steps, from the link to the release. The customer is a pseudonym.
struct journey {
  std::string id;
  std::string customer;
  instant since{};
  std::vector<std::string> quotes;  ///< opened in it, the latest last
  bool sent = false;                ///< an offer of it has been sent
  std::vector<referral> referrals;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &journey::id);
    field("customer", &journey::customer);
    field("since", &journey::since);
    field("quotes", &journey::quotes);
    field("sent", &journey::sent);
    field("referrals", &journey::referrals);
  }
  friend bool operator==(const journey&, const journey&) = default;
};

/// A session. Without a journey nobody is linked: that is what "from zero" means (JRN-02).
struct session {
  std::string id;
  std::string entity;
  std::string outlet;  ///< the stand
  std::string user;
  session_setting setting;
  std::int64_t step = 1;  ///< where the user stands (JRN-05)
  std::optional<journey> current;
  backup_reason backup = backup_reason::none;  ///< of this journey, or of the time before a customer is linked
  instant started_at{};
  instant last_event_at{};
  std::optional<instant> ended_at;  ///< another session of the user was started

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &session::id);
    field("entity", &session::entity);
    field("outlet", &session::outlet);
    field("user", &session::user);
    field("setting", &session::setting);
    field("step", &session::step);
    field("current", &session::current);
    field("backup", &session::backup);
    field("started_at", &session::started_at);
    field("last_event_at", &session::last_event_at);
    field("ended_at", &session::ended_at);
  }
  friend bool operator==(const session&, const session&) = default;
};

/// A session that its user can work in.
class open_session {
 public:
  /// Rules, in order: session_ended, session_of_another_user. Source: JRN-02.
  template <class = void>
  [[nodiscard]] static result<open_session> of(const session& state, std::string_view by) noexcept {
    if (state.ended_at.has_value()) return error{rule::session_ended, "session"};
    if (state.user != by) return error{rule::session_of_another_user, "session"};
    return open_session{&state};
  }
  [[nodiscard]] const session& state() const noexcept { return *state_; }

 private:
  explicit open_session(const session* state) noexcept : state_(state) {}
  const session* state_;  // of the caller, who keeps it
};

/// An open session with a customer.
class linked_session {
 public:
  /// Refused: session_without_customer. Source: JRN-02, JRN-05.
  template <class = void>
  [[nodiscard]] static result<linked_session> of(open_session opened) noexcept {
    if (!opened.state().current.has_value()) return error{rule::session_without_customer, "session"};
    return linked_session{opened};
  }
  [[nodiscard]] const session& state() const noexcept { return opened_.state(); }
  [[nodiscard]] const journey& current() const noexcept { return *opened_.state().current; }

 private:
  explicit linked_session(open_session opened) noexcept : opened_(opened) {}
  open_session opened_;
};

/// What a journey has become so far: a fleet request whatever else happened, an offer once a quote was opened, else
/// what the lead that was captured asks for, else what the backup tool was used for. Source: JRN-01.
template <class = void>
[[nodiscard]] journey_kind kind_of(const session& state, std::optional<lead_request> captured = {}) noexcept;

/// The furthest step whose earlier ones hold (JRN-05).
template <class = void>
[[nodiscard]] std::int64_t reached_step(const session& state) noexcept;

// --- Events

struct session_started {
  static constexpr std::string_view kind = "session_started";
  std::string outlet;
  std::string user;
  session_setting setting;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("outlet", &session_started::outlet);
    field("user", &session_started::user);
    field("setting", &session_started::setting);
  }
};

/// Another session of the user took its place.
struct session_replaced {
  static constexpr std::string_view kind = "session_replaced";
  std::string by;  ///< the new session

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("by", &session_replaced::by);
  }
};

struct customer_linked {
  static constexpr std::string_view kind = "customer_linked";
  std::string journey;
  std::string customer;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("journey", &customer_linked::journey);
    field("customer", &customer_linked::customer);
  }
};

/// The user went back to a step, or forward to one that holds.
struct step_revisited {
  static constexpr std::string_view kind = "step_revisited";
  std::int64_t step = 1;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("step", &step_revisited::step);
  }
};

/// A quote of the journey was opened, or an offer of it sent: the user stands at that step now.
struct journey_advanced {
  static constexpr std::string_view kind = "journey_advanced";
  std::string quote;
  std::int64_t step = 4;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("quote", &journey_advanced::quote);
    field("step", &journey_advanced::step);
  }
};

struct backup_used {
  static constexpr std::string_view kind = "backup_used";
  backup_reason reason = backup_reason::no_time;
  backup_tool tool = backup_tool::none;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("reason", &backup_used::reason);
    field("tool", &backup_used::tool);
  }
};

struct customer_referred {
  static constexpr std::string_view kind = "customer_referred";
  referral_target to = referral_target::bank_specialist;
  std::string receiver;  ///< the user who takes over; empty where the stand has none

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("to", &customer_referred::to);
    field("receiver", &customer_referred::receiver);
  }
};

struct customer_released {
  static constexpr std::string_view kind = "customer_released";
  std::string journey;
  std::string customer;
  journey_kind became = journey_kind::undecided;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("journey", &customer_released::journey);
    field("customer", &customer_released::customer);
    field("became", &customer_released::became);
  }
};

// --- Decisions

/// What a session is started with, as typed.
struct start_session {
  struct reply_type {
    std::string session;
    std::string tool_link;  ///< of the country (QUO-03)

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("session", &reply_type::session);
      field("tool_link", &reply_type::tool_link);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string event;
  std::string country;
  std::string language;
  std::string brand;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("event", &start_session::event, needed(rule::event_missing));
    field("country", &start_session::country, needed(rule::journey_not_chosen));
    field("language", &start_session::language, needed(rule::journey_not_chosen));
    field("brand", &start_session::brand, needed(rule::session_brand_missing));
  }
};

/// Whether an event, a country, a language or a brand can be chosen; each is asked alone, since a form wants all that
/// is wrong. Refused: event_unknown (JRN-05).
template <class = void>
[[nodiscard]] result<accepted> check_event(const show_terms& terms, std::string_view event) noexcept;

/// Refused: journey_country_not_served. Source: QUO-02.
template <class = void>
[[nodiscard]] result<accepted> check_country(const show_terms& terms, std::string_view country) noexcept;

/// Refused: journey_language_not_served (of no country), journey_language_of_other_country. Source: QUO-02.
template <class = void>
[[nodiscard]] result<accepted> check_language(const show_terms& terms, std::string_view country,
                                              std::string_view language) noexcept;

/// Refused: brand_without_quote_tool. Source: NET-02.
template <class = void>
[[nodiscard]] result<accepted> check_show_brand(const show_terms& terms, std::string_view brand) noexcept;

/// What the store knows that matters to a start.
struct start_facts {
  const session* latest = nullptr;  ///< of this user, open or ended
  bool works_at_stand = false;
  bool light_commercial_team = false;
};

/// Decides a start whose form is right. Pure. Rules, in order: event_unknown (JRN-05), journey_country_not_served,
/// journey_language_not_served, journey_language_of_other_country (QUO-02), brand_without_quote_tool (NET-02),
/// stand_role_missing (NET-06), session_holds_customer (JRN-02: the open session is the acting user's),
/// brand_switch_not_allowed (NET-02: another brand than the user's last session at the event).
template <class = void>
[[nodiscard]] result<session_started> decide(const start_facts& facts, const start_session& wanted,
                                             const show_terms& terms, std::string_view user, std::string_view stand);

/// The country whose rules a customer comes under: of a company without one, its first contact's. Empty: unknown.
template <class = void>
[[nodiscard]] std::string_view country_of(const customer& known) noexcept;

/// Whether a customer can be served in a journey of a country: the customer's own where the show serves it, any for
/// customers from elsewhere. Refused: journey_country_mismatch. Source: QUO-03.
template <class = void>
[[nodiscard]] result<accepted> check_journey_country(const show_terms& terms, const customer& known,
                                                     std::string_view journey_country) noexcept;

/// Decides a link. Pure. `found`: the customer, nullptr where the legal entity knows none of that name; `confirmed`: it
/// was the only candidate, or its details were repeated. Rules, in order: session_holds_customer (JRN-02),
/// record_not_found, customer_erased, candidate_not_confirmed (CUS-05), contact_missing (CUS-07),
/// journey_country_mismatch (QUO-03).
template <class = void>
[[nodiscard]] result<customer_linked> decide_link(open_session in, const customer* found, bool confirmed,
                                                  std::string_view journey_id, const show_terms& terms);

/// Decides to revisit a step. Pure. Rules, in order: step_out_of_range, step_not_reached. Source: JRN-05.
template <class = void>
[[nodiscard]] result<step_revisited> decide_step(open_session in, std::int64_t step) noexcept;

/// Decides to use the backup tool. Pure. `reasons`: those that the policy allows. Rules, in order:
/// backup_reason_missing, backup_reason_unknown (JRN-04), brand_without_backup_tool (NET-02).
template <class = void>
[[nodiscard]] result<backup_used> decide_backup(open_session in, backup_reason reason,
                                                std::span<const backup_reason> reasons,
                                                const show_terms& terms) noexcept;

/// Decides a release; a customer that is linked can always be released. Source: JRN-01, JRN-02.
template <class = void>
[[nodiscard]] customer_released decide_release(linked_session in, std::optional<lead_request> captured = {});

// --- Evolution

/// The session as it was started: language and country hold, the customer is next.
template <class = void>
[[nodiscard]] session evolve(session state, const session_started& event, const event_place& place);

/// The session is over.
template <class = void>
[[nodiscard]] session evolve(session state, const session_replaced&, const event_place& place);

/// A journey begins.
template <class = void>
[[nodiscard]] session evolve(session state, const customer_linked& event, const event_place& place);

/// Only the place of the user changes: what was done stays done.
template <class = void>
[[nodiscard]] session evolve(session state, const step_revisited& event, const event_place& place);

/// A quote more, or an offer sent.
template <class = void>
[[nodiscard]] session evolve(session state, const journey_advanced& event, const event_place& place);

/// The reason holds until the release.
template <class = void>
[[nodiscard]] session evolve(session state, const backup_used& event, const event_place& place);

/// The referral is kept with the journey.
template <class = void>
[[nodiscard]] session evolve(session state, const customer_referred& event, const event_place& place);

/// From zero: as after the start (JRN-02).
template <class = void>
[[nodiscard]] session evolve(session state, const customer_released&, const event_place& place);

// --- What is missing, and what may be done next (JRN-05)

/// What is known beside the session itself.
struct session_facts {
  bool erased = false;                   ///< the customer was (CUS-21)
  bool contacts_missing = false;         ///< of a company (CUS-07)
  bool consents_missing = false;         ///< a required purpose was not answered (CON-02)
  bool fleet = false;                    ///< the show's limit of vehicles is reached (QUO-11)
  std::optional<quote_state> quote;      ///< of the journey's latest quote
  std::optional<lead_request> captured;  ///< what a lead of the customer asks for, captured in the journey
  bool takes_codes = false;              ///< the quote's brand takes promotion codes in the basket (QUO-16)
};

/// What is missing to go forward from the step where the user stands, by name; nothing of an offer in a journey that
/// makes none (QUO-11, CUS-21). Source: JRN-05.
template <class = void>
[[nodiscard]] std::vector<std::string> missing_of(const session& state, const session_facts& facts);

/// The verbs that may be used now, in the order of the steps. Source: JRN-02, JRN-03, JRN-05.
template <class = void>
[[nodiscard]] std::vector<std::string> next_of(const session& state, const session_facts& facts);

// --- Commands

/// Links a customer to a session (CUS-19). Where the search had several candidates and none was selected yet, the
/// e-mail or phone is repeated here (CUS-05).
struct link_customer {
  struct reply_type {
    std::string session;
    std::string customer;
    std::string initials;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("session", &reply_type::session);
      field("customer", &reply_type::customer);
      field("initials", &reply_type::initials);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string session;
  std::string customer;
  std::string email;
  std::string phone;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("session", &link_customer::session, needed(rule::session_missing));
    field("customer", &link_customer::customer, needed(rule::customer_id_missing));
    field("email", &link_customer::email);
    field("phone", &link_customer::phone);
  }
};

/// A person that the user handled recently.
struct recent_person {
  std::string customer;
  std::string initials;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("customer", &recent_person::customer);
    field("initials", &recent_person::initials);
  }
  friend bool operator==(const recent_person&, const recent_person&) = default;
};

/// A configuration that the user handled recently, with the quote that it is in.
struct recent_configuration {
  std::string quote;
  std::string brand;
  std::string model;
  std::string code;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("quote", &recent_configuration::quote);
    field("brand", &recent_configuration::brand);
    field("model", &recent_configuration::model);
    field("code", &recent_configuration::code);
  }
  friend bool operator==(const recent_configuration&, const recent_configuration&) = default;
};

/// Where a session stands: step, what is missing, what may be done next, whom it holds (JRN-02, JRN-05).
struct show_session {
  struct reply_type {
    std::string session;
    std::int64_t step = 1;
    std::vector<std::string> missing;
    std::vector<std::string> next;
    std::string initials;  ///< `…` where nobody is linked
    std::string customer;
    journey_kind became = journey_kind::undecided;
    std::string event;
    std::string country;
    std::string language;
    std::string brand;
    std::string tool_link;
    std::vector<std::string> quotes;
    std::vector<referral> referrals;
    backup_reason backup = backup_reason::none;
    std::int64_t vehicles = 0;  ///< quoted to the customer at the show (QUO-11)
    std::vector<recent_person> recent_persons;
    std::vector<recent_configuration> recent_configurations;
    std::optional<instant> ended_at;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("session", &reply_type::session);
      field("step", &reply_type::step);
      field("missing", &reply_type::missing);
      field("next", &reply_type::next);
      field("initials", &reply_type::initials);
      field("customer", &reply_type::customer);
      field("journey", &reply_type::became);
      field("event", &reply_type::event);
      field("country", &reply_type::country);
      field("language", &reply_type::language);
      field("brand", &reply_type::brand);
      field("tool_link", &reply_type::tool_link);
      field("quotes", &reply_type::quotes);
      field("referrals", &reply_type::referrals, quiet());
      field("backup", &reply_type::backup);
      field("vehicles", &reply_type::vehicles);
      field("recent_persons", &reply_type::recent_persons);
      field("recent_configurations", &reply_type::recent_configurations);
      field("ended_at", &reply_type::ended_at);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string session;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("session", &show_session::session, needed(rule::session_missing));
  }
};

/// Releases the customer: the journey ends with its mails, and the session is from zero (JRN-01, JRN-02).
struct release_customer {
  struct reply_type {
    std::string session;
    std::string customer;
    journey_kind became = journey_kind::undecided;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("session", &reply_type::session);
      field("customer", &reply_type::customer);
      field("journey", &reply_type::became);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string session;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("session", &release_customer::session, needed(rule::session_missing));
  }
};

/// Revisits a step: backwards always, forwards only where the earlier ones hold (JRN-05).
struct revisit_step {
  struct reply_type {
    std::string session;
    std::int64_t step = 1;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("session", &reply_type::session);
      field("step", &reply_type::step);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string session;
  std::optional<std::int64_t> step;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("session", &revisit_step::session, needed(rule::session_missing));
    field("step", &revisit_step::step, needed(rule::step_out_of_range));
  }
};

/// Turns to the backup tool, with the reason (JRN-04). The answer says which of the two apps is the brand's.
struct use_backup {
  struct reply_type {
    std::string session;
    backup_tool tool = backup_tool::none;
    backup_reason reason = backup_reason::no_time;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("session", &reply_type::session);
      field("tool", &reply_type::tool);
      field("reason", &reply_type::reason);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string session;
  backup_reason reason = backup_reason::none;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("session", &use_backup::session, needed(rule::session_missing));
    field("reason", &use_backup::reason, field_options{rule::backup_reason_missing, rule::backup_reason_unknown});
  }
};

/// Hands the customer to the bank specialist (QUO-10) or to the fleet responsible (QUO-11) of the stand.
struct refer_customer {
  struct reply_type {
    std::string session;
    referral_target to = referral_target::bank_specialist;
    std::string user;  ///< who takes over; empty where the stand has nobody of that role
    journey_kind became = journey_kind::undecided;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("session", &reply_type::session);
      field("to", &reply_type::to);
      field("user", &reply_type::user);
      field("journey", &reply_type::became);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string session;
  std::optional<referral_target> to;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("session", &refer_customer::session, needed(rule::session_missing));
    field("to", &refer_customer::to, needed(rule::referral_missing));
  }
};

}  // namespace v1
}  // namespace dealerkit

#include "dealerkit/session-inl.hpp"
