// Consents: recorded, withdrawn, shown, proved (CON).
#include <algorithm>

#include "dealerkit/core/period.hpp"
#include "dealerkit/core/rounding.hpp"
#include "desk/customers.hpp"
#include "desk/handlers.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

namespace {

// The person whose consents are meant, or a refusal.
const person* consenting(work& job, const customer& known, std::string_view contact) {
  const person* one = consenting_person(known, contact);
  if (one == nullptr) job.refuse(contact.empty() ? rule::contact_missing : rule::record_not_found, "contact");
  return one;
}

std::string known_purposes(const consent_terms& terms) {
  std::string known;
  for (const auto& purpose : terms.purposes) known += (known.empty() ? "" : ", ") + purpose.code;
  return known;
}

// A purpose is one of the policy's, or one that this person has answered under an earlier policy.
bool purpose_known(const work& job, const person& one, std::string_view purpose) {
  if (job.terms->consent.find(purpose) != nullptr) return true;
  for (const auto& record : one.consents)
    if (record.purpose == purpose) return true;
  return false;
}

bool is_objection(std::string_view purpose) noexcept {
  return purpose == objection_name(message_kind::quality_survey) ||
         purpose == objection_name(message_kind::card_reminder);
}

consent_record new_record(const work& job, std::string_view purpose, consent_answer answer) {
  consent_record record;
  record.purpose = std::string(purpose);
  record.answer = answer;
  record.at = job.context.at;
  record.user = job.by.has_value() ? job.by->id : std::string{};
  record.outlet = job.place_name;
  return record;
}

bool keep(work& job, const customer& known, const person& one, consent_record record,
          record_consent::reply_type& reply) {
  job.record(known.id, job.subject, consent_given{one.id, record});
  const auto changed = projections::load_customer(job.unit, known.id);
  const person* after = changed.has_value() ? consenting_person(*changed, one.id) : nullptr;
  if (after == nullptr || after->consents.empty()) return false;  // the store has failed; its refusal is given
  reply = {known.id, after->consents.back()};
  return true;
}

}  // namespace

bool handle(work& job, const record_consent& command, record_consent::reply_type& reply) {
  if (command.answer == consent_answer::not_asked)
    return job.refuse(rule::consent_answer_not_listed, "answer", {{"allowed", "yes, no"}});
  const auto known = find_customer(job, command.customer, "customer", tombstones::refused);
  if (!known.has_value()) return false;
  const person* one = consenting(job, *known, command.contact);
  if (one == nullptr) return false;
  if (!purpose_known(job, *one, command.purpose))
    return job.refuse(rule::purpose_unknown, "purpose", {{"known", known_purposes(job.terms->consent)}});
  if (!job.in_order(known->last_event_at)) return false;
  consent_record record = new_record(job, command.purpose, command.answer);
  record.channel = command.channel;
  record.text = command.text;
  job.explain("CON-04", "appended to the history; the latest answer holds");
  return keep(job, *known, *one, std::move(record), reply);
}

bool handle(work& job, const withdraw_consent& command, withdraw_consent::reply_type& reply) {
  const auto known = find_customer(job, command.customer, "customer", tombstones::refused);
  if (!known.has_value()) return false;
  const person* one = consenting(job, *known, command.contact);
  if (one == nullptr) return false;
  if (!is_objection(command.purpose) && !purpose_known(job, *one, command.purpose))
    return job.refuse(rule::purpose_unknown, "purpose", {{"known", known_purposes(job.terms->consent)}});
  if (!job.in_order(known->last_event_at)) return false;
  consent_record record = new_record(job, command.purpose, consent_answer::no);
  record.withdrawal = true;
  record.channel = !command.channel.empty() ? command.channel : job.by.has_value() ? "operator" : "self";
  // The text that is withdrawn from is the one that was agreed to.
  if (const auto* last = record_at(one->consents, command.purpose, job.context.at)) record.text = last->text;
  job.explain("CON-05", "effective for every decision from this instant on");
  return keep(job, *known, *one, std::move(record), reply);
}

bool handle(work& job, const show_consents& command, show_consents::reply_type& reply) {
  const auto known = find_customer(job, command.customer, "customer", tombstones::refused);
  if (!known.has_value()) return false;
  const person* one = consenting(job, *known, command.contact);
  if (one == nullptr) return false;
  const instant at = command.as_of.value_or(job.context.at);
  const auto standing = [&](std::string_view purpose) {
    const auto* record = record_at(one->consents, purpose, at);
    if (record == nullptr) return consent_standing{};
    return consent_standing{record->answer, record->at};
  };
  for (const auto& purpose : job.terms->consent.purposes) reply.set(purpose.code, standing(purpose.code));
  for (const auto& record : one->consents) reply.set(record.purpose, standing(record.purpose));
  return true;
}

bool handle(work& job, const issue_receipt& command, issue_receipt::reply_type& reply) {
  const auto known = find_customer(job, command.customer, "customer", tombstones::refused);
  if (!known.has_value()) return false;
  const person* one = consenting(job, *known, command.contact);
  if (one == nullptr) return false;
  const auto* record = record_at(one->consents, command.purpose, job.context.at);
  store::event_entry event;
  if (record == nullptr) return job.refuse(rule::consent_never_recorded, "purpose");
  if (!job.unit.find_event(static_cast<std::uint64_t>(record->sequence), event))
    return job.refuse(rule::store_damaged, "purpose");
  auto& receipt = reply.receipt;
  receipt.schema_version = "ISO/IEC TS 27560:2023";
  receipt.record_id = std::to_string(record->sequence) + "/" + record->purpose;
  receipt.pii_principal_id = one->id;
  receipt.pii_controller = known->entity;
  receipt.purpose = record->purpose;
  receipt.event_state = record->withdrawal                      ? "consent_withdrawn"
                        : record->answer == consent_answer::yes ? "consent_given"
                                                                : "consent_refused";
  receipt.event_time = record->at;
  receipt.collection_method = record->channel;
  receipt.collected_by = record->user;
  receipt.collected_at = record->outlet;
  receipt.notice_language = record->text.language;
  receipt.notice_version = record->text.version;
  receipt.ledger_record = record->sequence;
  receipt.chain_hash =
      hexadecimal(std::string_view(reinterpret_cast<const char*>(event.hash.data()), event.hash.size()));
  return true;
}

bool handle(work& job, const ask_to_send& command, ask_to_send::reply_type& reply) {
  const auto known = find_customer(job, command.customer, "customer", tombstones::refused);
  if (!known.has_value()) return false;
  const person* one = consenting(job, *known, command.contact);
  if (one == nullptr) return false;
  const auto decided = decide_send(one->consents, command.message, job.context.at);
  reply.allowed = decided.ok();
  reply.needs = std::string(purpose_needed(command.message));
  if (!decided.ok())
    reply.because = std::string(code(decided.refusal().broken));
  else
    reply.because = reply.needs.empty() ? "service_message" : "consent_given";
  job.explain("CON-07", "decided against the answers as of this instant");
  return true;
}

namespace {

// A place in the report as `next` gives it: the day, and the user who came last.
constexpr char place_separator = '/';

std::string place_of(const quality_line& line) { return line.day + place_separator + line.user; }

// The key of the line that a page ended with; the empty text is no page's end.
bool read_place(work& job, const std::string& after, std::string& key) {
  if (after.empty()) return true;
  const std::string_view text = after;
  const std::size_t day_size = std::string_view("2024-01-12").size();
  if (text.size() <= day_size + 1 || text[day_size] != place_separator || !parse_date(text.substr(0, day_size)).ok())
    return job.refuse(rule::list_position_unknown, "after");
  key = projections::joined(job.entity(), projections::joined(text.substr(0, day_size), text.substr(day_size + 1)));
  return true;
}

}  // namespace

bool handle(work& job, const report_quality& command, report_quality::reply_type& reply) {
  const auto days = day_span::of(command.from, command.to);
  if (!days.ok()) job.refuse(days.refusal());
  const std::size_t limit = job.list_limit(command.limit);
  std::string after;
  read_place(job, command.after, after);
  if (!job.ok()) return false;
  std::string first;
  std::string last;
  append_date(first, command.from);
  append_date(last, command.to);
  const std::string wall = projections::joined(job.entity(), {});
  const std::string start = std::max(projections::joined(job.entity(), first), after);
  job.unit.scan_documents(projections::collections::quality, start, [&](std::string_view id, std::string_view bytes) {
    projections::quality_counts counts{};
    if (!id.starts_with(wall) || !codec::decode(bytes, counts) || counts.day > last) return false;
    if (reply.lines.size() == limit) {
      reply.next = place_of(reply.lines.back());
      return false;
    }
    quality_line line;
    line.day = counts.day;
    line.user = counts.user;
    line.customers_created = counts.customers_created;
    line.consents_answered = counts.consents_answered;
    line.emails_confirmed = counts.emails_confirmed;
    line.placeholders_used = counts.placeholders_used;
    for (const auto& [purpose, asked] : counts.asked) {
      const auto* yes = counts.yes.find(purpose);
      const auto rate = scale_by(yes == nullptr ? 0 : *yes, 10'000, asked, rounding::half_up);
      std::string percent;
      if (rate.ok()) detail::append_scaled(percent, rate.value(), 2);
      line.yes_percent.set(purpose, percent);
    }
    reply.lines.push_back(std::move(line));
    return true;
  });
  return true;
}

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
