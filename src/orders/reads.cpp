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

struct QueryParts {
    using Parts = std::tuple<std::string, std::string, int>;
    Parts operator()(const QueryOrder& q) const { return {q.order_id, q.symbol, 0}; }
    Parts operator()(const QueryOpenOrders& q) const { return {{}, q.symbol, q.offset}; }
    Parts operator()(const QueryTrades& q) const { return {q.order_id, {}, q.offset}; }
    Parts operator()(const QueryHistoricOrders& q) const { return {q.client_order_id, q.symbol, q.offset}; }
    Parts operator()(const auto&) const { return {}; }
};

}  // namespace

Reads::Channel Reads::channel_of(const Command& query) { return std::visit(ChannelOf{}, query); }

Reads::QueryKey Reads::key_of(const Command& query) {
    return std::tuple_cat(std::tuple{query.index()}, std::visit(QueryParts{}, query));
}

/// Its readers join the waiting request with the same query, if there is one.
void Reads::queue(Request request, bool first) {
    auto& waiting = at(channel_of(request.query)).waiting;
    const auto [place, fresh] = waiting_.try_emplace(key_of(request.query));
    if (fresh) {
        place->second = waiting.insert(first ? waiting.begin() : waiting.end(), Request{});
        place->second->query = std::move(request.query);
        place->second->pages = request.pages;
    }
    for (const auto& reader : request.readers) add(*place->second, reader);
}

void Reads::add(Request& request, Reader reader) {
    if (request.readers.insert(reader).second) interests_[reader].push_back(&request);
}

void Reads::ask(Command query, Reader reader) { queue({std::move(query), {reader}}, false); }

/// The reader is no longer interested; a read that waits for nobody is not sent.
void Reads::drop(Reader reader) {
    const auto interest = interests_.extract(reader);
    if (interest.empty()) return;
    for (Request* request : interest.mapped()) {
        request->readers.erase(reader);
        const auto waits = waiting_.find(key_of(request->query));
        if (!request->readers.empty() || waits == waiting_.end() || &*waits->second != request) continue;
        at(channel_of(request->query)).waiting.erase(waits->second);
        waiting_.erase(waits);
    }
}

void Reads::forget(OrderKey key) {
    const Reader first{key, ReadKind{}};
    for (auto next = interests_.lower_bound(first); next != interests_.end() && next->first.key == key;
         next = interests_.lower_bound(first)) {
        drop(next->first);
    }
}

void Reads::forget(Reader unwanted) { drop(unwanted); }

bool Reads::asked(Reader reader) const { return interests_.contains(reader); }

void Reads::send(Now now, Effects& out) {
    if (!serving_) return;
    for (auto& lane : lanes_) {
        if (!lane.out.empty() || lane.waiting.empty()) continue;
        waiting_.erase(key_of(lane.waiting.front().query));
        lane.out.splice(lane.out.begin(), lane.waiting, lane.waiting.begin());
        lane.out.front().sent = now;
        lane.deadline = now.mono + timeout_;
        lane.spent_owed = false;
        out.command(lane.out.front().query);
    }
}

void Reads::set_serving(bool serving) {
    serving_ = serving;
    if (serving) return;
    for (const auto channel : kEveryChannel) {
        at(channel).owed = false;  // the line that owed the answer is gone
        if (at(channel).out.empty()) continue;
        Request again = take(channel);
        if (again.readers.empty()) continue;
        again.pages = 0;
        set_offset(again.query, 0);
        queue(std::move(again), true);
    }
}

const Reads::Request* Reads::outstanding(Channel channel) const {
    const auto& lane = at(channel);
    return lane.out.empty() ? nullptr : &lane.out.front();
}

std::size_t Reads::owed_on_socket() const {
    const auto of = [](const Lane& lane) { return lane.out.size() + (lane.owed ? 1U : 0U); };
    return of(at(Channel::Orders)) + of(at(Channel::Trades));
}

Reads::Request Reads::take(Channel channel) {
    auto& out = at(channel).out;
    Request request = std::move(out.front());
    for (const auto& reader : request.readers) {
        const auto interest = interests_.find(reader);
        std::erase(interest->second, &out.front());
        if (interest->second.empty()) interests_.erase(interest);
    }
    out.clear();
    return request;
}

void Reads::next_page(Channel channel, int page_size) {
    Request request = take(channel);
    ++request.pages;
    set_offset(request.query, request.pages * page_size);
    queue(std::move(request), true);
}

std::optional<Reads::Request> Reads::expire(Now now) {
    for (const auto channel : kEveryChannel) {
        auto& lane = at(channel);
        if (lane.out.empty() || lane.deadline > now.mono) continue;
        lane.owed = !lane.spent_owed && channel != Channel::Historic;  // HTTP ties answers to requests
        return take(channel);
    }
    return std::nullopt;
}

std::optional<MonoTime> Reads::next_deadline() const {
    std::optional<MonoTime> first;
    for (const auto& lane : lanes_) {
        if (!lane.out.empty() && (!first || lane.deadline < *first)) first = lane.deadline;
    }
    return first;
}

bool Reads::answer_is_stale(Channel channel, bool certain) {
    auto& lane = at(channel);
    if (lane.out.empty()) {
        lane.owed = false;
        return true;
    }
    if (certain || !lane.owed) return false;
    lane.owed = false;
    lane.spent_owed = true;
    return true;
}

}  // namespace qb::orders
