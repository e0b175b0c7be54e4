#include "replay/anchor.h"

#include <ostream>
#include <sstream>

#include "bridge/anchor_text.h"
#include "journal/reader.h"
#include "replay/data_dir.h"

namespace qb::replay {

int anchor(const std::string& data_dir, Console& console) {
    const auto disk = open_data_dir(data_dir);
    if (!disk) {
        console.err << "error: cannot open " << data_dir << ": " << disk.error().message() << '\n';
        return kExitUsage;
    }
    std::ostringstream segments;
    const auto result = journal::check(**disk, segments);
    if (result.damage) {
        console.err << "error: " << describe(*result.damage) << '\n';
        return kExitFound;
    }
    console.out << bridge::anchor_text(result.head) << '\n';
    return kExitGood;
}

}  // namespace qb::replay
