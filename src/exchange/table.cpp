// Tables as people send them: encodings, separators, quotes, headers.
#include "exchange/table.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "text/text.hpp"

namespace dealerkit {
inline namespace v1 {
namespace exchange {

namespace {

constexpr std::array<char, 4> separators = {';', '\t', ',', '|'};

// The separator that stands most often in the first line, outside quotes; of equals the first of the list.
char separator_of(std::string_view text) {
  std::array<std::size_t, separators.size()> counts{};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == '\n' || c == '\r')) break;
    for (std::size_t i = 0; !quoted && i < separators.size(); ++i)
      if (c == separators[i]) ++counts[i];
  }
  const auto most = std::max_element(counts.begin(), counts.end());
  return separators[static_cast<std::size_t>(most - counts.begin())];
}

std::string trimmed(std::string_view cell) {
  const auto first = cell.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return std::string(cell.substr(first, cell.find_last_not_of(" \t\r") - first + 1));
}

}  // namespace

table read_table(std::string_view bytes) {
  table made;
  const std::string text = text::to_utf8(bytes);
  const char separator = separator_of(text);
  std::vector<std::string> row;
  std::string cell;
  std::size_t line = 1;
  std::size_t at = 0;
  const auto broken = [&] {
    made.rows.clear();
    made.fine = false;
    made.broken_line = line;
  };
  const auto end_row = [&] {
    row.push_back(trimmed(cell));
    cell.clear();
    const bool empty = std::all_of(row.begin(), row.end(), [](const std::string& one) { return one.empty(); });
    if (!empty) made.rows.push_back(std::move(row));
    row.clear();
  };
  while (at < text.size()) {
    const char c = text[at];
    if (c == '\0') {
      broken();
      return made;
    }
    if (c == '"' && trimmed(cell).empty()) {
      // A quoted cell: everything up to the closing quote is text.
      cell.clear();
      const std::size_t opened = line;
      for (++at;; ++at) {
        if (at >= text.size()) {
          line = opened;
          broken();
          return made;
        }
        if (text[at] == '\n') ++line;
        if (text[at] != '"') {
          cell.push_back(text[at]);
        } else if (at + 1 < text.size() && text[at + 1] == '"') {
          cell.push_back('"');
          ++at;
        } else {
          ++at;
          break;
        }
      }
      while (at < text.size() && (text[at] == ' ' || text[at] == '\r')) ++at;
      if (at < text.size() && text[at] != separator && text[at] != '\n') {
        broken();
        return made;
      }
      if (at == text.size()) break;
    }
    if (text[at] == separator) {
      row.push_back(trimmed(cell));
      cell.clear();
    } else if (text[at] == '\n') {
      end_row();
      ++line;
    } else if (text[at] == '\r' && (at + 1 == text.size() || text[at + 1] != '\n')) {
      end_row();  // the line ends of old spreadsheets
      ++line;
    } else {
      cell.push_back(text[at]);
    }
    ++at;
  }
  end_row();
  return made;
}

namespace {

enum class column { last_name, first_name, email, mobile, vin, other };

struct heading {
  std::string_view word;  // folded for search
  column is;
};

// What people write over columns, in French, Dutch and English; the longer word before the one that it contains.
constexpr heading headings[] = {
    {"prenom", column::first_name},
    {"first name", column::first_name},
    {"firstname", column::first_name},
    {"voornaam", column::first_name},
    {"given name", column::first_name},
    {"nom de famille", column::last_name},
    {"last name", column::last_name},
    {"lastname", column::last_name},
    {"surname", column::last_name},
    {"family name", column::last_name},
    {"achternaam", column::last_name},
    {"familienaam", column::last_name},
    {"nom", column::last_name},
    {"naam", column::last_name},
    {"e mail", column::email},
    {"email", column::email},
    {"courriel", column::email},
    {"mail", column::email},
    {"mel", column::email},
    {"portable", column::mobile},
    {"mobile", column::mobile},
    {"gsm", column::mobile},
    {"telephone", column::mobile},
    {"telefoon", column::mobile},
    {"phone", column::mobile},
    {"tel", column::mobile},
    {"vin", column::vin},
    {"chassis", column::vin},
    {"chassisnummer", column::vin},
    {"numero de serie", column::vin},
};

column column_of(std::string_view title) {
  const std::string folded = text::search_fold(title);
  for (const auto& known : headings)
    if (folded == known.word) return known.is;
  for (const auto& known : headings)
    if (text::word_prefix(folded, known.word)) return known.is;
  return column::other;
}

}  // namespace

std::vector<table_customer> customers_of(table&& from) {
  std::vector<column> order = {column::last_name, column::first_name, column::email, column::mobile, column::vin};
  std::size_t first = 0;
  if (!from.rows.empty()) {
    // Where the address stands depends on the header, if there is one.
    std::vector<column> titles;
    for (const auto& cell : from.rows.front()) titles.push_back(column_of(cell));
    const auto address = std::find(titles.begin(), titles.end(), column::email);
    const std::size_t at = address != titles.end() ? static_cast<std::size_t>(address - titles.begin()) : 2;
    const bool header = at >= from.rows.front().size() || from.rows.front()[at].find('@') == std::string::npos;
    if (header) {
      first = 1;
      if (address != titles.end()) order = std::move(titles);
    }
  }
  std::vector<table_customer> customers;
  for (std::size_t i = first; i < from.rows.size(); ++i) {
    table_customer made;
    auto& row = from.rows[i];
    for (std::size_t j = 0; j < row.size() && j < order.size(); ++j) {
      std::string* into = nullptr;
      switch (order[j]) {
        case column::last_name: into = &made.last_name; break;
        case column::first_name: into = &made.first_name; break;
        case column::email: into = &made.email; break;
        case column::mobile: into = &made.mobile; break;
        case column::vin: into = &made.vin; break;
        case column::other: break;
      }
      if (into != nullptr && into->empty()) *into = std::move(row[j]);
    }
    customers.push_back(std::move(made));
  }
  return customers;
}

void append_cell(std::string& out, std::string_view cell, bool last) {
  const bool formula =
      !cell.empty() && (cell[0] == '=' || cell[0] == '+' || cell[0] == '@' || cell[0] == '\t' ||
                        (cell[0] == '-' && cell.find_first_not_of("0123456789.", 1) != std::string_view::npos));
  const bool quoted = formula || cell.find_first_of(";\"\r\n") != std::string_view::npos;
  if (quoted) out.push_back('"');
  if (formula) out.push_back('\'');
  for (const char c : cell) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  if (quoted) out.push_back('"');
  out += last ? "\r\n" : ";";
}

}  // namespace exchange
}  // namespace v1
}  // namespace dealerkit
