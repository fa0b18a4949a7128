// A number is no amount: it does not say its currency, nor whether it counts euros or cents.
// expected: could not convert '3000'
// expected: conversion from 'int' to non-scalar type
// expected: no viable conversion from returned value of type 'int'
#include "dealerkit/core/money.hpp"

using namespace dealerkit;

money thirty_euros() {
#if DEALERKIT_MUST_FAIL
  return 3000;
#else
  return money::minor(3000, euro);
#endif
}
