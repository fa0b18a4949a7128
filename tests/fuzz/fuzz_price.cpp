// Any numbers through dk_price, and the same basket through quote.price: what one refuses the other does, and what both
// price has the same totals. The parts of a price add up, whatever it is the price of.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit.h"

namespace {

// Numbers out of bytes: most are small, some are as large as they come.
class numbers {
 public:
  numbers(const std::uint8_t* data, std::size_t size) : data_(data), left_(size) {}
  std::uint64_t byte() {
    if (left_ == 0) return 0;
    --left_;
    return *data_++;
  }
  std::uint64_t below(std::uint64_t limit) { return byte() % limit; }
  std::int64_t any() {
    const std::uint64_t kind = byte();
    std::uint64_t value = 0;
    for (std::uint64_t i = 0; i < kind % 9; ++i) value = value << 8 | byte();
    return static_cast<std::int64_t>(kind >= 0xf8 ? ~value : value);
  }
  [[nodiscard]] bool empty() const { return left_ == 0; }

 private:
  const std::uint8_t* data_;
  std::size_t left_;
};

struct basket {
  std::vector<dk_line_tax> taxes;
  std::vector<dk_line> lines;
  std::vector<dk_discount> discounts;
  dk_price_total total = DK_PRICE_TOTAL_INIT;
};

basket read(numbers from) {
  basket made;
  const std::uint64_t flags = from.byte();
  made.total.tax_included = flags & 1;
  if ((flags & 2) != 0) made.total.voucher = from.any();
  const std::uint64_t line_count = from.below(40);
  const std::uint64_t discount_count = from.below(40);
  made.taxes.reserve(40 * 9);
  for (std::uint64_t i = 0; i < line_count && !from.empty(); ++i) {
    dk_line line = DK_LINE_INIT;
    line.amount = from.any();
    const std::uint64_t more = from.byte();
    if ((more & 1) != 0) line.quantity = from.any();
    line.sections = more >> 1 & 7;
    line.tax_count = (more >> 4 & 15) == 15 ? 9 : more >> 4 & 3;
    line.taxes = made.taxes.data() + made.taxes.size();
    for (std::size_t tax = 0; tax < line.tax_count; ++tax) {
      const std::uint64_t which = from.byte();
      made.taxes.push_back({which % 7 == 6 ? from.any() : static_cast<std::int64_t>(which % 7 * 7),
                            static_cast<std::int32_t>(which / 7 % 3), static_cast<std::uint32_t>(which / 21 % 3)});
    }
    made.lines.push_back(line);
  }
  for (std::uint64_t i = 0; i < discount_count && !from.empty(); ++i) {
    dk_discount discount = DK_DISCOUNT_INIT;
    const std::uint64_t more = from.byte();
    discount.kind = more & 1;
    (discount.kind == DK_DISCOUNT_PERCENT ? discount.percent_units : discount.amount) = from.any();
    discount.percent_scale = static_cast<std::int32_t>(more >> 1 & 3);
    discount.of = more >> 3 & 1;
    discount.condition_open = (more >> 4 & 3) == 3;
    const std::uint64_t where = from.byte();
    discount.group = static_cast<std::uint32_t>(where & 3);
    discount.sections = where >> 2 & 7;
    discount.priority = static_cast<std::int64_t>(where >> 5) - 3;
    made.discounts.push_back(discount);
  }
  return made;
}

// A number with a point before its last digits.
std::string decimal_text(std::int64_t units, int scale) {
  const bool negative = units < 0;
  const auto magnitude = static_cast<std::uint64_t>(units);
  std::string digits = std::to_string(negative ? ~magnitude + 1 : magnitude);
  const auto behind = static_cast<std::size_t>(scale);
  if (digits.size() <= behind) digits.insert(0, behind + 1 - digits.size(), '0');
  if (scale > 0) digits.insert(digits.size() - behind, ".");
  return "\"" + (negative ? "-" + digits : digits) + "\"";
}

std::string request_of(const basket& asked) {
  std::string text = "{\"verb\":\"quote.price\",\"args\":{\"lines\":[";
  for (const auto& line : asked.lines) {
    text += &line == asked.lines.data() ? "{" : ",{";
    text += "\"amount\":" + decimal_text(line.amount, 2) + ",\"quantity\":" + std::to_string(line.quantity);
    // In the protocol a line has one section, or none; a combination of bits is one of its own.
    text += ",\"section\":\"b" + std::to_string(line.sections) + "\",\"taxes\":[";
    for (std::size_t i = 0; i < line.tax_count; ++i) {
      const auto& tax = line.taxes[i];
      text += i == 0 ? "{" : ",{";
      if (tax.id != 0) text += "\"id\":\"" + std::to_string(tax.id) + "\",";
      text += "\"percent\":" + decimal_text(tax.percent_units, tax.percent_scale) + "}";
    }
    text += "]}";
  }
  text += "],\"discounts\":[";
  for (std::size_t i = 0; i < asked.discounts.size(); ++i) {
    const auto& one = asked.discounts[i];
    text += i == 0 ? "{" : ",{";
    text += "\"id\":\"" + std::to_string(i) + "\",";
    text += one.kind == DK_DISCOUNT_PERCENT ? "\"percent\":" + decimal_text(one.percent_units, one.percent_scale)
                                            : "\"amount\":" + decimal_text(one.amount, 2);
    if (one.of == DK_OF_RUNNING) text += ",\"of\":\"running\"";
    if (one.group != 0) text += ",\"group\":\"" + std::to_string(one.group) + "\"";
    text += ",\"priority\":" + std::to_string(one.priority);
    if (one.sections != 0) {
      // The combinations that have a bit in common.
      std::string names;
      for (std::uint64_t bits = 0; bits < 8; ++bits)
        if ((bits & one.sections) != 0) names += (names.empty() ? "\"b" : ",\"b") + std::to_string(bits) + "\"";
      text += ",\"sections\":[" + names + "]";
    }
    if (one.condition_open != 0) text += ",\"condition\":\"c\"";
    text += "}";
  }
  text += "],\"tax_included\":";
  text += asked.total.tax_included != 0 ? "true" : "false";
  if (asked.total.voucher != 0) text += ",\"voucher\":{\"amount\":" + decimal_text(asked.total.voucher, 2) + "}";
  return text + "}}";
}

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

void check_parts(const basket& asked, const dk_price_total& made, const std::vector<dk_price_step>& steps) {
  std::int64_t taxes = 0;
  for (std::uint32_t i = 0; i < made.tax_count; ++i) {
    taxes += made.taxes[i].amount;
    require(made.taxes[i].amount >= 0 && made.taxes[i].base >= 0, "a tax below zero");
  }
  std::int64_t taken = 0;
  for (const auto& step : steps) {
    require(step.amount >= 0 && step.discount < asked.discounts.size(), "a step that is none");
    require(asked.discounts[step.discount].condition_open == (step.state == DK_STEP_CONDITIONAL), "an open condition");
    if (step.state != DK_STEP_CONDITIONAL) taken += step.amount;
  }
  require(made.tax == taxes && made.net + taxes == made.gross, "net and taxes are the gross");
  require(made.list - taken == (made.tax_included != 0 ? made.gross : made.net), "list less steps");
  require(made.net >= 0 && made.gross <= 999'999'999'999'999, "totals in range");
  require(made.to_pay == made.gross - made.voucher_used && made.to_pay >= 0, "the voucher");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static dk_desk* desk = [] {
    dk_desk* opened = nullptr;
    if (dk_desk_open(&opened, nullptr, nullptr) != DK_OK) std::abort();
    return opened;
  }();
  basket asked = read({data, size});
  std::vector<dk_price_step> steps(asked.discounts.size(), DK_PRICE_STEP_INIT);
  std::size_t count = steps.size();
  const dk_status status = dk_price(asked.lines.data(), asked.lines.size(), asked.discounts.data(),
                                    asked.discounts.size(), &asked.total, steps.data(), &count);
  require(status == DK_OK || status == DK_E_REFUSED, "a status");
  steps.resize(count);

  const std::string request = request_of(asked);
  dk_text* reply = nullptr;
  if (dk_call(desk, {request.data(), request.size()}, &reply, nullptr) != DK_OK) std::abort();
  const dk_str bytes = dk_text_view(reply);
  const std::string_view said(bytes.data, bytes.size);
  if (status == DK_E_REFUSED) {
    require(asked.total.rule != 0, "a refusal has a rule");
    // The protocol has room for more taxes.
    require(said.starts_with("{\"refused\":[") || asked.total.rule == DK_RULE_price_too_many_taxes, "refused by both");
  } else {
    check_parts(asked, asked.total, steps);
    const auto has = [&](const char* name, std::int64_t units) {
      return said.find("\"" + std::string(name) + "\":" + decimal_text(units, 2)) != std::string_view::npos;
    };
    require(said.starts_with("{\"ok\":{") && has("list", asked.total.list) && has("net", asked.total.net) &&
                has("gross", asked.total.gross) && has("to_pay", asked.total.to_pay),
            "the same totals");
  }
  dk_text_free(reply);
  return 0;
}
