// The wall around every C function: what is thrown inside becomes a status, and nothing gets out.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <utility>

#include "dealerkit.h"
#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/result.hpp"
#include "text/messages.hpp"

struct dk_text {
  std::string text;
};

struct dk_error {
  dealerkit::rule broken = dealerkit::rule::none;
  std::string code;  ///< of an error that is no rule's; else empty
  std::string field;
  std::string message;
};

namespace dealerkit {
inline namespace v1 {
namespace c_api {

inline std::string_view view(dk_str text) noexcept {
  return text.data == nullptr ? std::string_view{} : std::string_view(text.data, text.size);
}
inline dk_str borrow(std::string_view text) noexcept { return {text.data(), text.size()}; }
/// A text must have data where it has a size.
inline bool readable(dk_str text) noexcept { return text.data != nullptr || text.size == 0; }

inline void give(dk_error** err, dk_error* made) noexcept {
  if (err != nullptr)
    *err = made;
  else
    delete made;
}

/// Reports a refusal.
inline dk_status refuse(dk_error** err, const error& refusal) {
  if (err != nullptr)
    *err = new dk_error{
        refusal.broken, {}, std::string(refusal.field), text::message(refusal.broken, text::language::en, {})};
  return DK_E_REFUSED;
}

/// Reports a mistake of the caller.
inline dk_status bad_argument(dk_error** err, std::string_view field, std::string_view message) {
  if (err != nullptr) *err = new dk_error{rule::none, "bad_argument", std::string(field), std::string(message)};
  return DK_E_ARGUMENT;
}

/// True where the caller's place for a report says how large it is.
template <class Report>
bool sized(const Report* out) noexcept {
  return out != nullptr && out->struct_size >= sizeof out->struct_size;
}

/// Fills in the caller's report as far as it reaches: one with an older header has fewer fields and gets no more. What
/// a newer header has beyond ours becomes zeros.
template <class Report>
void fill_in(Report* out, Report made) noexcept {
  const std::size_t size = out->struct_size;
  made.struct_size = out->struct_size;
  std::memcpy(out, &made, std::min(size, sizeof made));
  if (size > sizeof made) std::memset(reinterpret_cast<char*>(out) + sizeof made, 0, size - sizeof made);
}

/// Runs a function's body. It must be the only thing that the function does.
template <class Body>
dk_status guard(dk_error** err, Body&& body) noexcept {
  if (err != nullptr) *err = nullptr;
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return DK_E_MEMORY;
  } catch (...) {
    try {
      give(err, new dk_error{rule::none, "internal", {}, "The library has met a defect of its own."});
    } catch (...) {
      return DK_E_MEMORY;
    }
    return DK_E_INTERNAL;
  }
}

}  // namespace c_api
}  // namespace v1
}  // namespace dealerkit
