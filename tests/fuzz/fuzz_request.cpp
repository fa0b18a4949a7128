// Any bytes as a request: the reply is always one JSON object in UTF-8, nothing crashes, and a refused command changes nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "dealerkit.h"
#include "text/text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static dk_desk* const desk = [] {
    dk_desk_options options = DK_DESK_OPTIONS_INIT;
    options.has_seed = 1;
    dk_desk* opened = nullptr;
    if (dk_desk_open(&opened, &options, nullptr) != DK_OK) std::abort();
    return opened;
  }();
  dk_text* reply = nullptr;
  if (dk_call(desk, {reinterpret_cast<const char*>(data), size}, &reply, nullptr) != DK_OK) std::abort();
  const dk_str text = dk_text_view(reply);
  const std::string_view answer(text.data, text.size);
  const bool whole = answer.starts_with("{\"ok\":") || answer.starts_with("{\"refused\":[{\"rule\":\"");
  if (!whole || answer.back() != '}' || answer.find('\n') != std::string_view::npos) std::abort();
  if (!dealerkit::text::valid_utf8(answer)) std::abort();
  dk_text_free(reply);
  return 0;
}
