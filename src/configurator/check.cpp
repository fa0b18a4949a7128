// A catalogue's check: every name leads somewhere, nothing is said twice, and every model can be built (CFG-10).
#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "configurator/prepared.hpp"
#include "dealerkit/catalog.hpp"

namespace dealerkit {
inline namespace v1 {

namespace {

using configurator::domains;
using configurator::no_value;
using configurator::origin_kind;
using configurator::prepared_model;
using configurator::value_state;
using configurator::verdict;

constexpr std::size_t code_size_max = 64;
constexpr std::size_t values_max = 20'000;  // of a model
constexpr std::size_t rules_max = 20'000;
constexpr std::size_t findings_max = 100;  // who has a hundred faults to mend does not need the rest yet
// What proving all models costs at most; what is not proved by then is not claimed.
constexpr std::uint64_t work_of_a_catalog = 200'000'000;

bool well_formed(std::string_view code) noexcept {
  return !code.empty() && code.size() <= code_size_max && std::all_of(code.begin(), code.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string path(std::string_view list, std::size_t index, std::string_view field = {}) {
  std::string text(list);
  text += '.';
  text += std::to_string(index);
  if (!field.empty()) (text += '.') += field;
  return text;
}

using arguments = std::vector<std::pair<std::string, std::string>>;

arguments suggested(const prepared_model& model, std::string_view name) {
  const auto nearest = model.nearest(name);
  if (nearest.empty()) return {};
  return {{"suggestion", std::string(nearest)}};
}

class checker {
 public:
  checker(const prepared_catalog& known, catalog_findings& findings)
      : content_(known.content()), models_(known.inside().models), inside_(known.inside()), findings_(findings) {}

  void run() {
    if (!well_formed(content_.code)) refuse(rule::catalog_code_malformed, "code");
    if (content_.models.empty()) refuse(rule::catalog_incomplete, "models");
    std::unordered_set<std::string_view> codes;
    for (std::size_t i = 0; i < content_.models.size(); ++i) {
      if (!codes.insert(content_.models[i].code).second) refuse(rule::model_repeated, path("models", i, "code"));
      check_model(*models_[i], path("models", i));
    }
    check_lists();
    if (!findings_.refused.empty()) return;  // what is not well-formed cannot be reasoned about
    for (std::size_t i = 0; i < models_.size(); ++i) prove(*models_[i], path("models", i));
  }

 private:
  void refuse(rule broken, std::string field, arguments args = {}) {
    if (findings_.refused.size() == findings_max) return;
    findings_.refused.push_back({broken, std::move(field), std::move(args)});
  }
  void check_code(const std::string& code, std::string field) {
    if (!well_formed(code)) refuse(rule::catalog_code_malformed, std::move(field));
  }
  void check_market(const std::string& market, std::string field) {
    if (!is_market(market)) refuse(rule::catalog_market_malformed, std::move(field));
  }
  template <class Days>
  void check_days(const Days& one, const std::string& base) {
    if (one.until.has_value() && !holds_on(one.from, std::nullopt, *one.until))
      refuse(rule::period_ends_before_start, base + ".until");
  }

  void check_model(const prepared_model& model, const std::string& base) {
    const auto& source = model.source;
    check_code(source.code, base + ".code");
    check_availability(source, base);
    check_groups(source, base);
    if (model.names.size() > values_max)
      refuse(rule::catalog_too_large, base + ".groups", {{"limit", std::to_string(values_max)}});
    if (source.rules.size() > rules_max)
      refuse(rule::catalog_too_large, base + ".rules", {{"limit", std::to_string(rules_max)}});
    check_rules(model, base);
    check_packs(model, base);
  }

  void check_availability(const vehicle_model& model, const std::string& base) {
    for (std::size_t i = 0; i < model.availability.size(); ++i) {
      const auto& one = model.availability[i];
      const std::string at = base + path(".availability", i);
      check_market(one.market, at + ".market");
      check_days(one, at);
      for (std::size_t j = 0; j < i; ++j) {
        const auto& other = model.availability[j];
        const bool apart = (one.until.has_value() && other.from.has_value() && *one.until < *other.from) ||
                           (other.until.has_value() && one.from.has_value() && *other.until < *one.from);
        if (one.market != other.market || one.status == other.status || apart) continue;
        refuse(rule::availability_overlaps, at);
        break;
      }
    }
  }

  void check_groups(const vehicle_model& model, const std::string& base) {
    std::unordered_set<std::string_view> groups;
    for (std::size_t g = 0; g < model.groups.size(); ++g) {
      const auto& group = model.groups[g];
      const std::string at = base + path(".groups", g);
      check_code(group.code, at + ".code");
      if (!groups.insert(group.code).second) refuse(rule::group_repeated, at + ".code");
      if (group.values.empty()) refuse(rule::group_incomplete, at + ".values");
      std::unordered_set<std::string_view> values;
      for (std::size_t v = 0; v < group.values.size(); ++v) {
        const std::string place = at + path(".values", v, "code");
        check_code(group.values[v].code, place);
        if (!values.insert(group.values[v].code).second) refuse(rule::value_repeated, place);
      }
    }
  }

  void check_rules(const prepared_model& model, const std::string& base) {
    const configurator::value_lookup look_up = [&](std::string_view name) { return model.find(name); };
    std::unordered_set<std::string_view> codes;
    for (std::size_t r = 0; r < model.source.rules.size(); ++r) {
      const auto& one = model.source.rules[r];
      const std::string at = base + path(".rules", r);
      check_code(one.code, at + ".code");
      if (!codes.insert(one.code).second) refuse(rule::catalog_rule_repeated, at + ".code");
      for (std::size_t m = 0; m < one.markets.size(); ++m) check_market(one.markets[m], at + path(".markets", m));
      check_days(one, at);
      configurator::formula read;
      const auto problem = configurator::parse_formula(one.formula, look_up, read);
      if (problem.broken == rule::none) continue;
      arguments args{{"position", std::to_string(problem.position)}};
      if (!problem.expected.empty()) args.emplace_back("expected", std::string(problem.expected));
      if (problem.broken == rule::formula_too_complex)
        args.emplace_back("limit", std::to_string(configurator::formula_parts_max));
      if (!problem.name.empty())
        for (auto& one_more : suggested(model, problem.name)) args.push_back(std::move(one_more));
      refuse(problem.broken, at + ".formula", std::move(args));
    }
  }

  void check_packs(const prepared_model& model, const std::string& base) {
    std::unordered_set<std::string_view> packs;
    for (std::size_t p = 0; p < model.source.packs.size(); ++p) {
      const auto& pack = model.source.packs[p];
      const std::string at = base + path(".packs", p);
      const std::uint32_t value = model.find(pack.value);
      if (value == no_value) refuse(rule::pack_value_unknown, at + ".value", suggested(model, pack.value));
      if (!packs.insert(pack.value).second) refuse(rule::pack_repeated, at + ".value");
      for (std::size_t i = 0; i < pack.includes.size(); ++i)
        if (model.find(pack.includes[i]) == no_value)
          refuse(rule::pack_value_unknown, at + path(".includes", i), suggested(model, pack.includes[i]));
      if (value == no_value) continue;
      const auto& all = model.included[value];
      if (std::binary_search(all.begin(), all.end(), value)) refuse(rule::pack_circular, at);
    }
  }

  void check_lists() {
    std::set<std::pair<std::string_view, std::chrono::year_month_day>> lists;
    for (std::size_t l = 0; l < content_.price_lists.size(); ++l) {
      const auto& list = content_.price_lists[l];
      const std::string at = path("price_lists", l);
      check_market(list.market, at + ".market");
      if (list.until.has_value() && *list.until < list.from) refuse(rule::period_ends_before_start, at + ".until");
      if (!lists.emplace(list.market, list.from).second) refuse(rule::price_list_repeated, at);
      const auto unit = currency::of(list.currency);
      if (!unit.ok()) refuse(rule::currency_unknown, at + ".currency");
      check_taxes(list, at);
      check_prices(list, unit, at);
      for (std::size_t d = 0; d < list.discounts.size(); ++d) check_discount(list, d, unit, at + path(".discounts", d));
    }
  }

  // A percentage of which no price could be made is refused here, and not when a quote is opened.
  bool computes(decimal percent, std::string field) {
    if (percent.scale() <= pricing::percent_scale_max) return true;
    refuse(rule::decimal_out_of_range, std::move(field));
    return false;
  }

  void check_taxes(const price_list& list, const std::string& at) {
    bool fine = list.tax_percent.has_value() != !list.taxes.empty();
    if (list.tax_percent.has_value() && computes(*list.tax_percent, at + ".tax_percent"))
      fine = fine && pricing::is_tax(*list.tax_percent);
    std::unordered_set<std::string_view> ids;
    for (std::size_t t = 0; t < list.taxes.size(); ++t) {
      const auto& tax = list.taxes[t];
      if (computes(tax.percent, at + path(".taxes", t, "percent"))) fine = fine && pricing::is_tax(tax.percent);
      fine = ids.insert(tax.id).second && fine;
    }
    if (!fine) refuse(rule::list_tax_missing, at + ".tax_percent");
    if (list.taxes.size() > static_cast<std::size_t>(pricing::taxes_of_a_line_max))
      refuse(rule::price_too_many_taxes, at + ".taxes", {{"limit", std::to_string(pricing::taxes_of_a_line_max)}});
  }

  // An amount of a list: not negative, and with no more decimals than the currency has.
  void check_amount(decimal amount, const result<currency>& unit, const std::string& field) {
    if (amount.negative()) return refuse(rule::price_negative, field);
    if (!unit.ok()) return;
    if (const auto fine = to_money(amount, unit.value()); !fine.ok())
      refuse(fine.refusal().broken, field, {{"decimals", std::to_string(unit.value().decimals())}});
  }

  void check_prices(const price_list& list, const result<currency>& unit, const std::string& at) {
    std::set<std::pair<const prepared_model*, std::uint32_t>> seen;
    for (std::size_t p = 0; p < list.prices.size(); ++p) {
      const auto& price = list.prices[p];
      const std::string place = at + path(".prices", p);
      check_amount(price.amount, unit, place + ".amount");
      const auto* model = inside_.find(price.model);
      if (model == nullptr) {
        refuse(rule::price_unknown, place + ".model");
        continue;
      }
      const std::uint32_t value = model->find(price.value);
      if (value == no_value)
        refuse(rule::price_unknown, place + ".value", suggested(*model, price.value));
      else if (!seen.emplace(model, value).second)
        refuse(rule::price_repeated, place);
    }
  }

  void check_discount(const price_list& list, std::size_t number, const result<currency>& unit, const std::string& at) {
    const auto& discount = list.discounts[number];
    const auto same = [&](const list_discount& other) { return other.id == discount.id; };
    const auto first = std::find_if(list.discounts.begin(), list.discounts.end(), same);
    if (first != list.discounts.begin() + static_cast<std::ptrdiff_t>(number))
      refuse(rule::list_discount_malformed, at + ".id");
    if (discount.amount.has_value() == discount.percent.has_value())
      refuse(rule::list_discount_malformed, at + (discount.amount.has_value() ? ".percent" : ".amount"));
    if (discount.amount.has_value()) check_amount(*discount.amount, unit, at + ".amount");
    // As a tax, a discount of a list is 0 to 100 %.
    if (discount.percent.has_value() && computes(*discount.percent, at + ".percent") &&
        !pricing::is_tax(*discount.percent))
      refuse(rule::list_discount_malformed, at + ".percent");
    if (!discount.model.empty() && inside_.find(discount.model) == nullptr) refuse(rule::price_unknown, at + ".model");
  }

  // Proves, market by market and phase by phase, that the model can be built where it can be ordered; and finds values
  // that are in no vehicle, or in every one though they look like a choice.
  void prove(const prepared_model& model, const std::string& base) {
    std::vector<bool> dead(model.names.size(), true);
    std::vector<bool> always(model.names.size(), true);
    bool proved = false;
    std::set<std::string_view> markets;
    std::set<const configurator::engine*> asked;
    for (const auto& one : model.source.availability) markets.insert(one.market);
    for (const auto market : markets) {
      for (const auto day : model.phases()) {
        if (status_on(model.source, market, day) == model_status::unavailable) continue;
        const auto engine = model.engine_on(market, day);
        if (!asked.insert(engine.get()).second) continue;
        const domains found = engine->domains_of({}, std::min(work_left_, configurator::work_of_a_question));
        work_left_ -= std::min(work_left_, found.spent);
        if (found.found == verdict::contradiction) return refuse_model(model, base, market, day, found);
        if (found.states.empty()) return;  // not proved: nothing is claimed
        proved = true;
        for (std::size_t value = 0; value < dead.size(); ++value) {
          dead[value] = dead[value] && found.states[value] == value_state::excluded;
          always[value] = always[value] && found.states[value] == value_state::forced;
        }
      }
    }
    if (proved) warn(model, base, dead, always);
  }

  void refuse_model(const prepared_model& model, const std::string& base, std::string_view market,
                    std::chrono::year_month_day day, const domains& found) {
    arguments args{{"market", std::string(market)}};
    std::string from;
    append_date(from, day);
    args.emplace_back("from", std::move(from));
    if (found.culprit.kind == origin_kind::rule)
      args.emplace_back("rule", model.source.rules[found.culprit.index].code);
    refuse(rule::catalog_inconsistent, base, std::move(args));
  }

  void warn(const prepared_model& model, const std::string& base, const std::vector<bool>& dead,
            const std::vector<bool>& always) {
    for (std::uint32_t value = 0; value < dead.size(); ++value) {
      const std::uint32_t place = model.group_of[value];
      if (findings_.warnings.size() == findings_max) return;
      const bool offered = model.ranges[place].choose != group_choice::exactly_one;
      if (!dead[value] && !(always[value] && offered)) continue;
      // The place counts as the source does, not in the order of CFG-02.
      const auto& groups = model.source.groups;
      const auto group = static_cast<std::size_t>(model.groups[place] - groups.data());
      findings_.warnings.push_back({dead[value] ? rule::value_dead : rule::value_falsely_optional,
                                    base + path(".groups", group) + path(".values", value - model.ranges[place].first),
                                    {}});
    }
  }

  const catalog& content_;
  const std::vector<std::unique_ptr<prepared_model>>& models_;
  const prepared_catalog::implementation& inside_;
  catalog_findings& findings_;
  std::uint64_t work_left_ = work_of_a_catalog;
};

}  // namespace

catalog_findings check_catalog(const catalog& content) {
  catalog_findings findings;
  const prepared_catalog known(content, {});
  checker(known, findings).run();
  return findings;
}

}  // namespace v1
}  // namespace dealerkit
