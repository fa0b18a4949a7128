// A card as a page to print.
#include "documents/card_page.hpp"

#include "documents/html_writer.hpp"
#include "documents/qr.hpp"

namespace dealerkit {
inline namespace v1 {
namespace documents {

namespace {

// A card of a bank card's size on any paper, so that it can be cut out; on a telephone it fills the screen.
constexpr literal style =
    ":root{color-scheme:light}*{box-sizing:border-box}"
    "body{margin:0;padding:8mm;font:11pt/1.35 \"Open Sans\",Arial,sans-serif;color:#1c1f22;background:#fff}"
    "main{display:flex;gap:5mm;max-width:120mm;padding:5mm;border:.3mm solid #7a7e82;border-radius:3mm}"
    "main>div{flex:1;min-width:0;overflow-wrap:anywhere}"
    ".picture{flex:0 0 36mm}.picture svg{display:block;width:36mm;height:36mm}"
    "h1{margin:0;font-size:11pt}p{margin:0}.balance{margin:2mm 0;font-size:20pt;font-weight:600}"
    ".code{margin-top:2mm;font:10pt \"DejaVu Sans Mono\",monospace;letter-spacing:.05em}"
    ".simulated{color:#a01c1c;font-weight:600}"
    "@page{size:A4;margin:12mm}@media print{body{padding:0}main{break-inside:avoid}}";

struct fixed_words {
  std::string_view language;
  std::string_view valid_until;
  std::string_view simulated;
};
constexpr fixed_words words[] = {
    {"fr", "Valable jusqu’au", "Simulation : cette carte n’est pas réelle."},
    {"nl", "Geldig tot en met", "Simulatie: deze kaart is niet echt."},
    {"de", "Gültig bis", "Simulation: Diese Karte ist nicht echt."},
    {"en", "Valid until", "Simulation: this card is not real."},
};

const fixed_words& words_of(std::string_view language) {
  for (const auto& one : words)
    if (language.substr(0, 2) == one.language) return one;
  return words[3];
}

// Codes are read aloud and typed in groups of four.
std::string in_groups(std::string_view code) {
  std::string text;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (i > 0 && i % 4 == 0) text.push_back(' ');
    text.push_back(code[i]);
  }
  return text;
}

}  // namespace

std::string card_html(const card_page& card) {
  const fixed_words& said = words_of(card.language);
  html_writer page(8192);
  page.raw("<!DOCTYPE html>\n");
  {
    const auto all = page.element(tag::html, "", "lang", said.language);
    {
      const auto head = page.element(tag::head);
      page.meta("charset", "utf-8", "", {});
      page.meta("name", "viewport", "content", "width=device-width,initial-scale=1");
      page.meta("http-equiv", "Content-Security-Policy", "content", "default-src 'none';style-src 'unsafe-inline'");
      page.meta("name", "referrer", "content", "no-referrer");
      page.meta("name", "robots", "content", "noindex");
      page.line(tag::title, "", card.outlet + " " + in_groups(card.code));
      const auto rules = page.element(tag::style);
      page.raw(style);
    }
    const auto body = page.element(tag::body);
    const auto frame = page.element(tag::main);
    {
      const auto texts = page.element(tag::div);
      page.line(tag::h1, "", card.outlet);
      if (card.title != card.outlet) page.line(tag::p, "", card.title);
      page.line(tag::p, "balance", card.balance);
      page.line(tag::p, "", card.name);
      if (!card.valid_until.empty()) page.line(tag::p, "", std::string(said.valid_until) + " " + card.valid_until);
      page.line(tag::p, "code", in_groups(card.code));
      if (card.simulated) page.line(tag::p, "simulated", said.simulated);
    }
    const auto picture = page.element(tag::div, "picture");
    page.picture(qr_svg(card.link));
  }
  page.raw("\n");
  return std::move(page).take();
}

}  // namespace documents
}  // namespace v1
}  // namespace dealerkit
