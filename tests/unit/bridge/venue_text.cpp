#include "unit/bridge/venue_text.h"

#include <algorithm>
#include <sstream>
#include <utility>

namespace qb::bridge::test {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

/// What a message about an order says of the order itself: its name there, and in add_order.
struct Echo {
    std::string_view name, in_add;
};
constexpr Echo kOfOrder[] = {{"symbol", "symbol"},   {"side", "side"},
                             {"type", "order_type"}, {"quantity", "quantity"},
                             {"price", "price"},     {"time_in_force", "order_time_in_force"}};
constexpr Echo kOfFill[] = {{"symbol", "symbol"}, {"side", "side"}, {"order_type", "order_type"}};
constexpr Echo kOfStop[] = {{"symbol", "symbol"},
                            {"direction", "side"},
                            {"stop_order_type", "order_type"},
                            {"quantity", "quantity"},
                            {"price", "price"}};
constexpr Echo kOfHistory[] = {{"symbol", "symbol"},
                               {"side", "side"},
                               {"type", "order_type"},
                               {"quantity", "quantity"},
                               {"price", "price"}};

std::string json_value(const std::string& name, const std::string& text) {
    const bool id = name.size() > 2 && name.substr(name.size() - 2) == "id";
    const bool number = !text.empty() && text.find_first_not_of("0123456789.-") == std::string::npos;
    const bool raw = text == "null" || text == "true" || text == "false" || text.find_first_of("[{\"") == 0;
    return raw || (number && !id) ? text : '"' + text + '"';
}

template <std::size_t N>
std::string object(std::string_view words, const Echo (&echoes)[N], const std::vector<std::string>& adds) {
    Members members;
    std::size_t of = 1;
    for (const auto& word : words_of(words)) {
        const auto equals = word.find('=');
        const auto name = word.substr(0, equals), value = word.substr(equals + 1);
        if (name == "of") {
            of = std::stoul(value);
        } else {
            members.emplace_back(name, value);
        }
    }
    for (const auto& echo : echoes) {
        const bool named = std::any_of(members.begin(), members.end(),
                                       [&](const auto& member) { return member.first == echo.name; });
        if (!named) members.emplace_back(echo.name, member(adds.at(of - 1), std::string(echo.in_add)));
    }
    std::string out;
    for (const auto& [name, value] : members) {
        if (value == "-") continue;
        out += (out.empty() ? "{\"" : ",\"") + name + "\":" + json_value(name, value);
    }
    return out + "}";
}

std::string row(std::string_view kind, std::string_view words, const std::vector<std::string>& adds) {
    if (kind == "fill_response" || kind == "get_user_trades") return object(words, kOfFill, adds);
    if (kind == "stop_order_response") return object(words, kOfStop, adds);
    if (kind == "history") return object(words, kOfHistory, adds);
    return object(words, kOfOrder, adds);
}

}  // namespace

std::string member(const std::string& json, const std::string& name) {
    const auto at = json.find("\"" + name + "\":");
    if (at == std::string::npos) return {};
    const auto from = at + name.size() + 3;
    if (json[from] != '"') return json.substr(from, json.find_first_of(",}", from) - from);
    return json.substr(from + 1, json.find('"', from + 1) - from - 1);
}

std::string venue_frame(std::string_view words, const std::vector<std::string>& adds) {
    if (words.starts_with('{') || words.starts_with('[')) return std::string(words);
    const auto space = words.find(' ');
    const auto key = words.substr(0, space);
    return "{\"" + std::string(key) + "\":" + row(key, words.substr(space + 1), adds) + "}";
}

std::string list_frame(std::string_view read, std::string_view rows, const std::vector<std::string>& adds) {
    const auto kind = read.substr(0, read.find(' '));
    std::string list;
    int count = 0;
    for (auto from = rows.find('['); from != std::string_view::npos;
         from = rows.find('[', from + 1), ++count) {
        const auto to = rows.find(']', from);
        list += (list.empty() ? "" : ",") + row(kind, rows.substr(from + 1, to - from - 1), adds);
    }
    const auto total = std::to_string(count);
    if (kind == "get_user_trades") return R"({"user_trades":[)" + list + R"(],"count":)" + total + "}";
    if (kind == "history") return R"({"data":[)" + list + R"(],"count":)" + total + "}";
    return R"({"all_orders_response":{"orders":[)" + list + R"(],"twaps":[]}})";
}

std::vector<std::string> words_of(std::string_view text) {
    std::istringstream in{std::string(text)};
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(std::move(word));
    return words;
}

}  // namespace qb::bridge::test
