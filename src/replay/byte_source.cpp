#include "replay/byte_source.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <istream>
#include <system_error>

namespace qb::replay {
namespace {

class FileSource final : public ByteSource {
public:
    explicit FileSource(int file) : file_(file) {}
    ~FileSource() override { ::close(file_); }

    std::size_t read(std::span<char> into) override {
        for (;;) {
            const auto count = ::read(file_, into.data(), into.size());
            if (count >= 0) return static_cast<std::size_t>(count);
            if (errno == EINTR) continue;
            error_ = std::error_code(errno, std::generic_category());
            return 0;
        }
    }

    [[nodiscard]] std::optional<Damage> damage() const override {
        if (!error_) return std::nullopt;
        return Damage{Fault::CannotRead, "cannot be read any further: " + error_.message()};
    }

private:
    int file_;
    std::error_code error_;
};

class StreamSource final : public ByteSource {
public:
    explicit StreamSource(std::istream& in) : in_(in) {}

    std::size_t read(std::span<char> into) override {
        in_.read(into.data(), static_cast<std::streamsize>(into.size()));
        return static_cast<std::size_t>(in_.gcount());
    }

    [[nodiscard]] std::optional<Damage> damage() const override {
        if (!in_.bad()) return std::nullopt;
        return Damage{Fault::CannotRead, "cannot be read any further"};
    }

private:
    std::istream& in_;
};

class MemorySource final : public ByteSource {
public:
    explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}

    std::size_t read(std::span<char> into) override {
        const auto count = bytes_.copy(into.data(), into.size());
        bytes_.remove_prefix(count);
        return count;
    }

private:
    std::string_view bytes_;
};

constexpr std::size_t kPiece = std::size_t{64} << 10;

/// Hands bytes on as they are until it has seen that they are gzip's.
class Unzipped final : public ByteSource {
public:
    explicit Unzipped(std::unique_ptr<ByteSource> packed) : packed_(std::move(packed)) {}
    ~Unzipped() override {
        if (mode_ == Mode::Packed) inflateEnd(&stream_);
    }

    std::size_t read(std::span<char> into) override {
        if (mode_ == Mode::Unknown) look();
        if (mode_ == Mode::Packed) return damage_ || ended_ ? 0 : unpack(into);
        if (rest_.empty()) return packed_->read(into);
        const auto count = std::min(rest_.size(), into.size());
        std::copy_n(rest_.begin(), count, into.begin());
        rest_ = rest_.subspan(count);
        return count;
    }

    [[nodiscard]] std::optional<Damage> damage() const override {
        return damage_ ? damage_ : packed_->damage();
    }

private:
    enum class Mode : std::uint8_t { Unknown, Plain, Packed };

    /// Both bytes of gzip's mark, which may come one by one.
    [[nodiscard]] bool at_mark() {
        while (rest_.size() < 2) {
            std::copy(rest_.begin(), rest_.end(), piece_.begin());
            const auto more = packed_->read(std::span(piece_).subspan(rest_.size()));
            rest_ = std::span(piece_).first(rest_.size() + more);
            if (more == 0) return false;
        }
        return rest_[0] == '\x1f' && rest_[1] == '\x8b';
    }

    void look() {
        constexpr int kGzip = 16;  // added to the window's bits: a gzip header is wanted
        mode_ = at_mark() && inflateInit2(&stream_, MAX_WBITS + kGzip) == Z_OK ? Mode::Packed : Mode::Plain;
    }

    std::size_t unpack(std::span<char> into) {
        stream_.next_out = reinterpret_cast<Bytef*>(into.data());
        stream_.avail_out = static_cast<uInt>(into.size());
        while (stream_.avail_out == into.size() && !ended_ && !damage_) step();
        return into.size() - stream_.avail_out;
    }

    void step() {
        if (rest_.empty()) rest_ = std::span(piece_).first(packed_->read(piece_));
        if (rest_.empty()) {
            damage_ = {Fault::GzipCut, "the file ends inside of its compressed data"};
            return;
        }
        stream_.next_in = reinterpret_cast<Bytef*>(rest_.data());
        stream_.avail_in = static_cast<uInt>(rest_.size());
        const int outcome = inflate(&stream_, Z_NO_FLUSH);
        rest_ = rest_.last(stream_.avail_in);
        if (outcome == Z_STREAM_END) {
            // Behind the last member anything may follow, as gzip has it.
            ended_ = !at_mark();
            inflateReset(&stream_);
        } else if (outcome != Z_OK) {
            damage_ = {Fault::GzipDamaged, "the compressed data is damaged"};
        }
    }

    std::unique_ptr<ByteSource> packed_;
    std::array<char, kPiece> piece_{};
    std::span<char> rest_;  // of piece_: read and not used
    Mode mode_ = Mode::Unknown;
    z_stream stream_{};
    bool ended_ = false;
    std::optional<Damage> damage_;
};

}  // namespace

SourceResult file_source(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return std::error_code(errno, std::generic_category());
    return std::unique_ptr<ByteSource>(std::make_unique<FileSource>(file));
}

std::unique_ptr<ByteSource> stream_source(std::istream& in) { return std::make_unique<StreamSource>(in); }

std::unique_ptr<ByteSource> memory_source(std::string_view bytes) {
    return std::make_unique<MemorySource>(bytes);
}

std::unique_ptr<ByteSource> unzipped(std::unique_ptr<ByteSource> packed) {
    return std::make_unique<Unzipped>(std::move(packed));
}

}  // namespace qb::replay
