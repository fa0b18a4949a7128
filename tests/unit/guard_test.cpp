// What is thrown inside a C function becomes a status, and nothing gets out.
#include "c_api/guard.hpp"

#include <memory>
#include <new>
#include <stdexcept>

#include "support/catch.hpp"

using namespace dealerkit;

TEST_CASE("c api: no memory is a status of its own", "[SEC-01]") {
  dk_error* err = nullptr;
  CHECK(c_api::guard(&err, []() -> dk_status { throw std::bad_alloc(); }) == DK_E_MEMORY);
  CHECK(err == nullptr);
  CHECK(c_api::guard(nullptr, []() -> dk_status { throw std::bad_alloc(); }) == DK_E_MEMORY);
}

TEST_CASE("c api: anything else that is thrown is a defect, told without what it said", "[SEC-01]") {
  dk_error* err = nullptr;
  CHECK(c_api::guard(&err, []() -> dk_status { throw std::runtime_error("jean@example.be"); }) == DK_E_INTERNAL);
  REQUIRE(err != nullptr);
  const std::unique_ptr<dk_error> told(err);
  CHECK(told->code == "internal");
  CHECK(told->message.find("jean") == std::string::npos);
  CHECK(c_api::guard(nullptr, []() -> dk_status { throw 1; }) == DK_E_INTERNAL);
}

TEST_CASE("c api: an error of an earlier call is not taken for this one's", "[SEC-01]") {
  dk_error before;
  dk_error* err = &before;
  CHECK(c_api::guard(&err, [] { return DK_OK; }) == DK_OK);
  CHECK(err == nullptr);
  const auto body = [] { return DK_OK; };
  STATIC_REQUIRE(noexcept(c_api::guard(nullptr, body)));
}
