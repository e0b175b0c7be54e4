#include "net/http_connection.h"

#include <boost/asio/post.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <exception>

namespace qb::net {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t kReadSize = 4096;

HttpRequest request_from(const BeastRequest& request, const std::string& remote) {
    return {.method = std::string(request.method_string()),
            .target = std::string(request.target()),
            .headers = headers_from(request.base()),
            .body = request.body(),
            .remote = remote};
}

}  // namespace

HttpConnection::HttpConnection(std::shared_ptr<Transport> transport, std::string remote,
                               const HttpServerOptions& options, HttpConnectionOwner& owner,
                               std::function<void()> over)
    : transport_(std::move(transport)),
      remote_(std::move(remote)),
      options_(options),
      owner_(&owner),
      over_(std::move(over)),
      timer_(transport_->get_executor()) {}

void HttpConnection::start() {
    waiting_since_ = Clock::now();
    arm(options_.request_deadline);
    if (transport_->ssl() == nullptr) return next_request();
    transport_->handshake(asio::ssl::stream_base::server,
                          [self = shared_from_this()](error_code error, std::size_t) {
                              if (error) return self->end();
                              self->next_request();
                          });
}

void HttpConnection::drop() {
    owner_ = nullptr;
    over_ = nullptr;
    end();
}

void HttpConnection::end() {
    timer_.cancel();
    waiting_since_.reset();
    owner_ = nullptr;
    if (transport_) transport_->reset();
    if (const auto over = std::exchange(over_, nullptr)) over();
}

// --- reading

void HttpConnection::next_request() {
    if (owner_ == nullptr) return;
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(options_.max_header_bytes));
    parser_->body_limit(options_.max_body_bytes);
    parser_->eager(true);
    request_begun_ = false;
    if (served_ != 0) {
        waiting_since_ = Clock::now();
        arm(options_.idle_timeout);
    }
    if (incoming_.size() != 0) return parse();
    read();
}

void HttpConnection::read() {
    transport_->read(
        incoming_.prepare(kReadSize),
        [self = shared_from_this()](error_code error, std::size_t bytes) { self->on_read(error, bytes); });
}

void HttpConnection::on_read(error_code error, std::size_t bytes) {
    if (owner_ == nullptr || leaving_) return;
    if (error) return end();
    incoming_.commit(bytes);
    parse();
}

void HttpConnection::parse() {
    if (!std::exchange(request_begun_, true) && served_ != 0) arm(options_.request_deadline);
    while (incoming_.size() != 0 && !parser_->is_done()) {
        error_code error;
        incoming_.consume(parser_->put(incoming_.cdata(), error));
        if (error == http::error::need_more) break;
        if (error) return on_parse_error(error);
    }
    if (!parser_->is_done()) return read();
    serve();
}

void HttpConnection::on_parse_error(error_code error) {
    if (error == http::error::header_limit) return refuse(431, "the header is too large");
    if (error == http::error::body_limit) return refuse(413, "the body is too large");
    refuse(400, "not a valid HTTP request");
}

// --- answering

void HttpConnection::serve() {
    waiting_since_.reset();
    ++served_;
    answering_ = true;
    auto& message = parser_->get();
    keep_alive_ = message.keep_alive();
    request_ = request_from(message, remote_);
    arm(options_.request_deadline);
    try {
        if (boost::beast::websocket::is_upgrade(message)) {
            if (auto answer = owner_->handle_upgrade(request_)) return upgrade(std::move(*answer));
        }
        if (owner_ != nullptr) owner_->handle(request_, responder());
    } catch (const std::exception&) {
        // A request must not end the program; the handler's bug shows as a 500.
        respond(error_response(500, "internal error"));
    }
}

void HttpConnection::upgrade(UpgradeAnswer answer) {
    if (owner_ == nullptr) return;
    if (!answer.handler) {
        keep_alive_ = false;
        return respond(answer.refusal);
    }
    // RFC 6455, 4.1: a client sends nothing before it has seen the answer.
    if (incoming_.size() != 0) return refuse(400, "bytes after the upgrade request");
    timer_.cancel();
    const auto message = parser_->release();
    owner_->take_over(std::exchange(transport_, nullptr), std::move(answer), message);
    end();
}

HttpServer::Responder HttpConnection::responder() {
    /// Answers 500 when its last copy goes without having been called.
    struct Promise {
        std::weak_ptr<HttpConnection> connection;
        std::uint64_t request;

        Promise(std::weak_ptr<HttpConnection> c, std::uint64_t r) : connection(std::move(c)), request(r) {}
        Promise(const Promise&) = delete;
        Promise& operator=(const Promise&) = delete;
        ~Promise() { keep(error_response(500, "no answer")); }
        void keep(const HttpResponse& response) const {
            const auto self = connection.lock();
            if (self && self->served_ == request) self->respond(response);
        }
    };
    return [promise = std::make_shared<Promise>(weak_from_this(), served_)](const HttpResponse& response) {
        promise->keep(response);
    };
}

void HttpConnection::respond(const HttpResponse& response) {
    if (owner_ == nullptr || !std::exchange(answering_, false)) return;
    const bool valid = response.status >= 200 && response.status < 600 && are_valid(response.headers) &&
                       are_valid({{"Content-Type", response.content_type}});
    const ResponseFlags flags{.keep_alive = keep_alive_, .head_only = request_.method == "HEAD"};
    outgoing_ = response_text(valid ? response : error_response(500, "invalid answer"), flags);
    arm(options_.request_deadline);
    write();
}

/// For requests that are not even handed to the server.
void HttpConnection::refuse(int status, std::string_view text) {
    waiting_since_.reset();
    answering_ = true;
    keep_alive_ = false;
    request_ = {};
    respond(error_response(status, text));
}

void HttpConnection::write() {
    const asio::const_buffer rest = asio::buffer(outgoing_) + written_;
    transport_->write({&rest, 1}, [self = shared_from_this()](error_code error, std::size_t bytes) {
        self->on_written(error, bytes);
    });
}

void HttpConnection::on_written(error_code error, std::size_t bytes) {
    if (owner_ == nullptr) return;
    if (error) return end();
    written_ += bytes;
    if (written_ < outgoing_.size()) return write();
    written_ = 0;
    if (!keep_alive_) return leave();
    next_request();
}

void HttpConnection::leave() {
    leaving_ = true;
    waiting_since_ = Clock::now();
    transport_->goodbye(boost::beast::role_type::server,
                        [self = shared_from_this()](error_code, std::size_t) { self->end(); });
}

// --- deadlines

void HttpConnection::arm(std::chrono::milliseconds time) {
    timer_.expires_after(time);
    timer_.async_wait([self = shared_from_this()](error_code error) {
        if (!error && self->timer_.expiry() <= Clock::now()) self->on_deadline();
    });
}

void HttpConnection::on_deadline() {
    if (owner_ == nullptr) return;
    if (answering_) {
        keep_alive_ = false;
        return respond(error_response(503, "no answer in time"));
    }
    const bool is_reading = waiting_since_ && !leaving_ && request_begun_;
    if (!is_reading) return end();
    refuse(408, "the request did not arrive in time");
}

}  // namespace qb::net
