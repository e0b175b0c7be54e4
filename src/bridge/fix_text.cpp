#include "bridge/fix_text.h"

namespace qb::bridge {

std::string_view msg_type_of(std::string_view message) {
    constexpr std::string_view kTag =
        "\x01"
        "35=";
    const auto at = message.find(kTag);
    if (at == std::string_view::npos) return {};
    const auto value = message.substr(at + kTag.size());
    return value.substr(0, value.find('\x01'));
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
