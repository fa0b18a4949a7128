// Reading JSON into described types: wrong types, unknown and repeated fields are found all at once (DAT-02).
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dealerkit/core/answer.hpp"
#include "desk/field_path.hpp"
#include "desk/shape.hpp"

namespace dealerkit {
inline namespace v1 {
namespace json {

using element = simdjson::dom::element;
using object = simdjson::dom::object;

/// What is being read, and what was found wrong with it.
class reader {
 public:
  reader(std::vector<violation>& into, bool is_repaired) noexcept : found(into), repaired(is_repaired), at_(&root_) {}
  reader(const reader&) = delete;
  reader& operator=(const reader&) = delete;

  void refuse(rule broken, std::vector<std::pair<std::string, std::string>> args = {}) {
    found.push_back({broken, at_->text(), std::move(args)});
  }
  void wrong_type(std::string_view expected) { refuse(rule::wrong_type, {{"expected", std::string(expected)}}); }

  std::vector<violation>& found;
  const bool repaired;  ///< the request was not UTF-8: broken bytes stand as U+FDD0

 private:
  friend class deeper;
  field_path root_;
  const field_path* at_;
};

/// Goes one field, or item, deeper for as long as it lives; a name must live as long.
class deeper {
 public:
  template <class Step>
  deeper(reader& in, Step step) noexcept : in_(in), above_(in.at_), here_(*in.at_, step) {
    in.at_ = &here_;
  }
  deeper(const deeper&) = delete;
  deeper& operator=(const deeper&) = delete;
  ~deeper() { in_.at_ = above_; }

 private:
  reader& in_;
  const field_path* above_;
  field_path here_;
};

/// The text of a repaired request gets its broken byte back, so that the form names the field (DAT-01).
[[nodiscard]] std::string read_text(std::string_view text, bool repaired);

/// Reads a value of a shape into a blank one; `options` are those of its field.
void read(reader& in, const element& value, const shapes::shape& of, void* into, const field_options& options);
template <class T>
void read(reader& in, const element& value, T& into, const field_options& options) {
  read(in, value, shapes::shape_of<T>, &into, options);
}

/// Reads an object's fields. They usually come in the order of its type, so the next one is looked at first.
void read_fields(reader& in, const object& from, const shapes::object_shape& of, void* into);
/// Refuses what had to be there, of an object that is not.
void refuse_absent(reader& in, const shapes::object_shape& of);

}  // namespace json
}  // namespace v1
}  // namespace dealerkit
