#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace qb::sim {

/// One point on which the venue's documentation is silent or disagrees, and the ways to play it. Where one
/// question has several sides, the further ones have a suffix ("Q8.fill_type").
struct SwitchRow {
    std::string_view name;
    std::string_view variants;  ///< separated by '|', the default first; "ms" in front: 0..60000 milliseconds
    std::string_view effect;

    /// Whether this is one of the listed words.
    [[nodiscard]] bool has(std::string_view variant) const;
};

/// Every switch there is, in the order of the questions.
[[nodiscard]] std::span<const SwitchRow> switch_table();
[[nodiscard]] std::vector<std::string_view> variants_of(const SwitchRow& row);

/// The variants in force.
class Switches {
public:
    Switches();
    /// The error names the choices.
    boost::system::result<void, std::string> set(std::string_view name, std::string_view variant);
    void reset();

    /// Throws std::logic_error for a name or variant that the table does not have: a slip in our code.
    [[nodiscard]] bool is(std::string_view name, std::string_view variant) const;
    [[nodiscard]] std::chrono::milliseconds ms(std::string_view name) const;
    [[nodiscard]] const std::string& value(std::string_view name) const;

private:
    std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace qb::sim
