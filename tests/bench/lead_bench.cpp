// Leads at the end of a day at the show: one captured at the desk, and a batch that a device sends.
//
//   capture_lead/sqlite:S   one lead through desk::run, in memory (0) and in a file (1): form, duplicates, decision,
//                           events, alerts, commit. Every person is new, among those captured before.
//   sync_leads/sqlite:S     a hundred leads of a device in one transaction; `items_per_second` counts leads
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../support/directory.hpp"
#include "dealerkit/desk.hpp"

namespace {

using namespace dealerkit;

constexpr const char* place_name = "0011960-000";
constexpr const char* tablet = "tablet-1";
constexpr int before_first = 2'000;  // leads that are there already

instant noon() { return std::chrono::sys_days{std::chrono::year{2024} / 1 / 12} + std::chrono::hours{12}; }

request_context by_seller() {
  request_context context;
  context.at = noon();
  context.by = actor{"E1.d001", place_name};
  return context;
}

load_network network() {
  load_network all;
  all.legal_entities = {{"E1", "BE0403170701", "Garage One"}};
  outlet place;
  place.code = "0011960";
  place.site = "000";
  place.entity = "E1";
  place.name = "Garage One";
  place.brands = {"DS"};
  place.time_zone = "Europe/Brussels";
  place.sales_managers.set("DS", "E1.d002");
  place.mailboxes.set("1", "leads@garage.example.be");
  all.outlets = {place};
  user seller;
  seller.id = "E1.d001";
  seller.entity = "E1";
  user manager = seller;
  manager.id = "E1.d002";
  manager.email = "manager@garage.example.be";
  manager.notify = {true, {"VN"}, false, false};
  all.users = {seller, manager};
  return all;
}

lead_input lead_of(std::uint64_t number) {
  char digits[16];
  std::snprintf(digits, sizeof digits, "%06d", static_cast<int>(number % 1'000'000));
  lead_input typed;
  typed.id = std::string(tablet) + "-" + std::to_string(number);
  typed.tool = lead_tool::collect;
  typed.reason = backup_reason::no_time;
  typed.brand = "DS";
  typed.market = "BE";
  typed.language = "fr-BE";
  typed.request = lead_request::test_drive;
  typed.models = {"DS 4"};
  typed.person.first_name = "Jean";
  typed.person.last_name = "Martin";
  typed.person.email = "jean" + std::to_string(number) + "@example.be";
  typed.person.mobile = std::string("+32478") + digits;
  typed.person.postal_code = "1000";
  typed.outlet = place_name;
  typed.consents.set("contact", consent_answer::yes);
  typed.captured_at = noon() - std::chrono::hours{1};
  return typed;
}

std::vector<lead_input> batch_of(std::uint64_t first, int count) {
  std::vector<lead_input> batch;
  for (int i = 0; i < count; ++i) batch.push_back(lead_of(first + static_cast<std::uint64_t>(i)));
  return batch;
}

// A desk with the network, an enrolled device, and what a show has captured so far.
bool fill(desk& office) {
  request_context administration;
  administration.at = noon() - std::chrono::hours{24};
  return office.run(network(), administration).ok() && office.run(enrol_device{tablet, "E1.d001"}, by_seller()).ok() &&
         office.run(sync_leads{tablet, batch_of(0, before_first)}, by_seller()).ok();
}

template <class Once>
void measure(benchmark::State& state, int leads_each, Once&& once) {
  const directory files;
  desk_options options;
  options.preset = "motor_show_be";
  if (state.range(0) == 1) options.store = files.file();
  auto opened = desk::open(options);
  if (!opened.ok()) return state.SkipWithError("no desk");
  desk office = std::move(opened).value();
  if (!fill(office)) return state.SkipWithError("the store could not be filled");
  std::uint64_t next = before_first;
  for (auto _ : state) {
    if (!once(office, next)) return state.SkipWithError("a lead was refused");
    next += static_cast<std::uint64_t>(leads_each);
  }
  state.SetItemsProcessed(state.iterations() * leads_each);
}

void capture_lead_bench(benchmark::State& state) {
  measure(state, 1, [](desk& office, std::uint64_t number) {
    const auto made = office.run(capture_lead{lead_of(number)}, by_seller());
    return made.ok() && !made.reply->captured.attached_to.has_value();
  });
}

void sync_leads_bench(benchmark::State& state) {
  constexpr int at_once = 100;
  measure(state, at_once, [](desk& office, std::uint64_t first) {
    const auto made = office.run(sync_leads{tablet, batch_of(first, at_once)}, by_seller());
    return made.ok() && made.reply->accepted.size() == at_once;
  });
}

BENCHMARK(capture_lead_bench)->Name("capture_lead")->ArgName("sqlite")->Arg(0)->Arg(1)->UseRealTime();
BENCHMARK(sync_leads_bench)->Name("sync_leads")->ArgName("sqlite")->Arg(0)->Arg(1)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
