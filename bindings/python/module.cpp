// dealerkit._native: the C API for Python. It converts and nothing else; what Python users see is in python/dealerkit.
#include <string>

#include "bindings.hpp"

#define DEALERKIT_TEXT_OF(value) #value
#define DEALERKIT_TEXT(value) DEALERKIT_TEXT_OF(value)

namespace dealerkit_python {

namespace {

void raise_failure(dk_error* err) {
  const py::tuple arguments =
      py::make_tuple(dk_error_number(err), text_of(dk_error_code(err)), text_of(dk_error_rule(err)),
                     text_of(dk_error_field(err)), text_of(dk_error_message(err)));
  const py::object kind = py::module_::import("dealerkit._native").attr("Failure");
  PyErr_SetObject(kind.ptr(), arguments.ptr());
}

}  // namespace

void raise(dk_status status, dk_error* err) {
  struct owner {
    dk_error* err;
    ~owner() { dk_error_free(err); }
  } const owned{err};
  switch (status) {
    case DK_E_REFUSED: raise_failure(err); break;
    case DK_E_MEMORY: PyErr_NoMemory(); break;
    case DK_E_ARGUMENT: {
      const py::str message = text_of(dk_error_message(err));
      PyErr_SetObject(PyExc_ValueError, message.ptr());
      break;
    }
    default: {
      const py::str message = text_of(dk_error_message(err));
      PyErr_SetObject(PyExc_RuntimeError, message.ptr());
    }
  }
  throw py::error_already_set();
}

}  // namespace dealerkit_python

PYBIND11_MODULE(_native, module) {
  namespace py = pybind11;
  module.doc() = "The C API of dealerkit for Python: conversion only. Use the package dealerkit.";
  PyObject* failure = PyErr_NewExceptionWithDoc(
      "dealerkit._native.Failure", "The library refused: the arguments are (number, code, rule, field, message).",
      PyExc_Exception, nullptr);
  if (failure == nullptr) throw py::error_already_set();
  module.attr("Failure") = py::reinterpret_steal<py::object>(failure);
  module.attr("version") = DEALERKIT_TEXT(DEALERKIT_VERSION_MAJOR) "." DEALERKIT_TEXT(
      DEALERKIT_VERSION_MINOR) "." DEALERKIT_TEXT(DEALERKIT_VERSION_PATCH);
  module.attr("abi_version") = dk_abi_version();
  dealerkit_python::bind_rules(module);
  dealerkit_python::bind_money(module);
  dealerkit_python::bind_checks(module);
  dealerkit_python::bind_desk(module);
}
