// Catalogues in the desk: how a load changes what is kept, and how what is kept is found and prepared once.
#include "desk/catalogs.hpp"

#include <sodium.h>

#include <array>
#include <mutex>
#include <utility>

#include "desk/projections.hpp"

namespace dealerkit {
inline namespace v1 {

namespace projections {

namespace {

constexpr std::size_t version_size = 12;  // hexadecimal digits

void index_models(store::unit& unit, const catalog& content, std::string_view record, bool there) {
  for (const auto& model : content.models)
    if (there)
      unit.index_ordered(indexes::catalog_model, model.code, record);
    else
      unit.unindex_ordered(indexes::catalog_model, model.code, record);
}

}  // namespace

std::string catalog_version(std::string_view bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return hexadecimal({reinterpret_cast<const char*>(digest.data()), version_size / 2});
}

catalog whole_catalog(store::unit& unit, const catalog_loaded& event) {
  const std::string& code = event.content.code;
  catalog whole;
  if (event.add) whole = load<catalog>(unit, collections::catalogs, code).value_or(catalog{});
  whole.code = code;
  for (std::int64_t number = 1; number < event.of; ++number)
    if (auto part = load<catalog>(unit, collections::catalog_parts, joined(code, sequence_key(number))))
      append(whole, std::move(*part));
  append(whole, event.content);
  return whole;
}

void apply(store::unit& unit, const place& where, const catalog_loaded& event) {
  list_event(unit, where);
  const std::string& code = event.content.code;
  auto head = load<catalog_head>(unit, collections::catalog_heads, code).value_or(catalog_head{});
  head.changed_at = where.at;
  const auto drop_parts = [&] {
    for (std::int64_t number = 1; number <= head.parts; ++number)
      unit.remove(collections::catalog_parts, joined(code, sequence_key(number)));
    head.parts = 0;
    head.parts_of = 0;
    head.adding = false;
  };
  if (event.number == 1) drop_parts();  // a load that begins again forgets the one that was not ended
  if (event.number < event.of) {
    save(unit, collections::catalog_parts, joined(code, sequence_key(event.number)), event.content);
    head.parts = event.number;
    head.parts_of = event.of;
    head.adding = event.add;
    save(unit, collections::catalog_heads, code, head);
    return;
  }
  const catalog whole = whole_catalog(unit, event);
  drop_parts();
  if (const auto before = load<catalog>(unit, collections::catalogs, code)) index_models(unit, *before, code, false);
  index_models(unit, whole, code, true);
  const std::string bytes = codec::bytes_of(whole);
  unit.save(collections::catalogs, code, bytes, {});
  head.sequence = where.sequence;
  head.version = catalog_version(bytes);
  save(unit, collections::catalog_heads, code, head);
}

}  // namespace projections

std::shared_ptr<const prepared_catalog> catalog_cache::find(std::string_view code, std::string_view content) const {
  const std::shared_lock lock(mutex_);
  const auto found = by_code_.find(code);
  return found != by_code_.end() && found->second.content == content ? found->second.known : nullptr;
}

void catalog_cache::keep(std::string_view code, std::string_view content,
                         std::shared_ptr<const prepared_catalog> known) {
  const std::unique_lock lock(mutex_);
  if (by_code_.size() >= kept_max && !by_code_.contains(code)) by_code_.clear();
  by_code_.insert_or_assign(std::string(code), entry{std::string(content), std::move(known)});
}

namespace catalogs {

namespace collections = projections::collections;
namespace indexes = projections::indexes;

std::shared_ptr<const prepared_catalog> find(work& job, std::string_view code) {
  const auto head = projections::load<projections::catalog_head>(job.unit, collections::catalog_heads, code);
  if (!head.has_value() || head->sequence == 0) return nullptr;
  // Parts that wait change the head, but not what is in force.
  const std::string in_force = projections::sequence_key(head->sequence) + head->version;
  if (auto known = job.host.catalogs.find(code, in_force)) return known;
  auto content = projections::load<catalog>(job.unit, collections::catalogs, code);
  if (!content.has_value()) return nullptr;
  auto made = std::make_shared<const prepared_catalog>(std::move(*content), head->version);
  job.host.catalogs.keep(code, in_force, made);
  return made;
}

std::optional<known_model> find_model(work& job, std::string_view code, std::string_view market,
                                      std::chrono::year_month_day date) {
  std::vector<std::string> holders;
  job.unit.scan_ordered(indexes::catalog_model, code, code, [&](std::string_view key, std::string_view id) {
    if (key == code) holders.emplace_back(id);
    return true;
  });
  std::optional<known_model> found;
  std::optional<std::chrono::year_month_day> found_from;
  for (const auto& holder : holders) {
    const auto known = find(job, holder);
    const auto* model = known == nullptr ? nullptr : dealerkit::find_model(known->content(), code);
    if (model == nullptr) continue;
    const auto& from = known->content().valid_from;
    if (from.has_value() && date < *from) continue;
    if (found.has_value() && !(found_from < from)) continue;
    found_from = from;
    found = known_model{holder,
                        model->code,
                        model->name,
                        model->brand,
                        model->kind,
                        model->test_drive,
                        status_on(*model, market, date)};
  }
  return found;
}

std::optional<configured_vehicle> resolve_vehicle(work& job, const vehicle_choice& wanted, const sale_terms& terms,
                                                  std::string_view field) {
  const auto at = [&](std::string_view name) {
    return field.empty() ? std::string(name) : std::string(field) + "." + std::string(name);
  };
  if (terms.build_to_order_only && !wanted.stock_number.empty()) {
    job.refuse(rule::stock_vehicle_on_stand, at("stock_number"));
    return std::nullopt;
  }
  vehicle_choice named = wanted;
  const bool coded = !wanted.code.empty();
  if (coded) {
    auto read = read_code(wanted.code);
    if (!read.ok()) {
      job.refuse(read.refusal().broken, at("code"));
      return std::nullopt;
    }
    auto configuration = std::move(read).value();
    if (named.catalog_code.empty()) named.catalog_code = std::move(configuration.catalog_code);
    named.model = std::move(configuration.model);
    named.choices = std::move(configuration.choices);
  }
  const auto known = find(job, named.catalog_code);
  if (known == nullptr) {
    job.refuse(rule::catalog_unknown, at(coded && wanted.catalog_code.empty() ? "code" : "catalog"));
    return std::nullopt;
  }
  auto answer = resolve(*known, named, terms);
  for (auto& one : answer.refused) {
    const bool of_code = coded && (one.field.starts_with("choices") || one.field == "model");
    const bool of_terms = one.field == "market" || one.field == "date";
    job.refuse(one.broken, of_terms ? std::string(field) : at(of_code ? "code" : one.field), std::move(one.args));
  }
  return std::move(answer.value);
}

}  // namespace catalogs
}  // namespace v1
}  // namespace dealerkit
