/* fn_charset.c - textencodebase64 and textdecodebase64 (hcl.md 7.3): finds the IANA name and
 * calls iconv of the C library. */
#include "base/utf8.h"
#include "hcl/fn_text.h"
#include "value/quote.h"
#include <errno.h>
#include <iconv.h>

typedef struct charset {
    const char *name;    /* name in messages */
    const char *system;  /* name for iconv */
    bool no_controls;    /* 0x80 to 0x9f are not characters */
    const char *aliases; /* in lower case, separated by blanks */
} charset;

static const charset charsets[] = {
    { "Big5", "BIG5-HKSCS", false, "csbig5" },
    { "EUC-KR", "CP949", false, "cseuckr" },
    { "Extended_UNIX_Code_Packed_Format_for_Japanese", "EUC-JP", false,
      "cseucpkdfmtjapanese euc-jp" },
    { "GB18030", "GB18030", false, "csgb18030" },
    { "GBK", "CP936", false, "cp936 csgbk ms936 windows-936" },
    { "IBM00858", "CP858", false, "ccsid00858 cp00858 csibm00858 pc-multilingual-850+euro" },
    { "IBM01140", "IBM1140", false, "ccsid01140 cp01140 csibm01140 ebcdic-us-37+euro" },
    { "IBM037", "IBM037", false,
      "cp037 csibm037 ebcdic-cp-ca ebcdic-cp-nl ebcdic-cp-us ebcdic-cp-wt" },
    { "IBM1047", "IBM1047", false, "csibm1047 ibm-1047" },
    { "IBM437", "IBM437", false, "437 cp437 cspc8codepage437" },
    { "IBM850", "IBM850", false, "850 cp850 cspc850multilingual" },
    { "IBM852", "IBM852", false, "852 cp852 cspcp852" },
    { "IBM855", "IBM855", false, "855 cp855 csibm855" },
    { "IBM860", "IBM860", false, "860 cp860 csibm860" },
    { "IBM862", "IBM862", false, "862 cp862 cspc862latinhebrew" },
    { "IBM863", "IBM863", false, "863 cp863 csibm863" },
    { "IBM865", "IBM865", false, "865 cp865 csibm865" },
    { "IBM866", "IBM866", false, "866 cp866 csibm866" },
    { "ISO-2022-JP", "ISO-2022-JP", false, "csiso2022jp" },
    { "ISO-8859-10", "ISO-8859-10", true, "csisolatin6 iso-ir-157 iso_8859-10:1992 l6 latin6" },
    { "ISO-8859-13", "ISO-8859-13", true, "csiso885913" },
    { "ISO-8859-14", "ISO-8859-14", true,
      "csiso885914 iso-celtic iso-ir-199 iso_8859-14 iso_8859-14:1998 l8 latin8" },
    { "ISO-8859-15", "ISO-8859-15", true, "csiso885915 iso_8859-15 latin-9" },
    { "ISO-8859-16", "ISO-8859-16", true,
      "csiso885916 iso-ir-226 iso_8859-16 iso_8859-16:2001 l10 latin10" },
    { "ISO_8859-1:1987", "ISO-8859-1", false,
      "cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso_8859-1 l1 latin1" },
    { "ISO_8859-2:1987", "ISO-8859-2", true,
      "csisolatin2 iso-8859-2 iso-ir-101 iso_8859-2 l2 latin2" },
    { "ISO_8859-3:1988", "ISO-8859-3", true,
      "csisolatin3 iso-8859-3 iso-ir-109 iso_8859-3 l3 latin3" },
    { "ISO_8859-4:1988", "ISO-8859-4", true,
      "csisolatin4 iso-8859-4 iso-ir-110 iso_8859-4 l4 latin4" },
    { "ISO_8859-5:1988", "ISO-8859-5", true,
      "csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso_8859-5" },
    { "ISO_8859-6-E", "ISO-8859-6", true, "csiso88596e iso-8859-6-e" },
    { "ISO_8859-6-I", "ISO-8859-6", true, "csiso88596i iso-8859-6-i" },
    { "ISO_8859-6:1987", "ISO-8859-6", true,
      "arabic asmo-708 csisolatinarabic ecma-114 iso-8859-6 iso-ir-127 iso_8859-6" },
    { "ISO_8859-7:1987", "ISO-8859-7", true,
      "csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso_8859-7" },
    { "ISO_8859-8-E", "ISO-8859-8", true, "csiso88598e iso-8859-8-e" },
    { "ISO_8859-8-I", "ISO-8859-8", true, "csiso88598i iso-8859-8-i" },
    { "ISO_8859-8:1988", "ISO-8859-8", true,
      "csisolatinhebrew hebrew iso-8859-8 iso-ir-138 iso_8859-8" },
    { "ISO_8859-9:1989", "ISO-8859-9", false,
      "csisolatin5 iso-8859-9 iso-ir-148 iso_8859-9 l5 latin5" },
    { "KOI8-R", "KOI8-R", false, "cskoi8r" },
    { "KOI8-U", "KOI8-U", false, "cskoi8u" },
    { "Shift_JIS", "CP932", false, "csshiftjis ms_kanji" },
    { "US-ASCII", "US-ASCII", false,
      "ansi_x3.4-1968 ansi_x3.4-1986 cp367 csascii ibm367 iso-ir-6 iso646-us iso_646.irv:1991 us" },
    { "UTF-16", "UTF-16", false, "csutf16" },
    { "UTF-16BE", "UTF-16BE", false, "csutf16be" },
    { "UTF-16LE", "UTF-16LE", false, "csutf16le" },
    { "UTF-8", "UTF-8", false, "csutf8" },
    { "macintosh", "MACINTOSH", false, "csmacintosh mac" },
    { "windows-1250", "CP1250", false, "cswindows1250" },
    { "windows-1251", "CP1251", false, "cswindows1251" },
    { "windows-1252", "CP1252", false, "cswindows1252" },
    { "windows-1253", "CP1253", false, "cswindows1253" },
    { "windows-1254", "CP1254", false, "cswindows1254" },
    { "windows-1255", "CP1255", false, "cswindows1255" },
    { "windows-1256", "CP1256", false, "cswindows1256" },
    { "windows-1257", "CP1257", false, "cswindows1257" },
    { "windows-1258", "CP1258", false, "cswindows1258" },
    { "windows-874", "CP874", false, "cswindows874" },
};

static const charset *find_charset(pl_str name)
{
    for (size_t i = 0; i < PL_COUNT(charsets); i++) {
        if (pl_str_same(name, pl_str_cstr(charsets[i].name)))
            return &charsets[i];
        for (pl_str rest = pl_str_cstr(charsets[i].aliases); rest.ptr;)
            if (pl_str_same(name, pl_str_split(&rest, ' ')))
                return &charsets[i];
    }
    return NULL;
}

static bool unsupported(pl_call *call)
{
    pl_buf quoted = { 0 };
    pl_quote_go(&quoted, pl_text__arg(call, 1));
    pl_fn_fail_arg(call, 1,
                   "%.*s is not a supported IANA encoding name or alias in this Terraform version",
                   PL_FMT(pl_buf_view(&quoted)));
    pl_buf_done(&quoted);
    return false;
}

/* Convert `s` between two charsets and append it to `out`; false: it cannot be converted. */
static bool convert_charset(const char *from, const char *to, pl_str s, pl_buf *out)
{
    iconv_t cd = iconv_open(to, from);
    if (cd == (iconv_t)-1)
        return false;
    char *in = (char *)(uintptr_t)s.ptr;
    size_t left = s.len;
    bool more = true, ok = true;
    while (more && ok) {
        size_t room = left * 2 + 64;
        char *at = pl_buf_reserve(out, room);
        /* The last call, without input, flushes what is held back for combining. */
        more = left > 0;
        size_t n = iconv(cd, more ? &in : NULL, more ? &left : NULL, &at, &room);
        out->len = (size_t)(at - out->ptr);
        ok = n != (size_t)-1 || errno == E2BIG;
        more = more || (n == (size_t)-1 && ok);
    }
    iconv_close(cd);
    return ok;
}

/* Does the text have characters 0x80 to 0x9f, as bytes or in UTF-8? */
static bool has_controls(pl_str s, bool utf8)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (!utf8 && c >= 0x80 && c < 0xa0)
            return true;
        if (utf8 && c == 0xc2 && i + 1 < s.len && (unsigned char)s.ptr[i + 1] < 0xa0)
            return true;
    }
    return false;
}

static bool is_utf16(const charset *cs)
{
    return pl_str_eq(pl_str_cstr(cs->name), PL_S("UTF-16"));
}

static bool encode(const charset *cs, pl_str s, pl_buf *out)
{
    if (cs->no_controls && has_controls(s, true))
        return false;
    if (is_utf16(cs)) {
        pl_buf_add(out, "\xfe\xff", 2); /* the reference writes the mark and the big end first */
        return convert_charset("UTF-8", "UTF-16BE", s, out);
    }
    return convert_charset("UTF-8", cs->system, s, out);
}

bool pl_fn__textencodebase64(pl_call *call, pl_value *out)
{
    pl_str s = pl_text__arg(call, 0);
    const charset *cs = find_charset(pl_text__arg(call, 1));
    pl_buf bytes = { 0 }, text = { 0 };
    if (!cs)
        return unsupported(call);
    if (!pl_fn_charge(call, (uint64_t)s.len * 8 + 256))
        return false;
    bool ok = encode(cs, s, &bytes);
    if (ok)
        pl_text__base64(&text, bytes.ptr, bytes.len);
    pl_buf_done(&bytes);
    return ok ? pl_text__give_buf(call, &text, out)
              : pl_fn_fail_arg(call, 0,
                               "the given string contains characters that cannot be "
                               "represented in %s",
                               cs->name);
}

static bool decode_charset(const charset *cs, pl_str s, pl_buf *out)
{
    const char *from = cs->system;
    if (cs->no_controls && has_controls(s, false))
        return false;
    if (is_utf16(cs)) {
        bool little = pl_str_starts(s, PL_S("\xff\xfe")), big = pl_str_starts(s, PL_S("\xfe\xff"));
        from = little ? "UTF-16LE" : "UTF-16BE";
        s = pl_str_sub(s, little || big ? 2 : 0, s.len);
    }
    return convert_charset(from, "UTF-8", s, out) && pl_utf8_valid(pl_buf_view(out)) &&
           (!out->len || !memmem(out->ptr, out->len, "\xef\xbf\xbd", 3));
}

bool pl_fn__textdecodebase64(pl_call *call, pl_value *out)
{
    pl_str s = pl_text__arg(call, 0);
    const charset *cs = find_charset(pl_text__arg(call, 1));
    pl_buf bytes = { 0 }, text = { 0 };
    if (!cs)
        return unsupported(call);
    if (!pl_fn_charge(call, (uint64_t)s.len * 8 + 256))
        return false;
    int64_t bad = pl_text__unbase64(s, &bytes);
    bool ok = bad < 0 && decode_charset(cs, pl_buf_view(&bytes), &text);
    pl_buf_done(&bytes);
    if (ok)
        return pl_text__give_buf(call, &text, out);
    pl_buf_done(&text);
    return bad >= 0 ? pl_fn_fail_arg(call, 0,
                                     "the given value is has an invalid base64 symbol at "
                                     "offset %lld",
                                     (long long)bad)
                    : pl_fn_fail_arg(call, 0,
                                     "the given string contains symbols that are not "
                                     "defined for %s",
                                     cs->name);
}
