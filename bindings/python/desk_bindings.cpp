// A desk, and what needs none: the schema, the look at a store's ledger.
#include <pybind11/stl.h>

#include <memory>
#include <optional>

#include "bindings.hpp"

namespace dealerkit_python {

namespace {

// A dk_desk may not be closed under a call. So each call holds it too, and it closes with the last holder.
class desk_handle {
 public:
  desk_handle(py::str store, py::str preset, bool simulation, bool training, std::optional<std::uint64_t> seed) {
    dk_desk_options options = DK_DESK_OPTIONS_INIT;
    options.store = borrow(store);
    options.preset = borrow(preset);
    options.simulation = simulation ? 1 : 0;
    options.training = training ? 1 : 0;
    options.has_seed = seed.has_value() ? 1 : 0;
    options.seed = seed.value_or(0);
    dk_desk* opened = nullptr;
    dk_error* err = nullptr;
    dk_status status = DK_OK;
    {
      const py::gil_scoped_release others_run;
      status = dk_desk_open(&opened, &options, &err);
    }
    if (status != DK_OK) raise(status, err);
    desk_ = std::shared_ptr<dk_desk>(opened, dk_desk_close);
  }

  ~desk_handle() { close(); }

  py::str call(py::handle request) const {
    const auto held = opened();
    const dk_str asked = PyBytes_Check(request.ptr()) ? bytes_of(request) : borrow(request);
    dk_text* reply = nullptr;
    dk_error* err = nullptr;
    dk_status status = DK_OK;
    {
      const py::gil_scoped_release others_run;  // the request is borrowed from an object that the caller holds
      status = dk_call(held.get(), asked, &reply, &err);
    }
    if (status != DK_OK) raise(status, err);
    return take(reply);
  }

  py::tuple rebuild() const {
    const auto held = opened();
    dk_rebuild_report report{};
    report.struct_size = sizeof report;
    dk_error* err = nullptr;
    dk_status status = DK_OK;
    {
      const py::gil_scoped_release others_run;
      status = dk_rebuild(held.get(), &report, &err);
    }
    if (status != DK_OK) raise(status, err);
    return py::make_tuple(report.events, report.same != 0, text_of(dk_str_of(report.digest)));
  }

  void close() {
    if (desk_ == nullptr) return;
    auto last = std::move(desk_);
    const py::gil_scoped_release others_run;
    last.reset();
  }

  bool closed() const { return desk_ == nullptr; }

 private:
  std::shared_ptr<dk_desk> opened() const {
    if (desk_ == nullptr) throw py::value_error("the desk is closed");
    return desk_;
  }

  static dk_str bytes_of(py::handle request) {
    return {PyBytes_AS_STRING(request.ptr()), static_cast<std::size_t>(PyBytes_GET_SIZE(request.ptr()))};
  }

  std::shared_ptr<dk_desk> desk_;
};

py::str schema(py::str verb) {
  dk_text* text = nullptr;
  dk_error* err = nullptr;
  const dk_status status = dk_schema(&text, borrow(verb), &err);
  if (status != DK_OK) raise(status, err);
  return take(text);
}

py::tuple verify_store(py::str store) {
  const dk_str path = borrow(store);
  dk_chain_report report{};
  report.struct_size = sizeof report;
  dk_error* err = nullptr;
  dk_status status = DK_OK;
  {
    const py::gil_scoped_release others_run;
    status = dk_store_verify(path, &report, &err);
  }
  if (status != DK_OK) raise(status, err);
  return py::make_tuple(report.records, report.intact != 0, report.first_broken, text_of(dk_str_of(report.head)));
}

}  // namespace

void bind_desk(py::module_& module) {
  py::class_<desk_handle>(module, "Desk", py::module_local(), py::is_final())
      .def(py::init<py::str, py::str, bool, bool, std::optional<std::uint64_t>>())
      .def("call", &desk_handle::call)
      .def("rebuild", &desk_handle::rebuild)
      .def("close", &desk_handle::close)
      .def_property_readonly("closed", &desk_handle::closed);
  module.def("schema", schema);
  module.def("verify_store", verify_store);
}

}  // namespace dealerkit_python
