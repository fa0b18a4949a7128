// How long each call took: a mean hides the slow ones, and those are what a seller waits for.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

/// Collects the time of each call and reports p50, p99 and the longest, in microseconds.
class latencies {
 public:
  explicit latencies(std::size_t expected) { taken_.reserve(expected); }

  template <class Call>
  void time(Call&& call) {
    const auto start = std::chrono::steady_clock::now();
    call();
    const auto end = std::chrono::steady_clock::now();
    taken_.push_back(std::chrono::duration_cast<std::chrono::nanoseconds>(end - start).count());
  }

  void report(benchmark::State& state) {
    if (taken_.empty()) return;
    std::sort(taken_.begin(), taken_.end());
    const auto at = [&](double part) {
      const auto index = static_cast<std::size_t>(part * static_cast<double>(taken_.size() - 1));
      return static_cast<double>(taken_[index]) / 1000;
    };
    state.counters["p50_us"] = at(0.5);
    state.counters["p99_us"] = at(0.99);
    state.counters["max_us"] = at(1);
  }

 private:
  std::vector<std::int64_t> taken_;
};
