// Fields: types describe themselves once; named values keep their order.
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "dealerkit/core/fields.hpp"
#include "support/catch.hpp"

using namespace dealerkit;

namespace {

enum class colour : std::uint8_t { red, green, unnamed };

struct sample {
  std::string first;
  int second = 0;
  std::vector<std::string> third;
  colour fourth = colour::red;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("first", &sample::first, needed(rule::brand_incomplete));
    field("second", &sample::second);
    field("third", &sample::third, quiet());
    field("fourth", &sample::fourth, listed(rule::user_role_unknown));
  }
};
struct secret {
  std::string text;
  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("text", &secret::text, sealed());
  }
};
struct nothing {
  template <class Visitor>
  static constexpr void fields(Visitor&&) {}
};
struct silent {};

}  // namespace

template <>
struct dealerkit::v1::enum_names<colour> {
  static constexpr enum_name<colour> list[] = {{colour::red, "red"}, {colour::green, "green"}};
};

static_assert(described<sample> && described<secret> && described<nothing>);
static_assert(!described<silent> && !described<int> && !described<std::string> && !described<colour>);
static_assert(field_count<sample> == 4 && field_count<secret> == 1 && field_count<nothing> == 0);
static_assert(std::is_trivially_copyable_v<field_options>);
static_assert(!std::is_convertible_v<bool, field_options>);
static_assert(name_of(colour::green) == "green" && name_of(colour::unnamed).empty());
static_assert(value_of<colour>("red") == colour::red && !value_of<colour>("blue").has_value());

TEST_CASE("fields: walked in declared order with their options", "[fields][DAT-02]") {
  std::vector<std::string> names;
  std::vector<field_options> options;
  for_each_field<sample>([&](std::string_view name, auto, field_options given) {
    names.emplace_back(name);
    options.push_back(given);
  });
  CHECK(names == std::vector<std::string>{"first", "second", "third", "fourth"});
  CHECK(options[0].absent == rule::brand_incomplete);
  CHECK(options[0].not_listed == rule::brand_incomplete);
  CHECK(options[1].absent == rule::none);
  CHECK(options[1].not_listed == rule::value_not_listed);
  CHECK_FALSE(options[1].personal);
  CHECK(options[2].quiet);
  CHECK(options[3].absent == rule::none);
  CHECK(options[3].not_listed == rule::user_role_unknown);
  for_each_field<secret>([&](std::string_view, auto, field_options given) { CHECK(given.personal); });
}

TEST_CASE("fields: a member is reached through its pointer", "[fields]") {
  sample one;
  int visited = 0;
  for_each_field<sample>([&](std::string_view name, auto member, field_options) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(one.*member)>, int>) {
      one.*member = 42;
      CHECK(name == "second");
    }
    ++visited;
  });
  CHECK(visited == 4);
  CHECK(one.second == 42);
}

TEST_CASE("named: the first setting decides the place, the last the value", "[fields]") {
  named<std::string> values;
  CHECK(values.empty());
  CHECK(values.find("contact") == nullptr);
  values.set("contact", "yes");
  values.set("partners", "no");
  values.set("contact", "no");
  REQUIRE(values.size() == 2);
  CHECK(values.begin()->first == "contact");
  REQUIRE(values.find("contact") != nullptr);
  CHECK(*values.find("contact") == "no");
  CHECK(values.find("Contact") == nullptr);

  named<std::string> other;
  other.set("partners", "no");
  other.set("contact", "no");
  CHECK_FALSE(values == other);  // the order given is part of it
}

TEST_CASE("enumerations: names are exact", "[fields][DAT-02]") {
  CHECK_FALSE(value_of<colour>("").has_value());
  CHECK_FALSE(value_of<colour>("Red").has_value());
  CHECK_FALSE(value_of<colour>("red ").has_value());
  CHECK(name_of(static_cast<colour>(200)).empty());
}
