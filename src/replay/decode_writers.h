#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "replay/field_names.h"
#include "replay/findings.h"
#include "replay/log.h"
#include "replay/text_out.h"

namespace qb::replay {

/// A message and what is known of it.
struct DecodedMessage {
    std::string_view log;
    const LogEntry& entry;
    FieldNames& names;
    const std::vector<Finding>& findings;
};

/// How a decoded message looks.
class MessageWriter {
public:
    MessageWriter() = default;
    MessageWriter(const MessageWriter&) = delete;
    MessageWriter& operator=(const MessageWriter&) = delete;
    virtual ~MessageWriter() = default;
    virtual void write(const DecodedMessage& decoded) = 0;
};

/// `out` must outlive it. That of Csv writes its header line at once.
[[nodiscard]] std::unique_ptr<MessageWriter> message_writer(Format format, TextOut& out);

/// {"log":"...","line":1,"time":"...": how a JSON object about a message begins.
void begin_json(TextOut& out, std::string_view log, const LogEntry& entry);
/// The value as it may be shown: *** for a hidden one.
[[nodiscard]] std::string_view shown_value(const Field& field);
/// "in", "out", or empty where the log does not say.
[[nodiscard]] std::string_view to_string(Direction direction);

}  // namespace qb::replay
