// What the files of the module share: text of Python as a dk_str, a failure of the C API as a Python exception.
#pragma once

#include <pybind11/pybind11.h>

#include "dealerkit.h"

namespace dealerkit_python {

namespace py = pybind11;

/// A str as the C API takes it, borrowed from the object. Raises TypeError for anything but a str, and
/// UnicodeEncodeError (a ValueError) where it holds half a surrogate pair, which has no UTF-8.
[[nodiscard]] inline dk_str borrow(py::handle text) {
  Py_ssize_t size = 0;
  if (!PyUnicode_Check(text.ptr())) {
    PyErr_Format(PyExc_TypeError, "a str is expected, not %.100s", Py_TYPE(text.ptr())->tp_name);
    throw py::error_already_set();
  }
  const char* data = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
  if (data == nullptr) throw py::error_already_set();
  return {data, static_cast<std::size_t>(size)};
}

/// Text of the library as a str.
[[nodiscard]] inline py::str text_of(dk_str text) {
  PyObject* made = PyUnicode_DecodeUTF8(text.data, static_cast<Py_ssize_t>(text.size), "strict");
  if (made == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(made);
}

/// Text that the library gave to its caller: freed here.
[[nodiscard]] inline py::str take(dk_text* text) {
  struct owner {
    dk_text* text;
    ~owner() { dk_text_free(text); }
  } const owned{text};
  return text_of(dk_text_view(text));
}

/// Raises what a status other than DK_OK means, and frees the error: `_native.Failure` with (number, code, rule,
/// field, message) for a refusal, ValueError, MemoryError or RuntimeError for the rest.
[[noreturn]] void raise(dk_status status, dk_error* err);

void bind_checks(py::module_& module);
void bind_desk(py::module_& module);
void bind_money(py::module_& module);
void bind_rules(py::module_& module);

}  // namespace dealerkit_python
