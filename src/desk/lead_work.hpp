// What the handlers of leads and devices share.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/device.hpp"
#include "dealerkit/lead.hpp"
#include "desk/work.hpp"

namespace dealerkit {
inline namespace v1 {
namespace leads {

/// Lets what is recorded and posted be another legal entity's for as long as it lives.
class on_behalf_of {
 public:
  on_behalf_of(work& job, std::string entity) : job_(job), before_(std::move(job.acting_entity)) {
    job_.acting_entity = std::move(entity);
  }
  on_behalf_of(const on_behalf_of&) = delete;
  on_behalf_of& operator=(const on_behalf_of&) = delete;
  ~on_behalf_of() { job_.acting_entity = std::move(before_); }

 private:
  work& job_;
  std::string before_;
};

/// Who hands a lead over.
struct handing {
  std::string user;
  std::string outlet;
  std::string device;  ///< empty at the desk
  bool from_device = false;
};

/// Reads a lead's form; every violation goes to `job` below `base` (`lead.`, `leads.3.`), notes too.
[[nodiscard]] new_lead check_lead(work& job, const lead_input& typed, const std::string& base, const handing& by);

/// Checks models as typed: blanks alone count as absent, each is kept once.
[[nodiscard]] std::vector<std::string> check_models(work& job, const std::vector<std::string>& typed,
                                                    const std::string& base);

/// What was asked for and its destination, as they are recorded and told.
struct captured_lead {
  lead_receipt receipt;
  bool already = false;  ///< the same lead was taken before
};

/// Captures a lead whose form is fine: the same again is answered again, a duplicate is attached, all else is new.
/// Fields of refusals and notes stand below `base`. `wanted_outlet`: as named; empty for none.
[[nodiscard]] std::optional<captured_lead> capture(work& job, new_lead wanted, const std::string& wanted_outlet,
                                                   const std::string& base);

/// What the catalogues say of models, by code or by name, in a market on the day of an instant. A model that none has
/// is unknown where some catalogue has the brand for the market, and unproved where none does.
[[nodiscard]] std::vector<model_fact> model_facts(work& job, std::string_view brand, std::string_view market,
                                                  instant at, const std::vector<std::string>& models);

/// Says which models no catalogue could prove, and names the one that a rule refused.
void note_unproved(work& job, const std::vector<model_fact>& facts, const std::string& field);
void refuse_model(work& job, const error& refusal, const std::vector<model_fact>& facts, lead_request request,
                  const std::string& field);

/// A lead as the actor sees it.
struct seen_lead {
  lead known;  ///< whole, or the actor's own part (ACC-02)
  bool whole = false;
  std::size_t place = 0;     ///< of the handover that was asked for; of `known`
  std::string asked;         ///< the identifier that it goes by here
  std::string owner_entity;  ///< whose lead it really is
};

/// What the actor's entity sees of a lead; nothing where it is not its own and was not handed over by it.
[[nodiscard]] std::optional<seen_lead> seen_by(const work& job, const lead& known);

/// The lead of an identifier, or a refusal: record_not_found (ACC-02), tab_not_visible (ACC-08).
[[nodiscard]] std::optional<seen_lead> find_lead(work& job, std::string_view id, std::string_view field);

/// Whether the actor sees the tab of a lead, or has it.
[[nodiscard]] bool tab_visible(const work& job, const seen_lead& seen);

/// A lead as replies show it.
[[nodiscard]] lead_view view_of(work& job, const seen_lead& seen);

/// Tells the outlet of a lead (LEA-08): its mailbox, the people it goes to. `id`: the identifier to be named.
void post_alerts(work& job, const lead& known, const std::string& id, lead_request request);

/// Who gets a lead at an outlet (LEA-08, LEA-13's last step): the responsible sales manager of the brand; a request to
/// human resources or after-sales goes to the one who does that there, or to the marketing responsible.
[[nodiscard]] std::string owner_at(work& job, const outlet& place, std::string_view brand, lead_tab tab);

}  // namespace leads
}  // namespace v1
}  // namespace dealerkit
