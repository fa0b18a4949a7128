// Configurations of random small catalogues beside an oracle that looks at every vehicle there is.
#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "dealerkit/configuration.hpp"
#include "model/random_formula.hpp"
#include "support/catalog_fixture.hpp"
#include "support/catch.hpp"

using namespace dealerkit;
using namespace catalog_test;
using formula_oracle::assignment;

namespace {

// A random model beside what the oracle needs of it: values as bits, in the order of the source.
struct sample {
  catalog content;
  std::vector<std::string> names;
  std::vector<std::pair<assignment, group_choice>> groups;
  std::vector<formula_oracle::tree> rules;
  std::vector<std::pair<unsigned, assignment>> packs;
  std::vector<std::int64_t> cents;

  [[nodiscard]] bool valid(assignment given) const {
    for (const auto& [values, choose] : groups) {
      const int count = __builtin_popcount(given & values);
      if (choose == group_choice::exactly_one && count != 1) return false;
      if (choose == group_choice::at_most_one && count > 1) return false;
    }
    for (const auto& rule : rules)
      if (!rule.holds(given)) return false;
    for (const auto& [pack, includes] : packs)
      if ((given >> pack & 1) != 0 && (given & includes) != includes) return false;
    return true;
  }

  // What the packs of a vehicle include, packs of packs too.
  [[nodiscard]] assignment included(assignment given) const {
    assignment all = 0;
    for (std::size_t again = 0; again <= packs.size(); ++again)
      for (const auto& [pack, includes] : packs)
        if (((given | all) >> pack & 1) != 0) all |= includes;
    return all;
  }
};

sample random_sample(std::mt19937& random) {
  sample made;
  vehicle_model model;
  model.code = "m";
  model.brand = "AP";
  model.name = "M";
  model.availability = {make_availability("BE", model_status::orderable)};
  const unsigned group_count = 1 + random() % 4;
  for (unsigned g = 0; g < group_count; ++g) {
    value_group group;
    group.code = "g" + std::to_string(g);
    group.kind = static_cast<group_kind>(random() % 7);
    group.choose = static_cast<group_choice>(random() % 3);
    assignment bits = 0;
    for (unsigned v = 0, count = 1 + random() % 3; v < count; ++v) {
      group.values.push_back({"v" + std::to_string(v), {}});
      bits |= assignment{1} << made.names.size();
      made.names.push_back(group.code + "." + group.values.back().code);
    }
    made.groups.emplace_back(bits, group.choose);
    model.groups.push_back(group);
  }
  const auto values = static_cast<unsigned>(made.names.size());
  for (unsigned r = 0, count = random() % 4; r < count; ++r) {
    made.rules.push_back(formula_oracle::random_tree(random, values, 1 + random() % 3));
    model.rules.push_back(make_rule("r" + std::to_string(r), made.rules.back().text(made.names, random)));
  }
  // Packs include values behind them only, so that there is no circle.
  for (unsigned p = 0; p + 1 < values && made.packs.size() < 2; p += 1 + random() % 3) {
    if (random() % 2 == 0) continue;
    option_pack pack{made.names[p], {}};
    assignment includes = 0;
    for (unsigned v = p + 1; v < values; ++v)
      if (random() % 3 == 0) {
        pack.includes.push_back(made.names[v]);
        includes |= assignment{1} << v;
      }
    if (includes == 0) continue;
    made.packs.emplace_back(p, includes);
    model.packs.push_back(pack);
  }
  price_list list = make_list("BE", "2024-01-01", "", {});
  for (unsigned v = 0; v < values; ++v) {
    made.cents.push_back(random() % 4 == 0 ? 0 : static_cast<std::int64_t>(random() % 100'000));
    if (made.cents.back() != 0) list.prices.push_back({"m", made.names[v], decimal::of(made.cents.back(), 2).value()});
  }
  made.content.code = "c";
  made.content.models = {model};
  made.content.price_lists = {list};
  return made;
}

std::set<std::string> names_of(const sample& of, assignment given) {
  std::set<std::string> names;
  for (std::size_t v = 0; v < of.names.size(); ++v)
    if ((given >> v & 1) != 0) names.insert(of.names[v]);
  return names;
}

std::set<std::string> set_of(const std::vector<std::string>& list) {
  std::set<std::string> made(list.begin(), list.end());
  REQUIRE(made.size() == list.size());
  return made;
}

// All vehicles, and what they have in common.
struct seen {
  std::vector<assignment> vehicles;
  assignment in_all = 0, in_some = 0;
};

seen look(const std::vector<assignment>& vehicles, assignment chosen) {
  seen found;
  found.in_all = ~assignment{0};
  for (const assignment one : vehicles)
    if ((one & chosen) == chosen) {
      found.vehicles.push_back(one);
      found.in_all &= one;
      found.in_some |= one;
    }
  return found;
}

void check_choices(const sample& one, const prepared_catalog& known, const std::vector<assignment>& vehicles,
                   assignment chosen, std::mt19937& random, std::map<std::string, int>& met) {
  const auto named = names_of(one, chosen);
  vehicle_choice wanted{"c", "m", {named.begin(), named.end()}, {}, {}};
  // Any order, and any of them said twice.
  std::shuffle(wanted.choices.begin(), wanted.choices.end(), random);
  if (!wanted.choices.empty() && random() % 4 == 0) wanted.choices.push_back(wanted.choices.front());
  const auto answer = state_of(known, wanted, in("BE", "2024-01-12"));
  const auto vehicle = resolve(known, wanted, in("BE", "2024-01-12"));
  const seen expected = look(vehicles, chosen);
  if (expected.vehicles.empty()) {
    ++met["contradiction"];
    REQUIRE(!answer.ok());
    REQUIRE(answer.refused.size() == 1);
    REQUIRE(answer.refused[0].broken == rule::choices_contradict);
    REQUIRE(!vehicle.ok());
    REQUIRE(vehicle.refused == answer.refused);
    return;
  }
  REQUIRE(answer.ok());
  const assignment all = (assignment{1} << one.names.size()) - 1;
  const auto& state = *answer.value;
  REQUIRE(state.forced.has_value());
  REQUIRE(set_of(*state.forced) == names_of(one, expected.in_all & ~chosen));
  REQUIRE(set_of(*state.excluded) == names_of(one, all & ~expected.in_some));
  REQUIRE(set_of(*state.selectable) == names_of(one, expected.in_some & ~expected.in_all));
  const assignment included = one.included(expected.in_all);
  REQUIRE(set_of(state.included) == names_of(one, included));
  std::int64_t cents = 0;
  for (std::size_t v = 0; v < one.cents.size(); ++v)
    if (((expected.in_all & ~included) >> v & 1) != 0) cents += one.cents[v];
  REQUIRE(state.price == money::minor(cents, euro));
  const bool complete = std::find(vehicles.begin(), vehicles.end(), expected.in_all) != vehicles.end();
  REQUIRE(state.complete == complete);
  ++met[complete ? "complete" : "incomplete"];
  REQUIRE(vehicle.ok() == complete);
  if (!complete) {
    REQUIRE(vehicle.refused.size() == 1);
    REQUIRE(vehicle.refused[0].broken == rule::configuration_incomplete);
    REQUIRE(vehicle.refused[0].args.size() == 1);  // it says what asks for more
    return;
  }
  assignment has = 0;
  std::int64_t sum = 0;
  for (const auto& value : vehicle.value->values) {
    const auto place = std::find(one.names.begin(), one.names.end(), value.value) - one.names.begin();
    has |= assignment{1} << place;
    sum += to_money(value.amount, euro).value().minor_units();
    const bool is_included = (included >> place & 1) != 0;
    const bool is_chosen = (chosen >> place & 1) != 0;
    REQUIRE(value.origin == (is_included ? value_origin::included
                             : is_chosen ? value_origin::chosen
                                         : value_origin::implied));
  }
  REQUIRE(has == expected.in_all);
  REQUIRE(sum == cents);
  REQUIRE(to_money(vehicle.value->price, euro).value() == money::minor(cents, euro));
  REQUIRE(std::is_sorted(vehicle.value->values.begin(), vehicle.value->values.end(),
                         [](const auto& a, const auto& b) { return a.kind < b.kind; }));
  const auto read = read_code(vehicle.value->code);
  REQUIRE(read.ok());
  REQUIRE(set_of(read.value().choices) == named);
}

// What the load says of the model as a whole.
void check_load(const sample& one, const std::vector<assignment>& vehicles, std::map<std::string, int>& met) {
  const auto findings = check_catalog(one.content);
  if (vehicles.empty()) {
    ++met["inconsistent"];
    REQUIRE(findings.refused.size() == 1);
    REQUIRE(findings.refused[0].broken == rule::catalog_inconsistent);
    return;
  }
  REQUIRE(findings.refused.empty());
  const seen all = look(vehicles, 0);
  std::set<std::string> expected;
  std::size_t v = 0;
  for (std::size_t g = 0; g < one.content.models[0].groups.size(); ++g)
    for (std::size_t i = 0; i < one.content.models[0].groups[g].values.size(); ++i, ++v) {
      const std::string at = "@models.0.groups." + std::to_string(g) + ".values." + std::to_string(i);
      if ((all.in_some >> v & 1) == 0) expected.insert("value_dead" + at);
      if ((all.in_all >> v & 1) != 0 && one.groups[g].second != group_choice::exactly_one)
        expected.insert("value_falsely_optional" + at);
    }
  std::set<std::string> found;
  for (const auto& warning : findings.warnings) found.insert(std::string(code(warning.broken)) + "@" + warning.field);
  REQUIRE(found == expected);
  met["warnings"] += static_cast<int>(found.size());
}

}  // namespace

TEST_CASE("configurations: every set of choices of random catalogues, in any order",
          "[configuration][CFG-02][CFG-05][CFG-06][CFG-10][CFG-11][CFG-12]") {
  constexpr unsigned seed = 20240301;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  std::map<std::string, int> met;
  for (int round = 0; round < 700; ++round) {
    const sample one = random_sample(random);
    const auto values = static_cast<unsigned>(one.names.size());
    std::string shown;
    for (const auto& rule : one.content.models[0].rules) shown += rule.formula + "\n";
    CAPTURE(round, values, shown);
    std::vector<assignment> vehicles;
    for (assignment given = 0; given < (assignment{1} << values); ++given)
      if (one.valid(given)) vehicles.push_back(given);
    check_load(one, vehicles, met);
    const prepared_catalog known(one.content, "1");
    for (int question = 0; question < 40; ++question) {
      // Mostly a part of a vehicle that there is.
      assignment chosen = random();
      if (!vehicles.empty() && question % 4 != 0) chosen &= vehicles[random() % vehicles.size()];
      chosen &= random() | (question % 5 == 0 ? ~assignment{0} : 0);
      check_choices(one, known, vehicles, chosen & ((assignment{1} << values) - 1), random, met);
    }
  }
  for (const char* kind : {"contradiction", "complete", "incomplete", "inconsistent", "warnings"}) {
    CAPTURE(kind, met[kind]);
    CHECK(met[kind] > 30);
  }
}
