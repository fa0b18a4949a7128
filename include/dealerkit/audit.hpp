// Audit and outbox: the hash-chained ledger can be verified and read; effects wait until they are acknowledged.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/customer.hpp"

namespace dealerkit {
inline namespace v1 {

/// Verifies every record of the ledger (ACC-07): any altered, removed or reordered one is found.
struct verify_audit {
  struct reply_type {
    std::int64_t records = 0;
    bool intact = false;
    std::optional<std::int64_t> first_broken;
    std::string head;  ///< hash of the last record: kept elsewhere, it proves that nothing was cut off the end

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("records", &reply_type::records);
      field("intact", &reply_type::intact);
      field("first_broken", &reply_type::first_broken);
      field("head", &reply_type::head);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  template <class Visitor>
  static constexpr void fields(Visitor&&) {}
};

/// Lists audit records of the actor's legal entity: all, or one record's.
struct list_audit {
  struct reply_type {
    std::vector<ledger_line> records;
    std::optional<std::string> next;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("records", &reply_type::records);
      field("next", &reply_type::next);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string record;
  std::optional<std::int64_t> limit;
  std::string after;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("record", &list_audit::record);
    field("limit", &list_audit::limit);
    field("after", &list_audit::after);
  }
};

/// Lists the effects that wait for the host.
struct list_outbox {
  struct reply_type {
    std::vector<effect> effects;
    std::optional<std::string> next;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("effects", &reply_type::effects);
      field("next", &reply_type::next);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::optional<std::int64_t> limit;
  std::string after;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("limit", &list_outbox::limit);
    field("after", &list_outbox::after);
  }
};

/// Acknowledges effects that the host has carried out; one that is not waiting (any more) is not counted.
struct acknowledge_outbox {
  struct reply_type {
    std::int64_t acknowledged = 0;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("acknowledged", &reply_type::acknowledged);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::vector<std::string> ids;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("ids", &acknowledge_outbox::ids, needed(rule::field_missing));
  }
};

/// The host has carried out effects.
struct effects_acknowledged {
  static constexpr std::string_view kind = "effects_acknowledged";
  std::vector<std::string> ids;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("ids", &effects_acknowledged::ids);
  }
};

}  // namespace v1
}  // namespace dealerkit
