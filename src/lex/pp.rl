/* The token machine of the language (hcl.md 1.7): one scanner per mode. */
#include "lex/lexer.h"

/* The actions are pure forwarding; p, pe, ts, te, cs and act are locals, so they
 * live in registers. `fexec` moves after a token whose end a fast loop found. */

%%{
    machine pl_pp;
    alphtype unsigned char;

    # actions: code
    action number   { pl_lex_emit(lx, PL_T_NUMBER_LIT, ts, te); }
    action newline  { pl_lex_emit(lx, PL_T_NEWLINE, ts, te); }
    action name     { te = pl_lex_name(ts, pe); pl_lex_emit(lx, PL_T_IDENT, ts, te); fexec te; }
    action line     { te = pl_lex_line(te, pe); pl_lex_emit(lx, PL_T_COMMENT, ts, te); fexec te; }
    action obrace   { pl_lex_emit(lx, PL_T_OBRACE, ts, te); lx->braces++; }
    action invalid  { pl_lex_suspect(lx, PL_T_INVALID, ts, te); }
    action bad_utf8 { pl_lex_suspect(lx, PL_T_BAD_UTF8, ts, te); }

    action block {
        const unsigned char *end = pl_lex__skip_comment(lx, te);
        pl_lex_emit(lx, end ? PL_T_COMMENT : PL_T_SLASH, ts, end ? end : ts + 1);
        fexec end ? end : ts + 1;
    }
    action high {
        const unsigned char *end = pl_lex__ident(ts, pe);
        if (end > ts) {
            pl_lex_emit(lx, PL_T_IDENT, ts, end);
            fexec end;
        } else {
            pl_lex_suspect(lx, PL_T_INVALID, ts, te);
        }
    }
    action oquote {
        if (!pl_lex_push(lx, PL_IN_QUOTED))
            goto deep;
        pl_lex_emit(lx, PL_T_OQUOTE, ts, te);
        fgoto quoted;
    }
    action oheredoc {
        bool too_deep = false;
        const unsigned char *end = pl_lex__heredoc(lx, ts, &too_deep);
        if (too_deep)
            goto deep;
        if (end) {
            pl_lex_emit(lx, PL_T_OHEREDOC, ts, end);
            fexec end;
            fgoto text;
        }
        pl_lex_emit(lx, PL_T_LESS, ts, ts + 1);
        fexec ts + 1;
    }
    action cbrace {
        bool back = pl_lex_leave(lx);
        pl_lex_emit(lx, back ? PL_T_TEMPLATE_SEQ_END : PL_T_CBRACE, ts, te);
        if (back && pl_lex_top(lx)->mode == PL_IN_QUOTED)
            fgoto quoted;
        if (back)
            fgoto text;
    }
    action trim_cbrace {
        bool back = pl_lex_leave(lx);
        pl_lex_emit(lx, PL_T_TEMPLATE_SEQ_END, ts, te);
        if (back && pl_lex_top(lx)->mode == PL_IN_QUOTED)
            fgoto quoted;
        if (back)
            fgoto text;
    }

    # actions: templates
    action interp  { pl_lex_emit(lx, PL_T_TEMPLATE_INTERP, ts, te); pl_lex_enter(lx); fgoto code; }
    action control { pl_lex_emit(lx, PL_T_TEMPLATE_CONTROL, ts, te); pl_lex_enter(lx); fgoto code; }
    action cquote  { pl_lex_emit(lx, PL_T_CQUOTE, ts, te); lx->depth--; fgoto code; }
    action string  { pl_lex_emit(lx, PL_T_QUOTED_LIT, ts, te); }
    action literal { pl_lex_emit(lx, PL_T_STRING_LIT, ts, te); pl_lex_top(lx)->line_start = false; }
    action broken  { pl_lex_suspect(lx, PL_T_QUOTED_NEWLINE, ts, te); }

    # words
    eol      = '\r'? '\n';
    exponent = [eE] [+\-]? digit;
    number   = digit ( ( digit | '.' | exponent )* ( digit | exponent ) )?;
    name_start = [A-Za-z_];
    tail     = 0x80..0xBF;
    high     = 0xC0..0xDF tail | 0xE0..0xEF tail tail | 0xF0..0xF7 tail tail tail;

    code := |*
        [ \t]+  ;
        number  => number;
        name_start => name;
        eol     => newline;
        '#'     => line;
        '//'    => line;
        '/*'    => block;
        '"'     => oquote;
        '<<'    => oheredoc;
        '{'     => obrace;
        '}'     => cbrace;
        '~}'    => trim_cbrace;
        '['     => { pl_lex_emit(lx, PL_T_OBRACK, ts, te); };
        ']'     => { pl_lex_emit(lx, PL_T_CBRACK, ts, te); };
        '('     => { pl_lex_emit(lx, PL_T_OPAREN, ts, te); };
        ')'     => { pl_lex_emit(lx, PL_T_CPAREN, ts, te); };
        '*'     => { pl_lex_emit(lx, PL_T_STAR, ts, te); };
        '/'     => { pl_lex_emit(lx, PL_T_SLASH, ts, te); };
        '+'     => { pl_lex_emit(lx, PL_T_PLUS, ts, te); };
        '-'     => { pl_lex_emit(lx, PL_T_MINUS, ts, te); };
        '%'     => { pl_lex_emit(lx, PL_T_PERCENT, ts, te); };
        '='     => { pl_lex_emit(lx, PL_T_EQUAL, ts, te); };
        '=='    => { pl_lex_emit(lx, PL_T_EQUAL_OP, ts, te); };
        '!='    => { pl_lex_emit(lx, PL_T_NOT_EQUAL, ts, te); };
        '<'     => { pl_lex_emit(lx, PL_T_LESS, ts, te); };
        '<='    => { pl_lex_emit(lx, PL_T_LESS_EQ, ts, te); };
        '>'     => { pl_lex_emit(lx, PL_T_GREATER, ts, te); };
        '>='    => { pl_lex_emit(lx, PL_T_GREATER_EQ, ts, te); };
        '&&'    => { pl_lex_emit(lx, PL_T_AND, ts, te); };
        '||'    => { pl_lex_emit(lx, PL_T_OR, ts, te); };
        '!'     => { pl_lex_emit(lx, PL_T_BANG, ts, te); };
        '.'     => { pl_lex_emit(lx, PL_T_DOT, ts, te); };
        ','     => { pl_lex_emit(lx, PL_T_COMMA, ts, te); };
        '...'   => { pl_lex_emit(lx, PL_T_ELLIPSIS, ts, te); };
        '=>'    => { pl_lex_emit(lx, PL_T_FAT_ARROW, ts, te); };
        '?'     => { pl_lex_emit(lx, PL_T_QUESTION, ts, te); };
        ':'     => { pl_lex_emit(lx, PL_T_COLON, ts, te); };
        '::'    => { pl_lex_emit(lx, PL_T_DOUBLE_COLON, ts, te); };
        '&'     => { pl_lex_suspect(lx, PL_T_BIT_AND, ts, te); };
        '|'     => { pl_lex_suspect(lx, PL_T_BIT_OR, ts, te); };
        '~'     => { pl_lex_suspect(lx, PL_T_BIT_NOT, ts, te); };
        '^'     => { pl_lex_suspect(lx, PL_T_BIT_XOR, ts, te); };
        "'"     => { pl_lex_suspect(lx, PL_T_APOSTROPHE, ts, te); };
        '`'     => { pl_lex_suspect(lx, PL_T_BACKTICK, ts, te); };
        ';'     => { pl_lex_suspect(lx, PL_T_SEMICOLON, ts, te); };
        high    => high;
        0x80..0xFF => bad_utf8;
        any     => invalid;
    *|;

    quoted := |*
        '${' '~'? => interp;
        '%{' '~'? => control;
        '$${' | '%%{' => string;
        [$%]      => { pl_lex_dollar(lx, PL_T_QUOTED_LIT, ts, te); };
        '"'       => cquote;
        [\r\n]+   => broken;
        any       => {
            te = pl_run_quoted(ts, pe);
            if (te > ts)
                pl_lex_emit(lx, PL_T_QUOTED_LIT, ts, te);
            else
                pl_lex_suspect(lx, *ts < 0x80 ? PL_T_INVALID : PL_T_BAD_UTF8, ts, ++te);
            fexec te;
        };
    *|;

    # Heredocs and bare templates. One character after a lone `$` shares its token
    # when the line ends after it: that is what the reference does.
    text := |*
        '${' '~'? => interp;
        '%{' '~'? => control;
        '$${' | '%%{' => literal;
        [$%]      => { pl_lex_dollar(lx, PL_T_STRING_LIT, ts, te); };
        [$%] ( 0x00..0x7F - [{\r\n] | high ) eol => {
            te -= te[-2] == '\r' ? 2 : 1;
            pl_lex_emit(lx, PL_T_STRING_LIT, ts, te);
            pl_lex_top(lx)->line_start = false;
            fexec te;
        };
        any       => {
            bool closed = false;
            te = pl_lex__text(lx, ts, &closed);
            fexec te;
            if (closed)
                fgoto code;
        };
    *|;

    write data noerror nofinal;
}%%

void pl_lex__scan(pl_lexer *lx, const unsigned char *p)
{
    const unsigned char *pe = lx->end, *eof = pe, *ts, *te;
    int cs, act;
    %% write init nocs;
    cs = lx->depth ? pl_pp_en_text : pl_pp_en_code;
    %% write exec;
    (void)act;
    return;
deep:
    pl_lex__too_deep(lx, ts);
}

