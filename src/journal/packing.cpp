#include "journal/packing.h"

#include "journal/error.h"
#include "journal/window.h"

#include <zlib.h>

#include <functional>
#include <stdexcept>
#include <string>

namespace qb::journal {
namespace {

constexpr std::size_t kPiece = std::size_t{256} << 10;
constexpr int kGzip = 16;  // added to the window's bits: gzip's header and checksum

Bytef* as_bytes(char* text) { return reinterpret_cast<Bytef*>(text); }

/// A file piece by piece.
class Pieces {
public:
    explicit Pieces(const File& file) : file_{file} {}

    /// Nothing more at the end of the file.
    DiskResult<std::span<char>> next() {
        const auto held = read_fully(file_, at_, buffer_);
        if (!held) return held.error();
        at_ += *held;
        return std::span{buffer_.data(), *held};
    }

private:
    const File& file_;
    std::uint64_t at_ = 0;
    std::string buffer_ = std::string(kPiece, '\0');
};

/// Takes what comes out of a stream of zlib, front to back.
using Taker = std::function<std::error_code(std::uint64_t at, std::string_view bytes)>;

class Deflate {
public:
    Deflate() {
        constexpr int kMemory = 8;  // zlib's default
        if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + kGzip, kMemory,
                         Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::runtime_error("zlib cannot begin to pack");
    }
    Deflate(const Deflate&) = delete;
    Deflate& operator=(const Deflate&) = delete;
    ~Deflate() { deflateEnd(&stream_); }

    /// The last call has no bytes.
    std::error_code add(std::span<char> bytes, const Taker& take) {
        stream_.next_in = as_bytes(bytes.data());
        stream_.avail_in = static_cast<uInt>(bytes.size());
        do {
            stream_.next_out = as_bytes(out_.data());
            stream_.avail_out = static_cast<uInt>(out_.size());
            deflate(&stream_, bytes.empty() ? Z_FINISH : Z_NO_FLUSH);
            const auto made = std::string_view{out_}.substr(0, out_.size() - stream_.avail_out);
            if (const auto error = take(written_, made)) return error;
            written_ += made.size();
        } while (stream_.avail_out == 0);
        return {};
    }

private:
    z_stream stream_{};
    std::string out_ = std::string(kPiece, '\0');
    std::uint64_t written_ = 0;
};

class Inflate {
public:
    Inflate() {
        if (inflateInit2(&stream_, MAX_WBITS + kGzip) != Z_OK)
            throw std::runtime_error("zlib cannot begin to unpack");
    }
    Inflate(const Inflate&) = delete;
    Inflate& operator=(const Inflate&) = delete;
    ~Inflate() { inflateEnd(&stream_); }

    std::error_code add(std::span<char> bytes, const Taker& take) {
        stream_.next_in = as_bytes(bytes.data());
        stream_.avail_in = static_cast<uInt>(bytes.size());
        do {
            if (ended_) return Errc::BadPacking;  // something stands behind the member
            stream_.next_out = as_bytes(out_.data());
            stream_.avail_out = static_cast<uInt>(out_.size());
            const int outcome = inflate(&stream_, Z_NO_FLUSH);
            ended_ = outcome == Z_STREAM_END;
            if (outcome == Z_MEM_ERROR) throw std::runtime_error("zlib has no memory to unpack");
            if (!ended_ && outcome != Z_OK && outcome != Z_BUF_ERROR) return Errc::BadPacking;
            const auto made = std::string_view{out_}.substr(0, out_.size() - stream_.avail_out);
            if (const auto error = take(written_, made)) return error;
            written_ += made.size();
        } while (stream_.avail_in > 0 || (stream_.avail_out == 0 && !ended_));
        return {};
    }
    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] std::uint64_t written() const { return written_; }

private:
    z_stream stream_{};
    std::string out_ = std::string(kPiece, '\0');
    std::uint64_t written_ = 0;
    bool ended_ = false;
};

/// Gives the bytes that were unpacked.
DiskResult<std::uint64_t> unpack_to(const File& packed, const Taker& take) {
    Pieces pieces{packed};
    Inflate inflate;
    for (;;) {
        const auto piece = pieces.next();
        if (!piece) return piece.error();
        if (piece->empty()) break;
        if (const auto error = inflate.add(*piece, take)) return error;
    }
    if (!inflate.ended()) return make_error_code(Errc::BadPacking);
    return inflate.written();
}

}  // namespace

std::error_code pack(const File& from, File& to) {
    const Taker write = [&to](std::uint64_t at, std::string_view bytes) {
        return write_fully(to, at, bytes);
    };
    Pieces pieces{from};
    Deflate deflate;
    for (bool more = true; more;) {
        const auto piece = pieces.next();
        if (!piece) return piece.error();
        more = !piece->empty();
        if (const auto error = deflate.add(*piece, write)) return error;
    }
    return {};
}

std::error_code unpack(const File& packed, File& to) {
    const auto done = unpack_to(
        packed, [&to](std::uint64_t at, std::string_view bytes) { return write_fully(to, at, bytes); });
    return done ? std::error_code{} : done.error();
}

std::error_code compare(const File& packed, const File& original) {
    std::string buffer(kPiece, '\0');
    const auto done = unpack_to(packed, [&](std::uint64_t at, std::string_view bytes) -> std::error_code {
        const auto held = read_fully(original, at, std::span{buffer}.first(bytes.size()));
        if (!held) return held.error();
        if (std::string_view{buffer}.substr(0, *held) != bytes) return Errc::BadPacking;
        return {};
    });
    if (!done) return done.error();
    const auto size = original.size();
    if (!size) return size.error();
    return *done == *size ? std::error_code{} : Errc::BadPacking;
}

}  // namespace qb::journal
