#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "client/client_settings.h"
#include "client/console.h"
#include "client/control_port.h"
#include "client/dictionary.h"
#include "client/interruption.h"
#include "client/session.h"
#include "client/text_file.h"
#include "client/utc_text.h"

namespace {

int run(const qb::client::ClientSettings& settings, const std::string& script_file) {
    std::string script;
    if (!script_file.empty()) {
        auto text = qb::client::text_of_file(script_file);
        if (!text) throw std::runtime_error(script_file + " cannot be opened");
        script = std::move(*text);
    }
    const qb::client::Dictionary dictionary(settings.dictionary, settings.transport_dictionary);
    qb::client::Interruption interruption;  // before the session starts its thread
    qb::client::Session session(settings);
    qb::client::RunnerOptions options;
    options.interruption = interruption.descriptor();
    options.order_prefix = qb::client::short_unique_text(std::chrono::system_clock::now());
    if (settings.control)
        options.venue = [&](const qb::client::Venue& request) {
            return call_control_port(*settings.control, request);
        };
    qb::client::Runner runner(session, dictionary, std::cout, std::move(options));
    session.logon();
    const int status = !script_file.empty() ? run_script(runner, script_file, script, std::cout)
                                            : run_lines(runner, session.inbox(), STDIN_FILENO,
                                                        ::isatty(STDIN_FILENO) != 0, std::cout);
    const int signalled = interruption.end();  // the session logs out as it goes; a second signal ends that
    return signalled != 0 ? signalled : status;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "FIX client for people and scripts. Without --script it reads commands from standard input; the "
        "command `help` lists them."};
    std::string config_file, script_file;
    app.add_option("--config", config_file, "Settings file of the session")->required();
    app.add_option("--script", script_file,
                   "Commands to run; exit 1 where an expectation fails, 2 where a line is wrong");
    try {
        app.parse(argc, argv);
        const auto settings = qb::client::load_settings(config_file);
        if (settings) return run(*settings, script_file);
        for (const auto& mistake : settings.error()) std::cerr << "error: " << mistake << '\n';
    } catch (const CLI::Success& success) {
        return app.exit(success);
    } catch (const CLI::ParseError& error) {
        app.exit(error);
    } catch (const std::exception& error) {
        std::cerr << "error: " << error.what() << '\n';
    }
    return qb::client::kExitUsage;
}
