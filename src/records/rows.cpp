#include "records/rows.h"

#include <algorithm>
#include <charconv>

#include "journal/codec.h"

namespace qb::records {
namespace {

using journal::Parser;
using journal::Writer;

/// FNV-1a, 64 bits, over a tag byte and the bytes of the key.
class KeyHash {
public:
    explicit KeyHash(char tag) { add(std::string_view(&tag, 1)); }
    KeyHash& add(std::string_view bytes) {
        for (const char c : bytes) {
            hash_ ^= static_cast<unsigned char>(c);
            hash_ *= 0x100000001b3ULL;
        }
        return *this;
    }
    KeyHash& add(std::uint64_t value) {
        for (int i = 0; i < 8; ++i, value >>= 8U) {
            hash_ ^= value & 0xFFU;
            hash_ *= 0x100000001b3ULL;
        }
        return *this;
    }
    [[nodiscard]] std::uint64_t value() const { return hash_; }

private:
    std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

template <class T>
std::optional<T> when_done(const Parser& p, T value) {
    return p.done() ? std::optional<T>(std::move(value)) : std::nullopt;
}

}  // namespace

void write_config(std::string& out, const ConfigEntry& entry) {
    Writer(out).u8(static_cast<std::uint8_t>(entry.what)).u16(entry.number).bytes(entry.text);
}

std::optional<ConfigEntry> read_config(std::uint8_t version, std::string_view payload) {
    if (version != kRowVersion) return std::nullopt;
    Parser p(payload);
    ConfigEntry entry;
    const auto what = p.u8();
    if (what < 1 || what > 4) return std::nullopt;
    entry.what = static_cast<ConfigEntry::What>(what);
    entry.number = p.u16();
    entry.text = p.bytes();
    return when_done(p, std::move(entry));
}

void write_fix(std::string& out, const FixRow& row) {
    Writer(out).u16(row.session).u32(row.epoch).varint(row.number).bytes(row.text);
}

std::optional<FixRow> read_fix(std::uint8_t version, std::string_view payload) {
    if (version != kRowVersion) return std::nullopt;
    Parser p(payload);
    FixRow row;
    row.session = p.u16();
    row.epoch = p.u32();
    row.number = p.varint();
    row.text = p.bytes();
    return when_done(p, row);
}

void write_unparked(std::string& out, UnparkedRow row) { Writer(out).u16(row.session).varint(row.up_to); }

std::optional<UnparkedRow> read_unparked(std::uint8_t version, std::string_view payload) {
    if (version != kRowVersion) return std::nullopt;
    Parser p(payload);
    UnparkedRow row;
    row.session = p.u16();
    row.up_to = p.varint();
    return when_done(p, row);
}

void write_event(std::string& out, const EventRow& row) {
    Writer(out).u16(row.number).bytes(row.word).bytes(row.text);
}

std::optional<EventRow> read_event(std::uint8_t version, std::string_view payload) {
    if (version != kRowVersion) return std::nullopt;
    Parser p(payload);
    EventRow row;
    row.number = p.u16();
    row.word = p.bytes();
    row.text = p.bytes();
    return when_done(p, row);
}

void write_venue(std::string& out, const VenueRow& row) { Writer(out).u16(row.account).bytes(row.text); }

std::optional<VenueRow> read_venue(std::uint8_t version, std::string_view payload) {
    if (version != kRowVersion) return std::nullopt;
    Parser p(payload);
    VenueRow row;
    row.account = p.u16();
    row.text = p.bytes();
    return when_done(p, row);
}

// The symbol last: it is whatever the OMS wrote.
std::string read_text(const orders::QueryHistoricOrders& query) {
    return "historic offset=" + std::to_string(query.offset) + " client_order_id=" + query.client_order_id +
           " symbol=" + query.symbol;
}

std::optional<orders::QueryHistoricOrders> read_from_text(std::string_view text) {
    constexpr std::string_view kOffset = "historic offset=", kId = " client_order_id=", kSymbol = " symbol=";
    const auto id = text.find(kId);
    const auto symbol = text.find(kSymbol, id == std::string_view::npos ? text.size() : id + kId.size());
    if (!text.starts_with(kOffset) || symbol == std::string_view::npos) return std::nullopt;
    orders::QueryHistoricOrders query;
    const auto offset = text.substr(0, id).substr(kOffset.size());
    const auto [end, error] = std::from_chars(offset.data(), offset.data() + offset.size(), query.offset);
    if (error != std::errc() || end != offset.data() + offset.size()) return std::nullopt;
    query.client_order_id = text.substr(id + kId.size(), symbol - id - kId.size());
    query.symbol = text.substr(symbol + kSymbol.size());
    return query;
}

void write_state(std::string& out, const StateChunk& chunk) {
    Writer(out).u8(static_cast<std::uint8_t>(chunk.what)).u16(chunk.number).bytes(chunk.payload);
}

std::optional<StateChunk> read_state(std::uint8_t version, std::string_view payload) {
    if (version != kRowVersion) return std::nullopt;
    Parser p(payload);
    StateChunk chunk;
    const auto what = p.u8();
    if (what < 1 || what > 4) return std::nullopt;
    chunk.what = static_cast<StateChunk::What>(what);
    chunk.number = p.u16();
    chunk.payload = p.bytes();
    return when_done(p, chunk);
}

void write_account(std::string& out, const AccountMemory& account) {
    Writer(out).boolean(account.serving).bytes(account.refdata);
}

std::optional<AccountMemory> read_account(std::string_view payload) {
    Parser p(payload);
    AccountMemory account;
    account.serving = p.boolean();
    account.refdata = p.bytes();
    return when_done(p, account);
}

void write_session(const SessionMemory& memory, const std::function<void(std::string_view)>& put,
                   std::size_t reports_per_chunk) {
    auto parked = memory.parked.begin();
    auto sent = memory.recent.begin();
    std::size_t parked_left = memory.parked.size();
    std::size_t sent_left = memory.recent.size();
    std::string payload;
    do {
        payload.clear();
        Writer w(payload);
        w.i64(memory.last_received_us).i64(memory.numbers_since_us).boolean(memory.clean_logout);
        w.u64(memory.next_parking_number).u64(memory.first_parking_number);
        const std::size_t parked_here = std::min(parked_left, reports_per_chunk);
        w.varint(parked_here);
        for (std::size_t i = 0; i < parked_here; ++i, ++parked) w.u64(parked->first).u64(parked->second);
        const std::size_t sent_here = std::min(sent_left, reports_per_chunk - parked_here);
        w.varint(sent_here);
        for (std::size_t i = 0; i < sent_here; ++i, ++sent) w.i64(sent->at_us).u64(sent->ref);
        parked_left -= parked_here;
        sent_left -= sent_here;
        put(payload);
    } while (parked_left > 0 || sent_left > 0);
}

bool read_session(std::string_view payload, SessionMemory& memory) {
    Parser p(payload);
    memory.last_received_us = p.i64();
    memory.numbers_since_us = p.i64();
    memory.clean_logout = p.boolean();
    memory.next_parking_number = p.u64();
    memory.first_parking_number = p.u64();
    for (auto n = p.varint(); n > 0 && p.ok(); --n) {
        const auto number = p.u64();
        memory.parked.emplace(number, p.u64());
    }
    for (auto n = p.varint(); n > 0 && p.ok(); --n) {
        const auto at = p.i64();
        memory.recent.push_back({at, p.u64()});
    }
    return p.done();
}

std::uint64_t fix_out_key(std::uint16_t session, std::uint32_t epoch, std::uint64_t number) {
    return KeyHash('O').add(std::uint64_t{session}).add(std::uint64_t{epoch}).add(number).value();
}

std::uint64_t cl_ord_id_key(std::uint16_t session, std::string_view cl_ord_id) {
    return KeyHash('C').add(std::uint64_t{session}).add(cl_ord_id).value();
}

std::uint64_t client_order_id_key(const orders::Id128& id) {
    KeyHash hash('I');
    for (const auto byte : id.bytes) hash.add(std::uint64_t{byte});
    return hash.value();
}

std::uint64_t venue_id_key(std::string_view venue_id) { return KeyHash('V').add(venue_id).value(); }

}  // namespace qb::records
