#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// The case files, README.md says what stands in them.
namespace qb::conformance {

/// The session versions that the bridge serves.
enum class Version : std::uint8_t { Fix42, Fix44, Fixt11 };
inline constexpr std::array kVersions{Version::Fix42, Version::Fix44, Version::Fixt11};
/// BeginString(8).
[[nodiscard]] std::string_view to_string(Version version);
/// As a test's name has it.
[[nodiscard]] std::string test_name(Version version);

/// One line of a case.
struct Step {
    enum class Kind : std::uint8_t {
        Connect,
        Disconnect,        ///< the OMS hangs up
        ExpectDisconnect,  ///< the bridge does
        Send,
        Expect,
        Wait,    ///< `text`: seconds
        LogOut,  ///< the bridge says goodbye, `text`: the reason
    };
    Kind kind{};
    int connection = 1;
    std::string text;
    int line = 0;
};

struct Case {
    std::string name;  ///< of the file, without .case
    std::string scenario, title, differs, remark;
    std::vector<Version> versions;
    std::string session_lines;  ///< for [SESSION]
    bool venue_is_up = true;
    bool over_tcp = false;  ///< played against the port as well
    std::vector<Step> steps;
};

/// Throws std::runtime_error, naming the line.
[[nodiscard]] Case load_case(const std::filesystem::path& file);
/// All files, by name.
[[nodiscard]] std::vector<Case> all_cases();

/// With <VERSION> and <FIX.4.2 FIX.4.4:only there> resolved. Times are left.
[[nodiscard]] std::string in_version(std::string_view text, Version version);

/// Lines for [SESSION]: what the cases take for granted, the version, and the case's own lines.
[[nodiscard]] std::string session_lines(const Case& from, Version version);

}  // namespace qb::conformance
