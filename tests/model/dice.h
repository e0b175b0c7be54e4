#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace qb::model {

/// Random numbers that are the same everywhere for one seed (the splitmix64 step).
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}

    int below(int limit) { return static_cast<int>(next() % static_cast<std::uint64_t>(limit)); }
    int between(int first, int last) { return first + below(last - first + 1); }
    bool one_in(int times) { return below(times) == 0; }
    bool percent(int chance) { return below(100) < chance; }
    template <class T, std::size_t N>
    const T& of(const std::array<T, N>& all) {
        return all[static_cast<std::size_t>(below(static_cast<int>(N)))];
    }
    template <class T>
    const T& of(const std::vector<T>& all) {
        return all[static_cast<std::size_t>(below(static_cast<int>(all.size())))];
    }

private:
    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15ULL;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
        return mixed ^ (mixed >> 31U);
    }
    std::uint64_t state_;
};

}  // namespace qb::model
