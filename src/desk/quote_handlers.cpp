// Quotes: opened, completed, issued, sent, closed (QUO).
#include <algorithm>

#include "dealerkit/checks.hpp"
#include "desk/catalogs.hpp"
#include "desk/handlers.hpp"
#include "desk/leads.hpp"
#include "desk/offers.hpp"
#include "desk/show.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace handlers {

namespace collections = projections::collections;

namespace {

// What the outlet of a quote is: an outlet of ours, or one elsewhere that a comment names (CUS-13).
constexpr std::string_view elsewhere = "other";

// The journey's day, whose price list holds (CFG-11).
std::chrono::year_month_day journey_day(const session& in) {
  return time_zones::day_of(in.setting.time_zone, in.current->since);
}

// A refusal of an opening with the numbers of its sentence, and the open quote that stands in the way.
bool refuse_opening(work& job, const error& refusal, const session& in, const customer& known,
                    std::string_view open_quote_id) {
  if (refusal.broken == rule::another_quote_open) return job.refuse(refusal, {{"quote", std::string(open_quote_id)}});
  return refuse_at_show(job, refusal, &known, &in);
}

// The open quote of this brand in this journey (QUO-01); empty where there is none.
std::string open_quote_of(work& job, const journey& in, std::string_view brand_code) {
  for (const auto& id : in.quotes) {
    const auto one = projections::load<quote>(job.unit, collections::quotes, id);
    if (!one.has_value() || one->brand != brand_code || !open_quote::of(*one).ok()) continue;
    if (state_on(*one, time_zones::day_of(one->time_zone, job.context.at)) != quote_state::expired) return id;
  }
  return {};
}

// Every section but the vehicle is completed with defaults (QUO-04).
std::vector<basket_entry> first_basket(const show_terms& terms, const vehicle_choice& wanted, std::int64_t quantity) {
  basket_entry vehicle{basket_section::vehicle, {}, false};
  vehicle.value.configuration = wanted;
  vehicle.value.quantity = quantity;
  std::vector<basket_entry> basket = {vehicle};
  for (auto entry : terms.defaults) {
    if (entry.section == basket_section::vehicle) continue;
    entry.by_default = true;
    basket = with_section(std::move(basket), std::move(entry));
  }
  return basket;
}

sale_terms sale_of(const quote& known, std::chrono::year_month_day day, quote_side side) {
  sale_terms sale;
  sale.market = known.country;
  sale.date = day;
  sale.kind = known.kind;
  sale.language = known.language;
  sale.build_to_order_only = side == quote_side::stand;
  return sale;
}

// Brings the user of the session to a step, where the session still has this journey.
bool advance(work& job, const quote& known, std::int64_t step) {
  const auto in = projections::load<session>(job.unit, collections::sessions, known.session);
  if (!in.has_value() || !in->current.has_value() || in->current->id != known.journey) return true;
  if (!job.in_order(in->last_event_at)) return false;
  job.record(in->id, {}, journey_advanced{known.id, step});
  return true;
}

bool all_given(work& job, const open_new_quote& command) {
  const auto& wanted = command.configuration;
  if (wanted.code.empty() && wanted.model.empty() && wanted.catalog_code.empty())
    job.refuse(rule::quote_without_configuration, "configuration");
  if (command.quantity < 1) job.refuse(rule::quantity_out_of_range, "quantity");
  if (command.outlet == elsewhere && command.outlet_comment.empty())
    job.refuse(rule::outlet_comment_missing, "outlet_comment");
  return job.ok();
}

}  // namespace

bool handle(work& job, const open_new_quote& command, quote_reply& reply) {
  if (!all_given(job, command)) return false;
  const auto in = find_linked_session(job, command.session);
  if (!in.has_value()) return false;
  const auto known = customer_of_journey(job, in->current->customer);
  if (!known.has_value() || known->erased_at.has_value()) return job.refuse(rule::customer_erased, "session");

  opening_facts facts;
  facts.usable = usable(*known);
  facts.consents_missing = consents_missing(job, *known);
  facts.country_fits = check_journey_country(job.terms->show, *known, in->setting.country).ok();
  facts.fleet_journey = kind_of(*in) == journey_kind::fleet;
  if (const auto ready = decide_customer(facts); !ready.ok())
    return refuse_opening(job, ready.refusal(), *in, *known, {});
  facts.vehicles = vehicles_of(job, in->setting.event, known->id, {});
  if (const auto few = decide_quantity(facts.vehicles, command.quantity, job.terms->show); !few.ok())
    return refuse_opening(job, few.refusal(), *in, *known, {});

  quote_opened event;
  quote& opened = event.opened;
  opened.priced_on = journey_day(*in);
  opened.country = in->setting.country;
  opened.language = in->setting.language;
  opened.kind = known->kind;
  const auto sale = sale_of(opened, opened.priced_on, quote_side::stand);
  auto vehicle = catalogs::resolve_vehicle(job, command.configuration, sale, "configuration");
  if (!vehicle.has_value()) return false;

  const auto place = projections::load<outlet>(job.unit, collections::outlets, command.outlet);
  const std::string in_the_way = open_quote_of(job, *in->current, vehicle->brand);
  facts.session_brand = in->setting.brand;
  facts.light_commercial_team = job.by->light_commercial;
  facts.destination = place.has_value() ? &*place : nullptr;
  facts.elsewhere = command.outlet == elsewhere;
  facts.training = job.host.options.training;
  facts.another_open = !in_the_way.empty();
  const auto decided =
      decide_opening(facts, vehicle->brand, command.quantity, command.another_offer, terms_for(job, vehicle->brand));
  if (!decided.ok()) {
    error refusal = decided.refusal();
    if (refusal.field == "configuration.model" && !command.configuration.code.empty())
      refusal.field = "configuration.code";
    return refuse_opening(job, refusal, *in, *known, in_the_way);
  }
  if (const auto may = decide_side(*job.by, quote_side::stand, job.terms->show); !may.ok())
    return refuse_at_show(job, may.refusal(), nullptr, nullptr);

  opened.outlet = command.outlet;
  opened.outlet_entity = place.has_value() ? place->entity : std::string{};
  opened.session = in->id;
  opened.journey = in->current->id;
  opened.event = in->setting.event;
  opened.time_zone = in->setting.time_zone;
  opened.customer = known->id;
  opened.user = job.by->id;
  opened.brand = vehicle->brand;
  opened.model = vehicle->model;
  opened.quantity = command.quantity;
  event.content.basket = first_basket(job.terms->show, command.configuration, command.quantity);
  event.content.outlet_comment = command.outlet_comment;
  event.content.vehicle = std::move(*vehicle);
  if (!price_of(job, opened, event.content, "configuration").has_value()) return false;
  const std::string id = job.new_identifier();
  job.record(id, job.subject, event);
  opened.id = id;
  if (!advance(job, opened, 4)) return false;
  job.explain("QUO-11", "vehicles of this customer at the show, this quote included", [&] {
    named<std::string> numbers;
    numbers.set("vehicles", std::to_string(facts.vehicles + command.quantity));
    numbers.set("limit", std::to_string(job.terms->show.fleet_limit));
    return numbers;
  }());
  return reply_with_price(job, id, reply);
}

namespace {

quote_view view_of(const found_quote& found) {
  const quote& known = found.known;
  quote_view shown;
  shown.id = known.id;
  shown.state = state_on(known, found.today);
  shown.event = known.event;
  shown.country = known.country;
  shown.language = known.language;
  shown.brand = known.brand;
  shown.outlet = known.outlet;
  shown.quantity = known.quantity;
  shown.model = known.model;
  shown.opened_at = known.opened_at;
  for (const auto& one : known.offers) shown.offers.push_back(offers::view_of(one));
  if (!found.content.has_value()) {
    shown.erased = "customer";
    return shown;
  }
  shown.outlet_comment = found.content->outlet_comment;
  shown.configuration_code = found.content->vehicle.code;
  shown.basket = found.content->basket;
  shown.code = found.content->code;
  shown.sent_to = found.content->sent_to;
  return shown;
}

}  // namespace

bool handle(work& job, const view_quote& command, view_quote::reply_type& reply) {
  const auto found = find_quote(job, command.quote);
  if (!found.has_value()) return false;
  const quote& known = found->known;
  const auto chosen = std::find_if(known.offers.begin(), known.offers.end(),
                                   [&](const issued_offer& one) { return one.number == command.offer; });
  if (!command.offer.empty() && chosen == known.offers.end()) return job.refuse(rule::offer_unknown, "offer");
  reply.shown = view_of(*found);
  // The stand's own records are not for the outlet's entity: the document says what it must know (ACC-02).
  if (known.entity == job.entity()) {
    reply.shown.session = known.session;
    reply.shown.customer = known.customer;
  }
  reply.shown.lead = known.lead;
  if (!found->content.has_value()) return true;
  reply.shown.price = shown_price(job, known, *found->content);
  if (!reply.shown.price.has_value()) return false;
  if (known.offers.empty()) return true;
  const auto place =
      command.offer.empty() ? known.offers.size() - 1 : static_cast<std::size_t>(chosen - known.offers.begin());
  return offers::show_document(job, reply.shown.offers[place]);
}

namespace {

// A condition that no discount of the vehicle's list has would be met in vain (QUO-05).
bool check_conditions(work& job, const std::vector<std::string>& said, const configured_vehicle& vehicle) {
  std::vector<std::string> known;
  for (const auto& one : vehicle.discounts)
    if (!one.condition.empty() && !detail::contains(known, one.condition)) known.push_back(one.condition);
  for (std::size_t i = 0; i < said.size(); ++i)
    if (!detail::contains(known, said[i]))
      job.refuse(rule::condition_unknown, "value.conditions_met." + std::to_string(i),
                 {{"known", list_of(known, [](const std::string& one) { return one; })}});
  return job.ok();
}

// Completes the change of the vehicle's section: what is not said, and what is configured now.
bool change_vehicle(work& job, const found_quote& found, const section_value& said, basket_changed& event) {
  const quote& known = found.known;
  const auto* before = find_section(found.content->basket, basket_section::vehicle);
  auto& value = event.entry.value;
  value = changed_vehicle(before == nullptr ? section_value{} : before->value, said);
  event.quantity = value.quantity.value_or(known.quantity);
  value.quantity = event.quantity;
  if (found.side == quote_side::stand) {  // a fleet request is one of the show (QUO-11)
    const auto others = vehicles_of(job, known.event, known.customer, known.id);
    if (auto few = decide_quantity(others, event.quantity, job.terms->show); !few.ok())
      return refuse_at_show(job, error{few.refusal().broken, "value.quantity"}, nullptr, nullptr);
  }
  if (said.configuration.has_value()) {
    const auto sale = sale_of(known, known.priced_on, found.side);
    event.vehicle = catalogs::resolve_vehicle(job, *said.configuration, sale, "value.configuration");
    if (!event.vehicle.has_value()) return false;
    const std::string_view model =
        said.configuration->code.empty() ? "value.configuration.model" : "value.configuration.code";
    if (event.vehicle->brand != known.brand)
      return job.refuse(rule::quote_of_other_brand, model, {{"brand", known.brand}});
    // The code's amount would be taken for one of the other currency.
    if (known.code != code_kind::none && event.vehicle->currency != found.content->code_amount.unit().code())
      return job.refuse(rule::voucher_not_allowed_here, model);
    event.model = event.vehicle->model;
  }
  return !said.conditions_met.has_value() ||
         check_conditions(job, *said.conditions_met, event.vehicle.value_or(found.content->vehicle));
}

}  // namespace

bool handle(work& job, const set_section& command, quote_reply& reply) {
  if (!command.section.has_value()) return job.refuse(rule::basket_section_missing, "section");
  auto found = find_open_quote(job, command.quote);
  if (!found.has_value()) return false;
  const quote& known = found->known;
  const auto section = *command.section;
  const auto decided = decide_section(open_quote::of(known).value(), found->side, section, command.value);
  if (!decided.ok()) return refuse_at_show(job, decided.refusal(), nullptr, nullptr);
  const auto unit = currency::of(found->content->vehicle.currency);
  job.refused = check_section(section, command.value, unit.ok() ? unit.value() : euro);
  if (!job.ok()) return false;

  basket_changed event;
  event.section = section;
  event.quantity = known.quantity;
  event.model = known.model;
  event.entry = {section, command.value, false};
  if (section == basket_section::vehicle && !change_vehicle(job, *found, command.value, event)) return false;
  const auto changed = evolve(*found->content, event);
  const auto after = evolve(known, event, event_place{known.id, known.entity, job.context.at, 0});
  if (!price_of(job, after, changed, "value").has_value()) return false;
  if (changed == *found->content && after.quantity == known.quantity) return reply_with_price(job, known.id, reply);
  job.record(known.id, job.subject, event);
  if (known.phase != quote_state::draft) job.explain("QUO-12", "the basket has changed: a new offer has to be issued");
  return reply_with_price(job, known.id, reply);
}

bool handle(work& job, const issue_offer& command, issue_offer::reply_type& reply) {
  auto found = find_open_quote(job, command.quote);
  if (!found.has_value()) return false;
  const auto code = code_of(job, *found);
  if (const auto good = decide_carried_code(job, *found, code); !good.ok()) {
    // No new document promises what nobody will pay.
    job.record(found->known.id, job.subject, code_applied{});
    job.note(good.refusal().broken, good.refusal().field, arguments_of(good.refusal(), code));
    job.note(rule::code_dropped, "quote");
    found = find_quote(job, command.quote);
    if (!found.has_value()) return false;  // the store has failed; its refusal is given
  }
  if (needs_issue(found->known, found->today)) {
    auto issued = offers::make(job, *found);
    if (!issued.has_value()) return false;
    job.record(found->known.id, job.subject, *issued);
    job.explain("QUO-12", "a new document, since there was none of this basket");
    found = find_quote(job, command.quote);
    if (!found.has_value()) return false;  // the store has failed; its refusal is given
  } else {
    job.explain("QUO-12", "nothing has changed: the same document again");
  }
  reply.quote = found->known.id;
  reply.state = state_on(found->known, found->today);
  reply.offer = offers::view_of(found->known.offers.back());
  return offers::show_document(job, reply.offer);
}

namespace {

// The customer's e-mail is corrected where it is the stand's own record (QUO-14); the outlet only sends elsewhere.
bool correct_email(work& job, const customer& known, const std::string& email) {
  update_customer change;
  change.id = known.id;
  change.changes.email = email;
  if (known.kind == customer_kind::b2b) {
    const auto* one = consenting_person(known, {});
    if (one == nullptr) return job.refuse(rule::contact_missing, "customer");
    change.changes.contact = one->id;
  }
  customer_reply ignored;
  if (handle(job, change, ignored)) return true;
  for (auto& one : job.refused)
    if (one.field == "changes.email") one.field = "email";
  return false;
}

// Where an offer goes: as typed here, else where the latest one went before, else the customer's own address.
struct recipient {
  std::string email;
  bool corrected = false;  ///< another one than that of the latest sending of this offer
  bool new_to_customer = false;
};

std::optional<recipient> recipient_of(work& job, const found_quote& found, const issued_offer* chosen,
                                      const customer* known, const std::string& typed) {
  const std::string own = known == nullptr ? std::string{} : std::string(shown_email(*known));
  const auto* before = chosen == nullptr ? nullptr : found.content->sent_addresses.find(chosen->number);
  recipient to;
  to.email = known == nullptr ? found.content->sent_to : own;
  if (!typed.empty()) {
    const checked email = check_email(typed);
    if (!email.valid()) {
      job.refuse(email.broken, "email");
      return std::nullopt;
    }
    to.email = std::string(email.normalized());
  }
  to.corrected = before != nullptr && !match_emails(*before, to.email);
  to.new_to_customer = known != nullptr && !typed.empty() && !match_emails(own, to.email);
  return to;
}

void post_mail(work& job, const found_quote& found, std::string_view template_name, const std::string& to,
               named<std::string> data) {
  effect mail;
  mail.kind = "email";
  mail.template_name = std::string(template_name);
  mail.to = to;
  mail.language = found.known.language;
  mail.data = std::move(data);
  mail.data.set("quote", found.known.id);
  mail.data.set("event", found.known.event);
  mail.data.set("brand", found.known.brand);
  job.post(job.subject, std::move(mail));
}

void post_offer(work& job, const found_quote& found, const issued_offer& offer, const std::string& to) {
  named<std::string> data;
  data.set("number", offer.number);
  data.set("valid_until", text_of(offer.valid_until));
  data.set("to_pay", to_string(offer.amounts.to_pay));
  data.set("currency", std::string(offer.amounts.to_pay.unit().code()));
  data.set("outlet", found.known.outlet);
  if (const auto* country = job.terms->show.find_country(found.known.country); country != nullptr)
    data.set("tool_link", country->tool_link);
  post_mail(job, found, "offer", to, std::move(data));
}

void post_voucher(work& job, const found_quote& found, const earned_voucher& earned, const std::string& to) {
  named<std::string> data;
  data.set("code", earned.code);
  data.set("amount", to_string(earned.known.amount));
  data.set("currency", std::string(earned.known.amount.unit().code()));
  data.set("valid_until", text_of(earned.known.valid_until));
  post_mail(job, found, "voucher", to, std::move(data));
}

// Earns the voucher of the show, once a customer (QUO-15); empty where it was earned before or the show has none.
std::optional<earned_voucher> earn_voucher(work& job, const found_quote& found) {
  const auto& terms = job.terms->show;
  const quote& known = found.known;
  if (terms.voucher_amount.zero() || voucher_of(job, known.event, known.customer).has_value()) return std::nullopt;
  const auto unit = currency::of(terms.currency);
  const auto amount = to_money(terms.voucher_amount, unit.ok() ? unit.value() : euro);
  if (!amount.ok()) return std::nullopt;
  const auto place = projections::load<outlet>(job.unit, collections::outlets, known.outlet);
  voucher_issued event;
  event.outlet_entity = known.outlet_entity;
  event.event = known.event;
  event.time_zone = known.time_zone;
  event.brand = known.brand;
  event.country = place.has_value() ? place->address.country : known.country;
  event.customer = known.customer;
  event.quote = known.id;
  event.amount = amount.value();
  event.valid_until = std::chrono::sys_days{found.today} + std::chrono::days{terms.voucher_valid_days};
  const std::string id = job.new_identifier();
  event.code = offers::new_code(job, id);
  job.record(id, job.subject, event);
  job.explain("QUO-15", "the first sent offer of this customer at the show");
  return voucher_of(job, known.event, known.customer);
}

// Hands the offer to its outlet (QUO-13, JRN-06); false where that was refused.
bool hand_over(work& job, const found_quote& found, std::optional<lead_receipt>& lead) {
  const quote& known = found.known;
  leads::sent_offer offer;
  offer.quote = known.id;
  offer.event = known.event;
  offer.brand = known.brand;
  offer.market = known.country;
  offer.language = known.language;
  offer.models = {known.model};
  offer.outlet = known.outlet;
  offer.outlet_comment = found.content->outlet_comment;
  offer.customer = known.customer;
  lead = leads::hand_over_offer(job, offer);
  return lead.has_value();
}

}  // namespace

bool handle(work& job, const send_offer& command, send_offer::reply_type& reply) {
  auto found = find_open_quote(job, command.quote);
  if (!found.has_value()) return false;
  const quote known = found->known;
  const bool at_stand = found->side == quote_side::stand;
  std::optional<customer> customer_here;
  if (at_stand) customer_here = customer_of_journey(job, known.customer);
  const auto chosen = command.offer.empty()
                          ? (known.offers.empty() ? known.offers.end() : known.offers.end() - 1)
                          : std::find_if(known.offers.begin(), known.offers.end(),
                                         [&](const issued_offer& one) { return one.number == command.offer; });
  sending_facts facts;
  facts.chosen = chosen == known.offers.end() ? nullptr : &*chosen;
  const auto to =
      recipient_of(job, *found, facts.chosen, customer_here.has_value() ? &*customer_here : nullptr, command.email);
  if (!to.has_value()) return false;
  facts.named = !command.offer.empty();
  facts.language_differs = !command.language.empty() && command.language != known.language;
  facts.brand_differs = !command.brand.empty() && command.brand != known.brand;
  facts.email_known = !to->email.empty();
  facts.email_corrected = to->corrected;
  const auto decided = decide_sending(open_quote::of(known).value(), facts, found->today);
  if (!decided.ok()) {
    work::arguments args;
    if (decided.refusal().broken == rule::offer_expired)
      args.emplace_back("valid_until", text_of(facts.chosen->valid_until));
    if (decided.refusal().broken == rule::sending_language_differs) args.emplace_back("language", known.language);
    if (decided.refusal().broken == rule::sending_brand_differs) args.emplace_back("brand", known.brand);
    return job.refuse(decided.refusal(), std::move(args));
  }
  if (to->new_to_customer && !correct_email(job, *customer_here, to->email)) return false;

  const bool first_time = !facts.chosen->sent_at.has_value();
  std::optional<earned_voucher> earned;
  if (at_stand && first_time) {
    if (!hand_over(job, *found, reply.lead)) return false;
    earned = earn_voucher(job, *found);
  }
  offer_sent event;
  event.number = facts.chosen->number;
  if (reply.lead.has_value()) event.lead = reply.lead->attached_to.value_or(reply.lead->id);
  if (earned.has_value()) event.voucher = earned->known.id;
  event.email = to->email;
  job.record(known.id, job.subject, event);
  if (at_stand && !advance(job, known, 5)) return false;
  post_offer(job, *found, *facts.chosen, to->email);
  // Who corrected the address has not read the voucher either.
  if (!earned.has_value() && !first_time) {
    earned = voucher_of(job, known.event, known.customer);
    if (earned.has_value() && earned->known.quote != known.id) earned.reset();
  }
  if (earned.has_value() && !earned->known.used.has_value()) {
    post_voucher(job, *found, *earned, to->email);
    reply.voucher = view_of(earned->known, earned->code, found->today);
  }
  job.explain("QUO-13", "only sending has effects");

  found = find_quote(job, command.quote);
  if (!found.has_value()) return false;  // the store has failed; its refusal is given
  reply.quote = known.id;
  reply.state = state_on(found->known, found->today);
  for (const auto& one : found->known.offers)
    if (one.number == event.number) reply.offer = offers::view_of(one);
  return true;
}

namespace {

// Records what closes or reopens a quote, and answers with its new state.
template <class Event>
bool record_and_tell(work& job, const quote& known, const Event& event, quote_state_reply& reply) {
  job.record(known.id, job.subject, event);
  const auto after = find_quote(job, known.id);
  if (!after.has_value()) return false;  // the store has failed; its refusal is given
  reply = {known.id, state_on(after->known, after->today)};
  return true;
}

}  // namespace

bool handle(work& job, const accept_quote& command, quote_state_reply& reply) {
  const auto found = find_open_quote(job, command.quote);
  if (!found.has_value()) return false;
  const auto stands = valid_offer::of(open_quote::of(found->known).value(), found->today);
  if (!stands.ok()) {
    work::arguments args;
    if (stands.refusal().broken == rule::offer_expired)
      args.emplace_back("valid_until", text_of(found->known.offers.back().valid_until));
    return job.refuse(stands.refusal(), std::move(args));
  }
  const issued_offer& offer = stands.value().state();
  const auto code = code_of(job, *found);
  if (const auto good = decide_carried_code(job, *found, code); !good.ok())
    return job.refuse(good.refusal(), arguments_of(good.refusal(), code));
  if (code.of_customer.has_value()) {
    const voucher& own = *code.of_customer;
    if (!job.in_order(own.last_event_at)) return false;
    const voucher_use use{offer.number, job.context.at, job.place_name, job.by->id, own.amount};
    const auto used = decide_redemption(&own, use, offer.amounts.gross, code.day);
    if (!used.ok()) return job.refuse(used.refusal().broken, "quote");
    job.record(own.id, job.subject, used.value());
    job.explain("QUO-17", "the voucher in the basket is used, on this order");
  }
  job.explain("QUO-12", "sent and still valid on this day of the event's time zone");
  return record_and_tell(job, found->known, quote_accepted{offer.number}, reply);
}

bool handle(work& job, const rework_quote& command, quote_state_reply& reply) {
  const auto found = find_open_quote(job, command.quote);
  if (!found.has_value()) return false;
  const auto decided = decide_rework(open_quote::of(found->known).value());
  if (!decided.ok()) return job.refuse(decided.refusal());
  if (found->known.phase == quote_state::reworked) {  // asked twice: the same answer again
    reply = {found->known.id, quote_state::reworked};
    return true;
  }
  return record_and_tell(job, found->known, decided.value(), reply);
}

bool handle(work& job, const withdraw_quote& command, quote_state_reply& reply) {
  const auto found = find_open_quote(job, command.quote);
  if (!found.has_value()) return false;
  return record_and_tell(job, found->known, quote_withdrawn{}, reply);
}

}  // namespace handlers
}  // namespace v1
}  // namespace dealerkit
