// The offer as a document: what it shows in each language, in HTML and PDF, whatever its content.
#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "dealerkit/offer_document.hpp"
#include "desk/codec.hpp"
#include "documents/offer_sheet.hpp"
#include "documents/words.hpp"
#include "support/catch.hpp"
#include "support/offer_samples.hpp"
#include "support/offer_texts.hpp"
#include "text/text.hpp"

using namespace dealerkit;
using namespace offer_texts;

static_assert(described<offer_document>);
static_assert(!std::is_convertible_v<std::string, offer_document>);

namespace {

// Whether this library was built with PDF.
bool has_pdf() {
  const auto paper = offer_pdf({});
  if (!paper.ok()) REQUIRE(paper.refusal().broken == rule::offer_pdf_not_built);
  return paper.ok();
}

std::string pdf_of(const offer_document& offer) {
  const auto paper = offer_pdf(offer);
  REQUIRE(paper.ok());
  CHECK(paper.value().starts_with("%PDF-"));
  CHECK(paper.value().find("%%EOF") != std::string::npos);
  return paper.value();
}

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

struct golden {
  offer_document offer;
  std::vector<std::string> shown;   // in this order in the HTML, somewhere in the PDF
  std::vector<std::string> hidden;  // in neither
};

std::vector<golden> goldens() {
  return {{offer_samples::ds_private(),
           {"Offre N° DS-2026-000042",
            "Salon de Bruxelles 2026",
            "DS 4",
            "Pallas Hybrid 136 e-DCS6",
            "Code DS4-7K2M-91QX",
            "Prix TVA comprise",
            "40 905,08 €",
            "Établie le 14 janvier 2026",
            "Valable jusqu’au 13 février 2026",
            "Éléonore D’Hondt",
            "Rue de la Montagne 12, bte 3",
            "1000 Bruxelles",
            "Tél. +32 478 12 34 56",
            "DS Store Ixelles",
            "Chaussée de Wavre 1080",
            "Tél. +32 2 640 12 34",
            "Avis de confidentialité :",
            "Finition",
            "Pallas",
            "De série : Jantes alliage 19\" · Feux à LED",
            "Motorisation",
            "Teinte extérieure",
            "Gris Titane",
            "750,00 €",
            "Garnissage",
            "Jantes",
            "Packs",
            "Pack Drive Assist",
            "Comprend : Conduite semi-autonome · Surveillance des angles morts",
            "Options",
            "Montants TVA comprise",
            "39 700,00 €",
            "Prix catalogue total",
            "44 300,00 €",
            "Remises",
            "Remise Salon",
            "-1 772,00 €",
            "4 % de 44 300,00 €, sur le prix catalogue · SALON26",
            "Montant fixe, sur 44 300,00 € (prix catalogue) · FACTORY",
            "Remise fidélité",
            "-622,92 €",
            "1,5 % de 41 528,00 €, après les remises précédentes · LOYAL",
            "Prix TVA comprise",
            "40 905,08 €",
            "dont TVA 21 % sur 33 805,85 €",
            "7 099,23 €",
            "Non compris dans le prix : chacun s’applique quand sa condition est remplie.",
            "Prime de recyclage",
            "-1 000,00 €",
            "Reprise d’un véhicule de plus de dix ans",
            "7K2M91QXH4TBP",
            "250,00 €",
            "Valable jusqu’au 30 avril 2026",
            "Utilisable une seule fois, comme code promotionnel dans le panier d’une offre DS "
            "Automobiles ou à la commande "
            "dans un point de vente de la marque en Belgique. Il diminue le montant à payer, TVA "
            "comprise.",
            "Le spécialiste de la banque répond à vos questions de financement et de leasing. "
            "Cette offre ne contient aucun "
            "chiffre à ce sujet.",
            "Merci de l’intérêt que vous portez à DS Automobiles.",
            "Offre établie le 14 janvier 2026 et valable jusqu’au 13 février 2026 inclus, pour la "
            "configuration décrite."},
           {"hors TVA", "À payer", "Caméra de recul · Conduite"}},
          {offer_samples::peugeot_company(),
           {"Offerte Nr. AP-2026-001187",
            "E-3008",
            "3 voertuigen",
            "Prijs exclusief btw",
            "€ 107.338,23",
            "Prijs inclusief btw",
            "€ 129.784,76",
            "Opgemaakt op 16 januari 2026",
            "Geldig tot en met 15 februari 2026",
            "Van den Bossche & Zonen bv",
            "Ter attentie van Jeroen Van den Bossche",
            "9000 Gent",
            "Btw BE 0403.170.701",
            "Peugeot Gent Noord",
            "Privacyverklaring:",
            "Uitvoering",
            "Standaard: i-Cockpit 21\" · LED-koplampen",
            "Bedragen exclusief btw",
            "Voertuig",
            "3 × E-3008 Allure 73 kWh",
            "€ 117.768,59",
            "Accessoires en diensten",
            "Wallbox 7,4 kW met installatie",
            "Levering",
            "Totale catalogusprijs",
            "€ 124.109,41",
            "Kortingen",
            "Vlootkorting",
            "€ -15.271,18",
            "12,5% van € 122.169,41, op de catalogusprijs · FLEET3",
            "Vast bedrag, op € 124.109,41 (catalogusprijs)",
            "Prijs exclusief btw",
            "€ 107.338,23",
            "Btw 21% op € 106.888,23",
            "€ 22.446,53",
            "Btw 0% op € 450,00",
            "€ 0,00",
            "Prijs inclusief btw",
            "€ 129.784,76",
            "QX4H7K2M91TBP",
            "€ 250,00",
            "Geldig tot en met 30 april 2026",
            "Eén keer te gebruiken, bij de bestelling van een Peugeot in een verkooppunt van het "
            "merk in België.",
            "Dank u voor uw belangstelling voor Peugeot."},
           {"Voordelen", "leasing", "Te betalen"}},
          {offer_samples::opel_german(),
           {"Angebot Nr. OP-2026-000310",
            "Astra Sports Tourer",
            "Zu zahlen",
            "33.360,20 €",
            "Preis inkl. MwSt.",
            "33.610,20 €",
            "Erstellt am 18. Januar 2026",
            "Gültig bis 17. Februar 2026",
            "Jürgen Weiß",
            "L-4106 Esch-sur-Alzette",
            "Autohaus Muller",
            "Datenschutzhinweise:",
            "Ausstattungslinie",
            "Serienmäßig: Matrix-Licht",
            "Außenfarbe",
            "Beträge inkl. MwSt.",
            "Listenpreis gesamt",
            "36.140,00 €",
            "Nachlässe",
            "Messenachlass",
            "-2.529,80 €",
            "7 % von 36.140,00 €, auf den Listenpreis",
            "Preis inkl. MwSt.",
            "33.610,20 €",
            "darin MwSt. 17 % auf 28.726,67 €",
            "4.883,53 €",
            "Gutschein 9KQ2M71XH4TBP",
            "-250,00 €",
            "Vom Zahlbetrag abgezogen, ohne Preis und Steuer zu ändern",
            "Zu zahlen",
            "33.360,20 €",
            "Vielen Dank für Ihr Interesse an Opel."},
           {"Ihr Gutschein", "Preis ohne MwSt.", "Leasing", "Vorteile"}},
          {offer_samples::citroen_plain(),
           {"Offre N° AC-2026-000007", "ë-C3", "Prix TTC", "23.300,00 €", "Établie le 10 janvier 2026",
            "Żaneta Wiśniewska", "Citroën Strassen", "Notice sur la protection des données :", "Finition",
            "Électrique 83 kW (113 ch)", "Montants TTC", "Prix TTC", "dont TVA 17 % sur 19.914,53 €", "3.385,47 €",
            "Merci de l’intérêt que vous portez à Citroën.", "Consommation mixte WLTP : 17,1 kWh/100 km."},
           {"Remises", "Prix catalogue total", "Prix HT", "À payer"}}};
}

}  // namespace

TEST_CASE("offer: what it says in each language, as HTML and as PDF", "[QUO-18][QUO-05][QUO-07]") {
  const bool pdf = has_pdf();
  for (const auto& [offer, shown, hidden] : goldens()) {
    CAPTURE(offer.number);
    const auto html = text_of_html(offer_html(offer));
    std::size_t from = 0;
    for (const auto& part : shown) {
      CAPTURE(part);
      const auto at = html.find(part, from);
      CHECK(at != std::string::npos);
      if (at != std::string::npos) from = at;
    }
    for (const auto& part : hidden) {
      CAPTURE(part);
      CHECK(html.find(part) == std::string::npos);
    }
    if (!pdf) continue;
    const auto paper = text_of_pdf(pdf_of(offer));
    if (!paper) {
      WARN("skipped: the text of the PDF, pdftotext is not here");
      continue;
    }
    for (auto part : shown) {
      // Letters without a form of their own are written with their plain one.
      CAPTURE(part, *paper);
      CHECK(paper->find(part) != std::string::npos);
    }
    for (const auto& part : hidden) {
      CAPTURE(part);
      CHECK(paper->find(part) == std::string::npos);
    }
  }
}

TEST_CASE("offer: the page needs nothing from elsewhere and runs nothing", "[QUO-18][SEC-01]") {
  for (const auto& offer : offer_samples::all()) {
    const auto html = offer_html(offer);
    CHECK(html.starts_with("<!DOCTYPE html>\n<html lang=\"" + std::string(name_of(offer.language)) + "\">"));
    CHECK(html.find("default-src 'none'") == std::string::npos);  // the quotes are escaped in the attribute
    CHECK(html.find("default-src &#39;none&#39;") != std::string::npos);
    for (const std::string_view part : {"<script", "javascript:", "src=", "url(", "@import", "<link", "<img", "onload"})
      CHECK(html.find(part) == std::string::npos);
    CHECK(count_of(html, "href=") == 1);  // the privacy notice
  }
}

TEST_CASE("offer: only a web address becomes a link", "[QUO-18]") {
  auto offer = offer_samples::citroen_plain();
  for (const std::string_view address : {"javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "https:/x",
                                         "//x", "www.example.be/privacy", " https://x.example", "https://"}) {
    CAPTURE(address);
    offer.outlet.privacy_url = address;
    const auto html = offer_html(offer);
    CHECK(html.find("href=") == std::string::npos);
    CHECK(text_of_html(html).find(one_blank(address)) != std::string::npos);
  }
  offer.outlet.privacy_url = "HTTPS://x.example/?a=1&b=\"2\"";
  CHECK(offer_html(offer).find("href=\"HTTPS://x.example/?a=1&amp;b=&quot;2&quot;\"") != std::string::npos);
  offer.outlet.privacy_url.clear();
  CHECK(text_of_html(offer_html(offer)).find("Notice sur") == std::string::npos);
}

TEST_CASE("offer: names cannot break out of the page", "[QUO-18]") {
  auto offer = offer_samples::ds_private();
  const std::string name = "<b>\"O'Neill\" & </style><script>x</script>";
  offer.customer.name = offer.brand.name = offer.vehicle.model = offer.number = offer.outlet.name = name;
  offer.lines[0].label = offer.discounts[0].label = offer.conditionals[0].condition = name;
  offer.voucher->code = offer.small_print.emplace_back() = name;
  offer.vehicle.groups[0].title = offer.vehicle.groups[0].items[0].label = name;
  const auto html = offer_html(offer);
  CHECK(html.find("<b>") == std::string::npos);
  CHECK(html.find("<script") == std::string::npos);
  CHECK(count_of(html, "</style>") == 1);
  CHECK(count_of(html, "&lt;b&gt;&quot;O&#39;Neill&quot; &amp; &lt;/style&gt;&lt;script&gt;x&lt;/script&gt;") >= 12);

  // A mark that turns the direction would let a name write over what stands beside it.
  offer.customer.name = "evil\u202egnp.exe";
  const auto turned = offer_html(offer);
  CHECK(turned.find("\u202e") == std::string::npos);
  CHECK(turned.find("evil\ufffdgnp.exe") != std::string::npos);
}

TEST_CASE("offer: the same document gives the same bytes", "[QUO-12][QUO-18][QUO-19]") {
  const bool pdf = has_pdf();
  for (const auto& offer : offer_samples::all()) {
    const auto html = offer_html(offer);
    const auto paper = pdf ? pdf_of(offer) : std::string{};
    // Through the stored form, and from several threads at once.
    offer_document again;
    REQUIRE(codec::decode(codec::bytes_of(offer), again));
    CHECK(again == offer);
    CHECK(offer_html(again) == html);
    std::vector<int> equal(4);
    std::vector<std::thread> threads;
    for (auto& one : equal)
      threads.emplace_back([&] {
        const auto other = offer_pdf(offer);
        one = offer_html(offer) == html && other.ok() == pdf && (!pdf || other.value() == paper);
      });
    for (auto& one : threads) one.join();
    CHECK(equal == std::vector<int>{1, 1, 1, 1});
    // Nothing in it says when it was rendered: the one date is the offer's own.
    if (pdf) CHECK(count_of(paper, "Date") == 1);
    if (pdf) CHECK(paper.find("/CreationDate (D:202601") != std::string::npos);
  }
}

TEST_CASE("offer: a library without PDF says so", "[QUO-18]") {
  const auto paper = offer_pdf(offer_samples::ds_private());
  CHECK((paper.ok() || paper.refusal().broken == rule::offer_pdf_not_built));
}

TEST_CASE("offer: an empty document is one too", "[QUO-18]") {
  const offer_document empty;
  const auto text = text_of_html(offer_html(empty));
  CHECK(text.find("Offre N° –") != std::string::npos);
  CHECK(text.find("Valable jusqu’au –") != std::string::npos);
  CHECK(text.find("0,00 €") != std::string::npos);
  CHECK(text.find("Remises") == std::string::npos);
  if (has_pdf()) CHECK_FALSE(pdf_of(empty).empty());
}

TEST_CASE("offer: equipment of the trim is not shown as content of a pack", "[QUO-18]") {
  auto offer = offer_samples::ds_private();
  auto& packs = offer.vehicle.groups[5];
  REQUIRE(packs.kind == offer_group_kind::packs);
  CHECK(text_of_html(offer_html(offer)).find("Comprend : Conduite semi-autonome") != std::string::npos);
  packs.items[0].includes = {"Caméra de recul", "Feux à LED"};  // nothing that the trim has not
  const auto text = text_of_html(offer_html(offer));
  CHECK(text.find("Pack Drive Assist 1 200,00 € Pack Hiver") != std::string::npos);
  CHECK(count_of(text, "Caméra de recul") == 1);
  offer.vehicle.groups.erase(offer.vehicle.groups.begin());  // without its trim nothing is left out
  CHECK(text_of_html(offer_html(offer)).find("Comprend : Caméra de recul · Feux à LED") != std::string::npos);
}

TEST_CASE("offer: a private person sees the price with tax, a company both", "[QUO-18][QUO-07]") {
  auto offer = offer_samples::ds_private();
  const auto found = [&](std::string_view part) { return count_of(text_of_html(offer_html(offer)), part); };
  offer.tax_included = true;
  offer.kind = customer_kind::b2c;
  CHECK(found("Prix hors TVA") == 0);
  CHECK(found("Prix TVA comprise") == 2);
  CHECK(found("dont TVA 21 %") == 1);
  offer.kind = customer_kind::b2b;
  CHECK(found("Prix hors TVA") == 2);
  CHECK(found("Prix TVA comprise") == 2);
  CHECK(found("dont TVA 21 %") == 1);
  offer.tax_included = false;
  CHECK(found("Montants hors TVA") == 1);
  CHECK(found("Prix hors TVA") == 2);
  CHECK(found("dont TVA") == 0);
  CHECK(found("TVA 21 % sur 33 805,85 €") == 1);
  offer.kind = customer_kind::b2c;
  CHECK(found("Prix hors TVA") == 1);  // a step of the sum, not a price
  CHECK(found("Prix TVA comprise") == 2);

  // One row a tax, by its own name where it has one.
  offer.taxes = {{"TPS", offer_samples::percent(5, 0), 1000000, 50000},
                 {"TVQ", offer_samples::percent(9975, 3), 1000000, 99750}};
  CHECK(found("TPS 5 % sur 10 000,00 €") == 1);
  CHECK(found("TVQ 9,975 % sur 10 000,00 €") == 1);
}

TEST_CASE("offer: conditional discounts stand apart, behind the price", "[QUO-18][QUO-05]") {
  const auto offer = offer_samples::ds_private();
  const auto text = text_of_html(offer_html(offer));
  const auto price = text.rfind("Prix TVA comprise");
  CHECK(text.find("Avantages sous condition") > price);
  CHECK(text.find("Prime de recyclage") > price);
  auto without = offer;
  without.conditionals.clear();
  const auto shorter = text_of_html(offer_html(without));
  CHECK(shorter.find("Avantages sous condition") == std::string::npos);
  CHECK(shorter.find("40 905,08 €") != std::string::npos);  // the price is the same
}

TEST_CASE("offer: a discount that was cut says so", "[QUO-18][QUO-08]") {
  auto offer = offer_samples::ds_private();
  offer.discounts = {{"", "", offer_discount_base::running, 5000, {}, 5000, true}};
  const auto text = text_of_html(offer_html(offer));
  CHECK(text.find("Montant fixe, sur 50,00 € (après les remises précédentes) · limitée au prix restant") !=
        std::string::npos);
  offer.discounts[0].id = "LAST";
  CHECK(text_of_html(offer_html(offer)).find("LAST -50,00 €") != std::string::npos);  // the rule where no label is
}

TEST_CASE("offer: the voucher's notice with and without what is known of it", "[QUO-18][QUO-15][QUO-16]") {
  auto offer = offer_samples::citroen_plain();
  CHECK(text_of_html(offer_html(offer)).find("Votre bon d’achat") == std::string::npos);
  offer.voucher = offer_voucher{};
  offer.voucher->amount_minor = 25000;
  auto text = text_of_html(offer_html(offer));
  CHECK(text.find("Votre bon d’achat 250,00 € Utilisable une seule fois, à la commande d’un "
                  "véhicule Citroën dans une "
                  "concession de la marque.") != std::string::npos);
  offer.voucher->country = "LU";
  CHECK(text_of_html(offer_html(offer)).find("de la marque au Luxembourg.") != std::string::npos);
  offer.voucher->country = "FR";
  CHECK(text_of_html(offer_html(offer)).find("de la marque (FR).") != std::string::npos);
  offer.voucher->place = offer_voucher_place::basket;
  CHECK(text_of_html(offer_html(offer)).find("comme code promotionnel dans le panier") != std::string::npos);
}

TEST_CASE("offer: a financing question gets no figure", "[QUO-18][QUO-10]") {
  auto offer = offer_samples::citroen_plain();
  const auto amounts = count_of(text_of_html(offer_html(offer)), "€");
  offer.finance_referral = true;
  const auto text = text_of_html(offer_html(offer));
  CHECK(text.find("spécialiste de la banque") != std::string::npos);
  CHECK(count_of(text, "€") == amounts);
}

TEST_CASE("offer: the accent is the brand's, and text in it can be read", "[QUO-18]") {
  using namespace documents;
  CHECK(parse_colour("#1b5fd0") == 0x1b5fd0u);
  CHECK(parse_colour("#1B5FD0") == 0x1b5fd0u);
  for (const std::string_view wrong : {"", "#", "1b5fd0", "#1b5fd", "#1b5fd00", "#1b5fdg", "red", "#1b5fd ", "#é1b5f"})
    CHECK_FALSE(parse_colour(wrong).has_value());
  for (const auto& brand : known_brands) CHECK(parse_colour(offer_accent(brand.code)).has_value());
  CHECK(parse_colour(offer_accent("??")).has_value());

  CHECK(readable_on_white(0x000000) == 0x000000u);
  CHECK(readable_on_white(0x1b5fd0) == 0x1b5fd0u);  // dark enough
  CHECK(readable_on_white(0xf0c800) != 0xf0c800u);  // yellow is not
  CHECK(readable_on_white(0xffffff) != 0xffffffu);

  auto offer = offer_samples::opel_german();
  CHECK(offer_html(offer).find("--accent:#f0c800;") != std::string::npos);
  offer.brand.accent = "#123456";
  CHECK(offer_html(offer).find("--accent:#123456;--ink:#123456") != std::string::npos);
  offer.brand.accent = "red;}*{display:none";
  CHECK(offer_html(offer).find("--accent:#f0c800;") != std::string::npos);
}

TEST_CASE("offer: one row, none, and sixty on several pages", "[QUO-18]") {
  const bool pdf = has_pdf();
  for (const std::size_t rows : {0u, 1u, 60u}) {
    CAPTURE(rows);
    auto offer = offer_samples::ds_private();
    offer.lines.assign(rows, {"Ligne", offer_section::vehicle, 1, 100});
    offer.discounts.assign(rows, {"ID", "Remise unique", offer_discount_base::list, 100, {}, 1, false});
    offer.conditionals.assign(rows, {"Prime", "Condition seule", 100});
    for (std::size_t i = 0; i < rows; ++i) offer.lines[i].label += " " + std::to_string(i);
    const auto text = text_of_html(offer_html(offer));
    CHECK(count_of(text, "Remise unique") == rows);
    CHECK(count_of(text, "Condition seule") == rows);
    CHECK(count_of(text, "Prix catalogue total") == (rows > 1 ? 1 : 0));
    if (!pdf) continue;
    const auto bytes = pdf_of(offer);
    const auto paper = text_of_pdf(bytes);
    if (!paper) continue;
    CHECK(count_of(*paper, "Remise unique") == rows);
    CHECK(count_of(*paper, "Condition seule") == rows);
    for (std::size_t i = 0; i < rows; ++i) CHECK(paper->find("Ligne " + std::to_string(i) + " ") != std::string::npos);
    // Each page says which it is and of which offer.
    const auto pages = count_of(*paper, "Page ");
    CHECK(pages == count_of(*paper, " sur " + std::to_string(pages)));
    CHECK(pages >= (rows == 60 ? 6 : 2));
    for (std::size_t i = 1; i <= pages; ++i)
      CHECK(count_of(*paper, "Page " + std::to_string(i) + " sur " + std::to_string(pages)) == 1);
    CHECK(count_of(*paper, "DS-2026-000042") == pages);
  }
}

TEST_CASE("offer: very long words are broken, not lost", "[QUO-18]") {
  auto offer = offer_samples::peugeot_company();
  const std::string word(600, 'W');
  offer.customer.name = offer.vehicle.model = offer.lines[0].label = offer.vehicle.groups[0].items[0].label = word;
  offer.customer.email = std::string(320, 'm') + "@example.be";
  CHECK(count_of(text_of_html(offer_html(offer)), word) >= 4);
  if (!has_pdf()) return;
  const auto paper = text_of_pdf(pdf_of(offer));
  if (!paper) return;
  CHECK(static_cast<std::size_t>(std::count(paper->begin(), paper->end(), 'W')) >= 4 * word.size());
  // The number is in the header of every page, on one line: shortened there.
  offer.number = std::string(400, 'N');
  const auto shortened = text_of_pdf(pdf_of(offer));
  REQUIRE(shortened.has_value());
  CHECK(shortened->find("N…") != std::string::npos);
}

TEST_CASE("offer: more pages than a document may have are refused", "[QUO-18]") {
  if (!has_pdf()) return;
  auto offer = offer_samples::citroen_plain();
  offer.small_print = {std::string(100'000, 'x')};
  CHECK(offer_pdf(offer).ok());
  offer.lines.assign(10'000, {"Ligne", offer_section::vehicle, 1, 100});
  const auto paper = offer_pdf(offer);
  REQUIRE_FALSE(paper.ok());
  CHECK(paper.refusal().broken == rule::offer_too_long);
  // One text alone can be too long too.
  offer = offer_samples::citroen_plain();
  offer.small_print = {std::string(5'000'000, 'x')};
  CHECK_FALSE(offer_pdf(offer).ok());
}

TEST_CASE("offer: scripts that the fonts have, and others", "[QUO-18]") {
  const bool pdf = has_pdf();
  auto offer = offer_samples::citroen_plain();
  const auto note = "Certains caractères ne peuvent pas être imprimés ici";
  struct sample {
    std::string name, printed;
    bool replaced;
  };
  const sample samples[] = {
      {"Łukasz Żółć-Gęślą", "Łukasz Żółć-Gęślą", false},
      {"Ελένη Παπαδοπούλου", "Ελένη Παπαδοπούλου", false},
      {"Иван Щербаков", "Иван Щербаков", false},
      {"Şükrü Çağlayan İğdır", "Şükrü Çağlayan İğdır", false},
      {"Ștefan Țepeș", "Ștefan Ţepeș", false},  // drawn with a comma, copied as its elder
      {"Dvořák Ťažký Ůňa", "Dvořák Ťažký Ůňa", false},
      {"Jānis Ķirsis Šķēle", "Jānis Ķirsis Šķēle", false},
      {"Zoe\u0301", "Zoé", false},      // letter and accent apart
      {"Of\ufb01ce", "Office", false},  // a ligature
      {"10\u202f000", "10 000", false},
      {"Nguy\u1ec5n", "Nguyên", true},  // two accents on one letter: one is left
      {"محمد", "", true},
      {"田中", "", true},
      {"a\U0001f697b", "ab", true},
  };
  for (const auto& [name, printed, replaced] : samples) {
    CAPTURE(name);
    offer.customer.name = name;
    const auto html = text_of_html(offer_html(offer));
    CHECK(html.find(one_blank(name)) != std::string::npos);
    CHECK(html.find(note) == std::string::npos);
    if (!pdf) continue;
    const auto paper = text_of_pdf(pdf_of(offer));
    if (!paper) continue;
    CHECK((paper->find(note) != std::string::npos) == replaced);
    if (!printed.empty()) CHECK(paper->find(printed) != std::string::npos);
  }
}

TEST_CASE("offer: every fixed text is there in every language", "[QUO-18]") {
  using namespace documents;
  REQUIRE(word_count > 50);
  int same = 0;
  for (std::size_t i = 0; i < word_count; ++i) {
    const auto which = static_cast<word>(i);
    CAPTURE(i);
    for (const auto in : {text::locale::fr_be, text::locale::nl_be, text::locale::fr_lu, text::locale::de_lu}) {
      const auto said = word_in(in, which);
      CHECK_FALSE(said.empty());
      CHECK(text::valid_utf8(said));
      CHECK(count_of(said, "{") == count_of(said, "}"));
    }
    if (word_in(text::locale::nl_be, which) == word_in(text::locale::fr_be, which)) ++same;
  }
  CHECK(same <= 3);  // `Code`, `Code {code}`, `Packs`: else a translation was forgotten
  CHECK(word_in(static_cast<text::locale>(9), word::offer).empty());
  CHECK(word_in(text::locale::fr_be, static_cast<word>(250)).empty());
  CHECK(filled("{a} und {b}{c}", {{"a", "{b}"}, {"b", "2"}}) == "{b} und 2");
}

TEST_CASE("offer: any content gives a page and a paper, or a refusal", "[QUO-18]") {
  const bool pdf = has_pdf();
  std::mt19937 random(20260114);
  const auto below = [&](unsigned limit) { return static_cast<unsigned>(random() % limit); };
  const auto text = [&] {
    std::string out;
    const auto size = below(12) == 0 ? below(900) : below(30);
    while (out.size() < size) {
      constexpr std::string_view pieces[] = {"a",      "W",      " ",      "é", "<",  "&",          "\"",   "-",
                                             "/",      "Ω",      "\u202e", "م", "中", "\U0001f697", "\xff", "\xc3",
                                             "\u0301", "\u00a0", "\n",     "{", "}",  "\\",         "€"};
      out +=
          below(8) == 0 ? std::string(1, static_cast<char>(random())) : std::string(pieces[below(std::size(pieces))]);
    }
    return out;
  };
  const auto number = [&] {
    const auto wide = static_cast<std::int64_t>(static_cast<std::uint64_t>(random()) << 32 | random());
    return wide >> below(64);
  };
  const auto date = [&] { return std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{below(60000)}}}; };
  int papers = 0;
  for (int round = 0; round < 300; ++round) {
    offer_document offer;
    offer.number = text();
    if (below(2) == 0) offer.issued_on = date();
    if (below(2) == 0) offer.valid_until = date();
    offer.language = static_cast<offer_language>(below(5));
    offer.kind = static_cast<customer_kind>(below(2));
    offer.occasion = text();
    offer.brand = {text(), text(), below(2) == 0 ? text() : "#f0c800"};
    offer.customer = {text(), text(), {text(), text(), text(), text()}, text(), text(), text()};
    offer.outlet = {text(), {text(), text(), text(), text()}, text(), text()};
    offer.vehicle.model = text();
    offer.vehicle.version = text();
    offer.vehicle.configuration_code = text();
    offer.vehicle.quantity = number();
    for (auto groups = below(6); groups > 0; --groups) {
      auto& group = offer.vehicle.groups.emplace_back();
      group.kind = static_cast<offer_group_kind>(below(9));
      group.title = text();
      for (auto items = below(5); items > 0; --items) {
        auto& item = group.items.emplace_back(offer_item{text(), text(), {}, {}});
        if (below(2) == 0) item.amount_minor = number();
        for (auto parts = below(5); parts > 0; --parts) item.includes.push_back(text());
      }
    }
    offer.currency = below(3) == 0 ? text() : below(2) == 0 ? "JPY" : "EUR";
    offer.tax_included = below(2) == 0;
    for (auto lines = below(9); lines > 0; --lines)
      offer.lines.push_back({text(), static_cast<offer_section>(below(8)), number(), number()});
    for (auto lines = below(6); lines > 0; --lines) {
      auto& one = offer.discounts.emplace_back();
      one = {text(), text(), static_cast<offer_discount_base>(below(2)), number(), {}, number(), below(2) == 0};
      if (below(2) == 0) one.percent = decimal::of(number(), static_cast<int>(below(19))).value();
    }
    for (auto taxes = below(4); taxes > 0; --taxes)
      offer.taxes.push_back({text(), decimal::of(number(), static_cast<int>(below(19))).value(), number(), number()});
    offer.list_minor = number();
    offer.net_minor = number();
    offer.gross_minor = number();
    offer.to_pay_minor = number();
    if (below(2) == 0) offer.deduction = offer_deduction{text(), number()};
    for (auto rows = below(4); rows > 0; --rows) offer.conditionals.push_back({text(), text(), number()});
    if (below(2) == 0)
      offer.voucher = offer_voucher{text(), number(), date(), static_cast<offer_voucher_place>(below(2)), text()};
    offer.finance_referral = below(2) == 0;
    for (auto rows = below(4); rows > 0; --rows) offer.small_print.push_back(text());

    CAPTURE(round);
    const auto html = offer_html(offer);
    CHECK(text::valid_utf8(html));
    // Every element that is opened is closed, in order.
    std::vector<std::string> open;
    for (std::size_t at = html.find('<', 2); at != std::string::npos; at = html.find('<', at + 1)) {
      const auto end = html.find_first_of(" >", at);
      const auto name = html.substr(at + 1, end - at - 1);
      if (name == "meta") continue;
      if (name[0] != '/') {
        open.push_back(name);
        continue;
      }
      REQUIRE_FALSE(open.empty());
      CHECK(open.back() == name.substr(1));
      open.pop_back();
    }
    CHECK(open.empty());
    if (!pdf) continue;
    const auto paper = offer_pdf(offer);
    if (paper.ok()) {
      ++papers;
      CHECK(paper.value().starts_with("%PDF-"));
      if (round % 30 == 0 && installed("qpdf")) {
        const kept_file file("random.pdf", paper.value());
        CHECK(output_of("qpdf --check '" + file.path() + "'").has_value());
      }
    } else {
      CHECK(paper.refusal().broken == rule::offer_too_long);
    }
  }
  if (pdf) CHECK(papers > 250);
}
