/// Loaded into a program ahead of the C library: there every look-up of a name hangs, as with a name server
/// that does not answer.
#include <unistd.h>

struct addrinfo;

extern "C" int getaddrinfo(const char* /*node*/, const char* /*service*/, const addrinfo* /*hints*/,
                           addrinfo** /*found*/) {
    for (;;) pause();
}
