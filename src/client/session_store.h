#pragma once

#include <memory>
#include <string>

#include "client/session_file.h"
#include "fix/quickfix.h"

namespace qb::client {

/// The session's numbers and sent messages, in memory and, where a folder is given, in a file beside.
///
/// Never out of date: QuickFIX would begin anew at each UTC midnight, which the bridge does not.
class SessionStore final : public FIX::MessageStore {
public:
    /// An empty folder: memory only. Throws std::runtime_error where the file cannot be used.
    SessionStore(const std::string& folder, const FIX::SessionID& session);

    bool set(int number, const std::string& message) override;
    void get(int first, int last, std::vector<std::string>& out) const override {
        memory_.get(first, last, out);
    }
    int getNextSenderMsgSeqNum() const override { return memory_.getNextSenderMsgSeqNum(); }
    int getNextTargetMsgSeqNum() const override { return memory_.getNextTargetMsgSeqNum(); }
    void setNextSenderMsgSeqNum(int number) override;
    void setNextTargetMsgSeqNum(int number) override;
    void incrNextSenderMsgSeqNum() override { setNextSenderMsgSeqNum(getNextSenderMsgSeqNum() + 1); }
    void incrNextTargetMsgSeqNum() override { setNextTargetMsgSeqNum(getNextTargetMsgSeqNum() + 1); }
    FIX::UtcTimeStamp getCreationTime() const override { return {}; }
    void reset() override;
    void refresh() override {}

private:
    FIX::MemoryStore memory_;
    std::unique_ptr<SessionFile> file_;
};

}  // namespace qb::client
