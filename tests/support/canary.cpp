#include "support/canary.h"

#include <array>
#include <cstddef>

namespace qb::test {
namespace {

std::string hex(std::string_view text, std::string_view digits, std::string_view before) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out += before;
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

/// The characters of base64 that depend on nothing but `text`, where `ahead` bytes stand before it.
std::string base64_core(std::string_view text, std::size_t ahead, std::string_view alphabet) {
    const std::string bytes = std::string(ahead, '\0') + std::string(text);
    std::string out;
    for (std::size_t bit = 0; bit + 6 <= bytes.size() * 8; bit += 6) {
        unsigned value = 0;
        for (std::size_t i = bit; i < bit + 6; ++i) {
            const auto byte = static_cast<unsigned char>(bytes[i / 8]);
            value = value * 2 + ((byte >> (7U - i % 8)) & 1U);
        }
        if (bit >= ahead * 8) out += alphabet[value];
    }
    return out;
}

constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

}  // namespace

std::vector<std::string> written_forms(std::string_view secret) {
    std::vector<std::string> forms{std::string(secret)};
    for (const auto* digits : {"0123456789abcdef", "0123456789ABCDEF"}) {
        forms.push_back(hex(secret, digits, ""));
        forms.push_back(hex(secret, digits, "%"));
    }
    for (const auto* last : {"+/", "-_"}) {
        for (std::size_t ahead = 0; ahead < 3; ++ahead)
            forms.push_back(base64_core(secret, ahead, std::string(kLetters) + last));
    }
    return forms;
}

std::string leaked_form(std::string_view text, std::string_view secret) {
    for (const auto& form : written_forms(secret)) {
        if (text.find(form) != std::string_view::npos) return form;
    }
    return {};
}

}  // namespace qb::test
