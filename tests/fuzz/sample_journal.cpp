#include "fuzz/sample_journal.h"

#include <stdexcept>
#include <string>
#include <vector>

#include "journal/turn.h"
#include "records/facts.h"
#include "records/rows.h"

namespace qb::fuzz {
namespace {

using journal::RowKind;

constexpr std::int64_t kNoonUs = 1'749'643'200'000'000;  // 20250611-12:00:00

struct NoRows final : journal::RecoveryHandler {
    journal::Refusal older_row(const journal::PlacedRow&) override { return std::nullopt; }
    journal::Refusal state(const journal::PlacedRow&) override { return std::nullopt; }
    journal::Refusal row(const journal::PlacedRow&) override { return std::nullopt; }
    journal::Refusal turn_end(const journal::Head&, std::span<const journal::FixChange>) override {
        return std::nullopt;
    }
};

WallTime noon() { return WallTime{std::chrono::microseconds{kNoonUs}}; }

orders::OrderRequest request() {
    orders::OrderRequest r;
    r.cl_ord_id = "a1";
    r.fix_symbol = "AAPL";
    r.symbol = "AAPL-USD";
    r.fix_side = '2';
    r.side = orders::Side::Sell;
    r.quantity = *orders::Decimal::parse("5");
    r.stop_px = orders::Decimal::parse("190.10");
    return r;
}

/// A turn in the making: each call a row.
class Rows {
public:
    explicit Rows(journal::Journal& journal) : journal_(journal) {
        journal_.begin(turn_);
        turn_.set_times({kNoonUs, 2'000'000});
    }
    Rows& fact(const orders::Fact& fact) {
        return add(RowKind::Fact, [&](std::string& out) { records::write_fact(out, 1, fact); });
    }
    Rows& fix(RowKind kind, std::uint64_t number, std::string_view text) {
        return add(kind, [&](std::string& out) { records::write_fix(out, {0, 1, number, text}); });
    }
    Rows& venue(RowKind kind, std::string_view text) {
        return add(kind, [&](std::string& out) { records::write_venue(out, {1, text}); });
    }
    Rows& event(RowKind kind, std::string_view word) {
        return add(kind, [&](std::string& out) { records::write_event(out, {0, word, {}}); });
    }
    Rows& config(const records::ConfigEntry& entry) {
        return add(RowKind::Config, [&](std::string& out) { records::write_config(out, entry); });
    }
    Rows& unparked(records::UnparkedRow row) {
        return add(RowKind::Unparked, [&](std::string& out) { records::write_unparked(out, row); });
    }
    void commit(journal::FixNumbers numbers) {
        turn_.set_fix_numbers(0, numbers);
        if (journal_.commit(turn_) != journal::CommitStatus::Ok) throw std::runtime_error("no commit");
    }

private:
    template <class Write>
    Rows& add(RowKind kind, Write write) {
        std::string payload;
        write(payload);
        turn_.append(kind, records::kRowVersion, payload);
        return *this;
    }

    journal::Journal& journal_;
    journal::Turn turn_;
};

using What = records::ConfigEntry::What;

void first_segment(journal::Journal& journal) {
    Rows(journal)
        .config({What::Session, 0, "FIX.4.4:BRIDGE->OMS"})
        .config({What::Account, 1, "main"})
        .config({What::Text, 0, "[BRIDGE] DataDir=data\n"})
        .event(RowKind::FixSession, "LOGON")
        .commit({1, 2, 2});
    Rows(journal)
        .fix(RowKind::FixIn, 1,
             "35=D\x01"
             "11=a1\x01")
        .fact(orders::Accepted{9, {}, request(), false, noon()})
        .venue(RowKind::VenueOut, R"({"type":"add_order"})")
        .commit({1, 2, 3});
    Rows(journal)
        .venue(RowKind::VenueIn, R"({"stop_order_response":{"stop_order_id":"V1"}})")
        .fact(orders::Acked{9, "V1", noon()})
        .fix(RowKind::FixOut, 2,
             "35=8\x01"
             "11=a1\x01"
             "150=0\x01")
        .commit({1, 3, 3});
}

void write_state(journal::StateSink& sink) {
    orders::Order order;
    order.key = 9;
    order.request = request();
    order.state = orders::OrderState::Live;
    order.venue_ids = {"V1"};
    const auto chunk = [&](records::StateChunk::What what, std::uint16_t number, std::string_view payload) {
        std::string out;
        records::write_state(out, {what, number, payload});
        sink.chunk(records::kRowVersion, out);
    };
    std::string payload;
    records::write_config(payload, {What::Session, 0, "FIX.4.4:BRIDGE->OMS"});
    chunk(records::StateChunk::What::Config, 0, payload);
    payload.clear();
    records::write_order(payload, order);
    chunk(records::StateChunk::What::Order, 1, payload);
    records::SessionMemory memory;
    memory.parked[memory.next_parking_number++] = 77;
    memory.recent.push_back({kNoonUs, 78});
    records::write_session(
        memory, [&](std::string_view part) { chunk(records::StateChunk::What::Session, 0, part); });
}

void second_segment(journal::Journal& journal) {
    const auto price = *orders::Decimal::parse("190.05");
    const auto quantity = *orders::Decimal::parse("5");
    Rows(journal)
        .fact(orders::Triggered{9, noon()})
        .fact(orders::Filled{9, "T1", "V2", price, quantity, {}, orders::Liquidity::Removed, false, noon()})
        .fix(RowKind::Parked, 1,
             "35=8\x01"
             "11=a1\x01"
             "150=F\x01")
        .commit({1, 4, 3});
    Rows(journal).event(RowKind::Link, "DOWN").unparked({0, 1}).commit({1, 4, 4});
}

}  // namespace

journal::Options sample_options() {
    journal::Options options;
    options.reserve_bytes = 512;
    options.segment_bytes = 16384;
    options.new_id = journal::JournalId{'f', 'u', 'z', 'z'};
    options.now = {kNoonUs, 1'000'000};
    return options;
}

std::unique_ptr<test::FakeDisk> sample_journal() {
    auto disk = std::make_unique<test::FakeDisk>();
    NoRows handler;
    auto opened = journal::Journal::open(*disk, sample_options(), handler);
    if (!opened) throw std::runtime_error(describe(opened.error()));
    auto& journal = opened.value();
    first_segment(journal);
    journal::Turn turn;
    journal.begin(turn);
    if (journal.rotate(turn, {kNoonUs, 3'000'000}, write_state) != journal::RotateStatus::Ok)
        throw std::runtime_error("no rotation");
    second_segment(journal);
    disk->restart();
    return disk;
}

}  // namespace qb::fuzz
