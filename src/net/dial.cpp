#include "net/dial.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

namespace qb::net {
namespace {

/// The addresses of a host that needs no look-up: a numeric one, or this machine.
std::vector<asio::ip::address> known_addresses(const std::string& host) {
    if (host == "localhost") return {asio::ip::address_v4::loopback(), asio::ip::address_v6::loopback()};
    error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (error) return {};
    return {address};
}

}  // namespace

Dialer::Dialer(asio::io_context& io, Url url, std::shared_ptr<const TlsTrust> trust,
               Clock::time_point deadline)
    : url_(std::move(url)),
      trust_(std::move(trust)),
      deadline_(deadline),
      resolver_(io.get_executor()),
      timer_(io.get_executor()),
      socket_(io.get_executor()) {}

void Dialer::start(Callback done) {
    done_ = std::move(done);
    asio::post(timer_.get_executor(), [self = shared_from_this()] {
        if (self->done_) self->resolve();
    });
}

void Dialer::cancel() {
    done_ = nullptr;
    timer_.cancel();
    resolver_.cancel();
    error_code ignored;
    socket_.close(ignored);
    if (transport_) transport_->close();
}

void Dialer::finish(Result result) {
    if (!done_) return;
    auto done = std::move(done_);
    if (result) transport_.reset();
    cancel();
    done(std::move(result));
}

void Dialer::arm(Clock::time_point when) {
    timer_.expires_at(when);
    timer_.async_wait([self = shared_from_this()](error_code error) {
        if (!error && self->done_ && self->timer_.expiry() <= Clock::now()) self->on_timer();
    });
}

void Dialer::on_timer() {
    if (Clock::now() >= deadline_) return fail(Cause::Timeout, "no answer in time");
    error_code ignored;
    socket_.close(ignored);  // this address had its share; on_connected() takes the next
}

void Dialer::resolve() {
    if (url_.secure() && !trust_)
        return fail(Cause::BadOptions, "a secure URL needs certificate authorities");
    for (const auto& address : known_addresses(url_.host)) endpoints_.emplace_back(address, url_.port);
    if (!endpoints_.empty()) return connect_next();
    arm(deadline_);
    resolver_.async_resolve(
        url_.host, std::to_string(url_.port), Resolver::numeric_service | Resolver::address_configured,
        [self = shared_from_this()](error_code error, const Resolver::results_type& results) {
            if (!self->done_) return;
            if (error)
                return self->fail(Cause::NameNotResolved, "cannot resolve the host name: " + error.message());
            for (const auto& entry : results) self->endpoints_.push_back(entry.endpoint());
            self->connect_next();
        });
}

void Dialer::connect_next() {
    stage_ = Stage::Connect;
    if (next_endpoint_ == endpoints_.size())
        return fail(Cause::ConnectFailed, "cannot connect: " + last_error_.message());
    const auto now = Clock::now();
    if (now >= deadline_) return fail(Cause::Timeout, "no answer in time");
    const auto left = endpoints_.size() - next_endpoint_;
    arm(left == 1 ? deadline_ : now + (deadline_ - now) / static_cast<Clock::rep>(left));
    socket_.async_connect(endpoints_[next_endpoint_++],
                          [self = shared_from_this()](error_code error) { self->on_connected(error); });
}

void Dialer::on_connected(error_code error) {
    if (!done_) return;
    if (!error && !socket_.is_open()) error = asio::error::timed_out;
    if (error) {
        last_error_ = error == asio::error::operation_aborted ? asio::error::timed_out : error;
        error_code ignored;
        socket_.close(ignored);
        return connect_next();
    }
    error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    if (url_.secure()) return shake_hands();
    finish(std::make_shared<Transport>(std::move(socket_)));
}

void Dialer::shake_hands() {
    stage_ = Stage::Tls;
    arm(deadline_);
    transport_ = std::make_shared<Transport>(std::move(socket_), trust_->impl().context());
    if (!expect_host(transport_->ssl(), url_.host))
        return fail(Cause::BadOptions, "the host name cannot be verified");
    transport_->handshake(
        asio::ssl::stream_base::client, [self = shared_from_this()](error_code error, std::size_t) {
            if (!self->done_) return;
            auto* ssl = self->transport_->ssl();
            if (error) return self->finish(handshake_failure(ssl, error));
            if (!peer_is_verified(ssl))
                return self->fail(Cause::CertificateRefused, "the peer showed no certificate");
            self->finish(self->transport_);
        });
}

}  // namespace qb::net
