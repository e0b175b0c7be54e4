#pragma once

#include "desk.h"

namespace qb::orders::test {

/// A desk with armed stops.
class Stops : public Desk {
protected:
    /// Stop `key`, which the venue knows as P<key>.
    void armed(int key = 1, const std::string& words = "qty=2 px=190") {
        const auto name = std::to_string(key);
        order("stop " + name + " " + words);
        venue("ack id=P" + name + " cl=" + name + " type=stop_loss at=1000");
        said();
    }
    /// Answers the five reads of a vanished stop.
    void nothing_found() {
        trades({});
        orders({});
        history({});
        trades({});
        history({});
    }
};

struct TypeRow {
    std::string name, type;
};

}  // namespace qb::orders::test
