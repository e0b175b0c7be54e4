#include "client/dictionary.h"

#include <stdexcept>

#include "fix/quickfix.h"

namespace qb::client {

class Dictionary::Impl {
public:
    explicit Impl(const std::string& path) : fix(path) {}
    FIX::DataDictionary fix;
};

Dictionary::Dictionary(const std::string& path) {
    try {
        impl_ = std::make_unique<Impl>(path);
    } catch (const std::exception& error) {
        throw std::runtime_error(path + " is not a data dictionary: " + error.what());
    }
}

Dictionary::~Dictionary() = default;

std::string Dictionary::name_of(int tag) const {
    std::string name;
    impl_->fix.getFieldName(tag, name);
    return name;
}

std::string Dictionary::word_for(int tag, std::string_view value) const {
    std::string word;
    impl_->fix.getValueName(tag, std::string(value), word);
    return word;
}

}  // namespace qb::client
