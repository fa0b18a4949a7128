// Writing HTML that is well-formed by construction: elements are scopes, texts are escaped, names
// are enumerations.
//
//   html_writer page;
//   {
//     const auto box = page.element(tag::div, "box");
//     page.text("Müller & <Söhne>");   // Müller &amp; &lt;Söhne&gt;
//   }                                  // </div>
//
// What is written without escaping is a literal of the program; that is checked when it is
// compiled.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace dealerkit {
inline namespace v1 {
namespace documents {

/// A text that stands in the program, never one that somebody typed.
class literal {
 public:
  template <std::size_t Size>
  consteval literal(const char (&text)[Size]) : view_(text, Size - 1) {}
  [[nodiscard]] constexpr std::string_view view() const noexcept { return view_; }
  [[nodiscard]] constexpr bool empty() const noexcept { return view_.empty(); }

 private:
  std::string_view view_;
};

/// The elements that our pages are made of; `meta` has no content and no end.
enum class tag : std::uint8_t {
  html,
  head,
  title,
  style,
  body,
  main,
  header,
  footer,
  section,
  div,
  p,
  h1,
  h2,
  h3,
  span,
  strong,
  a,
  bdi,
  meta
};
inline constexpr std::array<std::string_view, 19> tag_names = {
    "html", "head", "title", "style", "body", "main",   "header", "footer", "section", "div",
    "p",    "h1",   "h2",    "h3",    "span", "strong", "a",      "bdi",    "meta"};
static_assert(tag_names.size() == static_cast<std::size_t>(tag::meta) + 1);

/// Appends a text as HTML shows it, in content and in quoted attributes. Line ends and tabulators
/// become blanks; control characters, marks that turn the direction of writing, and broken UTF-8
/// become U+FFFD.
void append_escaped(std::string& out, std::string_view text);

class html_writer {
 public:
  /// An element that ends with its scope.
  class [[nodiscard]] scope {
   public:
    scope(html_writer& page, tag name) noexcept : page_(page), name_(name) {}
    scope(const scope&) = delete;
    scope& operator=(const scope&) = delete;
    ~scope() { page_.close(name_); }

   private:
    html_writer& page_;
    tag name_;
  };

  explicit html_writer(std::size_t expected_size) { out_.reserve(expected_size); }

  /// An element, with a class or without.
  scope element(tag name, literal of_class = "") {
    open(name, of_class);
    out_.push_back('>');
    return {*this, name};
  }
  /// An element with one attribute.
  scope element(tag name, literal of_class, literal attribute, std::string_view value) {
    open(name, of_class);
    append_attribute(attribute, value);
    out_.push_back('>');
    return {*this, name};
  }
  /// A whole element with its text; nothing where the text is empty.
  void line(tag name, literal of_class, std::string_view content) {
    if (content.empty()) return;
    const auto one = element(name, of_class);
    text(content);
  }
  /// An element without content: `<meta name="viewport" content="…">`.
  void meta(literal attribute, std::string_view value, literal second, std::string_view second_value) {
    open(tag::meta, "");
    append_attribute(attribute, value);
    if (!second.empty()) append_attribute(second, second_value);
    out_.push_back('>');
  }
  /// A text, escaped.
  void text(std::string_view content) { append_escaped(out_, content); }
  /// A text of the program, as it is.
  void raw(literal content) { out_ += content.view(); }
  /// A picture that the program drew, as it is: SVG without anybody's text.
  void picture(std::string_view svg) { out_ += svg; }
  /// A colour as `#rrggbb`.
  void append_colour(std::uint32_t value);
  /// A text as a string of a style sheet, quotes included: everything but letters and digits is
  /// written by number.
  void append_style_string(std::string_view content);

  [[nodiscard]] std::string take() && { return std::move(out_); }

 private:
  void open(tag name, literal of_class) {
    out_.push_back('<');
    out_ += tag_names[static_cast<std::size_t>(name)];
    if (of_class.empty()) return;
    out_ += " class=\"";
    out_ += of_class.view();
    out_.push_back('"');
  }
  void append_attribute(literal name, std::string_view value) {
    out_.push_back(' ');
    out_ += name.view();
    out_ += "=\"";
    append_escaped(out_, value);
    out_.push_back('"');
  }
  void close(tag name) {
    out_ += "</";
    out_ += tag_names[static_cast<std::size_t>(name)];
    out_.push_back('>');
  }
  std::string out_;
};

}  // namespace documents
}  // namespace v1
}  // namespace dealerkit
