
#line 1 "src/lex/ident.rl"
/* Identifiers: ID_Start and ID_Continue of Unicode 9.0 as UTF-8 bytes. Every character that
 * may start an identifier may continue one.
 * Made by tests/tools/gen-ident from the Unicode character database: do not edit. */
#include "lex/lexer.h"


#line 7 "gen/lex/ident.c"
static const int pl_ident_start = 1;


#line 247 "src/lex/ident.rl"


const unsigned char *pl_lex__ident(const unsigned char *p, const unsigned char *pe)
{
    const unsigned char *end = p;
    int cs;
    
#line 15 "gen/lex/ident.c"
	{
	cs = pl_ident_start;
	}

#line 254 "src/lex/ident.rl"
    
#line 18 "gen/lex/ident.c"
	{
	if ( p == pe )
		goto _test_eof;
	switch ( cs )
	{
case 1:
	switch( (*p) ) {
		case 95u: goto tr0;
		case 194u: goto st262;
		case 195u: goto st3;
		case 203u: goto st5;
		case 205u: goto st263;
		case 206u: goto st264;
		case 207u: goto st8;
		case 210u: goto st265;
		case 212u: goto st10;
		case 213u: goto st11;
		case 214u: goto st266;
		case 215u: goto st267;
		case 216u: goto st202;
		case 217u: goto st268;
		case 219u: goto st269;
		case 220u: goto st270;
		case 221u: goto st271;
		case 222u: goto st272;
		case 223u: goto st273;
		case 224u: goto st274;
		case 225u: goto st302;
		case 226u: goto st320;
		case 227u: goto st325;
		case 228u: goto st113;
		case 233u: goto st115;
		case 234u: goto st328;
		case 237u: goto st136;
		case 239u: goto st343;
		case 240u: goto st347;
	}
	if ( (*p) < 196u ) {
		if ( (*p) > 90u ) {
			if ( 97u <= (*p) && (*p) <= 122u )
				goto tr0;
		} else if ( (*p) >= 65u )
			goto tr0;
	} else if ( (*p) > 202u ) {
		if ( (*p) > 218u ) {
			if ( 229u <= (*p) && (*p) <= 236u )
				goto st114;
		} else if ( (*p) >= 208u )
			goto st4;
	} else
		goto st4;
	goto st0;
st0:
cs = 0;
	goto _out;
tr0:
#line 10 "src/lex/ident.rl"
	{ end = p + 1; }
	goto st383;
st383:
	if ( ++p == pe )
		goto _test_eof383;
case 383:
#line 80 "gen/lex/ident.c"
	switch( (*p) ) {
		case 45u: goto tr0;
		case 95u: goto tr0;
		case 194u: goto st2;
		case 195u: goto st3;
		case 203u: goto st5;
		case 205u: goto st6;
		case 206u: goto st7;
		case 207u: goto st8;
		case 210u: goto st9;
		case 212u: goto st10;
		case 213u: goto st11;
		case 214u: goto st12;
		case 215u: goto st13;
		case 216u: goto st14;
		case 217u: goto st15;
		case 219u: goto st16;
		case 220u: goto st17;
		case 221u: goto st18;
		case 222u: goto st19;
		case 223u: goto st20;
		case 224u: goto st21;
		case 225u: goto st53;
		case 226u: goto st92;
		case 227u: goto st106;
		case 228u: goto st113;
		case 233u: goto st115;
		case 234u: goto st117;
		case 237u: goto st136;
		case 239u: goto st139;
		case 240u: goto st154;
		case 243u: goto st259;
	}
	if ( (*p) < 97u ) {
		if ( (*p) > 57u ) {
			if ( 65u <= (*p) && (*p) <= 90u )
				goto tr0;
		} else if ( (*p) >= 48u )
			goto tr0;
	} else if ( (*p) > 122u ) {
		if ( (*p) > 218u ) {
			if ( 229u <= (*p) && (*p) <= 236u )
				goto st114;
		} else if ( (*p) >= 196u )
			goto st4;
	} else
		goto tr0;
	goto st0;
st2:
	if ( ++p == pe )
		goto _test_eof2;
case 2:
	switch( (*p) ) {
		case 170u: goto tr0;
		case 181u: goto tr0;
		case 183u: goto tr0;
		case 186u: goto tr0;
	}
	goto st0;
st3:
	if ( ++p == pe )
		goto _test_eof3;
case 3:
	if ( (*p) < 152u ) {
		if ( 128u <= (*p) && (*p) <= 150u )
			goto tr0;
	} else if ( (*p) > 182u ) {
		if ( 184u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st4:
	if ( ++p == pe )
		goto _test_eof4;
case 4:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto tr0;
	goto st0;
st5:
	if ( ++p == pe )
		goto _test_eof5;
case 5:
	switch( (*p) ) {
		case 172u: goto tr0;
		case 174u: goto tr0;
	}
	if ( (*p) < 134u ) {
		if ( 128u <= (*p) && (*p) <= 129u )
			goto tr0;
	} else if ( (*p) > 145u ) {
		if ( 160u <= (*p) && (*p) <= 164u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st6:
	if ( ++p == pe )
		goto _test_eof6;
case 6:
	if ( (*p) == 191u )
		goto tr0;
	if ( (*p) < 182u ) {
		if ( 128u <= (*p) && (*p) <= 180u )
			goto tr0;
	} else if ( (*p) > 183u ) {
		if ( 186u <= (*p) && (*p) <= 189u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st7:
	if ( ++p == pe )
		goto _test_eof7;
case 7:
	if ( (*p) == 140u )
		goto tr0;
	if ( (*p) < 142u ) {
		if ( 134u <= (*p) && (*p) <= 138u )
			goto tr0;
	} else if ( (*p) > 161u ) {
		if ( 163u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st8:
	if ( ++p == pe )
		goto _test_eof8;
case 8:
	if ( (*p) > 181u ) {
		if ( 183u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st9:
	if ( ++p == pe )
		goto _test_eof9;
case 9:
	if ( (*p) < 131u ) {
		if ( 128u <= (*p) && (*p) <= 129u )
			goto tr0;
	} else if ( (*p) > 135u ) {
		if ( 138u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st10:
	if ( ++p == pe )
		goto _test_eof10;
case 10:
	if ( (*p) > 175u ) {
		if ( 177u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st11:
	if ( ++p == pe )
		goto _test_eof11;
case 11:
	if ( (*p) == 153u )
		goto tr0;
	if ( (*p) > 150u ) {
		if ( 161u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st12:
	if ( ++p == pe )
		goto _test_eof12;
case 12:
	if ( (*p) == 191u )
		goto tr0;
	if ( (*p) > 135u ) {
		if ( 145u <= (*p) && (*p) <= 189u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st13:
	if ( ++p == pe )
		goto _test_eof13;
case 13:
	if ( (*p) == 135u )
		goto tr0;
	if ( (*p) < 132u ) {
		if ( 129u <= (*p) && (*p) <= 130u )
			goto tr0;
	} else if ( (*p) > 133u ) {
		if ( (*p) > 170u ) {
			if ( 176u <= (*p) && (*p) <= 178u )
				goto tr0;
		} else if ( (*p) >= 144u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st14:
	if ( ++p == pe )
		goto _test_eof14;
case 14:
	if ( (*p) > 154u ) {
		if ( 160u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 144u )
		goto tr0;
	goto st0;
st15:
	if ( ++p == pe )
		goto _test_eof15;
case 15:
	if ( (*p) > 169u ) {
		if ( 174u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st16:
	if ( ++p == pe )
		goto _test_eof16;
case 16:
	if ( (*p) == 191u )
		goto tr0;
	if ( (*p) < 149u ) {
		if ( 128u <= (*p) && (*p) <= 147u )
			goto tr0;
	} else if ( (*p) > 156u ) {
		if ( (*p) > 168u ) {
			if ( 170u <= (*p) && (*p) <= 188u )
				goto tr0;
		} else if ( (*p) >= 159u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st17:
	if ( ++p == pe )
		goto _test_eof17;
case 17:
	if ( 144u <= (*p) && (*p) <= 191u )
		goto tr0;
	goto st0;
st18:
	if ( ++p == pe )
		goto _test_eof18;
case 18:
	if ( (*p) > 138u ) {
		if ( 141u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st19:
	if ( ++p == pe )
		goto _test_eof19;
case 19:
	if ( 128u <= (*p) && (*p) <= 177u )
		goto tr0;
	goto st0;
st20:
	if ( ++p == pe )
		goto _test_eof20;
case 20:
	if ( (*p) == 186u )
		goto tr0;
	if ( 128u <= (*p) && (*p) <= 181u )
		goto tr0;
	goto st0;
st21:
	if ( ++p == pe )
		goto _test_eof21;
case 21:
	switch( (*p) ) {
		case 160u: goto st22;
		case 161u: goto st23;
		case 162u: goto st24;
		case 163u: goto st25;
		case 164u: goto st4;
		case 165u: goto st26;
		case 166u: goto st27;
		case 167u: goto st28;
		case 168u: goto st29;
		case 169u: goto st30;
		case 170u: goto st31;
		case 171u: goto st32;
		case 172u: goto st33;
		case 173u: goto st34;
		case 174u: goto st35;
		case 175u: goto st36;
		case 176u: goto st37;
		case 177u: goto st38;
		case 178u: goto st39;
		case 179u: goto st40;
		case 180u: goto st41;
		case 181u: goto st42;
		case 182u: goto st43;
		case 183u: goto st44;
		case 184u: goto st45;
		case 185u: goto st46;
		case 186u: goto st47;
		case 187u: goto st48;
		case 188u: goto st49;
		case 189u: goto st50;
		case 190u: goto st51;
		case 191u: goto st52;
	}
	goto st0;
st22:
	if ( ++p == pe )
		goto _test_eof22;
case 22:
	if ( 128u <= (*p) && (*p) <= 173u )
		goto tr0;
	goto st0;
st23:
	if ( ++p == pe )
		goto _test_eof23;
case 23:
	if ( 128u <= (*p) && (*p) <= 155u )
		goto tr0;
	goto st0;
st24:
	if ( ++p == pe )
		goto _test_eof24;
case 24:
	if ( (*p) > 180u ) {
		if ( 182u <= (*p) && (*p) <= 189u )
			goto tr0;
	} else if ( (*p) >= 160u )
		goto tr0;
	goto st0;
st25:
	if ( ++p == pe )
		goto _test_eof25;
case 25:
	if ( (*p) > 161u ) {
		if ( 163u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 148u )
		goto tr0;
	goto st0;
st26:
	if ( ++p == pe )
		goto _test_eof26;
case 26:
	if ( (*p) < 166u ) {
		if ( 128u <= (*p) && (*p) <= 163u )
			goto tr0;
	} else if ( (*p) > 175u ) {
		if ( 177u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st27:
	if ( ++p == pe )
		goto _test_eof27;
case 27:
	if ( (*p) == 178u )
		goto tr0;
	if ( (*p) < 147u ) {
		if ( (*p) < 133u ) {
			if ( 128u <= (*p) && (*p) <= 131u )
				goto tr0;
		} else if ( (*p) > 140u ) {
			if ( 143u <= (*p) && (*p) <= 144u )
				goto tr0;
		} else
			goto tr0;
	} else if ( (*p) > 168u ) {
		if ( (*p) < 182u ) {
			if ( 170u <= (*p) && (*p) <= 176u )
				goto tr0;
		} else if ( (*p) > 185u ) {
			if ( 188u <= (*p) && (*p) <= 191u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st28:
	if ( ++p == pe )
		goto _test_eof28;
case 28:
	if ( (*p) == 151u )
		goto tr0;
	if ( (*p) < 139u ) {
		if ( (*p) > 132u ) {
			if ( 135u <= (*p) && (*p) <= 136u )
				goto tr0;
		} else if ( (*p) >= 128u )
			goto tr0;
	} else if ( (*p) > 142u ) {
		if ( (*p) < 159u ) {
			if ( 156u <= (*p) && (*p) <= 157u )
				goto tr0;
		} else if ( (*p) > 163u ) {
			if ( 166u <= (*p) && (*p) <= 177u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st29:
	if ( ++p == pe )
		goto _test_eof29;
case 29:
	if ( (*p) == 188u )
		goto tr0;
	if ( (*p) < 170u ) {
		if ( (*p) < 133u ) {
			if ( 129u <= (*p) && (*p) <= 131u )
				goto tr0;
		} else if ( (*p) > 138u ) {
			if ( (*p) > 144u ) {
				if ( 147u <= (*p) && (*p) <= 168u )
					goto tr0;
			} else if ( (*p) >= 143u )
				goto tr0;
		} else
			goto tr0;
	} else if ( (*p) > 176u ) {
		if ( (*p) < 181u ) {
			if ( 178u <= (*p) && (*p) <= 179u )
				goto tr0;
		} else if ( (*p) > 182u ) {
			if ( (*p) > 185u ) {
				if ( 190u <= (*p) && (*p) <= 191u )
					goto tr0;
			} else if ( (*p) >= 184u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st30:
	if ( ++p == pe )
		goto _test_eof30;
case 30:
	switch( (*p) ) {
		case 145u: goto tr0;
		case 158u: goto tr0;
	}
	if ( (*p) < 139u ) {
		if ( (*p) > 130u ) {
			if ( 135u <= (*p) && (*p) <= 136u )
				goto tr0;
		} else if ( (*p) >= 128u )
			goto tr0;
	} else if ( (*p) > 141u ) {
		if ( (*p) > 156u ) {
			if ( 166u <= (*p) && (*p) <= 181u )
				goto tr0;
		} else if ( (*p) >= 153u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st31:
	if ( ++p == pe )
		goto _test_eof31;
case 31:
	if ( (*p) < 147u ) {
		if ( (*p) < 133u ) {
			if ( 129u <= (*p) && (*p) <= 131u )
				goto tr0;
		} else if ( (*p) > 141u ) {
			if ( 143u <= (*p) && (*p) <= 145u )
				goto tr0;
		} else
			goto tr0;
	} else if ( (*p) > 168u ) {
		if ( (*p) < 178u ) {
			if ( 170u <= (*p) && (*p) <= 176u )
				goto tr0;
		} else if ( (*p) > 179u ) {
			if ( (*p) > 185u ) {
				if ( 188u <= (*p) && (*p) <= 191u )
					goto tr0;
			} else if ( (*p) >= 181u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st32:
	if ( ++p == pe )
		goto _test_eof32;
case 32:
	switch( (*p) ) {
		case 144u: goto tr0;
		case 185u: goto tr0;
	}
	if ( (*p) < 139u ) {
		if ( (*p) > 133u ) {
			if ( 135u <= (*p) && (*p) <= 137u )
				goto tr0;
		} else if ( (*p) >= 128u )
			goto tr0;
	} else if ( (*p) > 141u ) {
		if ( (*p) > 163u ) {
			if ( 166u <= (*p) && (*p) <= 175u )
				goto tr0;
		} else if ( (*p) >= 160u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st33:
	if ( ++p == pe )
		goto _test_eof33;
case 33:
	if ( (*p) < 147u ) {
		if ( (*p) < 133u ) {
			if ( 129u <= (*p) && (*p) <= 131u )
				goto tr0;
		} else if ( (*p) > 140u ) {
			if ( 143u <= (*p) && (*p) <= 144u )
				goto tr0;
		} else
			goto tr0;
	} else if ( (*p) > 168u ) {
		if ( (*p) < 178u ) {
			if ( 170u <= (*p) && (*p) <= 176u )
				goto tr0;
		} else if ( (*p) > 179u ) {
			if ( (*p) > 185u ) {
				if ( 188u <= (*p) && (*p) <= 191u )
					goto tr0;
			} else if ( (*p) >= 181u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st34:
	if ( ++p == pe )
		goto _test_eof34;
case 34:
	if ( (*p) == 177u )
		goto tr0;
	if ( (*p) < 150u ) {
		if ( (*p) < 135u ) {
			if ( 128u <= (*p) && (*p) <= 132u )
				goto tr0;
		} else if ( (*p) > 136u ) {
			if ( 139u <= (*p) && (*p) <= 141u )
				goto tr0;
		} else
			goto tr0;
	} else if ( (*p) > 151u ) {
		if ( (*p) < 159u ) {
			if ( 156u <= (*p) && (*p) <= 157u )
				goto tr0;
		} else if ( (*p) > 163u ) {
			if ( 166u <= (*p) && (*p) <= 175u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st35:
	if ( ++p == pe )
		goto _test_eof35;
case 35:
	if ( (*p) == 156u )
		goto tr0;
	if ( (*p) < 153u ) {
		if ( (*p) < 133u ) {
			if ( 130u <= (*p) && (*p) <= 131u )
				goto tr0;
		} else if ( (*p) > 138u ) {
			if ( (*p) > 144u ) {
				if ( 146u <= (*p) && (*p) <= 149u )
					goto tr0;
			} else if ( (*p) >= 142u )
				goto tr0;
		} else
			goto tr0;
	} else if ( (*p) > 154u ) {
		if ( (*p) < 168u ) {
			if ( (*p) > 159u ) {
				if ( 163u <= (*p) && (*p) <= 164u )
					goto tr0;
			} else if ( (*p) >= 158u )
				goto tr0;
		} else if ( (*p) > 170u ) {
			if ( (*p) > 185u ) {
				if ( 190u <= (*p) && (*p) <= 191u )
					goto tr0;
			} else if ( (*p) >= 174u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st36:
	if ( ++p == pe )
		goto _test_eof36;
case 36:
	switch( (*p) ) {
		case 144u: goto tr0;
		case 151u: goto tr0;
	}
	if ( (*p) < 134u ) {
		if ( 128u <= (*p) && (*p) <= 130u )
			goto tr0;
	} else if ( (*p) > 136u ) {
		if ( (*p) > 141u ) {
			if ( 166u <= (*p) && (*p) <= 175u )
				goto tr0;
		} else if ( (*p) >= 138u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st37:
	if ( ++p == pe )
		goto _test_eof37;
case 37:
	if ( (*p) < 142u ) {
		if ( (*p) > 131u ) {
			if ( 133u <= (*p) && (*p) <= 140u )
				goto tr0;
		} else if ( (*p) >= 128u )
			goto tr0;
	} else if ( (*p) > 144u ) {
		if ( (*p) < 170u ) {
			if ( 146u <= (*p) && (*p) <= 168u )
				goto tr0;
		} else if ( (*p) > 185u ) {
			if ( 189u <= (*p) && (*p) <= 191u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st38:
	if ( ++p == pe )
		goto _test_eof38;
case 38:
	if ( (*p) < 149u ) {
		if ( (*p) < 134u ) {
			if ( 128u <= (*p) && (*p) <= 132u )
				goto tr0;
		} else if ( (*p) > 136u ) {
			if ( 138u <= (*p) && (*p) <= 141u )
				goto tr0;
		} else
			goto tr0;
	} else if ( (*p) > 150u ) {
		if ( (*p) < 160u ) {
			if ( 152u <= (*p) && (*p) <= 154u )
				goto tr0;
		} else if ( (*p) > 163u ) {
			if ( 166u <= (*p) && (*p) <= 175u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st39:
	if ( ++p == pe )
		goto _test_eof39;
case 39:
	if ( (*p) < 146u ) {
		if ( (*p) < 133u ) {
			if ( 128u <= (*p) && (*p) <= 131u )
				goto tr0;
		} else if ( (*p) > 140u ) {
			if ( 142u <= (*p) && (*p) <= 144u )
				goto tr0;
		} else
			goto tr0;
	} else if ( (*p) > 168u ) {
		if ( (*p) < 181u ) {
			if ( 170u <= (*p) && (*p) <= 179u )
				goto tr0;
		} else if ( (*p) > 185u ) {
			if ( 188u <= (*p) && (*p) <= 191u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st40:
	if ( ++p == pe )
		goto _test_eof40;
case 40:
	if ( (*p) == 158u )
		goto tr0;
	if ( (*p) < 149u ) {
		if ( (*p) < 134u ) {
			if ( 128u <= (*p) && (*p) <= 132u )
				goto tr0;
		} else if ( (*p) > 136u ) {
			if ( 138u <= (*p) && (*p) <= 141u )
				goto tr0;
		} else
			goto tr0;
	} else if ( (*p) > 150u ) {
		if ( (*p) < 166u ) {
			if ( 160u <= (*p) && (*p) <= 163u )
				goto tr0;
		} else if ( (*p) > 175u ) {
			if ( 177u <= (*p) && (*p) <= 178u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st41:
	if ( ++p == pe )
		goto _test_eof41;
case 41:
	if ( (*p) < 142u ) {
		if ( (*p) > 131u ) {
			if ( 133u <= (*p) && (*p) <= 140u )
				goto tr0;
		} else if ( (*p) >= 129u )
			goto tr0;
	} else if ( (*p) > 144u ) {
		if ( (*p) > 186u ) {
			if ( 189u <= (*p) && (*p) <= 191u )
				goto tr0;
		} else if ( (*p) >= 146u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st42:
	if ( ++p == pe )
		goto _test_eof42;
case 42:
	if ( (*p) < 148u ) {
		if ( (*p) < 134u ) {
			if ( 128u <= (*p) && (*p) <= 132u )
				goto tr0;
		} else if ( (*p) > 136u ) {
			if ( 138u <= (*p) && (*p) <= 142u )
				goto tr0;
		} else
			goto tr0;
	} else if ( (*p) > 151u ) {
		if ( (*p) < 166u ) {
			if ( 159u <= (*p) && (*p) <= 163u )
				goto tr0;
		} else if ( (*p) > 175u ) {
			if ( 186u <= (*p) && (*p) <= 191u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st43:
	if ( ++p == pe )
		goto _test_eof43;
case 43:
	if ( (*p) == 189u )
		goto tr0;
	if ( (*p) < 133u ) {
		if ( 130u <= (*p) && (*p) <= 131u )
			goto tr0;
	} else if ( (*p) > 150u ) {
		if ( (*p) > 177u ) {
			if ( 179u <= (*p) && (*p) <= 187u )
				goto tr0;
		} else if ( (*p) >= 154u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st44:
	if ( ++p == pe )
		goto _test_eof44;
case 44:
	switch( (*p) ) {
		case 138u: goto tr0;
		case 150u: goto tr0;
	}
	if ( (*p) < 152u ) {
		if ( (*p) > 134u ) {
			if ( 143u <= (*p) && (*p) <= 148u )
				goto tr0;
		} else if ( (*p) >= 128u )
			goto tr0;
	} else if ( (*p) > 159u ) {
		if ( (*p) > 175u ) {
			if ( 178u <= (*p) && (*p) <= 179u )
				goto tr0;
		} else if ( (*p) >= 166u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st45:
	if ( ++p == pe )
		goto _test_eof45;
case 45:
	if ( 129u <= (*p) && (*p) <= 186u )
		goto tr0;
	goto st0;
st46:
	if ( ++p == pe )
		goto _test_eof46;
case 46:
	if ( (*p) > 142u ) {
		if ( 144u <= (*p) && (*p) <= 153u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st47:
	if ( ++p == pe )
		goto _test_eof47;
case 47:
	switch( (*p) ) {
		case 132u: goto tr0;
		case 138u: goto tr0;
		case 141u: goto tr0;
		case 165u: goto tr0;
		case 167u: goto tr0;
	}
	if ( (*p) < 153u ) {
		if ( (*p) < 135u ) {
			if ( 129u <= (*p) && (*p) <= 130u )
				goto tr0;
		} else if ( (*p) > 136u ) {
			if ( 148u <= (*p) && (*p) <= 151u )
				goto tr0;
		} else
			goto tr0;
	} else if ( (*p) > 159u ) {
		if ( (*p) < 170u ) {
			if ( 161u <= (*p) && (*p) <= 163u )
				goto tr0;
		} else if ( (*p) > 171u ) {
			if ( (*p) > 185u ) {
				if ( 187u <= (*p) && (*p) <= 189u )
					goto tr0;
			} else if ( (*p) >= 173u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st48:
	if ( ++p == pe )
		goto _test_eof48;
case 48:
	if ( (*p) == 134u )
		goto tr0;
	if ( (*p) < 136u ) {
		if ( 128u <= (*p) && (*p) <= 132u )
			goto tr0;
	} else if ( (*p) > 141u ) {
		if ( (*p) > 153u ) {
			if ( 156u <= (*p) && (*p) <= 159u )
				goto tr0;
		} else if ( (*p) >= 144u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st49:
	if ( ++p == pe )
		goto _test_eof49;
case 49:
	switch( (*p) ) {
		case 128u: goto tr0;
		case 181u: goto tr0;
		case 183u: goto tr0;
		case 185u: goto tr0;
	}
	if ( (*p) < 160u ) {
		if ( 152u <= (*p) && (*p) <= 153u )
			goto tr0;
	} else if ( (*p) > 169u ) {
		if ( 190u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st50:
	if ( ++p == pe )
		goto _test_eof50;
case 50:
	if ( (*p) < 137u ) {
		if ( 128u <= (*p) && (*p) <= 135u )
			goto tr0;
	} else if ( (*p) > 172u ) {
		if ( 177u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st51:
	if ( ++p == pe )
		goto _test_eof51;
case 51:
	if ( (*p) < 134u ) {
		if ( 128u <= (*p) && (*p) <= 132u )
			goto tr0;
	} else if ( (*p) > 151u ) {
		if ( 153u <= (*p) && (*p) <= 188u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st52:
	if ( ++p == pe )
		goto _test_eof52;
case 52:
	if ( (*p) == 134u )
		goto tr0;
	goto st0;
st53:
	if ( ++p == pe )
		goto _test_eof53;
case 53:
	switch( (*p) ) {
		case 129u: goto st54;
		case 130u: goto st55;
		case 131u: goto st56;
		case 137u: goto st57;
		case 138u: goto st58;
		case 139u: goto st59;
		case 140u: goto st60;
		case 141u: goto st61;
		case 142u: goto st62;
		case 143u: goto st63;
		case 144u: goto st64;
		case 153u: goto st65;
		case 154u: goto st66;
		case 155u: goto st67;
		case 156u: goto st68;
		case 157u: goto st69;
		case 159u: goto st70;
		case 160u: goto st71;
		case 161u: goto st72;
		case 162u: goto st73;
		case 163u: goto st74;
		case 164u: goto st75;
		case 165u: goto st76;
		case 166u: goto st77;
		case 167u: goto st78;
		case 168u: goto st79;
		case 169u: goto st80;
		case 170u: goto st81;
		case 173u: goto st82;
		case 175u: goto st83;
		case 176u: goto st72;
		case 177u: goto st84;
		case 178u: goto st85;
		case 179u: goto st86;
		case 183u: goto st87;
		case 188u: goto st88;
		case 189u: goto st89;
		case 190u: goto st90;
		case 191u: goto st91;
	}
	if ( (*p) > 158u ) {
		if ( 172u <= (*p) && (*p) <= 187u )
			goto st4;
	} else if ( (*p) >= 128u )
		goto st4;
	goto st0;
st54:
	if ( ++p == pe )
		goto _test_eof54;
case 54:
	if ( (*p) > 137u ) {
		if ( 144u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st55:
	if ( ++p == pe )
		goto _test_eof55;
case 55:
	if ( (*p) > 157u ) {
		if ( 160u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st56:
	if ( ++p == pe )
		goto _test_eof56;
case 56:
	switch( (*p) ) {
		case 135u: goto tr0;
		case 141u: goto tr0;
	}
	if ( (*p) < 144u ) {
		if ( 128u <= (*p) && (*p) <= 133u )
			goto tr0;
	} else if ( (*p) > 186u ) {
		if ( 188u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st57:
	if ( ++p == pe )
		goto _test_eof57;
case 57:
	if ( (*p) == 152u )
		goto tr0;
	if ( (*p) < 144u ) {
		if ( (*p) > 136u ) {
			if ( 138u <= (*p) && (*p) <= 141u )
				goto tr0;
		} else if ( (*p) >= 128u )
			goto tr0;
	} else if ( (*p) > 150u ) {
		if ( (*p) > 157u ) {
			if ( 160u <= (*p) && (*p) <= 191u )
				goto tr0;
		} else if ( (*p) >= 154u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st58:
	if ( ++p == pe )
		goto _test_eof58;
case 58:
	if ( (*p) < 144u ) {
		if ( (*p) > 136u ) {
			if ( 138u <= (*p) && (*p) <= 141u )
				goto tr0;
		} else if ( (*p) >= 128u )
			goto tr0;
	} else if ( (*p) > 176u ) {
		if ( (*p) > 181u ) {
			if ( 184u <= (*p) && (*p) <= 190u )
				goto tr0;
		} else if ( (*p) >= 178u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st59:
	if ( ++p == pe )
		goto _test_eof59;
case 59:
	if ( (*p) == 128u )
		goto tr0;
	if ( (*p) < 136u ) {
		if ( 130u <= (*p) && (*p) <= 133u )
			goto tr0;
	} else if ( (*p) > 150u ) {
		if ( 152u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st60:
	if ( ++p == pe )
		goto _test_eof60;
case 60:
	if ( (*p) < 146u ) {
		if ( 128u <= (*p) && (*p) <= 144u )
			goto tr0;
	} else if ( (*p) > 149u ) {
		if ( 152u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st61:
	if ( ++p == pe )
		goto _test_eof61;
case 61:
	if ( (*p) < 157u ) {
		if ( 128u <= (*p) && (*p) <= 154u )
			goto tr0;
	} else if ( (*p) > 159u ) {
		if ( 169u <= (*p) && (*p) <= 177u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st62:
	if ( ++p == pe )
		goto _test_eof62;
case 62:
	if ( (*p) > 143u ) {
		if ( 160u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st63:
	if ( ++p == pe )
		goto _test_eof63;
case 63:
	if ( (*p) > 181u ) {
		if ( 184u <= (*p) && (*p) <= 189u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st64:
	if ( ++p == pe )
		goto _test_eof64;
case 64:
	if ( 129u <= (*p) && (*p) <= 191u )
		goto tr0;
	goto st0;
st65:
	if ( ++p == pe )
		goto _test_eof65;
case 65:
	if ( (*p) > 172u ) {
		if ( 175u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st66:
	if ( ++p == pe )
		goto _test_eof66;
case 66:
	if ( (*p) > 154u ) {
		if ( 160u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 129u )
		goto tr0;
	goto st0;
st67:
	if ( ++p == pe )
		goto _test_eof67;
case 67:
	if ( (*p) > 170u ) {
		if ( 174u <= (*p) && (*p) <= 184u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st68:
	if ( ++p == pe )
		goto _test_eof68;
case 68:
	if ( (*p) < 142u ) {
		if ( 128u <= (*p) && (*p) <= 140u )
			goto tr0;
	} else if ( (*p) > 148u ) {
		if ( 160u <= (*p) && (*p) <= 180u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st69:
	if ( ++p == pe )
		goto _test_eof69;
case 69:
	if ( (*p) < 160u ) {
		if ( 128u <= (*p) && (*p) <= 147u )
			goto tr0;
	} else if ( (*p) > 172u ) {
		if ( (*p) > 176u ) {
			if ( 178u <= (*p) && (*p) <= 179u )
				goto tr0;
		} else if ( (*p) >= 174u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st70:
	if ( ++p == pe )
		goto _test_eof70;
case 70:
	if ( (*p) == 151u )
		goto tr0;
	if ( (*p) < 156u ) {
		if ( 128u <= (*p) && (*p) <= 147u )
			goto tr0;
	} else if ( (*p) > 157u ) {
		if ( 160u <= (*p) && (*p) <= 169u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st71:
	if ( ++p == pe )
		goto _test_eof71;
case 71:
	if ( (*p) < 144u ) {
		if ( 139u <= (*p) && (*p) <= 141u )
			goto tr0;
	} else if ( (*p) > 153u ) {
		if ( 160u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st72:
	if ( ++p == pe )
		goto _test_eof72;
case 72:
	if ( 128u <= (*p) && (*p) <= 183u )
		goto tr0;
	goto st0;
st73:
	if ( ++p == pe )
		goto _test_eof73;
case 73:
	if ( (*p) > 170u ) {
		if ( 176u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st74:
	if ( ++p == pe )
		goto _test_eof74;
case 74:
	if ( 128u <= (*p) && (*p) <= 181u )
		goto tr0;
	goto st0;
st75:
	if ( ++p == pe )
		goto _test_eof75;
case 75:
	if ( (*p) < 160u ) {
		if ( 128u <= (*p) && (*p) <= 158u )
			goto tr0;
	} else if ( (*p) > 171u ) {
		if ( 176u <= (*p) && (*p) <= 187u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st76:
	if ( ++p == pe )
		goto _test_eof76;
case 76:
	if ( (*p) > 173u ) {
		if ( 176u <= (*p) && (*p) <= 180u )
			goto tr0;
	} else if ( (*p) >= 134u )
		goto tr0;
	goto st0;
st77:
	if ( ++p == pe )
		goto _test_eof77;
case 77:
	if ( (*p) > 171u ) {
		if ( 176u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st78:
	if ( ++p == pe )
		goto _test_eof78;
case 78:
	if ( (*p) > 137u ) {
		if ( 144u <= (*p) && (*p) <= 154u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st79:
	if ( ++p == pe )
		goto _test_eof79;
case 79:
	if ( (*p) > 155u ) {
		if ( 160u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st80:
	if ( ++p == pe )
		goto _test_eof80;
case 80:
	if ( (*p) == 191u )
		goto tr0;
	if ( (*p) > 158u ) {
		if ( 160u <= (*p) && (*p) <= 188u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st81:
	if ( ++p == pe )
		goto _test_eof81;
case 81:
	if ( (*p) == 167u )
		goto tr0;
	if ( (*p) < 144u ) {
		if ( 128u <= (*p) && (*p) <= 137u )
			goto tr0;
	} else if ( (*p) > 153u ) {
		if ( 176u <= (*p) && (*p) <= 189u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st82:
	if ( ++p == pe )
		goto _test_eof82;
case 82:
	if ( (*p) < 144u ) {
		if ( 128u <= (*p) && (*p) <= 139u )
			goto tr0;
	} else if ( (*p) > 153u ) {
		if ( 171u <= (*p) && (*p) <= 179u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st83:
	if ( ++p == pe )
		goto _test_eof83;
case 83:
	if ( 128u <= (*p) && (*p) <= 179u )
		goto tr0;
	goto st0;
st84:
	if ( ++p == pe )
		goto _test_eof84;
case 84:
	if ( (*p) > 137u ) {
		if ( 141u <= (*p) && (*p) <= 189u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st85:
	if ( ++p == pe )
		goto _test_eof85;
case 85:
	if ( 128u <= (*p) && (*p) <= 136u )
		goto tr0;
	goto st0;
st86:
	if ( ++p == pe )
		goto _test_eof86;
case 86:
	if ( (*p) < 148u ) {
		if ( 144u <= (*p) && (*p) <= 146u )
			goto tr0;
	} else if ( (*p) > 182u ) {
		if ( 184u <= (*p) && (*p) <= 185u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st87:
	if ( ++p == pe )
		goto _test_eof87;
case 87:
	if ( (*p) > 181u ) {
		if ( 187u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st88:
	if ( ++p == pe )
		goto _test_eof88;
case 88:
	if ( (*p) < 152u ) {
		if ( 128u <= (*p) && (*p) <= 149u )
			goto tr0;
	} else if ( (*p) > 157u ) {
		if ( 160u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st89:
	if ( ++p == pe )
		goto _test_eof89;
case 89:
	switch( (*p) ) {
		case 153u: goto tr0;
		case 155u: goto tr0;
		case 157u: goto tr0;
	}
	if ( (*p) < 136u ) {
		if ( 128u <= (*p) && (*p) <= 133u )
			goto tr0;
	} else if ( (*p) > 141u ) {
		if ( (*p) > 151u ) {
			if ( 159u <= (*p) && (*p) <= 189u )
				goto tr0;
		} else if ( (*p) >= 144u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st90:
	if ( ++p == pe )
		goto _test_eof90;
case 90:
	if ( (*p) == 190u )
		goto tr0;
	if ( (*p) > 180u ) {
		if ( 182u <= (*p) && (*p) <= 188u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st91:
	if ( ++p == pe )
		goto _test_eof91;
case 91:
	if ( (*p) < 150u ) {
		if ( (*p) < 134u ) {
			if ( 130u <= (*p) && (*p) <= 132u )
				goto tr0;
		} else if ( (*p) > 140u ) {
			if ( 144u <= (*p) && (*p) <= 147u )
				goto tr0;
		} else
			goto tr0;
	} else if ( (*p) > 155u ) {
		if ( (*p) < 178u ) {
			if ( 160u <= (*p) && (*p) <= 172u )
				goto tr0;
		} else if ( (*p) > 180u ) {
			if ( 182u <= (*p) && (*p) <= 188u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st92:
	if ( ++p == pe )
		goto _test_eof92;
case 92:
	switch( (*p) ) {
		case 128u: goto st93;
		case 129u: goto st94;
		case 130u: goto st95;
		case 131u: goto st96;
		case 132u: goto st97;
		case 133u: goto st98;
		case 134u: goto st85;
		case 176u: goto st99;
		case 177u: goto st100;
		case 178u: goto st4;
		case 179u: goto st101;
		case 180u: goto st102;
		case 181u: goto st103;
		case 182u: goto st104;
		case 183u: goto st105;
	}
	goto st0;
st93:
	if ( ++p == pe )
		goto _test_eof93;
case 93:
	if ( (*p) == 191u )
		goto tr0;
	goto st0;
st94:
	if ( ++p == pe )
		goto _test_eof94;
case 94:
	switch( (*p) ) {
		case 128u: goto tr0;
		case 148u: goto tr0;
		case 177u: goto tr0;
		case 191u: goto tr0;
	}
	goto st0;
st95:
	if ( ++p == pe )
		goto _test_eof95;
case 95:
	if ( 144u <= (*p) && (*p) <= 156u )
		goto tr0;
	goto st0;
st96:
	if ( ++p == pe )
		goto _test_eof96;
case 96:
	if ( (*p) == 161u )
		goto tr0;
	if ( (*p) > 156u ) {
		if ( 165u <= (*p) && (*p) <= 176u )
			goto tr0;
	} else if ( (*p) >= 144u )
		goto tr0;
	goto st0;
st97:
	if ( ++p == pe )
		goto _test_eof97;
case 97:
	switch( (*p) ) {
		case 130u: goto tr0;
		case 135u: goto tr0;
		case 149u: goto tr0;
		case 164u: goto tr0;
		case 166u: goto tr0;
		case 168u: goto tr0;
	}
	if ( (*p) < 152u ) {
		if ( 138u <= (*p) && (*p) <= 147u )
			goto tr0;
	} else if ( (*p) > 157u ) {
		if ( (*p) > 185u ) {
			if ( 188u <= (*p) && (*p) <= 191u )
				goto tr0;
		} else if ( (*p) >= 170u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st98:
	if ( ++p == pe )
		goto _test_eof98;
case 98:
	if ( (*p) == 142u )
		goto tr0;
	if ( (*p) > 137u ) {
		if ( 160u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 133u )
		goto tr0;
	goto st0;
st99:
	if ( ++p == pe )
		goto _test_eof99;
case 99:
	if ( (*p) > 174u ) {
		if ( 176u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st100:
	if ( ++p == pe )
		goto _test_eof100;
case 100:
	if ( (*p) > 158u ) {
		if ( 160u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st101:
	if ( ++p == pe )
		goto _test_eof101;
case 101:
	if ( (*p) > 164u ) {
		if ( 171u <= (*p) && (*p) <= 179u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st102:
	if ( ++p == pe )
		goto _test_eof102;
case 102:
	switch( (*p) ) {
		case 167u: goto tr0;
		case 173u: goto tr0;
	}
	if ( (*p) > 165u ) {
		if ( 176u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st103:
	if ( ++p == pe )
		goto _test_eof103;
case 103:
	switch( (*p) ) {
		case 175u: goto tr0;
		case 191u: goto tr0;
	}
	if ( 128u <= (*p) && (*p) <= 167u )
		goto tr0;
	goto st0;
st104:
	if ( ++p == pe )
		goto _test_eof104;
case 104:
	if ( (*p) < 168u ) {
		if ( (*p) > 150u ) {
			if ( 160u <= (*p) && (*p) <= 166u )
				goto tr0;
		} else if ( (*p) >= 128u )
			goto tr0;
	} else if ( (*p) > 174u ) {
		if ( (*p) > 182u ) {
			if ( 184u <= (*p) && (*p) <= 190u )
				goto tr0;
		} else if ( (*p) >= 176u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st105:
	if ( ++p == pe )
		goto _test_eof105;
case 105:
	if ( (*p) < 144u ) {
		if ( (*p) > 134u ) {
			if ( 136u <= (*p) && (*p) <= 142u )
				goto tr0;
		} else if ( (*p) >= 128u )
			goto tr0;
	} else if ( (*p) > 150u ) {
		if ( (*p) > 158u ) {
			if ( 160u <= (*p) && (*p) <= 191u )
				goto tr0;
		} else if ( (*p) >= 152u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st106:
	if ( ++p == pe )
		goto _test_eof106;
case 106:
	switch( (*p) ) {
		case 128u: goto st107;
		case 129u: goto st64;
		case 130u: goto st108;
		case 131u: goto st109;
		case 132u: goto st110;
		case 133u: goto st4;
		case 134u: goto st111;
		case 135u: goto st112;
	}
	if ( 144u <= (*p) && (*p) <= 191u )
		goto st4;
	goto st0;
st107:
	if ( ++p == pe )
		goto _test_eof107;
case 107:
	if ( (*p) < 161u ) {
		if ( 133u <= (*p) && (*p) <= 135u )
			goto tr0;
	} else if ( (*p) > 175u ) {
		if ( (*p) > 181u ) {
			if ( 184u <= (*p) && (*p) <= 188u )
				goto tr0;
		} else if ( (*p) >= 177u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st108:
	if ( ++p == pe )
		goto _test_eof108;
case 108:
	if ( (*p) < 153u ) {
		if ( 128u <= (*p) && (*p) <= 150u )
			goto tr0;
	} else if ( (*p) > 159u ) {
		if ( 161u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st109:
	if ( ++p == pe )
		goto _test_eof109;
case 109:
	if ( (*p) > 186u ) {
		if ( 188u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st110:
	if ( ++p == pe )
		goto _test_eof110;
case 110:
	if ( (*p) > 173u ) {
		if ( 177u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 133u )
		goto tr0;
	goto st0;
st111:
	if ( ++p == pe )
		goto _test_eof111;
case 111:
	if ( (*p) > 142u ) {
		if ( 160u <= (*p) && (*p) <= 186u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st112:
	if ( ++p == pe )
		goto _test_eof112;
case 112:
	if ( 176u <= (*p) && (*p) <= 191u )
		goto tr0;
	goto st0;
st113:
	if ( ++p == pe )
		goto _test_eof113;
case 113:
	if ( (*p) == 182u )
		goto st74;
	if ( (*p) > 181u ) {
		if ( 184u <= (*p) && (*p) <= 191u )
			goto st4;
	} else if ( (*p) >= 128u )
		goto st4;
	goto st0;
st114:
	if ( ++p == pe )
		goto _test_eof114;
case 114:
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st4;
	goto st0;
st115:
	if ( ++p == pe )
		goto _test_eof115;
case 115:
	if ( (*p) == 191u )
		goto st116;
	if ( 128u <= (*p) && (*p) <= 190u )
		goto st4;
	goto st0;
st116:
	if ( ++p == pe )
		goto _test_eof116;
case 116:
	if ( 128u <= (*p) && (*p) <= 149u )
		goto tr0;
	goto st0;
st117:
	if ( ++p == pe )
		goto _test_eof117;
case 117:
	switch( (*p) ) {
		case 146u: goto st118;
		case 147u: goto st119;
		case 152u: goto st120;
		case 153u: goto st121;
		case 155u: goto st19;
		case 156u: goto st122;
		case 158u: goto st123;
		case 159u: goto st124;
		case 160u: goto st125;
		case 161u: goto st83;
		case 163u: goto st126;
		case 164u: goto st127;
		case 165u: goto st128;
		case 167u: goto st129;
		case 168u: goto st130;
		case 169u: goto st131;
		case 171u: goto st132;
		case 172u: goto st133;
		case 173u: goto st134;
		case 175u: goto st135;
	}
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st4;
	goto st0;
st118:
	if ( ++p == pe )
		goto _test_eof118;
case 118:
	if ( 128u <= (*p) && (*p) <= 140u )
		goto tr0;
	goto st0;
st119:
	if ( ++p == pe )
		goto _test_eof119;
case 119:
	if ( 144u <= (*p) && (*p) <= 189u )
		goto tr0;
	goto st0;
st120:
	if ( ++p == pe )
		goto _test_eof120;
case 120:
	if ( (*p) > 140u ) {
		if ( 144u <= (*p) && (*p) <= 171u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st121:
	if ( ++p == pe )
		goto _test_eof121;
case 121:
	if ( (*p) == 191u )
		goto tr0;
	if ( (*p) > 175u ) {
		if ( 180u <= (*p) && (*p) <= 189u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st122:
	if ( ++p == pe )
		goto _test_eof122;
case 122:
	if ( (*p) > 159u ) {
		if ( 162u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 151u )
		goto tr0;
	goto st0;
st123:
	if ( ++p == pe )
		goto _test_eof123;
case 123:
	if ( (*p) < 139u ) {
		if ( 128u <= (*p) && (*p) <= 136u )
			goto tr0;
	} else if ( (*p) > 174u ) {
		if ( 176u <= (*p) && (*p) <= 183u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st124:
	if ( ++p == pe )
		goto _test_eof124;
case 124:
	if ( 183u <= (*p) && (*p) <= 191u )
		goto tr0;
	goto st0;
st125:
	if ( ++p == pe )
		goto _test_eof125;
case 125:
	if ( 128u <= (*p) && (*p) <= 167u )
		goto tr0;
	goto st0;
st126:
	if ( ++p == pe )
		goto _test_eof126;
case 126:
	switch( (*p) ) {
		case 187u: goto tr0;
		case 189u: goto tr0;
	}
	if ( (*p) < 144u ) {
		if ( 128u <= (*p) && (*p) <= 133u )
			goto tr0;
	} else if ( (*p) > 153u ) {
		if ( 160u <= (*p) && (*p) <= 183u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st127:
	if ( ++p == pe )
		goto _test_eof127;
case 127:
	if ( (*p) > 173u ) {
		if ( 176u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st128:
	if ( ++p == pe )
		goto _test_eof128;
case 128:
	if ( (*p) > 147u ) {
		if ( 160u <= (*p) && (*p) <= 188u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st129:
	if ( ++p == pe )
		goto _test_eof129;
case 129:
	if ( (*p) == 128u )
		goto tr0;
	if ( (*p) > 153u ) {
		if ( 160u <= (*p) && (*p) <= 190u )
			goto tr0;
	} else if ( (*p) >= 143u )
		goto tr0;
	goto st0;
st130:
	if ( ++p == pe )
		goto _test_eof130;
case 130:
	if ( 128u <= (*p) && (*p) <= 182u )
		goto tr0;
	goto st0;
st131:
	if ( ++p == pe )
		goto _test_eof131;
case 131:
	if ( (*p) < 144u ) {
		if ( 128u <= (*p) && (*p) <= 141u )
			goto tr0;
	} else if ( (*p) > 153u ) {
		if ( (*p) > 182u ) {
			if ( 186u <= (*p) && (*p) <= 191u )
				goto tr0;
		} else if ( (*p) >= 160u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st132:
	if ( ++p == pe )
		goto _test_eof132;
case 132:
	if ( (*p) < 155u ) {
		if ( 128u <= (*p) && (*p) <= 130u )
			goto tr0;
	} else if ( (*p) > 157u ) {
		if ( (*p) > 175u ) {
			if ( 178u <= (*p) && (*p) <= 182u )
				goto tr0;
		} else if ( (*p) >= 160u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st133:
	if ( ++p == pe )
		goto _test_eof133;
case 133:
	if ( (*p) < 145u ) {
		if ( (*p) > 134u ) {
			if ( 137u <= (*p) && (*p) <= 142u )
				goto tr0;
		} else if ( (*p) >= 129u )
			goto tr0;
	} else if ( (*p) > 150u ) {
		if ( (*p) < 168u ) {
			if ( 160u <= (*p) && (*p) <= 166u )
				goto tr0;
		} else if ( (*p) > 174u ) {
			if ( 176u <= (*p) && (*p) <= 191u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st134:
	if ( ++p == pe )
		goto _test_eof134;
case 134:
	if ( (*p) < 156u ) {
		if ( 128u <= (*p) && (*p) <= 154u )
			goto tr0;
	} else if ( (*p) > 165u ) {
		if ( 176u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st135:
	if ( ++p == pe )
		goto _test_eof135;
case 135:
	if ( (*p) < 172u ) {
		if ( 128u <= (*p) && (*p) <= 170u )
			goto tr0;
	} else if ( (*p) > 173u ) {
		if ( 176u <= (*p) && (*p) <= 185u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st136:
	if ( ++p == pe )
		goto _test_eof136;
case 136:
	switch( (*p) ) {
		case 158u: goto st137;
		case 159u: goto st138;
	}
	if ( 128u <= (*p) && (*p) <= 157u )
		goto st4;
	goto st0;
st137:
	if ( ++p == pe )
		goto _test_eof137;
case 137:
	if ( (*p) > 163u ) {
		if ( 176u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st138:
	if ( ++p == pe )
		goto _test_eof138;
case 138:
	if ( (*p) > 134u ) {
		if ( 139u <= (*p) && (*p) <= 187u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st139:
	if ( ++p == pe )
		goto _test_eof139;
case 139:
	switch( (*p) ) {
		case 169u: goto st127;
		case 171u: goto st140;
		case 172u: goto st141;
		case 173u: goto st142;
		case 174u: goto st19;
		case 175u: goto st143;
		case 180u: goto st144;
		case 181u: goto st17;
		case 182u: goto st145;
		case 183u: goto st146;
		case 184u: goto st147;
		case 185u: goto st148;
		case 187u: goto st149;
		case 188u: goto st150;
		case 189u: goto st151;
		case 190u: goto st152;
		case 191u: goto st153;
	}
	if ( 164u <= (*p) && (*p) <= 186u )
		goto st4;
	goto st0;
st140:
	if ( ++p == pe )
		goto _test_eof140;
case 140:
	if ( 128u <= (*p) && (*p) <= 153u )
		goto tr0;
	goto st0;
st141:
	if ( ++p == pe )
		goto _test_eof141;
case 141:
	if ( (*p) == 190u )
		goto tr0;
	if ( (*p) < 157u ) {
		if ( (*p) > 134u ) {
			if ( 147u <= (*p) && (*p) <= 151u )
				goto tr0;
		} else if ( (*p) >= 128u )
			goto tr0;
	} else if ( (*p) > 168u ) {
		if ( (*p) > 182u ) {
			if ( 184u <= (*p) && (*p) <= 188u )
				goto tr0;
		} else if ( (*p) >= 170u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st142:
	if ( ++p == pe )
		goto _test_eof142;
case 142:
	if ( (*p) < 131u ) {
		if ( 128u <= (*p) && (*p) <= 129u )
			goto tr0;
	} else if ( (*p) > 132u ) {
		if ( 134u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st143:
	if ( ++p == pe )
		goto _test_eof143;
case 143:
	if ( 147u <= (*p) && (*p) <= 191u )
		goto tr0;
	goto st0;
st144:
	if ( ++p == pe )
		goto _test_eof144;
case 144:
	if ( 128u <= (*p) && (*p) <= 189u )
		goto tr0;
	goto st0;
st145:
	if ( ++p == pe )
		goto _test_eof145;
case 145:
	if ( (*p) > 143u ) {
		if ( 146u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st146:
	if ( ++p == pe )
		goto _test_eof146;
case 146:
	if ( (*p) > 135u ) {
		if ( 176u <= (*p) && (*p) <= 187u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st147:
	if ( ++p == pe )
		goto _test_eof147;
case 147:
	if ( (*p) < 160u ) {
		if ( 128u <= (*p) && (*p) <= 143u )
			goto tr0;
	} else if ( (*p) > 175u ) {
		if ( 179u <= (*p) && (*p) <= 180u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st148:
	if ( ++p == pe )
		goto _test_eof148;
case 148:
	if ( (*p) < 176u ) {
		if ( 141u <= (*p) && (*p) <= 143u )
			goto tr0;
	} else if ( (*p) > 180u ) {
		if ( 182u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st149:
	if ( ++p == pe )
		goto _test_eof149;
case 149:
	if ( 128u <= (*p) && (*p) <= 188u )
		goto tr0;
	goto st0;
st150:
	if ( ++p == pe )
		goto _test_eof150;
case 150:
	if ( (*p) == 191u )
		goto tr0;
	if ( (*p) > 153u ) {
		if ( 161u <= (*p) && (*p) <= 186u )
			goto tr0;
	} else if ( (*p) >= 144u )
		goto tr0;
	goto st0;
st151:
	if ( ++p == pe )
		goto _test_eof151;
case 151:
	if ( (*p) > 154u ) {
		if ( 166u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 129u )
		goto tr0;
	goto st0;
st152:
	if ( ++p == pe )
		goto _test_eof152;
case 152:
	if ( 128u <= (*p) && (*p) <= 190u )
		goto tr0;
	goto st0;
st153:
	if ( ++p == pe )
		goto _test_eof153;
case 153:
	if ( (*p) < 138u ) {
		if ( 130u <= (*p) && (*p) <= 135u )
			goto tr0;
	} else if ( (*p) > 143u ) {
		if ( (*p) > 151u ) {
			if ( 154u <= (*p) && (*p) <= 156u )
				goto tr0;
		} else if ( (*p) >= 146u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st154:
	if ( ++p == pe )
		goto _test_eof154;
case 154:
	switch( (*p) ) {
		case 144u: goto st155;
		case 145u: goto st184;
		case 146u: goto st208;
		case 147u: goto st211;
		case 148u: goto st212;
		case 150u: goto st214;
		case 151u: goto st114;
		case 152u: goto st222;
		case 155u: goto st224;
		case 157u: goto st228;
		case 158u: goto st246;
		case 170u: goto st252;
		case 171u: goto st254;
		case 172u: goto st255;
		case 175u: goto st257;
	}
	if ( 160u <= (*p) && (*p) <= 169u )
		goto st114;
	goto st0;
st155:
	if ( ++p == pe )
		goto _test_eof155;
case 155:
	switch( (*p) ) {
		case 128u: goto st156;
		case 129u: goto st157;
		case 130u: goto st4;
		case 131u: goto st158;
		case 133u: goto st159;
		case 135u: goto st160;
		case 138u: goto st161;
		case 139u: goto st162;
		case 140u: goto st163;
		case 141u: goto st164;
		case 142u: goto st55;
		case 143u: goto st165;
		case 146u: goto st166;
		case 147u: goto st167;
		case 148u: goto st168;
		case 149u: goto st169;
		case 156u: goto st130;
		case 157u: goto st170;
		case 160u: goto st171;
		case 161u: goto st172;
		case 162u: goto st173;
		case 163u: goto st174;
		case 164u: goto st175;
		case 166u: goto st176;
		case 168u: goto st177;
		case 169u: goto st178;
		case 170u: goto st179;
		case 171u: goto st180;
		case 172u: goto st74;
		case 173u: goto st181;
		case 174u: goto st182;
		case 176u: goto st4;
		case 177u: goto st85;
	}
	if ( (*p) < 152u ) {
		if ( 144u <= (*p) && (*p) <= 145u )
			goto st4;
	} else if ( (*p) > 155u ) {
		if ( 178u <= (*p) && (*p) <= 179u )
			goto st183;
	} else
		goto st4;
	goto st0;
st156:
	if ( ++p == pe )
		goto _test_eof156;
case 156:
	if ( (*p) == 191u )
		goto tr0;
	if ( (*p) < 141u ) {
		if ( 128u <= (*p) && (*p) <= 139u )
			goto tr0;
	} else if ( (*p) > 166u ) {
		if ( (*p) > 186u ) {
			if ( 188u <= (*p) && (*p) <= 189u )
				goto tr0;
		} else if ( (*p) >= 168u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st157:
	if ( ++p == pe )
		goto _test_eof157;
case 157:
	if ( (*p) > 141u ) {
		if ( 144u <= (*p) && (*p) <= 157u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st158:
	if ( ++p == pe )
		goto _test_eof158;
case 158:
	if ( 128u <= (*p) && (*p) <= 186u )
		goto tr0;
	goto st0;
st159:
	if ( ++p == pe )
		goto _test_eof159;
case 159:
	if ( 128u <= (*p) && (*p) <= 180u )
		goto tr0;
	goto st0;
st160:
	if ( ++p == pe )
		goto _test_eof160;
case 160:
	if ( (*p) == 189u )
		goto tr0;
	goto st0;
st161:
	if ( ++p == pe )
		goto _test_eof161;
case 161:
	if ( (*p) > 156u ) {
		if ( 160u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st162:
	if ( ++p == pe )
		goto _test_eof162;
case 162:
	if ( (*p) == 160u )
		goto tr0;
	if ( 128u <= (*p) && (*p) <= 144u )
		goto tr0;
	goto st0;
st163:
	if ( ++p == pe )
		goto _test_eof163;
case 163:
	if ( (*p) > 159u ) {
		if ( 176u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st164:
	if ( ++p == pe )
		goto _test_eof164;
case 164:
	if ( (*p) > 138u ) {
		if ( 144u <= (*p) && (*p) <= 186u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st165:
	if ( ++p == pe )
		goto _test_eof165;
case 165:
	if ( (*p) < 136u ) {
		if ( 128u <= (*p) && (*p) <= 131u )
			goto tr0;
	} else if ( (*p) > 143u ) {
		if ( 145u <= (*p) && (*p) <= 149u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st166:
	if ( ++p == pe )
		goto _test_eof166;
case 166:
	if ( (*p) < 160u ) {
		if ( 128u <= (*p) && (*p) <= 157u )
			goto tr0;
	} else if ( (*p) > 169u ) {
		if ( 176u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st167:
	if ( ++p == pe )
		goto _test_eof167;
case 167:
	if ( (*p) > 147u ) {
		if ( 152u <= (*p) && (*p) <= 187u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st168:
	if ( ++p == pe )
		goto _test_eof168;
case 168:
	if ( (*p) > 167u ) {
		if ( 176u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st169:
	if ( ++p == pe )
		goto _test_eof169;
case 169:
	if ( 128u <= (*p) && (*p) <= 163u )
		goto tr0;
	goto st0;
st170:
	if ( ++p == pe )
		goto _test_eof170;
case 170:
	if ( (*p) > 149u ) {
		if ( 160u <= (*p) && (*p) <= 167u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st171:
	if ( ++p == pe )
		goto _test_eof171;
case 171:
	switch( (*p) ) {
		case 136u: goto tr0;
		case 188u: goto tr0;
		case 191u: goto tr0;
	}
	if ( (*p) < 138u ) {
		if ( 128u <= (*p) && (*p) <= 133u )
			goto tr0;
	} else if ( (*p) > 181u ) {
		if ( 183u <= (*p) && (*p) <= 184u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st172:
	if ( ++p == pe )
		goto _test_eof172;
case 172:
	if ( (*p) > 149u ) {
		if ( 160u <= (*p) && (*p) <= 182u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st173:
	if ( ++p == pe )
		goto _test_eof173;
case 173:
	if ( 128u <= (*p) && (*p) <= 158u )
		goto tr0;
	goto st0;
st174:
	if ( ++p == pe )
		goto _test_eof174;
case 174:
	if ( (*p) > 178u ) {
		if ( 180u <= (*p) && (*p) <= 181u )
			goto tr0;
	} else if ( (*p) >= 160u )
		goto tr0;
	goto st0;
st175:
	if ( ++p == pe )
		goto _test_eof175;
case 175:
	if ( (*p) > 149u ) {
		if ( 160u <= (*p) && (*p) <= 185u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st176:
	if ( ++p == pe )
		goto _test_eof176;
case 176:
	if ( (*p) > 183u ) {
		if ( 190u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st177:
	if ( ++p == pe )
		goto _test_eof177;
case 177:
	if ( (*p) == 191u )
		goto tr0;
	if ( (*p) < 140u ) {
		if ( (*p) > 131u ) {
			if ( 133u <= (*p) && (*p) <= 134u )
				goto tr0;
		} else if ( (*p) >= 128u )
			goto tr0;
	} else if ( (*p) > 147u ) {
		if ( (*p) < 153u ) {
			if ( 149u <= (*p) && (*p) <= 151u )
				goto tr0;
		} else if ( (*p) > 179u ) {
			if ( 184u <= (*p) && (*p) <= 186u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st178:
	if ( ++p == pe )
		goto _test_eof178;
case 178:
	if ( 160u <= (*p) && (*p) <= 188u )
		goto tr0;
	goto st0;
st179:
	if ( ++p == pe )
		goto _test_eof179;
case 179:
	if ( 128u <= (*p) && (*p) <= 156u )
		goto tr0;
	goto st0;
st180:
	if ( ++p == pe )
		goto _test_eof180;
case 180:
	if ( (*p) > 135u ) {
		if ( 137u <= (*p) && (*p) <= 166u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st181:
	if ( ++p == pe )
		goto _test_eof181;
case 181:
	if ( (*p) > 149u ) {
		if ( 160u <= (*p) && (*p) <= 178u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st182:
	if ( ++p == pe )
		goto _test_eof182;
case 182:
	if ( 128u <= (*p) && (*p) <= 145u )
		goto tr0;
	goto st0;
st183:
	if ( ++p == pe )
		goto _test_eof183;
case 183:
	if ( 128u <= (*p) && (*p) <= 178u )
		goto tr0;
	goto st0;
st184:
	if ( ++p == pe )
		goto _test_eof184;
case 184:
	switch( (*p) ) {
		case 129u: goto st185;
		case 130u: goto st158;
		case 131u: goto st186;
		case 132u: goto st187;
		case 133u: goto st188;
		case 135u: goto st189;
		case 136u: goto st190;
		case 138u: goto st191;
		case 139u: goto st192;
		case 140u: goto st193;
		case 141u: goto st194;
		case 145u: goto st195;
		case 147u: goto st196;
		case 150u: goto st197;
		case 151u: goto st198;
		case 152u: goto st4;
		case 153u: goto st199;
		case 154u: goto st72;
		case 155u: goto st200;
		case 156u: goto st201;
		case 162u: goto st202;
		case 163u: goto st203;
		case 171u: goto st204;
		case 176u: goto st205;
		case 177u: goto st206;
		case 178u: goto st207;
	}
	if ( (*p) > 134u ) {
		if ( 144u <= (*p) && (*p) <= 146u )
			goto st4;
	} else if ( (*p) >= 128u )
		goto st4;
	goto st0;
st185:
	if ( ++p == pe )
		goto _test_eof185;
case 185:
	if ( (*p) == 191u )
		goto tr0;
	if ( (*p) > 134u ) {
		if ( 166u <= (*p) && (*p) <= 175u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st186:
	if ( ++p == pe )
		goto _test_eof186;
case 186:
	if ( (*p) > 168u ) {
		if ( 176u <= (*p) && (*p) <= 185u )
			goto tr0;
	} else if ( (*p) >= 144u )
		goto tr0;
	goto st0;
st187:
	if ( ++p == pe )
		goto _test_eof187;
case 187:
	if ( (*p) > 180u ) {
		if ( 182u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st188:
	if ( ++p == pe )
		goto _test_eof188;
case 188:
	if ( (*p) == 182u )
		goto tr0;
	if ( 144u <= (*p) && (*p) <= 179u )
		goto tr0;
	goto st0;
st189:
	if ( ++p == pe )
		goto _test_eof189;
case 189:
	if ( (*p) == 156u )
		goto tr0;
	if ( (*p) < 138u ) {
		if ( 128u <= (*p) && (*p) <= 132u )
			goto tr0;
	} else if ( (*p) > 140u ) {
		if ( 144u <= (*p) && (*p) <= 154u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st190:
	if ( ++p == pe )
		goto _test_eof190;
case 190:
	if ( (*p) == 190u )
		goto tr0;
	if ( (*p) > 145u ) {
		if ( 147u <= (*p) && (*p) <= 183u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st191:
	if ( ++p == pe )
		goto _test_eof191;
case 191:
	if ( (*p) == 136u )
		goto tr0;
	if ( (*p) < 143u ) {
		if ( (*p) > 134u ) {
			if ( 138u <= (*p) && (*p) <= 141u )
				goto tr0;
		} else if ( (*p) >= 128u )
			goto tr0;
	} else if ( (*p) > 157u ) {
		if ( (*p) > 168u ) {
			if ( 176u <= (*p) && (*p) <= 191u )
				goto tr0;
		} else if ( (*p) >= 159u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st192:
	if ( ++p == pe )
		goto _test_eof192;
case 192:
	if ( (*p) > 170u ) {
		if ( 176u <= (*p) && (*p) <= 185u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st193:
	if ( ++p == pe )
		goto _test_eof193;
case 193:
	if ( (*p) < 147u ) {
		if ( (*p) < 133u ) {
			if ( 128u <= (*p) && (*p) <= 131u )
				goto tr0;
		} else if ( (*p) > 140u ) {
			if ( 143u <= (*p) && (*p) <= 144u )
				goto tr0;
		} else
			goto tr0;
	} else if ( (*p) > 168u ) {
		if ( (*p) < 178u ) {
			if ( 170u <= (*p) && (*p) <= 176u )
				goto tr0;
		} else if ( (*p) > 179u ) {
			if ( (*p) > 185u ) {
				if ( 188u <= (*p) && (*p) <= 191u )
					goto tr0;
			} else if ( (*p) >= 181u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st194:
	if ( ++p == pe )
		goto _test_eof194;
case 194:
	switch( (*p) ) {
		case 144u: goto tr0;
		case 151u: goto tr0;
	}
	if ( (*p) < 139u ) {
		if ( (*p) > 132u ) {
			if ( 135u <= (*p) && (*p) <= 136u )
				goto tr0;
		} else if ( (*p) >= 128u )
			goto tr0;
	} else if ( (*p) > 141u ) {
		if ( (*p) < 166u ) {
			if ( 157u <= (*p) && (*p) <= 163u )
				goto tr0;
		} else if ( (*p) > 172u ) {
			if ( 176u <= (*p) && (*p) <= 180u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st195:
	if ( ++p == pe )
		goto _test_eof195;
case 195:
	if ( (*p) > 138u ) {
		if ( 144u <= (*p) && (*p) <= 153u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st196:
	if ( ++p == pe )
		goto _test_eof196;
case 196:
	if ( (*p) == 135u )
		goto tr0;
	if ( (*p) > 133u ) {
		if ( 144u <= (*p) && (*p) <= 153u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st197:
	if ( ++p == pe )
		goto _test_eof197;
case 197:
	if ( (*p) > 181u ) {
		if ( 184u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st198:
	if ( ++p == pe )
		goto _test_eof198;
case 198:
	if ( (*p) == 128u )
		goto tr0;
	if ( 152u <= (*p) && (*p) <= 157u )
		goto tr0;
	goto st0;
st199:
	if ( ++p == pe )
		goto _test_eof199;
case 199:
	switch( (*p) ) {
		case 128u: goto tr0;
		case 132u: goto tr0;
	}
	if ( 144u <= (*p) && (*p) <= 153u )
		goto tr0;
	goto st0;
st200:
	if ( ++p == pe )
		goto _test_eof200;
case 200:
	if ( 128u <= (*p) && (*p) <= 137u )
		goto tr0;
	goto st0;
st201:
	if ( ++p == pe )
		goto _test_eof201;
case 201:
	if ( (*p) < 157u ) {
		if ( 128u <= (*p) && (*p) <= 153u )
			goto tr0;
	} else if ( (*p) > 171u ) {
		if ( 176u <= (*p) && (*p) <= 185u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st202:
	if ( ++p == pe )
		goto _test_eof202;
case 202:
	if ( 160u <= (*p) && (*p) <= 191u )
		goto tr0;
	goto st0;
st203:
	if ( ++p == pe )
		goto _test_eof203;
case 203:
	if ( (*p) == 191u )
		goto tr0;
	if ( 128u <= (*p) && (*p) <= 169u )
		goto tr0;
	goto st0;
st204:
	if ( ++p == pe )
		goto _test_eof204;
case 204:
	if ( 128u <= (*p) && (*p) <= 184u )
		goto tr0;
	goto st0;
st205:
	if ( ++p == pe )
		goto _test_eof205;
case 205:
	if ( (*p) < 138u ) {
		if ( 128u <= (*p) && (*p) <= 136u )
			goto tr0;
	} else if ( (*p) > 182u ) {
		if ( 184u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st206:
	if ( ++p == pe )
		goto _test_eof206;
case 206:
	if ( (*p) == 128u )
		goto tr0;
	if ( (*p) > 153u ) {
		if ( 178u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 144u )
		goto tr0;
	goto st0;
st207:
	if ( ++p == pe )
		goto _test_eof207;
case 207:
	if ( (*p) < 146u ) {
		if ( 128u <= (*p) && (*p) <= 143u )
			goto tr0;
	} else if ( (*p) > 167u ) {
		if ( 169u <= (*p) && (*p) <= 182u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st208:
	if ( ++p == pe )
		goto _test_eof208;
case 208:
	switch( (*p) ) {
		case 142u: goto st140;
		case 145u: goto st209;
		case 149u: goto st210;
	}
	if ( (*p) > 141u ) {
		if ( 144u <= (*p) && (*p) <= 148u )
			goto st4;
	} else if ( (*p) >= 128u )
		goto st4;
	goto st0;
st209:
	if ( ++p == pe )
		goto _test_eof209;
case 209:
	if ( 128u <= (*p) && (*p) <= 174u )
		goto tr0;
	goto st0;
st210:
	if ( ++p == pe )
		goto _test_eof210;
case 210:
	if ( 128u <= (*p) && (*p) <= 131u )
		goto tr0;
	goto st0;
st211:
	if ( ++p == pe )
		goto _test_eof211;
case 211:
	if ( (*p) == 144u )
		goto st209;
	if ( 128u <= (*p) && (*p) <= 143u )
		goto st4;
	goto st0;
st212:
	if ( ++p == pe )
		goto _test_eof212;
case 212:
	if ( (*p) == 153u )
		goto st213;
	if ( 144u <= (*p) && (*p) <= 152u )
		goto st4;
	goto st0;
st213:
	if ( ++p == pe )
		goto _test_eof213;
case 213:
	if ( 128u <= (*p) && (*p) <= 134u )
		goto tr0;
	goto st0;
st214:
	if ( ++p == pe )
		goto _test_eof214;
case 214:
	switch( (*p) ) {
		case 168u: goto st204;
		case 169u: goto st215;
		case 171u: goto st216;
		case 172u: goto st130;
		case 173u: goto st217;
		case 174u: goto st218;
		case 188u: goto st4;
		case 189u: goto st219;
		case 190u: goto st220;
		case 191u: goto st221;
	}
	if ( 160u <= (*p) && (*p) <= 167u )
		goto st4;
	goto st0;
st215:
	if ( ++p == pe )
		goto _test_eof215;
case 215:
	if ( (*p) > 158u ) {
		if ( 160u <= (*p) && (*p) <= 169u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st216:
	if ( ++p == pe )
		goto _test_eof216;
case 216:
	if ( (*p) > 173u ) {
		if ( 176u <= (*p) && (*p) <= 180u )
			goto tr0;
	} else if ( (*p) >= 144u )
		goto tr0;
	goto st0;
st217:
	if ( ++p == pe )
		goto _test_eof217;
case 217:
	if ( (*p) < 144u ) {
		if ( 128u <= (*p) && (*p) <= 131u )
			goto tr0;
	} else if ( (*p) > 153u ) {
		if ( (*p) > 183u ) {
			if ( 189u <= (*p) && (*p) <= 191u )
				goto tr0;
		} else if ( (*p) >= 163u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st218:
	if ( ++p == pe )
		goto _test_eof218;
case 218:
	if ( 128u <= (*p) && (*p) <= 143u )
		goto tr0;
	goto st0;
st219:
	if ( ++p == pe )
		goto _test_eof219;
case 219:
	if ( (*p) > 132u ) {
		if ( 144u <= (*p) && (*p) <= 190u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st220:
	if ( ++p == pe )
		goto _test_eof220;
case 220:
	if ( 143u <= (*p) && (*p) <= 159u )
		goto tr0;
	goto st0;
st221:
	if ( ++p == pe )
		goto _test_eof221;
case 221:
	if ( (*p) == 160u )
		goto tr0;
	goto st0;
st222:
	if ( ++p == pe )
		goto _test_eof222;
case 222:
	switch( (*p) ) {
		case 159u: goto st223;
		case 171u: goto st183;
	}
	if ( 128u <= (*p) && (*p) <= 170u )
		goto st4;
	goto st0;
st223:
	if ( ++p == pe )
		goto _test_eof223;
case 223:
	if ( 128u <= (*p) && (*p) <= 172u )
		goto tr0;
	goto st0;
st224:
	if ( ++p == pe )
		goto _test_eof224;
case 224:
	switch( (*p) ) {
		case 128u: goto st225;
		case 176u: goto st4;
		case 177u: goto st226;
		case 178u: goto st227;
	}
	goto st0;
st225:
	if ( ++p == pe )
		goto _test_eof225;
case 225:
	if ( 128u <= (*p) && (*p) <= 129u )
		goto tr0;
	goto st0;
st226:
	if ( ++p == pe )
		goto _test_eof226;
case 226:
	if ( (*p) > 170u ) {
		if ( 176u <= (*p) && (*p) <= 188u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st227:
	if ( ++p == pe )
		goto _test_eof227;
case 227:
	if ( (*p) < 144u ) {
		if ( 128u <= (*p) && (*p) <= 136u )
			goto tr0;
	} else if ( (*p) > 153u ) {
		if ( 157u <= (*p) && (*p) <= 158u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st228:
	if ( ++p == pe )
		goto _test_eof228;
case 228:
	switch( (*p) ) {
		case 133u: goto st229;
		case 134u: goto st230;
		case 137u: goto st231;
		case 145u: goto st232;
		case 146u: goto st233;
		case 147u: goto st234;
		case 148u: goto st235;
		case 149u: goto st236;
		case 154u: goto st237;
		case 155u: goto st238;
		case 156u: goto st239;
		case 157u: goto st240;
		case 158u: goto st241;
		case 159u: goto st242;
		case 168u: goto st243;
		case 169u: goto st244;
		case 170u: goto st245;
	}
	if ( 144u <= (*p) && (*p) <= 153u )
		goto st4;
	goto st0;
st229:
	if ( ++p == pe )
		goto _test_eof229;
case 229:
	if ( (*p) < 173u ) {
		if ( 165u <= (*p) && (*p) <= 169u )
			goto tr0;
	} else if ( (*p) > 178u ) {
		if ( 187u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st230:
	if ( ++p == pe )
		goto _test_eof230;
case 230:
	if ( (*p) < 133u ) {
		if ( 128u <= (*p) && (*p) <= 130u )
			goto tr0;
	} else if ( (*p) > 139u ) {
		if ( 170u <= (*p) && (*p) <= 173u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st231:
	if ( ++p == pe )
		goto _test_eof231;
case 231:
	if ( 130u <= (*p) && (*p) <= 132u )
		goto tr0;
	goto st0;
st232:
	if ( ++p == pe )
		goto _test_eof232;
case 232:
	if ( (*p) > 148u ) {
		if ( 150u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st233:
	if ( ++p == pe )
		goto _test_eof233;
case 233:
	switch( (*p) ) {
		case 162u: goto tr0;
		case 187u: goto tr0;
	}
	if ( (*p) < 165u ) {
		if ( (*p) > 156u ) {
			if ( 158u <= (*p) && (*p) <= 159u )
				goto tr0;
		} else if ( (*p) >= 128u )
			goto tr0;
	} else if ( (*p) > 166u ) {
		if ( (*p) < 174u ) {
			if ( 169u <= (*p) && (*p) <= 172u )
				goto tr0;
		} else if ( (*p) > 185u ) {
			if ( 189u <= (*p) && (*p) <= 191u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st234:
	if ( ++p == pe )
		goto _test_eof234;
case 234:
	if ( (*p) > 131u ) {
		if ( 133u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st235:
	if ( ++p == pe )
		goto _test_eof235;
case 235:
	if ( (*p) < 141u ) {
		if ( (*p) > 133u ) {
			if ( 135u <= (*p) && (*p) <= 138u )
				goto tr0;
		} else if ( (*p) >= 128u )
			goto tr0;
	} else if ( (*p) > 148u ) {
		if ( (*p) < 158u ) {
			if ( 150u <= (*p) && (*p) <= 156u )
				goto tr0;
		} else if ( (*p) > 185u ) {
			if ( 187u <= (*p) && (*p) <= 190u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st236:
	if ( ++p == pe )
		goto _test_eof236;
case 236:
	if ( (*p) == 134u )
		goto tr0;
	if ( (*p) < 138u ) {
		if ( 128u <= (*p) && (*p) <= 132u )
			goto tr0;
	} else if ( (*p) > 144u ) {
		if ( 146u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st237:
	if ( ++p == pe )
		goto _test_eof237;
case 237:
	if ( (*p) > 165u ) {
		if ( 168u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st238:
	if ( ++p == pe )
		goto _test_eof238;
case 238:
	if ( (*p) == 128u )
		goto tr0;
	if ( (*p) < 156u ) {
		if ( 130u <= (*p) && (*p) <= 154u )
			goto tr0;
	} else if ( (*p) > 186u ) {
		if ( 188u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st239:
	if ( ++p == pe )
		goto _test_eof239;
case 239:
	if ( (*p) < 150u ) {
		if ( 128u <= (*p) && (*p) <= 148u )
			goto tr0;
	} else if ( (*p) > 180u ) {
		if ( 182u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st240:
	if ( ++p == pe )
		goto _test_eof240;
case 240:
	if ( (*p) < 144u ) {
		if ( 128u <= (*p) && (*p) <= 142u )
			goto tr0;
	} else if ( (*p) > 174u ) {
		if ( 176u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st241:
	if ( ++p == pe )
		goto _test_eof241;
case 241:
	if ( (*p) < 138u ) {
		if ( 128u <= (*p) && (*p) <= 136u )
			goto tr0;
	} else if ( (*p) > 168u ) {
		if ( 170u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st242:
	if ( ++p == pe )
		goto _test_eof242;
case 242:
	if ( (*p) < 132u ) {
		if ( 128u <= (*p) && (*p) <= 130u )
			goto tr0;
	} else if ( (*p) > 139u ) {
		if ( 142u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st243:
	if ( ++p == pe )
		goto _test_eof243;
case 243:
	if ( (*p) > 182u ) {
		if ( 187u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st244:
	if ( ++p == pe )
		goto _test_eof244;
case 244:
	if ( (*p) == 181u )
		goto tr0;
	if ( 128u <= (*p) && (*p) <= 172u )
		goto tr0;
	goto st0;
st245:
	if ( ++p == pe )
		goto _test_eof245;
case 245:
	if ( (*p) == 132u )
		goto tr0;
	if ( (*p) > 159u ) {
		if ( 161u <= (*p) && (*p) <= 175u )
			goto tr0;
	} else if ( (*p) >= 155u )
		goto tr0;
	goto st0;
st246:
	if ( ++p == pe )
		goto _test_eof246;
case 246:
	switch( (*p) ) {
		case 128u: goto st247;
		case 163u: goto st248;
		case 165u: goto st195;
		case 184u: goto st249;
		case 185u: goto st250;
		case 186u: goto st251;
	}
	if ( 160u <= (*p) && (*p) <= 164u )
		goto st4;
	goto st0;
st247:
	if ( ++p == pe )
		goto _test_eof247;
case 247:
	if ( (*p) < 155u ) {
		if ( (*p) > 134u ) {
			if ( 136u <= (*p) && (*p) <= 152u )
				goto tr0;
		} else if ( (*p) >= 128u )
			goto tr0;
	} else if ( (*p) > 161u ) {
		if ( (*p) > 164u ) {
			if ( 166u <= (*p) && (*p) <= 170u )
				goto tr0;
		} else if ( (*p) >= 163u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st248:
	if ( ++p == pe )
		goto _test_eof248;
case 248:
	if ( (*p) > 132u ) {
		if ( 144u <= (*p) && (*p) <= 150u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st249:
	if ( ++p == pe )
		goto _test_eof249;
case 249:
	switch( (*p) ) {
		case 164u: goto tr0;
		case 167u: goto tr0;
		case 185u: goto tr0;
		case 187u: goto tr0;
	}
	if ( (*p) < 161u ) {
		if ( (*p) > 131u ) {
			if ( 133u <= (*p) && (*p) <= 159u )
				goto tr0;
		} else if ( (*p) >= 128u )
			goto tr0;
	} else if ( (*p) > 162u ) {
		if ( (*p) > 178u ) {
			if ( 180u <= (*p) && (*p) <= 183u )
				goto tr0;
		} else if ( (*p) >= 169u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st250:
	if ( ++p == pe )
		goto _test_eof250;
case 250:
	switch( (*p) ) {
		case 130u: goto tr0;
		case 135u: goto tr0;
		case 137u: goto tr0;
		case 139u: goto tr0;
		case 148u: goto tr0;
		case 151u: goto tr0;
		case 153u: goto tr0;
		case 155u: goto tr0;
		case 157u: goto tr0;
		case 159u: goto tr0;
		case 164u: goto tr0;
		case 190u: goto tr0;
	}
	if ( (*p) < 167u ) {
		if ( (*p) < 145u ) {
			if ( 141u <= (*p) && (*p) <= 143u )
				goto tr0;
		} else if ( (*p) > 146u ) {
			if ( 161u <= (*p) && (*p) <= 162u )
				goto tr0;
		} else
			goto tr0;
	} else if ( (*p) > 170u ) {
		if ( (*p) < 180u ) {
			if ( 172u <= (*p) && (*p) <= 178u )
				goto tr0;
		} else if ( (*p) > 183u ) {
			if ( 185u <= (*p) && (*p) <= 188u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st251:
	if ( ++p == pe )
		goto _test_eof251;
case 251:
	if ( (*p) < 161u ) {
		if ( (*p) > 137u ) {
			if ( 139u <= (*p) && (*p) <= 155u )
				goto tr0;
		} else if ( (*p) >= 128u )
			goto tr0;
	} else if ( (*p) > 163u ) {
		if ( (*p) > 169u ) {
			if ( 171u <= (*p) && (*p) <= 187u )
				goto tr0;
		} else if ( (*p) >= 165u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st252:
	if ( ++p == pe )
		goto _test_eof252;
case 252:
	if ( (*p) == 155u )
		goto st253;
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st4;
	goto st0;
st253:
	if ( ++p == pe )
		goto _test_eof253;
case 253:
	if ( 128u <= (*p) && (*p) <= 150u )
		goto tr0;
	goto st0;
st254:
	if ( ++p == pe )
		goto _test_eof254;
case 254:
	switch( (*p) ) {
		case 156u: goto st159;
		case 160u: goto st55;
	}
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st4;
	goto st0;
st255:
	if ( ++p == pe )
		goto _test_eof255;
case 255:
	if ( (*p) == 186u )
		goto st256;
	if ( 128u <= (*p) && (*p) <= 185u )
		goto st4;
	goto st0;
st256:
	if ( ++p == pe )
		goto _test_eof256;
case 256:
	if ( 128u <= (*p) && (*p) <= 161u )
		goto tr0;
	goto st0;
st257:
	if ( ++p == pe )
		goto _test_eof257;
case 257:
	if ( (*p) == 168u )
		goto st258;
	if ( 160u <= (*p) && (*p) <= 167u )
		goto st4;
	goto st0;
st258:
	if ( ++p == pe )
		goto _test_eof258;
case 258:
	if ( 128u <= (*p) && (*p) <= 157u )
		goto tr0;
	goto st0;
st259:
	if ( ++p == pe )
		goto _test_eof259;
case 259:
	if ( (*p) == 160u )
		goto st260;
	goto st0;
st260:
	if ( ++p == pe )
		goto _test_eof260;
case 260:
	if ( (*p) == 135u )
		goto st261;
	if ( 132u <= (*p) && (*p) <= 134u )
		goto st4;
	goto st0;
st261:
	if ( ++p == pe )
		goto _test_eof261;
case 261:
	if ( 128u <= (*p) && (*p) <= 175u )
		goto tr0;
	goto st0;
st262:
	if ( ++p == pe )
		goto _test_eof262;
case 262:
	switch( (*p) ) {
		case 170u: goto tr0;
		case 181u: goto tr0;
		case 186u: goto tr0;
	}
	goto st0;
st263:
	if ( ++p == pe )
		goto _test_eof263;
case 263:
	if ( (*p) == 191u )
		goto tr0;
	if ( (*p) < 182u ) {
		if ( 176u <= (*p) && (*p) <= 180u )
			goto tr0;
	} else if ( (*p) > 183u ) {
		if ( 186u <= (*p) && (*p) <= 189u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st264:
	if ( ++p == pe )
		goto _test_eof264;
case 264:
	switch( (*p) ) {
		case 134u: goto tr0;
		case 140u: goto tr0;
	}
	if ( (*p) < 142u ) {
		if ( 136u <= (*p) && (*p) <= 138u )
			goto tr0;
	} else if ( (*p) > 161u ) {
		if ( 163u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st265:
	if ( ++p == pe )
		goto _test_eof265;
case 265:
	if ( (*p) > 129u ) {
		if ( 138u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st266:
	if ( ++p == pe )
		goto _test_eof266;
case 266:
	if ( 128u <= (*p) && (*p) <= 135u )
		goto tr0;
	goto st0;
st267:
	if ( ++p == pe )
		goto _test_eof267;
case 267:
	if ( (*p) > 170u ) {
		if ( 176u <= (*p) && (*p) <= 178u )
			goto tr0;
	} else if ( (*p) >= 144u )
		goto tr0;
	goto st0;
st268:
	if ( ++p == pe )
		goto _test_eof268;
case 268:
	if ( (*p) < 174u ) {
		if ( 128u <= (*p) && (*p) <= 138u )
			goto tr0;
	} else if ( (*p) > 175u ) {
		if ( 177u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st269:
	if ( ++p == pe )
		goto _test_eof269;
case 269:
	switch( (*p) ) {
		case 149u: goto tr0;
		case 191u: goto tr0;
	}
	if ( (*p) < 165u ) {
		if ( 128u <= (*p) && (*p) <= 147u )
			goto tr0;
	} else if ( (*p) > 166u ) {
		if ( (*p) > 175u ) {
			if ( 186u <= (*p) && (*p) <= 188u )
				goto tr0;
		} else if ( (*p) >= 174u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st270:
	if ( ++p == pe )
		goto _test_eof270;
case 270:
	if ( (*p) == 144u )
		goto tr0;
	if ( 146u <= (*p) && (*p) <= 175u )
		goto tr0;
	goto st0;
st271:
	if ( ++p == pe )
		goto _test_eof271;
case 271:
	if ( 141u <= (*p) && (*p) <= 191u )
		goto tr0;
	goto st0;
st272:
	if ( ++p == pe )
		goto _test_eof272;
case 272:
	if ( (*p) == 177u )
		goto tr0;
	if ( 128u <= (*p) && (*p) <= 165u )
		goto tr0;
	goto st0;
st273:
	if ( ++p == pe )
		goto _test_eof273;
case 273:
	if ( (*p) == 186u )
		goto tr0;
	if ( (*p) > 170u ) {
		if ( 180u <= (*p) && (*p) <= 181u )
			goto tr0;
	} else if ( (*p) >= 138u )
		goto tr0;
	goto st0;
st274:
	if ( ++p == pe )
		goto _test_eof274;
case 274:
	switch( (*p) ) {
		case 160u: goto st275;
		case 161u: goto st276;
		case 162u: goto st24;
		case 164u: goto st277;
		case 165u: goto st278;
		case 166u: goto st279;
		case 167u: goto st280;
		case 168u: goto st281;
		case 169u: goto st282;
		case 170u: goto st283;
		case 171u: goto st284;
		case 172u: goto st285;
		case 173u: goto st286;
		case 174u: goto st287;
		case 175u: goto st288;
		case 176u: goto st289;
		case 177u: goto st290;
		case 178u: goto st291;
		case 179u: goto st292;
		case 180u: goto st293;
		case 181u: goto st294;
		case 182u: goto st295;
		case 184u: goto st296;
		case 186u: goto st297;
		case 187u: goto st298;
		case 188u: goto st299;
		case 189u: goto st300;
		case 190u: goto st301;
	}
	if ( 183u <= (*p) && (*p) <= 185u )
		goto st213;
	goto st0;
st275:
	if ( ++p == pe )
		goto _test_eof275;
case 275:
	switch( (*p) ) {
		case 154u: goto tr0;
		case 164u: goto tr0;
		case 168u: goto tr0;
	}
	if ( 128u <= (*p) && (*p) <= 149u )
		goto tr0;
	goto st0;
st276:
	if ( ++p == pe )
		goto _test_eof276;
case 276:
	if ( 128u <= (*p) && (*p) <= 152u )
		goto tr0;
	goto st0;
st277:
	if ( ++p == pe )
		goto _test_eof277;
case 277:
	if ( (*p) == 189u )
		goto tr0;
	if ( 132u <= (*p) && (*p) <= 185u )
		goto tr0;
	goto st0;
st278:
	if ( ++p == pe )
		goto _test_eof278;
case 278:
	if ( (*p) == 144u )
		goto tr0;
	if ( (*p) > 161u ) {
		if ( 177u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 152u )
		goto tr0;
	goto st0;
st279:
	if ( ++p == pe )
		goto _test_eof279;
case 279:
	switch( (*p) ) {
		case 128u: goto tr0;
		case 178u: goto tr0;
		case 189u: goto tr0;
	}
	if ( (*p) < 147u ) {
		if ( (*p) > 140u ) {
			if ( 143u <= (*p) && (*p) <= 144u )
				goto tr0;
		} else if ( (*p) >= 133u )
			goto tr0;
	} else if ( (*p) > 168u ) {
		if ( (*p) > 176u ) {
			if ( 182u <= (*p) && (*p) <= 185u )
				goto tr0;
		} else if ( (*p) >= 170u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st280:
	if ( ++p == pe )
		goto _test_eof280;
case 280:
	if ( (*p) == 142u )
		goto tr0;
	if ( (*p) < 159u ) {
		if ( 156u <= (*p) && (*p) <= 157u )
			goto tr0;
	} else if ( (*p) > 161u ) {
		if ( 176u <= (*p) && (*p) <= 177u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st281:
	if ( ++p == pe )
		goto _test_eof281;
case 281:
	if ( (*p) < 170u ) {
		if ( (*p) < 143u ) {
			if ( 133u <= (*p) && (*p) <= 138u )
				goto tr0;
		} else if ( (*p) > 144u ) {
			if ( 147u <= (*p) && (*p) <= 168u )
				goto tr0;
		} else
			goto tr0;
	} else if ( (*p) > 176u ) {
		if ( (*p) < 181u ) {
			if ( 178u <= (*p) && (*p) <= 179u )
				goto tr0;
		} else if ( (*p) > 182u ) {
			if ( 184u <= (*p) && (*p) <= 185u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st282:
	if ( ++p == pe )
		goto _test_eof282;
case 282:
	if ( (*p) == 158u )
		goto tr0;
	if ( (*p) > 156u ) {
		if ( 178u <= (*p) && (*p) <= 180u )
			goto tr0;
	} else if ( (*p) >= 153u )
		goto tr0;
	goto st0;
st283:
	if ( ++p == pe )
		goto _test_eof283;
case 283:
	if ( (*p) == 189u )
		goto tr0;
	if ( (*p) < 147u ) {
		if ( (*p) > 141u ) {
			if ( 143u <= (*p) && (*p) <= 145u )
				goto tr0;
		} else if ( (*p) >= 133u )
			goto tr0;
	} else if ( (*p) > 168u ) {
		if ( (*p) < 178u ) {
			if ( 170u <= (*p) && (*p) <= 176u )
				goto tr0;
		} else if ( (*p) > 179u ) {
			if ( 181u <= (*p) && (*p) <= 185u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st284:
	if ( ++p == pe )
		goto _test_eof284;
case 284:
	switch( (*p) ) {
		case 144u: goto tr0;
		case 185u: goto tr0;
	}
	if ( 160u <= (*p) && (*p) <= 161u )
		goto tr0;
	goto st0;
st285:
	if ( ++p == pe )
		goto _test_eof285;
case 285:
	if ( (*p) == 189u )
		goto tr0;
	if ( (*p) < 147u ) {
		if ( (*p) > 140u ) {
			if ( 143u <= (*p) && (*p) <= 144u )
				goto tr0;
		} else if ( (*p) >= 133u )
			goto tr0;
	} else if ( (*p) > 168u ) {
		if ( (*p) < 178u ) {
			if ( 170u <= (*p) && (*p) <= 176u )
				goto tr0;
		} else if ( (*p) > 179u ) {
			if ( 181u <= (*p) && (*p) <= 185u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st286:
	if ( ++p == pe )
		goto _test_eof286;
case 286:
	if ( (*p) == 177u )
		goto tr0;
	if ( (*p) > 157u ) {
		if ( 159u <= (*p) && (*p) <= 161u )
			goto tr0;
	} else if ( (*p) >= 156u )
		goto tr0;
	goto st0;
st287:
	if ( ++p == pe )
		goto _test_eof287;
case 287:
	switch( (*p) ) {
		case 131u: goto tr0;
		case 156u: goto tr0;
	}
	if ( (*p) < 153u ) {
		if ( (*p) < 142u ) {
			if ( 133u <= (*p) && (*p) <= 138u )
				goto tr0;
		} else if ( (*p) > 144u ) {
			if ( 146u <= (*p) && (*p) <= 149u )
				goto tr0;
		} else
			goto tr0;
	} else if ( (*p) > 154u ) {
		if ( (*p) < 163u ) {
			if ( 158u <= (*p) && (*p) <= 159u )
				goto tr0;
		} else if ( (*p) > 164u ) {
			if ( (*p) > 170u ) {
				if ( 174u <= (*p) && (*p) <= 185u )
					goto tr0;
			} else if ( (*p) >= 168u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st288:
	if ( ++p == pe )
		goto _test_eof288;
case 288:
	if ( (*p) == 144u )
		goto tr0;
	goto st0;
st289:
	if ( ++p == pe )
		goto _test_eof289;
case 289:
	if ( (*p) == 189u )
		goto tr0;
	if ( (*p) < 142u ) {
		if ( 133u <= (*p) && (*p) <= 140u )
			goto tr0;
	} else if ( (*p) > 144u ) {
		if ( (*p) > 168u ) {
			if ( 170u <= (*p) && (*p) <= 185u )
				goto tr0;
		} else if ( (*p) >= 146u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st290:
	if ( ++p == pe )
		goto _test_eof290;
case 290:
	if ( (*p) > 154u ) {
		if ( 160u <= (*p) && (*p) <= 161u )
			goto tr0;
	} else if ( (*p) >= 152u )
		goto tr0;
	goto st0;
st291:
	if ( ++p == pe )
		goto _test_eof291;
case 291:
	switch( (*p) ) {
		case 128u: goto tr0;
		case 189u: goto tr0;
	}
	if ( (*p) < 146u ) {
		if ( (*p) > 140u ) {
			if ( 142u <= (*p) && (*p) <= 144u )
				goto tr0;
		} else if ( (*p) >= 133u )
			goto tr0;
	} else if ( (*p) > 168u ) {
		if ( (*p) > 179u ) {
			if ( 181u <= (*p) && (*p) <= 185u )
				goto tr0;
		} else if ( (*p) >= 170u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st292:
	if ( ++p == pe )
		goto _test_eof292;
case 292:
	if ( (*p) == 158u )
		goto tr0;
	if ( (*p) > 161u ) {
		if ( 177u <= (*p) && (*p) <= 178u )
			goto tr0;
	} else if ( (*p) >= 160u )
		goto tr0;
	goto st0;
st293:
	if ( ++p == pe )
		goto _test_eof293;
case 293:
	if ( (*p) == 189u )
		goto tr0;
	if ( (*p) < 142u ) {
		if ( 133u <= (*p) && (*p) <= 140u )
			goto tr0;
	} else if ( (*p) > 144u ) {
		if ( 146u <= (*p) && (*p) <= 186u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st294:
	if ( ++p == pe )
		goto _test_eof294;
case 294:
	if ( (*p) == 142u )
		goto tr0;
	if ( (*p) < 159u ) {
		if ( 148u <= (*p) && (*p) <= 150u )
			goto tr0;
	} else if ( (*p) > 161u ) {
		if ( 186u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st295:
	if ( ++p == pe )
		goto _test_eof295;
case 295:
	if ( (*p) == 189u )
		goto tr0;
	if ( (*p) < 154u ) {
		if ( 133u <= (*p) && (*p) <= 150u )
			goto tr0;
	} else if ( (*p) > 177u ) {
		if ( 179u <= (*p) && (*p) <= 187u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st296:
	if ( ++p == pe )
		goto _test_eof296;
case 296:
	if ( (*p) > 176u ) {
		if ( 178u <= (*p) && (*p) <= 179u )
			goto tr0;
	} else if ( (*p) >= 129u )
		goto tr0;
	goto st0;
st297:
	if ( ++p == pe )
		goto _test_eof297;
case 297:
	switch( (*p) ) {
		case 132u: goto tr0;
		case 138u: goto tr0;
		case 141u: goto tr0;
		case 165u: goto tr0;
		case 167u: goto tr0;
		case 189u: goto tr0;
	}
	if ( (*p) < 153u ) {
		if ( (*p) < 135u ) {
			if ( 129u <= (*p) && (*p) <= 130u )
				goto tr0;
		} else if ( (*p) > 136u ) {
			if ( 148u <= (*p) && (*p) <= 151u )
				goto tr0;
		} else
			goto tr0;
	} else if ( (*p) > 159u ) {
		if ( (*p) < 170u ) {
			if ( 161u <= (*p) && (*p) <= 163u )
				goto tr0;
		} else if ( (*p) > 171u ) {
			if ( (*p) > 176u ) {
				if ( 178u <= (*p) && (*p) <= 179u )
					goto tr0;
			} else if ( (*p) >= 173u )
				goto tr0;
		} else
			goto tr0;
	} else
		goto tr0;
	goto st0;
st298:
	if ( ++p == pe )
		goto _test_eof298;
case 298:
	if ( (*p) == 134u )
		goto tr0;
	if ( (*p) > 132u ) {
		if ( 156u <= (*p) && (*p) <= 159u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st299:
	if ( ++p == pe )
		goto _test_eof299;
case 299:
	if ( (*p) == 128u )
		goto tr0;
	goto st0;
st300:
	if ( ++p == pe )
		goto _test_eof300;
case 300:
	if ( (*p) > 135u ) {
		if ( 137u <= (*p) && (*p) <= 172u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st301:
	if ( ++p == pe )
		goto _test_eof301;
case 301:
	if ( 136u <= (*p) && (*p) <= 140u )
		goto tr0;
	goto st0;
st302:
	if ( ++p == pe )
		goto _test_eof302;
case 302:
	switch( (*p) ) {
		case 128u: goto st303;
		case 129u: goto st304;
		case 130u: goto st305;
		case 131u: goto st56;
		case 137u: goto st57;
		case 138u: goto st58;
		case 139u: goto st59;
		case 140u: goto st60;
		case 141u: goto st306;
		case 142u: goto st62;
		case 143u: goto st63;
		case 144u: goto st64;
		case 153u: goto st65;
		case 154u: goto st66;
		case 155u: goto st67;
		case 156u: goto st307;
		case 157u: goto st308;
		case 158u: goto st83;
		case 159u: goto st309;
		case 160u: goto st202;
		case 161u: goto st72;
		case 162u: goto st310;
		case 163u: goto st74;
		case 164u: goto st173;
		case 165u: goto st216;
		case 166u: goto st77;
		case 167u: goto st200;
		case 168u: goto st311;
		case 169u: goto st312;
		case 170u: goto st313;
		case 172u: goto st314;
		case 173u: goto st315;
		case 174u: goto st316;
		case 175u: goto st317;
		case 176u: goto st169;
		case 177u: goto st318;
		case 178u: goto st85;
		case 179u: goto st319;
		case 188u: goto st88;
		case 189u: goto st89;
		case 190u: goto st90;
		case 191u: goto st91;
	}
	if ( (*p) < 180u ) {
		if ( 132u <= (*p) && (*p) <= 152u )
			goto st4;
	} else if ( (*p) > 182u ) {
		if ( 184u <= (*p) && (*p) <= 187u )
			goto st4;
	} else
		goto st4;
	goto st0;
st303:
	if ( ++p == pe )
		goto _test_eof303;
case 303:
	if ( (*p) == 191u )
		goto tr0;
	if ( 128u <= (*p) && (*p) <= 170u )
		goto tr0;
	goto st0;
st304:
	if ( ++p == pe )
		goto _test_eof304;
case 304:
	if ( (*p) == 161u )
		goto tr0;
	if ( (*p) < 165u ) {
		if ( (*p) > 149u ) {
			if ( 154u <= (*p) && (*p) <= 157u )
				goto tr0;
		} else if ( (*p) >= 144u )
			goto tr0;
	} else if ( (*p) > 166u ) {
		if ( (*p) > 176u ) {
			if ( 181u <= (*p) && (*p) <= 191u )
				goto tr0;
		} else if ( (*p) >= 174u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st305:
	if ( ++p == pe )
		goto _test_eof305;
case 305:
	if ( (*p) == 142u )
		goto tr0;
	if ( (*p) > 129u ) {
		if ( 160u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st306:
	if ( ++p == pe )
		goto _test_eof306;
case 306:
	if ( 128u <= (*p) && (*p) <= 154u )
		goto tr0;
	goto st0;
st307:
	if ( ++p == pe )
		goto _test_eof307;
case 307:
	if ( (*p) < 142u ) {
		if ( 128u <= (*p) && (*p) <= 140u )
			goto tr0;
	} else if ( (*p) > 145u ) {
		if ( 160u <= (*p) && (*p) <= 177u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st308:
	if ( ++p == pe )
		goto _test_eof308;
case 308:
	if ( (*p) < 160u ) {
		if ( 128u <= (*p) && (*p) <= 145u )
			goto tr0;
	} else if ( (*p) > 172u ) {
		if ( 174u <= (*p) && (*p) <= 176u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st309:
	if ( ++p == pe )
		goto _test_eof309;
case 309:
	switch( (*p) ) {
		case 151u: goto tr0;
		case 156u: goto tr0;
	}
	goto st0;
st310:
	if ( ++p == pe )
		goto _test_eof310;
case 310:
	if ( (*p) == 170u )
		goto tr0;
	if ( (*p) > 168u ) {
		if ( 176u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st311:
	if ( ++p == pe )
		goto _test_eof311;
case 311:
	if ( (*p) > 150u ) {
		if ( 160u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st312:
	if ( ++p == pe )
		goto _test_eof312;
case 312:
	if ( 128u <= (*p) && (*p) <= 148u )
		goto tr0;
	goto st0;
st313:
	if ( ++p == pe )
		goto _test_eof313;
case 313:
	if ( (*p) == 167u )
		goto tr0;
	goto st0;
st314:
	if ( ++p == pe )
		goto _test_eof314;
case 314:
	if ( 133u <= (*p) && (*p) <= 179u )
		goto tr0;
	goto st0;
st315:
	if ( ++p == pe )
		goto _test_eof315;
case 315:
	if ( 133u <= (*p) && (*p) <= 139u )
		goto tr0;
	goto st0;
st316:
	if ( ++p == pe )
		goto _test_eof316;
case 316:
	if ( (*p) < 174u ) {
		if ( 131u <= (*p) && (*p) <= 160u )
			goto tr0;
	} else if ( (*p) > 175u ) {
		if ( 186u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st317:
	if ( ++p == pe )
		goto _test_eof317;
case 317:
	if ( 128u <= (*p) && (*p) <= 165u )
		goto tr0;
	goto st0;
st318:
	if ( ++p == pe )
		goto _test_eof318;
case 318:
	if ( (*p) > 143u ) {
		if ( 154u <= (*p) && (*p) <= 189u )
			goto tr0;
	} else if ( (*p) >= 141u )
		goto tr0;
	goto st0;
st319:
	if ( ++p == pe )
		goto _test_eof319;
case 319:
	if ( (*p) < 174u ) {
		if ( 169u <= (*p) && (*p) <= 172u )
			goto tr0;
	} else if ( (*p) > 177u ) {
		if ( 181u <= (*p) && (*p) <= 182u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st320:
	if ( ++p == pe )
		goto _test_eof320;
case 320:
	switch( (*p) ) {
		case 129u: goto st321;
		case 130u: goto st95;
		case 132u: goto st97;
		case 133u: goto st98;
		case 134u: goto st85;
		case 176u: goto st99;
		case 177u: goto st100;
		case 178u: goto st4;
		case 179u: goto st322;
		case 180u: goto st102;
		case 181u: goto st323;
		case 182u: goto st104;
		case 183u: goto st324;
	}
	goto st0;
st321:
	if ( ++p == pe )
		goto _test_eof321;
case 321:
	switch( (*p) ) {
		case 177u: goto tr0;
		case 191u: goto tr0;
	}
	goto st0;
st322:
	if ( ++p == pe )
		goto _test_eof322;
case 322:
	if ( (*p) < 171u ) {
		if ( 128u <= (*p) && (*p) <= 164u )
			goto tr0;
	} else if ( (*p) > 174u ) {
		if ( 178u <= (*p) && (*p) <= 179u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st323:
	if ( ++p == pe )
		goto _test_eof323;
case 323:
	if ( (*p) == 175u )
		goto tr0;
	if ( 128u <= (*p) && (*p) <= 167u )
		goto tr0;
	goto st0;
st324:
	if ( ++p == pe )
		goto _test_eof324;
case 324:
	if ( (*p) < 136u ) {
		if ( 128u <= (*p) && (*p) <= 134u )
			goto tr0;
	} else if ( (*p) > 142u ) {
		if ( (*p) > 150u ) {
			if ( 152u <= (*p) && (*p) <= 158u )
				goto tr0;
		} else if ( (*p) >= 144u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st325:
	if ( ++p == pe )
		goto _test_eof325;
case 325:
	switch( (*p) ) {
		case 128u: goto st326;
		case 129u: goto st64;
		case 130u: goto st327;
		case 131u: goto st109;
		case 132u: goto st110;
		case 133u: goto st4;
		case 134u: goto st111;
		case 135u: goto st112;
	}
	if ( 144u <= (*p) && (*p) <= 191u )
		goto st4;
	goto st0;
st326:
	if ( ++p == pe )
		goto _test_eof326;
case 326:
	if ( (*p) < 161u ) {
		if ( 133u <= (*p) && (*p) <= 135u )
			goto tr0;
	} else if ( (*p) > 169u ) {
		if ( (*p) > 181u ) {
			if ( 184u <= (*p) && (*p) <= 188u )
				goto tr0;
		} else if ( (*p) >= 177u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st327:
	if ( ++p == pe )
		goto _test_eof327;
case 327:
	if ( (*p) < 155u ) {
		if ( 128u <= (*p) && (*p) <= 150u )
			goto tr0;
	} else if ( (*p) > 159u ) {
		if ( 161u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st328:
	if ( ++p == pe )
		goto _test_eof328;
case 328:
	switch( (*p) ) {
		case 146u: goto st118;
		case 147u: goto st119;
		case 152u: goto st329;
		case 153u: goto st330;
		case 154u: goto st55;
		case 155u: goto st261;
		case 156u: goto st122;
		case 158u: goto st123;
		case 159u: goto st124;
		case 160u: goto st331;
		case 161u: goto st83;
		case 162u: goto st332;
		case 163u: goto st333;
		case 164u: goto st334;
		case 165u: goto st335;
		case 166u: goto st336;
		case 167u: goto st337;
		case 168u: goto st338;
		case 169u: goto st339;
		case 170u: goto st340;
		case 171u: goto st341;
		case 172u: goto st133;
		case 173u: goto st134;
		case 175u: goto st342;
	}
	if ( 128u <= (*p) && (*p) <= 191u )
		goto st4;
	goto st0;
st329:
	if ( ++p == pe )
		goto _test_eof329;
case 329:
	if ( (*p) < 144u ) {
		if ( 128u <= (*p) && (*p) <= 140u )
			goto tr0;
	} else if ( (*p) > 159u ) {
		if ( 170u <= (*p) && (*p) <= 171u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st330:
	if ( ++p == pe )
		goto _test_eof330;
case 330:
	if ( (*p) == 191u )
		goto tr0;
	if ( 128u <= (*p) && (*p) <= 174u )
		goto tr0;
	goto st0;
st331:
	if ( ++p == pe )
		goto _test_eof331;
case 331:
	if ( (*p) < 131u ) {
		if ( 128u <= (*p) && (*p) <= 129u )
			goto tr0;
	} else if ( (*p) > 133u ) {
		if ( (*p) > 138u ) {
			if ( 140u <= (*p) && (*p) <= 162u )
				goto tr0;
		} else if ( (*p) >= 135u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st332:
	if ( ++p == pe )
		goto _test_eof332;
case 332:
	if ( 130u <= (*p) && (*p) <= 179u )
		goto tr0;
	goto st0;
st333:
	if ( ++p == pe )
		goto _test_eof333;
case 333:
	switch( (*p) ) {
		case 187u: goto tr0;
		case 189u: goto tr0;
	}
	if ( 178u <= (*p) && (*p) <= 183u )
		goto tr0;
	goto st0;
st334:
	if ( ++p == pe )
		goto _test_eof334;
case 334:
	if ( (*p) > 165u ) {
		if ( 176u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 138u )
		goto tr0;
	goto st0;
st335:
	if ( ++p == pe )
		goto _test_eof335;
case 335:
	if ( (*p) > 134u ) {
		if ( 160u <= (*p) && (*p) <= 188u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st336:
	if ( ++p == pe )
		goto _test_eof336;
case 336:
	if ( 132u <= (*p) && (*p) <= 178u )
		goto tr0;
	goto st0;
st337:
	if ( ++p == pe )
		goto _test_eof337;
case 337:
	if ( (*p) == 143u )
		goto tr0;
	if ( (*p) < 166u ) {
		if ( 160u <= (*p) && (*p) <= 164u )
			goto tr0;
	} else if ( (*p) > 175u ) {
		if ( 186u <= (*p) && (*p) <= 190u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st338:
	if ( ++p == pe )
		goto _test_eof338;
case 338:
	if ( 128u <= (*p) && (*p) <= 168u )
		goto tr0;
	goto st0;
st339:
	if ( ++p == pe )
		goto _test_eof339;
case 339:
	if ( (*p) == 186u )
		goto tr0;
	if ( (*p) < 132u ) {
		if ( 128u <= (*p) && (*p) <= 130u )
			goto tr0;
	} else if ( (*p) > 139u ) {
		if ( (*p) > 182u ) {
			if ( 190u <= (*p) && (*p) <= 191u )
				goto tr0;
		} else if ( (*p) >= 160u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st340:
	if ( ++p == pe )
		goto _test_eof340;
case 340:
	if ( (*p) == 177u )
		goto tr0;
	if ( (*p) < 181u ) {
		if ( 128u <= (*p) && (*p) <= 175u )
			goto tr0;
	} else if ( (*p) > 182u ) {
		if ( 185u <= (*p) && (*p) <= 189u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st341:
	if ( ++p == pe )
		goto _test_eof341;
case 341:
	switch( (*p) ) {
		case 128u: goto tr0;
		case 130u: goto tr0;
	}
	if ( (*p) < 160u ) {
		if ( 155u <= (*p) && (*p) <= 157u )
			goto tr0;
	} else if ( (*p) > 170u ) {
		if ( 178u <= (*p) && (*p) <= 180u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st342:
	if ( ++p == pe )
		goto _test_eof342;
case 342:
	if ( 128u <= (*p) && (*p) <= 162u )
		goto tr0;
	goto st0;
st343:
	if ( ++p == pe )
		goto _test_eof343;
case 343:
	switch( (*p) ) {
		case 169u: goto st127;
		case 171u: goto st140;
		case 172u: goto st344;
		case 173u: goto st142;
		case 174u: goto st19;
		case 175u: goto st143;
		case 180u: goto st144;
		case 181u: goto st17;
		case 182u: goto st145;
		case 183u: goto st146;
		case 185u: goto st345;
		case 186u: goto st4;
		case 187u: goto st149;
		case 188u: goto st346;
		case 189u: goto st151;
		case 190u: goto st152;
		case 191u: goto st153;
	}
	if ( 164u <= (*p) && (*p) <= 179u )
		goto st4;
	goto st0;
st344:
	if ( ++p == pe )
		goto _test_eof344;
case 344:
	switch( (*p) ) {
		case 157u: goto tr0;
		case 190u: goto tr0;
	}
	if ( (*p) < 159u ) {
		if ( (*p) > 134u ) {
			if ( 147u <= (*p) && (*p) <= 151u )
				goto tr0;
		} else if ( (*p) >= 128u )
			goto tr0;
	} else if ( (*p) > 168u ) {
		if ( (*p) > 182u ) {
			if ( 184u <= (*p) && (*p) <= 188u )
				goto tr0;
		} else if ( (*p) >= 170u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st345:
	if ( ++p == pe )
		goto _test_eof345;
case 345:
	if ( (*p) > 180u ) {
		if ( 182u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 176u )
		goto tr0;
	goto st0;
st346:
	if ( ++p == pe )
		goto _test_eof346;
case 346:
	if ( 161u <= (*p) && (*p) <= 186u )
		goto tr0;
	goto st0;
st347:
	if ( ++p == pe )
		goto _test_eof347;
case 347:
	switch( (*p) ) {
		case 144u: goto st348;
		case 145u: goto st354;
		case 146u: goto st208;
		case 147u: goto st211;
		case 148u: goto st212;
		case 150u: goto st372;
		case 151u: goto st114;
		case 152u: goto st222;
		case 155u: goto st377;
		case 157u: goto st379;
		case 158u: goto st381;
		case 170u: goto st252;
		case 171u: goto st254;
		case 172u: goto st255;
		case 175u: goto st257;
	}
	if ( 160u <= (*p) && (*p) <= 169u )
		goto st114;
	goto st0;
st348:
	if ( ++p == pe )
		goto _test_eof348;
case 348:
	switch( (*p) ) {
		case 128u: goto st156;
		case 129u: goto st157;
		case 130u: goto st4;
		case 131u: goto st158;
		case 133u: goto st159;
		case 138u: goto st161;
		case 139u: goto st349;
		case 140u: goto st163;
		case 141u: goto st350;
		case 142u: goto st55;
		case 143u: goto st165;
		case 146u: goto st351;
		case 147u: goto st167;
		case 148u: goto st168;
		case 149u: goto st169;
		case 156u: goto st130;
		case 157u: goto st170;
		case 160u: goto st171;
		case 161u: goto st172;
		case 162u: goto st173;
		case 163u: goto st174;
		case 164u: goto st175;
		case 166u: goto st176;
		case 168u: goto st352;
		case 169u: goto st178;
		case 170u: goto st179;
		case 171u: goto st353;
		case 172u: goto st74;
		case 173u: goto st181;
		case 174u: goto st182;
		case 176u: goto st4;
		case 177u: goto st85;
	}
	if ( (*p) < 152u ) {
		if ( 144u <= (*p) && (*p) <= 145u )
			goto st4;
	} else if ( (*p) > 155u ) {
		if ( 178u <= (*p) && (*p) <= 179u )
			goto st183;
	} else
		goto st4;
	goto st0;
st349:
	if ( ++p == pe )
		goto _test_eof349;
case 349:
	if ( 128u <= (*p) && (*p) <= 144u )
		goto tr0;
	goto st0;
st350:
	if ( ++p == pe )
		goto _test_eof350;
case 350:
	if ( (*p) > 138u ) {
		if ( 144u <= (*p) && (*p) <= 181u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st351:
	if ( ++p == pe )
		goto _test_eof351;
case 351:
	if ( (*p) > 157u ) {
		if ( 176u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st352:
	if ( ++p == pe )
		goto _test_eof352;
case 352:
	if ( (*p) == 128u )
		goto tr0;
	if ( (*p) < 149u ) {
		if ( 144u <= (*p) && (*p) <= 147u )
			goto tr0;
	} else if ( (*p) > 151u ) {
		if ( 153u <= (*p) && (*p) <= 179u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st353:
	if ( ++p == pe )
		goto _test_eof353;
case 353:
	if ( (*p) > 135u ) {
		if ( 137u <= (*p) && (*p) <= 164u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st354:
	if ( ++p == pe )
		goto _test_eof354;
case 354:
	switch( (*p) ) {
		case 128u: goto st355;
		case 130u: goto st356;
		case 131u: goto st357;
		case 132u: goto st358;
		case 133u: goto st359;
		case 134u: goto st360;
		case 135u: goto st361;
		case 136u: goto st362;
		case 138u: goto st191;
		case 139u: goto st173;
		case 140u: goto st285;
		case 141u: goto st363;
		case 144u: goto st159;
		case 145u: goto st364;
		case 146u: goto st261;
		case 147u: goto st365;
		case 150u: goto st209;
		case 151u: goto st366;
		case 152u: goto st261;
		case 153u: goto st367;
		case 154u: goto st368;
		case 156u: goto st140;
		case 162u: goto st202;
		case 163u: goto st369;
		case 171u: goto st204;
		case 176u: goto st370;
		case 177u: goto st371;
		case 178u: goto st218;
	}
	goto st0;
st355:
	if ( ++p == pe )
		goto _test_eof355;
case 355:
	if ( 131u <= (*p) && (*p) <= 183u )
		goto tr0;
	goto st0;
st356:
	if ( ++p == pe )
		goto _test_eof356;
case 356:
	if ( 131u <= (*p) && (*p) <= 175u )
		goto tr0;
	goto st0;
st357:
	if ( ++p == pe )
		goto _test_eof357;
case 357:
	if ( 144u <= (*p) && (*p) <= 168u )
		goto tr0;
	goto st0;
st358:
	if ( ++p == pe )
		goto _test_eof358;
case 358:
	if ( 131u <= (*p) && (*p) <= 166u )
		goto tr0;
	goto st0;
st359:
	if ( ++p == pe )
		goto _test_eof359;
case 359:
	if ( (*p) == 182u )
		goto tr0;
	if ( 144u <= (*p) && (*p) <= 178u )
		goto tr0;
	goto st0;
st360:
	if ( ++p == pe )
		goto _test_eof360;
case 360:
	if ( 131u <= (*p) && (*p) <= 178u )
		goto tr0;
	goto st0;
st361:
	if ( ++p == pe )
		goto _test_eof361;
case 361:
	switch( (*p) ) {
		case 154u: goto tr0;
		case 156u: goto tr0;
	}
	if ( 129u <= (*p) && (*p) <= 132u )
		goto tr0;
	goto st0;
st362:
	if ( ++p == pe )
		goto _test_eof362;
case 362:
	if ( (*p) > 145u ) {
		if ( 147u <= (*p) && (*p) <= 171u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st363:
	if ( ++p == pe )
		goto _test_eof363;
case 363:
	if ( (*p) == 144u )
		goto tr0;
	if ( 157u <= (*p) && (*p) <= 161u )
		goto tr0;
	goto st0;
st364:
	if ( ++p == pe )
		goto _test_eof364;
case 364:
	if ( 135u <= (*p) && (*p) <= 138u )
		goto tr0;
	goto st0;
st365:
	if ( ++p == pe )
		goto _test_eof365;
case 365:
	if ( (*p) == 135u )
		goto tr0;
	if ( 132u <= (*p) && (*p) <= 133u )
		goto tr0;
	goto st0;
st366:
	if ( ++p == pe )
		goto _test_eof366;
case 366:
	if ( 152u <= (*p) && (*p) <= 155u )
		goto tr0;
	goto st0;
st367:
	if ( ++p == pe )
		goto _test_eof367;
case 367:
	if ( (*p) == 132u )
		goto tr0;
	goto st0;
st368:
	if ( ++p == pe )
		goto _test_eof368;
case 368:
	if ( 128u <= (*p) && (*p) <= 170u )
		goto tr0;
	goto st0;
st369:
	if ( ++p == pe )
		goto _test_eof369;
case 369:
	if ( (*p) == 191u )
		goto tr0;
	if ( 128u <= (*p) && (*p) <= 159u )
		goto tr0;
	goto st0;
st370:
	if ( ++p == pe )
		goto _test_eof370;
case 370:
	if ( (*p) > 136u ) {
		if ( 138u <= (*p) && (*p) <= 174u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st371:
	if ( ++p == pe )
		goto _test_eof371;
case 371:
	if ( (*p) == 128u )
		goto tr0;
	if ( 178u <= (*p) && (*p) <= 191u )
		goto tr0;
	goto st0;
st372:
	if ( ++p == pe )
		goto _test_eof372;
case 372:
	switch( (*p) ) {
		case 168u: goto st204;
		case 169u: goto st173;
		case 171u: goto st373;
		case 172u: goto st261;
		case 173u: goto st374;
		case 174u: goto st218;
		case 188u: goto st4;
		case 189u: goto st375;
		case 190u: goto st376;
		case 191u: goto st221;
	}
	if ( 160u <= (*p) && (*p) <= 167u )
		goto st4;
	goto st0;
st373:
	if ( ++p == pe )
		goto _test_eof373;
case 373:
	if ( 144u <= (*p) && (*p) <= 173u )
		goto tr0;
	goto st0;
st374:
	if ( ++p == pe )
		goto _test_eof374;
case 374:
	if ( (*p) < 163u ) {
		if ( 128u <= (*p) && (*p) <= 131u )
			goto tr0;
	} else if ( (*p) > 183u ) {
		if ( 189u <= (*p) && (*p) <= 191u )
			goto tr0;
	} else
		goto tr0;
	goto st0;
st375:
	if ( ++p == pe )
		goto _test_eof375;
case 375:
	if ( (*p) == 144u )
		goto tr0;
	if ( 128u <= (*p) && (*p) <= 132u )
		goto tr0;
	goto st0;
st376:
	if ( ++p == pe )
		goto _test_eof376;
case 376:
	if ( 147u <= (*p) && (*p) <= 159u )
		goto tr0;
	goto st0;
st377:
	if ( ++p == pe )
		goto _test_eof377;
case 377:
	switch( (*p) ) {
		case 128u: goto st225;
		case 176u: goto st4;
		case 177u: goto st226;
		case 178u: goto st378;
	}
	goto st0;
st378:
	if ( ++p == pe )
		goto _test_eof378;
case 378:
	if ( (*p) > 136u ) {
		if ( 144u <= (*p) && (*p) <= 153u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st379:
	if ( ++p == pe )
		goto _test_eof379;
case 379:
	switch( (*p) ) {
		case 145u: goto st232;
		case 146u: goto st233;
		case 147u: goto st234;
		case 148u: goto st235;
		case 149u: goto st236;
		case 154u: goto st237;
		case 155u: goto st238;
		case 156u: goto st239;
		case 157u: goto st240;
		case 158u: goto st241;
		case 159u: goto st380;
	}
	if ( 144u <= (*p) && (*p) <= 153u )
		goto st4;
	goto st0;
st380:
	if ( ++p == pe )
		goto _test_eof380;
case 380:
	if ( (*p) > 130u ) {
		if ( 132u <= (*p) && (*p) <= 139u )
			goto tr0;
	} else if ( (*p) >= 128u )
		goto tr0;
	goto st0;
st381:
	if ( ++p == pe )
		goto _test_eof381;
case 381:
	switch( (*p) ) {
		case 163u: goto st382;
		case 165u: goto st210;
		case 184u: goto st249;
		case 185u: goto st250;
		case 186u: goto st251;
	}
	if ( 160u <= (*p) && (*p) <= 164u )
		goto st4;
	goto st0;
st382:
	if ( ++p == pe )
		goto _test_eof382;
case 382:
	if ( 128u <= (*p) && (*p) <= 132u )
		goto tr0;
	goto st0;
	}
	_test_eof383: cs = 383; goto _test_eof; 
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
	_test_eof127: cs = 127; goto _test_eof; 
	_test_eof128: cs = 128; goto _test_eof; 
	_test_eof129: cs = 129; goto _test_eof; 
	_test_eof130: cs = 130; goto _test_eof; 
	_test_eof131: cs = 131; goto _test_eof; 
	_test_eof132: cs = 132; goto _test_eof; 
	_test_eof133: cs = 133; goto _test_eof; 
	_test_eof134: cs = 134; goto _test_eof; 
	_test_eof135: cs = 135; goto _test_eof; 
	_test_eof136: cs = 136; goto _test_eof; 
	_test_eof137: cs = 137; goto _test_eof; 
	_test_eof138: cs = 138; goto _test_eof; 
	_test_eof139: cs = 139; goto _test_eof; 
	_test_eof140: cs = 140; goto _test_eof; 
	_test_eof141: cs = 141; goto _test_eof; 
	_test_eof142: cs = 142; goto _test_eof; 
	_test_eof143: cs = 143; goto _test_eof; 
	_test_eof144: cs = 144; goto _test_eof; 
	_test_eof145: cs = 145; goto _test_eof; 
	_test_eof146: cs = 146; goto _test_eof; 
	_test_eof147: cs = 147; goto _test_eof; 
	_test_eof148: cs = 148; goto _test_eof; 
	_test_eof149: cs = 149; goto _test_eof; 
	_test_eof150: cs = 150; goto _test_eof; 
	_test_eof151: cs = 151; goto _test_eof; 
	_test_eof152: cs = 152; goto _test_eof; 
	_test_eof153: cs = 153; goto _test_eof; 
	_test_eof154: cs = 154; goto _test_eof; 
	_test_eof155: cs = 155; goto _test_eof; 
	_test_eof156: cs = 156; goto _test_eof; 
	_test_eof157: cs = 157; goto _test_eof; 
	_test_eof158: cs = 158; goto _test_eof; 
	_test_eof159: cs = 159; goto _test_eof; 
	_test_eof160: cs = 160; goto _test_eof; 
	_test_eof161: cs = 161; goto _test_eof; 
	_test_eof162: cs = 162; goto _test_eof; 
	_test_eof163: cs = 163; goto _test_eof; 
	_test_eof164: cs = 164; goto _test_eof; 
	_test_eof165: cs = 165; goto _test_eof; 
	_test_eof166: cs = 166; goto _test_eof; 
	_test_eof167: cs = 167; goto _test_eof; 
	_test_eof168: cs = 168; goto _test_eof; 
	_test_eof169: cs = 169; goto _test_eof; 
	_test_eof170: cs = 170; goto _test_eof; 
	_test_eof171: cs = 171; goto _test_eof; 
	_test_eof172: cs = 172; goto _test_eof; 
	_test_eof173: cs = 173; goto _test_eof; 
	_test_eof174: cs = 174; goto _test_eof; 
	_test_eof175: cs = 175; goto _test_eof; 
	_test_eof176: cs = 176; goto _test_eof; 
	_test_eof177: cs = 177; goto _test_eof; 
	_test_eof178: cs = 178; goto _test_eof; 
	_test_eof179: cs = 179; goto _test_eof; 
	_test_eof180: cs = 180; goto _test_eof; 
	_test_eof181: cs = 181; goto _test_eof; 
	_test_eof182: cs = 182; goto _test_eof; 
	_test_eof183: cs = 183; goto _test_eof; 
	_test_eof184: cs = 184; goto _test_eof; 
	_test_eof185: cs = 185; goto _test_eof; 
	_test_eof186: cs = 186; goto _test_eof; 
	_test_eof187: cs = 187; goto _test_eof; 
	_test_eof188: cs = 188; goto _test_eof; 
	_test_eof189: cs = 189; goto _test_eof; 
	_test_eof190: cs = 190; goto _test_eof; 
	_test_eof191: cs = 191; goto _test_eof; 
	_test_eof192: cs = 192; goto _test_eof; 
	_test_eof193: cs = 193; goto _test_eof; 
	_test_eof194: cs = 194; goto _test_eof; 
	_test_eof195: cs = 195; goto _test_eof; 
	_test_eof196: cs = 196; goto _test_eof; 
	_test_eof197: cs = 197; goto _test_eof; 
	_test_eof198: cs = 198; goto _test_eof; 
	_test_eof199: cs = 199; goto _test_eof; 
	_test_eof200: cs = 200; goto _test_eof; 
	_test_eof201: cs = 201; goto _test_eof; 
	_test_eof202: cs = 202; goto _test_eof; 
	_test_eof203: cs = 203; goto _test_eof; 
	_test_eof204: cs = 204; goto _test_eof; 
	_test_eof205: cs = 205; goto _test_eof; 
	_test_eof206: cs = 206; goto _test_eof; 
	_test_eof207: cs = 207; goto _test_eof; 
	_test_eof208: cs = 208; goto _test_eof; 
	_test_eof209: cs = 209; goto _test_eof; 
	_test_eof210: cs = 210; goto _test_eof; 
	_test_eof211: cs = 211; goto _test_eof; 
	_test_eof212: cs = 212; goto _test_eof; 
	_test_eof213: cs = 213; goto _test_eof; 
	_test_eof214: cs = 214; goto _test_eof; 
	_test_eof215: cs = 215; goto _test_eof; 
	_test_eof216: cs = 216; goto _test_eof; 
	_test_eof217: cs = 217; goto _test_eof; 
	_test_eof218: cs = 218; goto _test_eof; 
	_test_eof219: cs = 219; goto _test_eof; 
	_test_eof220: cs = 220; goto _test_eof; 
	_test_eof221: cs = 221; goto _test_eof; 
	_test_eof222: cs = 222; goto _test_eof; 
	_test_eof223: cs = 223; goto _test_eof; 
	_test_eof224: cs = 224; goto _test_eof; 
	_test_eof225: cs = 225; goto _test_eof; 
	_test_eof226: cs = 226; goto _test_eof; 
	_test_eof227: cs = 227; goto _test_eof; 
	_test_eof228: cs = 228; goto _test_eof; 
	_test_eof229: cs = 229; goto _test_eof; 
	_test_eof230: cs = 230; goto _test_eof; 
	_test_eof231: cs = 231; goto _test_eof; 
	_test_eof232: cs = 232; goto _test_eof; 
	_test_eof233: cs = 233; goto _test_eof; 
	_test_eof234: cs = 234; goto _test_eof; 
	_test_eof235: cs = 235; goto _test_eof; 
	_test_eof236: cs = 236; goto _test_eof; 
	_test_eof237: cs = 237; goto _test_eof; 
	_test_eof238: cs = 238; goto _test_eof; 
	_test_eof239: cs = 239; goto _test_eof; 
	_test_eof240: cs = 240; goto _test_eof; 
	_test_eof241: cs = 241; goto _test_eof; 
	_test_eof242: cs = 242; goto _test_eof; 
	_test_eof243: cs = 243; goto _test_eof; 
	_test_eof244: cs = 244; goto _test_eof; 
	_test_eof245: cs = 245; goto _test_eof; 
	_test_eof246: cs = 246; goto _test_eof; 
	_test_eof247: cs = 247; goto _test_eof; 
	_test_eof248: cs = 248; goto _test_eof; 
	_test_eof249: cs = 249; goto _test_eof; 
	_test_eof250: cs = 250; goto _test_eof; 
	_test_eof251: cs = 251; goto _test_eof; 
	_test_eof252: cs = 252; goto _test_eof; 
	_test_eof253: cs = 253; goto _test_eof; 
	_test_eof254: cs = 254; goto _test_eof; 
	_test_eof255: cs = 255; goto _test_eof; 
	_test_eof256: cs = 256; goto _test_eof; 
	_test_eof257: cs = 257; goto _test_eof; 
	_test_eof258: cs = 258; goto _test_eof; 
	_test_eof259: cs = 259; goto _test_eof; 
	_test_eof260: cs = 260; goto _test_eof; 
	_test_eof261: cs = 261; goto _test_eof; 
	_test_eof262: cs = 262; goto _test_eof; 
	_test_eof263: cs = 263; goto _test_eof; 
	_test_eof264: cs = 264; goto _test_eof; 
	_test_eof265: cs = 265; goto _test_eof; 
	_test_eof266: cs = 266; goto _test_eof; 
	_test_eof267: cs = 267; goto _test_eof; 
	_test_eof268: cs = 268; goto _test_eof; 
	_test_eof269: cs = 269; goto _test_eof; 
	_test_eof270: cs = 270; goto _test_eof; 
	_test_eof271: cs = 271; goto _test_eof; 
	_test_eof272: cs = 272; goto _test_eof; 
	_test_eof273: cs = 273; goto _test_eof; 
	_test_eof274: cs = 274; goto _test_eof; 
	_test_eof275: cs = 275; goto _test_eof; 
	_test_eof276: cs = 276; goto _test_eof; 
	_test_eof277: cs = 277; goto _test_eof; 
	_test_eof278: cs = 278; goto _test_eof; 
	_test_eof279: cs = 279; goto _test_eof; 
	_test_eof280: cs = 280; goto _test_eof; 
	_test_eof281: cs = 281; goto _test_eof; 
	_test_eof282: cs = 282; goto _test_eof; 
	_test_eof283: cs = 283; goto _test_eof; 
	_test_eof284: cs = 284; goto _test_eof; 
	_test_eof285: cs = 285; goto _test_eof; 
	_test_eof286: cs = 286; goto _test_eof; 
	_test_eof287: cs = 287; goto _test_eof; 
	_test_eof288: cs = 288; goto _test_eof; 
	_test_eof289: cs = 289; goto _test_eof; 
	_test_eof290: cs = 290; goto _test_eof; 
	_test_eof291: cs = 291; goto _test_eof; 
	_test_eof292: cs = 292; goto _test_eof; 
	_test_eof293: cs = 293; goto _test_eof; 
	_test_eof294: cs = 294; goto _test_eof; 
	_test_eof295: cs = 295; goto _test_eof; 
	_test_eof296: cs = 296; goto _test_eof; 
	_test_eof297: cs = 297; goto _test_eof; 
	_test_eof298: cs = 298; goto _test_eof; 
	_test_eof299: cs = 299; goto _test_eof; 
	_test_eof300: cs = 300; goto _test_eof; 
	_test_eof301: cs = 301; goto _test_eof; 
	_test_eof302: cs = 302; goto _test_eof; 
	_test_eof303: cs = 303; goto _test_eof; 
	_test_eof304: cs = 304; goto _test_eof; 
	_test_eof305: cs = 305; goto _test_eof; 
	_test_eof306: cs = 306; goto _test_eof; 
	_test_eof307: cs = 307; goto _test_eof; 
	_test_eof308: cs = 308; goto _test_eof; 
	_test_eof309: cs = 309; goto _test_eof; 
	_test_eof310: cs = 310; goto _test_eof; 
	_test_eof311: cs = 311; goto _test_eof; 
	_test_eof312: cs = 312; goto _test_eof; 
	_test_eof313: cs = 313; goto _test_eof; 
	_test_eof314: cs = 314; goto _test_eof; 
	_test_eof315: cs = 315; goto _test_eof; 
	_test_eof316: cs = 316; goto _test_eof; 
	_test_eof317: cs = 317; goto _test_eof; 
	_test_eof318: cs = 318; goto _test_eof; 
	_test_eof319: cs = 319; goto _test_eof; 
	_test_eof320: cs = 320; goto _test_eof; 
	_test_eof321: cs = 321; goto _test_eof; 
	_test_eof322: cs = 322; goto _test_eof; 
	_test_eof323: cs = 323; goto _test_eof; 
	_test_eof324: cs = 324; goto _test_eof; 
	_test_eof325: cs = 325; goto _test_eof; 
	_test_eof326: cs = 326; goto _test_eof; 
	_test_eof327: cs = 327; goto _test_eof; 
	_test_eof328: cs = 328; goto _test_eof; 
	_test_eof329: cs = 329; goto _test_eof; 
	_test_eof330: cs = 330; goto _test_eof; 
	_test_eof331: cs = 331; goto _test_eof; 
	_test_eof332: cs = 332; goto _test_eof; 
	_test_eof333: cs = 333; goto _test_eof; 
	_test_eof334: cs = 334; goto _test_eof; 
	_test_eof335: cs = 335; goto _test_eof; 
	_test_eof336: cs = 336; goto _test_eof; 
	_test_eof337: cs = 337; goto _test_eof; 
	_test_eof338: cs = 338; goto _test_eof; 
	_test_eof339: cs = 339; goto _test_eof; 
	_test_eof340: cs = 340; goto _test_eof; 
	_test_eof341: cs = 341; goto _test_eof; 
	_test_eof342: cs = 342; goto _test_eof; 
	_test_eof343: cs = 343; goto _test_eof; 
	_test_eof344: cs = 344; goto _test_eof; 
	_test_eof345: cs = 345; goto _test_eof; 
	_test_eof346: cs = 346; goto _test_eof; 
	_test_eof347: cs = 347; goto _test_eof; 
	_test_eof348: cs = 348; goto _test_eof; 
	_test_eof349: cs = 349; goto _test_eof; 
	_test_eof350: cs = 350; goto _test_eof; 
	_test_eof351: cs = 351; goto _test_eof; 
	_test_eof352: cs = 352; goto _test_eof; 
	_test_eof353: cs = 353; goto _test_eof; 
	_test_eof354: cs = 354; goto _test_eof; 
	_test_eof355: cs = 355; goto _test_eof; 
	_test_eof356: cs = 356; goto _test_eof; 
	_test_eof357: cs = 357; goto _test_eof; 
	_test_eof358: cs = 358; goto _test_eof; 
	_test_eof359: cs = 359; goto _test_eof; 
	_test_eof360: cs = 360; goto _test_eof; 
	_test_eof361: cs = 361; goto _test_eof; 
	_test_eof362: cs = 362; goto _test_eof; 
	_test_eof363: cs = 363; goto _test_eof; 
	_test_eof364: cs = 364; goto _test_eof; 
	_test_eof365: cs = 365; goto _test_eof; 
	_test_eof366: cs = 366; goto _test_eof; 
	_test_eof367: cs = 367; goto _test_eof; 
	_test_eof368: cs = 368; goto _test_eof; 
	_test_eof369: cs = 369; goto _test_eof; 
	_test_eof370: cs = 370; goto _test_eof; 
	_test_eof371: cs = 371; goto _test_eof; 
	_test_eof372: cs = 372; goto _test_eof; 
	_test_eof373: cs = 373; goto _test_eof; 
	_test_eof374: cs = 374; goto _test_eof; 
	_test_eof375: cs = 375; goto _test_eof; 
	_test_eof376: cs = 376; goto _test_eof; 
	_test_eof377: cs = 377; goto _test_eof; 
	_test_eof378: cs = 378; goto _test_eof; 
	_test_eof379: cs = 379; goto _test_eof; 
	_test_eof380: cs = 380; goto _test_eof; 
	_test_eof381: cs = 381; goto _test_eof; 
	_test_eof382: cs = 382; goto _test_eof; 

	_test_eof: {}
	_out: {}
	}

#line 255 "src/lex/ident.rl"
    return end;
}
