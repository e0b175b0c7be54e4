#include <cctype>
#include <cstdlib>

#include "fuzz/input.h"
#include "ops/config.h"

/// Any text as a configuration: usable, or every mistake named with its place.
namespace {

/// Names of files count from a folder that is not there; what could lead out of it is left out, so that no
/// file of the machine is read.
bool leads_out(std::string_view text) {
    if (text.find("..") != std::string_view::npos || text.find("${") != std::string_view::npos) return true;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '/') continue;
        const auto before = static_cast<unsigned char>(at == 0 ? '=' : text[at - 1]);
        if (std::isalnum(before) == 0 && before != ':' && before != '/') return true;
    }
    return false;
}

}  // namespace

/// The system's authorities, which are read for each [ACCOUNT], take milliseconds: none instead.
extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
    ::setenv("SSL_CERT_FILE", "/dev/null", 1);
    ::setenv("SSL_CERT_DIR", "/nowhere", 1);
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = qb::fuzz::Input(data, size).rest();
    if (leads_out(text)) return 0;
    const auto loaded = qb::ops::load_config_text("/nowhere/bridge.cfg", text);
    for (const auto& error : loaded.errors) qb::fuzz::must(!error.text.empty() && error.file.size() > 1);
    return 0;
}
