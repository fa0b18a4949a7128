// The stored form, by the shapes of types.
#include "desk/codec.hpp"

#include <bit>

namespace dealerkit {
inline namespace v1 {
namespace codec {

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

void put_signed(std::string& out, std::int64_t value) { put_number(out, zigzag(value)); }

void put_bytes(std::string& out, std::string_view bytes) {
  put_number(out, bytes.size());
  out += bytes;
}

void encode_fields(std::string& out, std::span<const field> fields, const void* object, part wanted) {
  std::uint64_t number = 0;
  for (const auto& one : fields) {
    ++number;
    if (wanted != part::all && one.options.personal != (wanted == part::personal)) continue;
    const void* const at = one.in(object);
    if (omitted(one, at)) continue;
    put_number(out, number);
    if (one.what == kind::text)
      put_bytes(out, value_at<std::string>(at));
    else
      put_value(out, *one.of, at);
  }
}

bool decode_fields(std::string_view in, std::span<const field> fields, void* object) {
  while (!in.empty()) {
    std::uint64_t number = 0;
    std::string_view bytes;
    if (!take_number(in, number) || !take_bytes(in, bytes)) return false;
    if (number == 0 || number > fields.size()) continue;  // of a later version
    const auto& one = fields[number - 1];
    if (one.what == kind::text)
      value_at<std::string>(one.in(object)).assign(bytes);
    else if (!decode(bytes, *one.of, one.in(object)))
      return false;
  }
  return true;
}

void encode_violation(std::string& out, const violation& value) {
  put_bytes(out, code(value.broken));
  put_bytes(out, value.field);
  for (const auto& [name, text] : value.args) {
    put_bytes(out, name);
    put_bytes(out, text);
  }
}

bool decode_violation(std::string_view in, violation& value) {
  std::string_view broken, field;
  if (!take_bytes(in, broken) || !take_bytes(in, field)) return false;
  value.broken = find_rule(broken).value_or(rule::none);
  value.field = field;
  while (!in.empty()) {
    std::string_view name, text;
    if (!take_bytes(in, name) || !take_bytes(in, text)) return false;
    value.args.emplace_back(name, text);
  }
  return true;
}

bool decode_list(std::string_view in, const list_shape& of, void* value) {
  std::size_t count = 0;
  std::string_view bytes;
  for (auto rest = in; !rest.empty(); ++count)
    if (!take_bytes(rest, bytes)) return false;
  char* item = of.resize(value, count);
  for (; count > 0; --count, item += of.stride)
    if (!take_bytes(in, bytes) || !decode(bytes, *of.value, item)) return false;
  return true;
}

bool decode_named(std::string_view in, const named_shape& of, void* value) {
  while (!in.empty()) {
    std::string_view name, bytes;
    if (!take_bytes(in, name) || !take_bytes(in, bytes)) return false;
    if (!decode(bytes, *of.value, of.add(value, std::string(name)))) return false;
  }
  return true;
}

}  // namespace

// The value is written in place: most lengths fit one byte, others make room afterwards.
void put_value(std::string& out, const shape& of, const void* value) {
  const std::size_t start = out.size();
  out.push_back('\0');
  encode(out, of, value);
  const std::size_t size = out.size() - start - 1;
  if (size < 0x80) {
    out[start] = static_cast<char>(size);
    return;
  }
  std::string length;
  put_number(length, size);
  out.replace(start, 1, length);
}

void encode(std::string& out, const shape& of, const void* value, part wanted) {
  switch (of.what) {
    case kind::text: out += value_at<std::string>(value); return;
    case kind::boolean: out.push_back(value_at<bool>(value) ? '\1' : '\0'); return;
    case kind::enumeration: return put_number(out, value_at<std::uint8_t>(value));
    case kind::integer: return put_signed(out, value_at<std::int64_t>(value));
    case kind::number: {
      auto bits = std::bit_cast<std::uint64_t>(value_at<double>(value));
      for (int i = 0; i < 8; ++i, bits >>= 8) out.push_back(static_cast<char>(bits));
      return;
    }
    case kind::instant: return put_signed(out, value_at<instant>(value).time_since_epoch().count());
    case kind::date: {
      const auto& day = value_at<std::chrono::year_month_day>(value);
      return put_signed(out, day.ok() ? std::chrono::sys_days{day}.time_since_epoch().count() : 0);
    }
    case kind::decimal: {
      const auto& exact = value_at<decimal>(value);
      put_signed(out, exact.units());
      return put_number(out, static_cast<std::uint64_t>(exact.scale()));
    }
    case kind::money: {
      const auto& amount = value_at<money>(value);
      put_signed(out, amount.minor_units());
      out += amount.unit().code();
      return;
    }
    case kind::violation: return encode_violation(out, value_at<violation>(value));
    case kind::ledger_line: return;  // a history is of the ledger itself: read again, never stored a second time
    case kind::optional: {
      const auto& optional = as<optional_shape>(of);
      const void* const there = optional.get(value);
      if (there == nullptr) return;
      out.push_back('\1');
      return encode(out, *optional.value, there);
    }
    case kind::list: {
      const auto& list = as<list_shape>(of);
      auto [item, count] = list.get(value);
      for (; count > 0; --count, item += list.stride) put_value(out, *list.value, item);
      return;
    }
    case kind::named: {
      const auto& named = as<named_shape>(of);
      auto [pair, count, offset] = named.get(value);
      for (; count > 0; --count, pair += named.stride) {
        put_bytes(out, value_at<std::string>(pair));
        put_value(out, *named.value, pair + offset);
      }
      return;
    }
    case kind::object: return encode_fields(out, as<object_shape>(of).fields(), value, wanted);
  }
}

bool decode(std::string_view in, const shape& of, void* value) {
  switch (of.what) {
    case kind::text: value_at<std::string>(value).assign(in); return true;
    case kind::boolean:
      if (in.size() != 1 || (in[0] != '\0' && in[0] != '\1')) return false;
      value_at<bool>(value) = in[0] == '\1';
      return true;
    case kind::enumeration: {
      std::uint64_t raw = 0;
      if (!take_number(in, raw) || !in.empty()) return false;
      const auto& known = as<enumeration_shape>(of);
      if (known.place_of(raw) == known.values.size()) return false;
      value_at<std::uint8_t>(value) = static_cast<std::uint8_t>(raw);
      return true;
    }
    case kind::integer: return take_signed(in, value_at<std::int64_t>(value)) && in.empty();
    case kind::number: {
      if (in.size() != 8) return false;
      std::uint64_t bits = 0;
      for (std::size_t i = 8; i-- > 0;) bits = (bits << 8) | static_cast<std::uint8_t>(in[i]);
      value_at<double>(value) = std::bit_cast<double>(bits);
      return true;
    }
    case kind::instant: {
      std::int64_t ticks = 0;
      if (!take_signed(in, ticks) || !in.empty()) return false;
      value_at<instant>(value) = instant{std::chrono::microseconds{ticks}};
      return true;
    }
    case kind::date: {
      std::int64_t day = 0;
      if (!take_signed(in, day) || !in.empty() || day < -4'000'000 || day > 4'000'000) return false;
      value_at<std::chrono::year_month_day>(value) = std::chrono::sys_days{std::chrono::days{day}};
      return true;
    }
    case kind::decimal: {
      std::int64_t units = 0;
      std::uint64_t scale = 0;
      if (!take_signed(in, units) || !take_number(in, scale) || !in.empty() || scale > 18) return false;
      value_at<decimal>(value) = decimal::of(units, static_cast<int>(scale)).value();
      return true;
    }
    case kind::money: {
      std::int64_t units = 0;
      if (!take_signed(in, units)) return false;
      const auto unit = currency::of(in);
      if (!unit.ok()) return false;
      value_at<money>(value) = money::minor(units, unit.value());
      return true;
    }
    case kind::violation: return decode_violation(in, value_at<violation>(value));
    case kind::ledger_line: return in.empty();
    case kind::optional: {
      const auto& optional = as<optional_shape>(of);
      if (in.empty()) {
        optional.reset(value);
        return true;
      }
      if (in[0] != '\1') return false;
      in.remove_prefix(1);
      return decode(in, *optional.value, optional.set(value));
    }
    case kind::list: return decode_list(in, as<list_shape>(of), value);
    case kind::named: return decode_named(in, as<named_shape>(of), value);
    case kind::object: return decode_fields(in, as<object_shape>(of).fields(), value);
  }
  return false;
}

std::string bytes_of(const shape& of, const void* value, part wanted) {
  std::string out;
  if (wanted != part::personal) out.reserve(256);  // few are longer, and most have nothing personal
  encode(out, of, value, wanted);
  return out;
}

}  // namespace codec
}  // namespace v1
}  // namespace dealerkit
