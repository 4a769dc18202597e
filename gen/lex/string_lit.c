
#line 1 "src/lex/string_lit.rl"
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


#line 67 "gen/lex/string_lit.c"
static const int pl_string_start = 5;

static const int pl_string_en_quoted = 9;
static const int pl_string_en_text = 5;


#line 104 "src/lex/string_lit.rl"


bool pl_string_decode(pl_str raw, bool quoted, uint32_t base, pl_buf *out, pl_diags *diags)
{
    const unsigned char *p = (const unsigned char *)(raw.ptr ? raw.ptr : ""), *pe = p + raw.len;
    const unsigned char *eof = pe, *ts, *te;
    literal lit = { p, base, out, diags, true };
    int cs, act;
    
#line 80 "gen/lex/string_lit.c"
	{
	ts = 0;
	te = 0;
	act = 0;
	}

#line 113 "src/lex/string_lit.rl"
    cs = quoted ? pl_string_en_quoted : pl_string_en_text;
    
#line 86 "gen/lex/string_lit.c"
	{
	if ( p == pe )
		goto _test_eof;
	switch ( cs )
	{
tr0:
#line 71 "src/lex/string_lit.rl"
	{{p = ((te))-1;}{ put(&lit, ts, te); }}
	goto st5;
tr1:
#line 72 "src/lex/string_lit.rl"
	{te = p+1;{ put(&lit, ts + 1, te); }}
	goto st5;
tr10:
#line 71 "src/lex/string_lit.rl"
	{te = p;p--;{ put(&lit, ts, te); }}
	goto st5;
tr11:
#line 71 "src/lex/string_lit.rl"
	{te = p;p--;{ put(&lit, ts, te); }}
	goto st5;
st5:
#line 1 "NONE"
	{ts = 0;}
	if ( ++p == pe )
		goto _test_eof5;
case 5:
#line 1 "NONE"
	{ts = p;}
#line 109 "gen/lex/string_lit.c"
	switch( (*p) ) {
		case 36u: goto tr8;
		case 37u: goto tr9;
	}
	goto st6;
st6:
	if ( ++p == pe )
		goto _test_eof6;
case 6:
	if ( 36u <= (*p) && (*p) <= 37u )
		goto tr10;
	goto st6;
tr8:
#line 1 "NONE"
	{te = p+1;}
	goto st7;
st7:
	if ( ++p == pe )
		goto _test_eof7;
case 7:
#line 128 "gen/lex/string_lit.c"
	if ( (*p) == 36u )
		goto st0;
	goto tr11;
st0:
	if ( ++p == pe )
		goto _test_eof0;
case 0:
	if ( (*p) == 123u )
		goto tr1;
	goto tr0;
tr9:
#line 1 "NONE"
	{te = p+1;}
	goto st8;
st8:
	if ( ++p == pe )
		goto _test_eof8;
case 8:
#line 145 "gen/lex/string_lit.c"
	if ( (*p) == 37u )
		goto st0;
	goto tr11;
tr2:
#line 71 "src/lex/string_lit.rl"
	{{p = ((te))-1;}{ put(&lit, ts, te); }}
	goto st9;
tr3:
#line 72 "src/lex/string_lit.rl"
	{te = p+1;{ put(&lit, ts + 1, te); }}
	goto st9;
tr4:
#line 75 "src/lex/string_lit.rl"
	{te = p+1;{ bad_selector(&lit, ts, te); }}
	goto st9;
tr17:
#line 71 "src/lex/string_lit.rl"
	{te = p;p--;{ put(&lit, ts, te); }}
	goto st9;
tr18:
#line 71 "src/lex/string_lit.rl"
	{te = p;p--;{ put(&lit, ts, te); }}
	goto st9;
tr20:
#line 72 "src/lex/string_lit.rl"
	{te = p+1;{ put(&lit, ts + 1, te); }}
	goto st9;
tr22:
#line 85 "src/lex/string_lit.rl"
	{te = p+1;{ pl_buf_byte(out, '\n'); }}
	goto st9;
tr23:
#line 86 "src/lex/string_lit.rl"
	{te = p+1;{ pl_buf_byte(out, '\r'); }}
	goto st9;
tr24:
#line 87 "src/lex/string_lit.rl"
	{te = p+1;{ pl_buf_byte(out, '\t'); }}
	goto st9;
tr27:
#line 74 "src/lex/string_lit.rl"
	{te = p;p--;{ short_hex(&lit, ts, te); }}
	goto st9;
tr34:
#line 73 "src/lex/string_lit.rl"
	{te = p+1;{ character(&lit, ts, te); }}
	goto st9;
st9:
#line 1 "NONE"
	{ts = 0;}
	if ( ++p == pe )
		goto _test_eof9;
case 9:
#line 1 "NONE"
	{ts = p;}
#line 187 "gen/lex/string_lit.c"
	switch( (*p) ) {
		case 36u: goto tr14;
		case 37u: goto tr15;
		case 92u: goto tr16;
	}
	goto st10;
st10:
	if ( ++p == pe )
		goto _test_eof10;
case 10:
	if ( (*p) == 92u )
		goto tr17;
	if ( 36u <= (*p) && (*p) <= 37u )
		goto tr17;
	goto st10;
tr14:
#line 1 "NONE"
	{te = p+1;}
	goto st11;
st11:
	if ( ++p == pe )
		goto _test_eof11;
case 11:
#line 209 "gen/lex/string_lit.c"
	if ( (*p) == 36u )
		goto st1;
	goto tr18;
st1:
	if ( ++p == pe )
		goto _test_eof1;
case 1:
	if ( (*p) == 123u )
		goto tr3;
	goto tr2;
tr15:
#line 1 "NONE"
	{te = p+1;}
	goto st12;
st12:
	if ( ++p == pe )
		goto _test_eof12;
case 12:
#line 226 "gen/lex/string_lit.c"
	if ( (*p) == 37u )
		goto st1;
	goto tr18;
tr16:
#line 1 "NONE"
	{te = p+1;}
	goto st13;
st13:
	if ( ++p == pe )
		goto _test_eof13;
case 13:
#line 236 "gen/lex/string_lit.c"
	switch( (*p) ) {
		case 34u: goto tr20;
		case 85u: goto st14;
		case 92u: goto tr20;
		case 110u: goto tr22;
		case 114u: goto tr23;
		case 116u: goto tr24;
		case 117u: goto st18;
	}
	if ( (*p) < 224u ) {
		if ( (*p) > 191u ) {
			if ( 192u <= (*p) && (*p) <= 223u )
				goto st2;
		} else if ( (*p) >= 128u )
			goto tr18;
	} else if ( (*p) > 239u ) {
		if ( (*p) > 247u ) {
			if ( 248u <= (*p) )
				goto tr18;
		} else if ( (*p) >= 240u )
			goto st4;
	} else
		goto st3;
	goto tr4;
st14:
	if ( ++p == pe )
		goto _test_eof14;
case 14:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto st15;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto st15;
	} else
		goto st15;
	goto tr27;
st15:
	if ( ++p == pe )
		goto _test_eof15;
case 15:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto st16;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto st16;
	} else
		goto st16;
	goto tr27;
st16:
	if ( ++p == pe )
		goto _test_eof16;
case 16:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto st17;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto st17;
	} else
		goto st17;
	goto tr27;
st17:
	if ( ++p == pe )
		goto _test_eof17;
case 17:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto st18;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto st18;
	} else
		goto st18;
	goto tr27;
st18:
	if ( ++p == pe )
		goto _test_eof18;
case 18:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto st19;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto st19;
	} else
		goto st19;
	goto tr27;
st19:
	if ( ++p == pe )
		goto _test_eof19;
case 19:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto st20;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto st20;
	} else
		goto st20;
	goto tr27;
st20:
	if ( ++p == pe )
		goto _test_eof20;
case 20:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto st21;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto st21;
	} else
		goto st21;
	goto tr27;
st21:
	if ( ++p == pe )
		goto _test_eof21;
case 21:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr34;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr34;
	} else
		goto tr34;
	goto tr27;
st2:
	if ( ++p == pe )
		goto _test_eof2;
case 2:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto tr4;
	goto tr2;
st3:
	if ( ++p == pe )
		goto _test_eof3;
case 3:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st2;
	goto tr2;
st4:
	if ( ++p == pe )
		goto _test_eof4;
case 4:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st3;
	goto tr2;
	}
	_test_eof5: cs = 5; goto _test_eof; 
	_test_eof6: cs = 6; goto _test_eof; 
	_test_eof7: cs = 7; goto _test_eof; 
	_test_eof0: cs = 0; goto _test_eof; 
	_test_eof8: cs = 8; goto _test_eof; 
	_test_eof9: cs = 9; goto _test_eof; 
	_test_eof10: cs = 10; goto _test_eof; 
	_test_eof11: cs = 11; goto _test_eof; 
	_test_eof1: cs = 1; goto _test_eof; 
	_test_eof12: cs = 12; goto _test_eof; 
	_test_eof13: cs = 13; goto _test_eof; 
	_test_eof14: cs = 14; goto _test_eof; 
	_test_eof15: cs = 15; goto _test_eof; 
	_test_eof16: cs = 16; goto _test_eof; 
	_test_eof17: cs = 17; goto _test_eof; 
	_test_eof18: cs = 18; goto _test_eof; 
	_test_eof19: cs = 19; goto _test_eof; 
	_test_eof20: cs = 20; goto _test_eof; 
	_test_eof21: cs = 21; goto _test_eof; 
	_test_eof2: cs = 2; goto _test_eof; 
	_test_eof3: cs = 3; goto _test_eof; 
	_test_eof4: cs = 4; goto _test_eof; 

	_test_eof: {}
	if ( p == eof )
	{
	switch ( cs ) {
	case 6: goto tr10;
	case 7: goto tr11;
	case 0: goto tr0;
	case 8: goto tr11;
	case 10: goto tr17;
	case 11: goto tr18;
	case 1: goto tr2;
	case 12: goto tr18;
	case 13: goto tr18;
	case 14: goto tr27;
	case 15: goto tr27;
	case 16: goto tr27;
	case 17: goto tr27;
	case 18: goto tr27;
	case 19: goto tr27;
	case 20: goto tr27;
	case 21: goto tr27;
	case 2: goto tr2;
	case 3: goto tr2;
	case 4: goto tr2;
	}
	}

	}

#line 115 "src/lex/string_lit.rl"
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
