// Reading JSON into described types: wrong types, unknown and repeated fields are found all at once (DAT-02).
#pragma once

#include <simdjson.h>

#include <algorithm>
#include <bitset>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/instant.hpp"
#include "desk/codec.hpp"
#include "text/text.hpp"

namespace dealerkit {
inline namespace v1 {
namespace json {

using element = simdjson::dom::element;
using object = simdjson::dom::object;

/// What is being read, and what was found wrong with it.
struct reader {
  std::vector<violation>& found;
  std::string path;
  bool repaired = false;  ///< the request was not UTF-8: broken bytes stand as U+FDD0

  void refuse(rule broken, std::vector<std::pair<std::string, std::string>> args = {}) {
    found.push_back({broken, path, std::move(args)});
  }
  void wrong_type(std::string_view expected) { refuse(rule::wrong_type, {{"expected", std::string(expected)}}); }
};

/// Goes one field deeper for as long as it lives.
class deeper {
 public:
  deeper(reader& in, std::string_view name) : in_(in), length_(in.path.size()) {
    if (!in.path.empty()) in.path += '.';
    in.path += name;
  }
  deeper(const deeper&) = delete;
  deeper& operator=(const deeper&) = delete;
  ~deeper() { in_.path.resize(length_); }

 private:
  reader& in_;
  std::size_t length_;
};

/// The text of a repaired request gets its broken byte back, so that the form names the field (DAT-01).
[[nodiscard]] std::string read_text(std::string_view text, bool repaired);

template <class T>
void read(reader& in, const element& value, T& into, const field_options& options);

template <class E>
void read_enum(reader& in, const element& value, E& into, const field_options& options) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return in.wrong_type("string");
  if (const auto known = value_of<E>(text)) {
    into = *known;
    return;
  }
  std::string allowed;
  for (const auto& one : enum_names<E>::list) {
    if (!allowed.empty()) allowed += ", ";
    allowed += one.name;
  }
  in.refuse(options.not_listed, {{"allowed", allowed}});
}

template <class T>
using fields_seen = std::bitset<field_count<T> == 0 ? 1 : field_count<T>>;

/// Refuses what had to be there and was not.
template <described T>
[[gnu::noinline]] void refuse_absent(reader& in, T& into, const fields_seen<T>& seen) {
  std::size_t place = 0;
  for_each_field<T>([&](std::string_view name, auto member, field_options options) {
    using member_type = std::remove_cvref_t<decltype(into.*member)>;
    const bool absent = !seen[place++] && options.absent != rule::none;
    // An empty text is found by the form, for readers of every kind; other types have no empty value.
    if (!absent || std::is_same_v<member_type, std::string> || codec::is_vector<member_type>) return;
    const deeper at(in, name);
    in.refuse(options.absent);
  });
}

template <described T>
[[gnu::noinline]] void read_object(reader& in, const object& from, T& into) {
  fields_seen<T> seen;
  for (const auto [key, value] : from) {
    const std::string_view name = key;
    std::size_t place = 0;
    bool known = false;
    const element item = value;
    for_each_field<T>([&](std::string_view field_name, auto member, field_options options) {
      const std::size_t here = place++;
      if (known || field_name != name) return;
      known = true;
      const deeper at(in, field_name);
      if (seen[here]) return in.refuse(rule::duplicate_field);
      seen[here] = true;
      read(in, item, into.*member, options);
    });
    if (!known) {
      // A name that is not ours is repeated only as far as a name can be one.
      const deeper at(in, read_text(name.substr(0, 64), in.repaired));
      std::string_view nearest;
      for_each_field<T>([&](std::string_view field_name, auto, field_options) {
        if (nearest.empty() && text::one_slip(name, field_name)) nearest = field_name;
      });
      if (nearest.empty())
        in.refuse(rule::unknown_field);
      else
        in.refuse(rule::unknown_field, {{"suggestion", std::string(nearest)}});
    }
  }
  refuse_absent(in, into, seen);
}

template <class T>
void read(reader& in, const element& value, T& into, const field_options& options) {
  if constexpr (std::is_same_v<T, std::string>) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) return in.wrong_type("string");
    into = read_text(text, in.repaired);
  } else if constexpr (std::is_same_v<T, bool>) {
    if (value.get(into) != simdjson::SUCCESS) in.wrong_type("boolean");
  } else if constexpr (std::is_enum_v<T>) {
    read_enum(in, value, into, options);
  } else if constexpr (std::is_integral_v<T>) {
    if (value.get(into) != simdjson::SUCCESS) in.wrong_type("integer");
  } else if constexpr (std::is_same_v<T, double>) {
    if (value.get(into) != simdjson::SUCCESS) in.wrong_type("number");
  } else if constexpr (std::is_same_v<T, instant>) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) return in.wrong_type("string");
    const auto parsed = parse_instant(text);
    if (parsed.ok())
      into = parsed.value();
    else
      in.refuse(parsed.refusal().broken);
  } else if constexpr (std::is_same_v<T, std::chrono::year_month_day>) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) return in.wrong_type("string");
    const auto parsed = parse_date(text);
    if (parsed.ok())
      into = parsed.value();
    else
      in.refuse(text.empty() && options.absent != rule::none ? options.absent : parsed.refusal().broken);
  } else if constexpr (std::is_same_v<T, decimal>) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) return in.refuse(rule::decimal_malformed);
    const auto parsed = parse_decimal(text);
    if (parsed.ok())
      into = parsed.value();
    else
      in.refuse(parsed.refusal().broken);
  } else if constexpr (codec::is_optional<T>) {
    read(in, value, into.emplace(), options);
  } else if constexpr (codec::is_vector<T>) {
    simdjson::dom::array items;
    if (value.get(items) != simdjson::SUCCESS) return in.wrong_type("array");
    std::size_t index = 0;
    for (const element item : items) {
      const deeper at(in, std::to_string(index++));
      read(in, item, into.emplace_back(), options);
    }
  } else if constexpr (codec::is_named<T>) {
    object items;
    if (value.get(items) != simdjson::SUCCESS) return in.wrong_type("object");
    for (const auto [key, item_value] : items) {
      const std::string name = read_text(key, in.repaired);
      const deeper at(in, name);
      typename T::value_type::second_type item{};
      read(in, element(item_value), item, options);
      if (into.find(name) != nullptr) in.refuse(rule::duplicate_field);
      into.set(name, std::move(item));
    }
  } else {
    if constexpr (requires { T::shorthand; }) {
      if (value.is_string()) return read_enum(in, value, into.*T::shorthand, options);
    }
    object fields;
    if (value.get(fields) != simdjson::SUCCESS) return in.wrong_type("object");
    read_object(in, fields, into);
  }
}

}  // namespace json
}  // namespace v1
}  // namespace dealerkit
