// JSON read by the shapes of types.
#include "protocol/json_read.hpp"

#include <cstdint>
#include <unordered_set>

#include "text/text.hpp"

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
using shapes::optional_shape;
using shapes::shape;
using shapes::value_at;
using field_table = std::span<const field>;

// The place of a name in a table, or its size; the search begins where the next name is expected.
std::size_t place_of(field_table fields, std::string_view name, std::size_t expected) noexcept {
  for (std::size_t i = expected; i < fields.size(); ++i)
    if (fields[i].name == name) return i;
  for (std::size_t i = 0; i < expected; ++i)
    if (fields[i].name == name) return i;
  return fields.size();
}

void refuse_unknown(reader& in, std::string_view name, field_table fields) {
  const deeper at(in, name);
  for (const auto& one : fields)
    if (text::one_slip(name, one.name)) return in.refuse(rule::unknown_field, {{"suggestion", std::string(one.name)}});
  in.refuse(rule::unknown_field);
}

// Bit `i` of `seen` says that field `i` was there. Texts and lists that are empty are found by the form, for readers of
// every kind.
void refuse_unseen(reader& in, field_table fields, std::uint64_t seen) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& one = fields[i];
    if ((seen >> i & 1) != 0 || one.options.absent == rule::none) continue;
    if ((one.what == kind::text || one.what == kind::list) && !one.options.may_be_empty) continue;
    const deeper at(in, one.name);
    in.refuse(one.options.absent);
  }
}

void read_name(reader& in, const element& value, const enumeration_shape& of, void* into,
               const field_options& options) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return in.wrong_type("string");
  for (std::size_t i = 0; i < of.names.size(); ++i)
    if (of.names[i] == text) {
      value_at<std::uint8_t>(into) = of.values[i];
      return;
    }
  std::string allowed;
  for (const auto name : of.names) {
    if (name == "none") continue;  // what a field that is left out has: nobody is advised to say it
    if (!allowed.empty()) allowed += ", ";
    allowed += name;
  }
  in.refuse(options.not_listed, {{"allowed", allowed}});
}

void read_date(reader& in, const element& value, std::chrono::year_month_day& into, const field_options& options) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return in.wrong_type("string");
  const auto parsed = parse_date(text);
  if (parsed.ok())
    into = parsed.value();
  else
    in.refuse(text.empty() && options.absent != rule::none ? options.absent : parsed.refusal().broken);
}

void read_list(reader& in, const element& value, const list_shape& of, void* into, const field_options& options) {
  simdjson::dom::array found;
  if (value.get(found) != simdjson::SUCCESS) return in.wrong_type("array");
  char* item = of.resize(into, found.size());
  std::size_t index = 0;
  for (const element one : found) {
    const deeper at(in, index++);
    read(in, one, *of.value, item, options);
    item += of.stride;
  }
}

void read_named(reader& in, const element& value, const named_shape& of, void* into, const field_options& options) {
  object found;
  if (value.get(found) != simdjson::SUCCESS) return in.wrong_type("object");
  std::unordered_set<std::string_view> seen;
  for (const auto [key, one] : found) {
    const deeper at(in, std::string_view(key));
    if (!seen.insert(key).second) {
      in.refuse(rule::duplicate_field);
      continue;
    }
    read(in, element(one), *of.value, of.add(into, read_text(key, in.repaired)), options);
  }
}

// A value that is written as a text of its own form.
template <class T>
void read_parsed(reader& in, const element& value, result<T> (*parse)(std::string_view), T& into, bool is_number) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS)
    return is_number ? in.refuse(rule::decimal_malformed) : in.wrong_type("string");
  const auto parsed = parse(text);
  if (parsed.ok())
    into = parsed.value();
  else
    in.refuse(parsed.refusal().broken);
}

}  // namespace

void refuse_absent(reader& in, const object_shape& of) { refuse_unseen(in, of.fields(), 0); }

void read_fields(reader& in, const object& from, const object_shape& of, void* into) {
  const auto fields = of.fields();
  std::uint64_t seen = 0;
  std::size_t expected = 0;
  for (const auto [name, value] : from) {
    const std::size_t place = place_of(fields, name, expected);
    if (place == fields.size()) {
      refuse_unknown(in, name, fields);
      continue;
    }
    expected = place + 1;
    const auto& one = fields[place];
    const deeper at(in, one.name);
    const std::uint64_t bit = std::uint64_t{1} << place;
    if ((seen & bit) != 0) {
      in.refuse(rule::duplicate_field);
      continue;
    }
    seen |= bit;
    read(in, value, *one.of, one.in(into), one.options);
  }
  refuse_unseen(in, fields, seen);
}

void read(reader& in, const element& value, const shape& of, void* into, const field_options& options) {
  switch (of.what) {
    case kind::text: {
      std::string_view text;
      if (value.get(text) != simdjson::SUCCESS) return in.wrong_type("string");
      if (in.repaired)
        value_at<std::string>(into) = read_text(text, true);
      else
        value_at<std::string>(into).assign(text);
      return;
    }
    case kind::boolean:
      if (value.get(value_at<bool>(into)) != simdjson::SUCCESS) in.wrong_type("boolean");
      return;
    case kind::enumeration: return read_name(in, value, as<enumeration_shape>(of), into, options);
    case kind::integer:
      if (value.get(value_at<std::int64_t>(into)) != simdjson::SUCCESS) in.wrong_type("integer");
      return;
    case kind::number:
      if (value.get(value_at<double>(into)) != simdjson::SUCCESS) in.wrong_type("number");
      return;
    case kind::instant: return read_parsed<instant>(in, value, parse_instant, value_at<instant>(into), false);
    case kind::date: return read_date(in, value, value_at<std::chrono::year_month_day>(into), options);
    case kind::decimal: return read_parsed<decimal>(in, value, parse_decimal, value_at<decimal>(into), true);
    case kind::optional: {
      const auto& optional = as<optional_shape>(of);
      return read(in, value, *optional.value, optional.set(into), options);
    }
    case kind::list: return read_list(in, value, as<list_shape>(of), into, options);
    case kind::named: return read_named(in, value, as<named_shape>(of), into, options);
    case kind::object: {
      const auto& object_of = as<object_shape>(of);
      if (object_of.shorthand >= 0 && value.is_string()) {
        const auto& one = object_of.fields()[static_cast<std::size_t>(object_of.shorthand)];
        return read(in, value, *one.of, one.in(into), options);
      }
      object fields;
      if (value.get(fields) != simdjson::SUCCESS) return in.wrong_type("object");
      return read_fields(in, fields, object_of, into);
    }
    case kind::money:
    case kind::violation:
    case kind::ledger_line: return in.wrong_type("object");  // of replies only: no command has them
  }
}

}  // namespace json
}  // namespace v1
}  // namespace dealerkit
