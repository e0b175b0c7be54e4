#include "records/rows.h"

#include <gtest/gtest.h>

#include <set>

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
    for (const auto what :
         {ConfigEntry::What::Session, ConfigEntry::What::Account, ConfigEntry::What::Text}) {
        std::string payload;
        write_config(payload, {what, 0x1234, kText});
        const auto entry = read_config(kRowVersion, payload);
        ASSERT_TRUE(entry);
        EXPECT_EQ(entry->what, what);
        EXPECT_EQ(entry->number, 0x1234);
        EXPECT_EQ(entry->text, kText);
        expect_guarded(payload, read_config);
        for (const char code : {'\0', '\4', '\xff'}) {
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

TEST(StateRecord, ComesBack) {
    for (const auto what : {StateChunk::What::Config, StateChunk::What::Order, StateChunk::What::Session}) {
        std::string payload;
        write_state(payload, {what, 0x1234, kText});
        const auto chunk = read_state(kRowVersion, payload);
        ASSERT_TRUE(chunk);
        EXPECT_EQ(chunk->what, what);
        EXPECT_EQ(chunk->number, 0x1234);
        EXPECT_EQ(chunk->payload, kText);
        expect_guarded(payload, read_state);
        for (const char code : {'\0', '\4', '\xff'}) {
            payload.front() = code;
            EXPECT_FALSE(read_state(kRowVersion, payload));
        }
    }
}

TEST(SessionRecord, ComesBack) {
    SessionMemory memory;
    memory.last_received_us = -11;
    memory.numbers_since_us = 22;
    memory.clean_logout = true;
    memory.parked = {{33, 44}, {55, 66}, {77, 88}};
    memory.recent = {{99, 110}, {90, 120}};
    memory.next_parking_number = 130;
    memory.first_parking_number = 140;
    std::string payload;
    write_session(payload, memory);
    const auto back = read_session(payload);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->last_received_us, -11);
    EXPECT_EQ(back->numbers_since_us, 22);
    EXPECT_TRUE(back->clean_logout);
    EXPECT_EQ(back->parked, memory.parked);
    ASSERT_EQ(back->recent.size(), 2U);
    EXPECT_EQ(back->recent[0].at_us, 99);
    EXPECT_EQ(back->recent[0].ref, 110U);
    EXPECT_EQ(back->recent[1].at_us, 90);
    EXPECT_EQ(back->recent[1].ref, 120U);
    EXPECT_EQ(back->next_parking_number, 130U);
    EXPECT_EQ(back->first_parking_number, 140U);
    const auto took = [](std::string_view text) { return read_session(text).has_value(); };
    test::expect_whole_or_refused(payload, took);
    test::expect_survives_noise(payload, took);
}

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
