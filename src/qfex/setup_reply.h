#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qb::qfex {

/// What a frame means while the link is being set up: replies to `auth`, `subscribe` and
/// `cancel_on_disconnect`, and nothing else.
struct SetupReply {
    enum class Kind : std::uint8_t {
        Authenticated,         ///< auth succeeded
        AuthFailed,            ///< auth was refused
        AlreadyAuthenticated,  ///< err of that code: harmless
        Subscribed,            ///< channels are confirmed
        Acknowledged,          ///< ack of a command
        Error,                 ///< err in any shape
        Other,                 ///< valid JSON, not about the set-up
        Unreadable,            ///< not a JSON object
    };
    Kind kind = Kind::Other;
    std::vector<std::string> channels;  ///< of Subscribed
    std::string code;                   ///< error_code of Error
    std::string message;                ///< the venue's words with AuthFailed and Error: not yet redacted
    std::string echo;  ///< type of the command that Acknowledged or Error echoes; empty: no echo
};

/// Reads one frame. All shapes the venue's documents and clients show are accepted:
/// success as {"authenticated":true}, {"authenticated":{...}}, {"type":"authenticated"},
/// {"type":"auth","result":"success"}; failure as the same with false, another result, "success":false or
/// an "error" inside; confirmations as {"subscribed":"ch"}, a list, or {"type":"subscribed","channel":"ch"};
/// acknowledgements as {"ack":{...}} and {"ack_response":true}; errors as {"err":{...}},
/// {"err":"code or sentence"}, {"type":"error",...}, {"type":"Err",...}. Unknown keys are ignored.
[[nodiscard]] SetupReply read_setup_reply(std::string_view frame);

}  // namespace qb::qfex
