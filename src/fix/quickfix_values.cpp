#include "fix/quickfix_values.h"

#include <chrono>

namespace qb::fix {

FIX::UtcTimeStamp utc_stamp(WallTime time) {
    const auto second = std::chrono::floor<std::chrono::seconds>(time);
    return {static_cast<time_t>(second.time_since_epoch().count()), static_cast<int>((time - second).count()),
            6};
}

FIX::SessionID session_id(const SessionSettings& settings) {
    return {settings.begin_string, settings.sender_comp_id, settings.target_comp_id};
}

FIX::Dictionary quickfix_settings(const SessionSettings& settings) {
    FIX::Dictionary out;
    out.setString(FIX::CONNECTION_TYPE, "acceptor");
    out.setBool(FIX::USE_DATA_DICTIONARY, false);  // given afterwards, shared
    if (!settings.default_appl_ver_id.empty())
        out.setString(FIX::DEFAULT_APPLVERID, settings.default_appl_ver_id);
    if (settings.schedule) {
        const auto& schedule = *settings.schedule;
        out.setString(FIX::START_TIME, schedule.start_time);
        out.setString(FIX::END_TIME, schedule.end_time);
        if (schedule.start_day) out.setDay(FIX::START_DAY, *schedule.start_day);
        if (schedule.end_day) out.setDay(FIX::END_DAY, *schedule.end_day);
        out.setBool(FIX::USE_LOCAL_TIME, schedule.use_local_time);
    } else {
        // The whole day, and with the store's creation time one endless period. Equal times would mean a
        // reset at every UTC midnight.
        out.setString(FIX::START_TIME, "00:00:00.000000001");
        out.setString(FIX::END_TIME, "00:00:00");
    }
    out.setBool(FIX::RESET_ON_LOGON, settings.reset_on_logon);
    out.setBool(FIX::RESET_ON_LOGOUT, settings.reset_on_logout);
    out.setBool(FIX::RESET_ON_DISCONNECT, settings.reset_on_disconnect);
    out.setBool(FIX::CHECK_LATENCY, settings.check_latency);
    out.setInt(FIX::MAX_LATENCY, static_cast<int>(settings.max_latency.count()));
    out.setInt(FIX::TIMESTAMP_PRECISION, settings.timestamp_precision);
    out.setInt(FIX::LOGOUT_TIMEOUT, static_cast<int>(settings.logout_timeout.count()));
    return out;
}

}  // namespace qb::fix
