#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "model/dice.h"
#include "qfex/link_decider.h"
#include "qfex/rest_reads.h"
#include "venue_end.h"

namespace qb::simulation {

/// What outlives a process of the bridge and what it reaches from inside: an account's road to the venue.
struct VenueRoad {
    std::string name;  ///< of the account
    Agenda& agenda;
    Trace& trace;
    VenueEnd& venue;
    model::Dice dice;              ///< of the machine: nonces, jitter
    microseconds delay;            ///< one way
    bool stalled = false;          ///< the network takes nothing: what is sent piles up and is refused
    std::shared_ptr<Line> line{};  ///< the newest one
    std::uint64_t nonces = 0;

    [[nodiscard]] std::string nonce();
    [[nodiscard]] std::uint32_t random() { return static_cast<std::uint32_t>(dice.below(1 << 30)) << 2U; }
};

/// One process's link to the venue: obeys a LinkDecider over a simulated line and makes the REST reads.
class LinkEnd {
public:
    /// Where the news go; each call comes from the agenda, but for those that come from inside start().
    struct Host {
        std::function<void(std::string_view)> frame;
        std::function<void()> serving;
        std::function<void(std::string_view)> down;
        /// What comes in on the link is handled inside this.
        std::function<void(const std::function<void()>&)> input;
    };

    LinkEnd(VenueRoad& road, const qfex::AccountSettings& account, Host host);
    LinkEnd(const LinkEnd&) = delete;
    LinkEnd& operator=(const LinkEnd&) = delete;

    void start();
    /// The process dies: so does the line, and nothing is heard any more.
    void die();
    [[nodiscard]] bool send(std::string command);
    using Answer = std::function<void(const qfex::RestResult&)>;
    void get(const std::string& target, Answer done);

private:
    void obey();
    void perform(const qfex::LinkAction& action);
    void connect();
    void opened(const std::shared_ptr<Line>& line);
    void heard(const std::string& frame);
    void ended(net::CloseInfo info);
    void put(std::string frame);
    void drop(bool goodbye);
    void arm();
    /// Does it later, unless the process is gone by then.
    void later(microseconds delay, std::function<void()> what);
    [[nodiscard]] qfex::RestResult read(const std::string& target);

    VenueRoad& road_;
    const qfex::AccountSettings& account_;
    Host host_;
    qfex::LinkDecider decider_;
    std::shared_ptr<Line> line_;
    std::uint64_t connection_ = 0;  ///< counts attempts: what is late is for nobody
    std::optional<MonoTime> armed_;
    std::shared_ptr<const int> alive_ = std::make_shared<const int>(0);
};

}  // namespace qb::simulation
