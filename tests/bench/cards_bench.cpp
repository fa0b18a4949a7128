// Discount cards and loyalty, from a till's decision to a store of ten million cards.
//
//   card_decide_use, loyalty_decide   dk_card_decide_use and dk_loyalty_decide: at least 20 million a second on one core.
//                                     4,096 cards (accounts) in the three modes (both ways of earning), each asked for
//                                     an invoice of its own; some are refused.
//   loyalty_transact                  dk_call of loyalty.transact in memory: at least 100,000 calls a second. 1,000
//                                     cards in turn, each invoice new; one in four deducts what is there.
//   look_up_10m                       dk_call of card.lookup by code in a SQLite file of ten million cards: p99 under
//                                     200 microseconds; the size of the file a card; opening it: under 100 ms. A
//                                     hundred thousand customers hold a hundred cards each. DEALERKIT_BENCH_CARDS says
//                                     another number of cards.
//
// The file is filled in transactions of 10,000 cards with the desk's own events, so that what is looked up is what
// card.create leaves.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../support/directory.hpp"
#include "dealerkit.h"
#include "dealerkit/checks.hpp"
#include "desk/cards.hpp"
#include "desk/run.hpp"
#include "latencies.hpp"

namespace {

using namespace dealerkit;

// --- Decisions

std::uint64_t mixed(std::uint64_t number) {
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9u;
  number = (number ^ (number >> 27)) * 0x94d049bb133111ebu;
  return number ^ (number >> 31);
}

constexpr std::size_t decisions = 4096;

void card_decide_use_bench(benchmark::State& state) {
  std::vector<dk_card_state> cards;
  std::vector<dk_card_use> uses;
  for (std::uint64_t i = 0; i < decisions; ++i) {
    dk_card_state card = DK_CARD_STATE_INIT;
    card.mode = static_cast<std::int32_t>(mixed(i) % 3);
    card.balance = static_cast<std::int64_t>(mixed(i + 1) % 20'000);
    card.percent_units = 20;
    card.valid_until = mixed(i + 2) % 10 == 0 ? 500 : 1'000'000;
    dk_card_use use = DK_CARD_USE_INIT;
    use.invoice = static_cast<std::int64_t>(mixed(i + 3) % 100'000 + 1);
    use.at = 1000;
    cards.push_back(card);
    uses.push_back(use);
  }
  std::int64_t taken = 0;
  std::int64_t refused = 0;
  dk_card_used used = DK_CARD_USED_INIT;
  for (auto _ : state) {
    for (std::size_t i = 0; i < decisions; ++i) {
      if (dk_card_decide_use(&cards[i], &uses[i], &used) != DK_OK) ++refused;
      taken += used.discount;
    }
  }
  benchmark::DoNotOptimize(taken);
  const auto all = static_cast<double>(state.iterations()) * decisions;
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(decisions));
  state.counters["refused"] = static_cast<double>(refused) / all;
}
BENCHMARK(card_decide_use_bench)->Name("card_decide_use");

void loyalty_decide_bench(benchmark::State& state) {
  std::vector<dk_loyalty_state> accounts;
  std::vector<dk_loyalty_purchase> purchases;
  for (std::uint64_t i = 0; i < decisions; ++i) {
    dk_loyalty_state account = DK_LOYALTY_STATE_INIT;
    account.balance = static_cast<std::int64_t>(mixed(i) % 5'000);
    account.debt = mixed(i + 1) % 20 == 0 ? 300 : 0;
    account.cumulated = static_cast<std::int64_t>(mixed(i + 2) % 200'000);
    dk_loyalty_purchase purchase = DK_LOYALTY_PURCHASE_INIT;
    purchase.amount = static_cast<std::int64_t>(mixed(i + 3) % 100'000);
    purchase.deduct = mixed(i + 4) % 4 == 0 ? static_cast<std::int64_t>(mixed(i + 5) % 5'000) : 0;
    accounts.push_back(account);
    purchases.push_back(purchase);
  }
  dk_loyalty_terms kitty = DK_LOYALTY_TERMS_INIT;
  kitty.rate_units = 5;
  kitty.rate_scale = 2;
  dk_loyalty_terms tranches = DK_LOYALTY_TERMS_INIT;
  tranches.earning = DK_EARNING_TRANCHE;
  tranches.unit = DK_UNIT_POINTS;
  tranches.tranche = 10'000;
  tranches.advantage = 8;
  std::int64_t earned = 0;
  std::int64_t refused = 0;
  dk_loyalty_moved moved = DK_LOYALTY_MOVED_INIT;
  for (auto _ : state) {
    for (std::size_t i = 0; i < decisions; ++i) {
      if (dk_loyalty_decide(&accounts[i], i % 2 == 0 ? &kitty : &tranches, &purchases[i], &moved) != DK_OK) ++refused;
      earned += moved.earned;
    }
  }
  benchmark::DoNotOptimize(earned);
  const auto all = static_cast<double>(state.iterations()) * decisions;
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(decisions));
  state.counters["refused"] = static_cast<double>(refused) / all;
}
BENCHMARK(loyalty_decide_bench)->Name("loyalty_decide");

// --- Calls

constexpr std::string_view network_request =
    R"({"verb":"network.load","at":"2024-01-12T09:00:00Z","args":{)"
    R"("legal_entities":[{"id":"E1","vat":"FR83404833048","name":"Garage One"}],)"
    R"("outlets":[{"code":"0011960","site":"000","entity":"E1","record_type":"outlet","name":"Garage One Lyon",)"
    R"("brands":["AC"],"address":{"street":"2 rue Basse","postal_code":"69001","city":"Lyon","country":"FR"},)"
    R"("time_zone":"Europe/Paris"}],)"
    R"("users":[{"id":"E1.d001","entity":"E1","first_name":"Simon","last_name":"Martin",)"
    R"("roles":["service_manager"]}]}})";

std::string_view view(const dk_text* text) {
  const dk_str bytes = dk_text_view(text);
  return {bytes.data, bytes.size};
}

class open_desk {
 public:
  explicit open_desk(const std::string& file) {
    dk_desk_options options = DK_DESK_OPTIONS_INIT;
    options.store = {file.data(), file.size()};
    options.preset = dk_str_of("exclusive_card_fr");
    dk_desk_open(&desk_, &options, nullptr);
  }
  open_desk(const open_desk&) = delete;
  open_desk& operator=(const open_desk&) = delete;
  ~open_desk() { dk_desk_close(desk_); }
  [[nodiscard]] bool ok() const { return desk_ != nullptr; }
  [[nodiscard]] dk_desk* get() const { return desk_; }
  // The reply, or nothing where it was refused.
  std::string ask(std::string_view request) const {
    dk_text* reply = nullptr;
    dk_call(desk_, {request.data(), request.size()}, &reply, nullptr);
    std::string text(view(reply));
    dk_text_free(reply);
    return text.starts_with("{\"ok\":") ? text : std::string{};
  }

 private:
  dk_desk* desk_ = nullptr;
};

std::string request(std::string_view verb, std::string_view at, std::string_view arguments) {
  return "{\"verb\":\"" + std::string(verb) + "\",\"at\":\"" + std::string(at) +
         "\",\"actor\":{\"user\":\"E1.d001\",\"outlet\":\"0011960-000\"},\"args\":" + std::string(arguments) + "}";
}

std::string text_after(std::string_view reply, std::string_view before) {
  const auto start = reply.find(before);
  if (start == std::string_view::npos) return {};
  reply.remove_prefix(start + before.size());
  return std::string(reply.substr(0, reply.find('"')));
}

void loyalty_transact_bench(benchmark::State& state) {
  constexpr std::string_view morning = "2024-01-12T10:00:00+01:00";
  const open_desk desk{std::string{}};
  if (!desk.ok() || desk.ask(network_request).empty() ||
      desk.ask(request("programme.define", morning, R"({"programme":{"earning":"kitty","unit":"eur","rate":"0.05"}})"))
          .empty())
    return state.SkipWithError("the programme was not defined");
  std::vector<std::string> codes;
  for (int i = 0; i < 1000; ++i) {
    const std::string made =
        desk.ask(request("loyalty.create_card", morning,
                         R"({"customer":{"last_name":"Petit","first_name":"Anne","email":"anne)" + std::to_string(i) +
                             R"(@example.fr","mobile":"06 12 34 56 78"},"share_with_brand":false})"));
    codes.push_back(text_after(made, "\"code\":\""));
    if (codes.back().empty()) return state.SkipWithError("no card");
  }
  const std::string head = R"({"verb":"loyalty.transact","at":"2024-01-12T11:00:00+01:00",)"
                           R"("actor":{"user":"E1.d001","outlet":"0011960-000"},"args":{"code":")";
  std::uint64_t number = 0;
  std::string text;
  for (auto _ : state) {
    const std::uint64_t round = number / codes.size();
    text = head;
    text += codes[number % codes.size()];
    text += R"(","invoice":{"number":"F-)";
    text += std::to_string(number);
    text += R"(","amount":"80.00","repair_type":"service"},"earn":true)";
    // Each fourth invoice of a card takes what is there but some cents: three times 4.00, and what the fourth before
    // has earned.
    if (round % 4 == 3) text += round < 4 ? R"(,"deduct":"12.00")" : R"(,"deduct":"15.20")";
    text += "}}";
    dk_text* reply = nullptr;
    dk_call(desk.get(), {text.data(), text.size()}, &reply, nullptr);
    const bool fine = view(reply).starts_with("{\"ok\":");
    if (!fine) state.SkipWithError(std::string(view(reply)).c_str());
    dk_text_free(reply);
    if (!fine) break;
    ++number;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(number));
}
BENCHMARK(loyalty_transact_bench)->Name("loyalty_transact")->UseRealTime();

// --- Ten million cards

// The store of a desk can be filled in large transactions only from inside.
template <auto Member>
struct door {
  friend auto& store_of(desk& opened) { return *(opened.*Member); }
};
auto& store_of(desk& opened);
template struct door<&desk::implementation_>;

constexpr std::uint64_t at_once = 10'000;
constexpr std::uint64_t cards_each = 100;  // of a customer

std::uint64_t many() {
  const char* said = std::getenv("DEALERKIT_BENCH_CARDS");
  const std::uint64_t number = said == nullptr ? 10'000'000 : std::strtoull(said, nullptr, 10);
  return number < at_once ? at_once : number / at_once * at_once;
}

instant created_at() {
  return instant{std::chrono::sys_days{std::chrono::year{2024} / 1 / 12} + std::chrono::hours{9}};
}

// A transaction's worth of cards; `codes` keeps one in a hundred, to be looked up.
bool add_cards(desk::implementation& host, const card& pattern, std::uint64_t first, std::vector<std::string>& codes) {
  auto unit = host.ledger->write();
  request_context context;
  context.at = created_at();
  context.by = actor{"E1.d001", "0011960-000"};
  work job{host,  unit,  context, host.policy_for(unit, "card.create"), {}, {}, {}, {}, {}, {}, {}, {}, {},
           false, false, false};
  if (!running::admit(job, running::access::actor)) return false;
  card_holder holder;
  std::string customer;
  for (std::uint64_t number = first; number < first + at_once; ++number) {
    if (number % cards_each == 0) {
      holder.last_name = "Petit";
      holder.first_name = "Anne";
      holder.email = "anne" + std::to_string(number) + "@example.fr";
      holder.mobile = "+33612" + std::to_string(100'000 + number / cards_each % 900'000);
      holder.vin = "VF7NCBHXB12345678";
      holder.share_with_brand.reset();
      const auto made = cards::customer_of(job, holder, job.place_name);
      if (!made.has_value()) return false;
      customer = *made;
      holder.share_with_brand = false;
    }
    card made = pattern;
    made.id = job.new_identifier();
    made.code = cards::new_code(job);
    made.customer = customer;
    if (!job.unit.claim_unique(projections::indexes::card_code, made.code, made.id)) return false;
    if (number % cards_each == 0) codes.push_back(made.code);
    job.record(made.id, uuid_bytes(customer), card_created{made, holder});
  }
  return unit.commit().ok();
}

// A file of that many cards, made once.
struct large_store {
  directory here;
  std::vector<std::string> codes;
  double bytes_each = 0;
  double fill_seconds = 0;
  bool filled = false;

  large_store() {
    const auto start = std::chrono::steady_clock::now();
    {
      const open_desk desk(here.file());
      if (!desk.ok() || desk.ask(network_request).empty()) return;
      const std::string prepared =
          desk.ask(request("operation.prepare", "2024-01-12T10:00:00+01:00",
                           R"({"operation":{"name":"Winter","mode":"free","amount":"50","validity_days":365,)"
                           R"("reminders":[100,300],"partners":[]}})"));
      operation_ = text_after(prepared, "\"id\":\"");
      const std::string made =
          desk.ask(request("card.create", "2024-01-12T10:00:00+01:00",
                           R"({"operation":")" + operation_ +
                               R"(","vin":"VF7NCBHXB12345678","customer":{"last_name":"Petit","first_name":"Anne",)"
                               R"("email":"pattern@example.fr","mobile":"06 12 34 56 78"},"share_with_brand":false})"));
      codes.push_back(text_after(made, "\"code\":\""));
      if (codes.back().empty()) return;
    }
    if (!fill()) return;
    bytes_each = static_cast<double>(std::filesystem::file_size(here.file())) / static_cast<double>(many());
    fill_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    filled = true;
  }

 private:
  bool fill() {
    desk_options options;
    options.store = here.file();
    options.preset = "exclusive_card_fr";
    auto opened = desk::open(options);
    if (!opened.ok()) return false;
    desk office = std::move(opened).value();
    auto& host = store_of(office);
    std::optional<card> pattern;
    {
      auto unit = host.ledger->read();
      std::string id;
      if (!unit.find_unique(projections::indexes::card_code, cards::normal_code(codes.front()), id)) return false;
      pattern = projections::load<card>(unit, projections::collections::cards, id);
    }
    if (!pattern.has_value()) return false;
    for (std::uint64_t first = 0; first < many(); first += at_once)
      if (!add_cards(host, *pattern, first, codes)) return false;
    return true;
  }
  std::string operation_;
};

const large_store& ten_million() {
  static const large_store store;
  return store;
}

void look_up_bench(benchmark::State& state) {
  const auto& store = ten_million();
  if (!store.filled) return state.SkipWithError("the store was not filled");
  double opening = 1e9;
  for (int i = 0; i < 5; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const open_desk desk(store.here.file());
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    if (!desk.ok()) return state.SkipWithError("not opened");
    if (took.count() < opening) opening = took.count();
  }
  const open_desk desk(store.here.file());
  const std::string head = R"({"verb":"card.lookup","at":"2024-02-01T11:00:00+01:00",)"
                           R"("actor":{"user":"E1.d001","outlet":"0011960-000"},"args":{"code":")";
  latencies calls(1'000'000);
  std::uint64_t number = 0;
  for (auto _ : state) {
    const std::string text = head + store.codes[mixed(number++) % store.codes.size()] + "\"}}";
    dk_text* reply = nullptr;
    calls.time([&] { dk_call(desk.get(), {text.data(), text.size()}, &reply, nullptr); });
    const bool fine = view(reply).starts_with("{\"ok\":");
    if (!fine) state.SkipWithError(std::string(view(reply)).c_str());
    dk_text_free(reply);
    if (!fine) break;
  }
  calls.report(state);
  state.counters["open_ms"] = opening;
  state.counters["bytes_each"] = store.bytes_each;
  state.counters["fill_s"] = store.fill_seconds;
  state.counters["cards"] = static_cast<double>(many());
}
BENCHMARK(look_up_bench)->Name("look_up_10m")->Iterations(50'000)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
