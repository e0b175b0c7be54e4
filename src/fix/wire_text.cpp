#include "fix/wire_text.h"

#include <array>
#include <chrono>
#include <cstdio>

#include "fix/framer.h"

namespace qb::fix {
namespace {

constexpr char kSoh = '\x01';

void add(std::string& body, int tag, std::string_view value) {
    body.append(std::to_string(tag)).append(1, '=').append(value).append(1, kSoh);
}

std::string session_body(std::string_view msg_type, std::string_view number, const Parties& parties,
                         std::string_view sending_time) {
    std::string body;
    add(body, 35, msg_type);
    add(body, 34, number);
    add(body, 49, parties.sender);
    add(body, 52, sending_time);
    add(body, 56, parties.target);
    return body;
}

std::string_view or_else(std::string_view value, std::string_view fallback) {
    return value.data() == nullptr ? fallback : value;
}

}  // namespace

std::string utc_timestamp(WallTime time) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(floor<milliseconds>(time - day));
    std::array<char, 40> text{};
    const auto size = std::snprintf(
        text.data(), text.size(), "%04d%02u%02u-%02d:%02d:%02d.%03d", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
    return {text.data(), static_cast<std::size_t>(size)};
}

std::string make_frame(std::string_view begin_string, std::string_view body) {
    std::string frame;
    frame.reserve(body.size() + 40);
    add(frame, 8, begin_string);
    add(frame, 9, std::to_string(body.size()));
    frame.append(body);
    const auto sum = checksum(frame);
    frame.append("10=");
    for (const unsigned place : {100U, 10U, 1U}) frame.push_back(static_cast<char>('0' + sum / place % 10));
    frame.push_back(kSoh);
    return frame;
}

std::string with_value(std::string_view message, const Inspection& found, std::string_view old,
                       std::string_view value) {
    constexpr std::size_t trailer = 7;  // 10=ddd and SOH
    const auto begin = static_cast<std::size_t>(found.msg_type.data() - message.data()) - 3;  // at 35=
    const auto at = static_cast<std::size_t>(old.data() - message.data());
    std::string body(message.substr(begin, at - begin));
    body.append(value);
    body.append(message.substr(at + old.size(), message.size() - trailer - at - old.size()));
    return make_frame(found.begin_string, body);
}

std::string refusal_logout(const Parties& parties, std::string_view text, WallTime now) {
    auto body = session_body("5", "1", parties, utc_timestamp(now));
    add(body, 58, text);
    return make_frame(parties.begin_string, body);
}

std::string stand_in(const Inspection& original, const Parties& parties, WallTime now) {
    const auto now_text = utc_timestamp(now);
    const Parties named{.begin_string = original.begin_string,
                        .sender = or_else(original.sender, parties.sender),
                        .target = or_else(original.target, parties.target)};
    auto body = session_body("0", original.msg_seq_num, named, or_else(original.sending_time, now_text));
    if (original.poss_dup.data() != nullptr) add(body, 43, original.poss_dup);
    if (original.orig_sending_time.data() != nullptr) add(body, 122, original.orig_sending_time);
    return make_frame(named.begin_string, body);
}

std::string resend_page(const Parties& parties, int number, int begin, int end, WallTime now) {
    auto body = session_body("2", std::to_string(number), parties, utc_timestamp(now));
    add(body, 7, std::to_string(begin));
    add(body, 16, std::to_string(end));
    return make_frame(parties.begin_string, body);
}

std::string gap_message(const Parties& parties, int number, WallTime now) {
    return make_frame(parties.begin_string,
                      session_body("0", std::to_string(number), parties, utc_timestamp(now)));
}

}  // namespace qb::fix
