// Speed of rendering an offer of twelve lines and six discounts, with configuration, notices and a
// voucher.
//
//   offer_html   under 100 us
//   offer_pdf    under 3 ms
//
// The formats, the fonts' letters and the fixed words are built at the first call, before the clock
// runs.
#include <benchmark/benchmark.h>

#include "dealerkit/offer_document.hpp"
#include "support/offer_samples.hpp"

namespace {

using namespace dealerkit;

void bench_offer_html(benchmark::State& state) {
  const auto offer = offer_samples::typical();
  std::size_t size = offer_html(offer).size();
  for (auto _ : state) {
    auto page = offer_html(offer);
    size = page.size();
    benchmark::DoNotOptimize(page);
  }
  state.counters["bytes"] = static_cast<double>(size);
}
BENCHMARK(bench_offer_html)->Name("offer_html")->Unit(benchmark::kMicrosecond);

void bench_offer_pdf(benchmark::State& state) {
  const auto offer = offer_samples::typical();
  const auto first = offer_pdf(offer);
  if (!first.ok()) {
    state.SkipWithError("the offer was refused: is this a library without PDF?");
    return;
  }
  for (auto _ : state) {
    auto paper = offer_pdf(offer);
    benchmark::DoNotOptimize(paper);
  }
  state.counters["bytes"] = static_cast<double>(first.value().size());
}
BENCHMARK(bench_offer_pdf)->Name("offer_pdf")->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
