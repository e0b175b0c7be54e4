#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "bridge/conversation.h"
#include "bridge/server.h"
#include "bridge/version.h"
#include "journal/compress.h"
#include "journal/history.h"
#include "journal/reader.h"
#include "ops/config.h"
#include "ops/core_dumps.h"

namespace {

constexpr int kExitUsage = 2;
constexpr int kExitDamaged = 1;

/// Prints every mistake and warning; false when there is a mistake.
bool tell(const qb::ops::LoadedConfig& loaded) {
    for (const auto& error : loaded.errors) std::cerr << "error: " << to_string(error) << '\n';
    for (const auto& warning : loaded.warnings) std::cerr << "warning: " << to_string(warning) << '\n';
    return loaded.errors.empty();
}

int serve(boost::asio::io_context& io, qb::ops::BridgeConfig config) {
    qb::bridge::Server server(io, std::move(config), {.build = qb::bridge::build_id(), .link = {}});
    boost::asio::signal_set signals(io, SIGTERM, SIGINT);
    std::function<void()> arm = [&] {
        signals.async_wait([&](const boost::system::error_code& error, int /*signal*/) {
            if (error) return;
            server.stop("the gateway is being shut down");
            arm();  // a second one ends at once
        });
    };
    arm();
    return server.run();
}

int run(const std::string& config_file) {
    if (!qb::ops::forbid_core_dumps()) std::cerr << "warning: core dumps could not be switched off\n";
    auto loaded = qb::ops::load_config(config_file);
    if (!tell(loaded)) return kExitUsage;
    boost::asio::io_context io(1);
    int code = qb::bridge::kExitFatal;
    try {
        code = serve(io, std::move(loaded.config));
    } catch (const std::exception& error) {
        std::cerr << "error: " << error.what() << '\n';
    }
    // The journal is closed and the log written by now. The loop is left as it is: its destructor waits for a
    // name look-up under way, however long that hangs.
    std::_Exit(code);
}

int check(const std::string& config_file) {
    if (!tell(qb::ops::load_config(config_file))) return kExitUsage;
    std::cout << config_file << ": no mistakes\n";
    return 0;
}

std::unique_ptr<qb::journal::Disk> open_journal(const std::string& directory) {
    auto disk = qb::journal::open_history(directory);
    if (!disk) throw std::runtime_error("cannot open " + directory + ": " + disk.error().message());
    return std::move(*disk);
}

int journal_check(const std::string& directory) {
    const auto disk = open_journal(directory);
    return qb::journal::check(*disk, std::cout).damage ? kExitDamaged : 0;
}

int journal_show(const std::string& directory, const qb::bridge::ConversationOptions& options) {
    const auto disk = open_journal(directory);
    const auto damage = show_conversation(*disk, std::cout, options);
    if (damage) std::cerr << "error: " << describe(*damage) << '\n';
    return damage ? kExitDamaged : 0;
}

int journal_compress(const std::string& directory) {
    using qb::journal::PosixDisk;
    const auto folder = directory + "/" + qb::journal::kRetiredFolder;
    if (!std::filesystem::exists(folder) && std::filesystem::is_directory(directory)) {
        std::cout << "no segment is retired\n";
        return 0;
    }
    const auto disk = PosixDisk::open_directory(folder, PosixDisk::Missing::Fail);
    if (!disk) throw std::runtime_error("cannot open " + folder + ": " + disk.error().message());
    const auto result = qb::journal::compress(**disk, std::cout);
    if (result.error) throw std::runtime_error(folder + ": " + result.error.message());
    return result.left > 0 ? kExitDamaged : 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"FIX order gateway for the QFEX exchange"};
    app.set_version_flag("--version", qb::bridge::build_id());
    app.require_subcommand(1);
    std::string config_file, directory;
    qb::bridge::ConversationOptions options;

    auto* run_command = app.add_subcommand("run", "Run the gateway until SIGTERM");
    run_command->add_option("--config", config_file, "Configuration file")->required();
    auto* check_command =
        app.add_subcommand("check", "Check a configuration file; exit 2 and every mistake listed");
    check_command->add_option("--config", config_file, "Configuration file")->required();
    auto* journal_command =
        app.add_subcommand("journal", "Look into a journal, also while the gateway writes it");
    journal_command->require_subcommand(1);
    auto* journal_check_command =
        journal_command->add_subcommand("check", "Verify every row; exit 1 when damaged");
    journal_check_command->add_option("DIR", directory, "DataDir of a gateway")->required();
    auto* show_command = journal_command->add_subcommand("show", "Print the conversation in four columns");
    show_command->add_option("DIR", directory, "DataDir of a gateway")->required();
    show_command->add_option("--width", options.column_width, "Characters of a column")
        ->check(CLI::Range(20, 400));
    show_command->add_flag("--all", options.session_messages, "Session messages as well");
    auto* compress_command = journal_command->add_subcommand(
        "compress",
        "Pack the retired segments; exit 1 when one is left because its copy did not unpack to it");
    compress_command->add_option("DIR", directory, "DataDir of a gateway")->required();
    try {
        app.parse(argc, argv);
        if (run_command->parsed()) return run(config_file);
        if (check_command->parsed()) return check(config_file);
        if (compress_command->parsed()) return journal_compress(directory);
        if (journal_check_command->parsed()) return journal_check(directory);
        return journal_show(directory, options);
    } catch (const CLI::Success& success) {
        return app.exit(success);
    } catch (const CLI::ParseError& error) {
        app.exit(error);
        return kExitUsage;
    } catch (const std::exception& error) {
        std::cerr << "error: " << error.what() << '\n';
        return qb::bridge::kExitFatal;
    }
}
