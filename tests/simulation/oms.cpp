#include "oms.h"

#include <array>

namespace qb::simulation {
namespace {

/// Limits are up to so many cents away from where the market began.
constexpr int kMiddle = 20'000, kSpread = 150;

std::string cents(int price, bool short_form) {
    std::string text =
        std::to_string(price / 100) + "." + (price % 100 < 10 ? "0" : "") + std::to_string(price % 100);
    if (short_form && text.back() == '0') text.pop_back();
    if (short_form && text.back() == '0') text.resize(text.size() - 2);
    return text;
}

}  // namespace

int FreshFigures::price(Dice& dice) {
    for (;;) {
        const int price = kMiddle + dice.between(-kSpread, kSpread);
        if (prices_.insert(price).second) return price;
    }
}

Oms::Oms(Agenda& agenda, Trace& trace, BridgeEnd& bridge, Dice& dice, FreshFigures& figures,
         const Party& party)
    : agenda_(agenda),
      dice_(dice),
      figures_(figures),
      party_(party),
      ledger_(party.version, [this](const std::string& text) { complain(text); }),
      session_(agenda, trace, bridge, dice, party,
               {.message = [this](const FixMessage& message) { ledger_.receives(message); },
                .ended = [this] { ledger_.away(); },
                .complain = [this](const std::string& text) { complain(text); },
                .rejected =
                    [this](int number, const FixMessage& reject) {
                        ledger_.rejected(number, session_.epoch(), reject);
                    },
                .abandoned = [this](int number) { ledger_.abandoned(number, session_.epoch()); }}) {}

void Oms::complain(const std::string& text) {
    complaints_.push_back(std::string(party_.comp_id) + ": " + text);
}

void Oms::act() {
    if (!session_.logged_on()) return;
    const int what = dice_.below(100);
    if (what < 50 || orders_.empty()) return new_order();
    if (what < 70) return change(true);
    if (what < 84) return change(false);
    if (what < 90) return send_status_request(static_cast<std::size_t>(some_order(false)));
    if (what < 97) return same_order_again();
    mass_cancel();
}

std::string Oms::fresh_price() {
    const int price = figures_.price(dice_);
    return cents(price, dice_.one_in(2));
}

std::string Oms::quantity_text(std::int64_t thousandths) {
    std::string text = std::to_string(thousandths / 1000);
    const auto rest = std::to_string(1000 + thousandths % 1000).substr(1);
    if (rest == "000" && dice_.one_in(2)) return text;
    return text + "." + (rest == "000" ? "0" : rest);
}

void Oms::bridge_refuses(bool refuses) {
    refused_ = refuses;
    if (refuses) ledger_.doubt_unanswered();
}

void Oms::new_order() {
    if (orders_.size() >= 40) return;
    struct Kind {
        char type;
        const char *tif, *instruction;
        bool priced, stop;
    };
    static constexpr std::array<Kind, 9> kKinds{{{'2', "1", "", true, false},
                                                 {'2', "1", "", true, false},
                                                 {'2', "1", "", true, false},
                                                 {'2', "3", "", true, false},
                                                 {'2', "4", "", true, false},
                                                 {'2', "1", "6", true, false},
                                                 {'3', "1", "", true, true},
                                                 {'J', "1", "", true, true},
                                                 {'1', "3", "", false, false}}};
    const auto& kind = dice_.of(kKinds);
    // A market order has no price of its own: its quantity tells it apart.
    const std::int64_t quantity =
        kind.priced ? 500 * dice_.between(1, 12) : 1000 * dice_.between(1, 5) + figures_.thousandths();
    Fields body{{35, "D"},
                {11, fresh_id("c")},
                {55, "AAPL-USD"},
                {54, kind.stop || dice_.one_in(2) ? "2" : "1"},
                {38, quantity_text(quantity)},
                {40, std::string(1, kind.type)},
                {59, kind.tif},
                {60, utc(agenda_.now().wall)}};
    if (kind.priced) body.emplace_back(kind.stop ? 99 : 44, fresh_price());
    if (*kind.instruction != 0) body.emplace_back(18, kind.instruction);
    orders_.push_back(body);
    const int number = session_.send(body);
    ledger_.sends_order(body, number, session_.epoch());
    doubt();
}

int Oms::some_order(bool live) {
    std::vector<int> wanted;
    for (std::size_t i = 0; i < orders_.size(); ++i)
        if (!live || !ledger_.orders()[i].over()) wanted.push_back(static_cast<int>(i));
    return wanted.empty() ? -1 : dice_.of(wanted);
}

/// The same D: a duplicate, or one whose sender does not know whether it arrived.
void Oms::same_order_again() {
    const int order = some_order(false);
    const auto& known = ledger_.orders()[static_cast<std::size_t>(order)];
    const auto id = "again-" + known.ids.front();
    if (known.uncertain || ledger_.requests().contains(id)) return;
    auto body = orders_[static_cast<std::size_t>(order)];
    if (dice_.one_in(2)) body.insert(body.begin() + 1, {97, "Y"});
    const int number = session_.send(body);
    ledger_.asks('D', id, static_cast<std::size_t>(order), number, session_.epoch());
    doubt();
}

void Oms::change(bool cancel) {
    const int order = some_order(dice_.percent(90));
    if (order < 0) return;
    if (cancel) return send_cancel(static_cast<std::size_t>(order));
    const auto& known = ledger_.orders()[static_cast<std::size_t>(order)];
    if (known.type == "1" || ledger_.requests().size() > 60) return;
    const auto at = [&](int tag) {
        for (const auto& [number, value] : orders_[static_cast<std::size_t>(order)])
            if (number == tag) return value;
        return std::string();
    };
    Fields body{{35, "G"},        {11, fresh_id("r")}, {41, known.ids.back()},
                {55, "AAPL-USD"}, {54, known.side},    {38, quantity_text(500 * dice_.between(1, 16))},
                {40, known.type}, {59, at(59)},        {60, utc(agenda_.now().wall)}};
    body.emplace_back(at(99).empty() ? 44 : 99, fresh_price());
    if (!at(18).empty()) body.emplace_back(18, at(18));
    const int number = session_.send(body);
    ledger_.sends_change('G', body, number, session_.epoch());
    doubt();
}

void Oms::send_cancel(std::size_t order) {
    const auto& known = ledger_.orders()[order];
    const Fields body{{35, "F"},        {11, fresh_id("x")}, {41, known.ids.back()},
                      {55, "AAPL-USD"}, {54, known.side},    {60, utc(agenda_.now().wall)}};
    const int number = session_.send(body);
    ledger_.sends_change('F', body, number, session_.epoch());
    doubt();
}

void Oms::mass_cancel() {
    const auto id = fresh_id("q");
    const int number = session_.send({{35, "q"}, {11, id}, {530, "7"}, {60, utc(agenda_.now().wall)}});
    ledger_.asks('q', id, 0, number, session_.epoch());
    doubt();
}

void Oms::send_status_request(std::size_t order) {
    const auto& known = ledger_.orders()[order];
    const auto id = fresh_id("h");
    const int number =
        session_.send({{35, "H"}, {11, known.ids.back()}, {55, "AAPL-USD"}, {54, known.side}, {790, id}});
    ledger_.asks('H', id, order, number, session_.epoch());
    doubt();
}

void Oms::cancel_live() {
    for (std::size_t i = 0; i < orders_.size(); ++i) {
        const auto& order = ledger_.orders()[i];
        if (!order.over() && order.change.empty()) send_cancel(i);
    }
}

void Oms::ask_for_states() {
    for (std::size_t i = 0; i < orders_.size(); ++i)
        if (!ledger_.orders()[i].over()) send_status_request(i);
}

}  // namespace qb::simulation
