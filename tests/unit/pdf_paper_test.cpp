// Paper through libharu: every character that is promised, every failure of memory.
#include "documents/pdf_paper.hpp"

#include <algorithm>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "documents/offer_pdf.hpp"
#include "support/catch.hpp"
#include "support/offer_samples.hpp"
#include "support/offer_texts.hpp"

using namespace dealerkit;
using namespace dealerkit::documents;
using namespace offer_texts;

namespace {

std::string utf8(char32_t c) {
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xc0 | c >> 6), static_cast<char>(0x80 | (c & 0x3f))};
  return {static_cast<char>(0xe0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3f)),
          static_cast<char>(0x80 | (c & 0x3f))};
}

// The characters of the alphabets that are promised.
std::vector<char32_t> promised() {
  std::vector<char32_t> out;
  const auto add = [&](char32_t first, char32_t last) {
    for (auto c = first; c <= last; ++c) out.push_back(c);
  };
  add(0x20, 0x7e);
  add(0xa0, 0xac);
  add(0xae, 0xff);
  for (const char32_t c :
       std::u32string_view(U"ĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪīĮįİıĴĵĶķĸĹĺĻļĽľŁłŃńŅņŇňŊŋŌōŐőŒœŔŕ"
                           U"ŖŗŘřŚśŜŝŞşŠšŢţŤťŦŧŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžȘșȚțẀẁẂẃẄẅỲỳ"))
    out.push_back(c);
  for (const char32_t c : std::u32string_view(U"ΆΈΉΊΌΎΏΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ"))
    out.push_back(c);
  add(0x410, 0x44f);
  for (const char32_t c : std::u32string_view(U"ЁЂЃЄЅІЇЈЉЊЋЌЎЏёђѓєѕіїјљњћќўџҐґ")) out.push_back(c);
  for (const char32_t c : std::u32string_view(U"–—‘’‚“”„†‡•…‰‹›€№™")) out.push_back(c);
  return out;
}

// PDF has no names of their own for these: what is drawn is right, what is copied is the character
// of that name.
char32_t read_as(char32_t c) {
  switch (c) {
    case U'Ț': return U'Ţ';
    case U'ț': return U'ţ';
    case U'Δ': return U'\u2206';
    case U'Ω': return U'\u2126';
    case U'μ': return U'µ';
    default: return c;
  }
}

// Letters in cells, so that it can be looked up whether there is ink in each.
constexpr length cells_left = 4000;
constexpr length cells_top = 5000;
constexpr length cells_right = 52000;
constexpr length cell_width = 1600;
constexpr length cell_height = 2000;

// The pages as grey pixels, one a point.
void check_drawn(std::string_view pdf, const std::vector<char32_t>& letters) {
  if (!installed("pdftoppm")) {
    WARN("skipped: pdftoppm is not here");
    return;
  }
  const kept_file file("letters.pdf", pdf);
  for (const std::string page : {"1", "2", "3"}) {
    const auto image = output_of("pdftoppm -gray -r 72 -f " + page + " -l " + page + " '" + file.path() + "'");
    REQUIRE(image.has_value());
    unsigned width = 0, height = 0;
    int head = 0;
    REQUIRE(std::sscanf(image->c_str(), "P5 %u %u 255%n", &width, &height, &head) == 2);
    const auto* const pixels = image->data() + head + 1;
    REQUIRE(image->size() == static_cast<std::size_t>(head) + 1 + std::size_t{width} * height);
    std::size_t drawn = 0;
    length x = cells_left, y = cells_top;
    for (const char32_t c : letters) {
      int darkest = 255;
      for (auto row = (y - 1300) / 100; row < (y + 400) / 100; ++row)
        for (auto column = (x - 200) / 100; column < (x + cell_width - 200) / 100; ++column)
          darkest = std::min<int>(
              darkest, static_cast<unsigned char>(
                           pixels[static_cast<std::size_t>(row) * width + static_cast<std::size_t>(column)]));
      CAPTURE(static_cast<unsigned>(c), page);
      CHECK((darkest < 240) == (c != U' ' && c != U'\u00a0'));
      if (darkest < 240) ++drawn;
      x += cell_width;
      if (x > cells_right) {
        x = cells_left;
        y += cell_height;
      }
    }
    CHECK(drawn == letters.size() - 2);
  }
}

}  // namespace

TEST_CASE("pdf: every promised character has a form in the three faces", "[QUO-18]") {
  const auto& book = letter_book::shared();
  CHECK(book.size() > 500);
  for (const char32_t c : promised()) {
    CAPTURE(static_cast<unsigned>(c));
    const auto* const form = book.find(c);
    REQUIRE(form != nullptr);
    for (const auto advance : form->advance) CHECK((advance > 0 && advance < 2000));
  }
  for (const char32_t c : {U'\0', U'\x1f', U'\x7f', U'\x9f', U'\u00ad', U'\u0301', U'م', U'中', U'\U0001f697'})
    CHECK(book.find(c) == nullptr);
}

TEST_CASE("pdf: what is written can be read again, every letter in every face", "[QUO-18]") {
  const auto& book = letter_book::shared();
  std::vector<paper_page> pages;
  for (const auto in : {face::light, face::regular, face::semibold}) {
    auto& page = pages.emplace_back();
    length x = cells_left;
    length y = cells_top;
    for (const char32_t c : promised()) {
      const auto* const form = book.find(c);
      REQUIRE(form != nullptr);
      page.texts.push_back({x, y, in, 1000, 0, 0, form->encoding, page.bytes.size(), 1});
      page.bytes.push_back(form->byte);
      x += cell_width;
      if (x > cells_right) {
        x = cells_left;
        y += cell_height;
      }
    }
  }
  const auto pdf = write_paper(pages, {});
  REQUIRE(pdf.has_value());
  const auto text = text_of_pdf(*pdf);
  if (!text) {
    WARN("skipped: pdftotext is not here");
    return;
  }
  int missing = 0;
  for (const char32_t c : promised()) {
    if (c == U' ' || c == U'\u00a0') continue;
    CAPTURE(static_cast<unsigned>(c));
    std::size_t count = 0;
    const auto letter = utf8(read_as(c));
    for (auto at = text->find(letter); at != std::string::npos; at = text->find(letter, at + letter.size())) ++count;
    if (count < 3) ++missing;
    CHECK(count >= 3);
  }
  CHECK(missing == 0);
  check_drawn(*pdf, promised());
  if (installed("pdffonts")) {
    const kept_file file("fonts.pdf", *pdf);
    const auto fonts = output_of("pdffonts '" + file.path() + "'");
    REQUIRE(fonts.has_value());
    std::size_t count = 0;
    for (auto at = fonts->find("OpenSans-"); at != std::string::npos; at = fonts->find("OpenSans-", at + 1), ++count)
      CHECK(fonts->substr(at, fonts->find('\n', at) - at).find(" yes yes ") != std::string::npos);  // embedded and cut
    CHECK(count > 20);
  }
}

TEST_CASE("pdf: whatever letters are used, the font that is cut to them is whole", "[QUO-18]") {
  // libharu fails where the font it cuts ends at a full buffer and its last table is empty: one set
  // of letters in two thousand. Our fonts have no empty table.
  const auto& book = letter_book::shared();
  const auto letters = promised();
  std::mt19937 random(4096);
  for (int round = 0; round < 4000; ++round) {
    std::vector<paper_page> pages(1);
    auto& page = pages.front();
    const auto in = static_cast<face>(random() % face_count);
    for (auto count = 1 + random() % 40; count > 0; --count) {
      const auto* const form = book.find(letters[random() % letters.size()]);
      REQUIRE(form != nullptr);
      page.texts.push_back({5000, 5000, in, 1000, 0, 0, form->encoding, page.bytes.size(), 1});
      page.bytes.push_back(form->byte);
    }
    CAPTURE(round);
    REQUIRE(write_paper(pages, {}).has_value());
  }
}

TEST_CASE("pdf: the file is sound for those who check it", "[QUO-18]") {
  if (!installed("qpdf")) {
    WARN("skipped: qpdf is not here");
    return;
  }
  for (const auto& offer : offer_samples::all()) {
    const auto paper = offer_pdf(offer);
    REQUIRE(paper.ok());
    const kept_file file("offer.pdf", paper.value());
    const auto said = output_of("qpdf --check '" + file.path() + "'");
    REQUIRE(said.has_value());
    CHECK(said->find("No syntax or stream encoding errors") != std::string::npos);
  }
}

TEST_CASE("pdf: without memory an offer is refused, and the next one is whole", "[QUO-18]") {
  const auto offer = offer_samples::ds_private();
  const auto whole = render_offer_pdf(offer, paper_memory_limit);
  REQUIRE(whole.ok());
  paper_memory taken;
  REQUIRE(render_offer_pdf(offer, paper_memory_limit, &taken).ok());
  for (const std::size_t limit : {std::size_t{0}, std::size_t{1}, taken.used, taken.reserved - 1}) {
    CAPTURE(limit);
    const auto paper = render_offer_pdf(offer, limit);
    REQUIRE_FALSE(paper.ok());
    CHECK(paper.refusal().broken == rule::offer_pdf_failed);
  }
  const auto again = render_offer_pdf(offer, taken.reserved);
  REQUIRE(again.ok());
  CHECK(again.value() == whole.value());
}

TEST_CASE("pdf: what is reserved is enough, with room to spare", "[QUO-18]") {
  std::vector<offer_document> offers = offer_samples::all();
  offers.emplace_back();
  std::string every_letter;
  for (const char32_t c : promised()) every_letter += utf8(c);
  for (const std::size_t rows : {1u, 100u, 3000u}) {
    auto& plain = offers.emplace_back(offer_samples::typical());
    plain.lines.assign(rows, {"Ligne", offer_section::vehicle, 1, 100});
    auto& mixed = offers.emplace_back(offer_samples::typical());  // every face, every encoding, a run a letter
    mixed.lines.assign(rows / 30 + 1, {"ŻΩŻΩйŻΩ\\()" + every_letter, offer_section::vehicle, 1, 100});
    mixed.vehicle.model = mixed.customer.name = every_letter;
    auto& squares = offers.emplace_back(offer_samples::typical());
    squares.lines.assign(rows / 30 + 1, {std::string(200, '\xff'), offer_section::vehicle, 1, 100});
  }
  for (const auto& offer : offers) {
    CAPTURE(offer.lines.size());
    paper_memory taken;
    const auto paper = render_offer_pdf(offer, paper_memory_limit, &taken);
    REQUIRE(paper.ok());
    CAPTURE(taken.reserved, taken.used);
    CHECK(taken.beyond == 0);
    CHECK(taken.used > 100000);
    CHECK(taken.used < taken.reserved / 4 * 3);
    CHECK(taken.reserved < paper_memory_limit / 2);
  }
}
