#pragma once

#include <filesystem>

#include "bench/party.h"

namespace qb::bench {

/// QuickFIX as it comes: SocketAcceptor, FileStore, no log, the bridge's dictionary. Answers each
/// NewOrderSingle(D) with one ExecutionReport(8). Runs until the process ends.
void run_executor(const std::filesystem::path& folder, const Party::Announce& announce);

}  // namespace qb::bench
