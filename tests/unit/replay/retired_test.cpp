/// A DataDir whose older segments were retired, and packed: every command says what it said before.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "journal/compress.h"
#include "replay/decode.h"
#include "replay/export.h"
#include "replay/timeline.h"
#include "replay/verify.h"
#include "unit/replay/record_rig.h"

namespace qb::replay::test {
namespace {

namespace fs = std::filesystem;

/// A day at the desk over three segments.
class Retired : public testing::Test {
protected:
    Retired() {
        rig.play_day();
        rig.rig.second(std::chrono::hours(12));
        rig.venue("fill_response order_id=P5 trade_id=T9 price=189 quantity=5 order_type=STOP_LOSS");
        rig.rig.second(std::chrono::hours(24));
        rig.second();
        data_dir = rig.data_dir();
        for (const auto& entry : fs::directory_iterator(data_dir))
            segments.push_back(entry.path().filename());
        std::sort(segments.begin(), segments.end());
        fs::create_directory(data_dir + "/retired");
        rig.rig.kill();  // the sessions of an engine are the process's
    }

    void retire(std::size_t number) const {
        fs::rename(data_dir + "/" + segments.at(number), data_dir + "/retired/" + segments.at(number));
    }
    void pack() const {
        const auto disk =
            journal::PosixDisk::open_directory(data_dir + "/retired", journal::Disk::Missing::Fail);
        std::ostringstream ignored;
        EXPECT_EQ(compress(**disk, ignored).packed, 1U);
    }
    [[nodiscard]] Said verified() const {
        return said([&](Console& console) { return verify(data_dir, {}, {}, console); });
    }
    [[nodiscard]] Said decoded() const {
        DecodeOptions options;
        options.log.logs = {data_dir};
        options.log.dictionaries = std::string(QB_SOURCE_DIR) + "/fix_spec";
        return said([&](Console& console) { return decode(options, console); });
    }
    /// All that is said of the journal.
    [[nodiscard]] std::string all() const {
        const auto record = said([&](Console& console) {
            return export_record({.data_dir = data_dir, .table = "fix_messages"}, console);
        });
        const auto life = said(
            [&](Console& console) { return timeline({.order = "P5", .data_dirs = {data_dir}}, console); });
        std::string text;
        for (const auto& one : {verified(), decoded(), record, life}) {
            EXPECT_EQ(one.code, kExitGood) << one.out << one.err;
            text += one.out + one.err;
        }
        return text;
    }

    RecordRig rig;
    std::string data_dir;
    std::vector<std::string> segments;
};

TEST_F(Retired, SegmentsAreReadLikeKeptOnesPackedOrNot) {
    ASSERT_EQ(segments.size(), 3U);
    const auto kept = all();
    EXPECT_NE(kept.find("3 segments, whole"), std::string::npos);
    EXPECT_NE(kept.find("result: identical"), std::string::npos) << kept;
    retire(0);
    EXPECT_EQ(all(), kept);
    pack();
    EXPECT_EQ(all(), kept);
    retire(1);
    EXPECT_EQ(all(), kept);
    EXPECT_TRUE(fs::exists(data_dir + "/retired/" + segments[0] + ".gz"));
    EXPECT_TRUE(fs::exists(data_dir + "/retired/" + segments[1]));
}

TEST_F(Retired, AFlippedByteInAPackedSegmentIsNamed) {
    retire(0);
    pack();
    const auto packed = data_dir + "/retired/" + segments[0] + ".gz";
    std::fstream bytes(packed, std::ios::in | std::ios::out | std::ios::binary);
    const auto middle = static_cast<std::streamoff>(fs::file_size(packed) / 2);
    bytes.seekg(middle);
    const auto was = static_cast<char>(bytes.get());
    bytes.seekp(middle);
    bytes.put(static_cast<char>(was ^ 1));
    bytes.close();
    const auto result = verified();
    EXPECT_EQ(result.code, kExitFound);
    EXPECT_NE(result.out.find(segments[0] + ": damaged packed segment"), std::string::npos) << result.out;
    EXPECT_NE(result.out.find("the journal is DAMAGED"), std::string::npos) << result.out;
    const auto log = decoded();
    EXPECT_EQ(log.code, kExitFound);
    EXPECT_NE(log.err.find("JOURNAL_DAMAGED: " + segments[0] + ": damaged packed segment"), std::string::npos)
        << log.err;
}

TEST_F(Retired, AMissingOneInTheMiddleIsNamed) {
    retire(0);
    pack();
    fs::remove(data_dir + "/" + segments[1]);
    const auto result = verified();
    EXPECT_EQ(result.code, kExitFound);
    EXPECT_NE(result.out.find(segments[0] + ": missing segment: row "), std::string::npos) << result.out;
    EXPECT_NE(result.out.find("the segment that begins with this row is gone, later ones are there"),
              std::string::npos)
        << result.out;
}

}  // namespace
}  // namespace qb::replay::test
