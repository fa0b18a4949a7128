// Customer search among a million customers: in memory p99 under 50 microseconds, in a file under a millisecond.
//
// The workload is in people.hpp. Nine searches in ten ask for a customer of the store, drawn evenly from all; one asks
// for somebody who is not there. E-mail and name are those of persons and contacts, VAT numbers those of companies.
//
//   search_email, search_vat, search_name   through desk::run (`json`: 0) and through dk_call (`json`: 1),
//                                           in memory (`sqlite`: 0) and in a file (`sqlite`: 1)
//   search_common_name                      the most common name of all: a page of a hundred at most, no promise
//
// A name has as many candidates as it has bearers: `candidates` is their mean, `candidates_p99` what one search in a
// hundred reaches. The store is filled in transactions of 10,000 customers with the desk's own form and events, so that
// what is searched is what customer.create leaves.
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <memory>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

// The C API's desk is looked into: both faces are measured on one filled store.
#include "../../src/c_api/desk.cpp"
#include "../support/directory.hpp"
#include "desk/customer_forms.hpp"
#include "desk/run.hpp"
#include "latencies.hpp"
#include "people.hpp"

namespace {

using namespace dealerkit;

// The store of a desk in memory can be filled in large transactions only from inside.
template <auto Member>
struct door {
  friend auto& store_of(desk& opened) { return *(opened.*Member); }
};
auto& store_of(desk& opened);
template struct door<&desk::implementation_>;

constexpr std::uint64_t at_once = 10'000;
constexpr std::string_view said_at = "2024-01-12T10:01:00+01:00";

instant created_at() {
  return instant{std::chrono::sys_days{std::chrono::year{2024} / 1 / 12} + std::chrono::hours{8}};
}
instant searched_at() { return created_at() + std::chrono::hours{1}; }

request_context by_seller(instant at) {
  request_context context;
  context.at = at;
  context.by = actor{std::string(people::user), std::string(people::outlet)};
  return context;
}

// A transaction's worth of customers, made as customer.create makes them once its search is proven.
bool add_customers(desk::implementation& host, std::uint64_t first) {
  auto unit = host.ledger->write();
  const request_context context = by_seller(created_at());
  work job{host, unit, context, host.policy_for(unit, "customer.create"), {}, {}, {}, {}, {}, {}, {}, {}, {}, false};
  if (!running::admit(job, running::access::actor)) return false;
  for (std::uint64_t number = first; number < first + at_once; ++number) {
    const create_customer typed = people::create_of(number, "+32");
    new_customer wanted;
    wanted.details = forms::check_customer(job, typed);
    if (!job.ok()) return false;
    wanted.id = job.new_identifier();
    wanted.entity = job.entity();
    wanted.outlet = job.place_name;
    wanted.user = job.by->id;
    wanted.kind = typed.input.kind;
    if (wanted.kind == customer_kind::b2c) wanted.details.holder.id = wanted.id;
    creation_facts facts;
    facts.search = search_proof{true, true, context.at};
    const auto decided = decide(facts, wanted, job.terms->customer, context.at);
    if (!decided.ok()) return false;
    const auto subject = uuid_bytes(wanted.id);
    job.unit.make_subject(subject);
    job.record(wanted.id, subject, decided.value());
  }
  return unit.commit().ok();
}

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double pages = 0;
  file >> pages >> pages;
  return pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double allocated_bytes() {
  const auto now = ::mallinfo2();
  return static_cast<double>(now.uordblks + now.hblkhd);
}

dk_desk* open_desk(const std::string& file) {
  dk_desk_options options = DK_DESK_OPTIONS_INIT;
  options.store = {file.data(), file.size()};
  options.preset = dk_str_of("customer_first_fr");  // the one that allows a search by name alone
  dk_desk* opened = nullptr;
  dk_desk_open(&opened, &options, nullptr);
  return opened;
}

// A desk on a store of a million customers; made once for each kind.
struct million {
  directory here;
  dk_desk* opened = nullptr;
  double bytes_each = 0;     // of the allocator, or of the file
  double resident_each = 0;  // of the process
  double fill_seconds = 0;

  explicit million(bool in_file) {
    const auto start = std::chrono::steady_clock::now();
    const double allocated = allocated_bytes();
    const double resident = resident_bytes();
    opened = open_desk(in_file ? here.file() : std::string{});
    if (opened != nullptr && !fill()) close();
    if (opened != nullptr && in_file) {
      close();  // what stands in the log goes into the file
      opened = open_desk(here.file());
    }
    if (opened == nullptr) return;
    const double all = static_cast<double>(people::many);
    bytes_each = in_file ? static_cast<double>(std::filesystem::file_size(here.file())) / all
                         : (allocated_bytes() - allocated) / all;
    resident_each = (resident_bytes() - resident) / all;
    fill_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  million(const million&) = delete;
  million& operator=(const million&) = delete;
  ~million() { close(); }

 private:
  bool fill() {
    request_context context;
    context.at = created_at();
    if (!opened->desk.run(people::network(), context).ok()) return false;
    auto& host = store_of(opened->desk);
    for (std::uint64_t first = 0; first < people::many; first += at_once)
      if (!add_customers(host, first)) return false;
    return true;
  }
  void close() {
    dk_desk_close(opened);
    opened = nullptr;
  }
};

std::unique_ptr<million>& million_of(bool in_file) {
  // Not leaked: the directory of the file goes with it. One at a time, for the memory's sake.
  static std::unique_ptr<million> filled[2];
  auto& wanted = filled[in_file ? 1 : 0];
  if (wanted == nullptr) {
    filled[in_file ? 0 : 1] = nullptr;
    ::malloc_trim(0);
    wanted = std::make_unique<million>(in_file);
  }
  return wanted;
}

enum class by { email, vat, name, common_name };

// Somebody of the store, or in one case of ten nobody: the number picks, always the same.
search_customers search_of(by which, std::uint64_t number) {
  search_customers asked;
  const bool hit = people::mixed(number, 30) % 10 != 0;
  std::uint64_t who = people::mixed(number, 31) % people::many;
  switch (which) {
    case by::email: asked.email = people::person_of(hit ? who : who + people::many).email; break;
    case by::vat: asked.vat = people::vat_of(who, !hit); break;
    case by::name: {
      const auto person = people::person_of(who);
      asked.first_name = person.first_name;
      asked.last_name = hit ? person.last_name : person.last_name + "xq";
      break;
    }
    case by::common_name:
      asked.first_name = people::as_written(people::syllables(0, 2), 0);
      asked.last_name = people::as_written(people::syllables(0, 3), 0);
      break;
  }
  return asked;
}

std::string text_of(const search_customers& asked) {
  std::string text = people::request("customer.search", said_at);
  const char* separator = "{\"";
  const auto add = [&](std::string_view name, const std::string& value) {
    if (value.empty()) return;
    text += separator;
    separator = ",\"";
    text += name;
    text += "\":\"";
    text += value;
    text += '"';
  };
  add("email", asked.email);
  add("vat", asked.vat);
  add("first_name", asked.first_name);
  add("last_name", asked.last_name);
  return text + "}}";
}

void search(benchmark::State& state, by which) {
  const auto& filled = million_of(state.range(0) != 0);
  if (filled->opened == nullptr) return state.SkipWithError("not filled");
  constexpr std::uint64_t different = 100'000;
  const bool as_json = state.range(1) != 0;
  std::vector<search_customers> typed;
  std::vector<std::string> requests;
  for (std::uint64_t number = 0; number < different; ++number) {
    const auto asked = search_of(which, number);
    if (as_json)
      requests.push_back(text_of(asked));
    else
      typed.push_back(asked);
  }
  const request_context context = by_seller(searched_at());
  latencies taken(static_cast<std::size_t>(state.max_iterations));
  std::vector<std::size_t> candidates;
  candidates.reserve(static_cast<std::size_t>(state.max_iterations));
  std::uint64_t asked = 0;
  for (auto _ : state) {
    const auto place = asked++ % different;
    std::size_t found = 0;
    if (as_json) {
      const auto& request = requests[place];
      dk_text* reply = nullptr;
      taken.time([&] { dk_call(filled->opened, {request.data(), request.size()}, &reply, nullptr); });
      const dk_str bytes = dk_text_view(reply);
      const std::string_view text{bytes.data, bytes.size};
      const bool fine = text.starts_with("{\"ok\":");
      for (auto at = text.find("\"id\":"); at != std::string_view::npos; at = text.find("\"id\":", at + 1)) ++found;
      dk_text_free(reply);
      if (!fine) return state.SkipWithError("refused");
    } else {
      answer<search_customers::reply_type> said;
      taken.time([&] { said = filled->opened->desk.run(typed[place], context); });
      if (!said.ok()) return state.SkipWithError("refused");
      found = said.reply->candidates.size();
    }
    candidates.push_back(found);
  }
  taken.report(state);
  state.SetItemsProcessed(static_cast<std::int64_t>(asked));
  std::sort(candidates.begin(), candidates.end());
  const auto hit = candidates.end() - std::upper_bound(candidates.begin(), candidates.end(), std::size_t{0});
  const auto all = std::accumulate(candidates.begin(), candidates.end(), std::size_t{0});
  state.counters["candidates"] = static_cast<double>(all) / static_cast<double>(asked);
  state.counters["candidates_p99"] = static_cast<double>(candidates[candidates.size() * 99 / 100]);
  state.counters["hits"] = static_cast<double>(hit) / static_cast<double>(asked);
  state.counters["bytes_each"] = filled->bytes_each;
  state.counters["resident_each"] = filled->resident_each;
  state.counters["fill_s"] = filled->fill_seconds;
}

void all_of(bool in_file) {
  const std::pair<const char*, by> kinds[] = {{"search_email", by::email},
                                              {"search_vat", by::vat},
                                              {"search_name", by::name},
                                              {"search_common_name", by::common_name}};
  for (const auto& [name, which] : kinds)
    for (const std::int64_t as_json : {0, 1})
      benchmark::RegisterBenchmark(name, [which = which](benchmark::State& state) { search(state, which); })
          ->ArgNames({"sqlite", "json"})
          ->Args({in_file ? 1 : 0, as_json})
          ->Iterations(which == by::common_name ? 2'000 : 50'000)
          ->Unit(benchmark::kMicrosecond)
          ->UseRealTime();
}

}  // namespace

int main(int count, char** arguments) {
  all_of(false);
  all_of(true);
  benchmark::Initialize(&count, arguments);
  if (benchmark::ReportUnrecognizedArguments(count, arguments)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
