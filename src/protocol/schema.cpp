// Schemas written by the shapes of types.
#include "protocol/schema.hpp"

#include "protocol/json_write.hpp"

namespace dealerkit {
inline namespace v1 {
namespace schemas {

namespace {

using shapes::as;
using shapes::enumeration_shape;
using shapes::kind;
using shapes::list_shape;
using shapes::named_shape;
using shapes::object_shape;
using shapes::optional_shape;
using shapes::shape;

void write_enumeration(std::string& out, const enumeration_shape& of) {
  out += "{\"enum\":[";
  bool begun = false;
  for (const auto name : of.names) {
    if (begun) out.push_back(',');
    begun = true;
    json::write_text(out, name);
  }
  out += "]}";
}

void write_object(std::string& out, const object_shape& of) {
  const bool may_be_short = of.shorthand >= 0;
  if (may_be_short) {
    out += "{\"anyOf\":[";
    write(out, *of.fields()[static_cast<std::size_t>(of.shorthand)].of);
    out.push_back(',');
  }
  out += "{\"type\":\"object\",\"properties\":{";
  std::string required;
  bool begun = false;
  for (const auto& one : of.fields()) {
    json::write_name(out, one.name, begun);
    std::string schema;
    write(schema, *one.of);
    if (one.options.absent != rule::none) {
      if (!required.empty()) required.push_back(',');
      json::write_text(required, one.name);
      // Which rule asks for it, so that a form can say so before it is sent.
      schema.pop_back();
      schema += schema.size() > 1 ? ",\"x-rule\":" : "\"x-rule\":";
      json::write_text(schema, identifier(one.options.absent));
      schema.push_back('}');
    }
    out += schema;
  }
  out += "},\"required\":[" + required + "],\"additionalProperties\":false}";
  if (may_be_short) out += "]}";
}

}  // namespace

void write(std::string& out, const shape& of) {
  switch (of.what) {
    case kind::text: out += "{\"type\":\"string\"}"; return;
    case kind::boolean: out += "{\"type\":\"boolean\"}"; return;
    case kind::enumeration: return write_enumeration(out, as<enumeration_shape>(of));
    case kind::integer: out += "{\"type\":\"integer\"}"; return;
    case kind::number: out += "{\"type\":\"number\"}"; return;
    case kind::instant: out += "{\"type\":\"string\",\"format\":\"date-time\"}"; return;
    case kind::date: out += "{\"type\":\"string\",\"format\":\"date\"}"; return;
    case kind::decimal:
    case kind::money: out += "{\"type\":\"string\",\"pattern\":\"^-?[0-9]+(\\\\.[0-9]+)?$\"}"; return;
    case kind::violation: out += "{\"$ref\":\"#/$defs/violation\"}"; return;
    case kind::ledger_line: out += "{\"$ref\":\"#/$defs/ledger_line\"}"; return;
    case kind::optional: return write(out, *as<optional_shape>(of).value);
    case kind::list:
      out += "{\"type\":\"array\",\"items\":";
      write(out, *as<list_shape>(of).value);
      out.push_back('}');
      return;
    case kind::named:
      out += "{\"type\":\"object\",\"additionalProperties\":";
      write(out, *as<named_shape>(of).value);
      out.push_back('}');
      return;
    case kind::object: return write_object(out, as<object_shape>(of));
  }
}

}  // namespace schemas
}  // namespace v1
}  // namespace dealerkit
