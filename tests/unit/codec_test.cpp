// The stored form: what was written once must be readable for ever, and nothing else may be read.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "dealerkit/desk.hpp"
#include "dealerkit/presets/presets.hpp"
#include "desk/codec.hpp"
#include "desk/event_types.hpp"
#include "support/catch.hpp"

using namespace dealerkit;

static_assert(!std::is_convertible_v<int, codec::part>);
static_assert(shapes::is_vector<std::vector<int>> && !shapes::is_vector<std::string>);
static_assert(shapes::is_optional<std::optional<bool>> && !shapes::is_optional<bool>);
static_assert(shapes::is_named<named<std::string>> && !shapes::is_named<std::vector<std::string>>);
static_assert(noexcept(codec::zigzag(0)) && noexcept(codec::unzigzag(0)));

namespace {

std::string to_hex(std::string_view bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text.push_back(digits[static_cast<std::uint8_t>(c) >> 4]);
    text.push_back(digits[static_cast<std::uint8_t>(c) & 15]);
  }
  return text;
}

std::string from_hex(std::string_view text) {
  const auto nibble = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    bytes.push_back(static_cast<char>(nibble(text[i]) * 16 + nibble(text[i + 1])));
  return bytes;
}

// Calls `visit` with a value of the event type of this kind; false where the kind is not known.
template <class Visitor, class... Events>
bool with_event_type(std::string_view kind, Visitor&& visit, projections::event_list<Events...>) {
  return ((kind == Events::kind && (visit(Events{}), true)) || ...);
}
template <class Visitor>
bool with_event_type(std::string_view kind, Visitor&& visit) {
  return with_event_type(kind, visit, projections::every_event{});
}

// Gives every field of a value something that is not its default, the same at every run.
class filler {
 public:
  template <class T>
  void fill(T& value) {
    ++count_;
    if constexpr (std::is_same_v<T, std::string>) {
      value = "t" + std::to_string(count_);
    } else if constexpr (std::is_same_v<T, bool>) {
      value = !value;
    } else if constexpr (std::is_enum_v<T>) {
      value = enum_names<T>::list[1].value;
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
      value = count_ % 2 == 0 ? count_ : -count_;
    } else if constexpr (std::is_same_v<T, double>) {
      value = static_cast<double>(count_) + 0.5;
    } else if constexpr (std::is_same_v<T, instant>) {
      value = instant{std::chrono::microseconds{1'705'053'600'000'000 + count_}};
    } else if constexpr (std::is_same_v<T, std::chrono::year_month_day>) {
      value = std::chrono::sys_days{std::chrono::days{19'734 + count_}};
    } else if constexpr (std::is_same_v<T, decimal>) {
      value = decimal::of(1000 + count_ * 10 + 1, 2).value();
    } else if constexpr (std::is_same_v<T, violation>) {
      value = {rule::brand_unknown, "f" + std::to_string(count_), {{"known", "v" + std::to_string(count_)}}};
    } else if constexpr (std::is_same_v<T, money>) {
      value = money::minor(count_ * 100 + 1, euro);
    } else if constexpr (shapes::is_optional<T>) {
      fill(value.emplace(shapes::blank<typename T::value_type>()));
    } else if constexpr (shapes::is_vector<T>) {
      fill(value.emplace_back(shapes::blank<typename T::value_type>()));
    } else if constexpr (shapes::is_named<T>) {
      auto item = shapes::blank<typename T::value_type::second_type>();
      fill(item);
      value.set("n" + std::to_string(count_), std::move(item));
    } else if constexpr (!std::is_same_v<T, ledger_line>) {
      for_each_field<T>([&](std::string_view, auto member, field_options) { fill(value.*member); });
    }
  }

 private:
  std::int64_t count_ = 0;
};

template <class T>
T filled() {
  T value{};
  filler().fill(value);
  return value;
}

// Field by field, since commands and events have no equality of their own.
template <class T>
bool same(const T& a, const T& b) {
  if constexpr (shapes::is_optional<T>) {
    return a.has_value() == b.has_value() && (!a.has_value() || same(*a, *b));
  } else if constexpr (shapes::is_vector<T>) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](const auto& x, const auto& y) { return same(x, y); });
  } else if constexpr (std::is_same_v<T, ledger_line>) {
    return true;  // never stored a second time
  } else if constexpr (described<T>) {
    bool equal = true;
    for_each_field<T>(
        [&](std::string_view, auto member, field_options) { equal = equal && same(a.*member, b.*member); });
    return equal;
  } else {
    return a == b;
  }
}

int round_trips = 0;

template <class T>
void check_round_trip(const T& value) {
  ++round_trips;
  T read{};
  const std::string bytes = codec::bytes_of(value);
  CAPTURE(to_hex(bytes));
  REQUIRE(codec::decode(bytes, read));
  CHECK(same(value, read));
  CHECK(to_hex(codec::bytes_of(read)) == to_hex(bytes));
}

// A full value, an empty one, and one whose bytes are cut anywhere.
template <class T>
void check_type(std::string_view name) {
  CAPTURE(name);
  const T full = filled<T>();
  check_round_trip(full);
  check_round_trip(T{});
  const std::string bytes = codec::bytes_of(full);
  bool cut_ones_fine = true;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    // A copy of its own size, so that reading past its end is seen by the sanitizer.
    const std::vector<char> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    const std::string_view view(cut.data(), cut.size());
    T read{};
    // Between two fields it is a shorter value; anywhere else it is damage.
    if (codec::decode(view, read)) cut_ones_fine = cut_ones_fine && codec::bytes_of(read).starts_with(view);
  }
  CHECK(cut_ones_fine);
  // A field of a later version is passed over.
  std::string later = bytes;
  codec::put_number(later, field_count<T> + 1000);
  const std::string unknown = "of a later version";
  codec::put_value(later, shapes::shape_of<std::string>, &unknown);
  T read{};
  REQUIRE(codec::decode(later, read));
  CHECK(same(full, read));
}

template <class T>
bool reads(std::string_view bytes) {
  T value{};
  return codec::decode(bytes, value);
}

}  // namespace

TEST_CASE("codec: numbers in seven bits a byte", "[codec]") {
  struct row {
    std::uint64_t value;
    std::string_view hex;
  };
  const row rows[] = {{0, "00"},     {1, "01"},       {127, "7f"},       {128, "8001"},
                      {300, "ac02"}, {16383, "ff7f"}, {16384, "808001"}, {UINT64_MAX, "ffffffffffffffffff01"}};
  for (const auto& [value, hex] : rows) {
    std::string bytes;
    codec::put_number(bytes, value);
    CHECK(to_hex(bytes) == hex);
    std::string_view in = bytes;
    std::uint64_t read = 99;
    REQUIRE(codec::take_number(in, read));
    CHECK(read == value);
    CHECK(in.empty());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      in = std::string_view(bytes).substr(0, size);
      CHECK_FALSE(codec::take_number(in, read));
    }
  }
}

TEST_CASE("codec: signed numbers of either sign are short", "[codec]") {
  for (const std::int64_t value : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1}, std::int64_t{63},
                                   std::int64_t{-64}, std::int64_t{64}, INT64_MAX, INT64_MIN, INT64_MIN + 1}) {
    CAPTURE(value);
    CHECK(codec::unzigzag(codec::zigzag(value)) == value);
    check_round_trip(value);
  }
  CHECK(to_hex(codec::bytes_of(std::int64_t{-1})) == "01");
  CHECK(to_hex(codec::bytes_of(std::int64_t{1})) == "02");
  CHECK(to_hex(codec::bytes_of(std::int64_t{-64})) == "7f");
  CHECK(to_hex(codec::bytes_of(INT64_MIN)) == "ffffffffffffffffff01");
}

TEST_CASE("codec: each kind of value, byte for byte", "[codec]") {
  CHECK(to_hex(codec::bytes_of(std::string("a\0b", 3))) == "610062");
  CHECK(to_hex(codec::bytes_of(true)) == "01");
  CHECK(to_hex(codec::bytes_of(false)) == "00");
  CHECK(to_hex(codec::bytes_of(customer_kind::b2b)) == "01");
  CHECK(to_hex(codec::bytes_of(1.5)) == "000000000000f83f");
  CHECK(to_hex(codec::bytes_of(instant{std::chrono::microseconds{-1}})) == "01");
  CHECK(to_hex(codec::bytes_of(std::chrono::year{1970} / 1 / 2)) == "02");
  CHECK(to_hex(codec::bytes_of(decimal::of(-5, 1).value())) == "0901");
  CHECK(to_hex(codec::bytes_of(std::optional<std::string>{})).empty());
  CHECK(to_hex(codec::bytes_of(std::optional<std::string>{""})) == "01");  // there, and empty
  CHECK(to_hex(codec::bytes_of(std::optional<bool>{false})) == "0100");
  CHECK(to_hex(codec::bytes_of(std::vector<std::string>{"a", "", "bc"})) == "016100026263");
  named<std::string> values;
  values.set("a", "b");
  values.set("c", "");
  CHECK(to_hex(codec::bytes_of(values)) == "01610162016300");
  CHECK(to_hex(codec::bytes_of(violation{rule::brand_unknown, "b", {{"k", "v"}}})) ==
        "0d6272616e645f756e6b6e6f776e0162016b0176");
  CHECK(to_hex(codec::bytes_of(actor{"u", "o"})) ==
        "010175"
        "02016f");

  for (const double value : {0.0, 50.8503, -180.0, std::numeric_limits<double>::denorm_min()}) check_round_trip(value);
  for (const auto& text : {std::string(127, 'x'), std::string(128, 'x'), std::string(100'000, 'x')}) {
    // Lengths of one byte and of several.
    check_round_trip(text);
    check_round_trip(std::vector<std::string>{text, "after"});
    check_round_trip(actor{text, "after"});
  }
  check_round_trip(decimal::of(INT64_MIN, 18).value());
  check_round_trip(std::optional<std::string>{""});
  check_round_trip(std::chrono::year_month_day{std::chrono::year{9999} / 12 / 31});
}

TEST_CASE("codec: a field that is as it would be anyway is left out", "[codec]") {
  CHECK(codec::bytes_of(consent_text{}).empty());
  CHECK(codec::bytes_of(brand{}).empty());
  CHECK(to_hex(codec::bytes_of(consent_text{"", "1"})) == "020131");
  user on_leave;
  on_leave.active = false;  // the default of this one is true
  const std::string inactive = codec::bytes_of(on_leave);
  const std::string active = codec::bytes_of(user{});
  CHECK(inactive.size() == active.size() + 3);
  user read;
  REQUIRE(codec::decode(inactive, read));
  CHECK_FALSE(read.active);
  REQUIRE(codec::decode(active, read = user{}));
  CHECK(read.active);
  customer_terms terms;
  CHECK(codec::bytes_of(terms).empty());
  terms.search_valid_minutes = 0;  // zero is not the default here, so it is kept
  CHECK(to_hex(codec::bytes_of(terms)) == "010100");
}

TEST_CASE("codec: facts and the personal part are apart, and together they are all", "[codec][CUS-21]") {
  const auto event = filled<customer_created>();
  const std::string facts = codec::bytes_of(event, codec::part::facts);
  const std::string personal = codec::bytes_of(event, codec::part::personal);
  CHECK(codec::bytes_of(event) == facts + personal);
  customer_created read{};
  REQUIRE(codec::decode(facts, read));
  CHECK(read.details == customer_details{});
  CHECK(read.consents == event.consents);
  REQUIRE(codec::decode(personal, read));
  CHECK(same(read, event));

  // Nothing of a person is among the facts: the names that the filler gave the details are not in them.
  CHECK(facts.find(event.details.holder.last_name) == std::string::npos);
  const auto changed = filled<customer_changed>();
  CHECK(codec::bytes_of(changed, codec::part::facts).find(changed.after.holder.last_name) == std::string::npos);
  const auto contact = filled<contact_added>();
  CHECK(codec::bytes_of(contact, codec::part::facts).find(contact.contact.email) == std::string::npos);
  const auto delivered = filled<card_created>();
  CHECK(codec::bytes_of(delivered, codec::part::facts).find(delivered.holder.last_name) == std::string::npos);
  for (const auto* kind :
       {"user_changed", "outlet_changed", "policy_loaded", "card_used", "loyalty_moved", "payment_run_created"}) {
    with_event_type(kind, [](const auto& empty) {
      const auto full = filled<std::remove_cvref_t<decltype(empty)>>();
      CHECK(codec::bytes_of(full, codec::part::personal).empty());
    });
  }
}

TEST_CASE("codec: every stored type comes back as it was", "[codec]") {
  round_trips = 0;
  check_type<brand>("brand");
  check_type<legal_entity>("legal_entity");
  check_type<outlet>("outlet");
  check_type<user>("user");
  check_type<policy>("policy");
  check_type<customer>("customer");
  check_type<consent_record>("consent_record");
  check_type<projections::quality_counts>("quality_counts");
  check_type<projections::catalog_head>("catalog_head");
  check_type<catalog>("catalog");
  check_type<configured_vehicle>("configured_vehicle");
  check_type<operation>("operation");
  check_type<card>("card");
  check_type<card_holder>("card_holder");
  check_type<card_use_record>("card_use_record");
  check_type<projections::hold_owner>("hold_owner");
  check_type<programme>("programme");
  check_type<loyalty_card>("loyalty_card");
  check_type<loyalty_transaction>("loyalty_transaction");
  check_type<loyalty_aside>("loyalty_aside");
  check_type<claim>("claim");
  check_type<payment_run>("payment_run");
  check_type<effect>("effect");
  check_type<reason>("reason");
  check_round_trip(filled<violation>());
  check_round_trip(std::vector<violation>{filled<violation>(), violation{rule::none, "", {}}});
  // What a request is told apart by, and what is remembered of its answer.
#define DEALERKIT_VERB(verb, type, who, how) \
  check_type<type>(verb);                    \
  if constexpr (described<type::reply_type>) check_type<type::reply_type>(verb " reply");
#include "dealerkit/verbs.def"
#undef DEALERKIT_VERB
  CHECK(round_trips > 100);
}

TEST_CASE("codec: bytes that no value has are refused", "[codec]") {
  CHECK_FALSE(reads<actor>(from_hex("01")));      // a field without a length
  CHECK_FALSE(reads<actor>(from_hex("010275")));  // longer than what is there
  CHECK_FALSE(reads<actor>(from_hex("01ffffffffffffffffff01")));
  CHECK_FALSE(reads<actor>(from_hex("80808080808080808080808001")));  // a number that does not end
  CHECK_FALSE(reads<std::int64_t>(""));
  CHECK_FALSE(reads<std::int64_t>(from_hex("80")));
  CHECK_FALSE(reads<instant>(""));
  CHECK_FALSE(reads<bool>(""));
  CHECK_FALSE(reads<bool>(from_hex("0101")));
  CHECK_FALSE(reads<customer_kind>(from_hex("02")));    // a value without a name
  CHECK_FALSE(reads<customer_kind>(from_hex("8002")));  // 256 is not 0
  CHECK_FALSE(reads<customer_kind>(""));
  CHECK_FALSE(reads<double>(from_hex("00000000000000")));
  CHECK_FALSE(reads<double>(from_hex("000000000000000000")));
  CHECK_FALSE(reads<decimal>(from_hex("02")));
  CHECK_FALSE(reads<decimal>(from_hex("0213")));  // nineteen decimals
  CHECK_FALSE(reads<decimal>(from_hex("02ffffffffffffffffff01")));
  CHECK_FALSE(reads<std::chrono::year_month_day>(from_hex("ffffffffffffffffff01")));
  CHECK_FALSE(reads<std::vector<std::string>>(from_hex("0261")));
  CHECK_FALSE(reads<named<std::string>>(from_hex("0161")));
  CHECK_FALSE(reads<violation>(from_hex("0161")));
  CHECK_FALSE(reads<ledger_line>(from_hex("00")));
  CHECK_FALSE(reads<std::optional<std::int64_t>>(from_hex("01")));
}

TEST_CASE("codec: a value is read to its end or refused", "[codec]") {
  // The writer gives each of these one form only, so anything else is damage.
  CHECK_FALSE(reads<std::int64_t>(from_hex("0200")));
  CHECK_FALSE(reads<instant>(from_hex("0200")));
  CHECK_FALSE(reads<customer_kind>(from_hex("0100")));
  CHECK_FALSE(reads<decimal>(from_hex("020100")));
  CHECK_FALSE(reads<std::chrono::year_month_day>(from_hex("0200")));
  CHECK_FALSE(reads<bool>(from_hex("02")));
  CHECK_FALSE(reads<std::optional<std::string>>(from_hex("0261")));
  CHECK_FALSE(reads<std::int64_t>(from_hex("ffffffffffffffffff03")));  // beyond 64 bits
}

TEST_CASE("codec: damaged bytes never do harm", "[codec]") {
  const std::uint64_t seed = 20240112;
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  const std::string whole = codec::bytes_of(filled<customer_created>());
  int read_anyway = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = whole;
    for (int spoilt = 0; spoilt <= round % 4; ++spoilt) bytes[random() % bytes.size()] = static_cast<char>(random());
    if (round % 3 == 0) bytes.resize(random() % bytes.size());
    customer_created read{};
    if (!codec::decode(bytes, read)) continue;
    ++read_anyway;
    customer_created again{};
    REQUIRE(codec::decode(codec::bytes_of(read), again));
    REQUIRE(same(read, again));
  }
  CHECK(read_anyway > 0);
  CHECK(read_anyway < 20'000);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes(random() % 64, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    customer one{};
    policy other{};
    (void)codec::decode(bytes, one);
    (void)codec::decode(bytes, other);
  }
}

// What ledgers hold already. A line that fails means that they can no longer be read, or read as something else:
// change the code, not the line. A field added at the end gives a new line; the old one must still be readable.
namespace {
struct frozen_event {
  std::string_view kind;
  std::string facts;
  std::string personal;
};

const std::vector<frozen_event>& frozen_events() {
  static const auto* const events = new std::vector<frozen_event>{
      {"brand_registered", "010f010274330202743403010104020101", ""},
      {"entity_loaded", "010d01010274340202743503027436020d01027438020274390303743130", ""},
      {"outlet_changed",
       "017d0101027434020274350302743604010105027438060403743130071401037431320203743133030374313404037431350815"
       "01010800000000008032400208000000000080334009037432300a08036e3232037432320b08036e3234037432340c0403743236"
       "0d037432370e037432380f0374323910037433301101010280010103743333020374333403037433350401010503743337060403"
       "7433390714010374343102037434320303743433040374343408150101080000000000c047400208000000000040484009037434"
       "390a08036e3531037435310b08036e3533037435330c04037435350d037435360e037435370f037435381003743539110101",
       ""},
      {"user_changed",
       "017c010102743402027435030274360402743705027438060274390703743130080c0b0101010203743134030101090e0d010374"
       "313802037431390301280a04037432320b0f0101010204037432360301010401010c01010d0b0a010374333202037433330e0374"
       "33340f0401a215021001001101011203743339130101028101010374343202037434330303743434040374343505037434360603"
       "7434370703743438080c0b0101010203743532030101090e0d010374353602037435370301740a04037436300b0f010101020403"
       "7436340301010401010c01010d0b0a010374373002037437310e037437320f04019a1b021001001101011203743737130101",
       ""},
      {"portfolio_transferred", "0102743202027433030108", ""},
      {"policy_loaded",
       "01e00301027433021c01010902010103020101040101050403743131060100070101080100031f01131201037431380201010302"
       "010104040374323302037432340303743235042d01013502013803010104010105020101061b1a01010102020101030101040403"
       "7434300501010601010702010105f40101100f010374343802037434390303743530021110010374353302040374353503037435"
       "36030a09010374353902020101040201010502800106028101070374363608038e1a02090288010a161501037437310203743732"
       "0303861b02040401c2b5020b8e018c01010101028301011b01010374383202037438330304037438350403743836050374383702"
       "0301b101031301110103743933020401be1e02030401e61e020406010474313030050474313031060474313032070301d0010803"
       "01d401090401c220020a0201010b04743131310c16150104743131340203ce21020302e8010404018a22020d0474313139030101"
       "06230102f4010202f5010302f8010402f9010502fc01060101070474313238080474313239070c01028502020288020302890208"
       "1601028d02020474313336030474313337040474313338092a010474313430020474313431030474313432040474313433050474"
       "313434060474313435070474313436",
       ""},
      {"customer_created",
       "010274320202743303010104010105010106010d0734330103743130020101030898a0b5a297af87060403743133050374313406"
       "03743135070a01037431370203743138080101090128",
       "08e602018301010374323302037432340303743235040374323605037432370601010703743239080374333009037433310a0374"
       "33320b0201010c037433350d037433360e037433370f03743338100374333911343301037434320201010308d8a0b5a297af8706"
       "040374343505037434360603743437070a0103743439020374353008010109016802360103743534020374353503010104037435"
       "370503743538060374353907037436300802017c09037436330a04037436350b0403743637038601840101037437300203743731"
       "0303743732040374373305037437340601010703743736080374373709037437380a037437390b0201010c037438320d03743833"
       "0e037438340f03743835100374383611353401037438390201010308b6a1b5a297af870604037439320503743933060374393407"
       "0a010374393602037439370801010902c50104020101050474313032061312010474313035020474313036030474313037"},
      {"customer_changed", "0302e0020402e102",
       "01dc02017e01027434020274350302743604027437050274380601010703743130080374313109037431320a037431330b020101"
       "0c037431360d037431370e037431380f03743139100374323011343301037432330201010308b2a0b5a297af8706040374323605"
       "037432370603743238070a0103743330020374333108010109014102360103743335020374333603010104037433380503743339"
       "060374343007037434310802015509037434340a04037434360b0403743438038601840101037435310203743532030374353304"
       "0374353405037435350601010703743537080374353809037435390a037436300b0201010c037436330d037436340e037436350f"
       "0374363610037436371135340103743730020101030890a1b5a297af8706040374373305037437340603743735070a0103743737"
       "02037437380801010902a00104020101050374383306100f01037438360203743837030374383802910301900101037439310203"
       "7439320303743933040374393405037439350601010703743937080374393809037439390a04743130300b0201010c0474313033"
       "0d04743130340e04743130350f0474313036100474313037113b3a0104743131300201010308e0a1b5a297af8706040474313133"
       "050474313134060474313135070c0104743131370204743131380801010902f00102400104743132320204743132330301010404"
       "7431323505047431323606047431323707047431323808030184020904743133310a0504743133330b050474313335039a019801"
       "0104743133380204743133390304743134300404743134310504743134320601010704743134340804743134350904743134360a"
       "04743134370b0201010c04743135300d04743135310e04743135320f0474313533100474313534113b3a01047431353702010103"
       "08bea2b5a297af8706040474313630050474313631060474313632070c0104743136340204743136350801010902cd0204020101"
       "050474313730061312010474313733020474313734030474313735"},
      {"contact_added",
       "0101040231300102743502010103088ea0b5a297af870604027438050274390603743130070a0103743132020374313308010109"
       "011d",
       "038301010374313702037431380303743139040374323005037432310601010703743233080374323409037432350a037432360b"
       "0201010c037432390d037433300e037433310f03743332100374333311343301037433360201010308cca0b5a297af8706040374"
       "333905037434300603743431070a0103743433020374343408010109015c"},
      {"customer_selected", "010101", ""},
      {"consent_given",
       "01027432022f0102743402010103088ca0b5a297af8706040274370502743806027439070a010374313102037431320801010901"
       "1c",
       ""},
      {"account_confirmed", "", ""},
      {"customer_exported", "", ""},
      {"customer_erased", "01027432020274330302743404010105088ca0b5a297af8706", ""},
      {"lead_captured",
       "015a0102743302027434030101040101050274370602743807010108010109037431310a01010b037431330c037431340d037431"
       "350e0201210f01011008a6a0b5a297af8706110901aaa0b5a297af8706120901aea0b5a297af8706027301037432350203743236"
       "03037432370403743238050374323906010107010108010109037433330a08c4a0b5a297af87060b0901c8a0b5a297af87060c03"
       "7433370d037433380e0901d0a0b5a297af87060f0101100101110101120374343413010114010115037434371603743438170201"
       "64",
       "03bf0101037435320284010103743534020374353503037435360403743537050374353806010107037436300803743631090374"
       "36320a037436330b0201010c037436360d037436370e037436380f0374363910037437301135340103743733020101030896a1b5"
       "a297af8706040374373605037437370603743738070a010374383002037438310801010902a50103037438340404037438360503"
       "7438370603743838070374383908037439300908036e3932037439320a037439330b03743934"},
      {"lead_attached",
       "016e010274330202743403027435040274360502743706010107010108010109037431310a0898a0b5a297af87060b09019ca0b5"
       "a297af87060c037431350d037431360e0901a4a0b5a297af87060f01011001011101011203743232130101140101150374323516"
       "03743236170201380224010103743331020374333203037433330408c4a0b5a297af87060508c6a0b5a297af8706",
       "03bf0101037433370284010103743339020374343003037434310403743432050374343306010107037434350803743436090374"
       "34370a037434380b0201010c037435310d037435320e037435330f03743534100374353511353401037435380201010308f8a0b5"
       "a297af8706040374363105037436320603743633070a010374363502037436360801010902880103037436390404037437310503"
       "7437320603743733070374373408037437350908036e3737037437370a037437380b03743739"},
      {"lead_models_added", "0102743202027433", "0303027435"},
      {"lead_transmitted", "012001027433020274340302743504088ca0b5a297af870605088ea0b5a297af8706", ""},
      {"lead_erased",
       "015a0102743302027434030101040101050274370602743807010108010109037431310a01010b037431330c037431340d037431"
       "350e0201210f01011008a6a0b5a297af8706110901aaa0b5a297af8706120901aea0b5a297af8706027473010374323602037432"
       "3703037432380403743239050374333006010107010108010109037433340a08c6a0b5a297af87060b0901caa0b5a297af87060c"
       "037433380d037433390e0901d2a0b5a297af87060f01011001011101011203743435130101140101150374343816037434391702"
       "0165",
       ""},
      {"lead_forgotten", "01027432", ""},
      {"device_enrolled", "010274320202743303027434", ""},
      {"catalog_loaded",
       "01bd020102743302027434030401b8b402049d019b01010274390203743130030374313104010105037431330603743134070374"
       "31350801010915140103743139020101030401d8b402040401dcb4020a282701037432370201010308036e333003743330040101"
       "05100f01037433340208036e3336037433360b27260103743339020374343003040374343204040184b50205040188b502060803"
       "6e3438037434380c0c0b0103743531020403743533058c018a01010374353602037435370303a0b502040401a4b5020501010604"
       "01be1902070b0a010374363602038e1a0208100f010374373002037437310303f21a02094b4a01037437350208036e3737037437"
       "370303743738040374373905020101060401ce1c02070401f61c0208037438360901010a037438380b02b1010c04037439310d08"
       "036e3933037439330201010302bd010402c001",
       ""},
      {"session_started", "010274320202743303140102743502027436030274370402743805027439", ""},
      {"session_replaced", "01027432", ""},
      {"customer_linked", "0102743202027433", ""},
      {"step_revisited", "010104", ""},
      {"journey_advanced", "01027432020105", ""},
      {"backup_used", "020101", ""},
      {"customer_referred", "01010102027433", ""},
      {"customer_released", "0102743202027433030101", ""},
      {"quote_opened",
       "01b60101027433020274340302743504027436050274370602743807027439080374313009037431310a037431320b037431330c"
       "037431340d037431350e037431360f010110012411010112464501037432320208aea0b5a297af87060303dcb4020403deb40205"
       "1c01059a2a4555520205e22b4555520305aa2d4555520405f22e455552060901c0a0b5a297af8706070141130101140374333515"
       "037433361608caa0b5a297af87061708cca0b5a297af87061803fab402",
       "028a0401aa010103743432020374343303037434340403743435050374343606010107201f010374353002037435310301010403"
       "743533050374353406039e180207010108037435370901010a0b0a01037436310203aa19020b03be19020c4b4a01037436360208"
       "036e36380374363803037436390403743730050201010604019a1b02070401c21b0208037437370901010a037437390b02a0010c"
       "04037438320d08036e3834037438340d03743835028f018d01010101028401011b01010374393202037439330304037439350403"
       "7439360503743937020301c50103140112010474313033020401862002030401ae20020406010474313130050474313131060474"
       "313132070301e401080301e8010904018a22020a0201010b04743132310c161501047431323402039623020302fc01040401d223"
       "020d04743132390301010304743133310404743133320506eacf0145555206047431333407a2010101068ad6014555520206d2d7"
       "01455552031c1b0104743134310203ea25020306badf01455552040682e1014555520406cae201455552050692e401455552062b"
       "2a0104743134390206b2ea01455552030401b2270204068aef014555520504743135340602010107020101072120010474313631"
       "020692fd01455552030474313633040474313634050474313635080701fa84024555520904743136380a020101080a046e313732"
       "0474313732"},
      {"basket_changed", "01010102010503027434",
       "0481010101010279011b010103743130020374313103040374313304037431340503743135020201210313011101037432310204"
       "019e1302030401c6130204050103743238050374323906037433300702014008020144090401a215020a0201010b037433390c14"
       "1301037434320203ae1602030158040401ea16020d0374343703010105ab01010103743531020374353203037435330403743534"
       "050374353506010107201f01037435390203743630030101040374363205037436330603d2190207010108037436360901010a0b"
       "0a01037437300203de1a020b03f21a020c4b4a01037437350208036e3737037437370303743738040374373905020101060401ce"
       "1c02070401f61c0208037438360901010a037438380b02b1010c04037439310d08036e3933037439330d03743934"},
      {"code_applied", "010101020274330305a206455552", "04027435"},
      {"offer_issued",
       "014401027433020888a0b5a297af87060303b6b4020403b8b402051c0105c20c45555202058a0e4555520305d20f45555204059a"
       "114555520609019aa0b5a297af870607011c02011d0303743136",
       "04e30201012402037431390303d4b4020403d6b4020501010601010703743234080f010374323602037432370303743238092f01"
       "037433300203743331031401037433330203743334030374333504037433360403743337050374333806037433390a2501037434"
       "3102140103743433020374343403037434350403743436030374343704037434380b350103743530020374353103037435320401"
       "6905212001010102037435370316150103743630020374363103040374363304030181010c037436360d01010e11100103743730"
       "02010103029001040291010f1f1e0103743736020374373703010104029d01050401a61c020602a4010701011013120103743836"
       "02039e1d020302b0010402b1011102b4011202b5011302b801140a0101037439350202c0011502c1011611100104743130300204"
       "743130310302cc01171a010104743130350202d40103040184b6020401010504743131301801011905047431313305a1010106da"
       "b3014555520206a2b501455552031c1b0104743131390203b2220203068abd014555520406d2be0145555204069ac00145555205"
       "06e2c101455552062b2a010474313237020682c801455552030401fa23020406dacc014555520504743133320602010107020101"
       "0721200104743133390206e2da01455552030474313431040474313432050474313433080701cae2014555520904743134360a02"
       "0101"},
      {"offer_sent", "010274320202743303027434", "04027435"},
      {"quote_accepted", "01027432", ""},
      {"rework_asked", "", ""},
      {"quote_withdrawn", "", ""},
      {"voucher_issued", "0102743202027433030274340402743505027436060274370702743808058a0e4555520903c0b402",
       "0a03743131"},
      {"voucher_redeemed", "011d01027433020888a0b5a297af870603027435040274360505fa0a455552", ""},
      // Cards, loyalty, settlement.
      {"operation_prepared",
       "0166010274330202743403027435040101050274370602743807010108039a1102090401c4b4020a02011c0b0201200c03a61202"
       "0d0201250e04037432310f100101020131020401e2b4020303743238100374323911010112013d1301401408c2a0b5a297af8706",
       ""},
      {"form_card_given", "", ""},
      {"card_created",
       "019b01010274330202743403027435040274360502743706027438070274390801010903ae11020a03c211020b01190c011c0d03"
       "cab4020e03ccb4020f08a2a0b5a297af87061008a4a0b5a297af87061104037432301202012c13131201037432350201340308b6"
       "a0b5a297af870614010115010116013c1701011801011908c2a0b5a297af87061a08c4a0b5a297af87061b01011c01481d01491e"
       "014c",
       "022201037434300203743431030374343204037434330503743434060374343507020101"},
      {"card_completed", "", "0102743202027433"},
      {"card_used",
       "015f01027433020274340302743504027436050274370601100701010803743130090201180a01190b011c0c011d0d037431360e"
       "037431370f012410037431391101011208aaa0b5a297af870613012c140901b0a0b5a297af8706150131160134",
       ""},
      {"card_use_cancelled", "01027432020105030108", ""},
      {"card_held", "01110102743302010803088aa0b5a297af8706", ""},
      {"card_hold_released", "01027432", ""},
      {"card_reminded", "010104020101", ""},
      {"card_wallet_made", "010101020101", ""},
      {"programme_defined",
       "01ba01010274330202743403027435040274360592010102010102020101030401d61102040401fe1102050401a61202060401ce"
       "120207012808040374323209037432330a037432340b15140101350203743238030401aa1402040401d214020c0401fa14020d01"
       "010e0401f6b4020f1f1e0103743430020374343103040182b50204040186b5020503ea160206010110100f01037435300203ce17"
       "020303e2170211016912010106039ab5020704019eb5020808f4a0b5a297af8706",
       ""},
      {"programme_ended", "0103b0b402", ""},
      {"loyalty_card_created",
       "01a40101027433020274340302743504027436050274370602743807027439080101093f01111001011c02011d0308a0a0b5a297"
       "af870602012103012404012505210101012c0208aea0b5a297af87060301300408b2a0b5a297af87060501340601350a09080103"
       "e8b40202013d0b09080103f0b4020201450c01010d01010e01010f08cea0b5a297af87061008d0a0b5a297af8706110908010382"
       "b50202015812040188b502",
       "022201037434380203743439030374353004037435310503743532060374353307020101"},
      {"loyalty_holder_changed", "",
       "011c0102743302027434030274350402743605027437060274380702010102220103743132020374313303037431340403743135"
       "0503743136060374313707020101"},
      {"loyalty_moved",
       "01970101027433020274340302743504010c05010d0601100701110801140901150a111001011c02011d0308a0a0b5a297af8706"
       "0b03ceb4020c037431380d0201280e037432310f03743232100100110101120901b4a0b5a297af87061308b6a0b5a297af870614"
       "03e4b40215013916010117013d1801401901411a0f0e010374333602014903014c04014d1b037434301c01511d01541e0155",
       ""},
      {"loyalty_taken_back", "0102743202010103010804010905010c06080701027439020114", ""},
      {"loyalty_adjusted", "0101040309018aa0b5a297af8706", "02027433"},
      {"loyalty_wallet_made", "010101020101", ""},
      {"claim_raised",
       "0145010274330202743403027435040274360502743706027438070274390801140901010a03c4b4020b03c6b4020c037431340d"
       "037431350e037431360f08a2a0b5a297af8706",
       ""},
      {"claim_closed", "01010102027433", ""},
      {"payment_run_created",
       "014a01027433020274340303b6b40204010c05010d060101071e1d010374313102037431320303743133040374313405011d0604"
       "037431370808a4a0b5a297af87060908a6a0b5a297af8706",
       ""},
      {"payment_run_paid", "010104", ""},
  };
  return *events;
}

// Lines as they were before fields were added at the end of their types.
const std::vector<frozen_event>& older_events() {
  static const auto* const events = new std::vector<frozen_event>{
      {"user_changed",
       "0179010102743402027435030274360402743705027438060274390703743130080c0b0101010203743134030101090e0d010374"
       "313802037431390301280a04037432320b0f0101010204037432360301010401010c01010d0b0a010374333202037433330e0374"
       "33340f0401a215021001001101011203743339027e01037434310203743432030374343304037434340503743435060374343607"
       "03743437080c0b0101010203743531030101090e0d010374353502037435360301710a04037435390b0f01010102040374363303"
       "01010401010c01010d0b0a010374363902037437300e037437310f0401861b021001001101011203743736",
       ""},
      {"policy_loaded",
       "014301027433021c01010902010103020101040101050403743131060100070101080100031f0113120103743138020101030201"
       "0104040374323302037432340303743235",
       ""},
      {"loyalty_adjusted",  // its reason was a fact
       "010104020274330309018aa0b5a297af8706", ""},
      {"loyalty_card_created",
       "017801027433020274340302743504027436050274370602743807027439080101091901111001011c02011d0308a0a0b5a297af"
       "87060201210301240a09080103d6b40202012c0b09080103deb4020201340c01010d01010e01010f08bca0b5a297af87061008be"
       "a0b5a297af87061109080103f0b402020145",
       "022201037433370203743338030374333904037434300503743431060374343207020101"},
      {"loyalty_moved",
       "01940101027433020274340302743504010c05010d0601100701110801140901150a111001011c02011d0308a0a0b5a297af8706"
       "0b03ceb4020c037431380d0201280e037432310f03743232100100110101120901b4a0b5a297af87061308b6a0b5a297af870614"
       "03e4b40215013916010117013d1801401901411a0f0e010374333602014903014c04014d1b037434301c01511d0154",
       ""},
  };
  return *events;
}
}  // namespace

TEST_CASE("codec: events of earlier versions are read", "[codec][ACC-07]") {
  for (const auto& older : older_events()) {
    CAPTURE(older.kind);
    const bool known = with_event_type(older.kind, [&](const auto& empty) {
      using event = std::remove_cvref_t<decltype(empty)>;
      event read{};
      REQUIRE(codec::decode(from_hex(older.facts), read));
      REQUIRE(codec::decode(from_hex(older.personal), read));
      // What was stored is there again, in the same bytes but for the parts that are there in full now.
      CHECK_FALSE(codec::bytes_of(read, codec::part::facts).empty());
    });
    CHECK(known);
  }
  CHECK(older_events().size() >= 2);
}

TEST_CASE("codec: events are stored as they always were", "[codec][ACC-07]") {
  std::size_t kinds = 0;
  for (const auto& frozen : frozen_events()) {
    CAPTURE(frozen.kind);
    const bool known = with_event_type(frozen.kind, [&](const auto& empty) {
      using event = std::remove_cvref_t<decltype(empty)>;
      ++kinds;
      const auto sample = filled<event>();
      CHECK(to_hex(codec::bytes_of(sample, codec::part::facts)) == frozen.facts);
      CHECK(to_hex(codec::bytes_of(sample, codec::part::personal)) == frozen.personal);
      event read{};
      REQUIRE(codec::decode(from_hex(frozen.facts), read));
      REQUIRE(codec::decode(from_hex(frozen.personal), read));
      CHECK(same(read, sample));
    });
    CHECK(known);
  }
  CHECK(kinds == frozen_events().size());
}

TEST_CASE("codec: a kind of event that is not known is not guessed", "[codec]") {
  bool called = false;
  CHECK_FALSE(with_event_type("customer_create", [&](const auto&) { called = true; }));
  CHECK_FALSE(with_event_type("", [&](const auto&) { called = true; }));
  CHECK_FALSE(called);
}
