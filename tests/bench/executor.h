#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

namespace qb::bench {

/// QuickFIX as it comes: SocketAcceptor, FileStore, no log, the bridge's dictionary. Answers each
/// NewOrderSingle(D) with one ExecutionReport(8). Runs until the process ends.
void run_executor(const std::filesystem::path& folder, const std::function<void(std::uint16_t)>& announce);

}  // namespace qb::bench
