#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "replay/console.h"

namespace qb::replay {

/// The options of `send`, as typed.
struct SendOptions {
    std::string config;             ///< settings file of the session, as fix-client takes it
    std::vector<std::string> logs;  ///< files, `-`, or a gateway's DataDir
    std::string client;             ///< CompID of the side of the log that is sent; empty: that of `config`
    std::string speed = "1";        ///< a number above zero, or max
    std::string prefix;             ///< of new ClOrdIDs; empty: one that no other run has
    std::vector<std::string> symbols;  ///< A=B: Symbol(55) A of the log is sent as B
    std::vector<int> ignore;           ///< tags that are not compared
    std::string send_to;               ///< a host other than loopback that orders may go to
    std::chrono::milliseconds logon_wait{10'000}, answer_wait{10'000}, linger{1'000};
    bool progress = false;  ///< a bar on the error stream, which is a terminal
};

/// Sends the client's side of a log to a live bridge, as orders of today, and lists what is answered
/// otherwise than in the log: per order, in order. New ClOrdIDs are printed with those of the log.
///
/// Exit 1 for differences, bad lines, and where the session did not come to its end; 2, before anything is
/// sent, for what is wrong with the options, and for a host that is not loopback and not named by `send_to`;
/// 128 and the signal's number after SIGINT and SIGTERM.
int send(const SendOptions& options, Console& console);

}  // namespace qb::replay
