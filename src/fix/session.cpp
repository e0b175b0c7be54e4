#include "fix/session.h"

#include <algorithm>
#include <chrono>

#include "fix/logon_check.h"
#include "fix/quickfix_values.h"

namespace qb::fix {
namespace {

constexpr int kResendPage = 200;                // messages
constexpr std::size_t kMaxResendRanges = 16;    // disjoint ones waiting
constexpr std::size_t kWaitingOverhead = 1024;  // what a parsed message takes beside its text
constexpr std::chrono::seconds kProbeTime{5};
constexpr int kUnsupportedMessageType = 3;  // BusinessRejectReason(380)

/// A header field as text; empty when absent.
std::string header_text(const FIX::Message& message, int tag) {
    const auto& header = message.getHeader();
    return header.isSetField(tag) ? header.getField(tag) : std::string();
}

std::string body_text(const FIX::Message& message, int tag) {
    return message.isSetField(tag) ? message.getField(tag) : std::string();
}

/// Not a value that the version lacks, as FIX 4.2 lacks the newer reasons of a Reject(3).
bool lists(const FIX::DataDictionary& rules, int tag, const std::string& value) {
    return !rules.hasFieldValue(tag) || rules.isFieldValue(tag, value);
}

constexpr std::string_view kBreakers{"\x01\0", 2};  // what may not be inside a value

/// Replaces SOH and NUL inside values: one would be a field of its own, the other cuts the text short
/// elsewhere.
void sanitise(FIX::FieldMap& fields) {
    for (auto& field : fields) {
        if (field.getString().find_first_of(kBreakers) == std::string::npos) continue;
        auto value = field.getString();
        for (char& c : value)
            if (kBreakers.find(c) != std::string_view::npos) c = ' ';
        field.setString(value);
    }
    for (auto group = fields.g_begin(); group != fields.g_end(); ++group)
        for (auto* member : group->second) sanitise(*member);
}

}  // namespace

Session::Session(SessionIndex index, SessionSettings settings, std::shared_ptr<const Dictionary> dictionary,
                 const SessionNumbers& numbers, Shared& shared)
    : index_(index),
      settings_(std::move(settings)),
      dictionary_(std::move(dictionary)),
      shared_(shared),
      store_(index, numbers, !settings_.schedule, ours(), shared),
      log_(index, shared) {
    FIX::SessionFactory factory(*this, store_, &log_);
    try {
        if (FIX::Session::doesSessionExist(session_id(settings_)))
            throw std::runtime_error("a session of this name exists already");
        fix_.reset(factory.create(session_id(settings_), quickfix_settings(settings_)));
    } catch (const std::exception& error) {
        throw std::runtime_error("session " + settings_.name() + ": " + error.what());
    }
    fix_->setDataDictionaryProvider(dictionary_->provider);
}

Session::~Session() = default;

Parties Session::ours() const {
    return {.begin_string = settings_.begin_string,
            .sender = settings_.sender_comp_id,
            .target = settings_.target_comp_id};
}

Parties Session::theirs() const {
    return {.begin_string = settings_.begin_string,
            .sender = settings_.target_comp_id,
            .target = settings_.sender_comp_id};
}

bool Session::is_open() const {
    const auto now = utc_stamp(shared_.now.wall);
    return fix_->isSessionTime(now) && fix_->isLogonTime(now);
}

void Session::attach(ConnectionId connection) {
    if (!stay_out_ && !fix_->isEnabled()) fix_->logon();
    connection_ = connection;
    logout_received_ = false;
    fix_->setResponder(this);
}

void Session::detach() {
    fix_->disconnect();
    if (connection_) disconnect();
}

// ---------------------------------------------------------------- in

void Session::receive(std::string_view message, const Inspection& found) {
    log_.write(LogKind::Incoming, message);
    ++shared_.counters.messages_in;
    last_received_ = shared_.now.wall;

    const auto number = small_number(found.msg_seq_num).value_or(0);
    const int expected = numbers().next_target;
    if (const auto fault = sequence_fault(found, number, expected, waiting_bytes_); !fault.empty())
        return end_with_logout(fault);
    // QuickFIX would reject it and ask for it again all the same: an order that was rejected would be taken.
    if (number > expected && is_too_far_off(found.sending_time, settings_, shared_.now.wall))
        return end_with_logout("SendingTime accuracy problem");

    auto answer = answer_for(found, *dictionary_);
    if (answer.kind == Answer::Kind::None && found.msg_type == "3" && number > expected)
        answer.kind = Answer::Kind::Silence;  // QuickFIX would count it and never ask for what is missing

    const bool asks = answer.kind == Answer::Kind::None && found.msg_type == "2";
    const auto range = asks ? wanted_range(found, numbers().next_sender) : std::nullopt;
    const int served_to = range && !must_wait() ? std::min(range->end, range->begin + kResendPage - 1) : 0;
    if (range && served_to == 0)
        answer = {.kind = Answer::Kind::Silence, .text = {}, .ref_msg_type = "2", .ref_id = {}};

    if (answer.kind != Answer::Kind::None)
        text_ = stand_in(found, theirs(), shared_.now.wall);
    else if (range && served_to < range->end)
        text_ = with_value(message, found, found.end_seq_no, std::to_string(served_to));
    else
        text_.assign(message);

    resend_granted_ = false;
    feed_current(text_, message, number, std::move(answer));
    if (range) note_resend(*range, served_to, number);
    // QuickFIX counts a Logout that is ahead and would never ask for what is missing before it.
    if (found.msg_type == "5" && number > expected && numbers().next_target == expected + 1)
        fix_->setNextTargetMsgSeqNum(expected);
}

/// A ResendRequest is served at once only when the peer has taken what it was sent, and one a turn: many
/// short ones would keep everybody else waiting. (All of a turn has one time.)
bool Session::must_wait() const {
    const bool keeps_up = connection_ && shared_.wire.keeps_up(*connection_);
    return resending() || !keeps_up || resent_at_ == shared_.now.mono;
}

/// What was not served at once of a ResendRequest comes in pages. `served_to`: the last number of what was; 0
/// when nothing was, and QuickFIX saw a stand-in.
void Session::note_resend(ResendRanges::Range range, int served_to, int number) {
    const bool at_once = served_to != 0;
    const bool granted = at_once ? resend_granted_ : !fix_->sentLogout();
    if (!granted || !logged_on()) return;
    if (at_once) {
        resent_at_ = shared_.now.mono;
        ++shared_.counters.resend_pages;
        range.begin = served_to + 1;
    }
    if (range.begin > range.end) return;
    ranges_.add(range);
    resend_number_ = number;
    if (ranges_.size() > kMaxResendRanges) end_with_logout("too many ResendRequests at a time");
}

void Session::feed_current(const std::string& text, std::string_view message, int number, Answer answer) {
    const int expected = numbers().next_target;
    const auto epoch = numbers().epoch;
    current_ = message;
    current_number_ = number;
    current_answer_ = std::move(answer);
    feed(text);
    if (numbers().epoch != epoch) ranges_.clear();  // they meant the old numbers
    keep_if_waiting(message, number, expected, std::exchange(current_answer_, {}));
    current_ = {};
    current_number_ = 0;
}

void Session::feed(const std::string& text) {
    try {
        fix_->next(text, utc_stamp(shared_.now.wall));
    } catch (const std::exception& error) {
        fail(error.what());
    } catch (...) {
        fail("unknown exception");
    }
}

void Session::fail(const char* what) noexcept {
    shared_.guarded("ending a failed session", [&] {
        log_.write(LogKind::Event, std::string("gave up on a message: ") + what);
        ending_ = Ending{.cause = DropCause::EngineFailure, .text = {}};
        detach();
    });
}

std::size_t Session::Waiting::bytes() const { return message.size() + kWaitingOverhead; }

/// Keeps what QuickFIX has put aside because it came too early: when its turn comes, only the parsed message
/// is left of it, and no answer.
void Session::keep_if_waiting(std::string_view message, int number, int expected, Answer answer) {
    drop_given_out();
    if (!logged_on() || number <= expected || number < numbers().next_target) return;
    if (message.empty()) return;  // a page of a resend
    take_waiting(number);         // QuickFIX keeps one of a number
    const Waiting& kept =
        waiting_.emplace(number, Waiting{std::string(message), std::move(answer)}).first->second;
    waiting_bytes_ += kept.bytes();
}

std::optional<Session::Waiting> Session::take_waiting(int number) {
    auto found = waiting_.extract(number);
    if (!found) return std::nullopt;
    waiting_bytes_ -= found.mapped().bytes();
    return std::move(found.mapped());
}

/// QuickFIX tells us nothing of a Logon whose turn has come, nor of a message that it finds a fault with
/// then.
void Session::drop_given_out() {
    while (!waiting_.empty() && waiting_.begin()->first < numbers().next_target)
        take_waiting(waiting_.begin()->first);
}

void Session::fromAdmin(const FIX::Message& message, const FIX::SessionID&) {
    int wrong_tag = 0;
    shared_.guarded("reading a session message", [&] { wrong_tag = read_admin(message); });
    if (wrong_tag != 0) throw FIX::IncorrectTagValue(wrong_tag);
}

/// Gives the tag whose value must be rejected, or 0.
int Session::read_admin(const FIX::Message& message) {
    const int number = small_number(header_text(message, FIX::FIELD::MsgSeqNum)).value_or(0);
    if (number == current_number_) {
        give_answer(number, current_, current_answer_);
    } else if (const auto waited = take_waiting(number)) {
        give_answer(number, waited->message, waited->answer);
    }
    const auto type = header_text(message, FIX::FIELD::MsgType);
    if (type == "5") logout_received_ = true;
    if (type == "4") return read_sequence_reset(message);
    if (type == "2") {
        const int wrong =
            first_wrong_resend_tag(body_text(message, FIX::FIELD::BeginSeqNo),
                                   body_text(message, FIX::FIELD::EndSeqNo), numbers().next_sender);
        resend_granted_ = wrong == 0;
        return wrong;
    }
    return 0;
}

/// What it passes over stays inside QuickFIX until the connection ends: its bytes stay counted.
int Session::read_sequence_reset(const FIX::Message& message) {
    const auto next = small_number(body_text(message, FIX::FIELD::NewSeqNo));
    if (!next || *next < 1) return FIX::FIELD::NewSeqNo;
    drop_given_out();
    waiting_.erase(waiting_.begin(), waiting_.lower_bound(*next));
    return 0;
}

void Session::fromApp(const FIX::Message& message, const FIX::SessionID&) noexcept {
    shared_.guarded("taking an order", [&] { read_order(message); });
}

/// Only what takes() names comes here: all other types are known to receive().
void Session::read_order(const FIX::Message& message) {
    const int number = small_number(header_text(message, FIX::FIELD::MsgSeqNum)).value_or(0);
    if (number == current_number_) return shared_.host.on_request(index_, message, current_);
    if (const auto waited = take_waiting(number)) {
        shared_.host.on_request(index_, message, waited->message);
    } else {
        shared_.host.on_request(index_, message, message.toString());
    }
}

void Session::give_answer(int number, std::string_view original, const Answer& answer) {
    if (answer.kind == Answer::Kind::None || answer.kind == Answer::Kind::Silence) return;
    FIX::Message reject;
    const bool business = answer.kind == Answer::Kind::BusinessReject;
    reject.getHeader().setField(FIX::FIELD::MsgType, business ? "j" : "3");
    reject.setField(FIX::FIELD::RefSeqNum, std::to_string(number));
    reject.setField(FIX::FIELD::RefMsgType, answer.ref_msg_type);
    reject.setField(FIX::FIELD::Text, answer.text);
    if (business) {
        ++shared_.counters.unsupported;
        if (!answer.ref_id.empty()) reject.setField(FIX::FIELD::BusinessRejectRefID, answer.ref_id);
        reject.setField(FIX::FIELD::BusinessRejectReason, std::to_string(kUnsupportedMessageType));
        shared_.host.on_unsupported(index_, answer.ref_msg_type, original);
    } else {
        if (answer.tag != 0) reject.setField(FIX::FIELD::RefTagID, std::to_string(answer.tag));
        const auto reason = std::to_string(answer.reason);
        if (lists(*dictionary_->session_rules, FIX::FIELD::SessionRejectReason, reason))
            reject.setField(FIX::FIELD::SessionRejectReason, reason);
    }
    fix_->send(reject);
}

// ---------------------------------------------------------------- out

bool Session::send_report(FIX::Message& message) { return fix_->send(message); }

void Session::toApp(FIX::Message& message, const FIX::SessionID&) noexcept {
    shared_.guarded("preparing a message", [&] {
        const bool resend = message.getHeader().isSetField(FIX::FIELD::PossDupFlag);
        if (!resend) sanitise(message);
    });
}

void Session::toAdmin(FIX::Message& message, const FIX::SessionID&) noexcept {
    shared_.guarded("preparing a session message", [&] {
        // A Reject of QuickFIX's for a stand-in names the type of what it stands for.
        if (current_answer_.kind != Answer::Kind::None && header_text(message, FIX::FIELD::MsgType) == "3" &&
            body_text(message, FIX::FIELD::RefSeqNum) == std::to_string(current_number_))
            message.setField(FIX::FIELD::RefMsgType, current_answer_.ref_msg_type);
    });
}

bool Session::send(const std::string& text) noexcept {
    bool written = false;
    shared_.guarded("writing to the output buffer",
                    [&] { written = connection_ && shared_.wire.write(*connection_, text); });
    if (written) log_.write(LogKind::Outgoing, text);
    return written;
}

void Session::disconnect() noexcept {
    ranges_.clear();
    waiting_.clear();
    waiting_bytes_ = 0;
    probe_until_.reset();
    if (const auto connection = std::exchange(connection_, std::nullopt))
        shared_.guarded("releasing a connection", [&] { shared_.wire.release(*connection); });
}

void Session::onLogon(const FIX::SessionID&) noexcept {
    shared_.guarded("noting a logon", [&] { shared_.events.emplace_back(LogonEvent{.session = index_}); });
}

void Session::onLogout(const FIX::SessionID&) noexcept {
    shared_.guarded("noting a logout", [&] {
        const LogoutInfo info{.clean = logout_received_,
                              .last_received = last_received_.value_or(WallTime{})};
        // With ResetOnLogout=Y QuickFIX resets first: that reset is part of the goodbye, not of a new start.
        const auto reset =
            std::find_if(shared_.events.begin(), shared_.events.end(), [&](const Event& event) {
                const auto* own = std::get_if<ResetEvent>(&event);
                return own != nullptr && own->session == index_;
            });
        shared_.events.insert(reset, LogoutEvent{.session = index_, .info = info});
    });
}

void Session::feed_resend() {
    if (ranges_.empty()) return;
    if (!logged_on()) return ranges_.clear();
    const auto page = ranges_.take_page(kResendPage);
    ++shared_.counters.resend_pages;
    // QuickFIX looks at the number of a ResendRequest only to count it, once, when it is the expected one:
    // the same number may come again with every page.
    feed_current(resend_page(theirs(), resend_number_, page.begin, page.end, shared_.now.wall), {}, 0, {});
}

void Session::tick() {
    const auto now = utc_stamp(shared_.now.wall);
    // Outside its hours QuickFIX would reset the session again every time.
    if (!connection_ && store_.pristine() && !fix_->isSessionTime(now)) return;
    const auto epoch = store_.numbers().epoch;
    const auto first = shared_.events.size();
    try {
        fix_->next(now);
    } catch (const std::exception& error) {
        fail(error.what());
    }
    if (!settings_.schedule) return;
    // When the hours are over QuickFIX says goodbye, hangs up and resets in one go; also where the next hours
    // have begun by the time it looks.
    const bool reset_by_clock =
        store_.numbers().epoch != epoch && !settings_.reset_on_logout && !settings_.reset_on_disconnect;
    if (reset_by_clock || !fix_->isSessionTime(now)) note_end_of_hours(first);
}

/// Whatever ended since the event of that place ended with the session's hours.
void Session::note_end_of_hours(std::size_t first) {
    for (std::size_t i = first; i < shared_.events.size(); ++i) {
        if (auto* logout = std::get_if<LogoutEvent>(&shared_.events[i])) logout->info.scheduled = true;
    }
}

void Session::probe() {
    if (probe_until_ || !logged_on()) return;
    probe_until_ = shared_.now.mono + kProbeTime;
    FIX::Message question;
    question.getHeader().setField(FIX::FIELD::MsgType, "1");
    question.setField(FIX::FIELD::TestReqID, "STILL THERE");
    fix_->send(question);
}

void Session::logout(std::string_view text, bool stay_out) {
    stay_out_ = stay_out;
    if (!logged_on() && !stay_out) return;
    fix_->logout(std::string(text));
    if (logged_on()) tick();
}

void Session::end_with_logout(const std::string& text) {
    FIX::Message logout;
    logout.getHeader().setField(FIX::FIELD::MsgType, "5");
    logout.setField(FIX::FIELD::Text, text);
    fix_->send(logout);
    log_.write(LogKind::Event, text);
    ending_ = Ending{.cause = DropCause::ProtocolViolation, .text = text};
    detach();
}

}  // namespace qb::fix
