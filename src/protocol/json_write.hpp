// Writing JSON: described types as objects, in the order of their fields.
//
// Texts that are empty and optionals that are absent are left out; lists are there also when empty, unless their field
// says otherwise. Instants are written in the time zone of the actor's outlet.
#pragma once

#include <string>
#include <string_view>

#include "dealerkit/core/answer.hpp"
#include "desk/shape.hpp"
#include "text/messages.hpp"

namespace dealerkit {
inline namespace v1 {
namespace json {

/// How values are shown: whose clock, which language.
struct presentation {
  std::string_view time_zone = "UTC";
  text::language language = text::language::en;
};

/// Appends a JSON string. Bytes that are not UTF-8 never come here: the form refused them.
void write_text(std::string& out, std::string_view text);
/// Appends `"name":`, after a comma where the object has begun.
void write_name(std::string& out, std::string_view name, bool& begun);

/// Appends a value of a shape.
void write(std::string& out, const shapes::shape& of, const void* value, const presentation& how);
template <class T>
void write(std::string& out, const T& value, const presentation& how) {
  write(out, shapes::shape_of<T>, &value, how);
}

}  // namespace json
}  // namespace v1
}  // namespace dealerkit
