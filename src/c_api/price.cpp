// The typed price: dealerkit/pricing.hpp for C.
#include <algorithm>
#include <cstring>

#include "c_api/guard.hpp"
#include "dealerkit/price.hpp"
#include "dealerkit/pricing.hpp"

using dealerkit::decimal;
using dealerkit::rule;
using dealerkit::c_api::guard;
namespace pricing = dealerkit::pricing;

namespace {

constexpr std::size_t few = 32;
static_assert(DK_PRICE_TAXES_MAX <= pricing::taxes_max);

// The first version of each struct: what every caller has.
constexpr std::size_t line_size = sizeof(dk_line);
constexpr std::size_t discount_size = sizeof(dk_discount);
constexpr std::size_t step_size = sizeof(dk_price_step);
constexpr std::size_t total_size = sizeof(dk_price_total);

// Whether what only a caller of a later version knows is zero, so that it asks for nothing we do not know.
bool zero_tail(const unsigned char* element, std::size_t ours, std::size_t theirs) noexcept {
  for (std::size_t byte = ours; byte < theirs; ++byte)
    if (element[byte] != 0) return false;
  return true;
}

// An array whose elements may be longer than ours.
template <class Element>
class elements {
 public:
  elements(const Element* first, std::size_t count) noexcept
      : bytes_(reinterpret_cast<const unsigned char*>(first)),
        count_(count),
        stride_(count == 0 ? sizeof(Element) : first->struct_size) {}

  /// All of one size that is known; of what is read, not only written, the tail counts too.
  [[nodiscard]] bool known(std::size_t oldest, bool read) const noexcept {
    if (stride_ < oldest || stride_ % alignof(Element) != 0) return false;
    for (std::size_t i = 0; i < count_; ++i) {
      if ((*this)[i].struct_size != stride_) return false;
      if (read && !zero_tail(bytes_ + i * stride_, sizeof(Element), stride_)) return false;
    }
    return true;
  }
  [[nodiscard]] const Element& operator[](std::size_t i) const noexcept {
    return *reinterpret_cast<const Element*>(bytes_ + i * stride_);
  }
  [[nodiscard]] std::size_t size() const noexcept { return count_; }

 private:
  const unsigned char* bytes_;
  std::size_t count_;
  std::size_t stride_;
};

// The taxes of all lines, each once, in the order in which the lines name them.
struct tax_rows {
  pricing::tax rows[DK_PRICE_TAXES_MAX];
  std::uint32_t ids[DK_PRICE_TAXES_MAX];
  std::size_t count = 0;

  // The place of a tax; DK_PRICE_TAXES_MAX where there is no room for it.
  std::size_t place_of(decimal percent, std::uint32_t id) noexcept {
    for (std::size_t i = 0; i < count; ++i)
      if (rows[i].percent == percent && ids[i] == id) return i;
    if (count == DK_PRICE_TAXES_MAX) return count;
    rows[count] = {percent, 0, 0};
    ids[count] = id;
    return count++;
  }
};

dk_status refuse(dk_price_total& out, rule broken, std::size_t at = 0) noexcept {
  out.rule = static_cast<std::uint32_t>(broken);
  out.at = at;
  return DK_E_REFUSED;
}

rule read_line(const dk_line& from, pricing::line& into, tax_rows& taxes) noexcept {
  if (from.amount < 0) return rule::price_amount_negative;
  if (from.quantity < 1) return rule::price_quantity_out_of_range;
  if (from.tax_count == 0) return rule::price_tax_missing;
  if (from.tax_count > static_cast<std::size_t>(pricing::taxes_of_a_line_max)) return rule::price_too_many_taxes;
  into = {from.amount, from.quantity, from.sections, 0};
  for (std::size_t i = 0; i < from.tax_count; ++i) {
    const dk_line_tax& one = from.taxes[i];
    const auto percent = decimal::of(one.percent_units, one.percent_scale);
    if (!percent.ok() || percent.value().scale() > pricing::percent_scale_max) return rule::decimal_out_of_range;
    if (one.percent_units < 0 || !pricing::is_tax(percent.value())) return rule::price_tax_out_of_range;
    const std::size_t place = taxes.place_of(percent.value(), one.id);
    if (place == DK_PRICE_TAXES_MAX) return rule::price_too_many_taxes;
    const std::uint64_t bit = std::uint64_t{1} << place;
    if ((into.taxes & bit) != 0) return rule::price_tax_given_twice;
    into.taxes |= bit;
  }
  return rule::none;
}

rule read_discount(const dk_discount& from, pricing::discount& into) noexcept {
  into = {};
  into.by_percent = from.kind == DK_DISCOUNT_PERCENT;
  if ((into.by_percent ? from.percent_units : from.amount) < 0) return rule::discount_value_negative;
  if (into.by_percent) {
    const auto percent = decimal::of(from.percent_units, from.percent_scale);
    if (!percent.ok() || percent.value().scale() > pricing::percent_scale_max) return rule::decimal_out_of_range;
    into.percent = percent.value();
  } else {
    into.amount = from.amount;
  }
  into.of_running = from.of == DK_OF_RUNNING;
  into.applies = from.condition_open == 0;
  into.group = from.group;
  into.priority = from.priority;
  into.sections = from.sections;
  return rule::none;
}

bool sensible(const elements<dk_line>& lines, const elements<dk_discount>& discounts) noexcept {
  if (!lines.known(line_size, true) || !discounts.known(discount_size, true)) return false;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i].taxes == nullptr && lines[i].tax_count != 0) return false;
  for (std::size_t i = 0; i < discounts.size(); ++i) {
    const dk_discount& one = discounts[i];
    if (one.kind != DK_DISCOUNT_AMOUNT && one.kind != DK_DISCOUNT_PERCENT) return false;
    if (one.of != DK_OF_LIST && one.of != DK_OF_RUNNING) return false;
    if (one.condition_open != 0 && one.condition_open != 1) return false;
  }
  return true;
}

void give(dk_price_total& out, const pricing::totals& made, const tax_rows& taxes) noexcept {
  out.list = made.list;
  out.net = made.net;
  out.tax = made.tax;
  out.gross = made.gross;
  out.voucher_used = made.voucher;
  out.to_pay = made.to_pay;
  out.rule = 0;
  out.at = 0;
  out.tax_count = static_cast<std::uint32_t>(taxes.count);
  for (std::size_t i = 0; i < taxes.count; ++i)
    out.taxes[i] = {taxes.rows[i].percent.units(), taxes.rows[i].percent.scale(), taxes.ids[i], taxes.rows[i].base,
                    taxes.rows[i].amount};
}

dk_status price(const elements<dk_line>& given_lines, const elements<dk_discount>& given_discounts, dk_price_total& out,
                dk_price_step* steps, std::size_t& room) {
  tax_rows taxes;
  dealerkit::detail::roomy<pricing::line, few> line_room(given_lines.size());
  const auto lines = line_room.span();
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (const rule broken = read_line(given_lines[i], lines[i], taxes); broken != rule::none)
      return refuse(out, broken, i);
  dealerkit::detail::roomy<pricing::discount, few> discount_room(given_discounts.size());
  const auto discounts = discount_room.span();
  for (std::size_t i = 0; i < discounts.size(); ++i)
    if (const rule broken = read_discount(given_discounts[i], discounts[i]); broken != rule::none)
      return refuse(out, broken, i);

  pricing::terms how;
  how.tax_included = out.tax_included != 0;
  how.voucher = out.voucher;
  if (out.largest != 0) how.largest = out.largest;
  dealerkit::detail::roomy<pricing::step, few> step_room(discounts.size());
  const auto taken = step_room.span();
  dealerkit::detail::roomy_workspace<few> scratch(lines.size(), discounts.size());
  const auto made =
      pricing::price(lines, discounts, std::span(taxes.rows).first(taxes.count), how, scratch.view(), taken);
  if (!made.ok()) return refuse(out, made.refusal().broken);

  const std::size_t count = made.value().applied + made.value().conditional;
  if (count > room) {
    room = count;
    return DK_E_ARGUMENT;
  }
  room = count;
  const std::size_t stride = count == 0 ? 0 : steps->struct_size;
  for (std::size_t i = 0; i < count; ++i) {
    auto& step = *reinterpret_cast<dk_price_step*>(reinterpret_cast<unsigned char*>(steps) + i * stride);
    step.state = i >= made.value().applied ? DK_STEP_CONDITIONAL : taken[i].cut ? DK_STEP_CUT : DK_STEP_APPLIED;
    step.discount = taken[i].discount;
    step.base = taken[i].base;
    step.amount = taken[i].amount;
  }
  give(out, made.value(), taxes);
  return DK_OK;
}

}  // namespace

dk_status dk_price(const dk_line* lines, size_t line_count, const dk_discount* discounts, size_t discount_count,
                   dk_price_total* out, dk_price_step* steps, size_t* n) {
  return guard(nullptr, [&]() -> dk_status {
    if (out == nullptr || n == nullptr || (lines == nullptr && line_count != 0) ||
        (discounts == nullptr && discount_count != 0) || (steps == nullptr && *n != 0))
      return DK_E_ARGUMENT;
    if (out->struct_size < total_size ||
        !zero_tail(reinterpret_cast<const unsigned char*>(out), sizeof *out, out->struct_size))
      return DK_E_ARGUMENT;
    if ((out->tax_included != 0 && out->tax_included != 1) || out->largest < 0 ||
        out->largest > pricing::total_max_of(3) || line_count > UINT32_MAX || discount_count > UINT32_MAX)
      return DK_E_ARGUMENT;
    const elements<dk_line> given_lines(lines, line_count);
    const elements<dk_discount> given_discounts(discounts, discount_count);
    if (!sensible(given_lines, given_discounts) || !elements<dk_price_step>(steps, *n).known(step_size, false))
      return DK_E_ARGUMENT;
    out->rule = 0;
    out->at = 0;
    return price(given_lines, given_discounts, *out, steps, *n);
  });
}
