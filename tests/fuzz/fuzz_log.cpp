#include <array>
#include <boost/json/parse.hpp>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "fuzz/input.h"
#include "replay/decode_writers.h"
#include "replay/log_reader.h"
#include "unit/replay/pieces.h"

/// Any bytes as a FIX log, packed or not: messages that are in it, lines that are bad, and an end, in
/// whatever pieces the bytes come; what is decoded is JSON. The first byte says how large the pieces are.
namespace {

using namespace qb::replay;

VersionNames& names() {
    static VersionNames versions(QB_SOURCE_DIR "/fix_spec");
    return versions;
}

/// What the reader gives, a text a step. Each step is decoded in every format.
std::vector<std::string> read_all(std::unique_ptr<ByteSource> source, std::string_view plain) {
    std::vector<std::string> steps;
    std::array<std::ostringstream, 3> shown;
    {
        TextOut text(shown[0]);
        TextOut csv(shown[1]);
        TextOut json(shown[2]);
        const std::array writers{message_writer(Format::Text, text), message_writer(Format::Csv, csv),
                                 message_writer(Format::Jsonl, json)};
        Inspector inspector;
        std::vector<Finding> findings;
        LogReader reader(std::move(source));
        std::uint64_t line = 1;
        for (auto step = reader.next(); step != Log::Step::End; step = reader.next()) {
            if (step == Log::Step::BadLine) {
                const auto& bad = reader.bad_line();
                qb::fuzz::must(bad.line >= line && !bad.damage.text.empty());
                line = bad.line;
                steps.push_back(std::to_string(bad.line) + " " + bad.damage.text);
                continue;
            }
            const auto& entry = reader.entry();
            const auto& message = entry.message;
            qb::fuzz::must(entry.line >= line && message.text.starts_with("8=FIX"));
            qb::fuzz::must(plain.empty() || plain.find(message.text) != std::string_view::npos);
            qb::fuzz::must(message.fields.size() >= 2 && message.fields.front().tag == tag::kBeginString &&
                           message.fields.back().tag == tag::kCheckSum);
            line = entry.line;
            steps.push_back(std::to_string(entry.line) + " " + std::string(message.text));
            auto& version = names().of(message.value(tag::kBeginString));
            inspector.inspect(entry, 0, version, findings);
            for (const auto& writer : writers) writer->write({"log", entry, version, findings});
        }
        steps.push_back(std::to_string(reader.other_lines()) + " others");
    }
    std::istringstream lines(shown[2].str());
    for (std::string line; std::getline(lines, line);) {
        boost::system::error_code error;
        const auto value = boost::json::parse(line, error);
        qb::fuzz::must(!error && value.is_object());
    }
    return steps;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    qb::fuzz::Input input(data, size);
    const std::size_t piece = input.byte() + std::size_t{1};
    const auto log = input.rest();
    auto pieces = std::make_unique<qb::replay::test::Pieces>(log, piece);
    if (log.starts_with("\x1f\x8b")) {  // what is unpacked may be long: once will do
        read_all(unzipped(std::move(pieces)), {});
        return 0;
    }
    qb::fuzz::must(read_all(memory_source(log), log) == read_all(unzipped(std::move(pieces)), {}));
    return 0;
}
