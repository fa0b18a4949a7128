// Any bytes as a catalogue: as a formula, as the arguments of catalog.load, as a code. Nothing crashes; what is loaded
// can be asked, and what the engine calls selectable stays possible when it is chosen.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "configurator/formula.hpp"
#include "dealerkit.h"
#include "dealerkit/configuration.hpp"

namespace {

using namespace dealerkit;

void need(bool holds) {
  if (!holds) std::abort();
}

std::string call(dk_desk* desk, const std::string& request) {
  dk_text* reply = nullptr;
  need(dk_call(desk, {request.data(), request.size()}, &reply, nullptr) == DK_OK);
  const dk_str text = dk_text_view(reply);
  std::string answer(text.data, text.size);
  dk_text_free(reply);
  need(answer.starts_with("{\"ok\":") || answer.starts_with("{\"refused\":[{\"rule\":\""));
  return answer;
}

void read_formula(std::string_view text) {
  constexpr std::array<std::string_view, 4> names = {"a.x", "b.x", "trim.active", "engine.electric"};
  const configurator::value_lookup look_up = [&](std::string_view name) {
    for (std::uint32_t i = 0; i < names.size(); ++i)
      if (names[i] == name) return i;
    return configurator::no_value;
  };
  configurator::formula read;
  const auto problem = configurator::parse_formula(text, look_up, read);
  need(problem.position <= text.size() + 1);
  if (problem.broken != rule::none) return;
  need(read.root < read.parts.size() && read.parts.size() <= configurator::formula_parts_max);
  for (std::size_t i = 0; i < read.parts.size(); ++i)
    for (std::uint32_t operand = 0; operand < read.parts[i].count; ++operand)
      need(read.operands[read.parts[i].first + operand] < i);
}

// The first text after a name, as in `"selectable":["trim.active",…]` or `"models":["m"]`.
std::string first_after(std::string_view answer, std::string_view name) {
  const auto at = answer.find("\"" + std::string(name) + "\":[\"");
  if (at == std::string_view::npos) return {};
  const auto start = at + name.size() + 5;
  return std::string(answer.substr(start, answer.find('"', start) - start));
}

// Chooses what is selectable until nothing is; only codes come back, so none needs to be escaped.
void walk(dk_desk* desk, const std::string& catalog_code, const std::string& model) {
  std::string choices;
  for (int step = 0; step < 8; ++step) {
    const std::string state =
        call(desk, R"({"verb":"config.state","at":"2024-01-12T10:00:00Z","args":{"market":"BE","catalog":")" +
                       catalog_code + R"(","model":")" + model + R"(","choices":[)" + choices + "]}}");
    need(step == 0 || state.starts_with("{\"ok\":"));
    const std::string next = first_after(state, "selectable");
    if (next.empty()) return;
    choices += (choices.empty() ? "\"" : ",\"") + next + "\"";
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  read_formula(text);
  if (const auto read = read_code(text); read.ok()) need(write_code(read.value()) == text);

  dk_desk_options options = DK_DESK_OPTIONS_INIT;
  options.has_seed = 1;
  dk_desk* desk = nullptr;
  need(dk_desk_open(&desk, &options, nullptr) == DK_OK);
  const std::string answer = call(desk, R"({"verb":"catalog.load","at":"2024-01-01T00:00:00Z","args":)" + text + "}");
  if (answer.starts_with("{\"ok\":")) {
    const std::string code = "\"catalog\":\"";
    const auto start = answer.find(code) + code.size();
    walk(desk, answer.substr(start, answer.find('"', start) - start), first_after(answer, "models"));
  }
  dk_desk_close(desk);
  return 0;
}
