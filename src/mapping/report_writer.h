#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fix/quickfix.h"
#include "mapping/report_context.h"
#include "orders/facts.h"

/// The fields of what is sent to an OMS. Which report a fact makes is decided in reports.cpp.
namespace qb::mapping {

/// Text for a FIX field: printable ASCII, anything else replaced by '?', at most `limit` characters.
[[nodiscard]] std::string fix_text(std::string_view text, std::size_t limit = 512);
/// What the OMS sent, echoed whole: MaxMessageSize bounds it.
[[nodiscard]] std::string fix_echo(std::string_view text);
/// Text(58): the stable word, then the sentence.
[[nodiscard]] std::string words(std::string_view word, std::string_view sentence);

/// Appends fields in ascending order of their tags, which is where QuickFIX inserts cheapest. Writes into a
/// message that stands where it is wanted: FIX::Message knows no move and copies every field.
class FieldWriter {
public:
    FieldWriter(FIX::Message& message, std::string_view msg_type, const Dialect& dialect);

    void put(int tag, const std::string& value) { message_.setField(FIX::FieldBase(tag, value), false); }
    void put(int tag, std::string_view value) { put(tag, std::string(value)); }
    void put(int tag, const char* value) { put(tag, std::string(value)); }
    void put(int tag, char value) { put(tag, std::string(1, value)); }
    void put(int tag, int value) { put(tag, std::to_string(value)); }
    void put(int tag, orders::Decimal value) { put(tag, value.to_string()); }
    /// What the OMS sent; nothing when it is empty.
    void put_echo(int tag, std::string_view value);
    /// The number as it was read, else its raw text where that can pass for a number, else nothing.
    void put_number(int tag, const std::optional<orders::Decimal>& number, std::string_view raw);
    /// OrderID(37): the venue's first id of the order, else `fallback`, else NONE.
    void put_order_id(const orders::Order& order, std::string_view fallback = {});
    /// SecondaryOrderID(198): the venue's current id where it is another one.
    void put_secondary_order_id(const orders::Order& order);
    void put_symbol(std::string_view symbol);                  ///< Symbol(55), [N/A] where there is none
    void put_time(WallTime at, const ReportContext& context);  ///< TransactTime(60)
    void put_group(const FIX::Group& group) { message_.addGroup(group); }

private:
    FIX::Message& message_;
};

// ExecType(150); a version may spell a trade and an order status otherwise
inline constexpr char kExecNew = '0';
inline constexpr char kExecCanceled = '4';
inline constexpr char kExecReplaced = '5';
inline constexpr char kExecPendingCancel = '6';
inline constexpr char kExecRejected = '8';
inline constexpr char kExecPendingNew = 'A';
inline constexpr char kExecRestated = 'D';
inline constexpr char kExecPendingReplace = 'E';
inline constexpr char kExecTrade = 'F';
inline constexpr char kExecOrderStatus = 'I';
inline constexpr char kExecTriggered = 'L';

/// The request that a status answer belongs to.
struct StatusRef {
    std::string_view ord_status_req_id = {};   ///< OrdStatusReqID(790), empty: none
    std::string_view mass_status_req_id = {};  ///< MassStatusReqID(584), empty: none
    std::optional<int> tot_num_reports = {};   ///< TotNumReports(911)
    bool last = false;                         ///< LastRptRequested(912)=Y
};

/// What one ExecutionReport(8) says beyond the order itself.
struct Report {
    char exec_type;
    std::string exec_id;
    WallTime at{};
    std::string text = {};
    std::optional<int> ord_rej_reason = std::nullopt;
    std::optional<int> restatement_reason = {};  ///< ExecRestatementReason(378) of 150=D; else the version's
    std::string_view refused_venue_id = {};      ///< venue's id on a reject of an order that has none
    const orders::Filled* fill = nullptr;
    std::string_view cl_ord_id = {};       ///< ClOrdID(11) of a request; empty: the order's
    std::string_view orig_cl_ord_id = {};  ///< OrigClOrdID(41); empty: absent
    StatusRef status = {};
};
void write_execution_report(FIX::Message& message, const orders::Order& order, const Report& report,
                            const ReportContext& context);

inline constexpr std::size_t kMaxId = 64;  ///< characters of an ExecID(17)
/// FNV-1a, 64 bits, in hex: the short name of an id that cannot stand in a FIX field as it is.
[[nodiscard]] std::string hashed(std::string_view text);
/// The trade id as a part of an ExecID(17), shortened where it is longer than `room` or holds odd characters.
[[nodiscard]] std::string short_trade_id(std::string_view trade_id, std::size_t room);
/// ExecID(17) of a fill: a function of order and trade, so that the same fill never gets a second one.
[[nodiscard]] std::string exec_id_of_fill(const orders::Filled& fill);
/// ExecID(17) of anything else: the journal row of the fact.
[[nodiscard]] std::string exec_id_of_row(const ReportContext& context);

/// OrdStatus(39) of an order as it stands: while a change of it is under way and it has not ended, 6 or E
/// (not with PendingCancel=N). Source: FIX 4.4 volume 4, OrdStatus precedence.
[[nodiscard]] char ord_status(const orders::Order& order, const Dialect& dialect);

}  // namespace qb::mapping
