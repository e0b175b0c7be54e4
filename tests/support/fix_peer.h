#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace qb::test {

/// A received FIX message: fields in order.
class FixFields {
public:
    explicit FixFields(std::string text);
    /// First value of a tag, empty when absent.
    [[nodiscard]] std::string operator[](int tag) const;
    [[nodiscard]] bool has(int tag) const;
    /// `|` for SOH, for failure messages.
    [[nodiscard]] std::string readable() const;
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
    std::vector<std::pair<int, std::string>> fields_;
};

/// The OMS's end of a FIX connection, byte by byte in the test's hands: no engine in between. Shares the
/// test's loop.
class FixPeer {
public:
    struct Identity {
        std::string sender = "DESK", target = "QFEX", username = "desk", password = "desk-pass-3Tz9";
        std::string begin_string = "FIX.4.4";
    };

    FixPeer(boost::asio::io_context& io, Identity identity);
    FixPeer(boost::asio::io_context& io) : FixPeer(io, Identity{}) {}
    ~FixPeer();
    FixPeer(const FixPeer&) = delete;
    FixPeer& operator=(const FixPeer&) = delete;

    void connect(std::uint16_t port);
    /// Sends Logon with the next number; `more` are further fields, "141=Y|".
    void logon(std::string_view more = {}, int heartbeat = 30);
    /// Body fields with `|` for SOH, "35=D|11=a1|...": header and trailer are added, the number counts on.
    /// Returns the number it was given.
    int send(std::string_view fields);
    /// As send(), with a number of one's own.
    void send_numbered(std::string_view fields, int number);
    void send_bytes(std::string_view bytes);
    /// Closes without a goodbye (TCP reset).
    void drop();

    [[nodiscard]] bool connected() const { return open_; }
    /// Everything received, oldest first; take what was looked at.
    std::deque<FixFields> inbox;
    /// Removes and gives the first message of the type; throws when there is none.
    FixFields take(std::string_view msg_type);
    [[nodiscard]] bool has(std::string_view msg_type) const;

    std::vector<std::string> transcript;  ///< every message received, as it came

    int next_out = 1;          ///< MsgSeqNum(34) of the next message sent
    bool answer_tests = true;  ///< answers TestRequest(1) by itself

    [[nodiscard]] std::string frame(std::string_view fields, int number) const;

private:
    void read();
    void parse();

    boost::asio::ip::tcp::socket socket_;
    Identity identity_;
    bool open_ = false;
    std::string in_;
    std::array<char, 65536> buffer_{};
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

/// UTC now as FIX writes it, milliseconds.
[[nodiscard]] std::string fix_now();

}  // namespace qb::test
