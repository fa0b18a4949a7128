// Formulas and the direct engine beside truth tables: every assignment of a few values, every set of choices.
#include <bit>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "configurator/engine.hpp"
#include "configurator/formula.hpp"
#include "model/random_formula.hpp"
#include "support/catch.hpp"

using namespace dealerkit;
using namespace dealerkit::configurator;
using formula_oracle::assignment;

namespace {

std::vector<std::uint32_t> values_of(assignment given, unsigned values) {
  std::vector<std::uint32_t> list;
  for (unsigned value = 0; value < values; ++value)
    if ((given >> value & 1) != 0) list.push_back(value);
  return list;
}

assignment present(const domains& found) {
  assignment given = 0;
  for (std::size_t value = 0; value < found.present.size(); ++value)
    if (found.present[value] != 0) given |= assignment{1} << value;
  return given;
}

// What the engine says of a set of choices, against all assignments that hold.
void check_question(const engine& asked, const std::vector<assignment>& models, assignment chosen, unsigned values) {
  assignment in_all = ~assignment{0};
  assignment in_some = 0;
  bool any = false;
  bool closed = false;
  for (const assignment one : models) {
    if ((one & chosen) != chosen) continue;
    any = true;
    in_all &= one;
    in_some |= one;
  }
  for (const assignment one : models) closed = closed || (any && one == in_all);
  const domains found = asked.domains_of(values_of(chosen, values), work_of_a_question);
  REQUIRE(found.found == (any ? verdict::possible : verdict::contradiction));
  if (!any) return;
  REQUIRE(found.states.size() == values);
  for (unsigned value = 0; value < values; ++value) {
    const assignment bit = assignment{1} << value;
    const auto expected = (chosen & bit) != 0    ? value_state::chosen
                          : (in_all & bit) != 0  ? value_state::forced
                          : (in_some & bit) == 0 ? value_state::excluded
                                                 : value_state::open;
    REQUIRE(found.states[value] == expected);
  }
  REQUIRE(present(found) == in_all);
  REQUIRE(found.complete == closed);
}

}  // namespace

TEST_CASE("formulas: their truth tables, and what follows from every set of choices", "[configuration][CFG-05]") {
  constexpr unsigned seed = 20240112;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  int contradictions = 0;
  int tables = 0;
  for (int round = 0; round < 3000; ++round) {
    const unsigned values = 1 + random() % 5;
    std::vector<std::string> names;
    for (unsigned i = 0; i < values; ++i) names.push_back("group.v" + std::to_string(i));
    const value_lookup look_up = [&](std::string_view name) {
      for (std::uint32_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return i;
      return no_value;
    };
    constraint_builder builder(values);
    builder.add_group({0, values, group_choice::any}, {origin_kind::group, 0});
    std::vector<formula_oracle::tree> trees;
    std::string shown;
    for (std::uint32_t rules = 1 + random() % 3; rules > 0; --rules) {
      trees.push_back(formula_oracle::random_tree(random, values, 1 + random() % 4));
      const std::string text = trees.back().text(names, random);
      shown += text + "\n";
      formula read;
      REQUIRE(parse_formula(text, look_up, read).broken == rule::none);
      builder.add_formula(read, {origin_kind::rule, rules});
    }
    CAPTURE(round, shown);
    const auto asked = make_direct_engine(std::move(builder).build());
    std::vector<assignment> models;
    for (assignment given = 0; given < (assignment{1} << values); ++given) {
      bool holds = true;
      for (const auto& one : trees) holds = holds && one.holds(given);
      if (holds) models.push_back(given);
    }
    contradictions += models.empty() ? 1 : 0;
    for (assignment chosen = 0; chosen < (assignment{1} << values); ++chosen) {
      ++tables;
      check_question(*asked, models, chosen, values);
    }
  }
  CHECK(contradictions > 20);  // both kinds were met
  CHECK(tables > 20'000);
}

namespace {

// Seven pigeons in six holes: no propagation sees that it cannot be. Each has a hole, always or only with one more
// value, the last one.
constexpr std::uint32_t holes = 6;
constexpr std::uint32_t pigeons = holes + 1;
constexpr std::uint32_t one_more = pigeons * holes;

std::unique_ptr<engine> pigeonholes(bool always) {
  constraint_builder builder(one_more + 1);
  for (std::uint32_t pigeon = 0; pigeon < pigeons; ++pigeon)
    builder.add_group({pigeon * holes, holes, always ? group_choice::exactly_one : group_choice::at_most_one},
                      {origin_kind::group, pigeon});
  builder.add_group({one_more, 1, group_choice::any}, {origin_kind::group, pigeons});
  const value_lookup look_up = [](std::string_view name) {
    return static_cast<std::uint32_t>(std::stoul(std::string(name.substr(2))));
  };
  const auto value = [](std::uint32_t number) { return "p." + std::to_string(number); };
  const auto add = [&](const std::string& text, std::uint32_t number) {
    formula read;
    REQUIRE(parse_formula(text, look_up, read).broken == rule::none);
    builder.add_formula(read, {origin_kind::rule, number});
  };
  for (std::uint32_t pigeon = 0; pigeon < pigeons; ++pigeon) {
    std::string text = value(one_more) + " -> ";
    for (std::uint32_t hole = 0; hole < holes; ++hole) text += (hole == 0 ? "" : " | ") + value(pigeon * holes + hole);
    add(text, pigeon);
  }
  for (std::uint32_t hole = 0; hole < holes; ++hole) {
    std::string text = "at_most_one(";
    for (std::uint32_t pigeon = 0; pigeon < pigeons; ++pigeon)
      text += (pigeon == 0 ? "" : ", ") + value(pigeon * holes + hole);
    add(text + ")", pigeons + hole);
  }
  return make_direct_engine(std::move(builder).build());
}

}  // namespace

TEST_CASE("the direct engine: what it has no work left for it leaves open", "[configuration][CFG-06]") {
  const auto asked = pigeonholes(true);
  const domains little = asked->domains_of({}, 200);
  CHECK(little.found == verdict::undecided);
  CHECK(little.states.empty());
  CHECK(!little.complete.has_value());
  CHECK(little.spent == 200);
  const domains all = asked->domains_of({}, 50'000'000);
  CHECK(all.found == verdict::contradiction);
  CHECK(all.spent < 50'000'000);
  CHECK(!asked->count({}).has_value());  // this engine does not count (CFG-09)

  // A vehicle is found at once, and what nothing chosen makes is known; whether the last value can be chosen is hard.
  const auto easier = pigeonholes(false);
  const domains partly = easier->domains_of({}, 3'000);
  CHECK(partly.found == verdict::possible);
  CHECK(partly.states.empty());
  CHECK(partly.complete == true);
  const domains wholly = easier->domains_of({}, 50'000'000);
  REQUIRE(wholly.states.size() == one_more + 1);
  CHECK(wholly.states[one_more] == value_state::excluded);
  CHECK(wholly.states[0] == value_state::open);
  CHECK(wholly.complete == true);
}
