// Desks opened, verified and rebuilt; how commands run is in run.cpp.
#include "dealerkit/desk.hpp"

#include <sodium.h>

#include <optional>
#include <utility>

#include "dealerkit/presets/presets.hpp"
#include "desk/event_types.hpp"
#include "desk/handlers.hpp"
#include "desk/work.hpp"
#include "store/ledger.hpp"
#include "text/messages.hpp"

namespace dealerkit {
inline namespace v1 {

namespace {

result<std::unique_ptr<store::backend>> open_tables(std::string_view where,
                                                    [[maybe_unused]] store::absent_store where_none) {
  if ((where.empty() || where == ":memory:") && where_none == store::absent_store::made) return store::open_memory();
#ifdef DEALERKIT_WITH_SQLITE
  if (where.find("://") == std::string_view::npos) return store::open_sqlite(where, where_none);
#endif
  return error{rule::store_cannot_open, "store"};  // this build has no such store
}

constexpr std::string_view index_form_name = "index form";

// Makes all documents and indexes anew from the events.
result<rebuild_report> rebuild_in(store::unit& unit) {
  const auto before = unit.projection_digest();
  unit.clear_projections();
  rebuild_report report;
  bool readable = true;
  std::vector<store::event_entry> page;
  // Events are read in pages, since applying one writes to the tables that a walk would be reading.
  for (std::uint64_t next = 1; readable;) {
    page.clear();
    unit.scan_events(next, [&](const store::event_entry& event) {
      page.push_back(event);
      return page.size() < 1000;
    });
    if (page.empty()) break;
    for (const auto& event : page) readable = readable && projections::replay(unit, event);
    report.events += static_cast<std::int64_t>(page.size());
    next = page.back().sequence + 1;
  }
  if (unit.failure().broken != rule::none) return unit.failure();
  if (!readable) return error{rule::store_damaged, "store"};
  const auto after = unit.projection_digest();
  report.same = before == after;
  report.digest = hexadecimal(std::string_view(reinterpret_cast<const char*>(after.data()), after.size()));
  return report;
}

}  // namespace

desk::desk(std::unique_ptr<implementation> made) noexcept : implementation_(std::move(made)) {}
desk::desk(desk&&) noexcept = default;
desk& desk::operator=(desk&&) noexcept = default;
desk::~desk() = default;

result<desk> desk::open(const desk_options& options) {
  if (sodium_init() < 0) return error{rule::store_cannot_open, "store"};
  auto made = std::make_unique<implementation>();
  made->options = options;
  made->identifiers.emplace(options.seed);
  if (!options.preset.empty()) {
    auto chosen = presets::find(options.preset);
    if (!chosen.has_value()) return error{rule::preset_unknown, "preset"};
    made->policy_opened = std::make_shared<const policy>(std::move(*chosen));
  }
  auto tables = open_tables(options.store, store::absent_store::made);
  if (!tables.ok()) return tables.refusal();
  auto ledger = store::ledger::open(std::move(tables).value(), options.seed);
  if (!ledger.ok()) return ledger.refusal();
  made->ledger = std::move(ledger).value();

  desk opened(std::move(made));
  // Sort keys of another collation are worth nothing: the indexes are rebuilt before the first question (CUS-03).
  auto unit = opened.implementation_->ledger->read();
  std::string form;
  unit.get_meta(index_form_name, form);
  store::event_entry newest;
  const bool has_events = unit.last_event(newest);
  if (unit.failure().broken != rule::none) return unit.failure();
  if (form != projections::index_form()) {
    unit = store::unit(opened.implementation_->ledger->write());
    // In one transaction: a desk that is killed meanwhile begins again.
    if (has_events)
      if (const auto rebuilt = rebuild_in(unit); !rebuilt.ok()) return rebuilt.refusal();
    unit.set_meta(index_form_name, projections::index_form());
    if (const auto kept = unit.commit(); !kept.ok()) return kept.refusal();
  }
  return opened;
}

std::string desk::language_of(const actor& who) {
  auto unit = implementation_->ledger->read();
  const auto person = projections::load<user>(unit, projections::collections::users, who.user);
  return person.has_value() ? person->language : std::string{};
}

result<verify_audit::reply_type> verify_store(std::string_view where) {
  if (sodium_init() < 0) return error{rule::store_cannot_open, "store"};
  auto tables = open_tables(where, store::absent_store::refused);
  if (!tables.ok()) return tables.refusal();
  const auto report = store::ledger::examine(std::move(tables).value());
  if (!report.ok()) return report.refusal();
  return handlers::reply_of(report.value());
}

result<rebuild_report> desk::rebuild() {
  auto unit = implementation_->ledger->write();
  const auto report = rebuild_in(unit);
  if (!report.ok()) return report;
  if (const auto kept = unit.commit(); !kept.ok()) return kept.refusal();
  return report;
}

}  // namespace v1
}  // namespace dealerkit
