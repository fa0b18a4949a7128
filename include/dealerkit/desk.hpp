// The desk: the rules bound to a store. It loads state, decides, appends events and effects in one
// transaction, answers.
//
//   auto opened = desk::open({});                                   // in memory
//   auto found = opened.value().run(search_customers{…}, {.at = now, .by = {"E1.d001", "0011960-000"}});
//   found.ok()          // true; found.reply->token
//   found.refused[0]    // otherwise: the rule, the field, the numbers
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/access.hpp"
#include "dealerkit/audit.hpp"
#include "dealerkit/catalog.hpp"
#include "dealerkit/check.hpp"
#include "dealerkit/configuration.hpp"
#include "dealerkit/consent.hpp"
#include "dealerkit/core/answer.hpp"
#include "dealerkit/customer.hpp"
#include "dealerkit/device.hpp"
#include "dealerkit/lead.hpp"
#include "dealerkit/network.hpp"
#include "dealerkit/policy.hpp"
#include "dealerkit/price.hpp"
#include "dealerkit/quote.hpp"
#include "dealerkit/session.hpp"
#include "dealerkit/voucher.hpp"

namespace dealerkit {
inline namespace v1 {

/// How a desk is opened.
struct desk_options {
  std::string store = ":memory:";     ///< a file's path, or `:memory:`
  std::string preset;                 ///< the policy; empty: it follows the verb
  bool simulation = false;            ///< everything works, nothing is real but the mails (CRD-19)
  bool training = false;              ///< only the training outlet may be a destination (NET-04)
  std::optional<std::uint64_t> seed;  ///< makes identifiers and keys repeatable; for tests only
};

/// Who asks, when, and how the answer is wanted.
struct request_context {
  instant at{};                  ///< the instant of the decision; the desk reads no clock
  std::optional<actor> by;       ///< ACC-01
  std::string key;               ///< makes a command idempotent; empty: none
  bool dry_run = false;          ///< the same answer, nothing changed
  bool explain = false;          ///< adds the rules that shaped the answer
  std::vector<violation> found;  ///< what a reader of the request has found wrong already: it will be refused
};

/// What a rebuild found.
struct rebuild_report {
  std::int64_t events = 0;
  bool same = false;   ///< the projections were what the events say, byte for byte
  std::string digest;  ///< SHA-256 of the projections after the rebuild, in hexadecimal
};

/// A desk may be called from any thread. Closing it is destroying it.
class desk {
 public:
  /// Opens a store. Refused: store_cannot_open, store_foreign, store_damaged, store_version_unknown (SEC-02),
  /// store_busy, preset_unknown; then the file is as it was.
  [[nodiscard]] static result<desk> open(const desk_options& options);

  desk(desk&&) noexcept;
  desk& operator=(desk&&) noexcept;
  desk(const desk&) = delete;  // a store has one owner; share a desk by reference
  desk& operator=(const desk&) = delete;
  ~desk();

  /// Runs a command of verbs.def. An accepted one is durable when the answer is given; a refused one has changed
  /// nothing (DAT-04).
  template <class Command>
  [[nodiscard]] answer<typename Command::reply_type> run(const Command& command, const request_context& context);

  /// The language that a user reads, empty where the user or the language is unknown.
  [[nodiscard]] std::string language_of(const actor& who);

  /// Rebuilds every projection from the events, in one transaction (administration; the shell's `rebuild`).
  [[nodiscard]] result<rebuild_report> rebuild();

  struct implementation;

 private:
  explicit desk(std::unique_ptr<implementation> made) noexcept;
  std::unique_ptr<implementation> implementation_;
};

/// Verifies a store's ledger without opening a desk: one whose chain is broken cannot be opened, but can be looked at.
/// Refused: as desk::open.
[[nodiscard]] result<verify_audit::reply_type> verify_store(std::string_view store);

}  // namespace v1
}  // namespace dealerkit
