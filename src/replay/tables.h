#pragma once

#include <cstdint>
#include <cstdlib>
#include <iosfwd>
#include <memory>
#include <span>
#include <string>
#include <string_view>

/// Rows of tables on their way out: comma-separated values, JSON lines, or a database.
namespace qb::replay {

struct Column {
    enum class Type : std::uint8_t { Text, Integer };
    std::string_view name;
    Type type = Type::Text;
};

/// The place of the column with that name; one that is not there does not compile.
constexpr std::size_t place_of(std::span<const Column> columns, std::string_view name) {
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i].name == name) return i;
    std::abort();  // not a constant: the compiler refuses it
}

struct Table {
    std::string_view name;
    std::span<const Column> columns;
};

/// Takes the rows of tables. A cell that is empty says nothing: NULL in a database, no member in JSON.
class RowSink {
public:
    RowSink() = default;
    RowSink(const RowSink&) = delete;
    RowSink& operator=(const RowSink&) = delete;
    virtual ~RowSink() = default;
    /// Whether rows of the table are wanted at all.
    [[nodiscard]] virtual bool wants(const Table& table) const = 0;
    /// As many cells as the table has columns; those of an Integer column are decimal digits or empty.
    virtual void row(const Table& table, std::span<const std::string> cells) = 0;
    /// Everything is there. Throws std::runtime_error where it could not be written.
    virtual void finish() = 0;
};

/// Comma-separated values as in RFC 4180, one table, its column names first. A cell that a spreadsheet would
/// take for a formula begins with a quote of its own.
class CsvSink final : public RowSink {
public:
    CsvSink(std::ostream& out, const Table& table);
    [[nodiscard]] bool wants(const Table& table) const override { return table.name == table_; }
    void row(const Table& table, std::span<const std::string> cells) override;
    void finish() override;

private:
    std::ostream& out_;
    std::string_view table_;
    std::string line_;
};

/// One JSON object a line, one table.
class JsonlSink final : public RowSink {
public:
    JsonlSink(std::ostream& out, const Table& table) : out_(out), table_(table.name) {}
    [[nodiscard]] bool wants(const Table& table) const override { return table.name == table_; }
    void row(const Table& table, std::span<const std::string> cells) override;
    void finish() override;

private:
    std::ostream& out_;
    std::string_view table_;
    std::string line_;
};

/// A FIX message on one line: `|` for SOH.
[[nodiscard]] std::string with_bars(std::string_view message);
/// Each byte that is no part of a UTF-8 character becomes U+FFFD: for formats that allow UTF-8 alone.
[[nodiscard]] std::string as_utf8(std::string_view text);

}  // namespace qb::replay
