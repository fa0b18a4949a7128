// What the loaded catalogues say of the models of a lead (LEA-02, CFG-03).
#include "dealerkit/checks.hpp"
#include "desk/catalogs.hpp"
#include "desk/lead_work.hpp"
#include "time/time.hpp"

namespace dealerkit {
inline namespace v1 {
namespace leads {

namespace {

// One model, by its code or the name that people know it by.
bool goes_by(const vehicle_model& model, std::string_view text) {
  return model.code == text || match_names(model.name, text);
}

bool for_market(const vehicle_model& model, std::string_view market) {
  for (const auto& one : model.availability)
    if (one.market == market) return true;
  return false;
}

model_standing standing_of(model_status status) noexcept {
  switch (status) {
    case model_status::orderable: return model_standing::on_sale;
    case model_status::keep_me_informed: return model_standing::keep_me_informed;
    case model_status::unavailable: break;
  }
  return model_standing::unavailable;
}

}  // namespace

std::vector<model_fact> model_facts(work& job, std::string_view brand, std::string_view market, instant at,
                                    const std::vector<std::string>& models) {
  std::vector<model_fact> facts(models.size());
  if (models.empty()) return facts;
  const auto day = time_zones::day_of(job.place.has_value() ? job.place->time_zone : "UTC", at);
  std::vector<std::string> codes;
  job.unit.scan_documents(projections::collections::catalog_heads, {}, [&](std::string_view code, std::string_view) {
    codes.emplace_back(code);
    return true;
  });
  bool covered = false;
  std::vector<std::optional<std::chrono::year_month_day>> since(models.size());
  for (const auto& code : codes) {
    const auto known = catalogs::find(job, code);
    if (known == nullptr) continue;
    const auto& content = known->content();
    if (content.valid_from.has_value() && day < *content.valid_from) continue;
    for (const auto& model : content.models) {
      if (model.brand != brand) continue;
      covered = covered || for_market(model, market);
      for (std::size_t i = 0; i < models.size(); ++i) {
        if (!goes_by(model, models[i])) continue;
        // Of several catalogues the one with the latest beginning holds, the first by code of equals.
        if (facts[i].standing != model_standing::unproved && !(since[i] < content.valid_from)) continue;
        since[i] = content.valid_from;
        facts[i] = {standing_of(status_on(model, market, day)), model.test_drive};
      }
    }
  }
  if (covered)
    for (auto& fact : facts)
      if (fact.standing == model_standing::unproved) fact.standing = model_standing::unknown;
  return facts;
}

void note_unproved(work& job, const std::vector<model_fact>& facts, const std::string& field) {
  for (std::size_t i = 0; i < facts.size(); ++i)
    if (facts[i].standing == model_standing::unproved)
      job.note(rule::lead_model_unproved, field + "." + std::to_string(i), {{"position", std::to_string(i)}});
}

void refuse_model(work& job, const error& refusal, const std::vector<model_fact>& facts, lead_request request,
                  const std::string& field) {
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const auto& model = facts[i];
    const bool this_one =
        refusal.broken == rule::lead_model_unknown
            ? model.standing == model_standing::unknown
            : model.standing != model_standing::unproved &&
                  (request == lead_request::test_drive ? !model.test_drive
                                                       : model.standing != model_standing::keep_me_informed);
    if (!this_one) continue;
    job.refuse(refusal.broken, field + "." + std::to_string(i), {{"position", std::to_string(i)}});
    return;
  }
  job.refuse(refusal.broken, field);
}

}  // namespace leads
}  // namespace v1
}  // namespace dealerkit
