#pragma once

#include <ostream>
#include <string>

#include "unit/fix/rig.h"

namespace qb::fix::test {

/// A session of one of the FIX versions that are served.
struct Version {
    std::string name, begin_string, dictionary, transport_dictionary, default_appl_ver_id;
    std::string logon;  ///< the body of a Logon
};
inline std::ostream& operator<<(std::ostream& out, const Version& version) { return out << version.name; }

inline const Version kFix42{"Fix42", "FIX.4.2", "FIX42.xml", "", "", "98=0|108=30|"};
inline const Version kFix44{"Fix44", "FIX.4.4", "FIX44.xml", "", "", "98=0|108=30|"};
inline const Version kFix50{"Fix50Sp2", "FIXT.1.1", "FIX50SP2.xml", "FIXT11.xml", "9", "98=0|108=30|1137=9|"};

inline SessionSettings session_of(const Version& version, std::string target = "OMS") {
    const std::string folder = QB_SOURCE_DIR "/fix_spec/";
    auto settings = Rig::session(std::move(target));
    settings.begin_string = version.begin_string;
    settings.default_appl_ver_id = version.default_appl_ver_id;
    settings.dictionary = folder + version.dictionary;
    if (!version.transport_dictionary.empty())
        settings.transport_dictionary = folder + version.transport_dictionary;
    return settings;
}

/// A stop order that every version takes: FIX.4.2 wants HandlInst(21).
inline std::string order(std::string_view cl_ord_id, std::string_view more = {}) {
    return stop_order(cl_ord_id) + "21=1|" + std::string(more);
}

}  // namespace qb::fix::test
