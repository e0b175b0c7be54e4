#include "mapping/news.h"

#include "mapping/report_writer.h"
#include "mapping/time_text.h"

namespace qb::mapping {
namespace {

constexpr int kLinesOfText = 33;  // FIX 4.2 and 4.4 name it LinesOfText and NoLinesOfText
constexpr char kUrgencyNormal = '0', kUrgencyFlash = '1';

std::string line_for(const LinkChange& change) {
    if (change.serving) return "QFEX_LINK_UP orders can be sent";
    const std::string down = "orders are refused until the link is back";
    return words("QFEX_LINK_DOWN", change.reason.empty() ? down : down + "; " + std::string(change.reason));
}

}  // namespace

FIX::Message link_news(const LinkChange& change, const ReportContext& context) {
    using namespace FIX::FIELD;
    FIX::Message message;
    FieldWriter out(message, "B", context.dialect);
    FIX::Group line(kLinesOfText, Text);
    line.setField(Text, fix_text(line_for(change)));
    out.put_group(line);
    out.put(OrigTime, fix_timestamp(context.now, context.dialect.version.timestamp_decimals));
    out.put(Urgency, change.serving ? kUrgencyNormal : kUrgencyFlash);
    const std::string_view state = change.serving ? "up" : "down";
    out.put(Headline, fix_text("QFEX link " + std::string(state) + ": " + std::string(change.account)));
    return message;
}

}  // namespace qb::mapping
