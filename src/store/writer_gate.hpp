// Lets one writer in at a time, and gives up after a while instead of hanging.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace dealerkit {
inline namespace v1 {
namespace store {

/// How long a writer waits for another one, in this process or another.
inline constexpr std::chrono::milliseconds writer_patience{5000};

/// A mutex that may be left on another thread than it was entered on, and waits `writer_patience`.
class writer_gate {
 public:
  /// False where somebody else stayed inside too long.
  [[nodiscard]] bool enter() {
    std::unique_lock lock(mutex_);
    if (!free_.wait_for(lock, writer_patience, [this] { return !inside_; })) return false;
    inside_ = true;
    return true;
  }

  void leave() noexcept {
    {
      const std::lock_guard lock(mutex_);
      inside_ = false;
    }
    free_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable free_;
  bool inside_ = false;
};

}  // namespace store
}  // namespace v1
}  // namespace dealerkit
