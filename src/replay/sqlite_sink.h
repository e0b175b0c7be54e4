#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "replay/new_file.h"
#include "replay/tables.h"

struct sqlite3;
struct sqlite3_stmt;

namespace qb::replay {

/// What a database is made of: its tables, the column or columns that tell a table's rows apart, and what is
/// said when all rows are there (indexes, views).
struct Schema {
    struct Entry {
        Table table;
        std::string_view primary_key;  ///< a later row with the same key takes the earlier one's place
    };
    std::vector<Entry> tables;
    std::vector<std::string_view> afterwards;
};

/// A new SQLite file, mode 0600, written in one transaction: it holds everything, or it is not there.
class SqliteSink final : public RowSink {
public:
    /// Throws std::runtime_error when the file exists or cannot be made.
    SqliteSink(const std::string& file, const Schema& schema);
    ~SqliteSink() override = default;
    [[nodiscard]] bool wants(const Table& table) const override { return inserts_.contains(table.name); }
    void row(const Table& table, std::span<const std::string> cells) override;
    void finish() override;

private:
    struct Close {
        void operator()(sqlite3* database) const;
        void operator()(sqlite3_stmt* statement) const;
    };
    using Statement = std::unique_ptr<sqlite3_stmt, Close>;

    void execute(const std::string& sql);
    Statement prepare(const std::string& sql);
    [[noreturn]] void fail() const;

    NewFile file_;  // outlives the database in it
    std::vector<std::string_view> afterwards_;
    std::unique_ptr<sqlite3, Close> database_;
    std::map<std::string_view, Statement> inserts_;  // by table
};

}  // namespace qb::replay
