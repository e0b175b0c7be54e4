#include "bench/executor.h"

#include "bench/quickfix_acceptor.h"

namespace qb::bench {
namespace {

class Executor final : public FIX::Application {
public:
    void onCreate(const FIX::SessionID& /*session*/) override {}
    void onLogon(const FIX::SessionID& /*session*/) override {}
    void onLogout(const FIX::SessionID& /*session*/) override {}
    void toAdmin(FIX::Message& /*message*/, const FIX::SessionID& /*session*/) override {}
    void toApp(FIX::Message& /*message*/, const FIX::SessionID& /*session*/) override {}
    void fromAdmin(const FIX::Message& /*message*/, const FIX::SessionID& /*session*/) override {}

    void fromApp(const FIX::Message& order, const FIX::SessionID& session) override {
        const auto number = std::to_string(++orders_);
        FIX::Message report;
        report.getHeader().setField(FIX::FIELD::MsgType, "8");
        report.setField(FIX::FIELD::OrderID, number);
        report.setField(FIX::FIELD::ExecID, number);
        report.setField(FIX::FIELD::ExecType, "0");
        report.setField(FIX::FIELD::OrdStatus, "0");
        for (const int tag : {FIX::FIELD::ClOrdID, FIX::FIELD::Symbol, FIX::FIELD::Side, FIX::FIELD::OrderQty,
                              FIX::FIELD::OrdType, FIX::FIELD::StopPx, FIX::FIELD::TimeInForce}) {
            report.setField(tag, order.getField(tag));
        }
        report.setField(FIX::FIELD::LeavesQty, order.getField(FIX::FIELD::OrderQty));
        report.setField(FIX::FIELD::CumQty, "0");
        report.setField(FIX::FIELD::AvgPx, "0");
        report.setField(FIX::TransactTime(FIX::UtcTimeStamp(), 3));
        FIX::Session::sendToTarget(report, session);
    }

private:
    std::uint64_t orders_ = 0;
};

/// QuickFIX cannot be asked which port it got, so it is given one that is free a moment before.
std::uint16_t free_port() {
    const int probe = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr generic{};
    std::memcpy(&generic, &address, sizeof address);
    socklen_t size = sizeof generic;
    const bool bound = bind(probe, &generic, size) == 0 && getsockname(probe, &generic, &size) == 0;
    close(probe);
    if (!bound) throw std::runtime_error("no free port");
    std::memcpy(&address, &generic, sizeof address);
    return ntohs(address.sin_port);
}

}  // namespace

void run_executor(const std::filesystem::path& folder, const Party::Announce& announce) {
    const auto port = free_port();
    std::istringstream text(
        "[DEFAULT]\nConnectionType=acceptor\nStartTime=00:00:00\nEndTime=00:00:00\n"
        "SocketAcceptPort=" +
        std::to_string(port) + "\nSocketNodelay=Y\nSocketReuseAddress=Y\nFileStorePath=" + folder.string() +
        "\nDataDictionary=" QB_SOURCE_DIR
        "/fix_spec/FIX44.xml\n"
        "[SESSION]\nBeginString=FIX.4.4\nSenderCompID=QFEX\nTargetCompID=DESK\n");
    const FIX::SessionSettings settings(text);
    Executor application;
    FIX::FileStoreFactory store(settings);
    FIX::SocketAcceptor acceptor(application, store, settings);
    // It listens from the first round of block() on; the socket is bound in there, and who connects earlier
    // is refused: FixLine tries again.
    announce({.work = port});
    acceptor.block();
}

}  // namespace qb::bench
