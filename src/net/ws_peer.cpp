#include "net/ws_peer.h"

#include <boost/asio/post.hpp>

namespace qb::net {

void PeerConnection::start(std::shared_ptr<Transport> transport, WsLinkSetup setup,
                           const BeastRequest& request) {
    executor_ = transport->get_executor();
    link_ = make_ws_link(std::move(transport), std::move(setup), *this);
    link_->upgrade_as_server(request);
}

void PeerConnection::drop() {
    over_ = nullptr;
    link_->forget_owner();
    // Later, because one of its functions may be on the stack; but surely, because it may hold this object.
    asio::post(*executor_, [handler = std::move(handler_)] {});
}

void PeerConnection::on_link_open() {
    opened_ = true;
    const auto self = shared_from_this();
    handler_->on_open(self);
}

void PeerConnection::on_message(std::string_view text, bool binary) {
    static_cast<void>(binary);
    const auto self = shared_from_this();
    handler_->on_text(*this, text);
}

void PeerConnection::on_ping() {
    const auto self = shared_from_this();
    handler_->on_ping(*this);
}

void PeerConnection::on_pong() {
    const auto self = shared_from_this();
    handler_->on_pong(*this);
}

void PeerConnection::on_link_closed(const CloseInfo& info) {
    const auto self = shared_from_this();
    const auto over = std::exchange(over_, nullptr);
    if (opened_) handler_->on_closed(*this, info);
    handler_.reset();
    if (over) over();
}

}  // namespace qb::net
