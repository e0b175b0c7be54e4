#include "client/control_port.h"

#include <boost/asio/io_context.hpp>
#include <optional>

#include "net/http.h"

namespace qb::client {

using Result = boost::system::result<std::string, std::string>;

Result call_control_port(const net::HostPort& address, const Venue& request) {
    boost::asio::io_context io;
    net::HttpClient client(io, nullptr);
    net::HttpCall call{.url = {.scheme = net::Scheme::Http,
                               .host = address.host,
                               .port = address.port,
                               .target = request.path},
                       .headers = {{"User-Agent", "fix-client"}},
                       .body = request.body};
    std::optional<net::HttpResult> answer;
    const auto keep = [&](net::HttpResult result) { answer = std::move(result); };
    if (request.method == "GET")
        client.get(std::move(call), keep);
    else
        client.post(std::move(call), keep);
    io.run();
    if (!answer) return {boost::system::in_place_error, "no answer"};
    if (!*answer) return {boost::system::in_place_error, answer->error().text};
    constexpr int kOk = 200;
    const auto& reply = **answer;
    if (reply.status != kOk)
        return {boost::system::in_place_error, "HTTP " + std::to_string(reply.status) + ' ' + reply.body};
    return {boost::system::in_place_value, reply.body};
}

}  // namespace qb::client
