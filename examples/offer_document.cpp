// An offer as a document: filled by hand, written as HTML and PDF.
//
//   offer_document [FOLDER]     writes offer.html and offer.pdf there, or here
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>

#include "dealerkit/offer_document.hpp"

using namespace dealerkit;
using namespace std::chrono_literals;

static offer_document make_offer() {
  offer_document offer;
  offer.number = "AR-2026-000128";
  offer.issued_on = 2026y / 1 / 14;
  offer.valid_until = 2026y / 2 / 13;
  offer.language = offer_language::nl_be;
  offer.kind = customer_kind::b2c;
  offer.occasion = "Autosalon Brussel 2026";
  offer.brand = {"AR", "Alfa Romeo", ""};
  offer.customer.name = "Zoé De Smet";
  offer.customer.address = {"Kerkstraat 5", "2000", "Antwerpen", "BE"};
  offer.customer.email = "zoe@example.be";
  offer.outlet.name = "Garage Nord";
  offer.outlet.address = {"Noorderlaan 100", "2030", "Antwerpen", "BE"};
  offer.outlet.phone = "+32 3 123 45 67";
  offer.outlet.privacy_url = "https://www.example.be/privacy";

  offer.vehicle.model = "Junior";
  offer.vehicle.version = "Ibrida 1.2, 136 pk";
  offer.vehicle.groups = {
      {offer_group_kind::trim, "", {{"Speciale", "", {"Matrix-LED-koplampen", "Elektrische achterklep"}, {}}}},
      {offer_group_kind::colour, "", {{"Rosso Brera", "", {}, {}}}},
      // The electric tailgate is the trim's, so the document does not show it again as part of the
      // pack.
      {offer_group_kind::packs, "", {{"Pack Techno", "", {"Elektrische achterklep", "Navigatie", "Camera"}, {}}}}};

  offer.tax_included = true;
  offer.lines = {{"Junior Ibrida Speciale", offer_section::vehicle, 1, 3335000},
                 {"Rosso Brera", offer_section::vehicle, 1, 75000},
                 {"Pack Techno", offer_section::vehicle, 1, 150000}};
  offer.list_minor = 3560000;
  offer.discounts = {{"SALON", "Salonkorting", offer_discount_base::list, 3560000, decimal::whole(5), 178000, false}};
  offer.gross_minor = offer.to_pay_minor = 3382000;
  offer.net_minor = 2795041;
  offer.taxes = {{"", decimal::whole(21), 2795041, 586959}};
  offer.conditionals = {{"Recyclagepremie", "Overname van een wagen ouder dan tien jaar", 100000}};
  offer.voucher = offer_voucher{"7K2M91QXH4TBP", 25000, 2026y / 4 / 30, offer_voucher_place::basket, "BE"};
  return offer;
}

static bool write_file(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return file.good();
}

int main(int count, char** arguments) {
  const std::string folder = count > 1 ? std::string(arguments[1]) + "/" : "";
  const offer_document offer = make_offer();

  if (!write_file(folder + "offer.html", offer_html(offer))) return 1;
  const auto paper = offer_pdf(offer);
  if (!paper.ok()) {
    std::printf("offer.html written; no PDF: %s\n", std::string(code(paper.refusal().broken)).c_str());
    return paper.refusal().broken == rule::offer_pdf_not_built ? 0 : 1;
  }
  if (!write_file(folder + "offer.pdf", paper.value())) return 1;

  // The same document gives the same bytes, today and in ten years.
  const bool same = offer_html(offer) == offer_html(make_offer()) && offer_pdf(offer).value() == paper.value();
  std::printf("offer.html and offer.pdf written; again: %s\n", same ? "the same" : "different");
  return same ? 0 : 1;
}
