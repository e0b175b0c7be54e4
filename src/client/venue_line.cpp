#include "client/venue_line.h"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include "client/number_text.h"
#include "client/tokens.h"

namespace qb::client {
namespace {

using Parsed = boost::system::result<Command, std::string>;

std::string quoted(std::string_view text) { return boost::json::serialize(boost::json::string(text)); }

Parsed post(std::string path, std::string body) {
    return Command(Venue{.method = "POST", .path = std::move(path), .body = std::move(body)});
}

/// "189.5x0.4" as "[189.5,0.4]"; empty where it is not that.
std::string level_from(std::string_view text) {
    const auto times = text.find('x');
    if (times == std::string_view::npos) return {};
    const auto price = text.substr(0, times);
    const auto quantity = text.substr(times + 1);
    if (!is_decimal_text(price) || !is_decimal_text(quantity)) return {};
    return "[" + std::string(price) + "," + std::string(quantity) + "]";
}

}  // namespace

Parsed parse_mark(const std::vector<std::string>& words) {
    if (words.size() != 2 || !is_decimal_text(words[1])) return "mark SYMBOL PRICE";
    return post("/mark", R"({"symbol":)" + quoted(words[0]) + R"(,"price":)" + words[1] + "}");
}

Parsed parse_book(const std::vector<std::string>& words) {
    constexpr std::string_view kShape = "book SYMBOL [bid PRICExQUANTITY ...] [ask PRICExQUANTITY ...]";
    if (words.empty()) return std::string(kShape);
    std::string bids, asks;
    std::string* side = nullptr;
    for (auto word = words.begin() + 1; word != words.end(); ++word) {
        if (*word == "bid" || *word == "ask") {
            side = *word == "bid" ? &bids : &asks;
            continue;
        }
        const auto level = level_from(*word);
        if (side == nullptr || level.empty()) return std::string(kShape) + ", not \"" + *word + "\"";
        if (!side->empty()) *side += ',';
        *side += level;
    }
    return post("/book", R"({"symbol":)" + quoted(words.front()) + R"(,"bids":[)" + bids + R"(],"asks":[)" +
                             asks + "]}");
}

Parsed parse_position(const std::vector<std::string>& words) {
    if (words.size() < 2 || words.size() > 3 || !is_decimal_text(words[1]))
        return "position SYMBOL QUANTITY [ACCOUNT]; a short position is negative";
    std::string body = R"({"symbol":)" + quoted(words[0]) + R"(,"quantity":)" + words[1];
    if (words.size() == 3) body += R"(,"account":)" + quoted(words[2]);
    return post("/position", body + "}");
}

Parsed parse_venue(std::string_view rest) {
    Venue venue;
    venue.method = take_word(rest);
    venue.path = take_word(rest);
    venue.body = rest;
    const bool get = venue.method == "GET";
    if ((!get && venue.method != "POST") || !venue.path.starts_with('/') || (get && !venue.body.empty()))
        return "venue POST /path {json}, or venue GET /path";
    return Command(std::move(venue));
}

}  // namespace qb::client
