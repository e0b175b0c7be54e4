#include "unit/qfex/scripted_venue.h"

#include <boost/json.hpp>
#include <utility>

namespace qb::test {

class ScriptedVenue::Session final : public net::WsPeer::Handler {
public:
    Session(ScriptedVenue& venue, Plan plan) : venue_(venue), plan_(std::move(plan)) {}

    void on_open(const std::shared_ptr<net::WsPeer>& peer) override {
        venue_.peer = peer;
        if (plan_.at < 0) break_off(*peer);
    }

    void on_text(net::WsPeer& peer, std::string_view frame) override {
        const int number = messages_++;
        venue_.received.emplace_back(frame);
        if (number == 0) venue_.auth_messages.emplace_back(frame);
        if (number == plan_.at) return break_off(peer);
        reply(peer, frame);
    }

    void on_ping(net::WsPeer& /*peer*/) override { ++venue_.pings; }

    void on_closed(net::WsPeer& /*peer*/, const net::CloseInfo& info) override {
        venue_.ends.push_back(info.cause);
    }

private:
    void break_off(net::WsPeer& peer) const {
        switch (plan_.how) {
        case Break::Never: return;
        case Break::Abort: return peer.abort();
        case Break::Close: return peer.close(1012, "restart");
        case Break::Silence: return peer.pause_reading(true);
        }
    }

    void reply(net::WsPeer& peer, std::string_view frame) const {
        const auto message = boost::json::parse(frame);
        const auto& type = message.at("type").as_string();
        if (type == "auth") {
            static_cast<void>(peer.send(plan_.auth_reply));
        } else if (type == "subscribe") {
            const auto& channel = message.at("params").at("channels").at(0).as_string();
            static_cast<void>(peer.send(R"({"subscribed":")" + std::string(channel) + R"("})"));
        }
    }

    ScriptedVenue& venue_;
    Plan plan_;
    int messages_ = 0;
};

ScriptedVenue::ScriptedVenue(boost::asio::io_context& io, std::optional<net::TlsFiles> tls,
                             std::uint16_t port)
    : server_(io, options(std::move(tls), port), [this](const net::HttpRequest& /*request*/) {
          ++plain_requests;
          return net::HttpResponse{.status = 404};
      }) {
    server_.on_upgrade([this](const net::HttpRequest& request) { return answer(request); });
}

net::HttpServerOptions ScriptedVenue::options(std::optional<net::TlsFiles> tls, std::uint16_t port) {
    net::HttpServerOptions options;
    options.port = port;
    options.tls = std::move(tls);
    return options;
}

net::UpgradeAnswer ScriptedVenue::answer(const net::HttpRequest& request) {
    upgrades.push_back(request);
    if (refuse_with != 0) return net::UpgradeAnswer::refuse({.status = refuse_with});
    Plan plan{.at = -1, .how = Break::Never};
    if (!plans.empty()) {
        plan = std::move(plans.front());
        plans.pop_front();
    }
    return net::UpgradeAnswer::accept(std::make_unique<Session>(*this, std::move(plan)));
}

}  // namespace qb::test
