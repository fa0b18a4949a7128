// A small catalogue for tests: a car with everything that can happen to a configuration, a van, a model to come.
#pragma once

#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dealerkit/catalog.hpp"
#include "dealerkit/configuration.hpp"

namespace catalog_test {

using namespace dealerkit;
using std::chrono::year_month_day;

/// A day written as it is read.
constexpr year_month_day day(std::string_view text) { return parse_date(text).value(); }

inline translations texts(std::string fr, std::string nl) {
  translations made;
  made.set("fr", std::move(fr));
  made.set("nl", std::move(nl));
  return made;
}

inline value_group make_group(std::string code, group_kind kind, group_choice choose,
                              std::initializer_list<const char*> values) {
  value_group made;
  made.code = std::move(code);
  made.kind = kind;
  made.choose = choose;
  for (const char* value : values) made.values.push_back({value, {}});
  return made;
}

inline catalog_rule make_rule(std::string code, std::string formula) {
  catalog_rule made;
  made.code = std::move(code);
  made.formula = std::move(formula);
  return made;
}

inline market_availability make_availability(std::string market, model_status status, std::string_view from = {},
                                             std::string_view until = {}) {
  market_availability made{std::move(market), status, {}, {}};
  if (!from.empty()) made.from = day(from);
  if (!until.empty()) made.until = day(until);
  return made;
}

inline price_list make_list(std::string market, std::string_view from, std::string_view until,
                            std::initializer_list<std::pair<const char*, const char*>> prices_of_car) {
  price_list made;
  made.market = std::move(market);
  made.currency = "EUR";
  made.from = day(from);
  if (!until.empty()) made.until = day(until);
  made.tax_percent = decimal::whole(21);
  for (const auto& [value, amount] : prices_of_car)
    made.prices.push_back({"car", value, parse_decimal(amount).value()});
  return made;
}

/// A car: its groups stand in another order than that of CFG-02.
inline vehicle_model make_car() {
  vehicle_model car;
  car.code = "car";
  car.brand = "AP";
  car.name = "Car";
  car.test_drive = true;
  car.availability = {make_availability("BE", model_status::orderable, "2024-01-01", "2024-12-31"),
                      make_availability("LU", model_status::orderable, "2024-02-01")};
  car.groups = {make_group("options", group_kind::options, group_choice::any, {"seats", "camera", "roof", "spare"}),
                make_group("trim", group_kind::trim, group_choice::exactly_one, {"basic", "sport"}),
                make_group("engine", group_kind::engine, group_choice::exactly_one, {"petrol", "electric"}),
                make_group("wheels", group_kind::wheels, group_choice::exactly_one, {"w16", "w17", "w18"}),
                make_group("hitch", group_kind::options, group_choice::at_most_one, {"fixed", "folding"}),
                make_group("packs", group_kind::packs, group_choice::any, {"comfort", "all_in"})};
  car.groups[1].label = texts("Finition", "Uitvoering");
  car.groups[1].values[1].label = texts("Sport", "Sportief");
  car.rules = {make_rule("electric_wheels", "requires(engine.electric, wheels.w17)"),
               make_rule("no_spare", "excludes(engine.electric, options.spare)"),
               make_rule("sport_wheels", "trim.sport -> !wheels.w16"), make_rule("roof_be", "!options.roof"),
               make_rule("spring", "!wheels.w18")};
  car.rules[3].markets = {"LU"};
  car.rules[4].from = day("2024-03-01");
  car.rules[4].until = day("2024-03-31");
  car.packs = {{"packs.comfort", {"options.seats", "options.camera"}},
               {"packs.all_in", {"packs.comfort", "options.roof"}}};
  return car;
}

inline catalog make_catalog() {
  catalog made;
  made.code = "show";
  made.name = "Show";
  made.valid_from = day("2024-01-01");
  vehicle_model van;
  van.code = "van";
  van.brand = "FO";
  van.name = "Van";
  van.kind = vehicle_kind::vu;
  van.length = "l2";
  van.height = "h1";
  van.weight = "3500";
  van.availability = {make_availability("BE", model_status::orderable)};
  van.groups = {make_group("trim", group_kind::trim, group_choice::exactly_one, {"pro"})};
  vehicle_model coming = van;
  coming.code = "coming";
  coming.brand = "AP";
  coming.name = "Coming";
  coming.kind = vehicle_kind::vp;
  coming.length = coming.height = coming.weight = "";
  coming.availability = {make_availability("BE", model_status::keep_me_informed, "", "2024-03-31"),
                         make_availability("BE", model_status::orderable, "2024-04-01")};
  made.models = {make_car(), van, coming};
  made.price_lists = {make_list("BE", "2024-01-01", "2024-12-31",
                                {{"trim.basic", "20000.00"},
                                 {"trim.sport", "24000.00"},
                                 {"engine.electric", "8000.00"},
                                 {"wheels.w17", "400.00"},
                                 {"wheels.w18", "900.50"},
                                 {"packs.comfort", "500.00"},
                                 {"packs.all_in", "1200.00"},
                                 {"options.seats", "350.00"},
                                 {"options.camera", "300.00"},
                                 {"options.roof", "800.00"},
                                 {"hitch.folding", "650.00"}}),
                      make_list("LU", "2024-01-01", "", {{"trim.basic", "19500.00"}, {"trim.sport", "23500.00"}}),
                      // A new tariff for June alone: it counts while it holds.
                      make_list("BE", "2024-06-01", "2024-06-30", {{"trim.basic", "20500.00"}})};
  made.price_lists[1].tax_percent = decimal::whole(17);
  return made;
}

/// The choices of a car that lacks nothing in Belgium.
inline std::vector<std::string> complete_choices() { return {"trim.basic", "engine.petrol", "wheels.w16"}; }

inline vehicle_choice car_with(std::vector<std::string> choices) {
  vehicle_choice wanted;
  wanted.catalog_code = "show";
  wanted.model = "car";
  wanted.choices = std::move(choices);
  return wanted;
}

inline sale_terms in(std::string market, std::string_view date, std::string language = "fr-BE") {
  sale_terms terms;
  terms.market = std::move(market);
  terms.date = day(date);
  terms.language = std::move(language);
  return terms;
}

}  // namespace catalog_test
