#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "client/fields.h"

namespace qb::client {

/// A blank line or a comment.
struct Nothing {};

/// NewOrderSingle(D). ClOrdID(11) and TransactTime(60) are added when it is sent, unless the line gave them.
struct SendOrder {
    Fields fields{};  ///< without 35; in the order in which they were given
};

/// A request about an order that this run sent: its symbol, side and the rest come from there. ClOrdID(11)
/// and TransactTime(60) are added as with an order.
struct SendRequest {
    enum class Kind : std::uint8_t { Cancel, Replace, Status };
    Kind kind = Kind::Cancel;
    std::string order{};     ///< its ClOrdID
    std::string quantity{};  ///< Replace: the new OrderQty(38)
    std::string price{};     ///< Replace: the new Price(44) or StopPx(99); empty: as it was
    Fields extra{};          ///< replaces what the line stands for, or is added
};

/// These fields and no others, MsgType(35) first.
struct SendRaw {
    Fields fields{};
};

/// What one field of a message has to be.
struct Condition {
    enum class Kind : std::uint8_t {
        Equal,    ///< 38=1       the text, digit for digit
        Present,  ///< 37=*       any value
        Absent,   ///< 41=!
        Matches,  ///< 58=/^X /   a regular expression found in the value
    };
    int tag = 0;
    Kind kind = Kind::Equal;
    std::string text{};  ///< of Equal and Matches
};

struct Expect {
    enum class Mode : std::uint8_t {
        Next,  ///< the next unread message has to match
        Any,   ///< messages that do not match are skipped
    };
    Mode mode = Mode::Next;
    std::vector<Condition> conditions{};
};

/// No message may be unread, and none may come in this time.
struct ExpectNothing {
    std::chrono::milliseconds time{};
};

struct SetTimeout {
    std::chrono::milliseconds time{};
};

struct WaitLogon {};
struct WaitLogout {};
/// Until no message has come for this time.
struct WaitQuiet {
    std::chrono::milliseconds time{};
};

/// Keeps a value of the message that was expected last, as $name.
struct Save {
    int tag = 0;
    std::string name{};
};

struct Logon {};
struct Logout {
    std::string reason{};
};

/// A request to the control port of the simulated venue.
struct Venue {
    std::string method{};  ///< GET or POST
    std::string path{};
    std::string body{};
};

struct Print {
    std::string text{};
};
struct Verbose {
    bool on = true;
};
/// Forgets the messages that no expectation has read.
struct Clear {};
struct Help {};
struct Quit {};

using Command =
    std::variant<Nothing, SendOrder, SendRequest, SendRaw, Expect, ExpectNothing, SetTimeout, WaitLogon,
                 WaitLogout, WaitQuiet, Save, Logon, Logout, Venue, Print, Verbose, Clear, Help, Quit>;

/// Reads one line. The error says what is wrong in it and what would be right.
///
/// Values may still hold $names; substitute() of variables.h resolves them when the line is carried out.
[[nodiscard]] boost::system::result<Command, std::string> parse_command(std::string_view line);

/// What can be written on a line, for people.
[[nodiscard]] std::string_view help_text();

}  // namespace qb::client
