#pragma once

namespace qb::ops {

/// Asks the kernel not to write this process's memory to disk when it crashes: it holds keys and passwords.
/// Where core dumps go to a program (core_pattern with a pipe) a limit of zero is not looked at; one byte is
/// refused in both cases (core(5)). False: the limit could not be set.
bool forbid_core_dumps();

}  // namespace qb::ops
