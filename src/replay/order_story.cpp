#include "replay/order_story.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "bridge/conversation.h"
#include "ops/log.h"
#include "records/rows.h"
#include "replay/fact_details.h"
#include "replay/fix_values.h"
#include "replay/journal_turns.h"
#include "replay/order_replay.h"

namespace qb::replay {
namespace {

using journal::PlacedRow;
using journal::RowKind;

bool is_input(RowKind kind) {
    return kind == RowKind::FixIn || kind == RowKind::VenueIn || kind == RowKind::Link ||
           kind == RowKind::Timer;
}

void add_member(std::string& text, std::string_view name, const std::string& value) {
    if (!value.empty()) text.append(" ").append(name).append("=").append(value);
}

std::string fact_text(const OrderEvent& event, WallTime now) {
    const auto details = details_of(*event.fact);
    std::string text = details.event;
    add_member(text, "ClOrdID", details.cl_ord_id);
    add_member(text, "OrigClOrdID", details.orig_cl_ord_id);
    add_member(text, "venue_id", details.venue_id);
    add_member(text, "Qty", details.quantity);
    add_member(text, "Px", details.price);
    add_member(text, "TradeID", details.trade_id);
    add_member(text, "Fee", details.fee);
    add_member(text, "Liquidity", details.liquidity);
    if (!details.word.empty()) text.append(" ").append(details.word);
    if (!details.text.empty()) text.append(" ").append(details.text);
    if (event.order != nullptr) {
        add_member(text, "State", std::string(to_string(event.order->state)));
        add_member(text, "CumQty", event.order->cum_qty.to_string());
        add_member(text, "LeavesQty", event.order->leaves_qty().to_string());
    }
    if (details.at && *details.at != now) add_member(text, "At", ops::iso_time(*details.at));
    return text;
}

bool is_open_question(orders::OrderState state) {
    return state == orders::OrderState::Unknown || state == orders::OrderState::Settling;
}

/// Collects the lines of one order.
class Story {
public:
    explicit Story(NamedOrder order) : story_{std::move(order), {}} {
        for (const auto* ids : {&story_.order.client_order_ids})
            for (const auto& id : *ids) quoted_ids_.push_back('"' + id + '"');
        for (const auto& id : story_.order.venue_ids) quoted_ids_.push_back('"' + id + '"');
    }

    [[nodiscard]] const NamedOrder& order() const { return story_.order; }

    [[nodiscard]] bool is_about(const records::FixRow& message) const {
        const auto& order = story_.order;
        const auto order_id = fix_value(message.text, 37);
        if (!order_id.empty() && order.has_venue_id(order_id)) return true;
        if (message.session != order.session) return false;
        return order.cl_ord_ids.contains(std::string(fix_value(message.text, 11))) ||
               order.cl_ord_ids.contains(std::string(fix_value(message.text, 41)));
    }
    [[nodiscard]] bool is_about(const records::VenueRow& frame) const {
        return frame.account == story_.order.account &&
               std::any_of(quoted_ids_.begin(), quoted_ids_.end(), [&](const std::string& id) {
                   return frame.text.find(id) != std::string_view::npos;
               });
    }

    void add(StoryLine line) {
        if (!rows_.insert(line.row).second) return;
        story_.lines.push_back(std::move(line));
    }
    /// A report waits: it is told again when it was handed over.
    void park(std::uint16_t session, std::uint64_t number) { parked_.insert({session, number}); }
    /// How many of its reports were handed over with this mark.
    std::size_t unpark(const records::UnparkedRow& mark) {
        return std::erase_if(parked_, [&](const auto& report) {
            return report.first == mark.session && report.second <= mark.up_to;
        });
    }
    OrderStory finish() {
        std::sort(story_.lines.begin(), story_.lines.end(),
                  [](const StoryLine& a, const StoryLine& b) { return a.row < b.row; });
        return std::move(story_);
    }

private:
    OrderStory story_;
    std::vector<std::string> quoted_ids_;  // as a frame of the venue holds them
    std::set<std::uint64_t> rows_;         // told already
    std::set<std::pair<std::uint16_t, std::uint64_t>> parked_;
};

/// Hands each row of the journal to the stories that it belongs to.
class Teller {
public:
    explicit Teller(std::vector<NamedOrder> orders) {
        for (auto& order : orders) stories_.emplace_back(std::move(order));
    }

    void turn(const JournalTurn& turn) {
        at_ = turn.at;
        cause_ = nullptr;
        for (const auto& row : turn.rows) {
            if (is_input(row.kind)) cause_ = &row;
            tell(row);
        }
    }
    std::vector<OrderStory> finish() {
        std::vector<OrderStory> all;
        for (auto& story : stories_) all.push_back(story.finish());
        return all;
    }

private:
    void tell(const PlacedRow& row) {
        const auto event = replay_.take(row);
        switch (row.kind) {
        case RowKind::Fact: return fact(row, *event);
        case RowKind::FixIn:
        case RowKind::FixOut:
        case RowKind::Parked: return message(row);
        case RowKind::VenueIn:
        case RowKind::VenueOut: return frame(row);
        case RowKind::Link: return link(row);
        case RowKind::Unparked: return unparked(row);
        case RowKind::SegmentHead:
        case RowKind::TurnEnd:
        case RowKind::State:
        case RowKind::Config:
        case RowKind::Build:
        case RowKind::FixSession:
        case RowKind::Timer:
        case RowKind::Refdata:
        case RowKind::Note: return;
        }
    }

    /// What a row says, in the words of its kind; empty for one that is not readable.
    [[nodiscard]] StoryLine line_of(const PlacedRow& row, const NamedOrder& order) const {
        StoryLine line{at_, row.number, {}, {}, {}};
        if (row.kind == RowKind::VenueIn || row.kind == RowKind::VenueOut) {
            line.where = row.kind == RowKind::VenueIn ? "JSON in" : "JSON out";
            if (const auto frame = records::read_venue(row.version, row.payload)) line.text = frame->text;
        } else if (row.kind == RowKind::Link) {
            line.where = "link";
            if (const auto event = records::read_event(row.version, row.payload))
                line.text =
                    std::string(event->word) + (event->text.empty() ? "" : " ") + std::string(event->text);
        } else if (row.kind == RowKind::Timer) {
            line.where = "timer";
        } else if (const auto fix = records::read_fix(row.version, row.payload)) {
            line.where = row.kind == RowKind::FixIn ? "FIX in" : "FIX out";
            if (row.kind == RowKind::Parked) line.where = "PARKED";
            line.text = bridge::readable_fix(fix->text);
            if (fix->session != order.session) line.whose = replay_.session_name(fix->session);
        }
        return line;
    }

    void message(const PlacedRow& row) {
        const auto message = records::read_fix(row.version, row.payload);
        if (!message) throw UnreadableRow(row, "it is no FIX message that this version can read");
        for (auto& story : stories_) {
            if (!story.is_about(*message)) continue;
            story.add(line_of(row, story.order()));
            if (row.kind == RowKind::Parked) story.park(message->session, message->number);
        }
    }

    void frame(const PlacedRow& row) {
        const auto frame = records::read_venue(row.version, row.payload);
        if (!frame) throw UnreadableRow(row, "it is no frame that this version can read");
        for (auto& story : stories_)
            if (story.is_about(*frame)) story.add(line_of(row, story.order()));
    }

    /// A fact, and what brought it about, where no name in that said so.
    void fact(const PlacedRow& row, const OrderEvent& event) {
        if (is_housekeeping(*event.fact)) return;
        const auto key = orders::key_of(*event.fact);
        for (auto& story : stories_) {
            if (story.order().key != key || story.order().account != event.account) continue;
            if (cause_ != nullptr) story.add(line_of(*cause_, story.order()));
            auto text = fact_text(event, at_);
            const bool settled = event.order != nullptr && !is_open_question(event.order->state);
            if (event.state_before && is_open_question(*event.state_before) && settled)
                text.insert(0, "RECONCILED ");
            story.add({at_, row.number, "fact", {}, std::move(text)});
        }
    }

    void link(const PlacedRow& row) {
        const auto event = records::read_event(row.version, row.payload);
        if (!event) throw UnreadableRow(row, "it is no link event that this version can read");
        // Other words are about one command or read, whose text names its order.
        const bool of_all = event->word == "SERVING" || event->word == "DOWN";
        for (auto& story : stories_) {
            const auto& order = story.order();
            const bool open = order.account == event->number && order.is_open_at(row.number);
            if (of_all ? open : story.is_about({event->number, event->text})) story.add(line_of(row, order));
        }
    }

    void unparked(const PlacedRow& row) {
        const auto mark = records::read_unparked(row.version, row.payload);
        if (!mark) throw UnreadableRow(row, "it is no mark that this version can read");
        for (auto& story : stories_) {
            const auto count = story.unpark(*mark);
            if (count == 0) continue;
            story.add({at_,
                       row.number,
                       "UNPARKED",
                       {},
                       std::to_string(count) + (count == 1 ? " report was" : " reports were") +
                           " handed over to " + replay_.session_name(mark->session)});
        }
    }

    std::vector<Story> stories_;
    OrderReplay replay_;
    WallTime at_{};
    const PlacedRow* cause_ = nullptr;  // the input of this turn that was handled last
};

}  // namespace

boost::system::result<std::vector<OrderStory>, journal::Damage> tell_stories(journal::Disk& disk,
                                                                             std::vector<NamedOrder> orders) {
    auto reader = TurnReader::open(disk);
    if (!reader) return reader.error();
    Teller teller(std::move(orders));
    for (;;) {
        const auto turn = reader->next();
        if (!turn) return turn.error();
        if (*turn == nullptr) return teller.finish();
        teller.turn(**turn);
    }
}

}  // namespace qb::replay
