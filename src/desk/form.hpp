// The form of any command, from its fields: what must be there is there, every text is text (DAT-01), and where a
// field stands, so that violations come in field order.
#pragma once

#include <string_view>
#include <vector>

#include "dealerkit/core/answer.hpp"
#include "dealerkit/desk.hpp"
#include "desk/shape.hpp"

namespace dealerkit {
inline namespace v1 {
namespace form {

/// Longest text of one field, in bytes (DAT-01).
inline constexpr std::size_t field_bytes_max = 1024;

/// Adds what is wrong with a command's form: absent fields under the rule that asks for them, broken texts (DAT-01).
void check(const shapes::object_shape& of, const void* command, std::vector<violation>& found);
template <class Command>
void check(const Command& command, std::vector<violation>& found) {
  check(shapes::shape_of<Command>, &command, found);
}

/// Adds what is wrong with the texts of the envelope (DAT-01).
void check_envelope(const request_context& context, std::vector<violation>& found);
/// The same for the language that an answer is asked for in.
void check_language(std::string_view language, std::vector<violation>& found);

/// Where a field stands in its command; the envelope (`verb`, `at`, `actor`) comes first. A field of the command with a
/// name of the envelope's stands where the command has it.
[[nodiscard]] std::vector<std::size_t> rank(const shapes::object_shape& of, std::string_view path);

/// One violation a field, the first that was found; all in the order of the request's fields. A long list may have
/// something wrong in every line, so this costs n log n.
[[nodiscard]] std::vector<violation> in_field_order(const shapes::object_shape& of, std::vector<violation> found);

}  // namespace form
}  // namespace v1
}  // namespace dealerkit
