#include "replay/order_replay.h"

#include "records/rows.h"

namespace qb::replay {
namespace {

using journal::PlacedRow;
using journal::RowKind;

std::string name_in(const std::map<std::uint16_t, std::string>& names, std::uint16_t number,
                    std::string_view what) {
    const auto known = names.find(number);
    return known != names.end() ? known->second : std::string(what) + ' ' + std::to_string(number);
}

}  // namespace

UnreadableRow::UnreadableRow(const PlacedRow& row, const std::string& why)
    : std::runtime_error("row " + std::to_string(row.number) + " (" + std::string(to_string(row.kind)) +
                         ", version " + std::to_string(row.version) + "): " + why) {}

std::optional<OrderEvent> OrderReplay::take(const PlacedRow& row) {
    if (row.kind == RowKind::Fact) return apply(row);
    if (row.kind == RowKind::State) state(row);
    if (row.kind == RowKind::Config && !config(row.version, row.payload))
        throw UnreadableRow(row, "it is no configuration entry that this version can read");
    return std::nullopt;
}

bool OrderReplay::config(std::uint8_t version, std::string_view payload) {
    const auto entry = records::read_config(version, payload);
    if (!entry) return false;
    if (entry->what == records::ConfigEntry::What::Session) sessions_[entry->number] = entry->text;
    if (entry->what == records::ConfigEntry::What::Account) accounts_[entry->number] = entry->text;
    return true;
}

void OrderReplay::state(const PlacedRow& row) {
    const auto chunk = records::read_state(row.version, row.payload);
    bool good = chunk.has_value();
    if (good && chunk->what == records::StateChunk::What::Config)
        good = config(records::kRowVersion, chunk->payload);
    if (good && chunk->what == records::StateChunk::What::Order) {
        auto order = records::read_order(chunk->payload);
        good = order && books_[chunk->number].insert(std::move(*order));
    }
    if (!good) throw UnreadableRow(row, "it is no state record that this version can read");
}

OrderEvent OrderReplay::apply(const PlacedRow& row) {
    fact_ = records::read_fact(row.version, row.payload);
    if (!fact_) throw UnreadableRow(row, "it is no order fact that this version can read");
    auto& book = books_[fact_->account];
    const auto key = orders::key_of(fact_->fact);
    OrderEvent event;
    event.account = fact_->account;
    event.fact = &fact_->fact;
    if (const auto* before = book.find(key)) {
        event.state_before = before->state;
        event.owed_before = before->changes->owed;
    }
    if (!book.apply(fact_->fact))
        throw UnreadableRow(
            row, "the fact " + std::string(orders::name_of(fact_->fact)) + " contradicts the order's state");
    event.order = book.find(key);
    if (const auto* archived = std::get_if<orders::Archived>(&fact_->fact)) event.order = &archived->order;
    if (const auto* refused = std::get_if<orders::Refused>(&fact_->fact);
        refused != nullptr && event.order == nullptr) {
        gone_ = orders::refused_order(*refused);
        event.order = &gone_;
    }
    return event;
}

std::string OrderReplay::session_name(std::uint16_t number) const {
    return name_in(sessions_, number, "session");
}
std::string OrderReplay::account_name(std::uint16_t number) const {
    return name_in(accounts_, number, "account");
}

void OrderReplay::for_each(const std::function<void(std::uint16_t, const orders::Order&)>& visit) const {
    for (const auto& [account, book] : books_)
        book.for_each([&, number = account](const orders::Order& order) { visit(number, order); });
}

}  // namespace qb::replay
