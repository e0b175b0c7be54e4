#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "client/fields.h"
#include "client/words.h"

namespace qb::replay {

/// Compares what came back with what the log has. Not looked at: framing, numbers and times (8 9 10 34 43 45
/// 49 52 56 60 122). Of ids that the bridge and the venue choose (17 37 198 527 880 1369) only whether they
/// are there, and whether they are one at all (NONE, 0). Pure.
class Comparison {
public:
    /// `ignored`: tags that are not looked at either. `words` must outlive this object.
    Comparison(const client::Words& words, std::set<int> ignored)
        : words_(words), ignored_(std::move(ignored)) {}

    /// What differs between the messages of one conversation, a line for a person each, in their order. Where
    /// messages are of different kinds, MsgType(35), ExecType(150) and OrdStatus(39), nothing after them is
    /// compared.
    [[nodiscard]] std::vector<std::string> differences(std::string_view conversation,
                                                       const std::vector<client::Fields>& recorded,
                                                       const std::vector<client::Fields>& today) const;

private:
    using Lines = std::vector<std::string>;

    [[nodiscard]] client::Fields compared(const client::Fields& message) const;
    void add_fields(Lines& lines, const std::string& place, const client::Fields& recorded,
                    const client::Fields& today) const;
    void add_field(Lines& lines, const std::string& place, int tag, const client::Field* recorded,
                   const client::Field* today) const;

    const client::Words& words_;
    std::set<int> ignored_;
};

}  // namespace qb::replay
