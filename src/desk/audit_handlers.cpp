// The ledger verified and read, the outbox emptied (ACC-07).
#include <algorithm>
#include <charconv>

#include "desk/customers.hpp"
#include "desk/handlers.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

namespace {

std::string hash_text(const store::digest& hash) {
  return hexadecimal(std::string_view(reinterpret_cast<const char*>(hash.data()), hash.size()));
}

// A position in a list is a number that an earlier page gave; anything else was never given.
bool read_position(work& job, const std::string& after, std::uint64_t& position) {
  position = 0;
  if (after.empty()) return true;
  const auto [end, problem] = std::from_chars(after.data(), after.data() + after.size(), position);
  if (problem == std::errc{} && end == after.data() + after.size()) return true;
  return job.refuse(rule::list_position_unknown, "after");
}

}  // namespace

ledger_line line_of(const store::event_entry& event) {
  ledger_line line;
  line.sequence = static_cast<std::int64_t>(event.sequence);
  line.at = event.at;
  line.user = event.user;
  line.outlet = event.outlet;
  line.kind = event.kind;
  line.record = event.record;
  line.hash = hash_text(event.hash);
  line.erased = event.erased;
  line.facts = event.facts;
  line.personal = event.personal;
  return line;
}

void list_record(store::unit& unit, std::string_view record, std::int64_t after, std::size_t most,
                 const std::function<void(ledger_line)>& visit) {
  std::vector<std::int64_t> sequences;
  unit.scan_ordered(
      projections::indexes::event_record, record, record,
      [&](std::string_view key, std::string_view id) {
        if (key != record || sequences.size() == most) return false;
        sequences.push_back(projections::sequence_of(id));
        return true;
      },
      projections::sequence_key(after));
  store::event_entry event;
  for (const auto sequence : sequences)
    if (unit.find_event(static_cast<std::uint64_t>(sequence), event)) visit(line_of(event));
}

verify_audit::reply_type reply_of(const store::chain_report& report) {
  verify_audit::reply_type reply;
  reply.records = static_cast<std::int64_t>(report.records);
  reply.intact = report.intact;
  if (report.first_broken != 0) reply.first_broken = static_cast<std::int64_t>(report.first_broken);
  reply.head = hash_text(report.head);
  return reply;
}

bool handle(work& job, const verify_audit&, verify_audit::reply_type& reply) {
  const auto report = job.host.ledger->verify();
  if (!report.ok()) return job.refuse(report.refusal());
  reply = reply_of(report.value());
  return true;
}

bool handle(work& job, const list_audit& command, list_audit::reply_type& reply) {
  const std::size_t limit = job.list_limit(command.limit);
  std::uint64_t after = 0;
  read_position(job, command.after, after);
  if (!job.ok()) return false;
  const auto add = [&](const store::event_entry& event) {
    if (event.entity != job.entity()) return true;  // another entity's records do not exist here (ACC-02)
    if (reply.records.size() == limit) {
      reply.next = std::to_string(reply.records.back().sequence);
      return false;
    }
    reply.records.push_back(line_of(event));
    return true;
  };
  if (command.record.empty()) {
    job.unit.scan_events(after + 1, add);
    return true;
  }
  std::vector<std::uint64_t> sequences;
  job.unit.scan_ordered(
      projections::indexes::event_record, command.record, command.record,
      [&](std::string_view key, std::string_view id) {
        if (key != command.record || sequences.size() > limit) return false;
        sequences.push_back(static_cast<std::uint64_t>(projections::sequence_of(id)));
        return true;
      },
      projections::sequence_key(static_cast<std::int64_t>(after)));
  store::event_entry event;
  for (const auto sequence : sequences)
    if (job.unit.find_event(sequence, event) && !add(event)) break;
  return true;
}

bool handle(work& job, const list_outbox& command, list_outbox::reply_type& reply) {
  const std::size_t limit = job.list_limit(command.limit);
  std::uint64_t after = 0;
  read_position(job, command.after, after);
  if (!job.ok()) return false;
  std::uint64_t last = 0;
  job.unit.list_effects(after, [&](const store::effect_entry& waiting) {
    effect shown{};
    if (waiting.entity != job.entity() || !codec::decode(waiting.body, shown)) return true;
    if (reply.effects.size() == limit) {
      reply.next = std::to_string(last);
      return false;
    }
    last = waiting.sequence;
    reply.effects.push_back(std::move(shown));
    return true;
  });
  return true;
}

bool handle(work& job, const acknowledge_outbox& command, acknowledge_outbox::reply_type& reply) {
  store::effect_entry waiting;
  effects_acknowledged done;
  for (const auto& id : command.ids)
    if (job.unit.find_effect(id, waiting) && waiting.entity == job.entity() && job.unit.acknowledge(id))
      done.ids.push_back(id);
  reply.acknowledged = static_cast<std::int64_t>(done.ids.size());
  if (!done.ids.empty()) job.record("outbox", {}, done);
  return true;
}

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
