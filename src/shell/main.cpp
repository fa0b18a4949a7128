// The `dealerkit` program: the protocol as lines, on the C API only.
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit.h"

namespace {

constexpr int exit_ok = 0;
constexpr int exit_refused = 1;
constexpr int exit_usage = 2;

constexpr std::size_t line_bytes_max = 1024 * 1024;

std::string_view view(dk_str text) { return text.data == nullptr ? "" : std::string_view(text.data, text.size); }
dk_str borrow(std::string_view text) { return {text.data(), text.size()}; }

void say(FILE* to, std::string_view text) { std::fwrite(text.data(), 1, text.size(), to); }

// A refusal as a person reads it, then its rule and code.
int report(dk_error* err) {
  const std::string line = "dealerkit: " + std::string(view(dk_error_message(err))) + " [" +
                           std::string(view(dk_error_rule(err))) + " " + std::string(view(dk_error_code(err))) + "]\n";
  say(stderr, line);
  dk_error_free(err);
  return exit_refused;
}

int usage() {
  say(stderr,
      "usage: dealerkit run [--store FILE|:memory:] [--preset NAME] [--simulation] [--training]\n"
      "       dealerkit schema [VERB]      JSON Schema of one verb, or of all\n"
      "       dealerkit rules [ID]         the rule book's titles, or one rule with its refusals\n"
      "       dealerkit verify FILE        verifies the ledger of a store\n"
      "       dealerkit rebuild FILE       rebuilds the projections of a store from its ledger\n"
      "       dealerkit version\n");
  return exit_usage;
}

// Reads standard input line by line. A line longer than a request may be is cut just past the limit, so that it is
// refused for its length without being kept.
class line_reader {
 public:
  /// The next line without its end; false at the end of input. `waiting` is called before the input is waited for.
  template <class Waiting>
  bool next(std::string& line, Waiting&& waiting) {
    line.clear();
    bool some = false;
    while (true) {
      if (at_ == size_ && !fill(waiting)) return some;
      some = true;
      const char* start = buffer_ + at_;
      const auto* end = static_cast<const char*>(std::memchr(start, '\n', size_ - at_));
      const std::size_t length = end == nullptr ? size_ - at_ : static_cast<std::size_t>(end - start);
      const std::size_t room = line_bytes_max + 2 - line.size();
      line.append(start, length < room ? length : room);
      at_ += length;
      if (end == nullptr) continue;
      ++at_;
      if (!line.empty() && line.back() == '\r') line.pop_back();
      return true;
    }
  }

 private:
  template <class Waiting>
  bool fill(Waiting&& waiting) {
    waiting();
    ssize_t got = 0;
    do {
      got = read(STDIN_FILENO, buffer_, sizeof buffer_);
    } while (got < 0 && errno == EINTR);
    at_ = 0;
    size_ = got > 0 ? static_cast<std::size_t>(got) : 0;
    return got > 0;
  }

  char buffer_[65536];
  std::size_t at_ = 0;
  std::size_t size_ = 0;
};

int run(const dk_desk_options& options) {
  dk_desk* desk = nullptr;
  dk_error* err = nullptr;
  if (dk_desk_open(&desk, &options, &err) != DK_OK) return report(err);
  auto lines = std::vector<line_reader>(1);  // its buffer is too large for some stacks
  std::string line;
  int status = exit_ok;
  while (lines[0].next(line, [] { std::fflush(stdout); })) {
    dk_text* reply = nullptr;
    if (dk_call(desk, borrow(line), &reply, &err) != DK_OK) {
      status = report(err);
      break;
    }
    say(stdout, view(dk_text_view(reply)));
    std::fputc('\n', stdout);
    dk_text_free(reply);
  }
  dk_desk_close(desk);
  if (std::fflush(stdout) != 0) status = exit_refused;
  return status;
}

int schema(std::string_view verb) {
  dk_text* text = nullptr;
  dk_error* err = nullptr;
  if (dk_schema(&text, borrow(verb), &err) != DK_OK) return report(err);
  say(stdout, view(dk_text_view(text)));
  std::fputc('\n', stdout);
  dk_text_free(text);
  return exit_ok;
}

std::string rule_text(std::string_view identifier) {
  dk_text* text = nullptr;
  if (dk_rule_text(&text, borrow(identifier), nullptr) != DK_OK) return {};
  std::string copied(view(dk_text_view(text)));
  dk_text_free(text);
  return copied;
}

int list_rules() {
  for (std::size_t i = 0; i < dk_rule_book_count(); ++i) {
    const std::string id(view(dk_rule_book_at(i)));
    const std::string text = rule_text(id);
    say(stdout, id + std::string(id.size() < 8 ? 8 - id.size() : 1, ' ') + text.substr(0, text.find('\n')) + "\n");
  }
  return exit_ok;
}

int show_rule(std::string_view identifier) {
  const std::string text = rule_text(identifier);
  if (text.empty()) {
    say(stderr, "dealerkit: the rule book has no such rule; `dealerkit rules` lists them\n");
    return exit_refused;
  }
  const std::string area(identifier.substr(0, identifier.find('-')));
  say(stdout, std::string(identifier) + " " + text + "\n");
  dk_rule_info info{};
  info.struct_size = sizeof info;
  for (std::size_t i = 0; dk_rule_at(i, &info) == DK_OK; ++i) {
    if (view(info.identifier) != identifier) continue;
    dk_text* message = nullptr;
    if (dk_rule_message(&message, info.number, borrow("en"), nullptr) != DK_OK) continue;
    say(stdout, "  " + std::string(view(info.code)) + " (" + std::to_string(info.number) +
                    "): " + std::string(view(dk_text_view(message))) + "\n");
    dk_text_free(message);
  }
  say(stdout, "page: docs/rulebook/" + area + ".md\n");
  return exit_ok;
}

int verify(std::string_view store) {
  dk_chain_report report_{};
  report_.struct_size = sizeof report_;
  dk_error* err = nullptr;
  if (dk_store_verify(borrow(store), &report_, &err) != DK_OK) return report(err);
  std::string line =
      "{\"records\":" + std::to_string(report_.records) + ",\"intact\":" + (report_.intact != 0 ? "true" : "false");
  if (report_.first_broken != 0) line += ",\"first_broken\":" + std::to_string(report_.first_broken);
  say(stdout, line + ",\"head\":\"" + report_.head + "\"}\n");
  return report_.intact != 0 ? exit_ok : exit_refused;
}

int rebuild(std::string_view store) {
  dk_desk_options options = DK_DESK_OPTIONS_INIT;
  options.store = borrow(store);
  dk_desk* desk = nullptr;
  dk_error* err = nullptr;
  if (dk_desk_open(&desk, &options, &err) != DK_OK) return report(err);
  dk_rebuild_report found{};
  found.struct_size = sizeof found;
  const dk_status status = dk_rebuild(desk, &found, &err);
  dk_desk_close(desk);
  if (status != DK_OK) return report(err);
  say(stdout, "{\"events\":" + std::to_string(found.events) + ",\"same\":" + (found.same != 0 ? "true" : "false") +
                  ",\"digest\":\"" + found.digest + "\"}\n");
  return exit_ok;
}

// A file that is not there must not be made by a command that only looks.
bool exists(std::string_view path) {
  const std::string name(path);
  if (access(name.c_str(), F_OK) == 0) return true;
  say(stderr, "dealerkit: there is no such store\n");
  return false;
}

int run_with_options(const std::vector<std::string_view>& words) {
  dk_desk_options options = DK_DESK_OPTIONS_INIT;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const bool has_value = i + 1 < words.size();
    if (words[i] == "--store" && has_value)
      options.store = borrow(words[++i]);
    else if (words[i] == "--preset" && has_value)
      options.preset = borrow(words[++i]);
    else if (words[i] == "--simulation")
      options.simulation = 1;
    else if (words[i] == "--training")
      options.training = 1;
    else
      return usage();
  }
  return run(options);
}

int version() {
  say(stdout, "dealerkit " + std::to_string(DEALERKIT_VERSION_MAJOR) + "." + std::to_string(DEALERKIT_VERSION_MINOR) +
                  "." + std::to_string(DEALERKIT_VERSION_PATCH) + "\n");
  return exit_ok;
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string_view> words(arguments + 1, arguments + count);
  if (words.empty()) return usage();
  const auto command = words[0];
  if (command == "run") return run_with_options(words);
  if (command == "schema" && words.size() <= 2) return schema(words.size() == 2 ? words[1] : "");
  if (command == "rules" && words.size() == 1) return list_rules();
  if (command == "rules" && words.size() == 2) return show_rule(words[1]);
  if (command == "verify" && words.size() == 2) return exists(words[1]) ? verify(words[1]) : exit_refused;
  if (command == "rebuild" && words.size() == 2) return exists(words[1]) ? rebuild(words[1]) : exit_refused;
  if ((command == "version" || command == "--version") && words.size() == 1) return version();
  return usage();
}
