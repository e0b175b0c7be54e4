#include "qfex/setup_reply.h"

#include <gtest/gtest.h>

namespace qb::qfex {
namespace {

using Kind = SetupReply::Kind;

struct Shape {
    std::string name, frame;
    Kind kind;
    std::string code{}, message{}, echo{};
    friend void PrintTo(const Shape& row, std::ostream* out) { *out << row.name; }
};
class SetupReplyShape : public testing::TestWithParam<Shape> {};

TEST_P(SetupReplyShape, IsRead) {
    const SetupReply reply = read_setup_reply(GetParam().frame);
    EXPECT_EQ(reply.kind, GetParam().kind);
    EXPECT_EQ(reply.code, GetParam().code);
    EXPECT_EQ(reply.message, GetParam().message);
    EXPECT_EQ(reply.echo, GetParam().echo);
}

INSTANTIATE_TEST_SUITE_P(
    Auth, SetupReplyShape,
    testing::Values(Shape{"True", R"({"authenticated":true})", Kind::Authenticated},
                    Shape{"TrueWithSchema", R"({"$schema":"x","authenticated":true})", Kind::Authenticated},
                    Shape{"ResultSuccess", R"({"type":"auth","result":"success"})", Kind::Authenticated},
                    Shape{"Type", R"({"type":"authenticated"})", Kind::Authenticated},
                    Shape{"EmptyObject", R"({"authenticated":{}})", Kind::Authenticated},
                    Shape{"Object", R"({"authenticated":{"success":true,"error":null,"user_id":"u"}})",
                          Kind::Authenticated},
                    Shape{"False", R"({"authenticated":false})", Kind::AuthFailed},
                    Shape{"FalseWithWords", R"({"authenticated":false,"message":"bad nonce"})",
                          Kind::AuthFailed, "", "bad nonce"},
                    Shape{"TrueWithAnError", R"({"authenticated":true,"error":"expired"})", Kind::AuthFailed,
                          "", "expired"},
                    Shape{"Null", R"({"authenticated":null})", Kind::AuthFailed},
                    Shape{"Text", R"({"authenticated":"no"})", Kind::AuthFailed},
                    Shape{"ObjectFalse", R"({"authenticated":{"success":false,"reason":"sig"}})",
                          Kind::AuthFailed, "", "sig"},
                    Shape{"ObjectError", R"({"authenticated":{"error":{"code":7}}})", Kind::AuthFailed},
                    Shape{"TypeFalse", R"({"type":"authenticated","success":false})", Kind::AuthFailed},
                    Shape{"ResultFailed", R"({"type":"auth","result":"failed"})", Kind::AuthFailed, "",
                          "failed"},
                    Shape{"ResultMissing", R"({"type":"auth"})", Kind::AuthFailed}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Errors, SetupReplyShape,
    testing::Values(
        Shape{"Err", R"({"err":{"error_code":"PermissionDenied","message":"no","incoming_message":null}})",
              Kind::Error, "PermissionDenied", "no"},
        Shape{"FlatError", R"({"type":"error","error_code":"InvalidParameter","message":null})", Kind::Error,
              "InvalidParameter", "InvalidParameter"},
        Shape{"FlatErr", R"({"type":"Err","error_code":"ServerError"})", Kind::Error, "ServerError",
              "ServerError"},
        Shape{"ErrIsACode", R"({"err":"PermissionDenied"})", Kind::Error, "PermissionDenied",
              "PermissionDenied"},
        Shape{"ErrIsASentence", R"({"err":"not for you"})", Kind::Error, "", "not for you"},
        Shape{"ErrIsACodeWithWordsBeside", R"({"err":"RateLimited","message":"slow down"})", Kind::Error,
              "RateLimited", "slow down"},
        Shape{"ErrIsATextBesideItsCode", R"({"err":"slow","error_code":"RateLimited"})", Kind::Error,
              "RateLimited", "RateLimited"},
        Shape{"ErrIsANumber", R"({"err":7})", Kind::Error},
        Shape{"AgainAuthenticatedAsText", R"({"err":"AlreadyAuthenticated"})", Kind::AlreadyAuthenticated,
              "AlreadyAuthenticated", "AlreadyAuthenticated"},
        Shape{"AgainAuthenticated", R"({"err":{"error_code":"AlreadyAuthenticated"}})",
              Kind::AlreadyAuthenticated, "AlreadyAuthenticated", "AlreadyAuthenticated"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Acks, SetupReplyShape,
    testing::Values(Shape{"Echo", R"({"ack":{"incoming_message":{"type":"x","params":{}}}})",
                          Kind::Acknowledged, "", "", "x"},
                    Shape{"NoEcho", R"({"ack":{}})", Kind::Acknowledged},
                    Shape{"EchoAsText", R"({"ack":{"incoming_message":"x"}})", Kind::Acknowledged},
                    Shape{"EchoInText", R"({"ack":{"incoming_message":"{\"type\":\"x\"}"}})",
                          Kind::Acknowledged, "", "", "x"},
                    Shape{"AckThatSaysNo", R"({"ack":false})", Kind::Other},
                    Shape{"ResponseThatSaysNo", R"({"ack_response":false})", Kind::Other},
                    Shape{"AckOfLeverage", R"({"ack_response":true})", Kind::Acknowledged},
                    Shape{"ErrEcho", R"({"err":{"error_code":"E","incoming_message":{"type":"y"}}})",
                          Kind::Error, "E", "E", "y"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Else, SetupReplyShape,
    testing::Values(Shape{"Order", R"({"order_response":{"status":"ACK"}})", Kind::Other},
                    Shape{"Envelope", R"({"type":"subscribed","connection_id":"c"})", Kind::Other},
                    Shape{"TypeNotText", R"({"type":5})", Kind::Other},
                    Shape{"NotJson", "hello", Kind::Unreadable}, Shape{"Empty", "", Kind::Unreadable},
                    Shape{"Array", "[]", Kind::Unreadable},
                    Shape{"CutOff", R"({"authenticated":tr)", Kind::Unreadable},
                    Shape{"TwoObjects", R"({"authenticated":true}{})", Kind::Unreadable},
                    Shape{"Deep", std::string(5000, '['), Kind::Unreadable}),
    [](const auto& row) { return row.param.name; });

struct Confirmation {
    std::string name, frame;
    std::vector<std::string> channels;
    friend void PrintTo(const Confirmation& row, std::ostream* out) { *out << row.name; }
};
class SubscribedShape : public testing::TestWithParam<Confirmation> {};

TEST_P(SubscribedShape, NamesItsChannels) {
    const SetupReply reply = read_setup_reply(GetParam().frame);
    EXPECT_EQ(reply.kind, Kind::Subscribed);
    EXPECT_EQ(reply.channels, GetParam().channels);
}
INSTANTIATE_TEST_SUITE_P(
    Shapes, SubscribedShape,
    testing::Values(Confirmation{"Plain", R"({"subscribed":"fills"})", {"fills"}},
                    Confirmation{
                        "List", R"({"subscribed":["fills","stop_orders"]})", {"fills", "stop_orders"}},
                    Confirmation{"Typed", R"({"type":"subscribed","channel":"fills"})", {"fills"}},
                    Confirmation{"TypedList", R"({"type":"subscribed","channels":["fills"]})", {"fills"}}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace qb::qfex
