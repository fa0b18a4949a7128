// The form of texts, and of objects by the table of their fields.
#include "desk/form.hpp"

#include "text/text.hpp"

namespace dealerkit {
inline namespace v1 {
namespace form {

namespace detail {

void check_text(std::string_view text, const field_path& at, std::vector<violation>& found, std::size_t longest) {
  if (text.size() > longest)
    found.push_back({rule::field_too_long, at.text(), {{"limit", std::to_string(longest)}}});
  else if (text.find('\0') != std::string_view::npos)
    found.push_back({rule::text_has_nul, at.text(), {}});
  else if (!text::valid_utf8(text))
    found.push_back({rule::text_not_utf8, at.text(), {}});
}

void check_fields(std::span<const field_entry<check_action>> fields, const void* value, const field_path& above,
                  std::vector<violation>& found) {
  for (const auto& field : fields)
    if (field.act.check != nullptr)
      field.act.check(field.in(value), field_path(above, field.name), field.options, found);
}

}  // namespace detail

void check_envelope(const request_context& context, std::vector<violation>& found) {
  const field_path request;
  if (context.by.has_value()) {
    const field_path by(request, std::string_view("actor"));
    detail::check_text(context.by->user, field_path(by, std::string_view("user")), found);
    detail::check_text(context.by->outlet, field_path(by, std::string_view("outlet")), found);
  }
  detail::check_text(context.key, field_path(request, std::string_view("key")), found);
}

void check_language(std::string_view language, std::vector<violation>& found) {
  const field_path request;
  detail::check_text(language, field_path(request, std::string_view("language")), found);
}

}  // namespace form
}  // namespace v1
}  // namespace dealerkit
