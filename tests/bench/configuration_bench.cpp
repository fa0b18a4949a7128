// Speed of catalogues and configurations through the C API, from the library as it is shipped.
//
//   config_state      dk_call of config.state for a given list of choices: at least 50,000 calls a second in memory.
//                     The thirty models of examples/data/motor_show/catalog.json in Belgium and Luxembourg; 4,096
//                     lists as customers make them: from nothing chosen to complete, each value drawn from what the
//                     state before called selectable. The answers have selectable, forced, excluded and the price.
//   load_catalog      the same catalogue loaded, checked and proved, another content each time.
//   load_large        a catalogue of some megabytes in parts: 150 models of 120 values with labels in four languages,
//                     rules and two price lists; then the first question to it, for which it is read and prepared.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "../support/directory.hpp"
#include "dealerkit.h"
#include "latencies.hpp"

namespace {

constexpr std::string_view catalog_file = DEALERKIT_EXAMPLES "/data/motor_show/catalog.json";
constexpr std::string_view head =
    R"({"verb":"config.state","at":"2025-01-15T10:00:00Z","args":{"catalog":"show_2025",)";

std::string file_text(std::string_view path) {
  std::ifstream in{std::string(path)};
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

dk_str borrow(std::string_view text) { return {text.data(), text.size()}; }

class office {
 public:
  explicit office(bool on_file) {
    const std::string file = here_.file();
    dk_desk_options options = DK_DESK_OPTIONS_INIT;
    if (on_file) options.store = borrow(file);
    dk_desk_open(&desk_, &options, nullptr);
  }
  office(const office&) = delete;
  office& operator=(const office&) = delete;
  ~office() { dk_desk_close(desk_); }

  std::string call(std::string_view request) {
    dk_text* reply = nullptr;
    if (dk_call(desk_, borrow(request), &reply, nullptr) != DK_OK) return {};
    const dk_str bytes = dk_text_view(reply);
    std::string text(bytes.data, bytes.size);
    dk_text_free(reply);
    return text;
  }
  dk_desk* desk() { return desk_; }

 private:
  directory here_;
  dk_desk* desk_ = nullptr;
};

// The texts of a list in a reply, as `"selectable":["a","b"]`.
std::vector<std::string> listed(std::string_view reply, std::string_view name) {
  std::vector<std::string> texts;
  const auto at = reply.find("\"" + std::string(name) + "\":[");
  if (at == std::string_view::npos) return texts;
  std::string_view rest = reply.substr(at + name.size() + 4);
  rest = rest.substr(0, rest.find(']'));
  while (true) {
    const auto open = rest.find('"');
    if (open == std::string_view::npos) return texts;
    const auto close = rest.find('"', open + 1);
    texts.emplace_back(rest.substr(open + 1, close - open - 1));
    rest.remove_prefix(close + 1);
  }
}

std::string state_request(const std::string& model, const char* market, const std::vector<std::string>& choices) {
  std::string text(head);
  text +=
      "\"market\":\"" + std::string(market) + "\",\"date\":\"2025-01-15\",\"model\":\"" + model + "\",\"choices\":[";
  for (const auto& choice : choices) text += (text.back() == '[' ? "\"" : ",\"") + choice + "\"";
  return text + "]}}";
}

// Lists of choices as they come about, one value after the other.
std::vector<std::string> state_requests(office& desk, const std::vector<std::string>& models, std::size_t wanted) {
  std::mt19937 random(20250115);
  std::vector<std::string> requests;
  while (requests.size() < wanted) {
    const std::string& model = models[random() % models.size()];
    const char* market = random() % 4 == 0 ? "LU" : "BE";
    std::vector<std::string> choices;
    while (requests.size() < wanted) {
      requests.push_back(state_request(model, market, choices));
      const std::string reply = desk.call(requests.back());
      const auto selectable = listed(reply, "selectable");
      if (reply.starts_with("{\"refused\"")) {
        requests.pop_back();
        break;
      }
      if (selectable.empty()) break;
      choices.push_back(selectable[random() % selectable.size()]);
    }
  }
  std::shuffle(requests.begin(), requests.end(), random);
  return requests;
}

void config_state(benchmark::State& state) {
  office desk(state.range(0) != 0);
  const std::string loaded =
      desk.call(R"({"verb":"catalog.load","at":"2025-01-01T00:00:00Z","args":)" + file_text(catalog_file) + "}");
  const auto models = listed(loaded, "models");
  if (models.empty()) return state.SkipWithError(loaded.c_str());
  const auto requests = state_requests(desk, models, 4096);
  std::int64_t calls = 0;
  std::int64_t complete = 0;
  std::int64_t answered = 0;
  latencies times(1'000'000);
  for (auto _ : state) {
    for (const auto& request : requests) {
      dk_text* reply = nullptr;
      times.time([&] { dk_call(desk.desk(), borrow(request), &reply, nullptr); });
      const dk_str bytes = dk_text_view(reply);
      const std::string_view text(bytes.data, bytes.size);
      complete += text.starts_with("{\"ok\":{\"complete\":true") ? 1 : 0;
      answered += text.find("\"selectable\":") != std::string_view::npos ? 1 : 0;
      dk_text_free(reply);
      ++calls;
    }
  }
  if (answered != calls) return state.SkipWithError("a question was not answered");
  times.report(state);
  state.SetItemsProcessed(calls);
  state.counters["complete"] = static_cast<double>(complete) / static_cast<double>(calls);
}
BENCHMARK(config_state)->ArgName("sqlite")->Arg(0)->Arg(1);

void load_catalog(benchmark::State& state) {
  office desk(false);
  const std::string text = file_text(catalog_file);
  const auto name = text.find("\"name\": \"") + 9;  // of the catalogue, which stands before its models'
  int number = 0;
  for (auto _ : state) {
    std::string request = R"({"verb":"catalog.load","at":"2025-01-01T00:00:00Z","args":)" + text.substr(0, name);
    request += "Load " + std::to_string(number++) + " " + text.substr(name) + "}";
    const std::string reply = desk.call(request);
    if (!reply.starts_with("{\"ok\"")) return state.SkipWithError(reply.substr(0, 200).c_str());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}
BENCHMARK(load_catalog)->Unit(benchmark::kMillisecond);

constexpr int large_models = 150;
constexpr int large_values = 20;  // of each of six groups

std::string label(const std::string& text) {
  return R"({"fr":")" + text + R"( français","nl":")" + text + R"( Nederlands","de":")" + text + R"( Deutsch","en":")" +
         text + R"( English"})";
}

std::string large_model(int number) {
  const char* kinds[] = {"trim", "engine", "exterior_colour", "wheels", "packs", "options"};
  std::string text = R"({"code":"model_)" + std::to_string(number) + R"(","brand":"AP","name":"Model","kind":"vp",)" +
                     R"("availability":[{"market":"BE","status":"orderable"}],"groups":[)";
  for (int g = 0; g < 6; ++g) {
    const std::string kind = kinds[g];
    text += (g == 0 ? "" : ",") + (R"({"code":")" + kind + R"(","kind":")" + kind + R"(","label":)" + label(kind)) +
            R"(,"choose":")" + (g < 4 ? "exactly_one" : "any") + R"(","values":[)";
    for (int v = 0; v < large_values; ++v)
      text += (v == 0 ? "" : ",") +
              (R"({"code":"v)" + std::to_string(v) + R"(","label":)" + label(kind + " number " + std::to_string(v))) +
              "}";
    text += "]}";
  }
  text += R"(],"rules":[)";
  for (int r = 0; r < 60; ++r) {
    const std::string a = std::to_string((r * 7 + number) % large_values);
    const std::string b = std::to_string((r * 3 + 1) % large_values);
    const std::string rule = r % 3 == 0   ? "requires(options.v" + a + ", engine.v" + b + " | trim.v" + a + ")"
                             : r % 3 == 1 ? "excludes(trim.v" + a + ", wheels.v" + b + ")"
                                          : "engine.v" + a + " -> !options.v" + b;
    text += (r == 0 ? "" : ",") + (R"({"code":"r)" + std::to_string(r) + R"(","formula":")" + rule) + "\"}";
  }
  return text + R"(],"packs":[{"value":"packs.v0","includes":["options.v1","options.v2"]}]})";
}

std::string large_prices(int number) {
  std::string text;
  for (const char* kind : {"trim", "engine", "exterior_colour", "wheels", "packs", "options"})
    for (int v = 0; v < large_values; ++v)
      text += (text.empty() ? "" : ",") +
              (R"({"model":"model_)" + std::to_string(number) + R"(","value":")" + kind + ".v" + std::to_string(v) +
               R"(","amount":")" + std::to_string(v * 100)) +
              ".00\"}";
  return text;
}

void load_large(benchmark::State& state) {
  std::size_t bytes = 0;
  double first_ms = 0;
  for (auto _ : state) {
    office desk(state.range(0) != 0);
    bytes = 0;
    for (int number = 0; number < large_models; ++number) {
      std::string request = R"({"verb":"catalog.load","at":"2025-01-01T00:00:00Z","args":{"catalog":{"code":"large",)"
                            R"("models":[)" +
                            large_model(number) + R"(],"price_lists":[)";
      for (const char* market : {"BE", "LU"})
        request += std::string(request.back() == '[' ? "" : ",") + R"({"market":")" + market +
                   R"(","currency":"EUR","from":"2025-01-01","tax_percent":"21","prices":[)" + large_prices(number) +
                   "]}";
      request +=
          R"(]},"part":{"number":)" + std::to_string(number + 1) + ",\"of\":" + std::to_string(large_models) + "}}}";
      bytes += request.size();
      const std::string reply = desk.call(request);
      if (!reply.starts_with("{\"ok\"")) return state.SkipWithError(reply.substr(0, 300).c_str());
    }
    const auto start = std::chrono::steady_clock::now();
    const std::string reply =
        desk.call(R"({"verb":"config.state","at":"2025-01-15T10:00:00Z","args":)"
                  R"({"catalog":"large","market":"BE","model":"model_7","choices":["trim.v3"]}})");
    first_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    if (!reply.starts_with("{\"ok\"")) return state.SkipWithError(reply.substr(0, 300).c_str());
  }
  state.counters["megabytes"] = static_cast<double>(bytes) / 1e6;
  state.counters["first_question_ms"] = first_ms;
}
BENCHMARK(load_large)->ArgName("sqlite")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
