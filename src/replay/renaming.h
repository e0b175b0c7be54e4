#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "client/fields.h"
#include "replay/recording.h"

namespace qb::replay {

/// What a message of the log is called when it is sent again, and back: ClOrdIDs that are new, symbols, the
/// OrderIDs(37) that the venue gave this time. Pure.
class Renaming {
public:
    /// New ClOrdIDs are `prefix`-1, `prefix`-2, ... `symbols`: from the log's to those that are sent.
    Renaming(std::string prefix, const std::map<std::string, std::string, std::less<>>& symbols,
             const Recording& recording);

    /// The request as it is to be sent, with `now` for TransactTime(60). An id that no request of the log had
    /// is sent as it is.
    [[nodiscard]] client::Fields to_send(const Request& request, std::string_view now);
    /// A message of today in the log's names.
    [[nodiscard]] client::Fields as_recorded(client::Fields message) const;
    /// Notes the OrderID(37) that the venue gave the conversation's order, where the answer has one.
    void learn_order_id(const std::string& conversation, const client::Fields& answer);
    /// The new ClOrdID of one of the log; nothing where it has none yet.
    [[nodiscard]] std::optional<std::string_view> new_id(std::string_view recorded) const;

private:
    using Names = std::map<std::string, std::string, std::less<>>;

    const std::string& fresh_id(const std::string& recorded);
    void rename_order_id(std::string& value) const;
    [[nodiscard]] std::string old_ids_in(std::string_view text) const;

    std::string prefix_;
    std::size_t next_ = 1;
    Names new_ids_, old_ids_;          // ClOrdIDs
    Names new_symbols_, old_symbols_;  // Symbol(55)
    Names conversation_by_order_id_;   // of the log's OrderIDs
    Names order_ids_;                  // of today, by conversation
};

}  // namespace qb::replay
