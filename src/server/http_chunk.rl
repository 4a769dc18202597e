/* http_chunk.rl - bodies in chunks, as RFC 9112 7.1 writes them. */
#include "server/http_chunk.h"

#include <assert.h>

#include "base/str.h"

%%{
    machine pl_http_chunk;
    alphtype unsigned char;
                                          # p, pe, cs are locals of the function; c is the body

    # actions
    action size   { c->left = c->digits = 0; }
    action digit  { if (!add_digit(c, *p)) fgoto *pl_http_chunk_error; }
    action extra  { if (++c->extra > PL_HTTP_CHUNK_EXTRA) fgoto *pl_http_chunk_error; }
    action begin  { if (c->left) fgoto data; fgoto trailers; }
    action data   {
        *data = piece(c, p, pe);
        p += data->len - 1;
        fbreak;
    }
    action next   { fgoto main; }
    action done   { ended = true; fbreak; }

    # characters                          RFC 9110 5.6.2 and 5.5
    tchar       = [!#$%&'*+\-.^_`|~0-9A-Za-z];
    field_vchar = 0x21..0x7e | 0x80..0xff;
    OWS         = [ \t]*;
    CRLF        = '\r\n';

    # words
    token         = tchar+;
    qdtext        = [\t !] | 0x23..0x5b | 0x5d..0x7e | 0x80..0xff;
    quoted_string = '"' ( qdtext | '\\' ( [\t ] | field_vchar ) )* '"';
    chunk_ext     = ( OWS ';' OWS token ( OWS '=' OWS ( token | quoted_string ) )? )* $extra;
    chunk_size    = xdigit+ >size $digit;
    field_line    = ( token ':' OWS ( field_vchar ( [ \t] | field_vchar )* )? CRLF ) $extra;

    data     := ( any @data )*;
    data_end := CRLF @next;
    trailers := field_line* CRLF @done;
    main     := chunk_size chunk_ext CRLF @begin;

    write data;
}%%

/* A chunk of 2^60 bytes is no chunk, and zeros in front of a size must end. */
static bool add_digit(pl_http_chunks *c, unsigned char digit)
{
    unsigned n = digit <= '9' ? digit - '0' : (digit & 0x5fu) - 'A' + 10;

    if (c->left >> 56 || ++c->digits > PL_HTTP_CHUNK_DIGITS)
        return false;
    c->left = c->left << 4 | n;
    return true;
}

static pl_str piece(pl_http_chunks *c, const unsigned char *p, const unsigned char *pe)
{
    size_t n = (size_t)(pe - p);

    assert(c->left);
    if (n > c->left)
        n = (size_t)c->left;
    c->left -= n;
    return pl_str_make(p, n);
}

void pl_http_chunks_init(pl_http_chunks *c)
{
    int cs;

    %% write init;
    *c = (pl_http_chunks){ .state = cs };
}

pl_http_chunk_event pl_http_chunks_next(pl_http_chunks *c, const char *bytes, size_t n,
                                        size_t *used, pl_str *data)
{
    const unsigned char *p = (const unsigned char *)bytes, *pe = p + n;
    int cs = c->state;
    bool ended = false;

    assert(cs != pl_http_chunk_error);
    *data = (pl_str){ 0 };
    %% write exec;
    c->state = data->len && !c->left ? pl_http_chunk_en_data_end : cs;
    *used = (size_t)(p - (const unsigned char *)bytes);
    if (cs == pl_http_chunk_error)
        return PL_HTTP_CHUNK_BAD;
    if (data->len)
        return PL_HTTP_CHUNK_DATA;
    return ended ? PL_HTTP_CHUNK_END : PL_HTTP_CHUNK_MORE;
}
