// The call protocol: a request is a JSON object, the reply is a JSON object; any verb, any language.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/core/instant.hpp"
#include "dealerkit/desk.hpp"

namespace dealerkit {
inline namespace v1 {
namespace protocol {

/// Longest request, in bytes (DAT-01).
inline constexpr std::size_t request_bytes_max = 1024 * 1024;

struct scratch;  // a parser and its buffers, kept for the next request

/// Reads requests for one desk. May be called from any thread.
class port {
 public:
  explicit port(desk& to) noexcept;
  port(const port&) = delete;
  port& operator=(const port&) = delete;
  ~port();

  /// Answers a request; `now` stands in where it has no `at`. Always a JSON object: what cannot be read is refused.
  void call(std::string_view request, instant now, std::string& reply);

 private:
  desk& desk_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<scratch>> idle_;
};

/// The names of all verbs, in the order of the reference.
[[nodiscard]] std::vector<std::string_view> verbs();

/// The JSON Schema of a verb's arguments and reply; of all verbs where none is named. Empty for an unknown verb.
[[nodiscard]] std::string schema(std::string_view verb);

}  // namespace protocol
}  // namespace v1
}  // namespace dealerkit
