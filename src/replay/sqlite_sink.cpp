#include "replay/sqlite_sink.h"

#include <sqlite3.h>

#include <charconv>
#include <cstdint>
#include <stdexcept>

namespace qb::replay {
namespace {

/// Numbers of an order stay text: a REAL would be a binary fraction.
std::string create_sql(const Schema::Entry& entry) {
    std::string sql = "CREATE TABLE " + std::string(entry.table.name) + " (";
    for (const auto& column : entry.table.columns) {
        sql += column.name;
        sql += column.type == Column::Type::Integer ? " INTEGER, " : " TEXT, ";
    }
    return sql + "PRIMARY KEY (" + std::string(entry.primary_key) + ")) WITHOUT ROWID";
}

std::string insert_sql(const Table& table) {
    std::string sql = "INSERT OR REPLACE INTO " + std::string(table.name) + " VALUES (?";
    for (std::size_t i = 1; i < table.columns.size(); ++i) sql += ",?";
    return sql + ')';
}

}  // namespace

void SqliteSink::Close::operator()(sqlite3* database) const { sqlite3_close(database); }
void SqliteSink::Close::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

SqliteSink::SqliteSink(const std::string& file, const Schema& schema)
    : file_(file), afterwards_(schema.afterwards) {
    sqlite3* opened = nullptr;
    const int result = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
    database_.reset(opened);
    if (result != SQLITE_OK) fail();
    execute("PRAGMA journal_mode=MEMORY");  // a file that is not finished is removed
    execute("BEGIN");
    for (const auto& entry : schema.tables) {
        execute(create_sql(entry));
        inserts_.emplace(entry.table.name, prepare(insert_sql(entry.table)));
    }
}

void SqliteSink::fail() const {
    throw std::runtime_error("cannot write " + file_.name() + ": " +
                             (database_ ? sqlite3_errmsg(database_.get()) : "no memory"));
}

void SqliteSink::execute(const std::string& sql) {
    if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

SqliteSink::Statement SqliteSink::prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    const auto size = static_cast<int>(sql.size());
    if (sqlite3_prepare_v2(database_.get(), sql.c_str(), size, &statement, nullptr) != SQLITE_OK) fail();
    return Statement(statement);
}

void SqliteSink::row(const Table& table, std::span<const std::string> cells) {
    const auto known = inserts_.find(table.name);
    if (known == inserts_.end()) return;
    auto* const insert = known->second.get();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const int at = static_cast<int>(i) + 1;
        int result = SQLITE_OK;
        if (cells[i].empty()) {
            result = sqlite3_bind_null(insert, at);
        } else if (table.columns[i].type == Column::Type::Integer) {
            std::int64_t number = 0;
            std::from_chars(cells[i].data(), cells[i].data() + cells[i].size(), number);
            result = sqlite3_bind_int64(insert, at, number);
        } else {
            const auto text = as_utf8(cells[i]);
            const auto destroy = SQLITE_TRANSIENT;  // NOLINT: the library's own cast of -1
            result = sqlite3_bind_text(insert, at, text.data(), static_cast<int>(text.size()), destroy);
        }
        if (result != SQLITE_OK) fail();
    }
    if (sqlite3_step(insert) != SQLITE_DONE || sqlite3_reset(insert) != SQLITE_OK) fail();
}

void SqliteSink::finish() {
    for (const auto sql : afterwards_) execute(std::string(sql));
    execute("COMMIT");
    file_.keep();
}

}  // namespace qb::replay
