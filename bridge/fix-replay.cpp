#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "bridge/version.h"
#include "replay/anchor.h"
#include "replay/verify.h"

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

void add_verify(CLI::App& app, Chosen& chosen) {
    auto* command = app.add_subcommand(
        "verify", "Check a journal's chain, run it again with this build and tell every difference");
    struct Options {
        std::string data_dir, anchor, spec;
    };
    auto options = std::make_shared<Options>();
    command->add_option("DATA-DIR", options->data_dir, "DataDir of a gateway")->required();
    command->add_option(
        "--anchor", options->anchor,
        "What `anchor` printed earlier, or a file with such lines: shows an end that was cut off "
        "and a chain that was written anew");
    command->add_option(
        "--spec", options->spec,
        "Folder with the data dictionaries; default: where the journal's configuration has them");
    command->callback([&chosen, options] {
        chosen = [options](Console& console) {
            return qb::replay::verify(options->data_dir, options->anchor, options->spec, console);
        };
    });
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Answers from FIX logs and from a gateway's journal"};
    app.set_version_flag("--version", qb::bridge::build_id());
    app.require_subcommand(1);
    Chosen chosen;
    add_anchor(app, chosen);
    add_verify(app, chosen);
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
