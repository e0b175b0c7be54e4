#include "bench/echo.h"

#include <boost/asio/io_context.hpp>
#include <stdexcept>
#include <string_view>

#include "net/http.h"
#include "net/ws.h"

namespace qb::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kMessageBytes = 300;
constexpr std::chrono::seconds kPatience{5};

class Mirror final : public net::WsPeer::Handler {
public:
    void on_open(const std::shared_ptr<net::WsPeer>& /*peer*/) override {}
    void on_text(net::WsPeer& peer, std::string_view frame) override {
        static_cast<void>(peer.send(std::string(frame)));
    }
    void on_closed(net::WsPeer& /*peer*/, const net::CloseInfo& /*info*/) override {}
};

net::HttpResponse no_page(const net::HttpRequest& /*request*/) { return {.status = 404}; }

}  // namespace

void run_echo(const net::TlsFiles& files, const Party::Announce& announce) {
    boost::asio::io_context io{1};
    net::HttpServer server(io, {.host = "localhost", .tls = files}, net::HttpServer::Handler(no_page));
    server.on_upgrade([](const net::HttpRequest& /*request*/) {
        return net::UpgradeAnswer::accept(std::make_unique<Mirror>());
    });
    announce({.work = server.port()});
    io.run();
}

class EchoLine::Impl final : private net::WsClient::Handler {
public:
    Impl(std::uint16_t port, const std::string& ca_file) : client_(io_, options(port, ca_file), *this) {
        client_.open();
        wait([this] { return open_; });
    }

    std::chrono::nanoseconds echo() {
        answered_ = false;
        const auto begin = Clock::now();
        if (!client_.send(message_)) throw std::runtime_error("echo: cannot send");
        wait([this] { return answered_; });
        return answered_at_ - begin;
    }

private:
    static net::WsClientOptions options(std::uint16_t port, const std::string& ca_file) {
        net::WsClientOptions options;
        const auto url = net::parse_url("wss://localhost:" + std::to_string(port) + "/");
        if (!url) throw std::runtime_error("echo: bad address");
        options.url = *url;
        auto trust = net::TlsTrust::load(ca_file);
        if (!trust) throw std::runtime_error(trust.error());
        options.trust = *trust;
        return options;
    }

    template <class Done>
    void wait(Done done) {
        io_.restart();
        while (!done()) {
            if (!failure_.empty()) throw std::runtime_error("echo: " + failure_);
            if (io_.run_one_for(kPatience) == 0) throw std::runtime_error("echo: no answer");
        }
    }

    void on_open() override { open_ = true; }
    void on_text(std::string_view frame, bool /*binary*/) override {
        answered_at_ = Clock::now();
        answered_ = frame.size() == kMessageBytes;
    }
    void on_alive() override {}
    void on_closed(const net::CloseInfo& info) override {
        failure_ = info.text.empty() ? "closed" : info.text;
    }

    boost::asio::io_context io_{1};
    std::string message_ = std::string(kMessageBytes, 'x');
    bool open_ = false, answered_ = false;
    Clock::time_point answered_at_;
    std::string failure_;
    net::WsClient client_;
};

EchoLine::EchoLine(std::uint16_t port, const std::string& ca_file)
    : impl_(std::make_unique<Impl>(port, ca_file)) {}
EchoLine::~EchoLine() = default;
std::chrono::nanoseconds EchoLine::echo() { return impl_->echo(); }

}  // namespace qb::bench
