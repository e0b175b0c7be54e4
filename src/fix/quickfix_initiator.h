/// QuickFIX's own TCP initiator, for clients of the bridge (fix-client and the tests). The bridge
/// itself never includes it: it runs FIX::Session without QuickFIX's sockets.
#pragma once

#include "fix/quickfix.h"  // also brings in every system header that the initiator needs

#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wkeyword-macro"
#endif
#define throw(...)

#include <quickfix/Initiator.h>
#include <quickfix/SocketInitiator.h>

#undef throw
#ifdef __clang__
#pragma clang diagnostic pop
#endif
