#pragma once

#include <boost/system/result.hpp>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "sim/exchange.h"
#include "sim/json.h"

/// Reading of the params of commands: shape and types, not whether the order is a good one.
namespace qb::sim {

/// Why a command is answered with an err frame.
struct CommandFault {
    CommandFault() = default;
    CommandFault(std::string code, std::string text)
        : error_code(std::move(code)), message(std::move(text)) {}

    std::string error_code;
    std::string message;
};

/// For value() of a result that holds a fault: a slip in our code.
[[noreturn]] inline void throw_exception_from_error(const CommandFault& fault,
                                                    const boost::source_location&) {
    throw std::logic_error(fault.message);
}

template <class T>
using Read = boost::system::result<T, CommandFault>;

[[nodiscard]] Read<NewOrder> new_order_from(const Json& params, const Switches& switches);
/// modify_order, or modify_stop_order where `stop`.
[[nodiscard]] Read<Exchange::Change> change_from(const Json& params, bool stop, const Switches& switches);
/// A param that must be a string, not empty.
[[nodiscard]] Read<std::string> required_text(const Json& params, std::string_view key);

struct Page {
    std::size_t limit = 1000;
    std::size_t offset = 0;
};
[[nodiscard]] Read<Page> page_from(const Json& params);

}  // namespace qb::sim
