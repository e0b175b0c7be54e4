/// QuickFIX's own TCP acceptor and file store, for the executor that the bridge is measured against. The
/// bridge itself never includes them.
#pragma once

#include "fix/quickfix.h"  // also brings in every system header that the acceptor needs

#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wkeyword-macro"
#endif
#define throw(...)

#include <quickfix/Acceptor.h>
#include <quickfix/FileStore.h>
#include <quickfix/SocketAcceptor.h>

#undef throw
#ifdef __clang__
#pragma clang diagnostic pop
#endif
