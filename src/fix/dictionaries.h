#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>

#include "fix/inspection.h"
#include "fix/quickfix.h"
#include "fix/session_settings.h"

namespace qb::fix {

/// What a session's dictionaries say, in the shapes in which it is needed.
struct Dictionary {
    FIX::DataDictionaryProvider provider;              ///< for FIX::Session; its copies share what is parsed
    std::shared_ptr<const FIX::DataDictionary> rules;  ///< of the application messages
    std::shared_ptr<const FIX::DataDictionary>
        session_rules;  ///< of header and session messages; may be `rules`
    std::string
        appl_ver_id;  ///< the one ApplVerID(1128) that is served; empty: the version has no such field
    IntegerTags integers;
};

/// Parses each dictionary once for all sessions that use it the same way. (Left to itself, QuickFIX copies
/// it for every session: megabytes each.)
class Dictionaries {
public:
    /// Throws std::runtime_error when a file cannot be read as a dictionary of the session's version, or
    /// holds a field of type DATA: QuickFIX 1.15 believes the length field before such a field and reads past
    /// the end of the message; or a field with a number above 50,000. QuickFIX knows no service packs: every
    /// dictionary of FIX.5.0 passes for any other.
    std::shared_ptr<const Dictionary> load(const SessionSettings& session);

private:
    /// BeginString, the two paths, AllowUnknownFields, StopKindTag.
    using Key = std::tuple<std::string, std::string, std::string, bool, std::optional<int>>;
    std::map<Key, std::shared_ptr<const Dictionary>> loaded_;
};

}  // namespace qb::fix
