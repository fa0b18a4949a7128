// A card in a telephone's wallet (CRD-18): the content of an Apple Wallet pass (`pass.json`, store card) and of a
// Google Wallet loyalty object. Signing them is the integrator's: no key ever enters the library.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/result.hpp"

namespace dealerkit {
inline namespace v1 {

/// What passes say of the integrator, as policy data. The identifiers are given out by Apple and by Google.
struct wallet_terms {
  std::string organization = "Example";
  std::string pass_type_identifier = "pass.example.card";
  std::string team_identifier = "EXAMPLE000";
  std::string google_issuer = "0000000000000000000";
  std::string google_class = "card";
  std::string background = "rgb(24,32,48)";
  std::string foreground = "rgb(255,255,255)";

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("organization", &wallet_terms::organization);
    field("pass_type_identifier", &wallet_terms::pass_type_identifier);
    field("team_identifier", &wallet_terms::team_identifier);
    field("google_issuer", &wallet_terms::google_issuer);
    field("google_class", &wallet_terms::google_class);
    field("background", &wallet_terms::background);
    field("foreground", &wallet_terms::foreground);
  }
  friend bool operator==(const wallet_terms&, const wallet_terms&) = default;
};

// --- Apple: the names are those of its format, in its own spelling

struct apple_field {
  std::string key;
  std::string label;
  std::string value;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("key", &apple_field::key);
    field("label", &apple_field::label);
    field("value", &apple_field::value);
  }
  friend bool operator==(const apple_field&, const apple_field&) = default;
};

struct apple_barcode {
  std::string format = "PKBarcodeFormatQR";
  std::string message;
  std::string message_encoding = "iso-8859-1";
  std::string alternative;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("format", &apple_barcode::format);
    field("message", &apple_barcode::message);
    field("messageEncoding", &apple_barcode::message_encoding);
    field("altText", &apple_barcode::alternative);
  }
  friend bool operator==(const apple_barcode&, const apple_barcode&) = default;
};

struct apple_store_card {
  std::vector<apple_field> header;
  std::vector<apple_field> primary;
  std::vector<apple_field> secondary;
  std::vector<apple_field> back;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("headerFields", &apple_store_card::header);
    field("primaryFields", &apple_store_card::primary);
    field("secondaryFields", &apple_store_card::secondary);
    field("backFields", &apple_store_card::back);
  }
  friend bool operator==(const apple_store_card&, const apple_store_card&) = default;
};

struct apple_pass {
  std::int64_t format_version = 1;
  std::string pass_type_identifier;
  std::string serial_number;
  std::string team_identifier;
  std::string organization_name;
  std::string description;
  std::string logo_text;
  std::string foreground_colour;
  std::string background_colour;
  std::string expiration_date;  ///< RFC 3339; empty where it has none
  bool voided = false;
  std::vector<apple_barcode> barcodes;
  apple_store_card store_card;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("formatVersion", &apple_pass::format_version);
    field("passTypeIdentifier", &apple_pass::pass_type_identifier);
    field("serialNumber", &apple_pass::serial_number);
    field("teamIdentifier", &apple_pass::team_identifier);
    field("organizationName", &apple_pass::organization_name);
    field("description", &apple_pass::description);
    field("logoText", &apple_pass::logo_text);
    field("foregroundColor", &apple_pass::foreground_colour);
    field("backgroundColor", &apple_pass::background_colour);
    field("expirationDate", &apple_pass::expiration_date);
    field("voided", &apple_pass::voided);
    field("barcodes", &apple_pass::barcodes);
    field("storeCard", &apple_pass::store_card);
  }
  friend bool operator==(const apple_pass&, const apple_pass&) = default;
};

// --- Google

struct google_barcode {
  std::string type = "QR_CODE";
  std::string value;
  std::string alternative;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("type", &google_barcode::type);
    field("value", &google_barcode::value);
    field("alternateText", &google_barcode::alternative);
  }
  friend bool operator==(const google_barcode&, const google_barcode&) = default;
};

struct google_balance {
  std::string text;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("string", &google_balance::text);
  }
  friend bool operator==(const google_balance&, const google_balance&) = default;
};

struct google_points {
  std::string label;
  google_balance balance;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("label", &google_points::label);
    field("balance", &google_points::balance);
  }
  friend bool operator==(const google_points&, const google_points&) = default;
};

struct google_date {
  std::string date;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("date", &google_date::date);
  }
  friend bool operator==(const google_date&, const google_date&) = default;
};

struct google_interval {
  std::optional<google_date> start;
  std::optional<google_date> end;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("start", &google_interval::start);
    field("end", &google_interval::end);
  }
  friend bool operator==(const google_interval&, const google_interval&) = default;
};

/// A text that the object shows beside its figures.
struct google_text {
  std::string id;
  std::string header;
  std::string body;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &google_text::id);
    field("header", &google_text::header);
    field("body", &google_text::body);
  }
  friend bool operator==(const google_text&, const google_text&) = default;
};

struct google_object {
  std::string id;
  std::string class_id;
  std::string state;  ///< `ACTIVE`, `EXPIRED`, `COMPLETED`, `INACTIVE`
  std::string account_id;
  std::string account_name;
  google_barcode barcode;
  google_points points;
  std::optional<google_interval> valid;
  std::vector<google_text> texts;  ///< that the card is not real, in simulation (CRD-19)

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &google_object::id);
    field("classId", &google_object::class_id);
    field("state", &google_object::state);
    field("accountId", &google_object::account_id);
    field("accountName", &google_object::account_name);
    field("barcode", &google_object::barcode);
    field("loyaltyPoints", &google_object::points);
    field("validTimeInterval", &google_object::valid);
    field("textModulesData", &google_object::texts, quiet());
  }
  friend bool operator==(const google_object&, const google_object&) = default;
};

}  // namespace v1
}  // namespace dealerkit
