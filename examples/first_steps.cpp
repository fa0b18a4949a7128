// A desk in memory: a network is loaded, a customer searched and created; without the search the desk refuses.
#include <cstdio>

#include "dealerkit/desk.hpp"

using namespace dealerkit;

int main() {
  auto opened = desk::open({});
  if (!opened.ok()) return 1;
  desk garage = std::move(opened).value();

  load_network network;
  network.legal_entities = {{"E1", "BE0403170701", "Garage Centrale"}};
  outlet place;
  place.code = "0011960";
  place.site = "000";
  place.entity = "E1";
  place.name = "Garage Centrale Bruxelles";
  place.brands = {"AC", "DS"};
  place.address = {"Rue Haute 1", "1000", "Bruxelles", "BE"};
  place.time_zone = "Europe/Brussels";
  network.outlets = {place};
  user seller;
  seller.id = "E1.d001";
  seller.entity = "E1";
  seller.roles = {{role::salesman, {}, work_domain::any}};
  network.users = {seller};

  request_context now;
  now.at = parse_instant("2024-01-12T10:00:00+01:00").value();
  if (!garage.run(network, now).ok()) return 1;

  now.by = actor{"E1.d001", "0011960-000"};
  create_customer wanted;
  wanted.input.kind = customer_kind::b2c;
  wanted.input.first_name = "Zoé";
  wanted.input.last_name = "De Smet";
  wanted.input.email = wanted.input.email_repeated = "zoe@example.be";
  wanted.input.mobile = "478123456";
  wanted.input.language = "fr";
  wanted.input.country = "BE";
  wanted.input.postal_code = "1000";
  wanted.input.company_car = false;
  for (const char* purpose : {"contact", "profiling", "partners"}) wanted.consents.set(purpose, consent_answer::no);

  wanted.search_token = "made up";
  const auto hasty = garage.run(wanted, now);
  for (const auto& one : hasty.refused)
    std::printf("refused by %s: %s\n", std::string(identifier(one.broken)).c_str(),
                std::string(code(one.broken)).c_str());

  search_customers search;
  search.email = wanted.input.email;
  const auto found = garage.run(search, now);
  if (!found.ok() || !found.reply->candidates.empty()) return 1;
  wanted.search_token = found.reply->token;
  const auto created = garage.run(wanted, now);
  if (!created.ok()) return 1;
  std::printf("created %s (%s)\n", created.reply->customer.name.c_str(), created.reply->customer.initials.c_str());
  return 0;
}
