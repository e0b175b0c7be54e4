#include "replay/map.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <stdexcept>

#include "replay/decode_writers.h"
#include "replay/log_merge.h"
#include "replay/played_bridge.h"

namespace qb::replay {
namespace {

constexpr std::string_view kDefaultConfig = R"([BRIDGE]
DataDir=unused
LogFile=unused
[DEFAULT]
SenderCompID=BRIDGE
TargetCompID=OMS
SocketAcceptPort=0
[SESSION]
DataDictionary=FIX44.xml
[SESSION]
BeginString=FIX.4.2
DataDictionary=FIX42.xml
[SESSION]
BeginString=FIXT.1.1
DefaultApplVerID=9
TransportDataDictionary=FIXT11.xml
AppDataDictionary=FIX50SP2.xml
[ACCOUNT]
Name=main
Url=ws://127.0.0.1:1/
RestUrl=http://127.0.0.1:1
PublicKey=unused
SecretKey=unused
)";

/// Throws std::runtime_error with every mistake.
ops::BridgeConfig configuration(const MapOptions& options) {
    auto loaded = options.config.empty()
                      ? ops::load_config_text(options.log.dictionaries + "/default.cfg", kDefaultConfig)
                      : ops::load_config(options.config);
    std::string mistakes;
    for (const auto& error : loaded.errors) mistakes += (mistakes.empty() ? "" : "\n") + to_string(error);
    if (!mistakes.empty()) throw std::runtime_error(mistakes);
    return std::move(loaded.config);
}

/// An application message, and none that only a bridge sends.
bool is_of_client(std::string_view msg_type) {
    constexpr std::array<std::string_view, 12> kOthers{"0", "1", "2", "3", "4", "5",
                                                       "A", "8", "9", "r", "j", "B"};
    return std::find(kOthers.begin(), kOthers.end(), msg_type) == kOthers.end();
}

/// With <client_order_id> for the one that was made up.
std::string without_made_up_id(std::string command) {
    constexpr std::string_view kMember = R"("client_order_id":")";
    if (const auto at = command.find(kMember); at != std::string::npos) {
        const auto value = at + kMember.size();
        command.replace(value, command.find('"', value) - value, "<client_order_id>");
    }
    return command;
}

/// Of an answer: everything but what a bridge numbers, dates and makes up.
bool is_told(std::uint32_t tag) {
    constexpr std::array kLeftOut{
        tag::kBeginString,  tag::kBodyLength,  tag::kCheckSum,     tag::kExecId,       tag::kMsgSeqNum,
        tag::kSenderCompId, tag::kSendingTime, tag::kTransactTime, tag::kTargetCompId, tag::kRefSeqNum};
    return std::find(kLeftOut.begin(), kLeftOut.end(), tag) == kLeftOut.end();
}

void write_message(TextOut& out, std::string_view text) {
    FixFields message;
    if (scan_message(text, text.size(), false, message).damage) return;
    char before = '{';
    for (const auto& field : message.fields) {
        if (!is_told(field.tag)) continue;
        out << before << '"' << field.tag << "\":\"";
        out.json(shown_value(field));
        out << '"';
        before = ',';
    }
    out << '}';
}

void write_head(TextOut& out, std::string_view log, const LogEntry& entry) {
    begin_json(out, log, entry);
    const auto& message = entry.message;
    out.json_member("client", message.value(tag::kSenderCompId));
    out.json_member("msg_type", message.value(tag::kMsgType));
    const auto id = message.value(tag::kClOrdId);
    if (!id.empty()) out.json_member("cl_ord_id", id);
}

void write_answer(TextOut& out, const PlayedBridge::Answer& answer) {
    if (answer.session.empty()) {
        out << ",\"not_played\":\"no session of its BeginString(8) is configured\"}\n";
        return;
    }
    out.json_member("rules_of", answer.session);
    out << ",\"commands\":[";
    for (const auto& command : answer.commands)
        out << (&command == &answer.commands.front() ? "" : ",") << without_made_up_id(command);
    out << "],\"answers\":[";
    for (const auto& message : answer.messages) {
        if (&message != &answer.messages.front()) out << ',';
        write_message(out, message);
    }
    out << ']';
    if (answer.ended) out << ",\"session_ended\":true";
    out << "}\n";
}

}  // namespace

int map(const MapOptions& options, Console& console) {
    const LogFilter filter(options.log.filter);
    PlayedBridge bridge(configuration(options));
    LogMerge logs(options.log.logs, console);
    {
        TextOut out(console.out);
        while (const auto* entry = logs.next()) {
            const auto& message = entry->message;
            if (!is_of_client(message.value(tag::kMsgType)) || !filter.takes(*entry)) continue;
            write_head(out, logs.log_name(), *entry);
            if (message.value(tag::kPossDupFlag) == "Y")
                out << ",\"not_played\":\"PossDupFlag(43)=Y\"}\n";
            else
                write_answer(out, bridge.play(message));
            out.end_record();
        }
    }
    return logs.finish();
}

}  // namespace qb::replay
