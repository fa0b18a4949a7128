// Offers as the show makes them: four brands, four languages, private and company.
#pragma once

#include <string>
#include <vector>

#include "dealerkit/offer_document.hpp"

namespace offer_samples {

using namespace dealerkit;

inline decimal percent(std::int64_t units, int scale) { return decimal::of(units, scale).value(); }

/// A private person in Belgium: list with tax, discounts of every kind, conditional ones, a
/// voucher.
inline offer_document ds_private() {
  using namespace std::chrono_literals;
  offer_document offer;
  offer.number = "DS-2026-000042";
  offer.issued_on = 2026y / 1 / 14;
  offer.valid_until = 2026y / 2 / 13;
  offer.language = offer_language::fr_be;
  offer.occasion = "Salon de Bruxelles 2026";
  offer.brand = {"DS", "DS Automobiles", ""};
  offer.customer = {
      "Éléonore D’Hondt", "", {"Rue de la Montagne 12, bte 3", "1000", "Bruxelles", "BE"}, "eleonore.dhondt@example.be",
      "+32 478 12 34 56", ""};
  offer.outlet = {"DS Store Ixelles",
                  {"Chaussée de Wavre 1080", "1050", "Ixelles", "BE"},
                  "+32 2 640 12 34",
                  "https://www.example.be/confidentialite"};
  auto& vehicle = offer.vehicle;
  vehicle.model = "DS 4";
  vehicle.version = "Pallas Hybrid 136 e-DCS6";
  vehicle.configuration_code = "DS4-7K2M-91QX";
  vehicle.groups = {
      {offer_group_kind::trim,
       "",
       {{"Pallas",
         "PAL",
         {"Jantes alliage 19\"", "Feux à LED", "Écran 10\"", "Régulateur de vitesse adaptatif", "Caméra de recul"},
         {}}}},
      {offer_group_kind::engine, "", {{"Hybrid 136 e-DCS6", "", {}, {}}}},
      {offer_group_kind::colour, "", {{"Gris Titane", "M0F4", {}, 75000}}},
      {offer_group_kind::upholstery, "", {{"Alcantara Gris Galet", "", {}, {}}}},
      {offer_group_kind::wheels, "", {{"Firenze 19\"", "", {}, {}}}},
      {offer_group_kind::packs,
       "",
       {{"Pack Drive Assist",
         "",
         {"Caméra de recul", "Conduite semi-autonome", "Surveillance des angles morts"},
         120000},
        {"Pack Hiver", "", {"Sièges avant chauffants", "Volant chauffant"}, 60000}}},
      {offer_group_kind::options,
       "",
       {{"Toit ouvrant panoramique", "", {}, 110000}, {"Système audio Focal Electra", "", {}, 95000}}}};
  offer.tax_included = true;
  offer.lines = {{"DS 4 Pallas Hybrid 136", offer_section::vehicle, 1, 3970000},
                 {"Peinture métallisée Gris Titane", offer_section::vehicle, 1, 75000},
                 {"Pack Drive Assist", offer_section::vehicle, 1, 120000},
                 {"Pack Hiver", offer_section::vehicle, 1, 60000},
                 {"Toit ouvrant panoramique", offer_section::vehicle, 1, 110000},
                 {"Système audio Focal Electra", offer_section::vehicle, 1, 95000}};
  offer.list_minor = 4430000;
  offer.discounts = {{"SALON26", "Remise Salon", offer_discount_base::list, 4430000, percent(4, 0), 177200, false},
                     {"FACTORY", "Prime commande usine", offer_discount_base::list, 4430000, {}, 100000, false},
                     {"LOYAL", "Remise fidélité", offer_discount_base::running, 4152800, percent(15, 1), 62292, false}};
  offer.gross_minor = 4090508;
  offer.net_minor = 3380585;
  offer.taxes = {{"", percent(21, 0), 3380585, 709923}};
  offer.to_pay_minor = 4090508;
  offer.conditionals = {
      {"Prime de recyclage", "Reprise d’un véhicule de plus de dix ans, immatriculé à votre nom", 100000},
      {"Prime conquête", "Vous possédez un véhicule d’une autre marque", 50000}};
  offer.voucher = offer_voucher{"7K2M91QXH4TBP", 25000, 2026y / 4 / 30, offer_voucher_place::basket, "BE"};
  offer.finance_referral = true;
  return offer;
}

/// A company in Flanders: prices without and with tax, several vehicles, sections.
inline offer_document peugeot_company() {
  using namespace std::chrono_literals;
  offer_document offer;
  offer.number = "AP-2026-001187";
  offer.issued_on = 2026y / 1 / 16;
  offer.valid_until = 2026y / 2 / 15;
  offer.language = offer_language::nl_be;
  offer.kind = customer_kind::b2b;
  offer.occasion = "Autosalon Brussel 2026";
  offer.brand = {"AP", "Peugeot", ""};
  offer.customer = {"Van den Bossche & Zonen bv",  "Jeroen Van den Bossche", {"Industrieweg 44", "9000", "Gent", "BE"},
                    "fleet@vandenbossche.example", "+32 9 223 45 67",        "BE 0403.170.701"};
  offer.outlet = {"Peugeot Gent Noord",
                  {"Vliegtuiglaan 12", "9000", "Gent", "BE"},
                  "+32 9 255 00 11",
                  "https://www.example.be/privacy"};
  offer.vehicle.model = "E-3008";
  offer.vehicle.version = "Allure 73 kWh, 210 pk";
  offer.vehicle.configuration_code = "E3008-44TR-0PLM";
  offer.vehicle.quantity = 3;
  offer.vehicle.groups = {{offer_group_kind::trim, "", {{"Allure", "", {"i-Cockpit 21\"", "LED-koplampen"}, {}}}},
                          {offer_group_kind::engine, "", {{"Elektrisch 73 kWh, 210 pk", "", {}, {}}}},
                          {offer_group_kind::colour, "", {{"Obsession Blue", "", {}, {}}}},
                          {offer_group_kind::wheels, "", {{"Yari 19\"", "", {}, {}}}},
                          {offer_group_kind::options, "", {{"Warmtepomp", "", {}, {}}}}};
  offer.lines = {{"E-3008 Allure 73 kWh", offer_section::vehicle, 3, 11776859},
                 {"Obsession Blue", offer_section::vehicle, 3, 204545},
                 {"Warmtepomp", offer_section::vehicle, 3, 235537},
                 {"Wallbox 7,4 kW met installatie", offer_section::accessories_and_services, 1, 149000},
                 {"Rijklaar maken en nummerplaat", offer_section::delivery, 3, 45000}};
  offer.list_minor = 12410941;
  offer.discounts = {{"FLEET3", "Vlootkorting", offer_discount_base::list, 12216941, percent(125, 1), 1527118, false},
                     {"SALON26", "Salonkorting", offer_discount_base::list, 12410941, {}, 150000, false}};
  offer.net_minor = 10733823;
  offer.taxes = {{"", percent(21, 0), 10688823, 2244653}, {"", percent(0, 0), 45000, 0}};
  offer.gross_minor = 12978476;
  offer.to_pay_minor = 12978476;
  offer.voucher = offer_voucher{"QX4H7K2M91TBP", 25000, 2026y / 4 / 30, offer_voucher_place::outlet, "BE"};
  return offer;
}

/// A private person in Luxembourg, in German; list with tax, a voucher deducted.
inline offer_document opel_german() {
  using namespace std::chrono_literals;
  offer_document offer;
  offer.number = "OP-2026-000310";
  offer.issued_on = 2026y / 1 / 18;
  offer.valid_until = 2026y / 2 / 17;
  offer.language = offer_language::de_lu;
  offer.brand = {"OP", "Opel", ""};
  offer.customer = {
      "Jürgen Weiß",      "", {"16, rue de l’Église", "L-4106", "Esch-sur-Alzette", "LU"}, "jw@example.lu",
      "+352 621 123 456", ""};
  offer.outlet = {"Autohaus Muller",
                  {"240, route d’Esch", "L-1471", "Luxembourg", "LU"},
                  "+352 40 12 34",
                  "https://www.example.lu/datenschutz"};
  offer.vehicle.model = "Astra Sports Tourer";
  offer.vehicle.version = "GS 1.2 Hybrid, 107 kW";
  offer.vehicle.groups = {
      {offer_group_kind::trim, "", {{"GS", "", {"Matrix-Licht", "Einparkhilfe vorn und hinten"}, {}}}},
      {offer_group_kind::engine, "", {{"1.2 Hybrid 107 kW", "", {}, {}}}},
      {offer_group_kind::colour, "", {{"Kult Gelb", "", {}, 0}}}};
  offer.tax_included = true;
  offer.lines = {{"Astra Sports Tourer GS 1.2 Hybrid", offer_section::vehicle, 1, 3549000},
                 {"Allwetterpaket", offer_section::vehicle, 1, 65000}};
  offer.list_minor = 3614000;
  offer.discounts = {{"", "Messenachlass", offer_discount_base::list, 3614000, percent(7, 0), 252980, false}};
  offer.gross_minor = 3361020;
  offer.net_minor = 2872667;
  offer.taxes = {{"", percent(17, 0), 2872667, 488353}};
  offer.deduction = offer_deduction{"9KQ2M71XH4TBP", 25000};
  offer.to_pay_minor = 3336020;
  return offer;
}

/// A private person in Luxembourg, in French; no discount, no voucher.
inline offer_document citroen_plain() {
  using namespace std::chrono_literals;
  offer_document offer;
  offer.number = "AC-2026-000007";
  offer.issued_on = 2026y / 1 / 10;
  offer.valid_until = 2026y / 2 / 9;
  offer.language = offer_language::fr_lu;
  offer.brand = {"AC", "Citroën", ""};
  offer.customer = {"Żaneta Wiśniewska", "", {"3, place d’Armes", "L-1136", "Luxembourg", "LU"},
                    "zw@example.lu",     "", ""};
  offer.outlet = {"Citroën Strassen",
                  {"99, route d’Arlon", "L-8009", "Strassen", "LU"},
                  "+352 31 10 10",
                  "https://www.example.lu/donnees"};
  offer.vehicle.model = "ë-C3";
  offer.vehicle.version = "You 44 kWh";
  offer.vehicle.groups = {{offer_group_kind::trim, "", {{"You", "", {}, {}}}},
                          {offer_group_kind::engine, "", {{"Électrique 83 kW (113 ch)", "", {}, {}}}},
                          {offer_group_kind::colour, "", {{"Rouge Elixir", "", {}, {}}}}};
  offer.tax_included = true;
  offer.lines = {{"ë-C3 You 44 kWh", offer_section::vehicle, 1, 2330000}};
  offer.list_minor = offer.gross_minor = offer.to_pay_minor = 2330000;
  offer.net_minor = 1991453;
  offer.taxes = {{"", percent(17, 0), 1991453, 338547}};
  offer.small_print = {"Consommation mixte WLTP : 17,1 kWh/100 km. Émissions de CO₂ : 0 g/km."};
  return offer;
}

/// The typical offer of the benchmarks: twelve lines, six discounts.
inline offer_document typical() {
  auto offer = ds_private();
  while (offer.lines.size() < 12)
    offer.lines.push_back({"Accessoire d’origine " + std::to_string(offer.lines.size()),
                           offer_section::accessories_and_services, 1, 12500});
  while (offer.discounts.size() < 6)
    offer.discounts.push_back({"D" + std::to_string(offer.discounts.size()), "Remise complémentaire",
                               offer_discount_base::running, 3000000, percent(1, 1), 3000, false});
  return offer;
}

inline std::vector<offer_document> all() { return {ds_private(), peugeot_company(), opel_german(), citroen_plain()}; }

}  // namespace offer_samples
