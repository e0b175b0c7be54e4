#pragma once

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "replay/console.h"
#include "unit/bridge/core_rig.h"

namespace qb::replay::test {

using bridge::test::Client;

/// A gateway with two sessions, on a clock of the test's, whose journal is put into a folder for the commands
/// to read.
class RecordRig {
public:
    explicit RecordRig(std::string_view bridge_lines = {}, std::string_view session_lines = {});
    ~RecordRig();
    RecordRig(const RecordRig&) = delete;
    RecordRig& operator=(const RecordRig&) = delete;

    /// A day at the desk, a second between what happens: a1 is a stop that fires and fills in two parts, a2
    /// is rejected by the venue, a3 is cancelled, a4 is replaced as r4 and fills while the session is away,
    /// a5's answer is lost with the link and comes later, a6 is refused because the link is down; the second
    /// session's a1 as well.
    void play_day();

    void venue(std::string_view words);
    void second();
    void goodbye(Client& oms);
    /// That of the n-th order that was sent, from 1.
    [[nodiscard]] std::string client_order_id(std::size_t number) const;
    /// The journal as it is now, as a DataDir.
    std::string data_dir();
    /// A name for a file that does not exist.
    std::string new_file(const std::string& name) { return folder_ + "/" + name; }

    bridge::test::CoreRig rig;

private:
    [[nodiscard]] std::vector<std::string> adds() const;

    std::string folder_;
    int copies_ = 0;
};

/// What a command said.
struct Said {
    int code = 0;
    std::string out, err;
};
template <class Command>
Said said(Command&& command) {
    std::istringstream in;
    std::ostringstream out, err;
    Console console{in, out, err};
    Said said;
    said.code = command(console);
    said.out = out.str();
    said.err = err.str();
    return said;
}

/// The rows of a table in CSV, by column.
using Rows = std::vector<std::map<std::string, std::string>>;
[[nodiscard]] Rows rows_of(const std::string& csv);
/// Some columns of the rows between blanks, `-` for an empty cell; without what depends on the numbers of
/// rows: $1 is the first client_order_id that occurs, E* and F* are ExecIDs(17).
[[nodiscard]] std::vector<std::string> shown(const Rows& rows, const std::vector<std::string>& columns);

/// The text of golden/<name>. With QB_WRITE_GOLDEN=1 in the environment `got` is written there first: read it
/// before it is committed.
[[nodiscard]] std::string golden(const std::string& name, const std::string& got);
/// Lines as a file has them.
[[nodiscard]] std::string as_text(const std::vector<std::string>& lines);

}  // namespace qb::replay::test
