// The checks as commands of the protocol: they need no actor and no state, and never refuse.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dealerkit/checks.hpp"
#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/customer.hpp"

namespace dealerkit {
inline namespace v1 {

/// What a check answers: `violations` where it is not valid, `remarks` where it is valid but worth a look.
struct check_reply {
  bool valid = false;
  std::optional<std::string> normalized;
  std::optional<bool> unknown;  ///< the VAT placeholder of CUS-11
  std::optional<std::string> extension;
  std::optional<std::string> region;
  std::optional<bool> mobile;
  std::vector<violation> violations;
  std::vector<violation> remarks;

  friend bool operator==(const check_reply&, const check_reply&) = default;
  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("valid", &check_reply::valid);
    field("normalized", &check_reply::normalized);
    field("unknown", &check_reply::unknown);
    field("extension", &check_reply::extension);
    field("region", &check_reply::region);
    field("mobile", &check_reply::mobile);
    field("violations", &check_reply::violations, quiet());
    field("remarks", &check_reply::remarks, quiet());
  }
};

/// The kind of a VIN's register (CRD-07).
enum class vin_practice : std::uint8_t { eu, na };
template <>
struct enum_names<vin_practice> {
  static constexpr enum_name<vin_practice> list[] = {{vin_practice::eu, "EU"}, {vin_practice::na, "NA"}};
};

/// A check that takes a text and nothing else; `Absent` is what an empty text breaks, and names the kind.
template <rule Absent>
struct ask_text {
  using reply_type = check_reply;
  std::string value;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("value", &ask_text::value, needed(Absent));
  }
};

using ask_siren = ask_text<rule::siren_malformed>;
using ask_siret = ask_text<rule::siret_malformed>;
using ask_email = ask_text<rule::email_missing>;
using ask_iban = ask_text<rule::iban_missing>;
using ask_bic = ask_text<rule::bic_missing>;
using ask_name = ask_text<rule::name_missing>;
using ask_card_code = ask_text<rule::card_code_missing>;
using ask_show_login = ask_text<rule::show_login_malformed>;

/// VAT number: with its prefix, or without where `country` is given (CUS-10).
struct ask_vat {
  using reply_type = check_reply;
  std::string value;
  std::string country;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("value", &ask_vat::value, needed(rule::vat_missing));
    field("country", &ask_vat::country);
  }
};

/// Phone number (CUS-09).
struct ask_phone {
  using reply_type = check_reply;
  std::string value;
  std::string country;
  mobile_form form = mobile_form::any;
  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("value", &ask_phone::value, needed(rule::phone_missing));
    field("country", &ask_phone::country);
    field("form", &ask_phone::form, listed(rule::phone_form_unknown));
  }
};

/// Postal code of a country (CUS-12).
struct ask_postal_code {
  using reply_type = check_reply;
  std::string value;
  std::string country;
  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("value", &ask_postal_code::value, needed(rule::postal_code_missing));
    field("country", &ask_postal_code::country);
  }
};

/// VIN (CRD-07); in `NA` the check digit is enforced.
struct ask_vin {
  using reply_type = check_reply;
  std::string value;
  vin_practice region = vin_practice::eu;
  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("value", &ask_vin::value, needed(rule::vin_missing));
    field("region", &ask_vin::region, listed(rule::vin_region_unknown));
  }
};

/// Whether two names are the same (CUS-03).
struct ask_names_match {
  struct reply_type {
    bool match = false;
    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("match", &reply_type::match);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string a;
  std::string b;
  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("a", &ask_names_match::a);
    field("b", &ask_names_match::b);
  }
};

}  // namespace v1
}  // namespace dealerkit
