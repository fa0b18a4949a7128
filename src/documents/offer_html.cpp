// An offer as one HTML page (QUO-18): for a phone, a screen and A4 paper, from one sheet.
#include "dealerkit/offer_document.hpp"
#include "documents/html_writer.hpp"
#include "documents/offer_sheet.hpp"

namespace dealerkit {
inline namespace v1 {
namespace documents {
namespace {

// Quiet type, much white, one accent. Blanks are left out where nobody reads them.
constexpr literal style_of_screen =
    "*{box-sizing:border-box}"
    "html{-webkit-text-size-adjust:100%;text-size-adjust:100%}"
    "body{margin:0;background:#efefec;color:#1b1d1f;font:400 15px/1.55 \"Open Sans\",\"Helvetica "
    "Neue\",\"Segoe UI\","
    "Roboto,Arial,sans-serif;font-variant-numeric:tabular-nums lining-nums;overflow-wrap:anywhere}"
    "main{max-width:840px;margin:40px auto;padding:60px 72px 52px;background:#fff;border-top:6px "
    "solid var(--accent);"
    "box-shadow:0 1px 2px rgba(0,0,0,.06),0 12px 40px rgba(0,0,0,.06)}"
    "h1,h2,h3,p{margin:0;padding:0}"
    "h1{font-weight:300;font-size:44px;line-height:1.12;letter-spacing:-.01em;hyphens:auto}"
    "h2{font-weight:600;font-size:12px;letter-spacing:.12em;text-transform:uppercase;color:var(--"
    "ink)}"
    "a{color:var(--ink);text-decoration-thickness:1px;text-underline-offset:3px}"
    ".soft{color:#6a6e72}"
    ".fine{font-size:13px;line-height:1.5;color:#6a6e72}"
    ".head{display:flex;justify-content:space-between;gap:24px;align-items:baseline;padding-bottom:"
    "20px;"
    "border-bottom:1px solid #e2e2dd}"
    ".brand{font-weight:600;font-size:15px;letter-spacing:.2em;text-transform:uppercase}"
    ".number{text-align:right;font-size:13px;color:#6a6e72}"
    ".number strong{font-weight:600;color:#1b1d1f}"
    ".hero{display:grid;grid-template-columns:1fr auto;gap:28px 48px;align-items:end;padding:52px "
    "0 44px}"
    ".version{font-size:17px;margin-top:8px;color:#44484c}"
    ".facts{margin-top:10px}"
    ".glance{text-align:right;white-space:nowrap}"
    ".glance .most{font-size:34px;font-weight:300;line-height:1.2;letter-spacing:-.01em}"
    ".glance .also{margin-top:10px;font-size:17px}"
    ".dates{display:flex;flex-wrap:wrap;gap:4px 32px;padding:14px 0;border-top:1px solid #e2e2dd;"
    "border-bottom:1px solid #e2e2dd;font-size:14px}"
    ".dates strong{font-weight:600}"
    ".parties{display:grid;grid-template-columns:1fr 1fr;gap:36px 48px;padding-top:40px}"
    ".name{font-weight:600;font-size:17px;line-height:1.4;margin:12px 0 2px}"
    "section{margin-top:52px}"
    ".title{display:flex;justify-content:space-between;gap:24px;align-items:baseline;padding-"
    "bottom:12px}"
    ".group{display:grid;grid-template-columns:172px 1fr;gap:4px 24px;padding:14px "
    "0;border-top:1px solid #ebebe7}"
    ".group:last-child{border-bottom:1px solid #ebebe7}"
    ".item+.item{margin-top:12px}"
    ".pair{display:flex;justify-content:space-between;gap:24px;align-items:baseline}"
    ".pair>:last-child{white-space:nowrap;overflow-wrap:normal}"
    ".code{white-space:nowrap}"
    ".row{padding:9px 0;border-top:1px solid #f1f1ee}"
    ".row.heading{padding:26px 0 9px;border-top:0;font-size:15px;font-weight:600}"
    ".row.heading:first-child{padding-top:2px}"
    ".row.sum{border-top:1px solid #b9bbb6;font-weight:600}"
    ".row.quiet{color:#6a6e72;font-size:14px}"
    ".row.strong{margin-top:10px;padding:14px 0;border-top:2px solid "
    "var(--accent);font-weight:600;font-size:19px}"
    ".row.quiet+.row.strong,.row.discount+.row.strong{margin-top:14px}"
    ".row.strong+.row{border-top:0}"
    ".box{padding:26px 30px;background:#f7f7f4}"
    ".box .row{border-color:#e4e4df}"
    ".apart>.fine{margin:4px 0 14px}"
    ".voucher{display:grid;grid-template-columns:1fr auto;gap:18px 32px;align-items:start;"
    "border-left:4px solid var(--accent)}"
    ".voucher "
    ".worth{font-size:30px;font-weight:300;line-height:1.1;white-space:nowrap;text-align:right}"
    ".voucher "
    ".secret{display:inline-block;margin-top:12px;font-size:19px;font-weight:600;letter-spacing:."
    "14em}"
    ".voucher .all{grid-column:1/-1}"
    ".notice p{margin-top:10px}"
    ".thanks{margin-top:60px;font-size:21px;font-weight:300;line-height:1.4}"
    ".print{margin-top:28px;padding-top:16px;border-top:1px solid "
    "#e2e2dd;font-size:11.5px;line-height:1.6;"
    "color:#7a7e82}"
    ".print p+p{margin-top:6px}";

constexpr literal style_of_phone =
    "@media(max-width:640px){"
    "body{background:#fff}"
    "main{margin:0;padding:24px 22px 36px;box-shadow:none}"
    "h1{font-size:34px}"
    ".head{padding-bottom:16px;flex-wrap:wrap;gap:4px 24px}"
    ".hero{grid-template-columns:1fr;padding:34px 0 30px;gap:24px}"
    ".glance{text-align:left}"
    ".parties{grid-template-columns:1fr;gap:30px;padding-top:32px}"
    ".dates{flex-direction:column}"
    "section{margin-top:42px}"
    ".group{grid-template-columns:1fr}"
    ".box{padding:22px 20px}"
    ".pair{gap:16px}"
    ".number{text-align:left}"
    ".voucher{grid-template-columns:1fr}"
    ".voucher .worth{text-align:left}"
    ".thanks{margin-top:46px}}";

constexpr literal style_of_paper =
    "@media print{"
    "body{background:#fff;font-size:10pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}"
    "main{max-width:none;margin:0;padding:0;border-top:0;box-shadow:none}"
    "h1{font-size:30pt}"
    ".head{border-top:4px solid var(--accent);padding-top:16px}"
    ".hero{padding:30px 0 28px}"
    ".parties{padding-top:26px}"
    "section{margin-top:34px}"
    ".row{padding:5px 0}.row.strong{padding:9px 0;font-size:13pt}"
    ".group{padding:9px 0}"
    ".row,.item,.voucher,.party,.notice{break-inside:avoid}"
    "h2,.title,.row.heading{break-after:avoid}"
    ".thanks{margin-top:34px;font-size:14pt}"
    "a{text-decoration:none}}";

// A page of paper says which offer it is of, and which of its pages.
void write_page_style(html_writer& page, const offer_sheet& sheet) {
  page.raw(
      "@page{size:A4;margin:16mm 18mm 20mm;@bottom-left{font:8pt \"Open "
      "Sans\",Arial,sans-serif;color:#7a7e82;"
      "content:");
  page.append_style_string(sheet.brand + "  " + sheet.title + " " + sheet.number);
  page.raw("}@bottom-right{font:8pt \"Open Sans\",Arial,sans-serif;color:#7a7e82;content:");
  std::string_view rest = sheet.say(word::page_of);
  for (bool more = true; more;) {
    const auto open = rest.find('{');
    more = open != std::string_view::npos;
    page.append_style_string(rest.substr(0, open));
    if (!more) break;
    const auto close = rest.find('}', open);
    if (rest.substr(open + 1, close - open - 1) == "pages")
      page.raw(" counter(pages) ");
    else
      page.raw(" counter(page) ");
    rest.remove_prefix(close + 1);
  }
  page.raw("}}");
}

void write_style(html_writer& page, const offer_sheet& sheet) {
  const auto style = page.element(tag::style);
  page.raw(":root{color-scheme:light;--accent:");
  page.append_colour(sheet.accent);
  page.raw(";--ink:");
  page.append_colour(sheet.ink);
  page.raw("}");
  page.raw(style_of_screen);
  page.raw(style_of_phone);
  page.raw(style_of_paper);
  write_page_style(page, sheet);
}

void write_document_head(html_writer& page, const offer_sheet& sheet) {
  const auto head = page.element(tag::head);
  page.meta("charset", "utf-8", "", {});
  page.meta("name", "viewport", "content", "width=device-width,initial-scale=1");
  // Nothing is loaded and nothing runs, whatever a text may hold.
  page.meta("http-equiv", "Content-Security-Policy", "content", "default-src 'none';style-src 'unsafe-inline'");
  page.meta("name", "referrer", "content", "no-referrer");
  page.meta("name", "robots", "content", "noindex");
  {
    const auto title = page.element(tag::title);
    page.text(sheet.title);
    page.text(" ");
    page.text(sheet.number);
    page.text(" \u2013 ");
    page.text(sheet.brand);
    page.text(" ");
    page.text(sheet.model);
  }
  write_style(page, sheet);
}

void write_head(html_writer& page, const offer_sheet& sheet) {
  const auto head = page.element(tag::header, "head");
  page.line(tag::div, "brand", sheet.brand);
  const auto number = page.element(tag::div, "number");
  {
    const auto title = page.element(tag::strong);
    page.text(sheet.title);
  }
  page.text(" ");
  page.line(tag::bdi, "", sheet.number);
  page.line(tag::div, "", sheet.occasion);
}

void write_hero(html_writer& page, const offer_sheet& sheet) {
  {
    const auto hero = page.element(tag::div, "hero");
    {
      const auto vehicle = page.element(tag::div);
      page.line(tag::h1, "", sheet.model);
      page.line(tag::p, "version", sheet.version);
      for (const auto& fact : sheet.facts) page.line(tag::p, "facts fine", fact);
    }
    const auto glance = page.element(tag::div, "glance");
    bool first = true;
    for (const auto& price : sheet.highlights) {
      if (first) {
        page.line(tag::div, "fine", price.label);
        page.line(tag::div, "most", price.amount);
      } else {
        const auto also = page.element(tag::div, "also");
        page.line(tag::span, "fine", price.label);
        page.text(" \u00a0");
        page.text(price.amount);
      }
      first = false;
    }
  }
  const auto dates = page.element(tag::div, "dates");
  page.line(tag::span, "", sheet.issued);
  page.line(tag::strong, "", sheet.valid);
}

bool is_web_address(std::string_view text) noexcept {
  const auto starts = [&](std::string_view scheme) {
    if (text.size() <= scheme.size()) return false;
    for (std::size_t i = 0; i < scheme.size(); ++i) {
      const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
      if (c != scheme[i]) return false;
    }
    return true;
  };
  return starts("https://") || starts("http://");
}

void write_party(html_writer& page, const sheet_party& party) {
  page.line(tag::h2, "", party.title);
  page.line(tag::div, "name", party.name);
  for (const auto& line : party.lines) page.line(tag::div, "", line);
}

void write_parties(html_writer& page, const offer_sheet& sheet) {
  const auto parties = page.element(tag::div, "parties");
  {
    const auto customer = page.element(tag::div, "party");
    write_party(page, sheet.customer);
  }
  const auto outlet = page.element(tag::div, "party");
  write_party(page, sheet.outlet);
  if (sheet.privacy_url.empty()) return;
  const auto privacy = page.element(tag::div, "fine facts");
  page.text(sheet.privacy_label);
  page.text(" ");
  if (is_web_address(sheet.privacy_url)) {
    const auto link = page.element(tag::a, "", "href", sheet.privacy_url);
    page.text(sheet.privacy_url);
  } else {
    page.line(tag::bdi, "", sheet.privacy_url);
  }
}

void write_item(html_writer& page, const sheet_item& item) {
  const auto one = page.element(tag::div, "item");
  {
    const auto pair = page.element(tag::div, "pair");
    {
      const auto label = page.element(tag::div);
      page.line(tag::bdi, "", item.label);
      if (!item.code.empty()) {
        page.text(" ");
        page.line(tag::bdi, "fine code", item.code);
      }
    }
    page.line(tag::div, "", item.amount);
  }
  if (item.included.empty()) return;
  const auto included = page.element(tag::div, "fine");
  page.text(item.includes);
  page.text(" ");
  page.line(tag::bdi, "", item.included);
}

void write_configuration(html_writer& page, const offer_sheet& sheet) {
  if (sheet.groups.empty()) return;
  const auto section = page.element(tag::section);
  {
    const auto title = page.element(tag::div, "title");
    page.line(tag::h2, "", sheet.configuration);
  }
  const auto groups = page.element(tag::div);
  for (const auto& group : sheet.groups) {
    const auto one = page.element(tag::div, "group");
    page.line(tag::div, "soft", group.title);
    const auto items = page.element(tag::div);
    for (const auto& item : group.items) write_item(page, item);
  }
}

void write_row(html_writer& page, const sheet_row& row) {
  const auto write = [&] {
    {
      const auto pair = page.element(tag::div, "pair");
      page.line(tag::div, "", row.label);
      page.line(tag::div, "", row.amount);
    }
    page.line(tag::div, "fine", row.note);
  };
  // The name of a class is a literal, so each kind has its own line.
  switch (row.what) {
    case sheet_row::kind::heading: {
      page.line(tag::h3, "row heading", row.label);
      return;
    }
    case sheet_row::kind::sum: {
      const auto one = page.element(tag::div, "row sum");
      return write();
    }
    case sheet_row::kind::discount: {
      const auto one = page.element(tag::div, "row discount");
      return write();
    }
    case sheet_row::kind::quiet: {
      const auto one = page.element(tag::div, "row quiet");
      return write();
    }
    case sheet_row::kind::strong: {
      const auto one = page.element(tag::div, "row strong");
      return write();
    }
    case sheet_row::kind::line: break;
  }
  const auto one = page.element(tag::div, "row");
  write();
}

void write_price(html_writer& page, const offer_sheet& sheet) {
  const auto section = page.element(tag::section);
  {
    const auto title = page.element(tag::div, "title");
    page.line(tag::h2, "", sheet.price);
    page.line(tag::div, "fine", sheet.price_note);
  }
  const auto rows = page.element(tag::div);
  for (const auto& row : sheet.rows) write_row(page, row);
}

void write_conditionals(html_writer& page, const offer_sheet& sheet) {
  if (sheet.conditional_rows.empty()) return;
  const auto section = page.element(tag::section, "box apart");
  page.line(tag::h2, "", sheet.conditionals);
  page.line(tag::p, "fine", sheet.conditionals_note);
  for (const auto& row : sheet.conditional_rows) write_row(page, row);
}

void write_voucher(html_writer& page, const sheet_voucher& voucher) {
  const auto section = page.element(tag::section, "box voucher");
  {
    const auto left = page.element(tag::div);
    page.line(tag::h2, "", voucher.title);
    if (!voucher.code.empty()) {
      page.line(tag::bdi, "secret", voucher.code);
    }
  }
  {
    const auto right = page.element(tag::div);
    page.line(tag::div, "worth", voucher.amount);
  }
  const auto all = page.element(tag::div, "all");
  page.line(tag::div, "", voucher.valid);
  page.line(tag::p, "fine", voucher.text);
}

void write_notices(html_writer& page, const offer_sheet& sheet) {
  if (sheet.voucher) write_voucher(page, *sheet.voucher);
  if (!sheet.finance.empty()) {
    const auto section = page.element(tag::section, "notice");
    page.line(tag::h2, "", sheet.finance);
    page.line(tag::p, "", sheet.finance_text);
  }
  page.line(tag::p, "thanks", sheet.thanks);
  const auto print = page.element(tag::footer, "print");
  for (const auto& text : sheet.small_print) page.line(tag::p, "", text);
}

std::string write_page(const offer_document& offer) {
  const auto sheet = sheet_of(offer);
  html_writer page(16 * 1024);
  page.raw("<!DOCTYPE html>\n");
  {
    const auto html = page.element(tag::html, "", "lang", text::tag(sheet.language));
    write_document_head(page, sheet);
    const auto body = page.element(tag::body);
    const auto main = page.element(tag::main);
    write_head(page, sheet);
    write_hero(page, sheet);
    write_parties(page, sheet);
    write_configuration(page, sheet);
    write_price(page, sheet);
    write_conditionals(page, sheet);
    write_notices(page, sheet);
  }
  page.raw("\n");
  return std::move(page).take();
}

}  // namespace
}  // namespace documents

std::string offer_html(const offer_document& offer) { return documents::write_page(offer); }

}  // namespace v1
}  // namespace dealerkit
