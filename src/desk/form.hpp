// The form of any command, from its fields: what must be there is there, every text is text (DAT-01), and where a
// field stands, so that violations come in field order.
#pragma once

#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/desk.hpp"
#include "desk/codec.hpp"
#include "text/text.hpp"

namespace dealerkit {
inline namespace v1 {
namespace form {

/// Longest text of one field, in bytes (DAT-01).
inline constexpr std::size_t field_bytes_max = 1024;

namespace detail {

inline void check_text(const std::string& text, const std::string& path, std::vector<violation>& found,
                       std::size_t longest = field_bytes_max) {
  if (text.size() > longest)
    found.push_back({rule::field_too_long, path, {{"limit", std::to_string(longest)}}});
  else if (text.find('\0') != std::string::npos)
    found.push_back({rule::text_has_nul, path, {}});
  else if (!text::valid_utf8(text))
    found.push_back({rule::text_not_utf8, path, {}});
}

template <class T>
void check_value(const T& value, std::string& path, std::vector<violation>& found);

template <class T>
void check_item(const T& value, std::string_view name, std::string& path, std::vector<violation>& found) {
  const std::size_t length = path.size();
  if (!path.empty()) path += '.';
  path += name;
  check_value(value, path, found);
  path.resize(length);
}

template <class T>
[[gnu::noinline]] void check_fields(const T& value, std::string& path, std::vector<violation>& found) {
  for_each_field<T>([&](std::string_view name, auto member, field_options options) {
    const auto& one = value.*member;
    using member_type = std::remove_cvref_t<decltype(one)>;
    if constexpr (std::is_same_v<member_type, std::string> || codec::is_vector<member_type>) {
      if (options.absent != rule::none && one.empty()) {
        found.push_back({options.absent, path.empty() ? std::string(name) : path + "." + std::string(name), {}});
        return;
      }
    }
    if constexpr (std::is_same_v<member_type, std::chrono::year_month_day>) {
      if (options.absent != rule::none && !one.ok())
        found.push_back({options.absent, path.empty() ? std::string(name) : path + "." + std::string(name), {}});
    }
    if constexpr (std::is_same_v<member_type, std::string>) {
      if (options.longest != 0) {
        const std::string place = path.empty() ? std::string(name) : path + "." + std::string(name);
        return check_text(one, place, found, options.longest);
      }
    }
    check_item(one, name, path, found);
  });
}

template <class T>
void check_value(const T& value, std::string& path, std::vector<violation>& found) {
  if constexpr (std::is_same_v<T, std::string>) {
    check_text(value, path, found);
  } else if constexpr (codec::is_optional<T>) {
    if (value.has_value()) check_value(*value, path, found);
  } else if constexpr (codec::is_vector<T>) {
    for (std::size_t i = 0; i < value.size(); ++i) check_item(value[i], std::to_string(i), path, found);
  } else if constexpr (codec::is_named<T>) {
    for (const auto& [name, item] : value) {
      check_text(name, path, found);
      check_item(item, name, path, found);
    }
  } else if constexpr (described<T>) {
    check_fields(value, path, found);
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
  std::string path;
  detail::check_fields(command, path, found);
}

/// Adds what is wrong with the texts of the envelope (DAT-01).
inline void check_envelope(const request_context& context, std::vector<violation>& found) {
  if (context.by.has_value()) {
    detail::check_text(context.by->user, "actor.user", found);
    detail::check_text(context.by->outlet, "actor.outlet", found);
  }
  detail::check_text(context.key, "key", found);
}

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
