// HTML that cannot be broken by what it shows.
#include "documents/html_writer.hpp"

#include <random>
#include <string>
#include <string_view>

#include "support/catch.hpp"
#include "text/text.hpp"

using namespace dealerkit;
using namespace dealerkit::documents;

static_assert(!std::is_convertible_v<std::string, literal>, "only the program's own texts go in without escaping");
static_assert(!std::is_convertible_v<std::string_view, literal>);
static_assert(!std::is_copy_constructible_v<html_writer::scope>);

namespace {

std::string escaped(std::string_view text) {
  std::string out;
  append_escaped(out, text);
  return out;
}

}  // namespace

TEST_CASE("html: texts are escaped", "[QUO-18]") {
  CHECK(escaped("") == "");
  CHECK(escaped("Zoé & Söhne") == "Zoé &amp; Söhne");
  CHECK(escaped("<script>alert(\"1\")</script>") == "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;");
  CHECK(escaped("D'Hondt") == "D&#39;Hondt");
  CHECK(escaped("&amp;") == "&amp;amp;");
  CHECK(escaped("a\nb\tc\rd\fe") == "a b c d e");
  CHECK(escaped(std::string_view("a\0b", 3)) == "a\ufffdb");
  CHECK(escaped("a\x01\x1f\x7f") == "a\ufffd\ufffd\ufffd");
  CHECK(escaped("a\u0085b") == "a\ufffdb");
}

TEST_CASE("html: no text turns the direction of another", "[QUO-18]") {
  for (const std::string_view mark : {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068",
                                      "\u2069", "\u200e", "\u200f", "\u061c"})
    CHECK(escaped("a" + std::string(mark) + "b") == "a\ufffdb");
  // Their neighbours stay.
  CHECK(escaped("\u2029\u202f\u2065\u206a\u061b") == "\u2029\u202f\u2065\u206a\u061b");
  CHECK(escaped("محمد العربي") == "محمد العربي");
}

TEST_CASE("html: broken UTF-8 becomes U+FFFD", "[QUO-18]") {
  CHECK(escaped("a\xff\x62") == "a\ufffdb");
  CHECK(escaped("\xc3") == "\ufffd");
  CHECK(escaped("\xc0\xbc") == "\ufffd\ufffd");  // an overlong <
  CHECK(escaped("<\xe2\x80") == "&lt;\ufffd");
}

TEST_CASE("html: whatever the bytes, the result is plain text in UTF-8", "[QUO-18]") {
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes(random() % 24, '\0');
    for (auto& byte : bytes) {
      constexpr char likely[] = "<>&\"'\xe2\x80\xae\xc2\x85\xd8\x9c";
      byte = random() % 3 == 0 ? static_cast<char>(random()) : likely[random() % (sizeof likely - 1)];
    }
    const auto text = escaped(bytes);
    CHECK(text::valid_utf8(text));
    CHECK(text.find_first_of("<>\"'") == std::string::npos);
    for (std::size_t at = text.find('&'); at != std::string::npos; at = text.find('&', at + 1)) {
      const auto name = text.substr(at, text.find(';', at) - at + 1);
      CHECK((name == "&amp;" || name == "&lt;" || name == "&gt;" || name == "&quot;" || name == "&#39;"));
    }
  }
}

TEST_CASE("html: elements close in their order", "[QUO-18]") {
  html_writer page(64);
  {
    const auto box = page.element(tag::div, "box");
    page.line(tag::p, "", "a < b");
    page.line(tag::p, "", "");
    const auto link = page.element(tag::a, "", "href", "https://x.example/?a=\"&b");
    page.text("x");
  }
  page.meta("charset", "utf-8", "", {});
  CHECK(std::move(page).take() ==
        "<div class=\"box\"><p>a &lt; b</p><a "
        "href=\"https://x.example/?a=&quot;&amp;b\">x</a></div><meta "
        "charset=\"utf-8\">");
}

TEST_CASE("html: a text in a style sheet stays a string", "[QUO-18]") {
  html_writer page(64);
  page.append_style_string("No 7\"}</style>\\é");
  CHECK(std::move(page).take() == "\"No 7\\22 \\7d \\3c \\2f style\\3e \\5c \\e9 \"");
  html_writer colour(8);
  colour.append_colour(0x0a7bff);
  CHECK(std::move(colour).take() == "#0a7bff");
}
