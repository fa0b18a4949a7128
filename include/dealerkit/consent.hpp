// Consents: what a person allowed, for which purpose, when, and how it was asked (CON).
//
// History is append-only and the current state is the latest record. There is no default answer: a purpose that was
// never answered is `not_asked`, which is neither a yes nor a no.
//
//   answer_at(history, "contact", yesterday)                    // what held yesterday (CON-07)
//   decide_send(history, message_kind::follow_up_campaign, now) // refused: consent_not_given (CON-06)
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

namespace dealerkit {
inline namespace v1 {

enum class consent_answer : std::uint8_t { not_asked, yes, no };
template <>
struct enum_names<consent_answer> {
  static constexpr enum_name<consent_answer> list[] = {
      {consent_answer::not_asked, "not_asked"}, {consent_answer::yes, "yes"}, {consent_answer::no, "no"}};
};

/// The language and version of the text that was shown (CON-04).
struct consent_text {
  std::string language;
  std::string version;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("language", &consent_text::language, needed(rule::consent_record_incomplete));
    field("version", &consent_text::version, needed(rule::consent_record_incomplete));
  }
  friend bool operator==(const consent_text&, const consent_text&) = default;
};

/// One answer of one person, as it was given (CON-04). None of it is personal data: the person is a pseudonym.
struct consent_record {
  std::string purpose;
  consent_answer answer = consent_answer::not_asked;
  instant at{};
  std::string user;  ///< empty where the person did it without an actor
  std::string outlet;
  std::string channel;
  consent_text text;
  bool withdrawal = false;
  std::int64_t sequence = 0;  ///< of the ledger: its hash signs the receipt (CON-08)

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("purpose", &consent_record::purpose);
    field("answer", &consent_record::answer);
    field("at", &consent_record::at);
    field("user", &consent_record::user);
    field("outlet", &consent_record::outlet);
    field("channel", &consent_record::channel);
    field("text", &consent_record::text);
    field("withdrawal", &consent_record::withdrawal);
    field("sequence", &consent_record::sequence);
  }
  friend bool operator==(const consent_record&, const consent_record&) = default;
};

/// The record that held at an instant: the latest one not after it, the last appended of equals (CON-07).
template <class = void>
[[nodiscard]] inline const consent_record* record_at(std::span<const consent_record> history, std::string_view purpose,
                                                     instant at) noexcept {
  const consent_record* found = nullptr;
  for (const consent_record& record : history)
    if (record.purpose == purpose && record.at <= at && (found == nullptr || found->at <= record.at)) found = &record;
  return found;
}

/// The answer that held at an instant.
template <class = void>
[[nodiscard]] inline consent_answer answer_at(std::span<const consent_record> history, std::string_view purpose,
                                              instant at) noexcept {
  const auto* record = record_at(history, purpose, at);
  return record == nullptr ? consent_answer::not_asked : record->answer;
}

// --- What needs which consent (CON-06)

enum class message_kind : std::uint8_t {
  commercial_mail,
  news,
  personal_offer,
  further_offer_mail,
  follow_up_campaign,  // need `contact`
  offer,
  voucher,
  account_confirmation,
  thank_you,
  quality_survey,
  card_delivery,
  card_movement,
  card_reminder,  // service messages: none
  share_with_brand,
  share_with_partners,
  profiling
};
template <>
struct enum_names<message_kind> {
  static constexpr enum_name<message_kind> list[] = {{message_kind::commercial_mail, "commercial_mail"},
                                                     {message_kind::news, "news"},
                                                     {message_kind::personal_offer, "personal_offer"},
                                                     {message_kind::further_offer_mail, "further_offer_mail"},
                                                     {message_kind::follow_up_campaign, "follow_up_campaign"},
                                                     {message_kind::offer, "offer"},
                                                     {message_kind::voucher, "voucher"},
                                                     {message_kind::account_confirmation, "account_confirmation"},
                                                     {message_kind::thank_you, "thank_you"},
                                                     {message_kind::quality_survey, "quality_survey"},
                                                     {message_kind::card_delivery, "card_delivery"},
                                                     {message_kind::card_movement, "card_movement"},
                                                     {message_kind::card_reminder, "card_reminder"},
                                                     {message_kind::share_with_brand, "share_with_brand"},
                                                     {message_kind::share_with_partners, "share_with_partners"},
                                                     {message_kind::profiling, "profiling"}};
};

/// The purpose that a message needs a yes for; empty for a service message.
[[nodiscard]] constexpr std::string_view purpose_needed(message_kind kind) noexcept {
  switch (kind) {
    case message_kind::commercial_mail:
    case message_kind::news:
    case message_kind::personal_offer:
    case message_kind::further_offer_mail:
    case message_kind::follow_up_campaign: return "contact";
    case message_kind::share_with_brand: return "share_with_brand";
    case message_kind::share_with_partners: return "partners";
    case message_kind::profiling: return "profiling";
    default: return {};
  }
}

/// True for the service messages that the person can stop all the same: the survey and the card's reminders.
[[nodiscard]] constexpr bool stoppable(message_kind kind) noexcept {
  return kind == message_kind::quality_survey || kind == message_kind::card_reminder;
}

/// The name under which an objection to a stoppable service message is kept in the history.
[[nodiscard]] constexpr std::string_view objection_name(message_kind kind) noexcept {
  return kind == message_kind::quality_survey ? "service:quality_survey" : "service:card_reminder";
}

/// Whether a message may go out at the instant of sending (CON-07). Rules, in order: message_stopped_by_objection,
/// consent_not_given. Source: CON-06.
template <class = void>
[[nodiscard]] inline result<accepted> decide_send(std::span<const consent_record> history, message_kind kind,
                                                  instant now) noexcept {
  if (stoppable(kind)) {
    if (answer_at(history, objection_name(kind), now) == consent_answer::no)
      return error{rule::message_stopped_by_objection, "message"};
    return accepted{};
  }
  const auto purpose = purpose_needed(kind);
  if (!purpose.empty() && answer_at(history, purpose, now) != consent_answer::yes)
    return error{rule::consent_not_given, "message"};
  return accepted{};
}

// --- Policy

/// A purpose that consent is asked for. `default_answer` and `needed_for` exist only so that a policy that has them
/// can be refused by name (CON-03): there is no default, and nothing depends on a yes.
struct purpose_terms {
  std::string code;
  bool required = false;  ///< must be answered at creation (CON-02)
  std::optional<consent_answer> default_answer;
  std::vector<std::string> needed_for;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("code", &purpose_terms::code, needed(rule::purpose_malformed));
    field("required", &purpose_terms::required);
    field("default_answer", &purpose_terms::default_answer, listed(rule::consent_has_default));
    field("needed_for", &purpose_terms::needed_for);
  }
  friend bool operator==(const purpose_terms&, const purpose_terms&) = default;
};

struct consent_terms {
  std::vector<purpose_terms> purposes;
  std::string text_version = "1";  ///< of the text shown when a customer is created
  std::string channel = "outlet";  ///< through which the answers at creation come

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("purposes", &consent_terms::purposes, needed(rule::purpose_malformed));
    field("text_version", &consent_terms::text_version);
    field("channel", &consent_terms::channel);
  }
  /// The terms of a purpose, or nullptr.
  template <class = void>
  [[nodiscard]] const purpose_terms* find(std::string_view code) const noexcept {
    for (const purpose_terms& purpose : purposes)
      if (purpose.code == code) return &purpose;
    return nullptr;
  }
  friend bool operator==(const consent_terms&, const consent_terms&) = default;
};

/// The first rule that a policy of consents breaks: purpose_malformed, consent_has_default, consent_made_a_condition.
/// Source: CON-01, CON-03.
template <class = void>
[[nodiscard]] inline result<accepted> check_terms(const consent_terms& terms) noexcept {
  for (std::size_t i = 0; i < terms.purposes.size(); ++i) {
    const auto& purpose = terms.purposes[i];
    const bool well_formed =
        !purpose.code.empty() && purpose.code.size() <= 64 && detail::all_of(purpose.code, [](char c) {
          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        });
    if (!well_formed || terms.find(purpose.code) != &purpose)
      return error{rule::purpose_malformed, "policy.consent.purposes"};
    if (purpose.default_answer.has_value()) return error{rule::consent_has_default, "policy.consent.purposes"};
    if (!purpose.needed_for.empty()) return error{rule::consent_made_a_condition, "policy.consent.purposes"};
  }
  return accepted{};
}

/// Which purposes must be answered with yes or no: the first required one that is not. Source: CON-02.
template <class = void>
[[nodiscard]] inline const purpose_terms* first_unanswered(const consent_terms& terms,
                                                           const named<consent_answer>& answers) noexcept {
  for (const purpose_terms& purpose : terms.purposes) {
    const auto* given = answers.find(purpose.code);
    if (purpose.required && (given == nullptr || *given == consent_answer::not_asked)) return &purpose;
  }
  return nullptr;
}

// --- Commands

/// Records one answer (CON-04). For a company it is a contact's: the first one where none is named.
struct record_consent {
  struct reply_type {
    std::string customer;
    consent_record record;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("customer", &reply_type::customer);
      field("record", &reply_type::record);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string customer;
  std::string contact;
  std::string purpose;
  consent_answer answer = consent_answer::not_asked;
  std::string channel;
  consent_text text;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("customer", &record_consent::customer, needed(rule::consent_record_incomplete));
    field("contact", &record_consent::contact);
    field("purpose", &record_consent::purpose, needed(rule::consent_record_incomplete));
    field("answer", &record_consent::answer, needed(rule::consent_record_incomplete));
    field("channel", &record_consent::channel, needed(rule::consent_record_incomplete));
    field("text", &record_consent::text, needed(rule::consent_record_incomplete));
  }
};

/// Withdraws a consent at any instant; the person does it without an actor (CON-05). The purposes
/// `service:quality_survey` and `service:card_reminder` are the objections of CON-06.
struct withdraw_consent {
  using reply_type = record_consent::reply_type;
  std::string customer;
  std::string contact;
  std::string purpose;
  std::string channel;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("customer", &withdraw_consent::customer, needed(rule::consent_record_incomplete));
    field("contact", &withdraw_consent::contact);
    field("purpose", &withdraw_consent::purpose, needed(rule::consent_record_incomplete));
    field("channel", &withdraw_consent::channel);
  }
};

/// The current answer to one purpose.
struct consent_standing {
  consent_answer answer = consent_answer::not_asked;
  std::optional<instant> at;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("answer", &consent_standing::answer);
    field("at", &consent_standing::at);
  }
  friend bool operator==(const consent_standing&, const consent_standing&) = default;
};

/// What a person has answered, purpose by purpose; at an earlier instant where one is asked for (CON-07).
struct show_consents {
  using reply_type = named<consent_standing>;
  std::string customer;
  std::string contact;
  std::optional<instant> as_of;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("customer", &show_consents::customer, needed(rule::consent_record_incomplete));
    field("contact", &show_consents::contact);
    field("as_of", &show_consents::as_of);
  }
};

/// A consent receipt (CON-08) with the fields of ISO/IEC TS 27560 that apply, signed by the ledger's chain hash.
struct consent_receipt {
  std::string schema_version;
  std::string record_id;
  std::string pii_principal_id;  ///< the customer's (or contact's) pseudonym
  std::string pii_controller;
  std::string purpose;
  std::string event_state;  ///< `consent_given`, `consent_refused`, `consent_withdrawn`
  instant event_time{};
  std::string collection_method;
  std::string collected_by;
  std::string collected_at;
  std::string notice_language;
  std::string notice_version;
  std::int64_t ledger_record = 0;
  std::string chain_hash;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("schema_version", &consent_receipt::schema_version);
    field("record_id", &consent_receipt::record_id);
    field("pii_principal_id", &consent_receipt::pii_principal_id);
    field("pii_controller", &consent_receipt::pii_controller);
    field("purpose", &consent_receipt::purpose);
    field("event_state", &consent_receipt::event_state);
    field("event_time", &consent_receipt::event_time);
    field("collection_method", &consent_receipt::collection_method);
    field("collected_by", &consent_receipt::collected_by);
    field("collected_at", &consent_receipt::collected_at);
    field("notice_language", &consent_receipt::notice_language);
    field("notice_version", &consent_receipt::notice_version);
    field("ledger_record", &consent_receipt::ledger_record);
    field("chain_hash", &consent_receipt::chain_hash);
  }
  friend bool operator==(const consent_receipt&, const consent_receipt&) = default;
};

/// Makes the receipt of the latest record of a purpose.
struct issue_receipt {
  struct reply_type {
    consent_receipt receipt;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("receipt", &reply_type::receipt);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string customer;
  std::string contact;
  std::string purpose;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("customer", &issue_receipt::customer, needed(rule::consent_record_incomplete));
    field("contact", &issue_receipt::contact);
    field("purpose", &issue_receipt::purpose, needed(rule::consent_record_incomplete));
  }
};

/// Asks whether a message may go out to a person now (CON-06, CON-07).
struct ask_to_send {
  struct reply_type {
    bool allowed = false;
    std::string needs;  ///< the purpose it needs a yes for; empty for a service message
    std::string because;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("allowed", &reply_type::allowed);
      field("needs", &reply_type::needs);
      field("because", &reply_type::because);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string customer;
  std::string contact;
  message_kind message = message_kind::commercial_mail;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("customer", &ask_to_send::customer, needed(rule::consent_record_incomplete));
    field("contact", &ask_to_send::contact);
    field("message", &ask_to_send::message, needed(rule::message_kind_unknown));
  }
};

/// What one user did on one day (CON-09). Users come by identifier, never by their rate of yes.
struct quality_line {
  std::string day;
  std::string user;
  std::int64_t customers_created = 0;
  std::int64_t consents_answered = 0;
  named<std::string> yes_percent;  ///< purpose → share of yes among the answers, to 0.01 %
  std::int64_t emails_confirmed = 0;
  std::int64_t placeholders_used = 0;  ///< VAT numbers given as unknown (CUS-11)

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("day", &quality_line::day);
    field("user", &quality_line::user);
    field("customers_created", &quality_line::customers_created);
    field("consents_answered", &quality_line::consents_answered);
    field("yes_percent", &quality_line::yes_percent);
    field("emails_confirmed", &quality_line::emails_confirmed);
    field("placeholders_used", &quality_line::placeholders_used);
  }
  friend bool operator==(const quality_line&, const quality_line&) = default;
};

/// The data quality of the actor's legal entity per user and day of the outlet's time zone (CON-09), by day, then user.
struct report_quality {
  struct reply_type {
    std::vector<quality_line> lines;
    std::optional<std::string> next;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("lines", &reply_type::lines);
      field("next", &reply_type::next);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::chrono::year_month_day from{};
  std::chrono::year_month_day to{};
  std::optional<std::int64_t> limit;
  std::string after;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("from", &report_quality::from, needed(rule::report_period_missing));
    field("to", &report_quality::to, needed(rule::report_period_missing));
    field("limit", &report_quality::limit);
    field("after", &report_quality::after);
  }
};

}  // namespace v1
}  // namespace dealerkit
