#include <chrono>
#include <string>

#include "fuzz/input.h"
#include "net/ws.h"
#include "unit/net/raw_peer.h"

/// The venue's end of a WebSocket: the answer to the upgrade, or frames behind a correct one. The client
/// never hands out more than it was sent, and once the venue has hung up it has told that the connection is
/// over.
///
/// First byte: 1 = behind a correct answer; 2 = the client sends a message, 4 = and says goodbye, before the
/// venue's bytes come; 8 = these come in two pieces, cut behind as many bytes as the second byte says.
/// ACCEPT in an answer stands for the right Sec-WebSocket-Accept.
namespace {

using qb::fuzz::Input;
using qb::fuzz::must;

struct Ends final : qb::net::WsClient::Handler {
    bool open = false;
    int closed = 0;
    std::size_t heard = 0;
    void on_open() override { open = true; }
    void on_text(std::string_view frame, bool /*binary*/) override { heard += frame.size(); }
    void on_alive() override {}
    void on_closed(const qb::net::CloseInfo& /*info*/) override { ++closed; }
};

qb::net::WsClientOptions options_for(const qb::test::RawPeer& venue) {
    qb::net::WsClientOptions options;
    options.url = *qb::net::parse_url("ws://127.0.0.1:" + std::to_string(venue.port()) + "/");
    options.limits.max_frame_bytes = 4096;
    // Short: behind our goodbye a ping and a close frame in one piece leave Beast 1.81's read and close
    // waiting for each other (corpus: goodbye_and_text), and this deadline ends it.
    options.limits.close_deadline = std::chrono::milliseconds(20);
    return options;
}

std::string with_accept_key(std::string_view answer, const qb::test::RawPeer& venue) {
    constexpr std::string_view kPlace = "ACCEPT";
    std::string text(answer);
    if (const auto at = text.find(kPlace); at != std::string::npos)
        text.replace(at, kPlace.size(), venue.accept_key());
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static qb::test::Loop loop;
    const auto venue = qb::test::RawPeer::listen(loop);
    Input input(data, size);
    const unsigned how = input.byte();
    Ends ends;
    qb::net::WsClient client(loop.io, options_for(*venue), ends);
    client.open();
    must(loop.until([&] { return venue->hears("\r\n\r\n"); }));
    if ((how & 1U) != 0) {
        venue->accept_upgrade();
        must(loop.until([&] { return ends.open; }));
    }
    if ((how & 2U) != 0) (void)client.send("{}");
    if ((how & 4U) != 0) client.close();
    if ((how & 8U) != 0) {
        venue->say(std::string(input.take(input.byte())));
        loop.settle();
    }
    const auto last = with_accept_key(input.rest(), *venue);
    venue->say(last);
    venue->hang_up();
    must(loop.until([&] { return ends.closed != 0; }));
    loop.settle();
    must(ends.closed == 1 && ends.heard <= size + last.size());
    return 0;
}
