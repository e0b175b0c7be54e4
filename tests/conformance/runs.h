#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "conformance/case_file.h"

namespace qb::conformance {

/// A case in one of its versions: one test.
struct Run {
    Case script;
    Version version{};
};
inline void PrintTo(const Run& run, std::ostream* out) { *out << run.script.title; }

inline std::vector<Run> runs_of(const std::vector<Case>& cases) {
    std::vector<Run> runs;
    for (const auto& script : cases)
        for (const auto version : script.versions) runs.push_back({script, version});
    return runs;
}

inline std::string run_name(const testing::TestParamInfo<Run>& run) {
    auto name = run.param.script.name + "_" + test_name(run.param.version);
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

}  // namespace qb::conformance
