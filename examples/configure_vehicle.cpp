// A catalogue, what a customer chooses of it, and the vehicle that is sold: the pure part of configurations, without a
// desk and without JSON.
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "dealerkit/configuration.hpp"

using namespace dealerkit;

namespace {

value_group group(std::string code, group_kind kind, group_choice choose, std::vector<std::string> values) {
  value_group made;
  made.code = std::move(code);
  made.kind = kind;
  made.choose = choose;
  for (auto& value : values) made.values.push_back({std::move(value), {}});
  return made;
}

catalog make_catalog() {
  vehicle_model car;
  car.code = "ds_3";
  car.brand = "DS";
  car.name = "DS 3";
  car.availability = {{"BE", model_status::orderable, {}, {}}};
  car.groups = {group("trim", group_kind::trim, group_choice::exactly_one, {"pallas", "etoile"}),
                group("engine", group_kind::engine, group_choice::exactly_one, {"petrol", "electric"}),
                group("wheels", group_kind::wheels, group_choice::exactly_one, {"w16", "w17"}),
                group("packs", group_kind::packs, group_choice::any, {"winter"}),
                group("options", group_kind::options, group_choice::any, {"heated_seats", "roof"})};
  car.rules = {{"electric_wheels", "requires(engine.electric, wheels.w17)", {}, {}, {}, {}}};
  car.packs = {{"packs.winter", {"options.heated_seats"}}};
  price_list prices;
  prices.market = "BE";
  prices.currency = "EUR";
  prices.from = parse_date("2024-01-01").value();
  prices.tax_percent = decimal::whole(21);
  prices.prices = {
      {"ds_3", "trim.etoile", decimal::whole(30'500)},       {"ds_3", "engine.electric", decimal::whole(9'000)},
      {"ds_3", "wheels.w17", decimal::whole(450)},           {"ds_3", "packs.winter", decimal::whole(300)},
      {"ds_3", "options.heated_seats", decimal::whole(400)}, {"ds_3", "options.roof", decimal::whole(950)}};
  catalog made;
  made.code = "show_2024";
  made.models = {std::move(car)};
  made.price_lists = {std::move(prices)};
  return made;
}

std::string list(const std::vector<std::string>& values) {
  std::string text;
  for (const auto& value : values) text += " " + value;
  return text;
}

}  // namespace

int main() {
  // Only what has no fault is prepared: a slip of the pen is found, and where it is.
  catalog wrong = make_catalog();
  wrong.models[0].rules[0].formula = "requires(engine.electric, wheels.w71)";
  for (const auto& fault : check_catalog(wrong).refused)
    std::printf("refused: %s at %s\n", std::string(code(fault.broken)).c_str(), fault.field.c_str());

  const prepared_catalog show(make_catalog(), "1");
  sale_terms terms;
  terms.market = "BE";
  terms.date = parse_date("2024-01-12").value();
  terms.language = "fr-BE";

  vehicle_choice wanted;
  wanted.model = "ds_3";
  wanted.choices = {"engine.electric", "packs.winter"};
  if (const auto state = state_of(show, wanted, terms); state.ok()) {
    std::printf("still to choose:%s\n", list(*state.value->selectable).c_str());
    std::printf("follows:%s\n", list(*state.value->forced).c_str());
  }
  if (const auto unfinished = resolve(show, wanted, terms); !unfinished.ok())
    std::printf("refused: %s, %s %s\n", std::string(code(unfinished.refused[0].broken)).c_str(),
                unfinished.refused[0].args[0].first.c_str(), unfinished.refused[0].args[0].second.c_str());

  wanted.choices.push_back("trim.etoile");
  const auto sold = resolve(show, wanted, terms);
  if (!sold.ok()) return 1;
  for (const auto& value : sold.value->values)
    std::printf("%-22s %-9s %s\n", value.value.c_str(), std::string(name_of(value.origin)).c_str(),
                to_string(value.amount).c_str());
  std::printf("price %s %s\n", to_string(sold.value->price).c_str(), sold.value->currency.c_str());
  std::printf("code %s\n", sold.value->code.c_str());
  const auto read = read_code(sold.value->code);
  return read.ok() && read.value().choices.size() == 3 ? 0 : 1;
}
