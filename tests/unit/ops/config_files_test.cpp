#include "ops/config.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <sstream>

#include "support/certs.h"
#include "unit/ops/folder.h"

/// The files of config/ as they are shipped.
namespace qb::ops {
namespace {

const std::string kSource = QB_SOURCE_DIR;

/// A copy of the configuration with everything it names around it.
class ShippedConfig : public testing::Test {
protected:
    ShippedConfig() {
        folder_.write("fix_spec/FIX44.xml", test::text_of(kSource + "/fix_spec/FIX44.xml"));
        folder_.write("ca.pem", test::text_of(certs_.ca_file()));
        set("SSL_CERT_FILE", folder_ / "ca.pem");
        folder_.write("config/secrets/desk1.password", "password\n");
        folder_.write("config/secrets/qfex.secret", "secret\n");
        set("DEMO_DIR", folder_ / ".");
        set("DEMO_FIX_PORT", "5001");
        set("DEMO_SIM_PORT", "5002");
        set("DEMO_STATUS_PORT", "5003");
        for (const char* name :
             {"DEMO_PUBLIC_KEY", "DEMO_SECRET_KEY", "QFEX_PUBLIC_KEY", "QFEX_SECRET_KEY"}) {
            set(name, "key");
        }
    }
    void set(const char* name, const std::string& value) { variables_.emplace_back(name, value); }

    LoadedConfig load(const std::string& name) {
        folder_.write("config/" + name, test::text_of(kSource + "/config/" + name));
        return load_config(folder_ / ("config/" + name));
    }

    test::Certs certs_;
    test::Folder folder_;
    std::deque<test::Environment> variables_;
};

TEST_F(ShippedConfig, Loads) {
    for (const char* name : {"bridge.cfg", "demo.cfg", "uat.cfg"}) {
        const auto loaded = load(name);
        for (const auto& error : loaded.errors) ADD_FAILURE() << to_string(error);
        for (const auto& warning : loaded.warnings) ADD_FAILURE() << to_string(warning);
        EXPECT_EQ(loaded.config.sessions.size(), 1U) << name;
        EXPECT_EQ(loaded.config.accounts.size(), 1U) << name;
    }
}

struct Line {
    std::string value;
    bool commented = false;
};

/// The keys of bridge.cfg by "SECTION Key"; a comment counts where it has the form #Key=Value.
std::map<std::string, Line> keys_of_the_example() {
    std::map<std::string, Line> keys;
    std::string section;
    std::istringstream text(test::text_of(kSource + "/config/bridge.cfg"));
    for (std::string line; std::getline(text, line);) {
        if (line.empty() || line.starts_with("# ")) continue;
        if (line.front() == '[') {
            section = line.substr(1, line.find(']') - 1);
            if (section == "DEFAULT") section = "SESSION";
            continue;
        }
        const bool commented = line.front() == '#';
        const auto equals = line.find('=');
        EXPECT_NE(equals, std::string::npos) << line;
        if (equals == std::string::npos) continue;
        const auto key = section + ' ' + line.substr(commented ? 1 : 0, equals - (commented ? 1 : 0));
        EXPECT_TRUE(keys.emplace(key, Line{line.substr(equals + 1), commented}).second)
            << key << " is there twice";
    }
    return keys;
}

TEST(ExampleConfig, NamesEveryKeyWithItsDefaultAndNoOther) {
    auto keys = keys_of_the_example();
    for (const auto& info : documented_keys()) {
        const auto name = std::string(info.sections) + ' ' + std::string(info.key);
        const auto found = keys.find(name);
        if (found == keys.end()) {
            ADD_FAILURE() << name << " is missing";
            continue;
        }
        const bool depends = info.key == "TriggerReport";  // on Values: the text shows that of Values=stock
        if (found->second.commented && !depends) {
            EXPECT_EQ(found->second.value, info.default_text) << name;
        }
        keys.erase(found);
    }
    for (const auto& [name, line] : keys) ADD_FAILURE() << name << " is not a key";
}

}  // namespace
}  // namespace qb::ops
