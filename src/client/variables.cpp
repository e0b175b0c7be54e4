#include "client/variables.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace qb::client {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name_part(char c) { return is_letter(c) || is_digit(c) || c == '_'; }

std::optional<std::string> order_number(std::string_view name, const Variables& variables) {
    std::size_t number = 0;
    const auto* last = name.data() + name.size();
    const auto [end, error] = std::from_chars(name.data(), last, number);
    if (error != std::errc{} || end != last || number == 0 || number > variables.orders.size())
        return std::nullopt;
    return variables.orders[number - 1];
}

std::optional<std::string> meaning_of(std::string_view name, const Variables& variables) {
    if (name == "new") return variables.fresh;
    if (name == "now") return variables.now;
    if (name == "last") return order_number(std::to_string(variables.orders.size()), variables);
    if (is_digit(name.front())) return order_number(name, variables);
    const auto saved = variables.saved.find(name);
    if (saved == variables.saved.end()) return std::nullopt;
    return saved->second;
}

}  // namespace

boost::system::result<std::string, std::string> substitute(std::string_view text,
                                                           const Variables& variables) {
    std::string out;
    for (auto at = text.begin(); at != text.end();) {
        if (*at != '$' || at + 1 == text.end() || !(is_letter(at[1]) || is_digit(at[1]))) {
            out += *at++;
            continue;
        }
        const auto end = std::find_if_not(at + 1, text.end(), is_name_part);
        const std::string_view name(at + 1, end);
        const auto meaning = meaning_of(name, variables);
        if (!meaning)
            return {boost::system::in_place_error, "$" + std::string(name) + " stands for nothing so far"};
        out += *meaning;
        at = end;
    }
    return {boost::system::in_place_value, std::move(out)};
}

bool may_be_saved_as(std::string_view text) {
    return !text.empty() && is_letter(text.front()) && std::all_of(text.begin(), text.end(), is_name_part) &&
           text != "last" && text != "new" && text != "now";
}

}  // namespace qb::client
