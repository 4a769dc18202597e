
#line 1 "src/lex/head.rl"
#include "lex/head.h"
#include "lex/lex.h"
#include "lex/run.h"
#include <string.h>

/* Are all words in [s, end) that are outside of quotes and comments identifiers? There are
 * bytes above 127 in it, which the machine takes for letters without looking further. */
static bool words_are_good(const unsigned char *s, const unsigned char *end)
{
    while (s < end) {
        const unsigned char *from = s;
        if (*s == '"') {
            for (s++; s < end && *s != '"'; s++)
                s += *s == '\\';
            s++;
        } else if (*s == '/') {
            s = memmem(s + 2, (size_t)(end - s - 2), "*/", 2);
            s += 2;
        } else if (*s == ' ' || *s == '\t' || *s == '=' || *s == '{') {
            s++;
        } else {
            while (s < end && (*s >= 0x80 || pl_run_name(s, s + 1) > s))
                s++;
            if (!pl_is_ident((pl_str){ (const char *)from, (size_t)(s - from) }))
                return false;
        }
    }
    return true;
}


#line 76 "src/lex/head.rl"



#line 34 "gen/lex/head.c"
static const int pl_head_start = 17;
static const int pl_head_first_final = 17;


#line 79 "src/lex/head.rl"

void pl_head_next(pl_str text, uint32_t from, pl_head *out)
{
    const unsigned char *base = (const unsigned char *)text.ptr;
    const unsigned char *p = base + from, *pe = base + text.len;
    const unsigned char *word = NULL, *word_end = NULL, *label = base, *label_end = base;
    uint32_t lines = 0, lines_before = 0, n_labels = 0;
    unsigned char high = 0; /* all bytes of words or'ed: is one above 127? */
    bool newline = false;
    int cs = pl_head_start, kind = -1;

    
#line 48 "gen/lex/head.c"
	{
	if ( p == pe )
		goto _test_eof;
	switch ( cs )
	{
tr0:
#line 39 "src/lex/head.rl"
	{ lines++; }
#line 40 "src/lex/head.rl"
	{ newline = true; }
	goto st17;
st17:
	if ( ++p == pe )
		goto _test_eof17;
case 17:
#line 61 "gen/lex/head.c"
	switch( (*p) ) {
		case 9u: goto st17;
		case 10u: goto tr0;
		case 13u: goto st1;
		case 32u: goto st17;
		case 35u: goto st18;
		case 47u: goto st2;
		case 96u: goto st0;
		case 125u: goto tr29;
	}
	if ( (*p) < 91u ) {
		if ( (*p) <= 64u )
			goto st0;
	} else if ( (*p) > 94u ) {
		if ( 123u <= (*p) && (*p) <= 127u )
			goto st0;
	} else
		goto st0;
	goto tr28;
st0:
cs = 0;
	goto _out;
st1:
	if ( ++p == pe )
		goto _test_eof1;
case 1:
	if ( (*p) == 10u )
		goto tr0;
	goto st0;
st18:
	if ( ++p == pe )
		goto _test_eof18;
case 18:
	if ( (*p) == 10u )
		goto tr0;
	goto st18;
st2:
	if ( ++p == pe )
		goto _test_eof2;
case 2:
	switch( (*p) ) {
		case 42u: goto st3;
		case 47u: goto st18;
	}
	goto st0;
tr4:
#line 39 "src/lex/head.rl"
	{ lines++; }
	goto st3;
st3:
	if ( ++p == pe )
		goto _test_eof3;
case 3:
#line 113 "gen/lex/head.c"
	switch( (*p) ) {
		case 10u: goto tr4;
		case 42u: goto st4;
	}
	goto st3;
st4:
	if ( ++p == pe )
		goto _test_eof4;
case 4:
	switch( (*p) ) {
		case 10u: goto tr4;
		case 42u: goto st4;
		case 47u: goto st17;
	}
	goto st3;
tr9:
#line 42 "src/lex/head.rl"
	{ word_end = p + 1; high |= *p; }
	goto st5;
tr28:
#line 41 "src/lex/head.rl"
	{ word = p; lines_before = lines; p = pl_run_name(p, pe) - (*p < 0x80); }
#line 42 "src/lex/head.rl"
	{ word_end = p + 1; high |= *p; }
	goto st5;
st5:
	if ( ++p == pe )
		goto _test_eof5;
case 5:
#line 139 "gen/lex/head.c"
	switch( (*p) ) {
		case 9u: goto st6;
		case 32u: goto st6;
		case 34u: goto tr8;
		case 46u: goto st0;
		case 47u: goto st14;
		case 61u: goto tr11;
		case 96u: goto st0;
		case 123u: goto tr12;
	}
	if ( (*p) < 58u ) {
		if ( (*p) <= 44u )
			goto st0;
	} else if ( (*p) > 64u ) {
		if ( (*p) > 94u ) {
			if ( 124u <= (*p) && (*p) <= 127u )
				goto st0;
		} else if ( (*p) >= 91u )
			goto st0;
	} else
		goto st0;
	goto tr9;
st6:
	if ( ++p == pe )
		goto _test_eof6;
case 6:
	switch( (*p) ) {
		case 9u: goto st6;
		case 32u: goto st6;
		case 34u: goto tr8;
		case 47u: goto st14;
		case 61u: goto tr11;
		case 96u: goto st0;
		case 123u: goto tr12;
	}
	if ( (*p) < 91u ) {
		if ( (*p) <= 64u )
			goto st0;
	} else if ( (*p) > 94u ) {
		if ( 124u <= (*p) && (*p) <= 127u )
			goto st0;
	} else
		goto st0;
	goto tr13;
tr8:
#line 43 "src/lex/head.rl"
	{ if (!n_labels++) label = p; }
#line 44 "src/lex/head.rl"
	{ p = pl_run_ascii(p + 1, pe, true) - 1; }
	goto st7;
st7:
	if ( ++p == pe )
		goto _test_eof7;
case 7:
#line 191 "gen/lex/head.c"
	switch( (*p) ) {
		case 10u: goto st0;
		case 34u: goto tr15;
		case 92u: goto st13;
	}
	goto st7;
tr15:
#line 45 "src/lex/head.rl"
	{ if (n_labels == 1) label_end = p + 1; }
	goto st8;
st8:
	if ( ++p == pe )
		goto _test_eof8;
case 8:
#line 204 "gen/lex/head.c"
	switch( (*p) ) {
		case 9u: goto st8;
		case 32u: goto st8;
		case 34u: goto tr8;
		case 47u: goto st9;
		case 96u: goto st0;
		case 123u: goto tr12;
	}
	if ( (*p) < 91u ) {
		if ( (*p) <= 64u )
			goto st0;
	} else if ( (*p) > 94u ) {
		if ( 124u <= (*p) && (*p) <= 127u )
			goto st0;
	} else
		goto st0;
	goto tr13;
st9:
	if ( ++p == pe )
		goto _test_eof9;
case 9:
	if ( (*p) == 42u )
		goto st10;
	goto st0;
tr20:
#line 39 "src/lex/head.rl"
	{ lines++; }
	goto st10;
st10:
	if ( ++p == pe )
		goto _test_eof10;
case 10:
#line 235 "gen/lex/head.c"
	switch( (*p) ) {
		case 10u: goto tr20;
		case 42u: goto st11;
	}
	goto st10;
st11:
	if ( ++p == pe )
		goto _test_eof11;
case 11:
	switch( (*p) ) {
		case 10u: goto tr20;
		case 42u: goto st11;
		case 47u: goto st8;
	}
	goto st10;
tr13:
#line 43 "src/lex/head.rl"
	{ if (!n_labels++) label = p; }
#line 46 "src/lex/head.rl"
	{ if (n_labels == 1) label_end = p + 1; high |= *p; }
	goto st12;
tr22:
#line 46 "src/lex/head.rl"
	{ if (n_labels == 1) label_end = p + 1; high |= *p; }
	goto st12;
st12:
	if ( ++p == pe )
		goto _test_eof12;
case 12:
#line 261 "gen/lex/head.c"
	switch( (*p) ) {
		case 9u: goto st8;
		case 32u: goto st8;
		case 34u: goto tr8;
		case 46u: goto st0;
		case 47u: goto st9;
		case 96u: goto st0;
		case 123u: goto tr12;
	}
	if ( (*p) < 58u ) {
		if ( (*p) <= 44u )
			goto st0;
	} else if ( (*p) > 64u ) {
		if ( (*p) > 94u ) {
			if ( 124u <= (*p) && (*p) <= 127u )
				goto st0;
		} else if ( (*p) >= 91u )
			goto st0;
	} else
		goto st0;
	goto tr22;
tr11:
#line 47 "src/lex/head.rl"
	{ kind = PL_HEAD_ATTR; {p++; cs = 19; goto _out;} }
	goto st19;
tr12:
#line 48 "src/lex/head.rl"
	{ kind = PL_HEAD_BLOCK; {p++; cs = 19; goto _out;} }
	goto st19;
tr29:
#line 49 "src/lex/head.rl"
	{ word = p; lines_before = lines; kind = PL_HEAD_CLOSE; {p++; cs = 19; goto _out;} }
	goto st19;
st19:
	if ( ++p == pe )
		goto _test_eof19;
case 19:
#line 295 "gen/lex/head.c"
	goto st0;
st13:
	if ( ++p == pe )
		goto _test_eof13;
case 13:
	if ( (*p) == 10u )
		goto st0;
	goto st7;
st14:
	if ( ++p == pe )
		goto _test_eof14;
case 14:
	if ( (*p) == 42u )
		goto st15;
	goto st0;
tr24:
#line 39 "src/lex/head.rl"
	{ lines++; }
	goto st15;
st15:
	if ( ++p == pe )
		goto _test_eof15;
case 15:
#line 317 "gen/lex/head.c"
	switch( (*p) ) {
		case 10u: goto tr24;
		case 42u: goto st16;
	}
	goto st15;
st16:
	if ( ++p == pe )
		goto _test_eof16;
case 16:
	switch( (*p) ) {
		case 10u: goto tr24;
		case 42u: goto st16;
		case 47u: goto st6;
	}
	goto st15;
	}
	_test_eof17: cs = 17; goto _test_eof; 
	_test_eof1: cs = 1; goto _test_eof; 
	_test_eof18: cs = 18; goto _test_eof; 
	_test_eof2: cs = 2; goto _test_eof; 
	_test_eof3: cs = 3; goto _test_eof; 
	_test_eof4: cs = 4; goto _test_eof; 
	_test_eof5: cs = 5; goto _test_eof; 
	_test_eof6: cs = 6; goto _test_eof; 
	_test_eof7: cs = 7; goto _test_eof; 
	_test_eof8: cs = 8; goto _test_eof; 
	_test_eof9: cs = 9; goto _test_eof; 
	_test_eof10: cs = 10; goto _test_eof; 
	_test_eof11: cs = 11; goto _test_eof; 
	_test_eof12: cs = 12; goto _test_eof; 
	_test_eof19: cs = 19; goto _test_eof; 
	_test_eof13: cs = 13; goto _test_eof; 
	_test_eof14: cs = 14; goto _test_eof; 
	_test_eof15: cs = 15; goto _test_eof; 
	_test_eof16: cs = 16; goto _test_eof; 

	_test_eof: {}
	_out: {}
	}

#line 91 "src/lex/head.rl"

    if (kind < 0) {
        kind = word ? PL_HEAD_WORD : p == pe && cs >= pl_head_first_final ? PL_HEAD_END : PL_HEAD_JUNK;
        n_labels = 0;
    }
    if (kind == PL_HEAD_ATTR && p < pe && (*p == '=' || *p == '>'))
        kind = PL_HEAD_WORD; /* an operator */
    if (high >= 0x80 && kind <= PL_HEAD_BLOCK && !words_are_good(word, p))
        kind = PL_HEAD_WORD;
    if (!word)
        word = p, lines_before = lines;
    *out = (pl_head){
        .kind = (uint8_t)kind,
        .newline = newline,
        .start = (uint32_t)(word - base),
        .word_end = (uint32_t)((word_end ? word_end : word) - base),
        .label = (uint32_t)(label - base),
        .label_end = (uint32_t)(label_end - base),
        .n_labels = n_labels,
        .at = (uint32_t)(p - base),
        .lines = lines_before,
        .inside = lines - lines_before,
    };
}
