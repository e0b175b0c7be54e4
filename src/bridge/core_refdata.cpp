#include <string>
#include <utility>

#include "bridge/core.h"
#include "records/rows.h"

// The venue's reference data: read at the start and every minute, kept in the journal when it changes, needed
// by nothing. Without it the numbers of the venue's frames are taken as they stand.
namespace qb::bridge {

using ops::LogLevel;

void Core::reference_data(AccountNumber account, std::string_view body, Now now) {
    auto data = mapping::ReferenceData::from_json(body);
    if (!data) return reference_data_failed(account, "the answer holds no reference data", now);
    begin(now);
    auto& desk = accounts_[account];
    desk.refdata_missing = false;
    if (*data == desk.refdata) return;
    desk.refdata = std::move(*data);
    payload_.clear();
    records::write_venue(payload_, {account, desk.refdata.to_text()});
    turn_.append(journal::RowKind::Refdata, records::kRowVersion, payload_);
    log_.line(LogLevel::Info, now_.wall, "refdata.read",
              {{"Account", desk.name}, {"Symbols", std::to_string(desk.refdata.size())}});
    for (const auto& symbol : config_.symbols) {
        if (desk.refdata.find(symbol.venue) != nullptr) continue;
        log_.line(LogLevel::Warn, now_.wall, "refdata.unknown_symbol",
                  {{"Account", desk.name}, {"Name", symbol.name}, {"Venue", symbol.venue}},
                  "the venue does not list the symbol that this [SYMBOL] names: its orders will be rejected");
    }
}

void Core::reference_data_failed(AccountNumber account, std::string_view why, Now now) {
    auto& desk = accounts_[account];
    ++desk.counters.refdata_failures;
    if (std::exchange(desk.refdata_missing, true)) return;  // told already
    begin(now);
    log_.line(LogLevel::Warn, now_.wall, "refdata.unreachable", {{"Account", desk.name}},
              std::string(why) +
                  "; orders go on, the venue's numbers are taken as they stand; it is asked "
                  "again every minute");
}

}  // namespace qb::bridge
