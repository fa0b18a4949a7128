// JSON Schema (draft 2020-12) of described types: the same fields that are read and written.
#pragma once

#include <string>

#include "desk/shape.hpp"

namespace dealerkit {
inline namespace v1 {
namespace schemas {

/// Appends the schema of a shape.
void write(std::string& out, const shapes::shape& of);

}  // namespace schemas
}  // namespace v1
}  // namespace dealerkit
