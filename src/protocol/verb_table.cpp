// The verbs: requests read into commands, commands run, answers written.
#include "protocol/verb_table.hpp"

#include <algorithm>

namespace dealerkit {
inline namespace v1 {
namespace protocol {

namespace {

void read_arguments(request& asked, const shapes::object_shape& of, void* command) {
  json::reader in(asked.context.found, asked.repaired);
  if (!asked.has_arguments) return json::refuse_absent(in, of);
  simdjson::dom::object fields;
  if (asked.arguments.get(fields) != simdjson::SUCCESS) {
    const json::deeper at(in, std::string_view("args"));
    return in.wrong_type("object");
  }
  json::read_fields(in, fields, of, command);
}

void write_answer(std::string& out, const request& asked, const answer_parts& said, const shapes::shape& of,
                  const void* reply) {
  json::presentation how;
  how.time_zone = said.time_zone;
  if (!said.refused.empty() || !said.notes.empty()) how.language = language_of(asked, said.language);
  if (reply == nullptr) return write_refused(out, said.refused, how);
  out += "{\"ok\":";
  json::write(out, of, reply, how);
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
void run_verb(request& asked, std::string& out) {
  Command command{};
  read_arguments(asked, shapes::shape_of<Command>, &command);
  const auto said = asked.to.run(command, asked.context);
  write_answer(out, asked, said, shapes::shape_of<typename Command::reply_type>, said.ok() ? &*said.reply : nullptr);
}

bool malformed(const std::vector<violation>& found) {
  return std::any_of(found.begin(), found.end(), [](const violation& one) {
    const std::string_view of = identifier(one.broken);
    return of == "DAT-01" || of == "DAT-02" || of == "DAT-06";
  });
}

// A check answers `valid: false` where another verb would refuse the value; only a malformed request is refused.
template <class Command>
void run_check(request& asked, std::string& out) {
  Command command{};
  read_arguments(asked, shapes::shape_of<Command>, &command);
  const auto& found = asked.context.found;
  // The sentences of a check's violations are in the language of the request, as those of a refusal are.
  json::presentation how;
  how.language = language_of(asked, {});
  if (malformed(found)) return write_refused(out, found, how);
  answer<typename Command::reply_type> said;
  if constexpr (std::is_same_v<typename Command::reply_type, check_reply>)
    if (!found.empty()) said.reply.emplace().violations = found;
  if (!said.ok()) said = asked.to.run(command, asked.context);
  out += "{\"ok\":";
  json::write(out, *said.reply, how);
  out.push_back('}');
}

template <class Command>
constexpr verb_entry entry(std::string_view name, void (*run)(request&, std::string&)) noexcept {
  return {name, &shapes::shape_of<Command>, &shapes::shape_of<typename Command::reply_type>, run};
}

}  // namespace

std::span<const verb_entry> verb_entries() {
  static constexpr verb_entry all[] = {
#define DEALERKIT_VERB(name, type, who, how) entry<type>(name, run_check<type>),
#include "dealerkit/verbs/checks.def"
#undef DEALERKIT_VERB
#define DEALERKIT_VERB(name, type, who, how) entry<type>(name, run_verb<type>),
#include "dealerkit/verbs/network.def"

#include "dealerkit/verbs/customers.def"

#include "dealerkit/verbs/catalogs.def"

#include "dealerkit/verbs/quotes.def"

#include "dealerkit/verbs/leads.def"

#include "dealerkit/verbs/cards.def"

#include "dealerkit/verbs/audit.def"
#undef DEALERKIT_VERB
  };
  return all;
}

}  // namespace protocol
}  // namespace v1
}  // namespace dealerkit
