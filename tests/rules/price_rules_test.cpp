// Prices: what is refused and in which order, what a discount is worth, how taxes are rounded.
#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dealerkit/desk.hpp"
#include "dealerkit/price.hpp"
#include "support/catch.hpp"
#include "support/desk_fixture.hpp"

using namespace dealerkit;
using namespace desk_test;

namespace {

decimal number(std::string_view text) { return parse_decimal(text).value(); }

price_line line(std::string_view amount, std::string_view tax = "21", std::string section = "vehicle",
                std::int64_t quantity = 1) {
  price_line made;
  made.id = "line";
  made.amount = number(amount);
  made.quantity = quantity;
  made.section = std::move(section);
  made.tax_percent = number(tax);
  return made;
}

// A line with GST and QST.
price_line quebec(std::string_view amount) {
  price_line made = line(amount);
  made.tax_percent.reset();
  made.taxes = {{"GST", number("5")}, {"QST", number("9.975")}};
  return made;
}

price_discount amount_off(std::string id, std::string_view amount) {
  return discount_of_amount(std::move(id), number(amount));
}
price_discount percent_off(std::string id, std::string_view percent, discount_base of = discount_base::list) {
  return discount_of_percent(std::move(id), number(percent), of);
}
price_discount with_priority(std::int64_t priority, price_discount given) {
  given.priority = priority;
  return given;
}
price_discount in_group(std::string group, price_discount given) {
  given.group = std::move(group);
  return given;
}
price_discount in_sections(std::vector<std::string> sections, price_discount given) {
  given.sections = std::move(sections);
  return given;
}
price_discount on_condition(std::string condition, std::optional<bool> met, price_discount given) {
  given.condition = std::move(condition);
  given.condition_met = met;
  return given;
}

price_basket basket(std::vector<price_line> lines, std::vector<price_discount> discounts = {}) {
  price_basket made;
  made.market = "BE";
  made.lines = std::move(lines);
  made.discounts = std::move(discounts);
  return made;
}

priced_basket priced(const price_basket& asked) {
  const auto made = price(asked);
  if (!made.ok()) FAIL("refused: " << code(made.refusal().broken));
  return made.value();
}

// The steps as `id base amount`, `cut` behind those that were cut.
std::string steps_of(const priced_basket& made) {
  std::string text;
  for (const auto& step : made.steps) {
    if (!text.empty()) text += ", ";
    text += step.id + " " + to_string(step.base) + " " + to_string(step.amount);
    if (step.cut.has_value()) text += *step.cut ? " cut" : " not cut";
  }
  return text;
}

// The taxes as `percent base amount`.
std::string taxes_of(const priced_basket& made) {
  std::string text;
  for (const auto& tax : made.tax) {
    if (!text.empty()) text += ", ";
    text += (tax.id.empty() ? "" : tax.id + " ") + to_string(tax.percent) + " " + to_string(tax.base) + " " +
            to_string(tax.amount);
  }
  return text;
}

// List, net, gross, to pay.
std::string totals_of(const priced_basket& made) {
  return to_string(made.list) + " " + to_string(made.net) + " " + to_string(made.gross) + " " + to_string(made.to_pay);
}

std::string faults_of(const price_basket& asked) { return listed_as(check_basket(asked)); }

desk open_desk() {
  auto opened = desk::open({});
  REQUIRE(opened.ok());
  return std::move(opened).value();
}

}  // namespace

// --- Refusals

TEST_CASE("check_basket: what is wrong with a line, in order", "[price][QUO-07][DAT-03]") {
  // Each row breaks its rule, and the later ones it can.
  struct row {
    price_line given;
    std::string said;
  };
  price_line nothing_right = line("-0.001", "100.5");
  nothing_right.quantity = 0;
  nothing_right.taxes = {{"GST", number("101")}};
  price_line negative = nothing_right;
  negative.amount = number("-0.01");
  price_line without_quantity = negative;
  without_quantity.amount = number("0");
  price_line no_tax = without_quantity;
  no_tax.quantity = 1;
  no_tax.tax_percent.reset();
  no_tax.taxes.clear();
  price_line twice = no_tax;
  twice.tax_percent = number("21");
  twice.taxes = {{"GST", number("5")}};
  price_line same_tax = no_tax;
  same_tax.taxes = {{"GST", number("5")}, {"QST", number("9.975")}, {"GST", number("5.0")}};
  price_line many_taxes = no_tax;
  for (int i = 0; i < 9; ++i) many_taxes.taxes.push_back({"tax", decimal::whole(i)});
  price_line of_several = no_tax;
  of_several.taxes = {{"GST", number("5")}, {"QST", number("100.001")}};

  const row rows[] = {
      {nothing_right,
       "money_too_many_decimals@lines.0.amount, price_quantity_out_of_range@lines.0.quantity, "
       "price_tax_out_of_range@lines.0.tax_percent, price_tax_given_twice@lines.0.taxes"},
      {negative,
       "price_amount_negative@lines.0.amount, price_quantity_out_of_range@lines.0.quantity, "
       "price_tax_out_of_range@lines.0.tax_percent, price_tax_given_twice@lines.0.taxes"},
      {without_quantity,
       "price_quantity_out_of_range@lines.0.quantity, price_tax_out_of_range@lines.0.tax_percent, "
       "price_tax_given_twice@lines.0.taxes"},
      {no_tax, "price_tax_missing@lines.0.tax_percent"},
      {twice, "price_tax_given_twice@lines.0.taxes"},
      {same_tax, "price_tax_given_twice@lines.0.taxes.2"},
      {many_taxes, "price_too_many_taxes@lines.0.taxes"},
      {of_several, "price_tax_out_of_range@lines.0.taxes.1.percent"},
      {line("1", "-1"), "price_tax_out_of_range@lines.0.tax_percent"},
      {line("1", "0.00000000000000001"), "decimal_out_of_range@lines.0.tax_percent"},
      {line("922337203685477580"), "money_out_of_range@lines.0.amount"},
  };
  for (const auto& [given, said] : rows) CHECK(faults_of(basket({given})) == said);
  const std::vector<price_line> fine = {line("0", "0"), line("0.01", "100"), quebec("1"),
                                        line("9.9", "9.9999999999999999")};
  CHECK(faults_of(basket(fine)).empty());
}

TEST_CASE("check_basket: what is wrong with a discount, in order", "[price][QUO-08][QUO-05][DAT-03]") {
  struct row {
    price_discount given;
    std::string said;
  };
  price_discount nothing_right;
  nothing_right.condition_met = false;
  price_discount both = percent_off("a", "-1");
  both.amount = number("-0.01");
  price_discount many = amount_off("a", "1");
  for (int i = 0; i <= 64; ++i) many.sections.push_back("section" + std::to_string(i));
  const row rows[] = {
      {nothing_right,
       "discount_id_missing@discounts.0.id, discount_value_missing@discounts.0.amount, "
       "discount_condition_missing@discounts.0.condition"},
      {both, "discount_value_negative@discounts.0.amount, discount_value_given_twice@discounts.0.percent"},
      {amount_off("a", "0.001"), "money_too_many_decimals@discounts.0.amount"},
      {amount_off("a", "-0.01"), "discount_value_negative@discounts.0.amount"},
      {percent_off("a", "-0.01"), "discount_value_negative@discounts.0.percent"},
      {percent_off("a", "0.00000000000000001"), "decimal_out_of_range@discounts.0.percent"},
      {many, "discount_too_many_sections@discounts.0.sections"},
      {on_condition("", false, amount_off("a", "1")), "discount_condition_missing@discounts.0.condition"},
  };
  for (const auto& [given, said] : rows) CHECK(faults_of(basket({line("10")}, {given})) == said);

  many.sections.pop_back();
  const std::vector<price_discount> fine = {amount_off("a", "0"),
                                            percent_off("b", "0"),
                                            percent_off("c", "150"),
                                            many,
                                            on_condition("", true, amount_off("d", "1")),
                                            on_condition("trade_in", false, amount_off("e", "1"))};
  CHECK(faults_of(basket({line("10")}, fine)).empty());
}

TEST_CASE("check_basket: everything at once, in the order of the fields", "[price][QUO-07][QUO-17][DAT-03]") {
  price_basket asked = basket({line("-1"), line("1", "101"), line("-2")}, {amount_off("a", "-1")});
  asked.market = "Belgium";
  asked.currency = "XXX";
  asked.voucher = price_voucher{"", number("-1")};
  CHECK(faults_of(asked) ==
        "price_market_malformed@market, price_amount_negative@lines.0.amount, "
        "price_tax_out_of_range@lines.1.tax_percent, price_amount_negative@lines.2.amount, "
        "currency_unknown@currency, discount_value_negative@discounts.0.amount, "
        "price_voucher_negative@voucher.amount");
  CHECK(said(price(asked)) == "price_market_malformed@market");
  CHECK(faults_of(basket({})) == "price_lines_missing@lines");
  CHECK(said(price(basket({}))) == "price_lines_missing@lines");
  CHECK(said(price(basket({line("1")}, {price_discount{}}))) == "discount_id_missing@discounts");
  asked = basket({line("1")});
  asked.voucher = price_voucher{"", number("0.001")};
  CHECK(said(price(asked)) == "money_too_many_decimals@voucher");
}

TEST_CASE("check_basket: markets are countries, or parts of them", "[price][QUO-07]") {
  price_basket asked = basket({line("1")});
  for (const char* market : {"", "BE", "LU", "FR", "CA", "QC", "CA-QC", "CA-Q", "CA-QCX"}) {
    asked.market = market;
    CHECK(faults_of(asked).empty());
  }
  for (const char* market : {"B", "be", "BEL", "B1", "CA-", "CA-qc", "CA-QCXX", "CA QC", "-QC"}) {
    asked.market = market;
    CHECK(faults_of(asked) == "price_market_malformed@market");
  }
}

TEST_CASE("check_basket: at most 64 taxes in all", "[price][QUO-07]") {
  std::vector<price_line> lines;
  for (int i = 0; i < 64; ++i) lines.push_back(line("1", std::to_string(i)));
  lines.push_back(line("1", "63"));
  CHECK(faults_of(basket(lines)).empty());
  CHECK(priced(basket(lines)).tax.size() == 64);
  lines.push_back(line("1", "64"));
  CHECK(faults_of(basket(lines)) == "price_too_many_taxes@lines.65.tax_percent");
}

TEST_CASE("price: the largest total, and one cent more", "[price][QUO-07]") {
  constexpr std::string_view largest = "9999999999999.99";
  CHECK(totals_of(priced(basket({line(largest, "0")}))) ==
        "9999999999999.99 9999999999999.99 9999999999999.99 9999999999999.99");
  CHECK(totals_of(priced(basket({line("9999999999999.98", "0"), line("0.01", "0")}))) ==
        "9999999999999.99 9999999999999.99 9999999999999.99 9999999999999.99");
  const std::vector<std::vector<price_line>> too_large = {
      {line("10000000000000", "0")},
      {line(largest, "0"), line("0.01", "0")},
      {line(largest, "0.0000001")},
      {line("5000000000000", "100")},
      {line(largest, "0", "vehicle", 2)},
      {line("0.01", "0", "vehicle", 1'000'000'000'000'000)},
      {line("92233720368547758.07", "0", "vehicle", INT64_MAX)},
  };
  for (const auto& lines : too_large) CHECK(said(price(basket(lines))) == "price_total_too_large@lines");
  CHECK(totals_of(priced(basket({line("4999999999999.99", "100")}))) ==
        "4999999999999.99 4999999999999.99 9999999999999.98 9999999999999.98");
  // A list that is too large is refused though its price would not be.
  CHECK(said(price(basket({line("10000000000000", "0")}, {percent_off("all", "100")}))) ==
        "price_total_too_large@lines");
  CHECK(totals_of(priced(basket({line(largest, "100")}, {percent_off("all", "100")}))) ==
        "9999999999999.99 0.00 0.00 0.00");

  price_basket of_japan = basket({line("9999999999999", "0")});
  of_japan.currency = "JPY";
  CHECK(totals_of(priced(of_japan)) == "9999999999999 9999999999999 9999999999999 9999999999999");
  of_japan.lines = {line("10000000000000", "0")};
  CHECK(said(price(of_japan)) == "price_total_too_large@lines");
  of_japan.lines = {line("1.5", "0")};
  CHECK(faults_of(of_japan) == "money_too_many_decimals@lines.0.amount");
  price_basket of_tunisia = basket({line("9999999999999.990", "0")});
  of_tunisia.currency = "TND";
  CHECK(to_string(priced(of_tunisia).gross) == "9999999999999.990");
  of_tunisia.lines = {line("9999999999999.991", "0")};
  CHECK(said(price(of_tunisia)) == "price_total_too_large@lines");
}

// --- Taxes and totals

TEST_CASE("price: the example of the rule book", "[price][QUO-07][ALL-01]") {
  const auto made = priced(basket({line("15000", "17"), line("50", "0", "delivery")}, {amount_off("show", "100")}));
  CHECK(totals_of(made) == "15050.00 14950.00 17483.06 17483.06");
  CHECK(taxes_of(made) == "17 14900.33 2533.06, 0 49.67 0.00");
  CHECK(steps_of(made) == "show 15050.00 100.00");
  CHECK(made.currency == "EUR");
}

TEST_CASE("price: a tax is rounded half-up once, on the sum of its lines", "[price][QUO-07]") {
  CHECK(taxes_of(priced(basket({line("0.02"), line("0.02"), line("0.02")}))) == "21 0.06 0.01");
  CHECK(taxes_of(priced(basket({line("0.03"), line("0.03"), line("0.03")}))) == "21 0.09 0.02");
  CHECK(taxes_of(priced(basket({line("0.49", "1")}))) == "1 0.49 0.00");
  CHECK(taxes_of(priced(basket({line("0.50", "1")}))) == "1 0.50 0.01");
  CHECK(taxes_of(priced(basket({line("2.50", "1")}))) == "1 2.50 0.03");  // never to even
  CHECK(taxes_of(priced(basket({line("0.01", "100")}))) == "100 0.01 0.01");
  CHECK(taxes_of(priced(basket({line("1", "21"), line("2", "6"), line("3", "21.0")}))) == "21 4.00 0.84, 6 2.00 0.12");
}

TEST_CASE("price: two taxes are both on the net", "[price][QUO-07]") {
  CHECK(taxes_of(priced(basket({quebec("1000")}))) == "GST 5 1000.00 50.00, QST 9.975 1000.00 99.75");
  CHECK(taxes_of(priced(basket({quebec("0.10")}))) == "GST 5 0.10 0.01, QST 9.975 0.10 0.01");
  CHECK(totals_of(priced(basket({quebec("0.10")}))) == "0.10 0.10 0.12 0.12");
  // Taxes are the same where percentage and identifier are.
  price_line other = quebec("10");
  other.taxes = {{"GST", number("5")}, {"PST", number("5")}};
  CHECK(taxes_of(priced(basket({quebec("10"), other, line("10", "5")}))) ==
        "GST 5 20.00 1.00, QST 9.975 10.00 1.00, PST 5 10.00 0.50, 5 10.00 0.50");
}

TEST_CASE("price: tax included", "[price][QUO-07][ALL-01]") {
  struct row {
    std::vector<price_line> lines;
    std::vector<price_discount> discounts;
    std::string totals, taxes;
  };
  price_line twins = quebec("1");
  twins.taxes = {{"A", number("10")}, {"B", number("10")}};
  price_line twins_turned = twins;
  std::swap(twins_turned.taxes[0], twins_turned.taxes[1]);
  price_line untaxed = twins;
  untaxed.taxes = {{"A", number("0")}, {"B", number("0")}};
  const row rows[] = {
      {{line("121")}, {}, "121.00 100.00 121.00 121.00", "21 100.00 21.00"},
      {{line("100")}, {}, "100.00 82.64 100.00 100.00", "21 82.64 17.36"},
      {{line("0.03")}, {}, "0.03 0.02 0.03 0.03", "21 0.02 0.01"},
      {{line("0.01", "100")}, {}, "0.01 0.01 0.01 0.01", "100 0.01 0.00"},  // half a cent goes up
      {{line("50", "0")}, {}, "50.00 50.00 50.00 50.00", "0 50.00 0.00"},
      {{line("0.02"), line("0.02"), line("0.02")}, {}, "0.06 0.05 0.06 0.06", "21 0.05 0.01"},
      {{line("24200")}, {amount_off("a", "1210")}, "24200.00 19000.00 22990.00 22990.00", "21 19000.00 3990.00"},
      {{line("1.21"), line("1.06", "6")}, {}, "2.27 2.00 2.27 2.27", "21 1.00 0.21, 6 1.00 0.06"},
      {{quebec("1149.75")}, {}, "1149.75 1000.00 1149.75 1149.75", "GST 5 1000.00 50.00, QST 9.975 1000.00 99.75"},
      // 0.17 of tax are 0.085 each: the odd cent goes by the order of the taxes.
      {{twins}, {}, "1.00 0.83 1.00 1.00", "A 10 0.83 0.09, B 10 0.83 0.08"},
      {{twins_turned}, {}, "1.00 0.83 1.00 1.00", "B 10 0.83 0.09, A 10 0.83 0.08"},
      {{untaxed}, {}, "1.00 1.00 1.00 1.00", "A 0 1.00 0.00, B 0 1.00 0.00"},
  };
  for (const auto& [lines, discounts, totals, taxes] : rows) {
    price_basket asked = basket(lines, discounts);
    asked.tax_included = true;
    const auto made = priced(asked);
    CHECK(totals_of(made) == totals);
    CHECK(taxes_of(made) == taxes);
  }
}

TEST_CASE("price: taxes of sets of lines that share some of them", "[price][QUO-07]") {
  price_line gst_only = quebec("105");
  gst_only.taxes = {{"GST", number("5")}};
  price_basket asked = basket({quebec("1149.75"), gst_only, quebec("11.50")});
  asked.tax_included = true;
  const auto made = priced(asked);
  // Both taxes: 1,161.25 / 1.14975 = 1,010.00; GST alone: 105.00 / 1.05 = 100.00.
  CHECK(taxes_of(made) == "GST 5 1110.00 55.50, QST 9.975 1010.00 100.75");
  CHECK(totals_of(made) == "1266.25 1110.00 1266.25 1266.25");
}

TEST_CASE("price: percentages as fine as they come", "[price][QUO-07][QUO-08]") {
  // 16 decimals: every digit counts, and nothing is rounded before the end.
  CHECK(taxes_of(priced(basket({line("9999999999", "0.0000000000500000")}))) == "0.00000000005 9999999999.00 0.00");
  CHECK(taxes_of(priced(basket({line("10000000000", "0.0000000000500000")}))) == "0.00000000005 10000000000.00 0.01");
  CHECK(steps_of(priced(basket({line("10000000000", "0")}, {percent_off("a", "0.0000000000499999")}))) ==
        "a 10000000000.00 0.00");
  CHECK(steps_of(priced(basket({line("10000000000", "0")}, {percent_off("a", "0.00000000005")}))) ==
        "a 10000000000.00 0.01");
  CHECK(steps_of(priced(basket({line("9999999999999.99", "0")}, {percent_off("a", "92233720368547758.07")}))) ==
        "a 9999999999999.99 9999999999999.99 cut");
  price_basket asked = basket({line("9999999999999.99", "99.9999999999999999")});
  asked.tax_included = true;
  CHECK(totals_of(priced(asked)) == "9999999999999.99 5000000000000.00 9999999999999.99 9999999999999.99");
}

TEST_CASE("price: what a customer is shown", "[price][QUO-07][QUO-05]") {
  price_basket asked = basket({line("100")}, {percent_off("show", "5")});
  const auto person = priced(asked);
  asked.kind = customer_kind::b2b;
  auto company = priced(asked);
  CHECK(person.shown == std::vector{shown_total::gross});
  CHECK(company.shown == std::vector{shown_total::net, shown_total::gross});
  company.shown = person.shown;
  CHECK(company == person);  // the figures are the same
}

// --- Discounts

TEST_CASE("price: what discounts are of, and their order", "[price][QUO-08]") {
  struct row {
    std::vector<price_discount> discounts;
    std::string steps, net;
  };
  const row rows[] = {
      // Of the list by default, so that two rates do not compound.
      {{percent_off("a", "10"), percent_off("b", "10")}, "a 20000.00 2000.00, b 20000.00 2000.00", "16000.00"},
      {{amount_off("a", "1000"), percent_off("b", "10", discount_base::running)},
       "a 20000.00 1000.00, b 19000.00 1900.00",
       "17100.00"},
      {{amount_off("a", "1000"), discount_of_amount("b", number("1"))},
       "a 20000.00 1000.00, b 20000.00 1.00",
       "18999.00"},
      // By priority, then as declared.
      {{with_priority(5, percent_off("late", "10", discount_base::running)),
        percent_off("plain", "10", discount_base::running),
        with_priority(0, percent_off("zero", "10", discount_base::running)),
        with_priority(-1, amount_off("early", "10000"))},
       "early 20000.00 10000.00, plain 10000.00 1000.00, zero 9000.00 900.00, late 8100.00 810.00",
       "7290.00"},
      // Each is rounded half-up when it is applied.
      {{percent_off("a", "0.0000249"), percent_off("b", "0.000025")}, "a 20000.00 0.00, b 20000.00 0.01", "19999.99"},
      // Never below zero: the last one is cut, and says so; what takes exactly the rest is whole.
      {{percent_off("a", "70"), percent_off("b", "50")}, "a 20000.00 14000.00, b 20000.00 6000.00 cut", "0.00"},
      {{percent_off("a", "70"), percent_off("b", "30")}, "a 20000.00 14000.00, b 20000.00 6000.00", "0.00"},
      {{percent_off("a", "150")}, "a 20000.00 20000.00 cut", "0.00"},
      // After that nothing is left: of the list it is cut to nothing, of what is left its base is zero.
      {{percent_off("a", "100"), percent_off("b", "1"), percent_off("c", "1", discount_base::running),
        amount_off("d", "1"), percent_off("e", "0")},
       "a 20000.00 20000.00, b 20000.00 0.00 cut, c 0.00 0.00, d 20000.00 0.00 cut, e 20000.00 0.00",
       "0.00"},
      {{amount_off("a", "0")}, "a 20000.00 0.00", "20000.00"},
  };
  for (const auto& [discounts, steps, net] : rows) {
    const auto made = priced(basket({line("20000")}, discounts));
    CHECK(steps_of(made) == steps);
    CHECK(to_string(made.net) == net);
  }
}

TEST_CASE("price: sections limit the base and the lines that carry it", "[price][QUO-08]") {
  const std::vector<price_line> lines = {line("1000"), line("200", "6", "accessories"), line("50", "0", "")};
  const auto with = [&](std::vector<price_discount> discounts) { return priced(basket(lines, std::move(discounts))); };
  CHECK(steps_of(with({in_sections({"accessories"}, percent_off("a", "10"))})) == "a 200.00 20.00");
  CHECK(taxes_of(with({in_sections({"accessories"}, amount_off("a", "50"))})) ==
        "21 1000.00 210.00, 6 150.00 9.00, 0 50.00 0.00");
  CHECK(steps_of(with({in_sections({"vehicle"}, amount_off("a", "100")),
                       in_sections({"vehicle"}, percent_off("b", "10", discount_base::running)),
                       in_sections({"accessories"}, percent_off("c", "10", discount_base::running)),
                       in_sections({"accessories", "vehicle"}, percent_off("d", "10", discount_base::running))})) ==
        "a 1000.00 100.00, b 900.00 90.00, c 200.00 20.00, d 990.00 99.00");
  // An amount is no more than its lines.
  CHECK(steps_of(with({in_sections({"accessories"}, amount_off("a", "250"))})) == "a 200.00 200.00 cut");
  // Base zero is a step of 0.00, and nothing was cut; an amount likewise.
  CHECK(steps_of(with({in_sections({"trade_in"}, percent_off("a", "10")),
                       in_sections({"trade_in"}, amount_off("b", "9")), percent_off("c", "10")})) ==
        "a 0.00 0.00, b 0.00 0.00, c 1250.00 125.00");
  CHECK(steps_of(with({in_sections({""}, percent_off("a", "10"))})) == "a 50.00 5.00");  // lines without a section
}

TEST_CASE("price: a discount is shared by the running net", "[price][QUO-08][ALL-01]") {
  const auto bases = [](std::vector<price_line> lines, std::vector<price_discount> discounts) {
    return taxes_of(priced(basket(std::move(lines), std::move(discounts))));
  };
  // 5 cents over 5, 3 and 1: 2.78, 1.67 and 0.56; the two largest remainders take one each.
  CHECK(bases({line("5", "21"), line("3", "6"), line("1", "12")}, {amount_off("a", "0.05")}) ==
        "21 4.97 1.04, 6 2.98 0.18, 12 1.00 0.12");
  // Ties to the lowest index.
  CHECK(bases({line("1", "21"), line("1", "6")}, {amount_off("a", "0.01")}) == "21 0.99 0.21, 6 1.00 0.06");
  CHECK(bases({line("1", "6"), line("1", "21")}, {amount_off("a", "0.01")}) == "6 0.99 0.06, 21 1.00 0.21");
  // The weights are what is left, not the list.
  CHECK(bases({line("100", "21"), line("100", "6", "accessories")},
              {in_sections({"vehicle"}, amount_off("a", "50")), amount_off("b", "30")}) ==
        "21 40.00 8.40, 6 80.00 4.80");
  // Lines share it, not taxes: the odd cents of three equal lines go to the first two.
  CHECK(bases({line("1", "21"), line("1", "21"), line("1", "0")}, {amount_off("a", "0.50")}) ==
        "21 1.66 0.35, 0 0.84 0.00");
}

TEST_CASE("price: of a group only the one worth most applies", "[price][QUO-08]") {
  struct row {
    std::vector<price_discount> discounts;
    std::string steps;
  };
  const auto launch = [](price_discount given) { return in_group("launch", std::move(given)); };
  const auto running = discount_base::running;
  const row rows[] = {
      {{launch(amount_off("small", "50")), launch(percent_off("large", "6")), amount_off("other", "10")},
       "large 1000.00 60.00, other 1000.00 10.00"},
      // At the place of the group's first member, and worth what it is worth there.
      {{launch(amount_off("first", "10")), amount_off("between", "500"),
        launch(with_priority(9, percent_off("worth", "10", running)))},
       "worth 1000.00 100.00, between 1000.00 500.00"},
      {{launch(with_priority(9, percent_off("worth", "10", running))), with_priority(4, amount_off("between", "500")),
        launch(with_priority(1, amount_off("first", "10")))},
       "worth 1000.00 100.00, between 1000.00 500.00"},
      {{amount_off("before", "500"), launch(percent_off("rate", "10", running)), launch(amount_off("fixed", "60"))},
       "before 1000.00 500.00, fixed 1000.00 60.00"},
      // Ties: the smaller priority, then the one declared first.
      {{launch(with_priority(2, amount_off("a", "50"))), launch(with_priority(1, amount_off("b", "50"))),
        launch(with_priority(1, percent_off("c", "5")))},
       "b 1000.00 50.00"},
      {{launch(percent_off("a", "5")), launch(amount_off("b", "50"))}, "a 1000.00 50.00"},
      // What would be cut is worth what it gives.
      {{amount_off("before", "990"), launch(amount_off("a", "10")), launch(amount_off("b", "500"))},
       "before 1000.00 990.00, a 1000.00 10.00"},
      {{in_group("x", amount_off("x1", "10")), in_group("y", amount_off("y1", "20")),
        in_group("x", amount_off("x2", "11")), in_group("y", amount_off("y2", "19"))},
       "x2 1000.00 11.00, y1 1000.00 20.00"},
      // A discount whose condition is not met is no member: not the first, and not the one worth most.
      {{launch(on_condition("c", {}, amount_off("open", "900"))), amount_off("between", "1"),
        launch(amount_off("member", "10"))},
       "between 1000.00 1.00, member 1000.00 10.00"},
  };
  for (const auto& [discounts, steps] : rows) CHECK(steps_of(priced(basket({line("1000")}, discounts))) == steps);
}

TEST_CASE("price: conditional discounts are apart until their condition is met", "[price][QUO-05]") {
  const auto apart = [](const priced_basket& made) {
    std::string text;
    for (const auto& one : made.conditional) text += one.id + " " + to_string(one.amount) + ";";
    return text;
  };
  const auto bonus = [](std::optional<bool> met) { return on_condition("trade_in", met, amount_off("bonus", "1000")); };
  for (const auto met : {std::optional<bool>{}, std::optional<bool>{false}}) {
    const auto made = priced(basket({line("20000")}, {bonus(met), percent_off("show", "5")}));
    CHECK(steps_of(made) == "show 20000.00 1000.00");
    CHECK(apart(made) == "bonus 1000.00;");
    CHECK(to_string(made.net) == "19000.00");
    CHECK(made.conditional[0].condition == "trade_in");
  }
  const auto met = priced(basket({line("20000")}, {bonus(true), percent_off("show", "5", discount_base::running)}));
  CHECK(steps_of(met) == "bonus 20000.00 1000.00, show 19000.00 950.00");
  CHECK(met.conditional.empty());

  // Measured after all that applies, each by itself, in order; cut like the others; of a group of which nothing applies
  // in full.
  const auto made =
      priced(basket({line("20000")}, {on_condition("c", {}, percent_off("rate", "10", discount_base::running)),
                                      on_condition("c", {}, percent_off("list", "10")), amount_off("show", "19000"),
                                      with_priority(-1, on_condition("c", {}, amount_off("early", "5000"))),
                                      in_group("g", on_condition("c", {}, amount_off("of_group", "1")))}));
  CHECK(apart(made) == "early 1000.00;rate 100.00;list 1000.00;of_group 1.00;");
  CHECK(to_string(made.net) == "1000.00");
}

TEST_CASE("price: a conditional discount of a group gives what it is worth more than the one that applies",
          "[price][QUO-05][QUO-08]") {
  const auto given = [](std::vector<price_line> lines, const std::vector<price_discount>& discounts) {
    std::string text;
    for (const auto& one : priced(basket(std::move(lines), discounts)).conditional)
      text += one.id + " " + to_string(one.amount) + ";";
    return text;
  };
  const auto offer = [](price_discount one) { return in_group("offer", std::move(one)); };
  const auto open = [](price_discount one) { return on_condition("c", {}, std::move(one)); };
  struct row {
    std::vector<price_discount> discounts;
    std::string apart;
  };
  const row rows[] = {
      // 5 % of 20,000 apply: 3 % would change nothing, 8 % would give three more.
      {{offer(percent_off("five", "5")), offer(open(percent_off("three", "3"))),
        offer(open(percent_off("eight", "8")))},
       "three 0.00;eight 600.00;"},
      // To the cent: as much, a cent less, a cent more.
      {{offer(amount_off("a", "100")), offer(open(amount_off("as_much", "100"))),
        offer(open(amount_off("less", "99.99"))), offer(open(amount_off("more", "100.01")))},
       "as_much 0.00;less 0.00;more 0.01;"},
      // The member that applies counts as it was applied: the best of two, at its place, after cutting.
      {{offer(amount_off("small", "10")), offer(amount_off("large", "40")), offer(open(amount_off("open", "100")))},
       "open 60.00;"},
      {{amount_off("before", "19990"), offer(amount_off("cut", "100")), offer(open(amount_off("open", "100")))},
       "open 0.00;"},
      // Whatever stands first, and whatever other groups and discounts give.
      {{offer(open(with_priority(-9, amount_off("open", "100")))), in_group("z", amount_off("z1", "7")),
        in_group("a", amount_off("a1", "5")), amount_off("alone", "3"),
        offer(with_priority(9, amount_off("late", "30"))), in_group("z", open(amount_off("z2", "9"))),
        in_group("none", open(amount_off("none", "9")))},
       "open 70.00;z2 2.00;none 9.00;"},
      // Two of one group are measured each by itself.
      {{offer(open(amount_off("one", "50"))), offer(open(amount_off("two", "60")))}, "one 50.00;two 60.00;"},
  };
  for (const auto& [discounts, apart] : rows) CHECK(given({line("20000")}, discounts) == apart);

  // What was said is what comes: once the condition is met the price is lower by that.
  for (const auto& [percent, less] : {std::pair{"3", 0}, std::pair{"8", 60000}}) {
    const auto with = [&](std::optional<bool> met) {
      return priced(basket({line("20000")}, {offer(percent_off("five", "5")),
                                             offer(on_condition("c", met, percent_off("other", percent)))}));
    };
    const auto before = with({});
    CHECK(before.conditional[0].amount.minor_units() == less);
    CHECK(before.net.minor_units() - with(true).net.minor_units() == less);
  }

  // More groups and discounts than are looked through one by one.
  std::vector<price_discount> many;
  std::string apart;
  for (int i = 0; i < 50; ++i) {
    many.push_back(in_group("g" + std::to_string(i), amount_off("a", std::to_string(i))));
    many.push_back(in_group("g" + std::to_string(i), open(amount_off("b", "20"))));
    apart += "b " + std::string(i < 20 ? std::to_string(20 - i) : "0") + ".00;";
  }
  CHECK(given({line("20000")}, many) == apart);
}

TEST_CASE("price: the words of a condition go with it", "[price][QUO-05]") {
  price_discount bonus = on_condition("trade_in", {}, amount_off("bonus", "10"));
  bonus.label = "Prime";
  bonus.condition_label = "À la reprise";
  const auto made = priced(basket({line("100")}, {bonus}));
  CHECK(made.conditional ==
        std::vector<conditional_discount>{{"bonus", money::minor(1000, euro), "Prime", "trade_in", "À la reprise"}});
}

TEST_CASE("price: a step says what its base is", "[price][QUO-08]") {
  const auto made =
      priced(basket({line("1000")},
                    {percent_off("a", "10"), percent_off("b", "10", discount_base::running), percent_off("b", "10")}));
  CHECK_FALSE(made.steps[0].of.has_value());
  CHECK(made.steps[1].of == discount_base::running);
  CHECK_FALSE(made.steps[2].of.has_value());  // its own, though another of its name is of what is left
}

// --- Vouchers

TEST_CASE("price: a voucher lowers what is to pay, and nothing else", "[price][QUO-17]") {
  const auto with = [](price_basket asked, std::string_view voucher) {
    asked.voucher = price_voucher{"ANY", number(voucher)};
    return priced(asked);
  };
  const price_basket asked = basket({line("200")}, {percent_off("a", "10")});
  const auto plain = priced(asked);
  CHECK_FALSE(plain.voucher.has_value());
  struct row {
    std::string voucher, paid, to_pay;
  };
  for (const auto& [voucher, paid, to_pay] :
       {row{"0", "0.00", "217.80"}, row{"217.79", "217.79", "0.01"}, row{"217.80", "217.80", "0.00"},
        row{"217.81", "217.80", "0.00"}, row{"92233720368547758.07", "217.80", "0.00"}}) {
    auto made = with(asked, voucher);
    CHECK(to_string(made.voucher.value()) == paid);
    CHECK(to_string(made.to_pay) == to_pay);
    made.voucher.reset();
    made.to_pay = plain.to_pay;
    CHECK(made == plain);
  }
  price_basket included = basket({line("1210")});
  included.tax_included = true;
  CHECK(totals_of(with(included, "250")) == "1210.00 1000.00 1210.00 960.00");
}

// --- Through the desk

TEST_CASE("quote.price: no actor, no instant, no store; the same basket, the same answer", "[price][QUO-19][ACC-01]") {
  desk shop = open_desk();
  price_basket asked = basket({line("20000"), quebec("100")}, {percent_off("show", "5")});
  const auto first = shop.run(asked, {});
  REQUIRE(said(first) == "ok");
  request_context later;
  later.at = noon;
  later.by = actor{"nobody", "nowhere"};
  const auto again = shop.run(asked, later);
  CHECK(said(again) == "ok");
  CHECK(*again.reply == *first.reply);
  CHECK(*first.reply == priced(asked));
  CHECK(first.because.empty());
}

TEST_CASE("quote.price: everything that is wrong, one violation a field", "[price][QUO-07][QUO-08][QUO-17][DAT-01]") {
  desk shop = open_desk();
  price_basket asked = basket({line("-1"), line("1")}, {price_discount{}});
  asked.lines[1].label = std::string("a\0b", 3);
  asked.voucher = price_voucher{std::string(1025, 'x'), number("-1")};
  const auto refused = shop.run(asked, {});
  CHECK(said(refused) ==
        "price_amount_negative@lines.0.amount, text_has_nul@lines.1.label, "
        "discount_id_missing@discounts.0.id, discount_value_missing@discounts.0.amount, "
        "field_too_long@voucher.code, price_voucher_negative@voucher.amount");
  CHECK_FALSE(refused.reply.has_value());
  CHECK(said(shop.run(basket({}), {})) == "price_lines_missing@lines");
  const auto large = shop.run(basket({line("10000000000000", "0")}), {});
  CHECK(said(large) == "price_total_too_large@lines");
  REQUIRE(large.refused[0].args.size() == 1);
  CHECK(large.refused[0].args[0].second == "9999999999999.99");
}

TEST_CASE("quote.price: what lies under a field that could not be read is not asked for", "[price][DAT-02]") {
  desk shop = open_desk();
  request_context context;
  context.found = {{rule::wrong_type, "lines.0", {}}, {rule::unknown_field, "lines.1.amnt", {}}};
  CHECK(said(shop.run(basket({price_line{}, price_line{}}), context)) ==
        "wrong_type@lines.0, price_tax_missing@lines.1.tax_percent, unknown_field@lines.1.amnt");
}

TEST_CASE("quote.price: explained step by step, recomputable by hand", "[price][QUO-08][QUO-07][QUO-17]") {
  desk shop = open_desk();
  price_basket asked = basket({line("1000"), line("100", "6", "accessories")},
                              {in_group("g", percent_off("a", "10")), in_group("g", amount_off("b", "5")),
                               percent_off("c", "2.5", discount_base::running), amount_off("d", "5000"),
                               on_condition("trade_in", false, amount_off("e", "7"))});
  asked.voucher = price_voucher{"", number("0.50")};
  request_context context;
  context.explain = true;
  const auto made = shop.run(asked, context);
  REQUIRE(said(made) == "ok");
  std::vector<std::string> told;
  for (const auto& one : made.because) {
    std::string text = one.rule + ":";
    for (const auto& [name, value] : one.numbers)
      if (!value.empty()) text += " " + name + "=" + value;
    told.push_back(text);
  }
  CHECK(told == std::vector<std::string>{
                    "QUO-07: lines=2 amount=1100.00",
                    "QUO-08: id=a base=1100.00 percent=10 amount=110.00",
                    "QUO-08: id=c base=990.00 percent=2.5 amount=24.75",
                    "QUO-08: id=d base=1100.00 amount=965.25",
                    "QUO-08: id=b",
                    "QUO-05: id=e amount=0.00",
                    "QUO-07: percent=21 base=0.00 amount=0.00",
                    "QUO-07: percent=6 base=0.00 amount=0.00",
                    "QUO-17: amount=0.00 to_pay=0.00",
                });
  CHECK(made.because[3].text.find("cut") != std::string::npos);
}

TEST_CASE("quote.price: explained where names are repeated, and at a tie", "[price][QUO-08]") {
  desk shop = open_desk();
  request_context context;
  context.explain = true;
  const auto told = [&](std::vector<price_discount> discounts) {
    std::vector<std::string> texts;
    for (const auto& one : shop.run(basket({line("1000")}, std::move(discounts)), context).because)
      if (one.rule == "QUO-08") texts.push_back(*one.numbers.find("id") + ": " + one.text);
    return texts;
  };
  using list = std::vector<std::string>;
  // A name of two discounts: each step is told as its own.
  CHECK(told({percent_off("a", "10"), percent_off("a", "10", discount_base::running)}) ==
        list{"a: a discount of the list", "a: a discount of what is left"});
  // One of a name applies, another one of it does not.
  CHECK(told({in_group("g", percent_off("a", "10")), in_group("g", percent_off("a", "5"))}) ==
        list{"a: a discount of the list", "a: another discount of its group applies"});
  // As much is not more.
  CHECK(told({in_group("g", percent_off("a", "5")), in_group("g", amount_off("b", "50"))}) ==
        list{"a: a discount of the list", "b: another discount of its group applies"});
}
