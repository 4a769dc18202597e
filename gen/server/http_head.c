
#line 1 "src/server/http_head.rl"
/* http_head.rl - requests as RFC 9112 (messages), RFC 9110 (fields) and RFC 3986 (targets) write
 * them. Names of rules are those of the RFCs. */
#include "server/http_head.h"

#include <assert.h>

#include "base/str.h"


#line 10 "gen/server/http_head.c"
static const int pl_http_head_start = 1;
static const int pl_http_head_first_final = 127;
static const int pl_http_head_error = 0;


#line 87 "src/server/http_head.rl"


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
    
#line 61 "gen/server/http_head.c"
	{
	cs = pl_http_head_start;
	}

#line 135 "src/server/http_head.rl"
    *h = (pl_http_head){ .state = cs };
}

pl_http_progress pl_http_head_feed(pl_http_head *h, const char *bytes, size_t n)
{
    const unsigned char *p = (const unsigned char *)bytes + h->read;
    const unsigned char *pe = (const unsigned char *)bytes + n;
    int cs = h->state;

    assert(n >= h->read && n <= UINT32_MAX && cs != pl_http_head_error);
    
#line 74 "gen/server/http_head.c"
	{
	if ( p == pe )
		goto _test_eof;
	switch ( cs )
	{
case 1:
	switch( (*p) ) {
		case 13u: goto st2;
		case 33u: goto tr2;
		case 124u: goto tr2;
		case 126u: goto tr2;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto tr2;
		} else if ( (*p) >= 35u )
			goto tr2;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto tr2;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto tr2;
		} else
			goto tr2;
	} else
		goto tr2;
	goto st0;
st0:
cs = 0;
	goto _out;
st2:
	if ( ++p == pe )
		goto _test_eof2;
case 2:
	if ( (*p) == 10u )
		goto st3;
	goto st0;
st3:
	if ( ++p == pe )
		goto _test_eof3;
case 3:
	switch( (*p) ) {
		case 33u: goto tr2;
		case 124u: goto tr2;
		case 126u: goto tr2;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto tr2;
		} else if ( (*p) >= 35u )
			goto tr2;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto tr2;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto tr2;
		} else
			goto tr2;
	} else
		goto tr2;
	goto st0;
tr2:
#line 15 "src/server/http_head.rl"
	{ h->method.at = at(bytes, p); }
	goto st4;
st4:
	if ( ++p == pe )
		goto _test_eof4;
case 4:
#line 148 "gen/server/http_head.c"
	switch( (*p) ) {
		case 32u: goto tr4;
		case 33u: goto st4;
		case 124u: goto st4;
		case 126u: goto st4;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st4;
		} else if ( (*p) >= 35u )
			goto st4;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st4;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st4;
		} else
			goto st4;
	} else
		goto st4;
	goto st0;
tr4:
#line 16 "src/server/http_head.rl"
	{ h->method.n = at(bytes, p) - h->method.at; }
	goto st5;
st5:
	if ( ++p == pe )
		goto _test_eof5;
case 5:
#line 179 "gen/server/http_head.c"
	switch( (*p) ) {
		case 42u: goto tr6;
		case 47u: goto tr7;
		case 72u: goto st103;
		case 104u: goto st103;
	}
	goto st0;
tr6:
#line 23 "src/server/http_head.rl"
	{ h->asterisk = true; }
	goto st6;
st6:
	if ( ++p == pe )
		goto _test_eof6;
case 6:
#line 193 "gen/server/http_head.c"
	if ( (*p) == 32u )
		goto st7;
	goto st0;
tr121:
#line 18 "src/server/http_head.rl"
	{ h->path.n = at(bytes, p) - h->path.at; }
	goto st7;
tr126:
#line 20 "src/server/http_head.rl"
	{ h->query.n = at(bytes, p) - h->query.at; }
	goto st7;
tr140:
#line 22 "src/server/http_head.rl"
	{ h->authority.n = at(bytes, p) - h->authority.at; }
	goto st7;
st7:
	if ( ++p == pe )
		goto _test_eof7;
case 7:
#line 209 "gen/server/http_head.c"
	if ( (*p) == 72u )
		goto st8;
	goto st0;
st8:
	if ( ++p == pe )
		goto _test_eof8;
case 8:
	if ( (*p) == 84u )
		goto st9;
	goto st0;
st9:
	if ( ++p == pe )
		goto _test_eof9;
case 9:
	if ( (*p) == 84u )
		goto st10;
	goto st0;
st10:
	if ( ++p == pe )
		goto _test_eof10;
case 10:
	if ( (*p) == 80u )
		goto st11;
	goto st0;
st11:
	if ( ++p == pe )
		goto _test_eof11;
case 11:
	if ( (*p) == 47u )
		goto st12;
	goto st0;
st12:
	if ( ++p == pe )
		goto _test_eof12;
case 12:
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr15;
	goto st0;
tr15:
#line 24 "src/server/http_head.rl"
	{ h->major = (uint8_t)(*p - '0'); }
	goto st13;
st13:
	if ( ++p == pe )
		goto _test_eof13;
case 13:
#line 254 "gen/server/http_head.c"
	if ( (*p) == 46u )
		goto st14;
	goto st0;
st14:
	if ( ++p == pe )
		goto _test_eof14;
case 14:
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr17;
	goto st0;
tr17:
#line 25 "src/server/http_head.rl"
	{ h->minor = (uint8_t)(*p - '0'); }
	goto st15;
st15:
	if ( ++p == pe )
		goto _test_eof15;
case 15:
#line 271 "gen/server/http_head.c"
	if ( (*p) == 13u )
		goto st16;
	goto st0;
tr99:
#line 37 "src/server/http_head.rl"
	{ h->unknown = true; }
	goto st16;
tr118:
#line 36 "src/server/http_head.rl"
	{ h->chunked = more(h->chunked); h->chunked_last = true; }
	goto st16;
st16:
	if ( ++p == pe )
		goto _test_eof16;
case 16:
#line 284 "gen/server/http_head.c"
	if ( (*p) == 10u )
		goto st17;
	goto st0;
tr31:
#line 31 "src/server/http_head.rl"
	{ keep_field(h, bytes); }
	goto st17;
tr61:
#line 32 "src/server/http_head.rl"
	{ h->hosts = more(h->hosts); keep(h, PL_HEADER_HOST); }
	goto st17;
st17:
	if ( ++p == pe )
		goto _test_eof17;
case 17:
#line 297 "gen/server/http_head.c"
	switch( (*p) ) {
		case 13u: goto st18;
		case 33u: goto tr21;
		case 67u: goto tr22;
		case 72u: goto tr23;
		case 84u: goto tr24;
		case 99u: goto tr22;
		case 104u: goto tr23;
		case 116u: goto tr24;
		case 124u: goto tr21;
		case 126u: goto tr21;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto tr21;
		} else if ( (*p) >= 35u )
			goto tr21;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto tr21;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto tr21;
		} else
			goto tr21;
	} else
		goto tr21;
	goto st0;
st18:
	if ( ++p == pe )
		goto _test_eof18;
case 18:
	if ( (*p) == 10u )
		goto tr25;
	goto st0;
tr25:
#line 38 "src/server/http_head.rl"
	{ {p++; cs = 127; goto _out;} }
	goto st127;
st127:
	if ( ++p == pe )
		goto _test_eof127;
case 127:
#line 341 "gen/server/http_head.c"
	goto st0;
tr21:
#line 27 "src/server/http_head.rl"
	{ h->name = h->value = (pl_http_span){ at(bytes, p), 0 }; }
	goto st19;
st19:
	if ( ++p == pe )
		goto _test_eof19;
case 19:
#line 349 "gen/server/http_head.c"
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
tr27:
#line 28 "src/server/http_head.rl"
	{ h->name.n = at(bytes, p) - h->name.at; }
	goto st20;
st20:
	if ( ++p == pe )
		goto _test_eof20;
case 20:
#line 380 "gen/server/http_head.c"
	switch( (*p) ) {
		case 9u: goto st20;
		case 13u: goto st21;
		case 32u: goto st20;
		case 127u: goto st0;
	}
	if ( (*p) <= 31u )
		goto st0;
	goto tr30;
st21:
	if ( ++p == pe )
		goto _test_eof21;
case 21:
	if ( (*p) == 10u )
		goto tr31;
	goto st0;
tr30:
#line 29 "src/server/http_head.rl"
	{ h->value.at = at(bytes, p); }
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st22;
tr33:
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st22;
st22:
	if ( ++p == pe )
		goto _test_eof22;
case 22:
#line 407 "gen/server/http_head.c"
	switch( (*p) ) {
		case 9u: goto st22;
		case 13u: goto st21;
		case 32u: goto st22;
		case 127u: goto st0;
	}
	if ( (*p) <= 31u )
		goto st0;
	goto tr33;
tr22:
#line 27 "src/server/http_head.rl"
	{ h->name = h->value = (pl_http_span){ at(bytes, p), 0 }; }
	goto st23;
st23:
	if ( ++p == pe )
		goto _test_eof23;
case 23:
#line 423 "gen/server/http_head.c"
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 79u: goto st24;
		case 111u: goto st24;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st24:
	if ( ++p == pe )
		goto _test_eof24;
case 24:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 78u: goto st25;
		case 110u: goto st25;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st25:
	if ( ++p == pe )
		goto _test_eof25;
case 25:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 84u: goto st26;
		case 116u: goto st26;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st26:
	if ( ++p == pe )
		goto _test_eof26;
case 26:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 69u: goto st27;
		case 101u: goto st27;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st27:
	if ( ++p == pe )
		goto _test_eof27;
case 27:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 78u: goto st28;
		case 110u: goto st28;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st28:
	if ( ++p == pe )
		goto _test_eof28;
case 28:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 84u: goto st29;
		case 116u: goto st29;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st29:
	if ( ++p == pe )
		goto _test_eof29;
case 29:
	switch( (*p) ) {
		case 33u: goto st19;
		case 45u: goto st30;
		case 46u: goto st19;
		case 58u: goto tr27;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 48u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 57u ) {
		if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else if ( (*p) >= 65u )
			goto st19;
	} else
		goto st19;
	goto st0;
st30:
	if ( ++p == pe )
		goto _test_eof30;
case 30:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 76u: goto st31;
		case 108u: goto st31;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st31:
	if ( ++p == pe )
		goto _test_eof31;
case 31:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 69u: goto st32;
		case 101u: goto st32;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st32:
	if ( ++p == pe )
		goto _test_eof32;
case 32:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 78u: goto st33;
		case 110u: goto st33;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st33:
	if ( ++p == pe )
		goto _test_eof33;
case 33:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 71u: goto st34;
		case 103u: goto st34;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st34:
	if ( ++p == pe )
		goto _test_eof34;
case 34:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 84u: goto st35;
		case 116u: goto st35;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st35:
	if ( ++p == pe )
		goto _test_eof35;
case 35:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 72u: goto st36;
		case 104u: goto st36;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st36:
	if ( ++p == pe )
		goto _test_eof36;
case 36:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto st37;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st37:
	if ( ++p == pe )
		goto _test_eof37;
case 37:
	switch( (*p) ) {
		case 9u: goto st37;
		case 32u: goto st37;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr48;
	goto st0;
tr48:
#line 33 "src/server/http_head.rl"
	{ h->lengths = more(h->lengths); h->length = 0; }
#line 34 "src/server/http_head.rl"
	{ add_digit(h, *p); }
	goto st38;
tr50:
#line 34 "src/server/http_head.rl"
	{ add_digit(h, *p); }
	goto st38;
st38:
	if ( ++p == pe )
		goto _test_eof38;
case 38:
#line 856 "gen/server/http_head.c"
	switch( (*p) ) {
		case 9u: goto st39;
		case 13u: goto st16;
		case 32u: goto st39;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr50;
	goto st0;
st39:
	if ( ++p == pe )
		goto _test_eof39;
case 39:
	switch( (*p) ) {
		case 9u: goto st39;
		case 13u: goto st16;
		case 32u: goto st39;
	}
	goto st0;
tr23:
#line 27 "src/server/http_head.rl"
	{ h->name = h->value = (pl_http_span){ at(bytes, p), 0 }; }
	goto st40;
st40:
	if ( ++p == pe )
		goto _test_eof40;
case 40:
#line 881 "gen/server/http_head.c"
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 79u: goto st41;
		case 111u: goto st41;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st41:
	if ( ++p == pe )
		goto _test_eof41;
case 41:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 83u: goto st42;
		case 115u: goto st42;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st42:
	if ( ++p == pe )
		goto _test_eof42;
case 42:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 84u: goto st43;
		case 116u: goto st43;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st43:
	if ( ++p == pe )
		goto _test_eof43;
case 43:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto st44;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
tr55:
#line 29 "src/server/http_head.rl"
	{ h->value.at = at(bytes, p); }
	goto st44;
st44:
	if ( ++p == pe )
		goto _test_eof44;
case 44:
#line 1002 "gen/server/http_head.c"
	switch( (*p) ) {
		case 9u: goto tr55;
		case 13u: goto tr56;
		case 32u: goto tr55;
		case 33u: goto tr57;
		case 37u: goto tr58;
		case 58u: goto tr59;
		case 61u: goto tr57;
		case 91u: goto tr60;
		case 95u: goto tr57;
		case 126u: goto tr57;
	}
	if ( (*p) < 48u ) {
		if ( 36u <= (*p) && (*p) <= 46u )
			goto tr57;
	} else if ( (*p) > 59u ) {
		if ( (*p) > 90u ) {
			if ( 97u <= (*p) && (*p) <= 122u )
				goto tr57;
		} else if ( (*p) >= 65u )
			goto tr57;
	} else
		goto tr57;
	goto st0;
tr56:
#line 29 "src/server/http_head.rl"
	{ h->value.at = at(bytes, p); }
	goto st45;
st45:
	if ( ++p == pe )
		goto _test_eof45;
case 45:
#line 1033 "gen/server/http_head.c"
	if ( (*p) == 10u )
		goto tr61;
	goto st0;
tr57:
#line 29 "src/server/http_head.rl"
	{ h->value.at = at(bytes, p); }
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st46;
tr64:
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st46;
st46:
	if ( ++p == pe )
		goto _test_eof46;
case 46:
#line 1047 "gen/server/http_head.c"
	switch( (*p) ) {
		case 9u: goto st47;
		case 13u: goto st45;
		case 32u: goto st47;
		case 33u: goto tr64;
		case 37u: goto tr65;
		case 58u: goto tr66;
		case 61u: goto tr64;
		case 95u: goto tr64;
		case 126u: goto tr64;
	}
	if ( (*p) < 48u ) {
		if ( 36u <= (*p) && (*p) <= 46u )
			goto tr64;
	} else if ( (*p) > 59u ) {
		if ( (*p) > 90u ) {
			if ( 97u <= (*p) && (*p) <= 122u )
				goto tr64;
		} else if ( (*p) >= 65u )
			goto tr64;
	} else
		goto tr64;
	goto st0;
tr72:
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st47;
st47:
	if ( ++p == pe )
		goto _test_eof47;
case 47:
#line 1077 "gen/server/http_head.c"
	switch( (*p) ) {
		case 9u: goto st47;
		case 13u: goto st45;
		case 32u: goto st47;
	}
	goto st0;
tr58:
#line 29 "src/server/http_head.rl"
	{ h->value.at = at(bytes, p); }
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st48;
tr65:
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st48;
st48:
	if ( ++p == pe )
		goto _test_eof48;
case 48:
#line 1094 "gen/server/http_head.c"
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr67;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr67;
	} else
		goto tr67;
	goto st0;
tr67:
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st49;
st49:
	if ( ++p == pe )
		goto _test_eof49;
case 49:
#line 1110 "gen/server/http_head.c"
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr64;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr64;
	} else
		goto tr64;
	goto st0;
tr59:
#line 29 "src/server/http_head.rl"
	{ h->value.at = at(bytes, p); }
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st50;
tr66:
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st50;
st50:
	if ( ++p == pe )
		goto _test_eof50;
case 50:
#line 1130 "gen/server/http_head.c"
	switch( (*p) ) {
		case 9u: goto st47;
		case 13u: goto st45;
		case 32u: goto st47;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr68;
	goto st0;
tr68:
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st51;
st51:
	if ( ++p == pe )
		goto _test_eof51;
case 51:
#line 1145 "gen/server/http_head.c"
	switch( (*p) ) {
		case 9u: goto st47;
		case 13u: goto st45;
		case 32u: goto st47;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr69;
	goto st0;
tr69:
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st52;
st52:
	if ( ++p == pe )
		goto _test_eof52;
case 52:
#line 1160 "gen/server/http_head.c"
	switch( (*p) ) {
		case 9u: goto st47;
		case 13u: goto st45;
		case 32u: goto st47;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr70;
	goto st0;
tr70:
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st53;
st53:
	if ( ++p == pe )
		goto _test_eof53;
case 53:
#line 1175 "gen/server/http_head.c"
	switch( (*p) ) {
		case 9u: goto st47;
		case 13u: goto st45;
		case 32u: goto st47;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr71;
	goto st0;
tr71:
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st54;
st54:
	if ( ++p == pe )
		goto _test_eof54;
case 54:
#line 1190 "gen/server/http_head.c"
	switch( (*p) ) {
		case 9u: goto st47;
		case 13u: goto st45;
		case 32u: goto st47;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr72;
	goto st0;
tr60:
#line 29 "src/server/http_head.rl"
	{ h->value.at = at(bytes, p); }
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st55;
st55:
	if ( ++p == pe )
		goto _test_eof55;
case 55:
#line 1206 "gen/server/http_head.c"
	switch( (*p) ) {
		case 46u: goto tr73;
		case 86u: goto tr74;
		case 118u: goto tr74;
	}
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 58u )
			goto tr73;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr73;
	} else
		goto tr73;
	goto st0;
tr73:
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st56;
st56:
	if ( ++p == pe )
		goto _test_eof56;
case 56:
#line 1227 "gen/server/http_head.c"
	switch( (*p) ) {
		case 46u: goto tr73;
		case 93u: goto tr75;
	}
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 58u )
			goto tr73;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr73;
	} else
		goto tr73;
	goto st0;
tr75:
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st57;
st57:
	if ( ++p == pe )
		goto _test_eof57;
case 57:
#line 1247 "gen/server/http_head.c"
	switch( (*p) ) {
		case 9u: goto st47;
		case 13u: goto st45;
		case 32u: goto st47;
		case 58u: goto tr66;
	}
	goto st0;
tr74:
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st58;
st58:
	if ( ++p == pe )
		goto _test_eof58;
case 58:
#line 1261 "gen/server/http_head.c"
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr76;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr76;
	} else
		goto tr76;
	goto st0;
tr76:
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st59;
st59:
	if ( ++p == pe )
		goto _test_eof59;
case 59:
#line 1277 "gen/server/http_head.c"
	if ( (*p) == 46u )
		goto tr77;
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto tr76;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto tr76;
	} else
		goto tr76;
	goto st0;
tr77:
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st60;
st60:
	if ( ++p == pe )
		goto _test_eof60;
case 60:
#line 1295 "gen/server/http_head.c"
	switch( (*p) ) {
		case 33u: goto tr78;
		case 36u: goto tr78;
		case 61u: goto tr78;
		case 95u: goto tr78;
		case 126u: goto tr78;
	}
	if ( (*p) < 48u ) {
		if ( 38u <= (*p) && (*p) <= 46u )
			goto tr78;
	} else if ( (*p) > 59u ) {
		if ( (*p) > 90u ) {
			if ( 97u <= (*p) && (*p) <= 122u )
				goto tr78;
		} else if ( (*p) >= 65u )
			goto tr78;
	} else
		goto tr78;
	goto st0;
tr78:
#line 30 "src/server/http_head.rl"
	{ h->value.n = at(bytes, p) + 1 - h->value.at; }
	goto st61;
st61:
	if ( ++p == pe )
		goto _test_eof61;
case 61:
#line 1321 "gen/server/http_head.c"
	switch( (*p) ) {
		case 33u: goto tr78;
		case 36u: goto tr78;
		case 61u: goto tr78;
		case 93u: goto tr75;
		case 95u: goto tr78;
		case 126u: goto tr78;
	}
	if ( (*p) < 48u ) {
		if ( 38u <= (*p) && (*p) <= 46u )
			goto tr78;
	} else if ( (*p) > 59u ) {
		if ( (*p) > 90u ) {
			if ( 97u <= (*p) && (*p) <= 122u )
				goto tr78;
		} else if ( (*p) >= 65u )
			goto tr78;
	} else
		goto tr78;
	goto st0;
tr24:
#line 27 "src/server/http_head.rl"
	{ h->name = h->value = (pl_http_span){ at(bytes, p), 0 }; }
	goto st62;
st62:
	if ( ++p == pe )
		goto _test_eof62;
case 62:
#line 1348 "gen/server/http_head.c"
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 82u: goto st63;
		case 114u: goto st63;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st63:
	if ( ++p == pe )
		goto _test_eof63;
case 63:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 65u: goto st64;
		case 97u: goto st64;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 66u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st64:
	if ( ++p == pe )
		goto _test_eof64;
case 64:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 78u: goto st65;
		case 110u: goto st65;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st65:
	if ( ++p == pe )
		goto _test_eof65;
case 65:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 83u: goto st66;
		case 115u: goto st66;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st66:
	if ( ++p == pe )
		goto _test_eof66;
case 66:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 70u: goto st67;
		case 102u: goto st67;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st67:
	if ( ++p == pe )
		goto _test_eof67;
case 67:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 69u: goto st68;
		case 101u: goto st68;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st68:
	if ( ++p == pe )
		goto _test_eof68;
case 68:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 82u: goto st69;
		case 114u: goto st69;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st69:
	if ( ++p == pe )
		goto _test_eof69;
case 69:
	switch( (*p) ) {
		case 33u: goto st19;
		case 45u: goto st70;
		case 46u: goto st19;
		case 58u: goto tr27;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 48u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 57u ) {
		if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else if ( (*p) >= 65u )
			goto st19;
	} else
		goto st19;
	goto st0;
st70:
	if ( ++p == pe )
		goto _test_eof70;
case 70:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 69u: goto st71;
		case 101u: goto st71;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st71:
	if ( ++p == pe )
		goto _test_eof71;
case 71:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 78u: goto st72;
		case 110u: goto st72;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st72:
	if ( ++p == pe )
		goto _test_eof72;
case 72:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 67u: goto st73;
		case 99u: goto st73;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st73:
	if ( ++p == pe )
		goto _test_eof73;
case 73:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 79u: goto st74;
		case 111u: goto st74;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st74:
	if ( ++p == pe )
		goto _test_eof74;
case 74:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 68u: goto st75;
		case 100u: goto st75;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st75:
	if ( ++p == pe )
		goto _test_eof75;
case 75:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 73u: goto st76;
		case 105u: goto st76;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st76:
	if ( ++p == pe )
		goto _test_eof76;
case 76:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 78u: goto st77;
		case 110u: goto st77;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st77:
	if ( ++p == pe )
		goto _test_eof77;
case 77:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto tr27;
		case 71u: goto st78;
		case 103u: goto st78;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
st78:
	if ( ++p == pe )
		goto _test_eof78;
case 78:
	switch( (*p) ) {
		case 33u: goto st19;
		case 58u: goto st79;
		case 124u: goto st19;
		case 126u: goto st19;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st19;
		} else if ( (*p) >= 35u )
			goto st19;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st19;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st19;
		} else
			goto st19;
	} else
		goto st19;
	goto st0;
tr101:
#line 37 "src/server/http_head.rl"
	{ h->unknown = true; }
	goto st79;
tr119:
#line 36 "src/server/http_head.rl"
	{ h->chunked = more(h->chunked); h->chunked_last = true; }
	goto st79;
st79:
	if ( ++p == pe )
		goto _test_eof79;
case 79:
#line 1859 "gen/server/http_head.c"
	switch( (*p) ) {
		case 9u: goto st79;
		case 32u: goto st79;
		case 33u: goto tr96;
		case 67u: goto tr97;
		case 99u: goto tr97;
		case 124u: goto tr96;
		case 126u: goto tr96;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto tr96;
		} else if ( (*p) >= 35u )
			goto tr96;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto tr96;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto tr96;
		} else
			goto tr96;
	} else
		goto tr96;
	goto st0;
tr96:
#line 35 "src/server/http_head.rl"
	{ h->coded = true; h->chunked_last = false; }
	goto st80;
st80:
	if ( ++p == pe )
		goto _test_eof80;
case 80:
#line 1893 "gen/server/http_head.c"
	switch( (*p) ) {
		case 9u: goto tr98;
		case 13u: goto tr99;
		case 32u: goto tr98;
		case 33u: goto st80;
		case 44u: goto tr101;
		case 59u: goto tr102;
		case 124u: goto st80;
		case 126u: goto st80;
	}
	if ( (*p) < 48u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 46u )
				goto st80;
		} else if ( (*p) >= 35u )
			goto st80;
	} else if ( (*p) > 57u ) {
		if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st80;
		} else if ( (*p) >= 65u )
			goto st80;
	} else
		goto st80;
	goto st0;
tr98:
#line 37 "src/server/http_head.rl"
	{ h->unknown = true; }
	goto st81;
st81:
	if ( ++p == pe )
		goto _test_eof81;
case 81:
#line 1925 "gen/server/http_head.c"
	switch( (*p) ) {
		case 9u: goto st81;
		case 13u: goto st16;
		case 32u: goto st81;
		case 44u: goto st79;
		case 59u: goto st82;
	}
	goto st0;
tr102:
#line 37 "src/server/http_head.rl"
	{ h->unknown = true; }
	goto st82;
st82:
	if ( ++p == pe )
		goto _test_eof82;
case 82:
#line 1940 "gen/server/http_head.c"
	switch( (*p) ) {
		case 9u: goto st82;
		case 32u: goto st82;
		case 33u: goto st83;
		case 124u: goto st83;
		case 126u: goto st83;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st83;
		} else if ( (*p) >= 35u )
			goto st83;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st83;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st83;
		} else
			goto st83;
	} else
		goto st83;
	goto st0;
st83:
	if ( ++p == pe )
		goto _test_eof83;
case 83:
	switch( (*p) ) {
		case 9u: goto st84;
		case 32u: goto st84;
		case 33u: goto st83;
		case 61u: goto st85;
		case 124u: goto st83;
		case 126u: goto st83;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st83;
		} else if ( (*p) >= 35u )
			goto st83;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st83;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st83;
		} else
			goto st83;
	} else
		goto st83;
	goto st0;
st84:
	if ( ++p == pe )
		goto _test_eof84;
case 84:
	switch( (*p) ) {
		case 9u: goto st84;
		case 32u: goto st84;
		case 61u: goto st85;
	}
	goto st0;
st85:
	if ( ++p == pe )
		goto _test_eof85;
case 85:
	switch( (*p) ) {
		case 9u: goto st85;
		case 32u: goto st85;
		case 34u: goto st87;
		case 124u: goto st86;
		case 126u: goto st86;
	}
	if ( (*p) < 45u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 43u )
				goto st86;
		} else if ( (*p) >= 33u )
			goto st86;
	} else if ( (*p) > 46u ) {
		if ( (*p) < 65u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto st86;
		} else if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st86;
		} else
			goto st86;
	} else
		goto st86;
	goto st0;
st86:
	if ( ++p == pe )
		goto _test_eof86;
case 86:
	switch( (*p) ) {
		case 9u: goto st81;
		case 13u: goto st16;
		case 32u: goto st81;
		case 33u: goto st86;
		case 44u: goto st79;
		case 59u: goto st82;
		case 124u: goto st86;
		case 126u: goto st86;
	}
	if ( (*p) < 48u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 46u )
				goto st86;
		} else if ( (*p) >= 35u )
			goto st86;
	} else if ( (*p) > 57u ) {
		if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st86;
		} else if ( (*p) >= 65u )
			goto st86;
	} else
		goto st86;
	goto st0;
st87:
	if ( ++p == pe )
		goto _test_eof87;
case 87:
	switch( (*p) ) {
		case 34u: goto st81;
		case 92u: goto st88;
		case 127u: goto st0;
	}
	if ( (*p) > 8u ) {
		if ( 10u <= (*p) && (*p) <= 31u )
			goto st0;
	} else
		goto st0;
	goto st87;
st88:
	if ( ++p == pe )
		goto _test_eof88;
case 88:
	if ( (*p) == 127u )
		goto st0;
	if ( (*p) > 8u ) {
		if ( 10u <= (*p) && (*p) <= 31u )
			goto st0;
	} else
		goto st0;
	goto st87;
tr97:
#line 35 "src/server/http_head.rl"
	{ h->coded = true; h->chunked_last = false; }
	goto st89;
st89:
	if ( ++p == pe )
		goto _test_eof89;
case 89:
#line 2097 "gen/server/http_head.c"
	switch( (*p) ) {
		case 9u: goto tr98;
		case 13u: goto tr99;
		case 32u: goto tr98;
		case 33u: goto st80;
		case 44u: goto tr101;
		case 59u: goto tr102;
		case 72u: goto st90;
		case 104u: goto st90;
		case 124u: goto st80;
		case 126u: goto st80;
	}
	if ( (*p) < 48u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 46u )
				goto st80;
		} else if ( (*p) >= 35u )
			goto st80;
	} else if ( (*p) > 57u ) {
		if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st80;
		} else if ( (*p) >= 65u )
			goto st80;
	} else
		goto st80;
	goto st0;
st90:
	if ( ++p == pe )
		goto _test_eof90;
case 90:
	switch( (*p) ) {
		case 9u: goto tr98;
		case 13u: goto tr99;
		case 32u: goto tr98;
		case 33u: goto st80;
		case 44u: goto tr101;
		case 59u: goto tr102;
		case 85u: goto st91;
		case 117u: goto st91;
		case 124u: goto st80;
		case 126u: goto st80;
	}
	if ( (*p) < 48u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 46u )
				goto st80;
		} else if ( (*p) >= 35u )
			goto st80;
	} else if ( (*p) > 57u ) {
		if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st80;
		} else if ( (*p) >= 65u )
			goto st80;
	} else
		goto st80;
	goto st0;
st91:
	if ( ++p == pe )
		goto _test_eof91;
case 91:
	switch( (*p) ) {
		case 9u: goto tr98;
		case 13u: goto tr99;
		case 32u: goto tr98;
		case 33u: goto st80;
		case 44u: goto tr101;
		case 59u: goto tr102;
		case 78u: goto st92;
		case 110u: goto st92;
		case 124u: goto st80;
		case 126u: goto st80;
	}
	if ( (*p) < 48u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 46u )
				goto st80;
		} else if ( (*p) >= 35u )
			goto st80;
	} else if ( (*p) > 57u ) {
		if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st80;
		} else if ( (*p) >= 65u )
			goto st80;
	} else
		goto st80;
	goto st0;
st92:
	if ( ++p == pe )
		goto _test_eof92;
case 92:
	switch( (*p) ) {
		case 9u: goto tr98;
		case 13u: goto tr99;
		case 32u: goto tr98;
		case 33u: goto st80;
		case 44u: goto tr101;
		case 59u: goto tr102;
		case 75u: goto st93;
		case 107u: goto st93;
		case 124u: goto st80;
		case 126u: goto st80;
	}
	if ( (*p) < 48u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 46u )
				goto st80;
		} else if ( (*p) >= 35u )
			goto st80;
	} else if ( (*p) > 57u ) {
		if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st80;
		} else if ( (*p) >= 65u )
			goto st80;
	} else
		goto st80;
	goto st0;
st93:
	if ( ++p == pe )
		goto _test_eof93;
case 93:
	switch( (*p) ) {
		case 9u: goto tr98;
		case 13u: goto tr99;
		case 32u: goto tr98;
		case 33u: goto st80;
		case 44u: goto tr101;
		case 59u: goto tr102;
		case 69u: goto st94;
		case 101u: goto st94;
		case 124u: goto st80;
		case 126u: goto st80;
	}
	if ( (*p) < 48u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 46u )
				goto st80;
		} else if ( (*p) >= 35u )
			goto st80;
	} else if ( (*p) > 57u ) {
		if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st80;
		} else if ( (*p) >= 65u )
			goto st80;
	} else
		goto st80;
	goto st0;
st94:
	if ( ++p == pe )
		goto _test_eof94;
case 94:
	switch( (*p) ) {
		case 9u: goto tr98;
		case 13u: goto tr99;
		case 32u: goto tr98;
		case 33u: goto st80;
		case 44u: goto tr101;
		case 59u: goto tr102;
		case 68u: goto st95;
		case 100u: goto st95;
		case 124u: goto st80;
		case 126u: goto st80;
	}
	if ( (*p) < 48u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 46u )
				goto st80;
		} else if ( (*p) >= 35u )
			goto st80;
	} else if ( (*p) > 57u ) {
		if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st80;
		} else if ( (*p) >= 65u )
			goto st80;
	} else
		goto st80;
	goto st0;
st95:
	if ( ++p == pe )
		goto _test_eof95;
case 95:
	switch( (*p) ) {
		case 9u: goto tr117;
		case 13u: goto tr118;
		case 32u: goto tr117;
		case 33u: goto st80;
		case 44u: goto tr119;
		case 124u: goto st80;
		case 126u: goto st80;
	}
	if ( (*p) < 48u ) {
		if ( (*p) > 39u ) {
			if ( 42u <= (*p) && (*p) <= 46u )
				goto st80;
		} else if ( (*p) >= 35u )
			goto st80;
	} else if ( (*p) > 57u ) {
		if ( (*p) > 90u ) {
			if ( 94u <= (*p) && (*p) <= 122u )
				goto st80;
		} else if ( (*p) >= 65u )
			goto st80;
	} else
		goto st80;
	goto st0;
tr117:
#line 36 "src/server/http_head.rl"
	{ h->chunked = more(h->chunked); h->chunked_last = true; }
	goto st96;
st96:
	if ( ++p == pe )
		goto _test_eof96;
case 96:
#line 2314 "gen/server/http_head.c"
	switch( (*p) ) {
		case 9u: goto st96;
		case 13u: goto st16;
		case 32u: goto st96;
		case 44u: goto st79;
	}
	goto st0;
tr7:
#line 17 "src/server/http_head.rl"
	{ h->path.at = at(bytes, p); }
	goto st97;
tr143:
#line 22 "src/server/http_head.rl"
	{ h->authority.n = at(bytes, p) - h->authority.at; }
#line 17 "src/server/http_head.rl"
	{ h->path.at = at(bytes, p); }
	goto st97;
st97:
	if ( ++p == pe )
		goto _test_eof97;
case 97:
#line 2332 "gen/server/http_head.c"
	switch( (*p) ) {
		case 32u: goto tr121;
		case 35u: goto st0;
		case 37u: goto st98;
		case 63u: goto tr124;
		case 127u: goto st0;
	}
	if ( (*p) <= 31u )
		goto st0;
	goto st97;
st98:
	if ( ++p == pe )
		goto _test_eof98;
case 98:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto st99;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto st99;
	} else
		goto st99;
	goto st0;
st99:
	if ( ++p == pe )
		goto _test_eof99;
case 99:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto st97;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto st97;
	} else
		goto st97;
	goto st0;
tr124:
#line 18 "src/server/http_head.rl"
	{ h->path.n = at(bytes, p) - h->path.at; }
#line 19 "src/server/http_head.rl"
	{ h->query.at = at(bytes, p) + 1; }
	goto st100;
tr145:
#line 22 "src/server/http_head.rl"
	{ h->authority.n = at(bytes, p) - h->authority.at; }
#line 19 "src/server/http_head.rl"
	{ h->query.at = at(bytes, p) + 1; }
	goto st100;
st100:
	if ( ++p == pe )
		goto _test_eof100;
case 100:
#line 2380 "gen/server/http_head.c"
	switch( (*p) ) {
		case 32u: goto tr126;
		case 35u: goto st0;
		case 37u: goto st101;
		case 127u: goto st0;
	}
	if ( (*p) <= 31u )
		goto st0;
	goto st100;
st101:
	if ( ++p == pe )
		goto _test_eof101;
case 101:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto st102;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto st102;
	} else
		goto st102;
	goto st0;
st102:
	if ( ++p == pe )
		goto _test_eof102;
case 102:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto st100;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto st100;
	} else
		goto st100;
	goto st0;
st103:
	if ( ++p == pe )
		goto _test_eof103;
case 103:
	switch( (*p) ) {
		case 84u: goto st104;
		case 116u: goto st104;
	}
	goto st0;
st104:
	if ( ++p == pe )
		goto _test_eof104;
case 104:
	switch( (*p) ) {
		case 84u: goto st105;
		case 116u: goto st105;
	}
	goto st0;
st105:
	if ( ++p == pe )
		goto _test_eof105;
case 105:
	switch( (*p) ) {
		case 80u: goto st106;
		case 112u: goto st106;
	}
	goto st0;
st106:
	if ( ++p == pe )
		goto _test_eof106;
case 106:
	switch( (*p) ) {
		case 58u: goto st107;
		case 83u: goto st126;
		case 115u: goto st126;
	}
	goto st0;
st107:
	if ( ++p == pe )
		goto _test_eof107;
case 107:
	if ( (*p) == 47u )
		goto st108;
	goto st0;
st108:
	if ( ++p == pe )
		goto _test_eof108;
case 108:
	if ( (*p) == 47u )
		goto st109;
	goto st0;
st109:
	if ( ++p == pe )
		goto _test_eof109;
case 109:
	switch( (*p) ) {
		case 33u: goto tr137;
		case 37u: goto tr138;
		case 59u: goto tr137;
		case 61u: goto tr137;
		case 91u: goto tr139;
		case 95u: goto tr137;
		case 126u: goto tr137;
	}
	if ( (*p) < 48u ) {
		if ( 36u <= (*p) && (*p) <= 46u )
			goto tr137;
	} else if ( (*p) > 57u ) {
		if ( (*p) > 90u ) {
			if ( 97u <= (*p) && (*p) <= 122u )
				goto tr137;
		} else if ( (*p) >= 65u )
			goto tr137;
	} else
		goto tr137;
	goto st0;
tr137:
#line 21 "src/server/http_head.rl"
	{ h->authority.at = at(bytes, p); }
	goto st110;
st110:
	if ( ++p == pe )
		goto _test_eof110;
case 110:
#line 2498 "gen/server/http_head.c"
	switch( (*p) ) {
		case 32u: goto tr140;
		case 33u: goto st110;
		case 37u: goto st111;
		case 47u: goto tr143;
		case 58u: goto st113;
		case 61u: goto st110;
		case 63u: goto tr145;
		case 95u: goto st110;
		case 126u: goto st110;
	}
	if ( (*p) < 65u ) {
		if ( 36u <= (*p) && (*p) <= 59u )
			goto st110;
	} else if ( (*p) > 90u ) {
		if ( 97u <= (*p) && (*p) <= 122u )
			goto st110;
	} else
		goto st110;
	goto st0;
tr138:
#line 21 "src/server/http_head.rl"
	{ h->authority.at = at(bytes, p); }
	goto st111;
st111:
	if ( ++p == pe )
		goto _test_eof111;
case 111:
#line 2525 "gen/server/http_head.c"
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto st112;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto st112;
	} else
		goto st112;
	goto st0;
st112:
	if ( ++p == pe )
		goto _test_eof112;
case 112:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto st110;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto st110;
	} else
		goto st110;
	goto st0;
st113:
	if ( ++p == pe )
		goto _test_eof113;
case 113:
	switch( (*p) ) {
		case 32u: goto tr140;
		case 47u: goto tr143;
		case 63u: goto tr145;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto st114;
	goto st0;
st114:
	if ( ++p == pe )
		goto _test_eof114;
case 114:
	switch( (*p) ) {
		case 32u: goto tr140;
		case 47u: goto tr143;
		case 63u: goto tr145;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto st115;
	goto st0;
st115:
	if ( ++p == pe )
		goto _test_eof115;
case 115:
	switch( (*p) ) {
		case 32u: goto tr140;
		case 47u: goto tr143;
		case 63u: goto tr145;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto st116;
	goto st0;
st116:
	if ( ++p == pe )
		goto _test_eof116;
case 116:
	switch( (*p) ) {
		case 32u: goto tr140;
		case 47u: goto tr143;
		case 63u: goto tr145;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto st117;
	goto st0;
st117:
	if ( ++p == pe )
		goto _test_eof117;
case 117:
	switch( (*p) ) {
		case 32u: goto tr140;
		case 47u: goto tr143;
		case 63u: goto tr145;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto st118;
	goto st0;
st118:
	if ( ++p == pe )
		goto _test_eof118;
case 118:
	switch( (*p) ) {
		case 32u: goto tr140;
		case 47u: goto tr143;
		case 63u: goto tr145;
	}
	goto st0;
tr139:
#line 21 "src/server/http_head.rl"
	{ h->authority.at = at(bytes, p); }
	goto st119;
st119:
	if ( ++p == pe )
		goto _test_eof119;
case 119:
#line 2624 "gen/server/http_head.c"
	switch( (*p) ) {
		case 46u: goto st120;
		case 86u: goto st122;
		case 118u: goto st122;
	}
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 58u )
			goto st120;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto st120;
	} else
		goto st120;
	goto st0;
st120:
	if ( ++p == pe )
		goto _test_eof120;
case 120:
	switch( (*p) ) {
		case 46u: goto st120;
		case 93u: goto st121;
	}
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 58u )
			goto st120;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto st120;
	} else
		goto st120;
	goto st0;
st121:
	if ( ++p == pe )
		goto _test_eof121;
case 121:
	switch( (*p) ) {
		case 32u: goto tr140;
		case 47u: goto tr143;
		case 58u: goto st113;
		case 63u: goto tr145;
	}
	goto st0;
st122:
	if ( ++p == pe )
		goto _test_eof122;
case 122:
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto st123;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto st123;
	} else
		goto st123;
	goto st0;
st123:
	if ( ++p == pe )
		goto _test_eof123;
case 123:
	if ( (*p) == 46u )
		goto st124;
	if ( (*p) < 65u ) {
		if ( 48u <= (*p) && (*p) <= 57u )
			goto st123;
	} else if ( (*p) > 70u ) {
		if ( 97u <= (*p) && (*p) <= 102u )
			goto st123;
	} else
		goto st123;
	goto st0;
st124:
	if ( ++p == pe )
		goto _test_eof124;
case 124:
	switch( (*p) ) {
		case 33u: goto st125;
		case 36u: goto st125;
		case 61u: goto st125;
		case 95u: goto st125;
		case 126u: goto st125;
	}
	if ( (*p) < 48u ) {
		if ( 38u <= (*p) && (*p) <= 46u )
			goto st125;
	} else if ( (*p) > 59u ) {
		if ( (*p) > 90u ) {
			if ( 97u <= (*p) && (*p) <= 122u )
				goto st125;
		} else if ( (*p) >= 65u )
			goto st125;
	} else
		goto st125;
	goto st0;
st125:
	if ( ++p == pe )
		goto _test_eof125;
case 125:
	switch( (*p) ) {
		case 33u: goto st125;
		case 36u: goto st125;
		case 61u: goto st125;
		case 93u: goto st121;
		case 95u: goto st125;
		case 126u: goto st125;
	}
	if ( (*p) < 48u ) {
		if ( 38u <= (*p) && (*p) <= 46u )
			goto st125;
	} else if ( (*p) > 59u ) {
		if ( (*p) > 90u ) {
			if ( 97u <= (*p) && (*p) <= 122u )
				goto st125;
		} else if ( (*p) >= 65u )
			goto st125;
	} else
		goto st125;
	goto st0;
st126:
	if ( ++p == pe )
		goto _test_eof126;
case 126:
	if ( (*p) == 58u )
		goto st107;
	goto st0;
	}
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
	_test_eof13: cs = 13; goto _test_eof; 
	_test_eof14: cs = 14; goto _test_eof; 
	_test_eof15: cs = 15; goto _test_eof; 
	_test_eof16: cs = 16; goto _test_eof; 
	_test_eof17: cs = 17; goto _test_eof; 
	_test_eof18: cs = 18; goto _test_eof; 
	_test_eof127: cs = 127; goto _test_eof; 
	_test_eof19: cs = 19; goto _test_eof; 
	_test_eof20: cs = 20; goto _test_eof; 
	_test_eof21: cs = 21; goto _test_eof; 
	_test_eof22: cs = 22; goto _test_eof; 
	_test_eof23: cs = 23; goto _test_eof; 
	_test_eof24: cs = 24; goto _test_eof; 
	_test_eof25: cs = 25; goto _test_eof; 
	_test_eof26: cs = 26; goto _test_eof; 
	_test_eof27: cs = 27; goto _test_eof; 
	_test_eof28: cs = 28; goto _test_eof; 
	_test_eof29: cs = 29; goto _test_eof; 
	_test_eof30: cs = 30; goto _test_eof; 
	_test_eof31: cs = 31; goto _test_eof; 
	_test_eof32: cs = 32; goto _test_eof; 
	_test_eof33: cs = 33; goto _test_eof; 
	_test_eof34: cs = 34; goto _test_eof; 
	_test_eof35: cs = 35; goto _test_eof; 
	_test_eof36: cs = 36; goto _test_eof; 
	_test_eof37: cs = 37; goto _test_eof; 
	_test_eof38: cs = 38; goto _test_eof; 
	_test_eof39: cs = 39; goto _test_eof; 
	_test_eof40: cs = 40; goto _test_eof; 
	_test_eof41: cs = 41; goto _test_eof; 
	_test_eof42: cs = 42; goto _test_eof; 
	_test_eof43: cs = 43; goto _test_eof; 
	_test_eof44: cs = 44; goto _test_eof; 
	_test_eof45: cs = 45; goto _test_eof; 
	_test_eof46: cs = 46; goto _test_eof; 
	_test_eof47: cs = 47; goto _test_eof; 
	_test_eof48: cs = 48; goto _test_eof; 
	_test_eof49: cs = 49; goto _test_eof; 
	_test_eof50: cs = 50; goto _test_eof; 
	_test_eof51: cs = 51; goto _test_eof; 
	_test_eof52: cs = 52; goto _test_eof; 
	_test_eof53: cs = 53; goto _test_eof; 
	_test_eof54: cs = 54; goto _test_eof; 
	_test_eof55: cs = 55; goto _test_eof; 
	_test_eof56: cs = 56; goto _test_eof; 
	_test_eof57: cs = 57; goto _test_eof; 
	_test_eof58: cs = 58; goto _test_eof; 
	_test_eof59: cs = 59; goto _test_eof; 
	_test_eof60: cs = 60; goto _test_eof; 
	_test_eof61: cs = 61; goto _test_eof; 
	_test_eof62: cs = 62; goto _test_eof; 
	_test_eof63: cs = 63; goto _test_eof; 
	_test_eof64: cs = 64; goto _test_eof; 
	_test_eof65: cs = 65; goto _test_eof; 
	_test_eof66: cs = 66; goto _test_eof; 
	_test_eof67: cs = 67; goto _test_eof; 
	_test_eof68: cs = 68; goto _test_eof; 
	_test_eof69: cs = 69; goto _test_eof; 
	_test_eof70: cs = 70; goto _test_eof; 
	_test_eof71: cs = 71; goto _test_eof; 
	_test_eof72: cs = 72; goto _test_eof; 
	_test_eof73: cs = 73; goto _test_eof; 
	_test_eof74: cs = 74; goto _test_eof; 
	_test_eof75: cs = 75; goto _test_eof; 
	_test_eof76: cs = 76; goto _test_eof; 
	_test_eof77: cs = 77; goto _test_eof; 
	_test_eof78: cs = 78; goto _test_eof; 
	_test_eof79: cs = 79; goto _test_eof; 
	_test_eof80: cs = 80; goto _test_eof; 
	_test_eof81: cs = 81; goto _test_eof; 
	_test_eof82: cs = 82; goto _test_eof; 
	_test_eof83: cs = 83; goto _test_eof; 
	_test_eof84: cs = 84; goto _test_eof; 
	_test_eof85: cs = 85; goto _test_eof; 
	_test_eof86: cs = 86; goto _test_eof; 
	_test_eof87: cs = 87; goto _test_eof; 
	_test_eof88: cs = 88; goto _test_eof; 
	_test_eof89: cs = 89; goto _test_eof; 
	_test_eof90: cs = 90; goto _test_eof; 
	_test_eof91: cs = 91; goto _test_eof; 
	_test_eof92: cs = 92; goto _test_eof; 
	_test_eof93: cs = 93; goto _test_eof; 
	_test_eof94: cs = 94; goto _test_eof; 
	_test_eof95: cs = 95; goto _test_eof; 
	_test_eof96: cs = 96; goto _test_eof; 
	_test_eof97: cs = 97; goto _test_eof; 
	_test_eof98: cs = 98; goto _test_eof; 
	_test_eof99: cs = 99; goto _test_eof; 
	_test_eof100: cs = 100; goto _test_eof; 
	_test_eof101: cs = 101; goto _test_eof; 
	_test_eof102: cs = 102; goto _test_eof; 
	_test_eof103: cs = 103; goto _test_eof; 
	_test_eof104: cs = 104; goto _test_eof; 
	_test_eof105: cs = 105; goto _test_eof; 
	_test_eof106: cs = 106; goto _test_eof; 
	_test_eof107: cs = 107; goto _test_eof; 
	_test_eof108: cs = 108; goto _test_eof; 
	_test_eof109: cs = 109; goto _test_eof; 
	_test_eof110: cs = 110; goto _test_eof; 
	_test_eof111: cs = 111; goto _test_eof; 
	_test_eof112: cs = 112; goto _test_eof; 
	_test_eof113: cs = 113; goto _test_eof; 
	_test_eof114: cs = 114; goto _test_eof; 
	_test_eof115: cs = 115; goto _test_eof; 
	_test_eof116: cs = 116; goto _test_eof; 
	_test_eof117: cs = 117; goto _test_eof; 
	_test_eof118: cs = 118; goto _test_eof; 
	_test_eof119: cs = 119; goto _test_eof; 
	_test_eof120: cs = 120; goto _test_eof; 
	_test_eof121: cs = 121; goto _test_eof; 
	_test_eof122: cs = 122; goto _test_eof; 
	_test_eof123: cs = 123; goto _test_eof; 
	_test_eof124: cs = 124; goto _test_eof; 
	_test_eof125: cs = 125; goto _test_eof; 
	_test_eof126: cs = 126; goto _test_eof; 

	_test_eof: {}
	_out: {}
	}

#line 146 "src/server/http_head.rl"
    h->state = cs;
    h->read = at(bytes, p);
    if (cs == pl_http_head_error)
        return PL_HTTP_BAD;
    return cs >= pl_http_head_first_final ? PL_HTTP_DONE : PL_HTTP_MORE;
}
