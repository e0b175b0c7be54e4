#include "mapping/reports.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace qb::mapping {
namespace {

using orders::Decimal;
using orders::Order;
using orders::OrderState;

// ExecType(150)
constexpr char kExecNew = '0';
constexpr char kExecCanceled = '4';
constexpr char kExecRejected = '8';
constexpr char kExecPendingNew = 'A';
constexpr char kExecRestated = 'D';
constexpr char kExecTrade = 'F';
constexpr char kExecOrderStatus = 'I';
constexpr char kExecTriggered = 'L';

constexpr int kDuplicateOrder = 6;               // OrdRejReason(103)
constexpr std::string_view kNoOrderId = "NONE";  // OrderID(37) is required, also before the venue gave one
constexpr std::size_t kMaxId = 64;
constexpr std::size_t kMaxVenueId = 256;
constexpr std::size_t kWhole = std::string_view::npos;  // what the OMS sent is bounded by MaxMessageSize

/// What one ExecutionReport says beyond the order itself.
struct Report {
    char exec_type;
    std::string exec_id;
    WallTime at{};
    std::string text = {};
    std::optional<int> ord_rej_reason = std::nullopt;
    std::string_view refused_venue_id = {};  ///< venue's id on a reject of an order that has none
    const orders::Filled* fill = nullptr;
};

std::string to_text(std::uint64_t value) {
    std::array<char, 20> digits{};
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

bool is_id_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

/// FNV-1a, 64 bits: the short name of a trade id that cannot stand in a FIX field as it is.
std::string hashed(std::string_view text) {
    constexpr std::uint64_t kOffset = 14'695'981'039'346'656'037U;
    constexpr std::uint64_t kPrime = 1'099'511'628'211U;
    std::uint64_t hash = kOffset;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
    std::array<char, 16> digits{};
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), hash, 16).ptr};
}

/// ExecID(17) of a fill: a function of order and trade, so that the same fill never gets a second one.
std::string exec_id_of_fill(const orders::Filled& fill) {
    std::string id = "F" + to_text(fill.key) + "-";
    const bool plain = id.size() + fill.trade_id.size() <= kMaxId &&
                       std::all_of(fill.trade_id.begin(), fill.trade_id.end(), is_id_char);
    return id += plain ? fill.trade_id : "x" + hashed(fill.trade_id);
}

std::string exec_id_of_row(const ReportContext& context) { return "E" + to_text(context.row); }

/// OrdStatus(39). A late fill makes a rejected order one that ended with executions.
char ord_status(const Order& order) {
    const bool complete = order.cum_qty.is_positive() && order.cum_qty >= order.request.quantity;
    switch (order.state) {
    case OrderState::Held:
    case OrderState::PendingNew:
    case OrderState::Unknown: return 'A';
    case OrderState::Live:
    case OrderState::Settling:
        if (complete) return '2';
        return order.cum_qty.is_positive() ? '1' : '0';
    case OrderState::Filled: return '2';
    case OrderState::Cancelled: return complete ? '2' : '4';
    case OrderState::Rejected:
        if (complete) return '2';
        return order.cum_qty.is_positive() ? '4' : '8';
    }
    return 'A';
}

std::string_view order_id(const Order& order, const Report& report) {
    if (!order.venue_ids.empty() && !order.venue_ids.front().empty()) return order.venue_ids.front();
    return report.refused_venue_id.empty() ? kNoOrderId : report.refused_venue_id;
}

/// Appends fields in ascending order of their tags, which is where QuickFIX inserts cheapest. Writes into a
/// message that stands where it is wanted: FIX::Message knows no move and copies every field.
class Writer {
public:
    Writer(FIX::Message& message, std::string_view msg_type, const Dialect& dialect) : message_(message) {
        FIX::Header& header = message_.getHeader();
        header.setField(FIX::FIELD::BeginString, std::string(dialect.version.begin_string));
        header.setField(FIX::FIELD::MsgType, std::string(msg_type));
    }
    void put(int tag, const std::string& value) { message_.setField(FIX::FieldBase(tag, value), false); }
    void put(int tag, std::string_view value) { put(tag, std::string(value)); }
    void put(int tag, const char* value) { put(tag, std::string(value)); }
    void put(int tag, char value) { put(tag, std::string(1, value)); }
    void put(int tag, int value) { put(tag, std::to_string(value)); }
    void put(int tag, Decimal value) { put(tag, value.to_string()); }
    /// The number as it was read, else its raw text where that can pass for a number, else nothing.
    void put_number(int tag, const std::optional<Decimal>& number, std::string_view raw) {
        if (number) return put(tag, *number);
        const bool numeric = raw.find_first_not_of("0123456789.-") == std::string_view::npos;
        if (!raw.empty() && numeric) put(tag, raw);
    }
    void put_group(const FIX::Group& group) { message_.addGroup(group); }

private:
    FIX::Message& message_;
};

/// The venue's fee; it charges in the account's currency, which is US dollars for every account.
FIX::Group fee_group(Decimal fee) {
    FIX::Group group(FIX::FIELD::NoMiscFees, FIX::FIELD::MiscFeeAmt);
    group.setField(FIX::FIELD::MiscFeeAmt, fee.to_string());
    group.setField(FIX::FIELD::MiscFeeCurr, "USD");
    group.setField(FIX::FIELD::MiscFeeType, "4");  // exchange fees
    return group;
}

void write(FIX::Message& message, const Order& order, const Report& report, const ReportContext& context) {
    using namespace FIX::FIELD;
    const orders::OrderRequest& request = order.request;
    const orders::Filled* fill = report.fill;
    const Dialect& dialect = context.dialect;
    const char status = ord_status(order);
    const std::string_view id = order_id(order, report);
    const auto quantity = request.quantity.is_positive() ? std::optional(request.quantity) : std::nullopt;

    Writer out(message, "8", dialect);
    if (!request.account.empty()) out.put(Account, fix_text(request.account, kWhole));
    out.put(AvgPx, order.avg_px());
    if (!request.cl_ord_id.empty()) out.put(ClOrdID, fix_text(request.cl_ord_id, kWhole));
    out.put(CumQty, order.cum_qty);
    out.put(ExecID, report.exec_id);
    if (fill != nullptr) out.put(LastPx, fill->price);
    if (fill != nullptr) out.put(LastQty, fill->quantity);
    out.put(OrderID, fix_text(id, kMaxVenueId));
    out.put_number(OrderQty, quantity, request.quantity_text);
    out.put(OrdStatus, status);
    if (request.fix_ord_type != '\0' &&
        dialect.version.unechoed_ord_types.find(request.fix_ord_type) == std::string_view::npos)
        out.put(OrdType, fix_text({&request.fix_ord_type, 1}));
    out.put_number(Price, request.price, request.price_text);
    out.put(Side, fix_text({&request.fix_side, 1}));
    out.put(Symbol, request.fix_symbol.empty() ? "[N/A]" : fix_text(request.fix_symbol, kWhole));
    if (!report.text.empty()) out.put(Text, fix_text(report.text));
    if (request.fix_tif != '\0') out.put(TimeInForce, fix_text({&request.fix_tif, 1}));
    out.put(TransactTime, fix_timestamp(report.at == WallTime{} ? context.now : report.at,
                                        dialect.version.timestamp_decimals));
    out.put_number(StopPx, request.stop_px, request.stop_px_text);
    if (report.ord_rej_reason) out.put(OrdRejReason, folded_ord_rej_reason(*report.ord_rej_reason, dialect));
    if (fill != nullptr && fill->fee && dialect.report_fees) out.put_group(fee_group(*fill->fee));
    out.put(ExecType, report.exec_type);
    out.put(LeavesQty, order.leaves_qty());
    if (!order.venue_ids.empty() && order.venue_ids.back() != id)
        out.put(SecondaryOrderID, fix_text(order.venue_ids.back(), kMaxVenueId));
    if (report.exec_type == kExecRestated) out.put(ExecRestatementReason, dialect.version.restatement_reason);
    if (fill != nullptr && !fill->trade_id.empty())
        out.put(SecondaryExecID, fix_text(fill->trade_id, kMaxVenueId));
    if (status == '0')
        out.put(WorkingIndicator, orders::is_stop(request.type) && !order.triggered ? 'N' : 'Y');
    if (fill != nullptr && fill->liquidity != orders::Liquidity::Unknown)
        out.put(LastLiquidityInd, fill->liquidity == orders::Liquidity::Added ? '1' : '2');
}

std::string words(std::string_view word, std::string_view sentence) {
    std::string text(word);
    if (!word.empty() && !sentence.empty()) text += ' ';
    return text += sentence;
}

std::string day_text(const Order& order) {
    if (!order.request.day_as_gtc) return {};
    return "DAY_AS_GTC the venue has no day orders: this one stays until it is filled or cancelled";
}

std::string status_text(const Order& order) {
    if (order.state == OrderState::Unknown)
        return "OUTCOME_UNKNOWN the order may or may not be at the venue; it is not sent again";
    if (order.state == OrderState::Settling)
        return "SETTLING the stop has left the venue's open orders; whether it fired is being read";
    if (order.ended()) return words(order.refusal.word, order.refusal.text);
    return day_text(order);
}

Report status(const Order& order, const ReportContext& context) {
    return {.exec_type = kExecOrderStatus, .exec_id = "0", .at = context.now, .text = status_text(order)};
}

/// Turns each fact into what it says, or into silence.
struct Teller {
    const Order& order;
    const ReportContext& context;

    [[nodiscard]] std::optional<FIX::Message> tell(const Report& said) const {
        std::optional<FIX::Message> message(std::in_place);
        write(*message, order, said, context);
        return message;
    }
    [[nodiscard]] Report report(char exec_type, WallTime at, std::string text = {}) const {
        return {
            .exec_type = exec_type, .exec_id = exec_id_of_row(context), .at = at, .text = std::move(text)};
    }
    [[nodiscard]] std::optional<FIX::Message> handed_over(WallTime at) const {
        if (!context.dialect.pending_new) return std::nullopt;
        return tell(report(kExecPendingNew, at, day_text(order)));
    }

    std::optional<FIX::Message> operator()(const orders::Accepted& fact) const {
        return fact.held ? std::nullopt : handed_over(fact.at);
    }
    std::optional<FIX::Message> operator()(const orders::Released&) const { return handed_over(context.now); }
    std::optional<FIX::Message> operator()(const orders::Refused& fact) const {
        Report said = report(kExecRejected, fact.at, words(fact.refusal.word, fact.refusal.text));
        said.ord_rej_reason = fact.refusal.ord_rej_reason;
        return tell(said);
    }
    std::optional<FIX::Message> operator()(const orders::Duplicate& fact) const {
        if (fact.same_poss_resend) return tell(status(order, context));
        Report said =
            report(kExecRejected, fact.at,
                   "DUPLICATE_CLORDID ClOrdID(11) belongs to the order shown here; nothing was sent");
        said.ord_rej_reason = kDuplicateOrder;
        return tell(said);
    }
    std::optional<FIX::Message> operator()(const orders::Acked& fact) const {
        std::string text = day_text(order);
        if (order.unknown_reported) text = words("RECONCILED the venue has the order.", text);
        return tell(report(kExecNew, fact.at, std::move(text)));
    }
    std::optional<FIX::Message> operator()(const orders::Triggered& fact) const {
        switch (context.dialect.trigger_report) {
        case TriggerReport::Triggered: return tell(report(kExecTriggered, fact.at));
        case TriggerReport::Restated:
            return tell(report(kExecRestated, fact.at, "TRIGGERED the stop fired and is now a market order"));
        case TriggerReport::None: return std::nullopt;
        }
        return std::nullopt;
    }
    std::optional<FIX::Message> operator()(const orders::Filled& fact) const {
        Report said = report(kExecTrade, fact.at);
        said.exec_id = exec_id_of_fill(fact);
        said.fill = &fact;
        if (fact.late) said.text = "LATE_FILL the venue reported this execution after the order's end";
        return tell(said);
    }
    std::optional<FIX::Message> operator()(const orders::Ended& fact) const {
        std::string text = words(fact.refusal.word, fact.refusal.text);
        if (fact.state == OrderState::Cancelled) return tell(report(kExecCanceled, fact.at, std::move(text)));
        if (fact.state != OrderState::Rejected) return std::nullopt;  // complete: the last fill has said so
        if (order.unknown_reported && !text.starts_with("RECONCILED")) text = words("RECONCILED", text);
        Report said = report(kExecRejected, fact.at, std::move(text));
        said.ord_rej_reason = fact.refusal.ord_rej_reason;
        said.refused_venue_id = fact.venue_id;
        return tell(said);
    }
    std::optional<FIX::Message> operator()(const orders::BecameUnknown& fact) const {
        return tell(report(kExecPendingNew, fact.at,
                           words("OUTCOME_UNKNOWN " + fact.cause,
                                 "the order may or may not be at the venue; it is not sent again")));
    }
    std::optional<FIX::Message> operator()(const orders::Aliased&) const { return std::nullopt; }
    std::optional<FIX::Message> operator()(const orders::SettlingBegan&) const { return std::nullopt; }
    std::optional<FIX::Message> operator()(const orders::SettlingEnded&) const { return std::nullopt; }
    std::optional<FIX::Message> operator()(const orders::Archived&) const { return std::nullopt; }
    std::optional<FIX::Message> operator()(const orders::Restored&) const { return std::nullopt; }
    std::optional<FIX::Message> operator()(const orders::ChangeAccepted&) const { return std::nullopt; }
    std::optional<FIX::Message> operator()(const orders::ChangeSent&) const { return std::nullopt; }
    std::optional<FIX::Message> operator()(const orders::ChangeRefused&) const { return std::nullopt; }
    std::optional<FIX::Message> operator()(const orders::Replaced&) const { return std::nullopt; }
    std::optional<FIX::Message> operator()(const orders::CancelOwed&) const { return std::nullopt; }
    std::optional<FIX::Message> operator()(const orders::OwedCancelFailed&) const { return std::nullopt; }
    std::optional<FIX::Message> operator()(const orders::ChangeRepeated&) const { return std::nullopt; }
};

}  // namespace

std::optional<FIX::Message> execution_report(const orders::Fact& fact, const orders::Order& after,
                                             const ReportContext& context) {
    return std::visit(Teller{after, context}, fact);
}

FIX::Message status_report(const orders::Order& order, const ReportContext& context) {
    FIX::Message message;
    write(message, order, status(order, context), context);
    return message;
}

FIX::Message refused_report(const orders::OrderRequest& request, const orders::Refusal& refusal,
                            const ReportContext& context) {
    Order order;
    order.request = request;
    order.state = OrderState::Rejected;
    FIX::Message message;
    write(message, order,
          {.exec_type = kExecRejected,
           .exec_id = exec_id_of_row(context),
           .at = context.now,
           .text = words(refusal.word, refusal.text),
           .ord_rej_reason = refusal.ord_rej_reason},
          context);
    return message;
}

std::string fix_text(std::string_view text, std::size_t limit) {
    std::string out(text.substr(0, limit));
    for (char& c : out) {
        if (c < ' ' || c > '~') c = '?';
    }
    return out;
}

}  // namespace qb::mapping
