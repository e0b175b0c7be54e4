#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "client/inbox.h"
#include "client/runner.h"

namespace qb::client {

constexpr int kExitOk = 0;
constexpr int kExitFailed = 1;  ///< an expectation or a command failed
constexpr int kExitUsage = 2;   ///< a line that cannot be read, a file that is missing

/// Runs a whole script. All of it is read before its first command: a line that cannot be read ends it with
/// every such line named and nothing sent. Stops at the first failure. `name` stands in messages, with the
/// line number.
[[nodiscard]] int run_script(Runner& runner, const std::string& name, std::string_view text,
                             std::ostream& out);

/// Runs the lines of a descriptor as they come, until its end or `quit`.
///
/// For a person: with a prompt, help and on after a failure. For a pipe: stops at the first failure.
[[nodiscard]] int run_lines(Runner& runner, Inbox& inbox, int descriptor, bool for_a_person,
                            std::ostream& out);

}  // namespace qb::client
