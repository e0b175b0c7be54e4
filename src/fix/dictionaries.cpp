#include "fix/dictionaries.h"

#include <fstream>
#include <iterator>

#include "fix/dictionary_numbers.h"

namespace qb::fix {
namespace {

constexpr int kLastTag = 50'000;  // far behind the last tag that FIX or a custom range uses; more are refused

bool is_integer(FIX::TYPE::Type type) {
    using namespace FIX::TYPE;
    return type == Int || type == SeqNum || type == Length || type == NumInGroup || type == DayOfMonth;
}

void add_integers(IntegerTags& integers, const FIX::DataDictionary& rules, const std::string& path) {
    for (int tag = 1; tag <= kLastTag; ++tag) {
        if (rules.isDataField(tag))
            throw std::runtime_error(path + ": field " + std::to_string(tag) +
                                     " has type DATA, which is not safe with this engine: make it STRING");
        auto type = FIX::TYPE::Unknown;
        if (rules.getFieldType(tag, type) && is_integer(type)) integers.add(tag);
    }
}

/// What is not looked at below is not there.
void refuse_high_numbers(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) throw std::runtime_error(path + ": cannot be read");
    if (const auto odd = odd_field_number(text, kLastTag))
        throw std::runtime_error(path + ": a field has number " + *odd + "; numbers go from 1 to " +
                                 std::to_string(kLastTag) + " here");
}

/// One file for one version; the text says which setting the version comes from.
std::shared_ptr<FIX::DataDictionary> parse(const std::string& path, const std::string& version,
                                           const std::string& wanted_by, bool allow_unknown_fields) {
    std::shared_ptr<FIX::DataDictionary> rules;
    try {
        rules = std::make_shared<FIX::DataDictionary>(path);
    } catch (const std::exception& error) {
        throw std::runtime_error(path + ": " + error.what());
    }
    refuse_high_numbers(path);
    if (rules->getVersion() != version)
        throw std::runtime_error(path + ": is a dictionary of " + rules->getVersion() + ", but " + wanted_by);
    rules->allowUnknownMsgFields(allow_unknown_fields);
    rules->checkUserDefinedFields(!allow_unknown_fields);
    return rules;
}

/// What a value of the tag may be is the mapping's to say.
void add_order_tag(FIX::DataDictionary& rules, int tag) {
    if (!rules.isField(tag)) rules.addField(tag);
    for (const char* order : {"D", "G"}) rules.addMsgField(order, tag);
}

std::shared_ptr<const Dictionary> load_files(const SessionSettings& session) {
    const auto read = [&](const std::string& path, const std::string& version, const std::string& wanted_by) {
        return parse(path, version, wanted_by, session.allow_unknown_fields);
    };
    const bool split = !session.default_appl_ver_id.empty();
    // What FIX calls a version of application messages: "FIX.5.0" for all of its service packs.
    const FIX::ApplVerID appl_ver_id =
        split ? FIX::ApplVerID(session.default_appl_ver_id) : FIX::Message::toApplVerID(session.begin_string);
    const auto& transport_path = split ? session.transport_dictionary : session.dictionary;
    const auto transport =
        read(transport_path, session.begin_string, "BeginString is " + session.begin_string);
    const auto application = split ? read(session.dictionary, FIX::Message::toBeginString(appl_ver_id),
                                          "DefaultApplVerID is " + session.default_appl_ver_id)
                                   : transport;
    if (session.order_tag) add_order_tag(*application, *session.order_tag);

    auto made = std::make_shared<Dictionary>();
    add_integers(made->integers, *transport, transport_path);
    if (split) add_integers(made->integers, *application, session.dictionary);
    // Read as integers by the engine whatever the dictionary calls them.
    for (const int tag : {7, 9, 16, 34, 36, 45, 108, 369}) made->integers.add(tag);
    made->rules = application;
    made->session_rules = transport;
    made->appl_ver_id = session.default_appl_ver_id;
    made->provider.addTransportDataDictionary(session.begin_string, transport);
    made->provider.addApplicationDataDictionary(appl_ver_id, application);
    return made;
}

}  // namespace

std::shared_ptr<const Dictionary> Dictionaries::load(const SessionSettings& session) {
    auto& slot = loaded_[{session.begin_string, session.dictionary, session.transport_dictionary,
                          session.allow_unknown_fields, session.order_tag}];
    if (!slot) slot = load_files(session);
    return slot;
}

}  // namespace qb::fix
