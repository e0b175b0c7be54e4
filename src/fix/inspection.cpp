#include "fix/inspection.h"

#include <array>
#include <utility>

namespace qb::fix {
namespace {

constexpr char kSoh = '\x01';

using FrameTags = std::array<bool, 3>;  // 8, 9 and 10

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The tag before '='. A sign is let through, so that QuickFIX rejects the tag by name as for any unknown
/// one. Leading zeros are not: 0554 would be a second name for a field.
std::optional<int> tag_from(std::string_view text) {
    const bool negative = text.starts_with('-');
    const auto digits = negative ? text.substr(1) : text;
    if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
    const auto number = small_number(digits);
    if (!number) return std::nullopt;
    return negative ? -*number : *number;
}

bool is_too_long_integer(std::string_view value) {
    if (value.size() <= kMaxIntegerDigits) return false;
    if (value.starts_with('-')) value.remove_prefix(1);
    return value.size() > kMaxIntegerDigits;
}

std::string_view* slot_for(Inspection& found, int tag) {
    switch (tag) {
    case 7: return &found.begin_seq_no;
    case 8: return &found.begin_string;
    case 11: return &found.cl_ord_id;
    case 16: return &found.end_seq_no;
    case 34: return &found.msg_seq_num;
    case 35: return &found.msg_type;
    case 36: return &found.new_seq_no;
    case 43: return &found.poss_dup;
    case 49: return &found.sender;
    case 52: return &found.sending_time;
    case 56: return &found.target;
    case 98: return &found.encrypt_method;
    case 108: return &found.heart_bt_int;
    case 122: return &found.orig_sending_time;
    case 141: return &found.reset_seq_num;
    case 553: return &found.username;
    case 554: return &found.password;
    case 584: return &found.mass_status_id;
    case 1128: return &found.appl_ver_id;
    case 1137: return &found.default_appl_ver_id;
    default: return nullptr;
    }
}

void note_fault(Inspection& found, Inspection::Fault fault, int tag) {
    if (found.fault != Inspection::Fault::None) return;
    found.fault = fault;
    found.fault_tag = tag;
}

void inspect_field(Inspection& found, std::string_view field, const IntegerTags& integers,
                   FrameTags& frame_tags_seen) {
    const auto equals = field.find('=');
    const auto tag = equals == std::string_view::npos ? std::nullopt : tag_from(field.substr(0, equals));
    if (!tag) return note_fault(found, Inspection::Fault::BadTag, 0);
    const auto value = field.substr(equals + 1);
    if (integers.contains(*tag) && is_too_long_integer(value))
        note_fault(found, Inspection::Fault::BadInteger, *tag);
    if (*tag == 8 || *tag == 9 || *tag == 10) {
        auto& seen = frame_tags_seen[static_cast<std::size_t>(*tag - 8)];
        if (std::exchange(seen, true)) note_fault(found, Inspection::Fault::Repeated, *tag);
    }
    if (auto* slot = slot_for(found, *tag)) {
        if (slot->data() != nullptr)
            found.repeated = true;
        else
            *slot = value;
    }
}

}  // namespace

std::optional<int> small_number(std::string_view text) {
    if (text.empty() || text.size() > kMaxIntegerDigits) return std::nullopt;
    int value = 0;
    for (const char c : text) {
        if (!is_digit(c)) return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

Inspection inspect(std::string_view message, const IntegerTags& integers) {
    Inspection found;
    FrameTags frame_tags_seen{};
    std::size_t at = 0;
    while (at < message.size()) {
        const auto end = message.find(kSoh, at);
        const auto stop = end == std::string_view::npos ? message.size() : end;
        inspect_field(found, message.substr(at, stop - at), integers, frame_tags_seen);
        at = stop + 1;
    }
    return found;
}

}  // namespace qb::fix
