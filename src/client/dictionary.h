#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "client/words.h"

namespace qb::client {

/// The names of a session's data dictionaries in QuickFIX's format.
class Dictionary final : public Words {
public:
    /// `transport_path`: of the session messages, where another file has them. Throws std::runtime_error that
    /// names the file where it cannot be read or is no dictionary.
    explicit Dictionary(const std::string& path, const std::string& transport_path = {});
    ~Dictionary() override;

    [[nodiscard]] std::string name_of(int tag) const override;
    [[nodiscard]] std::string word_for(int tag, std::string_view value) const override;
    [[nodiscard]] bool requires_field(std::string_view msg_type, int tag) const override;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace qb::client
