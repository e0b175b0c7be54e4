#include "replay/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/replay/recorded.h"

namespace qb::replay {
namespace {

using test::fields;
using testing::ElementsAre;

struct Row {
    std::string name;
    std::vector<std::string> recorded, today, differences;
};

class Compared : public testing::TestWithParam<Row> {};

TEST_P(Compared, GivesTheDifferences) {
    const client::Words words;
    const auto messages = [](const std::vector<std::string>& texts) {
        std::vector<client::Fields> out;
        for (const auto& text : texts) out.push_back(fields(text));
        return out;
    };
    const Comparison comparison(words, {5001});
    EXPECT_EQ(comparison.differences("a", messages(GetParam().recorded), messages(GetParam().today)),
              GetParam().differences);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, Compared,
    testing::Values(
        Row{"Nothing", {}, {}, {}},
        Row{"FramingNumbersTimesAndIds",
            {"8=FIX.4.4|9=1|35=8|34=2|43=Y|49=A|52=1|56=B|122=1|11=a|17=e1|37=v1|60=1|198=w|527=t|10=1|"},
            {"8=FIX.4.4|9=2|35=8|34=9|49=C|52=2|56=D|11=a|17=e2|37=v2|60=2|198=x|527=u|10=2|"},
            {}},
        Row{"OrderOfFields", {"35=8|14=1|6=2|"}, {"35=8|6=2|14=1|"}, {}},
        Row{"IgnoredTag", {"35=8|5001=a|"}, {"35=8|5001=b|"}, {}},
        Row{"Value", {"35=8|14=1|"}, {"35=8|14=1.0|"}, {"a answer 1: 14: recorded 1, now 1.0"}},
        Row{"FieldGone", {"35=8|6=0|58=x|"}, {"35=8|6=0|"}, {"a answer 1: 58: recorded x, now absent"}},
        Row{"FieldNew", {"35=8|58=x|"}, {"35=8|6=0|58=x|"}, {"a answer 1: 6: recorded absent, now 0"}},
        Row{"MembersOfAGroup",
            {"35=8|136=2|137=1|137=2|"},
            {"35=8|136=2|137=1|137=3|"},
            {"a answer 1: 137: recorded 2, now 3"}},
        Row{"IdGone", {"35=8|198=w|"}, {"35=8|"}, {"a answer 1: 198: recorded (an id), now absent"}},
        Row{"NoIdWhereThereWasOne",
            {"35=8|37=v1|17=0|"},
            {"35=8|37=NONE|17=e|"},
            {"a answer 1: 17: recorded 0, now (an id)", "a answer 1: 37: recorded (an id), now NONE"}},
        Row{"ClOrdId", {"35=8|11=a|"}, {"35=8|11=p-7|"}, {"a answer 1: 11: recorded a, now p-7"}},
        Row{"TooFew", {"35=8|14=0|", "35=8|14=1|"}, {"35=8|14=0|"}, {"a answer 2: did not come: 8  14=1"}},
        Row{"TooMany", {}, {"35=8|14=0|"}, {"a answer 1: was not recorded: 8  14=0"}},
        Row{"OtherKinds",
            {"35=8|150=0|39=0|", "35=8|150=F|39=2|"},
            {"35=8|150=8|39=8|"},
            {"a answer 1: recorded 8 0, now 8 8; what follows was not compared"}},
        Row{"EscapesOfATerminal",
            {"35=8|58=a|"},
            {"35=8|58=\x1b[2J|"},
            {"a answer 1: 58: recorded a, now \\x1b[2J"}}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace qb::replay
