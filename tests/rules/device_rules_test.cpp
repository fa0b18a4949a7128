// Devices: leads captured out of reach and sent later, as often and in whatever order (LEA-05).
#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "dealerkit/device.hpp"
#include "desk/codec.hpp"
#include "support/catch.hpp"
#include "support/lead_fixture.hpp"

using namespace dealerkit;
using namespace lead_test;

namespace {

using texts = std::vector<std::string>;

constexpr const char* tablet = "tablet-7";

enrol_device enrolment(std::string device = tablet, std::string user = genius) {
  return {std::move(device), std::move(user)};
}

std::vector<lead_input> some_batch(int from, int count) {
  std::vector<lead_input> batch;
  for (int i = from; i < from + count; ++i) batch.push_back(lead_shop::of_device(i));
  return batch;
}

sync_leads::reply_type sync(lead_shop& show, const std::vector<lead_input>& batch) {
  const auto answered = show.run(sync_leads{tablet, batch}, show.on_stand());
  REQUIRE(said(answered) == "ok");
  return *answered.reply;
}

// Everything that can be seen of the leads of a batch, by everybody concerned; what differs with the order of receipt
// by its nature (which of a person's leads the others hang on) left out.
std::string everything(lead_shop& show, const std::vector<lead_input>& batch) {
  std::set<std::string> ids;
  for (const auto& one : batch) ids.insert(one.id);
  std::string seen;
  for (const auto& id : ids)
    for (const auto& context : {show.on_stand(), show.by()}) {
      const auto shown = show.run(view_lead{id}, context);
      seen += id + ": " + said(shown) + "\n";
      if (!shown.ok()) continue;
      lead_view view = shown.reply->shown;
      view.attached_to.reset();
      seen += codec::bytes_of(view) + "\n";
    }
  seen += std::to_string(show.list(show.on_stand()).size()) + "/" + std::to_string(show.list(show.by()).size());
  return seen;
}

}  // namespace

TEST_CASE("decide enrolment: rules in order of precedence", "[device][LEA-05][NET-06]") {
  const user person = make_user(genius, "HQ", {role::product_genius});
  user inactive = person;
  inactive.active = false;
  device of_another;
  of_another.id = tablet;
  of_another.user = "HQ.d009";
  device of_this = of_another;
  of_this.user = genius;
  CHECK(said(decide_enrolment(of_another, std::nullopt, enrolment(), head_office)) == "user_unknown@user");
  CHECK(said(decide_enrolment(of_another, inactive, enrolment(), head_office)) == "actor_inactive@user");
  CHECK(said(decide_enrolment(of_another, person, enrolment(), head_office)) == "device_enrolled_otherwise@device");
  const auto again = decide_enrolment(of_this, person, enrolment(), head_office);
  REQUIRE(again.ok());
  CHECK_FALSE(again.value().has_value());
  const auto enrolled = decide_enrolment(std::nullopt, person, enrolment(), head_office);
  REQUIRE(enrolled.ok());
  REQUIRE(enrolled.value().has_value());
  const device made = evolve(device{}, *enrolled.value(), {tablet, "HQ", noon, 5});
  CHECK(made.user == genius);
  CHECK(made.entity == "HQ");
  CHECK(made.enrolled_at == noon);
}

TEST_CASE("device.enrol: once, for one user of the entity", "[device][LEA-05][ACC-02]") {
  lead_shop show;
  const auto stand = show.on_stand();
  CHECK(said(show.run(enrol_device{}, stand)) == "device_missing@device, device_user_missing@user");
  CHECK(said(show.run(enrolment(tablet, "nobody"), stand)) == "user_unknown@user");
  CHECK(said(show.run(enrolment(tablet, seller), stand)) == "user_unknown@user");  // of another entity
  const auto enrolled = show.run(enrolment(), stand);
  REQUIRE(said(enrolled) == "ok");
  CHECK(enrolled.reply->user == genius);
  CHECK(enrolled.reply->outlet == head_office);
  CHECK(enrolled.reply->enrolled_at == noon);
  const auto records = show.records();
  show.now += 1h;
  CHECK(*show.run(enrolment(), show.on_stand()).reply == *enrolled.reply);
  CHECK(show.records() == records);
  CHECK(said(show.run(enrolment(tablet, headquarters_user), stand)) == "device_enrolled_otherwise@device");
  CHECK(said(show.run(enrolment(tablet, gone), show.by())) == "actor_inactive@user");
  // Another entity's device of the same name is another device.
  CHECK(said(show.run(sync_leads{tablet, {}}, show.by())) == "device_not_enrolled@device");
  CHECK(said(show.run(enrolment(tablet, seller), show.by())) == "ok");
  CHECK(show.rebuilds_the_same());
}

TEST_CASE("lead.sync: a device that never enrolled is refused", "[device][LEA-05]") {
  lead_shop show;
  const auto records = show.records();
  CHECK(said(show.run(sync_leads{}, show.on_stand())) == "device_missing@device");
  CHECK(said(show.run(sync_leads{tablet, some_batch(1, 2)}, show.on_stand())) == "device_not_enrolled@device");
  CHECK(show.records() == records);
}

TEST_CASE("lead.sync: each lead by itself, with everything that is wrong with it", "[device][LEA-05][LEA-03]") {
  for (const auto& kind : store_kinds()) {
    const directory place;
    lead_shop show(options_for(kind, place));
    REQUIRE(said(show.run(enrolment(), show.on_stand())) == "ok");
    auto batch = some_batch(1, 6);
    batch[1].person.email = "jean@";
    batch[1].person.postal_code = "1";
    batch[1].consents = {};
    batch[2].id.clear();
    batch[3].brand.clear();
    batch[4].outlet = "0011960-777";
    const auto first = sync(show, batch);
    CHECK(first.accepted == texts{batch[0].id, batch[5].id});
    CHECK(first.already.empty());
    REQUIRE(first.refused.size() == 4);
    CHECK(first.refused[0].id == batch[1].id);
    CHECK(listed_as(first.refused[0].violations) ==
          "email_domain_malformed@leads.1.person.email, postal_code_malformed@leads.1.person.postal_code, "
          "consent_not_answered@leads.1.consents.contact");
    CHECK(listed_as(first.refused[1].violations) == "lead_id_not_given@leads.2.id");
    CHECK(listed_as(first.refused[2].violations) == "lead_incomplete@leads.3.brand");
    CHECK(listed_as(first.refused[3].violations) == "outlet_unknown@leads.4.outlet");
    // What was captured when is kept; when it was received counts for the outlet (LEA-09).
    const auto shown = show.view(batch[0].id, show.on_stand());
    CHECK(shown.captured_at == *batch[0].captured_at);
    CHECK(shown.created_at == noon);
    CHECK(shown.deadline == noon + 48h);
    REQUIRE(shown.handovers.size() == 1);
    CHECK(shown.handovers[0].device == tablet);
    CHECK(shown.handovers[0].user == genius);

    batch[1] = lead_shop::of_device(2);
    batch[0].person.postal_code = "1050";
    const auto records = show.records();
    const auto second = sync(show, {batch[0], batch[1], batch[5]});
    CHECK(second.accepted == texts{batch[1].id});
    CHECK(second.already == texts{batch[5].id});
    REQUIRE(second.refused.size() == 1);
    CHECK(listed_as(second.refused[0].violations) == "lead_id_conflict@leads.0.id");
    CHECK(show.records() == records + 1);
    CHECK(show.rebuilds_the_same());
  }
}

TEST_CASE("lead.sync: what the reader of the request found is the lead's own too", "[device][LEA-05][DAT-02]") {
  lead_shop show;
  REQUIRE(said(show.run(enrolment(), show.on_stand())) == "ok");
  const auto batch = some_batch(1, 3);
  auto context = show.on_stand();
  context.found = {{rule::unknown_field, "leads.1.persn", {}}, {rule::lead_request_missing, "leads.1.request", {}}};
  const auto answered = show.run(sync_leads{tablet, batch}, context);
  REQUIRE(said(answered) == "ok");
  CHECK(answered.reply->accepted == texts{batch[0].id, batch[2].id});
  REQUIRE(answered.reply->refused.size() == 1);
  CHECK(listed_as(answered.reply->refused[0].violations) ==
        "lead_request_missing@leads.1.request, unknown_field@leads.1.persn");
  // What is wrong with the request itself refuses it whole.
  context.found.push_back({rule::unknown_field, "leeds", {}});
  CHECK(said(show.run(sync_leads{tablet, batch}, context)) ==
        "lead_request_missing@leads.1.request, unknown_field@leads.1.persn, unknown_field@leeds");
  context.found = {{rule::wrong_type, "leads.7", {}}};  // there is no such lead
  CHECK(said(show.run(sync_leads{tablet, batch}, context)) == "wrong_type@leads.7");
}

TEST_CASE("lead.sync: a late lead is attached at the instant of its receipt", "[device][LEA-05][LEA-16]") {
  lead_shop show;
  REQUIRE(said(show.run(enrolment(), show.on_stand())) == "ok");
  const auto newer = show.capture(lead_shop::collected(1), show.on_stand());
  show.now += 4 * 24h;
  lead_input late = lead_shop::of_device(1);  // captured before the newer one, received after it
  late.models = {"C4"};
  const auto made = sync(show, {late});
  CHECK(made.accepted == texts{late.id});
  const auto shown = show.view(late.id, show.on_stand());
  CHECK(shown.attached_to == newer.id);
  CHECK(shown.models == texts{"C4", "C3"});  // in the order of capture
  CHECK(shown.deadline == noon + 48h);
  CHECK(show.list(show.by()).size() == 1);
  // The window counts from the open lead's creation to the receipt, whenever the late one was captured.
  show.now = noon + 30 * 24h + 1us;
  lead_input too_late = lead_shop::of_device(1);
  too_late.id = "too-late";
  sync(show, {too_late});
  CHECK_FALSE(show.view("too-late", show.on_stand()).attached_to.has_value());
}

TEST_CASE("lead.sync: a consent was given when it was asked for", "[device][LEA-05][CON-04]") {
  lead_shop show;
  REQUIRE(said(show.run(enrolment(), show.on_stand())) == "ok");
  const lead_input typed = lead_shop::of_device(1);
  sync(show, {typed});
  list_audit audit;
  audit.record = typed.id;
  const auto lines = show.run(audit);
  REQUIRE(said(lines) == "ok");
  REQUIRE(lines.reply->records.size() == 1);
  lead_captured event;
  REQUIRE(codec::decode(lines.reply->records[0].personal, event));
  REQUIRE(event.details.prospect.consents.size() == 1);
  CHECK(event.details.prospect.consents[0].at == *typed.captured_at);
  // What tells its content from another is text, as everything that an audit shows.
  CHECK(event.details.content.size() == 32);
  CHECK(event.details.content.find_first_not_of("0123456789abcdef") == std::string::npos);
}

TEST_CASE("lead.sync: partitions, repetitions and orders give the result of once", "[device][LEA-05]") {
  const std::uint32_t seed = 20240112;
  std::mt19937 random(seed);
  // Persons with several leads among them: JRN-06 attaches them to one, whatever comes first.
  std::vector<lead_input> all;
  for (int i = 0; i < 24; ++i) {
    lead_input one = lead_shop::of_device(i);
    if (i >= 16) {
      const lead_input same = lead_shop::of_device(i - 16);
      one.person = same.person;
      one.request = lead_request::quote;
      one.models = {numbered("M", i, 2)};
    }
    if (i % 5 == 4) one.outlet = ghent;
    if (i % 5 == 4 && i >= 16) one.outlet = brussels;
    all.push_back(one);
  }
  // The outlets of a person's leads agree: which of two outlets gets a lead is decided by what is received first.
  for (int i = 16; i < 24; ++i) all[static_cast<std::size_t>(i)].outlet = all[static_cast<std::size_t>(i - 16)].outlet;

  lead_shop once;
  REQUIRE(said(once.run(enrolment(), once.on_stand())) == "ok");
  sync(once, all);
  const std::string wanted = everything(once, all);
  REQUIRE(wanted.find("ok") != std::string::npos);

  for (int round = 0; round < 12; ++round) {
    CAPTURE(seed, round);
    const bool on_file = store_kinds().size() > 1 && round % 3 == 0;
    const directory place;
    desk_options options;
    if (on_file) options.store = place.file("desk.db");
    auto show = std::make_unique<lead_shop>(options);
    REQUIRE(said(show->run(enrolment(), show->on_stand())) == "ok");
    std::vector<lead_input> sent = all;
    for (int i = 0; i < 20; ++i) sent.push_back(all[random() % all.size()]);  // repetitions
    std::shuffle(sent.begin(), sent.end(), random);
    std::set<std::string> accepted;
    for (std::size_t from = 0; from < sent.size();) {
      const std::size_t count = std::min<std::size_t>(1 + random() % 9, sent.size() - from);
      const std::vector<lead_input> part(sent.begin() + static_cast<std::ptrdiff_t>(from),
                                         sent.begin() + static_cast<std::ptrdiff_t>(from + count));
      from += count;
      if (random() % 4 == 0) {  // a cut before the answer is durable: nothing of it has happened
        auto cut = show->on_stand();
        cut.dry_run = true;
        REQUIRE(said(show->run(sync_leads{tablet, part}, cut)) == "ok");
      }
      const auto reply = sync(*show, part);
      CHECK(reply.refused.empty());
      for (const auto& id : reply.accepted) CHECK(accepted.insert(id).second);  // each is accepted once
      if (random() % 4 == 0) {  // a cut after it: the answer was lost, and everything is sent again
        const auto again = sync(*show, part);
        CHECK(again.accepted.empty());
        CHECK(again.already.size() == part.size());
      }
      if (on_file && random() % 3 == 0) show->office = shop::open(options);  // the server was restarted
    }
    CHECK(accepted.size() == all.size());
    CHECK(everything(*show, all) == wanted);
    CHECK(show->rebuilds_the_same());
  }
}

TEST_CASE("lead.sync: a keyed batch is remembered without its alerts", "[device][LEA-05][DAT-04]") {
  lead_shop show;
  REQUIRE(said(show.run(enrolment(), show.on_stand())) == "ok");
  auto keyed = show.on_stand();
  keyed.key = "batch-1";
  const auto first = show.run(sync_leads{tablet, some_batch(1, 2)}, keyed);
  REQUIRE(said(first) == "ok");
  CHECK_FALSE(first.effects.empty());
  const auto again = show.run(sync_leads{tablet, some_batch(1, 2)}, keyed);
  REQUIRE(said(again) == "ok");
  CHECK(again.reply->accepted == first.reply->accepted);
  CHECK(again.effects.empty());
}
