#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "replay/bad_line.h"

/// A FIX message of a log as its fields, found in one pass over the text: no tree, no copy.
namespace qb::replay {

struct Field {
    std::uint32_t tag = 0;
    std::string_view value;
};

/// Everything points into the text that was scanned.
struct FixFields {
    std::vector<Field> fields;    ///< as they stand there: BeginString(8) first, CheckSum(10) last
    std::string_view text;        ///< from 8= to the last digit of CheckSum(10)
    std::string_view separator;   ///< SOH, | or ^A
    bool last_separator = false;  ///< one follows behind CheckSum(10)

    /// The value of the first field with the tag; empty where there is none.
    [[nodiscard]] std::string_view value(std::uint32_t tag) const {
        for (const auto& field : fields)
            if (field.tag == tag) return field.value;
        return {};
    }
};

/// A whole number and nothing else, sign excluded; nothing for one that does not fit.
[[nodiscard]] std::optional<std::uint64_t> number_of(std::string_view text);

/// Tags that are named in this room.
namespace tag {
inline constexpr std::uint32_t kAccount = 1, kAvgPx = 6, kBeginString = 8, kBodyLength = 9, kCheckSum = 10,
                               kClOrdId = 11, kCumQty = 14, kExecId = 17, kExecTransType = 20,
                               kMsgSeqNum = 34, kMsgType = 35, kNewSeqNo = 36, kOrderId = 37, kOrderQty = 38,
                               kOrdStatus = 39, kOrdType = 40, kOrigClOrdId = 41, kPossDupFlag = 43,
                               kPrice = 44, kRefSeqNum = 45, kSenderCompId = 49, kSendingTime = 52,
                               kSide = 54, kSymbol = 55, kTargetCompId = 56, kText = 58, kTransactTime = 60,
                               kRawDataLength = 95, kRawData = 96, kPossResend = 97, kStopPx = 99,
                               kCxlRejReason = 102, kOrdRejReason = 103, kGapFillFlag = 123,
                               kResetSeqNumFlag = 141, kExecType = 150, kLeavesQty = 151,
                               kSecondaryOrderId = 198;
}  // namespace tag

/// What a scan came to: how far it read, and why there is no message where there is none.
struct ScanEnd {
    std::size_t size = 0;  ///< bytes of the message, or up to what is wrong
    std::optional<Damage> damage;
    bool wants_more = false;  ///< a data field goes on behind the window, or its line does, and that can grow
};

/// Scans the message that `window` begins with; it begins with "8=FIX". `line` is the length of the line (its
/// rest), to which a message must keep but for line ends inside of a data field whose length field covers
/// them. `can_grow`: there may be more bytes behind the window.
[[nodiscard]] ScanEnd scan_message(std::string_view window, std::size_t line, bool can_grow, FixFields& out);

/// Where the next "8=FIX" begins that is not the tail of a longer number; npos where there is none.
[[nodiscard]] std::size_t find_message(std::string_view text, std::size_t from = 0);

}  // namespace qb::replay
