// Devices: leads are captured without network or server, kept on the device, and synchronised later (LEA-05).
//
// A device enrols once, online. From then on it keeps each lead under an identifier of its own making, and sends them
// as often as it likes: twice, in any order, or after a cut in the middle, the result is that of once.
//
//   decide_enrolment(nobody_yet, command)   // device_enrolled
//   decide_enrolment(of_another, command)   // refused: device_enrolled_otherwise
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dealerkit/core/answer.hpp"
#include "dealerkit/core/fields.hpp"
#include "dealerkit/core/instant.hpp"
#include "dealerkit/lead.hpp"

namespace dealerkit {
inline namespace v1 {

/// A device that was enrolled. It is known to its user's legal entity only.
struct device {
  std::string id;
  std::string entity;
  std::string user;
  std::string outlet;  ///< where it was enrolled
  instant enrolled_at{};

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &device::id);
    field("entity", &device::entity);
    field("user", &device::user);
    field("outlet", &device::outlet);
    field("enrolled_at", &device::enrolled_at);
  }
  friend bool operator==(const device&, const device&) = default;
};

struct device_enrolled {
  static constexpr std::string_view kind = "device_enrolled";
  std::string id;
  std::string user;
  std::string outlet;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &device_enrolled::id);
    field("user", &device_enrolled::user);
    field("outlet", &device_enrolled::outlet);
  }
};

/// Enrols a device, online, with the identifier of its user. Again for the same user it is the same answer.
struct enrol_device {
  struct reply_type {
    std::string device;
    std::string user;
    std::string outlet;
    instant enrolled_at{};

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("device", &reply_type::device);
      field("user", &reply_type::user);
      field("outlet", &reply_type::outlet);
      field("enrolled_at", &reply_type::enrolled_at);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string device;
  std::string user;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("device", &enrol_device::device, needed(rule::device_missing));
    field("user", &enrol_device::user, needed(rule::device_user_missing));
  }
};

/// Decides an enrolment; no event where the device is enrolled for this user already. `person`: the user of the
/// actor's legal entity, if there is one. Rules, in order: user_unknown (NET-06), actor_inactive,
/// device_enrolled_otherwise (LEA-05).
template <class = void>
[[nodiscard]] inline result<std::optional<device_enrolled>> decide_enrolment(const std::optional<device>& known,
                                                                             const std::optional<user>& person,
                                                                             const enrol_device& command,
                                                                             std::string_view outlet) {
  if (!person.has_value()) return error{rule::user_unknown, "user"};
  if (!assignable(*person)) return error{rule::actor_inactive, "user"};
  if (known.has_value() && known->user != command.user) return error{rule::device_enrolled_otherwise, "device"};
  if (known.has_value()) return std::optional<device_enrolled>{};
  return std::optional<device_enrolled>{device_enrolled{command.device, command.user, std::string(outlet)}};
}

/// The device as it was enrolled.
template <class = void>
[[nodiscard]] inline device evolve(device known, const device_enrolled& event, const event_place& place) {
  known.id = event.id;
  known.entity = std::string(place.entity);
  known.user = event.user;
  known.outlet = event.outlet;
  known.enrolled_at = place.at;
  return known;
}

/// A lead of a batch that was not taken, with everything that is wrong with it (`leads.3.person.email`).
struct sync_refusal {
  std::string id;
  std::vector<violation> violations;

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("id", &sync_refusal::id);
    field("violations", &sync_refusal::violations);
  }
  friend bool operator==(const sync_refusal&, const sync_refusal&) = default;
};

/// Takes what a device has kept. One transaction; each lead is taken, known already, or refused by itself, in the order
/// of capture whatever their order in the batch.
struct sync_leads {
  struct reply_type {
    std::vector<std::string> accepted;
    std::vector<std::string> already;
    std::vector<sync_refusal> refused;

    template <class Visitor>
    static constexpr void fields(Visitor&& field) {
      field("accepted", &reply_type::accepted);
      field("already", &reply_type::already);
      field("refused", &reply_type::refused);
    }
    friend bool operator==(const reply_type&, const reply_type&) = default;
  };
  std::string device;
  std::vector<lead_input> leads;  ///< has to be there; a device without any sends `[]`

  template <class Visitor>
  static constexpr void fields(Visitor&& field) {
    field("device", &sync_leads::device, needed(rule::device_missing));
    field("leads", &sync_leads::leads, present(rule::device_leads_missing));
  }
};

}  // namespace v1
}  // namespace dealerkit
