// The upper half of the store, what the desk works on: events in a hash chain, documents, indexes,
// effects waiting to be sent, replies remembered, and personal data that can be forgotten.
//
// Personal data is sealed under a key of its own for every subject (a person, or a company's
// contacts). Erasing a subject destroys that key: what was sealed stays in place, so that the chain
// still verifies, but can never be read again. Exact indexes hold keyed hashes of their values
// and, where they are asked to, a sealed line about what is found there.
//
//   auto changes = ledger->write();
//   changes.make_subject(who);
//   changes.append({.at = now, .kind = "customer_created", .record = id, .subject = who, ...});
//   changes.save(customers, id, bytes, who);
//   if (!changes.claim_unique(by_email, email, id)) return error{...};   // rolled back on leaving
//   return changes.commit();
//
// Nothing is thrown or printed. After a failure a unit's calls do nothing and `commit` refuses.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "backend.hpp"
#include "dealerkit/core/instant.hpp"
#include "dealerkit/core/result.hpp"
#include "function_view.hpp"

namespace dealerkit {
inline namespace v1 {
namespace store {

/// Whom personal data is about; all zeros: nobody, nothing is sealed.
using subject_id = std::array<std::uint8_t, 16>;
/// SHA-256.
using digest = std::array<std::uint8_t, 32>;

/// A kind of document; the desk gives the numbers.
enum class collection : std::uint8_t {};
/// An index; the desk gives the numbers. Exact, unique and ordered indexes are numbered apart.
enum class index : std::uint8_t {};

/// What is written into an event. `personal` is sealed for `subject` (kept clear where there is
/// none).
struct event_draft {
  instant at{};
  std::string_view entity = {}, user = {}, outlet = {}, kind = {}, record = {};
  subject_id subject{};
  std::string_view facts = {};
  std::string_view personal = {};
};

/// An event as it stands in the ledger. `erased`: its subject is, so `personal` is empty.
struct event_entry {
  std::uint64_t sequence = 0;
  instant at{};
  std::string entity = {}, user = {}, outlet = {}, kind = {}, record = {};
  subject_id subject{};
  std::string facts = {};
  std::string personal = {};
  bool erased = false;
  digest hash{};
};

/// Something the host is asked to do (a mail, a task), until acknowledged. `body` is sealed for
/// `subject`. `sequence` is given by the store, ascending and never used twice.
struct effect_entry {
  std::string id = {};
  std::string entity = {};
  std::string kind = {};
  subject_id subject{};
  std::string body = {};
  std::uint64_t sequence = 0;
};

/// What `ledger::verify` found. `first_broken`: the first event that is altered, missing or not in
/// its place; 0 where the events are whole (a document that cannot be opened also makes `intact`
/// false).
struct chain_report {
  std::uint64_t records = 0;
  bool intact = false;
  std::uint64_t first_broken = 0;
  digest head{};
};

/// Whether a request was seen before: `other` means the same key with another request.
enum class remembered : std::uint8_t { unknown, same, other };

using document_visitor = function_view<bool(std::string_view id, std::string_view bytes)>;
using id_visitor = function_view<bool(std::string_view id)>;
using line_visitor = function_view<bool(std::string_view id, std::string_view line)>;
using ordered_visitor = function_view<bool(std::string_view key, std::string_view id)>;
using event_visitor = function_view<bool(const event_entry&)>;
using effect_visitor = function_view<bool(const effect_entry&)>;

struct ledger_core;  // private to ledger.cpp
struct unit_state;   // private to ledger.cpp

/// One transaction: a snapshot to read, or the one writer. Rolled back when destroyed without
/// `commit`. One thread at a time. It must not outlive its ledger.
class unit {
 public:
  explicit unit(std::unique_ptr<unit_state> state) noexcept;
  unit(unit&&) noexcept;
  unit& operator=(unit&&) noexcept;
  ~unit();

  // Documents.

  /// The document; false where it is absent or its subject erased.
  bool load(collection where, std::string_view id, std::string& bytes);
  /// As `load`, without a copy where there can be none: `bytes` lie in the store or in `room`, until
  /// the unit is used again.
  bool view(collection where, std::string_view id, std::string& room, std::string_view& bytes);
  /// Writes a document, sealed for `subject` (which must have been made). For an erased subject
  /// nothing is kept: the document is removed.
  void save(collection where, std::string_view id, std::string_view bytes, const subject_id& subject);
  /// Removes a document.
  void remove(collection where, std::string_view id);
  /// Documents with an id > `after_id`, ascending; those of erased subjects are passed over.
  void scan_documents(collection where, std::string_view after_id, const document_visitor& visit);

  // Exact indexes: many ids a value. Only a keyed hash of the value is stored.

  void index_exact(index which, std::string_view value, std::string_view id);
  void unindex_exact(index which, std::string_view value, std::string_view id);
  /// The ids under `value`, ascending, those > `after_id`.
  void find_exact(index which, std::string_view value, const id_visitor& visit, std::string_view after_id = {});
  /// An entry with a line: the few bytes that a list shows of what is found, sealed for `subject`,
  /// so that a long list opens no documents. For an erased subject nothing is written.
  void index_line(index which, std::string_view value, std::string_view id, std::string_view line,
                  const subject_id& subject);
  /// As `find_exact`, of an index whose entries all have lines; those of erased subjects are passed
  /// over.
  void find_lines(index which, std::string_view value, const line_visitor& visit, std::string_view after_id = {});

  // Unique indexes: one id a value, a constraint of the database.

  /// False where the value is taken by another id; claiming again for the same id is fine.
  [[nodiscard]] bool claim_unique(index which, std::string_view value, std::string_view id);
  /// Gives the value free if `id` has it.
  void release_unique(index which, std::string_view value, std::string_view id);
  bool find_unique(index which, std::string_view value, std::string& id);

  // Ordered indexes, for lists. Their keys are stored as they are: never personal values.

  void index_ordered(index which, std::string_view key, std::string_view id);
  void unindex_ordered(index which, std::string_view key, std::string_view id);
  /// Pairs with key >= `from` that start with `prefix`, by key, then id. With `after_id` the pairs
  /// of `from` itself up to and including that id are left out: the next page.
  void scan_ordered(index which, std::string_view from, std::string_view prefix, const ordered_visitor& visit,
                    std::string_view after_id = {});

  // Events.

  /// Adds an event and gives its sequence, from 1 without gaps; 0 after a failure. Personal data of
  /// an erased subject is not written.
  std::uint64_t append(const event_draft& draft);
  void scan_events(std::uint64_t from_sequence, const event_visitor& visit);
  /// One event; false where there is none.
  bool find_event(std::uint64_t sequence, event_entry& out);
  /// The newest event; false where there is none.
  bool last_event(event_entry& out);

  // Effects.

  /// Queues an effect (its `sequence` is ignored). False where its id is queued already, or its
  /// subject erased.
  bool post_effect(const effect_entry& effect);
  /// Effects posted after the one with sequence `after` (0: all), in order of posting.
  void list_effects(std::uint64_t after, const effect_visitor& visit);
  /// One effect that waits; false where there is none of that id.
  bool find_effect(std::string_view id, effect_entry& out);
  /// Done: removes the effect. False where it is not queued.
  bool acknowledge(std::string_view id);

  // Subjects.

  /// Gives the subject its key. Nothing happens for one that has, or had, a key: none comes back.
  void make_subject(const subject_id& subject);
  /// Destroys the key, the pending effects and the remembered replies of the subject. Documents and
  /// index entries are the caller's to remove. Call `ledger::scrub` after the commit.
  void erase_subject(const subject_id& subject);
  /// Whether it was made and not erased.
  bool subject_alive(const subject_id& subject);

  // Requests seen.

  /// Looks the request up; gives the reply where it is the `same`.
  remembered recall(std::string_view scope_and_key, std::string_view request_digest, std::string& reply);
  /// Keeps the reply until the subject is erased; sealed where there is one.
  void remember(std::string_view scope_and_key, std::string_view request_digest, std::string_view reply,
                const subject_id& subject);

  // Small facts about the store.

  void set_meta(std::string_view name, std::string_view value);
  bool get_meta(std::string_view name, std::string& value);

  // Rebuilding.

  /// Removes all documents and indexes.
  void clear_projections();
  /// SHA-256 over documents and indexes in key order; documents and lines of erased subjects do not
  /// count.
  digest projection_digest();

  /// What went wrong; `rule::none` while all is well.
  [[nodiscard]] error failure() const noexcept;
  /// Ends the unit. When it answers, what was written is durable.
  result<accepted> commit();

 private:
  friend class ledger;
  std::unique_ptr<unit_state> state_;
};

/// A store opened. Its functions may be called from any thread.
class ledger {
 public:
  /// Opens what the backend holds, or makes a new ledger where it is empty. Checks the head of the
  /// chain only (`chain_broken`). `seed` makes keys and secrets repeatable, for tests.
  static result<std::unique_ptr<ledger>> open(std::unique_ptr<backend> tables,
                                              std::optional<std::uint64_t> seed = std::nullopt);
  /// `verify` for a ledger whose head is broken, so that `open` refuses it.
  static result<chain_report> examine(std::unique_ptr<backend> tables);

  ledger(const ledger&) = delete;
  ledger& operator=(const ledger&) = delete;
  ~ledger();

  /// A snapshot. Waits for nobody.
  [[nodiscard]] unit read();
  /// The writer. Waits up to five seconds for another one; then its failure is `store_busy`.
  [[nodiscard]] unit write();

  /// Reads everything: every event's hash and place, the head, and that all that is sealed for a
  /// living subject opens. Refuses only where reading itself fails.
  result<chain_report> verify();
  /// Removes what an erasure left outside the tables; `store_busy` while a reader is open.
  result<accepted> scrub();
  /// Examines the tables themselves, page by page.
  result<accepted> check();

  /// 16 bytes that only this store can make from `data`, for tokens without state.
  [[nodiscard]] std::string mac(std::string_view purpose, std::string_view data) const;

 private:
  explicit ledger(std::unique_ptr<ledger_core> core) noexcept;
  std::unique_ptr<ledger_core> core_;
};

}  // namespace store
}  // namespace v1
}  // namespace dealerkit
