#include "mapping/report_writer.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "mapping/time_text.h"

namespace qb::mapping {
namespace {

using orders::Decimal;
using orders::Order;
using orders::OrderState;

constexpr std::string_view kNone = "NONE";  // OrderID(37) is required, also before the venue gave one
constexpr std::size_t kMaxVenueId = 256;

std::string to_text(std::uint64_t value, int base = 10) {
    std::array<char, 20> digits{};
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value, base).ptr};
}

bool is_id_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

std::string_view first_id(const Order& order) {
    return order.venue_ids.empty() ? std::string_view() : std::string_view(order.venue_ids.front());
}

bool is_complete(const Order& order) {
    return order.cum_qty.is_positive() && order.cum_qty >= order.request.quantity;
}

bool was_replaced(const Order& order) {
    const auto& ids = order.changes->ids;
    return std::any_of(ids.begin(), ids.end(), [](const orders::OtherId& id) { return id.older; });
}

/// What the order has reached. A late fill makes a rejected order one that ended with executions.
char reached_status(const Order& order, const Dialect& dialect) {
    const bool complete = is_complete(order);
    switch (order.state) {
    case OrderState::Held:
    case OrderState::PendingNew:
    case OrderState::Unknown: return 'A';
    case OrderState::Live:
    case OrderState::Settling:  // open, also where an overtaken rest makes it more than complete
        if (order.cum_qty.is_positive()) return '1';
        return was_replaced(order) ? dialect.version.replaced_status : '0';
    case OrderState::Filled: return '2';
    case OrderState::Cancelled: return complete ? '2' : '4';
    case OrderState::Rejected:
        if (complete) return '2';
        return order.cum_qty.is_positive() ? '4' : '8';
    }
    return 'A';
}

/// What the change under way makes of it; empty when there is none to be shown.
std::optional<char> pending_status(const Order& order, const Dialect& dialect) {
    const orders::PendingChange* change = order.pending();
    if (change == nullptr || !dialect.pending_cancel) return std::nullopt;
    return change->kind == orders::ChangeKind::Cancel ? kExecPendingCancel : kExecPendingReplace;
}

/// The venue's fee; it charges in the account's currency, which is US dollars for every account.
FIX::Group fee_group(Decimal fee) {
    FIX::Group group(FIX::FIELD::NoMiscFees, FIX::FIELD::MiscFeeAmt);
    group.setField(FIX::FIELD::MiscFeeAmt, fee.to_string());
    group.setField(FIX::FIELD::MiscFeeCurr, "USD");
    group.setField(FIX::FIELD::MiscFeeType, "4");  // exchange fees
    return group;
}

/// Not a value that the version's dictionary at the other end lacks.
bool echoes_ord_type(char ord_type, const Dialect& dialect) {
    const auto echoed = dialect.version.echoed_ord_types;
    return ord_type != '\0' && (echoed.empty() || echoed.find(ord_type) != std::string_view::npos);
}

/// ExecType(150) as the version spells it.
char exec_type_in(const VersionRow& version, const Order& order, const Report& report, char status) {
    if (!version.exec_trans_type) return report.exec_type;
    if (report.exec_type == kExecTrade) return is_complete(order) ? '2' : '1';
    return report.exec_type == kExecOrderStatus ? status : report.exec_type;
}

/// The fields from 527 on: what the report belongs to.
void put_references(FieldWriter& out, const Order& order, const Report& report, char status,
                    const ReportContext& context) {
    using namespace FIX::FIELD;
    const VersionRow& version = context.dialect.version;
    const orders::Filled* fill = report.fill;
    if (fill != nullptr && !fill->trade_id.empty() && version.trade_id_tag != 0)
        out.put(version.trade_id_tag, fix_text(fill->trade_id, kMaxVenueId));
    if (!version.fields_of_44) return;
    out.put_echo(MassStatusReqID, report.status.mass_status_req_id);
    if (status == '0')
        out.put(WorkingIndicator, orders::is_stop(order.request.type) && !order.triggered ? 'N' : 'Y');
    out.put_echo(OrdStatusReqID, report.status.ord_status_req_id);
    if (context.copy != nullptr) out.put(CopyMsgIndicator, 'Y');
    if (fill != nullptr && fill->liquidity != orders::Liquidity::Unknown)
        out.put(LastLiquidityInd, fill->liquidity == orders::Liquidity::Added ? '1' : '2');
    if (report.status.tot_num_reports) out.put(TotNumReports, *report.status.tot_num_reports);
    if (report.status.last) out.put(LastRptRequested, 'Y');
}

}  // namespace

FieldWriter::FieldWriter(FIX::Message& message, std::string_view msg_type, const Dialect& dialect)
    : message_(message) {
    FIX::Header& header = message_.getHeader();
    header.setField(FIX::FIELD::BeginString, std::string(dialect.version.begin_string));
    header.setField(FIX::FIELD::MsgType, std::string(msg_type));
}

void FieldWriter::put_echo(int tag, std::string_view value) {
    if (!value.empty()) put(tag, fix_echo(value));
}

void FieldWriter::put_number(int tag, const std::optional<Decimal>& number, std::string_view raw) {
    if (number) return put(tag, *number);
    const bool numeric = raw.find_first_not_of("0123456789.-") == std::string_view::npos;
    if (!raw.empty() && numeric) put(tag, raw);
}

void FieldWriter::put_order_id(const Order& order, std::string_view fallback) {
    std::string_view id = first_id(order);
    if (id.empty()) id = fallback.empty() ? kNone : fallback;
    put(FIX::FIELD::OrderID, fix_text(id, kMaxVenueId));
}

void FieldWriter::put_secondary_order_id(const Order& order) {
    if (!order.venue_ids.empty() && order.venue_ids.back() != first_id(order))
        put(FIX::FIELD::SecondaryOrderID, fix_text(order.venue_ids.back(), kMaxVenueId));
}

void FieldWriter::put_symbol(std::string_view symbol) {
    put(FIX::FIELD::Symbol, symbol.empty() ? "[N/A]" : fix_echo(symbol));
}

void FieldWriter::put_time(WallTime at, const ReportContext& context) {
    put(FIX::FIELD::TransactTime,
        fix_timestamp(at == WallTime{} ? context.now : at, context.dialect.version.timestamp_decimals));
}

void write_execution_report(FIX::Message& message, const Order& order, const Report& report,
                            const ReportContext& context) {
    using namespace FIX::FIELD;
    const orders::OrderRequest& request = order.request;
    const orders::Filled* fill = report.fill;
    const Dialect& dialect = context.dialect;
    const VersionRow& version = dialect.version;
    // The last fill comes before the answer to the change under way, the order's end does not.
    const bool last_fill = fill != nullptr && !fill->late && order.ended();
    const char status = last_fill ? pending_status(order, dialect).value_or(reached_status(order, dialect))
                                  : ord_status(order, dialect);
    const auto quantity = request.quantity.is_positive() ? std::optional(request.quantity) : std::nullopt;

    FieldWriter out(message, "8", dialect);
    const CopyOf* copy = context.copy;
    if (copy != nullptr && !copy->comp_id.empty())
        message.getHeader().setField(OnBehalfOfCompID, fix_echo(copy->comp_id));
    const std::string_view account = request.account;
    out.put_echo(Account, account.empty() && copy != nullptr ? copy->account : account);
    out.put(AvgPx, order.avg_px());
    out.put_echo(ClOrdID, report.cl_ord_id.empty() ? request.cl_ord_id : report.cl_ord_id);
    out.put(CumQty, order.cum_qty);
    out.put(ExecID, report.exec_id);
    if (version.exec_trans_type) out.put(ExecTransType, report.exec_type == kExecOrderStatus ? '3' : '0');
    if (fill != nullptr) out.put(LastPx, fill->price);
    if (fill != nullptr) out.put(LastQty, fill->quantity);
    out.put_order_id(order, report.refused_venue_id);
    out.put_number(OrderQty, quantity, request.quantity_text);
    out.put(OrdStatus, status);
    if (echoes_ord_type(request.fix_ord_type, dialect))
        out.put(OrdType, fix_text({&request.fix_ord_type, 1}));
    out.put_echo(OrigClOrdID, report.orig_cl_ord_id);
    out.put_number(Price, request.price, request.price_text);
    out.put(Side, fix_text({&request.fix_side, 1}));
    out.put_symbol(request.fix_symbol);
    if (!report.text.empty()) out.put(Text, fix_text(report.text));
    if (request.fix_tif != '\0') out.put(TimeInForce, fix_text({&request.fix_tif, 1}));
    out.put_time(report.at, context);
    out.put_number(StopPx, request.stop_px, request.stop_px_text);
    if (report.ord_rej_reason) out.put(OrdRejReason, folded_ord_rej_reason(*report.ord_rej_reason, dialect));
    if (fill != nullptr && fill->fee && dialect.report_fees && version.fields_of_44)
        out.put_group(fee_group(*fill->fee));
    out.put(ExecType, exec_type_in(version, order, report, status));
    out.put(LeavesQty, order.leaves_qty());
    out.put_secondary_order_id(order);
    if (report.exec_type == kExecRestated)
        out.put(ExecRestatementReason, report.restatement_reason.value_or(version.restatement_reason));
    put_references(out, order, report, status, context);
}

std::string hashed(std::string_view text) {
    constexpr std::uint64_t kOffset = 14'695'981'039'346'656'037U;
    constexpr std::uint64_t kPrime = 1'099'511'628'211U;
    std::uint64_t hash = kOffset;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
    std::array<char, 16> digits{};
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), hash, 16).ptr};
}

std::string short_trade_id(std::string_view trade_id, std::size_t room) {
    const bool plain = trade_id.size() <= room && std::all_of(trade_id.begin(), trade_id.end(), is_id_char);
    return plain ? std::string(trade_id) : "x" + hashed(trade_id);
}

std::string exec_id_of_fill(const orders::Filled& fill) {
    const std::string id = "F" + to_text(fill.key) + "-";
    return id + short_trade_id(fill.trade_id, kMaxId - id.size());
}

/// The time tells two rows of one number apart; at most 32 characters.
std::string exec_id_of_row(const ReportContext& context) {
    const auto micros = static_cast<std::uint64_t>(context.now.time_since_epoch().count());
    return "E" + to_text(context.row) + "-" + to_text(micros, 36);
}

char ord_status(const Order& order, const Dialect& dialect) {
    const char reached = reached_status(order, dialect);
    return order.ended() ? reached : pending_status(order, dialect).value_or(reached);
}

std::string words(std::string_view word, std::string_view sentence) {
    std::string text(word);
    if (!word.empty() && !sentence.empty()) text += ' ';
    return text += sentence;
}

std::string fix_text(std::string_view text, std::size_t limit) {
    std::string out(text.substr(0, limit));
    for (char& c : out) {
        if (c < ' ' || c > '~') c = '?';
    }
    return out;
}

std::string fix_echo(std::string_view text) { return fix_text(text, std::string_view::npos); }

}  // namespace qb::mapping
