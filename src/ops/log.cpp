#include "ops/log.h"

#include <pthread.h>
#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "mapping/time_text.h"

namespace qb::ops {
namespace {

constexpr std::chrono::milliseconds kGather{10};
constexpr std::size_t kBatchBytes = std::size_t{32} << 10;
constexpr std::size_t kQueuedBatches = 64;

std::string_view padded_name(LogLevel level) {
    switch (level) {
    case LogLevel::Debug: return "DEBUG";
    case LogLevel::Info: return "INFO ";
    case LogLevel::Warn: return "WARN ";
    case LogLevel::Error: return "ERROR";
    }
    return "?    ";
}

std::string_view json_name(LogLevel level) {
    switch (level) {
    case LogLevel::Debug: return "debug";
    case LogLevel::Info: return "info";
    case LogLevel::Warn: return "warn";
    case LogLevel::Error: return "error";
    }
    return "?";
}

/// Escapes what would break a line or a JSON string: quotes, backslash, control and non-ASCII bytes.
void append_escaped(std::string& out, std::string_view value) {
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte == '\n') {
            out += "\\n";
        } else if (byte < 0x20 || byte >= 0x7f) {
            std::array<char, 8> code{};
            const int n = std::snprintf(code.data(), code.size(), "\\u%04x", static_cast<unsigned>(byte));
            out.append(code.data(), static_cast<std::size_t>(n));
        } else {
            out += c;
        }
    }
}

bool is_plain(std::string_view value) {
    if (value.empty()) return false;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte >= 0x7f || c == '"' || c == '\\' || c == '=') return false;
    }
    return true;
}

void append_text_value(std::string& out, std::string_view value) {
    if (is_plain(value)) {
        out += value;
        return;
    }
    out += '"';
    append_escaped(out, value);
    out += '"';
}

void append_json_member(std::string& out, std::string_view key, std::string_view value) {
    out += ",\"";
    append_escaped(out, key);
    out += "\":\"";
    append_escaped(out, value);
    out += '"';
}

spdlog::sink_ptr sink_for(const std::string& file) {
    if (file.empty()) return std::make_shared<spdlog::sinks::stdout_sink_st>();
    return std::make_shared<spdlog::sinks::basic_file_sink_st>(file);
}

}  // namespace

std::optional<LogLevel> log_level_from(std::string_view word) {
    if (word == "debug") return LogLevel::Debug;
    if (word == "info") return LogLevel::Info;
    if (word == "warn") return LogLevel::Warn;
    if (word == "error") return LogLevel::Error;
    return std::nullopt;
}

std::string iso_time(WallTime at) {
    auto text = mapping::fix_timestamp(at, 6);  // 20231114-22:13:20.000042
    text.insert(6, 1, '-').insert(4, 1, '-');
    text[10] = 'T';
    return text += 'Z';
}

std::string format_log_line(LogFormat format, LogLevel level, WallTime at, std::string_view event,
                            std::initializer_list<LogField> fields, std::string_view text) {
    std::string out;
    out.reserve(192);
    if (format == LogFormat::Json) {
        out += R"({"time":")" + iso_time(at) + R"(","level":")";
        out += json_name(level);
        out += '"';
        append_json_member(out, "event", event);
        for (const auto& field : fields) append_json_member(out, field.key, field.value);
        if (!text.empty()) append_json_member(out, "text", text);
        out += '}';
        return out;
    }
    out += iso_time(at);
    out += ' ';
    out += padded_name(level);
    out += ' ';
    out += event;
    for (const auto& field : fields) {
        if (field.value.empty()) continue;
        out += ' ';
        out += field.key;
        out += '=';
        append_text_value(out, field.value);
    }
    if (!text.empty()) {
        out += ": ";
        append_escaped(out, text);
    }
    return out;
}

struct Log::Impl {
    explicit Impl(const Options& options)
        : level(options.level),
          format(options.format),
          pool(std::make_shared<spdlog::details::thread_pool>(
              kQueuedBatches, 1, [] { pthread_setname_np(pthread_self(), "log-writer"); })),
          logger(std::make_shared<spdlog::async_logger>("qfex-bridge", sink_for(options.file), pool,
                                                        spdlog::async_overflow_policy::overrun_oldest)) {
        logger->set_pattern("%v");
        logger->set_level(spdlog::level::trace);
        logger->flush_on(spdlog::level::trace);
    }

    void add(std::string_view line) {
        if (batch.empty())
            begun = std::chrono::steady_clock::now();
        else
            batch += '\n';  // the sink ends the last line
        batch += line;
        if (batch.size() >= kBatchBytes) hand_over();
    }

    void hand_over() {
        if (batch.empty()) return;
        if (pool->queue_size() < kQueuedBatches)
            logger->log(spdlog::level::info, batch);
        else
            dropped += 1 + static_cast<std::uint64_t>(std::count(batch.begin(), batch.end(), '\n'));
        batch.clear();
    }

    LogLevel level;
    LogFormat format;
    std::string batch;  // lines that wait for more
    std::chrono::steady_clock::time_point begun;
    std::uint64_t dropped = 0;
    std::shared_ptr<spdlog::details::thread_pool> pool;
    std::shared_ptr<spdlog::async_logger> logger;
};

Log::Log(const Options& options) try : impl_(std::make_unique<Impl>(options)) {
} catch (const spdlog::spdlog_ex& error) {
    throw std::runtime_error(std::string("cannot open the log: ") + error.what());
}

Log::~Log() { impl_->hand_over(); }

void Log::line(LogLevel level, WallTime at, std::string_view event, std::initializer_list<LogField> fields,
               std::string_view text) {
    if (!enabled(level)) return;
    impl_->add(format_log_line(impl_->format, level, at, event, fields, text));
    if (level >= LogLevel::Warn) impl_->hand_over();
}

std::optional<std::chrono::milliseconds> Log::hand_over_due() {
    if (impl_->batch.empty()) return std::nullopt;
    if (std::chrono::steady_clock::now() - impl_->begun < kGather) return kGather;
    impl_->hand_over();
    return std::nullopt;
}

bool Log::enabled(LogLevel level) const { return level >= impl_->level; }

std::uint64_t Log::dropped() const { return impl_->dropped; }

}  // namespace qb::ops
