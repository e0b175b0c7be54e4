#include "orders/facts.h"

namespace qb::orders {
namespace {

struct KeyOf {
    OrderKey operator()(const Archived& fact) const { return fact.order.key; }
    OrderKey operator()(const Restored& fact) const { return fact.order.key; }
    OrderKey operator()(const auto& fact) const { return fact.key; }
};

struct NameOf {
    std::string_view operator()(const Accepted&) const { return "Accepted"; }
    std::string_view operator()(const Released&) const { return "Released"; }
    std::string_view operator()(const Refused&) const { return "Refused"; }
    std::string_view operator()(const Duplicate&) const { return "Duplicate"; }
    std::string_view operator()(const Acked&) const { return "Acked"; }
    std::string_view operator()(const Aliased&) const { return "Aliased"; }
    std::string_view operator()(const Triggered&) const { return "Triggered"; }
    std::string_view operator()(const Filled&) const { return "Filled"; }
    std::string_view operator()(const Ended&) const { return "Ended"; }
    std::string_view operator()(const BecameUnknown&) const { return "BecameUnknown"; }
    std::string_view operator()(const SettlingBegan&) const { return "SettlingBegan"; }
    std::string_view operator()(const SettlingEnded&) const { return "SettlingEnded"; }
    std::string_view operator()(const Archived&) const { return "Archived"; }
    std::string_view operator()(const Restored&) const { return "Restored"; }
    std::string_view operator()(const ChangeAccepted&) const { return "ChangeAccepted"; }
    std::string_view operator()(const ChangeSent&) const { return "ChangeSent"; }
    std::string_view operator()(const ChangeRefused&) const { return "ChangeRefused"; }
    std::string_view operator()(const Replaced&) const { return "Replaced"; }
    std::string_view operator()(const CancelOwed&) const { return "CancelOwed"; }
    std::string_view operator()(const OwedCancelFailed&) const { return "OwedCancelFailed"; }
    std::string_view operator()(const ChangeRepeated&) const { return "ChangeRepeated"; }
    std::string_view operator()(const RestAdded&) const { return "RestAdded"; }
    std::string_view operator()(const RestUnknown&) const { return "RestUnknown"; }
};

}  // namespace

OrderKey key_of(const Fact& fact) { return std::visit(KeyOf{}, fact); }
std::string_view name_of(const Fact& fact) { return std::visit(NameOf{}, fact); }

}  // namespace qb::orders
