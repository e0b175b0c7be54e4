/// The one door to QuickFIX: nothing else in the tree includes <quickfix/...> (the test client's
/// quickfix_initiator.h aside).
///
/// QuickFIX 1.15 writes exception specifications, `throw(A, B)`, in its headers. C++17 removed
/// them, so they are defined away here. They are defined to nothing and not to noexcept: these
/// functions do throw what they list, and noexcept would turn that into std::terminate.
///
/// The packaged library was compiled with the specifications in force. An override of ours that is
/// called from inside it may therefore let out only what the base class lists:
///   Application::fromAdmin  FieldNotFound, IncorrectDataFormat, IncorrectTagValue, RejectLogon
///   Application::fromApp    FieldNotFound, IncorrectDataFormat, IncorrectTagValue,
///                           UnsupportedMessageType
///   Application::toApp      DoNotSend
///   MessageStore            IOException
/// Anything else ends the process, whatever is wrapped around the call.
///
/// Every standard and system header that QuickFIX includes must come before the macro: defining a
/// keyword while the standard library is being read is undefined.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): the one QuickFIX includes
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <unistd.h>
#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <functional>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <queue>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#ifdef throw
#error "throw is already a macro here: include src/fix/quickfix.h outside of any such trick"
#endif
#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wkeyword-macro"
#endif
#define throw(...)

#include <quickfix/Application.h>
#include <quickfix/DataDictionary.h>
#include <quickfix/DataDictionaryProvider.h>
#include <quickfix/FieldConvertors.h>
#include <quickfix/FixFieldNumbers.h>
#include <quickfix/Log.h>
#include <quickfix/Message.h>
#include <quickfix/MessageStore.h>
#include <quickfix/Parser.h>
#include <quickfix/Responder.h>
#include <quickfix/Session.h>
#include <quickfix/SessionFactory.h>
#include <quickfix/SessionID.h>
#include <quickfix/SessionSettings.h>
#include <quickfix/Settings.h>

#undef throw
#ifdef __clang__
#pragma clang diagnostic pop
#endif
