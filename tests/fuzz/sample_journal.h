#pragma once

#include <memory>

#include "journal/journal.h"
#include "support/fake_disk.h"

namespace qb::fuzz {

[[nodiscard]] journal::Options sample_options();

/// A small journal of two segments with the rows of an order's life, the same at each call.
[[nodiscard]] std::unique_ptr<test::FakeDisk> sample_journal();

}  // namespace qb::fuzz
