#include "bench/bridge_party.h"

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <optional>
#include <stdexcept>

#include "bridge/server.h"
#include "net/http.h"
#include "ops/config.h"

namespace qb::bench {
namespace {

constexpr int kOrderRate = 100'000;  // above the configuration's limit, which is the venue's
constexpr std::chrono::seconds kReadyWithin{20};

std::string config_text(const BridgeSetup& setup) {
    const auto port = std::to_string(setup.venue_port);
    return "[BRIDGE]\nDataDir=" + (setup.folder / "data").string() +
           "\nStatusAddress=127.0.0.1:0\nLogFile=" + (setup.folder / "bridge.log").string() +
           "\nLogLevel=" + setup.log_level +
           "\n[DEFAULT]\nSenderCompID=QFEX\nSocketAcceptPort=0\nDataDictionary=" QB_SOURCE_DIR
           "/fix_spec/FIX44.xml\nRepeatOnReset=" +
           std::to_string(setup.repeat_on_reset) +
           "\n[SESSION]\nTargetCompID=DESK\nUsername=desk\nPassword=desk\n"
           "[ACCOUNT]\nName=main\nUrl=wss://localhost:" +
           port + "/\nRestUrl=https://localhost:" + port + "\nCaFile=" + setup.ca_file +
           "\nPublicKey=qfex_pub_bench\nSecretKey=qfex_secret_bench\n";
}

std::string status_page(std::uint16_t port) {
    const auto url = net::parse_url("http://127.0.0.1:" + std::to_string(port) + "/metrics");
    if (!url) throw std::runtime_error(url.error());
    boost::asio::io_context io{1};
    net::HttpClient client(io, nullptr);
    std::optional<net::HttpResult> answer;
    client.get({.url = *url}, [&](net::HttpResult result) { answer = std::move(result); });
    io.run();
    if (!answer || !*answer || (*answer)->status != 200) throw std::runtime_error("no status page");
    return (*answer)->body;
}

}  // namespace

void run_bridge(const BridgeSetup& setup, const Party::Announce& announce) {
    std::filesystem::create_directories(setup.folder);
    auto loaded = ops::load_config_text((setup.folder / "bridge.cfg").string(), config_text(setup));
    if (!loaded.errors.empty()) throw std::runtime_error(to_string(loaded.errors.front()));
    loaded.config.accounts.front().order_rate = kOrderRate;

    boost::asio::io_context io{1};
    bridge::Server server(io, std::move(loaded.config), {.build = "qfex-bridge bench", .link = {}});
    const auto deadline = std::chrono::steady_clock::now() + kReadyWithin;
    while (!server.ready()) {
        if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("not ready in time");
        server.run_one(std::chrono::milliseconds(100));
    }
    announce({.work = server.fix_port(), .status = server.status_port()});
    const int code = server.run();
    throw std::runtime_error("exit code " + std::to_string(code));
}

std::uint64_t orders_in_memory(std::uint16_t status_port) {
    constexpr std::string_view kName = "\nqfex_bridge_orders_in_memory{";  // of the one account
    const auto page = status_page(status_port);
    const auto at = page.find(kName);
    if (at == std::string::npos) throw std::runtime_error("the status page does not tell orders_in_memory");
    return std::stoull(page.substr(page.find("} ", at) + 2));
}

}  // namespace qb::bench
