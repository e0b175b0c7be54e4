#include "mapping/venue_event_from_json.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "mapping/json_tree.h"
#include "mapping/refusal_table.h"
#include "mapping/venue_rows.h"
#include "mapping/venue_values.h"

namespace qb::mapping {
namespace {

constexpr std::size_t kMaxKey = 64;        // of OtherFrame, which is logged
constexpr std::size_t kMaxMessage = 1024;  // of an error's sentence

using Events = std::vector<orders::VenueEvent>;

std::string shortened(std::string_view text, std::size_t limit) { return std::string(text.substr(0, limit)); }

/// The echoed command of an err or ack: an object, or a string that may hold one.
struct Echo {
    std::string type, client_order_id, order_id;
};

Echo echo_of_object(const JsonValue& command) {
    Echo echo;
    if (!command.is_object()) return echo;
    const JsonValue* type = command.find("type");
    if (type != nullptr) echo.type = word_from_venue(*type);
    const JsonValue* params = command.find("params");
    for (const JsonValue& member : params != nullptr && params->is_object() ? *params : command) {
        if (member.key == "client_order_id") echo.client_order_id = word_from_venue(member);
        if (member.key == "order_id") echo.order_id = word_from_venue(member);
        if (member.key == "stop_order_id" && echo.order_id.empty()) echo.order_id = word_from_venue(member);
    }
    return echo;
}

/// What a top-level key announces.
enum class Shape : std::uint8_t { Order, Fill, Stop, Orders, Trades, Error, Ack };

struct ShapeRow {
    std::string_view key;
    Shape shape;
};
// Keys of the documentation, of its older pages, and of what clients have met.
constexpr auto kShapes = std::to_array<ShapeRow>({
    {"order_response", Shape::Order},
    {"fill_response", Shape::Fill},
    {"fills", Shape::Fill},
    {"stop_order_response", Shape::Stop},
    {"all_orders_response", Shape::Orders},
    {"user_orders", Shape::Orders},
    {"user_trades", Shape::Trades},
    {"user_trades_response", Shape::Trades},
    {"err", Shape::Error},
    {"error", Shape::Error},
    {"Err", Shape::Error},
    {"ack", Shape::Ack},
    {"ack_response", Shape::Ack},
});

const ShapeRow* shape_of(std::string_view key) {
    for (const ShapeRow& row : kShapes) {
        if (row.key == key) return &row;
    }
    return nullptr;
}

/// Calls `each` for the object itself or for every object of a list; false when there was none.
template <class Each>
bool for_each_object(const JsonValue& value, Each each) {
    if (value.is_object()) {
        each(value);
        return true;
    }
    bool any = false;
    if (!value.is_array()) return any;
    for (const JsonValue& element : value) {
        if (!element.is_object()) continue;
        each(element);
        any = true;
    }
    return any;
}

/// "err":null or "ack":false beside another shape.
bool says_nothing(const JsonValue& value) {
    return value.is_null() || (value.kind == JsonValue::Kind::Bool && !value.truth);
}

constexpr auto kErrorMembers =
    std::to_array<std::string_view>({"error_code", "code", "message", "incoming_message", "retry_after"});

/// Unlike "err", "error" is also a member that other news may carry: it is what the frame is about where
/// nothing else is there than what belongs to an error. An error that is taken for an order's by mistake
/// would reject an order that lives.
bool error_is_the_subject(const JsonValue& root, const ShapeRow* flat) {
    for (const JsonValue& member : root) {
        if (member.key == "error" || member.key == "$schema") continue;
        if (member.key == "type" && flat != nullptr && flat->shape == Shape::Error) continue;
        if (std::find(kErrorMembers.begin(), kErrorMembers.end(), member.key) == kErrorMembers.end())
            return false;
    }
    return true;
}

bool names_an_order(const JsonValue& object) {
    return object.find("order_id") != nullptr || object.find("client_order_id") != nullptr ||
           object.find("stop_order_id") != nullptr;
}

}  // namespace

struct VenueFrameReader::Impl {
    JsonTree frame{{.bytes = kMaxFrame, .values = kMaxValues, .depth = kMaxDepth}};
    JsonTree echo{{.bytes = kMaxFrame, .values = kMaxEchoValues, .depth = kMaxDepth}};

    static constexpr std::size_t kMaxEchoValues = 1024;

    void read_frame(const JsonValue& root, Events& events);
    void read_null_list(const JsonValue& root, Events& events);
    bool read_shape(Shape shape, const JsonValue& content, const JsonValue& root, Events& events);
    orders::VenueError error_from(const JsonValue& content, const JsonValue& root);
    orders::VenueAck ack_from(const JsonValue& content);
    Echo echo_from(const JsonValue& message);
};

Echo VenueFrameReader::Impl::echo_from(const JsonValue& message) {
    if (!message.is_string()) return echo_of_object(message);
    const JsonValue* root = echo.parse(message.text);
    return root != nullptr ? echo_of_object(*root) : Echo{};
}

/// A bare text is a code where it is one of the venue's, else a sentence; what belongs to it stands beside
/// it.
orders::VenueError VenueFrameReader::Impl::error_from(const JsonValue& content, const JsonValue& root) {
    orders::VenueError error;
    if (content.is_string()) {
        (is_error_code(content.text) ? error.code : error.message) = shortened(content.text, kMaxMessage);
    }
    for (const JsonValue& member : content.is_object() ? content : root) {
        if (member.key == "error_code" || (member.key == "code" && error.code.empty())) {
            error.code = word_from_venue(member);
        } else if (member.key == "message") {
            if (member.is_string()) error.message = shortened(member.text, kMaxMessage);
        } else if (member.key == "incoming_message") {
            Echo echoed = echo_from(member);
            error.echo_type = std::move(echoed.type);
            error.echo_client_order_id = std::move(echoed.client_order_id);
            error.echo_order_id = std::move(echoed.order_id);
        } else if (member.key == "retry_after") {
            error.retry_after = retry_after_from_venue(member);
        }
    }
    if (!error.retry_after) error.retry_after = retry_after_from_text(error.message);
    return error;
}

orders::VenueAck VenueFrameReader::Impl::ack_from(const JsonValue& content) {
    const JsonValue* message = content.is_object() ? content.find("incoming_message") : nullptr;
    if (message == nullptr) return {};
    return {.echo_type = echo_from(*message).type};
}

bool VenueFrameReader::Impl::read_shape(Shape shape, const JsonValue& content, const JsonValue& root,
                                        Events& events) {
    switch (shape) {
    case Shape::Order:
        return for_each_object(content,
                               [&](const JsonValue& row) { events.emplace_back(order_update_from(row)); });
    case Shape::Fill:
        return for_each_object(content, [&](const JsonValue& row) { events.emplace_back(fill_from(row)); });
    case Shape::Stop:
        return for_each_object(content, [&](const JsonValue& row) {
            if (row.find("status") != nullptr) {
                events.emplace_back(order_update_from(row));
            } else {
                events.emplace_back(stop_update_from(row));
            }
        });
    case Shape::Orders: events.emplace_back(orders_list_from(content, root)); return true;
    case Shape::Trades: events.emplace_back(trades_list_from(content)); return true;
    case Shape::Error:
        if (content.is_string() && content.text.empty()) return false;
        events.emplace_back(error_from(content, root));
        return true;
    case Shape::Ack: events.emplace_back(ack_from(content)); return true;
    }
    return false;
}

/// {"user_trades":null,"count":0}: an empty list, where nothing else in the frame says anything.
void VenueFrameReader::Impl::read_null_list(const JsonValue& root, Events& events) {
    for (const JsonValue& member : root) {
        const ShapeRow* row = is_null_list(member, root) ? shape_of(member.key) : nullptr;
        if (row == nullptr || (row->shape != Shape::Orders && row->shape != Shape::Trades)) continue;
        read_shape(row->shape, member, root, events);
        return;
    }
}

void VenueFrameReader::Impl::read_frame(const JsonValue& root, Events& events) {
    const std::size_t before = events.size();
    const auto other = [&](std::string_view key) {
        events.emplace_back(orders::OtherFrame{.key = shortened(key, kMaxKey), .unreadable = false});
    };
    const JsonValue* type = root.find("type");
    const ShapeRow* flat = type != nullptr && type->is_string() ? shape_of(type->text) : nullptr;
    // An answer to auth may carry an error of its own; it is not an order's.
    if (root.find("authenticated") != nullptr) return other("authenticated");
    std::string_view first_key;
    for (const JsonValue& member : root) {
        if (first_key.empty() && member.key != "$schema") first_key = member.key;
        const ShapeRow* row = says_nothing(member) ? nullptr : shape_of(member.key);
        if (row == nullptr || (row->key == "error" && !error_is_the_subject(root, flat))) continue;
        if (!read_shape(row->shape, member, root, events)) continue;
        if (flat != nullptr && flat->shape == row->shape) flat = nullptr;
    }
    // The flat form: "type" names the shape and the fields stand beside it.
    if (flat != nullptr && (events.size() == before || names_an_order(root)))
        read_shape(flat->shape, root, root, events);
    if (events.size() == before) read_null_list(root, events);
    if (events.size() == before) other(type != nullptr && type->is_string() ? type->text : first_key);
}

VenueFrameReader::VenueFrameReader() : impl_(std::make_unique<Impl>()) {}
VenueFrameReader::~VenueFrameReader() = default;
VenueFrameReader::VenueFrameReader(VenueFrameReader&&) noexcept = default;
VenueFrameReader& VenueFrameReader::operator=(VenueFrameReader&&) noexcept = default;

void VenueFrameReader::read(std::string_view frame, Events& events) {
    const std::size_t before = events.size();
    const JsonValue* root = impl_->frame.parse(frame);
    if (root != nullptr) {
        for_each_object(*root, [&](const JsonValue& object) { impl_->read_frame(object, events); });
    }
    if (events.size() == before) events.emplace_back(orders::OtherFrame{.key = {}, .unreadable = true});
}

std::optional<orders::HistoricOrdersList> VenueFrameReader::historic_orders_from_json(std::string_view body) {
    const JsonValue* root = impl_->frame.parse(body);
    return root != nullptr ? historic_orders_from(*root) : std::nullopt;
}

std::optional<orders::TradesList> VenueFrameReader::trades_from_rest_json(std::string_view body) {
    const JsonValue* root = impl_->frame.parse(body);
    return root != nullptr ? rest_trades_from(*root) : std::nullopt;
}

}  // namespace qb::mapping
