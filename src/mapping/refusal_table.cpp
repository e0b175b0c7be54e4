#include "mapping/refusal_table.h"

#include <algorithm>
#include <array>
#include <string>

namespace qb::mapping {
namespace {

using orders::StatusClass;

// OrdRejReason(103), FIX 5.0SP2.
constexpr int kUnknownSymbol = 1;
constexpr int kExchangeClosed = 2;
constexpr int kExceedsLimit = 3;
constexpr int kUnsupportedCharacteristic = 11;
constexpr int kIncorrectQuantity = 13;
constexpr int kPriceExceedsBand = 16;
constexpr int kInvalidPriceIncrement = 18;
constexpr int kOther = 99;

constexpr std::size_t kMaxQuote = 300;  // characters of the venue's own message

constexpr RefusalRow status(std::string_view word, StatusClass status_class, int reason,
                            std::string_view sentence) {
    return {word, WordUse::Status, status_class, reason, sentence};
}
constexpr RefusalRow code(std::string_view word, std::string_view sentence) {
    return {word, WordUse::ErrorCode, StatusClass::Unrecognised, kOther, sentence};
}

// The words of every order's life come first: the look-up is linear.
constexpr auto kRows = std::to_array<RefusalRow>({
    status("ACK", StatusClass::Live, kOther, "The venue accepted the order"),
    status("FILLED", StatusClass::Fill, kOther, "The venue executed the order"),
    status("CANCELLED", StatusClass::Ended, kOther, "The venue cancelled the order"),
    status("MODIFIED", StatusClass::Modified, kOther, "The venue changed the order"),
    status("CANCELLED_STP", StatusClass::Ended, kOther,
           "The venue cancelled the order because it would have traded with an order of the same account"),
    status("IOC_CANCELLED", StatusClass::Ended, kOther,
           "The venue found nothing to trade with and cancelled what was left"),
    status("IOC_PARTIALLY_FILLED", StatusClass::Ended, kOther,
           "The venue filled part of the order and cancelled the rest"),

    status("REJECTED", StatusClass::Refused, kOther, "The venue rejected the order"),
    status("BAD_SYMBOL", StatusClass::Refused, kUnknownSymbol, "The venue does not know Symbol(55)"),
    status("REJECTED_MARKET_CLOSED", StatusClass::Refused, kExchangeClosed,
           "The venue takes no orders for the symbol at the moment"),
    status("FAILED_MARGIN_CHECK", StatusClass::Refused, kExceedsLimit,
           "The account's available balance is too small for the order"),
    status("REJECTED_WOULD_BREACH_MAX_POSITION", StatusClass::Refused, kExceedsLimit,
           "The order could take the position over the account's limit"),
    status("REJECTED_WOULD_BREACH_MAX_NOTIONAL", StatusClass::Refused, kExceedsLimit,
           "The order could take the position's value over the account's limit"),
    status("REJECTED_OPEN_INTEREST_LIMIT", StatusClass::Refused, kExceedsLimit,
           "The order could take the symbol over its open interest limit"),
    status("REJECTED_TOTAL_OPEN_INTEREST_LIMIT", StatusClass::Refused, kExceedsLimit,
           "The order could take the venue over its total open interest limit"),
    status("REJECTED_TOO_MANY_OPEN_ORDERS", StatusClass::Refused, kExceedsLimit,
           "The account has as many open orders as the venue allows"),
    status("INVALID_ORDER_TYPE", StatusClass::Refused, kUnsupportedCharacteristic,
           "The venue does not take OrdType(40) for this symbol"),
    status("INVALID_TIME_IN_FORCE", StatusClass::Refused, kUnsupportedCharacteristic,
           "The venue does not take TimeInForce(59) with this OrdType(40)"),
    status("INVALID_TICK_SIZE_PRECISION_QUANTITY", StatusClass::Refused, kIncorrectQuantity,
           "OrderQty(38) is not a multiple of the symbol's lot size"),
    status("QUANTITY_LESS_THAN_MIN_QUANTITY", StatusClass::Refused, kIncorrectQuantity,
           "OrderQty(38) is below the symbol's minimum"),
    status("QUANTITY_GREATER_THAN_MAX_QUANTITY", StatusClass::Refused, kIncorrectQuantity,
           "OrderQty(38) is above the symbol's maximum"),
    status("REJECTED_LESS_THAN_MIN_NOTIONAL", StatusClass::Refused, kIncorrectQuantity,
           "The order's value is below the venue's minimum"),
    status("PRICE_LESS_THAN_MIN_PRICE", StatusClass::Refused, kPriceExceedsBand,
           "The price is below the symbol's lower limit"),
    status("PRICE_GREATER_THAN_MAX_PRICE", StatusClass::Refused, kPriceExceedsBand,
           "The price is above the symbol's upper limit"),
    status("REJECTED_GREATER_THAN_MAX_PRICE_BAND", StatusClass::Refused, kPriceExceedsBand,
           "The price is above the symbol's present price band"),
    status("REJECTED_LESS_THAN_MIN_PRICE_BAND", StatusClass::Refused, kPriceExceedsBand,
           "The price is below the symbol's present price band"),
    status("INVALID_TICK_SIZE_PRECISION_PRICE", StatusClass::Refused, kInvalidPriceIncrement,
           "The price is not a multiple of the symbol's tick size"),
    status("INVALID_STOPLOSS_PRICE", StatusClass::Refused, kOther,
           "StopPx(99) is on the wrong side of the mark price for a stop"),
    status("INVALID_STOP_LOSS_PRICE", StatusClass::Refused, kOther,
           "StopPx(99) is on the wrong side of the mark price for a stop"),
    status("INVALID_TAKEPROFIT_PRICE", StatusClass::Refused, kOther,
           "StopPx(99) is on the wrong side of the mark price for market if touched"),
    status("INVALID_TAKE_PROFIT_PRICE", StatusClass::Refused, kOther,
           "StopPx(99) is on the wrong side of the mark price for market if touched"),
    status("REJECTED_FAILED_TO_PROCESS", StatusClass::Refused, kOther,
           "The venue failed to process the order"),
    status("RATE_LIMITED", StatusClass::Refused, kOther,
           "The venue received too many messages from the account and did not process this one"),
    status("USER_IN_LIQUIDATION", StatusClass::Refused, kOther, "The venue is liquidating the account"),
    status("PERMISSION_DENIED", StatusClass::Refused, kOther, "The venue does not let the account trade"),

    status("NO_SUCH_ORDER", StatusClass::CancelRefused, kOther, "The venue knows no open order of that id"),
    status("CANNOT_MODIFY_PARTIAL_FILL", StatusClass::ModifyRefused, kOther,
           "The venue does not change a partly filled order"),
    status("CANNOT_MODIFY_NO_SUCH_ORDER", StatusClass::ModifyRefused, kOther,
           "The venue knows no open order of that id to change"),
    status("CANNOT_MODIFY_ALO_WOULD_CROSS", StatusClass::ModifyRefused, kOther,
           "The changed order would take liquidity, which ExecInst(18)=6 excludes"),

    code("RateLimited", "The venue received too many messages from the account and did not process this one"),
    code("InvalidJSONFormat", "The venue could not read the command"),
    code("InvalidParameter", "The venue found a value out of range"),
    code("InvalidOrder", "The venue found the order malformed"),
    code("InvalidPrice", "The venue does not take the price with this order type"),
    code("PermissionDenied", "The account's API key may not do this"),
    code("ServerError", "The venue reported an internal error"),
    code("KycRequired", "The venue wants the account's holder identified before it may trade"),
    code("TncRequired", "The venue's terms must be accepted before the account may trade"),
    code("AlreadyAuthenticated", "The connection was authenticated already"),
    code("AlreadySubscribedToLeaderboard", "The connection was subscribed already"),
});

const RefusalRow* row_of(std::string_view word) {
    const auto row =
        std::find_if(kRows.begin(), kRows.end(), [word](const RefusalRow& r) { return r.word == word; });
    return row == kRows.end() ? nullptr : &*row;
}

}  // namespace

std::span<const RefusalRow> refusal_rows() { return kRows; }

orders::StatusClass status_class_of(std::string_view word) {
    const RefusalRow* row = row_of(word);
    return row != nullptr && row->use == WordUse::Status ? row->status_class : StatusClass::Unrecognised;
}

bool is_error_code(std::string_view word) {
    const RefusalRow* row = row_of(word);
    return row != nullptr && row->use == WordUse::ErrorCode;
}

orders::Refusal refusal_for(std::string_view word, std::string_view message) {
    const RefusalRow* row = row_of(word);
    orders::Refusal refusal;
    refusal.word = word.empty() ? "NO_STATUS" : std::string(word);
    refusal.ord_rej_reason = row != nullptr ? row->ord_rej_reason : kOther;
    refusal.text =
        row != nullptr ? row->sentence : "The venue answered with a word this bridge does not know";
    if (!message.empty()) {
        refusal.text += "; it says: ";
        refusal.text += message.substr(0, kMaxQuote);
    }
    return refusal;
}

}  // namespace qb::mapping
