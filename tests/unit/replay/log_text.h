#pragma once

#include <zlib.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "replay/console.h"
#include "replay/decode.h"

/// Logs for the tests, and what a command makes of them.
namespace qb::replay::test {

inline std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

/// A message with '|' behind its fields: 8, 9 and 10 are put around `body`.
inline std::string message(std::string_view body, std::string_view begin_string = "FIX.4.4") {
    auto text =
        "8=" + std::string(begin_string) + "|9=" + std::to_string(body.size()) + "|" + std::string(body);
    const auto soh = replaced(text, "|", "\x01");
    const auto sum = std::accumulate(
        soh.begin(), soh.end(), 0U, [](unsigned all, char c) { return all + static_cast<unsigned char>(c); });
    auto digits = std::to_string(sum % 256);
    digits.insert(0, 3 - digits.size(), '0');
    return text + "10=" + digits + "|";
}

/// A heartbeat of A to B with a number of its own.
inline std::string heartbeat(int number, std::string_view more = {}) {
    return message("35=0|34=" + std::to_string(number) + "|49=A|56=B|52=20260105-10:00:00.000|" +
                   std::string(more));
}

/// What a terminal would have seen.
struct Outcome {
    int code = -1;
    std::string out, err;
};

inline std::string dictionaries() { return std::string(QB_SOURCE_DIR) + "/fix_spec"; }

/// Runs `command(options, console)` with `input` for `-`.
template <class Command, class Options>
Outcome run(Command command, const Options& options, const std::string& input = {}) {
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    Console console{in, out, err};
    Outcome outcome;
    outcome.code = command(options, console);
    outcome.out = out.str();
    outcome.err = err.str();
    return outcome;
}

inline DecodeOptions decode_options(Format format = Format::Text, bool check = false) {
    DecodeOptions options;
    options.log.logs = {"-"};
    options.log.format = format;
    options.log.dictionaries = dictionaries();
    options.check = check;
    return options;
}

/// As `gzip` would have packed it.
inline std::string gzipped(std::string_view text) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("no deflate");
    std::string packed(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    std::string copy(text);
    stream.next_in = reinterpret_cast<Bytef*>(copy.data());
    stream.avail_in = static_cast<uInt>(copy.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("not packed");
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

inline std::string golden_path(const std::string& name) {
    return std::string(QB_SOURCE_DIR) + "/tests/unit/replay/golden/" + name;
}

inline std::string golden(const std::string& name) {
    std::ifstream in(golden_path(name), std::ios::binary);
    if (!in) throw std::runtime_error("no " + name);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace qb::replay::test
