#include "replay/export.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>

#include "replay/journal_turns.h"
#include "replay/order_replay.h"
#include "unit/replay/record_rig.h"

namespace qb::replay::test {
namespace {

using Lines = std::vector<std::string>;
using Format = ExportOptions::Format;

Said exported(const ExportOptions& options) {
    return said([&](Console& console) { return export_record(options, console); });
}

class Export : public testing::Test {
protected:
    static void SetUpTestSuite() {
        rig = new RecordRig;  // NOLINT(cppcoreguidelines-owning-memory): gtest's own way
        rig->play_day();
        data_dir = rig->data_dir();
    }
    static void TearDownTestSuite() { delete rig; }  // NOLINT(cppcoreguidelines-owning-memory)

    static Lines table(const std::string& name, const std::vector<std::string>& columns,
                       const std::string& from = {}, const std::string& to = {}) {
        const auto out = exported({.data_dir = data_dir, .table = name, .from = from, .to = to});
        EXPECT_EQ(out.code, kExitGood) << out.err;
        return shown(rows_of(out.out), columns);
    }

    static inline RecordRig* rig = nullptr;
    static inline std::string data_dir;
};

TEST_F(Export, WritesARowForEachEvent) {
    const auto lines = table("events", {"time", "event", "session", "cl_ord_id", "request_cl_ord_id",
                                        "client_order_id", "order_id", "event_qty", "event_px", "trade_id",
                                        "cum_qty", "leaves_qty", "state", "word"});
    EXPECT_EQ(as_text(lines), golden("plain-events.txt", as_text(lines)));
}

TEST_F(Export, WritesARowForEachOrder) {
    const auto lines = table("orders", {"session", "cl_ord_id", "other_cl_ord_ids", "order_id", "symbol",
                                        "side", "ord_type", "time_in_force", "order_qty", "price", "stop_px",
                                        "state", "triggered", "cum_qty", "avg_px", "executions", "word"});
    EXPECT_EQ(as_text(lines), golden("plain-orders.txt", as_text(lines)));
}

TEST_F(Export, WritesARowForEachExecution) {
    const auto lines =
        table("executions", {"cl_ord_id", "order_id", "side", "trade_id", "qty", "price", "late"});
    EXPECT_EQ(as_text(lines), golden("plain-executions.txt", as_text(lines)));
}

TEST_F(Export, WritesTheMessages) {
    const auto fix = table("fix_messages", {"direction", "session", "msg_type", "cl_ord_id", "orig_cl_ord_id",
                                            "order_id", "exec_type", "ord_status"});
    EXPECT_EQ(as_text(fix), golden("plain-fix.txt", as_text(fix)));
    const auto venue =
        table("venue_messages", {"direction", "account", "kind", "order_id", "client_order_id"});
    EXPECT_EQ(as_text(venue), golden("plain-venue.txt", as_text(venue)));
}

TEST_F(Export, AnOrderStandsAsItStoodThen) {
    EXPECT_EQ(
        table("orders", {"cl_ord_id", "state", "cum_qty"}, "2025-06-11T12:00:01Z", "2025-06-11T12:00:02Z"),
        (Lines{"a1 Live 2"}));
    EXPECT_EQ(table("events", {"event"}, "2025-06-11T12:00:01Z", "2025-06-11T12:00:02Z"),
              (Lines{"TRIGGERED", "FILL"}));
    EXPECT_TRUE(table("orders", {"cl_ord_id"}, "2025-06-12").empty());
    EXPECT_TRUE(table("events", {"event"}, {}, "2025-06-11").empty());
}

// ---- SQLite

struct Closer {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
};

/// What a query answers: cells between blanks, NULL for nothing.
Lines asked(const std::string& file, const std::string& sql) {
    sqlite3* opened = nullptr;
    sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
    const std::unique_ptr<sqlite3, Closer> database(opened);
    Lines lines;
    const auto add = [](void* to, int count, char** cells, char**) {
        std::string line;
        for (int i = 0; i < count; ++i)
            line += (i > 0 ? " " : "") + std::string(cells[i] != nullptr ? cells[i] : "NULL");
        static_cast<Lines*>(to)->push_back(line);
        return 0;
    };
    if (sqlite3_exec(database.get(), sql.c_str(), add, &lines, nullptr) != SQLITE_OK)
        lines.emplace_back(sqlite3_errmsg(database.get()));
    return lines;
}

TEST_F(Export, WritesADatabase) {
    const auto file = rig->new_file("day.db");
    const auto out = exported({.data_dir = data_dir, .format = Format::Sqlite, .out = file});
    ASSERT_EQ(out.code, kExitGood) << out.err;
    EXPECT_EQ(asked(file, "PRAGMA integrity_check"), Lines{"ok"});
    for (const std::string name : {"events", "orders", "executions", "fix_messages", "venue_messages"})
        EXPECT_EQ(asked(file, "SELECT count(*) FROM " + name),
                  Lines{std::to_string(rows_of(exported({.data_dir = data_dir, .table = name}).out).size())})
            << name;
    EXPECT_EQ(asked(file, "SELECT cl_ord_id, order_id, state, order_qty FROM open_orders"),
              Lines{"a5 P5 Live 5"});
    EXPECT_EQ(asked(file, "SELECT price, typeof(price) FROM executions WHERE trade_id = 'T2'"),
              Lines{"189.9 text"});
    EXPECT_EQ(asked(file, "SELECT typeof(row), typeof(fee) FROM executions WHERE trade_id = 'T2'"),
              Lines{"integer null"});
    EXPECT_EQ(asked(file,
                    "SELECT what, substr(text, 1, 9) FROM order_lines WHERE order_key = (SELECT order_key "
                    "FROM orders "
                    "WHERE order_id = 'O3') ORDER BY row"),
              (Lines{"FIX in 8=FIX.4.4", "event ACCEPTED", "JSON out {\"type\":\"", "JSON in {\"order_r",
                     "event ACKNOWLED", "FIX out 8=FIX.4.4", "FIX in 8=FIX.4.4", "event CANCEL_TA",
                     "FIX out 8=FIX.4.4", "event CHANGE_SE", "JSON out {\"type\":\"", "JSON in {\"order_r",
                     "event CANCELLED", "FIX out 8=FIX.4.4"}));
    EXPECT_EQ(std::filesystem::status(file).permissions() & std::filesystem::perms::mask,
              std::filesystem::perms(0600));
}

TEST_F(Export, NeverWritesOverAFile) {
    const auto file = rig->new_file("mine");
    std::ofstream(file) << "mine";
    for (const auto format : {Format::Sqlite, Format::Csv, Format::Jsonl}) {
        const auto out = exported({.data_dir = data_dir, .format = format, .out = file});
        EXPECT_EQ(out.code, kExitUsage);
        EXPECT_NE(out.err.find("File exists"), std::string::npos) << out.err;
        std::ifstream in(file);
        EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "mine");
    }
}

TEST_F(Export, LeavesNoFileOfADamagedJournal) {
    const auto damaged = rig->data_dir();
    const auto segment = damaged + "/journal-00000000000000000001.qj";
    std::fstream bytes(segment, std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(3000);
    bytes.put('?');
    bytes.close();
    for (const auto format : {Format::Sqlite, Format::Csv, Format::Jsonl}) {
        const auto file = rig->new_file("damaged.out");
        const auto out = exported({.data_dir = damaged, .format = format, .out = file});
        EXPECT_EQ(out.code, kExitFound);
        EXPECT_NE(out.err.find("its hash differs"), std::string::npos) << out.err;
        EXPECT_FALSE(std::filesystem::exists(file));
    }
}

struct Wrong {
    std::string name;
    ExportOptions options;
    std::string says;
};
class WrongExport : public testing::TestWithParam<Wrong> {};

TEST_P(WrongExport, IsSaid) {
    RecordRig rig;
    auto options = GetParam().options;
    if (options.data_dir.empty()) options.data_dir = rig.data_dir();
    const auto out = exported(options);
    EXPECT_EQ(out.code, kExitUsage);
    EXPECT_NE(out.err.find(GetParam().says), std::string::npos) << out.err;
    EXPECT_EQ(out.out, "");
}

INSTANTIATE_TEST_SUITE_P(Rules, WrongExport,
                         testing::Values(Wrong{"Folder", {.data_dir = "/nowhere"}, "cannot open /nowhere"},
                                         Wrong{"Table", {.table = "fills"}, "there is no table fills"},
                                         Wrong{"TableOfRts24",
                                               {.layout = ExportOptions::Layout::Rts24, .table = "events"},
                                               "--table"},
                                         Wrong{"NoFile", {.format = Format::Sqlite}, "--out FILE"},
                                         Wrong{"From", {.from = "yesterday"}, "--from must be a UTC time"},
                                         Wrong{"To", {.to = "2025-13-01"}, "--to must be a UTC time"}),
                         [](const auto& row) { return row.param.name; });

// ---- memory

TEST(ExportMemory, HoldsTheOrdersThatTheGatewayHeld) {
    RecordRig rig;
    rig.play_day();
    rig.rig.second(std::chrono::seconds(31));
    const auto disk = rig.rig.disk.copy();
    auto reader = TurnReader::open(*disk);
    ASSERT_TRUE(reader);
    OrderReplay replay;
    std::size_t most = 0;
    for (auto turn = reader->next(); turn && *turn != nullptr; turn = reader->next()) {
        for (const auto& row : (*turn)->rows) replay.take(row);
        std::size_t now = 0;
        replay.for_each([&](auto, const auto&) { ++now; });
        most = std::max(most, now);
    }
    std::vector<std::string> left;
    replay.for_each([&](auto, const orders::Order& order) { left.push_back(order.request.cl_ord_id); });
    EXPECT_EQ(left, Lines{"a5"});
    EXPECT_GT(most, 1U);
}

TEST(ExportMemory, ALaterSegmentIsABeginningAsWell) {
    RecordRig rig;
    rig.play_day();
    rig.rig.second(std::chrono::hours(12));
    ASSERT_EQ(rig.rig.core().journal().segments().size(), 2U);
    rig.venue("fill_response order_id=P5 trade_id=T9 price=189 quantity=5 order_type=STOP_LOSS");
    const auto data_dir = rig.data_dir();
    std::filesystem::remove(data_dir + "/journal-00000000000000000001.qj");
    const auto out = exported({.data_dir = data_dir, .table = "orders"});
    ASSERT_EQ(out.code, kExitGood) << out.err;
    EXPECT_EQ(shown(rows_of(out.out), {"cl_ord_id", "session", "order_id", "state"}),
              (Lines{"a5 FIX.4.4:BRIDGE->OMS P5 Filled"}));
}

}  // namespace
}  // namespace qb::replay::test
