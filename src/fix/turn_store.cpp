#include "fix/turn_store.h"

#include "fix/quickfix_values.h"

namespace qb::fix {
namespace {

/// MsgType(35) of a message that QuickFIX wrote: always the third field.
bool is_application(const std::string& text) {
    const auto at = text.find(
        "\x01"
        "35=");
    const auto end = at == std::string::npos ? at : text.find('\x01', at + 4);
    return end != std::string::npos &&
           !FIX::Message::isAdminMsgType(FIX::MsgType(text.substr(at + 4, end - at - 4)));
}

}  // namespace

bool TurnStore::set(int number, const std::string& text) noexcept {
    shared_.guarded("storing a sent message", [&] {
        shared_.journal.store(session_, numbers_.epoch, number, is_application(text), text);
    });
    return true;
}

std::vector<StoredMessage> TurnStore::stored(int begin, int end) const noexcept {
    std::vector<StoredMessage> found;
    shared_.guarded("reading sent messages",
                    [&] { shared_.journal.read(session_, numbers_.epoch, begin, end, found); });
    return found;
}

void TurnStore::get(int begin, int end, std::vector<std::string>& out) const noexcept {
    auto found = stored(begin, end);
    shared_.guarded("collecting sent messages", [&] {
        auto next = found.begin();
        for (int number = begin; number <= end; ++number) {
            if (next != found.end() && next->number == number)
                out.push_back(std::move((next++)->text));
            else
                out.push_back(gap_message(parties_, number, shared_.now.wall));
        }
        if (next != found.end()) shared_.poison.set("sent messages came back out of order");
    });
}

FIX::UtcTimeStamp TurnStore::getCreationTime() const noexcept {
    if (always_open_ || pristine()) {
        // A session that is always open must find itself in the period of its creation at any time, also when
        // the clock steps: QuickFIX compares only the distance when the creation lies ahead.
        constexpr int hour = 3600;
        FIX::UtcTimeStamp creation;
        if (always_open_) creation += hour;
        return creation;
    }
    return utc_stamp(numbers_.created);
}

void TurnStore::reset() noexcept {
    const auto old_epoch = numbers_.epoch;
    numbers_.created = shared_.now.wall;
    if (pristine()) {
        shared_.guarded("noting a reset", [&] { shared_.journal.numbers_changed(session_, numbers_); });
        return;
    }
    ++numbers_.epoch;
    numbers_.next_sender = 1;
    numbers_.next_target = 1;
    shared_.guarded("noting a reset", [&] {
        shared_.journal.reset(session_, numbers_);
        shared_.events.emplace_back(ResetEvent{.session = session_, .old_epoch = old_epoch});
    });
}

void TurnStore::change(int& number, int value) noexcept {
    if (pristine()) numbers_.created = shared_.now.wall;  // the epoch begins with its first use
    number = value;
    shared_.guarded("noting FIX numbers", [&] { shared_.journal.numbers_changed(session_, numbers_); });
}

}  // namespace qb::fix
