#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mapping/new_order_rules.h"

/// What every reader of an order message needs: its fields, found in one pass.
namespace qb::mapping {

/// The fields of an order or of a change of one that the mapping reads; null where absent.
struct OrderForm {
    const std::string* cl_ord_id = nullptr;
    const std::string* orig_cl_ord_id = nullptr;
    const std::string* order_id = nullptr;
    const std::string* account = nullptr;
    const std::string* symbol = nullptr;
    const std::string* side = nullptr;
    const std::string* order_qty = nullptr;
    const std::string* ord_type = nullptr;
    const std::string* price = nullptr;
    const std::string* stop_px = nullptr;
    const std::string* time_in_force = nullptr;
    const std::string* exec_inst = nullptr;
    const std::string* transact_time = nullptr;
    const std::string* stop_kind = nullptr;  ///< of the session's StopKindTag
    TriggerForm trigger;
    const TagRule* refused = nullptr;  ///< the lowest refused tag that is there
};
/// Points into the message.
[[nodiscard]] OrderForm order_form_of(const FIX::Message& message, const Dialect& dialect);

/// PossResend(97)=Y
[[nodiscard]] bool is_poss_resend(const FIX::Message& message);

/// The value of a body field; empty when it is absent.
[[nodiscard]] std::string field_text(const FIX::Message& message, int tag);

/// 1 to 64 printable ASCII characters: what ClOrdID(11) and Symbol(55) may be.
[[nodiscard]] bool is_name(std::string_view text);

/// A value of one character; empty for an absent or longer one.
[[nodiscard]] std::optional<char> one_char(const std::string* value);

/// UNSUPPORTED_INSTRUCTION: names the tag.
[[nodiscard]] std::string instruction_text(const TagRule& rule);

}  // namespace qb::mapping
