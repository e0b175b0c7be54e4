#include "bench/bridge_party.h"

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <stdexcept>

#include "bridge/server.h"
#include "ops/config.h"

namespace qb::bench {
namespace {

constexpr int kOrderRate = 100'000;  // above the configuration's limit, which is the venue's
constexpr std::chrono::seconds kReadyWithin{20};

std::string config_text(const std::filesystem::path& folder, std::uint16_t venue_port,
                        const std::string& ca_file) {
    const auto port = std::to_string(venue_port);
    return "[BRIDGE]\nDataDir=" + (folder / "data").string() +
           "\nStatusAddress=127.0.0.1:0\nLogFile=" + (folder / "bridge.log").string() +
           "\n[DEFAULT]\nSenderCompID=QFEX\nSocketAcceptPort=0\nDataDictionary=" QB_SOURCE_DIR
           "/fix_spec/FIX44.xml\n[SESSION]\nTargetCompID=DESK\nUsername=desk\nPassword=desk\n"
           "[ACCOUNT]\nName=main\nUrl=wss://localhost:" +
           port + "/\nRestUrl=https://localhost:" + port + "\nCaFile=" + ca_file +
           "\nPublicKey=qfex_pub_bench\nSecretKey=qfex_secret_bench\n";
}

}  // namespace

void run_bridge(const std::filesystem::path& folder, std::uint16_t venue_port, const std::string& ca_file,
                const std::function<void(std::uint16_t)>& announce) {
    std::filesystem::create_directories(folder);
    auto loaded =
        ops::load_config_text((folder / "bridge.cfg").string(), config_text(folder, venue_port, ca_file));
    if (!loaded.errors.empty()) throw std::runtime_error(to_string(loaded.errors.front()));
    loaded.config.accounts.front().order_rate = kOrderRate;

    boost::asio::io_context io{1};
    bridge::Server server(io, std::move(loaded.config), {.build = "qfex-bridge bench", .link = {}});
    const auto deadline = std::chrono::steady_clock::now() + kReadyWithin;
    while (!server.ready()) {
        if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("not ready in time");
        server.run_one(std::chrono::milliseconds(100));
    }
    announce(server.fix_port());
    const int code = server.run();
    throw std::runtime_error("exit code " + std::to_string(code));
}

}  // namespace qb::bench
