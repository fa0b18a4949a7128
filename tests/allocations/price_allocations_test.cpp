// Pricing allocates nothing: every allocation of this program is counted, the library's too, since its operator new is
// the one that is found here.
#include <cstdio>
#include <cstdlib>
#include <new>
#include <vector>

#include "dealerkit.h"
#include "dealerkit/pricing.hpp"

namespace {

std::size_t allocations = 0;

void* counted(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using namespace dealerkit;

int checks = 0;
int failures = 0;

void check(bool holds, const char* what) {
  ++checks;
  if (holds) return;
  ++failures;
  std::fprintf(stderr, "failed: %s (%zu allocations)\n", what, allocations);
}

// Baskets of every path: few lines and many, small sums and large, groups, sections, conditions, tax added and included.
void price_with_pricing(std::size_t line_count, std::int64_t amount, bool included) {
  static pricing::fixed_workspace<64, 32> scratch;
  static pricing::line lines[64];
  static pricing::discount discounts[32];
  static pricing::step steps[32];
  pricing::tax taxes[] = {{decimal::whole(5)}, {decimal::of(9975, 3).value()}, {decimal::whole(0)}};
  for (std::size_t i = 0; i < line_count; ++i)
    lines[i] = {amount + static_cast<std::int64_t>(i * i), 1, std::uint64_t{1} << (i % 3), i % 4 == 3 ? 4U : 3U};
  for (std::size_t i = 0; i < 32; ++i) {
    discounts[i] = {};
    discounts[i].by_percent = i % 2 == 0;
    discounts[i].percent = decimal::of(static_cast<std::int64_t>(i * 13), 1).value();
    discounts[i].amount = static_cast<std::int64_t>(i * 7);
    discounts[i].of_running = i % 3 == 0;
    discounts[i].applies = i % 5 != 0;
    discounts[i].group = static_cast<std::uint32_t>(i % 7);
    discounts[i].priority = static_cast<std::int64_t>(40 - i);
    discounts[i].sections = i % 4;
  }
  pricing::terms how;
  how.tax_included = included;
  how.voucher = 25;
  const std::size_t before = allocations;
  const auto made = pricing::price(std::span(lines).first(line_count), discounts, taxes, how, scratch.view(), steps);
  check(made.ok() && made.value().applied > 5 && made.value().conditional > 5, "pricing::price prices");
  check(allocations == before, "pricing::price allocates nothing");
}

void price_with_c(std::size_t line_count, std::size_t expected) {
  static const dk_line_tax taxes[] = {{5, 0, 1}, {9975, 3, 2}};
  std::vector<dk_line> lines(line_count, DK_LINE_INIT);
  for (std::size_t i = 0; i < line_count; ++i) {
    lines[i].amount = static_cast<std::int64_t>(1000 + i);
    lines[i].sections = i % 2 + 1;
    lines[i].taxes = taxes;
    lines[i].tax_count = 2;
  }
  std::vector<dk_discount> discounts(32, DK_DISCOUNT_INIT);
  for (std::size_t i = 0; i < discounts.size(); ++i) {
    discounts[i].kind = i % 2 == 0 ? DK_DISCOUNT_PERCENT : DK_DISCOUNT_AMOUNT;
    discounts[i].percent_units = 15;
    discounts[i].percent_scale = 1;
    discounts[i].amount = 7;
    discounts[i].sections = i % 3;
  }
  std::vector<dk_price_step> steps(32, DK_PRICE_STEP_INIT);
  dk_price_total total = DK_PRICE_TOTAL_INIT;
  std::size_t count = steps.size();
  const std::size_t before = allocations;
  const dk_status status =
      dk_price(lines.data(), lines.size(), discounts.data(), discounts.size(), &total, steps.data(), &count);
  check(status == DK_OK && count == 32, "dk_price prices");
  check((allocations != before) == (expected != 0), "dk_price allocates only where lines are many");
}

}  // namespace

int main() {
  const std::size_t before = allocations;
  delete new int;
  check(allocations == before + 1, "allocations are counted");
  for (const bool included : {false, true})
    for (const std::size_t lines : {1U, 7U, 16U, 17U, 64U})
      for (const std::int64_t amount : {0LL, 999LL, 500'000LL, 10'000'000'000LL})
        price_with_pricing(lines, amount, included);
  price_with_c(1, 0);
  price_with_c(12, 0);
  price_with_c(32, 0);
  price_with_c(33, 1);
  std::printf("%d checks, %d failed\n", checks, failures);
  return failures == 0 && checks > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
