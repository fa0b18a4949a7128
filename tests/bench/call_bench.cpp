// Speed of the protocol through the C API, from the library as it is shipped.
//
//   call_check_vat        dk_call of check.vat: at least 300,000 calls a second on one core. Belgian numbers with and
//                         without prefix, blanks and dots; one in four has a wrong digit.
//   call_create_customer  a customer searched by e-mail (a company by VAT number), then created with a full form:
//                         two calls, in memory and in a file that is durable when the answer is given
//                         (synchronous=FULL). Four in five are persons. The latencies are of the creation alone.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "../support/directory.hpp"
#include "dealerkit.h"
#include "latencies.hpp"
#include "people.hpp"

namespace {

std::string vat_request(std::uint64_t number) {
  std::string value = people::vat_of(number * 5);
  const std::uint64_t style = people::mixed(number, 20);
  if (style % 4 == 0) value[9] = value[9] == '7' ? '3' : '7';
  std::string text = "{\"verb\":\"check.vat\",\"args\":{\"value\":\"";
  for (std::size_t i = style / 4 % 3 == 1 ? 2 : 0; i < value.size(); ++i) {
    if (style / 4 % 3 == 0 && i == 2) text += ' ';
    if (style / 4 % 3 == 0 && (i == 6 || i == 9)) text += '.';
    text += value[i];
  }
  text += "\",\"country\":\"BE\"}}";
  return text;
}

dk_str borrow(const std::string& text) { return {text.data(), text.size()}; }
std::string_view view(const dk_text* text) {
  const dk_str bytes = dk_text_view(text);
  return {bytes.data, bytes.size};
}
bool accepted(const dk_text* reply) { return view(reply).starts_with("{\"ok\":"); }

void call_check_vat(benchmark::State& state) {
  dk_desk* desk = nullptr;
  if (dk_desk_open(&desk, nullptr, nullptr) != DK_OK) return state.SkipWithError("not opened");
  std::vector<std::string> requests;
  for (std::uint64_t number = 0; number < 4096; ++number) requests.push_back(vat_request(number));
  std::int64_t calls = 0;
  std::int64_t valid = 0;
  for (auto _ : state) {
    for (const auto& request : requests) {
      dk_text* reply = nullptr;
      if (dk_call(desk, borrow(request), &reply, nullptr) != DK_OK) return state.SkipWithError("not called");
      if (view(reply).starts_with("{\"ok\":{\"valid\":true")) ++valid;
      dk_text_free(reply);
      ++calls;
    }
  }
  state.SetItemsProcessed(calls);
  // A workload in which nothing is valid, or everything is, measures something else.
  state.counters["valid"] = static_cast<double>(valid) / static_cast<double>(calls);
  dk_desk_close(desk);
}
BENCHMARK(call_check_vat);

// The network as a request, written out: this program uses the C API alone.
constexpr std::string_view network_request =
    R"({"verb":"network.load","at":"2024-01-12T09:00:00Z","args":{)"
    R"("legal_entities":[{"id":"E1","vat":"BE0403170701","name":"Garage One"}],)"
    R"("outlets":[{"code":"0011960","site":"000","entity":"E1","record_type":"outlet","name":"Garage One Brussels",)"
    R"("brands":["AC","AP"],"address":{"street":"Rue Haute 1","postal_code":"1000","city":"Bruxelles",)"
    R"("country":"BE"},"time_zone":"Europe/Brussels"}],)"
    R"("users":[{"id":"E1.d001","entity":"E1","first_name":"Ann","last_name":"Stand","email":"ann@example.be",)"
    R"("language":"en","roles":["product_genius"],"shares":[],"active":true}]}})";

// Where the token of a search stands in its reply; empty where it was refused.
std::string_view token_in(std::string_view reply) {
  constexpr std::string_view before = "{\"ok\":{\"token\":\"";
  if (!reply.starts_with(before)) return {};
  reply.remove_prefix(before.size());
  return reply.substr(0, reply.find('"'));
}

void call_create_customer(benchmark::State& state) {
  const directory here;
  const std::string file = here.file();
  dk_desk_options options = DK_DESK_OPTIONS_INIT;
  if (state.range(0) != 0) options.store = borrow(file);
  options.preset = dk_str_of("motor_show_be");
  dk_desk* desk = nullptr;
  if (dk_desk_open(&desk, &options, nullptr) != DK_OK) return state.SkipWithError("not opened");
  dk_text* reply = nullptr;
  dk_call(desk, {network_request.data(), network_request.size()}, &reply, nullptr);
  if (!accepted(reply)) return state.SkipWithError("the network was not loaded");
  dk_text_free(reply);

  const std::string search = people::request("customer.search", "2024-01-12T10:01:00+01:00");
  const std::string create = people::request("customer.create", "2024-01-12T10:02:00+01:00");
  latencies creations(1'000'000);
  std::uint64_t number = 0;
  std::string request;
  for (auto _ : state) {
    request = search;
    request += people::is_company(number) ? "{\"vat\":\"" : "{\"email\":\"";
    request += people::is_company(number) ? people::vat_of(number) : people::person_of(number).email;
    request += "\"}}";
    dk_text* found = nullptr;
    dk_call(desk, borrow(request), &found, nullptr);
    request = create;
    request += people::create_text(number, token_in(view(found)));
    request += '}';
    dk_text* made = nullptr;
    creations.time([&] { dk_call(desk, borrow(request), &made, nullptr); });
    const bool fine = accepted(made);
    if (!fine) state.SkipWithError(std::string(view(made)).c_str());
    dk_text_free(found);
    dk_text_free(made);
    if (!fine) break;
    ++number;
  }
  creations.report(state);
  state.SetItemsProcessed(static_cast<std::int64_t>(number));
  dk_desk_close(desk);
}
BENCHMARK(call_create_customer)->ArgName("sqlite")->Arg(0)->Arg(1)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
