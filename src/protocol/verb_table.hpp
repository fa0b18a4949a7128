// One entry a verb: how its request is read, run and answered, and the shapes of both.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/desk.hpp"
#include "desk/shape.hpp"
#include "protocol/json_read.hpp"
#include "protocol/json_write.hpp"

namespace dealerkit {
inline namespace v1 {
namespace protocol {

/// A request whose envelope has been read.
struct request {
  desk& to;
  request_context context;
  json::element arguments;
  bool has_arguments = false;
  bool repaired = false;
  std::string_view language;  ///< of the request; empty where it has none
};

struct verb_entry {
  std::string_view name;
  const shapes::object_shape* command;
  const shapes::shape* reply;
  void (*run)(request&, std::string& reply);
};

/// Every verb, in the order of the reference.
[[nodiscard]] std::span<const verb_entry> verb_entries();

/// Writes `{"refused":[…]}`.
void write_refused(std::string& out, const std::vector<violation>& refused, const json::presentation& how);

/// The language of an answer: the request's, else the actor's, else English.
[[nodiscard]] text::language language_of(const request& asked, std::string_view of_actor);

}  // namespace protocol
}  // namespace v1
}  // namespace dealerkit
