#pragma once

// Private to this room: the server's end of an accepted upgrade.

#include <functional>

#include "net/ws_link.h"

namespace qb::net {

class PeerConnection final : public WsPeer,
                             public WsLink::Owner,
                             public std::enable_shared_from_this<PeerConnection> {
public:
    /// The callback tells the server that this connection is over.
    PeerConnection(std::unique_ptr<Handler> handler, std::function<void()> over)
        : handler_(std::move(handler)), over_(std::move(over)) {}

    void start(std::shared_ptr<Transport> transport, WsLinkSetup setup, const BeastRequest& request);
    /// Resets the connection; the handler hears nothing more.
    void drop();

    bool send(std::string text) override { return link_->send(std::move(text)); }
    void ping() override { link_->ping(); }
    void close(std::uint16_t code, std::string_view reason) override { link_->close(code, reason); }
    void abort() override { link_->abort(); }
    void pause_reading(bool paused) override { link_->pause_reading(paused); }
    [[nodiscard]] std::size_t queued_bytes() const override { return link_->queued_bytes(); }

private:
    void on_link_open() override;
    void on_message(std::string_view text, bool binary) override;
    void on_ping() override;
    void on_pong() override;
    void on_link_closed(const CloseInfo& info) override;

    std::unique_ptr<Handler> handler_;
    std::function<void()> over_;
    std::shared_ptr<WsLink> link_;
    std::optional<Executor> executor_;
    bool opened_ = false;
};

}  // namespace qb::net
