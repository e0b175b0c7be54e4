#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "sim/frames.h"
#include "sim/server.h"

namespace {

constexpr int kExitUsage = 2;

struct Flags {
    std::string config_file, listen, certificate, key, control, accounts_file, symbols_file, port_file;
    std::vector<std::string> accounts, switches;
    bool quiet = false;
};

qb::net::HostPort address_of(const std::string& text, const char* flag) {
    const auto address = qb::net::parse_host_port(text);
    if (!address) throw std::runtime_error(std::string(flag) + ": " + address.error());
    return *address;
}

void add_account(const std::string& text, const char* where, qb::sim::Options& options) {
    auto account = qb::sim::account_from_text(text);
    if (!account) throw std::runtime_error(std::string(where) + ": not PUBLIC:SECRET[:ACCOUNT_ID]");
    options.accounts.push_back(std::move(*account));
}

/// The configuration file first, then what the command line adds or overrides.
qb::sim::Options options_from(const Flags& flags) {
    qb::sim::Options options;
    if (!flags.config_file.empty()) options = qb::sim::options_from_file(flags.config_file);
    if (!flags.listen.empty()) {
        const auto address = address_of(flags.listen, "--listen");
        options.host = address.host;
        options.port = address.port;
    }
    if (!flags.control.empty()) options.control = address_of(flags.control, "--control");
    if (flags.certificate.empty() != flags.key.empty())
        throw std::runtime_error("--cert and --key go together");
    if (!flags.certificate.empty()) options.tls = qb::net::TlsFiles{flags.certificate, flags.key};
    for (const auto& account : flags.accounts) add_account(account, "--account", options);
    if (!flags.accounts_file.empty()) qb::sim::add_accounts_from_file(flags.accounts_file, options);
    if (const char* account = std::getenv("QFEX_SIM_ACCOUNT"); account != nullptr)
        add_account(account, "QFEX_SIM_ACCOUNT", options);
    if (!flags.symbols_file.empty()) qb::sim::symbols_from_file(flags.symbols_file, options);
    for (const auto& text : flags.switches) {
        const auto equals = text.find('=');
        if (equals == std::string::npos) throw std::runtime_error("--switch: not NAME=VARIANT");
        options.switches[text.substr(0, equals)] = text.substr(equals + 1);
    }
    if (!flags.quiet)
        options.log = [](std::string_view line) {
            using namespace std::chrono;
            const auto time = time_point_cast<microseconds>(system_clock::now());
            std::cout << qb::sim::iso_time(time) << ' ' << line << std::endl;
        };
    return options;
}

/// Written beside and renamed, so that whoever waits for the file never reads half of it.
void write_ports(const std::string& path, const qb::sim::Server& server) {
    const std::string partial = path + ".partial";
    std::ofstream file(partial);
    file << "{\"port\":" << server.port() << ",\"control_port\":" << server.control_port() << "}\n";
    file.close();
    if (!file) throw std::runtime_error(path + ": cannot be written");
    std::filesystem::rename(partial, path);
}

int run(const Flags& flags) {
    auto options = options_from(flags);
    const bool tls = options.tls.has_value();
    const std::string host = options.host;
    const auto log = options.log;
    boost::asio::io_context io(1);
    qb::sim::Server server(io, std::move(options));
    if (!flags.port_file.empty()) write_ports(flags.port_file, server);
    if (log) {
        log("venue on " + std::string(tls ? "wss://" : "ws://") + host + ":" + std::to_string(server.port()));
        log("control on http://127.0.0.1:" + std::to_string(server.control_port()));
    }
    boost::asio::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&](const boost::system::error_code& error, int /*signal*/) {
        if (!error) io.stop();
    });
    io.run();
    if (log) log("stopped");
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"A simulated QFEX: what an order gateway talks to before it has a key"};
    Flags flags;
    app.add_option("--config", flags.config_file, "JSON configuration; flags add to it or override it");
    app.add_option("--listen", flags.listen, "HOST:PORT of trade WebSocket and REST; port 0: any free one");
    app.add_option("--cert", flags.certificate, "PEM certificate chain");
    app.add_option("--key", flags.key, "PEM private key");
    app.add_option("--account", flags.accounts,
                   "PUBLIC:SECRET[:ACCOUNT_ID]; others on this machine can read a command line");
    app.add_option("--accounts-file", flags.accounts_file,
                   "the same, one a line; the environment variable QFEX_SIM_ACCOUNT adds one more");
    app.add_option("--control", flags.control, "HOST:PORT of the control port, loopback alone");
    app.add_option("--symbols", flags.symbols_file, "JSON array of symbols in place of the built-in ones");
    app.add_option("--switch", flags.switches, "NAME=VARIANT, as on the control port");
    app.add_option("--port-file", flags.port_file, "where to write the ports as JSON once they are open");
    app.add_flag("--quiet", flags.quiet, "no log lines");
    try {
        app.parse(argc, argv);
        return run(flags);
    } catch (const CLI::Success& success) {
        return app.exit(success);
    } catch (const CLI::ParseError& error) {
        app.exit(error);
        return kExitUsage;
    } catch (const std::exception& error) {
        std::cerr << "error: " << error.what() << '\n';
        return kExitUsage;
    }
}
