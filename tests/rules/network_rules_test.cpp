// Brands, legal entities, outlets and people: what is taken in, what is refused, what is found.
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "dealerkit/core/decimal.hpp"
#include "dealerkit/network.hpp"
#include "desk/codec.hpp"
#include "support/catch.hpp"
#include "support/desk_fixture.hpp"

using namespace dealerkit;
using namespace desk_test;

namespace {

using texts = std::vector<std::string>;

// The network with one change.
using network_change = std::function<void(load_network&)>;

load_network changed(const network_change& change) {
  load_network all = small_network();
  change(all);
  return all;
}

template <class Reply>
std::string noted(const answer<Reply>& answered) {
  return listed_as(answered.notes);
}

user with_shares(std::vector<std::int64_t> percents) {
  user one = make_user("BE-1.d050", "BE-1", {role::salesman});
  const char* brands[] = {"AC", "AP", "DS", "OP"};
  for (std::size_t i = 0; i < percents.size(); ++i) one.shares.push_back({brussels, brands[i], percents[i]});
  return one;
}

}  // namespace

// --- Brands

TEST_CASE("brands: codes, names, families and capabilities of the rule book", "[network][NET-01][NET-02]") {
  struct row {
    std::string_view code, name;
    brand_family family;
  };
  const row rows[] = {{"AC", "Citroën", brand_family::xp},        {"AH", "Abarth", brand_family::xf},
                      {"AP", "Peugeot", brand_family::xp},        {"AR", "Alfa Romeo", brand_family::xf},
                      {"DS", "DS Automobiles", brand_family::xp}, {"FO", "Fiat Professional", brand_family::xf},
                      {"FT", "Fiat", brand_family::xf},           {"JE", "Jeep", brand_family::xf},
                      {"OP", "Opel", brand_family::xp},           {"SP", "Spoticar", brand_family::none},
                      {"UC", "Used cars", brand_family::xf},      {"LA", "Lancia", brand_family::xf},
                      {"LM", "Leapmotor", brand_family::none},    {"MB", "Mercedes-Benz Vans", brand_family::none}};
  CHECK(std::size(known_brands) == std::size(rows));
  for (const auto& [code, name, family] : rows) {
    CAPTURE(code);
    const auto* known = find_known_brand(code);
    REQUIRE(known != nullptr);
    CHECK(known->name == name);
    CHECK(known->family == family);
  }

  const auto having = [](bool known_brand::*capability) {
    std::set<std::string_view> codes;
    for (const auto& known : known_brands)
      if (known.*capability) codes.insert(known.code);
    return codes;
  };
  using codes = std::set<std::string_view>;
  CHECK(having(&known_brand::quote_tool) == codes{"AP", "AC", "OP", "DS", "AR", "LA", "JE", "AH", "FT", "FO"});
  CHECK(having(&known_brand::lead_collect) == codes{"AP", "AC", "OP", "DS"});
  CHECK(having(&known_brand::lead_plus) == codes{"FT", "AH", "LA", "JE", "FO", "LM"});
  CHECK(having(&known_brand::promo_code) == codes{"DS", "AR", "LA"});
  CHECK(having(&known_brand::switch_brand) == codes{"FT", "AH"});

  for (const std::string_view unknown : {"", "XX", "ac", "AC ", "A", "CITROEN"}) {
    CAPTURE(unknown);
    CHECK(find_known_brand(unknown) == nullptr);
  }
}

TEST_CASE("decide_brand_switch: every pair of brands", "[network][NET-02]") {
  int allowed = 0;
  for (const auto& from : known_brands)
    for (const auto& to : known_brands) {
      CAPTURE(from.code, to.code);
      CHECK(decide_brand_switch(from, to, true).ok());
      const bool both = (from.code == "FT" || from.code == "AH") && (to.code == "FT" || to.code == "AH");
      const auto decided = decide_brand_switch(from, to, false);
      CHECK(said(decided) == (from.code == to.code || both ? "ok" : "brand_switch_not_allowed@brand"));
      allowed += decided.ok() ? 1 : 0;
    }
  CHECK(allowed == 14 + 2);
}

// --- Outlets

TEST_CASE("decide_destination: rules in order of precedence", "[network][NET-04]") {
  struct row {
    outlet_record type;
    bool training_outlet, training_mode;
    std::string_view brand, wanted;
  };
  const row rows[] = {{outlet_record::dealer, false, true, "OP", "outlet_not_a_destination@outlet"},
                      {outlet_record::outlet, false, true, "OP", "outlet_not_for_training@outlet"},
                      {outlet_record::outlet, true, true, "OP", "outlet_does_not_sell_brand@brand"},
                      {outlet_record::outlet, false, false, "OP", "outlet_does_not_sell_brand@brand"},
                      {outlet_record::outlet, false, false, "", "outlet_does_not_sell_brand@brand"},
                      {outlet_record::outlet, false, false, "ac", "outlet_does_not_sell_brand@brand"},
                      {outlet_record::dealer, true, true, "AC", "outlet_not_a_destination@outlet"},
                      {outlet_record::outlet, true, true, "AC", "ok"},
                      {outlet_record::outlet, true, false, "AC", "outlet_not_for_training@outlet"},
                      {outlet_record::outlet, false, false, "AC", "ok"}};
  for (const auto& [type, training_outlet, training_mode, wanted_brand, wanted] : rows) {
    outlet place = make_outlet("0011960", "000", "BE-1", "A", {"AP", "AC"}, "1000", "Bruxelles");
    place.record_type = type;
    place.training = training_outlet;
    CAPTURE(wanted_brand, training_mode, training_outlet);
    CHECK(said(decide_destination(place, wanted_brand, training_mode)) == wanted);
  }
  CHECK(outlet_name(make_outlet("0011960", "001", "", "", {}, "", "")) == "0011960-001");
}

// --- Users

TEST_CASE("check_user_id: the entity's code and a number, or admin", "[network][NET-06]") {
  for (const auto& [id, entity] : std::vector<std::pair<std::string, std::string>>{
           {"FR-000802P.d005", "FR-000802P"}, {"FR-000802P.admin", "FR-000802P"}, {"E.d000", "E"}, {"E.d999", "E"}}) {
    CAPTURE(id);
    CHECK(check_user_id(id, entity).ok());
  }
  for (const auto& [id, entity] : std::vector<std::pair<std::string, std::string>>{{"FR-000802P.d05", "FR-000802P"},
                                                                                   {"FR-000802P.d0005", "FR-000802P"},
                                                                                   {"FR-000802P.D005", "FR-000802P"},
                                                                                   {"FR-000802P.dabc", "FR-000802P"},
                                                                                   {"FR-000802P.Admin", "FR-000802P"},
                                                                                   {"FR-000802P", "FR-000802P"},
                                                                                   {"FR-000802.d005", "FR-000802P"},
                                                                                   {"x.d005", "FR-000802P"},
                                                                                   {".d005", ""},
                                                                                   {"", ""},
                                                                                   {"E.admin ", "E"},
                                                                                   {"E.d 05", "E"}}) {
    CAPTURE(id);
    CHECK(said(check_user_id(id, entity)) == "user_id_malformed@id");
  }
}

TEST_CASE("check_shares: rules in order of precedence", "[network][NET-07]") {
  using shares = std::vector<work_share>;
  const auto broken = [](const shares& given) { return said(check_shares(given)); };
  CHECK(broken({{"a", "AC", 101}, {"a", "AC", -1}}) == "shares_not_whole_percent@shares");
  CHECK(broken({{"a", "AC", 100}, {"a", "AC", -1}}) == "shares_not_whole_percent@shares");
  CHECK(broken({{"a", "AC", 60}, {"a", "AC", 60}}) == "share_given_twice@shares");
  CHECK(broken({{"a", "AC", 50}, {"a", "AP", 49}}) == "shares_do_not_sum_to_100@shares");
  CHECK(broken({{"a", "AC", 50}, {"a", "AP", 51}}) == "shares_do_not_sum_to_100@shares");
  CHECK(broken({{"a", "AC", 99}}) == "shares_do_not_sum_to_100@shares");
  CHECK(broken({{"a", "AC", 100}, {"b", "AC", 1}}) == "shares_do_not_sum_to_100@shares");
  CHECK(broken({{"a", "AC", INT64_MIN}}) == "shares_not_whole_percent@shares");
  CHECK(broken({{"a", "AC", INT64_MAX}, {"b", "AC", INT64_MAX}}) == "shares_not_whole_percent@shares");

  CHECK(broken({}) == "ok");  // no outlet of one's own
  CHECK(broken({{"a", "AC", 100}}) == "ok");
  CHECK(broken({{"a", "AC", 50}, {"a", "AP", 50}}) == "ok");
  CHECK(broken({{"a", "AC", 1}, {"b", "AC", 99}}) == "ok");
  CHECK(broken({{"a", "AC", 100}, {"b", "AC", 0}}) == "ok");
}

TEST_CASE("activities: mailbox groups, notifications, campaigns", "[network][NET-09][NET-10][LEA-18]") {
  const std::map<std::string, int> groups = {{"VN", 1},  {"VO", 1},  {"FI", 1}, {"SE", 1},
                                             {"APV", 2}, {"ACC", 2}, {"PR", 2}};
  const std::set<std::string> notify = {"VN", "VO", "PR", "SE", "FI", "ACC"};
  const std::set<std::string> campaign = {"B2C-VN", "B2B-VN", "B2C-VO", "B2B-VO"};
  for (const std::string activity : {"VN", "VO", "FI", "SE", "APV", "ACC", "PR", "B2C-VN", "B2B-VN", "B2C-VO", "B2B-VO",
                                     "", "vn", "VN ", "XX", "B2C", "B2C-APV"}) {
    CAPTURE(activity);
    const auto found = groups.find(activity);
    CHECK(mailbox_group(activity) == (found == groups.end() ? 0 : found->second));
    CHECK(notify_activity(activity) == notify.contains(activity));
    CHECK(campaign_activity(activity) == campaign.contains(activity));
  }
}

TEST_CASE("notifications: every combination of what switches them off", "[network][NET-10]") {
  int mails = 0;
  int pushes = 0;
  for (unsigned bits = 0; bits < 128; ++bits) {
    user one = make_user("BE-1.d050", "BE-1", {role::salesman});
    const bool flag = bits & 1, address = bits & 2, disabled = bits & 4, selected = bits & 8, push = bits & 16;
    one.notify.leads = flag;
    if (address) one.email = "a@b.be";
    one.notify.mail_disabled = disabled;
    one.notify.activities = {selected ? "VN" : "VO", "PR"};
    one.notify.push = push;
    one.active = !(bits & 32);
    one.superseded = bits & 64;
    const bool works = !(bits & 32) && !(bits & 64);
    CAPTURE(bits);
    CHECK(notified_by_mail(one, "VN") == (works && flag && address && !disabled && selected));
    CHECK(notified_by_push(one, "VN") == (works && push && selected));
    CHECK_FALSE(notified_by_mail(one, ""));
    mails += notified_by_mail(one, "VN") ? 1 : 0;
    pushes += notified_by_push(one, "VN") ? 1 : 0;
  }
  CHECK(mails == 2);
  CHECK(pushes == 8);
}

TEST_CASE("check_tracked_phone: rules in order of precedence", "[network][NET-11]") {
  struct row {
    tracked_number which;
    std::string phone, mobile, wanted, tracked;
  };
  const row rows[] = {
      {tracked_number::phone, "", "+33612345678", "tracked_phone_missing@tracked_phone", ""},
      {tracked_number::mobile, "+33112345678", "", "tracked_phone_missing@tracked_phone", ""},
      {tracked_number::phone, "0112345678", "x", "tracked_phone_malformed@phone", "0112345678"},
      {tracked_number::mobile, "x", "+33 6 12 34 56 78", "tracked_phone_malformed@mobile", "+33 6 12 34 56 78"},
      {tracked_number::phone, "+", "", "tracked_phone_malformed@phone", "+"},
      {tracked_number::phone, "+331234", "", "tracked_phone_malformed@phone", "+331234"},
      {tracked_number::phone, "+0331234567", "", "tracked_phone_malformed@phone", "+0331234567"},
      {tracked_number::phone, "+1234567890123456", "", "tracked_phone_malformed@phone", "+1234567890123456"},
      {tracked_number::phone, "+123456789012345", "", "ok", "+123456789012345"},
      {tracked_number::phone, "+1234567", "", "ok", "+1234567"},
      {tracked_number::mobile, "nonsense", "+33612345678", "ok", "+33612345678"},
      {tracked_number::none, "nonsense", "", "ok", ""}};
  for (const auto& [which, phone, mobile, wanted, tracked] : rows) {
    user one = make_user("BE-1.d050", "BE-1", {});
    one.tracked_phone = which;
    one.phone = phone;
    one.mobile = mobile;
    CAPTURE(phone, mobile);
    CHECK(said(check_tracked_phone(one)) == wanted);
    CHECK(tracked_number_of(one) == tracked);
  }
}

// --- Loading

TEST_CASE("network.load: each way of being wrong, with its field",
          "[network][NET-01][NET-03][NET-04][NET-06][NET-12]") {
  struct row {
    std::string wanted;
    network_change change;
  };
  const auto add_brand = [](std::string code, std::string name) {
    return [=](load_network& all) { all.brands.push_back({code, name, brand_family::xp, {}}); };
  };
  const auto address_in = [](std::string group, std::string addresses) {
    return [=](load_network& all) { all.outlets[0].mailboxes.set(group, addresses); };
  };
  const auto place_at = [](double lat, double lon) {
    return [=](load_network& all) { all.outlets[0].location = geo_point{lat, lon}; };
  };
  const auto fte = [](std::string text) {
    return [=](load_network& all) { all.users[0].fte = parse_decimal(text).value(); };
  };
  const row rows[] = {
      {"brand_incomplete@brands.0.code", add_brand("", "Nameless")},
      {"brand_incomplete@brands.0.name", add_brand("ZZ", "")},
      {"brand_code_malformed@brands.0.code", add_brand("zz", "Small")},
      {"brand_code_malformed@brands.0.code", add_brand("Z", "Short")},
      {"brand_code_malformed@brands.0.code", add_brand("ZZZZZ", "Long")},
      {"brand_code_malformed@brands.0.code", add_brand("Z-Z", "Dashed")},
      {"entity_incomplete@legal_entities.0.id", [](load_network& all) { all.legal_entities[0].id = ""; }},
      {"entity_incomplete@legal_entities.1.vat", [](load_network& all) { all.legal_entities[1].vat = ""; }},
      {"entity_incomplete@legal_entities.2.name", [](load_network& all) { all.legal_entities[2].name = ""; }},
      {"entity_vat_taken@legal_entities.1.vat",
       [](load_network& all) { all.legal_entities[1].vat = all.legal_entities[0].vat; }},
      {"outlet_incomplete@outlets.0.code", [](load_network& all) { all.outlets[0].code = ""; }},
      {"outlet_incomplete@outlets.0.entity", [](load_network& all) { all.outlets[0].entity = ""; }},
      {"outlet_incomplete@outlets.0.name", [](load_network& all) { all.outlets[0].name = ""; }},
      {"outlet_incomplete@outlets.0.time_zone", [](load_network& all) { all.outlets[0].time_zone = ""; }},
      {"outlet_incomplete@outlets.0.site", [](load_network& all) { all.outlets[0].site = ""; }},
      {"outlet_code_malformed@outlets.0.code", [](load_network& all) { all.outlets[0].code = "00-11"; }},
      {"outlet_code_malformed@outlets.0.site", [](load_network& all) { all.outlets[0].site = "0000"; }},
      {"outlet_code_malformed@outlets.0.site", [](load_network& all) { all.outlets[0].site = "00a"; }},
      {"brand_unknown@outlets.0.brands.1",
       [](load_network& all) {
         all.outlets[0].brands = {"AC", "QQ"};
       }},
      {"outlet_time_zone_unknown@outlets.0.time_zone",
       [](load_network& all) { all.outlets[0].time_zone = "Europe/Bruxelles"; }},
      {"outlet_location_out_of_range@outlets.0.location", place_at(90.0001, 0)},
      {"outlet_location_out_of_range@outlets.0.location", place_at(0, -180.0001)},
      {"outlet_location_out_of_range@outlets.0.location", place_at(std::nan(""), 0)},
      {"outlet_location_out_of_range@outlets.0.location", place_at(0, INFINITY)},
      {"sales_manager_not_responsible@outlets.0.sales_managers.FT",
       [](load_network& all) { all.outlets[0].sales_managers.set("FT", manager); }},
      {"mailbox_group_unknown@outlets.0.mailboxes.3", address_in("3", "a@b.be")},
      {"mailbox_group_unknown@outlets.0.mailboxes.0", address_in("0", "nonsense")},
      {"mailbox_address_malformed@outlets.0.mailboxes.1", address_in("1", "")},
      {"mailbox_address_malformed@outlets.0.mailboxes.1", address_in("1", "a@b.be,")},
      {"mailbox_address_malformed@outlets.0.mailboxes.2", address_in("2", "a@b.be, b")},
      {"iban_check_digits_wrong@outlets.0.iban", [](load_network& all) { all.outlets[0].iban = "BE69539007547034"; }},
      {"bic_malformed@outlets.0.bic", [](load_network& all) { all.outlets[0].bic = "GEBA"; }},
      {"user_incomplete@users.0.id", [](load_network& all) { all.users[0].id = ""; }},
      {"user_incomplete@users.0.entity", [](load_network& all) { all.users[0].entity = ""; }},
      {"user_incomplete@users.0.shares.0.outlet",
       [](load_network& all) {
         all.users[0].shares = {{"", "AC", 100}};
       }},
      {"user_incomplete@users.0.legacy_logins.0.login",
       [](load_network& all) {
         all.users[0].legacy_logins = {{brussels, ""}};
       }},
      {"shares_not_whole_percent@users.0.shares",
       [](load_network& all) {
         all.users[0].shares = {{brussels, "AC", 101}};
       }},
      {"share_given_twice@users.0.shares",
       [](load_network& all) {
         all.users[0].shares = {{brussels, "AC", 50}, {brussels, "AC", 50}};
       }},
      {"shares_do_not_sum_to_100@users.0.shares",
       [](load_network& all) {
         all.users[0].shares = {{brussels, "AC", 99}};
       }},
      {"brand_unknown@users.0.shares.0.brand",
       [](load_network& all) {
         all.users[0].shares = {{brussels, "QQ", 100}};
       }},
      {"campaign_activity_unknown@users.0.activities.1",
       [](load_network& all) {
         all.users[0].activities = {"B2C-VN", "VN"};
       }},
      {"notify_activity_unknown@users.0.notify.activities.0",
       [](load_network& all) { all.users[0].notify.activities = {"APV"}; }},
      {"tracked_phone_missing@users.0.tracked_phone",
       [](load_network& all) { all.users[0].tracked_phone = tracked_number::mobile; }},
      {"tracked_phone_malformed@users.0.phone",
       [](load_network& all) {
         all.users[0].tracked_phone = tracked_number::phone;
         all.users[0].phone = "02 123 45 67";
       }},
      {"email_malformed@users.0.email", [](load_network& all) { all.users[0].email = "nobody"; }},
      {"user_fte_out_of_range@users.0.fte", fte("-1")},
      {"user_fte_out_of_range@users.0.fte", fte("100.01")},
      {"user_fte_out_of_range@users.0.fte", fte("99.999")},
  };
  for (const auto& [wanted, change] : rows) {
    shop show({}, false);
    CAPTURE(wanted);
    CHECK(said(show.run(changed(change), show.by_nobody())) == wanted);
    CHECK(show.records() == 0);  // one bad record, and nothing is kept
  }
}

TEST_CASE("network.load: everything that is wrong is said at once, in the order of the fields",
          "[network][NET-01][DAT-02]") {
  shop show({}, false);
  const auto all = changed([](load_network& network) {
    network.brands = {{"zz", "", brand_family::xp, {}}};
    network.users[1].fte = decimal::whole(101);
    network.outlets[3].time_zone = "Mars/Base";
    network.outlets[0].site = "x";
    network.legal_entities[2].name = "";
  });
  CHECK(said(show.run(all, show.by_nobody())) ==
        "entity_incomplete@legal_entities.2.name, outlet_code_malformed@outlets.0.site, "
        "outlet_time_zone_unknown@outlets.3.time_zone, user_fte_out_of_range@users.1.fte, "
        "brand_code_malformed@brands.0.code, brand_incomplete@brands.0.name");
  CHECK(show.records() == 0);
}

TEST_CASE("network.load: accepted at the edges", "[network][NET-04][NET-06][NET-07][NET-09][NET-12]") {
  struct row {
    std::string notes;
    network_change change;
  };
  const row rows[] = {
      {"", [](load_network&) {}},
      {"",
       [](load_network& all) {
         all.outlets[0].location = geo_point{90, 180};
       }},
      {"",
       [](load_network& all) {
         all.outlets[0].location = geo_point{-90, -180};
       }},
      {"", [](load_network& all) { all.users[0].fte = decimal::whole(100); }},
      {"", [](load_network& all) { all.users[0].fte = decimal::whole(0); }},
      {"", [](load_network& all) { all.users[0].fte = parse_decimal("99.99").value(); }},
      {"",
       [](load_network& all) {
         all.users.push_back(with_shares({50, 30, 20}));
       }},
      {"", [](load_network& all) { all.outlets[0].sales_managers.set("AC", manager); }},
      {"", [](load_network& all) { all.outlets[0].mailboxes.set("1", "a@b.be,b@b.be, c@b.be ,d@b.be,e@b.be"); }},
      {"mailbox_only_first_notified@outlets.0.mailboxes.2",
       [](load_network& all) { all.outlets[0].mailboxes.set("2", "a@b.be,b@b.be,c@b.be,d@b.be,e@b.be,f@b.be"); }},
      {"entity_vat_unproved@legal_entities.0.vat",
       [](load_network& all) { all.legal_entities[0].vat = "DE123456789"; }},
      {"user_id_malformed@users.0.id", [](load_network& all) { all.users[0].id = "old-login"; }},
      {"user_reference_open@outlets.0.entity", [](load_network& all) { all.outlets[0].entity = "BE-9"; }},
      {"user_reference_open@outlets.0.sales_managers.AC",
       [](load_network& all) { all.outlets[0].sales_managers.set("AC", "BE-1.d777"); }},
      {"user_reference_open@users.0.main_outlet", [](load_network& all) { all.users[0].main_outlet = "0011960-777"; }},
      {"user_reference_open@users.0.roles.0.outlet",
       [](load_network& all) { all.users[0].roles[0].outlet = "0011960-777"; }},
      {"user_reference_open@users.0.shares.0.outlet",
       [](load_network& all) {
         all.users[0].shares = {{"0011960-777", "AC", 100}};
       }},
      // A brand that an integrator registers is sold from the same call on.
      {"",
       [](load_network& all) {
         all.brands = {{"ZZ", "Zed", brand_family::none, {brand_capability::quote_tool}}};
         all.outlets[0].brands = {"AC", "ZZ"};
       }},
  };
  for (const auto& [notes, change] : rows) {
    shop show({}, false);
    CAPTURE(notes);
    const auto loaded = show.run(changed(change), show.by_nobody());
    CHECK(said(loaded) == "ok");
    CHECK(noted(loaded) == notes);
    CHECK(show.records() > 0);
    CHECK(show.rebuilds_the_same());
  }
}

TEST_CASE("network.load: in any order, in several calls, and again", "[network][NET-03][NET-06]") {
  shop show({}, false);
  const load_network all = small_network();
  load_network people, places, companies;
  people.users = all.users;
  places.outlets = all.outlets;
  companies.legal_entities = all.legal_entities;
  CHECK(show.run(people, show.by_nobody()).notes.size() == 9);  // their entities are not there yet
  CHECK(show.run(places, show.by_nobody()).notes.size() == 5);
  CHECK(show.run(companies, show.by_nobody()).notes.empty());
  const auto before = show.records();
  CHECK(before == 9 + 5 + 3);

  const auto again = show.run(all, show.by_nobody());
  REQUIRE(said(again) == "ok");
  CHECK(again.reply->users == 9);
  CHECK(again.reply->outlets == 5);
  CHECK(again.reply->legal_entities == 3);
  CHECK(again.reply->brands == 0);
  CHECK(again.notes.empty());
  CHECK(show.records() == before);  // the same again leaves no trace
  CHECK(said(show.run(show_policy{}, show.by())) == "ok");
}

TEST_CASE("network.load: a VAT number is one entity's, until it is given up", "[network][NET-03]") {
  shop show;
  const auto load = [&](std::string id, std::string vat) {
    load_network one;
    one.legal_entities = {{std::move(id), std::move(vat), "Garage"}};
    return said(show.run(one, show.by_nobody()));
  };
  CHECK(load("BE-9", belgian_vat(1)) == "entity_vat_taken@legal_entities.0.vat");
  CHECK(load("BE-1", belgian_vat(1)) == "ok");   // its own
  CHECK(load("BE-1", belgian_vat(77)) == "ok");  // another one; the first is free now
  CHECK(load("BE-9", belgian_vat(1)) == "ok");
  CHECK(load("BE-1", belgian_vat(1)) == "entity_vat_taken@legal_entities.0.vat");
  CHECK(show.rebuilds_the_same());
}

// --- Users, one by one

TEST_CASE("user.put: rules in order of precedence", "[network][NET-06][ACC-01]") {
  shop show;
  struct row {
    std::string who, place, wanted;
    std::function<void(user&)> change;
  };
  const auto nothing = [](user&) {};
  // Each row breaks its rule and, where it can, the later ones.
  const auto foreign = [](user& one) { one.entity = "BE-2"; };
  const row rows[] = {{seller, brussels, "user_incomplete@user.id",
                       [](user& one) {
                         one.id = "";
                         one.entity = "BE-2";
                       }},
                      {seller, brussels, "user_id_malformed@user.id, shares_do_not_sum_to_100@user.shares",
                       [](user& one) {
                         one.entity = "BE-2";
                         one.shares = {{brussels, "AC", 1}};
                       }},
                      {seller, brussels, "entity_unknown@user.entity",
                       [](user& one) {
                         one.id = "BE-2.d050";
                         one.entity = "BE-2";
                       }},
                      {chief, brussels, "entity_unknown@user.entity",
                       [](user& one) {
                         one.id = "BE-2.d050";
                         one.entity = "BE-2";
                       }},
                      {seller, brussels, "user_admin_only@actor.user", nothing},
                      {manager, brussels, "user_admin_only@actor.user", nothing},
                      {rival_chief, ghent, "entity_unknown@user.entity", nothing},
                      {chief, ghent, "actor_unknown@actor.outlet", foreign},
                      {chief, brussels, "ok", nothing},
                      {chief, antwerp, "ok", nothing}};
  for (const auto& [who, place, wanted, change] : rows) {
    put_user command;
    command.record = make_user("BE-1.d050", "BE-1", {role::salesman});
    change(command.record);
    CAPTURE(who, place);
    CHECK(said(show.run(command, show.by(who, place))) == wanted);
  }
}

TEST_CASE("user.put: a user changes, and the same change again leaves no trace", "[network][NET-06][ACC-07]") {
  shop show;
  put_user command;
  command.record = make_user("BE-1.d050", "BE-1", {role::salesman, role::secretary});
  command.record.language = "nl-BE";
  const auto before = show.records();
  const auto made = show.run(command, show.by(chief));
  REQUIRE(said(made) == "ok");
  CHECK(made.reply->stored == command.record);
  CHECK(show.records() == before + 1);
  CHECK(said(show.run(command, show.by(chief))) == "ok");
  CHECK(show.records() == before + 1);
  CHECK(show.office.language_of({"BE-1.d050", brussels}) == "nl-BE");
  CHECK(show.office.language_of({"BE-1.d051", brussels}).empty());

  command.record.language = "fr-BE";
  CHECK(said(show.run(command, show.by(chief))) == "ok");
  list_audit list;
  list.record = "BE-1.d050";
  const auto audit = show.run(list, show.by(chief));
  REQUIRE(said(audit) == "ok");
  REQUIRE(audit.reply->records.size() == 2);
  CHECK(audit.reply->records[1].kind == "user_changed");
  CHECK(audit.reply->records[1].user == chief);
  user_changed event{};
  REQUIRE(codec::decode(audit.reply->records[1].facts, event));  // before and after
  REQUIRE(event.before.has_value());
  CHECK(event.before->language == "nl-BE");
  CHECK(event.after.language == "fr-BE");
  CHECK(show.rebuilds_the_same());
}

TEST_CASE("user.deactivate: rules in order, and what follows", "[network][NET-06][ACC-01][ACC-02]") {
  shop show;
  const auto attempt = [&](const std::string& id, const std::string& who, const std::string& place) {
    return said(show.run(deactivate_user{id}, show.by(who, place)));
  };
  CHECK(attempt("", seller, brussels) == "user_incomplete@id");
  CHECK(attempt("BE-1.d777", seller, brussels) == "user_unknown@id");
  CHECK(attempt(rival, seller, brussels) == "user_unknown@id");  // another dealer's people do not exist
  CHECK(attempt(second_seller, seller, brussels) == "user_admin_only@actor.user");
  CHECK(attempt(second_seller, manager, brussels) == "user_admin_only@actor.user");
  CHECK(said(show.run(search_customers{}, show.by(second_seller))) == "search_criteria_missing@");
  const auto before = show.records();
  const auto done = show.run(deactivate_user{second_seller}, show.by(chief));
  REQUIRE(said(done) == "ok");
  CHECK_FALSE(done.reply->stored.active);
  CHECK(show.records() == before + 1);
  CHECK(attempt(second_seller, chief, brussels) == "ok");  // gone is gone
  CHECK(show.records() == before + 1);
  CHECK(said(show.run(search_customers{}, show.by(second_seller))) == "actor_inactive@actor.user");
  // Back again: the record kept everything else.
  put_user back;
  back.record = done.reply->stored;
  back.record.active = true;
  CHECK(said(show.run(back, show.by(chief))) == "ok");
  CHECK(said(show.run(search_customers{}, show.by(second_seller))) == "search_criteria_missing@");
  CHECK(show.rebuilds_the_same());
}

// --- Bank accounts

TEST_CASE("outlet.set_bank: rules in order of precedence", "[network][STL-02]") {
  const std::string account = "BE68539007547034";
  const std::string other = "BE71096123456769";
  for (const auto& kind : store_kinds()) {
    const directory place;
    shop show(options_for(kind, place));
    const auto set = [&](std::string at, std::string iban, std::string bic, const std::string& who,
                         const std::string& from) {
      return said(show.run(set_outlet_bank{std::move(at), std::move(iban), std::move(bic)}, show.by(who, from)));
    };
    CHECK(set("", "", "x", seller, brussels) == "outlet_incomplete@outlet, iban_missing@iban, bic_malformed@bic");
    CHECK(set("nowhere", "", "", seller, brussels) == "iban_missing@iban");
    CHECK(set("nowhere", "BE00", "", seller, brussels) == "iban_malformed@iban");
    CHECK(set("nowhere", "XX00539007547034", "", seller, brussels) == "iban_country_unknown@iban");
    CHECK(set("nowhere", "BE69539007547034", "", seller, brussels) == "iban_check_digits_wrong@iban");
    CHECK(set("nowhere", account, "GEBA", seller, brussels) == "bic_malformed@bic");
    CHECK(set("nowhere", account, "", seller, brussels) == "outlet_unknown@outlet");
    CHECK(set(ghent, account, "", seller, brussels) == "outlet_unknown@outlet");
    CHECK(set(ghent, account, "", chief, brussels) == "outlet_unknown@outlet");
    CHECK(set("nowhere", account, "", headquarters_user, head_office) == "outlet_unknown@outlet");

    const auto before = show.records();
    CHECK(set(brussels, "be68 5390 0754 7034", "gebabebb", seller, brussels) == "ok");
    CHECK(show.records() == before + 1);
    CHECK(set(brussels, account, "GEBABEBB", second_seller, antwerp) == "ok");  // the same account again
    CHECK(show.records() == before + 1);
    CHECK(set(brussels, other, "GEBABEBB", seller, brussels) == "bank_account_fixed@iban");
    CHECK(set(brussels, account, "", seller, brussels) == "bank_account_fixed@iban");
    CHECK(set(brussels, other, "", chief, brussels) == "bank_account_fixed@iban");
    CHECK(set(brussels, other, "", headquarters_user, head_office) == "ok");
    CHECK(set(ghent, other, "", headquarters_user, head_office) == "ok");  // every outlet of the brand
    CHECK(show.rebuilds_the_same());
  }
}

TEST_CASE("outlet.set_bank: national check digits", "[network][STL-02]") {
  shop show;
  CHECK(said(show.run(set_outlet_bank{brussels, "BE41539007547035", ""})) == "iban_national_check_wrong@iban");
}

TEST_CASE("outlet.set_bank: a loaded account is the same however it is spaced", "[network][STL-02]") {
  shop show({}, false);
  REQUIRE(said(show.run(changed([](load_network& all) { all.outlets[0].iban = "BE68 5390 0754 7034"; }),
                        show.by_nobody())) == "ok");
  CHECK(said(show.run(set_outlet_bank{brussels, "BE68539007547034", ""})) == "ok");
}

// --- Search of outlets

namespace {

struct spot {
  std::string code, name, postal_code, city, country;
  std::optional<geo_point> location;
};

// A desk whose outlets are `spots`, loaded in the order given.
class map_of_outlets {
 public:
  explicit map_of_outlets(const std::vector<spot>& spots, const desk_options& options = {}) : show(options) {
    load_network all;
    for (const auto& one : spots) {
      outlet place = make_outlet(one.code, "000", "BE-1", one.name, {"OP"}, one.postal_code, one.city);
      place.address.country = one.country;
      place.location = one.location;
      all.outlets.push_back(place);
    }
    REQUIRE(said(show.run(all, show.by_nobody())) == "ok");
  }

  texts find(search_outlets wanted) {
    if (wanted.brand.empty()) wanted.brand = "OP";
    const auto found = show.run(wanted);
    if (!found.ok()) return {said(found)};
    texts names;
    for (const auto& one : found.reply->outlets) {
      std::string text = one.outlet.substr(0, one.outlet.find('-'));
      if (one.distance_km.has_value()) {
        std::string distance;
        detail::append_scaled(distance, std::llround(*one.distance_km * 10), 1);
        text += " " + distance;
      }
      names.push_back(text);
    }
    return names;
  }

  shop show;
};

search_outlets near(std::string postal_code, std::string country = "BE") {
  search_outlets wanted;
  wanted.postal_code = std::move(postal_code);
  wanted.country = std::move(country);
  return wanted;
}

const std::vector<spot>& belgium() {
  static const auto* const spots =
      new std::vector<spot>{{"Z1", "Opel Centre", "1000", "Bruxelles", "BE", geo_point{50.8503, 4.3517}},
                            {"Z2", "Opel Laeken", "1020", "Laeken", "BE", geo_point{50.8800, 4.3500}},
                            {"Z3", "Opel Centre", "1000", "Bruxelles", "BE", std::nullopt},
                            {"Z4", "opel centre", "1000", "Bruxelles", "BE", std::nullopt},
                            {"Z5", "Opel Uccle", "1180", "Uccle", "BE", std::nullopt},
                            {"Z6", "Opel Wavre", "1300", "Wavre", "BE", std::nullopt},
                            {"Z7", "Opel Aalst", "0820", "Nulle part", "BE", std::nullopt},
                            {"Z8", "Opel Arlon", "6700", "Arlon", "BE", geo_point{49.6833, 5.8167}},
                            {"Z9", "Opel Luxembourg", "L-1000", "Luxembourg", "LU", std::nullopt}};
  return *spots;
}

}  // namespace

TEST_CASE("outlet.search: nearest first, by great circle, same postal code, numbers, name, code", "[network][NET-05]") {
  std::vector<spot> spots = belgium();
  spots[6].postal_code = "1180";                          // as far as Z5 in numbers: then the name decides
  const texts by_name = {"Z1 0.0", "Z2 3.3", "Z8 166.4",  // measured
                         "Z3",     "Z4",                  // the same postal code and name: then the code
                         "Z7",     "Z5",     "Z6"};       // 180 away by name, then 300 away
  {
    map_of_outlets map(spots);
    CHECK(map.find(near("1000")) == by_name);
  }
  // Whatever the order in which they came.
  const std::uint64_t seed = 5;
  CAPTURE(seed);
  std::uint64_t state = seed;
  for (int round = 0; round < 20; ++round) {
    for (std::size_t i = spots.size(); i > 1; --i) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      std::swap(spots[i - 1], spots[(state >> 33) % i]);
    }
    map_of_outlets map(spots);
    REQUIRE(map.find(near("1000")) == by_name);
  }
}

TEST_CASE("outlet.search: distances are great circles from the mean of the postal code", "[network][NET-05]") {
  map_of_outlets map({{"Z1", "A", "1000", "Bruxelles", "BE", geo_point{50.0, 4.0}},
                      {"Z2", "B", "1000", "Bruxelles", "BE", geo_point{52.0, 4.0}},
                      {"Z3", "C", "2000", "Antwerpen", "BE", geo_point{51.0, 4.0}},
                      {"Z4", "D", "3000", "Leuven", "BE", geo_point{51.0, 5.0}}});
  // One degree of latitude is 111.195 km; the mean of 1000 is (51, 4), where Z3 is.
  const texts found = map.find(near("1000"));
  CHECK(found == texts{"Z3 0.0", "Z4 70.0", "Z1 111.2", "Z2 111.2"});
  // From a code where no outlet has coordinates only numbers can be compared.
  CHECK(map.find(near("2100")) == texts{"Z3", "Z4", "Z1", "Z2"});
}

TEST_CASE("outlet.search: names and places by prefixes of words, without accents and case", "[network][NET-05]") {
  map_of_outlets map({{"Z1", "Garage Détroit", "4000", "Liège", "BE", {}},
                      {"Z2", "Garage Liégeois", "4000", "Saint-Nicolas", "BE", {}},
                      {"Z3", "Dealer", "L-4000", "Esch", "LU", {}}});
  const auto by = [&](std::string name, std::string locality, std::string country = {}) {
    search_outlets wanted;
    wanted.name = std::move(name);
    wanted.locality = std::move(locality);
    wanted.country = std::move(country);
    return map.find(wanted);
  };
  CHECK(by("detroit", "") == texts{"Z1"});
  CHECK(by("DETR", "") == texts{"Z1"});
  CHECK(by("etroit", "").empty());  // not the beginning of a word
  CHECK(by("lieg", "") == texts{"Z2"});
  CHECK(by("", "lieg") == texts{"Z1"});
  CHECK(by("", "nicolas") == texts{"Z2"});
  CHECK(by("garage", "") == texts{"Z1", "Z2"});
  CHECK(by("garage", "liège") == texts{"Z1"});
  CHECK(by("", "", "LU") == texts{"Z3"});
  CHECK(by("", "", "FR").empty());
  CHECK(by("", "") == texts{"Z3", "Z1", "Z2"});  // nothing to measure by: the name
}

TEST_CASE("outlet.search: only destinations, only of the brand", "[network][NET-04][NET-05]") {
  shop show;
  const auto find = [&](std::string brand) {
    search_outlets wanted;
    wanted.brand = std::move(brand);
    const auto found = show.run(wanted);
    texts names;
    if (!found.ok()) return texts{said(found)};
    for (const auto& one : found.reply->outlets) names.push_back(one.outlet);
    return names;
  };
  // Those of other dealers are found too: the customer chooses. A record of type `dealer` never is.
  CHECK(find("AC") == texts{ghent, antwerp, brussels});
  CHECK(find("DS") == texts{brussels});
  CHECK(find("LM").empty());
  CHECK(find("") == texts{"outlet_search_incomplete@brand"});
  CHECK(find("QQ") == texts{"brand_unknown@brand"});

  desk_options training;
  training.training = true;
  shop school(training);
  search_outlets wanted;
  wanted.brand = "AC";
  CHECK(school.run(wanted).reply->outlets.empty());
  load_network more;
  more.outlets = {make_outlet("0000001", "000", "BE-1", "Formation", {"AC"}, "1000", "Bruxelles")};
  more.outlets[0].training = true;
  REQUIRE(said(school.run(more, school.by_nobody())) == "ok");
  const auto found = school.run(wanted);
  REQUIRE(said(found) == "ok");
  REQUIRE(found.reply->outlets.size() == 1);
  CHECK(found.reply->outlets[0].outlet == "0000001-000");
  // Outside training it is nobody's point of sale.
  REQUIRE(said(show.run(more, show.by_nobody())) == "ok");
  CHECK(find("AC") == texts{ghent, antwerp, brussels});
}

TEST_CASE("outlet.search: refusals", "[network][NET-05][DAT-05]") {
  shop show;
  struct row {
    std::string wanted;
    std::function<void(search_outlets&)> change;
  };
  const row rows[] = {{"country_missing@country", [](search_outlets& one) { one.postal_code = "1000"; }},
                      {"postal_code_malformed@postal_code",
                       [](search_outlets& one) {
                         one.postal_code = "999";
                         one.country = "BE";
                       }},
                      {"brand_unknown@brand, country_missing@country, list_limit_out_of_range@limit",
                       [](search_outlets& one) {
                         one.brand = "QQ";
                         one.postal_code = "1000";
                         one.limit = 0;
                       }},
                      {"record_not_found@customer", [](search_outlets& one) { one.customer = "nobody"; }},
                      {"list_limit_out_of_range@limit", [](search_outlets& one) { one.limit = 0; }},
                      {"list_limit_out_of_range@limit", [](search_outlets& one) { one.limit = -1; }},
                      {"list_limit_out_of_range@limit", [](search_outlets& one) { one.limit = 1001; }},
                      {"list_position_unknown@after", [](search_outlets& one) { one.after = "nowhere"; }},
                      {"ok", [](search_outlets& one) { one.limit = 1; }},
                      {"ok", [](search_outlets& one) { one.limit = 1000; }}};
  for (const auto& [wanted, change] : rows) {
    search_outlets one;
    one.brand = "AC";
    change(one);
    CAPTURE(wanted);
    CHECK(said(show.run(one)) == wanted);
  }
}

TEST_CASE("outlet.search: pages follow each other without gap", "[network][NET-05][DAT-05]") {
  map_of_outlets map(belgium());
  const texts all = map.find(near("1000", "BE"));
  REQUIRE(all.size() == 8);
  texts paged;
  search_outlets wanted = near("1000", "BE");
  wanted.brand = "OP";
  wanted.limit = 3;
  for (int page = 0; page < 10; ++page) {
    const auto found = map.show.run(wanted);
    REQUIRE(said(found) == "ok");
    for (const auto& one : found.reply->outlets) paged.push_back(one.outlet);
    if (!found.reply->next.has_value()) break;
    CHECK(found.reply->outlets.size() == 3);
    wanted.after = *found.reply->next;
  }
  REQUIRE(paged.size() == 8);
  for (std::size_t i = 0; i < 8; ++i) CHECK(all[i].starts_with(paged[i].substr(0, 2)));
}

TEST_CASE("outlet.search: with nothing typed, from the customer's postal code", "[network][NET-05][ACC-02]") {
  map_of_outlets map(belgium());
  auto typed = shop::someone(1);
  typed.postal_code = "6700";
  const auto lives_in_arlon = map.show.create(typed);
  search_outlets wanted;
  wanted.customer = lives_in_arlon.id;
  CHECK(map.find(wanted).front() == "Z8 0.0");
  // What is typed comes before it.
  wanted.postal_code = "1000";
  wanted.country = "BE";
  CHECK(map.find(wanted).front() == "Z1 0.0");

  // Another dealer's customer is answered as one that does not exist.
  search_outlets foreign;
  foreign.brand = "OP";
  foreign.customer = lives_in_arlon.id;
  search_outlets unknown = foreign;
  unknown.customer = "00000000-0000-7000-8000-000000000000";
  const auto one = map.show.run(foreign, map.show.by(rival, ghent));
  const auto other = map.show.run(unknown, map.show.by(rival, ghent));
  CHECK(said(one) == "record_not_found@customer");
  CHECK(one.refused == other.refused);
}

// --- Order of instants

TEST_CASE("network: a record's instants do not go back", "[network][DAT-06]") {
  shop show;
  const auto at = [&](instant when) {
    auto context = show.by_nobody();
    context.at = when;
    return context;
  };
  // The fixture loaded everything a day before noon.
  load_network users, outlets;
  users.users = {make_user(seller, "BE-1", {role::salesman, role::secretary})};
  outlets.outlets = {small_network().outlets[0]};
  outlets.outlets[0].phone = "+3225131234";
  CHECK(said(show.run(users, at(noon - 24h - 1us))) == "instant_before_last_event@at");
  CHECK(said(show.run(outlets, at(noon - 24h - 1us))) == "instant_before_last_event@at");
  CHECK(said(show.run(users, at(noon - 24h))) == "ok");  // equal is allowed
  CHECK(said(show.run(outlets, at(noon - 24h))) == "ok");
  // Another record does not matter.
  load_network late, other;
  late.users = {make_user("BE-1.d100", "BE-1", {})};
  other.users = {make_user("BE-1.d101", "BE-1", {})};
  CHECK(said(show.run(late, at(noon))) == "ok");
  CHECK(said(show.run(other, at(noon - 1h))) == "ok");
  // An identifier that begins like another one is another record.
  load_network longer;
  longer.users = {make_user("BE-1.d1", "BE-1", {})};
  CHECK(said(show.run(longer, at(noon - 2h))) == "ok");
}

TEST_CASE("network: instants of legal entities and brands do not go back either", "[network][DAT-06]") {
  shop show;
  auto earlier = show.by_nobody();
  earlier.at = noon - 48h;
  load_network entity;
  entity.legal_entities = {{"BE-1", belgian_vat(1), "Garage Un (ancien)"}};
  CHECK(said(show.run(entity, earlier)) == "instant_before_last_event@at");
  load_network brand_now, brand_then;
  brand_now.brands = {{"ZZ", "Zed", brand_family::none, {}}};
  brand_then.brands = {{"ZZ", "Zed of old", brand_family::none, {}}};
  REQUIRE(said(show.run(brand_now, show.by_nobody())) == "ok");
  CHECK(said(show.run(brand_then, earlier)) == "instant_before_last_event@at");
}
