// Desks behind the C API: opening, calling, verifying, rebuilding.
#include "dealerkit/desk.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <memory>

#include "c_api/guard.hpp"
#include "desk/work.hpp"
#include "protocol/protocol.hpp"
#include "store/ledger.hpp"

using dealerkit::c_api::bad_argument;
using dealerkit::c_api::borrow;
using dealerkit::c_api::fill_in;
using dealerkit::c_api::guard;
using dealerkit::c_api::readable;
using dealerkit::c_api::refuse;
using dealerkit::c_api::sized;
using dealerkit::c_api::view;

struct dk_desk {
  explicit dk_desk(dealerkit::desk opened) : desk(std::move(opened)), port(desk) {}
  dealerkit::desk desk;
  dealerkit::protocol::port port;
};

namespace {

// The caller's options as far as both sides know them; a tail that only the caller knows must be zero.
bool take_options(const dk_desk_options* given, dk_desk_options& taken) {
  taken = DK_DESK_OPTIONS_INIT;
  if (given == nullptr) return true;
  const auto size = static_cast<std::size_t>(given->struct_size);
  if (size < sizeof(uint32_t)) return false;
  const auto* bytes = reinterpret_cast<const unsigned char*>(given);
  for (std::size_t i = sizeof(dk_desk_options); i < size; ++i)
    if (bytes[i] != 0) return false;
  std::memcpy(&taken, given, std::min(size, sizeof taken));
  return readable(taken.store) && readable(taken.preset);
}

dealerkit::instant system_now() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

void write_hexadecimal(char (&out)[65], std::string_view text) {
  std::memset(out, 0, sizeof out);
  std::memcpy(out, text.data(), std::min(text.size(), sizeof out - 1));
}

}  // namespace

dk_status dk_desk_open(dk_desk** out, const dk_desk_options* options, dk_error** err) {
  return guard(err, [&]() -> dk_status {
    if (out == nullptr) return bad_argument(err, "out", "The place for the desk is missing.");
    *out = nullptr;
    dk_desk_options taken;
    if (!take_options(options, taken))
      return bad_argument(err, "options", "The options are of a size or a content that is not known.");
    dealerkit::desk_options wanted;
    if (taken.store.size != 0) wanted.store = std::string(view(taken.store));
    wanted.preset = std::string(view(taken.preset));
    wanted.simulation = taken.simulation != 0;
    wanted.training = taken.training != 0;
    if (taken.has_seed != 0) wanted.seed = taken.seed;
    auto opened = dealerkit::desk::open(wanted);
    if (!opened.ok()) return refuse(err, opened.refusal());
    *out = std::make_unique<dk_desk>(std::move(opened).value()).release();
    return DK_OK;
  });
}

void dk_desk_close(dk_desk* desk) { delete desk; }

dk_status dk_call(dk_desk* desk, dk_str request, dk_text** reply, dk_error** err) {
  return guard(err, [&]() -> dk_status {
    if (reply == nullptr) return bad_argument(err, "reply", "The place for the reply is missing.");
    *reply = nullptr;
    if (desk == nullptr) return bad_argument(err, "desk", "There is no desk.");
    if (!readable(request)) return bad_argument(err, "request", "The text has a size but no data.");
    auto made = std::make_unique<dk_text>();
    desk->port.call(view(request), system_now(), made->text);
    *reply = made.release();
    return DK_OK;
  });
}

dk_status dk_schema(dk_text** out, dk_str verb, dk_error** err) {
  return guard(err, [&]() -> dk_status {
    if (out == nullptr) return bad_argument(err, "out", "The place for the schema is missing.");
    *out = nullptr;
    if (!readable(verb)) return bad_argument(err, "verb", "The text has a size but no data.");
    auto made = std::make_unique<dk_text>(dk_text{dealerkit::protocol::schema(view(verb))});
    if (made->text.empty()) return bad_argument(err, "verb", "There is no such verb.");
    *out = made.release();
    return DK_OK;
  });
}

dk_status dk_rebuild(dk_desk* desk, dk_rebuild_report* out, dk_error** err) {
  return guard(err, [&]() -> dk_status {
    if (desk == nullptr) return bad_argument(err, "desk", "There is no desk.");
    if (!sized(out)) return bad_argument(err, "out", "The place for the report is missing, or its size is not set.");
    const auto report = desk->desk.rebuild();
    if (!report.ok()) return refuse(err, report.refusal());
    dk_rebuild_report made{};
    made.same = report.value().same ? 1 : 0;
    made.events = static_cast<uint64_t>(report.value().events);
    write_hexadecimal(made.digest, report.value().digest);
    fill_in(out, made);
    return DK_OK;
  });
}

dk_status dk_store_verify(dk_str store, dk_chain_report* out, dk_error** err) {
  return guard(err, [&]() -> dk_status {
    if (!readable(store)) return bad_argument(err, "store", "The text has a size but no data.");
    if (!sized(out)) return bad_argument(err, "out", "The place for the report is missing, or its size is not set.");
    const auto report = dealerkit::verify_store(view(store));
    if (!report.ok()) return refuse(err, report.refusal());
    dk_chain_report made{};
    made.intact = report.value().intact ? 1 : 0;
    made.records = static_cast<uint64_t>(report.value().records);
    made.first_broken = static_cast<uint64_t>(report.value().first_broken.value_or(0));
    write_hexadecimal(made.head, report.value().head);
    fill_in(out, made);
    return DK_OK;
  });
}
