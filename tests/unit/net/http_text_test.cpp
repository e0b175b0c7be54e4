#include "net/http_text.h"

#include <gtest/gtest.h>

namespace qb::net {
namespace {

TEST(HeaderValue, IsFoundInAnyCase) {
    const Headers headers{{"Content-Type", "a"}, {"content-type", "b"}, {"X", ""}};
    EXPECT_EQ(header_value(headers, "CONTENT-TYPE"), "a");
    EXPECT_EQ(header_value(headers, "X"), "");
    EXPECT_EQ(header_value(headers, "Content"), "");
}

TEST(HeadersAreValid, OnlyAsTokensAndValuesWithoutControls) {
    EXPECT_TRUE(are_valid({}));
    EXPECT_TRUE(are_valid({{"X-a_b.1", "value, with \"all\" sorts\tof things"}, {"Y", ""}}));
    for (const auto* name : {"", "a b", "a:", "a\n", "\xc3\xa9"})
        EXPECT_FALSE(are_valid({{name, "v"}})) << name;
    for (const auto* value : {"a\r\nB: c", "a\n", "\r", "\x7f", "\x01"})
        EXPECT_FALSE(are_valid({{"X", value}})) << value;
    EXPECT_FALSE(are_valid({{"X", std::string("a\0b", 3)}}));
}

TEST(RequestText, IsWhatGoesOnTheWire) {
    const HttpCall call{.url = {Scheme::Https, "api.example.com", 443, "/a?b=c"}, .headers = {{"X", "y"}}};
    EXPECT_EQ(request_text("GET", call),
              "GET /a?b=c HTTP/1.1\r\nHost: api.example.com\r\nX: y\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(request_text("POST", call),
              "POST /a?b=c HTTP/1.1\r\nHost: api.example.com\r\nX: y\r\nContent-Length: 0\r\nConnection: "
              "close\r\n\r\n");
}

std::string without_date(std::string text) {
    const auto from = text.find("Date: ");
    const auto until = text.find("\r\n", from) + 2;
    EXPECT_EQ(until - from, std::string_view("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n").size());
    return text.erase(from, until - from);
}

TEST(ResponseText, IsWhatGoesOnTheWire) {
    const HttpResponse response{
        .status = 404, .body = "no", .content_type = "text/plain", .headers = {{"X", "y"}}};
    EXPECT_EQ(without_date(response_text(response, {.keep_alive = true})),
              "HTTP/1.1 404 Not Found\r\nX: y\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n"
              "Connection: keep-alive\r\n\r\nno");
    EXPECT_EQ(without_date(response_text(response, {.head_only = true})),
              "HTTP/1.1 404 Not Found\r\nX: y\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n"
              "Connection: close\r\n\r\n");
}

TEST(ResponseHead, IsWhatHasComeInWhole) {
    const auto whole = response_head("HTTP/1.1 429 Slow\r\nRetry-After: 5\r\nX: y\r\n\r\nbody\r\n\r\n");
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->status, 429);
    EXPECT_EQ(whole->headers, (Headers{{"Retry-After", "5"}, {"X", "y"}}));
    const auto half = response_head("HTTP/1.1 429 Slow\r\nRetry-After: 5\r\nX: y");
    ASSERT_TRUE(half);
    EXPECT_EQ(half->headers, (Headers{{"Retry-After", "5"}}));
    const auto broken = response_head("HTTP/1.0 401 \r\nno header\r\nX: y\r\n\r\n");
    ASSERT_TRUE(broken);
    EXPECT_EQ(broken->status, 401);
    EXPECT_EQ(broken->headers, Headers{});
    for (const auto* text : {"", "HTTP/1.1 401 N", "HTTP/1.1 401 No\r", "220 mail\r\n\r\n", "\r\n\r\n",
                             "HTTP/1.1 4o1 No\r\n\r\n"})
        EXPECT_FALSE(response_head(text)) << text;
}

TEST(Loggable, WithholdsWhatRepeatsASecret) {
    const auto secrets =
        secrets_of("/p?api_key=a%2Bb%2Bcd&x=1&jwt=token99", {{"X-Key", "header-key"}, {"Y", ""}});
    for (const auto* text : {"bad key a%2Bb%2Bcd", "bad key a+b+cd!", "token99",
                             "api_key=a%2Bb%2Bcd&x=1&jwt=token99", "said header-key"})
        EXPECT_EQ(loggable(text, secrets), "(withheld)") << text;
    EXPECT_EQ(loggable("x=1 is fine\r\n\xff", secrets), "x=1 is fine???");
    EXPECT_EQ(loggable("anything", {}), "anything");
    EXPECT_TRUE(secrets_of("/p", {}).empty());
}

}  // namespace
}  // namespace qb::net
