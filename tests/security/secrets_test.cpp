#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "net/http.h"
#include "ops/config.h"
#include "support/canary.h"
#include "support/world.h"

extern char** environ;

// Secrets that could not be mistaken for anything else are given to a bridge that is made to say all it can;
// then everything it has left is searched for them.
namespace qb::test {
namespace {

constexpr std::string_view kPassword = "canary-pw-7Qz!x93kLm";
constexpr std::string_view kWrongPassword = "canary-no-4Hw?u71bNe";
constexpr std::string_view kVenueKey = "canary_key_5Rt8yWq2Zs6";
constexpr std::string_view kRawData = "canary-raw-2Vc@p58dKj";

std::string content(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class Secrets : public World {
protected:
    Secrets() {
        sim::Options options;
        options.accounts = {{.public_key = "qfex_pub_test", .secret = "qfex_secret_test"},
                            {.public_key = "qfex_pub_canary", .secret = std::string(kVenueKey)}};
        start_venue(std::move(options));
        write_secret("desk2.password", kPassword);
        write_secret("venue.key", kVenueKey);
        bridge_lines = "LogLevel=debug";
        default_lines = "QfexAccount=main\nFixLog=Y\n";
        const std::string port = std::to_string(venue->port());
        more_sections = "[SESSION]\nTargetCompID=DESK2\nUsername=desk2\nPasswordFile=" +
                        (folder / "desk2.password").string() +
                        "\nQfexAccount=second\n[ACCOUNT]\nName=second\nUrl=wss://localhost:" + port +
                        "/\nRestUrl=https://localhost:" + port + "\nCaFile=" + certs.ca_file() +
                        "\nPublicKey=qfex_pub_canary\nSecretKeyFile=" + (folder / "venue.key").string() +
                        "\n";
    }

    void write_secret(const std::string& name, std::string_view text) const {
        std::ofstream(folder / name) << text;
        std::filesystem::permissions(folder / name, std::filesystem::perms::owner_read);
    }

    /// No form of any secret is in it.
    static void expect_clean(const std::string& text, const std::string& where) {
        for (const auto secret : {kPassword, kWrongPassword, kVenueKey, kRawData}) {
            EXPECT_EQ(leaked_form(text, secret), "") << "in " << where;
        }
    }

    std::string page(const std::string& path) {
        net::HttpClient client(io, nullptr);
        std::optional<net::HttpResult> result;
        net::HttpCall call;
        call.url = *net::parse_url("http://127.0.0.1:" + std::to_string(bridge->status_port()) + path);
        client.get(std::move(call), [&](net::HttpResult got) { result = std::move(got); });
        until([&] { return result.has_value(); }, path);
        return result && *result ? (*result)->body : "";
    }

    /// A refused Logon, an accepted one with data besides, orders, a reject that quotes the message.
    void say_all_there_is() {
        FixPeer::Identity identity{.sender = "DESK2", .target = "QFEX", .username = "desk2", .password = {}};
        identity.password = kWrongPassword;
        FixPeer stranger(io, identity);
        stranger.connect(bridge->fix_port());
        stranger.logon();
        until([&] { return !stranger.connected(); }, "the wrong password is refused");
        identity.password = kPassword;
        FixPeer oms(io, identity);
        oms.connect(bridge->fix_port());
        oms.logon("95=" + std::to_string(kRawData.size()) + "|96=" + std::string(kRawData) + "|");
        next(oms, "A");
        oms.send(stop("s1"));
        EXPECT_EQ(next(oms)[150], "0");
        oms.send("35=D|11=s2|554=" + std::string(kPassword) + "|55=AAPL-USD|");
        next(oms, "3");
        oms.send("35=2|7=1|16=0|");
        settle();
        oms.drop();
        settle();
    }
};

TEST_F(Secrets, AreNowhereInWhatABridgeLeaves) {
    start_bridge();
    say_all_there_is();
    for (const auto* path : {"/", "/metrics", "/status.json", "/healthz", "/readyz"}) {
        const std::string text = page(path);
        EXPECT_FALSE(text.empty()) << path;
        expect_clean(text, path);
    }
    stop_bridge();
    bridge.reset();
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const auto name = entry.path().filename().string();
        if (!entry.is_regular_file() || name == "desk2.password" || name == "venue.key") continue;
        expect_clean(content(entry.path()), name);
        ++files;
    }
    EXPECT_GE(files, 3U) << "a journal, a log and a FIX log";
    EXPECT_NE(content(folder / "bridge.log").find("s1"), std::string::npos) << "the log was searched";
}

TEST(Canary, IsFoundInEveryForm) {
    // "canary" by base64(1) and xxd(1), with none to two bytes before it.
    for (const auto* text :
         {"canary", "63616e617279", "Y2FuYXJ5", "eGNhbmFyeQ==", "eHhjYW5hcnk=", "%63%61%6e%61%72%79"}) {
        EXPECT_NE(leaked_form("before " + std::string(text) + " after", "canary"), "") << text;
    }
    EXPECT_EQ(leaked_form("canar", "canary"), "");
}

TEST_F(Secrets, OfTheRunningProgramAreNotInItsCommandLineAndNotDumped) {
    std::ofstream(folder / "bridge.cfg") << config_text();
    std::string program = QB_BRIDGE_PROGRAM, word = "run", option = "--config",
                file = (folder / "bridge.cfg").string();
    std::array<char*, 5> args{program.data(), word.data(), option.data(), file.data(), nullptr};
    pid_t pid = 0;
    ASSERT_EQ(posix_spawn(&pid, program.c_str(), nullptr, nullptr, args.data(), environ), 0);
    const std::string proc = "/proc/" + std::to_string(pid) + "/";
    until([&] { return content(folder / "bridge.log").find("fix.listening") != std::string::npos; },
          "it runs");
    expect_clean(content(proc + "cmdline"), "cmdline");
    const std::string limits = content(proc + "limits");
    const auto line = limits.substr(limits.find("Max core file size"));
    EXPECT_EQ(line.substr(0, line.find('\n')).find("unlimited"), std::string::npos);
    EXPECT_NE(line.substr(0, line.find('\n')).find(" 1 "), std::string::npos) << line;
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
}

TEST_F(Secrets, InAFileThatOthersMayReadAreRefused) {
    std::filesystem::permissions(folder / "venue.key",
                                 std::filesystem::perms::owner_read | std::filesystem::perms::group_read);
    const auto loaded = ops::load_config_text((folder / "bridge.cfg").string(), config_text());
    ASSERT_FALSE(loaded.errors.empty());
    expect_clean(to_string(loaded.errors.front()), "the error");
}

}  // namespace
}  // namespace qb::test
