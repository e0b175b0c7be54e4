#include "fix_text.h"

#include <array>
#include <cstdio>
#include <numeric>
#include <stdexcept>

namespace qb::simulation {
namespace {

constexpr char kSoh = '\x01';

unsigned sum_of(std::string_view bytes) {
    return std::accumulate(bytes.begin(), bytes.end(), 0U,
                           [](unsigned sum, char c) { return sum + static_cast<unsigned char>(c); }) %
           256U;
}

std::string three_digits(unsigned number) {
    std::array<char, 16> text{};
    (void)std::snprintf(text.data(), text.size(), "%03u", number);
    return text.data();
}

std::pair<int, std::string> take_field(std::string_view& rest) {
    const auto equals = rest.find('=');
    const auto end = rest.find(kSoh);
    if (equals == std::string_view::npos || end == std::string_view::npos || equals > end)
        throw std::runtime_error("a field that is none");
    std::pair<int, std::string> field(std::stoi(std::string(rest.substr(0, equals))),
                                      rest.substr(equals + 1, end - equals - 1));
    rest.remove_prefix(end + 1);
    return field;
}

}  // namespace

std::string_view FixMessage::get(int tag) const {
    for (const auto& [number, value] : fields)
        if (number == tag) return value;
    return {};
}

int FixMessage::number(int tag) const { return std::stoi(std::string(get(tag))); }

std::string FixMessage::content() const {
    std::string text;
    for (const auto& [tag, value] : fields) {
        if (tag == 34 || tag == 43 || tag == 52 || tag == 97 || tag == 122) continue;
        text += std::to_string(tag) + "=" + value + "|";
    }
    return text;
}

std::string framed(const Version& version, const Fields& fields) {
    std::string body;
    for (const auto& [tag, value] : fields) body += std::to_string(tag) + "=" + value + kSoh;
    std::string text =
        "8=" + std::string(version.begin_string) + kSoh + "9=" + std::to_string(body.size()) + kSoh + body;
    return text + "10=" + three_digits(sum_of(text)) + kSoh;
}

std::optional<FixMessage> take_message(const Version& version, std::string& bytes) {
    const auto trailer = bytes.find(
        "\x01"
        "10=");
    if (trailer == std::string::npos || bytes.size() < trailer + 8) return std::nullopt;
    std::string_view rest = std::string_view(bytes).substr(0, trailer + 1);
    const auto check = bytes.substr(trailer + 4, 3);
    if (bytes[trailer + 7] != kSoh || check != three_digits(sum_of(rest)))
        throw std::runtime_error("a wrong CheckSum(10)");
    if (take_field(rest) != std::pair<int, std::string>(8, version.begin_string))
        throw std::runtime_error("another BeginString(8)");
    const auto [tag, length] = take_field(rest);
    if (tag != 9 || std::to_string(rest.size()) != length) throw std::runtime_error("a wrong BodyLength(9)");
    FixMessage message;
    while (!rest.empty()) message.fields.push_back(take_field(rest));
    bytes.erase(0, trailer + 8);
    return message;
}

std::string utc(WallTime time) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(floor<milliseconds>(time - day));
    std::array<char, 64> text{};
    (void)std::snprintf(text.data(), text.size(), "%04d%02u%02u-%02d:%02d:%02d.%03d",
                        static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                        static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                        static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
                        static_cast<int>(clock.subseconds().count()));
    return text.data();
}

std::int64_t millionths(std::string_view text) {
    std::int64_t value = 0;
    int decimals = -1;
    for (const char c : text) {
        if (c == '.' && decimals < 0) {
            decimals = 0;
        } else if (c >= '0' && c <= '9' && decimals < 6) {
            value = value * 10 + (c - '0');
            if (decimals >= 0) ++decimals;
        } else {
            throw std::runtime_error("no number of the simulation: " + std::string(text));
        }
    }
    if (text.empty()) throw std::runtime_error("no number");
    for (int i = decimals < 0 ? 0 : decimals; i < 6; ++i) value *= 10;
    return value;
}

}  // namespace qb::simulation
