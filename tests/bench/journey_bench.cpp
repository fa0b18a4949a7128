// A whole journey at the stand: from the start of the session to its release, with one offer sent.
//
//   journey_offer/sqlite:S   eight commands through desk::run, in memory (0) and in a file (1): session.start,
//                            customer.search, customer.create, session.link, quote.open, quote.issue (its document as
//                            HTML and PDF), quote.send (voucher, lead, mails), session.release. Every person is new,
//                            among those of the journeys before. `issue_us` and `send_us` are the medians of these two.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "../support/directory.hpp"
#include "dealerkit/desk.hpp"
#include "latencies.hpp"

namespace {

using namespace dealerkit;

constexpr const char* stand_place = "0100000-000";
constexpr const char* point_of_sale = "0011960-000";
constexpr int before_first = 500;  // journeys of this day already

instant noon() { return std::chrono::sys_days{std::chrono::year{2024} / 1 / 12} + std::chrono::hours{12}; }

request_context by_genius() {
  request_context context;
  context.at = noon();
  context.by = actor{"S1.d001", stand_place};
  return context;
}

outlet place_of(std::string code, std::string entity, std::vector<std::string> brands) {
  outlet made;
  made.code = std::move(code);
  made.site = "000";
  made.entity = std::move(entity);
  made.name = "Garage";
  made.brands = std::move(brands);
  made.address = {"Rue Haute 1", "1000", "Bruxelles", "BE"};
  made.time_zone = "Europe/Brussels";
  return made;
}

load_network network() {
  load_network all;
  all.legal_entities = {{"S1", "BE0403170701", "Stand"}, {"E1", "BE0417497106", "Garage One"}};
  all.outlets = {place_of("0100000", "S1", {}), place_of("0011960", "E1", {"DS"})};
  all.outlets[0].record_type = outlet_record::dealer;
  all.outlets[1].sales_managers.set("DS", "E1.d002");
  all.outlets[1].mailboxes.set("1", "leads@garage.example.be");
  user genius;
  genius.id = "S1.d001";
  genius.entity = "S1";
  genius.roles = {{role::product_genius, {}, work_domain::any}};
  user manager;
  manager.id = "E1.d002";
  manager.entity = "E1";
  manager.roles = {{role::sales_manager, {}, work_domain::any}};
  all.users = {genius, manager};
  return all;
}

load_catalog catalogue() {
  load_catalog load;
  auto& content = load.content;
  content.code = "show_2024";
  vehicle_model model;
  model.code = "ds_3";
  model.brand = "DS";
  model.name = "DS 3";
  model.availability = {{"BE", model_status::orderable, {}, {}}};
  value_group trim{"trim", group_kind::trim, {}, group_choice::exactly_one, {{"base", {}}, {"top", {}}}};
  value_group engine{"engine", group_kind::engine, {}, group_choice::exactly_one, {{"petrol", {}}, {"electric", {}}}};
  value_group options{"options", group_kind::options, {}, group_choice::any, {{"hook", {}}, {"roof", {}}}};
  model.groups = {trim, engine, options};
  content.models = {model};
  price_list list;
  list.market = "BE";
  list.currency = "EUR";
  list.from = std::chrono::year{2024} / 1 / 1;
  list.tax_percent = decimal::whole(21);
  list.prices = {{"ds_3", "trim.base", decimal::whole(20'000)},
                 {"ds_3", "trim.top", decimal::whole(25'000)},
                 {"ds_3", "engine.electric", decimal::whole(8'000)},
                 {"ds_3", "options.hook", decimal::whole(500)}};
  list_discount show_offer;
  show_offer.id = "show";
  show_offer.percent = decimal::whole(5);
  list.discounts = {show_offer};
  content.price_lists = {list};
  return load;
}

create_customer visitor(std::uint64_t number) {
  char digits[16];
  std::snprintf(digits, sizeof digits, "478%06d", static_cast<int>(number % 1'000'000));
  create_customer command;
  auto& typed = command.input;
  typed.first_name = "Jeanne";
  typed.last_name = "Dupont";
  typed.email = typed.email_repeated = "jeanne" + std::to_string(number) + "@example.be";
  typed.mobile = digits;
  typed.language = "fr-BE";
  typed.country = "BE";
  typed.postal_code = std::to_string(1000 + number % 8999);
  typed.company_car = false;
  command.confirm_distinct = true;  // many of one name
  for (const auto* purpose : {"contact", "profiling", "partners"}) command.consents.set(purpose, consent_answer::no);
  return command;
}

// One prospect from the greeting to the thank-you mail; false where anything was refused.
struct parts {
  std::vector<std::int64_t> issue, send;
};

template <class Reply>
bool fine(const answer<Reply>& said) {
  if (said.ok()) return true;
  std::fprintf(stderr, "refused: %s %s\n", std::string(code(said.refused.at(0).broken)).c_str(),
               said.refused.at(0).field.c_str());
  return false;
}

template <class Call>
auto timed(std::vector<std::int64_t>& into, Call&& call) {
  const auto start = std::chrono::steady_clock::now();
  auto said = call();
  into.push_back(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - start).count());
  return said;
}

bool journey_of(desk& office, std::uint64_t number, parts& taken) {
  const auto who = by_genius();
  const auto session = office.run(start_session{"BMS2024", "BE", "fr-BE", "DS"}, who);
  if (!fine(session)) return false;
  create_customer command = visitor(number);
  search_customers search;
  search.email = command.input.email;
  const auto found = office.run(search, who);
  if (!fine(found)) return false;
  command.search_token = found.reply->token;
  const auto created = office.run(command, who);
  if (!fine(created)) return false;
  if (!fine(office.run(link_customer{session.reply->session, created.reply->customer.id, {}, {}}, who))) return false;
  open_new_quote wanted;
  wanted.session = session.reply->session;
  wanted.configuration.catalog_code = "show_2024";
  wanted.configuration.model = "ds_3";
  wanted.configuration.choices = {"trim.top", "engine.electric", "options.hook"};
  wanted.outlet = point_of_sale;
  const auto opened = office.run(wanted, who);
  if (!fine(opened)) return false;
  const auto& quote_id = opened.reply->quote;
  if (!fine(timed(taken.issue, [&] { return office.run(issue_offer{quote_id}, who); }))) return false;
  if (!fine(timed(taken.send, [&] { return office.run(send_offer{quote_id, {}, {}, {}, {}}, who); }))) return false;
  return fine(office.run(release_customer{session.reply->session}, who));
}

double median_us(std::vector<std::int64_t>& times) {
  if (times.empty()) return 0;
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return static_cast<double>(*middle) / 1000;
}

void journey_offer(benchmark::State& state) {
  const directory place;
  desk_options options;
  options.preset = "motor_show_be";
  if (state.range(0) == 1) options.store = place.file();
  auto opened = desk::open(options);
  if (!opened.ok()) return state.SkipWithError("the desk cannot be opened");
  desk office = std::move(opened).value();
  request_context day_before;
  day_before.at = noon() - std::chrono::hours{24};
  if (!fine(office.run(network(), day_before)) || !fine(office.run(catalogue(), day_before)))
    return state.SkipWithError("the network or the catalogue is refused");
  std::uint64_t number = 0;
  parts taken;
  for (; number < before_first; ++number)
    if (!journey_of(office, number, taken)) return state.SkipWithError("a journey is refused");
  taken = {};
  latencies times(4096);
  for (auto _ : state) {
    bool went = false;
    times.time([&] { went = journey_of(office, number++, taken); });
    if (!went) return state.SkipWithError("a journey is refused");
  }
  times.report(state);
  state.counters["issue_us"] = median_us(taken.issue);
  state.counters["send_us"] = median_us(taken.send);
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(journey_offer)->ArgName("sqlite")->Arg(0)->Arg(1)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
