#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "client/fields.h"
#include "replay/recording.h"

namespace qb::replay::test {

/// Fields of a text with '|' for SOH.
inline client::Fields fields(std::string text) {
    std::replace(text.begin(), text.end(), '|', '\x01');
    return client::fields_of(text);
}

/// What DESK sent ('>') and what it got ('<'), numbered, a second apart: "35=D|11=a|".
inline Recording recording(std::initializer_list<std::pair<char, std::string>> messages) {
    Recorder recorder("DESK");
    int asked = 0, answered = 0, second = 10;
    for (const auto& [direction, body] : messages) {
        const bool asks = direction == '>';
        recorder.add(fields("8=FIX.4.4|9=5|49=" + std::string(asks ? "DESK|56=QFEX" : "QFEX|56=DESK") +
                            "|34=" + std::to_string(asks ? ++asked : ++answered) +
                            "|52=20261123-10:00:" + std::to_string(second++) + ".000|" + body + "10=000|"));
    }
    return recorder.recording();
}

inline std::string text(const client::Fields& message) {
    std::string out;
    for (const auto& field : message) out += std::to_string(field.tag) + '=' + field.value + '|';
    return out;
}

}  // namespace qb::replay::test
