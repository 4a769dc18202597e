
#line 1 "src/lex/pp.rl"
/* The token machine of the language (hcl.md 1.7): one scanner per mode. */
#include "lex/lexer.h"

/* The actions are pure forwarding; p, pe, ts, te, cs and act are locals, so they
 * live in registers. `fexec` moves after a token whose end a fast loop found. */


#line 8 "gen/lex/pp.c"
static const int pl_pp_start = 13;

static const int pl_pp_en_code = 18;
static const int pl_pp_en_quoted = 35;
static const int pl_pp_en_text = 13;


#line 177 "src/lex/pp.rl"


void pl_lex__scan(pl_lexer *lx, const unsigned char *p)
{
    const unsigned char *pe = lx->end, *eof = pe, *ts, *te;
    int cs, act;
    
#line 20 "gen/lex/pp.c"
	{
	ts = 0;
	te = 0;
	act = 0;
	}

#line 184 "src/lex/pp.rl"
    cs = lx->depth ? pl_pp_en_text : pl_pp_en_code;
    
#line 26 "gen/lex/pp.c"
	{
	if ( p == pe )
		goto _test_eof;
	switch ( cs )
	{
tr0:
#line 160 "src/lex/pp.rl"
	{{p = ((te))-1;}{ pl_lex_dollar(lx, PL_T_STRING_LIT, ts, te); }}
	goto st13;
tr1:
#line 161 "src/lex/pp.rl"
	{te = p+1;{
            te -= te[-2] == '\r' ? 2 : 1;
            pl_lex_emit(lx, PL_T_STRING_LIT, ts, te);
            pl_lex_top(lx)->line_start = false;
            {p = (( te))-1;}
        }}
	goto st13;
tr3:
#line 75 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_STRING_LIT, ts, te); pl_lex_top(lx)->line_start = false; }}
	goto st13;
tr19:
#line 167 "src/lex/pp.rl"
	{te = p+1;{
            bool closed = false;
            te = pl_lex__text(lx, ts, &closed);
            {p = (( te))-1;}
            if (closed)
                {goto st18;}
        }}
	goto st13;
tr22:
#line 160 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_dollar(lx, PL_T_STRING_LIT, ts, te); }}
	goto st13;
tr26:
#line 71 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_emit(lx, PL_T_TEMPLATE_INTERP, ts, te); pl_lex_enter(lx); {goto st18;} }}
	goto st13;
tr27:
#line 71 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_TEMPLATE_INTERP, ts, te); pl_lex_enter(lx); {goto st18;} }}
	goto st13;
tr29:
#line 72 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_emit(lx, PL_T_TEMPLATE_CONTROL, ts, te); pl_lex_enter(lx); {goto st18;} }}
	goto st13;
tr30:
#line 72 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_TEMPLATE_CONTROL, ts, te); pl_lex_enter(lx); {goto st18;} }}
	goto st13;
st13:
#line 1 "NONE"
	{ts = 0;}
	if ( ++p == pe )
		goto _test_eof13;
case 13:
#line 1 "NONE"
	{ts = p;}
#line 75 "gen/lex/pp.c"
	switch( (*p) ) {
		case 36u: goto tr20;
		case 37u: goto tr21;
	}
	goto tr19;
tr20:
#line 1 "NONE"
	{te = p+1;}
	goto st14;
st14:
	if ( ++p == pe )
		goto _test_eof14;
case 14:
#line 87 "gen/lex/pp.c"
	switch( (*p) ) {
		case 10u: goto tr22;
		case 13u: goto tr22;
		case 36u: goto st2;
		case 123u: goto st15;
	}
	if ( (*p) < 224u ) {
		if ( (*p) > 191u ) {
			if ( 192u <= (*p) && (*p) <= 223u )
				goto st3;
		} else if ( (*p) >= 128u )
			goto tr22;
	} else if ( (*p) > 239u ) {
		if ( (*p) > 247u ) {
			if ( 248u <= (*p) )
				goto tr22;
		} else if ( (*p) >= 240u )
			goto st5;
	} else
		goto st4;
	goto st0;
st0:
	if ( ++p == pe )
		goto _test_eof0;
case 0:
	switch( (*p) ) {
		case 10u: goto tr1;
		case 13u: goto st1;
	}
	goto tr0;
st1:
	if ( ++p == pe )
		goto _test_eof1;
case 1:
	if ( (*p) == 10u )
		goto tr1;
	goto tr0;
st2:
	if ( ++p == pe )
		goto _test_eof2;
case 2:
	switch( (*p) ) {
		case 10u: goto tr1;
		case 13u: goto st1;
		case 123u: goto tr3;
	}
	goto tr0;
st15:
	if ( ++p == pe )
		goto _test_eof15;
case 15:
	if ( (*p) == 126u )
		goto tr27;
	goto tr26;
st3:
	if ( ++p == pe )
		goto _test_eof3;
case 3:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st0;
	goto tr0;
st4:
	if ( ++p == pe )
		goto _test_eof4;
case 4:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st3;
	goto tr0;
st5:
	if ( ++p == pe )
		goto _test_eof5;
case 5:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st4;
	goto tr0;
tr21:
#line 1 "NONE"
	{te = p+1;}
	goto st16;
st16:
	if ( ++p == pe )
		goto _test_eof16;
case 16:
#line 169 "gen/lex/pp.c"
	switch( (*p) ) {
		case 10u: goto tr22;
		case 13u: goto tr22;
		case 37u: goto st2;
		case 123u: goto st17;
	}
	if ( (*p) < 224u ) {
		if ( (*p) > 191u ) {
			if ( 192u <= (*p) && (*p) <= 223u )
				goto st3;
		} else if ( (*p) >= 128u )
			goto tr22;
	} else if ( (*p) > 239u ) {
		if ( (*p) > 247u ) {
			if ( 248u <= (*p) )
				goto tr22;
		} else if ( (*p) >= 240u )
			goto st5;
	} else
		goto st4;
	goto st0;
st17:
	if ( ++p == pe )
		goto _test_eof17;
case 17:
	if ( (*p) == 126u )
		goto tr30;
	goto tr29;
tr7:
#line 118 "src/lex/pp.rl"
	{{p = ((te))-1;}{ pl_lex_emit(lx, PL_T_DOT, ts, te); }}
	goto st18;
tr8:
#line 120 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_ELLIPSIS, ts, te); }}
	goto st18;
tr9:
#line 12 "src/lex/pp.rl"
	{{p = ((te))-1;}{ pl_lex_emit(lx, PL_T_NUMBER_LIT, ts, te); }}
	goto st18;
tr14:
#line 18 "src/lex/pp.rl"
	{{p = ((te))-1;}{ pl_lex_suspect(lx, PL_T_BAD_UTF8, ts, te); }}
	goto st18;
tr15:
#line 25 "src/lex/pp.rl"
	{te = p+1;{
        const unsigned char *end = pl_lex__ident(ts, pe);
        if (end > ts) {
            pl_lex_emit(lx, PL_T_IDENT, ts, end);
            {p = (( end))-1;}
        } else {
            pl_lex_suspect(lx, PL_T_INVALID, ts, te);
        }
    }}
	goto st18;
tr31:
#line 17 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_suspect(lx, PL_T_INVALID, ts, te); }}
	goto st18;
tr33:
#line 13 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_NEWLINE, ts, te); }}
	goto st18;
tr36:
#line 34 "src/lex/pp.rl"
	{te = p+1;{
        if (!pl_lex_push(lx, PL_IN_QUOTED))
            goto deep;
        pl_lex_emit(lx, PL_T_OQUOTE, ts, te);
        {goto st35;}
    }}
	goto st18;
tr37:
#line 15 "src/lex/pp.rl"
	{te = p+1;{ te = pl_lex_line(te, pe); pl_lex_emit(lx, PL_T_COMMENT, ts, te); {p = (( te))-1;} }}
	goto st18;
tr38:
#line 107 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_PERCENT, ts, te); }}
	goto st18;
tr40:
#line 129 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_suspect(lx, PL_T_APOSTROPHE, ts, te); }}
	goto st18;
tr41:
#line 101 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_OPAREN, ts, te); }}
	goto st18;
tr42:
#line 102 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_CPAREN, ts, te); }}
	goto st18;
tr43:
#line 103 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_STAR, ts, te); }}
	goto st18;
tr44:
#line 105 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_PLUS, ts, te); }}
	goto st18;
tr45:
#line 119 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_COMMA, ts, te); }}
	goto st18;
tr46:
#line 106 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_MINUS, ts, te); }}
	goto st18;
tr50:
#line 131 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_suspect(lx, PL_T_SEMICOLON, ts, te); }}
	goto st18;
tr54:
#line 122 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_QUESTION, ts, te); }}
	goto st18;
tr55:
#line 14 "src/lex/pp.rl"
	{te = p+1;{ te = pl_lex_name(ts, pe); pl_lex_emit(lx, PL_T_IDENT, ts, te); {p = (( te))-1;} }}
	goto st18;
tr56:
#line 99 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_OBRACK, ts, te); }}
	goto st18;
tr57:
#line 100 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_CBRACK, ts, te); }}
	goto st18;
tr58:
#line 128 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_suspect(lx, PL_T_BIT_XOR, ts, te); }}
	goto st18;
tr59:
#line 130 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_suspect(lx, PL_T_BACKTICK, ts, te); }}
	goto st18;
tr60:
#line 16 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_OBRACE, ts, te); lx->braces++; }}
	goto st18;
tr62:
#line 53 "src/lex/pp.rl"
	{te = p+1;{
        bool back = pl_lex_leave(lx);
        pl_lex_emit(lx, back ? PL_T_TEMPLATE_SEQ_END : PL_T_CBRACE, ts, te);
        if (back && pl_lex_top(lx)->mode == PL_IN_QUOTED)
            {goto st35;}
        if (back)
            {goto st13;}
    }}
	goto st18;
tr64:
#line 18 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_suspect(lx, PL_T_BAD_UTF8, ts, te); }}
	goto st18;
tr68:
#line 87 "src/lex/pp.rl"
	{te = p;p--;}
	goto st18;
tr69:
#line 17 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_suspect(lx, PL_T_INVALID, ts, te); }}
	goto st18;
tr70:
#line 117 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_emit(lx, PL_T_BANG, ts, te); }}
	goto st18;
tr71:
#line 110 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_NOT_EQUAL, ts, te); }}
	goto st18;
tr72:
#line 125 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_suspect(lx, PL_T_BIT_AND, ts, te); }}
	goto st18;
tr73:
#line 115 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_AND, ts, te); }}
	goto st18;
tr74:
#line 118 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_emit(lx, PL_T_DOT, ts, te); }}
	goto st18;
tr76:
#line 104 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_emit(lx, PL_T_SLASH, ts, te); }}
	goto st18;
tr77:
#line 20 "src/lex/pp.rl"
	{te = p+1;{
        const unsigned char *end = pl_lex__skip_comment(lx, te);
        pl_lex_emit(lx, end ? PL_T_COMMENT : PL_T_SLASH, ts, end ? end : ts + 1);
        {p = (( end ? end : ts + 1))-1;}
    }}
	goto st18;
tr78:
#line 15 "src/lex/pp.rl"
	{te = p+1;{ te = pl_lex_line(te, pe); pl_lex_emit(lx, PL_T_COMMENT, ts, te); {p = (( te))-1;} }}
	goto st18;
tr79:
#line 12 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_emit(lx, PL_T_NUMBER_LIT, ts, te); }}
	goto st18;
tr80:
#line 123 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_emit(lx, PL_T_COLON, ts, te); }}
	goto st18;
tr81:
#line 124 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_DOUBLE_COLON, ts, te); }}
	goto st18;
tr82:
#line 111 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_emit(lx, PL_T_LESS, ts, te); }}
	goto st18;
tr83:
#line 40 "src/lex/pp.rl"
	{te = p+1;{
        bool too_deep = false;
        const unsigned char *end = pl_lex__heredoc(lx, ts, &too_deep);
        if (too_deep)
            goto deep;
        if (end) {
            pl_lex_emit(lx, PL_T_OHEREDOC, ts, end);
            {p = (( end))-1;}
            {goto st13;}
        }
        pl_lex_emit(lx, PL_T_LESS, ts, ts + 1);
        {p = (( ts + 1))-1;}
    }}
	goto st18;
tr84:
#line 112 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_LESS_EQ, ts, te); }}
	goto st18;
tr85:
#line 108 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_emit(lx, PL_T_EQUAL, ts, te); }}
	goto st18;
tr86:
#line 109 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_EQUAL_OP, ts, te); }}
	goto st18;
tr87:
#line 121 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_FAT_ARROW, ts, te); }}
	goto st18;
tr88:
#line 113 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_emit(lx, PL_T_GREATER, ts, te); }}
	goto st18;
tr89:
#line 114 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_GREATER_EQ, ts, te); }}
	goto st18;
tr90:
#line 126 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_suspect(lx, PL_T_BIT_OR, ts, te); }}
	goto st18;
tr91:
#line 116 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_OR, ts, te); }}
	goto st18;
tr92:
#line 127 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_suspect(lx, PL_T_BIT_NOT, ts, te); }}
	goto st18;
tr93:
#line 61 "src/lex/pp.rl"
	{te = p+1;{
        bool back = pl_lex_leave(lx);
        pl_lex_emit(lx, PL_T_TEMPLATE_SEQ_END, ts, te);
        if (back && pl_lex_top(lx)->mode == PL_IN_QUOTED)
            {goto st35;}
        if (back)
            {goto st13;}
    }}
	goto st18;
tr94:
#line 18 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_suspect(lx, PL_T_BAD_UTF8, ts, te); }}
	goto st18;
st18:
#line 1 "NONE"
	{ts = 0;}
	if ( ++p == pe )
		goto _test_eof18;
case 18:
#line 1 "NONE"
	{ts = p;}
#line 405 "gen/lex/pp.c"
	switch( (*p) ) {
		case 9u: goto st19;
		case 10u: goto tr33;
		case 13u: goto st20;
		case 32u: goto st19;
		case 33u: goto st21;
		case 34u: goto tr36;
		case 35u: goto tr37;
		case 37u: goto tr38;
		case 38u: goto st22;
		case 39u: goto tr40;
		case 40u: goto tr41;
		case 41u: goto tr42;
		case 42u: goto tr43;
		case 43u: goto tr44;
		case 44u: goto tr45;
		case 45u: goto tr46;
		case 46u: goto tr47;
		case 47u: goto st24;
		case 58u: goto st26;
		case 59u: goto tr50;
		case 60u: goto st27;
		case 61u: goto st28;
		case 62u: goto st29;
		case 63u: goto tr54;
		case 64u: goto tr31;
		case 91u: goto tr56;
		case 92u: goto tr31;
		case 93u: goto tr57;
		case 94u: goto tr58;
		case 96u: goto tr59;
		case 123u: goto tr60;
		case 124u: goto st30;
		case 125u: goto tr62;
		case 126u: goto st31;
		case 127u: goto tr31;
	}
	if ( (*p) < 65u ) {
		if ( (*p) > 36u ) {
			if ( 48u <= (*p) && (*p) <= 57u )
				goto tr11;
		} else
			goto tr31;
	} else if ( (*p) > 122u ) {
		if ( (*p) < 224u ) {
			if ( 192u <= (*p) && (*p) <= 223u )
				goto st32;
		} else if ( (*p) > 239u ) {
			if ( 240u <= (*p) && (*p) <= 247u )
				goto tr67;
		} else
			goto tr66;
	} else
		goto tr55;
	goto tr64;
st19:
	if ( ++p == pe )
		goto _test_eof19;
case 19:
	switch( (*p) ) {
		case 9u: goto st19;
		case 32u: goto st19;
	}
	goto tr68;
st20:
	if ( ++p == pe )
		goto _test_eof20;
case 20:
	if ( (*p) == 10u )
		goto tr33;
	goto tr69;
st21:
	if ( ++p == pe )
		goto _test_eof21;
case 21:
	if ( (*p) == 61u )
		goto tr71;
	goto tr70;
st22:
	if ( ++p == pe )
		goto _test_eof22;
case 22:
	if ( (*p) == 38u )
		goto tr73;
	goto tr72;
tr47:
#line 1 "NONE"
	{te = p+1;}
	goto st23;
st23:
	if ( ++p == pe )
		goto _test_eof23;
case 23:
#line 497 "gen/lex/pp.c"
	if ( (*p) == 46u )
		goto st6;
	goto tr74;
st6:
	if ( ++p == pe )
		goto _test_eof6;
case 6:
	if ( (*p) == 46u )
		goto tr8;
	goto tr7;
st24:
	if ( ++p == pe )
		goto _test_eof24;
case 24:
	switch( (*p) ) {
		case 42u: goto tr77;
		case 47u: goto tr78;
	}
	goto tr76;
tr11:
#line 1 "NONE"
	{te = p+1;}
	goto st25;
st25:
	if ( ++p == pe )
		goto _test_eof25;
case 25:
#line 523 "gen/lex/pp.c"
	switch( (*p) ) {
		case 46u: goto st7;
		case 69u: goto st8;
		case 101u: goto st8;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr11;
	goto tr79;
st7:
	if ( ++p == pe )
		goto _test_eof7;
case 7:
	switch( (*p) ) {
		case 46u: goto st7;
		case 69u: goto st8;
		case 101u: goto st8;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr11;
	goto tr9;
st8:
	if ( ++p == pe )
		goto _test_eof8;
case 8:
	switch( (*p) ) {
		case 43u: goto st9;
		case 45u: goto st9;
	}
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr11;
	goto tr9;
st9:
	if ( ++p == pe )
		goto _test_eof9;
case 9:
	if ( 48u <= (*p) && (*p) <= 57u )
		goto tr11;
	goto tr9;
st26:
	if ( ++p == pe )
		goto _test_eof26;
case 26:
	if ( (*p) == 58u )
		goto tr81;
	goto tr80;
st27:
	if ( ++p == pe )
		goto _test_eof27;
case 27:
	switch( (*p) ) {
		case 60u: goto tr83;
		case 61u: goto tr84;
	}
	goto tr82;
st28:
	if ( ++p == pe )
		goto _test_eof28;
case 28:
	switch( (*p) ) {
		case 61u: goto tr86;
		case 62u: goto tr87;
	}
	goto tr85;
st29:
	if ( ++p == pe )
		goto _test_eof29;
case 29:
	if ( (*p) == 61u )
		goto tr89;
	goto tr88;
st30:
	if ( ++p == pe )
		goto _test_eof30;
case 30:
	if ( (*p) == 124u )
		goto tr91;
	goto tr90;
st31:
	if ( ++p == pe )
		goto _test_eof31;
case 31:
	if ( (*p) == 125u )
		goto tr93;
	goto tr92;
st32:
	if ( ++p == pe )
		goto _test_eof32;
case 32:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto tr15;
	goto tr94;
tr66:
#line 1 "NONE"
	{te = p+1;}
	goto st33;
st33:
	if ( ++p == pe )
		goto _test_eof33;
case 33:
#line 621 "gen/lex/pp.c"
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st10;
	goto tr94;
st10:
	if ( ++p == pe )
		goto _test_eof10;
case 10:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto tr15;
	goto tr14;
tr67:
#line 1 "NONE"
	{te = p+1;}
	goto st34;
st34:
	if ( ++p == pe )
		goto _test_eof34;
case 34:
#line 638 "gen/lex/pp.c"
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st11;
	goto tr94;
st11:
	if ( ++p == pe )
		goto _test_eof11;
case 11:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st10;
	goto tr14;
tr17:
#line 141 "src/lex/pp.rl"
	{{p = ((te))-1;}{ pl_lex_dollar(lx, PL_T_QUOTED_LIT, ts, te); }}
	goto st35;
tr18:
#line 74 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_QUOTED_LIT, ts, te); }}
	goto st35;
tr96:
#line 144 "src/lex/pp.rl"
	{te = p+1;{
            te = pl_run_quoted(ts, pe);
            if (te > ts)
                pl_lex_emit(lx, PL_T_QUOTED_LIT, ts, te);
            else
                pl_lex_suspect(lx, *ts < 0x80 ? PL_T_INVALID : PL_T_BAD_UTF8, ts, ++te);
            {p = (( te))-1;}
        }}
	goto st35;
tr98:
#line 73 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_CQUOTE, ts, te); lx->depth--; {goto st18;} }}
	goto st35;
tr101:
#line 76 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_suspect(lx, PL_T_QUOTED_NEWLINE, ts, te); }}
	goto st35;
tr102:
#line 141 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_dollar(lx, PL_T_QUOTED_LIT, ts, te); }}
	goto st35;
tr105:
#line 71 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_emit(lx, PL_T_TEMPLATE_INTERP, ts, te); pl_lex_enter(lx); {goto st18;} }}
	goto st35;
tr106:
#line 71 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_TEMPLATE_INTERP, ts, te); pl_lex_enter(lx); {goto st18;} }}
	goto st35;
tr108:
#line 72 "src/lex/pp.rl"
	{te = p;p--;{ pl_lex_emit(lx, PL_T_TEMPLATE_CONTROL, ts, te); pl_lex_enter(lx); {goto st18;} }}
	goto st35;
tr109:
#line 72 "src/lex/pp.rl"
	{te = p+1;{ pl_lex_emit(lx, PL_T_TEMPLATE_CONTROL, ts, te); pl_lex_enter(lx); {goto st18;} }}
	goto st35;
st35:
#line 1 "NONE"
	{ts = 0;}
	if ( ++p == pe )
		goto _test_eof35;
case 35:
#line 1 "NONE"
	{ts = p;}
#line 691 "gen/lex/pp.c"
	switch( (*p) ) {
		case 10u: goto st36;
		case 13u: goto st36;
		case 34u: goto tr98;
		case 36u: goto tr99;
		case 37u: goto tr100;
	}
	goto tr96;
st36:
	if ( ++p == pe )
		goto _test_eof36;
case 36:
	switch( (*p) ) {
		case 10u: goto st36;
		case 13u: goto st36;
	}
	goto tr101;
tr99:
#line 1 "NONE"
	{te = p+1;}
	goto st37;
st37:
	if ( ++p == pe )
		goto _test_eof37;
case 37:
#line 715 "gen/lex/pp.c"
	switch( (*p) ) {
		case 36u: goto st12;
		case 123u: goto st38;
	}
	goto tr102;
st12:
	if ( ++p == pe )
		goto _test_eof12;
case 12:
	if ( (*p) == 123u )
		goto tr18;
	goto tr17;
st38:
	if ( ++p == pe )
		goto _test_eof38;
case 38:
	if ( (*p) == 126u )
		goto tr106;
	goto tr105;
tr100:
#line 1 "NONE"
	{te = p+1;}
	goto st39;
st39:
	if ( ++p == pe )
		goto _test_eof39;
case 39:
#line 741 "gen/lex/pp.c"
	switch( (*p) ) {
		case 37u: goto st12;
		case 123u: goto st40;
	}
	goto tr102;
st40:
	if ( ++p == pe )
		goto _test_eof40;
case 40:
	if ( (*p) == 126u )
		goto tr109;
	goto tr108;
	}
	_test_eof13: cs = 13; goto _test_eof; 
	_test_eof14: cs = 14; goto _test_eof; 
	_test_eof0: cs = 0; goto _test_eof; 
	_test_eof1: cs = 1; goto _test_eof; 
	_test_eof2: cs = 2; goto _test_eof; 
	_test_eof15: cs = 15; goto _test_eof; 
	_test_eof3: cs = 3; goto _test_eof; 
	_test_eof4: cs = 4; goto _test_eof; 
	_test_eof5: cs = 5; goto _test_eof; 
	_test_eof16: cs = 16; goto _test_eof; 
	_test_eof17: cs = 17; goto _test_eof; 
	_test_eof18: cs = 18; goto _test_eof; 
	_test_eof19: cs = 19; goto _test_eof; 
	_test_eof20: cs = 20; goto _test_eof; 
	_test_eof21: cs = 21; goto _test_eof; 
	_test_eof22: cs = 22; goto _test_eof; 
	_test_eof23: cs = 23; goto _test_eof; 
	_test_eof6: cs = 6; goto _test_eof; 
	_test_eof24: cs = 24; goto _test_eof; 
	_test_eof25: cs = 25; goto _test_eof; 
	_test_eof7: cs = 7; goto _test_eof; 
	_test_eof8: cs = 8; goto _test_eof; 
	_test_eof9: cs = 9; goto _test_eof; 
	_test_eof26: cs = 26; goto _test_eof; 
	_test_eof27: cs = 27; goto _test_eof; 
	_test_eof28: cs = 28; goto _test_eof; 
	_test_eof29: cs = 29; goto _test_eof; 
	_test_eof30: cs = 30; goto _test_eof; 
	_test_eof31: cs = 31; goto _test_eof; 
	_test_eof32: cs = 32; goto _test_eof; 
	_test_eof33: cs = 33; goto _test_eof; 
	_test_eof10: cs = 10; goto _test_eof; 
	_test_eof34: cs = 34; goto _test_eof; 
	_test_eof11: cs = 11; goto _test_eof; 
	_test_eof35: cs = 35; goto _test_eof; 
	_test_eof36: cs = 36; goto _test_eof; 
	_test_eof37: cs = 37; goto _test_eof; 
	_test_eof12: cs = 12; goto _test_eof; 
	_test_eof38: cs = 38; goto _test_eof; 
	_test_eof39: cs = 39; goto _test_eof; 
	_test_eof40: cs = 40; goto _test_eof; 

	_test_eof: {}
	if ( p == eof )
	{
	switch ( cs ) {
	case 14: goto tr22;
	case 0: goto tr0;
	case 1: goto tr0;
	case 2: goto tr0;
	case 15: goto tr26;
	case 3: goto tr0;
	case 4: goto tr0;
	case 5: goto tr0;
	case 16: goto tr22;
	case 17: goto tr29;
	case 19: goto tr68;
	case 20: goto tr69;
	case 21: goto tr70;
	case 22: goto tr72;
	case 23: goto tr74;
	case 6: goto tr7;
	case 24: goto tr76;
	case 25: goto tr79;
	case 7: goto tr9;
	case 8: goto tr9;
	case 9: goto tr9;
	case 26: goto tr80;
	case 27: goto tr82;
	case 28: goto tr85;
	case 29: goto tr88;
	case 30: goto tr90;
	case 31: goto tr92;
	case 32: goto tr94;
	case 33: goto tr94;
	case 10: goto tr14;
	case 34: goto tr94;
	case 11: goto tr14;
	case 36: goto tr101;
	case 37: goto tr102;
	case 12: goto tr17;
	case 38: goto tr105;
	case 39: goto tr102;
	case 40: goto tr108;
	}
	}

	}

#line 186 "src/lex/pp.rl"
    (void)act;
    return;
deep:
    pl_lex__too_deep(lx, ts);
}

