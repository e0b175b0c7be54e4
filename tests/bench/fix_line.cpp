#include "bench/fix_line.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <ctime>
#include <numeric>
#include <stdexcept>
#include <thread>

#include "bench/venue.h"

namespace qb::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr char kSoh = '\x01';
constexpr timeval kPatience{.tv_sec = 5, .tv_usec = 0};

// Fields as they stand in a message, behind a SOH.
constexpr std::string_view kTrailer = "\00110=";
constexpr std::string_view kLogon = "\00135=A";
constexpr std::string_view kHeartbeat = "\00135=0";
constexpr std::string_view kTestRequest = "\00135=1";
constexpr std::string_view kTestReqId = "\001112=";
constexpr std::string_view kReport = "\00135=8";
constexpr std::string_view kAccepted = "\001150=0";
constexpr std::string_view kFilled = "\00139=2";
constexpr std::string_view kRejected = "\00139=8";

std::string utc_now() {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    tm parts{};
    gmtime_r(&now.tv_sec, &parts);
    std::array<char, 32> text{};
    const auto size = std::strftime(text.data(), text.size(), "%Y%m%d-%H:%M:%S.", &parts);
    const auto millis = std::to_string(1000 + now.tv_nsec / 1'000'000);
    return std::string(text.data(), size).append(millis, 1);
}

void field(std::string& out, std::string_view tag_and_equals, std::string_view value) {
    out.append(tag_and_equals).append(value) += kSoh;
}

bool has(std::string_view message, std::string_view field_text) {
    const auto at = message.find(field_text);
    return at != std::string_view::npos && message[at + field_text.size()] == kSoh;
}

std::string readable(std::string_view message) {
    std::string text(message);
    for (char& c : text) {
        if (c == kSoh) c = '|';
    }
    return text;
}

}  // namespace

FixLine::FixLine(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const int on = 1;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
    sockaddr generic{};
    static_assert(sizeof generic == sizeof address);
    std::memcpy(&generic, &address, sizeof address);
    // QuickFIX says its port before it listens there.
    const auto deadline = Clock::now() + std::chrono::seconds(kPatience.tv_sec);
    while (connect(socket_, &generic, sizeof generic) != 0) {
        if (Clock::now() > deadline) throw std::runtime_error("cannot connect");
        std::this_thread::yield();
    }
    body_.clear();
    field(body_, "98=", "0");
    field(body_, "108=", "300");
    field(body_, "553=", "desk");
    field(body_, "554=", "desk");
    send_message("A", body_);
    if (const auto answer = receive(); !has(answer, kLogon))
        throw std::runtime_error("no logon: " + readable(answer));
}

FixLine::~FixLine() { close(socket_); }

void FixLine::send_message(std::string_view type, std::string_view body) {
    std::string head;
    field(head, "35=", type);
    field(head, "34=", std::to_string(next_out_++));
    field(head, "49=", "DESK");
    field(head, "52=", utc_now());
    field(head, "56=", "QFEX");
    out_.clear();
    field(out_, "8=", "FIX.4.4");
    field(out_, "9=", std::to_string(head.size() + body.size()));
    out_.append(head).append(body);
    const unsigned sum = std::accumulate(out_.begin(), out_.end(), 0U, [](unsigned total, char c) {
        return total + static_cast<unsigned char>(c);
    });
    field(out_, "10=", std::to_string(1000 + sum % 256).substr(1));
    if (send(socket_, out_.data(), out_.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(out_.size()))
        throw std::runtime_error("cannot send");
}

std::string_view FixLine::receive() {
    for (;;) {
        const std::string_view waiting(in_.data() + begin_, end_ - begin_);
        const auto trailer = waiting.find(kTrailer);
        constexpr std::size_t kTrailerSize = 8;  // SOH 10=nnn SOH
        if (trailer != std::string_view::npos && waiting.size() >= trailer + kTrailerSize) {
            const auto message = waiting.substr(0, trailer + kTrailerSize);
            begin_ += message.size();
            if (has(message, kHeartbeat)) continue;
            if (!has(message, kTestRequest)) return message;
            const auto id = message.substr(message.find(kTestReqId) + 1);
            send_message("0", id.substr(0, id.find(kSoh) + 1));
            continue;
        }
        std::memmove(in_.data(), waiting.data(), waiting.size());
        begin_ = 0;
        end_ = waiting.size();
        const auto count = recv(socket_, in_.data() + end_, in_.size() - end_, 0);
        if (count <= 0) throw std::runtime_error("no answer");
        end_ += static_cast<std::size_t>(count);
    }
}

void FixLine::send_order(Fate fate) {
    cl_ord_id_ = "bench-" + std::to_string(++orders_);
    body_.clear();
    field(body_, "11=", cl_ord_id_);
    field(body_, "55=", "AAPL-USD");
    field(body_, "54=", "2");
    field(body_, "38=", fate == Fate::Ends ? kFilledAtOnce : "1");
    field(body_, "40=", "3");
    // Every order has a trigger price of its own: alike orders are told apart one by one, which is another
    // road.
    field(body_,
          "99=", std::to_string(100 + orders_ / 100) + "." + std::to_string(100 + orders_ % 100).substr(1));
    field(body_, "59=", "1");
    field(body_, "60=", utc_now());
    send_message("D", body_);
}

std::string_view FixLine::report() {
    const auto message = receive();
    if (!has(message, kReport) || has(message, kRejected))
        throw std::runtime_error("unexpected answer: " + readable(message));
    return message;
}

std::chrono::nanoseconds FixLine::order() {
    const auto begin = Clock::now();
    send_order(Fate::Rests);
    const auto message = report();
    const auto end = Clock::now();
    if (!has(message, kAccepted) || !has(message, kSoh + ("11=" + cl_ord_id_)))
        throw std::runtime_error("not accepted: " + readable(message));
    return end - begin;
}

void FixLine::orders(std::size_t count, Fate fate) {
    constexpr std::size_t kUnderWay = 32;
    const auto last_word = fate == Fate::Ends ? kFilled : kAccepted;
    for (std::size_t sent = 0, done = 0; done < count;) {
        for (; sent < count && sent - done < kUnderWay; ++sent) send_order(fate);
        if (has(report(), last_word)) ++done;
    }
}

}  // namespace qb::bench
