#include "client/console.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ostream>
#include <vector>

namespace qb::client {
namespace {

constexpr std::string_view kPrompt = "fix> ";
constexpr std::string_view kClearLine = "\r\x1b[K";

struct Line {
    std::size_t number;
    Command command;
};

/// One after the other, from a descriptor.
class LineReader {
public:
    explicit LineReader(int descriptor) : descriptor_(descriptor) {}

    /// Reads what is there; false at the end.
    bool fill() {
        std::array<char, 4096> buffer{};
        const auto count = ::read(descriptor_, buffer.data(), buffer.size());
        if (count < 0) return errno == EINTR || errno == EAGAIN;
        pending_.append(buffer.data(), static_cast<std::size_t>(count));
        // The last line may lack its end.
        if (count == 0 && !pending_.empty() && pending_.back() != '\n') pending_ += '\n';
        return count > 0;
    }

    bool next(std::string& line) {
        const auto end = pending_.find('\n');
        if (end == std::string::npos) return false;
        line = pending_.substr(0, end);
        pending_.erase(0, end + 1);
        return true;
    }

private:
    int descriptor_;
    std::string pending_;
};

class Console {
public:
    Console(Runner& runner, bool for_a_person, std::ostream& out)
        : runner_(runner), for_a_person_(for_a_person), out_(out) {}

    void prompt() {
        if (for_a_person_ && !over()) out_ << kPrompt << std::flush;
    }

    void show_what_came() {
        if (for_a_person_) out_ << kClearLine;
        runner_.pump();
        prompt();
    }

    void run(const std::string& line) {
        ++number_;
        const auto command = parse_command(line);
        if (!command) return fail(command.error(), kExitUsage);
        if (const auto failure = runner_.run(*command)) fail(*failure, kExitFailed);
    }

    [[nodiscard]] bool over() const { return runner_.done() || (status_ != kExitOk && !for_a_person_); }
    [[nodiscard]] int status() const { return status_; }

private:
    void fail(const std::string& text, int status) {
        out_ << (for_a_person_ ? "error" : "line " + std::to_string(number_)) << ": " << text << std::endl;
        if (!for_a_person_ || status == kExitFailed) status_ = status;  // a person mends a misspelt line
    }

    Runner& runner_;
    bool for_a_person_;
    std::ostream& out_;
    std::size_t number_ = 0;
    int status_ = kExitOk;
};

}  // namespace

int run_script(Runner& runner, const std::string& name, std::string_view text, std::ostream& out) {
    std::vector<Line> lines;
    bool readable = true;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        auto command = parse_command(line);
        if (command)
            lines.push_back({number, std::move(*command)});
        else
            out << name << ':' << number << ": " << command.error() << std::endl;
        readable = readable && command;
    }
    if (!readable) return kExitUsage;
    for (const auto& line : lines) {
        if (const auto failure = runner.run(line.command)) {
            out << name << ':' << line.number << ": " << *failure << std::endl;
            return kExitFailed;
        }
        if (runner.done()) break;
    }
    return kExitOk;
}

int run_lines(Runner& runner, Inbox& inbox, int descriptor, bool for_a_person, std::ostream& out) {
    Console console(runner, for_a_person, out);
    LineReader lines(descriptor);
    console.prompt();
    for (bool open = true; open && !console.over();) {
        std::array<pollfd, 3> sources{
            {{descriptor, POLLIN, 0}, {inbox.descriptor(), POLLIN, 0}, {runner.interruption(), POLLIN, 0}}};
        if (::poll(sources.data(), sources.size(), -1) < 0 && errno != EINTR) break;
        if (sources[2].revents != 0) runner.interrupt();
        if (sources[1].revents != 0) console.show_what_came();
        if (sources[0].revents == 0) continue;
        open = lines.fill();
        for (std::string line; !console.over() && lines.next(line);) {
            console.run(line);
            console.prompt();
        }
    }
    return console.status();
}

}  // namespace qb::client
