// Objects read by the table of their fields.
#include "protocol/json_read.hpp"

#include "text/text.hpp"

namespace dealerkit {
inline namespace v1 {
namespace json {

namespace {

// The place of a name in a table, or its size; the search begins where the next name is expected.
std::size_t place_of(read_table fields, std::string_view name, std::size_t expected) noexcept {
  for (std::size_t i = expected; i < fields.size(); ++i)
    if (fields[i].name == name) return i;
  for (std::size_t i = 0; i < expected; ++i)
    if (fields[i].name == name) return i;
  return fields.size();
}

void refuse_unknown(reader& in, std::string_view name, read_table fields) {
  const deeper at(in, name);
  for (const auto& field : fields)
    if (text::one_slip(name, field.name))
      return in.refuse(rule::unknown_field, {{"suggestion", std::string(field.name)}});
  in.refuse(rule::unknown_field);
}

}  // namespace

void refuse_absent(reader& in, read_table fields, std::uint64_t seen) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& field = fields[i];
    if ((seen >> i & 1) != 0 || field.options.absent == rule::none) continue;
    if (field.act.empty_is_absent && !field.options.may_be_empty) continue;
    const deeper at(in, field.name);
    in.refuse(field.options.absent);
  }
}

void read_fields(reader& in, const object& from, read_table fields, void* into) {
  std::uint64_t seen = 0;
  std::size_t expected = 0;
  for (const auto [name, value] : from) {
    const std::size_t place = place_of(fields, name, expected);
    if (place == fields.size()) {
      refuse_unknown(in, name, fields);
      continue;
    }
    expected = place + 1;
    const auto& field = fields[place];
    const deeper at(in, field.name);
    const std::uint64_t bit = std::uint64_t{1} << place;
    if ((seen & bit) != 0) {
      in.refuse(rule::duplicate_field);
      continue;
    }
    seen |= bit;
    field.act.read(in, value, field.in(into), field.options);
  }
  refuse_absent(in, fields, seen);
}

int read_name(reader& in, const element& value, const field_options& options,
              std::span<const std::string_view> names) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) {
    in.wrong_type("string");
    return -1;
  }
  std::string allowed;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == text) return static_cast<int>(i);
  for (const auto name : names) {
    if (name == "none") continue;  // what a field that is left out has: nobody is advised to say it
    if (!allowed.empty()) allowed += ", ";
    allowed += name;
  }
  in.refuse(options.not_listed, {{"allowed", allowed}});
  return -1;
}

}  // namespace json
}  // namespace v1
}  // namespace dealerkit
