// The pure part alone: facts in, an event or a refusal out. Nothing to link, no store, no clock.
#include <cstdio>

#include "dealerkit/customer.hpp"
#include "dealerkit/presets/presets.hpp"

using namespace dealerkit;

int main() {
  const policy show = presets::motor_show_be();
  const instant searched = parse_instant("2024-01-12T10:00:00+01:00").value();

  new_customer wanted;
  wanted.id = "0190163d-8694-739b-aea5-966c26f8ad91";
  wanted.details.holder.first_name = "Zoé";
  wanted.details.holder.last_name = "De Smet";

  creation_facts facts;
  facts.search = search_proof{true, true, searched};
  facts.similar = {{"0190163d-0000-7000-8000-000000000001", likeness::same_email}};
  const auto twice = decide(facts, wanted, show.customer, searched);
  if (!twice.ok()) std::printf("refused by %s\n", std::string(identifier(twice.refusal().broken)).c_str());

  facts.similar.clear();
  const auto in_time = decide(facts, wanted, show.customer, searched + std::chrono::minutes{30});
  const auto too_late = decide(facts, wanted, show.customer, searched + std::chrono::minutes{31});
  std::printf("after 30 minutes: %s, after 31: %s\n", in_time.ok() ? "created" : "refused",
              too_late.ok() ? "created" : "refused");
  return in_time.ok() && !too_late.ok() ? 0 : 1;
}
