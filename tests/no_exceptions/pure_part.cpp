// The pure part without exceptions and without type information: the umbrella, and decisions of every noun, run.
#include <cstdio>

#include "dealerkit/dealerkit.hpp"

using namespace dealerkit;

namespace {

int checks = 0;
int failures = 0;

void check(bool held, const char* said) {
  ++checks;
  if (held) return;
  ++failures;
  std::fprintf(stderr, "not so: %s\n", said);
}
#define CHECK(condition) check(condition, #condition)

template <class T>
bool refused_with(const result<T>& decided, rule wanted) {
  return !decided.ok() && decided.refusal().broken == wanted;
}

void numbers() {
  const money price = parse_money("19.99", euro).value();
  CHECK(percent_of(price, decimal::whole(21), rounding::half_up).value().minor_units() == 420);
  CHECK(refused_with(add(price, money::minor(1, currency::of("CAD").value())), rule::money_currency_mismatch));
  CHECK(refused_with(parse_decimal("1e3"), rule::decimal_malformed));
  CHECK(to_string(parse_decimal("9.975").value()) == "9.975");
  const std::int64_t weights[] = {1, 1, 1};
  std::int64_t parts[3] = {};
  detail::allocation_remainder scratch[3] = {};
  CHECK(allocate(100, weights, parts, scratch).ok() && parts[0] == 34 && parts[2] == 33);
  const instant at = parse_instant("2024-01-12T10:00:00+01:00").value();
  std::string text;
  append_instant(text, at, std::chrono::hours{1});
  CHECK(text == "2024-01-12T10:00:00+01:00");
  CHECK(refused_with(period::of(at, at - std::chrono::microseconds{1}), rule::period_ends_before_start));
  CHECK(code(*find_rule("search_token_expired")) == "search_token_expired");
}

void people() {
  user person;
  person.id = "BE-1.d001";
  person.entity = "BE-1";
  person.roles = {{role::salesman, {}, work_domain::any}};
  CHECK(assignable(person) && holds(person, role::salesman));
  CHECK(refused_with(decide(person, permission::transfer_portfolio), rule::portfolio_needs_manager));
  outlet place;
  place.code = "0011960";
  place.site = "000";
  place.brands = {"AC"};
  CHECK(outlet_name(place) == "0011960-000" && decide_destination(place, "AC", false).ok());
  CHECK(refused_with(decide_destination(place, "FT", false), rule::outlet_does_not_sell_brand));
}

void customers() {
  const instant now = parse_instant("2024-01-12T10:00:00Z").value();
  const policy terms = presets::motor_show_be();
  new_customer wanted;
  wanted.id = "0190163d-8694-739b-aea5-966c26f8ad91";
  wanted.entity = "BE-1";
  wanted.details.holder.first_name = "Zoé";
  wanted.details.holder.last_name = "De Smet";
  creation_facts facts;
  facts.search = search_proof{true, true, now};
  const auto created = decide(facts, wanted, terms.customer, now);
  CHECK(created.ok());
  CHECK(
      refused_with(decide(facts, wanted, terms.customer, now + std::chrono::minutes{31}), rule::search_token_expired));
  if (!created.ok()) return;
  customer known = evolve(customer{}, created.value(), event_place{wanted.id, "BE-1", now, 1});
  CHECK(shown_name(known) == "Zoé De Smet" && usable(known));
  consent_given given;
  given.record.purpose = "contact";
  given.record.answer = consent_answer::yes;
  given.record.at = now;
  known = evolve(std::move(known), given, event_place{wanted.id, "BE-1", now, 2});
  CHECK(decide_send(known.details.holder.consents, message_kind::news, now).ok());
  CHECK(
      refused_with(decide_send(known.details.holder.consents, message_kind::profiling, now), rule::consent_not_given));
  CHECK(evolve(known, customer_erased_event{}, event_place{wanted.id, "BE-1", now, 3}).erased_at == now);
}

void policies() {
  for (const auto name : presets::names) {
    const auto found = presets::find(name);
    CHECK(found.has_value() && check_policy(*found).ok());
  }
}

void prices() {
  price_basket basket;
  CHECK(refused_with(price(basket), rule::price_lines_missing));
  price_line car;
  car.id = "car";
  car.amount = decimal::whole(1000);
  car.tax_percent = decimal::whole(21);
  basket.lines = {car};
  basket.discounts = {discount_of_amount("show", decimal::whole(100))};
  const auto made = price(basket);
  CHECK(made.ok());
  CHECK(made.ok() && !reasons_of(basket, made.value()).empty());
}

}  // namespace

int main() {
  numbers();
  people();
  customers();
  policies();
  prices();
  std::printf("%d checks without exceptions, %d failed\n", checks, failures);
  return failures == 0 && checks > 0 ? 0 : 1;
}
