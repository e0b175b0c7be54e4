#include "fix/logon_check.h"

#include "fix/credentials.h"
#include "fix/quickfix.h"

namespace qb::fix {
namespace {

constexpr int kMinHeartBtInt = 5;
constexpr int kMaxHeartBtInt = 300;

bool credentials_match(const Inspection& logon, const SessionSettings& settings) {
    const bool name = settings.username.empty() || equal_in_constant_time(settings.username, logon.username);
    const bool password =
        settings.password.empty() || equal_in_constant_time(settings.password, logon.password);
    return name && password;
}

/// SendingTime(52) as UTC; nothing when it is no timestamp.
std::optional<WallTime> sending_time(std::string_view text) {
    try {
        const auto stamp = FIX::UtcTimeStampConvertor::convert(std::string(text));
        return WallTime(std::chrono::seconds(stamp.getTimeT()));
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

std::chrono::microseconds distance(WallTime a, WallTime b) { return a > b ? a - b : b - a; }

bool is_good_time(std::string_view text, const SessionSettings& settings, WallTime now) {
    const auto sent = sending_time(text);
    if (!sent) return false;
    if (!settings.check_latency) return true;
    // 52 was cut to whole seconds
    return distance(now, *sent) <= settings.max_latency + std::chrono::seconds(1);
}

std::string number_fault(const Inspection& logon, const SessionSettings& settings, int next_target) {
    const auto number = small_number(logon.msg_seq_num);
    if (!number || *number < 1) return "MsgSeqNum(34) must be a number from 1 to 999999999";
    const bool resets = logon.reset_seq_num == "Y";
    if (resets && *number != 1) return "MsgSeqNum(34) must be 1 with ResetSeqNumFlag(141)=Y";
    const int expected = resets || settings.reset_on_logon ? 1 : next_target;
    if (*number - expected > kMaxGap)
        return "MsgSeqNum(34) is " + std::to_string(*number) + " where " + std::to_string(expected) +
               " was expected, too far to ask for the messages between: agree on the numbers or reset them";
    return {};
}

std::string fault_of(const Inspection& logon, const SessionSettings& settings, int next_target,
                     WallTime now) {
    if (logon.fault == Inspection::Fault::BadTag) return "a field has no valid tag number";
    if (logon.fault == Inspection::Fault::BadInteger)
        return "tag " + std::to_string(logon.fault_tag) + " has too many digits";
    if (logon.repeated || logon.fault == Inspection::Fault::Repeated) return "a tag appears more than once";
    if (small_number(logon.encrypt_method) != 0) return "EncryptMethod(98) must be 0";
    const auto heart_beat = small_number(logon.heart_bt_int);
    if (!heart_beat || *heart_beat < kMinHeartBtInt || *heart_beat > kMaxHeartBtInt)
        return "HeartBtInt(108) must be from " + std::to_string(kMinHeartBtInt) + " to " +
               std::to_string(kMaxHeartBtInt);
    if (!settings.default_appl_ver_id.empty() && logon.default_appl_ver_id != settings.default_appl_ver_id)
        return "DefaultApplVerID(1137) must be " + settings.default_appl_ver_id;
    if (!is_good_time(logon.sending_time, settings, now))
        return "SendingTime(52) is not a time within MaxLatency of ours";
    return number_fault(logon, settings, next_target);
}

}  // namespace

std::optional<LogonRefusal> refuse_logon(const Inspection& logon, const SessionSettings& settings,
                                         std::string_view address, int next_target, WallTime now) {
    if (!is_allowed(settings.allowed_addresses, address))
        return LogonRefusal{.cause = DropCause::AddressNotAllowed, .text = {}};
    if (!credentials_match(logon, settings))
        return LogonRefusal{.cause = DropCause::BadCredentials, .text = "authentication failed"};
    auto text = fault_of(logon, settings, next_target, now);
    if (!text.empty()) return LogonRefusal{.cause = DropCause::BadLogon, .text = std::move(text)};
    return std::nullopt;
}

bool is_too_far_off(std::string_view text, const SessionSettings& settings, WallTime now) {
    const auto sent = sending_time(text);
    return settings.check_latency && sent && distance(now, *sent) > settings.max_latency;
}

}  // namespace qb::fix
