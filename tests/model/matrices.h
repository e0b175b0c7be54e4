#pragma once

namespace qb::model {

/// OrdStatus(39) of an order of which nothing was told yet.
inline constexpr char kNothingTold = '-';
/// In the place of an ExecType(150): an OrderCancelReject(9).
inline constexpr char kCancelReject = '9';

/// May an order that stands at OrdStatus(39) `from` be reported with ExecType(150) `exec_type` (or 9) and
/// OrdStatus(39) `to`? Source: FIX 4.4 volume 4, Appendix D.
[[nodiscard]] bool legal(char from, char exec_type, char to);

}  // namespace qb::model
