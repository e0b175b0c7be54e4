#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include "fix/quickfix.h"

/// What the dictionary tests share: the files of fix_spec, and FIX messages from readable text.
namespace qb::spec {

inline constexpr int kHighestTag = 9999;  ///< the dictionaries declare nothing above

enum class Version : std::uint8_t { Fix42, Fix44, Fix50Sp2 };
inline constexpr std::array kVersions{Version::Fix42, Version::Fix44, Version::Fix50Sp2};
inline std::ostream& operator<<(std::ostream& out, Version version) {
    return out << std::array{"Fix42", "Fix44", "Fix50Sp2"}.at(static_cast<std::size_t>(version));
}

/// Whose files: ours, or those in client/ for the OMS.
enum class Side : std::uint8_t { Bridge, Client };
inline std::ostream& operator<<(std::ostream& out, Side side) {
    return out << (side == Side::Bridge ? "Bridge" : "Client");
}

/// The dictionaries of one version; up to FIX 4.4 the session's and the application's are the same one.
struct Book {
    std::string begin_string;
    std::shared_ptr<const FIX::DataDictionary> session, application;

    static bool is_session_type(const std::string& type) {
        return type.size() == 1 && std::string_view("012345A").find(type) != std::string_view::npos;
    }
    /// The one that rules the body of a message.
    [[nodiscard]] const FIX::DataDictionary& of(const std::string& type) const {
        return is_session_type(type) ? *session : *application;
    }
};

inline Book load(Version version, Side side) {
    const auto read = [side](const char* name) {
        const std::string folder = QB_SOURCE_DIR "/fix_spec/";
        return std::make_shared<const FIX::DataDictionary>(folder + (side == Side::Client ? "client/" : "") +
                                                           name);
    };
    if (version == Version::Fix50Sp2) return {"FIXT.1.1", read("FIXT11.xml"), read("FIX50SP2.xml")};
    const auto one = version == Version::Fix42 ? read("FIX42.xml") : read("FIX44.xml");
    return {version == Version::Fix42 ? "FIX.4.2" : "FIX.4.4", one, one};
}

/// The same, read once.
inline const Book& book(Version version, Side side = Side::Bridge) {
    static const auto books = [] {
        std::array<std::array<Book, 2>, 3> made;
        for (const auto v : kVersions)
            for (const auto s : {Side::Bridge, Side::Client})
                made.at(static_cast<std::size_t>(v)).at(static_cast<std::size_t>(s)) = load(v, s);
        return made;
    }();
    return books.at(static_cast<std::size_t>(version)).at(static_cast<std::size_t>(side));
}

inline const FIX::DataDictionary& bridge_dictionary() { return *book(Version::Fix44).application; }
inline const FIX::DataDictionary& client_dictionary() {
    return *book(Version::Fix44, Side::Client).application;
}

/// A whole message from "35=D|11=a|...": '|' is SOH; BeginString, BodyLength, the rest of the header and
/// CheckSum are put around it.
inline std::string wire(std::string_view begin_string, std::string_view text) {
    std::string body(text);
    if (!body.empty() && body.back() != '|') body += '|';
    const auto after_type = body.find('|') + 1;
    body.insert(after_type, "34=2|49=OMS|52=20260105-10:00:00.000|56=BRIDGE|");
    std::replace(body.begin(), body.end(), '|', '\001');
    std::string message =
        "8=" + std::string(begin_string) + "\0019=" + std::to_string(body.size()) + '\001' + body;
    unsigned sum = 0;
    for (const char c : message) sum += static_cast<unsigned char>(c);
    const auto digits = std::to_string(sum % 256);
    return message + "10=" + std::string(3 - digits.size(), '0') + digits + '\001';
}

/// Parses and validates a whole message as a session does it: throws what QuickFIX throws.
inline void validate_wire(const Book& rules, const std::string& message) {
    const FIX::Message parsed(message, *rules.session, *rules.application, true);
    if (rules.session == rules.application ||
        Book::is_session_type(parsed.getHeader().getField(FIX::FIELD::MsgType)))
        rules.session->validate(parsed);
    else
        FIX::DataDictionary::validate(parsed, rules.session.get(), rules.application.get());
}

/// The same of a message from "35=D|11=a|...".
inline void validate(const Book& rules, std::string_view text) {
    validate_wire(rules, wire(rules.begin_string, text));
}

/// What QuickFIX would answer: "" when the message is fine, else the SessionRejectReason(373) and, after a
/// slash, the tag at fault.
inline std::string verdict(const Book& rules, std::string_view text) {
    const auto with_tag = [](int reason, int tag) {
        return std::to_string(reason) + '/' + std::to_string(tag);
    };
    try {
        validate(rules, text);
        return "";
    } catch (const FIX::InvalidTagNumber& e) {
        return with_tag(0, e.field);
    } catch (const FIX::RequiredTagMissing& e) {
        return with_tag(1, e.field);
    } catch (const FIX::TagNotDefinedForMessage& e) {
        return with_tag(2, e.field);
    } catch (const FIX::NoTagValue& e) {
        return with_tag(4, e.field);
    } catch (const FIX::IncorrectTagValue& e) {
        return with_tag(5, e.field);
    } catch (const FIX::IncorrectDataFormat& e) {
        return with_tag(6, e.field);
    } catch (const FIX::InvalidMessageType&) {
        return "11";
    } catch (const FIX::RepeatedTag& e) {
        return with_tag(13, e.field);
    } catch (const FIX::TagOutOfOrder& e) {
        return with_tag(14, e.field);
    } catch (const FIX::RepeatingGroupCountMismatch& e) {
        return with_tag(16, e.field);
    } catch (const FIX::InvalidMessage& e) {
        return std::string("garbled: ") + e.what();
    }
}

/// A row of the tables of messages.
struct Sample {
    std::string name, fix, verdict;  ///< '|' is SOH; the verdict is 373/371, empty when the message passes
};
inline std::ostream& operator<<(std::ostream& out, const Sample& sample) { return out << sample.name; }

}  // namespace qb::spec
