// Configurations: what a customer chooses of a model, whether it can be built, what it costs, and the code by which it
// is found again (CFG-02, CFG-04, CFG-05, CFG-11, CFG-12).
//
// The order of choices never matters. A value is in the vehicle because it was chosen, because a pack that is in the
// vehicle includes it (then it is free), or because the rules leave nothing else.
//
//   resolve(show, {"show_2024", "peugeot_208", {"trim.active", …}}, {"BE", day})   // .vehicle: values, prices, code
//   resolve(show, {…, {"trim.active", "trim.allure"}}, …)                          // .refused: choices_contradict
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/catalog.hpp"
#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/money.hpp"
#include "dealerkit/core/result.hpp"
#include "dealerkit/customer.hpp"

namespace dealerkit {
inline namespace v1 {

/// Longest code of a configuration, in bytes.
inline constexpr std::uint32_t configuration_code_bytes_max = 16 * 1024;

/// Which vehicle is meant: a model with choices, or a code; a number of the stock only where stock may be sold.
struct vehicle_choice {
  std::string catalog_code;
  std::string model;
  std::vector<std::string> choices;
  std::string code;
  std::string stock_number;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("catalog", &vehicle_choice::catalog_code);
    field("model", &vehicle_choice::model);
    field("choices", &vehicle_choice::choices, quiet());
    field("code", &vehicle_choice::code, lengthy(configuration_code_bytes_max));
    field("stock_number", &vehicle_choice::stock_number);
  }
  friend bool operator==(const vehicle_choice&, const vehicle_choice&) = default;
};

/// Where, when, to whom and in which language it is sold.
struct sale_terms {
  std::string market;
  std::chrono::year_month_day date{};
  customer_kind kind = customer_kind::b2c;
  std::string language;
  bool build_to_order_only = true;  ///< on the stand (CFG-04)
};

/// Why a value is in the vehicle.
enum class value_origin : std::uint8_t { chosen, included, implied };
template <>
struct enum_names<value_origin> {
  static constexpr enum_name<value_origin> list[] = {
      {value_origin::chosen, "chosen"}, {value_origin::included, "included"}, {value_origin::implied, "implied"}};
};

struct configured_value {
  std::string value;  ///< `trim.active`
  std::string group;  ///< `trim`
  group_kind kind = group_kind::options;
  std::string label;  ///< in the language of the sale; the value's code where the catalogue has no text
  std::string group_label;
  decimal amount;  ///< in the list's currency; zero for what a pack includes
  value_origin origin = value_origin::chosen;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("value", &configured_value::value);
    field("group", &configured_value::group);
    field("kind", &configured_value::kind);
    field("label", &configured_value::label);
    field("group_label", &configured_value::group_label);
    field("amount", &configured_value::amount);
    field("origin", &configured_value::origin);
  }
  friend bool operator==(const configured_value&, const configured_value&) = default;
};

/// A vehicle that can be built and sold: complete, without contradiction, priced. Its values stand in the order of
/// CFG-02.
struct configured_vehicle {
  std::string catalog_code;
  std::string catalog_version;
  std::string model;
  std::string model_name;
  std::string brand;
  vehicle_kind kind = vehicle_kind::vp;
  std::vector<configured_value> values;
  std::string currency;
  bool tax_included = false;
  std::vector<line_tax> taxes;           ///< one without an id where the list has a single one
  decimal price;                         ///< the sum of the values' amounts (CFG-11)
  std::vector<list_discount> discounts;  ///< of the list, those that are for this brand, model and kind of customer
  std::string code;                      ///< CFG-12

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("catalog", &configured_vehicle::catalog_code);
    field("version", &configured_vehicle::catalog_version);
    field("model", &configured_vehicle::model);
    field("model_name", &configured_vehicle::model_name);
    field("brand", &configured_vehicle::brand);
    field("kind", &configured_vehicle::kind);
    field("values", &configured_vehicle::values);
    field("currency", &configured_vehicle::currency);
    field("tax_included", &configured_vehicle::tax_included);
    field("taxes", &configured_vehicle::taxes);
    field("price", &configured_vehicle::price);
    field("discounts", &configured_vehicle::discounts, quiet());
    field("code", &configured_vehicle::code);
  }
  friend bool operator==(const configured_vehicle&, const configured_vehicle&) = default;
};

// --- The code (CFG-12)

/// A configuration as its code names it; the choices are sorted and each is there once.
struct coded_configuration {
  std::string catalog_code;
  std::string model;
  std::vector<std::string> choices;
  friend bool operator==(const coded_configuration&, const coded_configuration&) = default;
};

/// The code of a configuration: `1~show_2024~peugeot_208~engine.electric~trim.active~5d0c`. It names what was chosen,
/// in one order, and ends with a checksum (CRC-16) that finds every single wrong or exchanged character.
[[nodiscard]] std::string write_code(const coded_configuration& configuration);
/// Reads a code. Refused: configuration_code_missing, configuration_code_malformed, configuration_code_check_wrong.
[[nodiscard]] result<coded_configuration> read_code(std::string_view code);

// --- Questions to a catalogue

/// A catalogue made ready for questions: values indexed, formulas read, prices by value. Immutable for who asks;
/// it may be shared between threads. What it is made from must be without fault (check_catalog).
class prepared_catalog {
 public:
  prepared_catalog(catalog content, std::string version);
  prepared_catalog(const prepared_catalog&) = delete;
  prepared_catalog& operator=(const prepared_catalog&) = delete;
  ~prepared_catalog();

  /// What it was made from.
  [[nodiscard]] const catalog& content() const noexcept;
  /// Of the content: the same for the same content.
  [[nodiscard]] const std::string& version() const noexcept;

  struct implementation;
  [[nodiscard]] const implementation& inside() const noexcept { return *implementation_; }

 private:
  implementation* implementation_;  // owned; a unique_ptr would have everybody compile <memory>
};

/// What can be said of a list of choices. What the engine at hand cannot answer is absent; nothing is guessed.
struct configuration_state {
  std::optional<bool> complete;                        ///< it can be built as it stands: nothing is left to be chosen
  std::optional<std::vector<std::string>> selectable;  ///< may be chosen or left out
  std::optional<std::vector<std::string>> forced;      ///< in every vehicle with these choices, and not chosen
  std::optional<std::vector<std::string>> excluded;    ///< in no vehicle with these choices
  std::vector<std::string> included;                   ///< by packs; they are among `forced` too
  std::optional<money> price;  ///< of what is in the vehicle so far; absent without a price list
  std::string currency;
  bool tax_included = false;
  std::optional<std::string> count;  ///< vehicles with these choices (CFG-09)

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("complete", &configuration_state::complete);
    field("selectable", &configuration_state::selectable);
    field("forced", &configuration_state::forced);
    field("excluded", &configuration_state::excluded);
    field("included", &configuration_state::included, quiet());
    field("price", &configuration_state::price);
    field("currency", &configuration_state::currency);
    field("tax_included", &configuration_state::tax_included);
    field("count", &configuration_state::count);
  }
  friend bool operator==(const configuration_state&, const configuration_state&) = default;
};

/// The answer to a question about a configuration, or why there is none. The places of refusals are those of
/// vehicle_choice (`choices.2`, `model`) and of the terms (`market`, `date`).
template <class Value>
struct configuration_answer {
  std::optional<Value> value;
  std::vector<violation> refused;
  [[nodiscard]] bool ok() const noexcept { return value.has_value(); }
};

/// What can be said of choices. Rules, in order: catalog_not_valid_yet, model_missing, model_unknown,
/// model_unavailable, model_keep_me_informed_only, choice_unknown (all of them), choices_contradict. `amounts` takes
/// what each value in the vehicle adds to the price.
[[nodiscard]] configuration_answer<configuration_state> state_of(const prepared_catalog& known,
                                                                 const vehicle_choice& wanted, const sale_terms& terms,
                                                                 named<std::string>* amounts = nullptr);

/// The vehicle that is sold. Rules, in order: stock_vehicle_on_stand; those of state_of; configuration_incomplete,
/// configuration_undecided, price_list_missing, money_out_of_range. Source: CFG-02 to CFG-05, CFG-11, CFG-12.
/// A code is the caller's to read (read_code), since it names the catalogue.
[[nodiscard]] configuration_answer<configured_vehicle> resolve(const prepared_catalog& known,
                                                               const vehicle_choice& wanted, const sale_terms& terms);

// --- Commands

/// What can be said of a list of choices: checked, priced (CFG-02 to CFG-05, CFG-11).
struct show_configuration {
  using reply_type = configuration_state;
  std::string catalog_code;
  std::string model;
  std::string market;
  std::optional<std::chrono::year_month_day> date;  ///< that of the instant in UTC where none is given
  std::vector<std::string> choices;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("catalog", &show_configuration::catalog_code, needed(rule::catalog_unknown));
    field("model", &show_configuration::model, needed(rule::model_missing));
    field("market", &show_configuration::market, needed(rule::market_missing));
    field("date", &show_configuration::date);
    field("choices", &show_configuration::choices);
  }
};

/// The code of a list of choices that do not contradict each other (CFG-12).
struct code_configuration {
  struct reply_type {
    std::string code;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("code", &reply_type::code);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string catalog_code;
  std::string model;
  std::string market;
  std::optional<std::chrono::year_month_day> date;
  std::vector<std::string> choices;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("catalog", &code_configuration::catalog_code, needed(rule::catalog_unknown));
    field("model", &code_configuration::model, needed(rule::model_missing));
    field("market", &code_configuration::market, needed(rule::market_missing));
    field("date", &code_configuration::date);
    field("choices", &code_configuration::choices);
  }
};

/// Reads a code and checks it against the catalogue in force: what no longer exists is said, not refused (CFG-12).
struct read_configuration {
  struct reply_type {
    std::string catalog_code;
    std::string version;  ///< of the catalogue in force
    std::string model;
    bool model_exists = true;
    std::vector<std::string> choices;    ///< those that still exist
    std::vector<std::string> gone;       ///< those that no longer do
    std::optional<model_status> status;  ///< where a market was given
    std::optional<bool> possible;        ///< the choices that exist do not contradict each other
    std::optional<bool> complete;
    std::optional<money> price;
    std::string currency;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("catalog", &reply_type::catalog_code);
      field("version", &reply_type::version);
      field("model", &reply_type::model);
      field("model_exists", &reply_type::model_exists);
      field("choices", &reply_type::choices);
      field("gone", &reply_type::gone);
      field("status", &reply_type::status);
      field("possible", &reply_type::possible);
      field("complete", &reply_type::complete);
      field("price", &reply_type::price);
      field("currency", &reply_type::currency);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string catalog_code;  ///< another one than the code names, to see what of it exists there
  std::string code;
  std::string market;
  std::optional<std::chrono::year_month_day> date;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("catalog", &read_configuration::catalog_code);
    field("code", &read_configuration::code, lengthy(configuration_code_bytes_max, rule::configuration_code_missing));
    field("market", &read_configuration::market);
    field("date", &read_configuration::date);
  }
};

}  // namespace v1
}  // namespace dealerkit
