// Devices: enrolled once, then synchronised as often as they like (LEA-05).
#include <algorithm>
#include <charconv>

#include "desk/form.hpp"
#include "desk/handlers.hpp"
#include "desk/lead_work.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

namespace {

std::optional<device> load_device(work& job, std::string_view id) {
  return projections::load<device>(job.unit, projections::collections::devices, projections::joined(job.entity(), id));
}

// Which lead of the batch a violation is about.
std::optional<std::size_t> lead_of(std::string_view field, std::size_t count) noexcept {
  constexpr std::string_view list = "leads.";
  if (!field.starts_with(list)) return std::nullopt;
  field.remove_prefix(list.size());
  std::size_t index = 0;
  const auto [end, problem] = std::from_chars(field.data(), field.data() + field.size(), index);
  const bool whole = problem == std::errc{} && (end == field.data() + field.size() || *end == '.');
  if (!whole || index >= count) return std::nullopt;
  return index;
}

enum class outcome : std::uint8_t { accepted, already, refused };

// One lead of the batch: what is wrong with it is its own, and changes nothing for the others.
outcome take(work& job, const lead_input& typed, const std::string& base, const leads::handing& by,
             std::vector<violation>& found) {
  std::vector<violation> before = std::move(job.refused);
  job.refused = std::move(found);
  auto taken = outcome::refused;
  auto wanted = leads::check_lead(job, typed, base, by);
  if (job.ok()) {
    const std::string destination = wanted.handover.destination;
    if (const auto captured = leads::capture(job, std::move(wanted), destination, base))
      taken = captured->already ? outcome::already : outcome::accepted;
  }
  found = std::move(job.refused);
  job.refused = std::move(before);
  return taken;
}

// The order of capture, ties by identifier: whatever the order of the batch, the outcome is the same.
std::vector<std::size_t> captured_order(const std::vector<lead_input>& batch, instant received_at) {
  std::vector<std::size_t> order(batch.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const instant one = batch[a].captured_at.value_or(received_at);
    const instant other = batch[b].captured_at.value_or(received_at);
    return one != other ? one < other : batch[a].id < batch[b].id;
  });
  return order;
}

}  // namespace

bool handle(work& job, const enrol_device& command, enrol_device::reply_type& reply) {
  const auto known = load_device(job, command.device);
  auto person = projections::load<user>(job.unit, projections::collections::users, command.user);
  if (person.has_value() && person->entity != job.entity()) person.reset();
  const auto decided = decide_enrolment(known, person, command, job.place_name);
  if (!decided.ok()) return job.refuse(decided.refusal());
  if (decided.value().has_value()) job.record(command.device, {}, *decided.value());
  const auto enrolled = load_device(job, command.device);
  if (!enrolled.has_value()) return false;  // the store has failed; its refusal is given
  reply = {enrolled->id, enrolled->user, enrolled->outlet, enrolled->enrolled_at};
  job.explain("LEA-05", known.has_value() ? "the device is enrolled for this user already" : "enrolled once, online");
  return true;
}

bool handle(work& job, const sync_leads& command, sync_leads::reply_type& reply) {
  // What the reader and the field list found belongs to the lead that it is about; the rest refuses the batch.
  const std::size_t count = command.leads.size();
  std::vector<std::vector<violation>> of_lead(count);
  const std::vector<violation> all = job.refused;
  std::vector<violation> of_batch;
  for (const auto& one : all) {
    if (const auto index = lead_of(one.field, count))
      of_lead[*index].push_back(one);
    else
      of_batch.push_back(one);
  }
  if (!of_batch.empty()) return false;  // said with everything else that is wrong
  job.refused.clear();
  const auto known = load_device(job, command.device);
  if (!known.has_value()) return job.refuse(rule::device_not_enrolled, "device");

  const leads::handing by{known->user, known->outlet, known->id, true};
  std::vector<outcome> outcomes(count, outcome::refused);
  for (const auto i : captured_order(command.leads, job.context.at)) {
    outcomes[i] = take(job, command.leads[i], "leads." + std::to_string(i) + ".", by, of_lead[i]);
    if (job.unit.failure().broken != rule::none) return false;  // the store's own refusal is given
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& id = command.leads[i].id;
    switch (outcomes[i]) {
      case outcome::accepted: reply.accepted.push_back(id); break;
      case outcome::already: reply.already.push_back(id); break;
      case outcome::refused:
        reply.refused.push_back({id, form::in_field_order(shapes::shape_of<sync_leads>, std::move(of_lead[i]))});
        break;
    }
  }
  job.subject = {};  // the answer holds identifiers and rules only
  job.of_many = true;
  job.explain("LEA-05", "each lead by itself, in the order of capture, in one transaction");
  return true;
}

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
