#include "fix_acceptor.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "client/utc_text.h"

namespace qb::client {
namespace {

constexpr char kSoh = '\x01';

std::string wire(std::string text) {
    std::replace(text.begin(), text.end(), '|', kSoh);
    return text;
}

std::string readable(std::string text) {
    std::replace(text.begin(), text.end(), kSoh, '|');
    return text;
}

std::string with_frame(const std::string& begin_string, const std::string& body) {
    std::string text = wire("8=" + begin_string + "|9=" + std::to_string(body.size()) + "|") + body;
    unsigned sum = 0;
    for (const char c : text) sum += static_cast<unsigned char>(c);
    char trailer[16];
    std::snprintf(trailer, sizeof trailer, "10=%03u\x01", sum % 256);
    return text + trailer;
}

bool wait_for(int socket, int stop) {
    pollfd sources[] = {{socket, POLLIN, 0}, {stop, POLLIN, 0}};
    return ::poll(sources, 2, -1) > 0 && sources[1].revents == 0;
}

}  // namespace

FixAcceptor::FixAcceptor(Answer answer)
    : answer_(std::move(answer)),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      stop_(::eventfd(0, EFD_CLOEXEC)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* where = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, where, size) != 0 || ::listen(listener_, 4) != 0 ||
        ::getsockname(listener_, where, &size) != 0)
        throw std::runtime_error("no port on loopback");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

FixAcceptor::~FixAcceptor() {
    static_cast<void>(::eventfd_write(stop_, 1));
    thread_.join();
    ::close(listener_);
    ::close(stop_);
}

void FixAcceptor::serve() {
    while (wait_for(listener_, stop_)) {
        const int socket = ::accept(listener_, nullptr, nullptr);
        serve_connection(socket);
        ::close(socket);
    }
}

void FixAcceptor::serve_connection(int socket) {
    constexpr std::size_t kTrailer = 8;  // SOH 10=ddd SOH, less the first SOH
    std::string pending;
    while (wait_for(socket, stop_)) {
        char buffer[4096];
        const auto count = ::recv(socket, buffer, sizeof buffer, 0);
        if (count <= 0) return;
        pending.append(buffer, static_cast<std::size_t>(count));
        for (auto end = pending.find("\x01"
                                     "10=");
             end != std::string::npos && end + kTrailer <= pending.size(); end = pending.find("\x01"
                                                                                              "10=")) {
            const auto message = pending.substr(0, end + kTrailer);
            pending.erase(0, message.size());
            handle(socket, message);
        }
    }
}

void FixAcceptor::handle(int socket, const std::string& message) {
    {
        const std::lock_guard lock(mutex_);
        received_.push_back(readable(message));
    }
    const auto fields = fields_of(message);
    const auto type = value_of(fields, 35).value_or("");
    begin_string_ = value_of(fields, 8).value_or("");
    auto bodies = answer_(fields);
    if (bodies.empty() && type == "A") bodies = {"35=A|98=0|108=30|"};
    if (bodies.empty() && type == "5") bodies = {"35=5|"};
    for (const auto& body : bodies) send(socket, body);
}

void FixAcceptor::send(int socket, const std::string& body) {
    const auto type_end = body.find('|') + 1;
    const auto header = "34=" + std::to_string(++sent_) +
                        "|49=QFEX|52=" + utc_timestamp(std::chrono::system_clock::now()) + "|56=DESK|";
    const auto text =
        with_frame(begin_string_, wire(body.substr(0, type_end) + header + body.substr(type_end)));
    static_cast<void>(::send(socket, text.data(), text.size(), MSG_NOSIGNAL));
}

std::vector<std::string> FixAcceptor::received() const {
    const std::lock_guard lock(mutex_);
    return received_;
}

std::vector<std::string> FixAcceptor::received(const std::string& type) const {
    auto all = received();
    std::erase_if(all,
                  [&](const std::string& m) { return m.find("|35=" + type + "|") == std::string::npos; });
    return all;
}

}  // namespace qb::client
