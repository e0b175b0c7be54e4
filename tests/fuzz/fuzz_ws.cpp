#include <memory>

#include "fuzz/input.h"
#include "net/ws.h"
#include "unit/net/raw_peer.h"

/// The venue's end of a WebSocket: the answer to the upgrade, or frames after a correct one. The client ends
/// the connection or goes on; it never crashes, and it never hands out more than it was sent.
namespace {

struct Ends final : qb::net::WsClient::Handler {
    bool open = false, closed = false;
    std::size_t heard = 0;
    void on_open() override { open = true; }
    void on_text(std::string_view frame, bool /*binary*/) override { heard += frame.size(); }
    void on_alive() override {}
    void on_closed(const qb::net::CloseInfo& /*info*/) override { closed = true; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static qb::test::Loop loop;
    const auto peer = qb::test::RawPeer::listen(loop);
    qb::fuzz::Input input(data, size);
    const bool after_upgrade = (input.byte() & 1U) != 0;
    Ends ends;
    qb::net::WsClientOptions options;
    options.url = *qb::net::parse_url("ws://127.0.0.1:" + std::to_string(peer->port()) + "/");
    options.limits.max_frame_bytes = 4096;
    qb::net::WsClient client(loop.io, options, ends);
    client.open();
    if (!loop.until([&] { return peer->hears("\r\n\r\n"); })) __builtin_trap();
    if (after_upgrade) {
        peer->accept_upgrade();
        if (!loop.until([&] { return ends.open; })) __builtin_trap();
    }
    peer->say(std::string(input.rest()));
    for (int i = 0; i < 8 && !ends.closed; ++i) loop.settle();
    if (ends.heard > input.rest().size()) __builtin_trap();
    client.abort();  // a reset: no port is kept waiting
    loop.settle();
    return 0;
}
