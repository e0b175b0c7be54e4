#include "bridge/fix_text.h"

namespace qb::bridge {

namespace {

/// `tag` with the SOH before it and its "=".
std::string_view first_value(std::string_view message, std::string_view tag) {
    const auto at = message.find(tag);
    if (at == std::string_view::npos) return {};
    const auto value = message.substr(at + tag.size());
    return value.substr(0, value.find('\x01'));
}

}  // namespace

std::string_view msg_type_of(std::string_view message) {
    return first_value(message,
                       "\x01"
                       "35=");
}

std::string msg_seq_num_of(std::string_view message) {
    return std::string(first_value(message,
                                   "\x01"
                                   "34="));
}

bool is_session_message(std::string_view message) {
    const auto type = msg_type_of(message);
    return type.size() == 1 && std::string_view("012345A").find(type) != std::string_view::npos;
}

bool is_news_report(std::string_view message) {
    return msg_type_of(message) == "8" && message.find(
                                              "\x01"
                                              "17=0\x01") == std::string_view::npos;
}

}  // namespace qb::bridge
