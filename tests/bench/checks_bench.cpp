// Speed of the checks. Each promise has one workload, as people type it: about three in four are
// valid.
//
//   vat_as_typed     at least 20 million a second
//   iban_as_typed    at least  5 million a second
//   email_as_typed   at least 10 million a second
//   phone_as_typed   at least  1 million a second
//
// `--write-workloads=DIRECTORY` writes them as `NAME.tsv` (country TAB value) and stops:
// checks_peers.py runs other implementations on the same lines.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/checks.hpp"

namespace {

using namespace dealerkit;

struct line {
  std::string country, value;
};

// Small and the same everywhere.
class random_source {
 public:
  std::uint32_t below(std::uint32_t limit) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>((state_ >> 33) % limit);
  }
  template <std::size_t Count>
  const char* pick(const char* const (&items)[Count]) {
    return items[below(Count)];
  }
  std::string digits(std::size_t count) {
    std::string text;
    while (text.size() < count) text += static_cast<char>('0' + below(10));
    return text;
  }

 private:
  std::uint64_t state_ = 20240112;
};

constexpr std::size_t workload_size = 4096;

int rest_of(std::string_view digits, int divisor) {
  int rest = 0;
  for (const char c : digits) rest = (rest * 10 + (c - '0')) % divisor;
  return rest;
}

std::string two_digits(int value) { return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)}; }

char luhn_digit(std::string_view digits) {
  int sum = 0;
  bool twice = true;
  for (auto at = digits.rbegin(); at != digits.rend(); ++at, twice = !twice) {
    const int value = (*at - '0') * (twice ? 2 : 1);
    sum += value / 10 + value % 10;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

// One wrong digit somewhere, in one line of four.
void spoil(random_source& random, std::string& text) {
  if (random.below(4) != 0) return;
  char& c = text[random.below(static_cast<std::uint32_t>(text.size()))];
  c = c == '7' ? '3' : '7';
}

std::string grouped(std::string_view text, std::size_t group, char separator) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && i % group == 0) out += separator;
    out += text[i];
  }
  return out;
}

std::vector<line> vat_as_typed() {
  random_source random;
  std::vector<line> lines;
  while (lines.size() < workload_size) {
    std::string country;
    std::string body;
    const auto kind = random.below(10);
    if (kind < 6) {
      country = "BE";
      body = (random.below(4) == 0 ? "1" : "0") + random.digits(7);
      body += two_digits(97 - rest_of(body, 97));
    } else if (kind < 8) {
      country = "LU";
      body = random.digits(6);
      body += two_digits(rest_of(body, 89));
    } else {
      country = "FR";
      body = random.digits(8);
      body += luhn_digit(body);
      body = two_digits((12 + 3 * rest_of(body, 97)) % 97) + body;
    }
    spoil(random, body);
    const auto style = random.below(4);
    if (style == 0) body = grouped(body, 3, ' ');
    if (style == 1 && country != "FR") body = grouped(body, 4, '.');
    const bool prefixed = random.below(2) == 0;
    lines.push_back({country, prefixed ? country + (style == 0 ? " " : "") + body : body});
  }
  return lines;
}

std::vector<line> iban_as_typed() {
  random_source random;
  std::vector<line> lines;
  while (lines.size() < workload_size) {
    std::string country;
    std::string letters;  // the country as digits
    std::string body;
    switch (random.below(4)) {
      case 0:
      case 1: {
        country = "BE";
        letters = "1114";
        body = random.digits(10);
        const int check = rest_of(body, 97);
        body += two_digits(check == 0 ? 97 : check);
        break;
      }
      case 2:
        country = "LU";
        letters = "2130";
        body = random.digits(16);
        break;
      default: {
        country = "FR";
        letters = "1527";
        body = random.digits(21);
        body += two_digits(97 - rest_of(body + "00", 97));
      }
    }
    std::string iban = country + two_digits(98 - rest_of(body + letters + "00", 97)) + body;
    spoil(random, iban);
    lines.push_back({"", random.below(3) == 0 ? iban : grouped(iban, 4, ' ')});
  }
  return lines;
}

std::vector<line> email_as_typed() {
  constexpr const char* first[] = {"jean", "Marie", "luc", "an", "Sophie", "p", "jean-pierre", "els"};
  constexpr const char* last[] = {"dupont", "Janssens", "de.smet", "muller", "tremblay", "o'brien"};
  constexpr const char* domains[] = {"gmail.com",    "Hotmail.com",      "skynet.be",   "pt.lu",       "orange.fr",
                                     "videotron.ca", "mail.example.org", "proximus.be", "outlook.com", "my-garage.be"};
  random_source random;
  std::vector<line> lines;
  while (lines.size() < workload_size) {
    std::string text = random.pick(first);
    if (random.below(3) != 0) text += '.';
    text += random.pick(last);
    if (random.below(3) == 0) text += random.digits(2);
    if (random.below(10) == 0) text += "+salon";
    text += '@';
    text += random.pick(domains);
    switch (random.below(16)) {  // one in four is wrong
      case 0: text.erase(text.find('@'), 1); break;
      case 1: text.insert(text.find('@'), "."); break;
      case 2: text.insert(text.find('.') + 1, " "); break;
      case 3: text.erase(text.rfind('.')); break;
      case 4: text = " " + text + " "; break;
      default: break;
    }
    lines.push_back({"", text});
  }
  return lines;
}

std::vector<line> phone_as_typed() {
  random_source random;
  std::vector<line> lines;
  while (lines.size() < workload_size) {
    std::string country;
    std::string number;  // national
    std::string trunk = "0";
    std::string calling_code;
    switch (random.below(8)) {
      case 0:
      case 1:
      case 2: country = "BE", calling_code = "32", number = "47" + random.digits(7); break;
      case 3: country = "BE", calling_code = "32", number = "22" + random.digits(6); break;
      case 4: country = "LU", calling_code = "352", trunk = "", number = "621" + random.digits(6); break;
      case 5:
      case 6: country = "FR", calling_code = "33", number = "61" + random.digits(7); break;
      default: country = "CA", calling_code = "1", trunk = "1", number = "514" + ("2" + random.digits(6));
    }
    if (random.below(4) == 0) number.erase(number.size() - 2);  // two digits short: one in four
    std::string text;
    switch (random.below(5)) {
      case 0: text = trunk + number; break;
      case 1: text = trunk + grouped(number, 2, ' '); break;
      case 2: text = "+" + calling_code + " " + grouped(number, 3, ' '); break;
      case 3: text = "+" + calling_code + number; break;
      default: text = trunk + grouped(number, 3, '.');
    }
    lines.push_back({country, text});
  }
  return lines;
}

struct workload {
  const char* name;
  std::vector<line> (*make)();
};

constexpr workload workloads[] = {{"vat_as_typed", vat_as_typed},
                                  {"iban_as_typed", iban_as_typed},
                                  {"email_as_typed", email_as_typed},
                                  {"phone_as_typed", phone_as_typed}};

template <class Check>
void run(benchmark::State& state, const std::vector<line>& lines, Check check) {
  std::size_t valid = 0;
  for (auto _ : state) {
    for (const auto& each : lines) {
      const auto answer = check(each);
      valid += answer.valid() ? 1 : 0;
      benchmark::DoNotOptimize(answer);
    }
  }
  const auto items = static_cast<std::int64_t>(lines.size()) * static_cast<std::int64_t>(state.iterations());
  state.SetItemsProcessed(items);
  // A workload in which nothing is valid, or everything is, measures something else.
  state.counters["valid"] = static_cast<double>(valid) / static_cast<double>(items);
}

void vat(benchmark::State& state) {
  run(state, vat_as_typed(), [](const line& l) { return check_vat(l.value, l.country); });
}
void iban(benchmark::State& state) {
  run(state, iban_as_typed(), [](const line& l) { return check_iban(l.value); });
}
void email(benchmark::State& state) {
  run(state, email_as_typed(), [](const line& l) { return check_email(l.value); });
}
void phone(benchmark::State& state) {
  run(state, phone_as_typed(), [](const line& l) { return check_phone(l.value, l.country); });
}

BENCHMARK(vat)->Name("vat_as_typed");
BENCHMARK(iban)->Name("iban_as_typed");
BENCHMARK(email)->Name("email_as_typed");
BENCHMARK(phone)->Name("phone_as_typed");

int write_workloads(const std::string& directory) {
  for (const auto& each : workloads) {
    std::ofstream file(directory + "/" + each.name + ".tsv", std::ios::binary);
    for (const auto& l : each.make()) file << l.country << '\t' << l.value << '\n';
    if (!file.flush()) return 1;
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  constexpr std::string_view flag = "--write-workloads=";
  for (int i = 1; i < count; ++i)
    if (std::string_view(arguments[i]).substr(0, flag.size()) == flag)
      return write_workloads(std::string(std::string_view(arguments[i]).substr(flag.size())));
  benchmark::Initialize(&count, arguments);
  if (benchmark::ReportUnrecognizedArguments(count, arguments)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
