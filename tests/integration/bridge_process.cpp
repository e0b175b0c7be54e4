#include "integration/bridge_process.h"

#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

extern char** environ;

namespace qb::test {

BridgeProcess::~BridgeProcess() {
    if (pid_ > 0) kill(pid_, SIGKILL), waitpid(pid_, nullptr, 0);
}

void BridgeProcess::spawn(const std::string& command) {
    std::ofstream(folder / "bridge.cfg") << config_text();
    std::filesystem::remove(folder / "bridge.log");
    const std::string config = (folder / "bridge.cfg").string();
    std::string program = QB_BRIDGE_PROGRAM, word = command, option = "--config", file = config;
    std::array<char*, 5> args{program.data(), word.data(), option.data(), file.data(), nullptr};
    std::vector<char*> variables;
    for (auto& variable : more_environment) variables.push_back(variable.data());
    for (char** variable = environ; *variable != nullptr; ++variable) variables.push_back(*variable);
    variables.push_back(nullptr);
    ASSERT_EQ(posix_spawn(&pid_, program.c_str(), nullptr, nullptr, args.data(), variables.data()), 0);
}

std::string BridgeProcess::log() const {
    std::ifstream in(folder / "bridge.log");
    return {std::istreambuf_iterator<char>(in), {}};
}

std::optional<std::uint16_t> BridgeProcess::listening() const {
    constexpr std::string_view kLine = "fix.listening: 127.0.0.1:";
    const auto text = log();
    const auto at = text.find(kLine);
    if (at == std::string::npos || text.find('\n', at) == std::string::npos) return std::nullopt;
    return static_cast<std::uint16_t>(std::stoi(text.substr(at + kLine.size())));
}

std::uint16_t BridgeProcess::start(std::string_view event) {
    spawn("run");
    until([&] { return listening() && log().find(event) != std::string::npos; }, event);
    return listening().value_or(0);
}

int BridgeProcess::wait_for_exit() {
    int status = 0;
    until([&] { return waitpid(pid_, &status, WNOHANG) == pid_; }, "the program ends");
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace qb::test
