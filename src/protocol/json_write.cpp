// Texts, instants, violations and ledger lines as JSON.
#include "protocol/json_write.hpp"

#include "desk/projections.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace json {

namespace {

constexpr bool plain(char c) noexcept {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != 0x7f;
}

void write_escaped(std::string& out, char c) {
  constexpr char hex[] = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  out += "\\u00";
  out.push_back(hex[static_cast<unsigned char>(c) >> 4]);
  out.push_back(hex[static_cast<unsigned char>(c) & 15]);
}

}  // namespace

void write_text(std::string& out, std::string_view text) {
  out.push_back('"');
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (plain(text[i])) continue;
    out.append(text, start, i - start);
    write_escaped(out, text[i]);
    start = i + 1;
  }
  out.append(text, start, text.size() - start);
  out.push_back('"');
}

void write_instant(std::string& out, instant at, std::string_view time_zone) {
  out.push_back('"');
  append_instant(out, at, time_zones::offset_at(time_zone, at));
  out.push_back('"');
}

void write_violation(std::string& out, const violation& one, const presentation& how) {
  out += "{\"rule\":\"";
  out += identifier(one.broken);
  out += "\",\"field\":";
  write_text(out, one.field);
  out += ",\"code\":\"";
  out += code(one.broken);
  out += "\",\"message\":";
  write_text(out, text::message(one.broken, how.language, one.args));
  if (!one.args.empty()) {
    out += ",\"args\":{";
    bool begun = false;
    for (const auto& [name, value] : one.args) {
      write_name(out, name, begun);
      write_text(out, value);
    }
    out.push_back('}');
  }
  out.push_back('}');
}

void write_ledger_line(std::string& out, const ledger_line& line, const presentation& how) {
  out.push_back('{');
  bool begun = false;
  const auto text = [&](std::string_view name, const std::string& value) {
    if (value.empty()) return;
    write_name(out, name, begun);
    write_text(out, value);
  };
  write_name(out, "sequence", begun);
  write_number(out, line.sequence);
  write_name(out, "at", begun);
  write_instant(out, line.at, how.time_zone);
  text("user", line.user);
  text("outlet", line.outlet);
  text("kind", line.kind);
  text("record", line.record);
  text("hash", line.hash);
  write_name(out, "erased", begun);
  out += line.erased ? "true" : "false";
  write_name(out, "data", begun);
  const std::size_t start = out.size();
  const bool known = projections::with_event_type(line.kind, [&]<class Event>(const Event&) {
    Event stored{};
    if (codec::decode(line.facts, stored) && codec::decode(line.personal, stored)) write(out, stored, how);
  });
  if (!known || out.size() == start) out += "{}";
  out.push_back('}');
}

}  // namespace json
}  // namespace v1
}  // namespace dealerkit
