// Vouchers and promotion codes: checked, applied, used once (QUO-15, QUO-16, QUO-17).
#include "dealerkit/checks.hpp"
#include "desk/handlers.hpp"
#include "desk/show.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

namespace collections = projections::collections;

namespace {

// What a typed code is, for the actor's legal entity.
known_code look_up(work& job, std::string_view typed) {
  known_code code;
  code.of_customer = find_voucher(job, typed);
  if (!code.of_customer.has_value()) code.of_brand = find_promotion(job.terms->show, typed);
  const auto& events = job.terms->show.events;
  const std::string zone = code.of_customer.has_value() ? code.of_customer->time_zone
                           : events.empty()             ? job.place->time_zone
                                                        : events.front().time_zone;
  code.day = time_zones::day_of(zone, job.context.at);
  return code;
}

bool refuse_code(work& job, const error& refusal, const known_code& code) {
  return job.refuse(refusal, arguments_of(refusal, code));
}

// That of the show's vouchers and promotions.
currency show_currency(const work& job) {
  const auto unit = currency::of(job.terms->show.currency);
  return unit.ok() ? unit.value() : euro;
}

money amount_of(const work& job, const promotion& one) {
  const auto amount = to_money(one.amount, show_currency(job));
  return amount.ok() ? amount.value() : money::minor(0, euro);
}

// What an order costs, where it is said; empty and refused where it is no amount of the currency.
std::optional<money> price_of_order(work& job, std::optional<decimal> typed, currency unit) {
  if (!typed.has_value()) return std::nullopt;
  const auto price = to_money(*typed, unit);
  if (price.ok() && !typed->negative()) return price.value();
  const bool decimals = !price.ok() && price.refusal().broken == rule::money_too_many_decimals;
  if (decimals)
    job.refuse(rule::money_too_many_decimals, "price", {{"decimals", std::to_string(unit.decimals())}});
  else
    job.refuse(rule::money_out_of_range, "price");
  return std::nullopt;
}

code_view show_code(const work& job, const known_code& code, std::string_view typed) {
  if (code.of_customer.has_value()) return view_of(*code.of_customer, check_card_code(typed).normalized(), code.day);
  code_view shown;
  shown.code = code.of_brand->code;
  shown.kind = code_kind::promotion;
  shown.brand = code.of_brand->brand;
  shown.amount = amount_of(job, *code.of_brand);
  shown.currency = std::string(shown.amount.unit().code());
  shown.valid_until = code.of_brand->valid_until;
  return shown;
}

}  // namespace

bool handle(work& job, const check_code& command, code_reply& reply) {
  if (command.place == code_place::none)
    return job.refuse(
        rule::voucher_place_missing, "place",
        {{"known", list_of(enum_names<code_place>::list, [](const auto& one) { return std::string(one.name); })}});
  const auto code = look_up(job, command.code);
  const auto decided = decide_code(code.found(), command.place, command.brand, code.day, terms_for(job, command.brand));
  if (!decided.ok()) return refuse_code(job, decided.refusal(), code);
  reply.voucher = show_code(job, code, command.code);
  return true;
}

bool handle(work& job, const apply_code& command, quote_reply& reply) {
  const auto found = find_open_quote(job, command.quote);
  if (!found.has_value()) return false;
  const quote& known = found->known;
  const auto code = look_up(job, command.code);
  const auto where = found->side == quote_side::stand ? code_place::basket : code_place::outlet;
  const code_use in{known.customer, known.id, found->content->vehicle.currency};
  const auto decided = decide_code_in(code.found(), where, known.brand, code.day, in, terms_for(job, known.brand));
  if (!decided.ok()) return refuse_code(job, decided.refusal(), code);
  const code_view shown = show_code(job, code, command.code);
  if (known.code == shown.kind && found->content->code == shown.code)  // typed twice: the same answer again
    return reply_with_price(job, known.id, reply);
  code_applied event;
  event.what = shown.kind;
  if (code.of_customer.has_value()) event.voucher = code.of_customer->id;
  event.amount = shown.amount;
  event.code = shown.code;
  job.record(known.id, job.subject, event);
  job.explain("QUO-17", "taken off the amount to pay; net and tax stay as they are");
  return reply_with_price(job, known.id, reply);
}

bool handle(work& job, const redeem_voucher& command, code_reply& reply) {
  const auto known = find_voucher(job, command.code);
  const auto price = price_of_order(job, command.price, known.has_value() ? known->amount.unit() : show_currency(job));
  if (!job.ok()) return false;
  const auto day = time_zones::day_of(known.has_value() ? known->time_zone : "UTC", job.context.at);
  std::string order = command.order;
  const auto first = order.find_first_not_of(" \t");
  if (first == std::string::npos) return job.refuse(rule::voucher_order_missing, "order");
  order = order.substr(first, order.find_last_not_of(" \t") - first + 1);
  const std::string code(check_card_code(command.code).normalized());
  if (known.has_value()) job.subject = uuid_bytes(known->customer);
  if (known.has_value() && known->used.has_value() && known->used->order == order) {
    const auto stands = projections::load<outlet>(job.unit, collections::outlets, known->used->outlet);
    if (stands.has_value() && stands->entity == job.entity()) {
      reply.voucher = view_of(*known, code, day);
      job.explain("QUO-17", "the same order again: the same answer");
      return true;
    }
  }
  // The stand hands vouchers out; the outlet takes them.
  if (known.has_value())
    if (const auto may = decide(*job.by, permission::complete_outlet_sections); !may.ok())
      return job.refuse(rule::voucher_not_allowed_here, "actor.user");
  voucher_use use;
  use.order = order;
  use.at = job.context.at;
  use.outlet = job.place_name;
  use.user = job.by->id;
  const auto decided = decide_redemption(known.has_value() ? &*known : nullptr, use, price, day);
  if (!decided.ok()) {
    known_code failed;
    failed.of_customer = known;
    return refuse_code(job, decided.refusal(), failed);
  }
  if (!job.in_order(known->last_event_at)) return false;
  job.record(known->id, job.subject, decided.value());
  const auto after = projections::load<voucher>(job.unit, collections::vouchers, known->id);
  if (!after.has_value()) return false;  // the store has failed; its refusal is given
  reply.voucher = view_of(*after, code, day);
  job.explain("QUO-17", "used once, on this order");
  return true;
}

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
