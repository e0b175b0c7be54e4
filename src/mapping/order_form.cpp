#include "mapping/order_form.h"

#include <algorithm>

#include "fix/quickfix.h"

namespace qb::mapping {
namespace {

constexpr std::size_t kMaxName = 64;

/// The usual tag on a session with another StopKindTag: passed over, it could turn a stop round.
constexpr TagRule kOtherStopKind{5001, "StopKind", TagTreatment::Refused};

const TagRule* refusing_rule(int tag, std::string_view value) {
    const auto rules = tag_rules();
    const auto rule = std::lower_bound(rules.begin(), rules.end(), tag,
                                       [](const TagRule& r, int wanted) { return r.tag < wanted; });
    const bool found = rule != rules.end() && rule->tag == tag && rule->treatment == TagTreatment::Refused;
    return found && (value.empty() || value != rule->harmless) ? &*rule : nullptr;
}

}  // namespace

OrderForm order_form_of(const FIX::Message& message, const Dialect& dialect) {
    OrderForm form;
    for (const FIX::FieldBase& field : message) {
        const std::string* value = &field.getString();
        switch (field.getTag()) {
        case FIX::FIELD::ClOrdID: form.cl_ord_id = value; break;
        case FIX::FIELD::OrigClOrdID: form.orig_cl_ord_id = value; break;
        case FIX::FIELD::OrderID: form.order_id = value; break;
        case FIX::FIELD::Account: form.account = value; break;
        case FIX::FIELD::Symbol: form.symbol = value; break;
        case FIX::FIELD::Side: form.side = value; break;
        case FIX::FIELD::OrderQty: form.order_qty = value; break;
        case FIX::FIELD::OrdType: form.ord_type = value; break;
        case FIX::FIELD::Price: form.price = value; break;
        case FIX::FIELD::StopPx: form.stop_px = value; break;
        case FIX::FIELD::TimeInForce: form.time_in_force = value; break;
        case FIX::FIELD::ExecInst: form.exec_inst = value; break;
        case FIX::FIELD::TransactTime: form.transact_time = value; break;
        case FIX::FIELD::TriggerType: form.trigger.type = value; break;
        case FIX::FIELD::TriggerAction: form.trigger.action = value; break;
        case FIX::FIELD::TriggerPrice: form.trigger.price = value; break;
        case FIX::FIELD::TriggerPriceType: form.trigger.price_type = value; break;
        case FIX::FIELD::TriggerPriceDirection: form.trigger.direction = value; break;
        default:
            if (field.getTag() == dialect.stop_kind_tag)
                form.stop_kind = value;
            else if (field.getTag() == dialect.version.stop_kind_tag)
                form.refused = &kOtherStopKind;
            if (form.refused == nullptr) form.refused = refusing_rule(field.getTag(), *value);
        }
    }
    return form;
}

bool is_poss_resend(const FIX::Message& message) {
    const FIX::Header& header = message.getHeader();
    return header.isSetField(FIX::FIELD::PossResend) && header.getField(FIX::FIELD::PossResend) == "Y";
}

std::string field_text(const FIX::Message& message, int tag) {
    return message.isSetField(tag) ? message.getField(tag) : std::string();
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= kMaxName &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

std::optional<char> one_char(const std::string* value) {
    if (value == nullptr || value->size() != 1) return std::nullopt;
    return value->front();
}

std::string instruction_text(const TagRule& rule) {
    return std::string(rule.name) + "(" + std::to_string(rule.tag) +
           ") is an instruction the venue cannot keep; send the order without it";
}

}  // namespace qb::mapping
