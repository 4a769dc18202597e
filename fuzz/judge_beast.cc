#include "judge_beast.h"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstring>
#include <limits>
#include <optional>

namespace http = boost::beast::http;
static std::optional<http::request_parser<http::empty_body>> parser;

static void copy(char *to, size_t room, boost::beast::string_view from)
{
    size_t n = from.size() < room - 1 ? from.size() : room - 1;

    std::memcpy(to, from.data(), n);
    to[n] = 0;
}

void beast_read(const char *bytes, size_t n, beast_head *out)
{
    boost::beast::error_code error;

    *out = beast_head{};
    parser.emplace();
    parser->header_limit(1 << 20);
    parser->body_limit((std::numeric_limits<std::uint64_t>::max)()); /* 1.74 takes none as 0 */
    parser->eager(false);
    out->read = parser->put(boost::asio::buffer(bytes, n), error);
    if (error == http::error::need_more)
        return;
    if (error) {
        out->verdict = -1;
        copy(out->why, sizeof out->why, error.message());
        return;
    }
    if (!parser->is_header_done())
        return;
    auto const &head = parser->get();
    out->verdict = 1;
    copy(out->method, sizeof out->method, head.method_string());
    copy(out->target, sizeof out->target, head.target());
    out->version = static_cast<int>(head.version());
    out->chunked = parser->chunked();
    out->keeps = parser->keep_alive();
    if (auto length = parser->content_length()) {
        out->has_length = 1;
        out->length = *length;
    }
}

const char *beast_field(const char *name, size_t *n)
{
    auto const &head = parser->get();

    if (head.count(name) != 1)
        return nullptr;
    *n = head[name].size();
    return head[name].data();
}
