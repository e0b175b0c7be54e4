#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "fix/quickfix.h"

/// What the dictionary tests share: the two files, and FIX messages from readable text.
namespace qb::spec {

inline constexpr int kHighestTag = 9999;  ///< the dictionaries declare nothing above

inline FIX::DataDictionary load(const char* path) {
    return FIX::DataDictionary(std::string(QB_SOURCE_DIR "/fix_spec/") + path);
}
inline const FIX::DataDictionary& bridge_dictionary() {
    static const FIX::DataDictionary dictionary = load("FIX44.xml");
    return dictionary;
}
inline const FIX::DataDictionary& client_dictionary() {
    static const FIX::DataDictionary dictionary = load("client/FIX44.xml");
    return dictionary;
}

/// A whole message from "35=D|11=a|...": '|' is SOH; BeginString, BodyLength, the rest of the header and
/// CheckSum are put around it.
inline std::string wire(std::string_view text) {
    std::string body(text);
    if (!body.empty() && body.back() != '|') body += '|';
    const auto after_type = body.find('|') + 1;
    body.insert(after_type, "34=2|49=OMS|52=20260105-10:00:00.000|56=BRIDGE|");
    std::replace(body.begin(), body.end(), '|', '\001');
    std::string message = "8=FIX.4.4\0019=" + std::to_string(body.size()) + '\001' + body;
    unsigned sum = 0;
    for (const char c : message) sum += static_cast<unsigned char>(c);
    const auto digits = std::to_string(sum % 256);
    return message + "10=" + std::string(3 - digits.size(), '0') + digits + '\001';
}

/// What QuickFIX would answer: "" when the message is fine, else the SessionRejectReason(373) and, after a
/// slash, the tag at fault. Parsed and validated as a session does it.
inline std::string verdict(const FIX::DataDictionary& dictionary, std::string_view text) {
    const auto with_tag = [](int reason, int tag) {
        return std::to_string(reason) + '/' + std::to_string(tag);
    };
    try {
        const FIX::Message message(wire(text), dictionary, true);
        dictionary.validate(message);
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

}  // namespace qb::spec
