#include "ops/status_server.h"

namespace qb::ops {
namespace {

constexpr const char* kPlain = "text/plain; charset=utf-8";

constexpr const char* kPage = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>qfex-bridge</title>
<style>body{font:15px/1.5 system-ui,sans-serif;margin:2em;max-width:60em}pre{background:#f4f4f4;padding:1em;overflow:auto}</style>
</head><body><h1>qfex-bridge</h1>
<p><a href="/healthz">/healthz</a> &middot; <a href="/readyz">/readyz</a> &middot; <a href="/metrics">/metrics</a> &middot;
<a href="/status.json">/status.json</a></p><pre id="s">loading</pre>
<script>
const show=async()=>{try{const r=await fetch("/status.json");document.getElementById("s").textContent=
JSON.stringify(await r.json(),null,2)}catch(e){document.getElementById("s").textContent="no answer: "+e}};
show();setInterval(show,2000);
</script></body></html>
)";

net::HttpResponse plain(int status, std::string body) {
    return {.status = status, .body = std::move(body), .content_type = kPlain, .headers = {}};
}

net::HttpResponse ready_answer(const StatusSource& source) {
    const auto reasons = source.not_ready_because();
    if (reasons.empty()) return plain(200, "ready\n");
    std::string body = "not ready\n";
    for (const auto& reason : reasons) body += reason + '\n';
    return plain(503, std::move(body));
}

net::HttpResponse answer(const net::HttpRequest& request, const StatusSource& source) {
    if (request.method != "GET" && request.method != "HEAD") return plain(405, "only GET is answered here\n");
    const auto path = net::target_path(request.target);
    if (path == "/healthz") return plain(200, "ok\n");
    if (path == "/readyz") return ready_answer(source);
    if (path == "/metrics") {
        return {.status = 200,
                .body = metrics_text(source.metrics()),
                .content_type = "text/plain; version=0.0.4; charset=utf-8",
                .headers = {}};
    }
    if (path == "/status.json") return {.status = 200, .body = source.status_json(), .headers = {}};
    if (path == "/")
        return {.status = 200, .body = kPage, .content_type = "text/html; charset=utf-8", .headers = {}};
    return plain(404, "not here: try /healthz /readyz /metrics /status.json\n");
}

}  // namespace

StatusServer::StatusServer(boost::asio::io_context& io, const std::string& host, std::uint16_t port,
                           const StatusSource& source) {
    net::HttpServerOptions options;
    options.host = host;
    options.port = port;
    server_ = std::make_unique<net::HttpServer>(
        io, options,
        net::HttpServer::Handler([&source](const net::HttpRequest& r) { return answer(r, source); }));
}

StatusServer::~StatusServer() = default;

std::uint16_t StatusServer::port() const { return server_->port(); }

}  // namespace qb::ops
