// How long each call took: a mean hides the slow ones, and those are what a seller waits for.
//
// The clock on the wall is what is promised; on a shared machine it also counts the turns that other programs take, so
// the thread's own processor time stands beside it.
#pragma once

#include <benchmark/benchmark.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

/// Collects the time of each call and reports p50, p99 and the longest, in microseconds.
class latencies {
 public:
  explicit latencies(std::size_t expected) {
    taken_.reserve(expected);
    worked_.reserve(expected);
  }

  template <class Call>
  void time(Call&& call) {
    const auto worked = thread_nanoseconds();
    const auto start = std::chrono::steady_clock::now();
    call();
    const auto end = std::chrono::steady_clock::now();
    worked_.push_back(thread_nanoseconds() - worked);
    taken_.push_back(std::chrono::duration_cast<std::chrono::nanoseconds>(end - start).count());
  }

  void report(benchmark::State& state) {
    if (taken_.empty()) return;
    state.counters["p50_us"] = at(taken_, 0.5);
    state.counters["p99_us"] = at(taken_, 0.99);
    state.counters["max_us"] = at(taken_, 1);
    state.counters["p99_cpu_us"] = at(worked_, 0.99);
  }

 private:
  static std::int64_t thread_nanoseconds() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
  }
  static double at(std::vector<std::int64_t>& times, double part) {
    std::sort(times.begin(), times.end());
    return static_cast<double>(times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))]) / 1000;
  }

  std::vector<std::int64_t> taken_;
  std::vector<std::int64_t> worked_;
};
