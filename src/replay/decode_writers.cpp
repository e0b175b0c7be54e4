#include "replay/decode_writers.h"

#include <string>

#include "fix/redact.h"
#include "replay/group_walk.h"

// Each format has a sink of walk_fields() for the fields, and a writer for what is around them.
namespace qb::replay {
namespace {

const MessageShape* shape_of(const DecodedMessage& decoded) {
    return decoded.names.shape(decoded.entry.message.value(tag::kMsgType));
}

/// {"tag":54,"name":"Side","value":"1","meaning":"BUY"}; a group with "entries":[[...],[...]].
class JsonFields {
public:
    JsonFields(FieldNames& names, TextOut& out) : names_(names), out_(out) {}

    void field(const Field& field) {
        open(field);
        out_ << '}';
    }
    void begin_group(const Field& count) {
        open(count);
        out_ << ",\"entries\":[";
    }
    void begin_entry(bool first) {
        out_ << (first ? "[" : ",[");
        first_ = true;
    }
    void end_entry() {
        out_ << ']';
        first_ = false;
    }
    void end_group(const Field& /*count*/, std::size_t /*entries*/) {
        out_ << "]}";
        first_ = false;
    }

private:
    void open(const Field& field) {
        out_ << (first_ ? "{\"tag\":" : ",{\"tag\":") << field.tag;
        first_ = false;
        if (const auto name = names_.name(field.tag); !name.empty()) out_ << R"(,"name":")" << name << '"';
        out_.json_member("value", shown_value(field));
        if (const auto word = names_.meaning(field.tag, field.value); !word.empty())
            out_ << R"(,"meaning":")" << word << '"';
    }

    FieldNames& names_;
    TextOut& out_;
    bool first_ = true;
};

class JsonWriter final : public MessageWriter {
public:
    explicit JsonWriter(TextOut& out) : out_(out) {}

    void write(const DecodedMessage& decoded) override {
        const auto& entry = decoded.entry;
        begin_json(out_, decoded.log, entry);
        const auto direction = to_string(entry.direction);
        if (!direction.empty()) out_.json_member("direction", direction);
        const auto type = entry.message.value(tag::kMsgType);
        out_.json_member("msg_type", type);
        const auto name = decoded.names.meaning(tag::kMsgType, type);
        if (!name.empty()) out_.json_member("name", name);
        out_ << ",\"fields\":[";
        JsonFields fields(decoded.names, out_);
        walk_fields(entry.message, shape_of(decoded), fields);
        out_ << ']';
        if (!decoded.findings.empty()) write_findings(decoded.findings);
        out_ << "}\n";
    }

private:
    void write_findings(const std::vector<Finding>& findings) {
        out_ << ",\"findings\":";
        char before = '[';
        for (const auto& finding : findings) {
            out_ << before << R"({"finding":")" << finding.word << '"';
            out_.json_member("text", finding.text);
            out_ << '}';
            before = ',';
        }
        out_ << ']';
    }

    TextOut& out_;
};

/// A line a field, entries of groups further in: "    Side(54)=1 BUY".
class TextFields {
public:
    TextFields(FieldNames& names, TextOut& out) : names_(names), out_(out) {}

    void field(const Field& field) {
        for (int i = 0; i < depth_; ++i) out_ << "  ";
        if (entry_begins_)
            out_ << "- ";
        else if (depth_ > 1)
            out_ << "  ";
        entry_begins_ = false;
        out_ << names_.name(field.tag) << '(' << field.tag << ")=";
        out_.plain(shown_value(field));
        if (const auto word = names_.meaning(field.tag, field.value); !word.empty()) out_ << ' ' << word;
        out_ << '\n';
    }
    void begin_group(const Field& count) {
        field(count);
        ++depth_;
    }
    void begin_entry(bool /*first*/) { entry_begins_ = true; }
    void end_entry() { entry_begins_ = false; }
    void end_group(const Field& /*count*/, std::size_t /*entries*/) { --depth_; }

private:
    FieldNames& names_;
    TextOut& out_;
    int depth_ = 1;
    bool entry_begins_ = false;
};

class TextWriter final : public MessageWriter {
public:
    explicit TextWriter(TextOut& out) : out_(out) {}

    void write(const DecodedMessage& decoded) override {
        const auto& entry = decoded.entry;
        const auto& message = entry.message;
        out_.plain(decoded.log);
        out_ << ':' << entry.line << ' ';
        if (entry.time) {
            out_.time(*entry.time);
            out_ << ' ';
        }
        out_.plain(message.value(tag::kSenderCompId));
        out_ << "->";
        out_.plain(message.value(tag::kTargetCompId));
        const auto type = message.value(tag::kMsgType);
        out_ << ' ' << decoded.names.meaning(tag::kMsgType, type) << '(';
        out_.plain(type);
        out_ << ")\n";
        TextFields fields(decoded.names, out_);
        walk_fields(message, shape_of(decoded), fields);
        for (const auto& finding : decoded.findings) {
            out_ << "  ! " << finding.word << ": ";
            out_.plain(finding.text);
            out_ << '\n';
        }
    }

private:
    TextOut& out_;
};

/// Where the row being written stands.
struct CsvPlace {
    std::string_view log;
    const LogEntry& entry;
    std::string_view type;
};

void begin_csv_row(TextOut& out, const CsvPlace& place) {
    const auto& message = place.entry.message;
    out.csv(place.log);
    out << ',' << place.entry.line << ',';
    if (place.entry.time) out.time(*place.entry.time);
    out << ',';
    out.csv(message.value(tag::kSenderCompId));
    out << ',';
    out.csv(message.value(tag::kTargetCompId));
    out << ',';
    out.csv(place.type);
}

/// A row a field; `group` is the way into groups: 453[1]802[2].
class CsvFields {
public:
    CsvFields(FieldNames& names, const CsvPlace& place, TextOut& out)
        : names_(names), place_(place), out_(out) {}

    void field(const Field& field) {
        begin_csv_row(out_, place_);
        out_ << ',' << group_ << ',' << field.tag << ',' << names_.name(field.tag) << ',';
        out_.csv(shown_value(field));
        out_ << ',' << names_.meaning(field.tag, field.value) << ",\n";
    }
    void begin_group(const Field& count) {
        field(count);
        counters_.push_back({group_, count.tag, 0});
    }
    void begin_entry(bool /*first*/) {
        auto& counter = counters_.back();
        group_ = counter.around + std::to_string(counter.tag) + '[' + std::to_string(++counter.entry) + ']';
    }
    void end_entry() { group_ = counters_.back().around; }
    void end_group(const Field& /*count*/, std::size_t /*entries*/) { counters_.pop_back(); }

private:
    struct Counter {
        std::string around;
        std::uint32_t tag;
        std::size_t entry;
    };
    FieldNames& names_;
    const CsvPlace& place_;
    TextOut& out_;
    std::string group_;
    std::vector<Counter> counters_;
};

class CsvWriter final : public MessageWriter {
public:
    explicit CsvWriter(TextOut& out) : out_(out) {
        out_ << "log,line,time,sender,target,msg_type,group,tag,name,value,meaning,finding\n";
    }

    void write(const DecodedMessage& decoded) override {
        const auto& message = decoded.entry.message;
        const CsvPlace place{decoded.log, decoded.entry, message.value(tag::kMsgType)};
        CsvFields fields(decoded.names, place, out_);
        walk_fields(message, shape_of(decoded), fields);
        for (const auto& finding : decoded.findings) {
            begin_csv_row(out_, place);
            out_ << ",,,,,,";
            out_.csv(std::string(finding.word) + ": " + finding.text);
            out_ << '\n';
        }
    }

private:
    TextOut& out_;
};

}  // namespace

void begin_json(TextOut& out, std::string_view log, const LogEntry& entry) {
    out << R"({"log":")";
    out.json(log);
    out << R"(","line":)" << entry.line;
    if (!entry.time) return;
    out << R"(,"time":")";
    out.time(*entry.time);
    out << '"';
}

std::string_view shown_value(const Field& field) {
    return fix::is_hidden(field.tag) ? std::string_view("***") : field.value;
}

std::string_view to_string(Direction direction) {
    switch (direction) {
    case Direction::Unknown: return "";
    case Direction::In: return "in";
    case Direction::Out: return "out";
    }
    return "";
}

std::unique_ptr<MessageWriter> message_writer(Format format, TextOut& out) {
    if (format == Format::Jsonl) return std::make_unique<JsonWriter>(out);
    if (format == Format::Csv) return std::make_unique<CsvWriter>(out);
    return std::make_unique<TextWriter>(out);
}

}  // namespace qb::replay
