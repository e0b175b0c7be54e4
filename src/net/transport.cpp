#include "net/transport.h"

#include <algorithm>
#include <boost/asio/post.hpp>

namespace qb::net {
namespace {

constexpr std::size_t kTlsRecord = 16'384;  // RFC 8446, 5.1: the most plaintext one record holds

}  // namespace

void Transport::handshake(asio::ssl::stream_base::handshake_type type, Completion done) {
    tls_->async_handshake(type, [self = shared_from_this(),
                                 done = std::move(done)](error_code error) mutable { done(error, 0); });
}

void Transport::read(asio::mutable_buffer buffer, Completion done) {
    auto finish = [self = shared_from_this(), buffer, done = std::move(done)](error_code error,
                                                                              std::size_t bytes) mutable {
        const auto wanted = std::min(bytes, self->keep_ - self->kept_.size());
        self->kept_.append(static_cast<const char*>(buffer.data()), wanted);
        self->finish_read(std::move(done), error, bytes);
    };
    if (tls_)
        tls_->async_read_some(buffer, std::move(finish));
    else
        socket_.async_read_some(buffer, std::move(finish));
}

void Transport::keep_first(std::size_t bytes) {
    keep_ = bytes;
    kept_ = {};
}

void Transport::finish_read(Completion done, error_code error, std::size_t bytes) {
    if (paused_ && socket_.is_open())
        held_read_.emplace(FinishedRead{std::move(done), error, bytes});
    else
        done(error, bytes);
}

void Transport::write(std::span<const asio::const_buffer> buffers, Completion done) {
    writing_since_ = std::chrono::steady_clock::now();
    auto finish = [self = shared_from_this(), done = std::move(done)](error_code error,
                                                                      std::size_t bytes) mutable {
        self->writing_since_.reset();
        done(error, bytes);
    };
    if (!tls_) {
        std::ranges::copy(buffers, gathered_.begin());
        return socket_.async_write_some(std::span(gathered_).first(buffers.size()), std::move(finish));
    }
    if (buffers.size() <= 1 || buffers.front().size() >= kTlsRecord) {
        const auto only = buffers.empty() ? asio::const_buffer() : buffers.front();
        return tls_->async_write_some(only, std::move(finish));
    }
    record_.clear();
    for (const auto& buffer : buffers)
        record_.append(static_cast<const char*>(buffer.data()),
                       std::min(buffer.size(), kTlsRecord - record_.size()));
    tls_->async_write_some(asio::buffer(record_), std::move(finish));
}

void Transport::goodbye(boost::beast::role_type role, Completion done) {
    const auto self = shared_from_this();
    if (role == boost::beast::role_type::client) {
        // The shutdown alert leaves while the operation is started; its answer is of no interest.
        if (tls_) tls_->async_shutdown([self](error_code) {});
        error_code ignored;
        socket_.shutdown(Socket::shutdown_send, ignored);
        close();
        return asio::post(get_executor(), [self, done = std::move(done)]() mutable { done({}, 0); });
    }
    if (tls_) {
        return tls_->async_shutdown([self, done = std::move(done)](error_code) mutable {
            self->close();
            done({}, 0);
        });
    }
    error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    drain_until_hangup(std::move(done));
}

void Transport::drain_until_hangup(Completion done) {
    socket_.async_read_some(asio::buffer(leftovers_), [self = shared_from_this(), done = std::move(done)](
                                                          error_code error, std::size_t) mutable {
        if (!error) return self->drain_until_hangup(std::move(done));
        self->close();
        done({}, 0);
    });
}

void Transport::close() {
    error_code ignored;
    socket_.close(ignored);
    release_paused();
}

void Transport::reset() {
    error_code ignored;
    socket_.set_option(Socket::linger(true, 0), ignored);
    close();
}

void Transport::pause_reading(bool paused) {
    paused_ = paused;
    if (!paused) release_paused();
}

void Transport::release_paused() {
    if (!held_read_) return;
    auto read = std::move(*held_read_);
    held_read_.reset();
    asio::post(get_executor(), [self = shared_from_this(), read = std::move(read)]() mutable {
        self->finish_read(std::move(read.done), read.error, read.bytes);
    });
}

}  // namespace qb::net
