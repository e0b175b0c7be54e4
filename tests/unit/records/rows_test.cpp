#include "records/rows.h"

#include <gtest/gtest.h>

#include <set>

#include "journal/turn.h"
#include "unit/records/hostile.h"

namespace qb::records {
namespace {

const std::string kText("8=FIX\x01\x00\xff end", 12);

/// What every kind of row must hold to; `read` is the reader with the version open.
template <class Read>
void expect_guarded(const std::string& payload, Read read) {
    const auto took = [&](std::string_view text) { return read(kRowVersion, text).has_value(); };
    test::expect_whole_or_refused(payload, took);
    test::expect_survives_noise(payload, took);
    for (int version = 0; version < 256; ++version) {
        const bool known = version == kRowVersion;
        EXPECT_EQ(read(static_cast<std::uint8_t>(version), payload).has_value(), known) << version;
    }
}

TEST(ConfigRow, ComesBack) {
    for (const auto what : {ConfigEntry::What::Session, ConfigEntry::What::Account, ConfigEntry::What::Text,
                            ConfigEntry::What::Build}) {
        std::string payload;
        write_config(payload, {what, 0x1234, kText});
        const auto entry = read_config(kRowVersion, payload);
        ASSERT_TRUE(entry);
        EXPECT_EQ(entry->what, what);
        EXPECT_EQ(entry->number, 0x1234);
        EXPECT_EQ(entry->text, kText);
        expect_guarded(payload, read_config);
        for (const char code : {'\0', '\5', '\xff'}) {
            payload.front() = code;
            EXPECT_FALSE(read_config(kRowVersion, payload));
        }
    }
}

TEST(FixRowRecord, ComesBack) {
    std::string payload;
    write_fix(payload, {0x1234, 0x56789ABC, 0xFEDCBA9876543210, kText});
    const auto row = read_fix(kRowVersion, payload);
    ASSERT_TRUE(row);
    EXPECT_EQ(row->session, 0x1234);
    EXPECT_EQ(row->epoch, 0x56789ABCU);
    EXPECT_EQ(row->number, 0xFEDCBA9876543210U);
    EXPECT_EQ(row->text, kText);
    expect_guarded(payload, read_fix);
}

TEST(UnparkedRecord, ComesBack) {
    std::string payload;
    write_unparked(payload, {0x1234, 0xFEDCBA9876543210});
    const auto row = read_unparked(kRowVersion, payload);
    ASSERT_TRUE(row);
    EXPECT_EQ(row->session, 0x1234);
    EXPECT_EQ(row->up_to, 0xFEDCBA9876543210U);
    expect_guarded(payload, read_unparked);
}

TEST(EventRecord, ComesBack) {
    std::string payload;
    write_event(payload, {0x1234, "LOGON", kText});
    const auto row = read_event(kRowVersion, payload);
    ASSERT_TRUE(row);
    EXPECT_EQ(row->number, 0x1234);
    EXPECT_EQ(row->word, "LOGON");
    EXPECT_EQ(row->text, kText);
    expect_guarded(payload, read_event);
}

TEST(VenueRecord, ComesBack) {
    std::string payload;
    write_venue(payload, {0x1234, kText});
    const auto row = read_venue(kRowVersion, payload);
    ASSERT_TRUE(row);
    EXPECT_EQ(row->account, 0x1234);
    EXPECT_EQ(row->text, kText);
    expect_guarded(payload, read_venue);
}

TEST(ReadText, ComesBack) {
    const orders::QueryHistoricOrders query{
        .symbol = "A B symbol=C", .client_order_id = "ab12", .offset = 1000};
    EXPECT_EQ(read_text(query), "historic offset=1000 client_order_id=ab12 symbol=A B symbol=C");
    EXPECT_EQ(read_from_text(read_text(query)), query);
    EXPECT_EQ(read_from_text(read_text({})), orders::QueryHistoricOrders{});
    for (const char* other :
         {"", "historic", "historic offset=x client_order_id= symbol=",
          "historic offset= client_order_id= symbol=", "offset=1 client_order_id= symbol="})
        EXPECT_FALSE(read_from_text(other)) << other;
}

TEST(AccountRecord, ComesBack) {
    for (const bool serving : {false, true}) {
        std::string payload;
        write_account(payload, {serving, kText});
        const auto account = read_account(payload);
        ASSERT_TRUE(account);
        EXPECT_EQ(account->serving, serving);
        EXPECT_EQ(account->refdata, kText);
        EXPECT_FALSE(read_account(payload + "x"));
        EXPECT_FALSE(read_account(std::string_view(payload).substr(0, payload.size() - 1)));
    }
}

TEST(StateRecord, ComesBack) {
    using enum StateChunk::What;
    for (const auto what : {Config, Order, Session, Account}) {
        std::string payload;
        write_state(payload, {what, 0x1234, kText});
        const auto chunk = read_state(kRowVersion, payload);
        ASSERT_TRUE(chunk);
        EXPECT_EQ(chunk->what, what);
        EXPECT_EQ(chunk->number, 0x1234);
        EXPECT_EQ(chunk->payload, kText);
        expect_guarded(payload, read_state);
        for (const char code : {'\0', '\5', '\xff'}) {
            payload.front() = code;
            EXPECT_FALSE(read_state(kRowVersion, payload));
        }
    }
}

SessionMemory session_memory() {
    SessionMemory memory;
    memory.last_received_us = -11;
    memory.numbers_since_us = 22;
    memory.clean_logout = true;
    memory.parked = {{33, 44}, {55, 66}, {77, 88}};
    memory.recent = {{99, 110}, {90, 120}};
    memory.next_parking_number = 130;
    memory.first_parking_number = 140;
    return memory;
}

std::vector<std::string> payloads(const SessionMemory& memory, std::size_t reports_per_chunk) {
    std::vector<std::string> out;
    write_session(
        memory, [&](std::string_view part) { out.emplace_back(part); }, reports_per_chunk);
    return out;
}

void expect_same(const SessionMemory& back, const SessionMemory& memory) {
    EXPECT_EQ(back.last_received_us, memory.last_received_us);
    EXPECT_EQ(back.numbers_since_us, memory.numbers_since_us);
    EXPECT_EQ(back.clean_logout, memory.clean_logout);
    EXPECT_EQ(back.parked, memory.parked);
    ASSERT_EQ(back.recent.size(), memory.recent.size());
    for (std::size_t i = 0; i < memory.recent.size(); ++i) {
        EXPECT_EQ(back.recent[i].at_us, memory.recent[i].at_us);
        EXPECT_EQ(back.recent[i].ref, memory.recent[i].ref);
    }
    EXPECT_EQ(back.next_parking_number, memory.next_parking_number);
    EXPECT_EQ(back.first_parking_number, memory.first_parking_number);
}

TEST(SessionRecord, ComesBack) {
    const auto parts = payloads(session_memory(), kReportsPerChunk);
    ASSERT_EQ(parts.size(), 1U);
    SessionMemory back;
    ASSERT_TRUE(read_session(parts.front(), back));
    expect_same(back, session_memory());
    const auto took = [](std::string_view text) {
        SessionMemory memory;
        return read_session(text, memory);
    };
    test::expect_whole_or_refused(parts.front(), took);
    test::expect_survives_noise(parts.front(), took);
}

TEST(SessionRecord, ComesBackFromAsManyPartsAsItsReportsFill) {
    SessionMemory many = session_memory();
    for (std::uint64_t i = 0; i < 1000; ++i) {
        many.parked.emplace(1000 + i, i);
        many.recent.push_back({static_cast<std::int64_t>(i), i * 2});
    }
    struct Row {
        SessionMemory memory;
        std::size_t reports_per_chunk, parts;
    };
    for (const Row& row : {Row{{}, 2, 1}, Row{session_memory(), 5, 1}, Row{session_memory(), 4, 2},
                           Row{session_memory(), 3, 2}, Row{session_memory(), 2, 3},
                           Row{session_memory(), 1, 5}, Row{many, 100, 21}}) {
        const auto parts = payloads(row.memory, row.reports_per_chunk);
        EXPECT_EQ(parts.size(), row.parts);
        SessionMemory back;
        for (const auto& part : parts) {
            EXPECT_LE(part.size(), 50 + 16 * row.reports_per_chunk);
            ASSERT_TRUE(read_session(part, back));
        }
        expect_same(back, row.memory);
    }
}

TEST(SessionRecord, PartFitsIntoARow) { EXPECT_LT(50 + 16 * kReportsPerChunk, journal::kMaxPayload / 8); }

TEST(IndexKeys, DependOnEveryPart) {
    orders::Id128 zero;
    orders::Id128 one;
    one.bytes.back() = 1;
    orders::Id128 front;
    front.bytes.front() = 1;
    const std::set<std::uint64_t> keys{
        fix_out_key(1, 2, 3),      fix_out_key(2, 1, 3),     fix_out_key(1, 3, 2),       fix_out_key(1, 2, 4),
        cl_ord_id_key(1, "a"),     cl_ord_id_key(2, "a"),    cl_ord_id_key(1, "b"),      cl_ord_id_key(1, ""),
        client_order_id_key(zero), client_order_id_key(one), client_order_id_key(front), venue_id_key("a"),
        venue_id_key("b"),         venue_id_key("")};
    EXPECT_EQ(keys.size(), 14U);
}

}  // namespace
}  // namespace qb::records
