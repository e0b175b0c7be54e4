#pragma once

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "agenda.h"

namespace qb::simulation {

enum class Side : std::uint8_t { Bridge, Other };
[[nodiscard]] constexpr Side other(Side side) { return side == Side::Bridge ? Side::Other : Side::Bridge; }

/// One TCP connection. What one end sends arrives at the other, in order and later, until the line is cut;
/// nothing is lost or reordered on an open line, because TCP does not do that. Of a stream of frames a frame
/// arrives whole or not at all.
class Line final : public std::enable_shared_from_this<Line> {
public:
    enum class Unit : std::uint8_t { Bytes, Frames };

    /// What one end of the line does with it. A handler may be empty.
    struct Ears {
        std::function<void(std::string)> arrived;
        std::function<void(bool goodbye)> closed;  ///< once; nothing arrives afterwards
        std::function<void()> taken;               ///< the other end has read something
    };

    Line(Agenda& agenda, Unit unit, microseconds delay) : agenda_(agenda), unit_(unit), delay_(delay) {}

    void attach(Side side, Ears ears) { at(side).ears = std::move(ears); }
    void send(Side from, std::string data);
    /// Ends this end: what it has sent still arrives, then the other end hears of it. `goodbye`: in good
    /// order.
    void close(Side from, bool goodbye);
    /// Nothing more is sent, the other end hears of it behind the data; this end goes on reading.
    void finish(Side from);
    /// What is under way is lost but for these many bytes; each end hears of it after a time, or never.
    struct Cut {
        std::size_t to_other = 0, to_bridge = 0;
        std::optional<microseconds> other_hears, bridge_hears;
    };
    void cut(const Cut& cut);
    /// An end that does not read.
    void hold(Side reader, bool held);

    [[nodiscard]] bool is_open(Side side) const { return !at(side).gone; }
    /// Sent to this end and not yet read there.
    [[nodiscard]] std::size_t under_way(Side to) const { return at(to).bytes; }

private:
    struct Piece {
        std::string data;
        MonoTime due;
        bool last = false, goodbye = false;
    };
    /// One end, and what is on its way to it.
    struct End {
        Ears ears;
        std::deque<Piece> coming;
        std::size_t bytes = 0;
        MonoTime last_due{};
        bool held = false, gone = false;
        bool deaf = false;  ///< the line is cut: what is sent to it is lost
        bool finished = false;
    };

    [[nodiscard]] End& at(Side side) { return ends_.at(static_cast<std::size_t>(side)); }
    [[nodiscard]] const End& at(Side side) const { return ends_.at(static_cast<std::size_t>(side)); }
    void put(Side to, Piece piece);
    void deliver(Side to);
    void lose(Side to, std::size_t but);
    void hear_of_end(Side side, bool goodbye);

    Agenda& agenda_;
    Unit unit_;
    microseconds delay_;
    std::array<End, 2> ends_;
};

}  // namespace qb::simulation
