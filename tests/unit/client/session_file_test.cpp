#include "client/session_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "client/session_store.h"

namespace qb::client {
namespace {

class SessionFileTest : public testing::Test {
protected:
    SessionFileTest() {
        auto pattern = testing::TempDir() + "/client_store_XXXXXX";
        folder_ = std::filesystem::path(::mkdtemp(pattern.data())) / "state";
    }
    ~SessionFileTest() override { std::filesystem::remove_all(folder_.parent_path()); }

    [[nodiscard]] SessionStore open() const { return {folder_.string(), {"FIX.4.4", "DESK", "QFEX"}}; }
    [[nodiscard]] std::filesystem::path file() const { return folder_ / "FIX.4.4-DESK-QFEX.session"; }
    [[nodiscard]] std::string content() const {
        std::ifstream in(file(), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    static std::vector<std::string> messages(const SessionStore& store) {
        std::vector<std::string> out;
        store.get(1, 100, out);
        return out;
    }

    std::filesystem::path folder_;
};

TEST_F(SessionFileTest, KeepsNumbersAndMessagesOverTheEnd) {
    {
        auto store = open();
        EXPECT_EQ(store.getNextSenderMsgSeqNum(), 1);
        store.set(1, "one\nwith a line end");
        store.incrNextSenderMsgSeqNum();
        store.set(2, "two");
        store.incrNextSenderMsgSeqNum();
        store.setNextTargetMsgSeqNum(7);
        store.incrNextTargetMsgSeqNum();
    }
    const auto store = open();
    EXPECT_EQ(store.getNextSenderMsgSeqNum(), 3);
    EXPECT_EQ(store.getNextTargetMsgSeqNum(), 8);
    EXPECT_EQ(messages(store), (std::vector<std::string>{"one\nwith a line end", "two"}));
}

TEST_F(SessionFileTest, AResetStartsAnew) {
    {
        auto store = open();
        store.set(1, "one");
        store.incrNextSenderMsgSeqNum();
        store.reset();
        store.set(1, "another");
    }
    const auto store = open();
    EXPECT_EQ(store.getNextSenderMsgSeqNum(), 1);
    EXPECT_EQ(messages(store), std::vector<std::string>{"another"});
}

TEST_F(SessionFileTest, DropsWhatWasCutShortWhereverThatWas) {
    {
        auto store = open();
        store.set(1, "one");
        store.incrNextSenderMsgSeqNum();
    }
    const auto whole = content();
    const auto first = whole.size();
    {
        open().set(2,
                   "two\x01"
                   "10=000\x01");
    }
    const auto both = content();
    for (auto size = first; size < both.size(); ++size) {
        std::ofstream(file(), std::ios::binary | std::ios::trunc) << both.substr(0, size);
        {
            const auto store = open();
            EXPECT_EQ(messages(store), std::vector<std::string>{"one"}) << size;
            EXPECT_EQ(store.getNextSenderMsgSeqNum(), 2) << size;
        }
        EXPECT_EQ(content(), whole) << size;
    }
}

TEST_F(SessionFileTest, IsUsedByOneAtATime) {
    const auto store = open();
    EXPECT_THROW(static_cast<void>(open()), std::runtime_error);
}

TEST_F(SessionFileTest, IsForItsOwnerAndHoldsNoPassword) {
    auto store = open();
    const FIX::Message logon(
        "8=FIX.4.4\x01"
        "9=0\x01"
        "35=A\x01"
        "34=1\x01"
        "49=DESK\x01"
        "56=QFEX\x01"
        "98=0\x01"
        "108=30\x01"
        "553=desk\x01"
        "554=hunter2\x01"
        "10=000\x01",
        false);
    store.set(1, logon.toString());
    EXPECT_NE(content().find("35=A"), std::string::npos);
    EXPECT_EQ(content().find("hunter2"), std::string::npos);
    struct stat status {};
    ASSERT_EQ(::stat(file().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(SessionFileTest, SaysWhyItCannotBeUsed) {
    std::filesystem::create_directories(folder_.parent_path());
    std::ofstream(folder_) << "a file in the way";
    try {
        static_cast<void>(open());
        FAIL() << "was opened";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("FIX.4.4-DESK-QFEX.session"), std::string::npos)
            << error.what();
    }
}

TEST(MemoryOnlyStore, WritesNothingAndIsNeverOutOfDate) {
    SessionStore store("", {"FIX.4.4", "DESK", "QFEX"});
    store.set(1, "one");
    store.incrNextSenderMsgSeqNum();
    EXPECT_EQ(store.getNextSenderMsgSeqNum(), 2);
    const FIX::UtcTimeStamp now;
    EXPECT_LE(store.getCreationTime() - now, 1);
}

}  // namespace
}  // namespace qb::client
