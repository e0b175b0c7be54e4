#include "replay/timeline.h"

#include <algorithm>
#include <array>
#include <iomanip>
#include <optional>
#include <ostream>

#include "ops/log.h"
#include "replay/data_dir.h"
#include "replay/order_replay.h"
#include "replay/order_story.h"
#include "replay/tables.h"

namespace qb::replay {
namespace {

using Format = TimelineOptions::Format;

constexpr std::array kColumns{
    Column{"data_dir"},
    Column{"session"},
    Column{"account"},
    Column{"order_key", Column::Type::Integer},
    Column{"cl_ord_id"},
    Column{"time"},
    Column{"gap_us", Column::Type::Integer},
    Column{"row", Column::Type::Integer},
    Column{"where"},
    Column{"of_session"},
    Column{"text"},
};
constexpr Table kTimeline{"timeline", kColumns};

/// "+0.000042": the seconds since the line before.
std::string gap_text(std::chrono::microseconds gap) {
    const auto size = std::chrono::abs(gap).count();
    auto decimals = std::to_string(size % 1'000'000);
    decimals.insert(0, 6 - decimals.size(), '0');
    return (gap.count() < 0 ? "-" : "+") + std::to_string(size / 1'000'000) + '.' + decimals;
}

std::string joined(const auto& texts) {
    std::string all;
    for (const auto& text : texts) {
        if (!all.empty()) all += ' ';
        all += text;
    }
    return all;
}

/// For a person: a head for each order, a line for each thing that happened.
void print(const OrderStory& story, std::ostream& out) {
    const auto& order = story.order;
    out << "Order " << order.cl_ord_id << ", session " << order.session_name << ", account "
        << order.account_name << ", taken in by row " << order.key << '\n';
    out << "  ClOrdID " << joined(order.cl_ord_ids) << "; OrderID "
        << (order.venue_ids.empty() ? "unknown" : joined(order.venue_ids)) << "; client_order_id "
        << (order.client_order_ids.empty() ? "none" : joined(order.client_order_ids)) << '\n';
    if (order.is_older) out << "  it was taken in before the first row of the journal that is kept\n";
    std::optional<WallTime> before;
    for (const auto& line : story.lines) {
        out << ops::iso_time(line.at) << ' ' << std::setw(14) << (before ? gap_text(line.at - *before) : "")
            << ' ' << std::setw(10) << line.row << "  " << std::left << std::setw(9) << line.where
            << std::right;
        if (!line.whose.empty()) out << '[' << line.whose << "] ";
        out << line.text << '\n';
        before = line.at;
    }
}

/// For a program: one row a line, with the order it belongs to.
void write(const OrderStory& story, const std::string& data_dir, RowSink& sink) {
    const auto& order = story.order;
    std::optional<WallTime> before;
    for (const auto& line : story.lines) {
        const auto gap = before ? std::to_string((line.at - *before).count()) : std::string();
        const std::array<std::string, kColumns.size()> cells{
            data_dir,
            order.session_name,
            order.account_name,
            std::to_string(order.key),
            order.cl_ord_id,
            ops::iso_time(line.at),
            gap,
            std::to_string(line.row),
            std::string(line.where),
            line.whose,
            line.text,
        };
        sink.row(kTimeline, cells);
        before = line.at;
    }
}

std::unique_ptr<RowSink> sink_for(Format format, std::ostream& out) {
    if (format == Format::Csv) return std::make_unique<CsvSink>(out, kTimeline);
    if (format == Format::Jsonl) return std::make_unique<JsonlSink>(out, kTimeline);
    return nullptr;
}

/// The stories in one DataDir.
boost::system::result<std::vector<OrderStory>, journal::Damage> stories_in(journal::Disk& disk,
                                                                           const TimelineOptions& options) {
    auto orders = find_orders(disk, options.order, options.session);
    if (!orders) return orders.error();
    if (orders->empty()) return std::vector<OrderStory>{};
    return tell_stories(disk, std::move(*orders));
}

/// The exit code for one DataDir; `found` counts orders.
int tell(const std::string& data_dir, const TimelineOptions& options, RowSink* sink, std::size_t& found,
         Console& console) {
    const auto disk = open_data_dir(data_dir);
    if (!disk) {
        console.err << "error: cannot open " << data_dir << ": " << disk.error().message() << '\n';
        return kExitUsage;
    }
    const auto stories = stories_in(**disk, options);
    if (!stories) {
        console.err << "error: " << data_dir << ": " << describe(stories.error()) << '\n';
        return kExitFound;
    }
    for (const auto& story : *stories) {
        if (sink != nullptr) {
            write(story, data_dir, *sink);
            continue;
        }
        if (found++ > 0) console.out << '\n';
        if (options.data_dirs.size() > 1) console.out << data_dir << ": ";
        print(story, console.out);
    }
    if (sink != nullptr) found += stories->size();
    return kExitGood;
}

}  // namespace

int timeline(const TimelineOptions& options, Console& console) {
    const auto sink = sink_for(options.format, console.out);
    int code = kExitGood;
    std::size_t found = 0;
    for (const auto& data_dir : options.data_dirs) {
        try {
            code = std::max(code, tell(data_dir, options, sink.get(), found, console));
        } catch (const UnreadableRow& unreadable) {
            console.err << "error: " << data_dir << ": " << unreadable.what() << '\n';
            code = std::max(code, kExitFound);
        }
    }
    if (sink) sink->finish();
    if (found == 0 && code == kExitGood) {
        console.err << "no order is called " << options.order
                    << (options.session.empty() ? "" : " in session " + options.session) << '\n';
        return kExitFound;
    }
    return code;
}

}  // namespace qb::replay
