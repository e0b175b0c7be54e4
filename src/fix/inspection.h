#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace qb::fix {

/// Largest number of digits in an integer that QuickFIX is given: it converts longer ones without looking
/// for an overflow.
inline constexpr std::size_t kMaxIntegerDigits = 9;

/// A number of 1 to 9 digits without sign; nothing for any other text.
[[nodiscard]] std::optional<int> small_number(std::string_view text);

/// What must be known of a message before QuickFIX may see it, found in one pass over its fields.
/// Views point into the message; an absent field is an empty view, of a repeated one the first counts.
struct Inspection {
    std::string_view begin_string;         ///< 8
    std::string_view msg_type;             ///< 35
    std::string_view sender;               ///< SenderCompID(49): the peer
    std::string_view target;               ///< TargetCompID(56): us
    std::string_view msg_seq_num;          ///< 34
    std::string_view sending_time;         ///< 52
    std::string_view orig_sending_time;    ///< 122
    std::string_view poss_dup;             ///< 43
    std::string_view cl_ord_id;            ///< 11
    std::string_view begin_seq_no;         ///< 7
    std::string_view end_seq_no;           ///< 16
    std::string_view new_seq_no;           ///< 36
    std::string_view encrypt_method;       ///< 98
    std::string_view heart_bt_int;         ///< 108
    std::string_view reset_seq_num;        ///< 141
    std::string_view mass_status_id;       ///< 584
    std::string_view username;             ///< 553
    std::string_view password;             ///< 554
    std::string_view appl_ver_id;          ///< 1128
    std::string_view default_appl_ver_id;  ///< 1137
    bool repeated = false;                 ///< one of the above occurs twice

    enum class Fault : std::uint8_t {
        None,
        BadTag,      ///< a field without '=', or whose number is none, has too many digits or leading zeros
        BadInteger,  ///< an integer with more than nine digits
        Repeated,  ///< a second BeginString(8), BodyLength(9) or CheckSum(10): QuickFIX would measure wrongly
    };
    Fault fault = Fault::None;  ///< the first one
    int fault_tag = 0;          ///< 0 for BadTag
};

/// Tags of one dictionary whose values are integers: INT, SEQNUM, LENGTH, NUMINGROUP.
class IntegerTags {
public:
    void add(int tag) {
        if (static_cast<std::size_t>(tag) >= is_integer_.size())
            is_integer_.resize(static_cast<std::size_t>(tag) + 1);
        is_integer_[static_cast<std::size_t>(tag)] = true;
    }
    [[nodiscard]] bool contains(int tag) const {
        return tag >= 0 && static_cast<std::size_t>(tag) < is_integer_.size() &&
               is_integer_[static_cast<std::size_t>(tag)];
    }

private:
    std::vector<bool> is_integer_;
};

/// `message` is a whole frame, see Framer.
[[nodiscard]] Inspection inspect(std::string_view message, const IntegerTags& integers);

}  // namespace qb::fix
