#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bridge/account_desk.h"
#include "bridge/clock_step.h"
#include "bridge/order_archive.h"
#include "bridge/retention.h"
#include "bridge/row_index.h"
#include "bridge/session_desk.h"
#include "journal/journal.h"

namespace qb::bridge {

/// Puts the state back together from a journal: applies facts, decides nothing. What it fills belongs to the
/// core.
class Recovery final : public journal::RecoveryHandler {
public:
    Recovery(std::vector<SessionDesk>& desks, AccountDesks& accounts, OrderArchive& archive, RowIndex& sent,
             Retention& retention)
        : desks_(desks), accounts_(accounts), archive_(archive), sent_(sent), retention_(retention) {}

    journal::Refusal older_row(const journal::PlacedRow& row) override;
    journal::Refusal state(const journal::PlacedRow& row) override;
    journal::Refusal row(const journal::PlacedRow& row) override;
    journal::Refusal turn_end(const journal::Head& head,
                              std::span<const journal::FixChange> changes) override;

private:
    journal::Refusal index(const journal::PlacedRow& row);
    journal::Refusal config(std::uint8_t version, std::string_view payload);
    journal::Refusal fact(const journal::PlacedRow& row);
    journal::Refusal fix_in(const journal::PlacedRow& row);
    journal::Refusal fix_out(const journal::PlacedRow& row);
    journal::Refusal parked(const journal::PlacedRow& row);
    journal::Refusal unparked(const journal::PlacedRow& row);
    journal::Refusal session_event(const journal::PlacedRow& row);
    [[nodiscard]] records::SessionMemory* memory_of(std::uint16_t session);
    [[nodiscard]] orders::OrderManager* manager_of(AccountNumber account);

    std::vector<SessionDesk>& desks_;
    AccountDesks& accounts_;
    OrderArchive& archive_;
    RowIndex& sent_;
    Retention& retention_;
    ClockStep clock_step_;
    /// What needs the turn's time, which comes with its end.
    std::vector<std::function<void(std::int64_t wall_us)>> at_turn_end_;
};

/// Words of FixSession rows.
inline constexpr std::string_view kEventLogon = "LOGON";
inline constexpr std::string_view kEventLogout =
    "LOGOUT";  ///< the connection ended without a Logout exchange
inline constexpr std::string_view kEventCleanLogout = "LOGOUT_CLEAN";
inline constexpr std::string_view kEventReset = "RESET";  ///< the numbers begin again: a new epoch
inline constexpr std::string_view kEventEpoch = "EPOCH";  ///< the epoch counts from now: its first use
inline constexpr std::string_view kEventRefused = "REFUSED";
/// A request is not handed over: refused by the session, seen before, or too early. Text: MsgSeqNum(34).
inline constexpr std::string_view kEventNotTaken = "NOT_TAKEN";
/// A request that came too early is handed over now. Text: the message.
inline constexpr std::string_view kEventLate = "LATE";

/// Words of Link rows.
inline constexpr std::string_view kEventServing = "SERVING";
inline constexpr std::string_view kEventDown = "DOWN";
/// A command did not leave, whose VenueOut row may stand before. Text: the command.
inline constexpr std::string_view kEventNotSent = "NOT_SENT";
/// The VenueIn row that follows answers a REST read. Text: records::read_text().
inline constexpr std::string_view kEventRead = "READ";
inline constexpr std::string_view kEventReadFailed = "READ_FAILED";
/// The same because of the venue's rate limit. Text: "retry_after=" milliseconds or "-", blank, the read.
inline constexpr std::string_view kEventReadRateLimited = "READ_RATE_LIMITED";

/// Words of Note rows that say what the bridge goes by.
inline constexpr std::string_view kEventStopping = "STOPPING";   ///< no new orders from here on
inline constexpr std::string_view kEventLowSpace = "LOW_SPACE";  ///< the disk is nearly full: no new orders
inline constexpr std::string_view kEventSpace = "SPACE";         ///< not any more
/// The oldest segment begins with another row than was said before, or than 1 where a process begins: orders
/// that ended before it are forgotten. Text: the row.
inline constexpr std::string_view kEventOldest = "OLDEST";

}  // namespace qb::bridge
