#include "client/session_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <system_error>

#include "client/text_file.h"

namespace qb::client {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
    throw std::runtime_error(path + ": " + why);
}

/// Takes numbers, texts and line ends off the front; any failure leaves the rest unusable.
class Cursor {
public:
    explicit Cursor(std::string_view text) : rest_(text) {}

    [[nodiscard]] std::size_t left() const { return rest_.size(); }

    std::optional<char> kind() {
        if (rest_.size() < 2 || rest_[1] != ' ') return std::nullopt;
        const char kind = rest_.front();
        rest_.remove_prefix(2);
        return kind;
    }

    /// A number and the character behind it.
    std::optional<int> number(char stop) {
        int value = 0;
        const auto* last = rest_.data() + rest_.size();
        const auto [end, error] = std::from_chars(rest_.data(), last, value);
        if (error != std::errc{} || end == last || *end != stop || value < 0) return std::nullopt;
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()) + 1);
        return value;
    }

    std::optional<std::string> text(std::size_t size) {
        if (rest_.size() < size + 1 || rest_[size] != '\n') return std::nullopt;
        std::string out(rest_.substr(0, size));
        rest_.remove_prefix(size + 1);
        return out;
    }

private:
    std::string_view rest_;
};

/// One record: "M number size\nmessage\n", "S number\n" or "T number\n". False: not whole.
bool read_record(Cursor& cursor, const SessionFile::Reader& reader) {
    const auto kind = cursor.kind();
    if (!kind) return false;
    const auto number = cursor.number(*kind == 'M' ? ' ' : '\n');
    if (!number) return false;
    if (*kind == 'M') {
        const auto size = cursor.number('\n');
        const auto message = size ? cursor.text(static_cast<std::size_t>(*size)) : std::nullopt;
        if (!message) return false;
        reader.message(*number, *message);
        return true;
    }
    if (*kind != 'S' && *kind != 'T') return false;
    (*kind == 'S' ? reader.next_sender : reader.next_target)(*number);
    return true;
}

}  // namespace

SessionFile::SessionFile(const std::string& folder, const std::string& name, const Reader& reader)
    : path_((std::filesystem::path(folder) / (name + ".session")).string()) {
    std::error_code error;
    if (std::filesystem::create_directories(folder, error))
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor_ < 0) refuse(path_, std::generic_category().message(errno));
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        ::close(descriptor_);
        refuse(path_, "is in use by another client");
    }
    read(reader);
}

SessionFile::~SessionFile() { ::close(descriptor_); }

void SessionFile::read(const Reader& reader) {
    const auto text = text_of_file(path_).value_or("");
    Cursor cursor(text);
    std::size_t whole = 0;
    while (cursor.left() > 0 && read_record(cursor, reader)) whole = text.size() - cursor.left();
    if (whole < text.size() && ::ftruncate(descriptor_, static_cast<off_t>(whole)) != 0) {
        ::close(descriptor_);
        refuse(path_, "ends in a broken record and cannot be mended");
    }
}

bool SessionFile::append(const std::string& record) {
    return ::write(descriptor_, record.data(), record.size()) == static_cast<ssize_t>(record.size());
}

bool SessionFile::add_message(int number, std::string_view message) {
    return append("M " + std::to_string(number) + ' ' + std::to_string(message.size()) + '\n' +
                  std::string(message) + '\n');
}

bool SessionFile::set_next_sender(int number) { return append("S " + std::to_string(number) + '\n'); }

bool SessionFile::set_next_target(int number) { return append("T " + std::to_string(number) + '\n'); }

bool SessionFile::clear() { return ::ftruncate(descriptor_, 0) == 0; }

}  // namespace qb::client
