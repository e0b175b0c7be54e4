#include "line.h"

#include <algorithm>
#include <utility>

namespace qb::simulation {

void Line::send(Side from, std::string data) {
    if (at(from).gone || at(from).finished) return;
    put(other(from), {.data = std::move(data), .due = {}});
}

void Line::put(Side to, Piece piece) {
    auto& end = at(to);
    if (end.deaf) return;
    piece.due = end.last_due = std::max(end.last_due, agenda_.now().mono + delay_);
    end.bytes += piece.data.size();
    agenda_.at(piece.due, [line = shared_from_this(), to] { line->deliver(to); });
    end.coming.push_back(std::move(piece));
}

void Line::deliver(Side to) {
    auto& end = at(to);
    bool read = false;
    while (!end.held && !end.coming.empty() && end.coming.front().due <= agenda_.now().mono) {
        const Piece piece = std::move(end.coming.front());
        end.coming.pop_front();
        end.bytes -= piece.data.size();
        read = true;
        if (piece.last) return hear_of_end(to, piece.goodbye);
        const auto arrived = end.ears.arrived;  // a copy: the handler may close this end
        if (!end.gone && arrived) arrived(piece.data);
    }
    const auto& sender = at(other(to));
    const auto taken = sender.ears.taken;
    if (read && !sender.gone && taken) taken();
}

void Line::hear_of_end(Side side, bool goodbye) {
    auto& end = at(side);
    if (std::exchange(end.gone, true)) return;
    const auto ears = std::move(end.ears);
    end.ears = {};
    if (ears.closed) ears.closed(goodbye);
}

void Line::close(Side from, bool goodbye) {
    if (std::exchange(at(from).gone, true)) return;
    at(from).ears = {};
    if (!std::exchange(at(from).finished, true))
        put(other(from), {.data = {}, .due = {}, .last = true, .goodbye = goodbye});
}

void Line::finish(Side from) {
    if (at(from).gone || std::exchange(at(from).finished, true)) return;
    put(other(from), {.data = {}, .due = {}, .last = true, .goodbye = true});
}

void Line::lose(Side to, std::size_t but) {
    auto& end = at(to);
    end.deaf = true;
    std::size_t kept = 0;
    for (auto& piece : end.coming) {
        if (piece.last) break;
        const auto size = piece.data.size();
        if (size > but) {
            if (unit_ == Unit::Bytes && but > 0) {
                piece.data.resize(but);
                end.bytes -= size - but;
                ++kept;
            }
            break;
        }
        but -= size;
        ++kept;
    }
    while (end.coming.size() > kept) {
        end.bytes -= end.coming.back().data.size();
        end.coming.pop_back();
    }
}

void Line::cut(const Cut& cut) {
    lose(Side::Other, cut.to_other);
    lose(Side::Bridge, cut.to_bridge);
    const auto tell = [&](Side side, std::optional<microseconds> after) {
        if (!after) return;
        const auto when = std::max(at(side).last_due, agenda_.now().mono + *after);
        agenda_.at(when, [line = shared_from_this(), side] { line->hear_of_end(side, false); });
    };
    tell(Side::Other, cut.other_hears);
    tell(Side::Bridge, cut.bridge_hears);
}

void Line::hold(Side reader, bool held) {
    at(reader).held = held;
    if (!held) deliver(reader);
}

}  // namespace qb::simulation
