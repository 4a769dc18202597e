
#line 1 "src/server/http_chunk.rl"
/* http_chunk.rl - bodies in chunks, as RFC 9112 7.1 writes them. */
#include "server/http_chunk.h"

#include <assert.h>

#include "base/str.h"


#line 9 "gen/server/http_chunk.c"
static const int pl_http_chunk_start = 1;
static const int pl_http_chunk_first_final = 20;
static const int pl_http_chunk_error = 0;

static const int pl_http_chunk_en_data = 21;
static const int pl_http_chunk_en_data_end = 13;
static const int pl_http_chunk_en_trailers = 15;
static const int pl_http_chunk_en_main = 1;


#line 46 "src/server/http_chunk.rl"


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

    
#line 46 "gen/server/http_chunk.c"
	{
	cs = pl_http_chunk_start;
	}

#line 75 "src/server/http_chunk.rl"
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
    
#line 61 "gen/server/http_chunk.c"
	{
	if ( p == pe )
		goto _test_eof;
	goto _resume;

_again:
	switch ( cs ) {
		case 1: goto st1;
		case 0: goto st0;
		case 2: goto st2;
		case 3: goto st3;
		case 4: goto st4;
		case 5: goto st5;
		case 6: goto st6;
		case 7: goto st7;
		case 8: goto st8;
		case 9: goto st9;
		case 20: goto st20;
		case 10: goto st10;
		case 11: goto st11;
		case 12: goto st12;
		case 13: goto st13;
		case 14: goto st14;
		case 22: goto st22;
		case 15: goto st15;
		case 16: goto st16;
		case 23: goto st23;
		case 17: goto st17;
		case 18: goto st18;
		case 19: goto st19;
		case 21: goto st21;
	default: break;
	}

	if ( ++p == pe )
		goto _test_eof;
_resume:
	switch ( cs )
	{
st1:
	if ( ++p == pe )
		goto _test_eof1;
case 1:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr0;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st0:
cs = 0;
	goto _out;
tr0:
#line 14 "src/server/http_chunk.rl"
	{ c->left = c->digits = 0; }
#line 15 "src/server/http_chunk.rl"
	{ if (!add_digit(c, *p)) {cs = (pl_http_chunk_error);goto _again;} }
	goto st2;
tr4:
#line 15 "src/server/http_chunk.rl"
	{ if (!add_digit(c, *p)) {cs = (pl_http_chunk_error);goto _again;} }
	goto st2;
st2:
	if ( ++p == pe )
		goto _test_eof2;
case 2:
#line 127 "gen/server/http_chunk.c"
	switch( (*p) ) {
		case 9u: goto tr2;
		case 13u: goto st9;
		case 32u: goto tr2;
		case 59u: goto tr5;
	}
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr4;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr4;
	} else
		goto tr4;
	goto st0;
tr2:
#line 16 "src/server/http_chunk.rl"
	{ if (++c->extra > PL_HTTP_CHUNK_EXTRA) {cs = (pl_http_chunk_error);goto _again;} }
	goto st3;
st3:
	if ( ++p == pe )
		goto _test_eof3;
case 3:
#line 149 "gen/server/http_chunk.c"
	switch( (*p) ) {
		case 9u: goto tr2;
		case 32u: goto tr2;
		case 59u: goto tr5;
	}
	goto st0;
tr5:
#line 16 "src/server/http_chunk.rl"
	{ if (++c->extra > PL_HTTP_CHUNK_EXTRA) {cs = (pl_http_chunk_error);goto _again;} }
	goto st4;
st4:
	if ( ++p == pe )
		goto _test_eof4;
case 4:
#line 162 "gen/server/http_chunk.c"
	switch( (*p) ) {
		case 9u: goto tr5;
		case 32u: goto tr5;
		case 33u: goto tr6;
		case 124u: goto tr6;
		case 126u: goto tr6;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto tr6;
		} else if ( (*p) >= 35u )
			goto tr6;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto tr6;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto tr6;
		} else
			goto tr6;
	} else
		goto tr6;
	goto st0;
tr6:
#line 16 "src/server/http_chunk.rl"
	{ if (++c->extra > PL_HTTP_CHUNK_EXTRA) {cs = (pl_http_chunk_error);goto _again;} }
	goto st5;
st5:
	if ( ++p == pe )
		goto _test_eof5;
case 5:
#line 194 "gen/server/http_chunk.c"
	switch( (*p) ) {
		case 9u: goto tr7;
		case 13u: goto st9;
		case 32u: goto tr7;
		case 33u: goto tr6;
		case 59u: goto tr5;
		case 61u: goto tr8;
		case 124u: goto tr6;
		case 126u: goto tr6;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto tr6;
		} else if ( (*p) >= 35u )
			goto tr6;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto tr6;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto tr6;
		} else
			goto tr6;
	} else
		goto tr6;
	goto st0;
tr7:
#line 16 "src/server/http_chunk.rl"
	{ if (++c->extra > PL_HTTP_CHUNK_EXTRA) {cs = (pl_http_chunk_error);goto _again;} }
	goto st6;
st6:
	if ( ++p == pe )
		goto _test_eof6;
case 6:
#line 229 "gen/server/http_chunk.c"
	switch( (*p) ) {
		case 9u: goto tr7;
		case 32u: goto tr7;
		case 59u: goto tr5;
		case 61u: goto tr8;
	}
	goto st0;
tr8:
#line 16 "src/server/http_chunk.rl"
	{ if (++c->extra > PL_HTTP_CHUNK_EXTRA) {cs = (pl_http_chunk_error);goto _again;} }
	goto st7;
st7:
	if ( ++p == pe )
		goto _test_eof7;
case 7:
#line 243 "gen/server/http_chunk.c"
	switch( (*p) ) {
		case 9u: goto tr8;
		case 32u: goto tr8;
		case 34u: goto tr10;
		case 124u: goto tr9;
		case 126u: goto tr9;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto tr9;
		} else if ( (*p) >= 33u )
			goto tr9;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto tr9;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto tr9;
		} else
			goto tr9;
	} else
		goto tr9;
	goto st0;
tr9:
#line 16 "src/server/http_chunk.rl"
	{ if (++c->extra > PL_HTTP_CHUNK_EXTRA) {cs = (pl_http_chunk_error);goto _again;} }
	goto st8;
st8:
	if ( ++p == pe )
		goto _test_eof8;
case 8:
#line 275 "gen/server/http_chunk.c"
	switch( (*p) ) {
		case 9u: goto tr2;
		case 13u: goto st9;
		case 32u: goto tr2;
		case 33u: goto tr9;
		case 59u: goto tr5;
		case 124u: goto tr9;
		case 126u: goto tr9;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto tr9;
		} else if ( (*p) >= 35u )
			goto tr9;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto tr9;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto tr9;
		} else
			goto tr9;
	} else
		goto tr9;
	goto st0;
st9:
	if ( ++p == pe )
		goto _test_eof9;
case 9:
	if ( (*p) == 10u )
		goto tr11;
	goto st0;
tr11:
#line 17 "src/server/http_chunk.rl"
	{ if (c->left) {goto st21;} {goto st15;} }
	goto st20;
st20:
	if ( ++p == pe )
		goto _test_eof20;
case 20:
#line 316 "gen/server/http_chunk.c"
	goto st0;
tr10:
#line 16 "src/server/http_chunk.rl"
	{ if (++c->extra > PL_HTTP_CHUNK_EXTRA) {cs = (pl_http_chunk_error);goto _again;} }
	goto st10;
st10:
	if ( ++p == pe )
		goto _test_eof10;
case 10:
#line 324 "gen/server/http_chunk.c"
	switch( (*p) ) {
		case 34u: goto tr12;
		case 92u: goto tr13;
		case 127u: goto st0;
	}
	if ( (*p) > 8u ) {
		if ( 10u <= (*p) && (*p) <= 31u )
			goto st0;
	} else
		goto st0;
	goto tr10;
tr12:
#line 16 "src/server/http_chunk.rl"
	{ if (++c->extra > PL_HTTP_CHUNK_EXTRA) {cs = (pl_http_chunk_error);goto _again;} }
	goto st11;
st11:
	if ( ++p == pe )
		goto _test_eof11;
case 11:
#line 342 "gen/server/http_chunk.c"
	switch( (*p) ) {
		case 9u: goto tr2;
		case 13u: goto st9;
		case 32u: goto tr2;
		case 59u: goto tr5;
	}
	goto st0;
tr13:
#line 16 "src/server/http_chunk.rl"
	{ if (++c->extra > PL_HTTP_CHUNK_EXTRA) {cs = (pl_http_chunk_error);goto _again;} }
	goto st12;
st12:
	if ( ++p == pe )
		goto _test_eof12;
case 12:
#line 356 "gen/server/http_chunk.c"
	if ( (*p) == 127u )
		goto st0;
	if ( (*p) > 8u ) {
		if ( 10u <= (*p) && (*p) <= 31u )
			goto st0;
	} else
		goto st0;
	goto tr10;
st13:
	if ( ++p == pe )
		goto _test_eof13;
case 13:
	if ( (*p) == 13u )
		goto st14;
	goto st0;
st14:
	if ( ++p == pe )
		goto _test_eof14;
case 14:
	if ( (*p) == 10u )
		goto tr15;
	goto st0;
tr15:
#line 23 "src/server/http_chunk.rl"
	{ {goto st1;} }
	goto st22;
st22:
	if ( ++p == pe )
		goto _test_eof22;
case 22:
#line 385 "gen/server/http_chunk.c"
	goto st0;
tr21:
#line 16 "src/server/http_chunk.rl"
	{ if (++c->extra > PL_HTTP_CHUNK_EXTRA) {cs = (pl_http_chunk_error);goto _again;} }
	goto st15;
st15:
	if ( ++p == pe )
		goto _test_eof15;
case 15:
#line 393 "gen/server/http_chunk.c"
	switch( (*p) ) {
		case 13u: goto st16;
		case 33u: goto tr17;
		case 124u: goto tr17;
		case 126u: goto tr17;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto tr17;
		} else if ( (*p) >= 35u )
			goto tr17;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto tr17;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto tr17;
		} else
			goto tr17;
	} else
		goto tr17;
	goto st0;
st16:
	if ( ++p == pe )
		goto _test_eof16;
case 16:
	if ( (*p) == 10u )
		goto tr18;
	goto st0;
tr18:
#line 24 "src/server/http_chunk.rl"
	{ ended = true; {p++; cs = 23; goto _out;} }
	goto st23;
st23:
	if ( ++p == pe )
		goto _test_eof23;
case 23:
#line 431 "gen/server/http_chunk.c"
	goto st0;
tr17:
#line 16 "src/server/http_chunk.rl"
	{ if (++c->extra > PL_HTTP_CHUNK_EXTRA) {cs = (pl_http_chunk_error);goto _again;} }
	goto st17;
st17:
	if ( ++p == pe )
		goto _test_eof17;
case 17:
#line 439 "gen/server/http_chunk.c"
	switch( (*p) ) {
		case 33u: goto tr17;
		case 58u: goto tr19;
		case 124u: goto tr17;
		case 126u: goto tr17;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto tr17;
		} else if ( (*p) >= 35u )
			goto tr17;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto tr17;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto tr17;
		} else
			goto tr17;
	} else
		goto tr17;
	goto st0;
tr19:
#line 16 "src/server/http_chunk.rl"
	{ if (++c->extra > PL_HTTP_CHUNK_EXTRA) {cs = (pl_http_chunk_error);goto _again;} }
	goto st18;
st18:
	if ( ++p == pe )
		goto _test_eof18;
case 18:
#line 470 "gen/server/http_chunk.c"
	switch( (*p) ) {
		case 13u: goto tr20;
		case 127u: goto st0;
	}
	if ( (*p) > 8u ) {
		if ( 10u <= (*p) && (*p) <= 31u )
			goto st0;
	} else
		goto st0;
	goto tr19;
tr20:
#line 16 "src/server/http_chunk.rl"
	{ if (++c->extra > PL_HTTP_CHUNK_EXTRA) {cs = (pl_http_chunk_error);goto _again;} }
	goto st19;
st19:
	if ( ++p == pe )
		goto _test_eof19;
case 19:
#line 487 "gen/server/http_chunk.c"
	if ( (*p) == 10u )
		goto tr21;
	goto st0;
tr22:
#line 18 "src/server/http_chunk.rl"
	{
        *data = piece(c, p, pe);
        p += data->len - 1;
        {p++; cs = 21; goto _out;}
    }
	goto st21;
st21:
	if ( ++p == pe )
		goto _test_eof21;
case 21:
#line 501 "gen/server/http_chunk.c"
	goto tr22;
	}
	_test_eof1: cs = 1; goto _test_eof; 
	_test_eof2: cs = 2; goto _test_eof; 
	_test_eof3: cs = 3; goto _test_eof; 
	_test_eof4: cs = 4; goto _test_eof; 
	_test_eof5: cs = 5; goto _test_eof; 
	_test_eof6: cs = 6; goto _test_eof; 
	_test_eof7: cs = 7; goto _test_eof; 
	_test_eof8: cs = 8; goto _test_eof; 
	_test_eof9: cs = 9; goto _test_eof; 
	_test_eof20: cs = 20; goto _test_eof; 
	_test_eof10: cs = 10; goto _test_eof; 
	_test_eof11: cs = 11; goto _test_eof; 
	_test_eof12: cs = 12; goto _test_eof; 
	_test_eof13: cs = 13; goto _test_eof; 
	_test_eof14: cs = 14; goto _test_eof; 
	_test_eof22: cs = 22; goto _test_eof; 
	_test_eof15: cs = 15; goto _test_eof; 
	_test_eof16: cs = 16; goto _test_eof; 
	_test_eof23: cs = 23; goto _test_eof; 
	_test_eof17: cs = 17; goto _test_eof; 
	_test_eof18: cs = 18; goto _test_eof; 
	_test_eof19: cs = 19; goto _test_eof; 
	_test_eof21: cs = 21; goto _test_eof; 

	_test_eof: {}
	_out: {}
	}

#line 88 "src/server/http_chunk.rl"
    c->state = data->len && !c->left ? pl_http_chunk_en_data_end : cs;
    *used = (size_t)(p - (const unsigned char *)bytes);
    if (cs == pl_http_chunk_error)
        return PL_HTTP_CHUNK_BAD;
    if (data->len)
        return PL_HTTP_CHUNK_DATA;
    return ended ? PL_HTTP_CHUNK_END : PL_HTTP_CHUNK_MORE;
}
