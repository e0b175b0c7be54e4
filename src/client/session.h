#pragma once

#include <memory>

#include "client/client_settings.h"
#include "client/link.h"

namespace qb::client {

/// A QuickFIX initiator. Its thread only fills the inbox; whoever owns this object reads it.
///
/// One at a time for a pair of CompIDs in a process (QuickFIX's registry is global).
class Session final : public Link {
public:
    /// Connects from logon() on. Throws std::runtime_error with the reason a person needs: a dictionary that
    /// cannot be read, a store in use, a value that QuickFIX refuses.
    explicit Session(const ClientSettings& settings);
    /// Logs out where needed, which may take QuickFIX some seconds.
    ~Session() override;

    void logon() override;
    void logout(const std::string& reason) override;
    [[nodiscard]] std::optional<std::string> send(const Fields& fields) override;
    [[nodiscard]] Inbox& inbox() override;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace qb::client
