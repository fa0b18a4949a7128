// The form of texts, and of objects by the shape of their type.
#include "desk/form.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <unordered_set>

#include "desk/field_path.hpp"
#include "text/text.hpp"

namespace dealerkit {
inline namespace v1 {
namespace form {

namespace {

using shapes::as;
using shapes::field;
using shapes::kind;
using shapes::list_shape;
using shapes::named_shape;
using shapes::object_shape;
using shapes::omitted;
using shapes::optional_shape;
using shapes::shape;
using shapes::value_at;

void check_text(std::string_view text, const field_path& at, std::vector<violation>& found,
                std::size_t longest = field_bytes_max) {
  if (text.size() > longest)
    found.push_back({rule::field_too_long, at.text(), {{"limit", std::to_string(longest)}}});
  else if (text.find('\0') != std::string_view::npos)
    found.push_back({rule::text_has_nul, at.text(), {}});
  else if (!text::valid_utf8(text))
    found.push_back({rule::text_not_utf8, at.text(), {}});
}

void check_fields(std::span<const field> fields, const void* object, const field_path& at,
                  std::vector<violation>& found);

// What stands in a list, an optional or under a name: its texts. Numbers, amounts and names of a list are as they were
// read.
void check_value(const shape& of, const void* value, const field_path& at, std::vector<violation>& found) {
  switch (of.what) {
    case kind::text: return check_text(value_at<std::string>(value), at, found);
    case kind::optional: {
      const auto& optional = as<optional_shape>(of);
      if (const void* const there = optional.get(value); there != nullptr)
        check_value(*optional.value, there, at, found);
      return;
    }
    case kind::list: {
      const auto& list = as<list_shape>(of);
      if (list.value->what != kind::text && list.value->what < kind::optional) return;
      const auto [first, count] = list.get(value);
      for (std::size_t i = 0; i < count; ++i)
        check_value(*list.value, first + i * list.stride, field_path(at, i), found);
      return;
    }
    case kind::named: {
      const auto& named = as<named_shape>(of);
      auto [pair, count, offset] = named.get(value);
      for (; count > 0; --count, pair += named.stride) {
        const auto& name = value_at<std::string>(pair);
        check_text(name, at, found);
        check_value(*named.value, pair + offset, field_path(at, std::string_view(name)), found);
      }
      return;
    }
    case kind::object: return check_fields(as<object_shape>(of).fields(), value, at, found);
    default: return;
  }
}

// Whether a field that had to be there is not.
bool absent(const field& one, const void* at) noexcept {
  if (one.options.absent == rule::none) return false;
  switch (one.what) {
    case kind::date: return !value_at<std::chrono::year_month_day>(at).ok();
    case kind::text:
    case kind::list: return !one.options.may_be_empty && omitted(one, at);
    case kind::optional: return omitted(one, at);
    default: return false;
  }
}

void check_fields(std::span<const field> fields, const void* object, const field_path& at,
                  std::vector<violation>& found) {
  for (const auto& one : fields) {
    const void* const value = one.in(object);
    if (absent(one, value))
      found.push_back({one.options.absent, field_path(at, one.name).text(), {}});
    else if (one.what == kind::text)
      check_text(value_at<std::string>(value), field_path(at, one.name), found,
                 one.options.longest != 0 ? one.options.longest : field_bytes_max);
    else if (one.what >= kind::optional)
      check_value(*one.of, value, field_path(at, one.name), found);
  }
}

// The next part of a path; the rest stays.
std::string_view take_part(std::string_view& path) noexcept {
  const auto dot = path.find('.');
  const auto part = path.substr(0, dot);
  path.remove_prefix(dot == std::string_view::npos ? path.size() : dot + 1);
  return part;
}

void add_rank(const shape& of, std::string_view path, std::vector<std::size_t>& places) {
  if (path.empty()) return;
  switch (of.what) {
    case kind::optional: return add_rank(*as<optional_shape>(of).value, path, places);
    case kind::list: {
      const auto part = take_part(path);
      std::size_t index = 0;
      std::from_chars(part.data(), part.data() + part.size(), index);
      places.push_back(index);
      return add_rank(*as<list_shape>(of).value, path, places);
    }
    case kind::object: {
      const auto part = take_part(path);
      const auto fields = as<object_shape>(of).fields();
      const auto found = std::find_if(fields.begin(), fields.end(), [&](const field& one) { return one.name == part; });
      places.push_back(static_cast<std::size_t>(found - fields.begin()));  // what is no field of the type comes last
      if (found != fields.end()) add_rank(*found->of, path, places);
      return;
    }
    default: return;
  }
}

}  // namespace

void check(const object_shape& of, const void* command, std::vector<violation>& found) {
  check_fields(of.fields(), command, field_path(), found);
}

void check_envelope(const request_context& context, std::vector<violation>& found) {
  const field_path request;
  if (context.by.has_value()) {
    const field_path by(request, std::string_view("actor"));
    check_text(context.by->user, field_path(by, std::string_view("user")), found);
    check_text(context.by->outlet, field_path(by, std::string_view("outlet")), found);
  }
  check_text(context.key, field_path(request, std::string_view("key")), found);
}

void check_language(std::string_view language, std::vector<violation>& found) {
  const field_path request;
  check_text(language, field_path(request, std::string_view("language")), found);
}

std::vector<std::size_t> rank(const object_shape& of, std::string_view path) {
  const auto fields = of.fields();
  const bool own = std::any_of(fields.begin(), fields.end(), [&](const field& one) { return one.name == path; });
  for (const std::string_view of_envelope : {"verb", "at", "actor", "key", "language"})
    if (!own && (path == of_envelope || (path.starts_with(of_envelope) && path[of_envelope.size()] == '.'))) return {};
  std::vector<std::size_t> places;
  add_rank(of, path, places);
  return places;
}

std::vector<violation> in_field_order(const object_shape& of, std::vector<violation> found) {
  if (found.size() < 2) return found;
  struct ranked {
    std::vector<std::size_t> rank;
    violation* one;
  };
  std::vector<ranked> kept;
  kept.reserve(found.size());
  std::unordered_set<std::string_view> said;
  for (auto& one : found)
    if (said.insert(one.field).second) kept.push_back({rank(of, one.field), &one});
  std::stable_sort(kept.begin(), kept.end(), [](const ranked& a, const ranked& b) { return a.rank < b.rank; });
  std::vector<violation> ordered;
  ordered.reserve(kept.size());
  for (const auto& next : kept) ordered.push_back(std::move(*next.one));
  return ordered;
}

}  // namespace form
}  // namespace v1
}  // namespace dealerkit
