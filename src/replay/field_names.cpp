#include "replay/field_names.h"

#include <algorithm>
#include <array>
#include <functional>
#include <stdexcept>
#include <unordered_map>

#include "fix/quickfix.h"

namespace qb::replay {
namespace {

constexpr int kLastTag = 50'000;             // far behind the last tag that FIX or a custom range uses
constexpr const char* kHeader = "_header_";  // QuickFIX's name for where the header's groups are

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

bool by_count_tag(const GroupShape& shape, std::uint32_t tag) { return shape.count_tag < tag; }

/// The groups that `rules` has for a message type; of a group's own rules, those inside of it.
std::vector<GroupShape> groups_in(const FIX::DataDictionary& rules, const std::string& type,
                                  const std::vector<std::uint32_t>& tags) {
    std::vector<GroupShape> groups;
    for (const auto tag : tags) {
        int first = 0;
        const FIX::DataDictionary* members = nullptr;
        if (!rules.getGroup(type, static_cast<int>(tag), first, members)) continue;
        GroupShape shape{tag, static_cast<std::uint32_t>(first), {}, {}};
        for (const auto member : tags)
            if (members->isField(static_cast<int>(member))) shape.members.push_back(member);
        shape.inner = groups_in(*members, type, tags);
        groups.push_back(std::move(shape));
    }
    return groups;
}

}  // namespace

const GroupShape* group_of(const std::vector<GroupShape>& groups, std::uint32_t tag) {
    const auto found = std::lower_bound(groups.begin(), groups.end(), tag, by_count_tag);
    return found != groups.end() && found->count_tag == tag ? &*found : nullptr;
}

/// Words by value: by the byte where it is one, which nearly all are.
struct FieldNames::Values {
    std::array<std::string, 128> short_ones;
    std::unordered_map<std::string, std::string, TextHash, std::equal_to<>> others;  ///< seen so far
};

class FieldNames::Dictionaries {
public:
    explicit Dictionaries(const std::vector<std::string>& paths) {
        for (const auto& path : paths) {
            try {
                all.emplace_back(path);
            } catch (const std::exception& error) {
                throw std::runtime_error(path + " is no data dictionary: " + error.what());
            }
        }
    }

    [[nodiscard]] std::string word(std::uint32_t tag, const std::string& value) const {
        std::string text;
        for (const auto& rules : all)
            if (rules.getValueName(static_cast<int>(tag), value, text)) break;
        return text;
    }

    std::vector<FIX::DataDictionary> all;
};

FieldNames::FieldNames(const std::vector<std::string>& paths)
    : dictionaries_(std::make_unique<Dictionaries>(paths)) {
    for (int number = 1; number <= kLastTag; ++number) {
        FieldInfo info;
        bool values = number == FIX::FIELD::MsgType;
        for (const auto& rules : dictionaries_->all) {
            if (info.name.empty()) rules.getFieldName(number, info.name);
            values = values || rules.hasFieldValue(number);
            info.several = info.several || rules.isMultipleValueField(number);
        }
        if (info.name.empty()) continue;
        const auto tag = static_cast<std::uint32_t>(number);
        if (values) {
            info.values = std::make_unique<Values>();
            for (unsigned char c = ' '; c < 0x7f; ++c)
                info.values->short_ones[c] = dictionaries_->word(tag, {static_cast<char>(c)});
        }
        tags_.push_back(tag);
        fields_.resize(tag + 1);
        fields_[tag] = std::move(info);
    }
}

FieldNames::~FieldNames() = default;

std::string_view FieldNames::one_meaning(std::uint32_t tag, std::string_view value) {
    auto& values = *fields_[tag].values;
    if (value.size() == 1) {
        const auto byte = static_cast<unsigned char>(value.front());
        return byte < values.short_ones.size() ? std::string_view(values.short_ones[byte])
                                               : std::string_view();
    }
    if (const auto found = values.others.find(value); found != values.others.end()) return found->second;
    // What has no word is not kept: it may be anything, as often as it likes.
    auto word = dictionaries_->word(tag, std::string(value));
    if (word.empty()) return {};
    return values.others.emplace(value, std::move(word)).first->second;
}

std::string_view FieldNames::known_meaning(std::uint32_t tag, std::string_view value) {
    if (!fields_[tag].several || value.find(' ') == std::string_view::npos) return one_meaning(tag, value);
    scratch_.clear();
    while (!value.empty()) {
        const auto one = value.substr(0, value.find(' '));
        value.remove_prefix(std::min(one.size() + 1, value.size()));
        const auto word = one_meaning(tag, one);
        if (!scratch_.empty()) scratch_ += ' ';
        scratch_ += word.empty() ? one : word;
    }
    return scratch_;
}

const MessageShape* FieldNames::shape(std::string_view msg_type) {
    if (last_shape_ != nullptr && msg_type == last_type_) return last_shape_;
    auto found = shapes_.find(msg_type);
    if (found == shapes_.end()) {
        const std::string type(msg_type);
        const auto& all = dictionaries_->all;
        const auto rules =
            std::find_if(all.begin(), all.end(), [&](const auto& r) { return r.isMsgType(type); });
        if (rules == all.end()) return nullptr;
        auto shape = std::make_unique<MessageShape>();
        for (const auto tag : tags_)
            if (rules->isRequiredField(type, static_cast<int>(tag))) shape->required.push_back(tag);
        shape->groups = groups_in(*rules, type, tags_);
        auto header = groups_in(all.back(), kHeader, tags_);
        std::move(header.begin(), header.end(), std::back_inserter(shape->groups));
        std::sort(shape->groups.begin(), shape->groups.end(),
                  [](const auto& a, const auto& b) { return a.count_tag < b.count_tag; });
        found = shapes_.emplace(type, std::move(shape)).first;
    }
    last_type_ = found->first;
    last_shape_ = found->second.get();
    return last_shape_;
}

FieldNames& VersionNames::of(std::string_view begin_string) {
    if (last_ != nullptr && begin_string == last_version_) return *last_;
    auto found = by_version_.find(begin_string);
    if (found == by_version_.end()) {
        std::vector<std::string> files;
        if (begin_string == "FIX.4.2") files = {"FIX42.xml"};
        if (begin_string == "FIX.4.4") files = {"FIX44.xml"};
        if (begin_string == "FIXT.1.1") files = {"FIX50SP2.xml", "FIXT11.xml"};
        // All versions without names are one: a log may write any there.
        if (files.empty()) begin_string = {};
        for (auto& file : files) file.insert(0, folder_ + "/");
        found = by_version_.try_emplace(std::string(begin_string), files).first;
    }
    if (begin_string.empty()) return found->second;
    last_version_ = found->first;
    last_ = &found->second;
    return *last_;
}

}  // namespace qb::replay
