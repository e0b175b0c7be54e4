#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace qb::test {

/// "150=F|39=2" taken apart.
inline std::vector<std::pair<int, std::string>> fields_of(std::string_view text) {
    std::vector<std::pair<int, std::string>> fields;
    while (!text.empty()) {
        const auto field = text.substr(0, text.find('|'));
        text.remove_prefix(std::min(text.size(), field.size() + 1));
        const auto equals = field.find('=');
        if (equals != std::string_view::npos)
            fields.emplace_back(std::stoi(std::string(field)), field.substr(equals + 1));
    }
    return fields;
}

/// Does a field have the expected value? `-` says that it is absent, `*` that it is there; Text(58) is held
/// by its first words. `actual` is `-` for an absent field.
inline bool field_holds(int tag, std::string_view expected, std::string_view actual) {
    if (expected == "*") return actual != "-";
    if (tag != 58 || expected == "-") return expected == actual;
    if (!actual.starts_with(expected)) return false;
    const auto rest = actual.substr(expected.size());
    return rest.empty() || rest.front() == ' ' || rest.front() == ':';
}

/// The first field of `expected` that the message does not have, in words; empty when it has them all.
/// `value_of(tag)` gives `-` for an absent field.
template <class ValueOf>
std::string difference(std::string_view expected, ValueOf value_of) {
    for (const auto& [tag, value] : fields_of(expected)) {
        const std::string actual = value_of(tag);
        if (!field_holds(tag, value, actual))
            return "tag " + std::to_string(tag) + " is " + actual + ", not " + value;
    }
    return {};
}

}  // namespace qb::test
