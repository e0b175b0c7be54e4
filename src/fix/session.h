#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "fix/dictionaries.h"
#include "fix/message_check.h"
#include "fix/quickfix.h"
#include "fix/resend_ranges.h"
#include "fix/session_log.h"
#include "fix/shared.h"
#include "fix/turn_store.h"

namespace qb::fix {

/// One FIX session: QuickFIX's, and around it what QuickFIX 1.15 must be kept from or does not do.
///
/// A message that QuickFIX must not read (of a type that is not taken, with a number too long for it, ...) is
/// replaced by a Heartbeat with the same number, so that numbers, gaps and duplicates are handled as always;
/// when QuickFIX comes to it, the answer that the original deserves is sent.
class Session final : private FIX::Application, private FIX::Responder {
public:
    Session(SessionIndex index, SessionSettings settings, std::shared_ptr<const Dictionary> dictionary,
            const SessionNumbers& numbers, Shared& shared);
    ~Session() override;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    [[nodiscard]] SessionIndex index() const { return index_; }
    [[nodiscard]] const SessionSettings& settings() const { return settings_; }
    [[nodiscard]] const SessionNumbers& numbers() const { return store_.numbers(); }
    /// Who talks to whom in what we send.
    [[nodiscard]] Parties ours() const;
    [[nodiscard]] const IntegerTags& integers() const { return dictionary_->integers; }
    [[nodiscard]] std::optional<ConnectionId> connection() const { return connection_; }
    [[nodiscard]] std::optional<WallTime> last_received() const { return last_received_; }
    [[nodiscard]] bool logged_on() const { return fix_->isLoggedOn(); }
    [[nodiscard]] bool can_send() const { return logged_on() && !fix_->sentLogout() && ranges_.empty(); }
    [[nodiscard]] bool resending() const { return !ranges_.empty(); }
    /// The schedule allows a logon now.
    [[nodiscard]] bool is_open() const;

    /// The Logon that opens `connection` was checked and comes next.
    void attach(ConnectionId connection);
    /// Ends the session on its connection without a word.
    void detach();
    /// A message from the peer; a Logon was checked before.
    void receive(std::string_view message, const Inspection& found);
    /// The peer gave a sign of life.
    void heard() { probe_until_.reset(); }
    /// Another connection wants this session: asks the peer for a sign of life.
    void probe();
    /// The sign did not come in time.
    [[nodiscard]] bool probe_failed() const { return probe_until_ && shared_.now.mono >= *probe_until_; }

    bool send_report(FIX::Message& message);
    /// Why this class ended the session's connection, once.
    struct Ending {
        DropCause cause{};
        std::string text;
    };
    [[nodiscard]] std::optional<Ending> take_ending() { return std::exchange(ending_, std::nullopt); }
    /// Sends the next part of what the peer asked to have again.
    void feed_resend();
    void tick();
    /// Sends Logout(5) and waits for the answer. `stay_out`: takes no logon afterwards.
    void logout(std::string_view text, bool stay_out);

private:
    /// A message that came too early and waits inside QuickFIX.
    struct Waiting {
        std::string message;
        Answer answer;
        [[nodiscard]] std::size_t bytes() const;  ///< that it takes in there
    };

    // FIX::Application
    void onCreate(const FIX::SessionID&) noexcept override {}
    void onLogon(const FIX::SessionID&) noexcept override;
    void onLogout(const FIX::SessionID&) noexcept override;
    void toAdmin(FIX::Message& message, const FIX::SessionID&) noexcept override;
    void toApp(FIX::Message& message, const FIX::SessionID&) noexcept override;
    void fromAdmin(const FIX::Message& message, const FIX::SessionID&) override;
    void fromApp(const FIX::Message& message, const FIX::SessionID&) noexcept override;

    // FIX::Responder
    bool send(const std::string& text) noexcept override;
    void disconnect() noexcept override;

    [[nodiscard]] Parties theirs() const;
    [[nodiscard]] int read_admin(const FIX::Message& message);
    void read_order(const FIX::Message& message);
    void feed(const std::string& text);
    void feed_current(const std::string& text, std::string_view message, int number, Answer answer);
    void fail(const char* what) noexcept;
    void keep_if_waiting(std::string_view message, int number, int expected, Answer answer);
    std::optional<Waiting> take_waiting(int number);
    void drop_given_out();
    [[nodiscard]] int read_sequence_reset(const FIX::Message& message);
    [[nodiscard]] bool must_wait() const;
    void note_resend(ResendRanges::Range range, int served_to, int number);
    void give_answer(int number, std::string_view original, const Answer& answer);
    void end_with_logout(const std::string& text);
    void note_end_of_hours(std::size_t first);

    SessionIndex index_;
    SessionSettings settings_;
    std::shared_ptr<const Dictionary> dictionary_;
    Shared& shared_;
    TurnStore store_;
    SessionLog log_;
    std::unique_ptr<FIX::Session> fix_;

    std::optional<ConnectionId> connection_;
    std::optional<WallTime> last_received_;
    std::optional<MonoTime> probe_until_;
    bool logout_received_ = false;
    bool stay_out_ = false;
    std::optional<Ending> ending_;

    // The message that is being worked on.
    int current_number_ = 0;
    std::string_view current_;
    Answer current_answer_;
    bool resend_granted_ = false;  // QuickFIX found no fault with the ResendRequest
    std::string text_;             // its text as QuickFIX gets it

    std::map<int, Waiting> waiting_;  // by number
    std::size_t waiting_bytes_ = 0;   // held inside QuickFIX until the connection ends, at most
    ResendRanges ranges_;
    int resend_number_ = 0;              // MsgSeqNum(34) of the request they came from
    std::optional<MonoTime> resent_at_;  // when a request was served at once
};

}  // namespace qb::fix
