// One command under way: what its handler may look at, and what it leaves behind.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "dealerkit/core/identifier.hpp"
#include "dealerkit/desk.hpp"
#include "desk/codec.hpp"
#include "desk/projections.hpp"
#include "store/ledger.hpp"

namespace dealerkit {
inline namespace v1 {

/// What an actor's searches found lately (CUS-05): which records came among several candidates. Kept in memory only;
/// a search of another desk is known by its token.
class recent_searches {
 public:
  struct search {
    instant at{};
    std::vector<std::array<std::uint8_t, 16>> candidates;  // identifiers: nothing to allocate for each
  };
  void remember(const std::string& who, search made);
  /// Whether the latest search of the actor that found the record had more than one candidate; empty where this desk
  /// has seen none.
  [[nodiscard]] std::optional<bool> ambiguous(const std::string& who, std::string_view id, instant since) const;

 private:
  static constexpr std::size_t kept_per_actor = 8;
  static constexpr std::size_t actors_max = 4096;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::vector<search>> by_actor_;
};

/// Records that nearly every request reads, each decoded once: found again by its stored bytes, so that none is ever
/// out of date, whatever wrote it. They are shared, and never changed.
template <class State>
class record_cache {
 public:
  [[nodiscard]] std::shared_ptr<const State> find(std::string_view id, std::string_view bytes) const {
    const std::shared_lock lock(mutex_);
    const auto found = by_id_.find(id);
    return found != by_id_.end() && found->second.bytes == bytes ? found->second.known : nullptr;
  }
  void keep(std::string_view id, std::string_view bytes, std::shared_ptr<const State> known) {
    const std::unique_lock lock(mutex_);
    if (by_id_.size() >= kept_max && !by_id_.contains(id)) by_id_.clear();
    by_id_.insert_or_assign(std::string(id), entry{std::string(bytes), std::move(known)});
  }

 private:
  static constexpr std::size_t kept_max = 1024;
  struct entry {
    std::string bytes;
    std::shared_ptr<const State> known;
  };
  mutable std::shared_mutex mutex_;
  std::map<std::string, entry, std::less<>> by_id_;
};

/// A record as a request sees it: like an optional, but shared.
template <class State>
class shared_record {
 public:
  shared_record() = default;
  shared_record(std::shared_ptr<const State> known) noexcept : known_(std::move(known)) {}
  shared_record(const std::optional<State>& known)
      : known_(known.has_value() ? std::make_shared<const State>(*known) : nullptr) {}
  [[nodiscard]] bool has_value() const noexcept { return known_ != nullptr; }
  [[nodiscard]] const State& operator*() const noexcept { return *known_; }
  [[nodiscard]] const State* operator->() const noexcept { return known_.get(); }

 private:
  std::shared_ptr<const State> known_;
};

class prepared_catalog;

/// Catalogues that were decoded and prepared, each of one content: the event that put it in force, and its version.
class catalog_cache {
 public:
  [[nodiscard]] std::shared_ptr<const prepared_catalog> find(std::string_view code, std::string_view content) const;
  void keep(std::string_view code, std::string_view content, std::shared_ptr<const prepared_catalog> known);

 private:
  static constexpr std::size_t kept_max = 64;
  struct entry {
    std::string content;
    std::shared_ptr<const prepared_catalog> known;
  };
  mutable std::shared_mutex mutex_;
  std::map<std::string, entry, std::less<>> by_code_;
};

/// Makes identifiers: UUIDv7 of the instant of the decision, ascending and else random, or repeatable from a seed.
class identifier_source {
 public:
  explicit identifier_source(std::optional<std::uint64_t> seed) noexcept : seed_(seed) {}
  [[nodiscard]] std::array<std::uint8_t, 16> next(instant at) noexcept;
  /// 64 bits, random or repeatable in the same way: what codes are made of.
  [[nodiscard]] std::array<std::uint8_t, 8> bits() noexcept;

 private:
  void draw(std::uint8_t* bytes, std::size_t count) noexcept;  // 16 at most, repeatable
  void take(std::uint8_t* bytes, std::uint64_t ms) noexcept;   // 16, with the place of the next one
  std::mutex mutex_;
  std::optional<std::uint64_t> seed_;
  std::uint64_t made_ = 0;  // of a seed how many; else the millisecond and the place within it of the last one
};

/// The text of 16 bytes as a UUID.
[[nodiscard]] std::string uuid_text(const std::array<std::uint8_t, 16>& bytes);
/// The bytes of a UUID; zeros for anything else.
[[nodiscard]] std::array<std::uint8_t, 16> uuid_bytes(std::string_view text) noexcept;
/// Lower-case hexadecimal.
[[nodiscard]] std::string hexadecimal(std::string_view bytes);

struct desk::implementation {
  desk_options options;
  std::unique_ptr<store::ledger> ledger;
  std::optional<identifier_source> identifiers;
  recent_searches searches;
  catalog_cache catalogs;
  record_cache<user> users;
  record_cache<outlet> outlets;
  record_cache<programme> programmes;
  std::shared_mutex policy_mutex;
  std::string policy_bytes;                     ///< stored form of the cached policy
  std::shared_ptr<const policy> policy_cached;  ///< of policy_bytes
  std::shared_ptr<const policy> policy_opened;  ///< of desk_options::preset, until another one is loaded

  /// The policy in force: the preset of opening until another policy is loaded, else the loaded one, else the verb's
  /// own.
  [[nodiscard]] std::shared_ptr<const policy> policy_for(store::unit& unit, std::string_view verb);
};

/// Loads a document through its cache; empty as for projections::load().
template <class State>
[[nodiscard]] std::shared_ptr<const State> load_shared(store::unit& unit, store::collection where, std::string_view id,
                                                       record_cache<State>& kept) {
  std::string room;
  std::string_view bytes;
  if (id.empty() || !unit.view(where, id, room, bytes)) return nullptr;
  if (auto known = kept.find(id, bytes); known != nullptr) return known;
  auto made = std::make_shared<State>();
  if (!codec::decode(bytes, *made)) return nullptr;
  kept.keep(id, bytes, made);
  return made;
}

/// The default of a list's length and its maximum (DAT-05).
inline constexpr std::int64_t list_limit_default = 100;
inline constexpr std::int64_t list_limit_max = 1000;

struct work {
  desk::implementation& host;
  store::unit& unit;
  const request_context& context;
  std::shared_ptr<const policy> terms;

  shared_record<user> by;       ///< the actor's record, where there is an actor
  shared_record<outlet> place;  ///< the actor's outlet
  std::string place_name;
  std::string acting_entity;  ///< of the actor's outlet; of the record where the person acts without an actor

  std::vector<violation> refused;
  std::vector<violation> notes;
  std::vector<effect> effects;
  std::vector<reason> because;
  store::subject_id subject{};  ///< whose data the reply carries; a remembered reply is sealed for it
  /// The answer is about several persons: it is remembered without its effects, and its reply names nobody.
  bool of_many = false;
  bool scrub = false;           ///< something was erased: the store is scrubbed after the commit
  bool policy_changed = false;  ///< the loaded policy holds from the commit on, whatever the desk was opened with

  using arguments = std::vector<std::pair<std::string, std::string>>;

  [[nodiscard]] bool ok() const noexcept { return refused.empty(); }
  /// Adds a violation; always false, so that a handler can return it.
  bool refuse(rule broken, std::string_view field = {}, arguments args = {});
  bool refuse(const error& refusal, arguments args = {}) {
    return refuse(refusal.broken, refusal.field, std::move(args));
  }
  void note(rule remark, std::string_view field, arguments args = {});
  /// Says which rule shaped the answer; kept only where the request asks for it.
  void explain(rule shaped_by, std::string_view text, named<std::string> numbers = {});
  void explain(std::string_view identifier, std::string_view text, named<std::string> numbers = {});

  [[nodiscard]] const std::string& entity() const noexcept { return acting_entity; }
  [[nodiscard]] std::string new_identifier();
  /// 64 random bits, of the operating system or of the desk's seed.
  [[nodiscard]] std::array<std::uint8_t, 8> random_bits();

  /// Appends an event of a record and brings its projections up to date.
  template <class Event>
  void record(std::string_view record_id, const store::subject_id& of, const Event& event) {
    projections::apply(unit, append(record_id, of, event), event);
  }
  /// The same where the handler knows what the record becomes: it is not read and decided a second time.
  template <class Event, class State>
  void record(std::string_view record_id, const store::subject_id& of, const Event& event, const State& after) {
    projections::apply(unit, append(record_id, of, event), event, after);
  }

  /// Appends an event; where it stands. Its projections are the caller's to bring up to date.
  template <class Event>
  [[nodiscard]] projections::place append(std::string_view record_id, const store::subject_id& of, const Event& event) {
    const std::string facts = codec::bytes_of(event, codec::part::facts);
    const std::string sealed_part = codec::bytes_of(event, codec::part::personal);
    store::event_draft draft;
    draft.at = context.at;
    draft.entity = entity();
    draft.user = by.has_value() ? std::string_view(by->id) : std::string_view{};
    draft.outlet = place_name;
    draft.kind = Event::kind;
    draft.record = record_id;
    draft.subject = of;
    draft.facts = facts;
    draft.personal = sealed_part;
    const auto sequence = unit.append(draft);
    return {record_id, draft.entity, draft.user, draft.outlet, context.at, static_cast<std::int64_t>(sequence), of};
  }

  /// Refuses an instant before the last event of a record (DAT-06).
  [[nodiscard]] bool in_order(instant last_event_at);

  /// Queues an effect for the host.
  void post(const store::subject_id& of, effect wanted);

  /// Checks a list's limit; the default where none is asked for, 0 where it is refused (DAT-05).
  [[nodiscard]] std::size_t list_limit(const std::optional<std::int64_t>& asked);
};

}  // namespace v1
}  // namespace dealerkit
