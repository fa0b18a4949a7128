// JSON written by the shapes of types.
#include "protocol/json_write.hpp"

#include <charconv>
#include <cmath>
#include <cstring>

#include "desk/event_types.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace json {

namespace {

using shapes::as;
using shapes::enumeration_shape;
using shapes::field;
using shapes::kind;
using shapes::list_shape;
using shapes::named_shape;
using shapes::object_shape;
using shapes::omitted;
using shapes::optional_shape;
using shapes::shape;
using shapes::value_at;

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

namespace {

// `units` · 10^-`scale` as a JSON string with exactly `scale` digits after the point.
void write_scaled(std::string& out, std::int64_t units, int scale) {
  char text[dealerkit::detail::scaled_text_size + 2];
  char* const end = text + sizeof text;
  char* at = end;
  *--at = '"';
  at = dealerkit::detail::write_scaled_before(at, units, scale);
  *--at = '"';
  out.append(at, end);
}

void write_integer(std::string& out, std::int64_t value) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

void write_number(std::string& out, double value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out += std::isfinite(value) ? std::string_view(digits, static_cast<std::size_t>(end - digits)) : "null";
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
  write_integer(out, line.sequence);
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
  const bool known = projections::with_event(line.kind, line.facts, line.personal,
                                             [&](const shape& of, const void* event) { write(out, of, event, how); });
  if (!known) out += "{}";
  out.push_back('}');
}

// Texts that are empty and optionals that are absent are left out; lists where their field says so.
bool left_out(const field& one, const void* at) noexcept {
  switch (one.what) {
    case kind::text:
    case kind::optional: return omitted(one, at);
    case kind::list: return one.options.quiet && omitted(one, at);
    default: return false;
  }
}

void write_object(std::string& out, const object_shape& of, const void* object, const presentation& how) {
  const auto fields = of.fields();
  if (of.shorthand >= 0 && shorthand_says_all(of, object)) {
    const auto& one = fields[static_cast<std::size_t>(of.shorthand)];
    return write(out, *one.of, one.in(object), how);
  }
  out.push_back('{');
  bool begun = false;
  for (const auto& one : fields) {
    const void* const at = one.in(object);
    if (left_out(one, at)) continue;
    write_name(out, one.name, begun);
    if (one.what == kind::text)
      write_text(out, value_at<std::string>(at));
    else
      write(out, *one.of, at, how);
  }
  out.push_back('}');
}

}  // namespace

void write(std::string& out, const shape& of, const void* value, const presentation& how) {
  switch (of.what) {
    case kind::text: return write_text(out, value_at<std::string>(value));
    case kind::boolean: out += value_at<bool>(value) ? "true" : "false"; return;
    case kind::enumeration: {
      const auto& known = as<enumeration_shape>(of);
      const std::size_t place = known.place_of(value_at<std::uint8_t>(value));
      return write_text(out, place < known.names.size() ? known.names[place] : std::string_view{});
    }
    case kind::integer: return write_integer(out, value_at<std::int64_t>(value));
    case kind::number: return write_number(out, value_at<double>(value));
    case kind::instant: return write_instant(out, value_at<instant>(value), how.time_zone);
    case kind::date:
      out.push_back('"');
      append_date(out, value_at<std::chrono::year_month_day>(value));
      out.push_back('"');
      return;
    case kind::decimal: return write_scaled(out, value_at<decimal>(value).units(), value_at<decimal>(value).scale());
    case kind::money: {
      const auto& amount = value_at<money>(value);
      return write_scaled(out, amount.minor_units(), amount.unit().decimals());
    }
    case kind::violation: return write_violation(out, value_at<violation>(value), how);
    case kind::ledger_line: return write_ledger_line(out, value_at<ledger_line>(value), how);
    case kind::optional: {
      const auto& optional = as<optional_shape>(of);
      const void* const there = optional.get(value);
      if (there == nullptr)
        out += "null";
      else
        write(out, *optional.value, there, how);
      return;
    }
    case kind::list: {
      const auto& list = as<list_shape>(of);
      auto [item, count] = list.get(value);
      out.push_back('[');
      for (std::size_t i = 0; i < count; ++i, item += list.stride) {
        if (i > 0) out.push_back(',');
        write(out, *list.value, item, how);
      }
      out.push_back(']');
      return;
    }
    case kind::named: {
      const auto& named = as<named_shape>(of);
      auto [pair, count, offset] = named.get(value);
      out.push_back('{');
      for (std::size_t i = 0; i < count; ++i, pair += named.stride) {
        if (i > 0) out.push_back(',');
        write_text(out, value_at<std::string>(pair));
        out.push_back(':');
        write(out, *named.value, pair + offset, how);
      }
      out.push_back('}');
      return;
    }
    case kind::object: return write_object(out, as<object_shape>(of), value, how);
  }
}

}  // namespace json
}  // namespace v1
}  // namespace dealerkit
