#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>

#include "replay/verify.h"
#include "support/fake_disk.h"

namespace qb::test {

/// What `fix-replay verify` says of a journal.
struct Verified {
    int code = 0;
    std::string text;
};

inline Verified verified(journal::Disk& recorded, const std::string& anchor = {},
                         const std::string& build = "test",
                         const ops::BridgeConfig* configuration = nullptr) {
    FakeDisk scratch;
    std::ostringstream out;
    const int code = replay::verify_journal(
        {recorded, scratch, [] { return std::make_unique<journal::HeapStorage>(); }},
        {.anchor = anchor, .spec = {}, .build = build, .configuration = configuration}, out);
    return {code, out.str()};
}

/// No bridge may be alive: the sessions of an engine are the process's.
inline void expect_identical(journal::Disk& recorded) {
    const auto result = verified(recorded);
    EXPECT_EQ(result.code, replay::kExitGood) << result.text;
}

}  // namespace qb::test
