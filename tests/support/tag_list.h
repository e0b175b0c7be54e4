#pragma once

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>

/// Lists of FIX tags as text: "8-10 35" is 8, 9, 10 and 35.
namespace qb::test {

/// Takes what stands in front of the next separator off the text.
inline std::string_view take(std::string_view& text, char separator) {
    const auto end = std::min(text.find(separator), text.size());
    const auto piece = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return piece;
}

inline bool all_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// 0 when the text is no number above.
inline int tag_number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return all_digits(text) && error == std::errc{} ? value : 0;
}

inline std::set<int> tags_of(std::string_view list) {
    std::set<int> tags;
    while (!list.empty()) {
        auto last = take(list, ' ');
        const int first = tag_number(take(last, '-'));
        for (int tag = first; tag <= std::max(first, tag_number(last)); ++tag) tags.insert(tag);
    }
    return tags;
}

inline bool holds_tag(std::string_view list, int tag) {
    while (!list.empty()) {
        auto last = take(list, ' ');
        const int first = tag_number(take(last, '-'));
        if (first <= tag && tag <= std::max(first, tag_number(last))) return true;
    }
    return false;
}

}  // namespace qb::test
