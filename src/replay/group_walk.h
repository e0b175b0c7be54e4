#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "replay/field_names.h"
#include "replay/fix_fields.h"

namespace qb::replay {

/// Gives the first of `fields`, with its entries where it counts a group of the dictionary, to `sink`:
///   field(f), or begin_group(f), for each entry begin_entry(first) and end_entry(), end_group(f, entries).
/// An entry ends where a field follows that the dictionary does not have in it. Returns what is left.
template <class Sink>
std::span<const Field> walk_field(std::span<const Field> fields, const std::vector<GroupShape>& groups,
                                  Sink& sink) {
    const auto& field = fields.front();
    auto rest = fields.subspan(1);
    const auto* group = group_of(groups, field.tag);
    if (group == nullptr) {
        sink.field(field);
        return rest;
    }
    const auto goes_on = [&] {
        return !rest.empty() && rest.front().tag != group->first_tag &&
               std::binary_search(group->members.begin(), group->members.end(), rest.front().tag);
    };
    std::size_t entries = 0;
    sink.begin_group(field);
    for (; !rest.empty() && rest.front().tag == group->first_tag; ++entries) {
        sink.begin_entry(entries == 0);
        rest = walk_field(rest, group->inner, sink);
        while (goes_on()) rest = walk_field(rest, group->inner, sink);
        sink.end_entry();
    }
    sink.end_group(field, entries);
    return rest;
}

/// All fields of a message; without a shape it has no groups.
template <class Sink>
void walk_fields(const FixFields& message, const MessageShape* shape, Sink& sink) {
    static const std::vector<GroupShape> kNone;
    const auto& groups = shape == nullptr ? kNone : shape->groups;
    for (std::span<const Field> rest(message.fields); !rest.empty();) rest = walk_field(rest, groups, sink);
}

}  // namespace qb::replay
