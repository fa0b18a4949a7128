// Catalogues: what a load refuses and where, what it only warns of, how it replaces, adds and comes in parts.
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "desk/catalogs.hpp"
#include "desk/projections.hpp"
#include "store/ledger.hpp"
#include "support/catalog_fixture.hpp"
#include "support/catch.hpp"
#include "support/desk_fixture.hpp"

using namespace dealerkit;
using namespace desk_test;
using namespace catalog_test;

namespace {

load_catalog load_of(catalog content) { return {std::move(content), false, {}}; }

std::string findings_of(const catalog& content) { return listed_as(check_catalog(content).refused); }

// The small catalogue with one change.
std::string changed(const std::function<void(catalog&)>& change) {
  catalog content = make_catalog();
  change(content);
  return findings_of(content);
}

vehicle_model& car(catalog& content) { return content.models[0]; }

std::vector<std::string> codes(const std::vector<model_line>& lines) {
  std::vector<std::string> all;
  for (const auto& one : lines) all.push_back(one.code + ":" + std::string(name_of(one.status)));
  return all;
}

list_models models_in(std::string market, std::string_view date) {
  list_models asked;
  asked.catalog_code = "show";
  asked.market = std::move(market);
  asked.date = day(date);
  return asked;
}

}  // namespace

// --- Pure

TEST_CASE("text_in: the language, its base, English, any", "[catalog][CFG-05]") {
  translations all;
  all.set("fr-BE", "belge");
  all.set("fr", "français");
  all.set("en", "English");
  CHECK(text_in(all, "fr-BE") == "belge");
  CHECK(text_in(all, "fr-LU") == "français");
  CHECK(text_in(all, "fr") == "français");
  CHECK(text_in(all, "nl-BE") == "English");
  CHECK(text_in(all, "") == "English");
  CHECK(text_in(texts("français", "Nederlands"), "de") == "français");
  CHECK(text_in(texts("", "Nederlands"), "fr") == "Nederlands");  // an empty text is none
  CHECK(text_in({}, "fr").empty());
}

TEST_CASE("status_on: by market and day, both ends included", "[catalog][CFG-03]") {
  const catalog show = make_catalog();
  const auto* car = find_model(show, "car");
  REQUIRE(car != nullptr);
  CHECK(find_model(show, "boat") == nullptr);
  CHECK(status_on(*car, "BE", day("2023-12-31")) == model_status::unavailable);
  CHECK(status_on(*car, "BE", day("2024-01-01")) == model_status::orderable);
  CHECK(status_on(*car, "BE", day("2024-12-31")) == model_status::orderable);
  CHECK(status_on(*car, "BE", day("2025-01-01")) == model_status::unavailable);
  CHECK(status_on(*car, "LU", day("2024-01-31")) == model_status::unavailable);
  CHECK(status_on(*car, "LU", day("2024-02-01")) == model_status::orderable);
  CHECK(status_on(*car, "LU", day("2099-01-01")) == model_status::orderable);  // open at its end
  CHECK(status_on(*car, "FR", day("2024-06-01")) == model_status::unavailable);
  CHECK(status_on(*car, "be", day("2024-06-01")) == model_status::unavailable);
  const auto* coming = find_model(show, "coming");
  CHECK(status_on(*coming, "BE", day("1999-01-01")) == model_status::keep_me_informed);
  CHECK(status_on(*coming, "BE", day("2024-03-31")) == model_status::keep_me_informed);
  CHECK(status_on(*coming, "BE", day("2024-04-01")) == model_status::orderable);
}

TEST_CASE("list_on: the market's list of the day, the later one of two", "[catalog][CFG-11]") {
  const catalog show = make_catalog();
  const auto from = [&](std::string_view market, std::string_view date) -> std::string {
    const auto* list = list_on(show, market, day(date));
    if (list == nullptr) return "none";
    std::string text = list->market + " ";
    append_date(text, list->from);
    return text;
  };
  CHECK(from("BE", "2023-12-31") == "none");
  CHECK(from("BE", "2024-01-01") == "BE 2024-01-01");
  CHECK(from("BE", "2024-05-31") == "BE 2024-01-01");
  CHECK(from("BE", "2024-06-01") == "BE 2024-06-01");
  CHECK(from("BE", "2024-06-30") == "BE 2024-06-01");
  CHECK(from("BE", "2024-07-01") == "BE 2024-01-01");
  CHECK(from("BE", "2024-12-31") == "BE 2024-01-01");
  CHECK(from("BE", "2025-01-01") == "none");
  CHECK(from("LU", "2030-01-01") == "LU 2024-01-01");
  CHECK(from("FR", "2024-06-01") == "none");
}

TEST_CASE("check_catalog: every fault at its place", "[catalog][CFG-01][CFG-02][CFG-03][CFG-05][CFG-10][CFG-11]") {
  REQUIRE(findings_of(make_catalog()).empty());
  REQUIRE(check_catalog(make_catalog()).warnings.empty());
  const struct {
    const char* what;
    std::function<void(catalog&)> change;
    std::string said;
  } rows[] = {
      {"a code with a blank", [](catalog& c) { c.code = "the show"; }, "catalog_code_malformed@code"},
      {"no model",
       [](catalog& c) {
         c.models.clear();
         c.price_lists.clear();
       },
       "catalog_incomplete@models"},
      {"a code of 65", [](catalog& c) { car(c).rules[0].code = std::string(65, 'a'); },
       "catalog_code_malformed@models.0.rules.0.code"},
      {"a code of 64 is fine", [](catalog& c) { car(c).rules[0].code = std::string(64, 'a'); }, ""},
      {"a model twice", [](catalog& c) { c.models[2].code = "van"; }, "model_repeated@models.2.code"},
      {"a market that is none", [](catalog& c) { car(c).availability[0].market = "B E"; },
       "catalog_market_malformed@models.0.availability.0.market"},
      {"a market that is a part of a country",
       [](catalog& c) {
         car(c).availability[0].market = "CA-QC";
         car(c).rules[3].markets = {"CA-QC"};
         c.price_lists[0].market = "CA-QC";
       },
       ""},
      {"a list of no market", [](catalog& c) { c.price_lists[0].market = "BENELUX"; },
       "catalog_market_malformed@price_lists.0.market"},
      {"an availability that ends before it starts",
       [](catalog& c) { car(c).availability[0].until = day("2023-12-31"); },
       "period_ends_before_start@models.0.availability.0.until"},
      {"one day is a period", [](catalog& c) { car(c).availability[0].until = day("2024-01-01"); }, ""},
      {"two statuses on one day", [](catalog& c) { c.models[2].availability[1].from = day("2024-03-31"); },
       "availability_overlaps@models.2.availability.1"},
      {"the same status twice is no contradiction",
       [](catalog& c) { car(c).availability.push_back(make_availability("BE", model_status::orderable)); }, ""},
      {"an open one overlaps",
       [](catalog& c) { car(c).availability.push_back(make_availability("BE", model_status::unavailable)); },
       "availability_overlaps@models.0.availability.2"},
      {"a group twice", [](catalog& c) { car(c).groups[4].code = "wheels"; },
       "group_repeated@models.0.groups.4.code, price_unknown@price_lists.0.prices.10.value"},
      {"a value twice", [](catalog& c) { car(c).groups[3].values[2].code = "w17"; },
       "value_repeated@models.0.groups.3.values.2.code, formula_value_unknown@models.0.rules.4.formula, "
       "price_unknown@price_lists.0.prices.4.value"},
      {"a group without values",
       [](catalog& c) {
         car(c).groups[4].values.clear();
         c.price_lists[0].prices.pop_back();
       },
       "group_incomplete@models.0.groups.4.values"},
      {"a dot in a code", [](catalog& c) { c.models[1].groups[0].values[0].code = "pro.max"; },
       "catalog_code_malformed@models.1.groups.0.values.0.code"},
      {"a rule twice", [](catalog& c) { car(c).rules[1].code = "spring"; },
       "catalog_rule_repeated@models.0.rules.4.code"},
      {"a rule that ends before it starts", [](catalog& c) { car(c).rules[4].until = day("2024-02-29"); },
       "period_ends_before_start@models.0.rules.4.until"},
      {"a rule's market",
       [](catalog& c) {
         car(c).rules[3].markets = {"LU", ""};
       },
       "catalog_market_malformed@models.0.rules.3.markets.1"},
      {"a formula that is none", [](catalog& c) { car(c).rules[0].formula = "requires(engine.electric"; },
       "formula_malformed@models.0.rules.0.formula"},
      {"a formula about nothing", [](catalog& c) { car(c).rules[0].formula = "engine.diesel -> wheels.w17"; },
       "formula_value_unknown@models.0.rules.0.formula"},
      {"a formula of another model", [](catalog& c) { car(c).rules[0].formula = "trim.pro"; },
       "formula_value_unknown@models.0.rules.0.formula"},
      {"a formula too deep", [](catalog& c) { car(c).rules[0].formula = std::string(65, '!') + "trim.basic"; },
       "formula_too_complex@models.0.rules.0.formula"},
      {"a pack that is none", [](catalog& c) { car(c).packs[0].value = "packs.luxury"; },
       "pack_value_unknown@models.0.packs.0.value"},
      {"a pack of nothing that exists", [](catalog& c) { car(c).packs[0].includes[1] = "options.radar"; },
       "pack_value_unknown@models.0.packs.0.includes.1"},
      {"a pack twice", [](catalog& c) { car(c).packs[1].value = "packs.comfort"; },
       "pack_circular@models.0.packs.0, pack_repeated@models.0.packs.1.value, pack_circular@models.0.packs.1"},
      {"a pack in itself", [](catalog& c) { car(c).packs[0].includes.push_back("packs.comfort"); },
       "pack_circular@models.0.packs.0"},
      {"packs in a circle", [](catalog& c) { car(c).packs[0].includes.push_back("packs.all_in"); },
       "pack_circular@models.0.packs.0, pack_circular@models.0.packs.1"},
      {"a list twice", [](catalog& c) { c.price_lists[2].from = day("2024-01-01"); },
       "price_list_repeated@price_lists.2"},
      {"a list that ends before it starts", [](catalog& c) { c.price_lists[2].until = day("2024-05-31"); },
       "period_ends_before_start@price_lists.2.until"},
      {"a currency", [](catalog& c) { c.price_lists[0].currency = "BEF"; }, "currency_unknown@price_lists.0.currency"},
      {"no tax", [](catalog& c) { c.price_lists[0].tax_percent.reset(); },
       "list_tax_missing@price_lists.0.tax_percent"},
      {"two ways of tax",
       [](catalog& c) {
         c.price_lists[0].taxes = {{"GST", decimal::whole(5)}};
       },
       "list_tax_missing@price_lists.0.tax_percent"},
      {"several taxes",
       [](catalog& c) {
         c.price_lists[0].tax_percent.reset();
         c.price_lists[0].taxes = {{"GST", decimal::whole(5)}, {"QST", parse_decimal("9.975").value()}};
       },
       ""},
      {"a tax twice",
       [](catalog& c) {
         c.price_lists[0].tax_percent.reset();
         c.price_lists[0].taxes = {{"GST", decimal::whole(5)}, {"GST", decimal::whole(5)}};
       },
       "list_tax_missing@price_lists.0.tax_percent"},
      {"a tax of 100 %", [](catalog& c) { c.price_lists[0].tax_percent = decimal::whole(100); }, ""},
      {"a tax of more", [](catalog& c) { c.price_lists[0].tax_percent = parse_decimal("100.001").value(); },
       "list_tax_missing@price_lists.0.tax_percent"},
      {"a tax of less than nothing", [](catalog& c) { c.price_lists[0].tax_percent = decimal::whole(-1); },
       "list_tax_missing@price_lists.0.tax_percent"},
      {"a tax as fine as can be",
       [](catalog& c) { c.price_lists[0].tax_percent = parse_decimal("1.0000000000000001").value(); }, ""},
      {"a finer one", [](catalog& c) { c.price_lists[0].tax_percent = parse_decimal("1.00000000000000001").value(); },
       "decimal_out_of_range@price_lists.0.tax_percent"},
      {"one of several taxes is finer",
       [](catalog& c) {
         c.price_lists[0].tax_percent.reset();
         c.price_lists[0].taxes = {{"GST", decimal::whole(5)}, {"QST", parse_decimal("1.00000000000000001").value()}};
       },
       "decimal_out_of_range@price_lists.0.taxes.1.percent"},
      {"eight taxes",
       [](catalog& c) {
         c.price_lists[0].tax_percent.reset();
         for (const char* id : {"a", "b", "c", "d", "e", "f", "g", "h"})
           c.price_lists[0].taxes.push_back({id, decimal::whole(1)});
       },
       ""},
      {"nine taxes",
       [](catalog& c) {
         c.price_lists[0].tax_percent.reset();
         for (const char* id : {"a", "b", "c", "d", "e", "f", "g", "h", "i"})
           c.price_lists[0].taxes.push_back({id, decimal::whole(1)});
       },
       "price_too_many_taxes@price_lists.0.taxes"},
      {"a price of no model", [](catalog& c) { c.price_lists[0].prices[0].model = "boat"; },
       "price_unknown@price_lists.0.prices.0.model"},
      {"a price of no value", [](catalog& c) { c.price_lists[0].prices[0].value = "trim.pro"; },
       "price_unknown@price_lists.0.prices.0.value"},
      {"a price twice", [](catalog& c) { c.price_lists[0].prices[1].value = "trim.basic"; },
       "price_repeated@price_lists.0.prices.1"},
      {"a price below nothing", [](catalog& c) { c.price_lists[0].prices[0].amount = decimal::whole(-1); },
       "price_negative@price_lists.0.prices.0.amount"},
      {"half a cent", [](catalog& c) { c.price_lists[0].prices[0].amount = parse_decimal("1.005").value(); },
       "money_too_many_decimals@price_lists.0.prices.0.amount"},
      {"a discount of nothing", [](catalog& c) { c.price_lists[0].discounts.emplace_back().id = "d"; },
       "list_discount_malformed@price_lists.0.discounts.0.amount"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(changed(row.change) == row.said);
  }
}

TEST_CASE("check_catalog: discounts of a list", "[catalog][CFG-11]") {
  list_discount good;
  good.id = "show";
  good.percent = decimal::whole(5);
  const auto with = [&](const std::function<void(list_discount&)>& change) {
    return changed([&](catalog& c) {
      list_discount one = good;
      change(one);
      c.price_lists[1].discounts = {good, one};
      c.price_lists[1].discounts[1].id = one.id == "show" ? "other" : one.id;
    });
  };
  CHECK(with([](list_discount&) {}).empty());
  CHECK(with([](list_discount& d) { d.percent = decimal::whole(100); }).empty());
  CHECK(with([](list_discount& d) { d.percent = decimal::whole(101); }) ==
        "list_discount_malformed@price_lists.1.discounts.1.percent");
  CHECK(with([](list_discount& d) { d.percent = parse_decimal("1.0000000000000001").value(); }).empty());
  CHECK(with([](list_discount& d) { d.percent = parse_decimal("1.00000000000000001").value(); }) ==
        "decimal_out_of_range@price_lists.1.discounts.1.percent");
  CHECK(with([](list_discount& d) { d.percent = decimal::whole(-1); }) ==
        "list_discount_malformed@price_lists.1.discounts.1.percent");
  CHECK(with([](list_discount& d) { d.amount = decimal::whole(5); }) ==
        "list_discount_malformed@price_lists.1.discounts.1.percent");
  const auto of_amount = [](std::string text) {
    return [text](list_discount& d) {
      d.percent.reset();
      d.amount = parse_decimal(text).value();
    };
  };
  CHECK(with(of_amount("0")).empty());
  CHECK(with(of_amount("-0.01")) == "price_negative@price_lists.1.discounts.1.amount");
  CHECK(with(of_amount("0.001")) == "money_too_many_decimals@price_lists.1.discounts.1.amount");
  CHECK(with([](list_discount& d) { d.model = "van"; }).empty());
  CHECK(with([](list_discount& d) { d.model = "boat"; }) == "price_unknown@price_lists.1.discounts.1.model");
  CHECK(changed([&](catalog& c) {
          c.price_lists[1].discounts = {good, good};
        }) == "list_discount_malformed@price_lists.1.discounts.1.id");
}

TEST_CASE("check_catalog: what a formula's fault says", "[catalog][CFG-05]") {
  catalog content = make_catalog();
  content.models[0].rules[0].formula = "trim.basic -> engine.electic";
  auto found = check_catalog(content).refused;
  REQUIRE(listed_as(found) == "formula_value_unknown@models.0.rules.0.formula");
  CHECK(argument(found[0], "position") == "15");
  CHECK(argument(found[0], "suggestion") == "engine.electric");
  content.models[0].rules[0].formula = "trim.basic -> ";
  found = check_catalog(content).refused;
  REQUIRE(listed_as(found) == "formula_malformed@models.0.rules.0.formula");
  CHECK(argument(found[0], "position") == "15");
  CHECK(argument(found[0], "expected") == "a value");
}

TEST_CASE("check_catalog: a model that cannot be built is refused, in which market and from when",
          "[catalog][CFG-10]") {
  catalog content = make_catalog();
  content.models[0].rules.push_back(make_rule("never", "!trim.basic & !trim.sport"));
  auto found = check_catalog(content).refused;
  REQUIRE(listed_as(found) == "catalog_inconsistent@models.0");
  CHECK(argument(found[0], "market") == "BE");
  CHECK(argument(found[0], "from") == "2024-01-01");
  // Only in one market, and only for a while.
  content.models[0].rules.back().markets = {"LU"};
  content.models[0].rules.back().from = day("2024-05-01");
  found = check_catalog(content).refused;
  REQUIRE(listed_as(found) == "catalog_inconsistent@models.0");
  CHECK(argument(found[0], "market") == "LU");
  CHECK(argument(found[0], "from") == "2024-05-01");
  // Where it cannot be ordered nobody minds.
  content.models[0].rules.back().markets = {"BE"};
  content.models[0].rules.back().from = day("2025-01-01");
  CHECK(findings_of(content).empty());
  content.models[0].rules.back().from = day("2024-12-31");
  CHECK(findings_of(content) == "catalog_inconsistent@models.0");
}

TEST_CASE("check_catalog: dead values, and choices that are none", "[catalog][CFG-10]") {
  catalog content = make_catalog();
  content.models[0].rules.push_back(make_rule("no_folding", "!hitch.folding"));
  content.models[0].rules.push_back(make_rule("camera_always", "options.camera"));
  auto findings = check_catalog(content);
  REQUIRE(findings.refused.empty());
  CHECK(listed_as(findings.warnings) ==
        "value_falsely_optional@models.0.groups.0.values.1, value_dead@models.0.groups.4.values.1");
  // What one market or one month leaves alive is not dead.
  content.models[0].rules.back().markets = {"LU"};
  content.models[0].rules[content.models[0].rules.size() - 2].until = day("2024-12-30");
  CHECK(check_catalog(content).warnings.empty());
}

TEST_CASE("check_catalog: a hundred faults are enough", "[catalog][CFG-10]") {
  catalog content = make_catalog();
  for (int i = 0; i < 300; ++i) content.price_lists[0].prices.push_back({"boat", "trim.x", decimal::whole(1)});
  CHECK(check_catalog(content).refused.size() == 100);
}

TEST_CASE("check_catalog: more values than a model may have", "[catalog][CFG-10]") {
  catalog content = make_catalog();
  value_group many = make_group("many", group_kind::options, group_choice::any, {});
  for (int i = 0; i < 20'000; ++i) many.values.push_back({"v" + std::to_string(i), {}});
  content.models[1].groups.push_back(many);
  const auto found = check_catalog(content).refused;
  REQUIRE(listed_as(found) == "catalog_too_large@models.1.groups");
  CHECK(argument(found[0], "limit") == "20000");
  content.models[1].groups.back().values.pop_back();
  CHECK(findings_of(content).empty());
}

TEST_CASE("append: later parts continue what earlier ones began", "[catalog][CFG-10]") {
  catalog whole = make_catalog();
  // The catalogue cut in two: its second model, half of a group, half of a list come later.
  catalog first = whole;
  catalog second = whole;
  first.models.resize(1);
  first.models[0].groups[0].values.resize(1);
  first.models[0].groups.resize(3);
  first.models[0].rules.clear();
  first.models[0].packs.clear();
  first.price_lists.resize(1);
  first.price_lists[0].prices.resize(2);
  second.models[0].availability.clear();
  second.models[0].groups[0].values.erase(second.models[0].groups[0].values.begin());
  second.models[0].groups.erase(second.models[0].groups.begin() + 1, second.models[0].groups.begin() + 3);
  auto& prices = second.price_lists[0].prices;
  prices.erase(prices.begin(), prices.begin() + 2);
  append(first, second);
  CHECK(first == whole);
  // What is said differently stays apart, and so is found.
  catalog other = whole;
  other.models[0].name = "Another";
  other.price_lists[0].tax_percent = decimal::whole(6);
  append(first, other);
  CHECK(findings_of(first).starts_with("value_repeated@models.1."));
  CHECK(findings_of(first).find("model_repeated@models.3.code") != std::string::npos);
  CHECK(findings_of(first).find("price_list_repeated@price_lists.3") != std::string::npos);
}

// --- Through the desk

TEST_CASE("catalog.load: kept, listed, replaced; the same again leaves no trace", "[catalog][CFG-10][CFG-12]") {
  for (const auto& kind : store_kinds()) {
    CAPTURE(kind);
    const directory place;
    shop show(options_for(kind, place));
    const auto before = show.records();
    const auto loaded = show.run(load_of(make_catalog()), show.by_nobody());
    REQUIRE(said(loaded) == "ok");
    CHECK(loaded.reply->code == "show");
    CHECK(loaded.reply->version.size() == 12);
    CHECK(loaded.reply->models == std::vector<std::string>{"car", "van", "coming"});
    CHECK(loaded.reply->warnings.empty());
    CHECK(loaded.reply->in_force);
    CHECK(show.records() == before + 1);
    const auto again = show.run(load_of(make_catalog()), show.by_nobody());
    CHECK(again.reply->version == loaded.reply->version);
    CHECK(show.records() == before + 1);
    CHECK(codes(show.run(models_in("BE", "2024-01-12"), show.by_nobody()).reply->models) ==
          std::vector<std::string>{"car:orderable", "van:orderable", "coming:keep_me_informed"});

    catalog changed = make_catalog();
    changed.models.erase(changed.models.begin());
    for (auto& list : changed.price_lists) list.prices.clear();
    show.now += 1s;
    const auto replaced = show.run(load_of(changed), show.by_nobody());
    REQUIRE(said(replaced) == "ok");
    CHECK(replaced.reply->version != loaded.reply->version);
    CHECK(codes(show.run(models_in("BE", "2024-01-12"), show.by_nobody()).reply->models) ==
          std::vector<std::string>{"van:orderable", "coming:keep_me_informed"});
    CHECK(show.rebuilds_the_same());
    CHECK(codes(show.run(models_in("BE", "2024-04-01"), show.by_nobody()).reply->models) ==
          std::vector<std::string>{"van:orderable", "coming:orderable"});
  }
}

TEST_CASE("catalog.load: what is refused changes nothing", "[catalog][CFG-01][CFG-10][NET-01][DAT-04]") {
  shop show;
  REQUIRE(said(show.run(load_of(make_catalog()), show.by_nobody())) == "ok");
  const auto records = show.records();
  catalog bad = make_catalog();
  bad.models[0].rules[0].formula = "nonsense(";
  bad.models[1].groups[0].values.push_back({"pro", {}});
  CHECK(said(show.run(load_of(bad), show.by_nobody())) ==
        "formula_malformed@catalog.models.0.rules.0.formula, "
        "value_repeated@catalog.models.1.groups.0.values.1.code");
  bad = make_catalog();
  bad.models[1].brand = "ZZ";
  CHECK(said(show.run(load_of(bad), show.by_nobody())) == "brand_unknown@catalog.models.1.brand");
  bad = make_catalog();
  bad.models[0].code = bad.models[0].brand = "";
  bad.models[0].groups[0].code = "";
  bad.models[0].rules[0].formula = "";
  bad.models[0].packs[0].includes.clear();
  bad.price_lists[0].market = "";
  CHECK(said(show.run(load_of(bad), show.by_nobody())) ==
        "model_incomplete@catalog.models.0.code, model_incomplete@catalog.models.0.brand, "
        "group_incomplete@catalog.models.0.groups.0.code, catalog_rule_incomplete@catalog.models.0.rules.0.formula, "
        "pack_incomplete@catalog.models.0.packs.0.includes, price_list_incomplete@catalog.price_lists.0.market");
  CHECK(said(show.run(load_of({}), show.by_nobody())) == "catalog_incomplete@catalog.code");
  auto early = show.by_nobody();
  early.at -= 1us;
  bad = make_catalog();
  bad.name = "Earlier";
  CHECK(said(show.run(load_of(bad), early)) == "instant_before_last_event@at");
  CHECK(show.records() == records);
  early.at += 1us;
  early.dry_run = true;
  CHECK(said(show.run(load_of(bad), early)) == "ok");
  CHECK(show.records() == records);
  // A brand that was registered is known.
  load_network more;
  more.brands = {{"ZZ", "Zed", brand_family::none, {}}};
  REQUIRE(said(show.run(more, show.by_nobody())) == "ok");
  bad = make_catalog();
  bad.models[1].brand = "ZZ";
  CHECK(said(show.run(load_of(bad), show.by_nobody())) == "ok");
}

TEST_CASE("catalog.load: a formula may be longer than other texts", "[catalog][CFG-05][DAT-01]") {
  shop show;
  catalog content = make_catalog();
  std::string& formula = content.models[0].rules[0].formula;
  formula = "trim.basic | trim.sport";
  formula.resize(formula_bytes_max, ' ');
  CHECK(said(show.run(load_of(content), show.by_nobody())) == "ok");
  formula += ' ';
  CHECK(said(show.run(load_of(content), show.by_nobody())) == "field_too_long@catalog.models.0.rules.0.formula");
  formula = "trim.basic | trim.sport";
  content.models[0].name.assign(1025, 'x');
  CHECK(said(show.run(load_of(content), show.by_nobody())) == "field_too_long@catalog.models.0.name");
}

TEST_CASE("catalog.load: in parts, in force with the last one", "[catalog][CFG-10][DAT-01]") {
  for (const auto& kind : store_kinds()) {
    CAPTURE(kind);
    const directory place;
    shop show(options_for(kind, place));
    catalog whole = make_catalog();
    catalog first = whole;
    first.models.resize(2);
    first.price_lists.clear();
    catalog second = whole;
    second.models.erase(second.models.begin(), second.models.begin() + 2);
    const auto load = [&](const catalog& content, std::int64_t number, std::int64_t of, bool add = false) {
      show.now += 1s;
      return show.run(load_catalog{content, add, catalog_part{number, of}}, show.by_nobody());
    };
    CHECK(said(load(second, 2, 2)) == "catalog_part_out_of_order@part");
    CHECK(said(load(first, 0, 2)) == "catalog_part_out_of_order@part");
    CHECK(said(load(first, 3, 2)) == "catalog_part_out_of_order@part");
    CHECK(said(load(first, 1, 257)) == "catalog_part_out_of_order@part");
    const auto begun = load(first, 1, 2);
    REQUIRE(said(begun) == "ok");
    CHECK(!begun.reply->in_force);
    CHECK(begun.reply->models == std::vector<std::string>{"car", "van"});
    CHECK(said(show.run(models_in("BE", "2024-01-12"), show.by_nobody())) == "catalog_unknown@catalog");
    CHECK(said(load(second, 2, 3)) == "catalog_part_out_of_order@part");
    CHECK(said(load(second, 2, 2, true)) == "catalog_part_out_of_order@part");
    // A last part with a fault: the ones before still wait.
    catalog bad = second;
    bad.price_lists[0].prices[0].value = "trim.none";
    CHECK(said(load(bad, 2, 2)) == "price_unknown@catalog.price_lists.0.prices.0.value");
    const auto ended = load(second, 2, 2);
    REQUIRE(said(ended) == "ok");
    CHECK(ended.reply->in_force);
    CHECK(ended.reply->models == std::vector<std::string>{"car", "van", "coming"});
    // The same as in one piece.
    const auto records = show.records();
    const auto in_one = show.run(load_of(whole), show.by_nobody());
    CHECK(in_one.reply->version == ended.reply->version);
    CHECK(show.records() == records);
    CHECK(said(load(second, 2, 2)) == "catalog_part_out_of_order@part");  // it ended

    // Beginning again forgets what was not ended; meanwhile the old one stays in force.
    REQUIRE(said(load(second, 1, 3)) == "ok");
    REQUIRE(said(load(first, 1, 2)) == "ok");
    CHECK(show.run(models_in("BE", "2024-01-12"), show.by_nobody()).reply->models.size() == 3);
    REQUIRE(said(load(second, 2, 2)) == "ok");
    CHECK(show.run(models_in("BE", "2024-01-12"), show.by_nobody()).reply->models.size() == 3);
    CHECK(show.rebuilds_the_same());
  }
}

TEST_CASE("catalog.load: adding to what is in force", "[catalog][CFG-10][CFG-11][CFG-12]") {
  shop show;
  catalog more;
  more.code = "show";
  price_list july = make_list("BE", "2024-07-01", "2024-07-31", {{"trim.basic", "21000.00"}});
  more.price_lists = {july};
  CHECK(said(show.run(load_catalog{more, true, {}}, show.by_nobody())) == "catalog_unknown@catalog.code");
  REQUIRE(said(show.run(load_of(make_catalog()), show.by_nobody())) == "ok");
  const auto added = show.run(load_catalog{more, true, {}}, show.by_nobody());
  REQUIRE(said(added) == "ok");
  CHECK(added.reply->models.size() == 3);
  show_configuration asked{"show", "car", "BE", day("2024-07-01"), complete_choices()};
  CHECK(show.run(asked, show.by_nobody()).reply->price == money::minor(21'000'00, euro));
  // The places of a fault count in the whole that it would make.
  CHECK(said(show.run(load_catalog{more, true, {}}, show.by_nobody())) ==
        "price_repeated@catalog.price_lists.3.prices.1");
  CHECK(show.rebuilds_the_same());
}

TEST_CASE("catalog.models: filters, paging, statuses", "[catalog][CFG-01][CFG-03][DAT-05]") {
  shop show;
  CHECK(said(show.run(models_in("BE", "2024-01-12"), show.by_nobody())) == "catalog_unknown@catalog");
  REQUIRE(said(show.run(load_of(make_catalog()), show.by_nobody())) == "ok");
  const auto listed = [&](const std::function<void(list_models&)>& change) {
    auto asked = models_in("BE", "2024-01-12");
    change(asked);
    const auto answer = show.run(asked, show.by_nobody());
    return answer.ok() ? codes(answer.reply->models) : std::vector<std::string>{said(answer)};
  };
  using list = std::vector<std::string>;
  CHECK(listed([](list_models& a) { a.brand = "AP"; }) == list{"car:orderable", "coming:keep_me_informed"});
  CHECK(listed([](list_models& a) { a.kind = vehicle_kind::vu; }) == list{"van:orderable"});
  CHECK(listed([](list_models& a) { a.length = "l2"; }) == list{"van:orderable"});
  CHECK(listed([](list_models& a) { a.height = "h2"; }).empty());
  CHECK(listed([](list_models& a) {
          a.weight = "3500";
          a.height = "h1";
        }) == list{"van:orderable"});
  CHECK(listed([](list_models& a) {
          a.market = "LU";
          a.date = day("2024-02-01");
        }) == list{"car:orderable", "van:unavailable", "coming:unavailable"});
  CHECK(listed([](list_models& a) { a.date.reset(); }) ==
        list{"car:orderable", "van:orderable", "coming:keep_me_informed"});  // the day of the instant
  CHECK(listed([](list_models& a) { a.date = day("2023-12-31"); }) ==
        list{"car:unavailable", "van:unavailable", "coming:unavailable"});  // the catalogue is not valid yet
  CHECK(listed([](list_models& a) { a.market = ""; }) == list{"market_missing@market"});
  CHECK(listed([](list_models& a) { a.limit = 2; }) == list{"car:orderable", "van:orderable"});
  CHECK(listed([](list_models& a) {
          a.limit = 2;
          a.after = "van";
        }) == list{"coming:keep_me_informed"});
  CHECK(listed([](list_models& a) { a.after = "boat"; }) == list{"list_position_unknown@after"});
  CHECK(listed([](list_models& a) { a.limit = 0; }) == list{"list_limit_out_of_range@limit"});
  auto asked = models_in("BE", "2024-01-12");
  asked.limit = 2;
  CHECK(show.run(asked, show.by_nobody()).reply->next == "van");
  asked.limit = 3;
  CHECK(show.run(asked, show.by_nobody()).reply->next.empty());
  const auto first = show.run(asked, show.by_nobody()).reply->models;
  CHECK(first[0].test_drive);
  CHECK(!first[1].test_drive);
  CHECK(first[1].kind == vehicle_kind::vu);
}

#ifdef DEALERKIT_WITH_SQLITE
TEST_CASE("catalogues: what another desk has loaded is seen at once", "[catalog][CFG-12]") {
  const directory place;
  desk_options options;
  options.store = place.file("desk.db");
  shop one(options);
  shop two(options, false);
  REQUIRE(said(one.run(load_of(make_catalog()), one.by_nobody())) == "ok");
  const show_configuration asked{"show", "car", "BE", day("2024-01-12"), complete_choices()};
  CHECK(two.run(asked, two.by_nobody()).reply->price == money::minor(20'000'00, euro));
  catalog dearer = make_catalog();
  dearer.price_lists[0].prices[0].amount = decimal::whole(22'000);
  REQUIRE(said(one.run(load_of(dearer), one.by_nobody())) == "ok");
  CHECK(two.run(asked, two.by_nobody()).reply->price == money::minor(22'000'00, euro));
  REQUIRE(said(two.run(load_of(make_catalog()), two.by_nobody())) == "ok");
  CHECK(one.run(asked, one.by_nobody()).reply->price == money::minor(20'000'00, euro));
}
#endif
