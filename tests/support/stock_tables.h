#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// What the dictionaries of QuickFIX 1.15.1 say about the messages that the bridge sends, as data for
/// stock_faults(). Lists of tags and values are words in one text; "8-10" is 8, 9 and 10.
namespace qb::test::stock {

struct Version {
    std::string_view name;          ///< "FIX.5.0SP2"
    std::string_view begin_string;  ///< BeginString(8)
    std::string_view envelope;      ///< tags of header and trailer
    int time_decimals;              ///< at most, of a second
};
[[nodiscard]] std::span<const Version> versions();

struct Message {
    std::string_view version, type;
    std::string_view required, tags;  ///< of the body, not inside of a group
};
[[nodiscard]] std::span<const Message> messages();

/// A repeating group the bridge may send.
struct Group {
    std::string_view version, type;
    int count_tag;
    std::string_view members;  ///< the first one begins an entry
};
[[nodiscard]] std::span<const Group> groups();

enum class Format : std::uint8_t { Character, Integer, Decimal, Boolean, TimeStamp };
struct FormatRow {
    std::string_view version;
    Format format;
    std::string_view tags;
};
/// Tags whose values have a form; every other value is free text.
[[nodiscard]] std::span<const FormatRow> formats();

/// The codes a tag may have.
struct ValueList {
    std::string_view version;
    int tag;
    std::string_view values;
};
[[nodiscard]] std::span<const ValueList> value_lists();

}  // namespace qb::test::stock
