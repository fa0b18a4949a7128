// Texts, instants, violations and ledger lines as JSON.
#include "protocol/json_write.hpp"

#include <cstring>

#include "desk/projections.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace json {

namespace {

constexpr bool plain(char c) noexcept {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != 0x7f;
}

// Whether eight bytes are all plain. A byte of the sum has its highest bit where the byte in question is what is asked
// for; what is beyond ASCII is plain.
bool all_plain(const char* bytes) noexcept {
  constexpr std::uint64_t each = 0x0101010101010101, high = 0x8080808080808080;
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  const auto zero_in = [](std::uint64_t of) { return (of - each) & ~of & high; };
  const std::uint64_t control = (word - each * 0x20) & ~word & high;
  return (control | zero_in(word ^ each * '"') | zero_in(word ^ each * '\\') | zero_in(word ^ each * 0x7f)) == 0;
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
  for (std::size_t i = 0; i < text.size();) {
    if (text.size() - i >= 8 && all_plain(text.data() + i)) {
      i += 8;
      continue;
    }
    // Among these there is one to escape, or they are the last ones.
    const std::size_t end = text.size() - i < 8 ? text.size() : i + 8;
    for (; i < end; ++i) {
      if (plain(text[i])) continue;
      out.append(text, start, i - start);
      write_escaped(out, text[i]);
      start = i + 1;
    }
  }
  out.append(text, start, text.size() - start);
  out.push_back('"');
}

void write_name(std::string& out, std::string_view name, bool& begun) {
  char text[64];
  std::size_t size = 0;
  if (begun) text[size++] = ',';
  begun = true;
  text[size++] = '"';
  if (name.size() > sizeof text - 4) {
    out.append(text, size);
    out += name;
    size = 0;
  } else {
    std::memcpy(text + size, name.data(), name.size());
    size += name.size();
  }
  text[size++] = '"';
  text[size++] = ':';
  out.append(text, size);
}

void write_scaled(std::string& out, std::int64_t units, int scale) {
  char text[dealerkit::detail::scaled_text_size + 2];
  char* const end = text + sizeof text;
  char* at = end;
  *--at = '"';
  at = dealerkit::detail::write_scaled_before(at, units, scale);
  *--at = '"';
  out.append(at, end);
}

void write_fields(std::string& out, std::span<const field_entry<write_action>> fields, const void* value,
                  const presentation& how) {
  out.push_back('{');
  bool begun = false;
  for (const auto& field : fields) {
    const void* const at = field.in(value);
    if (field.act.left_out != nullptr && field.act.left_out(at, field.options)) continue;
    write_name(out, field.name, begun);
    field.act.write(out, at, how);
  }
  out.push_back('}');
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
