#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace qb::sim {

enum class FaultKind : std::uint8_t {
    DropNow,            ///< TCP reset of every connection
    DropBeforeCommand,  ///< the next command is not carried out, its connection is reset
    DropBeforeReply,    ///< it is carried out, its connection is reset before it is answered
    DropAfterReply,     ///< it is carried out and answered, then its connection is reset
    LoseReply,          ///< the first frame that answers a command is not sent
    LoseReplies,        ///< no frame that answers a command is sent
    DoubleReply,        ///< every frame that answers a command is sent twice
    DelayReply,         ///< every frame that answers a command is sent `delay` later
    Garbage,            ///< every connection is sent `text` now
    Oversized,          ///< every connection is sent a text frame of `bytes` bytes now
    Silent,  ///< until cleared nothing is sent, read or answered, pongs included; what was due leaves then
    RefuseConnections,  ///< until cleared the port refuses TCP connections; open ones go on
    RefuseUpgrade,      ///< the next upgrades are answered with HTTP `status`
};

/// One thing that goes wrong. Those about commands and upgrades wait until they have happened `count` times.
struct Fault {
    FaultKind kind{};
    std::string command{};  ///< only commands of this type count; empty: any but auth and subscribe
    std::size_t count = 1;  ///< 0: until cleared
    std::chrono::milliseconds delay{0};
    std::string text = R"({"order_response":{"order_id":)";  ///< Garbage
    std::size_t bytes = 2U << 20U;                           ///< Oversized
    int status = 503;                                        ///< RefuseUpgrade
};

/// The answer to the next command of a type, in place of what the venue would do.
struct ScriptedAnswer {
    std::string command = "add_order";
    std::string status{};      ///< an order status, "FAILED_MARGIN_CHECK": answered as order_response
    std::string error_code{};  ///< "InvalidOrder": answered as err; exactly one of both is set
    std::string message{};     ///< text of the err
    bool ack_first = false;    ///< with status: ACK first, the status afterwards (a stop or a book order)
    bool carry_out = false;    ///< with error_code: the command takes effect all the same, unreported
};

}  // namespace qb::sim
