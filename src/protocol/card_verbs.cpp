// The verbs of cards, loyalty and settlement.
#include "protocol/verb_table.hpp"

namespace dealerkit {
inline namespace v1 {
namespace protocol {

std::vector<verb_entry> card_verbs() {
  return {
#define DEALERKIT_VERB(name, type, who, how) \
  {name, access::who, mode::how, run_verb<type>, write_schema<type>},
#include "dealerkit/verbs/cards.def"
#undef DEALERKIT_VERB
  };
}

}  // namespace protocol
}  // namespace v1
}  // namespace dealerkit
