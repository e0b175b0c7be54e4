#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "fix/inspection.h"
#include "fix/quickfix.h"

namespace qb::fix {

/// A parsed dictionary in the two shapes in which it is needed.
struct Dictionary {
    FIX::DataDictionaryProvider provider;  ///< for FIX::Session; its copies share the dictionary
    std::shared_ptr<const FIX::DataDictionary> rules;
    IntegerTags integers;
};

/// Parses each dictionary once for all sessions that use it the same way. (Left to itself, QuickFIX copies
/// it for every session: megabytes each.)
class Dictionaries {
public:
    /// Throws std::runtime_error when the file cannot be read as a dictionary of `begin_string`, or holds a
    /// field of type DATA: QuickFIX 1.15 believes the length field before such a field and reads past the end
    /// of the message.
    std::shared_ptr<const Dictionary> load(const std::string& path, const std::string& begin_string,
                                           bool allow_unknown_fields);

private:
    std::map<std::pair<std::string, bool>, std::shared_ptr<const Dictionary>> loaded_;
};

}  // namespace qb::fix
