#include "replay/new_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace qb::replay {

NewFile::NewFile(std::string name) : name_(std::move(name)) {
    // O_EXCL asks and takes in one step.
    const int made = ::open(name_.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (made < 0) throw std::system_error(errno, std::generic_category(), "cannot make " + name_);
    ::close(made);
}

NewFile::~NewFile() {
    if (!kept_) ::unlink(name_.c_str());
}

}  // namespace qb::replay
