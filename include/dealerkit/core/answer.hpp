// Answers: what a desk says to a command. Either the reply, with notes, effects and reasons, or every violation.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/result.hpp"

namespace dealerkit {
inline namespace v1 {

/// A refusal or a note: the rule, the field as a path (`rows.2.email`, counted from 0) and the numbers behind it.
/// Never personal data (SEC-01).
struct violation {
  rule broken = rule::none;
  std::string field;
  std::vector<std::pair<std::string, std::string>> args;

  friend bool operator==(const violation&, const violation&) = default;
};

/// What the host must now do: send an e-mail, a push message, an alert. The library sends nothing itself.
struct effect {
  std::string kind;  ///< `email`, `push`, `alert`, `handover`, `task`, `wallet_update`
  std::string id;    ///< in the outbox; empty on a dry run
  std::string template_name;
  std::string to;
  std::string language;
  named<std::string> data;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("effect", &effect::kind);
    field("id", &effect::id);
    field("template", &effect::template_name);
    field("to", &effect::to);
    field("language", &effect::language);
    field("data", &effect::data);
  }
  friend bool operator==(const effect&, const effect&) = default;
};

/// A rule that shaped an accepted answer, with its numbers (`"explain": true`).
struct reason {
  std::string rule;  ///< identifier of the rule book
  std::string text;
  named<std::string> numbers;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("rule", &reason::rule);
    field("text", &reason::text);
    field("numbers", &reason::numbers);
  }
  friend bool operator==(const reason&, const reason&) = default;
};

/// What every answer has, whatever the reply.
struct answer_parts {
  std::vector<violation> refused;  ///< not empty where it was refused; then nothing has changed
  std::vector<violation> notes;    ///< warnings beside an accepted command
  std::vector<effect> effects;
  std::vector<reason> because;
  std::string time_zone = "UTC";  ///< of the actor's outlet: replies show instants in it
  std::string language;           ///< of the actor; empty where it is unknown
};

/// The answer to a command whose reply is a `Reply`.
template <class Reply>
struct [[nodiscard]] answer : answer_parts {
  std::optional<Reply> reply;  ///< set where the command was accepted

  [[nodiscard]] bool ok() const noexcept { return reply.has_value(); }
};

}  // namespace v1
}  // namespace dealerkit
