#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace qb::fix {

/// Sum of the bytes modulo 256: what CheckSum(10) holds for the text before it.
[[nodiscard]] unsigned checksum(std::string_view text);

/// Cuts a byte stream into FIX messages by BeginString(8), BodyLength(9), MsgType(35) and CheckSum(10).
///
/// FIX 4.4 volume 2, "Garbled messages": one whose first three fields are not 8, 9, 35 in this order, or
/// whose BodyLength or CheckSum is wrong, is ignored, and reading goes on with the next one. Where BodyLength
/// is too large, the message that its end falls into is lost with it; messages that lie wholly inside are
/// not.
class Framer {
public:
    enum class Mode : std::uint8_t {
        Strict,    ///< a peer that has not logged on: the first flaw is final
        Tolerant,  ///< skip what is garbled
    };
    enum class Kind : std::uint8_t {
        NeedMore,
        Message,  ///< `text` is a whole message with correct BodyLength and CheckSum
        Garbled,  ///< something was skipped; call again
        NotFix,   ///< Strict: the bytes do not begin with a FIX message
        TooLong,  ///< longer than allowed, by its BodyLength or in fact
    };
    struct Item {
        Kind kind = Kind::NeedMore;
        std::string_view text;  ///< valid until the next call
    };

    explicit Framer(std::size_t max_message_size) : max_(max_message_size) {}

    void append(std::string_view bytes);
    [[nodiscard]] Item next(Mode mode);

private:
    struct Head;
    using Step = std::optional<Item>;  // nothing: the position moved on inside the same garbage
    [[nodiscard]] Step parse(Mode mode, std::string_view rest);
    [[nodiscard]] Item incomplete(std::string_view rest, const Head& head);
    [[nodiscard]] Item bad_trailer(std::string_view rest, const Head& head);
    Item skip(std::size_t count);
    Step resync(std::string_view rest, std::size_t from);

    std::size_t max_;
    std::string buffer_;
    std::size_t position_ = 0;
    bool in_garbage_ = false;  // garbage was counted already and goes on
};

}  // namespace qb::fix
