// A light reference to something that can be called: two words, no allocation, no ownership.
//
// It is meant for parameters only: what it refers to must live until the call returns. A callable
// that returns nothing can stand where a `bool` is wanted and then always answers "go on".
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace dealerkit {
inline namespace v1 {
namespace store {

template <class Signature>
class function_view;

/// Refers to any callable with these arguments whose answer converts to `Answer`, or is `void`.
template <class Answer, class... Arguments>
class function_view<Answer(Arguments...)> {
 public:
  template <class Callable>
  requires(!std::is_same_v<std::remove_cvref_t<Callable>, function_view> &&
           std::is_object_v<std::remove_reference_t<Callable>> && std::is_invocable_v<Callable&, Arguments...>)
      function_view(Callable&& callable)
  noexcept
      : object_(const_cast<void*>(static_cast<const void*>(std::addressof(callable)))),
        call_([](void* object, Arguments... arguments) -> Answer {
          auto& target = *static_cast<std::remove_reference_t<Callable>*>(object);
          if constexpr (std::is_void_v<decltype(target(std::forward<Arguments>(arguments)...))>) {
            target(std::forward<Arguments>(arguments)...);
            return Answer{true};
          } else {
            return static_cast<Answer>(target(std::forward<Arguments>(arguments)...));
          }
        }) {}

  Answer operator()(Arguments... arguments) const { return call_(object_, std::forward<Arguments>(arguments)...); }

 private:
  void* object_;
  Answer (*call_)(void*, Arguments...);
};

}  // namespace store
}  // namespace v1
}  // namespace dealerkit
