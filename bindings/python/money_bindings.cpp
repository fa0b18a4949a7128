// Money: the arithmetic of core/money.hpp, as minor units and the code of a currency.
#include <string_view>

#include "bindings.hpp"
#include "dealerkit/core/money.hpp"

namespace dealerkit_python {

namespace {

// Every answer is (units, number of the rule that was broken); one of them is 0.
py::tuple answer(const dealerkit::result<dealerkit::money>& made) {
  if (!made.ok()) return py::make_tuple(0, static_cast<std::uint32_t>(made.refusal().broken));
  return py::make_tuple(made.value().minor_units(), 0);
}

py::tuple parse_money(py::handle amount, py::handle currency) {
  const dk_str code = borrow(currency);
  const auto unit = dealerkit::currency::of({code.data, code.size});
  if (!unit.ok()) return py::make_tuple(0, static_cast<std::uint32_t>(unit.refusal().broken));
  const dk_str text = borrow(amount);
  return answer(dealerkit::parse_money({text.data, text.size}, unit.value()));
}

py::dict currencies() {
  py::dict decimals;
  for (const auto& known : dealerkit::currency_list::all)
    decimals[py::str(known.code().data(), known.code().size())] = known.decimals();
  return decimals;
}

}  // namespace

void bind_money(py::module_& module) {
  module.def("parse_money", parse_money);
  module.def("currencies", currencies);
}

}  // namespace dealerkit_python
