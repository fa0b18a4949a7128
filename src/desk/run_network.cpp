// The commands of checks, the network, policies, audit and outbox.
#include "desk/run.hpp"

namespace dealerkit {
inline namespace v1 {

#define DEALERKIT_VERB(verb_name, type, who, how) \
  template answer<type::reply_type> desk::run<type>(const type&, const request_context&);
#include "dealerkit/verbs/audit.def"
#include "dealerkit/verbs/checks.def"
#include "dealerkit/verbs/network.def"
#undef DEALERKIT_VERB

}  // namespace v1
}  // namespace dealerkit
