#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace qb {

/// A text that must not be shown: a secret key, a token, a password.
///
/// It cannot be streamed, compared with == or turned into a string by accident; reveal() is the one way
/// in, so every use can be found by searching for that word. The bytes are overwritten when it goes.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string_view text) : bytes_(text.begin(), text.end()) {}
    /// Also overwrites the text it was made from.
    explicit Secret(std::string&& text) : bytes_(text.begin(), text.end()) {
        if (!text.empty()) explicit_bzero(text.data(), text.size());
        text.clear();
    }
    explicit Secret(const char* text) : Secret(std::string_view(text)) {}

    Secret(const Secret&) = default;
    Secret(Secret&& other) noexcept = default;  // the buffer moves; nothing stays behind
    Secret& operator=(Secret other) noexcept {
        bytes_.swap(other.bytes_);
        return *this;
    }
    ~Secret() {
        if (!bytes_.empty()) explicit_bzero(bytes_.data(), bytes_.size());
    }

    /// The text itself, valid as long as this object. For signing and sending, never for a log.
    [[nodiscard]] std::string_view reveal() const { return {bytes_.data(), bytes_.size()}; }
    [[nodiscard]] bool empty() const { return bytes_.empty(); }

    template <class Stream>
    friend Stream& operator<<(Stream&, const Secret&) = delete;

private:
    std::vector<char> bytes_;  // not std::string: its small-buffer moves leave copies
};

}  // namespace qb
