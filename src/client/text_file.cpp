#include "client/text_file.h"

#include <fstream>
#include <sstream>

namespace qb::client {

std::optional<std::string> text_of_file(const std::string& path) {
    const std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    std::ostringstream text;
    text << in.rdbuf();
    if (in.bad()) return std::nullopt;
    return std::move(text).str();
}

}  // namespace qb::client
