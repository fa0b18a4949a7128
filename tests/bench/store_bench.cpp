// What the store promises in numbers: transactions a second, look-ups among a million customers,
// bytes a record, and opening a large file at once.
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>

#include "../../src/store/ledger.hpp"
#include "../../src/store/table_keys.hpp"
#include "../support/directory.hpp"

namespace {

using namespace dealerkit;
using namespace dealerkit::store;

constexpr collection customers{1};
constexpr store::index by_email{1};
constexpr store::index by_phone{2};
constexpr store::index by_name{3};
constexpr std::uint64_t many = 1'000'000;

enum kind : std::int64_t { memory = 0, sqlite = 1 };

std::unique_ptr<ledger> open_kind(std::int64_t which, const std::string& path) {
  auto tables = which == memory ? result<std::unique_ptr<backend>>(open_memory()) : open_sqlite(path);
  if (!tables) return nullptr;
  auto opened = ledger::open(std::move(tables).value());
  return opened ? std::move(opened).value() : nullptr;
}

subject_id subject(std::uint64_t number) {
  subject_id id{};
  const auto mixed = number_key(number * 0x9e3779b97f4a7c15U);
  const auto plain = number_key(number);
  std::copy(mixed.begin(), mixed.end(), id.begin());
  std::copy(plain.begin(), plain.end(), id.begin() + 8);
  return id;
}

// A customer as a dealer has one: some 300 bytes of personal data.
void add_customer(unit& changes, std::uint64_t number) {
  const auto id = std::to_string(number);
  const auto who = subject(number);
  const std::string text(300, static_cast<char>('a' + number % 26));
  changes.make_subject(who);
  changes.append({.at = instant(std::chrono::microseconds(static_cast<std::int64_t>(number))),
                  .entity = "dealer",
                  .user = "anna",
                  .outlet = "north",
                  .kind = "customer_created",
                  .record = id,
                  .subject = who,
                  .facts = "kind=b2c",
                  .personal = text});
  changes.save(customers, id, text, who);
  changes.index_exact(by_email, id + "@example.be", id);
  changes.index_exact(by_phone, "+3247" + id, id);
  changes.index_exact(by_name, "name" + id, id);
}

// Commands one by one (durable each), and a thousand in a transaction.
void commands(benchmark::State& state) {
  const directory here;
  const auto opened = open_kind(state.range(0), here.file());
  if (opened == nullptr) return state.SkipWithError("not opened");
  const auto batch = static_cast<std::uint64_t>(state.range(1));
  std::uint64_t number = 0;
  for (auto _ : state) {
    auto changes = opened->write();
    for (std::uint64_t i = 0; i < batch; ++i) add_customer(changes, number++);
    if (!changes.commit()) return state.SkipWithError("not committed");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(number));
}
BENCHMARK(commands)
    ->ArgNames({"sqlite", "batch"})
    ->Args({memory, 1})
    ->Args({memory, 1000})
    ->Args({sqlite, 1})
    ->Args({sqlite, 1000})
    ->UseRealTime();

// A million customers; made once for each kind and used by what follows.
struct million {
  directory here;
  std::unique_ptr<ledger> opened;
  double bytes_each = 0;

  explicit million(std::int64_t which) {
    const auto before = ::mallinfo2();
    opened = open_kind(which, here.file());
    if (opened == nullptr) return;
    for (std::uint64_t number = 0; number < many;) {
      auto changes = opened->write();
      for (int i = 0; i < 10'000; ++i) add_customer(changes, number++);
      if (!changes.commit()) opened = nullptr;
      if (opened == nullptr) return;
    }
    if (!opened->scrub()) return;
    const auto after = ::mallinfo2();
    bytes_each = which == memory ? static_cast<double>(after.uordblks + after.hblkhd - before.uordblks - before.hblkhd)
                                 : static_cast<double>(std::filesystem::file_size(here.file()));
    bytes_each /= static_cast<double>(many);
  }
};

million& million_of(std::int64_t which) {
  // Not leaked: the directory of the file goes with it.
  static const auto in_memory = std::make_unique<million>(memory);
  if (which == memory) return *in_memory;
  static const auto in_file = std::make_unique<million>(sqlite);
  return *in_file;
}

// Find by e-mail, then load, in a snapshot of its own: what a search does.
void look_up(benchmark::State& state) {
  auto& filled = million_of(state.range(0));
  if (filled.opened == nullptr) return state.SkipWithError("not filled");
  std::mt19937_64 random(1);
  std::string text;
  for (auto _ : state) {
    const auto wanted = std::to_string(random() % many) + "@example.be";
    auto reader = filled.opened->read();
    bool found = false;
    reader.find_exact(by_email, wanted, [&](std::string_view id) { found = reader.load(customers, id, text); });
    if (!found) return state.SkipWithError("not found");
  }
  state.counters["bytes_each"] = filled.bytes_each;
}
BENCHMARK(look_up)->ArgName("sqlite")->Arg(memory)->Arg(sqlite)->UseRealTime();

// One more command with a million customers there already.
void one_more(benchmark::State& state) {
  auto& filled = million_of(state.range(0));
  if (filled.opened == nullptr) return state.SkipWithError("not filled");
  static auto* number = new std::uint64_t(many);
  for (auto _ : state) {
    auto changes = filled.opened->write();
    add_customer(changes, (*number)++);
    if (!changes.commit()) return state.SkipWithError("not committed");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(one_more)->ArgName("sqlite")->Arg(memory)->Arg(sqlite)->UseRealTime();

// Opening the file of a million customers: under 100 ms, whatever its size.
void open_large(benchmark::State& state) {
  auto& filled = million_of(sqlite);
  if (filled.opened == nullptr) return state.SkipWithError("not filled");
  filled.opened = nullptr;
  for (auto _ : state) {
    auto opened = open_kind(sqlite, filled.here.file());
    if (opened == nullptr) return state.SkipWithError("not opened");
    benchmark::DoNotOptimize(opened);
  }
  filled.opened = open_kind(sqlite, filled.here.file());
}
BENCHMARK(open_large)->Unit(benchmark::kMillisecond)->UseRealTime();

// Opening a file just below the size up to which every page and row is examined.
void open_examined(benchmark::State& state) {
  const directory here;
  {
    const auto opened = open_kind(sqlite, here.file());
    if (opened == nullptr) return state.SkipWithError("not opened");
    std::uint64_t number = 0;
    auto changes = opened->write();
    while (number < 10'000) add_customer(changes, number++);
    if (!changes.commit()) return state.SkipWithError("not committed");
  }
  state.counters["file_bytes"] = static_cast<double>(std::filesystem::file_size(here.file()));
  for (auto _ : state) {
    auto opened = open_kind(sqlite, here.file());
    if (opened == nullptr) return state.SkipWithError("not opened");
    benchmark::DoNotOptimize(opened);
  }
}
BENCHMARK(open_examined)->Unit(benchmark::kMillisecond)->UseRealTime();

// Verifying the chain and everything sealed.
void verify(benchmark::State& state) {
  const directory here;
  const auto filled = open_kind(state.range(0), here.file());
  if (filled == nullptr) return state.SkipWithError("not opened");
  auto changes = filled->write();
  for (std::uint64_t number = 0; number < 20'000; ++number) add_customer(changes, number);
  if (!changes.commit()) return state.SkipWithError("not committed");
  for (auto _ : state) {
    const auto report = filled->verify();
    if (!report || !report.value().intact) return state.SkipWithError("not intact");
  }
  state.SetItemsProcessed(state.iterations() * 20'000);
}
BENCHMARK(verify)->ArgName("sqlite")->Arg(memory)->Arg(sqlite)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
