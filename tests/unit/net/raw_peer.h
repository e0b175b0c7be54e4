#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "unit/net/loop.h"

namespace qb::test {

/// A TCP peer without manners: says what it is told, byte for byte, and keeps what it hears.
class RawPeer {
public:
    /// Connects to a port of 127.0.0.1.
    static std::unique_ptr<RawPeer> connect(Loop& loop, std::uint16_t port);
    /// Listens on a free port of 127.0.0.1 and takes connections one after the other.
    static std::unique_ptr<RawPeer> listen(Loop& loop);
    ~RawPeer();
    RawPeer(const RawPeer&) = delete;
    RawPeer& operator=(const RawPeer&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    void say(std::string text);
    void hang_up();
    [[nodiscard]] const std::string& heard() const;
    [[nodiscard]] bool hears(std::string_view text) const { return heard().find(text) != std::string::npos; }
    [[nodiscard]] bool is_connected() const;
    [[nodiscard]] bool is_over() const;  ///< the other side closed or reset

    /// Answers the upgrade request heard so far, correctly (RFC 6455, 4.2.2).
    void accept_upgrade();
    /// Sec-WebSocket-Accept for that request.
    [[nodiscard]] std::string accept_key() const;

private:
    class Impl;
    explicit RawPeer(std::shared_ptr<Impl> impl);
    std::shared_ptr<Impl> impl_;
};

/// An unmasked WebSocket frame with FIN, as a server sends it; at most 65535 bytes.
[[nodiscard]] std::string ws_frame(std::uint8_t opcode, std::string_view payload);

}  // namespace qb::test
