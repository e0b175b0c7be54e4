#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "orders/types.h"
#include "orders/venue_events.h"

/// Payloads of the journal rows that are not order facts: what came in, what went out, who is who. Each kind
/// has one writer and one reader; the reader is empty for an unknown version or a payload that is not whole.
namespace qb::records {

inline constexpr std::uint8_t kRowVersion = 1;

/// Kind Config: the journal's own numbers for sessions and accounts, and the effective configuration (no
/// secrets). A number once given to a name stays with it for the life of the journal.
struct ConfigEntry {
    enum class What : std::uint8_t { Session = 1, Account = 2, Text = 3, Build = 4 };
    What what = What::Text;
    std::uint16_t number = 0;
    std::string text;  ///< session id, account name, the configuration text, or the build id
};
void write_config(std::string& out, const ConfigEntry& entry);
[[nodiscard]] std::optional<ConfigEntry> read_config(std::uint8_t version, std::string_view payload);

/// Kinds FixIn, FixOut, Parked: a FIX message of a session, secrets masked.
/// FixIn: epoch is 0, number is 1 when the session was logged on and else 0; Parked: number is the parking
/// number.
struct FixRow {
    std::uint16_t session = 0;
    std::uint32_t epoch = 0;
    std::uint64_t number = 0;
    std::string_view text;  ///< points into the payload
};
void write_fix(std::string& out, const FixRow& row);
[[nodiscard]] std::optional<FixRow> read_fix(std::uint8_t version, std::string_view payload);

/// Kind Unparked: the reports of a session up to and with this parking number were handed over.
struct UnparkedRow {
    std::uint16_t session = 0;
    std::uint64_t up_to = 0;
};
void write_unparked(std::string& out, UnparkedRow row);
[[nodiscard]] std::optional<UnparkedRow> read_unparked(std::uint8_t version, std::string_view payload);

/// Kinds FixSession, Link, Timer and Note: something happened to a session, to an account's link, or to the
/// bridge. A Timer row without payload: deadlines of orders.
struct EventRow {
    std::uint16_t number = 0;  ///< session or account; 0xFFFF where none is known
    std::string_view word;     ///< bridge/recovery.h has them
    std::string_view text;
};
void write_event(std::string& out, const EventRow& row);
[[nodiscard]] std::optional<EventRow> read_event(std::uint8_t version, std::string_view payload);

/// Kinds VenueIn and VenueOut: one frame of an account's link.
struct VenueRow {
    std::uint16_t account = 0;
    std::string_view text;
};
void write_venue(std::string& out, const VenueRow& row);
[[nodiscard]] std::optional<VenueRow> read_venue(std::uint8_t version, std::string_view payload);

/// How rows name a REST read of historic orders, and back; empty when the text is none.
[[nodiscard]] std::string read_text(const orders::QueryHistoricOrders& query);
[[nodiscard]] std::optional<orders::QueryHistoricOrders> read_from_text(std::string_view text);

/// Chunks of a segment's state record: enough to go on without any older row.
struct StateChunk {
    enum class What : std::uint8_t { Config = 1, Order = 2, Session = 3, Account = 4 };
    What what = What::Config;
    std::uint16_t number = 0;  ///< account of an order or of an Account chunk, session of a Session chunk
    std::string_view payload;  ///< as write_config, write_order, write_session or write_account wrote it
};
void write_state(std::string& out, const StateChunk& chunk);
[[nodiscard]] std::optional<StateChunk> read_state(std::uint8_t version, std::string_view payload);

/// How an account stands, in the payload of an Account chunk: for who reads on from there. A restart begins
/// with neither.
struct AccountMemory {
    bool serving = false;      ///< its link takes orders
    std::string_view refdata;  ///< as in a Refdata row; empty: none was read yet
};
void write_account(std::string& out, const AccountMemory& account);
[[nodiscard]] std::optional<AccountMemory> read_account(std::string_view payload);

/// What a logon after the restart needs to know, in the payloads of one or more Session chunks. Times are UTC
/// microseconds, places are RowRef::packed().
struct SessionMemory {
    std::int64_t last_received_us = 0;  ///< when the last message came in
    std::int64_t numbers_since_us = 0;  ///< when the present epoch of the sequence numbers began
    bool clean_logout = false;          ///< the last connection ended with a Logout exchange
    std::map<std::uint64_t, std::uint64_t>
        parked;  ///< reports that wait, by parking number: place of the row
    struct Sent {
        std::int64_t at_us = 0;
        std::uint64_t ref = 0;
    };
    std::deque<Sent> recent;  ///< reports sent lately, oldest first: repeated after a reset
    /// Numbers for new entries at the end and at the front; both begin in the middle of the range.
    std::uint64_t next_parking_number = std::uint64_t{1} << 40U;
    std::uint64_t first_parking_number = std::uint64_t{1} << 40U;
};
/// Reports in one payload: a session may remember more of them than a row has room for.
inline constexpr std::size_t kReportsPerChunk = 65'536;
/// Calls `put` with each payload in order, at least once.
void write_session(const SessionMemory& memory, const std::function<void(std::string_view)>& put,
                   std::size_t reports_per_chunk = kReportsPerChunk);
/// Adds what one payload holds. False, and `memory` is of no use, when it is not whole.
[[nodiscard]] bool read_session(std::string_view payload, SessionMemory& memory);

/// Keys of the indexes over rows: 64-bit hashes, equal on every machine.
[[nodiscard]] std::uint64_t fix_out_key(std::uint16_t session, std::uint32_t epoch, std::uint64_t number);
[[nodiscard]] std::uint64_t cl_ord_id_key(std::uint16_t session, std::string_view cl_ord_id);
[[nodiscard]] std::uint64_t client_order_id_key(const orders::Id128& id);
[[nodiscard]] std::uint64_t venue_id_key(std::string_view venue_id);

}  // namespace qb::records
