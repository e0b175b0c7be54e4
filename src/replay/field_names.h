#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace qb::replay {

/// The fields of one repeating group of a message type.
struct GroupShape {
    std::uint32_t count_tag = 0;         ///< NoPartyIDs(453), ...
    std::uint32_t first_tag = 0;         ///< which every entry begins with
    std::vector<std::uint32_t> members;  ///< ascending, the counts of inner groups too
    std::vector<GroupShape> inner;       ///< ascending by count_tag
};

/// What a dictionary says of a message type.
struct MessageShape {
    std::vector<std::uint32_t> required;  ///< of the body; ascending
    std::vector<GroupShape> groups;       ///< those of the header too; ascending by count_tag
};

/// The group that the tag counts; null where it counts none.
[[nodiscard]] const GroupShape* group_of(const std::vector<GroupShape>& groups, std::uint32_t tag);

/// Names, meanings and shapes of one FIX version, from its dictionaries.
class FieldNames {
public:
    /// In QuickFIX's format, the application's first; none: nothing has a name. Throws std::runtime_error
    /// with the file for one that cannot be read.
    explicit FieldNames(const std::vector<std::string>& paths);
    ~FieldNames();
    FieldNames(const FieldNames&) = delete;
    FieldNames& operator=(const FieldNames&) = delete;

    /// Empty for a tag that no dictionary has.
    [[nodiscard]] std::string_view name(std::uint32_t tag) const {
        return tag < fields_.size() ? std::string_view(fields_[tag].name) : std::string_view();
    }
    /// The word for a value, of a list of values one for each; empty where the dictionary has none for it.
    /// Good until the next call.
    [[nodiscard]] std::string_view meaning(std::uint32_t tag, std::string_view value) {
        if (tag >= fields_.size() || !fields_[tag].values) return {};
        return known_meaning(tag, value);
    }
    /// Null for a type that no dictionary has.
    [[nodiscard]] const MessageShape* shape(std::string_view msg_type);
    [[nodiscard]] bool known() const { return !fields_.empty(); }

private:
    struct Values;
    struct FieldInfo {
        std::string name;
        std::unique_ptr<Values> values;  ///< null: any value will do
        bool several = false;            ///< values with blanks between them
    };
    class Dictionaries;
    [[nodiscard]] std::string_view known_meaning(std::uint32_t tag, std::string_view value);
    [[nodiscard]] std::string_view one_meaning(std::uint32_t tag, std::string_view value);

    std::unique_ptr<Dictionaries> dictionaries_;
    std::vector<FieldInfo> fields_;  // by tag
    std::vector<std::uint32_t> tags_;
    std::map<std::string, std::unique_ptr<MessageShape>, std::less<>> shapes_;
    std::string_view last_type_;
    const MessageShape* last_shape_ = nullptr;
    std::string scratch_;
};

/// The names of each version, read when it is first asked for: FIX.4.2, FIX.4.4, and FIXT.1.1 with FIX
/// 5.0SP2. Other versions have none.
class VersionNames {
public:
    /// `folder` has FIX42.xml, FIX44.xml, FIXT11.xml and FIX50SP2.xml.
    explicit VersionNames(std::string folder) : folder_(std::move(folder)) {}

    [[nodiscard]] FieldNames& of(std::string_view begin_string);

private:
    std::string folder_;
    std::map<std::string, FieldNames, std::less<>> by_version_;
    std::string_view last_version_;
    FieldNames* last_ = nullptr;
};

}  // namespace qb::replay
