#include "link_end.h"

#include <array>
#include <cstdio>
#include <utility>

#include "qfex/auth.h"

namespace qb::simulation {
namespace {

namespace link_action = qfex::link_action;

std::int64_t unix_seconds(Now now) {
    return std::chrono::floor<std::chrono::seconds>(now.wall).time_since_epoch().count();
}

net::CloseInfo ended_by(net::Cause cause, int status = 0) {
    net::CloseInfo info;
    info.stage = status == 0 ? net::Stage::Open : net::Stage::Upgrade;
    info.cause = cause;
    info.http_status = status;
    info.text = std::string(to_string(cause));
    return info;
}

}  // namespace

std::string VenueRoad::nonce() {
    std::array<char, 33> text{};
    (void)std::snprintf(text.data(), text.size(), "%032llx", static_cast<unsigned long long>(++nonces));
    return text.data();
}

LinkEnd::LinkEnd(VenueRoad& road, const qfex::AccountSettings& account, Host host)
    : road_(road), account_(account), host_(std::move(host)), decider_(account) {}

void LinkEnd::die() {
    alive_.reset();
    drop(false);
}

void LinkEnd::later(microseconds delay, std::function<void()> what) {
    road_.agenda.after(delay, [this, alive = std::weak_ptr(alive_), what = std::move(what)] {
        if (!alive.expired()) host_.input(what);
    });
}

void LinkEnd::start() {
    decider_.start(road_.agenda.machine_now().mono, road_.random());
    obey();
}

bool LinkEnd::send(std::string command) {
    if (!decider_.serving() || !line_ || road_.stalled) return false;
    road_.trace.line("bridge", road_.name + " => " + command);
    put(kText + command);
    return true;
}

void LinkEnd::put(std::string frame) {
    if (line_ && !road_.stalled) line_->send(Side::Bridge, std::move(frame));
}

void LinkEnd::obey() {
    while (const auto action = decider_.next_action()) perform(*action);
    arm();
}

void LinkEnd::perform(const qfex::LinkAction& action) {
    struct Doing {
        LinkEnd& link;
        void operator()(const link_action::Connect&) const { link.connect(); }
        void operator()(const link_action::Send& send) const { link.put(kText + send.text); }
        void operator()(const link_action::Ping&) const { link.put(std::string(1, kPing)); }
        void operator()(const link_action::Close&) const { link.drop(true); }
        void operator()(const link_action::Drop&) const { link.drop(false); }
        void operator()(const link_action::Serving&) const { link.host_.serving(); }
        void operator()(const link_action::Down& down) const { link.host_.down(down.reason); }
        void operator()(const link_action::Stopped&) const {}
        void operator()(const link_action::Log& log) const {
            link.road_.trace.line("link", link.road_.name + " " + log.text);
        }
    };
    std::visit(Doing{*this}, action);
}

void LinkEnd::drop(bool goodbye) {
    ++connection_;
    if (const auto line = std::exchange(line_, nullptr)) line->close(Side::Bridge, goodbye);
}

void LinkEnd::connect() {
    const auto attempt = ++connection_;
    auto line = std::make_shared<Line>(road_.agenda, Line::Unit::Frames, road_.delay);
    line_ = road_.line = line;
    later(3 * road_.delay, [this, attempt, line] {
        if (attempt != connection_) return;
        const int status = road_.venue.connect(line, account_.public_key);
        if (status == 101) return opened(line);
        ended(ended_by(status == 0 ? net::Cause::ConnectFailed : net::Cause::UpgradeRefused, status));
    });
}

void LinkEnd::opened(const std::shared_ptr<Line>& line) {
    const auto attempt = connection_;
    const auto if_mine = [this, attempt, alive = std::weak_ptr(alive_)](auto what) {
        if (!alive.expired() && attempt == connection_) host_.input(what);
    };
    line->attach(Side::Bridge,
                 {.arrived = [this, if_mine](const std::string& frame) { if_mine([&] { heard(frame); }); },
                  .closed =
                      [this, if_mine](bool goodbye) {
                          const auto cause = goodbye ? net::Cause::PeerClosed : net::Cause::ConnectionLost;
                          if_mine([&] { ended(ended_by(cause)); });
                      },
                  .taken = {}});
    const auto now = road_.agenda.machine_now();
    decider_.opened(road_.nonce(), unix_seconds(now), now.mono);
    obey();
}

void LinkEnd::heard(const std::string& frame) {
    const auto now = road_.agenda.machine_now();
    if (frame.front() == kText) {
        const auto text = std::string_view(frame).substr(1);
        if (decider_.frame(text, now.mono)) host_.frame(text);
    } else {
        if (frame.front() == kPing) put(std::string(1, kPong));
        decider_.alive(now.mono);
    }
    obey();
}

void LinkEnd::ended(net::CloseInfo info) {
    ++connection_;
    line_ = nullptr;
    road_.stalled = false;
    decider_.closed(info, road_.agenda.machine_now().mono);
    obey();
}

void LinkEnd::arm() {
    const auto deadline = decider_.next_deadline();
    if (!deadline || (armed_ && *armed_ <= *deadline)) return;
    armed_ = std::max(*deadline, road_.agenda.now().mono);
    later(*armed_ - road_.agenda.now().mono, [this] {
        armed_.reset();
        decider_.timer(road_.agenda.machine_now().mono, road_.random());
        obey();
    });
}

// ---- REST

void LinkEnd::get(const std::string& target, Answer done) {
    later(road_.delay, [this, target, done = std::move(done)] {
        auto result = read(target);
        later(road_.delay, [result = std::move(result), done] { done(result); });
    });
}

qfex::RestResult LinkEnd::read(const std::string& target) {
    auto headers = qfex::rest_auth_headers(account_, road_.nonce(), unix_seconds(road_.agenda.machine_now()));
    headers.emplace_back("User-Agent", qfex::user_agent());
    const auto answer = road_.stalled ? std::nullopt : road_.venue.get(target, headers);
    if (!answer) return qfex::RestError{.fault = qfex::RestFault::NoAnswer, .text = "no answer"};
    road_.trace.line(
        "rest", road_.name + " " + target + " -> " + std::to_string(answer->status) + " " + answer->body);
    if (answer->status == 200) return answer->body;
    const auto fault = answer->status < 404   ? qfex::RestFault::KeyRefused
                       : answer->status < 500 ? qfex::RestFault::BadRequest
                                              : qfex::RestFault::VenueFailed;
    return qfex::RestError{.fault = fault, .status = answer->status, .text = "refused"};
}

}  // namespace qb::simulation
