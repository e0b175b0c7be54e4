#include "client/session_store.h"

namespace qb::client {
namespace {

/// A Logon without its password: the engine never sends a stored Logon again, and a file is no place for it.
std::string without_password(const std::string& message) {
    if (message.find("\x01"
                     "35=A\x01") == std::string::npos)
        return message;
    FIX::Message logon(message, false);
    for (const int tag : {FIX::FIELD::Username, FIX::FIELD::Password})
        if (logon.isSetField(tag)) logon.setField(tag, "***");
    return logon.toString();
}

void demand(bool written) {
    if (!written) throw FIX::IOException("the session file cannot be written");
}

}  // namespace

SessionStore::SessionStore(const std::string& folder, const FIX::SessionID& session) {
    if (folder.empty()) return;
    const std::string name = session.getBeginString().getString() + '-' +
                             session.getSenderCompID().getString() + '-' +
                             session.getTargetCompID().getString();
    file_ = std::make_unique<SessionFile>(
        folder, name,
        SessionFile::Reader{[this](int number, const std::string& text) { memory_.set(number, text); },
                            [this](int number) { memory_.setNextSenderMsgSeqNum(number); },
                            [this](int number) { memory_.setNextTargetMsgSeqNum(number); }});
}

bool SessionStore::set(int number, const std::string& message) {
    const auto text = without_password(message);
    memory_.set(number, text);
    if (file_) demand(file_->add_message(number, text));
    return true;
}

void SessionStore::setNextSenderMsgSeqNum(int number) {
    memory_.setNextSenderMsgSeqNum(number);
    if (file_) demand(file_->set_next_sender(number));
}

void SessionStore::setNextTargetMsgSeqNum(int number) {
    memory_.setNextTargetMsgSeqNum(number);
    if (file_) demand(file_->set_next_target(number));
}

void SessionStore::reset() {
    memory_.reset();
    if (file_) demand(file_->clear());
}

}  // namespace qb::client
