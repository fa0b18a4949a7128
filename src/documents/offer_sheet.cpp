// Puts an offer into the words and formats of its language (documents/offer_sheet.hpp).
#include "documents/offer_sheet.hpp"

#include <algorithm>
#include <array>

#include "dealerkit/core/money.hpp"

namespace dealerkit {
inline namespace v1 {
namespace documents {
namespace {

using kind = sheet_row::kind;

// Contrast with white is 1.05 / (luminance + 0.05); 4.5 of it is a luminance of 0.183. A channel's
// part is taken as its square, which is near enough to the curve of sRGB and on the safe side.
constexpr bool is_readable(colour value) noexcept {
  const auto square = [](std::uint32_t channel) { return channel * channel; };
  const auto luminance =
      2126 * square(value >> 16 & 0xff) + 7152 * square(value >> 8 & 0xff) + 722 * square(value & 0xff);
  return luminance <= 1833u * 255 * 255;
}

constexpr int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Writes a sheet; holds what every part needs.
class sheet_writer {
 public:
  explicit sheet_writer(const offer_document& offer)
      : offer_(offer), formats_(text::formats_of(locale_of(offer.language))) {
    sheet_.language = locale_of(offer.language);
    const auto unit = currency::of(offer.currency);
    decimals_ = unit.ok() ? unit.value().decimals() : 2;
  }

  offer_sheet write() {
    write_head();
    write_highlights();
    write_parties();
    write_configuration();
    write_price();
    write_conditionals();
    write_notices();
    write_small_print();
    return std::move(sheet_);
  }

 private:
  static constexpr text::locale locale_of(offer_language language) noexcept {
    switch (language) {
      case offer_language::nl_be: return text::locale::nl_be;
      case offer_language::fr_lu: return text::locale::fr_lu;
      case offer_language::de_lu: return text::locale::de_lu;
      case offer_language::fr_be: break;
    }
    return text::locale::fr_be;
  }

  std::string_view say(word which) const noexcept { return sheet_.say(which); }
  std::string spoken(word which) const { return std::string(say(which)); }
  std::string amount(std::int64_t minor) const {
    std::string out;
    formats_.append_money(out, minor, offer_.currency, decimals_);
    return out;
  }
  // Less, even where it is nothing: what a discount takes off.
  std::string taken_off(std::int64_t minor) const { return amount(minor == INT64_MIN ? INT64_MAX : -minor); }
  std::string date(std::chrono::year_month_day day) const {
    std::string out;
    formats_.append_date(out, day);
    return out;
  }
  std::string rate(decimal percent) const {
    std::string out;
    formats_.append_percent(out, percent);
    return out;
  }
  std::string whole(std::int64_t value) const {
    std::string out;
    formats_.append_whole(out, value);
    return out;
  }
  static std::string or_dash(const std::string& text) { return text.empty() ? std::string("\u2013") : text; }

  void add_row(kind what, std::string label, std::string note, std::string amount) {
    sheet_.rows.push_back({what, std::move(label), std::move(note), std::move(amount)});
  }

  void write_head() {
    const auto own = parse_colour(offer_.brand.accent);
    sheet_.accent = own ? *own : parse_colour(offer_accent(offer_.brand.code)).value_or(0);
    sheet_.ink = readable_on_white(sheet_.accent);
    sheet_.brand = offer_.brand.name.empty() ? offer_.brand.code : offer_.brand.name;
    sheet_.occasion = offer_.occasion;
    sheet_.title = spoken(word::offer);
    sheet_.number = filled(say(word::offer_number), {{"number", or_dash(offer_.number)}});
    sheet_.issued = filled(say(word::issued_on), {{"date", date(offer_.issued_on)}});
    sheet_.valid = filled(say(word::valid_until), {{"date", date(offer_.valid_until)}});
    const auto& vehicle = offer_.vehicle;
    sheet_.model = or_dash(vehicle.model);
    sheet_.version = vehicle.version;
    if (vehicle.quantity != 1)
      sheet_.facts.push_back(filled(say(word::vehicles), {{"count", whole(vehicle.quantity)}}));
    if (!vehicle.configuration_code.empty())
      sheet_.facts.push_back(filled(say(word::configuration_code), {{"code", vehicle.configuration_code}}));
  }

  // A private person looks at the price with tax, or at what of it is left to pay; a company at the
  // one without.
  void write_highlights() {
    const auto add = [&](word label, std::int64_t minor) {
      sheet_.highlights.push_back({kind::strong, spoken(label), {}, amount(minor)});
    };
    if (offer_.kind == customer_kind::b2b) add(word::net_price, offer_.net_minor);
    add(word::gross_price, offer_.gross_minor);
    if (offer_.deduction) {
      add(word::to_pay, offer_.to_pay_minor);
      if (offer_.kind == customer_kind::b2c) std::swap(sheet_.highlights.front(), sheet_.highlights.back());
    }
  }

  static void add_address(std::vector<std::string>& lines, const postal_address& address, bool with_country) {
    if (!address.street.empty()) lines.push_back(address.street);
    std::string place = address.postal_code;
    if (!place.empty() && !address.city.empty()) place.push_back(' ');
    place += address.city;
    if (with_country && !address.country.empty()) place += " (" + address.country + ")";
    if (!place.empty()) lines.push_back(std::move(place));
  }

  void write_parties() {
    const auto& customer = offer_.customer;
    const auto& outlet = offer_.outlet;
    const bool abroad = customer.address.country != outlet.address.country && !customer.address.country.empty();
    sheet_.customer.title = spoken(word::customer);
    sheet_.customer.name = or_dash(customer.name);
    auto& lines = sheet_.customer.lines;
    if (!customer.contact.empty()) lines.push_back(filled(say(word::customer_contact), {{"name", customer.contact}}));
    add_address(lines, customer.address, abroad);
    if (!customer.vat_number.empty()) lines.push_back(filled(say(word::vat_number), {{"number", customer.vat_number}}));
    if (!customer.phone.empty()) lines.push_back(filled(say(word::phone), {{"number", customer.phone}}));
    if (!customer.email.empty()) lines.push_back(customer.email);

    sheet_.outlet.title = spoken(word::outlet);
    sheet_.outlet.name = or_dash(outlet.name);
    add_address(sheet_.outlet.lines, outlet.address, abroad);
    if (!outlet.phone.empty()) sheet_.outlet.lines.push_back(filled(say(word::phone), {{"number", outlet.phone}}));
    if (!outlet.privacy_url.empty()) {
      sheet_.privacy_label = spoken(word::privacy_notice);
      sheet_.privacy_url = outlet.privacy_url;
    }
  }

  static constexpr word title_of(offer_group_kind group) noexcept {
    switch (group) {
      case offer_group_kind::trim: return word::trim;
      case offer_group_kind::engine: return word::engine;
      case offer_group_kind::colour: return word::colour;
      case offer_group_kind::upholstery: return word::upholstery;
      case offer_group_kind::wheels: return word::wheels;
      case offer_group_kind::packs: return word::packs;
      case offer_group_kind::options: return word::options;
      case offer_group_kind::other: break;
    }
    return word::other;
  }

  void write_configuration() {
    sheet_.configuration = spoken(word::configuration);
    // What the trim brings with it is not the merit of a pack.
    std::vector<std::string_view> of_trim;
    for (const auto& group : offer_.vehicle.groups)
      if (group.kind == offer_group_kind::trim)
        for (const auto& item : group.items) of_trim.insert(of_trim.end(), item.includes.begin(), item.includes.end());
    std::sort(of_trim.begin(), of_trim.end());
    for (const auto& group : offer_.vehicle.groups) {
      if (group.items.empty()) continue;
      const bool is_trim = group.kind == offer_group_kind::trim;
      sheet_group shown;
      shown.title = group.title.empty() ? spoken(title_of(group.kind)) : group.title;
      for (const auto& item : group.items) {
        sheet_item one;
        one.label = or_dash(item.label.empty() ? item.code : item.label);
        if (!item.label.empty()) one.code = item.code;
        if (item.amount_minor) one.amount = amount(*item.amount_minor);
        for (const auto& part : item.includes) {
          if (part.empty() || (!is_trim && std::binary_search(of_trim.begin(), of_trim.end(), part))) continue;
          if (!one.included.empty()) one.included += " \u00b7 ";
          one.included += part;
        }
        if (!one.included.empty()) one.includes = spoken(is_trim ? word::trim_includes : word::item_includes);
        shown.items.push_back(std::move(one));
      }
      sheet_.groups.push_back(std::move(shown));
    }
  }

  static constexpr word title_of(offer_section section) noexcept {
    switch (section) {
      case offer_section::trade_in: return word::section_trade_in;
      case offer_section::payment_and_driver: return word::section_payment_and_driver;
      case offer_section::accessories_and_services: return word::section_accessories_and_services;
      case offer_section::delivery: return word::section_delivery;
      case offer_section::personalisation: return word::section_personalisation;
      case offer_section::transformation: return word::section_transformation;
      case offer_section::vehicle: break;
    }
    return word::section_vehicle;
  }

  void write_lines() {
    const auto& lines = offer_.lines;
    const bool in_sections = std::any_of(lines.begin(), lines.end(),
                                         [&](const offer_line& line) { return line.section != lines.front().section; });
    const offer_section* current = nullptr;
    for (const auto& line : lines) {
      if (in_sections && (current == nullptr || *current != line.section))
        add_row(kind::heading, spoken(title_of(line.section)), {}, {});
      current = &line.section;
      std::string label = or_dash(line.label);
      if (line.quantity != 1) label = whole(line.quantity) + " \u00d7 " + label;
      add_row(kind::line, std::move(label), {}, amount(line.amount_minor));
    }
    if (lines.size() > 1) add_row(kind::sum, spoken(word::list_total), {}, amount(offer_.list_minor));
  }

  void write_discounts() {
    if (offer_.discounts.empty()) return;
    add_row(kind::heading, spoken(word::discounts), {}, {});
    for (const auto& discount : offer_.discounts) {
      const bool of_list = discount.of == offer_discount_base::list;
      const auto base = amount(discount.base_minor);
      std::string note = discount.percent
                             ? filled(say(of_list ? word::rate_of_list : word::rate_of_running),
                                      {{"rate", rate(*discount.percent)}, {"base", base}})
                             : filled(say(of_list ? word::amount_of_list : word::amount_of_running), {{"base", base}});
      if (discount.cut) note.append(" \u00b7 ").append(say(word::discount_cut));
      const bool named = !discount.label.empty();
      if (named && !discount.id.empty() && discount.id != discount.label) note += " \u00b7 " + discount.id;
      add_row(kind::discount, or_dash(named ? discount.label : discount.id), std::move(note),
              taken_off(discount.amount_minor));
    }
  }

  void write_taxes() {
    for (const auto& tax : offer_.taxes) {
      const std::string name = tax.name.empty() ? spoken(word::tax) : tax.name;
      add_row(kind::quiet,
              filled(say(offer_.tax_included ? word::tax_within : word::tax_added),
                     {{"tax", name}, {"rate", rate(tax.percent)}, {"base", amount(tax.base_minor)}}),
              {}, amount(tax.amount_minor));
    }
  }

  void write_price() {
    sheet_.price = spoken(word::price);
    sheet_.price_note = spoken(offer_.tax_included ? word::amounts_with_tax : word::amounts_without_tax);
    write_lines();
    write_discounts();
    const bool company = offer_.kind == customer_kind::b2b;
    const auto net = [&](kind what) { add_row(what, spoken(word::net_price), {}, amount(offer_.net_minor)); };
    const auto gross = [&] { add_row(kind::strong, spoken(word::gross_price), {}, amount(offer_.gross_minor)); };
    // The sum stands where the amounts above lead to it.
    if (offer_.tax_included) {
      gross();
      write_taxes();
      if (company) net(kind::strong);
    } else {
      net(company ? kind::strong : kind::sum);
      write_taxes();
      gross();
    }
    if (!offer_.deduction) return;
    add_row(kind::discount, filled(say(word::deduction), {{"code", offer_.deduction->code}}),
            spoken(word::deduction_note), taken_off(offer_.deduction->amount_minor));
    add_row(kind::strong, spoken(word::to_pay), {}, amount(offer_.to_pay_minor));
  }

  void write_conditionals() {
    if (offer_.conditionals.empty()) return;
    sheet_.conditionals = spoken(word::conditionals);
    sheet_.conditionals_note = spoken(word::conditionals_note);
    for (const auto& conditional : offer_.conditionals)
      sheet_.conditional_rows.push_back(
          {kind::quiet, or_dash(conditional.label), conditional.condition, taken_off(conditional.amount_minor)});
  }

  // ` en Belgique` behind a sentence's last word; another country by its code.
  std::string in_country(std::string_view country) const {
    if (country.empty()) return {};
    std::string out(1, ' ');
    if (country == "BE")
      out += say(word::in_belgium);
    else if (country == "LU")
      out += say(word::in_luxembourg);
    else
      out.append("(").append(country).append(")");
    return out;
  }

  void write_notices() {
    if (offer_.voucher) {
      const auto& voucher = *offer_.voucher;
      sheet_voucher shown;
      shown.title = spoken(word::voucher);
      shown.amount = amount(voucher.amount_minor);
      if (!voucher.code.empty()) {
        shown.code_label = spoken(word::voucher_code);
        shown.code = voucher.code;
      }
      if (voucher.valid_until) shown.valid = filled(say(word::valid_until), {{"date", date(*voucher.valid_until)}});
      const bool in_basket = voucher.place == offer_voucher_place::basket;
      shown.text = filled(say(in_basket ? word::voucher_in_basket : word::voucher_at_outlet),
                          {{"brand", sheet_.brand}, {"country", in_country(voucher.country)}});
      shown.text.append(" ").append(say(word::voucher_lowers));
      sheet_.voucher = std::move(shown);
    }
    if (offer_.finance_referral) {
      sheet_.finance = spoken(word::finance);
      sheet_.finance_text = spoken(word::finance_referral);
    }
    sheet_.thanks = filled(say(word::thanks), {{"brand", or_dash(sheet_.brand)}});
  }

  void write_small_print() {
    auto& print = sheet_.small_print;
    std::string usual =
        filled(say(word::print_validity), {{"issued", date(offer_.issued_on)}, {"valid", date(offer_.valid_until)}});
    usual.append(" ").append(say(word::print_order)).append(" ").append(say(word::print_privacy));
    print.push_back(std::move(usual));
    for (const auto& text : offer_.small_print)
      if (!text.empty()) print.push_back(text);
  }

  const offer_document& offer_;
  const text::locale_formats& formats_;
  int decimals_ = 2;
  offer_sheet sheet_;
};

}  // namespace

std::optional<colour> parse_colour(std::string_view text) noexcept {
  if (text.size() != 7 || text[0] != '#') return std::nullopt;
  colour value = 0;
  for (const char c : text.substr(1)) {
    const int digit = hex_digit(c);
    if (digit < 0) return std::nullopt;
    value = value << 4 | static_cast<colour>(digit);
  }
  return value;
}

colour readable_on_white(colour value) noexcept {
  while (!is_readable(value)) {
    colour darker = 0;
    for (const int shift : {16, 8, 0}) darker |= ((value >> shift & 0xff) * 15 / 16) << shift;
    value = darker;
  }
  return value;
}

offer_sheet sheet_of(const offer_document& offer) { return sheet_writer(offer).write(); }

}  // namespace documents
}  // namespace v1
}  // namespace dealerkit
