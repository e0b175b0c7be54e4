#pragma once

#include <optional>
#include <string>

#include "client/fields.h"
#include "client/inbox.h"

namespace qb::client {

/// A FIX session as the runner sees it; Session is the real one. Used from one thread.
class Link {
public:
    Link() = default;
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;
    virtual ~Link() = default;

    /// Connects, and connects again whenever the session is lost, until logout().
    virtual void logon() = 0;
    /// Asks for the end of the session; Event::LoggedOut follows.
    virtual void logout(const std::string& reason) = 0;
    /// Sends these fields, MsgType(35) first; the session adds 8, 9, 10, 34, 49, 52 and 56. What went wrong,
    /// if something did.
    [[nodiscard]] virtual std::optional<std::string> send(const Fields& fields) = 0;
    [[nodiscard]] virtual Inbox& inbox() = 0;
};

}  // namespace qb::client
