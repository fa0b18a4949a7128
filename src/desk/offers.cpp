// Offers: a priced basket put into words once and for all, and its paper (QUO-10, QUO-12, QUO-15, QUO-18).
#include "desk/offers.hpp"

#include <sodium.h>

#include <algorithm>

#include "dealerkit/checks.hpp"
#include "dealerkit/offer_document.hpp"
#include "desk/base64.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace offers {

namespace collections = projections::collections;
using handlers::found_quote;

namespace {

constexpr offer_group_kind kind_of(group_kind kind) noexcept {
  switch (kind) {
    case group_kind::trim: return offer_group_kind::trim;
    case group_kind::engine: return offer_group_kind::engine;
    case group_kind::exterior_colour: return offer_group_kind::colour;
    case group_kind::upholstery: return offer_group_kind::upholstery;
    case group_kind::wheels: return offer_group_kind::wheels;
    case group_kind::packs: return offer_group_kind::packs;
    case group_kind::options: return offer_group_kind::options;
  }
  return offer_group_kind::other;
}

std::int64_t minor_of(decimal amount, std::int64_t quantity, currency unit) noexcept {
  const auto one = to_money(amount, unit);
  std::int64_t units = 0;
  // The basket has been priced, so its amounts are in range.
  if (!one.ok() || __builtin_mul_overflow(one.value().minor_units(), quantity, &units)) return 0;
  return units;
}

// The person's part: of the customer's record at the stand; at the outlet, whose record it is not, of the document
// before (ACC-02).
offer_customer customer_of(work& job, const found_quote& found) {
  if (found.side == quote_side::outlet) {
    const auto before =
        projections::load<offer_document>(job.unit, collections::offers, found.known.offers.back().number);
    if (before.has_value()) return before->customer;
  }
  offer_customer shown;
  const auto known = projections::load_customer(job.unit, found.known.customer);
  if (!known.has_value()) return shown;
  const auto& holder = known->details.holder;
  shown.name = shown_name(*known);
  shown.address = {holder.street, holder.postal_code, holder.city, holder.country};
  shown.email = std::string(shown_email(*known));
  shown.phone = std::string(shown_phone(*known));
  if (known->kind == customer_kind::b2c) return shown;
  if (!known->details.business.vat_unknown) shown.vat_number = known->details.business.vat;
  if (const auto* contact = consenting_person(*known, {}); contact != nullptr)
    shown.contact = contact->first_name + " " + contact->last_name;
  return shown;
}

offer_outlet outlet_of(work& job, const found_quote& found) {
  const auto place = projections::load<outlet>(job.unit, collections::outlets, found.known.outlet);
  if (!place.has_value()) return {found.content->outlet_comment, {}, {}, {}};
  return {place->name, place->address, place->phone, place->privacy_url};
}

offer_brand brand_of(work& job, const std::string& code) {
  if (const auto* known = find_known_brand(code)) return {code, std::string(known->name), {}};
  const auto registered = projections::load<brand>(job.unit, collections::brands, code);
  return {code, registered.has_value() ? registered->name : code, {}};
}

offer_vehicle vehicle_of(const found_quote& found, currency unit) {
  const auto& configured = found.content->vehicle;
  offer_vehicle shown;
  shown.model = configured.model_name.empty() ? configured.model : configured.model_name;
  shown.configuration_code = configured.code;
  shown.quantity = found.known.quantity;
  for (const auto& value : configured.values) {
    if (value.kind == group_kind::trim || value.kind == group_kind::engine)
      shown.version += (shown.version.empty() ? "" : " ") + value.label;
    const auto kind = kind_of(value.kind);
    if (shown.groups.empty() || shown.groups.back().title != value.group_label || shown.groups.back().kind != kind)
      shown.groups.push_back({kind, value.group_label, {}});
    offer_item item{value.label, value.value, {}, std::nullopt};
    if (!value.amount.zero()) item.amount_minor = minor_of(value.amount, 1, unit);
    shown.groups.back().items.push_back(std::move(item));
  }
  return shown;
}

void put_price(offer_document& document, const price_basket& basket, const priced_basket& made, currency unit) {
  document.currency = std::string(unit.code());
  document.tax_included = basket.tax_included;
  for (const auto& line : basket.lines)
    document.lines.push_back({line.label, value_of<offer_section>(line.section).value_or(offer_section::vehicle),
                              line.quantity, minor_of(line.amount, line.quantity, unit)});
  for (const auto& step : made.steps) {
    const auto base = step.of == discount_base::running ? offer_discount_base::running : offer_discount_base::list;
    document.discounts.push_back({step.id, step.label, base, step.base.minor_units(), step.percent,
                                  step.amount.minor_units(), step.cut.value_or(false)});
  }
  for (const auto& one : made.tax)
    document.taxes.push_back({one.id, one.percent, one.base.minor_units(), one.amount.minor_units()});
  document.list_minor = made.list.minor_units();
  document.net_minor = made.net.minor_units();
  document.gross_minor = made.gross.minor_units();
  document.to_pay_minor = made.to_pay.minor_units();
  // What would give nothing, since its group gives more already, is no promise to a customer
  // (QUO-05).
  for (const auto& one : made.conditional)
    if (!one.amount.zero()) document.conditionals.push_back({one.label, one.condition_label, one.amount.minor_units()});
  if (made.voucher.has_value()) document.deduction = offer_deduction{basket.voucher->code, made.voucher->minor_units()};
}

// The notice about the voucher: what sending will earn, or what an earlier offer has earned and was not used yet. Its
// code is told by the sending only (QUO-13), so that of an unsent one stands nowhere.
std::optional<offer_voucher> voucher_notice(work& job, const found_quote& found) {
  const auto& terms = job.terms->show;
  const quote& known = found.known;
  const auto place = projections::load<outlet>(job.unit, collections::outlets, known.outlet);
  offer_voucher notice;
  notice.country = place.has_value() ? place->address.country : known.country;
  const auto in_basket = [&](std::string_view brand_code) {
    return handlers::terms_for(job, brand_code).can(brand_code, brand_capability::promo_code)
               ? offer_voucher_place::basket
               : offer_voucher_place::outlet;
  };
  notice.place = in_basket(known.brand);
  if (const auto earned = handlers::voucher_of(job, known.event, known.customer)) {
    if (state_on(earned->known, found.today) != voucher_state::issued || known.voucher == earned->known.id)
      return std::nullopt;
    notice.code = earned->code;
    notice.amount_minor = earned->known.amount.minor_units();
    notice.valid_until = earned->known.valid_until;
    notice.place = in_basket(earned->known.brand);
    notice.country = earned->known.country;
    return notice;
  }
  const auto unit = currency::of(terms.currency);
  const auto amount = to_money(terms.voucher_amount, unit.ok() ? unit.value() : euro);
  if (!amount.ok() || amount.value().zero()) return std::nullopt;
  notice.amount_minor = amount.value().minor_units();
  return notice;
}

// The bank specialist answers (QUO-10): the customer was referred, or wants to be financed.
bool wants_finance(work& job, const found_quote& found) {
  if (const auto* entry = find_section(found.content->basket, basket_section::payment_and_driver))
    if (entry->value.payment == payment_way::finance || entry->value.payment == payment_way::leasing) return true;
  const auto in = projections::load<session>(job.unit, collections::sessions, found.known.session);
  if (!in.has_value() || !in->current.has_value() || in->current->id != found.known.journey) return false;
  const auto& referrals = in->current->referrals;
  return std::any_of(referrals.begin(), referrals.end(),
                     [](const referral& one) { return one.to == referral_target::bank_specialist; });
}

}  // namespace

std::optional<offer_issued> make(work& job, const found_quote& found) {
  const quote& known = found.known;
  const price_basket basket = basket_of(known, *found.content);
  const auto made = handlers::price_of(job, known, *found.content, "quote");
  if (!made.has_value()) return std::nullopt;
  const currency unit = made->list.unit();

  offer_issued event;
  event.event = known.event;
  event.place = projections::load<projections::offer_counter>(job.unit, collections::offer_counters, known.event)
                    .value_or(projections::offer_counter{})
                    .offers +
                1;
  auto& offer = event.offer;
  offer.number = offer_number(known.event, event.place);
  offer.issued_at = job.context.at;
  offer.issued_on = found.today;
  offer.valid_until = std::chrono::sys_days{found.today} + std::chrono::days{job.terms->show.offer_valid_days};
  offer.amounts = {made->list, made->net, made->gross, made->to_pay};
  event.price = *made;

  auto& document = event.document;
  document.number = offer.number;
  document.issued_on = offer.issued_on;
  document.valid_until = offer.valid_until;
  document.language = value_of<offer_language>(known.language).value_or(offer_language::fr_be);
  document.kind = known.kind;
  if (const auto* show = job.terms->show.find_event(known.event)) document.occasion = show->name;
  document.brand = brand_of(job, known.brand);
  document.customer = customer_of(job, found);
  document.outlet = outlet_of(job, found);
  document.vehicle = vehicle_of(found, unit);
  put_price(document, basket, *made, unit);
  document.voucher = voucher_notice(job, found);
  document.finance_referral = wants_finance(job, found);
  return event;
}

offer_view view_of(const issued_offer& one) {
  offer_view shown;
  shown.number = one.number;
  shown.issued_at = one.issued_at;
  shown.valid_until = one.valid_until;
  shown.sent_at = one.sent_at;
  shown.times_sent = one.times_sent;
  shown.amounts = one.amounts;
  return shown;
}

bool show_document(work& job, offer_view& shown) {
  const auto document = projections::load<offer_document>(job.unit, collections::offers, shown.number);
  if (!document.has_value()) return job.refuse(rule::store_damaged, "offer");
  rendered_offer paper;
  paper.html = offer_html(*document);
  const auto pdf = offer_pdf(*document);
  if (pdf.ok())
    paper.pdf_base64 = to_base64(pdf.value());
  else if (pdf.refusal().broken == rule::offer_pdf_not_built)
    job.note(pdf.refusal().broken, "offer.document.pdf_base64");
  else
    return job.refuse(pdf.refusal().broken, "offer");
  shown.document = std::move(paper);
  return true;
}

std::string new_code(work& job, std::string_view voucher_id) {
  std::array<std::uint8_t, 8> random{};
  if (job.host.options.seed.has_value()) {
    // Tests want the same codes again: they follow from the store's own secret.
    const std::string made = job.host.ledger->mac("voucher-code", voucher_id);
    for (std::size_t i = 0; i < random.size(); ++i) random[i] = static_cast<std::uint8_t>(made[i]);
  } else {
    randombytes_buf(random.data(), random.size());
  }
  const auto code = make_card_code(random);
  return {code.begin(), code.end()};
}

}  // namespace offers
}  // namespace v1
}  // namespace dealerkit
