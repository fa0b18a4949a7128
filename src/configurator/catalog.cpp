// What the pure part says of catalogues: texts, statuses, lists, and catalogues that come in several parts.
#include "dealerkit/catalog.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>

namespace dealerkit {
inline namespace v1 {

std::string_view text_in(const translations& texts, std::string_view language) noexcept {
  for (const std::string_view wanted : {language, language.substr(0, language.find('-')), std::string_view("en")})
    if (const auto* found = texts.find(wanted); found != nullptr && !found->empty()) return *found;
  for (const auto& [any, text] : texts)
    if (!text.empty()) return text;
  return {};
}

const vehicle_model* find_model(const catalog& of, std::string_view code) noexcept {
  for (const auto& model : of.models)
    if (model.code == code) return &model;
  return nullptr;
}

bool has_value(const vehicle_model& model, std::string_view name) noexcept {
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) return false;
  for (const auto& group : model.groups)
    if (group.code == name.substr(0, dot))
      return std::any_of(group.values.begin(), group.values.end(),
                         [&](const group_value& value) { return value.code == name.substr(dot + 1); });
  return false;
}

bool holds_on(const std::optional<std::chrono::year_month_day>& from,
              const std::optional<std::chrono::year_month_day>& until, std::chrono::year_month_day day) noexcept {
  return (!from.has_value() || *from <= day) && (!until.has_value() || day <= *until);
}

model_status status_on(const vehicle_model& model, std::string_view market, std::chrono::year_month_day day) noexcept {
  for (const auto& one : model.availability)
    if (one.market == market && holds_on(one.from, one.until, day)) return one.status;
  return model_status::unavailable;
}

const price_list* list_on(const catalog& of, std::string_view market, std::chrono::year_month_day day) noexcept {
  const price_list* found = nullptr;
  for (const auto& list : of.price_lists)
    if (list.market == market && holds_on(list.from, list.until, day) && (found == nullptr || found->from < list.from))
      found = &list;
  return found;
}

namespace {

template <class T>
void move_behind(std::vector<T>& list, std::vector<T> more) {
  list.insert(list.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// Items whose key is there already continue the item; others are new. What differs in more than its lists, or is
// repeated by the part itself, stays apart, so that it is found as repeated.
template <class T, class Key, class Same, class Join>
void join(std::vector<T>& list, std::vector<T> more, const Key& key_of, const Same& same, const Join& continue_with) {
  std::map<std::string, std::size_t, std::less<>> places;
  for (std::size_t i = 0; i < list.size(); ++i) places.emplace(key_of(list[i]), i);
  const std::size_t before = list.size();
  std::vector<bool> continued(before, false);
  for (auto& one : more) {
    const auto found = places.find(key_of(one));
    if (found == places.end() || continued[found->second] || !same(list[found->second], one)) {
      list.push_back(std::move(one));
    } else {
      continued[found->second] = true;
      continue_with(list[found->second], std::move(one));
    }
  }
}

void continue_group(value_group& group, value_group more) {
  for (const auto& [language, text] : more.label) group.label.set(language, text);
  move_behind(group.values, std::move(more.values));
}

bool same_group(const value_group& a, const value_group& b) {
  return a.code == b.code && a.kind == b.kind && a.choose == b.choose;
}

bool same_model(const vehicle_model& a, const vehicle_model& b) {
  return a.code == b.code && a.brand == b.brand && a.name == b.name && a.kind == b.kind && a.length == b.length &&
         a.height == b.height && a.weight == b.weight && a.test_drive == b.test_drive;
}

bool same_list(const price_list& a, const price_list& b) {
  return a.market == b.market && a.from == b.from && a.until == b.until && a.currency == b.currency &&
         a.tax_included == b.tax_included && a.tax_percent == b.tax_percent && a.taxes == b.taxes;
}

void continue_model(vehicle_model& model, vehicle_model more) {
  move_behind(model.availability, std::move(more.availability));
  join(
      model.groups, std::move(more.groups), [](const value_group& one) { return one.code; }, same_group,
      continue_group);
  move_behind(model.rules, std::move(more.rules));
  move_behind(model.packs, std::move(more.packs));
}

void continue_list(price_list& list, price_list more) {
  move_behind(list.prices, std::move(more.prices));
  move_behind(list.discounts, std::move(more.discounts));
}

std::string list_key(const price_list& list) {
  std::string key = list.market + "/";
  append_date(key, list.from);
  return key;
}

}  // namespace

void append(catalog& whole, catalog part) {
  if (!part.name.empty()) whole.name = std::move(part.name);
  if (part.valid_from.has_value()) whole.valid_from = part.valid_from;
  join(
      whole.models, std::move(part.models), [](const vehicle_model& one) { return one.code; }, same_model,
      continue_model);
  join(whole.price_lists, std::move(part.price_lists), list_key, same_list, continue_list);
}

}  // namespace v1
}  // namespace dealerkit
