#pragma once

#include "fix/quickfix.h"
#include "fix/redact.h"
#include "fix/shared.h"

namespace qb::fix {

/// QuickFIX's log of one session, handed on with passwords hidden. What is received and what is sent is
/// logged by Session: in the shape in which it came and not in the one that QuickFIX was given, and only
/// where there was a connection to send it to.
class SessionLog final : public FIX::Log, public FIX::LogFactory {
public:
    SessionLog(SessionIndex session, Shared& shared) : session_(session), shared_(shared) {}

    void write(LogKind kind, std::string_view text) noexcept {
        shared_.guarded("writing the log", [&] {
            if (shared_.host.logs(kind)) shared_.host.log(session_, kind, redact(text, scratch_));
        });
    }

    void clear() noexcept override {}
    void backup() noexcept override {}
    void onIncoming(const std::string&) noexcept override {}
    void onOutgoing(const std::string&) noexcept override {}
    void onEvent(const std::string& text) noexcept override { write(LogKind::Event, text); }

    FIX::Log* create() override { return this; }
    FIX::Log* create(const FIX::SessionID&) override { return this; }
    void destroy(FIX::Log*) override {}

private:
    SessionIndex session_;
    Shared& shared_;
    std::string scratch_;
};

}  // namespace qb::fix
