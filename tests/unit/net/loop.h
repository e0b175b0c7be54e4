#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>

namespace qb::test {

/// The loop of a test: runs until something holds, and gives up after a while.
struct Loop {
    boost::asio::io_context io;

    template <class Condition>
    [[nodiscard]] bool until(Condition condition, std::chrono::seconds patience = std::chrono::seconds(20)) {
        const auto end = std::chrono::steady_clock::now() + patience;
        while (!condition() && std::chrono::steady_clock::now() < end) {
            if (io.stopped()) io.restart();
            io.run_one_until(end);
        }
        return condition();
    }
    /// What is due at once.
    void settle() {
        if (io.stopped()) io.restart();
        io.poll();
    }
};

}  // namespace qb::test
