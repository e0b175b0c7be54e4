#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bridge_end.h"
#include "fix_text.h"
#include "settings.h"

namespace qb::simulation {

/// The OMS's end of the FIX session: connects and logs on until it is in, counts, asks for what is missing,
/// answers what it is asked. Complains of everything that a FIX session may not do.
class OmsSession {
public:
    struct Host {
        /// An application message, once and in order.
        std::function<void(const FixMessage&)> message;
        /// The connection is gone.
        std::function<void()> ended;
        std::function<void(const std::string&)> complain;
        /// A message of ours was refused by Reject(3); its sequence number.
        std::function<void(int number, const FixMessage& reject)> rejected;
        /// A message of ours was not sent again when it was asked for, or cannot be any more.
        std::function<void(int number)> abandoned;
    };

    OmsSession(Agenda& agenda, Trace& trace, BridgeEnd& bridge, Dice& dice, const Party& party, Host host);

    void start();
    [[nodiscard]] bool logged_on() const { return logged_on_; }
    /// Sends an application message now; only while logged on. Gives its sequence number.
    int send(Fields body);

    // What goes wrong on this side, or is done on purpose.
    void disconnect();  ///< closes the connection
    void log_out();     ///< Logout(5), and waits for the answer
    void reset_at_next_logon() { reset_next_ = true; }
    void reset_now();                 ///< Logon with 141=Y inside the session
    void stop_reading(bool stopped);  ///< a slow reader
    /// The line is cut at any byte of what is under way. `half_open`: the bridge does not hear of it.
    void lose_line(Dice& dice, bool half_open);
    /// Whether application messages that are asked for are sent again; else they are filled over.
    bool resends = true;
    /// The bridge may have forgotten numbers that it used: resets instead of complaining.
    bool expects_forgetting = false;
    microseconds pause{1'000'000};  ///< before the next try to connect

    [[nodiscard]] int epoch() const { return epoch_; }
    /// Application messages that came as a resend, 43=Y.
    [[nodiscard]] int resent() const { return resent_; }

private:
    struct Sent {
        Fields body;  ///< without the header
        bool application = false;
        WallTime at{};
    };

    void connect();
    void connect_later();
    [[nodiscard]] Fields logon() const;
    void log_on();
    void heard(const std::string& bytes);
    void handle(const FixMessage& message);
    void on_logon(const FixMessage& message);
    void on_reset();
    void in_order(const FixMessage& message);
    void on_gap_fill(const FixMessage& message);
    void on_resend_request(const FixMessage& message);
    void ended();
    void keep_alive();
    void write(int number, const Fields& body, std::optional<WallTime> original);
    int send_new(Fields body, bool application);
    void wrong(const FixMessage& message, const std::string& what);

    Agenda& agenda_;
    Trace& trace_;
    BridgeEnd& bridge_;
    Dice& dice_;
    const Party& party_;
    Host host_;
    std::shared_ptr<Line> line_;
    std::string buffer_;
    std::vector<Sent> sent_;  ///< by number, from 1, of this epoch
    int next_in_ = 1, epoch_ = 1, resent_ = 0;
    bool logged_on_ = false, asked_again_ = false, connecting_ = false;
    bool reset_next_ = false, reset_sent_ = false;
    bool logout_open_ = false;  ///< its Logout was not answered: no reset at the next logon
    MonoTime last_sent_{}, logon_deadline_{};
};

}  // namespace qb::simulation
