// Runs the checks on lines of text, so that other implementations can be compared with them.
//
// A line in:  kind TAB country TAB form TAB value     (form: of a phone number, or the region of a
// VIN) A line out: verdict TAB code TAB normalized         (code is empty where nothing was broken)
// `\t`, `\n`, `\r`, `\\` and `\xHH` stand for bytes, in both directions.
#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/checks.hpp"

namespace {

using namespace dealerkit;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    switch (text[++i]) {
      case 't': out += '\t'; break;
      case 'n': out += '\n'; break;
      case 'r': out += '\r'; break;
      case 'x':
        if (i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
          out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
          i += 2;
        }
        break;
      default: out += text[i];
    }
  }
  return out;
}

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\\\";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char hex[8];
      std::snprintf(hex, sizeof hex, "\\x%02x", static_cast<unsigned>(c));
      out += hex;
    } else {
      out += c;
    }
  }
  return out;
}

std::string_view name_of(verdict status) {
  switch (status) {
    case verdict::valid: return "valid";
    case verdict::placeholder: return "placeholder";
    case verdict::warning: return "warning";
    case verdict::invalid: return "invalid";
  }
  return "";
}

template <class Checked>
std::string report(const Checked& answer) {
  return std::string(name_of(answer.status)) + '\t' + std::string(code(answer.broken)) + '\t' +
         escape(answer.normalized());
}

phone_form form_of(std::string_view name) {
  if (name == "national_9") return phone_form::national_9;
  return name == "international" ? phone_form::international : phone_form::any;
}

std::string run(std::string_view kind, std::string_view country, std::string_view form, std::string_view value) {
  if (kind == "vat") return report(check_vat(value, country));
  if (kind == "siren") return report(check_siren(value));
  if (kind == "siret") return report(check_siret(value));
  if (kind == "phone") {
    const auto answer = check_phone(value, country, form_of(form));
    // Kind of number, region and extension follow, for whoever wants to compare them too.
    return report(answer) + '\t' + (answer.mobile ? "m" : "") + (answer.fixed_line ? "f" : "") + '\t' +
           (answer.region[0] == '\0' ? "" : std::string(answer.region.data(), 2)) + '\t' +
           std::string(answer.extension.view());
  }
  if (kind == "postal_code") return report(check_postal_code(value, country));
  if (kind == "email") return report(check_email(value));
  if (kind == "vin") return report(check_vin(value, form == "NA" ? vin_region::na : vin_region::eu));
  if (kind == "iban") return report(check_iban(value));
  if (kind == "bic") return report(check_bic(value));
  if (kind == "name") return report(check_name(value));
  if (kind == "card_code") return report(check_card_code(value));
  if (kind == "show_login") return report(check_show_login(value));
  return "unknown kind\t\t";
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  std::string line;
  while (std::getline(std::cin, line)) {
    std::vector<std::string> fields;
    std::size_t start = 0;
    for (int i = 0; i < 3; ++i) {
      const auto tab = line.find('\t', start);
      if (tab == std::string::npos) break;
      fields.push_back(line.substr(start, tab - start));
      start = tab + 1;
    }
    if (fields.size() != 3) {
      std::cout << "malformed line\t\t\n";
      continue;
    }
    std::cout << run(fields[0], fields[1], fields[2], unescape(std::string_view(line).substr(start))) << '\n';
  }
  return 0;
}
