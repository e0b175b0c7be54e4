#include "conformance/table.h"

namespace qb::conformance {
namespace {

std::string versions_text(const Case& script) {
    if (script.versions.size() == kVersions.size()) return "all";
    std::string text;
    for (const auto version : script.versions)
        text.append(text.empty() ? "" : ", ").append(to_string(version));
    return text;
}

}  // namespace

std::vector<std::string> table_rows(const std::vector<Case>& cases) {
    std::vector<std::string> rows;
    for (const auto& script : cases) {
        std::string row = "| [" + script.name + "](cases/" + script.name + ".case): " + script.title + " | ";
        row += script.scenario + " | " + versions_text(script) + " | ";
        row += script.differs.empty() ? "passes" : "passes, differs";
        const auto remark =
            script.differs + (script.differs.empty() || script.remark.empty() ? "" : " ") + script.remark;
        row += remark.empty() ? " | |" : " | " + remark + " |";
        rows.push_back(row);
    }
    return rows;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text.append(line).append("\n");
    return text;
}

}  // namespace qb::conformance
