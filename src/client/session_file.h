#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace qb::client {

/// The state of one FIX session on disk: an append-only file that is read back when it is opened.
///
/// Locked while open, so that two clients cannot use one set of sequence numbers. A record that a crash cut
/// short is dropped. Survives the end of the process; no fsync.
class SessionFile {
public:
    /// What the file may say, in the order in which it was written.
    struct Reader {
        std::function<void(int number, const std::string& message)> message;
        std::function<void(int number)> next_sender;
        std::function<void(int number)> next_target;
    };

    /// Creates the folder (mode 0700) where it is missing. Throws std::runtime_error with the reason: no
    /// permission, in use by another process.
    SessionFile(const std::string& folder, const std::string& name, const Reader& reader);
    ~SessionFile();
    SessionFile(const SessionFile&) = delete;
    SessionFile& operator=(const SessionFile&) = delete;

    // False where the disk does not take it.
    [[nodiscard]] bool add_message(int number, std::string_view message);
    [[nodiscard]] bool set_next_sender(int number);
    [[nodiscard]] bool set_next_target(int number);
    [[nodiscard]] bool clear();

private:
    void read(const Reader& reader);
    [[nodiscard]] bool append(const std::string& record);

    std::string path_;
    int descriptor_ = -1;
};

}  // namespace qb::client
