#include "bench/table.h"

#include <array>
#include <cstdio>
#include <iomanip>
#include <iostream>

namespace qb::bench {

void Table::row(std::string what, std::string figure, std::string target, std::string verdict) {
    rows_.push_back({std::move(what), std::move(figure), std::move(target), std::move(verdict)});
}

void Table::heading(std::string text) { rows_.push_back({std::move(text), {}, {}, {}}); }

void Table::print() const {
    for (const auto& row : rows_) {
        if (row.figure.empty()) {
            std::cout << '\n' << row.what << '\n';
            continue;
        }
        std::cout << "  " << std::left << std::setw(46) << row.what << std::right << std::setw(22)
                  << row.figure;
        if (!row.target.empty()) std::cout << "   target " << row.target;
        if (!row.verdict.empty()) std::cout << "   " << row.verdict;
        std::cout << '\n';
    }
    std::cout << std::flush;
}

std::string number(double value, int decimals) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    return text.data();
}

std::string verdict(bool met) { return met ? "met" : "missed"; }

}  // namespace qb::bench
