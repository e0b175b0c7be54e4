#include "client/interruption.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <csignal>

namespace qb::client {
namespace {

bool readable(int descriptor) {
    pollfd source{descriptor, POLLIN, 0};
    return ::poll(&source, 1, 0) == 1;
}

TEST(Interruption, IsASignalThatEndsNothingByItself) {
    for (const int signal : {SIGINT, SIGTERM}) {
        Interruption interruption;
        EXPECT_FALSE(readable(interruption.descriptor()));
        ASSERT_EQ(::raise(signal), 0);
        EXPECT_TRUE(readable(interruption.descriptor()));
        EXPECT_EQ(interruption.end(), 128 + signal);
    }
}

TEST(Interruption, IsNoneWithoutASignal) {
    Interruption interruption;
    EXPECT_EQ(interruption.end(), 0);
}

TEST(InterruptionDeathTest, ASecondSignalEndsTheProcess) {
    EXPECT_EXIT(
        {
            Interruption interruption;
            ::raise(SIGTERM);
            static_cast<void>(interruption.end());
            ::raise(SIGTERM);
        },
        testing::KilledBySignal(SIGTERM), "");
}

}  // namespace
}  // namespace qb::client
