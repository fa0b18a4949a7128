// Speed of prices: one basket of twelve lines and six discounts, through every face.
//
//   price_pure          pricing::price on whole numbers, as a C++ program that keeps its own types would call it
//   price_c             dk_price, the same through the C API
//   price_described     price(), from described values to described values
//   price_call          dk_call of quote.price: at least 100,000 calls a second on one core
//   price_lines/N       pricing::price on N lines: the cost grows with the lines, no faster
//
// price_peer.py prices the same basket in Python's decimal, in the same run: price_pure and price_c are at least 300
// times faster. `--write-basket=FILE` writes the basket as a request of the protocol, with the price beside it, and
// stops.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit.h"
#include "dealerkit/price.hpp"

namespace {

using namespace dealerkit;

decimal number(std::string_view text) { return parse_decimal(text).value(); }

// A car with its options, accessories and services at 21 %, and what bears no tax or less: the usual basket of a quote.
price_basket basket_12_lines_6_discounts() {
  price_basket basket;
  basket.market = "BE";
  const auto line = [&](std::string id, std::string label, std::string_view amount, std::string section,
                        std::string_view tax, std::int64_t quantity = 1) {
    basket.lines.push_back(
        {std::move(id), std::move(label), number(amount), quantity, std::move(section), number(tax), {}});
  };
  line("model", "DS 4 E-Tense 225", "38650.00", "vehicle", "21");
  line("paint", "Pearl paint", "950.00", "vehicle", "21");
  line("wheels", "19-inch wheels", "1100.00", "vehicle", "21");
  line("pack", "Comfort pack", "1849.99", "vehicle", "21");
  line("roof", "Opening roof", "1199.00", "vehicle", "21");
  line("hook", "Tow bar", "780.25", "accessories", "21");
  line("mats", "Mats", "39.95", "accessories", "21", 2);
  line("charger", "Wall box, fitted", "1249.00", "accessories", "6");
  line("service", "Service contract", "1599.00", "services", "21");
  line("delivery", "Delivery", "650.00", "delivery", "21");
  line("plate", "Number plate", "30.00", "delivery", "0");
  line("duty", "Registration duty", "867.00", "delivery", "0");
  const auto discount = [&](std::string id, std::string label) -> price_discount& {
    price_discount& made = basket.discounts.emplace_back();
    made.id = std::move(id);
    made.label = std::move(label);
    return made;
  };
  discount("show", "Show discount").percent = number("7.5");
  auto& stock = discount("launch", "Launch offer");
  stock.amount = number("1250.00");
  stock.group = "offer";
  auto& fleet = discount("loyalty", "Loyalty offer");
  fleet.percent = number("4");
  fleet.of = discount_base::running;
  fleet.group = "offer";
  auto& accessories = discount("accessories", "Accessories");
  accessories.percent = number("15");
  accessories.sections = {"accessories", "services"};
  auto& round = discount("round", "Rounded off");
  round.amount = number("33.33");
  round.priority = 9;
  auto& trade_in = discount("trade_in", "Trade-in bonus");
  trade_in.amount = number("1500.00");
  trade_in.condition = "trade_in";
  trade_in.condition_met = true;
  basket.voucher = price_voucher{"", number("250.00")};
  return basket;
}

// The same in whole numbers. Sections: 1 vehicle, 2 accessories, 4 services, 8 delivery. Taxes: 21, 6, 0.
struct plain_basket {
  std::vector<pricing::line> lines;
  std::vector<pricing::discount> discounts;
  std::vector<pricing::tax> taxes;
  pricing::terms how;
};

plain_basket plain() {
  const price_basket from = basket_12_lines_6_discounts();
  plain_basket made;
  made.taxes = {{number("21"), 0, 0}, {number("6"), 0, 0}, {number("0"), 0, 0}};
  const auto section = [](std::string_view name) -> std::uint64_t {
    return name == "vehicle" ? 1 : name == "accessories" ? 2 : name == "services" ? 4 : 8;
  };
  for (const auto& one : from.lines) {
    const std::uint64_t tax = *one.tax_percent == number("21") ? 1 : *one.tax_percent == number("6") ? 2 : 4;
    made.lines.push_back({to_money(one.amount, euro).value().minor_units(), one.quantity, section(one.section), tax});
  }
  for (const auto& one : from.discounts) {
    pricing::discount& given = made.discounts.emplace_back();
    given.by_percent = one.percent.has_value();
    if (one.percent) given.percent = *one.percent;
    if (one.amount) given.amount = to_money(*one.amount, euro).value().minor_units();
    given.of_running = one.of == discount_base::running;
    given.applies = one.applies();
    given.group = one.group.empty() ? 0 : 1;
    given.priority = one.priority;
    for (const auto& name : one.sections) given.sections |= section(name);
  }
  made.how.voucher = 25000;
  return made;
}

std::string text_of(decimal value) { return "\"" + to_string(value) + "\""; }
std::string text_of(money value) { return "\"" + to_string(value) + "\""; }

std::string request_text() {
  const price_basket basket = basket_12_lines_6_discounts();
  std::string text = R"({"verb":"quote.price","args":{"market":"BE","kind":"b2c","lines":[)";
  for (const auto& one : basket.lines) {
    text += &one == basket.lines.data() ? "{" : ",{";
    text += R"("id":")" + one.id + R"(","label":")" + one.label + R"(","amount":)" +
            text_of(to_money(one.amount, euro).value());
    if (one.quantity != 1) text += R"(,"quantity":)" + std::to_string(one.quantity);
    text += R"(,"section":")" + one.section + R"(","tax_percent":)" + text_of(*one.tax_percent) + "}";
  }
  text += R"(],"discounts":[)";
  for (const auto& one : basket.discounts) {
    text += &one == basket.discounts.data() ? "{" : ",{";
    text += R"("id":")" + one.id + R"(","label":")" + one.label + '"';
    if (one.amount) text += R"(,"amount":)" + text_of(to_money(*one.amount, euro).value());
    if (one.percent) text += R"(,"percent":)" + text_of(*one.percent);
    if (one.of == discount_base::running) text += R"(,"of":"running")";
    if (!one.group.empty()) text += R"(,"group":")" + one.group + '"';
    if (one.priority != 0) text += R"(,"priority":)" + std::to_string(one.priority);
    if (!one.sections.empty()) {
      text += R"(,"sections":[)";
      for (const auto& name : one.sections) text += (name == one.sections.front() ? "\"" : ",\"") + name + "\"";
      text += "]";
    }
    if (!one.condition.empty()) text += R"(,"condition":")" + one.condition + R"(","condition_met":true)";
    text += "}";
  }
  return text + R"(],"voucher":{"amount":"250.00"}}})";
}

void price_pure(benchmark::State& state) {
  plain_basket basket = plain();
  pricing::fixed_workspace<12, 6> scratch;
  pricing::step steps[6];
  const std::int64_t wanted = price(basket_12_lines_6_discounts()).value().gross.minor_units();
  for (auto _ : state) {
    benchmark::DoNotOptimize(basket.lines.data());
    benchmark::ClobberMemory();
    const auto made = pricing::price(basket.lines, basket.discounts, basket.taxes, basket.how, scratch.view(), steps);
    if (!made.ok() || made.value().gross != wanted) return state.SkipWithError("another price");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(price_pure)->Name("price_pure/basket_12_lines_6_discounts");

void price_c(benchmark::State& state) {
  const plain_basket from = plain();
  const dk_line_tax taxes[] = {{21, 0, 0}, {6, 0, 0}, {0, 0, 0}};
  std::vector<dk_line> lines;
  for (const auto& one : from.lines) {
    dk_line line = DK_LINE_INIT;
    line.amount = one.amount;
    line.quantity = one.quantity;
    line.sections = one.sections;
    line.taxes = &taxes[one.taxes == 1 ? 0 : one.taxes == 2 ? 1 : 2];
    line.tax_count = 1;
    lines.push_back(line);
  }
  std::vector<dk_discount> discounts;
  for (const auto& one : from.discounts) {
    dk_discount discount = DK_DISCOUNT_INIT;
    discount.kind = one.by_percent ? DK_DISCOUNT_PERCENT : DK_DISCOUNT_AMOUNT;
    discount.amount = one.amount;
    discount.percent_units = one.percent.units();
    discount.percent_scale = one.percent.scale();
    discount.of = one.of_running ? DK_OF_RUNNING : DK_OF_LIST;
    discount.condition_open = one.applies ? 0 : 1;
    discount.group = one.group;
    discount.priority = one.priority;
    discount.sections = one.sections;
    discounts.push_back(discount);
  }
  std::vector<dk_price_step> steps(6, DK_PRICE_STEP_INIT);
  const std::int64_t wanted = price(basket_12_lines_6_discounts()).value().gross.minor_units();
  dk_price_total total = DK_PRICE_TOTAL_INIT;
  total.voucher = 25000;
  for (auto _ : state) {
    std::size_t count = steps.size();
    benchmark::DoNotOptimize(lines.data());
    benchmark::ClobberMemory();
    if (dk_price(lines.data(), lines.size(), discounts.data(), discounts.size(), &total, steps.data(), &count) !=
            DK_OK ||
        total.gross != wanted || count != 5)
      return state.SkipWithError("another price");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(price_c)->Name("price_c/basket_12_lines_6_discounts");

void price_described(benchmark::State& state) {
  const price_basket basket = basket_12_lines_6_discounts();
  for (auto _ : state) benchmark::DoNotOptimize(price(basket));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(price_described)->Name("price_described/basket_12_lines_6_discounts");

void price_call(benchmark::State& state) {
  dk_desk* desk = nullptr;
  if (dk_desk_open(&desk, nullptr, nullptr) != DK_OK) return state.SkipWithError("not opened");
  const std::string request = request_text();
  for (auto _ : state) {
    dk_text* reply = nullptr;
    const bool called = dk_call(desk, {request.data(), request.size()}, &reply, nullptr) == DK_OK;
    const dk_str text = dk_text_view(reply);
    const bool priced = called && std::string_view(text.data, text.size).starts_with("{\"ok\":{\"list\":\"");
    dk_text_free(reply);
    if (!priced) {
      state.SkipWithError("not priced");
      break;
    }
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(request.size()));
  dk_desk_close(desk);
}
BENCHMARK(price_call)->Name("price_call/basket_12_lines_6_discounts");

void price_lines(benchmark::State& state) {
  const plain_basket from = plain();
  const auto count = static_cast<std::size_t>(state.range(0));
  std::vector<pricing::line> lines;
  for (std::size_t i = 0; i < count; ++i) {
    lines.push_back(from.lines[i % from.lines.size()]);
    lines.back().amount += static_cast<std::int64_t>(i * 37 % 1009);
  }
  auto taxes = from.taxes;
  std::vector<pricing::step> steps(from.discounts.size());
  detail::roomy_workspace<1> scratch(lines.size(), from.discounts.size());
  for (auto _ : state) {
    const auto made = pricing::price(lines, from.discounts, taxes, from.how, scratch.view(), steps);
    if (!made.ok()) return state.SkipWithError("refused");
    benchmark::DoNotOptimize(made.value().gross);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(price_lines)->RangeMultiplier(8)->Range(16, 65536);

// The basket as a request, and the gross that every face must give.
int write_basket(const std::string& file) {
  std::ofstream out(file);
  out << request_text() << "\n" << to_string(price(basket_12_lines_6_discounts()).value().gross) << "\n";
  return out ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  constexpr std::string_view option = "--write-basket=";
  for (int i = 1; i < count; ++i)
    if (std::string_view(arguments[i]).starts_with(option))
      return write_basket(std::string(std::string_view(arguments[i]).substr(option.size())));
  benchmark::Initialize(&count, arguments);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
