// The typed checks: text in, a small tuple out. Each gives (verdict, number of the rule, normal form).
#include "bindings.hpp"

namespace dealerkit_python {

namespace {

py::tuple answer(dk_status status, const dk_checked& found) {
  if (status != DK_OK) raise(status, nullptr);
  return py::make_tuple(found.verdict, found.rule, text_of({found.text, found.text_size}));
}

template <dk_status (*Check)(dk_checked*, dk_str)>
py::tuple check(py::handle value) {
  dk_checked found;
  return answer(Check(&found, borrow(value)), found);
}

template <dk_status (*Check)(dk_checked*, dk_str, dk_str)>
py::tuple check_of_country(py::handle value, py::handle country) {
  dk_checked found;
  return answer(Check(&found, borrow(value), borrow(country)), found);
}

py::tuple check_vin(py::handle value, std::int32_t region) {
  dk_checked found;
  return answer(dk_check_vin(&found, borrow(value), region), found);
}

py::tuple check_phone(py::handle value, py::handle country, std::int32_t form) {
  dk_checked_phone found;
  const dk_status status = dk_check_phone(&found, borrow(value), borrow(country), form);
  if (status != DK_OK) raise(status, nullptr);
  const std::size_t region_size = found.region[0] == '\0' ? 0 : sizeof found.region;
  return py::make_tuple(found.verdict, found.rule, text_of({found.number, found.number_size}),
                        text_of({found.extension, found.extension_size}), text_of({found.region, region_size}),
                        found.mobile != 0, found.fixed_line != 0);
}

bool match_names(py::handle a, py::handle b) { return dk_match_names(borrow(a), borrow(b)) != 0; }

}  // namespace

void bind_checks(py::module_& module) {
  module.attr("VALID") = +DK_VERDICT_VALID;
  module.attr("PLACEHOLDER") = +DK_VERDICT_PLACEHOLDER;
  module.attr("WARNING") = +DK_VERDICT_WARNING;
  module.attr("INVALID") = +DK_VERDICT_INVALID;
  module.attr("VIN_REGIONS") = py::make_tuple("EU", "NA");  // in the order of their numbers
  module.attr("PHONE_FORMS") = py::make_tuple("national_9", "international", "any");
  static_assert(DK_VIN_EU == 0 && DK_VIN_NA == 1);
  static_assert(DK_PHONE_NATIONAL_9 == 0 && DK_PHONE_INTERNATIONAL == 1 && DK_PHONE_ANY == 2);
  module.def("check_vat", check_of_country<dk_check_vat>);
  module.def("check_siren", check<dk_check_siren>);
  module.def("check_siret", check<dk_check_siret>);
  module.def("check_postal_code", check_of_country<dk_check_postal_code>);
  module.def("check_email", check<dk_check_email>);
  module.def("check_vin", check_vin);
  module.def("check_iban", check<dk_check_iban>);
  module.def("check_bic", check<dk_check_bic>);
  module.def("check_name", check<dk_check_name>);
  module.def("check_card_code", check<dk_check_card_code>);
  module.def("check_show_login", check<dk_check_show_login>);
  module.def("check_phone", check_phone);
  module.def("match_names", match_names);
}

}  // namespace dealerkit_python
