#include "replay/export.h"

#include <fstream>
#include <memory>
#include <optional>
#include <ostream>
#include <stdexcept>

#include "mapping/time_text.h"
#include "replay/data_dir.h"
#include "replay/new_file.h"
#include "replay/plain_record.h"
#include "replay/plain_tables.h"
#include "replay/rts24_record.h"

namespace qb::replay {
namespace {

using Layout = ExportOptions::Layout;
using Format = ExportOptions::Format;

/// What the command line asks for and cannot be had.
struct Usage : std::runtime_error {
    using std::runtime_error::runtime_error;
};

std::optional<WallTime> bound(const std::string& text, std::string_view name) {
    if (text.empty()) return std::nullopt;
    constexpr std::size_t kDate = 10;
    const auto time = mapping::time_from_rfc3339(text.size() == kDate ? text + "T00:00:00Z" : text);
    if (!time)
        throw Usage(std::string(name) + " must be a UTC time, 2026-01-31T08:00:00Z, or a date: " + text);
    return time;
}

/// A new file to write text to.
class TextFile {
public:
    explicit TextFile(const std::string& name)
        : file_(name), stream_(name, std::ios::binary | std::ios::app) {}
    [[nodiscard]] std::ostream& stream() { return stream_; }
    /// Throws std::runtime_error where not all of it could be written.
    void keep() {
        stream_.flush();
        if (!stream_) throw std::runtime_error("cannot write " + file_.name());
        file_.keep();
    }

private:
    NewFile file_;
    std::ofstream stream_;
};

/// Where the rows go, and the file they go to.
class Output {
public:
    Output(const ExportOptions& options, Console& console) {
        const auto& table = table_of(options);
        const auto& schema = options.layout == Layout::Plain ? PlainRecord::schema() : Rts24Record::schema();
        if (options.format == Format::Sqlite) {
            if (options.out.empty()) throw Usage("a database needs a file: --out FILE");
            sink_ = std::make_unique<SqliteSink>(options.out, schema);
            return;
        }
        if (!options.out.empty()) file_.emplace(options.out);
        auto& out = file_ ? file_->stream() : console.out;
        if (options.format == Format::Csv)
            sink_ = std::make_unique<CsvSink>(out, table);
        else
            sink_ = std::make_unique<JsonlSink>(out, table);
    }

    [[nodiscard]] RowSink& sink() { return *sink_; }
    void finish() {
        sink_->finish();
        if (file_) file_->keep();
    }

private:
    static const Table& table_of(const ExportOptions& options) {
        if (options.layout == Layout::Rts24) {
            if (!options.table.empty()) throw Usage("--table is for the plain layout");
            return rts24::kEvents;
        }
        const auto* table = PlainRecord::table(options.table.empty() ? plain::kEvents.name : options.table);
        if (table == nullptr) throw Usage("there is no table " + options.table);
        return *table;
    }

    std::optional<TextFile> file_;
    std::unique_ptr<RowSink> sink_;
};

/// Damage, if the journal has any.
std::optional<journal::Damage> read_all(journal::Disk& disk, std::optional<WallTime> from,
                                        std::optional<WallTime> to, OrderRecord& record) {
    auto reader = TurnReader::open(disk);
    if (!reader) return reader.error();
    for (;;) {
        const auto turn = reader->next();
        if (!turn) return turn.error();
        if (*turn == nullptr || (to && (*turn)->at >= *to)) break;
        record.turn(**turn, !from || (*turn)->at >= *from);
    }
    record.finish();
    return std::nullopt;
}

void print_coverage(const rts24::Coverage& coverage, const std::string& file, Console& console) {
    if (file.empty()) return coverage.print(console.err);
    TextFile out(file);
    coverage.print(out.stream());
    out.keep();
}

int write_record(const ExportOptions& options, Console& console) {
    const auto from = bound(options.from, "--from");
    const auto to = bound(options.to, "--to");
    const auto disk = open_data_dir(options.data_dir);
    if (!disk) throw Usage("cannot open " + options.data_dir + ": " + disk.error().message());
    Output output(options, console);
    rts24::Coverage coverage;
    std::unique_ptr<OrderRecord> record;
    if (options.layout == Layout::Rts24)
        record = std::make_unique<Rts24Record>(output.sink(), coverage);
    else
        record = std::make_unique<PlainRecord>(output.sink(), from.has_value());
    if (const auto damage = read_all(**disk, from, to, *record)) {
        console.err << "error: " << describe(*damage) << '\n';
        return kExitFound;
    }
    output.finish();
    if (options.layout == Layout::Rts24) print_coverage(coverage, options.coverage, console);
    return kExitGood;
}

}  // namespace

int export_record(const ExportOptions& options, Console& console) {
    try {
        return write_record(options, console);
    } catch (const UnreadableRow& unreadable) {
        console.err << "error: " << unreadable.what() << '\n';
        return kExitFound;
    } catch (const std::exception& error) {
        console.err << "error: " << error.what() << '\n';
        return kExitUsage;
    }
}

}  // namespace qb::replay
