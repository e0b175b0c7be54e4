#include "journal_file.h"

#include <openssl/sha.h>

#include <array>
#include <cstring>
#include <stdexcept>

namespace qb::simulation {
namespace {

using Hash = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

constexpr std::size_t kHead = 14;  // kind, version, length, turn
constexpr std::string_view kTurnMark = "\xB5\x4A\xD3\x2D\xE9\x96\x73\xCE";

template <class Number>
Number take(std::string_view& rest) {
    Number value{};
    if (rest.size() < sizeof value) throw std::runtime_error("a row that is too short");
    std::memcpy(&value, rest.data(), sizeof value);
    rest.remove_prefix(sizeof value);
    return value;
}

std::uint64_t take_varint(std::string_view& rest) {
    std::uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        const auto byte = take<std::uint8_t>(rest);
        value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
        if (byte < 0x80) return value;
    }
}

std::string_view take_bytes(std::string_view& rest) {
    const auto size = static_cast<std::size_t>(take_varint(rest));
    const auto text = rest.substr(0, size);
    rest.remove_prefix(text.size());
    return text;
}

Hash chained(const Hash& before, std::string_view record) {
    std::string text(before.begin(), before.end());
    text += record;
    Hash hash{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash.data());
    return hash;
}

}  // namespace

std::vector<JournalRow> rows_of(std::string_view segment) {
    std::vector<JournalRow> rows;
    std::size_t whole = 0, at = 0;
    Hash hash{};
    while (at + kHead < segment.size() && segment[at] != 0) {
        std::uint32_t length = 0;
        std::memcpy(&length, segment.data() + at + 2, sizeof length);
        const auto end = at + kHead + length;
        if (end + hash.size() > segment.size()) break;
        const JournalRow row{segment[at], segment.substr(at + kHead, length)};
        if (rows.empty()) std::memcpy(hash.data(), row.payload.data() + length - hash.size(), hash.size());
        hash = chained(hash, segment.substr(at, kHead + length));
        if (std::memcmp(hash.data(), segment.data() + end, hash.size()) != 0) break;
        rows.push_back(row);
        at = end + hash.size();
        if (row.kind != 'E') continue;
        if (segment.substr(at, kTurnMark.size()) != kTurnMark) break;
        at += kTurnMark.size();
        whole = rows.size();
    }
    rows.resize(whole);
    return rows;
}

std::string_view sent_command(std::string_view payload) {
    (void)take<std::uint16_t>(payload);
    return take_bytes(payload);
}

SentFix sent_fix(std::string_view payload) {
    SentFix row;
    row.session = take<std::uint16_t>(payload);
    row.epoch = take<std::uint32_t>(payload);
    row.number = take_varint(payload);
    row.text = take_bytes(payload);
    return row;
}

}  // namespace qb::simulation
