#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>
#include <map>

#include "bridge/version.h"
#include "replay/anchor.h"
#include "replay/export.h"
#include "replay/timeline.h"

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

void add_timeline(CLI::App& app, Chosen& chosen) {
    using Options = qb::replay::TimelineOptions;
    auto* command = app.add_subcommand(
        "timeline", "Tell the life of one order: FIX in, JSON out, JSON in, FIX out, and what was decided");
    auto options = std::make_shared<Options>();
    command->add_option("--order", options->order, "ClOrdID, OrderID, client_order_id or an id of the venue")
        ->required();
    command->add_option("--session", options->session, "only this session, as FIX.4.4:QFEX->DESK");
    const std::map<std::string, Options::Format> formats{
        {"text", Options::Format::Text}, {"jsonl", Options::Format::Jsonl}, {"csv", Options::Format::Csv}};
    command->add_option("--format", options->format, "text, jsonl or csv")
        ->transform(CLI::CheckedTransformer(formats));
    command
        ->add_option("DATA-DIR", options->data_dirs,
                     "DataDir of a gateway; several are told one after the other")
        ->required();
    command->callback([&chosen, options] {
        chosen = [options](Console& console) { return qb::replay::timeline(*options, console); };
    });
}

void add_export(CLI::App& app, Chosen& chosen) {
    using Options = qb::replay::ExportOptions;
    auto* command = app.add_subcommand("export", "Write the order record");
    auto options = std::make_shared<Options>();
    const std::map<std::string, Options::Layout> layouts{{"plain", Options::Layout::Plain},
                                                         {"rts24", Options::Layout::Rts24}};
    const std::map<std::string, Options::Format> formats{{"csv", Options::Format::Csv},
                                                         {"jsonl", Options::Format::Jsonl},
                                                         {"sqlite", Options::Format::Sqlite}};
    command->add_option("DATA-DIR", options->data_dir, "DataDir of a gateway")->required();
    command
        ->add_option("--layout", options->layout,
                     "plain: all that is known; rts24: events of MiFID II RTS 24")
        ->required()
        ->transform(CLI::CheckedTransformer(layouts));
    command->add_option("--format", options->format, "csv, jsonl or sqlite")
        ->required()
        ->transform(CLI::CheckedTransformer(formats));
    command->add_option("--out", options->out, "a new file; standard output unless given");
    command->add_option(
        "--table", options->table,
        "of the plain layout as csv or jsonl: events, orders, executions, fix_messages or venue_messages");
    command->add_option("--from", options->from, "UTC, 2026-01-31T08:00:00Z or a date: from then on");
    command->add_option("--to", options->to, "the same: before then");
    command->add_option("--coverage", options->coverage,
                        "a new file for what RTS 24 asks and the record cannot say");
    command->callback([&chosen, options] {
        chosen = [options](Console& console) { return qb::replay::export_record(*options, console); };
    });
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Answers from FIX logs and from a gateway's journal"};
    app.set_version_flag("--version", qb::bridge::build_id());
    app.require_subcommand(1);
    Chosen chosen;
    add_anchor(app, chosen);
    add_timeline(app, chosen);
    add_export(app, chosen);
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
