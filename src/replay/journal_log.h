#pragma once

#include <memory>
#include <string>

#include "replay/log.h"

namespace qb::replay {

/// The FIX messages of a bridge's DataDir: what came in and what was sent, each at the time of its turn.
/// Passwords in it were masked when it was written. Reads a live journal up to its last whole turn.
class JournalLog final : public Log {
public:
    /// A directory that cannot be read gives one bad line and then the end.
    explicit JournalLog(const std::string& data_dir);
    ~JournalLog() override;

    Step next() override;

private:
    class Impl;
    Step damaged(std::string text);

    std::unique_ptr<Impl> impl_;
};

}  // namespace qb::replay
