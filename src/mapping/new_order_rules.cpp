#include "mapping/new_order_rules.h"

#include <algorithm>
#include <array>
#include <span>

namespace qb::mapping {
namespace {

using orders::Decimal;
using orders::OrderType;
using orders::Side;
using orders::TimeInForce;

constexpr auto kOrdTypes = std::to_array<OrdTypeRow>({
    {'1', OrderType::Market, ""},
    {'2', OrderType::Limit, ""},
    {'3', OrderType::StopLoss, ""},
    {'J', OrderType::TakeProfit, ""},
    {'4', std::nullopt,
     "the venue has no stop-limit order; send OrdType(40)=3 with StopPx(99) and without Price(44) for a stop "
     "that "
     "becomes a market order when the mark price reaches it"},
    {'P', std::nullopt,
     "the venue has no pegged or trailing order; send OrdType(40)=3 with a fixed StopPx(99) and replace it "
     "as the "
     "market moves"},
    {'K', std::nullopt,
     "the venue cancels what a market order leaves over; send OrdType(40)=1, or OrdType(40)=2 with "
     "Price(44)"},
});
constexpr OrdTypeRow kAnyOtherOrdType{'\0', std::nullopt,
                                      "the venue has no such order type; OrdType(40) may be 1 (Market), 2 "
                                      "(Limit), 3 (Stop) or, from FIX 4.3 on, J (Market if touched)"};

constexpr auto kStopTifs = std::to_array<TifRow>({
    {kAbsentTif, TimeInForce::Gtc, '1'},
    {'1', TimeInForce::Gtc, '1'},
    {'0', TimeInForce::Gtc, '1', true},
});
constexpr auto kLimitTifs = std::to_array<TifRow>({
    {kAbsentTif, TimeInForce::Gtc, '1', true},
    {'0', TimeInForce::Gtc, '1', true},
    {'1', TimeInForce::Gtc, '1'},
    {'3', TimeInForce::Ioc, '3'},
    {'4', TimeInForce::Fok, '4'},
});
constexpr auto kAloTifs = std::to_array<TifRow>({
    {kAbsentTif, TimeInForce::Gtc, '1', true},
    {'0', TimeInForce::Gtc, '1', true},
    {'1', TimeInForce::Gtc, '1'},
});
// The venue's market orders are IOC whatever is said; Day promises nothing more.
constexpr auto kMarketTifs = std::to_array<TifRow>({
    {kAbsentTif, TimeInForce::Ioc, '3'},
    {'0', TimeInForce::Ioc, '3'},
    {'3', TimeInForce::Ioc, '3'},
});

std::span<const TifRow> tifs_of(OrderType type) {
    switch (type) {
    case OrderType::Limit: return kLimitTifs;
    case OrderType::Alo: return kAloTifs;
    case OrderType::Market:
    case OrderType::StopMarket: return kMarketTifs;
    case OrderType::StopLoss:
    case OrderType::TakeProfit: return kStopTifs;
    }
    return {};
}

using Treatment = TagTreatment;
constexpr auto kTagRules = std::to_array<TagRule>({
    {15, "Currency", Treatment::Recorded},
    {21, "HandlInst", Treatment::Recorded},
    {22, "SecurityIDSource", Treatment::Recorded},
    {47, "Rule80A", Treatment::Recorded},
    {48, "SecurityID", Treatment::Recorded},
    {60, "TransactTime", Treatment::Recorded},
    {77, "PositionEffect", Treatment::Recorded},
    {100, "ExDestination", Treatment::Recorded},
    {110, "MinQty", Treatment::Refused},
    {111, "MaxFloor", Treatment::Refused},
    {126, "ExpireTime", Treatment::Refused},
    {152, "CashOrderQty", Treatment::Refused},
    {167, "SecurityType", Treatment::Recorded},
    {168, "EffectiveTime", Treatment::Refused},
    {192, "OrderQty2", Treatment::Refused},
    {207, "SecurityExchange", Treatment::Recorded},
    {210, "MaxShow", Treatment::Refused},
    {211, "PegOffsetValue", Treatment::Refused},
    {376, "ComplianceID", Treatment::Refused},
    {388, "DiscretionInst", Treatment::Refused},
    {389, "DiscretionOffsetValue", Treatment::Refused},
    {423, "PriceType", Treatment::Refused, "2"},  // per unit; 44 in percent must not go out as dollars
    {432, "ExpireDate", Treatment::Refused},
    {453, "NoPartyIDs", Treatment::Recorded},
    {516, "OrderPercent", Treatment::Refused},
    {528, "OrderCapacity", Treatment::Recorded},
    {529, "OrderRestrictions", Treatment::Recorded},
    {581, "AccountType", Treatment::Recorded},
    {582, "CustOrderCapacity", Treatment::Recorded},
    {583, "ClOrdLinkID", Treatment::Refused},
    {640, "Price2", Treatment::Refused},
    {835, "PegMoveType", Treatment::Refused},
    {836, "PegOffsetType", Treatment::Refused},
    {837, "PegLimitType", Treatment::Refused},
    {838, "PegRoundDirection", Treatment::Refused},
    {840, "PegScope", Treatment::Refused},
    {841, "DiscretionMoveType", Treatment::Refused},
    {842, "DiscretionOffsetType", Treatment::Refused},
    {843, "DiscretionLimitType", Treatment::Refused},
    {844, "DiscretionRoundDirection", Treatment::Refused},
    {846, "DiscretionScope", Treatment::Refused},
    {847, "TargetStrategy", Treatment::Refused},
    {848, "TargetStrategyParameters", Treatment::Refused},
    {849, "ParticipationRate", Treatment::Refused},
    {957, "NoStrategyParameters", Treatment::Refused},
    {1028, "ManualOrderIndicator", Treatment::Recorded},
    {1082, "SecondaryDisplayQty", Treatment::Refused},
    {1083, "DisplayWhen", Treatment::Refused},
    {1084, "DisplayMethod", Treatment::Refused},
    {1085, "DisplayLowQty", Treatment::Refused},
    {1086, "DisplayHighQty", Treatment::Refused},
    {1087, "DisplayMinIncr", Treatment::Refused},
    {1088, "RefreshQty", Treatment::Refused},
    {1089, "MatchIncrement", Treatment::Refused},
    {1090, "MaxPriceLevels", Treatment::Refused},
    {1092, "PriceProtectionScope", Treatment::Refused},
    {1094, "PegPriceType", Treatment::Refused},
    {1096, "PegSecurityIDSource", Treatment::Refused},
    {1097, "PegSecurityID", Treatment::Refused},
    {1098, "PegSymbol", Treatment::Refused},
    {1099, "PegSecurityDesc", Treatment::Refused},
    {1103, "TriggerSymbol", Treatment::Refused},
    {1104, "TriggerSecurityID", Treatment::Refused},
    {1105, "TriggerSecurityIDSource", Treatment::Refused},
    {1106, "TriggerSecurityDesc", Treatment::Refused},
    {1108, "TriggerPriceTypeScope", Treatment::Refused},
    {1110, "TriggerNewPrice", Treatment::Refused},
    {1111, "TriggerOrderType", Treatment::Refused},
    {1112, "TriggerNewQty", Treatment::Refused},
    {1113, "TriggerTradingSessionID", Treatment::Refused},
    {1114, "TriggerTradingSessionSubID", Treatment::Refused},
    {1138, "DisplayQty", Treatment::Refused},
    {1385, "ContingencyType", Treatment::Refused},
});
static_assert(std::is_sorted(kTagRules.begin(), kTagRules.end(),
                             [](const TagRule& a, const TagRule& b) { return a.tag < b.tag; }));

bool is_value(const std::string* field, std::string_view value) {
    return field == nullptr || *field == value;
}

/// StopPx(99) under its FIX 5.0 name; equal by value, 190 and 190.0 alike.
bool is_stop_px(const std::string* field, const std::optional<Decimal>& stop_px) {
    if (field == nullptr) return true;
    const auto price = Decimal::parse(*field);
    return price && stop_px && *price == *stop_px;
}

/// The direction in which the mark price must move for a stop of this type and side to fire.
char direction_of(OrderType type, Side side) {
    const bool up = (type == OrderType::StopLoss) == (side == Side::Buy);
    return up ? 'U' : 'D';
}

}  // namespace

std::span<const TagRule> tag_rules() { return kTagRules; }

const OrdTypeRow& ord_type_row(char ord_type) {
    const auto row = std::find_if(kOrdTypes.begin(), kOrdTypes.end(),
                                  [ord_type](const OrdTypeRow& r) { return r.ord_type == ord_type; });
    return row == kOrdTypes.end() ? kAnyOtherOrdType : *row;
}

std::optional<OrderType> stop_kind_from_fix(std::string_view text) {
    if (text == "SL") return OrderType::StopLoss;
    if (text == "TP") return OrderType::TakeProfit;
    return std::nullopt;
}

const TifRow* tif_row(OrderType type, char tif) {
    for (const TifRow& row : tifs_of(type)) {
        if (row.tif == tif) return &row;
    }
    return nullptr;
}

std::optional<Side> side_from_fix(char side) {
    switch (side) {
    case '1': return Side::Buy;
    case '2':
    case '5': return Side::Sell;
    default: return std::nullopt;
    }
}

ExecInst read_exec_inst(std::string_view text) {
    ExecInst wanted;
    while (!text.empty()) {
        const std::string_view token = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(token.size() + 1, text.size()));
        if (token == "E") {
            wanted.do_not_increase = true;
        } else if (token == "6") {
            wanted.dont_initiate = true;
        } else if (!token.empty() && token != "1" && token != "2" && token != "5") {
            wanted.unsupported = true;
        }
    }
    return wanted;
}

std::string bad_number_text(std::string_view field) {
    return std::string(field) +
           " must be a decimal number above zero of at most 18 significant digits and 18 decimals";
}

std::string_view taken_tifs(OrderType type) {
    switch (type) {
    case OrderType::Limit: return "TimeInForce(59) of a limit order may be 1 (GTC), 3 (IOC) or 4 (FOK)";
    case OrderType::Alo:
        return "TimeInForce(59) must be 1 (GTC) with ExecInst(18)=6, participate don't initiate";
    case OrderType::Market:
    case OrderType::StopMarket:
        return "TimeInForce(59) of a market order may be absent, 0 or 3 (IOC), which it is in any case";
    case OrderType::StopLoss:
    case OrderType::TakeProfit: return "TimeInForce(59) of a stop may be absent or 1 (GTC)";
    }
    return "";
}

TriggerVerdict read_trigger(const TriggerForm& form, const orders::OrderRequest& request, bool turn_round) {
    const bool none = form.type == nullptr && form.action == nullptr && form.price == nullptr &&
                      form.price_type == nullptr && form.direction == nullptr;
    const auto refused = [&](std::string_view text) {
        return TriggerVerdict{request.type, TriggerVerdict::Refused{"UNSUPPORTED_TRIGGER", text}};
    };
    if (none) return {request.type, std::nullopt};
    if (!orders::is_stop(request.type))
        return refused("the triggering instruction (tags 1100 to 1109) goes with OrdType(40)=3 or J alone");
    if (!is_value(form.type, "4")) return refused("TriggerType(1100) must be 4 (price movement) or absent");
    if (!is_value(form.action, "1")) return refused("TriggerAction(1101) must be 1 (activate) or absent");
    if (!is_stop_px(form.price, request.stop_px))
        return refused("TriggerPrice(1102) must equal StopPx(99) or be absent");
    if (form.price_type != nullptr)
        return refused(
            "the venue fires stops on the mark price, which TriggerPriceType(1107) has no value for; leave "
            "it out");
    if (form.direction == nullptr) return {request.type, std::nullopt};
    if (*form.direction != "U" && *form.direction != "D")
        return refused("TriggerPriceDirection(1109) must be U (up) or D (down)");
    if (form.direction->front() == direction_of(request.type, request.side))
        return {request.type, std::nullopt};
    if (request.type == OrderType::TakeProfit)
        return refused("TriggerPriceDirection(1109) contradicts OrdType(40)=J and Side(54)");
    if (!turn_round)
        return refused(
            "TriggerPriceDirection(1109) contradicts OrdType(40)=3 and Side(54); send OrdType(40)=J, or have "
            "TriggerDirection=Y set for this session");
    return {OrderType::TakeProfit, std::nullopt};
}

}  // namespace qb::mapping
