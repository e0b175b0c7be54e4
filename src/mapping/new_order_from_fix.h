#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/dialect.h"
#include "orders/types.h"

namespace FIX {
class Message;
}

namespace qb::mapping {

/// The [SYMBOL] sections: what the OMS writes against what the venue writes.
class SymbolTable {
public:
    void add(std::string name, std::string venue);
    /// The venue's symbol for Symbol(55): the alias' meaning, else the text itself. The view lives as long
    /// as the table and `text` do.
    [[nodiscard]] std::string_view venue_symbol(std::string_view text) const;

private:
    std::map<std::string, std::string, std::less<>> by_name_;
};

/// Which [ACCOUNT] names Account(1) may carry on a session: QfexAccount and QfexAccounts. An absent
/// Account(1) is always right and means the session's own account.
struct AccountRule {
    std::vector<std::string> allowed;
};

/// A NewOrderSingle(D) as far as it could be read.
struct NewOrderReading {
    /// Everything that could be read, also when there is a refusal: its report echoes it. `session` is the
    /// caller's to fill.
    orders::OrderRequest request;
    /// Why it cannot be sent; the first rule that is broken, in the order of the rules of engagement. The
    /// answer may still be another one: a duplicate ClOrdID(11) takes precedence.
    std::optional<orders::Refusal> refusal;
    /// ClOrdID(11) is 1..64 printable ASCII characters. When false the message cannot become an order and
    /// cannot be found again: answer it with refused_report() and keep nothing.
    bool cl_ord_id_usable = false;
};

/// Reads NewOrderSingle(D) by the field rules of the rules of engagement, section "NewOrderSingle".
///
/// OrderQty(38), Price(44) and StopPx(99) keep their digits; nothing is rounded: an off-tick price is the
/// venue's to refuse. Never throws for content, and expects nothing of the dictionary: an absent or garbled
/// field is a refusal like any other.
[[nodiscard]] NewOrderReading order_request_from_fix(const FIX::Message& order, const Dialect& dialect,
                                                     const SymbolTable& symbols, const AccountRule& accounts);

/// What becomes of a tag that the venue has no field for.
enum class TagTreatment : std::uint8_t {
    Recorded,  ///< carries no instruction: kept in the journal with the message, not sent
    Refused,   ///< an instruction the venue cannot keep: the order is refused, 103=11
};
struct TagRule {
    int tag;
    std::string_view name;
    TagTreatment treatment;
    std::string_view harmless = {};  ///< of a refused tag: the value that says what holds in any case
};
/// Tags that are named in the rules of engagement, ascending. A tag that is neither here nor read by
/// order_request_from_fix() is recorded.
[[nodiscard]] std::span<const TagRule> tag_rules();

}  // namespace qb::mapping
