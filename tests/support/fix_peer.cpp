#include "support/fix_peer.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <stdexcept>

namespace qb::test {
namespace {

namespace asio = boost::asio;
constexpr char kSoh = '\x01';

std::string with_soh(std::string_view text) {
    std::string out(text);
    std::replace(out.begin(), out.end(), '|', kSoh);
    return out;
}

}  // namespace

std::string fix_now() {
    using namespace std::chrono;
    const auto now = floor<milliseconds>(system_clock::now());
    const auto day = floor<days>(now);
    const year_month_day date{day};
    const hh_mm_ss time{now - day};
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d%02u%02u-%02d:%02d:%02d.%03d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return text.data();
}

FixFields::FixFields(std::string text) : text_(std::move(text)) {
    std::string_view rest = text_;
    while (!rest.empty()) {
        const auto field = rest.substr(0, rest.find(kSoh));
        rest.remove_prefix(std::min(rest.size(), field.size() + 1));
        const auto equals = field.find('=');
        if (equals == std::string_view::npos) continue;
        fields_.emplace_back(std::stoi(std::string(field.substr(0, equals))), field.substr(equals + 1));
    }
}

std::string FixFields::operator[](int tag) const {
    for (const auto& [t, value] : fields_) {
        if (t == tag) return value;
    }
    return {};
}

bool FixFields::has(int tag) const {
    return std::any_of(fields_.begin(), fields_.end(), [&](const auto& f) { return f.first == tag; });
}

std::string FixFields::readable() const {
    std::string out = text_;
    std::replace(out.begin(), out.end(), kSoh, '|');
    return out;
}

FixPeer::FixPeer(asio::io_context& io, Identity identity) : socket_(io), identity_(std::move(identity)) {}

FixPeer::~FixPeer() {
    *alive_ = false;
    boost::system::error_code ignored;
    socket_.close(ignored);
}

void FixPeer::connect(std::uint16_t port) {
    socket_ = asio::ip::tcp::socket(socket_.get_executor());
    in_.clear();
    socket_.connect({asio::ip::address_v4::loopback(), port});
    socket_.set_option(asio::ip::tcp::no_delay(true));
    open_ = true;
    read();
}

void FixPeer::logon(std::string_view more, int heartbeat) {
    std::string fields = "35=A|98=0|108=" + std::to_string(heartbeat) + "|";
    if (!identity_.username.empty()) {
        fields += "553=" + identity_.username + "|554=" + identity_.password + "|";
    }
    if (more.find("141=Y") != std::string_view::npos) next_out = 1;
    send(fields + std::string(more));
}

int FixPeer::send(std::string_view fields) {
    send_numbered(fields, next_out);
    return next_out++;
}

std::string FixPeer::frame(std::string_view fields, int number) const {
    const auto type_end = fields.find('|') + 1;
    std::string body = with_soh(fields.substr(0, type_end)) +
                       with_soh("34=" + std::to_string(number) + "|49=" + identity_.sender +
                                "|52=" + fix_now() + "|56=" + identity_.target + "|") +
                       with_soh(fields.substr(type_end));
    std::string message =
        with_soh("8=" + identity_.begin_string + "|9=" + std::to_string(body.size()) + "|") + body;
    const unsigned sum = std::accumulate(message.begin(), message.end(), 0U, [](unsigned s, char c) {
        return s + static_cast<unsigned char>(c);
    });
    std::array<char, 16> trailer{};
    std::snprintf(trailer.data(), trailer.size(), "10=%03u\x01", sum % 256);
    return message + trailer.data();
}

void FixPeer::send_numbered(std::string_view fields, int number) { send_bytes(frame(fields, number)); }

void FixPeer::send_bytes(std::string_view bytes) {
    boost::system::error_code error;
    asio::write(socket_, asio::buffer(bytes), error);
}

void FixPeer::drop() {
    boost::system::error_code ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    socket_.close(ignored);
    open_ = false;
}

void FixPeer::read() {
    socket_.async_read_some(asio::buffer(buffer_),
                            [this, alive = alive_](const boost::system::error_code& error, std::size_t size) {
                                if (!*alive) return;
                                if (error) {
                                    if (error != asio::error::operation_aborted) open_ = false;
                                    return;
                                }
                                in_.append(buffer_.data(), size);
                                parse();
                                read();
                            });
}

void FixPeer::parse() {
    for (;;) {
        const auto trailer = in_.find(
            "\x01"
            "10=");
        if (trailer == std::string::npos) return;
        const auto end = in_.find(kSoh, trailer + 1);
        if (end == std::string::npos) return;
        FixFields message(in_.substr(0, end + 1));
        in_.erase(0, end + 1);
        transcript.push_back(message.text());
        if (answer_tests && message[35] == "1") send("35=0|112=" + message[112] + "|");
        inbox.push_back(std::move(message));
    }
}

bool FixPeer::has(std::string_view msg_type) const {
    return std::any_of(inbox.begin(), inbox.end(), [&](const FixFields& m) { return m[35] == msg_type; });
}

FixFields FixPeer::take(std::string_view msg_type) {
    const auto found =
        std::find_if(inbox.begin(), inbox.end(), [&](const FixFields& m) { return m[35] == msg_type; });
    if (found == inbox.end())
        throw std::runtime_error("no message of type " + std::string(msg_type) + " came");
    auto message = std::move(*found);
    inbox.erase(found);
    return message;
}

}  // namespace qb::test
