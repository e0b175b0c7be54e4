#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bridge/version.h"
#include "replay/anchor.h"
#include "replay/decode.h"
#include "replay/export.h"
#include "replay/map.h"
#include "replay/orders.h"
#include "replay/send.h"
#include "replay/timeline.h"
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
    options->spec = qb::replay::own_dictionaries();
    command->add_option("DATA-DIR", options->data_dir, "DataDir of a gateway")->required();
    command->add_option(
        "--anchor", options->anchor,
        "What `anchor` printed earlier, or a file with such lines: shows an end that was cut off "
        "and a chain that was written anew");
    command->add_option("--spec", options->spec,
                        "Folder with the data dictionaries; default: fix_spec beside or above the program");
    command->callback([&chosen, options] {
        chosen = [options](Console& console) {
            return qb::replay::verify(options->data_dir, options->anchor, options->spec, console);
        };
    });
}

/// The logs, the filter and the format: what every command that reads logs has.
void add_log_options(CLI::App& command, qb::replay::LogOptions& options) {
    using qb::replay::Format;
    command.add_option("LOG", options.logs, "FIX logs (.gz too), - for the input, DataDirs of a gateway")
        ->required();
    auto& filter = options.filter;
    // Each takes one value, so that a log may follow it.
    const auto several = [&](const char* name, std::vector<std::string>& values, const char* what) {
        return command.add_option(name, values, what)->allow_extra_args(false);
    };
    several("--session", filter.sessions, "A->B: messages between these two CompIDs, whoever sends");
    command.add_option("--from", filter.from, "From this time on (UTC)");
    command.add_option("--to", filter.to, "Before this time (UTC)");
    several("--symbol", filter.symbols, "Symbol(55)");
    several("--clordid", filter.cl_ord_ids, "ClOrdID(11) or OrigClOrdID(41)");
    several("--orderid", filter.order_ids, "OrderID(37) or SecondaryOrderID(198)");
    several("--msgtype", filter.msg_types, "MsgType(35)")->delimiter(',');
    const std::map<std::string, Format> formats{
        {"text", Format::Text}, {"jsonl", Format::Jsonl}, {"csv", Format::Csv}};
    command.add_option("--format", options.format, "text, jsonl or csv")
        ->transform(CLI::CheckedTransformer(formats))
        ->option_text("FORMAT");
    command.add_option("--dictionaries", options.dictionaries, "Folder of the FIX dictionaries");
}

void add_decode(CLI::App& app, Chosen& chosen) {
    auto* command = app.add_subcommand("decode", "Show the messages of FIX logs with all names");
    auto options = std::make_shared<qb::replay::DecodeOptions>();
    options->log.dictionaries = qb::replay::own_dictionaries();
    add_log_options(*command, options->log);
    command->add_flag("--check", options->check, "Say what is wrong with each message");
    command->callback([&chosen, options] {
        chosen = [options](Console& console) { return qb::replay::decode(*options, console); };
    });
}

void add_orders(CLI::App& app, Chosen& chosen) {
    auto* command = app.add_subcommand("orders", "Show what became of each order in FIX logs");
    auto options = std::make_shared<qb::replay::LogOptions>();
    options->dictionaries = qb::replay::own_dictionaries();
    add_log_options(*command, *options);
    command->callback([&chosen, options] {
        chosen = [options](Console& console) { return qb::replay::orders(*options, console); };
    });
}

void add_map(CLI::App& app, Chosen& chosen) {
    auto* command =
        app.add_subcommand("map", "Show what this build makes of the clients' messages in FIX logs");
    auto options = std::make_shared<qb::replay::MapOptions>();
    options->log.dictionaries = qb::replay::own_dictionaries();
    add_log_options(*command, options->log);
    command->add_option("--config", options->config, "Configuration of a gateway");
    command->callback([&chosen, options] {
        chosen = [options](Console& console) { return qb::replay::map(*options, console); };
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

void add_send_times(CLI::App& command, qb::replay::SendOptions& options) {
    const auto seconds = [&command](const char* name, std::chrono::milliseconds& time, const char* text) {
        const auto take = [&time](const double& value) {
            time =
                std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::duration<double>(value));
        };
        const auto standard = std::to_string(time.count() / 1000);
        command.add_option_function<double>(name, take, text)
            ->check(CLI::Range(0.0, 3600.0))
            ->option_text("SECONDS [" + standard + "]");
    };
    command
        .add_option("--speed", options.speed,
                    "How many times faster than in the log, or max: as fast as answers come")
        ->capture_default_str();
    seconds("--logon-wait", options.logon_wait, "For the logon, and for the answer to the logout");
    seconds("--answer-wait", options.answer_wait, "For an answer of the log, since the last one came");
    seconds("--linger", options.linger, "After the last answer, for those that the log does not have");
}

void add_send(CLI::App& app, Chosen& chosen) {
    auto* command = app.add_subcommand(
        "send", "Send the client's side of FIX logs to a live gateway and compare the answers");
    auto options = std::make_shared<qb::replay::SendOptions>();
    command->add_option("LOG", options->logs, "FIX logs, - for the input, DataDirs of a gateway")->required();
    command->add_option("--config", options->config, "Settings file of the session, as fix-client takes it")
        ->required();
    command->add_option("--client", options->client,
                        "SenderCompID(49) of the side of the log to send; default: that of the session");
    command->add_option("--prefix", options->prefix, "Of the new ClOrdIDs; default: one no other run has");
    command->add_option("--symbol", options->symbols, "A=B: Symbol(55) A of the log is sent as B")
        ->allow_extra_args(false);
    command->add_option("--ignore", options->ignore, "Tags that are not compared")
        ->delimiter(',')
        ->allow_extra_args(false);
    command->add_option("--yes-send-to", options->send_to,
                        "Host of the session, where it is not this machine: orders do go there");
    add_send_times(*command, *options);
    command->callback([&chosen, options] {
        options->progress = ::isatty(STDERR_FILENO) != 0;
        chosen = [options](Console& console) { return qb::replay::send(*options, console); };
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
    add_decode(app, chosen);
    add_orders(app, chosen);
    add_map(app, chosen);
    add_timeline(app, chosen);
    add_export(app, chosen);
    add_send(app, chosen);
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
