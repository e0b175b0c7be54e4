#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "bridge/version.h"
#include "replay/anchor.h"

namespace {

using qb::replay::Console;

/// What the chosen command will do; set while its options are read.
using Chosen = std::function<int(Console&)>;

void add_anchor(CLI::App& app, Chosen& chosen) {
    auto* command =
        app.add_subcommand("anchor", "Print the head of a journal's chain, for safe-keeping elsewhere");
    auto data_dir = std::make_shared<std::string>();
    command->add_option("DATA-DIR", *data_dir, "DataDir of a gateway")->required();
    command->callback([&chosen, data_dir] {
        chosen = [data_dir](Console& console) { return qb::replay::anchor(*data_dir, console); };
    });
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Answers from FIX logs and from a gateway's journal"};
    app.set_version_flag("--version", qb::bridge::build_id());
    app.require_subcommand(1);
    Chosen chosen;
    add_anchor(app, chosen);
    try {
        app.parse(argc, argv);
        Console console{std::cin, std::cout, std::cerr};
        return chosen(console);
    } catch (const CLI::Success& success) {
        return app.exit(success);
    } catch (const CLI::ParseError& error) {
        app.exit(error);
        return qb::replay::kExitUsage;
    } catch (const std::exception& error) {
        std::cerr << "error: " << error.what() << '\n';
        return qb::replay::kExitUsage;
    }
}
