// Reading JSON into described types: wrong types, unknown and repeated fields are found all at once (DAT-02).
#pragma once

#include <simdjson.h>

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_set>
#include <vector>

#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/instant.hpp"
#include "desk/codec.hpp"
#include "desk/field_path.hpp"
#include "desk/field_table.hpp"

namespace dealerkit {
inline namespace v1 {
namespace json {

using element = simdjson::dom::element;
using object = simdjson::dom::object;

/// What is being read, and what was found wrong with it.
class reader {
 public:
  reader(std::vector<violation>& into, bool is_repaired) noexcept : found(into), repaired(is_repaired), at_(&root_) {}
  reader(const reader&) = delete;
  reader& operator=(const reader&) = delete;

  void refuse(rule broken, std::vector<std::pair<std::string, std::string>> args = {}) {
    found.push_back({broken, at_->text(), std::move(args)});
  }
  void wrong_type(std::string_view expected) { refuse(rule::wrong_type, {{"expected", std::string(expected)}}); }

  std::vector<violation>& found;
  const bool repaired;  ///< the request was not UTF-8: broken bytes stand as U+FDD0

 private:
  friend class deeper;
  field_path root_;
  const field_path* at_;
};

/// Goes one field, or item, deeper for as long as it lives; a name must live as long.
class deeper {
 public:
  template <class Step>
  deeper(reader& in, Step step) noexcept : in_(in), above_(in.at_), here_(*in.at_, step) {
    in.at_ = &here_;
  }
  deeper(const deeper&) = delete;
  deeper& operator=(const deeper&) = delete;
  ~deeper() { in_.at_ = above_; }

 private:
  reader& in_;
  const field_path* above_;
  field_path here_;
};

/// The text of a repaired request gets its broken byte back, so that the form names the field (DAT-01).
[[nodiscard]] std::string read_text(std::string_view text, bool repaired);

/// How a field is read.
struct read_action {
  void (*read)(reader&, const element&, void* into, const field_options&) = nullptr;
  bool empty_is_absent = false;  ///< texts and lists: the form finds those that are empty, for readers of every kind
};
using read_table = std::span<const field_entry<read_action>>;

/// Reads an object's fields by their table. They usually come in its order, so the next one is looked at first.
void read_fields(reader& in, const object& from, read_table fields, void* into);
/// Refuses what had to be there; bit `i` of `seen` says that field `i` was.
void refuse_absent(reader& in, read_table fields, std::uint64_t seen);
/// Reads an enumeration's name; the place of its value among the names, or -1 where it is refused.
[[nodiscard]] int read_name(reader& in, const element& value, const field_options& options,
                            std::span<const std::string_view> names);

template <class T>
void read(reader& in, const element& value, T& into, const field_options& options);

struct choose_reader {
  template <class Member>
  static read_action of() noexcept {
    return {[](reader& in, const element& value, void* into, const field_options& options) {
              read(in, value, *static_cast<Member*>(into), options);
            },
            std::is_same_v<Member, std::string> || codec::is_vector<Member>};
  }
};

/// The fields of a type as they are read.
template <described T>
[[nodiscard]] read_table readers() {
  static_assert(field_count<T> <= 64);
  return field_table<T, choose_reader>();
}

template <described T>
void read_object(reader& in, const object& from, T& into) {
  read_fields(in, from, readers<T>(), &into);
}

template <class E>
void read_enum(reader& in, const element& value, E& into, const field_options& options) {
  static constexpr auto names = [] {
    std::array<std::string_view, std::size(enum_names<E>::list)> all;
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = enum_names<E>::list[i].name;
    return all;
  }();
  const int place = read_name(in, value, options, names);
  if (place >= 0) into = enum_names<E>::list[place].value;
}

template <class T>
void read(reader& in, const element& value, T& into, const field_options& options) {
  if constexpr (std::is_same_v<T, std::string>) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) return in.wrong_type("string");
    if (in.repaired)
      into = read_text(text, true);
    else
      into.assign(text);
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
    into.reserve(items.size());
    std::size_t index = 0;
    for (const element item : items) {
      const deeper at(in, index++);
      read(in, item, into.emplace_back(), options);
    }
  } else if constexpr (codec::is_named<T>) {
    object items;
    if (value.get(items) != simdjson::SUCCESS) return in.wrong_type("object");
    std::unordered_set<std::string_view> seen;
    for (const auto [key, item_value] : items) {
      const deeper at(in, std::string_view(key));
      if (!seen.insert(key).second) {
        in.refuse(rule::duplicate_field);
        continue;
      }
      read(in, element(item_value), into.add(read_text(key, in.repaired)), options);
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
