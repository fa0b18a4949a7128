// Base 64, as RFC 4648 gives it.
#include "desk/base64.hpp"

#include <string>
#include <string_view>

#include "support/catch.hpp"

using namespace dealerkit;

TEST_CASE("base64: the examples of the standard, and bytes of every value") {
  CHECK(to_base64("") == "");
  CHECK(to_base64("f") == "Zg==");
  CHECK(to_base64("fo") == "Zm8=");
  CHECK(to_base64("foo") == "Zm9v");
  CHECK(to_base64("foobar") == "Zm9vYmFy");
  CHECK(to_base64(std::string_view("\0\xff\xfe", 3)) == "AP/+");
  CHECK(to_base64(std::string(1000, '\0')) == std::string(1333, 'A') + "A==");
}
