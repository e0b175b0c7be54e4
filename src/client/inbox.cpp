#include "client/inbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace qb::client {

Inbox::Inbox() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Inbox::~Inbox() { ::close(descriptor_); }

void Inbox::push(Event event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
    static_cast<void>(::eventfd_write(descriptor_, 1));
}

std::vector<Event> Inbox::take() {
    const std::lock_guard lock(mutex_);
    eventfd_t ignored = 0;
    static_cast<void>(::eventfd_read(descriptor_, &ignored));
    return std::exchange(events_, {});
}

}  // namespace qb::client
