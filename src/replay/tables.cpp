#include "replay/tables.h"

#include <algorithm>
#include <ostream>
#include <stdexcept>

#include "mapping/json_text.h"

namespace qb::replay {
namespace {

/// A spreadsheet would compute it; what an OMS sends must not do that.
bool is_formula(std::string_view cell) {
    if (cell.empty() || std::string_view("=+-@\t").find(cell.front()) == std::string_view::npos) return false;
    return cell.front() != '-' || cell.find_first_not_of("0123456789.", 1) != std::string_view::npos;
}

void append_csv(std::string& line, std::string_view cell) {
    const std::string_view guard = is_formula(cell) ? "'" : "";
    if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
        line.append(guard).append(cell);
        return;
    }
    line.append("\"").append(guard);
    for (const char c : cell) {
        if (c == '"') line += '"';
        line += c;
    }
    line += '"';
}

void write(std::ostream& out, const std::string& line) {
    out << line;
    if (!out) throw std::runtime_error("the output cannot be written");
}

void flush(std::ostream& out) {
    out.flush();
    if (!out) throw std::runtime_error("the output cannot be written");
}

/// Length of the UTF-8 character that `text` begins with; 0: it begins with none (RFC 3629, section 4).
std::size_t character_at(std::string_view text) {
    const auto byte = [text](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : static_cast<unsigned char>(0);
    };
    const auto first = byte(0);
    if (first < 0x80) return 1;
    const auto tail = [&](std::size_t from, std::size_t to) {
        for (; from < to; ++from)
            if ((byte(from) & 0xC0U) != 0x80U) return false;
        return true;
    };
    if (first >= 0xC2 && first <= 0xDF) return tail(1, 2) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool overlong = first == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = first == 0xED && byte(1) >= 0xA0;
        return !overlong && !surrogate && tail(1, 3) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool overlong = first == 0xF0 && byte(1) < 0x90;
        const bool beyond = first == 0xF4 && byte(1) >= 0x90;
        return !overlong && !beyond && tail(1, 4) ? 4 : 0;
    }
    return 0;
}

}  // namespace

CsvSink::CsvSink(std::ostream& out, const Table& table) : out_(out), table_(table.name) {
    for (const auto& column : table.columns) {
        if (!line_.empty()) line_ += ',';
        line_ += column.name;
    }
    write(out_, line_ += "\r\n");
}

void CsvSink::row(const Table& table, std::span<const std::string> cells) {
    if (!wants(table)) return;
    line_.clear();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) line_ += ',';
        append_csv(line_, cells[i]);
    }
    write(out_, line_ += "\r\n");
}

void CsvSink::finish() { flush(out_); }

void JsonlSink::row(const Table& table, std::span<const std::string> cells) {
    if (!wants(table)) return;
    line_ = '{';
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cells[i].empty()) continue;
        if (line_.size() > 1) line_ += ',';
        mapping::append_json_string(line_, table.columns[i].name);
        line_ += ':';
        if (table.columns[i].type == Column::Type::Integer)
            line_ += cells[i];
        else
            mapping::append_json_string(line_, as_utf8(cells[i]));
    }
    write(out_, line_ += "}\n");
}

void JsonlSink::finish() { flush(out_); }

std::string with_bars(std::string_view message) {
    std::string text(message);
    std::replace(text.begin(), text.end(), '\x01', '|');
    return text;
}

std::string as_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto length = character_at(text);
        out += length == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
}

}  // namespace qb::replay
