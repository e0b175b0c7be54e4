#pragma once

#include "journal/disk.h"

#include <memory>
#include <string_view>

#include <cstdint>

/// Segments packed by gzip. Memory is constant, whatever the length of a file.
namespace qb::journal {

inline constexpr std::string_view kPackedSuffix = ".gz";

/// Writes all of `from` to `to`, which is empty, as one member of gzip.
std::error_code pack(const File& from, File& to);

/// Writes what was packed to `to`, which is empty. Errc::BadPacking where `packed` is not one whole member
/// and nothing else.
std::error_code unpack(const File& packed, File& to);

/// Nothing where `packed` unpacks to the bytes of `original`; Errc::BadPacking where it does not.
std::error_code compare(const File& packed, const File& original);

}  // namespace qb::journal
