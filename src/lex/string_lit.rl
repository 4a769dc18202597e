/* Literal parts of templates: escapes to text (hcl.md 1.6). */
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "lex/lex.h"

typedef struct literal {
    const unsigned char *start;
    uint32_t base; /* of `start` in the file */
    pl_buf *out;
    pl_diags *diags; /* may be NULL */
    bool good;
} literal;

static void put(literal *lit, const unsigned char *from, const unsigned char *to)
{
    pl_buf_add(lit->out, from, (size_t)(to - from));
}

/* Range of the escape [ts, te). */
static pl_range range_of(const literal *lit, const unsigned char *ts, const unsigned char *te)
{
    return (pl_range){ lit->base + (uint32_t)(ts - lit->start),
                       lit->base + (uint32_t)(te - lit->start) };
}

/* A bad escape is reported and stands for its text without the backslash. */
static void bad_selector(literal *lit, const unsigned char *ts, const unsigned char *te)
{
    lit->good = false;
    if (lit->diags)
        pl_diag_add(lit->diags, PL_ERROR, PL_DIAG_INVALID_ESCAPE, range_of(lit, ts, te), "Invalid escape sequence",
                    "The symbol \"%.*s\" is not a valid escape sequence selector.",
                    (int)(te - ts - 1), (const char *)ts + 1);
    put(lit, ts + 1, te);
}

static void short_hex(literal *lit, const unsigned char *ts, const unsigned char *te)
{
    lit->good = false;
    if (lit->diags)
        pl_diag_add(lit->diags, PL_ERROR, PL_DIAG_INVALID_ESCAPE, range_of(lit, ts, te), "Invalid escape sequence",
                    "The \\%c escape sequence must be followed by %s hexadecimal digits.", ts[1],
                    ts[1] == 'u' ? "four" : "eight");
    put(lit, ts + 1, te);
}

/* [ts, te) is \uNNNN or \UNNNNNNNN. */
static void character(literal *lit, const unsigned char *ts, const unsigned char *te)
{
    char bytes[4];
    uint32_t cp = 0;
    for (const unsigned char *p = ts + 2; p < te; p++)
        cp = cp << 4 | (uint32_t)(*p <= '9' ? *p - '0' : (*p | 0x20) - 'a' + 10);
    if ((cp < 0xd800 || cp >= 0xe000) && cp <= 0x10ffff) {
        pl_buf_add(lit->out, bytes, pl_utf8_encode(cp, bytes));
        return;
    }
    lit->good = false;
    if (lit->diags)
        pl_diag_add(lit->diags, PL_ERROR, PL_DIAG_INVALID_ESCAPE, range_of(lit, ts, te), "Invalid escape sequence",
                    "Cannot encode character U+%04x in UTF-8.", (unsigned)cp);
    put(lit, ts + 1, te);
}

%%{
    machine pl_string;
    alphtype unsigned char;

    # actions
    action copy      { put(&lit, ts, te); }
    action self      { put(&lit, ts + 1, te); }
    action character { character(&lit, ts, te); }
    action short_hex { short_hex(&lit, ts, te); }
    action selector  { bad_selector(&lit, ts, te); }

    # characters
    tail = 0x80..0xBF;
    char = 0x00..0x7F | 0xC0..0xDF tail | 0xE0..0xEF tail tail | 0xF0..0xF7 tail tail tail;

    # words: both forms
    marker = '$${' | '%%{';

    quoted := |*
        '\\n'          => { pl_buf_byte(out, '\n'); };
        '\\r'          => { pl_buf_byte(out, '\r'); };
        '\\t'          => { pl_buf_byte(out, '\t'); };
        '\\"' | '\\\\' => self;
        '\\u' xdigit{4} | '\\U' xdigit{8}      => character;
        '\\u' xdigit{0,3} | '\\U' xdigit{0,7}  => short_hex;
        '\\' char      => selector;
        marker         => self;
        [^$%\\]+       => copy;
        any            => copy;
    *|;

    text := |*
        marker         => self;
        [^$%]+         => copy;
        any            => copy;
    *|;

    write data noerror nofinal;
}%%

bool pl_string_decode(pl_str raw, bool quoted, uint32_t base, pl_buf *out, pl_diags *diags)
{
    const unsigned char *p = (const unsigned char *)(raw.ptr ? raw.ptr : ""), *pe = p + raw.len;
    const unsigned char *eof = pe, *ts, *te;
    literal lit = { p, base, out, diags, true };
    int cs, act;
    %% write init nocs;
    cs = quoted ? pl_string_en_quoted : pl_string_en_text;
    %% write exec;
    (void)act;
    return lit.good;
}

bool pl_string_plain(pl_str raw, bool quoted)
{
    if (!raw.len)
        return true;
    if (quoted && memchr(raw.ptr, '\\', raw.len))
        return false;
    return !memmem(raw.ptr, raw.len, "$${", 3) && !memmem(raw.ptr, raw.len, "%%{", 3);
}
