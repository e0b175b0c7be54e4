#include <CLI/CLI.hpp>
#include <array>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>

#include "mapping/time_text.h"

// Writes a FIX log of any size, and the same messages as TCP segments of a capture, for decode.sh.
namespace {

using qb::WallTime;

/// A capture file in the classic libpcap format: one segment a message, Ethernet, IPv4, no checksums.
class Capture {
public:
    explicit Capture(const std::string& path) : file_(path, std::ios::binary) {
        constexpr std::uint32_t kMagic = 0xa1b2c3d4;
        constexpr std::uint32_t kSnapLength = 65'535;
        constexpr std::uint32_t kEthernet = 1;
        for (const std::uint32_t word : {kMagic, 2U | 4U << 16U, 0U, 0U, kSnapLength, kEthernet})
            little(word);
    }

    void segment(WallTime at, bool to_bridge, std::string_view text) {
        constexpr std::size_t kHeaders = 14 + 20 + 20;
        const auto size = static_cast<std::uint32_t>(kHeaders + text.size());
        const auto micros = at.time_since_epoch().count();
        little(static_cast<std::uint32_t>(micros / 1'000'000));
        little(static_cast<std::uint32_t>(micros % 1'000'000));
        little(size);
        little(size);
        headers(to_bridge, text.size());
        file_.write(text.data(), static_cast<std::streamsize>(text.size()));
        sent_[to_bridge ? 0 : 1] += static_cast<std::uint32_t>(text.size());
    }

private:
    void headers(bool to_bridge, std::size_t size) {
        constexpr std::uint16_t kClient = 50'000, kBridge = 9878;
        const std::uint32_t client = 0x0a000001, bridge = 0x0a000002;
        file_.write("\x02\0\0\0\0\2\x02\0\0\0\0\1\x08\0", 14);
        big(std::uint16_t{0x4500});
        big(static_cast<std::uint16_t>(40 + size));
        big(std::uint32_t{0x00004000});  // not to be fragmented
        big(std::uint32_t{0x40060000});  // TTL 64, TCP
        big(to_bridge ? client : bridge);
        big(to_bridge ? bridge : client);
        big(to_bridge ? kClient : kBridge);
        big(to_bridge ? kBridge : kClient);
        big(1 + sent_[to_bridge ? 0 : 1]);
        big(1 + sent_[to_bridge ? 1 : 0]);
        big(std::uint32_t{0x5018ffff});  // PSH, ACK, window
        big(std::uint32_t{0});
    }
    void little(std::uint32_t word) {
        for (int i = 0; i < 4; ++i) file_.put(static_cast<char>(word >> (8 * i)));
    }
    void big(std::uint32_t word) {
        for (int i = 3; i >= 0; --i) file_.put(static_cast<char>(word >> (8 * i)));
    }
    void big(std::uint16_t word) {
        file_.put(static_cast<char>(word >> 8));
        file_.put(static_cast<char>(word));
    }

    std::ofstream file_;
    std::array<std::uint32_t, 2> sent_{};
};

/// A day of orders: placed, accepted, filled in two parts, some cancelled.
class Day {
public:
    Day(const std::string& log, const std::string& pcap) : log_(log, std::ios::binary), capture_(pcap) {
        if (!log_) throw std::runtime_error("cannot write " + log);
    }

    void order() {
        const auto id = std::to_string(++orders_);
        const std::string symbol = kSymbols[orders_ % kSymbols.size()];
        const auto price = std::to_string(100 + orders_ % 400) + "." + std::to_string(10 + orders_ % 90);
        const auto terms =
            "55=" + symbol + "|54=" + (orders_ % 2 == 0 ? "1" : "2") + "|38=10|40=2|44=" + price + "|59=1|";
        send(true, "D",
             "11=ord-" + id + "|1=main|453=2|448=TRADER-7|447=D|452=11|448=DESK-2|447=D|452=3|" + terms);
        report(id, "150=0|39=0|" + terms + "151=10|14=0|6=0|");
        if (orders_ % 10 == 0) {
            send(true, "F", "11=cxl-" + id + "|41=ord-" + id + "|55=" + symbol + "|54=1|");
            return report(id, "150=4|39=4|41=ord-" + id + "|" + terms + "151=0|14=0|6=0|");
        }
        report(id, "150=F|39=1|31=" + price + "|32=4|" + terms + "151=6|14=4|6=" + price + "|");
        report(id, "150=F|39=2|31=" + price + "|32=6|" + terms + "151=0|14=10|6=" + price + "|");
    }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    [[nodiscard]] std::uint64_t messages() const { return messages_; }

private:
    static constexpr std::array kSymbols{"AAPL-USD", "TSLA-USD", "BTC-USD", "XAU-USD", "EUR-USD"};

    void report(const std::string& id, const std::string& body) {
        send(false, "8",
             "37=7f3c2a10-" + id + "|11=ord-" + id + "|17=exec-" + std::to_string(++reports_) + "|" + body);
    }

    void send(bool to_bridge, std::string_view type, std::string body) {
        at_ += std::chrono::microseconds(50);
        const auto time = qb::mapping::fix_timestamp(at_, 6);
        body = "35=" + std::string(type) + "|34=" + std::to_string(++numbers_[to_bridge ? 0 : 1]) +
               (to_bridge ? "|49=OMS|52=" : "|49=BRIDGE|52=") + time +
               (to_bridge ? "|56=BRIDGE|" : "|56=OMS|") + body + "60=" + time + "|";
        auto text = "8=FIX.4.4|9=" + std::to_string(body.size()) + "|" + body;
        for (char& c : text)
            if (c == '|') c = '\x01';
        const auto sum = std::accumulate(text.begin(), text.end(), 0U, [](unsigned all, char c) {
            return all + static_cast<unsigned char>(c);
        });
        auto digits = std::to_string(sum % 256);
        digits.insert(0, 3 - digits.size(), '0');
        text += "10=" + digits + '\x01';
        log_ << time << " : " << text << '\n';
        capture_.segment(at_, to_bridge, text);
        bytes_ += time.size() + 4 + text.size();
        ++messages_;
    }

    std::ofstream log_;
    Capture capture_;
    WallTime at_{std::chrono::microseconds(1'767'603'600'000'000)};  // 2026-01-05T09:00:00Z
    std::array<std::uint64_t, 2> numbers_{};
    std::uint64_t orders_ = 0, reports_ = 0, bytes_ = 0, messages_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Writes a FIX log, and the same messages as a capture"};
    std::uint64_t bytes = 0;
    std::string log, pcap;
    app.add_option("--bytes", bytes, "Size of the log")->required();
    app.add_option("--log", log, "The log")->required();
    app.add_option("--pcap", pcap, "The capture")->required();
    CLI11_PARSE(app, argc, argv);
    try {
        Day day(log, pcap);
        while (day.bytes() < bytes) day.order();
        std::cout << day.messages() << '\n';
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "error: " << error.what() << '\n';
        return 2;
    }
}
