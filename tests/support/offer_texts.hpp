// What a reader sees of an offer: the text of its HTML, and of its PDF where there are tools to
// read one.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

namespace offer_texts {

/// Every run of blanks, also those that do not break, as one blank.
inline std::string one_blank(std::string_view text) {
  std::string out;
  bool blank = true;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t size = 0;
    if (const char c = text[at]; c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f')
      size = 1;
    else if (text.substr(at).starts_with("\u00a0"))
      size = 2;
    else if (text.substr(at).starts_with("\u202f"))
      size = 3;
    if (size == 0) {
      out.push_back(text[at++]);
      blank = false;
      continue;
    }
    if (!blank) out.push_back(' ');
    blank = true;
    at += size;
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

/// The text of a page without its tags and styles.
inline std::string text_of_html(std::string_view html) {
  std::string out;
  for (std::size_t at = 0; at < html.size();) {
    if (html[at] == '<') {
      if (html.substr(at).starts_with("<style>")) at = html.find("</style>", at);
      at = html.find('>', at) + 1;
      out.push_back(' ');
    } else if (html[at] == '&') {
      const auto end = html.find(';', at);
      const auto name = html.substr(at, end - at + 1);
      out += name == "&amp;" ? "&" : name == "&lt;" ? "<" : name == "&gt;" ? ">" : name == "&quot;" ? "\"" : "'";
      at = end + 1;
    } else {
      out.push_back(html[at++]);
    }
  }
  return one_blank(out);
}

/// What a command prints; nothing where it fails or is not installed.
inline std::optional<std::string> output_of(const std::string& command) {
  std::FILE* const pipe = popen((command + " 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) return std::nullopt;
  std::string out;
  char buffer[4096];
  for (std::size_t size = 0; (size = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, size);
  if (pclose(pipe) != 0) return std::nullopt;
  return out;
}

inline bool installed(const std::string& program) { return output_of("command -v " + program).has_value(); }

/// A file that goes when the test ends.
class kept_file {
 public:
  kept_file(const std::string& name, std::string_view bytes)
      : path_(std::filesystem::temp_directory_path() / ("dealerkit_" + std::to_string(counter()++) + "_" + name)) {
    std::ofstream(path_, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  kept_file(const kept_file&) = delete;
  kept_file& operator=(const kept_file&) = delete;
  ~kept_file() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  static unsigned& counter() {
    static unsigned count =
        static_cast<unsigned>(std::filesystem::file_time_type::clock::now().time_since_epoch().count());
    return count;
  }
  std::filesystem::path path_;
};

/// The text of a PDF in the order of reading; nothing where pdftotext is not installed.
inline std::optional<std::string> text_of_pdf(std::string_view pdf) {
  if (!installed("pdftotext")) return std::nullopt;
  const kept_file file("offer.pdf", pdf);
  const auto text = output_of("pdftotext -enc UTF-8 -raw '" + file.path() + "' -");
  if (!text) return std::nullopt;
  return one_blank(*text);
}

}  // namespace offer_texts
