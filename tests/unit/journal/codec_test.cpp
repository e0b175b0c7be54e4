#include "journal/codec.h"

#include <gtest/gtest.h>

#include <limits>

namespace qb::journal {
namespace {

TEST(Codec, WritesLittleEndian) {
    std::string out;
    Writer{out}.u8(1).u16(0x0203).u32(0x04050607).u64(0x08090A0B0C0D0E0FULL);
    EXPECT_EQ(out, std::string("\x01\x03\x02\x07\x06\x05\x04\x0F\x0E\x0D\x0C\x0B\x0A\x09\x08", 15));
}

TEST(Codec, ReadsBackWhatWasWritten) {
    std::string out;
    Writer{out}
        .u8(255)
        .u16(65535)
        .u32(4'000'000'000)
        .u64(std::numeric_limits<std::uint64_t>::max())
        .i64(-42)
        .boolean(true)
        .boolean(false)
        .bytes("a\0b")
        .raw("end");
    Parser parser{out};
    EXPECT_EQ(parser.u8(), 255);
    EXPECT_EQ(parser.u16(), 65535);
    EXPECT_EQ(parser.u32(), 4'000'000'000);
    EXPECT_EQ(parser.u64(), std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(parser.i64(), -42);
    EXPECT_TRUE(parser.boolean());
    EXPECT_FALSE(parser.boolean());
    EXPECT_EQ(parser.bytes(), "a\0b");
    EXPECT_FALSE(parser.done());
    EXPECT_EQ(parser.rest(), "end");
    EXPECT_EQ(parser.raw(3), "end");
    EXPECT_TRUE(parser.done());
}

TEST(Codec, VarintTakesSevenBitsAByte) {
    for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128},
                                      std::uint64_t{16383}, std::uint64_t{16384}, std::uint64_t{1} << 62,
                                      std::uint64_t{1} << 63, std::numeric_limits<std::uint64_t>::max()}) {
        std::string out;
        Writer{out}.varint(value);
        std::size_t expected = 1;
        for (auto rest = value; rest >= 128; rest >>= 7) ++expected;
        EXPECT_EQ(out.size(), expected) << value;
        Parser parser{out};
        EXPECT_EQ(parser.varint(), value);
        EXPECT_TRUE(parser.done());
    }
}

TEST(Codec, CutPayloadFailsAtEachLength) {
    std::string out;
    Writer{out}.u32(7).bytes("text").varint(300).i64(5);
    for (std::size_t size = 0; size < out.size(); ++size) {
        Parser parser{std::string_view{out}.substr(0, size)};
        parser.u32();
        parser.bytes();
        parser.varint();
        parser.i64();
        EXPECT_FALSE(parser.ok()) << size;
    }
}

TEST(Codec, StaysFailedAndGivesNothing) {
    Parser parser{"\x05"};
    EXPECT_EQ(parser.u16(), 0);
    EXPECT_EQ(parser.u8(), 0);
    EXPECT_TRUE(parser.bytes().empty());
    EXPECT_FALSE(parser.ok());
    EXPECT_FALSE(parser.done());
}

TEST(Codec, RefusesImpossibleValues) {
    Parser boolean{"\x02"};
    boolean.boolean();
    EXPECT_FALSE(boolean.ok());
    Parser long_varint{"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02"};
    EXPECT_EQ(long_varint.varint(), 0);
    EXPECT_FALSE(long_varint.ok());
    Parser endless{"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"};
    endless.varint();
    EXPECT_FALSE(endless.ok());
    Parser huge{"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01x"};  // a length no payload has
    EXPECT_TRUE(huge.bytes().empty());
    EXPECT_FALSE(huge.ok());
}

}  // namespace
}  // namespace qb::journal
