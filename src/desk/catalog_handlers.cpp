// Catalogues loaded and listed; configurations checked, priced, coded and read (CFG).
#include <algorithm>
#include <utility>

#include "desk/catalogs.hpp"
#include "desk/handlers.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

namespace {

namespace collections = projections::collections;

constexpr std::int64_t parts_max = 256;

std::chrono::year_month_day day_asked(const work& job, const std::optional<std::chrono::year_month_day>& date) {
  return date.value_or(std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(job.context.at)});
}

// Parts come one after the other; the first one begins again (CFG-10).
bool part_in_order(work& job, const load_catalog& command, const projections::catalog_head& head) {
  if (!command.part.has_value()) return true;
  const auto& part = *command.part;
  if (part.of < 1 || part.of > parts_max || part.number < 1 || part.number > part.of)
    return job.refuse(rule::catalog_part_out_of_order, "part", {{"limit", std::to_string(parts_max)}});
  if (part.number == 1) return true;
  if (part.of == head.parts_of && command.add == head.adding && part.number == head.parts + 1) return true;
  return job.refuse(rule::catalog_part_out_of_order, "part", {{"next", std::to_string(head.parts + 1)}});
}

void check_brands(work& job, const catalog& content) {
  for (std::size_t i = 0; i < content.models.size(); ++i) {
    const std::string& code = content.models[i].brand;
    if (find_known_brand(code) != nullptr) continue;
    if (projections::load<brand>(job.unit, collections::brands, code).has_value()) continue;
    job.refuse(rule::brand_unknown, "catalog.models." + std::to_string(i) + ".brand");
  }
}

std::vector<violation> below_catalog(std::vector<violation> found) {
  for (auto& one : found) one.field = "catalog." + one.field;
  return found;
}

std::vector<std::string> codes_of(const catalog& content) {
  std::vector<std::string> codes;
  for (const auto& model : content.models) codes.push_back(model.code);
  return codes;
}

}  // namespace

bool handle(work& job, const load_catalog& command, load_catalog::reply_type& reply) {
  const std::string& code = command.content.code;
  const auto head = projections::load<projections::catalog_head>(job.unit, collections::catalog_heads, code)
                        .value_or(projections::catalog_head{});
  if (!part_in_order(job, command, head)) return false;
  if (command.add && head.sequence == 0) return job.refuse(rule::catalog_unknown, "catalog.code");
  check_brands(job, command.content);
  if (!job.ok()) return false;

  catalog_loaded event{command.content, command.add, 1, 1};
  if (command.part.has_value()) {
    event.number = command.part->number;
    event.of = command.part->of;
  }
  reply.code = code;
  reply.in_force = event.number == event.of;
  bool changes = true;
  if (reply.in_force) {
    const catalog whole = projections::whole_catalog(job.unit, event);
    auto findings = check_catalog(whole);
    job.refused = below_catalog(std::move(findings.refused));
    if (!job.ok()) return false;
    reply.warnings = below_catalog(std::move(findings.warnings));
    reply.models = codes_of(whole);
    reply.version = projections::catalog_version(codec::bytes_of(whole));
    changes = head.version != reply.version || head.parts != 0;  // loading the same again leaves no trace
  } else {
    reply.version = head.version;
    reply.models = codes_of(command.content);
  }
  job.explain("CFG-10", "every name leads somewhere, nothing is said twice, every model can be built");
  if (!changes) return true;
  if (job.context.at < head.changed_at)
    return job.refuse(rule::instant_before_last_event, "at",
                      {{"earliest", time_zones::format("UTC", head.changed_at)}});
  job.record("catalog:" + code, {}, event);
  return true;
}

bool handle(work& job, const list_models& command, list_models::reply_type& reply) {
  const std::size_t limit = job.list_limit(command.limit);
  if (!job.ok()) return false;
  const auto known = catalogs::find(job, command.catalog_code);
  if (known == nullptr) return job.refuse(rule::catalog_unknown, "catalog");
  const auto& content = known->content();
  const auto day = day_asked(job, command.date);
  const auto fits = [](const std::string& wanted, const std::string& has) { return wanted.empty() || wanted == has; };
  bool begun = command.after.empty();
  const bool in_force = !content.valid_from.has_value() || *content.valid_from <= day;
  for (const auto& model : content.models) {
    if (!begun) {
      begun = model.code == command.after;
      continue;
    }
    if (!fits(command.brand, model.brand) || !fits(command.length, model.length) ||
        !fits(command.height, model.height) || !fits(command.weight, model.weight) ||
        (command.kind.has_value() && *command.kind != model.kind))
      continue;
    if (reply.models.size() == limit) {
      reply.next = reply.models.back().code;
      break;
    }
    reply.models.push_back({model.code, model.brand, model.name, model.kind, model.length, model.height, model.weight,
                            in_force ? status_on(model, command.market, day) : model_status::unavailable,
                            model.test_drive});
  }
  if (!begun) return job.refuse(rule::list_position_unknown, "after");
  job.explain("CFG-03", "the status of the market on the day; unavailable where nothing is said");
  return true;
}

bool handle(work& job, const show_configuration& command, configuration_state& reply) {
  const auto known = catalogs::find(job, command.catalog_code);
  if (known == nullptr) return job.refuse(rule::catalog_unknown, "catalog");
  const vehicle_choice wanted{{}, command.model, command.choices, {}, {}};
  named<std::string> amounts;
  auto answer = state_of(*known, wanted, {command.market, day_asked(job, command.date), {}, {}, true},
                         job.context.explain ? &amounts : nullptr);
  job.refused = std::move(answer.refused);
  if (!job.ok()) return false;
  reply = std::move(*answer.value);
  job.explain("CFG-02", "the order of the choices does not matter");
  job.explain("CFG-11", "the sum of the prices; what a pack includes is free", std::move(amounts));
  return true;
}

bool handle(work& job, const code_configuration& command, code_configuration::reply_type& reply) {
  const auto known = catalogs::find(job, command.catalog_code);
  if (known == nullptr) return job.refuse(rule::catalog_unknown, "catalog");
  const vehicle_choice wanted{{}, command.model, command.choices, {}, {}};
  auto answer = state_of(*known, wanted, {command.market, day_asked(job, command.date), {}, {}, true});
  job.refused = std::move(answer.refused);
  if (!job.ok()) return false;
  reply.code = write_code({command.catalog_code, command.model, command.choices});
  job.explain("CFG-12", "names in one order, and a checksum");
  return true;
}

bool handle(work& job, const read_configuration& command, read_configuration::reply_type& reply) {
  auto read = read_code(command.code);
  if (!read.ok()) return job.refuse(read.refusal());
  auto configuration = std::move(read).value();
  const bool elsewhere = !command.catalog_code.empty();
  const auto known = catalogs::find(job, elsewhere ? command.catalog_code : configuration.catalog_code);
  if (known == nullptr) return job.refuse(rule::catalog_unknown, elsewhere ? "catalog" : "code");
  reply.catalog_code = known->content().code;
  reply.version = known->version();
  reply.model = configuration.model;
  const auto* model = find_model(known->content(), configuration.model);
  reply.model_exists = model != nullptr;
  for (auto& choice : configuration.choices)
    (model != nullptr && has_value(*model, choice) ? reply.choices : reply.gone).push_back(std::move(choice));
  job.explain("CFG-12", "checked against the catalogue in force");
  if (model == nullptr || command.market.empty()) return true;

  const auto day = day_asked(job, command.date);
  const auto answer = state_of(*known, {{}, reply.model, reply.choices, {}, {}}, {command.market, day, {}, {}, true});
  reply.status = status_on(*model, command.market, day);
  if (answer.ok()) {
    // What the engine could not decide stays unsaid.
    if (answer.value->complete.has_value() || answer.value->selectable.has_value()) reply.possible = true;
    reply.complete = answer.value->complete;
    reply.price = answer.value->price;
    reply.currency = answer.value->currency;
    return true;
  }
  for (const auto& one : answer.refused) {
    if (one.broken == rule::choices_contradict) reply.possible = false;
    if (one.broken == rule::catalog_not_valid_yet) reply.status = model_status::unavailable;
    job.note(one.broken, one.broken == rule::catalog_not_valid_yet ? "date" : "code", one.args);
  }
  return true;
}

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
