#include "bridge/venue_line.h"

#include <stdexcept>

#include "bridge/clock.h"

namespace qb::bridge {
namespace {

/// Limits of prices move during the day, and symbols come and go. Source: QFEX docs, reference data.
constexpr std::chrono::seconds kRefdataEvery{60};

std::shared_ptr<const net::TlsTrust> load_trust(const std::string& ca_file) {
    auto trust = net::TlsTrust::load(ca_file);
    if (!trust) throw std::runtime_error(trust.error());
    return *trust;
}

ops::LogLevel level_of(qfex::LogLevel level) {
    switch (level) {
    case qfex::LogLevel::Info: return ops::LogLevel::Info;
    case qfex::LogLevel::Warning: return ops::LogLevel::Warn;
    case qfex::LogLevel::Error: return ops::LogLevel::Error;
    }
    return ops::LogLevel::Error;
}

}  // namespace

VenueLine::VenueLine(boost::asio::io_context& io, AccountNumber account,
                     const qfex::AccountSettings& settings, Core& core, ops::Log& log)
    : VenueLine(io, account, settings, core, log, load_trust(settings.ca_file)) {}

VenueLine::VenueLine(boost::asio::io_context& io, AccountNumber account,
                     const qfex::AccountSettings& settings, Core& core, ops::Log& log,
                     const std::shared_ptr<const net::TlsTrust>& trust)
    : account_(account),
      name_(settings.name),
      core_(core),
      log_(log),
      link_(io, settings, trust, *this),
      rest_(io, settings, trust),
      refdata_timer_(io) {}

void VenueLine::start() {
    link_.start();
    read_reference_data();
}

void VenueLine::abandon() {
    abandoned_ = true;
    refdata_timer_.cancel();
}

void VenueLine::read_reference_data() {
    rest_.refdata([this](const qfex::RestResult& result) {
        if (abandoned_) return;
        if (result)
            core_.reference_data(account_, *result, now());
        else
            core_.reference_data_failed(account_, result.error().text, now());
        refdata_timer_.expires_after(kRefdataEvery);
        refdata_timer_.async_wait([this](const boost::system::error_code& error) {
            if (!error && !abandoned_) read_reference_data();
        });
    });
}

void VenueLine::read_historic_orders(const orders::QueryHistoricOrders& query) {
    rest_.historic_orders({.symbol = query.symbol,
                           .client_order_id = query.client_order_id,
                           .limit = orders::kHistoricPage,
                           .offset = query.offset},
                          [this, query](const qfex::RestResult& result) {
                              if (abandoned_) return;
                              if (result) return core_.historic_orders(account_, query, *result, now());
                              core_.query_failed(account_, query, result.error(), now());
                          });
}

void VenueLine::on_link_state(qfex::LinkNews news, std::string_view reason) {
    if (abandoned_) return;
    if (news == qfex::LinkNews::Serving) core_.link_serving(account_, now());
    if (news == qfex::LinkNews::Down) core_.link_down(account_, reason, now());
}

void VenueLine::on_frame(std::string_view frame) {
    if (!abandoned_) core_.venue_frame(account_, frame, now());
}

void VenueLine::log(qfex::LogLevel level, std::string_view text) {
    log_.line(level_of(level), now().wall, "link", {{"Account", name_}}, text);
}

}  // namespace qb::bridge
