#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "net/http.h"
#include "net/ws.h"
#include "support/certs.h"
#include "unit/net/loop.h"

namespace qb::test {

inline const Certs& certs() {
    static const Certs made;
    return made;
}

inline std::shared_ptr<const net::TlsTrust> test_trust() {
    static const auto loaded = net::TlsTrust::load(certs().ca_file());
    return loaded ? *loaded : throw std::runtime_error(loaded.error());
}

/// Keeps what a client's handler was told, and lets a test act from inside a callback.
struct ClientNotes final : net::WsClient::Handler {
    void on_open() override {
        opened = true;
        if (then_open) then_open();
    }
    void on_text(std::string_view frame, bool binary) override {
        frames.emplace_back(frame);
        binaries += binary ? 1 : 0;
        if (then_text) then_text();
    }
    void on_alive() override {
        ++alive;
        if (then_alive) then_alive();
    }
    void on_closed(const net::CloseInfo& info) override {
        ++closings;
        closed = info;
        if (then_closed) then_closed();
    }

    bool opened = false;
    std::vector<std::string> frames;
    int binaries = 0;
    int alive = 0;
    int closings = 0;
    std::optional<net::CloseInfo> closed;
    std::function<void()> then_open, then_text, then_alive, then_closed;
};

/// Keeps what the server's end of one connection was told.
struct PeerNotes {
    std::shared_ptr<net::WsPeer> peer;
    std::vector<std::string> frames;
    int pings = 0;
    int pongs = 0;
    std::optional<net::CloseInfo> closed;
};

class PeerHandler final : public net::WsPeer::Handler {
public:
    explicit PeerHandler(std::shared_ptr<PeerNotes> notes) : notes_(std::move(notes)) {}
    void on_open(const std::shared_ptr<net::WsPeer>& peer) override { notes_->peer = peer; }
    void on_text(net::WsPeer& /*peer*/, std::string_view frame) override {
        notes_->frames.emplace_back(frame);
    }
    void on_ping(net::WsPeer& /*peer*/) override { ++notes_->pings; }
    void on_pong(net::WsPeer& /*peer*/) override { ++notes_->pongs; }
    void on_closed(net::WsPeer& /*peer*/, const net::CloseInfo& info) override { notes_->closed = info; }

private:
    std::shared_ptr<PeerNotes> notes_;
};

/// A server that accepts every upgrade, and a client for it; the parameter says whether over TLS.
class WsFixture : public testing::TestWithParam<bool> {
protected:
    static bool over_tls() { return GetParam(); }

    net::HttpServerOptions server_options() const {
        net::HttpServerOptions options;
        if (over_tls()) options.tls = certs().good();
        options.ws = limits;
        return options;
    }
    void start_server() {
        server = std::make_unique<net::HttpServer>(loop.io, server_options(), [](const net::HttpRequest&) {
            return net::HttpResponse{.body = "plain"};
        });
        server->on_upgrade([this](const net::HttpRequest& request) {
            upgrade = request;
            if (refusal) return net::UpgradeAnswer::refuse(*refusal);
            peer = std::make_shared<PeerNotes>();
            return net::UpgradeAnswer::accept(std::make_unique<PeerHandler>(peer));
        });
    }
    net::WsClientOptions client_options() const {
        return {.url = {over_tls() ? net::Scheme::Wss : net::Scheme::Ws, "127.0.0.1", server->port(), target},
                .headers = {{"User-Agent", "qb-test/1"}, {"X-Extra", "some-header-value"}},
                .trust = over_tls() ? test_trust() : nullptr,
                .limits = limits};
    }
    void start_client() {
        client = std::make_unique<net::WsClient>(loop.io, client_options(), notes);
        client->open();
    }
    void connect() {
        start_server();
        start_client();
        ASSERT_TRUE(loop.until([&] { return notes.opened && peer && peer->peer; }));
    }
    [[nodiscard]] bool client_closes() {
        return loop.until([&] { return notes.closed.has_value(); });
    }
    [[nodiscard]] bool peer_closes() {
        return loop.until([&] { return peer->closed.has_value(); });
    }

    test::Loop loop;
    net::WsLimits limits;
    std::string target = "/socket?api_key=SECRET-KEY";
    std::optional<net::HttpResponse> refusal;
    std::optional<net::HttpRequest> upgrade;
    std::shared_ptr<PeerNotes> peer;
    ClientNotes notes;
    std::unique_ptr<net::HttpServer> server;
    std::unique_ptr<net::WsClient> client;
};

inline std::string transport_name(const testing::TestParamInfo<bool>& row) {
    return row.param ? "Tls" : "Plain";
}

}  // namespace qb::test
