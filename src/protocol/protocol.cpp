// Requests read, verbs found, replies written; broken UTF-8 is repaired far enough to name the field.
#include "protocol/protocol.hpp"

#include <algorithm>

#include "desk/form.hpp"
#include "protocol/json_read.hpp"
#include "protocol/json_write.hpp"
#include "protocol/schema.hpp"
#include "protocol/verb_table.hpp"
#include "text/text.hpp"

namespace dealerkit {
inline namespace v1 {

namespace json {

// Stands for a byte that is not UTF-8 in a repaired request; a noncharacter, so no text has it by itself.
constexpr std::string_view broken_mark = "\xEF\xB7\x90";

std::string read_text(std::string_view text, bool repaired) {
  if (!repaired) return std::string(text);
  std::string read;
  read.reserve(text.size());
  while (!text.empty()) {
    const auto at = text.find(broken_mark);
    read += text.substr(0, at);
    if (at == std::string_view::npos) break;
    read.push_back('\xFF');
    text.remove_prefix(at + broken_mark.size());
  }
  return read;
}

}  // namespace json

namespace protocol {

// Most replies fit, so most are written without moving what is there.
constexpr std::size_t usual_reply_bytes = 512;

struct scratch {
  simdjson::dom::parser parser;
  std::string repaired;
};

namespace {

// The verbs by name.
const std::vector<const verb_entry*>& table() {
  // Made at the first call and never taken down: a desk may outlive the statics of its host.
  static const auto* const entries = new std::vector<const verb_entry*>([] {
    std::vector<const verb_entry*> all;
    for (const auto& entry : verb_entries()) all.push_back(&entry);
    std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
    return all;
  }());
  return *entries;
}

const verb_entry* find_verb(std::string_view name) {
  const auto& all = table();
  const auto found =
      std::lower_bound(all.begin(), all.end(), name,
                       [](const verb_entry* entry, std::string_view wanted) { return entry->name < wanted; });
  return found != all.end() && (*found)->name == name ? *found : nullptr;
}

// Replaces every byte that is not part of well-formed UTF-8 by the mark, so that the rest can be read and the field
// named.
void repair(std::string_view request, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < request.size();) {
    std::size_t length = 0;
    const auto lead = static_cast<unsigned char>(request[i]);
    if (lead < 0x80) length = 1;
    if (lead >= 0xc2 && lead < 0xe0) length = 2;
    if (lead >= 0xe0 && lead < 0xf0) length = 3;
    if (lead >= 0xf0 && lead < 0xf5) length = 4;
    if (length != 0 && length <= request.size() - i && text::valid_utf8(request.substr(i, length))) {
      out.append(request, i, length);
      i += length;
    } else {
      out += json::broken_mark;
      ++i;
    }
  }
}

void refuse_all(std::string& reply, std::string_view language, violation one) {
  json::presentation how;
  how.language = text::find_language(language).value_or(text::language::en);
  write_refused(reply, {std::move(one)}, how);
}

// A verb that is nearly one of ours is said to be.
violation unknown_verb(std::string_view typed) {
  violation one{rule::unknown_verb, "verb", {}};
  for (const auto* known : table())
    if (one.args.empty() && text::one_slip(typed, known->name)) one.args.emplace_back("suggestion", known->name);
  return one;
}

// The fields of the envelope, in its order.
struct envelope {
  std::string verb;
  std::string at;
  std::optional<actor> by;
  std::string key;
  bool dry_run = false;
  bool explain = false;
  std::string language;
};

// Reads the envelope; true where it has a verb.
bool read_envelope(json::reader& in, const json::object& root, envelope& read, request& asked) {
  bool has_verb = false;
  std::vector<std::string_view> seen;
  for (const auto [key, value] : root) {
    const json::element item = value;
    const json::deeper at(in, std::string_view(key));
    if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
      in.refuse(rule::duplicate_field);
      continue;
    }
    seen.push_back(key);
    if (key == "verb") {
      has_verb = true;
      json::read(in, item, read.verb, field_options{});
    } else if (key == "at") {
      json::read(in, item, asked.context.at, field_options{});
    } else if (key == "actor") {
      json::read(in, item, read.by, field_options{});
    } else if (key == "args") {
      asked.arguments = item;
      asked.has_arguments = true;
    } else if (key == "key") {
      json::read(in, item, read.key, field_options{});
    } else if (key == "dry_run") {
      json::read(in, item, read.dry_run, field_options{});
    } else if (key == "explain") {
      json::read(in, item, read.explain, field_options{});
    } else if (key == "language") {
      json::read(in, item, read.language, field_options{});
    } else {
      in.refuse(rule::unknown_field);
      seen.pop_back();  // however many there are, the list stays as short as the envelope
    }
  }
  if (!has_verb) {
    const json::deeper at(in, "verb");
    in.refuse(rule::field_missing);
  }
  return has_verb;
}

void answer_request(desk& to, const json::element& document, bool repaired, instant now, std::string& reply) {
  json::object root;
  if (document.get(root) != simdjson::SUCCESS) return refuse_all(reply, {}, {rule::not_a_json_object, "", {}});
  request asked{to, {}, {}, false, repaired, {}};
  asked.context.at = now;
  envelope read;
  json::reader in(asked.context.found, repaired);
  const bool has_verb = read_envelope(in, root, read, asked);
  form::check_language(read.language, asked.context.found);
  asked.language = read.language;
  const verb_entry* verb = has_verb ? find_verb(read.verb) : nullptr;
  if (verb == nullptr) {
    const bool named_verb = std::any_of(asked.context.found.begin(), asked.context.found.end(),
                                        [](const violation& one) { return one.field == "verb"; });
    if (!named_verb) asked.context.found.push_back(unknown_verb(read.verb));
    json::presentation how;
    how.language = language_of(asked, {});
    return write_refused(reply, asked.context.found, how);
  }
  asked.context.by = std::move(read.by);
  asked.context.key = std::move(read.key);
  asked.context.dry_run = read.dry_run;
  asked.context.explain = read.explain;
  verb->run(asked, reply);
}

}  // namespace

text::language language_of(const request& asked, std::string_view of_actor) {
  if (const auto wanted = text::find_language(asked.language)) return *wanted;
  if (const auto spoken = text::find_language(of_actor)) return *spoken;
  if (asked.context.by.has_value() && of_actor.empty())
    if (const auto spoken = text::find_language(asked.to.language_of(*asked.context.by))) return *spoken;
  return text::language::en;
}

void write_refused(std::string& out, const std::vector<violation>& refused, const json::presentation& how) {
  out += "{\"refused\":";
  json::write(out, refused, how);
  out.push_back('}');
}

port::port(desk& to) noexcept : desk_(to) {}
port::~port() = default;

void port::call(std::string_view request, instant now, std::string& reply) {
  reply.clear();
  reply.reserve(usual_reply_bytes);
  if (request.empty()) return refuse_all(reply, {}, {rule::not_a_json_object, "", {}});  // it may have no address
  if (request.size() > request_bytes_max)
    return refuse_all(reply, {}, {rule::request_too_long, "", {{"limit", std::to_string(request_bytes_max)}}});
  std::unique_ptr<scratch> mine;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      mine = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (mine == nullptr) mine = std::make_unique<scratch>();

  json::element document;
  bool repaired = false;
  auto problem = mine->parser.parse(request.data(), request.size()).get(document);
  if (problem == simdjson::UTF8_ERROR) {
    repair(request, mine->repaired);
    repaired = true;
    problem = mine->parser.parse(mine->repaired).get(document);
  }
  if (problem != simdjson::SUCCESS)
    refuse_all(reply, {}, {rule::not_a_json_object, "", {}});
  else
    answer_request(desk_, document, repaired, now, reply);

  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(mine));
}

std::vector<std::string_view> verbs() {
  std::vector<std::string_view> names;
  for (const auto& entry : verb_entries()) names.push_back(entry.name);
  return names;
}

namespace {

constexpr std::string_view shared_definitions =
    R"("$defs":{"violation":{"type":"object","properties":{"rule":{"type":"string"},"field":{"type":"string"},)"
    R"("code":{"type":"string"},"message":{"type":"string"},"args":{"type":"object","additionalProperties":)"
    R"({"type":"string"}}},"required":["rule","field","code","message"],"additionalProperties":false},)"
    R"("ledger_line":{"type":"object","properties":{"sequence":{"type":"integer"},"at":{"type":"string",)"
    R"("format":"date-time"},"user":{"type":"string"},"outlet":{"type":"string"},"kind":{"type":"string"},)"
    R"("record":{"type":"string"},"hash":{"type":"string"},"erased":{"type":"boolean"},"data":{"type":"object"}},)"
    R"("required":["sequence","at","kind","erased","data"],"additionalProperties":false}})";

}  // namespace

std::string schema(std::string_view wanted) {
  std::string out;
  if (!wanted.empty() && find_verb(wanted) == nullptr) return out;
  out += R"({"$schema":"https://json-schema.org/draft/2020-12/schema",)";
  out += shared_definitions;
  out += ",\"verbs\":{";
  bool begun = false;
  for (const auto& entry : verb_entries()) {
    if (!wanted.empty() && entry.name != wanted) continue;
    json::write_name(out, entry.name, begun);
    out += "{\"args\":";
    schemas::write(out, *entry.command);
    out += ",\"reply\":";
    schemas::write(out, *entry.reply);
    out.push_back('}');
  }
  out += "}}";
  return out;
}

}  // namespace protocol
}  // namespace v1
}  // namespace dealerkit
