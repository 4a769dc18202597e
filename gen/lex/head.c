
#line 1 "src/lex/head.rl"
#include "lex/head.h"
#include "lex/lex.h"


#line 45 "src/lex/head.rl"



#line 7 "gen/lex/head.c"
static const int pl_head_start = 17;
static const int pl_head_first_final = 17;


#line 48 "src/lex/head.rl"

/* Bytes above 127 count as letters in the machine. */
static bool is_word(const unsigned char *s, const unsigned char *end)
{
    const unsigned char *p = s;
    while (p < end && *p < 0x80)
        p++;
    return p == end || pl_is_ident((pl_str){ (const char *)s, (size_t)(end - s) });
}

struct labels {
    const unsigned char *start, *end; /* the latest */
    const unsigned char *first, *first_end;
    uint32_t n;
    bool odd; /* one of them is no identifier */
};

static void close_label(struct labels *labels)
{
    if (!labels->n)
        return;
    if (labels->n == 1) {
        labels->first = labels->start;
        labels->first_end = labels->end;
    }
    labels->odd |= *labels->start != '"' && !is_word(labels->start, labels->end);
}

void pl_head_next(pl_str text, uint32_t from, pl_head *out)
{
    const unsigned char *base = (const unsigned char *)text.ptr;
    const unsigned char *p = base + from, *pe = base + text.len;
    const unsigned char *word = NULL, *word_end = NULL;
    struct labels labels = { .first = base, .first_end = base };
    uint32_t lines = 0, lines_before = 0;
    bool newline = false;
    int cs = pl_head_start, kind = -1;

    
#line 48 "gen/lex/head.c"
	{
	if ( p == pe )
		goto _test_eof;
	switch ( cs )
	{
tr0:
#line 10 "src/lex/head.rl"
	{ lines++; }
#line 11 "src/lex/head.rl"
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
#line 10 "src/lex/head.rl"
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
#line 13 "src/lex/head.rl"
	{ word_end = p + 1; }
	goto st5;
tr28:
#line 12 "src/lex/head.rl"
	{ word = p; lines_before = lines; }
#line 13 "src/lex/head.rl"
	{ word_end = p + 1; }
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
#line 14 "src/lex/head.rl"
	{ close_label(&labels); labels.start = p; labels.n++; }
	goto st7;
st7:
	if ( ++p == pe )
		goto _test_eof7;
case 7:
#line 190 "gen/lex/head.c"
	switch( (*p) ) {
		case 10u: goto st0;
		case 34u: goto tr15;
		case 92u: goto st13;
	}
	goto st7;
tr15:
#line 15 "src/lex/head.rl"
	{ labels.end = p + 1; }
	goto st8;
st8:
	if ( ++p == pe )
		goto _test_eof8;
case 8:
#line 203 "gen/lex/head.c"
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
#line 10 "src/lex/head.rl"
	{ lines++; }
	goto st10;
st10:
	if ( ++p == pe )
		goto _test_eof10;
case 10:
#line 234 "gen/lex/head.c"
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
#line 14 "src/lex/head.rl"
	{ close_label(&labels); labels.start = p; labels.n++; }
#line 15 "src/lex/head.rl"
	{ labels.end = p + 1; }
	goto st12;
tr22:
#line 15 "src/lex/head.rl"
	{ labels.end = p + 1; }
	goto st12;
st12:
	if ( ++p == pe )
		goto _test_eof12;
case 12:
#line 260 "gen/lex/head.c"
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
#line 16 "src/lex/head.rl"
	{ kind = PL_HEAD_ATTR; {p++; cs = 19; goto _out;} }
	goto st19;
tr12:
#line 17 "src/lex/head.rl"
	{ kind = PL_HEAD_BLOCK; {p++; cs = 19; goto _out;} }
	goto st19;
tr29:
#line 18 "src/lex/head.rl"
	{ word = p; lines_before = lines; kind = PL_HEAD_CLOSE; {p++; cs = 19; goto _out;} }
	goto st19;
st19:
	if ( ++p == pe )
		goto _test_eof19;
case 19:
#line 294 "gen/lex/head.c"
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
#line 10 "src/lex/head.rl"
	{ lines++; }
	goto st15;
st15:
	if ( ++p == pe )
		goto _test_eof15;
case 15:
#line 316 "gen/lex/head.c"
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

#line 87 "src/lex/head.rl"

    if (kind < 0)
        kind = word ? PL_HEAD_WORD : p == pe && cs >= pl_head_first_final ? PL_HEAD_END : PL_HEAD_JUNK;
    if (kind != PL_HEAD_BLOCK)
        labels.n = 0;
    close_label(&labels);
    if (kind == PL_HEAD_ATTR && p < pe && (*p == '=' || *p == '>'))
        kind = PL_HEAD_WORD; /* an operator */
    if (kind <= PL_HEAD_BLOCK && (labels.odd || !is_word(word, word_end)))
        kind = PL_HEAD_WORD;
    if (!word)
        word = p, lines_before = lines;
    *out = (pl_head){
        .kind = (uint8_t)kind,
        .newline = newline,
        .start = (uint32_t)(word - base),
        .word_end = (uint32_t)((word_end ? word_end : word) - base),
        .label = (uint32_t)(labels.first - base),
        .label_end = (uint32_t)(labels.first_end - base),
        .n_labels = labels.n,
        .at = (uint32_t)(p - base),
        .lines = lines_before,
        .inside = lines - lines_before,
    };
}
