#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "fuzz/sample_journal.h"
#include "records/facts.h"
#include "records/rows.h"

/// Writes the inputs of corpus/journal into the folder that is named: to be done again when the format
/// changes. What the first byte means is said in fuzz_journal.cpp.
namespace {

std::filesystem::path folder;  // NOLINT: of this small program

void write(const char* name, const std::string& content) {
    std::ofstream(folder / name, std::ios::binary) << content;
}

/// A segment without the space taken ahead.
std::string written(std::string bytes) {
    bytes.resize(bytes.find_last_not_of('\0') + 1);
    return bytes;
}

std::string two(const std::string& first, const std::string& second) {
    std::string out{'\1', static_cast<char>(first.size() & 255U), static_cast<char>(first.size() >> 8U)};
    return out + first + second;
}

void write_segments() {
    const auto disk = qb::fuzz::sample_journal();
    const auto names = disk->names();
    const auto first = written(disk->bytes(names.at(0)));
    const auto second = written(disk->bytes(names.at(1)));
    auto flipped = second;
    flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 4);
    auto lost = second;
    lost.replace(512, 512, 512, '\0');
    write("one_whole", '\0' + first);
    write("one_torn", '\0' + first.substr(0, first.size() - 100));
    write("two_whole", two(first, second));
    write("two_with_space", two(first, second + std::string(300, '\0')));
    write("two_torn", two(first, second.substr(0, second.size() - 60)));
    write("two_torn_in_the_mark", two(first, second.substr(0, second.size() - 3)));
    write("two_flipped", two(first, flipped));
    write("two_lost_block", two(first, lost));
    write("two_first_is_short", two(first.substr(0, first.size() - 8), second));
}

/// Kind, place and change of a damage: see damage() in fuzz_journal.cpp.
void write_damages() {
    write("damage_none", "\3");
    write("damage_flip", std::string("\3\1\x40\2\x10", 5));
    write("damage_end", std::string("\3\3\x90\1\0", 5));
    write("damage_block", std::string("\3\5\0\2\0", 5));
    write("damage_gone", std::string("\3\6\0\0\0", 5));
    write("damage_two", std::string("\3\1\x20\3\1\3\x00\5\0", 9));
}

void write_payloads() {
    std::string payload(1, '\2');
    qb::records::write_fact(payload, 1, qb::orders::Acked{9, "V1", {}});
    write("payload_acked", payload);
    payload.assign(1, '\2');
    qb::orders::ChangeRefused refused;
    refused.request.cl_ord_id = "c";
    refused.request.quantity = qb::orders::Decimal::parse("1.50");
    qb::records::write_fact(payload, 1, refused);
    write("payload_change_refused", payload);
    payload.assign(1, '\2');
    qb::orders::Order order;
    order.request.cl_ord_id = "a";
    order.changes.edit().ids.push_back({"older", true});
    order.changes.edit().rests.push_back({});
    qb::records::write_fact(payload, 1, qb::orders::Archived{order});
    write("payload_archived", payload);
    payload.assign(1, '\2');
    qb::records::write_fix(payload, {0, 1, 2, "35=8\x01"});
    write("payload_fix", payload);
    payload.assign(1, '\2');
    qb::records::SessionMemory memory;
    memory.parked[memory.next_parking_number++] = 7;
    qb::records::write_session(memory, [&](std::string_view part) { payload += part; });
    write("payload_session", payload);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "make_journal_corpus FOLDER\n";
        return 2;
    }
    folder = argv[1];
    std::filesystem::create_directories(folder);
    write_segments();
    write_damages();
    write_payloads();
    return 0;
}
