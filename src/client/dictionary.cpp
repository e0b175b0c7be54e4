#include "client/dictionary.h"

#include <stdexcept>
#include <vector>

#include "fix/quickfix.h"

namespace qb::client {

class Dictionary::Impl {
public:
    std::vector<FIX::DataDictionary> fix;  ///< the application's first
};

Dictionary::Dictionary(const std::string& path, const std::string& transport_path)
    : impl_(std::make_unique<Impl>()) {
    for (const auto& file : {path, transport_path}) {
        if (file.empty() && !impl_->fix.empty()) continue;
        try {
            impl_->fix.emplace_back(file);
        } catch (const std::exception& error) {
            throw std::runtime_error(file + " is not a data dictionary: " + error.what());
        }
    }
}

Dictionary::~Dictionary() = default;

std::string Dictionary::name_of(int tag) const {
    std::string name;
    for (const auto& fix : impl_->fix)
        if (fix.getFieldName(tag, name)) break;
    return name;
}

std::string Dictionary::word_for(int tag, std::string_view value) const {
    std::string word;
    for (const auto& fix : impl_->fix)
        if (fix.getValueName(tag, std::string(value), word)) break;
    return word;
}

bool Dictionary::requires_field(std::string_view msg_type, int tag) const {
    return impl_->fix.front().isRequiredField(std::string(msg_type), tag);
}

}  // namespace qb::client
