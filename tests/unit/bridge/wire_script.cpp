#include "unit/bridge/wire_script.h"

#include <algorithm>
#include <sstream>

#include "orders/decimal.h"
#include "support/expected_fields.h"
#include "unit/bridge/venue_text.h"

namespace qb::bridge::test {
namespace {

using namespace std::chrono;
using orders::Decimal;

constexpr AccountNumber kAccount = 0;  // the rig's one

bool is_read(const std::string& command) { return member(command, "type").starts_with("get_"); }

milliseconds length_of(const std::string& text) {
    const auto number = std::stoi(text);
    return text.ends_with("ms") ? milliseconds(number) : seconds(number);
}

}  // namespace

WireScript::WireScript(std::string_view session_lines) : rig_(session_lines) {
    fix::test::set_wall(WallTime(sys_days(2025y / 6 / 11) + 12h));
    rig_.serve();
    oms_.emplace(rig_.logged_on(1, "98=0|108=300|"));
}

void WireScript::play(std::string_view script) {
    std::istringstream in{std::string(script)};
    for (std::string text; std::getline(in, text) && !failed_;) {
        text.erase(0, text.find_first_not_of(' '));
        if (text.empty() || text.front() == '#') continue;
        told_ += text + "\n";
        line(text);
    }
    if (!failed_) everything_named();
}

void WireScript::line(const std::string& text) {
    const auto rest = text.size() > 2 ? text.substr(2) : std::string();
    if (text.starts_with("< ")) return oms_gets(rest);
    if (text.starts_with("C ")) return expect_command(rest);
    everything_named();
    if (failed_) return;
    if (text.starts_with("> ")) {
        oms_sends(rest);
    } else if (text.starts_with("S ")) {
        venue_sends(rest);
    } else if (text.starts_with("R ")) {
        const auto colon = rest.find(':');
        answers_[rest.substr(0, colon)] = rest.substr(std::min(rest.size(), colon + 2));
    } else if (text.starts_with("wait ")) {
        pass(length_of(text.substr(5)));
    } else if (text == "down") {
        rig_.core().link_down(kAccount, "gone", now());
        rig_.end_turn();
    } else if (text == "up") {
        rig_.serve();
    } else if (text == "takes nothing") {
        rig_.port.takes = false;
    } else if (text == "restart") {
        restart();
    } else {
        fail("a line that nobody understands");
    }
    if (!failed_) settle();
}

void WireScript::oms_sends(std::string fields) {
    if (!fields.ends_with('|')) fields += '|';
    const auto type = fields.substr(0, fields.find('|'));
    if (type == "35=D" || type == "35=F" || type == "35=G" || type == "35=q")
        fields += "60=20250611-12:00:00|";
    oms_->send(fields);
}

void WireScript::oms_gets(const std::string& fields) {
    if (inbox_.empty()) return fail("the OMS got nothing");
    const auto got = inbox_.front();
    inbox_.pop_front();
    told_ += "        " + got.text + "\n";
    const bool typed = fields.find("35=") != std::string::npos;
    if (!typed && got.type() != "8") return fail("the OMS got another type");
    const auto wrong = qb::test::difference(fields, [&got](int tag) { return got[tag]; });
    if (!wrong.empty()) return fail(wrong);
    if (got.type() == "8") check_report(got);
}

/// What every ExecutionReport must carry, whatever it says.
void WireScript::check_report(const fix::test::Received& report) {
    const bool of_no_order = report[911] == "0" || report[58].starts_with("UNSUPPORTED_MASSSTATUSREQTYPE");
    for (const int tag : {37, 11, 17, 150, 39, 55, 54, 14, 151, 6, 60}) {
        if (report[tag] == "-" && !(tag == 11 && of_no_order))
            return fail("a report without tag " + std::to_string(tag));
    }
    const bool status = report[150] == "I";
    if (status != (report[17] == "0")) return fail("17=0 belongs to status answers alone");
    if (!status && !exec_ids_.insert(report[17]).second) return fail("17 was used before");
    const auto quantity = Decimal::parse(report[38]), done = Decimal::parse(report[14]),
               left = Decimal::parse(report[151]);
    if (!done || !left) return fail("14 or 151 is no number");
    const bool ended = std::string("248").find(report[39]) != std::string::npos;
    if (ended && !left->is_zero()) return fail("an ended order with 151 above 0");
    const bool open = std::string("01A6E").find(report[39]) != std::string::npos;
    if (open && quantity && report[14] != "0" && quantity->minus(*done) != *left)
        return fail("151 is not 38 - 14");
    if ((report[150] == "F") != (report[32] != "-")) return fail("32 belongs to fills alone");
}

void WireScript::expect_command(const std::string& text) {
    const auto words = words_of(with_ids(text));
    if (commands_.empty()) return fail("the bridge sent no command");
    const auto command = commands_.front();
    commands_.pop_front();
    told_ += "        " + command + "\n";
    if (member(command, "type") != words.front()) return fail("the bridge sent another command");
    for (std::size_t i = 1; i < words.size(); ++i) {
        const auto equals = words[i].find('=');
        const auto value = member(command, words[i].substr(0, equals));
        if (value != words[i].substr(equals + 1)) return fail("the command has " + value);
    }
}

void WireScript::venue_sends(const std::string& text) {
    rig_.core().venue_frame(kAccount, test::venue_frame(with_ids(text), adds_), now());
    rig_.end_turn();
}

void WireScript::pass(milliseconds time) {
    const auto until = now().mono + time;
    while (!failed_) {
        const auto due = rig_.core().next_deadline();
        const bool over = !due || *due > until;
        const auto next = over ? until : std::max(*due, now().mono);
        fix::test::advance(duration_cast<microseconds>(next - now().mono));
        rig_.core().timer(now());
        rig_.end_turn();
        settle();
        if (over) return;
    }
}

void WireScript::restart() {
    const auto next = oms_->next();
    rig_.restart();
    rig_.serve();
    oms_.emplace(rig_.connect(next));
    oms_->logon("98=0|108=300|");
}

void WireScript::settle() {
    constexpr int kEndless = 200;
    for (int i = 0; i < kEndless; ++i) {
        rig_.go_on();
        take_output();
        const auto sent = taken_;
        if (sent < rig_.port.sent.size()) {
            const auto command = rig_.port.sent[taken_++];
            if (!is_read(command)) {
                if (member(command, "type") == "add_order") adds_.push_back(command);
                commands_.push_back(command);
                continue;
            }
            const auto id = member(command, "order_id");
            answer(member(command, "type") + (id.empty() ? "" : " " + id), command);
        } else if (histories_ < rig_.port.reads.size()) {
            answer_history(rig_.port.reads[histories_++]);
        } else {
            return;
        }
    }
    fail("there is no end of reads");
}

void WireScript::take_output() {
    for (auto& message : oms_->read()) {
        if (message.type() != "A") inbox_.push_back(std::move(message));
    }
}

void WireScript::answer(const std::string& read, const std::string& command) {
    const auto found = answer_to(read);
    if (!found || *found == "silent") return;
    if (*found == "fail")
        return venue_sends(R"({"err":{"error_code":"ServerError","message":null,"incoming_message":)" +
                           command + "}}");
    const bool rows = found->empty() || found->starts_with("[");
    venue_sends(rows ? list_frame(read, with_ids(*found), adds_) : *found);
}

void WireScript::answer_history(const orders::QueryHistoricOrders& query) {
    const auto found =
        answer_to(query.client_order_id.empty() ? "history" : "history " + query.client_order_id);
    if (!found || *found == "silent") return;
    if (*found == "fail") {
        rig_.core().query_failed(kAccount, query,
                                 {.fault = qfex::RestFault::VenueFailed, .status = 500, .text = "no"}, now());
    } else {
        rig_.core().historic_orders(kAccount, query, list_frame("history", with_ids(*found), adds_), now());
    }
    rig_.end_turn();
}

std::optional<std::string> WireScript::answer_to(const std::string& read) const {
    for (const auto& [name, text] : answers_)
        if (with_ids(name) == read) return text;
    const auto otherwise = answers_.find("otherwise");
    if (otherwise == answers_.end()) return std::nullopt;
    return otherwise->second == "empty" ? std::string() : otherwise->second;
}

std::string WireScript::with_ids(std::string text) const {
    for (std::size_t i = adds_.size(); i > 0; --i) {
        const auto name = "$" + std::to_string(i);
        const auto id = member(adds_[i - 1], "client_order_id");
        for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + id.size()))
            text.replace(at, name.size(), id);
    }
    return text;
}

void WireScript::everything_named() {
    if (failed_) return;
    if (!inbox_.empty()) return fail("the OMS also got " + inbox_.front().text);
    if (!commands_.empty()) fail("the bridge also sent " + commands_.front());
}

void WireScript::fail(const std::string& why) {
    failed_ = true;
    ADD_FAILURE() << why << "\n--- so far:\n" << told_;
}

}  // namespace qb::bridge::test
