// The million customers of the workloads, each made from its number alone, so that a search can be made up without
// remembering whom the store holds.
//
//   who      four in five are persons, one in five is a company with one contact, every tenth company with two
//   names    the rank of a name is drawn with a weight of 1 / (rank + 10) ^ s: 100,000 family names with s = 0.8 (the
//            first has 0.35 %, the hundredth 0.06 %), 10,000 given names with s = 1 (1.3 %, 0.13 %): as crowded at the
//            top as the registers of Belgium are. One family name in eight has a particle, one name in ten an accent.
//   e-mail   everybody's own, at ten providers
//   where    all of one legal entity, so that no wall between entities makes an index smaller
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/customer.hpp"
#include "dealerkit/network.hpp"

namespace people {

inline constexpr std::uint64_t many = 1'000'000;

inline constexpr std::string_view entity = "E1";
inline constexpr std::string_view user = "E1.d001";
inline constexpr std::string_view outlet = "0011960-000";

/// Evenly spread 64 bits of a number; `salt` says for what.
constexpr std::uint64_t mixed(std::uint64_t number, std::uint64_t salt) noexcept {
  std::uint64_t x = (number + 1) * 0x9e3779b97f4a7c15U + salt * 0xd1b54a32d192ed03U;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

/// Ranks as names are spread: a few are common, most are rare.
class rank_table {
 public:
  rank_table(std::size_t count, double exponent) {
    double sum = 0;
    for (std::size_t rank = 1; rank <= count; ++rank) {
      sum += 1 / std::pow(static_cast<double>(rank) + 10, exponent);
      up_to_.push_back(sum);
    }
  }
  [[nodiscard]] std::size_t draw(std::uint64_t bits) const {
    const double at = static_cast<double>(bits >> 11) * 0x1p-53 * up_to_.back();
    const auto found = std::upper_bound(up_to_.begin(), up_to_.end(), at);
    return std::min(static_cast<std::size_t>(found - up_to_.begin()), up_to_.size() - 1);
  }

 private:
  std::vector<double> up_to_;
};

// Consonants and vowels by turns, so that different ranks are different names.
inline std::string syllables(std::size_t rank, std::size_t count) {
  constexpr std::array<std::string_view, 18> onsets = {"b", "d", "f", "g", "h", "j", "k",  "l",  "m",
                                                       "n", "p", "r", "s", "t", "v", "br", "st", "gr"};
  constexpr std::array<std::string_view, 6> vowels = {"a", "e", "i", "o", "u", "ee"};
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += onsets[rank % onsets.size()];
    rank /= onsets.size();
    text += vowels[rank % vowels.size()];
    rank /= vowels.size();
  }
  return text;
}

inline std::string as_written(std::string name, std::size_t rank) {
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  if (rank % 10 == 3)
    if (const auto at = name.find('e'); at != std::string::npos) name.replace(at, 1, "é");
  return name;
}

struct someone {
  std::string first_name, last_name, email, mobile, postal_code;
};

/// A person by number; numbers from `many` on are nobody's in the store.
inline someone person_of(std::uint64_t number) {
  static const rank_table family_names(100'000, 0.8);
  static const rank_table given_names(10'000, 1.0);
  constexpr std::array<std::string_view, 10> providers = {"gmail.com",   "hotmail.com", "skynet.be",   "telenet.be",
                                                          "outlook.com", "pt.lu",       "proximus.be", "live.be",
                                                          "icloud.com",  "my-garage.be"};
  const std::size_t family = family_names.draw(mixed(number, 1));
  const std::size_t given = given_names.draw(mixed(number, 2));
  const std::string family_text = syllables(family, 3);
  const std::string given_text = syllables(given, 2);
  someone made;
  made.first_name = as_written(given_text, given);
  if (family % 8 == 5) made.last_name = family % 16 == 5 ? "Van den " : "De ";
  made.last_name += as_written(family_text, family);
  made.email = given_text + "." + family_text + std::to_string(number) + "@" +
               std::string(providers[mixed(number, 3) % providers.size()]);
  made.mobile = std::to_string(471'000'000 + mixed(number, 4) % 9'000'000);
  made.postal_code = std::to_string(1000 + mixed(number, 5) % 9000);
  return made;
}

inline bool is_company(std::uint64_t number) noexcept { return number % 5 == 4; }
inline bool has_two_contacts(std::uint64_t number) noexcept { return number % 50 == 49; }
/// The number of a company's second contact, out of the way of all others.
inline std::uint64_t second_contact(std::uint64_t number) noexcept { return 10 * many + number; }

/// The VAT number of a company, as Belgium writes them; `unknown` gives one that no company has.
inline std::string vat_of(std::uint64_t number, bool unknown = false) {
  const std::uint64_t body = 2'000'000 + number / 5 * 37 + (unknown ? 1 : 0);
  const std::uint64_t check = 97 - body % 97;
  std::string text = "BE0";
  text += std::to_string(body);
  if (check < 10) text += '0';
  text += std::to_string(check);
  return text;
}

/// `prefix`: before the nine national digits of a mobile number, where a policy wants more.
inline dealerkit::person_input contact_of(std::uint64_t number, std::string_view prefix) {
  const someone who = person_of(number);
  dealerkit::person_input typed;
  typed.first_name = who.first_name;
  typed.last_name = who.last_name;
  typed.email = typed.email_repeated = who.email;
  typed.mobile = std::string(prefix) + who.mobile;
  typed.language = "nl";
  typed.country = "BE";
  typed.postal_code = who.postal_code;
  return typed;
}

/// A whole customer as typed, with the three answers that the presets ask for.
inline dealerkit::create_customer create_of(std::uint64_t number, std::string_view prefix = {}) {
  dealerkit::create_customer typed;
  auto& input = typed.input;
  input.country = "BE";
  input.brand = "AC";
  if (is_company(number)) {
    input.kind = dealerkit::customer_kind::b2b;
    input.company_name = "Garage ";
    input.company_name += person_of(number).last_name;
    input.vat = vat_of(number);
    input.fleet_size = static_cast<std::int64_t>(mixed(number, 6) % 50);
    input.contacts.push_back(contact_of(number, prefix));
    if (has_two_contacts(number)) input.contacts.push_back(contact_of(second_contact(number), prefix));
  } else {
    const someone who = person_of(number);
    input.kind = dealerkit::customer_kind::b2c;
    input.first_name = who.first_name;
    input.last_name = who.last_name;
    input.civility = mixed(number, 7) % 2 == 0 ? "mr" : "mrs";
    input.email = input.email_repeated = who.email;
    input.mobile = std::string(prefix) + who.mobile;
    input.language = "fr";
    input.postal_code = who.postal_code;
    input.street = "Rue Haute ";
    input.street += std::to_string(mixed(number, 8) % 200 + 1);
    input.city = "Bruxelles";
    input.company_car = false;
  }
  typed.consents.set("contact", dealerkit::consent_answer::yes);
  typed.consents.set("profiling", dealerkit::consent_answer::no);
  typed.consents.set("partners", dealerkit::consent_answer::no);
  return typed;
}

/// The same as the arguments of a request; `token`: of the search before it.
inline std::string create_text(std::uint64_t number, std::string_view token) {
  const dealerkit::create_customer typed = create_of(number);
  std::string text = "{\"search_token\":\"";
  text += token;
  text += "\",\"customer\":{\"kind\":";
  const auto add = [&](std::string_view name, const std::string& value) {
    if (text.back() != '{') text += ',';
    text += '"';
    text += name;
    text += "\":\"";
    text += value;
    text += '"';
  };
  const auto add_person = [&](const auto& one) {
    add("first_name", one.first_name);
    add("last_name", one.last_name);
    add("email", one.email);
    add("email_repeated", one.email_repeated);
    add("mobile", one.mobile);
    add("language", one.language);
    add("country", one.country);
    add("postal_code", one.postal_code);
  };
  const auto& input = typed.input;
  if (is_company(number)) {
    text += "\"b2b\"";
    add("company_name", input.company_name);
    add("vat", input.vat);
    add("country", input.country);
    text += ",\"fleet_size\":";
    text += std::to_string(*input.fleet_size);
    text += ",\"contacts\":[";
    for (const auto& contact : input.contacts) {
      text += text.back() == '[' ? "{" : ",{";
      add_person(contact);
      text += '}';
    }
    text += ']';
  } else {
    text += "\"b2c\"";
    add_person(input);
    add("civility", input.civility);
    add("street", input.street);
    add("city", input.city);
    text += ",\"company_car\":false";
  }
  add("brand", input.brand);
  return text + "},\"consents\":{\"contact\":\"yes\",\"profiling\":\"no\",\"partners\":\"no\"}}";
}

/// One legal entity, one outlet in Brussels, one user.
inline dealerkit::load_network network() {
  dealerkit::load_network typed;
  typed.legal_entities.push_back({std::string(entity), "BE0403170701", "Garage One"});
  dealerkit::outlet place;
  place.code = "0011960";
  place.site = "000";
  place.entity = entity;
  place.name = "Garage One Brussels";
  place.brands = {"AC", "AP"};
  place.address = {"Rue Haute 1", "1000", "Bruxelles", "BE"};
  place.time_zone = "Europe/Brussels";
  typed.outlets.push_back(std::move(place));
  dealerkit::user seller;
  seller.id = user;
  seller.entity = entity;
  seller.first_name = "Ann";
  seller.last_name = "Stand";
  seller.email = "ann@example.be";
  seller.language = "en";
  seller.roles.emplace_back().given = dealerkit::role::product_genius;
  seller.active = true;
  typed.users.push_back(std::move(seller));
  return typed;
}

/// The envelope of a request, up to its arguments.
inline std::string request(std::string_view verb, std::string_view at) {
  std::string text = "{\"verb\":\"";
  text += verb;
  text += "\",\"at\":\"";
  text += at;
  text += "\",\"actor\":{\"user\":\"";
  text += user;
  text += "\",\"outlet\":\"";
  text += outlet;
  text += "\"},\"args\":";
  return text;
}

}  // namespace people
