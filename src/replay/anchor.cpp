#include "replay/anchor.h"

#include <ostream>
#include <sstream>

#include "journal/reader.h"
#include "ops/log.h"
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
    console.out << "row=" << result.head.row << " turn=" << result.head.turn
                << " time=" << ops::iso_time(WallTime(std::chrono::microseconds(result.head.times.wall_us)))
                << " hash=" << journal::to_hex(result.head.hash) << '\n';
    return kExitGood;
}

}  // namespace qb::replay
