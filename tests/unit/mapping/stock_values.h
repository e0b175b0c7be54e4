#pragma once

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "fix/quickfix.h"

namespace qb::mapping::test {

/// Every value a FIX 4.4 stock dictionary lists for the coded fields the bridge sends.
inline const std::map<int, std::set<std::string>> kStockValues = {
    {39, {"0", "1", "2", "3", "4", "6", "7", "8", "9", "A", "B", "C", "D", "E"}},
    {40, {"1", "2", "3", "4", "6", "7", "8", "9", "D", "E", "G", "I", "J", "K", "L", "M", "P"}},
    {54, {"1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C", "D", "E", "F", "G"}},
    {59, {"0", "1", "2", "3", "4", "5", "6", "7"}},
    {102, {"0", "1", "2", "3", "4", "5", "6", "99"}},
    {103, {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "13", "14", "15", "99"}},
    {139, {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}},
    {150, {"0", "3", "4", "5", "6", "7", "8", "9", "A", "B", "C", "D", "E", "F", "G", "H", "I"}},
    {378, {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "99"}},
    {434, {"1", "2"}},
    {530, {"1", "2", "3", "4", "5", "6", "7"}},
    {531, {"0", "1", "2", "3", "4", "5", "6", "7"}},
    {532, {"0", "1", "2", "3", "4", "5", "6"}},
    {636, {"Y", "N"}},
    {851, {"1", "2", "3"}},
    {912, {"Y", "N"}},
};
inline void expect_stock_values(const FIX::FieldMap& fields) {
    for (const FIX::FieldBase& f : fields) {
        const auto values = kStockValues.find(f.getTag());
        if (values == kStockValues.end()) continue;
        EXPECT_TRUE(values->second.contains(f.getString())) << f.getTag() << "=" << f.getString();
    }
}

}  // namespace qb::mapping::test
