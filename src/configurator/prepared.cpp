// Catalogues made ready for questions.
#include "configurator/prepared.hpp"

#include <algorithm>
#include <utility>

#include "text/text.hpp"

namespace dealerkit {
inline namespace v1 {
namespace configurator {

namespace {

void add_unique(std::vector<std::string_view>& list, std::string_view item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

bool rule_holds(const catalog_rule& rule, std::string_view market, std::chrono::year_month_day day) {
  const bool here =
      rule.markets.empty() || std::find(rule.markets.begin(), rule.markets.end(), market) != rule.markets.end();
  return here && holds_on(rule.from, rule.until, day);
}

}  // namespace

prepared_model::prepared_model(const catalog& of, const price_index& prices, const vehicle_model& model)
    : source(model), catalog_(of), prices_(prices) {
  number_values();
  read_rules();
  close_packs();
  find_changes();
  const std::size_t phases = markets_.size() * (changes_.size() + 1);
  phases_ = std::make_unique<std::atomic<const market_phase*>[]>(phases);
  for (std::size_t i = 0; i < phases; ++i) phases_[i].store(nullptr, std::memory_order_relaxed);
}

void prepared_model::number_values() {
  for (const auto& group : source.groups) groups.push_back(&group);
  std::stable_sort(groups.begin(), groups.end(),
                   [](const value_group* a, const value_group* b) { return a->kind < b->kind; });
  for (std::uint32_t place = 0; place < groups.size(); ++place) {
    const value_group& group = *groups[place];
    ranges.push_back(
        {static_cast<std::uint32_t>(names.size()), static_cast<std::uint32_t>(group.values.size()), group.choose});
    for (const auto& value : group.values) {
      names.push_back(group.code + "." + value.code);
      group_of.push_back(place);
    }
  }
  by_name_.reserve(names.size());
  for (std::uint32_t value = 0; value < names.size(); ++value) by_name_.emplace(names[value], value);
}

void prepared_model::read_rules() {
  const value_lookup look_up = [this](std::string_view name) { return find(name); };
  for (const auto& rule : source.rules) {
    formula read;
    if (parse_formula(rule.formula, look_up, read).broken != rule::none) read = {};
    rules.push_back(std::move(read));
  }
}

// What each pack includes, by way of other packs too. A circle ends where it began; check_catalog refuses it.
void prepared_model::close_packs() {
  included.resize(names.size());
  for (const auto& pack : source.packs) {
    const std::uint32_t value = find(pack.value);
    if (value == no_value) continue;
    for (const auto& name : pack.includes)
      if (const std::uint32_t other = find(name); other != no_value) included[value].push_back(other);
  }
  const auto direct = included;
  for (std::uint32_t value = 0; value < names.size(); ++value) {
    if (direct[value].empty()) continue;
    auto& all = included[value];
    all.clear();
    std::vector<bool> seen(names.size(), false);
    std::vector<std::uint32_t> open = direct[value];
    while (!open.empty()) {
      const std::uint32_t next = open.back();
      open.pop_back();
      if (seen[next]) continue;
      seen[next] = true;
      all.push_back(next);
      open.insert(open.end(), direct[next].begin(), direct[next].end());
    }
    std::sort(all.begin(), all.end());
  }
}

void prepared_model::find_changes() {
  const auto add = [&](const auto& from, const auto& until) {
    if (from.has_value()) changes_.push_back(std::chrono::sys_days{*from});
    if (until.has_value()) changes_.push_back(std::chrono::sys_days{*until} + std::chrono::days{1});
  };
  for (const auto& one : source.availability) {
    add_unique(markets_, one.market);
    add(one.from, one.until);
  }
  for (const auto& rule : source.rules) {
    for (const auto& market : rule.markets) add_unique(markets_, market);
    add(rule.from, rule.until);
  }
  for (const auto& list : catalog_.price_lists) {
    add_unique(markets_, list.market);
    add(std::optional(list.from), list.until);
  }
  std::sort(changes_.begin(), changes_.end());
  changes_.erase(std::unique(changes_.begin(), changes_.end()), changes_.end());
}

std::uint32_t prepared_model::find(std::string_view name) const noexcept {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? no_value : found->second;
}

std::string_view prepared_model::nearest(std::string_view name) const noexcept {
  for (const auto& known : names)
    if (text::one_slip(name, known)) return known;
  return {};
}

std::vector<std::chrono::year_month_day> prepared_model::phases() const {
  std::vector<std::chrono::year_month_day> days;
  days.emplace_back(changes_.empty() ? std::chrono::sys_days{} : changes_.front() - std::chrono::days{1});
  days.insert(days.end(), changes_.begin(), changes_.end());
  return days;
}

const market_phase& prepared_model::on(std::string_view market, std::chrono::year_month_day day) const {
  const auto here = std::find(markets_.begin(), markets_.end(), market);
  if (here == markets_.end()) return nowhere_;
  const auto phase = std::upper_bound(changes_.begin(), changes_.end(), std::chrono::sys_days{day}) - changes_.begin();
  auto& kept = phases_[static_cast<std::size_t>(here - markets_.begin()) * (changes_.size() + 1) +
                       static_cast<std::size_t>(phase)];
  if (const auto* known = kept.load(std::memory_order_acquire)) return *known;
  const std::lock_guard lock(making_);
  if (const auto* known = kept.load(std::memory_order_relaxed)) return *known;
  made_.push_back(make_phase(market, day));
  kept.store(made_.back().get(), std::memory_order_release);
  return *made_.back();
}

std::unique_ptr<const market_phase> prepared_model::make_phase(std::string_view market,
                                                               std::chrono::year_month_day day) const {
  auto made = std::make_unique<market_phase>();
  made->status = status_on(source, market, day);
  if (made->status == model_status::unavailable) return made;
  made->answers = engine_for(market, day);
  made->list = list_on(catalog_, market, day);
  made->amounts.resize(names.size());
  if (made->list == nullptr) return made;
  const auto unit = currency::of(made->list->currency);
  if (!unit.ok()) return made;
  made->unit = unit.value();
  const auto& by_model = prices_[static_cast<std::size_t>(made->list - catalog_.price_lists.data())];
  const auto of_model = by_model.find(source.code);
  if (of_model == by_model.end()) return made;
  for (const auto* price : of_model->second) {
    const std::uint32_t value = find(price->value);
    const auto amount = to_money(price->amount, unit.value());
    if (value != no_value && amount.ok()) made->amounts[value] = amount.value().minor_units();
  }
  return made;
}

std::shared_ptr<const engine> prepared_model::engine_on(std::string_view market,
                                                        std::chrono::year_month_day day) const {
  const std::lock_guard lock(making_);
  return engine_for(market, day);
}

std::shared_ptr<const engine> prepared_model::engine_for(std::string_view market,
                                                         std::chrono::year_month_day day) const {
  std::vector<bool> in_force;
  for (std::size_t i = 0; i < source.rules.size(); ++i)
    in_force.push_back(!rules[i].parts.empty() && rule_holds(source.rules[i], market, day));
  for (const auto& [known, engine] : engines_)
    if (known == in_force) return engine;
  constraint_builder builder(static_cast<std::uint32_t>(names.size()));
  for (std::uint32_t i = 0; i < ranges.size(); ++i) builder.add_group(ranges[i], {origin_kind::group, i});
  for (std::uint32_t i = 0; i < source.packs.size(); ++i) {
    const std::uint32_t pack = find(source.packs[i].value);
    for (const auto& name : source.packs[i].includes)
      if (const std::uint32_t value = find(name); pack != no_value && value != no_value)
        builder.add_inclusion(pack, value, {origin_kind::pack, i});
  }
  for (std::uint32_t i = 0; i < rules.size(); ++i)
    if (in_force[i]) builder.add_formula(rules[i], {origin_kind::rule, i});
  engines_.emplace_back(std::move(in_force), make_direct_engine(std::move(builder).build()));
  return engines_.back().second;
}

}  // namespace configurator

prepared_catalog::implementation::implementation(catalog whole, std::string its_version)
    : content(std::move(whole)), version(std::move(its_version)) {
  prices.resize(content.price_lists.size());
  for (std::size_t list = 0; list < prices.size(); ++list)
    for (const auto& price : content.price_lists[list].prices) prices[list][price.model].push_back(&price);
  models.reserve(content.models.size());
  for (const auto& model : content.models) {
    models.push_back(std::make_unique<configurator::prepared_model>(content, prices, model));
    by_code.emplace(model.code, models.back().get());
  }
}

prepared_catalog::prepared_catalog(catalog content, std::string version)
    : implementation_(new implementation(std::move(content), std::move(version))) {}
prepared_catalog::~prepared_catalog() { delete implementation_; }
const catalog& prepared_catalog::content() const noexcept { return implementation_->content; }
const std::string& prepared_catalog::version() const noexcept { return implementation_->version; }

}  // namespace v1
}  // namespace dealerkit
