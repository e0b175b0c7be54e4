#include <utility>

#include "bridge/core.h"
#include "bridge/recovery.h"
#include "bridge/times.h"
#include "records/rows.h"

// The venue side: frames, link events and answers to reads come in, committed commands go out.
namespace qb::bridge {
namespace {

using journal::RowKind;
using ops::LogLevel;

}  // namespace

void Core::venue_frame(AccountNumber account, std::string_view frame, Now now) {
    begin(now);
    auto& desk = accounts_[account];
    ++desk.counters.frames_in;
    payload_.clear();
    records::write_venue(payload_, {account, frame});
    turn_.append(RowKind::VenueIn, records::kRowVersion, payload_);
    events_.clear();
    desk.frames.read(frame, events_);
    for (auto& event : events_) {
        mapping::put_on_grid(event, desk.refdata);
        if (const auto* other = std::get_if<orders::OtherFrame>(&event);
            other != nullptr && other->unreadable) {
            ++desk.counters.frames_unreadable;
            log_.line(LogLevel::Warn, now_.wall, "venue.unreadable",
                      {{"Account", desk.name}, {"Bytes", std::to_string(frame.size())}},
                      "a frame that cannot be read was recorded and left aside");
        }
        note_rate_limit(desk, event);
        desk.manager.handle(event, now_, desk);
    }
}

/// The venue said we send too fast: the command's bucket pauses for its hint.
void Core::note_rate_limit(AccountDesk& desk, const orders::VenueEvent& event) {
    std::optional<std::chrono::milliseconds> hint;
    auto bucket = qfex::Bucket::General;
    if (const auto* error = std::get_if<orders::VenueError>(&event)) {
        if (error->code != "RateLimited") return;
        if (error->echo_type.starts_with("cancel_")) bucket = qfex::Bucket::Cancel;
        hint = error->retry_after;
    } else {
        const auto* update = std::get_if<orders::OrderUpdate>(&event);
        if (update == nullptr || update->status != "RATE_LIMITED") return;
    }
    pause(desk, bucket, hint);
}

void Core::pause(AccountDesk& desk, qfex::Bucket bucket, std::optional<std::chrono::milliseconds> hint) {
    const auto jitter = static_cast<std::uint32_t>(turn_.next_row() * 2654435761U);
    const auto until = desk.throttle.rate_limited(bucket, now_.mono, hint, jitter);
    if (bucket == qfex::Bucket::General) desk.manager.pause_adds(until);
}

void Core::link_serving(AccountNumber account, Now now) {
    begin(now);
    auto& desk = accounts_[account];
    desk.serving = true;
    append_event(RowKind::Link, account, kEventServing, {});
    log_.line(LogLevel::Info, now_.wall, "link.serving", {{"Account", desk.name}}, "orders can be sent");
    tell_link_change(desk, {});
    desk.manager.link_serving(now_, desk);
}

void Core::link_down(AccountNumber account, std::string_view reason, Now now) {
    auto& desk = accounts_[account];
    const bool opened = open_turn(now);
    desk.serving = false;
    append_event(RowKind::Link, account, kEventDown, reason);
    if (opened) release();  // nothing into the broken line
    log_.line(LogLevel::Error, now_.wall, "link.down", {{"Account", desk.name}}, reason);
    tell_link_change(desk, reason);
    take_back(desk);
    desk.manager.link_lost("LINK_LOST", now_, desk);
    // What waited and is not owed was answered: nothing of it leaves on the next line.
    std::erase_if(desk.waiting_cancels, [&](auto key) { return !desk.manager.owes_a_cancel(key); });
}

/// What the turn decided before it heard of the loss has not left, and does not leave on the next line. What
/// follows from that (an identical stop takes the refused one's place) is taken back as well.
void Core::take_back(AccountDesk& desk) {
    std::vector<AccountDesk::Outgoing> reads;
    while (!desk.outgoing.empty()) {
        for (auto& out : std::exchange(desk.outgoing, {})) {
            if (orders::is_query(out.command)) {
                reads.push_back(std::move(out));
                continue;
            }
            ++desk.counters.not_sent;
            not_sent(desk, out);
        }
    }
    desk.outgoing = std::move(reads);
}

/// Its row VenueOut stands as if it had left: this one says that it has not.
void Core::not_sent(AccountDesk& desk, const AccountDesk::Outgoing& out) {
    append_event(RowKind::Link, desk.number, kEventNotSent, out.text);
    desk.manager.not_sent(out.command, now_, desk);
}

void Core::historic_orders(AccountNumber account, const orders::QueryHistoricOrders& query,
                           std::string_view body, Now now) {
    begin(now);
    auto& desk = accounts_[account];
    append_event(RowKind::Link, account, kEventRead, records::read_text(query));
    payload_.clear();
    records::write_venue(payload_, {account, body});
    turn_.append(RowKind::VenueIn, records::kRowVersion, payload_);
    if (auto list = desk.frames.historic_orders_from_json(body)) {
        list->query = query;
        orders::VenueEvent event = std::move(*list);
        mapping::put_on_grid(event, desk.refdata);
        desk.manager.handle(event, now_, desk);
    } else {
        desk.manager.query_failed(query, now_, desk);
    }
}

void Core::query_failed(AccountNumber account, const orders::QueryHistoricOrders& query,
                        const qfex::RestError& why, Now now) {
    begin(now);
    auto& desk = accounts_[account];
    if (why.fault == qfex::RestFault::KeyRefused) {
        log_.line(LogLevel::Error, now_.wall, "venue.key_refused", {{"Account", desk.name}},
                  why.text +
                      "; the venue does not let this account's key read, so how an order ended while "
                      "the link was down cannot be learnt: look at PublicKey, SecretKey and the key's "
                      "permissions");
    } else {
        log_.line(LogLevel::Warn, now_.wall, "venue.read_failed", {{"Account", desk.name}}, why.text);
    }
    const bool paused = why.fault == qfex::RestFault::RateLimited;
    const auto hint = why.retry_after ? std::to_string(why.retry_after->count()) : std::string("-");
    append_event(RowKind::Link, account, paused ? kEventReadRateLimited : kEventReadFailed,
                 (paused ? "retry_after=" + hint + " " : std::string()) + records::read_text(query));
    if (paused) pause(desk, qfex::Bucket::General, why.retry_after);
    desk.manager.query_failed(query, now_, desk);
}

void Core::flush_venue() {
    for (auto& desk : accounts_) {
        for (auto& out : desk.outgoing) {
            if (port_.send(desk.number, out.text)) {
                const auto* cancel = std::get_if<orders::SendCancel>(&out.command);
                if (cancel != nullptr) desk.manager.change_left(cancel->key, now_);
                continue;
            }
            ++desk.counters.not_sent;
            desk.not_sent.push_back(std::move(out));
        }
        desk.outgoing.clear();
        for (const auto& query : std::exchange(desk.historic_queries, {}))
            port_.read_historic_orders(desk.number, query);
    }
}

}  // namespace qb::bridge
