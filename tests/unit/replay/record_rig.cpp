#include "unit/replay/record_rig.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <stdexcept>

#include "unit/bridge/venue_text.h"

namespace qb::replay::test {
namespace {

using namespace std::chrono;
using fix::test::stop_order;

std::string new_folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "fix-replay-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    return pattern;
}

/// Before the gateway starts.
std::string_view at_noon(std::string_view session_lines) {
    fix::test::set_wall(WallTime(sys_days(2025y / 6 / 11) + 12h));
    return session_lines;
}

std::string limit_order(std::string_view cl_ord_id) {
    return "35=D|11=" + std::string(cl_ord_id) +
           "|55=AAPL-USD|54=1|38=10|40=2|44=150|59=1|60=20250611-12:00:00|";
}

/// One field of CSV; `at` is moved behind it.
std::string csv_field(const std::string& csv, std::size_t& at) {
    std::string field;
    if (csv[at] != '"') {
        const auto end = csv.find_first_of(",\r", at);
        field = csv.substr(at, end - at);
        at = end;
        return field;
    }
    for (++at; csv[at] != '"' || csv[at + 1] == '"'; ++at) {
        if (csv[at] == '"') ++at;
        field += csv[at];
    }
    ++at;
    return field;
}

}  // namespace

RecordRig::RecordRig(std::string_view bridge_lines, std::string_view session_lines)
    : rig(at_noon(session_lines), bridge_lines, "[SESSION]\nTargetCompID=OMS2\n"), folder_(new_folder()) {}

RecordRig::~RecordRig() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::vector<std::string> RecordRig::adds() const {
    std::vector<std::string> all;
    for (const auto& command : rig.port.sent)
        if (command.find("add_order") != std::string::npos) all.push_back(command);
    return all;
}

std::string RecordRig::client_order_id(std::size_t number) const {
    return bridge::test::member(adds().at(number - 1), "client_order_id");
}

void RecordRig::venue(std::string_view words) {
    rig.core().venue_frame(0, bridge::test::venue_frame(words, adds()), bridge::test::now());
    rig.end_turn();
}

void RecordRig::second() { rig.second(); }

void RecordRig::goodbye(Client& oms) {
    oms.send("35=5|");
    oms.read();
    oms.close();
}

void RecordRig::play_day() {
    rig.serve();
    auto oms = rig.logged_on(1, "98=0|108=300|");
    oms.send(stop_order("a1"));
    venue("order_response status=ACK order_id=P1");
    second();
    venue("fill_response order_id=P1 trade_id=T1 price=189.95 quantity=2 order_type=STOP_LOSS");
    second();
    venue("fill_response order_id=P1 trade_id=T2 price=189.9 quantity=3 order_type=STOP_LOSS");
    second();
    oms.send(stop_order("a2"));
    venue("order_response of=2 status=FAILED_MARGIN_CHECK order_id=");
    second();
    oms.send(limit_order("a3"));
    venue("order_response of=3 status=ACK order_id=O3 quantity_remaining=10");
    second();
    oms.send("35=F|11=c3|41=a3|55=AAPL-USD|54=1|60=20250611-12:00:00|");
    venue("order_response of=3 status=CANCELLED order_id=O3 quantity_remaining=10");
    second();
    oms.send(limit_order("a4"));
    venue("order_response of=4 status=ACK order_id=O4 quantity_remaining=10");
    second();
    oms.send("35=G|11=r4|41=a4|55=AAPL-USD|54=1|38=12|40=2|44=151|59=1|60=20250611-12:00:00|");
    venue("order_response of=4 status=MODIFIED order_id=O4 quantity=12 price=151 quantity_remaining=12");
    second();
    const int next = oms.next() + 1;
    goodbye(oms);
    second();
    venue("fill_response of=4 order_id=O4 trade_id=T3 price=150.99 quantity=12");
    second();
    auto again = rig.logged_on(next, "98=0|108=300|");
    rig.go_on();
    second();
    again.send(stop_order("a5"));
    second();
    rig.core().link_down(0, "the venue closed the line", bridge::test::now());
    rig.end_turn();
    second();
    again.send(stop_order("a6"));
    auto other = rig.logged_on(1, "98=0|108=300|", 1);
    other.send(limit_order("a1"));
    second();
    rig.serve();
    venue("order_response of=5 status=ACK order_id=P5");
    second();
    goodbye(other);
    goodbye(again);
}

std::string RecordRig::data_dir() {
    const auto folder = folder_ + "/data" + std::to_string(++copies_);
    std::filesystem::create_directory(folder);
    for (const auto& name : rig.disk.names()) {
        std::ofstream out(folder + "/" + name, std::ios::binary);
        out << rig.disk.bytes(name);
    }
    return folder;
}

Rows rows_of(const std::string& csv) {
    std::vector<std::string> columns;
    Rows rows;
    for (std::size_t at = 0; at < csv.size();) {
        std::vector<std::string> fields;
        for (;; ++at) {
            fields.push_back(csv_field(csv, at));
            if (csv[at] != ',') break;
        }
        at += 2;  // CR and LF
        if (columns.empty()) {
            columns = std::move(fields);
            continue;
        }
        auto& row = rows.emplace_back();
        for (std::size_t i = 0; i < columns.size(); ++i) row[columns[i]] = fields.at(i);
    }
    return rows;
}

std::vector<std::string> shown(const Rows& rows, const std::vector<std::string>& columns) {
    static const std::regex kClientOrderId("[0-9a-f]{32}"), kExecId("\\|17=([EF])[0-9]+-[^|]*");
    std::vector<std::string> lines, ids;
    for (const auto& row : rows) {
        std::string line;
        for (const auto& column : columns) {
            auto text = row.at(column);
            for (std::smatch match; std::regex_search(text, match, kClientOrderId);) {
                const auto id = match.str();
                if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
                const auto place = std::find(ids.begin(), ids.end(), id) - ids.begin() + 1;
                text = match.prefix().str() + "$" + std::to_string(place) + match.suffix().str();
            }
            line += (line.empty() ? "" : " ") +
                    (text.empty() ? "-" : std::regex_replace(text, kExecId, "|17=$1*"));
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

std::string as_text(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += line + "\n";
    return text;
}

std::string golden(const std::string& name, const std::string& got) {
    const auto file = std::string(QB_SOURCE_DIR) + "/tests/unit/replay/golden/" + name;
    if (std::getenv("QB_WRITE_GOLDEN") != nullptr) std::ofstream(file, std::ios::binary) << got;
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace qb::replay::test
