#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <string>

#include "journal/disk.h"
#include "journal/index.h"
#include "ops/config.h"
#include "replay/console.h"

namespace qb::replay {

struct VerifyOptions {
    std::string anchor;  ///< text with anchors, see Anchors; empty: none was kept
    std::string spec;   ///< folder of the data dictionaries; empty: where the recorded configuration has them
    std::string build;  ///< what re-runs
    /// Instead of what is recorded.
    const ops::BridgeConfig* configuration = nullptr;
};

/// The journal, and where a re-run may write while it runs; what it wrote is of no use afterwards.
struct VerifyPlaces {
    journal::Disk& recorded;
    journal::Disk& scratch;
    std::function<std::unique_ptr<journal::IndexStorage>()> index;
};

/// Verifies the chain of a journal's hashes, then runs each process that wrote it again from its inputs and
/// compares venue commands, order facts and FIX messages (all tags but those that the session writes: 8, 9,
/// 10, 34, 43, 49, 52, 56, 122). Session messages are held against rules. Tells what it found; memory does
/// not grow with the journal.
///
/// kExitGood only when the journal is whole, all of it was re-run, and nothing differs. A journal alone
/// cannot show that its whole chain was written anew, or that its end is missing: that takes an anchor.
int verify_journal(const VerifyPlaces& places, const VerifyOptions& options, std::ostream& out);

/// The same for a DataDir, which is only read, with a folder of its own for temporary files as large as the
/// journal. `anchor_or_file`: an anchor, or a file with anchors. Throws std::runtime_error where the usage is
/// wrong.
int verify(const std::string& data_dir, const std::string& anchor_or_file, const std::string& spec,
           Console& console);

}  // namespace qb::replay
