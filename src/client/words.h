#pragma once

#include <string>
#include <string_view>

namespace qb::client {

/// What tags and values are called. This one knows no names; Dictionary does.
class Words {
public:
    Words() = default;
    Words(const Words&) = delete;
    Words& operator=(const Words&) = delete;
    virtual ~Words() = default;
    /// "ExecType" for 150; empty where unknown. MsgType(35) values are the names of messages.
    [[nodiscard]] virtual std::string name_of(int /*tag*/) const { return {}; }
    /// "Trade" for 150 and F; empty where unknown.
    [[nodiscard]] virtual std::string word_for(int /*tag*/, std::string_view /*value*/) const { return {}; }
    /// A message of this MsgType(35) has to have the field.
    [[nodiscard]] virtual bool requires_field(std::string_view /*msg_type*/, int /*tag*/) const {
        return false;
    }
};

}  // namespace qb::client
