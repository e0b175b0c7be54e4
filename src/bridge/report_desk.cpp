#include "bridge/report_desk.h"

#include <algorithm>
#include <stdexcept>

#include "fix/quickfix.h"
#include "records/rows.h"

namespace qb::bridge {
namespace {

constexpr int kPossResend = 97;

/// The tags that the session writes anew when a message is sent.
void strip_header(FIX::Message& message) {
    for (const int tag : {34, 43, 49, 52, 56, 122}) message.getHeader().removeField(tag);
}

}  // namespace

ReportDesk::ReportDesk(std::vector<SessionDesk>& desks, const journal::Journal& journal, journal::Turn& turn)
    : desks_(desks), journal_(journal), turn_(turn) {}

ReportDesk::~ReportDesk() = default;

void ReportDesk::attach(fix::Engine& engine) {
    engine_ = &engine;
    for (const auto& desk : desks_) {
        if (desk.config == nullptr) continue;
        auto& dictionary = dictionaries_[desk.config->fix.dictionary];
        if (!dictionary) dictionary = std::make_unique<FIX::DataDictionary>(desk.config->fix.dictionary);
    }
}

bool ReportDesk::can_send(const SessionDesk& desk) const {
    return desk.logged_on && desk.engine_index && engine_->ready(*desk.engine_index);
}

bool ReportDesk::offer(orders::SessionIndex session, FIX::Message& message) {
    if (park_all_) {
        park(session, message);
        return true;
    }
    auto& desk = desks_[session];
    return desk.memory.parked.empty() && can_send(desk) &&
           engine_->send(*desk.engine_index, message) == fix::SendResult::Sent;
}

void ReportDesk::deliver(orders::SessionIndex session, FIX::Message& report) {
    if (!offer(session, report)) park(session, report);
}

void ReportDesk::park(orders::SessionIndex session, FIX::Message& report) {
    auto& desk = desks_[session];
    report.getHeader().setField(FIX::FIELD::BeginString, desk.name.substr(0, desk.name.find(':')));
    std::string text;
    report.toString(text);
    park(session, desk.memory.next_parking_number++, text);
}

void ReportDesk::park(orders::SessionIndex session, std::uint64_t number, std::string_view text) {
    auto& memory = desks_[session].memory;
    payload_.clear();
    records::write_fix(payload_, {.session = session, .epoch = 0, .number = number, .text = text});
    const auto place = turn_.next_ref();
    turn_.append(journal::RowKind::Parked, records::kRowVersion, payload_);
    memory.parked.emplace(number, place.packed());
    ++parked_total_;
}

std::unique_ptr<FIX::Message> ReportDesk::parse(const SessionDesk& desk, const std::string& text) const {
    auto message =
        std::make_unique<FIX::Message>(text, *dictionaries_.at(desk.config->fix.dictionary), false);
    strip_header(*message);
    return message;
}

bool ReportDesk::can_drain(orders::SessionIndex session) const {
    return !desks_[session].memory.parked.empty() && can_send(desks_[session]);
}

void ReportDesk::drain(orders::SessionIndex session) {
    auto& desk = desks_[session];
    auto& parked = desk.memory.parked;
    std::uint64_t handed_over = 0;
    for (int left = kPage; left > 0 && !parked.empty() && can_send(desk); --left) {
        const auto [number, place] = *parked.begin();
        const auto row = journal_.read(journal::RowRef::from_packed(place), buffer_, turn_);
        if (!row) throw std::runtime_error("a parked report cannot be read: " + row.error().message());
        const auto report = records::read_fix(row->version, row->payload);
        if (!report) throw std::runtime_error("a parked report is not readable");
        const auto message = parse(desk, std::string(report->text));
        if (engine_->send(*desk.engine_index, *message) != fix::SendResult::Sent) break;
        parked.erase(parked.begin());
        handed_over = number;
    }
    if (handed_over == 0) return;
    payload_.clear();
    records::write_unparked(payload_, {.session = session, .up_to = handed_over});
    turn_.append(journal::RowKind::Unparked, records::kRowVersion, payload_);
}

void ReportDesk::sent(orders::SessionIndex session, std::int64_t wall_us, journal::RowRef row) {
    auto& desk = desks_[session];
    if (desk.config == nullptr || desk.config->fix.repeat_on_reset.count() == 0) return;
    auto& memory = desk.memory;
    const auto window_us = std::chrono::microseconds(desk.config->fix.repeat_on_reset).count();
    while (!memory.recent.empty() && memory.recent.front().at_us <= memory.last_received_us - window_us) {
        memory.recent.pop_front();
    }
    memory.recent.push_back({wall_us, row.packed()});
}

/// The window of a session that is not configured any more is not known: all that is remembered counts.
bool ReportDesk::is_repeated(const SessionDesk& desk, const records::SessionMemory::Sent& sent) {
    if (desk.memory.clean_logout) return false;
    if (desk.config == nullptr) return true;
    const auto window_us = std::chrono::microseconds(desk.config->fix.repeat_on_reset).count();
    return window_us != 0 && sent.at_us > desk.memory.last_received_us - window_us;
}

journal::RowRef ReportDesk::oldest_parked(orders::SessionIndex session) const {
    const auto& parked = desks_[session].memory.parked;
    const auto oldest = std::min_element(parked.begin(), parked.end(),
                                         [](const auto& a, const auto& b) { return a.second < b.second; });
    return oldest == parked.end() ? journal::RowRef{} : journal::RowRef::from_packed(oldest->second);
}

journal::RowRef ReportDesk::oldest_to_repeat(orders::SessionIndex session) const {
    const auto& desk = desks_[session];
    const auto& recent = desk.memory.recent;
    const auto oldest =
        std::find_if(recent.begin(), recent.end(), [&](const auto& sent) { return is_repeated(desk, sent); });
    return oldest == recent.end() ? journal::RowRef{} : journal::RowRef::from_packed(oldest->ref);
}

void ReportDesk::repeat_after_reset(orders::SessionIndex session) {
    auto& desk = desks_[session];
    auto& memory = desk.memory;
    auto recent = std::exchange(memory.recent, {});
    if (desk.config == nullptr) return;
    for (; !recent.empty() && is_repeated(desk, recent.back()); recent.pop_back()) {  // the newest first
        const auto place = journal::RowRef::from_packed(recent.back().ref);
        // The window was made longer than what is kept.
        if (place.segment() < journal_.segments().front().number) break;
        const auto row = journal_.read(place, buffer_, turn_);
        if (!row) throw std::runtime_error("a sent report cannot be read: " + row.error().message());
        const auto report = records::read_fix(row->version, row->payload);
        if (!report) throw std::runtime_error("a sent report is not readable");
        const auto message = parse(desk, std::string(report->text));
        message->getHeader().setField(kPossResend, "Y");
        std::string text;
        message->toString(text);
        park(session, --memory.first_parking_number, text);
    }
}

}  // namespace qb::bridge
