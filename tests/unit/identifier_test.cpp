// Identifiers: opaque, typed by what they name, nil where the text is none.
#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "dealerkit/core/identifier.hpp"
#include "support/catch.hpp"

using namespace dealerkit;

using customer_id = id_of<struct customer_noun>;
using outlet_id = id_of<struct outlet_noun>;

static_assert(std::is_trivially_copyable_v<customer_id> && sizeof(customer_id) == 16);
static_assert(std::is_nothrow_default_constructible_v<customer_id>, "nil names nothing");
static_assert(!std::is_convertible_v<outlet_id, customer_id> && !std::is_constructible_v<customer_id, outlet_id>);
static_assert(!std::is_convertible_v<std::string_view, customer_id> &&
              !std::is_convertible_v<customer_id, std::string>);
static_assert(!std::is_convertible_v<std::array<std::uint8_t, 16>, customer_id>);
template <class A, class B>
concept comparable = requires(A a, B b) {
  a == b;
};
static_assert(comparable<customer_id, customer_id>);
static_assert(!comparable<customer_id, outlet_id>, "a customer is no outlet");
static_assert(std::three_way_comparable<customer_id>);
static_assert(customer_id{}.nil());
static_assert(customer_id::parse("0190163d-8694-739b-aea5-966c26f8ad91").bytes()[0] == 0x01);

namespace {
constexpr std::string_view sample = "0190163d-8694-739b-aea5-966c26f8ad91";
}

TEST_CASE("identifier: text and back", "[identifier]") {
  const auto read = customer_id::parse(sample);
  CHECK_FALSE(read.nil());
  CHECK(to_string(read) == sample);
  const std::array<std::uint8_t, 16> bytes = {0x01, 0x90, 0x16, 0x3d, 0x86, 0x94, 0x73, 0x9b,
                                              0xae, 0xa5, 0x96, 0x6c, 0x26, 0xf8, 0xad, 0x91};
  CHECK(read.bytes() == bytes);
  CHECK(customer_id::from_bytes(bytes) == read);
  CHECK(read.view() == std::string_view(reinterpret_cast<const char*>(bytes.data()), 16));
  CHECK(to_string(customer_id{}) == "00000000-0000-0000-0000-000000000000");
  for (int first = 0; first < 256; ++first) {
    auto other = bytes;
    other[static_cast<std::size_t>(first) % 16] = static_cast<std::uint8_t>(first);
    const auto made = customer_id::from_bytes(other);
    CHECK(customer_id::parse(to_string(made)) == made);
  }
}

TEST_CASE("identifier: a malformed one is nil, never an error", "[identifier][ACC-02]") {
  for (const std::string text : {"", "0", "0190163d-8694-739b-aea5-966c26f8ad9",
                                 "0190163d-8694-739b-aea5-966c26f8ad911", "0190163d86 94-739b-aea5-966c26f8ad91",
                                 "0190163D-8694-739B-AEA5-966C26F8AD91", "0190163d_8694_739b_aea5_966c26f8ad91",
                                 "g190163d-8694-739b-aea5-966c26f8ad91", "0190163d-8694-739b-aea5-966c26f8ad9 ",
                                 "0190163d-8694-739b-aea5-966c26f8ad9-", "-190163d-8694-739b-aea5-966c26f8ad91",
                                 "{0190163d-8694-739b-aea5-966c26f8ad9}", "0190163d8694739baea5966c26f8ad91----"}) {
    CAPTURE(text);
    CHECK(customer_id::parse(text).nil());
  }
  // Each single character spoilt.
  for (std::size_t at = 0; at < sample.size(); ++at) {
    std::string text(sample);
    text[at] = '/';
    CAPTURE(text);
    CHECK(customer_id::parse(text).nil());
  }
  std::string with_nul(sample);
  with_nul[5] = '\0';
  CHECK(customer_id::parse(with_nul).nil());
}

TEST_CASE("identifier: sorts as its bytes do", "[identifier]") {
  const auto a = customer_id::parse("0190163d-8694-739b-aea5-966c26f8ad91");
  const auto b = customer_id::parse("0190163d-8694-739b-aea5-966c26f8ad92");
  const auto c = customer_id::parse("f190163d-8694-739b-aea5-966c26f8ad91");
  CHECK(a < b);
  CHECK(b < c);
  CHECK(customer_id{} < a);
  CHECK(to_string(a) < to_string(b));
}
