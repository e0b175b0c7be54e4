#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

namespace qb::test {

/// A payload is whole or it is refused: cut at every byte, and with one byte too many. `read` says whether
/// it took the payload.
template <class Read>
void expect_whole_or_refused(const std::string& payload, Read read) {
    EXPECT_TRUE(read(payload));
    for (std::size_t size = 0; size < payload.size(); ++size) {
        EXPECT_FALSE(read(payload.substr(0, size))) << "cut after " << size << " bytes";
    }
    EXPECT_FALSE(read(payload + '\0')) << "one byte too many";
    EXPECT_FALSE(read(payload + 'x')) << "one byte too many";
}

/// Bytes that nobody wrote must be answered, either way, and cost no memory beyond their own size.
template <class Read>
void expect_survives_noise(const std::string& payload, Read read) {
    std::mt19937 random(20261123);
    const auto byte = [&] { return static_cast<char>(random() & 0xFFU); };
    for (int round = 0; round < 4000; ++round) {
        std::string noise(random() % 200, '\0');
        for (char& c : noise) c = byte();
        (void)read(noise);
        std::string damaged = payload;
        for (auto hits = random() % 4; hits <= 4 && !damaged.empty(); ++hits) {
            damaged[random() % damaged.size()] = byte();
        }
        (void)read(damaged);
    }
}

}  // namespace qb::test
