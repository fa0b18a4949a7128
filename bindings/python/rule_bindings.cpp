// The catalogue of refusals and the rule book.
#include "bindings.hpp"

namespace dealerkit_python {

namespace {

py::tuple catalogue() {
  const std::size_t count = dk_rule_count();
  py::tuple lines(count);
  for (std::size_t i = 0; i < count; ++i) {
    dk_rule_info info{};
    info.struct_size = sizeof info;
    if (const dk_status status = dk_rule_at(i, &info); status != DK_OK) raise(status, nullptr);
    lines[i] = py::make_tuple(info.number, text_of(info.code), text_of(info.identifier), info.transient != 0);
  }
  return lines;
}

py::str rule_message(std::uint32_t number, py::handle language) {
  dk_text* text = nullptr;
  dk_error* err = nullptr;
  const dk_status status = dk_rule_message(&text, number, borrow(language), &err);
  if (status != DK_OK) raise(status, err);
  return take(text);
}

py::str rule_text(py::handle identifier) {
  dk_text* text = nullptr;
  dk_error* err = nullptr;
  const dk_status status = dk_rule_text(&text, borrow(identifier), &err);
  if (status != DK_OK) raise(status, err);
  return take(text);
}

py::tuple rule_book() {
  const std::size_t count = dk_rule_book_count();
  py::tuple identifiers(count);
  for (std::size_t i = 0; i < count; ++i) identifiers[i] = text_of(dk_rule_book_at(i));
  return identifiers;
}

}  // namespace

void bind_rules(py::module_& module) {
  module.def("catalogue", catalogue);
  module.def("rule_message", rule_message);
  module.def("rule_text", rule_text);
  module.def("rule_book", rule_book);
}

}  // namespace dealerkit_python
