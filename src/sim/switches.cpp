#include "sim/switches.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace qb::sim {
namespace {

constexpr int kMaxMs = 60'000;

constexpr auto kTable = std::to_array<SwitchRow>({
    {"Q1", "authenticated_true|result_success|type_authenticated|authenticated_object",
     "frame that confirms auth"},
    {"Q1.failure", "authenticated_false|result_failed|err|close|http_401",
     "answer to a refused auth; http_401: an upgrade with an unknown api_key is refused, the rest closes"},
    {"Q2", "ms20000", "interval of the pings to authenticated connections; 0: none"},
    {"Q2.no_pong", "ms0", "a ping that stays without a pong for so long closes the connection; 0: none does"},
    {"Q3", "per_channel|one_for_list|type_subscribed",
     "confirmation of subscribe; one_for_list: of a list's first channel alone"},
    {"Q3.stop_orders", "confirmed|silent|err",
     "subscription to stop_orders; silent: without a confirmation; err: InvalidParameter, and none is made"},
    {"Q4", "optional|required", "price of a MARKET add_order; missing where required: InvalidJSONFormat"},
    {"Q4.nonzero", "ignored|refused", "a real price on MARKET; refused: err InvalidPrice"},
    {"Q5", "boolean|number", "JSON type of reduce_only; the other one gives InvalidJSONFormat"},
    {"Q5.modify", "required|optional",
     "reduce_only of modify_order; missing where required: InvalidJSONFormat"},
    {"Q5.mismatch", "no_such_order|err",
     "a reduce_only of modify_order that is not the order's: CANNOT_MODIFY_NO_SUCH_ORDER, or InvalidOrder"},
    {"Q5.over_position", "clipped|rejected", "a reduce_only order larger than the position"},
    {"Q6", "accepted|err|rejected", "a client_order_id that the account has used before"},
    {"Q6.length", "any|limited",
     "limited: a client_order_id outside 8..36 characters gives InvalidParameter"},
    {"Q7", "empty|echo", "client_order_id in the answers about an armed stop, snapshots included"},
    {"Q8", "v1|v2|v3",
     "a fired stop: v1 keeps its id, v2 goes on under a new one, v3 says so on the old first"},
    {"Q8.v3_first", "cancelled|filled|stop_order_response", "what v3 says on the stop's own id"},
    {"Q8.client_id", "echo|empty", "client_order_id of everything after the trigger"},
    {"Q8.fill_type", "own|STOP_MARKET|MARKET", "order_type of the fills; own: STOP_LOSS or TAKE_PROFIT"},
    {"Q8.failure", "none|REJECTED|FAILED_MARGIN_CHECK|IOC_CANCELLED|CANCELLED",
     "how every fired stop ends in place of executing"},
    {"Q8.gone", "rejected|cancelled|silent", "a stop fires and there is no position left to reduce"},
    {"Q9",
     "order_response|stop_order_response|ack|order_response_and_stop_order_response|order_response_and_ack",
     "answer to an accepted add, cancel or modify of a stop"},
    {"Q9.channel", "silent|duplicates", "duplicates: channel stop_orders repeats each stop event"},
    {"Q9.quantities", "zero|real", "quantities in the CANCELLED of cancel_stop_order"},
    {"Q10", "free|enforced", "min_quantity and max_quantity for stops"},
    {"Q11", "invalid|trigger", "trigger price already passed: INVALID_..._PRICE, or ACK and fire at once"},
    {"Q11.no_position", "rejected|ack", "a stop without a position that it could reduce"},
    {"Q11.exceeds", "rejected|displace", "stops of one type together larger than the position"},
    {"Q11.shrink", "cancel|keep", "stops that no longer fit when the position shrinks, oldest first"},
    {"Q12", "same|new", "order_id after a modify; new: the old one is gone from every list"},
    {"Q12.client_id", "echo|empty", "client_order_id of an order with a new id, from MODIFIED on"},
    {"Q12.old_id", "silent|cancelled", "cancelled: CANCELLED of the old id follows MODIFIED of the new one"},
    {"Q12.queue", "last|kept", "place in the queue of a price that a modify leaves as it is"},
    {"Q12.failed", "leaves|cancels", "an order whose modify is refused for its price, quantity or margin"},
    {"Q13", "acks|snapshot|invisible",
     "stops that take_profit and stop_loss of an order become: reported like others under ids of their own, "
     "only listed, or neither until they fire"},
    {"Q13.created", "at_ack|at_fill", "when they are armed: with the order, or at its first fill"},
    {"Q14", "order_id|client_order_id|empty|err",
     "where NO_SUCH_ORDER carries the id that was asked for; err: InvalidParameter instead"},
    {"Q15", "book_only|with_stops", "what cancel_all_orders cancels"},
    {"Q15.ack", "none|first|last", "ack of cancel_all_orders, before or after the CANCELLED"},
    {"Q15.symbol", "ignored|honoured|err", "symbol of cancel_all_orders; err: InvalidParameter"},
    {"Q16", "all_orders_response|order_response", "answer to get_order"},
    {"Q16.not_found", "empty|no_such_order|err", "get_order of what is not open; empty: an empty list"},
    {"Q17", "orders|stop_orders|missing",
     "where a list of open orders has its stops; stop_orders: a list of their own, without status and "
     "remainder"},
    {"Q17.partly_filled", "ACK|FILLED|MODIFIED", "status of a partly filled order in such a list"},
    {"Q17.twaps", "empty|null|absent", "the list of TWAP orders beside it"},
    {"Q17.key", "all_orders_response|user_orders", "user_orders: the old form, with a count"},
    {"Q18", "user_trades|user_trades_response", "answer to get_user_trades; the second has no count"},
    {"Q18.id", "trade_id|id", "name of a trade's id there"},
    {"Q18.side", "aggressor_side|side|both", "which side of a trade is told"},
    {"Q18.timestamp", "timestamp|order_timestamp|absent", "name of a trade's time"},
    {"Q18.times", "seconds|ms", "unit of start_ts and end_ts"},
    {"Q18.order_id", "honoured|ignored", "the filter by order_id"},
    {"Q19", "cancels|leaves", "cancel_on_disconnect after a close with a goodbye"},
    {"Q19.stops", "left|cancelled", "stops at a disconnect"},
    {"Q19.scope", "account|connection", "whose orders a disconnect cancels; connection: those it sent"},
    {"Q19.delay", "ms0", "how much later it cancels them"},
    {"Q20", "fresh|empty|missing", "order_id of a refused add"},
    {"Q20.client_id", "echo|empty", "client_order_id of a refused add"},
    {"Q21", "limit|execution", "price of FILLED"},
    {"Q21.market", "zero|band|execution", "price of order_response for MARKET and STOP_MARKET"},
    {"Q22", "fill_first|filled_first", "order of fill_response and FILLED"},
    {"Q22.gap", "ms0", "how much later the second of the two leaves"},
    {"Q22.filled", "per_fill|summary", "summary: one FILLED after the last fill of a batch"},
    {"Q22.remaining", "both|only_order_response|only_fill_response", "which of the two carries a remainder"},
    {"Q22.duplicate", "no|yes", "yes: each fill_response is sent twice"},
    {"Q22.fills", "sent|lost", "lost: no fill_response at all; trades and REST have them"},
    {"Q23", "err|type_error|type_Err", "shape of an error frame"},
    {"Q23.incoming", "object|string|null|absent", "incoming_message of an error"},
    {"Q23.optionals", "null|absent", "optional params in that echo that were not sent"},
    {"Q24", "account|origin",
     "who is told of an order: every connection of the account, or the one that sent it while it is there"},
    {"Q25", "err|close|ignored", "a command before auth; err: PermissionDenied"},
    {"Q26", "message|retry_after_s|retry_after_ms|none",
     "hint of a refusal over the rate limit: in the sentence, or as a member retry_after in that unit"},
    {"Q26.form", "err|status", "status: order_response RATE_LIMITED where an order is concerned"},
    {"Q27", "after_wait|at_entry", "ACK of an order that the speed bump holds back"},
    {"Q27.wait", "ms100", "the speed bump: how long limit orders wait, new or modified; 0: none"},
    {"Q27.alo", "waits|prompt", "whether ALO orders wait"},
    {"Q27.cancel", "no_such_order|cancelled", "cancel of an order that waits; no_such_order: it goes on"},
    {"Q28", "rejected|cancelled|ack_rejected|ack_cancelled", "an ALO order that would take"},
    {"Q29", "silent|cancelled|partially_filled|partially_filled_only|ioc_cancelled",
     "end of an IOC, market or fired stop order that the book did not fill"},
    {"Q30", "numbers|strings|noise|nulls",
     "numbers in order and fill frames; nulls: what is unset is null instead of 0.0 or \"\""},
    {"Q31", "none|before_replies", "a foreign LIMIT order of one lot fills before each answer to add_order"},
    {"Q31.client_id", "empty|alien", "client_order_id of those"},
    {"Q32", "prompt|delayed|lost|doubled", "every answer to an add, cancel or modify"},
    {"Q32.delay", "ms2000", "how late a delayed one is"},
});

const SwitchRow* find_row(std::string_view name) {
    const auto* row =
        std::find_if(kTable.begin(), kTable.end(), [&](const auto& r) { return r.name == name; });
    return row == kTable.end() ? nullptr : row;
}

bool is_ms(const SwitchRow& row) { return row.variants.starts_with("ms"); }

bool is_valid_ms(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && value >= 0 && value <= kMaxMs;
}

std::string all_names() {
    std::string names;
    for (const auto& row : kTable) names.append(names.empty() ? "" : ", ").append(row.name);
    return names;
}

}  // namespace

bool SwitchRow::has(std::string_view variant) const {
    for (std::string_view rest = variants;;) {
        const auto bar = rest.find('|');
        if (rest.substr(0, bar) == variant) return true;
        if (bar == std::string_view::npos) return false;
        rest.remove_prefix(bar + 1);
    }
}

std::span<const SwitchRow> switch_table() { return kTable; }

std::vector<std::string_view> variants_of(const SwitchRow& row) {
    if (is_ms(row)) return {row.variants.substr(2)};
    std::vector<std::string_view> out;
    for (std::string_view rest = row.variants;;) {
        const auto bar = rest.find('|');
        out.push_back(rest.substr(0, bar));
        if (bar == std::string_view::npos) return out;
        rest.remove_prefix(bar + 1);
    }
}

Switches::Switches() { reset(); }

void Switches::reset() {
    for (const auto& row : kTable) values_.insert_or_assign(std::string(row.name), variants_of(row).front());
}

boost::system::result<void, std::string> Switches::set(std::string_view name, std::string_view variant) {
    const auto* row = find_row(name);
    if (row == nullptr) return "unknown switch " + std::string(name) + "; there are " + all_names();
    if (is_ms(*row) ? !is_valid_ms(variant) : !row->has(variant)) {
        const std::string choices =
            is_ms(*row) ? "0.." + std::to_string(kMaxMs) + " milliseconds" : std::string(row->variants);
        return "switch " + std::string(name) + " takes " + choices;
    }
    values_.insert_or_assign(std::string(name), std::string(variant));
    return {};
}

bool Switches::is(std::string_view name, std::string_view variant) const {
    if (value(name) == variant) return true;
    if (const auto* row = find_row(name); is_ms(*row) || !row->has(variant))
        throw std::logic_error("no switch " + std::string(name) + "=" + std::string(variant));
    return false;
}

std::chrono::milliseconds Switches::ms(std::string_view name) const {
    return std::chrono::milliseconds(std::stoi(value(name)));
}

const std::string& Switches::value(std::string_view name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) throw std::logic_error("no switch " + std::string(name));
    return found->second;
}

}  // namespace qb::sim
