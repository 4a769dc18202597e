
#line 1 "src/db/url.rl"
/* url.rl - finding the parts of a URL. */
#include "db/url.h"


#line 5 "gen/db/url.c"
static const int pl_url_start = 1;

static const int pl_url_en_main = 1;


#line 35 "src/db/url.rl"


static size_t length(const char *from, const unsigned char *to)
{
    return (size_t)((const char *)to - from);
}

bool pl_url__split(pl_str text, pl_url *out)
{
    const unsigned char *p = (const unsigned char *)text.ptr, *pe = p + text.len, *eof = pe;
    const unsigned char *at = NULL;
    int cs;
    *out = (pl_url){ 0 };
    
#line 22 "gen/db/url.c"
	{
	cs = pl_url_start;
	}

#line 49 "src/db/url.rl"
    
#line 25 "gen/db/url.c"
	{
	if ( p == pe )
		goto _test_eof;
	switch ( cs )
	{
case 1:
	if ( (*p) > 90u ) {
		if ( 97u <= (*p) && (*p) <= 122u )
			goto st2;
	} else if ( (*p) >= 65u )
		goto st2;
	goto st0;
st0:
cs = 0;
	goto _out;
st2:
	if ( ++p == pe )
		goto _test_eof2;
case 2:
	switch( (*p) ) {
		case 43u: goto st2;
		case 58u: goto st3;
	}
	if ( (*p) < 48u ) {
		if ( 45u <= (*p) && (*p) <= 46u )
			goto st2;
	} else if ( (*p) > 57u ) {
		if ( (*p) > 90u ) {
			if ( 97u <= (*p) && (*p) <= 122u )
				goto st2;
		} else if ( (*p) >= 65u )
			goto st2;
	} else
		goto st2;
	goto st0;
st3:
	if ( ++p == pe )
		goto _test_eof3;
case 3:
	if ( (*p) == 47u )
		goto st4;
	goto st0;
st4:
	if ( ++p == pe )
		goto _test_eof4;
case 4:
	if ( (*p) == 47u )
		goto st5;
	goto st0;
st5:
	if ( ++p == pe )
		goto _test_eof5;
case 5:
	switch( (*p) ) {
		case 35u: goto tr6;
		case 47u: goto tr7;
		case 63u: goto tr8;
		case 64u: goto tr9;
	}
	goto tr5;
tr5:
#line 10 "src/db/url.rl"
	{ out->authority.ptr = (const char *)p; }
	goto st6;
tr9:
#line 10 "src/db/url.rl"
	{ out->authority.ptr = (const char *)p; }
#line 11 "src/db/url.rl"
	{ at = p; }
	goto st6;
tr14:
#line 11 "src/db/url.rl"
	{ at = p; }
	goto st6;
st6:
	if ( ++p == pe )
		goto _test_eof6;
case 6:
#line 99 "gen/db/url.c"
	switch( (*p) ) {
		case 35u: goto tr11;
		case 47u: goto tr12;
		case 63u: goto tr13;
		case 64u: goto tr14;
	}
	goto st6;
tr6:
#line 10 "src/db/url.rl"
	{ out->authority.ptr = (const char *)p; }
#line 12 "src/db/url.rl"
	{ out->authority.len = length(out->authority.ptr, p); }
	goto st7;
tr11:
#line 12 "src/db/url.rl"
	{ out->authority.len = length(out->authority.ptr, p); }
	goto st7;
tr17:
#line 13 "src/db/url.rl"
	{ out->path.ptr = (const char *)p; }
#line 14 "src/db/url.rl"
	{ out->path.len = length(out->path.ptr, p); }
	goto st7;
tr20:
#line 14 "src/db/url.rl"
	{ out->path.len = length(out->path.ptr, p); }
	goto st7;
tr23:
#line 15 "src/db/url.rl"
	{ out->query.ptr = (const char *)p; }
#line 16 "src/db/url.rl"
	{ out->query.len = length(out->query.ptr, p); }
	goto st7;
tr25:
#line 16 "src/db/url.rl"
	{ out->query.len = length(out->query.ptr, p); }
	goto st7;
st7:
	if ( ++p == pe )
		goto _test_eof7;
case 7:
#line 131 "gen/db/url.c"
	goto st7;
tr7:
#line 10 "src/db/url.rl"
	{ out->authority.ptr = (const char *)p; }
#line 12 "src/db/url.rl"
	{ out->authority.len = length(out->authority.ptr, p); }
	goto st8;
tr12:
#line 12 "src/db/url.rl"
	{ out->authority.len = length(out->authority.ptr, p); }
	goto st8;
st8:
	if ( ++p == pe )
		goto _test_eof8;
case 8:
#line 143 "gen/db/url.c"
	switch( (*p) ) {
		case 35u: goto tr17;
		case 63u: goto tr18;
	}
	goto tr16;
tr16:
#line 13 "src/db/url.rl"
	{ out->path.ptr = (const char *)p; }
	goto st9;
st9:
	if ( ++p == pe )
		goto _test_eof9;
case 9:
#line 155 "gen/db/url.c"
	switch( (*p) ) {
		case 35u: goto tr20;
		case 63u: goto tr21;
	}
	goto st9;
tr8:
#line 10 "src/db/url.rl"
	{ out->authority.ptr = (const char *)p; }
#line 12 "src/db/url.rl"
	{ out->authority.len = length(out->authority.ptr, p); }
	goto st10;
tr13:
#line 12 "src/db/url.rl"
	{ out->authority.len = length(out->authority.ptr, p); }
	goto st10;
tr18:
#line 13 "src/db/url.rl"
	{ out->path.ptr = (const char *)p; }
#line 14 "src/db/url.rl"
	{ out->path.len = length(out->path.ptr, p); }
	goto st10;
tr21:
#line 14 "src/db/url.rl"
	{ out->path.len = length(out->path.ptr, p); }
	goto st10;
st10:
	if ( ++p == pe )
		goto _test_eof10;
case 10:
#line 178 "gen/db/url.c"
	if ( (*p) == 35u )
		goto tr23;
	goto tr22;
tr22:
#line 15 "src/db/url.rl"
	{ out->query.ptr = (const char *)p; }
	goto st11;
st11:
	if ( ++p == pe )
		goto _test_eof11;
case 11:
#line 188 "gen/db/url.c"
	if ( (*p) == 35u )
		goto tr25;
	goto st11;
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

	_test_eof: {}
	if ( p == eof )
	{
	switch ( cs ) {
	case 6: 
#line 12 "src/db/url.rl"
	{ out->authority.len = length(out->authority.ptr, p); }
	break;
	case 9: 
#line 14 "src/db/url.rl"
	{ out->path.len = length(out->path.ptr, p); }
	break;
	case 11: 
#line 16 "src/db/url.rl"
	{ out->query.len = length(out->query.ptr, p); }
	break;
	case 5: 
#line 10 "src/db/url.rl"
	{ out->authority.ptr = (const char *)p; }
#line 12 "src/db/url.rl"
	{ out->authority.len = length(out->authority.ptr, p); }
	break;
	case 8: 
#line 13 "src/db/url.rl"
	{ out->path.ptr = (const char *)p; }
#line 14 "src/db/url.rl"
	{ out->path.len = length(out->path.ptr, p); }
	break;
	case 10: 
#line 15 "src/db/url.rl"
	{ out->query.ptr = (const char *)p; }
#line 16 "src/db/url.rl"
	{ out->query.len = length(out->query.ptr, p); }
	break;
#line 228 "gen/db/url.c"
	}
	}

	_out: {}
	}

#line 50 "src/db/url.rl"
    if (cs == 0 || !out->authority.ptr)
        return false;
    out->hosts = out->authority;
    if (at) {
        out->has_user = true;
        out->user = pl_str_make(out->authority.ptr, length(out->authority.ptr, at));
        out->hosts = pl_str_sub(out->authority, out->user.len + 1, out->authority.len);
    }
    return true;
}
