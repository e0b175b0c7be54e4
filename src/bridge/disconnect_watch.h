#pragma once

#include <map>
#include <optional>

#include "ops/config.h"
#include "orders/change.h"
#include "orders/time.h"

namespace qb::bridge {

/// When the orders of sessions that are away are to be cancelled (CancelOnDisconnect, CancelOnLogout).
/// Sans-IO: times are arguments. Nothing of it is kept over a restart: every session that has a grace counts
/// as lost from the start of the bridge on.
class DisconnectWatch {
public:
    struct Due {
        orders::SessionIndex session = 0;
        orders::OwedCancel why = orders::OwedCancel::OnDisconnect;
        bool operator==(const Due&) const = default;
    };

    /// The connection is lost, or the bridge has just started.
    void lost(orders::SessionIndex session, const ops::DisconnectPolicy& policy, MonoTime now);
    /// The Logout exchange was completed.
    void logged_out(orders::SessionIndex session, const ops::DisconnectPolicy& policy, MonoTime now);
    void back(orders::SessionIndex session) { waiting_.erase(session); }

    [[nodiscard]] std::optional<MonoTime> next_deadline() const;
    /// Takes out the first session whose time is up: by time, then by number.
    [[nodiscard]] std::optional<Due> pop(MonoTime now);

private:
    struct Waiting {
        MonoTime until{};
        orders::OwedCancel why{};
    };
    using Sessions = std::map<orders::SessionIndex, Waiting>;
    [[nodiscard]] Sessions::const_iterator first() const;

    Sessions waiting_;
};

}  // namespace qb::bridge
