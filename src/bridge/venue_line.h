#pragma once

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>

#include "bridge/core.h"
#include "net/tls.h"
#include "ops/log.h"
#include "qfex/link_driver.h"
#include "qfex/rest_reads.h"

namespace qb::bridge {

/// One account's way to the venue: its link and its REST reads. What comes in is handed to the core.
class VenueLine final : private qfex::LinkHost {
public:
    /// Core and log must outlive the line. Throws std::runtime_error when the authorities cannot be loaded.
    VenueLine(boost::asio::io_context& io, AccountNumber account, const qfex::AccountSettings& settings,
              Core& core, ops::Log& log);

    void start();
    void stop() { link_.stop(); }
    /// Nothing reaches the core from here on.
    void abandon();
    [[nodiscard]] bool send(std::string command) { return link_.send(std::move(command)); }
    void read_historic_orders(const orders::QueryHistoricOrders& query);
    [[nodiscard]] qfex::LinkStatus status() const { return link_.status(); }

private:
    VenueLine(boost::asio::io_context& io, AccountNumber account, const qfex::AccountSettings& settings,
              Core& core, ops::Log& log, const std::shared_ptr<const net::TlsTrust>& trust);

    void read_reference_data();

    void on_link_state(qfex::LinkNews news, std::string_view reason) override;
    void on_frame(std::string_view frame) override;
    void log(qfex::LogLevel level, std::string_view text) override;

    const AccountNumber account_;
    const std::string name_;
    Core& core_;
    ops::Log& log_;
    bool abandoned_ = false;
    qfex::LinkDriver link_;
    qfex::RestReads rest_;
    boost::asio::steady_timer refdata_timer_;
};

}  // namespace qb::bridge
