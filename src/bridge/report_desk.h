#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bridge/row_index.h"
#include "bridge/session_desk.h"
#include "fix/engine.h"
#include "journal/journal.h"
#include "orders/time.h"

namespace FIX {
class DataDictionary;
class Message;
}  // namespace FIX

namespace qb::bridge {

/// Brings reports to their sessions: at once where the session is logged on and keeps up, else as rows that
/// wait (parked) and follow in order after the next logon. Nothing that was handed in is ever dropped.
class ReportDesk {
public:
    static constexpr int kPage = 200;  ///< parked reports handed over before the output is looked at again

    /// All must outlive the desk.
    ReportDesk(std::vector<SessionDesk>& desks, const journal::Journal& journal, journal::Turn& turn);
    ~ReportDesk();
    /// Before the first report; reads the sessions' dictionaries.
    void attach(fix::Engine& engine);

    /// Sends what is news only now. False: the session cannot take it, or reports wait for it; it is dropped.
    [[nodiscard]] bool offer(orders::SessionIndex session, FIX::Message& message);

    /// For a re-run, where nobody is connected: from now on what would be sent is parked.
    void park_all() { park_all_ = true; }

    /// Sends the report, or parks it behind those that wait already.
    void deliver(orders::SessionIndex session, FIX::Message& report);
    /// Reports are parked, and their session takes them.
    [[nodiscard]] bool can_drain(orders::SessionIndex session) const;
    /// Hands over parked reports, a page at most.
    void drain(orders::SessionIndex session);

    /// A report that tells news was sent: remembered for repeat_after_reset().
    void sent(orders::SessionIndex session, std::int64_t wall_us, journal::RowRef row);
    /// The OMS's numbers begin again: what was sent into a line that may have been dead already waits for the
    /// logon, ahead of everything parked, marked PossResend(97)=Y. Source: rules of engagement, "Reset after
    /// a dying line".
    void repeat_after_reset(orders::SessionIndex session);

    /// The oldest row of a report that waits, and of one that a reset would repeat; empty where there is
    /// none.
    [[nodiscard]] journal::RowRef oldest_parked(orders::SessionIndex session) const;
    [[nodiscard]] journal::RowRef oldest_to_repeat(orders::SessionIndex session) const;

    [[nodiscard]] std::size_t parked(orders::SessionIndex session) const {
        return desks_[session].memory.parked.size();
    }
    [[nodiscard]] std::uint64_t parked_total() const { return parked_total_; }

private:
    void park(orders::SessionIndex session, FIX::Message& report);
    void park(orders::SessionIndex session, std::uint64_t number, std::string_view text);
    [[nodiscard]] std::unique_ptr<FIX::Message> parse(const SessionDesk& desk, const std::string& text) const;
    [[nodiscard]] bool can_send(const SessionDesk& desk) const;
    /// Whether a reset would repeat what was sent then.
    [[nodiscard]] static bool is_repeated(const SessionDesk& desk, const records::SessionMemory::Sent& sent);

    std::vector<SessionDesk>& desks_;
    const journal::Journal& journal_;
    journal::Turn& turn_;
    fix::Engine* engine_ = nullptr;
    std::map<std::string, std::unique_ptr<FIX::DataDictionary>> dictionaries_;  // by path: groups need one
    std::string payload_, buffer_;
    std::uint64_t parked_total_ = 0;
    bool park_all_ = false;
};

}  // namespace qb::bridge
