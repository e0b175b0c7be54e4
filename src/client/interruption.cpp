#include "client/interruption.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

namespace qb::client {
namespace {

sigset_t the_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

void set_blocked(bool blocked) {
    const auto signals = the_signals();
    ::pthread_sigmask(blocked ? SIG_BLOCK : SIG_UNBLOCK, &signals, nullptr);
}

int open_descriptor() {
    set_blocked(true);
    const auto signals = the_signals();
    return ::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

}  // namespace

Interruption::Interruption() : descriptor_(open_descriptor()) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
}

Interruption::~Interruption() {
    ::close(descriptor_);
    set_blocked(false);
}

int Interruption::end() {
    constexpr int kShellsBase = 128;
    signalfd_siginfo signal{};
    const bool came = ::read(descriptor_, &signal, sizeof signal) == sizeof signal;
    set_blocked(false);
    return came ? kShellsBase + static_cast<int>(signal.ssi_signo) : 0;
}

}  // namespace qb::client
