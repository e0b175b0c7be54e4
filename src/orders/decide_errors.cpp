#include "orders/manager_impl.h"

/// err in any shape: which request does it refuse? Without an echo only the single unanswered one can be
/// meant.
namespace qb::orders {
namespace {

/// Codes that never answer an order (QFEX docs, error codes).
bool concerns_no_order(std::string_view code) {
    return code == "AlreadyAuthenticated" || code == "AlreadySubscribedToLeaderboard";
}

}  // namespace

void OrderManager::Impl::on_error(const VenueError& error) {
    if (error.code.empty()) return alarm(Alarm::UnmatchedError, nullptr, "an err without a code");
    if (concerns_no_order(error.code)) return;
    if (error.echo_type == "get_order" || error.echo_type == "get_user_orders") {
        return on_read_error(Reads::Channel::Orders, error);
    }
    if (error.echo_type == "get_user_trades") return on_read_error(Reads::Channel::Trades, error);
    if (error.echo_type.starts_with("cancel_") || error.echo_type.starts_with("modify_")) {
        return on_change_error(error);
    }
    const bool echoes_add = error.echo_type == "add_order";
    const bool names_order = !error.echo_client_order_id.empty() || !error.echo_order_id.empty();
    if (echoes_add && names_order) {
        const Order* order = own(error.echo_client_order_id, error.echo_order_id);
        if (order != nullptr) return on_add_error(*order, error);
        if (!archived(error.echo_client_order_id, error.echo_order_id)) {
            alarm(Alarm::ForeignEvent, nullptr, error.code);
        }
        return;
    }
    if (echoes_add) {
        const Order* order = only_pending();
        return order != nullptr ? on_add_error(*order, error)
                                : alarm(Alarm::UnmatchedError, nullptr, error.code);
    }
    if (!error.echo_type.empty() || names_order) return alarm(Alarm::UnmatchedError, nullptr, error.code);
    on_error_without_echo(error);
}

/// The one add that waits for its answer, when nothing else does. An order of unknown outcome may still be
/// answered as well; an err that could mean either proves nothing of both.
const Order* OrderManager::Impl::only_pending() const {
    if (book.unanswered() + rests_out() != 1) return nullptr;
    if (const Order* order = book.only_unanswered())
        return order->state == OrderState::PendingNew ? order : nullptr;
    for (const OrderKey key : book.changing()) {
        const Order* order = book.find(key);
        if (order->rest_is_out()) return order->pending()->step == ReplaceStep::Add ? order : nullptr;
    }
    return nullptr;
}

void OrderManager::Impl::on_error_without_echo(const VenueError& error) {
    const std::size_t adds = book.unanswered() + rests_out();
    const std::size_t changes = sent_changes();
    const Order* order = only_pending();
    if (adds + changes + reads.owed_on_socket() != 1 || (adds == 1 && order == nullptr)) {
        return alarm(Alarm::UnmatchedError, nullptr, error.code);
    }
    if (order != nullptr) return on_add_error(*order, error);
    if (changes == 1) {
        const Order* changing = only_sent_change([](const Order&) { return true; });
        return on_change_refused(*changing, error.code, error.message);
    }
    const bool orders = reads.outstanding(Reads::Channel::Orders) != nullptr;
    on_read_error(orders ? Reads::Channel::Orders : Reads::Channel::Trades, error);
}

void OrderManager::Impl::on_add_error(const Order& order, const VenueError& error) {
    if (order.ended() || order.state == OrderState::Held) return;
    const bool former = order.is_of_former(error.echo_client_order_id, error.echo_order_id);
    if (order.rest_is_out() && !former) return on_rest_error(order, error);
    if (order.acked) {  // it was accepted before: what this means is for the venue to say
        alarm(Alarm::UnmatchedError, &order, error.code);
        return check(order);
    }
    if (error.code == "ServerError") return become_unknown(order, "SERVER_ERROR");
    reject(order, refusal(error.code, error.message), {}, now.wall);
}

}  // namespace qb::orders
