// How any command is run: its form, its actor, the same request again, its handler, the commit. One instantiation a
// verb, in groups, since each costs compile time.
#pragma once

#include <sodium.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <vector>

#include "dealerkit/desk.hpp"
#include "desk/form.hpp"
#include "desk/handlers.hpp"
#include "desk/work.hpp"
#include "store/ledger.hpp"

namespace dealerkit {
inline namespace v1 {
namespace running {

enum class access : std::uint8_t { nobody, anybody, actor };
enum class mode : std::uint8_t { pure, query, command };

// What verbs.def says of a command type.
template <class Command>
struct verb_traits;
#define DEALERKIT_VERB(verb_name, type, who, how)      \
  template <>                                          \
  struct verb_traits<type> {                           \
    static constexpr std::string_view name = verb_name; \
    static constexpr access needs = access::who;       \
    static constexpr mode kind = mode::how;            \
  };
#include "dealerkit/verbs.def"
#undef DEALERKIT_VERB

// An accepted answer as it is remembered for a request with the same key.
template <class Reply>
struct stored_answer {
  Reply reply;
  std::vector<violation> notes;
  std::vector<effect> effects;
  std::vector<reason> because;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("reply", &stored_answer::reply);
    field("notes", &stored_answer::notes);
    field("effects", &stored_answer::effects);
    field("because", &stored_answer::because);
  }
};

inline std::string sha256(std::string_view bytes) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return digest;
}

// Who acts must be known, active, and of the entity whose outlet is named (ACC-01, ACC-02).
inline bool admit(work& job, access needs) {
  const auto& by = job.context.by;
  if (needs == access::nobody || (needs == access::anybody && !by.has_value())) {
    job.explain(rule::actor_missing, "needs no actor");
    return true;
  }
  if (!by.has_value()) return job.refuse(rule::actor_missing, "actor");
  if (by->user.empty()) job.refuse(rule::actor_missing, "actor.user");
  if (by->outlet.empty()) job.refuse(rule::actor_missing, "actor.outlet");
  if (by->user.empty() || by->outlet.empty()) return false;
  auto person = load_shared(job.unit, projections::collections::users, by->user, job.host.users);
  if (person == nullptr) return job.refuse(rule::actor_unknown, "actor.user");
  auto stands = load_shared(job.unit, projections::collections::outlets, by->outlet, job.host.outlets);
  if (stands == nullptr || stands->entity != person->entity)
    return job.refuse(rule::actor_unknown, "actor.outlet");
  if (!assignable(*person)) return job.refuse(rule::actor_inactive, "actor.user");
  job.by = std::move(person);
  job.place = std::move(stands);
  job.place_name = by->outlet;
  job.acting_entity = job.place->entity;
  job.explain(rule::actor_missing, "the user is active and of the legal entity whose outlet is named");
  return true;
}

// Commands whose handler reads its whole form before it asks the store anything: what else is wrong is said with it.
template <class Command>
constexpr bool reads_form_first =
    // Network and customers.
    std::is_same_v<Command, load_network> || std::is_same_v<Command, put_user> ||
    std::is_same_v<Command, search_outlets> || std::is_same_v<Command, set_outlet_bank> ||
    std::is_same_v<Command, create_customer> || std::is_same_v<Command, search_customers> ||
    std::is_same_v<Command, update_customer> || std::is_same_v<Command, add_contact> ||
    // Sessions, leads and devices.
    std::is_same_v<Command, start_session> || std::is_same_v<Command, capture_lead> ||
    std::is_same_v<Command, sync_leads> ||
    // Discount cards and loyalty.
    std::is_same_v<Command, prepare_operation> || std::is_same_v<Command, create_card> ||
    std::is_same_v<Command, create_cards> || std::is_same_v<Command, submit_form> ||
    std::is_same_v<Command, use_card> || std::is_same_v<Command, hold_card> ||
    std::is_same_v<Command, capture_hold> || std::is_same_v<Command, define_programme> ||
    std::is_same_v<Command, create_loyalty_card> || std::is_same_v<Command, create_loyalty_cards> ||
    std::is_same_v<Command, transact_loyalty> || std::is_same_v<Command, return_loyalty> ||
    std::is_same_v<Command, adjust_loyalty>;

// What lies under a field that could not be read is not asked for.
inline void drop_below_unread(std::vector<violation>& refused, const std::vector<violation>& found) {
  std::unordered_set<std::string_view> unread;
  for (const auto& one : found)
    if (one.broken == rule::wrong_type) unread.insert(one.field);
  if (unread.empty()) return;
  std::erase_if(refused, [&](const violation& one) {
    const std::string_view path = one.field;
    for (auto dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.', dot + 1))
      if (unread.contains(path.substr(0, dot))) return true;
    return false;
  });
}

// One violation a field, the first that was found; all in the order of the request's fields. A long list may have
// something wrong in every line, so this costs n log n.
template <class Command>
std::vector<violation> in_field_order(std::vector<violation> found) {
  if (found.size() < 2) return found;
  struct ranked {
    std::vector<std::size_t> rank;
    violation* one;
  };
  std::vector<ranked> kept;
  kept.reserve(found.size());
  std::unordered_set<std::string_view> said;
  for (auto& one : found)
    if (said.insert(one.field).second) kept.push_back({form::rank<Command>(one.field), &one});
  std::stable_sort(kept.begin(), kept.end(), [](const ranked& a, const ranked& b) { return a.rank < b.rank; });
  std::vector<violation> ordered;
  ordered.reserve(kept.size());
  for (const auto& next : kept) ordered.push_back(std::move(*next.one));
  return ordered;
}

// A pure command that can be refused: its form, then its handler, and the whole of what is wrong at once.
template <class Command>
answer<typename Command::reply_type> run_pure(const Command& command, const request_context& context) {
  answer<typename Command::reply_type> said;
  if (!context.found.empty()) said.refused = context.found;
  form::check_envelope(context, said.refused);
  form::check(command, said.refused);
  handlers::handle(command, context, said);
  if (said.refused.empty()) return said;
  said.reply.reset();
  drop_below_unread(said.refused, context.found);
  said.refused = in_field_order<Command>(std::move(said.refused));
  return said;
}

template <class Reply>
answer<Reply> refused_by_store(const error& failure) {
  answer<Reply> said;
  said.refused.push_back({failure.broken, std::string(failure.field), {}});
  return said;
}

// A request that carries a key is known by who sent it and the key; its digest tells the same request from another.
template <class Command>
std::string request_digest(const Command& command, const request_context& context) {
  std::string bytes(verb_traits<Command>::name);
  bytes.push_back('\0');
  if (context.by.has_value()) bytes += context.by->outlet;
  bytes.push_back('\0');
  codec::encode(bytes, command);
  return sha256(bytes);
}

inline std::string request_scope(const request_context& context) {
  std::string scope = context.by.has_value() ? context.by->user : std::string{};
  scope.push_back('\0');
  scope += context.key;
  return scope;
}

template <class Command>
answer<typename Command::reply_type> run_stored(desk::implementation& host, const Command& command,
                                                const request_context& context) {
  using reply_type = typename Command::reply_type;
  using traits = verb_traits<Command>;
  constexpr bool writes = traits::kind == mode::command;
  answer<reply_type> said;

  auto unit = writes ? host.ledger->write() : host.ledger->read();
  if (unit.failure().broken != rule::none) return refused_by_store<reply_type>(unit.failure());
  work job{host, unit, context, host.policy_for(unit, traits::name), {}, {}, {}, {}, {}, {}, {}, {}, {},
           false, false, false};
  job.refused = context.found;
  form::check_envelope(context, job.refused);
  form::check(command, job.refused);
  const bool well_formed = job.ok();
  const bool admitted = admit(job, traits::needs);
  if (job.by.has_value()) said.language = job.by->language;
  if (job.place.has_value()) said.time_zone = job.place->time_zone;
  if (!admitted || (!well_formed && !reads_form_first<Command>)) {
    if (unit.failure().broken != rule::none) return refused_by_store<reply_type>(unit.failure());
    drop_below_unread(job.refused, context.found);
    said.refused = in_field_order<Command>(std::move(job.refused));
    return said;
  }

  const bool keyed = writes && well_formed && !context.key.empty();
  std::string digest;
  if (keyed) {
    digest = request_digest(command, context);
    std::string remembered_bytes;
    switch (unit.recall(request_scope(context), digest, remembered_bytes)) {
      case store::remembered::other:
        job.refuse(rule::key_reused, "key");
        said.refused = std::move(job.refused);
        return said;
      case store::remembered::same: {
        stored_answer<reply_type> known{};
        if (codec::decode(remembered_bytes, known)) {
          said.reply = std::move(known.reply);
          said.notes = std::move(known.notes);
          said.effects = std::move(known.effects);
          said.because = std::move(known.because);
          return said;
        }
        return refused_by_store<reply_type>(error{rule::store_damaged});
      }
      case store::remembered::unknown: break;
    }
  }

  reply_type reply{};
  const bool accepted_command = handlers::handle(job, command, reply) && job.ok();
  // A store that failed on the way makes every conclusion worthless, a refusal as much as an acceptance.
  if (unit.failure().broken != rule::none) return refused_by_store<reply_type>(unit.failure());
  if (!accepted_command) {
    // A refusal names a rule. A handler that stops without one has met something that cannot be read.
    if (job.refused.empty()) return refused_by_store<reply_type>(error{rule::store_damaged});
    said.refused = in_field_order<Command>(std::move(job.refused));
    return said;
  }
  if constexpr (writes) {
    if (!context.dry_run) {
      if (keyed) {
        stored_answer<reply_type> kept{reply, job.notes, job.effects, job.because};
        if (job.of_many) kept.effects.clear();
        unit.remember(request_scope(context), digest, codec::bytes_of(kept), job.subject);
      }
      if (const auto durable = unit.commit(); !durable.ok())
        return refused_by_store<reply_type>(durable.refusal());
      if (job.policy_changed) {
        const std::unique_lock lock(host.policy_mutex);
        host.policy_opened.reset();
      }
      if (job.scrub && !host.ledger->scrub().ok()) job.note(rule::erasure_not_yet_checkpointed, "id");
    }
  }
  said.reply = std::move(reply);
  said.notes = std::move(job.notes);
  said.effects = std::move(job.effects);
  said.because = std::move(job.because);
  return said;
}

}  // namespace running

template <class Command>
answer<typename Command::reply_type> desk::run(const Command& command, const request_context& context) {
  using traits = running::verb_traits<Command>;
  if constexpr (requires(answer<typename Command::reply_type>& said) { handlers::handle(command, context, said); }) {
    return running::run_pure(command, context);
  } else if constexpr (traits::kind == running::mode::pure) {
    answer<typename Command::reply_type> said;
    said.reply = handlers::handle(command);
    return said;
  } else {
    return running::run_stored(*implementation_, command, context);
  }
}

}  // namespace v1
}  // namespace dealerkit
