// How any command is run: its form, its actor, the same request again, its handler, the commit. The verbs are made in
// groups, so that who links the static library takes only the handlers of the groups that are called.
#pragma once

#include <string_view>
#include <type_traits>

#include "dealerkit/desk.hpp"
#include "desk/handlers.hpp"
#include "desk/shape.hpp"
#include "desk/work.hpp"

namespace dealerkit {
inline namespace v1 {
namespace running {

enum class access : std::uint8_t { nobody, anybody, actor };
enum class mode : std::uint8_t { pure, query, command };

// What verbs.def says of a command type.
template <class Command>
struct verb_traits;
#define DEALERKIT_VERB(verb_name, type, who, how)       \
  template <>                                           \
  struct verb_traits<type> {                            \
    static constexpr std::string_view name = verb_name; \
    static constexpr access needs = access::who;        \
    static constexpr mode kind = mode::how;             \
  };
#include "dealerkit/verbs.def"
#undef DEALERKIT_VERB

/// Who acts must be known, active, and of the entity whose outlet is named (ACC-01, ACC-02).
bool admit(work& job, access needs);

// Commands whose handler reads its whole form before it asks the store anything: what else is wrong is said with it.
template <class Command>
constexpr bool reads_form_first =
    // Network and customers.
    std::is_same_v<Command, load_network> || std::is_same_v<Command, put_user> ||
    std::is_same_v<Command, search_outlets> || std::is_same_v<Command, set_outlet_bank> ||
    std::is_same_v<Command, create_customer> || std::is_same_v<Command, search_customers> ||
    std::is_same_v<Command, update_customer> || std::is_same_v<Command, add_contact> ||
    // Sessions, leads and devices.
    std::is_same_v<Command, start_session> || std::is_same_v<Command, capture_lead> ||
    std::is_same_v<Command, sync_leads> ||
    // Discount cards and loyalty.
    std::is_same_v<Command, prepare_operation> || std::is_same_v<Command, create_card> ||
    std::is_same_v<Command, create_cards> || std::is_same_v<Command, submit_form> ||
    std::is_same_v<Command, use_card> || std::is_same_v<Command, hold_card> || std::is_same_v<Command, capture_hold> ||
    std::is_same_v<Command, define_programme> || std::is_same_v<Command, create_loyalty_card> ||
    std::is_same_v<Command, create_loyalty_cards> || std::is_same_v<Command, transact_loyalty> ||
    std::is_same_v<Command, return_loyalty> || std::is_same_v<Command, adjust_loyalty>;

/// A command type without its type: what it takes to run one.
struct command_type {
  std::string_view name;
  access needs;
  bool writes;
  bool reads_form_first;
  const shapes::object_shape& command;
  const shapes::shape& reply;
  bool (*handle)(work&, const void* command, void* reply);
};

template <class Command>
inline constexpr command_type type_of{verb_traits<Command>::name,
                                      verb_traits<Command>::needs,
                                      verb_traits<Command>::kind == mode::command,
                                      reads_form_first<Command>,
                                      shapes::shape_of<Command>,
                                      shapes::shape_of<typename Command::reply_type>,
                                      [](work& job, const void* command, void* reply) {
                                        return handlers::handle(job, *static_cast<const Command*>(command),
                                                                *static_cast<typename Command::reply_type*>(reply));
                                      }};

/// Runs a command that reads or changes the store; whether it is accepted. The reply is a blank one.
[[nodiscard]] bool run_stored(desk::implementation& host, const command_type& type, const void* command,
                              const request_context& context, void* reply, answer_parts& said);

/// Adds what is wrong with the form of a pure command that can be refused.
void check_pure(const shapes::object_shape& of, const void* command, const request_context& context,
                std::vector<violation>& refused);
/// The refusals of such a command as they are said.
void order_refused(const shapes::object_shape& of, const request_context& context, std::vector<violation>& refused);

}  // namespace running

template <class Command>
answer<typename Command::reply_type> desk::run(const Command& command, const request_context& context) {
  answer<typename Command::reply_type> said;
  if constexpr (requires { handlers::handle(command, context, said); }) {
    // The whole of what is wrong at once: its form, then what its handler finds.
    running::check_pure(shapes::shape_of<Command>, &command, context, said.refused);
    handlers::handle(command, context, said);
    if (!said.refused.empty()) {
      said.reply.reset();
      running::order_refused(shapes::shape_of<Command>, context, said.refused);
    }
  } else if constexpr (running::verb_traits<Command>::kind == running::mode::pure) {
    said.reply = handlers::handle(command);
  } else {
    auto& reply = said.reply.emplace();
    if (!running::run_stored(*implementation_, running::type_of<Command>, &command, context, &reply, said))
      said.reply.reset();
  }
  return said;
}

}  // namespace v1
}  // namespace dealerkit
