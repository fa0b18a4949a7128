// Tables as people send them: CSV in any common encoding and separator.
//
//   read_table("Nom;Prénom;E-mail\nDupont;Zoé;zoe@example.fr")   // three cells a row
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dealerkit {
inline namespace v1 {
namespace exchange {

struct table {
  std::vector<std::vector<std::string>> rows;  ///< cells as UTF-8, trimmed; lines without a cell are left out
  bool fine = true;
  std::size_t broken_line = 0;  ///< counted from 1, where it is not fine
};

/// Reads a table. The encoding is told by a byte order mark, else by what the bytes can be (UTF-8, then Windows-1252);
/// the separator by the first line: semicolon, tabulator, comma or bar, whichever stands in it most often. Cells may be
/// quoted, with quotes doubled inside. Not fine: a quote that never closes, text after a closing quote, a NUL.
[[nodiscard]] table read_table(std::string_view bytes);

/// One customer of a table (CRD-08).
struct table_customer {
  std::string last_name;
  std::string first_name;
  std::string email;
  std::string mobile;
  std::string vin;
};

/// The customers of a table. A first line whose e-mail cell has no @ is a header: its words, in French, Dutch or
/// English, say what each column is; without one, columns count by position.
[[nodiscard]] std::vector<table_customer> customers_of(table&& from);

/// Appends a cell, quoted where it must be; one that a spreadsheet would take for a formula gets a quote before it.
void append_cell(std::string& out, std::string_view cell, bool last);

}  // namespace exchange
}  // namespace v1
}  // namespace dealerkit
