#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "client/fields.h"

namespace qb::replay {

/// The value of a tag where it comes first; an empty text where there is none.
[[nodiscard]] std::string text_of(const client::Fields& message, int tag);

/// Tells to which of a client's requests a message answers, so that what came back can be compared order by
/// order. A conversation has the name of its order's first ClOrdID(11), changes of the order belong to it;
/// one without an order that of its request's own id, or of its place where it has none. Pure.
class Conversations {
public:
    /// Notes an application message of the client; its MsgSeqNum(34) may be absent.
    std::string of_request(const client::Fields& request);
    /// Of an application message or Reject(3) to the client; nothing where it answers no request that was
    /// noted.
    [[nodiscard]] std::optional<std::string> of_answer(const client::Fields& answer) const;

private:
    using Names = std::map<std::string, std::string, std::less<>>;

    [[nodiscard]] std::string name_of(const client::Fields& request) const;
    [[nodiscard]] static std::optional<std::string> known(const Names& names, const client::Fields& message,
                                                          int tag);

    std::size_t requests_ = 0;
    Names by_id_;      // by ClOrdID(11) and MassStatusReqID(584)
    Names by_number_;  // by MsgSeqNum(34), the newest of that number
};

}  // namespace qb::replay
