#include "fix/dictionaries.h"

namespace qb::fix {
namespace {

constexpr int kLastTag = 50'000;  // far behind the last tag that FIX or a custom range uses

bool is_integer(FIX::TYPE::Type type) {
    using namespace FIX::TYPE;
    return type == Int || type == SeqNum || type == Length || type == NumInGroup || type == DayOfMonth;
}

IntegerTags integer_tags(const FIX::DataDictionary& rules, const std::string& path) {
    IntegerTags integers;
    for (int tag = 1; tag <= kLastTag; ++tag) {
        if (rules.isDataField(tag))
            throw std::runtime_error(path + ": field " + std::to_string(tag) +
                                     " has type DATA, which is not safe with this engine: make it STRING");
        auto type = FIX::TYPE::Unknown;
        if (rules.getFieldType(tag, type) && is_integer(type)) integers.add(tag);
    }
    // Read as integers by the engine whatever the dictionary calls them.
    for (const int tag : {7, 9, 16, 34, 36, 45, 108, 369}) integers.add(tag);
    return integers;
}

std::shared_ptr<FIX::DataDictionary> parse(const std::string& path) {
    try {
        return std::make_shared<FIX::DataDictionary>(path);
    } catch (const std::exception& error) {
        throw std::runtime_error(path + ": " + error.what());
    }
}

}  // namespace

std::shared_ptr<const Dictionary> Dictionaries::load(const std::string& path, const std::string& begin_string,
                                                     bool allow_unknown_fields) {
    auto& slot = loaded_[{path, allow_unknown_fields}];
    if (!slot) {
        const auto rules = parse(path);
        rules->allowUnknownMsgFields(allow_unknown_fields);
        rules->checkUserDefinedFields(!allow_unknown_fields);
        auto made = std::make_shared<Dictionary>();
        made->integers = integer_tags(*rules, path);
        made->rules = rules;
        made->provider.addTransportDataDictionary(rules->getVersion(), rules);
        made->provider.addApplicationDataDictionary(FIX::Message::toApplVerID(rules->getVersion()), rules);
        slot = std::move(made);
    }
    if (slot->rules->getVersion() != begin_string)
        throw std::runtime_error(path + ": is a dictionary of " + slot->rules->getVersion() +
                                 ", but BeginString is " + begin_string);
    return slot;
}

}  // namespace qb::fix
