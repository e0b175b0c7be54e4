#include "conformance/player.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "fix/framer.h"
#include "fix/wire_text.h"

namespace qb::conformance {
namespace {

using std::chrono::seconds;
using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr char kSoh = '\x01';
constexpr std::string_view kTime = "<TIME";
constexpr std::size_t kToSeconds = 17;  // YYYYMMDD-HH:MM:SS

Fields fields_of(const std::string& text) {
    Fields fields;
    std::istringstream in(text);
    for (std::string field; std::getline(in, field, '|');) {
        const auto equals = std::min(field.find('='), field.size());
        fields.emplace_back(field.substr(0, equals), field.substr(std::min(equals + 1, field.size())));
    }
    return fields;
}

/// <TIME>, <TIME-121>, <TIME+121>: seconds from now.
std::string with_times(std::string text, WallTime now) {
    for (auto at = text.find(kTime); at != std::string::npos; at = text.find(kTime, at)) {
        const auto end = text.find('>', at);
        const auto shift = text.substr(at + kTime.size(), end - at - kTime.size());
        const auto time = now + seconds(shift.empty() ? 0 : std::stoi(shift));
        text.replace(at, end + 1 - at, fix::utc_timestamp(time));
    }
    return text;
}

std::string checksum_text(std::string_view bytes) {
    std::array<char, 4> digits{};
    std::snprintf(digits.data(), digits.size(), "%03u", fix::checksum(bytes));
    return digits.data();
}

/// The engine may have written it a moment before it came.
bool is_time_of(const std::string& value, WallTime arrival) {
    for (int before = 0; before <= 2; ++before) {
        const auto expected = fix::utc_timestamp(arrival - seconds(before)).substr(0, kToSeconds);
        if (value.starts_with(expected)) return true;
    }
    return false;
}

bool is_value(const std::string& expected, const std::string& got, WallTime arrival) {
    if (expected == "<TIME>") return is_time_of(got, arrival);
    if (expected.ends_with('*'))
        return !got.empty() && got.starts_with(expected.substr(0, expected.size() - 1));
    return expected == got;
}

std::string frame_fault(const std::string& text) {
    auto bytes = text;
    std::replace(bytes.begin(), bytes.end(), '|', kSoh);
    const auto body = bytes.find(kSoh, bytes.find(kSoh) + 1) + 1;
    const auto trailer = bytes.rfind("10=");
    const auto fields = fields_of(text);
    if (fields.size() < 4 || fields[0].first != "8" || fields[1].first != "9" || fields[2].first != "35")
        return "its first fields are not 8, 9 and 35";
    if (fields[1].second != std::to_string(trailer - body)) return "its BodyLength(9) is wrong";
    if (bytes.substr(trailer) != "10=" + checksum_text(std::string_view(bytes).substr(0, trailer)) + kSoh)
        return "its CheckSum(10) is wrong";
    return {};
}

void drop_unless_named(Fields& got, const Fields& expected, const std::string& tag) {
    const auto has_tag = [&](const auto& field) { return field.first == tag; };
    if (std::none_of(expected.begin(), expected.end(), has_tag)) std::erase_if(got, has_tag);
}

/// One playing of a case.
class Player {
public:
    Player(Version version, Wire& wire) : version_(version), wire_(wire) {}

    std::string play(const Case& script) {
        for (const auto& step : script.steps) {
            const auto fault = do_step(step);
            if (!fault.empty())
                return script.name + ".case:" + std::to_string(step.line) + ": " + fault + told_;
        }
        const auto left = wire_.strays();
        return left.empty() ? std::string() : script.name + ".case, at its end: " + left + told_;
    }

private:
    std::string do_step(const Step& step) {
        const bool expects = step.kind == Step::Kind::Expect || step.kind == Step::Kind::ExpectDisconnect;
        if (!expects) {
            auto left = wire_.strays();
            if (!left.empty()) return left;
        }
        switch (step.kind) {  // no default: a new enumerator must warn here
        case Step::Kind::Connect: wire_.connect(step.connection); break;
        case Step::Kind::Disconnect: wire_.disconnect(step.connection); break;
        case Step::Kind::ExpectDisconnect: return expect_end(step);
        case Step::Kind::Send: send(step); break;
        case Step::Kind::Expect: return expect(step);
        case Step::Kind::Wait: wire_.wait(seconds(std::stoi(step.text))); break;
        case Step::Kind::LogOut: wire_.log_out(step.text); break;
        }
        return {};
    }

    void send(const Step& step) {
        const auto bytes = bytes_of(in_version(step.text, version_), wire_.now());
        tell("> ", bytes);
        wire_.send(step.connection, bytes);
    }

    std::string expect(const Step& step) {
        const auto expected = in_version(step.text, version_);
        const auto got = wire_.next(step.connection);
        if (!got) return "nothing came where this was expected: " + expected;
        tell("< ", got->text);
        auto fault = difference(expected, *got);
        return fault.empty() ? fault : fault + "\nexpected: " + expected + "\ngot:      " + got->text;
    }

    std::string expect_end(const Step& step) {
        if (wire_.ends(step.connection)) return {};
        const auto left = wire_.strays();
        return left.empty() ? "the bridge did not hang up" : left;
    }

    void tell(std::string_view who, std::string bytes) {
        std::replace(bytes.begin(), bytes.end(), kSoh, '|');
        told_.append("\n  ").append(who).append(bytes);
    }

    Version version_;
    Wire& wire_;
    std::string told_ = "\nso far:";
};

}  // namespace

std::string difference(const std::string& expected, const Arrival& got) {
    if (auto fault = frame_fault(got.text); !fault.empty()) return fault;
    const auto wanted = fields_of(expected);
    auto fields = fields_of(got.text);
    for (const auto* tag : {"9", "10"}) drop_unless_named(fields, wanted, tag);
    for (std::size_t i = 0; i < std::max(wanted.size(), fields.size()); ++i) {
        if (i >= fields.size()) return "tag " + wanted[i].first + " is missing";
        if (i >= wanted.size()) return "tag " + fields[i].first + " was not expected";
        if (wanted[i].first != fields[i].first)
            return "tag " + fields[i].first + " stands where " + wanted[i].first + " was expected";
        if (!is_value(wanted[i].second, fields[i].second, got.time))
            return "tag " + wanted[i].first + " is " + fields[i].second;
    }
    return {};
}

std::string bytes_of(std::string text, WallTime now) {
    text = with_times(std::move(text), now);
    std::replace(text.begin(), text.end(), '|', kSoh);
    if (!text.starts_with("8=")) return text;
    const auto head = text.find(kSoh) + 1;
    const auto last = text.rfind(kSoh, text.size() - 2) + 1;
    const bool summed = text.compare(last, 3, "10=") == 0;
    const auto body_end = summed ? last : text.size();
    const bool measured = text.find(
                              "\x01"
                              "9=") != std::string::npos;
    if (!measured) text.insert(head, "9=" + std::to_string(body_end - head) + kSoh);
    if (!summed) text += "10=" + checksum_text(text) + kSoh;
    return text;
}

std::string play(const Case& script, Version version, Wire& wire) {
    return Player(version, wire).play(script);
}

}  // namespace qb::conformance
