// What a desk answers where a handler does something that none should.
#include <optional>
#include <string>

#include "dealerkit/core/fields.hpp"
#include "desk/handlers.hpp"
#include "support/catch.hpp"
#include "support/desk_fixture.hpp"

namespace dealerkit {
inline namespace v1 {

// A command whose handler stops without a word, as one does that cannot read what it has just written.
struct stop_without_a_word {
  struct reply_type {
    bool done = false;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("done", &reply_type::done);
    }
  };
  std::optional<bool> with_refusal;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("with_refusal", &stop_without_a_word::with_refusal, needed(rule::wrong_type));
  }
};

namespace handlers {
bool handle(work& job, const stop_without_a_word& command, stop_without_a_word::reply_type& reply);
}  // namespace handlers

}  // namespace v1
}  // namespace dealerkit

#include "desk/run.hpp"

namespace dealerkit {
inline namespace v1 {

template <>
struct running::verb_traits<stop_without_a_word> {
  static constexpr std::string_view name = "test.stop";
  static constexpr access needs = access::anybody;
  static constexpr mode kind = mode::command;
};

bool handlers::handle(work& job, const stop_without_a_word& command, stop_without_a_word::reply_type& reply) {
  reply.done = true;
  return *command.with_refusal ? job.refuse(rule::record_not_found, "id") : false;
}

}  // namespace v1
}  // namespace dealerkit

using namespace dealerkit;
using namespace desk_test;

TEST_CASE("desk: a refusal always names a rule", "[desk][DAT-01]") {
  shop show;
  CHECK(said(show.run(stop_without_a_word{true}, show.by_nobody())) == "record_not_found@id");
  CHECK(said(show.run(stop_without_a_word{false}, show.by_nobody())) == "store_damaged@");
}

TEST_CASE("desk: what has to be there is asked for, of a C++ caller as of a request", "[desk][DAT-01]") {
  shop show;
  CHECK(said(show.run(stop_without_a_word{}, show.by_nobody())) == "wrong_type@with_refusal");
  CHECK(said(show.run(adjust_loyalty{}, show.by_nobody())).find("adjustment_is_zero@amount") != std::string::npos);
}
