#include "support/world.h"

#include <cstdlib>
#include <fstream>
#include <iostream>

#include "ops/config.h"
#include "support/canary.h"
#include "support/verified.h"

namespace qb::test {
namespace {

constexpr std::chrono::seconds kPatience{10};

orders::Decimal decimal(std::string_view text) { return orders::Decimal::parse(text).value(); }

std::vector<sim::Level> levels(const std::vector<std::pair<std::string, std::string>>& rows) {
    std::vector<sim::Level> out;
    for (const auto& [price, quantity] : rows) out.push_back({decimal(price), decimal(quantity)});
    return out;
}

constexpr std::string_view kPassword = "desk-pass-3Tz9";
constexpr std::string_view kVenueSecret = "qfex_secret_test";

/// A file up to the first megabyte of nothing: a journal takes space ahead.
std::string written_part(const std::filesystem::path& path) {
    constexpr std::size_t kBlock = std::size_t{1} << 20U;
    std::ifstream file(path, std::ios::binary);
    std::string text, block(kBlock, '\0');
    while (file.read(block.data(), static_cast<std::streamsize>(kBlock)), file.gcount() > 0) {
        const std::string_view got(block.data(), static_cast<std::size_t>(file.gcount()));
        if (got.find_first_not_of('\0') == std::string_view::npos) break;
        text.append(got);
    }
    return text;
}

}  // namespace

World::World() {
    auto pattern = (std::filesystem::temp_directory_path() / "qfex-bridge-world-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder = pattern;
    using std::chrono::milliseconds;
    link.backoff_first = milliseconds(20);
    link.backoff_max = milliseconds(100);
    link.refused_retry = milliseconds(200);
}

/// The log, the journal, and what else a bridge writes, once it has ended.
void World::expect_no_secret_left() const {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file() || entry.path().extension() == ".cfg") continue;
        const auto text = written_part(entry.path());
        for (const auto secret : {kPassword, kVenueSecret})
            EXPECT_EQ(leaked_form(text, secret), "") << entry.path();
    }
}

World::~World() {
    if (HasFailure() && bridge) bridge->abandon();
    bridge.reset();
    venue.reset();
    expect_no_secret_left();
    run_again();
    if (HasFailure()) {
        std::ifstream log(folder / "bridge.log");
        std::cerr << log.rdbuf();
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
}

/// The journal that is left, with the same result.
void World::run_again() {
    const auto data = (folder / "data").string();
    if (HasFailure() || !verifies || !std::filesystem::exists(data)) return;
    const auto written = journal::PosixDisk::open_directory(data, journal::PosixDisk::Missing::Fail);
    ASSERT_TRUE(written);
    expect_identical(**written);
}

void World::start_venue(sim::Options options) {
    options.tls = certs.good();
    if (options.accounts.empty())
        options.accounts.push_back({.public_key = "qfex_pub_test", .secret = std::string(kVenueSecret)});
    options.seed = 7;
    venue = std::make_unique<sim::Server>(io, std::move(options));
}

std::string World::config_text() const {
    const auto port = std::to_string(venue->port());
    std::string dictionary_lines;
    for (const auto& [key, file] : dictionaries)
        dictionary_lines += key + "=" QB_SOURCE_DIR "/fix_spec/" + file + "\n";
    return "[BRIDGE]\nDataDir=" + (folder / "data").string() +
           "\nStatusAddress=127.0.0.1:0\nLogFile=" + (folder / "bridge.log").string() + "\n" + bridge_lines +
           "\n[DEFAULT]\nSenderCompID=QFEX\nSocketAcceptPort=0\nDayOrders=gtc\n" + dictionary_lines +
           default_lines + "\n[SESSION]\nTargetCompID=DESK\nUsername=desk\nPassword=desk-pass-3Tz9\n" +
           "[ACCOUNT]\nName=main\nUrl=wss://" + venue_host + ":" + port + "/\nRestUrl=https://" + venue_host +
           ":" + port + "\nCaFile=" + certs.ca_file() +
           "\nPublicKey=qfex_pub_test\nSecretKey=qfex_secret_test\n" + account_lines +
           "[SYMBOL]\nName=AAPL\nVenue=AAPL-USD\n" + more_sections;
}

void World::start_bridge(bool wait_until_ready) {
    auto loaded = ops::load_config_text((folder / "bridge.cfg").string(), config_text());
    for (const auto& error : loaded.errors) ADD_FAILURE() << to_string(error);
    ASSERT_TRUE(loaded.errors.empty());
    bridge = std::make_unique<bridge::Server>(
        io, std::move(loaded.config),
        bridge::Server::Options{.build = "qfex-bridge test", .link = link, .disk = disk});
    if (wait_until_ready) until([this] { return bridge->ready(); }, "the bridge is ready");
}

void World::kill_bridge() {
    bridge->abandon();
    bridge.reset();
}

int World::stop_bridge() {
    bridge->stop("the test is over");
    until([this] { return bridge->exit_code().has_value(); }, "the bridge stops");
    return bridge->exit_code().value_or(-1);
}

std::unique_ptr<FixPeer> World::desk(std::string_view logon_fields) {
    return desk(FixPeer::Identity{}, logon_fields);
}

std::unique_ptr<FixPeer> World::desk(FixPeer::Identity identity, std::string_view logon_fields) {
    auto peer = std::make_unique<FixPeer>(io, std::move(identity));
    peer->connect(bridge->fix_port());
    peer->logon(logon_fields);
    next(*peer, "A");
    return peer;
}

std::unique_ptr<FixPeer> World::desk_again(int next_out) {
    auto peer = std::make_unique<FixPeer>(io);
    peer->connect(bridge->fix_port());
    peer->next_out = next_out;
    peer->logon();
    until([&peer] { return peer->has("A"); }, "the logon is answered");
    return peer;
}

void World::until(const std::function<bool()>& done, std::string_view what) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (!done()) {
        if (std::chrono::steady_clock::now() > deadline) {
            FAIL() << "waited in vain: " << what;
        }
        if (bridge && !bridge->exit_code()) {
            bridge->run_one(std::chrono::milliseconds(20));
        } else {
            io.restart();
            io.run_one_for(std::chrono::milliseconds(20));
        }
    }
}

void World::settle() {
    // The loop has been idle for this long: whatever was under way on loopback has arrived.
    constexpr std::chrono::milliseconds kQuiet{100};
    auto quiet_since = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - quiet_since < kQuiet) {
        io.restart();
        const bool busy = io.run_one_for(std::chrono::milliseconds(10)) > 0;
        if (bridge) bridge->poll();
        if (busy) quiet_since = std::max(quiet_since, std::chrono::steady_clock::now() - kQuiet / 2);
    }
}

FixFields World::next(FixPeer& peer, std::string_view msg_type) {
    until([&] { return peer.has(msg_type); }, "a message of type " + std::string(msg_type));
    if (!peer.has(msg_type)) return FixFields("");
    return peer.take(msg_type);
}

std::string World::stop(std::string_view cl_ord_id, std::string_view quantity, std::string_view trigger,
                        std::string_view side, std::string_view symbol) {
    return "35=D|11=" + std::string(cl_ord_id) + "|55=" + std::string(symbol) + "|54=" + std::string(side) +
           "|38=" + std::string(quantity) + "|40=3|99=" + std::string(trigger) + "|59=1|60=" + fix_now() +
           "|";
}

void World::mark(std::string_view symbol, std::string_view price) {
    const auto result = venue->set_mark(symbol, decimal(price));
    if (!result) ADD_FAILURE() << result.error();
}

void World::book(std::string_view symbol, std::vector<std::pair<std::string, std::string>> bids,
                 std::vector<std::pair<std::string, std::string>> asks) {
    const auto result = venue->set_book(symbol, levels(bids), levels(asks));
    if (!result) ADD_FAILURE() << result.error();
}

}  // namespace qb::test
