#pragma once

#include "fix/quickfix.h"
#include "fix/shared.h"
#include "fix/wire_text.h"

namespace qb::fix {

/// A session's numbers in memory, and its messages in the journal by way of the turn.
///
/// All functions of FIX::MessageStore are noexcept shells: QuickFIX enforces their exception specifications.
class TurnStore final : public FIX::MessageStore, public FIX::MessageStoreFactory {
public:
    /// `always_open`: a session without schedule, never reset by the clock.
    TurnStore(SessionIndex session, const SessionNumbers& numbers, bool always_open, const Parties& parties,
              Shared& shared)
        : session_(session),
          numbers_(numbers),
          always_open_(always_open),
          parties_(parties),
          shared_(shared) {}

    [[nodiscard]] const SessionNumbers& numbers() const { return numbers_; }
    /// Nothing was sent or received in this epoch.
    [[nodiscard]] bool pristine() const { return numbers_.next_sender == 1 && numbers_.next_target == 1; }

    bool set(int number, const std::string& text) noexcept override;
    /// One text for every number of the range: the stored application message, or one without content that
    /// QuickFIX turns into a gap fill. (Left to find holes itself, QuickFIX 1.15 fills them from the wrong
    /// number on.)
    void get(int begin, int end, std::vector<std::string>& out) const noexcept override;

    int getNextSenderMsgSeqNum() const noexcept override { return numbers_.next_sender; }
    int getNextTargetMsgSeqNum() const noexcept override { return numbers_.next_target; }
    void setNextSenderMsgSeqNum(int number) noexcept override { change(numbers_.next_sender, number); }
    void setNextTargetMsgSeqNum(int number) noexcept override { change(numbers_.next_target, number); }
    void incrNextSenderMsgSeqNum() noexcept override {
        change(numbers_.next_sender, numbers_.next_sender + 1);
    }
    void incrNextTargetMsgSeqNum() noexcept override {
        change(numbers_.next_target, numbers_.next_target + 1);
    }

    FIX::UtcTimeStamp getCreationTime() const noexcept override;
    /// A new epoch. Numbers that stand at the beginning already stay in theirs.
    void reset() noexcept override;
    void refresh() noexcept override {}

    FIX::MessageStore* create(const FIX::SessionID&) override { return this; }
    void destroy(FIX::MessageStore*) override {}

private:
    void change(int& number, int value) noexcept;
    [[nodiscard]] std::vector<StoredMessage> stored(int begin, int end) const noexcept;

    SessionIndex session_;
    SessionNumbers numbers_;
    bool always_open_;
    Parties parties_;
    Shared& shared_;
};

}  // namespace qb::fix
