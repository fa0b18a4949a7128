// Pages through libharu (documents/pdf_paper.hpp).
#include "documents/pdf_paper.hpp"

#include <hpdf.h>

#include <cstddef>
#include <cstdlib>
#include <functional>
#include <memory>
#include <new>

#include "documents/font_data.hpp"
#include "text/formats.hpp"

namespace dealerkit {
inline namespace v1 {
namespace documents {
namespace {

// The encodings, the usual one first: a character is written in the first that has it.
constexpr std::array encodings = {"WinAnsiEncoding", "ISO8859-2", "CP1251",     "CP1253",     "CP1254", "CP1257",
                                  "ISO8859-3",       "ISO8859-4", "ISO8859-14", "ISO8859-16", "CP1258", "KOI8-R"};

// Each face's data, and the tag that PDF wants before the name of a font that is cut to what is
// used.
struct face_source {
  font_data::font font;
  const char* tag;
};
std::array<face_source, face_count> face_sources() noexcept {
  return {face_source{font_data::light, "DKLGHT"}, face_source{font_data::regular, "DKREGL"},
          face_source{font_data::semibold, "DKSEMI"}};
}

// The memory of one file, taken before libharu begins: libharu 2.3 does not survive an allocation
// that fails. Pieces are handed out one behind the other and given back all together in the end.
class memory_reserve {
 public:
  explicit memory_reserve(std::size_t size) noexcept
      : bytes_(static_cast<char*>(std::malloc(size))), size_(bytes_ == nullptr ? 0 : size), before_(current) {
    current = this;
  }
  memory_reserve(const memory_reserve&) = delete;
  memory_reserve& operator=(const memory_reserve&) = delete;
  ~memory_reserve() {
    current = before_;
    std::free(bytes_);
  }

  [[nodiscard]] bool ok() const noexcept { return bytes_ != nullptr; }
  [[nodiscard]] std::size_t used() const noexcept { return used_; }
  [[nodiscard]] std::size_t beyond() const noexcept { return beyond_; }

  static void* take(std::size_t size) noexcept {
    constexpr std::size_t unit = alignof(std::max_align_t);
    const std::size_t whole = (size + unit - 1) / unit * unit;
    auto* const from = current;
    if (from != nullptr && whole <= from->size_ - from->used_) {
      char* const memory = from->bytes_ + from->used_;
      from->used_ += whole;
      return memory;
    }
    if (from != nullptr) from->beyond_ += size;  // the reckoning was too small: see reserve_for()
    return std::malloc(size);
  }
  static void give(void* memory) noexcept {
    const auto* const from = current;
    const std::less<const char*> before;
    const auto* const at = static_cast<const char*>(memory);
    if (from != nullptr && !before(at, from->bytes_) && before(at, from->bytes_ + from->size_)) return;
    std::free(memory);
  }

 private:
  // libharu's allocators get nothing of ours, so the reserve is known by the thread that makes the
  // file.
  static thread_local memory_reserve* current;
  char* bytes_;
  std::size_t size_;
  std::size_t used_ = 0;
  std::size_t beyond_ = 0;
  memory_reserve* before_;
};
thread_local memory_reserve* memory_reserve::current = nullptr;

extern "C" void* dealerkit_paper_take(HPDF_UINT size) { return memory_reserve::take(size); }
extern "C" void dealerkit_paper_give(void* memory) { memory_reserve::give(memory); }

// What a file of these pages takes at most, found by measuring and doubled: three fonts, and of
// each page its streams, of each text and rule its operators, of each letter its escape.
std::size_t reserve_for(const std::vector<paper_page>& pages) noexcept {
  std::size_t size = std::size_t{768} << 10;
  for (const auto& page : pages)
    size += 16384 + 192 * (page.texts.size() + page.fills.size() + page.backgrounds.size()) + 6 * page.bytes.size();
  return size;
}

// libharu is asked for its errors in the end: a handler would be called in the middle of its work.
struct doc_closer {
  void operator()(HPDF_Doc doc) const noexcept { HPDF_Free(doc); }
};
using doc_handle = std::unique_ptr<_HPDF_Doc_Rec, doc_closer>;

doc_handle open_doc() {
  return doc_handle(HPDF_NewEx(nullptr, dealerkit_paper_take, dealerkit_paper_give, 0, nullptr));
}

// Gives the document a font from memory. HPDF_LoadTTFontFromFile does the same with a file, and has
// no sister for memory in this version.
HPDF_FontDef load_font(HPDF_Doc doc, const face_source& source) {
  const auto size = static_cast<HPDF_UINT>(source.font.size);
  const HPDF_Stream stream = HPDF_MemStream_New(doc->mmgr, size + 1);  // it cannot go to the end of a full buffer
  if (stream == nullptr) return nullptr;
  if (HPDF_Stream_Write(stream, source.font.data, size) != HPDF_OK) {
    HPDF_Stream_Free(stream);
    return nullptr;
  }
  const HPDF_FontDef font = HPDF_TTFontDef_Load(doc->mmgr, stream, HPDF_TRUE);  // takes the stream
  if (font == nullptr) return nullptr;
  if (HPDF_List_Add(doc->fontdef_list, font) != HPDF_OK) {
    HPDF_FontDef_Free(font);
    return nullptr;
  }
  std::string tag = source.tag;
  HPDF_TTFontDef_SetTagName(font, tag.data());
  return font;
}

// One file in the making.
class paper_file {
 public:
  paper_file() : doc_(open_doc()) {}

  [[nodiscard]] bool begin(const paper_facts& facts) {
    if (doc_ == nullptr) return false;
    if (HPDF_SetCompressionMode(doc_.get(), HPDF_COMP_ALL) != HPDF_OK) return false;
    return set_fact(HPDF_INFO_TITLE, facts.title) && set_fact(HPDF_INFO_AUTHOR, facts.author) &&
           set_fact(HPDF_INFO_CREATOR, "dealerkit") && set_date(facts.issued_on);
  }

  [[nodiscard]] bool add(const paper_page& page) {
    const HPDF_Page out = HPDF_AddPage(doc_.get());
    if (out == nullptr || HPDF_Page_SetWidth(out, points(paper_width)) != HPDF_OK ||
        HPDF_Page_SetHeight(out, points(paper_height)) != HPDF_OK)
      return false;
    for (const auto* const fills : {&page.backgrounds, &page.fills})
      for (const auto& fill : *fills)
        if (!add_fill(out, fill)) return false;
    return page.texts.empty() || add_texts(out, page);
  }

  [[nodiscard]] std::optional<std::string> finish() {
    if (HPDF_SaveToStream(doc_.get()) != HPDF_OK || HPDF_GetError(doc_.get()) != HPDF_OK) return std::nullopt;
    HPDF_UINT32 size = HPDF_GetStreamSize(doc_.get());
    std::string out(size, '\0');
    if (HPDF_ReadFromStream(doc_.get(), reinterpret_cast<HPDF_BYTE*>(out.data()), &size) != HPDF_OK ||
        size != out.size())
      return std::nullopt;
    return out;
  }

 private:
  static HPDF_REAL points(length value) noexcept { return static_cast<HPDF_REAL>(value) / 100; }

  bool set_fact(HPDF_InfoType which, std::string_view text) {
    std::string latin;
    for (const char32_t c : text::composed(text))
      if ((c >= 0x20 && c < 0x7f) || (c >= 0xa1 && c <= 0xff && c != 0xad)) latin.push_back(static_cast<char>(c));
    constexpr std::size_t longest = 200;
    if (latin.size() > longest) latin.resize(longest);
    return latin.empty() || HPDF_SetInfoAttr(doc_.get(), which, latin.c_str()) == HPDF_OK;
  }
  bool set_date(std::chrono::year_month_day day) {
    const int year = static_cast<int>(day.year());
    if (!day.ok() || year < 1 || year > 9999) return true;
    HPDF_Date date{};
    date.year = year;
    date.month = static_cast<HPDF_INT>(static_cast<unsigned>(day.month()));
    date.day = static_cast<HPDF_INT>(static_cast<unsigned>(day.day()));
    date.ind = ' ';
    return HPDF_SetInfoDateAttr(doc_.get(), HPDF_INFO_CREATION_DATE, date) == HPDF_OK;
  }

  static bool set_colour(HPDF_Page page, std::uint32_t colour) {
    const auto part = [&](int shift) { return static_cast<HPDF_REAL>(colour >> shift & 0xff) / 255; };
    return HPDF_Page_SetRGBFill(page, part(16), part(8), part(0)) == HPDF_OK;
  }
  static bool add_fill(HPDF_Page page, const paper_fill& fill) {
    return set_colour(page, fill.colour) &&
           HPDF_Page_Rectangle(page, points(fill.x), points(paper_height - fill.top - fill.height), points(fill.width),
                               points(fill.height)) == HPDF_OK &&
           HPDF_Page_Fill(page) == HPDF_OK;
  }

  bool add_texts(HPDF_Page page, const paper_page& content) {
    if (HPDF_Page_BeginText(page) != HPDF_OK) return false;
    HPDF_Font font_now = nullptr;
    length size_now = 0;
    length spacing_now = 0;
    std::uint32_t colour_now = 0;
    if (!set_colour(page, 0)) return false;
    std::string bytes;
    for (const auto& text : content.texts) {
      const HPDF_Font font = font_of(text.in, text.encoding);
      if (font == nullptr) return false;
      if (font != font_now || text.size != size_now) {
        if (HPDF_Page_SetFontAndSize(page, font, points(text.size)) != HPDF_OK) return false;
        font_now = font;
        size_now = text.size;
      }
      if (text.spacing != spacing_now) {
        if (HPDF_Page_SetCharSpace(page, points(text.spacing)) != HPDF_OK) return false;
        spacing_now = text.spacing;
      }
      if (text.colour != colour_now) {
        if (!set_colour(page, text.colour)) return false;
        colour_now = text.colour;
      }
      bytes.assign(content.bytes, text.begin, text.count);
      if (HPDF_Page_TextOut(page, points(text.x), points(paper_height - text.baseline), bytes.c_str()) != HPDF_OK)
        return false;
    }
    return HPDF_Page_EndText(page) == HPDF_OK;
  }

  HPDF_Font font_of(face in, std::uint8_t encoding) {
    const auto which = static_cast<std::size_t>(in);
    auto& font = fonts_[which][encoding];
    if (font != nullptr) return font;
    auto& definition = definitions_[which];
    if (definition == nullptr) definition = load_font(doc_.get(), face_sources()[which]);
    if (definition == nullptr) return nullptr;
    font = HPDF_GetFont(doc_.get(), definition->base_font, encodings[encoding]);
    return font;
  }

  doc_handle doc_;
  std::array<HPDF_FontDef, face_count> definitions_{};
  std::array<std::array<HPDF_Font, encodings.size()>, face_count> fonts_{};
};

}  // namespace

const letter_book& letter_book::shared() {
  static const letter_book& book = *new letter_book;  // where this throws, the next call begins again
  return book;
}

void letter_book::add(char32_t character, letter_form form) {
  if (find(character) != nullptr) return;
  if (character < near_.size())
    near_[character] = form;
  else
    far_.emplace(character, form);
  ++size_;
}

letter_book::letter_book() {
  const memory_reserve memory(reserve_for({}));
  if (!memory.ok()) throw std::bad_alloc();
  const auto doc = open_doc();
  if (doc == nullptr) throw std::bad_alloc();
  std::array<HPDF_FontDef, face_count> fonts{};
  for (std::size_t i = 0; i < face_count; ++i) {
    fonts[i] = load_font(doc.get(), face_sources()[i]);
    if (fonts[i] == nullptr) throw std::bad_alloc();
  }
  for (std::size_t encoding = 0; encoding < encodings.size(); ++encoding) {
    const HPDF_Encoder encoder = HPDF_GetEncoder(doc.get(), encodings[encoding]);
    if (encoder == nullptr) throw std::bad_alloc();
    for (unsigned byte = 0x20; byte <= 0xff; ++byte) {
      const HPDF_UNICODE character = HPDF_Encoder_GetUnicode(encoder, static_cast<HPDF_UINT16>(byte));
      const bool combining = character >= 0x300 && character < 0x370;
      if (character < 0x20 || (character >= 0x7f && character < 0xa0) || character == 0xad || combining) continue;
      letter_form form;
      form.encoding = static_cast<std::uint8_t>(encoding);
      form.byte = static_cast<char>(byte);
      bool everywhere = true;
      for (std::size_t i = 0; i < face_count; ++i) {
        everywhere = everywhere && HPDF_TTFontDef_GetGlyphid(fonts[i], character) != 0;
        form.advance[i] = static_cast<std::uint16_t>(HPDF_TTFontDef_GetCharWidth(fonts[i], character));
      }
      if (everywhere) add(character, form);
    }
  }
  if (HPDF_GetError(doc.get()) != HPDF_OK) throw std::bad_alloc();
}

std::optional<std::string> write_paper(const std::vector<paper_page>& pages, const paper_facts& facts,
                                       std::size_t memory_limit, paper_memory* taken) {
  const auto size = reserve_for(pages);
  if (size > memory_limit) return std::nullopt;
  const memory_reserve memory(size);
  if (!memory.ok()) return std::nullopt;
  const auto write = [&]() -> std::optional<std::string> {
    paper_file file;
    if (!file.begin(facts)) return std::nullopt;
    for (const auto& page : pages)
      if (!file.add(page)) return std::nullopt;
    return file.finish();
  };
  auto bytes = write();
  if (taken != nullptr) *taken = {size, memory.used(), memory.beyond()};
  return bytes;
}

}  // namespace documents
}  // namespace v1
}  // namespace dealerkit
