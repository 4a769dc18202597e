/* http_head.rl - requests as RFC 9112 (messages), RFC 9110 (fields) and RFC 3986 (targets) write
 * them. Names of rules are those of the RFCs. */
#include "server/http_head.h"

#include <assert.h>

#include "base/str.h"

%%{
    machine pl_http_head;
    alphtype unsigned char;
                                          # p, pe, cs are locals of the function; h is the head

    # actions: offsets, counts, and one call per field
    action start      { h->method.at = at(bytes, p); }
    action method     { h->method.n = at(bytes, p) - h->method.at; }
    action path       { h->path.at = at(bytes, p); }
    action path_end   { h->path.n = at(bytes, p) - h->path.at; }
    action query      { h->query.at = at(bytes, p) + 1; }
    action query_end  { h->query.n = at(bytes, p) - h->query.at; }
    action authority  { h->authority.at = at(bytes, p); }
    action host_end   { h->authority.n = at(bytes, p) - h->authority.at; }
    action asterisk   { h->asterisk = true; }
    action major      { h->major = (uint8_t)(*p - '0'); }
    action minor      { h->minor = (uint8_t)(*p - '0'); }

    action name       { h->name = h->value = (pl_http_span){ at(bytes, p), 0 }; }
    action name_end   { h->name.n = at(bytes, p) - h->name.at; }
    action value      { h->value.at = at(bytes, p); }
    action value_byte { h->value.n = at(bytes, p) + 1 - h->value.at; }
    action field      { keep_field(h, bytes); }
    action host       { h->hosts = more(h->hosts); keep(h, PL_HEADER_HOST); }
    action lengths    { h->lengths = more(h->lengths); h->length = 0; }
    action digit      { add_digit(h, *p); }
    action coding     { h->coded = true; h->chunked_last = false; }
    action chunked    { h->chunked = more(h->chunked); h->chunked_last = true; }
    action unknown    { h->unknown = true; }
    action done       { fbreak; }

    # characters                                          RFC 9110 5.6.2 and 5.5, RFC 3986 2
    tchar       = [!#$%&'*+\-.^_`|~0-9A-Za-z];
    vchar       = 0x21..0x7e;
    obs_text    = 0x80..0xff;
    field_vchar = vchar | obs_text;
    OWS         = [ \t]*;
    CRLF        = '\r\n';
    pct_encoded = '%' xdigit xdigit;
    sub_delims  = [!$&'()*+,;=];
    unreserved  = [A-Za-z0-9\-._~];
    # Browsers leave characters as they are that RFC 3986 would escape: { | } ^ [ ] and more.
    pchar       = ( field_vchar - [%#?] ) | pct_encoded;

    # words
    token         = tchar+;
    qdtext        = [\t !] | 0x23..0x5b | 0x5d..0x7e | obs_text;
    quoted_string = '"' ( qdtext | '\\' ( [\t ] | field_vchar ) )* '"';
    IP_literal    = '[' ( [0-9A-Fa-f:.]+ | 'v'i xdigit+ '.' ( unreserved | sub_delims | ':' )+ ) ']';
    reg_name      = ( unreserved | pct_encoded | sub_delims )*;
    uri_host      = ( IP_literal | reg_name ) ( ':' digit{0,5} )?;

    # the request line                                    RFC 9112 3
    absolute_path  = ( '/' pchar* ) >path %path_end;
    query          = ( '?' @query ( pchar | '?' )* ) %query_end;
    origin_form    = absolute_path query?;
    # Unlike in a Host field, a host must be there.
    absolute_form  = 'http'i 's'i? '://' ( uri_host - ( ':' digit* )? ) >authority %host_end
                     absolute_path? query?;
    request_target = origin_form | absolute_form | '*' @asterisk;
    HTTP_version   = 'HTTP/' digit @major '.' digit @minor;
    request_line   = token >start %method ' ' request_target ' ' HTTP_version CRLF;

    # fields                                              RFC 9110 5, RFC 9112 6
    framing         = 'host'i | 'content-length'i | 'transfer-encoding'i;
    field_value     = ( field_vchar >value @value_byte ( [ \t] | field_vchar @value_byte )* )?;
    parameter       = OWS ';' OWS token OWS '=' OWS ( token | quoted_string );
    transfer_coding = ( 'chunked'i %chunked | ( token - 'chunked'i ) %unknown parameter* ) >coding;
    field_line      = ( ( token - framing ) %name_end ':' OWS field_value CRLF @field
                      | 'host'i ':' OWS uri_host >value $value_byte OWS CRLF @host
                      | 'content-length'i ':' OWS digit >lengths @digit ( digit @digit )* OWS CRLF
                      | 'transfer-encoding'i ':' OWS transfer_coding
                        ( OWS ',' OWS transfer_coding )* OWS CRLF ) >name;

    # An empty line may stand in front                    RFC 9112 2.2
    main := CRLF? request_line field_line* CRLF @done;

    write data noentry;
}%%

static uint32_t at(const char *bytes, const unsigned char *p)
{
    return (uint32_t)(p - (const unsigned char *)bytes);
}

/* Count to two: whether there is one is all that matters. */
static uint8_t more(uint8_t n)
{
    return n < 2 ? (uint8_t)(n + 1) : n;
}

static void add_digit(pl_http_head *h, unsigned char digit)
{
    uint64_t n;

    if (__builtin_mul_overflow(h->length, 10, &n) ||
        __builtin_add_overflow(n, (uint64_t)(digit - '0'), &h->length))
        h->length = UINT64_MAX;
}

/* Keep where the first field of a name is. */
static void keep(pl_http_head *h, pl_header header)
{
    uint32_t bit = UINT32_C(1) << header;

    if (h->seen & bit)
        h->repeated |= bit;
    else
        h->field[header] = h->value;
    h->seen |= bit;
}

static void keep_field(pl_http_head *h, const char *bytes)
{
    pl_header header;

    if (pl_header_find(pl_str_make(bytes + h->name.at, h->name.n), &header))
        keep(h, header);
}

void pl_http_head_init(pl_http_head *h)
{
    int cs;

    _Static_assert(PL_HEADER_COUNT <= 32, "a bit for each header");
    %% write init;
    *h = (pl_http_head){ .state = cs };
}

pl_http_progress pl_http_head_feed(pl_http_head *h, const char *bytes, size_t n)
{
    const unsigned char *p = (const unsigned char *)bytes + h->read;
    const unsigned char *pe = (const unsigned char *)bytes + n;
    int cs = h->state;

    assert(n >= h->read && n <= UINT32_MAX && cs != pl_http_head_error);
    %% write exec;
    h->state = cs;
    h->read = at(bytes, p);
    if (cs == pl_http_head_error)
        return PL_HTTP_BAD;
    return cs >= pl_http_head_first_final ? PL_HTTP_DONE : PL_HTTP_MORE;
}
