// Why simdjson: two requests read as the protocol reads them, by it and by nlohmann_json.
//
// Each text is parsed and read into the command's own type through the same list of fields; `parse` stops after
// parsing. The reader over nlohmann_json leaves out what it cannot do (repeated fields) and what these texts do not
// need (refusals), so the ratio is to its advantage. Both must read the same, byte for byte in stored form.
#include <benchmark/benchmark.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "dealerkit/access.hpp"
#include "dealerkit/check.hpp"
#include "desk/codec.hpp"
#include "people.hpp"
#include "protocol/json_read.hpp"

namespace {

using namespace dealerkit;

// A request: its envelope as far as these texts have one, and its command.
template <class Command>
struct request {
  std::string verb, at;
  std::optional<actor> by;
  Command command{};

  [[nodiscard]] std::string bytes() const {
    return verb + "|" + at + "|" + (by.has_value() ? codec::bytes_of(*by) : std::string{}) + "|" +
           codec::bytes_of(command);
  }
};

const std::string& check_text() {
  static const auto* const text = new std::string(
      R"({"verb":"check.vat","at":"2024-01-12T10:00:00+01:00","args":{"value":"BE 0403.170.701","country":"BE"}})");
  return *text;
}

const std::string& create_text() {
  static const auto* const text =
      new std::string(people::request("customer.create", "2024-01-12T10:02:00+01:00") +
                      people::create_text(49, std::string(120, 'A')) + "}");  // a company with two contacts
  return *text;
}

template <class Command>
bool read_with_simdjson(simdjson::dom::parser& parser, const std::string& text, request<Command>& into) {
  json::element document;
  json::object root;
  if (parser.parse(text.data(), text.size()).get(document) != simdjson::SUCCESS) return false;
  if (document.get(root) != simdjson::SUCCESS) return false;
  std::vector<violation> found;
  json::reader in(found, false);
  for (const auto [key, value] : root) {
    const json::element item = value;
    if (key == "verb") json::read(in, item, into.verb, {});
    if (key == "at") json::read(in, item, into.at, {});
    if (key == "actor") json::read(in, item, into.by, {});
    if (key == "args") json::read(in, item, into.command, {});
  }
  return found.empty();
}

template <class T>
bool read_value(const nlohmann::json& value, T& into) {
  if constexpr (std::is_same_v<T, std::string>) {
    const auto* text = value.get_ptr<const std::string*>();
    if (text == nullptr) return false;
    into = *text;
    return true;
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!value.is_boolean()) return false;
    into = value.get<bool>();
    return true;
  } else if constexpr (std::is_enum_v<T>) {
    const auto* text = value.get_ptr<const std::string*>();
    const auto known = text == nullptr ? std::nullopt : value_of<T>(*text);
    if (known.has_value()) into = *known;
    return known.has_value();
  } else if constexpr (std::is_integral_v<T>) {
    if (!value.is_number_integer()) return false;
    into = value.get<T>();
    return true;
  } else if constexpr (shapes::is_optional<T>) {
    return read_value(value, into.emplace());
  } else if constexpr (shapes::is_vector<T>) {
    if (!value.is_array()) return false;
    for (const auto& item : value)
      if (!read_value(item, into.emplace_back())) return false;
    return true;
  } else if constexpr (shapes::is_named<T>) {
    if (!value.is_object()) return false;
    for (const auto& [name, item] : value.items()) {
      typename T::value_type::second_type one{};
      if (!read_value(item, one)) return false;
      into.set(name, std::move(one));
    }
    return true;
  } else {
    if (!value.is_object()) return false;
    bool fine = true;
    for (const auto& [name, item] : value.items()) {
      bool known = false;
      for_each_field<T>([&](std::string_view field_name, auto member, field_options) {
        if (known || field_name != name) return;
        known = true;
        fine = read_value(item, into.*member) && fine;
      });
      fine = fine && known;
    }
    return fine;
  }
}

template <class Command>
bool read_with_nlohmann(const std::string& text, request<Command>& into) {
  const auto root = nlohmann::json::parse(text, nullptr, false);
  if (!root.is_object()) return false;
  bool fine = true;
  for (const auto& [key, item] : root.items()) {
    if (key == "verb") fine = read_value(item, into.verb) && fine;
    if (key == "at") fine = read_value(item, into.at) && fine;
    if (key == "actor") fine = read_value(item, into.by) && fine;
    if (key == "args") fine = read_value(item, into.command) && fine;
  }
  return fine;
}

// Both libraries must read the same; nlohmann_json sorts names, so the answers are compared as a set would be.
template <class Command>
bool read_alike(const std::string& text) {
  simdjson::dom::parser parser;
  request<Command> a;
  request<Command> b;
  if (!read_with_simdjson(parser, text, a) || !read_with_nlohmann(text, b)) return false;
  if constexpr (std::is_same_v<Command, create_customer>) {
    named<consent_answer> in_order;
    for (const auto& [name, answer] : a.command.consents)
      if (const auto* other = b.command.consents.find(name)) in_order.set(name, *other);
    b.command.consents = in_order;
  }
  return a.bytes() == b.bytes();
}

template <class Command>
void read_simdjson(benchmark::State& state, const std::string& text) {
  if (!read_alike<Command>(text)) return state.SkipWithError("the libraries read it differently");
  simdjson::dom::parser parser;  // kept from request to request, as the protocol does
  for (auto _ : state) {
    request<Command> read;
    if (!read_with_simdjson(parser, text, read)) return state.SkipWithError("not read");
    benchmark::DoNotOptimize(read);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * static_cast<std::int64_t>(state.iterations()));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

template <class Command>
void read_nlohmann(benchmark::State& state, const std::string& text) {
  if (!read_alike<Command>(text)) return state.SkipWithError("the libraries read it differently");
  for (auto _ : state) {
    request<Command> read;
    if (!read_with_nlohmann(text, read)) return state.SkipWithError("not read");
    benchmark::DoNotOptimize(read);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * static_cast<std::int64_t>(state.iterations()));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

void parse_simdjson(benchmark::State& state, const std::string& text) {
  simdjson::dom::parser parser;
  for (auto _ : state) {
    json::element document;
    if (parser.parse(text.data(), text.size()).get(document) != simdjson::SUCCESS)
      return state.SkipWithError("not parsed");
    benchmark::DoNotOptimize(document);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

void parse_nlohmann(benchmark::State& state, const std::string& text) {
  for (auto _ : state) {
    const auto document = nlohmann::json::parse(text, nullptr, false);
    if (document.is_discarded()) return state.SkipWithError("not parsed");
    benchmark::DoNotOptimize(&document);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

void register_all() {
  const std::string& vat = check_text();
  const std::string& create = create_text();
  using benchmark::RegisterBenchmark;
  using benchmark::State;
  RegisterBenchmark("parse_simdjson/check_vat", [&](State& state) { parse_simdjson(state, vat); });
  RegisterBenchmark("parse_nlohmann/check_vat", [&](State& state) { parse_nlohmann(state, vat); });
  RegisterBenchmark("read_simdjson/check_vat", [&](State& state) { read_simdjson<ask_vat>(state, vat); });
  RegisterBenchmark("read_nlohmann/check_vat", [&](State& state) { read_nlohmann<ask_vat>(state, vat); });
  RegisterBenchmark("parse_simdjson/create_customer", [&](State& state) { parse_simdjson(state, create); });
  RegisterBenchmark("parse_nlohmann/create_customer", [&](State& state) { parse_nlohmann(state, create); });
  RegisterBenchmark("read_simdjson/create_customer",
                    [&](State& state) { read_simdjson<create_customer>(state, create); });
  RegisterBenchmark("read_nlohmann/create_customer",
                    [&](State& state) { read_nlohmann<create_customer>(state, create); });
}

}  // namespace

int main(int count, char** arguments) {
  benchmark::AddCustomContext("nlohmann_json", std::to_string(NLOHMANN_JSON_VERSION_MAJOR) + "." +
                                                   std::to_string(NLOHMANN_JSON_VERSION_MINOR) + "." +
                                                   std::to_string(NLOHMANN_JSON_VERSION_PATCH));
  benchmark::AddCustomContext("simdjson", SIMDJSON_STRINGIFY(SIMDJSON_VERSION));
  register_all();
  benchmark::Initialize(&count, arguments);
  if (benchmark::ReportUnrecognizedArguments(count, arguments)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
