/* A basket priced from C: a car and its number plate, a discount of each kind, a voucher. No desk, no text, nothing
 * allocated: dk_price() takes numbers and gives numbers, in cents. */
#include <stdio.h>

#include "dealerkit.h"

enum { LINES = 3, DISCOUNTS = 4, VEHICLE = 1, ACCESSORIES = 2, DELIVERY = 4 };

static void print_amount(const char *name, int64_t cents) {
  const long long magnitude = cents < 0 ? -cents : cents;
  char amount[32];
  snprintf(amount, sizeof amount, "%s%lld.%02lld", cents < 0 ? "-" : "", magnitude / 100, magnitude % 100);
  printf("%-10s %10s\n", name, amount);
}

int main(void) {
  static const dk_line_tax vat_21 = {21, 0, 0}, no_vat = {0, 0, 0};
  static const char *const names[DISCOUNTS] = {"show", "launch", "loyalty", "trade-in"};
  dk_line lines[LINES] = {DK_LINE_INIT, DK_LINE_INIT, DK_LINE_INIT};
  dk_discount discounts[DISCOUNTS] = {DK_DISCOUNT_INIT, DK_DISCOUNT_INIT, DK_DISCOUNT_INIT, DK_DISCOUNT_INIT};
  dk_price_step steps[DISCOUNTS] = {DK_PRICE_STEP_INIT, DK_PRICE_STEP_INIT, DK_PRICE_STEP_INIT, DK_PRICE_STEP_INIT};
  dk_price_total total = DK_PRICE_TOTAL_INIT;
  size_t n = DISCOUNTS;

  lines[0].amount = 3125000; /* the car, 31,250.00 */
  lines[0].sections = VEHICLE;
  lines[0].taxes = &vat_21;
  lines[1].amount = 3995; /* two mats at 39.95 */
  lines[1].quantity = 2;
  lines[1].sections = ACCESSORIES;
  lines[1].taxes = &vat_21;
  lines[2].amount = 3000; /* the plate, which bears no tax */
  lines[2].sections = DELIVERY;
  lines[2].taxes = &no_vat;
  for (int i = 0; i < LINES; ++i) lines[i].tax_count = 1;

  discounts[0].kind = DK_DISCOUNT_PERCENT; /* 5 % of the car */
  discounts[0].percent_units = 5;
  discounts[0].sections = VEHICLE;
  discounts[1].amount = 50000; /* 500.00, or 2 % of what is left: the one that is worth more */
  discounts[1].group = 1;
  discounts[2].kind = DK_DISCOUNT_PERCENT;
  discounts[2].percent_units = 2;
  discounts[2].of = DK_OF_RUNNING;
  discounts[2].group = 1;
  discounts[3].amount = 100000; /* 1,000.00 for a trade-in, which there is none of yet */
  discounts[3].condition_open = 1;
  total.voucher = 25000;

  switch (dk_price(lines, LINES, discounts, DISCOUNTS, &total, steps, &n)) {
    case DK_OK: break;
    case DK_E_REFUSED:
      fprintf(stderr, "refused: rule %u at %llu\n", (unsigned)total.rule, (unsigned long long)total.at);
      return 1;
    default: fprintf(stderr, "not called as it should be\n"); return 1;
  }
  print_amount("list", total.list);
  for (size_t i = 0; i < n; ++i)
    if (steps[i].state != DK_STEP_CONDITIONAL) print_amount(names[steps[i].discount], -steps[i].amount);
  print_amount("net", total.net);
  for (uint32_t i = 0; i < total.tax_count; ++i) print_amount("tax", total.taxes[i].amount);
  print_amount("gross", total.gross);
  print_amount("to pay", total.to_pay);
  for (size_t i = 0; i < n; ++i)
    if (steps[i].state == DK_STEP_CONDITIONAL) {
      printf("and with a %s:\n", names[steps[i].discount]);
      print_amount("", -steps[i].amount);
    }
  return 0;
}
