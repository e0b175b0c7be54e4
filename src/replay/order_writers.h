#pragma once

#include "replay/field_names.h"
#include "replay/order_rows.h"
#include "replay/text_out.h"

namespace qb::replay {

/// What comes before the rows of a format.
void write_order_head(Format format, TextOut& out);
void write_order(Format format, const OrderRow& row, FieldNames& names, TextOut& out);

}  // namespace qb::replay
