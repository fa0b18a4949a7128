// A result is not its value: there may be none.
// expected: cannot convert 'const dealerkit::v1::result<dealerkit::v1::money>'
// expected: conversion from 'result<
// expected: could not convert
// expected: no viable conversion from
#include "dealerkit/core/money.hpp"

using namespace dealerkit;

money read(std::string_view text) {
#if DEALERKIT_MUST_FAIL
  return parse_money(text, euro);
#else
  const auto amount = parse_money(text, euro);
  return amount.ok() ? amount.value() : money::minor(0, euro);
#endif
}
