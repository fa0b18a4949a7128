// One prospect at a motor show's stand: from the start of the session to the offer that is sent,
// and the lead that the point of sale gets for it. examples/motor_show_day.py plays a whole day.
#include <cstdio>
#include <cstdlib>

#include "dealerkit/desk.hpp"

using namespace dealerkit;

namespace {

// Two legal entities: the importer's stand, and a dealer who will get the lead.
load_network the_network() {
  load_network network;
  network.legal_entities = {{"BE-S", "BE1999010147", "Stand"}, {"BE-D", "BE1999020243", "Garage Exemple"}};
  outlet stand;
  stand.code = "0010000", stand.site = "000", stand.entity = "BE-S", stand.name = "Stand, hall 5";
  stand.record_type = outlet_record::dealer;  // nobody's point of sale
  stand.address = {"Place de Belgique 1", "1020", "Bruxelles", "BE"}, stand.time_zone = "Europe/Brussels";
  outlet garage = stand;
  garage.code = "0020100", garage.entity = "BE-D", garage.name = "Garage Exemple Bruxelles";
  garage.record_type = outlet_record::outlet;
  garage.brands = {"AC"}, garage.address.postal_code = "1000";
  garage.sales_managers.set("AC", "BE-D.d001");
  network.outlets = {stand, garage};
  user genius, manager;
  genius.id = "BE-S.d001", genius.entity = "BE-S", genius.roles = {{role::product_genius, {}, work_domain::any}};
  manager.id = "BE-D.d001", manager.entity = "BE-D", manager.roles = {{role::sales_manager, {}, work_domain::any}};
  network.users = {genius, manager};
  return network;
}

// One model, with a trim and an engine to choose, and what they cost in Belgium, tax included.
load_catalog the_catalogue() {
  vehicle_model c3;
  c3.code = "citroen_c3", c3.brand = "AC", c3.name = "C3", c3.test_drive = true;
  c3.availability = {{"BE", model_status::orderable, {}, {}}};
  c3.groups = {{"trim", group_kind::trim, {}, group_choice::exactly_one, {{"you", {}}, {"max", {}}}},
               {"engine", group_kind::engine, {}, group_choice::exactly_one, {{"petrol", {}}, {"electric", {}}}},
               {"options", group_kind::options, {}, group_choice::any, {{"charger_11", {}}}}};
  c3.rules = {{"charger", "requires(options.charger_11, engine.electric)", {}, {}, {}, {}}};
  price_list belgium;
  belgium.market = "BE", belgium.currency = "EUR", belgium.from = std::chrono::year{2025} / 1 / 1;
  belgium.tax_included = true, belgium.tax_percent = decimal::whole(21);
  belgium.prices = {{"citroen_c3", "trim.max", decimal::whole(4210)},
                    {"citroen_c3", "engine.petrol", decimal::whole(14990)},
                    {"citroen_c3", "engine.electric", decimal::whole(23300)},
                    {"citroen_c3", "options.charger_11", decimal::whole(400)}};
  load_catalog load;
  load.content.code = "show", load.content.models = {c3}, load.content.price_lists = {belgium};
  return load;
}

// Runs a command. Here a refusal ends the example; your system would show it.
template <class Command>
typename Command::reply_type must(desk& at, const Command& command, const request_context& context) {
  const auto said = at.run(command, context);
  for (const auto& one : said.refused)
    std::printf("refused by %s: %s\n", std::string(identifier(one.broken)).c_str(),
                std::string(code(one.broken)).c_str());
  if (!said.ok()) std::exit(1);
  for (const auto& one : said.effects)
    std::printf("to do: %s %s to %s\n", one.kind.c_str(), one.template_name.c_str(), one.to.c_str());
  return *said.reply;
}

}  // namespace

int main() {
  desk_options options;
  options.preset = "motor_show_be";
  auto opened = desk::open(options);
  if (!opened.ok()) return 1;
  desk show = std::move(opened).value();
  request_context now;
  now.at = parse_instant("2025-01-11T10:00:00+01:00").value();
  must(show, the_network(), now);
  must(show, the_catalogue(), now);
  now.by = actor{"BE-S.d001", "0010000-000"};

  // Step 1: language and country. Step 2: the customer is searched, created, linked.
  const auto session = must(show, start_session{"BMS2025", "BE", "fr-BE", "AC"}, now).session;
  create_customer zoe;
  auto& form = zoe.input;
  form.kind = customer_kind::b2c, form.first_name = "Zoé", form.last_name = "De Smet";
  form.email = form.email_repeated = "zoe@example.be", form.mobile = "460000001";
  form.language = "fr-BE", form.country = "BE", form.postal_code = "1000", form.company_car = false;
  for (const char* purpose : {"contact", "profiling", "partners"}) zoe.consents.set(purpose, consent_answer::no);
  search_customers search;
  search.email = form.email;
  zoe.search_token = must(show, search, now).token;
  const auto customer = must(show, zoe, now).customer;
  must(show, link_customer{session, customer.id, {}, {}}, now);

  // Step 3: what can still be chosen, and where. Step 4: the quote, the offer, the sending.
  open_new_quote wanted;
  wanted.session = session, wanted.outlet = "0020100-000";
  wanted.configuration.catalog_code = "show", wanted.configuration.model = "citroen_c3";
  wanted.configuration.choices = {"trim.max", "engine.electric", "options.charger_11"};
  const auto quote = must(show, wanted, now).quote;
  const auto offer = must(show, issue_offer{quote}, now).offer;
  std::printf("offer %s: a page of %zu bytes\n", offer.number.c_str(), offer.document->html.size());
  send_offer sending;
  sending.quote = quote;
  const auto sent = must(show, sending, now);  // the offer and the voucher by mail, the lead to the point of sale

  // The dealer sees the lead, and nothing else of the stand. Step 5: the customer is released.
  now.by = actor{"BE-D.d001", "0020100-000"};
  const auto lead = must(show, view_lead{sent.lead->id}, now).shown;
  std::printf("lead for %s: %s %s\n", lead.outlet_name.c_str(), lead.person->first_name.c_str(),
              lead.person->last_name.c_str());
  now.by = actor{"BE-S.d001", "0010000-000"};
  must(show, release_customer{session}, now);
  return 0;
}
