// The report of a day of the show (JRN-07): quotes per prospect, the rate of sent offers, what was left unfinished,
// data quality, and a sample for review. Refusals are not stored, so there are none in it.
#include <sodium.h>

#include <algorithm>
#include <set>

#include "dealerkit/core/rounding.hpp"
#include "desk/handlers.hpp"
#include "desk/show.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

namespace collections = projections::collections;
namespace indexes = projections::indexes;

namespace {

// The records that an index has under the entity's day.
std::vector<std::string> records_of_day(work& job, store::index which, std::string_view day) {
  const std::string key = projections::joined(job.entity(), day);
  std::vector<std::string> ids;
  job.unit.scan_ordered(which, key, key, [&](std::string_view found, std::string_view id) {
    if (found == key) ids.emplace_back(id);
    return found == key;
  });
  return ids;
}

// A part of a whole as text with two decimals; empty where there is no whole.
std::string ratio(std::int64_t part, std::int64_t whole, std::int64_t of_one) {
  if (whole == 0) return {};
  const auto scaled = scale_by(part, of_one * 100, whole, rounding::half_up);
  std::string text;
  if (scaled.ok()) detail::append_scaled(text, scaled.value(), 2);
  return text;
}

// Whether an offer was sent before a day had ended in its event's time zone.
bool sent_by_end_of(const quote& known, const issued_offer& one, std::chrono::year_month_day day) {
  if (!one.sent_at.has_value()) return false;
  return std::chrono::sys_days{time_zones::day_of(known.time_zone, *one.sent_at)} <= std::chrono::sys_days{day};
}

// What orders a sample: the same records and seed give the same order, and nobody can tell it beforehand.
std::string lot_of(std::int64_t seed, const sampled_record& one) {
  const std::string text = std::to_string(seed) + '\0' + one.kind + '\0' + one.id;
  std::string lot(crypto_generichash_BYTES, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(lot.data()), lot.size(),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
  return lot;
}

std::vector<sampled_record> draw(std::vector<sampled_record> all, const sample_wanted& wanted) {
  std::vector<std::pair<std::string, sampled_record>> lots;
  lots.reserve(all.size());
  for (auto& one : all) {
    auto lot = lot_of(wanted.seed, one);
    lots.emplace_back(std::move(lot), std::move(one));
  }
  std::sort(lots.begin(), lots.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  if (lots.size() > static_cast<std::size_t>(wanted.size)) lots.resize(static_cast<std::size_t>(wanted.size));
  std::vector<sampled_record> drawn;
  for (auto& one : lots) drawn.push_back(std::move(one.second));
  return drawn;
}

// Whether an offer still had to be sent when a day had ended: another document, or the end of the quote, makes it
// needless. A closed quote takes nothing more, so its last event closed it.
bool wanted_at_end_of(const quote& known, std::size_t offer, std::chrono::year_month_day day) {
  const std::chrono::sys_days end{day};
  const bool superseded =
      offer + 1 < known.offers.size() && std::chrono::sys_days{known.offers[offer + 1].issued_on} <= end;
  const bool closed = !open_quote::of(known).ok() &&
                      std::chrono::sys_days{time_zones::day_of(known.time_zone, known.last_event_at)} <= end;
  return !superseded && !closed;
}

// What was issued on the day and not sent by its end (QUO-13), by number.
void add_unfinished(std::vector<unfinished_offer>& unfinished, const quote& known, const issued_offer& one) {
  unfinished.push_back({one.number, known.id, known.user, known.brand, one.issued_at});
}

}  // namespace

bool handle(work& job, const report_show_day& command, report_show_day::reply_type& reply) {
  const std::size_t limit = job.list_limit(command.limit);
  if (!command.date.ok()) job.refuse(rule::report_day_missing, "date");
  if (command.sample.has_value() && (command.sample->size < 1 || command.sample->size > sample_max))
    job.refuse(rule::sample_out_of_range, "sample.size", {{"limit", std::to_string(sample_max)}});
  if (!command.event.empty() && job.terms->show.find_event(command.event) == nullptr)
    refuse_at_show(job, error{rule::event_unknown, "event"}, nullptr, nullptr);
  if (!job.ok()) return false;
  reply.date = text_of(command.date);

  std::set<std::string> prospects;
  std::vector<unfinished_offer> unfinished;
  std::vector<sampled_record> records;
  const auto is_day = [&](const quote& known, instant at) {
    return time_zones::day_of(known.time_zone, at) == command.date;
  };
  for (const auto& id : records_of_day(job, indexes::quote_day, reply.date)) {
    const auto known = projections::load<quote>(job.unit, collections::quotes, id);
    if (!known.has_value() || (!command.event.empty() && known->event != command.event)) continue;
    if (is_day(*known, known->opened_at)) {
      prospects.insert(known->customer);
      ++reply.quotes;
      records.push_back({"quote", id});
    }
    for (std::size_t i = 0; i < known->offers.size(); ++i) {
      const auto& one = known->offers[i];
      if (one.issued_on != command.date) continue;
      ++reply.offers_issued;
      if (sent_by_end_of(*known, one, command.date))
        ++reply.offers_sent;
      else if (wanted_at_end_of(*known, i, command.date))
        add_unfinished(unfinished, *known, one);
    }
  }
  reply.prospects = static_cast<std::int64_t>(prospects.size());
  reply.quotes_per_prospect = ratio(reply.quotes, reply.prospects, 1);
  reply.sent_rate_percent = ratio(reply.offers_sent, reply.offers_issued, 100);

  std::sort(unfinished.begin(), unfinished.end(),
            [](const unfinished_offer& a, const unfinished_offer& b) { return a.number < b.number; });
  auto next = unfinished.begin();
  if (!command.after.empty()) {
    next = std::find_if(unfinished.begin(), unfinished.end(),
                        [&](const unfinished_offer& one) { return one.number == command.after; });
    if (next == unfinished.end()) return job.refuse(rule::list_position_unknown, "after");
    ++next;
  }
  for (; next != unfinished.end() && reply.unfinished.size() < limit; ++next)
    reply.unfinished.push_back(std::move(*next));
  if (next != unfinished.end()) reply.next = reply.unfinished.back().number;

  report_quality day{command.date, command.date, list_limit_max, {}};
  for (bool more = true; more;) {
    report_quality::reply_type quality;
    if (!handle(job, day, quality)) return false;
    for (auto& line : quality.lines) reply.quality.push_back(std::move(line));
    more = quality.next.has_value();
    if (more) day.after = std::move(*quality.next);
  }
  if (command.sample.has_value()) {
    for (const auto& id : records_of_day(job, indexes::customer_day, reply.date)) records.push_back({"customer", id});
    reply.sample = draw(std::move(records), *command.sample);
    job.explain("JRN-07", "the same seed draws the same records of this day");
  }
  job.explain("QUO-13", "the latest of an open quote, issued on this day and not sent when it ended in its time zone");
  return true;
}

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
