#include "unit/net/raw_peer.h"

#include <openssl/evp.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

namespace qb::test {

using boost::asio::ip::tcp;
using boost::system::error_code;

class RawPeer::Impl : public std::enable_shared_from_this<Impl> {
public:
    explicit Impl(Loop& loop) : acceptor_(loop.io), socket_(loop.io) {}

    void connect(std::uint16_t port) {
        socket_.connect({boost::asio::ip::address_v4::loopback(), port});
        begin();
    }
    void listen() {
        acceptor_ = tcp::acceptor(acceptor_.get_executor(), {boost::asio::ip::address_v4::loopback(), 0});
        accept();
    }
    void close() {
        error_code ignored;
        acceptor_.close(ignored);
        socket_.close(ignored);
    }
    void read() {
        socket_.async_read_some(boost::asio::buffer(piece_),
                                [self = shared_from_this()](error_code error, std::size_t n) {
                                    if (error) {
                                        self->over_ = true;
                                        return;
                                    }
                                    self->heard_.append(self->piece_.data(), n);
                                    self->read();
                                });
    }
    void begin() {
        connected_ = true;
        over_ = false;
        read();
    }
    void accept() {
        acceptor_.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
            if (error) return;
            self->socket_ = std::move(socket);
            self->heard_.clear();
            self->begin();
            self->accept();
        });
    }

    tcp::acceptor acceptor_;
    tcp::socket socket_;
    std::array<char, 4096> piece_{};
    std::string heard_;
    bool connected_ = false;
    bool over_ = false;
};

RawPeer::RawPeer(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
RawPeer::~RawPeer() { impl_->close(); }

std::unique_ptr<RawPeer> RawPeer::connect(Loop& loop, std::uint16_t port) {
    auto impl = std::make_shared<Impl>(loop);
    impl->connect(port);
    return std::unique_ptr<RawPeer>(new RawPeer(std::move(impl)));
}

std::unique_ptr<RawPeer> RawPeer::listen(Loop& loop) {
    auto impl = std::make_shared<Impl>(loop);
    impl->listen();
    return std::unique_ptr<RawPeer>(new RawPeer(std::move(impl)));
}

std::uint16_t RawPeer::port() const { return impl_->acceptor_.local_endpoint().port(); }

void RawPeer::say(std::string text) {
    auto held = std::make_shared<std::string>(std::move(text));
    boost::asio::async_write(impl_->socket_, boost::asio::buffer(*held),
                             [held, self = impl_](error_code, std::size_t) {});
}

void RawPeer::hang_up() {
    error_code ignored;
    impl_->socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

const std::string& RawPeer::heard() const { return impl_->heard_; }
bool RawPeer::is_connected() const { return impl_->connected_; }
bool RawPeer::is_over() const { return impl_->over_; }

void RawPeer::accept_upgrade() {
    say("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: " +
        accept_key() + "\r\n\r\n");
}

std::string RawPeer::accept_key() const {
    constexpr std::string_view kField = "Sec-WebSocket-Key: ";
    const auto from = heard().find(kField) + kField.size();
    const auto key =
        heard().substr(from, heard().find("\r\n", from) - from) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, 20> digest{};
    EVP_Digest(key.data(), key.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
    std::array<unsigned char, 32> base64{};
    EVP_EncodeBlock(base64.data(), digest.data(), digest.size());
    std::string text;
    for (const auto byte : base64)
        if (byte != 0) text += static_cast<char>(byte);
    return text;
}

std::string ws_frame(std::uint8_t opcode, std::string_view payload) {
    std::string frame{static_cast<char>(0x80U | opcode)};
    if (payload.size() < 126) {
        frame += static_cast<char>(payload.size());
    } else {
        frame += {126, static_cast<char>(payload.size() >> 8U), static_cast<char>(payload.size() & 255U)};
    }
    return frame.append(payload);
}

}  // namespace qb::test
