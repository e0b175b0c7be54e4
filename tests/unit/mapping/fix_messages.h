#pragma once

#include <string>
#include <string_view>

#include "fix/quickfix.h"

/// FIX messages written the way people write them, '|' for SOH.
namespace qb::mapping::test {

/// A message of any fields; tags 8, 34, 35, 43, 49, 52, 56, 97 go to the header. Nothing is validated.
inline FIX::Message fix_message(std::string_view text) {
    FIX::Message message;
    while (!text.empty()) {
        const std::string_view field = text.substr(0, text.find('|'));
        text.remove_prefix(std::min(field.size() + 1, text.size()));
        if (field.empty()) continue;
        const std::size_t equals = field.find('=');
        const int tag = std::stoi(std::string(field.substr(0, equals)));
        const std::string value(field.substr(equals + 1));
        const bool header = tag == 8 || tag == 34 || tag == 35 || tag == 43 || tag == 49 || tag == 52 ||
                            tag == 56 || tag == 97;
        if (header) {
            message.getHeader().setField(tag, value);
        } else {
            message.setField(tag, value);
        }
    }
    return message;
}

/// The message from its MsgType(35) on, without the trailer: "35=8|1=acc|6=0|...|".
inline std::string shown(const FIX::Message& message) {
    std::string text = message.toString();
    for (char& c : text) {
        if (c == '\x01') c = '|';
    }
    const std::size_t from = text.find("|35=") + 1;
    return text.substr(from, text.find("|10=") + 1 - from);
}

/// The value of a body or header field; "(absent)" when it is not there.
inline std::string field(const FIX::Message& message, int tag) {
    if (message.isSetField(tag)) return message.getField(tag);
    if (message.getHeader().isSetField(tag)) return message.getHeader().getField(tag);
    return "(absent)";
}

}  // namespace qb::mapping::test
