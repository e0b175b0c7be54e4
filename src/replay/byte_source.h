#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "replay/bad_line.h"

namespace qb::replay {

/// Bytes from somewhere, front to back, once.
class ByteSource {
public:
    ByteSource() = default;
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;
    virtual ~ByteSource() = default;

    /// Fills the front of `into` and gives how much of it; 0 at the end, and where nothing more can be had.
    virtual std::size_t read(std::span<char> into) = 0;
    /// Asked at the end: why it is not the end of what was written.
    [[nodiscard]] virtual std::optional<Damage> damage() const { return std::nullopt; }
};

using SourceResult = boost::system::result<std::unique_ptr<ByteSource>, std::error_code>;

/// A file, read in pieces.
[[nodiscard]] SourceResult file_source(const std::string& path);
/// `in` must outlive the source.
[[nodiscard]] std::unique_ptr<ByteSource> stream_source(std::istream& in);
/// `bytes` must outlive the source.
[[nodiscard]] std::unique_ptr<ByteSource> memory_source(std::string_view bytes);

/// What `packed` gives, unpacked where it begins as gzip does; of several members one after the other.
[[nodiscard]] std::unique_ptr<ByteSource> unzipped(std::unique_ptr<ByteSource> packed);

}  // namespace qb::replay
