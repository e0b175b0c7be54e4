#include "client/fields.h"

#include <algorithm>
#include <charconv>

namespace qb::client {

Fields fields_of(std::string_view message) {
    constexpr char kSoh = '\x01';
    Fields fields;
    while (!message.empty()) {
        const auto part = message.substr(0, message.find(kSoh));
        message.remove_prefix(std::min(part.size() + 1, message.size()));
        const auto equals = part.find('=');
        if (equals == std::string_view::npos) continue;
        if (const auto tag = tag_from(part.substr(0, equals)))
            fields.push_back({*tag, std::string(part.substr(equals + 1))});
    }
    return fields;
}

std::optional<std::string_view> value_of(const Fields& fields, int tag) {
    for (const auto& field : fields)
        if (field.tag == tag) return field.value;
    return std::nullopt;
}

std::optional<int> tag_from(std::string_view text) {
    constexpr std::size_t kMaxDigits = 9;
    if (text.empty() || text.size() > kMaxDigits || text.front() == '0') return std::nullopt;
    int tag = 0;
    const auto* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, tag);
    if (error != std::errc{} || end != last || tag <= 0) return std::nullopt;
    return tag;
}

bool is_session_type(std::string_view msg_type) {
    constexpr std::string_view kTypes = "012345A";
    return msg_type.size() == 1 && kTypes.find(msg_type.front()) != std::string_view::npos;
}

}  // namespace qb::client
