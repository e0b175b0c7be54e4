#include "client/session.h"

#include <chrono>
#include <stdexcept>
#include <thread>

#include "client/session_store.h"
#include "fix/quickfix_initiator.h"

namespace qb::client {
namespace {

constexpr char kSoh = '\x01';
constexpr int kMsgType = 35;

/// What QuickFIX calls, on its thread: everything becomes an event. noexcept in effect, since nothing here
/// throws but for want of memory.
class Callbacks final : public FIX::Application {
public:
    Callbacks(Inbox& inbox, const ClientSettings& settings) : inbox_(inbox), settings_(settings) {}

    void onCreate(const FIX::SessionID& /*session*/) override {}
    void onLogon(const FIX::SessionID& /*session*/) override { push(Event::Kind::LoggedOn, {}); }
    void onLogout(const FIX::SessionID& /*session*/) override { push(Event::Kind::LoggedOut, {}); }
    void toAdmin(FIX::Message& message, const FIX::SessionID& /*session*/) override {
        if (message.getHeader().getField(kMsgType) != FIX::MsgType_Logon) return;
        if (!settings_.username.empty()) message.setField(FIX::FIELD::Username, settings_.username);
        if (!settings_.password.empty()) message.setField(FIX::FIELD::Password, settings_.password);
    }
    void toApp(FIX::Message& /*message*/, const FIX::SessionID& /*session*/) override {}
    void fromAdmin(const FIX::Message& message, const FIX::SessionID& /*session*/) override {
        push(Event::Kind::Delivered, message.toString());
    }
    void fromApp(const FIX::Message& message, const FIX::SessionID& /*session*/) override {
        push(Event::Kind::Delivered, message.toString());
    }

    void push(Event::Kind kind, std::string text) {
        inbox_.push({kind, std::chrono::system_clock::now(), std::move(text)});
    }

private:
    Inbox& inbox_;
    const ClientSettings& settings_;
};

class EventLog final : public FIX::Log {
public:
    explicit EventLog(Callbacks& callbacks) : callbacks_(callbacks) {}

    void clear() override {}
    void backup() override {}
    void onIncoming(const std::string& message) override { callbacks_.push(Event::Kind::Received, message); }
    void onOutgoing(const std::string& message) override { callbacks_.push(Event::Kind::Sent, message); }
    void onEvent(const std::string& sentence) override {
        // Some sentences quote a whole message, and that may hold a password.
        callbacks_.push(Event::Kind::Note, sentence.substr(0, sentence.find("8=FIX")));
    }

private:
    Callbacks& callbacks_;
};

class EventLogs final : public FIX::LogFactory {
public:
    explicit EventLogs(Callbacks& callbacks) : callbacks_(callbacks) {}
    FIX::Log* create() override { return new EventLog(callbacks_); }
    FIX::Log* create(const FIX::SessionID& /*session*/) override { return create(); }
    void destroy(FIX::Log* log) override { delete log; }

private:
    Callbacks& callbacks_;
};

/// Hands out the one store, which was opened before: QuickFIX lets no other exception than its own pass.
class OneStore final : public FIX::MessageStoreFactory {
public:
    explicit OneStore(FIX::MessageStore& store) : store_(store) {}
    FIX::MessageStore* create(const FIX::SessionID& /*session*/) override { return &store_; }
    void destroy(FIX::MessageStore* /*store*/) override {}

private:
    FIX::MessageStore& store_;
};

/// QuickFIX's connector, asked whether it has cleared a connection away.
class Connector final : public FIX::SocketInitiator {
public:
    using FIX::SocketInitiator::SocketInitiator;

    /// Waits until the session's last connection is cleared away: between its end and that moment QuickFIX's
    /// timer would write the next Logon into it, and its sequence number would be lost. False after 5 s.
    bool wait_until_idle(const FIX::SessionID& session) {
        constexpr std::chrono::milliseconds kPause{1};
        constexpr int kPauses = 5000;
        for (int i = 0; i < kPauses && isConnected(session); ++i) std::this_thread::sleep_for(kPause);
        return !isConnected(session);
    }
};

FIX::SessionID id_of(const ClientSettings& settings) {
    return {settings.begin_string, settings.sender_comp_id, settings.target_comp_id};
}

FIX::SessionSettings quickfix_settings(const ClientSettings& settings) {
    FIX::Dictionary keys;
    keys.setString("ConnectionType", "initiator");
    keys.setString("SocketConnectHost", settings.host);
    keys.setInt("SocketConnectPort", settings.port);
    keys.setInt("HeartBtInt", settings.heartbeat_seconds);
    if (settings.transport_dictionary.empty()) {
        keys.setString("DataDictionary", settings.dictionary);
    } else {
        keys.setString("DefaultApplVerID", FIX::ApplVerID_FIX50SP2);
        keys.setString("TransportDataDictionary", settings.transport_dictionary);
        keys.setString("AppDataDictionary", settings.dictionary);
    }
    keys.setString("SocketNodelay", "Y");
    keys.setString("ReconnectInterval", "1");
    // The whole day; equal times would mean a reset at every UTC midnight.
    keys.setString("StartTime", "00:00:00.000000001");
    keys.setString("EndTime", "00:00:00");
    for (const auto& [key, value] : settings.quickfix) keys.setString(key, value);
    FIX::SessionSettings out;
    out.set(keys);  // the connector reads its own keys from the defaults
    out.set(id_of(settings), keys);
    return out;
}

std::string wire_text(const std::string& begin_string, const Fields& fields) {
    std::string out = "8=" + begin_string + kSoh + "9=0" + kSoh;
    for (const auto& field : fields) out += std::to_string(field.tag) + '=' + field.value + kSoh;
    return out;
}

}  // namespace

class Session::Impl {
public:
    explicit Impl(const ClientSettings& settings)
        : settings_(settings),
          dictionary_(settings.dictionary),
          session_dictionary_(settings.transport_dictionary.empty() ? settings.dictionary
                                                                    : settings.transport_dictionary),
          store_(settings.store_path, id_of(settings)),
          callbacks_(inbox_, settings_),
          logs_(callbacks_),
          stores_(store_),
          initiator_(callbacks_, stores_, quickfix_settings(settings), logs_) {}

    ~Impl() { initiator_.stop(); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    void logon() {
        if (!session().isLoggedOn() && !initiator_.isStopped()) initiator_.wait_until_idle(id_of(settings_));
        session().logon();
        if (initiator_.isStopped()) initiator_.start();
    }

    void logout(const std::string& reason) { session().logout(reason); }

    std::optional<std::string> send(const Fields& fields) {
        if (!session().isLoggedOn()) return "not logged on";
        try {
            // The dictionary puts the members of repeating groups together again.
            FIX::Message message(wire_text(settings_.begin_string, fields), session_dictionary_, dictionary_,
                                 false);
            if (FIX::Session::sendToTarget(message, id_of(settings_))) return std::nullopt;
            return "QuickFIX did not send it";
        } catch (const FIX::Exception& error) {
            return std::string("cannot be sent: ") + error.what();
        }
    }

    Inbox& inbox() { return inbox_; }

private:
    FIX::Session& session() { return *initiator_.getSession(id_of(settings_)); }

    ClientSettings settings_;
    Inbox inbox_;
    FIX::DataDictionary dictionary_, session_dictionary_;
    SessionStore store_;
    Callbacks callbacks_;
    EventLogs logs_;
    OneStore stores_;
    Connector initiator_;
};

Session::Session(const ClientSettings& settings) {
    try {
        impl_ = std::make_unique<Impl>(settings);
    } catch (const FIX::Exception& error) {
        throw std::runtime_error(error.what());
    }
}

Session::~Session() = default;

void Session::logon() { impl_->logon(); }

void Session::logout(const std::string& reason) { impl_->logout(reason); }

std::optional<std::string> Session::send(const Fields& fields) { return impl_->send(fields); }

Inbox& Session::inbox() { return impl_->inbox(); }

}  // namespace qb::client
