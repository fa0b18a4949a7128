// Shapes: a value is reached through its type's shape as through its type.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "dealerkit/network.hpp"
#include "desk/shape.hpp"
#include "support/catch.hpp"

using namespace dealerkit;

namespace {

enum class mood : std::uint8_t { calm = 3, glad = 7 };

struct part {
  std::string name;
  std::int64_t count = 4;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("name", &part::name);
    field("count", &part::count, sealed());
  }
};

// A value of every kind; the list is not in the order of the members.
struct whole {
  bool yes = true;
  mood how = mood::glad;
  std::int64_t number = -1;
  double measured = 0.5;
  instant at{std::chrono::microseconds{9}};
  std::chrono::year_month_day day{};
  decimal rate = decimal::whole(2);
  money price = money::minor(5, euro);
  std::string text;
  std::optional<std::int64_t> maybe;
  std::vector<part> parts;
  std::vector<money> amounts;
  named<std::string> words;
  part inner;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("inner", &whole::inner);
    field("yes", &whole::yes);
    field("how", &whole::how);
    field("number", &whole::number);
    field("measured", &whole::measured);
    field("at", &whole::at);
    field("day", &whole::day);
    field("rate", &whole::rate);
    field("price", &whole::price);
    field("text", &whole::text, lengthy(99));
    field("maybe", &whole::maybe);
    field("parts", &whole::parts);
    field("amounts", &whole::amounts);
    field("words", &whole::words);
  }
};

}  // namespace

namespace dealerkit {
inline namespace v1 {
template <>
struct enum_names<mood> {
  static constexpr enum_name<mood> list[] = {{mood::calm, "calm"}, {mood::glad, "glad"}};
};
}  // namespace v1
}  // namespace dealerkit

namespace {

const shapes::field& field_of(const shapes::object_shape& of, std::string_view name) {
  for (const auto& one : of.fields())
    if (one.name == name) return one;
  FAIL("no field " << name);
  return of.fields().front();
}

}  // namespace

TEST_CASE("shapes: fields lie where the members do", "[shapes]") {
  const auto& of = shapes::shape_of<whole>;
  whole one;
  std::size_t place = 0;
  for_each_field<whole>([&](std::string_view name, auto member, field_options options) {
    const auto& field = of.fields()[place++];
    CHECK(field.name == name);
    CHECK(field.in(&one) == static_cast<const void*>(&(one.*member)));
    CHECK(field.of->what == field.what);
    CHECK(field.options.longest == options.longest);
  });
  CHECK(place == of.fields().size());
  CHECK(field_of(shapes::shape_of<part>, "count").options.personal);
}

TEST_CASE("shapes: what reads as the default may be left out, and nothing else", "[shapes]") {
  const auto& of = shapes::shape_of<whole>;
  const whole plain;
  whole other;
  other.yes = false;
  other.how = mood::calm;
  other.number = 0;
  other.measured = -0.5;
  other.at = instant{};
  other.day = std::chrono::year{2026} / 11 / 28;
  other.rate = decimal::of(21, 1).value();
  other.price = money::minor(5, currency::of("CAD").value());
  other.text = "t";
  other.maybe = 0;
  other.parts.emplace_back();
  other.amounts.push_back(money::minor(0, euro));
  other.words.set("w", "");
  for (const auto& field : of.fields()) {
    CAPTURE(field.name);
    CHECK(shapes::omitted(field, field.in(&plain)) == (field.name != "inner"));  // an object stands by itself
    CHECK_FALSE(shapes::omitted(field, field.in(&other)));
  }
}

namespace {
// Defaults that take more than a number to say.
struct odd_defaults {
  decimal half = decimal::of(5, 1).value();
  money dollar = money::minor(1, currency::of("CAD").value());
  std::chrono::year_month_day day = std::chrono::year{2026} / 1 / 1;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("half", &odd_defaults::half);
    field("dollar", &odd_defaults::dollar);
    field("day", &odd_defaults::day);
  }
};
}  // namespace

TEST_CASE("shapes: a default that takes more than a number to say is never left out", "[shapes]") {
  const odd_defaults plain;
  const odd_defaults zero{decimal{}, money::minor(0, euro), std::chrono::year_month_day{}};
  for (const auto& field : shapes::shape_of<odd_defaults>.fields()) {
    CAPTURE(field.name);
    CHECK_FALSE(shapes::omitted(field, field.in(&plain)));
    CHECK_FALSE(shapes::omitted(field, field.in(&zero)));
  }
}

TEST_CASE("shapes: parts are made, counted and found through them", "[shapes]") {
  whole one;
  const auto& maybe = shapes::as<shapes::optional_shape>(*field_of(shapes::shape_of<whole>, "maybe").of);
  CHECK(maybe.get(&one.maybe) == nullptr);
  *static_cast<std::int64_t*>(maybe.set(&one.maybe)) = 8;
  CHECK(one.maybe == 8);
  maybe.reset(&one.maybe);
  CHECK_FALSE(one.maybe.has_value());

  const auto& parts = shapes::as<shapes::list_shape>(*field_of(shapes::shape_of<whole>, "parts").of);
  one.parts.push_back({"gone", 1});
  auto* const first = parts.resize(&one.parts, 2);
  REQUIRE(one.parts.size() == 2);
  CHECK(one.parts[0].name.empty());
  CHECK(one.parts[1].count == 4);
  CHECK(first + parts.stride == reinterpret_cast<char*>(&one.parts[1]));
  CHECK(parts.get(&one.parts).count == 2);

  const auto& amounts = shapes::as<shapes::list_shape>(*field_of(shapes::shape_of<whole>, "amounts").of);
  amounts.resize(&one.amounts, 1);
  CHECK(one.amounts == std::vector{money::minor(0, euro)});

  const auto& words = shapes::as<shapes::named_shape>(*field_of(shapes::shape_of<whole>, "words").of);
  CHECK(words.get(&one.words).count == 0);
  *static_cast<std::string*>(words.add(&one.words, "a")) = "b";
  *static_cast<std::string*>(words.add(&one.words, "c")) = "d";
  const auto [pair, count, offset] = words.get(&one.words);
  REQUIRE(count == 2);
  CHECK(shapes::value_at<std::string>(pair + words.stride) == "c");
  CHECK(shapes::value_at<std::string>(pair + words.stride + offset) == "d");

  const auto& how = shapes::as<shapes::enumeration_shape>(*field_of(shapes::shape_of<whole>, "how").of);
  CHECK(how.place_of(7) == 1);
  CHECK(how.place_of(0) == how.names.size());
}

TEST_CASE("shapes: a shorthand stands for the whole while it says all", "[shapes]") {
  const auto& of = shapes::shape_of<role_grant>;
  REQUIRE(of.shorthand == 0);
  CHECK(shapes::shape_of<whole>.shorthand == -1);
  role_grant grant;
  grant.given = enum_names<role>::list[1].value;
  CHECK(shapes::shorthand_says_all(of, &grant));
  grant.outlet = "0011960-000";
  CHECK_FALSE(shapes::shorthand_says_all(of, &grant));
}

namespace {
struct first_used_by_many {
  std::string a;
  std::string b;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("a", &first_used_by_many::a);
    field("b", &first_used_by_many::b);
  }
};
}  // namespace

TEST_CASE("shapes: many threads may be the first to ask for a type's fields", "[shapes]") {
  std::array<std::size_t, 8> seen{};
  std::vector<std::thread> asking;
  for (auto& mine : seen)
    asking.emplace_back([&mine] {
      for (const auto& field : shapes::shape_of<first_used_by_many>.fields()) mine += field.name.size();
    });
  for (auto& one : asking) one.join();
  for (const auto size : seen) CHECK(size == 2);
}
