// Configurations: what may be chosen, what is in the vehicle, what it costs, its code.
#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "desk/catalogs.hpp"
#include "desk/handlers.hpp"
#include "desk/projections.hpp"
#include "store/ledger.hpp"
#include "support/catalog_fixture.hpp"
#include "support/catch.hpp"
#include "support/desk_fixture.hpp"

using namespace dealerkit;
using namespace desk_test;
using namespace catalog_test;

namespace {

using list = std::vector<std::string>;

const prepared_catalog& show_catalog() {
  static const auto* const made = new prepared_catalog(make_catalog(), "v1");
  return *made;
}

template <class Value>
std::string said_by(const configuration_answer<Value>& answer) {
  return answer.ok() ? "ok" : listed_as(answer.refused);
}

std::string state_said(const vehicle_choice& wanted, const sale_terms& terms) {
  return said_by(state_of(show_catalog(), wanted, terms));
}
std::string vehicle_said(const vehicle_choice& wanted, const sale_terms& terms) {
  return said_by(resolve(show_catalog(), wanted, terms));
}

configuration_state state(std::vector<std::string> choices, std::string_view market = "BE",
                          std::string_view date = "2024-01-12") {
  const auto answer = state_of(show_catalog(), car_with(std::move(choices)), in(std::string(market), date));
  REQUIRE(said_by(answer) == "ok");
  return *answer.value;
}

std::string price_of(std::vector<std::string> choices, std::string_view market = "BE",
                     std::string_view date = "2024-01-12") {
  const auto found = state(std::move(choices), market, date).price;
  return found.has_value() ? to_string(*found) : "none";
}

show_configuration question(std::vector<std::string> choices) {
  return {"show", "car", "BE", day("2024-01-12"), std::move(choices)};
}

void load(shop& show) { REQUIRE(said(show.run(load_catalog{make_catalog(), false, {}}, show.by_nobody())) == "ok"); }

}  // namespace

TEST_CASE("resolve: rules in order of precedence", "[configuration][CFG-01][CFG-02][CFG-03][CFG-04][CFG-05][CFG-11]") {
  // Each row breaks its rule and as many of the later ones as it can.
  vehicle_choice all_wrong = car_with({"trim.luxury"});
  all_wrong.model = "";
  all_wrong.stock_number = "S-1";
  CHECK(vehicle_said(all_wrong, in("FR", "2023-12-31")) == "stock_vehicle_on_stand@stock_number");
  sale_terms afterwards = in("FR", "2023-12-31");
  afterwards.build_to_order_only = false;
  CHECK(vehicle_said(all_wrong, afterwards) == "catalog_not_valid_yet@date");
  all_wrong.stock_number = "";
  CHECK(vehicle_said(all_wrong, in("FR", "2024-01-01")) == "model_missing@model");
  all_wrong.model = "boat";
  CHECK(vehicle_said(all_wrong, in("FR", "2024-01-01")) == "model_unknown@model");
  all_wrong.model = "coming";
  CHECK(vehicle_said(all_wrong, in("FR", "2024-03-31")) == "model_unavailable@model");
  CHECK(vehicle_said(all_wrong, in("BE", "2024-03-31")) == "model_keep_me_informed_only@model");
  CHECK(vehicle_said(all_wrong, in("BE", "2024-04-01")) == "choice_unknown@choices.0");
  CHECK(vehicle_said(car_with({"trim.luxury", "trim.sport", "engine.steam"}), in("BE", "2024-04-01")) ==
        "choice_unknown@choices.0, choice_unknown@choices.2");
  CHECK(vehicle_said(car_with({"trim.sport", "wheels.w16"}), in("LU", "2024-04-01")) == "choices_contradict@choices");
  CHECK(vehicle_said(car_with({"trim.sport"}), in("BE", "2025-01-01")) == "model_unavailable@model");
  CHECK(vehicle_said(car_with({"trim.sport"}), in("BE", "2024-04-01")) == "configuration_incomplete@choices");
  CHECK(vehicle_said(car_with(complete_choices()), in("BE", "2024-04-01")) == "ok");
  // A van in Belgium after the last list has ended.
  vehicle_choice van = car_with({"trim.pro"});
  van.model = "van";
  CHECK(vehicle_said(van, in("BE", "2024-12-31")) == "ok");
  CHECK(vehicle_said(van, in("BE", "2025-01-01")) == "price_list_missing@market");
  // Without a list there is a state, and no price.
  const auto unpriced = state_of(show_catalog(), van, in("BE", "2025-01-01"));
  REQUIRE(said_by(unpriced) == "ok");
  CHECK(!unpriced.value->price.has_value());
  CHECK(unpriced.value->complete == true);
}

TEST_CASE("a sum beyond every amount", "[configuration][CFG-11][DAT-03]") {
  catalog content = make_catalog();
  const auto huge = decimal::whole(90'000'000'000'000'000);
  content.price_lists[0].prices[0].amount = huge;
  content.price_lists[0].prices[3].amount = huge;  // of the wheels
  REQUIRE(check_catalog(content).refused.empty());
  const prepared_catalog known(content, "v1");
  const auto wanted = car_with({"trim.basic", "engine.petrol", "wheels.w17"});
  CHECK(said_by(resolve(known, wanted, in("BE", "2024-01-12"))) == "money_out_of_range@choices");
  CHECK(said_by(state_of(known, wanted, in("BE", "2024-01-12"))) == "money_out_of_range@choices");
}

TEST_CASE("contradictions name the group, the rule or the pack, whatever the order",
          "[configuration][CFG-02][CFG-05]") {
  const auto because = [](std::vector<std::string> choices, std::string_view market = "BE",
                          std::string_view date = "2024-02-29") {
    std::string first;
    std::sort(choices.begin(), choices.end());
    do {
      const auto answer = state_of(show_catalog(), car_with(choices), in(std::string(market), date));
      REQUIRE(said_by(answer) == "choices_contradict@choices");
      std::string said;
      for (const auto& [name, value] : answer.refused[0].args) said += name + " " + value;
      CHECK((first.empty() || first == said));
      first = said;
    } while (std::next_permutation(choices.begin(), choices.end()));
    return first;
  };
  CHECK(because({"trim.basic", "trim.sport"}) == "group trim");
  CHECK(because({"hitch.fixed", "hitch.folding"}) == "group hitch");
  CHECK(because({"trim.sport", "wheels.w16"}) == "rule sport_wheels");
  CHECK(because({"engine.electric", "options.spare"}) == "rule no_spare");
  CHECK(because({"options.roof"}, "LU") == "rule roof_be");
  CHECK(because({"packs.all_in"}, "LU") == "pack packs.all_in");
  CHECK(because({"wheels.w18"}, "BE", "2024-03-01") == "rule spring");
}

TEST_CASE("rules hold in their markets and on their days, both ends included", "[configuration][CFG-05]") {
  CHECK(state_said(car_with({"options.roof"}), in("BE", "2024-02-01")) == "ok");
  CHECK(state_said(car_with({"options.roof"}), in("LU", "2024-02-01")) == "choices_contradict@choices");
  CHECK(state_said(car_with({"wheels.w18"}), in("BE", "2024-02-29")) == "ok");
  CHECK(state_said(car_with({"wheels.w18"}), in("BE", "2024-03-01")) == "choices_contradict@choices");
  CHECK(state_said(car_with({"wheels.w18"}), in("BE", "2024-03-31")) == "choices_contradict@choices");
  CHECK(state_said(car_with({"wheels.w18"}), in("BE", "2024-04-01")) == "ok");
}

TEST_CASE("state_of: what may be chosen, what follows, what is out", "[configuration][CFG-05][CFG-06]") {
  const auto empty = state({});
  CHECK(empty.complete == false);
  CHECK(empty.selectable == list{"trim.basic", "trim.sport", "engine.petrol", "engine.electric", "wheels.w16",
                                 "wheels.w17", "wheels.w18", "packs.comfort", "packs.all_in", "options.seats",
                                 "options.camera", "options.roof", "options.spare", "hitch.fixed",
                                 "hitch.folding"});  // in the order of CFG-02
  CHECK(empty.forced == list{});
  CHECK(empty.excluded == list{});
  CHECK(!empty.count.has_value());  // this engine does not count
  const auto electric = state({"engine.electric"});
  CHECK(electric.forced == list{"wheels.w17"});
  CHECK(electric.excluded == list{"engine.petrol", "wheels.w16", "wheels.w18", "options.spare"});
  CHECK(electric.complete == false);
  CHECK(state({"engine.electric", "trim.basic"}).complete == true);  // the wheels follow
  const auto packed = state({"packs.all_in"});
  CHECK(packed.included == list{"packs.comfort", "options.seats", "options.camera", "options.roof"});
  CHECK(packed.forced == packed.included);
  CHECK(state({}, "LU", "2024-03-15").excluded == list{"wheels.w18", "packs.all_in", "options.roof"});
}

TEST_CASE("the price: the market's list on the day, packs in place of what they include", "[configuration][CFG-11]") {
  CHECK(price_of({}) == "0.00");
  CHECK(price_of({"trim.basic"}) == "20000.00");
  CHECK(price_of({"trim.basic", "trim.basic"}) == "20000.00");  // said twice, chosen once
  CHECK(price_of({"wheels.w18", "trim.basic", "engine.petrol"}) == "20900.50");
  CHECK(price_of({"engine.electric"}) == "8400.00");  // with the wheels that follow
  CHECK(price_of({"options.seats", "options.camera"}) == "650.00");
  CHECK(price_of({"packs.comfort"}) == "500.00");
  CHECK(price_of({"packs.comfort", "options.seats"}) == "500.00");
  CHECK(price_of({"packs.all_in"}) == "1200.00");  // the pack in the pack is free too
  CHECK(price_of({"packs.all_in", "packs.comfort", "options.roof", "options.spare"}) == "1200.00");
  CHECK(price_of({"trim.basic"}, "LU", "2024-02-01") == "19500.00");
  CHECK(price_of({"trim.basic", "wheels.w17"}, "LU", "2024-02-01") == "19500.00");  // a price that is not there is none
  CHECK(price_of({"trim.basic"}, "BE", "2024-05-31") == "20000.00");
  CHECK(price_of({"trim.basic"}, "BE", "2024-06-01") == "20500.00");
  CHECK(price_of({"trim.basic"}, "BE", "2024-06-30") == "20500.00");
  CHECK(price_of({"trim.basic"}, "BE", "2024-07-01") == "20000.00");
}

TEST_CASE("resolve: the vehicle with its values, labels, tax, discounts and code",
          "[configuration][CFG-02][CFG-11][CFG-12]") {
  catalog content = make_catalog();
  auto& be = content.price_lists[0];
  be.tax_included = true;
  const auto discount = [&](std::string id) -> list_discount& {
    be.discounts.emplace_back().id = std::move(id);
    be.discounts.back().percent = decimal::whole(5);
    return be.discounts.back();
  };
  discount("all");
  discount("this_model").model = "car";
  discount("other_model").model = "van";
  discount("this_brand").brand = "AP";
  discount("other_brand").brand = "FO";
  discount("persons").kind = customer_kind::b2c;
  discount("companies").kind = customer_kind::b2b;
  const prepared_catalog known(content, "v7");
  const auto answer =
      resolve(known, car_with({"packs.comfort", "trim.sport", "engine.electric"}), in("BE", "2024-01-12", "nl-BE"));
  REQUIRE(said_by(answer) == "ok");
  const auto& car = *answer.value;
  CHECK(car.catalog_code == "show");
  CHECK(car.catalog_version == "v7");
  CHECK(car.model == "car");
  CHECK(car.model_name == "Car");
  CHECK(car.brand == "AP");
  CHECK(car.kind == vehicle_kind::vp);
  CHECK(car.currency == "EUR");
  CHECK(car.tax_included);
  REQUIRE(car.taxes.size() == 1);
  CHECK(car.taxes[0].percent == decimal::whole(21));
  CHECK(car.price == decimal::whole(24'000 + 8'000 + 400 + 500));
  CHECK(car.code == "1~show~car~engine.electric~packs.comfort~trim.sport~" + car.code.substr(car.code.size() - 4));
  list ids;
  for (const auto& one : car.discounts) ids.push_back(one.id);
  CHECK(ids == list{"all", "this_model", "this_brand", "persons"});
  list values;
  for (const auto& one : car.values)
    values.push_back(one.value + " " + one.label + " " + to_string(one.amount) + " " +
                     std::string(name_of(one.origin)));
  CHECK(values == list{"trim.sport Sportief 24000 chosen", "engine.electric electric 8000 chosen",
                       "wheels.w17 w17 400 implied", "packs.comfort comfort 500 chosen",
                       "options.seats seats 0 included", "options.camera camera 0 included"});
  CHECK(car.values[0].group_label == "Uitvoering");
  CHECK(car.values[0].kind == group_kind::trim);
  sale_terms company = in("BE", "2024-01-12");
  company.kind = customer_kind::b2b;
  CHECK(resolve(known, car_with(complete_choices()), company).value->discounts.back().id == "companies");
}

TEST_CASE("resolve: what is missing is named", "[configuration][CFG-05]") {
  const auto missing = [](std::vector<std::string> choices, const catalog& content) {
    const prepared_catalog known(content, "v1");
    const auto answer = resolve(known, car_with(std::move(choices)), in("BE", "2024-01-12"));
    REQUIRE(said_by(answer) == "configuration_incomplete@choices");
    REQUIRE(answer.refused[0].args.size() == 1);
    return answer.refused[0].args[0].first + " " + answer.refused[0].args[0].second;
  };
  CHECK(missing({}, make_catalog()) == "group trim");
  CHECK(missing({"trim.basic"}, make_catalog()) == "group engine");
  CHECK(missing({"trim.basic", "engine.petrol"}, make_catalog()) == "group wheels");
  catalog hitched = make_catalog();
  hitched.models[0].rules.push_back(make_rule("some_hitch", "trim.basic -> hitch.fixed | hitch.folding"));
  CHECK(missing(complete_choices(), hitched) == "rule some_hitch");
}

TEST_CASE("what cannot be decided with bounded work is said, not guessed", "[configuration][CFG-05][CFG-06][CFG-10]") {
  // Eleven pigeons in ten holes.
  catalog content = make_catalog();
  vehicle_model& model = content.models[1];
  constexpr int holes = 10;
  for (int pigeon = 0; pigeon <= holes; ++pigeon) {
    value_group one = make_group("p" + std::to_string(pigeon), group_kind::options, group_choice::exactly_one, {});
    for (int hole = 0; hole < holes; ++hole) one.values.push_back({"h" + std::to_string(hole), {}});
    model.groups.push_back(one);
  }
  for (int hole = 0; hole < holes; ++hole) {
    std::string formula = "at_most_one(";
    for (int pigeon = 0; pigeon <= holes; ++pigeon)
      formula += (pigeon == 0 ? "p" : ", p") + std::to_string(pigeon) + ".h" + std::to_string(hole);
    model.rules.push_back(make_rule("h" + std::to_string(hole), formula + ")"));
  }
  // Nothing is claimed of it when it is loaded, neither that it can be built nor that it cannot.
  const auto findings = check_catalog(content);
  CHECK(findings.refused.empty());
  CHECK(findings.warnings.empty());
  const prepared_catalog known(content, "v1");
  vehicle_choice wanted = car_with({"trim.pro"});
  wanted.model = "van";
  const auto state = state_of(known, wanted, in("BE", "2024-01-12"));
  REQUIRE(said_by(state) == "ok");
  CHECK(!state.value->complete.has_value());
  CHECK(!state.value->selectable.has_value());
  CHECK(!state.value->forced.has_value());
  CHECK(!state.value->excluded.has_value());
  CHECK(!state.value->price.has_value());
  CHECK(said_by(resolve(known, wanted, in("BE", "2024-01-12"))) == "configuration_undecided@choices");
}

// --- The code

TEST_CASE("codes: written in one order, read back, and no slip is missed", "[configuration][CFG-02][CFG-12]") {
  std::mt19937 random(12);
  coded_configuration configuration{"show", "car", {"trim.basic", "engine.petrol", "wheels.w16", "options.seats"}};
  const std::string code = write_code(configuration);
  CHECK(code.starts_with("1~show~car~engine.petrol~options.seats~trim.basic~wheels.w16~"));
  for (int i = 0; i < 50; ++i) {
    std::shuffle(configuration.choices.begin(), configuration.choices.end(), random);
    CHECK(write_code(configuration) == code);
  }
  configuration.choices.push_back("trim.basic");
  CHECK(write_code(configuration) == code);
  const auto read = read_code(code);
  REQUIRE(read.ok());
  CHECK(read.value() ==
        coded_configuration{"show", "car", {"engine.petrol", "options.seats", "trim.basic", "wheels.w16"}});
  CHECK(read_code(write_code({"c", "m", {}})).value() == coded_configuration{"c", "m", {}});

  const std::string_view characters = "abcxyzABC019._~-% ";
  for (std::size_t at = 0; at < code.size(); ++at) {
    for (const char c : characters) {
      std::string wrong = code;
      if (wrong[at] == c) continue;
      wrong[at] = c;
      CAPTURE(wrong);
      CHECK(!read_code(wrong).ok());
    }
    std::string shorter = code;
    shorter.erase(at, 1);
    CHECK((!read_code(shorter).ok() || (at > 0 && code[at] == code[at - 1])));
    if (at + 1 == code.size() || code[at] == code[at + 1]) continue;
    std::string swapped = code;
    std::swap(swapped[at], swapped[at + 1]);
    CAPTURE(swapped);
    CHECK(!read_code(swapped).ok());
  }
}

TEST_CASE("codes: what is refused", "[configuration][CFG-12]") {
  CHECK(said(read_code("")) == "configuration_code_missing@code");
  for (const char* text : {"x", "1~", "~~~~~", "1~show~car", "2~show~car~0000", "hello world, this is no code"}) {
    CAPTURE(text);
    CHECK(said(read_code(text)) == "configuration_code_malformed@code");
  }
  CHECK(said(read_code("1~show~car~trim.basic~0000")) == "configuration_code_check_wrong@code");
  // A true checksum does not make a bad form good.
  const auto with_check = [](const coded_configuration& made) { return said(read_code(write_code(made))); };
  CHECK(with_check({"", "car", {}}) == "configuration_code_malformed@code");
  CHECK(with_check({"show", "", {}}) == "configuration_code_malformed@code");
  CHECK(with_check({"show", "c.r", {}}) == "configuration_code_malformed@code");
  CHECK(with_check({"show", "car", {"trim"}}) == "configuration_code_malformed@code");
  CHECK(with_check({"show", "car", {"trim."}}) == "configuration_code_malformed@code");
  CHECK(with_check({"show", "car", {""}}) == "configuration_code_malformed@code");
  CHECK(with_check({"show", "car", {"a.b.c"}}) == "configuration_code_malformed@code");
  CHECK(with_check({"show", "car", {"a.é"}}) == "configuration_code_malformed@code");
  CHECK(with_check({"show", "car~trim.x", {"a.b"}}) == "configuration_code_malformed@code");  // not in order
  CHECK(said(read_code(std::string(configuration_code_bytes_max + 1, 'x'))) == "configuration_code_malformed@code");
}

// --- Through the desk

TEST_CASE("config.state, config.code: without an actor, and by every refusal", "[configuration][ACC-01][CFG-12]") {
  shop show;
  CHECK(said(show.run(question({}), show.by_nobody())) == "catalog_unknown@catalog");
  load(show);
  CHECK(said(show.run(question({}), show.by_nobody())) == "ok");
  auto asked = question({"trim.sportt"});
  const auto refused = show.run(asked, show.by_nobody());
  REQUIRE(said(refused) == "choice_unknown@choices.0");
  CHECK(argument(refused.refused[0], "suggestion") == "trim.sport");
  CHECK(said(show.run(show_configuration{}, show.by_nobody())) ==
        "catalog_unknown@catalog, model_missing@model, market_missing@market");
  auto explained = show.by_nobody();
  explained.explain = true;
  const auto because = show.run(question({"packs.comfort", "trim.basic"}), explained).because;
  REQUIRE(!because.empty());
  CHECK(because.back().rule == "CFG-11");
  REQUIRE(because.back().numbers.find("packs.comfort") != nullptr);
  CHECK(*because.back().numbers.find("packs.comfort") == "500.00");
  CHECK(*because.back().numbers.find("options.seats") == "0.00");

  code_configuration coded{"show", "car", "BE", day("2024-01-12"), {"wheels.w16", "trim.basic"}};
  const auto code = show.run(coded, show.by_nobody());
  REQUIRE(said(code) == "ok");
  std::reverse(coded.choices.begin(), coded.choices.end());
  CHECK(show.run(coded, show.by_nobody()).reply->code == code.reply->code);
  coded.choices.push_back("trim.sport");
  CHECK(said(show.run(coded, show.by_nobody())) == "choices_contradict@choices");
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"  // the rest of a job begins empty

TEST_CASE("catalogs: what quotes and leads ask of them", "[configuration][CFG-01][CFG-03][CFG-04][CFG-12]") {
  desk::implementation host;
  host.ledger = std::move(store::ledger::open(store::open_memory())).value();
  auto unit = host.ledger->write();
  const auto keep = [&](const catalog& content, std::int64_t sequence) {
    projections::place where{};
    where.at = noon;
    where.sequence = sequence;
    projections::apply(unit, where, catalog_loaded{content, false, 1, 1});
  };
  catalog later = make_catalog();
  later.code = "later";
  later.valid_from = day("2024-06-01");
  later.models.resize(1);
  later.models[0].name = "New car";
  keep(make_catalog(), 1);
  keep(later, 2);
  const request_context context;
  const auto asked_by = [&](auto&& ask) {
    work job{.host = host, .unit = unit, .context = context, .terms = nullptr};
    ask(job);
    return listed_as(job.refused);
  };
  const auto known = [&](std::string_view model, std::string_view market, std::string_view date) {
    std::string said = "unknown";
    asked_by([&](work& job) {
      if (const auto found = catalogs::find_model(job, model, market, day(date)))
        said = found->catalog_code + " " + found->name + " " + found->brand + " " +
               std::string(name_of(found->status)) + (found->test_drive ? " drive" : "");
    });
    return said;
  };
  CHECK(known("boat", "BE", "2024-01-12") == "unknown");
  CHECK(known("ca", "BE", "2024-01-12") == "unknown");
  CHECK(known("car", "BE", "2023-12-31") == "unknown");  // no catalogue is valid yet
  CHECK(known("car", "BE", "2024-05-31") == "show Car AP orderable drive");
  CHECK(known("car", "BE", "2024-06-01") == "later New car AP orderable drive");  // the newer catalogue
  CHECK(known("car", "FR", "2024-06-01") == "later New car AP unavailable drive");
  CHECK(known("coming", "BE", "2024-03-31") == "show Coming AP keep_me_informed");
  CHECK(known("van", "BE", "2024-06-01") == "show Van FO orderable");

  const auto resolved = [&](const vehicle_choice& wanted, const sale_terms& terms) {
    std::string said;
    const std::string refused = asked_by([&](work& job) {
      const auto vehicle = catalogs::resolve_vehicle(job, wanted, terms, "configuration");
      if (vehicle.has_value()) said = vehicle->catalog_code + " " + to_string(vehicle->price);
    });
    return refused.empty() ? said : refused;
  };
  const sale_terms terms = in("BE", "2024-06-15");
  vehicle_choice wanted = car_with(complete_choices());
  CHECK(resolved(wanted, terms) == "show 20500");
  wanted.catalog_code = "none";
  CHECK(resolved(wanted, terms) == "catalog_unknown@configuration.catalog");
  wanted.stock_number = "S-1";
  CHECK(resolved(wanted, terms) == "stock_vehicle_on_stand@configuration.stock_number");
  wanted = car_with({"trim.none"});
  CHECK(resolved(wanted, terms) == "choice_unknown@configuration.choices.0");
  vehicle_choice coded;
  coded.code = write_code({"show", "car", complete_choices()});
  CHECK(resolved(coded, terms) == "show 20500");
  coded.catalog_code = "later";  // the same configuration in another catalogue
  CHECK(resolved(coded, terms) == "later 20500");
  coded.catalog_code = "";
  CHECK(resolved(coded, in("BE", "2025-01-01")) == "model_unavailable@configuration.code");
  CHECK(resolved(coded, in("BE", "2023-01-01")) == "catalog_not_valid_yet@configuration");
  coded.code = write_code({"show", "car", {"trim.none"}});
  CHECK(resolved(coded, terms) == "choice_unknown@configuration.code");
  coded.code = write_code({"none", "car", {}});
  CHECK(resolved(coded, terms) == "catalog_unknown@configuration.code");
  coded.code.back() = coded.code.back() == '0' ? '1' : '0';
  CHECK(resolved(coded, terms) == "configuration_code_check_wrong@configuration.code");
  coded.code = "nothing like it";
  CHECK(resolved(coded, terms) == "configuration_code_malformed@configuration.code");
}

#pragma GCC diagnostic pop

TEST_CASE("config.read: checked against the catalogue in force", "[configuration][CFG-12]") {
  shop show;
  load(show);
  const std::string code = write_code({"show", "car", {"engine.petrol", "packs.comfort", "trim.basic", "wheels.w16"}});
  const auto read = [&](const read_configuration& asked) { return show.run(asked, show.by_nobody()); };
  CHECK(said(read({{}, {}, {}, {}})) == "configuration_code_missing@code");
  CHECK(said(read({{}, code + "0", {}, {}})) == "configuration_code_malformed@code");
  CHECK(said(read({{}, write_code({"other", "car", {}}), {}, {}})) == "catalog_unknown@code");
  CHECK(said(read({"other", code, {}, {}})) == "catalog_unknown@catalog");
  auto found = read({{}, code, {}, {}});
  REQUIRE(said(found) == "ok");
  CHECK(found.reply->catalog_code == "show");
  CHECK(found.reply->model == "car");
  CHECK(found.reply->model_exists);
  CHECK(found.reply->choices == list{"engine.petrol", "packs.comfort", "trim.basic", "wheels.w16"});
  CHECK(found.reply->gone.empty());
  CHECK(!found.reply->status.has_value());  // nobody said where
  CHECK(!found.reply->possible.has_value());
  found = read({{}, code, "BE", day("2024-01-12")});
  CHECK(found.reply->status == model_status::orderable);
  CHECK(found.reply->possible == true);
  CHECK(found.reply->complete == true);
  CHECK(found.reply->price == money::minor(20'500'00, euro));
  CHECK(found.reply->currency == "EUR");
  found = read({{}, code, "FR", day("2024-01-12")});
  CHECK(found.reply->status == model_status::unavailable);
  CHECK(!found.reply->possible.has_value());
  CHECK(listed_as(found.notes) == "model_unavailable@code");
  found = read({{}, code, "BE", day("2023-12-31")});
  CHECK(found.reply->status == model_status::unavailable);
  CHECK(listed_as(found.notes) == "catalog_not_valid_yet@date");

  // A year later: petrol is gone, the small wheels do not fit the trim any more.
  catalog next = make_catalog();
  next.models[0].groups[2].values.erase(next.models[0].groups[2].values.begin());
  next.models[0].rules.push_back(make_rule("basic_wheels", "trim.basic -> !wheels.w16"));
  show.now += 1s;
  REQUIRE(said(show.run(load_catalog{next, false, {}}, show.by_nobody())) == "ok");
  found = read({{}, code, "BE", day("2024-01-12")});
  REQUIRE(said(found) == "ok");
  CHECK(found.reply->gone == list{"engine.petrol"});
  CHECK(found.reply->choices == list{"packs.comfort", "trim.basic", "wheels.w16"});
  CHECK(found.reply->possible == false);
  CHECK(listed_as(found.notes) == "choices_contradict@code");
  // And against another catalogue.
  catalog other = make_catalog();
  other.code = "other";
  other.models.erase(other.models.begin());
  for (auto& prices : other.price_lists) prices.prices.clear();
  REQUIRE(said(show.run(load_catalog{other, false, {}}, show.by_nobody())) == "ok");
  found = read({"other", code, "BE", day("2024-01-12")});
  REQUIRE(said(found) == "ok");
  CHECK(!found.reply->model_exists);
  CHECK(found.reply->choices.empty());
  CHECK(found.reply->gone.size() == 4);
}
