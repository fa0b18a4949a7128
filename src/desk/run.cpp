// Commands run, whatever their type.
#include "desk/run.hpp"

#include <sodium.h>

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "desk/codec.hpp"
#include "desk/form.hpp"
#include "store/ledger.hpp"

namespace dealerkit {
inline namespace v1 {
namespace running {

namespace {

std::string sha256(std::string_view bytes) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return digest;
}

// What lies under a field that could not be read is not asked for.
void drop_below_unread(std::vector<violation>& refused, const std::vector<violation>& found) {
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

// A request that carries a key is known by who sent it and the key; its digest tells the same request from another.
std::string request_digest(const command_type& type, const void* command, const request_context& context) {
  std::string bytes(type.name);
  bytes.push_back('\0');
  if (context.by.has_value()) bytes += context.by->outlet;
  bytes.push_back('\0');
  codec::encode(bytes, type.command, command);
  return sha256(bytes);
}

std::string request_scope(const request_context& context) {
  std::string scope = context.by.has_value() ? context.by->user : std::string{};
  scope.push_back('\0');
  scope += context.key;
  return scope;
}

// An accepted answer as it is remembered for a request with the same key. The reply stands in it as its stored form,
// which is what a field of its type would have there.
struct remembered_answer {
  std::string reply;
  std::vector<violation> notes;
  std::vector<effect> effects;
  std::vector<reason> because;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("reply", &remembered_answer::reply);
    field("notes", &remembered_answer::notes);
    field("effects", &remembered_answer::effects);
    field("because", &remembered_answer::because);
  }
};

bool refuse_as(answer_parts& said, const error& failure) {
  said.refused.clear();
  said.refused.push_back({failure.broken, std::string(failure.field), {}});
  return false;
}

}  // namespace

// Who acts must be known, active, and of the entity whose outlet is named (ACC-01, ACC-02).
bool admit(work& job, access needs) {
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
  if (stands == nullptr || stands->entity != person->entity) return job.refuse(rule::actor_unknown, "actor.outlet");
  if (!assignable(*person)) return job.refuse(rule::actor_inactive, "actor.user");
  job.by = std::move(person);
  job.place = std::move(stands);
  job.place_name = by->outlet;
  job.acting_entity = job.place->entity;
  job.explain(rule::actor_missing, "the user is active and of the legal entity whose outlet is named");
  return true;
}

void check_pure(const shapes::object_shape& of, const void* command, const request_context& context,
                std::vector<violation>& refused) {
  refused = context.found;
  form::check_envelope(context, refused);
  form::check(of, command, refused);
}

void order_refused(const shapes::object_shape& of, const request_context& context, std::vector<violation>& refused) {
  drop_below_unread(refused, context.found);
  refused = form::in_field_order(of, std::move(refused));
}

bool run_stored(desk::implementation& host, const command_type& type, const void* command,
                const request_context& context, void* reply, answer_parts& said) {
  auto unit = type.writes ? host.ledger->write() : host.ledger->read();
  if (unit.failure().broken != rule::none) return refuse_as(said, unit.failure());
  work job{host,  unit,  context, host.policy_for(unit, type.name), {}, {}, {}, {}, {}, {}, {}, {}, {},
           false, false, false};
  check_pure(type.command, command, context, job.refused);
  const bool well_formed = job.ok();
  const bool admitted = admit(job, type.needs);
  if (job.by.has_value()) said.language = job.by->language;
  if (job.place.has_value()) said.time_zone = job.place->time_zone;
  if (!admitted || (!well_formed && !type.reads_form_first)) {
    if (unit.failure().broken != rule::none) return refuse_as(said, unit.failure());
    order_refused(type.command, context, job.refused);
    said.refused = std::move(job.refused);
    return false;
  }

  const bool keyed = type.writes && well_formed && !context.key.empty();
  std::string digest;
  if (keyed) {
    digest = request_digest(type, command, context);
    std::string bytes;
    switch (unit.recall(request_scope(context), digest, bytes)) {
      case store::remembered::other: return refuse_as(said, error{rule::key_reused, "key"});
      case store::remembered::same: {
        remembered_answer known;
        if (!codec::decode(bytes, known) || !codec::decode(known.reply, type.reply, reply))
          return refuse_as(said, error{rule::store_damaged});
        said.notes = std::move(known.notes);
        said.effects = std::move(known.effects);
        said.because = std::move(known.because);
        return true;
      }
      case store::remembered::unknown: break;
    }
  }

  const bool accepted_command = type.handle(job, command, reply) && job.ok();
  // A store that failed on the way makes every conclusion worthless, a refusal as much as an acceptance.
  if (unit.failure().broken != rule::none) return refuse_as(said, unit.failure());
  if (!accepted_command) {
    // A refusal names a rule. A handler that stops without one has met something that cannot be read.
    if (job.refused.empty()) return refuse_as(said, error{rule::store_damaged});
    said.refused = form::in_field_order(type.command, std::move(job.refused));
    return false;
  }
  if (type.writes && !context.dry_run) {
    if (keyed) {
      remembered_answer kept{codec::bytes_of(type.reply, reply), job.notes, job.effects, job.because};
      if (job.of_many) kept.effects.clear();
      unit.remember(request_scope(context), digest, codec::bytes_of(kept), job.subject);
    }
    if (const auto durable = unit.commit(); !durable.ok()) return refuse_as(said, durable.refusal());
    if (job.policy_changed) {
      const std::unique_lock lock(host.policy_mutex);
      host.policy_opened.reset();
    }
    if (job.scrub && !host.ledger->scrub().ok()) job.note(rule::erasure_not_yet_checkpointed, "id");
  }
  said.notes = std::move(job.notes);
  said.effects = std::move(job.effects);
  said.because = std::move(job.because);
  return true;
}

}  // namespace running

}  // namespace v1
}  // namespace dealerkit
