#include "unit/bridge/core_rig.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "support/verified.h"

namespace qb::bridge::test {
namespace {

std::string new_folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "qfex-bridge-core-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    return pattern;
}

std::string config_text(std::string_view session_lines, std::string_view bridge_lines,
                        std::string_view more_sections) {
    return "[BRIDGE]\nDataDir=data\nLogFile=bridge.log\nJournalReserve=1048576\n" +
           std::string(bridge_lines) +
           "\n[DEFAULT]\nSenderCompID=BRIDGE\nSocketAcceptPort=0\nDataDictionary=" +
           fix::test::Rig::dictionary() + "\nDayOrders=gtc\n[SESSION]\nTargetCompID=OMS\n" +
           std::string(session_lines) + "\n" + CoreRig::account_section("main") + std::string(more_sections);
}

}  // namespace

CoreRig::CoreRig(std::string_view session_lines, std::string_view bridge_lines,
                 std::string_view more_sections)
    : folder_(new_folder()) {
    load(session_lines, bridge_lines, more_sections);
    log_ = std::make_unique<ops::Log>(config_.log);
    start();
}

namespace {

/// A re-run costs as much as the test itself; under the sanitizers some of them do.
bool is_run_again() {
#if defined(__SANITIZE_ADDRESS__)
    static int rigs = 0;
    return ++rigs % 8 == 0;
#else
    return true;
#endif
}

}  // namespace

CoreRig::~CoreRig() {
    core_.reset();
    if (verifies && is_run_again()) qb::test::expect_identical(*disk.copy());
    log_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void CoreRig::load(std::string_view session_lines, std::string_view bridge_lines,
                   std::string_view more_sections) {
    auto loaded = ops::load_config_text(folder_ + "/bridge.cfg",
                                        config_text(session_lines, bridge_lines, more_sections));
    for (const auto& error : loaded.errors) throw std::runtime_error(to_string(error));
    config_ = std::move(loaded.config);
}

void CoreRig::restart_with(std::string_view session_lines, std::string_view more_sections) {
    kill();
    load(session_lines, {}, more_sections);
    disk.restart();
    start();
}

std::string CoreRig::account_section(std::string_view name) {
    const std::string text(name);
    return "[ACCOUNT]\nName=" + text + "\nUrl=ws://127.0.0.1:1/\nRestUrl=http://127.0.0.1:1\nPublicKey=key-" +
           text + "\nSecretKey=secret\n";
}

void CoreRig::start() {
    pipes.clear();
    core_ =
        std::make_unique<Core>(config_, disk, storage_, journal::JournalId{1}, *log_, port, "test", now());
}

std::string CoreRig::log_text() {
    core_.reset();
    log_.reset();
    std::ifstream in(folder_ + "/bridge.log");
    return {std::istreambuf_iterator<char>(in), {}};
}

std::optional<FatalError> CoreRig::try_end_turn() {
    if (auto error = core_->end_turn()) return error;
    core_->engine().for_each_output([&](fix::ConnectionId id, fix::CloseMark mark) {
        auto& pipe = pipes[id];
        pipe.mark = mark;
        if (mark == fix::CloseMark::AtOnce) return;
        std::string bytes;
        core_->engine().take_output(id, bytes);
        if (pipe.stuck) return;
        pipe.received += bytes;
        core_->engine().written(id, bytes.size());
    });
    return std::nullopt;
}

void CoreRig::end_turn() {
    if (const auto error = try_end_turn()) throw std::runtime_error(error->text);
}

int CoreRig::go_on() {
    int turns = 0;
    for (; core_->has_more(); ++turns) {
        if (turns == 1000) throw std::runtime_error("there is no end of turns");
        core_->go_on(now());
        end_turn();
    }
    return turns;
}

void CoreRig::serve(AccountNumber account) {
    core_->link_serving(account, now());
    end_turn();
}

void CoreRig::second(std::chrono::microseconds after) {
    fix::test::advance(after);
    core_->second(now());
    core_->timer(now());
    end_turn();
}

Client CoreRig::connect(int next, std::size_t session) {
    const auto id = core_->fix_open(fix::ListenerId{0}, "127.0.0.1", now());
    if (id) pipes[*id];
    end_turn();
    return {*this, id, config_.sessions.at(session).fix, next};
}

Client CoreRig::logged_on(int next, std::string_view more, std::size_t session) {
    auto client = connect(next, session);
    client.logon(more);
    const auto replies = client.read();
    if (replies.empty() || replies.front().type() != "A") throw std::runtime_error("no Logon reply");
    return client;
}

void CoreRig::send_bytes(fix::ConnectionId connection, std::string_view bytes) {
    core_->fix_bytes(connection, bytes, now());
    if (!turn_goes_on) end_turn();
}

void CoreRig::close(fix::ConnectionId connection) {
    core_->fix_closed(connection, now());
    end_turn();
}

}  // namespace qb::bridge::test
