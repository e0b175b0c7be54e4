#include "bridge/conversation.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <vector>

#include "bridge/fix_text.h"
#include "journal/reader.h"
#include "records/rows.h"

namespace qb::bridge {
namespace {

constexpr char kSoh = '\x01';
constexpr std::size_t kColumns = 4;

bool is_shown(std::string_view tag) {
    constexpr std::array<std::string_view, 9> kHidden{"8", "9", "34", "43", "49", "52", "56", "122", "10"};
    return std::find(kHidden.begin(), kHidden.end(), tag) == kHidden.end();
}

/// Breaks text into lines of `width`, after a separator where one is near.
std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    std::vector<std::string> lines;
    while (text.size() > width) {
        auto cut = text.find_last_of("|,", width - 1);
        if (cut == std::string_view::npos || cut < width / 2) {
            cut = width - 1;
        }
        lines.emplace_back(text.substr(0, cut + 1));
        text.remove_prefix(cut + 1);
    }
    lines.emplace_back(text);
    return lines;
}

class Printer {
public:
    Printer(std::ostream& out, const ConversationOptions& options)
        : out_(out),
          width_(static_cast<std::size_t>(std::max(options.column_width, 20))),
          all_(options.session_messages) {}

    void head() {
        const std::array<std::string, kColumns> titles{"FIX in (OMS -> bridge)", "JSON out (bridge -> venue)",
                                                       "JSON in (venue -> bridge)",
                                                       "FIX out (bridge -> OMS)"};
        for (const auto& title : titles) out_ << pad(title) << "  ";
        out_ << '\n' << std::string(kColumns * (width_ + 2), '-') << '\n';
    }

    void row(const journal::PlacedRow& row) {
        using journal::RowKind;
        if (row.kind == RowKind::FixIn) fix(row, 0);
        if (row.kind == RowKind::VenueOut) venue(row, 1);
        if (row.kind == RowKind::VenueIn) venue(row, 2);
        if (row.kind == RowKind::FixOut) fix(row, 3);
    }

private:
    [[nodiscard]] std::string pad(std::string text) const {
        text.resize(std::max(width_, text.size()), ' ');
        return text;
    }

    void fix(const journal::PlacedRow& row, std::size_t column) {
        const auto message = records::read_fix(row.version, row.payload);
        if (!message || (!all_ && is_session_message(message->text))) return;
        print(readable_fix(message->text), column);
    }

    void venue(const journal::PlacedRow& row, std::size_t column) {
        if (const auto frame = records::read_venue(row.version, row.payload)) print(frame->text, column);
    }

    void print(std::string_view text, std::size_t column) {
        for (const auto& line : wrapped(text, width_)) {
            out_ << std::string(column * (width_ + 2), ' ') << line << '\n';
        }
    }

    std::ostream& out_;
    std::size_t width_;
    bool all_;
};

}  // namespace

std::string readable_fix(std::string_view message) {
    std::string out;
    while (!message.empty()) {
        const auto field = message.substr(0, message.find(kSoh));
        message.remove_prefix(std::min(message.size(), field.size() + 1));
        if (!is_shown(field.substr(0, field.find('=')))) continue;
        if (!out.empty()) out += '|';
        out += field;
    }
    return out;
}

std::optional<journal::Damage> show_conversation(journal::Disk& disk, std::ostream& out,
                                                 const ConversationOptions& options) {
    auto reader = journal::Reader::open(disk);
    if (!reader) return reader.error();
    Printer printer(out, options);
    printer.head();
    for (;;) {
        const auto row = reader->next();
        if (!row) return row.error();
        if (!*row) return std::nullopt;
        printer.row(**row);
    }
}

}  // namespace qb::bridge
