// The form of any command, from its fields: what must be there is there, every text is text (DAT-01), and where a
// field stands, so that violations come in field order.
#pragma once

#include <charconv>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/desk.hpp"
#include "desk/codec.hpp"
#include "desk/field_path.hpp"
#include "desk/field_table.hpp"

namespace dealerkit {
inline namespace v1 {
namespace form {

/// Longest text of one field, in bytes (DAT-01).
inline constexpr std::size_t field_bytes_max = 1024;

namespace detail {

void check_text(std::string_view text, const field_path& at, std::vector<violation>& found,
                std::size_t longest = field_bytes_max);

/// How the form of a field is checked; nullptr where nothing can be wrong with it.
struct check_action {
  void (*check)(const void*, const field_path&, const field_options&, std::vector<violation>&) = nullptr;
};

/// Checks an object's fields by their table.
void check_fields(std::span<const field_entry<check_action>> fields, const void* value, const field_path& above,
                  std::vector<violation>& found);

// Whether anything of a type can be wrong: texts, and what holds texts or has to be there.
template <class T>
inline constexpr bool has_form = std::is_same_v<T, std::string> || codec::is_vector<T> || codec::is_named<T> ||
                                 std::is_same_v<T, std::chrono::year_month_day> || described<T>;
template <class T>
inline constexpr bool has_form<std::optional<T>> = has_form<T>;

template <class T>
void check_value(const T& value, const field_path& at, std::vector<violation>& found);

template <class Member>
void check_member(const Member& value, const field_path& at, const field_options& options,
                  std::vector<violation>& found) {
  if constexpr (std::is_same_v<Member, std::string> || codec::is_vector<Member>)
    if (options.absent != rule::none && !options.may_be_empty && value.empty()) {
      found.push_back({options.absent, at.text(), {}});
      return;
    }
  if constexpr (codec::is_optional<Member>)
    if (options.absent != rule::none && !value.has_value()) {
      found.push_back({options.absent, at.text(), {}});
      return;
    }
  if constexpr (std::is_same_v<Member, std::chrono::year_month_day>) {
    if (options.absent != rule::none && !value.ok()) found.push_back({options.absent, at.text(), {}});
  } else if constexpr (std::is_same_v<Member, std::string>) {
    check_text(value, at, found, options.longest != 0 ? options.longest : field_bytes_max);
  } else {
    check_value(value, at, found);
  }
}

struct choose_check {
  template <class Member>
  static check_action of() noexcept {
    check_action made;
    if constexpr (has_form<Member> || codec::is_optional<Member>)
      made.check = [](const void* value, const field_path& at, const field_options& options,
                      std::vector<violation>& found) {
        check_member(*static_cast<const Member*>(value), at, options, found);
      };
    return made;
  }
};

template <class T>
void check_value(const T& value, const field_path& at, std::vector<violation>& found) {
  if constexpr (std::is_same_v<T, std::string>) {
    check_text(value, at, found);
  } else if constexpr (codec::is_optional<T>) {
    if (value.has_value()) check_value(*value, at, found);
  } else if constexpr (codec::is_vector<T>) {
    if constexpr (has_form<typename T::value_type>)
      for (std::size_t i = 0; i < value.size(); ++i) check_value(value[i], field_path(at, i), found);
  } else if constexpr (codec::is_named<T>) {
    for (const auto& [name, item] : value) {
      check_text(name, at, found);
      check_value(item, field_path(at, std::string_view(name)), found);
    }
  } else if constexpr (described<T>) {
    check_fields(field_table<T, choose_check>(), &value, at, found);
  }
}

// The next part of a path; the rest stays.
inline std::string_view take_part(std::string_view& path) noexcept {
  const auto dot = path.find('.');
  const auto part = path.substr(0, dot);
  path.remove_prefix(dot == std::string_view::npos ? path.size() : dot + 1);
  return part;
}

template <class T>
[[gnu::noinline]] void add_rank(std::string_view path, std::vector<std::size_t>& places) {
  if (path.empty()) return;
  if constexpr (codec::is_optional<T>) {
    add_rank<typename T::value_type>(path, places);
  } else if constexpr (codec::is_vector<T>) {
    const auto part = take_part(path);
    std::size_t index = 0;
    std::from_chars(part.data(), part.data() + part.size(), index);
    places.push_back(index);
    add_rank<typename T::value_type>(path, places);
  } else if constexpr (described<T>) {
    const auto part = take_part(path);
    std::size_t place = 0;
    bool known = false;
    for_each_field<T>([&](std::string_view name, auto member, field_options) {
      if (known) return;
      if (name != part) {
        ++place;
        return;
      }
      known = true;
      places.push_back(place);
      add_rank<std::remove_cvref_t<decltype(std::declval<const T&>().*member)>>(path, places);
    });
    if (!known) places.push_back(field_count<T>);  // a field that is not of the type comes last
  }
}

}  // namespace detail

/// Adds what is wrong with a command's form: absent fields under the rule that asks for them, broken texts (DAT-01).
template <class Command>
void check(const Command& command, std::vector<violation>& found) {
  detail::check_value(command, field_path(), found);
}

/// Adds what is wrong with the texts of the envelope (DAT-01).
void check_envelope(const request_context& context, std::vector<violation>& found);
/// The same for the language that an answer is asked for in.
void check_language(std::string_view language, std::vector<violation>& found);

/// Where a field stands in its command; the envelope (`verb`, `at`, `actor`) comes first. A field of the command with a
/// name of the envelope's stands where the command has it.
template <class Command>
[[nodiscard]] std::vector<std::size_t> rank(std::string_view path) {
  bool own = false;
  for_each_field<Command>([&](std::string_view name, auto, field_options) { own = own || name == path; });
  for (const std::string_view of_envelope : {"verb", "at", "actor", "key", "language"})
    if (!own && (path == of_envelope || (path.starts_with(of_envelope) && path[of_envelope.size()] == '.'))) return {};
  std::vector<std::size_t> places;
  detail::add_rank<Command>(path, places);
  return places;
}

}  // namespace form
}  // namespace v1
}  // namespace dealerkit
