#include "net/url.h"
#include "net/ip_address.h"

#include <gtest/gtest.h>

#include <ostream>
#include <stdexcept>

namespace qb::net {
namespace {

struct GoodUrl {
    std::string name, text;
    Url url;
    std::string authority, printable;
};
void PrintTo(const GoodUrl& row, std::ostream* out) { *out << row.text; }

class ParseUrl : public testing::TestWithParam<GoodUrl> {};

TEST_P(ParseUrl, TakesItApart) {
    const auto url = parse_url(GetParam().text);
    ASSERT_TRUE(url.has_value()) << url.error();
    EXPECT_EQ(*url, GetParam().url);
    EXPECT_EQ(url->authority(), GetParam().authority);
    EXPECT_EQ(url->printable(), GetParam().printable);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, ParseUrl,
    testing::Values(
        GoodUrl{"Plain",
                "wss://trade.example.com",
                {Scheme::Wss, "trade.example.com", 443, "/"},
                "trade.example.com",
                "wss://trade.example.com/"},
        GoodUrl{"Port", "wss://h:8443/", {Scheme::Wss, "h", 8443, "/"}, "h:8443", "wss://h:8443/"},
        GoodUrl{"DefaultPortWritten", "https://h:443/a", {Scheme::Https, "h", 443, "/a"}, "h", "https://h/a"},
        GoodUrl{
            "OtherSchemesPort", "https://h:80/a", {Scheme::Https, "h", 80, "/a"}, "h:80", "https://h:80/a"},
        GoodUrl{"Query",
                "ws://127.0.0.1:9/p?api_key=K%2B1&x=/?",
                {Scheme::Ws, "127.0.0.1", 9, "/p?api_key=K%2B1&x=/?"},
                "127.0.0.1:9",
                "ws://127.0.0.1:9/p"},
        GoodUrl{"QueryWithoutPath", "http://h?k=v", {Scheme::Http, "h", 80, "/?k=v"}, "h", "http://h/"},
        GoodUrl{
            "Ipv6", "http://[::1]:70/x", {Scheme::Http, "::1", 70, "/x"}, "[::1]:70", "http://[::1]:70/x"},
        GoodUrl{"Ipv6DefaultPort",
                "wss://[2001:DB8::1]",
                {Scheme::Wss, "2001:db8::1", 443, "/"},
                "[2001:db8::1]",
                "wss://[2001:db8::1]/"},
        GoodUrl{"Case",
                "WSS://Trade.EXAMPLE.com/Path",
                {Scheme::Wss, "trade.example.com", 443, "/Path"},
                "trade.example.com",
                "wss://trade.example.com/Path"},
        GoodUrl{"AtInQuery", "http://h/?mail=a@b", {Scheme::Http, "h", 80, "/?mail=a@b"}, "h", "http://h/"}),
    [](const auto& row) { return row.param.name; });

struct BadText {
    std::string name, text;
};
void PrintTo(const BadText& row, std::ostream* out) { *out << row.text; }

class BadUrl : public testing::TestWithParam<BadText> {};

TEST_P(BadUrl, IsRefusedWithoutBeingRepeated) {
    const auto url = parse_url(GetParam().text);
    ASSERT_TRUE(url.has_error());
    EXPECT_FALSE(url.error().empty());
    EXPECT_EQ(url.error().find("SECRET"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, BadUrl,
    testing::Values(BadText{"Empty", ""}, BadText{"NoScheme", "trade.example.com/SECRET"},
                    BadText{"OtherScheme", "ftp://h/SECRET"}, BadText{"SchemeOnly", "wss://"},
                    BadText{"NoHost", "wss:///?k=SECRET"}, BadText{"NoHostButPort", "wss://:443/"},
                    BadText{"UserInfo", "wss://user:SECRET@h/"},
                    BadText{"UserInfoNoPath", "wss://SECRET@h?k=1"}, BadText{"Fragment", "wss://h/#SECRET"},
                    BadText{"PortZero", "wss://h:0/"}, BadText{"PortTooBig", "wss://h:65536/"},
                    BadText{"PortNotNumber", "wss://h:44x/"}, BadText{"PortEmpty", "wss://h:/"},
                    BadText{"PortSigned", "wss://h:+44/"}, BadText{"Space", "wss://h/a SECRET"},
                    BadText{"Newline", "wss://h/a\r\nX: SECRET"}, BadText{"NonAscii", "wss://h/\xc3\xa9"},
                    BadText{"BareIpv6", "wss://::1/"}, BadText{"Ipv6Open", "wss://[::1/"},
                    BadText{"Ipv6Bad", "wss://[::g]/"}, BadText{"Ipv6Tail", "wss://[::1]x/"},
                    BadText{"Ipv6Zone", "wss://[fe80::1%25eth0]/"}, BadText{"Ipv4Short", "wss://127.1/"},
                    BadText{"Ipv4TooBig", "wss://1.2.3.256/"}, BadText{"Ipv4AsNumber", "wss://2130706433/"},
                    BadText{"EmptyLabel", "wss://a..b/"},
                    BadText{"LongLabel", "wss://" + std::string(64, 'a') + ".com/"},
                    BadText{"LongName", "wss://" + std::string(254, 'a') + "/"},
                    BadText{"HostChars", "wss://a_b,c/"}),
    [](const auto& row) { return row.param.name; });

template <class T>
T good(boost::system::result<T, std::string> result) {
    return result ? *std::move(result) : throw std::runtime_error(result.error());
}

TEST(Urls, AreEqualInEveryPart) {
    const auto url = good(parse_url("wss://h:1/a"));
    for (const auto* other : {"ws://h:1/a", "wss://i:1/a", "wss://h:2/a", "wss://h:1/b"})
        EXPECT_NE(url, good(parse_url(other))) << other;
}

TEST(IsLoopback, HoldsForThisMachineOnly) {
    for (const auto* host : {"localhost", "LOCALHOST", "127.0.0.1", "127.255.0.9", "::1"})
        EXPECT_TRUE(is_loopback(host)) << host;
    for (const auto* host : {"", "127.1", "128.0.0.1", "0.0.0.0", "::", "::2", "10.0.0.1",
                             "localhost.example.com", "127.0.0.1.example.com", "::ffff:10.0.0.1"})
        EXPECT_FALSE(is_loopback(host)) << host;
}

TEST(IpAddress, IsSpelledInOneWay) {
    for (const auto& [text, canonical] :
         {std::pair("127.0.0.1", "127.0.0.1"), {"0:0::1", "::1"}, {"::", "::"}})
        EXPECT_EQ(ip_address(text), canonical);
    for (const auto* text : {"", "localhost", "127.1", "[::1]", "127.0.0.1:80", "127.0.0.1 "})
        EXPECT_EQ(ip_address(text), std::nullopt) << text;
}

TEST(ParseHostPort, TakesNamesAddressesAndPortZero) {
    EXPECT_EQ(good(parse_host_port("127.0.0.1:0")), (HostPort{"127.0.0.1", 0}));
    EXPECT_EQ(good(parse_host_port("[::]:9100")), (HostPort{"::", 9100}));
    EXPECT_EQ(good(parse_host_port("localhost:65535")), (HostPort{"localhost", 65535}));
    for (const auto* text : {"", ":1", "h", "h:", "h:65536", "::1:80", "h:1/", "h:1 "})
        EXPECT_TRUE(parse_host_port(text).has_error()) << text;
}

TEST(QueryValue, SurvivesEncodingAndDecoding) {
    std::string every_byte;
    for (int c = 0; c < 256; ++c) every_byte += static_cast<char>(c);
    const auto encoded = encode_query_value(every_byte);
    for (const char c : encoded)
        ASSERT_TRUE(std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                    std::string_view("-._~%").find(c) != std::string_view::npos)
            << c;
    EXPECT_EQ(query_value("/p?a=1&k=" + encoded + "&b=2", "k"), every_byte);
    EXPECT_EQ(encode_query_value("aZ09-._~"), "aZ09-._~");
    EXPECT_EQ(encode_query_value("a+b/c="), "a%2Bb%2Fc%3D");
}

TEST(QueryValue, IsFoundByItsWholeName) {
    EXPECT_EQ(query_value("/p?ab=1&a=2&a=3", "a"), "2");
    EXPECT_EQ(query_value("/p?a=&b", "a"), "");
    EXPECT_EQ(query_value("/p?a=&b", "b"), "");
    EXPECT_EQ(query_value("/p?x+y=1+2", "x y"), "1 2");
    for (const auto* target : {"/a", "/p?", "/p?b=1", "/a=1?b=2"})
        EXPECT_FALSE(query_value(target, "a")) << target;
    for (const auto* target : {"/p?a=%", "/p?a=%1", "/p?a=%zz", "/p?a=1%2"})
        EXPECT_FALSE(query_value(target, "a")) << target;
}

TEST(TargetPath, EndsBeforeTheQuery) {
    EXPECT_EQ(target_path("/a/b?c=/d?e"), "/a/b");
    EXPECT_EQ(target_path("/a"), "/a");
}

}  // namespace
}  // namespace qb::net
