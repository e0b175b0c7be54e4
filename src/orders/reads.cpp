#include "orders/reads.h"

#include <algorithm>

namespace qb::orders {
namespace {

constexpr std::array kEveryChannel{Reads::Channel::Orders, Reads::Channel::Trades, Reads::Channel::Historic};

struct ChannelOf {
    Reads::Channel operator()(const QueryTrades&) const { return Reads::Channel::Trades; }
    Reads::Channel operator()(const QueryHistoricOrders&) const { return Reads::Channel::Historic; }
    Reads::Channel operator()(const auto&) const { return Reads::Channel::Orders; }
};

/// The same read from its first page, or from `by` rows later.
void set_offset(Command& query, int offset) {
    if (auto* orders = std::get_if<QueryOpenOrders>(&query)) orders->offset = offset;
    if (auto* trades = std::get_if<QueryTrades>(&query)) trades->offset = offset;
    if (auto* historic = std::get_if<QueryHistoricOrders>(&query)) historic->offset = offset;
}

bool has(const std::vector<Reader>& readers, Reader reader) {
    return std::find(readers.begin(), readers.end(), reader) != readers.end();
}

}  // namespace

Reads::Channel Reads::channel_of(const Command& query) { return std::visit(ChannelOf{}, query); }

void Reads::ask(Command query, Reader reader) {
    auto& waiting = at(channel_of(query)).waiting;
    for (auto& request : waiting) {
        if (request.query != query) continue;
        if (!has(request.readers, reader)) request.readers.push_back(reader);
        return;
    }
    waiting.push_back({std::move(query), {reader}});
}

void Reads::drop_reader(const std::function<bool(const Reader&)>& unwanted) {
    for (auto& lane : lanes_) {
        for (auto& request : lane.waiting) std::erase_if(request.readers, unwanted);
        std::erase_if(lane.waiting, [](const Request& request) { return request.readers.empty(); });
        if (lane.out) std::erase_if(lane.out->request.readers, unwanted);
    }
}

void Reads::forget(OrderKey key) {
    drop_reader([key](const Reader& reader) { return reader.key == key; });
}

void Reads::forget(Reader unwanted) {
    drop_reader([unwanted](const Reader& reader) { return reader == unwanted; });
}

bool Reads::asked(Reader reader) const {
    return std::any_of(lanes_.begin(), lanes_.end(), [reader](const Lane& lane) {
        const auto wanted = [reader](const Request& request) { return has(request.readers, reader); };
        return (lane.out && wanted(lane.out->request)) ||
               std::any_of(lane.waiting.begin(), lane.waiting.end(), wanted);
    });
}

void Reads::send(Now now, Effects& out) {
    if (!serving_) return;
    for (auto& lane : lanes_) {
        if (lane.out || lane.waiting.empty()) continue;
        lane.out = Out{std::move(lane.waiting.front()), now.mono + timeout_};
        lane.waiting.pop_front();
        out.command(lane.out->request.query);
    }
}

void Reads::set_serving(bool serving) {
    serving_ = serving;
    if (serving) return;
    for (auto& lane : lanes_) {
        lane.owed = false;  // the line that owed the answer is gone
        if (!lane.out) continue;
        Request again = std::move(lane.out->request);
        lane.out.reset();
        if (again.readers.empty()) continue;
        again.pages = 0;
        set_offset(again.query, 0);
        lane.waiting.push_front(std::move(again));
    }
}

const Reads::Request* Reads::outstanding(Channel channel) const {
    const auto& lane = at(channel);
    return lane.out ? &lane.out->request : nullptr;
}

std::size_t Reads::owed_on_socket() const {
    const auto of = [](const Lane& lane) { return (lane.out ? 1U : 0U) + (lane.owed ? 1U : 0U); };
    return of(at(Channel::Orders)) + of(at(Channel::Trades));
}

Reads::Request Reads::take(Channel channel) {
    auto& lane = at(channel);
    Request request = std::move(lane.out.value().request);
    lane.out.reset();
    return request;
}

void Reads::next_page(Channel channel, int page_size) {
    Request request = take(channel);
    ++request.pages;
    set_offset(request.query, request.pages * page_size);
    at(channel).waiting.push_front(std::move(request));
}

std::optional<Reads::Request> Reads::expire(Now now) {
    for (const auto channel : kEveryChannel) {
        auto& lane = at(channel);
        if (!lane.out || lane.out->deadline > now.mono) continue;
        lane.owed = !lane.out->spent_owed && channel != Channel::Historic;  // HTTP ties answers to requests
        return take(channel);
    }
    return std::nullopt;
}

std::optional<MonoTime> Reads::next_deadline() const {
    std::optional<MonoTime> first;
    for (const auto& lane : lanes_) {
        if (lane.out && (!first || lane.out->deadline < *first)) first = lane.out->deadline;
    }
    return first;
}

bool Reads::answer_is_stale(Channel channel, bool certain) {
    auto& lane = at(channel);
    if (!lane.out) {
        lane.owed = false;
        return true;
    }
    if (certain || !lane.owed) return false;
    lane.owed = false;
    lane.out->spent_owed = true;
    return true;
}

}  // namespace qb::orders
