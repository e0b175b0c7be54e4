#include <chrono>

#include "net/tls.h"
#include "ops/config_sections.h"

/// [ACCOUNT] and [SYMBOL]: the venue's side, with its keys and its names.
namespace qb::ops {

namespace {

/// Loaded as the link will load it, so that what is wrong with it shows here already.
std::string read_authorities(SectionKeys& keys) {
    const auto file = keys.readable_file("CaFile");
    if (!file) return {};
    if (const auto trust = net::TlsTrust::load(*file); !trust)
        keys.fail("CaFile", "cannot be used: " + trust.error());
    return *file;
}

}  // namespace

qfex::AccountSettings read_account(SectionKeys& keys) {
    qfex::AccountSettings account;
    account.name = keys.text("Name");
    account.url = keys.text("Url");
    account.rest_url = keys.text("RestUrl");
    account.ca_file = read_authorities(keys);
    account.public_key = std::string(keys.secret("PublicKey", "").reveal());
    account.secret_key = keys.secret("SecretKey", "SecretKeyFile");
    account.jwt = keys.secret("Jwt", "JwtFile");
    account.account_id = keys.text("AccountId");
    account.ack_timeout =
        std::chrono::duration_cast<std::chrono::milliseconds>(keys.seconds("AckTimeout", 1, 300));
    account.order_rate = static_cast<int>(keys.integer("OrderRate", 1, 10'000));
    account.cancel_rate = static_cast<int>(keys.integer("CancelRate", 1, 10'000));
    account.venue_cancel_on_disconnect = keys.yes_no("VenueCancelOnDisconnect");
    account.venue_lists_stops = keys.yes_no("VenueListsStops");
    for (const auto& mistake : qfex::mistakes_in(account)) keys.fail(mistake.key, mistake.text);
    return account;
}

SymbolConfig read_symbol(SectionKeys& keys) { return {keys.required("Name"), keys.required("Venue")}; }

}  // namespace qb::ops
