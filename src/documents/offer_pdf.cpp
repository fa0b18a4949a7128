// An offer as pages of A4 (QUO-18): the same sheet as the HTML, set on paper.
//
// The layout works from the top down. A band is a piece that stays together where it fits on a
// page: a row with its note, two columns side by side. A band that is longer than that goes on over
// the next pages, line by line.
#include <algorithm>
#include <limits>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/offer_document.hpp"
#include "documents/offer_pdf.hpp"
#include "documents/offer_sheet.hpp"
#include "documents/pdf_paper.hpp"
#include "text/formats.hpp"
#include "text/text.hpp"

namespace dealerkit {
inline namespace v1 {
namespace documents {
namespace {

constexpr length margin = 5400;
constexpr length content_width = paper_width - 2 * margin;
constexpr length content_right = margin + content_width;
constexpr length content_bottom = paper_height - 6400;
constexpr length footer_baseline = paper_height - 3900;
constexpr length next_page_top = 7000;
constexpr length first_page_top = 4600;

constexpr colour black = 0x1b1d1f;
constexpr colour grey = 0x6a6e72;
constexpr colour light_grey = 0x8a8e92;
constexpr colour rule_colour = 0xdededa;
constexpr colour strong_rule_colour = 0xb9bbb6;
constexpr colour box_colour = 0xf7f7f4;

/// How a text is set.
struct style {
  face in = face::regular;
  length size = 0;
  length leading = 0;
  colour ink = black;
  length spacing = 0;
};

constexpr style body{face::regular, 950, 1380};
constexpr style soft{face::regular, 950, 1380, grey};
constexpr style fine{face::regular, 790, 1140, grey};
constexpr style strong_body{face::semibold, 950, 1380};
constexpr style name_style{face::semibold, 1080, 1560};
constexpr style headline{face::light, 3000, 3500};
constexpr style version_style{face::regular, 1150, 1650, 0x44484c};
constexpr style amount_most{face::light, 2300, 2800};
constexpr style amount_also{face::regular, 1100, 1600};
constexpr style total_style{face::semibold, 1220, 1700};
constexpr style worth_style{face::light, 2000, 2400};
constexpr style thanks_style{face::light, 1350, 1900};
constexpr style print_style{face::regular, 700, 1020, 0x7a7e82};
constexpr style code_style{face::semibold, 1200, 1700, black, 160};

/// A letter of a text that is being set.
struct letter {
  const letter_form* form = nullptr;  // nullptr: it cannot be written, a square stands for it
  bool blank = false;                 // left out at the end of a line
  bool may_break = false;             // a line may end behind it
};
using letters = std::vector<letter>;

constexpr std::int64_t square_advance = 640;  // thousandths of the size

std::int64_t advance_of(const letter& one, const style& how) noexcept {
  const std::int64_t advance =
      one.form == nullptr ? square_advance : one.form->advance[static_cast<std::size_t>(how.in)];
  return advance * how.size + std::int64_t{how.spacing} * 1000;
}

// The width of letters in thousandths of a length; the spacing behind the last one does not count.
std::int64_t width_of(const letter* first, const letter* last, const style& how) noexcept {
  std::int64_t width = first == last ? 0 : -std::int64_t{how.spacing} * 1000;
  for (; first != last; ++first) width += advance_of(*first, how);
  return width;
}

/// Turns texts into letters, and remembers whether all could be written as they are.
class letter_case {
 public:
  explicit letter_case(const letter_book& book) : book_(&book) {}

  [[nodiscard]] bool replaced() const noexcept { return replaced_; }

  void append(letters& out, std::string_view utf8) {
    bool plain = true;
    for (const char c : utf8) plain = plain && static_cast<unsigned char>(c) < 0x80;
    if (plain) {
      for (const char c : utf8) add(out, static_cast<char32_t>(static_cast<unsigned char>(c)));
    } else {
      for (const char32_t c : text::composed(utf8)) add(out, c);
    }
  }

 private:
  // What is written in another way without anything being lost: blanks of other widths, hyphens,
  // quotes.
  static constexpr char32_t usual_form(char32_t c) noexcept {
    if (c == U'\t' || c == U'\n' || c == U'\r' || c == U'\f' || c == U'\v') return U' ';
    if (c == 0x2007 || c == 0x202f) return 0xa0;
    if ((c >= 0x2000 && c <= 0x200a) || c == 0x205f || c == 0x3000 || c == 0x1680) return U' ';
    if (c == 0x2010 || c == 0x2011 || c == 0x2012 || c == 0x2212) return U'-';
    if (c == 0x2032) return 0x2019;
    if (c == 0x2033) return 0x201d;
    return c;
  }
  // What nobody sees: soft hyphens, joiners, variation selectors.
  static constexpr bool invisible(char32_t c) noexcept {
    return c == 0xad || (c >= 0x200b && c <= 0x200d) || c == 0x2060 || c == 0xfeff || (c >= 0xfe00 && c <= 0xfe0f);
  }
  static constexpr bool combining(char32_t c) noexcept {
    return (c >= 0x300 && c <= 0x36f) || (c >= 0x1ab0 && c <= 0x1aff) || (c >= 0x1dc0 && c <= 0x1dff) ||
           (c >= 0x20d0 && c <= 0x20ff) || (c >= 0xfe20 && c <= 0xfe2f);
  }

  bool add_known(letters& out, char32_t c) {
    const auto* const form = book_->find(c);
    if (form == nullptr) return false;
    const bool blank = c == U' ';
    bool may_break = blank || c == U'-' || c == U'/' || c == 0x2013;
    if (c == U'/' && !out.empty() && out.back().form == form) may_break = out.back().may_break = false;  // https://
    out.push_back({form, blank, may_break});
    return true;
  }

  void add(letters& out, char32_t original) {
    const char32_t c = usual_form(original);
    if (invisible(c) || add_known(out, c)) return;
    // A ligature, a letter in a circle: what it is made of. A letter with an accent that no
    // encoding has: with fewer.
    auto parts = text::taken_apart(c);
    const auto letters_before = out.size();
    for (bool simplified = false; !parts.empty(); simplified = true) {
      const auto again = text::composed(std::u32string_view(parts));
      const bool all = std::all_of(again.begin(), again.end(),
                                   [&](char32_t part) { return invisible(part) || add_known(out, usual_form(part)); });
      if (all && !again.empty()) {
        replaced_ = replaced_ || simplified;
        return;
      }
      out.resize(letters_before);
      if (!combining(parts.back())) break;
      parts.pop_back();
    }
    replaced_ = true;
    if (parts.empty()) return;  // an accent without a letter
    out.push_back(square_);
  }

  const letter_book* book_;
  letter square_;
  bool replaced_ = false;
};

enum class side : std::uint8_t { left, right };

/// A line of a band, or a rule across it.
struct band_item {
  length top = 0;
  length height = 0;
  length x = 0;
  length width = 0;  // of a rule
  style how;         // a rule has its colour here
  std::size_t begin = 0;
  std::size_t count = 0;  // of letters; none for a rule
};

struct band {
  std::vector<band_item> items;
  letters text;
  length height = 0;
  bool boxed = false;
  bool barred = false;  // a bar in the accent at the left
};

/// Sets a sheet on pages.
class offer_layout {
 public:
  // `white_percent` of the usual white is left between the parts.
  offer_layout(const offer_sheet& sheet, const letter_book& book, length white_percent)
      : sheet_(&sheet),
        case_(book),
        title_style_{face::semibold, 760, 1100, sheet.ink, 95},
        white_percent_(white_percent) {
    pages_.emplace_back();
    top_ = first_page_top;
  }

  // False where there are more pages than a document may have.
  [[nodiscard]] bool set() {
    set_head();
    set_hero();
    set_parties();
    set_configuration();
    set_price();
    set_conditionals();
    set_voucher();
    set_finance();
    set_end();
    if (too_long()) return false;
    finish_pages();
    return true;
  }

  [[nodiscard]] const std::vector<paper_page>& pages() const noexcept { return pages_; }

  // Whether the last page has nothing but the closing words.
  [[nodiscard]] bool ends_alone() const noexcept { return ends_alone_; }

 private:
  bool too_long() const noexcept { return pages_.size() > offer_pages_max; }

  // --- Text into bands

  // Adds a text in as many lines as it needs; gives the height that it takes.
  length add_text(band& to, const style& how, std::string_view text, length x, length width, length top,
                  side where = side::left) {
    const auto first = to.text.size();
    case_.append(to.text, text);
    length height = 0;
    for (std::size_t at = first; at < to.text.size();) {
      const auto end = line_end(to.text, at, width, how);
      auto shown = end;
      while (shown > at && to.text[shown - 1].blank) --shown;
      add_line(to, how, at, shown, x, width, top + height, where);
      height += how.leading;
      at = end;
      while (at < to.text.size() && to.text[at].blank) ++at;
    }
    to.height = std::max(to.height, top + height);
    return height;
  }

  static void add_line(band& to, const style& how, std::size_t begin, std::size_t end, length x, length width,
                       length top, side where) {
    band_item line;
    line.top = top;
    line.height = how.leading;
    line.x = x;
    if (where == side::right) {
      const auto used = width_of(to.text.data() + begin, to.text.data() + end, how);
      line.x = x + width - static_cast<length>(used / 1000);
    }
    line.how = how;
    line.begin = begin;
    line.count = end - begin;
    if (line.count > 0) to.items.push_back(line);
  }

  // Where a line that begins at `at` ends: behind the last blank or hyphen that fits, or within a
  // word that is too long.
  static std::size_t line_end(const letters& text, std::size_t at, length width, const style& how) noexcept {
    const std::int64_t room = std::int64_t{width} * 1000;
    std::int64_t used = -std::int64_t{how.spacing} * 1000;
    std::size_t last_break = at;
    for (auto i = at; i < text.size(); ++i) {
      used += advance_of(text[i], how);
      if (used > room && !text[i].blank) {
        if (last_break > at) return last_break;
        return i > at ? i : at + 1;
      }
      if (text[i].may_break) last_break = i + 1;
    }
    return text.size();
  }

  void add_rule(band& to, length top, colour ink, length thickness, length x = margin, length width = content_width) {
    band_item rule;
    rule.top = top;
    rule.height = thickness;
    rule.x = x;
    rule.width = width;
    rule.how.ink = ink;
    to.items.push_back(rule);
    to.height = std::max(to.height, top + thickness);
  }

  length text_width(std::string_view text, const style& how) {
    letters set;
    case_.append(set, text);
    return static_cast<length>((width_of(set.data(), set.data() + set.size(), how) + 999) / 1000);
  }

  // A label at the left and an amount at the right, of which the amount stays on one line while it
  // can.
  length add_pair(band& to, const style& label_style, std::string_view label, const style& amount_style,
                  std::string_view amount, length x, length width, length top) {
    constexpr length gap = 1400;
    const length amount_width = amount.empty() ? 0 : std::min(text_width(amount, amount_style), width / 2);
    const length label_width = amount_width == 0 ? width : width - amount_width - gap;
    const auto left = add_text(to, label_style, label, x, label_width, top);
    const auto right = add_text(to, amount_style, amount, x + width - amount_width, amount_width, top, side::right);
    return std::max(left, right);
  }

  // --- Bands onto pages

  paper_page& page() noexcept { return pages_.back(); }

  void new_page() {
    if (!too_long()) pages_.emplace_back();  // beyond the limit nothing is kept: it will be refused
    if (too_long()) page() = {};
    top_ = next_page_top;
  }

  // Begins a page where less than `height` is left on this one.
  void need(length height) {
    if (top_ + height > content_bottom && top_ > next_page_top) new_page();
  }

  void skip(length height) { top_ = std::min(top_ + white(height), content_bottom); }

  length white(length height) const noexcept { return height * white_percent_ / 100; }

  void place(band& one) {
    constexpr length whole_page = content_bottom - next_page_top;
    if (one.height <= whole_page) need(one.height);
    std::stable_sort(one.items.begin(), one.items.end(),
                     [](const band_item& a, const band_item& b) { return a.top < b.top; });
    length offset = top_;    // where the band's top would be on this page
    length part_top = top_;  // where its part on this page begins
    length part_bottom = top_;
    for (const auto& item : one.items) {
      if (offset + item.top + item.height > content_bottom && offset + item.top > next_page_top) {
        add_background(one, part_top, content_bottom);
        new_page();
        if (too_long()) return;
        offset = top_ - item.top;
        part_top = top_;
      }
      put(one, item, offset + item.top);
      part_bottom = std::max(part_bottom, offset + item.top + item.height);
    }
    part_bottom = std::max(part_bottom, std::min(offset + one.height, content_bottom));
    add_background(one, part_top, part_bottom);
    top_ = part_bottom;
  }

  void add_background(const band& one, length top, length bottom) {
    if (one.boxed) {
      // Boxes that follow each other are one, so that no seam shows between them.
      auto& all = page().backgrounds;
      if (!all.empty() && all.back().top + all.back().height == top)
        all.back().height = bottom - all.back().top;
      else
        all.push_back({margin, top, content_width, bottom - top, box_colour});
    }
    if (one.barred) page().fills.push_back({margin, top, 300, bottom - top, sheet_->accent});
  }

  void put(const band& from, const band_item& item, length top) {
    if (item.count == 0) {
      page().fills.push_back({item.x, top, item.width, item.height, item.how.ink});
      return;
    }
    // The baseline is where lines of this leading look centred.
    const length baseline = top + (item.height + item.how.size * 7 / 10) / 2;
    put_letters(from.text, item.begin, item.begin + item.count, item.how, item.x, baseline);
  }

  void put_letters(const letters& text, std::size_t begin, std::size_t end, const style& how, length x,
                   length baseline) {
    std::int64_t at = std::int64_t{x} * 1000;
    paper_text* run = nullptr;
    for (auto i = begin; i < end; ++i) {
      const auto& one = text[i];
      if (one.form == nullptr) {
        put_square(static_cast<length>(at / 1000), baseline, how);
        run = nullptr;
      } else {
        if (run == nullptr || run->encoding != one.form->encoding) {
          page().texts.push_back({static_cast<length>(at / 1000), baseline, how.in, how.size, how.spacing, how.ink,
                                  one.form->encoding, page().bytes.size(), 0});
          run = &page().texts.back();
        }
        page().bytes.push_back(one.form->byte);
        ++run->count;
      }
      at += advance_of(one, how);
    }
  }

  // A square for a character that cannot be written: four rules.
  void put_square(length x, length baseline, const style& how) {
    const length wide = how.size * 46 / 100;
    const length high = how.size * 62 / 100;
    const length line = std::max<length>(how.size / 18, 30);
    const length left = x + how.size * 9 / 100;
    const length top = baseline - high;
    auto& fills = page().fills;
    fills.push_back({left, top, wide, line, how.ink});
    fills.push_back({left, baseline - line, wide, line, how.ink});
    fills.push_back({left, top, line, high, how.ink});
    fills.push_back({left + wide - line, top, line, high, how.ink});
  }

  // --- The parts, in the order of reading

  std::string capitals(std::string_view text) const { return text::upper(text, text::tag(sheet_->language)); }

  void set_title(std::string_view title, std::string_view note, length keep_with) {
    need(title_style_.leading + 700 + keep_with);
    band one;
    const length note_width = note.empty() ? 0 : content_width / 2;
    add_text(one, title_style_, capitals(title), margin, content_width - note_width, 0);
    if (!note.empty()) add_text(one, fine, note, margin + content_width / 2, note_width, 0, side::right);
    one.height += 700;
    place(one);
  }

  void set_head() {
    page().fills.push_back({0, 0, paper_width, 400, sheet_->accent});
    band one;
    constexpr style brand{face::semibold, 1050, 1400, black, 210};
    constexpr style number{face::regular, 850, 1250, grey};
    constexpr style number_title{face::semibold, 850, 1250, black};
    constexpr length right_width = 21000;
    add_text(one, brand, capitals(sheet_->brand), margin, content_width - right_width - 1000, 0);
    // The word before the number is set bold; both together end at the right margin.
    const std::string after = " " + sheet_->number;
    const length after_width = std::min(text_width(after, number), right_width);
    const length title_width = text_width(sheet_->title, number_title);
    length height = 0;
    if (after_width + title_width <= right_width) {
      add_text(one, number_title, sheet_->title, content_right - after_width - title_width, title_width, 50);
      // The leading blank would be left out: the number begins behind it.
      const length number_width = text_width(sheet_->number, number);
      height = add_text(one, number, sheet_->number, content_right - number_width, number_width, 50);
    } else {
      height = add_text(one, number, sheet_->title + after, content_right - right_width, right_width, 50, side::right);
    }
    if (!sheet_->occasion.empty())
      add_text(one, number, sheet_->occasion, content_right - right_width, right_width, 50 + height, side::right);
    one.height += 900;
    add_rule(one, one.height, rule_colour, 50);
    place(one);
  }

  // The headline in the largest size in which its longest word stays whole; in the smallest of them
  // where there is none.
  style headline_for(std::string_view text, length width) {
    letters set;
    case_.append(set, text);
    style how = headline;
    for (const length size : {3000, 2600, 2200, 1800}) {
      how.size = size;
      how.leading = size * 7 / 6;
      std::int64_t widest = 0;
      std::size_t begin = 0;
      for (std::size_t i = 0; i < set.size(); ++i) {
        if (!set[i].may_break && i + 1 < set.size()) continue;
        const auto end = set[i].blank ? i : i + 1;
        widest = std::max(widest, width_of(set.data() + begin, set.data() + end, how));
        begin = i + 1;
      }
      if (widest <= std::int64_t{width} * 1000) break;
    }
    return how;
  }

  void set_hero() {
    skip(3000);
    band left;
    constexpr length right_width = 18500;
    constexpr length left_width = content_width - right_width - 2400;
    length top = add_text(left, headline_for(sheet_->model, left_width), sheet_->model, margin, left_width, 0);
    if (!sheet_->version.empty())
      top += 300 + add_text(left, version_style, sheet_->version, margin, left_width, top + 300);
    for (const auto& fact : sheet_->facts) {
      top += 350;
      top += add_text(left, fine, fact, margin, left_width, top);
    }
    // The prices end where the description ends.
    band right;
    length at = 0;
    bool first = true;
    for (const auto& price : sheet_->highlights) {
      if (first) {
        at += add_text(right, fine, price.label, content_right - right_width, right_width, at, side::right);
        at += add_text(right, amount_most, price.amount, content_right - right_width, right_width, at, side::right);
      } else {
        at += 400;
        const length amount_width = std::min(text_width(price.amount, amount_also), right_width);
        const length label_width = right_width - amount_width - 700;
        const auto height =
            add_text(right, amount_also, price.amount, content_right - amount_width, amount_width, at, side::right);
        if (label_width > 2000)
          add_text(right, fine, price.label, content_right - right_width, label_width, at + 280, side::right);
        at += height;
      }
      first = false;
    }
    const length whole = std::max(left.height, right.height);
    for (auto& item : right.items) {
      item.top += whole - right.height;
      item.begin += left.text.size();
      left.items.push_back(item);
    }
    left.text.insert(left.text.end(), right.text.begin(), right.text.end());
    left.height = whole;
    place(left);
    skip(2400);

    band dates;
    add_rule(dates, 0, rule_colour, 50);
    const length issued_width = std::min(text_width(sheet_->issued, body), content_width / 2);
    const auto issued = add_text(dates, body, sheet_->issued, margin, issued_width, 600);
    const length valid_x = margin + issued_width + 2200;
    const auto valid = add_text(dates, strong_body, sheet_->valid, valid_x, content_right - valid_x, 600);
    dates.height = 600 + std::max(issued, valid) + 600;
    add_rule(dates, dates.height, rule_colour, 50);
    place(dates);
    skip(2200);
  }

  length add_party(band& to, const sheet_party& party, length x, length width) {
    length top = add_text(to, title_style_, capitals(party.title), x, width, 0) + 650;
    top += add_text(to, name_style, party.name, x, width, top) + 60;
    for (const auto& line : party.lines) top += add_text(to, body, line, x, width, top);
    return top;
  }

  void set_parties() {
    constexpr length gap = 2600;
    constexpr length width = (content_width - gap) / 2;
    constexpr length second = margin + width + gap;
    band one;
    add_party(one, sheet_->customer, margin, width);
    const auto top = add_party(one, sheet_->outlet, second, width) + 350;
    if (!sheet_->privacy_url.empty())
      add_text(one, fine, sheet_->privacy_label + " " + sheet_->privacy_url, second, width, top);
    place(one);
    skip(2700);
  }

  // The code stands behind the label in fine print where both fit on one line.
  length add_item_label(band& to, const sheet_item& item, length x, length width, length top) {
    constexpr length gap = 700;
    const length label_width = text_width(item.label, body);
    const length code_width = item.code.empty() ? 0 : text_width(item.code, fine);
    const length amount_width = item.amount.empty() ? 0 : text_width(item.amount, body) + 1400;
    if (code_width == 0) return add_pair(to, body, item.label, body, item.amount, x, width, top);
    if (label_width + gap + code_width + amount_width > width)
      return add_pair(to, body, item.label + "  " + item.code, body, item.amount, x, width, top);
    add_text(to, fine, item.code, x + label_width + gap, code_width, top + 175);
    return add_pair(to, body, item.label, body, item.amount, x, width, top);
  }

  void set_configuration() {
    if (sheet_->groups.empty()) return;
    constexpr length title_width = 11200;
    constexpr length gap = 1400;
    constexpr length x = margin + title_width + gap;
    constexpr length width = content_width - title_width - gap;
    set_title(sheet_->configuration, {}, 3000);
    for (const auto& group : sheet_->groups) {
      bool first = true;
      for (const auto& item : group.items) {
        if (too_long()) return;
        band one;
        length top = 0;
        if (first) {
          add_rule(one, 0, rule_colour, 40);
          top = 620;
          add_text(one, soft, group.title, margin, title_width, top);
        }
        top += add_item_label(one, item, x, width, top);
        if (!item.included.empty()) top += add_text(one, fine, item.includes + " " + item.included, x, width, top);
        one.height += &item == &group.items.back() ? 620 : 480;
        place(one);
        first = false;
      }
    }
    band last;
    add_rule(last, 0, rule_colour, 40);
    place(last);
    skip(2700);
  }

  void add_row(band& to, const sheet_row& row, length x, length width, length top) {
    using kind = sheet_row::kind;
    const style& how = row.what == kind::strong                             ? total_style
                       : row.what == kind::sum || row.what == kind::heading ? strong_body
                       : row.what == kind::quiet                            ? soft
                                                                            : body;
    top += add_pair(to, how, row.label, how, row.amount, x, width, top);
    if (!row.note.empty()) add_text(to, fine, row.note, x, width, top);
  }

  // What the taxes behind a price take: they stay with it.
  length taxes_behind(const sheet_row& price) const {
    length height = 0;
    const auto* const end = sheet_->rows.data() + sheet_->rows.size();
    for (const auto* row = &price + 1; row != end && row->what == sheet_row::kind::quiet; ++row)
      height += soft.leading + 760;
    return std::min<length>(height, 12000);
  }

  void set_price() {
    using kind = sheet_row::kind;
    set_title(sheet_->price, sheet_->price_note, 4000);
    const sheet_row* before = nullptr;
    for (const auto& row : sheet_->rows) {
      if (too_long()) return;
      const bool after_heading = before != nullptr && before->what == kind::heading;
      band one;
      switch (row.what) {
        case kind::heading:
          // A heading does not stay alone at the end of a page.
          need(strong_body.leading + 4200);
          add_row(one, row, margin, content_width, before == nullptr ? 0 : white(1300));
          one.height += 380;
          break;
        case kind::strong:
          if (before != nullptr) skip(350);
          add_rule(one, 0, sheet_->accent, 120);
          add_row(one, row, margin, content_width, 620);
          one.height += 520;
          need(one.height + taxes_behind(row));
          break;
        default: {
          const bool rule = before == nullptr || before->what != kind::strong;
          const bool sum = row.what == kind::sum;
          if (rule) add_rule(one, 0, sum ? strong_rule_colour : after_heading ? rule_colour : 0xeeeeea, 40);
          add_row(one, row, margin, content_width, white(380) / 2 + 190);
          one.height += white(380) / 2 + 190;
        }
      }
      place(one);
      before = &row;
    }
    skip(2400);
  }

  // The first band of a box has the space above, the last one the space below.
  void set_conditionals() {
    const auto& rows = sheet_->conditional_rows;
    if (rows.empty()) return;
    constexpr length inset = 1700;
    constexpr length x = margin + inset;
    constexpr length width = content_width - 2 * inset;
    band head;
    head.boxed = true;
    length top = 1500;
    top += add_text(head, title_style_, capitals(sheet_->conditionals), x, width, top) + 250;
    add_text(head, fine, sheet_->conditionals_note, x, width, top);
    head.height += 600;
    need(head.height + 4500);
    place(head);
    for (const auto& row : rows) {
      if (too_long()) return;
      band one;
      one.boxed = true;
      add_rule(one, 0, 0xe4e4df, 40, x, width);
      add_row(one, row, x, width, 450);
      one.height += &row == &rows.back() ? 1300 : 450;
      place(one);
    }
    skip(2000);
  }

  void set_voucher() {
    if (!sheet_->voucher) return;
    const auto& voucher = *sheet_->voucher;
    constexpr length inset = 1900;
    constexpr length x = margin + inset;
    constexpr length width = content_width - inset - 1700;
    band one;
    one.boxed = one.barred = true;
    const length worth_width = std::min(text_width(voucher.amount, worth_style), width / 2);
    const length left_width = width - worth_width - 1400;
    add_text(one, worth_style, voucher.amount, x + width - worth_width, worth_width, 1350, side::right);
    length top = 1500;
    top += add_text(one, title_style_, capitals(voucher.title), x, left_width, top);
    if (!voucher.code.empty()) top += 500 + add_text(one, code_style, voucher.code, x, left_width, top + 500);
    top = std::max<length>(top, 1350 + worth_style.leading) + 500;
    if (!voucher.valid.empty()) top += add_text(one, body, voucher.valid, x, width, top) + 150;
    add_text(one, fine, voucher.text, x, width, top);
    one.height += 1300;
    place(one);
    skip(2000);
  }

  void set_finance() {
    if (sheet_->finance.empty()) return;
    set_title(sheet_->finance, {}, 3000);
    band one;
    add_text(one, body, sheet_->finance_text, margin, content_width, 0);
    place(one);
    skip(2000);
  }

  void set_end() {
    skip(600);
    band thanks;
    add_text(thanks, thanks_style, sheet_->thanks, margin, content_width, 0);
    thanks.height += 1500;
    const auto pages_before = pages_.size();
    need(thanks.height + 3000);
    ends_alone_ = pages_.size() > pages_before;
    place(thanks);
    band print;
    add_rule(print, 0, rule_colour, 40);
    length top = 800;
    for (const auto& text : sheet_->small_print)
      top += add_text(print, print_style, text, margin, content_width, top) + 250;
    if (case_.replaced()) add_text(print, print_style, sheet_->say(word::print_replaced), margin, content_width, top);
    place(print);
  }

  // --- What stands on every page

  // A text on one line, shortened where it does not fit.
  void put_line(const style& how, std::string_view text, length x, length width, length baseline, side where) {
    letters set;
    case_.append(set, text);
    const std::int64_t room = std::int64_t{width} * 1000;
    auto end = set.size();
    if (width_of(set.data(), set.data() + end, how) > room) {
      letters dots;
      case_.append(dots, "\u2026");
      const auto dots_width = width_of(dots.data(), dots.data() + dots.size(), how);
      while (end > 0 && width_of(set.data(), set.data() + end, how) + dots_width > room) --end;
      while (end > 0 && set[end - 1].blank) --end;
      set.resize(end);
      set.insert(set.end(), dots.begin(), dots.end());
      end = set.size();
    }
    const auto used = static_cast<length>(width_of(set.data(), set.data() + end, how) / 1000);
    put_letters(set, 0, end, how, where == side::right ? x + width - used : x, baseline);
  }

  void finish_pages() {
    constexpr style small{face::regular, 750, 1000, light_grey};
    constexpr style small_brand{face::semibold, 750, 1000, black, 140};
    constexpr length half = content_width / 2 - 600;
    const auto of = std::to_string(pages_.size());
    const std::string document = sheet_->title + " " + sheet_->number;
    auto all = std::move(pages_);
    pages_.clear();
    std::size_t number = 0;
    for (auto& one : all) {
      pages_.push_back(std::move(one));
      ++number;
      if (number > 1) {
        page().fills.push_back({0, 0, paper_width, 200, sheet_->accent});
        put_line(small_brand, capitals(sheet_->brand), margin, half, 4300, side::left);
        put_line(small, document, content_right - half, half, 4300, side::right);
        page().fills.push_back({margin, 5000, content_width, 40, rule_colour});
      }
      const auto which = filled(sheet_->say(word::page_of), {{"page", std::to_string(number)}, {"pages", of}});
      put_line(small, sheet_->outlet.name, margin, half, footer_baseline, side::left);
      put_line(small, which, content_right - half, half, footer_baseline, side::right);
    }
  }

  const offer_sheet* sheet_;
  letter_case case_;
  style title_style_;
  length white_percent_;
  std::vector<paper_page> pages_;
  length top_ = 0;
  bool ends_alone_ = false;
};

}  // namespace

result<std::string> render_offer_pdf(const offer_document& offer, std::size_t memory_limit, paper_memory* taken) {
  const auto sheet = sheet_of(offer);
  offer_layout layout(sheet, letter_book::shared(), 100);
  if (!layout.set()) return error{rule::offer_too_long};
  if (layout.ends_alone()) {
    // A page for a thank-you alone looks like a mistake: set closer, it may do without.
    offer_layout closer(sheet, letter_book::shared(), 55);
    if (closer.set() && closer.pages().size() < layout.pages().size()) layout = std::move(closer);
  }
  paper_facts facts;
  facts.title = sheet.title + " " + sheet.number;
  facts.author = sheet.outlet.name;
  facts.issued_on = offer.issued_on;
  auto bytes = write_paper(layout.pages(), facts, memory_limit, taken);
  if (!bytes) return error{rule::offer_pdf_failed};
  return std::move(*bytes);
}

}  // namespace documents

result<std::string> offer_pdf(const offer_document& offer) {
  try {
    return documents::render_offer_pdf(offer, documents::paper_memory_limit);
  } catch (const std::bad_alloc&) {
    return error{rule::offer_pdf_failed};
  }
}

}  // namespace v1
}  // namespace dealerkit
