#include "qfex/setup_reply.h"

#include <boost/json.hpp>
#include <utility>

namespace qb::qfex {
namespace {

namespace json = boost::json;
using Kind = SetupReply::Kind;

std::string text_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool is_false(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_bool() && !value->get_bool();
}

/// {"error": ...} that says something.
bool has_error(const json::object& object) {
    const json::value* value = object.if_contains("error");
    return value != nullptr && !value->is_null() && !(value->is_bool() && !value->get_bool());
}

/// The refusal's own words, wherever this venue puts them.
std::string words_of(const json::object& object) {
    for (const std::string_view key : {"message", "error", "reason", "error_code", "result"}) {
        if (std::string text = text_of(object, key); !text.empty()) return text;
    }
    return {};
}

/// Type of the command that an ack or err is about, where it says so: the echo is an object, or its text.
std::string echoed_type(const json::object& answer) {
    const json::value* echo = answer.if_contains("incoming_message");
    if (echo == nullptr) return {};
    boost::system::error_code error;
    const json::value value = echo->is_string() ? json::parse(echo->get_string(), error) : *echo;
    return !error && value.is_object() ? text_of(value.get_object(), "type") : std::string();
}

SetupReply reply_of(Kind kind, std::string message = {}) {
    SetupReply reply;
    reply.kind = kind;
    reply.message = std::move(message);
    return reply;
}

SetupReply auth_outcome(bool success, const json::object& said) {
    if (success) return reply_of(Kind::Authenticated);
    return reply_of(Kind::AuthFailed, words_of(said));
}

SetupReply from_authenticated(const json::value& value, const json::object& frame) {
    if (value.is_bool()) return auth_outcome(value.get_bool() && !has_error(frame), frame);
    if (!value.is_object()) return auth_outcome(false, frame);
    const json::object& inner = value.get_object();
    return auth_outcome(!is_false(inner, "success") && !has_error(inner), inner);
}

/// `text`: the whole of an err that is no object. One word is a code, more are a sentence.
SetupReply from_error(const json::object& error, const std::string& text = {}) {
    SetupReply reply;
    reply.kind = Kind::Error;
    reply.code = text_of(error, "error_code");
    reply.message = words_of(error);
    if (reply.code.empty() && text.find(' ') == std::string::npos) reply.code = text;
    if (reply.message.empty()) reply.message = text;
    reply.echo = echoed_type(error);
    if (reply.code == "AlreadyAuthenticated") reply.kind = Kind::AlreadyAuthenticated;
    return reply;
}

void add_channels(const json::value* value, SetupReply& reply) {
    if (value == nullptr) return;
    if (value->is_string()) reply.channels.emplace_back(value->get_string());
    if (!value->is_array()) return;
    for (const json::value& item : value->get_array()) {
        if (item.is_string()) reply.channels.emplace_back(item.get_string());
    }
}

SetupReply from_object(const json::object& frame) {
    const std::string type = text_of(frame, "type");
    if (const json::value* value = frame.if_contains("authenticated")) {
        return from_authenticated(*value, frame);
    }
    if (type == "authenticated") return auth_outcome(!is_false(frame, "success") && !has_error(frame), frame);
    if (type == "auth") return auth_outcome(text_of(frame, "result") == "success", frame);
    if (const json::value* value = frame.if_contains("err")) {
        return value->is_object() ? from_error(value->get_object())
                                  : from_error(frame, text_of(frame, "err"));
    }
    if (type == "error" || type == "Err") return from_error(frame);

    if (is_false(frame, "ack") || is_false(frame, "ack_response")) return {};  // confirms nothing
    if (const json::value* value = frame.if_contains("ack")) {
        SetupReply reply = reply_of(Kind::Acknowledged);
        if (value->is_object()) reply.echo = echoed_type(value->get_object());
        return reply;
    }
    if (frame.contains("ack_response")) return reply_of(Kind::Acknowledged);

    SetupReply reply;
    add_channels(frame.if_contains("subscribed"), reply);
    if (type == "subscribed") {
        add_channels(frame.if_contains("channel"), reply);
        add_channels(frame.if_contains("channels"), reply);
    }
    if (!reply.channels.empty()) reply.kind = Kind::Subscribed;
    return reply;
}

}  // namespace

SetupReply read_setup_reply(std::string_view frame) {
    boost::system::error_code error;
    const json::value value = json::parse(frame, error);
    if (error || !value.is_object()) {
        return reply_of(Kind::Unreadable);
    }
    return from_object(value.get_object());
}

}  // namespace qb::qfex
