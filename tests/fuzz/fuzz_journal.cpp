#include "fuzz/input.h"
#include "journal/journal.h"
#include "journal/reader.h"
#include "records/facts.h"
#include "records/rows.h"
#include "support/fake_disk.h"

/// A journal of any bytes is opened or refused, and what is handed over can be read or is refused row by row.
namespace {

struct Rows final : qb::journal::RecoveryHandler {
    static qb::journal::Refusal look(const qb::journal::PlacedRow& row) {
        (void)qb::records::read_fact(row.version, row.payload);
        (void)qb::records::read_fix(row.version, row.payload);
        (void)qb::records::read_event(row.version, row.payload);
        (void)qb::records::read_state(row.version, row.payload);
        return std::nullopt;
    }
    qb::journal::Refusal older_row(const qb::journal::PlacedRow& row) override { return look(row); }
    qb::journal::Refusal state(const qb::journal::PlacedRow& row) override { return look(row); }
    qb::journal::Refusal row(const qb::journal::PlacedRow& row) override { return look(row); }
    qb::journal::Refusal turn_end(const qb::journal::Head&,
                                  std::span<const qb::journal::FixChange>) override {
        return std::nullopt;
    }
};

qb::journal::Options options() {
    qb::journal::Options all;
    all.reserve_bytes = 4096;
    all.segment_bytes = 16384;
    all.new_id = qb::journal::JournalId{};
    all.now = {1'700'000'000'000'000, 1'000'000};
    return all;
}

void open(qb::test::FakeDisk& disk) {
    Rows rows;
    (void)qb::journal::Journal::open(disk, options(), rows);
    auto reader = qb::journal::Reader::open(disk);
    while (reader) {
        const auto row = reader.value().next();
        if (!row || !row.value()) break;
    }
}

}  // namespace

/// The first byte says what the rest is: one row of a kind and version, or whole segment files.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    qb::fuzz::Input input(data, size);
    const std::uint8_t what = input.byte();
    if ((what & 1U) != 0) {
        qb::journal::PlacedRow row{};
        row.version = 1;
        row.payload = input.rest();
        (void)Rows::look(row);
        return 0;
    }
    qb::test::FakeDisk disk;
    const std::size_t first = (what & 2U) != 0 ? input.rest().size() / 2 : input.rest().size();
    disk.put("journal-00000000000000000001.qj", std::string(input.rest().substr(0, first)));
    if (first < input.rest().size())
        disk.put("journal-00000000000000000002.qj", std::string(input.rest().substr(first)));
    open(disk);
    return 0;
}
