#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "net/http.h"
#include "ops/metrics.h"

namespace qb::ops {

/// What the status server tells; asked on the loop's thread.
class StatusSource {
public:
    virtual ~StatusSource() = default;
    /// Empty when every account can trade; else one plain reason per line.
    virtual std::vector<std::string> not_ready_because() const = 0;
    virtual std::vector<Metric> metrics() const = 0;
    virtual std::string status_json() const = 0;
};

/// /healthz (the loop runs), /readyz (200 only when every account can trade, else 503 and why), /metrics
/// (Prometheus), /status.json, / (a page for a person). GET and HEAD alone; no state can be changed here.
class StatusServer {
public:
    /// Throws std::runtime_error where the address cannot be listened on. The source must outlive the server.
    StatusServer(boost::asio::io_context& io, const std::string& host, std::uint16_t port,
                 const StatusSource& source);
    ~StatusServer();
    [[nodiscard]] std::uint16_t port() const;

private:
    std::unique_ptr<net::HttpServer> server_;
};

}  // namespace qb::ops
