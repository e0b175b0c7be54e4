#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <unordered_set>

#include "net/dial.h"
#include "net/http.h"
#include "net/http_text.h"

namespace qb::net {
namespace {

namespace http = boost::beast::http;

constexpr std::uint32_t kMaxHeader = 16'384;
constexpr std::size_t kReadSize = 8192;

/// One request on its own connection.
class Exchange : public std::enable_shared_from_this<Exchange> {
public:
    using Clock = std::chrono::steady_clock;

    Exchange(asio::io_context& io, HttpCall call, HttpClient::Callback done)
        : io_(io), call_(std::move(call)), done_(std::move(done)), timer_(io.get_executor()) {}

    void start(std::string_view method, std::shared_ptr<const TlsTrust> trust);
    void cancel();

private:
    void on_dialed(Dialer::Result result);
    void write();
    void read();
    void on_read(error_code error, std::size_t bytes);
    void expect_answer();
    void parse(error_code end);
    [[nodiscard]] HttpReply reply() const;
    void fail(Stage stage, Cause cause, std::string text);
    void finish(HttpResult result);

    asio::io_context& io_;
    HttpCall call_;
    HttpClient::Callback done_;
    std::string request_;
    std::size_t written_ = 0;
    Clock::time_point deadline_;
    SteadyTimer timer_;
    std::shared_ptr<Dialer> dialer_;
    std::shared_ptr<Transport> transport_;
    boost::beast::flat_buffer incoming_;
    std::optional<http::response_parser<http::string_body>> parser_;
};

void Exchange::start(std::string_view method, std::shared_ptr<const TlsTrust> trust) {
    deadline_ = Clock::now() + call_.deadline;
    if (!are_valid(call_.headers)) {
        return asio::post(io_, [self = shared_from_this()] {
            self->fail(Stage::Resolve, Cause::BadOptions, "a header holds forbidden characters");
        });
    }
    request_ = request_text(method, call_);
    dialer_ = std::make_shared<Dialer>(io_, call_.url, std::move(trust), deadline_);
    dialer_->start(
        [self = shared_from_this()](Dialer::Result result) { self->on_dialed(std::move(result)); });
}

void Exchange::cancel() {
    done_ = nullptr;
    timer_.cancel();
    if (dialer_) dialer_->cancel();
    if (transport_) transport_->close();
}

void Exchange::finish(HttpResult result) {
    if (!done_) return;
    const auto done = std::move(done_);
    cancel();
    done(std::move(result));
}

HttpReply Exchange::reply() const {
    const auto& message = parser_->get();
    return {static_cast<int>(message.result_int()), headers_from(message.base()), message.body()};
}

void Exchange::fail(Stage stage, Cause cause, std::string text) {
    // A refusal is one even where its body stays away; only of a 200 the whole body is needed.
    if (parser_ && parser_->is_header_done() && parser_->get().result() != http::status::ok)
        return finish(reply());
    finish(Failure{stage, cause, std::move(text)});
}

void Exchange::on_dialed(Dialer::Result result) {
    if (!done_) return;
    dialer_.reset();
    if (!result) return finish(std::move(result).error());
    transport_ = std::move(*result);
    expect_answer();
    timer_.expires_at(deadline_);
    timer_.async_wait([self = shared_from_this()](error_code error) {
        if (!error) self->fail(Stage::Upgrade, Cause::Timeout, "no whole answer in time");
    });
    write();
}

void Exchange::write() {
    const asio::const_buffer rest = asio::buffer(request_) + written_;
    transport_->write({&rest, 1}, [self = shared_from_this()](error_code error, std::size_t bytes) {
        self->written_ += bytes;
        if (!self->done_) return;
        if (!error && self->written_ < self->request_.size()) return self->write();
        self->read();  // also after an error: the answer may have come first, as for a body refused unread
    });
}

void Exchange::read() {
    transport_->read(incoming_.prepare(kReadSize),
                     [self = shared_from_this()](error_code error, std::size_t bytes) {
                         if (self->done_) self->on_read(error, bytes);
                     });
}

void Exchange::on_read(error_code error, std::size_t bytes) {
    incoming_.commit(bytes);
    parse(error);
}

void Exchange::expect_answer() {
    parser_.emplace();
    parser_->header_limit(kMaxHeader);
    parser_->body_limit(call_.max_body_bytes);
    parser_->eager(true);
}

void Exchange::parse(error_code end) {
    error_code error;
    while (incoming_.size() != 0 && !parser_->is_done() && !error) {
        incoming_.consume(parser_->put(incoming_.cdata(), error));
        const bool is_interim = parser_->is_done() && parser_->get().result_int() < 200;
        if (is_interim) expect_answer();  // RFC 9110, 15.2: the final answer is yet to come
    }
    // A body without a length ends with the stream, which must then have ended in order.
    if (end == asio::error::eof && parser_->is_header_done() && !parser_->is_done()) parser_->put_eof(error);
    if (error == http::error::header_limit || error == http::error::body_limit)
        return fail(Stage::Upgrade, Cause::TooLarge, "the answer is too large");
    if (error && error != http::error::need_more && error != http::error::partial_message)
        return fail(Stage::Upgrade, Cause::BadHttp, "the answer is not HTTP: " + error.message());
    if (parser_->is_done()) return finish(reply());
    if (end)
        return fail(Stage::Upgrade, Cause::ConnectionLost,
                    "connection lost before the whole answer: " + end.message());
    read();
}

}  // namespace

class HttpClient::Impl {
public:
    Impl(asio::io_context& io, std::shared_ptr<const TlsTrust> trust) : io_(io), trust_(std::move(trust)) {}
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() {
        for (const auto& exchange : *running_) exchange->cancel();
    }

    void start(std::string_view method, HttpCall call, Callback done) {
        // The set outlives this object where a callback destroys it.
        const auto slot = std::make_shared<std::weak_ptr<Exchange>>();
        auto exchange = std::make_shared<Exchange>(
            io_, std::move(call), [running = running_, slot, done = std::move(done)](HttpResult result) {
                running->erase(slot->lock());
                done(std::move(result));
            });
        *slot = exchange;
        running_->insert(exchange);
        exchange->start(method, trust_);
    }

private:
    asio::io_context& io_;
    std::shared_ptr<const TlsTrust> trust_;
    std::shared_ptr<std::unordered_set<std::shared_ptr<Exchange>>> running_ =
        std::make_shared<std::unordered_set<std::shared_ptr<Exchange>>>();
};

HttpClient::HttpClient(asio::io_context& io, std::shared_ptr<const TlsTrust> trust)
    : impl_(std::make_unique<Impl>(io, std::move(trust))) {}
HttpClient::~HttpClient() = default;

void HttpClient::get(HttpCall call, Callback done) {
    call.body.clear();
    impl_->start("GET", std::move(call), std::move(done));
}
void HttpClient::post(HttpCall call, Callback done) {
    impl_->start("POST", std::move(call), std::move(done));
}

}  // namespace qb::net
