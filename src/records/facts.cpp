#include "records/facts.h"

#include "journal/codec.h"

namespace qb::records {
namespace {

using namespace orders;
using journal::Parser;
using journal::Writer;

// Each type has one put and one get, in the same order of fields; a round-trip test holds every field.

void put(Writer& w, std::string_view text) { w.bytes(text); }
void put(Writer& w, bool value) { w.boolean(value); }
void put(Writer& w, WallTime at) { w.i64(at.time_since_epoch().count()); }
void put(Writer& w, const Id128& id) {
    for (const auto byte : id.bytes) w.u8(byte);
}
void put(Writer& w, Decimal value) {
    w.u8(static_cast<std::uint8_t>(value.scale()));
    w.i64(value.coefficient());
}
void put(Writer& w, const std::optional<Decimal>& value) {
    w.boolean(value.has_value());
    if (value) put(w, *value);
}
void put(Writer& w, const Refusal& refusal) {
    w.varint(static_cast<std::uint64_t>(refusal.ord_rej_reason));
    w.bytes(refusal.word).bytes(refusal.text);
}
void put(Writer& w, const OrderRequest& r) {
    w.u16(r.session);
    w.bytes(r.cl_ord_id).bytes(r.account).bytes(r.fix_symbol).bytes(r.symbol);
    w.u8(static_cast<std::uint8_t>(r.fix_side)).u8(static_cast<std::uint8_t>(r.fix_ord_type));
    w.u8(static_cast<std::uint8_t>(r.fix_tif)).boolean(r.day_as_gtc);
    w.u8(static_cast<std::uint8_t>(r.side)).u8(static_cast<std::uint8_t>(r.type));
    w.u8(static_cast<std::uint8_t>(r.tif));
    put(w, r.quantity);
    put(w, r.price);
    put(w, r.stop_px);
    w.boolean(r.reduce_only).boolean(r.poss_resend).i64(r.transact_time_us);
    w.bytes(r.quantity_text).bytes(r.stop_px_text).bytes(r.price_text);
}
void put(Writer& w, const PendingChange& c) {
    w.u8(static_cast<std::uint8_t>(c.kind));
    w.bytes(c.cl_ord_id).bytes(c.orig_cl_ord_id);
    put(w, c.quantity);
    put(w, c.price);
    w.boolean(c.sent);
    put(w, c.rest_id);
    w.u8(static_cast<std::uint8_t>(c.step));
}
void put(Writer& w, const ChangeRequest& c) {
    w.u8(static_cast<std::uint8_t>(c.kind)).u16(c.session);
    w.bytes(c.cl_ord_id).bytes(c.orig_cl_ord_id).bytes(c.order_id).bytes(c.account);
    put(w, c.quantity);
    put(w, c.price);
    w.boolean(c.poss_resend);
}
void put(Writer& w, const CancelRefusal& refusal) {
    w.varint(static_cast<std::uint64_t>(refusal.cxl_rej_reason));
    w.bytes(refusal.word).bytes(refusal.text);
}
void put(Writer& w, const Changes& c) {
    w.boolean(c.pending.has_value());
    if (c.pending) put(w, *c.pending);
    w.u8(static_cast<std::uint8_t>(c.owed)).boolean(c.owed_sent).u16(c.armed_ids);
    w.varint(c.ids.size());
    for (const auto& id : c.ids) w.bytes(id.text).boolean(id.older);
    w.varint(c.rests.size());
    for (const auto& rest : c.rests) {
        put(w, rest.client_order_id);
        put(w, rest.quantity);
        put(w, rest.executed_before);
        w.u16(rest.former_ids);
    }
}
void put(Writer& w, const Order& o) {
    w.u64(o.key);
    put(w, o.client_order_id);
    put(w, o.request);
    w.u8(static_cast<std::uint8_t>(o.state)).varint(o.venue_ids.size());
    for (const auto& id : o.venue_ids) w.bytes(id);
    put(w, o.cum_qty);
    const auto notional = o.notional.parts();
    w.u64(notional.high).u64(notional.low).u8(notional.scale);
    w.u8(static_cast<std::uint8_t>(o.price_decimals)).varint(o.trade_ids.size());
    for (const auto& id : o.trade_ids) w.bytes(id);
    w.boolean(o.acked).boolean(o.triggered).boolean(o.unknown_reported);
    put(w, o.refusal);
    const bool changed = *o.changes != Changes{};
    w.boolean(changed);
    if (changed) put(w, *o.changes);
    put(w, o.accepted_at);
    put(w, o.ended_at);
}

/// An enumerator read from a byte; fails the parse beyond the last one.
template <class Enum>
Enum enum_of(Parser& p, Enum last, bool& ok) {
    const auto value = p.u8();
    if (value > static_cast<std::uint8_t>(last)) ok = false;
    return static_cast<Enum>(value);
}

/// Reads a payload; `ok` gathers what the parser itself cannot know.
struct Getter {
    Parser p;
    bool ok = true;

    std::string text() { return std::string(p.bytes()); }
    char letter() { return static_cast<char>(p.u8()); }
    WallTime time() { return WallTime{std::chrono::microseconds{p.i64()}}; }
    Id128 id() {
        Id128 out;
        for (auto& byte : out.bytes) byte = p.u8();
        return out;
    }
    Decimal decimal() {
        const int scale = p.u8();
        const auto value = Decimal::from_parts(p.i64(), scale);
        if (!value) ok = false;
        return value.value_or(Decimal{});
    }
    std::optional<Decimal> optional_decimal() {
        return p.boolean() ? std::optional<Decimal>(decimal()) : std::nullopt;
    }
    Refusal refusal() {
        Refusal out;
        out.ord_rej_reason = static_cast<int>(p.varint());
        out.word = text();
        out.text = text();
        return out;
    }
    OrderRequest request() {
        OrderRequest r;
        r.session = p.u16();
        r.cl_ord_id = text();
        r.account = text();
        r.fix_symbol = text();
        r.symbol = text();
        r.fix_side = letter();
        r.fix_ord_type = letter();
        r.fix_tif = letter();
        r.day_as_gtc = p.boolean();
        r.side = enum_of(p, Side::Sell, ok);
        r.type = enum_of(p, OrderType::StopMarket, ok);
        r.tif = enum_of(p, TimeInForce::Fok, ok);
        r.quantity = decimal();
        r.price = optional_decimal();
        r.stop_px = optional_decimal();
        r.reduce_only = p.boolean();
        r.poss_resend = p.boolean();
        r.transact_time_us = p.i64();
        r.quantity_text = text();
        r.stop_px_text = text();
        r.price_text = text();
        return r;
    }
    PendingChange pending_change() {
        PendingChange c;
        c.kind = enum_of(p, ChangeKind::Replace, ok);
        c.cl_ord_id = text();
        c.orig_cl_ord_id = text();
        c.quantity = optional_decimal();
        c.price = optional_decimal();
        c.sent = p.boolean();
        c.rest_id = id();
        c.step = enum_of(p, ReplaceStep::AddUnknown, ok);
        return c;
    }
    ChangeRequest change_request() {
        ChangeRequest c;
        c.kind = enum_of(p, ChangeKind::Replace, ok);
        c.session = p.u16();
        c.cl_ord_id = text();
        c.orig_cl_ord_id = text();
        c.order_id = text();
        c.account = text();
        c.quantity = optional_decimal();
        c.price = optional_decimal();
        c.poss_resend = p.boolean();
        return c;
    }
    CancelRefusal cancel_refusal() {
        CancelRefusal out;
        out.cxl_rej_reason = static_cast<int>(p.varint());
        out.word = text();
        out.text = text();
        return out;
    }
    Changes changes() {
        Changes c;
        if (p.boolean()) c.pending = pending_change();
        c.owed = enum_of(p, OwedCancel::Overtaken, ok);
        c.owed_sent = p.boolean();
        c.armed_ids = p.u16();
        for (auto n = p.varint(); n > 0 && p.ok(); --n) {
            auto id = text();
            c.ids.push_back({std::move(id), p.boolean()});
        }
        for (auto n = p.varint(); n > 0 && p.ok(); --n)
            c.rests.push_back({id(), decimal(), decimal(), p.u16()});  // from left to right
        return c;
    }
    Order order() {
        Order o;
        o.key = p.u64();
        o.client_order_id = id();
        o.request = request();
        o.state = enum_of(p, OrderState::Rejected, ok);
        for (auto n = p.varint(); n > 0 && p.ok(); --n) o.venue_ids.push_back(text());
        o.cum_qty = decimal();
        Notional::Parts parts;
        parts.high = p.u64();
        parts.low = p.u64();
        parts.scale = p.u8();
        o.notional = Notional::from_parts(parts);
        o.price_decimals = p.u8();
        if (o.price_decimals > Decimal::kMaxScale) ok = false;
        for (auto n = p.varint(); n > 0 && p.ok(); --n) o.trade_ids.insert(text());
        o.acked = p.boolean();
        o.triggered = p.boolean();
        o.unknown_reported = p.boolean();
        o.refusal = refusal();
        if (p.boolean()) o.changes.edit() = changes();
        o.accepted_at = time();
        o.ended_at = time();
        return o;
    }
};

// The numbers of the facts on disk. Never renumber.
enum class FactCode : std::uint8_t {
    Accepted = 1,
    Released = 2,
    Refused = 3,
    Duplicate = 4,
    Acked = 5,
    Aliased = 6,
    Triggered = 7,
    Filled = 8,
    Ended = 9,
    BecameUnknown = 10,
    SettlingBegan = 11,
    SettlingEnded = 12,
    Archived = 13,
    Restored = 14,
    ChangeAccepted = 15,
    ChangeSent = 16,
    ChangeRefused = 17,
    Replaced = 18,
    CancelOwed = 19,
    OwedCancelFailed = 20,
    ChangeRepeated = 21,
    RestAdded = 22,
    RestUnknown = 23,
};

Writer& begin(Writer& w, FactCode code) { return w.u8(static_cast<std::uint8_t>(code)); }

struct FactWriter {
    Writer w;

    void operator()(const Accepted& f) {
        begin(w, FactCode::Accepted).u64(f.key);
        put(w, f.client_order_id);
        put(w, f.request);
        put(w, f.held);
        put(w, f.at);
    }
    void operator()(const Released& f) { begin(w, FactCode::Released).u64(f.key); }
    void operator()(const Refused& f) {
        begin(w, FactCode::Refused).u64(f.key);
        put(w, f.request);
        put(w, f.refusal);
        put(w, f.at);
    }
    void operator()(const Duplicate& f) {
        begin(w, FactCode::Duplicate).u64(f.key).boolean(f.same_poss_resend);
        put(w, f.at);
    }
    void operator()(const Acked& f) {
        begin(w, FactCode::Acked).u64(f.key).bytes(f.venue_id);
        put(w, f.at);
    }
    void operator()(const Aliased& f) { begin(w, FactCode::Aliased).u64(f.key).bytes(f.venue_id); }
    void operator()(const Triggered& f) {
        begin(w, FactCode::Triggered).u64(f.key);
        put(w, f.at);
    }
    void operator()(const Filled& f) {
        begin(w, FactCode::Filled).u64(f.key).bytes(f.trade_id).bytes(f.venue_id);
        put(w, f.price);
        put(w, f.quantity);
        put(w, f.fee);
        w.u8(static_cast<std::uint8_t>(f.liquidity)).boolean(f.late);
        put(w, f.at);
    }
    void operator()(const Ended& f) {
        begin(w, FactCode::Ended).u64(f.key).u8(static_cast<std::uint8_t>(f.state));
        put(w, f.refusal);
        put(w, f.venue_id);
        put(w, f.at);
        w.bytes(f.orig_cl_ord_id);
    }
    void operator()(const BecameUnknown& f) {
        begin(w, FactCode::BecameUnknown).u64(f.key).bytes(f.cause);
        put(w, f.at);
    }
    void operator()(const SettlingBegan& f) {
        begin(w, FactCode::SettlingBegan).u64(f.key).bytes(f.word);
        put(w, f.at);
    }
    void operator()(const SettlingEnded& f) { begin(w, FactCode::SettlingEnded).u64(f.key); }
    void operator()(const Archived& f) { put(begin(w, FactCode::Archived), f.order); }
    void operator()(const Restored& f) { put(begin(w, FactCode::Restored), f.order); }
    void operator()(const ChangeAccepted& f) {
        begin(w, FactCode::ChangeAccepted).u64(f.key);
        put(w, f.change);
        put(w, f.at);
    }
    void operator()(const ChangeSent& f) { begin(w, FactCode::ChangeSent).u64(f.key).boolean(f.by_cancel); }
    void operator()(const ChangeRefused& f) {
        begin(w, FactCode::ChangeRefused).u64(f.key);
        put(w, f.request);
        put(w, f.refusal);
        w.boolean(f.was_pending);
        put(w, f.at);
        w.boolean(f.order_is_over);
    }
    void operator()(const Replaced& f) {
        begin(w, FactCode::Replaced).u64(f.key).bytes(f.orig_cl_ord_id);
        put(w, f.at);
    }
    void operator()(const CancelOwed& f) {
        begin(w, FactCode::CancelOwed).u64(f.key).u8(static_cast<std::uint8_t>(f.why));
        put(w, f.at);
    }
    void operator()(const OwedCancelFailed& f) {
        begin(w, FactCode::OwedCancelFailed).u64(f.key).u8(static_cast<std::uint8_t>(f.why));
        put(w, f.refusal);
        put(w, f.at);
    }
    void operator()(const ChangeRepeated& f) {
        begin(w, FactCode::ChangeRepeated).u64(f.key);
        put(w, f.at);
    }
    void operator()(const RestAdded& f) {
        begin(w, FactCode::RestAdded).u64(f.key);
        put(w, f.quantity);
        put(w, f.at);
    }
    void operator()(const RestUnknown& f) {
        begin(w, FactCode::RestUnknown).u64(f.key).bytes(f.cause);
        put(w, f.at);
    }
};

std::optional<Fact> fact_of(Getter& g) {
    auto& p = g.p;
    switch (static_cast<FactCode>(p.u8())) {  // braces evaluate their elements from left to right
    case FactCode::Accepted: return Accepted{p.u64(), g.id(), g.request(), p.boolean(), g.time()};
    case FactCode::Released: return Released{p.u64()};
    case FactCode::Refused: return Refused{p.u64(), g.request(), g.refusal(), g.time()};
    case FactCode::Duplicate: return Duplicate{p.u64(), p.boolean(), g.time()};
    case FactCode::Acked: return Acked{p.u64(), g.text(), g.time()};
    case FactCode::Aliased: return Aliased{p.u64(), g.text()};
    case FactCode::Triggered: return Triggered{p.u64(), g.time()};
    case FactCode::Filled:
        return Filled{p.u64(),
                      g.text(),
                      g.text(),
                      g.decimal(),
                      g.decimal(),
                      g.optional_decimal(),
                      enum_of(p, Liquidity::Removed, g.ok),
                      p.boolean(),
                      g.time()};
    case FactCode::Ended:
        return Ended{p.u64(), enum_of(p, OrderState::Rejected, g.ok), g.refusal(), g.text(), g.time(),
                     g.text()};
    case FactCode::BecameUnknown: return BecameUnknown{p.u64(), g.text(), g.time()};
    case FactCode::SettlingBegan: return SettlingBegan{p.u64(), g.text(), g.time()};
    case FactCode::SettlingEnded: return SettlingEnded{p.u64()};
    case FactCode::Archived: return Archived{g.order()};
    case FactCode::Restored: return Restored{g.order()};
    case FactCode::ChangeAccepted: return ChangeAccepted{p.u64(), g.pending_change(), g.time()};
    case FactCode::ChangeSent: return ChangeSent{p.u64(), p.boolean()};
    case FactCode::ChangeRefused:
        return ChangeRefused{p.u64(),     g.change_request(), g.cancel_refusal(),
                             p.boolean(), g.time(),           p.boolean()};
    case FactCode::Replaced: return Replaced{p.u64(), g.text(), g.time()};
    case FactCode::CancelOwed: return CancelOwed{p.u64(), enum_of(p, OwedCancel::Overtaken, g.ok), g.time()};
    case FactCode::OwedCancelFailed:
        return OwedCancelFailed{p.u64(), enum_of(p, OwedCancel::Overtaken, g.ok), g.cancel_refusal(),
                                g.time()};
    case FactCode::ChangeRepeated: return ChangeRepeated{p.u64(), g.time()};
    case FactCode::RestAdded: return RestAdded{p.u64(), g.decimal(), g.time()};
    case FactCode::RestUnknown: return RestUnknown{p.u64(), g.text(), g.time()};
    }
    return std::nullopt;
}

}  // namespace

void write_fact(std::string& out, std::uint16_t account, const Fact& fact) {
    FactWriter writer{Writer(out)};
    writer.w.u16(account);
    std::visit(writer, fact);
}

std::optional<AccountFact> read_fact(std::uint8_t version, std::string_view payload) {
    if (version != kFactVersion) return std::nullopt;
    Getter g{Parser(payload)};
    const auto account = g.p.u16();
    auto fact = fact_of(g);
    if (!fact || !g.ok || !g.p.done()) return std::nullopt;
    return AccountFact{account, std::move(*fact)};
}

void write_order(std::string& out, const Order& order) {
    Writer w(out);
    put(w, order);
}

std::optional<Order> read_order(std::string_view payload) {
    Getter g{Parser(payload)};
    auto order = g.order();
    if (!g.ok || !g.p.done()) return std::nullopt;
    return order;
}

}  // namespace qb::records
