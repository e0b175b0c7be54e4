#include "replay/venue_names.h"

namespace qb::replay {
namespace {

using mapping::JsonValue;

/// The text of the member, of the object itself or of an object directly in it.
std::string_view text_of(const JsonValue& object, std::string_view name) {
    if (const auto* own = object.find(name); own != nullptr && own->is_string()) return own->text;
    for (const auto& inner : object) {
        if (!inner.is_object()) continue;
        if (const auto* member = inner.find(name); member != nullptr && member->is_string())
            return member->text;
    }
    return {};
}

}  // namespace

VenueNames VenueNameReader::read(std::string_view frame) {
    const auto* root = tree_.parse(frame);
    if (root == nullptr || !root->is_object()) return {};
    VenueNames names;
    if (const auto* type = root->find("type"); type != nullptr && type->is_string())
        names.kind = type->text;
    else if (root->begin() != root->end())
        names.kind = (*root->begin()).key;
    names.order_id = text_of(*root, "order_id");
    if (names.order_id.empty()) names.order_id = text_of(*root, "stop_order_id");
    names.client_order_id = text_of(*root, "client_order_id");
    return names;
}

}  // namespace qb::replay
