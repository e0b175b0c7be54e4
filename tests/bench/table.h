#pragma once

#include <string>
#include <vector>

namespace qb::bench {

/// What was measured, one line each: figure, target, verdict. The last two may be empty.
class Table {
public:
    void row(std::string what, std::string figure, std::string target = {}, std::string verdict = {});
    /// A line above the rows that follow.
    void heading(std::string text);
    /// Prints on standard output.
    void print() const;

private:
    struct Row {
        std::string what, figure, target, verdict;
    };
    std::vector<Row> rows_;
};

/// "12.3", with as many decimals as told.
[[nodiscard]] std::string number(double value, int decimals);

/// "met" or "missed".
[[nodiscard]] std::string verdict(bool met);

}  // namespace qb::bench
