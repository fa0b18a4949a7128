// Questions about a configuration: what can be said of choices, and the vehicle that they make.
#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "configurator/prepared.hpp"
#include "dealerkit/configuration.hpp"

namespace dealerkit {
inline namespace v1 {

namespace {

using configurator::domains;
using configurator::market_phase;
using configurator::no_value;
using configurator::origin;
using configurator::origin_kind;
using configurator::prepared_model;
using configurator::value_state;
using configurator::verdict;

using arguments = std::vector<std::pair<std::string, std::string>>;

// Where a constraint comes from, as a person knows it.
arguments named_origin(const prepared_model& model, const origin& from) {
  switch (from.kind) {
    case origin_kind::group: return {{"group", model.groups[from.index]->code}};
    case origin_kind::rule: return {{"rule", model.source.rules[from.index].code}};
    case origin_kind::pack: return {{"pack", model.source.packs[from.index].value}};
    case origin_kind::none: break;
  }
  return {};
}

// A question as it is understood: which model, under which conditions, with which values, and what the engine says.
struct understood {
  const prepared_model* model = nullptr;
  const market_phase* phase = nullptr;
  std::vector<std::uint32_t> chosen;  // sorted, each once
  domains found;
};

void find_choices(const prepared_model& model, const std::vector<std::string>& choices, understood& asked,
                  std::vector<violation>& refused) {
  asked.chosen.reserve(choices.size());
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const std::uint32_t value = model.find(choices[i]);
    if (value != no_value) {
      asked.chosen.push_back(value);
      continue;
    }
    arguments args;
    if (const auto nearest = model.nearest(choices[i]); !nearest.empty())
      args.emplace_back("suggestion", std::string(nearest));
    refused.push_back({rule::choice_unknown, "choices." + std::to_string(i), std::move(args)});
  }
  std::sort(asked.chosen.begin(), asked.chosen.end());
  asked.chosen.erase(std::unique(asked.chosen.begin(), asked.chosen.end()), asked.chosen.end());
}

// Finds the model and the choices and asks the engine; where that leads nowhere, `refused` says why.
understood understand(const prepared_catalog& known, const vehicle_choice& wanted, const sale_terms& terms,
                      std::vector<violation>& refused) {
  understood asked;
  const auto& valid_from = known.content().valid_from;
  if (valid_from.has_value() && terms.date < *valid_from) {
    std::string from;
    append_date(from, *valid_from);
    refused.push_back({rule::catalog_not_valid_yet, "date", {{"from", std::move(from)}}});
    return asked;
  }
  if (wanted.model.empty()) {
    refused.push_back({rule::model_missing, "model", {}});
    return asked;
  }
  asked.model = known.inside().find(wanted.model);
  if (asked.model == nullptr) {
    refused.push_back({rule::model_unknown, "model", {}});
    return asked;
  }
  asked.phase = &asked.model->on(terms.market, terms.date);
  if (asked.phase->status != model_status::orderable) {
    const bool later = asked.phase->status == model_status::keep_me_informed;
    refused.push_back({later ? rule::model_keep_me_informed_only : rule::model_unavailable, "model", {}});
    return asked;
  }
  find_choices(*asked.model, wanted.choices, asked, refused);
  if (!refused.empty()) return asked;
  asked.found = asked.phase->answers->domains_of(asked.chosen, configurator::work_of_a_question);
  if (asked.found.found == verdict::contradiction)
    refused.push_back({rule::choices_contradict, "choices", named_origin(*asked.model, asked.found.culprit)});
  return asked;
}

// By value: 1 where a pack that is in the vehicle includes it.
std::vector<std::uint8_t> included_in(const prepared_model& model, const std::vector<std::uint8_t>& present) {
  std::vector<std::uint8_t> included(present.size(), 0);
  for (std::uint32_t value = 0; value < present.size(); ++value)
    if (present[value] != 0)
      for (const std::uint32_t other : model.included[value]) included[other] = 1;
  return included;
}

// The sum of what is in the vehicle and in no pack (CFG-11).
result<money> price_of(const market_phase& phase, const std::vector<std::uint8_t>& present,
                       const std::vector<std::uint8_t>& included) {
  money sum = money::minor(0, *phase.unit);
  for (std::uint32_t value = 0; value < present.size(); ++value) {
    if (present[value] == 0 || included[value] != 0) continue;
    const auto next = add(sum, money::minor(phase.amounts[value], *phase.unit));
    if (!next.ok()) return next;
    sum = next.value();
  }
  return sum;
}

void list_amounts(const understood& asked, const std::vector<std::uint8_t>& included, named<std::string>& amounts) {
  for (std::uint32_t value = 0; value < included.size(); ++value)
    if (asked.found.present[value] != 0)
      amounts.set(asked.model->names[value],
                  to_string(money::minor(included[value] != 0 ? 0 : asked.phase->amounts[value], *asked.phase->unit)));
}

std::string label_of(const translations& texts, std::string_view language, const std::string& code) {
  const auto text = text_in(texts, language);
  return text.empty() ? code : std::string(text);
}

// Whether a discount of a list is for this vehicle and this customer.
bool is_for(const list_discount& discount, const vehicle_model& model, customer_kind kind) {
  return (discount.model.empty() || discount.model == model.code) &&
         (discount.brand.empty() || discount.brand == model.brand) &&
         (!discount.kind.has_value() || *discount.kind == kind);
}

// What is still to be chosen: a group that must have a value and has none, else the constraint that asks for more.
arguments what_is_missing(const understood& asked) {
  const auto& model = *asked.model;
  for (std::size_t place = 0; place < model.ranges.size(); ++place) {
    const auto& group = model.ranges[place];
    if (group.choose != group_choice::exactly_one) continue;
    const auto first = asked.found.present.begin() + group.first;
    if (std::find(first, first + group.count, 1) == first + group.count) return {{"group", model.groups[place]->code}};
  }
  return named_origin(model, asked.found.missing);
}

std::vector<configured_value> values_of(const understood& asked, const std::vector<std::uint8_t>& included,
                                        std::string_view language) {
  const auto& model = *asked.model;
  std::vector<configured_value> values;
  for (std::uint32_t value = 0; value < asked.found.present.size(); ++value) {
    if (asked.found.present[value] == 0) continue;
    const value_group& group = *model.groups[model.group_of[value]];
    const group_value& source = model.value_at(value);
    configured_value one;
    one.value = model.names[value];
    one.group = group.code;
    one.kind = group.kind;
    one.label = label_of(source.label, language, source.code);
    one.group_label = label_of(group.label, language, group.code);
    if (included[value] != 0)
      one.origin = value_origin::included;
    else if (!std::binary_search(asked.chosen.begin(), asked.chosen.end(), value))
      one.origin = value_origin::implied;
    if (included[value] == 0)
      one.amount = decimal::of(asked.phase->amounts[value], asked.phase->unit->decimals()).value();
    values.push_back(std::move(one));
  }
  return values;
}

std::vector<list_discount> discounts_of(const understood& asked, const sale_terms& terms) {
  std::vector<list_discount> discounts;
  for (const auto& discount : asked.phase->list->discounts)
    if (is_for(discount, asked.model->source, terms.kind)) discounts.push_back(discount);
  return discounts;
}

}  // namespace

configuration_answer<configuration_state> state_of(const prepared_catalog& known, const vehicle_choice& wanted,
                                                   const sale_terms& terms, named<std::string>* amounts) {
  configuration_answer<configuration_state> answer;
  const understood asked = understand(known, wanted, terms, answer.refused);
  if (!answer.refused.empty()) return answer;
  const auto& model = *asked.model;
  const auto& found = asked.found;
  auto& state = answer.value.emplace();
  state.complete = found.complete;
  if (!found.states.empty()) {
    auto& selectable = state.selectable.emplace();
    auto& forced = state.forced.emplace();
    auto& excluded = state.excluded.emplace();
    for (std::uint32_t value = 0; value < found.states.size(); ++value) switch (found.states[value]) {
        case value_state::open: selectable.push_back(model.names[value]); break;
        case value_state::forced: forced.push_back(model.names[value]); break;
        case value_state::excluded: excluded.push_back(model.names[value]); break;
        case value_state::chosen: break;
      }
  }
  state.count = asked.phase->answers->count(asked.chosen);
  if (found.present.empty()) return answer;
  const auto included = included_in(model, found.present);
  for (std::uint32_t value = 0; value < included.size(); ++value)
    if (included[value] != 0) state.included.push_back(model.names[value]);
  if (!asked.phase->unit.has_value()) return answer;
  state.currency = std::string(asked.phase->unit->code());
  state.tax_included = asked.phase->list->tax_included;
  // What else is forced might cost something: without it there is no price.
  if (found.states.empty() && !found.complete.value_or(false)) return answer;
  if (const auto price = price_of(*asked.phase, found.present, included); price.ok()) {
    state.price = price.value();
    if (amounts != nullptr) list_amounts(asked, included, *amounts);
  } else {
    answer.value.reset();
    answer.refused.push_back({price.refusal().broken, "choices", {}});
  }
  return answer;
}

configuration_answer<configured_vehicle> resolve(const prepared_catalog& known, const vehicle_choice& wanted,
                                                 const sale_terms& terms) {
  configuration_answer<configured_vehicle> answer;
  const auto refuse = [&](rule broken, std::string_view field, arguments args = {}) {
    answer.refused.push_back({broken, std::string(field), std::move(args)});
    return answer;
  };
  if (terms.build_to_order_only && !wanted.stock_number.empty())
    return refuse(rule::stock_vehicle_on_stand, "stock_number");
  const understood asked = understand(known, wanted, terms, answer.refused);
  if (!answer.refused.empty()) return answer;
  if (!asked.found.complete.has_value()) return refuse(rule::configuration_undecided, "choices");
  if (!*asked.found.complete) return refuse(rule::configuration_incomplete, "choices", what_is_missing(asked));
  if (!asked.phase->unit.has_value()) return refuse(rule::price_list_missing, "market");
  const auto included = included_in(*asked.model, asked.found.present);
  const auto price = price_of(*asked.phase, asked.found.present, included);
  if (!price.ok()) return refuse(price.refusal().broken, "choices");

  const auto& source = asked.model->source;
  const auto& list = *asked.phase->list;
  auto& vehicle = answer.value.emplace();
  vehicle.catalog_code = known.content().code;
  vehicle.catalog_version = known.version();
  vehicle.model = source.code;
  vehicle.model_name = source.name;
  vehicle.brand = source.brand;
  vehicle.kind = source.kind;
  vehicle.values = values_of(asked, included, terms.language);
  vehicle.currency = list.currency;
  vehicle.tax_included = list.tax_included;
  vehicle.taxes = list.taxes;
  if (list.tax_percent.has_value()) vehicle.taxes = {{{}, *list.tax_percent}};
  vehicle.price = decimal::of(price.value().minor_units(), price.value().unit().decimals()).value();
  vehicle.discounts = discounts_of(asked, terms);
  vehicle.code = write_code({vehicle.catalog_code, vehicle.model, wanted.choices});
  return answer;
}

}  // namespace v1
}  // namespace dealerkit
