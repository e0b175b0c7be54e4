#include "bench/venue.h"

#include <array>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "net/http.h"

namespace qb::bench {
namespace {

/// What stands in a command between the text and the next mark.
std::string_view between(std::string_view text, std::string_view before, char mark) {
    const auto at = text.find(before);
    if (at == std::string_view::npos) return {};
    const auto rest = text.substr(at + before.size());
    return rest.substr(0, rest.find(mark));
}

class Conversation final : public net::WsPeer::Handler {
public:
    void on_open(const std::shared_ptr<net::WsPeer>& /*peer*/) override {}
    void on_closed(net::WsPeer& /*peer*/, const net::CloseInfo& /*info*/) override {}

    void on_text(net::WsPeer& peer, std::string_view frame) override {
        const auto type = between(frame, R"("type":")", '"');
        if (type == "add_order") return add_order(peer, frame);
        if (type == "auth") return say(peer, R"({"authenticated":true})");
        if (type == "subscribe") {
            return say(peer,
                       R"({"subscribed":")" + std::string(between(frame, R"("channels":[")", '"')) + R"("})");
        }
        if (type == "get_user_orders") say(peer, R"({"all_orders_response":{"orders":[],"count":0}})");
    }

private:
    static void say(net::WsPeer& peer, std::string text) { static_cast<void>(peer.send(std::move(text))); }

    void add_order(net::WsPeer& peer, std::string_view frame) {
        ++orders_;
        const auto client_id = between(frame, R"("client_order_id":")", '"');
        const auto quantity = between(frame, R"("quantity":)", ',');
        const auto price = between(frame, R"("price":)", ',');
        say(peer, order_response(client_id, quantity, price, "ACK", quantity));
        if (quantity != kFilledAtOnce) return;
        say(peer, fill_response(client_id, quantity, price));
        say(peer, order_response(client_id, quantity, price, "FILLED", "0"));
    }

    /// A UUID that counts: the last digits are the number of the order.
    [[nodiscard]] std::string id(std::string_view first_group) const {
        std::array<char, 16> digits{};
        std::snprintf(digits.data(), digits.size(), "%012llx", orders_);
        return std::string(first_group) + "-0000-4000-8000-" + digits.data();
    }

    [[nodiscard]] std::string order_response(std::string_view client_id, std::string_view quantity,
                                             std::string_view price, std::string_view status,
                                             std::string_view remaining) const {
        std::string text;
        text.reserve(512);
        text.append(R"({"order_response":{"order_id":")").append(id("0aeae7d0"));
        text.append(R"(","symbol":"AAPL-USD","status":")").append(status);
        text.append(R"(","quantity":)").append(quantity).append(R"(,"price":)").append(price);
        text.append(R"(,"take_profit":0.0,"stop_loss":0.0,"side":"SELL","type":"STOP_LOSS",)");
        text.append(R"("time_in_force":"GTC","user_id":"11111111-1111-4111-8111-111111111111",)");
        text.append(R"("client_order_id":")").append(client_id);
        text.append(R"(","quantity_remaining":)").append(remaining);
        text.append(R"(,"update_time":1769439642.8484282,"trade_id":null}})");
        return text;
    }

    [[nodiscard]] std::string fill_response(std::string_view client_id, std::string_view quantity,
                                            std::string_view price) const {
        std::string text;
        text.reserve(640);
        text.append(R"({"fill_response":{"trade_id":")").append(id("7ade0000"));
        text.append(R"(","user_id":"11111111-1111-4111-8111-111111111111","symbol":"AAPL-USD","price":)");
        text.append(price).append(R"(,"quantity":)").append(quantity);
        text.append(R"(,"side":"SELL","aggressor_side":"SELL","order_id":")").append(id("0aeae7d0"));
        text.append(R"(","fee":0.00045,"order_type":"STOP_MARKET","tif":"IOC","order_price":0.0,)");
        text.append(R"("client_order_id":")").append(client_id);
        text.append(
            R"(","remaining_quantity":0.0,"take_profit":0.0,"stop_loss":0.0,"execution_type":"NEW",)");
        text.append(R"("timestamp":1769439642.8484282,"realised_pnl":0.0}})");
        return text;
    }

    unsigned long long orders_ = 0;
};

net::HttpResponse rest_answer(const net::HttpRequest& /*request*/) {
    return {.status = 200, .body = R"({"data":[],"count":0})"};
}

}  // namespace

void run_scripted_venue(const net::TlsFiles& files, const Party::Announce& announce) {
    boost::asio::io_context io{1};
    net::HttpServer server(io, {.host = "localhost", .tls = files}, net::HttpServer::Handler(rest_answer));
    server.on_upgrade([](const net::HttpRequest& /*request*/) {
        return net::UpgradeAnswer::accept(std::make_unique<Conversation>());
    });
    announce({.work = server.port()});
    io.run();
}

}  // namespace qb::bench
