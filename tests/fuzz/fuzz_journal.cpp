#include <algorithm>
#include <string>
#include <vector>

#include "fuzz/input.h"
#include "fuzz/sample_journal.h"
#include "journal/reader.h"
#include "records/facts.h"
#include "records/rows.h"

/// A journal of any bytes is opened or refused. One that is refused is left as it was; one that is opened is
/// whole from then on, and gives the same rows again.
///
/// First byte, modulo 4: 0 = a segment file; 1 = two, the first as long as the next two bytes say; 2 = the
/// payload of a row, which is read as each of its kinds; 3 = damages to the sample journal, see damage().
namespace {

namespace journal = qb::journal;
namespace records = qb::records;
using qb::fuzz::Input;
using qb::fuzz::must;
using qb::test::FakeDisk;

/// What is read of a payload is written as it was read: again, and the same.
void read_payload(std::uint8_t version, std::string_view payload) {
    std::string once;
    std::string twice;
    if (const auto fact = records::read_fact(version, payload)) {
        records::write_fact(once, fact->account, fact->fact);
        const auto again = records::read_fact(records::kFactVersion, once);
        must(again.has_value());
        records::write_fact(twice, again->account, again->fact);
        must(once == twice);
    }
    if (const auto order = records::read_order(payload)) {
        once.clear();
        records::write_order(once, *order);
        must(records::read_order(once) == order);
    }
    records::SessionMemory memory;
    (void)records::read_session(payload, memory);
    (void)records::read_fix(version, payload);
    (void)records::read_config(version, payload);
    (void)records::read_unparked(version, payload);
    (void)records::read_event(version, payload);
    (void)records::read_venue(version, payload);
    (void)records::read_state(version, payload);
}

/// Reads every row as the bridge's recovery would, and keeps them.
struct Rows final : journal::RecoveryHandler {
    std::vector<std::string> all;

    journal::Refusal keep(const journal::PlacedRow& row) {
        read_payload(row.version, row.payload);
        all.push_back(std::to_string(row.number) + " " + static_cast<char>(row.kind) +
                      std::string(row.payload));
        return std::nullopt;
    }
    journal::Refusal older_row(const journal::PlacedRow& row) override { return keep(row); }
    journal::Refusal state(const journal::PlacedRow& row) override { return keep(row); }
    journal::Refusal row(const journal::PlacedRow& row) override { return keep(row); }
    journal::Refusal turn_end(const journal::Head&, std::span<const journal::FixChange>) override {
        return std::nullopt;
    }
};

std::vector<std::string> contents(FakeDisk& disk) {
    std::vector<std::string> all;
    for (const auto& name : disk.names()) all.push_back(name + disk.bytes(name));
    return all;
}

void follow(FakeDisk& disk) {
    auto reader = journal::Reader::open(disk);
    while (reader) {
        const auto row = reader.value().next();
        if (!row) return;
        if (!row.value()) break;
    }
    if (reader) (void)reader.value().tail();
}

void open(FakeDisk& disk) {
    follow(disk);
    const auto before = contents(disk);
    Rows rows;
    const bool opened = journal::Journal::open(disk, qb::fuzz::sample_options(), rows).has_value();
    disk.restart();
    if (!opened) return must(contents(disk) == before);
    Rows again;
    const auto second = journal::Journal::open(disk, qb::fuzz::sample_options(), again);
    must(second.has_value() && second.value().recovery().cut_bytes == 0 && rows.all == again.all);
}

/// A segment's name is the number of its first row, which its head holds.
void put_second(FakeDisk& disk, std::string_view bytes) {
    constexpr std::size_t kFirstRowAt = 14 + 8 + 16 + 4;  // header, "qfexjrnl", journal id, ordinal
    std::uint64_t number = 0;
    for (std::size_t i = 8; i-- > 0 && bytes.size() > kFirstRowAt + i;)
        number = number << 8U | static_cast<std::uint8_t>(bytes[kFirstRowAt + i]);
    const auto digits = std::to_string(number);
    if (digits.size() > 20 || number < 2) return;
    disk.put("journal-" + std::string(20 - digits.size(), '0') + digits + ".qj", std::string(bytes));
}

/// Per damage four bytes: the file (1) and what is done to it there (6): a byte is changed by the last of
/// the four, the file ends, a block is zero, or it is gone; then where.
void damage(FakeDisk& disk, Input& input) {
    const unsigned what = input.byte();
    const std::size_t place = input.u16();
    const auto change = static_cast<char>(input.byte());
    const auto names = disk.names();
    if (names.empty()) return;
    const auto& name = names.at((what & 1U) % names.size());
    auto& bytes = disk.bytes(name);
    if (bytes.empty()) return;
    const std::size_t at = place % bytes.size();
    switch ((what & 6U) >> 1U) {
    case 0: bytes[at] = static_cast<char>(bytes[at] ^ change); break;
    case 1: bytes.resize(at); break;
    case 2:
        std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                    std::min<std::size_t>(512, bytes.size() - at), '\0');
        break;
    default: disk.erase(name); break;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Input input(data, size);
    const unsigned what = input.byte() % 4;
    if (what == 2) {
        read_payload(records::kRowVersion, input.rest());
        return 0;
    }
    FakeDisk disk;
    if (what == 3) {
        static const auto sample = qb::fuzz::sample_journal();
        for (const auto& name : sample->names()) disk.put(name, sample->bytes(name));
        while (!input.empty()) damage(disk, input);
    } else {
        const auto first = what == 1 ? input.take(input.u16()) : input.take(input.rest().size());
        disk.put("journal-00000000000000000001.qj", std::string(first));
        put_second(disk, input.rest());
    }
    open(disk);
    return 0;
}
