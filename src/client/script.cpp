#include "client/script.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "client/expectation.h"
#include "client/number_text.h"
#include "client/tokens.h"
#include "client/variables.h"
#include "client/venue_line.h"

namespace qb::client {
namespace {

using Parsed = boost::system::result<Command, std::string>;
using Words = std::vector<std::string>;

constexpr int kMsgType = 35;

template <class T>
using Read = boost::system::result<T, std::string>;

/// "5", "5s" or "500ms".
std::optional<std::chrono::milliseconds> duration_from(std::string_view text) {
    constexpr std::int64_t kMaxSeconds = 3600;
    std::int64_t count = 0;
    const auto* last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, count);
    if (error != std::errc{} || count < 0) return std::nullopt;
    const std::string_view unit(end, static_cast<std::size_t>(last - end));
    if (unit == "ms" && count <= kMaxSeconds * 1000) return std::chrono::milliseconds(count);
    if ((unit.empty() || unit == "s") && count <= kMaxSeconds) return std::chrono::seconds(count);
    return std::nullopt;
}

constexpr std::string_view kDurationShape = "a time is 5, 5s or 500ms, at most an hour";

/// A number of the line, or a $name that will hold one.
bool is_amount(std::string_view text) { return text.starts_with('$') || is_decimal_text(text); }

std::string_view side_from(std::string_view word) {
    if (word == "buy") return "1";
    if (word == "sell") return "2";
    if (word == "short") return "5";
    return {};
}

std::string_view time_in_force_from(std::string_view word) {
    if (word == "day") return "0";
    if (word == "gtc") return "1";
    if (word == "ioc") return "3";
    if (word == "fok") return "4";
    return {};
}

Read<Field> field_from(std::string_view text) {
    const auto equals = text.find('=');
    const auto tag = tag_from(text.substr(0, equals));
    if (equals == std::string_view::npos || !tag) return "\"" + std::string(text) + "\" is not tag=value";
    return Field{*tag, std::string(text.substr(equals + 1))};
}

// ---------------------------------------------------------------- orders

struct OrderShape {
    std::string_view word;
    std::string_view ord_type;  ///< OrdType(40)
    int price_tag;              ///< StopPx(99) or Price(44); 0: the line has no price
    std::string_view time_in_force;
    std::string_view usage;
};

constexpr std::array<OrderShape, 4> kOrderShapes{{
    {"stop", "3", 99, "1", "stop buy|sell|short QUANTITY SYMBOL PRICE [tag=value ...]"},
    {"mit", "J", 99, "1", "mit buy|sell|short QUANTITY SYMBOL PRICE [tag=value ...]"},
    {"limit", "2", 44, "1", "limit buy|sell|short QUANTITY SYMBOL PRICE [gtc|ioc|fok|day] [tag=value ...]"},
    {"market", "1", 0, "", "market buy|sell|short QUANTITY SYMBOL [tag=value ...]"},
}};

/// Puts what the line says in so many words in place of what its first word stands for. A tag may come more
/// than once (repeating groups).
Read<Fields> with_extra_fields(Fields fields, Words::const_iterator word, Words::const_iterator end) {
    const auto standard = static_cast<Fields::difference_type>(fields.size());
    for (; word != end; ++word) {
        auto extra = field_from(*word);
        if (!extra) return extra.error();
        if (extra->tag == kMsgType) return "35 is given by the first word; use raw for other messages";
        if (extra->value.empty()) return "an empty value can be sent with raw alone";
        const auto old = std::find_if(fields.begin(), fields.begin() + standard,
                                      [&](const Field& f) { return f.tag == extra->tag; });
        if (old != fields.begin() + standard)
            *old = std::move(*extra);
        else
            fields.push_back(std::move(*extra));
    }
    return fields;
}

Parsed parse_order(const OrderShape& shape, const Words& words) {
    const std::size_t positional = shape.price_tag == 0 ? 3 : 4;
    if (words.size() < positional) return std::string(shape.usage);
    const auto side = side_from(words[0]);
    if (side.empty()) return "\"" + words[0] + "\" is no side; " + std::string(shape.usage);
    if (!is_amount(words[1])) return "\"" + words[1] + "\" is no quantity; " + std::string(shape.usage);
    Fields fields{{55, words[2]}, {54, std::string(side)}, {38, words[1]}, {40, std::string(shape.ord_type)}};
    if (shape.price_tag != 0) {
        if (!is_amount(words[3])) return "\"" + words[3] + "\" is no price; " + std::string(shape.usage);
        fields.push_back({shape.price_tag, words[3]});
    }
    auto next = words.begin() + static_cast<Words::difference_type>(positional);
    auto time_in_force = shape.time_in_force;
    if (shape.word == "limit" && next != words.end() && !time_in_force_from(*next).empty())
        time_in_force = time_in_force_from(*next++);
    if (!time_in_force.empty()) fields.push_back({59, std::string(time_in_force)});
    auto all = with_extra_fields(std::move(fields), next, words.end());
    if (!all) return all.error();
    return Command(SendOrder{std::move(*all)});
}

Parsed parse_request(SendRequest::Kind kind, const Words& words, std::string_view usage) {
    if (words.empty()) return std::string(usage);
    SendRequest request{.kind = kind, .order = words[0]};
    auto next = words.begin() + 1;
    if (kind == SendRequest::Kind::Replace) {
        if (next == words.end() || !is_amount(*next)) return std::string(usage);
        request.quantity = *next++;
        if (next != words.end() && is_amount(*next)) request.price = *next++;
    }
    auto extra = with_extra_fields({}, next, words.end());
    if (!extra) return extra.error();
    request.extra = std::move(*extra);
    return Command(std::move(request));
}

Parsed parse_cancel(const Words& words) {
    return parse_request(SendRequest::Kind::Cancel, words, "cancel CLORDID [tag=value ...]");
}
Parsed parse_replace(const Words& words) {
    return parse_request(SendRequest::Kind::Replace, words,
                         "replace CLORDID QUANTITY [PRICE] [tag=value ...]");
}
Parsed parse_status(const Words& words) {
    return parse_request(SendRequest::Kind::Status, words, "status CLORDID [tag=value ...]");
}

/// The rest of the line is taken as it is; '|' stands for SOH.
Parsed parse_raw(std::string_view rest) {
    Fields fields;
    while (!rest.empty()) {
        const auto part = rest.substr(0, rest.find('|'));
        rest.remove_prefix(std::min(part.size() + 1, rest.size()));
        if (part.empty()) continue;
        auto field = field_from(part);
        if (!field) return field.error();
        if (field->tag >= 8 && field->tag <= 10) return "8, 9 and 10 are made by the session";
        fields.push_back(std::move(*field));
    }
    if (fields.empty() || fields.front().tag != kMsgType || fields.front().value.empty())
        return "raw 35=TYPE|tag=value|...";
    return Command(SendRaw{std::move(fields)});
}

// ---------------------------------------------------------------- expectations

Read<Condition> condition_from(std::string_view text) {
    const auto field = field_from(text);
    if (!field) return field.error();
    const auto& [tag, value] = *field;
    if (value.empty()) return std::to_string(tag) + "= needs a value, * (any), ! (absent) or /regex/";
    if (value == "*") return Condition{tag, Condition::Kind::Present, {}};
    if (value == "!") return Condition{tag, Condition::Kind::Absent, {}};
    if (value.size() == 1 || value.front() != '/' || value.back() != '/')
        return Condition{tag, Condition::Kind::Equal, value};
    auto regex = value.substr(1, value.size() - 2);
    if (!is_regex(regex)) return value + " is not a regular expression";
    return Condition{tag, Condition::Kind::Matches, std::move(regex)};
}

Parsed parse_expect(const Words& words) {
    if (!words.empty() && words.front() == "nothing") {
        const auto time = words.size() == 2 ? duration_from(words[1]) : std::nullopt;
        if (!time) return "expect nothing TIME; " + std::string(kDurationShape);
        return Command(ExpectNothing{*time});
    }
    Expect expect;
    auto word = words.begin();
    if (word != words.end() && *word == "any") {
        expect.mode = Expect::Mode::Any;
        ++word;
    }
    for (; word != words.end(); ++word) {
        auto condition = condition_from(*word);
        if (!condition) return condition.error();
        expect.conditions.push_back(std::move(*condition));
    }
    if (expect.conditions.empty()) return "expect [any] tag=value ..., or expect nothing TIME";
    return Command(std::move(expect));
}

// ---------------------------------------------------------------- the rest

Parsed parse_timeout(std::string_view rest) {
    const auto time = duration_from(rest);
    if (!time) return "timeout TIME; " + std::string(kDurationShape);
    return Command(SetTimeout{*time});
}

Parsed parse_wait(std::string_view rest) {
    const auto what = take_word(rest);
    if (what == "quiet") {
        const auto time = duration_from(rest);
        if (!time) return "wait quiet TIME; " + std::string(kDurationShape);
        return Command(WaitQuiet{*time});
    }
    if (rest.empty() && (what.empty() || what == "logon")) return Command(WaitLogon{});
    if (rest.empty() && what == "logout") return Command(WaitLogout{});
    return "wait [logon], wait logout or wait quiet TIME";
}

Parsed parse_save(std::string_view rest) {
    const auto tag = tag_from(take_word(rest));
    const auto as = take_word(rest);
    if (!tag || as != "as") return "save TAG as NAME";
    if (!may_be_saved_as(rest))
        return "a name is letters, digits and _, begins with a letter, and is not last, new or now";
    return Command(Save{*tag, std::string(rest)});
}

template <class T>
Parsed parse_bare(std::string_view rest) {
    if (!rest.empty()) return "nothing may follow this word";
    return Command(T{});
}

Parsed parse_verbose(std::string_view rest) {
    if (!rest.empty() && rest != "on" && rest != "off") return "verbose [on|off]";
    return Command(Verbose{rest != "off"});
}

Parsed parse_logout(std::string_view rest) { return Command(Logout{std::string(rest)}); }
Parsed parse_print(std::string_view rest) { return Command(Print{std::string(rest)}); }

struct Row {
    std::string_view word;
    Parsed (*parse)(std::string_view rest);
};

struct WordsRow {
    std::string_view word;
    Parsed (*parse)(const Words& words);
};

constexpr auto kWordsRows = std::to_array<WordsRow>({
    {"cancel", parse_cancel},
    {"replace", parse_replace},
    {"status", parse_status},
    {"expect", parse_expect},
    {"mark", parse_mark},
    {"book", parse_book},
    {"position", parse_position},
});

constexpr auto kRows = std::to_array<Row>({
    {"raw", parse_raw},
    {"timeout", parse_timeout},
    {"wait", parse_wait},
    {"save", parse_save},
    {"logon", parse_bare<Logon>},
    {"logout", parse_logout},
    {"venue", parse_venue},
    {"print", parse_print},
    {"verbose", parse_verbose},
    {"clear", parse_bare<Clear>},
    {"help", parse_bare<Help>},
    {"quit", parse_bare<Quit>},
});

Parsed parse_words(std::string_view word, const Words& words) {
    for (const auto& shape : kOrderShapes)
        if (shape.word == word) return parse_order(shape, words);
    for (const auto& row : kWordsRows)
        if (row.word == word) return row.parse(words);
    return "\"" + std::string(word) + "\" is no command; help lists them";
}

}  // namespace

Parsed parse_command(std::string_view line) {
    auto rest = line;
    const auto word = take_word(rest);
    if (word.empty() || word.starts_with('#')) return Command(Nothing{});
    for (const auto& row : kRows)
        if (row.word == word) return row.parse(rest);
    const auto words = words_of(rest);
    if (!words) return words.error();
    return parse_words(word, *words);
}

std::string_view help_text() {
    return R"(Orders (a later tag=value replaces what the line stands for, or is added):
  stop buy|sell|short QUANTITY SYMBOL PRICE [tag=value ...]      stop, OrdType(40)=3
  mit buy|sell|short QUANTITY SYMBOL PRICE [tag=value ...]       market if touched, 40=J
  limit buy|sell|short QUANTITY SYMBOL PRICE [gtc|ioc|fok|day] [tag=value ...]
  market buy|sell|short QUANTITY SYMBOL [tag=value ...]
  cancel CLORDID [tag=value ...]      of an order that this run sent
  replace CLORDID QUANTITY [PRICE] [tag=value ...]
  status CLORDID [tag=value ...]
  raw 35=TYPE|tag=value|...           exactly these fields, session messages too
Session:
  logon, logout [TEXT], wait [logon], wait logout, wait quiet TIME
Checks:
  expect tag=value ...                the next unread message; value: text, * (any), ! (absent), /regex/
  expect any tag=value ...            skipping messages that do not match
  expect nothing TIME                 nothing unread, and nothing comes
  timeout TIME                        how long expect and wait wait (5, 5s, 500ms)
  save TAG as NAME                    of the message expected last
  clear                               forget unread messages
Names in values: $last, $1, $2, ... (ClOrdIDs), $new (a fresh one), $now (UTC), $NAME (saved)
Simulated venue:
  mark SYMBOL PRICE
  book SYMBOL [bid PRICExQUANTITY ...] [ask PRICExQUANTITY ...]
  position SYMBOL QUANTITY [ACCOUNT]
  venue GET|POST /path [JSON]
Other:
  print TEXT, verbose [on|off], help, quit
)";
}

}  // namespace qb::client
