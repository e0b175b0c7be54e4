#include "journal/error.h"

#include <stdexcept>

namespace qb::journal {
namespace {

class Category final : public std::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "journal"; }
    [[nodiscard]] std::string message(int value) const override {
        switch (static_cast<Errc>(value)) {
        case Errc::AlreadyInUse: return "the journal directory is in use by another writer";
        case Errc::NoSuchSegment: return "the segment is not kept";
        case Errc::NoSuchRow: return "no whole row begins there";
        case Errc::WrongHash: return "the row does not give its stored hash";
        case Errc::ShortWrite: return "the disk took nothing of a write and gave no reason";
        case Errc::TurnNotBegun: return "the turn does not start at the journal's end";
        case Errc::Dead: return "the journal is dead after an earlier failure";
        case Errc::DirectoryUnsure: return "a directory could not be synced before";
        case Errc::BadPacking: return "the packed file does not unpack to what was packed";
        }
        return "unknown journal error";
    }
};

}  // namespace

const std::error_category& journal_category() noexcept {
    static const Category category;
    return category;
}

std::error_code make_error_code(Errc error) noexcept { return {static_cast<int>(error), journal_category()}; }

std::string_view to_string(Fault fault) noexcept {
    switch (fault) {
    case Fault::InUse: return "in use";
    case Fault::Io: return "disk error";
    case Fault::NoJournalId: return "no journal";
    case Fault::MissingSegment: return "missing segment";
    case Fault::BrokenChain: return "broken chain";
    case Fault::BadRow: return "damaged row";
    case Fault::BadPacking: return "damaged packed segment";
    case Fault::UnknownVersion: return "unknown version";
    case Fault::Refused: return "refused row";
    }
    return "?";
}

std::string describe(const Damage& damage) {
    std::string text;
    if (!damage.segment.empty()) text += damage.segment + ": ";
    text += to_string(damage.fault);
    if (damage.row != 0)
        text += ": row " + std::to_string(damage.row) + " at byte " + std::to_string(damage.offset);
    if (!damage.what.empty()) text += ": " + damage.what;
    if (damage.error) text += ": " + damage.error.message();
    return text;
}

void throw_exception_from_error(const Damage& damage, const boost::source_location&) {
    throw std::runtime_error(describe(damage));
}

}  // namespace qb::journal
