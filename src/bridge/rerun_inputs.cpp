#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>

#include "bridge/fix_text.h"
#include "bridge/recovery.h"
#include "bridge/rerun.h"
#include "bridge/rerun_rows.h"
#include "fix/quickfix.h"

// What a journal's rows tell a core that is run again.
namespace qb::bridge {

using journal::RowKind;

void Rerun::perform(std::size_t index) {
    const auto& row = row_at(index);
    switch (row.kind) {
    case RowKind::FixIn: copy(row); return request(fix_of(row));
    case RowKind::FixSession: return late_request(row);
    case RowKind::VenueIn: {
        const auto frame = venue_of(row);
        return core_->venue_frame(frame.account, frame.text, turn_->now);
    }
    case RowKind::Link: return link_event(index);
    case RowKind::Timer: return timer(row);
    case RowKind::Refdata: return reference_data(row);
    case RowKind::Note: return core_->stop_taking_orders(turn_->now);
    default: throw std::logic_error("no input");
    }
}

void Rerun::request(const records::FixRow& message) {
    core_->open_request_ = {message.session, msg_seq_num_of(message.text)};
    hand_over(message.session, message.text);
}

void Rerun::late_request(const Row& row) {
    const auto event = known_event(row);
    hand_over(event.number, event.text);
}

/// The message as QuickFIX would have read it.
void Rerun::hand_over(std::uint16_t session, std::string_view text) {
    const auto* desk = session < core_->desks_.size() ? &core_->desks_[session] : nullptr;
    if (desk == nullptr || desk->config == nullptr)
        throw std::runtime_error("a request of a session that is not configured");
    const auto dictionary = dictionaries_.load(desk->config->fix);
    const std::string message(text);
    const bool split = !desk->config->fix.default_appl_ver_id.empty();
    const FIX::Message parsed =
        split ? FIX::Message(message, *dictionary->session_rules, *dictionary->rules, false)
              : FIX::Message(message, *dictionary->rules, false);
    core_->on_request(*desk->engine_index, parsed, message);
}

void Rerun::link_event(std::size_t index) {
    const auto event = known_event(row_at(index));
    if (event.number >= core_->accounts_.size()) throw std::runtime_error("an account without name");
    if (event.word == kEventServing || event.word == kEventDown) return link_change(index, event);
    if (event.word == kEventRead) return answer_to_read(index, event);
    qfex::RestError why{.fault = qfex::RestFault::VenueFailed, .status = 0, .text = {}};
    auto text = event.text;
    if (event.word == kEventReadRateLimited) {
        const auto blank = text.find(' ');
        const auto hint = text.substr(0, blank).substr(std::string_view("retry_after=").size());
        why.fault = qfex::RestFault::RateLimited;
        if (hint != "-") why.retry_after = std::chrono::milliseconds(std::stoll(std::string(hint)));
        text.remove_prefix(blank + 1);
    } else if (event.word != kEventReadFailed) {
        throw std::runtime_error("an event of the link that this build does not know");
    }
    const auto query = records::read_from_text(text);
    if (!query) throw std::runtime_error("a read that this build does not know");
    core_->query_failed(event.number, *query, why, turn_->now);
}

/// Which sessions were told of it at once hangs on their connections: News(B) rows name them.
void Rerun::link_change(std::size_t index, const records::EventRow& event) {
    for (std::size_t i = index + 1; i < turn_->rows.size(); ++i) {
        const auto& row = row_at(i);
        if (role_of(i) == Role::Input) break;
        if (row.kind != RowKind::FixOut) continue;
        const auto message = fix_of(row);
        if (msg_type_of(message.text) == "B" && message.session < core_->desks_.size())
            core_->desks_[message.session].logged_on = true;
    }
    if (event.word == kEventServing)
        core_->link_serving(event.number, turn_->now);
    else
        core_->link_down(event.number, event.text, turn_->now);
    for (auto& desk : core_->desks_) desk.logged_on = false;
}

void Rerun::answer_to_read(std::size_t index, const records::EventRow& event) {
    const auto query = records::read_from_text(event.text);
    if (!query || index + 1 >= turn_->rows.size() || row_at(index + 1).kind != RowKind::VenueIn)
        throw std::runtime_error("an answer to a read that this build does not know");
    core_->historic_orders(event.number, *query, venue_of(row_at(index + 1)).text, turn_->now);
}

void Rerun::timer(const Row& row) {
    if (row.payload.empty()) return core_->fire_timers();
    const auto event = known_event(row);
    for (const auto why : {orders::OwedCancel::OnDisconnect, orders::OwedCancel::OnLogout}) {
        if (event.word == to_string(why) && event.number < core_->desks_.size())
            return core_->cancel_orders_of(event.number, why);
    }
    throw std::runtime_error("a timer that this build does not know");
}

void Rerun::reference_data(const Row& row) {
    const auto frame = venue_of(row);
    auto data = mapping::ReferenceData::from_text(frame.text);
    if (!data || frame.account >= core_->accounts_.size())
        throw std::runtime_error("reference data that this build cannot read");
    core_->accounts_[frame.account].refdata = std::move(*data);
    copy(row);
}

}  // namespace qb::bridge
