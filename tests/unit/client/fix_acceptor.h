#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "client/fields.h"

namespace qb::client {

/// The other end of a FIX session on loopback, one connection after the other: QFEX for DESK. Not an engine:
/// it counts what it sends and answers what it is told to. In its texts '|' stands for SOH.
class FixAcceptor {
public:
    /// Bodies ("35=8|37=x|...") that answer a message.
    using Answer = std::function<std::vector<std::string>(const Fields& message)>;

    /// Logon(A) and Logout(5) are answered in kind where `answer` says nothing about them.
    explicit FixAcceptor(Answer answer);
    ~FixAcceptor();
    FixAcceptor(const FixAcceptor&) = delete;
    FixAcceptor& operator=(const FixAcceptor&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// Every message that came, as text.
    [[nodiscard]] std::vector<std::string> received() const;
    /// Those of one MsgType(35).
    [[nodiscard]] std::vector<std::string> received(const std::string& type) const;

private:
    void serve();
    void serve_connection(int socket);
    void handle(int socket, const std::string& message);
    void send(int socket, const std::string& body);

    Answer answer_;
    int listener_;
    std::uint16_t port_ = 0;
    std::string begin_string_;  ///< of the message that is answered
    int sent_ = 0;              ///< over all connections, as the client expects it
    int stop_;                  ///< readable: the end
    mutable std::mutex mutex_;
    std::vector<std::string> received_;
    std::thread thread_;
};

}  // namespace qb::client
