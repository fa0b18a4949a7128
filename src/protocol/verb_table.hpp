// One entry a verb: how its request is read, run and answered, and its schema. Verbs are instantiated in groups, since
// each costs compile time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/desk.hpp"
#include "protocol/json_read.hpp"
#include "protocol/json_write.hpp"
#include "protocol/schema.hpp"

namespace dealerkit {
inline namespace v1 {
namespace protocol {

enum class access : std::uint8_t { nobody, anybody, actor };
enum class mode : std::uint8_t { pure, query, command };

/// A request whose envelope has been read.
struct request {
  desk& to;
  request_context context;
  json::element arguments;
  bool has_arguments = false;
  bool repaired = false;
  std::string_view language;  ///< of the request; empty where it has none
};

struct verb_entry {
  std::string_view name;
  access needs;
  mode kind;
  void (*run)(request&, std::string& reply);
  void (*schema)(std::string& out);
};

/// The verbs of one group.
[[nodiscard]] std::vector<verb_entry> check_verbs();
[[nodiscard]] std::vector<verb_entry> network_verbs();
[[nodiscard]] std::vector<verb_entry> customer_verbs();
[[nodiscard]] std::vector<verb_entry> catalog_verbs();
[[nodiscard]] std::vector<verb_entry> quote_verbs();
[[nodiscard]] std::vector<verb_entry> lead_verbs();
[[nodiscard]] std::vector<verb_entry> card_verbs();

/// Writes `{"refused":[…]}`.
void write_refused(std::string& out, const std::vector<violation>& refused, const json::presentation& how);

/// The language of an answer: the request's, else the actor's, else English.
[[nodiscard]] text::language language_of(const request& asked, std::string_view of_actor);

template <class Command>
void read_arguments(request& asked, Command& command) {
  json::reader in(asked.context.found, asked.repaired);
  if (!asked.has_arguments) return json::refuse_absent(in, json::readers<Command>(), 0);
  simdjson::dom::object fields;
  if (asked.arguments.get(fields) != simdjson::SUCCESS) {
    const json::deeper at(in, std::string_view("args"));
    return in.wrong_type("object");
  }
  json::read_object(in, fields, command);
}

template <class Reply>
void write_answer(std::string& out, const request& asked, const answer<Reply>& said) {
  json::presentation how;
  how.time_zone = said.time_zone;
  if (!said.refused.empty() || !said.notes.empty()) how.language = language_of(asked, said.language);
  if (!said.ok()) return write_refused(out, said.refused, how);
  out += "{\"ok\":";
  json::write(out, *said.reply, how);
  const auto list = [&](std::string_view name, const auto& items) {
    if (items.empty()) return;
    out += ",\"";
    out += name;
    out += "\":";
    json::write(out, items, how);
  };
  list("notes", said.notes);
  list("effects", said.effects);
  list("because", said.because);
  out.push_back('}');
}

template <class Command>
void run_verb(request& asked, std::string& reply) {
  Command command{};
  read_arguments(asked, command);
  write_answer(reply, asked, asked.to.run(command, asked.context));
}

/// A check answers `valid: false` where another verb would refuse the value; only a malformed request is refused.
template <class Command>
void run_check(request& asked, std::string& reply) {
  Command command{};
  read_arguments(asked, command);
  auto& found = asked.context.found;
  const bool malformed = std::any_of(found.begin(), found.end(), [](const violation& one) {
    const std::string_view of = identifier(one.broken);
    return of == "DAT-01" || of == "DAT-02" || of == "DAT-06";
  });
  if (malformed) {
    json::presentation how;
    how.language = language_of(asked, {});
    return write_refused(reply, found, how);
  }
  answer<typename Command::reply_type> said;
  if constexpr (std::is_same_v<typename Command::reply_type, check_reply>) {
    if (!found.empty()) {
      said.reply.emplace();
      said.reply->violations = found;
    }
  }
  if (!said.ok()) said = asked.to.run(command, asked.context);
  // The sentences of a check's violations are in the language of the request, as those of a refusal are.
  json::presentation how;
  how.language = language_of(asked, {});
  reply += "{\"ok\":";
  json::write(reply, *said.reply, how);
  reply.push_back('}');
}

template <class Command>
void write_schema(std::string& out) {
  out += "{\"args\":";
  schemas::write<Command>(out);
  out += ",\"reply\":";
  schemas::write<typename Command::reply_type>(out);
  out.push_back('}');
}

}  // namespace protocol
}  // namespace v1
}  // namespace dealerkit
