// Texts, errors, versions and the catalogue.
#include <array>
#include <cstring>
#include <type_traits>

#include "c_api/guard.hpp"
#include "dealerkit/core/rule.hpp"

using dealerkit::c_api::bad_argument;
using dealerkit::c_api::borrow;
using dealerkit::c_api::fill_in;
using dealerkit::c_api::guard;
using dealerkit::c_api::readable;
using dealerkit::c_api::sized;
using dealerkit::c_api::view;

namespace {

// The C constants are made from the catalogue too; this proves that both readings agree.
#define DEALERKIT_RULE(name, number, identifier, persistence) \
  static_assert(DK_RULE_##name == static_cast<int>(dealerkit::rule::name));
#include "dealerkit/rules.def"
#undef DEALERKIT_RULE

struct book_line {
  std::string_view identifier, title, statement;
};

constexpr book_line book[] = {
#define DEALERKIT_RULE_BOOK(identifier, title, statement) {identifier, title, statement},
#include "dealerkit/rule_book.def"
#undef DEALERKIT_RULE_BOOK
};

}  // namespace

uint32_t dk_version(void) { return DK_VERSION; }
uint32_t dk_abi_version(void) { return 0; }

dk_str dk_text_view(const dk_text* text) { return text == nullptr ? dk_str{nullptr, 0} : borrow(text->text); }
void dk_text_free(dk_text* text) { delete text; }

dk_str dk_error_rule(const dk_error* err) {
  return err == nullptr ? dk_str{nullptr, 0} : borrow(dealerkit::identifier(err->broken));
}
dk_str dk_error_code(const dk_error* err) {
  if (err == nullptr) return {nullptr, 0};
  return err->broken == dealerkit::rule::none ? borrow(err->code) : borrow(dealerkit::code(err->broken));
}
uint32_t dk_error_number(const dk_error* err) { return err == nullptr ? 0 : static_cast<uint32_t>(err->broken); }
dk_str dk_error_field(const dk_error* err) { return err == nullptr ? dk_str{nullptr, 0} : borrow(err->field); }
dk_str dk_error_message(const dk_error* err) { return err == nullptr ? dk_str{nullptr, 0} : borrow(err->message); }
void dk_error_free(dk_error* err) { delete err; }

size_t dk_rule_count(void) { return dealerkit::rule_catalogue.size(); }

dk_status dk_rule_at(size_t index, dk_rule_info* out) {
  if (!sized(out) || index >= dealerkit::rule_catalogue.size()) return DK_E_ARGUMENT;
  const auto& line = dealerkit::rule_catalogue[index];
  dk_rule_info made{};
  made.number = static_cast<uint32_t>(line.value);
  made.code = borrow(line.code);
  made.identifier = borrow(line.identifier);
  made.transient = line.kind == dealerkit::persistence::transient ? 1 : 0;
  fill_in(out, made);
  return DK_OK;
}

dk_status dk_rule_message(dk_text** out, uint32_t number, dk_str language, dk_error** err) {
  return guard(err, [&]() -> dk_status {
    if (out == nullptr) return bad_argument(err, "out", "The place for the text is missing.");
    *out = nullptr;
    if (!readable(language)) return bad_argument(err, "language", "The text has a size but no data.");
    const auto broken = static_cast<dealerkit::rule>(number);
    if (number > 0xffff || dealerkit::entry(broken) == nullptr)
      return bad_argument(err, "number", "The catalogue has no such number.");
    const auto spoken = dealerkit::text::find_language(view(language)).value_or(dealerkit::text::language::en);
    *out = new dk_text{dealerkit::text::message(broken, spoken, {})};
    return DK_OK;
  });
}

dk_status dk_rule_text(dk_text** out, dk_str identifier, dk_error** err) {
  return guard(err, [&]() -> dk_status {
    if (out == nullptr) return bad_argument(err, "out", "The place for the text is missing.");
    *out = nullptr;
    for (const auto& line : book)
      if (line.identifier == view(identifier)) {
        *out = new dk_text{std::string(line.title) + "\n" + std::string(line.statement)};
        return DK_OK;
      }
    return bad_argument(err, "identifier", "The rule book has no such rule.");
  });
}

size_t dk_rule_book_count(void) { return std::size(book); }
dk_str dk_rule_book_at(size_t index) {
  return index < std::size(book) ? borrow(book[index].identifier) : dk_str{nullptr, 0};
}
