// The form phase of customers: text as typed in, checked values out, every violation at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desk/work.hpp"

namespace dealerkit {
inline namespace v1 {
namespace forms {

/// How a person's form is read.
struct person_rules {
  const customer_terms& terms;
  std::string base;             ///< path of the person in the request, with its dot: `customer.contacts.0.`
  rule missing;                 ///< what an absent field breaks: CUS-06, for a contact CUS-07
  bool complete = true;         ///< every field that the policy needs must be there; an update gives some only
  std::string default_country;  ///< ISO 3166: of the company or of the outlet
};

/// The text without the blanks and line ends around it.
[[nodiscard]] std::string trimmed(std::string_view text);

/// True for a language as it is written here: `fr`, or `fr-BE`.
[[nodiscard]] bool language_tag(std::string_view text) noexcept;

/// Checks a person as typed. Violations go to `job`, in the order of the fields.
[[nodiscard]] person check_person(work& job, const person_input& typed, const person_rules& rules);

/// The consent records of the answers given with a creation: refused are unknown purposes (CON-01) and required ones
/// without a yes or no (CON-02). `require`: the required ones must be answered.
[[nodiscard]] std::vector<consent_record> check_answers(work& job, const named<consent_answer>& answers,
                                                        std::string_view base, std::string_view language, bool require);

/// Checks a company's own fields (CUS-07, CUS-08, CUS-10, CUS-11).
[[nodiscard]] company check_company(work& job, const customer_input& typed, std::string_view base, bool complete);

/// Checks the vehicles of a customer.
void check_vehicles(work& job, std::vector<vehicle_relation>& vehicles, std::string_view base);

/// A line of text that people read: NFC, blanks collapsed, no control characters (CUS-15).
[[nodiscard]] std::string check_line(work& job, std::string_view typed, const std::string& field);

/// The company's VAT number; fills `unknown` for the placeholder. Empty where it was refused.
[[nodiscard]] std::string check_company_vat(work& job, std::string_view typed, std::string_view country,
                                            const std::string& field, bool& unknown);

/// The whole customer as typed.
[[nodiscard]] customer_details check_customer(work& job, const create_customer& command);

}  // namespace forms
}  // namespace v1
}  // namespace dealerkit
