#include "text/messages.hpp"

#include <array>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "text/text.hpp"

using namespace dealerkit;
using namespace dealerkit::text;

namespace {

using arguments = std::vector<std::pair<std::string, std::string>>;

constexpr std::array languages = {language::en, language::fr, language::nl, language::de};

// Every argument that a message may name.
const arguments all_arguments = {
    {"allowed", "AA, BB"}, {"count", "7"},         {"decimals", "2"},   {"earliest", "then"},
    {"existing", "0192a"}, {"expected", "string"}, {"known", "AA, BB"}, {"limit", "1024"},
    {"maximum", "9"},      {"minimum", "1"},       {"minutes", "30"},   {"needed", "admin"},
    {"position", "12"},    {"purpose", "contact"}, {"sum", "90"},       {"suggestion", "email"}};

bool has_any(std::string_view text, const std::vector<std::string_view>& parts) {
  for (const auto part : parts)
    if (text.find(part) != std::string_view::npos) return true;
  return false;
}

}  // namespace

TEST_CASE("message: every code has a whole sentence in every language", "[DAT-02][SEC-01]") {
  int checked = 0;
  for (const auto& line : rule_catalogue) {
    if (line.code.starts_with("reserved_")) continue;
    for (const auto in : languages)
      for (const auto& args : {arguments{}, all_arguments}) {
        const auto text = message(line.value, in, args);
        CAPTURE(line.code, tag(in), text);
        REQUIRE(text.size() > 10);
        CHECK(valid_utf8(text));
        CHECK(text.back() == '.');
        CHECK_FALSE((text.front() >= 'a' && text.front() <= 'z'));
        CHECK_FALSE(has_any(text, {"{", "}", "[", "]", "  ", " .", " ,", "()", "( ", " )", "..", ";.", ":."}));
        ++checked;
      }
  }
  CHECK(checked == rule_catalogue.size() * 4 * 2);
}

TEST_CASE("message: sentences of a language are all different", "[DAT-02]") {
  for (const auto in : languages) {
    std::set<std::string> seen;
    for (const auto& line : rule_catalogue) {
      if (line.code.starts_with("reserved_")) continue;
      const auto text = message(line.value, in, {});
      CAPTURE(line.code, text);
      CHECK(seen.insert(text).second);
    }
  }
}

TEST_CASE("message: no sentence speaks to a person, and each keeps its typography", "[DAT-02]") {
  for (const auto& line : rule_catalogue) {
    CAPTURE(line.code);
    const auto en = message(line.value, language::en, all_arguments);
    const auto fr = message(line.value, language::fr, all_arguments);
    const auto nl = message(line.value, language::nl, all_arguments);
    const auto de = message(line.value, language::de, all_arguments);
    CHECK_FALSE(has_any(en, {"you", "You", "please", "Please", "'", "\""}));
    CHECK_FALSE(has_any(fr, {"vous", "Vous", "votre", "Votre", "veuillez", "Veuillez", "'", "\"", " :", " ;", " ?",
                             " !", " »", "« ", " %", "“", "”"}));
    CHECK_FALSE(has_any(nl, {" u ", " U ", " uw ", "Uw ", " je ", "Je ", "'", "\"", " %"}));
    CHECK_FALSE(has_any(de, {" Sie ", " Ihr ", " Ihre", "bitte", "Bitte", "'", "\"", " %"}));
    for (auto at = fr.find(';'); at != std::string::npos; at = fr.find(';', at + 1))
      CHECK(std::string_view(fr).substr(0, at).ends_with("\u202f"));
  }
}

TEST_CASE("message: arguments, and how the sentence reads without them", "[DAT-01][CUS-02]") {
  CHECK(message(rule::field_too_long, language::en, {{"limit", "1024"}}) ==
        "The field is too long (1024 bytes at most).");
  CHECK(message(rule::field_too_long, language::en, {}) == "The field is too long.");
  CHECK(message(rule::field_too_long, language::en, {{"limit", ""}}) == "The field is too long.");
  CHECK(message(rule::field_too_long, language::en, {{"other", "x"}}) == "The field is too long.");
  CHECK(message(rule::field_too_long, language::en, {{"other", "x"}, {"limit", "9"}}) ==
        "The field is too long (9 bytes at most).");
  CHECK(message(rule::search_token_expired, language::fr, {{"minutes", "30"}}) ==
        "La recherche est trop ancienne (30 minutes au maximum)\u202f; elle est à refaire.");
  CHECK(message(rule::search_token_expired, language::de, {}) ==
        "Die Suche liegt zu lange zurück; sie ist zu wiederholen.");
  CHECK(message(rule::shares_do_not_sum_to_100, language::nl, {{"sum", "90"}}) ==
        "De aandelen van de werktijd moeten samen 100% zijn (nu 90).");
}

TEST_CASE("message: parts with arguments come and go one by one", "[DAT-02]") {
  const auto in_range = rule::policy_value_out_of_range;
  CHECK(message(in_range, language::en, {}) == "The value of the policy is outside the permitted range.");
  CHECK(message(in_range, language::en, {{"minimum", "1"}}) ==
        "The value of the policy is outside the permitted range (at least 1).");
  CHECK(message(in_range, language::en, {{"maximum", "9"}}) ==
        "The value of the policy is outside the permitted range (at most 9).");
  CHECK(message(in_range, language::en, {{"maximum", "9"}, {"minimum", "1"}}) ==
        "The value of the policy is outside the permitted range (at least 1) (at most 9).");
  // Both ends or none, where one part holds both.
  CHECK(message(rule::money_out_of_range, language::en, {{"minimum", "1"}}) ==
        "The amount is outside the permitted range.");
  CHECK(message(rule::money_out_of_range, language::en, {{"minimum", "1"}, {"maximum", "9"}}) ==
        "The amount is outside the permitted range (1 to 9).");
}

TEST_CASE("message: an argument is text, never a pattern", "[SEC-01]") {
  CHECK(message(rule::field_too_long, language::en, {{"limit", "{limit}[x]"}}) ==
        "The field is too long ({limit}[x] bytes at most).");
}

TEST_CASE("message: nothing for no refusal", "[DAT-02]") {
  for (const auto in : languages) {
    CHECK(message(rule::none, in, all_arguments).empty());
    CHECK(message(static_cast<rule>(8191), in, {}).empty());
    CHECK(message(static_cast<rule>(65535), in, {}).empty());
  }
  CHECK(message(rule::field_missing, static_cast<language>(9), {}).empty());
}

TEST_CASE("find_language: tags and what is none", "[QUO-02]") {
  CHECK(find_language("en") == language::en);
  CHECK(find_language("fr") == language::fr);
  CHECK(find_language("fr-BE") == language::fr);
  CHECK(find_language("FR_be") == language::fr);
  CHECK(find_language("nl-BE") == language::nl);
  CHECK(find_language("de-LU") == language::de);
  CHECK(find_language("De") == language::de);
  CHECK(find_language("fr-Latn-BE") == language::fr);
  for (const std::string_view text :
       {"", "f", "fra", "french", "fr-", "fr BE", " fr", "fr ", "-fr", "fr/BE", "fr-B\xc3\x89", "xx", "it-IT",
        "fr.UTF-8", "fr-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    CAPTURE(text);
    CHECK_FALSE(find_language(text).has_value());
  }
  for (const auto in : languages) CHECK(find_language(tag(in)) == in);
}
