// A show with leads: the small network with people responsible, mailboxes, a training outlet and the brand's stand.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "support/desk_fixture.hpp"

namespace lead_test {

using namespace desk_test;

inline constexpr const char* genius = "HQ.d002";  // on the stand, of another entity than the outlets
inline constexpr const char* training_place = "0011960-800";
inline constexpr const char* marketing = "BE-1.d010";
inline constexpr const char* workshop_chief = "BE-1.d011";
inline constexpr const char* recruiter = "BE-1.d012";
inline constexpr const char* rival_manager = "BE-2.d002";

inline lead_notification notified(std::vector<std::string> activities, bool push = false, bool disabled = false) {
  return {true, std::move(activities), push, disabled};
}

inline user with_mail(user person, std::string email, std::string outlet, lead_notification notify) {
  person.email = std::move(email);
  person.main_outlet = std::move(outlet);
  person.notify = std::move(notify);
  return person;
}

/// The small network as leads need it.
inline load_network lead_network() {
  load_network all = small_network();
  all.outlets[0].brands = {"AC", "AP", "DS", "MB", "LM"};
  all.outlets[0].sales_managers.set("AC", manager);
  all.outlets[0].sales_managers.set("MB", manager);
  all.outlets[0].sales_managers.set("LM", manager);
  all.outlets[0].mailboxes.set("1", "leads@un.example.be, sales@un.example.be");
  all.outlets[0].mailboxes.set("2", "parts@un.example.be");
  all.outlets[3].sales_managers.set("AC", rival_manager);
  all.outlets[3].mailboxes.set("1", "1@x.be,2@x.be,3@x.be,4@x.be,5@x.be,6@x.be");
  all.outlets.push_back(make_outlet("0011960", "800", "BE-1", "École", {"AC"}, "1000", "Bruxelles"));
  all.outlets.back().training = true;
  all.users[0] = with_mail(all.users[0], "seller@un.example.be", brussels, notified({"VN"}));
  all.users[1] = with_mail(all.users[1], "manager@un.example.be", brussels, notified({"VN", "VO"}, true));
  all.users[2] = with_mail(all.users[2], "second@un.example.be", brussels, notified({"VN"}, false, true));
  all.users[6] = with_mail(all.users[6], "rival@deux.example.be", ghent, notified({"VN"}));
  user one = make_user(marketing, "BE-1", {role::marketing_responsible});
  all.users.push_back(with_mail(one, "marketing@un.example.be", brussels, {}));
  one = make_user(workshop_chief, "BE-1", {role::after_sales_manager});
  all.users.push_back(with_mail(one, "workshop@un.example.be", antwerp, {}));
  one = make_user(recruiter, "BE-1", {role::secretary});
  one.roles[0].domain = work_domain::human_resources;
  all.users.push_back(with_mail(one, "people@un.example.be", antwerp, {}));
  one = make_user(rival_manager, "BE-2", {role::sales_manager});
  all.users.push_back(with_mail(one, "manager@deux.example.be", ghent, notified({"VN"})));
  all.users.push_back(make_user(genius, "HQ", {role::product_genius}));
  return all;
}

/// A desk with that network.
class lead_shop : public shop {
 public:
  explicit lead_shop(const desk_options& options = {}) : shop(options, false) {
    request_context day_before;
    day_before.at = noon - 24h;
    REQUIRE(said(office.run(lead_network(), day_before)) == "ok");
  }

  /// The context of somebody on the stand.
  [[nodiscard]] request_context on_stand() const { return by(genius, head_office); }

  /// A lead without a tool; the person is another one for every number.
  [[nodiscard]] static lead_input some_lead(int number, lead_request request = lead_request::contact) {
    lead_input typed;
    typed.brand = "AC";
    typed.market = "BE";
    typed.language = "fr-BE";
    typed.request = request;
    typed.models = {"C3"};
    typed.person.first_name = "Jean";
    typed.person.last_name = numbered("Martin", number, 4);
    typed.person.email = numbered("jean", number, 4) + "@example.be";
    typed.person.mobile = numbered("+324781", number, 5);
    typed.person.postal_code = "1000";
    typed.person.country = "BE";
    typed.outlet = brussels;
    typed.consents.set("contact", consent_answer::yes);
    return typed;
  }
  /// A lead of the quick backup app.
  [[nodiscard]] static lead_input collected(int number, lead_request request = lead_request::contact) {
    lead_input typed = some_lead(number, request);
    typed.tool = lead_tool::collect;
    typed.reason = backup_reason::no_time;
    return typed;
  }
  /// A lead as a device keeps it.
  [[nodiscard]] static lead_input of_device(int number) {
    lead_input typed = collected(number);
    typed.id = numbered("device-lead-", number, 4);
    typed.captured_at = noon - 3h + std::chrono::minutes{number};
    return typed;
  }

  lead_receipt capture(const lead_input& typed, const request_context& context) {
    const auto made = office.run(capture_lead{typed}, context);
    REQUIRE(said(made) == "ok");
    return made.reply->captured;
  }
  lead_receipt capture(const lead_input& typed) { return capture(typed, by()); }

  lead_view view(const std::string& id, const request_context& context) {
    const auto shown = office.run(view_lead{id}, context);
    REQUIRE(said(shown) == "ok");
    return shown.reply->shown;
  }
  lead_view view(const std::string& id) { return view(id, by()); }

  std::vector<lead_view> list(const request_context& context, std::vector<lead_filter> filters = {}) {
    list_leads command;
    command.filters = std::move(filters);
    const auto found = office.run(command, context);
    REQUIRE(said(found) == "ok");
    return found.reply->leads;
  }
};

/// Who is told, as `kind:to`, in order.
inline std::vector<std::string> told(const std::vector<effect>& effects) {
  std::vector<std::string> list;
  for (const auto& one : effects) list.push_back(one.kind + ":" + one.to);
  return list;
}

}  // namespace lead_test
