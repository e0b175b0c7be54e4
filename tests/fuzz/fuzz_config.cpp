#include "fuzz/input.h"
#include "ops/config.h"

/// Any text as a configuration: usable, or every mistake named. Names of files count from a folder that is
/// not there; a slash is left out, so that no file of the machine is read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = qb::fuzz::Input(data, size).rest();
    if (text.find('/') != std::string_view::npos || text.find("..") != std::string_view::npos) return -1;
    (void)qb::ops::load_config_text("/nowhere/bridge.cfg", text);
    return 0;
}
