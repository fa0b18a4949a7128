// JSON Schema (draft 2020-12) of described types: the same fields that are read and written.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/decimal.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/instant.hpp"
#include "dealerkit/core/money.hpp"
#include "dealerkit/customer.hpp"
#include "desk/codec.hpp"
#include "protocol/json_write.hpp"

namespace dealerkit {
inline namespace v1 {
namespace schemas {

template <class T>
void write(std::string& out);

template <class E>
void write_enum(std::string& out) {
  out += "{\"enum\":[";
  bool begun = false;
  for (const auto& one : enum_names<E>::list) {
    if (begun) out.push_back(',');
    begun = true;
    json::write_text(out, one.name);
  }
  out += "]}";
}

template <class T>
void write_object(std::string& out) {
  const std::size_t start = out.size();
  out += "{\"type\":\"object\",\"properties\":{";
  std::string required;
  bool begun = false;
  for_each_field<T>([&](std::string_view name, auto member, field_options options) {
    using member_type = std::remove_cvref_t<decltype(std::declval<const T&>().*member)>;
    json::write_name(out, name, begun);
    std::string schema;
    write<member_type>(schema);
    if (options.absent != rule::none) {
      if (!required.empty()) required.push_back(',');
      json::write_text(required, name);
      // Which rule asks for it, so that a form can say so before it is sent.
      schema.pop_back();
      schema += schema.size() > 1 ? ",\"x-rule\":" : "\"x-rule\":";
      json::write_text(schema, identifier(options.absent));
      schema.push_back('}');
    }
    out += schema;
  });
  out += "},\"required\":[" + required + "],\"additionalProperties\":false}";
  if constexpr (requires { T::shorthand; }) {
    std::string plain;
    write<std::remove_cvref_t<decltype(std::declval<const T&>().*T::shorthand)>>(plain);
    out = out.substr(0, start) + "{\"anyOf\":[" + plain + "," + out.substr(start) + "]}";
  }
}

template <class T>
void write(std::string& out) {
  if constexpr (std::is_same_v<T, std::string>) {
    out += "{\"type\":\"string\"}";
  } else if constexpr (std::is_same_v<T, bool>) {
    out += "{\"type\":\"boolean\"}";
  } else if constexpr (std::is_enum_v<T>) {
    write_enum<T>(out);
  } else if constexpr (std::is_integral_v<T>) {
    out += "{\"type\":\"integer\"}";
  } else if constexpr (std::is_same_v<T, double>) {
    out += "{\"type\":\"number\"}";
  } else if constexpr (std::is_same_v<T, instant>) {
    out += "{\"type\":\"string\",\"format\":\"date-time\"}";
  } else if constexpr (std::is_same_v<T, std::chrono::year_month_day>) {
    out += "{\"type\":\"string\",\"format\":\"date\"}";
  } else if constexpr (std::is_same_v<T, decimal> || std::is_same_v<T, money>) {
    out += "{\"type\":\"string\",\"pattern\":\"^-?[0-9]+(\\\\.[0-9]+)?$\"}";
  } else if constexpr (std::is_same_v<T, violation>) {
    out += "{\"$ref\":\"#/$defs/violation\"}";
  } else if constexpr (std::is_same_v<T, ledger_line>) {
    out += "{\"$ref\":\"#/$defs/ledger_line\"}";
  } else if constexpr (codec::is_optional<T>) {
    write<typename T::value_type>(out);
  } else if constexpr (codec::is_vector<T>) {
    out += "{\"type\":\"array\",\"items\":";
    write<typename T::value_type>(out);
    out.push_back('}');
  } else if constexpr (codec::is_named<T>) {
    out += "{\"type\":\"object\",\"additionalProperties\":";
    write<typename T::value_type::second_type>(out);
    out.push_back('}');
  } else {
    write_object<T>(out);
  }
}

}  // namespace schemas
}  // namespace v1
}  // namespace dealerkit
