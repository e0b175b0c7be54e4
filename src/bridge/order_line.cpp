#include "bridge/order_line.h"

namespace qb::bridge {
namespace {

using ops::LogLevel;

std::string_view event_of(const orders::Fact& fact) {
    struct Name {
        std::string_view operator()(const orders::Accepted& f) const {
            return f.held ? "order.held" : "order.sent";
        }
        std::string_view operator()(const orders::Released&) const { return "order.sent"; }
        std::string_view operator()(const orders::Refused&) const { return "order.refused"; }
        std::string_view operator()(const orders::Duplicate&) const { return "order.duplicate"; }
        std::string_view operator()(const orders::Acked&) const { return "order.acknowledged"; }
        std::string_view operator()(const orders::Aliased&) const { return "order.new_id"; }
        std::string_view operator()(const orders::Triggered&) const { return "order.triggered"; }
        std::string_view operator()(const orders::Filled& f) const {
            return f.late ? "order.late_fill" : "order.fill";
        }
        std::string_view operator()(const orders::Ended& f) const {
            return f.state == orders::OrderState::Rejected ? "order.rejected" : "order.cancelled";
        }
        std::string_view operator()(const orders::BecameUnknown&) const { return "order.unknown"; }
        std::string_view operator()(const orders::SettlingBegan&) const { return "order.settling"; }
        std::string_view operator()(const orders::SettlingEnded&) const { return "order.settled"; }
        std::string_view operator()(const orders::Archived&) const { return "order.archived"; }
        std::string_view operator()(const orders::Restored&) const { return "order.restored"; }
        std::string_view operator()(const orders::ChangeAccepted& f) const {
            return f.change.kind == orders::ChangeKind::Cancel ? "order.cancel" : "order.replace";
        }
        std::string_view operator()(const orders::ChangeSent&) const { return "order.change_sent"; }
        std::string_view operator()(const orders::ChangeRefused& f) const {
            return f.request.kind == orders::ChangeKind::Cancel ? "order.cancel_refused"
                                                                : "order.replace_refused";
        }
        std::string_view operator()(const orders::Replaced&) const { return "order.replaced"; }
        std::string_view operator()(const orders::CancelOwed&) const { return "order.cancel_owed"; }
        std::string_view operator()(const orders::OwedCancelFailed&) const { return "order.not_cancelled"; }
        std::string_view operator()(const orders::ChangeRepeated&) const { return "order.change_repeated"; }
        std::string_view operator()(const orders::RestAdded&) const { return "order.rest_sent"; }
        std::string_view operator()(const orders::RestUnknown&) const { return "order.rest_unknown"; }
    };
    return std::visit(Name{}, fact);
}

LogLevel level_of(const orders::Fact& fact) {
    if (std::holds_alternative<orders::Archived>(fact) || std::holds_alternative<orders::Restored>(fact)) {
        return LogLevel::Debug;
    }
    if (std::holds_alternative<orders::BecameUnknown>(fact)) return LogLevel::Error;
    if (std::holds_alternative<orders::RestUnknown>(fact)) return LogLevel::Error;
    return LogLevel::Info;
}

/// ClOrdID(11) of the request that the event answers or takes.
std::string_view request_of(const orders::Fact& fact) {
    if (const auto* taken = std::get_if<orders::ChangeAccepted>(&fact)) return taken->change.cl_ord_id;
    if (const auto* refused = std::get_if<orders::ChangeRefused>(&fact)) return refused->request.cl_ord_id;
    return {};
}

/// Why, where the event has a reason.
std::string reason_of(const orders::Fact& fact) {
    if (const auto* refused = std::get_if<orders::Refused>(&fact)) {
        return refused->refusal.word + ' ' + refused->refusal.text;
    }
    if (const auto* ended = std::get_if<orders::Ended>(&fact))
        return ended->refusal.word + ' ' + ended->refusal.text;
    if (const auto* unknown = std::get_if<orders::BecameUnknown>(&fact)) return unknown->cause;
    if (const auto* unknown = std::get_if<orders::RestUnknown>(&fact)) return unknown->cause;
    if (const auto* settling = std::get_if<orders::SettlingBegan>(&fact)) return settling->word;
    if (const auto* refused = std::get_if<orders::ChangeRefused>(&fact))
        return refused->refusal.word + ' ' + refused->refusal.text;
    if (const auto* owed = std::get_if<orders::CancelOwed>(&fact)) return std::string(to_string(owed->why));
    if (const auto* failed = std::get_if<orders::OwedCancelFailed>(&fact))
        return failed->refusal.word + ' ' + failed->refusal.text;
    return {};
}

}  // namespace

void log_order_line(ops::Log& log, const orders::Fact& fact, const orders::Order& order,
                    std::string_view session, std::string_view account, WallTime at) {
    const auto level = level_of(fact);
    if (!log.enabled(level)) return;
    const auto& request = order.request;
    std::string last_qty, last_px, trade;
    if (const auto* fill = std::get_if<orders::Filled>(&fact)) {
        last_qty = fill->quantity.to_string();
        last_px = fill->price.to_string();
        trade = fill->trade_id;
    }
    const auto price = request.stop_px ? request.stop_px : request.price;
    const bool refused = std::holds_alternative<orders::Refused>(fact);  // never had an id or a venue type
    log.line(level, at, event_of(fact),
             {{"Session", session},
              {"Account", account},
              {"ClOrdID", request.cl_ord_id},
              {"Request", request_of(fact)},
              {"OrderID",
               order.venue_ids.empty() ? std::string_view() : std::string_view(order.venue_ids.front())},
              {"client_order_id", refused ? std::string() : to_hex(order.present_client_order_id())},
              {"Symbol", request.symbol},
              {"Side", to_string(request.side)},
              {"Type", refused ? std::string_view() : to_string(request.type)},
              {"OrderQty", request.quantity.to_string()},
              {"Price", price ? price->to_string() : std::string()},
              {"LastQty", last_qty},
              {"LastPx", last_px},
              {"TradeID", trade},
              {"CumQty", order.cum_qty.to_string()},
              {"LeavesQty", order.leaves_qty().to_string()}},
             reason_of(fact));
}

}  // namespace qb::bridge
