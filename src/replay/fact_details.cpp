#include "replay/fact_details.h"

namespace qb::replay {
namespace {

using namespace orders;

std::string text_of(const std::optional<Decimal>& number) {
    return number ? number->to_string() : std::string();
}

bool is_cancel(ChangeKind kind) { return kind == ChangeKind::Cancel; }

/// Of facts that say no more than what happened.
FactDetails plain(std::string event) {
    FactDetails details;
    details.event = std::move(event);
    return details;
}

FactDetails timed(std::string event, WallTime at) {
    auto details = plain(std::move(event));
    if (at != WallTime{}) details.at = at;
    return details;
}

std::string end_of(OrderState state) {
    if (state == OrderState::Rejected) return "REJECTED";
    return state == OrderState::Filled ? "REPLACE_EXECUTED" : "CANCELLED";
}

template <class Why>
FactDetails refused(std::string event, const Why& why, WallTime at) {
    auto details = timed(std::move(event), at);
    details.word = why.word;
    details.text = why.text;
    return details;
}

struct Details {
    FactDetails operator()(const Accepted& f) const { return timed(f.held ? "HELD" : "ACCEPTED", f.at); }
    FactDetails operator()(const Released&) const { return plain("RELEASED"); }
    FactDetails operator()(const Refused& f) const { return refused("REFUSED", f.refusal, f.at); }
    FactDetails operator()(const Duplicate& f) const { return timed("DUPLICATE", f.at); }
    FactDetails operator()(const Acked& f) const {
        auto details = timed("ACKNOWLEDGED", f.at);
        details.venue_id = f.venue_id;
        return details;
    }
    FactDetails operator()(const Aliased& f) const {
        auto details = plain("NEW_ID");
        details.venue_id = f.venue_id;
        return details;
    }
    FactDetails operator()(const Triggered& f) const { return timed("TRIGGERED", f.at); }
    FactDetails operator()(const Filled& f) const {
        auto details = timed(f.late ? "LATE_FILL" : "FILL", f.at);
        details.venue_id = f.venue_id;
        details.quantity = f.quantity.to_string();
        details.price = f.price.to_string();
        details.trade_id = f.trade_id;
        details.fee = text_of(f.fee);
        details.liquidity = to_text(f.liquidity);
        return details;
    }
    FactDetails operator()(const Ended& f) const {
        auto details = refused(end_of(f.state), f.refusal, f.at);
        details.venue_id = f.venue_id;
        details.orig_cl_ord_id = f.orig_cl_ord_id;
        return details;
    }
    FactDetails operator()(const BecameUnknown& f) const { return caused("OUTCOME_UNKNOWN", f.cause, f.at); }
    FactDetails operator()(const SettlingBegan& f) const { return caused("SETTLING", f.word, f.at); }
    FactDetails operator()(const SettlingEnded&) const { return plain("STILL_OPEN"); }
    FactDetails operator()(const Archived&) const { return plain("ARCHIVED"); }
    FactDetails operator()(const Restored&) const { return plain("RESTORED"); }
    FactDetails operator()(const ChangeAccepted& f) const {
        auto details = timed(is_cancel(f.change.kind) ? "CANCEL_TAKEN" : "REPLACE_TAKEN", f.at);
        details.cl_ord_id = f.change.cl_ord_id;
        details.orig_cl_ord_id = f.change.orig_cl_ord_id;
        details.quantity = text_of(f.change.quantity);
        details.price = text_of(f.change.price);
        return details;
    }
    FactDetails operator()(const ChangeSent&) const { return plain("CHANGE_SENT"); }
    FactDetails operator()(const ChangeRefused& f) const {
        auto details =
            refused(is_cancel(f.request.kind) ? "CANCEL_REFUSED" : "REPLACE_REFUSED", f.refusal, f.at);
        details.cl_ord_id = f.request.cl_ord_id;
        details.orig_cl_ord_id = f.request.orig_cl_ord_id;
        return details;
    }
    FactDetails operator()(const Replaced& f) const {
        auto details = timed("REPLACED", f.at);
        details.orig_cl_ord_id = f.orig_cl_ord_id;
        return details;
    }
    FactDetails operator()(const CancelOwed& f) const {
        return caused("CANCEL_OWED", std::string(to_string(f.why)), f.at);
    }
    FactDetails operator()(const OwedCancelFailed& f) const {
        return refused("NOT_CANCELLED", f.refusal, f.at);
    }
    FactDetails operator()(const ChangeRepeated& f) const { return timed("CHANGE_REPEATED", f.at); }
    FactDetails operator()(const RestAdded& f) const {
        auto details = timed("REST_SENT", f.at);
        details.quantity = f.quantity.to_string();
        return details;
    }
    FactDetails operator()(const RestUnknown& f) const { return caused("REST_UNKNOWN", f.cause, f.at); }

private:
    static FactDetails caused(std::string event, std::string word, WallTime at) {
        auto details = timed(std::move(event), at);
        details.word = std::move(word);
        return details;
    }
};

}  // namespace

FactDetails details_of(const Fact& fact) { return std::visit(Details{}, fact); }

bool is_housekeeping(const Fact& fact) {
    return std::holds_alternative<Archived>(fact) || std::holds_alternative<Restored>(fact);
}

std::string to_text(Liquidity liquidity) {
    switch (liquidity) {
    case Liquidity::Unknown: return {};
    case Liquidity::Added: return "ADDED";
    case Liquidity::Removed: return "REMOVED";
    }
    return {};
}

}  // namespace qb::replay
