// The verbs of catalogues and configurations.
#include "protocol/verb_table.hpp"

namespace dealerkit {
inline namespace v1 {
namespace protocol {

std::vector<verb_entry> catalog_verbs() {
  return {
#define DEALERKIT_VERB(name, type, who, how) \
  {name, access::who, mode::how, run_verb<type>, write_schema<type>},
#include "dealerkit/verbs/catalogs.def"
#undef DEALERKIT_VERB
  };
}

}  // namespace protocol
}  // namespace v1
}  // namespace dealerkit
