#include <utility>

#include "bridge/core.h"
#include "bridge/times.h"
#include "records/rows.h"

// The venue side: frames, link events and answers to reads come in, committed commands go out.
namespace qb::bridge {
namespace {

using journal::RowKind;
using ops::LogLevel;

}  // namespace

void Core::venue_frame(std::string_view frame, Now now) {
    begin(now);
    ++counters_.frames_in;
    payload_.clear();
    records::write_venue(payload_, {kAccount, frame});
    turn_.append(RowKind::VenueIn, records::kRowVersion, payload_);
    events_.clear();
    frames_.read(frame, events_);
    for (const auto& event : events_) {
        if (const auto* other = std::get_if<orders::OtherFrame>(&event);
            other != nullptr && other->unreadable) {
            ++counters_.frames_unreadable;
            log_.line(LogLevel::Warn, now_.wall, "venue.unreadable",
                      {{"Bytes", std::to_string(frame.size())}},
                      "a frame that cannot be read was recorded and left aside");
        }
        note_rate_limit(event);
        manager_->handle(event, now_, *this);
    }
}

/// The venue said we send too fast: the command's bucket pauses for its hint.
void Core::note_rate_limit(const orders::VenueEvent& event) {
    std::optional<std::chrono::milliseconds> hint;
    auto bucket = qfex::Bucket::General;
    if (const auto* error = std::get_if<orders::VenueError>(&event)) {
        if (error->code != "RateLimited") return;
        if (error->echo_type.starts_with("cancel_")) bucket = qfex::Bucket::Cancel;
        if (error->retry_after_seconds) {
            hint = std::chrono::milliseconds(static_cast<std::int64_t>(*error->retry_after_seconds * 1000));
        }
    } else {
        const auto* update = std::get_if<orders::OrderUpdate>(&event);
        if (update == nullptr || update->status != "RATE_LIMITED") return;
    }
    pause(bucket, hint);
}

void Core::pause(qfex::Bucket bucket, std::optional<std::chrono::milliseconds> hint) {
    const auto jitter = static_cast<std::uint32_t>(turn_.next_row() * 2654435761U);
    throttle_.rate_limited(bucket, now_.mono, hint, jitter);
}

void Core::link_serving(Now now) {
    begin(now);
    serving_ = true;
    append_event(RowKind::Link, kAccount, "SERVING", {});
    log_.line(LogLevel::Info, now_.wall, "link.serving", {{"Account", accounts_[kAccount]}},
              "orders can be sent");
    manager_->link_serving(now_, *this);
}

void Core::link_down(std::string_view reason, Now now) {
    begin(now);
    serving_ = false;
    append_event(RowKind::Link, kAccount, "DOWN", reason);
    log_.line(LogLevel::Error, now_.wall, "link.down", {{"Account", accounts_[kAccount]}}, reason);
    manager_->link_lost("LINK_LOST", now_, *this);
}

void Core::historic_orders(const orders::QueryHistoricOrders& query, std::string_view body, Now now) {
    begin(now);
    payload_.clear();
    records::write_venue(payload_, {kAccount, body});
    turn_.append(RowKind::VenueIn, records::kRowVersion, payload_);
    if (auto list = frames_.historic_orders_from_json(body)) {
        list->query = query;
        manager_->handle(std::move(*list), now_, *this);
    } else {
        manager_->query_failed(query, now_, *this);
    }
}

void Core::query_failed(const orders::Command& query, const qfex::RestError& why, Now now) {
    begin(now);
    if (why.fault == qfex::RestFault::KeyRefused) {
        log_.line(LogLevel::Error, now_.wall, "venue.key_refused", {{"Account", accounts_[kAccount]}},
                  why.text +
                      "; the venue does not let this account's key read, so how an order ended while "
                      "the link was down cannot be learnt: look at PublicKey, SecretKey and the key's "
                      "permissions");
    } else {
        log_.line(LogLevel::Warn, now_.wall, "venue.read_failed", {}, why.text);
    }
    if (why.fault == qfex::RestFault::RateLimited) pause(qfex::Bucket::General, why.retry_after);
    manager_->query_failed(query, now_, *this);
}

void Core::flush_venue() {
    for (auto& out : outgoing_) {
        if (port_.send(std::move(out.text))) continue;
        ++counters_.not_sent;
        not_sent_.push_back(out.command);
    }
    outgoing_.clear();
    for (const auto& query : std::exchange(historic_queries_, {})) port_.read_historic_orders(query);
}

}  // namespace qb::bridge
