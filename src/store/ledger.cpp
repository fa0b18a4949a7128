// Events in a chain, sealed documents, hashed indexes: bytes on any backend.
#include "ledger.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "table_keys.hpp"

namespace dealerkit {
inline namespace v1 {
namespace store {
namespace {

constexpr char record_version = 1;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t sealing_bytes = nonce_bytes + tag_bytes;
constexpr std::size_t value_hash_bytes = crypto_shorthash_siphashx24_BYTES;
constexpr std::size_t token_bytes = 16;

using secret = std::array<unsigned char, 32>;
using value_hash = std::array<unsigned char, value_hash_bytes>;

// How the payload of a record stands in it.
enum class form : char { clear = 0, sealed = 1, gone = 2 };

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
template <std::size_t Size>
std::string_view view_of(const std::array<unsigned char, Size>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
bool is_nobody(const subject_id& subject) { return subject == subject_id{}; }

// --- Records: fixed little-endian numbers, texts behind their lengths ----------------------------

void add_number(std::string& out, std::uint64_t value, int bytes) {
  char little[8];
  for (int i = 0; i < bytes; ++i, value >>= 8) little[i] = static_cast<char>(value & 0xff);
  out.append(little, static_cast<std::size_t>(bytes));
}
void add_text(std::string& out, std::string_view text) {
  add_number(out, text.size(), 4);
  out.append(text);
}

// Takes a record apart; once something is missing, everything is.
class record_reader {
 public:
  explicit record_reader(std::string_view bytes) : rest_(bytes) {
    whole_ = number(1) == static_cast<std::uint64_t>(record_version);
  }
  std::uint64_t number(int bytes) {
    const auto taken = fixed(static_cast<std::size_t>(bytes));
    std::uint64_t value = 0;
    for (std::size_t i = taken.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(taken[i]);
    return value;
  }
  std::string_view fixed(std::size_t bytes) {
    if (!whole_ || rest_.size() < bytes) {
      whole_ = false;
      return {};
    }
    const auto taken = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return taken;
  }
  std::string_view text() { return fixed(number(4)); }
  subject_id subject() {
    subject_id id{};
    const auto taken = fixed(id.size());
    std::copy(taken.begin(), taken.end(), id.begin());
    return id;
  }
  std::string_view rest() { return whole_ ? std::exchange(rest_, {}) : std::string_view{}; }
  [[nodiscard]] bool whole() const { return whole_; }
  [[nodiscard]] bool at_end() const { return whole_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool whole_ = true;
};

// --- Cryptography
// ----------------------------------------------------------------------------------

secret derive(const secret& from, std::string_view purpose, std::string_view data = {}) {
  secret made;
  crypto_generichash_state state;
  crypto_generichash_init(&state, from.data(), from.size(), made.size());
  crypto_generichash_update(&state, bytes_of(purpose), purpose.size());
  crypto_generichash_update(&state, bytes_of(data), data.size());
  crypto_generichash_final(&state, made.data(), made.size());
  return made;
}

digest sha256(std::string_view first, std::string_view second) {
  digest made;
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  crypto_hash_sha256_update(&state, bytes_of(first), first.size());
  crypto_hash_sha256_update(&state, bytes_of(second), second.size());
  crypto_hash_sha256_final(&state, made.data());
  return made;
}

// What a subject's key gives: each use has a key of its own, made when it is first wanted. Lines
// are opened by the dozen, so theirs is made by the quicker of the two functions.
class subject_keys {
 public:
  explicit subject_keys(const secret& key = {}) : key_(key) {}
  subject_keys(const subject_keys&) = default;
  subject_keys& operator=(const subject_keys&) = default;
  ~subject_keys() { sodium_memzero(this, sizeof *this); }

  const secret& nonce() {
    if (!has_nonce_) nonce_ = derive(key_, "nonce");
    has_nonce_ = true;
    return nonce_;
  }
  const secret& documents() {
    if (!has_documents_) documents_ = derive(key_, "cipher");
    has_documents_ = true;
    return documents_;
  }
  const secret& lines() {
    static constexpr std::string_view purpose = "dealerkit lines.";
    static_assert(purpose.size() == crypto_core_hchacha20_INPUTBYTES);
    if (!has_lines_) crypto_core_hchacha20(lines_.data(), bytes_of(purpose), key_.data(), nullptr);
    has_lines_ = true;
    return lines_;
  }

 private:
  secret key_;
  secret nonce_{};
  secret documents_{};
  secret lines_{};
  bool has_nonce_ = false;
  bool has_documents_ = false;
  bool has_lines_ = false;
};

// Seals `plain`. `place` says where it belongs, and it opens nowhere else. The nonce is a keyed
// hash of both, so equal input gives equal bytes and no two inputs share a nonce.
void add_sealed(std::string& out, const secret& nonce_key, const secret& cipher_key, std::string_view place,
                std::string_view plain) {
  std::array<unsigned char, nonce_bytes> nonce;
  std::string place_length;
  add_number(place_length, place.size(), 8);
  crypto_generichash_state state;
  crypto_generichash_init(&state, nonce_key.data(), nonce_key.size(), nonce.size());
  crypto_generichash_update(&state, bytes_of(place_length), place_length.size());
  crypto_generichash_update(&state, bytes_of(place), place.size());
  crypto_generichash_update(&state, bytes_of(plain), plain.size());
  crypto_generichash_final(&state, nonce.data(), nonce.size());
  const auto start = out.size();
  out.append(view_of(nonce));
  out.resize(start + sealing_bytes + plain.size());
  crypto_aead_xchacha20poly1305_ietf_encrypt(reinterpret_cast<unsigned char*>(out.data()) + start + nonce_bytes,
                                             nullptr, bytes_of(plain), plain.size(), bytes_of(place), place.size(),
                                             nullptr, nonce.data(), cipher_key.data());
}

bool open_sealed(std::string_view sealed, const secret& cipher_key, std::string_view place, std::string& plain) {
  if (sealed.size() < sealing_bytes) return false;
  plain.resize(sealed.size() - sealing_bytes);
  return crypto_aead_xchacha20poly1305_ietf_decrypt(
             reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, bytes_of(sealed) + nonce_bytes,
             sealed.size() - nonce_bytes, bytes_of(place), place.size(), bytes_of(sealed), cipher_key.data()) == 0;
}

// --- Keys of rows
// ----------------------------------------------------------------------------------

constexpr std::string_view format_name = "s:format";
constexpr std::string_view secret_name = "s:secret";
constexpr std::string_view head_name = "s:head";
constexpr std::string_view effects_name = "s:effects";

std::string meta_key(std::string_view name) { return std::string("u:").append(name); }

std::string document_key(collection where, std::string_view id) {
  std::string key;
  key.reserve(1 + id.size());
  key.push_back(static_cast<char>(where));
  return key.append(id);
}

std::string place_of_event(std::uint64_t sequence) { return "event" + number_key(sequence); }

// A zero is written as 00 FF and 00 01 ends the key, which keeps the order whatever the bytes are.
std::string ordered_prefix(index which, std::string_view key) {
  std::string out;
  out.reserve(48 + key.size());  // mostly an identifier follows
  out.push_back(static_cast<char>(which));
  for (auto zero = key.find('\0'); zero != std::string_view::npos; zero = key.find('\0')) {
    out.append(key, 0, zero + 1).push_back('\xff');
    key.remove_prefix(zero + 1);
  }
  return out.append(key);
}
std::string ordered_key(index which, std::string_view key, std::string_view id) {
  auto out = ordered_prefix(which, key);
  out.append("\0\1", 2);
  return out.append(id);
}
// `key` lies in the row, or in `room` where a zero had to be written otherwise.
bool split_ordered(std::string_view row, std::string& room, std::string_view& key, std::string_view& id) {
  room.clear();
  for (std::size_t start = 1;;) {
    const auto zero = row.find('\0', start);
    if (zero == std::string_view::npos || zero + 1 == row.size()) return false;
    if (row[zero + 1] == '\1') {
      id = row.substr(zero + 2);
      key = row.substr(start, zero - start);
      if (start != 1) key = room.append(key);
      return true;
    }
    room.append(row, start, zero + 1 - start);
    start = zero + 2;
  }
}

constexpr char many_ids = 0;
constexpr char one_id = 1;

std::string place_of_line(std::string_view row) { return std::string("line").append(row); }

std::string effect_key(std::uint64_t sequence) { return "e" + number_key(sequence); }
std::string effect_id_key(std::string_view id) { return std::string("i").append(id); }
std::string of_subject(const subject_id& subject) {
  std::string key(1, 's');
  return key.append(view_of(subject));
}

}  // namespace

// What all units of a ledger share; nothing of it changes after opening.
struct ledger_core {
  std::unique_ptr<backend> tables;
  std::optional<std::uint64_t> seed;
  secret index_secret{};
  secret token_secret{};
  // Keys of the exact and unique indexes, each made of the secret once.
  std::array<std::array<value_hash, 64>, 2> index_keys{};

  // Every purpose and number has a key of its own.
  [[nodiscard]] value_hash key_of(char purpose, char number) const {
    static_assert(crypto_shorthash_siphashx24_KEYBYTES == value_hash_bytes);
    value_hash key;
    const unsigned char head[2] = {static_cast<unsigned char>(purpose), static_cast<unsigned char>(number)};
    crypto_shorthash_siphashx24(key.data(), head, sizeof head, index_secret.data());
    return key;
  }

  [[nodiscard]] value_hash hash_of(char purpose, char number, std::string_view value) const {
    value_hash made;
    const auto place = static_cast<unsigned char>(number);
    const bool of_index = purpose == many_ids || purpose == one_id;
    const auto key = of_index && place < index_keys[0].size() ? index_keys[static_cast<std::size_t>(purpose)][place]
                                                              : key_of(purpose, number);
    crypto_shorthash_siphashx24(made.data(), bytes_of(value), value.size(), key.data());
    return made;
  }
  // To be called when the secret is known.
  void make_index_keys() {
    for (const char purpose : {many_ids, one_id})
      for (std::size_t number = 0; number < index_keys[0].size(); ++number)
        index_keys[static_cast<std::size_t>(purpose)][number] = key_of(purpose, static_cast<char>(number));
  }
  [[nodiscard]] std::string exact_key(char kind, index which, std::string_view value, std::string_view id = {}) const {
    std::string key;
    key.reserve(2 + value_hash_bytes + id.size());
    key.push_back(kind);
    key.push_back(static_cast<char>(which));
    key.append(view_of(hash_of(kind, static_cast<char>(which), value)));
    return key.append(id);
  }
  ~ledger_core() {
    sodium_memzero(index_secret.data(), index_secret.size());
    sodium_memzero(token_secret.data(), token_secret.size());
    sodium_memzero(index_keys.data(), sizeof index_keys);
  }
  [[nodiscard]] secret seeded(std::string_view purpose, std::string_view data = {}) const {
    secret from{};
    std::string number;
    add_number(number, *seed, 8);
    std::copy(number.begin(), number.end(), from.begin());
    return derive(from, purpose, data);
  }
};

struct unit_state {
  ledger_core& core;
  std::unique_ptr<transaction> tables;
  error own_failure{rule::none};

  bool ended = false;
  bool head_known = false;
  bool head_changed = false;
  std::uint64_t head_sequence = 0;
  digest head_hash{};

  // The subject used last: most of a unit is about one.
  enum class key_state : std::uint8_t { unmade, alive, erased };
  subject_id known_subject{};  // of nobody, whose key is never asked for
  key_state known_state = key_state::unmade;
  subject_keys known_keys;

  unit_state(ledger_core& shared, std::unique_ptr<transaction> begun) : core(shared), tables(std::move(begun)) {}
  unit_state(const unit_state&) = delete;
  unit_state& operator=(const unit_state&) = delete;
  [[nodiscard]] error failure() const { return own_failure.broken != rule::none ? own_failure : tables->failure(); }
  [[nodiscard]] bool failed() const { return failure().broken != rule::none; }
  // Failed or committed: a unit's calls do nothing.
  [[nodiscard]] bool closed() const { return ended || failed(); }
  void fail(rule broken, std::string_view field = {}) {
    if (!failed()) own_failure = error{broken, field};
  }

  key_state look_up(const subject_id& subject) {
    if (subject == known_subject) return known_state;
    std::string room;
    std::string_view found;
    if (!tables->view(table::subject_keys, view_of(subject), room, found)) return key_state::unmade;
    if (found.size() != sizeof(secret)) {
      fail(rule::store_damaged);
      return key_state::unmade;
    }
    know(subject, found);
    sodium_memzero(room.data(), room.size());
    return known_state;
  }
  // As `look_up`, for whom no key is wanted.
  bool was_made(const subject_id& subject) {
    if (subject == known_subject) return known_state != key_state::unmade;
    std::string room;
    std::string_view found;
    const bool made = tables->view(table::subject_keys, view_of(subject), room, found);
    if (made && found.size() != sizeof(secret)) fail(rule::store_damaged);
    sodium_memzero(room.data(), room.size());
    return made;
  }
  // What the table of keys has for a subject becomes what is known.
  void know(const subject_id& subject, std::string_view stored_key) {
    secret key;
    std::copy(stored_key.begin(), stored_key.end(), key.begin());
    known_subject = subject;
    known_state = key == secret{} ? key_state::erased : key_state::alive;
    known_keys = subject_keys(key);
    sodium_memzero(key.data(), key.size());
  }
  void forget_subject() {
    known_subject = {};
    known_state = key_state::unmade;
    known_keys = subject_keys();
  }

  // Adds form and payload as they are to be stored. False where nothing may be stored.
  bool add_payload(std::string& out, const subject_id& subject, std::string_view place, std::string_view payload) {
    if (is_nobody(subject)) {
      out.push_back(static_cast<char>(form::clear));
      out.append(payload);
      return true;
    }
    switch (look_up(subject)) {
      case key_state::alive:
        out.push_back(static_cast<char>(form::sealed));
        add_sealed(out, known_keys.nonce(), known_keys.documents(), place, payload);
        return true;
      case key_state::erased: out.push_back(static_cast<char>(form::gone)); return false;
      case key_state::unmade: break;
    }
    fail(rule::store_write_failed, "subject");
    return false;
  }

  enum class opened : std::uint8_t { yes, erased, damaged };

  // Reads form and payload; `bytes` is all there is after the rest of the record.
  opened open_payload(std::string_view bytes, const subject_id& subject, std::string_view place, std::string& payload) {
    payload.clear();
    if (bytes.empty()) return opened::damaged;
    const auto stored = bytes.substr(1);
    switch (static_cast<form>(bytes[0])) {
      case form::clear: payload.assign(stored); return is_nobody(subject) ? opened::yes : opened::damaged;
      case form::gone: return stored.empty() ? opened::erased : opened::damaged;
      case form::sealed: break;
      default: return opened::damaged;
    }
    if (is_nobody(subject)) return opened::damaged;
    switch (look_up(subject)) {
      case key_state::alive: break;
      case key_state::erased: return opened::erased;
      case key_state::unmade: return opened::damaged;
    }
    if (open_sealed(stored, known_keys.documents(), place, payload)) return opened::yes;
    payload.clear();
    return opened::damaged;
  }

  // A line is stored as: version, subject, sealed bytes.
  opened open_line(std::string_view row, std::string_view stored, std::string& line) {
    record_reader record(stored);
    const auto subject = record.subject();
    const auto sealed = record.rest();
    line.clear();
    if (!record.whole() || is_nobody(subject)) return opened::damaged;
    switch (look_up(subject)) {
      case key_state::alive: break;
      case key_state::erased: return opened::erased;
      case key_state::unmade: return opened::damaged;
    }
    if (open_sealed(sealed, known_keys.lines(), place_of_line(row), line)) return opened::yes;
    line.clear();
    return opened::damaged;
  }

  // A document of the form: version, form, subject where sealed, payload. `bytes` lie in `stored`,
  // or, opened, in `room`, where `stored` itself may have been.
  opened view_document(std::string_view key, std::string_view stored, std::string& room, std::string_view& bytes) {
    record_reader record(stored);
    const auto how = static_cast<form>(record.number(1));
    const auto subject = how == form::sealed ? record.subject() : subject_id{};
    if (!record.whole() || (how != form::clear && how != form::sealed)) return opened::damaged;
    if (how == form::clear) {
      bytes = record.rest();
      return opened::yes;
    }
    // The form is wanted before the payload, and the subject is in between.
    std::string payload(1, static_cast<char>(form::sealed));
    payload.append(record.rest());
    const auto done = open_payload(payload, subject, std::string("document").append(key), room);
    bytes = room;
    return done;
  }
  opened open_document(std::string_view key, std::string_view stored, std::string& bytes) {
    std::string room;
    std::string_view found;
    const auto how = view_document(key, stored, room, found);
    if (how == opened::yes) bytes.assign(found);
    return how;
  }

  bool read_head() {
    if (head_known) return true;
    std::string stored;
    if (tables->get(table::meta, head_name, stored)) {
      record_reader record(stored);
      head_sequence = record.number(8);
      const auto hash = record.fixed(head_hash.size());
      if (!record.at_end()) {
        fail(rule::store_damaged);
        return false;
      }
      std::copy(hash.begin(), hash.end(), head_hash.begin());
    } else if (failed()) {
      return false;
    }
    head_known = true;
    return true;
  }
  void write_head() {
    if (!head_changed) return;
    std::string stored(1, record_version);
    add_number(stored, head_sequence, 8);
    stored.append(view_of(head_hash));
    tables->put(table::meta, head_name, stored);
    head_changed = false;
  }

  // Events are stored as the canonical bytes that are hashed, and the hash.
  opened read_event(std::string_view key, std::string_view stored, event_entry& out,
                    std::string_view* canonical = nullptr) {
    if (stored.size() < sizeof(digest)) return opened::damaged;
    const auto body = stored.substr(0, stored.size() - sizeof(digest));
    record_reader record(body);
    out.sequence = record.number(8);
    out.at = instant(std::chrono::microseconds(static_cast<std::int64_t>(record.number(8))));
    for (auto* field : {&out.entity, &out.user, &out.outlet, &out.kind, &out.record}) field->assign(record.text());
    out.subject = record.subject();
    out.facts.assign(record.text());
    const auto personal = record.text();
    std::copy(stored.end() - sizeof(digest), stored.end(), out.hash.begin());
    if (!record.at_end() || number_key(out.sequence) != key) return opened::damaged;
    if (canonical != nullptr) *canonical = body;
    if (personal.empty()) {
      out.personal.clear();
      out.erased = !is_nobody(out.subject) && look_up(out.subject) == key_state::erased;
      return opened::yes;
    }
    const auto how = open_payload(personal, out.subject, place_of_event(out.sequence), out.personal);
    out.erased = how == opened::erased;
    return how == opened::damaged ? opened::damaged : opened::yes;
  }

  bool read_effect(std::string_view key, std::string_view stored, effect_entry& out) {
    record_reader record(stored);
    out.sequence = key_number(key.substr(1));
    out.id.assign(record.text());
    out.entity.assign(record.text());
    out.kind.assign(record.text());
    out.subject = record.subject();
    const auto body = record.rest();
    return record.whole() &&
           open_payload(body, out.subject, std::string("effect").append(out.id), out.body) != opened::damaged;
  }
};

// --- unit
// --------------------------------------------------------------------------------------------

unit::unit(std::unique_ptr<unit_state> state) noexcept : state_(std::move(state)) {}
unit::unit(unit&&) noexcept = default;
unit& unit::operator=(unit&&) noexcept = default;
unit::~unit() = default;

bool unit::load(collection where, std::string_view id, std::string& bytes) {
  std::string room;
  std::string_view found;
  if (!view(where, id, room, found)) return false;
  bytes.assign(found);
  return true;
}

bool unit::view(collection where, std::string_view id, std::string& room, std::string_view& bytes) {
  if (state_->closed()) return false;
  const auto key = document_key(where, id);
  std::string_view stored;
  if (!state_->tables->view(table::documents, key, room, stored)) return false;
  switch (state_->view_document(key, stored, room, bytes)) {
    case unit_state::opened::yes: return true;
    case unit_state::opened::erased: return false;
    case unit_state::opened::damaged: break;
  }
  state_->fail(rule::store_damaged);
  return false;
}

void unit::save(collection where, std::string_view id, std::string_view bytes, const subject_id& subject) {
  if (state_->closed()) return;
  const auto key = document_key(where, id);
  std::string stored(1, record_version);
  if (is_nobody(subject)) {
    stored.reserve(2 + bytes.size());
    stored.push_back(static_cast<char>(form::clear));
    stored.append(bytes);
  } else {
    std::string payload;
    if (!state_->add_payload(payload, subject, std::string("document").append(key), bytes)) {
      if (!state_->failed()) state_->tables->erase(table::documents, key);
      return;
    }
    stored.push_back(static_cast<char>(form::sealed));
    stored.append(view_of(subject));
    stored.append(payload, 1);
  }
  state_->tables->put(table::documents, key, stored);
}

void unit::remove(collection where, std::string_view id) {
  if (state_->closed()) return;
  state_->tables->erase(table::documents, document_key(where, id));
}

void unit::scan_documents(collection where, std::string_view after_id, const document_visitor& visit) {
  if (state_->closed()) return;
  const auto prefix = document_key(where, {});
  auto from = document_key(where, after_id);
  if (!after_id.empty()) from.push_back('\0');
  std::string bytes;
  state_->tables->scan(table::documents, from, prefix, [&](std::string_view key, std::string_view stored) {
    switch (state_->open_document(key, stored, bytes)) {
      case unit_state::opened::yes: return visit(key.substr(1), bytes) && !state_->failed();
      case unit_state::opened::erased: return true;
      case unit_state::opened::damaged: break;
    }
    state_->fail(rule::store_damaged);
    return false;
  });
}

void unit::index_exact(index which, std::string_view value, std::string_view id) {
  if (state_->closed()) return;
  state_->tables->put(table::exact_index, state_->core.exact_key(many_ids, which, value, id), {});
}

void unit::unindex_exact(index which, std::string_view value, std::string_view id) {
  if (state_->closed()) return;
  state_->tables->erase(table::exact_index, state_->core.exact_key(many_ids, which, value, id));
}

void unit::find_exact(index which, std::string_view value, const id_visitor& visit, std::string_view after_id) {
  if (state_->closed()) return;
  const auto prefix = state_->core.exact_key(many_ids, which, value);
  auto from = prefix;
  if (!after_id.empty()) from.append(after_id).push_back('\0');
  state_->tables->scan(table::exact_index, from, prefix, [&](std::string_view key, std::string_view) {
    return visit(key.substr(prefix.size())) && !state_->failed();
  });
}

void unit::index_line(index which, std::string_view value, std::string_view id, std::string_view line,
                      const subject_id& subject) {
  auto& state = *state_;
  if (state.closed()) return;
  const auto row = state.core.exact_key(many_ids, which, value, id);
  switch (state.look_up(subject)) {
    case unit_state::key_state::alive: break;
    case unit_state::key_state::erased: state.tables->erase(table::exact_index, row); return;
    case unit_state::key_state::unmade: state.fail(rule::store_write_failed, "subject"); return;
  }
  std::string stored(1, record_version);
  stored.append(view_of(subject));
  add_sealed(stored, state.known_keys.nonce(), state.known_keys.lines(), place_of_line(row), line);
  state.tables->put(table::exact_index, row, stored);
}

void unit::find_lines(index which, std::string_view value, const line_visitor& visit, std::string_view after_id) {
  auto& state = *state_;
  if (state.closed()) return;
  const auto prefix = state.core.exact_key(many_ids, which, value);
  auto from = prefix;
  if (!after_id.empty()) from.append(after_id).push_back('\0');
  // Entries are taken some at a time, so that the keys of all their subjects are looked up at once.
  constexpr std::size_t at_once = 16;
  struct entry {
    std::size_t row, stored, end;  // places in `bytes`
    subject_id subject;
  };
  std::string bytes;
  std::array<entry, at_once> taken;
  std::size_t count = 0;
  std::string line;
  const auto show = [&](const entry& one) {
    const std::string_view all = bytes;
    const auto row = all.substr(one.row, one.stored - one.row);
    switch (state.open_line(row, all.substr(one.stored, one.end - one.stored), line)) {
      case unit_state::opened::yes: return visit(row.substr(prefix.size()), line) && !state.failed();
      case unit_state::opened::erased: return true;
      case unit_state::opened::damaged: break;
    }
    state.fail(rule::store_damaged);
    return false;
  };
  bool go_on = true;
  const auto show_taken = [&] {
    std::array<std::string_view, at_once> subjects;
    for (std::size_t i = 0; i < count; ++i) subjects[i] = view_of(taken[i].subject);
    std::size_t next = 0;
    state.tables->get_all(table::subject_keys, {subjects.data(), count}, [&](std::size_t number, std::string_view key) {
      // What is passed over has no key: open_line finds out what that means.
      for (; go_on && next < number; ++next) go_on = show(taken[next]);
      if (!go_on) return false;
      if (key.size() == sizeof(secret)) state.know(taken[number].subject, key);
      go_on = show(taken[next++]);
      return go_on;
    });
    for (; go_on && next < count; ++next) go_on = show(taken[next]);
    count = 0;
    bytes.clear();
    return go_on;
  };
  state.tables->scan(table::exact_index, from, prefix, [&](std::string_view row, std::string_view stored) {
    const auto start = bytes.size();
    bytes.append(row).append(stored);
    taken[count++] = {start, start + row.size(), bytes.size(), record_reader(stored).subject()};
    return count < at_once || show_taken();
  });
  if (go_on && count > 0 && !state.failed()) show_taken();
}

bool unit::claim_unique(index which, std::string_view value, std::string_view id) {
  if (state_->closed()) return false;
  const auto key = state_->core.exact_key(one_id, which, value);
  if (state_->tables->insert(table::exact_index, key, id)) return true;
  std::string holder;
  return state_->tables->get(table::exact_index, key, holder) && holder == id;
}

void unit::release_unique(index which, std::string_view value, std::string_view id) {
  if (state_->closed()) return;
  const auto key = state_->core.exact_key(one_id, which, value);
  std::string holder;
  if (state_->tables->get(table::exact_index, key, holder) && holder == id)
    state_->tables->erase(table::exact_index, key);
}

bool unit::find_unique(index which, std::string_view value, std::string& id) {
  if (state_->closed()) return false;
  return state_->tables->get(table::exact_index, state_->core.exact_key(one_id, which, value), id);
}

void unit::index_ordered(index which, std::string_view key, std::string_view id) {
  if (state_->closed()) return;
  state_->tables->put(table::ordered_index, ordered_key(which, key, id), {});
}

void unit::unindex_ordered(index which, std::string_view key, std::string_view id) {
  if (state_->closed()) return;
  state_->tables->erase(table::ordered_index, ordered_key(which, key, id));
}

void unit::scan_ordered(index which, std::string_view from, std::string_view prefix, const ordered_visitor& visit,
                        std::string_view after_id) {
  if (state_->closed()) return;
  const auto first = ordered_prefix(which, prefix);
  const auto start = !after_id.empty() ? ordered_key(which, from, after_id).append(1, '\0')
                     : from == prefix  ? std::string()
                                       : ordered_prefix(which, from);
  std::string room;
  state_->tables->scan(table::ordered_index, start.empty() ? first : start, first,
                       [&](std::string_view row, std::string_view) {
                         std::string_view key;
                         std::string_view id;
                         if (!split_ordered(row, room, key, id)) {
                           state_->fail(rule::store_damaged);
                           return false;
                         }
                         return visit(key, id) && !state_->failed();
                       });
}

std::uint64_t unit::append(const event_draft& draft) {
  auto& state = *state_;
  if (state.closed() || !state.read_head()) return 0;
  const auto sequence = state.head_sequence + 1;
  std::string personal;
  if (!draft.personal.empty())
    state.add_payload(personal, draft.subject, place_of_event(sequence), draft.personal);
  else if (!is_nobody(draft.subject) && !state.was_made(draft.subject))
    state.fail(rule::store_write_failed, "subject");
  if (state.failed()) return 0;
  std::string record;
  record.reserve(128 + draft.entity.size() + draft.user.size() + draft.outlet.size() + draft.kind.size() +
                 draft.record.size() + draft.facts.size() + personal.size());
  record.push_back(record_version);
  add_number(record, sequence, 8);
  add_number(record, static_cast<std::uint64_t>(draft.at.time_since_epoch().count()), 8);
  for (const auto field : {draft.entity, draft.user, draft.outlet, draft.kind, draft.record}) add_text(record, field);
  record.append(view_of(draft.subject));
  add_text(record, draft.facts);
  add_text(record, personal);
  const auto hash = sha256(view_of(state.head_hash), record);
  record.append(view_of(hash));
  if (!state.tables->insert(table::events, number_key(sequence), record)) {
    // An event ahead of the head: the head row was set back.
    state.fail(rule::chain_broken);
    return 0;
  }
  state.head_sequence = sequence;
  state.head_hash = hash;
  state.head_changed = true;
  return sequence;
}

void unit::scan_events(std::uint64_t from_sequence, const event_visitor& visit) {
  if (state_->closed()) return;
  event_entry event;
  state_->tables->scan(table::events, number_key(from_sequence), {},
                       [&](std::string_view key, std::string_view stored) {
                         if (state_->read_event(key, stored, event) != unit_state::opened::yes) {
                           state_->fail(rule::store_damaged);
                           return false;
                         }
                         return visit(event) && !state_->failed();
                       });
}

bool unit::find_event(std::uint64_t sequence, event_entry& out) {
  if (state_->closed()) return false;
  const auto key = number_key(sequence);
  std::string stored;
  if (!state_->tables->get(table::events, key, stored)) return false;
  if (state_->read_event(key, stored, out) == unit_state::opened::yes) return true;
  state_->fail(rule::store_damaged);
  return false;
}

bool unit::last_event(event_entry& out) {
  if (state_->closed()) return false;
  std::string key;
  std::string stored;
  if (!state_->tables->last(table::events, key, stored)) return false;
  if (state_->read_event(key, stored, out) == unit_state::opened::yes) return true;
  state_->fail(rule::store_damaged);
  return false;
}

bool unit::post_effect(const effect_entry& effect) {
  auto& state = *state_;
  if (state.closed()) return false;
  std::string record(1, record_version);
  add_text(record, effect.id);
  add_text(record, effect.entity);
  add_text(record, effect.kind);
  record.append(view_of(effect.subject));
  if (!state.add_payload(record, effect.subject, std::string("effect").append(effect.id), effect.body)) return false;
  std::string counted;
  std::uint64_t sequence = 0;
  if (state.tables->get(table::meta, effects_name, counted)) sequence = key_number(counted);
  const auto number = number_key(++sequence);
  if (!state.tables->insert(table::outbox, effect_id_key(effect.id), number)) return false;
  state.tables->put(table::meta, effects_name, number);
  state.tables->put(table::outbox, effect_key(sequence), record);
  if (!is_nobody(effect.subject)) state.tables->put(table::outbox, of_subject(effect.subject) + number, {});
  return !state.failed();
}

void unit::list_effects(std::uint64_t after, const effect_visitor& visit) {
  if (state_->closed() || after == UINT64_MAX) return;
  effect_entry effect;
  state_->tables->scan(table::outbox, effect_key(after + 1), "e", [&](std::string_view key, std::string_view stored) {
    if (!state_->read_effect(key, stored, effect)) {
      state_->fail(rule::store_damaged);
      return false;
    }
    return visit(effect) && !state_->failed();
  });
}

bool unit::find_effect(std::string_view id, effect_entry& out) {
  auto& state = *state_;
  if (state.closed()) return false;
  std::string number;
  std::string stored;
  if (!state.tables->get(table::outbox, effect_id_key(id), number)) return false;
  const auto key = std::string("e") + number;
  if (state.tables->get(table::outbox, key, stored) && state.read_effect(key, stored, out)) return true;
  state.fail(rule::store_damaged);
  return false;
}

bool unit::acknowledge(std::string_view id) {
  auto& state = *state_;
  effect_entry effect;
  if (!find_effect(id, effect)) return false;
  std::string number;
  state.tables->get(table::outbox, effect_id_key(id), number);
  const auto key = std::string("e") + number;
  state.tables->erase(table::outbox, key);
  state.tables->erase(table::outbox, effect_id_key(id));
  if (!is_nobody(effect.subject)) state.tables->erase(table::outbox, of_subject(effect.subject) + number);
  return !state.failed();
}

void unit::make_subject(const subject_id& subject) {
  auto& state = *state_;
  if (state.closed() || is_nobody(subject)) return;
  secret key;
  if (state.core.seed)
    key = state.core.seeded("subject key", view_of(subject));
  else
    randombytes_buf(key.data(), key.size());
  if (state.tables->insert(table::subject_keys, view_of(subject), view_of(key))) state.forget_subject();
  sodium_memzero(key.data(), key.size());
}

void unit::erase_subject(const subject_id& subject) {
  auto& state = *state_;
  if (state.closed() || is_nobody(subject)) return;
  const auto mark = of_subject(subject);
  std::vector<std::string> numbers;
  const auto collect = [&](std::string_view key, std::string_view) { numbers.emplace_back(key.substr(mark.size())); };
  state.tables->scan(table::outbox, mark, mark, collect);
  for (const auto& number : numbers) {
    const auto key = std::string("e") + number;
    std::string stored;
    if (state.tables->get(table::outbox, key, stored)) {
      record_reader record(stored);
      state.tables->erase(table::outbox, effect_id_key(record.text()));
    }
    state.tables->erase(table::outbox, key);
    state.tables->erase(table::outbox, mark + number);
  }
  numbers.clear();
  state.tables->scan(table::request_keys, mark, mark, collect);
  for (const auto& number : numbers) {
    state.tables->erase(table::request_keys, "k" + number);
    state.tables->erase(table::request_keys, mark + number);
  }
  state.tables->put(table::subject_keys, view_of(subject), view_of(secret{}));
  state.forget_subject();
}

bool unit::subject_alive(const subject_id& subject) {
  if (state_->closed() || is_nobody(subject)) return false;
  return state_->look_up(subject) == unit_state::key_state::alive;
}

remembered unit::recall(std::string_view scope_and_key, std::string_view request_digest, std::string& reply) {
  auto& state = *state_;
  if (state.closed()) return remembered::unknown;
  const auto key = "k" + std::string(view_of(state.core.hash_of('k', 0, scope_and_key)));
  std::string stored;
  if (!state.tables->get(table::request_keys, key, stored)) return remembered::unknown;
  record_reader record(stored);
  const auto subject = record.subject();
  const auto body = record.rest();
  std::string payload;
  const auto how = record.whole() ? state.open_payload(body, subject, std::string("reply").append(key), payload)
                                  : unit_state::opened::damaged;
  if (how == unit_state::opened::erased) return remembered::unknown;
  if (how == unit_state::opened::yes) {
    record_reader inner(payload);
    const auto digest_then = inner.text();
    const auto reply_then = inner.text();
    if (inner.at_end()) {
      if (digest_then != request_digest) return remembered::other;
      reply.assign(reply_then);
      return remembered::same;
    }
  }
  state.fail(rule::store_damaged);
  return remembered::unknown;
}

void unit::remember(std::string_view scope_and_key, std::string_view request_digest, std::string_view reply,
                    const subject_id& subject) {
  auto& state = *state_;
  if (state.closed()) return;
  const std::string hash(view_of(state.core.hash_of('k', 0, scope_and_key)));
  const auto key = "k" + hash;
  std::string payload(1, record_version);
  add_text(payload, request_digest);
  add_text(payload, reply);
  std::string record(1, record_version);
  record.append(view_of(subject));
  if (!state.add_payload(record, subject, std::string("reply").append(key), payload)) return;
  // A key that is given again may have been another person's.
  std::string before;
  if (state.tables->get(table::request_keys, key, before)) {
    record_reader old(before);
    const auto old_subject = old.subject();
    if (!is_nobody(old_subject)) state.tables->erase(table::request_keys, of_subject(old_subject) + hash);
  }
  state.tables->put(table::request_keys, key, record);
  if (!is_nobody(subject)) state.tables->put(table::request_keys, of_subject(subject) + hash, {});
}

void unit::set_meta(std::string_view name, std::string_view value) {
  if (!state_->closed()) state_->tables->put(table::meta, meta_key(name), value);
}

bool unit::get_meta(std::string_view name, std::string& value) {
  return !state_->closed() && state_->tables->get(table::meta, meta_key(name), value);
}

void unit::clear_projections() {
  if (state_->closed()) return;
  for (const auto each : {table::documents, table::exact_index, table::ordered_index}) state_->tables->clear(each);
}

digest unit::projection_digest() {
  digest made{};
  if (state_->closed()) return made;
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::string head;
  for (const auto each : {table::documents, table::exact_index, table::ordered_index}) {
    state_->tables->scan(each, {}, {}, [&](std::string_view key, std::string_view stored) {
      record_reader record(stored);
      const bool document = each == table::documents && static_cast<form>(record.number(1)) == form::sealed;
      const bool line = each == table::exact_index && key.starts_with(many_ids) && !stored.empty();
      if ((document || line) && state_->look_up(record.subject()) == unit_state::key_state::erased) return true;
      head.assign(1, static_cast<char>(each));
      add_number(head, key.size(), 8);
      head.append(key);
      add_number(head, stored.size(), 8);
      crypto_hash_sha256_update(&state, bytes_of(head), head.size());
      crypto_hash_sha256_update(&state, bytes_of(stored), stored.size());
      return !state_->failed();
    });
  }
  crypto_hash_sha256_final(&state, made.data());
  return made;
}

error unit::failure() const noexcept { return state_->failure(); }

result<accepted> unit::commit() {
  if (state_->ended) return error{rule::store_write_failed};
  if (!state_->failed()) state_->write_head();
  if (state_->failed()) return state_->failure();
  state_->ended = true;
  return state_->tables->commit();
}

// --- ledger
// ------------------------------------------------------------------------------------------

namespace {

constexpr std::uint64_t format_number = 1;

// Reads the store's secrets; false where there are none or the unit has failed.
bool read_secrets(unit_state& state) {
  std::string stored;
  if (!state.tables->get(table::meta, format_name, stored)) return false;
  record_reader format(stored);
  const auto version = format.number(4);
  if (!format.at_end()) {
    state.fail(rule::store_damaged);
    return false;
  }
  if (version != format_number) {
    state.fail(version > format_number ? rule::store_version_unknown : rule::store_damaged);
    return false;
  }
  secret root;
  if (!state.tables->get(table::meta, secret_name, stored) || stored.size() != root.size()) {
    state.fail(rule::store_damaged);
    return false;
  }
  std::copy(stored.begin(), stored.end(), root.begin());
  state.core.index_secret = derive(root, "index");
  state.core.token_secret = derive(root, "token");
  state.core.make_index_keys();
  sodium_memzero(root.data(), root.size());
  sodium_memzero(stored.data(), stored.size());
  return true;
}

void write_secrets(unit_state& state) {
  // Rows without the format row are not a new store.
  for (std::size_t i = 0; i < table_count; ++i) {
    std::string key;
    std::string value;
    if (state.tables->last(static_cast<table>(i), key, value)) state.fail(rule::store_damaged);
  }
  if (state.failed()) return;
  secret root;
  if (state.core.seed)
    root = state.core.seeded("store secret");
  else
    randombytes_buf(root.data(), root.size());
  std::string format(1, record_version);
  add_number(format, format_number, 4);
  state.tables->put(table::meta, format_name, format);
  state.tables->put(table::meta, secret_name, view_of(root));
  sodium_memzero(root.data(), root.size());
}

// Whether the newest event is where the head row says, with a hash that fits.
void check_head(unit_state& state) {
  if (!state.read_head()) return;
  std::string key;
  std::string stored;
  if (!state.tables->last(table::events, key, stored)) {
    if (!state.failed() && state.head_sequence != 0) state.fail(rule::chain_broken);
    return;
  }
  event_entry event;
  std::string_view canonical;
  if (state.read_event(key, stored, event, &canonical) == unit_state::opened::damaged ||
      event.sequence != state.head_sequence || event.hash != state.head_hash) {
    state.fail(rule::chain_broken);
    return;
  }
  digest previous{};
  std::string before;
  if (event.sequence > 1) {
    if (!state.tables->get(table::events, number_key(event.sequence - 1), before) || before.size() < previous.size()) {
      state.fail(rule::chain_broken);
      return;
    }
    std::copy(before.end() - static_cast<std::ptrdiff_t>(previous.size()), before.end(), previous.begin());
  }
  if (sha256(view_of(previous), canonical) != event.hash) state.fail(rule::chain_broken);
}

result<std::unique_ptr<ledger_core>> open_core(std::unique_ptr<backend> tables, std::optional<std::uint64_t> seed,
                                               bool only_look) {
  if (sodium_init() < 0) return error{rule::store_cannot_open};
  if (tables == nullptr) return error{rule::store_cannot_open};
  auto core = std::make_unique<ledger_core>();
  core->tables = std::move(tables);
  core->seed = seed;
  {
    unit_state looking(*core, core->tables->read());
    const bool found = read_secrets(looking);
    if (found && !only_look) check_head(looking);
    if (looking.failed()) return looking.failure();
    if (found) return core;
    if (only_look) return error{rule::store_damaged};
  }
  unit_state making(*core, core->tables->write());
  if (!read_secrets(making)) {
    if (!making.failed()) write_secrets(making);
    if (!making.failed()) read_secrets(making);
    if (making.failed()) return making.failure();
    if (const auto done = making.tables->commit(); !done) return done.refusal();
  }
  return core;
}

result<chain_report> verify_all(ledger_core& core) {
  unit_state state(core, core.tables->read());
  chain_report report;
  digest previous{};
  std::uint64_t expected = 1;
  bool sealed_whole = true;
  const auto broken = [&](std::uint64_t sequence) {
    if (report.first_broken == 0 || sequence < report.first_broken) report.first_broken = sequence;
  };
  event_entry event;
  state.tables->scan(table::events, {}, {}, [&](std::string_view key, std::string_view stored) {
    ++report.records;
    const auto sequence = key_number(key);
    if (sequence != expected) broken(std::min(sequence, expected));
    std::string_view canonical;
    if (state.read_event(key, stored, event, &canonical) == unit_state::opened::damaged ||
        sha256(view_of(previous), canonical) != event.hash)
      broken(sequence);
    previous = {};
    if (stored.size() >= previous.size())
      std::copy(stored.end() - static_cast<std::ptrdiff_t>(previous.size()), stored.end(), previous.begin());
    expected = sequence + 1;
    return !state.failed();
  });
  report.head = previous;
  if (!state.failed() && state.read_head()) {
    if (state.head_sequence + 1 != expected)
      broken(std::min(state.head_sequence + 1, expected));
    else if (state.head_hash != previous)
      broken(std::max<std::uint64_t>(state.head_sequence, 1));
  }
  std::string bytes;
  const auto see = [&](unit_state::opened how) {
    sealed_whole = sealed_whole && how != unit_state::opened::damaged;
    return !state.failed();
  };
  if (!state.failed())
    state.tables->scan(table::documents, {}, {}, [&](std::string_view key, std::string_view stored) {
      return see(state.open_document(key, stored, bytes));
    });
  if (!state.failed())
    state.tables->scan(table::exact_index, {}, std::string_view(&many_ids, 1),
                       [&](std::string_view row, std::string_view stored) {
                         return stored.empty() || see(state.open_line(row, stored, bytes));
                       });
  effect_entry effect;
  if (!state.failed())
    state.tables->scan(table::outbox, "e", "e", [&](std::string_view key, std::string_view stored) {
      return see(state.read_effect(key, stored, effect) ? unit_state::opened::yes : unit_state::opened::damaged);
    });
  if (!state.failed())
    state.tables->scan(table::request_keys, "k", "k", [&](std::string_view key, std::string_view stored) {
      record_reader record(stored);
      const auto subject = record.subject();
      return see(state.open_payload(record.rest(), subject, std::string("reply").append(key), bytes));
    });
  if (state.failed()) return state.failure();
  report.intact = report.first_broken == 0 && sealed_whole;
  return report;
}

}  // namespace

ledger::ledger(std::unique_ptr<ledger_core> core) noexcept : core_(std::move(core)) {}

ledger::~ledger() = default;

result<std::unique_ptr<ledger>> ledger::open(std::unique_ptr<backend> tables, std::optional<std::uint64_t> seed) {
  auto core = open_core(std::move(tables), seed, false);
  if (!core) return core.refusal();
  return std::unique_ptr<ledger>(new ledger(std::move(core).value()));
}

result<chain_report> ledger::examine(std::unique_ptr<backend> tables) {
  auto core = open_core(std::move(tables), std::nullopt, true);
  if (!core) return core.refusal();
  return verify_all(*core.value());
}

unit ledger::read() { return unit(std::make_unique<unit_state>(*core_, core_->tables->read())); }

unit ledger::write() { return unit(std::make_unique<unit_state>(*core_, core_->tables->write())); }

result<chain_report> ledger::verify() { return verify_all(*core_); }

result<accepted> ledger::scrub() { return core_->tables->scrub(); }

result<accepted> ledger::check() { return core_->tables->check(); }

std::string ledger::mac(std::string_view purpose, std::string_view data) const {
  std::string length;
  add_number(length, purpose.size(), 8);
  std::string made(token_bytes, '\0');
  crypto_generichash_state state;
  crypto_generichash_init(&state, core_->token_secret.data(), core_->token_secret.size(), token_bytes);
  crypto_generichash_update(&state, bytes_of(length), length.size());
  crypto_generichash_update(&state, bytes_of(purpose), purpose.size());
  crypto_generichash_update(&state, bytes_of(data), data.size());
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(made.data()), made.size());
  return made;
}

}  // namespace store
}  // namespace v1
}  // namespace dealerkit
